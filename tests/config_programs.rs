//! The program profiles that ship: a host starts from one, so each has to be without fault, to say
//! where each fact comes from, and to name nobody. The guide to them has to stay true.
#![allow(clippy::unwrap_used)]

mod published;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

use published::Published;
use serde_json::Value as Json;
use sha2::{Digest, Sha256};
use touchbase::config::schema::schema;
use touchbase::config::shape::{DOCUMENT, ELIGIBILITY, Shape};
use touchbase::config::{Config, Extent, read};
use touchbase::jose::KeyRing;
use touchbase::referral::{Kind, ReferrerPolicy};
use touchbase::support::{Eligibility, Fact, Group, RouteKind, SupportOption, asked};
use touchbase::time::Date;
use touchbase::value::Value;

/// The hospital that does not exist: it states the settings and describes nobody's program.
const FICTIONAL: &str = "example-hospital";

/// The profiles of real programs.
const PROGRAMS: [&str; 10] = [
    "bidmc",
    "brigham-peer-support",
    "childrens-ocs",
    "constellation",
    "heals",
    "kaiser-eap",
    "legacy-peer-support",
    "missouri-foryou",
    "mitss",
    "physician-support-line",
];

/// Lines that the public may dial.
const PUBLIC_LINES: [&str; 7] = [
    "1-888-409-0141",
    "573-545-5919",
    "617-355-6705",
    "617-701-8101",
    "617-701-8271",
    "911",
    "988",
];

/// Mailboxes of programs, not of people.
const MAILBOXES: [&str; 3] = [
    "Peer.Support@BetsyLehmanCenterMA.gov",
    "ProviderPeerSupport@lhs.org",
    "rmps@hsg-group.com",
];

/// Names that the sources print: of staff, of authors and of those who spoke, each as the start of
/// the SHA-256 of the name in small letters, so that none is spelled out here. A name that is an
/// everyday word stands with its first name.
const NAMES: [u64; 25] = [
    0x08db_4756_718d_4538,
    0x144d_e298_a58c_18d2,
    0x18d9_ef6e_79b5_0df6,
    0x1bbb_da38_1785_6c42,
    0x2993_7507_b1e8_f4e9,
    0x2d80_5485_124a_30ea,
    0x3105_308c_60d7_cb22,
    0x37dc_dd8d_5671_9b6c,
    0x3881_3a5a_a0a4_2b41,
    0x3a6c_e9fa_e138_a005,
    0x44aa_3049_b57b_bcfa,
    0x44b6_4c26_9baa_26aa,
    0x4d1d_4c08_33ed_bd01,
    0x59d1_55ba_9aa9_6fad,
    0x6702_6102_1cb2_72d7,
    0x6aea_1fd1_71d1_16f5,
    0x8bd8_aa90_0397_0144,
    0x942f_3f21_f605_a24a,
    0x9b43_f42a_2185_c4a5,
    0x9ef5_3010_669b_5d17,
    0xb088_3f3e_a880_0e24,
    0xb586_aaa3_325c_dc68,
    0xb6fa_24e5_443d_2482,
    0xbad5_1a38_e255_3f58,
    0xd1d6_171f_67d3_8e77,
];

/// Two names that nobody bears, in the same form, and how a document would print them.
const PLANTED: [(u64, &str); 2] = [
    (0x88cf_43cb_f721_18b6, "Ask for Quillfeather's office."),
    (0xfae8_9d9d_87d6_a06f, "Moss Underhay, RN"),
];

/// What of a document tells of a program outside its options.
const OUTSIDE: [&str; 3] = ["facts", "privacy_notice", "referral"];

/// Settings of a request form that say nothing of a program: each has its default.
const DEFAULTS: [&str; 2] = ["note", "transport_identity"];

/// Members of an option that are no fact about a program: the rest needs a source.
const NO_FACT: [&str; 7] = [
    "expected_within",
    "id",
    "name",
    "review_by",
    "reviewed_on",
    "source_url",
    "sources",
];

