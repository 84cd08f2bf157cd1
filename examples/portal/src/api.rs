//! `POST /api/referrals`: takes a sealed referral once and answers with a receipt.
//!
//! The checks, in this order; the first that fails decides the answer and nothing is stored:
//!
//! 1. `origin` (403): a page of another site sent it
//! 2. `too-large` (413): by `Content-Length`, before a byte of the body is read
//! 3. `key-missing`, `key-malformed` (400): `Idempotency-Key` is no lower-case UUID version 4,
//!    as a quoted string or bare
//! 4. `content-type` (415): it is not `application/jose`
//! 5. `too-large` (413), `body` (400): while the body is read
//! 6. `invalid` (422): the body is no compact JWE with `ECDH-ES` and `A256GCM`, or its `tb_id` is
//!    not the key
//! 7. the id is known: the same bytes get the same receipt again (200), others `key-reused` (422).
//!    This comes before 8, because a receipt that was lost must still be given out after the key
//!    it was sealed to has been replaced
//! 8. `unknown-kid` (422): it is sealed to a key that is not ours
//! 9. stored, and after the commit 201; the primary key settles what arrived in the meantime
//!
//! Whether a stored token opens is found out at the desk and is never the sender's problem.

use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use serde_json::json;

use crate::faults::Fault;
use crate::jwe::{Compact, MAX_BODY};
use crate::problem::Problem;
use crate::store::{Insert, Stored, Submission};
use crate::{Hangup, Portal, clock, headers, log};

pub(crate) fn routes() -> Router<Arc<Portal>> {
    Router::new().route("/api/referrals", post(receive).options(preflight))
}

async fn receive(State(portal): State<Arc<Portal>>, request: Request) -> Response {
    let began = Instant::now();
    let fault = portal.faults.as_ref().and_then(|faults| faults.next());
    let fault = fault.unwrap_or_default();
    let connection = request.extensions().get::<ConnectInfo<Hangup>>().cloned();
    let asked = request.headers().clone();
    tokio::time::sleep(fault.delay()).await;

    let mut answer = if fault.handles() {
        let outcome = submit(&portal, request).await;
        log_outcome(&outcome, began);
        respond(outcome, &fault)
    } else {
        // The body is read all the same: a connection closed over unread bytes is reset, and the
        // answer could be lost with it.
        let _ = to_bytes(request.into_body(), 4 * MAX_BODY).await;
        log::line("referral", json!({ "outcome": "fault" }));
        StatusCode::NO_CONTENT.into_response()
    };
    if fault.drop.is_some() {
        if let Some(ConnectInfo(connection)) = connection {
            connection.now();
        }
        return answer;
    }
    let headers = answer.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers::harden(headers, None);
    if !fault.no_cors {
        portal.origins.let_read(&asked, headers);
    }
    fault.disturb(answer)
}

async fn preflight(State(portal): State<Arc<Portal>>, asked: HeaderMap) -> Response {
    let mut answer = StatusCode::NO_CONTENT.into_response();
    let headers = answer.headers_mut();
    portal.origins.let_read(&asked, headers);
    if headers.contains_key(header::ACCESS_CONTROL_ALLOW_ORIGIN) {
        for (name, value) in [
            (header::ACCESS_CONTROL_ALLOW_METHODS, "POST"),
            (
                header::ACCESS_CONTROL_ALLOW_HEADERS,
                "authorization, content-type, idempotency-key",
            ),
            (header::ACCESS_CONTROL_MAX_AGE, "7200"),
        ] {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
    headers::harden(headers, None);
    answer
}

async fn submit(portal: &Arc<Portal>, request: Request) -> Result<Insert, Problem> {
    let (parts, body) = request.into_parts();
    let headers = &parts.headers;
    if portal.origins.refuses(headers) {
        return Err(Problem::new(
            StatusCode::FORBIDDEN,
            "origin",
            "Requests from pages of another site are not taken.",
        ));
    }
    if content_length(headers).is_some_and(|length| length > MAX_BODY as u64) {
        return Err(TOO_LARGE);
    }
    let id = idempotency_key(headers)?;
    check_content_type(headers)?;
    let token = read(body).await?;

    let portal = Arc::clone(portal);
    let work = move || accept(&portal, &id, &token);
    tokio::task::spawn_blocking(work)
        .await
        .unwrap_or(Err(Problem::unavailable()))
}

/// Checks 6 to 9, on a thread that may wait for the disk.
fn accept(portal: &Portal, id: &str, token: &str) -> Result<Insert, Problem> {
    let invalid = |title| Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", title);
    let compact = Compact::parse(token).map_err(|malformed| invalid(malformed.title()))?;
    let tb_id = &compact.header["tb_id"];
    if !tb_id.is_null() && tb_id != id {
        return Err(invalid(
            "The id in the JWE's header is not the idempotency key.",
        ));
    }
    let submission = Submission {
        id,
        kid: compact.kid(),
        jwe: token,
    };
    let failed = |error: crate::StoreError| {
        log::line("store", json!({ "failure": error.to_string() }));
        Problem::unavailable()
    };
    if let Some(earlier) = portal.store.find(submission).map_err(failed)? {
        return Ok(earlier);
    }
    if compact.kid() != portal.keys.receiver.kid() {
        return Err(Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "unknown-kid",
            "The request is sealed to a key that this receiver does not hold.",
        ));
    }
    portal.store.insert(submission).map_err(failed)
}

fn idempotency_key(headers: &HeaderMap) -> Result<String, Problem> {
    let mut values = headers
        .get_all(HeaderName::from_static("idempotency-key"))
        .iter();
    let malformed = Problem::new(
        StatusCode::BAD_REQUEST,
        "key-malformed",
        "Idempotency-Key must be one lower-case UUID version 4, as a quoted string.",
    );
    let value = match (values.next(), values.next()) {
        (Some(value), None) => value.to_str().map_err(|_| malformed.clone())?,
        (Some(_), Some(_)) => return Err(malformed),
        (None, _) => {
            return Err(Problem::new(
                StatusCode::BAD_REQUEST,
                "key-missing",
                "Idempotency-Key is missing.",
            ));
        }
    };
    let quoted = value
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    let id = quoted.unwrap_or(value);
    if is_uuid_v4(id) {
        Ok(id.into())
    } else {
        Err(malformed)
    }
}

/// The form of RFC 9562 with version 4 and the variant of that document, in lower case.
fn is_uuid_v4(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            14 => byte == b'4',
            19 => matches!(byte, b'8' | b'9' | b'a' | b'b'),
            _ => matches!(byte, b'0'..=b'9' | b'a'..=b'f'),
        })
}

