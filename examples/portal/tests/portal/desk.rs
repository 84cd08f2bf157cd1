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
    assert!(page.contains("<code>not-a-record</code>"));
    assert!(page.contains("The seal opened, and what was inside is no request."));
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

#[tokio::test]
async fn unread_ones_come_first_and_a_press_is_kept() {
    let site = Site::new();
    for (name, urgency) in [("Old Routine", "routine"), ("Young Today", "today")] {
        put(&site, |record| {
            record["name"] = name.into();
            record["urgency"] = urgency.into();
        })
        .await;
    }
    let cookie = cookie(&site).await;
    let page = desk(&site, &cookie).await.text().to_owned();
    assert!(page.find("Young Today") < page.find("Old Routine"));
    assert!(page.contains("Unread: 2.") && page.contains("Waiting for less than a minute."));

    let pressed = press(&site, &cookie, &form(&page, "Young Today", "taken")).await;
    assert_eq!(pressed.status, StatusCode::SEE_OTHER);
    let receipt = receipt_of(&page, "Young Today");
    assert_eq!(pressed.header("location"), format!("/desk#r-{receipt}"));

    let page = desk(&site, &cookie).await.text().to_owned();
    // The place that the address names takes the focus, and says once what was done.
    assert!(page.contains(&format!(
        "<h3 id=\"r-{receipt}\" tabindex=\"-1\" aria-describedby=\"told\">"
    )));
    assert!(article(&page, "Young Today").contains(">Marked as taken.</p>"));
    let again = desk(&site, &cookie).await.text().to_owned();
    assert!(!again.contains("Marked as taken.") && !again.contains("\"told\""));
    assert!(
        page.find("Old Routine") < page.find("Young Today"),
        "what is taken goes down"
    );
    assert!(page.contains("Unread: 1.") && page.contains("Taken just now."));
    for (to, says) in [
        ("contacted", "Contacted just now."),
        ("closed", "Closed just now."),
        ("taken", "Taken just now."),
        ("unread", "Unread: 2."),
    ] {
        let page = desk(&site, &cookie).await.text().to_owned();
        press(&site, &cookie, &form(&page, "Young Today", to)).await;
        let page = desk(&site, &cookie).await.text().to_owned();
        assert!(page.contains(says), "{to}");
    }
    let page = desk(&site, &cookie).await.text().to_owned();
    press(&site, &cookie, &form(&page, "Young Today", "closed")).await;

    // Another start has it all, and the list for scripts is what it was.
    let again = crate::support::send(&site.again(), list_request(&site)).await;
    let list: Vec<Value> = serde_json::from_slice(&again.body).unwrap();
    assert_eq!(list.len(), 2);
    for entry in &list {
        let members: Vec<_> = entry.as_object().unwrap().keys().collect();
        assert_eq!(members, ["id", "receipt", "received_at", "record"]);
    }
    let page = desk(&site, &cookie).await.text().to_owned();
    assert!(
        page.contains("2 requests. Unread: 1."),
        "a closed one is not for today any more"
    );
}

#[tokio::test]
async fn of_two_who_press_one_is_told_that_the_other_was_first() {
    let site = Site::new();
    put(&site, |_| {}).await;
    let (one, other) = (cookie(&site).await, cookie(&site).await);
    let seen_by_one = desk(&site, &one).await.text().to_owned();
    let seen_by_other = desk(&site, &other).await.text().to_owned();

    let first = press(&site, &one, &form(&seen_by_one, "Sample Person", "taken")).await;
    let second = press(
        &site,
        &other,
        &form(&seen_by_other, "Sample Person", "closed"),
    )
    .await;

    let receipt = receipt_of(&seen_by_one, "Sample Person");
    for pressed in [first, second] {
        assert_eq!(pressed.status, StatusCode::SEE_OTHER);
        assert_eq!(pressed.header("location"), format!("/desk#r-{receipt}"));
    }
    let page = desk(&site, &other).await.text().to_owned();
    assert!(page.contains(&format!(
        "Request <span class=\"code\">{receipt}</span> had been changed before you pressed."
    )));
    assert!(page.contains("Taken just now."));
    let page = desk(&site, &one).await.text().to_owned();
    assert!(page.contains("Marked as taken.") && !page.contains("before you pressed"));
    // Who asks for the address of the press again is led to the list.
    let back = site.get("/desk/mark").await;
    assert_eq!(
        (back.status, back.header("location")),
        (StatusCode::SEE_OTHER, "/desk")
    );
}

