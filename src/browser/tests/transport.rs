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
    let token = transport.token(false).await.unwrap();
    let reply = transport.post(post("relative/path"), token).await;
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
    let transport = HttpTransport::default();
    let reply = transport.post(post("no/such/path"), None).await;
    assert!(
        matches!(&reply, Reply::Response(r) if (400..500).contains(&r.status)),
        "{reply:?}"
    );
}

#[wasm_bindgen_test]
async fn no_connection_is_no_answer() {
    let transport = HttpTransport::default();
    // Port 1 is refused by every browser before it is tried.
    let reply = transport.post(post("http://127.0.0.1:1/"), None).await;
    assert_eq!(reply, Reply::Network);
}

#[wasm_bindgen_test]
async fn a_token_that_does_not_come_posts_nothing() {
    let transport = HttpTransport::default();
    assert_eq!(transport.token(true).await, Some(None), "nobody gives any");
    for provider in [
        "return () => { throw new Error() }",
        "return async () => { throw new Error() }",
        "return () => null",
        "return async () => ''",
    ] {
        let provider = js(provider, &JsValue::NULL).await;
        transport.set_tokens(Some(provider.into()));
        assert_eq!(transport.token(false).await, None);
    }
    let provider = js("return ({refresh}) => 'token-' + refresh", &JsValue::NULL).await;
    transport.set_tokens(Some(provider.into()));
    let token = Some("token-true".to_owned());
    assert_eq!(transport.token(true).await, Some(token));
}

#[wasm_bindgen_test]
async fn a_network_is_told_from_none_by_a_file_of_the_widgets_own() {
    let transport = HttpTransport::default();
    assert!(!transport.is_home_reachable().await, "no file is known");
    let here = js("return document.baseURI", &JsValue::NULL).await;
    transport.set_home(here.as_string().unwrap());
    js(
        "const real = fetch;
         globalThis.fetch = (url, init) => {
             const request = new Request(url, init);
             globalThis.seen = [request.url === document.baseURI, request.method, request.mode,
                 request.credentials, request.cache, request.referrerPolicy,
                 [...request.headers].length].join(' ');
             return real(url, init);
         };
         globalThis.restore = () => { globalThis.fetch = real; };",
        &JsValue::NULL,
    )
    .await;
    let reachable = transport.is_home_reachable().await;
    let seen = js("restore(); return seen", &JsValue::NULL).await;
    assert!(reachable);
    assert_eq!(
        seen.as_string().as_deref(),
        Some("true HEAD no-cors omit no-store no-referrer 0")
    );
    transport.set_home("http://127.0.0.1:1/".to_owned());
    assert!(!transport.is_home_reachable().await);
}

#[wasm_bindgen_test]
async fn an_endpoint_is_known_by_its_whole_address() {
    let transport = HttpTransport::default();
    let whole = js(
        "return new URL('api/referrals', document.baseURI).href",
        &JsValue::NULL,
    )
    .await;
    assert_eq!(
        Some(transport.address("api/referrals")),
        whole.as_string(),
        "of two pages, each has its own"
    );
}
