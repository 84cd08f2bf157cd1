//! The published schema of a record: sound, of one mind with what is written, and with no room for
//! an event, a patient, an answer or a score.
#![allow(clippy::panic, clippy::unwrap_used)]

mod published;

use published::Published;
use serde_json::{Value, json};
use touchbase::referral::schema::schema;
use touchbase::referral::{Field, Holds};

const RECORDS: [&str; 4] = [
    include_str!("fixtures/record-1.json"),
    include_str!("fixtures/record-self.json"),
    include_str!("fixtures/record-colleague.json"),
    include_str!("fixtures/record-team.json"),
];

/// Every field that there may be, with what keeps its value within bounds. A field that is added to
/// the table fails here until somebody has listed it, and has thought about what it can carry.
const LISTED: &[(&str, Carries)] = &[
    ("schema", Carries::Word),
    ("id", Carries::Pattern),
    ("kind", Carries::Word),
    ("program", Carries::Pattern),
    ("option", Carries::Pattern),
    ("name", Carries::Typed),
    ("contact_channel", Carries::Word),
    ("contact_value", Carries::Typed),
    ("voicemail_ok", Carries::Word),
    ("contact_window[]", Carries::HostsLabel),
    ("urgency", Carries::Word),
    ("mode", Carries::Word),
    ("role", Carries::HostsLabel),
    ("specialty", Carries::HostsLabel),
    ("career_stage", Carries::HostsLabel),
    ("site", Carries::HostsLabel),
    ("language", Carries::HostsLabel),
    ("match_preference", Carries::Word),
    ("do_not_match", Carries::Typed),
    ("referrer.name", Carries::Typed),
    ("referrer.contact_channel", Carries::Word),
    ("referrer.contact_value", Carries::Typed),
    ("referrer.relationship", Carries::Word),
    ("referrer.may_be_named", Carries::Word),
    ("colleague_aware", Carries::Word),
    ("team_size", Carries::Word),
    ("unit", Carries::HostsLabel),
    ("note", Carries::Typed),
    ("notice_version", Carries::Pattern),
    ("locale", Carries::Pattern),
    ("follow_up_ok", Carries::Word),
    ("sent_at", Carries::Pattern),
];

/// What keeps a value within bounds.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Carries {
    /// It is one of a few words, or `true`.
    Word,
    /// It has a pattern.
    Pattern,
    /// It is a label of the host's, at most 60 characters, chosen and never typed.
    HostsLabel,
    /// A person types it.
    Typed,
}

/// What is typed is a name, a contact, whom not to be matched with (names or units), or the one
/// note, which a host has to enable; with the most characters that each can have.
const TYPED: &[(&str, u64)] = &[
    ("name", 100),
    ("contact_value", 254),
    ("do_not_match", 100),
    ("referrer.name", 100),
    ("referrer.contact_value", 254),
    ("note", 140),
];

/// Beginnings of words that no key, word or description may hold: of an event, a patient, an answer
/// or a score. `happen` is not among them, as descriptions may say that it is left out.
const NEVER: &[&str] = &[
    "event",
    "incident",
    "accident",
    "error",
    "mistake",
    "harm",
    "injur",
    "death",
    "died",
    "patient",
    "diagnos",
    "treatment",
    "medic",
    "drug",
    "dose",
    "device",
    "record_number",
    "mrn",
    "birth",
    "answer",
    "score",
    "item",
    "band",
    "level",
    "severity",
    "symptom",
    "risk",
    "safety",
    "question",
    "check",
    "result",
    "claim",
    "lawsuit",
    "complaint",
    "policy",
    "licen",
    "reason",
    "story",
    "narrative",
    "detail",
    "comment",
    "message",
    "text_free",
    "description",
    "summary",
    "ip_",
    "user_agent",
    "user_id",
    "device_id",
    "session",
];

