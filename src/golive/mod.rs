//! Whether a host is ready: the checks of its configuration, of its endpoint from outside, what a
//! clinician would see, and the list that reviewers go by. The go-live page and the command share
//! every line of it; each brings its own way to send ([`Exchange`]).
//!
//! * [`check`] names what is wrong with a document. It sends nothing.
//! * [`targets`] and [`probe`] test an endpoint with requests that are sealed like real ones and say
//!   of themselves that they are a test.
//! * [`seen`] is the list of options as one person would see it.
//! * [`CHECKLIST`] is for the people who review.
//! * [`Report`] holds all of it, as JSON with [`Report::to_value`].

mod advice;
mod checklist;
mod configuration;
mod endpoint;
mod exchange;
mod finding;
mod instant;
mod report;
mod sample;
mod seen;
mod syntax;

pub use checklist::{CHECKLIST, Item, Reviewer};
pub use configuration::check;
pub use endpoint::{Check, Kept, Probed, TEST_NAME, Target, Verdict, again, probe, targets};
pub use exchange::{ANSWER_LIMIT, Answer, Exchange, Failure, Method, Outcome, Request, Sight};
pub use finding::{Finding, Rule, Severity, worst};
pub use report::Report;
pub use seen::{NotForThem, Seen, SeenOption, Shown, seen};
pub use syntax::not_json;
