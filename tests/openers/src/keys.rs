//! The fixed keys of the known answers. They are for tests alone, and everybody has them.

use base64ct::{Base64UrlUnpadded, Encoding};
use p256::elliptic_curve::sec1::ToEncodedPoint;
use p256::{PublicKey, SecretKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

const KEYS: &str = include_str!("../keys.json");

/// The JWK Set: first the key on P-256, then the RSA key of 3072 bits.
pub fn key_set() -> Value {
    read(KEYS)
}

/// A private JWK on P-256 (RFC 7518 section 6.2) with the given id.
pub fn private_jwk(secret: &SecretKey, kid: &str) -> Value {
    let (x, y) = coordinates(&secret.public_key());
    json!({
        "kty": "EC",
        "crv": "P-256",
        "kid": kid,
        "x": x,
        "y": y,
        "d": encode(&secret.to_bytes()),
    })
}

/// The receiver of ECDH-ES.
pub(crate) fn ec() -> Value {
    key_set()["keys"][0].clone()
}

/// The receiver of RSA-OAEP-256.
pub(crate) fn rsa() -> Value {
    key_set()["keys"][1].clone()
}

/// Both coordinates of a point as a JWK has them.
pub(crate) fn coordinates(key: &PublicKey) -> (String, String) {
    let point = key.to_encoded_point(false);
    // An uncompressed point is the octet 4 and two coordinates of 32 octets (SEC 1, 2.3.3).
    let (x, y) = point.as_bytes()[1..].split_at(32);
    (encode(x), encode(y))
}

/// The private key of a JWK on P-256.
pub(crate) fn secret(jwk: &Value) -> SecretKey {
    let octets = decode(jwk["d"].as_str().unwrap_or_default());
    SecretKey::from_slice(&octets).unwrap_or_else(|_| derived("instead of a broken key"))
}

/// A private key that follows from a name: the same one on every machine.
pub(crate) fn derived(name: &str) -> SecretKey {
    let mut octets = digest(name);
    loop {
        // Fewer than one digest in 2^32 is no valid scalar.
        if let Ok(secret) = SecretKey::from_slice(&octets) {
            return secret;
        }
        octets = Sha256::digest(octets).into();
    }
}

/// Octets that follow from a name.
pub(crate) fn digest(name: &str) -> [u8; 32] {
    Sha256::digest(format!("touchbase known answers: {name}")).into()
}

pub(crate) fn encode(octets: &[u8]) -> String {
    Base64UrlUnpadded::encode_string(octets)
}

pub(crate) fn decode(text: &str) -> Vec<u8> {
    Base64UrlUnpadded::decode_vec(text).unwrap_or_default()
}

fn read(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_default()
}
