//! One computer, its tabs, the network and the receiver, in one thread. The outbox is the real one:
//! its engine, its store in memory, its rules. Every await is a place where another tab may go on,
//! the clock may be set, or the tab may die.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::future::{Future, poll_fn};
use std::rc::Rc;
use std::task::Poll;

use touchbase::outbox::ports::{
    Clock, Lock, Page, Post, Random, Store, StoreError, Trace, Transport,
};
use touchbase::outbox::{
    Change, Destination, Engine, Event, Fate, Keep, Lease, MemoryStore, Reply, Response, Row,
    Settings, State, Step, Tombstone, TransportIdentity, View,
};
use touchbase::time::{DAY, HOUR, MINUTE, Millis};
use touchbase::value::Value;

use super::counts::hold;

pub(crate) const START: Millis = 1_790_000_040_000;
/// Takes no identity from the request.
pub(crate) const OPEN: &str = "program/open";
/// Takes its user from the request.
pub(crate) const NAMED: &str = "program/named";

pub(crate) type Outbox = Engine<Disk, Wire, Desk>;

/// What is wrong on purpose, to see that the model would find it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Planted {
    Nothing,
    /// The receiver looks for the id first and stores it in a second step.
    CheckThenInsert,
    /// The client takes the row out of the store when it begins to send.
    DeleteBeforeSend,
    /// The client sends in order, and a row that cannot be sent holds up what was made after it.
    HeadOfLine,
}

pub(crate) struct World {
    pub(crate) planted: Planted,
    pub(crate) now: Cell<Millis>,
    /// How much time has really passed, whatever the clock says.
    pub(crate) real: Cell<Millis>,
    /// How far the clock has gone forward in all, jumps included.
    forward: Cell<Millis>,
    seed: Cell<u64>,
    pub(crate) online: Cell<bool>,
    pub(crate) digests: Cell<bool>,
    locks_work: bool,
    tokens: bool,
    locks: RefCell<BTreeSet<String>>,
    disk: MemoryStore,
    pub(crate) disk_script: RefCell<VecDeque<DiskFault>>,
    /// Whether what is being written will be said to be lost.
    tears: Cell<bool>,
    pub(crate) wire_script: RefCell<VecDeque<Fault>>,
    /// Requests that have left and not yet been stored, whether or not their tab still lives.
    on_the_way: RefCell<Vec<Request>>,
    stored: RefCell<BTreeMap<String, Vec<String>>>,
    pub(crate) ledger: RefCell<BTreeMap<String, Entry>>,
    /// Which live tab is between its claim of a row and the end of that attempt.
    sending: RefCell<BTreeSet<(u32, String)>>,
    tabs: Cell<u32>,
}

/// What is known of a request from outside the outbox.
pub(crate) struct Entry {
    pub(crate) body: String,
    /// The owner at the press, the tab, and that tab's session.
    author: String,
    tab: u32,
    session: u32,
    pub(crate) named: bool,
    /// A screen said that it is saved.
    pub(crate) promised: bool,
    pub(crate) damaged: bool,
    deleted: bool,
    /// The press was heard twice. Nobody deletes between the two.
    twice: bool,
    /// The store took it and said that it had not. Until the page has looked there, which may fail as
    /// well, there are two of it: what is done with one the other does not know.
    torn: bool,
    forward: Millis,
    real: Millis,
    requests: i64,
    sent: bool,
    /// How its row left the store.
    pub(crate) gone: Option<Gone>,
    /// An attempt failed after the deadline.
    failed_late: bool,
    /// By the clock, when its end was written down for its owner.
    told_from: Option<Millis>,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Gone {
    Ended(Fate),
    Cleared,
}

struct Request {
    number: u64,
    id: String,
    body: String,
    /// What a receiver that looks first has seen; the real one looks and stores in one step.
    looked: Option<bool>,
}

#[derive(Clone, Debug)]
pub(crate) enum Fault {
    Works,
    /// Lost before it arrives.
    Lost,
    /// Stored, and the answer is lost.
    AnswerLost(Reply),
    /// The page gives up, and the request is still on its way.
    Late,
    /// Something else answers.
    Answer(Response),
    /// There is no token to send with.
    NoToken,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum DiskFault {
    Works,
    Fails(StoreError),
    WritesThenLost,
}

/// What a tab is from outside.
pub(crate) struct Seat {
    world: Rc<World>,
    pub(crate) number: u32,
    /// When the page was loaded, by what has really passed.
    opened: Millis,
    pub(crate) owner: RefCell<String>,
    /// Counts the owners that have left.
    pub(crate) session: Cell<u32>,
    pub(crate) endpoint: Cell<u8>,
    /// The latest that the clock said when this tab looked at it.
    looked: Cell<Millis>,
    /// Whether it is a service worker, in which nobody signs in.
    worker: bool,
    /// Where a client that deletes first keeps what it is sending.
    held: RefCell<BTreeMap<String, Row>>,
}

pub(crate) struct Tab {
    pub(crate) outbox: Outbox,
    pub(crate) seat: Rc<Seat>,
}

impl World {
    pub(crate) fn new(planted: Planted, seed: u64, locks_work: bool, tokens: bool) -> Rc<Self> {
        Rc::new(Self {
            planted,
            now: Cell::new(START),
            real: Cell::new(0),
            forward: Cell::new(0),
            seed: Cell::new(seed.wrapping_mul(2).wrapping_add(0x9e37_79b9_7f4a_7c15) | 1),
            online: Cell::new(true),
            digests: Cell::new(true),
            locks_work,
            tokens,
            locks: RefCell::default(),
            disk: MemoryStore::default(),
            disk_script: RefCell::default(),
            tears: Cell::new(false),
            wire_script: RefCell::default(),
            on_the_way: RefCell::default(),
            stored: RefCell::default(),
            ledger: RefCell::default(),
            sending: RefCell::default(),
            tabs: Cell::new(0),
        })
    }