#[tokio::test]
async fn a_press_counts_from_this_sessions_own_page_alone() {
    let site = Site::new();
    put(&site, |_| {}).await;
    let (cookie_a, cookie_b) = (cookie(&site).await, cookie(&site).await);
    let page = desk(&site, &cookie_a).await.text().to_owned();
    let good = form(&page, "Sample Person", "taken");

    // No session, a token of another session, none at all, and a page of another site.
    assert_eq!(
        press(&site, "", &good).await.status,
        StatusCode::UNAUTHORIZED
    );
    assert_eq!(
        press(&site, &cookie_b, &good).await.status,
        StatusCode::FORBIDDEN
    );
    let (without, token) = good.split_once("&form_token=").unwrap();
    assert!(token.len() >= 43);
    let empty = format!("{without}&form_token=");
    assert_eq!(
        press(&site, &cookie_a, &empty).await.status,
        StatusCode::FORBIDDEN
    );
    let foreign = Request::post("/desk/mark")
        .header("content-type", "application/x-www-form-urlencoded")
        .header("origin", "https://elsewhere.example")
        .header("cookie", pair(&cookie_a));
    let foreign = foreign.body(Body::from(good.clone())).unwrap();
    assert_eq!(site.send(foreign).await.status, StatusCode::FORBIDDEN);
    let unknown = good.replace("to=taken", "to=lost");
    assert_eq!(
        press(&site, &cookie_a, &unknown).await.status,
        StatusCode::BAD_REQUEST
    );
    assert!(desk(&site, &cookie_a).await.text().contains("Unread: 1."));

    assert_eq!(
        press(&site, &cookie_a, &good).await.status,
        StatusCode::SEE_OTHER
    );
}

#[tokio::test]
async fn a_request_past_its_days_says_why_it_is_still_there() {
    let site = Site::with(|options| options.retain_days = 2);
    put(&site, |_| {}).await;
    let database = rusqlite::Connection::open(site.data().join("portal.sqlite3")).unwrap();
    let page = open(&site).await;
    assert!(page.contains("deleted 2 days after it came") && !page.contains("Past its"));
    let age = "UPDATE referrals SET received_at = received_at - 3 * 86400000";
    database.execute(age, []).unwrap();
    let page = open(&site).await;
    assert!(page.contains("Past its 2 days, and kept because it is not closed."));
    assert!(page.contains("Waiting for 3 days."));
}

#[tokio::test]
async fn a_request_is_deleted_after_a_second_press_and_its_id_stays_known() {
    let site = Site::new();
    let id = new_id();
    let token = seal(&site, &record(&id));
    let given = site.post(&id, &token).await.json();
    put(&site, |record| record["name"] = "Somebody Else".into()).await;
    let cookie = cookie(&site).await;
    let page = desk(&site, &cookie).await.text().to_owned();
    let article = article(&page, "Sample Person");
    let (before, asked) = article.split_once("<details class=\"delete\">").unwrap();
    assert!(!before.contains("Delete"), "the first press is the fold");
    assert!(asked.contains("Delete this request for good?"));

    let pressed = press(&site, &cookie, &form(&page, "Sample Person", "deleted")).await;

    assert_eq!(pressed.status, StatusCode::SEE_OTHER);
    let place = format!("r-{}", given["receipt"].as_str().unwrap());
    assert_eq!(pressed.header("location"), format!("/desk#{place}"));
    let after = desk(&site, &cookie).await.text().to_owned();
    assert!(!after.contains("Sample Person") && after.contains("Somebody Else"));
    assert!(after.contains("was deleted.</p>") && after.contains(&format!("id=\"{place}\"")));
    assert_eq!(site.list().await.len(), 1);
    // A sender that never saw its receipt gets it, and makes no second request.
    let again = site.post(&id, &token).await;
    assert_eq!((again.status, again.json()), (StatusCode::OK, given));
    let other = seal(&site, &record(&id));
    assert_eq!(site.post(&id, &other).await.problem(), "key-reused");
    assert_eq!(site.list().await.len(), 1);
    // Whoever still has the old page is told, and nothing is brought back.
    for to in ["taken", "deleted"] {
        press(&site, &cookie, &form(&page, "Sample Person", to)).await;
        let after = desk(&site, &cookie).await.text().to_owned();
        assert!(
            after.contains("had been deleted before you pressed."),
            "{to}"
        );
        assert!(!after.contains("Sample Person"));
    }
}

