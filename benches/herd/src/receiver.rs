//! The receiver: what it takes, what it sheds, and what it stores.

use touchbase::outbox::{Reply, Response};
use touchbase::time::{Millis, SECOND};
use touchbase::value::Value;

use crate::{Scenario, Trouble};

/// How long a client waits for an answer, as the browser half does.
const PATIENCE: Millis = 45 * SECOND;
/// How long an answer takes.
const USUAL: Millis = 200;
/// How long until what is stored can be seen by a receiver that looks before it stores.
const COMMIT: Millis = 60 * SECOND;

/// A receiver and what it has seen.
pub(crate) struct Receiver {
    per_second: u32,
    hint: Option<String>,
    failing: f64,
    too_slow: f64,
    /// Until when nothing reaches it.
    down_until: Millis,
    /// Whether it looks whether it has a request and then stores it, instead of having the store
    /// refuse a second one. The control that has to show duplicates.
    looks_first: bool,
    /// For each client: when its request can be seen by a receiver that looks.
    seen_from: Vec<Option<Millis>>,
    /// When each was first stored.
    pub(crate) stored_at: Vec<Option<Millis>>,
    /// Rows beyond one for each request.
    pub(crate) duplicates: u64,
    /// Requests in each second.
    pub(crate) arrivals: Vec<u32>,
    taken: (Millis, u32),
}

impl Receiver {
    pub(crate) fn new(scenario: &Scenario, looks_first: bool) -> Self {
        let clients = scenario.clients as usize;
        Self {
            per_second: scenario.per_second,
            hint: scenario.hint.map(|hint| hint.seconds.to_string()),
            failing: scenario.fault.failing,
            too_slow: scenario.fault.too_slow,
            down_until: match scenario.trouble {
                Trouble::Outage { seconds, .. } => Millis::from(seconds) * SECOND,
                Trouble::Network { .. } => 0,
            },
            looks_first,
            seen_from: vec![None; clients],
            stored_at: vec![None; clients],
            duplicates: 0,
            arrivals: Vec::new(),
            taken: (0, 0),
        }
    }

    /// The answer to the request of a client, and when it arrives there. `u` is uniform in
    /// `[0, 1)`.
    pub(crate) fn answer(
        &mut self,
        client: usize,
        id: &str,
        now: Millis,
        u: f64,
    ) -> (Millis, Reply) {
        let second = usize::try_from(now / SECOND).unwrap_or_default();
        if self.arrivals.len() <= second {
            self.arrivals.resize(second + 1, 0);
        }
        self.arrivals[second] += 1;
        if now < self.down_until {
            return (now + USUAL, Reply::Network);
        }
        if self.taken.0 != now / SECOND {
            self.taken = (now / SECOND, 0);
        }
        if self.taken.1 >= self.per_second {
            let retry_after = self.hint.clone();
            return (now + USUAL, refusal(503, retry_after));
        }
        self.taken.1 += 1;
        if u < self.failing {
            return (now + USUAL, refusal(500, None));
        }
        let slow = u < self.failing + self.too_slow;
        self.store(client, now, if slow { COMMIT } else { 0 });
        match slow {
            true => (now + PATIENCE, Reply::Timeout),
            false => (now + USUAL, receipt(id)),
        }
    }

    fn store(&mut self, client: usize, now: Millis, commit: Millis) {
        let known = match self.looks_first {
            true => self.seen_from[client].is_some_and(|from| from <= now),
            false => self.stored_at[client].is_some(),
        };
        if known {
            return;
        }
        if self.stored_at[client].is_some() {
            self.duplicates += 1;
        } else {
            self.stored_at[client] = Some(now);
        }
        self.seen_from[client] = Some(now + commit);
    }
}

fn refusal(status: u16, retry_after: Option<String>) -> Reply {
    Reply::Response(Response {
        status,
        retry_after,
        ..Response::default()
    })
}

fn receipt(id: &str) -> Reply {
    let text = |text: &str| Value::String(text.to_owned());
    Reply::Response(Response {
        status: 201,
        content_type: "application/json".to_owned(),
        body: Some(Value::Object(vec![
            ("id".to_owned(), text(id)),
            ("receipt".to_owned(), text("K7-3QF")),
            ("received_at".to_owned(), text("2026-11-22T00:00:00Z")),
        ])),
        ..Response::default()
    })
}
