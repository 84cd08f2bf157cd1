//! `cargo xtask go-live`: the checks before a host goes live.
//!
//! A program of its own, because it speaks TLS and seals: nobody who only builds the package should
//! have to compile that.

use std::env;
use std::path::Path;

use crate::error::Error;
use crate::workspace::Workspace;
use crate::{portal, process};

/// Becomes the program, in the folder that the command was typed in: its arguments name files, and
/// its exit code is the result.
pub(crate) fn command(workspace: &Workspace, args: &[String]) -> Result<(), Error> {
    let here = env::current_dir().map_err(Error::io(Path::new(".")))?;
    let mut command = process::cargo(workspace);
    command
        .current_dir(here)
        .args(["run", "--quiet", "--package", "touchbase-go-live"])
        .arg("--manifest-path")
        .arg(workspace.root().join("Cargo.toml"))
        .arg("--")
        .args(args);
    portal::become_process(command)
}
