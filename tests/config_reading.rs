//! What is read from a document, and what is never lost whatever it holds.
#![allow(clippy::unwrap_used)]

mod documents;

use std::collections::HashSet;

use documents::{minimal, option_at, put, read_today, remove, set};
use proptest::prelude::*;
use serde_json::{Value, json};
use touchbase::config::{Code, Document, Extent, Severity, read};
use touchbase::outbox::TransportIdentity;
use touchbase::support::{Eligibility, Moment, RouteKind, SpecialHours, Traits};
use touchbase::time::{Date, HOUR, MINUTE, SECOND};

#[test]
fn what_is_left_out_has_the_safe_default() {
    let config = read_today(&minimal()).config;
    assert!(config.shared_device);
    assert!(!config.outbox_events);
    assert_eq!(config.exit_url, None);
    assert_eq!(config.facts, []);
    assert_eq!(config.instrument, None);
    assert_eq!((config.follow_up.title, config.follow_up.days), (None, 7));
    let option = &config.options[0];
    assert_eq!(option.eligibility, Eligibility::default());
    assert_eq!(option.expected_hours, None);
    assert_eq!(option.traits, Traits::default());
    let referral = config.referral.unwrap();
    assert_eq!(referral.identity, TransportIdentity::None);
    assert_eq!(referral.expires_after, 72 * HOUR);
    assert_eq!(referral.reconnect_spread, 60 * SECOND);
}

#[test]
fn what_cannot_be_read_has_the_safe_default_too() {
    let mut value = minimal();
    put(&mut value, "", "shared_device", json!("false"));
    put(&mut value, "", "outbox_events", json!("yes"));
    put(&mut value, "/referral", "expires_hours", json!("1"));
    let config = read_today(&value).config;
    assert!(config.shared_device);
    assert!(!config.outbox_events);
    assert_eq!(config.referral.unwrap().expires_after, 72 * HOUR);
}

#[test]
fn limits_of_time_are_kept_within_their_range() {
    for (hours, expected) in [(1, 1), (168, 168), (0, 1), (169, 168), (-5, 1)] {
        let mut value = minimal();
        put(&mut value, "/referral", "expires_hours", json!(hours));
        let referral = read_today(&value).config.referral.unwrap();
        assert_eq!(referral.expires_after, expected * HOUR, "{hours}");
    }
}

/// Shorter where devices are shared, and between one and ten minutes whatever the host writes.
#[test]
fn a_page_that_nobody_uses_is_wiped_after_the_hosts_time() {
    let idle = |shared: bool, minutes: Option<i64>| {
        let mut value = minimal();
        put(&mut value, "", "shared_device", json!(shared));
        if let Some(minutes) = minutes {
            put(&mut value, "", "idle_minutes", json!(minutes));
        }
        read_today(&value).config.idle / MINUTE
    };
    assert_eq!([idle(true, None), idle(false, None)], [3, 5]);
    for (minutes, expected) in [(1, 1), (10, 10), (0, 1), (11, 10), (-1, 1)] {
        assert_eq!(idle(true, Some(minutes)), expected, "{minutes}");
    }
}

#[test]
fn the_host_may_say_that_the_transport_knows_the_user() {
    let mut value = minimal();
    put(&mut value, "/referral", "transport_identity", json!("user"));
    let referral = read_today(&value).config.referral.unwrap();
    assert_eq!(referral.identity, TransportIdentity::User);
}

#[test]
fn an_option_is_read_as_the_host_wrote_it() {
    let mut value = minimal();
    set(&mut value, "/options/0/name", json!("  Peers "));
    put(&mut value, "/options/0", "reports_event", json!(false));
    put(&mut value, "/options/0/routes/0", "ext", json!("42"));
    let document = read_today(&value);
    let option = option_at(&document, 0);
    assert_eq!(option.name, "Peers");
    assert_eq!(option.operator, "Hospital");
    assert_eq!(option.reports_event, Some(false));
    assert_eq!(option.cost, None);
    assert_eq!(option.recipient(), Some("team"));
    let phone = option.phone().unwrap();
    assert_eq!(phone.kind, RouteKind::Phone);
    assert_eq!(phone.dial().unwrap(), "tel:5550101;ext=42");
    assert_eq!(phone.hours[0].days, [0, 1]);
    assert_eq!(option_at(&document, 1).phone(), None);
    assert_eq!(document.config.any_phone(), Some(phone));
}

