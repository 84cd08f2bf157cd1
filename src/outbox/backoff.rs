//! When to try again.
//!
//! Full jitter, because a hospital's computers all come back in the same second; and a hard budget
//! above it, because full jitter can draw several short delays in a row. All functions take their
//! randomness as `u`, uniform in `[0, 1)`.

use crate::time::{DAY, HOUR, MINUTE, Millis, SECOND};

/// The first rung of the ladder.
pub const BASE: Millis = 5 * SECOND;
/// The highest rung of the ladder.
pub const CAP: Millis = 30 * MINUTE;
/// No delay that was drawn is shorter.
pub const FLOOR: Millis = SECOND;
/// No delay is longer, whatever the receiver asks for.
pub const CEILING: Millis = DAY;

/// What made the page look at the outbox again.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Trigger {
    /// A person pressed "Send" or "Try now". People spread by themselves.
    Press,
    /// The page was loaded.
    Load,
    /// The page became visible again.
    Visible,
    /// The browser says that the network is back, to everybody at once.
    Online,
    /// Another tab changed something.
    Poke,
}

/// The delay before attempt `attempts + 1`, after `attempts` attempts (1 or more).
pub fn ladder(attempts: u32, u: f64) -> Millis {
    part(rung(attempts), u).max(FLOOR)
}

/// The delay after the receiver asked for `hint`. Obeyed exactly, a hint brings every client back
/// in the same second; so it is a lower bound, with a spread as wide as itself. One of more than 18
/// hours gives way to the spread, which would not fit below [`CEILING`] and is what lets a herd
/// come apart.
pub fn hinted(hint: Millis, attempts: u32, u: f64) -> Millis {
    let hint = hint.clamp(0, CEILING);
    let least = hint.min(CEILING - CEILING / 4);
    let spread = hint.max(rung(attempts)).min(CEILING - least);
    (least + part(spread, u)).max(FLOOR)
}

/// A delay between two bounds.
pub fn between(low: Millis, high: Millis, u: f64) -> Millis {
    low + part(high - low, u)
}

/// The delay of a trigger; `spread` is the host's `reconnect_spread`.
pub fn trigger(trigger: Trigger, spread: Millis, u: f64) -> Millis {
    match trigger {
        Trigger::Press => 0,
        Trigger::Load | Trigger::Visible => part(10 * SECOND, u),
        Trigger::Online => part(spread, u),
        Trigger::Poke => part(2 * SECOND, u),
    }
}

/// An instant to wait for that a changed clock has made senseless, drawn anew; `None` where it
/// stands. What was drawn stands: a page that looks often would put it off again and again.
pub fn mended(not_before: Millis, created: Millis, now: Millis, u: f64) -> Option<Millis> {
    out_of_reach(not_before, created, now).then(|| now + part(CAP, u))
}

/// Whether an instant to wait for is so far ahead that a changed clock must have put it there, and
/// the page has to look at once. After [`mended`] it is not.
pub fn out_of_reach(at: Millis, created: Millis, now: Millis) -> bool {
    at - now > CEILING || (set_back(created, now) && at - now > HOUR)
}

/// How many requests a row may make in the hour that starts at `hour_start`: 20 in its first,
/// 8 in every other. Its first begins when it was made; were it any hour before the second, a clock
/// that is set back would give the row nothing but first hours.
pub fn hourly_budget(hour_start: Millis, created: Millis) -> u32 {
    if hour_start == created { 20 } else { 8 }
}

/// Whether the clock was set back since `then`.
pub fn set_back(then: Millis, now: Millis) -> bool {
    now < then - 5 * MINUTE
}

fn rung(attempts: u32) -> Millis {
    let doublings = attempts.saturating_sub(1).min(16);
    (BASE << doublings).min(CAP)
}

fn part(whole: Millis, u: f64) -> Millis {
    (whole as f64 * u) as Millis
}
