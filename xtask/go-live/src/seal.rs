//! Sealing as the browser does it (RFC 7516, `ECDH-ES` on P-256 and `A256GCM`), with the library's
//! own bytes around the cryptography.

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Key, Nonce};
use base64ct::{Base64UrlUnpadded, Encoding};
use p256::elliptic_curve::sec1::{FromEncodedPoint, ToEncodedPoint};
use p256::{EncodedPoint, PublicKey, SecretKey, ecdh};
use sha2::{Digest, Sha256};
use touchbase::jose::{
    self, ENC, Header, IV_LEN, KEY_BITS, base64url, compact, concat_kdf_input, other_info, pad,
};

/// Seals `plaintext` for `key`; `None` where the key is no point on P-256, the text is too long,
/// or the system gives no random bytes.
pub(crate) fn seal(
    key: &jose::PublicKey,
    id: &str,
    aud: &str,
    mut plaintext: Vec<u8>,
) -> Option<String> {
    if !pad(&mut plaintext) {
        return None;
    }
    let coordinate = |text: &str| -> Option<[u8; 32]> {
        Base64UrlUnpadded::decode_vec(text).ok()?.try_into().ok()
    };
    let (x, y) = (coordinate(&key.x)?, coordinate(&key.y)?);
    let point = EncodedPoint::from_affine_coordinates(&x.into(), &y.into(), false);
    let receiver: PublicKey = Option::from(PublicKey::from_encoded_point(&point))?;

    let ephemeral = SecretKey::from_slice(&random::<32>()?).ok()?;
    let public = ephemeral.public_key().to_encoded_point(false);
    // An uncompressed point is the octet 4 and two coordinates of 32 octets (SEC 1, 2.3.3).
    let (epk_x, epk_y) = public.as_bytes().get(1..)?.split_at_checked(32)?;
    let header = Header {
        kid: &key.kid,
        epk_x: &base64url(epk_x),
        epk_y: &base64url(epk_y),
        id,
        aud,
    }
    .encode();

    let shared = ecdh::diffie_hellman(ephemeral.to_nonzero_scalar(), receiver.as_affine());
    let info = other_info(ENC, b"", b"", KEY_BITS);
    let input = concat_kdf_input(shared.raw_secret_bytes(), &info);
    let content_key = Sha256::digest(input);
    let iv = random::<IV_LEN>()?;
    let payload = Payload {
        msg: &plaintext,
        aad: header.as_bytes(),
    };
    let sealed = Aes256Gcm::new(Key::<Aes256Gcm>::from_slice(&content_key))
        .encrypt(Nonce::from_slice(&iv), payload)
        .ok()?;
    compact(&header, &iv, &sealed)
}

/// A random UUID version 4 (RFC 9562 section 5.4).
pub(crate) fn new_id() -> Option<String> {
    let mut bytes = random::<16>()?;
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let parts = [
        &hex[..8],
        &hex[8..12],
        &hex[12..16],
        &hex[16..20],
        &hex[20..],
    ];
    Some(parts.join("-"))
}

fn random<const N: usize>() -> Option<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).ok()?;
    Some(bytes)
}