    /// A tab whose page has just been loaded in the session of `owner`.
    pub(crate) fn tab(self: &Rc<Self>, owner: &str) -> Rc<Tab> {
        self.outbox(owner, false)
    }

    /// A service worker that the browser has just woken.
    pub(crate) fn worker(self: &Rc<Self>) -> Rc<Tab> {
        self.outbox("", true)
    }

    fn outbox(self: &Rc<Self>, owner: &str, worker: bool) -> Rc<Tab> {
        self.tabs.set(self.tabs.get() + 1);
        let seat = Rc::new(Seat {
            world: self.clone(),
            number: self.tabs.get(),
            opened: self.real.get(),
            owner: RefCell::new(owner.to_owned()),
            session: Cell::new(0),
            endpoint: Cell::new(0),
            looked: Cell::new(0),
            worker,
            held: RefCell::default(),
        });
        let name = seat.number.to_string();
        let outbox = Engine::new(
            Disk(seat.clone()),
            Wire(seat.clone()),
            Desk(seat.clone()),
            name,
        );
        outbox.configure(seat.destinations(), Settings::default());
        outbox.set_owner(owner);
        Rc::new(Tab { outbox, seat })
    }

    pub(crate) fn pass_time(&self, by: Millis) {
        self.real.set(self.real.get() + by);
        self.set_clock(by);
    }

    pub(crate) fn set_clock(&self, by: Millis) {
        self.now.set(self.now.get() + by);
        self.forward.set(self.forward.get() + by.max(0));
    }

    pub(crate) fn rows(&self) -> Vec<Row> {
        ready(self.disk.list()).unwrap()
    }

    pub(crate) fn row(&self, id: &str) -> Option<Row> {
        self.rows().into_iter().find(|row| row.id == id)
    }

    /// Rows of the same destination that are held, refused or damaged.
    pub(crate) fn stuck(&self, row: &Row) -> impl Iterator<Item = Row> {
        let (id, dest) = (row.id.clone(), row.dest.clone());
        let stuck = [State::Held, State::Rejected, State::Unreadable];
        self.rows()
            .into_iter()
            .filter(move |other| other.id != id && other.dest == dest)
            .filter(move |other| stuck.contains(&other.state))
    }

    pub(crate) fn copies(&self, id: &str) -> usize {
        self.stored.borrow().get(id).map_or(0, Vec::len)
    }

    /// A person presses "Send" in a tab.
    pub(crate) fn written(&self, id: &str, body: &str, seat: &Seat, named: bool) {
        let entry = Entry {
            body: body.to_owned(),
            author: seat.owner.borrow().clone(),
            tab: seat.number,
            session: seat.session.get(),
            named,
            promised: false,
            damaged: false,
            deleted: false,
            twice: false,
            torn: false,
            forward: self.forward.get(),
            real: self.real.get(),
            requests: 0,
            sent: false,
            gone: None,
            failed_late: false,
            told_from: None,
        };
        self.ledger.borrow_mut().insert(id.to_owned(), entry);
    }