#[test]
fn every_field_of_the_schema_is_listed_and_within_its_bounds() {
    assert_eq!(unlisted(&published()), Vec::<String>::new());
    let listed: Vec<_> = LISTED.iter().map(|(path, _)| *path).collect();
    let found: Vec<_> = fields(&published())
        .into_iter()
        .map(|(path, _)| path)
        .collect();
    assert_eq!(sorted(&found), sorted(&listed));
    // And of the table that the record is written from, in its order.
    let table = Field::ALL.iter().map(|field| match field.holds() {
        Holds::Labels(_) => format!("{}[]", field.name()),
        _ => field.name().to_owned(),
    });
    assert_eq!(table.collect::<Vec<_>>(), listed);
}

#[test]
fn no_field_can_carry_an_event_a_patient_an_answer_or_a_score() {
    assert_eq!(carriers(&published()), Vec::<String>::new());
}

/// The control: what is planted anywhere in the schema is found.
#[test]
fn a_planted_field_is_found() {
    for (path, key, field) in [
        (
            "",
            "event_date",
            json!({ "type": "string", "maxLength": 10 }),
        ),
        ("", "patient", json!({ "const": true })),
        (
            "",
            "answers",
            json!({ "type": "array", "items": { "enum": [0, 1] } }),
        ),
        ("", "total_score", json!({ "type": "integer" })),
        ("", "about", json!({ "type": "string", "maxLength": 40 })),
        ("/properties/referrer", "why", json!({ "type": "string" })),
        (
            "/properties/referrer",
            "deep",
            json!({ "type": "object", "properties": { "incident": { "const": true } } }),
        ),
    ] {
        let mut schema = published();
        let object = schema.pointer_mut(path).unwrap();
        object["properties"][key] = field;
        assert!(!unlisted(&schema).is_empty(), "{key} is not missed");
        let named = !["about", "why"].contains(&key);
        assert_eq!(!carriers(&schema).is_empty(), named, "{key}");
    }
    // Also where it hides in the words or the description of a listed field.
    let mut schema = published();
    schema["properties"]["mode"]["enum"] = json!(["phone", "patient_side"]);
    assert_eq!(carriers(&schema), ["mode: patient"]);
    let mut schema = published();
    schema["properties"]["role"]["description"] = "The score of the check.".into();
    assert_eq!(carriers(&schema), ["role: score", "role: check"]);
    // And where a listed field is opened to what somebody types, or to anything at all.
    for (path, wider) in [
        ("/properties/mode", json!({ "type": "string" })),
        (
            "/properties/note",
            json!({ "type": "string", "maxLength": 4000 }),
        ),
        ("/properties/unit", json!({ "type": "string" })),
        ("/properties/urgency", json!({})),
        ("/properties/referrer", json!({ "type": "object" })),
        ("/additionalProperties", json!(true)),
        ("/properties/referrer/additionalProperties", json!(true)),
    ] {
        let mut schema = published();
        *schema.pointer_mut(path).unwrap() = wider;
        assert!(!unlisted(&schema).is_empty(), "{path}");
    }
}

#[test]
fn it_accepts_the_records_that_are_written() {
    let published = Published::new(published());
    for record in RECORDS {
        let record: Value = serde_json::from_str(record).unwrap();
        assert!(published.accepts(&record), "{record}");
    }
}

#[test]
fn it_refuses_what_a_record_is_not() {
    let published = Published::new(published());
    let colleague: Value = serde_json::from_str(RECORDS[2]).unwrap();
    for (pointer, key, value) in [
        ("", "event", json!("x")),
        ("", "answers", json!([1])),
        ("", "unit", json!("ICU")),
        ("", "team_size", json!("small")),
        ("", "kind", json!("self")),
        ("", "urgency", json!("now")),
        ("", "sent_at", json!("2026-11-22T13:59:59Z")),
        ("", "voicemail_ok", json!(false)),
        ("", "name", json!("")),
        ("", "contact_window", json!([])),
        ("", "note", json!("x".repeat(141))),
        ("", "id", json!("not-a-uuid")),
        ("/referrer", "why", json!("x")),
        ("/referrer", "relationship", json!("friend")),
    ] {
        let mut record = colleague.clone();
        record.pointer_mut(pointer).unwrap()[key] = value;
        assert!(!published.accepts(&record), "{key}");
    }
    for key in [
        "name",
        "contact_value",
        "colleague_aware",
        "notice_version",
        "sent_at",
    ] {
        let mut record = colleague.clone();
        record.as_object_mut().unwrap().remove(key);
        assert!(!published.accepts(&record), "{key}");
    }
}

