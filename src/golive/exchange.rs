//! What the checks of an endpoint need from their surroundings: a page's `fetch` and WebCrypto, or
//! a command's HTTP client. They decide what to send and judge what came; the surroundings send.

use std::future::Future;

use crate::jose::PublicKey;
use crate::time::Millis;
use crate::value::Value;

/// What the surroundings can see of an exchange.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Sight {
    /// As a page does: the browser makes the preflight itself, sets `Origin`, hides cookies and
    /// every header that is not exposed, and calls every failure by one name.
    Page,
    /// Everything that is on the wire. Preflights are sent by hand, with an `Origin` by hand.
    Wire,
}

/// A method.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Method {
    /// `GET`
    Get,
    /// `OPTIONS`, only with [`Sight::Wire`].
    Options,
    /// `POST`
    Post,
}

impl Method {
    /// The word on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Options => "OPTIONS",
            Self::Post => "POST",
        }
    }
}

/// What to send. Redirects are never followed and cookies never sent.
#[derive(Clone, Eq, PartialEq)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// Where to, as the target says it: a page resolves it against its own address.
    pub url: String,
    /// Names in lower case. `origin` and `access-control-request-*` only with [`Sight::Wire`].
    pub headers: Vec<(&'static str, String)>,
    /// The body of a `POST`.
    pub body: Option<String>,
    /// Only with [`Sight::Page`]: as `mode: "no-cors"`, whose answer cannot be read. That there was
    /// one tells an endpoint that refuses the page's origin from one that is not there. The answer
    /// is `Ok` with status 0.
    pub unreadable: bool,
}

/// An answer.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Answer {
    /// The status; 0 where the browser does not tell (a redirect, an unreadable answer).
    pub status: u16,
    /// Whether it was a redirect, which was not followed.
    pub redirect: bool,
    /// The headers that can be read, names in lower case, a repeated one once for each time.
    pub headers: Vec<(String, String)>,
    /// The body, at most the first 64 KiB; what is no UTF-8 replaced.
    pub body: String,
    /// How long it took to come in whole, in milliseconds.
    pub took: Millis,
}

impl Answer {
    /// The values of the header `name` (lower case), put together as HTTP does; `None` where it is
    /// absent or cannot be read.
    pub fn header(&self, name: &str) -> Option<String> {
        let named = self.headers.iter().filter(|(n, _)| n == name);
        let values: Vec<&str> = named.map(|(_, value)| value.as_str()).collect();
        (!values.is_empty()).then(|| values.join(", "))
    }

    /// Whether the header `name` lists `word`, in any case; `*` does not count.
    pub fn lists(&self, name: &str, word: &str) -> bool {
        let values = self.header(name).unwrap_or_default();
        values
            .split(',')
            .any(|value| value.trim().eq_ignore_ascii_case(word))
    }
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Failure {
    /// Name, connection, TLS, or for a page also CORS and blockers: it could not be told.
    Network,
    /// No answer within [`ANSWER_LIMIT`].
    Timeout,
    /// The answer broke off.
    Cut,
    /// The page's own policy refused the request.
    Policy,
}

/// How long an answer may take, in milliseconds: as long as the widget waits.
pub const ANSWER_LIMIT: Millis = 45_000;

/// What came of a request.
pub type Outcome = Result<Answer, Failure>;

/// The surroundings of the checks of an endpoint.
pub trait Exchange {
    /// What can be seen.
    fn sight(&self) -> Sight;

    /// Sends one request and waits for the whole answer, at most [`ANSWER_LIMIT`].
    fn send(&self, request: &Request) -> impl Future<Output = Outcome>;

    /// Sends two requests at the same moment: neither waits for the other.
    fn send_both(&self, one: &Request, other: &Request)
    -> impl Future<Output = (Outcome, Outcome)>;

    /// Seals `plaintext` (JSON text; it is padded here, see [`crate::jose::pad`]) for `key` with
    /// `id` and `aud` in the header, and answers the compact JWE; `None` where nothing
    /// can be sealed to the key.
    fn seal(
        &self,
        key: &PublicKey,
        id: &str,
        aud: &str,
        plaintext: Vec<u8>,
    ) -> impl Future<Output = Option<String>>;

    /// JSON text as a value; `None` where it is none.
    fn json(&self, text: &str) -> Option<Value>;

    /// A random UUID version 4 in lower case; `None` where there is no randomness.
    fn new_id(&self) -> Option<String>;

    /// The wall clock.
    fn now(&self) -> Millis;

    /// Waits so many milliseconds.
    fn pause(&self, millis: u32) -> impl Future<Output = ()>;
}
