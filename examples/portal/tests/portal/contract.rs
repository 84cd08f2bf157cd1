//! The receiver against its contract, `docs/receiver.openapi.json`: every answer it gives is one
//! that the document knows, and the document knows nothing that is never given.

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes, HttpBody};
use axum::http::{HeaderValue, Request, StatusCode};
use boon::{Compiler, Schemas};
use http_body::Frame;
use rusqlite::Connection;
use serde_json::{Value, json};
use touchbase_portal::{MAX_BODY, Refusal};

use crate::support::{Answer, Site, new_id, record, referral, seal, seal_as};

const CONTRACT: &str = include_str!("../../../../docs/receiver.openapi.json");

/// What HTTP itself and the portal's hardening put on every answer.
const ALWAYS: [&str; 8] = [
    "content-length",
    "content-type",
    "cross-origin-opener-policy",
    "cross-origin-resource-policy",
    "date",
    "permissions-policy",
    "referrer-policy",
    "x-content-type-options",
];

/// A database that reads and does not store.
pub(crate) const NO_INSERT: &str = "CREATE TRIGGER no_insert BEFORE INSERT ON referrals \
    BEGIN SELECT RAISE(ABORT, 'full'); END";

/// In the contract for receivers that work in another way; the portal never answers so.
const OF_OTHERS: [(u16, Option<&str>); 2] = [(202, None), (409, Some("in-flight"))];

#[tokio::test(start_paused = true)]
async fn every_refusal_is_as_the_contract_says() {
    let contract = Contract::new();
    let mut seen = Vec::new();
    for (expected, answer) in refusals().await {
        contract.check("post", &answer).unwrap();
        assert_eq!(answer.status.as_u16(), expected.status());
        assert_eq!(answer.problem(), expected.code());
        seen.push(expected);
    }
    for refusal in Refusal::ALL {
        assert!(seen.contains(&refusal), "{refusal:?} was not provoked");
    }
}

#[tokio::test]
async fn receipts_and_preflights_are_as_the_contract_says() {
    let contract = Contract::new();
    let site = Site::new();
    let id = new_id();
    let token = seal(&site, &record(&id));
    contract
        .validate("/components/schemas/CompactJwe", &json!(token))
        .unwrap();
    // Both forms of the key, and with them the first time and a replay.
    for (key, status) in [(format!("\"{id}\""), 201), (id.clone(), 200)] {
        contract
            .validate("/components/parameters/IdempotencyKey/schema", &json!(key))
            .unwrap();
        let mut request = referral(&id, &token);
        let headers = request.headers_mut();
        headers.insert("idempotency-key", key.parse().unwrap());
        headers.insert("origin", "http://127.0.0.1:8788".parse().unwrap());
        let answer = site.send(request).await;
        assert_eq!(answer.status, status);
        assert_ne!(answer.header("access-control-allow-origin"), "");
        contract.check("post", &answer).unwrap();
    }
    for origin in ["http://127.0.0.1:8788", "https://elsewhere.example"] {
        let request = Request::options("/api/referrals").header("origin", origin);
        let answer = site.send(request.body(Body::empty()).unwrap()).await;
        contract.check("options", &answer).unwrap();
    }
}

#[test]
fn the_contract_lists_the_codes_refusals_and_no_others() {
    let contract = Contract::new();
    let documented: BTreeSet<_> = contract.documented().into_iter().collect();
    let in_code = |refusal: Refusal| (refusal.status(), Some(refusal.code().to_owned()));
    let mut known: BTreeSet<_> = Refusal::ALL.into_iter().map(in_code).collect();
    known.extend([(200, None), (201, None)]);
    known.extend(OF_OTHERS.map(|(status, code)| (status, code.map(str::to_owned))));
    assert_eq!(documented, known);
}

#[test]
fn the_guide_has_each_refusal_with_its_status() {
    let guide = include_str!("../../../../docs/receiver.md");
    let (_, table) = guide.split_once("| code | status |").unwrap();
    let (table, _) = table.split_once("\n\n").unwrap();
    for refusal in Refusal::ALL {
        let row = format!("| `{}` | {} |", refusal.code(), refusal.status());
        assert_eq!(table.matches(&row).count(), 1, "{row}");
    }
    assert_eq!(table.lines().skip(2).count(), Refusal::ALL.len());
}

#[test]
fn the_limit_of_the_contract_is_the_limit() {
    let contract = Contract::new();
    let limit = &contract.document["components"]["schemas"]["CompactJwe"]["maxLength"];
    assert_eq!(limit, MAX_BODY);
}