    /// A row whose bytes are not what was stored, as a bad disk leaves it.
    pub(crate) fn damaged(&self, id: &str, seat: &Seat) {
        self.written(id, "damaged", seat, false);
        self.ledger.borrow_mut().get_mut(id).unwrap().damaged = true;
        let now = self.now.get();
        let row = Row {
            id: id.to_owned(),
            v: touchbase::outbox::ROW_VERSION,
            jwe: "damaged".to_owned(),
            jwe_sha256: "of something else".to_owned(),
            dest: OPEN.to_owned(),
            owner: seat.owner.borrow().clone(),
            state: State::Queued,
            created: now,
            expires: now + 72 * HOUR,
            attempts: 0,
            not_before: 0,
            last_class: None,
            hour_start: now,
            hour_requests: 0,
            lease: None,
            unanswered: 0,
            unknown: false,
            held_under: String::new(),
            open: 0,
        };
        ready(self.disk.insert(&row)).unwrap();
    }

    /// A person presses "Delete". `false` where nobody does.
    pub(crate) fn deletes(&self, id: &str) -> bool {
        let mut ledger = self.ledger.borrow_mut();
        let entry = ledger.get_mut(id).filter(|entry| !entry.twice);
        entry.is_some_and(|entry| {
            entry.deleted = true;
            true
        })
    }

    /// What the screen says when the enqueue is over.
    pub(crate) fn told(&self, id: &str, view: &View) {
        let mut ledger = self.ledger.borrow_mut();
        let entry = ledger.get_mut(id).unwrap();
        if view.keep == Keep::Device && !view.state.is_final() {
            let kept = self.row(id).is_some() || entry.gone.is_some();
            hold("I7", kept, || format!("{id} is called saved and is not"));
            entry.promised = true;
        }
    }

    /// The bytes of a request and where they go, if a tab may send the very same once more.
    pub(crate) fn body_to_write_again(&self, id: &str, seat: &Seat) -> Option<(String, bool)> {
        let mut ledger = self.ledger.borrow_mut();
        let entry = ledger.get_mut(id)?;
        let same = entry.tab == seat.number
            && entry.session == seat.session.get()
            && entry.author == *seat.owner.borrow()
            && entry.promised
            && !entry.deleted
            && entry.gone.is_none();
        entry.twice |= same;
        same.then(|| (entry.body.clone(), entry.named))
    }

    pub(crate) fn is_damaged(&self, id: &str) -> bool {
        self.ledger.borrow()[id].damaged
    }

    /// What a screen called saved has arrived, or ended in a way that the person was told of.
    pub(crate) fn check_promises(&self) {
        for (id, entry) in self
            .ledger
            .borrow()
            .iter()
            .filter(|(_, entry)| entry.promised)
        {
            let kept = match (entry.gone, self.row(id)) {
                (Some(Gone::Ended(Fate::Delivered)), _) => self.copies(id) == 1,
                (Some(_), _) => true,
                // It still waits: for its owner, for a press, for as long as the receiver asked.
                (None, row) => row.is_some(),
            };
            hold("I1", kept, || {
                format!("{id} was promised: {:?}", self.row(id))
            });
        }
    }

    /// I25, for a page of `owner` that has just read the store.
    pub(crate) fn check_told(&self, owner: &str, tab: &Tab) {
        let views = tab.outbox.views();
        let now = self.now.get();
        // Not where the page has a later word, on a request that was heard twice.
        for view in views.iter().filter(|view| !view.state.is_final()) {
            let row = self.row(&view.id).filter(|_| view.keep == Keep::Device);
            // It may know more than the store does: of a copy of its own, or from before a clearing.
            let more = |view: &View| {
                let ledger = self.ledger.borrow();
                let entry = &ledger[&view.id];
                view.outcome_unknown && (entry.torn || entry.twice)
            };
            let told = row.is_none_or(|row| view.outcome_unknown == row.doubtful() || more(view));
            hold("I7", told, || format!("{view:?} is not what is stored"));
        }
        for (id, entry) in self.ledger.borrow().iter() {
            let Some(at) = entry.told_from.filter(|_| entry.author == owner) else {
                continue;
            };
            if !entry.promised || Tombstone::is_old(at, now) {
                continue;
            }
            // What is pressed once more after its end waits once more, and is told of then.
            if self.row(id).is_some() {
                continue;
            }
            let shown = views.iter().filter(|view| named(&view.id) == id);
            let states: Vec<State> = shown.map(|view| view.state).collect();
            let right = matches!(
                (entry.gone, states.as_slice()),
                (Some(Gone::Ended(Fate::Delivered)), [State::Delivered])
                    | (Some(Gone::Ended(Fate::Expired)), [State::Expired])
            );
            hold("I25", right, || {
                format!(
                    "{id} of {owner} ended as {:?} and is shown as {states:?}",
                    entry.gone
                )
            });
        }
    }

