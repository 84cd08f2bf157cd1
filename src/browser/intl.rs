//! Instants and languages in a person's own words, by the browser's `Intl`.

use js_sys::{Date, Object};
use wasm_bindgen::prelude::*;

use super::js::object;
use crate::support::Moment;
use crate::time::{Millis, parse_clock};

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
    let options = object(&[("type", "language".into())]);
    let names = DisplayNames::new(language, &options).and_then(|names| names.of(tag));
    names.unwrap_or_else(|_| tag.to_owned())
}

/// The moment of the week of an instant in a time zone; `None` where the browser does not know the
/// zone.
pub(crate) fn moment(at: Millis, zone: &str) -> Option<Moment> {
    let options = object(&[
        ("timeZone", zone.into()),
        ("weekday", "short".into()),
        ("hour", "2-digit".into()),
        ("minute", "2-digit".into()),
        ("hourCycle", "h23".into()),
    ]);
    let format = DateTimeFormat::new("en-US", &options).ok()?;
    let text = format.format(at as f64);
    let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    let weekday = days.iter().position(|day| text.starts_with(day))?;
    let clock = text.get(text.len().checked_sub(5)?..)?;
    Some(Moment {
        weekday: weekday as u8,
        minute: parse_clock(clock)?,
    })
}

#[wasm_bindgen]
extern "C" {
    /// `Intl.DateTimeFormat`, whose constructor throws for a zone that does not exist.
    #[wasm_bindgen(js_namespace = Intl)]
    type DateTimeFormat;

    #[wasm_bindgen(constructor, js_namespace = Intl, catch)]
    fn new(language: &str, options: &Object) -> Result<DateTimeFormat, JsValue>;

    #[wasm_bindgen(method)]
    fn format(this: &DateTimeFormat, at: f64) -> String;

    /// `Intl.DisplayNames`, which js-sys does not bind.
    #[wasm_bindgen(js_namespace = Intl)]
    type DisplayNames;

    #[wasm_bindgen(constructor, js_namespace = Intl, catch)]
    fn new(language: &str, options: &Object) -> Result<DisplayNames, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn of(this: &DisplayNames, tag: &str) -> Result<String, JsValue>;
}

fn written(date: &Date, language: &str) -> String {
    let options = object(&[
        ("weekday", "long".into()),
        ("month", "long".into()),
        ("day", "numeric".into()),
        ("hour", "numeric".into()),
        ("minute", "2-digit".into()),
        ("timeZoneName", "short".into()),
    ]);
    String::from(date.to_locale_string(language, &options))
}
