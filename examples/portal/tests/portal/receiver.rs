//! `POST /api/referrals`.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes, HttpBody};
use axum::http::{Request, StatusCode};
use http_body::Frame;
use serde_json::json;

use crate::support::{Site, new_id, record, referral, seal, seal_as};

#[tokio::test]
async fn a_referral_is_stored_once_and_replayed_with_the_same_receipt() {
    let site = Site::new();
    let id = new_id();
    let token = seal(&site, &record(&id));

    let first = site.post(&id, &token).await;
    assert_eq!(first.status, StatusCode::CREATED);
    assert_eq!(first.header("content-type"), "application/json");
    assert_eq!(first.header("cache-control"), "no-store");
    assert_eq!(first.header("idempotency-replayed"), "");
    let receipt = first.json();
    assert_eq!(receipt["id"], *id);
    assert!((1..=32).contains(&receipt["receipt"].as_str().unwrap().len()));
    assert!(receipt["received_at"].as_str().unwrap().ends_with('Z'));

    let mut bare = referral(&id, &token);
    bare.headers_mut()
        .insert("idempotency-key", id.parse().unwrap());
    for again in [site.post(&id, &token).await, site.send(bare).await] {
        assert_eq!(again.status, StatusCode::OK);
        assert_eq!(again.header("idempotency-replayed"), "true");
        assert_eq!(again.json(), receipt);
    }
    let list = site.list().await;
    assert_eq!(list.len(), 1);
    assert_eq!(list[0]["record"], record(&id));
    assert_eq!(list[0]["receipt"], receipt["receipt"]);
    assert_eq!(list[0]["received_at"], receipt["received_at"]);
}

#[tokio::test]
async fn other_bytes_under_the_same_key_change_nothing() {
    let site = Site::new();
    let id = new_id();
    site.post(&id, &seal(&site, &record(&id))).await;
    let before = site.list().await;

    let other = site.post(&id, &seal(&site, &record(&id))).await;

    assert_eq!(other.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(other.problem(), "key-reused");
    assert_eq!(site.list().await, before);
}

#[tokio::test]
async fn a_token_for_an_unknown_key_is_not_stored() {
    let site = Site::new();
    let id = new_id();
    let header = json!({ "alg": "ECDH-ES", "enc": "A256GCM", "kid": "of-last-year" });
    let answer = site.post(&id, &seal_as(&site.jwk(), header, b"{}")).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(answer.problem(), "unknown-kid");
    assert!(site.list().await.is_empty());
}

#[tokio::test]
async fn a_lost_receipt_is_given_again_after_the_key_was_replaced() {
    let site = Site::new();
    let id = new_id();
    let token = seal(&site, &record(&id));
    let receipt = site.post(&id, &token).await.json();
    std::fs::remove_file(site.data().join("receiver.jwk")).unwrap();

    let restarted = site.again();
    let answer = crate::support::send(&restarted, referral(&id, &token)).await;

    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.json(), receipt);
}

#[tokio::test]
async fn an_announced_length_is_refused_before_a_byte_is_read() {
    let site = Site::new();
    let mut request = referral(&new_id(), "");
    request
        .headers_mut()
        .insert("content-length", "24577".parse().unwrap());
    *request.body_mut() = Body::new(Unread);
    let answer = site.send(request).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(answer.problem(), "too-large");
}

#[tokio::test]
async fn the_limit_also_holds_where_no_length_is_announced() {
    let site = Site::new();
    for (length, status) in [
        (24_576, StatusCode::UNPROCESSABLE_ENTITY),
        (24_577, StatusCode::PAYLOAD_TOO_LARGE),
    ] {
        let mut request = referral(&new_id(), &"a".repeat(length));
        request.headers_mut().remove("content-length");
        assert_eq!(site.send(request).await.status, status, "{length}");
    }
}

#[tokio::test]
async fn only_jose_is_taken() {
    let site = Site::new();
    let id = new_id();
    let token = seal(&site, &record(&id));
    for kind in [
        "text/plain",
        "application/json",
        "application/x-www-form-urlencoded",
        "",
    ] {
        let mut request = referral(&id, &token);
        request
            .headers_mut()
            .insert("content-type", kind.parse().unwrap());
        let answer = site.send(request).await;
        assert_eq!(answer.status, StatusCode::UNSUPPORTED_MEDIA_TYPE, "{kind}");
        assert_eq!(answer.problem(), "content-type");
    }
    assert!(site.list().await.is_empty());
    let mut request = referral(&id, &token);
    request.headers_mut().insert(
        "content-type",
        "Application/JOSE; charset=utf-8".parse().unwrap(),
    );
    assert_eq!(site.send(request).await.status, StatusCode::CREATED);
}

