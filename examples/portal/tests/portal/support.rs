//! A portal in a directory of its own, and a sender that seals with nothing of the portal's.

use std::path::Path;
use std::sync::Arc;

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Key, Nonce};
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use base64ct::{Base64UrlUnpadded, Encoding};
use http_body_util::BodyExt;
use p256::elliptic_curve::sec1::{FromEncodedPoint, ToEncodedPoint};
use p256::{EncodedPoint, PublicKey, SecretKey, ecdh};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tempfile::TempDir;
use touchbase_portal::{Options, Portal, router};
use tower::ServiceExt;

pub(crate) const PORTS: [u16; 2] = [8787, 8788];

pub(crate) struct Site {
    pub(crate) dir: TempDir,
    pub(crate) portal: Arc<Portal>,
    pub(crate) app: Router,
}

impl Site {
    pub(crate) fn new() -> Self {
        Self::with(|_| {})
    }

    pub(crate) fn with_faults() -> Self {
        Self::with(|options| options.faults = true)
    }

    pub(crate) fn with(change: impl FnOnce(&mut Options)) -> Self {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir(dir.path().join("pkg")).unwrap();
        let mut options = options(dir.path());
        change(&mut options);
        let portal = Arc::new(Portal::open(&options, PORTS).unwrap());
        let app = router(Arc::clone(&portal));
        Self { dir, portal, app }
    }

    /// Another portal on the same directory, as after a restart.
    pub(crate) fn again(&self) -> Router {
        router(self.portal_again(|_| {}))
    }

    /// As [`Self::again`], with another command line.
    pub(crate) fn portal_again(&self, change: impl FnOnce(&mut Options)) -> Arc<Portal> {
        let mut options = options(self.dir.path());
        change(&mut options);
        Arc::new(Portal::open(&options, PORTS).unwrap())
    }

    pub(crate) fn data(&self) -> std::path::PathBuf {
        self.dir.path().join("data")
    }

    pub(crate) fn desk_key(&self) -> String {
        std::fs::read_to_string(self.data().join("desk.key")).unwrap()
    }

    /// The private key file; its public members are what a sender needs.
    pub(crate) fn jwk(&self) -> Value {
        let text = std::fs::read(self.data().join("receiver.jwk")).unwrap();
        serde_json::from_slice(&text).unwrap()
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        send(&self.app, request).await
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path).body(Body::empty()).unwrap())
            .await
    }

    pub(crate) async fn post(&self, id: &str, token: &str) -> Answer {
        self.send(referral(id, token)).await
    }

    /// What the desk hands out to a script.
    pub(crate) async fn list(&self) -> Vec<Value> {
        let request = Request::get("/desk/referrals.json")
            .header("authorization", format!("Bearer {}", self.desk_key()))
            .body(Body::empty())
            .unwrap();
        let answer = self.send(request).await;
        assert_eq!(answer.status, StatusCode::OK);
        serde_json::from_slice(&answer.body).unwrap()
    }
}

pub(crate) fn options(dir: &Path) -> Options {
    Options {
        port: PORTS[0],
        data: dir.join("data"),
        config: dir.join("config.json"),
        pkg: dir.join("pkg"),
        ..Options::default()
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    /// The end of a problem's type, which is what a sender acts on.
    pub(crate) fn problem(&self) -> String {
        assert_eq!(self.header("content-type"), "application/problem+json");
        let problem = self.json();
        assert_eq!(problem["status"], self.status.as_u16());
        assert!(
            problem["title"]
                .as_str()
                .is_some_and(|title| !title.is_empty())
        );
        problem["type"]
            .as_str()
            .unwrap()
            .rsplit(':')
            .next()
            .unwrap()
            .to_owned()
    }
}

pub(crate) async fn send(app: &Router, request: Request<Body>) -> Answer {
    let response = app.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = body.collect().await.unwrap().to_bytes().to_vec();
    Answer {
        status: parts.status,
        headers: parts.headers,
        body,
    }
}

/// A request as the widget makes it.
pub(crate) fn referral(id: &str, token: &str) -> Request<Body> {
    Request::post("/api/referrals")
        .header("content-type", "application/jose")
        .header("content-length", token.len())
        .header("idempotency-key", format!("\"{id}\""))
        .body(Body::from(token.to_owned()))
        .unwrap()
}

/// A UUID version 4 that no other test uses.
pub(crate) fn new_id() -> String {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).unwrap();
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    format!(
        "{}-{}-{}-{}-{}",
        &hex[..8],
        &hex[8..12],
        &hex[12..16],
        &hex[16..20],
        &hex[20..]
    )
}