/// Settings that the example hospital leaves alone.
const UNUSED: [&str; 1] = [
    // The built-in check stands in its place.
    "instrument",
];

#[test]
fn every_profile_is_without_fault() {
    let names: Vec<String> = documents().into_keys().collect();
    let mut expected = PROGRAMS.to_vec();
    expected.push(FICTIONAL);
    expected.sort_unstable();
    assert_eq!(names, expected);
    let published = Published::new(serde_json::to_value(schema()).unwrap());
    for (name, document) in documents() {
        assert!(published.accepts(&document), "{name}");
        for locale in ["en", "es"] {
            let value: Value = serde_json::from_value(document.clone()).unwrap();
            let read = read(&value, today(), locale);
            assert_eq!(read.faults, [], "{name}");
            assert_eq!(read.config.extent, Extent::Full, "{name}");
            assert_eq!(read.config.program.id, name);
        }
    }
}

/// Nobody may take a profile for the program's own word.
#[test]
fn every_profile_says_that_it_is_a_dated_example_to_verify() {
    for (name, document) in programs() {
        let example = text(&document["example"]);
        for part in [
            "example",
            "dated 2026-11-22",
            "public sources",
            "must verify",
        ] {
            assert!(example.contains(part), "{name}: {example}");
        }
        assert_eq!(document["privacy_notice"]["date"], "2026-11-22", "{name}");
        let numbers = document["crisis"].as_array().unwrap();
        let numbers: Vec<&str> = numbers
            .iter()
            .map(|entry| text(&entry["routes"][0]["value"]))
            .collect();
        assert_eq!(numbers, ["911", "988"], "{name}");
    }
}

/// Every fact names its source and the day it was looked at, and falls due within half a year.
#[test]
fn every_fact_has_a_source_and_a_date() {
    let mut facts = 0;
    for (name, document) in programs() {
        let options = document["options"].as_array().unwrap();
        for entry in options.iter().chain(document["crisis"].as_array().unwrap()) {
            let what = format!("{name} {}", entry["id"]);
            let reviewed = Date::parse(text(&entry["reviewed_on"])).unwrap();
            let due = Date::parse(text(&entry["review_by"])).unwrap();
            assert_eq!(reviewed, today(), "{what}");
            assert!(due > reviewed && due <= half_a_year_on(), "{what}");
        }
        for option in options {
            let sources = option["sources"].as_array().unwrap();
            let mut named = BTreeSet::new();
            for source in sources {
                assert_eq!(source["reviewed_on"], "2026-11-22");
                for field in source["fields"].as_array().unwrap() {
                    if OUTSIDE.contains(&text(field).split('.').next().unwrap()) {
                        continue;
                    }
                    let member = text(field).split('.').next().unwrap();
                    assert!(
                        option.get(member).is_some(),
                        "{name} {}: a source for {field}, which is not stated",
                        option["id"]
                    );
                    named.insert(member);
                }
            }
            for member in option.as_object().unwrap().keys() {
                let inferred = ["kind", "level", "traits"].contains(&member.as_str());
                if inferred || NO_FACT.contains(&member.as_str()) {
                    continue;
                }
                let source = if member == "expected_source_url" {
                    "expected_contact"
                } else {
                    member
                };
                assert!(
                    named.contains(source),
                    "{name} {}: no source for {member}",
                    option["id"]
                );
                facts += 1;
            }
        }
    }
    assert!(facts > 150, "{facts}");
}

