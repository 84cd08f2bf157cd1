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

/// A document with every field of the format once.
pub(crate) fn full() -> Value {
    let mut value = minimal();
    // One route of each entry holds all members; the second keeps the entry usable.
    for parent in ["/crisis/0", "/options/0"] {
        let route = json!({
            "type": "phone", "value": "555-0101", "ext": "4", "keyword": "WORD",
            "subject": "Subject", "label": "Label", "recipient": "team",
            "time_zone": "America/Chicago", "always_open": false,
            "sign_in": true, "on_site": true,
            "hours": [{ "days": ["mon"], "start": "08:00", "end": "17:00" }],
            "closed_on": ["2026-12-25"],
            "special_hours": [{ "date": "2026-12-24", "start": "08:00", "end": "12:00" }],
        });
        set(&mut value, &format!("{parent}/routes/0"), route);
        put(&mut value, parent, "about", json!("About."));
        put(
            &mut value,
            parent,
            "source_url",
            json!("https://example.org/"),
        );
        put(&mut value, parent, "reviewed_on", json!("2026-11-01"));
        put(&mut value, parent, "review_by", json!("2027-11-01"));
    }
    for (pointer, key, member) in [
        ("", "$schema", json!("touchbase.schema.json")),
        ("", "shared_device", json!(true)),
        ("", "idle_minutes", json!(3)),
        ("", "exit_url", json!("https://example.org/")),
        ("", "outbox_events", json!(false)),
        ("/program", "host", json!("Hospital")),
        ("/privacy_notice", "url", json!("/privacy")),
        ("/options/0", "level", json!("Level")),
        ("/options/0", "for_whom", json!("Everyone.")),
        ("/options/0", "languages", json!(["en"])),
        ("/options/0", "cost", json!("Free.")),
        ("/options/0", "expected_contact", json!("Within a day.")),
        ("/options/0", "reads_request", json!("Two people.")),
        ("/options/0", "records_kept", json!("None.")),
        ("/options/0", "reports_event", json!(false)),
        ("/options/0", "what_next", json!("A call.")),
        ("/options/0", "retention", json!("30 days.")),
        ("/options/0/operator", "type", json!("employer")),
        ("/options/0/confidentiality", "limits", json!("Danger.")),
        ("/options/0/confidentiality", "legal_basis", json!("A law.")),
        ("/options/0/confidentiality", "jurisdiction", json!("Here")),
        ("/options/0/confidentiality", "date", json!("2026-11-01")),
        (
            "/options/0",
            "eligibility",
            json!({
                "roles": ["Nurse"], "employment": ["Here"], "membership": ["Union"],
                "countries": ["US"], "regions": ["North"],
            }),
        ),
        (
            "/options/0",
            "expected_within",
            json!({ "value": 1, "unit": "hours" }),
        ),
        ("/options/0", "traits", json!(["outside"])),
        (
            "",
            "facts",
            json!([{
                "name": "Counsel", "text": "Ask.", "jurisdiction": "Here", "date": "2026-11-01"
            }]),
        ),
        ("/options/0", "serves", json!(["individual"])),
        (
            "/options/0",
            "expected_source_url",
            json!("https://example.org/"),
        ),
        ("/options/0", "data_taken", json!(["A name."])),
        ("/options/0", "data_not_taken", json!(["The event."])),
        ("/options/0", "follow_up", json!("None.")),
        ("/options/0", "opens_after_report", json!("Report first.")),
        ("/options/0", "take_back", json!("Call.")),
        (
            "/options/0",
            "sources",
            json!([{
                "title": "Page", "url": "https://example.org/", "reviewed_on": "2026-11-01",
                "fields": ["cost"]
            }]),
        ),
        ("/crisis/0", "country", json!("US")),
        ("", "language", json!("en")),
        ("", "example", json!("An example.")),
        (
            "",
            "message",
            json!({ "from": "Ana", "text": "You are not alone.", "date": "2026-11-01" }),
        ),
        (
            "",
            "worries",
            json!([{
                "about": "manager", "text": "No.", "date": "2026-11-01", "jurisdiction": "Here",
                "source_url": "https://example.org/"
            }]),
        ),
        (
            "",
            "feedback",
            json!({ "url": "https://example.org/", "text": "Tell us." }),
        ),
        ("", "terms", json!({ "second_victim": true })),
        ("", "page_url", json!("https://example.org/")),
        (
            "",
            "reviews",
            json!([{ "kind": "clinical", "by": "Board", "date": "2026-11-01" }]),
        ),
        ("/referral", "kinds", json!(["self", "colleague"])),
        ("/referral", "colleague_must_know", json!(true)),
        ("/referral", "referrer", json!("optional")),
        ("/referral", "neutral_subject", json!("Touching base")),
        ("/referral", "contact_windows", json!(["Nights"])),
        ("/referral", "urgency", json!(["routine"])),
        (
            "/referral",
            "match",
            json!({
                "roles": ["Nurse"], "specialties": ["Surgery"], "career_stages": ["Student"],
                "sites": ["North"], "languages": ["English"], "preference": ["own_unit"],
                "modes": ["phone"], "do_not_match": true,
            }),
        ),
        ("/referral", "units", json!(["Ward 1"])),
        ("/referral", "follow_up_ok", json!(true)),
        ("/referral", "note", json!(false)),
        ("", "instrument", json!("/instrument.json")),
        ("", "follow_up", json!({ "title": "Call", "days": 7 })),
        ("/referral", "transport_identity", json!("none")),
        ("/referral", "expires_hours", json!(72)),
        ("/referral", "reconnect_spread_s", json!(60)),
    ] {
        put(&mut value, pointer, key, member);
    }
    assert_eq!(read_today(&value).faults, []);
    value
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
        "kid": "cn-I_WNMClehiVp51i_0VpOENW1upEerA8sEam5hn-s"
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
