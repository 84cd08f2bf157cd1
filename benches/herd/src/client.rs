//! One computer: its store, and a tab or more, each with the outbox of a page.

use std::cell::Cell;
use std::fmt::Write;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use touchbase::outbox::ports::{Clock, Lock, Page, Post, Random, Store, Trace, Transport};
use touchbase::outbox::{
    Destination, Engine, Keep, MemoryStore, Reply, Sealed, Settings, TransportIdentity, Trigger,
};
use touchbase::time::{DAY, Millis, SECOND};

use crate::Scenario;
use crate::world::{Kind, World};

/// When the runs begin, on a clock that is right: 2026-11-22 00:00 UTC.
const EPOCH: Millis = 1_795_305_600_000;
const DESTINATION: &str = "program/peer-support";

/// One computer.
pub(crate) struct Client {
    id: String,
    store: Rc<MemoryStore>,
    tabs: Vec<Option<Tab>>,
}

/// What became of the request of a computer.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum End {
    /// The person was shown a receipt.
    Accepted,
    /// It is stored on the computer, and a tab is open.
    Waiting,
    /// It is stored on the computer, and no tab is open.
    Closed,
    /// Its deadline passed, or its person deleted it, and they were told.
    GivenUp,
    /// It was never made: nobody had pressed yet.
    Unmade,
}

type Task = Pin<Box<dyn Future<Output = ()>>>;

struct Tab {
    engine: Rc<Engine<Rc<MemoryStore>, Wire, Surroundings>>,
    task: Option<Task>,
    wake: Option<Millis>,
}

impl Client {
    pub(crate) fn new(world: &Rc<World>, scenario: &Scenario, number: u32, skew: i64) -> Self {
        let store = Rc::new(MemoryStore::default());
        let busy = Rc::new(Cell::new(false));
        let tab = |tab: u32| {
            let wire = Wire {
                world: world.clone(),
                place: (number, tab),
            };
            let page = Surroundings {
                world: world.clone(),
                place: (number, tab),
                skew: skew * DAY,
                tabs: scenario.tabs,
                busy: busy.clone(),
            };
            let engine = Engine::new(store.clone(), wire, page, format!("{number}.{tab}"));
            let destination = Destination {
                id: DESTINATION.to_owned(),
                endpoint: String::new(),
                identity: TransportIdentity::None,
            };
            let settings = Settings {
                reconnect_spread: Millis::from(scenario.reconnect_spread) * SECOND,
                ..Settings::default()
            };
            engine.configure(vec![destination], settings);
            Some(Tab {
                engine: Rc::new(engine),
                task: None,
                wake: None,
            })
        };
        Self {
            id: format!("00000000-0000-4000-8000-{number:012x}"),
            store: store.clone(),
            tabs: (0..scenario.tabs).map(tab).collect(),
        }
    }

    /// Something happened to a tab.
    pub(crate) fn hear(&mut self, world: &World, (number, at): (u32, u32), kind: Kind) {
        let id = self.id.clone();
        let Some(Some(tab)) = self.tabs.get_mut(at as usize) else {
            return;
        };
        let engine = tab.engine.clone();
        match kind {
            Kind::Send => {
                tab.task = Some(Box::pin(async move {
                    let sealed = Sealed {
                        writer: engine.writer(),
                        id: id.clone(),
                        dest: DESTINATION.to_owned(),
                        jwe: "sealed".to_owned(),
                    };
                    engine.enqueue(sealed, Keep::Device).await;
                    engine.try_now(&id).await;
                }));
            }
            Kind::Online => engine.trigger(Trigger::Online),
            Kind::Poke => engine.trigger(Trigger::Poke),
            Kind::Wake if tab.wake != Some(world.now()) => return,
            Kind::Wake if tab.task.is_none() => {
                tab.task = Some(Box::pin(async move { engine.drain().await }));
            }
            Kind::Wake | Kind::Reply => {}
            Kind::Close => {
                self.tabs[at as usize] = None;
                return;
            }
        }
        if let Some(task) = &mut tab.task {
            let mut context = Context::from_waker(Waker::noop());
            if task.as_mut().poll(&mut context).is_pending() {
                return;
            }
            tab.task = None;
        }
        // As a page does: one timer, for the next instant that there is anything to do at.
        let skewed = tab.engine.page().now() - world.now();
        let wake = tab.engine.next_wake().map(|wake| wake - skewed);
        tab.wake = wake.map(|wake| wake.max(world.now() + 1));
        if let Some(wake) = tab.wake {
            world.later(wake, (number, at), Kind::Wake);
        }
    }

    /// What became of its request.
    pub(crate) fn end(&self) -> End {
        let rows = ready(self.store.list());
        if rows.is_some_and(|rows| rows.is_ok_and(|rows| !rows.is_empty())) {
            return match self.tabs.iter().any(Option::is_some) {
                true => End::Waiting,
                false => End::Closed,
            };
        }
        match ready(self.store.trace(&digest(self.id.as_bytes()))) {
            Some(Ok(Trace::Ended(touchbase::outbox::Fate::Delivered))) => End::Accepted,
            Some(Ok(Trace::Ended(_))) => End::GivenUp,
            _ => End::Unmade,
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
        let (at, reply) = self.world.post(self.place.0, post.id);
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
