//! Web Locks.

use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use super::js;
use crate::browser::locks::acquire;
use crate::outbox::ports::Lock;

#[wasm_bindgen_test]
async fn one_holder_at_a_time() {
    let first = acquire("tb:test").await;
    assert!(matches!(first, Lock::Held(_)));
    assert!(matches!(acquire("tb:test").await, Lock::Busy));
    assert!(matches!(acquire("tb:other").await, Lock::Held(_)));
    drop(first);
    // The browser hands a lock on in a task of its own.
    js(
        "await new Promise(done => setTimeout(done, 20))",
        &JsValue::NULL,
    )
    .await;
    assert!(matches!(acquire("tb:test").await, Lock::Held(_)));
}

#[wasm_bindgen_test]
async fn a_browser_without_locks_is_told_apart() {
    js(
        "Object.defineProperty(navigator, 'locks', {value: undefined, configurable: true})",
        &JsValue::NULL,
    )
    .await;
    let lock = acquire("tb:none").await;
    js("delete navigator.locks", &JsValue::NULL).await;
    assert!(matches!(lock, Lock::Unsupported));
}
