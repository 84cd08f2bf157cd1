//! One computer: its store, its persons, and a tab or more, each with the outbox of a page.

use std::cell::Cell;
use std::fmt::Write;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use touchbase::outbox::ports::{Clock, Lock, Page, Post, Random, Store, Transport};
use touchbase::outbox::{
    Destination, Engine, Fate, Keep, Reply, Sealed, Settings, State, TransportIdentity, Trigger,
};
use touchbase::time::{DAY, MINUTE, Millis, SECOND};

use crate::disk::Disk;
use crate::receiver::receipt;
use crate::world::{Kind, World};
use crate::{Control, Scenario};

/// When the runs begin, on a clock that is right: 2026-11-22 00:00 UTC.
const EPOCH: Millis = 1_795_305_600_000;
const DESTINATION: &str = "program/peer-support";

/// What became of a request.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum End {
    /// Its receipt came, and the computer took that down.
    Accepted,
    /// It is stored on the computer, and a tab is open.
    Waiting,
    /// It is stored on the computer, and no tab is open.
    Closed,
    /// Its deadline passed.
    GivenUp,
    /// Nobody pressed "Send".
    Unmade,
    /// Somebody pressed "Send", and it is nowhere: neither stored, nor delivered, nor given up at
    /// its deadline.
    Lost,
}

/// The id of a request, by its number.
pub fn request_id(number: u32) -> String {
    format!("00000000-0000-4000-8000-{number:012x}")
}

/// The number of a request, by its id.
fn request_number(id: &str) -> Option<u32> {
    u32::from_str_radix(id.rsplit('-').next()?, 16).ok()
}

/// What a computer is like.
pub(crate) struct Fortune {
    pub(crate) number: u32,
    /// How many days its clock is ahead.
    pub(crate) skew: i64,
    /// What is broken on purpose in its disk.
    pub(crate) broken: Option<Control>,
}

/// One computer.
pub(crate) struct Client {
    number: u32,
    disk: Rc<Disk>,
    tabs: Vec<Option<Tab>>,
    requests: Vec<Request>,
    seat: Rc<Seat>,
    kept: Millis,
}

/// Who sits there.
struct Seat {
    now: Cell<u32>,
    persons: u32,
    /// How long one sits there.
    turn: Millis,
    /// How far into the first one's turn the play begins.
    phase: Millis,
}

#[derive(Default)]
struct Request {
    pressed: Option<Millis>,
    /// Until when "not sent yet" stood before whoever pressed: it ended, or they left.
    unsent_until: Option<Millis>,
}

type Task = Pin<Box<dyn Future<Output = ()>>>;

struct Tab {
    engine: Rc<Engine<Rc<Disk>, Wire, Surroundings>>,
    tasks: Vec<Task>,
    wake: Option<Millis>,
}

impl Client {
    pub(crate) fn new(world: &Rc<World>, scenario: &Scenario, fortune: Fortune) -> Self {
        let Fortune {
            number,
            skew,
            broken,
        } = fortune;
        let disk = Rc::new(Disk::new(world.clone(), broken));
        let busy = Rc::new(Cell::new(false));
        let seat = Rc::new(Seat::new(world, scenario));
        let tab = |tab: u32| {
            let wire = Wire {
                world: world.clone(),
                place: (number, tab),
                seat: seat.clone(),
            };
            let page = Surroundings {
                world: world.clone(),
                place: (number, tab),
                skew: skew * DAY,
                tabs: scenario.tabs,
                busy: busy.clone(),
            };
            let engine = Engine::new(disk.clone(), wire, page, format!("{number}.{tab}"));
            let destination = Destination {
                id: DESTINATION.to_owned(),
                endpoint: String::new(),
                identity: match scenario.owners_only() {
                    true => TransportIdentity::User,
                    false => TransportIdentity::None,
                },
                ..Destination::default()
            };
            let settings = Settings {
                reconnect_spread: Millis::from(scenario.reconnect_spread) * SECOND,
                expires_after: Millis::from(scenario.kept) * SECOND,
            };
            engine.configure(vec![destination], settings);
            if seat.persons > 1 {
                engine.set_owner(&seat.tag(world));
            }
            Some(Tab {
                engine: Rc::new(engine),
                tasks: Vec::new(),
                wake: None,
            })
        };
        Self {
            number,
            tabs: (0..scenario.tabs).map(tab).collect(),
            disk,
            requests: (0..seat.persons).map(|_| Request::default()).collect(),
            seat,
            kept: Millis::from(scenario.kept) * SECOND,
        }
    }

    /// From `at` on, the first instant at which this person sits there.
    pub(crate) fn next_turn(&self, person: u32, at: Millis) -> Millis {
        let seat = &self.seat;
        let ahead = (person + seat.persons - seat.person(at)) % seat.persons;
        at + Millis::from(ahead) * seat.turn
    }

    /// Has the persons take turns, where there is more than one.
    pub(crate) fn take_turns(&self, world: &World) {
        for tab in (0..).zip(&self.tabs).map(|(tab, _)| tab) {
            self.seat.pass_on(world, (self.number, tab));
        }
    }

