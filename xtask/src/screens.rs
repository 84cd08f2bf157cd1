//! `cargo xtask screens`: a picture of every screen.

use std::path::Path;

use crate::e2e::EndToEnd;
use crate::error::Error;
use crate::system::{self, Engine};
use crate::workspace::Workspace;
use crate::{build, files, process, test};

/// The end-to-end case that walks through all screens.
const CASE: &str = "screens";

/// Writes the pictures and says how many there are.
pub(crate) fn command(workspace: &Workspace, args: &[String]) -> Result<(), Error> {
    let engine = match args {
        [] => Engine::Chromium,
        [option, name] if option == "--engine" => test::engine(Some(name))?,
        _ => {
            return Err(Error::Usage(
                "screens takes --engine and nothing else".into(),
            ));
        }
    };
    system::install(engine.needs());
    let missing = system::what_is_missing(engine.needs());
    if !missing.is_empty() {
        return Err(Error::Check(missing));
    }
    build::build(workspace, false)?;
    let suite = EndToEnd::build(workspace)?;

    let folder = workspace.target().join("screens");
    // A picture of a screen that is no longer there would be taken for one that is.
    files::remove_folder(&folder)?;
    std::fs::create_dir_all(&folder).map_err(Error::io(&folder))?;
    process::run(
        suite
            .command(workspace, engine)?
            .arg(CASE)
            .env("TB_SCREENS", &folder),
    )?;
    let pictures = files::files_below(&folder)?
        .iter()
        .filter(|file| is_picture(file))
        .count();
    if pictures == 0 {
        return Err(Error::Check("no picture was written".into()));
    }
    println!("{pictures} pictures in {}", folder.display());
    Ok(())
}

fn is_picture(file: &Path) -> bool {
    file.extension().is_some_and(|extension| extension == "png")
}