#[test]
fn what_the_order_goes_by_is_read_as_the_host_wrote_it() {
    let mut value = minimal();
    let eligibility = json!({ "roles": [" Nurse ", "Physician"], "membership": ["Union"] });
    put(&mut value, "/options/0", "eligibility", eligibility);
    put(
        &mut value,
        "/options/0",
        "traits",
        json!(["in_person", "outside"]),
    );
    let document = read_today(&value);
    let option = option_at(&document, 0);
    assert_eq!(option.eligibility.roles, ["Nurse", "Physician"]);
    assert_eq!(option.eligibility.employment, [""; 0]);
    assert_eq!(option.eligibility.membership, ["Union"]);
    let traits = Traits {
        outside: true,
        anonymous: false,
        in_person: true,
    };
    assert_eq!(option.traits, traits);

    for (number, unit, hours) in [
        (0, "hours", 0),
        (720, "hours", 720),
        (2, "business_days", 48),
        (720, "business_days", 17_280),
    ] {
        let within = json!({ "value": number, "unit": unit });
        put(&mut value, "/options/0", "expected_within", within);
        let document = read_today(&value);
        assert_eq!(option_at(&document, 0).expected_hours, Some(hours));
    }
}

/// Hiding an option from someone whom it is for is worse than showing it to someone whom it is not.
#[test]
fn an_option_whose_eligibility_cannot_be_read_is_for_everyone() {
    for bad in [
        json!("nurses"),
        json!({ "roles": "Nurse" }),
        json!({ "roles": [] }),
        json!({ "roles": ["Nurse", ""] }),
        json!({ "roles": ["Nurse"], "employment": [1] }),
        json!({ "roles": vec!["Nurse"; 21] }),
    ] {
        let mut value = minimal();
        put(&mut value, "/options/0", "eligibility", bad.clone());
        put(
            &mut value,
            "/options/0",
            "expected_within",
            json!({ "value": 1 }),
        );
        put(&mut value, "/options/0", "traits", json!(["outside", 1]));
        let document = read_today(&value);
        let option = option_at(&document, 0);
        assert_eq!(option.id, "peer", "{bad}");
        assert_eq!(option.eligibility, Eligibility::default(), "{bad}");
        assert_eq!(option.expected_hours, None);
        assert_eq!(option.traits, Traits::default());
    }
    // An unknown key takes nothing away.
    let mut value = minimal();
    let eligibility = json!({ "roles": ["Nurse"], "age": ["Any"] });
    put(&mut value, "/options/0", "eligibility", eligibility);
    let document = read_today(&value);
    assert_eq!(option_at(&document, 0).eligibility.roles, ["Nurse"]);
}

/// An operator that is no employer may still sit inside the organisation, and the other way round.
#[test]
fn nothing_is_guessed_from_who_runs_it() {
    for operator in ["employer", "insurer", "state", "charity", "vendor"] {
        let mut value = minimal();
        put(&mut value, "/options/0/operator", "type", json!(operator));
        let document = read_today(&value);
        assert_eq!(option_at(&document, 0).traits, Traits::default());
    }
}

#[test]
fn places_for_facts_the_questionnaire_and_the_calendar_entry_are_read() {
    let mut value = minimal();
    let places = json!([
        { "name": " Counsel ", "text": "Ask.", "jurisdiction": "Here", "date": "2026-11-01" },
        { "name": "No words" },
        { "name": "Bad date", "text": "Ask.", "date": "today" },
        { "name": "Review", "text": "In its meetings.", "extra": 1 }
    ]);
    put(&mut value, "", "facts", places);
    put(&mut value, "", "instrument", json!("/instrument.json"));
    put(
        &mut value,
        "",
        "follow_up",
        json!({ "title": " Call back ", "days": 14 }),
    );
    let config = read_today(&value).config;
    let names: Vec<&str> = config.facts.iter().map(|place| &*place.name).collect();
    assert_eq!(names, ["Counsel", "Review"]);
    assert_eq!(config.facts[0].text, "Ask.");
    assert_eq!(config.facts[0].jurisdiction.as_deref(), Some("Here"));
    assert_eq!(config.facts[0].date.as_deref(), Some("2026-11-01"));
    assert_eq!(config.facts[1].jurisdiction, None);
    assert_eq!(config.instrument.as_deref(), Some("/instrument.json"));
    assert_eq!(config.follow_up.title.as_deref(), Some("Call back"));
    assert_eq!(config.follow_up.days, 14);
}

