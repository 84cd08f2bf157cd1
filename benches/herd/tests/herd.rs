//! The herd in small: what the command plays with a million clients, with a few thousand.
#![allow(clippy::unwrap_used)]

use herd::{Scenario, run, shipped};

fn scenario(name: &str, clients: u32) -> Scenario {
    let scenarios = shipped().unwrap();
    let found = scenarios.into_iter().find(|scenario| scenario.name == name);
    let mut scenario = found.unwrap();
    scenario.per_second = scenario.per_second * clients / scenario.clients;
    scenario.clients = clients;
    scenario
}

#[test]
fn the_peak_after_an_outage_is_the_predicted_one() {
    for name in ["region-outage-2h", "region-outage-10min"] {
        let report = run(&scenario(name, 4_000), 1, false);
        let ratio = report.peak_of_ten / report.predicted;
        assert!((0.6..1.5).contains(&ratio), "{report:?}");
        assert_eq!((report.accepted, report.lost), (4_000, 0), "{report:?}");
    }
}

#[test]
fn a_network_that_comes_back_is_met_over_the_time_that_the_host_states() {
    for name in ["region-network-60s", "region-network-900s"] {
        let report = run(&scenario(name, 4_000), 1, false);
        let ratio = report.peak_of_ten / report.predicted;
        assert!((0.6..2.0).contains(&ratio), "{report:?}");
        assert_eq!(report.accepted, 4_000, "{report:?}");
    }
}

#[test]
fn the_same_seed_plays_the_same_run() {
    let scenario = scenario("region-failing", 500);
    assert_eq!(run(&scenario, 7, false), run(&scenario, 7, false));
    assert_ne!(run(&scenario, 7, false), run(&scenario, 8, false));
}

/// A receiver that looks whether it has a request and then stores it has some of them twice, where
/// answers are slow. One whose store refuses the second has none.
#[test]
fn a_receiver_that_looks_first_stores_some_twice() {
    let mut scenario = scenario("region-too-slow", 1_000);
    scenario.fault.too_slow = 0.5;
    let control = run(&scenario, 3, true);
    assert!(control.duplicates > 0, "{control:?}");
    let report = run(&scenario, 3, false);
    assert_eq!((report.duplicates, report.false_receipts), (0, 0));
    assert_eq!(report.accepted + report.waiting, 1_000, "{report:?}");
}

#[test]
fn what_was_not_delivered_is_accounted_for() {
    let report = run(&scenario("region-closing", 2_000), 5, false);
    assert!(report.closed > 100, "{report:?}");
    assert_eq!(report.lost, 0, "{report:?}");
    let known = report.accepted + report.waiting + report.closed + report.given_up;
    assert_eq!(known + report.unmade, 2_000, "{report:?}");
}

#[test]
fn every_scenario_can_be_played() {
    for mut scenario in shipped().unwrap() {
        scenario.clients = 50;
        let report = run(&scenario, 1, false);
        assert_eq!(report.lost + report.false_receipts, 0, "{report:?}");
    }
}
