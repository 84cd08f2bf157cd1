//! Sealing with every choice open: the ephemeral key, the initialisation vector and all that a
//! receiver has to refuse. What the widget itself seals is built by the library, and a test here
//! holds both to the same bytes.

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes128Gcm, Aes256Gcm, Nonce};
use crypto_bigint::modular::runtime_mod::{DynResidue, DynResidueParams};
use crypto_bigint::{Encoding, U64, U3072};
use p256::{PublicKey, SecretKey, ecdh};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use touchbase::jose::{ENC, KEY_BITS, concat_kdf_input, other_info, pad};

use crate::keys::{self, coordinates, decode, derived, digest, encode};

/// Octets of an RSA number of 3072 bits.
pub(crate) const RSA_LEN: usize = 384;
const DIGEST_LEN: usize = 32;

/// A token before it is encrypted.
pub(crate) struct Draft {
    pub(crate) header: Map<String, Value>,
    pub(crate) wrapped: Vec<u8>,
    /// 16 octets encrypt with AES-128, 32 with AES-256.
    pub(crate) content_key: Vec<u8>,
    pub(crate) iv: [u8; 12],
    pub(crate) plaintext: Vec<u8>,
}

impl Draft {
    /// To the key on P-256, by an ephemeral key that follows from the name.
    pub(crate) fn agreed(name: &str, plaintext: &[u8]) -> Self {
        Self::agreed_with(&derived(name), name, plaintext)
    }

    pub(crate) fn agreed_with(ephemeral: &SecretKey, name: &str, plaintext: &[u8]) -> Self {
        let receiver = keys::secret(&keys::ec()).public_key();
        let mut draft = Self::new("ECDH-ES", &keys::ec(), name, plaintext);
        draft.header.insert("epk".into(), public(ephemeral));
        draft.content_key = agree(ephemeral, &receiver, ENC, KEY_BITS, b"", b"");
        // Where the widget has it: behind the first three.
        let behind: Vec<_> = draft.header.keys().skip(3).cloned().collect();
        for member in behind.iter().filter(|member| *member != "epk") {
            if let Some(value) = draft.header.shift_remove(member) {
                draft.header.insert(member.clone(), value);
            }
        }
        draft
    }

    /// To the RSA key, by a content key and a seed that follow from the name.
    pub(crate) fn encrypted(name: &str, plaintext: &[u8]) -> Self {
        let mut draft = Self::new("RSA-OAEP-256", &keys::rsa(), name, plaintext);
        draft.content_key = digest(&format!("{name}, content key")).to_vec();
        draft.wrapped = wrap(&keys::rsa(), name, &draft.content_key);
        draft
    }

    fn new(alg: &str, key: &Value, name: &str, plaintext: &[u8]) -> Self {
        let header = json!({
            "alg": alg,
            "enc": ENC,
            "kid": key["kid"],
            "typ": "touchbase-referral+jwe",
            "cty": "application/json",
            "tb_v": 1,
            "tb_id": "0b5e6a0e-5b0a-4b6e-9d4d-2f8f7f1a2c3d",
            "tb_aud": "Example Hospital",
        });
        let mut padded = plaintext.to_vec();
        pad(&mut padded);
        let mut iv = [0; 12];
        iv.copy_from_slice(&digest(&format!("{name}, iv"))[..12]);
        Self {
            header: header.as_object().cloned().unwrap_or_default(),
            wrapped: Vec::new(),
            content_key: Vec::new(),
            iv,
            plaintext: padded,
        }
    }

    pub(crate) fn with(mut self, member: &str, value: Value) -> Self {
        self.header.insert(member.into(), value);
        self
    }

    pub(crate) fn without(mut self, member: &str) -> Self {
        self.header.shift_remove(member);
        self
    }

    /// What is encrypted, as it is: not padded.
    pub(crate) fn holding(mut self, plaintext: impl Into<Vec<u8>>) -> Self {
        self.plaintext = plaintext.into();
        self
    }

    /// The five parts, decoded but for the first, which is text.
    pub(crate) fn parts(&self) -> Parts {
        self.parts_under(encode(
            Value::Object(self.header.clone()).to_string().as_bytes(),
        ))
    }

    /// The same with a first part of one's own.
    pub(crate) fn parts_under(&self, head: String) -> Parts {
        let payload = Payload {
            msg: &self.plaintext,
            aad: head.as_bytes(),
        };
        let nonce = Nonce::from_slice(&self.iv);
        let sealed = match Aes128Gcm::new_from_slice(&self.content_key) {
            Ok(aes) => aes.encrypt(nonce, payload),
            Err(_) => Aes256Gcm::new_from_slice(&self.content_key)
                .map_err(|_| aes_gcm::Error)
                .and_then(|aes| aes.encrypt(nonce, payload)),
        };
        let mut ciphertext = sealed.unwrap_or_default();
        let tag = ciphertext.split_off(ciphertext.len().saturating_sub(16));
        Parts {
            head,
            wrapped: self.wrapped.clone(),
            iv: self.iv.to_vec(),
            ciphertext,
            tag,
        }
    }

    pub(crate) fn token(&self) -> String {
        self.parts().token()
    }
}

