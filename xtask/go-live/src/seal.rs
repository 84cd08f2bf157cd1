//! Sealing as the browser does it (RFC 7516, `ECDH-ES` on P-256 or `RSA-OAEP-256`, and `A256GCM`),
//! with the library's own bytes around the cryptography.

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Key, Nonce};
use aws_lc_rs::rsa::{
    OAEP_SHA256_MGF1SHA256, OaepPublicEncryptingKey, PublicEncryptingKey, PublicKeyComponents,
};
use p256::elliptic_curve::sec1::{FromEncodedPoint, ToEncodedPoint};
use p256::{EncodedPoint, PublicKey, SecretKey, ecdh};
use sha2::{Digest, Sha256};
use touchbase::jose::{
    self, ENC, Header, IV_LEN, KEY_BITS, Material, Way, base64url, compact, concat_kdf_input,
    decode, other_info, pad,
};

/// Seals `plaintext` for `key`; `None` where nothing can be sealed to it, the text is too long, or the
/// system gives no random bytes.
pub(crate) fn seal(
    key: &jose::PublicKey,
    id: &str,
    aud: &str,
    mut plaintext: Vec<u8>,
) -> Option<String> {
    if !pad(&mut plaintext) {
        return None;
    }
    let handed = match &key.material {
        Material::P256 { x, y } => agreed(x, y)?,
        Material::Rsa { n, e } => wrapped(n, e)?,
    };
    let header = Header {
        kid: &key.kid,
        way: match &handed.epk {
            Some((x, y)) => Way::Agreed { x, y },
            None => Way::Encrypted,
        },
        id,
        aud,
    }
    .encode();
    let iv = random::<IV_LEN>()?;
    let payload = Payload {
        msg: &plaintext,
        aad: header.as_bytes(),
    };
    let sealed = Aes256Gcm::new(Key::<Aes256Gcm>::from_slice(&handed.content_key))
        .encrypt(Nonce::from_slice(&iv), payload)
        .ok()?;
    compact(&header, &handed.wrapped, &iv, &sealed)
}

/// A content key on its way to the receiver.
struct Handed {
    content_key: [u8; KEY_BITS as usize / 8],
    /// The ephemeral key, where the receiver agrees on the content key with it.
    epk: Option<(String, String)>,
    /// The content key encrypted to the receiver; empty where it is agreed on.
    wrapped: Vec<u8>,
}

fn agreed(x: &str, y: &str) -> Option<Handed> {
    let coordinate = |text: &str| -> Option<[u8; 32]> { decode(text)?.try_into().ok() };
    let (x, y) = (coordinate(x)?, coordinate(y)?);
    let point = EncodedPoint::from_affine_coordinates(&x.into(), &y.into(), false);
    let receiver: PublicKey = Option::from(PublicKey::from_encoded_point(&point))?;

    let ephemeral = SecretKey::from_slice(&random::<32>()?).ok()?;
    let public = ephemeral.public_key().to_encoded_point(false);
    // An uncompressed point is the octet 4 and two coordinates of 32 octets (SEC 1, 2.3.3).
    let (epk_x, epk_y) = public.as_bytes().get(1..)?.split_at_checked(32)?;
    let shared = ecdh::diffie_hellman(ephemeral.to_nonzero_scalar(), receiver.as_affine());
    let info = other_info(ENC, b"", b"", KEY_BITS);
    let input = concat_kdf_input(shared.raw_secret_bytes(), &info);
    Some(Handed {
        content_key: Sha256::digest(input).into(),
        epk: Some((base64url(epk_x), base64url(epk_y))),
        wrapped: Vec::new(),
    })
}

fn wrapped(n: &str, e: &str) -> Option<Handed> {
    let public = PublicKeyComponents {
        n: decode(n)?,
        e: decode(e)?,
    };
    let public: PublicEncryptingKey = public.try_into().ok()?;
    let public = OaepPublicEncryptingKey::new(public).ok()?;
    let content_key = random()?;
    let mut wrapped = vec![0; public.ciphertext_size()];
    let length = public
        .encrypt(&OAEP_SHA256_MGF1SHA256, &content_key, &mut wrapped, None)
        .ok()?
        .len();
    wrapped.truncate(length);
    Some(Handed {
        content_key,
        epk: None,
        wrapped,
    })
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
