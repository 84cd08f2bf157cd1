//! What may happen, and in what order: everything, in any order.

use std::cell::Cell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Waker};

use proptest::prelude::*;
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest};
use touchbase::outbox::ports::StoreError;
use touchbase::outbox::{Keep, LEASE, Reply, Sealed, Settings, State, Trigger, backoff};
use touchbase::time::{DAY, HOUR, MINUTE, Millis, SECOND};

use super::counts::{add, hold};
use super::world::{
    DiskFault, Fault, NAMED, OPEN, Planted, Tab, World, problem, receipt, redirect, step,
};

const TABS: usize = 2;
/// More rows make a longer search and no other one.
const ROWS: usize = 6;
/// More than a row may make requests in an hour.
const PRESSES: usize = 22;
/// More than any operation takes; whatever is polled as often does not end.
const FOR_EVER: usize = 100_000;
const OWNERS: [&str; 3] = ["", "anna", "ben"];

/// What the choice of the next step depends on.
#[derive(Clone, Debug)]
pub(crate) struct Outline {
    planted: Planted,
    seed: u64,
    locks_work: bool,
    tokens: bool,
    /// Whether this browser may refuse to compute a digest. Then a damaged row cannot be known.
    digests_fail: bool,
    /// Whether somebody presses again and again.
    impatient: bool,
    written: usize,
}

#[derive(Clone, Debug)]
pub(crate) enum Act {
    /// Something under way goes on, from await to await.
    Poll {
        task: usize,
        times: usize,
    },
    /// Everything under way comes to its end.
    Finish,
    /// A person presses "Send".
    Write {
        tab: usize,
        named: bool,
        keep: Keep,
    },
    /// The same press is heard twice.
    Again {
        tab: usize,
        row: usize,
    },
    Drain(usize),
    Trigger(usize, Trigger),
    /// The tab dies wherever it is, and the page is loaded again.
    Crash(usize),
    Wait(Millis),
    SetClock(Millis),
    Wire(Fault),
    /// A request on its way makes a step, whether or not its tab lives.
    Arrive(usize),
    Disk(DiskFault),
    Online(bool),
    Digests(bool),
    /// Somebody signs in or out, without the page being loaded again.
    Owner(usize, usize),
    Press(usize, usize),
    /// A person presses until nothing happens any more, and the receiver refuses each time, or
    /// nothing answers.
    PressOften {
        tab: usize,
        row: usize,
        status: Option<u16>,
    },
    Delete(usize, usize),
    Clear(usize),
    Forget(usize),
    /// The host changes where requests go.
    Address(usize),
    /// A stored row is damaged.
    Damage(usize),
    /// The browser wakes the service worker; the one that may still be awake is killed.
    Worker,
}

/// The model, with something planted or nothing.
pub(crate) struct Model<const PLANTED: usize>;

pub(crate) const PLANTED: [Planted; 4] = [
    Planted::Nothing,
    Planted::CheckThenInsert,
    Planted::DeleteBeforeSend,
    Planted::HeadOfLine,
];

impl<const P: usize> ReferenceStateMachine for Model<P> {
    type State = Outline;
    type Transition = Act;

    fn init_state() -> BoxedStrategy<Outline> {
        (
            any::<u64>(),
            prop::bool::weighted(0.8),
            any::<bool>(),
            prop::bool::weighted(0.2),
            prop::bool::weighted(0.15),
        )
            .prop_map(
                |(seed, locks_work, tokens, digests_fail, impatient)| Outline {
                    planted: PLANTED[P],
                    seed,
                    locks_work,
                    tokens,
                    digests_fail,
                    impatient,
                    written: 0,
                },
            )
            .boxed()
    }

