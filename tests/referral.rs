//! The form's rules, and the record that goes into the seal.
#![allow(clippy::panic, clippy::unwrap_used)]

use std::collections::HashSet;

use proptest::prelude::*;
use touchbase::referral::draft::{EMAIL_MAX, NAME_MAX, PHONE_MAX};
use touchbase::referral::{
    Channel, Context, Draft, Field, Problem, Urgency, WINDOWS, check, record,
};
use touchbase::time::HOUR;
use touchbase::value::Value;

/// 2026-11-22T13:59:59.999Z
const NOW: i64 = 1_795_355_999_999;

#[test]
fn the_record_is_what_it_was() {
    let fixture = include_str!("fixtures/record-1.json");
    let record = written(&golden());
    assert_eq!(record.to_json(), fixture.trim_end());
    // And a stock parser reads the same.
    let parsed: Value = serde_json::from_str(fixture).unwrap();
    assert_eq!(parsed, record);
}

#[test]
fn a_field_left_empty_is_absent() {
    let draft = Draft {
        name: "Sam".to_owned(),
        channel: Some(Channel::Email),
        value: "sam@example.org".to_owned(),
        ..Draft::default()
    };
    let record = written(&draft);
    let keys: Vec<&str> = record.members().iter().map(|(k, _)| k.as_str()).collect();
    assert_eq!(
        keys,
        [
            "schema",
            "id",
            "kind",
            "program",
            "option",
            "name",
            "contact_channel",
            "contact_value",
            "urgency",
            "notice_version",
            "locale",
            "sent_at"
        ]
    );
    assert_eq!(record.get("urgency"), Some(&"routine".into()));
}

/// Leave to speak on a machine says nothing about a text message or an e-mail.
#[test]
fn voicemail_is_in_the_record_of_a_call_alone() {
    for (channel, value, there) in [
        (Channel::Phone, "555-0100", true),
        (Channel::Text, "555-0100", false),
        (Channel::Email, "a@b", false),
    ] {
        let mut draft = golden();
        draft.channel = Some(channel);
        draft.value = value.to_owned();
        assert_eq!(written(&draft).get("voicemail_ok").is_some(), there);
        draft.voicemail_ok = false;
        assert_eq!(written(&draft).get("voicemail_ok"), None);
    }
}

#[test]
fn the_time_is_told_to_the_hour() {
    for (now, expected) in [
        (NOW, "2026-11-22T13:00:00Z"),
        (NOW + 1, "2026-11-22T14:00:00Z"),
        (NOW + 10 * HOUR, "2026-11-22T23:00:00Z"),
        (NOW + 10 * HOUR + 1, "2026-11-23T00:00:00Z"),
    ] {
        let record = record(&golden(), &Context { now, ..CONTEXT }).ok().unwrap();
        assert_eq!(record.get("sent_at"), Some(&expected.into()));
    }
}

#[test]
fn phone_numbers_are_taken_as_people_write_them() {
    for number in [
        "911",
        "5550100",
        "555-0100",
        "(555) 555-0100",
        "+1 555.555.0100",
        "+44 20 7946 0018",
        "00353/1/555 0100",
        "*71-4400",
        "  555 0100  ",
        "123456789012345",
        "555\u{2011}0100",
        "555\u{2013}0100",
        "555\u{a0}0100",
        "\u{202a}555-0100\u{202c}",
    ] {
        for channel in [Channel::Phone, Channel::Text] {
            assert_eq!(problems(channel, number), [], "{number:?}");
        }
    }
}

#[test]
fn what_is_no_phone_number_is_named() {
    let long = format!("555{}0100", " ".repeat(PHONE_MAX));
    let padded = format!("555-0100{}", " ".repeat(PHONE_MAX));
    for number in [
        "12",
        "1234567890123456",
        "call me",
        "555-0100 ext 4",
        "555-0100x4",
        "five five five",
        "------",
        "a@b",
        "٥٥٥٠١٠٠",
        "555\u{0}0100",
        "555\u{202e}0100",
        &long,
        &padded,
    ] {
        for channel in [Channel::Phone, Channel::Text] {
            assert_eq!(
                problems(channel, number),
                [Problem::PhoneFormat],
                "{number:?}"
            );
        }
    }
    for empty in ["", "  ", "\u{a0}"] {
        assert_eq!(problems(Channel::Text, empty), [Problem::PhoneMissing]);
    }
}