pub(crate) fn record(id: &str) -> Value {
    json!({
        "schema": 1,
        "id": id,
        "kind": "self",
        "name": "Sample Person",
        "contact_channel": "phone",
        "contact_value": "+1 555 0100",
        "voicemail_ok": true,
        "contact_window": "evening",
        "option": "peer-support",
        "urgency": "routine",
        "sent_at": "2026-11-21T23:00:00Z",
    })
}

/// A token without an id in its header, which can be posted under any.
pub(crate) fn anybodys_token(site: &Site) -> String {
    let jwk = site.jwk();
    let header = json!({ "alg": "ECDH-ES", "enc": "A256GCM", "kid": jwk["kid"], "tb_v": 1 });
    seal_as(&jwk, header, b"{}")
}

/// How many rounds a long test takes: `name` in the environment, or what CI has time for.
pub(crate) fn rounds(name: &str, of_ci: usize) -> usize {
    std::env::var(name).map_or(of_ci, |text| text.parse().unwrap())
}

/// Seals `record` for the key of `site`.
pub(crate) fn seal(site: &Site, record: &Value) -> String {
    let jwk = site.jwk();
    let id = record["id"].as_str().unwrap_or_default();
    let header = json!({
        "alg": "ECDH-ES", "enc": "A256GCM", "kid": jwk["kid"], "tb_v": 1, "tb_id": id,
    });
    seal_as(
        &jwk,
        header,
        format!("{:<1024}", record.to_string()).as_bytes(),
    )
}

/// Seals `plaintext` to the public members of `jwk` under `header`, to which `epk` is added.
pub(crate) fn seal_as(jwk: &Value, mut header: Value, plaintext: &[u8]) -> String {
    let octets = |name: &str| -> [u8; 32] {
        Base64UrlUnpadded::decode_vec(jwk[name].as_str().unwrap())
            .unwrap()
            .try_into()
            .unwrap()
    };
    let point =
        EncodedPoint::from_affine_coordinates(&octets("x").into(), &octets("y").into(), false);
    let receiver = PublicKey::from_encoded_point(&point).unwrap();
    let ephemeral = SecretKey::from_slice(&random::<32>()).unwrap();
    let public = ephemeral.public_key().to_encoded_point(false);
    header["epk"] = json!({
        "kty": "EC",
        "crv": "P-256",
        "x": Base64UrlUnpadded::encode_string(public.x().unwrap()),
        "y": Base64UrlUnpadded::encode_string(public.y().unwrap()),
    });
    let shared = ecdh::diffie_hellman(ephemeral.to_nonzero_scalar(), receiver.as_affine());

    // RFC 7518 section 4.6.2 with empty party information.
    let mut input = vec![0, 0, 0, 1];
    input.extend_from_slice(shared.raw_secret_bytes());
    input.extend_from_slice(b"\0\0\0\x07A256GCM\0\0\0\0\0\0\0\0\0\0\x01\0");
    let key = Sha256::digest(&input);

    let protected = Base64UrlUnpadded::encode_string(header.to_string().as_bytes());
    let iv = random::<12>();
    let payload = Payload {
        msg: plaintext,
        aad: protected.as_bytes(),
    };
    let sealed = Aes256Gcm::new(Key::<Aes256Gcm>::from_slice(&key))
        .encrypt(Nonce::from_slice(&iv), payload)
        .unwrap();
    let (ciphertext, tag) = sealed.split_at(sealed.len() - 16);
    let encode = Base64UrlUnpadded::encode_string;
    format!(
        "{protected}..{}.{}.{}",
        encode(&iv),
        encode(ciphertext),
        encode(tag)
    )
}

fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).unwrap();
    bytes
}
