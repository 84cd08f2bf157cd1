//! What came of a run.

use std::fmt;

use serde::Serialize;
use touchbase::time::{Millis, SECOND};

use crate::client::{Client, End};
use crate::receiver::Receiver;
use crate::world::World;
use crate::{Scenario, predicted_peak};

/// How much higher than predicted a peak may be.
const TOLERANCE: f64 = 1.3;
/// From so many requests in a second on. Of fewer, the highest of ten thousand seconds is higher by
/// chance alone, and the highest ten seconds are held against the prediction.
const STEADY: f64 = 1000.0;
/// And from so many on.
const GATED_FROM: f64 = 100.0;

/// What the computers know at the end of a play.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// What became of each request, by its number.
    pub ends: Vec<End>,
    /// How long "not sent yet" stood before each person who pressed, in milliseconds, ascending.
    pub unsent: Vec<Millis>,
    /// Posts that left in the session of somebody who did not write the request.
    pub by_others: u64,
    /// How often somebody was shown a request of another.
    pub seen_by_others: u64,
    recovery: Millis,
}

impl Outcome {
    pub(crate) fn new(recovery: Millis, world: &World, clients: &[Client]) -> Self {
        let ends = clients.iter().flat_map(|client| client.ends(world));
        let (ends, unsent): (Vec<End>, Vec<Option<Millis>>) = ends.unzip();
        let mut unsent: Vec<Millis> = unsent.into_iter().flatten().collect();
        unsent.sort_unstable();
        Self {
            ends,
            unsent,
            by_others: world.by_others.get(),
            seen_by_others: world.seen_by_others.get(),
            recovery,
        }
    }

    /// How many requests ended so.
    pub fn count(&self, wanted: End) -> u32 {
        self.ends.iter().filter(|end| **end == wanted).count() as u32
    }
}

/// What came of a run. Times are in seconds after the end of the trouble, where nothing else is
/// said.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// The scenario's name.
    pub name: String,
    /// Computers.
    pub clients: u32,
    /// Requests that their persons were to make.
    pub requests: u32,
    /// The highest number of posts in one second after the trouble, as the formulas have it.
    pub predicted: f64,
    /// The same during the trouble, as it was.
    pub peak_before: u32,
    /// The same after the trouble, as it was.
    pub peak: u32,
    /// The highest average over ten seconds after the trouble.
    pub peak_of_ten: f64,
    /// Posts that reached the receiver after the trouble, for each request that it stored.
    pub attempts: f64,
    /// When half of the requests were stored.
    pub half: Option<u64>,
    /// When 99 in 100 were.
    pub nearly_all: Option<u64>,
    /// The latest that may be. Absent: no limit.
    pub within: Option<u32>,
    /// For how many minutes half of the persons had "not sent yet" before them, at most: from their
    /// press until the receipt or the word that it was given up, or until they left.
    pub unsent_half: f64,
    /// The same of 99 in 100.
    pub unsent_nearly_all: f64,
    /// Requests that the receiver stored.
    pub stored: u32,
    /// Requests whose person pressed "Send".
    pub pressed: u32,
    /// Requests whose receipt came.
    pub accepted: u32,
    /// Requests on a computer with a tab open: they go on trying.
    pub waiting: u32,
    /// Requests on a computer with no tab open: they go on at the next visit.
    pub closed: u32,
    /// Requests that were given up at their deadline, which their person is told.
    pub given_up: u32,
    /// Requests that were sent and are nowhere.
    pub lost: u32,
    /// Rows that the receiver holds beyond one for each request.
    pub duplicates: u64,
    /// Receipts that were taken down for a request that the receiver does not hold.
    pub false_receipts: u32,
    /// Whether a request may only leave in the session of whoever wrote it.
    pub owners_only: bool,
    /// Posts that left in another's session.
    pub by_others: u64,
    /// How often somebody was shown a request of another.
    pub seen_by_others: u64,
}

