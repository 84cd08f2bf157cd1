//! Faults on demand, for tests of the sender: what the receiver does to its next requests.

use std::collections::{BTreeMap, VecDeque};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::put;
use http_body::Frame;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::time::Sleep;

use crate::problem::Problem;
use crate::{Portal, headers};

/// What is done to one request. Members can be combined where that has a meaning: a delay with
/// everything, `headers` with everything that answers.
///
/// At most one of `status`, `html`, `redirect` and `drop` decides the answer; where none is given
/// the request is handled as ever. An answer by `status`, `html` or `redirect` stores nothing
/// unless `store` says so.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Fault {
    /// Wait first, in milliseconds, up to ten minutes.
    #[serde(skip_serializing_if = "is_default")]
    pub delay_ms: u64,
    /// Answer with this status, 200 to 599.
    #[serde(skip_serializing_if = "is_default")]
    pub status: Option<u16>,
    /// Put these into the answer, over what is there.
    #[serde(skip_serializing_if = "is_default")]
    pub headers: BTreeMap<String, String>,
    /// The body to go with `status`: a text as it is, anything else as JSON.
    #[serde(skip_serializing_if = "is_default")]
    pub body: Option<Value>,
    /// Answer with a sign-in page in HTML and this status.
    #[serde(skip_serializing_if = "is_default")]
    pub html: Option<u16>,
    /// Answer with a redirect (302, or `status`) to this address.
    #[serde(skip_serializing_if = "is_default")]
    pub redirect: Option<String>,
    /// Close the connection without a byte of an answer.
    #[serde(skip_serializing_if = "is_default")]
    pub drop: Option<Drop>,
    /// Store the request as ever before answering with `status`, `html` or `redirect`.
    #[serde(skip_serializing_if = "is_default")]
    pub store: bool,
    /// Handle the request, and break off in the middle of the answer's body.
    #[serde(skip_serializing_if = "is_default")]
    pub truncate: bool,
    /// Handle the request, and answer with the receipt of another id.
    #[serde(skip_serializing_if = "is_default")]
    pub wrong_id: bool,
    /// Leave out the headers that let another origin read the answer.
    #[serde(skip_serializing_if = "is_default")]
    pub no_cors: bool,
}

/// When the connection is closed.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Drop {
    /// Before anything was stored.
    BeforeCommit,
    /// After the request was handled and, if it was in order, durably stored.
    AfterCommit,
}

impl Fault {
    /// How long to wait first.
    pub(crate) fn delay(&self) -> Duration {
        Duration::from_millis(self.delay_ms)
    }

    /// Whether the request is handled as ever, whatever is answered then.
    pub(crate) fn handles(&self) -> bool {
        match self.drop {
            Some(drop) => drop == Drop::AfterCommit,
            None => self.store || self.scripted().is_none(),
        }
    }

    /// Breaks off the answer and puts this fault's headers over its own, where that is asked for.
    pub(crate) fn disturb(&self, mut answer: Response) -> Response {
        if self.truncate {
            answer = truncated(answer);
        }
        for (name, value) in &self.headers {
            if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), value.parse()) {
                answer.headers_mut().insert(name, value);
            }
        }
        answer
    }

    /// The answer that does not depend on the request, if there is one.
    pub(crate) fn scripted(&self) -> Option<Response> {
        let status = |code: u16| StatusCode::from_u16(code).unwrap_or_default();
        if let Some(address) = &self.redirect {
            let address = HeaderValue::from_str(address).ok()?;
            return Some(
                (
                    status(self.status.unwrap_or(302)),
                    [(header::LOCATION, address)],
                )
                    .into_response(),
            );
        }
        if let Some(code) = self.html {
            return Some((status(code), Html(SIGN_IN_PAGE)).into_response());
        }
        let code = status(self.status?);
        Some(match &self.body {
            Some(Value::String(text)) => (code, text.clone()).into_response(),
            Some(body) => {
                let kind = if code.is_success() {
                    "application/json"
                } else {
                    PROBLEM
                };
                (code, [(header::CONTENT_TYPE, kind)], body.to_string()).into_response()
            }
            None if code == StatusCode::NO_CONTENT || code == StatusCode::NOT_MODIFIED => {
                code.into_response()
            }
            None => {
                let body = serde_json::json!({ "type": "about:blank", "status": code.as_u16() });
                (code, [(header::CONTENT_TYPE, PROBLEM)], body.to_string()).into_response()
            }
        })
    }

    fn check(&self) -> Result<(), &'static str> {
        if self.delay_ms > 600_000 {
            return Err("delay_ms is more than ten minutes");
        }
        if [self.status, self.html]
            .iter()
            .flatten()
            .any(|code| !(200..600).contains(code))
        {
            return Err("a status is not between 200 and 599");
        }
        let deciding = [
            self.status.is_some() && self.redirect.is_none(),
            self.html.is_some(),
            self.redirect.is_some(),
            self.drop.is_some(),
        ];
        if deciding.into_iter().filter(|decides| *decides).count() > 1 {
            return Err("only one of status, html, redirect and drop can decide the answer");
        }
        let sendable = |(name, value): (&String, &String)| {
            HeaderName::try_from(name).is_ok() && value.parse::<HeaderValue>().is_ok()
        };
        let location = self.redirect.as_deref().map(HeaderValue::from_str);
        if !self.headers.iter().all(sendable) || matches!(location, Some(Err(_))) {
            return Err("a header cannot be sent as it is");
        }
        Ok(())
    }
}