    fn transitions(state: &Outline) -> BoxedStrategy<Act> {
        let tab = || 0..TABS;
        let row = 0..state.written.max(1);
        let poll = (0usize..6, 1usize..12).prop_map(|(task, times)| Act::Poll { task, times });
        let write =
            (tab(), any::<bool>(), prop::bool::weighted(0.9)).prop_map(|(tab, named, device)| {
                Act::Write {
                    tab,
                    named,
                    keep: if device { Keep::Device } else { Keep::Page },
                }
            });
        let clocks = prop_oneof![
            -400 * DAY..400 * DAY,
            -2 * DAY..2 * DAY,
            -10 * MINUTE..10 * MINUTE,
        ];
        let waits = prop_oneof![
            3 => 0..10 * SECOND,
            3 => 0..5 * MINUTE,
            2 => 0..3 * HOUR,
            1 => 0..40 * HOUR,
        ];
        let trigger = prop_oneof![
            Just(Trigger::Load),
            Just(Trigger::Visible),
            Just(Trigger::Online),
            Just(Trigger::Poke),
        ];
        prop_oneof![
            30 => poll,
            4 => Just(Act::Finish),
            8 => write,
            1 => (tab(), row.clone()).prop_map(|(tab, row)| Act::Again { tab, row }),
            10 => tab().prop_map(Act::Drain),
            2 => (tab(), trigger).prop_map(|(tab, kind)| Act::Trigger(tab, kind)),
            3 => tab().prop_map(Act::Crash),
            6 => waits.prop_map(Act::Wait),
            1 => clocks.prop_map(Act::SetClock),
            8 => fault().prop_map(Act::Wire),
            4 => (0usize..4).prop_map(Act::Arrive),
            3 => disk_fault().prop_map(Act::Disk),
            1 => any::<bool>().prop_map(Act::Online),
            1 => prop::bool::weighted(0.8).prop_map(Act::Digests),
            3 => (tab(), 0..OWNERS.len()).prop_map(|(tab, owner)| Act::Owner(tab, owner)),
            5 => (tab(), row.clone()).prop_map(|(tab, row)| Act::Press(tab, row)),
            4 => (tab(), row.clone()).prop_map(|(tab, row)| Act::Delete(tab, row)),
            2 => (tab(), row, prop::sample::select(vec![Some(401), Some(500), None])).prop_map(
                |(tab, row, status)| Act::PressOften { tab, row, status }
            ),
            1 => tab().prop_map(Act::Clear),
            1 => tab().prop_map(Act::Forget),
            1 => tab().prop_map(Act::Address),
            1 => tab().prop_map(Act::Damage),
            4 => Just(Act::Worker),
        ]
        .boxed()
    }

    fn preconditions(state: &Outline, act: &Act) -> bool {
        match act {
            Act::Write { .. } => state.written < ROWS,
            Act::Damage(_) => state.written < ROWS && !state.digests_fail,
            Act::Digests(_) => state.digests_fail,
            Act::PressOften { row, .. } => *row < state.written && state.impatient,
            Act::Press(_, row) | Act::Delete(_, row) | Act::Again { row, .. } => {
                *row < state.written
            }
            _ => true,
        }
    }

    fn apply(mut state: Outline, act: &Act) -> Outline {
        if matches!(act, Act::Write { .. } | Act::Damage(_)) {
            state.written += 1;
        }
        state
    }
}

fn fault() -> impl Strategy<Value = Fault> {
    let code = prop::sample::select(vec![
        200u16, 204, 301, 400, 401, 403, 404, 409, 413, 425, 429, 451, 500, 503, 511,
    ]);
    let hint = (prop::sample::select(vec![429u16, 503]), 0i64..90_000);
    prop_oneof![
        2 => Just(Fault::Works),
        1 => Just(Fault::Lost),
        1 => Just(Fault::NoToken),
        1 => Just(Fault::AnswerLost(Reply::Network)),
        1 => Just(Fault::AnswerLost(Reply::Timeout)),
        1 => Just(Fault::AnswerLost(Reply::Cut)),
        2 => prop::sample::select(vec![
            problem(500, "about:blank"),
            problem(503, "about:blank"),
            redirect(),
        ])
        .prop_map(|answer| Fault::AnswerLost(Reply::Response(answer))),
        2 => Just(Fault::Late),
        1 => Just(Fault::Answer(receipt(201, "another"))),
        1 => Just(Fault::Answer(problem(409, "in-flight"))),
        4 => code.prop_map(|code| Fault::Answer(problem(code, "about:blank"))),
        1 => Just(Fault::Answer(problem(503, "unavailable"))),
        1 => hint.prop_map(|(code, hint)| {
            let mut answer = problem(code, "about:blank");
            answer.retry_after = Some(hint.to_string());
            Fault::Answer(answer)
        }),
    ]
}

