//! The module with the screens: the library, linked for it alone.

pub use touchbase::*;
