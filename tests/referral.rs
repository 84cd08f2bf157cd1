//! The form's rules, and the record that goes into the seal.
#![allow(clippy::panic, clippy::unwrap_used)]

use std::collections::HashSet;

use proptest::prelude::*;
use touchbase::referral::draft::{EMAIL_MAX, NAME_MAX, PHONE_MAX};
use touchbase::referral::field::{DO_NOT_MATCH_MAX, NOTE_MAX};
use touchbase::referral::{
    Channel, Context, Draft, Fault, Field, Holds, Kind, Mode, Onward, Policy, Preference, Problem,
    ReferrerPolicy, Step, Urgency, check, onward, record,
};
use touchbase::support::Serves;
use touchbase::time::HOUR;
use touchbase::value::Value;
use touchbase::words::{Label, Words};

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
    let draft = plain();
    let record = written(&draft);
    assert_eq!(
        keys(&record),
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
        reach(&mut draft, channel, value);
        assert_eq!(written(&draft).get("voicemail_ok").is_some(), there);
        draft.tick(Field::VoicemailOk, 0, false);
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
        let context = Context { now, ..CONTEXT };
        let record = record(&golden(), &Policy::default(), &context).unwrap();
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
            assert_eq!(problems(channel, number), [Fault::NotPhone], "{number:?}");
        }
    }
    for empty in ["", "  ", "\u{a0}"] {
        assert_eq!(problems(Channel::Text, empty), [Fault::NoPhone]);
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
            [Fault::NotEmail],
            "{address}"
        );
    }
    assert_eq!(problems(Channel::Email, " "), [Fault::NoEmail]);
}

#[test]
fn names_are_any_text_up_to_a_length_in_characters() {
    for (name, expected) in [
        ("A".to_owned(), None),
        ("林".to_owned(), None),
        ("é".repeat(NAME_MAX), None),
        ("é".repeat(NAME_MAX + 1), Some(Fault::TooLong(NAME_MAX))),
        (String::new(), Some(Fault::Missing)),
        (" \u{a0}\t".to_owned(), Some(Fault::Missing)),
    ] {
        let mut draft = golden();
        draft.set_text(Field::Name, name);
        let found = check(&draft, &Policy::default());
        let name = draft.text(Field::Name);
        assert_eq!(
            found.first().map(|problem| problem.fault),
            expected,
            "{name}"
        );
    }
}

#[test]
fn everything_missing_is_named_once_in_the_order_of_the_form() {
    let missing = |field| Problem {
        field,
        fault: Fault::Missing,
    };
    let policy = Policy::default();
    assert_eq!(
        check(&Draft::default(), &policy),
        [missing(Field::Name), missing(Field::ContactChannel)]
    );
    let mut draft = Draft::default();
    draft.choose(Field::ContactChannel, Some(0));
    let problems = check(&draft, &policy);
    let number = Problem {
        field: Field::ContactValue,
        fault: Fault::NoPhone,
    };
    assert_eq!(problems, [missing(Field::Name), number]);
    assert_eq!(record(&draft, &policy, &CONTEXT), Err(problems));
}

#[test]
fn each_kind_has_its_steps() {
    use Step::{Aware, Match, Notice, Reach, Referrer, Soon};
    let open = Policy::default();
    let closed = Policy {
        referrer: ReferrerPolicy::None,
        ..Policy::default()
    };
    let with_lists = full();
    for (policy, kind, expected) in [
        (&open, Kind::Own, &[Notice, Reach, Soon][..]),
        (
            &open,
            Kind::Colleague,
            &[Notice, Aware, Reach, Referrer, Soon],
        ),
        (&open, Kind::Team, &[Notice, Reach, Referrer, Soon]),
        (&closed, Kind::Colleague, &[Notice, Aware, Reach, Soon]),
        (&closed, Kind::Team, &[Notice, Reach, Soon]),
        (&with_lists, Kind::Own, &[Notice, Reach, Soon, Match]),
    ] {
        let draft = of(kind);
        let steps: Vec<_> = policy.steps(&draft).collect();
        assert_eq!(steps, expected, "{kind:?}");
        // And the presses lead through them, in order, to the review.
        let mut went = vec![Notice];
        let mut at = Notice;
        while let Onward::Step(next) = onward(&draft, policy, at, false) {
            at = next;
            went.push(next);
        }
        assert_eq!(went, expected, "{kind:?}");
        assert_eq!(onward(&draft, policy, at, false), Onward::Review);
    }
}

