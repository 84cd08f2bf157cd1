//! The only place that touches the web platform: IndexedDB, `fetch`, WebCrypto, Web Locks, and the
//! life of the page. What it may do with them is decided in [`crate::outbox`].

pub(crate) mod crypto;
pub(crate) mod fetch;
pub(crate) mod idb;
pub(crate) mod intl;
pub(crate) mod js;
pub(crate) mod locks;
pub(crate) mod page;
pub(crate) mod page_hide;
pub(crate) mod seal;
pub(crate) mod service;
pub(crate) mod time;

#[cfg(all(test, target_arch = "wasm32"))]
mod tests;
