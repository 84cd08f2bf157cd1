//! The product's own words, by their keys, to tell them from what the host wrote.

use std::collections::BTreeMap;
use std::fs;

use serde_json::Value;
use touchbase::text::english::{ENGLISH, KEYS};

use crate::outcome::{Failure, Outcome};
use crate::portal::repository;

/// A line of the English catalogue.
pub(crate) fn english(key: &str) -> Outcome<&'static str> {
    let place = KEYS.iter().position(|known| *known == key);
    let line = place.and_then(|place| ENGLISH.get(place));
    line.copied().ok_or_else(|| unknown(key))
}

/// A line of the Spanish catalogue.
pub(crate) fn spanish(key: &str) -> Outcome<String> {
    spanish_lines()?.remove(key).ok_or_else(|| unknown(key))
}

/// The Spanish catalogue.
pub(crate) fn spanish_lines() -> Outcome<BTreeMap<String, String>> {
    let text = fs::read_to_string(repository().join("www/locales/es.json"))?;
    let lines: BTreeMap<String, Value> = serde_json::from_str(&text)?;
    Ok(lines
        .into_iter()
        .map(|(key, line)| (key, line.as_str().unwrap_or_default().to_owned()))
        .collect())
}

/// What a line says between its placeholders.
pub(crate) fn pieces(line: &str) -> Vec<&str> {
    let pieces = line.split('{').enumerate();
    pieces
        .map(|(i, piece)| match piece.split_once('}') {
            Some((_, after)) if i > 0 => after.trim(),
            _ => piece.trim(),
        })
        .filter(|piece| !piece.is_empty())
        .collect()
}

fn unknown(key: &str) -> Failure {
    Failure::Failed(format!("the catalogue has no line {key}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_cut_at_its_placeholders() {
        assert_eq!(
            pieces("Question {n} of {total}, so far"),
            ["Question", "of", ", so far"]
        );
        assert_eq!(pieces("{text}"), Vec::<&str>::new());
    }

    #[test]
    fn lines_are_found_by_key() {
        assert_eq!(english("frame.back"), Ok("Back"));
        assert_eq!(spanish("frame.back"), Ok("Atrás".to_owned()));
        assert!(english("no-such-key").is_err());
    }
}
