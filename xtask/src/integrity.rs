//! What each file of the package holds, told to those who fetch it: to the loader, which refuses
//! another file, and to a host, who puts the loader's own hash into the tag.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256, Sha384};

use crate::bundle::{CLASS, ENTRY};
use crate::error::Error;
use crate::files;

/// Every file with its hash, as `integrity` takes it, and as `sha384sum -c` does.
pub(crate) const FOR_TAGS: &str = "integrity.json";
pub(crate) const FOR_SUMS: &str = "SHA384SUMS";

/// What stands in the class, once it is shortened, for the files it fetches.
const PLACE: &str = "const FILES={};";

/// Of the package's own folder, what the widget fetches: no page of its own, no types.
const FETCHED: [&str; 3] = ["css", "js", "wasm"];
/// The same in other places.
const FETCHED_TOO: [&str; 1] = ["mend.en.json"];
const LANGUAGES: &str = "locales";

/// What is never fetched by the class: itself, and what belongs to a worker or the frame page.
const BY_OTHERS: [&str; 5] = [
    CLASS,
    ENTRY,
    "frame.js",
    "touchbase-sw.js",
    "worker_bg.wasm",
];

/// Whether the widget or its worker fetches the file.
pub(crate) fn is_fetched(relative: &Path) -> bool {
    let parent = relative.parent().unwrap_or(relative);
    let extension = relative.extension().and_then(|name| name.to_str());
    let name = relative.to_str().unwrap_or_default();
    if parent == Path::new(LANGUAGES) {
        return extension == Some("json");
    }
    parent == Path::new("")
        && (FETCHED_TOO.contains(&name) || extension.is_some_and(|end| FETCHED.contains(&end)))
}

/// Puts into the class what the files that it fetches hold. SHA-256 here, because these bytes do not
/// compress and everybody fetches them.
pub(crate) fn fill(stage: &Path) -> Result<(), Error> {
    let hashes = of_files(stage, |relative| {
        is_fetched(relative) && !BY_OTHERS.iter().any(|name| relative == Path::new(name))
    })?;
    let file = stage.join(CLASS);
    let script = fs::read_to_string(&file).map_err(Error::io(&file))?;
    if script.matches(PLACE).count() != 1 {
        return Err(Error::Check(format!(
            "{CLASS} has no single place for the hashes"
        )));
    }
    let hashes = Value::Object(hashes);
    let script = script.replace(PLACE, &format!("const FILES={hashes};"));
    fs::write(&file, script).map_err(Error::io(&file))
}

/// The files that `is_wanted`, by name, with what a browser is to find in them.
pub(crate) fn of_files(
    stage: &Path,
    is_wanted: impl Fn(&Path) -> bool,
) -> Result<Map<String, Value>, Error> {
    let mut hashes = Map::new();
    for relative in files::files_below(stage)? {
        if is_wanted(&relative) {
            let digest = STANDARD.encode(Sha256::digest(read(stage, &relative)?));
            hashes.insert(name_of(&relative), format!("sha256-{digest}").into());
        }
    }
    Ok(hashes)
}

/// Writes the lists of all files. What comes into the folder afterwards is not in them.
pub(crate) fn list(stage: &Path) -> Result<(), Error> {
    let mut tags = Map::new();
    for relative in files::files_below(stage)? {
        // Compressed forms are undone before a browser looks.
        if !matches!(relative.extension(), Some(end) if end == "br" || end == "gz") {
            let digest = STANDARD.encode(Sha384::digest(read(stage, &relative)?));
            tags.insert(name_of(&relative), format!("sha384-{digest}").into());
        }
    }
    let file = stage.join(FOR_TAGS);
    let text = format!("{:#}\n", Value::Object(tags));
    fs::write(&file, text).map_err(Error::io(&file))?;

    let mut sums = String::new();
    for relative in files::files_below(stage)? {
        for byte in Sha384::digest(read(stage, &relative)?) {
            let _ = write!(sums, "{byte:02x}");
        }
        let _ = writeln!(sums, "  {}", name_of(&relative));
    }
    let file = stage.join(FOR_SUMS);
    fs::write(&file, sums).map_err(Error::io(&file))
}

fn read(stage: &Path, relative: &Path) -> Result<Vec<u8>, Error> {
    let file = stage.join(relative);
    fs::read(&file).map_err(Error::io(&file))
}

fn name_of(relative: &Path) -> String {
    relative.to_string_lossy().replace('\\', "/")
}

#[cfg(test)]
mod tests {
    use std::env;
    use std::path::PathBuf;

    use super::*;

    fn folder(name: &str) -> PathBuf {
        let folder = env::temp_dir().join(format!("touchbase-{name}-{}", std::process::id()));
        files::remove_folder(&folder).unwrap();
        fs::create_dir_all(folder.join("locales")).unwrap();
        folder
    }

    #[test]
    fn what_the_widget_fetches_is_told_from_the_rest() {
        for (name, fetched) in [
            ("touchbase.js", true),
            ("core_request.wasm", true),
            ("touchbase.css", true),
            ("mend.en.json", true),
            ("locales/es.json", true),
            ("touchbase.d.ts", false),
            ("package.json", false),
            ("readiness/page.js", false),
            ("programs/example-hospital.json", false),
            ("core_bg.wasm.br", false),
        ] {
            assert_eq!(is_fetched(Path::new(name)), fetched, "{name}");
        }
    }

    #[test]
    fn the_class_is_told_what_it_fetches_and_not_what_it_is() {
        let folder = folder("fill");
        fs::write(folder.join(CLASS), "a;const FILES={};b").unwrap();
        fs::write(folder.join("touchbase-sw.js"), "").unwrap();
        fs::write(folder.join("locales/es.json"), "").unwrap();
        fill(&folder).unwrap();
        // The hash of nothing (FIPS 180-4).
        assert_eq!(
            fs::read_to_string(folder.join(CLASS)).unwrap(),
            "a;const FILES={\"locales/es.json\":\
             \"sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\"};b"
        );
        assert!(fill(&folder).is_err(), "there is no place any more");
        files::remove_folder(&folder).unwrap();
    }

    #[test]
    fn both_lists_name_every_file() {
        let folder = folder("list");
        fs::write(folder.join("locales/es.json"), "").unwrap();
        fs::write(folder.join("a.js.br"), "").unwrap();
        list(&folder).unwrap();
        assert_eq!(
            fs::read_to_string(folder.join(FOR_TAGS)).unwrap(),
            "{\n  \"locales/es.json\": \"sha384-OLBgp1GsljhM2TJ+sbHjaiH9txEUvgdDTAzHv2P24donTt6/529l+9Ua0vFImLlb\"\n}\n"
        );
        let sums = fs::read_to_string(folder.join(FOR_SUMS)).unwrap();
        let names: Vec<_> = sums.lines().filter_map(|line| line.get(98..)).collect();
        assert_eq!(names, ["a.js.br", "integrity.json", "locales/es.json"]);
        assert!(sums.starts_with("38b060a751ac96384cd9327eb1b1e36a21fdb71114be07434c0cc7bf63f6e1da274edebfe76f65fbd51ad2f14898b95b  a.js.br\n"), "{sums}");
        files::remove_folder(&folder).unwrap();
    }
}
