//! The outbox as JavaScript sees it: JSON text and bytes across the border.

use std::rc::Rc;

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{future_to_promise, spawn_local};

use crate::browser::js::{object, parse_json};
use crate::browser::service::OutboxService;
use crate::config::Severity;
use crate::outbox::{Destination, Keep, Settings, Submission, View};
use crate::value::Value;

/// The outbox of a page.
#[wasm_bindgen]
pub struct Outbox(OutboxService);

#[wasm_bindgen]
impl Outbox {
    /// The one of this page. `file` is the address of one of the widget's own files; `report` is told
    /// what is wrong with a key, as the detail of an event.
    #[wasm_bindgen(constructor)]
    pub fn new(file: String, report: Function) -> Self {
        let service = OutboxService::shared();
        service.set_home(file);
        service.set_faulted(move |path, fault, borne| {
            let severity = match borne {
                true => Severity::Warning,
                false => Severity::Error,
            };
            let detail = object(&[
                ("code", fault.as_str().into()),
                ("severity", severity.as_str().into()),
                ("path", path.into()),
            ]);
            // What a listener throws is the page's own matter.
            let _ = report.call1(&JsValue::NULL, &detail);
        });
        Self(service)
    }

    /// Says where requests may go, and begins to send what waits.
    pub fn configure(&self, destinations: &str, settings: &str) {
        let destinations = parse_json(destinations).unwrap_or_default();
        let settings = parse_json(settings).unwrap_or_default();
        self.0.configure(
            destinations
                .items()
                .iter()
                .filter_map(Destination::from_value)
                .collect(),
            Settings::from_value(&settings),
        );
        self.0.start();
    }

    /// Takes the tag of the person who is signed in.
    #[wasm_bindgen(js_name = setOwner)]
    pub fn set_owner(&self, tag: Option<String>) {
        self.0.set_owner(tag);
    }

    /// Takes the function that gives a bearer token.
    #[wasm_bindgen(js_name = setTokenProvider)]
    pub fn set_token_provider(&self, provider: Option<Function>) {
        self.0.set_token_provider(provider);
    }

    /// The requests of this session, as JSON text.
    pub fn views(&self) -> String {
        Value::Array(self.0.views().iter().map(View::to_value).collect()).to_json()
    }

    /// Whether something that was stored could not be read.
    pub fn damaged(&self) -> bool {
        self.0.damaged()
    }

    /// Looks for what was lost, after the browser refused to list its databases.
    pub fn look(&self) {
        self.0.look();
    }

    /// The fingerprint of the key that requests to `dest` are sealed to, empty where none may be.
    pub fn fingerprint(&self, dest: &str) -> Option<String> {
        self.0.fingerprint(dest)
    }

    /// Seals a request for a key of `dest` and keeps it. Resolves to its view as JSON text,
    /// or to `undefined` where it could not be sealed; then nothing was kept.
    pub fn submit(
        &self,
        id: String,
        dest: String,
        aud: String,
        plaintext: Vec<u8>,
        keep: &str,
    ) -> Promise {
        let (service, keep) = (self.0.clone(), Keep::from_name(keep));
        future_to_promise(async move {
            let submission = Submission {
                id,
                dest,
                aud,
                plaintext,
            };
            Ok(match service.submit(submission, keep).await {
                Ok(view) => view.to_value().to_json().into(),
                Err(_) => JsValue::UNDEFINED,
            })
        })
    }

    /// Tries to deliver a request now.
    #[wasm_bindgen(js_name = tryNow)]
    pub fn try_now(&self, id: String) {
        let service = self.0.clone();
        spawn_local(async move { service.try_now(&id).await });
    }

    /// Deletes a request.
    pub fn cancel(&self, id: String) {
        let service = self.0.clone();
        spawn_local(async move { service.cancel(&id).await });
    }

    /// Shows no request of before any more.
    pub fn forget(&self) {
        self.0.forget();
    }

    /// Deletes everything that is kept. Resolves to whether that is certain.
    #[wasm_bindgen(js_name = clearDevice)]
    pub fn clear_device(&self) -> Promise {
        let service = self.0.clone();
        future_to_promise(async move { Ok(service.clear_device().await.is_ok().into()) })
    }

    /// Calls `told` after every change, for as long as the page lives.
    pub fn watch(&self, told: Function) {
        let subscription = self.0.subscribe(Rc::new(move || {
            // What a listener throws is the page's own matter.
            let _ = told.call0(&JsValue::NULL);
        }));
        std::mem::forget(subscription);
    }
}
