//! The host's document: one JSON configuration, checked by one table-driven walker.
//!
//! [`shape`] is the table. The same table is walked to find faults ([`walk`]), to read the
//! typed [`Config`] ([`document`]) and, natively, to print the JSON Schema ([`schema`]).

mod contents;
pub mod document;
pub mod fault;
pub mod shape;
mod tongue;
pub mod walk;

// Long texts for people who write configurations. The widget fetches them only when there is a
// fault to explain, so they stay out of the wasm.
#[cfg(not(target_family = "wasm"))]
mod describe;
#[cfg(any(feature = "golive", not(target_family = "wasm")))]
pub mod mend;
#[cfg(not(target_family = "wasm"))]
pub mod reference;
#[cfg(not(target_family = "wasm"))]
pub mod schema;

pub use contents::{
    Concern, Config, Extent, FactsPlace, Feedback, FollowUp, Message, PrivacyNotice, Program,
    Recipient, Referral, Worry,
};
pub use document::{Document, read, read_among};
pub use fault::{Code, Fault, Severity};
