//! What `docs/reliability.md` says is checked is: the tests and cases that it names are there, and
//! its tables are those that the command makes.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

mod table;

use std::fs;
use std::path::Path;

use serde_json::Value;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn rows() -> Value {
    let text = fs::read_to_string(root().join(table::ROWS)).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn counts() -> table::Counts {
    let text = fs::read_to_string(root().join(table::COUNTS)).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// Every test and case that the rows name.
fn named(rows: &Value) -> Vec<String> {
    let list = |kind: &str| rows[kind].as_array().cloned().unwrap_or_default();
    let mut all = list("invariants");
    all.extend(list("faults"));
    all.iter()
        .flat_map(|row| row["by"].as_array().cloned().unwrap_or_default())
        .filter_map(|name| name.as_str().map(str::to_owned))
        .collect()
}

/// Whether a name leads to a test: `path::function`.
fn test(root: &Path, name: &str) -> bool {
    let Some((path, function)) = name.split_once("::") else {
        return false;
    };
    let text = fs::read_to_string(root.join(path)).unwrap_or_default();
    let function = format!("fn {function}(");
    let Some(before) = text
        .split(&function)
        .next()
        .filter(|before| *before != text)
    else {
        return false;
    };
    let mut above = before.lines().rev().take(2);
    above.any(|line| line.contains("test]") || line.contains("wasm_bindgen_test"))
}

#[test]
fn every_invariant_and_every_fault_has_a_row() {
    for (kind, letter, most) in [("invariants", "I", 24), ("faults", "F", 40)] {
        let ids: Vec<String> = (1..=most).map(|n| format!("{letter}{n}")).collect();
        let rows = rows();
        let rows: Vec<&Value> = rows[kind].as_array().unwrap().iter().collect();
        let found: Vec<&str> = rows.iter().map(|row| row["id"].as_str().unwrap()).collect();
        assert_eq!(found, ids);
        for row in rows {
            let checked = row["by"].as_array().is_some_and(|by| !by.is_empty());
            let told = row["missing"].is_string() || row["note"].is_string();
            assert!(
                checked || told,
                "{} is checked by nothing and says so nowhere",
                row["id"]
            );
        }
    }
}

#[test]
fn what_the_tables_name_is_there() {
    let names = named(&rows());
    assert!(names.len() > 60);
    for name in names {
        let there = test(root(), &name) || table::case(root(), &name).is_some();
        assert!(there, "{name} is neither a test nor a case");
    }
}

/// The control of the test above.
#[test]
fn what_is_not_there_is_seen() {
    let case = table::case;
    assert!(!test(root(), "tests/outbox_model/main.rs::no_such_promise"));
    assert!(
        !test(root(), "tests/outbox/world.rs::send"),
        "a function, and no test"
    );
    assert!(!test(
        root(),
        "tests/no_such_file.rs::every_promise_holds_in_any_order"
    ));
    assert!(case(root(), "fault-that-nobody-wrote").is_none());
    assert_eq!(
        case(root(), "fault-receipt-cut-short"),
        Some(vec!["Chromium"])
    );
}

#[test]
fn the_page_is_what_the_command_makes() {
    let made = table::page(root(), &counts()).expect("the page is made");
    let page = fs::read_to_string(root().join(table::PAGE)).unwrap();
    assert!(
        page == made,
        "`cargo xtask reliability --page` makes it anew"
    );
}

#[test]
fn the_long_run_was_long() {
    let counts = counts();
    assert!(counts["model"]["steps"] >= 1_000_000);
    assert!(counts["model"]["crashes in the middle"] >= 1_000);
    assert!(counts["search"]["states"] >= 100_000);
    for (name, count) in &counts["model"] {
        assert!(*count > 0, "{name} was never checked");
    }
}

/// I22: one version of the database so far, so there is nothing to migrate and nothing to test. Who
/// raises the number finds this.
#[test]
fn there_is_one_version_to_read() {
    let store = fs::read_to_string(root().join("src/browser/idb.rs")).unwrap();
    assert!(store.contains("const VERSION: u32 = 1;"));
    assert_eq!(touchbase::outbox::ROW_VERSION, 1);
}
