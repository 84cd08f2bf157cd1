//! A hospital in one thread: computers with tabs, a receiver, a network, and a clock.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use sha2::{Digest, Sha256};
use touchbase::jose::base64url;
use touchbase::outbox::ports::{
    Clock, Lock, Page, Post, Random, Store, StoreError, Trace, Transport,
};
use touchbase::outbox::{
    Change, Destination, Engine, Keep, MemoryStore, Reply, Response, Row, Sealed, Settings, Step,
    Tombstone, TransportIdentity, View,
};
use touchbase::time::{HOUR, MINUTE, Millis};
use touchbase::value::Value;

pub(crate) const START: Millis = 1_790_000_040_000;
pub(crate) const DEST: &str = "program/recipient";

pub(crate) type Tab = Rc<Engine<Shaky, Wire, Desk>>;

/// Everything outside a tab.
pub(crate) struct World {
    pub(crate) now: Cell<Millis>,
    /// What no setting of the clock changes.
    pub(crate) uptime: Cell<Millis>,
    seed: Cell<u64>,
    pub(crate) online: Cell<bool>,
    pub(crate) locks_work: Cell<bool>,
    locks: RefCell<BTreeSet<String>>,
    /// What the receiver does to the next requests; then it behaves.
    pub(crate) script: RefCell<VecDeque<Fault>>,
    /// `false` for a receiver that breaks the contract and stores every request.
    pub(crate) dedupes: Cell<bool>,
    /// The referrals the receiver stored, in order.
    pub(crate) stored: RefCell<Vec<String>>,
    receipts: RefCell<BTreeMap<String, String>>,
    /// Every request that reached the receiver's side of the network.
    pub(crate) posts: RefCell<Vec<Posted>>,
    /// What the store does to the next operations.
    pub(crate) store_script: RefCell<VecDeque<StoreFault>>,
    /// Whether the browser's data was wiped.
    pub(crate) wiped: Cell<bool>,
    /// Whether the store finds, the next time it is read, that it lost what it held.
    pub(crate) damaged: Cell<bool>,
    /// Whether a token can be had at all, and whether a fresh one is good.
    pub(crate) tokens: Cell<bool>,
    /// Whether the browser computes digests.
    pub(crate) digests: Cell<bool>,
    /// Whether somebody may sign in where the next request comes from; not in a service worker.
    pub(crate) attended: Cell<bool>,
    /// Whether the server of the widget's own files answers, and how often it was asked.
    pub(crate) home: Cell<bool>,
    pub(crate) home_asked: Cell<u32>,
    /// How often a token was asked for.
    pub(crate) tokens_asked: Cell<u32>,
}

#[derive(Clone, Debug)]
pub(crate) struct Posted {
    pub(crate) at: Millis,
    pub(crate) id: String,
    pub(crate) body: String,
    pub(crate) endpoint: String,
    pub(crate) refresh: bool,
}

#[derive(Clone, Debug)]
pub(crate) enum Fault {
    /// The receiver works.
    Works,
    /// The request is lost before it is stored.
    Lost,
    /// The referral is stored, and the answer is lost.
    AckLost(Reply),
    /// Something answers instead of the receiver.
    Answer(Response),
    /// The token function fails.
    NoToken,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum StoreFault {
    Works,
    /// Fails before it wrote.
    Fails(StoreError),
    /// Writes, and then the connection is lost before it says so.
    WritesThenLost,
}

impl World {
    pub(crate) fn new(seed: u64) -> Rc<Self> {
        Rc::new(Self {
            now: Cell::new(START),
            uptime: Cell::new(0),
            seed: Cell::new(seed.wrapping_mul(2).wrapping_add(0x9e37_79b9_7f4a_7c15) | 1),
            online: Cell::new(true),
            locks_work: Cell::new(true),
            locks: RefCell::default(),
            script: RefCell::default(),
            dedupes: Cell::new(true),
            stored: RefCell::default(),
            receipts: RefCell::default(),
            posts: RefCell::default(),
            store_script: RefCell::default(),
            wiped: Cell::new(false),
            damaged: Cell::new(false),
            tokens: Cell::new(false),
            digests: Cell::new(true),
            attended: Cell::new(true),
            home: Cell::new(true),
            home_asked: Cell::new(0),
            tokens_asked: Cell::new(0),
        })
    }