#[tokio::test]
async fn a_missing_or_malformed_key_is_a_bad_request() {
    let site = Site::new();
    let id = new_id();
    let token = seal(&site, &record(&id));
    for (key, problem) in [
        (None, "key-missing"),
        (Some("abc".to_owned()), "key-malformed"),
        (Some(id.to_uppercase()), "key-malformed"),
        (Some(format!("\"{id}\"; a=1")), "key-malformed"),
    ] {
        let mut request = referral(&id, &token);
        request.headers_mut().remove("idempotency-key");
        if let Some(key) = &key {
            request
                .headers_mut()
                .insert("idempotency-key", key.parse().unwrap());
        }
        let answer = site.send(request).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{key:?}");
        assert_eq!(answer.problem(), problem);
    }
    let mut twice = referral(&id, &token);
    twice
        .headers_mut()
        .append("idempotency-key", new_id().parse().unwrap());
    assert_eq!(site.send(twice).await.problem(), "key-malformed");
}

#[tokio::test]
async fn what_is_no_token_of_the_one_kind_is_invalid() {
    let site = Site::new();
    let jwk = site.jwk();
    let id = new_id();
    let good = json!({ "alg": "ECDH-ES", "enc": "A256GCM", "kid": jwk["kid"] });
    let with = |name: &str, value: serde_json::Value| {
        let mut header = good.clone();
        header[name] = value;
        seal_as(&jwk, header, b"{}")
    };
    let token = seal_as(&jwk, good.clone(), b"{}");
    for (what, token) in [
        ("empty", String::new()),
        ("not base64url", token.replace("..", "..=")),
        ("four parts", token.rsplit_once('.').unwrap().0.to_owned()),
        ("an encrypted key", token.replace("..", ".AAAA.")),
        ("other alg", with("alg", json!("dir"))),
        ("other enc", with("enc", json!("A128GCM"))),
        ("compressed", with("zip", json!("DEF"))),
        ("critical", with("crit", json!(["b64"]))),
        ("no kid", with("kid", json!(null))),
        ("id of another", with("tb_id", json!(new_id()))),
        ("id of another kind", with("tb_id", json!(7))),
    ] {
        let answer = site.post(&id, &token).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{what}");
        assert_eq!(answer.problem(), "invalid", "{what}");
    }
    assert!(site.list().await.is_empty());
    assert_eq!(site.post(&id, &token).await.status, StatusCode::CREATED);
}

#[tokio::test]
async fn what_does_not_open_is_stored_all_the_same() {
    let site = Site::new();
    let id = new_id();
    let token = seal(&site, &record(&id));
    let (front, tag) = token.rsplit_once('.').unwrap();
    let flipped = if tag.starts_with('A') { "B" } else { "A" };
    let changed = format!("{front}.{flipped}{}", &tag[1..]);

    assert_eq!(site.post(&id, &changed).await.status, StatusCode::CREATED);

    let list = site.list().await;
    assert_eq!(list[0]["id"], *id);
    assert_eq!(list[0]["record"], json!(null));
    assert_eq!(list[0]["error"], "not-authentic");
}

#[tokio::test]
async fn pages_of_another_site_are_refused_and_the_second_origin_is_not() {
    let site = Site::new();
    let id = new_id();
    let token = seal(&site, &record(&id));
    let from = |origin: &str, fetch_site: &str| {
        let mut request = referral(&id, &token);
        request
            .headers_mut()
            .insert("origin", origin.parse().unwrap());
        request
            .headers_mut()
            .insert("sec-fetch-site", fetch_site.parse().unwrap());
        request
    };
    let foreign = site
        .send(from("https://elsewhere.example", "cross-site"))
        .await;
    assert_eq!(foreign.status, StatusCode::FORBIDDEN);
    assert_eq!(foreign.problem(), "origin");
    assert_eq!(foreign.header("access-control-allow-origin"), "");
    assert!(site.list().await.is_empty());

    let second = site.send(from("http://127.0.0.1:8788", "same-site")).await;
    assert_eq!(second.status, StatusCode::CREATED);
    assert_eq!(
        second.header("access-control-allow-origin"),
        "http://127.0.0.1:8788"
    );
    assert_eq!(
        second.header("access-control-expose-headers"),
        "retry-after, date, idempotency-replayed"
    );
    assert_eq!(second.header("vary"), "origin");
}

#[tokio::test]
async fn the_preflight_allows_the_headers_of_a_referral_to_our_origins_alone() {
    let site = Site::new();
    for (origin, allowed) in [
        ("http://localhost:8788", "http://localhost:8788"),
        ("https://elsewhere.example", ""),
    ] {
        let request = Request::options("/api/referrals")
            .header("origin", origin)
            .header("access-control-request-method", "POST")
            .body(Body::empty())
            .unwrap();
        let answer = site.send(request).await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT);
        assert_eq!(answer.header("access-control-allow-origin"), allowed);
        let headers = "authorization, content-type, idempotency-key";
        let expected = if allowed.is_empty() { "" } else { headers };
        assert_eq!(answer.header("access-control-allow-headers"), expected);
        assert_eq!(answer.header("access-control-allow-credentials"), "");
    }
}

#[tokio::test]
async fn reading_is_not_a_method_of_the_receiver() {
    let answer = Site::new().get("/api/referrals").await;
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
}

/// A body that fails the test when it is read.
struct Unread;

impl HttpBody for Unread {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        panic!("the body was read");
    }
}
