//! The computer that is searched.

use std::hash::{Hash, Hasher};

use stateright::{Model, Property};
use touchbase::outbox::{
    Change, Event, Fate, LEASE, Lease, ROW_VERSION, Reason, Reply, Response, Row, State, Step,
    Verdict, backoff, classify,
};
use touchbase::time::{HOUR, Millis};
use touchbase::value::Value;

const START: Millis = 1_790_000_040_000;
const TABS: usize = 2;
const ROWS: usize = 2;
/// Longer than any of it takes when nothing goes wrong any more.
const PATIENCE: usize = 40;

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Planted {
    Nothing,
    CheckThenInsert,
    DeleteBeforeSend,
}

/// What is searched, and how far.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Computer {
    pub(crate) planted: Planted,
    /// Whether the browser has locks.
    pub(crate) locks: bool,
    /// How often something goes wrong on one path.
    pub(crate) faults: u8,
    /// How often a lease's time passes on one path.
    pub(crate) ticks: u8,
}

#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(crate) struct Now {
    ticks: u8,
    faults: u8,
    rows: [Option<Stored>; ROWS],
    ended: [Option<End>; ROWS],
    tabs: [Tab; TABS],
    lock: Option<usize>,
    wire: Vec<Request>,
    copies: [u8; ROWS],
    /// A row was taken from a tab whose lease had not ended.
    torn: bool,
}

/// A row, to be told apart by what can change in it.
#[derive(Clone, Debug, Eq, PartialEq)]
struct Stored(Row);

impl Hash for Stored {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        let row = &self.0;
        (row.state, row.attempts, row.not_before, row.last_class).hash(hasher);
        (row.hour_start, row.hour_requests).hash(hasher);
        (row.unanswered, row.unknown).hash(hasher);
        let lease = row.lease.as_ref();
        lease.map(|lease| (&lease.tab, lease.until)).hash(hasher);
    }
}

#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
enum End {
    Delivered,
    Deleted,
}

#[derive(Clone, Debug, Eq, Hash, PartialEq)]
struct Tab {
    /// Whether it is in a pass, and whether that holds the lock.
    pass: Option<bool>,
    doing: Doing,
    /// What a client that deletes first has taken out of the store.
    held: Option<Stored>,
}

#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
enum Doing {
    Nothing,
    Claimed(usize),
    Posted(usize),
    Answered(usize, bool),
}

#[derive(Clone, Debug, Eq, Hash, PartialEq)]
struct Request {
    row: usize,
    /// The tab that still waits for the answer.
    from: Option<usize>,
    /// What a receiver that looks first has seen.
    looked: Option<bool>,
}

#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Act {
    Begin(usize),
    Claim(usize, usize),
    Post(usize),
    /// The receiver makes a step; where `lost`, its answer goes nowhere.
    Arrive {
        request: usize,
        lost: bool,
    },
    /// A request is lost before it arrives.
    Drop(usize),
    /// The tab gives up, with its request still on the way.
    GiveUp(usize),
    Settle(usize),
    End(usize),
    Crash(usize),
    Delete(usize),
    Tick,
}

impl Model for Computer {
    type State = Now;
    type Action = Act;

    fn init_states(&self) -> Vec<Now> {
        let tab = Tab {
            pass: None,
            doing: Doing::Nothing,
            held: None,
        };
        vec![Now {
            ticks: 0,
            faults: 0,
            rows: [0, 1].map(|row| Some(Stored(saved(row)))),
            ended: [None; ROWS],
            tabs: [tab.clone(), tab],
            lock: None,
            wire: Vec::new(),
            copies: [0; ROWS],
            torn: false,
        }]
    }

    fn actions(&self, now: &Now, acts: &mut Vec<Act>) {
        let may_fail = now.faults < self.faults;
        for (at, tab) in now.tabs.iter().enumerate() {
            match (tab.pass, tab.doing) {
                (None, _) => acts.push(Act::Begin(at)),
                (Some(_), Doing::Nothing) => {
                    acts.extend((0..ROWS).map(|row| Act::Claim(at, row)));
                    acts.push(Act::End(at));
                }
                (Some(_), Doing::Claimed(_)) => acts.push(Act::Post(at)),
                (Some(_), Doing::Posted(_)) if may_fail => acts.push(Act::GiveUp(at)),
                (Some(_), Doing::Posted(_)) => {}
                (Some(_), Doing::Answered(..)) => acts.push(Act::Settle(at)),
            }
            if may_fail && tab.pass.is_some() {
                acts.push(Act::Crash(at));
            }
        }
        for request in 0..now.wire.len() {
            acts.push(Act::Arrive {
                request,
                lost: false,
            });
            if may_fail {
                acts.push(Act::Arrive {
                    request,
                    lost: true,
                });
                acts.push(Act::Drop(request));
            }
        }
        if may_fail {
            acts.extend((0..ROWS).map(Act::Delete));
        }
        if now.ticks < self.ticks {
            acts.push(Act::Tick);
        }
    }

