//! The input of the key derivation of `ECDH-ES` (RFC 7518 section 4.6.2, NIST SP 800-56A
//! section 5.8.1). A key of 256 bits takes one round of SHA-256, so the derived key is the digest
//! of what [`concat_kdf_input`] answers.

/// `OtherInfo`: the algorithm, both parties' names, and the length of the key in bits. A party
/// without a name is the empty string of octets, not a missing field.
pub fn other_info(alg: &str, apu: &[u8], apv: &[u8], key_bits: u32) -> Vec<u8> {
    let mut out = Vec::with_capacity(16 + alg.len() + apu.len() + apv.len());
    for part in [alg.as_bytes(), apu, apv] {
        out.extend_from_slice(&(part.len() as u32).to_be_bytes());
        out.extend_from_slice(part);
    }
    out.extend_from_slice(&key_bits.to_be_bytes());
    out
}

/// What the one round digests: its number, the shared secret, and [`other_info`].
pub fn concat_kdf_input(secret: &[u8], other_info: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(4 + secret.len() + other_info.len());
    out.extend_from_slice(&1u32.to_be_bytes());
    out.extend_from_slice(secret);
    out.extend_from_slice(other_info);
    out
}