/// What a document says of its program outside the options is named by the sources of one of them.
/// A notice where no form stands is the host's own, in the same words in each profile.
#[test]
fn what_stands_outside_the_options_has_a_source_too() {
    let (mut facts, mut notices) = (0, BTreeSet::new());
    for (name, document) in programs() {
        let mut stated = BTreeSet::new();
        if document.get("facts").is_some() {
            stated.insert("facts".to_owned());
        }
        if let Some(referral) = document.get("referral") {
            stated.insert("privacy_notice".to_owned());
            for member in referral.as_object().unwrap().keys() {
                if member != "recipients" && !DEFAULTS.contains(&member.as_str()) {
                    stated.insert(format!("referral.{member}"));
                }
            }
            for member in referral["recipients"][0].as_object().unwrap().keys() {
                if member != "id" {
                    stated.insert(format!("referral.recipients.{member}"));
                }
            }
        } else {
            notices.insert(text(&document["privacy_notice"]["text"]).to_owned());
        }
        let options = document["options"].as_array().unwrap().iter();
        let sources = options.flat_map(|option| option["sources"].as_array().unwrap());
        let fields = sources.flat_map(|source| source["fields"].as_array().unwrap());
        let named: BTreeSet<String> = fields
            .map(|field| text(field).to_owned())
            .filter(|field| OUTSIDE.contains(&field.split('.').next().unwrap()))
            .collect();
        assert_eq!(named, stated, "{name}");
        facts += stated.len();
    }
    assert!(facts > 25, "{facts}");
    assert_eq!(notices.len(), 1);
}