fn published() -> Value {
    serde_json::to_value(schema()).unwrap()
}

/// Every field with its path, of objects within it and of the items of its lists too.
fn fields(schema: &Value) -> Vec<(String, Value)> {
    fn walk(path: &str, schema: &Value, found: &mut Vec<(String, Value)>) {
        if let Some(properties) = schema["properties"].as_object() {
            for (key, field) in properties {
                let path = if path.is_empty() {
                    key.clone()
                } else {
                    format!("{path}.{key}")
                };
                walk(&path, field, found);
            }
        } else if let Some(items) = schema.get("items") {
            walk(&format!("{path}[]"), items, found);
        } else {
            found.push((path.to_owned(), schema.clone()));
        }
    }
    let mut found = Vec::new();
    walk("", schema, &mut found);
    found
}

/// What is in the schema and not listed, or not within the bounds that it is listed with.
fn unlisted(schema: &Value) -> Vec<String> {
    let mut wrong = Vec::new();
    for object in [schema, &schema["properties"]["referrer"]] {
        if object["additionalProperties"] != false {
            wrong.push("open to anything".to_owned());
        }
    }
    for (path, field) in fields(schema) {
        let listed = LISTED.iter().find(|(listed, _)| *listed == path);
        let Some((_, carries)) = listed else {
            wrong.push(path);
            continue;
        };
        let most = field["maxLength"].as_u64();
        let within = match carries {
            Carries::Word => field["enum"].is_array() || field["const"] != Value::Null,
            Carries::Pattern => field["pattern"]
                .as_str()
                .is_some_and(|p| p.starts_with('^')),
            Carries::HostsLabel => most == Some(60),
            Carries::Typed => {
                let typed = TYPED.iter().find(|(typed, _)| *typed == path);
                typed.is_some_and(|(_, limit)| most == Some(*limit))
            }
        };
        if !within {
            wrong.push(path);
        }
    }
    wrong
}

/// The fields whose key, words or description hold a word of [`NEVER`].
fn carriers(schema: &Value) -> Vec<String> {
    /// A description may say what is left out; the word itself stays out of keys and values.
    const EXCEPT: &[(&str, &str)] = &[
        ("do_not_match", "reason"),
        // "text" is a channel, and people "text messages" by it.
        ("contact_channel", "message"),
    ];
    let mut found = Vec::new();
    for (path, field) in fields(schema) {
        let mut said = vec![path.clone()];
        said.extend(field["description"].as_str().map(str::to_owned));
        said.extend(field["const"].as_str().map(str::to_owned));
        for word in field["enum"].as_array().into_iter().flatten() {
            said.push(word.to_string());
        }
        let said = said.join(" ").to_lowercase();
        for never in NEVER {
            let begins = said.match_indices(never).any(|(at, _)| {
                let before = said[..at].chars().next_back();
                !before.is_some_and(char::is_alphabetic)
            });
            if begins && !EXCEPT.contains(&(path.as_str(), never)) {
                found.push(format!("{path}: {never}"));
            }
        }
    }
    found
}

fn sorted<T: AsRef<str>>(texts: &[T]) -> Vec<&str> {
    let mut texts: Vec<_> = texts.iter().map(AsRef::as_ref).collect();
    texts.sort_unstable();
    texts
}
