//! Opens referrals with `aws-lc-rs`: `touchbase-opener PRIVATE-JWK [TOKENS]`
//!
//! The tokens stand one a line in the file or on standard input.
// A command line tool's standard output is its product.
#![allow(clippy::print_stdout)]

use std::env;
use std::fmt;
use std::fs;
use std::io::{self, Read};
use std::process::ExitCode;

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::agreement::{self, ECDH_P256, UnparsedPublicKey};
use aws_lc_rs::digest::{self, SHA256};
use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rsa::{
    KeyPair, KeyPairComponents, OAEP_SHA256_MGF1SHA256, OaepPrivateDecryptingKey,
    PrivateDecryptingKey, PublicKeyComponents,
};
use base64ct::{Base64UrlUnpadded, Encoding};
use serde_json::{Map, Value};

/// The longest token, in octets: a record of 16 KiB with what stands around it.
const LONGEST: usize = 24_576;
/// Members that change how a token is read, and that no referral has.
const UNKNOWN_TO_US: [&str; 4] = ["crit", "zip", "apu", "apv"];

fn main() -> ExitCode {
    let Some((keys, tokens)) = input() else {
        eprintln!("usage: touchbase-opener PRIVATE-JWK [TOKENS]: a file cannot be read");
        return ExitCode::FAILURE;
    };
    let mut code = ExitCode::SUCCESS;
    let lines = tokens.strip_suffix('\n').unwrap_or(&tokens).split('\n');
    for (index, token) in lines.enumerate() {
        // A refused token leaves its line empty, so that lines and tokens stay side by side.
        match open(token.trim_end_matches('\r'), &keys) {
            Ok(record) => println!("{}", Value::Object(record)),
            Err(refused) => {
                println!();
                eprintln!("token {}: {refused}", index + 1);
                code = ExitCode::FAILURE;
            }
        }
    }
    code
}

/// Why a token was not opened. It never says what was inside.
#[derive(Clone, Copy, Debug)]
enum Refused {
    Malformed,
    Algorithm,
    OtherKey,
    NotAuthentic,
    NotARecord,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Malformed => "malformed",
            Self::Algorithm => "algorithm",
            Self::OtherKey => "other-key",
            Self::NotAuthentic => "not-authentic",
            Self::NotARecord => "not-a-record",
        })
    }
}

/// A private key, which decides about the one algorithm for its kind; the token never does.
struct Key {
    kid: String,
    secret: Secret,
}

enum Secret {
    Ec(agreement::PrivateKey),
    Rsa(OaepPrivateDecryptingKey),
}

/// How the token says what its content is encrypted with, once its shape is checked.
enum Wrapped {
    /// `ECDH-ES`: the sender's ephemeral key, as an uncompressed point (SEC 1, 2.3.3).
    Agreed(Vec<u8>),
    /// `RSA-OAEP-256`: the content key, encrypted.
    Encrypted(Vec<u8>),
}

/// A token taken apart.
struct Token<'a> {
    key: &'a Key,
    /// The first part as it stands, which is the additional authenticated data.
    head: &'a str,
    wrapped: Wrapped,
    iv: [u8; NONCE_LEN],
    /// The ciphertext with its tag behind it.
    sealed: Vec<u8>,
}

fn open(token: &str, keys: &[Key]) -> Result<Map<String, Value>, Refused> {
    let token = check(token, keys)?;
    // Whatever goes wrong in here has one name: which step failed is nobody's business.
    let plaintext = decrypt(token).ok_or(Refused::NotAuthentic)?;
    // The spaces that hide the length stand after the document, where JSON allows them.
    serde_json::from_slice(&plaintext).map_err(|_| Refused::NotARecord)
}

/// The token taken apart, if it is such a one as the widget seals.
fn check<'a>(token: &'a str, keys: &'a [Key]) -> Result<Token<'a>, Refused> {
    let parts: Vec<_> = token.split('.').collect();
    let [head, wrapped, iv, ciphertext, tag] = parts[..] else {
        return Err(Refused::Malformed);
    };
    if token.len() > LONGEST {
        return Err(Refused::Malformed);
    }
    let header: Map<String, Value> =
        serde_json::from_slice(&octets(head)?).map_err(|_| Refused::Malformed)?;
    let (wrapped, iv) = (octets(wrapped)?, octets(iv)?);
    let (ciphertext, tag) = (octets(ciphertext)?, octets(tag)?);

    let text = |name| header.get(name).and_then(Value::as_str);
    let alg = text("alg").filter(|alg| matches!(*alg, "ECDH-ES" | "RSA-OAEP-256"));
    let known = alg.is_some() && text("enc") == Some("A256GCM");
    if !known || UNKNOWN_TO_US.iter().any(|name| header.contains_key(*name)) {
        return Err(Refused::Algorithm);
    }
    let kid = text("kid").ok_or(Refused::OtherKey)?;
    let mut found = keys.iter().filter(|key| key.kid == kid);
    let key = found.next().ok_or(Refused::OtherKey)?;

    let wrapped = match (alg, &key.secret) {
        (Some("ECDH-ES"), Secret::Ec(_)) if wrapped.is_empty() => Wrapped::Agreed(
            header
                .get("epk")
                .and_then(point)
                .ok_or(Refused::Malformed)?,
        ),
        (Some("RSA-OAEP-256"), Secret::Rsa(_)) if !wrapped.is_empty() => {
            Wrapped::Encrypted(wrapped)
        }
        (Some("ECDH-ES"), Secret::Ec(_)) | (Some("RSA-OAEP-256"), Secret::Rsa(_)) => {
            return Err(Refused::Malformed);
        }
        _ => return Err(Refused::Algorithm),
    };
    if ciphertext.is_empty() || tag.len() != AES_256_GCM.tag_len() {
        return Err(Refused::Malformed);
    }
    Ok(Token {
        key,
        head,
        wrapped,
        iv: iv.try_into().map_err(|_| Refused::Malformed)?,
        sealed: [ciphertext, tag].concat(),
    })
}