/// The names that the sources print are in no profile and not in the guide to them.
#[test]
fn no_profile_names_anyone_whom_a_source_names() {
    for (planted, printed) in PLANTED {
        let (_, mut document) = programs().remove(0);
        assert!(!names_any(&document, &[planted]));
        document["options"][0]["about"] = printed.into();
        assert!(names_any(&document, &[planted]), "{printed}");
    }
    for (name, document) in documents() {
        assert!(!names_any(&document, &NAMES), "{name}");
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let guide = fs::read_to_string(root.join("docs/programs.md")).unwrap();
    assert!(!names_any(&guide.into(), &NAMES));
}

/// A person's name, number or mailbox has no place here. Every address and every long number of a
/// document is one of those above; dates, and the keys, are not numbers to dial.
#[test]
fn no_profile_holds_a_line_or_a_mailbox_of_a_person() {
    let (mut lines, mut mailboxes) = (BTreeSet::new(), BTreeSet::new());
    for (name, mut document) in programs() {
        if let Some(referral) = document.get_mut("referral") {
            referral["recipients"][0]["keys"] = Json::Null;
        }
        each_text(&document, &mut |text| {
            for word in text.split(|c: char| c.is_whitespace() || "(),;".contains(c)) {
                let word = word.trim_end_matches(['.', ':']);
                if word.contains('@') {
                    assert!(MAILBOXES.contains(&word), "{name}: {word}");
                    mailboxes.insert(word.to_owned());
                }
                let digits = word.bytes().filter(u8::is_ascii_digit).count();
                let dials = word
                    .bytes()
                    .all(|b| b.is_ascii_digit() || b"+-.".contains(&b));
                if dials && digits >= 7 && Date::parse(word).is_none() {
                    assert!(PUBLIC_LINES.contains(&word), "{name}: {word}");
                    lines.insert(word.to_owned());
                }
            }
        });
    }
    assert_eq!(mailboxes.len(), MAILBOXES.len());
    assert!(lines.len() >= PUBLIC_LINES.len() - 2, "{lines:?}");
}

/// A form that a host put on must not post anywhere until it is theirs, and asks for no more than
/// the program does.
#[test]
fn a_request_form_is_the_hosts_to_finish() {
    let mut kinds = BTreeMap::new();
    let mut keys = HashSet::new();
    for (name, document) in programs() {
        let config = config(&name);
        let Some(referral) = &config.referral else {
            assert!(document.get("referral").is_none());
            let notice = text(&document["privacy_notice"]["text"]);
            assert!(notice.contains("holds no form"), "{name}");
            continue;
        };
        assert!(text(&document["example"]).contains("a host must replace"));
        let [recipient] = referral.recipients.as_slice() else {
            panic!("{name}: one program, one recipient");
        };
        assert_eq!(recipient.endpoint, "https://portal.example/api/referrals");
        let jwks: Value = serde_json::from_str(&recipient.keys).unwrap();
        let ring = KeyRing::read(jwks.items());
        assert_eq!(ring.faults, [], "{name}");
        assert!(keys.insert(ring.fingerprint()), "{name}");
        let policy = &referral.policy;
        assert!(!policy.note && !policy.do_not_match, "{name}");
        assert!(!policy.colleague_must_know, "{name}");
        kinds.insert(name.clone(), policy.kinds.clone());
        // No source asks how soon, and no other than Kaiser's speaks of shifts.
        let shifts = name == "kaiser-eap";
        let asked = policy.windows.as_ref().is_none_or(|own| !own.is_empty());
        assert_eq!((asked, policy.urgency.len()), (shifts, 1), "{name}");
        // The notice says what the form asks, for whomever it is, and nothing that it does not.
        let holds = text(&document["privacy_notice"]["text"]);
        let holds = holds.split(" It goes to").next().unwrap();
        let kinds = &policy.kinds;
        for (said, asks) in [
            ("your name", false),
            ("voicemail", true),
            ("how soon", false),
            ("shifts", shifts),
            ("check in again", policy.follow_up_ok),
            ("best to talk with", !policy.preferences.is_empty()),
            ("know of it", kinds.contains(&Kind::Colleague)),
            ("how many", kinds.contains(&Kind::Team)),
            ("who asks", policy.referrer != ReferrerPolicy::None),
        ] {
            assert_eq!(holds.contains(said), asks, "{name}: {said}");
        }
        let subject = policy.neutral_subject.as_deref();
        assert_eq!(
            subject,
            (name == "legacy-peer-support").then_some("touching base"),
            "{name}"
        );
    }
    let all = vec![Kind::Own, Kind::Colleague, Kind::Team];
    let expected = [
        ("brigham-peer-support", all.clone()),
        ("kaiser-eap", all.clone()),
        ("legacy-peer-support", vec![Kind::Own, Kind::Colleague]),
        ("missouri-foryou", all),
    ];
    assert_eq!(
        kinds,
        BTreeMap::from(expected.map(|(name, kinds)| (name.to_owned(), kinds)))
    );
}

/// A team asks the option for teams, and nobody else does.
#[test]
fn a_request_is_for_whom_its_option_serves() {
    let config = config("kaiser-eap");
    let kinds = |option| config.policy(option).map(|policy| policy.kinds);
    let one = vec![Kind::Own, Kind::Colleague];
    assert_eq!(kinds("one-to-one"), Some(one));
    assert_eq!(kinds("team"), Some(vec![Kind::Team]));
    // Not stated: whatever the program takes.
    assert_eq!(kinds("nurses"), Some(Kind::ALL.to_vec()));
    assert_eq!(kinds("nowhere"), None);
}

/// What no source says is not filled in.
#[test]
fn what_no_source_says_is_not_stated() {
    let stated = |name: &str, option: usize| {
        let document = &documents()[name];
        let members = document["options"][option].as_object().unwrap();
        let members: BTreeSet<String> = members.keys().cloned().collect();
        members
    };
    let bare = [
        "id",
        "kind",
        "name",
        "operator",
        "review_by",
        "reviewed_on",
        "routes",
        "sources",
    ];
    assert_eq!(stated("bidmc", 0), bare.map(str::to_owned).into());
    for (name, document) in programs() {
        for (i, option) in document["options"].as_array().unwrap().iter().enumerate() {
            // No source says either of any of these programs.
            for member in ["retention", "take_back"] {
                assert!(!stated(&name, i).contains(member), "{name} {member}");
            }
            let hours = option["routes"].as_array().unwrap().iter();
            let hours = hours.filter(|route| route.get("hours").is_some()).count();
            let says = option["id"] == "physician-support-line";
            assert_eq!(hours, usize::from(says), "{name}");
            let confidentiality = option.get("confidentiality").cloned().unwrap_or_default();
            let limits = confidentiality.get("limits").is_some();
            let limited = ["provider-peer-support", "office-of-clinician-support"];
            assert_eq!(
                limits,
                says || limited.contains(&text(&option["id"])),
                "{name}"
            );
        }
    }
}

/// A source that is silent, or that says less, is not to be made to say more.
#[test]
fn no_profile_says_more_than_its_source() {
    let mut limits = 0;
    for (name, document) in documents() {
        each_text(&document, &mut |text| {
            assert!(!text.contains("asks for no reason"), "{name}");
        });
        for option in document["options"].as_array().unwrap() {
            let what = format!("{name} {}", option["id"]);
            // What stands under "What they ask for" is asked of the person who reads it.
            for taken in option["data_taken"].as_array().into_iter().flatten() {
                for event in ["happened", "event", "details"] {
                    assert!(!text(taken).contains(event), "{what}: {taken}");
                }
            }
            // A page to read tells nobody of anything.
            let routes = option["routes"].as_array().unwrap();
            let links = routes.iter().all(|route| route["type"] == "web");
            assert!(!links || option["reports_event"] != true, "{what}");
            if option["id"] == "physician-support-line" {
                let said = text(&option["confidentiality"]["limits"]);
                for part in ["Imminent harm", "where you are", "police"] {
                    assert!(said.contains(part), "{what}: {said}");
                }
                limits += 1;
            }
        }
    }
    assert_eq!(limits, 3);
    let children = &documents()["childrens-ocs"]["options"][0];
    for (pointer, parts) in [
        ("/routes/1/value", ["2009", "appointment", "ask first"]),
        ("/cost", ["2009", "one to three", "Ask"]),
    ] {
        let said = text(children.pointer(pointer).unwrap());
        for part in parts {
            assert!(said.contains(part), "{part}: {said}");
        }
    }
    let kaiser = &documents()["kaiser-eap"]["example"];
    assert!(text(kaiser).contains("shifts in it are examples"));
    for (name, document) in documents() {
        for place in document["facts"].as_array().into_iter().flatten() {
            assert!(place.get("jurisdiction").is_some(), "{name}");
            let undated = text(&place["text"]).contains("no date");
            assert!(place.get("date").is_some() != undated, "{name}");
        }
    }
}

/// Each value, case and document that the guide points at is there.
#[test]
fn the_guide_points_at_what_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let guide = fs::read_to_string(root.join("docs/programs.md")).unwrap();
    let documents = documents();
    let cases = cases(root);
    let (mut values, mut walked) = (HashSet::new(), BTreeSet::new());
    for code in guide.split('`').skip(1).step_by(2) {
        if let Some((file, pointer)) = code.split_once('#') {
            let name = file.strip_suffix(".json").unwrap();
            let value = documents[name].pointer(pointer);
            assert!(value.is_some_and(|value| !value.is_null()), "{code}");
            values.insert(code);
        } else if code.starts_with("programs-") {
            assert!(cases.contains(code), "{code}");
            walked.insert(code.to_owned());
        } else if let Some(path) = code.strip_suffix(".json") {
            let name = path.rsplit('/').next().unwrap();
            assert!(documents.contains_key(name), "{code}");
        }
    }
    assert!(values.len() > 90, "{}", values.len());
    // Every walk is the walk of something that a source says.
    let walks: BTreeSet<String> = cases
        .into_iter()
        .filter(|case| case.starts_with("programs-"))
        .collect();
    assert_eq!(
        walks.difference(&walked).collect::<Vec<_>>(),
        Vec::<&String>::new()
    );
    for name in PROGRAMS {
        assert!(guide.contains(&format!("| `{name}.json` |")), "{name}");
    }
}

