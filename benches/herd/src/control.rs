//! Faults that are planted, so that a play that finds none is known to be able to.

use crate::{Report, Scenario, run};

/// What is broken on purpose.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Control {
    /// The receiver looks whether it has a request and then stores it.
    LooksFirst,
    /// Each attempt has an id of its own.
    NewIds,
    /// The disk of some computers says that it stored a request and did not.
    LosesRows,
    /// The disk of some computers forgets a request when it is about to be posted.
    DeletesFirst,
    /// Some computers give a request up long before its deadline.
    GivesUp,
    /// The pages are not told that somebody else sits down.
    OneSession,
}

impl Control {
    /// Every one.
    pub const ALL: [Self; 6] = [
        Self::LooksFirst,
        Self::NewIds,
        Self::LosesRows,
        Self::DeletesFirst,
        Self::GivesUp,
        Self::OneSession,
    ];

    /// Its name, for the report.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::LooksFirst => "a receiver that looks before it stores",
            Self::NewIds => "a client with an id for each attempt",
            Self::LosesRows => "a disk that loses rows",
            Self::DeletesFirst => "a client that deletes before it posts",
            Self::GivesUp => "a client that gives up early",
            Self::OneSession => "pages that do not know whose session it is",
        }
    }

    /// How many of the faults that it stands for a play shows.
    pub fn shown(self, report: &Report) -> u64 {
        match self {
            Self::LooksFirst | Self::NewIds => report.duplicates,
            Self::LosesRows | Self::DeletesFirst | Self::GivesUp => report.lost.into(),
            Self::OneSession => report.by_others.min(report.seen_by_others),
        }
    }

    /// The scenario that brings it to light.
    const fn scenario(self) -> &'static str {
        match self {
            Self::LooksFirst | Self::NewIds => "region-too-slow",
            Self::OneSession => "region-owners",
            Self::LosesRows | Self::DeletesFirst | Self::GivesUp => "region-outage-10min",
        }
    }

    /// Plays it with `clients` computers; `None` where its scenario is not among `scenarios`.
    pub fn play(self, scenarios: &[Scenario], clients: u32, seed: u64) -> Option<Report> {
        let found = scenarios
            .iter()
            .find(|scenario| scenario.name == self.scenario())?;
        let mut scenario = found.clone().scaled(clients);
        if self == Self::LooksFirst {
            // Most of those who come again come after the row can be seen.
            scenario.fault.too_slow = 0.5;
        }
        Some(run(&scenario, seed, Some(self)))
    }
}