fn point(epk: &Value) -> Option<Vec<u8>> {
    if epk["kty"] != "EC" || epk["crv"] != "P-256" {
        return None;
    }
    let mut point = vec![4];
    for name in ["x", "y"] {
        let coordinate = octets(epk[name].as_str()?).ok()?;
        point.extend_from_slice(
            coordinate
                .first_chunk::<32>()
                .filter(|_| coordinate.len() == 32)?,
        );
    }
    Some(point)
}

/// RFC 7516 section 5.2, with the content key by RFC 7518 section 4.3 or 4.6.
fn decrypt(token: Token<'_>) -> Option<Vec<u8>> {
    let content = match (&token.key.secret, &token.wrapped) {
        (Secret::Ec(secret), Wrapped::Agreed(point)) => agree(secret, point)?,
        (Secret::Rsa(secret), Wrapped::Encrypted(wrapped)) => {
            let mut content = vec![0; secret.min_output_size()];
            secret
                .decrypt(&OAEP_SHA256_MGF1SHA256, wrapped, &mut content, None)
                .ok()?
                .to_vec()
        }
        _ => return None,
    };
    let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &content).ok()?);
    let nonce = Nonce::assume_unique_for_key(token.iv);
    let mut sealed = token.sealed;
    let plaintext = key.open_in_place(nonce, Aad::from(token.head), &mut sealed);
    plaintext.ok().map(|plaintext| plaintext.to_vec())
}

/// The agreement refuses a point that is not on the curve.
fn agree(secret: &agreement::PrivateKey, point: &[u8]) -> Option<Vec<u8>> {
    let sender = UnparsedPublicKey::new(&ECDH_P256, point);
    agreement::agree(secret, sender, (), |shared| {
        // One round of the Concat KDF: its number, the secret, the algorithm, two parties without a
        // name, and the length of the key in bits. Each text has its length before it.
        let mut hash = digest::Context::new(&SHA256);
        hash.update(&1_u32.to_be_bytes());
        hash.update(shared);
        hash.update(&7_u32.to_be_bytes());
        hash.update(b"A256GCM");
        hash.update(&[0; 8]);
        hash.update(&256_u32.to_be_bytes());
        Ok(hash.finish().as_ref().to_vec())
    })
    .ok()
}

/// Base64url without padding; anything else, loose bits at the end included, is refused.
fn octets(text: &str) -> Result<Vec<u8>, Refused> {
    Base64UrlUnpadded::decode_vec(text).map_err(|_| Refused::Malformed)
}

/// The keys of a JWK or a JWK Set, and the lines with the tokens.
fn input() -> Option<(Vec<Key>, String)> {
    let mut args = env::args_os().skip(1);
    let file: Value = serde_json::from_slice(&fs::read(args.next()?).ok()?).ok()?;
    let keys = match file["keys"].as_array() {
        Some(keys) => keys.iter().map(key).collect(),
        None => key(&file).map(|key| vec![key]),
    };
    let mut tokens = Vec::new();
    match args.next() {
        Some(path) => tokens = fs::read(path).ok()?,
        None => {
            io::stdin().read_to_end(&mut tokens).ok()?;
        }
    }
    // What is no text is no token either, and is refused as one.
    Some((keys?, String::from_utf8_lossy(&tokens).into_owned()))
}

fn key(jwk: &Value) -> Option<Key> {
    let number = |name| octets(jwk[name].as_str()?).ok();
    let secret = if jwk["kty"] == "EC" {
        Secret::Ec(agreement::PrivateKey::from_private_key(&ECDH_P256, &number("d")?).ok()?)
    } else {
        let pair = KeyPair::from_components(&KeyPairComponents {
            public_key: PublicKeyComponents {
                n: number("n")?,
                e: number("e")?,
            },
            d: number("d")?,
            p: number("p")?,
            q: number("q")?,
            dP: number("dp")?,
            dQ: number("dq")?,
            qInv: number("qi")?,
        });
        let der: Pkcs8V1Der<'_> = pair.ok()?.as_der().ok()?;
        let secret = PrivateDecryptingKey::from_pkcs8(der.as_ref()).ok()?;
        Secret::Rsa(OaepPrivateDecryptingKey::new(secret).ok()?)
    };
    Some(Key {
        kid: jwk["kid"].as_str()?.to_owned(),
        secret,
    })
}
