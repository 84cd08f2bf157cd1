//! The outside of a compact JWE (RFC 7516): what a receiver can check before it opens anything.

use base64ct::{Base64UrlUnpadded, Encoding};
use serde_json::Value;

/// The longest body the receiver takes, in bytes. A sealed record is padded to 16 KiB at most,
/// which base64url and the header bring to about 22 KiB.
pub const MAX_BODY: usize = 24_576;

/// A compact JWE whose parts have the shape that `ECDH-ES` or `RSA-OAEP-256` with `A256GCM` gives
/// them.
#[derive(Debug)]
pub(crate) struct Compact<'a> {
    /// The first part as it stands, which is the additional authenticated data.
    pub(crate) protected: &'a str,
    pub(crate) header: Value,
    pub(crate) way: Way,
    pub(crate) iv: Vec<u8>,
    pub(crate) ciphertext: Vec<u8>,
    pub(crate) tag: Vec<u8>,
}

/// How the content key came.
#[derive(Debug)]
pub(crate) enum Way {
    /// By agreement with the key in `epk`.
    Agreed,
    /// In the token, encrypted.
    Encrypted(Vec<u8>),
}

impl<'a> Compact<'a> {
    pub(crate) fn parse(token: &'a str) -> Result<Self, Malformed> {
        let parts: Vec<_> = token.split('.').collect();
        let [protected, key, iv, ciphertext, tag] = parts[..] else {
            return Err(Malformed::Parts);
        };
        let header = decode(protected).map_err(|_| Malformed::Header)?;
        let header: Value = serde_json::from_slice(&header).map_err(|_| Malformed::Header)?;
        if !header.is_object() {
            return Err(Malformed::Header);
        }
        let way = match header["alg"].as_str() {
            // Direct agreement carries no encrypted key (RFC 7518 section 4.6).
            Some("ECDH-ES") if key.is_empty() => Way::Agreed,
            Some("RSA-OAEP-256") if !key.is_empty() => Way::Encrypted(decode(key)?),
            _ => return Err(Malformed::Algorithm),
        };
        if header["enc"] != "A256GCM" {
            return Err(Malformed::Algorithm);
        }
        // A critical extension or a compressed body would have to be understood, and is not.
        if !header["crit"].is_null() || !header["zip"].is_null() {
            return Err(Malformed::Algorithm);
        }
        let agreed = matches!(way, Way::Agreed);
        if header["kid"].as_str().is_none_or(str::is_empty) || agreed != header["epk"].is_object() {
            return Err(Malformed::Header);
        }
        let (iv, ciphertext, tag) = (decode(iv)?, decode(ciphertext)?, decode(tag)?);
        if iv.len() != 12 || tag.len() != 16 || ciphertext.is_empty() {
            return Err(Malformed::Parts);
        }
        Ok(Self {
            protected,
            header,
            way,
            iv,
            ciphertext,
            tag,
        })
    }

    pub(crate) fn kid(&self) -> &str {
        self.header["kid"].as_str().unwrap_or_default()
    }
}

/// Which part of a token is not as it should be.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Malformed {
    Parts,
    Header,
    Algorithm,
}

impl Malformed {
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Parts => "The body is not a compact JWE.",
            Self::Header => "The protected header of the JWE cannot be read.",
            Self::Algorithm => "The JWE must use ECDH-ES or RSA-OAEP-256, and A256GCM.",
        }
    }
}

fn decode(part: &str) -> Result<Vec<u8>, Malformed> {
    Base64UrlUnpadded::decode_vec(part).map_err(|_| Malformed::Parts)
}
