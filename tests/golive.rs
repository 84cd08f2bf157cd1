//! The go-live check of a document: what is named beside the faults of the format.
#![allow(clippy::panic, clippy::unwrap_used)]

mod published;

use std::collections::BTreeSet;
use std::path::Path;

use published::Published;
use serde_json::{Value, json};
use touchbase::config::{self, Code};
use touchbase::golive::{
    CHECKLIST, Finding, Rule, Severity, Shown, TEST_NAME, check, seen, targets,
};
use touchbase::time::Date;

const TODAY: &str = "2026-11-22";

/// A document that nothing above a note is found in.
fn sound() -> Value {
    json!({
        "schema": "touchbase/1",
        "program": { "id": "program", "name": "Program" },
        "country": "US",
        "crisis": [{
            "id": "line",
            "name": "Line",
            "routes": [{ "type": "phone", "value": "988", "always_open": true }],
            "reviewed_on": "2026-11-01",
            "review_by": "2027-05-01"
        }],
        "privacy_notice": { "version": "1", "date": "2026-11-01", "text": "The team reads it." },
        "options": [{
            "id": "peer",
            "name": "Peers",
            "kind": "peer",
            "operator": { "name": "Hospital" },
            "routes": [
                {
                    "type": "phone",
                    "value": "212 555 2368",
                    "time_zone": "America/New_York",
                    "hours": [{ "days": ["mon"], "start": "08:00", "end": "16:00" }]
                },
                { "type": "referral", "recipient": "team" }
            ],
            "for_whom": "Everyone.",
            "languages": ["en"],
            "serves": ["individual", "team"],
            "cost": "Free.",
            "expected_contact": "Within a day.",
            "reads_request": "The team.",
            "records_kept": "None.",
            "reports_event": false,
            "what_next": "Someone calls.",
            "confidentiality": { "text": "Nothing is passed on." },
            "reviewed_on": "2026-11-01",
            "review_by": "2027-05-01"
        }],
        "referral": {
            "kinds": ["self", "colleague", "team"],
            "recipients": [{
                "id": "team",
                "name": "Team",
                "reads": "The team.",
                "endpoint": "https://receiver.hospital.health/referrals",
                "keys": [{
                    "kty": "EC",
                    "crv": "P-256",
                    "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
                    "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
                    "kid": "cn-I_WNMClehiVp51i_0VpOENW1upEerA8sEam5hn-s"
                }]
            }]
        },
        "worries": config::shape::WORRIES.iter().map(|about| {
            json!({ "about": about, "text": "It depends.", "date": "2026-11-01" })
        }).collect::<Value>(),
        "reviews": [
            { "kind": "clinical", "by": "Lead of peer support", "date": "2026-11-10" },
            { "kind": "legal", "by": "General counsel", "date": "2026-11-12" }
        ]
    })
}

#[test]
fn nothing_is_found_in_a_sound_document() {
    assert_eq!(found(&sound()), []);
}

