//! The program profiles that ship: a host starts from one, so each has to be without fault.
#![allow(clippy::unwrap_used)]

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use touchbase::config::{Config, Extent, read};
use touchbase::support::RouteKind;
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
        let document = read(&value, today());
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
    let operators: HashSet<&str> = config.options.iter().map(|o| o.operator.as_str()).collect();
    assert_eq!(config.options.len(), 7);
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
    read(&serde_json::from_str(text).unwrap(), today()).config
}

fn today() -> Date {
    Date::parse("2026-11-22").unwrap()
}
