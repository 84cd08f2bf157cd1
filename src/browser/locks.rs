//! Web Locks, so that one tab at a time sends to a destination.
//!
//! The bindings of web-sys stand behind an unstable flag, and this needs one call.

use js_sys::{Array, Function, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::js;
use crate::outbox::ports::Lock;

/// Holds a lock until it is dropped.
#[derive(Debug)]
pub(crate) struct Guard {
    release: Function,
}

impl Drop for Guard {
    fn drop(&mut self) {
        let _ = self.release.call0(&JsValue::UNDEFINED);
    }
}

/// Takes the lock `name` if no tab holds it. Never waits for it and never steals it: a frozen
/// holder keeps its lock, and the lease in the row guards against it.
pub(crate) async fn acquire(name: &str) -> Lock<Guard> {
    match request(name) {
        Some((answer, guard)) => match JsFuture::from(answer).await {
            Ok(got) if got.is_truthy() => Lock::Held(guard),
            Ok(_) => Lock::Busy,
            Err(_) => Lock::Unsupported,
        },
        None => Lock::Unsupported,
    }
}

/// The answer is true where the lock is held, and is rejected where the browser forbids locks.
fn request(name: &str) -> Option<(Promise, Guard)> {
    let locks = js::get(&js::navigator(), "locks");
    let request = js::function(&locks, "request")?;
    let (held, release) = deferred()?;
    let (answer, resolve) = deferred()?;
    let callback = Closure::once_into_js(move |lock: JsValue| -> JsValue {
        let got = !lock.is_null();
        let _ = resolve.call1(&JsValue::UNDEFINED, &got.into());
        // The lock is held until the promise that is given back here is resolved.
        if got { held.into() } else { JsValue::UNDEFINED }
    });
    let options = js::object(&[("ifAvailable", true.into())]);
    let arguments = Array::of3(&name.into(), &options, &callback);
    let done = Reflect::apply(&request, &locks, &arguments).ok()?;
    let first = Promise::race(&Array::of2(&answer, &done));
    Some((first, Guard { release }))
}

fn deferred() -> Option<(Promise, Function)> {
    let mut resolve = None;
    let promise = Promise::new(&mut |done, _| resolve = Some(done));
    Some((promise, resolve?.unchecked_into()))
}
