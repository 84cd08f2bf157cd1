//! What the portal does beside answering: it gives notices and deletes what the host no longer
//! keeps.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use serde_json::json;

use crate::store::{Purged, StoreError};
use crate::{Announced, Portal, clock, log};

/// How often deletion is looked at; also the longest sleep between two looks at the notices, as a
/// clock may be set while the portal sleeps.
const HOUR: Duration = Duration::from_secs(3_600);
const LONGEST_SLEEP: Duration = Duration::from_secs(60);

const DAY_MS: i64 = 86_400_000;

impl Portal {
    /// Gives the notices that are due at `now_ms`. Blocks for the disk and the network.
    pub fn announce(&self, now_ms: i64) -> Announced {
        self.notices.pass(self.store.as_ref(), now_ms)
    }

    /// Deletes what is closed and was received longer ago than the host keeps it, as of `now_ms`.
    /// Blocks for the disk.
    ///
    /// # Errors
    ///
    /// [`StoreError`] where nothing was deleted.
    pub fn purge(&self, now_ms: i64) -> Result<Purged, StoreError> {
        match self.retain_days {
            0 => Ok(Purged::default()),
            days => self.store.purge(now_ms - i64::from(days) * DAY_MS),
        }
    }
}

/// Gives notices as requests come, and deletes every hour. Never done; a host drops it when it
/// stops, and the next start takes up what was left.
pub async fn keep_house(portal: Arc<Portal>) -> Infallible {
    let (announce, delete) = (announce_all(&portal), delete_hourly(&portal));
    tokio::join!(announce, delete).0
}

async fn announce_all(portal: &Arc<Portal>) -> Infallible {
    if portal.notices.names().is_empty() {
        return std::future::pending().await;
    }
    loop {
        let giving = Arc::clone(portal);
        let pass = tokio::task::spawn_blocking(move || giving.announce(clock::now_ms())).await;
        if pass.is_err() {
            log::line("notice", json!({ "failure": "stopped" }));
        }
        let next_at = pass.ok().and_then(|pass| pass.next_at);
        let sleep = match next_at {
            Some(at) => {
                let ms = (at - clock::now_ms()).max(0);
                Duration::from_millis(u64::try_from(ms).unwrap_or(0)).min(LONGEST_SLEEP)
            }
            // Another process on the same database may have died with notices of its own.
            None => LONGEST_SLEEP,
        };
        tokio::select! {
            () = portal.bell.notified() => {}
            () = tokio::time::sleep(sleep) => {}
        }
    }
}

async fn delete_hourly(portal: &Arc<Portal>) -> Infallible {
    if portal.retain_days == 0 {
        return std::future::pending().await;
    }
    loop {
        let deleting = Arc::clone(portal);
        let purged = tokio::task::spawn_blocking(move || deleting.purge(clock::now_ms())).await;
        match purged {
            Ok(Ok(Purged {
                deleted: 0,
                overdue: 0,
            })) => {}
            Ok(Ok(Purged { deleted, overdue })) => {
                log::line(
                    "retention",
                    json!({ "deleted": deleted, "overdue": overdue }),
                );
            }
            Ok(Err(error)) => log::line("retention", json!({ "failure": error.to_string() })),
            Err(_) => log::line("retention", json!({ "failure": "stopped" })),
        }
        tokio::time::sleep(HOUR).await;
    }
}
