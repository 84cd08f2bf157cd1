//! The receiver's public key, and whether anything may be sealed to it.

use sha2::{Digest, Sha256};

use super::base64url::{base64url, decode};
use super::curve::is_on_p256;
use crate::value::Value;

/// Bits of the smallest RSA modulus that is sealed to (NIST SP 800-57 part 1: 128 bits of strength).
pub const RSA_LEAST_BITS: usize = 3072;
/// Bits of the largest: what every engine takes, and what still fits into a request.
pub const RSA_MOST_BITS: usize = 8192;
/// The one public exponent that is taken, 65537: what every key store makes. A small one would give
/// the content key away where padding fails, and a large one is slow for nothing.
const RSA_EXPONENT: &str = "AQAB";

/// A receiver's public key (RFC 7517) of a kind that can be sealed to. That it may be is for
/// [`PublicKey::check`] to say.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PublicKey {
    /// Key id, the RFC 7638 thumbprint.
    pub kid: String,
    /// What kind of key, and its numbers.
    pub material: Material,
}

/// The numbers of a public key, base64url without padding.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Material {
    /// A point on P-256, for `ECDH-ES` (RFC 7518 section 6.2.1).
    P256 {
        /// X coordinate, 32 octets.
        x: String,
        /// Y coordinate, 32 octets.
        y: String,
    },
    /// An RSA key, for `RSA-OAEP-256` (RFC 7518 section 6.3.1).
    Rsa {
        /// Modulus.
        n: String,
        /// Exponent.
        e: String,
    },
}

macro_rules! faults {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $mend:literal;)*) => {
        /// Why nothing is sealed to a key.
        #[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
        #[non_exhaustive]
        pub enum KeyFault {
            $($(#[$doc])* $name,)*
        }

        impl KeyFault {
            /// Every fault, in the order of the list above.
            pub const ALL: &'static [KeyFault] = &[$(KeyFault::$name,)*];

            /// The stable word, letters and hyphens.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $code,)*
                }
            }

            /// One sentence that says what to do about it.
            pub fn mend(self) -> &'static str {
                match self {
                    $(Self::$name => $mend,)*
                }
            }
        }
    };
}

faults! {
    /// It is of no kind that can be sealed to.
    Unsupported = "key-unsupported",
        "Give a public JWK for use \"enc\": kty \"EC\", crv \"P-256\", x, y, kid and alg \"ECDH-ES\", or \
         kty \"RSA\", n of 3072 bits or more, e \"AQAB\", kid and alg \"RSA-OAEP-256\".";
    /// `key_ops` names something that an encryption key does not do.
    Operations = "key-operations",
        "Take `key_ops` out of this key, or make a key for encryption: one that signs is not used \
         to seal.";
    /// The coordinates are no point on the curve, or not written as 32 octets.
    OffCurve = "key-off-curve",
        "Copy x and y of this key again from where it was made: they are no point on P-256, and a \
         seal to them could be opened by others.";
    /// The modulus is too short, too long, even, or not written with as few octets as it takes.
    Modulus = "key-modulus",
        "Make an RSA key of 3072 to 8192 bits and copy its n again from where it was made.";
    /// `kid` is not the thumbprint of the key.
    Id = "key-id-mismatch",
        "Set `kid` to the RFC 7638 thumbprint (SHA-256) of this key, or copy the key again: its \
         numbers and its kid do not belong together.";
}

impl PublicKey {
    /// The key of a JWK; `None` where it is of no kind that can be sealed to. What is private in it is
    /// not looked at: a document that holds such a key is refused before.
    pub fn from_jwk(jwk: &Value) -> Option<Self> {
        let text = |member: &str| jwk.get(member).and_then(Value::as_str);
        let may_be = |member: &str, word: &str| {
            jwk.get(member)
                .is_none_or(|value| value.as_str() == Some(word))
        };
        let own = |member: &str| text(member).map(str::to_owned);
        let (material, alg) = match text("kty")? {
            "EC" if text("crv") == Some("P-256") => (
                Material::P256 {
                    x: own("x")?,
                    y: own("y")?,
                },
                "ECDH-ES",
            ),
            "RSA" => (
                Material::Rsa {
                    n: own("n")?,
                    e: own("e")?,
                },
                "RSA-OAEP-256",
            ),
            _ => return None,
        };
        (may_be("alg", alg) && may_be("use", "enc")).then_some(Self {
            kid: own("kid")?,
            material,
        })
    }

