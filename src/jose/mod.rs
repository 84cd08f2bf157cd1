//! The pure half of the seal: JWE Compact Serialization (RFC 7516) with `ECDH-ES` on P-256
//! (RFC 7518 section 4.6) and `A256GCM`. The browser's WebCrypto does the cryptography; this
//! module builds the bytes around it.

mod base64url;
mod kdf;
mod pad;

pub use self::base64url::base64url;
pub use self::kdf::{concat_kdf_input, other_info};
pub use self::pad::{BUCKETS, pad};
use crate::value::Value;

/// Content encryption of every seal (RFC 7518 section 5.3).
pub const ENC: &str = "A256GCM";
/// Length of the content key in bits.
pub const KEY_BITS: u32 = 256;
/// Length of the initialisation vector in octets (RFC 7518 section 5.3).
pub const IV_LEN: usize = 12;
/// Length of the authentication tag in octets (RFC 7518 section 5.3).
pub const TAG_LEN: usize = 16;

/// A recipient's public key, an EC JWK on P-256 (RFC 7517, RFC 7518 section 6.2.1).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PublicKey {
    /// Key id, the RFC 7638 thumbprint.
    pub kid: String,
    /// X coordinate, base64url without padding, 32 octets.
    pub x: String,
    /// Y coordinate, base64url without padding, 32 octets.
    pub y: String,
}

/// What the protected header names beside the fixed members.
#[derive(Clone, Copy, Debug)]
pub struct Header<'a> {
    /// The recipient's key id.
    pub kid: &'a str,
    /// X coordinate of the ephemeral key, base64url.
    pub epk_x: &'a str,
    /// Y coordinate of the ephemeral key, base64url.
    pub epk_y: &'a str,
    /// The referral's id, so that the receiver can hold it against the request before opening.
    pub id: &'a str,
    /// The receiver it is meant for.
    pub aud: &'a str,
}

impl Header<'_> {
    /// The protected header as base64url: the first part of the token, and its additional
    /// authenticated data (RFC 7516 section 5.1, steps 13 and 14). No `apu` and no `apv`, which
    /// some openers refuse, and no `zip`, which would let the length tell about the content.
    pub fn encode(&self) -> String {
        let object = |members: Vec<(&str, Value)>| {
            let named = members.into_iter().map(|(key, v)| (key.to_owned(), v));
            Value::Object(named.collect())
        };
        let epk = object(vec![
            ("kty", "EC".into()),
            ("crv", "P-256".into()),
            ("x", self.epk_x.into()),
            ("y", self.epk_y.into()),
        ]);
        let header = object(vec![
            ("alg", "ECDH-ES".into()),
            ("enc", ENC.into()),
            ("kid", self.kid.into()),
            ("epk", epk),
            ("typ", "touchbase-referral+jwe".into()),
            ("cty", "application/json".into()),
            ("tb_v", 1u32.into()),
            ("tb_id", self.id.into()),
            ("tb_aud", self.aud.into()),
        ]);
        base64url(header.to_json().as_bytes())
    }
}

/// Puts a token together from its encoded header, the initialisation vector, and the ciphertext
/// with the tag at its end, as WebCrypto gives it. With direct key agreement the second part is
/// empty (RFC 7516 section 7.1). `None` where `sealed` is too short to hold a tag.
pub fn compact(header: &str, iv: &[u8], sealed: &[u8]) -> Option<String> {
    let (ciphertext, tag) = sealed.split_at_checked(sealed.len().checked_sub(TAG_LEN)?)?;
    let parts = [
        header,
        "",
        &base64url(iv),
        &base64url(ciphertext),
        &base64url(tag),
    ];
    Some(parts.join("."))
}