#[test]
fn a_bad_questionnaire_or_calendar_entry_is_done_without() {
    for (follow_up, title, days) in [
        (json!({ "title": "Call", "days": 0 }), Some("Call"), 7),
        (json!({ "title": "Call", "days": 91 }), Some("Call"), 7),
        (json!({ "title": "Call", "days": "9" }), Some("Call"), 7),
        (json!({ "title": "x".repeat(121), "days": 90 }), None, 90),
        (json!({ "days": 1 }), None, 1),
        (json!([9]), None, 7),
    ] {
        let mut value = minimal();
        put(&mut value, "", "follow_up", follow_up.clone());
        put(&mut value, "", "instrument", json!("javascript:alert(1)"));
        let config = read_today(&value).config;
        assert_eq!(config.follow_up.title.as_deref(), title, "{follow_up}");
        assert_eq!(config.follow_up.days, days, "{follow_up}");
        assert_eq!(config.instrument, None);
        assert_eq!(config.extent, Extent::Full);
    }
}

#[test]
fn a_bad_option_is_left_out_and_the_order_of_the_others_kept() {
    let mut value = minimal();
    let mut third = value["options"][1].clone();
    third["id"] = json!("third");
    value["options"].as_array_mut().unwrap().push(third);
    set(&mut value, "/options/1/kind", json!("unheard of"));
    let config = read_today(&value).config;
    let ids: Vec<_> = config.options.iter().map(|o| o.id.as_str()).collect();
    assert_eq!(ids, ["peer", "third"]);
}

#[test]
fn a_passed_review_date_shows_the_entry_with_the_date_of_its_last_check() {
    let mut value = minimal();
    set(&mut value, "/options/0/review_by", json!("2026-11-21"));
    put(&mut value, "/crisis/0", "review_by", json!("2020-01-01"));
    put(&mut value, "/crisis/0", "reviewed_on", json!("2019-01-01"));
    let document = read_today(&value);
    assert!(option_at(&document, 0).review_passed);
    assert!(!option_at(&document, 1).review_passed);
    assert!(document.config.crisis[0].review_passed);
    assert_eq!(
        document.config.crisis[0].reviewed_on.as_deref(),
        Some("2019-01-01")
    );
}

/// A crisis entry is shown whatever else is wrong with it, without the parts that are wrong.
#[test]
fn a_crisis_entry_keeps_the_routes_that_work() {
    let mut value = minimal();
    set(&mut value, "/crisis/0/routes/0/type", json!("smoke"));
    put(
        &mut value,
        "/crisis/0/routes/1",
        "hours",
        json!([{ "days": ["mon"], "start": "08:00", "end": "17:00" }, { "days": ["tue"] }]),
    );
    put(&mut value, "/crisis/0", "reviewed_on", json!("yesterday"));
    remove(&mut value, "/crisis/0/id");
    let document = read_today(&value);
    assert_eq!(document.config.extent, Extent::Full);
    let entry = &document.config.crisis[0];
    assert_eq!(entry.routes.len(), 1);
    assert_eq!(entry.routes[0].kind, RouteKind::Text);
    // Half of the hours would mislead.
    assert_eq!(entry.routes[0].hours, []);
    assert_eq!(entry.reviewed_on, None);
}

