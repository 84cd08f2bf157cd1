//! Whether a route is open at a moment: edges of intervals, midnight, the week's end, days that
//! differ, and silence.
#![allow(clippy::unwrap_used)]

use touchbase::support::{Hours, Moment, Route, RouteKind, SpecialHours};
use touchbase::time::{DAY, Date, MINUTE, parse_clock};

const MON: u8 = 0;
const TUE: u8 = 1;
const SAT: u8 = 5;
const SUN: u8 = 6;

#[test]
fn each_edge_of_an_interval() {
    let day: &[(&[u8], &str, &str)] = &[(&[MON, TUE], "08:00", "17:00")];
    let night: &[(&[u8], &str, &str)] = &[(&[SUN], "20:00", "01:00")];
    let pause: &[(&[u8], &str, &str)] = &[(&[MON], "08:00", "12:00"), (&[MON], "13:00", "17:00")];
    let all_day: &[(&[u8], &str, &str)] = &[(&[SAT], "00:00", "00:00")];
    let round: &[(&[u8], &str, &str)] = &[(&[SAT], "08:00", "08:00")];
    let every_night: &[(&[u8], &str, &str)] = &[(&[0, 1, 2, 3, 4, 5, 6], "08:00", "01:00")];
    for (hours, weekday, clock, open) in [
        // A start is in, an end is out.
        (day, MON, "07:59", false),
        (day, MON, "08:00", true),
        (day, MON, "16:59", true),
        (day, MON, "17:00", false),
        (day, TUE, "12:00", true),
        (day, 2, "12:00", false),
        (day, SUN, "12:00", false),
        // Past midnight, out of the week and into the next.
        (night, SUN, "19:59", false),
        (night, SUN, "20:00", true),
        (night, SUN, "23:59", true),
        (night, MON, "00:00", true),
        (night, MON, "00:59", true),
        (night, MON, "01:00", false),
        (night, MON, "20:00", false),
        (night, SUN, "00:30", false),
        (night, TUE, "00:30", false),
        // More than one interval.
        (pause, MON, "11:59", true),
        (pause, MON, "12:00", false),
        (pause, MON, "12:59", false),
        (pause, MON, "13:00", true),
        // An end at its start is a day later.
        (all_day, SAT, "00:00", true),
        (all_day, SAT, "23:59", true),
        (all_day, SUN, "00:00", false),
        (all_day, 4, "23:59", false),
        (round, SAT, "07:59", false),
        (round, SAT, "08:00", true),
        (round, SUN, "07:59", true),
        (round, SUN, "08:00", false),
        // A line that closes at one at night.
        (every_night, MON, "00:59", true),
        (every_night, MON, "01:00", false),
        (every_night, MON, "07:59", false),
        (every_night, SUN, "23:59", true),
    ] {
        let minute = parse_clock(clock).unwrap_or_default();
        let found = route(hours).open_at(Some(moment(weekday, minute)));
        assert_eq!(found, Some(open), "{hours:?} on {weekday} at {clock}");
    }
}

/// Against another reading of the same rule, minute by minute through the week: an interval is the
/// minutes from its start up to its end, counted on around the week.
#[test]
fn every_minute_of_the_week() {
    const WEEK: u32 = 7 * 1_440;
    let clocks = ["00:00", "00:01", "08:00", "12:00", "23:59"];
    let mut seen = 0;
    for start in clocks {
        for end in clocks {
            for days in [
                vec![MON],
                vec![SUN],
                vec![SAT, MON],
                vec![0, 1, 2, 3, 4, 5, 6],
            ] {
                let minutes = |clock| u32::from(parse_clock(clock).unwrap_or_default());
                let length = match (minutes(end) + 1_440 - minutes(start)) % 1_440 {
                    0 => 1_440,
                    length => length,
                };
                let mut open = vec![false; WEEK as usize];
                for day in &days {
                    let begin = u32::from(*day) * 1_440 + minutes(start);
                    for minute in begin..begin + length {
                        open[(minute % WEEK) as usize] = true;
                    }
                }
                let route = route(&[(&days, start, end)]);
                for (minute, open) in open.iter().enumerate() {
                    let now = moment((minute / 1_440) as u8, (minute % 1_440) as u16);
                    let found = route.open_at(Some(now));
                    assert_eq!(found, Some(*open), "{days:?} {start} {end} {now:?}");
                    seen += 1;
                }
            }
        }
    }
    assert_eq!(seen, 25 * 4 * WEEK);
}