#[test]
fn a_field_stands_in_one_step_and_every_one_that_is_typed_in_one() {
    let mut seen = Vec::new();
    for step in Step::ALL {
        seen.extend_from_slice(step.fields());
    }
    for field in Field::ALL {
        let times = seen.iter().filter(|seen| *seen == field).count();
        let expected = usize::from(field.holds() != Holds::Page);
        assert_eq!(times, expected, "{}", field.name());
    }
}

#[test]
fn a_press_leads_to_the_first_step_that_has_something_to_be_mended() {
    let policy = Policy {
        referrer: ReferrerPolicy::Required,
        ..Policy::default()
    };
    let mut draft = of(Kind::Colleague);
    draft.choose(Field::ColleagueAware, None);
    draft.set_text(Field::Name, String::new());
    let mend = |at, review| match onward(&draft, &policy, at, review) {
        Onward::Mend(step, problems) => (step, problems.len()),
        other => panic!("{other:?}"),
    };
    // Only of the step one is at, and of all of them on the way to the review.
    assert_eq!(mend(Step::Reach, false), (Step::Reach, 1));
    assert_eq!(mend(Step::Referrer, false), (Step::Referrer, 2));
    assert_eq!(mend(Step::Soon, true), (Step::Aware, 1));
    assert_eq!(
        onward(&draft, &policy, Step::Notice, false),
        Onward::Step(Step::Aware)
    );
}

#[test]
fn with_one_kind_nothing_is_asked_and_the_record_says_it() {
    for (kind, word) in [
        (Kind::Own, "self"),
        (Kind::Colleague, "colleague"),
        (Kind::Team, "team"),
    ] {
        let policy = Policy {
            kinds: vec![kind],
            ..Policy::default()
        };
        let mut draft = of(kind);
        draft.choose(Field::Kind, None);
        assert!(!policy.asks(Field::Kind, &draft));
        assert_eq!(written_for(&draft, &policy).get("kind"), Some(&word.into()));
    }
    // Oneself is preselected wherever it is offered.
    let policy = Policy {
        kinds: vec![Kind::Team, Kind::Own],
        ..Policy::default()
    };
    assert_eq!(policy.kind(&Draft::default()), Kind::Own);
}

#[test]
fn an_option_takes_the_kinds_that_it_serves() {
    use Kind::{Colleague, Own, Team};
    use Serves::{Both, Individual};
    let (own, team) = ([Own], [Team]);
    for (host, serves, expected) in [
        (&Kind::ALL[..], None, &Kind::ALL[..]),
        (&Kind::ALL, Some(Both), &Kind::ALL),
        (&Kind::ALL, Some(Individual), &[Own, Colleague]),
        (&Kind::ALL, Some(Serves::Team), &team),
        (&[Team, Own], Some(Individual), &own),
        // What the host takes at all is offered rather than nothing.
        (&own, Some(Serves::Team), &own),
        (&team, Some(Individual), &team),
    ] {
        let policy = Policy {
            kinds: host.to_vec(),
            ..full()
        };
        let served = policy.serving(serves);
        assert_eq!(served.kinds, expected, "{host:?} {serves:?}");
        // A kind chosen for another option is none that this one takes.
        for kind in Kind::ALL {
            let mut draft = Draft::default();
            draft.choose(Field::Kind, Some(kind as u8));
            assert!(expected.contains(&served.kind(&draft)));
        }
        let kinds = policy.kinds.clone();
        assert_eq!(Policy { kinds, ..served }, policy);
    }
}