#[test]
fn what_is_planted_is_found_at_its_path() {
    let mut planted = BTreeSet::new();
    for (at, value, rule, path) in [
        (
            "/example",
            json!("An example."),
            Rule::ExamplePresent,
            "example",
        ),
        (
            "/exit_url",
            json!("https://www.example.org/"),
            Rule::ExampleAddress,
            "exit_url",
        ),
        (
            "/options/0/routes/1",
            json!({ "type": "email", "value": "peers@hospital.example" }),
            Rule::ExampleAddress,
            "options[0].routes[1].value",
        ),
        (
            "/options/0/routes/0/value",
            json!("1-312-555-0142"),
            Rule::ExampleNumber,
            "options[0].routes[0].value",
        ),
        (
            "/referral/recipients/0/keys/0/kid",
            json!("Ff__qIsiNKbmNwRQhsjQFXDy7vLV3-jVPDFXLQleu_E"),
            Rule::ExampleKey,
            "referral.recipients[0].keys[0]",
        ),
        (
            "/options/0/operator/name",
            json!("Example Assistance Services"),
            Rule::ExampleName,
            "options[0].operator.name",
        ),
        (
            "/program/name",
            json!({ "en": "Support", "es": "Hospital Ejemplo" }),
            Rule::ExampleName,
            "program.name",
        ),
        (
            "/reviews/1/by",
            json!("Example Hospital, Office of General Counsel"),
            Rule::SampleReview,
            "reviews[1]",
        ),
        (
            "/reviews/0/by",
            json!("Lakeside Counseling"),
            Rule::SampleReview,
            "reviews[0]",
        ),
        (
            "/worries/2/text",
            json!("No. A request is not a report of the event."),
            Rule::SampleText,
            "worries[2].text",
        ),
        (
            "/options/0/confidentiality/text",
            json!({ "en": "The supporter does not repeat what you say to anyone at the hospital." }),
            Rule::SampleText,
            "options[0].confidentiality.text",
        ),
        (
            "/options/0/what_next",
            json!("A counselor calls to set a first visit, by phone, by video or in person."),
            Rule::SamplePromise,
            "options[0].what_next",
        ),
        (
            "/referral/recipients/0/endpoint",
            json!("http://localhost:8787/api/referrals"),
            Rule::EndpointNotHttps,
            "referral.recipients[0].endpoint",
        ),
        (
            "/reviews/0/kind",
            json!("security"),
            Rule::ReviewClinicalMissing,
            "reviews",
        ),
        (
            "/reviews/1/kind",
            json!("language"),
            Rule::ReviewLegalMissing,
            "reviews",
        ),
        (
            "/reviews/1/date",
            json!("2025-11-21"),
            Rule::ReviewStale,
            "reviews[1].date",
        ),
        (
            "/crisis/0/review_by",
            NONE,
            Rule::ReviewDateMissing,
            "crisis[0].review_by",
        ),
        (
            "/options/0/reviewed_on",
            NONE,
            Rule::ReviewDateMissing,
            "options[0].reviewed_on",
        ),
        (
            "/options/0/review_by",
            json!("2026-12-22"),
            Rule::ReviewSoon,
            "options[0].review_by",
        ),
        (
            "/crisis/0/review_by",
            json!(TODAY),
            Rule::ReviewSoon,
            "crisis[0].review_by",
        ),
        (
            "/options/0/reviewed_on",
            json!("2026-11-24"),
            Rule::DateAhead,
            "options[0].reviewed_on",
        ),
        (
            "/privacy_notice/date",
            json!("2027-01-01"),
            Rule::DateAhead,
            "privacy_notice.date",
        ),
        (
            "/options/0/routes/0/time_zone",
            NONE,
            Rule::HoursWithoutZone,
            "options[0].routes[0].time_zone",
        ),
        (
            "/crisis/0/routes/0/closed_on",
            json!(["2026-12-25"]),
            Rule::HoursWithoutZone,
            "crisis[0].routes[0].time_zone",
        ),
        (
            "/options/0/routes/0",
            json!({ "type": "phone", "value": "212 555 2368", "special_hours": [
                { "date": "2026-12-24", "start": "08:00", "end": "12:00" }
            ] }),
            Rule::HoursWithoutZone,
            "options[0].routes[0].time_zone",
        ),
        (
            "/options/0/routes/0/time_zone",
            json!("America/Newyork"),
            Rule::ZoneUnknown,
            "options[0].routes[0].time_zone",
        ),
        (
            "/options/0/routes/0/time_zone",
            json!("-05:00"),
            Rule::ZoneUnknown,
            "options[0].routes[0].time_zone",
        ),
        (
            "/options/0/routes/0/always_open",
            json!(true),
            Rule::HoursAndAlwaysOpen,
            "options[0].routes[0].hours",
        ),
        (
            "/options/0/routes/0",
            json!({ "type": "phone", "value": "212 555 2368", "time_zone": "America/Chicago",
                "always_open": true, "closed_on": ["2026-12-25", "2026-12-24"],
                "special_hours": [{ "date": "2026-12-24", "start": "08:00", "end": "12:00" }] }),
            Rule::DayOpenAndClosed,
            "options[0].routes[0].closed_on[1]",
        ),
        (
            "/crisis/0/country",
            json!("CA"),
            Rule::CrisisCountryMissing,
            "crisis",
        ),
        (
            "/options/0/serves",
            json!(["individual"]),
            Rule::KindsDoNotServe,
            "referral.kinds[2]",
        ),
        (
            "/worries/3/about",
            json!("manager"),
            Rule::WorriesNotStated,
            "worries",
        ),
        ("/worries", NONE, Rule::WorriesNotStated, "worries"),
        (
            // The others are first in either order that a parser keeps members in.
            "/program/name",
            json!({ "en": "Program", "es": "Programa" }),
            Rule::LanguageMissing,
            "crisis[0].name",
        ),
        (
            "/options/0/routes/0/type",
            json!("pager"),
            Rule::PhoneMissing,
            "options",
        ),
        (
            "/options/0/confidentiality",
            NONE,
            Rule::ConfidentialityNotStated,
            "options[0].confidentiality",
        ),
        ("/options/0/cost", NONE, Rule::NotStated, "options[0]"),
        (
            "/options/0/routes/0/hours",
            NONE,
            Rule::NotStated,
            "options[0]",
        ),
    ] {
        let mut document = sound();
        // The whole of it is in English where a text is given in Spanish too.
        document["language"] = json!("en");
        set(&mut document, at, value);
        let expected = (path.to_owned(), rule.as_str(), rule.severity());
        assert!(
            found(&document).contains(&expected),
            "{expected:?}: {:?}",
            found(&document)
        );
        planted.insert(rule.as_str());
    }
    // Found between two recipients, in a test of their own.
    planted.insert(Rule::RecipientsShareKey.as_str());
    planted.insert(Rule::RecipientsShareEndpoint.as_str());
    let of_documents = Rule::ALL
        .iter()
        .take_while(|rule| **rule != Rule::EndpointUnreachable);
    for rule in of_documents {
        assert!(planted.contains(rule.as_str()), "{rule:?} is not planted");
    }
}

