//! Sealing a referral to its receiver's key with WebCrypto (RFC 7516, `ECDH-ES` or `RSA-OAEP-256`,
//! and `A256GCM`).
//!
//! WebCrypto and not Rust: it runs in constant time, costs the download nothing, and needs no
//! second audit. That a key may be sealed to at all is looked at before, by
//! [`crate::jose::sound_key`]: Chromium and Firefox refuse a point that is not on the curve when it
//! is imported, WebKitGTK takes most of them.

use std::hint::black_box;

use js_sys::{Array, Object, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{CryptoKey, CryptoKeyPair, SubtleCrypto};

use super::{crypto, js, random};
use crate::jose::{
    ENC, Header, IV_LEN, KEY_BITS, Material, PublicKey, TAG_LEN, Way, compact, concat_kdf_input,
    other_info, pad,
};

/// Why nothing was sealed. The plaintext is wiped in every case.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum SealError {
    /// The browser has no WebCrypto, as in a page without HTTPS.
    Unavailable,
    /// There is no key, or none that can be sealed to.
    Key,
    /// The request is longer than 16 KiB.
    TooLong,
    /// The browser refused one of the steps.
    Failed,
}

/// Bytes that are overwritten when they are dropped. Best effort: what the browser copied is out
/// of reach.
struct Wiped(Vec<u8>);

impl Drop for Wiped {
    fn drop(&mut self) {
        self.0.fill(0);
        // Keeps the compiler from leaving the fill out because nobody reads it.
        black_box(&self.0);
    }
}

/// Seals `plaintext`, JSON text, for the first of `keys` that the browser takes, and answers the
/// compact token. `id` and `aud` stand readable in its header.
pub(crate) async fn seal(
    keys: &[PublicKey],
    id: &str,
    aud: &str,
    plaintext: Vec<u8>,
) -> Result<String, SealError> {
    let mut plaintext = Wiped(plaintext);
    let subtle = crypto::subtle().ok_or(SealError::Unavailable)?;
    if !pad(&mut plaintext.0) {
        return Err(SealError::TooLong);
    }
    let (key, public) = imported(&subtle, keys).await.ok_or(SealError::Key)?;
    let way = match &key.material {
        Material::P256 { .. } => agree(&subtle, &public).await,
        Material::Rsa { .. } => wrap(&subtle, &public).await,
    };
    let handed = way.ok_or(SealError::Failed)?;
    let header = Header {
        kid: &key.kid,
        way: match &handed.epk {
            Some((x, y)) => Way::Agreed { x, y },
            None => Way::Encrypted,
        },
        id,
        aud,
    }
    .encode();
    encrypt(&subtle, &handed, &header, plaintext)
        .await
        .ok_or(SealError::Failed)
}

/// A content key on its way to the receiver.
struct Handed {
    content_key: CryptoKey,
    /// The coordinates of the ephemeral key, where the receiver agrees on the content key with it.
    epk: Option<(String, String)>,
    /// The content key encrypted to the receiver; empty where it is agreed on.
    wrapped: Vec<u8>,
}

async fn imported<'a>(
    subtle: &SubtleCrypto,
    keys: &'a [PublicKey],
) -> Option<(&'a PublicKey, CryptoKey)> {
    for key in keys {
        if let Some(public) = import(subtle, key).await {
            return Some((key, public));
        }
    }
    None
}

async fn import(subtle: &SubtleCrypto, key: &PublicKey) -> Option<CryptoKey> {
    let (jwk, algorithm, usages) = match &key.material {
        Material::P256 { x, y } => (
            js::object(&[
                ("kty", "EC".into()),
                ("crv", "P-256".into()),
                ("x", x.as_str().into()),
                ("y", y.as_str().into()),
            ]),
            p256(),
            Array::new(),
        ),
        Material::Rsa { n, e } => (
            js::object(&[
                ("kty", "RSA".into()),
                ("n", n.as_str().into()),
                ("e", e.as_str().into()),
            ]),
            js::object(&[("name", OAEP.into()), ("hash", "SHA-256".into())]),
            Array::of1(&"encrypt".into()),
        ),
    };
    let promise = subtle.import_key_with_object("jwk", &jwk, &algorithm, false, &usages.into());
    let key = JsFuture::from(promise.ok()?).await.ok()?;
    Some(key.unchecked_into())
}

