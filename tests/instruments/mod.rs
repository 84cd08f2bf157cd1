//! Instruments for the tests. Every word in them is made up.
#![allow(clippy::panic, clippy::unwrap_used, dead_code)]

pub(crate) mod made;

use serde_json::{Value, json};
use touchbase::instrument::{Instrument, Purpose, Reason, Refusal, read};

/// An instrument to show that uses every key of the format.
pub(crate) fn full() -> Value {
    json!({
        "$schema": "https://example.org/instrument.schema.json",
        "schema": "touchbase-instrument/1",
        "id": "made-up-5",
        "name": "MU-5",
        "version": "2",
        "language": "en-US",
        "validated_translation": false,
        "title": "Made-up questions",
        "intro": "Some words before the first.",
        "interpretation": "screening",
        "look_back_days": 14,
        "min_days_since_event": 30,
        "skippable": true,
        "scales": [
            { "id": "four", "answers": [
                { "id": "none", "value": 0, "text": "None" },
                { "id": "few", "value": 1, "text": "Few" },
                { "id": "half", "value": 2, "text": "Half" },
                { "id": "all", "value": 3, "text": "All" }
            ] },
            { "id": "yes-no", "answers": [
                { "id": "no", "value": 0, "text": "No" },
                { "id": "yes", "value": 1, "text": "Yes" }
            ] }
        ],
        "items": [
            { "id": "gate", "scale": "yes-no", "text": "Item gate" },
            { "id": "1", "scale": "four", "text": "Item 1" },
            { "id": "2", "scale": "four", "reverse": true, "text": "Item 2" },
            { "id": "3", "scale": "four", "skippable": false, "text": "Item 3" },
            { "id": "4", "scale": "four", "text": "Item 4" }
        ],
        "gate": { "item": "gate", "at_least": 1 },
        "scores": [
            {
                "id": "total", "text": "Total", "items": ["1", "2", "3", "4"],
                "method": "sum", "missing": "prorate", "min_answered": 3,
                "range": [0, 12],
                "bands": [
                    { "id": "low", "from": 0, "to": 4, "text": "Lower", "load": "little" },
                    { "id": "middle", "from": 4.001, "text": "Middle", "load": "some" },
                    { "id": "high", "from": 9, "to": 12, "text": "Higher", "load": "much" }
                ]
            },
            {
                "id": "mean", "text": "Mean", "items": ["1", "2", "3"],
                "method": "mean", "transform": { "multiply": 4, "add": -1.5 },
                "missing": "lowest", "min_answered": 2, "range": [-1.5, 10.5]
            },
            {
                "id": "often", "text": "Often", "items": ["1", "3", "4"],
                "method": "count", "threshold": 2, "missing": "none", "range": [0, 3],
                "bands": [
                    { "id": "no", "from": 0, "text": "Seldom" },
                    { "id": "yes", "from": 2, "text": "Often" }
                ]
            },
            {
                "id": "weighted", "text": "Weighted", "items": ["1", "4"],
                "method": "weighted", "weights": [2.5, -1], "missing": "none",
                "range": [-3, 7.5]
            },
            {
                "id": "greatest", "text": "Greatest", "items": ["3", "4"],
                "method": "maximum", "missing": "lowest",
                "lookup": [[0, 20], [1, 35.5], [2, 50], [3, 80]], "range": [20, 80]
            }
        ],
        "safety_items": [{ "item": "4", "at_least": 1 }],
        "safety_protocol": { "text": "A person calls.", "owner": "The team", "date": "2026-11-01" },
        "attribution": { "text": "Made up for a test.", "url": "https://example.org/mu" },
        "permission": {
            "holder": "Nobody", "reference": "Letter 1", "date": "2026-10-01",
            "commercial_ok": true
        },
        "licence": { "status": "public-domain", "text": "Free to use." },
        "sources": [{ "about": "scoring", "text": "This test.", "url": "https://example.org/mu" }]
    })
}

/// [`full`] without wording, language, permission and protocol.
pub(crate) fn recipe() -> Value {
    let mut value = full();
    for key in [
        "title",
        "intro",
        "language",
        "permission",
        "safety_protocol",
    ] {
        value.as_object_mut().unwrap().remove(key);
    }
    for key in ["scales", "items", "scores"] {
        without_texts(value.pointer_mut(&format!("/{key}")).unwrap());
    }
    value
}

fn without_texts(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.remove("text");
            members.values_mut().for_each(without_texts);
        }
        Value::Array(items) => items.iter_mut().for_each(without_texts),
        _ => {}
    }
}

/// Reads a document that has to be sound.
pub(crate) fn sound(value: &Value, purpose: Purpose) -> Instrument {
    match load(value, purpose) {
        Ok(instrument) => instrument,
        Err(refusals) => panic!("refused: {refusals:?}"),
    }
}

/// The reasons why a document is refused; none where it is sound.
pub(crate) fn refusals(value: &Value, purpose: Purpose) -> Vec<(String, &'static str)> {
    let refusals = load(value, purpose).err().unwrap_or_default();
    let plain = |refusal: Refusal| (refusal.path, Reason::as_str(refusal.reason));
    refusals.into_iter().map(plain).collect()
}

fn load(value: &Value, purpose: Purpose) -> Result<Instrument, Vec<Refusal>> {
    read(&serde_json::from_value(value.clone()).unwrap(), purpose)
}
