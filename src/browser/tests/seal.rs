//! The seal, opened again by code that shares nothing with it.

use std::collections::HashSet;

use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use super::js;
use crate::browser::js as convert;
use crate::browser::seal::{SealError, seal};
use crate::jose::{Material, PublicKey, base64url, sound_key};
use crate::value::Value;

const ID: &str = "0b5e6a0e-5b0a-4b6e-9d4d-2f8f7f1a2c3d";

/// The opener of RFC 7516 section 5.2, for the two algorithms, in the page's own JavaScript. What is
/// asked for is the plaintext, or the content key alone.
const OPEN: &str = "
    const bytes = text => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')),
        c => c.charCodeAt(0));
    const [asked, token] = arg.split(' ');
    const [head, key, iv, body, tag] = token.split('.');
    const header = JSON.parse(new TextDecoder().decode(bytes(head)));
    let cek;
    if (header.alg === 'RSA-OAEP-256') {
        cek = await crypto.subtle.decrypt('RSA-OAEP', pair.privateKey, bytes(key));
    } else {
        const ecdh = {name: 'ECDH', namedCurve: 'P-256'};
        const epk = await crypto.subtle.importKey('jwk', header.epk, ecdh, false, []);
        const agree = {name: 'ECDH', public: epk};
        const z = await crypto.subtle.deriveBits(agree, pair.privateKey, 256);
        const info = [0,0,0,1, ...new Uint8Array(z), 0,0,0,7,
            ...new TextEncoder().encode('A256GCM'), 0,0,0,0, 0,0,0,0, 0,0,1,0];
        cek = await crypto.subtle.digest('SHA-256', new Uint8Array(info));
    }
    if (asked === 'key') return new Uint8Array(cek).join();
    const aes = await crypto.subtle.importKey('raw', cek, 'AES-GCM', false, ['decrypt']);
    const plain = await crypto.subtle.decrypt({name: 'AES-GCM', iv: bytes(iv),
        additionalData: new TextEncoder().encode(head), tagLength: 128}, aes,
        new Uint8Array([...bytes(body), ...bytes(tag)]));
    return JSON.stringify({header, key, plain: new TextDecoder().decode(plain)});
";

/// Makes the receiver's pair, and answers its public half.
const ON_CURVE: &str = "
    globalThis.pair = await crypto.subtle.generateKey({name: 'ECDH', namedCurve: 'P-256'},
        true, ['deriveBits']);
    return JSON.stringify(await crypto.subtle.exportKey('jwk', pair.publicKey));
";
const RSA: &str = "
    globalThis.pair = await crypto.subtle.generateKey({name: 'RSA-OAEP', hash: 'SHA-256',
        modulusLength: 3072, publicExponent: new Uint8Array([1, 0, 1])}, true,
        ['encrypt', 'decrypt']);
    return JSON.stringify(await crypto.subtle.exportKey('jwk', pair.publicKey));
";

/// The public half of a new pair, as a host publishes it.
pub(super) async fn receiver() -> Value {
    receiver_of(ON_CURVE).await
}

async fn receiver_of(kind: &str) -> Value {
    let jwk = js(kind, &JsValue::NULL).await.as_string().unwrap();
    let Some(Value::Object(mut members)) = convert::parse_json(&jwk) else {
        panic!("no JWK: {jwk}");
    };
    members.push(("kid".to_owned(), "".into()));
    let key = PublicKey::from_jwk(&Value::Object(members.clone())).unwrap();
    members.push(("kid".to_owned(), base64url(&key.thumbprint()).into()));
    Value::Object(members)
}

async fn sound(kind: &str) -> Vec<PublicKey> {
    vec![sound_key(&receiver_of(kind).await).unwrap()]
}

async fn open(asked: &str, token: &str) -> String {
    let arg = [asked, token].join(" ");
    js(OPEN, &arg.into()).await.as_string().unwrap()
}

#[wasm_bindgen_test]
async fn the_receiver_opens_what_was_sealed() {
    for (kind, alg, members) in [(ON_CURVE, "ECDH-ES", 9), (RSA, "RSA-OAEP-256", 8)] {
        let keys = sound(kind).await;
        let plaintext = r#"{"id":"x","name":"Zoë 🙂"}"#;
        let token = seal(&keys, ID, "site", plaintext.into()).await.unwrap();
        let opened = convert::parse_json(&open("all", &token).await).unwrap();
        let header = opened.get("header").unwrap();
        for (member, value) in [
            ("alg", alg),
            ("enc", "A256GCM"),
            ("kid", &keys[0].kid),
            ("typ", "touchbase-referral+jwe"),
            ("cty", "application/json"),
            ("tb_id", ID),
            ("tb_aud", "site"),
        ] {
            let found = header.get(member).unwrap().as_str();
            assert_eq!(found, Some(value), "{alg} {member}");
        }
        assert_eq!(header.get("tb_v").unwrap().as_int(), Some(1));
        assert_eq!(header.members().len(), members, "no apu, apv, zip or crit");
        let wrapped = opened.get("key").unwrap().as_str().unwrap();
        // 384 octets in base64url.
        assert_eq!(wrapped.len(), if kind == RSA { 512 } else { 0 });
        let plain = opened.get("plain").unwrap().as_str().unwrap();
        assert_eq!(plain.len(), 1024, "padded");
        assert_eq!(plain.trim_end(), plaintext);
    }
}