/// A copy in which everything that can be seen at a glance was replaced still says what nobody at
/// the host has said.
#[test]
fn a_half_mended_copy_of_the_example_is_not_to_go_live_with() {
    let text = read("www/programs/example-hospital.json");
    let text = text
        .replace("example.org", "hospital.health")
        .replace("555-01", "312-668-22")
        .replace("Robin Example", "Robin Alvarez");
    let mut document: Value = serde_json::from_str(&text).unwrap();
    document.as_object_mut().unwrap().remove("example");
    for (i, x) in ["A", "B"].into_iter().enumerate() {
        let key = &mut document["referral"]["recipients"][i]["keys"][0];
        key["kid"] = json!(x);
    }
    let found = found(&document);
    let codes: BTreeSet<&str> = found.iter().map(|(_, code, _)| *code).collect();
    for gone in [
        "example-present",
        "example-address",
        "example-number",
        "example-key",
    ] {
        assert!(!codes.contains(gone), "{gone}: {found:?}");
    }
    for (path, code, severity) in [
        ("reviews[0]", "sample-review", Severity::Error),
        ("message.text", "sample-text", Severity::Error),
        ("program.host", "example-name", Severity::Error),
        (
            "options[0].reads_request",
            "sample-promise",
            Severity::Warning,
        ),
    ] {
        let there = (path.to_owned(), code, severity);
        assert!(found.contains(&there), "{there:?}: {found:?}");
    }
    let all = all(&document);
    let saw = |code: &str| {
        let finding = all.iter().find(|f| f.code == code).unwrap();
        finding.saw.clone().unwrap()
    };
    assert!(saw("sample-text").contains("privacy_notice.text"));
    assert!(saw("sample-text").contains("worries[0].text"));
    assert_eq!(
        saw("sample-review"),
        "also reviews[1], reviews[2], reviews[3]"
    );
}

