//! The only place that touches the web platform: IndexedDB, `fetch`, WebCrypto, Web Locks, and the
//! life of the page. What it may do with them is decided in [`crate::outbox`].

#[cfg(feature = "ui")]
pub(crate) mod apart;
#[cfg(any(feature = "sending", feature = "golive-page"))]
#[cfg_attr(
    not(feature = "sending"),
    allow(dead_code, reason = "the go-live page posts no referral")
)]
pub(crate) mod crypto;
#[cfg(any(feature = "ui", feature = "sending"))]
pub(crate) mod databases;
#[cfg(feature = "golive-page")]
pub(crate) mod exchange;
#[cfg(any(feature = "sending", feature = "golive-page"))]
#[cfg_attr(
    not(feature = "delivery"),
    allow(
        dead_code,
        reason = "the go-live page posts no referral, and a worker has no tokens"
    )
)]
pub(crate) mod fetch;
#[cfg(feature = "sending")]
pub(crate) mod idb;
#[cfg(any(feature = "ui", feature = "golive-page"))]
#[cfg_attr(
    not(feature = "ui"),
    allow(dead_code, reason = "the go-live page asks for zones alone")
)]
pub(crate) mod intl;
#[cfg_attr(
    not(any(feature = "ui", feature = "sending")),
    allow(
        dead_code,
        reason = "an instrument alone only parses, and the go-live page"
    )
)]
pub(crate) mod js;
#[cfg(feature = "sending")]
pub(crate) mod locks;
#[cfg(feature = "sending")]
#[cfg_attr(
    not(feature = "delivery"),
    allow(dead_code, reason = "a service worker has no page to listen to")
)]
pub(crate) mod page;
#[cfg(feature = "ui")]
pub(crate) mod presence;
#[cfg(feature = "ui")]
pub(crate) mod questionnaire;
#[cfg(any(feature = "ui", feature = "sending", feature = "golive-page"))]
pub(crate) mod random;
#[cfg(feature = "ui")]
pub(crate) mod remote;
#[cfg(feature = "ui")]
pub(crate) mod save;
#[cfg(any(feature = "delivery", feature = "golive-page"))]
pub(crate) mod seal;
#[cfg(feature = "delivery")]
pub(crate) mod service;
#[cfg(feature = "sending")]
pub(crate) mod sync;
#[cfg(any(feature = "ui", feature = "sending", feature = "golive-page"))]
pub(crate) mod time;
#[cfg(feature = "worker")]
pub(crate) mod worker;

#[cfg(all(test, target_arch = "wasm32", feature = "delivery"))]
mod tests;