    /// Nobody is owed a word any more of what is old at an instant.
    fn is_forgotten(&self, now: Millis) {
        for entry in self.ledger.borrow_mut().values_mut() {
            entry.told_from = entry.told_from.filter(|at| !Tombstone::is_old(*at, now));
        }
    }

    /// The tab is gone, with everything it was doing.
    pub(crate) fn died(&self, seat: &Seat) {
        self.sending
            .borrow_mut()
            .retain(|(tab, _)| *tab != seat.number);
    }

    pub(crate) fn on_the_way(&self) -> usize {
        self.on_the_way.borrow().len()
    }

    /// One step of the receiver for a request whose tab may be gone.
    pub(crate) fn arrive(&self, at: usize) {
        let number = match self.on_the_way.borrow().get(at) {
            Some(request) => request.number,
            None => return,
        };
        self.receive(number);
    }

    /// What holds at every moment.
    pub(crate) fn check(&self, tabs: &[Rc<Tab>]) {
        let rows = self.rows();
        let ledger = self.ledger.borrow();
        // Heard twice, a request may be stored again after the first was sent and gone.
        let sure = |row: &&Row| {
            let entry = &ledger[&row.id];
            !row.doubtful() && !entry.twice && !entry.torn
        };
        for row in rows.iter().filter(sure) {
            self.cannot_have_arrived(&row.id, row.state);
        }
        let rows: BTreeSet<String> = rows.into_iter().map(|row| row.id).collect();
        for (id, entry) in ledger.iter() {
            if entry.promised && entry.gone.is_none() {
                hold("I1", rows.contains(id), || {
                    format!("{id} was called saved and is gone")
                });
            }
        }
        for (id, bodies) in self.stored.borrow().iter() {
            hold("I3", bodies.len() <= 1, || {
                format!("{id} is stored {} times", bodies.len())
            });
        }
        for tab in tabs {
            let seat = &tab.seat;
            for view in tab.outbox.views() {
                let id = named(&view.id);
                let entry = &ledger[id];
                let same_tab = entry.tab == seat.number && entry.session == seat.session.get();
                let same_owner = !entry.author.is_empty() && entry.author == *seat.owner.borrow();
                hold("I15", same_tab && id == view.id || same_owner, || {
                    format!(
                        "{} of {:?} is shown to {:?}",
                        view.id, entry.author, seat.owner
                    )
                });
                self.check_words(&view, entry);
            }
        }
    }

    /// The screen says no more than is true.
    fn check_words(&self, view: &View, entry: &Entry) {
        let id = named(&view.id);
        match view.state {
            State::Delivered => {
                let stored = self.stored.borrow();
                let holds = stored.get(id).is_some_and(|b| b.contains(&entry.body));
                hold("I2", holds, || {
                    format!("{} is called received and is not", view.id)
                });
            }
            // Heard twice, and stored again after the first was sent and gone.
            _ if entry.twice || entry.torn => {}
            // What is no row any more.
            State::Cancelled | State::Expired
                if !view.outcome_unknown
                    || (view.state == State::Cancelled && !view.ever_tried) =>
            {
                self.cannot_have_arrived(id, view.state);
            }
            // Of a stored row the store decides, and a tab that has not looked since another one
            // tried it knows no better. Of what the page alone has, nobody else knows.
            _ if view.keep == Keep::Page
                && !view.state.is_final()
                && !view.outcome_unknown
                && entry.gone.is_none()
                && self.row(id).is_none() =>
            {
                self.cannot_have_arrived(id, view.state);
            }
            _ => {}
        }
    }

    fn cannot_have_arrived(&self, id: &str, state: State) {
        let coming = self.on_the_way.borrow().iter().any(|r| r.id == id);
        hold("I7", self.copies(id) == 0 && !coming, || {
            format!("{id} is called not received, {state:?}, and may be")
        });
    }

    pub(crate) fn unit(&self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    fn next(&self) -> u64 {
        let mut x = self.seed.get();
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        self.seed.set(x);
        x
    }

    /// One step of the receiver; the answer once it has stored the request.
    fn receive(&self, number: u64) -> Option<Response> {
        let mut way = self.on_the_way.borrow_mut();
        let at = way.iter().position(|request| request.number == number)?;
        let mut stored = self.stored.borrow_mut();
        let request = &mut way[at];
        let known = stored.contains_key(&request.id);
        let known = match (self.planted, request.looked) {
            (Planted::CheckThenInsert, None) => {
                request.looked = Some(known);
                return None;
            }
            (Planted::CheckThenInsert, Some(looked)) => looked,
            _ => known,
        };
        let request = way.remove(at);
        if known && stored[&request.id][0] != request.body {
            return Some(problem(422, "key-reused"));
        }
        if !known {
            stored
                .entry(request.id.clone())
                .or_default()
                .push(request.body);
        }
        Some(receipt(if known { 200 } else { 201 }, &request.id))
    }
}

impl Seat {
    pub(crate) fn destinations(&self) -> Vec<Destination> {
        let of = |id: &str, identity| Destination {
            id: id.to_owned(),
            endpoint: self.address(id),
            identity,
            ..Destination::default()
        };
        vec![
            of(OPEN, TransportIdentity::None),
            of(NAMED, TransportIdentity::User),
        ]
    }

