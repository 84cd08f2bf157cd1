//! Which addresses may be opened, which may receive a request, and which keys may seal one.
#![allow(clippy::unwrap_used)]

mod documents;

use documents::{minimal, public_key, put, read_today, recipient, remove, set};
use serde_json::{Value, json};
use touchbase::config::{Code, Extent};

#[test]
fn endpoints_that_protect_a_request_on_its_way() {
    for endpoint in [
        "https://example.org/api",
        "https://example.org",
        "https://example.org:8443/x?y=1#z",
        "https://[2001:db8::1]/x",
        "HTTPS://example.org/x",
        "https://example.org/a@b:c",
        "https://example.org?@x",
        "/api/x",
        "api/x",
        "./api/x",
        "../x",
        "?x",
        "/v1/requests:add",
        "http://127.0.0.1:8787/x",
        "http://127.0.0.1/",
        "http://localhost/x",
        "http://localhost:8787",
        "HTTP://localhost/x",
        "http://[::1]/x",
        "http://[::1]:8787/x",
    ] {
        assert_eq!(fault_of(endpoint), None, "{endpoint}");
    }
}

#[test]
fn endpoints_that_do_not() {
    for endpoint in [
        "http://example.org/x",
        "http://127.0.0.1.example.org/x",
        "http://localhost.example.org/x",
        "http://localhost:8787.example.org/x",
        "http://[::1].example.org/x",
        "http://[::1",
        "http://localhost@example.org/x",
        "http://localhost:80@example.org/x",
        "http://127.0.0.2/x",
        "http:/x",
        "http:x",
        "//example.org/x",
        "///example.org/x",
        "/\\example.org/x",
        "\\\\example.org\\x",
        "https:\\\\example.org/x",
        "https:///x",
        "https://:443/x",
        "https://",
        "https:example.org",
        "https://user@example.org/x",
        "https://user:word@example.org/x",
        "https://exa mple.org/x",
        "https://example.org/x\ty",
        "https://example.org/x\n",
        " https://example.org/x",
        "\u{a0}/x",
        "java\tscript:alert(1)",
        "javascript:alert(1)",
        "JavaScript:alert(1)//",
        "data:text/plain,x",
        "blob:https://example.org/x",
        "file:///x",
        "ftp://example.org/x",
        "ws://example.org/x",
        "wss://example.org/x",
        "https\u{0}://example.org",
    ] {
        assert_eq!(
            fault_of(endpoint),
            Some(Code::EndpointUnsafe),
            "{endpoint:?}"
        );
    }
    assert_eq!(fault_of(""), Some(Code::Empty));
    assert_eq!(fault_of(" \n"), Some(Code::Empty));
}

/// A page to open may be relative or https, and never plain http, not even on the loopback.
#[test]
fn pages_to_open_are_https_or_relative() {
    for (url, sound) in [
        ("https://example.org/", true),
        ("/help", true),
        ("help.html#x", true),
        ("http://example.org/", false),
        ("http://localhost/", false),
        ("//example.org/", false),
        ("javascript:alert(1)", false),
        ("mailto:a@example.org", false),
        ("tel:988", false),
    ] {
        let mut value = minimal();
        put(&mut value, "", "exit_url", json!(url));
        let document = read_today(&value);
        assert_eq!(document.faults.is_empty(), sound, "{url}");
        assert_eq!(document.config.exit_url.is_some(), sound, "{url}");

        let mut value = minimal();
        let route = json!({ "type": "chat", "value": url });
        set(&mut value, "/options/1/routes/0", route);
        let shown = read_today(&value).config.option("chaplain").is_some();
        assert_eq!(shown, sound, "{url}");
    }
}

#[test]
fn keys_that_can_seal() {
    let mut whole = public_key();
    put(&mut whole, "", "use", json!("enc"));
    put(&mut whole, "", "alg", json!("ECDH-ES"));
    put(&mut whole, "", "x5t", json!("unknown members are allowed"));
    for key in [public_key(), whole] {
        assert_eq!(key_fault(key), None);
    }
}

