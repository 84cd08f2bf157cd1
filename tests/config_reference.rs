//! `docs/configuration.md` is what the schema says.
#![allow(clippy::panic, clippy::unwrap_used)]

use std::fs;
use std::path::Path;

use serde_json::Value;
use touchbase::config::reference::reference;
use touchbase::config::schema::schema;

#[test]
fn the_reference_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/configuration.md");
    let told = fs::read_to_string(path).unwrap();
    let how = told
        .lines()
        .find(|line| line.contains("cargo run"))
        .unwrap_or_default();
    assert!(
        told == reference(),
        "docs/configuration.md is not what the schema says: {how}"
    );
}

/// The reference names each key with the words that the schema has for it.
#[test]
fn the_reference_has_every_key_of_the_schema_with_its_description() {
    let mut keys = Vec::new();
    collect(&serde_json::to_value(schema()).unwrap(), &mut keys);
    assert!(keys.len() > 150, "{}", keys.len());
    let reference = reference();
    for (key, text) in keys {
        let start = format!("| `{key}`");
        let end = format!(" | {text} |");
        let told = reference
            .lines()
            .any(|line| line.starts_with(&start) && line.ends_with(&end));
        assert!(told, "{key}: {text}");
    }
}

fn collect(schema: &Value, out: &mut Vec<(String, String)>) {
    let object = schema.get("items").unwrap_or(schema);
    let Some(properties) = object.get("properties").and_then(Value::as_object) else {
        return;
    };
    if properties.contains_key("kid") {
        return;
    }
    for (key, property) in properties {
        let text = property["description"].as_str();
        let text = text.unwrap_or_else(|| panic!("{key} has no description"));
        out.push((key.clone(), text.to_owned()));
        collect(property, out);
    }
}