    /// Something happened to a tab.
    pub(crate) fn hear(&mut self, world: &World, place: (u32, u32), kind: Kind) {
        let at = place.1;
        let Some(Some(tab)) = self.tabs.get_mut(at as usize) else {
            return;
        };
        let engine = tab.engine.clone();
        match kind {
            Kind::Send(person) => {
                let number = self.number * self.seat.persons + person;
                let id = request_id(number);
                if let Some(request) = self.requests.get_mut(person as usize) {
                    request.pressed = Some(world.now());
                }
                let sealed = Sealed {
                    writer: engine.writer(),
                    id: id.clone(),
                    dest: DESTINATION.to_owned(),
                    jwe: world.seal(number, &id),
                };
                tab.tasks.push(Box::pin(async move {
                    engine.enqueue(sealed, Keep::Device).await;
                    engine.try_now(&id).await;
                }));
            }
            Kind::Turn(person) => {
                self.seat.now.set(person);
                if at == 0 {
                    leave(&mut self.requests, world);
                }
                // As a page does when its host names another owner.
                engine.set_owner(&self.seat.tag(world));
                ready(engine.signed_in());
                engine.trigger(Trigger::Poke);
                self.seat.pass_on(world, place);
            }
            Kind::Online => engine.trigger(Trigger::Online),
            Kind::Poke => engine.trigger(Trigger::Poke),
            Kind::Wake if tab.wake != Some(world.now()) => return,
            Kind::Wake => tab
                .tasks
                .push(Box::pin(async move { engine.drain().await })),
            Kind::Reply => {}
            Kind::Close => {
                self.tabs[at as usize] = None;
                if at == 0 {
                    leave(&mut self.requests, world);
                }
                return;
            }
        }
        let mut context = Context::from_waker(Waker::noop());
        tab.tasks
            .retain_mut(|task| task.as_mut().poll(&mut context).is_pending());
        // As a page does: one timer, for the next instant that there is anything to do at.
        let skewed = tab.engine.page().now() - world.now();
        let wake = tab.engine.next_wake().map(|wake| wake - skewed);
        tab.wake = wake.map(|wake| wake.max(world.now() + 1));
        if let Some(wake) = tab.wake {
            world.later(wake, place, Kind::Wake);
        }
        if at == 0 {
            self.look(world);
        }
    }

    /// What whoever sits there sees in the first tab.
    fn look(&mut self, world: &World) {
        let Some(Some(tab)) = self.tabs.first() else {
            return;
        };
        let person = self.seat.now.get();
        let request = self.requests.get_mut(person as usize);
        let request = request.filter(|request| request.pressed.is_some());
        let unsent = request.filter(|request| request.unsent_until.is_none());
        if unsent.is_none() && self.seat.persons == 1 {
            return;
        }
        let views = tab.engine.views();
        if let Some(request) = unsent
            && views.iter().any(|view| view.state.is_final())
        {
            request.unsent_until = Some(world.now());
        }
        let own = request_id(self.number * self.seat.persons + person);
        // What ended before the page knew of it is shown under the hash that a tombstone has.
        let hash = digest(own.as_bytes());
        let others = (views.iter()).filter(|view| view.id != own && view.id != hash);
        let seen = world.seen_by_others.get() + others.count() as u64;
        world.seen_by_others.set(seen);
    }

    /// What became of each request at the end of the play, and how long "not sent yet" stood before
    /// the person who sent it.
    pub(crate) fn ends(&self, world: &World) -> impl Iterator<Item = (End, Option<Millis>)> {
        (0..).zip(&self.requests).map(move |(person, request)| {
            let Some(pressed) = request.pressed else {
                return (End::Unmade, None);
            };
            let id = request_id(self.number * self.seat.persons + person);
            let unsent = request.unsent_until.unwrap_or(world.now()) - pressed;
            (self.end(&id, pressed), Some(unsent))
        })
    }

    fn end(&self, id: &str, pressed: Millis) -> End {
        let rows = ready(self.disk.list()).and_then(Result::ok);
        let row = (rows.iter().flatten()).find(|row| row.id == id);
        if let Some(row) = row {
            return match row.state {
                // Nothing in a play refuses a request for ever.
                State::Rejected | State::Unreadable => End::Lost,
                _ if self.tabs.iter().any(Option::is_some) => End::Waiting,
                _ => End::Closed,
            };
        }
        match self.disk.end_of(id) {
            Some((Fate::Delivered, _)) => End::Accepted,
            // A deadline is counted from the minute that the request was made in.
            Some((Fate::Expired, at)) if at >= pressed - MINUTE + self.kept => End::GivenUp,
            _ => End::Lost,
        }
    }
}

/// Whoever sat there is gone, and looks at nothing any more.
fn leave(requests: &mut [Request], world: &World) {
    for request in requests {
        if request.pressed.is_some() {
            request.unsent_until.get_or_insert(world.now());
        }
    }
}

