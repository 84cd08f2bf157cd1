//! The herd in small: what the command plays with a million computers, with a few thousand.
#![allow(clippy::unwrap_used)]

use herd::{Answers, Control, Scenario, run, shipped};

fn scenario(name: &str, clients: u32) -> Scenario {
    let scenarios = shipped().unwrap();
    let found = scenarios.into_iter().find(|scenario| scenario.name == name);
    found.unwrap().scaled(clients)
}

#[test]
fn the_peak_after_an_outage_is_the_predicted_one() {
    for name in ["region-outage-2h", "region-outage-10min"] {
        let report = run(&scenario(name, 4_000), 1, None);
        let ratio = report.peak_of_ten / report.predicted;
        assert!((0.6..1.5).contains(&ratio), "{report:?}");
        assert_eq!(report.accepted, 4_000, "{report:?}");
        assert_eq!(report.faults(), [""; 0]);
    }
}

#[test]
fn a_network_that_comes_back_is_met_over_the_time_that_the_host_states() {
    for name in ["region-network-60s", "region-network-900s"] {
        let report = run(&scenario(name, 4_000), 1, None);
        let ratio = report.peak_of_ten / report.predicted;
        assert!((0.6..2.0).contains(&ratio), "{report:?}");
        assert_eq!(report.accepted, 4_000, "{report:?}");
    }
}

#[test]
fn the_same_seed_plays_the_same_run() {
    let scenario = scenario("region-failing", 500);
    assert_eq!(run(&scenario, 7, None), run(&scenario, 7, None));
    assert_ne!(run(&scenario, 7, None), run(&scenario, 8, None));
}

#[test]
fn what_is_planted_is_found_and_nothing_else_is() {
    let scenarios = shipped().unwrap();
    for control in Control::ALL {
        let report = control.play(&scenarios, 500, 3).unwrap();
        assert!(control.shown(&report) > 0, "{}", control.as_str());
        assert!(!report.faults().is_empty(), "{}", control.as_str());

        let sound = run(&scenario(&report.name, 500), 3, None);
        assert_eq!(control.shown(&sound), 0, "{}", control.as_str());
    }
}

/// Six disks in a hundred lose what they said they stored, and all of those requests are missed,
/// whatever else becomes of the others.
#[test]
fn each_request_that_a_disk_lost_is_counted() {
    let report = Control::LosesRows.play(&shipped().unwrap(), 1_000, 1);
    let report = report.unwrap();
    assert!((40..80).contains(&report.lost), "{report:?}");
    let known = report.accepted + report.waiting + report.closed + report.given_up;
    assert_eq!(known + report.lost, report.pressed, "{report:?}");
}

#[test]
fn what_was_not_delivered_is_accounted_for() {
    let report = run(&scenario("region-closing", 2_000), 5, None);
    assert!(report.closed > 100, "{report:?}");
    assert_eq!(report.pressed, 2_000, "{report:?}");
    let known = report.accepted + report.waiting + report.closed + report.given_up;
    assert_eq!((known, report.lost), (2_000, 0), "{report:?}");
}

#[test]
fn a_request_is_given_up_at_its_deadline_and_no_sooner() {
    let report = run(&scenario("region-deadline", 2_000), 5, None);
    assert!(report.given_up > 500, "{report:?}");
    assert_eq!(report.accepted + report.given_up, 2_000, "{report:?}");
    assert_eq!(report.lost, 0, "{report:?}");
}

#[test]
fn a_request_leaves_in_the_session_of_its_owner_where_the_host_says_so() {
    let report = run(&scenario("region-owners", 500), 2, None);
    assert_eq!((report.by_others, report.seen_by_others), (0, 0));
    assert_eq!(report.accepted, 1_000, "{report:?}");

    let report = run(&scenario("region-any-session", 500), 2, None);
    assert!(report.by_others > 0, "{report:?}");
    assert_eq!((report.accepted, report.seen_by_others), (1_000, 0));
}

/// Whatever the receiver writes into its hint, what was shed comes in again, and not at once.
#[test]
fn no_hint_keeps_the_herd_together() {
    for name in [
        "region-hint-zero",
        "region-hint-nonsense",
        "region-hint-year",
    ] {
        let report = run(&scenario(name, 1_000), 4, None);
        assert_eq!(report.accepted, 1_000, "{report:?}");
        assert_eq!(report.faults(), [""; 0]);
    }
}

#[test]
fn answers_take_as_long_as_the_scenario_says() {
    let answers = Answers {
        half_ms: 400,
        nearly_all_ms: 30_000,
    };
    let mut drawn = Vec::new();
    for u in 0..200 {
        for v in 0..200 {
            drawn.push(answers.draw(f64::from(u) / 200.0, (f64::from(v) + 0.5) / 200.0));
        }
    }
    drawn.sort_by(f64::total_cmp);
    let half = drawn[drawn.len() / 2];
    let nearly_all = drawn[drawn.len() * 99 / 100];
    assert!((380.0..420.0).contains(&half), "{half}");
    assert!((27_000.0..33_000.0).contains(&nearly_all), "{nearly_all}");
}

#[test]
fn every_scenario_can_be_played() {
    for scenario in shipped().unwrap() {
        let report = run(&scenario.scaled(25), 1, None);
        let known = report.accepted + report.waiting + report.closed + report.given_up;
        assert_eq!((known, report.lost), (report.requests, 0), "{report:?}");
        assert_eq!(report.false_receipts, 0, "{report:?}");
    }
}
