//! Who may read the requests: the desk's key, and the sessions that were begun with it.

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

const NAME: &str = "touchbase_desk";

/// Open sessions, by the digest of their token; gone when the process ends.
#[derive(Default)]
pub(crate) struct Sessions(Mutex<HashMap<[u8; 32], Instant>>);

impl Sessions {
    /// Begins a session and returns its cookie; `None` where the system gives no random bytes.
    pub(super) fn begin(&self) -> Option<HeaderValue> {
        let token = random::token().ok()?;
        let now = Instant::now();
        let mut open = self.open();
        open.retain(|_, began| now.duration_since(*began) < LIFE);
        open.insert(digest(&token), now);
        cookie(&token, LIFE)
    }

    /// What the forms of the request's session carry, so that no other page can send them; `None`
    /// where no session is open.
    pub(super) fn form_token(&self, request: &HeaderMap) -> Option<String> {
        let open = self.open();
        tokens(request)
            .find(|token| {
                let began = open.get(&digest(token));
                began.is_some_and(|began| began.elapsed() < LIFE)
            })
            .map(|token| Base64UrlUnpadded::encode_string(&digest(&format!("form:{token}"))))
    }

    /// Ends the request's session and returns the cookie that forgets it.
    pub(super) fn end(&self, request: &HeaderMap) -> HeaderValue {
        let mut open = self.open();
        for token in tokens(request) {
            open.remove(&digest(token));
        }
        cookie("", Duration::ZERO).unwrap_or(HeaderValue::from_static(""))
    }

    fn open(&self) -> MutexGuard<'_, HashMap<[u8; 32], Instant>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Compares without telling by its time how much of `given` is right, nor how long the key is.
pub(super) fn same(given: &str, key: &str) -> bool {
    digest(given).ct_eq(&digest(key)).into()
}

/// No `Secure`: the portal is plain HTTP on the loopback address, where not every browser would
/// keep such a cookie. A host on a network has TLS and sets it.
fn cookie(token: &str, life: Duration) -> Option<HeaderValue> {
    let seconds = life.as_secs();
    let cookie =
        format!("{NAME}={token}; Path=/desk; Max-Age={seconds}; HttpOnly; SameSite=Strict");
    HeaderValue::from_str(&cookie).ok()
}

fn tokens(request: &HeaderMap) -> impl Iterator<Item = &str> {
    request
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|(name, _)| *name == NAME)
        .map(|(_, token)| token)
}
