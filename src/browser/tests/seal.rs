//! The seal, opened again by code that shares nothing with it.

use std::collections::HashSet;

use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use super::js;
use crate::browser::js as convert;
use crate::browser::seal::{SealError, seal};
use crate::jose::PublicKey;

const ID: &str = "0b5e6a0e-5b0a-4b6e-9d4d-2f8f7f1a2c3d";

/// The opener of RFC 7516 section 5.2, for the one algorithm, in the page's own JavaScript.
const OPEN: &str = "
    const bytes = text => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')),
        c => c.charCodeAt(0));
    const [head, key, iv, body, tag] = arg.split('.');
    const header = JSON.parse(new TextDecoder().decode(bytes(head)));
    const ecdh = {name: 'ECDH', namedCurve: 'P-256'};
    const epk = await crypto.subtle.importKey('jwk', header.epk, ecdh, false, []);
    const z = await crypto.subtle.deriveBits({name: 'ECDH', public: epk}, pair.privateKey, 256);
    const info = [0,0,0,1, ...new Uint8Array(z), 0,0,0,7, ...new TextEncoder().encode('A256GCM'),
        0,0,0,0, 0,0,0,0, 0,0,1,0];
    const cek = await crypto.subtle.digest('SHA-256', new Uint8Array(info));
    const aes = await crypto.subtle.importKey('raw', cek, 'AES-GCM', false, ['decrypt']);
    const plain = await crypto.subtle.decrypt({name: 'AES-GCM', iv: bytes(iv),
        additionalData: new TextEncoder().encode(head), tagLength: 128}, aes,
        new Uint8Array([...bytes(body), ...bytes(tag)]));
    return JSON.stringify({header, key, plain: new TextDecoder().decode(plain)});
";

pub(super) async fn receiver() -> PublicKey {
    let jwk = js(
        "globalThis.pair = await crypto.subtle.generateKey({name: 'ECDH', namedCurve: 'P-256'},
             true, ['deriveBits']);
         return await crypto.subtle.exportKey('jwk', pair.publicKey);",
        &JsValue::NULL,
    )
    .await;
    PublicKey {
        kid: "the key".to_owned(),
        x: convert::text(&jwk, "x").unwrap(),
        y: convert::text(&jwk, "y").unwrap(),
    }
}

#[wasm_bindgen_test]
async fn the_receiver_opens_what_was_sealed() {
    let key = receiver().await;
    let plaintext = r#"{"id":"x","name":"Zoë 🙂"}"#;
    let token = seal(&key, ID, "site", plaintext.into()).await.unwrap();
    let opened = js(OPEN, &token.as_str().into()).await.as_string().unwrap();
    let opened = convert::parse_json(&opened).unwrap();
    let header = opened.get("header").unwrap();
    for (member, value) in [
        ("alg", "ECDH-ES"),
        ("enc", "A256GCM"),
        ("kid", "the key"),
        ("typ", "touchbase-referral+jwe"),
        ("cty", "application/json"),
        ("tb_id", ID),
        ("tb_aud", "site"),
    ] {
        assert_eq!(
            header.get(member).unwrap().as_str(),
            Some(value),
            "{member}"
        );
    }
    assert_eq!(header.get("tb_v").unwrap().as_int(), Some(1));
    assert_eq!(header.members().len(), 9, "no apu, apv, zip or crit");
    assert_eq!(opened.get("key").unwrap().as_str(), Some(""));
    let plain = opened.get("plain").unwrap().as_str().unwrap();
    assert_eq!(plain.len(), 1024, "padded");
    assert_eq!(plain.trim_end(), plaintext);
}

#[wasm_bindgen_test]
async fn no_two_seals_are_alike() {
    let key = receiver().await;
    let one = seal(&key, ID, "site", b"{}".to_vec()).await.unwrap();
    let two = seal(&key, ID, "site", b"{}".to_vec()).await.unwrap();
    let parts = |token: &str| token.split('.').map(str::to_owned).collect::<Vec<_>>();
    let (one, two) = (parts(&one), parts(&two));
    for part in [0, 2, 3, 4] {
        assert_ne!(one[part], two[part]);
    }
}

#[wasm_bindgen_test]
async fn what_cannot_be_sealed_is_refused() {
    let key = receiver().await;
    let long = vec![b' '; 16_385];
    assert_eq!(seal(&key, ID, "site", long).await, Err(SealError::TooLong));
    let mut off_curve = key.clone();
    off_curve.y = key.x.clone();
    assert_eq!(
        seal(&off_curve, ID, "site", b"{}".to_vec()).await,
        Err(SealError::Key)
    );
}

/// No ephemeral key and no initialisation vector comes twice. The same look finds a sealer that
/// keeps its vector, and one that keeps its key.
#[wasm_bindgen_test]
async fn ten_thousand_seals_have_keys_and_vectors_of_their_own() {
    const SEALS: usize = 10_000;

    let key = receiver().await;
    let mut tokens = Vec::with_capacity(SEALS);
    for _ in 0..SEALS {
        tokens.push(seal(&key, ID, "site", b"{}".to_vec()).await.unwrap());
    }
    assert_eq!(first_repeated(&tokens), None);

    let part = |token: &str, index| token.split('.').nth(index).unwrap().to_owned();
    let (head, iv) = (part(&tokens[0], 0), part(&tokens[0], 2));
    for (from, to, what) in [(2, iv, "vector"), (0, head, "key")] {
        let last = tokens.pop().unwrap();
        let mut parts: Vec<&str> = last.split('.').collect();
        parts[from] = &to;
        tokens.push(parts.join("."));
        assert_eq!(first_repeated(&tokens), Some(what));
        tokens.pop();
    }
}

/// What stands in two of the tokens: the ephemeral key or the initialisation vector.
fn first_repeated(tokens: &[String]) -> Option<&'static str> {
    let (mut keys, mut vectors) = (HashSet::new(), HashSet::new());
    for token in tokens {
        let parts: Vec<&str> = token.split('.').collect();
        // All else in the header is the same for all, so another header is another key.
        if !keys.insert(parts[0]) {
            return Some("key");
        }
        if !vectors.insert(parts[2]) {
            return Some("vector");
        }
    }
    None
}
