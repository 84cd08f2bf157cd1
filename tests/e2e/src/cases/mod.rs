//! The cases, one file for each promise.

mod harness;

use crate::case::Case;

pub(crate) fn all() -> Vec<Case> {
    let mut cases = Vec::new();
    cases.extend(harness::cases());
    cases
}
