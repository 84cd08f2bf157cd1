//! What an answer, or its absence, means for the row that was posted.
//!
//! Total: every status, body and error has exactly one meaning, and only one kind of answer is
//! success. Unknown statuses count as the first of their hundred (RFC 9110 section 15).

use super::{Reason, Receipt, http_date};
use crate::time::{Millis, SECOND};
use crate::value::Value;

/// What a post ended with, as far as the browser tells.
#[derive(Clone, Debug, PartialEq)]
pub enum Reply {
    /// The receiver, or something in between, answered.
    Response(Response),
    /// The request failed. Offline, name resolution, TLS, CORS and a blocker look alike.
    Network,
    /// No answer within the time limit.
    Timeout,
    /// The answer's body broke off.
    Cut,
    /// The page's policy refused the request.
    Csp,
    /// The host's token function failed or did not answer in time; nothing was posted.
    NoToken,
}

/// An answer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Response {
    /// The status; 0 for a redirect that was not followed.
    pub status: u16,
    /// Whether it was a redirect that was not followed. Its target stays unknown.
    pub redirect: bool,
    /// `Content-Type`, as sent.
    pub content_type: String,
    /// `Retry-After`, where it can be read.
    pub retry_after: Option<String>,
    /// `Date`, where it can be read.
    pub date: Option<String>,
    /// The body, where it is JSON.
    pub body: Option<Value>,
}

/// What to do with the row.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Verdict {
    /// The receiver stored it.
    Delivered(Receipt),
    /// Try again.
    Retry {
        /// Why.
        reason: Reason,
        /// When.
        wait: Wait,
        /// Whether the whole destination should be left alone for as long.
        pause: bool,
    },
    /// A sign-in is needed first.
    SignIn {
        /// Whether a fresh token may help. Where the token function failed, it will not.
        refresh: bool,
    },
    /// Try again in an hour; only the host can mend it.
    Hold {
        /// Why.
        reason: Reason,
        /// Whether a fresh token may help: an expired login often answers with a redirect.
        refresh: bool,
    },
    /// It will never be accepted.
    Reject(Reason),
}

impl Verdict {
    /// Whether the receiver may have stored the referral although no receipt was seen.
    pub const fn outcome_unknown(&self) -> bool {
        match self {
            Self::Retry { reason, .. } | Self::Hold { reason, .. } | Self::Reject(reason) => {
                reason.outcome_unknown()
            }
            Self::Delivered(_) | Self::SignIn { .. } => false,
        }
    }
}

/// How long to wait.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Wait {
    /// As the ladder says.
    Ladder,
    /// As long as the receiver asked, and more.
    Hint(Millis),
    /// Between two bounds.
    Between(Millis, Millis),
}

/// The meaning of `reply` to the post of the row `id`. `attempts` counts this one.
pub fn classify(id: &str, attempts: u32, reply: &Reply) -> Verdict {
    match reply {
        Reply::Response(response) => response.verdict(id, attempts),
        Reply::Network => retry(Reason::Network, None),
        Reply::Timeout => retry(Reason::Timeout, None),
        Reply::Cut => retry(Reason::NoReceipt, None),
        Reply::Csp => hold(Reason::Csp),
        Reply::NoToken => Verdict::SignIn { refresh: false },
    }
}