/// A line that is open but for a day must not be called open on all days because that day cannot be
/// read.
#[test]
fn days_that_cannot_be_read_leave_the_hours_not_stated() {
    let closed = json!(["2026-12-25", "2026-12-26"]);
    let special = json!([{ "date": "2026-12-24", "start": "10:00", "end": "02:00" }]);
    let read = |closed: &Value, special: &Value| {
        let mut value = minimal();
        let route = "/crisis/0/routes/0";
        put(&mut value, route, "always_open", json!(true));
        put(&mut value, route, "time_zone", json!("UTC"));
        put(&mut value, route, "closed_on", closed.clone());
        put(&mut value, route, "special_hours", special.clone());
        put(&mut value, route, "on_site", json!(true));
        let document = read_today(&value);
        (document.config.crisis[0].routes[0].clone(), document.faults)
    };
    let (route, faults) = read(&closed, &special);
    assert_eq!(faults, []);
    assert!(route.always_open && route.on_site && !route.sign_in);
    assert_eq!(
        route.closed_on,
        ["2026-12-25", "2026-12-26"].map(|date| Date::parse(date).unwrap())
    );
    assert_eq!(
        route.special_hours,
        [SpecialHours {
            date: Date::parse("2026-12-24").unwrap(),
            start: "10:00".into(),
            end: "02:00".into(),
        }]
    );
    assert_eq!(read(&json!([]), &json!([])).1, []);

    for (closed, special, path, code) in [
        (
            json!(["2026-12-25", "Christmas"]),
            &special,
            "closed_on[1]",
            Code::BadDate,
        ),
        (
            json!(["2026-02-29"]),
            &special,
            "closed_on[0]",
            Code::BadDate,
        ),
        (json!([20261225]), &special, "closed_on[0]", Code::WrongType),
        (
            closed.clone(),
            &json!([{ "date": "2026-12-24", "start": "10:00", "end": "24:00" }]),
            "special_hours[0].end",
            Code::BadTime,
        ),
        (
            closed.clone(),
            &json!([{ "start": "10:00", "end": "12:00" }]),
            "special_hours[0].date",
            Code::Missing,
        ),
    ] {
        let (route, faults) = read(&closed, special);
        let found: Vec<_> = faults.iter().map(|f| (f.path.as_str(), f.code)).collect();
        let path = format!("crisis[0].routes[0].{path}");
        assert_eq!(found, [(path.as_str(), code)]);
        assert!(!route.always_open && route.closed_on.is_empty());
        assert_eq!(route.open_at(Some(Moment::from_wall(0))), None);
        assert!(route.on_site);
    }
}

#[test]
fn a_crisis_entry_that_cannot_be_used_does_not_hide_the_next() {
    let mut value = minimal();
    let good = value["crisis"][0].clone();
    value["crisis"].as_array_mut().unwrap().push(good);
    for (pointer, bad) in [
        ("/crisis/0", json!("a line")),
        ("/crisis/0", json!({ "id": "a", "name": "A" })),
        (
            "/crisis/0",
            json!({ "id": "a", "routes": [{ "type": "phone", "value": "1" }] }),
        ),
    ] {
        set(&mut value, pointer, bad);
        let config = read_today(&value).config;
        assert_eq!(config.extent, Extent::Full);
        assert_eq!(config.crisis.len(), 1);
        assert_eq!(config.crisis[0].name, "Line");
    }
}

/// Where only help can be shown, the numbers to call are still there.
#[test]
fn an_error_keeps_crisis_help_and_phone_routes() {
    for pointer in ["/schema", "/program", "/privacy_notice"] {
        let mut value = minimal();
        remove(&mut value, pointer);
        let config = read_today(&value).config;
        assert_eq!(config.extent, Extent::HelpOnly, "{pointer}");
        assert_eq!(config.crisis.len(), 1, "{pointer}");
        assert_eq!(config.any_phone().unwrap().value, "555-0101", "{pointer}");
    }
}

#[test]
fn a_bad_link_to_the_whole_notice_is_not_followed() {
    for (url, kept) in [("/notice", true), ("javascript:alert(1)", false)] {
        let mut value = minimal();
        put(&mut value, "/privacy_notice", "url", json!(url));
        let notice = read_today(&value).config.privacy_notice.unwrap();
        assert_eq!(notice.url.is_some(), kept, "{url}");
        assert_eq!(notice.text, "The team reads it.");
    }
}

/// A number with letters would be dialled as another number.
#[test]
fn a_link_dials_what_is_shown_or_nothing() {
    for (kind, number, link) in [
        ("phone", "1-800-555-0199", Some("tel:18005550199")),
        ("phone", "+1 (555) 555-0199", Some("tel:+15555550199")),
        ("pager", "555 0199", Some("tel:5550199")),
        ("voicemail", "0199", Some("tel:0199")),
        ("text", "988", Some("sms:988")),
        ("phone", "1-800-EXAMPLE", None),
        ("phone", "555-0199 ext. 4", None),
        ("walk_in", "Room 4", None),
        ("email", "a1@example.org", None),
    ] {
        let mut value = minimal();
        let route = json!({ "type": kind, "value": number });
        set(&mut value, "/options/1/routes/0", route);
        let document = read_today(&value);
        let dialled = option_at(&document, 1).routes[0].dial();
        assert_eq!(dialled.as_deref(), link, "{kind} {number}");
    }
    let mut value = minimal();
    put(&mut value, "/options/0/routes/0", "ext", json!("ask"));
    let dialled = read_today(&value).config.any_phone().unwrap().dial();
    assert_eq!(dialled.as_deref(), Some("tel:5550101"));
}

