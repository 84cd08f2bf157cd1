//! Broken configurations: where the fault is, what it is called, what it takes away, that the
//! sentence beside it says what to do, and that crisis help stands.
//!
//! `config_faults.rs` holds the faults of what every document has; here are those of what a
//! program may state beyond that. Each document is data: a sound one with changes, as JSON.
#![allow(clippy::panic, clippy::unwrap_used)]

mod documents;
mod published;

use std::panic;

use documents::{full, minimal, read_today};
use published::Published;
use serde_json::{Value, json};
use touchbase::config::mend::mend;
use touchbase::config::schema::schema;
use touchbase::config::{Code, Config, Document, Extent, Severity};
use touchbase::referral::{Kind, ReferrerPolicy, Urgency};
use touchbase::support::{Moment, RouteKind};
use touchbase::time::{DAY, HOUR};

/// What is left of the document.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Left {
    /// All but what is named.
    All,
    /// One way less to reach an option that stands.
    LessARoute,
    /// One option less.
    LessAnOption,
    /// No request from within the widget.
    NoReferral,
    /// Crisis help and phone routes.
    HelpOnly,
    /// The text inside the tag, which is shown in place of crisis entries that nobody can use.
    TagOnly,
}

use Left::{All, HelpOnly, LessARoute, LessAnOption, NoReferral, TagOnly};

/// A broken document: changes to the sound one, each a JSON pointer (RFC 6901) and the value that
/// stands there, and the faults: path, code, a word that its mending sentence has.
struct Broken {
    changes: &'static [(&'static str, &'static str)],
    faults: &'static [(&'static str, &'static str, &'static str)],
    left: Left,
    /// Whether a schema can say it; not where it hangs on the day or on another value.
    by_schema: bool,
}

const fn broken(
    changes: &'static [(&'static str, &'static str)],
    faults: &'static [(&'static str, &'static str, &'static str)],
    left: Left,
) -> Broken {
    Broken {
        changes,
        faults,
        left,
        by_schema: true,
    }
}

/// As [`broken`], for what no schema can say.
const fn beyond_a_schema(
    changes: &'static [(&'static str, &'static str)],
    faults: &'static [(&'static str, &'static str, &'static str)],
    left: Left,
) -> Broken {
    Broken {
        by_schema: false,
        ..broken(changes, faults, left)
    }
}

const LEFT_OUT: (&str, &str, &str) = ("options[0]", "option-left-out", "mend those");

