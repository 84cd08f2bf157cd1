//! Whether a route is open at a moment.
//!
//! The wall clock of the route's zone decides, as it does at a door. Where the clock is put
//! forward, an interval has an hour less, and where it is put back, one more; a time that comes
//! twice is open both times.

use super::{Route, SupportOption};
use crate::time::{DAY, Date, MINUTE, Millis, parse_clock, push_padded};

/// What the wall clock of a route's own time zone shows.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Moment(Millis);

impl Moment {
    /// `wall` is the date and the time that are shown, counted in milliseconds as if they were UTC.
    pub fn from_wall(wall: Millis) -> Self {
        Self(wall)
    }

    /// The date.
    pub fn date(self) -> Date {
        Date::from_millis(self.0)
    }

    /// Day of the week, 0 (Monday) to 6.
    pub fn weekday(self) -> u8 {
        // The first day counted was a Thursday.
        (self.0.div_euclid(DAY) + 3).rem_euclid(7) as u8
    }

    /// Minutes after midnight, 0 to 1,439.
    pub fn minute(self) -> u16 {
        (self.0.rem_euclid(DAY) / MINUTE) as u16
    }

    /// The time of day, `HH:MM`.
    pub fn clock(self) -> String {
        let minute = self.minute();
        let mut out = String::with_capacity(5);
        push_padded(&mut out, u32::from(minute / 60), 2);
        out.push(':');
        push_padded(&mut out, u32::from(minute % 60), 2);
        out
    }

    /// The same time of day on another day.
    pub fn days_later(self, days: i64) -> Self {
        Self(self.0 + days * DAY)
    }

    fn at(self, minute: u16) -> Self {
        Self(self.0 - self.0.rem_euclid(DAY) + Millis::from(minute) * MINUTE)
    }
}

/// Start and end in minutes after midnight. An end that is not after its start is on the next day.
type Span = (u16, u16);

impl Route {
    /// Whether the route is open at `now`, which is a moment in the zone of [`Route::time_zone`],
    /// `None` where the zone is not known. `None` where the host states no hours for that day, or
    /// hours without the zone they are in: what is not known is never called open. An interval
    /// includes its start and not its end, and belongs to the day on which it starts.
    pub fn open_at(&self, now: Option<Moment>) -> Option<bool> {
        if self.always_open && self.closed_on.is_empty() && self.special_hours.is_empty() {
            return Some(true);
        }
        let now = self.time_zone.as_ref().and(now)?;
        let minute = now.minute();
        let today = self.starting_on(now);
        let yesterday = self.starting_on(now.days_later(-1));
        let open = today
            .iter()
            .flatten()
            .any(|(start, end)| *start <= minute && (minute < *end || end <= start))
            || yesterday
                .iter()
                .flatten()
                .any(|(start, end)| end <= start && minute < *end);
        if open {
            return Some(true);
        }
        today.map(|_| false)
    }

    /// When what [`Self::open_at`] says changes next, if that is today or in the six days after:
    /// when it closes, or when it opens.
    pub fn changes_after(&self, now: Moment) -> Option<Moment> {
        let open = self.open_at(Some(now))?;
        let mut clocks: Vec<&str> = Vec::new();
        for hours in &self.hours {
            clocks.extend([hours.start.as_str(), &hours.end]);
        }
        for hours in &self.special_hours {
            clocks.extend([hours.start.as_str(), &hours.end]);
        }
        // A day that differs from the one before begins at midnight.
        clocks.push("00:00");
        // Loops, and not the first of sorted times: both are smaller, and the lists are short.
        let mut change: Option<Moment> = None;
        for days in 0..7 {
            let day = now.days_later(days);
            for clock in &clocks {
                let at = day.at(parse_clock(clock).unwrap_or_default());
                let sooner = change.is_none_or(|change| at < change);
                if at > now && sooner && self.open_at(Some(at)) != Some(open) {
                    change = Some(at);
                }
            }
        }
        let change = change?;
        // From closed to not stated is no opening.
        (open || self.open_at(Some(change)).is_some()).then_some(change)
    }

    /// The intervals that start on the day of a moment; `None` where the host states nothing of it.
    fn starting_on(&self, day: Moment) -> Option<Vec<Span>> {
        let (date, weekday) = (day.date(), day.weekday());
        if self.closed_on.contains(&date) {
            return Some(Vec::new());
        }
        // The reader keeps times of day only, so neither is ever absent.
        let span = |start: &str, end: &str| Some((parse_clock(start)?, parse_clock(end)?));
        let special = self.special_hours.iter().filter(|h| h.date == date);
        let special: Vec<Span> = special.filter_map(|h| span(&h.start, &h.end)).collect();
        if !special.is_empty() {
            return Some(special);
        }
        if self.always_open {
            return Some(vec![(0, 0)]);
        }
        if self.hours.is_empty() {
            return None;
        }
        let hours = self.hours.iter().filter(|h| h.days.contains(&weekday));
        Some(hours.filter_map(|h| span(&h.start, &h.end)).collect())
    }
}

impl SupportOption {
    /// Whether someone can be reached now by any route: `Some(true)` where one is open, `Some(false)`
    /// where those that state hours are closed, `None` where none states any. `now` gives the moment
    /// in a route's zone, `None` where the zone is not known.
    pub fn open_at(&self, now: impl Fn(&Route) -> Option<Moment>) -> Option<bool> {
        let answered = self.routes.iter().filter(|route| route.kind.is_answered());
        let open = answered.filter_map(|route| route.open_at(now(route)));
        open.reduce(|one, other| one || other)
    }
}