#[test]
fn the_urgency_is_one_that_the_host_offers() {
    for (offered, word) in [
        (vec![Urgency::Today, Urgency::Routine], "routine"),
        (vec![Urgency::Today, Urgency::Soon], "soon"),
        (vec![Urgency::Today], "today"),
    ] {
        let policy = Policy {
            urgency: offered,
            ..Policy::default()
        };
        let record = written_for(&plain(), &policy);
        assert_eq!(record.get("urgency"), Some(&word.into()));
    }
}

/// A host that needs a name and a contact asks for nothing else.
#[test]
fn how_soon_and_when_are_asked_only_where_there_is_a_choice() {
    let asked = |policy: &Policy| {
        let draft = plain();
        let asked = |field: &Field| policy.asks(*field, &draft);
        let steps: Vec<_> = policy.steps(&draft).collect();
        let fields = [Field::Urgency, Field::ContactWindow].map(|field| asked(&field));
        (fields, steps.contains(&Step::Soon))
    };
    let mut policy = Policy::default();
    assert_eq!(asked(&policy), ([true, true], true));
    policy.urgency = vec![Urgency::Soon];
    assert_eq!(asked(&policy), ([false, true], true));
    policy.windows = Some(Vec::new());
    assert_eq!(asked(&policy), ([false, false], false));
    // What was chosen for an option of another host is none of this one's.
    let mut draft = plain();
    draft.choose(Field::Urgency, Some(2));
    draft.tick(Field::ContactWindow, 3, true);
    let record = written_for(&draft, &policy);
    assert_eq!(record.get("urgency"), Some(&"soon".into()));
    assert_eq!(record.get("contact_window"), None);
    assert_eq!(onward(&draft, &policy, Step::Reach, false), Onward::Review);
    policy.note = true;
    assert_eq!(asked(&policy), ([false, false], true));
    policy.urgency = Urgency::ALL.to_vec();
    assert_eq!(asked(&policy), ([true, false], true));
}

#[test]
fn whether_the_colleague_knows_has_to_be_said() {
    let policy = Policy::default();
    let mut draft = of(Kind::Colleague);
    assert_eq!(
        written_for(&draft, &policy).get("colleague_aware"),
        Some(&"not_yet".into())
    );
    draft.choose(Field::ColleagueAware, None);
    assert_eq!(faults(&draft, &policy), [Fault::Missing]);

    let strict = Policy {
        colleague_must_know: true,
        ..policy
    };
    draft.choose(Field::ColleagueAware, Some(1));
    assert_eq!(faults(&draft, &strict), [Fault::TalkFirst]);
    assert!(record(&draft, &strict, &CONTEXT).is_err());
    draft.choose(Field::ColleagueAware, Some(0));
    assert_eq!(
        written_for(&draft, &strict).get("colleague_aware"),
        Some(&"yes".into())
    );
}

/// Nobody allows a voicemail to somebody who does not expect a call.
#[test]
fn a_colleague_who_does_not_know_is_left_no_voicemail() {
    let mut draft = everything(Kind::Colleague);
    let there = |draft: &Draft| written(draft).get("voicemail_ok").is_some();
    assert!(there(&draft));
    draft.choose(Field::ColleagueAware, Some(1));
    assert!(!there(&draft));
}

