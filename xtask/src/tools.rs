//! The tools a command needs, at pinned versions.
//!
//! Each goes into a folder of its own named after its version, so that a change of version never
//! meets an old program and a second clone finds what the first one built.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use crate::error::Error;
use crate::process;
use crate::workspace::Workspace;

/// The compiler's name for the browser.
pub(crate) const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// A program that cargo can install.
pub(crate) struct Tool {
    package: &'static str,
    /// The programs of the package, the first of which tells its version.
    programs: &'static [&'static str],
    version: Version,
    /// Whether the package's own lock file is taken.
    locked: bool,
    /// Features that the programs need.
    features: &'static [&'static str],
}

enum Version {
    Pinned(&'static str),
    /// That of a library in `Cargo.lock`, which the tool has to equal.
    OfLibrary(&'static str),
}

/// wasm-bindgen refuses to run where library and tool differ, so the lock file pins both. The
/// package's own lock file is not taken: that of 0.2.130 names a release that is not to be had.
pub(crate) const WASM_BINDGEN: Tool = Tool {
    package: "wasm-bindgen-cli",
    programs: &["wasm-bindgen", "wasm-bindgen-test-runner"],
    version: Version::OfLibrary("wasm-bindgen"),
    locked: false,
    features: &[],
};

pub(crate) const WASM_PACK: Tool = Tool {
    package: "wasm-pack",
    programs: &["wasm-pack"],
    version: Version::Pinned("0.15.1"),
    locked: true,
    features: &[],
};

/// Cuts out of a module what is fetched later.
pub(crate) const WASM_SPLIT: Tool = Tool {
    package: "wasm_split_cli_support",
    programs: &["wasm-split-cli"],
    version: Version::Pinned("0.2.4"),
    locked: true,
    features: &["build-binary"],
};

/// Firefox's driver; Debian packages none.
pub(crate) const GECKODRIVER: Tool = Tool {
    package: "geckodriver",
    programs: &["geckodriver"],
    version: Version::Pinned("0.37.1"),
    locked: true,
    features: &[],
};

/// Holds what is linked against rules and advisories.
pub(crate) const CARGO_DENY: Tool = Tool {
    package: "cargo-deny",
    programs: &["cargo-deny"],
    version: Version::Pinned("0.20.2"),
    locked: true,
    features: &[],
};

impl Tool {
    /// The package's name.
    pub(crate) fn package(&self) -> &'static str {
        self.package
    }

    /// The version that is asked for.
    pub(crate) fn version(&self, workspace: &Workspace) -> Result<String, Error> {
        match self.version {
            Version::Pinned(version) => Ok(version.to_owned()),
            Version::OfLibrary(library) => locked_version(workspace.root(), library),
        }
    }

    /// The name of the folder that it is installed in.
    pub(crate) fn folder_name(&self, workspace: &Workspace) -> Result<String, Error> {
        Ok(format!("{}-{}", self.package, self.version(workspace)?))
    }
}

/// Makes sure of a tool and gives the folder its programs are in.
pub(crate) fn ensure(workspace: &Workspace, tool: &Tool) -> Result<PathBuf, Error> {
    match find(workspace, tool)? {
        Some(bin) => Ok(bin),
        None => install(workspace, tool),
    }
}

/// The folder of a tool's programs, where it is installed.
pub(crate) fn find(workspace: &Workspace, tool: &Tool) -> Result<Option<PathBuf>, Error> {
    let folder_name = tool.folder_name(workspace)?;
    for tools in workspace.tool_folders() {
        let bin = tools.join(&folder_name).join("bin");
        if has_programs(&bin, tool.programs) {
            return Ok(Some(bin));
        }
    }
    Ok(on_path(tool, &tool.version(workspace)?))
}

/// Makes sure of the browser's target for this toolchain.
pub(crate) fn ensure_wasm_target(workspace: &Workspace) -> Result<(), Error> {
    let libraries = process::output_of(Command::new("rustc").current_dir(workspace.root()).args([
        "--print",
        "target-libdir",
        "--target",
        WASM_TARGET,
    ]));
    if libraries.is_some_and(|dir| Path::new(dir.trim()).is_dir()) {
        return Ok(());
    }
    eprintln!("adding the target {WASM_TARGET} to this toolchain (some seconds)");
    process::run(rustup(workspace)?.args(["target", "add", WASM_TARGET]))
}

/// Makes sure of a part of the toolchain that rustup's minimal profile leaves out.
pub(crate) fn ensure_component(workspace: &Workspace, component: &str) -> Result<(), Error> {
    let subcommand = component.trim_start_matches("rust");
    if process::output_of(process::cargo(workspace).args([subcommand, "--version"])).is_some() {
        return Ok(());
    }
    eprintln!("adding {component} to this toolchain (some seconds)");
    process::run(rustup(workspace)?.args(["component", "add", component]))
}

/// The version of a package in `Cargo.lock`.
fn locked_version(root: &Path, package: &str) -> Result<String, Error> {
    let file = root.join("Cargo.lock");
    let lock = fs::read_to_string(&file).map_err(Error::io(&file))?;
    version_in_lock(&lock, package)
        .map(str::to_owned)
        .ok_or_else(|| Error::Check(format!("Cargo.lock does not name {package}")))
}

fn version_in_lock<'a>(lock: &'a str, package: &str) -> Option<&'a str> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    lines.next()?;
    lines
        .next()?
        .strip_prefix("version = \"")?
        .strip_suffix('"')
}

