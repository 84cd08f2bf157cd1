//! The published JSON Schema: sound by the standard's own meta-schema, and of one mind with the
//! walker. Both come from one table; what a table cannot share (patterns, keys) is compared here
//! by an independent validator.
#![allow(clippy::unwrap_used)]

mod documents;
mod published;

use documents::{full, minimal, public_key, put, read_today, remove, set};
use published::Published;
use serde_json::{Value, json};
use touchbase::config::schema::schema;
use touchbase::config::shape::{DOCUMENT, Field, Shape};
use touchbase::config::{Code, Fault};

fn published() -> Value {
    serde_json::to_value(schema()).unwrap()
}

#[test]
fn it_names_its_draft_and_what_must_be_there() {
    let schema = published();
    assert_eq!(
        schema["$schema"],
        "https://json-schema.org/draft/2020-12/schema"
    );
    assert_eq!(schema["type"], "object");
    assert_eq!(schema["additionalProperties"], false);
    assert_eq!(
        schema["required"],
        json!([
            "schema",
            "program",
            "country",
            "crisis",
            "privacy_notice",
            "options"
        ])
    );
    assert_eq!(schema["properties"]["schema"]["const"], "touchbase/1");
}

/// A pattern without both anchors, or one that only some engines know, would let documents
/// through in one editor and not in another.
#[test]
fn its_patterns_are_anchored_and_portable() {
    let mut patterns = Vec::new();
    let schema = published();
    collect(&schema, "pattern", &mut patterns);
    assert!(patterns.len() > 20);
    for pattern in patterns {
        let anchored = pattern.starts_with('^') && pattern.ends_with('$');
        assert!(anchored || pattern == r"\S", "{pattern}");
        assert!(!pattern.contains("(?"), "{pattern}");
    }
}

#[test]
fn every_shipped_profile_and_the_smallest_document_pass() {
    let published = Published::new(published());
    assert!(published.accepts(&minimal()));
    let text = include_str!("../www/programs/example-hospital.json");
    assert!(published.accepts(&serde_json::from_str(text).unwrap()));
}

/// For each value of a document and each of a list of replacements, the schema refuses exactly
/// what the walker names.
#[test]
fn schema_and_walker_agree_on_every_replaced_value() {
    let published = Published::new(published());
    let (mut refused, mut taken) = (0, 0);
    for (pointer, field) in fields() {
        for replacement in replacements(&field.shape) {
            let mut value = full();
            set(&mut value, &pointer, replacement.clone());
            let accepted = published.accepts(&value);
            assert_eq!(
                accepted,
                structural(&value).is_empty(),
                "{pointer} = {replacement}: {:?}",
                structural(&value)
            );
            if accepted {
                taken += 1;
            } else {
                refused += 1;
            }
        }
    }
    assert!(taken > 200 && refused > 500, "{taken} {refused}");
}

/// The replacements above never make a list longer than it may be.
#[test]
fn schema_and_walker_agree_on_the_length_of_lists() {
    let published = Published::new(published());
    for (pointer, item, most) in [
        ("/options/0/eligibility/countries", "US", 250),
        ("/options/0/data_taken", "A name.", 20),
        ("/options/0/traits", "outside", 3),
    ] {
        for (length, sound) in [(0, false), (1, true), (most, true), (most + 1, false)] {
            let mut value = full();
            set(&mut value, pointer, json!(vec![item; length]));
            assert_eq!(published.accepts(&value), sound, "{pointer} {length}");
            assert_eq!(structural(&value).is_empty(), sound, "{pointer} {length}");
        }
    }
}

#[test]
fn schema_and_walker_agree_on_every_absent_and_unknown_member() {
    let published = Published::new(published());
    for (pointer, field) in fields() {
        let mut value = full();
        remove(&mut value, &pointer);
        let accepted = published.accepts(&value);
        assert_eq!(accepted, !field.required, "{pointer}");
        // Whether a route needs a value hangs on its type; only the reader says that.
        if !pointer.ends_with("/routes/0/value") {
            assert_eq!(accepted, structural(&value).is_empty(), "{pointer}");
        }

        let (parent, _) = pointer.rsplit_once('/').unwrap();
        let mut value = full();
        put(&mut value, parent, "unheard_of", json!(1));
        assert!(!published.accepts(&value), "{parent}");
        assert!(!structural(&value).is_empty(), "{parent}");
    }
}