/// A token that can still be changed.
#[derive(Clone)]
pub(crate) struct Parts {
    pub(crate) head: String,
    pub(crate) wrapped: Vec<u8>,
    pub(crate) iv: Vec<u8>,
    pub(crate) ciphertext: Vec<u8>,
    pub(crate) tag: Vec<u8>,
}

impl Parts {
    pub(crate) fn token(&self) -> String {
        let parts = [&self.wrapped, &self.iv, &self.ciphertext, &self.tag].map(|part| encode(part));
        format!("{}.{}", self.head, parts.join("."))
    }
}

/// The content key of ECDH-ES (RFC 7518 section 4.6).
pub(crate) fn agree(
    ephemeral: &SecretKey,
    receiver: &PublicKey,
    enc: &str,
    bits: u32,
    apu: &[u8],
    apv: &[u8],
) -> Vec<u8> {
    let shared = ecdh::diffie_hellman(ephemeral.to_nonzero_scalar(), receiver.as_affine());
    derive(shared.raw_secret_bytes(), enc, bits, apu, apv)
}

/// The content key from what was agreed on.
pub(crate) fn derive(shared: &[u8], enc: &str, bits: u32, apu: &[u8], apv: &[u8]) -> Vec<u8> {
    let digest = Sha256::digest(concat_kdf_input(shared, &other_info(enc, apu, apv, bits)));
    digest[..bits as usize / 8].to_vec()
}

/// The public half of an ephemeral key, as a header has it.
pub(crate) fn public(ephemeral: &SecretKey) -> Value {
    let (x, y) = coordinates(&ephemeral.public_key());
    json!({"kty": "EC", "crv": "P-256", "x": x, "y": y})
}

/// RSAES-OAEP with SHA-256 for both digests and no label (RFC 8017 section 7.1.1), with a seed that
/// follows from the name.
pub(crate) fn wrap(key: &Value, name: &str, content_key: &[u8]) -> Vec<u8> {
    wrap_labelled(key, name, content_key, b"")
}

pub(crate) fn wrap_labelled(key: &Value, name: &str, content_key: &[u8], label: &[u8]) -> Vec<u8> {
    let mut block = Sha256::digest(label).to_vec();
    block.resize(RSA_LEN - DIGEST_LEN - 2 - content_key.len(), 0);
    block.push(1);
    block.extend_from_slice(content_key);
    let mut seed = digest(&format!("{name}, seed")).to_vec();
    mask(&mut block, &seed);
    mask(&mut seed, &block);
    let message = [&[0][..], &seed, &block].concat();
    power(key, &message)
}

/// `message^e mod n`.
pub(crate) fn power(key: &Value, message: &[u8]) -> Vec<u8> {
    let number = |member: &str| decode(key[member].as_str().unwrap_or_default());
    let modulus = DynResidueParams::new(&U3072::from_be_slice(&number("n")));
    let exponent = number("e")
        .iter()
        .fold(0, |sum, octet| sum << 8 | u64::from(*octet));
    DynResidue::new(&U3072::from_be_slice(message), modulus)
        .pow(&U64::from(exponent))
        .retrieve()
        .to_be_bytes()
        .to_vec()
}

/// Covers `octets` with MGF1 of `seed` (RFC 8017 appendix B.2.1).
fn mask(octets: &mut [u8], seed: &[u8]) {
    for (counter, chunk) in (0_u32..).zip(octets.chunks_mut(DIGEST_LEN)) {
        let block = Sha256::new()
            .chain_update(seed)
            .chain_update(counter.to_be_bytes());
        for (octet, cover) in chunk.iter_mut().zip(block.finalize()) {
            *octet ^= cover;
        }
    }
}

#[cfg(test)]
mod tests {
    use touchbase::jose::{Header, Way, compact};

    use super::*;

    /// What is sealed here is what the widget would seal with the same key and the same vector.
    #[test]
    fn the_bytes_are_the_widget_s() {
        let (x, y) = coordinates(&derived("one").public_key());
        let kid = keys::ec()["kid"].as_str().unwrap().to_owned();
        let header = Header {
            kid: &kid,
            way: Way::Agreed { x: &x, y: &y },
            id: "0b5e6a0e-5b0a-4b6e-9d4d-2f8f7f1a2c3d",
            aud: "Example Hospital",
        }
        .encode();
        let parts = Draft::agreed("one", b"{}").parts();
        assert_eq!(parts.head, header);
        assert_eq!(parts.ciphertext.len(), 1024);
        let sealed = [parts.ciphertext.clone(), parts.tag.clone()].concat();
        let token = compact(&header, &[], &parts.iv, &sealed);
        assert_eq!(token, Some(parts.token()));

        let kid = keys::rsa()["kid"].as_str().unwrap().to_owned();
        let header = Header {
            kid: &kid,
            way: Way::Encrypted,
            id: "0b5e6a0e-5b0a-4b6e-9d4d-2f8f7f1a2c3d",
            aud: "Example Hospital",
        }
        .encode();
        let parts = Draft::encrypted("one", b"{}").parts();
        assert_eq!(parts.head, header);
        let sealed = [parts.ciphertext.clone(), parts.tag.clone()].concat();
        let token = compact(&header, &parts.wrapped, &parts.iv, &sealed);
        assert_eq!(token, Some(parts.token()));
    }
}
