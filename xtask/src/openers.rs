//! The openers of `examples/openers`: what they are built with, and the tests that hold them.

use std::path::Path;
use std::process::Command;

use crate::error::Error;
use crate::system::{self, GO, GO_JOSE, JDK, NODE, NPM, Need, PYTHON_VENV};
use crate::workspace::Workspace;
use crate::{files, process};

const SAMPLES: &str = "examples/openers";
const NEEDS: [Need; 6] = [NODE, NPM, PYTHON_VENV, GO, GO_JOSE, JDK];

/// Builds the tests and the sample in Rust, and installs what the other samples are built with. What
/// cannot be installed here is left to the tests, which name each opener that they have to skip.
pub(crate) fn build(workspace: &Workspace) -> Result<(), Error> {
    process::run(
        process::cargo(workspace)
            .args(["build", "--package", "touchbase-openers"])
            .args(["--package", "touchbase-opener"]),
    )?;
    system::install(&NEEDS);
    ensure_npm(workspace)?;
    ensure_pypi(workspace)
}

/// The tests; filters may follow.
pub(crate) fn command(workspace: &Workspace) -> Command {
    let program = process::executable("touchbase-openers");
    let mut command = Command::new(workspace.target().join("debug").join(program));
    command
        .current_dir(workspace.root())
        .env("TB_TOOLS", workspace.tools());
    command
}

/// Installs with npm what `package.json` of the samples names, at the versions of its lock file.
fn ensure_npm(workspace: &Workspace) -> Result<(), Error> {
    const LOCK: &str = "package-lock.json";

    let wanted = workspace.root().join(SAMPLES).join("node");
    let folder = workspace.tools().join("openers/node");
    // Copied last, so that it tells a whole folder from one whose installation was cut short.
    let done = folder.join("node_modules/.installed-from");
    if files::is_same(&wanted.join(LOCK), &done)? || !are_met(&[NODE, NPM]) {
        return Ok(());
    }
    tell(&wanted.join("package.json"), "npm");
    for name in ["package.json", LOCK] {
        files::copy_file(&wanted.join(name), &folder.join(name))?;
    }
    process::run(Command::new("npm").current_dir(&folder).args([
        "ci",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
    ]))?;
    files::copy_file(&wanted.join(LOCK), &done)
}

/// Installs with pip what `requirements.txt` of the samples names.
fn ensure_pypi(workspace: &Workspace) -> Result<(), Error> {
    let wanted = workspace
        .root()
        .join(SAMPLES)
        .join("python/requirements.txt");
    let folder = workspace.tools().join("openers/python");
    let done = folder.join(".installed-from");
    if files::is_same(&wanted, &done)? || !are_met(&[PYTHON_VENV]) {
        return Ok(());
    }
    tell(&wanted, "pip");
    process::run(
        Command::new("python3")
            .args(["-m", "venv", "--clear"])
            .arg(&folder),
    )?;
    process::run(
        Command::new(folder.join("bin/python"))
            .args(["-m", "pip", "install", "--quiet"])
            .args(["--disable-pip-version-check", "--only-binary", ":all:"])
            .arg("--requirement")
            .arg(&wanted),
    )?;
    files::copy_file(&wanted, &done)
}

fn are_met(needs: &[Need]) -> bool {
    system::what_is_missing(needs).is_empty()
}

fn tell(wanted: &Path, with: &str) {
    eprintln!(
        "installing what {} names with {with} (some seconds)",
        wanted.display()
    );
}
