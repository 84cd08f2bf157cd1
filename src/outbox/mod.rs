//! Where sealed referrals wait until the receiver has given its receipt.
//!
//! Nothing here knows a browser. [`classify`](self::classify()) reads an answer, [`backoff`] says
//! when to try again, [`ports`] names what the outbox needs from its surroundings, and [`Engine`]
//! runs the send pass over them. What may happen to a [`Row`] is one pure function, [`Row::step`].
//!
//! The promise: a row that was stored is sent again with the same bytes under the same id until a
//! valid receipt arrives, the person deletes it, or its deadline passes.

pub mod backoff;
mod classify;
#[cfg(test)]
pub(crate) mod contract;
mod engine;
mod http_date;
mod memory;
pub mod ports;
mod session;
mod state;
mod submission;
mod view;
mod wire;

pub use self::backoff::Trigger;
pub use self::classify::{Reply, Response, Verdict, Wait, classify};
pub use self::engine::{Engine, Sealed, Writer};
pub use self::memory::MemoryStore;
pub use self::state::{
    Change, Event, Fate, LEASE, Lease, ROW_VERSION, Reason, Row, State, Step, Told, Tombstone,
};
pub use self::submission::Submission;
pub use self::view::{Destination, Keep, Receipt, Settings, TransportIdentity, View};
