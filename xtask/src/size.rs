//! `cargo xtask size`: what is fetched up to the first question, against the budget.

use std::fs;
use std::path::Path;

use crate::error::Error;
use crate::workspace::Workspace;
use crate::{build, compress};

/// Every request up to the first question, as files of `pkg/`. The end-to-end tests hold this
/// list against what a browser fetches. The configuration is that of the example hospital, which
/// the portal serves; English is part of the module, so no locale is fetched.
const FIRST_QUESTION: [&str; 4] = [
    "touchbase.js",
    "touchbase.css",
    "core_bg.wasm",
    CONFIGURATION,
];

/// The configuration that is counted; the portal serves it under another name.
const CONFIGURATION: &str = "programs/example-hospital.json";

/// What is fetched later and only where it is needed: for a request, for an instrument of the
/// host's own, by a service worker of the host's. It counts for nothing here and is printed to be known.
const ON_DEMAND: [&str; 7] = [
    "core_request.wasm",
    "outbox.js",
    "outbox_bg.wasm",
    "instrument.js",
    "instrument_bg.wasm",
    "touchbase-sw.js",
    "worker_bg.wasm",
];

/// The names under which a browser fetches what is counted.
pub(crate) fn fetched() -> [&'static str; FIRST_QUESTION.len()] {
    FIRST_QUESTION.map(|name| match name {
        CONFIGURATION => "touchbase.json",
        name => name,
    })
}

/// Bytes in brotli at quality 11, above which the build fails.
const CEILING: usize = 120_000;
/// Bytes in brotli at quality 11, worth striving for.
const GOAL: usize = 90_000;
/// Requests above which the build fails.
const MOST_REQUESTS: usize = 7;

const _: () = assert!(FIRST_QUESTION.len() <= MOST_REQUESTS);

/// Builds where needed, prints the table and fails above the ceiling.
pub(crate) fn command(workspace: &Workspace, args: &[String]) -> Result<(), Error> {
    if !args.is_empty() {
        return Err(Error::Usage("size takes no arguments".into()));
    }
    build::build(workspace, false)?;
    check(workspace)
}

/// Prints the table for `pkg/` as it is and fails above the ceiling.
pub(crate) fn check(workspace: &Workspace) -> Result<(), Error> {
    let pkg = workspace.pkg();
    let measure = |names: &[&str]| {
        let rows = names.iter().map(|name| Row::measure(&pkg, name));
        rows.collect::<Result<Vec<_>, _>>()
    };
    let rows = measure(&FIRST_QUESTION)?;
    print!("{}", table(&rows));
    print!("{}", on_demand(&measure(&ON_DEMAND)?));
    let brotli: usize = rows.iter().map(|row| row.brotli).sum();
    if brotli > CEILING {
        return Err(Error::Check(format!(
            "{brotli} bytes to the first question are above the ceiling of {CEILING}"
        )));
    }
    Ok(())
}

struct Row {
    name: String,
    raw: usize,
    gzip: usize,
    brotli: usize,
}

impl Row {
    fn measure(pkg: &Path, name: &str) -> Result<Self, Error> {
        let file = pkg.join(name);
        let bytes = fs::read(&file).map_err(Error::io(&file))?;
        Ok(Self {
            name: name.to_owned(),
            raw: bytes.len(),
            gzip: compress::gzip(&bytes).map_err(Error::io(&file))?.len(),
            brotli: compress::brotli(&bytes).map_err(Error::io(&file))?.len(),
        })
    }
}

fn on_demand(rows: &[Row]) -> String {
    let width = rows.iter().map(|row| row.name.len()).max().unwrap_or(0);
    let mut text = String::from("on demand, not counted\n");
    for row in rows {
        text += &format!(
            "{:width$} {:>9} {:>9} {:>9}\n",
            row.name, row.raw, row.gzip, row.brotli
        );
    }
    text
}

fn table(rows: &[Row]) -> String {
    let width = rows.iter().map(|row| row.name.len()).max().unwrap_or(0);
    let mut text = format!(
        "{:width$} {:>9} {:>9} {:>9}\n",
        "bytes to the first question", "raw", "gzip", "brotli"
    );
    let sum = Row {
        name: format!("sum of {} requests (at most {MOST_REQUESTS})", rows.len()),
        raw: rows.iter().map(|row| row.raw).sum(),
        gzip: rows.iter().map(|row| row.gzip).sum(),
        brotli: rows.iter().map(|row| row.brotli).sum(),
    };
    for row in rows.iter().chain([&sum]) {
        text += &format!(
            "{:width$} {:>9} {:>9} {:>9}\n",
            row.name, row.raw, row.gzip, row.brotli
        );
    }
    let verdict = if sum.brotli <= GOAL {
        "within the goal"
    } else if sum.brotli <= CEILING {
        "within the ceiling, above the goal"
    } else {
        "above the ceiling"
    };
    text += &format!("ceiling {CEILING}, goal {GOAL}: {verdict}\n");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(brotli: usize) -> Row {
        Row {
            name: "a.js".into(),
            raw: 3 * brotli,
            gzip: 2 * brotli,
            brotli,
        }
    }

    #[test]
    fn the_table_adds_up() {
        let text = table(&[row(30_000), row(40_000)]);
        let sum = text.lines().nth(3).unwrap();
        assert!(sum.ends_with("   210000    140000     70000"), "{sum}");
        assert!(text.ends_with("within the goal\n"), "{text}");
    }

    #[test]
    fn what_is_fetched_on_demand_is_listed_and_not_summed() {
        let text = on_demand(&[row(30_000), row(40_000)]);
        assert_eq!(text.lines().count(), 3, "{text}");
        assert!(text.ends_with("    80000     40000\n"), "{text}");
        let counted = |name: &&str| FIRST_QUESTION.contains(name);
        assert!(!ON_DEMAND.iter().any(counted));
    }

    #[test]
    fn the_verdict_turns_above_each_limit() {
        assert!(table(&[row(GOAL)]).contains("within the goal"));
        assert!(table(&[row(GOAL + 1)]).contains("above the goal"));
        assert!(table(&[row(CEILING)]).contains("within the ceiling"));
        assert!(table(&[row(CEILING + 1)]).contains("above the ceiling\n"));
    }
}