impl Response {
    fn verdict(&self, id: &str, attempts: u32) -> Verdict {
        if self.redirect {
            return Verdict::Hold {
                reason: Reason::Redirect,
                refresh: true,
            };
        }
        let hint = self.hint();
        match self.status {
            200..=202 => match self.receipt(id) {
                Some(receipt) => Verdict::Delivered(receipt),
                None => retry(Reason::NoReceipt, hint),
            },
            204..=206 if attempts > 5 => hold(Reason::NoReceipt),
            0..=299 => retry(Reason::NoReceipt, hint),
            300..=399 => hold(Reason::Redirect),
            401 => Verdict::SignIn { refresh: true },
            403 if matches!(self.problem(), "csrf" | "token") => Verdict::SignIn { refresh: true },
            403 => hold(Reason::Forbidden),
            407 => retry(Reason::Proxy, hint),
            408 => retry(Reason::Timeout, hint),
            409 if self.problem() == "in-flight" => {
                spread(Reason::InFlight, hint, 2 * SECOND, 10 * SECOND)
            }
            409 => hold(Reason::Conflict),
            413 => Verdict::Reject(Reason::TooLarge),
            422 => match self.problem() {
                "key-reused" => Verdict::Reject(Reason::KeyReused),
                "unknown-kid" => hold(Reason::Key),
                _ => Verdict::Reject(Reason::Invalid),
            },
            423 | 424 => retry(Reason::Server, hint),
            425 => spread(Reason::Early, hint, SECOND, 5 * SECOND),
            429 => busy(Reason::Busy, hint),
            // Said by the receiver itself it is a refusal before anything was stored. A gateway says
            // it of a receiver that it has lost, whatever that was doing.
            503 if self.refused() => busy(Reason::Busy, hint),
            503 => busy(Reason::Server, hint),
            451 => Verdict::Reject(Reason::Legal),
            // A host that is being rolled out answers like this for minutes. Were it a refusal,
            // every roll-out would eat referrals.
            404..=406 | 410..=412 | 414..=417 | 421 | 426 | 428 | 431 | 501 | 505 | 510 => {
                hold(Reason::Config)
            }
            400..=499 => Verdict::Reject(Reason::BadRequest),
            511 => retry(Reason::Captive, hint),
            500.. => retry(Reason::Server, hint),
        }
    }

    /// The receipt, where the body is one for this very row. A login page, a captive portal and a
    /// cached answer are not.
    fn receipt(&self, id: &str) -> Option<Receipt> {
        let media_type = self.content_type.split(';').next().unwrap_or_default();
        if !media_type.trim().eq_ignore_ascii_case("application/json") {
            return None;
        }
        let text = |key| self.body.as_ref()?.get(key)?.as_str();
        let receipt = text("receipt")?;
        let received_at = text("received_at")?;
        let valid = text("id")? == id
            && (1..=32).contains(&receipt.chars().count())
            && !received_at.is_empty();
        valid.then(|| Receipt {
            id: id.to_owned(),
            receipt: receipt.to_owned(),
            received_at: received_at.to_owned(),
        })
    }

    /// The last part of the problem's `type` (RFC 9457): `…/problems/in-flight`, `#in-flight`,
    /// `urn:x:in-flight` and `in-flight` are the same.
    fn problem(&self) -> &str {
        self.body
            .as_ref()
            .and_then(|body| body.get("type")?.as_str())
            .and_then(|kind| kind.rsplit(['/', '#', ':']).next())
            .unwrap_or_default()
    }

    /// Whether the receiver says of itself that it has stored nothing.
    fn refused(&self) -> bool {
        matches!(self.problem(), "unavailable" | "busy" | "rate-limited")
    }

    /// How long the receiver asks to wait. The header is not readable across origins unless the
    /// receiver exposes it, so the body may repeat it.
    fn hint(&self) -> Option<Millis> {
        self.retry_after
            .as_deref()
            .and_then(|text| self.retry_after(text.trim()))
            .or_else(|| {
                let seconds = self.body.as_ref()?.get("retry_after_s")?.as_int()?;
                (seconds >= 0).then(|| seconds.saturating_mul(SECOND))
            })
    }

    /// A date is read against the answer's own `Date`, never against the local clock: hospital
    /// computers have wrong clocks.
    fn retry_after(&self, text: &str) -> Option<Millis> {
        if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
            let seconds: Millis = text.parse().unwrap_or(Millis::MAX);
            return Some(seconds.saturating_mul(SECOND));
        }
        let until = http_date::parse(text)?;
        let date = http_date::parse(self.date.as_deref()?.trim())?;
        Some((until - date).max(0))
    }
}

fn retry(reason: Reason, hint: Option<Millis>) -> Verdict {
    Verdict::Retry {
        reason,
        wait: hint.map_or(Wait::Ladder, Wait::Hint),
        pause: false,
    }
}

/// A time of rest for the whole destination.
fn busy(reason: Reason, hint: Option<Millis>) -> Verdict {
    Verdict::Retry {
        reason,
        wait: hint.map_or(Wait::Ladder, Wait::Hint),
        pause: true,
    }
}

fn spread(reason: Reason, hint: Option<Millis>, low: Millis, high: Millis) -> Verdict {
    Verdict::Retry {
        reason,
        wait: hint.map_or(Wait::Between(low, high), Wait::Hint),
        pause: false,
    }
}

fn hold(reason: Reason) -> Verdict {
    Verdict::Hold {
        reason,
        refresh: false,
    }
}
