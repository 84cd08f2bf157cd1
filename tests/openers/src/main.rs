//! Holds every opener of `examples/openers` against the known answers, Wycheproof's vectors and
//! changed tokens.
//!
//! `touchbase-openers [FILTER]…` runs the cases whose `opener/case` holds a filter;
//! `touchbase-openers --write` makes `known-answers.json` anew. It reads `TB_TOOLS`, the folder
//! that `cargo xtask test` installs the libraries in. With `CI` set a missing opener is a failure;
//! elsewhere it is named and skipped.
// A command line tool's standard output is its product.
#![allow(clippy::print_stdout)]

use std::env;
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Mutex;
use std::thread;
use std::time::Instant;

use serde_json::{Value, json};
use touchbase_openers::{
    Fault, Opened, Opener, agreements, changed, known_answers, known_answers_file, openers, usual,
};

fn main() -> ExitCode {
    let words: Vec<String> = env::args().skip(1).collect();
    if words == ["--write"] {
        return write();
    }
    let Ok(scratch) = tempfile::tempdir() else {
        println!("no folder for temporary files");
        return ExitCode::FAILURE;
    };
    let strict = env::var_os("CI").is_some();
    let count = Mutex::new(Count::default());
    let Some(work) = Work::gather() else {
        println!("known-answers.json cannot be read");
        return ExitCode::FAILURE;
    };
    let queue = Mutex::new(openers(&tools(), scratch.path()).into_iter());
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                while let Some((name, opener)) = locked(&queue).next() {
                    let done = examine(name, opener, &work, &words, strict);
                    locked(&count).add(&done);
                }
            });
        }
    });
    let count = count.into_inner().unwrap_or_default();
    println!(
        "{} passed, {} failed, {} skipped",
        count.passed, count.failed, count.skipped
    );
    ExitCode::from(u8::from(count.failed > 0 || count.passed == 0))
}

/// One batch of tokens for every opener.
struct Case {
    name: String,
    keys: Value,
    tokens: Vec<Token>,
}

struct Token {
    /// What it is, for whoever reads of a failure.
    name: String,
    text: String,
    expected: Expected,
}

/// What has to become of a token.
#[derive(Clone)]
enum Expected {
    Record(Value),
    Refused(String),
    /// With whichever code.
    RefusedSomehow,
}

struct Work {
    cases: Vec<Case>,
}

impl Work {
    /// `None` where the file of known answers cannot be read.
    fn gather() -> Option<Self> {
        let file = fs::read_to_string(known_answers_file()).ok()?;
        let file: Value = serde_json::from_str(&file).ok()?;
        let known = known(&file)?;
        // The shorter of RSA's tokens: each try costs a private operation.
        let whole = ["ECDH-ES, a usual record", "RSA-OAEP-256, not padded"];
        let whole = known
            .tokens
            .iter()
            .filter(|token| whole.contains(&&*token.name));
        let changed: Vec<Case> = whole.map(|token| one_changed(&file, token)).collect();
        let mut cases = vec![known, vectors()];
        cases.extend(changed);
        Some(Self { cases })
    }
}

fn known(file: &Value) -> Option<Case> {
    let text = |entry: &Value, member: &str| Some(entry[member].as_str()?.to_owned());
    let mut tokens = Vec::new();
    for opened in file["opens"].as_array()? {
        tokens.push(Token {
            name: text(opened, "name")?,
            text: text(opened, "token")?,
            expected: Expected::Record(opened["record"].clone()),
        });
    }
    for refused in file["refused"].as_array()? {
        tokens.push(Token {
            name: text(refused, "name")?,
            text: text(refused, "token")?,
            expected: Expected::Refused(text(refused, "code")?),
        });
    }
    Some(Case {
        name: "known-answers".into(),
        keys: file.clone(),
        tokens,
    })
}

/// Each vector is a key of its own; the record is that of the known answers.
fn vectors() -> Case {
    let vectors = agreements();
    let keys: Vec<&Value> = vectors.iter().map(|vector| &vector.private).collect();
    let keys = json!({"keys": keys});
    let valid = Expected::Record(usual());
    let tokens = vectors.into_iter().map(|vector| Token {
        name: vector.private["kid"].to_string(),
        text: vector.token,
        expected: match vector.valid {
            true => valid.clone(),
            false => Expected::Refused("not-authentic".into()),
        },
    });
    Case {
        name: "wycheproof-ecdh".into(),
        keys,
        tokens: tokens.collect(),
    }
}