    /// What of the key makes it this key, as JSON text: the required members in the order of their
    /// names, without white space (RFC 7638 section 3). The thumbprint is its digest.
    pub fn canonical(&self) -> String {
        match &self.material {
            Material::P256 { x, y } => [
                r#"{"crv":"P-256","kty":"EC","x":""#,
                x,
                r#"","y":""#,
                y,
                r#""}"#,
            ],
            Material::Rsa { n, e } => [r#"{"e":""#, e, r#"","kty":"RSA","n":""#, n, r#""}"#],
        }
        .concat()
    }

    /// The RFC 7638 thumbprint with SHA-256.
    pub fn thumbprint(&self) -> [u8; 32] {
        Sha256::digest(self.canonical()).into()
    }

    /// The first half of the thumbprint, 32 hexadecimal digits in groups of four: short enough to be
    /// read out, and long enough that nobody makes another key with the same.
    pub fn fingerprint(&self) -> String {
        const HEX: &[u8; 16] = b"0123456789abcdef";
        let mut out = String::new();
        for (i, octet) in self.thumbprint().into_iter().take(16).enumerate() {
            if i > 0 && i % 2 == 0 {
                out.push(' ');
            }
            out.push(HEX[usize::from(octet >> 4)] as char);
            out.push(HEX[usize::from(octet & 15)] as char);
        }
        out
    }

    /// Whether it may be sealed to. A browser is not relied upon for it: one engine takes points that
    /// are not on the curve.
    ///
    /// # Errors
    ///
    /// The first reason why not.
    pub fn check(&self) -> Result<(), KeyFault> {
        match &self.material {
            Material::P256 { x, y } => {
                let point = coordinate(x).zip(coordinate(y));
                if !point.is_some_and(|(x, y)| is_on_p256(&x, &y)) {
                    return Err(KeyFault::OffCurve);
                }
            }
            Material::Rsa { n, e } => {
                if e != RSA_EXPONENT || !is_modulus(n) {
                    return Err(KeyFault::Modulus);
                }
            }
        }
        if base64url(&self.thumbprint()) != self.kid {
            return Err(KeyFault::Id);
        }
        Ok(())
    }
}

/// The key of a JWK that may be sealed to: what it is, and [`PublicKey::check`].
///
/// # Errors
///
/// The first reason why not.
pub fn sound_key(jwk: &Value) -> Result<PublicKey, KeyFault> {
    let key = PublicKey::from_jwk(jwk).ok_or(KeyFault::Unsupported)?;
    let operations = jwk.get("key_ops");
    // Which of those an encryption key is given differs from maker to maker (RFC 7517 section 4.3).
    let signs = |value: &Value| !matches!(value.as_str(), Some(word) if ENCRYPTS.contains(&word));
    if operations
        .is_some_and(|list| !matches!(list, Value::Array(_)) || list.items().iter().any(signs))
    {
        return Err(KeyFault::Operations);
    }
    key.check()?;
    Ok(key)
}

/// What `key_ops` may name of an encryption key.
const ENCRYPTS: [&str; 6] = [
    "encrypt",
    "decrypt",
    "wrapKey",
    "unwrapKey",
    "deriveKey",
    "deriveBits",
];

fn coordinate(text: &str) -> Option<[u8; 32]> {
    decode(text)?.try_into().ok()
}

fn is_modulus(text: &str) -> bool {
    let Some(octets) = decode(text) else {
        return false;
    };
    let (Some(first), Some(last)) = (octets.first(), octets.last()) else {
        return false;
    };
    // One with a zero in front has another thumbprint than the same without.
    let bits = octets.len() * 8 - first.leading_zeros() as usize;
    *first != 0 && last % 2 == 1 && (RSA_LEAST_BITS..=RSA_MOST_BITS).contains(&bits)
}