/// A content key agreed on with an ephemeral key of its own (RFC 7518 section 4.6).
async fn agree(subtle: &SubtleCrypto, public: &CryptoKey) -> Option<Handed> {
    let usages = Array::of1(&"deriveBits".into());
    let promise = subtle.generate_key_with_object(&p256(), false, &usages.into());
    let ephemeral: CryptoKeyPair = JsFuture::from(promise.ok()?).await.ok()?.unchecked_into();
    let promise = subtle.export_key("jwk", &ephemeral.get_public_key());
    let jwk = JsFuture::from(promise.ok()?).await.ok()?;
    let epk = (js::text(&jwk, "x")?, js::text(&jwk, "y")?);

    let algorithm = js::object(&[("name", "ECDH".into()), ("public", public.into())]);
    let promise =
        subtle.derive_bits_with_object(&algorithm, &ephemeral.get_private_key(), KEY_BITS);
    let bits = JsFuture::from(promise.ok()?).await.ok()?;
    let bits = Uint8Array::new(&bits);
    let secret = Wiped(bits.to_vec());
    bits.fill(0, 0, bits.length());
    let input = Wiped(concat_kdf_input(
        &secret.0,
        &other_info(ENC, b"", b"", KEY_BITS),
    ));
    let raw = Wiped(crypto::sha256(&input.0).await?);
    Some(Handed {
        content_key: content_key(subtle, &raw).await?,
        epk: Some(epk),
        wrapped: Vec::new(),
    })
}

/// A random content key, encrypted to the receiver (RFC 7518 section 4.3).
async fn wrap(subtle: &SubtleCrypto, public: &CryptoKey) -> Option<Handed> {
    let mut raw = Wiped(vec![0; KEY_BITS as usize / 8]);
    random::fill(&mut raw.0)?;
    let promise = subtle.encrypt_with_str_and_u8_array(OAEP, public, &raw.0);
    let wrapped = JsFuture::from(promise.ok()?).await.ok()?;
    Some(Handed {
        content_key: content_key(subtle, &raw).await?,
        epk: None,
        wrapped: Uint8Array::new(&wrapped).to_vec(),
    })
}

async fn content_key(subtle: &SubtleCrypto, raw: &Wiped) -> Option<CryptoKey> {
    let copy = Uint8Array::from(raw.0.as_slice());
    let usages = Array::of1(&"encrypt".into());
    let promise = subtle.import_key_with_str("raw", &copy, "AES-GCM", false, &usages.into());
    // The browser took its copy when it was called.
    copy.fill(0, 0, copy.length());
    let key = JsFuture::from(promise.ok()?).await.ok()?;
    Some(key.unchecked_into())
}

/// The key encrypts this one message and is dropped, so a random initialisation vector cannot
/// repeat under it.
async fn encrypt(
    subtle: &SubtleCrypto,
    handed: &Handed,
    header: &str,
    plaintext: Wiped,
) -> Option<String> {
    let iv = random::random::<IV_LEN>()?;
    let algorithm = js::object(&[
        ("name", "AES-GCM".into()),
        ("iv", Uint8Array::from(iv.as_slice()).into()),
        ("additionalData", Uint8Array::from(header.as_bytes()).into()),
        ("tagLength", JsValue::from(8 * TAG_LEN as u32)),
    ]);
    let key = &handed.content_key;
    let promise = subtle.encrypt_with_object_and_u8_array(&algorithm, key, &plaintext.0);
    // The browser took its copy when it was called.
    drop(plaintext);
    let sealed = JsFuture::from(promise.ok()?).await.ok()?;
    let sealed = Uint8Array::new(&sealed).to_vec();
    compact(header, &handed.wrapped, &iv, &sealed)
}

const OAEP: &str = "RSA-OAEP";

fn p256() -> Object {
    js::object(&[("name", "ECDH".into()), ("namedCurve", "P-256".into())])
}
