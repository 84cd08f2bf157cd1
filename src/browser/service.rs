//! The outbox of this page, wired to the browser.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use gloo_timers::callback::Timeout;
use wasm_bindgen_futures::spawn_local;

use super::databases::DATABASE;
use super::fetch::HttpTransport;
use super::idb::IdbStore;
use super::js::parse_json;
use super::page::{BrowserPage, Listeners};
use super::seal::{SealError, seal};
use super::{random, sync, time};
use crate::config::walk::at;
use crate::jose::{KeyFault, KeyRing};
use crate::outbox::ports::StoreError;
use crate::outbox::{Destination, Engine, Keep, Sealed, Settings, Submission, Trigger, View};
use crate::time::{Millis, SECOND};

/// The longest delay of a timer; browsers take more for none at all.
const MAX_DELAY: i64 = i32::MAX as i64;

thread_local! {
    static SHARED: RefCell<Option<OutboxService>> = const { RefCell::new(None) };
}

/// Somebody who is told that the outbox changed.
type Told = Rc<dyn Fn()>;

/// The outbox of this page; clones are the same one.
#[derive(Clone)]
pub(crate) struct OutboxService(Rc<Inner>);

struct Inner {
    engine: Engine<IdbStore, HttpTransport, BrowserPage>,
    listeners: RefCell<Option<Listeners>>,
    started: Cell<bool>,
    timer: RefCell<Option<Timeout>>,
    /// What the timer is set to, until it goes off.
    set_to: Cell<Option<Millis>>,
    subscribers: RefCell<Vec<(u32, Told)>>,
    next_subscriber: Cell<u32>,
    /// By destination: its keys as the host wrote them, and what they are worth.
    rings: RefCell<Vec<(String, String, KeyRing)>>,
    /// Told of each fault of a key, with its path.
    faulted: RefCell<Option<KeyFaulted>>,
    /// The destinations for which the host's service worker was asked to be woken.
    asked: RefCell<Vec<String>>,
    /// Whether a round of news is under way, and whether it goes to other tabs as well.
    news: Cell<bool>,
    poke: Cell<bool>,
}

/// Somebody who is told what is wrong with a key: its path, and whether another one serves.
type KeyFaulted = Box<dyn Fn(&str, KeyFault, bool)>;

/// Ends a subscription when it is dropped.
pub(crate) struct Subscription {
    service: Weak<Inner>,
    id: u32,
}

impl Drop for Subscription {
    fn drop(&mut self) {
        if let Some(service) = self.service.upgrade() {
            let mut subscribers = service.subscribers.borrow_mut();
            subscribers.retain(|(id, _)| *id != self.id);
        }
    }
}

impl PartialEq for OutboxService {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl OutboxService {
    /// The one of this page. Two instances of the widget share it, or they would send twice.
    pub(crate) fn shared() -> Self {
        if let Some(shared) = SHARED.with(|shared| shared.borrow().clone()) {
            return shared;
        }
        let service = Self::over(DATABASE);
        SHARED.with(|shared| shared.replace(Some(service.clone())));
        service
    }

    /// An outbox over the database `name`.
    pub(crate) fn over(name: &str) -> Self {
        let inner = Rc::new_cyclic(|inner: &Weak<Inner>| {
            let changed = {
                let inner = inner.clone();
                Box::new(move |stored| {
                    if let Some(inner) = inner.upgrade() {
                        inner.tell(stored);
                    }
                })
            };
            let tab = random::uuid().unwrap_or_default();
            Inner {
                engine: Engine::new(
                    IdbStore::new(name),
                    HttpTransport::default(),
                    BrowserPage::new(changed),
                    tab,
                ),
                listeners: RefCell::default(),
                started: Cell::new(false),
                timer: RefCell::default(),
                set_to: Cell::new(None),
                subscribers: RefCell::default(),
                next_subscriber: Cell::new(0),
                rings: RefCell::default(),
                faulted: RefCell::default(),
                asked: RefCell::default(),
                news: Cell::new(false),
                poke: Cell::new(false),
            }
        });
        Self(inner)
    }

    /// Adds destinations, replacing those with the same ids, and takes the settings.
    pub(crate) fn configure(&self, destinations: Vec<Destination>, settings: Settings) {
        for destination in &destinations {
            self.take_keys(destination);
        }
        self.0.engine.configure(destinations, settings);
        if self.0.started.get() {
            // What was held under other addresses may go now.
            let inner = self.0.clone();
            spawn_local(async move { inner.engine.refresh().await });
        }
    }

