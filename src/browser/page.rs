//! The page the outbox runs in: its clock, its locks, and the events that wake it.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_events::EventListener;
use wasm_bindgen::JsValue;
use web_sys::{BroadcastChannel, Document, VisibilityState, Window};

use super::locks::{self, Guard};
use super::{crypto, js, random, time};
use crate::outbox::Trigger;
use crate::outbox::ports::{Clock, Lock, Page, Random};
use crate::time::Millis;

/// The channel over which tabs tell each other to look again. Messages have no content, and
/// losing one does not matter.
const CHANNEL: &str = "tb1";

/// The engine's view of the page.
pub(crate) struct BrowserPage {
    changed: Box<dyn Fn(bool)>,
}

impl BrowserPage {
    /// `changed` is called after every change of the outbox, with whether other tabs should look.
    pub(crate) fn new(changed: Box<dyn Fn(bool)>) -> Self {
        Self { changed }
    }
}

impl Clock for BrowserPage {
    fn now(&self) -> Millis {
        time::now()
    }

    fn uptime(&self) -> Millis {
        let performance = js::get(&js_sys::global(), "performance");
        let now = js::function(&performance, "now").and_then(|now| now.call0(&performance).ok());
        now.and_then(|now| now.as_f64()).unwrap_or(0.0) as Millis
    }
}

impl Random for BrowserPage {
    fn unit(&self) -> f64 {
        match random::random::<4>() {
            Some(bytes) => f64::from(u32::from_le_bytes(bytes)) / 4_294_967_296.0,
            None => js_sys::Math::random(),
        }
    }
}

impl Page for BrowserPage {
    type Guard = Guard;

    async fn lock(&self, dest: &str) -> Lock<Guard> {
        locks::acquire(&["tb:send:", dest].concat()).await
    }

    async fn sha256(&self, bytes: &[u8]) -> Option<String> {
        crypto::sha256_text(bytes).await
    }

    fn online(&self) -> bool {
        // Missing or odd counts as online: only a clear "no" holds anything back.
        js::get(&js::navigator(), "onLine").as_bool() != Some(false)
    }

    fn changed(&self, stored: bool) {
        (self.changed)(stored);
    }
}

/// The page's events, listened to until this is dropped.
pub(crate) struct Listeners {
    _page: Vec<EventListener>,
    channel: Rc<RefCell<Option<Channel>>>,
}

pub(super) struct Channel {
    channel: BroadcastChannel,
    _listener: EventListener,
}

impl Drop for Channel {
    fn drop(&mut self) {
        self.channel.close();
    }
}

impl Listeners {
    /// Calls `wake` with what happened to the page. `None` outside a page.
    pub(crate) fn attach(wake: Rc<dyn Fn(Trigger)>) -> Option<Self> {
        let window: Window = web_sys::window()?;
        let document: Document = window.document()?;
        let channel = Rc::new(RefCell::new(Channel::open(&wake)));
        let mut page = Vec::with_capacity(4);

        let on_online = wake.clone();
        page.push(EventListener::new(&window, "online", move |_| {
            on_online(Trigger::Online);
        }));

        let on_visible = wake.clone();
        let shown = document.clone();
        page.push(EventListener::new(
            &document,
            "visibilitychange",
            move |_| {
                if shown.visibility_state() == VisibilityState::Visible {
                    on_visible(Trigger::Visible);
                }
            },
        ));

        // An open channel keeps the page out of the back-forward cache.
        let closing = channel.clone();
        page.push(EventListener::new(&window, "pagehide", move |_| {
            let closed = closing.borrow_mut().take();
            drop(closed);
        }));

        let opening = channel.clone();
        page.push(EventListener::new(&window, "pageshow", move |event| {
            let opened = Channel::open(&wake);
            opening.replace(opened);
            if js::get(event, "persisted").is_truthy() {
                wake(Trigger::Visible);
            }
        }));

        Some(Self {
            _page: page,
            channel,
        })
    }

    /// Tells the other tabs to look again.
    pub(crate) fn poke(&self) {
        if let Some(open) = &*self.channel.borrow() {
            open.poke();
        }
    }
}

impl Channel {
    pub(super) fn open(wake: &Rc<dyn Fn(Trigger)>) -> Option<Self> {
        let channel = BroadcastChannel::new(CHANNEL).ok()?;
        let wake = wake.clone();
        let listener = EventListener::new(&channel, "message", move |_| wake(Trigger::Poke));
        Some(Self {
            channel,
            _listener: listener,
        })
    }

    /// Tells the other tabs to look again.
    pub(super) fn poke(&self) {
        // A closed channel throws; then there is nobody to tell.
        let _ = self.channel.post_message(&JsValue::NULL);
    }
}