#[test]
fn the_example_shows_several_kinds_of_support_by_several_operators() {
    let config = example();
    let kinds: HashSet<&str> = config.options.iter().map(|o| o.kind.as_str()).collect();
    let operators: HashSet<&str> = config.options.iter().map(|o| &*o.operator).collect();
    assert_eq!(config.options.len(), 9);
    assert!(kinds.len() >= 6, "{kinds:?}");
    assert!(operators.len() >= 5, "{operators:?}");
    // Something has to show how an unstated fact looks.
    assert!(
        config
            .options
            .iter()
            .any(|option| option.expected_contact.is_none())
    );
}

/// What a host can set is there to be seen, but for what would change what everyone meets. What is
/// there as off is told of, so that nobody takes it for shown.
#[test]
fn the_example_states_every_setting() {
    let document = &documents()[FICTIONAL];
    let mut unused = Vec::new();
    unused_settings(&DOCUMENT, "", &[document], &mut unused);
    assert_eq!(unused, UNUSED);
    assert_eq!(document["referral"]["note"], false);
    assert_eq!(document["referral"]["colleague_must_know"], false);
    assert_eq!(document["terms"]["second_victim"], false);
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let guide = fs::read_to_string(root.join("docs/programs.md")).unwrap();
    assert!(guide.contains("`note`, `second_victim` and `colleague_must_know` off"));
    let ordering = fs::read_to_string(root.join("docs/ordering.md")).unwrap();
    let row = ordering.lines().find(|l| l.starts_with("| `eligibility`"));
    for field in ELIGIBILITY {
        assert!(
            row.unwrap().contains(&format!("`{}`", field.key)),
            "{}",
            field.key
        );
    }
}