    /// Looks at the keys of a destination, unless they are those that it had.
    fn take_keys(&self, of: &Destination) {
        let mut rings = self.0.rings.borrow_mut();
        if rings
            .iter()
            .any(|(id, keys, _)| *id == of.id && *keys == of.keys)
        {
            return;
        }
        let jwks = parse_json(&of.keys).unwrap_or_default();
        let ring = KeyRing::read(jwks.items());
        if let Some(faulted) = &*self.0.faulted.borrow() {
            for (place, fault) in &ring.faults {
                // What a configuration can be told without looking at the numbers, it was.
                if *fault != KeyFault::Unsupported {
                    faulted(&at(&of.path, *place), *fault, !ring.sound.is_empty());
                }
            }
        }
        rings.retain(|(id, ..)| *id != of.id);
        rings.push((of.id.clone(), of.keys.clone(), ring));
    }

    /// Says who is told what is wrong with a key. Before [`OutboxService::configure`], or it has been.
    pub(crate) fn set_faulted(&self, faulted: impl Fn(&str, KeyFault, bool) + 'static) {
        self.0.faulted.replace(Some(Box::new(faulted)));
    }

    /// The fingerprint of the key that a request to `dest` is sealed to, empty where there is none
    /// that may be; `None` where the destination is not known.
    pub(crate) fn fingerprint(&self, dest: &str) -> Option<String> {
        let rings = self.0.rings.borrow();
        let (.., ring) = rings.iter().find(|(id, ..)| id == dest)?;
        Some(ring.fingerprint())
    }

    /// Takes the address of one of the widget's own files, by which a dead endpoint is told from a
    /// dead network. Without it the two are the same.
    pub(crate) fn set_home(&self, file: String) {
        self.0.engine.transport().set_home(file);
    }

    /// Says whose session this is, by the host's opaque tag.
    pub(crate) fn set_owner(&self, tag: Option<String>) {
        self.0.engine.set_owner(tag.as_deref().unwrap_or_default());
        self.0.signed_in();
    }

    /// Takes the host's token function.
    pub(crate) fn set_token_provider(&self, provider: Option<js_sys::Function>) {
        let given = provider.is_some();
        self.0.engine.transport().set_tokens(provider);
        if given {
            self.0.signed_in();
        }
    }

    /// Begins to send what waits, now and whenever the page gets a reason to. Calls after the
    /// first do nothing.
    pub(crate) fn start(&self) {
        if self.0.started.replace(true) {
            return;
        }
        let inner = Rc::downgrade(&self.0);
        let wake: Rc<dyn Fn(Trigger)> = Rc::new(move |trigger| {
            if let Some(inner) = inner.upgrade() {
                inner.wake(trigger);
            }
        });
        self.0.listeners.replace(Listeners::attach(wake));
        self.0.wake(Trigger::Load);
    }

    /// Seals a request, keeps it as `keep` says, and begins to send it. The answer says where it
    /// is kept for certain.
    ///
    /// # Errors
    ///
    /// [`SealError`]; then nothing was kept.
    pub(crate) async fn submit(
        &self,
        submission: Submission,
        keep: Keep,
    ) -> Result<View, SealError> {
        let Submission {
            id,
            dest,
            aud,
            plaintext,
        } = submission;
        let keys = {
            let rings = self.0.rings.borrow();
            let ring = rings.iter().find(|(id, ..)| *id == dest);
            ring.map(|(.., ring)| ring.sound.clone())
        };
        // It is theirs who pressed, whoever is there when it is sealed.
        let writer = self.0.engine.writer();
        let jwe = seal(&keys.unwrap_or_default(), &id, &aud, plaintext).await?;
        let sealed = Sealed {
            writer,
            id: id.clone(),
            dest,
            jwe,
        };
        let view = self.0.engine.enqueue(sealed, keep).await;
        let inner = self.0.clone();
        spawn_local(async move { inner.engine.try_now(&id).await });
        Ok(view)
    }

    /// What this session may see of the outbox, oldest first.
    pub(crate) fn views(&self) -> Vec<View> {
        self.0.engine.views()
    }