#[test]
fn email_addresses_need_one_at_and_both_sides() {
    let most = format!("{}@example.org", "x".repeat(EMAIL_MAX - 12));
    for address in [
        "a@b",
        "first.last+tag@mail.example.org",
        "ü@example.org",
        " a@b ",
        &most,
    ] {
        assert_eq!(problems(Channel::Email, address), [], "{address}");
    }
    let long = format!("x{most}");
    for address in [
        "a", "a@", "@b", "@", "a@b@c", "a b@c", "a@b c", "a\t@b", "555-0100", &long,
    ] {
        assert_eq!(
            problems(Channel::Email, address),
            [Problem::EmailFormat],
            "{address}"
        );
    }
    assert_eq!(problems(Channel::Email, " "), [Problem::EmailMissing]);
}

#[test]
fn names_are_any_text_up_to_a_length_in_characters() {
    for (name, expected) in [
        ("A".to_owned(), None),
        ("林".to_owned(), None),
        ("é".repeat(NAME_MAX), None),
        ("é".repeat(NAME_MAX + 1), Some(Problem::NameTooLong)),
        (String::new(), Some(Problem::NameMissing)),
        (" \u{a0}\t".to_owned(), Some(Problem::NameMissing)),
    ] {
        let mut draft = golden();
        draft.name = name;
        assert_eq!(check(&draft).first().copied(), expected, "{}", draft.name);
    }
}

#[test]
fn everything_missing_is_named_once_in_the_order_of_the_form() {
    let problems = check(&Draft::default());
    assert_eq!(problems, [Problem::NameMissing, Problem::ChannelMissing]);
    let fields: Vec<_> = problems.iter().map(|problem| problem.field()).collect();
    assert_eq!(fields, [Field::Name, Field::ContactChannel]);
    let draft = Draft {
        channel: Some(Channel::Phone),
        ..Draft::default()
    };
    let problems = check(&draft);
    assert_eq!(problems, [Problem::NameMissing, Problem::PhoneMissing]);
    assert_eq!(problems[1].field(), Field::ContactValue);
    assert_eq!(record(&draft, &CONTEXT).err().unwrap(), problems);
}

/// The names of the form's fields are the record's keys, so that hosts and tests find them.
#[test]
fn fields_are_named_as_in_the_record() {
    let record = written(&golden());
    for field in [
        Field::Name,
        Field::ContactChannel,
        Field::ContactValue,
        Field::VoicemailOk,
        Field::Urgency,
        Field::ContactWindow,
    ] {
        assert!(record.get(field.name()).is_some(), "{}", field.name());
    }
}

#[test]
fn a_wiped_draft_is_an_empty_one() {
    let mut draft = golden();
    draft.wipe();
    assert!(draft == Draft::default());
}

/// Every key that a record may have. None is for the event, a patient, an answer, a score or a
/// text of one's own.
const ALLOWED: &[&str] = &[
    "schema",
    "id",
    "kind",
    "program",
    "option",
    "name",
    "contact_channel",
    "contact_value",
    "voicemail_ok",
    "contact_window",
    "urgency",
    "notice_version",
    "locale",
    "sent_at",
];

/// The parts of a draft: the draft itself has no `Debug`, so that no log can hold one.
type Parts = (
    String,
    Option<Channel>,
    String,
    bool,
    Urgency,
    [bool; WINDOWS.len()],
);