/// The token itself stands at the end: that it opens shows that the others could have.
fn one_changed(keys: &Value, token: &Token) -> Case {
    let mut tokens: Vec<Token> = (0..)
        .zip(changed(&token.text))
        .map(|(place, text)| Token {
            name: format!("changed at {place}"),
            text,
            expected: Expected::RefusedSomehow,
        })
        .collect();
    tokens.push(Token {
        name: "unchanged".into(),
        text: token.text.clone(),
        expected: token.expected.clone(),
    });
    Case {
        name: format!(
            "one-changed-character-{}",
            token.name.replace(", ", "-").replace(' ', "-")
        ),
        keys: keys.clone(),
        tokens,
    }
}

fn examine(
    name: &str,
    opener: Result<Opener, Fault>,
    work: &Work,
    filters: &[String],
    strict: bool,
) -> Count {
    let mut count = Count::default();
    for case in &work.cases {
        let id = format!("{}/{}", name.replace(", ", "-"), case.name);
        if !filters.is_empty() && !filters.iter().any(|filter| id.contains(filter.as_str())) {
            continue;
        }
        let started = Instant::now();
        let opener = match &opener {
            Ok(opener) => opener,
            Err(Fault::Missing(what)) if !strict => {
                println!("skip  {id}: {what}");
                count.skipped += 1;
                continue;
            }
            Err(fault) => {
                println!("FAIL  {id}: {fault}");
                count.failed += 1;
                continue;
            }
        };
        let texts: Vec<String> = case.tokens.iter().map(|token| token.text.clone()).collect();
        let wrong = match opener.run(&case.keys, &texts) {
            Ok(opened) => wrong(&case.tokens, &opened),
            Err(fault) => vec![fault.to_string()],
        };
        let seconds = started.elapsed().as_secs_f32();
        if wrong.is_empty() {
            println!("ok    {id} ({} tokens, {seconds:.1} s)", case.tokens.len());
            count.passed += 1;
            continue;
        }
        println!("FAIL  {id} ({seconds:.1} s), {} tokens", wrong.len());
        for line in wrong.iter().take(20) {
            println!("      {line}");
        }
        count.failed += 1;
    }
    count
}

/// A line for each token that became something else.
fn wrong(tokens: &[Token], opened: &[Opened]) -> Vec<String> {
    let became = |token: &Token, opened: &Opened| {
        let as_it_should = match (&token.expected, opened) {
            (Expected::Record(expected), Ok(record)) => expected == record,
            (Expected::Refused(expected), Err(code)) => expected == code,
            (Expected::RefusedSomehow, Err(_)) => true,
            _ => false,
        };
        let became = opened.as_ref().map_or_else(String::as_str, |_| "opened");
        (!as_it_should).then(|| format!("{}: {became}", token.name))
    };
    let pairs = tokens.iter().zip(opened);
    pairs
        .filter_map(|(token, opened)| became(token, opened))
        .collect()
}

#[derive(Default)]
struct Count {
    passed: usize,
    failed: usize,
    skipped: usize,
}

impl Count {
    fn add(&mut self, other: &Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

fn write() -> ExitCode {
    let file = known_answers_file();
    let text = format!("{:#}\n", known_answers());
    match fs::write(&file, text) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("{}: {error}", file.display());
            ExitCode::FAILURE
        }
    }
}

/// `TB_TOOLS`, else the folder below cargo's home.
fn tools() -> PathBuf {
    if let Some(tools) = env::var_os("TB_TOOLS") {
        return tools.into();
    }
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| env::home_dir().map(|home| home.join(".cargo")));
    home.unwrap_or_default().join("touchbase-tools")
}

/// What is locked here is whole at any moment, so a thread that panicked left no harm.
fn locked<T>(what: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    what.lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_opens_and_should_not_is_found() {
        let record = json!({"name": "Ada"});
        let refused: Opened = Err("malformed".into());
        for (expected, opened, fine) in [
            (Expected::Record(record.clone()), Ok(record.clone()), true),
            (Expected::Record(record.clone()), Ok(json!({})), false),
            (Expected::Record(record.clone()), refused.clone(), false),
            (Expected::Refused("malformed".into()), refused.clone(), true),
            (
                Expected::Refused("algorithm".into()),
                refused.clone(),
                false,
            ),
            (
                Expected::Refused("malformed".into()),
                Ok(record.clone()),
                false,
            ),
            (Expected::RefusedSomehow, refused.clone(), true),
            (Expected::RefusedSomehow, Ok(record.clone()), false),
        ] {
            let token = Token {
                name: "one".into(),
                text: String::new(),
                expected,
            };
            assert_eq!(wrong(&[token], &[opened]).is_empty(), fine);
        }
    }
}
