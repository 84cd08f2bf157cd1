//! Writes what only the library knows into the package: the JSON Schemas of the host's document,
//! of a referral and of instruments, the sentences that mend faults, the texts that JavaScript
//! shows without the wasm, and the lines of every further language.
//!
//! `generate <package folder> [--pseudo]`, or `generate --docs <folder>` for the reference of the
//! configuration, `configuration.md`. With `--pseudo` two test languages are added, `en-XA`
//! (accented and longer) and `ar-XB` (right to left), which show texts that are not translated and
//! layouts that do not stretch or turn.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fmt, fs, io};

use touchbase::config::{Code, mend, reference, schema};
use touchbase::instrument::{self, PREFIX, Reason};
use touchbase::jose::KeyFault;
use touchbase::referral;
use touchbase::text::english::{ARGUMENTS, ENGLISH, KEYS};
use touchbase::value::Value;

fn main() -> ExitCode {
    let mut package = None;
    let mut pseudo = false;
    let mut docs = false;
    for argument in env::args_os().skip(1) {
        if argument == "--pseudo" {
            pseudo = true;
        } else if argument == "--docs" {
            docs = true;
        } else if package.is_none() {
            package = Some(PathBuf::from(argument));
        } else {
            package = None;
            break;
        }
    }
    let Some(package) = package else {
        eprintln!("usage: generate <package folder> [--pseudo] | --docs <folder>");
        return ExitCode::from(2);
    };
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("www/locales");
    let done = if docs {
        write(&package.join("configuration.md"), &reference::reference())
    } else {
        generate(&package, &sources, pseudo)
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("generate: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Writes everything into `package`. `sources` is the folder of the languages' files, one
/// `<language>.json` each, an object from key to text; it need not exist.
pub(crate) fn generate(package: &Path, sources: &Path, pseudo: bool) -> Result<(), Error> {
    write_json(
        &package.join("schemas/touchbase.schema.json"),
        &schema::schema(),
    )?;
    write_json(
        &package.join("schemas/referral.schema.json"),
        &referral::schema::schema(),
    )?;
    write_json(
        &package.join("schemas/instrument.schema.json"),
        &instrument::schema::schema(),
    )?;
    write_json(&package.join("mend.en.json"), &mending_sentences())?;

    let mut languages = vec![(
        "en".to_owned(),
        ENGLISH.iter().map(|line| (*line).to_owned()).collect(),
    )];
    languages.extend(translations(sources)?);
    if pseudo {
        languages.push(("en-XA".to_owned(), every_line(accented)));
        languages.push(("ar-XB".to_owned(), every_line(mirrored)));
    }

    fill(&package.join("touch-base.js"), LOADER_KEYS, &languages)?;
    fill(&package.join("lite.js"), LITE_KEYS, &languages)?;
    // English is in the wasm.
    for (language, lines) in &languages[1..] {
        let lines = lines.iter().map(|line| line.as_str().into()).collect();
        let path = package.join("locales").join(format!("{language}.json"));
        write_json(&path, &Value::Array(lines))?;
    }
    Ok(())
}

/// What the element shows while it loads.
pub(crate) const LOADER_KEYS: &[&str] = &["frame.loading", "frame.local-emergency", "frame.region"];

/// What the page without WebAssembly shows.
pub(crate) const LITE_KEYS: &[&str] = &[
    "crisis.strip",
    "unavailable.title",
    "unavailable.no-wasm",
    "unavailable.retry",
    "route.call",
    "route.call-ext",
    "route.text",
    "route.text-keyword",
    "route.pager",
    "route.voicemail",
    "route.on-site",
];

/// The line that stands in the sources where the texts go.
pub(crate) const PLACE: &str = "const TEXTS = {}; // filled in by the build";

/// A language and its lines in the order of the catalogue.
type Language = (String, Vec<String>);

fn mending_sentences() -> Value {
    let sentences = Code::ALL
        .iter()
        .map(|code| (code.as_str().to_owned(), mend::mend(*code).into()));
    let of_keys = KeyFault::ALL
        .iter()
        .map(|fault| (fault.as_str().to_owned(), fault.mend().into()))
        // This one the walker knows, too.
        .filter(|(code, _)| *code != KeyFault::Unsupported.as_str());
    // The same word may ask for something else of an instrument, so theirs have a name before them.
    let of_instruments = Reason::all().map(|reason| {
        let key = format!("{PREFIX}{}", reason.as_str());
        (key, instrument::mend::mend(reason).into())
    });
    Value::Object(sentences.chain(of_keys).chain(of_instruments).collect())
}

/// Puts the texts of `keys` into the script at `path`. A package without the script is left as it
/// is: the glue check of the build says what a package must hold.
fn fill(path: &Path, keys: &[&'static str], languages: &[Language]) -> Result<(), Error> {
    let script = match fs::read_to_string(path) {
        Ok(script) => script,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(Error::Io(path.to_owned(), error)),
    };
    let Some((before, after)) = script.split_once(PLACE) else {
        return Err(Error::NoPlace(path.to_owned()));
    };
    let mut texts = Vec::new();
    for (language, lines) in languages {
        let mut chosen = Vec::new();
        for key in keys {
            let Some(position) = KEYS.iter().position(|k| k == key) else {
                return Err(Error::KeyGone(key));
            };
            chosen.push(((*key).to_owned(), lines[position].as_str().into()));
        }
        texts.push((language.clone(), Value::Object(chosen)));
    }
    let texts = Value::Object(texts).to_json();
    write(path, &format!("{before}const TEXTS = {texts};{after}"))
}

/// The languages of the folder, each checked against the catalogue.
fn translations(sources: &Path) -> Result<Vec<Language>, Error> {
    let entries = match fs::read_dir(sources) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(Error::Io(sources.to_owned(), error)),
    };
    let mut languages = Vec::new();
    for entry in entries {
        let path = entry
            .map_err(|error| Error::Io(sources.to_owned(), error))?
            .path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let Some(language) = path.file_stem().and_then(|stem| stem.to_str()) else {
            continue;
        };
        let text = fs::read_to_string(&path).map_err(|error| Error::Io(path.clone(), error))?;
        let value = serde_json::from_str(&text)
            .map_err(|error| Error::Language(path.clone(), vec![error.to_string()]))?;
        let lines =
            in_catalogue_order(&value).map_err(|wrong| Error::Language(path.clone(), wrong))?;
        languages.push((language.to_owned(), lines));
    }
    // A folder is listed in any order; the package must not depend on it.
    languages.sort();
    Ok(languages)
}

/// A language's texts in the order of the catalogue, or everything that is wrong with them.
fn in_catalogue_order(language: &Value) -> Result<Vec<String>, Vec<String>> {
    let mut wrong = Vec::new();
    let mut seen = HashSet::new();
    for (key, _) in language.members() {
        if !KEYS.contains(&key.as_str()) {
            wrong.push(format!("{key}: no such key in the catalogue"));
        }
        if !seen.insert(key) {
            wrong.push(format!("{key}: given twice"));
        }
    }
    let mut lines = Vec::with_capacity(KEYS.len());
    for (key, arguments) in KEYS.iter().zip(ARGUMENTS) {
        let Some(line) = language.get(key).and_then(Value::as_str) else {
            wrong.push(format!("{key}: no text"));
            continue;
        };
        if line.trim().is_empty() {
            wrong.push(format!("{key}: an empty text"));
        }
        let given: HashSet<&str> = parts(line)
            .filter_map(|part| match part {
                Part::Placeholder(name) => Some(name),
                Part::Words(_) => None,
            })
            .collect();
        let expected: HashSet<&str> = arguments.iter().copied().collect();
        if given != expected {
            wrong.push(format!("{key}: the placeholders are not the catalogue's"));
        }
        lines.push(line.to_owned());
    }
    if wrong.is_empty() {
        Ok(lines)
    } else {
        Err(wrong)
    }
}

fn every_line(change: fn(&str) -> String) -> Vec<String> {
    ENGLISH.iter().map(|line| change(line)).collect()
}

/// A line with accents, in brackets, and at least 35 % longer: German and French take about as
/// much more room than English.
fn accented(line: &str) -> String {
    let mut out = String::from("[");
    let mut letters = 0;
    for part in parts(line) {
        match part {
            Part::Placeholder(name) => {
                out.push('{');
                out.push_str(name);
                out.push('}');
            }
            Part::Words(words) => {
                letters += words.chars().count();
                out.extend(words.chars().map(accent));
            }
        }
    }
    out.push(' ');
    let padding = (letters * 35).div_ceil(100);
    // Broken into words, as a real language would be, so that lines can wrap.
    out.extend((1..=padding).map(|i| if i % 8 == 0 && i < padding { ' ' } else { '~' }));
    out.push(']');
    out
}

fn accent(c: char) -> char {
    const PLAIN: &str = "aceinouyACEINOUY";
    const ACCENTED: &str = "áçéíñóúýÁÇÉÍÑÓÚÝ";
    let position = PLAIN.chars().position(|plain| plain == c);
    position
        .and_then(|position| ACCENTED.chars().nth(position))
        .unwrap_or(c)
}

/// A line whose words run from right to left. What fills a placeholder keeps its own direction.
fn mirrored(line: &str) -> String {
    const RIGHT_TO_LEFT_OVERRIDE: char = '\u{202e}';
    const POP: char = '\u{202c}';
    let mut out = String::new();
    for part in parts(line) {
        match part {
            Part::Placeholder(name) => {
                out.push('{');
                out.push_str(name);
                out.push('}');
            }
            Part::Words(words) => {
                out.push(RIGHT_TO_LEFT_OVERRIDE);
                out.push_str(words);
                out.push(POP);
            }
        }
    }
    out
}

/// A stretch of a line.
pub(crate) enum Part<'a> {
    /// Plain text.
    Words(&'a str),
    /// The name of a placeholder.
    Placeholder(&'a str),
}

/// The stretches of a line, by the rule that [`touchbase::text::Texts::say`] fills it by.
pub(crate) fn parts(line: &str) -> impl Iterator<Item = Part<'_>> {
    let mut rest = line;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        if let Some((name, after)) = rest.strip_prefix('{').and_then(|rest| rest.split_once('}')) {
            rest = after;
            return Some(Part::Placeholder(name));
        }
        let first = rest.chars().next().map_or(0, char::len_utf8);
        let end = rest[first..]
            .find('{')
            .map_or(rest.len(), |found| found + first);
        let (words, after) = rest.split_at(end);
        rest = after;
        Some(Part::Words(words))
    })
}

fn write_json(path: &Path, value: &Value) -> Result<(), Error> {
    let mut text = serde_json::to_string_pretty(value)
        .map_err(|error| Error::Io(path.to_owned(), error.into()))?;
    text.push('\n');
    write(path, &text)
}

fn write(path: &Path, text: &str) -> Result<(), Error> {
    let done = match path.parent() {
        Some(folder) => fs::create_dir_all(folder).and_then(|()| fs::write(path, text)),
        None => fs::write(path, text),
    };
    done.map_err(|error| Error::Io(path.to_owned(), error))
}

/// Why the package could not be written.
#[derive(Debug)]
pub(crate) enum Error {
    /// A file could not be read or written.
    Io(PathBuf, io::Error),
    /// A script has no place for its texts.
    NoPlace(PathBuf),
    /// A key that a script needs is no longer in the catalogue.
    KeyGone(&'static str),
    /// A language's file does not fit the catalogue.
    Language(PathBuf, Vec<String>),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(path, error) => write!(f, "{}: {error}", path.display()),
            Self::NoPlace(path) => {
                write!(f, "{}: the line `{PLACE}` is missing", path.display())
            }
            Self::KeyGone(key) => write!(f, "the catalogue has no key {key}"),
            Self::Language(path, wrong) => {
                write!(f, "{}:", path.display())?;
                wrong.iter().try_for_each(|line| write!(f, "\n  {line}"))
            }
        }
    }
}