/// A locked phone may show a text, and whoever does not know of it cannot have agreed.
#[test]
fn a_colleague_who_does_not_know_is_sent_no_text() {
    let policy = Policy::default();
    for (kind, aware, fits) in [
        (Kind::Own, None, true),
        (Kind::Team, None, true),
        (Kind::Colleague, Some(0), true),
        (Kind::Colleague, Some(1), false),
    ] {
        let mut draft = of(kind);
        draft.choose(Field::ColleagueAware, aware);
        reach(&mut draft, Channel::Text, "555-0100");
        let text = Channel::Text as usize;
        assert_eq!(policy.offers(Field::ContactChannel, text, &draft), fits);
        assert_eq!(record(&draft, &policy, &CONTEXT).is_ok(), fits, "{kind:?}");
        let faults = faults(&draft, &policy);
        assert_eq!(faults, if fits { &[][..] } else { &[Fault::Missing] });
        // Who asks agrees to texts for themselves.
        assert!(policy.offers(Field::ReferrerContactChannel, text, &draft));
        reach(&mut draft, Channel::Phone, "555-0100");
        assert!(record(&draft, &policy, &CONTEXT).is_ok());
    }
}

#[test]
fn who_asks_may_say_so_or_has_to() {
    let optional = Policy::default();
    let required = Policy {
        referrer: ReferrerPolicy::Required,
        ..Policy::default()
    };
    let none = Policy {
        referrer: ReferrerPolicy::None,
        ..Policy::default()
    };
    let mut draft = of(Kind::Team);
    assert_eq!(written_for(&draft, &optional).get("referrer"), None);
    assert_eq!(faults(&draft, &required), [Fault::Missing, Fault::Missing]);

    // A channel alone, or leave to name somebody who gave no name, says nothing.
    draft.choose(Field::ReferrerContactChannel, Some(0));
    draft.tick(Field::ReferrerMayBeNamed, 0, true);
    assert_eq!(written_for(&draft, &optional).get("referrer"), None);
    assert_eq!(faults(&draft, &required), [Fault::Missing, Fault::NoPhone]);

    draft.set_text(Field::ReferrerName, "B. Colleague".to_owned());
    let named = written_for(&draft, &optional);
    assert_eq!(
        keys(named.get("referrer").unwrap()),
        ["name", "may_be_named"]
    );

    draft.set_text(Field::ReferrerContactValue, "12".to_owned());
    assert_eq!(faults(&draft, &optional), [Fault::NotPhone]);
    draft.set_text(Field::ReferrerContactValue, "555-0101".to_owned());
    assert_eq!(faults(&draft, &required), []);
    draft.choose(Field::ReferrerContactChannel, None);
    assert_eq!(faults(&draft, &optional), [Fault::Missing]);

    // Where the host does not ask, what an earlier draft held stays behind; and never for oneself.
    assert_eq!(faults(&draft, &none), []);
    assert_eq!(written_for(&draft, &none).get("referrer"), None);
    draft.choose(Field::Kind, Some(0));
    assert_eq!(written_for(&draft, &required).get("referrer"), None);
}

#[test]
fn the_texts_that_a_host_may_ask_for_are_short() {
    for (field, most) in [
        (Field::Note, NOTE_MAX),
        (Field::DoNotMatch, DO_NOT_MATCH_MAX),
    ] {
        let mut draft = plain();
        draft.set_text(field, "é".repeat(most));
        assert_eq!(faults(&draft, &full()), []);
        draft.set_text(field, "é".repeat(most + 1));
        assert_eq!(faults(&draft, &full()), [Fault::TooLong(most)]);
        // Where it is not asked, it is neither in the way nor in the record.
        assert_eq!(faults(&draft, &Policy::default()), []);
        assert_eq!(written(&draft).get(field.name()), None);
    }
}

/// Every field of each kind, and none of another.
#[test]
fn the_whole_record_of_each_kind_is_this_one() {
    for (kind, name, fixture) in [
        (Kind::Own, "self", include_str!("fixtures/record-self.json")),
        (
            Kind::Colleague,
            "colleague",
            include_str!("fixtures/record-colleague.json"),
        ),
        (
            Kind::Team,
            "team",
            include_str!("fixtures/record-team.json"),
        ),
    ] {
        let record = written_for(&everything(kind), &full());
        assert_eq!(record.to_json(), fixture.trim_end(), "{name}");
        assert!(record.to_json().len() < 4_096);
    }
}

