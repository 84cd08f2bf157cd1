//! The loop of events, and the run of a scenario.

use std::cell::{Cell, RefCell};
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::rc::Rc;

use touchbase::outbox::Reply;
use touchbase::time::{Millis, SECOND};

use crate::client::Client;
use crate::receiver::Receiver;
use crate::report::Report;
use crate::{Scenario, Trouble};

/// What happens to a tab.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Kind {
    /// Its person sends their request.
    Send,
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
type Place = (u32, u32);

/// The clock, the dice, the network, and what is going to happen.
pub(crate) struct World {
    now: Cell<Millis>,
    seed: Cell<u64>,
    offline_until: Millis,
    pub(crate) receiver: RefCell<Receiver>,
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

    /// A request of a computer, its answer, and when that arrives.
    pub(crate) fn post(&self, client: u32, id: &str) -> (Millis, Reply) {
        if !self.online() {
            return (self.now() + SECOND / 10, Reply::Network);
        }
        let (now, u) = (self.now(), self.unit());
        let mut receiver = self.receiver.borrow_mut();
        receiver.answer(client as usize, id, now, u)
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

/// Plays a scenario. `looks_first` puts a receiver in its place that looks for a request before it
/// stores it, which is the control: it has to show duplicates where answers are slow.
pub fn run(scenario: &Scenario, seed: u64, looks_first: bool) -> Report {
    let (trouble, offline) = match scenario.trouble {
        Trouble::Outage { seconds, .. } => (seconds, 0),
        Trouble::Network { seconds } => (seconds, seconds),
    };
    let recovery = Millis::from(trouble) * SECOND;
    let world = Rc::new(World {
        now: Cell::new(0),
        seed: Cell::new(seed),
        offline_until: Millis::from(offline) * SECOND,
        receiver: RefCell::new(Receiver::new(scenario, looks_first)),
        events: RefCell::default(),
    });
    let mut clients = Vec::with_capacity(scenario.clients as usize);
    for number in 0..scenario.clients {
        let skew = match world.unit() {
            u if u < scenario.skewed / 2.0 => -1,
            u if u < scenario.skewed => 1,
            _ => 0,
        };
        clients.push(Client::new(&world, scenario, number, skew));
        let sent = match scenario.trouble {
            Trouble::Outage { at_once: true, .. } => world.unit() * SECOND as f64,
            _ => world.unit() * recovery as f64,
        };
        world.later(sent as Millis, (number, 0), Kind::Send);
        for tab in 0..scenario.tabs {
            if offline > 0 {
                world.later(recovery, (number, tab), Kind::Online);
            }
            if let Some(half_life) = scenario.half_life {
                // Exponential: a tab that is open has no memory of how long it has been.
                let open = -world.unit().max(f64::MIN_POSITIVE).log2() * f64::from(half_life);
                let closed = sent as Millis + (open * SECOND as f64) as Millis;
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
    let ends = clients.iter().map(Client::end);
    let ends = ends.collect::<Vec<_>>();
    Report::new(scenario, recovery, &world.receiver.borrow(), &ends)
}
