//! Faults, over real connections, because closing one is the point of some of them.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::http::{Request, StatusCode};
use serde_json::{Value, json};
use touchbase_portal::{Portal, listen, router};

use crate::support::{Site, new_id, options, record, referral, seal};

/// The second origin of the same site.
const OTHER: &str = "http://127.0.0.1:8788";

#[tokio::test]
async fn without_the_option_there_is_nothing_to_set() {
    let site = Site::new();
    for method in ["GET", "PUT"] {
        let request = Request::builder()
            .method(method)
            .uri("/faults")
            .body("[]".into())
            .unwrap();
        assert_eq!(site.send(request).await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn a_list_is_replaced_shown_and_cleared() {
    let site = Site::with_faults();
    let list = json!([{ "status": 503, "headers": { "retry-after": "120" } }, { "html": 200 }]);
    for list in [
        list,
        json!([{ "drop": "after-commit", "delay_ms": 7 }]),
        json!([]),
    ] {
        let answer = site.send(put(&list)).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(site.get("/faults").await.json(), list);
    }
    site.send(put(&json!([{ "html": 200 }]))).await;
    for wrong in [
        json!({}),
        json!([{ "sttus": 1 }]),
        json!([{ "status": 42 }]),
    ] {
        let answer = site.send(put(&wrong)).await;
        assert_eq!(answer.problem(), "faults", "{wrong}");
    }
    assert_eq!(site.get("/faults").await.json(), json!([{ "html": 200 }]));
}

#[tokio::test]
async fn each_post_takes_one_fault_in_order_and_nothing_else_does() {
    let site = Site::with_faults();
    let id = new_id();
    let token = seal(&site, &record(&id));
    let problem = json!({ "type": "urn:x:in-flight", "status": 409 });
    let faults = json!([
        { "status": 503, "headers": { "retry-after": "120" } },
        { "status": 409, "body": problem },
        { "html": 200 },
        { "redirect": "https://elsewhere.example/" },
        { "status": 204 },
        { "status": 500, "store": true },
        { "wrong_id": true },
    ]);
    site.send(put(&faults)).await;
    site.get("/").await;
    let options = Request::options("/api/referrals")
        .body(Body::empty())
        .unwrap();
    site.send(options).await;
    assert_eq!(
        site.get("/faults").await.json().as_array().unwrap().len(),
        7
    );

    let busy = site.post(&id, &token).await;
    assert_eq!(
        (busy.status.as_u16(), busy.header("retry-after")),
        (503, "120")
    );
    let conflict = site.post(&id, &token).await;
    assert_eq!((conflict.status.as_u16(), conflict.json()), (409, problem));
    let portal = site.post(&id, &token).await;
    assert_eq!(portal.status, 200);
    assert!(portal.header("content-type").starts_with("text/html"));
    let away = site.post(&id, &token).await;
    assert_eq!(
        (away.status.as_u16(), away.header("location")),
        (302, "https://elsewhere.example/")
    );
    let empty = site.post(&id, &token).await;
    assert_eq!((empty.status.as_u16(), empty.body.len()), (204, 0));
    assert!(site.list().await.is_empty());

    assert_eq!(site.post(&id, &token).await.status, 500);
    assert_eq!(site.list().await.len(), 1);
    let wrong = site.post(&id, &token).await;
    assert_eq!(wrong.status, 200);
    assert_ne!(wrong.json()["id"], *id);
    let last = site.post(&id, &token).await;
    assert_eq!(last.json()["id"], *id);
    assert_eq!(site.list().await.len(), 1);
}

#[tokio::test]
async fn headers_are_added_and_those_for_other_origins_can_be_left_out() {
    let site = Site::with_faults();
    let faults = json!([{ "no_cors": true }, { "headers": { "x-a": "b", "vary": "c" } }]);
    site.send(put(&faults)).await;
    let id = new_id();
    let token = seal(&site, &record(&id));
    let post = || {
        let mut request = referral(&id, &token);
        request
            .headers_mut()
            .insert("origin", OTHER.parse().unwrap());
        request
    };

    let unreadable = site.send(post()).await;
    assert_eq!(unreadable.status, StatusCode::CREATED);
    assert_eq!(unreadable.header("access-control-allow-origin"), "");

    let changed = site.send(post()).await;
    assert_eq!(changed.status, StatusCode::OK);
    assert_eq!(changed.header("access-control-allow-origin"), OTHER);
    assert_eq!((changed.header("x-a"), changed.header("vary")), ("b", "c"));
}

/// Otherwise a browser hides them, and what the sender makes of a status is not what is tried.
#[tokio::test]
async fn what_a_fault_answers_can_be_read_from_the_other_origin() {
    let site = Site::with_faults();
    for fault in [
        json!({ "status": 503, "headers": { "retry-after": "120" } }),
        json!({ "status": 409, "body": { "type": "urn:x:in-flight" } }),
        json!({ "status": 500, "store": true }),
        json!({ "html": 200 }),
        json!({ "redirect": "https://elsewhere.example/" }),
        json!({ "status": 204 }),
        json!({ "wrong_id": true }),
    ] {
        for (hidden, origin, reader) in [
            (false, OTHER, OTHER),
            (true, OTHER, ""),
            (false, "https://a.example", ""),
        ] {
            let mut fault = fault.clone();
            if hidden {
                fault["no_cors"] = json!(true);
            }
            site.send(put(&json!([fault]))).await;
            let id = new_id();
            let mut request = referral(&id, &seal(&site, &record(&id)));
            request
                .headers_mut()
                .insert("origin", origin.parse().unwrap());

            let answer = site.send(request).await;

            let allowed = answer.header("access-control-allow-origin");
            assert_eq!(allowed, reader, "{fault} for {origin}");
            let exposed = answer.header("access-control-expose-headers");
            assert_eq!(exposed.contains("retry-after"), !reader.is_empty());
            assert_eq!(answer.header("cache-control"), "no-store", "{fault}");
        }
    }
}

#[test]
fn a_connection_is_closed_before_or_after_the_commit() {
    let live = Live::start();
    let (lost, kept) = (new_id(), new_id());
    let (lost_token, kept_token) = (
        seal(&live.site, &record(&lost)),
        seal(&live.site, &record(&kept)),
    );

    live.faults(&json!([{ "drop": "before-commit" }, { "drop": "after-commit" }]));
    assert_eq!(live.post(&lost, &lost_token), b"");
    assert_eq!(live.post(&kept, &kept_token), b"");

    let replayed = String::from_utf8(live.post(&kept, &kept_token)).unwrap();
    assert!(replayed.starts_with("HTTP/1.1 200 "), "{replayed}");
    assert!(replayed.contains("idempotency-replayed: true"));
    let stored = String::from_utf8(live.post(&lost, &lost_token)).unwrap();
    assert!(stored.starts_with("HTTP/1.1 201 "), "{stored}");
}

#[test]
fn an_answer_breaks_off_in_its_middle() {
    let live = Live::start();
    let id = new_id();
    live.faults(&json!([{ "truncate": true }]));

    let answer = String::from_utf8(live.post(&id, &seal(&live.site, &record(&id)))).unwrap();

    assert!(answer.starts_with("HTTP/1.1 201 "), "{answer}");
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "))
        .unwrap();
    assert_eq!(body.len(), length.parse::<usize>().unwrap() / 2);
    assert!(serde_json::from_str::<Value>(body).is_err());
}

#[test]
fn a_delay_comes_before_everything_else() {
    let live = Live::start();
    let id = new_id();
    live.faults(&json!([{ "delay_ms": 300, "status": 502 }]));
    let began = Instant::now();
    let answer = live.post(&id, &seal(&live.site, &record(&id)));
    assert!(answer.starts_with(b"HTTP/1.1 502 "));
    assert!(began.elapsed() >= Duration::from_millis(300));
}

/// A kept connection that closes makes browsers repeat a request by themselves.
#[test]
fn connections_are_not_kept_where_faults_are_possible() {
    let live = Live::start();
    let answer = String::from_utf8(live.send("GET / HTTP/1.1\r\nhost: a\r\n\r\n")).unwrap();
    assert!(answer.contains("connection: close"));
}

/// A portal on real ports, with a thread of its own for as long as the test lasts.
struct Live {
    site: Site,
    port: u16,
    _runtime: tokio::runtime::Runtime,
}

impl Live {
    fn start() -> Self {
        let site = Site::with_faults();
        let mut options = options(site.dir.path());
        options.faults = true;
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let bound = runtime.block_on(listen(0)).unwrap();
        let ports = bound.ports().unwrap();
        let app = router(Arc::new(Portal::open(&options, ports).unwrap()));
        runtime.spawn(bound.serve(app, std::future::pending()));
        Self {
            site,
            port: ports[0],
            _runtime: runtime,
        }
    }

    fn faults(&self, list: &Value) {
        let body = list.to_string();
        let length = body.len();
        let answer = self.send(&format!(
            "PUT /faults HTTP/1.1\r\nhost: a\r\ncontent-length: {length}\r\n\r\n{body}"
        ));
        assert!(answer.starts_with(b"HTTP/1.1 200 "));
    }

    fn post(&self, id: &str, token: &str) -> Vec<u8> {
        let length = token.len();
        self.send(&format!(
            "POST /api/referrals HTTP/1.1\r\nhost: a\r\ncontent-type: application/jose\r\n\
             idempotency-key: \"{id}\"\r\ncontent-length: {length}\r\n\r\n{token}"
        ))
    }

    /// Sends one request and returns every byte until the connection closes.
    fn send(&self, request: &str) -> Vec<u8> {
        let mut connection = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        connection
            .set_read_timeout(Some(Duration::from_secs(10)))
            .unwrap();
        connection.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        connection.read_to_end(&mut answer).unwrap();
        answer
    }
}

fn put(list: &Value) -> Request<Body> {
    Request::put("/faults")
        .body(Body::from(list.to_string()))
        .unwrap()
}
