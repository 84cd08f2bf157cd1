//! The bytes of the seal, against the published vectors.
#![cfg(not(target_arch = "wasm32"))]

use sha2::{Digest, Sha256};
use touchbase::jose::{
    BUCKETS, Header, Way, base64url, compact, concat_kdf_input, decode, other_info, pad,
};

/// RFC 7518 appendix C: the shared secret Z and the derived key of Alice and Bob.
const Z: [u8; 32] = [
    158, 86, 217, 29, 129, 113, 53, 211, 114, 131, 66, 131, 191, 132, 38, 156, 251, 49, 110, 163,
    218, 128, 106, 72, 246, 218, 167, 121, 140, 254, 144, 196,
];

#[test]
fn other_info_is_that_of_rfc_7518_appendix_c() {
    let expected = [
        0, 0, 0, 7, 65, 49, 50, 56, 71, 67, 77, 0, 0, 0, 5, 65, 108, 105, 99, 101, 0, 0, 0, 3, 66,
        111, 98, 0, 0, 0, 128,
    ];
    assert_eq!(other_info("A128GCM", b"Alice", b"Bob", 128), expected);
}

#[test]
fn derived_key_is_that_of_rfc_7518_appendix_c() {
    let info = other_info("A128GCM", b"Alice", b"Bob", 128);
    let digest = Sha256::digest(concat_kdf_input(&Z, &info));
    assert_eq!(base64url(&digest[..16]), "VqqN6vgjbSBcIijNcacQGg");
}

#[test]
fn parties_without_names_are_empty_and_not_missing() {
    let expected = b"\0\0\0\x07A256GCM\0\0\0\0\0\0\0\0\0\0\x01\0";
    assert_eq!(other_info("A256GCM", b"", b"", 256), expected);
}

#[test]
fn base64url_is_that_of_rfc_4648() {
    for (bytes, text) in [
        ("", ""),
        ("f", "Zg"),
        ("fo", "Zm8"),
        ("foo", "Zm9v"),
        ("foob", "Zm9vYg"),
        ("fooba", "Zm9vYmE"),
        ("foobar", "Zm9vYmFy"),
    ] {
        assert_eq!(base64url(bytes.as_bytes()), text);
    }
    // RFC 7515 appendix C.
    assert_eq!(base64url(&[3, 236, 255, 224, 193]), "A-z_4ME");
}

#[test]
fn octets_have_one_spelling() {
    for length in 0..70 {
        let octets: Vec<u8> = (0..length).map(|i: u8| i.wrapping_mul(37)).collect();
        assert_eq!(decode(&base64url(&octets)), Some(octets));
    }
    for text in [
        "A", "AAAAA", "AB", "AAB", "AA==", "A+A", "A/A", "A A", "AAAé",
    ] {
        assert_eq!(decode(text), None, "{text}");
    }
}

#[test]
fn header_names_what_the_receiver_checks_before_opening() {
    let header = Header {
        kid: "k",
        way: Way::Agreed { x: "X", y: "Y" },
        id: "0b5e6a0e-5b0a-4b6e-9d4d-2f8f7f1a2c3d",
        aud: "a\"b",
    };
    let json = concat!(
        r#"{"alg":"ECDH-ES","enc":"A256GCM","kid":"k","#,
        r#""epk":{"kty":"EC","crv":"P-256","x":"X","y":"Y"},"#,
        r#""typ":"touchbase-referral+jwe","cty":"application/json","tb_v":1,"#,
        r#""tb_id":"0b5e6a0e-5b0a-4b6e-9d4d-2f8f7f1a2c3d","tb_aud":"a\"b"}"#,
    );
    assert_eq!(header.encode(), base64url(json.as_bytes()));
    let json = concat!(
        r#"{"alg":"RSA-OAEP-256","enc":"A256GCM","kid":"k","#,
        r#""typ":"touchbase-referral+jwe","cty":"application/json","tb_v":1,"#,
        r#""tb_id":"0b5e6a0e-5b0a-4b6e-9d4d-2f8f7f1a2c3d","tb_aud":"a\"b"}"#,
    );
    let header = Header {
        way: Way::Encrypted,
        ..header
    };
    assert_eq!(header.encode(), base64url(json.as_bytes()));
}

#[test]
fn compact_splits_the_tag_off_and_has_a_key_where_one_was_encrypted() {
    let mut sealed = vec![1, 2, 3];
    sealed.extend([9; 16]);
    for (wrapped, token) in [
        (&[][..], "h..AAAAAAAAAAAAAAAA.AQID.CQkJCQkJCQkJCQkJCQkJCQ"),
        (&[7], "h.Bw.AAAAAAAAAAAAAAAA.AQID.CQkJCQkJCQkJCQkJCQkJCQ"),
    ] {
        let made = compact("h", wrapped, &[0; 12], &sealed);
        assert_eq!(made.as_deref(), Some(token));
    }
    assert_eq!(compact("h", &[], &[0; 12], &[0; 15]), None);
}

#[test]
fn padding_hides_the_length() {
    for (length, padded) in [
        (0, 1024),
        (1, 1024),
        (1024, 1024),
        (1025, 2048),
        (16384, 16384),
    ] {
        let mut text = vec![b'x'; length];
        assert!(pad(&mut text));
        assert_eq!(text.len(), padded);
        assert!(text[length..].iter().all(|b| *b == b' '));
        assert!(text[..length].iter().all(|b| *b == b'x'));
        assert!(BUCKETS.contains(&text.len()));
    }
    let mut long = vec![b'x'; 16385];
    assert!(!pad(&mut long));
    assert_eq!(long.len(), 16385);
}