#[test]
fn the_contracts_own_examples_keep_it() {
    let contract = Contract::new();
    let key = "/components/parameters/IdempotencyKey";
    let forms = contract
        .document
        .pointer(&format!("{key}/examples"))
        .unwrap();
    for example in forms.as_object().unwrap().values() {
        contract
            .validate(&format!("{key}/schema"), &example["value"])
            .unwrap();
    }
    let mut examples = 0;
    for (status, response) in contract.responses("post") {
        for (kind, content) in response["content"].as_object().unwrap() {
            let place = format!(
                "/paths/~1referrals/post/responses/{status}/content/{}/schema",
                kind.replace('/', "~1")
            );
            for example in content["examples"].as_object().unwrap().values() {
                contract.validate(&place, &example["value"]).unwrap();
                examples += 1;
            }
        }
    }
    assert!(examples >= 17, "{examples}");
}

/// The control: of a real answer, changed in one place, the check says what is wrong.
#[tokio::test]
async fn an_answer_that_is_not_in_the_contract_is_found() {
    let contract = Contract::new();
    let site = Site::new();
    let id = new_id();
    let token = seal(&site, &record(&id));
    let receipt = site.post(&id, &token).await;
    let refusal = site.post(&id, &seal(&site, &record(&id))).await;
    let changes: [(&Answer, Change, &str); 9] = [
        (&receipt, |a| a.status = StatusCode::IM_A_TEAPOT, "418"),
        (
            &receipt,
            |a| a.status = StatusCode::OK,
            "idempotency-replayed is missing",
        ),
        (
            &receipt,
            |a| set(a, "content-type", "text/html"),
            "text/html",
        ),
        (
            &receipt,
            |a| set(a, "cache-control", "public"),
            "cache-control",
        ),
        (&receipt, |a| set(a, "set-cookie", "a=b"), "set-cookie"),
        (&receipt, |a| a.body = b"{}".to_vec(), "schema"),
        (&receipt, |a| member(a, "name", "x"), "schema"),
        (
            &receipt,
            |a| member(a, "received_at", "yesterday"),
            "schema",
        ),
        (
            &refusal,
            |a| member(a, "type", "urn:touchbase:problem:other"),
            "schema",
        ),
    ];
    for (answer, change, complaint) in changes {
        let mut answer = answer.clone();
        contract.check("post", &answer).unwrap();
        change(&mut answer);
        let found = contract.check("post", &answer);
        assert!(
            found.as_ref().is_err_and(|e| e.contains(complaint)),
            "{complaint}: {found:?}"
        );
    }
}

type Change = fn(&mut Answer);

fn set(answer: &mut Answer, name: &'static str, value: &'static str) {
    answer.headers.insert(name, HeaderValue::from_static(value));
}

fn member(answer: &mut Answer, name: &str, value: &str) {
    let mut body = answer.json();
    body[name] = value.into();
    answer.body = body.to_string().into_bytes();
}

/// One real request for each refusal, and for `invalid` one for each of its causes.
async fn refusals() -> Vec<(Refusal, Answer)> {
    let mut out = Vec::new();
    let site = Site::new();
    let jwk = site.jwk();
    let id = new_id();
    let token = seal(&site, &record(&id));

    let mut foreign = referral(&id, &token);
    foreign
        .headers_mut()
        .insert("origin", "https://elsewhere.example".parse().unwrap());
    out.push((Refusal::Origin, site.send(foreign).await));

    let guarded = Site::with(|options| {
        let file = options.data.with_file_name("tokens");
        std::fs::write(&file, "a-token-of-the-host").unwrap();
        options.tokens = Some(file);
    });
    out.push((Refusal::Token, guarded.send(referral(&id, &token)).await));

    let slow = Site::with(|options| options.rate_per_sender = 1);
    slow.post(&id, &token).await;
    out.push((Refusal::RateLimited, slow.post(&id, &token).await));

    let mut long = referral(&id, &"a".repeat(MAX_BODY + 1));
    out.push((Refusal::TooLarge, site.send(long).await));
    long = referral(&id, &"a".repeat(MAX_BODY + 1));
    long.headers_mut().remove("content-length");
    out.push((Refusal::TooLarge, site.send(long).await));

    let mut no_key = referral(&id, &token);
    no_key.headers_mut().remove("idempotency-key");
    out.push((Refusal::KeyMissing, site.send(no_key).await));
    out.push((Refusal::KeyMalformed, site.post("1", &token).await));

    let mut form = referral(&id, &token);
    form.headers_mut()
        .insert("content-type", "text/plain".parse().unwrap());
    out.push((Refusal::ContentType, site.send(form).await));

    let mut broken = referral(&id, "");
    *broken.body_mut() = Body::new(Failing);
    broken.headers_mut().remove("content-length");
    out.push((Refusal::Body, site.send(broken).await));

    let mut endless = referral(&id, "");
    *endless.body_mut() = Body::new(Endless);
    endless.headers_mut().remove("content-length");
    out.push((Refusal::Timeout, site.send(endless).await));

    for body in ["", "a.b.c.d", &token.replacen("..", ".AAAA.", 1)] {
        out.push((Refusal::Invalid, site.post(&id, body).await));
    }
    let other_id =
        json!({ "alg": "ECDH-ES", "enc": "A256GCM", "kid": jwk["kid"], "tb_id": new_id() });
    out.push((
        Refusal::Invalid,
        site.post(&id, &seal_as(&jwk, other_id, b"{}")).await,
    ));

    let unknown = json!({ "alg": "ECDH-ES", "enc": "A256GCM", "kid": "of-last-year" });
    out.push((
        Refusal::UnknownKid,
        site.post(&id, &seal_as(&jwk, unknown, b"{}")).await,
    ));

    site.post(&id, &token).await;
    out.push((
        Refusal::KeyReused,
        site.post(&id, &seal(&site, &record(&id))).await,
    ));

    let database = Connection::open(site.data().join("portal.sqlite3")).unwrap();
    database.execute_batch(NO_INSERT).unwrap();
    let id = new_id();
    let token = seal(&site, &record(&id));
    out.push((Refusal::Unsettled, site.post(&id, &token).await));
    database.execute_batch("DROP TABLE referrals").unwrap();
    out.push((Refusal::Unavailable, site.post(&id, &token).await));
    out
}

