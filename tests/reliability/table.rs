//! The tables of `docs/reliability.md`, made of what is checked and how often it was.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_json::Value;

use super::found::{self, ENGINES, FOUND, Fate};

/// What was counted: a file that a test writes, and in it a name.
pub(crate) type Counts = BTreeMap<String, BTreeMap<String, u64>>;

/// What is checked, and by what.
pub(crate) const ROWS: &str = "tests/reliability/rows.json";
/// How much was, in the run that the page tells of.
pub(crate) const COUNTS: &str = "tests/reliability/counts.json";
/// The page.
pub(crate) const PAGE: &str = "docs/reliability.md";

/// The page with its tables made anew; everything around them stays.
pub(crate) fn page(root: &Path, counts: &Counts) -> Result<String, String> {
    page_of(root, counts, &json(root, FOUND)?)
}

/// The page as it were if the long run had found this.
pub(crate) fn page_of(root: &Path, counts: &Counts, found: &Value) -> Result<String, String> {
    let rows = json(root, ROWS)?;
    let page = read(root, PAGE)?;
    let page = put(
        &page,
        "invariants",
        &invariants(root, &rows["invariants"], counts, found)?,
    )?;
    let page = put(
        &page,
        "receiver",
        &invariants(root, &rows["receiver"], counts, found)?,
    )?;
    let page = put(&page, "long", &long(&rows["long"]))?;
    let page = put(&page, "faults", &faults(root, &rows, found))?;
    put(&page, "figures", &found::figures(found, &cases(root)?))
}

fn json(root: &Path, path: &str) -> Result<Value, String> {
    serde_json::from_str(&read(root, path)?).map_err(|e| format!("{path}: {e}"))
}

fn read(root: &Path, path: &str) -> Result<String, String> {
    fs::read_to_string(root.join(path)).map_err(|e| format!("{path}: {e}"))
}

/// Where a name leads: the end-to-end case of that name with its engines, or `None`.
pub(crate) fn case(root: &Path, name: &str) -> Option<Vec<&'static str>> {
    let folder = fs::read_dir(root.join("tests/e2e/src/cases")).ok()?;
    let line = format!("name: \"{name}\",");
    let text = folder
        .filter_map(|file| fs::read_to_string(file.ok()?.path()).ok())
        .find(|text| text.contains(&line))?;
    let engines = text.split(&line).nth(1)?.split("run:").next()?;
    let all = engines.contains("Engine::ALL");
    Some(
        ENGINES
            .into_iter()
            .map(|(name, _)| name)
            .filter(|name| all || engines.contains(name))
            .collect(),
    )
}

fn invariants(root: &Path, rows: &Value, counts: &Counts, found: &Value) -> Result<String, String> {
    let mut out = "| | What holds | Checked by | Cases |\n| --- | --- | --- | --- |\n".to_owned();
    for row in rows.as_array().into_iter().flatten() {
        let mut cases = Vec::new();
        for count in row["counts"].as_array().into_iter().flatten() {
            let text = |at: usize| count[at].as_str().unwrap_or_default();
            let number = counts
                .get(text(0))
                .and_then(|file| file.get(text(1)))
                .ok_or_else(|| format!("nothing was counted for {count}"))?;
            cases.push(format!("{} {}", grouped(*number), text(2)));
        }
        if let Some(note) = row["note"].as_str() {
            cases.push(note.to_owned());
        }
        let own = names(&row["by"]).filter_map(|name| Some((name, case(root, name)?)));
        let fates = fates(&own.collect::<Vec<_>>(), found);
        cases.extend(fates.into_iter().filter(|fate| !fate.starts_with("held")));
        out += &format!(
            "| {} | {} | {} | {} |\n",
            text(&row["id"]),
            text(&row["says"]),
            by(row),
            cases.join("; ")
        );
    }
    Ok(out)
}

/// What runs in the long run alone.
fn long(rows: &Value) -> String {
    let mut out = "| Case | In the long run alone |\n| --- | --- |\n".to_owned();
    for row in rows.as_array().into_iter().flatten() {
        out += &format!("| `{}` | {} |\n", text(&row["case"]), list(&row["engines"]));
    }
    out
}

