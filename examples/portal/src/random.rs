//! Random bytes from the operating system, and the short texts made of them.

use base64ct::{Base64UrlUnpadded, Encoding};

/// No two of these look or sound alike when read out on the phone: no 0 O, 1 I L, 5 S, 8 B, U V.
const RECEIPT_ALPHABET: &[u8; 25] = b"234679ACDEFGHJKMNPQRTVWXY";

/// The operating system gave no random bytes.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct NoRandomness;

pub(crate) fn bytes<const N: usize>() -> Result<[u8; N], NoRandomness> {
    let mut out = [0; N];
    getrandom::fill(&mut out).map_err(|_| NoRandomness)?;
    Ok(out)
}

/// 256 bits as base64url, 43 characters: a key or a session's token.
pub(crate) fn token() -> Result<String, NoRandomness> {
    Ok(Base64UrlUnpadded::encode_string(&bytes::<32>()?))
}

/// A receipt such as `K7QM-3XWD`: eight characters out of 25, 37 bits.
pub(crate) fn receipt() -> Result<String, NoRandomness> {
    // 250 is the largest multiple of 25 in a byte; what lies above would favour some letters.
    let limit = 250;
    let mut out = String::with_capacity(9);
    while out.len() < 9 {
        for byte in bytes::<16>()? {
            if byte >= limit || out.len() == 9 {
                continue;
            }
            if out.len() == 4 {
                out.push('-');
            }
            out.push(char::from(
                RECEIPT_ALPHABET[usize::from(byte) % RECEIPT_ALPHABET.len()],
            ));
        }
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_receipt_is_short_and_holds_no_look_alikes() {
        let mut seen = std::collections::HashSet::new();
        for _ in 0..200 {
            let receipt = receipt().unwrap();
            assert_eq!(receipt.len(), 9);
            assert_eq!(receipt.as_bytes()[4], b'-');
            assert!(!receipt.contains(['0', 'O', '1', 'I', 'L', '5', 'S', '8', 'B', 'U']));
            seen.insert(receipt);
        }
        assert_eq!(seen.len(), 200);
    }
}
