//! The receiver's key pair and the desk's key, made on the first start and kept after that.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use base64ct::{Base64UrlUnpadded, Encoding};
use p256::SecretKey;
use p256::elliptic_curve::sec1::ToEncodedPoint;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::{StartError, random};

/// The secrets of one data directory.
pub(crate) struct Keys {
    pub(crate) receiver: ReceiverKey,
    /// What a coordinator pastes at the desk.
    pub(crate) desk: String,
}

impl Keys {
    /// Reads `receiver.jwk` and `desk.key` below `data`, or makes what is missing.
    pub(crate) fn open(data: &Path) -> Result<Self, StartError> {
        let mut directory = fs::DirBuilder::new();
        directory.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut directory, 0o700);
        directory
            .create(data)
            .map_err(|e| StartError::Io("the data directory", e))?;
        let receiver = match read(data, "receiver.jwk")? {
            Some(text) => {
                ReceiverKey::from_jwk(&text).ok_or(StartError::KeyFile("receiver.jwk"))?
            }
            None => {
                let key = ReceiverKey::generate().ok_or(StartError::Random)?;
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
        Ok(Self { receiver, desk })
    }
}

/// A private key on P-256 with the id of its public half.
pub struct ReceiverKey {
    secret: SecretKey,
    x: String,
    y: String,
    kid: String,
}

impl ReceiverKey {
    /// A new key; `None` where the system gives no random bytes.
    pub fn generate() -> Option<Self> {
        loop {
            // Fewer than one draw in 2^32 is no valid scalar.
            if let Ok(secret) = SecretKey::from_slice(&random::bytes::<32>().ok()?) {
                return Some(Self::new(secret));
            }
        }
    }

    /// Reads a private JWK (RFC 7518 section 6.2). `None` where it is none on P-256, or where its
    /// public half or `kid` does not belong to its private one.
    pub fn from_jwk(text: &str) -> Option<Self> {
        let jwk: Value = serde_json::from_str(text).ok()?;
        let d = Base64UrlUnpadded::decode_vec(jwk["d"].as_str()?).ok()?;
        let key = Self::new(SecretKey::from_slice(&d).ok()?);
        let consistent = jwk["kty"] == "EC"
            && jwk["crv"] == "P-256"
            && jwk["x"] == key.x
            && jwk["y"] == key.y
            && (jwk["kid"].is_null() || jwk["kid"] == key.kid);
        consistent.then_some(key)
    }

    fn new(secret: SecretKey) -> Self {
        let point = secret.public_key().to_encoded_point(false);
        // An uncompressed point is the octet 4 and two coordinates of 32 octets (SEC 1, 2.3.3).
        let (x, y) = point.as_bytes()[1..].split_at(32);
        let (x, y) = (
            Base64UrlUnpadded::encode_string(x),
            Base64UrlUnpadded::encode_string(y),
        );
        let kid = thumbprint(&x, &y);
        Self { secret, x, y, kid }
    }

    /// The RFC 7638 thumbprint of the public key.
    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// The public half, as a host configuration publishes it.
    pub fn public_jwk(&self) -> Value {
        json!({
            "kty": "EC",
            "crv": "P-256",
            "x": self.x,
            "y": self.y,
            "kid": self.kid,
            "use": "enc",
            "alg": "ECDH-ES",
        })
    }

    pub(crate) fn secret(&self) -> &SecretKey {
        &self.secret
    }

    fn private_jwk(&self) -> Value {
        let mut jwk = self.public_jwk();
        jwk["d"] = Base64UrlUnpadded::encode_string(&self.secret.to_bytes()).into();
        jwk
    }
}

/// RFC 7638: the required members in lexicographic order, without white space.
fn thumbprint(x: &str, y: &str) -> String {
    let canonical = format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#);
    Base64UrlUnpadded::encode_string(&Sha256::digest(canonical))
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
        let (x, y) = (
            "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
            "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
        );
        assert_eq!(
            thumbprint(x, y),
            "cn-I_WNMClehiVp51i_0VpOENW1upEerA8sEam5hn-s"
        );
    }

    #[test]
    fn a_key_survives_being_written_and_read() {
        let key = ReceiverKey::generate().unwrap();
        let again = ReceiverKey::from_jwk(&key.private_jwk().to_string()).unwrap();
        assert_eq!(again.public_jwk(), key.public_jwk());
        assert!(key.public_jwk().get("d").is_none());
    }

    #[test]
    fn a_key_whose_halves_do_not_belong_together_is_refused() {
        let (key, other) = (
            ReceiverKey::generate().unwrap(),
            ReceiverKey::generate().unwrap(),
        );
        for (member, value) in [("x", &other.x), ("kid", &other.kid)] {
            let mut jwk = key.private_jwk();
            jwk[member] = value.clone().into();
            assert!(
                ReceiverKey::from_jwk(&jwk.to_string()).is_none(),
                "{member}"
            );
        }
        assert!(ReceiverKey::from_jwk(&key.public_jwk().to_string()).is_none());
    }
}
