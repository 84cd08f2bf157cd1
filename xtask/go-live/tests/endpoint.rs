//! The command against receivers that do one thing wrong, over real HTTP, and against the example
//! portal.
#![allow(clippy::unwrap_used)]

mod support;
mod wrong;

use std::sync::Arc;

use serde_json::Value;
use touchbase_portal::{KeyKind, Options, Portal, listen, router};

use crate::support::{ORIGIN, codes, config, exit_code, go_live, go_live_with, kid};
use crate::wrong::{Receiver, Wrong};

/// What is wrong, and the codes that it is found by: those above a note, in any order.
const PLANTED: &[(Wrong, &[&str])] = &[
    (Wrong::Nothing, &[]),
    (
        Wrong::AcksBeforeCommit,
        &[
            "acknowledged-early",
            "race-both-accepted",
            "race-two-receipts",
        ],
    ),
    (
        Wrong::AcksBeforeCommitSteadily,
        &["acknowledged-early", "race-both-accepted"],
    ),
    (
        Wrong::ChecksThenStores,
        &["race-both-accepted", "race-two-receipts"],
    ),
    (
        Wrong::ForgetsTheKey,
        &[
            "replay-new-receipt",
            "changed-body-accepted",
            "race-both-accepted",
            "race-two-receipts",
        ],
    ),
    (Wrong::ForgetsTheKeyLater, &["key-forgotten"]),
    (
        Wrong::RefusesReplays,
        &["replay-refused", "changed-body-status"],
    ),
    (
        Wrong::NewReceiptOnReplay,
        &[
            "replay-new-receipt",
            "changed-body-accepted",
            "race-two-receipts",
        ],
    ),
    (Wrong::NewTimeOnReplay, &["replay-new-time"]),
    (Wrong::ReplaysUnmarked, &["replay-not-marked"]),
    (
        Wrong::AcceptsAChangedBody,
        &["changed-body-accepted", "race-both-accepted"],
    ),
    (Wrong::ChangedBodyInFlight, &["changed-body-status"]),
    (
        Wrong::ReplacesAndRefuses,
        &["changed-body-accepted", "race-loser-kept", "key-forgotten"],
    ),
    (Wrong::HtmlWith200, &["sign-in-page"]),
    (Wrong::NoContent, &["receipt-missing"]),
    (Wrong::Redirects, &["redirected"]),
    (Wrong::Always500, &["server-failed"]),
    (Wrong::WantsAToken, &["token-needed"]),
    (Wrong::NoCors, &["preflight-missing", "cors-missing"]),
    (Wrong::NoCorsOnAnswers, &["cors-missing"]),
    (Wrong::NoCorsOnRefusals, &["cors-missing"]),
    (Wrong::NoPreflight, &["preflight-missing"]),
    (Wrong::PreflightRedirects, &["preflight-redirected"]),
    (Wrong::KeyHeaderNotAllowed, &["preflight-headers"]),
    (
        Wrong::AllowsEveryOrigin,
        &["cors-any-origin", "cors-credentials"],
    ),
    (Wrong::ExposesNothing, &["cors-exposed"]),
    (Wrong::NoVary, &["cors-vary"]),
    (Wrong::OtherIdInReceipt, &["receipt-wrong-id"]),
    (Wrong::NoReceivedAt, &["receipt-missing"]),
    (Wrong::TimeForPeople, &["receipt-time"]),
    (Wrong::ClockNeverSet, &["receipt-clock"]),
    (Wrong::ReceiptAsHtml, &["sign-in-page"]),
    (Wrong::ReceiptTooLong, &["receipt-missing"]),
    (Wrong::AcceptsOversize, &["oversize-accepted"]),
    (
        Wrong::AcceptsTextPlain,
        &["content-type-accepted", "content-type-accepted"],
    ),
    (Wrong::KeyOptional, &["key-optional"]),
    (Wrong::KeyUnchecked, &["key-unchecked"]),
    (Wrong::KeyMismatch, &["key-mismatch"]),
    (Wrong::NeedsQuotes, &["key-bare"]),
    (Wrong::StoresAnything, &["body-unchecked"]),
    (Wrong::AcceptsUnknownKeys, &["unknown-key-accepted"]),
    (Wrong::SmallGateway, &["largest-refused"]),
    (Wrong::SetsACookie, &["cookie-set"]),
    (Wrong::Cacheable, &["cache-allowed"]),
    (Wrong::ListsOnGet, &["list-answered"]),
    (Wrong::DropsGet, &[]),
    (Wrong::DropsStrangers, &[]),
    (Wrong::TellsBack, &["answer-tells"]),
    (Wrong::Slow, &["endpoint-slow"]),
];