#[test]
fn schema_and_walker_agree_on_keys() {
    let published = Published::new(published());
    let mut keys = vec![public_key(), json!("key"), json!({}), json!(null)];
    for (member, words) in [
        ("kty", json!(["OKP", "RSA", "oct", 1])),
        ("crv", json!(["P-384", "P-256K", null])),
        ("use", json!(["enc", "sig"])),
        ("alg", json!(["ECDH-ES", "ECDH-ES+A128KW", "RSA-OAEP-256"])),
        (
            "x",
            json!(["", "AA", "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4="]),
        ),
        ("kid", json!(["", "k", 1])),
        ("key_ops", json!([[]])),
        ("d", json!(["AQ", null])),
        ("p", json!(["AQ"])),
        ("q", json!(["AQ"])),
        ("dp", json!(["AQ"])),
        ("dq", json!(["AQ"])),
        ("qi", json!(["AQ"])),
        ("oth", json!([[]])),
        ("k", json!(["AQ"])),
    ] {
        for word in words.as_array().unwrap() {
            let mut key = public_key();
            put(&mut key, "", member, word.clone());
            keys.push(key);
        }
    }
    for key in keys {
        let mut value = full();
        set(&mut value, "/referral/recipients/0/keys/0", key.clone());
        let accepted = published.accepts(&value);
        assert_eq!(accepted, structural(&value).is_empty(), "{key}");
    }
}

/// The faults that a schema can know: not those that hang on the day or on another value.
fn structural(value: &Value) -> Vec<Fault> {
    let mut faults = read_today(value).faults;
    faults.retain(|fault| {
        !matches!(
            fault.code,
            Code::ReviewPassed | Code::OptionLeftOut | Code::DuplicateId | Code::RecipientUnknown
        )
    });
    faults
}

/// Every field of the format with the pointer to it in [`full`].
fn fields() -> Vec<(String, Field)> {
    fn below(shape: &Shape, at: &str, out: &mut Vec<(String, Field)>) {
        match shape {
            Shape::Object(fields) => {
                for field in *fields {
                    let at = format!("{at}/{}", field.key);
                    below(&field.shape, &at, out);
                    out.push((at, *field));
                }
            }
            Shape::List(item, _) | Shape::Bounded(item, ..) => below(item, &format!("{at}/0"), out),
            _ => {}
        }
    }
    let mut out = Vec::new();
    below(&DOCUMENT, "", &mut out);
    let value = full();
    assert!(out.len() > 80);
    for (pointer, _) in &out {
        assert!(value.pointer(pointer).is_some(), "{pointer}");
    }
    out
}

