//! Organization readiness: an instrument for leaders and risk staff, with a page and a module of
//! its own.
//!
//! It asks what an organization has in place for its people after a hard event, and gives back a
//! list of actions by unit. It is about an organization and not about a person, so it is never
//! shown to someone who came for help, and the widget's modules are built without it.
//!
//! The statements are this product's own words, not validated, and yield no total, no percentage,
//! no band and no comparison. They follow the four units of the HEAL toolkit and the
//! recommendations of the MITSS forum; each names what it was [drawn from](Passage). Answers exist
//! in memory only: no type here that holds one can be printed, copied or serialised.
//!
//! The list is a pure function, [`plan`]; its order is documented there.

mod answers;
mod passage;
mod plan;
mod statement;
mod statements;
pub mod text;
mod unit;

pub use answers::{Answer, Answers};
pub use passage::{Passage, Source};
pub use plan::{Action, Part, plan};
pub use statement::{Statement, Step};
pub use statements::{COUNT, STATEMENTS};
pub use unit::Unit;

use crate::instrument::Interpretation;

/// The version of the statements, their order and the rule of the list. It changes with any of
/// them, and stands on the page and on the printed list.
pub const VERSION: u32 = 1;

/// What the answers may be taken for: they are about an organization, never about a person.
pub const INTERPRETATION: Interpretation = Interpretation::Organisational;