/// Those whose other findings hang on how fast this computer is.
const TIMED: &[Wrong] = &[
    Wrong::AcksBeforeCommit,
    Wrong::AcksBeforeCommitSteadily,
    Wrong::ChecksThenStores,
    Wrong::ForgetsTheKeyLater,
];

#[test]
fn each_wrong_receiver_is_found_by_what_it_does_wrong() {
    let mut off = Vec::new();
    // Mostly they wait, so some run at once; all of them would be slow enough to be told so.
    for some in PLANTED.chunks(6) {
        let found = std::thread::scope(|scope| {
            let run = |wrong: Wrong| {
                let receiver = Receiver::start(wrong, &kid(), ORIGIN);
                let address = receiver.address.as_str();
                let run = go_live(&[&config(), "--endpoint", address, "--origin", ORIGIN]);
                codes(&run.report)
            };
            let runs: Vec<_> = some
                .iter()
                .map(|(wrong, _)| scope.spawn(move || run(*wrong)))
                .collect();
            let found: Vec<_> = runs.into_iter().map(|run| run.join().unwrap()).collect();
            found
        });
        for ((wrong, expected), found) in some.iter().zip(found) {
            let every = expected.iter().all(|code| found.iter().any(|f| f == code));
            let same = found.len() == expected.len();
            if !every || !(same || TIMED.contains(wrong)) {
                off.push(format!("{wrong:?}: found {found:?}, expected {expected:?}"));
            }
        }
    }
    assert!(off.is_empty(), "{}", off.join("\n"));
}

#[test]
fn every_wrong_is_planted() {
    for wrong in Wrong::ALL {
        assert!(
            PLANTED.iter().any(|(planted, _)| planted == wrong),
            "{wrong:?}"
        );
    }
}

#[test]
fn an_endpoint_that_is_not_there_is_unreachable() {
    let address = format!("http://127.0.0.1:{}/api/referrals", free_port());
    let run = go_live(&[&config(), "--endpoint", &address]);
    assert_eq!(
        codes(&run.report),
        ["endpoint-unreachable", "preflight-missing"]
    );
    assert_eq!(run.code, 2);
}

/// What got no answer shows nothing, and is not said to be in order.
#[test]
fn without_an_answer_nothing_has_passed() {
    let results = |address: &str, checks: &[&str]| -> Vec<String> {
        let run = go_live(&[&config(), "--endpoint", address, "--origin", ORIGIN]);
        let all = run.report["endpoints"][0]["checks"].as_array().cloned();
        let all = all.unwrap_or_default();
        let result = |code: &&str| {
            let check = all.iter().find(|check| check["code"] == **code).unwrap();
            check["result"].as_str().unwrap().to_owned()
        };
        checks.iter().map(result).collect()
    };
    for (wrong, expected) in [
        (Wrong::Nothing, ["passed", "passed"]),
        (Wrong::DropsGet, ["not-tested", "passed"]),
        (Wrong::DropsStrangers, ["passed", "not-tested"]),
    ] {
        let receiver = Receiver::start(wrong, &kid(), ORIGIN);
        let found = results(&receiver.address, &["get", "foreign-origin"]);
        assert_eq!(found, expected, "{wrong:?}");
    }
    let nobody = format!("http://127.0.0.1:{}/api/referrals", free_port());
    let found = results(&nobody, &["foreign-origin", "cors", "cache", "cookie"]);
    assert_eq!(found, ["not-tested"; 4]);
}