/// What the example says of a service that exists is that service's own, and stays true of it.
#[test]
fn the_facts_of_a_real_service_may_be_kept() {
    let text = read("www/programs/example-hospital.json");
    let example: Value = serde_json::from_str(&text).unwrap();
    let options = example["options"].as_array().unwrap();
    let line = options.iter().find(|o| o["id"] == "physician-support-line");
    let mut document = sound();
    let list = document["options"].as_array_mut().unwrap();
    list.push(line.unwrap().clone());
    let codes = |document: &Value| -> Vec<String> {
        let found = all(document).into_iter();
        let of_sample = found.filter(|f| f.code.starts_with("sample"));
        of_sample.map(|f| f.path).collect()
    };
    assert_eq!(codes(&document), [""; 0]);
    document["options"][1]["source_url"] = json!("https://www.hospital.health/");
    assert_eq!(
        codes(&document),
        ["options[1].confidentiality.text", "options[1].records_kept"]
    );
}

#[test]
fn different_operators_do_not_share_a_key() {
    let mut document = sound();
    let mut option = document["options"][0].clone();
    option["id"] = json!("counsel");
    option["routes"][1]["recipient"] = json!("desk");
    let mut recipient = document["referral"]["recipients"][0].clone();
    recipient["id"] = json!("desk");
    let list = document["options"].as_array_mut().unwrap();
    list.push(option);
    let list = document["referral"]["recipients"].as_array_mut().unwrap();
    list.push(recipient);
    assert_eq!(found(&document), [], "one operator may share");
    document["options"][1]["operator"]["name"] = json!("Assistance Company");
    assert_eq!(
        found(&document),
        [
            (
                "referral.recipients[1].keys[0]".to_owned(),
                "recipients-share-key",
                Severity::Warning
            ),
            (
                "referral.recipients[1].endpoint".to_owned(),
                "recipients-share-endpoint",
                Severity::Note
            ),
        ]
    );
}

/// Where the general sentence leaves someone to guess, the place at hand says what is meant.
#[test]
fn a_fault_says_what_belongs_there() {
    for (at, value, path, says) in [
        (
            "/options/0/review_by",
            json!("2027-02-30"),
            "options[0].review_by",
            "no such day",
        ),
        (
            "/options/0/review_by",
            json!("spring"),
            "options[0].review_by",
            "YYYY-MM-DD",
        ),
        (
            "/referral/kinds",
            json!(["self", "colleage"]),
            "referral.kinds[1]",
            "Use one of these: self, colleague, team. The nearest is \"colleague\".",
        ),
        (
            "/options/0/kind",
            json!("friend"),
            "options[0].kind",
            "Use one of these: self_care, local, peer, ",
        ),
        (
            "/options/0/confidentialty",
            json!("None."),
            "options[0].confidentialty",
            "write `confidentiality`",
        ),
        (
            "/options/0/zzz",
            json!("None."),
            "options[0].zzz",
            "check its spelling",
        ),
        (
            "/options/0/routes/0/value",
            json!("ask the desk"),
            "options[0].routes[0].value",
            "212-555-2368",
        ),
        (
            "/referral/expires_hours",
            json!("three days"),
            "referral.expires_hours",
            "a whole number from 1 to 168, in digits and without quotes",
        ),
        (
            "/referral/expires_hours",
            json!(500),
            "referral.expires_hours",
            "1 to 168",
        ),
        (
            "/referral/recipients/0/keys",
            json!("-----BEGIN PUBLIC KEY-----"),
            "referral.recipients[0].keys",
            "list of public JWKs",
        ),
        (
            "/referral/recipients/0/keys/0",
            json!("-----BEGIN PUBLIC KEY-----"),
            "referral.recipients[0].keys[0]",
            "list of public JWKs",
        ),
        (
            "/referral/recipients/0/keys",
            json!("-----BEGIN PUBLIC KEY-----"),
            "options[0].routes[1].recipient",
            "follows from what is wrong at `referral.recipients[0]`",
        ),
        (
            "/options/0/routes/1/recipient",
            json!("nobody"),
            "options[0].routes[1].recipient",
            "Set `recipient` to the id",
        ),
        (
            "/options/0/name",
            json!("x".repeat(121)),
            "options[0].name",
            "at most 120 characters",
        ),
        (
            "/options/0/reports_event",
            json!("no"),
            "options[0].reports_event",
            "true or false",
        ),
    ] {
        let mut document = sound();
        set(&mut document, at, value);
        let all = all(&document);
        let said = all.iter().find(|f| f.path == path);
        let said = &said.unwrap_or_else(|| panic!("{path}: {all:?}")).sentence;
        assert!(said.contains(says), "{path}: {said}");
    }
}

