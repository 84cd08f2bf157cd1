//! `/desk`: where a program's coordinator reads the requests.
//!
//! A coordinator pastes the desk's key once and gets a cookie that lasts eight hours or until the
//! portal stops. The key is never in an address, a page or the cookie. The requests are opened
//! for each answer and never stored in the clear. What a coordinator notes about one is a word and
//! a time; a note is taken from a page of this session and this origin alone.

mod html;
mod page;

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Form, Router};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::opener::{self, Unopened};
use crate::problem::Problem;
use crate::store::{Progress, StoreError, Stored};
use crate::{Portal, bearer, clock, headers, hostconfig, log, session};

/// A stored request with what came out of the seal.
struct Opened {
    stored: Stored,
    record: Result<Map<String, Value>, Unopened>,
}

pub(crate) fn routes() -> Router<Arc<Portal>> {
    Router::new()
        .route("/desk", get(show).post(sign_in))
        .route("/desk/mark", post(mark))
        .route("/desk/sign-out", post(sign_out))
        .route("/desk/referrals.json", get(list))
}

async fn show(State(portal): State<Arc<Portal>>, asked: HeaderMap) -> Response {
    match portal.sessions.form_token(&asked) {
        Some(form_token) => requests(&portal, StatusCode::OK, &form_token).await,
        None => document(StatusCode::OK, page::sign_in(false)),
    }
}

/// The page with all requests. With [`StatusCode::CONFLICT`] it says that somebody was first.
async fn requests(portal: &Arc<Portal>, status: StatusCode, form_token: &str) -> Response {
    match open_all(portal).await {
        Ok(requests) => {
            let view = page::View {
                names: &hostconfig::names(portal).await,
                now_ms: clock::now_ms(),
                form_token,
                retain_days: portal.retain_days,
                somebody_was_first: status == StatusCode::CONFLICT,
            };
            document(status, page::requests(requests, &view))
        }
        Err(error) => {
            log::line("desk", json!({ "failure": error.to_string() }));
            document(StatusCode::SERVICE_UNAVAILABLE, page::unavailable())
        }
    }
}

#[derive(Deserialize)]
struct Mark {
    id: String,
    /// Where the request stood on the page that was pressed.
    from: String,
    to: String,
    form_token: String,
}

async fn mark(
    State(portal): State<Arc<Portal>>,
    asked: HeaderMap,
    Form(form): Form<Mark>,
) -> Response {
    let Some(form_token) = portal.sessions.form_token(&asked) else {
        return document(StatusCode::UNAUTHORIZED, page::sign_in(false));
    };
    if portal.origins.refuses(&asked) || !session::same(&form.form_token, &form_token) {
        log::line("desk", json!({ "mark": "refused" }));
        return secluded(StatusCode::FORBIDDEN.into_response());
    }
    let (Some(from), Some(to)) = (Progress::of(&form.from), Progress::of(&form.to)) else {
        return secluded(StatusCode::BAD_REQUEST.into_response());
    };
    let marking = Arc::clone(&portal);
    let work = move || marking.store.mark(&form.id, from, to, clock::now_ms());
    match tokio::task::spawn_blocking(work).await {
        Ok(Ok(true)) => {
            log::line("desk", json!({ "mark": to.word() }));
            secluded(Redirect::to("/desk").into_response())
        }
        Ok(Ok(false)) => requests(&portal, StatusCode::CONFLICT, &form_token).await,
        Ok(Err(error)) => {
            log::line("desk", json!({ "failure": error.to_string() }));
            document(StatusCode::SERVICE_UNAVAILABLE, page::unavailable())
        }
        Err(_) => document(StatusCode::SERVICE_UNAVAILABLE, page::unavailable()),
    }
}

#[derive(Deserialize)]
struct SignIn {
    #[serde(default)]
    key: String,
}

async fn sign_in(
    State(portal): State<Arc<Portal>>,
    asked: HeaderMap,
    Form(form): Form<SignIn>,
) -> Response {
    if portal.origins.refuses(&asked) || !session::same(form.key.trim(), &portal.keys.desk) {
        log::line("desk", json!({ "sign_in": "refused" }));
        return document(StatusCode::UNAUTHORIZED, page::sign_in(true));
    }
    let Some(cookie) = portal.sessions.begin() else {
        return document(StatusCode::SERVICE_UNAVAILABLE, page::unavailable());
    };
    log::line("desk", json!({ "sign_in": "accepted" }));
    to_desk(&cookie)
}

async fn sign_out(State(portal): State<Arc<Portal>>, asked: HeaderMap) -> Response {
    if portal.origins.refuses(&asked) {
        return StatusCode::FORBIDDEN.into_response();
    }
    to_desk(&portal.sessions.end(&asked))
}

async fn list(State(portal): State<Arc<Portal>>, asked: HeaderMap) -> Response {
    let allowed =
        bearer::bearer(&asked).is_some_and(|token| session::same(token, &portal.keys.desk));
    let mut answer = if !allowed {
        Problem::new(
            StatusCode::UNAUTHORIZED,
            "desk-key",
            "This needs the desk's key as a bearer token.",
        )
        .into_response()
    } else if let Ok(requests) = open_all(&portal).await {
        let list: Vec<_> = requests.into_iter().map(entry).collect();
        (
            [(header::CONTENT_TYPE, "application/json")],
            Value::from(list).to_string(),
        )
            .into_response()
    } else {
        Problem::unavailable().into_response()
    };
    headers::seclude(answer.headers_mut());
    answer
}

/// `record` is null for a request that could not be opened, and `error` then says why.
fn entry(request: Opened) -> Value {
    let mut entry = json!({
        "id": request.stored.id,
        "receipt": request.stored.receipt,
        "received_at": clock::rfc3339(request.stored.received_at),
    });
    match request.record {
        Ok(record) => entry["record"] = record.into(),
        Err(error) => {
            entry["record"] = Value::Null;
            entry["error"] = error.code().into();
        }
    }
    entry
}

async fn open_all(portal: &Arc<Portal>) -> Result<Vec<Opened>, StoreError> {
    let portal = Arc::clone(portal);
    let work = move || {
        let open = |stored: Stored| {
            let record = opener::open(&stored.jwe, &portal.keys.receiver);
            if let Err(error) = record {
                // For the operator: somebody is waiting for an answer and nobody can see for what.
                log::line("desk", json!({ "unopened": error.code() }));
                return Opened {
                    stored,
                    record: Err(error),
                };
            }
            Opened { stored, record }
        };
        Ok(portal.store.all()?.into_iter().map(open).collect())
    };
    tokio::task::spawn_blocking(work)
        .await
        .unwrap_or(Err(StoreError::Vanished))
}

fn to_desk(cookie: &HeaderValue) -> Response {
    // Relative to the answer's own address it would depend on which route this was.
    let mut answer = Redirect::to("/desk").into_response();
    answer
        .headers_mut()
        .insert(header::SET_COOKIE, cookie.clone());
    headers::seclude(answer.headers_mut());
    answer
}

fn document(status: StatusCode, body: String) -> Response {
    let mut answer = (status, Html(body)).into_response();
    headers::seclude(answer.headers_mut());
    answer
}

fn secluded(mut answer: Response) -> Response {
    headers::seclude(answer.headers_mut());
    answer
}
