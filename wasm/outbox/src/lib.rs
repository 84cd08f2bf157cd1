//! The module with the outbox: the library, linked for it alone.

pub use touchbase::*;
