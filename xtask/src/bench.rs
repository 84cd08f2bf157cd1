//! `cargo xtask bench`: what is measured and not tested, in one run.

use std::ffi::OsStr;
use std::process::Command;

use crate::error::Error;
use crate::workspace::Workspace;
use crate::{portal, process, size};

/// Without a name all of them; with `herd` that alone, and what follows is for it.
pub(crate) fn command(workspace: &Workspace, args: &[String]) -> Result<(), Error> {
    match args.split_first() {
        None => {
            size::command(workspace, &[])?;
            portal::become_process(herd(workspace, &[] as &[&str]))
        }
        Some((name, rest)) if name == "herd" => portal::become_process(herd(workspace, rest)),
        Some((unknown, _)) => Err(Error::Usage(format!("unknown benchmark: {unknown}"))),
    }
}

/// The scenarios of the herd that everything else is tested with, too: about a minute.
pub(crate) const GATES: [&str; 4] = [
    "region-outage-2h",
    "region-outage-10min",
    "region-network-60s",
    "region-network-900s",
];

/// Optimized, and without the workspace's other packages, which it does not need.
pub(crate) fn herd(workspace: &Workspace, args: &[impl AsRef<OsStr>]) -> Command {
    let mut command = process::cargo(workspace);
    command
        .args(["run", "--quiet", "--release", "--package", "touchbase-herd"])
        .arg("--")
        .args(args);
    command
}
