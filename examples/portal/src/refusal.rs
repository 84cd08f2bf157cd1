//! Every way in which the receiver refuses a request. The contract in `docs/receiver.openapi.json`
//! names the same ones, and a test holds the two against each other.

use axum::http::StatusCode;

use crate::problem::Problem;

/// A refusal; what it is called and answered with never changes once released.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Refusal {
    /// A page of an origin that is not on the list sent it.
    Origin,
    /// The bearer token is missing or not one of ours.
    Token,
    /// More requests than this sender, or all together, may make.
    RateLimited,
    /// The body is longer than [`MAX_BODY`](crate::MAX_BODY).
    TooLarge,
    /// There is no idempotency key.
    KeyMissing,
    /// The idempotency key is no UUID version 4 in lower case.
    KeyMalformed,
    /// The body is not said to be `application/jose`.
    ContentType,
    /// The body broke off.
    Body,
    /// The body did not arrive in time.
    Timeout,
    /// The body is no compact JWE of the accepted kind.
    Invalid,
    /// It is sealed to a key that is not held here.
    UnknownKid,
    /// Other bytes are stored under the same key.
    KeyReused,
    /// Nothing was stored, because the database does not answer; the same request may be made again.
    Unavailable,
    /// Storing failed, and whether it is stored all the same is not known; the same request may be
    /// made again.
    Unsettled,
}

impl Refusal {
    /// All of them, in the order of the checks.
    pub const ALL: [Self; 14] = [
        Self::Origin,
        Self::Token,
        Self::RateLimited,
        Self::TooLarge,
        Self::KeyMissing,
        Self::KeyMalformed,
        Self::ContentType,
        Self::Body,
        Self::Timeout,
        Self::Invalid,
        Self::UnknownKid,
        Self::KeyReused,
        Self::Unavailable,
        Self::Unsettled,
    ];

    /// The status of the answer.
    pub fn status(self) -> u16 {
        self.row().0.as_u16()
    }

    /// The end of the problem's `type`: letters and hyphens.
    pub fn code(self) -> &'static str {
        self.row().1
    }

    fn row(self) -> (StatusCode, &'static str, &'static str) {
        match self {
            Self::Origin => (
                StatusCode::FORBIDDEN,
                "origin",
                "Requests from pages of another site are not taken.",
            ),
            Self::Token => (
                StatusCode::UNAUTHORIZED,
                "token",
                "This needs a valid bearer token.",
            ),
            Self::RateLimited => (
                StatusCode::TOO_MANY_REQUESTS,
                "rate-limited",
                "There are too many requests just now.",
            ),
            Self::TooLarge => (
                StatusCode::PAYLOAD_TOO_LARGE,
                "too-large",
                "The body is longer than 24576 bytes.",
            ),
            Self::KeyMissing => (
                StatusCode::BAD_REQUEST,
                "key-missing",
                "Idempotency-Key is missing.",
            ),
            Self::KeyMalformed => (
                StatusCode::BAD_REQUEST,
                "key-malformed",
                "Idempotency-Key must be one lower-case UUID version 4, as a quoted string.",
            ),
            Self::ContentType => (
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "content-type",
                "The body must be a compact JWE of type application/jose.",
            ),
            Self::Body => (
                StatusCode::BAD_REQUEST,
                "body",
                "The body ended before it was complete.",
            ),
            Self::Timeout => (
                StatusCode::REQUEST_TIMEOUT,
                "timeout",
                "The body did not arrive in time.",
            ),
            Self::Invalid => (
                StatusCode::UNPROCESSABLE_ENTITY,
                "invalid",
                "The body is not a compact JWE.",
            ),
            Self::UnknownKid => (
                StatusCode::UNPROCESSABLE_ENTITY,
                "unknown-kid",
                "The request is sealed to a key that this receiver does not hold.",
            ),
            Self::KeyReused => (
                StatusCode::UNPROCESSABLE_ENTITY,
                "key-reused",
                "Another request was stored under this idempotency key.",
            ),
            Self::Unavailable => (
                StatusCode::SERVICE_UNAVAILABLE,
                "unavailable",
                "The request could not be stored just now.",
            ),
            Self::Unsettled => (
                StatusCode::INTERNAL_SERVER_ERROR,
                "unsettled",
                "Whether the request is stored is not known.",
            ),
        }
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let (status, code, title) = refusal.row();
        Self::new(status, code, title)
    }
}
