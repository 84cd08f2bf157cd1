//! What is wrong with a document: where, what, and how much it takes away.
#![allow(clippy::unwrap_used)]

mod documents;

use documents::{minimal, option_at, put, read_today, remove, set};
use serde_json::{Value, json};
use touchbase::config::Severity::{Error, Warning};
use touchbase::config::{Code, Document, Extent, Fault, Severity};

/// One change to a sound document and everything that must be said about it.
struct Case {
    name: &'static str,
    change: fn(&mut Value),
    faults: &'static [(&'static str, Code, Severity)],
    extent: Extent,
}

#[test]
fn a_sound_document_has_no_fault() {
    let document = read_today(&minimal());
    assert_eq!(document.faults, []);
    assert_eq!(document.config.extent, Extent::Full);
    assert_eq!(document.config.options.len(), 2);
    assert!(document.config.referral.is_some());
}

type Found<'a> = (&'a str, Code, Severity);

#[test]
fn each_fault_is_named_by_path_code_and_severity() {
    for case in CASES {
        let mut value = minimal();
        (case.change)(&mut value);
        let document = read_today(&value);
        // The order of an object's keys here is serde_json's, which another crate's features change.
        let by_path = |a: &Found<'_>, b: &Found<'_>| (a.0, a.1.as_str()).cmp(&(b.0, b.1.as_str()));
        let mut found: Vec<Found<'_>> = document
            .faults
            .iter()
            .map(|fault| (fault.path.as_str(), fault.code, fault.severity))
            .collect();
        let mut expected = case.faults.to_vec();
        found.sort_by(by_path);
        expected.sort_by(by_path);
        assert_eq!(found, expected, "{}", case.name);
        assert_eq!(document.config.extent, case.extent, "{}", case.name);
    }
}

#[test]
fn a_document_that_is_no_object_gives_help_only() {
    for value in [json!(null), json!([]), json!("text"), json!(1)] {
        let document = read_today(&value);
        let first = &document.faults[0];
        assert_eq!(
            (first.path.as_str(), first.code, first.severity),
            ("", Code::WrongType, Error)
        );
        assert_eq!(document.config.extent, Extent::HelpOnly);
        assert_eq!(document.config.crisis, []);
        assert_eq!(document.config.options, []);
        assert_eq!(document.config.referral, None);
    }
}

/// Everything above the line of what cannot be borne is a warning, for each code that a document
/// can earn.
#[test]
fn every_code_of_a_document_has_a_case() {
    let elsewhere = [
        Code::Unreachable,
        Code::NotGiven,
        Code::NotJson,
        Code::AttributeUnknown,
        Code::IsolatedSameOrigin,
        Code::IsolatedReloaded,
        Code::LoadFailed,
        Code::Stopped,
    ];
    for code in Code::ALL {
        let met = CASES
            .iter()
            .flat_map(|case| case.faults)
            .any(|(_, c, _)| c == code);
        assert_eq!(met, !elsewhere.contains(code), "{}", code.as_str());
    }
}

const FULL: Extent = Extent::Full;
const HELP: Extent = Extent::HelpOnly;

