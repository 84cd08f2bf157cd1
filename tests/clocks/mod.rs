//! Hours read a second time, by a library that shares nothing with the product: instants of three
//! years in four time zones, and what they mean at doors of many kinds.
//!
//! The product takes the wall clock of now and of the day before and looks up minutes. Here an
//! interval has a beginning and an end with dates of their own, and the zones come from the tz
//! database that jiff carries.
#![allow(clippy::expect_used)]

use jiff::civil::{DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

use super::{Date, Hours, Route, RouteKind, SpecialHours};

/// Zones that change by an hour in opposite halves of the year or by half an hour, and one that
/// never does.
pub(crate) const ZONES: [&str; 4] = [
    "America/Chicago",
    "Europe/London",
    "Australia/Lord_Howe",
    "Asia/Kolkata",
];

/// What is special about an instant.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Around {
    Forward,
    Back,
    Midnight,
    Holiday,
    LeapDay,
    Any,
}

/// Hours as a host may state them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Door {
    pub(crate) hours: Vec<(Vec<u8>, &'static str, &'static str)>,
    pub(crate) closed_on: Vec<String>,
    pub(crate) special: Vec<(String, &'static str, &'static str)>,
    pub(crate) always: bool,
}

impl Door {
    pub(crate) fn route(&self, zone: &str) -> Route {
        let date = |text: &String| Date::parse(text).expect("a date");
        Route {
            kind: RouteKind::Phone,
            value: "555-0100".into(),
            ext: None,
            keyword: None,
            subject: None,
            label: None,
            recipient: None,
            time_zone: Some(zone.into()),
            hours: self
                .hours
                .iter()
                .map(|(days, start, end)| Hours {
                    days: days.clone(),
                    start: (*start).to_owned(),
                    end: (*end).to_owned(),
                })
                .collect(),
            always_open: self.always,
            closed_on: self.closed_on.iter().map(date).collect(),
            special_hours: self
                .special
                .iter()
                .map(|(on, start, end)| SpecialHours {
                    date: date(on),
                    start: (*start).to_owned(),
                    end: (*end).to_owned(),
                })
                .collect(),
            sign_in: false,
            on_site: false,
        }
    }

    /// Whether it is open at a time on the wall clock.
    pub(crate) fn open(&self, local: DateTime) -> Option<bool> {
        let around = [local.date().yesterday().expect("a day"), local.date()];
        let mut stated = self.always;
        for date in around {
            let text = date.to_string();
            let special = self.special.iter().any(|(on, ..)| *on == text);
            let closed = self.closed_on.contains(&text);
            stated = closed || special || self.always || !self.hours.is_empty();
            let mut spans: Vec<(&str, &str)> = Vec::new();
            if special {
                let on = self.special.iter().filter(|(on, ..)| *on == text);
                spans.extend(on.map(|(_, start, end)| (*start, *end)));
            } else if self.always {
                spans.push(("00:00", "00:00"));
            } else {
                let weekday = date.weekday().to_monday_zero_offset() as u8;
                let on = self
                    .hours
                    .iter()
                    .filter(|(days, ..)| days.contains(&weekday));
                spans.extend(on.map(|(_, start, end)| (*start, *end)));
            }
            if closed {
                spans.clear();
            }
            for (start, end) in spans {
                let begin = date.to_datetime(clock(start));
                let mut finish = date.to_datetime(clock(end));
                if finish <= begin {
                    finish = finish.checked_add(1.day()).expect("a day");
                }
                if begin <= local && local < finish {
                    return Some(true);
                }
            }
        }
        stated.then_some(false)
    }
}

/// The time on the wall clock of a zone.
pub(crate) fn local(zone: &str, at: i64) -> DateTime {
    let at = Timestamp::from_millisecond(at).expect("an instant");
    TimeZone::get(zone).expect("a zone").to_datetime(at)
}

/// Instants to look at in a zone, in milliseconds.
pub(crate) fn instants(zone: &str) -> Vec<(Around, i64)> {
    let tz = TimeZone::get(zone).expect("a zone");
    let mut instants = Vec::new();
    let mut near = |around, middle: Timestamp, reach: i64, step: i64| {
        for minutes in (-reach..=reach).step_by(step as usize) {
            instants.push((around, middle.as_millisecond() + minutes * 60_000));
        }
    };
    for (around, at) in changes(&tz) {
        near(around, at, 60, 3);
        // The days before and after it.
        near(around, at, 36 * 60, 37);
    }
    for year in [2026, 2027, 2028] {
        for (month, day) in [(1, 1), (7, 4), (12, 24), (12, 25), (12, 26), (12, 31)] {
            let midnight = jiff::civil::date(year, month, day).at(0, 0, 0, 0);
            let midnight = tz.to_timestamp(midnight).expect("an instant");
            near(Around::Holiday, midnight, 30 * 60, 45);
            near(Around::Midnight, midnight, 3, 1);
        }
    }
    for day in [28, 29] {
        let noon = jiff::civil::date(2028, 2, day).at(12, 0, 0, 0);
        near(
            Around::LeapDay,
            tz.to_timestamp(noon).expect("an instant"),
            26 * 60,
            20,
        );
    }
    // The whole of the three years, at times that wander through the day.
    let noon = jiff::civil::date(2027, 7, 2).at(12, 0, 0, 0);
    let noon = tz.to_timestamp(noon).expect("an instant");
    near(Around::Any, noon, 545 * 24 * 60, 16 * 60 + 13);
    instants
}

