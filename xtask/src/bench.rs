//! `cargo xtask bench`: what is measured and not tested, in one run.

use crate::error::Error;
use crate::workspace::Workspace;
use crate::{portal, process, size};

/// Without a name all of them; with `herd` that alone, and what follows is for it.
pub(crate) fn command(workspace: &Workspace, args: &[String]) -> Result<(), Error> {
    match args.split_first() {
        None => {
            size::command(workspace, &[])?;
            herd(workspace, &[])
        }
        Some((name, rest)) if name == "herd" => herd(workspace, rest),
        Some((unknown, _)) => Err(Error::Usage(format!("unknown benchmark: {unknown}"))),
    }
}

/// Optimized, and without the workspace's other packages, which it does not need.
fn herd(workspace: &Workspace, args: &[String]) -> Result<(), Error> {
    let mut command = process::cargo(workspace);
    command
        .args(["run", "--quiet", "--release", "--package", "touchbase-herd"])
        .arg("--")
        .args(args);
    portal::become_process(command)
}
