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
/// in the same second; so it is a lower bound, with a spread as wide as itself.
pub fn hinted(hint: Millis, attempts: u32, u: f64) -> Millis {
    let hint = hint.clamp(0, CEILING);
    (hint + part(hint.max(rung(attempts)), u)).clamp(FLOOR, CEILING)
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

/// A `not_before` that a changed clock has made senseless, drawn anew; `None` where it stands.
pub fn mended(not_before: Millis, created: Millis, now: Millis, u: f64) -> Option<Millis> {
    let senseless = not_before - now > CEILING || (now < created - 5 * MINUTE && not_before > now);
    senseless.then(|| now + part(CAP, u))
}

/// How many requests a row may make in the hour that starts at `hour_start`: 20 in its first,
/// 8 in every other.
pub fn hourly_budget(hour_start: Millis, created: Millis) -> u32 {
    if hour_start - created < HOUR { 20 } else { 8 }
}

fn rung(attempts: u32) -> Millis {
    let doublings = attempts.saturating_sub(1).min(16);
    (BASE << doublings).min(CAP)
}

fn part(whole: Millis, u: f64) -> Millis {
    (whole as f64 * u) as Millis
}
