//! Sessions of people who proved who they are: at the desk, and at the portal's page.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use axum::http::{HeaderMap, HeaderValue, header};
use base64ct::{Base64UrlUnpadded, Encoding};
use subtle::ConstantTimeEq;

use crate::bearer::digest;
use crate::random;

/// A shift. After it the key is asked for again.
const LIFE: Duration = Duration::from_secs(8 * 60 * 60);

/// Open sessions, by the digest of their token; gone when the process ends.
pub(crate) struct Sessions {
    /// Of the cookie.
    name: &'static str,
    /// Below which the cookie is sent.
    path: &'static str,
    open: Mutex<HashMap<[u8; 32], Instant>>,
}

impl Sessions {
    pub(crate) fn new(name: &'static str, path: &'static str) -> Self {
        Self {
            name,
            path,
            open: Mutex::default(),
        }
    }

    /// Begins a session and returns its cookie; `None` where the system gives no random bytes.
    pub(crate) fn begin(&self) -> Option<HeaderValue> {
        let token = random::token().ok()?;
        let now = Instant::now();
        let mut open = self.open();
        open.retain(|_, began| now.duration_since(*began) < LIFE);
        open.insert(digest(&token), now);
        self.cookie(&token, LIFE)
    }

    /// What the forms of the request's session carry, so that no other page can send them; `None`
    /// where no session is open.
    pub(crate) fn form_token(&self, request: &HeaderMap) -> Option<String> {
        self.tokens(request)
            .find(|token| self.holds(digest(token)))
            .map(|token| Base64UrlUnpadded::encode_string(&digest(&format!("form:{token}"))))
    }

    /// The request's session, by which [`Self::holds`] knows it; `None` where none is open.
    pub(crate) fn of(&self, request: &HeaderMap) -> Option<[u8; 32]> {
        self.tokens(request)
            .map(digest)
            .find(|session| self.holds(*session))
    }

    /// Whether this session is still open.
    pub(crate) fn holds(&self, session: [u8; 32]) -> bool {
        let open = self.open();
        let began = open.get(&session);
        began.is_some_and(|began| began.elapsed() < LIFE)
    }

    /// Ends the request's session and returns the cookie that forgets it.
    pub(crate) fn end(&self, request: &HeaderMap) -> HeaderValue {
        let mut open = self.open();
        for token in self.tokens(request) {
            open.remove(&digest(token));
        }
        self.cookie("", Duration::ZERO)
            .unwrap_or(HeaderValue::from_static(""))
    }

    fn open(&self) -> MutexGuard<'_, HashMap<[u8; 32], Instant>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// No `Secure`: the portal is plain HTTP on the loopback address, where not every browser would
    /// keep such a cookie. A host on a network has TLS and sets it.
    fn cookie(&self, token: &str, life: Duration) -> Option<HeaderValue> {
        let (name, path, seconds) = (self.name, self.path, life.as_secs());
        let cookie =
            format!("{name}={token}; Path={path}; Max-Age={seconds}; HttpOnly; SameSite=Strict");
        HeaderValue::from_str(&cookie).ok()
    }

    fn tokens<'a>(&self, request: &'a HeaderMap) -> impl Iterator<Item = &'a str> {
        let name = self.name;
        request
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .filter(move |(own, _)| *own == name)
            .map(|(_, token)| token)
    }
}

/// Compares without telling by its time how much of `given` is right, nor how long the key is.
pub(crate) fn same(given: &str, key: &str) -> bool {
    digest(given).ct_eq(&digest(key)).into()
}
