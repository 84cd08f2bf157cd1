//! Telling the program's people that a request has come.
//!
//! A notice is written in the transaction that stores its request, so neither is there without
//! the other, and given after the commit: to a web address, by e-mail, or both. It says that a
//! request waits at the desk and nothing of who asked or for what. It is tried until it was given,
//! with a pause that grows, and across restarts.
//!
//! A notice that was given while the process died before it could note so is given again, under
//! the same name: an `Idempotency-Key`, or the mail's `Message-ID`.

mod channel;
mod config;
mod mail;
mod webhook;

use std::time::{Duration, Instant};

use serde_json::json;

pub use channel::{Channel, Failure, Notice};
pub(crate) use config::Config;

use crate::store::{Claim, Store, StoreError};
use crate::{log, random};

/// How long one notice may take to be given.
pub(crate) const PATIENCE: Duration = Duration::from_secs(15);

/// How long a channel is kept for one process after its last sign of life, in milliseconds. After
/// a crash this is how long the others, or the next start, wait.
const LEASE_MS: i64 = 30_000;

/// The first pause after a failure and the longest, in milliseconds. The longest is short, because
/// one more attempt costs nothing and a person waits at the other end.
const FIRST_MS: i64 = 5_000;
const LONGEST_MS: i64 = 5 * 60_000;

/// Where notices go.
pub(crate) struct Notices {
    channels: Vec<Box<dyn Channel>>,
    desk: Option<String>,
}

/// What a pass came to.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Announced {
    /// How many notices were given.
    pub given: usize,
    /// How many channels failed.
    pub failed: usize,
    /// When there is something to do again, in milliseconds since 1970-01-01T00:00:00Z; `None`
    /// where nothing waits.
    pub next_at: Option<i64>,
}

impl Notices {
    pub(crate) fn new(channels: Vec<Box<dyn Channel>>, desk: Option<String>) -> Self {
        Self { channels, desk }
    }

    pub(crate) fn names(&self) -> Vec<&'static str> {
        self.channels.iter().map(|channel| channel.name()).collect()
    }

    /// Gives what is due at `now_ms`. Blocks for the network.
    pub(crate) fn pass(&self, store: &dyn Store, now_ms: i64) -> Announced {
        let mut sum = Announced::default();
        for channel in &self.channels {
            let next_at = self
                .serve(channel.as_ref(), store, now_ms, &mut sum)
                .unwrap_or_else(|error| {
                    log::line("notice", json!({ "failure": error.to_string() }));
                    Some(now_ms + LEASE_MS)
                });
            sum.next_at = [sum.next_at, next_at].into_iter().flatten().min();
        }
        sum
    }

    /// Gives one channel's notices and returns when to look at it again.
    fn serve(
        &self,
        channel: &dyn Channel,
        store: &dyn Store,
        now_ms: i64,
        sum: &mut Announced,
    ) -> Result<Option<i64>, StoreError> {
        let began = Instant::now();
        let now = || now_ms + i64::try_from(began.elapsed().as_millis()).unwrap_or(0);
        let name = channel.name();
        let (notices, failures) = match store.claim(name, now_ms, now_ms + LEASE_MS)? {
            Claim::Idle => return Ok(None),
            Claim::Later(at) => return Ok(Some(at)),
            Claim::Yours { notices, failures } => (notices, failures),
        };
        for notice in notices {
            let told = channel.tell(&Notice {
                name: &notice,
                desk: self.desk.as_deref(),
            });
            if let Err(failure) = told {
                // The next notice would fail as well: they differ in nothing but their name.
                let failures = failures.saturating_add(1);
                let not_before = now() + pause_ms(failures, random_share());
                store.release(name, failures, not_before)?;
                sum.failed += 1;
                let outcome = failure.code();
                let mut line = json!({ "channel": name, "outcome": outcome, "failures": failures });
                if let Some(mend) = failure.mend() {
                    line["mend"] = mend.into();
                }
                log::line("notice", line);
                return Ok(Some(not_before));
            }
            store.announced(name, &notice, now(), now() + LEASE_MS)?;
            sum.given += 1;
            log::line("notice", json!({ "channel": name, "outcome": "given" }));
        }
        store.release(name, 0, 0)?;
        // There may be more than one claim's worth.
        Ok(match store.claim(name, now(), now())? {
            Claim::Idle => None,
            Claim::Later(at) => Some(at),
            Claim::Yours { .. } => Some(now()),
        })
    }
}

/// The pause after so many failures in a row: twice as long each time up to the longest, of which
/// the later half is left to chance (`share`, 0 to 1), so that receivers do not come back together.
fn pause_ms(failures: u32, share: f64) -> i64 {
    let doublings = failures.saturating_sub(1).min(16);
    let full = (FIRST_MS << doublings).min(LONGEST_MS);
    full / 2 + ((full / 2) as f64 * share.clamp(0.0, 1.0)) as i64
}

fn random_share() -> f64 {
    // Without randomness the longer pause is the safe one.
    random::bytes::<4>().map_or(1.0, |bytes| {
        f64::from(u32::from_be_bytes(bytes)) / f64::from(u32::MAX)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_the_longest_and_no_further() {
        for (failures, least, most) in [
            (1, 2_500, 5_000),
            (2, 5_000, 10_000),
            (4, 20_000, 40_000),
            (7, 150_000, 300_000),
            (u32::MAX, 150_000, 300_000),
        ] {
            assert_eq!(pause_ms(failures, 0.0), least, "{failures}");
            assert_eq!(pause_ms(failures, 1.0), most, "{failures}");
        }
    }
}