/// The token is taken from the environment, and a receiver that does not ask for one is told.
#[test]
fn a_token_opens_the_endpoint_and_has_to_be_asked_for() {
    for (wrong, expected) in [
        (Wrong::WantsAToken, &[][..]),
        (Wrong::Nothing, &["token-unchecked"]),
    ] {
        let receiver = Receiver::start(wrong, &kid(), ORIGIN);
        let token = Some("go-live-token");
        let address = receiver.address.as_str();
        let arguments = [&config(), "--endpoint", address, "--origin", ORIGIN];
        let run = go_live_with(token, &arguments);
        assert_eq!(codes(&run.report), expected, "{wrong:?}");
        assert!(!run.report.to_string().contains("go-live-token"));
    }
}

#[test]
fn the_exit_code_tells_what_was_not_understood_and_what_cannot_be_read() {
    assert_eq!(exit_code(&[]), 64);
    assert_eq!(exit_code(&[&config(), "--endpoint", "/api/referrals"]), 64);
    assert_eq!(exit_code(&["--help"]), 0);
    let address = "http://127.0.0.1:9/api/referrals";
    assert_eq!(
        exit_code(&[
            &config(),
            "--endpoint",
            address,
            "--again",
            "not-there.json"
        ]),
        74
    );
    let run = go_live(&["not-there.json"]);
    assert_eq!(run.code, 2);
    assert_eq!(run.report["findings"][0]["code"], "config-unreachable");
    let run = go_live(&[concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")]);
    assert_eq!((run.code, &run.report["exit"]), (2, &2.into()));
    assert_eq!(run.report["findings"][0]["code"], "config-not-json");
}

#[test]
fn warnings_alone_end_with_1_and_notes_with_0() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("touchbase.json");
    let now = std::time::SystemTime::UNIX_EPOCH
        .elapsed()
        .unwrap()
        .as_millis();
    let today = &touchbase::time::rfc3339_hour(now as i64)[..10];
    let mut document: Value = serde_json::from_str(&SOUND.replace("TODAY", today)).unwrap();
    let run = |document: &Value| {
        std::fs::write(&file, document.to_string()).unwrap();
        go_live(&[file.to_str().unwrap()])
    };
    let report = run(&document);
    assert_eq!((report.code, &report.report["worst"]), (0, &"note".into()));
    document["options"][0]["routes"][0]["type"] = "pager".into();
    let report = run(&document);
    assert_eq!(
        (report.code, &report.report["worst"]),
        (1, &"warning".into())
    );
    assert_eq!(report.report["counts"]["warning"], 1);
}

/// The command brings its own table of zones.
#[test]
fn a_time_zone_that_is_none_is_found() {
    let text = std::fs::read_to_string(config()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("touchbase.json");
    let unknown = |zone: &str| {
        std::fs::write(&file, text.replace("America/Chicago", zone)).unwrap();
        let report = go_live(&[file.to_str().unwrap()]).report;
        let findings = report["findings"].as_array().unwrap().iter();
        findings.filter(|f| f["code"] == "zone-unknown").count()
    };
    for zone in ["America/Chicago", "Europe/London", "UTC", "us/eastern"] {
        assert_eq!(unknown(zone), 0, "{zone}");
    }
    for zone in ["America/Newyork", "CDT", "-05:00", "Etc/Unknown"] {
        assert!(unknown(zone) > 0, "{zone}");
    }
}

/// A document with nothing above a note, reviewed today and to be checked again far off.
const SOUND: &str = r#"{
    "schema": "touchbase/1",
    "program": { "id": "program", "name": "Program" },
    "country": "US",
    "crisis": [{
        "id": "line", "name": "Line", "reviewed_on": "2026-11-01", "review_by": "2999-01-01",
        "routes": [{ "type": "phone", "value": "988", "always_open": true }]
    }],
    "privacy_notice": { "version": "1", "date": "2026-11-01", "text": "The team reads it." },
    "options": [{
        "id": "peer", "name": "Peers", "kind": "peer", "operator": { "name": "Hospital" },
        "routes": [{ "type": "phone", "value": "212 555 2368", "always_open": true }],
        "reviewed_on": "2026-11-01", "review_by": "2999-01-01"
    }],
    "reviews": [
        { "kind": "clinical", "by": "Lead", "date": "TODAY" },
        { "kind": "legal", "by": "Counsel", "date": "TODAY" }
    ]
}"#;

/// What only a restart can show: the first run passes and leaves a request, which the receiver has
/// lost when it is asked for again.
#[test]
fn a_receiver_that_keeps_requests_in_memory_is_found_by_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("kept.json");
    let file = file.to_str().unwrap();
    let receiver = Receiver::start(Wrong::Nothing, &kid(), ORIGIN);
    let address = receiver.address.as_str();
    let endpoint = ["--endpoint", address, "--origin", ORIGIN];
    let run = |option: &str| go_live(&[&[&config(), option, file], &endpoint[..]].concat());

    assert!(codes(&run("--keep").report).is_empty());
    assert!(codes(&run("--again").report).is_empty());
    receiver.restart();
    assert_eq!(codes(&run("--again").report), ["key-lost"]);
}