/// A host copies what it sees: every field that the order goes by is used, and each agrees with the
/// sentence beside it.
#[test]
fn the_example_states_what_the_order_goes_by() {
    let config = example();
    for group in [Group::Professional, Group::Peer, Group::Near, Group::Other] {
        let among = |o: &SupportOption| Group::of(&o.kind) == group;
        assert!(config.options.iter().any(among), "{group:?}");
    }
    let asked: Vec<(Fact, usize)> = asked(&config.options)
        .iter()
        .map(|asked| (asked.fact, asked.labels.len()))
        .collect();
    assert_eq!(
        asked,
        [
            (Fact::Role, 3),
            (Fact::Employment, 3),
            (Fact::Membership, 1),
            (Fact::Country, 1),
            (Fact::Region, 1),
        ]
    );
    // Whoever is named in the eligibility is told so on the card.
    for option in &config.options {
        let limited = option.eligibility != Eligibility::default();
        assert!(!limited || option.for_whom.is_some(), "{}", option.id);
        // A number without the sentence would order by what nobody can read.
        assert_eq!(
            option.expected_hours.is_some(),
            option.expected_contact.is_some(),
            "{}",
            option.id
        );
    }
    let hours: Vec<u16> = config
        .options
        .iter()
        .filter_map(|o| o.expected_hours)
        .collect();
    assert_eq!(hours, [24, 48, 1, 2]);
    assert_eq!(config.facts.len(), 2);
    for place in &config.facts {
        assert!(place.jurisdiction.is_some() && place.date.is_some());
    }
    assert_eq!(config.follow_up.title.as_deref(), Some("Reminder"));
}

#[test]
fn the_examples_recipients_have_different_operators_and_keys() {
    let config = example();
    let recipients: Vec<&str> = config
        .options
        .iter()
        .filter_map(|o| o.recipient())
        .collect();
    assert_eq!(recipients, ["peer-support-team", "eap-intake"]);
    let referral = config.referral.as_ref().unwrap();
    assert_ne!(referral.recipients[0].keys, referral.recipients[1].keys);
    assert!(config.any_phone().is_some());
}

/// Numbers of a fictional hospital must not ring at a stranger's: only 555-0100 to 555-0199, and
/// public lines, are dialled.
#[test]
fn the_example_dials_only_fictional_and_public_lines() {
    const PUBLIC: [&str; 3] = ["911", "988", "1-888-409-0141"];
    let config = example();
    let crisis = config.crisis.iter().flat_map(|entry| &entry.routes);
    let options = config.options.iter().flat_map(|option| &option.routes);
    let mut dialled = 0;
    for route in crisis.chain(options).filter(|route| route.kind.is_phone()) {
        assert!(
            is_fictional(&route.value) || PUBLIC.contains(&route.value.as_str()),
            "{}",
            route.value
        );
        dialled += 1;
    }
    assert!(dialled >= 8);
    let line = config.option("physician-support-line").unwrap();
    assert_eq!(line.routes[0].kind, RouteKind::Phone);
    assert_eq!(
        (
            &*line.routes[0].hours[0].start,
            &*line.routes[0].hours[0].end
        ),
        ("08:00", "01:00")
    );
}

