//! The openers of `examples/openers` and what they are held against: known answers, published
//! vectors, and tokens with one character changed.

mod answers;
mod keys;
mod opener;
mod refusals;
mod seal;
mod vectors;

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

pub use self::answers::{Answer, answers, usual};
pub use self::keys::{key_set, private_jwk};
pub use self::opener::{Fault, Opened, Opener, openers};
pub use self::refusals::{Refusal, refusals};
pub use self::vectors::{Agreement, Encryption, agreements, encryptions};

/// What stands in `examples/openers/known-answers.json`: itself a JWK Set, so that an opener takes
/// it for its keys.
pub fn known_answers() -> Value {
    let opens: Vec<Value> = answers()
        .into_iter()
        .map(|answer| json!({"name": answer.name, "token": answer.token, "record": answer.record}))
        .collect();
    let refused: Vec<Value> = refusals()
        .into_iter()
        .map(|refusal| json!({"name": refusal.name, "token": refusal.token, "code": refusal.code}))
        .collect();
    let mut file = key_set();
    file["opens"] = opens.into();
    file["refused"] = refused.into();
    file
}

/// The file's place in the repository.
pub fn known_answers_file() -> PathBuf {
    samples().join("known-answers.json")
}

/// The token with one character changed, once for each character. What is changed of a letter is
/// the highest bit of the six that it stands for: at the end of a part the lower ones may mean
/// nothing, the highest always does. A dot becomes a letter.
pub fn changed(token: &str) -> Vec<String> {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let other = |octet: u8| match ALPHABET.iter().position(|letter| *letter == octet) {
        Some(value) => ALPHABET[value ^ 32],
        None => b'A',
    };
    (0..token.len())
        .map(|place| {
            let mut octets = token.as_bytes().to_vec();
            octets[place] = other(octets[place]);
            String::from_utf8_lossy(&octets).into_owned()
        })
        .collect()
}

fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/openers")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;

    use super::*;

    #[test]
    fn the_file_of_known_answers_is_what_is_made_here() {
        let file = fs::read_to_string(known_answers_file()).unwrap();
        let file: Value = serde_json::from_str(&file).unwrap();
        assert!(
            file == known_answers(),
            "touchbase-openers --write makes the file anew"
        );
    }

    #[test]
    fn there_are_enough_cases_and_each_has_its_own_name() {
        let answers = answers();
        for alg in ["ECDH-ES", "RSA-OAEP-256"] {
            assert!(
                answers.iter().filter(|a| a.alg == alg).count() >= 10,
                "{alg}"
            );
        }
        let refusals = refusals();
        assert!(refusals.len() >= 30);
        let names: BTreeSet<String> = answers.iter().map(|a| a.name.clone()).collect();
        assert_eq!(names.len(), answers.len());
        let names: BTreeSet<&str> = refusals.iter().map(|r| r.name).collect();
        assert_eq!(names.len(), refusals.len());
    }

    #[test]
    fn every_place_is_changed_once() {
        assert_eq!(
            changed("Ag.-_"),
            ["gg.-_", "AA.-_", "AgA-_", "Ag.e_", "Ag.-f"]
        );
    }
}
