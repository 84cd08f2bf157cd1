//! Getting a configuration: from an address, a file, or what was pasted.

use std::rc::Rc;

use touchbase::PageExchange;
use touchbase::golive::Exchange;
use touchbase::time::{Date, rfc3339_hour};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, ReferrerPolicy, RequestCache, RequestInit, Response, Url};
use yew::UseReducerDispatcher;

use crate::model::{Action, Loaded, Model};
use crate::text;

pub(crate) type Dispatch = UseReducerDispatcher<Model>;

/// The day, in UTC.
pub(crate) fn today() -> Date {
    Date::from_millis(PageExchange.now())
}

/// The same as `YYYY-MM-DD`.
pub(crate) fn today_text() -> String {
    rfc3339_hour(PageExchange.now()).chars().take(10).collect()
}

/// The origin of this page, `https://portal.example`.
pub(crate) fn origin() -> String {
    let origin = web_sys::window().and_then(|window| window.location().origin().ok());
    origin.unwrap_or_default()
}

/// An address, whole; nothing where it is none.
pub(crate) fn whole(address: &str, base: &str) -> Option<Url> {
    Url::new_with_base(address, base).ok()
}

/// Fetches the configuration at an address, relative to this page.
pub(crate) fn fetch(address: String, dispatch: Dispatch) {
    if address.is_empty() {
        return dispatch.dispatch(Action::Unread(text::NO_ADDRESS.to_owned()));
    }
    dispatch.dispatch(Action::Reading);
    spawn_local(async move {
        let here = web_sys::window().and_then(|window| window.location().href().ok());
        let Some(url) = whole(&address, &here.unwrap_or_default()) else {
            return dispatch.dispatch(Action::Unread(text::NO_URL.to_owned()));
        };
        dispatch.dispatch(match fetched(&url.href()).await {
            Ok(document) => read(&document, url.href()),
            Err(why) => Action::Unread(why),
        });
    });
}

/// Reads a file that was chosen.
pub(crate) fn open(file: Blob, dispatch: Dispatch) {
    dispatch.dispatch(Action::Reading);
    spawn_local(async move {
        let content = JsFuture::from(file.text()).await.ok();
        dispatch.dispatch(match content.and_then(|content| content.as_string()) {
            Some(document) => read(&document, at_root()),
            None => Action::Unread(text::NO_FILE.to_owned()),
        });
    });
}

/// Takes what was pasted.
pub(crate) fn paste(document: &str, dispatch: &Dispatch) {
    dispatch.dispatch(if document.trim().is_empty() {
        Action::Unread(text::NOTHING_PASTED.to_owned())
    } else {
        read(document, at_root())
    });
}

fn read(document: &str, base: String) -> Action {
    // A byte order mark is no part of JSON, and editors put one there.
    let document = document.trim_start_matches('\u{feff}');
    Action::Read(Rc::new(match PageExchange.json(document) {
        Some(value) => Loaded::new(value, base, today()),
        None => Loaded::not_json(document, base, today()),
    }))
}

/// What relative addresses of a document without an address of its own are relative to.
fn at_root() -> String {
    origin() + "/"
}

/// The text at an address, or why there is none.
async fn fetched(url: &str) -> Result<String, String> {
    let unreachable = |_| text::UNREACHABLE.to_owned();
    let init = RequestInit::new();
    init.set_cache(RequestCache::NoStore);
    init.set_referrer_policy(ReferrerPolicy::NoReferrer);
    let window = web_sys::window().ok_or_else(|| text::UNREACHABLE.to_owned())?;
    let answer = JsFuture::from(window.fetch_with_str_and_init(url, &init)).await;
    let response: Response = answer.map_err(unreachable)?.unchecked_into();
    if !response.ok() {
        return Err(text::answered(response.status()));
    }
    let body = JsFuture::from(response.text().map_err(unreachable)?).await;
    let body = body.map_err(unreachable)?.as_string();
    body.ok_or_else(|| text::UNREACHABLE.to_owned())
}