fn has_programs(bin: &Path, programs: &[&str]) -> bool {
    programs
        .iter()
        .all(|program| bin.join(process::executable(program)).is_file())
}

fn on_path(tool: &Tool, version: &str) -> Option<PathBuf> {
    let program = process::find(tool.programs.first()?)?;
    let said = process::output_of(Command::new(&program).arg("--version"))?;
    let bin = program.parent()?;
    (stated_version(&said) == Some(version) && has_programs(bin, tool.programs))
        .then(|| bin.to_path_buf())
}

/// The version in what a program prints for `--version`: the second word of the first line.
fn stated_version(said: &str) -> Option<&str> {
    said.lines().next()?.split_whitespace().nth(1)
}

fn install(workspace: &Workspace, tool: &Tool) -> Result<PathBuf, Error> {
    let version = tool.version(workspace)?;
    let folder_name = tool.folder_name(workspace)?;
    let root = workspace.tools().join(&folder_name);
    let build = workspace.tools().join(format!("build-{folder_name}"));
    eprintln!(
        "installing {} {version} into {} (about 2 minutes)",
        tool.package,
        root.display()
    );
    let started = Instant::now();
    fs::create_dir_all(workspace.tools()).map_err(Error::io(workspace.tools()))?;

    let mut command = process::cargo(workspace);
    command
        // Outside the repository, whose own cargo configuration is not meant for tools.
        .current_dir(workspace.tools())
        .args(["install", tool.package, "--version", &version, "--quiet"])
        .arg("--root")
        .arg(&root)
        .env("CARGO_TARGET_DIR", &build)
        // These run for a moment; what counts is the time to build them.
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
        .env("CARGO_PROFILE_RELEASE_DEBUG", "0");
    if tool.locked {
        command.arg("--locked");
    }
    if !tool.features.is_empty() {
        command.args(["--features", &tool.features.join(",")]);
    }
    let outcome = process::run(&mut command);
    // The build folder is hundreds of megabytes and of no more use, whatever the outcome. That it
    // stays behind is no reason to fail.
    let _ = fs::remove_dir_all(&build);
    outcome?;
    eprintln!(
        "installed {} {version} in {} s",
        tool.package,
        started.elapsed().as_secs()
    );
    Ok(root.join("bin"))
}

fn rustup(workspace: &Workspace) -> Result<Command, Error> {
    let program = process::find("rustup")
        .ok_or_else(|| Error::Check("rustup is needed here and is not on PATH".into()))?;
    let mut command = Command::new(program);
    command.current_dir(workspace.root());
    Ok(command)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = "\
[[package]]
name = \"wasm-bindgen-futures\"
version = \"0.4.80\"

[[package]]
name = \"wasm-bindgen\"
version = \"0.2.130\"
source = \"registry\"
";

    #[test]
    fn the_lock_file_tells_the_version_of_exactly_that_package() {
        assert_eq!(version_in_lock(LOCK, "wasm-bindgen"), Some("0.2.130"));
        assert_eq!(version_in_lock(LOCK, "wasm"), None);
    }

    #[test]
    fn a_stated_version_is_the_second_word() {
        assert_eq!(stated_version("wasm-pack 0.15.1\n"), Some("0.15.1"));
        assert_eq!(
            stated_version("geckodriver 0.37.1 ( 2025-01-01)\n\nThe source"),
            Some("0.37.1")
        );
        assert_eq!(stated_version("wasm-pack"), None);
    }
}