fn example() -> Config {
    config(FICTIONAL)
}

fn config(name: &str) -> Config {
    let value: Value = serde_json::from_value(documents()[name].clone()).unwrap();
    read(&value, today(), "en").config
}

/// Every profile by its file's name.
fn documents() -> BTreeMap<String, Json> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("www/programs");
    let files: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files
        .iter()
        .map(|path| {
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            let text = fs::read_to_string(path).unwrap();
            (name, serde_json::from_str(&text).unwrap())
        })
        .collect()
}

fn programs() -> Vec<(String, Json)> {
    let mut documents = documents();
    documents.remove(FICTIONAL);
    documents.into_iter().collect()
}

/// The names of the end-to-end cases about programs.
fn cases(root: &Path) -> HashSet<String> {
    let text = fs::read_to_string(root.join("tests/e2e/src/cases/programs.rs")).unwrap();
    let names = text.split("name: \"").skip(1);
    names
        .map(|rest| rest.split('"').next().unwrap().to_owned())
        .collect()
}

/// Adds the path of every member of `shape` that none of `values` has. What a crisis entry's routes
/// may hold is looked for in the options.
fn unused_settings(shape: &Shape, path: &str, values: &[&Json], unused: &mut Vec<String>) {
    match shape {
        Shape::List(item, _) | Shape::Bounded(item, ..) => {
            let lists = values.iter().filter_map(|value| value.as_array());
            let items: Vec<&Json> = lists.flatten().collect();
            unused_settings(item, path, &items, unused);
        }
        Shape::Object(_) if path == "crisis.routes" => {}
        Shape::Object(fields) => {
            for field in *fields {
                let dot = if path.is_empty() { "" } else { "." };
                let path = format!("{path}{dot}{}", field.key);
                let members = values.iter().filter_map(|value| value.get(field.key));
                let members: Vec<&Json> = members.collect();
                if members.is_empty() {
                    unused.push(path);
                } else {
                    unused_settings(&field.shape, &path, &members, unused);
                }
            }
        }
        _ => {}
    }
}

/// Calls `visit` with every text of `value`.
fn each_text(value: &Json, visit: &mut dyn FnMut(&str)) {
    match value {
        Json::String(text) => visit(text),
        Json::Array(items) => items.iter().for_each(|item| each_text(item, visit)),
        Json::Object(members) => members.values().for_each(|member| each_text(member, visit)),
        _ => {}
    }
}

/// Whether a word of `value`, or two that follow each other, are one of `names`. An address is read
/// part by part.
fn names_any(value: &Json, names: &[u64]) -> bool {
    let mut found = false;
    each_text(value, &mut |text| {
        let text = text.to_lowercase().replace('’', "'");
        let words: Vec<&str> = text
            .split(|c: char| !c.is_alphanumeric() && !"-'".contains(c))
            .map(|word| word.strip_suffix("'s").unwrap_or(word))
            .filter(|word| !word.is_empty())
            .collect();
        let pairs = words.windows(2).map(|pair| pair.join(" "));
        let words = words.iter().map(|word| (*word).to_owned());
        for name in words.chain(pairs) {
            let digest = Sha256::digest(name.as_bytes());
            let start = u64::from_be_bytes(digest[..8].try_into().unwrap());
            found |= names.contains(&start);
        }
    });
    found
}

/// 555-0100 to 555-0199 are kept for fiction.
fn is_fictional(number: &str) -> bool {
    number
        .strip_prefix("555-01")
        .is_some_and(|rest| rest.len() == 2 && rest.bytes().all(|b| b.is_ascii_digit()))
}

fn text(value: &Json) -> &str {
    value.as_str().unwrap()
}

fn today() -> Date {
    Date::parse("2026-11-22").unwrap()
}

fn half_a_year_on() -> Date {
    Date::parse("2027-05-22").unwrap()
}
