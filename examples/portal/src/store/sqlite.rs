//! The store in SQLite.

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};

use super::{
    BATCH, Claim, FARTHEST_MS, Insert, Progress, Purged, SITE, Store, StoreError, Stored,
    Submission,
};
use crate::random;

const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS referrals (
        site        TEXT    NOT NULL,
        id          TEXT    NOT NULL,
        body_sha256 BLOB    NOT NULL,
        kid         TEXT    NOT NULL,
        jwe         TEXT    NOT NULL,
        receipt     TEXT    NOT NULL UNIQUE,
        received_at INTEGER NOT NULL,
        PRIMARY KEY (site, id)
    ) STRICT;
    CREATE TABLE IF NOT EXISTS marks (
        site        TEXT    NOT NULL,
        id          TEXT    NOT NULL,
        progress    TEXT    NOT NULL,
        marked_at   INTEGER NOT NULL,
        PRIMARY KEY (site, id)
    ) STRICT;
    CREATE TABLE IF NOT EXISTS notices (
        site         TEXT    NOT NULL,
        id           TEXT    NOT NULL,
        channel      TEXT    NOT NULL,
        notice       TEXT    NOT NULL UNIQUE,
        announced_at INTEGER,
        PRIMARY KEY (site, id, channel)
    ) STRICT;
    CREATE TABLE IF NOT EXISTS channels (
        site         TEXT    NOT NULL,
        channel      TEXT    NOT NULL,
        failures     INTEGER NOT NULL,
        not_before   INTEGER NOT NULL,
        leased_until INTEGER NOT NULL,
        PRIMARY KEY (site, channel)
    ) STRICT;";

/// The referrals in SQLite.
pub struct SqliteStore {
    connection: Mutex<Connection>,
    channels: Vec<&'static str>,
}

