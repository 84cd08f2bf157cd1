//! Instants and languages in a person's own words, by the browser's `Intl`.

use js_sys::{Array, Date, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use crate::time::Millis;

/// Weekday, date and time in the reader's own zone.
pub(crate) fn when(at: Millis, language: &str) -> String {
    written(&Date::new(&JsValue::from_f64(at as f64)), language)
}

/// The same for an RFC 3339 text. A text that is no instant is shown as it is.
pub(crate) fn when_text(at: &str, language: &str) -> String {
    let date = Date::new(&JsValue::from_str(at));
    if date.get_time().is_nan() {
        return at.to_owned();
    }
    written(&date, language)
}

/// The name of a language in another; the tag itself where the browser has none.
pub(crate) fn language_name(tag: &str, language: &str) -> String {
    let options = Object::new();
    set(&options, "type", "language");
    let names = Reflect::get(&js_sys::global(), &"Intl".into())
        .and_then(|intl| Reflect::get(&intl, &"DisplayNames".into()))
        .and_then(|class| class.dyn_into::<js_sys::Function>())
        .and_then(|class| Reflect::construct(&class, &Array::of2(&language.into(), &options)));
    let name = names.and_then(|names| {
        let of = Reflect::get(&names, &"of".into())?.dyn_into::<js_sys::Function>()?;
        of.call1(&names, &tag.into())
    });
    name.ok()
        .and_then(|name| name.as_string())
        .unwrap_or_else(|| tag.to_owned())
}

fn written(date: &Date, language: &str) -> String {
    let options = Object::new();
    for (key, value) in [
        ("weekday", "long"),
        ("month", "long"),
        ("day", "numeric"),
        ("hour", "numeric"),
        ("minute", "2-digit"),
        ("timeZoneName", "short"),
    ] {
        set(&options, key, value);
    }
    String::from(date.to_locale_string(language, &options))
}

fn set(options: &Object, key: &str, value: &str) {
    // Setting a property of a plain object cannot fail.
    let _ = Reflect::set(options, &key.into(), &value.into());
}
