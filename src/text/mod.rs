//! Every word the product says, typed: a missing text or a wrong placeholder does not compile.

pub mod english;
pub mod locale;

pub use english::Msg;
pub use locale::{Direction, Texts};