const CASES: &[Case] = &[
    // the top level
    Case {
        name: "no schema",
        change: |v| remove(v, "/schema"),
        faults: &[("schema", Code::Missing, Error)],
        extent: HELP,
    },
    Case {
        name: "another schema",
        change: |v| set(v, "/schema", json!("touchbase/2")),
        faults: &[("schema", Code::SchemaUnknown, Error)],
        extent: HELP,
    },
    Case {
        name: "no program",
        change: |v| remove(v, "/program"),
        faults: &[("program", Code::Missing, Error)],
        extent: HELP,
    },
    Case {
        name: "a program without a name",
        change: |v| set(v, "/program", json!({ "id": "p" })),
        faults: &[("program.name", Code::Missing, Error)],
        extent: HELP,
    },
    Case {
        name: "a program's host that nobody needs",
        change: |v| put(v, "/program", "host", json!(7)),
        faults: &[("program.host", Code::WrongType, Warning)],
        extent: FULL,
    },
    Case {
        name: "a program's id in capitals",
        change: |v| set(v, "/program/id", json!("Program")),
        faults: &[("program.id", Code::BadId, Error)],
        extent: HELP,
    },
    Case {
        name: "no country",
        change: |v| remove(v, "/country"),
        faults: &[("country", Code::Missing, Warning)],
        extent: FULL,
    },
    Case {
        name: "a country's name in place of its code",
        change: |v| set(v, "/country", json!("USA")),
        faults: &[("country", Code::BadCountry, Warning)],
        extent: FULL,
    },
    Case {
        name: "a language's name in place of its tag",
        change: |v| put(v, "", "language", json!("en_US")),
        faults: &[("language", Code::BadLanguage, Warning)],
        extent: FULL,
    },
    Case {
        name: "two answers to one worry",
        change: |v| {
            let worry = json!({ "about": "board", "text": "No.", "date": "2026-11-01" });
            put(v, "", "worries", json!([worry, worry]));
        },
        faults: &[("worries[1].about", Code::Duplicate, Warning)],
        extent: FULL,
    },
    Case {
        name: "shared_device in quotes",
        change: |v| put(v, "", "shared_device", json!("false")),
        faults: &[("shared_device", Code::WrongType, Warning)],
        extent: FULL,
    },
    Case {
        name: "a time limit that is none",
        change: |v| put(v, "", "idle_minutes", json!(0)),
        faults: &[("idle_minutes", Code::OutOfRange, Warning)],
        extent: FULL,
    },
    Case {
        name: "an exit that is a script",
        change: |v| put(v, "", "exit_url", json!("javascript:alert(1)")),
        faults: &[("exit_url", Code::BadUrl, Warning)],
        extent: FULL,
    },
    // unknown keys
    Case {
        name: "unknown keys at every depth",
        change: |v| {
            put(v, "", "extra", json!(1));
            put(v, "/program", "extra", json!(1));
            put(v, "/crisis/0", "extra", json!(1));
            put(v, "/crisis/0/routes/0", "extra", json!(1));
            put(v, "/privacy_notice", "extra", json!(1));
            put(v, "/referral", "extra", json!(1));
            put(v, "/referral/recipients/0", "extra", json!(1));
            put(v, "/options/0", "extra", json!(1));
            put(v, "/options/0/operator", "extra", json!(1));
            put(v, "/options/0/routes/0", "extra", json!(1));
            put(v, "/options/0/routes/0/hours/0", "extra", json!(1));
            put(v, "/options/0/confidentiality", "extra", json!(1));
        },
        faults: &[
            ("extra", Code::UnknownKey, Warning),
            ("program.extra", Code::UnknownKey, Warning),
            ("crisis[0].extra", Code::UnknownKey, Warning),
            ("crisis[0].routes[0].extra", Code::UnknownKey, Warning),
            ("privacy_notice.extra", Code::UnknownKey, Warning),
            ("referral.extra", Code::UnknownKey, Warning),
            ("referral.recipients[0].extra", Code::UnknownKey, Warning),
            (
                "options[0].confidentiality.extra",
                Code::UnknownKey,
                Warning,
            ),
            ("options[0].extra", Code::UnknownKey, Warning),
            ("options[0].operator.extra", Code::UnknownKey, Warning),
            ("options[0].routes[0].extra", Code::UnknownKey, Warning),
            (
                "options[0].routes[0].hours[0].extra",
                Code::UnknownKey,
                Warning,
            ),
        ],
        extent: FULL,
    },
    Case {
        name: "prototype names are unknown keys like any other",
        change: |v| put(v, "", "constructor", json!({})),
        faults: &[("constructor", Code::UnknownKey, Warning)],
        extent: FULL,
    },
    // crisis
    Case {
        name: "no crisis",
        change: |v| remove(v, "/crisis"),
        faults: &[("crisis", Code::CrisisMissing, Error)],
        extent: HELP,
    },
    Case {
        name: "an empty crisis",
        change: |v| set(v, "/crisis", json!([])),
        faults: &[("crisis", Code::CrisisMissing, Error)],
        extent: HELP,
    },
    Case {
        name: "crisis as an object",
        change: |v| set(v, "/crisis", json!({ "id": "x" })),
        faults: &[("crisis", Code::CrisisMissing, Error)],
        extent: HELP,
    },
    Case {
        name: "a crisis entry that nobody can dial",
        change: |v| {
            let route = json!([{ "type": "web", "value": "https://example.org/" }]);
            set(v, "/crisis/0/routes", route);
        },
        faults: &[("crisis", Code::CrisisMissing, Error)],
        extent: HELP,
    },
    Case {
        name: "a crisis route of an unknown type",
        change: |v| set(v, "/crisis/0/routes/0/type", json!("fax")),
        faults: &[("crisis[0].routes[0].type", Code::NotAllowed, Warning)],
        extent: FULL,
    },
    Case {
        name: "a crisis route without a number",
        change: |v| remove(v, "/crisis/0/routes/0/value"),
        faults: &[("crisis[0].routes[0].value", Code::Missing, Warning)],
        extent: FULL,
    },
    Case {
        name: "a crisis number as a number",
        change: |v| set(v, "/crisis/0/routes/0/value", json!(555)),
        faults: &[("crisis[0].routes[0].value", Code::WrongType, Warning)],
        extent: FULL,
    },
    Case {
        name: "a crisis number without a digit",
        change: |v| set(v, "/crisis/0/routes/0/value", json!("front desk")),
        faults: &[("crisis[0].routes[0].value", Code::NotAllowed, Warning)],
        extent: FULL,
    },
    Case {
        name: "a crisis entry that takes requests",
        change: |v| {
            let route = json!({ "type": "referral", "recipient": "team" });
            set(v, "/crisis/0/routes/0", route);
        },
        faults: &[("crisis[0].routes[0].type", Code::NotAllowed, Warning)],
        extent: FULL,
    },
    Case {
        name: "every number of the crisis entry is bad",
        change: |v| {
            set(v, "/crisis/0/routes/0/value", json!(""));
            set(v, "/crisis/0/routes/1/type", json!("telegraph"));
        },
        faults: &[
            ("crisis[0].routes[0].value", Code::Empty, Warning),
            ("crisis[0].routes[1].type", Code::NotAllowed, Warning),
            ("crisis", Code::CrisisMissing, Error),
        ],
        extent: HELP,
    },
    Case {
        name: "hours of a crisis route that cannot be read",
        change: |v| {
            let hours = json!([{ "days": ["mon"], "start": "8:00", "end": "17:00" }]);
            put(v, "/crisis/0/routes/0", "hours", hours);
        },
        faults: &[("crisis[0].routes[0].hours[0].start", Code::BadTime, Warning)],
        extent: FULL,
    },
    Case {
        name: "a crisis entry without id and with a bad date",
        change: |v| {
            remove(v, "/crisis/0/id");
            put(v, "/crisis/0", "reviewed_on", json!("2026-02-30"));
        },
        faults: &[
            ("crisis[0].reviewed_on", Code::BadDate, Warning),
            ("crisis[0].id", Code::Missing, Warning),
        ],
        extent: FULL,
    },
    Case {
        name: "two crisis entries with one id",
        change: |v| {
            let entry = v["crisis"][0].clone();
            v["crisis"].as_array_mut().unwrap().push(entry);
        },
        faults: &[("crisis[1]", Code::DuplicateId, Warning)],
        extent: FULL,
    },
    Case {
        name: "a crisis entry past its review date",
        change: |v| put(v, "/crisis/0", "review_by", json!("2026-11-21")),
        faults: &[("crisis[0].review_by", Code::ReviewPassed, Warning)],
        extent: FULL,
    },
    // the privacy notice
    Case {
        name: "no privacy notice",
        change: |v| remove(v, "/privacy_notice"),
        faults: &[("privacy_notice", Code::PrivacyNoticeMissing, Error)],
        extent: HELP,
    },
    Case {
        name: "a privacy notice as a text",
        change: |v| set(v, "/privacy_notice", json!("We care.")),
        faults: &[("privacy_notice", Code::WrongType, Error)],
        extent: HELP,
    },
    Case {
        name: "a privacy notice without words",
        change: |v| set(v, "/privacy_notice/text", json!("  ")),
        faults: &[("privacy_notice.text", Code::Empty, Error)],
        extent: HELP,
    },
    Case {
        name: "a privacy notice whose link is bad",
        change: |v| put(v, "/privacy_notice", "url", json!("http://example.org/")),
        faults: &[("privacy_notice.url", Code::BadUrl, Warning)],
        extent: FULL,
    },
    // options
    Case {
        name: "no options",
        change: |v| remove(v, "/options"),
        faults: &[("options", Code::Missing, Error)],
        extent: HELP,
    },
    Case {
        name: "an empty list of options",
        change: |v| set(v, "/options", json!([])),
        faults: &[("options", Code::Empty, Error)],
        extent: HELP,
    },
    Case {
        name: "options as an object",
        change: |v| set(v, "/options", json!({})),
        faults: &[("options", Code::WrongType, Error)],
        extent: HELP,
    },
    Case {
        name: "a bad option beside a good one",
        change: |v| set(v, "/options/0/kind", json!("miracle")),
        faults: &[
            ("options[0].kind", Code::NotAllowed, Warning),
            ("options[0]", Code::OptionLeftOut, Warning),
        ],
        extent: FULL,
    },
    Case {
        name: "an option that is no object",
        change: |v| set(v, "/options/0", json!("peer")),
        faults: &[
            ("options[0]", Code::WrongType, Warning),
            ("options[0]", Code::OptionLeftOut, Warning),
        ],
        extent: FULL,
    },
    Case {
        name: "only bad options",
        change: |v| {
            remove(v, "/options/0/name");
            set(v, "/options/1/routes", json!([]));
        },
        faults: &[
            ("options[0].name", Code::Missing, Warning),
            ("options[0]", Code::OptionLeftOut, Warning),
            ("options[1].routes", Code::Empty, Warning),
            ("options[1]", Code::OptionLeftOut, Warning),
            ("options", Code::OptionLeftOut, Error),
        ],
        extent: HELP,
    },
    Case {
        name: "two options with one id",
        change: |v| {
            let id = v["options"][0]["id"].clone();
            set(v, "/options/1/id", id);
        },
        faults: &[("options[1]", Code::DuplicateId, Warning)],
        extent: FULL,
    },
    Case {
        name: "an option past its review date",
        change: |v| set(v, "/options/0/review_by", json!("2026-11-21")),
        faults: &[("options[0].review_by", Code::ReviewPassed, Warning)],
        extent: FULL,
    },
    Case {
        name: "an option on its review date",
        change: |v| set(v, "/options/0/review_by", json!("2026-11-22")),
        faults: &[],
        extent: FULL,
    },
    Case {
        name: "a name that is too long",
        change: |v| set(v, "/options/0/name", json!("x".repeat(121))),
        faults: &[
            ("options[0].name", Code::TooLong, Warning),
            ("options[0]", Code::OptionLeftOut, Warning),
        ],
        extent: FULL,
    },
    Case {
        name: "a web route over plain http among good routes",
        change: |v| {
            let route = json!({ "type": "web", "value": "http://example.org/" });
            v["options"][0]["routes"]
                .as_array_mut()
                .unwrap()
                .push(route);
        },
        faults: &[("options[0].routes[2].value", Code::BadUrl, Warning)],
        extent: FULL,
    },
    Case {
        name: "an option whose only route cannot be used",
        change: |v| set(v, "/options/1/routes/0/value", json!("ask around")),
        faults: &[
            ("options[1].routes[0].value", Code::NotAllowed, Warning),
            ("options[1]", Code::OptionLeftOut, Warning),
        ],
        extent: FULL,
    },
    Case {
        name: "a referral route without a recipient",
        change: |v| remove(v, "/options/0/routes/1/recipient"),
        faults: &[("options[0].routes[1].recipient", Code::Missing, Warning)],
        extent: FULL,
    },
    Case {
        name: "a referral route to nobody",
        change: |v| set(v, "/options/0/routes/1/recipient", json!("nobody")),
        faults: &[(
            "options[0].routes[1].recipient",
            Code::RecipientUnknown,
            Warning,
        )],
        extent: FULL,
    },
    Case {
        name: "an hour that no clock shows",
        change: |v| set(v, "/options/0/routes/0/hours/0/end", json!("24:00")),
        faults: &[("options[0].routes[0].hours[0].end", Code::BadTime, Warning)],
        extent: FULL,
    },
    Case {
        name: "a day in full",
        change: |v| set(v, "/options/0/routes/0/hours/0/days/0", json!("monday")),
        faults: &[(
            "options[0].routes[0].hours[0].days[0]",
            Code::NotAllowed,
            Warning,
        )],
        extent: FULL,
    },
    // what only the order of the list goes by: the option stays
    Case {
        name: "roles as a text",
        change: |v| put(v, "/options/0", "eligibility", json!({ "roles": "Nurse" })),
        faults: &[("options[0].eligibility.roles", Code::WrongType, Warning)],
        extent: FULL,
    },
    Case {
        name: "more roles than a list holds",
        change: |v| {
            let roles = vec!["Nurse"; 21];
            put(v, "/options/0", "eligibility", json!({ "roles": roles }));
        },
        faults: &[("options[0].eligibility.roles", Code::TooLong, Warning)],
        extent: FULL,
    },
    Case {
        name: "a role as a number, and one in a whole sentence",
        change: |v| {
            let roles = json!([3, "x".repeat(61), "x".repeat(60)]);
            put(v, "/options/0", "eligibility", json!({ "roles": roles }));
        },
        faults: &[
            ("options[0].eligibility.roles[0]", Code::WrongType, Warning),
            ("options[0].eligibility.roles[1]", Code::TooLong, Warning),
        ],
        extent: FULL,
    },
    Case {
        name: "an eligibility that is no object",
        change: |v| put(v, "/options/0", "eligibility", json!(["Nurse"])),
        faults: &[("options[0].eligibility", Code::WrongType, Warning)],
        extent: FULL,
    },
    Case {
        name: "a fact that nobody asks about",
        change: |v| put(v, "/options/0", "eligibility", json!({ "age": ["Any"] })),
        faults: &[("options[0].eligibility.age", Code::UnknownKey, Warning)],
        extent: FULL,
    },
    Case {
        name: "a time to first contact without its unit",
        change: |v| put(v, "/options/0", "expected_within", json!({ "value": 721 })),
        faults: &[
            (
                "options[0].expected_within.value",
                Code::OutOfRange,
                Warning,
            ),
            ("options[0].expected_within.unit", Code::Missing, Warning),
        ],
        extent: FULL,
    },
    Case {
        name: "a trait that the list does not know",
        change: |v| put(v, "/options/0", "traits", json!(["outside", "kind"])),
        faults: &[("options[0].traits[1]", Code::NotAllowed, Warning)],
        extent: FULL,
    },
    Case {
        name: "a bad trait does not save an option that cannot be shown",
        change: |v| {
            put(v, "/options/0", "traits", json!([]));
            remove(v, "/options/0/name");
        },
        faults: &[
            ("options[0].traits", Code::Empty, Warning),
            ("options[0].name", Code::Missing, Warning),
            ("options[0]", Code::OptionLeftOut, Warning),
        ],
        extent: FULL,
    },
    // facts, the questionnaire, the calendar entry
    Case {
        name: "a place for facts without words, beside a good one",
        change: |v| {
            let good = json!({ "name": "Counsel", "text": "Ask what is protected." });
            put(v, "", "facts", json!([{ "name": "Chapel" }, good]));
        },
        faults: &[("facts[0].text", Code::Missing, Warning)],
        extent: FULL,
    },
    Case {
        name: "facts as a text",
        change: |v| put(v, "", "facts", json!("Ask counsel.")),
        faults: &[("facts", Code::WrongType, Warning)],
        extent: FULL,
    },
    Case {
        name: "no places for facts",
        change: |v| put(v, "", "facts", json!([])),
        faults: &[("facts", Code::Empty, Warning)],
        extent: FULL,
    },
    Case {
        name: "a questionnaire over plain http",
        change: |v| put(v, "", "instrument", json!("http://example.org/x.json")),
        faults: &[("instrument", Code::BadUrl, Warning)],
        extent: FULL,
    },
    Case {
        name: "a calendar entry in a season, with an empty title",
        change: |v| put(v, "", "follow_up", json!({ "title": " ", "days": 91 })),
        faults: &[
            ("follow_up.title", Code::Empty, Warning),
            ("follow_up.days", Code::OutOfRange, Warning),
        ],
        extent: FULL,
    },
    // the referral
    Case {
        name: "no referral at all, and nobody asks for one",
        change: |v| {
            remove(v, "/referral");
            remove(v, "/options/0/routes/1");
        },
        faults: &[],
        extent: FULL,
    },
    Case {
        name: "no referral, but a route to it",
        change: |v| remove(v, "/referral"),
        faults: &[(
            "options[0].routes[1].recipient",
            Code::RecipientUnknown,
            Warning,
        )],
        extent: FULL,
    },
    Case {
        name: "an unsafe endpoint of the only recipient takes the referral and nothing else",
        change: |v| {
            set(
                v,
                "/referral/recipients/0/endpoint",
                json!("http://x.example/"),
            )
        },
        faults: &[
            (
                "referral.recipients[0].endpoint",
                Code::EndpointUnsafe,
                Error,
            ),
            (
                "options[0].routes[1].recipient",
                Code::RecipientUnknown,
                Warning,
            ),
        ],
        extent: FULL,
    },
    Case {
        name: "a key with its private part",
        change: |v| put(v, "/referral/recipients/0/keys/0", "d", json!("secret")),
        faults: &[
            ("referral.recipients[0].keys[0]", Code::KeyPrivate, Error),
            (
                "options[0].routes[1].recipient",
                Code::RecipientUnknown,
                Warning,
            ),
        ],
        extent: FULL,
    },
    Case {
        name: "no keys",
        change: |v| set(v, "/referral/recipients/0/keys", json!([])),
        faults: &[
            ("referral.recipients[0].keys", Code::Empty, Error),
            (
                "options[0].routes[1].recipient",
                Code::RecipientUnknown,
                Warning,
            ),
        ],
        extent: FULL,
    },
    Case {
        name: "two recipients with one id",
        change: |v| {
            let recipient = v["referral"]["recipients"][0].clone();
            let recipients = v["referral"]["recipients"].as_array_mut().unwrap();
            recipients.push(recipient);
        },
        faults: &[
            ("referral.recipients[1]", Code::DuplicateId, Error),
            (
                "options[0].routes[1].recipient",
                Code::RecipientUnknown,
                Warning,
            ),
        ],
        extent: FULL,
    },
    Case {
        name: "limits of time that are out of range are borne",
        change: |v| {
            put(v, "/referral", "expires_hours", json!(169));
            put(v, "/referral", "reconnect_spread_s", json!(-1));
        },
        faults: &[
            ("referral.expires_hours", Code::OutOfRange, Warning),
            ("referral.reconnect_spread_s", Code::OutOfRange, Warning),
        ],
        extent: FULL,
    },
    Case {
        name: "half an hour",
        change: |v| put(v, "/referral", "expires_hours", json!(0.5)),
        faults: &[("referral.expires_hours", Code::WrongType, Warning)],
        extent: FULL,
    },
    Case {
        name: "who may send is unreadable, so nobody does",
        change: |v| put(v, "/referral", "transport_identity", json!("User")),
        faults: &[
            ("referral.transport_identity", Code::NotAllowed, Error),
            (
                "options[0].routes[1].recipient",
                Code::RecipientUnknown,
                Warning,
            ),
        ],
        extent: FULL,
    },
    Case {
        name: "a key of another kind",
        change: |v| set(v, "/referral/recipients/0/keys/0/crv", json!("P-384")),
        faults: &[
            (
                "referral.recipients[0].keys[0]",
                Code::KeyUnsupported,
                Error,
            ),
            (
                "options[0].routes[1].recipient",
                Code::RecipientUnknown,
                Warning,
            ),
        ],
        extent: FULL,
    },
];

