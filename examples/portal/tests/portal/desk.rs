//! The coordinator's desk.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use serde_json::{Value, json};

use crate::support::{Answer, Site, new_id, record, seal, seal_as};

#[tokio::test]
async fn the_list_needs_the_desks_key() {
    let site = Site::new();
    let key = site.desk_key();
    for authorization in [
        None,
        Some("Bearer wrong".to_owned()),
        Some(format!("Bearer {}", &key[1..])),
        Some(format!("Basic {key}")),
        Some("Bearer ".to_owned()),
        Some(key.clone()),
    ] {
        let mut request = Request::get("/desk/referrals.json");
        if let Some(value) = &authorization {
            request = request.header("authorization", value);
        }
        let answer = site.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
        assert_eq!(answer.header("www-authenticate"), "Bearer");
        assert_eq!(answer.header("cache-control"), "no-store");
        assert!(!answer.text().contains(&key));
    }
    assert!(site.list().await.is_empty());
}

#[tokio::test]
async fn the_page_opens_with_the_key_and_closes_again() {
    let site = Site::new();
    let id = new_id();
    site.post(&id, &seal(&site, &record(&id))).await;

    let asked = site.get("/desk").await;
    assert!(asked.text().contains("name=\"key\""));
    assert!(!asked.text().contains("Sample Person"));

    let wrong = sign_in(&site, "wrong").await;
    assert_eq!(wrong.status, StatusCode::UNAUTHORIZED);
    assert_eq!(wrong.header("set-cookie"), "");

    let right = sign_in(&site, &format!(" {}\n", site.desk_key())).await;
    assert_eq!(right.status, StatusCode::SEE_OTHER);
    assert_eq!(right.header("location"), "/desk");
    let cookie = right.header("set-cookie").to_owned();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"));
    assert!(!cookie.contains(&site.desk_key()));

    let page = desk(&site, &cookie).await;
    assert!(page.text().contains("Sample Person"));
    assert!(!page.text().contains(&site.desk_key()));

    let out = Request::post("/desk/sign-out").header("cookie", pair(&cookie));
    site.send(out.body(Body::empty()).unwrap()).await;
    assert!(!desk(&site, &cookie).await.text().contains("Sample Person"));
}

#[tokio::test]
async fn a_page_of_another_site_cannot_sign_in() {
    let site = Site::new();
    let request = Request::post("/desk")
        .header("content-type", "application/x-www-form-urlencoded")
        .header("origin", "https://elsewhere.example")
        .body(Body::from(format!("key={}", site.desk_key())))
        .unwrap();
    assert_eq!(site.send(request).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn the_empty_desk_says_so() {
    let site = Site::new();
    assert!(open(&site).await.contains("No requests yet"));
}

#[tokio::test]
async fn requests_for_today_come_first_and_unopened_ones_are_not_dropped() {
    let site = Site::new();
    for (name, urgency) in [("First Routine", "routine"), ("Then Soon", "soon")] {
        put(&site, |record| {
            record["name"] = name.into();
            record["urgency"] = urgency.into();
        })
        .await;
    }
    let header = json!({ "alg": "ECDH-ES", "enc": "A256GCM", "kid": site.jwk()["kid"] });
    site.post(&new_id(), &seal_as(&site.jwk(), header, b"no record"))
        .await;
    put(&site, |record| {
        record["name"] = "Last Today".into();
        record["urgency"] = "today".into();
    })
    .await;

    let page = open(&site).await;

    let at = |text: &str| {
        page.find(text)
            .unwrap_or_else(|| panic!("{text} is missing"))
    };
    assert!(at("Last Today") < at("could not be opened"));
    assert!(at("could not be opened") < at("Then Soon"));
    assert!(at("Then Soon") < at("First Routine"));
    assert!(page.contains("4 requests, 1 of them for today."));
    assert!(page.contains("not-a-record"));
    assert_eq!(site.list().await.len(), 4);
}

#[tokio::test]
async fn what_was_typed_is_shown_as_text_and_unknown_fields_are_shown_too() {
    let site = Site::new();
    put(&site, |record| {
        record["name"] = "<script>alert(1)</script>".into();
        record["contact_value"] = "\"><img src=x>".into();
        record["kind"] = "colleague".into();
        record["<i>key</i>"] = "<i>value</i>".into();
        record["of_a_newer_form"] = json!({ "a_number": 3, "some": ["one", true] });
    })
    .await;

    let page = open(&site).await;

    for tag in ["<script", "<img", "<i>"] {
        assert!(!page.contains(tag), "{tag}");
    }
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    assert!(page.contains("For a colleague"));
    assert!(page.contains("Of a newer form") && page.contains("A number"));
}

#[tokio::test]
async fn a_phone_without_leave_for_a_message_says_so() {
    let site = Site::new();
    put(&site, |record| {
        record.as_object_mut().unwrap().remove("voicemail_ok");
    })
    .await;
    assert!(open(&site).await.contains("leave no message"));
}

#[tokio::test]
async fn options_have_the_names_of_the_configuration() {
    for name in [
        json!("Peers & Friends"),
        // Given per language, the desk reads the first.
        json!({ "en": "Peers & Friends", "es": "Colegas" }),
    ] {
        let site = Site::new();
        let config = json!({ "options": [{ "id": "peer-support", "name": name }] });
        std::fs::write(site.dir.path().join("config.json"), config.to_string()).unwrap();
        put(&site, |_| {}).await;
        assert!(open(&site).await.contains("<bdi>Peers &amp; Friends</bdi>"));
    }
}

#[tokio::test]
async fn the_desk_runs_no_script_and_is_kept_by_nobody() {
    let answer = Site::new().get("/desk").await;
    let policy = answer.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'; style-src 'self'"));
    assert!(policy.contains("form-action 'self'") && policy.contains("frame-ancestors 'none'"));
    assert!(!policy.contains("script-src"));
    assert_eq!(answer.header("referrer-policy"), "same-origin");
    // The page's own stylesheet and icon, and nothing else.
    let links: Vec<_> = answer.text().split("href=\"").skip(1).collect();
    assert_eq!(links.len(), 2);
    assert!(links.iter().all(|link| link.starts_with("/assets/")));
    assert!(policy.contains("img-src 'self'"));
    assert_eq!(answer.header("cache-control"), "no-store");
}

async fn put(site: &Site, change: impl FnOnce(&mut Value)) {
    let id = new_id();
    let mut record = record(&id);
    change(&mut record);
    assert_eq!(
        site.post(&id, &seal(site, &record)).await.status,
        StatusCode::CREATED
    );
}

async fn open(site: &Site) -> String {
    let cookie = sign_in(site, &site.desk_key())
        .await
        .header("set-cookie")
        .to_owned();
    desk(site, &cookie).await.text().to_owned()
}

async fn sign_in(site: &Site, key: &str) -> Answer {
    let key: String = key.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let request = Request::post("/desk")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from(format!("key={key}")))
        .unwrap();
    site.send(request).await
}

async fn desk(site: &Site, cookie: &str) -> Answer {
    let request = Request::get("/desk").header("cookie", pair(cookie));
    site.send(request.body(Body::empty()).unwrap()).await
}

fn pair(cookie: &str) -> &str {
    cookie.split(';').next().unwrap()
}