/// An option that serves none of those for whom one may ask is named, and silence is not.
#[test]
fn what_may_be_asked_for_is_served() {
    let named = |kinds: Value, serves: Value| {
        let mut document = sound();
        set(&mut document, "/referral/kinds", kinds);
        set(&mut document, "/options/0/serves", serves);
        let found = found(&document).into_iter();
        found.map(|(path, ..)| path).collect::<Vec<_>>()
    };
    let both = ["options[0].serves", "referral.kinds[0]"];
    assert_eq!(named(json!(["team"]), json!(["individual"])), both);
    assert_eq!(named(json!(["colleague"]), json!(["team"])), both);
    assert_eq!(named(json!(["colleague"]), NONE), [""; 0]);
    // What is not stated follows what the option serves.
    assert_eq!(named(NONE, json!(["team"])), [""; 0]);
    // Two options may share the kinds between them.
    let mut document = sound();
    set(&mut document, "/options/0/serves", json!(["individual"]));
    let mut other = document["options"][0].clone();
    other["id"] = json!("other");
    other["serves"] = json!(["team"]);
    document["options"].as_array_mut().unwrap().push(other);
    assert_eq!(found(&document), []);
    // Nobody asks an option that takes no requests.
    set(&mut document, "/referral/kinds", json!(["self"]));
    let routes = document["options"][1]["routes"].as_array_mut();
    routes.unwrap().pop();
    assert_eq!(found(&document), []);
}

/// Help of another country is no fault beside help of this one.
#[test]
fn one_crisis_entry_of_the_country_is_enough() {
    let mut document = sound();
    let mut away = document["crisis"][0].clone();
    away["id"] = json!("away");
    away["country"] = json!("CA");
    document["crisis"].as_array_mut().unwrap().insert(0, away);
    assert_eq!(found(&document), []);
    set(&mut document, "/crisis/1/country", json!("us"));
    assert_eq!(found(&document), []);
}

/// Just outside of each limit nothing is named.
#[test]
fn what_is_in_time_is_not_named() {
    for (at, value) in [
        ("/options/0/review_by", "2026-12-23"),
        ("/reviews/0/date", "2025-11-22"),
        ("/options/0/reviewed_on", "2026-11-23"),
        ("/options/0/routes/0/value", "1-312-555-0200"),
        ("/exit_url", "https://example.hospital.health/"),
    ] {
        let mut document = sound();
        set(&mut document, at, json!(value));
        assert_eq!(found(&document), [], "{at}");
    }
}

/// One of the faults of the format, and the whole of what is no document.
#[test]
fn faults_of_the_format_keep_their_severity_and_say_how_to_mend() {
    let mut document = sound();
    set(&mut document, "/options/0/review_by", json!("2026-11-21"));
    let passed = (
        "options[0].review_by",
        Code::ReviewPassed,
        Severity::Warning,
    );
    let mut faulty = vec![(document, passed)];
    let mut document = sound();
    set(&mut document, "/referral/recipients/0/keys/0/d", json!("x"));
    faulty.push((
        document,
        (
            "referral.recipients[0].keys[0]",
            Code::KeyPrivate,
            Severity::Error,
        ),
    ));
    for (document, (path, code, severity)) in faulty {
        let findings = all(&document);
        let finding = findings
            .iter()
            .find(|f| f.code == code.as_str() && f.path == path);
        let finding = finding.unwrap();
        assert_eq!(finding.severity, severity);
        assert_eq!(finding.sentence, config::mend::mend(code));
    }
}

