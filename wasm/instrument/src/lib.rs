//! The module that reads and scores a host's instrument: the library, linked for it alone.

pub use touchbase::*;
