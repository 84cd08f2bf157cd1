//! Questionnaires of a host: a recipe of the package with wording made here, which is that of no
//! real item.

use std::fs;

use serde_json::{Value, json};

use crate::outcome::{Failure, Outcome};
use crate::portal::{Portal, package};

/// In every text of an item. It occurs in no dictionary.
pub(crate) const ITEM: &str = "Quellwortxq item";
/// In every text of an answer.
pub(crate) const ANSWER: &str = "Quellwortxq answer";
/// In every text of a band.
pub(crate) const BAND: &str = "Quellwortxq band";
/// Begins the identifier of every item.
pub(crate) const ITEM_ID: &str = "cnryitem7f3a";
/// Begins the identifier of every answer.
pub(crate) const ANSWER_ID: &str = "cnryanswer7f3a";

pub(crate) const TITLE: &str = "Placeholder questionnaire";
/// The name of a score.
pub(crate) const SCORE: &str = "Placeholder area";

/// A word for a position, so that no wording holds a digit.
const NTH: &[&str] = &[
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota",
];

/// The text of an item, a band or an answer by its position.
pub(crate) fn nth(text: &str, position: usize) -> String {
    format!("{text} {}", NTH.get(position).unwrap_or(&"omega"))
}

/// A recipe with wording, identifiers of its own and a permission. The bands' loads rise from
/// little to much.
pub(crate) fn worded(recipe: &str) -> Outcome<Value> {
    let file = package()?.join("recipes").join(format!("{recipe}.json"));
    let mut document: Value = serde_json::from_str(&fs::read_to_string(file)?)?;
    document["language"] = json!("en");
    document["title"] = json!(TITLE);
    document["intro"] = json!("Placeholder words before the first question.");
    document["permission"] = json!({
        "holder": "Example Hospital",
        "reference": "Placeholder letter",
        "date": "2026-11-02",
        "commercial_ok": false,
    });
    for item in list(&mut document, "/items")? {
        item["id"] = renamed(ITEM_ID, &item["id"]);
    }
    for (i, item) in list(&mut document, "/items")?.iter_mut().enumerate() {
        item["text"] = json!(nth(ITEM, i));
    }
    for scale in list(&mut document, "/scales")? {
        for (i, answer) in list(scale, "/answers")?.iter_mut().enumerate() {
            answer["id"] = renamed(ANSWER_ID, &answer["id"]);
            answer["text"] = json!(nth(ANSWER, i));
        }
    }
    for score in list(&mut document, "/scores")? {
        score["text"] = json!(SCORE);
        for item in list(score, "/items")? {
            *item = renamed(ITEM_ID, item);
        }
        let bands = list(score, "/bands")?;
        let last = bands.len().saturating_sub(1);
        for (i, band) in bands.iter_mut().enumerate() {
            band["text"] = json!(nth(BAND, i));
            band["load"] = json!(match i {
                0 => "little",
                i if i == last => "much",
                _ => "some",
            });
        }
    }
    if document["safety_items"].is_array() {
        for item in list(&mut document, "/safety_items")? {
            item["item"] = renamed(ITEM_ID, &item["item"]);
        }
    }
    Ok(document)
}

/// Serves a questionnaire and a configuration that names it and is changed further by `change`.
/// Without a questionnaire there is nothing at the address.
pub(crate) fn host(
    portal: &Portal,
    name: &str,
    questionnaire: Option<&Value>,
    change: impl FnOnce(&mut Value),
) -> Outcome {
    let file = format!("{name}-questions.json");
    if let Some(questionnaire) = questionnaire {
        portal.serve(&file, questionnaire.to_string())?;
    }
    let mut config = portal.config()?;
    config["instrument"] = json!(format!("/touchbase/{file}"));
    change(&mut config);
    portal
        .serve(&format!("{name}.json"), config.to_string())
        .map(drop)
}

fn renamed(prefix: &str, id: &Value) -> Value {
    json!(format!("{prefix}{}", id.as_str().unwrap_or_default()))
}

fn list<'a>(document: &'a mut Value, pointer: &str) -> Outcome<&'a mut Vec<Value>> {
    let list = document.pointer_mut(pointer).and_then(Value::as_array_mut);
    list.ok_or_else(|| Failure::Failed(format!("the recipe has no list {pointer}")))
}
