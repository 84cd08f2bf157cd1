//! `/desk`: where a program's coordinator reads the requests.
//!
//! A coordinator pastes the desk's key once and gets a cookie that lasts eight hours or until the
//! portal stops. The key is never in an address, a page or the cookie. The requests are opened
//! for each answer and never stored in the clear. What a coordinator notes about one is a word and
//! a time. A note, and a deletion, is taken from a page of this session and this origin alone.

mod card;
mod contact;
mod fields;
mod html;
mod language;
mod page;
mod told;

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

use self::told::{Became, Told};

pub(crate) use self::told::Untold;

/// What the forms call a deletion, beside the words for what can be noted.
const DELETED: &str = "deleted";

/// A stored request with what came out of the seal.
struct Opened {
    stored: Stored,
    record: Result<Map<String, Value>, Unopened>,
}

pub(crate) fn routes() -> Router<Arc<Portal>> {
    Router::new()
        .route("/desk", get(show).post(sign_in))
        // Whoever asks for the address of a press again, by the way back or after a new sign-in,
        // means the list.
        .route("/desk/mark", get(async || to_desk("")).post(mark))
        .route("/desk/sign-out", post(sign_out))
        .route("/desk/referrals.json", get(list))
}

async fn show(State(portal): State<Arc<Portal>>, asked: HeaderMap) -> Response {
    let Some(form_token) = portal.sessions.form_token(&asked) else {
        return document(StatusCode::OK, page::sign_in(false));
    };
    match open_all(&portal).await {
        Ok(requests) => {
            let told = portal.untold.take(&form_token);
            let view = page::View {
                names: &hostconfig::names(&portal).await,
                now_ms: clock::now_ms(),
                form_token: &form_token,
                retain_days: portal.retain_days,
                told: told.as_ref(),
            };
            document(StatusCode::OK, page::requests(requests, &view))
        }
        Err(error) => {
            log::line("desk", json!({ "failure": error.to_string() }));
            document(StatusCode::SERVICE_UNAVAILABLE, page::unavailable())
        }
    }
}

#[derive(Deserialize)]
struct Press {
    id: String,
    /// Names the request to the person, and in the address that the press leads to.
    receipt: String,
    /// Where the request stood on the page that was pressed.
    from: String,
    /// What is to be noted, or [`DELETED`].
    to: String,
    form_token: String,
}

/// What a press asks for.
#[derive(Clone, Copy)]
enum Wish {
    Mark(Progress),
    Delete,
}

impl Wish {
    fn of(word: &str) -> Option<Self> {
        if word == DELETED {
            return Some(Self::Delete);
        }
        Progress::of(word).map(Self::Mark)
    }

    /// Whether it was done. Blocks for the disk.
    fn grant(self, portal: &Portal, id: &str, from: Progress) -> Result<bool, StoreError> {
        match self {
            Self::Mark(to) => portal.store.mark(id, from, to, clock::now_ms()),
            Self::Delete => portal.store.delete(id, from),
        }
    }
}

/// Does what was pressed and leads back to the request, whose place it then is to say what was
/// done.
async fn mark(
    State(portal): State<Arc<Portal>>,
    asked: HeaderMap,
    Form(press): Form<Press>,
) -> Response {
    let Some(form_token) = portal.sessions.form_token(&asked) else {
        return document(StatusCode::UNAUTHORIZED, page::sign_in(false));
    };
    if portal.origins.refuses(&asked) || !session::same(&press.form_token, &form_token) {
        log::line("desk", json!({ "mark": "refused" }));
        return document(StatusCode::FORBIDDEN, page::outdated());
    }
    let (Some(from), Some(wish)) = (Progress::of(&press.from), Wish::of(&press.to)) else {
        return secluded(StatusCode::BAD_REQUEST.into_response());
    };
    if !is_receipt(&press.receipt) {
        return secluded(StatusCode::BAD_REQUEST.into_response());
    }
    let (granting, id) = (Arc::clone(&portal), press.id);
    let work = move || wish.grant(&granting, &id, from);
    let became = match tokio::task::spawn_blocking(work).await {
        Ok(Ok(done)) => {
            let (word, became) = match wish {
                _ if !done => ("late", Became::Late),
                Wish::Mark(to) => (to.word(), Became::Marked(to)),
                Wish::Delete => (DELETED, Became::Deleted),
            };
            log::line("desk", json!({ "mark": word }));
            became
        }
        Ok(Err(error)) => {
            log::line("desk", json!({ "failure": error.to_string() }));
            return document(StatusCode::SERVICE_UNAVAILABLE, page::unavailable());
        }
        Err(_) => return document(StatusCode::SERVICE_UNAVAILABLE, page::unavailable()),
    };
    let place = format!("#r-{}", press.receipt);
    let receipt = press.receipt;
    portal.untold.put(form_token, Told { receipt, became });
    to_desk(&place)
}

/// What may stand in an address. Whose receipt it is decides nothing.
fn is_receipt(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    (1..=32).contains(&text.len()) && text.bytes().all(fits)
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
    with_cookie(to_desk(""), cookie)
}

async fn sign_out(State(portal): State<Arc<Portal>>, asked: HeaderMap) -> Response {
    if portal.origins.refuses(&asked) {
        return StatusCode::FORBIDDEN.into_response();
    }
    with_cookie(to_desk(""), portal.sessions.end(&asked))
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
            let record = opener::open(&stored.jwe, &portal.keys);
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

/// Leads to the list, at `place`: a fragment with its `#`, or nothing.
fn to_desk(place: &str) -> Response {
    // Relative to the answer's own address it would depend on which route this was.
    secluded(Redirect::to(&format!("/desk{place}")).into_response())
}

fn with_cookie(mut answer: Response, cookie: HeaderValue) -> Response {
    answer.headers_mut().insert(header::SET_COOKIE, cookie);
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
