//! The cases, one file for each promise.

mod access;
mod answers;
mod around;
mod autofill;
mod canary;
mod check;
mod configuration;
mod corners;
mod crowd;
mod embedding;
mod faults;
mod formats;
mod golive;
mod harness;
mod holders;
mod host_words;
mod hours;
mod idle;
mod integrity;
mod interrupted;
mod isolated;
mod journeys;
mod keep;
mod keys;
mod kill;
mod late;
mod listener;
mod listing;
mod memory;
mod network;
mod policy;
mod presence;
mod programs;
mod questionnaires;
mod readiness;
mod referrals;
mod replay;
mod requests;
mod screens;
mod sealed;
mod seats;
mod shared;
mod spanish;
mod storage;
mod strangers;
mod tabs;
mod vectors;
mod worker;

use serde_json::Value;

pub(crate) use self::screens::set_viewport;
use crate::case::Case;
use crate::engine::Engine;

/// What is checked by what, what of it in the long run alone, and what in which engine not: the same
/// that makes `docs/reliability.md`.
const ROWS: &str = include_str!("../../../reliability/rows.json");

/// Whether a case takes so long in this engine that it runs with `TB_LONG=1` alone.
pub(crate) fn is_long(name: &str, engine: Engine) -> bool {
    let rows = rows();
    let long = list(&rows["long"]);
    long.iter()
        .any(|row| row["case"] == name && list(&row["engines"]).iter().any(|own| is(own, engine)))
}

/// What no case does in which engine, and why, a line for each.
pub(crate) fn not_here() -> Vec<String> {
    let words = |value: &Value| -> String {
        let words: Vec<&str> = list(value).iter().filter_map(Value::as_str).collect();
        words.join(", ")
    };
    let rows = rows();
    list(&rows["not_here"])
        .iter()
        .map(|row| {
            let (cases, engines) = (words(&row["cases"]), words(&row["engines"]));
            format!(
                "{cases} in {engines}: {}",
                row["why"].as_str().unwrap_or_default()
            )
        })
        .collect()
}

fn rows() -> Value {
    serde_json::from_str(ROWS).unwrap_or_default()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// Whether the rows' name of an engine is this one's.
fn is(name: &Value, engine: Engine) -> bool {
    name.as_str()
        .is_some_and(|name| name.eq_ignore_ascii_case(engine.name()))
}

pub(crate) fn all() -> Vec<Case> {
    let mut cases = Vec::new();
    cases.extend(harness::cases());
    cases.extend(journeys::cases());
    cases.extend(faults::cases());
    cases.extend(interrupted::cases());
    cases.extend(isolated::cases());
    cases.extend(strangers::cases());
    cases.extend(kill::cases());
    cases.extend(storage::cases());
    cases.extend(formats::cases());
    cases.extend(sealed::cases());
    cases.extend(keys::cases());
    cases.extend(vectors::cases());
    cases.extend(tabs::cases());
    cases.extend(crowd::cases());
    cases.extend(answers::cases());
    cases.extend(holders::cases());
    cases.extend(seats::cases());
    cases.extend(idle::cases());
    cases.extend(policy::cases());
    cases.extend(memory::cases());
    cases.extend(network::cases());
    cases.extend(embedding::cases());
    cases.extend(integrity::cases());
    cases.extend(configuration::cases());
    cases.extend(corners::cases());
    cases.extend(check::cases());
    cases.extend(autofill::cases());
    cases.extend(canary::cases());
    cases.extend(around::cases());
    cases.extend(questionnaires::cases());
    cases.extend(listener::cases());
    cases.extend(listing::cases());
    cases.extend(host_words::cases());
    cases.extend(hours::cases());
    cases.extend(keep::cases());
    cases.extend(late::cases());
    cases.extend(presence::cases());
    cases.extend(shared::cases());
    cases.extend(spanish::cases());
    cases.extend(access::cases());
    cases.extend(programs::cases());
    cases.extend(readiness::cases());
    cases.extend(golive::cases());
    cases.extend(referrals::cases());
    cases.extend(replay::cases());
    cases.extend(requests::cases());
    cases.extend(screens::cases());
    cases.extend(worker::cases());
    cases
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_case_is_one_in_its_engines_alone() {
        assert!(is_long(
            "holders-frozen-tab-does-not-keep-the-way",
            Engine::Chromium
        ));
        assert!(is_long(
            "kill-control-a-lost-profile-is-noticed",
            Engine::Firefox
        ));
        assert!(!is_long(
            "kill-control-a-lost-profile-is-noticed",
            Engine::Chromium
        ));
        assert!(!is_long("fault-status-500", Engine::WebKit));
    }

    #[test]
    fn every_case_that_the_rows_except_is_one_and_what_is_not_here_is_not() {
        let all = all();
        let rows = rows();
        for row in list(&rows["long"]) {
            assert!(all.iter().any(|case| row["case"] == case.name), "{row}");
        }
        for row in list(&rows["not_here"]) {
            for name in list(&row["cases"]) {
                let case = all.iter().find(|case| name == case.name).unwrap();
                for engine in case.engines {
                    let excepted = list(&row["engines"]).iter().any(|own| is(own, *engine));
                    assert!(!excepted, "{name} runs in {}", engine.name());
                }
            }
        }
    }
}
