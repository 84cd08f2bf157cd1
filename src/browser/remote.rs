//! The outbox in its own WebAssembly module, loaded when a person may need it or something waits.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::hint::black_box;
use std::rc::{Rc, Weak};

use js_sys::{Function, Promise, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::databases::{DATABASE, listed};
use super::js::parse_json;
use crate::outbox::{Destination, Keep, Settings, Submission, View};
use crate::ui::{Answer, Delivery, Screens};
use crate::value::Value;

#[wasm_bindgen]
extern "C" {
    /// `Outbox` of the other module, see `embed/outbox.rs`.
    #[derive(Clone)]
    type Outbox;

    #[wasm_bindgen(method)]
    fn configure(this: &Outbox, destinations: &str, settings: &str);
    #[wasm_bindgen(method, js_name = setOwner)]
    fn set_owner(this: &Outbox, tag: Option<String>);
    #[wasm_bindgen(method, js_name = setTokenProvider)]
    fn set_token_provider(this: &Outbox, provider: Option<Function>);
    #[wasm_bindgen(method)]
    fn views(this: &Outbox) -> String;
    #[wasm_bindgen(method)]
    fn damaged(this: &Outbox) -> bool;
    #[wasm_bindgen(method)]
    fn fingerprint(this: &Outbox, dest: &str) -> Option<String>;
    #[wasm_bindgen(method)]
    fn look(this: &Outbox);
    #[wasm_bindgen(method, catch)]
    fn submit(
        this: &Outbox,
        id: &str,
        dest: &str,
        aud: &str,
        plaintext: &Uint8Array,
        keep: &str,
    ) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, js_name = tryNow)]
    fn try_now(this: &Outbox, id: &str);
    #[wasm_bindgen(method)]
    fn cancel(this: &Outbox, id: &str);
    #[wasm_bindgen(method)]
    fn forget(this: &Outbox);
    #[wasm_bindgen(method, js_name = clearDevice)]
    fn clear_device(this: &Outbox) -> Promise;
    #[wasm_bindgen(method)]
    fn watch(this: &Outbox, told: &JsValue);
}

/// The one outbox of a page, whether it is loaded yet or not.
#[derive(Clone)]
pub(crate) struct RemoteOutbox(Rc<Inner>);

#[derive(Default)]
struct Inner {
    /// The page's way to load the module: a function that returns a promise of it, which fails soon
    /// where it is called with true.
    loader: RefCell<Option<Function>>,
    /// The page's way to fetch the later screens: a function that returns a promise.
    screens_loader: RefCell<Option<Function>>,
    screens: Cell<Screens>,
    fetching: Cell<bool>,
    outbox: RefCell<Option<Outbox>>,
    destinations: RefCell<Vec<Destination>>,
    settings: RefCell<Settings>,
    owner: RefCell<Option<String>>,
    tokens: RefCell<Option<Function>>,
    told: RefCell<Vec<Weak<dyn Fn()>>>,
}

impl RemoteOutbox {
    /// The one of this page. `loader` loads the module once and then returns the same one,
    /// `screens_loader` puts the later screens in their place.
    pub(crate) fn shared(loader: Function, screens_loader: Function) -> Self {
        thread_local! {
            static SHARED: RemoteOutbox = RemoteOutbox(Rc::default());
        }
        let shared = SHARED.with(Clone::clone);
        shared.0.loader.replace(Some(loader));
        shared.0.screens_loader.replace(Some(screens_loader));
        shared
    }

    pub(crate) fn set_owner(&self, tag: Option<String>) {
        let before = self.0.owner.replace(tag.clone());
        if before == tag {
            return;
        }
        if let Some(outbox) = self.loaded() {
            outbox.set_owner(tag);
        }
    }

    pub(crate) fn set_token_provider(&self, provider: Option<Function>) {
        self.0.tokens.replace(provider.clone());
        if let Some(outbox) = self.loaded() {
            outbox.set_token_provider(provider);
        }
    }

    fn loaded(&self) -> Option<Outbox> {
        self.0.outbox.borrow().clone()
    }

    /// The module; `None` where it cannot be loaded now, or not soon where that is `watched` by a
    /// person. The next call tries again.
    async fn load(&self, watched: bool) -> Option<Outbox> {
        if let Some(outbox) = self.loaded() {
            return Some(outbox);
        }
        self.bring_screens();
        let outbox: Outbox = called(&self.0.loader, watched).await?.unchecked_into();
        // Two calls may have waited for the same module.
        if let Some(outbox) = self.loaded() {
            return Some(outbox);
        }
        self.0.outbox.replace(Some(outbox.clone()));
        let this = self.clone();
        let told = Closure::<dyn Fn()>::new(move || this.tell());
        outbox.watch(&told.into_js_value());
        outbox.set_owner(self.0.owner.borrow().clone());
        outbox.set_token_provider(self.0.tokens.borrow().clone());
        self.pass_configuration(&outbox);
        Some(outbox)
    }

