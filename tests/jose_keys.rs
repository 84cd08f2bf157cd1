//! Which keys are sealed to, and what they are known by.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

use serde_json::{Value as Json, json};
use touchbase::jose::{KeyFault, KeyRing, PublicKey, base64url, decode, sound_key};
use touchbase::value::Value;

/// RFC 7517 appendix A.1, the key on P-256.
fn on_curve() -> Json {
    json!({
        "kty": "EC",
        "crv": "P-256",
        "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
        "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
        "kid": "cn-I_WNMClehiVp51i_0VpOENW1upEerA8sEam5hn-s"
    })
}

/// RFC 7638 section 3.1.
fn rsa_of_the_rfc() -> Json {
    json!({
        "kty": "RSA",
        "n": concat!(
            "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tS",
            "oc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65",
            "YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyr",
            "dkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzK",
            "nqDKgw"
        ),
        "e": "AQAB",
        "alg": "RS256",
        "kid": "2011-04-29"
    })
}

/// An RSA key whose modulus is made of these octets; nobody has its factors.
fn rsa(octets: &[u8]) -> Json {
    let mut key = json!({ "kty": "RSA", "n": base64url(octets), "e": "AQAB", "kid": "" });
    let kid = PublicKey::from_jwk(&value(&key)).unwrap().thumbprint();
    key["kid"] = base64url(&kid).into();
    key
}

fn modulus(octets: usize) -> Vec<u8> {
    let mut modulus = vec![0x5a; octets];
    modulus[0] = 0x80;
    modulus[octets - 1] = 1;
    modulus
}

fn value(json: &Json) -> Value {
    serde_json::from_value(json.clone()).unwrap()
}

fn fault(json: &Json) -> Option<KeyFault> {
    sound_key(&value(json)).err()
}

fn with(mut key: Json, member: &str, word: Json) -> Json {
    key[member] = word;
    key
}

