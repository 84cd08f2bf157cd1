//! A small herd against the receiver as it runs: the outboxes of a page, with the play's clock and
//! disks, and real requests to a real process on 127.0.0.1, one at a time. It shows that the two
//! understand each other, and nothing about how much a machine can take.
//!
//! `TB_COMPUTERS` sets how many there are.

use std::collections::BTreeSet;
use std::rc::Rc;

use herd::{Control, Dice, End, Network, Outcome, Scenario, request_id, run_over, shipped};
use serde_json::{Value, json};
use touchbase::outbox::{Reply, Response};

use crate::counts::tried;
use crate::running::{Running, exchange, post};
use crate::support::{Site, anybodys_token, record, rounds, seal};

#[tokio::test]
async fn a_herd_is_stored_once_each_by_the_receiver_as_it_runs() {
    let count = rounds("TB_COMPUTERS", 2_000);
    let (site, outcome) = play(count, None);

    assert_eq!(
        outcome.count(End::Accepted) as usize,
        count,
        "{:?}",
        outcome.ends
    );
    let rows = site.list().await;
    let id = |row: &Value| row["id"].as_str().unwrap().to_owned();
    let ids: BTreeSet<String> = rows.iter().map(id).collect();
    assert_eq!(rows.len(), count, "one row each");
    assert_eq!(ids, (0..count as u32).map(request_id).collect());
    assert!(rows.iter().all(|row| row["record"]["id"] == row["id"]));
    tried("computers against the receiver", count);
}

/// The control: with an id for each attempt, the receipts that were lost on the way are requests
/// that the coordinator has twice.
#[tokio::test]
async fn a_client_with_an_id_for_each_attempt_is_stored_twice_by_the_same_receiver() {
    let (site, outcome) = play(200, Some(Control::NewIds));

    assert_eq!(outcome.count(End::Accepted), 200);
    assert!(site.list().await.len() > 200);
}

/// Everybody's network comes back, and much goes wrong with the first answers.
fn play(count: usize, control: Option<Control>) -> (Rc<Site>, Outcome) {
    let site = Rc::new(Site::new());
    let mut running = Running::start_quietly(&site, &["--faults"]);
    let port = running.port();
    let faults = json!([
        { "status": 503, "headers": { "retry-after": "120" } },
        { "drop": "after-commit" },
        {},
        { "drop": "before-commit" },
        { "truncate": true },
        { "html": 200 },
        { "wrong_id": true },
        { "status": 500, "store": true },
    ]);
    let faults = faults.as_array().unwrap();
    let faults: Vec<&Value> = faults.iter().cycle().take(count / 2).collect();
    let body = json!(faults).to_string();
    let put = format!(
        "PUT /faults HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    assert!(exchange(port, &put).unwrap().starts_with("HTTP/1.1 20"));

    let loopback = Loopback {
        port,
        site: site.clone(),
        bound_to_id: control.is_none(),
    };
    let outcome = run_over(&scenario(count), 1, control, Box::new(loopback));
    let left = exchange(
        port,
        "GET /faults HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n",
    );
    assert!(left.unwrap().ends_with("[]"), "each fault was met");
    (site, outcome)
}

fn scenario(count: usize) -> Scenario {
    let mut scenarios = shipped().unwrap().into_iter();
    let found = scenarios.find(|scenario| scenario.name == "hospital-network-60s");
    found.unwrap().scaled(count as u32)
}

/// The loopback and the process behind it.
struct Loopback {
    port: u16,
    site: Rc<Site>,
    /// Whether the seal names the id, with which the receiver takes it under no other.
    bound_to_id: bool,
}

impl Network for Loopback {
    fn seal(&self, _number: u32, id: &str) -> String {
        match self.bound_to_id {
            true => seal(&self.site, &record(id)),
            false => anybodys_token(&self.site),
        }
    }

    fn post(&self, id: &str, jwe: &str, now: i64, _dice: Dice<'_>) -> (i64, Reply) {
        let answer = exchange(self.port, &post(id, jwe));
        // In the play an answer takes a fifth of a second, whatever it took here.
        (
            now + 200,
            answer.map_or(Reply::Network, |answer| reply(&answer)),
        )
    }
}

/// What a browser makes of an answer.
fn reply(answer: &str) -> Reply {
    let Some((head, body)) = answer.split_once("\r\n\r\n") else {
        return Reply::Network;
    };
    let mut lines = head.lines();
    let status = lines.next().and_then(|line| line.split(' ').nth(1));
    let headers: Vec<(String, &str)> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_lowercase(), value))
        .collect();
    let header = |wanted: &str| {
        let found = headers.iter().find(|(name, _)| name == wanted);
        found.map(|(_, value)| (*value).to_owned())
    };
    let length = header("content-length").and_then(|length| length.parse().ok());
    if length.is_some_and(|length: usize| length > body.len()) {
        return Reply::Cut;
    }
    Reply::Response(Response {
        status: status.unwrap().parse().unwrap(),
        redirect: false,
        content_type: header("content-type").unwrap_or_default(),
        retry_after: header("retry-after"),
        date: header("date"),
        body: serde_json::from_str(body).ok(),
    })
}
