//! Who may post, and how often.

use axum::body::Body;
use axum::http::Request;

use crate::support::{Answer, Site, new_id, record, referral, seal};

#[tokio::test]
async fn with_a_token_file_only_its_bearers_post() {
    let site = guarded("first-token-of-the-host\nsecond-token-of-the-host\n");
    let id = new_id();
    let token = seal(&site, &record(&id));
    let with = async |value: Option<&str>| {
        let mut request = referral(&id, &token);
        if let Some(value) = value {
            let value = value.parse().unwrap();
            request.headers_mut().insert("authorization", value);
        }
        site.send(request).await
    };
    for value in [
        None,
        Some("Bearer wrong"),
        Some("Basic first-token-of-the-host"),
    ] {
        let answer = with(value).await;
        assert_eq!(answer.status, 401, "{value:?}");
        assert_eq!(answer.problem(), "token");
        assert_eq!(answer.header("www-authenticate"), "Bearer");
        assert!(!answer.text().contains("of-the-host"));
    }
    assert!(site.list().await.is_empty());
    assert_eq!(
        with(Some("Bearer first-token-of-the-host")).await.status,
        201
    );
    assert_eq!(
        with(Some("bearer second-token-of-the-host")).await.status,
        200
    );
}

#[tokio::test]
async fn a_preflight_needs_no_token() {
    let site = guarded("first-token-of-the-host");
    let request = Request::options("/api/referrals").header("origin", "http://localhost:8788");
    let answer = site.send(request.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.status, 204);
    assert!(
        answer
            .header("access-control-allow-headers")
            .contains("authorization")
    );
}

#[tokio::test]
async fn who_has_no_token_uses_up_nobodys_share() {
    let site = Site::with(|options| {
        options.tokens = Some(tokens(options, "first-token-of-the-host"));
        options.rate_total = 1;
    });
    let id = new_id();
    let token = seal(&site, &record(&id));
    for _ in 0..5 {
        assert_eq!(site.post(&id, &token).await.status, 401);
    }
    let mut request = referral(&id, &token);
    let bearer = "Bearer first-token-of-the-host".parse().unwrap();
    request.headers_mut().insert("authorization", bearer);
    assert_eq!(site.send(request).await.status, 201);
}

#[tokio::test]
async fn too_many_are_told_when_to_come_back_before_anything_is_read() {
    let site = Site::with(|options| options.rate_total = 2);
    let id = new_id();
    let token = seal(&site, &record(&id));
    assert_eq!(site.post(&id, &token).await.status, 201);
    assert_eq!(site.post(&id, &token).await.status, 200);

    let refused = site.post("not even a key", "not even a token").await;

    assert_eq!(refused.status, 429);
    assert_eq!(refused.problem(), "rate-limited");
    let wait: u32 = refused.header("retry-after").parse().unwrap();
    assert!((29..=30).contains(&wait), "{wait}");
    assert_eq!(refused.json()["retry_after_s"], wait);
}

#[tokio::test]
async fn behind_a_proxy_senders_are_told_apart_by_what_the_proxy_saw() {
    for behind_proxy in [true, false] {
        let site = Site::with(|options| {
            options.rate_per_sender = 1;
            options.behind_proxy = behind_proxy;
        });
        assert_eq!(forwarded(&site, "192.0.2.1").await.status, 201);
        // What a sender writes into the header itself stands in front and is not believed.
        assert_eq!(forwarded(&site, "192.0.2.9, 192.0.2.1").await.status, 429);
        let other = forwarded(&site, "192.0.2.2").await;
        assert_eq!(other.status, if behind_proxy { 201 } else { 429 });
    }
}

#[tokio::test]
async fn an_allowed_origin_posts_and_reads() {
    let site = Site::with(|options| options.origins.push("https://portal.example".into()));
    for (origin, status) in [
        ("https://portal.example", 201),
        ("https://portal.example.evil.example", 403),
        ("http://portal.example", 403),
    ] {
        let id = new_id();
        let mut request = referral(&id, &seal(&site, &record(&id)));
        let headers = request.headers_mut();
        headers.insert("origin", origin.parse().unwrap());
        headers.insert("sec-fetch-site", "cross-site".parse().unwrap());
        let answer = site.send(request).await;
        assert_eq!(answer.status, status, "{origin}");
        let readable = answer.header("access-control-allow-origin");
        assert_eq!(readable, if status == 201 { origin } else { "" });
    }
}

async fn forwarded(site: &Site, header: &str) -> Answer {
    let id = new_id();
    let mut request = referral(&id, &seal(site, &record(&id)));
    let headers = request.headers_mut();
    headers.insert("x-forwarded-for", header.parse().unwrap());
    site.send(request).await
}

fn guarded(lines: &str) -> Site {
    Site::with(|options| options.tokens = Some(tokens(options, lines)))
}

fn tokens(options: &touchbase_portal::Options, lines: &str) -> std::path::PathBuf {
    let file = options.data.with_file_name("tokens");
    std::fs::write(&file, lines).unwrap();
    file
}
