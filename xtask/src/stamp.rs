//! Whether `pkg/` is what the sources would give.
//!
//! The stamp is a hash of the contents: a checkout of another branch or a clone changes times
//! without changing a byte, and the other way round.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::path::Path;
use std::process::Command;

use crate::error::Error;
use crate::workspace::Workspace;
use crate::{files, process};

/// What `pkg/` is made of; one that is missing counts as empty.
const SOURCES: [&str; 12] = [
    ".cargo/config.toml",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    crate::package::CONTRACT,
    "examples/generate.rs",
    "src",
    "wasm",
    "www",
    "xtask/src",
];

/// Not published and not served under a name anyone asks for.
const FILE: &str = ".stamp";

/// The stamp of the sources as they are and of the compiler.
pub(crate) fn of_sources(workspace: &Workspace) -> Result<String, Error> {
    let mut hasher = DefaultHasher::new();
    process::output_of(
        Command::new("rustc")
            .current_dir(workspace.root())
            .arg("-vV"),
    )
    .hash(&mut hasher);
    for source in SOURCES {
        hash_path(&workspace.root().join(source), &mut hasher)?;
    }
    Ok(format!("{:016x}", hasher.finish()))
}

/// Whether the folder was made from sources with this stamp.
pub(crate) fn is_fresh(pkg: &Path, stamp: &str) -> Result<bool, Error> {
    let file = pkg.join(FILE);
    match fs::read_to_string(&file) {
        Ok(found) => Ok(found == stamp),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(Error::io(&file)(error)),
    }
}

/// Marks a folder as made from sources with this stamp.
pub(crate) fn write(pkg: &Path, stamp: &str) -> Result<(), Error> {
    let file = pkg.join(FILE);
    fs::write(&file, stamp).map_err(Error::io(&file))
}

/// Names and contents go in with their lengths, so that moving a byte from one to the next
/// changes the hash.
fn hash_path(path: &Path, hasher: &mut impl Hasher) -> Result<(), Error> {
    if path.is_dir() {
        for relative in files::files_below(path)? {
            relative.hash(hasher);
            hash_file(&path.join(relative), hasher)?;
        }
        return Ok(());
    }
    if path.is_file() {
        return hash_file(path, hasher);
    }
    hasher.write_u8(0);
    Ok(())
}

fn hash_file(path: &Path, hasher: &mut impl Hasher) -> Result<(), Error> {
    fs::read(path).map_err(Error::io(path))?.hash(hasher);
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::env;
    use std::path::PathBuf;

    use super::*;

    fn hash_of(path: &Path) -> u64 {
        let mut hasher = DefaultHasher::new();
        hash_path(path, &mut hasher).unwrap();
        hasher.finish()
    }

    fn folder(name: &str) -> PathBuf {
        let folder = env::temp_dir().join(format!("touchbase-{name}-{}", std::process::id()));
        files::remove_folder(&folder).unwrap();
        fs::create_dir_all(folder.join("below")).unwrap();
        folder
    }

    #[test]
    fn content_and_names_count_and_times_do_not() {
        let folder = folder("stamp");
        fs::write(folder.join("below/a"), "one").unwrap();
        let first = hash_of(&folder);

        fs::write(folder.join("below/a"), "one").unwrap();
        assert_eq!(hash_of(&folder), first);
        fs::write(folder.join("below/a"), "two").unwrap();
        assert_ne!(hash_of(&folder), first);
        fs::remove_file(folder.join("below/a")).unwrap();
        fs::write(folder.join("below/b"), "one").unwrap();
        assert_ne!(hash_of(&folder), first);

        files::remove_folder(&folder).unwrap();
    }

    #[test]
    fn a_folder_without_a_stamp_is_stale() {
        let folder = folder("fresh");
        assert!(!is_fresh(&folder, "abc").unwrap());
        write(&folder, "abc").unwrap();
        assert!(is_fresh(&folder, "abc").unwrap());
        assert!(!is_fresh(&folder, "abd").unwrap());
        files::remove_folder(&folder).unwrap();
    }
}