    /// The clock is set, or the computer was asleep.
    pub(crate) fn advance(&self, by: Millis) {
        self.now.set(self.now.get() + by);
    }

    /// Time passes with every page open.
    pub(crate) fn pass(&self, by: Millis) {
        self.advance(by);
        self.uptime.set(self.uptime.get() + by);
    }

    pub(crate) fn expect(&self, faults: impl IntoIterator<Item = Fault>) {
        self.script.borrow_mut().extend(faults);
    }

    pub(crate) fn expect_of_store(&self, faults: impl IntoIterator<Item = StoreFault>) {
        self.store_script.borrow_mut().extend(faults);
    }

    pub(crate) fn posts_of(&self, id: &str) -> Vec<Posted> {
        let posts = self.posts.borrow();
        posts.iter().filter(|post| post.id == id).cloned().collect()
    }

    pub(crate) fn stored_times(&self, id: &str) -> usize {
        self.stored.borrow().iter().filter(|x| *x == id).count()
    }

    /// A tab over a computer's store.
    pub(crate) fn tab(self: &Rc<Self>, disk: &Rc<MemoryStore>) -> Tab {
        self.tab_with(disk, TransportIdentity::None, "")
    }

    pub(crate) fn tab_with(
        self: &Rc<Self>,
        disk: &Rc<MemoryStore>,
        identity: TransportIdentity,
        owner: &str,
    ) -> Tab {
        let store = Shaky {
            world: self.clone(),
            disk: disk.clone(),
        };
        let desk = Desk {
            world: self.clone(),
            opened: self.uptime.get(),
        };
        let name = self.next().to_string();
        let tab = Engine::new(store, Wire(self.clone()), desk, name);
        let destination = Destination {
            id: DEST.to_owned(),
            endpoint: "/api/referrals".to_owned(),
            identity,
            ..Destination::default()
        };
        tab.configure(vec![destination], Settings::default());
        tab.set_owner(owner);
        Rc::new(tab)
    }

    fn next(&self) -> u64 {
        let mut x = self.seed.get();
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        self.seed.set(x);
        x
    }

    /// Stores as the receiver's contract says: the first is kept, a repeat gets its receipt.
    fn store(&self, id: &str) -> Response {
        let known = self.receipts.borrow().get(id).cloned();
        let status = if known.is_some() { 200 } else { 201 };
        let receipt = known.unwrap_or_else(|| format!("R-{}", self.stored.borrow().len()));
        if status == 201 || !self.dedupes.get() {
            self.stored.borrow_mut().push(id.to_owned());
        }
        (self.receipts.borrow_mut()).insert(id.to_owned(), receipt.clone());
        receipt_of(status, id, &receipt)
    }
}

pub(crate) fn receipt_of(status: u16, id: &str, receipt: &str) -> Response {
    let member = |key: &str, text: &str| (key.to_owned(), Value::from(text));
    Response {
        status,
        content_type: "application/json".to_owned(),
        body: Some(Value::Object(vec![
            member("id", id),
            member("receipt", receipt),
            member("received_at", "2026-11-21T23:00:00Z"),
        ])),
        ..Response::default()
    }
}

pub(crate) fn status(status: u16) -> Response {
    Response {
        status,
        ..Response::default()
    }
}

pub(crate) fn problem(status: u16, kind: &str) -> Response {
    let body = Value::Object(vec![("type".to_owned(), kind.into())]);
    Response {
        status,
        content_type: "application/problem+json".to_owned(),
        body: Some(body),
        ..Response::default()
    }
}

/// Lets the other tasks run once.
fn step() -> impl Future<Output = ()> {
    let mut waited = false;
    std::future::poll_fn(move |_| match std::mem::replace(&mut waited, true) {
        true => Poll::Ready(()),
        false => Poll::Pending,
    })
}

/// The store of a computer; every operation may fail, and takes a step before and after.
pub(crate) struct Shaky {
    world: Rc<World>,
    disk: Rc<MemoryStore>,
}

impl Shaky {
    async fn run<V>(
        &self,
        work: impl Future<Output = Result<V, StoreError>>,
    ) -> Result<V, StoreError> {
        step().await;
        let fault = self.world.store_script.borrow_mut().pop_front();
        let result = match fault.unwrap_or(StoreFault::Works) {
            StoreFault::Works => work.await,
            StoreFault::Fails(error) => Err(error),
            StoreFault::WritesThenLost => work.await.and(Err(StoreError::Lost)),
        };
        step().await;
        result
    }
}

impl Store for Shaky {
    async fn insert(&self, row: &Row) -> Result<(), StoreError> {
        let written = Cell::new(false);
        let work = async {
            let kept = self.disk.insert(row).await;
            written.set(kept.is_ok());
            kept
        };
        match self.run(work).await {
            Err(StoreError::Lost) if written.get() => Err(StoreError::Unsaid),
            kept => kept,
        }
    }

