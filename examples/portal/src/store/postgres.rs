//! The store in PostgreSQL, for hosts whose one machine is not enough.

use std::net::IpAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use postgres::config::{Host, SslMode};
use postgres::{Client, Config, NoTls, Row, Transaction};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::{
    BATCH, Claim, FARTHEST_MS, Insert, Progress, Purged, SITE, Store, StoreError, Stored,
    Submission, Unready,
};
use crate::{random, tls};

/// Connections of one process.
const CONNECTIONS: usize = 4;

/// How long a server may take to answer the first time, and to acknowledge what is sent to it.
const PATIENCE: Duration = Duration::from_secs(10);

/// One process at a time makes the tables: `IF NOT EXISTS` alone can fail for two at once.
const SCHEMA: &str = "
    SELECT pg_advisory_xact_lock(742016);
    CREATE TABLE IF NOT EXISTS referrals (
        site        TEXT   NOT NULL,
        id          TEXT   NOT NULL,
        body_sha256 BYTEA  NOT NULL,
        kid         TEXT   NOT NULL,
        jwe         TEXT   NOT NULL,
        receipt     TEXT   NOT NULL UNIQUE,
        received_at BIGINT NOT NULL,
        PRIMARY KEY (site, id)
    );
    CREATE TABLE IF NOT EXISTS marks (
        site        TEXT   NOT NULL,
        id          TEXT   NOT NULL,
        progress    TEXT   NOT NULL,
        marked_at   BIGINT NOT NULL,
        PRIMARY KEY (site, id)
    );
    CREATE TABLE IF NOT EXISTS notices (
        site         TEXT   NOT NULL,
        id           TEXT   NOT NULL,
        channel      TEXT   NOT NULL,
        notice       TEXT   NOT NULL UNIQUE,
        announced_at BIGINT,
        PRIMARY KEY (site, id, channel)
    );
    CREATE TABLE IF NOT EXISTS channels (
        site         TEXT   NOT NULL,
        channel      TEXT   NOT NULL,
        failures     BIGINT NOT NULL,
        not_before   BIGINT NOT NULL,
        leased_until BIGINT NOT NULL,
        PRIMARY KEY (site, channel)
    );";

/// The referrals in PostgreSQL, over a few connections that are made anew where they broke. Not to
/// be called from within an asynchronous task.
pub struct PostgresStore {
    config: Config,
    tls: Option<MakeRustlsConnect>,
    connections: [Mutex<Option<Client>>; CONNECTIONS],
    next: AtomicUsize,
    channels: Vec<&'static str>,
}

impl PostgresStore {
    /// Connects by `url`, `postgres://user:password@host/database`, and makes the tables where they
    /// are missing. A server on another computer is reached by TLS, with a certificate for its name
    /// that this system trusts, unless the address says `sslmode=disable`. The rest is as with [`SqliteStore::open`](super::SqliteStore::open).
    ///
    /// # Errors
    ///
    /// [`StoreError::Postgres`] where the server is not there or refuses, [`StoreError::Tls`] where
    /// it cannot be spoken to in private.
    pub fn open(url: &str, channels: &[&'static str]) -> Result<Self, StoreError> {
        // The library's own message could hold a part of the address.
        let mut config: Config = url
            .parse()
            .map_err(|_| StoreError::Postgres(Unready::Address))?;
        if let Some(fault) = Unready::in_address(&config) {
            return Err(StoreError::Postgres(fault));
        }
        if config.get_ssl_mode() == SslMode::Prefer {
            // What may be done without is not asked for across a network, and is no use inside one
            // computer.
            config.ssl_mode(match is_on_this_computer(&config) {
                true => SslMode::Disable,
                false => SslMode::Require,
            });
        }
        let tls = match config.get_ssl_mode() {
            SslMode::Disable => None,
            _ => Some(MakeRustlsConnect::new(
                tls::client().map_err(StoreError::Tls)?,
            )),
        };
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(PATIENCE);
        }
        config.tcp_user_timeout(PATIENCE);
        let store = Self {
            config,
            tls,
            connections: Default::default(),
            next: AtomicUsize::new(0),
            channels: channels.to_vec(),
        };
        store.change(|change| {
            change.batch_execute(SCHEMA)?;
            for channel in channels {
                let unannounced = change.query(
                    "SELECT id FROM referrals WHERE site = $1 AND jwe <> ''
                     AND id NOT IN (SELECT id FROM notices WHERE site = $1 AND channel = $2)
                     AND id NOT IN (SELECT id FROM marks WHERE site = $1
                                    AND progress <> 'unread')
                     ORDER BY received_at, id",
                    &[&SITE, channel],
                )?;
                for row in unannounced {
                    notify(change, row.try_get(0)?, channel)?;
                }
            }
            Ok(())
        })?;
        Ok(store)
    }

