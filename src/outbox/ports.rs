//! What the outbox needs from its surroundings.
//!
//! Each step that must be atomic is one method of [`Store`], so no transaction ever spans a wait
//! that the store does not control.

use std::future::Future;
use std::rc::Rc;

use super::{Change, Fate, Reply, Row, Step, Tombstone};
use crate::time::Millis;

/// Why a store did not do what it was asked. Each exists because the outbox does something else.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum StoreError {
    /// The disk or the quota is full: what can be spared is deleted, and the write tried again.
    Full,
    /// The transaction or the connection was lost, and nothing was written: it is tried once more on
    /// a new connection.
    Lost,
    /// The browser was told to write and did not say whether it has, nor will it: the same, and
    /// whatever is made of it then may have been there before.
    Unsaid,
    /// A row with this id is stored already and is left as it is.
    Exists,
    /// No storage in this browser, or none that answers: the page keeps the row in memory.
    Unavailable,
}

impl StoreError {
    /// The stable code.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Full => "storage-full",
            Self::Lost => "storage-lost",
            Self::Unsaid => "storage-unsaid",
            Self::Exists => "storage-exists",
            Self::Unavailable => "storage-unavailable",
        }
    }
}

/// What the store knows about a row that it no longer holds.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Trace {
    /// It ended like this.
    Ended(Fate),
    /// Nothing, though the store is the one that held it: somebody cleared it.
    Cleared,
    /// Nothing, and the store itself is gone or new: the browser's data was wiped.
    Wiped,
}

/// Where rows are kept. Every method is one transaction, and has happened as a whole before it
/// answers `Ok`.
pub trait Store {
    /// Stores a new row.
    ///
    /// # Errors
    ///
    /// [`StoreError`]; a row with the same id is [`StoreError::Exists`] and is not overwritten. Only
    /// after [`StoreError::Unsaid`] may it be stored all the same.
    fn insert(&self, row: &Row) -> impl Future<Output = Result<(), StoreError>>;

    /// Reads the row `id`, applies [`Row::step`], and writes the result; a row that is removed
    /// leaves `grave`, filled in by [`Tombstone::closed`], in the same transaction.
    ///
    /// # Errors
    ///
    /// [`StoreError`]; then nothing was written, unless the store was silent about it.
    fn update(
        &self,
        id: &str,
        change: &Change<'_>,
        grave: Tombstone,
    ) -> impl Future<Output = Result<Step, StoreError>>;

    /// Every row, in no order. A row that cannot be read is there as `unreadable`.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    fn list(&self) -> impl Future<Output = Result<Vec<Row>, StoreError>>;

    /// How the row ended whose id hashes to `key` ([`Tombstone::key`]).
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    fn trace(&self, key: &str) -> impl Future<Output = Result<Trace, StoreError>>;

    /// Whether it found, since this was last asked, that what it held could not be read, and holds
    /// nothing now. What that was, and whose, nobody knows.
    fn damaged(&self) -> bool {
        false
    }

    /// The tombstones that say something to `owner` ([`Tombstone::told`]), in no order.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    fn ended(&self, owner: &str) -> impl Future<Output = Result<Vec<Tombstone>, StoreError>>;

    /// Forgets the ends that are old ([`Tombstone::is_old`]).
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    fn prune(&self, now: Millis) -> impl Future<Output = Result<(), StoreError>>;

    /// Forgets everything.
    ///
    /// # Errors
    ///
    /// [`StoreError`]; then rows may be left.
    fn clear(&self) -> impl Future<Output = Result<(), StoreError>>;
}

/// What is posted.
#[derive(Clone, Copy, Debug)]
pub struct Post<'a> {
    /// Where to.
    pub endpoint: &'a str,
    /// The idempotency key.
    pub id: &'a str,
    /// The body.
    pub jwe: &'a str,
}

/// How rows leave the device.
///
/// Asking for a token and posting with it are two steps: the first may wait for a person, and the
/// outbox looks between the two whether it is still theirs.
pub trait Transport {
    /// What a request is posted with: a token, or nothing where nobody gives any. The outbox hands it
    /// on and does not look into it.
    type Token;

    /// Whether there is anybody to ask for a token.
    fn has_tokens(&self) -> bool;

    /// Whether somebody may sign in where this posts. In a service worker nobody can, and a request
    /// that needs it is left for a page.
    fn is_attended(&self) -> bool {
        true
    }

    /// The endpoint as a whole address, by which a changed configuration is known.
    fn address(&self, endpoint: &str) -> String;

    /// Asks for a token, a fresh one where `refresh` says so, with a limit of its own on the time it
    /// takes. `None` where it was asked for and did not come; then nothing can be posted.
    fn token(&self, refresh: bool) -> impl Future<Output = Option<Self::Token>>;

    /// Posts once, with a limit of its own on the time it takes.
    fn post(&self, post: Post<'_>, token: Self::Token) -> impl Future<Output = Reply>;

    /// Whether one of the widget's own files can be fetched at this moment from where it came from:
    /// then there is a network, and an endpoint that answers nothing is the trouble. `false` where
    /// that is not known.
    fn is_home_reachable(&self) -> impl Future<Output = bool>;
}

/// The clocks.
pub trait Clock {
    /// Now, by the wall clock, which anybody may set.
    fn now(&self) -> Millis;

    /// Milliseconds since a moment in the life of this page, by a clock that nobody sets. It may
    /// stand still while the computer sleeps.
    fn uptime(&self) -> Millis;
}

/// Randomness.
pub trait Random {
    /// A number uniform in `[0, 1)`.
    fn unit(&self) -> f64;
}

/// A lock that one tab of the browser holds at a time.
#[derive(Debug)]
pub enum Lock<G> {
    /// This tab holds it until the guard is dropped.
    Held(G),
    /// Another tab holds it.
    Busy,
    /// The browser has no such locks; the lease in the row is the only guard.
    Unsupported,
}

/// The page the outbox runs in.
pub trait Page {
    /// Releases the lock when it is dropped.
    type Guard;

    /// Takes the lock of a destination if it is free.
    fn lock(&self, dest: &str) -> impl Future<Output = Lock<Self::Guard>>;

    /// SHA-256 of `bytes`, base64url; `None` where the browser refuses.
    fn sha256(&self, bytes: &[u8]) -> impl Future<Output = Option<String>>;

    /// `false` where the browser is sure that there is no network. `true` proves nothing.
    fn online(&self) -> bool;

    /// Called after every change of what [`super::Engine::views`] or
    /// [`super::Engine::next_wake`] would answer; `stored` where other tabs should look, too.
    fn changed(&self, stored: bool);
}

impl<S: Store> Store for Rc<S> {
    async fn insert(&self, row: &Row) -> Result<(), StoreError> {
        (**self).insert(row).await
    }

    async fn update(
        &self,
        id: &str,
        change: &Change<'_>,
        grave: Tombstone,
    ) -> Result<Step, StoreError> {
        (**self).update(id, change, grave).await
    }

    async fn list(&self) -> Result<Vec<Row>, StoreError> {
        (**self).list().await
    }

    async fn trace(&self, key: &str) -> Result<Trace, StoreError> {
        (**self).trace(key).await
    }

    fn damaged(&self) -> bool {
        (**self).damaged()
    }

    async fn ended(&self, owner: &str) -> Result<Vec<Tombstone>, StoreError> {
        (**self).ended(owner).await
    }

    async fn prune(&self, now: Millis) -> Result<(), StoreError> {
        (**self).prune(now).await
    }

    async fn clear(&self) -> Result<(), StoreError> {
        (**self).clear().await
    }
}
