//! What came of a run.

use std::fmt;

use serde::Serialize;
use touchbase::time::{Millis, SECOND};

use crate::client::End;
use crate::receiver::Receiver;
use crate::{Scenario, predicted_peak};

/// What came of a run. Times are in seconds after the end of the trouble.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// The scenario's name.
    pub name: String,
    /// Requests that were made.
    pub clients: u32,
    /// The highest number of requests in one second after the trouble, as the formulas have it.
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
    /// Requests that the receiver stored.
    pub stored: u32,
    /// Requests whose person was shown a receipt.
    pub accepted: u32,
    /// Requests that were stored by the receiver more than once.
    pub duplicates: u64,
    /// Receipts that were shown for a request that the receiver does not hold.
    pub false_receipts: u32,
    /// Requests on a computer with a tab open: they go on trying.
    pub waiting: u32,
    /// Requests on a computer with no tab open: they go on at the next visit.
    pub closed: u32,
    /// Requests that were given up, which their person is told.
    pub given_up: u32,
    /// Requests that nobody had made yet.
    pub unmade: u32,
    /// Requests that are nowhere.
    pub lost: u32,
}

impl Report {
    pub(crate) fn new(
        scenario: &Scenario,
        recovery: Millis,
        receiver: &Receiver,
        ends: &[End],
    ) -> Self {
        let start = usize::try_from(recovery / SECOND).unwrap_or_default();
        let (before, after) = receiver
            .arrivals
            .split_at(start.min(receiver.arrivals.len()));
        let count = |wanted: End| ends.iter().filter(|end| **end == wanted).count() as u32;
        let mut times: Vec<Millis> = receiver.stored_at.iter().flatten().copied().collect();
        times.sort_unstable();
        // Those that were stored, and those that a tab still has to bring.
        let expected = times.len() + count(End::Waiting) as usize;
        let when = |part: f64| {
            let place = (expected as f64 * part).ceil() as usize;
            let at = times.get(place.checked_sub(1)?)?;
            u64::try_from((at - recovery).max(0) / SECOND).ok()
        };
        let posts: u64 = after.iter().map(|count| u64::from(*count)).sum();
        let tens = after.windows(10).map(|ten| ten.iter().sum::<u32>());
        let held =
            |(end, stored): &(&End, &Option<Millis>)| **end == End::Accepted && stored.is_none();
        let false_receipts = ends.iter().zip(&receiver.stored_at).filter(held).count();
        Self {
            name: scenario.name.clone(),
            clients: scenario.clients,
            predicted: predicted_peak(scenario),
            peak_before: before.iter().copied().max().unwrap_or_default(),
            peak: after.iter().copied().max().unwrap_or_default(),
            peak_of_ten: f64::from(tens.max().unwrap_or_default()) / 10.0,
            attempts: posts as f64 / times.len().max(1) as f64,
            half: when(0.5),
            nearly_all: when(0.99),
            stored: times.len() as u32,
            accepted: count(End::Accepted),
            duplicates: receiver.duplicates,
            false_receipts: false_receipts as u32,
            waiting: count(End::Waiting),
            closed: count(End::Closed),
            given_up: count(End::GivenUp),
            unmade: count(End::Unmade),
            lost: 0,
        }
        .accounted()
    }

    /// How much higher the peak was than predicted.
    pub fn ratio(&self) -> f64 {
        f64::from(self.peak) / self.predicted
    }

    fn accounted(mut self) -> Self {
        let known = self.accepted + self.waiting + self.closed + self.given_up + self.unmade;
        self.lost = self.clients.saturating_sub(known);
        self
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let time = |seconds: Option<u64>| seconds.map_or("-".to_owned(), |s| format!("{s} s"));
        write!(
            f,
            "{:<28} {:>9} {:>9} {:>9.0} {:>5.2} {:>9.0} {:>6.2} {:>8} {:>8} {:>9} {:>3} {:>7} {:>7}",
            self.name,
            self.clients,
            self.peak,
            self.predicted,
            self.ratio(),
            self.peak_of_ten,
            self.attempts,
            time(self.half),
            time(self.nearly_all),
            self.accepted,
            self.duplicates,
            self.waiting,
            self.closed,
        )
    }
}
