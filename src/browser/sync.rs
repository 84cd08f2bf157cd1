//! Background Sync: the browser wakes the host's service worker when there is a network again.
//!
//! Only where that worker has touchbase in it. Another worker of the host's is asked for nothing:
//! it may take any sync for its own.

/// What a tag begins with; the destination's id follows.
pub(crate) const TAG: &str = "tb1:";

#[cfg(feature = "delivery")]
pub(crate) use asking::ask;

#[cfg(feature = "delivery")]
mod asking {
    use js_sys::{Array, Promise};
    use wasm_bindgen::{JsCast, JsValue};
    use wasm_bindgen_futures::JsFuture;

    use super::TAG;
    use crate::browser::js;

    /// What the name of the worker's cache begins with; the registration's scope follows. The
    /// worker's script says the same.
    const CACHE: &str = "touchbase:";

    /// Asks for a sync for each destination. `false` where that could not be done.
    pub(crate) async fn ask(destinations: &[String]) -> bool {
        try_ask(destinations).await.is_ok_and(|asked| asked)
    }

    async fn try_ask(destinations: &[String]) -> Result<bool, JsValue> {
        let workers = js::get(&js::navigator(), "serviceWorker");
        let registration = called(&workers, "getRegistration", None).await?;
        let sync = js::get(&registration, "sync");
        let Some(scope) = js::text(&registration, "scope").filter(|_| sync.is_object()) else {
            return Ok(false);
        };
        let ours = [CACHE, &scope, ":"].concat();
        let kept = called(&js::get(&js_sys::global(), "caches"), "keys", None).await?;
        let is_ours = |name: JsValue| name.as_string().is_some_and(|name| name.starts_with(&ours));
        if !kept.dyn_into::<Array>()?.iter().any(is_ours) {
            return Ok(false);
        }
        for destination in destinations {
            let tag = [TAG, destination.as_str()].concat();
            called(&sync, "register", Some(tag)).await?;
        }
        Ok(true)
    }

    async fn called(
        on: &JsValue,
        method: &str,
        argument: Option<String>,
    ) -> Result<JsValue, JsValue> {
        let Some(function) = js::function(on, method) else {
            return Ok(JsValue::UNDEFINED);
        };
        let answer = match argument {
            Some(argument) => function.call1(on, &argument.into()),
            None => function.call0(on),
        };
        JsFuture::from(Promise::resolve(&answer?)).await
    }
}
