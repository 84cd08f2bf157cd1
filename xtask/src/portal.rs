//! `cargo xtask portal`: the example portal on a fresh `pkg/`.

use std::ffi::OsString;
use std::path::Path;
use std::process::Command;

use crate::error::Error;
use crate::workspace::Workspace;
use crate::{build, process};

/// Builds where needed and becomes the portal, with the arguments passed on.
pub(crate) fn command(workspace: &Workspace, args: &[String]) -> Result<(), Error> {
    let args = with_absolute_paths(args)?;
    build::build(workspace, false)?;
    let mut command = process::cargo(workspace);
    command
        .args(["run", "--quiet", "--package", "touchbase-portal", "--"])
        .arg("--pkg")
        .arg(workspace.pkg())
        .args(args);
    become_process(command)
}

/// The portal runs in the repository, where its defaults lie; what the person typed is meant from
/// the folder they typed it in.
fn with_absolute_paths(args: &[String]) -> Result<Vec<OsString>, Error> {
    let mut out: Vec<OsString> = Vec::new();
    let mut is_path = false;
    for arg in args {
        out.push(if is_path {
            absolute(arg)?
        } else if let Some((option, path)) = arg.split_once('=').filter(|(o, _)| takes_path(o)) {
            let mut whole = OsString::from(format!("{option}="));
            whole.push(absolute(path)?);
            whole
        } else {
            arg.into()
        });
        is_path = !is_path && takes_path(arg);
    }
    Ok(out)
}

fn takes_path(option: &str) -> bool {
    matches!(
        option,
        "--data" | "--config" | "--notify" | "--pkg" | "--token-file"
    )
}

fn absolute(path: &str) -> Result<OsString, Error> {
    std::path::absolute(path)
        .map(Into::into)
        .map_err(Error::io(Path::new(path)))
}

/// Replaces this process, so that a signal meant for the command ends the portal itself and its
/// output goes out as it is written.
#[cfg(unix)]
pub(crate) fn become_process(mut command: Command) -> Result<(), Error> {
    use std::os::unix::process::CommandExt;

    let source = command.exec();
    Err(Error::Start {
        program: process::name_of(&command),
        source,
    })
}

#[cfg(not(unix))]
pub(crate) fn become_process(mut command: Command) -> Result<(), Error> {
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

#[cfg(test)]
mod tests {
    use std::env;

    use super::*;

    #[test]
    fn paths_are_meant_from_where_they_were_typed() {
        let args = ["--port", "0", "--config", "a.json", "--data=d", "--faults"];
        let out = with_absolute_paths(&args.map(str::to_owned)).unwrap();
        let here = env::current_dir().unwrap();
        assert_eq!(out[1], "0");
        assert_eq!(out[3], here.join("a.json").into_os_string());
        assert_eq!(
            out[4].to_str().unwrap(),
            format!("--data={}/d", here.display())
        );
        assert_eq!(out[5], "--faults");
    }
}
