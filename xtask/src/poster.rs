//! `cargo xtask poster`: a poster and pocket cards with the code of the stand-alone page.

use std::fs;
use std::path::Path;
use std::time::SystemTime;

use touchbase::config;
use touchbase::poster::Poster;
use touchbase::time::{Date, rfc3339_hour};
use touchbase::value::Value;

use crate::error::Error;
use crate::workspace::Workspace;

/// Writes the two pages that the command line asks for.
pub(crate) fn command(workspace: &Workspace, args: &[String]) -> Result<(), Error> {
    let Some((config, rest)) = args.split_first().filter(|(c, _)| !c.starts_with("--")) else {
        return Err(Error::Usage("poster takes a configuration".into()));
    };
    let mut out = workspace.target().join("poster");
    let mut lang = None;
    for pair in rest.chunks(2) {
        match pair {
            [option, value] if option == "--out" => out = value.into(),
            [option, value] if option == "--lang" => lang = Some(value.as_str()),
            _ => return Err(Error::Usage(format!("unknown option: {}", pair[0]))),
        }
    }
    let file = Path::new(config);
    let text = fs::read_to_string(file).map_err(Error::io(file))?;
    let document: Value = serde_json::from_str(&text)
        .map_err(|error| Error::Check(format!("{}: {error}", file.display())))?;
    let lang = lang
        .or_else(|| document.get("language").and_then(Value::as_str))
        .unwrap_or("en");
    write(&document, lang, &out)
}

/// Writes `poster.html` and `cards.html` into the folder and prints where they are.
pub(crate) fn write(document: &Value, lang: &str, out: &Path) -> Result<(), Error> {
    let now = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .map_or(0, |since| since.as_millis() as i64);
    let read = config::read(document, Date::from_millis(now), lang);
    let today = &rfc3339_hour(now)[..DATE];
    let poster = Poster::of(document, &read.config, lang, today)
        .map_err(|refusal| Error::Check(format!("{}: {}", refusal.code(), refusal.mend())))?;
    fs::create_dir_all(out).map_err(Error::io(out))?;
    for (name, page) in [
        ("poster.html", poster.poster_page()),
        ("cards.html", poster.cards_page()),
    ] {
        let file = out.join(name);
        fs::write(&file, page).map_err(Error::io(&file))?;
        println!("{}", file.display());
    }
    Ok(())
}

/// The length of `YYYY-MM-DD`.
const DATE: usize = 10;