impl Seat {
    fn new(world: &World, scenario: &Scenario) -> Self {
        let turn = scenario.turns.map_or(0, |turns| turns.seconds);
        let turn = Millis::from(turn.max(1)) * SECOND;
        let persons = scenario.persons();
        let phase = match persons {
            1 => 0,
            _ => (world.unit() * (Millis::from(persons) * turn) as f64) as Millis,
        };
        let seat = Self {
            now: Cell::new(0),
            persons,
            turn,
            phase,
        };
        seat.now.set(seat.person(0));
        seat
    }

    /// Who sits there at an instant.
    fn person(&self, at: Millis) -> u32 {
        let turns = (at + self.phase) / self.turn;
        u32::try_from(turns.rem_euclid(self.persons.into())).unwrap_or_default()
    }

    /// Who wrote a request.
    fn owner(&self, id: &str) -> Option<u32> {
        Some(request_number(id)? % self.persons)
    }

    /// The host's tag of whoever sits there.
    fn tag(&self, world: &World) -> String {
        match world.control {
            Some(Control::OneSession) => "0".to_owned(),
            _ => self.now.get().to_string(),
        }
    }

    /// Sets when the next one sits down.
    fn pass_on(&self, world: &World, place: (u32, u32)) {
        if self.persons > 1 {
            let left = self.turn - (world.now() + self.phase).rem_euclid(self.turn);
            let at = world.now() + left;
            world.later(at, place, Kind::Turn(self.person(at)));
        }
    }
}

/// What a future of the memory's store answers: it never waits.
fn ready<T>(future: impl Future<Output = T>) -> Option<T> {
    let mut future = Box::pin(future);
    match future
        .as_mut()
        .poll(&mut Context::from_waker(Waker::noop()))
    {
        Poll::Ready(answer) => Some(answer),
        Poll::Pending => None,
    }
}

/// The network.
struct Wire {
    world: Rc<World>,
    place: (u32, u32),
    seat: Rc<Seat>,
}

impl Transport for Wire {
    type Token = ();

    fn has_tokens(&self) -> bool {
        false
    }

    fn address(&self, endpoint: &str) -> String {
        endpoint.to_owned()
    }

    async fn token(&self, _refresh: bool) -> Option<()> {
        Some(())
    }

    async fn post(&self, post: Post<'_>, (): ()) -> Reply {
        if self.seat.owner(post.id) != Some(self.seat.now.get()) {
            self.world.by_others.set(self.world.by_others.get() + 1);
        }
        let (at, reply) = match self.world.control {
            Some(Control::NewIds) => self.post_anew(post),
            _ => self.world.post(post.id, post.jwe),
        };
        self.world.later(at, self.place, Kind::Reply);
        poll_fn(|_| match self.world.now() >= at {
            true => Poll::Ready(()),
            false => Poll::Pending,
        })
        .await;
        reply
    }

    /// The widget's files come from where the receiver is, and are gone with it. A computer that
    /// still reached them would come back later and not sooner.
    async fn is_home_reachable(&self) -> bool {
        false
    }
}

impl Wire {
    /// As a client that makes an id for each attempt, and takes any receipt for its own.
    fn post_anew(&self, post: Post<'_>) -> (Millis, Reply) {
        let (at, reply) = self.world.post(&self.world.new_id(), post.jwe);
        match reply {
            Reply::Response(response) if response.status == 201 => (at, receipt(post.id)),
            reply => (at, reply),
        }
    }
}

/// The clock, the dice and the browser of a tab.
struct Surroundings {
    world: Rc<World>,
    place: (u32, u32),
    skew: Millis,
    tabs: u32,
    /// Whether a tab of this computer holds the lock.
    busy: Rc<Cell<bool>>,
}

impl Clock for Surroundings {
    fn now(&self) -> Millis {
        EPOCH + self.world.now() + self.skew
    }

    fn uptime(&self) -> Millis {
        self.world.now()
    }
}

impl Random for Surroundings {
    fn unit(&self) -> f64 {
        self.world.unit()
    }
}

impl Page for Surroundings {
    type Guard = Guard;

    async fn lock(&self, _dest: &str) -> Lock<Guard> {
        match self.busy.replace(true) {
            true => Lock::Busy,
            false => Lock::Held(Guard(self.busy.clone())),
        }
    }

    async fn sha256(&self, bytes: &[u8]) -> Option<String> {
        Some(digest(bytes))
    }

    fn online(&self) -> bool {
        self.world.online()
    }

    fn changed(&self, stored: bool) {
        let (number, own) = self.place;
        for tab in (0..self.tabs).filter(|tab| stored && *tab != own) {
            self.world
                .later(self.world.now() + 1, (number, tab), Kind::Poke);
        }
    }
}

struct Guard(Rc<Cell<bool>>);

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.set(false);
    }
}

/// In place of SHA-256, which would take most of the time: FNV-1a, enough to tell rows apart that
/// nobody forges.
fn digest(bytes: &[u8]) -> String {
    let hash = bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    let mut text = String::with_capacity(16);
    let _ = write!(text, "{hash:016x}");
    text
}
