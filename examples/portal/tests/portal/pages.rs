//! The page, the widget's files, the configuration and the reports.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use serde_json::{Value, json};

use crate::support::{Answer, Site};

const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; \
    style-src 'self'; connect-src 'self'; img-src 'self'; font-src 'none'; base-uri 'none'; \
    form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; \
    trusted-types 'none'; report-uri /csp-reports";

#[tokio::test]
async fn the_page_has_the_strict_policy_and_the_widgets_tag() {
    let site = Site::new();
    let page = site.get("/").await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.header("content-security-policy"), POLICY);
    assert_eq!(page.header("x-content-type-options"), "nosniff");
    assert_eq!(page.header("referrer-policy"), "no-referrer");
    assert_eq!(page.header("cross-origin-opener-policy"), "same-origin");
    assert!(page.header("permissions-policy").contains("camera=()"));
    let html = page.text();
    assert!(html.contains(r#"<touch-base config="touchbase.json" lang="en""#));
    assert!(html.contains(r#"<script type="module" src="touchbase/touchbase.js"></script>"#));
    // Crisis help stands in the page itself, before any script.
    assert!(html.contains("tel:911") && html.contains("tel:988"));
}

/// The page must work behind a proxy on another port and under its own policy.
#[tokio::test]
async fn the_page_has_relative_addresses_and_nothing_inline() {
    let page = Site::new().get("/").await;
    let html = page.text();
    for address in html.split([' ', '\n']).filter(|part| {
        part.starts_with("href=") || part.starts_with("src=") || part.starts_with("config=")
    }) {
        let value = address.split('"').nth(1).unwrap();
        let fine = ["#", "tel:", "assets/", "touchbase"]
            .iter()
            .any(|start| value.starts_with(start));
        assert!(fine, "{address}");
    }
    assert!(!html.contains("<style") && !html.contains(" style="));
    assert_eq!(html.matches("<script").count(), 1);
}

#[tokio::test]
async fn a_policy_without_webassembly_can_be_asked_for() {
    let site = Site::with(|options| options.wasm_csp = false);
    let page = site.get("/").await;
    let policy = page.header("content-security-policy");
    assert_eq!(policy, POLICY.replace(" 'wasm-unsafe-eval'", ""));
}

#[tokio::test]
async fn a_service_worker_is_there_only_where_it_is_asked_for() {
    let site = Site::new();
    for path in ["/portal-sw.js", "/assets/worker.js"] {
        assert_eq!(site.get(path).await.status, StatusCode::NOT_FOUND);
    }

    let site = Site::with(|options| options.worker = true);
    let page = site.get("/").await;
    assert_eq!(
        page.header("content-security-policy"),
        POLICY.replace("trusted-types 'none'", "trusted-types portal-worker")
    );
    let script = r#"<script type="module" src="assets/worker.js"></script>"#;
    assert_eq!(page.text().matches(script).count(), 1);
    for path in ["/portal-sw.js", "/assets/worker.js"] {
        let answer = site.get(path).await;
        assert_eq!(answer.header("content-type"), "text/javascript", "{path}");
        assert_eq!(answer.header("cache-control"), "no-cache", "{path}");
        assert!(answer.text().contains("createPolicy(\"portal-worker\""));
    }
    let worker = site.get("/portal-sw.js").await;
    let policy = worker.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; "));
    assert!(policy.contains("connect-src 'self'; require-trusted-types-for 'script'; "));
    assert!(policy.contains("; trusted-types portal-worker; "));
}

#[tokio::test]
async fn the_isolated_page_allows_the_second_origin_and_no_other() {
    let site = Site::new();
    let request = Request::get("/?mode=isolated&root=open").header("host", "localhost:8787");
    let page = site.send(request.body(Body::empty()).unwrap()).await;
    let policy = page.header("content-security-policy");
    assert_eq!(
        policy,
        POLICY.replace(
            "script-src 'self' 'wasm-unsafe-eval';",
            "script-src 'self' http://localhost:8788; frame-src http://localhost:8788;"
        )
    );
    let html = page.text();
    assert!(html.contains(r#"src="http://localhost:8788/touchbase/touchbase.js""#));
    assert!(html.contains(r#"mode="isolated" root="open""#));

    let plain = Request::get("/isolated").header("host", "localhost:8787");
    let plain = site.send(plain.body(Body::empty()).unwrap()).await;
    assert_eq!(plain.header("content-security-policy"), policy);
    assert!(plain.text().contains(r#"mode="isolated">"#));

    let forged = Request::get("/?mode=isolated").header("host", "elsewhere.example");
    let page = site.send(forged.body(Body::empty()).unwrap()).await;
    assert!(!page.text().contains("elsewhere"));
}

#[tokio::test]
async fn the_widgets_files_come_with_their_types_and_precompressed() {
    let site = Site::new();
    let pkg = site.dir.path().join("pkg");
    for (name, text) in [
        ("touchbase.js", "plain"),
        ("touchbase.js.br", "as brotli"),
        ("touchbase.js.gz", "as gzip"),
        ("t_bg.wasm", "\0asm"),
        ("touchbase.css", "a{}"),
        ("en.json", "{}"),
        ("frame.html", "<p>"),
        ("part-0123456789ab.js", ""),
    ] {
        std::fs::write(pkg.join(name), text).unwrap();
    }
    for (accepted, encoding, body) in [
        ("br, gzip", "br", "as brotli"),
        ("gzip", "gzip", "as gzip"),
        ("identity", "", "plain"),
    ] {
        let request = Request::get("/touchbase/touchbase.js").header("accept-encoding", accepted);
        let answer = site.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.header("content-encoding"), encoding);
        assert_eq!(answer.text(), body);
        assert_eq!(answer.header("content-type"), "text/javascript");
        assert_eq!(answer.header("cache-control"), "no-cache");
    }
    for (name, kind) in [
        ("t_bg.wasm", "application/wasm"),
        ("touchbase.css", "text/css"),
        ("en.json", "application/json"),
    ] {
        let answer = site.get(&format!("/touchbase/{name}")).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.header("content-type"), kind);
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        let policy = answer.header("content-security-policy");
        assert!(policy.contains("frame-ancestors 'self' http://127.0.0.1:8787 "));
    }
    let hashed = site.get("/touchbase/part-0123456789ab.js").await;
    assert!(hashed.header("cache-control").contains("immutable"));
}

/// The headers of the frame page stand in docs/integrator.md, for a host to copy.
#[tokio::test]
async fn the_frame_page_is_for_the_portals_pages_alone() {
    let site = Site::new();
    let page = "<meta name=\"touchbase-config\" content=\"\"><script src=\"frame.js\"></script>";
    std::fs::write(site.dir.path().join("pkg/frame.html"), page).unwrap();
    let frame = site.get("/touchbase/frame.html").await;
    assert_eq!(frame.text(), page);
    let alone = site.get("/support").await;
    assert!(alone.text().contains(r#"content="touchbase.json""#));
    assert!(alone.text().contains(r#"src="touchbase/frame.js""#));
    for answer in [frame, alone] {
        let origins = "http://127.0.0.1:8787 http://localhost:8787";
        let both = format!("{origins} http://127.0.0.1:8788 http://localhost:8788");
        assert_eq!(
            answer.header("content-security-policy"),
            format!(
                "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; \
                 connect-src 'self' {both}; style-src 'none'; img-src 'none'; \
                 frame-ancestors {origins}; base-uri 'none'; form-action 'none'; \
                 require-trusted-types-for 'script'; trusted-types 'none'; report-uri /csp-reports"
            )
        );
        assert_eq!(
            answer.header("content-type").split(';').next(),
            Some("text/html")
        );
        for (name, value) in [
            ("cross-origin-resource-policy", "same-site"),
            ("referrer-policy", "no-referrer"),
            ("x-content-type-options", "nosniff"),
        ] {
            assert_eq!(answer.header(name), value, "{name}");
        }
        for device in ["camera", "geolocation", "microphone", "usb"] {
            let off = format!("{device}=()");
            assert!(
                answer.header("permissions-policy").contains(&off),
                "{device}"
            );
        }
    }
}

#[tokio::test]
async fn the_second_origin_may_read_the_files_and_another_site_may_not() {
    let site = Site::new();
    std::fs::write(site.dir.path().join("pkg/touchbase.js"), "").unwrap();
    std::fs::write(site.dir.path().join("config.json"), "{}").unwrap();
    for path in ["/touchbase/touchbase.js", "/touchbase.json"] {
        for (origin, allowed) in [
            ("http://127.0.0.1:8787", "http://127.0.0.1:8787"),
            ("https://elsewhere.example", ""),
        ] {
            let request = Request::get(path)
                .header("origin", origin)
                .body(Body::empty())
                .unwrap();
            let answer = site.send(request).await;
            assert_eq!(answer.status, StatusCode::OK);
            assert_eq!(
                answer.header("access-control-allow-origin"),
                allowed,
                "{path}"
            );
            let varies = answer.headers.get_all("vary");
            assert!(varies.iter().any(|value| value == "origin"), "{path}");
        }
    }
}

#[tokio::test]
async fn nothing_outside_the_widgets_folder_is_served() {
    let site = Site::new();
    for path in [
        "/touchbase/../data/desk.key",
        "/touchbase/..%2fdata%2fdesk.key",
        "/touchbase/%2e%2e/data/desk.key",
        "/touchbase/",
        "/touchbase/absent.js",
        "/absent",
    ] {
        let answer = site.get(path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert!(!answer.text().contains(&site.desk_key()));
    }
}

#[tokio::test]
async fn the_configuration_gets_our_endpoint_and_key_and_is_otherwise_as_it_is() {
    let site = Site::new();
    let config = json!({
        "schema": 1,
        "z": "before a",
        "a": 1.5,
        "referral": { "recipients": [
            { "id": "one", "name": "One", "reads": "somebody", "endpoint": "https://h.example/",
              "keys": [{ "kty": "EC" }], "unknown": true },
            { "id": "two" },
            "no object",
        ] },
    });
    write(&site, config.to_string());

    let served = site.get("/touchbase.json").await;

    assert_eq!(served.header("content-type"), "application/json");
    let mut key = site.jwk();
    key.as_object_mut().unwrap().remove("d");
    let mut expected = config;
    for recipient in 0..2 {
        let recipient = &mut expected["referral"]["recipients"][recipient];
        recipient["endpoint"] = "/api/referrals".into();
        recipient["keys"] = json!([key]);
    }
    assert_eq!(served.json(), expected);
    assert_eq!(
        served.text(),
        expected.to_string(),
        "the order of the members"
    );
    for member in ["kty", "crv", "x", "y", "kid", "use", "alg"] {
        assert!(key[member].is_string(), "{member}");
    }
}

#[tokio::test]
async fn the_configuration_is_read_again_and_may_be_anything() {
    let site = Site::new();
    assert_eq!(
        site.get("/touchbase.json").await.status,
        StatusCode::NOT_FOUND
    );
    for text in [
        "{ not json",
        r#"{"program" : 1, "program":2}"#,
        r#"{"referral":{"recipients":7}}"#,
        r#"{"referral" : {"recipients":[]}}"#,
    ] {
        write(&site, text.into());
        let served = site.get("/touchbase.json").await;
        assert_eq!(served.status, StatusCode::OK);
        assert_eq!(served.text(), text);
    }
}

#[tokio::test]
async fn reports_are_counted_by_directive_and_nothing_of_them_is_kept() {
    let site = Site::new();
    let old = json!({ "csp-report": {
        "violated-directive": "script-src 'self'", "blocked-uri": "https://secret.example/" } });
    let new =
        json!([{ "type": "csp-violation", "body": { "effectiveDirective": "style-src-attr" } }]);
    for (report, status) in [
        (old.to_string(), StatusCode::NO_CONTENT),
        (old.to_string(), StatusCode::NO_CONTENT),
        (new.to_string(), StatusCode::NO_CONTENT),
        (
            json!({ "csp-report": { "effective-directive": "<b>" } }).to_string(),
            StatusCode::NO_CONTENT,
        ),
        ("{".into(), StatusCode::BAD_REQUEST),
    ] {
        let request = Request::post("/csp-reports")
            .body(Body::from(report))
            .unwrap();
        assert_eq!(site.send(request).await.status, status);
    }
    let counts: Value = reports(&site).await.json();
    assert_eq!(counts, json!({ "script-src": 2, "style-src-attr": 1 }));
}

async fn reports(site: &Site) -> Answer {
    site.get("/csp-reports.json").await
}

fn write(site: &Site, text: String) {
    std::fs::write(site.dir.path().join("config.json"), text).unwrap();
}
