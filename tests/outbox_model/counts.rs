//! How much was checked, for whoever reads the table in `docs/reliability.md`.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::Path;

thread_local! {
    // Each test has a thread of its own, so that what a control runs through counts for nothing.
    static COUNTS: RefCell<BTreeMap<&'static str, u64>> = const { RefCell::new(BTreeMap::new()) };
}

/// Counts more of `what`.
pub(crate) fn add(what: &'static str, more: u64) {
    COUNTS.with(|counts| *counts.borrow_mut().entry(what).or_default() += more);
}

/// Checks an invariant and counts the check. A failure names it.
pub(crate) fn hold(name: &'static str, holds: bool, told: impl FnOnce() -> String) {
    add(name, 1);
    assert!(holds, "{name}: {}", told());
}

pub(crate) fn of(what: &str) -> u64 {
    COUNTS.with(|counts| counts.borrow().get(what).copied().unwrap_or_default())
}

/// Prints what was counted, and writes it to the folder that `TB_COUNTS` names.
pub(crate) fn report(file: &str) {
    let counts = COUNTS.with(|counts| counts.borrow().clone());
    for (what, count) in &counts {
        println!("{what}: {count}");
    }
    if let Ok(folder) = std::env::var("TB_COUNTS") {
        let text = serde_json::to_string_pretty(&counts).unwrap();
        std::fs::write(Path::new(&folder).join(file), text).unwrap();
    }
}
