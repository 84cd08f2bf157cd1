//! The program profiles that ship: a host starts from one, so each has to be without fault.
#![allow(clippy::unwrap_used)]

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use touchbase::config::{Config, Extent, read};
use touchbase::support::{Eligibility, Fact, Group, RouteKind, SupportOption, asked};
use touchbase::time::Date;
use touchbase::value::Value;

#[test]
fn every_profile_is_without_fault() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("www/programs");
    let mut profiles = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        let value: Value = serde_json::from_str(&text).unwrap();
        let document = read(&value, today(), "en");
        assert_eq!(document.faults, [], "{}", path.display());
        assert_eq!(document.config.extent, Extent::Full);
        profiles += 1;
    }
    assert!(profiles > 0);
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
            (Fact::Membership, 1)
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
        let fictional = route
            .value
            .strip_prefix("555-01")
            .is_some_and(|rest| rest.len() == 2 && rest.bytes().all(|b| b.is_ascii_digit()));
        assert!(
            fictional || PUBLIC.contains(&route.value.as_str()),
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
    let text = include_str!("../www/programs/example-hospital.json");
    read(&serde_json::from_str(text).unwrap(), today(), "en").config
}

fn today() -> Date {
    Date::parse("2026-11-22").unwrap()
}
