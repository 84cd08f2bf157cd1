//! Sealing a referral to its receiver's key with WebCrypto (RFC 7516, `ECDH-ES` and `A256GCM`).
//!
//! WebCrypto and not Rust: it runs in constant time, costs the download nothing, and needs no
//! second audit.

use std::hint::black_box;

use js_sys::{Array, Object, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{CryptoKey, CryptoKeyPair, SubtleCrypto};

use super::{crypto, js, random};
use crate::jose::{
    ENC, Header, IV_LEN, KEY_BITS, PublicKey, TAG_LEN, compact, concat_kdf_input, other_info, pad,
};

/// Why nothing was sealed. The plaintext is wiped in every case.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum SealError {
    /// The browser has no WebCrypto, as in a page without HTTPS.
    Unavailable,
    /// The receiver's key is not a point on P-256.
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

/// Seals `plaintext`, JSON text, for `key`, and answers the compact token. `id` and `aud` stand
/// readable in its header.
pub(crate) async fn seal(
    key: &PublicKey,
    id: &str,
    aud: &str,
    plaintext: Vec<u8>,
) -> Result<String, SealError> {
    let mut plaintext = Wiped(plaintext);
    let subtle = crypto::subtle().ok_or(SealError::Unavailable)?;
    if !pad(&mut plaintext.0) {
        return Err(SealError::TooLong);
    }
    let public = import(&subtle, key).await?;
    let ephemeral = generate(&subtle).await.ok_or(SealError::Failed)?;
    let (epk_x, epk_y) = coordinates(&subtle, &ephemeral)
        .await
        .ok_or(SealError::Failed)?;
    let header = Header {
        kid: &key.kid,
        epk_x: &epk_x,
        epk_y: &epk_y,
        id,
        aud,
    }
    .encode();
    let content_key = agree(&subtle, &ephemeral, &public)
        .await
        .ok_or(SealError::Failed)?;
    encrypt(&subtle, &content_key, &header, plaintext)
        .await
        .ok_or(SealError::Failed)
}

/// The browser refuses coordinates that are no point on the curve.
async fn import(subtle: &SubtleCrypto, key: &PublicKey) -> Result<CryptoKey, SealError> {
    let jwk = js::object(&[
        ("kty", "EC".into()),
        ("crv", "P-256".into()),
        ("x", key.x.as_str().into()),
        ("y", key.y.as_str().into()),
    ]);
    let imported = subtle.import_key_with_object("jwk", &jwk, &p256(), false, &Array::new().into());
    match imported {
        Ok(promise) => JsFuture::from(promise)
            .await
            .map(JsCast::unchecked_into)
            .map_err(|_| SealError::Key),
        Err(_) => Err(SealError::Key),
    }
}

async fn generate(subtle: &SubtleCrypto) -> Option<CryptoKeyPair> {
    let usages = Array::of1(&"deriveBits".into());
    let promise = subtle.generate_key_with_object(&p256(), false, &usages.into());
    let pair = JsFuture::from(promise.ok()?).await.ok()?;
    Some(pair.unchecked_into())
}

async fn coordinates(subtle: &SubtleCrypto, pair: &CryptoKeyPair) -> Option<(String, String)> {
    let promise = subtle.export_key("jwk", &pair.get_public_key());
    let jwk = JsFuture::from(promise.ok()?).await.ok()?;
    Some((js::text(&jwk, "x")?, js::text(&jwk, "y")?))
}

async fn agree(
    subtle: &SubtleCrypto,
    ephemeral: &CryptoKeyPair,
    public: &CryptoKey,
) -> Option<CryptoKey> {
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
    let promise = subtle.import_key_with_str(
        "raw",
        &Uint8Array::from(raw.0.as_slice()),
        "AES-GCM",
        false,
        &Array::of1(&"encrypt".into()).into(),
    );
    let key = JsFuture::from(promise.ok()?).await.ok()?;
    Some(key.unchecked_into())
}

/// The key encrypts this one message and is dropped, so a random initialisation vector cannot
/// repeat under it.
async fn encrypt(
    subtle: &SubtleCrypto,
    key: &CryptoKey,
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
    let promise = subtle.encrypt_with_object_and_u8_array(&algorithm, key, &plaintext.0);
    // The browser took its copy when it was called.
    drop(plaintext);
    let sealed = JsFuture::from(promise.ok()?).await.ok()?;
    compact(header, &iv, &Uint8Array::new(&sealed).to_vec())
}

fn p256() -> Object {
    js::object(&[("name", "ECDH".into()), ("namedCurve", "P-256".into())])
}
