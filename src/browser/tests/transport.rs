//! What `fetch` is asked for, and what becomes of its answers.

use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use super::js;
use crate::browser::fetch::HttpTransport;
use crate::outbox::Reply;
use crate::outbox::ports::{Post, Transport};

fn post(endpoint: &str) -> Post<'_> {
    Post {
        endpoint,
        id: "the-id",
        jwe: "a..b.c.d",
        refresh: false,
    }
}

#[wasm_bindgen_test]
async fn a_request_says_no_more_than_it_must() {
    js(
        "const real = fetch;
         globalThis.fetch = async (url, init) => {
             const request = new Request(url, init);
             globalThis.seen = [request.url === new URL('relative/path', document.baseURI).href,
                 request.method, request.redirect, request.credentials, request.cache,
                 request.referrerPolicy, request.keepalive, await request.clone().text(),
                 JSON.stringify([...request.headers])].join(' ');
             return new Response('{\"id\":\"the-id\"}', {status: 201,
                 headers: {'content-type': 'application/json', 'retry-after': '7'}});
         };
         globalThis.restore = () => { globalThis.fetch = real; };",
        &JsValue::NULL,
    )
    .await;
    let transport = HttpTransport::default();
    let provider = js(
        "return async ({refresh}) => 'token-' + refresh",
        &JsValue::NULL,
    )
    .await;
    transport.set_tokens(Some(provider.into()));
    let reply = transport.post(post("relative/path")).await;
    let seen = js("restore(); return seen", &JsValue::NULL).await;
    assert_eq!(
        seen.as_string().as_deref(),
        Some(concat!(
            "true POST manual omit no-store no-referrer true a..b.c.d ",
            r#"[["authorization","Bearer token-false"],["content-type","application/jose"],"#,
            r#"["idempotency-key","\"the-id\""]]"#,
        ))
    );
    let Reply::Response(response) = reply else {
        panic!("{reply:?}")
    };
    assert_eq!(response.status, 201);
    assert_eq!(response.retry_after.as_deref(), Some("7"));
    assert_eq!(
        response.body.unwrap().get("id").unwrap().as_str(),
        Some("the-id")
    );
}

#[wasm_bindgen_test]
async fn a_server_that_answers_is_heard() {
    // The test runner's own server knows no such path and no POST.
    let reply = HttpTransport::default().post(post("no/such/path")).await;
    assert!(
        matches!(&reply, Reply::Response(r) if (400..500).contains(&r.status)),
        "{reply:?}"
    );
}

#[wasm_bindgen_test]
async fn no_connection_is_no_answer() {
    let transport = HttpTransport::default();
    // Port 1 is refused by every browser before it is tried.
    let reply = transport.post(post("http://127.0.0.1:1/")).await;
    assert_eq!(reply, Reply::Network);
}

#[wasm_bindgen_test]
async fn a_token_that_does_not_come_posts_nothing() {
    let transport = HttpTransport::default();
    for provider in [
        "return () => { throw new Error() }",
        "return async () => { throw new Error() }",
        "return () => null",
        "return async () => ''",
    ] {
        let provider = js(provider, &JsValue::NULL).await;
        transport.set_tokens(Some(provider.into()));
        let reply = transport.post(post("no/such/path")).await;
        assert_eq!(reply, Reply::NoToken);
    }
}
