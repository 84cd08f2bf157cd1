//! Hours in four time zones against an independent reading: both changes of the clock, midnight,
//! holidays and the leap day.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

mod clocks;

use std::collections::BTreeMap;

use clocks::{Around, ZONES, doors, instants, local};
use jiff::civil::DateTime;
use touchbase::support::{Hours, Moment, Route, RouteKind, SpecialHours};
use touchbase::time::{DAY, Date, MINUTE};

#[test]
fn hours_agree_with_an_independent_reading() {
    let mut total = 0;
    for zone in ZONES {
        let mut counts: BTreeMap<Around, usize> = BTreeMap::new();
        let mut answers = [0; 3];
        let instants = instants(zone);
        for door in doors(zone) {
            let route = door.route(zone);
            for (around, at) in &instants {
                let local = local(zone, *at);
                let expected = door.open(local);
                let found = route.open_at(Some(moment(local)));
                assert_eq!(found, expected, "{door:?} in {zone} at {at}, {local}");
                *counts.entry(*around).or_default() += 1;
                answers[expected.map_or(2, usize::from)] += 1;
            }
        }
        let cases: usize = counts.values().sum();
        println!("{zone}: {cases} cases, {counts:?}; shut, open, not stated: {answers:?}");
        for around in [Around::Midnight, Around::Holiday, Around::LeapDay] {
            assert!(counts[&around] >= 200, "{zone}: few {around:?}");
        }
        // India's clock never changes.
        for around in [Around::Forward, Around::Back] {
            assert_eq!(
                counts.get(&around).is_some_and(|count| *count >= 200),
                zone != "Asia/Kolkata",
                "{zone} {around:?}"
            );
        }
        assert!(
            answers.iter().all(|count| *count >= 200),
            "{zone}: {answers:?}"
        );
        total += cases;
    }
    println!("{total} cases");
    assert!(total >= 200);
}

/// The independent reading is read itself, at instants whose answer anyone can work out.
#[test]
fn instants_that_are_known() {
    // Zone, instant, and the wall clock by the announced changes of the clock.
    for (zone, at, expected) in [
        (
            "America/Chicago",
            "2026-03-08T07:59:00Z",
            "2026-03-08T01:59:00",
        ),
        (
            "America/Chicago",
            "2026-03-08T08:00:00Z",
            "2026-03-08T03:00:00",
        ),
        (
            "America/Chicago",
            "2026-11-01T06:59:00Z",
            "2026-11-01T01:59:00",
        ),
        (
            "America/Chicago",
            "2026-11-01T07:00:00Z",
            "2026-11-01T01:00:00",
        ),
        (
            "Europe/London",
            "2026-03-29T00:59:00Z",
            "2026-03-29T00:59:00",
        ),
        (
            "Europe/London",
            "2026-03-29T01:00:00Z",
            "2026-03-29T02:00:00",
        ),
        (
            "Europe/London",
            "2026-10-25T00:59:00Z",
            "2026-10-25T01:59:00",
        ),
        (
            "Europe/London",
            "2026-10-25T01:00:00Z",
            "2026-10-25T01:00:00",
        ),
        (
            "Australia/Lord_Howe",
            "2026-10-03T15:29:00Z",
            "2026-10-04T01:59:00",
        ),
        (
            "Australia/Lord_Howe",
            "2026-10-03T15:30:00Z",
            "2026-10-04T02:30:00",
        ),
        (
            "Australia/Lord_Howe",
            "2026-04-04T14:59:00Z",
            "2026-04-05T01:59:00",
        ),
        (
            "Australia/Lord_Howe",
            "2026-04-04T15:00:00Z",
            "2026-04-05T01:30:00",
        ),
        (
            "Asia/Kolkata",
            "2028-02-28T18:30:00Z",
            "2028-02-29T00:00:00",
        ),
        (
            "Asia/Kolkata",
            "2028-02-29T18:30:00Z",
            "2028-03-01T00:00:00",
        ),
    ] {
        let instant: jiff::Timestamp = at.parse().unwrap();
        let local = local(zone, instant.as_millisecond());
        assert_eq!(local, expected.parse::<DateTime>().unwrap(), "{zone} {at}");
        let moment = moment(local);
        assert_eq!(
            format!("{}T{}:00", moment.date().iso(), moment.clock()),
            expected
        );
        let weekday = local.weekday().to_monday_zero_offset() as u8;
        assert_eq!(moment.weekday(), weekday);
    }
}

/// When it closes or opens, against a walk from minute to minute.
#[test]
fn the_next_change_is_the_first_minute_that_differs() {
    let mut found = [0; 2];
    for zone in ["Europe/London", "Asia/Kolkata"] {
        for door in doors(zone) {
            let route = door.route(zone);
            for (_, at) in instants(zone).iter().step_by(97) {
                let now = moment(local(zone, *at));
                let change = route.changes_after(now);
                let Some(open) = route.open_at(Some(now)) else {
                    assert_eq!(change, None);
                    continue;
                };
                let wall = wall(local(zone, *at));
                let end = (wall.div_euclid(DAY) + 7) * DAY;
                let expected = (1..)
                    .map(|minutes| wall.div_euclid(MINUTE) * MINUTE + minutes * MINUTE)
                    .take_while(|at| *at < end)
                    .map(Moment::from_wall)
                    .find(|at| route.open_at(Some(*at)) != Some(open))
                    // It opens only where that is stated.
                    .filter(|at| open || route.open_at(Some(*at)) == Some(true));
                assert_eq!(change, expected, "{door:?} at {now:?}");
                found[usize::from(change.is_some())] += 1;
            }
        }
    }
    println!("no change within the week, a change: {found:?}");
    assert!(found.iter().all(|count| *count >= 50));
}

fn moment(local: DateTime) -> Moment {
    Moment::from_wall(wall(local))
}

fn wall(local: DateTime) -> i64 {
    let utc = jiff::tz::Offset::UTC.to_timestamp(local).unwrap();
    utc.as_millisecond()
}
