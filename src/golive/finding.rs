//! What keeps a host from going live: where, what, how much it matters, and how to mend it.

use crate::config::{self, Fault, mend::mend};
use crate::jose::KeyFault;
use crate::value::Value;

/// How much a finding matters, in ascending order.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Severity {
    /// Worth knowing. A host may go live with it.
    Note,
    /// To be mended before going live; a person would still get support.
    Warning,
    /// Not to go live with.
    Error,
}

impl Severity {
    /// Every severity, the heaviest first.
    pub const ALL: [Self; 3] = [Self::Error, Self::Warning, Self::Note];

    /// The stable word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }

    /// The exit code of a command whose worst finding this is: 0 for a note, 1 for a warning, 2 for
    /// an error.
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Note => 0,
            Self::Warning => 1,
            Self::Error => 2,
        }
    }
}

impl From<config::Severity> for Severity {
    fn from(severity: config::Severity) -> Self {
        match severity {
            config::Severity::Warning => Self::Warning,
            config::Severity::Error => Self::Error,
        }
    }
}

/// One finding.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Finding {
    /// Where in the document: dots between keys and brackets around positions, empty for the
    /// document as a whole. For an endpoint, where its address stands.
    pub path: String,
    /// The stable code, letters and hyphens: one of [`crate::config::Code`], of
    /// [`KeyFault`] or of [`Rule`].
    pub code: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// How to mend it.
    pub sentence: String,
    /// What was seen, where the path and the sentence do not say it all: a status, a header, a list
    /// of keys. Never a text of the document, a name, a token or a key.
    pub saw: Option<String>,
}

impl Finding {
    /// A finding of `rule` at `path`.
    pub fn new(rule: Rule, path: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            code: rule.as_str(),
            severity: rule.severity(),
            sentence: rule.sentence().to_owned(),
            saw: None,
        }
    }

    /// Why nothing is sealed to the key at `path`.
    pub(super) fn of_key(fault: KeyFault, path: &str) -> Self {
        Self {
            path: path.to_owned(),
            code: fault.as_str(),
            severity: Severity::Error,
            sentence: fault.mend().to_owned(),
            saw: None,
        }
    }

    /// This finding with what was seen.
    pub fn seeing(mut self, saw: impl Into<String>) -> Self {
        self.saw = Some(saw.into());
        self
    }

    /// This finding as JSON: `path`, `code`, `severity`, `sentence`, and `saw` where there is
    /// something.
    pub fn to_value(&self) -> Value {
        let mut members = vec![
            ("path".to_owned(), self.path.as_str().into()),
            ("code".to_owned(), self.code.into()),
            ("severity".to_owned(), self.severity.as_str().into()),
            ("sentence".to_owned(), self.sentence.as_str().into()),
        ];
        if let Some(saw) = &self.saw {
            members.push(("saw".to_owned(), saw.as_str().into()));
        }
        Value::Object(members)
    }
}

impl From<Fault> for Finding {
    fn from(fault: Fault) -> Self {
        Self {
            path: fault.path,
            code: fault.code.as_str(),
            severity: fault.severity.into(),
            sentence: mend(fault.code).to_owned(),
            saw: None,
        }
    }
}

/// The heaviest severity among `findings`; `None` where there are none.
pub fn worst<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> Option<Severity> {
    findings.into_iter().map(|finding| finding.severity).max()
}

macro_rules! rules {
    ($($name:ident = $text:literal, $severity:ident, $sentence:literal;)*) => {
        /// What is looked for beside the faults of the configuration. The words are stable: hosts
        /// and tests may compare them.
        #[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
        #[non_exhaustive]
        pub enum Rule {
            $(#[doc = $sentence] $name,)*
        }

        impl Rule {
            /// Every rule, those of the document first.
            pub const ALL: &'static [Rule] = &[$(Rule::$name,)*];

            /// The stable word, letters and hyphens.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)*
                }
            }

            /// How much it matters.
            pub fn severity(self) -> Severity {
                match self {
                    $(Self::$name => Severity::$severity,)*
                }
            }

            /// How to mend it.
            pub fn sentence(self) -> &'static str {
                match self {
                    $(Self::$name => $sentence,)*
                }
            }
        }
    };
}

