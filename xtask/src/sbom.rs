//! The bill of materials (CycloneDX 1.6, JSON) of the package: which crates are compiled into which
//! of its modules, at which version, under which licence, and from which bytes.
//!
//! It says what the lock file and cargo say and holds no time and nothing random, so that the same
//! sources give the same bytes.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};
use sha2::{Digest, Sha256, Sha384};

use crate::error::Error;
use crate::workspace::Workspace;
use crate::{process, tools};

pub(crate) const FILE: &str = "touchbase.cdx.json";

/// A module of the package: its crate, and the files that are made of it.
pub(crate) struct Module<'a> {
    pub(crate) crate_name: &'a str,
    pub(crate) files: &'a [&'a str],
}

/// Writes the bill for these modules into the folder.
pub(crate) fn write(
    workspace: &Workspace,
    stage: &Path,
    modules: &[Module<'_>],
) -> Result<(), Error> {
    let lock_file = workspace.root().join("Cargo.lock");
    let lock = fs::read_to_string(&lock_file).map_err(Error::io(&lock_file))?;
    let compiler = compiler(workspace)?;
    let std_ref = format!("pkg:generic/rust-std@{compiler}");
    let mut crates = BTreeMap::new();
    let mut needs: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut made = Vec::new();
    for module in modules {
        let tree = tree(workspace, module.crate_name)?;
        let linked = linked(&tree).ok_or_else(|| {
            Error::Check(format!(
                "cargo's tree of {} cannot be read",
                module.crate_name
            ))
        })?;
        let root = linked.root.clone();
        for name in module.files {
            let file = stage.join(name);
            let bytes = fs::read(&file).map_err(Error::io(&file))?;
            made.push(json!({
                "type": "file",
                "bom-ref": name,
                "name": name,
                "hashes": [{ "alg": "SHA-384", "content": hex(&Sha384::digest(bytes)) }],
            }));
            let of_file = needs.entry((*name).to_owned()).or_default();
            of_file.extend([root.clone(), std_ref.clone()]);
        }
        for (from, to) in linked.needs {
            needs.entry(from).or_default().extend(to);
        }
        crates.extend(linked.crates);
    }
    let mut components = made;
    components.extend(crates.values().map(|found| found.component(&lock)));
    components.push(json!({
        "type": "library",
        "bom-ref": std_ref,
        "name": "std",
        "description": "The standard library that comes with the compiler",
        "version": compiler,
        "licenses": [{ "expression": "MIT OR Apache-2.0" }],
        "purl": std_ref,
    }));
    let dependencies: Vec<_> = needs
        .iter()
        .map(|(from, to)| json!({ "ref": from, "dependsOn": to }))
        .collect();
    let content = json!({ "components": components, "dependencies": dependencies });
    let bill = json!({
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": serial(&content),
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": "touchbase",
                "name": "touchbase",
                "version": env!("CARGO_PKG_VERSION"),
                "licenses": [{ "expression": "MIT OR Apache-2.0" }],
                "purl": concat!("pkg:npm/touchbase@", env!("CARGO_PKG_VERSION")),
            },
            "tools": { "components": made_with(workspace, &compiler)? },
        },
        "components": content["components"],
        "dependencies": content["dependencies"],
    });
    let file = stage.join(FILE);
    fs::write(&file, format!("{bill:#}\n")).map_err(Error::io(&file))
}

/// What cargo compiles into the module: no build script, no macro, nothing of a test.
fn tree(workspace: &Workspace, crate_name: &str) -> Result<String, Error> {
    let mut command = process::cargo(workspace);
    command
        .args(["tree", "--locked", "--package", crate_name])
        .args(["--target", tools::WASM_TARGET])
        .args(["--edges", "normal,no-proc-macro", "--prefix", "depth"])
        .args(["--format", " {p}|{l}|{r}"]);
    process::output_of(&mut command)
        .ok_or_else(|| Error::Check(format!("cargo does not tell what {crate_name} is made of")))
}

#[derive(Debug, PartialEq, Eq)]
struct Linked {
    root: String,
    crates: BTreeMap<String, Crate>,
    needs: BTreeMap<String, BTreeSet<String>>,
}

#[derive(Debug, PartialEq, Eq)]
struct Crate {
    name: String,
    version: String,
    licence: String,
    repository: String,
}

impl Crate {
    fn purl(&self) -> String {
        format!("pkg:cargo/{}@{}", self.name, self.version)
    }

    fn component(&self, lock: &str) -> Value {
        let mut component = json!({
            "type": "library",
            "bom-ref": self.purl(),
            "name": self.name,
            "version": self.version,
            "licenses": [{ "expression": self.licence.replace('/', " OR ") }],
            "purl": self.purl(),
        });
        // That of the archive in the registry; what is part of this repository has none.
        if let Some(checksum) = checksum(lock, &self.name, &self.version) {
            component["hashes"] = json!([{ "alg": "SHA-256", "content": checksum }]);
        }
        if !self.repository.is_empty() {
            component["externalReferences"] = json!([{ "type": "vcs", "url": self.repository }]);
        }
        component
    }
}

