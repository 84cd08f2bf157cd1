//! `cargo xtask portal`: the example portal on a fresh `pkg/`.

use std::process::Command;

use crate::error::Error;
use crate::workspace::Workspace;
use crate::{build, process};

/// Builds where needed and becomes the portal, with the arguments passed on.
pub(crate) fn command(workspace: &Workspace, args: &[String]) -> Result<(), Error> {
    build::build(workspace, false)?;
    let mut command = process::cargo(workspace);
    command
        .args(["run", "--quiet", "--package", "touchbase-portal", "--"])
        .args(args)
        .env("TB_PKG", workspace.pkg());
    become_process(command)
}

/// Replaces this process, so that a signal meant for the command ends the portal itself and its
/// output goes out as it is written.
#[cfg(unix)]
fn become_process(mut command: Command) -> Result<(), Error> {
    use std::os::unix::process::CommandExt;

    let source = command.exec();
    Err(Error::Start {
        program: process::name_of(&command),
        source,
    })
}

#[cfg(not(unix))]
fn become_process(mut command: Command) -> Result<(), Error> {
    let status = command.status().map_err(|source| Error::Start {
        program: process::name_of(&command),
        source,
    })?;
    if status.success() {
        return Ok(());
    }
    Err(Error::Failed {
        program: process::name_of(&command),
    })
}