fn check_content_type(headers: &HeaderMap) -> Result<(), Problem> {
    let value = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let essence = value
        .and_then(|value| value.split(';').next())
        .unwrap_or_default();
    if essence.trim().eq_ignore_ascii_case("application/jose") {
        return Ok(());
    }
    Err(Problem::new(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "content-type",
        "The body must be a compact JWE of type application/jose.",
    ))
}

fn content_length(headers: &HeaderMap) -> Option<u64> {
    headers
        .get(header::CONTENT_LENGTH)?
        .to_str()
        .ok()?
        .parse()
        .ok()
}

/// The body as text, given up as soon as it is longer than allowed.
async fn read(body: Body) -> Result<String, Problem> {
    let bytes = to_bytes(body, MAX_BODY).await.map_err(|error| {
        let cause = std::error::Error::source(&error);
        match cause.is_some_and(|cause| cause.is::<http_body_util::LengthLimitError>()) {
            true => TOO_LARGE,
            false => Problem::new(
                StatusCode::BAD_REQUEST,
                "body",
                "The body ended before it was complete.",
            ),
        }
    })?;
    // What is no text is no compact JWE either, which the next check says.
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn respond(outcome: Result<Insert, Problem>, fault: &Fault) -> Response {
    let reused = Problem::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "key-reused",
        "Another request was stored under this idempotency key.",
    );
    let (status, stored) = match outcome {
        Ok(Insert::New(stored)) => (StatusCode::CREATED, stored),
        Ok(Insert::Replay(stored)) => (StatusCode::OK, stored),
        Ok(Insert::KeyReused) => return reused.into_response(),
        Err(problem) => return problem.into_response(),
    };
    let kind = [(header::CONTENT_TYPE, "application/json")];
    let mut answer = (status, kind, receipt(&stored, fault).to_string()).into_response();
    if status == StatusCode::OK {
        answer.headers_mut().insert(
            HeaderName::from_static("idempotency-replayed"),
            HeaderValue::from_static("true"),
        );
    }
    answer
}

fn receipt(stored: &Stored, fault: &Fault) -> serde_json::Value {
    let id = match fault.wrong_id {
        true => "00000000-0000-4000-8000-000000000000",
        false => &stored.id,
    };
    json!({
        "id": id,
        "receipt": stored.receipt,
        "received_at": clock::rfc3339(stored.received_at),
    })
}

fn log_outcome(outcome: &Result<Insert, Problem>, began: Instant) {
    let (code, status) = match outcome {
        Ok(Insert::New(_)) => ("stored", 201),
        Ok(Insert::Replay(_)) => ("replayed", 200),
        Ok(Insert::KeyReused) => ("key-reused", 422),
        Err(problem) => (problem.code, problem.status.as_u16()),
    };
    let ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    log::line(
        "referral",
        json!({ "outcome": code, "status": status, "ms": ms }),
    );
}

const TOO_LARGE: Problem = Problem::new(
    StatusCode::PAYLOAD_TOO_LARGE,
    "too-large",
    "The body is longer than 24576 bytes.",
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_lower_case_uuid_of_version_4_is_a_key() {
        let id = "3f2b8c1e-9a4d-4e7b-8f10-2c5d6e7f8a9b";
        let quoted = format!("\"{id}\"");
        for (value, good) in [
            (id, true),
            (&quoted, true),
            ("3F2B8C1E-9A4D-4E7B-8F10-2C5D6E7F8A9B", false),
            ("3f2b8c1e-9a4d-1e7b-8f10-2c5d6e7f8a9b", false),
            ("3f2b8c1e-9a4d-4e7b-cf10-2c5d6e7f8a9b", false),
            ("3f2b8c1e9a4d4e7b8f102c5d6e7f8a9b", false),
            ("\"3f2b8c1e-9a4d-4e7b-8f10-2c5d6e7f8a9b", false),
            ("", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert("idempotency-key", HeaderValue::from_str(value).unwrap());
            let key = idempotency_key(&headers);
            assert_eq!(key.as_deref().ok(), good.then_some(id), "{value}");
        }
    }
}
