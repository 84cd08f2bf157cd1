//! RSA keys as JWKs. The library knows them as PKCS #8 alone.

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rsa::{
    KeyPair, KeyPairComponents, KeySize, OaepPrivateDecryptingKey, PrivateDecryptingKey,
    PublicKeyComponents,
};
use base64ct::{Base64UrlUnpadded, Encoding};
use serde_json::{Value, json};

use super::{ReceiverKey, Secret, encode, thumbprint};

/// Octets of the smallest modulus, as the widget has it.
const LEAST: usize = 384;

/// The numbers of a private key, in the order in which PKCS #1 and a JWK have them.
struct Numbers {
    n: Vec<u8>,
    e: Vec<u8>,
    d: Vec<u8>,
    p: Vec<u8>,
    q: Vec<u8>,
    dp: Vec<u8>,
    dq: Vec<u8>,
    qi: Vec<u8>,
}

pub(super) fn generate() -> Option<ReceiverKey> {
    let pair = KeyPair::generate(KeySize::Rsa3072).ok()?;
    let der: Pkcs8V1Der<'_> = pair.as_der().ok()?;
    key(der.as_ref(), &numbers(der.as_ref())?)
}

pub(super) fn from_jwk(jwk: &Value) -> Option<ReceiverKey> {
    let number = |member: &str| Base64UrlUnpadded::decode_vec(jwk[member].as_str()?).ok();
    let numbers = Numbers {
        n: number("n")?,
        e: number("e")?,
        d: number("d")?,
        p: number("p")?,
        q: number("q")?,
        dp: number("dp")?,
        dq: number("dq")?,
        qi: number("qi")?,
    };
    // Refuses numbers that do not belong together.
    let pair = KeyPair::from_components(&KeyPairComponents {
        public_key: PublicKeyComponents {
            n: &numbers.n,
            e: &numbers.e,
        },
        d: &numbers.d,
        p: &numbers.p,
        q: &numbers.q,
        dP: &numbers.dp,
        dQ: &numbers.dq,
        qInv: &numbers.qi,
    });
    let der: Pkcs8V1Der<'_> = pair.ok()?.as_der().ok()?;
    key(der.as_ref(), &numbers)
}

fn key(der: &[u8], numbers: &Numbers) -> Option<ReceiverKey> {
    if numbers.n.len() < LEAST {
        return None;
    }
    let secret = PrivateDecryptingKey::from_pkcs8(der).ok()?;
    let (n, e) = (encode(&numbers.n), encode(&numbers.e));
    let kid = thumbprint(&format!(r#"{{"e":"{e}","kty":"RSA","n":"{n}"}}"#));
    Some(ReceiverKey {
        secret: Secret::Rsa(OaepPrivateDecryptingKey::new(secret).ok()?),
        public: json!({
            "kty": "RSA",
            "n": n,
            "e": e,
            "kid": kid,
            "use": "enc",
            "alg": "RSA-OAEP-256",
        }),
        private: json!({
            "d": encode(&numbers.d),
            "p": encode(&numbers.p),
            "q": encode(&numbers.q),
            "dp": encode(&numbers.dp),
            "dq": encode(&numbers.dq),
            "qi": encode(&numbers.qi),
        }),
        kid,
    })
}

/// The numbers in a PKCS #8 document: a sequence of a version, an algorithm and a string of octets,
/// which holds a sequence of a version and the eight numbers (RFC 5958 section 2, RFC 8017 appendix
/// A.1.2).
fn numbers(der: &[u8]) -> Option<Numbers> {
    let (mut document, _) = element(der, SEQUENCE)?;
    for tag in [INTEGER, SEQUENCE] {
        document = element(document, tag)?.1;
    }
    let (octets, _) = element(document, OCTETS)?;
    let (mut key, _) = element(octets, SEQUENCE)?;
    let mut number = || {
        let (number, rest) = element(key, INTEGER)?;
        key = rest;
        // A zero in front keeps the sign out; a JWK has none.
        Some(number.strip_prefix(&[0]).unwrap_or(number).to_vec())
    };
    number()?;
    Some(Numbers {
        n: number()?,
        e: number()?,
        d: number()?,
        p: number()?,
        q: number()?,
        dp: number()?,
        dq: number()?,
        qi: number()?,
    })
}

const INTEGER: u8 = 2;
const OCTETS: u8 = 4;
const SEQUENCE: u8 = 0x30;

/// What is inside the element at the front, and what follows it (X.690 section 8.1).
fn element(der: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    let (&[found, length], rest) = der.split_first_chunk::<2>()?;
    if found != tag {
        return None;
    }
    if length < 0x80 {
        return rest.split_at_checked(length.into());
    }
    let (octets, rest) = rest.split_at_checked(usize::from(length & 0x7f))?;
    let length = octets.iter().try_fold(0_usize, |sum, octet| {
        Some(sum.checked_mul(256)? + usize::from(*octet))
    })?;
    rest.split_at_checked(length)
}
