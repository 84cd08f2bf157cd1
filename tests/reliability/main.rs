//! What `docs/reliability.md` says is checked is: the tests and cases that it names are there, and
//! its tables are those that the command makes.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

mod found;
mod table;

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use found::ENGINES;

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
    all.extend(list("receiver"));
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
    let marks = ["test]", "tokio::test(", "wasm_bindgen_test"];
    above.any(|line| marks.iter().any(|mark| line.contains(mark)))
}

#[test]
fn every_invariant_and_every_fault_has_a_row() {
    for (kind, letter, most) in [
        ("invariants", "I", 25),
        ("faults", "F", 40),
        ("receiver", "R", 6),
    ] {
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
    for function in [
        "tests/outbox/world.rs::send",
        "examples/portal/tests/portal/posts.rs::race",
    ] {
        assert!(!test(root(), function), "{function} is no test");
    }
    assert!(!test(
        root(),
        "tests/no_such_file.rs::every_promise_holds_in_any_order"
    ));
    assert!(case(root(), "fault-that-nobody-wrote").is_none());
    assert_eq!(
        case(root(), "crowd-of-tabs-sends-each-request-once"),
        Some(vec!["Chromium"])
    );
}

/// What is not done in an engine is said, with the reason.
#[test]
fn every_case_of_a_fault_runs_in_every_engine_or_is_excepted() {
    let rows = rows();
    let excepted = |case: &str, engine: &str| {
        let holds = |list: &Value, word: &str| list.as_array().unwrap().contains(&json!(word));
        let mut not_here = rows["not_here"].as_array().unwrap().iter();
        not_here.any(|row| {
            let told = row["why"].as_str().is_some_and(|why| !why.is_empty());
            told && holds(&row["cases"], case) && holds(&row["engines"], engine)
        })
    };
    for name in named(&json!({ "faults": rows["faults"] })) {
        let Some(engines) = table::case(root(), &name) else {
            continue;
        };
        for (engine, _) in ENGINES {
            let runs = engines.contains(&engine);
            assert!(
                runs != excepted(&name, engine),
                "{name} in {engine}: runs {runs}, and the rows say the contrary or nothing"
            );
        }
    }
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
    for database in ["SQLite", "PostgreSQL"] {
        let receiver = |what: &str| counts["receiver"][&format!("{what} on {database}")];
        assert!(receiver("rounds") >= 10_000);
        assert!(receiver("posts") >= 1_000 && receiver("kills") >= 10);
        assert!(receiver("kills after the commit") >= 100);
    }
    for (name, count) in counts["model"].iter().chain(&counts["receiver"]) {
        assert!(*count > 0, "{name} was never checked");
    }
}

/// A row of the page after the long run found something else of one of its cases.
fn fault(id: &str, found: &Value) -> String {
    let page = table::page_of(root(), &counts(), found).unwrap();
    let row = page
        .lines()
        .find(|line| line.starts_with(&format!("| {id} |")));
    row.unwrap().to_owned()
}

/// The control: the page says what was found, and nothing that was not.
#[test]
fn another_result_is_another_word() {
    const CASE: &str = "answers-a-token-is-renewed-once";
    let row = |result: &str| json!({ "result": result, "long": true, "why": "no room" });
    let found = |result: &str| {
        let engines = json!({ "chromium": row(result), "firefox": row("passed") });
        json!({ CASE: engines })
    };
    let all = json!({ CASE: {
        "chromium": row("passed"), "firefox": row("passed"), "webkit": row("passed"),
    } });
    assert!(fault("F14", &all).ends_with("| held |"));

    let missing = fault("F14", &found("passed"));
    let not_run = format!("not run in the last long run: `{CASE}` in WebKit |");
    assert!(
        missing.ends_with(&format!("| held in part; {not_run}")),
        "{missing}"
    );
    let failed = fault("F14", &found("failed"));
    let words = format!("; failed in the last long run: `{CASE}` in Chromium |");
    assert!(failed.ends_with(&words), "{failed}");
    let skipped = fault("F14", &found("skipped"));
    assert!(
        skipped.ends_with(&format!("(no room): `{CASE}` in Chromium |")),
        "{skipped}"
    );

    let mut short = all;
    for (_, engine) in ENGINES {
        short[CASE][engine]["long"] = json!(false);
    }
    let as_ci = fault("F14", &short);
    assert!(as_ci.ends_with("| held, as CI runs it |"), "{as_ci}");
    short[CASE]["chromium"]["result"] = json!("failed");
    let failed = fault("F14", &short);
    let words = format!("| held in part; not run in the last long run: `{CASE}` in Chromium |");
    assert!(failed.ends_with(&words), "{failed}");
    assert!(!fault("F12", &json!({})).contains("held"));
}

/// I22: one version of the database so far, so there is nothing to migrate and nothing to test. Who
/// raises the number finds this.
#[test]
fn there_is_one_version_to_read() {
    let store = fs::read_to_string(root().join("src/browser/idb.rs")).unwrap();
    assert!(store.contains("const VERSION: u32 = 1;"));
    assert_eq!(touchbase::outbox::ROW_VERSION, 1);
}
