//! Building and starting the end-to-end tests.

use std::path::PathBuf;
use std::process::Command;

use crate::error::Error;
use crate::system::{self, Engine, NODE, NPM};
use crate::workspace::Workspace;
use crate::{files, process, size, tools};

/// Where the stock libraries that the tests check the widget with are named, next to the tests.
const LIBRARIES: &str = "tests/e2e";
const MANIFEST: &str = "package.json";
const LOCK: &str = "package-lock.json";

/// The built tests with all they need but the browsers.
#[derive(Debug)]
pub(crate) struct EndToEnd {
    program: PathBuf,
    portal: PathBuf,
}

impl EndToEnd {
    /// Builds the tests and the portal, and installs the stock libraries.
    pub(crate) fn build(workspace: &Workspace) -> Result<Self, Error> {
        process::run(
            process::cargo(workspace)
                .args(["build", "--package", "touchbase-portal"])
                .args(["--package", "touchbase-e2e"]),
        )?;
        ensure_libraries(workspace)?;
        let programs = workspace.target().join("debug");
        Ok(Self {
            program: programs.join(process::executable("touchbase-e2e")),
            portal: programs.join(process::executable("touchbase-portal")),
        })
    }

    /// The tests for one engine; filters may follow.
    pub(crate) fn command(&self, workspace: &Workspace, engine: Engine) -> Result<Command, Error> {
        let mut command = Command::new(&self.program);
        command
            .current_dir(workspace.root())
            .env("TB_ENGINES", engine.name())
            .env("TB_PORTAL", &self.portal)
            .env("TB_PKG", workspace.pkg())
            .env("TB_TOOLS", workspace.tools())
            // What is counted against the budget is to be what a browser really fetches.
            .env("TB_FIRST_QUESTION", size::fetched().join(","));
        if let Some(options) = node_options() {
            command.env("NODE_OPTIONS", options);
        }
        if engine == Engine::Firefox {
            let bin = tools::ensure(workspace, &tools::GECKODRIVER)?;
            command.env("PATH", process::path_with([bin.as_path()])?);
        }
        Ok(command)
    }
}

/// What Node.js has to be told so that the stock libraries find WebCrypto. Version 18, which is
/// Debian 12's, has it behind an option; others have it as they come, and may not know the option.
fn node_options() -> Option<&'static str> {
    let version = process::output_of(Command::new("node").arg("--version"))?;
    version
        .starts_with("v18.")
        .then_some("--experimental-global-webcrypto")
}

/// Installs with npm what `package.json` of the tests names, at the versions of its lock file.
fn ensure_libraries(workspace: &Workspace) -> Result<(), Error> {
    let wanted = workspace.root().join(LIBRARIES);
    let folder = workspace.tools();
    let lock = wanted.join(LOCK);
    if !lock.is_file() {
        eprintln!("{LIBRARIES}/{LOCK} is not there: no stock libraries installed");
        return Ok(());
    }
    // Copied last, so that it tells a whole folder from one whose installation was cut short.
    let done = folder.join("node_modules/.installed-from");
    if files::is_same(&lock, &done)? {
        return Ok(());
    }
    system::install(&[NODE, NPM]);
    let missing = system::what_is_missing(&[NODE, NPM]);
    if !missing.is_empty() {
        return Err(Error::Check(missing));
    }
    eprintln!(
        "installing what {LIBRARIES}/package.json names into {} with npm (some seconds)",
        folder.display()
    );
    for name in [MANIFEST, LOCK] {
        files::copy_file(&wanted.join(name), &folder.join(name))?;
    }
    process::run(Command::new("npm").current_dir(folder).args([
        "ci",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
    ]))?;
    files::copy_file(&lock, &done)
}