/// Nothing that a host writes into an address or a subject becomes a second recipient or a body.
#[test]
fn a_mail_link_holds_the_mailbox_and_the_subject_alone() {
    for (address, subject, link) in [
        ("help@example.org", None, "mailto:help@example.org"),
        (
            "help@example.org",
            Some("touching base & more?"),
            "mailto:help@example.org?subject=touching%20base%20%26%20more%3F",
        ),
        (
            "a@example.org,b@example.org?body=x",
            Some("¿Hola?"),
            "mailto:a@example.org%2Cb@example.org%3Fbody%3Dx?subject=%C2%BFHola%3F",
        ),
    ] {
        let mut value = minimal();
        let mut route = json!({ "type": "email", "value": address });
        if let Some(subject) = subject {
            route["subject"] = json!(subject);
        }
        set(&mut value, "/options/1/routes/0", route);
        let document = read_today(&value);
        assert_eq!(option_at(&document, 1).routes[0].mail(), link, "{address}");
    }
}

/// A browser's `JSON.parse` takes the last of two members with one key; so does this.
#[test]
fn of_two_members_with_one_key_the_last_counts() {
    let text = minimal().to_string();
    let program = r#""program":{"id":"#;
    assert!(text.contains(program));
    let text = text.replace(
        program,
        r#""program":{"id":"first","name":"First"},"program":{"id":"#,
    );
    let value: touchbase::value::Value = serde_json::from_str(&text).unwrap();
    let config = read(&value, Date::parse("2026-11-22").unwrap(), "en").config;
    assert_eq!(config.program.id, "program");
}

#[test]
fn codes_are_distinct_words_of_letters_and_hyphens_that_each_have_a_sentence() {
    let mut words = HashSet::new();
    let mut sentences = HashSet::new();
    for code in Code::ALL {
        let word = code.as_str();
        assert!(word.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'));
        assert!(words.insert(word), "{word}");
        let sentence = touchbase::config::mend::mend(*code);
        assert!(
            sentence.ends_with('.') && !sentence.contains("  "),
            "{word}"
        );
        assert!(sentences.insert(sentence), "{word}");
    }
}

/// Marks that appear in no key and in no code, so that a leak of a value is seen.
const MARK: &str = "QZX";

fn leaf() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "[a-z@:/. -]{0,12}".prop_map(|text| Value::from(format!("{MARK}{text}"))),
        "(https|http|javascript)://[a-z@:/.]{0,8}"
            .prop_map(|text| Value::from(format!("{text}{MARK}"))),
        Just(json!("touchbase/1")),
        Just(json!("phone")),
        Just(json!("referral")),
        Just(json!("2026-02-30")),
        Just(json!("555-0100")),
        Just(json!("")),
    ]
}

/// Keys of the format, so that arbitrary documents reach deep, and keys that are none.
fn key() -> impl Strategy<Value = String> {
    const KEYS: &[&str] = &[
        "schema",
        "program",
        "id",
        "name",
        "country",
        "crisis",
        "routes",
        "type",
        "value",
        "hours",
        "days",
        "start",
        "end",
        "privacy_notice",
        "version",
        "date",
        "text",
        "url",
        "options",
        "kind",
        "operator",
        "referral",
        "recipients",
        "endpoint",
        "keys",
        "kty",
        "d",
        "review_by",
        "reviewed_on",
        "ext",
        "recipient",
        "languages",
        "confidentiality",
        "exit_url",
        "transport_identity",
        "expires_hours",
        "eligibility",
        "roles",
        "expected_within",
        "unit",
        "traits",
        "facts",
        "instrument",
        "follow_up",
        "title",
        "__proto__",
        "toString",
        "",
    ];
    prop_oneof![
        9 => proptest::sample::select(KEYS).prop_map(str::to_owned),
        1 => "\\PC{0,6}",
    ]
}

