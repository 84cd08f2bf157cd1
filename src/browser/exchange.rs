//! What the go-live checks send, with `fetch`, and the seal they send it in.

use std::cell::Cell;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::rc::Rc;
use std::slice::from_ref;
use std::task::Poll;

use gloo_timers::future::TimeoutFuture;
use js_sys::{Array, Object, Reflect};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, Response};

use super::fetch::{CSP_REPORT_LIMIT, resolve, start, watch_policy};
use super::{intl, js, random, seal, time};
use crate::golive::{ANSWER_LIMIT, Answer, Exchange, Failure, Outcome, Request, Sight};
use crate::jose::PublicKey;
use crate::time::Millis;
use crate::value::Value;

/// The surroundings of the checks in a page.
#[derive(Clone, Copy, Debug, Default)]
pub struct PageExchange;

/// The longest body that is looked at, in characters.
const BODY_LIMIT: usize = 64 << 10;

impl PageExchange {
    /// Whether the browser knows a time zone of this name. It is the one that says what is open.
    pub fn is_zone(&self, name: &str) -> bool {
        intl::moment(time::now(), name).is_some()
    }
}

impl Exchange for PageExchange {
    fn sight(&self) -> Sight {
        Sight::Page
    }

    async fn send(&self, request: &Request) -> Outcome {
        let Ok(controller) = AbortController::new() else {
            return Err(Failure::Network);
        };
        let limit = u32::try_from(ANSWER_LIMIT).unwrap_or(u32::MAX);
        let outcome = time::within(limit, exchange(request, &controller)).await;
        // Also ends an answer whose body is of no interest.
        controller.abort();
        outcome.unwrap_or(Err(Failure::Timeout))
    }

    async fn send_both(&self, one: &Request, other: &Request) -> (Outcome, Outcome) {
        let mut one = pin!(self.send(one));
        let mut other = pin!(self.send(other));
        let (mut first, mut second) = (None, None);
        poll_fn(|cx| {
            // Both are polled before either is waited for, so both are on their way.
            if first.is_none()
                && let Poll::Ready(outcome) = one.as_mut().poll(cx)
            {
                first = Some(outcome);
            }
            if second.is_none()
                && let Poll::Ready(outcome) = other.as_mut().poll(cx)
            {
                second = Some(outcome);
            }
            match (first.take(), second.take()) {
                (Some(one), Some(other)) => Poll::Ready((one, other)),
                (one, other) => {
                    (first, second) = (one, other);
                    Poll::Pending
                }
            }
        })
        .await
    }

    async fn seal(
        &self,
        key: &PublicKey,
        id: &str,
        aud: &str,
        plaintext: Vec<u8>,
    ) -> Option<String> {
        seal::seal(from_ref(key), id, aud, plaintext).await.ok()
    }

    fn json(&self, text: &str) -> Option<Value> {
        js::parse_json(text)
    }

    fn new_id(&self) -> Option<String> {
        random::uuid()
    }

    fn now(&self) -> Millis {
        time::now()
    }

    async fn pause(&self, millis: u32) {
        TimeoutFuture::new(millis).await;
    }
}

async fn exchange(request: &Request, controller: &AbortController) -> Outcome {
    let url = resolve(&request.url).ok_or(Failure::Network)?;
    let refused = Rc::new(Cell::new(false));
    let _listener = watch_policy(url.origin(), &refused);
    let started = time::now();
    let response = match start(&url.href(), &init(request, controller)) {
        Ok(promise) => JsFuture::from(promise).await,
        Err(error) => Err(error),
    };
    let Ok(response) = response else {
        TimeoutFuture::new(CSP_REPORT_LIMIT).await;
        return Err(if refused.get() {
            Failure::Policy
        } else {
            Failure::Network
        });
    };
    let response: Response = response.unchecked_into();
    let body = match response.text() {
        Ok(promise) => JsFuture::from(promise).await,
        Err(error) => Err(error),
    };
    let body = body.map_err(|_| Failure::Cut)?;
    let body = body.as_string().unwrap_or_default();
    Ok(Answer {
        status: response.status(),
        redirect: js::text(&response, "type").as_deref() == Some("opaqueredirect"),
        headers: headers(&response),
        body: body.chars().take(BODY_LIMIT).collect(),
        took: time::now() - started,
    })
}

/// The same settings as those of the widget's own requests, as far as they can be.
fn init(request: &Request, controller: &AbortController) -> Object {
    let headers = Object::new();
    for (name, value) in &request.headers {
        // Defining a property of a new, ordinary object does not fail.
        let _ = Reflect::set(&headers, &(*name).into(), &value.as_str().into());
    }
    let init = js::object(&[
        ("method", request.method.as_str().into()),
        ("headers", headers.into()),
        // What cannot be read cannot be kept from following either, so nothing else is sent so.
        (
            "redirect",
            if request.unreadable {
                "follow".into()
            } else {
                "manual".into()
            },
        ),
        (
            "mode",
            if request.unreadable {
                "no-cors".into()
            } else {
                "cors".into()
            },
        ),
        ("credentials", "omit".into()),
        ("cache", "no-store".into()),
        ("referrerPolicy", "no-referrer".into()),
        ("signal", controller.signal().into()),
    ]);
    if let Some(body) = &request.body {
        let _ = Reflect::set(&init, &"body".into(), &body.as_str().into());
    }
    init
}

/// What the browser lets the page read.
fn headers(response: &Response) -> Vec<(String, String)> {
    // An iterable of pairs, which the browser gives in lower case and put together by name.
    Array::from(&response.headers())
        .iter()
        .filter_map(|pair| {
            let pair: Array = pair.dyn_into().ok()?;
            Some((pair.get(0).as_string()?, pair.get(1).as_string()?))
        })
        .collect()
}