rules! {
    // The document.
    ExamplePresent = "example-present", Error,
        "Verify every fact of this dated example with the people who run the program, then remove \
         `example`.";
    ExampleAddress = "example-address", Error,
        "Replace this address: its domain is reserved for examples and nobody answers there.";
    ExampleNumber = "example-number", Error,
        "Replace this number: it is reserved for examples and nobody answers there.";
    ExampleKey = "example-key", Error,
        "Replace this key by the public half of a pair of your own: it comes from an example, and \
         you could open no request sealed to it.";
    ExampleName = "example-name", Error,
        "Put the real name here: this one still holds the word \"Example\".";
    SampleReview = "sample-review", Error,
        "Name who reviewed this document of yours: this review is the example's, or by somebody of \
         the example.";
    SampleText = "sample-text", Error,
        "Have this said by those who can promise it, and put it in their words: it is the \
         example's text, and nobody has said it to your people.";
    SamplePromise = "sample-promise", Warning,
        "Ask those who run it, and put it in their words: it is word for word what the example \
         says.";
    EndpointNotHttps = "endpoint-not-https", Error,
        "Give the endpoint an https:// address; http:// on this computer is for trying out.";
    ReviewClinicalMissing = "review-clinical-missing", Error,
        "Have a clinician review the document by the checklist, and add the review to `reviews` \
         with kind \"clinical\", who and when.";
    ReviewLegalMissing = "review-legal-missing", Error,
        "Have counsel or privacy review the document by the checklist, and add the review to \
         `reviews` with kind \"legal\", who and when.";
    ReviewStale = "review-stale", Warning,
        "Have the document reviewed anew: this review is more than a year old.";
    ReviewDateMissing = "review-date-missing", Warning,
        "Add `reviewed_on` and `review_by`, so that people see when the facts were last checked \
         and you are told when to check again.";
    ReviewSoon = "review-soon", Warning,
        "Check the facts of this entry and set its review dates anew: the date to do so is at most \
         30 days away.";
    DateAhead = "date-ahead", Warning,
        "Correct this date: it says that something was done that is still ahead.";
    HoursWithoutZone = "hours-without-zone", Warning,
        "Add `time_zone`: hours and days without it tell nobody whether it is open.";
    ZoneUnknown = "zone-unknown", Warning,
        "Give the IANA name of the zone, like \"America/New_York\": with this one nobody is told \
         whether it is open.";
    HoursAndAlwaysOpen = "hours-and-always-open", Warning,
        "Leave out `hours` or `always_open`: with both, it is said to be open day and night.";
    DayOpenAndClosed = "day-open-and-closed", Warning,
        "Take this day out of `closed_on` or out of `special_hours`: with both, it counts as \
         closed.";
    CrisisCountryMissing = "crisis-country-missing", Error,
        "Add crisis help of the document's own `country`: every entry is of another, so no number \
         may work where people are.";
    KindsDoNotServe = "kinds-do-not-serve", Warning,
        "Let `serves` and `referral.kinds` agree: either the form offers what this option does not \
         serve, or it takes a kind of request that no option serves.";
    RecipientsShareKey = "recipients-share-key", Warning,
        "Give this recipient a key of its own: different operators run the options that send to \
         it and to one before it, and each can open what is meant for the other.";
    RecipientsShareEndpoint = "recipients-share-endpoint", Note,
        "Make sure that each desk gets its own requests alone: different operators run the options \
         that send to this address.";
    LanguageMissing = "language-missing", Warning,
        "Add this text in the missing languages: people reading in one of them are shown it in \
         another.";
    PhoneMissing = "phone-missing", Warning,
        "Give at least one option a phone route: it is what works when the network, the browser or \
         the request does not.";
    ConfidentialityNotStated = "confidentiality-not-stated", Note,
        "Shown as not stated: add what the program says about confidentiality and its limits.";
    NotStated = "not-stated", Note,
        "Shown as not stated: add what you know of it, and leave out what you do not.";
    WorriesNotStated = "worries-not-stated", Note,
        "Shown as not stated: add dated answers to `worries`, which people ask before they ask for \
         anything.";

    // The endpoint, from outside.
    EndpointUnreachable = "endpoint-unreachable", Error,
        "Nothing could be read from this address: check the name, the certificate, the firewall, \
         and for a page the headers that let it read the answer.";
    EndpointTimeout = "endpoint-timeout", Error,
        "Answer within 45 seconds: after that the widget gives up and tries again later.";
    EndpointSlow = "endpoint-slow", Warning,
        "Answer within 10 seconds: a person waits for the receipt.";
    EndpointLocal = "endpoint-local", Note,
        "This endpoint is on this very computer: test the real one before going live.";
    EndpointNotTested = "endpoint-not-tested", Warning,
        "Add a recipient with a key, or mend what is wrong with `referral`, then test again: there \
         is no key to seal a test request to.";
    SealFailed = "seal-failed", Error,
        "Nothing can be sealed to this key: make a new pair, as docs/sealing.md shows.";
    PolicyRefused = "policy-refused", Error,
        "Add the endpoint's origin to `connect-src` of the page's content security policy.";
    PreflightMissing = "preflight-missing", Error,
        "Answer OPTIONS on this address with status 204 and the headers that let the page's origin \
         post: without it no browser sends a request.";
    PreflightRedirected = "preflight-redirected", Error,
        "Answer OPTIONS on this very address, without a redirect and without a sign-in.";
    PreflightHeaders = "preflight-headers", Error,
        "List content-type and idempotency-key in Access-Control-Allow-Headers.";
    PreflightToken = "preflight-token", Note,
        "List authorization in Access-Control-Allow-Headers if the host page will give the widget \
         a token.";
    CorsMissing = "cors-missing", Error,
        "Send Access-Control-Allow-Origin with the page's origin on every answer: without it the \
         page cannot read a receipt, and keeps sending.";
    CorsAnyOrigin = "cors-any-origin", Warning,
        "Allow the origins of your own pages alone: as it is, a page of any site may post here \
         through a visitor's browser.";
    CorsCredentials = "cors-credentials", Warning,
        "Leave Access-Control-Allow-Credentials out: the widget sends no cookies, and they would \
         name the sender.";
    CorsExposed = "cors-exposed", Warning,
        "List retry-after and date in Access-Control-Expose-Headers: without them the widget \
         cannot wait as long as you ask.";
    CorsVary = "cors-vary", Warning,
        "Send Vary: Origin, so that no cache hands one origin's answer to another.";
    Redirected = "redirected", Error,
        "Answer on this very address: the widget follows no redirect, because a sealed request \
         must not go elsewhere.";
    SignInPage = "sign-in-page", Error,
        "Answer with a JSON receipt: a page with a status of success proves nothing, and the widget \
         keeps sending. Check for a sign-in, a proxy, or a page that stands for all addresses.";
    TokenNeeded = "token-needed", Error,
        "Give a token to test with (the host page gives it to the widget), or let requests in \
         without one.";
    TokenUnchecked = "token-unchecked", Warning,
        "Refuse a request without the token (401), if the token is meant to guard the endpoint.";
    RequestHeld = "request-held", Error,
        "Take a sealed request: with this answer the widget holds it until the endpoint is mended.";
    RequestRefused = "request-refused", Error,
        "Take a sealed request: with this answer the widget gives it up and tells the person so.";
    ServerFailed = "server-failed", Error,
        "Mend the receiver: it fails on a sealed request of the right form.";
    ReceiptMissing = "receipt-missing", Error,
        "Answer with JSON of type application/json that holds id, receipt and received_at, and only \
         after the commit.";
    ReceiptWrongId = "receipt-wrong-id", Error,
        "Answer with the id of the request at hand: a receipt for another one proves nothing.";
    ReceiptTime = "receipt-time", Error,
        "Give received_at as a date and time by RFC 3339, with its offset.";
    ReceiptClock = "receipt-clock", Warning,
        "Set the receiver's clock: its received_at is more than a day away from now.";
    AnswerTells = "answer-tells", Error,
        "Leave what was sealed out of the answer: it holds a text that only the sealed record \
         held.";
    CacheAllowed = "cache-allowed", Warning,
        "Send Cache-Control: no-store with every answer.";
    CookieSet = "cookie-set", Warning,
        "Set no cookie at the endpoint: it would make requests traceable to a browser.";
    ReplayNewReceipt = "replay-new-receipt", Error,
        "Answer the same bytes under the same key with the same receipt, and store them once: the \
         widget sends again whenever an answer was lost.";
    ReplayRefused = "replay-refused", Error,
        "Answer the same bytes under the same key with the receipt of the first time: the widget \
         sends again whenever an answer was lost.";
    ReplayNewTime = "replay-new-time", Warning,
        "Answer a replay with the received_at of the first time; a new one says that the request \
         was taken as new.";
    ReplayNotMarked = "replay-not-marked", Warning,
        "Answer a replay with status 200 and Idempotency-Replayed: true, so that it can be told \
         from a first time.";
    KeyForgotten = "key-forgotten", Error,
        "Keep each key for ever, as the primary key of what is stored: an offline browser may \
         return after a week.";
    KeyLost = "key-lost", Error,
        "Find out where the request went: it had a receipt, and the receiver does not know it any \
         more. It may have been acknowledged before it was committed, or kept in memory alone.";
    KeyBare = "key-bare", Warning,
        "Take Idempotency-Key with and without its quotes.";
    AcknowledgedEarly = "acknowledged-early", Error,
        "Answer only after the commit: the receipt was given before the receiver itself knew the \
         request.";
    ChangedBodyAccepted = "changed-body-accepted", Error,
        "Refuse other bytes under a key that is taken with 422 and a problem of type key-reused.";
    ChangedBodyStatus = "changed-body-status", Warning,
        "Refuse other bytes under a key that is taken with 422 and a problem of type key-reused; \
         with this answer the widget does not see the cause.";
    RaceBothAccepted = "race-both-accepted", Error,
        "Check and store in one transaction, and answer after it: of two different bodies sent at \
         once under one key, both got a receipt, so one of them is lost.";
    RaceLoserKept = "race-loser-kept", Error,
        "Keep the first of two bodies under one key: of two sent at once, the one with the receipt \
         is not the one that was kept.";
    RaceTwoReceipts = "race-two-receipts", Error,
        "Check and store in one transaction: the same bytes sent twice at once got two receipts, so \
         they are stored twice.";
    RaceRefused = "race-refused", Warning,
        "Of two requests sent at once under one key, take the one that comes first; neither got a \
         receipt.";
    KeyOptional = "key-optional", Error,
        "Refuse a request without Idempotency-Key with 400: it could not be told from a second \
         sending.";
    KeyUnchecked = "key-unchecked", Error,
        "Refuse an Idempotency-Key that is no UUID version 4 with 400.";
    KeyMismatch = "key-mismatch", Error,
        "Refuse a request whose tb_id in the JWE's header is not its Idempotency-Key (422).";
    ContentTypeAccepted = "content-type-accepted", Error,
        "Refuse every content type but application/jose with 415: the others are those that a page \
         of another site can send without asking.";
    OversizeAccepted = "oversize-accepted", Error,
        "Refuse a body of more than 24,576 bytes with 413.";
    BodyUnchecked = "body-unchecked", Error,
        "Refuse a body that is no compact JWE with 400 or 422: nobody could open it.";
    UnknownKeyAccepted = "unknown-key-accepted", Error,
        "Refuse a request sealed to a key that you do not hold with 422 and a problem of type \
         unknown-kid: nobody could open it.";
    RefusalStatus = "refusal-status", Warning,
        "It is refused, but with another status than the contract names, so the widget may act \
         wrongly on it.";
    LargestRefused = "largest-refused", Error,
        "Take bodies up to 24,576 bytes, also in what stands in front of the receiver: a request \
         padded to 16 KiB was refused.";
    ListAnswered = "list-answered", Error,
        "Answer GET on this address with 405 or 404: it gave out what was posted.";
    GetAnswered = "get-answered", Note,
        "GET on this address answers with a success; make sure that it is nothing of a request.";
}