    fn next_state(&self, now: &Now, act: Act) -> Option<Now> {
        let mut next = now.clone();
        let changed = self.act(&mut next, &act);
        (changed && next != *now).then_some(next)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![
            Property::always("I3: at most one is stored", |_, now: &Now| {
                now.copies.iter().all(|copies| *copies <= 1)
            }),
            Property::always("I1: what is gone has ended", |_, now: &Now| {
                (0..ROWS).all(|row| now.known(row) || now.ended[row].is_some())
            }),
            Property::always("I2: what is called received is stored", |_, now: &Now| {
                (0..ROWS).all(|row| now.ended[row] != Some(End::Delivered) || now.copies[row] > 0)
            }),
            Property::always("I8: a live lease is left alone", |_, now: &Now| !now.torn),
            Property::always("I10: without more faults all arrive", |this, now: &Now| {
                this.planted != Planted::Nothing || this.ends_well(now)
            }),
            Property::sometimes("both are delivered", |_, now: &Now| {
                now.ended == [Some(End::Delivered); ROWS]
            }),
            Property::sometimes("a row is sent twice", |_, now: &Now| {
                now.wire.len() > 1 && now.wire[0].row == now.wire[1].row
            }),
        ]
    }
}

impl Computer {
    /// Whether there was anything to do.
    fn act(&self, now: &mut Now, act: &Act) -> bool {
        match *act {
            Act::Begin(tab) => {
                let free = self.locks && now.lock.is_none();
                if free {
                    now.lock = Some(tab);
                }
                now.tabs[tab].pass = Some(free);
            }
            Act::Claim(tab, row) => return self.claim(now, tab, row),
            Act::Post(tab) => {
                if let Doing::Claimed(row) = now.tabs[tab].doing {
                    now.tabs[tab].doing = Doing::Posted(row);
                    now.wire.push(Request {
                        row,
                        from: Some(tab),
                        looked: None,
                    });
                }
            }
            Act::Arrive { request, lost } => self.arrive(now, request, lost),
            Act::Drop(request) => {
                now.faults += 1;
                let request = now.wire.remove(request);
                if let Some(tab) = request.from {
                    now.tabs[tab].doing = Doing::Answered(request.row, false);
                }
            }
            Act::GiveUp(tab) => {
                now.faults += 1;
                if let Doing::Posted(row) = now.tabs[tab].doing {
                    now.tabs[tab].doing = Doing::Answered(row, false);
                }
                now.nobody_waits(tab);
            }
            Act::Settle(tab) => self.settle(now, tab),
            Act::End(tab) => now.leave(tab),
            Act::Crash(tab) => {
                now.faults += 1;
                now.tabs[tab].doing = Doing::Nothing;
                now.tabs[tab].held = None;
                now.nobody_waits(tab);
                now.leave(tab);
            }
            Act::Delete(row) => {
                now.faults += 1;
                let event = Event::Cancel;
                now.apply(row, &Change::Event { event });
            }
            Act::Tick => now.ticks += 1,
        }
        true
    }

    /// As the pass does it: under the lock, or without it where the row was neglected.
    fn claim(&self, now: &mut Now, tab: usize, row: usize) -> bool {
        let at = now.time();
        let Some(Stored(stored)) = now.rows[row].clone() else {
            return false;
        };
        let locked = now.tabs[tab].pass == Some(true);
        if self.locks && !locked && !stored.neglected(at) {
            return false;
        }
        let due = stored.due(at).is_some_and(|due| due <= at);
        if !due && stored.state != State::Sending {
            return false;
        }
        let lease = Lease {
            tab: name(tab, locked),
            until: at + LEASE,
        };
        let change = Change::Claim {
            lease: &lease,
            now: at,
            open: 0,
            locked,
            pressed: false,
        };
        let before = stored.lease.filter(|lease| !lease.lapsed(at));
        if !now.apply(row, &change) {
            return false;
        }
        let other = &now.tabs[1 - tab];
        let sends = matches!(other.doing,
            Doing::Claimed(of) | Doing::Posted(of) | Doing::Answered(of, _) if of == row);
        let holder = name(1 - tab, other.pass == Some(true));
        now.torn |= sends && before.is_some_and(|lease| lease.tab == holder);
        now.tabs[tab].doing = Doing::Claimed(row);
        if self.planted == Planted::DeleteBeforeSend {
            now.tabs[tab].held = now.rows[row].take();
        }
        true
    }

    fn arrive(&self, now: &mut Now, at: usize, lost: bool) {
        let request = &mut now.wire[at];
        let known = now.copies[request.row] > 0;
        let known = match (self.planted, request.looked) {
            (Planted::CheckThenInsert, None) => {
                request.looked = Some(known);
                return;
            }
            (Planted::CheckThenInsert, Some(looked)) => looked,
            _ => known,
        };
        let request = now.wire.remove(at);
        if !known {
            now.copies[request.row] += 1;
        }
        now.faults += u8::from(lost);
        if let Some(tab) = request.from {
            now.tabs[tab].doing = Doing::Answered(request.row, !lost);
        }
    }

