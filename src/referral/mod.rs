//! The referral: what a person writes, what may be sent, and nothing else.

pub mod draft;
pub mod policy;
pub mod record;

pub use draft::{Channel, Draft, Field, Problem, Urgency, WINDOWS, check, wipe};
pub use policy::{Kind, Mode, Policy, Preference, ReferrerPolicy};
pub use record::{Context, record};
