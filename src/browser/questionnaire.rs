//! A host's questionnaire, whose rules are in a WebAssembly module of their own: most hosts have
//! none, and nobody else pays for it.

use std::rc::Rc;

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::js::parse_json;
use crate::ui::{Answer, Questionnaire, Questionnaires};
use crate::value::Value;

#[wasm_bindgen]
extern "C" {
    /// `Instrument` of the other module, see `embed/instrument.rs`.
    type Instrument;

    #[wasm_bindgen(method)]
    fn faults(this: &Instrument) -> String;
    #[wasm_bindgen(method)]
    fn view(this: &Instrument) -> String;
    #[wasm_bindgen(method)]
    fn next(this: &Instrument, answers: &[i8], item: i32) -> i32;
    #[wasm_bindgen(method)]
    fn result(this: &Instrument, answers: &[i8]) -> String;
    #[wasm_bindgen(method)]
    fn free(this: &Instrument);
}

/// The page's way to questionnaires: a function that takes an address, and whether to try again after
/// a failure, and returns a promise.
#[derive(Clone)]
pub(crate) struct RemoteQuestionnaires(pub(crate) Function);

impl RemoteQuestionnaires {
    /// Why the questionnaire at `address` is refused, as objects with `code` and `path`; empty where
    /// it is not, `None` where it cannot be fetched.
    pub(crate) async fn faults(&self, address: &str) -> Option<Value> {
        parse_json(&self.load(address, true).await?.0.faults())
    }

    /// Loads it, `anew` where an earlier attempt failed.
    async fn load(&self, address: &str, anew: bool) -> Option<Loaded> {
        let (address, anew) = (address.into(), anew.into());
        let loading = self.0.call2(&JsValue::NULL, &address, &anew).ok()?;
        let instrument = JsFuture::from(Promise::resolve(&loading)).await.ok()?;
        Some(Loaded(instrument.unchecked_into()))
    }
}

impl Questionnaires for RemoteQuestionnaires {
    fn open(&self, address: &str) -> Answer<Option<Rc<dyn Questionnaire>>> {
        let (this, address) = (self.clone(), address.to_owned());
        Box::pin(async move {
            let loaded = this.load(&address, false).await?;
            if !parse_json(&loaded.0.faults())?.items().is_empty() {
                return None;
            }
            let view = parse_json(&loaded.0.view())?;
            Some(Rc::new(Open { loaded, view }) as Rc<dyn Questionnaire>)
        })
    }
}

/// An instance in the other module. It is freed there when this one goes, and with it all it read.
struct Loaded(Instrument);

impl Drop for Loaded {
    fn drop(&mut self) {
        self.0.free();
    }
}

struct Open {
    loaded: Loaded,
    view: Value,
}

impl Questionnaire for Open {
    fn view(&self) -> &Value {
        &self.view
    }

    fn next(&self, answers: &[i8], item: i32) -> Option<usize> {
        usize::try_from(self.loaded.0.next(answers, item)).ok()
    }

    fn result(&self, answers: &[i8]) -> Value {
        parse_json(&self.loaded.0.result(answers)).unwrap_or_default()
    }
}
