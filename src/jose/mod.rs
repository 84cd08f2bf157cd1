//! The pure half of the seal: JWE Compact Serialization (RFC 7516) with `ECDH-ES` on P-256
//! (RFC 7518 section 4.6) and `A256GCM`. The browser's WebCrypto does the cryptography; this
//! module builds the bytes around it.

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
