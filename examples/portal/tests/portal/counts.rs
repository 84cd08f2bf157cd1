//! How much was tried, for the table in `docs/reliability.md`.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Mutex;

/// The tests of one run, which are threads of one process, write one file together.
static COUNTS: Mutex<BTreeMap<String, usize>> = Mutex::new(BTreeMap::new());

/// Prints how many of `what` were tried, and adds them to what is in `receiver.json` in the folder that
/// `TB_COUNTS` names.
pub(crate) fn tried(what: &str, many: usize) {
    eprintln!("{what}: {many}");
    let Ok(folder) = std::env::var("TB_COUNTS") else {
        return;
    };
    let mut counts = COUNTS.lock().unwrap();
    *counts.entry(what.into()).or_default() += many;
    let text = serde_json::to_string_pretty(&*counts).unwrap();
    std::fs::write(Path::new(&folder).join("receiver.json"), text).unwrap();
}