/// What a host does not state is not known, and never open.
#[test]
fn silence_is_not_known() {
    let now = Some(moment(MON, 600));
    assert_eq!(route(&[]).open_at(now), None);
    let always = Route {
        always_open: true,
        time_zone: None,
        ..route(&[])
    };
    assert_eq!(always.open_at(now), Some(true));
    assert_eq!(always.open_at(None), Some(true));
    let monday = route(&[(&[MON], "00:00", "00:00")]);
    assert_eq!(monday.open_at(now), Some(true));
    // The browser does not know the zone.
    assert_eq!(monday.open_at(None), None);
    let nowhere = Route {
        time_zone: None,
        ..monday
    };
    assert_eq!(nowhere.open_at(now), None);
    // Without the zone nobody knows which day it is there.
    let but_for_a_day = Route {
        closed_on: vec![date("2026-12-25")],
        ..always
    };
    assert_eq!(but_for_a_day.open_at(now), None);
}

/// Round the clock outweighs hours beside it, which then say when somebody answers at once.
#[test]
fn always_open_is_always_open() {
    let both = Route {
        always_open: true,
        ..route(&[(&[MON], "08:00", "09:00")])
    };
    for weekday in 0..7 {
        for minute in [0, 480, 540, 1_439] {
            assert_eq!(both.open_at(Some(moment(weekday, minute))), Some(true));
        }
    }
}

#[test]
fn days_that_differ() {
    const EVERY: &[(&[u8], &str, &str)] = &[(&[0, 1, 2, 3, 4, 5, 6], "22:00", "06:00")];
    let special = |date_: &str, start: &str, end: &str| SpecialHours {
        date: date(date_),
        start: start.into(),
        end: end.into(),
    };
    let nightly = Route {
        closed_on: vec![date("2026-12-25"), date("2026-12-31")],
        special_hours: vec![
            special("2026-12-28", "10:00", "12:00"),
            special("2026-12-28", "14:00", "02:00"),
            special("2026-12-30", "20:00", "08:00"),
            // Closed outweighs hours for the same day.
            special("2026-12-31", "10:00", "12:00"),
        ],
        ..route(EVERY)
    };
    let always = Route {
        always_open: true,
        ..nightly.clone()
    };
    for (at, open_nightly, open_always) in [
        // The night before runs on into the closed day, and the closed day starts none.
        ("2026-12-25T05:59", true, false),
        ("2026-12-25T06:00", false, false),
        ("2026-12-25T22:00", false, false),
        ("2026-12-26T00:00", false, true),
        ("2026-12-26T22:00", true, true),
        // Other hours on one day: its own morning still belongs to the night before.
        ("2026-12-28T05:59", true, false),
        ("2026-12-28T09:59", false, false),
        ("2026-12-28T10:00", true, true),
        ("2026-12-28T12:00", false, false),
        ("2026-12-28T22:00", true, true),
        ("2026-12-29T01:59", true, true),
        ("2026-12-29T02:00", false, true),
        // Past midnight into a day that is closed.
        ("2026-12-30T19:59", false, false),
        ("2026-12-31T07:59", true, true),
        ("2026-12-31T08:00", false, false),
        ("2026-12-31T10:30", false, false),
        ("2027-01-01T00:30", false, true),
    ] {
        let now = Some(on(at));
        assert_eq!(nightly.open_at(now), Some(open_nightly), "at night, {at}");
        assert_eq!(always.open_at(now), Some(open_always), "always, {at}");
    }
    // The control: without them every night is open.
    assert_eq!(
        route(EVERY).open_at(Some(on("2026-12-25T22:00"))),
        Some(true)
    );
}

