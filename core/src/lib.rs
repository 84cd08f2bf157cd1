//! The module that a browser loads: the library, linked for it alone.

pub use touchbase::*;