/// Reads lines of depth, crate, licence and repository. A crate that was listed before is listed
/// without what it needs.
fn linked(tree: &str) -> Option<Linked> {
    let mut above: Vec<String> = Vec::new();
    let mut crates = BTreeMap::new();
    let mut needs: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for line in tree.lines() {
        let (depth, rest) = line.split_once(' ')?;
        let depth: usize = depth.parse().ok()?;
        let mut parts = rest.trim_end_matches(" (*)").split('|');
        let mut words = parts.next()?.split(' ');
        let found = Crate {
            name: words.next()?.to_owned(),
            version: words.next()?.strip_prefix('v')?.to_owned(),
            licence: parts.next()?.to_owned(),
            repository: parts.next()?.to_owned(),
        };
        let purl = found.purl();
        above.truncate(depth);
        if let Some(parent) = above.last() {
            needs
                .entry(parent.clone())
                .or_default()
                .insert(purl.clone());
        }
        needs.entry(purl.clone()).or_default();
        above.push(purl.clone());
        crates.insert(purl, found);
    }
    let root = above.first()?.clone();
    Some(Linked {
        root,
        crates,
        needs,
    })
}

fn checksum<'a>(lock: &'a str, name: &str, version: &str) -> Option<&'a str> {
    let head = format!("name = \"{name}\"\nversion = \"{version}\"\n");
    let (_, rest) = lock.split_once(&head)?;
    rest.lines()
        .take_while(|line| !line.starts_with("[["))
        .find_map(|line| line.strip_prefix("checksum = \"")?.strip_suffix('"'))
}

fn made_with(workspace: &Workspace, compiler: &str) -> Result<Value, Error> {
    let tool = |name: &str, version: &str| json!({ "type": "application", "name": name, "version": version });
    let mut made_with = vec![tool("rustc", compiler)];
    for used in [&tools::WASM_BINDGEN, &tools::WASM_PACK, &tools::WASM_SPLIT] {
        made_with.push(tool(used.package(), &used.version(workspace)?));
    }
    Ok(Value::Array(made_with))
}

/// The compiler's release, as `1.95.0`.
fn compiler(workspace: &Workspace) -> Result<String, Error> {
    let said = process::output_of(
        Command::new("rustc")
            .current_dir(workspace.root())
            .arg("-vV"),
    );
    said.as_deref()
        .and_then(|said| said.lines().find_map(|line| line.strip_prefix("release: ")))
        .map(str::to_owned)
        .ok_or_else(|| Error::Check("rustc does not tell its release".into()))
}

/// A UUID (RFC 9562, version 8) made of what the bill says.
fn serial(content: &Value) -> String {
    let mut bytes: Vec<u8> = Sha256::digest(content.to_string()).to_vec();
    bytes.truncate(16);
    bytes[6] = 0x80 | (bytes[6] & 0x0f);
    bytes[8] = 0x80 | (bytes[8] & 0x3f);
    let hex = hex(&bytes);
    let parts = [
        &hex[..8],
        &hex[8..12],
        &hex[12..16],
        &hex[16..20],
        &hex[20..],
    ];
    format!("urn:uuid:{}", parts.join("-"))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TREE: &str = "\
0 own v0.1.0 (/somewhere/own)|MIT|
1 a v1.2.3|MIT/Apache-2.0|https://git.example/a
2 b v0.1.0|Zlib|
1 b v0.1.0|Zlib| (*)
";

    #[test]
    fn a_tree_is_read_with_what_needs_what() {
        let linked = linked(TREE).unwrap();
        assert_eq!(linked.root, "pkg:cargo/own@0.1.0");
        let names: Vec<_> = linked.crates.keys().map(String::as_str).collect();
        assert_eq!(
            names,
            [
                "pkg:cargo/a@1.2.3",
                "pkg:cargo/b@0.1.0",
                "pkg:cargo/own@0.1.0"
            ]
        );
        let of = |name: &str| linked.needs[name].iter().cloned().collect::<Vec<_>>();
        assert_eq!(of("pkg:cargo/a@1.2.3"), ["pkg:cargo/b@0.1.0"]);
        assert_eq!(
            of("pkg:cargo/own@0.1.0"),
            ["pkg:cargo/a@1.2.3", "pkg:cargo/b@0.1.0"]
        );
        assert!(of("pkg:cargo/b@0.1.0").is_empty());
    }

    #[test]
    fn a_component_has_the_licence_and_the_checksum_of_its_very_version() {
        let lock = "[[package]]\nname = \"a\"\nversion = \"1.2.2\"\nchecksum = \"00\"\n\n\
                    [[package]]\nname = \"a\"\nversion = \"1.2.3\"\nsource = \"x\"\nchecksum = \"11\"\n\n\
                    [[package]]\nname = \"own\"\nversion = \"0.1.0\"\n\n[[package]]\nchecksum = \"22\"\n";
        let linked = linked(TREE).unwrap();
        let a = linked.crates["pkg:cargo/a@1.2.3"].component(lock);
        assert_eq!(a["hashes"][0]["content"], "11");
        assert_eq!(a["licenses"][0]["expression"], "MIT OR Apache-2.0");
        assert_eq!(a["externalReferences"][0]["url"], "https://git.example/a");
        let own = linked.crates["pkg:cargo/own@0.1.0"].component(lock);
        assert!(own.get("hashes").is_none() && own.get("externalReferences").is_none());
    }

    #[test]
    fn the_serial_is_a_uuid_of_the_content() {
        let serial = |text: &str| serial(&json!(text));
        assert_eq!(serial("a"), serial("a"));
        assert_ne!(serial("a"), serial("b"));
        assert_eq!(serial("a").len(), "urn:uuid:".len() + 36);
    }
}
