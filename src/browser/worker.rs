//! The outbox in a service worker: one visit of the same engine, without a page.

use std::rc::Rc;

use gloo_timers::future::TimeoutFuture;
use js_sys::{Array, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::databases::DATABASE;
use super::fetch::{HttpTransport, whole};
use super::idb::IdbStore;
use super::page::{BrowserPage, Channel};
use super::{js, random, time};
use crate::outbox::{Destination, Engine, Settings, Trigger};
use crate::time::{Millis, SECOND};

/// How long after a sync began the last pass may begin. Chromium ends a sync after three minutes,
/// and a pass may wait 45 seconds for an answer.
const LAST_PASS: Millis = 100 * SECOND;
/// What a page that is open has to send by itself, in milliseconds: a tab that is told to look
/// begins within two seconds, and can show the receipt.
const HEAD_START: u32 = 4_000;

/// Sends what waits for `destinations` and may go out in anybody's session. True where something
/// is left that another sync may send.
pub(crate) async fn deliver(destinations: Vec<Destination>, settings: Settings) -> bool {
    let channel = Rc::new(Channel::open(&(Rc::new(|_| {}) as Rc<dyn Fn(Trigger)>)));
    let poke = {
        let channel = Rc::clone(&channel);
        move || {
            if let Some(channel) = &*channel {
                channel.poke();
            }
        }
    };
    let changed = {
        let poke = poke.clone();
        move |stored| {
            if stored {
                poke();
            }
        }
    };
    let engine = Engine::new(
        IdbStore::new(DATABASE),
        HttpTransport::unattended(),
        BrowserPage::new(Box::new(changed)),
        random::uuid().unwrap_or_default(),
    );
    engine.configure(destinations, settings);
    engine.refresh().await;
    let last = time::now() + LAST_PASS;
    // A page that is open draws its own moment within the site's spread. A second one for the same
    // computer would bring the site back faster than the host said.
    if !engine.for_anyone().is_empty() && is_page_open().await {
        let drawn = time::now() + settings.reconnect_spread;
        if drawn >= last {
            return true;
        }
        until(drawn).await;
        engine.refresh().await;
    }
    // The browser wakes all of a site's workers at once when the network is back.
    engine.trigger(Trigger::Online);
    while !engine.for_anyone().is_empty() {
        let wake = engine.next_wake().unwrap_or(last);
        if wake >= last {
            return true;
        }
        until(wake).await;
        poke();
        TimeoutFuture::new(HEAD_START).await;
        engine.drain().await;
    }
    false
}

/// Endpoints as whole addresses; `base` is the address of the page with the widget, without which
/// one that is relative to it goes nowhere and is left out.
pub(crate) fn addressed(destinations: Vec<Destination>, base: Option<&str>) -> Vec<Destination> {
    let addressed = |mut destination: Destination| {
        destination.endpoint = whole(&destination.endpoint, base)?;
        Some(destination)
    };
    destinations.into_iter().filter_map(addressed).collect()
}

/// Whether a page of this origin is open, whatever is on it. One that cannot be seen is none.
async fn is_page_open() -> bool {
    let clients = js::get(&js_sys::global(), "clients");
    let wanted = js::object(&[
        ("type", "window".into()),
        ("includeUncontrolled", JsValue::TRUE),
    ]);
    let Some(Ok(asked)) =
        js::function(&clients, "matchAll").map(|find| find.call1(&clients, &wanted))
    else {
        return false;
    };
    let found = JsFuture::from(Promise::resolve(&asked)).await;
    found.is_ok_and(|found| found.unchecked_into::<Array>().length() > 0)
}

async fn until(at: Millis) {
    let delay = (at - time::now()).clamp(0, LAST_PASS);
    TimeoutFuture::new(delay as u32).await;
}
