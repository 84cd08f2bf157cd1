//! What is asked about a person, whom an option is open to, and when it can be reached: through
//! documents as hosts write them.
#![allow(clippy::unwrap_used)]

mod documents;

use documents::{minimal, put, read_today};
use serde_json::{Value, json};
use touchbase::support::{Audience, Fact, Moment, Said, SupportOption, asked, fits};
use touchbase::time::{DAY, MINUTE};

#[test]
fn only_what_an_option_names_is_asked_and_each_label_once() {
    assert_eq!(asked(&options(&[json!({}), json!({})])), []);
    let options = options(&[
        json!({ "membership": ["Union"] }),
        json!({ "roles": ["Nurse", "Student"] }),
        json!({ "roles": ["Physician", "Nurse"], "membership": ["Union", "Insurance"] }),
    ]);
    let asked = asked(&options);
    let facts: Vec<Fact> = asked.iter().map(|asked| asked.fact).collect();
    assert_eq!(facts, [Fact::Role, Fact::Membership]);
    assert_eq!(asked[0].labels, ["Nurse", "Student", "Physician"]);
    assert_eq!(asked[1].labels, ["Union", "Insurance"]);
}

#[test]
fn an_answer_excludes_what_names_other_labels_and_nothing_else() {
    let options = options(&[
        json!({}),
        json!({ "roles": ["Nurse"] }),
        json!({ "roles": ["Physician"], "employment": ["Staff"] }),
        json!({ "employment": ["Staff"] }),
    ]);
    let (nurse, physician) = (Some(Said::Label(0)), Some(Said::Label(1)));
    let staff = Some(Said::Label(0));
    let none = Some(Said::NoneOfThese);
    for (role, employment, expected) in [
        (None, None, [None, None, None, None]),
        (nurse, None, [None, None, Some(Fact::Role), None]),
        (physician, None, [None, Some(Fact::Role), None, None]),
        (none, None, [None, Some(Fact::Role), Some(Fact::Role), None]),
        (None, staff, [None, None, None, None]),
        (
            None,
            none,
            [None, None, Some(Fact::Employment), Some(Fact::Employment)],
        ),
        (
            physician,
            none,
            [
                None,
                Some(Fact::Role),
                Some(Fact::Employment),
                Some(Fact::Employment),
            ],
        ),
        // The first fact in the order of asking says why.
        (
            nurse,
            none,
            [None, None, Some(Fact::Role), Some(Fact::Employment)],
        ),
        // A label beyond the list is none of them.
        (
            Some(Said::Label(9)),
            None,
            [None, Some(Fact::Role), Some(Fact::Role), None],
        ),
    ] {
        let mut audience = Audience::new();
        audience.set(Fact::Role, role);
        audience.set(Fact::Employment, employment);
        assert_eq!(excluded(&options, &audience), expected);
    }
}

#[test]
fn crisis_help_is_for_everyone_and_asks_nothing() {
    let mut value = minimal();
    put(&mut value, "/options/0", "kind", json!("crisis"));
    let eligibility = json!({ "roles": ["Nurse"] });
    put(&mut value, "/options/0", "eligibility", eligibility.clone());
    let config = read_today(&value).config;
    assert_eq!(asked(&config.options), []);

    // Nor is it shut out by what another option asks.
    put(&mut value, "/options/1", "eligibility", eligibility);
    let config = read_today(&value).config;
    let mut audience = Audience::new();
    audience.set(Fact::Role, Some(Said::NoneOfThese));
    let excluded = excluded(&config.options, &audience);
    assert_eq!(excluded, [None, Some(Fact::Role)]);
}

#[test]
fn an_answer_can_be_changed_taken_back_and_wiped() {
    let mut audience = Audience::default();
    for said in [
        Some(Said::Label(3)),
        Some(Said::NoneOfThese),
        None,
        Some(Said::Label(0)),
    ] {
        audience.set(Fact::Employment, said);
        assert!(audience.said(Fact::Employment) == said);
        assert!(audience.said(Fact::Role).is_none());
    }
    // No label can be taken for a mark.
    audience.set(Fact::Role, Some(Said::Label(u16::MAX)));
    assert!(matches!(audience.said(Fact::Role), Some(Said::Label(_))));
    audience.wipe();
    for fact in Fact::ALL {
        assert!(audience.said(fact).is_none());
    }
}

#[test]
fn an_option_is_open_where_one_of_its_routes_is() {
    let hours = json!([{ "days": ["mon"], "start": "08:00", "end": "17:00" }]);
    let timed = json!({ "type": "phone", "value": "1", "time_zone": "UTC", "hours": hours });
    let silent = json!({ "type": "voicemail", "value": "1" });
    let always = json!({ "type": "pager", "value": "1", "always_open": true });
    // It takes a message at any hour, and nobody answers then.
    let mailbox = json!({ "type": "voicemail", "value": "1", "always_open": true });
    let zoneless = json!({ "type": "phone", "value": "1", "hours": hours });
    let (open, shut) = (Some((0, 600)), Some((1, 600)));
    for (routes, now, expected) in [
        (vec![&timed], open, Some(true)),
        (vec![&timed], shut, Some(false)),
        (vec![&timed], None, None),
        (vec![&silent], open, None),
        (vec![&silent, &timed], open, Some(true)),
        (vec![&silent, &timed], shut, Some(false)),
        (vec![&timed, &always], shut, Some(true)),
        (vec![&mailbox], open, None),
        (vec![&timed, &mailbox], shut, Some(false)),
        // Round the clock needs no clock.
        (vec![&timed, &always], None, Some(true)),
        (vec![&zoneless], open, None),
    ] {
        let mut value = minimal();
        put(&mut value, "/options/1", "routes", json!(routes));
        let config = read_today(&value).config;
        // The fifth day counted was a Monday.
        let now = now.map(|(day, minute)| Moment::from_wall((day + 4) * DAY + minute * MINUTE));
        let found = config.options[1].open_at(|_| now);
        assert_eq!(found, expected, "{routes:?} at {now:?}");
    }
}

fn excluded(options: &[SupportOption], audience: &Audience) -> Vec<Option<Fact>> {
    let asked = asked(options);
    options
        .iter()
        .map(|option| fits(option, &asked, audience).err().map(|not| not.fact))
        .collect()
}

/// Options that differ in whom they are open to.
fn options(eligibilities: &[Value]) -> Vec<SupportOption> {
    let mut value = minimal();
    let options: Vec<Value> = eligibilities
        .iter()
        .enumerate()
        .map(|(i, eligibility)| {
            let mut option = value["options"][1].clone();
            option["id"] = json!(format!("o{i}"));
            option["eligibility"] = eligibility.clone();
            option
        })
        .collect();
    value["options"] = json!(options);
    let document = read_today(&value);
    assert_eq!(document.faults, []);
    document.config.options
}
