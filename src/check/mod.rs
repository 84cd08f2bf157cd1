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
mod calendar;
mod load;
mod question;
mod summary;
mod when;

pub use answers::{Answers, Level};
pub use area::Area;
pub use calendar::calendar;
pub use load::{Load, load};
pub use question::{Asked, QUESTIONS, Question, STEPS, asked};
pub use summary::{Summary, summary};
pub use when::When;
