//! The browser half in a real browser. Each test has a database of its own, because all tests of a
//! run share one origin.

mod hours;
mod locks;
mod seal;
mod service;
mod store;
mod transport;

use js_sys::{Function, Promise};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test_configure;

wasm_bindgen_test_configure!(run_in_browser);

/// Runs the body of an async JavaScript function with `arg` in reach.
async fn js(body: &str, arg: &JsValue) -> JsValue {
    let text = ["return (async () => {", body, "})()"].concat();
    let run = Function::new_with_args("arg", &text);
    let promise = Promise::resolve(&run.call1(&JsValue::UNDEFINED, arg).unwrap());
    JsFuture::from(promise).await.unwrap()
}
