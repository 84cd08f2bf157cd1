//! When a visit ends by itself, and the key that leaves.

#![cfg(not(target_arch = "wasm32"))]

use proptest::prelude::*;
use touchbase::time::{DAY, MINUTE, Millis, SECOND};
use touchbase::visit::{CHORD, Chord, ERRAND, HIDDEN, Stage, Visit, warning};

const IDLE: Millis = 3 * MINUTE;
const WARNING: Millis = MINUTE;
const START: Millis = 1_800_000_000_000;

fn used() -> Visit {
    let mut visit = Visit::default();
    visit.used(START);
    visit
}

#[test]
fn a_page_that_nobody_used_has_nothing_to_wipe() {
    let mut visit = Visit::default();
    visit.scrolled(START);
    visit.hidden(START);
    assert_eq!(visit.stage(START + DAY, IDLE), Stage::Unused);
}

#[test]
fn a_minute_before_the_end_a_person_is_warned() {
    let mut visit = used();
    let (warn, end) = (START + IDLE - WARNING, START + IDLE);
    assert_eq!(visit.stage(START, IDLE), Stage::Here(warn));
    assert_eq!(visit.stage(warn - 1, IDLE), Stage::Here(warn));
    assert_eq!(visit.stage(warn, IDLE), Stage::Warned(end));
    assert_eq!(visit.stage(end - 1, IDLE), Stage::Warned(end));
    assert_eq!(visit.stage(end, IDLE), Stage::Over);
}

#[test]
fn one_key_goes_on_as_often_as_wanted() {
    let mut visit = used();
    let mut now = START;
    for _ in 0..20 {
        now += IDLE - SECOND;
        assert!(matches!(visit.stage(now, IDLE), Stage::Warned(_)));
        visit.used(now);
        assert_eq!(visit.stage(now, IDLE), Stage::Here(now + IDLE - WARNING));
    }
}

#[test]
fn a_hidden_page_is_wiped_after_a_minute() {
    let mut visit = used();
    visit.hidden(START + SECOND);
    let end = START + SECOND + HIDDEN;
    assert_eq!(visit.stage(START + SECOND, IDLE), Stage::Here(end));
    assert_eq!(visit.stage(end - 1, IDLE), Stage::Here(end));
    assert_eq!(visit.stage(end, IDLE), Stage::Over);
}

#[test]
fn a_page_that_is_seen_again_leaves_time_to_say_so() {
    let mut visit = used();
    let away = START + IDLE - WARNING - SECOND;
    visit.hidden(away);
    let back = away + HIDDEN - 1;
    visit.shown(back, IDLE);
    assert!(matches!(visit.stage(back, IDLE), Stage::Warned(end) if end - back >= WARNING));
}

/// Whoever taps a number is away for a while, and finds the page as it was.
#[test]
fn a_route_that_was_followed_is_not_hiding_for_five_minutes() {
    for idle in [MINUTE, IDLE, 5 * MINUTE] {
        let mut visit = used();
        let went = START + 30 * SECOND;
        visit.left_by_route(went);
        visit.hidden(went + SECOND);
        let stays = went + ERRAND;
        assert!(matches!(
            visit.stage(stays, idle),
            Stage::Here(_) | Stage::Warned(_)
        ));
        assert_eq!(visit.stage(stays + HIDDEN, idle), Stage::Over);
    }
}

/// WCAG 2.2.1: at least 20 seconds to press a key.
#[test]
fn the_shortest_visit_begins_without_a_warning_and_leaves_time_to_stay() {
    let mut visit = used();
    assert_eq!(visit.stage(START, MINUTE), Stage::Here(START + 30 * SECOND));
    assert_eq!(warning(IDLE), MINUTE);
    assert!((1..=10).all(|minutes| warning(minutes * MINUTE) >= 20 * SECOND));
}

#[test]
fn three_presses_of_shift_leave_and_nothing_else_does() {
    let mut chord = Chord::default();
    assert!(!chord.pressed(true, START));
    assert!(!chord.pressed(true, START + SECOND));
    assert!(chord.pressed(true, START + CHORD));
    // And it begins anew.
    assert!(!chord.pressed(true, START + CHORD));

    let mut other_key = Chord::default();
    for (shift, at) in [(true, 0), (true, 1), (false, 2), (true, 3), (true, 4)] {
        assert!(!other_key.pressed(shift, START + at));
    }
    assert!(other_key.pressed(true, START + 5));

    let mut slow = Chord::default();
    for press in 0..6 {
        assert!(!slow.pressed(true, START + press * (CHORD / 2 + 1)));
    }
}

#[derive(Clone, Copy, Debug)]
enum Happening {
    Used,
    Scrolled,
    Route,
    Hidden,
    Shown,
    Clock(Millis),
}

fn happening() -> impl Strategy<Value = (Happening, Millis)> {
    let what = prop_oneof![
        3 => Just(Happening::Used),
        2 => Just(Happening::Scrolled),
        2 => Just(Happening::Route),
        2 => Just(Happening::Hidden),
        2 => Just(Happening::Shown),
        1 => (-DAY..DAY).prop_map(Happening::Clock),
    ];
    (what, 0..8 * MINUTE)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(5_000))]

    /// Whatever came before, a page that is left alone is wiped, in the longest time that the
    /// contract allows, and on the way there is a warning of a minute unless it was hidden.
    #[test]
    fn a_page_that_is_left_alone_is_wiped(
        before in prop::collection::vec(happening(), 1..20),
        minutes in 1..=10i64,
    ) {
        let idle = minutes * MINUTE;
        let (mut visit, mut now) = (Visit::default(), START);
        let mut used = false;
        let mut hidden = false;
        for (what, wait) in before {
            now += wait;
            match what {
                Happening::Used => (visit.used(now), used = true).0,
                Happening::Scrolled => visit.scrolled(now),
                Happening::Route => (visit.left_by_route(now), used = true).0,
                Happening::Hidden => (visit.hidden(now), hidden = true).0,
                Happening::Shown => (visit.shown(now, idle), hidden = false).0,
                Happening::Clock(jump) => now += jump,
            }
        }
        let stage = visit.stage(now, idle);
        prop_assert_eq!(stage == Stage::Unused, !used);
        if !used {
            return Ok(());
        }
        let longest = now + idle.max(ERRAND + MINUTE).max(HIDDEN);
        prop_assert_eq!(visit.stage(longest, idle), Stage::Over);
        // Looked at as late as it asks for, no stage is passed over.
        let mut stage = stage;
        let mut at = now;
        let mut warned_for = 0;
        while let Stage::Here(next) | Stage::Warned(next) = stage {
            prop_assert!(next > at, "{next} {at}");
            if matches!(stage, Stage::Warned(_)) {
                warned_for += next - at;
            }
            at = next;
            stage = visit.stage(at, idle);
        }
        prop_assert_eq!(stage, Stage::Over);
        if !hidden && matches!(visit.stage(now, idle), Stage::Here(_)) {
            prop_assert_eq!(warned_for, warning(idle));
        }
    }
}