fn parts() -> impl Strategy<Value = Parts> {
    let channel = prop_oneof![
        1 => Just(None),
        9 => proptest::sample::select(&Channel::ALL[..]).prop_map(Some),
    ];
    let name = prop_oneof![4 => "\\PC{1,30}", 1 => any::<String>()];
    let value = prop_oneof![
        4 => "[0-9 ()+-]{3,16}",
        4 => "[a-z.]{1,8}@[a-zé.]{1,8}",
        1 => any::<String>(),
    ];
    let urgency = proptest::sample::select(&Urgency::ALL[..]);
    (
        name,
        channel,
        value,
        any::<bool>(),
        urgency,
        any::<[bool; WINDOWS.len()]>(),
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_record_holds_what_was_typed_and_nothing_else(
        parts in parts(),
        now in 0_i64..4_000_000_000_000,
    ) {
        let (name, channel, value, voicemail_ok, urgency, windows) = parts;
        let draft = Draft { name, channel, value, voicemail_ok, urgency, windows };
        let problems = check(&draft);
        let Ok(record) = record(&draft, &Context { now, ..CONTEXT }) else {
            prop_assert!(!problems.is_empty());
            return Ok(());
        };
        prop_assert!(problems.is_empty());
        let text = |key: &str| record.get(key).and_then(Value::as_str).map(str::to_owned);

        let mut keys = HashSet::new();
        for (key, value) in record.members() {
            prop_assert!(ALLOWED.contains(&key.as_str()), "{}", key);
            prop_assert!(keys.insert(key));
            let empty = *value == Value::Null || value.as_str() == Some("");
            prop_assert!(!empty, "{} is empty", key);
        }
        prop_assert_eq!(text("name").unwrap(), draft.name);
        prop_assert_eq!(text("contact_value").unwrap(), draft.value);
        prop_assert_eq!(text("contact_channel").unwrap(), draft.channel.unwrap().as_str());
        prop_assert_eq!(text("urgency").unwrap(), draft.urgency.as_str());
        prop_assert_eq!(text("kind").unwrap(), "self");
        prop_assert_eq!(text("id").unwrap(), CONTEXT.id);
        prop_assert_eq!(text("program").unwrap(), CONTEXT.program);
        prop_assert_eq!(text("option").unwrap(), CONTEXT.option);
        prop_assert_eq!(text("notice_version").unwrap(), CONTEXT.notice_version);
        prop_assert_eq!(text("locale").unwrap(), CONTEXT.locale);
        prop_assert!(text("sent_at").unwrap().ends_with(":00:00Z"));

        let leave = draft.voicemail_ok && draft.channel == Some(Channel::Phone);
        prop_assert_eq!(record.get("voicemail_ok").is_some(), leave);
        let windows = record.get("contact_window").map(Value::items).unwrap_or_default();
        for (word, chosen) in WINDOWS.into_iter().zip(draft.windows) {
            prop_assert_eq!(windows.contains(&word.into()), chosen);
        }
        prop_assert_eq!(record.get("contact_window").is_some(), draft.windows.contains(&true));

        // However long the entries, the record stays small.
        prop_assert!(record.to_json().len() < 4_096);
        let parsed: Value = serde_json::from_str(&record.to_json()).unwrap();
        prop_assert_eq!(parsed, record);
    }
}

const CONTEXT: Context<'_> = Context {
    id: "0b8f6c1e-5f0e-4c52-9a3d-2f1f6f0c9a11",
    program: "example-hospital",
    option: "peer-support",
    notice_version: "2026-11",
    locale: "en",
    now: NOW,
};

fn golden() -> Draft {
    Draft {
        name: "Zoë \"Zo\" O'Brien".to_owned(),
        channel: Some(Channel::Phone),
        value: "+1 (555) 555-0100".to_owned(),
        voicemail_ok: true,
        urgency: Urgency::Soon,
        windows: [false, false, true, true, false],
    }
}

fn written(draft: &Draft) -> Value {
    record(draft, &CONTEXT).unwrap_or_else(|problems| panic!("{problems:?}"))
}

fn problems(channel: Channel, value: &str) -> Vec<Problem> {
    let mut draft = golden();
    draft.channel = Some(channel);
    draft.value = value.to_owned();
    check(&draft)
}