#[test]
fn codes_are_stable_words_of_their_own() {
    let mut words = BTreeSet::new();
    for code in Code::ALL {
        words.insert(code.as_str());
    }
    for rule in Rule::ALL {
        let word = rule.as_str();
        assert!(words.insert(word), "{word} twice");
        assert!(
            word.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'),
            "{word}"
        );
        let sentence = rule.sentence();
        assert!(
            sentence.ends_with('.') && sentence.len() < 300,
            "{sentence}"
        );
    }
}

/// The guide names every rule with its severity, so that a host can look it up.
#[test]
fn the_guide_names_every_code() {
    let guide = read("docs/go-live.md");
    for rule in Rule::ALL {
        let (code, severity) = (rule.as_str(), rule.severity().as_str());
        let row = format!("| `{code}` | {severity} | {} |", rule.sentence());
        assert!(guide.contains(&row), "docs/go-live.md lacks {row}");
    }
    for reviewer in CHECKLIST {
        for item in reviewer.items {
            let line = format!("* `{}`: {}", item.code, item.text);
            assert!(guide.contains(&line), "docs/go-live.md lacks {line}");
        }
    }
}

/// Whoever copies a program of the package is told that its keys are not theirs.
#[test]
fn the_keys_of_all_programs_are_known_as_examples() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("www/programs");
    let mut keys = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let document: Value =
            serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        let recipients = document["referral"]["recipients"].as_array();
        let all = all(&document);
        for (i, recipient) in recipients.into_iter().flatten().enumerate() {
            for j in 0..recipient["keys"].as_array().unwrap().len() {
                let at = format!("referral.recipients[{i}].keys[{j}]");
                let is_known = |f: &Finding| f.code == "example-key" && f.path == at;
                let known = all.iter().any(is_known);
                assert!(known, "add to EXAMPLE_KEYS: {}, {at}", path.display());
                keys += 1;
            }
        }
    }
    assert!(keys > 0);
}

#[test]
fn a_role_decides_what_is_listed_and_removes_nothing() {
    let mut document = sound();
    let mut second = document["options"][0].clone();
    second["id"] = json!("doctors");
    second["eligibility"] = json!({ "roles": ["Physician"] });
    document["options"].as_array_mut().unwrap().push(second);
    let config = config(&document);
    let ids = |role: Option<&str>| {
        let seen = seen(&config, &value(&document), role);
        let listed: Vec<String> = seen.listed.into_iter().map(|o| o.id).collect();
        let not_for: Vec<String> = seen.not_for.into_iter().map(|o| o.id).collect();
        (listed, not_for, seen.known)
    };
    let both = vec!["peer".to_owned(), "doctors".to_owned()];
    assert_eq!(ids(None), (both.clone(), vec![], false));
    assert_eq!(ids(Some("physician")), (both, vec![], true));
    let (first, second) = (vec!["peer".to_owned()], vec!["doctors".to_owned()]);
    assert_eq!(ids(Some("Nurse")), (first, second, false));
}