    /// Runs `work` on a connection of its own turn.
    fn with<T>(
        &self,
        work: impl FnOnce(&mut Client) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let turn = self.next.fetch_add(1, Ordering::Relaxed) % CONNECTIONS;
        let mut slot: MutexGuard<'_, Option<Client>> = self.connections[turn]
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if slot.as_ref().is_none_or(Client::is_closed) {
            *slot = Some(self.connect()?);
        }
        match slot.as_mut() {
            Some(client) => work(client),
            None => Err(StoreError::Vanished),
        }
    }

    fn connect(&self) -> Result<Client, StoreError> {
        let mut client = match &self.tls {
            Some(tls) => self.config.connect(tls.clone())?,
            None => self.config.connect(NoTls)?,
        };
        let setting: String = client
            .query_one("SHOW synchronous_commit", &[])?
            .try_get(0)?;
        if setting == "off" {
            // A receipt promises more than that. Whatever is stricter stays.
            client.batch_execute("SET synchronous_commit TO on")?;
        }
        Ok(client)
    }

    /// A transaction, committed where `work` succeeds.
    fn change<T>(
        &self,
        work: impl FnOnce(&mut Transaction<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.with(|client| {
            let mut change = client.transaction()?;
            let done = work(&mut change)?;
            change.commit()?;
            Ok(done)
        })
    }

    /// After a deletion the old versions of the rows lie in the table. They are free then, and
    /// overwritten when the space is used again.
    fn free_old_rows(&self) -> Result<(), StoreError> {
        self.with(|client| Ok(client.batch_execute("VACUUM referrals")?))
    }
}

impl Drop for PostgresStore {
    /// Closing a connection waits for it, which no asynchronous task may do, and the last owner may
    /// be one.
    fn drop(&mut self) {
        let connections = std::mem::take(&mut self.connections);
        let _ = std::thread::spawn(move || drop(connections)).join();
    }
}

impl Store for PostgresStore {
    fn insert(&self, submission: Submission<'_>, now_ms: i64) -> Result<Insert, StoreError> {
        let stored = Stored::new(submission, now_ms)?;
        self.change(|change| {
            // Waits for a transaction that has the same id under way, and then sees its row.
            let inserted = change.execute(
                "INSERT INTO referrals (site, id, body_sha256, kid, jwe, receipt, received_at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (site, id) DO NOTHING",
                &[
                    &SITE,
                    &stored.id,
                    &submission.digest().as_slice(),
                    &stored.kid,
                    &stored.jwe,
                    &stored.receipt,
                    &stored.received_at,
                ],
            )?;
            if inserted == 0 {
                let row = change.query_opt(EARLIER, &[&SITE, &submission.id])?;
                return earlier(row, submission)?.ok_or(StoreError::Vanished);
            }
            for channel in &self.channels {
                notify(change, &stored.id, channel)?;
            }
            Ok(Insert::New(stored))
        })
    }

    fn find(&self, submission: Submission<'_>) -> Result<Option<Insert>, StoreError> {
        let row = self.with(|client| Ok(client.query_opt(EARLIER, &[&SITE, &submission.id])?))?;
        earlier(row, submission)
    }

    fn all(&self) -> Result<Vec<Stored>, StoreError> {
        let rows = self.with(|client| {
            Ok(client.query(
                "SELECT r.id, r.receipt, r.received_at, r.kid, r.jwe, m.progress, m.marked_at
                 FROM referrals r LEFT JOIN marks m ON m.site = r.site AND m.id = r.id
                 WHERE r.site = $1 AND r.jwe <> '' ORDER BY r.received_at, r.id",
                &[&SITE],
            )?)
        })?;
        rows.iter()
            .map(|row| {
                let progress: Option<&str> = row.try_get(5)?;
                Ok(Stored {
                    id: row.try_get(0)?,
                    receipt: row.try_get(1)?,
                    received_at: row.try_get(2)?,
                    kid: row.try_get(3)?,
                    jwe: row.try_get(4)?,
                    progress: progress.and_then(Progress::of).unwrap_or_default(),
                    marked_at: row.try_get(6)?,
                })
            })
            .collect()
    }

