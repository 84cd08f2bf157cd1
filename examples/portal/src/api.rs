//! `POST /api/referrals`: takes a sealed referral once and answers with a receipt.
//!
//! The checks, in this order; the first that fails decides the answer and nothing is stored:
//!
//! 1. `origin` (403): a page of a site that is not on the list sent it
//! 2. `token` (401): where the host asks for a bearer token and this is none. Before 3, so that
//!    nobody without one uses up what is there for everybody
//! 3. `rate-limited` (429): too many from this sender, or from all
//! 4. `too-large` (413): by `Content-Length`, before a byte of the body is read
//! 5. `key-missing`, `key-malformed` (400): `Idempotency-Key` is no lower-case UUID version 4,
//!    as a quoted string or bare
//! 6. `content-type` (415): it is not `application/jose`
//! 7. `too-large` (413), `body` (400), `timeout` (408): while the body is read
//! 8. `invalid` (422): the body is no compact JWE with `ECDH-ES` and `A256GCM`, or its `tb_id` is
//!    not the key
//! 9. the id is known: the same bytes get the same receipt again (200), others `key-reused` (422).
//!    This comes before 10, because a receipt that was lost must still be given out after the key
//!    it was sealed to has been replaced
//! 10. `unknown-kid` (422): it is sealed to a key that is not ours
//! 11. stored, and after the commit 201; the primary key settles what arrived in the meantime.
//!     `unavailable` (503) where the database does not answer before it is asked to store, so that
//!     nothing is stored by this request, and `unsettled` (500) where it fails at that: then the
//!     commit may have happened, and a sender must not be told otherwise
//!
//! The contract that a sender may rely on is `docs/receiver.openapi.json`.
//!
//! Whether a stored token opens is found out after the commit, told to the log, and never the
//! sender's problem.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use serde_json::json;

use crate::faults::Fault;
use crate::jwe::{Compact, MAX_BODY};
use crate::problem::Problem;
use crate::rate::Sender;
use crate::refusal::Refusal;
use crate::store::{Insert, Stored, Submission};
use crate::{Peer, Portal, clock, headers, log, opener};

pub(crate) fn routes() -> Router<Arc<Portal>> {
    Router::new().route("/api/referrals", post(receive).options(preflight))
}

async fn receive(State(portal): State<Arc<Portal>>, request: Request) -> Response {
    let began = Instant::now();
    let fault = portal.faults.as_ref().and_then(|faults| faults.next());
    let fault = fault.unwrap_or_default();
    let connection = request.extensions().get::<ConnectInfo<Peer>>().cloned();
    let asked = request.headers().clone();
    tokio::time::sleep(fault.delay()).await;

    let answer = if fault.handles() {
        let mut size = content_length(&asked);
        let outcome = submit(&portal, request, &mut size).await;
        log_outcome(&outcome, began, size);
        respond(outcome, &fault)
    } else {
        // The body is read all the same: a connection closed over unread bytes is reset, and the
        // answer could be lost with it.
        let _ = to_bytes(request.into_body(), 4 * MAX_BODY).await;
        log::line("referral", json!({ "outcome": "fault" }));
        StatusCode::NO_CONTENT.into_response()
    };
    if fault.drop.is_some() {
        if let Some(ConnectInfo(peer)) = connection {
            peer.hangup.now();
        }
        return answer;
    }
    // Before the headers: a page of another origin reads what a fault answers like anything else.
    let mut answer = fault.scripted().unwrap_or(answer);
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

/// `size` becomes the length of the body once it is known.
async fn submit(
    portal: &Arc<Portal>,
    request: Request,
    size: &mut Option<u64>,
) -> Result<Insert, Problem> {
    let (parts, body) = request.into_parts();
    let headers = &parts.headers;
    if portal.origins.refuses(headers) {
        return Err(Refusal::Origin.into());
    }
    if let Some(staff) = &portal.staff
        && !staff.allow(headers)
    {
        return Err(Refusal::Token.into());
    }
    let now_us = u64::try_from(portal.started.elapsed().as_micros()).unwrap_or(u64::MAX);
    if let Err(seconds) = portal.rate.admit(sender(portal, &parts), now_us) {
        return Err(Problem {
            retry_after_s: Some(seconds),
            ..Refusal::RateLimited.into()
        });
    }
    if size.is_some_and(|length| length > MAX_BODY as u64) {
        return Err(Refusal::TooLarge.into());
    }
    let id = idempotency_key(headers)?;
    check_content_type(headers)?;
    let token = tokio::time::timeout(BODY_TIME, read(body))
        .await
        .unwrap_or(Err(Refusal::Timeout))?;
    *size = Some(token.len() as u64);

    let portal = Arc::clone(portal);
    let work = move || accept(&portal, &id, &token);
    tokio::task::spawn_blocking(work)
        .await
        .unwrap_or(Err(Problem::unsettled()))
}

/// Whom the request counts for. Only a proxy of the host's own may say so in a header: it appends
/// the address it saw, and what stands before that is the sender's word.
fn sender(portal: &Portal, parts: &Parts) -> Sender {
    if portal.behind_proxy {
        let forwarded = parts
            .headers
            .get_all(HeaderName::from_static("x-forwarded-for"))
            .iter()
            .next_back()
            .and_then(|value| value.to_str().ok());
        let last = forwarded.and_then(|list| list.rsplit(',').next());
        if let Some(address) = last.and_then(|text| text.trim().parse::<IpAddr>().ok()) {
            return address.into();
        }
    }
    let connection = parts.extensions.get::<ConnectInfo<Peer>>();
    connection.map_or(Sender::Unknown, |ConnectInfo(peer)| peer.address.into())
}

/// Checks 8 to 11, on a thread that may wait for the disk.
fn accept(portal: &Portal, id: &str, token: &str) -> Result<Insert, Problem> {
    let invalid = |title| Problem {
        title,
        ..Refusal::Invalid.into()
    };
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
    };
    let unavailable = |error| {
        failed(error);
        Problem::unavailable()
    };
    if let Some(earlier) = portal.store.find(submission).map_err(unavailable)? {
        return Ok(earlier);
    }
    if portal.keys.of(compact.kid()).is_none() {
        return Err(Refusal::UnknownKid.into());
    }
    let outcome = portal.store.insert(submission, clock::now_ms());
    if let Ok(Insert::New(_)) = outcome {
        portal.bell.notify_one();
        if let Err(error) = opener::open(token, &portal.keys) {
            // The sender gets the receipt and can mend nothing. Whoever runs this can, and is to
            // hear of it now and not when somebody comes to the desk.
            log::line("unopened", json!({ "reason": error.code() }));
        }
    }
    outcome.map_err(|error| {
        failed(error);
        Problem::unsettled()
    })
}

