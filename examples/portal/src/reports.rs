//! Reports of content security policy violations, counted by directive so that a test can show
//! that there were none. Addresses and samples in a report are dropped unread.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::Value;

use crate::{Portal, headers, log};

/// Directives are few; what goes beyond this is somebody filling the memory.
const MAX_DIRECTIVES: usize = 64;

#[derive(Default)]
pub(crate) struct Reports(Mutex<BTreeMap<String, u64>>);

pub(crate) fn routes() -> Router<Arc<Portal>> {
    Router::new()
        .route("/csp-reports", post(receive))
        .route("/csp-reports.json", get(list))
        .layer(DefaultBodyLimit::max(65_536))
}

async fn receive(State(portal): State<Arc<Portal>>, body: Bytes) -> StatusCode {
    let Ok(report) = serde_json::from_slice::<Value>(&body) else {
        return StatusCode::BAD_REQUEST;
    };
    // One object from `report-uri`, a list from the Reporting API.
    let reports = match report {
        Value::Array(list) => list,
        one => vec![one],
    };
    for directive in reports.iter().filter_map(directive) {
        log::line("csp-report", serde_json::json!({ "directive": directive }));
        portal.reports.count(directive);
    }
    StatusCode::NO_CONTENT
}

async fn list(State(portal): State<Arc<Portal>>) -> Response {
    let counts = portal
        .reports
        .0
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    let body = serde_json::json!(*counts).to_string();
    let kind = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    let mut response = (kind, body).into_response();
    headers::harden(response.headers_mut(), None);
    response
}

impl Reports {
    fn count(&self, directive: &str) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.len() < MAX_DIRECTIVES || counts.contains_key(directive) {
            *counts.entry(directive.into()).or_default() += 1;
        }
    }
}

/// The name of the violated directive, where it looks like one.
fn directive(report: &Value) -> Option<&str> {
    let named = report["csp-report"]["effective-directive"]
        .as_str()
        .or_else(|| report["csp-report"]["violated-directive"].as_str())
        .or_else(|| report["body"]["effectiveDirective"].as_str())?;
    // An older browser puts the directive's sources after its name.
    let name = named.split(' ').next()?;
    let looks_like_one = !name.is_empty()
        && name.len() <= 40
        && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
    looks_like_one.then_some(name)
}
