//! When what a person marked and wrote is wiped because nobody is there, and the key that leaves.
//!
//! A workstation is shared, and people are called away in the middle of a sentence. The limits are
//! those of the contract; a warning with a minute to press one key, as often as wanted, is what
//! WCAG 2.2 asks of a time limit (success criterion 2.2.1). Everything goes by the wall clock, so
//! that a laptop that slept wipes when it wakes.

use crate::time::{MINUTE, Millis, SECOND};

/// How long a page may be hidden.
pub const HIDDEN: Millis = MINUTE;
/// How long whoever followed a phone, text, e-mail or web route from here counts as there.
pub const ERRAND: Millis = 5 * MINUTE;
/// How long before the end of a visit that ends after `idle` without use a person is warned: a
/// minute, and never more than half of it. The shortest that a host may set is a minute, which
/// leaves more than the 20 seconds that WCAG asks for.
pub fn warning(idle: Millis) -> Millis {
    MINUTE.min(idle / 2)
}

/// The three presses that leave have to come within this time.
pub const CHORD: Millis = 5 * SECOND;

/// One person's use of the page, as far as it says whether somebody is still there.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Visit {
    used: Option<Millis>,
    hidden: Option<Millis>,
    errand: Option<Millis>,
}

/// What is to be done about a visit.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Stage {
    /// Nobody has used the page since it began anew: there is nothing to wipe.
    Unused,
    /// Somebody is there; look again at this instant.
    Here(Millis),
    /// Nobody seems to be: warn; it ends at this instant.
    Warned(Millis),
    /// Wipe.
    Over,
}

impl Visit {
    /// A key was pressed, or something was pressed or tapped.
    pub fn used(&mut self, now: Millis) {
        self.used = Some(now);
    }

    /// The page was scrolled. That goes on with a visit and begins none.
    pub fn scrolled(&mut self, now: Millis) {
        if self.used.is_some() {
            self.used = Some(now);
        }
    }

    /// A route was followed.
    pub fn left_by_route(&mut self, now: Millis) {
        self.errand = Some(now);
        self.used(now);
    }

    /// The page was hidden.
    pub fn hidden(&mut self, now: Millis) {
        self.hidden = Some(now);
    }

    /// The page is seen again. That is no use of it yet, or a page that is looked at by somebody
    /// else would stay; but there has to be time to say that one is there.
    pub fn shown(&mut self, now: Millis, idle: Millis) {
        self.hidden = None;
        let latest = now - idle + warning(idle);
        self.used = self.used.map(|used| used.max(latest));
    }

    /// Where the visit stands, if it ends after `idle` without use. An instant that lies ahead was
    /// written by another clock, and counts as now.
    pub fn stage(&mut self, now: Millis, idle: Millis) -> Stage {
        for at in [&mut self.used, &mut self.hidden, &mut self.errand] {
            *at = at.map(|at| at.min(now));
        }
        let Some(used) = self.used else {
            return Stage::Unused;
        };
        let errand = self.errand.map_or(used, |errand| errand + ERRAND);
        let unused = (used + idle).max(errand + warning(idle));
        let end = match self.hidden {
            Some(hidden) => unused.min(hidden.max(errand) + HIDDEN),
            None => unused,
        };
        let warn = unused - warning(idle);
        if now >= end {
            Stage::Over
        } else if now >= warn {
            Stage::Warned(end)
        } else {
            Stage::Here(end.min(warn))
        }
    }
}

/// Shift, three times in a row: the key that leaves.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Chord([Option<Millis>; 2]);

impl Chord {
    /// A key was pressed, and not one that is held. Whether that was the third time; any other key
    /// begins anew.
    pub fn pressed(&mut self, shift: bool, now: Millis) -> bool {
        let Self([first, second]) = *self;
        if !shift {
            *self = Self::default();
            return false;
        }
        let soon = first.is_some_and(|first| (0..=CHORD).contains(&(now - first)));
        *self = match soon {
            true => Self::default(),
            false => Self([second, Some(now)]),
        };
        soon
    }
}
