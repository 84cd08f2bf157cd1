//! Whether a database is there, without making one: that it is there says that a request was.

use js_sys::{Array, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::js;

/// The outbox's database. A neutral name: it can be read by whoever opens the developer tools.
pub(crate) const DATABASE: &str = "tb1";

/// Whether a database of that name exists. `None` where the browser does not list its databases.
///
/// # Errors
///
/// The exception of a browser that refuses to look.
pub(crate) async fn listed(name: &str) -> Result<Option<bool>, JsValue> {
    let factory = js::get(&js_sys::global(), "indexedDB");
    let Some(databases) = js::function(&factory, "databases") else {
        return Ok(None);
    };
    let listed = Promise::resolve(&databases.call0(&factory)?);
    let listed: Array = JsFuture::from(listed).await?.unchecked_into();
    Ok(Some(listed.iter().any(|info| {
        js::text(&info, "name").as_deref() == Some(name)
    })))
}
