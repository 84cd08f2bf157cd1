//! `cargo xtask reliability`: runs the outbox's model for long and makes the tables of
//! `docs/reliability.md` of what was counted.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::error::Error;
use crate::process;
use crate::workspace::Workspace;

// The test that holds the page to the code makes the tables as well.
#[path = "../../tests/reliability/table.rs"]
mod table;

/// Steps of the model in the run that the page tells of.
const STEPS: &str = "1000000";
/// What counts, and the files in which each leaves its numbers.
const TESTS: [&str; 3] = ["outbox_model", "outbox_search", "outbox_total"];
const FILES: [&str; 4] = ["model", "search", "answers", "changes"];

/// Counts anew, unless only the page is asked for, and writes the page.
pub(crate) fn command(workspace: &Workspace, args: &[String]) -> Result<(), Error> {
    match args {
        [] => count(workspace)?,
        [flag] if flag == "--page" => {}
        _ => return Err(Error::Usage("reliability takes only --page".into())),
    }
    let root = workspace.root();
    let counts = root.join(table::COUNTS);
    let counts = fs::read_to_string(&counts).map_err(Error::io(&counts))?;
    let counts = serde_json::from_str(&counts).map_err(|fault| Error::Check(fault.to_string()))?;
    let page = table::page(root, &counts).map_err(Error::Check)?;
    let path = root.join(table::PAGE);
    fs::write(&path, page).map_err(Error::io(&path))
}

fn count(workspace: &Workspace) -> Result<(), Error> {
    let folder = workspace.target().join("reliability");
    fs::create_dir_all(&folder).map_err(Error::io(&folder))?;
    let mut cargo = process::cargo(workspace);
    cargo
        .args(["test", "--no-default-features", "--features", "serde"])
        .env("TB_STEPS", STEPS)
        .env("TB_COUNTS", &folder);
    for test in TESTS {
        cargo.args(["--test", test]);
    }
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
