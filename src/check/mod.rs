//! The built-in check: a private look at how the last week was, area by area.
//!
//! It is an aid for reflection, written for this product and not validated. It yields names of
//! areas and nothing that could be read as a score, a band or a diagnosis. Answers exist only in
//! memory: no type here that holds one can be printed, copied or serialised, and each overwrites
//! itself when it goes.
//!
//! Wording lives in the text catalogue. Every area, question and answer here names its text by
//! key.

mod answers;
mod area;
mod load;
mod question;
mod summary;
mod when;

pub use answers::{Answers, Level};
pub use area::Area;
pub use load::Load;
pub use question::{QUESTIONS, Question};
pub use summary::{Summary, summary};
pub use when::When;

/// The version of the built-in check, shown beside its label. It changes whenever a question, the
/// answer scale, the look-back or the rule of [`summary()`] changes.
pub const VERSION: &str = "1";
