//! Signing in at the portal's page, and the tokens that the page gets from it.

use axum::body::Body;
use axum::http::{Request, StatusCode};

use crate::support::{Answer, Site, new_id, record, referral, seal};

const CODE: &str = "a-code-of-the-host";

#[tokio::test]
async fn a_page_with_a_session_gets_a_token_and_posts_with_it() {
    let site = guarded();
    assert_eq!(token(&site, "", SAME).await.problem(), "signed-out");

    let cookie = signed_in(&site).await;
    let answer = token(&site, &cookie, SAME).await;

    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(answer.json()["expires_in_s"], 300);
    let first = text(&answer);
    let second = text(&token(&site, &cookie, SAME).await);
    assert_ne!(first, second);
    for given in [&first, &second] {
        assert_eq!(post(&site, given).await.status, 201);
        assert_ne!(given, CODE);
        assert!(!cookie.contains(given.as_str()));
    }
    assert_eq!(post(&site, "another-token-of-nobody").await.status, 401);
    assert_eq!(post(&site, CODE).await.status, 201, "as without a page");
}

#[tokio::test]
async fn a_token_ends_with_its_session() {
    let site = guarded();
    let (mine, theirs) = (signed_in(&site).await, signed_in(&site).await);
    let token_of = async |cookie: &str| text(&token(&site, cookie, SAME).await);
    let (my_token, their_token) = (token_of(&mine).await, token_of(&theirs).await);

    let out = form(&site, "/sign-out", "", &mine, SAME).await;

    assert_eq!(out.status, StatusCode::SEE_OTHER);
    assert!(out.header("set-cookie").contains("Max-Age=0"));
    assert_eq!(post(&site, &my_token).await.status, 401);
    assert_eq!(token(&site, &mine, SAME).await.status, 401);
    assert_eq!(post(&site, &their_token).await.status, 201);
}

/// Not even a page that may post: it has a host of its own to ask.
#[tokio::test]
async fn no_other_page_gets_a_token_or_signs_anybody_in_or_out() {
    let site = guarded();
    let cookie = signed_in(&site).await;
    for from in [
        &[("sec-fetch-site", "same-site")][..],
        &[("sec-fetch-site", "cross-site")],
        &[
            ("origin", "http://localhost:8788"),
            ("host", "localhost:8787"),
        ],
        &[("origin", "https://portal.example")],
        &[],
    ] {
        let answer = token(&site, &cookie, from).await;
        assert_eq!(answer.status, 403, "{from:?}");
        assert_eq!(answer.header("access-control-allow-origin"), "");
        let code = format!("code={CODE}");
        let answer = form(&site, "/sign-in", &code, "", from).await;
        assert_eq!(answer.status, 401, "{from:?}");
        assert_eq!(answer.header("set-cookie"), "");
        assert_eq!(
            form(&site, "/sign-out", "", &cookie, from).await.status,
            403
        );
    }
    // A browser that says nothing of where it comes from, on the page's own address.
    let own = [
        ("origin", "http://localhost:8787"),
        ("host", "localhost:8787"),
    ];
    assert_eq!(token(&site, &cookie, &own).await.status, 200);
}

#[tokio::test]
async fn a_wrong_code_opens_nothing() {
    let site = guarded();
    for code in ["", "another-code-of-nobody", "a-code"] {
        let answer = form(&site, "/sign-in", &format!("code={code}"), "", SAME).await;
        assert_eq!(answer.status, 401);
        assert_eq!(answer.header("set-cookie"), "");
        assert!(answer.text().contains("That is no staff code."));
    }
}

#[tokio::test]
async fn the_cookie_is_of_no_use_to_a_script_or_another_site() {
    let site = guarded();
    let answer = form(&site, "/sign-in", &format!("code={CODE}"), "", SAME).await;
    let cookie = answer.header("set-cookie");
    assert!(cookie.contains("; HttpOnly; SameSite=Strict"), "{cookie}");
    // Relative, so that it holds behind a proxy as well.
    assert_eq!(answer.header("location"), "./");
}

/// Without the option nobody signs in, and the page says nothing of it.
#[tokio::test]
async fn without_tokens_there_is_no_sign_in() {
    let (open, guarded) = (Site::new(), guarded());
    for (site, there) in [(open, false), (guarded, true)] {
        let page = site.get("/").await;
        assert_eq!(page.text().contains("assets/session.js"), there);
        assert_eq!(page.text().contains("href=\"sign-in\""), there);
        let status = site.get("/sign-in").await.status;
        assert_eq!(status == StatusCode::OK, there);
        assert_eq!(token(&site, "", SAME).await.status == 404, !there);
    }
}

/// As a page of the portal's own sends it.
const SAME: &[(&str, &str)] = &[("sec-fetch-site", "same-origin")];

fn guarded() -> Site {
    Site::with(|options| {
        let file = options.data.with_file_name("tokens");
        std::fs::write(&file, CODE).unwrap();
        options.tokens = Some(file);
        options.origins.push("https://portal.example".into());
    })
}

/// The cookie of a new session.
async fn signed_in(site: &Site) -> String {
    let answer = form(site, "/sign-in", &format!("code={CODE}"), "", SAME).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let cookie = answer.header("set-cookie");
    cookie.split(';').next().unwrap().to_owned()
}

async fn token(site: &Site, cookie: &str, from: &[(&str, &str)]) -> Answer {
    form(site, "/session/token", "", cookie, from).await
}

fn text(answer: &Answer) -> String {
    answer.json()["token"].as_str().unwrap().to_owned()
}

async fn form(site: &Site, path: &str, body: &str, cookie: &str, from: &[(&str, &str)]) -> Answer {
    let mut request = Request::post(path)
        .header("content-type", "application/x-www-form-urlencoded")
        .header("cookie", cookie);
    for (name, value) in from {
        request = request.header(*name, *value);
    }
    site.send(request.body(Body::from(body.to_owned())).unwrap())
        .await
}

async fn post(site: &Site, token: &str) -> Answer {
    let id = new_id();
    let mut request = referral(&id, &seal(site, &record(&id)));
    let bearer = format!("Bearer {token}").parse().unwrap();
    request.headers_mut().insert("authorization", bearer);
    site.send(request).await
}
