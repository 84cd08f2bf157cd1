//! Posting over `fetch`.
//!
//! gloo-net builds its requests without `keepalive`, and the types of web-sys would cost more than
//! the one object that is needed, so the request's settings are built by hand.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_events::EventListener;
use js_sys::{Function, Object, Promise};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, Response};

use super::{js, time};
use crate::outbox::ports::{Post, Transport};
use crate::outbox::{self, Reply};

/// How long a receiver may take to answer, in milliseconds.
const ANSWER_LIMIT: u32 = 45_000;
/// How long the host's token function may take, in milliseconds.
const TOKEN_LIMIT: u32 = 10_000;
/// How long the server of the widget's own files may take, in milliseconds. What an attempt may take
/// in all has to stay below a lease.
const HOME_LIMIT: u32 = 5_000;
/// How long the report of a policy violation may come after the failure it explains.
pub(super) const CSP_REPORT_LIMIT: u32 = 50;
/// The largest body that is sent with `keepalive`. Browsers allow 64 KiB for all of a page's.
const KEEPALIVE_LIMIT: usize = 60 << 10;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_name = fetch)]
    pub(super) fn start(url: &str, init: &Object) -> Result<Promise, JsValue>;

    pub(super) type URL;

    #[wasm_bindgen(catch, constructor)]
    fn new(url: &str, base: &str) -> Result<URL, JsValue>;

    #[wasm_bindgen(method, getter)]
    pub(super) fn href(this: &URL) -> String;

    #[wasm_bindgen(method, getter)]
    pub(super) fn origin(this: &URL) -> String;
}

/// Posts sealed referrals with the host's token, which stays in memory.
#[derive(Debug, Default)]
pub(crate) struct HttpTransport {
    tokens: RefCell<Option<Function>>,
    unattended: bool,
    /// Where one of the widget's own files is.
    home: RefCell<Option<String>>,
    /// Set after a failure that a full `keepalive` pool may have caused, so that the next attempt
    /// goes without.
    plain: Cell<bool>,
}

impl HttpTransport {
    /// For a place where there is nobody to give a token or to sign in.
    #[cfg(feature = "worker")]
    pub(crate) fn unattended() -> Self {
        Self {
            unattended: true,
            ..Self::default()
        }
    }

    /// Takes the host's function: called with `{refresh}`, it answers a bearer token or a promise
    /// of one.
    pub(crate) fn set_tokens(&self, provider: Option<Function>) {
        self.tokens.replace(provider);
    }

    /// Takes the address of one of the widget's own files.
    #[cfg(feature = "delivery")]
    pub(crate) fn set_home(&self, file: String) {
        self.home.replace(Some(file));
    }

    async fn ask(&self, provider: &Function, refresh: bool) -> Option<String> {
        let wish = js::object(&[("refresh", refresh.into())]);
        let answer = provider.call1(&JsValue::UNDEFINED, &wish).ok()?;
        let answer = JsFuture::from(Promise::resolve(&answer));
        let token = time::within(TOKEN_LIMIT, answer).await?.ok()?.as_string();
        token.filter(|token| !token.is_empty())
    }

    async fn exchange(&self, url: &URL, init: &Object) -> Reply {
        let failed = Rc::new(Cell::new(false));
        let _listener = watch_policy(url.origin(), &failed);
        let response = match start(&url.href(), init) {
            Ok(promise) => JsFuture::from(promise).await,
            Err(error) => Err(error),
        };
        match response {
            Ok(response) => read(response.unchecked_ref()).await,
            Err(_) => {
                gloo_timers::future::TimeoutFuture::new(CSP_REPORT_LIMIT).await;
                match failed.get() {
                    true => Reply::Csp,
                    false => Reply::Network,
                }
            }
        }
    }
}

impl Transport for HttpTransport {
    type Token = Option<String>;

    fn has_tokens(&self) -> bool {
        self.tokens.borrow().is_some()
    }

    fn is_attended(&self) -> bool {
        !self.unattended
    }

    fn address(&self, endpoint: &str) -> String {
        resolve(endpoint).map_or_else(|| endpoint.to_owned(), |url| url.href())
    }

    async fn token(&self, refresh: bool) -> Option<Option<String>> {
        let provider = self.tokens.borrow().clone();
        match provider {
            None => Some(None),
            Some(provider) => self.ask(&provider, refresh).await.map(Some),
        }
    }

    async fn post(&self, post: Post<'_>, token: Option<String>) -> Reply {
        let (Some(url), Ok(controller)) = (resolve(post.endpoint), AbortController::new()) else {
            return Reply::Network;
        };
        let keepalive = post.jwe.len() <= KEEPALIVE_LIMIT && !self.plain.get();
        let init = init(&post, token, &controller, keepalive);
        let reply = time::within(ANSWER_LIMIT, self.exchange(&url, &init)).await;
        // Also ends an answer whose body is of no interest.
        controller.abort();
        self.plain
            .set(keepalive && matches!(reply, Some(Reply::Network)));
        reply.unwrap_or(Reply::Timeout)
    }

