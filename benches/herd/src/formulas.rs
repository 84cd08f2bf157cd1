//! The peak that is expected, by formulas that were written down before any run.

use touchbase::outbox::backoff::{BASE, CAP};
use touchbase::time::SECOND;

use crate::{Scenario, Trouble};

/// The highest number of requests in one second once the trouble is over.
///
/// With `P` requests pending in open tabs, base `b` and cap `c` of the ladder:
///
/// * an outage of `T` in which people went on sending:
///   `P * (log2(min(T, c) / b) + 2 * max(0, T - c) / c) / T`: how many attempts a ladder makes on
///   average in the time, spread over it;
/// * an outage whose requests were all made in its first second: `2 P / c`, the steady load of
///   ladders at their cap, where `T` is long against `c`;
/// * a network that comes back: `P / W`, with `W` the time over which the host has its computers
///   spread.
pub fn predicted_peak(scenario: &Scenario) -> f64 {
    let pending = f64::from(scenario.requests());
    let base = BASE as f64 / SECOND as f64;
    let cap = CAP as f64 / SECOND as f64;
    match scenario.trouble {
        Trouble::Outage { at_once: true, .. } => 2.0 * pending / cap,
        Trouble::Outage { seconds, .. } => {
            let time = f64::from(seconds);
            let ladder = (time.min(cap) / base).log2();
            let steady = 2.0 * (time - cap).max(0.0) / cap;
            pending * (ladder + steady) / time
        }
        Trouble::Network { .. } => pending / f64::from(scenario.reconnect_spread),
    }
}
