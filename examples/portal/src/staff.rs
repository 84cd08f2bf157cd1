//! Who may post where a post needs a token, and how the portal's own page gets one: the example's
//! stand-in for a host's sign-in.
//!
//! A person signs in with a token of the host's file, as with a password. That begins a session, and
//! from it the page gets a token for each post, which is good for five minutes and no longer than
//! the session. So a token that lasts is in no page and no script. All of this is in memory: after
//! a restart people sign in again.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Form, Router};
use serde::Deserialize;
use serde_json::json;

use crate::bearer::{self, Tokens, digest};
use crate::problem::Problem;
use crate::refusal::Refusal;
use crate::session::Sessions;
use crate::{Portal, StartError, headers, log, random};

/// Longer than a post takes, and short for somebody who finds one.
const TOKEN_LIFE: Duration = Duration::from_secs(300);

/// The host's people, as far as the receiver knows them.
pub(crate) struct Staff {
    codes: Tokens,
    sessions: Sessions,
    given: Mutex<HashMap<[u8; 32], Given>>,
}

/// A token that a page was given, under its digest.
struct Given {
    session: [u8; 32],
    at: Instant,
}

impl Staff {
    /// Reads the host's tokens.
    pub(crate) fn open(path: &Path) -> Result<Self, StartError> {
        Ok(Self {
            codes: Tokens::open(path)?,
            sessions: Sessions::new("touchbase_staff", "/"),
            given: Mutex::default(),
        })
    }

    /// Whether the request bears a token of the host's, or one that a page was given.
    pub(crate) fn allow(&self, request: &HeaderMap) -> bool {
        let Some(token) = bearer::bearer(request) else {
            return false;
        };
        if self.codes.hold(token) {
            return true;
        }
        let given = self.given.lock().unwrap_or_else(PoisonError::into_inner);
        given.get(&digest(token)).is_some_and(|given| {
            given.at.elapsed() < TOKEN_LIFE && self.sessions.holds(given.session)
        })
    }

    /// A token for the page that asks; `None` where nobody is signed in there.
    fn give(&self, request: &HeaderMap) -> Option<String> {
        let session = self.sessions.of(request)?;
        let token = random::token().ok()?;
        let at = Instant::now();
        let mut given = self.given.lock().unwrap_or_else(PoisonError::into_inner);
        given.retain(|_, given| given.at.elapsed() < TOKEN_LIFE);
        given.insert(digest(&token), Given { session, at });
        Some(token)
    }
}

/// What there is only where a post needs a token.
pub(crate) fn routes() -> Router<Arc<Portal>> {
    Router::new()
        .route("/sign-in", get(show).post(sign_in))
        .route("/sign-out", post(sign_out))
        .route("/session/token", post(token))
}

async fn token(State(portal): State<Arc<Portal>>, asked: HeaderMap) -> Response {
    let mut answer = if !portal.origins.is_own_page(&asked) {
        Problem::from(Refusal::Origin).into_response()
    } else if let Some(token) = portal.staff.as_ref().and_then(|staff| staff.give(&asked)) {
        let kind = [(header::CONTENT_TYPE, "application/json")];
        let body = json!({ "token": token, "expires_in_s": TOKEN_LIFE.as_secs() });
        (kind, body.to_string()).into_response()
    } else {
        Problem::new(
            StatusCode::UNAUTHORIZED,
            "signed-out",
            "Nobody is signed in here.",
        )
        .into_response()
    };
    headers::seclude(answer.headers_mut());
    answer
}

#[derive(Deserialize)]
struct SignIn {
    #[serde(default)]
    code: String,
}

async fn show(State(portal): State<Arc<Portal>>, asked: HeaderMap) -> Response {
    let staff = portal.staff.as_ref();
    let signed_in = staff.is_some_and(|staff| staff.sessions.of(&asked).is_some());
    document(StatusCode::OK, if signed_in { SIGNED_IN } else { SIGN_IN })
}

