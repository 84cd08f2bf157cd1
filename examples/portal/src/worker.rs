//! With `--worker`: a service worker of the portal's own with the widget's in it, and the script of
//! the page that registers it. It is the only thing for which the portal's policy names a Trusted
//! Types policy.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use crate::{Portal, headers, page};

const WORKER: &str = include_str!("../assets/portal-sw.js");
const REGISTER: &str = include_str!("../assets/worker.js");

const END: &str = "</body>";
const SCRIPT: &str = r#"<script type="module" src="assets/worker.js"></script>"#;

pub(crate) fn routes() -> Router<Arc<Portal>> {
    Router::new().route("/portal-sw.js", get(worker)).route(
        "/assets/worker.js",
        page::asset("text/javascript", REGISTER),
    )
}

/// The page with the script that registers the worker.
pub(crate) fn registered(page: &str) -> String {
    page.replace(END, &format!("{SCRIPT}{END}"))
}

/// A worker is held to the policy that comes with its own script.
async fn worker(State(portal): State<Arc<Portal>>) -> Response {
    let kind = [(header::CONTENT_TYPE, "text/javascript")];
    let mut answer = (kind, WORKER).into_response();
    let headers = answer.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers::harden(headers, Some(&headers::worker_policy(portal.wasm_allowed)));
    answer
}