/// What people really get where the document has faults, and not the list that they would have.
#[test]
fn faults_take_away_what_is_said_to_be_seen() {
    let of = |change: &dyn Fn(&mut Value)| {
        let mut document = sound();
        let mut web = document["options"][0].clone();
        web["id"] = json!("web");
        web["routes"] = json!([{ "type": "web", "value": "https://hospital.health/" }]);
        document["options"].as_array_mut().unwrap().push(web);
        change(&mut document);
        let seen = seen(&config(&document), &value(&document), Some("Nurse"));
        let listed: Vec<String> = seen.listed.into_iter().map(|o| o.id).collect();
        (seen.shown, listed.join(" "))
    };
    let both = "peer web".to_owned();
    assert_eq!(of(&|_| ()), (Shown::Full, both.clone()));
    let key = "/referral/recipients/0/keys/0/d";
    assert_eq!(
        of(&|document| set(document, key, json!("x"))),
        (Shown::NoRequests, both.clone())
    );
    let second = |document: &mut Value| {
        let list = document["referral"]["recipients"].as_array_mut().unwrap();
        let mut other = list[0].clone();
        other["id"] = json!("Not An Id");
        list.push(other);
    };
    assert_eq!(of(&second), (Shown::SomeRequests, both));
    let called = "peer".to_owned();
    assert_eq!(
        of(&|document| set(document, "/privacy_notice", NONE)),
        (Shown::HelpOnly, called.clone())
    );
    assert_eq!(
        of(&|document| set(document, "/crisis", json!([]))),
        (Shown::HelpWithoutCrisis, called)
    );
}

#[test]
fn each_pair_of_address_and_key_is_one_target() {
    let mut document = sound();
    let mut second = document["referral"]["recipients"][0].clone();
    second["id"] = json!("other");
    document["referral"]["recipients"]
        .as_array_mut()
        .unwrap()
        .push(second);
    let found = |document: &Value| targets(&config(document), &value(document));
    assert_eq!(found(&document).len(), 1);
    set(
        &mut document,
        "/referral/recipients/1/endpoint",
        json!("/other"),
    );
    let targets = found(&document);
    assert_eq!(targets[1].path, "referral.recipients[1].endpoint");
    assert_eq!(
        (targets[0].option.as_str(), targets[0].program.as_str()),
        ("peer", "program")
    );
    // One with a fault is no target, and the next keeps the place that it has in the document.
    set(
        &mut document,
        "/referral/recipients/0/endpoint",
        json!("http://desk.example"),
    );
    let left = found(&document);
    let left: Vec<&str> = left.iter().map(|target| target.path.as_str()).collect();
    assert_eq!(left, ["referral.recipients[1].endpoint"]);
}

/// A desk takes a test request for what it is: a record like any other.
#[test]
fn a_test_record_is_one_by_the_published_schema() {
    let record = |document: &Value| {
        let target = &targets(&config(document), &value(document))[0];
        let record = target.record("3f2b8c1e-9a4d-4e7b-8f10-2c5d6e7f8a9b", 1_795_331_603_000);
        serde_json::to_value(record).unwrap()
    };
    let schema = serde_json::to_value(touchbase::referral::schema::schema()).unwrap();
    let schema = Published::new(schema);
    let mut sent = record(&sound());
    assert_eq!(sent["name"], TEST_NAME);
    assert!(schema.accepts(&sent), "{sent}");
    sent["note"] = json!(1);
    assert!(!schema.accepts(&sent));
}

/// In place of a value: the key is removed.
const NONE: Value = Value::Null;

fn set(document: &mut Value, at: &str, value: Value) {
    let (parent, key) = at.rsplit_once('/').unwrap();
    let parent = document.pointer_mut(parent).unwrap();
    match (parent, value) {
        (Value::Object(members), NONE) => {
            assert!(members.remove(key).is_some(), "{at}");
        }
        (Value::Object(members), value) => {
            members.insert(key.to_owned(), value);
        }
        (list, value) => list[key.parse::<usize>().unwrap()] = value,
    }
}

fn all(document: &Value) -> Vec<Finding> {
    // An offset as well, as some browsers do.
    let is_zone = |name: &str| name == "-05:00" || jiff::tz::TimeZone::get(name).is_ok();
    check(&value(document), Date::parse(TODAY).unwrap(), &is_zone)
}

fn found(document: &Value) -> Vec<(String, &'static str, Severity)> {
    let findings = all(document).into_iter();
    findings.map(|f| (f.path, f.code, f.severity)).collect()
}

fn config(document: &Value) -> config::Config {
    config::read(&value(document), Date::parse(TODAY).unwrap(), "en").config
}

fn value(document: &Value) -> touchbase::value::Value {
    serde_json::from_value(document.clone()).unwrap()
}

fn read(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}
