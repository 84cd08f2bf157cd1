//! The outbox as a host's service worker sees it.

use js_sys::{JsString, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;

use crate::browser::js::parse_json;
use crate::browser::sync::TAG;
use crate::browser::{time, worker};
use crate::config::read;
use crate::time::Date;

/// Sends what waits for the destination that `tag` names, by the addresses in the host's
/// `documents`, which are JSON texts. `page` is the address that those are relative to, if any is.
/// Resolves to whether something is left for another sync.
#[wasm_bindgen]
#[allow(unreachable_pub, reason = "exported to JavaScript")]
pub fn deliver(tag: &str, documents: Vec<JsString>, page: Option<String>) -> Promise {
    let wanted = tag.strip_prefix(TAG).unwrap_or_default().to_owned();
    let today = Date::from_millis(time::now());
    let named = documents.iter().find_map(|text| {
        // The words are for nobody, so they may be in any language.
        let config = read(&parse_json(&String::from(text))?, today, "en").config;
        let mut destinations = config.destinations();
        destinations.retain(|destination| destination.id == wanted);
        (!destinations.is_empty()).then(|| (destinations, config.outbox_settings()))
    });
    future_to_promise(async move {
        // A destination that the host names no more is nobody's.
        let Some((destinations, settings)) = named else {
            return Ok(false.into());
        };
        let destinations = worker::addressed(destinations, page.as_deref());
        Ok(worker::deliver(destinations, settings).await.into())
    })
}
