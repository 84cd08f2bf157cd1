//! The npm package's own files, and whether its manifest tells the truth.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::error::Error;
use crate::files;
use crate::workspace::Workspace;

const MANIFEST: &str = "package.json";

/// What goes in from the top of the repository.
const FROM_ROOT: [&str; 3] = ["LICENSE-APACHE", "LICENSE-MIT", "README.md"];

/// The receiver's contract, which a host needs beside the schemas.
pub(crate) const CONTRACT: &str = "docs/receiver.openapi.json";

/// Copies what is written by hand into the package.
pub(crate) fn copy_sources(workspace: &Workspace, stage: &Path) -> Result<(), Error> {
    let www = workspace.root().join("www");
    for relative in files::files_below(&www)? {
        let to = stage.join(&relative);
        if to.exists() {
            return Err(Error::Check(format!(
                "www/{} would overwrite a file that the compiler made",
                relative.display()
            )));
        }
        files::copy_file(&www.join(&relative), &to)?;
    }
    for name in FROM_ROOT {
        let from = workspace.root().join(name);
        if from.is_file() {
            files::copy_file(&from, &stage.join(name))?;
        }
    }
    files::copy_file(
        &workspace.root().join(CONTRACT),
        &stage.join("schemas/receiver.openapi.json"),
    )
}

/// Fails where the manifest's version is not the crate's.
pub(crate) fn check_version(workspace: &Workspace, pkg: &Path) -> Result<(), Error> {
    let crate_version = crate_version(workspace)?;
    let manifest = manifest(pkg)?;
    if manifest.get("version").and_then(Value::as_str) == Some(crate_version.as_str()) {
        return Ok(());
    }
    Err(Error::Check(format!(
        "www/{MANIFEST} has to say \"version\": \"{crate_version}\", as Cargo.toml does"
    )))
}

/// Fails where the manifest promises a file that is not in the package.
pub(crate) fn check_promises(pkg: &Path) -> Result<(), Error> {
    let missing: Vec<_> = promised_files(&manifest(pkg)?)
        .into_iter()
        .filter(|promised| !pkg.join(promised).is_file())
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    Err(Error::Check(format!(
        "www/{MANIFEST} promises what the package does not hold: {}",
        missing.join(", ")
    )))
}

fn manifest(pkg: &Path) -> Result<Value, Error> {
    let file = pkg.join(MANIFEST);
    let text = fs::read_to_string(&file).map_err(Error::io(&file))?;
    serde_json::from_str(&text).map_err(|error| Error::Check(format!("{MANIFEST}: {error}")))
}

/// The workspace's version, which every crate and the package share.
fn crate_version(workspace: &Workspace) -> Result<String, Error> {
    let file = workspace.root().join("Cargo.toml");
    let text = fs::read_to_string(&file).map_err(Error::io(&file))?;
    version_in_manifest(&text)
        .map(str::to_owned)
        .ok_or_else(|| Error::Check("Cargo.toml has no version in [workspace.package]".into()))
}

fn version_in_manifest(text: &str) -> Option<&str> {
    text.lines()
        .skip_while(|line| *line != "[workspace.package]")
        .skip(1)
        .take_while(|line| !line.starts_with('['))
        .find_map(|line| line.strip_prefix("version = \"")?.strip_suffix('"'))
}

/// Every file that the entry points, the types and the element's description name.
fn promised_files(manifest: &Value) -> Vec<String> {
    let mut found = Vec::new();
    for key in ["exports", "types", "main", "module", "customElements"] {
        if let Some(value) = manifest.get(key) {
            collect(value, &mut found);
        }
    }
    found.sort();
    found.dedup();
    found
}

fn collect(value: &Value, found: &mut Vec<String>) {
    match value {
        // A pattern stands for many files and names none.
        Value::String(path) if !path.contains('*') => {
            found.push(path.trim_start_matches("./").to_owned());
        }
        Value::Object(entries) => entries.values().for_each(|entry| collect(entry, found)),
        Value::Array(entries) => entries.iter().for_each(|entry| collect(entry, found)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_version_is_that_of_the_workspace() {
        let manifest = "[package]\nversion = \"9.9.9\"\n\n[workspace.package]\n\
                        edition = \"2024\"\nversion = \"0.1.0\"\n";
        assert_eq!(version_in_manifest(manifest), Some("0.1.0"));
        assert_eq!(
            version_in_manifest("[workspace.package]\n[x]\nversion = \"1\""),
            None
        );
    }

    #[test]
    fn every_named_file_is_promised_and_no_pattern() {
        let manifest = json!({
            "exports": {
                ".": { "types": "./a.d.ts", "default": "./a.js" },
                "./locales/*": "./locales/*"
            },
            "customElements": "custom-elements.json",
            "files": ["*.js"]
        });
        assert_eq!(
            promised_files(&manifest),
            ["a.d.ts", "a.js", "custom-elements.json"]
        );
    }
}
