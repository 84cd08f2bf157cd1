//! The referral: what a person writes, what may be sent, and nothing else.

pub mod draft;
pub mod field;
pub mod form;
pub mod note;
pub mod policy;
pub mod record;
#[cfg(not(target_family = "wasm"))]
pub mod schema;

pub use draft::{Channel, Draft, Fault, Given, Problem, Urgency, WINDOWS, check, given, wipe};
pub use field::{Field, Holds};
pub use form::{Onward, Step, onward};
pub use policy::{Kind, Mode, Policy, Preference, ReferrerPolicy};
pub use record::{Context, record};