/// Doors of many kinds; some differ on the days on which the clock of the zone changes.
pub(crate) fn doors(zone: &str) -> Vec<Door> {
    let tz = TimeZone::get(zone).expect("a zone");
    let change_days: Vec<String> = changes(&tz)
        .iter()
        .map(|(_, at)| tz.to_datetime(*at).date().to_string())
        .collect();
    let week: Vec<u8> = (0..7).collect();
    let hours = |days: &[u8], start, end| vec![(days.to_vec(), start, end)];
    let dates = |dates: &[&str]| {
        dates
            .iter()
            .map(|date| (*date).to_owned())
            .collect::<Vec<_>>()
    };
    let plain = |hours| Door {
        hours,
        ..Door::default()
    };
    vec![
        plain(hours(&[0, 1, 2, 3, 4], "08:00", "17:00")),
        plain(hours(&week, "20:00", "01:00")),
        // Over the hour that is left out or comes twice, from either side and within it.
        plain(hours(&[5, 6], "22:00", "02:30")),
        plain(hours(&week, "01:30", "02:15")),
        plain(hours(&week, "02:00", "03:00")),
        plain(hours(&[6], "00:00", "00:00")),
        plain(vec![
            (vec![5], "08:00", "08:00"),
            (vec![1, 2], "12:00", "00:30"),
        ]),
        Door {
            always: true,
            ..Door::default()
        },
        Door {
            always: true,
            closed_on: [change_days.clone(), dates(&["2026-12-25", "2028-02-29"])].concat(),
            ..Door::default()
        },
        // Into a day that is closed, out of one that has other hours, and both at once.
        Door {
            hours: hours(&week, "09:00", "17:00"),
            closed_on: dates(&[
                "2026-12-25",
                "2026-12-26",
                "2027-01-01",
                "2028-02-29",
                "2027-12-31",
            ]),
            special: vec![
                ("2026-12-24".into(), "10:00", "02:00"),
                ("2027-12-31".into(), "08:00", "20:00"),
                ("2027-12-24".into(), "00:00", "00:00"),
                ("2028-02-28".into(), "22:00", "06:00"),
            ],
            ..Door::default()
        },
        Door {
            hours: hours(&[0, 1, 2, 3, 4, 5, 6], "21:00", "07:00"),
            closed_on: dates(&["2026-12-25", "2027-07-04"]),
            special: vec![
                ("2027-01-01".into(), "10:00", "11:00"),
                ("2027-01-01".into(), "23:30", "00:15"),
                ("2028-02-29".into(), "12:00", "13:00"),
            ],
            ..Door::default()
        },
        Door {
            hours: hours(&[0, 1, 2, 3, 4], "08:00", "17:00"),
            special: change_days
                .into_iter()
                .map(|day| (day, "01:00", "04:00"))
                .collect(),
            ..Door::default()
        },
        // Nothing is stated of any other day.
        Door {
            closed_on: dates(&["2026-12-25", "2028-02-29"]),
            ..Door::default()
        },
        Door {
            special: vec![
                ("2026-12-24".into(), "20:00", "04:00"),
                ("2028-02-29".into(), "09:00", "17:00"),
            ],
            ..Door::default()
        },
        Door {
            always: true,
            special: vec![("2026-12-24".into(), "00:00", "14:00")],
            ..Door::default()
        },
        Door::default(),
    ]
}

/// The changes of a zone's clock in the three years.
fn changes(tz: &TimeZone) -> Vec<(Around, Timestamp)> {
    let begin: Timestamp = "2026-01-01T00:00:00Z".parse().expect("an instant");
    let end: Timestamp = "2029-01-01T00:00:00Z".parse().expect("an instant");
    tz.following(begin)
        .map(|change| change.timestamp())
        .take_while(|at| *at < end)
        .map(|at| {
            let before = tz.to_offset(at - 1.second());
            let forward = tz.to_offset(at) > before;
            (
                if forward {
                    Around::Forward
                } else {
                    Around::Back
                },
                at,
            )
        })
        .collect()
}

fn clock(text: &str) -> Time {
    text.parse().expect("a time of day")
}