    /// Whether something that was stored could not be read: [`Engine::damaged`].
    pub(crate) fn damaged(&self) -> bool {
        self.0.engine.damaged()
    }

    /// Looks for what was lost, after the browser refused to list its databases.
    pub(crate) fn look(&self) {
        let inner = self.0.clone();
        spawn_local(async move {
            inner.engine.store().look().await;
            inner.engine.refresh().await;
        });
    }

    /// Shows no request of before any more; they go out all the same.
    pub(crate) fn forget(&self) {
        self.0.engine.forget();
    }

    /// Sends a row now.
    pub(crate) async fn try_now(&self, id: &str) {
        self.0.engine.try_now(id).await;
    }

    /// Deletes a row.
    pub(crate) async fn cancel(&self, id: &str) {
        self.0.engine.cancel(id).await;
    }

    /// Deletes every row on this device and in this page.
    ///
    /// # Errors
    ///
    /// [`StoreError`] where rows may be left.
    pub(crate) async fn clear_device(&self) -> Result<(), StoreError> {
        self.0.engine.clear_device().await
    }

    /// Calls `told` after every change, in a task of its own, until the answer is dropped.
    pub(crate) fn subscribe(&self, told: Told) -> Subscription {
        let id = self.0.next_subscriber.get();
        self.0.next_subscriber.set(id.wrapping_add(1));
        self.0.subscribers.borrow_mut().push((id, told));
        Subscription {
            service: Rc::downgrade(&self.0),
            id,
        }
    }
}

impl Inner {
    fn wake(self: &Rc<Self>, trigger: Trigger) {
        self.engine.trigger(trigger);
        let inner = self.clone();
        spawn_local(async move { inner.engine.refresh().await });
    }

    fn signed_in(self: &Rc<Self>) {
        let inner = self.clone();
        spawn_local(async move {
            inner.engine.signed_in().await;
            if inner.started.get() {
                // How their requests of before have ended.
                inner.engine.refresh().await;
            }
            inner.engine.trigger(Trigger::Poke);
        });
    }

    /// Passes a change on, once for all changes of a task: nothing is borrowed then, and whoever
    /// is told may call back.
    fn tell(self: &Rc<Self>, stored: bool) {
        self.poke.set(self.poke.get() || stored);
        if self.news.replace(true) {
            return;
        }
        let inner = self.clone();
        spawn_local(async move {
            inner.news.set(false);
            if inner.poke.replace(false)
                && let Some(listeners) = &*inner.listeners.borrow()
            {
                listeners.poke();
            }
            inner.arm();
            inner.ask_worker();
            let told: Vec<Told> = (inner.subscribers.borrow().iter())
                .map(|(_, told)| told.clone())
                .collect();
            for told in told {
                told();
            }
        });
    }

    /// Asks that the host's service worker is woken for what waits, should this page be closed.
    fn ask_worker(self: &Rc<Self>) {
        let wanted = self.engine.for_anyone();
        let known = (self.asked.borrow().iter()).all(|dest| wanted.contains(dest))
            && wanted.len() == self.asked.borrow().len();
        if known {
            return;
        }
        self.asked.replace(wanted.clone());
        if wanted.is_empty() {
            return;
        }
        let inner = self.clone();
        spawn_local(async move {
            if !sync::ask(&wanted).await {
                // There may be one the next time.
                inner.asked.take();
            }
        });
    }

    /// Sets the one timer to the next instant at which there is something to do, or none.
    fn arm(self: &Rc<Self>) {
        let wake = match self.started.get() {
            true => self.engine.next_wake(),
            false => None,
        };
        // A timer that comes sooner stays, or news that come again and again, as from a network that
        // is there and gone, would put it off for ever. Too early a pass sends nothing. One that did
        // not go off in its time was set by another clock.
        let now = time::now();
        if let (Some(at), Some(set_to)) = (wake, self.set_to.get())
            && (now - SECOND..=at).contains(&set_to)
        {
            return;
        }
        self.set_to.set(wake);
        let timer = wake.map(|at| {
            let inner = self.clone();
            let delay = (at - now).clamp(0, MAX_DELAY) as u32;
            Timeout::new(delay, move || {
                inner.set_to.set(None);
                spawn_local(async move { inner.engine.drain().await });
            })
        });
        // The old timer is dropped, and so cancelled, with nothing borrowed.
        let old = self.timer.replace(timer);
        drop(old);
    }
}