impl Report {
    pub(crate) fn new(scenario: &Scenario, receiver: &Receiver, outcome: &Outcome) -> Self {
        let recovery = outcome.recovery;
        let start = usize::try_from(recovery / SECOND).unwrap_or_default();
        let (before, after) = receiver
            .arrivals
            .split_at(start.min(receiver.arrivals.len()));
        let held = receiver.held.iter().filter(|held| held.rows > 0);
        let mut times: Vec<Millis> = held.map(|held| held.since).collect();
        times.sort_unstable();
        // Those that were stored, and those that a tab still has to bring.
        let expected = times.len() + outcome.count(End::Waiting) as usize;
        let when = |part: f64| {
            let at = quantile(&times, expected, part)?;
            u64::try_from((at - recovery).max(0) / SECOND).ok()
        };
        let unsent = |part: f64| {
            let time = quantile(&outcome.unsent, outcome.unsent.len(), part);
            time.unwrap_or_default() as f64 / (60 * SECOND) as f64
        };
        let posts: u64 = after.iter().map(|count| u64::from(*count)).sum();
        let tens = after.windows(10).map(|ten| ten.iter().sum::<u32>());
        let both = outcome.ends.iter().zip(&receiver.held);
        let unheld = both.filter(|(end, held)| **end == End::Accepted && held.rows == 0);
        let beyond = (receiver.held.iter()).map(|held| u64::from(held.rows.saturating_sub(1)));
        Self {
            name: scenario.name.clone(),
            clients: scenario.clients,
            requests: scenario.requests(),
            predicted: predicted_peak(scenario),
            peak_before: before.iter().copied().max().unwrap_or_default(),
            peak: after.iter().copied().max().unwrap_or_default(),
            peak_of_ten: f64::from(tens.max().unwrap_or_default()) / 10.0,
            attempts: posts as f64 / times.len().max(1) as f64,
            half: when(0.5),
            nearly_all: when(0.99),
            within: scenario.within,
            unsent_half: unsent(0.5),
            unsent_nearly_all: unsent(0.99),
            stored: times.len() as u32,
            pressed: outcome.unsent.len() as u32,
            accepted: outcome.count(End::Accepted),
            waiting: outcome.count(End::Waiting),
            closed: outcome.count(End::Closed),
            given_up: outcome.count(End::GivenUp),
            lost: outcome.count(End::Lost),
            duplicates: beyond.sum(),
            false_receipts: unheld.count() as u32,
            owners_only: scenario.owners_only(),
            by_others: outcome.by_others,
            seen_by_others: outcome.seen_by_others,
        }
    }

    /// How much higher the peak was than predicted.
    pub fn ratio(&self) -> f64 {
        f64::from(self.peak) / self.predicted
    }

    /// Why it does not hold. Empty where it does.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        let mut fault = |found: bool, text: String| {
            if found {
                faults.push(text);
            }
        };
        let ratio = match self.predicted >= STEADY {
            true => self.ratio(),
            false => self.peak_of_ten / self.predicted,
        };
        fault(
            self.predicted >= GATED_FROM && ratio > TOLERANCE,
            format!("the peak is {ratio:.2} of what was predicted"),
        );
        let late = match (self.nearly_all, self.within) {
            (Some(at), Some(within)) => at > within.into(),
            (None, Some(_)) => true,
            (_, None) => false,
        };
        fault(late, "99 in 100 are stored too late".to_owned());
        fault(
            self.pressed != self.requests,
            format!("{} of {} were sent", self.pressed, self.requests),
        );
        let known = self.accepted + self.waiting + self.closed + self.given_up;
        fault(
            known != self.pressed || self.lost > 0,
            format!("{} were sent, and {known} are accounted for", self.pressed),
        );
        fault(
            self.duplicates > 0,
            format!("{} were stored twice", self.duplicates),
        );
        fault(
            self.false_receipts > 0,
            format!(
                "{} were called accepted and are not stored",
                self.false_receipts
            ),
        );
        fault(
            self.owners_only && self.by_others > 0,
            format!("{} posts left in another's session", self.by_others),
        );
        fault(
            self.seen_by_others > 0,
            format!("another's request was shown {} times", self.seen_by_others),
        );
        faults
    }
}

/// The value that a part of `of` values is not above, where so many are known.
fn quantile(sorted: &[Millis], of: usize, part: f64) -> Option<Millis> {
    let place = (of as f64 * part).ceil() as usize;
    sorted.get(place.checked_sub(1)?).copied()
}

/// The names of the columns of a report.
pub const COLUMNS: [&str; 19] = [
    "scenario",
    "computers",
    "peak/s",
    "predicted",
    "ratio",
    "10 s avg",
    "posts",
    "half",
    "99 %",
    "unsent",
    "99 %",
    "pressed",
    "accepted",
    "waiting",
    "closed",
    "given up",
    "lost",
    "dup",
    "by others",
];

/// A line of the table, as wide for its names as for its figures.
pub fn line(cells: &[String]) -> String {
    const WIDTHS: [usize; 19] = [23, 9, 7, 9, 5, 8, 5, 7, 8, 8, 8, 8, 8, 8, 8, 8, 6, 5, 9];
    let padded = cells.iter().zip(WIDTHS).enumerate();
    let padded = padded.map(|(at, (cell, width))| match at {
        0 => format!("{cell:<width$}"),
        _ => format!("{cell:>width$}"),
    });
    padded.collect::<Vec<_>>().join(" ")
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let time = |seconds: Option<u64>| seconds.map_or("-".to_owned(), |s| format!("{s} s"));
        let minutes = |minutes: f64| format!("{minutes:.1} m");
        let cells = [
            self.name.clone(),
            self.clients.to_string(),
            self.peak.to_string(),
            format!("{:.0}", self.predicted),
            format!("{:.2}", self.ratio()),
            format!("{:.0}", self.peak_of_ten),
            format!("{:.2}", self.attempts),
            time(self.half),
            time(self.nearly_all),
            minutes(self.unsent_half),
            minutes(self.unsent_nearly_all),
            self.pressed.to_string(),
            self.accepted.to_string(),
            self.waiting.to_string(),
            self.closed.to_string(),
            self.given_up.to_string(),
            self.lost.to_string(),
            self.duplicates.to_string(),
            self.by_others.to_string(),
        ];
        f.write_str(&line(&cells))
    }
}
