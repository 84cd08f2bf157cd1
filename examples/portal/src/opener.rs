//! Opening what was sealed: ECDH-ES on P-256 (RFC 7518 section 4.6) or RSA-OAEP-256 (section 4.3),
//! and AES-256-GCM.

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Key, Nonce};
use aws_lc_rs::rsa::{OAEP_SHA256_MGF1SHA256, OaepPrivateDecryptingKey};
use base64ct::{Base64UrlUnpadded, Encoding};
use p256::elliptic_curve::sec1::FromEncodedPoint;
use p256::{EncodedPoint, PublicKey, SecretKey, ecdh};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::jwe::{Compact, Way};
use crate::keys::{Keys, Secret};

/// Why a stored token could not be opened. The token stays stored.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Unopened {
    /// It is no compact JWE of the accepted kind.
    Malformed,
    /// It is sealed to another key.
    OtherKey,
    /// The sender's ephemeral key is no point on P-256.
    EphemeralKey,
    /// The tag does not fit: wrong key, or changed bytes.
    NotAuthentic,
    /// What was inside is no JSON object.
    NotARecord,
}

impl Unopened {
    /// A stable word for `referrals.json` and the log.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::OtherKey => "other-key",
            Self::EphemeralKey => "ephemeral-key",
            Self::NotAuthentic => "not-authentic",
            Self::NotARecord => "not-a-record",
        }
    }
}

/// Opens one token with the one of `keys` that it names.
pub(crate) fn open(token: &str, keys: &Keys) -> Result<Map<String, Value>, Unopened> {
    let token = Compact::parse(token).map_err(|_| Unopened::Malformed)?;
    let key = keys.of(token.kid()).ok_or(Unopened::OtherKey)?;
    let content_key = match (key.secret(), &token.way) {
        (Secret::P256(secret), Way::Agreed) => agreed(&token.header, secret)?,
        (Secret::Rsa(secret), Way::Encrypted(wrapped)) => unwrapped(wrapped, secret)?,
        // The algorithm is the key's to choose and not the token's.
        _ => return Err(Unopened::Malformed),
    };

    let mut sealed = token.ciphertext;
    sealed.extend_from_slice(&token.tag);
    let plaintext = Aes256Gcm::new(Key::<Aes256Gcm>::from_slice(&content_key))
        .decrypt(
            Nonce::from_slice(&token.iv),
            Payload {
                msg: &sealed,
                aad: token.protected.as_bytes(),
            },
        )
        .map_err(|_| Unopened::NotAuthentic)?;
    // The padding is spaces after the document, which JSON allows.
    serde_json::from_slice(&plaintext).map_err(|_| Unopened::NotARecord)
}

fn agreed(header: &Value, secret: &SecretKey) -> Result<[u8; 32], Unopened> {
    let ephemeral = ephemeral_key(&header["epk"]).ok_or(Unopened::EphemeralKey)?;
    let shared = ecdh::diffie_hellman(secret.to_nonzero_scalar(), ephemeral.as_affine());
    let party = |name| Base64UrlUnpadded::decode_vec(header[name].as_str().unwrap_or(""));
    let apu = party("apu").map_err(|_| Unopened::Malformed)?;
    let apv = party("apv").map_err(|_| Unopened::Malformed)?;
    Ok(concat_kdf(
        shared.raw_secret_bytes(),
        b"A256GCM",
        &apu,
        &apv,
        256,
    ))
}

/// What does not fit is told like a tag that does not: which of the two it was is nobody's business.
fn unwrapped(wrapped: &[u8], secret: &OaepPrivateDecryptingKey) -> Result<[u8; 32], Unopened> {
    let mut content_key = vec![0; secret.min_output_size()];
    secret
        .decrypt(&OAEP_SHA256_MGF1SHA256, wrapped, &mut content_key, None)
        .ok()
        .and_then(|key| <[u8; 32]>::try_from(&*key).ok())
        .ok_or(Unopened::NotAuthentic)
}

fn ephemeral_key(epk: &Value) -> Option<PublicKey> {
    if epk["kty"] != "EC" || epk["crv"] != "P-256" {
        return None;
    }
    let coordinate = |name| -> Option<[u8; 32]> {
        Base64UrlUnpadded::decode_vec(epk[name].as_str()?)
            .ok()?
            .try_into()
            .ok()
    };
    let point = EncodedPoint::from_affine_coordinates(
        &coordinate("x")?.into(),
        &coordinate("y")?.into(),
        false,
    );
    // This is where a point off the curve is refused.
    PublicKey::from_encoded_point(&point).into()
}

/// One round of the Concat KDF (NIST SP 800-56A, 5.8.1) with the other information that RFC 7518
/// section 4.6.2 lays down for direct agreement. A key of fewer than 256 `bits` is the front of
/// what this returns.
fn concat_kdf(shared: &[u8], enc: &[u8], apu: &[u8], apv: &[u8], bits: u32) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(1_u32.to_be_bytes());
    hash.update(shared);
    for field in [enc, apu, apv] {
        // Far below 2^32: the whole token is below 24 KiB.
        hash.update((field.len() as u32).to_be_bytes());
        hash.update(field);
    }
    hash.update(bits.to_be_bytes());
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 7518 appendix C, whose shared secret Z and derived key are given in full.
    #[test]
    fn the_derivation_gives_the_key_of_rfc_7518() {
        let shared = [
            158, 86, 217, 29, 129, 113, 53, 211, 114, 131, 66, 131, 191, 132, 38, 156, 251, 49,
            110, 163, 218, 128, 106, 72, 246, 218, 167, 121, 140, 254, 144, 196,
        ];
        let key = concat_kdf(&shared, b"A128GCM", b"Alice", b"Bob", 128);
        assert_eq!(
            Base64UrlUnpadded::encode_string(&key[..16]),
            "VqqN6vgjbSBcIijNcacQGg"
        );
    }
}
