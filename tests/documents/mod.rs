//! Host documents for the tests of the configuration.
#![allow(clippy::panic, clippy::unwrap_used, dead_code)]

use serde_json::{Value, json};
use touchbase::config::{Document, read};
use touchbase::support::SupportOption;
use touchbase::time::Date;

/// A small document without fault: a crisis entry by phone and text, two options, one of which
/// takes requests.
pub(crate) fn minimal() -> Value {
    json!({
        "schema": "touchbase/1",
        "program": { "id": "program", "name": "Program" },
        "country": "US",
        "crisis": [{
            "id": "line",
            "name": "Line",
            "routes": [
                { "type": "phone", "value": "555-0199" },
                { "type": "text", "value": "555-0198" }
            ]
        }],
        "privacy_notice": { "version": "1", "date": "2026-11-01", "text": "The team reads it." },
        "options": [
            {
                "id": "peer",
                "name": "Peers",
                "kind": "peer",
                "operator": { "name": "Hospital" },
                "routes": [
                    {
                        "type": "phone",
                        "value": "555-0101",
                        "time_zone": "America/Chicago",
                        "hours": [{ "days": ["mon", "tue"], "start": "08:00", "end": "17:00" }]
                    },
                    { "type": "referral", "recipient": "team" }
                ],
                "confidentiality": { "text": "Stays with the supporter." },
                "reviewed_on": "2026-11-01",
                "review_by": "2027-11-01"
            },
            {
                "id": "chaplain",
                "name": "Chaplain",
                "kind": "chaplaincy",
                "operator": { "name": "Hospital" },
                "routes": [{ "type": "pager", "value": "555-0102" }]
            }
        ],
        "referral": { "recipients": [recipient("team")] }
    })
}

/// A recipient without fault.
pub(crate) fn recipient(id: &str) -> Value {
    json!({
        "id": id,
        "name": "Team",
        "reads": "Two coordinators.",
        "endpoint": "/api/referrals",
        "keys": [public_key()]
    })
}

/// A public key without fault: example of RFC 7517 appendix A.1.
pub(crate) fn public_key() -> Value {
    json!({
        "kty": "EC",
        "crv": "P-256",
        "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
        "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
        "kid": "1"
    })
}

/// Reads a document as of a fixed day.
pub(crate) fn read_today(value: &Value) -> Document {
    let value = serde_json::from_value(value.clone()).unwrap();
    read(&value, Date::parse("2026-11-22").unwrap(), "en")
}

/// The option at a position of what can be shown.
pub(crate) fn option_at(document: &Document, position: usize) -> &SupportOption {
    &document.config.options[position]
}

/// Replaces the value at a JSON pointer (RFC 6901), which must be there.
pub(crate) fn set(value: &mut Value, pointer: &str, new: Value) {
    *value.pointer_mut(pointer).unwrap() = new;
}

/// Adds a member to the object at a JSON pointer.
pub(crate) fn put(value: &mut Value, pointer: &str, key: &str, new: Value) {
    let object = value.pointer_mut(pointer).unwrap().as_object_mut().unwrap();
    object.insert(key.to_owned(), new);
}

/// Removes the member or item at a JSON pointer, which must be there.
pub(crate) fn remove(value: &mut Value, pointer: &str) {
    let (parent, last) = pointer.rsplit_once('/').unwrap();
    match value.pointer_mut(parent).unwrap() {
        Value::Object(members) => drop(members.remove(last).unwrap()),
        Value::Array(items) => drop(items.remove(last.parse().unwrap())),
        _ => panic!("{pointer} has no parent"),
    }
}
