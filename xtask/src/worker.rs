//! The service worker's script: which files it keeps, what they hold, and the script of its module.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::error::Error;
use crate::integrity;

const SCRIPT: &str = "touchbase-sw.js";

/// What stands in the script for the build it belongs to, and the words after which the module's
/// script goes: inside, so that none of its names meets one of the host's worker.
const BUILD: &str = "\"the build\"";
const INSIDE: &str = "\"use strict\";";

/// Completes the worker's script in the folder, and takes the script of its module, `name`, out.
pub(crate) fn finish(stage: &Path, name: &str) -> Result<(), Error> {
    let glue = stage.join(format!("{name}.js"));
    let types = stage.join(format!("{name}.d.ts"));
    let module = fs::read_to_string(&glue).map_err(Error::io(&glue))?;
    for file in [&glue, &types] {
        fs::remove_file(file).map_err(Error::io(file))?;
    }
    let file = stage.join(SCRIPT);
    let script = fs::read_to_string(&file).map_err(Error::io(&file))?;
    let script = completed(&script, &module, &build_of(stage)?).ok_or_else(|| {
        Error::Check(format!(
            "{SCRIPT} has no single place for the build or its module"
        ))
    })?;
    fs::write(&file, script).map_err(Error::io(&file))
}

fn completed(script: &str, module: &str, build: &Value) -> Option<String> {
    let once = |part: &str| script.matches(part).count() == 1;
    (once(BUILD) && once(INSIDE)).then(|| {
        script
            .replace(BUILD, &build.to_string())
            .replace(INSIDE, &format!("{INSIDE}\n{module}"))
    })
}

/// The files with what a browser is to find in them, and a version made of both.
fn build_of(stage: &Path) -> Result<Value, Error> {
    let kept = integrity::of_files(stage, is_kept)?;
    let version = Sha256::digest(Value::Object(kept.clone()).to_string());
    let version: String = (version.iter().take(6))
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let version = format!("{}-{version}", env!("CARGO_PKG_VERSION"));
    Ok(json!({ "version": version, "files": kept }))
}

/// The worker keeps all but itself, and the browser keeps that.
fn is_kept(relative: &Path) -> bool {
    relative != Path::new(SCRIPT) && integrity::is_fetched(relative)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files;

    #[test]
    fn the_worker_does_not_keep_itself() {
        assert!(is_kept(Path::new("worker_bg.wasm")));
        assert!(!is_kept(Path::new(SCRIPT)));
    }

    #[test]
    fn the_script_is_completed_in_one_place_each() {
        let build = json!({ "version": "1" });
        let script = "(()=>{\n\"use strict\";\nconst BUILD=\"the build\";\n})();";
        assert_eq!(
            completed(script, "let module;", &build).as_deref(),
            Some("(()=>{\n\"use strict\";\nlet module;\nconst BUILD={\"version\":\"1\"};\n})();")
        );
        assert_eq!(completed("\"use strict\";", "", &build), None);
    }

    #[test]
    fn another_byte_is_another_version() {
        let folder = std::env::temp_dir().join(format!("touchbase-worker-{}", std::process::id()));
        let version = |content: &str| {
            files::remove_folder(&folder).unwrap();
            fs::create_dir_all(&folder).unwrap();
            fs::write(folder.join("a.js"), content).unwrap();
            let build = build_of(&folder).unwrap();
            build["version"].as_str().unwrap().to_owned()
        };
        assert_ne!(version("1"), version("2"));
        assert_eq!(version("1"), version("1"));
        files::remove_folder(&folder).unwrap();
    }
}
