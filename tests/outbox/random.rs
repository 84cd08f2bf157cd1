//! Any order of anything: what holds whatever happens.

use std::collections::BTreeMap;
use std::rc::Rc;

use proptest::prelude::*;
use touchbase::outbox::ports::{Store, StoreError};
use touchbase::outbox::{Keep, MemoryStore, Reply, State, TransportIdentity, Trigger};
use touchbase::time::HOUR;

use super::world::{
    Fault, START, StoreFault, Tab, World, assert_budget, block, crash_after, key, live, problem,
    receipt_of, sealed, status, together,
};

#[derive(Clone, Debug)]
enum Act {
    Send(usize),
    SendInPage(usize),
    Drain(usize),
    Crash(usize, usize),
    Together,
    Advance(i64),
    Live(usize, i64),
    Receiver(Fault),
    Disk(StoreFault),
    Online(bool),
    Locks(bool),
    Trigger(usize, Trigger),
    Press(usize, usize),
    SignIn(usize),
}

fn fault() -> impl Strategy<Value = Fault> {
    let code = prop_oneof![
        Just(200u16),
        Just(204),
        Just(301),
        Just(401),
        Just(403),
        Just(404),
        Just(409),
        Just(425),
        Just(429),
        Just(500),
        Just(503),
        Just(511),
    ];
    prop_oneof![
        Just(Fault::Works),
        Just(Fault::Lost),
        Just(Fault::NoToken),
        Just(Fault::AckLost(Reply::Network)),
        Just(Fault::AckLost(Reply::Timeout)),
        Just(Fault::AckLost(Reply::Cut)),
        Just(Fault::Answer(receipt_of(201, "another", "R"))),
        Just(Fault::Answer(problem(409, "in-flight"))),
        code.prop_map(|code| Fault::Answer(status(code))),
    ]
}

fn act() -> impl Strategy<Value = Act> {
    let tab = 0usize..3;
    let disk = prop_oneof![
        Just(StoreFault::Works),
        Just(StoreFault::WritesThenLost),
        Just(StoreFault::Fails(StoreError::Lost)),
        Just(StoreFault::Fails(StoreError::Full)),
        Just(StoreFault::Fails(StoreError::Unavailable)),
    ];
    let trigger = prop_oneof![
        Just(Trigger::Load),
        Just(Trigger::Online),
        Just(Trigger::Poke),
    ];
    prop_oneof![
        3 => tab.clone().prop_map(Act::Send),
        1 => tab.clone().prop_map(Act::SendInPage),
        3 => tab.clone().prop_map(Act::Drain),
        2 => (tab.clone(), 0usize..60).prop_map(|(tab, steps)| Act::Crash(tab, steps)),
        1 => Just(Act::Together),
        2 => (0i64..2 * HOUR).prop_map(Act::Advance),
        2 => (tab.clone(), 0i64..HOUR).prop_map(|(tab, time)| Act::Live(tab, time)),
        6 => fault().prop_map(Act::Receiver),
        3 => disk.prop_map(Act::Disk),
        1 => any::<bool>().prop_map(Act::Online),
        1 => any::<bool>().prop_map(Act::Locks),
        1 => (tab.clone(), trigger).prop_map(|(tab, kind)| Act::Trigger(tab, kind)),
        1 => (tab.clone(), 0usize..5).prop_map(|(tab, row)| Act::Press(tab, row)),
        1 => tab.prop_map(Act::SignIn),
    ]
}

/// The tabs of one computer, and what was promised in them.
struct Computer {
    world: Rc<World>,
    disk: Rc<MemoryStore>,
    tabs: Vec<Tab>,
    /// Ids that a screen called saved, and when.
    saved: BTreeMap<String, i64>,
    made: usize,
}

impl Computer {
    fn tab(world: &Rc<World>, disk: &Rc<MemoryStore>) -> Tab {
        world.tab_with(disk, TransportIdentity::None, "anna")
    }

