//! Base 64 with the URL alphabet and no padding (RFC 4648 section 5, RFC 7515 section 2).

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Encodes `bytes`.
pub fn base64url(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let mut group = 0u32;
        for i in 0..3 {
            group = group << 8 | u32::from(chunk.get(i).copied().unwrap_or(0));
        }
        for i in 0..=chunk.len() {
            let index = group >> (18 - 6 * i) & 63;
            out.push(ALPHABET[index as usize] as char);
        }
    }
    out
}

/// Decodes what [`base64url`] writes. `None` for anything else, loose bits at the end included:
/// octets have one spelling.
pub fn decode(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3 + 2);
    for chunk in text.as_bytes().chunks(4) {
        let mut group = 0u32;
        for letter in chunk {
            let value = ALPHABET.iter().position(|other| other == letter)?;
            group = group << 6 | value as u32;
        }
        let bits = 6 * chunk.len();
        let (octets, loose) = (bits / 8, bits % 8);
        if loose == 6 || group & ((1 << loose) - 1) != 0 {
            return None;
        }
        group >>= loose;
        out.extend_from_slice(&group.to_be_bytes()[4 - octets..]);
    }
    Some(out)
}