fn disk_fault() -> impl Strategy<Value = DiskFault> {
    prop_oneof![
        2 => Just(DiskFault::Works),
        1 => Just(DiskFault::WritesThenLost),
        1 => Just(DiskFault::Fails(StoreError::Lost)),
        1 => Just(DiskFault::Fails(StoreError::Full)),
        1 => Just(DiskFault::Fails(StoreError::Unavailable)),
    ]
}

struct Task {
    tab: usize,
    future: Pin<Box<dyn Future<Output = ()>>>,
}

/// The computer under the model.
pub(crate) struct Computer {
    world: Rc<World>,
    /// The tabs, and after them the service worker.
    tabs: Vec<Rc<Tab>>,
    tasks: Vec<Task>,
    written: usize,
    steps: Cell<u64>,
}

impl<const P: usize> StateMachineTest for Model<P> {
    type SystemUnderTest = Computer;
    type Reference = Self;

    fn init_test(state: &Outline) -> Computer {
        let world = World::new(state.planted, state.seed, state.locks_work, state.tokens);
        let mut tabs: Vec<_> = (0..TABS).map(|_| world.tab("anna")).collect();
        tabs.push(world.worker());
        Computer {
            world,
            tabs,
            tasks: Vec::new(),
            written: 0,
            steps: Cell::new(0),
        }
    }

    fn apply(mut computer: Computer, _: &Outline, act: Act) -> Computer {
        computer.act(act);
        computer
    }

    fn check_invariants(computer: &Computer, _: &Outline) {
        computer.world.check(&computer.tabs);
    }

    fn teardown(mut computer: Computer, _: Outline) {
        computer.end_well();
        add("steps", computer.steps.get());
        add("sequences", 1);
    }
}

impl Computer {
    fn act(&mut self, act: Act) {
        if !matches!(act, Act::Poll { .. } | Act::Finish) {
            self.count();
        }
        let world = self.world.clone();
        match act {
            Act::Poll { task, times } => {
                for _ in 0..times {
                    if self.tasks.is_empty() {
                        return;
                    }
                    self.poll(task % self.tasks.len());
                }
            }
            Act::Finish => self.finish(),
            Act::Write { tab, named, keep } => self.write(tab, named, keep),
            Act::Again { tab, row } => self.write_again(tab, &name(row)),
            Act::Drain(tab) => self.start(tab, |tab| async move { tab.outbox.drain().await }),
            Act::Trigger(tab, trigger) => self.tabs[tab].outbox.trigger(trigger),
            Act::Crash(tab) => self.crash(tab),
            Act::Wait(time) => world.pass_time(time),
            Act::SetClock(time) => world.set_clock(time),
            Act::Wire(fault) => world.wire_script.borrow_mut().push_back(fault),
            Act::Arrive(at) => world.arrive(at % world.on_the_way().max(1)),
            Act::Disk(fault) => world.disk_script.borrow_mut().push_back(fault),
            Act::Online(online) => world.online.set(online),
            Act::Digests(work) => world.digests.set(work),
            Act::Owner(tab, owner) => self.sign(tab, OWNERS[owner]),
            Act::Press(tab, row) => {
                let id = name(row);
                self.start(tab, |tab| async move { tab.outbox.try_now(&id).await });
            }
            Act::PressOften { tab, row, status } => {
                let answer = status.map_or(Fault::Lost, |status| {
                    Fault::Answer(problem(status, "about:blank"))
                });
                world
                    .wire_script
                    .borrow_mut()
                    .extend(vec![answer; 2 * PRESSES]);
                for _ in 0..PRESSES {
                    let id = name(row);
                    self.start(tab, |tab| async move { tab.outbox.try_now(&id).await });
                    self.finish();
                }
                world.wire_script.borrow_mut().clear();
            }
            Act::Delete(tab, row) => {
                let id = name(row);
                self.start(tab, |tab| async move {
                    // Only what is shown can be deleted, so only that is a person's wish.
                    let shown = tab.outbox.views().iter().any(|view| view.id == id);
                    if !shown || world.deletes(&id) {
                        tab.outbox.cancel(&id).await;
                    }
                });
            }
            Act::Clear(tab) => {
                self.start(tab, |tab| async move {
                    let _ = tab.outbox.clear_device().await;
                });
            }
            Act::Forget(tab) => {
                let seat = &self.tabs[tab].seat;
                seat.session.set(seat.session.get() + 1);
                self.tabs[tab].outbox.forget();
            }
            Act::Address(tab) => {
                let seat = &self.tabs[tab].seat;
                seat.endpoint.set(seat.endpoint.get().wrapping_add(1));
                let destinations = seat.destinations();
                self.tabs[tab]
                    .outbox
                    .configure(destinations, Settings::default());
                self.start(tab, |tab| async move { tab.outbox.refresh().await });
            }
            Act::Worker => {
                self.kill(TABS);
                self.tabs[TABS] = world.worker();
                self.start(TABS, |worker| async move { worker.outbox.drain().await });
            }
            Act::Damage(tab) => {
                world.damaged(&name(self.written), &self.tabs[tab].seat);
                self.written += 1;
            }
        }
    }