    fn address(&self, dest: &str) -> String {
        format!("/api/{dest}/{}", self.endpoint.get())
    }

    async fn disk<V>(
        &self,
        work: impl FnOnce(&MemoryStore) -> Result<V, StoreError>,
    ) -> Result<V, StoreError> {
        step().await;
        let fault = self.world.disk_script.borrow_mut().pop_front();
        let fault = fault.unwrap_or(DiskFault::Works);
        (self.world.tears).set(matches!(fault, DiskFault::WritesThenLost));
        let result = match fault {
            DiskFault::Works => work(&self.world.disk),
            DiskFault::Fails(error) => Err(error),
            DiskFault::WritesThenLost => work(&self.world.disk).and(Err(StoreError::Lost)),
        };
        step().await;
        result
    }

    fn change(
        &self,
        disk: &MemoryStore,
        id: &str,
        change: &Change<'_>,
        grave: Tombstone,
    ) -> Result<Step, StoreError> {
        if self.world.planted == Planted::DeleteBeforeSend {
            return self.change_deleting_first(disk, id, change, grave);
        }
        let before = self.world.row(id);
        if self.world.planted == Planted::HeadOfLine
            && let (Change::Claim { .. }, Some(row)) = (change, &before)
            && self.world.stuck(row).any(|other| other.id < row.id)
        {
            return Ok(Step::Nothing);
        }
        let (at, known) = (grave.at, !grave.key.is_empty());
        let step = ready(disk.update(id, change, grave))?;
        self.observe(id, before.as_ref(), change, &step);
        if let Step::Remove(fate) = step
            && let Some(entry) = self.world.ledger.borrow_mut().get_mut(id)
        {
            let owed = fate != Fate::Cancelled && known && !entry.author.is_empty();
            entry.told_from = owed.then_some(at);
        }
        // A receipt that comes after the row was given up is the better word.
        if let Step::Record(fate) = step
            && known
            && let Some(entry) = self.world.ledger.borrow_mut().get_mut(id)
            && matches!(entry.gone, Some(Gone::Ended(_)))
        {
            entry.gone = Some(Gone::Ended(fate));
            entry.told_from = entry.told_from.map(|_| at);
        }
        Ok(step)
    }

    /// An attempt is over, whether or not the store takes it down.
    fn attempt_ends(&self, id: &str, event: Event) {
        let world = &self.world;
        world
            .sending
            .borrow_mut()
            .remove(&(self.number, id.to_owned()));
        // The clock may be set between the look at it and the write.
        let now = world.now.get().max(self.looked.get());
        let late = world.row(id).is_some_and(|row| now > row.expires);
        if late && event != Event::Receipt {
            let mut ledger = world.ledger.borrow_mut();
            ledger.get_mut(id).unwrap().failed_late = true;
        }
    }

    /// The planted client: what it sends lives in the tab alone until the answer is there.
    fn change_deleting_first(
        &self,
        disk: &MemoryStore,
        id: &str,
        change: &Change<'_>,
        grave: Tombstone,
    ) -> Result<Step, StoreError> {
        let held = self.held.borrow_mut().remove(id);
        if let Some(row) = &held {
            let _ = ready(disk.insert(row));
        }
        let step = ready(disk.update(id, change, grave.clone()))?;
        if let (Change::Claim { .. }, Step::Put(row)) = (change, &step) {
            self.held.borrow_mut().insert(id.to_owned(), row.clone());
            let event = Event::Cancel;
            let _ = ready(disk.update(id, &Change::Event { event }, grave));
        }
        if let Step::Remove(_) | Step::Record(_) = step
            && let Some(entry) = self.world.ledger.borrow_mut().get_mut(id)
        {
            entry.gone = Some(Gone::Cleared);
        }
        Ok(step)
    }