/// The faults that are still to come, in order.
#[derive(Default)]
pub struct Faults(Mutex<VecDeque<Fault>>);

impl Faults {
    /// Takes the fault for the request at hand.
    pub(crate) fn next(&self) -> Option<Fault> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop_front()
    }

    fn replace(&self, faults: Vec<Fault>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = faults.into();
    }

    fn left(&self) -> Vec<Fault> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .iter()
            .cloned()
            .collect()
    }
}

pub(crate) fn routes() -> Router<Arc<Portal>> {
    Router::new().route("/faults", put(replace).get(list))
}

/// Makes every connection carry one request. A browser repeats a request by itself when a kept
/// connection closes under it, and would eat the next fault unseen.
pub(crate) fn one_request_per_connection<S: Clone + Send + Sync + 'static>(
    app: Router<S>,
) -> Router<S> {
    app.layer(middleware::map_response(async |mut response: Response| {
        response
            .headers_mut()
            .insert(header::CONNECTION, HeaderValue::from_static("close"));
        response
    }))
}

async fn replace(State(portal): State<Arc<Portal>>, body: Bytes) -> Response {
    let refused = |detail: String| {
        let mut problem = Problem::new(
            StatusCode::BAD_REQUEST,
            "faults",
            "The list of faults is not valid.",
        );
        problem.detail = Some(detail);
        problem.into_response()
    };
    let faults: Vec<Fault> = match serde_json::from_slice(&body) {
        Ok(faults) => faults,
        Err(error) => return refused(error.to_string()),
    };
    for (position, fault) in faults.iter().enumerate() {
        if let Err(error) = fault.check() {
            return refused(format!("entry {position}: {error}"));
        }
    }
    if let Some(own) = &portal.faults {
        own.replace(faults);
    }
    list(State(portal)).await
}

async fn list(State(portal): State<Arc<Portal>>) -> Response {
    let left = portal.faults.as_ref().map(Faults::left).unwrap_or_default();
    let kind = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    let mut response = (kind, serde_json::json!(left).to_string()).into_response();
    headers::harden(response.headers_mut(), None);
    response
}

/// Announces the whole body and breaks off after half of it.
fn truncated(answer: Response) -> Response {
    let (mut parts, body) = answer.into_parts();
    let length = body.size_hint().exact().unwrap_or(2);
    parts.headers = HeaderMap::from_iter(
        parts
            .headers
            .into_iter()
            .filter_map(|(name, value)| Some((name?, value)))
            .chain([(header::CONTENT_LENGTH, HeaderValue::from(length))]),
    );
    Response::from_parts(
        parts,
        Body::new(Half {
            body,
            left: length / 2,
            pause: None,
        }),
    )
}

/// The first `left` bytes of a body, then an error, which makes the server close the connection.
struct Half {
    body: Body,
    left: u64,
    pause: Option<Pin<Box<Sleep>>>,
}

impl HttpBody for Half {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        if let Some(pause) = &mut self.pause {
            ready!(pause.as_mut().poll(cx));
            return Poll::Ready(Some(Err(axum::Error::new("broken off on purpose"))));
        }
        let frame = ready!(Pin::new(&mut self.body).poll_frame(cx));
        let data = frame
            .and_then(Result::ok)
            .and_then(|frame| frame.into_data().ok());
        let mut data = data.unwrap_or_default();
        data.truncate(usize::try_from(self.left).unwrap_or(usize::MAX));
        // An error at once would take the unwritten half with it.
        self.pause = Some(Box::pin(tokio::time::sleep(Duration::from_millis(50))));
        Poll::Ready(Some(Ok(Frame::data(data))))
    }
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

const PROBLEM: &str = "application/problem+json";

const SIGN_IN_PAGE: &str = "<!doctype html><html lang=\"en\"><title>Sign in</title>\
    <h1>Sign in</h1><p>Your session has ended. Sign in to go on.</p></html>";

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(json: &str) -> Fault {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn what_is_handled_and_what_is_not() {
        for (json, handles) in [
            (r#"{"delay_ms":5}"#, true),
            (r#"{"status":503}"#, false),
            (r#"{"status":503,"store":true}"#, true),
            (r#"{"html":200}"#, false),
            (r#"{"redirect":"https://elsewhere.example/"}"#, false),
            (r#"{"drop":"before-commit"}"#, false),
            (r#"{"drop":"after-commit","delay_ms":5}"#, true),
            (r#"{"truncate":true}"#, true),
            (r#"{"wrong_id":true}"#, true),
        ] {
            assert_eq!(fault(json).handles(), handles, "{json}");
            assert_eq!(fault(json).check(), Ok(()), "{json}");
        }
    }

    #[test]
    fn contradictions_are_refused() {
        for json in [
            r#"{"status":503,"html":200}"#,
            r#"{"status":99}"#,
            r#"{"drop":"after-commit","status":500}"#,
            r#"{"headers":{"a b":"c"}}"#,
            r#"{"redirect":"line\nbreak"}"#,
            r#"{"delay_ms":600001}"#,
        ] {
            assert!(fault(json).check().is_err(), "{json}");
        }
        assert!(serde_json::from_str::<Fault>(r#"{"stauts":503}"#).is_err());
    }
}