fn replacements(shape: &Shape) -> Vec<Value> {
    let mut out = vec![
        json!(null),
        json!(true),
        json!(1),
        json!(1.5),
        json!([]),
        json!({}),
        json!(""),
        json!("  "),
    ];
    match shape {
        Shape::Text(most) => {
            // A dialled value has to hold a digit, which no pattern for all kinds of routes says.
            out.push(json!("1".repeat(*most)));
            out.push(json!("1".repeat(most + 1)));
            // Counted in characters, not in bytes or UTF-16 units.
            out.push(json!(format!("1{}", "\u{1f9e1}".repeat(most - 1))));
        }
        Shape::Words(most) => {
            out.extend([json!("1".repeat(*most)), json!("1".repeat(most + 1))]);
            out.extend([
                json!({ "en": "1".repeat(*most) }),
                json!({ "en": "1".repeat(most + 1) }),
                json!({ "en": "Words.", "es": "Palabras." }),
                json!({ "en": "Words.", "es": " " }),
                json!({ "en": "Words.", "es": 1 }),
                json!({ "en": "Words.", "es": null }),
                json!({ "en": { "en": "Words." } }),
                json!(["Words."]),
            ]);
            for tag in [
                "es-MX",
                "zh-Hant-TW",
                "EN",
                "x",
                "en_US",
                "english-language",
                "",
                "é",
            ] {
                out.push(json!({ tag: "Words." }));
            }
        }
        Shape::Labels(_, most) => {
            let list = |n: usize| json!((0..n).map(|i| format!("Label {i}")).collect::<Vec<_>>());
            out.extend([list(0), list(*most), list(most + 1), json!("Label")]);
            out.extend([
                json!(["Label", "Label"]),
                json!(["x".repeat(60)]),
                json!(["x".repeat(61)]),
                json!(["Label", ""]),
                json!(["Label", null]),
                json!([{ "en": "Label", "es": "Etiqueta" }]),
                json!([{ "en": "Label" }, { "en": "Label" }]),
                json!([{ "en": "x".repeat(61) }]),
                json!([{}]),
            ]);
        }
        Shape::Set(words) => out.extend([
            json!(words),
            json!([words[0]]),
            json!([words[0], words[0]]),
            json!([words[0], "unheard of"]),
            json!([words[0], 1]),
            json!(words[0]),
        ]),
        Shape::Language => {
            out.extend(["en", "es-MX", "zh-Hant-TW", "sl-rozaj-biske"].map(Value::from));
            out.extend(
                [
                    "e",
                    "en_US",
                    "en-",
                    "-en",
                    "e2",
                    "abcdefghi",
                    "en-abcdefghi",
                ]
                .map(Value::from),
            );
        }
        Shape::Country => {
            out.extend(["US", "us", "GB"].map(Value::from));
            out.extend(["USA", "U", "U1", "ÄÖ", "U S"].map(Value::from));
        }
        Shape::Bool => out.extend([json!(false), json!("true"), json!(0)]),
        Shape::Int(least, most) => {
            out.extend([json!(least), json!(most), json!(least - 1), json!(most + 1)]);
            out.extend([json!(1.0), json!("1")]);
        }
        Shape::OneOf(words) => {
            // A referral has no number to call; a recipient that is there is in the document.
            let words = words
                .iter()
                .filter(|word| !["web", "chat", "referral"].contains(word));
            out.extend(words.map(|word| json!(word)));
            out.extend([json!("unheard of"), json!("PEER"), json!(" none")]);
        }
        Shape::Id => {
            out.extend(["a", "a-1", "team"].map(Value::from));
            out.extend(["A", "1a", "-a", "a_b", "a b", "ä", "a\n"].map(Value::from));
            out.extend([json!("a".repeat(64)), json!("a".repeat(65))]);
        }
        Shape::Date => {
            out.extend(["2028-02-29", "2027-12-31", "2100-01-01"].map(Value::from));
            out.extend(["2027-02-29", "2027-13-01", "2027-00-10", "2027-04-31"].map(Value::from));
            out.extend(["2027-1-1", "20270101", "2027-01-01T00:00:00Z", "soon"].map(Value::from));
        }
        Shape::Clock => {
            out.extend(["00:00", "23:59", "24:00", "12:60", "8:00"].map(Value::from));
            out.extend(["08:00:00", "0800", "８:00", "08:00 "].map(Value::from));
        }
        Shape::Url | Shape::Endpoint => out.extend(
            [
                "https://example.org/x",
                "https://example.org",
                "https://example.org:8443/x",
                "https://example.org?x",
                "HTTPS://example.org/x",
                "https://[2001:db8::1]/x",
                "/x",
                "/",
                "x/y",
                "./x",
                "?x",
                "#x",
                "/v1/requests:add",
                "http://localhost/x",
                "http://localhost",
                "http://127.0.0.1:8787/x",
                "http://[::1]:8787/x",
                "HTTP://localhost/x",
                "http://localhost.example.org/x",
                "http://example.org/x",
                "http://a@localhost/x",
                "http://localhost:x/",
                "//example.org/x",
                "/\\example.org/x",
                "https://a@example.org/x",
                "https:///x",
                "https://:443/x",
                "https:x",
                "javascript:alert(1)",
                "ftp://example.org/x",
                "/a b",
                "/a\n",
                "x:y",
            ]
            .map(Value::from),
        ),
        // Of instruments only; `tests/instrument_schema.rs` replaces them.
        Shape::Decimal(..) | Shape::Slug => {}
        Shape::List(..) | Shape::Bounded(..) | Shape::Object(_) | Shape::Key => {}
    }
    out
}

fn collect<'a>(value: &'a Value, key: &str, out: &mut Vec<&'a str>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                if let (true, Some(text)) = (name == key, member.as_str()) {
                    out.push(text);
                }
                collect(member, key, out);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, key, out)),
        _ => {}
    }
}