fn idempotency_key(headers: &HeaderMap) -> Result<String, Refusal> {
    let mut values = headers
        .get_all(HeaderName::from_static("idempotency-key"))
        .iter();
    let value = match (values.next(), values.next()) {
        (Some(value), None) => value.to_str().map_err(|_| Refusal::KeyMalformed)?,
        (Some(_), Some(_)) => return Err(Refusal::KeyMalformed),
        (None, _) => return Err(Refusal::KeyMissing),
    };
    let quoted = value
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    let id = quoted.unwrap_or(value);
    if is_uuid_v4(id) {
        Ok(id.into())
    } else {
        Err(Refusal::KeyMalformed)
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

fn check_content_type(headers: &HeaderMap) -> Result<(), Refusal> {
    let value = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let essence = value
        .and_then(|value| value.split(';').next())
        .unwrap_or_default();
    if essence.trim().eq_ignore_ascii_case("application/jose") {
        return Ok(());
    }
    Err(Refusal::ContentType)
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
async fn read(body: Body) -> Result<String, Refusal> {
    let bytes = to_bytes(body, MAX_BODY).await.map_err(|error| {
        let cause = std::error::Error::source(&error);
        match cause.is_some_and(|cause| cause.is::<http_body_util::LengthLimitError>()) {
            true => Refusal::TooLarge,
            false => Refusal::Body,
        }
    })?;
    // What is no text is no compact JWE either, which the next check says.
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn respond(outcome: Result<Insert, Problem>, fault: &Fault) -> Response {
    let (status, stored) = match outcome {
        Ok(Insert::New(stored)) => (StatusCode::CREATED, stored),
        Ok(Insert::Replay(stored)) => (StatusCode::OK, stored),
        Ok(Insert::KeyReused) => return Problem::from(Refusal::KeyReused).into_response(),
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

fn log_outcome(outcome: &Result<Insert, Problem>, began: Instant, size: Option<u64>) {
    let (code, status) = match outcome {
        Ok(Insert::New(_)) => ("stored", 201),
        Ok(Insert::Replay(_)) => ("replayed", 200),
        Ok(Insert::KeyReused) => (Refusal::KeyReused.code(), Refusal::KeyReused.status()),
        Err(problem) => (problem.code, problem.status.as_u16()),
    };
    let ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    let size = size_class(size);
    log::line(
        "referral",
        json!({ "outcome": code, "status": status, "ms": ms, "size": size }),
    );
}

/// Coarse on purpose: an exact length could tell two requests apart.
fn size_class(length: Option<u64>) -> &'static str {
    match length {
        None => "unknown",
        Some(0..=2_048) => "2k",
        Some(2_049..=8_192) => "8k",
        Some(8_193..=24_576) => "24k",
        Some(_) => "over",
    }
}

/// How long a body may take to arrive. The widget gives up on an answer after 45 seconds.
const BODY_TIME: Duration = Duration::from_secs(30);

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