#[test]
fn the_options_stay_where_only_the_referral_is_at_fault() {
    let mut value = minimal();
    set(&mut value, "/referral", json!("soon"));
    let document = read_today(&value);
    assert_eq!(document.config.extent, Extent::Full);
    assert_eq!(document.config.referral, None);
    assert_eq!(document.config.options.len(), 2);
    assert_eq!(option_at(&document, 0).routes.len(), 1);
}

/// Two recipients, each with an option of its own.
fn two_recipients() -> Value {
    let mut value = minimal();
    let mut second = value["referral"]["recipients"][0].clone();
    second["id"] = json!("second");
    second["endpoint"] = json!("/second");
    put(&mut value, "/referral", "transport_identity", json!("user"));
    let route = json!({ "type": "referral", "recipient": "second" });
    for (list, item) in [
        ("/referral/recipients", second),
        ("/options/1/routes", route),
    ] {
        let list = value.pointer_mut(list).unwrap();
        list.as_array_mut().unwrap().push(item);
    }
    value
}

/// The recipients, then the ways to reach each option.
fn ways(document: &Document) -> Vec<Vec<&str>> {
    let recipients = document.config.referral.iter().flat_map(|r| &r.recipients);
    let mut ways = vec![recipients.map(|r| r.id.as_str()).collect()];
    for option in &document.config.options {
        let routes = option.routes.iter();
        ways.push(
            routes
                .map(|r| r.recipient.as_deref().unwrap_or(&r.value))
                .collect(),
        );
    }
    ways
}