#[test]
fn a_label_is_recorded_in_the_documents_own_words() {
    let mut draft = everything(Kind::Team);
    draft.choose(Field::Unit, Some(59));
    draft.tick(Field::ContactWindow, 11, true);
    let record = written_for(&draft, &full());
    assert_eq!(record.get("unit"), Some(&"Unit 59".into()));
    let windows: Vec<_> = record.get("contact_window").unwrap().items().to_vec();
    let expected = ["Window 0", "Window 2", "Window 3", "Window 11"];
    assert_eq!(windows, expected.map(Value::from));
}

#[test]
fn the_enums_are_the_words_of_the_table() {
    let words = |field: Field| match field.holds() {
        Holds::Word(words) => words,
        other => panic!("{other:?}"),
    };
    assert_eq!(words(Field::Kind), Kind::ALL.map(Kind::as_str));
    assert_eq!(words(Field::Urgency), Urgency::ALL.map(Urgency::as_str));
    assert_eq!(
        words(Field::ContactChannel),
        Channel::ALL.map(Channel::as_str)
    );
    assert_eq!(
        words(Field::MatchPreference),
        Preference::ALL.map(Preference::as_str)
    );
    assert_eq!(words(Field::Mode), Mode::ALL.map(Mode::as_str));
}

#[test]
fn a_wiped_draft_is_an_empty_one() {
    let mut draft = everything(Kind::Colleague);
    draft.wipe();
    assert!(draft == Draft::default());
}

#[test]
fn what_stays_of_a_draft_is_who_asked_and_nothing_else() {
    let mut draft = everything(Kind::Colleague);
    draft.wipe_but_referrer();
    assert_eq!(draft.text(Field::ReferrerName), "typed referrer.name");
    for field in Step::Referrer.fields() {
        draft.set_text(*field, String::new());
        draft.choose(*field, None);
        draft.tick(*field, 0, false);
    }
    assert!(draft == Draft::default());
}

/// What a person may do to a draft: put a text, a choice or a tick into any field.
type Put = (usize, String, Option<u8>, usize, bool);

fn puts() -> impl Strategy<Value = Vec<Put>> {
    let text = prop_oneof![
        3 => "\\PC{1,30}",
        2 => "[0-9 ()+-]{3,16}",
        2 => "[a-z.]{1,8}@[a-zé.]{1,8}",
        1 => any::<String>(),
    ];
    let put = (
        0..Field::ALL.len(),
        text,
        proptest::option::weighted(0.9, 0..4_u8),
        0..12_usize,
        any::<bool>(),
    );
    proptest::collection::vec(put, 0..60)
}

