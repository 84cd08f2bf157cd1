//! `/touchbase.json`: the host configuration, with this portal as the receiver.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::de::IgnoredAny;
use serde_json::Value;

use crate::problem::Problem;
use crate::{Options, Portal, StartError, headers, log};

/// Root-relative, so that it means the same for the page and for a frame of the second origin
/// once it is resolved against the configuration's own address.
const ENDPOINT: &str = "/api/referrals";

pub(crate) fn routes() -> Router<Arc<Portal>> {
    Router::new().route("/touchbase.json", get(serve))
}

/// Looks at the file of `--config` before anybody is told that the portal is ready: later it is read
/// for each request, and a person would meet a mistyped name as a page without options.
///
/// # Errors
///
/// [`StartError::NoConfig`] where it cannot be read, [`StartError::ConfigNotJson`] where it is no
/// JSON document. With `--faults` the latter is served all the same: how the widget bears it is
/// then what is tried.
pub fn check_config(options: &Options) -> Result<(), StartError> {
    let path = &options.config;
    let file = std::fs::read(path).map_err(|error| StartError::NoConfig(path.clone(), error))?;
    match serde_json::from_slice::<IgnoredAny>(&file) {
        Err(error) if !options.faults => Err(StartError::ConfigNotJson {
            path: path.clone(),
            line: error.line(),
            column: error.column(),
        }),
        _ => Ok(()),
    }
}

/// What the configuration calls its options and its program, by their ids.
pub(crate) type Names = HashMap<String, String>;

/// Reads the names for the desk. None are known where the configuration cannot be read, and the
/// desk then shows the ids.
pub(crate) async fn names(portal: &Portal) -> Names {
    let file = read(portal).await.unwrap_or_default();
    let document: Value = serde_json::from_slice(&file).unwrap_or_default();
    let options = document["options"].as_array().into_iter().flatten();
    options
        .chain([&document["program"]])
        .filter_map(|entry| Some((entry["id"].as_str()?.into(), words(&entry["name"])?.into())))
        .collect()
}

/// A text as the host's own people read it: of one that is given per language, the first.
fn words(text: &Value) -> Option<&str> {
    let first = || text.as_object()?.values().next()?.as_str();
    text.as_str().or_else(first)
}

async fn serve(State(portal): State<Arc<Portal>>, request: HeaderMap) -> Response {
    let mut response = match read(&portal).await {
        Some(file) => {
            let body = with_receiver(file, &portal.keys.published());
            ([(header::CONTENT_TYPE, "application/json")], body).into_response()
        }
        None => {
            log::line(
                "configuration",
                serde_json::json!({ "outcome": "unreadable" }),
            );
            Problem::new(
                StatusCode::NOT_FOUND,
                "configuration",
                "The file given with --config cannot be read.",
            )
            .into_response()
        }
    };
    let answer = response.headers_mut();
    answer.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers::harden(answer, None);
    portal.origins.let_read(&request, answer);
    response
}

async fn read(portal: &Portal) -> Option<Vec<u8>> {
    let path = portal.config.clone();
    tokio::task::spawn_blocking(move || std::fs::read(path))
        .await
        .ok()?
        .ok()
}

/// Puts this portal's endpoint and keys into every recipient. A document without recipients, or
/// none at all, is passed on byte for byte: the widget has to cope with what a host gives it.
fn with_receiver(file: Vec<u8>, keys: &[Value]) -> Vec<u8> {
    let Ok(mut document) = serde_json::from_slice::<Value>(&file) else {
        return file;
    };
    let recipients = document
        .pointer_mut("/referral/recipients")
        .and_then(Value::as_array_mut);
    let Some(recipients) = recipients.filter(|list| !list.is_empty()) else {
        return file;
    };
    for recipient in recipients.iter_mut().filter_map(Value::as_object_mut) {
        recipient.insert("endpoint".into(), ENDPOINT.into());
        recipient.insert("keys".into(), keys.into());
    }
    document.to_string().into_bytes()
}