struct Contract {
    document: Value,
}

impl Contract {
    fn new() -> Self {
        Self {
            document: serde_json::from_str(CONTRACT).unwrap(),
        }
    }

    /// Whether `answer` is one that the document describes, to the last header.
    fn check(&self, method: &str, answer: &Answer) -> Result<(), String> {
        let status = answer.status.as_u16();
        let response =
            &self.document["paths"]["/referrals"][method]["responses"][status.to_string()];
        let place = format!("/paths/~1referrals/{method}/responses/{status}");
        if response.is_null() {
            return Err(format!("{method} is not answered with {status}"));
        }
        let documented = response["headers"].as_object().unwrap();
        for (name, header) in documented {
            let (header, at) = match header["$ref"].as_str() {
                Some(target) => {
                    let at = target.trim_start_matches('#').to_owned();
                    (self.document.pointer(&at).unwrap(), at)
                }
                None => (header, format!("{place}/headers/{name}")),
            };
            match answer.headers.get(name) {
                Some(value) => self
                    .validate(&format!("{at}/schema"), &json!(value.to_str().unwrap()))
                    .map_err(|error| format!("{}: {error}", name.to_lowercase()))?,
                None if header["required"] == true => {
                    return Err(format!("{} is missing", name.to_lowercase()));
                }
                None => {}
            }
        }
        for name in answer.headers.keys() {
            let known = documented
                .keys()
                .any(|own| name.as_str().eq_ignore_ascii_case(own));
            if !known && !ALWAYS.contains(&name.as_str()) {
                return Err(format!("{name} is not a header of {status}"));
            }
        }
        let Some(content) = response["content"].as_object() else {
            return match answer.body.is_empty() {
                true => Ok(()),
                false => Err("there is a body".into()),
            };
        };
        let kind = answer.header("content-type");
        if !content.contains_key(kind) {
            return Err(format!("{kind} is not a type of {status}"));
        }
        let body = serde_json::from_slice(&answer.body).map_err(|error| error.to_string())?;
        let schema = format!("{place}/content/{}/schema", kind.replace('/', "~1"));
        self.validate(&schema, &body)
            .map_err(|error| format!("schema: {error}"))
    }

    /// Holds a value against the schema at a place in the document.
    fn validate(&self, place: &str, value: &Value) -> Result<(), String> {
        assert!(self.document.pointer(place).is_some(), "{place}");
        let mut compiler = Compiler::new();
        compiler.enable_format_assertions();
        let at = "https://contract.example/receiver.json";
        compiler.add_resource(at, self.document.clone()).unwrap();
        let mut schemas = Schemas::new();
        let schema = compiler
            .compile(&format!("{at}#{place}"), &mut schemas)
            .unwrap();
        schemas
            .validate(value, schema)
            .map_err(|error| error.to_string())
    }

    fn responses(&self, method: &str) -> Vec<(u16, &Value)> {
        let responses = self.document["paths"]["/referrals"][method]["responses"].as_object();
        let responses = responses.unwrap().iter();
        responses
            .map(|(status, response)| (status.parse().unwrap(), response))
            .collect()
    }

    /// Every status, with each problem that may go with it.
    fn documented(&self) -> Vec<(u16, Option<String>)> {
        let mut out = Vec::new();
        for (status, response) in self.responses("post") {
            let problem = &response["content"]["application/problem+json"]["schema"];
            let types = problem["allOf"][1]["properties"]["type"]["enum"].as_array();
            match types {
                Some(types) => out.extend(types.iter().map(|name| {
                    let code = name.as_str().unwrap().rsplit(':').next().unwrap();
                    (status, Some(code.to_owned()))
                })),
                None => out.push((status, None)),
            }
        }
        out
    }
}

struct Failing;

impl HttpBody for Failing {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, std::io::Error>>> {
        Poll::Ready(Some(Err(std::io::ErrorKind::ConnectionReset.into())))
    }
}

struct Endless;

impl HttpBody for Endless {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Pending
    }
}
