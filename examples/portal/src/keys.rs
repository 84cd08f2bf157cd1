//! The receiver's key pair and the desk's key, made on the first start and kept after that.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use aws_lc_rs::rsa::OaepPrivateDecryptingKey;
use base64ct::{Base64UrlUnpadded, Encoding};
use p256::SecretKey;
use p256::elliptic_curve::sec1::ToEncodedPoint;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::{StartError, random};

mod rsa;

/// The secrets of one data directory.
pub(crate) struct Keys {
    /// The current key, which the configuration publishes first.
    pub(crate) receiver: ReceiverKey,
    /// The one after it, published beside it.
    next: Option<ReceiverKey>,
    /// The one before it: not published any more, and still good for what waited.
    old: Option<ReceiverKey>,
    /// What a coordinator pastes at the desk.
    pub(crate) desk: String,
}

impl Keys {
    /// Reads `receiver.jwk` and `desk.key` below `data`, or makes what is missing; a new key is of
    /// `kind`. `receiver.next.jwk` and `receiver.old.jwk` are read where they are.
    pub(crate) fn open(data: &Path, kind: KeyKind) -> Result<Self, StartError> {
        let mut directory = fs::DirBuilder::new();
        directory.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut directory, 0o700);
        directory
            .create(data)
            .map_err(|e| StartError::Io("the data directory", e))?;
        let kept = |name| -> Result<Option<ReceiverKey>, StartError> {
            let Some(text) = read(data, name)? else {
                return Ok(None);
            };
            let key = ReceiverKey::from_jwk(&text).ok_or(StartError::KeyFile(name))?;
            Ok(Some(key))
        };
        let receiver = match kept("receiver.jwk")? {
            Some(key) => key,
            None => {
                let key = ReceiverKey::generate(kind).ok_or(StartError::Random)?;
                write(data, "receiver.jwk", &format!("{:#}\n", key.private_jwk()))?;
                key
            }
        };
        let desk = match read(data, "desk.key")? {
            Some(text) if text.trim().len() >= 32 => text.trim().into(),
            Some(_) => return Err(StartError::KeyFile("desk.key")),
            None => {
                let key = random::token().map_err(|_| StartError::Random)?;
                // Its contents are the key and nothing else, so that a script can send them.
                write(data, "desk.key", &key)?;
                key
            }
        };
        Ok(Self {
            receiver,
            next: kept("receiver.next.jwk")?,
            old: kept("receiver.old.jwk")?,
            desk,
        })
    }

    /// What the configuration publishes: the current key, then the next.
    pub(crate) fn published(&self) -> Vec<Value> {
        let keys = [Some(&self.receiver), self.next.as_ref()];
        keys.into_iter()
            .flatten()
            .map(ReceiverKey::public_jwk)
            .collect()
    }

    /// The key with this id, of all that are held.
    pub(crate) fn of(&self, kid: &str) -> Option<&ReceiverKey> {
        let keys = [Some(&self.receiver), self.next.as_ref(), self.old.as_ref()];
        keys.into_iter().flatten().find(|key| key.kid() == kid)
    }
}

/// Which kind of key is made where there is none.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum KeyKind {
    /// On P-256, for `ECDH-ES`.
    #[default]
    P256,
    /// RSA of 3072 bits, for `RSA-OAEP-256`.
    Rsa,
}

/// A private key with the id of its public half.
pub struct ReceiverKey {
    secret: Secret,
    /// The public members, as a host configuration publishes them.
    public: Value,
    /// The private ones, as they stand in the file.
    private: Value,
    kid: String,
}

/// What opens.
pub(crate) enum Secret {
    P256(SecretKey),
    Rsa(OaepPrivateDecryptingKey),
}

impl ReceiverKey {
    /// A new key; `None` where the system gives no random bytes.
    pub fn generate(kind: KeyKind) -> Option<Self> {
        if kind == KeyKind::Rsa {
            return rsa::generate();
        }
        loop {
            // Fewer than one draw in 2^32 is no valid scalar.
            if let Ok(secret) = SecretKey::from_slice(&random::bytes::<32>().ok()?) {
                return Some(Self::on_curve(secret));
            }
        }
    }

    /// Reads a private JWK (RFC 7518 sections 6.2 and 6.3). `None` where it is neither on P-256 nor
    /// RSA of 3072 bits or more, or where its public half or `kid` does not belong to its private one.
    pub fn from_jwk(text: &str) -> Option<Self> {
        let jwk: Value = serde_json::from_str(text).ok()?;
        let key = if jwk["kty"] == "RSA" {
            rsa::from_jwk(&jwk)?
        } else {
            let d = Base64UrlUnpadded::decode_vec(jwk["d"].as_str()?).ok()?;
            Self::on_curve(SecretKey::from_slice(&d).ok()?)
        };
        let same = |member: &str| jwk[member] == key.public[member];
        let consistent = ["kty", "crv", "x", "y", "n", "e"].into_iter().all(same)
            && (jwk["kid"].is_null() || same("kid"));
        consistent.then_some(key)
    }

    fn on_curve(secret: SecretKey) -> Self {
        let point = secret.public_key().to_encoded_point(false);
        // An uncompressed point is the octet 4 and two coordinates of 32 octets (SEC 1, 2.3.3).
        let (x, y) = point.as_bytes()[1..].split_at(32);
        let (x, y) = (encode(x), encode(y));
        let kid = thumbprint(&format!(
            r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#
        ));
        Self {
            private: json!({ "d": encode(&secret.to_bytes()) }),
            public: json!({
                "kty": "EC",
                "crv": "P-256",
                "x": x,
                "y": y,
                "kid": kid,
                "use": "enc",
                "alg": "ECDH-ES",
            }),
            secret: Secret::P256(secret),
            kid,
        }
    }

