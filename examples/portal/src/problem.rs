//! Refusals as RFC 9457 problem documents.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::refusal::Refusal;

/// When to try again where storing failed, in seconds.
const RETRY_AFTER_S: u32 = 60;

/// A refusal with a stable name. The name is the end of the problem's `type`, which is what a
/// sender may act on; the title is for people.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Problem {
    pub(crate) status: StatusCode,
    /// Letters and hyphens, never changed once released.
    pub(crate) code: &'static str,
    pub(crate) title: &'static str,
    /// What exactly, from a fixed set or about the caller's own document; never a person's data.
    pub(crate) detail: Option<String>,
    /// When to try again, in seconds.
    pub(crate) retry_after_s: Option<u32>,
}

impl Problem {
    pub(crate) const fn new(status: StatusCode, code: &'static str, title: &'static str) -> Self {
        Self {
            status,
            code,
            title,
            detail: None,
            retry_after_s: None,
        }
    }

    /// The problem of a failure on this side before anything was stored; trying again later is right.
    pub(crate) fn unavailable() -> Self {
        Self::later(Refusal::Unavailable)
    }

    /// The same of one after which something may be stored.
    pub(crate) fn unsettled() -> Self {
        Self::later(Refusal::Unsettled)
    }

    fn later(refusal: Refusal) -> Self {
        Self {
            retry_after_s: Some(RETRY_AFTER_S),
            ..refusal.into()
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut body = json!({
            "type": format!("urn:touchbase:problem:{}", self.code),
            "title": self.title,
            "status": self.status.as_u16(),
        });
        if let Some(detail) = self.detail {
            body["detail"] = detail.into();
        }
        if let Some(seconds) = self.retry_after_s {
            // Said twice: a page of another origin may not see the header.
            body["retry_after_s"] = seconds.into();
        }
        let mut response = (self.status, body.to_string()).into_response();
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = self.retry_after_s {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            // RFC 9110 section 11.6.1 asks for one with each 401.
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}