fn faults(root: &Path, rows: &Value, found: &Value) -> String {
    let mut out =
        "| | Fault | Engines | How | Result |\n| --- | --- | --- | --- | --- |\n".to_owned();
    for row in rows["faults"].as_array().into_iter().flatten() {
        let mut engines: Vec<&str> = Vec::new();
        let mut cases = Vec::new();
        let mut simulated = false;
        for name in row["by"].as_array().into_iter().flatten().map(text) {
            match case(root, name) {
                Some(own) => {
                    engines.extend(&own);
                    cases.push((name, own));
                }
                None if name.starts_with("src/browser/") => engines.push("Chromium"),
                None => simulated = true,
            }
        }
        engines.sort_unstable();
        engines.dedup();
        let mut result = fates(&cases, found);
        match (engines.is_empty(), simulated) {
            (true, true) => result.push("held, simulated; not in a browser".to_owned()),
            (false, _) if cases.is_empty() => result.push("held".to_owned()),
            _ => {}
        }
        result.extend(not_here(&cases, &rows["not_here"]));
        if let Some(missing) = row["missing"].as_str() {
            result.push(format!("not yet: {missing}"));
        }
        if simulated {
            engines.push("simulated");
        }
        let engines = match engines.is_empty() {
            true => "none".to_owned(),
            false => engines.join(", "),
        };
        out += &format!(
            "| {} | {} | {engines} | {} | {} |\n",
            text(&row["id"]),
            text(&row["says"]),
            by(row),
            result.join("; ")
        );
    }
    out
}

/// How the cases went: one word where all held, else what did not, where.
fn fates(cases: &[(&str, Vec<&str>)], found: &Value) -> Vec<String> {
    let (mut held, mut short) = (0, 0);
    let mut not: BTreeMap<Fate, Vec<String>> = BTreeMap::new();
    for (case, engines) in cases {
        let mut own: BTreeMap<Fate, Vec<&str>> = BTreeMap::new();
        for engine in engines {
            let fate = found::fate(found, case, engine);
            own.entry(fate).or_default().push(engine);
        }
        held += own.remove(&Fate::Held).map_or(0, |engines| engines.len());
        short += own
            .remove(&Fate::HeldInShort)
            .map_or(0, |engines| engines.len());
        for (fate, engines) in own {
            let where_not = format!("`{case}` in {}", engines.join(", "));
            not.entry(fate).or_default().push(where_not);
        }
    }
    let first = match (held + short, not.is_empty()) {
        (0, _) => None,
        (_, true) if short > 0 => Some("held, as CI runs it".to_owned()),
        (_, true) => Some("held".to_owned()),
        (_, false) => Some("held in part".to_owned()),
    };
    let not = not
        .into_iter()
        .map(|(fate, cases)| format!("{}: {}", fate.words(), cases.join(", ")));
    first.into_iter().chain(not).collect()
}

/// In which engines cases of a row do not run, and why.
fn not_here(cases: &[(&str, Vec<&str>)], rows: &Value) -> Vec<String> {
    let mut out = Vec::new();
    for row in rows.as_array().into_iter().flatten() {
        let own = cases.iter().map(|(case, _)| *case);
        let own: Vec<&str> = own
            .filter(|case| names(&row["cases"]).any(|name| name == *case))
            .collect();
        if own.is_empty() {
            continue;
        }
        let which = match own.len() == cases.len() {
            true => String::new(),
            false => format!("`{}` ", own.join("`, `")),
        };
        let engines = list(&row["engines"]);
        out.push(format!("{which}not in {engines}: {}", text(&row["why"])));
    }
    out
}

/// Every case that the rows name, each once.
pub(crate) fn cases(root: &Path) -> Result<Vec<String>, String> {
    let rows = json(root, ROWS)?;
    let rows = ["invariants", "faults"].map(|kind| rows[kind].clone());
    let all = rows.iter().filter_map(Value::as_array).flatten();
    let named: BTreeSet<&str> = all.flat_map(|row| names(&row["by"])).collect();
    let cases = named.into_iter().filter(|name| case(root, name).is_some());
    Ok(cases.map(str::to_owned).collect())
}

fn by(row: &Value) -> String {
    let names = row["by"].as_array().into_iter().flatten();
    let names: Vec<String> = names
        .map(|name| match text(name).split_once("::") {
            Some((_, function)) => format!("`{function}`"),
            None => format!("`{}`", text(name)),
        })
        .collect();
    match names.is_empty() {
        true => "nothing".to_owned(),
        false => names.join(", "),
    }
}

fn names(list: &Value) -> impl Iterator<Item = &str> {
    list.as_array().into_iter().flatten().map(text)
}

fn list(words: &Value) -> String {
    names(words).collect::<Vec<_>>().join(", ")
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// Digits in groups of three.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Puts a table between its two marks.
fn put(page: &str, name: &str, table: &str) -> Result<String, String> {
    let (from, to) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->"));
    let lost = || format!("{PAGE} has no place for {name}");
    let (before, rest) = page.split_once(&from).ok_or_else(lost)?;
    let (_, after) = rest.split_once(&to).ok_or_else(lost)?;
    Ok(format!("{before}{from}\n{table}\n{to}{after}"))
}