    /// The RFC 7638 thumbprint of the public key.
    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// The public half, as a host configuration publishes it.
    pub fn public_jwk(&self) -> Value {
        self.public.clone()
    }

    pub(crate) fn secret(&self) -> &Secret {
        &self.secret
    }

    fn private_jwk(&self) -> Value {
        let mut jwk = self.public.clone();
        for (member, number) in self.private.as_object().into_iter().flatten() {
            jwk[member] = number.clone();
        }
        jwk
    }
}

/// RFC 7638: the digest of the required members in lexicographic order, without white space.
pub(crate) fn thumbprint(canonical: &str) -> String {
    encode(&Sha256::digest(canonical))
}

fn encode(octets: &[u8]) -> String {
    Base64UrlUnpadded::encode_string(octets)
}

fn read(data: &Path, name: &'static str) -> Result<Option<String>, StartError> {
    match fs::read_to_string(data.join(name)) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(StartError::Io(name, error)),
    }
}

/// Writes a secret so that a crash leaves the whole file or none: a half-written key would stand
/// in the way of the next start.
fn write(data: &Path, name: &'static str, text: &str) -> Result<(), StartError> {
    let partial = data.join(format!("{name}.partial"));
    let io = |error| StartError::Io(name, error);
    match fs::remove_file(&partial) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(io(error)),
        _ => {}
    }
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&partial).map_err(io)?;
    file.write_all(text.as_bytes()).map_err(io)?;
    file.sync_all().map_err(io)?;
    fs::rename(&partial, data.join(name)).map_err(io)?;
    #[cfg(unix)]
    fs::File::open(data)
        .and_then(|dir| dir.sync_all())
        .map_err(io)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_id_is_the_thumbprint_of_rfc_7638() {
        // The public key of RFC 7517 appendix A.1; the digest was computed with another library.
        let canonical = concat!(
            r#"{"crv":"P-256","kty":"EC","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4","#,
            r#""y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"}"#,
        );
        assert_eq!(
            thumbprint(canonical),
            "cn-I_WNMClehiVp51i_0VpOENW1upEerA8sEam5hn-s"
        );
    }

    #[test]
    fn a_key_survives_being_written_and_read() {
        for kind in [KeyKind::P256, KeyKind::Rsa] {
            let key = ReceiverKey::generate(kind).unwrap();
            let again = ReceiverKey::from_jwk(&key.private_jwk().to_string()).unwrap();
            assert_eq!(again.private_jwk(), key.private_jwk());
            for member in ["d", "p", "q", "dp", "dq", "qi"] {
                assert!(key.public_jwk().get(member).is_none(), "{member}");
            }
        }
    }

    #[test]
    fn a_key_whose_halves_do_not_belong_together_is_refused() {
        for (kind, number) in [(KeyKind::P256, "x"), (KeyKind::Rsa, "n")] {
            let (key, other) = (
                ReceiverKey::generate(kind).unwrap(),
                ReceiverKey::generate(kind).unwrap(),
            );
            for member in [number, "kid"] {
                let mut jwk = key.private_jwk();
                jwk[member] = other.public[member].clone();
                assert!(
                    ReceiverKey::from_jwk(&jwk.to_string()).is_none(),
                    "{member}"
                );
            }
            assert!(ReceiverKey::from_jwk(&key.public_jwk().to_string()).is_none());
        }
    }

    #[test]
    fn a_key_that_is_there_stays_whatever_kind_is_asked_for() {
        let folder = tempfile::tempdir().unwrap();
        let made = Keys::open(folder.path(), KeyKind::P256).unwrap();
        let again = Keys::open(folder.path(), KeyKind::Rsa).unwrap();
        assert_eq!(again.published(), made.published());
        assert_eq!(made.receiver.public["kty"], "EC");
    }

    #[test]
    fn the_next_key_is_published_and_the_old_one_only_opens() {
        let folder = tempfile::tempdir().unwrap();
        let made = Keys::open(folder.path(), KeyKind::P256).unwrap();
        let current = made.receiver.kid();
        let [next, old] = [KeyKind::Rsa, KeyKind::P256].map(|kind| {
            let key = ReceiverKey::generate(kind).unwrap();
            let name = if kind == KeyKind::Rsa { "next" } else { "old" };
            let file = folder.path().join(format!("receiver.{name}.jwk"));
            fs::write(file, key.private_jwk().to_string()).unwrap();
            key
        });
        let keys = Keys::open(folder.path(), KeyKind::P256).unwrap();
        let published = keys.published();
        let kids: Vec<&Value> = published.iter().map(|key| &key["kid"]).collect();
        assert_eq!(kids, [current, next.kid()]);
        for kid in [current, next.kid(), old.kid()] {
            assert_eq!(keys.of(kid).map(ReceiverKey::kid), Some(kid));
        }
        assert!(keys.of("another").is_none());
    }

    #[test]
    fn the_widget_takes_both_kinds() {
        for kind in [KeyKind::P256, KeyKind::Rsa] {
            let jwk = ReceiverKey::generate(kind).unwrap().public_jwk();
            let jwk = serde_json::from_value(jwk).unwrap();
            assert_eq!(touchbase::jose::sound_key(&jwk).err(), None);
        }
    }
}
