//! What the last long run found of each end-to-end case: the file that the cases write.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// The file: a case, and in it an engine.
pub(crate) const FOUND: &str = "tests/reliability/found.json";

/// The engines, as the page and as the file call them.
pub(crate) const ENGINES: [(&str, &str); 3] = [
    ("Chromium", "chromium"),
    ("Firefox", "firefox"),
    ("WebKit", "webkit"),
];

/// How a case went in an engine.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fate {
    Held,
    /// In a run that CI makes, which is shorter for a few cases and the same for the others.
    HeldInShort,
    NotRun,
    Failed,
    Skipped(String),
}

impl Fate {
    /// In the page's words.
    pub(crate) fn words(&self) -> String {
        match self {
            Self::Held | Self::HeldInShort => "held".to_owned(),
            Self::NotRun => "not run in the last long run".to_owned(),
            Self::Failed => "failed in the last long run".to_owned(),
            Self::Skipped(why) => format!("skipped in the last long run ({why})"),
        }
    }
}

/// How `case` went in `engine`, by the page's name of it. What did not pass in another run than the
/// long one counts as not run.
pub(crate) fn fate(found: &Value, case: &str, engine: &str) -> Fate {
    let row = row(found, case, engine);
    match row["result"].as_str() {
        Some("passed") if row["long"] != true => Fate::HeldInShort,
        _ if row["long"] != true => Fate::NotRun,
        Some("passed") => Fate::Held,
        Some("skipped") => Fate::Skipped(row["why"].as_str().unwrap_or_default().to_owned()),
        _ => Fate::Failed,
    }
}

/// What of these cases ran, when, and what they counted.
pub(crate) fn figures(found: &Value, cases: &[String]) -> String {
    let mut out = format!("{}\n", runs(found, cases));
    let mut rows = String::new();
    for case in found
        .as_object()
        .into_iter()
        .flatten()
        .map(|(case, _)| case)
    {
        for (engine, _) in ENGINES {
            let notes = row(found, case, engine)["notes"].as_array();
            let notes: Vec<&str> = notes
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
                .collect();
            let held = matches!(fate(found, case, engine), Fate::Held | Fate::HeldInShort);
            if held && !notes.is_empty() {
                rows += &format!("| `{case}` | {engine} | {} |\n", notes.join("; "));
            }
        }
    }
    if !rows.is_empty() {
        out += &format!("\n| Case | Engine | Counted |\n| --- | --- | --- |\n{rows}");
    }
    out
}

/// One line for what ran in each version of each engine.
fn runs(found: &Value, cases: &[String]) -> String {
    let mut runs: BTreeMap<(String, &str), (usize, BTreeSet<&str>)> = BTreeMap::new();
    for case in cases {
        for (engine, _) in ENGINES {
            let length = match fate(found, case, engine) {
                Fate::NotRun => continue,
                Fate::HeldInShort => "as CI runs them, ",
                _ => "",
            };
            let row = row(found, case, engine);
            let version = row["version"].as_str().unwrap_or_default();
            let run = runs
                .entry((format!("{engine} {version}"), length))
                .or_default();
            run.0 += 1;
            run.1.extend(row["date"].as_str());
        }
    }
    if runs.is_empty() {
        return "There was no run yet.".to_owned();
    }
    let lines: Vec<String> = runs
        .iter()
        .map(|((engine, length), (cases, dates))| {
            let dates: Vec<&str> = dates.iter().copied().collect();
            format!(
                "{} ({cases} cases, {length}{})",
                engine.trim_end(),
                dates.join(" and ")
            )
        })
        .collect();
    format!("The last run: {}.", lines.join("; "))
}

fn row<'a>(found: &'a Value, case: &str, engine: &str) -> &'a Value {
    let name = ENGINES.iter().find(|(page, _)| *page == engine);
    name.map_or(&Value::Null, |(_, file)| &found[case][*file])
}
