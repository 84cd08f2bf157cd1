//! touchbase: a private self-check, the support that is really open to a clinician after a hard
//! event, and a request that is sealed, queued and delivered once.
//!
//! The crate has a pure half and a browser half. The pure modules below know no browser, no clock
//! and no randomness: these come in as arguments or through the small traits of
//! [`outbox::ports`]. They build and test natively with `--no-default-features`. The browser half
//! (`browser`, `ui`, `embed`) stands behind the default feature `widget`, which is three: `ui`, the
//! screens; `delivery`, the outbox on IndexedDB, WebCrypto and `fetch`; and `instrument`, a host's
//! own instrument. The package ships them as three WebAssembly modules, so that the first question
//! does not wait for what only a request or a host's instrument needs.
#![warn(missing_docs)]

pub mod check;
pub mod config;
// For hosts and not for someone who came for help: the widget's modules are built without it.
#[cfg(any(feature = "golive", not(target_family = "wasm")))]
pub mod golive;
pub mod instrument;
pub mod jose;
pub mod outbox;
#[cfg(feature = "poster")]
pub mod poster;
// For leaders and not for someone who came for help: the widget's modules are built without it.
#[cfg(any(feature = "readiness", not(target_family = "wasm")))]
pub mod readiness;
pub mod referral;
pub mod support;
pub mod text;
pub mod time;
pub mod value;
pub mod visit;
pub mod wiping;
pub mod words;

#[cfg(any(
    feature = "ui",
    feature = "sending",
    feature = "instrument",
    feature = "golive-page"
))]
mod browser;
#[cfg(any(
    feature = "ui",
    feature = "delivery",
    feature = "instrument",
    feature = "worker"
))]
mod embed;
#[cfg(feature = "golive-page")]
pub use browser::exchange::PageExchange;
#[cfg(feature = "ui")]
pub mod ui;