const BROKEN: &[Broken] = &[
    // texts by language
    broken(
        &[("/options/0/name", r#"{ "en": "Peers", "es": "" }"#)],
        &[("options[0].name.es", "empty", "Put something here")],
        All,
    ),
    broken(
        &[("/options/0/name", r#"{ "en": "Peers", "es": 7 }"#)],
        &[("options[0].name.es", "wrong-type", "text in quotes")],
        All,
    ),
    broken(
        &[("/options/0/name", r#"{ "en": "Peers", "en_US": "Peers" }"#)],
        &[("options[0].name.en_US", "bad-language", "BCP 47")],
        All,
    ),
    broken(
        &[("/options/0/name", "{}")],
        &[("options[0].name", "empty", "Put something here"), LEFT_OUT],
        LessAnOption,
    ),
    broken(
        &[("/options/0/name", r#"{ "en": null, "spanish_": "Pares" }"#)],
        &[
            ("options[0].name.en", "wrong-type", "JSON type"),
            ("options[0].name.spanish_", "bad-language", "es-MX"),
            LEFT_OUT,
        ],
        LessAnOption,
    ),
    broken(
        &[("/options/0/name", r#"["Peers"]"#)],
        &[("options[0].name", "wrong-type", "JSON type"), LEFT_OUT],
        LessAnOption,
    ),
    broken(
        &[(
            "/privacy_notice/text",
            r#"{ "en": "The team reads it.", "es": " " }"#,
        )],
        &[("privacy_notice.text.es", "empty", "Put something here")],
        All,
    ),
    broken(
        &[("/privacy_notice/text", r#"{ "es": [] }"#)],
        &[("privacy_notice.text.es", "wrong-type", "JSON type")],
        HelpOnly,
    ),
    broken(
        &[("/program/name", r#"{ "en": "Program", "": "Programa" }"#)],
        &[("program.name.\"\"", "bad-language", "BCP 47")],
        All,
    ),
    broken(
        &[("/crisis/0/about", r#"{ "xx-toolongsubtag": "About." }"#)],
        &[("crisis[0].about.xx-toolongsubtag", "bad-language", "BCP 47")],
        All,
    ),
    // the top level
    broken(
        &[("/language", r#""English (US)""#)],
        &[("language", "bad-language", "for example en")],
        All,
    ),
    broken(
        &[("/example", "true")],
        &[("example", "wrong-type", "text in quotes")],
        All,
    ),
    broken(
        &[("/message", r#"{ "text": "You are not alone." }"#)],
        &[("message.from", "missing", "Add this key")],
        All,
    ),
    broken(
        &[("/message", r#""You are not alone.""#)],
        &[("message", "wrong-type", "JSON type")],
        All,
    ),
    broken(
        &[(
            "/message",
            r#"{ "from": "Ana", "text": "Hello.", "date": "1 May 2026" }"#,
        )],
        &[("message.date", "bad-date", "YYYY-MM-DD")],
        All,
    ),
    broken(
        &[(
            "/message",
            r#"{ "from": "Ana", "text": "Hello.", "photo": "ana.jpg" }"#,
        )],
        &[("message.photo", "unknown-key", "check its spelling")],
        All,
    ),
    broken(
        &[("/feedback", r#"{ "url": "http://example.org/survey" }"#)],
        &[("feedback.url", "bad-url", "https://")],
        All,
    ),
    broken(
        &[(
            "/feedback",
            r#"{ "url": "https://example.org/survey", "text": 1 }"#,
        )],
        &[("feedback.text", "wrong-type", "JSON type")],
        All,
    ),
    broken(
        &[("/feedback", r#""https://example.org/survey""#)],
        &[("feedback", "wrong-type", "JSON type")],
        All,
    ),
    broken(
        &[("/terms", r#"{ "second_victim": "yes" }"#)],
        &[("terms.second_victim", "wrong-type", "true or false without")],
        All,
    ),
    broken(
        &[("/terms", r#"{ "third_victim": true }"#)],
        &[("terms.third_victim", "unknown-key", "check its spelling")],
        All,
    ),
    broken(
        &[("/page_url", r#""mailto:team@example.org""#)],
        &[("page_url", "bad-url", "https://")],
        All,
    ),
    broken(
        &[(
            "/reviews",
            r#"[{ "kind": "medical", "by": "Dr. Example", "date": "2026-11-01" }]"#,
        )],
        &[("reviews[0].kind", "not-allowed", "one of the values")],
        All,
    ),
    broken(
        &[("/reviews", r#"[{ "kind": "legal", "by": "Counsel" }]"#)],
        &[("reviews[0].date", "missing", "Add this key")],
        All,
    ),
    broken(
        &[("/country", r#""United States""#)],
        &[("country", "bad-country", "two letters")],
        All,
    ),
    broken(
        &[("/crisis/0/country", r#""UK1""#)],
        &[("crisis[0].country", "bad-country", "two letters")],
        All,
    ),
    broken(
        &[("/crisis", r#"{ "line": "555-0199" }"#)],
        &[("crisis", "crisis-missing", "Add at least one entry")],
        TagOnly,
    ),
    broken(
        &[(
            "/crisis/0/routes",
            r#"[{ "type": "web", "value": "https://example.org/" }]"#,
        )],
        &[("crisis", "crisis-missing", "phone or text route")],
        TagOnly,
    ),
    // worries
    broken(
        &[(
            "/worries",
            r#"[{ "about": "spouse", "text": "No.", "date": "2026-11-01" }]"#,
        )],
        &[("worries[0].about", "not-allowed", "one of the values")],
        All,
    ),
    broken(
        &[("/worries", r#"[{ "about": "board", "text": "No." }]"#)],
        &[("worries[0].date", "missing", "Add this key")],
        All,
    ),
    broken(
        &[(
            "/worries",
            r#"[{ "about": "board", "text": "No.", "date": "2026-02-30" }]"#,
        )],
        &[("worries[0].date", "bad-date", "YYYY-MM-DD")],
        All,
    ),
    broken(
        &[(
            "/worries",
            r#"[{ "about": "claims", "text": {}, "date": "2026-11-01" }]"#,
        )],
        &[("worries[0].text", "empty", "Put something here")],
        All,
    ),
    broken(
        &[("/worries", "[]")],
        &[("worries", "empty", "or remove the key")],
        All,
    ),
    broken(
        &[("/worries", r#"{ "manager": "No." }"#)],
        &[("worries", "wrong-type", "JSON type")],
        All,
    ),
    beyond_a_schema(
        &[(
            "/worries",
            r#"[{ "about": "board", "text": "No.", "date": "2026-11-01" },
                { "about": "board", "text": "Yes.", "date": "2026-11-01" }]"#,
        )],
        &[("worries[1].about", "duplicate", "Remove this entry")],
        All,
    ),
    // options
    broken(
        &[("/options/0/serves", r#"["everyone"]"#)],
        &[("options[0].serves[0]", "not-allowed", "one of the values")],
        All,
    ),
    broken(
        &[("/options/0/serves", r#"["team", "team"]"#)],
        &[("options[0].serves[1]", "duplicate", "Remove this entry")],
        All,
    ),
    broken(
        &[("/options/0/expected_source_url", r#""see the wall""#)],
        &[(
            "options[0].expected_source_url",
            "bad-url",
            "without spaces",
        )],
        All,
    ),
    broken(
        &[("/options/0/data_not_taken", r#""The event.""#)],
        &[("options[0].data_not_taken", "wrong-type", "JSON type")],
        All,
    ),
    broken(
        &[("/options/0/data_taken", r#"["A name.", ""]"#)],
        &[("options[0].data_taken[1]", "empty", "Put something here")],
        All,
    ),
    broken(
        &[("/options/0/opens_after_report", "true")],
        &[
            ("options[0].opens_after_report", "wrong-type", "JSON type"),
            LEFT_OUT,
        ],
        LessAnOption,
    ),
    broken(
        &[("/options/0/take_back", "[]")],
        &[("options[0].take_back", "wrong-type", "JSON type")],
        All,
    ),
    broken(
        &[("/options/0/source_url", r#""javascript:void(0)""#)],
        &[("options[0].source_url", "bad-url", "https://")],
        All,
    ),
    broken(
        &[("/options/0/sources", r#"[{ "title": "Page" }]"#)],
        &[(
            "options[0].sources[0].reviewed_on",
            "missing",
            "Add this key",
        )],
        All,
    ),
    broken(
        &[("/options/0/operator/type", r#""hospital""#)],
        &[(
            "options[0].operator.type",
            "not-allowed",
            "one of the values",
        )],
        All,
    ),
    broken(
        &[("/options/0/eligibility", r#"{ "countries": ["USA"] }"#)],
        &[(
            "options[0].eligibility.countries[0]",
            "bad-country",
            "two letters",
        )],
        All,
    ),
    broken(
        &[(
            "/options/0/eligibility",
            r#"{ "regions": ["North", "North"] }"#,
        )],
        &[(
            "options[0].eligibility.regions[1]",
            "duplicate",
            "Remove this entry",
        )],
        All,
    ),
    broken(
        &[("/options/0/routes/0/sign_in", r#""yes""#)],
        &[(
            "options[0].routes[0].sign_in",
            "wrong-type",
            "true or false",
        )],
        All,
    ),
    broken(
        &[("/options/0/routes/0/ext", "5")],
        &[("options[0].routes[0].ext", "wrong-type", "text in quotes")],
        LessARoute,
    ),
    broken(
        &[("/options/0/routes/1/ext", "5")],
        &[("options[0].routes[1].ext", "wrong-type", "text in quotes")],
        All,
    ),
    broken(
        &[("/options/0/routes/1/type", r#""letter""#)],
        &[(
            "options[0].routes[1].type",
            "not-allowed",
            "one of the values",
        )],
        LessARoute,
    ),
    broken(
        &[("/options/0/routes/0/closed_on", r#"["2026-02-30"]"#)],
        &[(
            "options[0].routes[0].closed_on[0]",
            "bad-date",
            "YYYY-MM-DD",
        )],
        All,
    ),
    broken(
        &[("/options/0/confidentiality", r#"{ "limits": "Danger." }"#)],
        &[("options[0].confidentiality.text", "missing", "Add this key")],
        All,
    ),
    broken(
        &[("/options/0/review_by", r#""next spring""#)],
        &[("options[0].review_by", "bad-date", "YYYY-MM-DD")],
        All,
    ),
    beyond_a_schema(
        &[("/options/0/review_by", r#""2026-11-21""#)],
        &[("options[0].review_by", "review-passed", "Check the facts")],
        All,
    ),
    beyond_a_schema(
        &[("/options/1/id", r#""peer""#)],
        &[("options[1]", "duplicate-id", "an id of its own")],
        LessAnOption,
    ),
    // the referral policy
    broken(
        &[("/referral/kinds", r#"["self", "friend"]"#)],
        &[("referral.kinds[1]", "not-allowed", "one of the values")],
        All,
    ),
    broken(
        &[("/referral/kinds", r#"["friend"]"#)],
        &[("referral.kinds[0]", "not-allowed", "one of the values")],
        NoReferral,
    ),
    broken(
        &[("/referral/kinds", r#""self""#)],
        &[("referral.kinds", "wrong-type", "JSON type")],
        NoReferral,
    ),
    broken(
        &[("/referral/kinds", "[]")],
        &[("referral.kinds", "empty", "or remove the key")],
        NoReferral,
    ),
    broken(
        &[("/referral/colleague_must_know", r#""true""#)],
        &[(
            "referral.colleague_must_know",
            "wrong-type",
            "true or false",
        )],
        NoReferral,
    ),
    broken(
        &[("/referral/referrer", r#""never""#)],
        &[("referral.referrer", "not-allowed", "one of the values")],
        NoReferral,
    ),
    broken(
        &[("/referral/referrer", "false")],
        &[("referral.referrer", "wrong-type", "JSON type")],
        NoReferral,
    ),
    broken(
        &[("/referral/neutral_subject", r#"{ "en": 1 }"#)],
        &[("referral.neutral_subject.en", "wrong-type", "JSON type")],
        All,
    ),
    broken(
        &[("/referral/contact_windows", r#"["Nights", 7]"#)],
        &[("referral.contact_windows[1]", "wrong-type", "JSON type")],
        All,
    ),
    beyond_a_schema(
        &[(
            "/referral/contact_windows",
            r#"["Nights", { "en": "Nights" }]"#,
        )],
        &[(
            "referral.contact_windows[1]",
            "duplicate",
            "Remove this entry",
        )],
        All,
    ),
    broken(
        &[("/referral/urgency", r#"["now"]"#)],
        &[("referral.urgency[0]", "not-allowed", "one of the values")],
        All,
    ),
    broken(
        &[(
            "/referral/match",
            r#"{ "roles": ["Nurse", ""], "diagnosis": ["x"] }"#,
        )],
        &[
            ("referral.match.roles[1]", "empty", "Put something here"),
            (
                "referral.match.diagnosis",
                "unknown-key",
                "check its spelling",
            ),
        ],
        All,
    ),
    broken(
        &[(
            "/referral/match",
            r#"{ "preference": ["same_shift"], "modes": ["fax"] }"#,
        )],
        &[
            (
                "referral.match.preference[0]",
                "not-allowed",
                "one of the values",
            ),
            (
                "referral.match.modes[0]",
                "not-allowed",
                "one of the values",
            ),
        ],
        All,
    ),
    broken(
        &[("/referral/match", "[]")],
        &[("referral.match", "wrong-type", "JSON type")],
        All,
    ),
    broken(
        &[("/referral/units", "[]")],
        &[("referral.units", "empty", "or remove the key")],
        All,
    ),
    broken(
        &[("/referral/note", "140")],
        &[("referral.note", "wrong-type", "true or false")],
        All,
    ),
    broken(
        &[("/referral/follow_up_ok", r#""yes""#)],
        &[("referral.follow_up_ok", "wrong-type", "true or false")],
        All,
    ),
    broken(
        &[("/referral/recipients/0/reads", r#"{ "es": "" }"#)],
        &[(
            "referral.recipients[0].reads.es",
            "empty",
            "Put something here",
        )],
        NoReferral,
    ),
    broken(
        &[(
            "/referral/recipients/0/endpoint",
            r#""http://example.org/in""#,
        )],
        &[(
            "referral.recipients[0].endpoint",
            "endpoint-unsafe",
            "https://",
        )],
        NoReferral,
    ),
];

#[test]
fn each_is_named_by_path_code_and_severity_with_a_sentence_that_mends_it() {
    assert!(BROKEN.len() >= 40);
    for case in BROKEN {
        let document = read_it(&broken_document(case));
        // A route to a recipient that is gone is named beside the recipient; told apart below.
        let mut found: Vec<(&str, &str)> = document
            .faults
            .iter()
            .filter(|fault| fault.code != Code::RecipientUnknown || case.left != NoReferral)
            .map(|fault| (fault.path.as_str(), fault.code.as_str()))
            .collect();
        let mut expected: Vec<(&str, &str)> = case
            .faults
            .iter()
            .map(|(path, code, _)| (*path, *code))
            .collect();
        found.sort_unstable();
        expected.sort_unstable();
        assert_eq!(found, expected, "{:?}", case.changes);
        let severity = match case.left {
            All | LessARoute | LessAnOption => Severity::Warning,
            NoReferral | HelpOnly | TagOnly => Severity::Error,
        };
        for (path, _, word) in case.faults {
            let fault = document.faults.iter().find(|fault| fault.path == *path);
            let fault = fault.unwrap();
            assert_eq!(fault.severity, severity, "{path}");
            let sentence = mend(fault.code);
            assert!(sentence.contains(word), "{path}: {sentence}");
        }
    }
}

#[test]
fn each_takes_away_no_more_than_it_has_to() {
    for case in BROKEN {
        let Document { config, .. } = read_it(&broken_document(case));
        let left = match &config {
            config if config.crisis.is_empty() => TagOnly,
            config if config.extent == Extent::HelpOnly => HelpOnly,
            config if config.referral.is_none() => NoReferral,
            config if config.options.len() < 2 => LessAnOption,
            config if ways(config).len() < 3 => LessARoute,
            _ => All,
        };
        assert_eq!(left, case.left, "{:?}", case.changes);
        // The numbers of the options are there even where nothing else can be had.
        let numbers = ["555-0101", "555-0102"];
        let missing = numbers.iter().filter(|n| !ways(&config).contains(n));
        let excused = usize::from(matches!(left, LessARoute | LessAnOption));
        assert!(missing.count() <= excused, "{:?}", case.changes);
    }
}

/// Nobody is left without help: the entries stand, or the fault is named that makes the page show
/// the text inside the tag in their place.
#[test]
fn the_person_still_sees_crisis_help() {
    for case in BROKEN {
        let Document { config, faults } = read_it(&broken_document(case));
        let missing = faults
            .iter()
            .any(|fault| fault.code == Code::CrisisMissing && fault.severity == Severity::Error);
        assert_eq!(config.crisis.is_empty(), missing, "{:?}", case.changes);
        assert_eq!(missing, case.left == TagOnly, "{:?}", case.changes);
    }
}

/// Whatever stands where a value should: no panic, and crisis help unless it is itself what is
/// broken.
#[test]
fn nothing_in_place_of_any_value_panics() {
    let full = full();
    let mut pointers = Vec::new();
    collect(&full, String::new(), &mut pointers);
    assert!(pointers.len() > 150, "{}", pointers.len());
    for pointer in pointers {
        for other in [
            json!(null),
            json!(false),
            json!(-1e300),
            json!("\u{0}\u{1f9e1}"),
            json!([[[]]]),
            json!({ "": { "": "" } }),
        ] {
            let mut value = full.clone();
            *value.pointer_mut(&pointer).unwrap() = other;
            let config = read_it(&value).config;
            let of_crisis = pointer.is_empty() || pointer.starts_with("/crisis");
            assert!(of_crisis || config.crisis.len() == 1, "{pointer}");
        }
    }
}

#[test]
fn the_schema_refuses_what_the_reader_names() {
    let published = Published::new(serde_json::to_value(schema()).unwrap());
    for case in BROKEN {
        let value = broken_document(case);
        // A schema does not know what a person can dial.
        let dialled = case.left == TagOnly && value["crisis"].is_array();
        let accepts = published.accepts(&value);
        assert_eq!(accepts, !case.by_schema || dialled, "{:?}", case.changes);
    }
    assert!(published.accepts(&full()));
}

#[test]
fn the_schema_refuses_an_unknown_key_at_each_level() {
    let published = Published::new(serde_json::to_value(schema()).unwrap());
    let full = full();
    let mut pointers = Vec::new();
    collect(&full, String::new(), &mut pointers);
    let mut levels = 0;
    for pointer in pointers {
        let mut value = full.clone();
        let Value::Object(object) = value.pointer_mut(&pointer).unwrap() else {
            continue;
        };
        object.insert("unheard_of".to_owned(), json!("x"));
        let faults = read_it(&value).faults;
        let named = faults
            .iter()
            .any(|fault| fault.path.ends_with("unheard_of"));
        // A public key may hold what else its registry knows (RFC 7517 section 4).
        let refused = !pointer.ends_with("/keys/0");
        assert_eq!(published.accepts(&value), !refused, "{pointer}");
        assert_eq!(named, refused, "{pointer}");
        levels += 1;
    }
    assert!(levels >= 25, "{levels}");
}

/// The day of a review date still counts; the day after is past it.
#[test]
fn a_review_date_holds_to_its_last_day() {
    for (review_by, passed) in [
        ("2026-11-23", false),
        ("2026-11-22", false),
        ("2026-11-21", true),
        ("2024-02-29", true),
    ] {
        let mut value = minimal();
        value["crisis"][0]["review_by"] = json!(review_by);
        value["options"][0]["review_by"] = json!(review_by);
        let document = read_it(&value);
        assert_eq!(
            document.config.crisis[0].review_passed, passed,
            "{review_by}"
        );
        assert_eq!(
            document.config.options[0].review_passed, passed,
            "{review_by}"
        );
        let named = document.faults.iter().map(|fault| fault.path.as_str());
        let paths: Vec<&str> = named.collect();
        let both = ["crisis[0].review_by", "options[0].review_by"];
        assert_eq!(paths, if passed { &both[..] } else { &[] }, "{review_by}");
    }
}

/// One bad part of a whole that can do without it.
#[test]
fn what_is_done_without_leaves_the_rest() {
    let mut value = full();
    let worry = |about: &str, date: &str| json!({ "about": about, "text": "No.", "date": date });
    value["message"]["date"] = json!("May");
    value["feedback"]["text"] = json!([]);
    value["worries"] = json!([worry("board", "May"), worry("claims", "2026-11-01")]);
    value["follow_up"]["days"] = json!(0);
    let option = &mut value["options"][0];
    option["data_taken"] = json!(["", "A name."]);
    option["sources"][0]["url"] = json!("ftp://example.org/");
    option["eligibility"]["countries"] = json!(["America"]);
    option["cost"] = json!(0);
    let config = read_it(&value).config;
    let message = config.message.unwrap();
    assert_eq!((&*message.from, message.date), ("Ana", None));
    assert_eq!(config.feedback.unwrap().text, None);
    assert_eq!(config.worries.len(), 1);
    assert_eq!(config.follow_up.title.as_deref(), Some("Call"));
    assert_eq!(config.follow_up.days, 7);
    let option = &config.options[0];
    assert_eq!(option.data_taken, ["A name."]);
    assert!(option.sources.is_empty() && option.cost.is_none());
    // Whom it is open to is read whole or not at all: half of it would send someone away.
    assert!(option.eligibility.roles.is_empty());
}

/// A document with the first option alone, where what takes an option takes everything.
fn one_option() -> Value {
    let mut value = full();
    value["options"].as_array_mut().unwrap().truncate(1);
    value
}

/// In whatever an option states, a fault costs what it is in, and never the ways to reach help.
#[test]
fn a_trifle_in_an_option_costs_no_number() {
    let one = one_option();
    let mut pointers = Vec::new();
    collect(&one["options"][0], String::new(), &mut pointers);
    // What an option is not shown without, and what holds it.
    let needs = [
        "/id",
        "/name",
        "/kind",
        "/operator/name",
        "/opens_after_report",
        "/routes",
    ];
    // What a number leads elsewhere without.
    let number = ["/type", "/value", "/ext", "/keyword"].map(|key| format!("/routes/0{key}"));
    let mut trifles = 0;
    for pointer in pointers {
        if needs.iter().any(|need| need.starts_with(&pointer)) {
            continue;
        }
        for other in [json!(7), json!("x".repeat(1001)), json!({}), json!([null])] {
            let mut value = one.clone();
            put_at(&mut value, &format!("/options/0{pointer}"), other.clone());
            let Document { config, faults } = read_it(&value);
            let case = format!("{pointer} {other}");
            assert_eq!(config.extent, Extent::Full, "{case}");
            assert!(
                faults.iter().all(|f| f.severity == Severity::Warning),
                "{case}"
            );
            let of_number = pointer == "/routes/0" || number.contains(&pointer);
            let of_request = ["/routes/1", "/routes/1/type", "/routes/1/recipient"];
            let mut ways = ways(&config);
            ways.sort_unstable();
            let left: &[&str] = match pointer.as_str() {
                _ if of_number => &["team"],
                pointer if of_request.contains(&pointer) => &["555-0101"],
                _ => &["555-0101", "team"],
            };
            assert_eq!(ways, left, "{case}");
            trifles += 1;
        }
    }
    assert!(trifles > 150, "{trifles}");
}

/// Half of when a route is open is not told, and never that it is open.
#[test]
fn a_route_whose_times_cannot_be_read_is_not_said_to_be_open() {
    // 09:00 on Monday 2026-11-23 and on 2026-12-25, the day on which the route is closed.
    let moments = [20780, 20812].map(|days| Moment::from_wall(days * DAY + 9 * HOUR));
    for entry in ["/crisis/0", "/options/0"] {
        for (key, member) in [
            ("closed_on", json!(["2026-02-30"])),
            ("closed_on", json!("2026-12-25")),
            ("special_hours", json!({ "date": "2026-12-25" })),
            (
                "hours",
                json!([{ "days": ["mon"], "start": "8:00", "end": "17:00" }]),
            ),
            ("hours", json!("08:00 to 17:00")),
            ("time_zone", json!(["America/Chicago"])),
        ] {
            let mut value = one_option();
            put_at(
                &mut value,
                &format!("{entry}/routes/0/always_open"),
                json!(true),
            );
            put_at(
                &mut value,
                &format!("{entry}/routes/0/{key}"),
                member.clone(),
            );
            let config = read_it(&value).config;
            let route = match entry {
                "/crisis/0" => &config.crisis[0].routes[0],
                _ => &config.options[0].routes[0],
            };
            assert_eq!(route.value, "555-0101");
            for moment in moments {
                assert_eq!(route.open_at(Some(moment)), None, "{entry} {key} {member}");
            }
            assert!(
                route.hours.is_empty() && route.special_hours.is_empty(),
                "{key}"
            );
        }
    }
}

/// A promise is told with its limits or not at all; the rest of it is done without.
#[test]
fn a_promise_without_its_limits_is_not_made() {
    for (key, member, stands) in [
        ("text", json!(7), false),
        ("limits", json!(["Danger."]), false),
        ("limits", json!("x".repeat(1001)), false),
        ("date", json!("2026-13-01"), true),
        ("legal_basis", json!({}), true),
        ("jurisdiction", json!("x".repeat(121)), true),
    ] {
        let mut value = one_option();
        value["options"][0]["confidentiality"][key] = member;
        let option = &read_it(&value).config.options[0];
        let read = &option.confidentiality;
        assert_eq!(read.is_some(), stands, "{key}");
        let Some(read) = read else { continue };
        assert_eq!(read.limits.as_deref(), Some("Danger."));
        let kept = [
            ("date", read.date.is_some()),
            ("legal_basis", read.legal_basis.is_some()),
            ("jurisdiction", read.jurisdiction.is_some()),
        ];
        for (other, is_there) in kept {
            assert_eq!(is_there, other != key, "{key} {other}");
        }
    }
    let mut value = one_option();
    value["options"][0]["confidentiality"] = json!("Private.");
    assert_eq!(read_it(&value).config.options[0].confidentiality, None);
}

/// What may be wrong beside a crisis number costs nothing of it; an extension that is empty says
/// that there is none.
#[test]
fn a_number_stands_beside_what_says_nothing() {
    let mut value = full();
    put_at(&mut value, "/crisis/0/routes/0/ext", json!(5));
    put_at(&mut value, "/options/0/routes/0/ext", json!(""));
    put_at(
        &mut value,
        "/options/0/routes/0/label",
        json!("x".repeat(130)),
    );
    let config = read_it(&value).config;
    assert_eq!(config.crisis[0].routes[0].value, "555-0101");
    let route = &config.options[0].routes[0];
    assert_eq!(
        (&*route.value, &route.ext, &route.label),
        ("555-0101", &None, &None)
    );
    assert_eq!(route.keyword.as_deref(), Some("WORD"));
}

/// What a host has forbidden stays so where another part of its policy cannot be read.
#[test]
fn a_borne_fault_of_the_policy_widens_nothing() {
    let policy = |changes: &[(&str, Value)]| {
        let mut value = minimal();
        for (key, member) in changes {
            value["referral"][*key] = member.clone();
        }
        let policy = |config: Config| config.referral.map(|referral| referral.policy);
        policy(read_it(&value).config)
    };
    let strict = [
        ("kinds", json!(["team", "self", "nobody", "self"])),
        ("colleague_must_know", json!(true)),
        ("referrer", json!("required")),
        ("urgency", json!("routine")),
        ("contact_windows", json!(["Days", "x".repeat(61), "Nights"])),
        ("note", json!("yes")),
        (
            "match",
            json!({ "roles": 7, "sites": ["North"], "do_not_match": 1, "modes": ["video", "fax"] }),
        ),
        ("neutral_subject", json!("x".repeat(121))),
    ];
    let policy = policy(&strict).unwrap();
    assert_eq!(policy.kinds, [Kind::Team, Kind::Own]);
    assert!(policy.colleague_must_know && !policy.note && !policy.do_not_match);
    assert_eq!(policy.referrer, ReferrerPolicy::Required);
    assert_eq!(policy.urgency, [Urgency::Routine]);
    assert_eq!(policy.windows.unwrap(), ["Days", "Nights"]);
    assert_eq!(policy.sites, ["North"]);
    assert!(policy.roles.is_empty() && policy.modes.len() == 1);
    assert_eq!(policy.neutral_subject, None);
}

/// The number, address or recipient of each route of the options.
fn ways(config: &Config) -> Vec<&str> {
    let routes = config.options.iter().flat_map(|option| &option.routes);
    routes
        .map(|route| {
            route
                .recipient
                .as_deref()
                .filter(|_| route.kind == RouteKind::Referral)
                .unwrap_or(&route.value)
        })
        .collect()
}

fn read_it(value: &Value) -> Document {
    let read_it = || read_today(value);
    panic::catch_unwind(panic::AssertUnwindSafe(read_it)).unwrap_or_else(|_| panic!("{value}"))
}

fn broken_document(case: &Broken) -> Value {
    let mut value = minimal();
    for (pointer, text) in case.changes {
        put_at(&mut value, pointer, serde_json::from_str(text).unwrap());
    }
    value
}

/// Puts a value at a JSON pointer whose parent is there.
fn put_at(value: &mut Value, pointer: &str, new: Value) {
    let (parent, last) = pointer.rsplit_once('/').unwrap();
    match value.pointer_mut(parent).unwrap() {
        Value::Object(members) => drop(members.insert(last.to_owned(), new)),
        Value::Array(items) => items[last.parse::<usize>().unwrap()] = new,
        _ => panic!("{pointer}"),
    }
}

fn collect(value: &Value, at: String, out: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (key, member) in members {
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
