//! Values between JavaScript and Rust, without a serialisation library.

use js_sys::{Array, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use crate::value::Value;

/// How deep a document may be nested. Deeper ones would overflow the stack, which in wasm ends the
/// widget for the page's lifetime.
const MAX_DEPTH: u32 = 64;

/// `value` as plain data: what JSON knows is kept, anything else, and anything nested too deep, is
/// `null`.
pub(crate) fn to_value(value: &JsValue) -> Value {
    convert(value, MAX_DEPTH)
}

/// Parses JSON text; `None` where it is not JSON.
pub(crate) fn parse_json(text: &str) -> Option<Value> {
    js_sys::JSON::parse(text).ok().as_ref().map(to_value)
}

/// The property `key`; `undefined` where there is none or it cannot be read.
pub(crate) fn get(object: &JsValue, key: &str) -> JsValue {
    Reflect::get(object, &JsValue::from_str(key)).unwrap_or(JsValue::UNDEFINED)
}

/// What the browser says of itself, to a page and to a worker alike.
#[cfg(feature = "sending")]
pub(crate) fn navigator() -> JsValue {
    get(&js_sys::global(), "navigator")
}

/// The property `key` where it is a string.
pub(crate) fn text(object: &JsValue, key: &str) -> Option<String> {
    get(object, key).as_string()
}

/// The property `key` where it is a function.
pub(crate) fn function(object: &JsValue, key: &str) -> Option<js_sys::Function> {
    get(object, key).dyn_into().ok()
}

/// A new object with these properties.
pub(crate) fn object(properties: &[(&str, JsValue)]) -> Object {
    let object = Object::new();
    for (key, value) in properties {
        // Defining a property of a new, ordinary object does not fail.
        let _ = Reflect::set(&object, &JsValue::from_str(key), value);
    }
    object
}

fn convert(value: &JsValue, depth: u32) -> Value {
    if let Some(text) = value.as_string() {
        return Value::String(text);
    }
    if let Some(number) = value.as_f64() {
        return Value::Number(number);
    }
    if let Some(truth) = value.as_bool() {
        return Value::Bool(truth);
    }
    if depth == 0 || !value.is_object() {
        return Value::Null;
    }
    if let Some(items) = value.dyn_ref::<Array>() {
        return Value::Array(items.iter().map(|item| convert(&item, depth - 1)).collect());
    }
    let keys = Object::keys(value.unchecked_ref::<Object>());
    let member = |key: JsValue| {
        let name = key.as_string()?;
        let value = Reflect::get(value, &key).ok()?;
        Some((name, convert(&value, depth - 1)))
    };
    Value::Object(keys.iter().filter_map(member).collect())
}
