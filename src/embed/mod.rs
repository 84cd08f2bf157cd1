//! What JavaScript sees. It converts and wires; it decides nothing.

#[cfg(feature = "instrument")]
mod instrument;
#[cfg(feature = "delivery")]
mod outbox;
#[cfg(feature = "ui")]
mod widget;
#[cfg(feature = "worker")]
mod worker;
