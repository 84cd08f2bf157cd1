//! The pure half of the seal: JWE Compact Serialization (RFC 7516) with `ECDH-ES` on P-256
//! (RFC 7518 section 4.6) or `RSA-OAEP-256` (section 4.3), and `A256GCM`. The browser's WebCrypto
//! does the cryptography; this module builds the bytes around it, and says which keys are sealed to.

mod base64url;
mod curve;
mod kdf;
mod key;
mod pad;
mod ring;

pub use self::base64url::{base64url, decode};
pub use self::kdf::{concat_kdf_input, other_info};
pub use self::key::{KeyFault, Material, PublicKey, RSA_LEAST_BITS, RSA_MOST_BITS, sound_key};
pub use self::pad::{BUCKETS, pad};
pub use self::ring::KeyRing;
use crate::value::Value;

/// Content encryption of every seal (RFC 7518 section 5.3).
pub const ENC: &str = "A256GCM";
/// Length of the content key in bits.
pub const KEY_BITS: u32 = 256;
/// Length of the initialisation vector in octets (RFC 7518 section 5.3).
pub const IV_LEN: usize = 12;
/// Length of the authentication tag in octets (RFC 7518 section 5.3).
pub const TAG_LEN: usize = 16;

/// What the protected header names beside the fixed members.
#[derive(Clone, Copy, Debug)]
pub struct Header<'a> {
    /// The recipient's key id.
    pub kid: &'a str,
    /// How the content key reaches the recipient.
    pub way: Way<'a>,
    /// The referral's id, so that the receiver can hold it against the request before opening.
    pub id: &'a str,
    /// The receiver it is meant for.
    pub aud: &'a str,
}

/// How the content key reaches the recipient.
#[derive(Clone, Copy, Debug)]
pub enum Way<'a> {
    /// By agreement, with `ECDH-ES`.
    Agreed {
        /// X coordinate of the ephemeral key, base64url.
        x: &'a str,
        /// Y coordinate of the ephemeral key, base64url.
        y: &'a str,
    },
    /// Encrypted in the token, with `RSA-OAEP-256`.
    Encrypted,
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
        let alg = match self.way {
            Way::Agreed { .. } => "ECDH-ES",
            Way::Encrypted => "RSA-OAEP-256",
        };
        let mut members = vec![
            ("alg", alg.into()),
            ("enc", ENC.into()),
            ("kid", self.kid.into()),
        ];
        if let Way::Agreed { x, y } = self.way {
            let epk = object(vec![
                ("kty", "EC".into()),
                ("crv", "P-256".into()),
                ("x", x.into()),
                ("y", y.into()),
            ]);
            members.push(("epk", epk));
        }
        members.extend([
            ("typ", "touchbase-referral+jwe".into()),
            ("cty", "application/json".into()),
            ("tb_v", 1u32.into()),
            ("tb_id", self.id.into()),
            ("tb_aud", self.aud.into()),
        ]);
        base64url(object(members).to_json().as_bytes())
    }
}

/// Puts a token together from its encoded header, the encrypted content key (empty where it was agreed
/// on, RFC 7516 section 7.1), the initialisation vector, and the ciphertext with the tag at its end,
/// as WebCrypto gives it. `None` where `sealed` is too short to hold a tag.
pub fn compact(header: &str, wrapped: &[u8], iv: &[u8], sealed: &[u8]) -> Option<String> {
    let (ciphertext, tag) = sealed.split_at_checked(sealed.len().checked_sub(TAG_LEN)?)?;
    let parts = [
        header,
        &base64url(wrapped),
        &base64url(iv),
        &base64url(ciphertext),
        &base64url(tag),
    ];
    Some(parts.join("."))
}