    fn settle(&self, now: &mut Now, tab: usize) {
        let Doing::Answered(row, received) = now.tabs[tab].doing else {
            return;
        };
        let reply = match received {
            true => Reply::Response(receipt(row)),
            false => Reply::Network,
        };
        if let Some(held) = now.tabs[tab].held.take() {
            now.rows[row] = Some(held);
        }
        let attempts = now.rows[row].as_ref().map_or(1, |row| row.0.attempts);
        let (event, reason, wait) = match classify(&id(row), attempts, &reply) {
            Verdict::Delivered(_) => (Event::Receipt, None, 0),
            Verdict::Retry { reason, .. } => {
                (Event::Retry, Some(reason), backoff::ladder(attempts, 0.5))
            }
            other => panic!("neither a receipt nor a lost answer: {other:?}"),
        };
        let locked = now.tabs[tab].pass == Some(true);
        let change = Change::Settle {
            tab: &name(tab, locked),
            event,
            reason,
            not_before: now.time() + wait,
            counts: true,
            unknown: !received,
            held_under: "",
        };
        now.apply(row, &change);
        now.tabs[tab].doing = Doing::Nothing;
    }

    /// Whether everything arrives from here, with nothing going wrong any more.
    fn ends_well(&self, now: &Now) -> bool {
        let mut now = now.clone();
        for _ in 0..PATIENCE {
            if now.rows.iter().all(Option::is_none) {
                break;
            }
            while !now.wire.is_empty() {
                self.arrive(&mut now, 0, false);
            }
            for tab in 0..TABS {
                match (now.tabs[tab].pass, now.tabs[tab].doing) {
                    (None, _) => drop(self.act(&mut now, &Act::Begin(tab))),
                    (_, Doing::Nothing) => {
                        if !(0..ROWS).any(|row| self.claim(&mut now, tab, row)) {
                            now.leave(tab);
                        }
                    }
                    (_, Doing::Claimed(_)) => drop(self.act(&mut now, &Act::Post(tab))),
                    (_, Doing::Posted(_)) => {}
                    (_, Doing::Answered(..)) => self.settle(&mut now, tab),
                }
            }
            now.ticks += u8::from(now.tabs.iter().all(|tab| tab.doing == Doing::Nothing));
        }
        let arrived = |row: usize| now.copies[row] == 1 || now.ended[row] == Some(End::Deleted);
        (0..ROWS).all(|row| now.rows[row].is_none() && arrived(row))
    }
}

impl Now {
    fn time(&self) -> Millis {
        START + Millis::from(self.ticks) * LEASE
    }

    /// Whether the row is in the store, or with a tab that would put it back.
    fn known(&self, row: usize) -> bool {
        let held = |tab: &Tab| tab.held.as_ref().is_some_and(|held| held.0.id == id(row));
        self.rows[row].is_some() || self.tabs.iter().any(held)
    }

    fn leave(&mut self, tab: usize) {
        self.tabs[tab].pass = None;
        if self.lock == Some(tab) {
            self.lock = None;
        }
    }

    fn nobody_waits(&mut self, tab: usize) {
        for request in &mut self.wire {
            request.from = request.from.filter(|from| *from != tab);
        }
    }

    /// One transaction of the store. Whether it wrote.
    fn apply(&mut self, row: usize, change: &Change<'_>) -> bool {
        let stored = self.rows[row].as_ref().map(|stored| &stored.0);
        match Row::step(stored, change) {
            Step::Nothing => return false,
            Step::Put(next) => self.rows[row] = Some(Stored(next)),
            Step::Remove(fate) | Step::Record(fate) => {
                self.rows[row] = None;
                self.ended[row] = Some(match fate {
                    Fate::Delivered => End::Delivered,
                    Fate::Cancelled => End::Deleted,
                    Fate::Expired => panic!("no deadline is near"),
                });
            }
        }
        true
    }
}

fn id(row: usize) -> String {
    row.to_string()
}

fn name(tab: usize, locked: bool) -> String {
    match locked {
        true => tab.to_string(),
        false => format!("{}{tab}", Lease::ALONE),
    }
}

fn receipt(row: usize) -> Response {
    let member = |key: &str, text: &str| (key.to_owned(), Value::from(text));
    Response {
        status: 201,
        content_type: "application/json".to_owned(),
        body: Some(Value::Object(vec![
            member("id", &id(row)),
            member("receipt", "R"),
            member("received_at", "2026-11-21T23:00:00Z"),
        ])),
        ..Response::default()
    }
}

fn saved(row: usize) -> Row {
    Row {
        id: id(row),
        v: ROW_VERSION,
        jwe: String::new(),
        jwe_sha256: String::new(),
        dest: "program/recipient".to_owned(),
        owner: String::new(),
        state: State::Queued,
        created: START,
        expires: START + 72 * HOUR,
        attempts: 0,
        not_before: 0,
        last_class: None::<Reason>,
        hour_start: START,
        hour_requests: 0,
        lease: None,
        unanswered: 0,
        unknown: false,
        held_under: String::new(),
        open: 0,
    }
}