    /// Fetches the screens that come later, unless they are here or on their way.
    fn bring_screens(&self) {
        if self.0.screens.get() == Screens::Here || self.0.fetching.replace(true) {
            return;
        }
        if self.0.screens.replace(Screens::Awaited) == Screens::Missing {
            self.tell();
        }
        let this = self.clone();
        spawn_local(async move {
            let fetched = called(&this.0.screens_loader, true).await;
            #[cfg(all(feature = "parts", target_family = "wasm"))]
            if fetched.is_some() {
                crate::ui::arrived();
            }
            this.0.screens.set(match fetched {
                Some(_) => Screens::Here,
                None => Screens::Missing,
            });
            this.0.fetching.set(false);
            this.tell();
        });
    }

    fn pass_configuration(&self, outbox: &Outbox) {
        let destinations = self
            .0
            .destinations
            .borrow()
            .iter()
            .map(Destination::to_value)
            .collect();
        let settings = self.0.settings.borrow().to_value();
        outbox.configure(&Value::Array(destinations).to_json(), &settings.to_json());
    }

    /// Called with nothing borrowed: whoever is told may call back.
    fn tell(&self) {
        self.0
            .told
            .borrow_mut()
            .retain(|told| told.strong_count() > 0);
        let told: Vec<_> = self
            .0
            .told
            .borrow()
            .iter()
            .filter_map(Weak::upgrade)
            .collect();
        for told in told {
            told();
        }
    }
}

impl Delivery for RemoteOutbox {
    fn configure(&self, destinations: Vec<Destination>, settings: Settings) {
        {
            let mut known = self.0.destinations.borrow_mut();
            for destination in destinations {
                known.retain(|other| other.id != destination.id);
                known.push(destination);
            }
        }
        self.0.settings.replace(settings);
        if let Some(outbox) = self.loaded() {
            return self.pass_configuration(&outbox);
        }
        // Something may wait from an earlier visit. To look must not leave a trace.
        let this = self.clone();
        spawn_local(async move {
            // Where a browser does not list them, the outbox looks in its own way.
            let listed = listed(DATABASE).await;
            if !matches!(listed, Ok(Some(false)))
                && let Some(outbox) = this.load(false).await
                && listed.is_err()
            {
                // Chromium refuses once and lists them the next time, as if nothing had been lost.
                outbox.look();
            }
        });
    }

    fn fetch_screens(&self) {
        self.bring_screens();
    }

    fn screens(&self) -> Screens {
        self.0.screens.get()
    }

    fn prepare(&self) {
        self.bring_screens();
        if self.loaded().is_none() {
            let this = self.clone();
            spawn_local(async move {
                this.load(false).await;
            });
        }
    }

    fn views(&self) -> Vec<View> {
        let views = self.loaded().and_then(|outbox| parse_json(&outbox.views()));
        views
            .unwrap_or_default()
            .items()
            .iter()
            .filter_map(View::from_value)
            .collect()
    }

    fn damaged(&self) -> bool {
        self.loaded().is_some_and(|outbox| outbox.damaged())
    }

    fn fingerprint(&self, dest: &str) -> Option<String> {
        self.loaded()?.fingerprint(dest)
    }

    fn submit(&self, submission: Submission, keep: Keep) -> Answer<Option<View>> {
        let this = self.clone();
        Box::pin(async move {
            let writer = this.0.owner.borrow().clone();
            let outbox = this.load(true).await?;
            // It would be kept as a request of whoever came meanwhile.
            if *this.0.owner.borrow() != writer {
                return None;
            }
            let Submission {
                id,
                dest,
                aud,
                mut plaintext,
            } = submission;
            let copy = Uint8Array::from(plaintext.as_slice());
            let kept = outbox.submit(&id, &dest, &aud, &copy, keep.as_str());
            // The other module has a copy of its own by now, which it wipes.
            copy.fill(0, 0, copy.length());
            plaintext.fill(0);
            black_box(&plaintext);
            let view = JsFuture::from(kept.ok()?).await.ok()?.as_string()?;
            View::from_value(&parse_json(&view)?)
        })
    }

    fn try_now(&self, id: &str) {
        if let Some(outbox) = self.loaded() {
            outbox.try_now(id);
        }
    }

    fn cancel(&self, id: &str) {
        if let Some(outbox) = self.loaded() {
            outbox.cancel(id);
        }
    }

    fn forget(&self) {
        if let Some(outbox) = self.loaded() {
            outbox.forget();
        }
    }

    fn clear_device(&self) -> Answer<bool> {
        let this = self.clone();
        Box::pin(async move {
            let Some(outbox) = this.load(true).await else {
                return false;
            };
            let cleared = JsFuture::from(outbox.clear_device()).await;
            cleared.is_ok_and(|cleared| cleared.is_truthy())
        })
    }

    fn watch(&self, told: Rc<dyn Fn()>) -> Box<dyn Any> {
        self.0.told.borrow_mut().push(Rc::downgrade(&told));
        Box::new(told)
    }
}

/// What the promise of one of the page's functions comes to; `None` where it fails, or is not soon
/// where it is `watched`.
async fn called(function: &RefCell<Option<Function>>, watched: bool) -> Option<JsValue> {
    let function = function.borrow().clone()?;
    let promise = Promise::resolve(&function.call1(&JsValue::NULL, &watched.into()).ok()?);
    JsFuture::from(promise).await.ok()
}
