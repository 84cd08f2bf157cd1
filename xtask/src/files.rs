//! Folders of files.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::error::Error;

/// Moves a folder into the place of another.
pub(crate) fn replace(from: &Path, to: &Path) -> Result<(), Error> {
    remove_folder(to)?;
    match fs::rename(from, to) {
        // The target folder may be on a disk of its own.
        Err(error) if error.kind() == io::ErrorKind::CrossesDevices => {
            copy_folder(from, to)?;
            remove_folder(from)
        }
        other => other.map_err(Error::io(to)),
    }
}

/// Copies a folder with all below it, but for names that begin with a dot.
pub(crate) fn copy_folder(from: &Path, to: &Path) -> Result<(), Error> {
    for relative in files_below(from)? {
        copy_file(&from.join(&relative), &to.join(&relative))?;
    }
    Ok(())
}

/// Copies one file and makes the folder it goes to.
pub(crate) fn copy_file(from: &Path, to: &Path) -> Result<(), Error> {
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder).map_err(Error::io(folder))?;
    }
    fs::copy(from, to).map_err(Error::io(from))?;
    Ok(())
}

/// Whether a file is there with the same bytes as the one that is expected.
pub(crate) fn is_same(expected: &Path, found: &Path) -> Result<bool, Error> {
    let expected = fs::read(expected).map_err(Error::io(expected))?;
    Ok(fs::read(found).is_ok_and(|found| found == expected))
}

/// The files in a folder and below, as paths relative to it, in order; names that begin with a
/// dot are left out.
pub(crate) fn files_below(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let mut found = Vec::new();
    let mut open = vec![PathBuf::new()];
    while let Some(relative) = open.pop() {
        let here = folder.join(&relative);
        for entry in fs::read_dir(&here).map_err(Error::io(&here))? {
            let entry = entry.map_err(Error::io(&here))?;
            let name = entry.file_name();
            if name.to_string_lossy().starts_with('.') {
                continue;
            }
            let path = relative.join(name);
            if entry.path().is_dir() {
                open.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Removes a folder with all below it, if it is there.
pub(crate) fn remove_folder(folder: &Path) -> Result<(), Error> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Error::io(folder)(error)),
        _ => Ok(()),
    }
}