/// What is wrong with one recipient takes the ways to it, and no request to another.
#[test]
fn a_recipient_at_fault_leaves_the_others() {
    type Broken = (&'static str, &'static str, fn() -> Value, Code);
    let broken: [Broken; 6] = [
        (
            "endpoint",
            "endpoint",
            || json!("http://example.org"),
            Code::EndpointUnsafe,
        ),
        (
            "keys/0/crv",
            "keys[0]",
            || json!("P-384"),
            Code::KeyUnsupported,
        ),
        ("keys", "keys", || json!([]), Code::Empty),
        ("name", "name", || json!(7), Code::WrongType),
        ("reads", "reads", || json!("x".repeat(1001)), Code::TooLong),
        ("id", "id", || json!("No id"), Code::BadId),
    ];
    let sound = two_recipients();
    let all = [
        vec!["team", "second"],
        vec!["555-0101", "team"],
        vec!["555-0102", "second"],
    ];
    assert_eq!(ways(&read_today(&sound)), all);
    let break_it = |value: &mut Value, i: usize, key: &str, member| {
        let at = format!("/referral/recipients/{i}/{key}");
        let (parent, key) = at.rsplit_once('/').unwrap();
        value.pointer_mut(parent).unwrap()[key] = member;
    };
    for (key, place, member, code) in broken {
        for i in [0, 1] {
            let mut value = sound.clone();
            break_it(&mut value, i, key, member());
            let document = read_today(&value);
            let case = format!("{i} {key}");
            let gone = all[0][i];
            let left: Vec<Vec<&str>> = all
                .iter()
                .map(|ways| ways.iter().filter(|way| **way != gone).copied().collect())
                .collect();
            assert_eq!(ways(&document), left, "{case}");
            assert_eq!(document.config.extent, Extent::Full, "{case}");
            let mut found: Vec<Found<'_>> = document
                .faults
                .iter()
                .map(|fault| (fault.path.as_str(), fault.code, fault.severity))
                .collect();
            found.sort_by_key(|fault| fault.2);
            let path = format!("referral.recipients[{i}].{place}");
            let route = format!("options[{i}].routes[1].recipient");
            let expected: [Found<'_>; 2] = [
                (&route, Code::RecipientUnknown, Warning),
                (&path, code, Error),
            ];
            assert_eq!(found, expected, "{case}");

            // Of a guess at who may send nobody is asked for a name, whoever would read it.
            let mut guess = value.clone();
            set(&mut guess, "/referral/transport_identity", json!("User"));
            assert_eq!(read_today(&guess).config.referral, None, "{case}");
            // Where none is left there is nobody to send to.
            break_it(&mut value, 1 - i, key, member());
            assert_eq!(read_today(&value).config.referral, None, "{case}");
        }
    }
}

/// Of two with one id nobody can say which a route means: neither is sent anything.
#[test]
fn recipients_with_one_id_are_both_left_out() {
    let mut value = two_recipients();
    let mut third = value["referral"]["recipients"][0].clone();
    third["endpoint"] = json!("/third");
    let recipients = value.pointer_mut("/referral/recipients").unwrap();
    recipients.as_array_mut().unwrap().push(third);
    let document = read_today(&value);
    let left = [vec!["second"], vec!["555-0101"], vec!["555-0102", "second"]];
    assert_eq!(ways(&document), left);
    let again = |fault: &&Fault| fault.code == Code::DuplicateId;
    let fault = document.faults.iter().find(again).unwrap();
    assert_eq!(
        (fault.path.as_str(), fault.severity),
        ("referral.recipients[2]", Error)
    );
}