#[test]
fn a_private_or_symmetric_key_is_called_that() {
    for member in ["d", "p", "q", "dp", "dq", "qi", "oth", "k"] {
        let mut key = public_key();
        put(&mut key, "", member, json!("c2VjcmV0"));
        assert_eq!(key_fault(key), Some(Code::KeyPrivate), "{member}");
    }
    // Also where it could not be used anyway: it has been published all the same.
    let rsa = json!({ "kty": "RSA", "n": "AQAB", "e": "AQAB", "d": "AQAB", "kid": "1" });
    assert_eq!(key_fault(rsa), Some(Code::KeyPrivate));
    let oct = json!({ "kty": "oct", "k": "c2VjcmV0" });
    assert_eq!(key_fault(oct), Some(Code::KeyPrivate));
    let mut null = public_key();
    put(&mut null, "", "d", Value::Null);
    assert_eq!(key_fault(null), Some(Code::KeyPrivate));
}

#[test]
fn keys_that_cannot_seal() {
    let changes: &[(&str, Value)] = &[
        ("kty", json!("OKP")),
        ("kty", json!("ec")),
        ("crv", json!("P-384")),
        ("crv", json!("secp256k1")),
        ("use", json!("sig")),
        ("alg", json!("ECDH-ES+A256KW")),
        ("alg", json!(7)),
        ("x", json!("too short")),
        ("x", json!("MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4=")),
        ("y", json!("+Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM")),
        ("y", json!(1)),
        ("kid", json!("")),
        ("kid", Value::Null),
    ];
    for (member, word) in changes {
        let mut key = public_key();
        put(&mut key, "", member, word.clone());
        assert_eq!(
            key_fault(key),
            Some(Code::KeyUnsupported),
            "{member} {word}"
        );
    }
    for member in ["kty", "crv", "x", "y", "kid"] {
        let mut key = public_key();
        remove(&mut key, &format!("/{member}"));
        assert_eq!(key_fault(key), Some(Code::KeyUnsupported), "{member}");
    }
    assert_eq!(key_fault(json!("key")), Some(Code::WrongType));
}

/// A document with one published secret is not to be trusted with anybody's name, be it sealed to
/// another key or to the same; the other routes are not touched.
#[test]
fn one_bad_key_takes_the_referral_away_and_nothing_else() {
    let mut value = minimal();
    let mut private = public_key();
    put(&mut private, "", "d", json!("c2VjcmV0"));
    let keys = value.pointer_mut("/referral/recipients/0/keys").unwrap();
    keys.as_array_mut().unwrap().push(private);
    let recipients = value.pointer_mut("/referral/recipients").unwrap();
    recipients.as_array_mut().unwrap().push(recipient("vendor"));
    let document = read_today(&value);
    assert!(document.config.referral.is_none());
    assert!(!document.config.options.is_empty());
    assert_eq!(document.config.extent, Extent::Full);
}

fn fault_of(endpoint: &str) -> Option<Code> {
    let mut value = minimal();
    set(
        &mut value,
        "/referral/recipients/0/endpoint",
        json!(endpoint),
    );
    referral_fault(&value)
}

fn key_fault(key: Value) -> Option<Code> {
    let mut value = minimal();
    set(&mut value, "/referral/recipients/0/keys/0", key);
    referral_fault(&value)
}

/// The fault of the only recipient; it is used exactly where there is none.
fn referral_fault(value: &Value) -> Option<Code> {
    let document = read_today(value);
    let fault = document
        .faults
        .iter()
        .find(|fault| fault.path.starts_with("referral"))
        .map(|fault| fault.code);
    assert_eq!(document.config.referral.is_some(), fault.is_none());
    // Whatever is wrong here, the options stay.
    assert_eq!(document.config.extent, Extent::Full);
    assert_eq!(document.config.options.len(), 2);
    fault
}