    /// What holds for every change of a stored row.
    fn observe(&self, id: &str, before: Option<&Row>, change: &Change<'_>, step: &Step) {
        let world = &self.world;
        // The clock may be set between the look at it and the write.
        let now = match change {
            Change::Claim { now, .. } | Change::Expire { now, .. } => *now,
            _ => world.now.get(),
        };
        let mut ledger = world.ledger.borrow_mut();
        let entry = ledger.get_mut(id).unwrap();
        let mut sending = world.sending.borrow_mut();
        let late = before.is_some_and(|row| now > row.expires);
        let age = world.real.get() - entry.real;
        let outlived = before.is_some_and(|row| age > row.life());
        match (before, step) {
            (Some(row), Step::Put(next)) => {
                if let Change::Claim { pressed, .. } = change {
                    self.looked.set(now);
                    let due = *pressed || row.state == State::Sending || row.not_before <= now;
                    hold("I11", due, || format!("{id} is tried before its time"));
                    let other = sending
                        .iter()
                        .find(|(tab, of)| *tab != self.number && of == id);
                    let live = row.lease.as_ref().filter(|lease| !lease.lapsed(now));
                    let holder = live.map(|lease| lease.tab.trim_start_matches(Lease::ALONE));
                    let torn = other.is_some_and(|(tab, _)| holder == Some(&tab.to_string()));
                    hold("I8", !torn, || {
                        format!("{id} is taken from tab {other:?} at {now}: {row:?} {change:?}")
                    });
                    sending.insert((self.number, id.to_owned()));
                }
                if let Change::Settle { tab, .. } = change {
                    let own = row.lease.as_ref().is_some_and(|lease| lease.tab == *tab);
                    hold("I8", own, || format!("{id} is settled by {tab}: {row:?}"));
                }
                hold("I20, the age", next.open <= age, || {
                    format!("{id} is {age} old and says {}", next.open)
                });
                self.check_kept(row, next, change);
            }
            (Some(row), Step::Remove(fate)) => {
                entry.gone = Some(Gone::Ended(*fate));
                let meant = match fate {
                    Fate::Delivered => world.copies(id) > 0,
                    Fate::Cancelled => entry.deleted,
                    Fate::Expired => late || outlived,
                };
                hold("I6", meant, || {
                    format!("{id} is removed as {fate:?} without a reason")
                });
                let days_late = now - row.expires > 7 * DAY;
                let could_be_sent = !matches!(row.state, State::Rejected | State::Unreadable);
                if *fate == Fate::Expired && days_late && could_be_sent && !outlived {
                    hold("I20", entry.failed_late, || {
                        format!("{id}, {:?}, is given up by a clock alone", row.state)
                    });
                }
            }
            (None, Step::Record(fate)) => {
                let meant = *fate == Fate::Delivered && world.copies(id) > 0;
                hold("I6", meant, || {
                    format!("{id}, gone already, is recorded as {fate:?} without a reason")
                });
            }
            _ => {}
        }
    }

    /// What a change has to leave as it was.
    fn check_kept(&self, row: &Row, next: &Row, change: &Change<'_>) {
        let attempts = match change {
            Change::Claim { .. } => row.attempts + 1,
            Change::Settle { counts: false, .. } => row.attempts - 1,
            _ => row.attempts,
        };
        let sets_time = !matches!(change, Change::Claim { .. } | Change::Expire { .. });
        let kept = next.attempts == attempts && (sets_time || next.not_before == row.not_before);
        hold("I13", kept, || {
            format!("{} loses count: {change:?}", row.id)
        });
        let same = (
            &next.id,
            &next.jwe,
            &next.jwe_sha256,
            &next.dest,
            &next.owner,
        ) == (&row.id, &row.jwe, &row.jwe_sha256, &row.dest, &row.owner)
            && (next.created, next.expires) == (row.created, row.expires);
        hold("I5", same, || {
            format!("{} becomes another request: {change:?}", row.id)
        });
    }
}

/// The computer's disk, as a tab reaches it.
pub(crate) struct Disk(Rc<Seat>);

impl Store for Disk {
    async fn insert(&self, row: &Row) -> Result<(), StoreError> {
        let world = &self.0.world;
        let written = Cell::new(false);
        let insert = |disk: &MemoryStore| {
            let kept = ready(disk.insert(row));
            written.set(kept.is_ok());
            if let Some(entry) = world.ledger.borrow_mut().get_mut(&row.id) {
                entry.torn |= kept.is_ok() && world.tears.get();
                if kept.is_ok() && entry.twice {
                    // What it counted was cleared with it.
                    entry.requests = 0;
                }
            }
            kept
        };
        let kept = match self.0.disk(insert).await {
            Err(StoreError::Lost) if written.get() => Err(StoreError::Unsaid),
            kept => kept,
        };
        if let Some(entry) = world.ledger.borrow_mut().get_mut(&row.id)
            && !matches!(kept, Ok(()) | Err(StoreError::Exists))
            && entry.twice
        {
            // So it is where the page keeps what was heard again.
            entry.requests = 0;
        }
        kept
    }