    fn act(&mut self, act: Act) {
        let world = self.world.clone();
        match act {
            Act::Send(tab) => {
                let id = self.new_id();
                let view =
                    block(self.tabs[tab].enqueue(sealed(&self.tabs[tab], &id), Keep::Device));
                if view.keep == Keep::Device {
                    self.saved.insert(id.clone(), view.created);
                }
                block(self.tabs[tab].try_now(&id));
            }
            Act::SendInPage(tab) => {
                let id = self.new_id();
                block(self.tabs[tab].enqueue(sealed(&self.tabs[tab], &id), Keep::Page));
                block(self.tabs[tab].try_now(&id));
            }
            Act::Drain(tab) => block(self.tabs[tab].drain()),
            Act::Crash(tab, steps) => {
                crash_after(steps, self.tabs[tab].drain());
                self.tabs[tab] = Self::tab(&world, &self.disk);
            }
            Act::Together => together(
                &world,
                self.tabs
                    .iter()
                    .map(|tab| Box::pin(tab.drain()) as _)
                    .collect(),
            ),
            Act::Advance(time) => world.advance(time),
            Act::Live(tab, time) => {
                live(&world, &self.tabs[tab], time);
            }
            Act::Receiver(fault) => world.expect([fault]),
            Act::Disk(fault) => world.expect_of_store([fault]),
            Act::Online(online) => world.online.set(online),
            Act::Locks(work) => world.locks_work.set(work),
            Act::Trigger(tab, trigger) => self.tabs[tab].trigger(trigger),
            Act::Press(tab, row) => {
                if let Some(view) = self.tabs[tab].views().get(row) {
                    block(self.tabs[tab].try_now(&view.id));
                }
            }
            Act::SignIn(tab) => block(self.tabs[tab].signed_in()),
        }
        for tab in &self.tabs {
            for view in tab.views() {
                if view.state == State::Delivered {
                    assert_eq!(stored_times(&world, &view.id), 1, "shown as received");
                }
            }
        }
    }

    fn new_id(&mut self) -> String {
        self.made += 1;
        format!("id-{}", self.made)
    }
}

/// How often the request of a view is stored. Where it had ended before the page knew of it, the
/// digest of its id stands in its place.
fn stored_times(world: &World, id: &str) -> usize {
    let of = |stored: &&String| *stored == id || key(stored) == id;
    world.stored.borrow().iter().filter(of).count()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn nothing_saved_is_lost_and_nothing_is_stored_twice(
        seed in any::<u64>(),
        tokens in any::<bool>(),
        acts in prop::collection::vec(act(), 1..60),
    ) {
        let world = World::new(seed);
        world.tokens.set(tokens);
        let disk = Rc::<MemoryStore>::default();
        let tabs = (0..3).map(|_| Computer::tab(&world, &disk)).collect();
        let mut computer = Computer {
            world: world.clone(),
            disk: disk.clone(),
            tabs,
            saved: BTreeMap::new(),
            made: 0,
        };
        // Time passes, but no deadline does: what happens then has its own tests.
        for act in acts {
            let too_late = world.now.get() > START + 60 * HOUR;
            if !too_late || !matches!(act, Act::Advance(_) | Act::Live(..)) {
                computer.act(act);
            }
        }

        // Everything is well again, somebody signs in, and one tab stays open.
        world.script.borrow_mut().clear();
        world.store_script.borrow_mut().clear();
        world.online.set(true);
        world.locks_work.set(true);
        let tab = &computer.tabs[0];
        block(tab.refresh());
        block(tab.signed_in());
        live(&world, tab, 3 * HOUR);

        for (id, created) in &computer.saved {
            prop_assert_eq!(world.stored_times(id), 1, "{} was saved", id);
            assert_budget(&world, id, *created);
        }
        prop_assert_eq!(block(disk.list()), Ok(vec![]));
        let posts = world.posts.borrow();
        for post in posts.iter() {
            prop_assert!(world.stored_times(&post.id) <= 1);
            prop_assert_eq!(&post.body, &format!("sealed once: {}", post.id));
            prop_assert_eq!(post.endpoint.as_str(), "/api/referrals");
        }
        let quiet = tab.views().iter().all(|view| view.keep == Keep::Page || view.state.is_final());
        prop_assert!(quiet);
    }
}
