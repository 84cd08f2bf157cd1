//! Running other programs.

use std::env;
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::error::Error;
use crate::workspace::{Workspace, cargo_home};

/// A cargo of the same toolchain, in the repository, with the same target folder.
pub(crate) fn cargo(workspace: &Workspace) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo")));
    command
        .current_dir(workspace.root())
        .env("CARGO_TARGET_DIR", workspace.target());
    forget_own_package(&mut command);
    command
}

/// Takes away what the outer cargo tells about xtask: a build script that watches one of these
/// variables would otherwise run again at every change between an inner and an outer build.
pub(crate) fn forget_own_package(command: &mut Command) {
    for (name, _) in env::vars_os() {
        if name.to_str().is_some_and(is_about_own_package) {
            command.env_remove(&name);
        }
    }
}

/// Runs to the end with the terminal's streams, standard output going to standard error: a
/// command's own output has to stay alone on standard output.
pub(crate) fn run(command: &mut Command) -> Result<(), Error> {
    let status = command
        .stdin(Stdio::null())
        .stdout(io::stderr())
        .status()
        .map_err(|source| Error::Start {
            program: name_of(command),
            source,
        })?;
    if !status.success() {
        return Err(Error::Failed {
            program: name_of(command),
        });
    }
    Ok(())
}

/// Standard output of a program that ends well; nothing where it does not start or fails.
pub(crate) fn output_of(command: &mut Command) -> Option<String> {
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    if !output.status.success() {
        return None;
    }
    String::from_utf8(output.stdout).ok()
}

/// The program of that name on `PATH` or in cargo's own folder of programs.
pub(crate) fn find(program: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let cargo_programs = cargo_home().map(|home| home.join("bin"));
    env::split_paths(&path)
        .chain(cargo_programs)
        .map(|folder| folder.join(executable(program)))
        .find(|file| file.is_file())
}

/// `PATH` with these folders in front.
pub(crate) fn path_with<'a>(
    folders: impl IntoIterator<Item = &'a Path>,
) -> Result<OsString, Error> {
    let path = env::var_os("PATH").unwrap_or_default();
    let all = folders
        .into_iter()
        .map(Path::to_path_buf)
        .chain(env::split_paths(&path));
    env::join_paths(all)
        .map_err(|_| Error::Check("a folder's name cannot stand in PATH".to_owned()))
}

/// A program's file name on this system.
pub(crate) fn executable(program: &str) -> String {
    format!("{program}{}", env::consts::EXE_SUFFIX)
}

/// The program and its first words, to name it in a message.
pub(crate) fn name_of(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let mut name = program
        .file_stem()
        .unwrap_or(program.as_os_str())
        .to_string_lossy()
        .into_owned();
    for arg in command.get_args() {
        name.push(' ');
        name.push_str(&arg.to_string_lossy());
    }
    name
}

fn is_about_own_package(name: &str) -> bool {
    const PREFIXES: [&str; 3] = ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_"];
    const NAMES: [&str; 3] = ["CARGO_CRATE_NAME", "CARGO_PRIMARY_PACKAGE", "OUT_DIR"];
    PREFIXES.iter().any(|prefix| name.starts_with(prefix)) || NAMES.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_about_the_package_is_forgotten() {
        assert!(is_about_own_package("CARGO_PKG_VERSION"));
        assert!(is_about_own_package("CARGO_MANIFEST_DIR"));
        assert!(!is_about_own_package("CARGO_HOME"));
        assert!(!is_about_own_package("CARGO_TARGET_DIR"));
        assert!(!is_about_own_package("RUSTUP_TOOLCHAIN"));
    }

    #[test]
    fn a_command_is_named_by_program_and_words() {
        let mut command = Command::new("/usr/bin/cargo");
        command.args(["fmt", "--check"]);
        assert_eq!(name_of(&command), "cargo fmt --check");
    }
}