    async fn update(
        &self,
        id: &str,
        change: &Change<'_>,
        grave: Tombstone,
    ) -> Result<Step, StoreError> {
        if let Change::Settle { event, .. } = change {
            self.0.attempt_ends(id, *event);
        }
        let work = |disk: &MemoryStore| self.0.change(disk, id, change, grave);
        let result = self.0.disk(work).await;
        if result.is_err() && matches!(change, Change::Claim { .. }) {
            // Written or not, the tab believes that it was not, and sends nothing.
            let attempt = (self.0.number, id.to_owned());
            self.0.world.sending.borrow_mut().remove(&attempt);
        }
        result
    }

    async fn list(&self) -> Result<Vec<Row>, StoreError> {
        self.0.disk(|disk| ready(disk.list())).await
    }

    async fn trace(&self, key: &str) -> Result<Trace, StoreError> {
        self.0.disk(|disk| ready(disk.trace(key))).await
    }

    async fn ended(&self, owner: &str) -> Result<Vec<Tombstone>, StoreError> {
        self.0.disk(|disk| ready(disk.ended(owner))).await
    }

    async fn prune(&self, before: Millis) -> Result<(), StoreError> {
        let prune = |disk: &MemoryStore| {
            self.0.world.is_forgotten(before);
            ready(disk.prune(before))
        };
        self.0.disk(prune).await
    }

    async fn clear(&self) -> Result<(), StoreError> {
        let clear = |disk: &MemoryStore| {
            for row in self.0.world.rows() {
                let mut ledger = self.0.world.ledger.borrow_mut();
                ledger.get_mut(&row.id).unwrap().gone = Some(Gone::Cleared);
            }
            self.0.world.is_forgotten(Millis::MAX);
            ready(disk.clear())
        };
        self.0.disk(clear).await
    }
}

/// The network, as a tab reaches it.
pub(crate) struct Wire(Rc<Seat>);

impl Wire {
    fn check(&self, post: &Post<'_>, token: &str) {
        let seat = &self.0;
        let world = &seat.world;
        let ledger = world.ledger.borrow();
        let entry = &ledger[post.id];
        hold("I4", post.jwe == entry.body && !entry.damaged, || {
            format!("{} is sent with other bytes", post.id)
        });
        let dest = if entry.named { NAMED } else { OPEN };
        hold("I18", post.endpoint == seat.address(dest), || {
            format!("{} goes to {}", post.id, post.endpoint)
        });
        let owner = seat.owner.borrow();
        let own = match entry.author.as_str() {
            "" => owner.is_empty() && entry.tab == seat.number,
            author => author == *owner,
        };
        hold("I14", own && token == *owner || !entry.named, || {
            format!(
                "{} of {:?} leaves in the session of {owner:?} with the token of {token:?}",
                post.id, entry.author
            )
        });
    }

    /// Counts a request that leaves the computer.
    fn leaves(&self, post: &Post<'_>) {
        let world = &self.0.world;
        let mut ledger = world.ledger.borrow_mut();
        let entry = ledger.get_mut(post.id).unwrap();
        entry.sent = true;
        entry.requests += 1;
        // A row's first hour begins with the minute in which it was made.
        let hours = (world.forward.get() - entry.forward + MINUTE) / HOUR;
        // What is stored anew after it was cleared has a budget of its own, and one may be on its way;
        // so has each of two copies.
        let more = 2 * i64::from(entry.twice) + 20 * i64::from(entry.torn);
        hold("I12", entry.requests <= 20 + 8 * hours + more, || {
            format!(
                "{} requests for {} in {hours} hours",
                entry.requests, post.id
            )
        });
    }
}

impl Transport for Wire {
    /// Whose it is.
    type Token = String;

    fn has_tokens(&self) -> bool {
        self.0.world.tokens && !self.0.worker
    }

    fn is_attended(&self) -> bool {
        !self.0.worker
    }

    fn address(&self, endpoint: &str) -> String {
        endpoint.to_owned()
    }

    /// The host gives that of whoever is there at some moment of the asking.
    async fn token(&self, _refresh: bool) -> Option<String> {
        step().await;
        let owner = self.0.owner.borrow().clone();
        step().await;
        let mut script = self.0.world.wire_script.borrow_mut();
        if matches!(script.front(), Some(Fault::NoToken)) {
            script.pop_front();
            return None;
        }
        Some(owner)
    }

