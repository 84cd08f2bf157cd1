//! Delays, their bounds and their spread.

use proptest::prelude::*;
use touchbase::outbox::backoff::{
    BASE, CAP, CEILING, FLOOR, Trigger, between, hinted, hourly_budget, ladder, mended,
    out_of_reach, trigger,
};
use touchbase::time::{DAY, HOUR, MINUTE, SECOND};

proptest! {
    #[test]
    fn a_ladder_delay_stays_on_its_rung(attempts in 1u32.., u in 0.0f64..1.0) {
        let delay = ladder(attempts, u);
        let rung = BASE.saturating_mul(1 << (attempts - 1).min(30)).min(CAP);
        prop_assert!(delay >= FLOOR);
        prop_assert!(delay <= rung.max(FLOOR));
    }

    #[test]
    fn a_hint_is_never_undercut_nor_obeyed_without_limit(
        hint in any::<i64>(),
        attempts in 1u32..,
        u in 0.0f64..1.0,
    ) {
        let delay = hinted(hint, attempts, u);
        prop_assert!((FLOOR..=CEILING).contains(&delay));
        prop_assert!(delay >= hint.min(18 * HOUR));
    }

    #[test]
    fn a_delay_between_bounds_is(u in 0.0f64..1.0) {
        prop_assert!((2_000..10_000).contains(&between(2_000, 10_000, u)));
    }
}

#[test]
fn the_ladder_doubles_up_to_half_an_hour() {
    let last = 1.0 - f64::EPSILON;
    let rungs: Vec<i64> = [1, 2, 3, 4, 9, 10, 11, 40, u32::MAX]
        .map(|attempts| (ladder(attempts, last) + 1) / SECOND)
        .to_vec();
    assert_eq!(rungs, [5, 10, 20, 40, 1280, 1800, 1800, 1800, 1800]);
    assert_eq!(ladder(5, 0.0), FLOOR);
}

/// A thousand computers that were told "120 seconds" must not come back in one second.
#[test]
fn a_hint_spreads_the_herd() {
    let mut seconds = [0u32; 300];
    for i in 0..1_000 {
        let delay = hinted(120 * SECOND, 1, f64::from(i) / 1_000.0);
        assert!(delay >= 120 * SECOND);
        seconds[(delay / SECOND) as usize] += 1;
    }
    assert!(
        seconds.iter().all(|n| *n <= 10),
        "no second gets more than its share"
    );
    assert!(seconds.iter().filter(|n| **n > 0).count() >= 119);
}

/// Nor those that were told "a day", or more than a page keeps to.
#[test]
fn a_long_hint_spreads_the_herd() {
    for hint in [13 * HOUR, DAY, 365 * DAY, i64::MAX] {
        let delays = (0..1_000).map(|i| hinted(hint, 1, f64::from(i) / 1_000.0));
        let mut seconds: Vec<i64> = delays.map(|delay| delay / SECOND).collect();
        seconds.dedup();
        assert_eq!(seconds.len(), 1_000, "no two of them in one second");
    }
}

#[test]
fn triggers_have_their_own_spread() {
    let last = 1.0 - f64::EPSILON;
    let most = |kind| trigger(kind, MINUTE, last);
    assert_eq!(most(Trigger::Press), 0);
    assert_eq!(most(Trigger::Load), 10 * SECOND - 1);
    assert_eq!(most(Trigger::Visible), 10 * SECOND - 1);
    assert_eq!(most(Trigger::Online), MINUTE - 1);
    assert_eq!(most(Trigger::Poke), 2 * SECOND - 1);
}

#[test]
fn a_clock_that_jumped_is_seen() {
    let now = 1_790_000_000_000;
    assert_eq!(mended(now + DAY, now, now, 0.5), None, "the longest hint");
    assert_eq!(mended(now + DAY + 1, now, now, 0.5), Some(now + CAP / 2));
    let created = now + 6 * MINUTE;
    assert_eq!(mended(now + HOUR + 1, created, now, 0.0), Some(now));
    assert_eq!(mended(0, created, now, 0.0), None, "it may go now anyway");
    // However often it is looked at: drawn each time, it would be put off each time.
    let drawn = mended(now + 2 * HOUR, created, now, 0.9).unwrap();
    assert_eq!(mended(drawn, created, now, 0.9), None);
}

#[test]
fn what_was_mended_is_in_reach() {
    let created = 1_790_000_000_000;
    for back in [0, 6 * MINUTE, DAY, 365 * DAY] {
        let now = created - back;
        assert!(out_of_reach(now + DAY + 1, created, now));
        assert_eq!(out_of_reach(now + HOUR + 1, created, now), back > 0);
        let at = mended(now + 2 * DAY, created, now, 1.0 - f64::EPSILON).unwrap();
        assert!(!out_of_reach(at, created, now));
        assert!(!out_of_reach(now + HOUR, created, now), "a spent budget");
    }
}

#[test]
fn the_first_hour_has_the_larger_budget() {
    let created = 1_790_000_000_000;
    assert_eq!(hourly_budget(created, created), 20);
    assert_eq!(hourly_budget(created + HOUR, created), 8);
    assert_eq!(hourly_budget(created - DAY, created), 8, "a clock set back");
}
