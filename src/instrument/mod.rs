//! Instruments as data: a questionnaire, its answer scales and how its answers are scored, in one
//! JSON format that a strict loader reads.
//!
//! [`format`](mod@format) is the table of the format. [`read`] walks a document against it, checks what a table
//! cannot say, and yields an [`Instrument`] whose every score is defined; anything else is refused
//! with a path and a reason. A *recipe* is a document without wording; a host adds its licensed
//! wording and states its permission. `score` turns answers into points, exactly.
//!
//! Scores are for the library's native callers. What a screen gets is an [`Outcome`], which holds
//! no number. Answers and everything made of them can be neither printed nor copied, and each
//! overwrites itself when it goes.

pub mod format;
// Long texts for people who write instruments; the widget fetches them only when there is one to
// explain.
#[cfg(not(target_family = "wasm"))]
pub mod mend;
#[cfg(not(target_family = "wasm"))]
pub mod schema;

mod answers;
mod model;
mod outcome;
mod read;
mod refusal;
mod score;
mod shown;
mod sound;

pub use answers::Answers;
pub use model::{
    Attribution, Band, Convert, Gate, Instrument, Interpretation, Item, Licence, Method, Missing,
    Permission, Protocol, Scale, ScaleAnswer, Score, Source, Trigger,
};
pub use outcome::{Finding, Outcome};
pub use read::{Purpose, read};
pub use refusal::{PREFIX, Reason, Refusal, UNREACHABLE};
pub use score::{Decimal, Points};
#[cfg(feature = "instrument")]
pub(crate) use shown::object;
