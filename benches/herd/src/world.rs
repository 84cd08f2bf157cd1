//! The loop of events, and the run of a scenario.

use std::cell::{Cell, RefCell};
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::rc::Rc;

use touchbase::outbox::Reply;
use touchbase::time::{Millis, SECOND};

use crate::client::{Client, Fortune};
use crate::receiver::Receiver;
use crate::report::{Outcome, Report};
use crate::{Control, Scenario, Trouble};

/// The part of the computers whose disk is broken, where a control has it so.
const BROKEN: f64 = 0.06;

/// Numbers uniform in `[0, 1)`.
pub type Dice<'a> = &'a dyn Fn() -> f64;

/// What lies between the computers and whoever stores their requests.
pub trait Network {
    /// The body of the request with this number and id.
    fn seal(&self, number: u32, id: &str) -> String;

    /// Posts at `now`. The answer, and when it arrives, in milliseconds after the play's beginning.
    fn post(&self, id: &str, jwe: &str, now: Millis, dice: Dice<'_>) -> (Millis, Reply);
}

/// What happens to a tab.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Kind {
    /// Somebody else sits down, by their number at the computer.
    Turn(u32),
    /// This person sends their request.
    Send(u32),
    /// Its timer fires.
    Wake,
    /// An answer arrives, or the wait for it is over.
    Reply,
    /// The browser says that the network is back.
    Online,
    /// Another tab of the computer changed something.
    Poke,
    /// It is closed.
    Close,
}

/// A computer and one of its tabs, both by number.
pub(crate) type Place = (u32, u32);

/// The clock, the dice, the network, and what is going to happen.
pub(crate) struct World {
    now: Cell<Millis>,
    seed: Cell<u64>,
    offline_until: Millis,
    network: Box<dyn Network>,
    pub(crate) control: Option<Control>,
    /// Posts that left in another's session than that of whoever wrote the request.
    pub(crate) by_others: Cell<u64>,
    /// How often a page had another's request in its views.
    pub(crate) seen_by_others: Cell<u64>,
    ids: Cell<u64>,
    events: RefCell<BinaryHeap<Reverse<(Millis, Place, Kind)>>>,
}

impl World {
    pub(crate) fn now(&self) -> Millis {
        self.now.get()
    }

    pub(crate) fn online(&self) -> bool {
        self.now() >= self.offline_until
    }

    /// Uniform in `[0, 1)`: SplitMix64, so that the same seed gives the same run everywhere.
    pub(crate) fn unit(&self) -> f64 {
        let seed = self.seed.get().wrapping_add(0x9e37_79b9_7f4a_7c15);
        self.seed.set(seed);
        let mixed = (seed ^ (seed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    pub(crate) fn seal(&self, number: u32, id: &str) -> String {
        self.network.seal(number, id)
    }

    /// A request, its answer, and when that arrives.
    pub(crate) fn post(&self, id: &str, jwe: &str) -> (Millis, Reply) {
        if !self.online() {
            return (self.now() + SECOND / 10, Reply::Network);
        }
        self.network.post(id, jwe, self.now(), &|| self.unit())
    }

    /// An id that no request has.
    pub(crate) fn new_id(&self) -> String {
        self.ids.set(self.ids.get() + 1);
        format!("00000000-0000-4000-9000-{:012x}", self.ids.get())
    }

    pub(crate) fn later(&self, at: Millis, place: Place, kind: Kind) {
        self.events.borrow_mut().push(Reverse((at, place, kind)));
    }

    fn next(&self, until: Millis) -> Option<(Place, Kind)> {
        let Reverse((at, place, kind)) = self.events.borrow_mut().pop()?;
        if at > until {
            return None;
        }
        self.now.set(at);
        Some((place, kind))
    }
}

/// Plays a scenario, with one thing broken on purpose where `control` says so.
pub fn run(scenario: &Scenario, seed: u64, control: Option<Control>) -> Report {
    let receiver = Rc::new(RefCell::new(Receiver::new(scenario, control)));
    let outcome = run_over(scenario, seed, control, Box::new(receiver.clone()));
    Report::new(scenario, &receiver.borrow(), &outcome)
}

/// Plays a scenario over another network, as one that leads to a real receiver.
pub fn run_over(
    scenario: &Scenario,
    seed: u64,
    control: Option<Control>,
    network: Box<dyn Network>,
) -> Outcome {
    let (trouble, offline) = match scenario.trouble {
        Trouble::Outage { seconds, .. } => (seconds, 0),
        Trouble::Network { seconds } => (seconds, seconds),
    };
    let recovery = Millis::from(trouble) * SECOND;
    let world = Rc::new(World {
        now: Cell::new(0),
        seed: Cell::new(seed),
        offline_until: Millis::from(offline) * SECOND,
        network,
        control,
        by_others: Cell::new(0),
        seen_by_others: Cell::new(0),
        ids: Cell::new(0),
        events: RefCell::default(),
    });
    let mut clients = Vec::with_capacity(scenario.clients as usize);
    for number in 0..scenario.clients {
        let skew = match world.unit() {
            u if u < scenario.skewed / 2.0 => -1,
            u if u < scenario.skewed => 1,
            _ => 0,
        };
        let broken = control.filter(|_| world.unit() < BROKEN);
        let fortune = Fortune {
            number,
            skew,
            broken,
        };
        let client = Client::new(&world, scenario, fortune);
        let mut last = 0;
        for person in 0..scenario.persons() {
            let sent = match scenario.trouble {
                Trouble::Outage { at_once: true, .. } => world.unit() * SECOND as f64,
                _ => world.unit() * recovery as f64,
            };
            let sent = client.next_turn(person, sent as Millis);
            last = last.max(sent);
            world.later(sent, (number, 0), Kind::Send(person));
        }
        client.take_turns(&world);
        clients.push(client);
        for tab in 0..scenario.tabs {
            if offline > 0 {
                world.later(recovery, (number, tab), Kind::Online);
            }
            if let Some(half_life) = scenario.half_life {
                // Exponential: a tab that is open has no memory of how long it has been.
                let open = -world.unit().max(f64::MIN_POSITIVE).log2() * f64::from(half_life);
                let closed = last + (open * SECOND as f64) as Millis;
                world.later(closed, (number, tab), Kind::Close);
            }
        }
    }
    let until = recovery + Millis::from(scenario.watched) * SECOND;
    while let Some((place, kind)) = world.next(until) {
        if let Some(client) = clients.get_mut(place.0 as usize) {
            client.hear(&world, place, kind);
        }
    }
    world.now.set(until);
    Outcome::new(recovery, &world, &clients)
}