    fn mark(
        &self,
        id: &str,
        from: Progress,
        to: Progress,
        now_ms: i64,
    ) -> Result<bool, StoreError> {
        self.change(|change| {
            if !stands_at(change, id, from)? {
                return Ok(false);
            }
            change.execute(
                "INSERT INTO marks (site, id, progress, marked_at) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (site, id) DO UPDATE
                 SET progress = excluded.progress, marked_at = excluded.marked_at",
                &[&SITE, &id, &to.word(), &now_ms],
            )?;
            Ok(true)
        })
    }

    fn delete(&self, id: &str, from: Progress) -> Result<bool, StoreError> {
        let deleted = self.change(|change| {
            if !stands_at(change, id, from)? {
                return Ok(false);
            }
            change.execute(
                "UPDATE referrals SET jwe = '', kid = '' WHERE site = $1 AND id = $2",
                &[&SITE, &id],
            )?;
            forget(change)?;
            Ok(true)
        })?;
        if deleted {
            self.free_old_rows()?;
        }
        Ok(deleted)
    }

    fn purge(&self, received_before: i64) -> Result<Purged, StoreError> {
        let purged = self.change(|change| {
            let deleted = change.execute(
                "UPDATE referrals SET jwe = '', kid = ''
                 WHERE site = $1 AND received_at < $2 AND jwe <> ''
                 AND id IN (SELECT id FROM marks WHERE site = $1 AND progress = 'closed')",
                &[&SITE, &received_before],
            )?;
            forget(change)?;
            let overdue: i64 = change
                .query_one(
                    "SELECT count(*) FROM referrals
                     WHERE site = $1 AND received_at < $2 AND jwe <> ''",
                    &[&SITE, &received_before],
                )?
                .try_get(0)?;
            Ok(Purged {
                deleted: usize::try_from(deleted).unwrap_or(usize::MAX),
                overdue: usize::try_from(overdue).unwrap_or(usize::MAX),
            })
        })?;
        if purged.deleted > 0 {
            self.free_old_rows()?;
        }
        Ok(purged)
    }

    fn claim(&self, channel: &str, now_ms: i64, until_ms: i64) -> Result<Claim, StoreError> {
        self.change(|change| {
            let rows = change.query(
                "SELECT n.notice FROM notices n
                 JOIN referrals r ON r.site = n.site AND r.id = n.id
                 LEFT JOIN marks m ON m.site = n.site AND m.id = n.id
                 WHERE n.site = $1 AND n.channel = $2 AND n.announced_at IS NULL
                 AND coalesce(m.progress, 'unread') = 'unread'
                 ORDER BY r.received_at, r.id LIMIT $3",
                &[&SITE, &channel, &BATCH],
            )?;
            if rows.is_empty() {
                return Ok(Claim::Idle);
            }
            change.execute(
                "INSERT INTO channels (site, channel, failures, not_before, leased_until)
                 VALUES ($1, $2, 0, 0, 0) ON CONFLICT (site, channel) DO NOTHING",
                &[&SITE, &channel],
            )?;
            // Of two that come here at once, the second sees what the first has written.
            let own = change.query_one(
                "SELECT failures, not_before, leased_until FROM channels
                 WHERE site = $1 AND channel = $2 FOR UPDATE",
                &[&SITE, &channel],
            )?;
            let later = own.try_get::<_, i64>(1)?.max(own.try_get(2)?);
            if later > now_ms && later <= now_ms + FARTHEST_MS {
                return Ok(Claim::Later(later));
            }
            change.execute(
                "UPDATE channels SET leased_until = $3 WHERE site = $1 AND channel = $2",
                &[&SITE, &channel, &until_ms],
            )?;
            Ok(Claim::Yours {
                notices: rows
                    .iter()
                    .map(|row| row.try_get(0))
                    .collect::<Result<_, _>>()?,
                failures: u32::try_from(own.try_get::<_, i64>(0)?).unwrap_or(u32::MAX),
            })
        })
    }

    fn announced(
        &self,
        channel: &str,
        notice: &str,
        now_ms: i64,
        until_ms: i64,
    ) -> Result<(), StoreError> {
        self.change(|change| {
            change.execute(
                "UPDATE notices SET announced_at = $2 WHERE notice = $1",
                &[&notice, &now_ms],
            )?;
            change.execute(
                "UPDATE channels SET leased_until = $3 WHERE site = $1 AND channel = $2",
                &[&SITE, &channel, &until_ms],
            )?;
            Ok(())
        })
    }

