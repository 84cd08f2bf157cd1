//! `cargo xtask reproducible`: the same sources give the same bytes, wherever they are built.
//!
//! `pkg/` is one build. The other is made of a copy of the sources in another folder, with a target
//! folder of its own and cargo's home under another name, and each file of the two is compared.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::error::Error;
use crate::workspace::{Workspace, cargo_home};
use crate::{build, files, integrity, process};

/// Where the other build is made, so that its paths are longer and of other words.
const ELSEWHERE: &str = "reproducible/another place";

/// What of cargo's home a build needs.
const OF_HOME: [&str; 3] = ["config.toml", "git", "registry"];

/// Builds once more and compares.
pub(crate) fn command(workspace: &Workspace, args: &[String]) -> Result<(), Error> {
    if !args.is_empty() {
        return Err(Error::Usage("reproducible takes no arguments".into()));
    }
    build::build(workspace, false)?;
    check(workspace)
}

/// Fails where another build differs from `pkg/` as it is.
pub(crate) fn check(workspace: &Workspace) -> Result<(), Error> {
    let elsewhere = workspace.scratch().join(ELSEWHERE);
    files::remove_folder(&elsewhere)?;
    let root = elsewhere.join("sources");
    copy_sources(workspace, &root)?;
    let target = elsewhere.join("target");
    fs::create_dir_all(&target).map_err(Error::io(&target))?;
    link(workspace.tools(), &target.join("tools"))?;
    let home = elsewhere.join("home");
    fs::create_dir_all(&home).map_err(Error::io(&home))?;
    if let Some(own) = cargo_home() {
        for name in OF_HOME {
            if own.join(name).exists() {
                link(&own.join(name), &home.join(name))?;
            }
        }
    }

    let program = env::current_exe().map_err(|source| Error::Start {
        program: "xtask".into(),
        source,
    })?;
    let mut command = Command::new(program);
    process::forget_own_package(&mut command);
    process::run(
        command
            .current_dir(&root)
            .env("CARGO_MANIFEST_DIR", root.join("xtask"))
            .env("CARGO_TARGET_DIR", &target)
            .env("CARGO_HOME", &home)
            .args(["build", "--force"]),
    )?;

    let (one, other) = (sums(&workspace.pkg())?, sums(&root.join("pkg"))?);
    // A comparison that misses a changed file says nothing.
    let mut planted = other.clone();
    if let Some(sum) = planted.values_mut().next_back() {
        sum.push('0');
    }
    if differences(&one, &planted) == differences(&one, &other) {
        return Err(Error::Check("a planted difference is not found".into()));
    }
    let differ = differences(&one, &other);
    if !differ.is_empty() {
        return Err(Error::Check(format!(
            "two builds differ in {}; the other is in {}",
            differ.join(", "),
            root.join("pkg").display()
        )));
    }
    println!("{} files, the same in two builds", one.len());
    files::remove_folder(&elsewhere)
}

/// The names that have not the same sum in both.
fn differences<'a>(
    one: &'a BTreeMap<String, String>,
    other: &'a BTreeMap<String, String>,
) -> Vec<&'a str> {
    let changed = one
        .iter()
        .filter(|(name, sum)| other.get(*name) != Some(sum));
    let added = other.iter().filter(|(name, _)| !one.contains_key(*name));
    changed
        .chain(added)
        .map(|(name, _)| name.as_str())
        .collect()
}

/// The sum of each file of a package by its name, as its own list tells.
fn sums(pkg: &Path) -> Result<BTreeMap<String, String>, Error> {
    let file = pkg.join(integrity::FOR_SUMS);
    let text = fs::read_to_string(&file).map_err(Error::io(&file))?;
    let sums = text.lines().filter_map(|line| line.split_once("  "));
    Ok(sums
        .map(|(sum, name)| (name.to_owned(), sum.to_owned()))
        .collect())
}

/// The repository without what is built in it.
fn copy_sources(workspace: &Workspace, to: &Path) -> Result<(), Error> {
    let root = workspace.root();
    for entry in fs::read_dir(root).map_err(Error::io(root))? {
        let entry = entry.map_err(Error::io(root))?;
        let (name, path) = (entry.file_name(), entry.path());
        if path.is_file() {
            files::copy_file(&path, &to.join(&name))?;
        } else if name != "pkg" && name != "target" && name != ".git" {
            files::copy_folder(&path, &to.join(&name))?;
        }
    }
    Ok(())
}

#[cfg(unix)]
fn link(from: &Path, to: &PathBuf) -> Result<(), Error> {
    std::os::unix::fs::symlink(from, to).map_err(Error::io(to))
}

#[cfg(not(unix))]
fn link(_: &Path, to: &PathBuf) -> Result<(), Error> {
    let cannot = std::io::Error::other("two builds are compared on Unix alone");
    Err(Error::io(to)(cannot))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(list: &[(&str, &str)]) -> BTreeMap<String, String> {
        list.iter()
            .map(|(name, sum)| ((*name).to_owned(), (*sum).to_owned()))
            .collect()
    }

    #[test]
    fn changed_missing_and_added_files_are_named() {
        let one = of(&[("a", "1"), ("b", "2"), ("c", "3")]);
        let other = of(&[("a", "1"), ("b", "4"), ("d", "5")]);
        assert_eq!(differences(&one, &other), ["b", "c", "d"]);
        assert!(differences(&one, &one).is_empty());
    }
}