    async fn update(
        &self,
        id: &str,
        change: &Change<'_>,
        grave: Tombstone,
    ) -> Result<Step, StoreError> {
        self.run(self.disk.update(id, change, grave)).await
    }

    async fn list(&self) -> Result<Vec<Row>, StoreError> {
        self.run(self.disk.list()).await
    }

    async fn trace(&self, key: &str) -> Result<Trace, StoreError> {
        if self.world.wiped.get() {
            return Ok(Trace::Wiped);
        }
        self.run(self.disk.trace(key)).await
    }

    fn damaged(&self) -> bool {
        self.world.damaged.take()
    }

    async fn ended(&self, owner: &str) -> Result<Vec<Tombstone>, StoreError> {
        self.run(self.disk.ended(owner)).await
    }

    async fn prune(&self, before: Millis) -> Result<(), StoreError> {
        self.run(self.disk.prune(before)).await
    }

    async fn clear(&self) -> Result<(), StoreError> {
        self.run(self.disk.clear()).await
    }
}

/// The network and the receiver.
pub(crate) struct Wire(Rc<World>);

impl Transport for Wire {
    /// Whether it is a fresh one.
    type Token = bool;

    fn has_tokens(&self) -> bool {
        self.0.tokens.get()
    }

    fn is_attended(&self) -> bool {
        self.0.attended.get()
    }

    fn address(&self, endpoint: &str) -> String {
        endpoint.to_owned()
    }

    async fn token(&self, refresh: bool) -> Option<bool> {
        let world = &self.0;
        world.tokens_asked.set(world.tokens_asked.get() + 1);
        step().await;
        let mut script = world.script.borrow_mut();
        let fails = world.online.get() && matches!(script.front(), Some(Fault::NoToken));
        if fails {
            script.pop_front();
        }
        (!fails).then_some(refresh)
    }

    async fn post(&self, post: Post<'_>, fresh: bool) -> Reply {
        let world = &self.0;
        step().await;
        if !world.online.get() {
            return Reply::Network;
        }
        let fault = world.script.borrow_mut().pop_front();
        world.posts.borrow_mut().push(Posted {
            at: world.now.get(),
            id: post.id.to_owned(),
            body: post.jwe.to_owned(),
            endpoint: post.endpoint.to_owned(),
            refresh: fresh,
        });
        step().await;
        let reply = match fault.unwrap_or(Fault::Works) {
            Fault::Works => Reply::Response(world.store(post.id)),
            Fault::Lost | Fault::NoToken => Reply::Network,
            Fault::AckLost(reply) => {
                world.store(post.id);
                reply
            }
            Fault::Answer(response) => Reply::Response(response),
        };
        step().await;
        reply
    }

    async fn is_home_reachable(&self) -> bool {
        let world = &self.0;
        world.home_asked.set(world.home_asked.get() + 1);
        step().await;
        world.home.get()
    }
}

/// The page of a tab.
pub(crate) struct Desk {
    world: Rc<World>,
    opened: Millis,
}

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
        self.world.now.get()
    }

    fn uptime(&self) -> Millis {
        self.world.uptime.get() - self.opened
    }
}

impl Random for Desk {
    fn unit(&self) -> f64 {
        (self.world.next() >> 11) as f64 / (1u64 << 53) as f64
    }
}

impl Page for Desk {
    type Guard = Guard;

