//! The receiver's table: each sealed referral as it was posted, once, for ever.

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension, params};
use sha2::{Digest, Sha256};

use crate::{clock, random};

/// This example serves one site; a receiver for several puts the authenticated one here.
const SITE: &str = "portal";

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
    ) STRICT;";

/// What arrived, checked in shape but not opened.
#[derive(Clone, Copy, Debug)]
pub struct Submission<'a> {
    /// The referral's UUID, from the idempotency key.
    pub id: &'a str,
    /// The key it is sealed to.
    pub kid: &'a str,
    /// The compact JWE, byte for byte as posted.
    pub jwe: &'a str,
}

/// A stored referral.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Stored {
    /// The referral's UUID.
    pub id: String,
    /// The code the sender was given.
    pub receipt: String,
    /// When it was stored, in milliseconds since 1970-01-01T00:00:00Z.
    pub received_at: i64,
    /// The key it is sealed to.
    pub kid: String,
    /// The compact JWE as it was posted.
    pub jwe: String,
}

/// What became of a submission.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Insert {
    /// Stored durably by this call.
    New(Stored),
    /// The same bytes were stored under this id before.
    Replay(Stored),
    /// Other bytes were stored under this id before; nothing was changed.
    KeyReused,
}

/// The referrals in SQLite. All calls block for the disk.
pub struct Store {
    connection: Mutex<Connection>,
}

impl Store {
    /// Opens or creates the database. Several stores may have the same file open.
    ///
    /// # Errors
    ///
    /// [`StoreError::Database`] where SQLite refuses the file.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let connection = Connection::open(path)?;
        connection.busy_timeout(Duration::from_secs(5))?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        // In WAL mode only FULL flushes the log on each commit, and a receipt promises that.
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.execute_batch(SCHEMA)?;
        Ok(Self {
            connection: Mutex::new(connection),
        })
    }

    /// Stores `submission` unless its id is taken. When this returns, what it says is on disk.
    /// The primary key decides between concurrent calls, never a look beforehand.
    ///
    /// # Errors
    ///
    /// [`StoreError`] where nothing was stored, or it is unknown whether it was; the sender may
    /// repeat the same submission.
    pub fn insert(&self, submission: Submission<'_>) -> Result<Insert, StoreError> {
        let stored = Stored {
            id: submission.id.into(),
            receipt: random::receipt().map_err(|_| StoreError::Random)?,
            received_at: clock::now_ms(),
            kid: submission.kid.into(),
            jwe: submission.jwe.into(),
        };
        let connection = self.connection();
        let inserted = connection.execute(
            "INSERT INTO referrals (site, id, body_sha256, kid, jwe, receipt, received_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (site, id) DO NOTHING",
            params![
                SITE,
                stored.id,
                digest(&stored.jwe),
                stored.kid,
                stored.jwe,
                stored.receipt,
                stored.received_at
            ],
        )?;
        if inserted == 1 {
            return Ok(Insert::New(stored));
        }
        earlier(&connection, submission)?.ok_or(StoreError::Vanished)
    }

    /// The answer an earlier submission under the same id calls for, or `None` where there was
    /// none.
    ///
    /// # Errors
    ///
    /// [`StoreError::Database`].
    pub fn find(&self, submission: Submission<'_>) -> Result<Option<Insert>, StoreError> {
        earlier(&self.connection(), submission)
    }

    /// All referrals, the one that was received first at the front.
    ///
    /// # Errors
    ///
    /// [`StoreError::Database`].
    pub fn all(&self) -> Result<Vec<Stored>, StoreError> {
        let connection = self.connection();
        let mut query = connection.prepare(
            "SELECT id, receipt, received_at, kid, jwe FROM referrals
             WHERE site = ?1 ORDER BY received_at, rowid",
        )?;
        let rows = query.query_map([SITE], |row| {
            Ok(Stored {
                id: row.get(0)?,
                receipt: row.get(1)?,
                received_at: row.get(2)?,
                kid: row.get(3)?,
                jwe: row.get(4)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn connection(&self) -> MutexGuard<'_, Connection> {
        // A panic elsewhere leaves no half-done statement behind: each call is one statement.
        self.connection
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// Why the store could not answer.
#[derive(Debug)]
#[non_exhaustive]
pub enum StoreError {
    /// SQLite failed.
    Database(rusqlite::Error),
    /// The operating system gave no random bytes.
    Random,
    /// The row that stood in the way was gone a moment later; somebody deletes rows by hand.
    Vanished,
}

impl StoreError {
    /// A stable word for the log.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Database(_) => "database",
            Self::Random => "random",
            Self::Vanished => "vanished",
        }
    }
}

impl std::fmt::Display for StoreError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            // The message of SQLite can hold a statement's values, its code cannot.
            Self::Database(error) => match error.sqlite_error_code() {
                Some(code) => write!(f, "{code:?}"),
                None => f.write_str(self.code()),
            },
            Self::Random | Self::Vanished => f.write_str(self.code()),
        }
    }
}

impl std::error::Error for StoreError {}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Database(error)
    }
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
                };
                Ok((stored, row.get::<_, [u8; 32]>(4)?))
            },
        )
        .optional()?;
    Ok(row.map(|(stored, body_sha256)| {
        if body_sha256 == digest(submission.jwe) {
            Insert::Replay(stored)
        } else {
            Insert::KeyReused
        }
    }))
}

fn digest(jwe: &str) -> [u8; 32] {
    Sha256::digest(jwe.as_bytes()).into()
}
