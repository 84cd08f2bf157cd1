//! Instants and languages in a person's own words, by the browser's `Intl`.

use js_sys::{Date, Object};
use wasm_bindgen::prelude::*;

use super::js::object;
use crate::support::Moment;
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

/// The name of a language (BCP 47), or of a country (ISO 3166-1, capitals), in a language; the tag
/// itself where the browser has none.
pub(crate) fn name_of(tag: &str, language: &str) -> String {
    let country = tag.bytes().all(|byte| byte.is_ascii_uppercase());
    let kind = if country { "region" } else { "language" };
    let options = object(&[("type", kind.into())]);
    let names = DisplayNames::new(language, &options).and_then(|names| names.of(tag));
    names.unwrap_or_else(|_| tag.to_owned())
}

/// A date, `YYYY-MM-DD`, with its weekday.
pub(crate) fn date(date: &str, language: &str) -> String {
    let options = object(&[
        ("weekday", "long".into()),
        ("month", "long".into()),
        ("day", "numeric".into()),
        ("year", "numeric".into()),
        // A date without a time is read as midnight in UTC.
        ("timeZone", "UTC".into()),
    ]);
    let date = Date::new(&JsValue::from_str(date));
    String::from(date.to_locale_date_string(language, &options))
}

/// What the wall clock of a time zone shows at an instant; `None` where the browser does not know
/// the zone.
pub(crate) fn moment(at: Millis, zone: &str) -> Option<Moment> {
    let options = object(&[
        ("timeZone", zone.into()),
        ("year", "numeric".into()),
        ("month", "numeric".into()),
        ("day", "numeric".into()),
        ("hour", "numeric".into()),
        ("minute", "numeric".into()),
        ("hourCycle", "h23".into()),
    ]);
    let format = DateTimeFormat::new("en-US", &options).ok()?;
    let text = format.format(at as f64);
    // The order is that of the language, whatever stands between the numbers.
    let mut numbers = text
        .split(|c: char| !c.is_ascii_digit())
        .filter_map(|number| number.parse::<i32>().ok());
    let mut next = || numbers.next();
    let (month, day, year, hour, minute) = (next()?, next()?, next()?, next()?, next()?);
    let wall = utc(year, month - 1, day, hour, minute);
    Some(Moment::from_wall(wall as Millis))
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

    /// `Date.UTC` with a time, which js-sys does not bind.
    #[wasm_bindgen(js_namespace = Date, js_name = UTC)]
    fn utc(year: i32, month: i32, day: i32, hour: i32, minute: i32) -> f64;

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
        // As the hours of a route are written.
        ("hourCycle", "h23".into()),
        ("timeZoneName", "short".into()),
    ]);
    String::from(date.to_locale_string(language, &options))
}
