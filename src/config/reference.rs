//! The reference for hosts, `docs/configuration.md`, printed from the published schema: its keys,
//! what they may hold, and its own descriptions.

use super::fault::Code;
use super::mend::mend;
use super::schema::{SAFE_URL, TAG, schema};
use crate::jose::KeyFault;
use crate::value::Value;

/// The whole of `docs/configuration.md`.
pub fn reference() -> String {
    let schema = schema();
    let mut out = String::from(HEAD);
    objects(&schema, "", &mut out);
    out.push_str(FAULTS);
    for code in Code::ALL {
        row(&mut out, &["`", code.as_str(), "` | ", mend(*code)]);
    }
    // What takes a look at the numbers of a key; the kind of key is a fault of the format.
    let of_keys = KeyFault::ALL
        .iter()
        .filter(|fault| **fault != KeyFault::Unsupported);
    for fault in of_keys {
        row(&mut out, &["`", fault.as_str(), "` | ", fault.mend()]);
    }
    out
}

const HEAD: &str = "\
# The configuration, field by field

<!-- Printed from the schema: cargo run --example generate --no-default-features --features serde -- --docs docs -->

One JSON document says everything about your program. Its schema ships with the package as
`schemas/touchbase.schema.json`; name it in `$schema`, and an editor helps while you write. Start
from a profile in `programs/`. What you leave out is shown as not stated, and nothing is guessed.

* A **text** is a string, or an object with one string for each language:
  `{ \"en\": \"Free.\", \"es\": \"Gratis.\" }`. People get the language that the page
  asks for, also one that the product does not speak, else one of the same primary language, else
  that of `language`, else the first.
* A choice that is recorded in a request is recorded as its first language here, which the people
  who read it know.
* A **date** is written `2026-11-30`, a **time** of day `08:30` on a 24-hour clock, a **country** as
  two letters (ISO 3166-1), a **language** as a tag (BCP 47).
* An **address** starts with `https://` or is relative to the page.
* A key that is not in these tables is named as a fault and ignored.

A fault is named by a path, a code and a sentence that mends it (the last table). In front of a
person only what cannot be borne takes anything away: a fault in `schema`, `program`, `crisis`,
`privacy_notice` or in all options leaves crisis help and phone numbers; one in what decides whom a
request may name, where it goes or who reads it turns requests off; an option that cannot be shown
truthfully is left out; anything else is done without. The go-live check fails on every fault.
";

const FAULTS: &str = "
## Faults

| code | how to mend it |
| --- | --- |
";

/// A table for each object, the outer ones first.
fn objects(schema: &Value, path: &str, out: &mut String) {
    let (object, path) = match schema.get("items") {
        Some(items) => (items, [path, "[]"].concat()),
        None => (schema, path.to_owned()),
    };
    let Some(properties) = object.get("properties") else {
        return;
    };
    // A key is written as RFC 7517 says; its one text is the description.
    if object
        .get("properties")
        .is_some_and(|p| p.get("kid").is_some())
    {
        return;
    }
    let title = if path.is_empty() {
        "The document".to_owned()
    } else {
        ["`", &path, "`"].concat()
    };
    out.push_str(&["\n## ", &title, "\n\n"].concat());
    // Crisis entries and options have the same routes.
    if path == "options[].routes[]" {
        out.push_str("As `crisis[].routes[]`, and requests from within the widget.\n");
        return;
    }
    out.push_str("| key | value | what it says |\n| --- | --- | --- |\n");
    let required = object.get("required").map(Value::items).unwrap_or_default();
    for (key, property) in properties.members() {
        let needed = required.iter().any(|name| name.as_str() == Some(key));
        let about = property.get("description").and_then(Value::as_str);
        let mark = if needed { " (required)" } else { "" };
        let value = kind(property);
        row(
            out,
            &[
                "`",
                key,
                "`",
                mark,
                " | ",
                &value,
                " | ",
                about.unwrap_or_default(),
            ],
        );
    }
    for (key, property) in properties.members() {
        let below = if path.is_empty() {
            key.clone()
        } else {
            [&path, ".", key].concat()
        };
        objects(property, &below, out);
    }
}

fn row(out: &mut String, parts: &[&str]) {
    out.push_str("| ");
    out.push_str(&parts.concat());
    out.push_str(" |\n");
}

/// What a value may be, in words.
fn kind(schema: &Value) -> String {
    let is = |key: &str, word: &str| schema.get(key).and_then(Value::as_str) == Some(word);
    let number = |key: &str| {
        schema
            .get(key)
            .and_then(Value::as_int)
            .map(|n| n.to_string())
    };
    if let Some(words) = schema.get("enum") {
        let words = words.items().iter().filter_map(Value::as_str);
        return ["one of ", &quoted(words)].concat();
    }
    if let Some(word) = schema.get("const").and_then(Value::as_str) {
        return quoted([word].into_iter());
    }
    if let Some(plain) = schema.get("anyOf").and_then(|any| any.items().first()) {
        return [&kind(plain), ", or one for each language"].concat();
    }
    if let Some(items) = schema.get("items") {
        let least = number("minItems").filter(|least| least != "0");
        let range = match (least, number("maxItems")) {
            (Some(least), Some(most)) => [&least, " to ", &most].concat(),
            (Some(least), None) => [&least, " or more"].concat(),
            (None, Some(most)) => ["up to ", &most].concat(),
            (None, None) => "any number".to_owned(),
        };
        let each = if is_true(schema, "uniqueItems") {
            ", each once"
        } else {
            ""
        };
        return ["list of ", &range, each, ": ", &kind(items)].concat();
    }
    if is("type", "boolean") {
        return "`true` or `false`".to_owned();
    }
    if is("type", "integer") {
        let (least, most) = (number("minimum"), number("maximum"));
        let range = [least, Some(" to ".to_owned()), most];
        return [
            "whole number, ",
            &range.into_iter().flatten().collect::<String>(),
        ]
        .concat();
    }
    if is("type", "object") {
        let key = schema
            .get("properties")
            .is_some_and(|p| p.get("kid").is_some());
        let text = if key {
            "public key: a JWK (RFC 7517) with `kty` `EC`, `crv` `P-256`, `x`, `y` and `kid`, or with \
             `kty` `RSA`, `n`, `e` and `kid`; see sealing.md"
        } else {
            "object, see below"
        };
        return text.to_owned();
    }
    if let Some(most) = number("maxLength") {
        return ["text, at most ", &most, " characters"].concat();
    }
    let pattern = schema
        .get("pattern")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let text = match pattern {
        "^[A-Za-z]{2}$" => "country",
        TAG => "language",
        _ if is("format", "date") => "date",
        _ if pattern.contains("http:") || pattern.contains("[Hh][Tt][Tt][Pp]://") => {
            "address; `http://` on this computer (`localhost`) too"
        }
        _ if pattern.contains(SAFE_URL) => "address",
        _ if pattern.contains("2[0-3]") => "time",
        _ => "1 to 64 lower-case letters, digits and hyphens, starting with a letter",
    };
    text.to_owned()
}

fn is_true(schema: &Value, key: &str) -> bool {
    schema.get(key).and_then(Value::as_bool) == Some(true)
}

fn quoted<'a>(words: impl Iterator<Item = &'a str>) -> String {
    let words = words.map(|word| ["`\"", word, "\"`"].concat());
    words.collect::<Vec<_>>().join(", ")
}