    async fn post(&self, post: Post<'_>, token: String) -> Reply {
        let world = &self.0.world;
        self.check(&post, &token);
        step().await;
        let fault = world
            .wire_script
            .borrow_mut()
            .pop_front()
            .unwrap_or(Fault::Works);
        if !world.online.get() {
            return Reply::Network;
        }
        self.leaves(&post);
        step().await;
        let late = matches!(fault, Fault::Late);
        let lost = match fault {
            Fault::Lost | Fault::NoToken => return Reply::Network,
            Fault::Answer(response) => return Reply::Response(response),
            Fault::Works | Fault::Late => None,
            Fault::AnswerLost(reply) => Some(reply),
        };
        let number = world.next();
        world.on_the_way.borrow_mut().push(Request {
            number,
            id: post.id.to_owned(),
            body: post.jwe.to_owned(),
            looked: None,
        });
        if late {
            step().await;
            return Reply::Timeout;
        }
        loop {
            step().await;
            let still = world.on_the_way.borrow().iter().any(|r| r.number == number);
            // It was stored on its own while this tab stood still.
            let answer = match still {
                true => world.receive(number),
                false => Some(receipt(200, post.id)),
            };
            if let Some(response) = answer {
                step().await;
                return lost.unwrap_or(Reply::Response(response));
            }
        }
    }

    async fn is_home_reachable(&self) -> bool {
        step().await;
        self.0.world.unit() < 0.7
    }
}

/// The page of a tab.
pub(crate) struct Desk(Rc<Seat>);

pub(crate) struct Guard {
    world: Rc<World>,
    name: String,
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.world.locks.borrow_mut().remove(&self.name);
    }
}

impl Clock for Desk {
    fn now(&self) -> Millis {
        let now = self.0.world.now.get();
        self.0.looked.set(self.0.looked.get().max(now));
        now
    }

    fn uptime(&self) -> Millis {
        self.0.world.real.get() - self.0.opened
    }
}

impl Random for Desk {
    fn unit(&self) -> f64 {
        self.0.world.unit()
    }
}

impl Page for Desk {
    type Guard = Guard;

    async fn lock(&self, dest: &str) -> Lock<Guard> {
        let world = &self.0.world;
        step().await;
        if !world.locks_work {
            return Lock::Unsupported;
        }
        let free = world.locks.borrow_mut().insert(dest.to_owned());
        match free {
            true => Lock::Held(Guard {
                world: world.clone(),
                name: dest.to_owned(),
            }),
            false => Lock::Busy,
        }
    }

    /// No digest, and as good as one here: nothing is computed and no two are alike.
    async fn sha256(&self, bytes: &[u8]) -> Option<String> {
        step().await;
        let text = String::from_utf8_lossy(bytes);
        self.0
            .world
            .digests
            .get()
            .then(|| format!("digest of {text}"))
    }

    fn online(&self) -> bool {
        self.0.world.online.get()
    }

    fn changed(&self, _stored: bool) {}
}

pub(crate) fn receipt(status: u16, id: &str) -> Response {
    let member = |key: &str, text: &str| (key.to_owned(), Value::from(text));
    Response {
        status,
        content_type: "application/json".to_owned(),
        body: Some(Value::Object(vec![
            member("id", id),
            member("receipt", "R"),
            member("received_at", "2026-11-21T23:00:00Z"),
        ])),
        ..Response::default()
    }
}

/// An answer that sends elsewhere, as a page sees it: opaque.
pub(crate) fn redirect() -> Response {
    Response {
        redirect: true,
        ..Response::default()
    }
}

pub(crate) fn problem(status: u16, kind: &str) -> Response {
    Response {
        status,
        content_type: "application/problem+json".to_owned(),
        body: Some(Value::Object(vec![("type".to_owned(), kind.into())])),
        ..Response::default()
    }
}

/// The request that a view is of: where it had ended before the page knew of it, the digest alone
/// is known there.
fn named(id: &str) -> &str {
    id.strip_prefix("digest of ").unwrap_or(id)
}

/// Lets everything else go on once.
pub(crate) fn step() -> impl Future<Output = ()> {
    let mut waited = false;
    poll_fn(move |_| match std::mem::replace(&mut waited, true) {
        true => Poll::Ready(()),
        false => Poll::Pending,
    })
}

/// The end of a future that never waits.
fn ready<V>(future: impl Future<Output = V>) -> V {
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match std::pin::pin!(future).poll(&mut context) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("the store in memory never waits"),
    }
}
