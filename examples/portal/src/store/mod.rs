//! What a receiver keeps: each sealed referral once, what has been done about it, and the notices
//! that are still to be given.

mod postgres;
mod sqlite;
mod unready;

use sha2::{Digest, Sha256};

pub use self::postgres::PostgresStore;
pub use self::sqlite::SqliteStore;
pub use self::unready::Unready;

use crate::{TlsFault, random};

/// This example serves one site; a receiver for several puts the authenticated one here.
const SITE: &str = "portal";

/// How many notices are given under one claim.
const BATCH: i64 = 20;

/// A pause of a channel that lies further ahead than this comes from a clock that was wrong, in
/// milliseconds.
const FARTHEST_MS: i64 = 15 * 60_000;

/// The tables, whatever database they are in. All calls block for the disk; several processes may
/// have the same one open.
pub trait Store: Send + Sync {
    /// Stores `submission` unless its id is taken, and in the same transaction a notice for each
    /// channel. When this returns, what it says is on disk. The primary key decides between
    /// concurrent calls, never a look beforehand.
    ///
    /// # Errors
    ///
    /// [`StoreError`] where nothing was stored, or it is unknown whether it was; the sender may
    /// repeat the same submission.
    fn insert(&self, submission: Submission<'_>, now_ms: i64) -> Result<Insert, StoreError>;

    /// The answer an earlier submission under the same id calls for, or `None` where there was
    /// none. A referral that was deleted is still known by its id.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    fn find(&self, submission: Submission<'_>) -> Result<Option<Insert>, StoreError>;

    /// All referrals that are not deleted, the one that was received first at the front.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    fn all(&self) -> Result<Vec<Stored>, StoreError>;

    /// Notes what a coordinator did, if the referral still stands at `from`: of two who press at
    /// once one is told that the other was first. Returns whether it did.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    fn mark(&self, id: &str, from: Progress, to: Progress, now_ms: i64)
    -> Result<bool, StoreError>;

    /// Deletes one referral, if it still stands at `from`, as [`Self::mark`] notes something: id,
    /// digest and receipt stay, as after [`Self::purge`]. Returns whether it did.
    ///
    /// # Errors
    ///
    /// [`StoreError`]; it is then unknown whether the referral is still there.
    fn delete(&self, id: &str, from: Progress) -> Result<bool, StoreError>;

    /// Deletes what was closed and received before `received_before`; id, digest and receipt stay,
    /// so that a late repetition is known. Returns how many, and how many are as old and not
    /// closed, which stay.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    fn purge(&self, received_before: i64) -> Result<Purged, StoreError>;

    /// Takes the right to give a channel's notices until `until_ms`.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    fn claim(&self, channel: &str, now_ms: i64, until_ms: i64) -> Result<Claim, StoreError>;

    /// Notes that a notice was given, and keeps the channel until `until_ms`.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    fn announced(
        &self,
        channel: &str,
        notice: &str,
        now_ms: i64,
        until_ms: i64,
    ) -> Result<(), StoreError>;

    /// Gives the channel back. With `failures` above 0 it is not to be tried before `not_before`.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    fn release(&self, channel: &str, failures: u32, not_before: i64) -> Result<(), StoreError>;
}

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

impl Submission<'_> {
    /// The SHA-256 digest of the body, by which a repetition is known.
    pub fn digest(&self) -> [u8; 32] {
        Sha256::digest(self.jwe.as_bytes()).into()
    }
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
    /// The key it is sealed to; empty once deleted.
    pub kid: String,
    /// The compact JWE as it was posted; empty once deleted.
    pub jwe: String,
    /// What has been done about it.
    pub progress: Progress,
    /// When that was noted, in milliseconds since 1970-01-01T00:00:00Z.
    pub marked_at: Option<i64>,
}

impl Stored {
    /// What is about to be stored, with a receipt of its own.
    fn new(submission: Submission<'_>, now_ms: i64) -> Result<Self, StoreError> {
        Ok(Self {
            id: submission.id.into(),
            receipt: random::receipt().map_err(|_| StoreError::Random)?,
            received_at: now_ms,
            kid: submission.kid.into(),
            jwe: submission.jwe.into(),
            progress: Progress::Unread,
            marked_at: None,
        })
    }
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

/// How far the program's people are with a referral.
#[derive(Clone, Copy, Debug, Default, Eq, Ord, PartialEq, PartialOrd)]
pub enum Progress {
    /// Nobody has taken it.
    #[default]
    Unread,
    /// Somebody has.
    Taken,
    /// The person was reached.
    Contacted,
    /// Nothing is left to do.
    Closed,
}

impl Progress {
    /// All of them, in order.
    pub const ALL: [Self; 4] = [Self::Unread, Self::Taken, Self::Contacted, Self::Closed];

    /// The word for it in the database and in forms.
    pub fn word(self) -> &'static str {
        match self {
            Self::Unread => "unread",
            Self::Taken => "taken",
            Self::Contacted => "contacted",
            Self::Closed => "closed",
        }
    }

    /// The one that `word` stands for.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|progress| progress.word() == word)
    }
}

/// What a deletion came to.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Purged {
    /// How many were deleted.
    pub deleted: usize,
    /// How many are past the host's retention and not closed. They stay: nobody's request goes
    /// unread and unnoticed.
    pub overdue: usize,
}

/// What there is to do for a channel.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Claim {
    /// No notice waits.
    Idle,
    /// Nothing may be tried before this time, in milliseconds since 1970-01-01T00:00:00Z.
    Later(i64),
    /// These are to be given, the oldest first. The channel is the caller's until the time it
    /// named.
    Yours {
        /// The notices' own random names.
        notices: Vec<String>,
        /// How often in a row the channel has failed.
        failures: u32,
    },
}

/// Why the store could not answer.
#[derive(Debug)]
#[non_exhaustive]
pub enum StoreError {
    /// SQLite failed.
    Database(rusqlite::Error),
    /// PostgreSQL failed, or is not to be reached.
    Postgres(Unready),
    /// The database is not to be reached in private.
    Tls(TlsFault),
    /// The operating system gave no random bytes.
    Random,
    /// The row that stood in the way was gone a moment later; somebody deletes rows by hand.
    Vanished,
}

impl StoreError {
    /// A stable word for the log.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Database(_) | Self::Postgres(_) => "database",
            Self::Tls(fault) => fault.code(),
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
            Self::Postgres(unready) => write!(f, "{unready}"),
            Self::Tls(fault) => write!(f, "{fault}"),
            Self::Random | Self::Vanished => f.write_str(self.code()),
        }
    }
}

impl std::error::Error for StoreError {}

impl From<::postgres::Error> for StoreError {
    fn from(error: ::postgres::Error) -> Self {
        let not_offered = || {
            let cause = std::error::Error::source(&error)?;
            // The library keeps its kinds of errors to itself.
            let said = cause.to_string() == "server does not support TLS";
            said.then_some(TlsFault::NotOffered)
        };
        match TlsFault::of(&error).or_else(not_offered) {
            Some(fault) => Self::Tls(fault),
            None => Self::Postgres(Unready::from(&error)),
        }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Database(error)
    }
}