    fn count(&self) {
        self.steps.set(self.steps.get() + 1);
    }

    /// Begins something, up to its first await, as whoever handles an event does.
    fn start<F>(&mut self, tab: usize, work: impl FnOnce(Rc<Tab>) -> F)
    where
        F: Future<Output = ()> + 'static,
    {
        let future = Box::pin(work(self.tabs[tab].clone()));
        self.tasks.push(Task { tab, future });
        self.poll(self.tasks.len() - 1);
    }

    /// One step of a task: from one await to the next.
    fn poll(&mut self, at: usize) {
        self.count();
        let mut context = Context::from_waker(Waker::noop());
        if self.tasks[at].future.as_mut().poll(&mut context).is_ready() {
            self.tasks.swap_remove(at);
        }
        self.world.check(&self.tabs);
    }

    fn finish(&mut self) {
        for _ in 0..FOR_EVER {
            if self.tasks.is_empty() {
                return;
            }
            let at = (self.world.unit() * self.tasks.len() as f64) as usize;
            self.poll(at);
        }
        panic!("I23: something under way does not end");
    }

    fn write(&mut self, tab: usize, named: bool, keep: Keep) {
        let id = name(self.written);
        self.written += 1;
        let body = format!("sealed once: {id}");
        self.world.written(&id, &body, &self.tabs[tab].seat, named);
        self.send(tab, id, body, named, keep);
    }

    fn write_again(&mut self, tab: usize, id: &str) {
        let seat = &self.tabs[tab].seat;
        let Some((body, named)) = self.world.body_to_write_again(id, seat) else {
            return;
        };
        self.send(tab, id.to_owned(), body, named, Keep::Device);
    }

    fn send(&mut self, tab: usize, id: String, body: String, named: bool, keep: Keep) {
        let world = self.world.clone();
        self.start(tab, |tab| async move {
            let writer = tab.outbox.writer();
            // The seal takes a while, and anything may happen meanwhile.
            step().await;
            step().await;
            let sealed = Sealed {
                writer,
                id: id.clone(),
                dest: if named { NAMED } else { OPEN }.to_owned(),
                jwe: body,
            };
            let view = tab.outbox.enqueue(sealed, keep).await;
            world.told(&id, &view);
            tab.outbox.try_now(&id).await;
        });
    }

    fn crash(&mut self, tab: usize) {
        self.kill(tab);
        let owner = self.tabs[tab].seat.owner.borrow().clone();
        self.tabs[tab] = self.world.tab(&owner);
        self.tabs[tab].outbox.trigger(Trigger::Load);
    }

    fn kill(&mut self, tab: usize) {
        let before = self.tasks.len();
        self.tasks.retain(|task| task.tab != tab);
        if self.tasks.len() < before {
            add("crashes in the middle", 1);
        }
        self.world.died(&self.tabs[tab].seat);
    }

