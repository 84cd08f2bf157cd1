//! Being found: a poster for a wall and a card for a pocket, made of a host's configuration.
//!
//! Both carry the program's own name, the numbers that the configuration holds and a QR code of the
//! stand-alone page. They say nothing of what the program is for beyond the host's own words: they
//! hang where colleagues pass, and a card lies in a wallet.
//!
//! Behind the feature `poster`, with the one dependency that draws the code; the widget's modules
//! are built without it.

mod hours;
mod model;
mod qr;
mod sheet;
mod tree;
mod wording;

pub use model::{Entry, Poster, Refusal, Way};
pub use qr::{QUIET_ZONE, Qr};
pub use sheet::{CARD_CODE_MM, CARD_MM, CARDS_ON_A_SHEET};
pub use tree::{Element, Node};

/// The style of poster and card, which the go-live page links as a file.
#[cfg(not(target_family = "wasm"))]
pub const STYLE: &str = include_str!("../../www/go-live/poster.css");
