//! Whether a route is open at a moment: edges of intervals, midnight, the week's end, and silence.

use touchbase::support::{Hours, Moment, Route, RouteKind};
use touchbase::time::parse_clock;

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
        let found = route(hours).open_at(Moment { weekday, minute });
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
                    let now = Moment {
                        weekday: (minute / 1_440) as u8,
                        minute: (minute % 1_440) as u16,
                    };
                    let found = route.open_at(now);
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
    let now = Moment {
        weekday: MON,
        minute: 600,
    };
    assert_eq!(route(&[]).open_at(now), None);
    let always = Route {
        always_open: true,
        time_zone: None,
        ..route(&[])
    };
    assert_eq!(always.open_at(now), Some(true));
    let nowhere = Route {
        time_zone: None,
        ..route(&[(&[MON], "00:00", "00:00")])
    };
    assert_eq!(nowhere.open_at(now), None);
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
            assert_eq!(both.open_at(Moment { weekday, minute }), Some(true));
        }
    }
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
        sign_in: false,
        on_site: false,
    }
}