    /// As the page does it: the new owner first, then what waits for one.
    fn sign(&mut self, tab: usize, owner: &str) {
        let seat = &self.tabs[tab].seat;
        let before = seat.owner.replace(owner.to_owned());
        if before != owner && !before.is_empty() {
            seat.session.set(seat.session.get() + 1);
        }
        self.tabs[tab].outbox.set_owner(owner);
        self.start(tab, |tab| async move {
            tab.outbox.signed_in().await;
            tab.outbox.drain().await;
        });
    }

    /// Everything is well again, and each person comes back for a while: what was promised is kept.
    fn end_well(&mut self) {
        let world = self.world.clone();
        self.finish();
        world.wire_script.borrow_mut().clear();
        world.disk_script.borrow_mut().clear();
        world.online.set(true);
        world.digests.set(true);
        while world.on_the_way() > 0 {
            world.arrive(0);
        }
        for owner in ["anna", "ben"] {
            self.sign(0, owner);
            self.finish();
            self.is_told_the_end(owner);
            self.eligible_is_soon_delivered(owner);
            self.live(3 * HOUR);
            self.press_what_was_refused();
        }
        world.check(&self.tabs);
        world.check_promises();
    }

    /// In a page that has just been loaded, and in this one.
    fn is_told_the_end(&mut self, owner: &str) {
        let world = self.world.clone();
        let next = world.tab(owner);
        self.tabs.push(next.clone());
        self.start(self.tabs.len() - 1, |tab| async move {
            tab.outbox.refresh().await;
        });
        self.finish();
        world.check_told(owner, &next);
        world.check_told(owner, &self.tabs[0]);
        self.tabs.pop();
        // It may have queued what was held under another address, and that it tells the others.
        self.start(0, |tab| async move { tab.outbox.refresh().await });
        self.finish();
    }

    /// I10, and I9 of those that stand beside a row which is held, refused or damaged.
    fn eligible_is_soon_delivered(&mut self, owner: &str) {
        let now = self.world.now.get();
        let eligible: Vec<(String, bool)> = self
            .world
            .rows()
            .into_iter()
            .filter(|row| matches!(row.state, State::Queued | State::Sending | State::Waiting))
            .filter(|row| row.dest == OPEN || row.owner == owner)
            .filter(|row| row.expires > now + HOUR && !self.world.is_damaged(&row.id))
            .filter(|row| row.due(now).is_some_and(|due| due <= now + backoff::CAP))
            .map(|row| (row.id.clone(), self.world.stuck(&row).next().is_some()))
            .collect();
        // As long again as the last rung, an attempt in another tab, a page's own spread, and a
        // clock that was set back by so little that nobody sees it.
        self.live(2 * backoff::CAP + LEASE + MINUTE + 5 * MINUTE);
        for (id, beside) in eligible {
            let kept = self.world.row(&id).is_none();
            if beside {
                hold("I9", kept, || format!("{id} is held up by another"));
            }
            hold("I10", kept, || {
                let row = self.world.row(&id);
                format!("{id} could be sent and was not: {row:?} at {now}")
            });
        }
    }

    /// Lets the first tab live as its timer drives it.
    fn live(&mut self, time: Millis) {
        let world = self.world.clone();
        let end = world.now.get() + time;
        for wakes in 0.. {
            let now = world.now.get();
            let wake = self.tabs[0].outbox.next_wake();
            // What is held up there is looked for every second, which only takes long.
            let late = match world.planted {
                Planted::HeadOfLine => MINUTE,
                _ => 0,
            };
            match wake.map(|at| at.max(now + late)) {
                Some(at) if at <= end => {
                    hold("I23", at > now && wakes < 4_000, || {
                        "the tab spins".to_owned()
                    });
                    world.pass_time(at - now);
                }
                _ => break,
            }
            self.start(0, |tab| async move { tab.outbox.drain().await });
            self.finish();
        }
        world.pass_time(end - world.now.get());
    }

    fn press_what_was_refused(&mut self) {
        for view in self.tabs[0].outbox.views() {
            if matches!(
                view.state,
                State::Rejected | State::Held | State::NeedsSignIn
            ) {
                self.start(0, |tab| async move { tab.outbox.try_now(&view.id).await });
                self.finish();
            }
        }
    }
}

fn name(row: usize) -> String {
    format!("id-{row}")
}