    async fn is_home_reachable(&self) -> bool {
        let home = self.home.borrow().clone();
        let (Some(home), Ok(controller)) = (home, AbortController::new()) else {
            return false;
        };
        let init = js::object(&[
            // A service worker answers for what it has kept, and that is asked for with GET.
            ("method", "HEAD".into()),
            // Any answer will do, also one that says nothing to another origin.
            ("mode", "no-cors".into()),
            ("credentials", "omit".into()),
            ("cache", "no-store".into()),
            ("referrerPolicy", "no-referrer".into()),
            ("signal", controller.signal().into()),
        ]);
        let Ok(asked) = start(&home, &init) else {
            return false;
        };
        let answer = time::within(HOME_LIMIT, JsFuture::from(asked)).await;
        controller.abort();
        matches!(answer, Some(Ok(_)))
    }
}

/// An endpoint may be relative, as in a portal behind a reverse proxy.
pub(super) fn resolve(endpoint: &str) -> Option<URL> {
    let global = js_sys::global();
    let base = js::text(&js::get(&global, "document"), "baseURI");
    // A worker is given whole addresses.
    let base = base.or_else(|| js::text(&js::get(&global, "location"), "href"))?;
    URL::new(endpoint, &base).ok()
}

/// A configured endpoint as a whole address, in a worker, where there is no document. `None` where
/// it is relative to the page's own address and that, `page`, is not known.
#[cfg(feature = "worker")]
pub(super) fn whole(endpoint: &str, page: Option<&str>) -> Option<String> {
    let location = js::get(&js_sys::global(), "location");
    let base = match page {
        Some(page) => page.to_owned(),
        None if endpoint.starts_with('/') || endpoint.contains("://") => {
            js::text(&location, "origin")?
        }
        None => return None,
    };
    Some(URL::new(endpoint, &base).ok()?.href())
}

fn init(
    post: &Post<'_>,
    token: Option<String>,
    controller: &AbortController,
    keepalive: bool,
) -> Object {
    let quoted = ["\"", post.id, "\""].concat();
    let headers = js::object(&[
        ("Content-Type", "application/jose".into()),
        ("Idempotency-Key", quoted.into()),
    ]);
    if let Some(token) = token {
        let bearer = ["Bearer ", &token].concat();
        let _ = js_sys::Reflect::set(&headers, &"Authorization".into(), &bearer.into());
    }
    js::object(&[
        ("method", "POST".into()),
        ("headers", headers.into()),
        ("body", post.jwe.into()),
        // Sealed or not, a referral never follows a redirect to somewhere else.
        ("redirect", "manual".into()),
        // Cookies would name the sender to a receiver that must not take it from the request.
        ("credentials", "omit".into()),
        ("cache", "no-store".into()),
        ("referrerPolicy", "no-referrer".into()),
        ("keepalive", keepalive.into()),
        ("signal", controller.signal().into()),
    ])
}

async fn read(response: &Response) -> Reply {
    let headers = response.headers();
    let header = |name| headers.get(name).ok().flatten();
    let redirect = js::text(response, "type").as_deref() == Some("opaqueredirect");
    let content_type = header("content-type").unwrap_or_default();
    let mut answer = outbox::Response {
        status: response.status(),
        redirect,
        retry_after: header("retry-after"),
        date: header("date"),
        body: None,
        content_type,
    };
    if answer.content_type.to_ascii_lowercase().contains("json") {
        let text = match response.text() {
            Ok(promise) => JsFuture::from(promise).await,
            Err(error) => Err(error),
        };
        match text {
            Ok(text) => answer.body = text.as_string().as_deref().and_then(js::parse_json),
            // A success whose body broke off may have stored the referral. A failure's status
            // says enough.
            Err(_) if answer.status < 300 => return Reply::Cut,
            Err(_) => {}
        }
    }
    Reply::Response(answer)
}

/// The page's policy makes `fetch` fail like a broken network; only the event tells them apart.
pub(super) fn watch_policy(origin: String, failed: &Rc<Cell<bool>>) -> Option<EventListener> {
    let document = web_sys::window()?.document()?;
    let failed = failed.clone();
    let listener = EventListener::new(&document, "securitypolicyviolation", move |event| {
        let connect = js::text(event, "effectiveDirective").as_deref() == Some("connect-src");
        let enforced = js::text(event, "disposition").as_deref() == Some("enforce");
        let blocked = js::text(event, "blockedURI").unwrap_or_default();
        if connect && enforced && blocked.starts_with(&origin) {
            failed.set(true);
        }
    });
    Some(listener)
}