impl SqliteStore {
    /// Opens or creates the database; `channels` are those on which each new referral is
    /// announced. Referrals that nobody has taken yet are announced on a channel that is new.
    ///
    /// # Errors
    ///
    /// [`StoreError::Database`] where SQLite refuses the file.
    pub fn open(path: &Path, channels: &[&'static str]) -> Result<Self, StoreError> {
        let mut connection = Connection::open(path)?;
        connection.busy_timeout(Duration::from_secs(5))?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        // In WAL mode only FULL flushes the log on each commit, and a receipt promises that.
        connection.pragma_update(None, "synchronous", "FULL")?;
        // What is deleted is overwritten.
        connection.pragma_update(None, "secure_delete", "ON")?;
        connection.execute_batch(SCHEMA)?;
        let change = begin(&mut connection)?;
        for channel in channels {
            let unannounced: Vec<String> = change
                .prepare(
                    "SELECT id FROM referrals WHERE site = ?1 AND jwe <> ''
                     AND id NOT IN (SELECT id FROM notices WHERE site = ?1 AND channel = ?2)
                     AND id NOT IN (SELECT id FROM marks WHERE site = ?1
                                    AND progress <> 'unread')
                     ORDER BY received_at, rowid",
                )?
                .query_map([SITE, channel], |row| row.get(0))?
                .collect::<Result<_, _>>()?;
            for id in unannounced {
                notify(&change, &id, channel)?;
            }
        }
        change.commit()?;
        Ok(Self {
            connection: Mutex::new(connection),
            channels: channels.to_vec(),
        })
    }

    fn connection(&self) -> MutexGuard<'_, Connection> {
        // A panic elsewhere leaves nothing half done: a transaction that is dropped rolls back.
        self.connection
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store for SqliteStore {
    fn insert(&self, submission: Submission<'_>, now_ms: i64) -> Result<Insert, StoreError> {
        let stored = Stored::new(submission, now_ms)?;
        let mut connection = self.connection();
        let change = begin(&mut connection)?;
        let inserted = change.execute(
            "INSERT INTO referrals (site, id, body_sha256, kid, jwe, receipt, received_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (site, id) DO NOTHING",
            params![
                SITE,
                stored.id,
                submission.digest(),
                stored.kid,
                stored.jwe,
                stored.receipt,
                stored.received_at
            ],
        )?;
        if inserted == 0 {
            return earlier(&change, submission)?.ok_or(StoreError::Vanished);
        }
        for channel in &self.channels {
            notify(&change, &stored.id, channel)?;
        }
        change.commit()?;
        Ok(Insert::New(stored))
    }

    fn find(&self, submission: Submission<'_>) -> Result<Option<Insert>, StoreError> {
        earlier(&self.connection(), submission)
    }

    fn all(&self) -> Result<Vec<Stored>, StoreError> {
        let connection = self.connection();
        let mut query = connection.prepare(
            "SELECT r.id, r.receipt, r.received_at, r.kid, r.jwe, m.progress, m.marked_at
             FROM referrals r LEFT JOIN marks m ON m.site = r.site AND m.id = r.id
             WHERE r.site = ?1 AND r.jwe <> '' ORDER BY r.received_at, r.rowid",
        )?;
        let rows = query.query_map([SITE], |row| {
            let progress: Option<String> = row.get(5)?;
            Ok(Stored {
                id: row.get(0)?,
                receipt: row.get(1)?,
                received_at: row.get(2)?,
                kid: row.get(3)?,
                jwe: row.get(4)?,
                progress: progress
                    .as_deref()
                    .and_then(Progress::of)
                    .unwrap_or_default(),
                marked_at: row.get(6)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn mark(
        &self,
        id: &str,
        from: Progress,
        to: Progress,
        now_ms: i64,
    ) -> Result<bool, StoreError> {
        let mut connection = self.connection();
        let change = begin(&mut connection)?;
        if !stands_at(&change, id, from)? {
            return Ok(false);
        }
        change.execute(
            "INSERT INTO marks (site, id, progress, marked_at) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (site, id) DO UPDATE
             SET progress = excluded.progress, marked_at = excluded.marked_at",
            params![SITE, id, to.word(), now_ms],
        )?;
        change.commit()?;
        Ok(true)
    }

    fn delete(&self, id: &str, from: Progress) -> Result<bool, StoreError> {
        let mut connection = self.connection();
        let change = begin(&mut connection)?;
        if !stands_at(&change, id, from)? {
            return Ok(false);
        }
        change.execute(
            "UPDATE referrals SET jwe = '', kid = '' WHERE site = ?1 AND id = ?2",
            [SITE, id],
        )?;
        forget(&change)?;
        change.commit()?;
        empty_log(&connection)?;
        Ok(true)
    }

    fn purge(&self, received_before: i64) -> Result<Purged, StoreError> {
        let mut connection = self.connection();
        let change = begin(&mut connection)?;
        let deleted = change.execute(
            "UPDATE referrals SET jwe = '', kid = ''
             WHERE site = ?1 AND received_at < ?2 AND jwe <> ''
             AND id IN (SELECT id FROM marks WHERE site = ?1 AND progress = 'closed')",
            params![SITE, received_before],
        )?;
        forget(&change)?;
        let overdue = change.query_row(
            "SELECT count(*) FROM referrals WHERE site = ?1 AND received_at < ?2 AND jwe <> ''",
            params![SITE, received_before],
            |row| row.get(0),
        )?;
        change.commit()?;
        if deleted > 0 {
            empty_log(&connection)?;
        }
        Ok(Purged { deleted, overdue })
    }

    fn claim(&self, channel: &str, now_ms: i64, until_ms: i64) -> Result<Claim, StoreError> {
        let mut connection = self.connection();
        let change = begin(&mut connection)?;
        let (failures, not_before, leased_until) = change
            .query_row(
                "SELECT failures, not_before, leased_until FROM channels
                 WHERE site = ?1 AND channel = ?2",
                [SITE, channel],
                |row| Ok((row.get(0)?, row.get::<_, i64>(1)?, row.get::<_, i64>(2)?)),
            )
            .optional()?
            .unwrap_or_default();
        let notices: Vec<String> = change
            .prepare(
                "SELECT n.notice FROM notices n
                 LEFT JOIN marks m ON m.site = n.site AND m.id = n.id
                 WHERE n.site = ?1 AND n.channel = ?2 AND n.announced_at IS NULL
                 AND coalesce(m.progress, 'unread') = 'unread' ORDER BY n.rowid LIMIT ?3",
            )?
            .query_map(params![SITE, channel, BATCH], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        if notices.is_empty() {
            return Ok(Claim::Idle);
        }
        let later = not_before.max(leased_until);
        if later > now_ms && later <= now_ms + FARTHEST_MS {
            return Ok(Claim::Later(later));
        }
        change.execute(
            "INSERT INTO channels (site, channel, failures, not_before, leased_until)
             VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (site, channel) DO UPDATE
             SET leased_until = excluded.leased_until",
            params![SITE, channel, failures, not_before, until_ms],
        )?;
        change.commit()?;
        Ok(Claim::Yours { notices, failures })
    }

    fn announced(
        &self,
        channel: &str,
        notice: &str,
        now_ms: i64,
        until_ms: i64,
    ) -> Result<(), StoreError> {
        let mut connection = self.connection();
        let change = begin(&mut connection)?;
        change.execute(
            "UPDATE notices SET announced_at = ?2 WHERE notice = ?1",
            params![notice, now_ms],
        )?;
        change.execute(
            "UPDATE channels SET leased_until = ?3 WHERE site = ?1 AND channel = ?2",
            params![SITE, channel, until_ms],
        )?;
        Ok(change.commit()?)
    }

    fn release(&self, channel: &str, failures: u32, not_before: i64) -> Result<(), StoreError> {
        self.connection().execute(
            "UPDATE channels SET failures = ?3, not_before = ?4, leased_until = 0
             WHERE site = ?1 AND channel = ?2",
            params![SITE, channel, failures, not_before],
        )?;
        Ok(())
    }
}

/// A transaction that writes, and waits for its turn at the start instead of failing in the middle.
fn begin(connection: &mut Connection) -> Result<Transaction<'_>, StoreError> {
    Ok(connection.transaction_with_behavior(TransactionBehavior::Immediate)?)
}

/// Whether a referral is there and stands at `from`.
fn stands_at(change: &Transaction<'_>, id: &str, from: Progress) -> Result<bool, StoreError> {
    let now = change
        .query_row(
            "SELECT coalesce(m.progress, 'unread')
             FROM referrals r LEFT JOIN marks m ON m.site = r.site AND m.id = r.id
             WHERE r.site = ?1 AND r.id = ?2 AND r.jwe <> ''",
            [SITE, id],
            |row| row.get::<_, String>(0),
        )
        .optional()?;
    Ok(now.as_deref() == Some(from.word()))
}

/// Deletes what was noted about referrals that are deleted, and their notices.
fn forget(change: &Transaction<'_>) -> Result<(), StoreError> {
    for table in ["marks", "notices"] {
        change.execute(
            &format!(
                "DELETE FROM {table} WHERE site = ?1
                 AND id IN (SELECT id FROM referrals WHERE site = ?1 AND jwe = '')"
            ),
            [SITE],
        )?;
    }
    Ok(())
}

/// The log holds the pages as they were before a deletion. Where a reader keeps it from being
/// emptied now, the next deletion does.
fn empty_log(connection: &Connection) -> Result<(), StoreError> {
    Ok(connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?)
}

fn notify(change: &Transaction<'_>, id: &str, channel: &str) -> Result<(), StoreError> {
    // A name of its own: what goes to a mail server or a chat must not lead back to a referral.
    let notice = random::token().map_err(|_| StoreError::Random)?;
    change.execute(
        "INSERT INTO notices (site, id, channel, notice) VALUES (?1, ?2, ?3, ?4)",
        [SITE, id, channel, &notice],
    )?;
    Ok(())
}

fn earlier(
    connection: &Connection,
    submission: Submission<'_>,
) -> Result<Option<Insert>, StoreError> {
    let row = connection
        .query_row(
            "SELECT receipt, received_at, kid, jwe, body_sha256 FROM referrals
             WHERE site = ?1 AND id = ?2",
            [SITE, submission.id],
            |row| {
                let stored = Stored {
                    id: submission.id.into(),
                    receipt: row.get(0)?,
                    received_at: row.get(1)?,
                    kid: row.get(2)?,
                    jwe: row.get(3)?,
                    progress: Progress::default(),
                    marked_at: None,
                };
                Ok((stored, row.get::<_, [u8; 32]>(4)?))
            },
        )
        .optional()?;
    Ok(row.map(|(stored, body_sha256)| {
        if body_sha256 == submission.digest() {
            Insert::Replay(stored)
        } else {
            Insert::KeyReused
        }
    }))
}