#[wasm_bindgen_test]
async fn no_two_seals_are_alike() {
    for (kind, different) in [(ON_CURVE, &[0, 2, 3, 4][..]), (RSA, &[1, 2, 3, 4])] {
        let keys = sound(kind).await;
        let one = seal(&keys, ID, "site", b"{}".to_vec()).await.unwrap();
        let two = seal(&keys, ID, "site", b"{}".to_vec()).await.unwrap();
        let parts = |token: &str| token.split('.').map(str::to_owned).collect::<Vec<_>>();
        let (one, two) = (parts(&one), parts(&two));
        for part in different {
            assert_ne!(one[*part], two[*part]);
        }
    }
}

#[wasm_bindgen_test]
async fn what_cannot_be_sealed_is_refused() {
    let keys = sound(ON_CURVE).await;
    let long = vec![b' '; 16_385];
    assert_eq!(seal(&keys, ID, "site", long).await, Err(SealError::TooLong));
    let none = seal(&[], ID, "site", b"{}".to_vec()).await;
    assert_eq!(none, Err(SealError::Key));
    // Past the look at the key, which refuses it sooner.
    let mut cut = sound(RSA).await;
    if let Material::Rsa { n, .. } = &mut cut[0].material {
        n.clear();
    }
    let refused = seal(&cut, ID, "site", b"{}".to_vec()).await;
    assert!(refused.is_err());
    // The next key stands in for one that the browser does not take.
    cut.extend(keys.clone());
    if refused == Err(SealError::Key) {
        let token = seal(&cut, ID, "site", b"{}".to_vec()).await.unwrap();
        assert!(token.split('.').nth(1).unwrap().is_empty());
    }
}

/// No key and no initialisation vector comes twice. The same look finds a sealer that keeps its
/// vector, and one that keeps its key.
#[wasm_bindgen_test]
async fn ten_thousand_seals_have_keys_and_vectors_of_their_own() {
    const SEALS: usize = 10_000;

    // What is different for each key: the header, which holds the ephemeral one, or the content key
    // as it was encrypted.
    for (kind, of_key) in [(ON_CURVE, 0), (RSA, 1)] {
        let keys = sound(kind).await;
        let mut tokens = Vec::with_capacity(SEALS);
        for _ in 0..SEALS {
            tokens.push(seal(&keys, ID, "site", b"{}".to_vec()).await.unwrap());
        }
        assert_eq!(first_repeated(&tokens, of_key), None);

        let part = |token: &str, index| token.split('.').nth(index).unwrap().to_owned();
        let (key, iv) = (part(&tokens[0], of_key), part(&tokens[0], 2));
        for (from, to, what) in [(2, iv, "vector"), (of_key, key, "key")] {
            let last = tokens.pop().unwrap();
            let mut parts: Vec<&str> = last.split('.').collect();
            parts[from] = &to;
            tokens.push(parts.join("."));
            assert_eq!(first_repeated(&tokens, of_key), Some(what));
            tokens.pop();
        }
    }
}

/// Encrypted to an RSA key, one content key never looks the same twice, so this looks inside. Fewer,
/// because each is opened.
#[wasm_bindgen_test]
async fn a_thousand_content_keys_for_an_rsa_key_are_different() {
    const SEALS: usize = 1_000;

    let keys = sound(RSA).await;
    let mut content_keys = HashSet::new();
    for _ in 0..SEALS {
        let token = seal(&keys, ID, "site", b"{}".to_vec()).await.unwrap();
        content_keys.insert(open("key", &token).await);
    }
    assert_eq!(content_keys.len(), SEALS);
    // A key that was seen is found among them.
    let one = content_keys.iter().next().unwrap().clone();
    assert!(!content_keys.insert(one));
}

/// What stands in two of the tokens: the key of the part `of_key`, or the initialisation vector.
fn first_repeated(tokens: &[String], of_key: usize) -> Option<&'static str> {
    let (mut keys, mut vectors) = (HashSet::new(), HashSet::new());
    for token in tokens {
        let parts: Vec<&str> = token.split('.').collect();
        // All else in the header is the same for all, so another header is another key.
        if !keys.insert(parts[of_key]) {
            return Some("key");
        }
        if !vectors.insert(parts[2]) {
            return Some("vector");
        }
    }
    None
}