fn tree() -> impl Strategy<Value = Value> {
    leaf().prop_recursive(5, 64, 6, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::btree_map(key(), inner, 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// A sound document with some of its values replaced: faults in odd places of an otherwise sound
/// document are the likely ones.
fn damaged() -> impl Strategy<Value = Value> {
    let change = (any::<proptest::sample::Index>(), tree());
    proptest::collection::vec(change, 1..4).prop_map(|changes| {
        let mut value = minimal();
        for (index, new) in changes {
            let mut pointers = Vec::new();
            collect(&value, String::new(), &mut pointers);
            set(&mut value, &pointers[index.index(pointers.len())], new);
        }
        value
    })
}

/// The pointers of a value and of all below it.
fn collect(value: &Value, at: String, out: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (key, member) in members {
                let key = key.replace('~', "~0").replace('/', "~1");
                collect(member, format!("{at}/{key}"), out);
            }
        }
        Value::Array(items) => {
            for (i, item) in items.iter().enumerate() {
                collect(item, format!("{at}/{i}"), out);
            }
        }
        _ => {}
    }
    out.push(at);
}

/// Whether a path leads to a value of the document.
fn leads(value: &Value, path: &str) -> bool {
    if path.is_empty() {
        return true;
    }
    match value {
        Value::Array(items) => {
            let Some((position, rest)) = path.strip_prefix('[').and_then(|p| p.split_once(']'))
            else {
                return false;
            };
            let item = position.parse().ok().and_then(|i: usize| items.get(i));
            item.is_some_and(|item| leads(item, rest.strip_prefix('.').unwrap_or(rest)))
        }
        Value::Object(members) => members.iter().any(|(key, member)| {
            // An empty key has to be seen in a path.
            let key = if key.is_empty() { "\"\"" } else { key };
            let Some(rest) = path.strip_prefix(key) else {
                return false;
            };
            match rest.strip_prefix('.') {
                Some(rest) => leads(member, rest),
                None => (rest.is_empty() || rest.starts_with('[')) && leads(member, rest),
            }
        }),
        _ => false,
    }
}

fn check_promises(value: &Value, document: &Document) {
    let config = &document.config;
    for fault in &document.faults {
        // The path leads to what is wrong, or to where something is missing.
        let absent = matches!(
            fault.code,
            Code::Missing
                | Code::CrisisMissing
                | Code::PrivacyNoticeMissing
                | Code::RecipientUnknown
        );
        let parent = fault.path.rsplit_once('.').map_or("", |(parent, _)| parent);
        assert!(
            leads(value, &fault.path) || (absent && leads(value, parent)),
            "{fault:?}"
        );
        if fault.code == Code::Missing {
            assert!(!leads(value, &fault.path), "{fault:?} is there");
        }
        assert!(!format!("{fault:?}").contains(MARK), "{fault:?}");
    }
    let heavy = |fault: &&touchbase::config::Fault| {
        fault.severity == Severity::Error && !fault.path.starts_with("referral")
    };
    let broken = document.faults.iter().any(|fault| heavy(&fault));
    assert_eq!(config.extent == Extent::HelpOnly, broken);
    if config.extent == Extent::Full {
        assert!(!config.crisis.is_empty());
        assert!(!config.options.is_empty());
        assert!(config.privacy_notice.is_some());
    }
    let mut ids = HashSet::new();
    for option in &config.options {
        assert!(!option.routes.is_empty());
        assert!(ids.insert(&option.id));
        if let Some(recipient) = option.recipient() {
            assert!(config.recipient(recipient).is_some());
        }
    }
    for entry in &config.crisis {
        assert!(!entry.routes.is_empty());
        assert!(!entry.name.is_empty());
    }
    if let Some(referral) = &config.referral {
        assert!(!referral.recipients.is_empty());
        assert!((HOUR..=168 * HOUR).contains(&referral.expires_after));
        assert!(referral.recipients.iter().all(|r| !r.keys.is_empty()));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn any_json_is_read_without_panic_and_with_paths_that_lead(value in tree()) {
        check_promises(&value, &read_today(&value));
    }

    #[test]
    fn any_damage_is_named_where_it_is(value in damaged()) {
        check_promises(&value, &read_today(&value));
    }
}