#[tokio::test]
async fn what_somebody_took_meanwhile_is_not_deleted() {
    let site = Site::new();
    put(&site, |_| {}).await;
    let cookie = cookie(&site).await;
    let page = desk(&site, &cookie).await.text().to_owned();
    press(&site, &cookie, &form(&page, "Sample Person", "taken")).await;
    press(&site, &cookie, &form(&page, "Sample Person", "deleted")).await;
    let page = desk(&site, &cookie).await.text().to_owned();
    assert!(
        page.contains("had been changed before you pressed.") && page.contains("Sample Person")
    );
}

#[tokio::test]
async fn closed_requests_are_folded_away_and_the_groups_can_be_jumped_to() {
    let site = Site::new();
    for name in ["One Person", "Two Person", "Three Person"] {
        put(&site, |record| record["name"] = name.into()).await;
    }
    let cookie = cookie(&site).await;
    let page = desk(&site, &cookie).await.text().to_owned();
    assert!(!page.contains("<nav"), "one group needs no jumps");
    for (name, to) in [("One Person", "taken"), ("Two Person", "closed")] {
        press(&site, &cookie, &form(&page, name, to)).await;
    }
    // The one that was just pressed is in view, and folded away the next time.
    for folds in [
        "<details class=\"group\" open>",
        "<details class=\"group\">",
    ] {
        let page = desk(&site, &cookie).await.text().to_owned();
        for (place, says) in [
            ("unread", "Unread (1)"),
            ("in-hand", "In hand (1)"),
            ("closed", "Closed (1)"),
        ] {
            assert!(page.contains(&format!("<a href=\"#{place}\">{says}</a>")));
            assert_eq!(page.matches(&format!("id=\"{place}\"")).count(), 1);
        }
        let (open, closed) = page.split_once(folds).unwrap();
        assert!(open.contains("One Person") && open.contains("Three Person"));
        assert!(closed.contains("Two Person") && !open.contains("Two Person"));
    }
}

#[tokio::test]
async fn a_way_to_reach_somebody_can_be_pressed_and_a_language_has_its_name() {
    let site = Site::new();
    put(&site, |record| {
        record["language"] = "es".into();
        record["locale"] = "es-MX".into();
        record["referrer"] = json!({
            "name": "A Colleague", "contact_channel": "email", "contact_value": "a@clinic.example",
        });
    })
    .await;
    let page = open(&site).await;
    assert!(page.contains("<a href=\"tel:+15550100\"><bdi>+1 555 0100</bdi></a>"));
    assert!(page.contains("<a href=\"mailto:a@clinic.example\">"));
    assert!(page.contains("<bdi>Spanish</bdi>") && page.contains("<bdi>Spanish (es-MX)</bdi>"));
}

fn article<'a>(page: &'a str, name: &str) -> &'a str {
    page.split("<article")
        .find(|part| part.contains(name))
        .unwrap()
}

fn receipt_of(page: &str, name: &str) -> String {
    let (_, rest) = article(page, name).split_once("id=\"r-").unwrap();
    rest.split('"').next().unwrap().to_owned()
}

/// The body of the form of the request with this name, as the button for `to` sends it.
fn form(page: &str, name: &str, to: &str) -> String {
    let mut forms = article(page, name).split("<form ").skip(1);
    let button = format!("value=\"{to}\"");
    let form = forms
        .find(|form| form.contains(&button))
        .unwrap_or_default();
    assert!(
        form.contains(&format!("value=\"{to}\"")),
        "no button for {to}"
    );
    let value = |name: &str| {
        let rest = form
            .split(&format!("name=\"{name}\" value=\""))
            .nth(1)
            .unwrap();
        rest.split('"').next().unwrap().to_owned()
    };
    let [id, receipt, from, token] = ["id", "receipt", "from", "form_token"].map(value);
    format!("id={id}&receipt={receipt}&from={from}&to={to}&form_token={token}")
}

async fn press(site: &Site, cookie: &str, form: &str) -> Answer {
    let request = Request::post("/desk/mark")
        .header("content-type", "application/x-www-form-urlencoded")
        .header("origin", "http://127.0.0.1:8787")
        .header("cookie", pair(cookie));
    site.send(request.body(Body::from(form.to_owned())).unwrap())
        .await
}

async fn cookie(site: &Site) -> String {
    let answer = sign_in(site, &site.desk_key()).await;
    answer.header("set-cookie").to_owned()
}

fn list_request(site: &Site) -> Request<Body> {
    Request::get("/desk/referrals.json")
        .header("authorization", format!("Bearer {}", site.desk_key()))
        .body(Body::empty())
        .unwrap()
}
