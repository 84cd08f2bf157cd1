//! The keys of one receiver.

use super::key::{KeyFault, PublicKey, sound_key};
use crate::value::Value;

/// The keys of a receiver that may be sealed to, and what is wrong with the others.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct KeyRing {
    /// In the host's order: the current one, then the next. The first is used.
    pub sound: Vec<PublicKey>,
    /// The place of a key in the host's list, and why nothing is sealed to it.
    pub faults: Vec<(usize, KeyFault)>,
}

impl KeyRing {
    /// Reads a host's list of JWKs.
    pub fn read(jwks: &[Value]) -> Self {
        let mut ring = Self::default();
        for (place, jwk) in jwks.iter().enumerate() {
            match sound_key(jwk) {
                Ok(key) => ring.sound.push(key),
                Err(fault) => ring.faults.push((place, fault)),
            }
        }
        ring
    }

    /// [`PublicKey::fingerprint`] of the key that is used; empty where none may be.
    pub fn fingerprint(&self) -> String {
        self.sound
            .first()
            .map(PublicKey::fingerprint)
            .unwrap_or_default()
    }
}