    fn release(&self, channel: &str, failures: u32, not_before: i64) -> Result<(), StoreError> {
        self.change(|change| {
            change.execute(
                "UPDATE channels SET failures = $3, not_before = $4, leased_until = 0
                 WHERE site = $1 AND channel = $2",
                &[&SITE, &channel, &i64::from(failures), &not_before],
            )?;
            Ok(())
        })
    }
}

const EARLIER: &str = "
    SELECT receipt, received_at, kid, jwe, body_sha256 FROM referrals WHERE site = $1 AND id = $2";

/// Whether nothing of a connection leaves this computer.
fn is_on_this_computer(config: &Config) -> bool {
    let addresses = config.get_hostaddrs();
    if !addresses.is_empty() {
        return addresses.iter().all(IpAddr::is_loopback);
    }
    config.get_hosts().iter().all(|host| match host {
        Host::Tcp(name) => {
            let address = name.parse::<IpAddr>();
            name == "localhost" || address.is_ok_and(|address| address.is_loopback())
        }
        #[cfg(unix)]
        Host::Unix(_) => true,
    })
}

/// Whether a referral is there and stands at `from`. It stays so until the end of the transaction:
/// its own row is what two that press at once wait for.
fn stands_at(change: &mut Transaction<'_>, id: &str, from: Progress) -> Result<bool, StoreError> {
    let there = change.query_opt(
        "SELECT id FROM referrals WHERE site = $1 AND id = $2 AND jwe <> '' FOR UPDATE",
        &[&SITE, &id],
    )?;
    if there.is_none() {
        return Ok(false);
    }
    let now = change.query_opt(
        "SELECT progress FROM marks WHERE site = $1 AND id = $2",
        &[&SITE, &id],
    )?;
    let now = match &now {
        Some(row) => row.try_get(0)?,
        None => Progress::Unread.word(),
    };
    Ok(now == from.word())
}

/// Deletes what was noted about referrals that are deleted, and their notices.
fn forget(change: &mut Transaction<'_>) -> Result<(), StoreError> {
    for table in ["marks", "notices"] {
        let delete = format!(
            "DELETE FROM {table} WHERE site = $1
             AND id IN (SELECT id FROM referrals WHERE site = $1 AND jwe = '')"
        );
        change.execute(&delete, &[&SITE])?;
    }
    Ok(())
}

fn notify(change: &mut Transaction<'_>, id: &str, channel: &str) -> Result<(), StoreError> {
    let notice = random::token().map_err(|_| StoreError::Random)?;
    change.execute(
        "INSERT INTO notices (site, id, channel, notice) VALUES ($1, $2, $3, $4)
         ON CONFLICT (site, id, channel) DO NOTHING",
        &[&SITE, &id, &channel, &notice],
    )?;
    Ok(())
}

fn earlier(row: Option<Row>, submission: Submission<'_>) -> Result<Option<Insert>, StoreError> {
    let Some(row) = row else {
        return Ok(None);
    };
    if row.try_get::<_, &[u8]>(4)? != submission.digest() {
        return Ok(Some(Insert::KeyReused));
    }
    Ok(Some(Insert::Replay(Stored {
        id: submission.id.into(),
        receipt: row.try_get(0)?,
        received_at: row.try_get(1)?,
        kid: row.try_get(2)?,
        jwe: row.try_get(3)?,
        progress: Progress::default(),
        marked_at: None,
    })))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_stays_on_this_computer_goes_without_tls() {
        for (url, stays) in [
            ("postgres://a@127.0.0.1/b", true),
            ("postgres://a@[::1]/b", true),
            ("postgres://a@localhost:5433/b", true),
            ("host=/run/postgresql user=a", true),
            ("postgres://a@database.example/b", false),
            ("postgres://a@localhost,database.example/b", false),
            ("postgres://a@localhost.example/b", false),
            ("host=localhost hostaddr=192.0.2.1 user=a", false),
            ("host=database.example hostaddr=127.0.0.1 user=a", true),
        ] {
            let config: Config = url.parse().unwrap();
            assert_eq!(is_on_this_computer(&config), stays, "{url}");
        }
    }
}
