//! `cargo xtask reliability`: runs the outbox's model and the receiver's tests, or the cases of
//! faults, for long and makes the tables of `docs/reliability.md` of what was counted and found.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::e2e::EndToEnd;
use crate::error::Error;
use crate::system::{Engine, POSTGRESQL};
use crate::workspace::Workspace;
use crate::{build, process, system};

// The test that holds the page to the code makes the tables as well.
#[path = "../../tests/reliability/found.rs"]
mod found;
#[path = "../../tests/reliability/table.rs"]
mod table;

/// Steps of the model in the run that the page tells of.
const STEPS: &str = "20000000";
/// What counts, and the files in which each leaves its numbers.
const TESTS: [&str; 3] = ["outbox_model", "outbox_search", "outbox_total"];
const FILES: [&str; 5] = ["model", "search", "answers", "changes", "receiver"];
/// The same for the receiver, and what its tests are asked to do.
const RECEIVER_TESTS: [&str; 6] = ["posts", "crash", "postgres", "notices", "program", "tls"];
const RECEIVER: [(&str, &str); 4] = [
    ("TB_ROUNDS", "10000"),
    ("TB_POSTS", "1000"),
    ("TB_KILLS", "100"),
    ("TB_POSTGRES", "required"),
];

/// Counts anew, or puts the faults to the browsers, or neither, and writes the page.
pub(crate) fn command(workspace: &Workspace, args: &[String]) -> Result<(), Error> {
    let ran = match args {
        [] => count(workspace),
        [flag] if flag == "--page" => Ok(()),
        [flag, words @ ..] if flag == "--faults" => faults(workspace, words),
        _ => {
            return Err(Error::Usage(
                "reliability takes --page, or --faults and words".into(),
            ));
        }
    };
    // Also of a run that found something: the page says what.
    write_page(workspace.root()).and(ran)
}

fn write_page(root: &Path) -> Result<(), Error> {
    let counts = root.join(table::COUNTS);
    let counts = fs::read_to_string(&counts).map_err(Error::io(&counts))?;
    let counts = serde_json::from_str(&counts).map_err(|fault| Error::Check(fault.to_string()))?;
    let page = table::page(root, &counts).map_err(Error::Check)?;
    let path = root.join(table::PAGE);
    fs::write(&path, page).map_err(Error::io(&path))
}

/// Runs the cases that the page names, whole, in each engine. With words only those with one of them
/// in `engine/case`; what was found of the others stays.
fn faults(workspace: &Workspace, words: &[String]) -> Result<(), Error> {
    let root = workspace.root();
    let found = root.join(found::FOUND);
    let cases = table::cases(root).map_err(Error::Check)?;
    let wanted = |engine: &Engine| {
        let cases = cases.iter().map(|case| format!("{}/{case}", engine.name()));
        cases
            .filter(|id| words.is_empty() || words.iter().any(|word| id.contains(word)))
            .collect::<Vec<_>>()
    };
    let plan = Engine::ALL.map(|engine| (engine, wanted(&engine)));
    if plan.iter().all(|(_, cases)| cases.is_empty()) {
        return Err(Error::Usage(
            "no case of the page has a name like that".into(),
        ));
    }
    build::build(workspace, false)?;
    let suite = EndToEnd::build(workspace)?;
    if words.is_empty() {
        fs::write(&found, "{}\n").map_err(Error::io(&found))?;
    }
    let mut outcome = Ok(());
    for (engine, cases) in plan {
        if cases.is_empty() {
            continue;
        }
        system::install(engine.needs());
        let ran = process::run(
            suite
                .command(workspace, engine)?
                .args(cases)
                .env("TB_LONG", "1")
                .env("TB_RESULTS", &found),
        );
        outcome = outcome.and(ran);
    }
    outcome
}

fn count(workspace: &Workspace) -> Result<(), Error> {
    let folder = workspace.target().join("reliability");
    fs::create_dir_all(&folder).map_err(Error::io(&folder))?;
    let mut cargo = process::cargo(workspace);
    cargo
        // Twenty times as many as a million are soon made, but not without the optimiser.
        .args(["test", "--release"])
        .args(["--no-default-features", "--features", "serde"])
        // What would panic in a debug build is to panic here.
        .env("CARGO_PROFILE_RELEASE_OVERFLOW_CHECKS", "true")
        .env("CARGO_PROFILE_RELEASE_DEBUG_ASSERTIONS", "true")
        .env("TB_STEPS", STEPS)
        .env("TB_COUNTS", &folder);
    for test in TESTS {
        cargo.args(["--test", test]);
    }
    process::run(&mut cargo)?;
    system::install(&[POSTGRESQL]);
    let mut cargo = process::cargo(workspace);
    cargo
        .args(["test", "-p", "touchbase-portal", "--test", "portal", "--"])
        .args(RECEIVER_TESTS)
        .envs(RECEIVER)
        .env("TB_COUNTS", &folder);
    process::run(&mut cargo)?;
    let counts = FILES.map(|file| read(&folder, file));
    let counts = counts.into_iter().collect::<Result<table::Counts, _>>()?;
    let path = workspace.root().join(table::COUNTS);
    let text = serde_json::to_string_pretty(&counts).map_err(|e| Error::Check(e.to_string()))?;
    fs::write(&path, text + "\n").map_err(Error::io(&path))
}

fn read(folder: &Path, file: &str) -> Result<(String, BTreeMap<String, u64>), Error> {
    let path = folder.join(file).with_extension("json");
    let text = fs::read_to_string(&path).map_err(Error::io(&path))?;
    let counts = serde_json::from_str(&text).map_err(|fault| Error::Check(fault.to_string()))?;
    Ok((file.to_owned(), counts))
}