#[test]
fn the_example_portal_passes_and_its_desk_holds_the_test_requests() {
    for key in [KeyKind::P256, KeyKind::Rsa] {
        portal_passes(key);
    }
}

fn portal_passes(key: KeyKind) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("pkg")).unwrap();
    let options = Options {
        port: 0,
        data: folder.path().join("data"),
        config: config().into(),
        pkg: folder.path().join("pkg"),
        key,
        ..Options::default()
    };
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let bound = runtime.block_on(listen(0)).unwrap();
    let ports = bound.ports().unwrap();
    let portal = Portal::open(&options, ports).unwrap();
    runtime.spawn(bound.serve(router(Arc::new(portal)), std::future::pending()));

    let address = format!("http://127.0.0.1:{}", ports[0]);
    let document = format!("{address}/touchbase.json");
    let endpoint = format!("{address}/api/referrals");
    let origin = format!("http://127.0.0.1:{}", ports[1]);
    let run = go_live(&[&document, "--endpoint", &endpoint, "--origin", &origin]);

    assert_eq!(codes(&run.report), [""; 0]);
    let endpoints = run.report["endpoints"].as_array().unwrap();
    assert_eq!(endpoints.len(), 1, "one key, one test");
    let left = endpoints[0]["left"].as_array().unwrap();
    let desk = desk(&address, &options.data);
    assert_eq!(desk.len(), left.len());
    for row in &desk {
        assert!(left.contains(&row["id"]));
        // It opens, and says what it is.
        assert_eq!(row["record"]["name"], touchbase::golive::TEST_NAME);
        assert_eq!(row["record"]["id"], row["id"]);
    }
}

/// A port at which nobody listens.
fn free_port() -> u16 {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    free.local_addr().unwrap().port()
}

fn desk(address: &str, data: &std::path::Path) -> Vec<Value> {
    let key = std::fs::read_to_string(data.join("desk.key")).unwrap();
    let mut answer = ureq::get(format!("{address}/desk/referrals.json"))
        .header("authorization", format!("Bearer {key}"))
        .call()
        .unwrap();
    serde_json::from_str(&answer.body_mut().read_to_string().unwrap()).unwrap()
}