fn policies() -> impl Strategy<Value = Policy> {
    let kinds = proptest::sample::subsequence(Kind::ALL.to_vec(), 1..=3);
    let referrer = proptest::sample::select(&ReferrerPolicy::ALL[..]);
    let urgency = proptest::sample::subsequence(Urgency::ALL.to_vec(), 1..=3);
    let asks = any::<[bool; 8]>();
    let windows = any::<Option<bool>>();
    (kinds, referrer, urgency, windows, asks).prop_map(
        |(kinds, referrer, urgency, windows, asks)| {
            let full = full();
            let list = |on: bool, list: Vec<Label>| if on { list } else { Vec::new() };
            Policy {
                kinds,
                referrer,
                urgency,
                colleague_must_know: asks[0],
                windows: windows.map(|on| list(on, full.windows.unwrap_or_default())),
                roles: list(asks[2], full.roles),
                units: list(asks[3], full.units),
                modes: if asks[4] { full.modes } else { Vec::new() },
                do_not_match: asks[5],
                follow_up_ok: asks[6],
                note: asks[7],
                ..Policy::default()
            }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    /// Whatever is put into whatever field, a record holds what was typed, as it was typed, only
    /// what this host asks of this kind, and fits the published schema's rules for a kind.
    #[test]
    fn a_record_holds_what_was_typed_and_nothing_else(
        puts in puts(),
        policy in policies(),
        now in 0_i64..4_000_000_000_000,
    ) {
        let mut draft = plain();
        for (field, text, choice, place, on) in puts {
            let field = Field::ALL[field];
            match field.holds() {
                Holds::Page => {}
                Holds::Text(_) => draft.set_text(field, text),
                // A screen offers no others.
                Holds::Word(words) => {
                    let choice = choice.filter(|place| {
                        usize::from(*place) < words.len() && policy.offers(field, (*place).into(), &draft)
                    });
                    draft.choose(field, choice);
                }
                Holds::Label => draft.choose(field, choice.filter(|place| *place < 3)),
                Holds::Labels(words) => {
                    let most = policy.labels(field).len().max(words.len());
                    if place < most {
                        draft.tick(field, place, on);
                    }
                }
                Holds::Leave => draft.tick(field, 0, on),
            }
        }
        let problems = check(&draft, &policy);
        let context = Context { now, ..CONTEXT };
        let Ok(record) = record(&draft, &policy, &context) else {
            prop_assert!(!problems.is_empty());
            return Ok(());
        };
        prop_assert!(problems.is_empty());
        let kind = policy.kind(&draft);
        prop_assert!(policy.kinds.contains(&kind));

        let mut found = HashSet::new();
        for (path, value) in leaves(&record) {
            let field = Field::ALL.iter().copied().find(|field| field.name() == path);
            let field = field.unwrap_or_else(|| panic!("{path} is none of the table's"));
            prop_assert!(found.insert(path.clone()), "{} twice", path);
            let empty = *value == Value::Null || value.as_str() == Some("");
            prop_assert!(!empty, "{} is empty", path);
            match field.holds() {
                Holds::Text(_) => prop_assert_eq!(value.as_str(), Some(draft.text(field))),
                Holds::Word(words) => prop_assert!(words.contains(&value.as_str().unwrap())),
                Holds::Leave => prop_assert_eq!(value, &Value::Bool(true)),
                Holds::Label => {
                    let labels = policy.labels(field);
                    prop_assert!(labels.iter().any(|l| value.as_str() == Some(&l.recorded)));
                }
                Holds::Labels(_) | Holds::Page => {}
            }
        }
        let has = |key: &str| found.iter().any(|path| path.split('.').next() == Some(key));
        prop_assert!(!has("referrer") || kind != Kind::Own);
        prop_assert_eq!(has("colleague_aware"), kind == Kind::Colleague);
        prop_assert!(!has("team_size") || kind == Kind::Team);
        prop_assert!(!has("unit") || kind == Kind::Team);
        prop_assert!(!has("contact_window") || policy.windows.as_ref().is_none_or(|w| !w.is_empty()));
        prop_assert!(has("urgency"));
        prop_assert!(!has("note") || policy.note);
        prop_assert!(!has("do_not_match") || policy.do_not_match);
        prop_assert!(!has("follow_up_ok") || policy.follow_up_ok);
        let unasked = policy.colleague_must_know
            && record.get("colleague_aware") == Some(&"not_yet".into());
        prop_assert!(!unasked);
        prop_assert!(record.get("sent_at").unwrap().as_str().unwrap().ends_with(":00:00Z"));

        // However long the entries, the record stays small.
        prop_assert!(record.to_json().len() < 8_192);
        let parsed: Value = serde_json::from_str(&record.to_json()).unwrap();
        prop_assert_eq!(parsed, record);
    }
}

/// Every value of a record with its path; a list is one value.
fn leaves(record: &Value) -> Vec<(String, &Value)> {
    let mut leaves = Vec::new();
    for (key, value) in record.members() {
        match value {
            Value::Object(members) => {
                assert!(!members.is_empty());
                for (inner, value) in members {
                    leaves.push((format!("{key}.{inner}"), value));
                }
            }
            value => leaves.push((key.clone(), value)),
        }
    }
    leaves
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
    let mut draft = Draft::default();
    draft.set_text(Field::Name, "Zoë \"Zo\" O'Brien".to_owned());
    reach(&mut draft, Channel::Phone, "+1 (555) 555-0100");
    draft.tick(Field::VoicemailOk, 0, true);
    draft.choose(Field::Urgency, Some(Urgency::Soon as u8));
    draft.tick(Field::ContactWindow, 2, true);
    draft.tick(Field::ContactWindow, 3, true);
    draft
}

/// The least that a request for oneself needs.
fn plain() -> Draft {
    let mut draft = Draft::default();
    draft.set_text(Field::Name, "Sam".to_owned());
    reach(&mut draft, Channel::Email, "sam@example.org");
    draft
}

fn of(kind: Kind) -> Draft {
    let mut draft = plain();
    draft.choose(Field::Kind, Some(kind as u8));
    if kind == Kind::Colleague {
        draft.choose(Field::ColleagueAware, Some(1));
    }
    draft
}

fn reach(draft: &mut Draft, channel: Channel, value: &str) {
    draft.choose(Field::ContactChannel, Some(channel as u8));
    draft.set_text(Field::ContactValue, value.to_owned());
}

/// Everything filled in, whether it is asked or not.
fn everything(kind: Kind) -> Draft {
    let mut draft = golden();
    for field in Field::ALL {
        match field.holds() {
            Holds::Page => {}
            Holds::Text(_) if draft.text(*field).is_empty() => {
                draft.set_text(*field, format!("typed {}", field.name()));
            }
            Holds::Text(_) => {}
            Holds::Word(_) | Holds::Label => draft.choose(*field, Some(0)),
            Holds::Labels(_) | Holds::Leave => draft.tick(*field, 0, true),
        }
    }
    draft.choose(Field::Kind, Some(kind as u8));
    draft.choose(Field::ReferrerContactChannel, Some(2));
    draft.set_text(Field::ReferrerContactValue, "asks@example.org".to_owned());
    draft
}

/// A host that asks for everything there is.
fn full() -> Policy {
    Policy {
        windows: Some(labels("Window", 12)),
        roles: labels("Role", 40),
        specialties: labels("Specialty", 3),
        career_stages: labels("Stage", 3),
        sites: labels("Site", 3),
        languages: labels("Language", 3),
        units: labels("Unit", 60),
        preferences: Preference::ALL.to_vec(),
        modes: Mode::ALL.to_vec(),
        do_not_match: true,
        follow_up_ok: true,
        note: true,
        ..Policy::default()
    }
}

/// What the person sees is in another language than what is recorded.
fn labels(name: &str, count: usize) -> Vec<Label> {
    let label = |i| Label {
        shown: Words {
            text: format!("Se ve: {name} {i}"),
            lang: None,
        },
        recorded: format!("{name} {i}"),
    };
    (0..count).map(label).collect()
}

fn keys(record: &Value) -> Vec<&str> {
    record.members().iter().map(|(k, _)| k.as_str()).collect()
}

fn written(draft: &Draft) -> Value {
    written_for(draft, &Policy::default())
}

fn written_for(draft: &Draft, policy: &Policy) -> Value {
    record(draft, policy, &CONTEXT).unwrap_or_else(|problems| panic!("{problems:?}"))
}

fn problems(channel: Channel, value: &str) -> Vec<Fault> {
    let mut draft = golden();
    reach(&mut draft, channel, value);
    faults(&draft, &Policy::default())
}

fn faults(draft: &Draft, policy: &Policy) -> Vec<Fault> {
    let problems = check(draft, policy).into_iter();
    problems.map(|problem| problem.fault).collect()
}
