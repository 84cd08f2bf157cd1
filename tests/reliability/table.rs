//! The tables of `docs/reliability.md`, made of what is checked and how often it was.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;

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
    let read = |path: &str| fs::read_to_string(root.join(path)).map_err(|e| format!("{path}: {e}"));
    let rows: Value = serde_json::from_str(&read(ROWS)?).map_err(|e| e.to_string())?;
    let page = read(PAGE)?;
    let page = put(
        &page,
        "invariants",
        &invariants(&rows["invariants"], counts)?,
    )?;
    put(&page, "faults", &faults(root, &rows["faults"])?)
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
    let known = ["Chromium", "Firefox", "WebKit"];
    Some(
        known
            .into_iter()
            .filter(|name| all || engines.contains(name))
            .collect(),
    )
}

fn invariants(rows: &Value, counts: &Counts) -> Result<String, String> {
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

fn faults(root: &Path, rows: &Value) -> Result<String, String> {
    let mut out =
        "| | Fault | Engines | How | Result |\n| --- | --- | --- | --- | --- |\n".to_owned();
    for row in rows.as_array().into_iter().flatten() {
        let mut engines: Vec<&str> = Vec::new();
        let mut simulated = false;
        for name in row["by"].as_array().into_iter().flatten() {
            match case(root, text(name)) {
                Some(found) => engines.extend(found),
                None if text(name).starts_with("src/browser/") => engines.push("Chromium"),
                None => simulated = true,
            }
        }
        engines.sort_unstable();
        engines.dedup();
        let missing = row["missing"].as_str();
        let result = match (engines.is_empty(), simulated, missing) {
            (false, _, None) => "held".to_owned(),
            (false, _, Some(missing)) => format!("held; not yet: {missing}"),
            (true, true, None) => "held, simulated; not yet in a browser".to_owned(),
            (true, true, Some(missing)) => format!("held, simulated; not yet: {missing}"),
            (true, false, missing) => format!("not yet: {}", missing.unwrap_or("no case")),
        };
        if simulated {
            engines.push("simulated");
        }
        let engines = match engines.is_empty() {
            true => "none".to_owned(),
            false => engines.join(", "),
        };
        out += &format!(
            "| {} | {} | {engines} | {} | {result} |\n",
            text(&row["id"]),
            text(&row["says"]),
            by(row),
        );
    }
    Ok(out)
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
