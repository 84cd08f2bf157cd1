//! Where sealed referrals wait until the receiver has given its receipt.
//!
//! Nothing here knows a browser. [`state`] holds the row and what may happen to it, [`classify`]
//! reads an answer, [`backoff`] says when to try again, [`ports`] names what the outbox needs from
//! its surroundings, and [`engine`] runs the send pass over them.
//!
//! The promise: a row that was stored is sent again with the same bytes under the same id until a
//! valid receipt arrives, the person deletes it, or its deadline passes.

pub mod backoff;
mod state;
mod view;

pub use self::state::{Change, Event, Fate, Lease, Reason, Row, State, Step, Tombstone};
pub use self::view::{Destination, Keep, Receipt, TransportIdentity, View};