/// A day that is not there in most years, and the one after it.
#[test]
fn leap_day() {
    let tuesdays = route(&[(&[TUE], "22:00", "02:00")]);
    let closed = Route {
        closed_on: vec![date("2028-02-29")],
        ..tuesdays.clone()
    };
    for (at, open) in [
        ("2028-02-29T22:00", true),
        ("2028-03-01T01:59", true),
        ("2028-03-01T02:00", false),
        ("2028-02-28T22:00", false),
        ("2028-03-07T22:00", true),
    ] {
        assert_eq!(tuesdays.open_at(Some(on(at))), Some(open), "{at}");
        let expected = open && at.starts_with("2028-03-07");
        assert_eq!(closed.open_at(Some(on(at))), Some(expected), "{at}");
    }
}

#[test]
fn what_changes_next() {
    let office = Route {
        closed_on: vec![date("2026-12-25")],
        ..route(&[(&[0, 1, 2, 3, 4], "08:00", "17:00")])
    };
    let night = route(&[(&[MON], "20:00", "01:00")]);
    let joined = route(&[(&[MON], "00:00", "00:00"), (&[TUE], "00:00", "09:00")]);
    let sundays = route(&[(&[SUN], "08:00", "09:00")]);
    let always = Route {
        always_open: true,
        ..route(&[])
    };
    let but_for_a_day = Route {
        closed_on: vec![date("2026-12-25")],
        ..always.clone()
    };
    let one_evening = Route {
        special_hours: vec![SpecialHours {
            date: date("2026-12-24"),
            start: "20:00".into(),
            end: "02:00".into(),
        }],
        ..route(&[])
    };
    for (route, at, change) in [
        (&office, "2026-12-24T08:00", Some("2026-12-24T17:00")),
        (&office, "2026-12-24T07:59", Some("2026-12-24T08:00")),
        // Over the closed Friday and the weekend.
        (&office, "2026-12-24T17:00", Some("2026-12-28T08:00")),
        (&night, "2026-12-21T23:00", Some("2026-12-22T01:00")),
        // Two intervals that meet are one.
        (&joined, "2026-12-21T10:00", Some("2026-12-22T09:00")),
        // The same weekday a week later would be taken for today.
        (&sundays, "2026-12-20T09:00", None),
        (&sundays, "2026-12-21T00:00", Some("2026-12-27T08:00")),
        (&always, "2026-12-21T00:00", None),
        (&but_for_a_day, "2026-12-21T00:00", Some("2026-12-25T00:00")),
        (&but_for_a_day, "2026-12-25T12:00", Some("2026-12-26T00:00")),
        (&one_evening, "2026-12-24T19:00", Some("2026-12-24T20:00")),
        (&one_evening, "2026-12-25T01:00", Some("2026-12-25T02:00")),
        // What comes after the one evening is not stated, which is no opening.
        (&one_evening, "2026-12-24T03:00", Some("2026-12-24T20:00")),
        (&one_evening, "2026-12-25T02:00", None),
    ] {
        assert_eq!(
            route.changes_after(on(at)),
            change.map(on),
            "{route:?} {at}"
        );
    }
    assert_eq!(on("2026-12-24T08:05").clock(), "08:05");
}

/// A moment of some week.
fn moment(weekday: u8, minute: u16) -> Moment {
    // The fifth day counted was a Monday.
    Moment::from_wall((4 + i64::from(weekday)) * DAY + i64::from(minute) * MINUTE)
}

/// A moment with a date.
fn on(text: &str) -> Moment {
    let (day, clock) = text.split_once('T').unwrap();
    let date = date(day);
    let days = (0..40_000)
        .find(|days| Date::from_millis(days * DAY) == date)
        .unwrap();
    let minute = parse_clock(clock).unwrap();
    Moment::from_wall(days * DAY + i64::from(minute) * MINUTE)
}

fn date(text: &str) -> Date {
    Date::parse(text).unwrap()
}

fn route(hours: &[(&[u8], &str, &str)]) -> Route {
    Route {
        kind: RouteKind::Phone,
        value: "555-0100".into(),
        ext: None,
        keyword: None,
        subject: None,
        label: None,
        recipient: None,
        time_zone: Some("America/Chicago".into()),
        hours: hours
            .iter()
            .map(|(days, start, end)| Hours {
                days: days.to_vec(),
                start: (*start).to_owned(),
                end: (*end).to_owned(),
            })
            .collect(),
        always_open: false,
        closed_on: vec![],
        special_hours: vec![],
        sign_in: false,
        on_site: false,
    }
}
