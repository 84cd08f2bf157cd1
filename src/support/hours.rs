//! Whether a route is open at a moment.

use super::{Route, SupportOption};
use crate::time::parse_clock;

/// A moment of the week on the clock of a route's own time zone.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Moment {
    /// Day of the week, 0 (Monday) to 6.
    pub weekday: u8,
    /// Minutes after midnight, 0 to 1,439.
    pub minute: u16,
}

impl Route {
    /// Whether the route is open at `now`, which is a moment in the zone of [`Route::time_zone`].
    /// `None` where the host states no hours, or hours without the zone they are in: what is not
    /// known is never called open. An interval includes its start and not its end; an end that is
    /// not after its start is on the next day.
    pub fn open_at(&self, now: Moment) -> Option<bool> {
        if self.always_open {
            return Some(true);
        }
        if self.hours.is_empty() || self.time_zone.is_none() {
            return None;
        }
        let yesterday = (now.weekday + 6) % 7;
        let open = self.hours.iter().any(|hours| {
            // The reader keeps times of day only, so neither is ever absent.
            let (Some(start), Some(end)) = (parse_clock(&hours.start), parse_clock(&hours.end))
            else {
                return false;
            };
            let today = hours.days.contains(&now.weekday);
            if start < end {
                return today && (start..end).contains(&now.minute);
            }
            today && now.minute >= start || hours.days.contains(&yesterday) && now.minute < end
        });
        Some(open)
    }
}

impl SupportOption {
    /// Whether someone can be reached now by any route: `Some(true)` where one is open, `Some(false)`
    /// where those that state hours are closed, `None` where none states any. `now` gives the moment
    /// in a route's zone, `None` where the zone is not known.
    pub fn open_at(&self, now: impl Fn(&Route) -> Option<Moment>) -> Option<bool> {
        let answered = self.routes.iter().filter(|route| route.kind.is_answered());
        let open = answered.filter_map(|route| {
            if route.always_open {
                return Some(true);
            }
            route.open_at(now(route)?)
        });
        open.reduce(|one, other| one || other)
    }
}
