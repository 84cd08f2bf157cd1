//! Where things are.

use std::env;
use std::path::{Path, PathBuf};

use crate::error::Error;

/// The folders a command works in, all absolute.
#[derive(Debug, Clone)]
pub(crate) struct Workspace {
    root: PathBuf,
    target: PathBuf,
    tools: Vec<PathBuf>,
}

impl Workspace {
    /// Finds the workspace from what cargo tells the program it runs.
    pub(crate) fn locate() -> Result<Self, Error> {
        let manifest = env::var_os("CARGO_MANIFEST_DIR")
            .map(PathBuf::from)
            .ok_or_else(|| Error::Check("run this as `cargo xtask`".into()))?;
        let root = manifest
            .parent()
            .map(Path::to_path_buf)
            .ok_or_else(|| Error::Check("xtask has to stand below the repository".into()))?;

        let chosen_target = env::var_os("CARGO_TARGET_DIR").filter(|dir| !dir.is_empty());
        let mut tools = Vec::new();
        let target = match chosen_target {
            Some(dir) => {
                let target = absolute(Path::new(&dir))?;
                tools.push(target.join("tools"));
                target
            }
            None => root.join("target"),
        };
        if let Some(home) = cargo_home() {
            tools.push(home.join("touchbase-tools"));
        }
        if tools.is_empty() {
            tools.push(target.join("tools"));
        }
        Ok(Self {
            root,
            target,
            tools,
        })
    }

    /// The repository.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// The built package.
    pub(crate) fn pkg(&self) -> PathBuf {
        self.root.join("pkg")
    }

    /// Cargo's target folder.
    pub(crate) fn target(&self) -> &Path {
        &self.target
    }

    /// What these commands keep for themselves in the target folder.
    pub(crate) fn scratch(&self) -> PathBuf {
        self.target.join("xtask")
    }

    /// Where a missing tool is installed.
    pub(crate) fn tools(&self) -> &Path {
        // `locate` never leaves the list empty; the fallback is the same folder it would add.
        self.tools.first().map_or(&self.target, PathBuf::as_path)
    }

    /// Where an installed tool may be, best place first.
    pub(crate) fn tool_folders(&self) -> &[PathBuf] {
        &self.tools
    }
}

/// Cargo's own home, where it can be told.
pub(crate) fn cargo_home() -> Option<PathBuf> {
    if let Some(home) = env::var_os("CARGO_HOME").filter(|home| !home.is_empty()) {
        return Some(PathBuf::from(home));
    }
    env::home_dir().map(|home| home.join(".cargo"))
}

fn absolute(path: &Path) -> Result<PathBuf, Error> {
    std::path::absolute(path).map_err(Error::io(path))
}
