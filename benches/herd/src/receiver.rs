//! The receiver: what it takes, what it sheds, and what it stores.

use std::cell::RefCell;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::rc::Rc;

use touchbase::outbox::{Reply, Response};
use touchbase::time::{Millis, SECOND};
use touchbase::value::Value;

use crate::scenario::Answers;
use crate::world::{Dice, Network};
use crate::{Control, Scenario, Trouble};

/// How long a client waits for an answer, as the browser half does.
const PATIENCE: Millis = 45 * SECOND;
/// How long an answer takes.
const USUAL: Millis = 200;
/// How long until what is stored can be seen by a receiver that looks before it stores.
const COMMIT: Millis = 60 * SECOND;

/// A receiver and what it has seen.
#[derive(Debug)]
pub(crate) struct Receiver {
    per_second: u32,
    hint: Option<String>,
    failing: f64,
    too_slow: f64,
    answers: Option<Answers>,
    /// Until when nothing reaches it.
    down_until: Millis,
    /// Whether it looks whether it has a request and then stores it, instead of having the store
    /// refuse a second one. The control that has to show duplicates.
    looks_first: bool,
    /// For each id that was posted: when its row can be seen by a receiver that looks. It knows
    /// nothing of who posted.
    rows: HashMap<Box<str>, Millis>,
    /// What the rows hold, by the number of the request that was sealed into them. A client that
    /// takes another id for each attempt is found out here.
    pub(crate) held: Vec<Held>,
    /// Posts in each second.
    pub(crate) arrivals: Vec<u32>,
    taken: (Millis, u32),
}

/// The rows of one request.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Held {
    /// How many there are.
    pub(crate) rows: u32,
    /// When the first was stored.
    pub(crate) since: Millis,
}

impl Receiver {
    pub(crate) fn new(scenario: &Scenario, control: Option<Control>) -> Self {
        Self {
            per_second: scenario.per_second,
            hint: scenario.hint.clone(),
            failing: scenario.fault.failing,
            too_slow: scenario.fault.too_slow,
            answers: scenario.fault.answers,
            down_until: match scenario.trouble {
                Trouble::Outage { seconds, .. } => Millis::from(seconds) * SECOND,
                Trouble::Network { .. } => 0,
            },
            looks_first: control == Some(Control::LooksFirst),
            rows: HashMap::new(),
            held: vec![Held::default(); scenario.requests() as usize],
            arrivals: Vec::new(),
            taken: (0, 0),
        }
    }

    fn answer(&mut self, id: &str, jwe: &str, now: Millis, dice: Dice<'_>) -> (Millis, Reply) {
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
        let u = dice();
        if u < self.failing {
            return (now + USUAL, refusal(500, None));
        }
        let takes = match self.answers {
            _ if u < self.failing + self.too_slow => COMMIT,
            Some(answers) => answers.draw(dice(), dice()) as Millis,
            None => USUAL,
        };
        self.store(id, jwe, now, now + takes);
        match takes > PATIENCE {
            true => (now + PATIENCE, Reply::Timeout),
            false => (now + takes, receipt(id)),
        }
    }

    fn store(&mut self, id: &str, jwe: &str, now: Millis, commit: Millis) {
        match self.rows.entry(id.into()) {
            // The first to commit has the row, and the other is told so.
            Entry::Occupied(row) if !self.looks_first || *row.get() <= now => {
                if let Some(held) = held(&mut self.held, jwe) {
                    held.since = held.since.min(commit);
                }
                return;
            }
            Entry::Occupied(mut row) => *row.get_mut() = commit.min(*row.get()),
            Entry::Vacant(row) => {
                row.insert(commit);
            }
        }
        if let Some(held) = held(&mut self.held, jwe) {
            held.since = match held.rows {
                0 => commit,
                _ => held.since.min(commit),
            };
            held.rows += 1;
        }
    }
}

impl Network for Rc<RefCell<Receiver>> {
    fn seal(&self, number: u32, _id: &str) -> String {
        number.to_string()
    }

    fn post(&self, id: &str, jwe: &str, now: Millis, dice: Dice<'_>) -> (Millis, Reply) {
        self.borrow_mut().answer(id, jwe, now, dice)
    }
}

/// The rows of the request that is sealed in `jwe`, which is its number and nothing else.
fn held<'a>(held: &'a mut [Held], jwe: &str) -> Option<&'a mut Held> {
    held.get_mut(jwe.parse::<usize>().ok()?)
}

fn refusal(status: u16, retry_after: Option<String>) -> Reply {
    Reply::Response(Response {
        status,
        retry_after,
        ..Response::default()
    })
}

/// The answer to a request that is stored.
pub(crate) fn receipt(id: &str) -> Reply {
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