#[test]
fn the_thumbprint_is_that_of_rfc_7638() {
    let mut key = rsa_of_the_rfc();
    // The example signs; what makes the key is the same.
    key.as_object_mut().unwrap().remove("alg");
    let key = PublicKey::from_jwk(&value(&key)).unwrap();
    assert_eq!(
        base64url(&key.thumbprint()),
        "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"
    );
    let canonical = key.canonical();
    assert!(canonical.starts_with(r#"{"e":"AQAB","kty":"RSA","n":"0vx7ago"#));
    assert!(canonical.ends_with(r#"qDKgw"}"#));
}

#[test]
fn the_fingerprint_is_the_front_of_the_thumbprint() {
    let key = sound_key(&value(&on_curve())).unwrap();
    let octets = decode(&key.kid).unwrap();
    let hex: Vec<String> = octets[..16]
        .chunks(2)
        .map(|pair| format!("{:02x}{:02x}", pair[0], pair[1]))
        .collect();
    assert_eq!(key.fingerprint(), hex.join(" "));
}

#[test]
fn a_key_id_that_is_no_thumbprint_of_this_key_is_told() {
    assert_eq!(fault(&on_curve()), None);
    let other = rsa(&modulus(384))["kid"].clone();
    for kid in [json!(""), json!("1"), other] {
        let key = with(on_curve(), "kid", kid);
        assert_eq!(fault(&key), Some(KeyFault::Id), "{key}");
    }
    let mut key = on_curve();
    key.as_object_mut().unwrap().remove("kid");
    assert_eq!(fault(&key), Some(KeyFault::Unsupported));
}

#[test]
fn only_points_of_the_curve_are_taken() {
    // y and p - y are both on the curve; of the latter the thumbprint is another.
    let p_minus_y = "H7SaFdupJnh0rUyGQgQq4ReWEOHwOaSZppakkzH36Nw";
    assert_eq!(
        fault(&with(on_curve(), "y", json!(p_minus_y))),
        Some(KeyFault::Id)
    );
    let x = on_curve()["x"].clone();
    let zero = base64url(&[0; 32]);
    // x + p, which is x to whoever reduces it, does not fit; p itself does.
    let p = base64url(&decode("_____wAAAAEAAAAAAAAAAAAAAAD_______________8").unwrap());
    for (member, number) in [
        ("y", x),
        ("y", json!(zero)),
        ("x", json!(zero)),
        ("x", json!(p)),
        ("y", json!(p)),
        ("x", json!("")),
        ("x", json!("MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D5")),
        ("x", json!("AMKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4")),
    ] {
        let key = with(on_curve(), member, number);
        assert_eq!(fault(&key), Some(KeyFault::OffCurve), "{key}");
    }
}

/// The first point of the curve by its x, and the same x with the prime added: whoever reduces it would
/// take one key for another.
#[test]
fn a_coordinate_beyond_the_prime_is_refused() {
    let y = json!("ZkhceA4vg9ckM71dhKBrtlQcKvMdrocXKL-FahdPk_Q");
    for (x, expected) in [
        ("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", KeyFault::Id),
        (
            "_____wAAAAEAAAAAAAAAAAAAAAD_______________8",
            KeyFault::OffCurve,
        ),
    ] {
        let key = with(with(on_curve(), "y", y.clone()), "x", json!(x));
        assert_eq!(fault(&key), Some(expected), "{x}");
    }
}

#[test]
fn rsa_keys_are_as_strong_as_the_rest_of_the_seal() {
    for octets in [384, 512, 1024] {
        assert_eq!(fault(&rsa(&modulus(octets))), None, "{octets}");
    }
    let mut bit_short = modulus(384);
    bit_short[0] = 0x7f;
    let mut even = modulus(384);
    even[383] = 2;
    let zero_in_front = [&[0], &modulus(384)[..]].concat();
    for modulus in [
        modulus(256),
        modulus(383),
        bit_short,
        even,
        zero_in_front,
        modulus(1025),
    ] {
        assert_eq!(fault(&rsa(&modulus)), Some(KeyFault::Modulus));
    }
    for e in ["AQ", "Aw", "", "AAAB"] {
        let key = with(rsa(&modulus(384)), "e", json!(e));
        assert_eq!(fault(&key), Some(KeyFault::Modulus), "{e}");
    }
}

#[test]
fn kinds_and_uses_that_are_not_for_sealing_are_refused() {
    for (key, member, word, expected) in [
        (on_curve(), "alg", json!("ECDH-ES"), None),
        (on_curve(), "use", json!("enc"), None),
        (on_curve(), "key_ops", json!([]), None),
        (
            on_curve(),
            "key_ops",
            json!(["deriveBits", "deriveKey"]),
            None,
        ),
        (rsa(&modulus(384)), "alg", json!("RSA-OAEP-256"), None),
        (rsa(&modulus(384)), "key_ops", json!(["encrypt"]), None),
        (
            on_curve(),
            "alg",
            json!("RSA-OAEP-256"),
            Some(KeyFault::Unsupported),
        ),
        (
            rsa(&modulus(384)),
            "alg",
            json!("RSA1_5"),
            Some(KeyFault::Unsupported),
        ),
        (
            rsa(&modulus(384)),
            "alg",
            json!("RSA-OAEP"),
            Some(KeyFault::Unsupported),
        ),
        (
            rsa(&modulus(384)),
            "alg",
            json!("ECDH-ES"),
            Some(KeyFault::Unsupported),
        ),
        (on_curve(), "alg", json!(null), Some(KeyFault::Unsupported)),
        (on_curve(), "use", json!("sig"), Some(KeyFault::Unsupported)),
        (on_curve(), "kty", json!("OKP"), Some(KeyFault::Unsupported)),
        (
            on_curve(),
            "crv",
            json!("P-384"),
            Some(KeyFault::Unsupported),
        ),
        (
            on_curve(),
            "key_ops",
            json!(["verify"]),
            Some(KeyFault::Operations),
        ),
        (
            on_curve(),
            "key_ops",
            json!(["deriveBits", "sign"]),
            Some(KeyFault::Operations),
        ),
        (
            on_curve(),
            "key_ops",
            json!("encrypt"),
            Some(KeyFault::Operations),
        ),
    ] {
        assert_eq!(
            fault(&with(key, member, word.clone())),
            expected,
            "{member} {word}"
        );
    }
    for other in [json!(null), json!("key"), json!({})] {
        assert_eq!(fault(&other), Some(KeyFault::Unsupported));
    }
}

/// The current key first; the next where nothing can be sealed to the current one.
#[test]
fn the_first_key_that_may_be_used_is_used() {
    let current = value(&on_curve());
    let next = value(&rsa(&modulus(384)));
    let broken = value(&with(on_curve(), "kid", json!("1")));
    let used = |keys: &[&Value]| {
        let keys: Vec<Value> = keys.iter().map(|key| (*key).clone()).collect();
        let ring = KeyRing::read(&keys);
        (ring.fingerprint(), ring.faults)
    };
    let of = |key: &Value| sound_key(key).unwrap().fingerprint();
    assert_eq!(used(&[&current, &next]), (of(&current), vec![]));
    assert_eq!(
        used(&[&broken, &next]),
        (of(&next), vec![(0, KeyFault::Id)])
    );
    assert_eq!(used(&[&broken]), (String::new(), vec![(0, KeyFault::Id)]));
    assert_eq!(used(&[]), (String::new(), vec![]));
}

/// What one fault is called and how it is mended is no other's.
#[test]
fn every_fault_has_a_word_and_a_sentence_of_its_own() {
    for (i, fault) in KeyFault::ALL.iter().enumerate() {
        for other in &KeyFault::ALL[..i] {
            assert_ne!(fault.as_str(), other.as_str());
            assert_ne!(fault.mend(), other.mend());
        }
        assert!(fault.mend().ends_with('.'));
    }
}