async fn sign_in(
    State(portal): State<Arc<Portal>>,
    asked: HeaderMap,
    Form(form): Form<SignIn>,
) -> Response {
    let staff = portal
        .staff
        .as_ref()
        .filter(|staff| portal.origins.is_own_page(&asked) && staff.codes.hold(form.code.trim()));
    let Some(staff) = staff else {
        log::line("page", json!({ "sign_in": "refused" }));
        return document(StatusCode::UNAUTHORIZED, REFUSED);
    };
    match staff.sessions.begin() {
        Some(cookie) => {
            log::line("page", json!({ "sign_in": "accepted" }));
            to_page(cookie)
        }
        None => Problem::unavailable().into_response(),
    }
}

async fn sign_out(State(portal): State<Arc<Portal>>, asked: HeaderMap) -> Response {
    match &portal.staff {
        Some(staff) if portal.origins.is_own_page(&asked) => to_page(staff.sessions.end(&asked)),
        _ => Problem::from(Refusal::Origin).into_response(),
    }
}

/// Back to the page, where what waited for a sign-in goes on.
fn to_page(cookie: HeaderValue) -> Response {
    let mut answer = Redirect::to("./").into_response();
    let headers = answer.headers_mut();
    headers.insert(header::SET_COOKIE, cookie);
    headers::seclude(headers);
    answer
}

fn document(status: StatusCode, form: &str) -> Response {
    let page = format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\">\
         <title>Sign in - Staff portal</title>\
         <link rel=\"icon\" href=\"assets/icon.svg\">\
         <link rel=\"stylesheet\" href=\"assets/desk.css\"></head><body>\
         <header><p>Staff portal</p><a href=\"./\">Back to the portal</a></header>\
         <main>{form}</main></body></html>\n"
    );
    let mut answer = (status, Html(page)).into_response();
    headers::seclude(answer.headers_mut());
    answer
}

const SIGN_IN: &str = "<form class=\"panel\" method=\"post\" action=\"sign-in\"><h1>Sign in</h1>\
    <p id=\"hint\">Type your staff code. This stands in for the sign-in of a real hospital.</p>\
    <label for=\"code\">Staff code</label>\
    <input id=\"code\" name=\"code\" type=\"password\" autocomplete=\"off\" spellcheck=\"false\" \
    required aria-describedby=\"hint\"><button type=\"submit\">Sign in</button></form>";

const REFUSED: &str = "<form class=\"panel\" method=\"post\" action=\"sign-in\"><h1>Sign in</h1>\
    <p class=\"error\" id=\"error\" role=\"alert\">That is no staff code. Check that you typed all \
    of it.</p><label for=\"code\">Staff code</label>\
    <input id=\"code\" name=\"code\" type=\"password\" autocomplete=\"off\" spellcheck=\"false\" \
    required aria-invalid=\"true\" aria-describedby=\"error\">\
    <button type=\"submit\">Sign in</button></form>";

const SIGNED_IN: &str = "<form class=\"panel\" method=\"post\" action=\"sign-out\">\
    <h1>You are signed in</h1><p>Sign out before you leave this computer.</p>\
    <button type=\"submit\">Sign out</button></form>";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_runs_out() {
        let staff = Staff {
            codes: Tokens::parse("a-code-of-the-host").unwrap(),
            sessions: Sessions::new("touchbase_staff", "/"),
            given: Mutex::default(),
        };
        let cookie = staff.sessions.begin().unwrap();
        let mut page = HeaderMap::new();
        page.insert(header::COOKIE, cookie);
        let token = staff.give(&page).unwrap();
        let mut post = HeaderMap::new();
        let bearer = format!("Bearer {token}").parse().unwrap();
        post.insert(header::AUTHORIZATION, bearer);
        assert!(staff.allow(&post));

        for given in staff.given.lock().unwrap().values_mut() {
            given.at -= TOKEN_LIFE;
        }

        assert!(!staff.allow(&post));
        // And is forgotten with the next.
        staff.give(&page).unwrap();
        assert_eq!(staff.given.lock().unwrap().len(), 1);
    }
}