    async fn lock(&self, dest: &str) -> Lock<Guard> {
        step().await;
        if !self.world.locks_work.get() {
            return Lock::Unsupported;
        }
        match self.world.locks.borrow_mut().insert(dest.to_owned()) {
            true => Lock::Held(Guard {
                world: self.world.clone(),
                name: dest.to_owned(),
            }),
            false => Lock::Busy,
        }
    }

    async fn sha256(&self, bytes: &[u8]) -> Option<String> {
        step().await;
        let digests = self.world.digests.get();
        digests.then(|| digest(bytes))
    }

    fn online(&self) -> bool {
        self.world.online.get()
    }

    fn changed(&self, _stored: bool) {}
}

fn digest(bytes: &[u8]) -> String {
    base64url(&Sha256::digest(bytes))
}

/// What stands in a tombstone in place of an id.
pub(crate) fn key(id: &str) -> String {
    digest(id.as_bytes())
}

/// Runs one future to its end.
pub(crate) fn block<V>(future: impl Future<Output = V>) -> V {
    let mut future = std::pin::pin!(future);
    let mut cx = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(value) = future.as_mut().poll(&mut cx) {
            return value;
        }
    }
}

/// Runs a future for at most `steps` steps and then kills it, as a crash would. Whether it ended.
pub(crate) fn crash_after(steps: usize, future: impl Future<Output = ()>) -> bool {
    let mut future: Pin<Box<dyn Future<Output = ()> + '_>> = Box::pin(future);
    let mut cx = Context::from_waker(Waker::noop());
    (0..=steps).any(|_| future.as_mut().poll(&mut cx).is_ready())
}

/// Runs futures side by side, in an order drawn by `world`.
pub(crate) fn together(world: &World, futures: Vec<Pin<Box<dyn Future<Output = ()> + '_>>>) {
    let mut futures = futures;
    let mut cx = Context::from_waker(Waker::noop());
    while !futures.is_empty() {
        let at = world.next() as usize % futures.len();
        if futures[at].as_mut().poll(&mut cx).is_ready() {
            drop(futures.swap_remove(at));
        }
    }
}

/// Sealed in no time, for whoever uses the tab.
pub(crate) fn sealed(tab: &Tab, id: &str) -> Sealed {
    Sealed {
        writer: tab.writer(),
        id: id.to_owned(),
        dest: DEST.to_owned(),
        jwe: format!("sealed once: {id}"),
    }
}

/// Enqueues and sends, as "Send" does.
pub(crate) fn send(tab: &Tab, id: &str) -> View {
    block(tab.enqueue(sealed(tab, id), Keep::Device));
    block(tab.try_now(id));
    view(tab, id)
}

pub(crate) fn view(tab: &Tab, id: &str) -> View {
    let mut views = tab.views();
    views.retain(|view| view.id == id);
    assert_eq!(views.len(), 1, "{id} is shown once");
    views.remove(0)
}

/// Lets a tab live for `time` as its timer drives it, and answers how often it woke.
pub(crate) fn live(world: &World, tab: &Tab, time: Millis) -> usize {
    let end = world.now.get() + time;
    let mut wakes = 0;
    while let Some(at) = tab.next_wake() {
        if at > end {
            break;
        }
        assert!(
            at > world.now.get(),
            "a timer that fires at once never ends"
        );
        world.pass(at - world.now.get());
        block(tab.drain());
        wakes += 1;
        assert!(wakes < 100_000, "the tab spins");
    }
    world.pass(end - world.now.get());
    wakes
}

/// Requests in any one hour must stay inside the budget: 20 in a row's first hour, and 8 an hour
/// after it, counted in hours that follow each other, so 16 in the worst sliding one.
pub(crate) fn assert_budget(world: &World, id: &str, created: Millis) {
    let posts = world.posts_of(id);
    let first = posts
        .iter()
        .filter(|p| p.at < created + HOUR - MINUTE)
        .count();
    assert!(first <= 20, "{first} requests in the first hour");
    for post in posts.iter().filter(|p| p.at >= created + 2 * HOUR) {
        let hour = posts
            .iter()
            .filter(|p| p.at >= post.at && p.at < post.at + HOUR)
            .count();
        assert!(hour <= 16, "{hour} requests in an hour");
    }
}
