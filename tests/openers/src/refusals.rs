//! What every opener has to refuse, and with which word. Where an algorithm or a member is at
//! fault, all else is right and the library would open it: the refusal is the opener's own.

use p256::ecdh;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use touchbase::jose::{ENC, KEY_BITS, concat_kdf_input, other_info};

use crate::answers::usual;
use crate::keys::{self, decode, derived, encode};
use crate::seal::{Draft, Parts, RSA_LEN, agree, power, wrap, wrap_labelled};

/// A token that is no referral for these keys.
#[derive(Clone, Debug)]
pub struct Refusal {
    pub name: &'static str,
    pub token: String,
    /// What the opener says of it.
    pub code: &'static str,
}

pub fn refusals() -> Vec<Refusal> {
    let kinds = [
        ("malformed", malformed()),
        ("malformed", misshapen()),
        ("algorithm", of_another_kind()),
        ("other-key", for_another_key()),
        ("not-authentic", forged()),
        ("not-authentic", wrongly_wrapped()),
        ("not-a-record", no_records()),
    ];
    let named = kinds.into_iter().flat_map(|(code, list)| {
        list.into_iter()
            .map(move |(name, token)| Refusal { name, token, code })
    });
    named.collect()
}

type List = Vec<(&'static str, String)>;

fn agreed(name: &str) -> Draft {
    Draft::agreed(name, usual().to_string().as_bytes())
}

fn encrypted(name: &str) -> Draft {
    Draft::encrypted(name, usual().to_string().as_bytes())
}

/// Faults of the encoding.
fn malformed() -> List {
    let parts = agreed("malformed").parts();
    let good = parts.token();
    let under = |head: &[u8]| agreed("malformed").parts_under(encode(head)).token();
    let header = decode(&parts.head);
    let swapped = |from: u8, to: u8| {
        let (before, after) = good.rsplit_once('.').unwrap_or_default();
        let (before, text) = before.rsplit_once('.').unwrap_or_default();
        let text = text.replace(from as char, &(to as char).to_string());
        format!("{before}.{text}.{after}")
    };
    vec![
        ("nothing", String::new()),
        ("four parts", good.replacen("..", ".", 1)),
        ("six parts", format!("{good}.")),
        (
            "a signature in three parts",
            "eyJhbGciOiJub25lIn0.e30.".into(),
        ),
        (
            "JSON in place of the compact form",
            r#"{"protected":"e30"}"#.into(),
        ),
        ("a space behind", format!("{good} ")),
        ("a space within", good.replacen("..", ".. ", 1)),
        ("padding", format!("{good}==")),
        ("the other alphabet, plus", swapped(b'-', b'+')),
        ("the other alphabet, slash", swapped(b'_', b'/')),
        ("a letter beyond ASCII", good.replacen("..", "..é", 1)),
        ("loose bits in the tag", loose_bits(&good)),
        (
            "a header that is no base64url",
            good.replacen("eyJ", "ey~", 1),
        ),
        ("a header that is no JSON", under(b"{")),
        ("a header that is a list", under(br#"["ECDH-ES"]"#)),
        ("a header that is null", under(b"null")),
        (
            "a header with a byte order mark",
            under(&[b"\xef\xbb\xbf", &header[..]].concat()),
        ),
        (
            "a header that is no UTF-8",
            under(&[&header[..header.len() - 1], b",\"x\":\"\xff\"}"].concat()),
        ),
        ("longer than any request", {
            let many = " ".repeat(20 << 10);
            agreed("longer")
                .holding(format!("{}{many}", usual()))
                .token()
        }),
    ]
}

/// The last letter of a tag stands for two bits of it and four of nothing.
fn loose_bits(token: &str) -> String {
    const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut token = token.to_owned();
    let last = token
        .pop()
        .and_then(|letter| ALPHABET.find(letter))
        .unwrap_or(0);
    token.push_str(&ALPHABET[last + 1..last + 2]);
    token
}

/// Parts of a length or a kind that no referral has.
fn misshapen() -> List {
    let one = agreed("misshapen");
    let epk = |member: &str, value: Value| {
        let mut epk = one.header["epk"].clone();
        epk[member] = value;
        agreed("misshapen").with("epk", epk).token()
    };
    let x = decode(one.header["epk"]["x"].as_str().unwrap_or_default());
    let changed = |change: fn(&mut Parts)| {
        let mut parts = one.parts();
        change(&mut parts);
        parts.token()
    };
    let unwrapped = {
        let mut parts = encrypted("misshapen").parts();
        parts.wrapped.clear();
        parts.token()
    };
    vec![
        (
            "no ephemeral key",
            agreed("misshapen").without("epk").token(),
        ),
        (
            "an ephemeral key as text",
            agreed("misshapen").with("epk", "x".into()).token(),
        ),
        ("an ephemeral key of RSA's", epk("kty", "RSA".into())),
        (
            "an ephemeral key on another curve",
            epk("crv", "P-384".into()),
        ),
        ("an ephemeral key without y", epk("y", Value::Null)),
        ("a coordinate that is a number", epk("x", 7.into())),
        (
            "a coordinate of 31 octets",
            epk("x", encode(&x[1..]).into()),
        ),
        (
            "a coordinate of 33 octets",
            epk("x", encode(&[&[0], &x[..]].concat()).into()),
        ),
        (
            "an encrypted key that nobody asked for",
            changed(|parts| parts.wrapped = vec![0; 40]),
        ),
        ("no encrypted key", unwrapped),
        (
            "no initialisation vector",
            changed(|parts| parts.iv.clear()),
        ),
        (
            "an initialisation vector of 16 octets",
            changed(|parts| parts.iv.resize(16, 0)),
        ),
        ("no ciphertext", changed(|parts| parts.ciphertext.clear())),
        ("no tag", changed(|parts| parts.tag.clear())),
        (
            "a tag of 12 octets",
            changed(|parts| parts.tag.truncate(12)),
        ),
        ("a tag of 17 octets", changed(|parts| parts.tag.push(0))),
    ]
}

/// Sealed as it should not be.
fn of_another_kind() -> List {
    let alg = |value: Value| agreed("kind").with("alg", value).token();
    let (ec, rsa) = (keys::ec(), keys::rsa());
    let short = {
        let mut draft = agreed("kind").with("enc", "A128GCM".into());
        let receiver = keys::secret(&ec).public_key();
        draft.content_key = agree(&derived("kind"), &receiver, "A128GCM", 128, b"", b"");
        draft
    };
    let parties = {
        let mut draft = agreed("kind")
            .with("apu", encode(b"Alice").into())
            .with("apv", encode(b"Bob").into());
        let receiver = keys::secret(&ec).public_key();
        draft.content_key = agree(&derived("kind"), &receiver, ENC, KEY_BITS, b"Alice", b"Bob");
        draft
    };
    vec![
        ("no alg", agreed("kind").without("alg").token()),
        ("alg none", alg("none".into())),
        ("alg dir", alg("dir".into())),
        ("alg in small letters", alg("ecdh-es".into())),
        ("alg as a list", alg(json!(["ECDH-ES"]))),
        ("alg ECDH-ES+A256KW", alg("ECDH-ES+A256KW".into())),
        (
            "alg RSA-OAEP",
            encrypted("kind").with("alg", "RSA-OAEP".into()).token(),
        ),
        (
            "alg RSA1_5",
            encrypted("kind").with("alg", "RSA1_5".into()).token(),
        ),
        ("no enc", agreed("kind").without("enc").token()),
        ("enc A128GCM", short.token()),
        (
            "enc A256CBC-HS512",
            agreed("kind").with("enc", "A256CBC-HS512".into()).token(),
        ),
        ("deflated", {
            let text = usual().to_string();
            agreed("kind")
                .with("zip", "DEF".into())
                .holding(deflated(text.as_bytes()))
                .token()
        }),
        (
            "critical: a member we know",
            agreed("kind").with("crit", json!(["tb_v"])).token(),
        ),
        (
            "critical: a member nobody knows",
            encrypted("kind").with("crit", json!(["x"])).token(),
        ),
        (
            "critical: nothing",
            agreed("kind").with("crit", json!([])).token(),
        ),
        ("two parties with names", parties.token()),
        (
            "ECDH-ES to the RSA key",
            agreed("kind").with("kid", rsa["kid"].clone()).token(),
        ),
        (
            "RSA-OAEP-256 to the key on P-256",
            encrypted("kind").with("kid", ec["kid"].clone()).token(),
        ),
    ]
}

/// A deflate stream of one stored block (RFC 1951 section 3.2.4).
fn deflated(octets: &[u8]) -> Vec<u8> {
    let length = octets.len() as u16;
    let mut out = vec![1];
    out.extend_from_slice(&length.to_le_bytes());
    out.extend_from_slice(&(!length).to_le_bytes());
    out.extend_from_slice(octets);
    out
}

fn for_another_key() -> List {
    vec![
        (
            "a key nobody has",
            agreed("other").with("kid", encode(&[7; 32]).into()).token(),
        ),
        ("no key id", agreed("other").without("kid").token()),
        (
            "an empty key id",
            encrypted("other").with("kid", "".into()).token(),
        ),
        (
            "a key id that is a number",
            encrypted("other").with("kid", 0.into()).token(),
        ),
    ]
}

/// Whole in shape, and not what was sealed.
fn forged() -> List {
    let one = agreed("forged").parts();
    let other = agreed("forged, too").parts();
    let changed = |change: &dyn Fn(&mut Parts)| {
        let mut parts = one.clone();
        change(&mut parts);
        parts.token()
    };
    let spaced = String::from_utf8_lossy(&decode(&one.head)).replacen(',', ", ", 1);
    let epk = |x: &[u8], y: &[u8]| {
        let point = json!({"kty": "EC", "crv": "P-256", "x": encode(x), "y": encode(y)});
        agreed("forged").with("epk", point).token()
    };
    let x = decode(
        agreed("forged").header["epk"]["x"]
            .as_str()
            .unwrap_or_default(),
    );
    let confused = {
        let mut draft = agreed("forged");
        let shared = ecdh::diffie_hellman(
            derived("forged").to_nonzero_scalar(),
            keys::secret(&keys::ec()).public_key().as_affine(),
        );
        // With the name of the algorithm in place of the encryption's.
        let info = other_info("ECDH-ES", b"", b"", KEY_BITS);
        let input = concat_kdf_input(shared.raw_secret_bytes(), &info);
        draft.content_key = Sha256::digest(input).to_vec();
        draft
    };
    let another = {
        let mut draft = agreed("forged");
        let receiver = derived("somebody else").public_key();
        draft.content_key = agree(&derived("forged"), &receiver, ENC, KEY_BITS, b"", b"");
        draft
    };
    vec![
        (
            "another token's header",
            changed(&|parts| parts.head = other.head.clone()),
        ),
        (
            "another token's vector",
            changed(&|parts| parts.iv = other.iv.clone()),
        ),
        (
            "another token's ciphertext",
            changed(&|parts| parts.ciphertext = other.ciphertext.clone()),
        ),
        (
            "another token's tag",
            changed(&|parts| parts.tag = other.tag.clone()),
        ),
        (
            "the same header, written otherwise",
            changed(&|parts| parts.head = encode(spaced.as_bytes())),
        ),
        ("another request's id", {
            let header =
                agreed("forged").with("tb_id", "7c9e6679-7425-40de-944b-e07fc1f90ae7".into());
            changed(&|parts| parts.head = header.parts().head)
        }),
        (
            "a block less",
            changed(&|parts| parts.ciphertext.truncate(1008)),
        ),
        (
            "a block more",
            changed(&|parts| parts.ciphertext.extend([0; 16])),
        ),
        ("a point that is not on the curve", epk(&x, &x)),
        ("the point at zero", epk(&[0; 32], &[0; 32])),
        (
            "a coordinate beyond the field",
            epk(&[0xff; 32], &[0xff; 32]),
        ),
        ("sealed to somebody else under our key id", another.token()),
        ("a key derived for the wrong name", confused.token()),
    ]
}

/// An encrypted key that is none, or is not ours.
fn wrongly_wrapped() -> List {
    let wrapped = |octets: Vec<u8>| {
        let mut draft = encrypted("wrapped");
        draft.wrapped = octets;
        draft.token()
    };
    let holding = |content_key: &[u8]| {
        let mut draft = encrypted("wrapped");
        draft.wrapped = wrap(&keys::rsa(), "wrapped", content_key);
        draft.content_key = content_key.to_vec();
        draft
    };
    let good = encrypted("wrapped");
    let key = good.content_key.clone();
    vec![
        (
            "another content key",
            wrapped(encrypted("wrapped, too").wrapped),
        ),
        (
            "a label",
            wrapped(wrap_labelled(&keys::rsa(), "wrapped", &key, b"label")),
        ),
        ("no padding of the key", {
            let plain = [vec![0; RSA_LEN - key.len()], key.clone()].concat();
            wrapped(power(&keys::rsa(), &plain))
        }),
        ("an encrypted key of zeros", wrapped(vec![0; RSA_LEN])),
        (
            "an encrypted key beyond the modulus",
            wrapped(vec![0xff; RSA_LEN]),
        ),
        (
            "an encrypted key that is too short",
            wrapped(good.wrapped[1..].to_vec()),
        ),
        (
            "an encrypted key that is too long",
            wrapped([&[0], &good.wrapped[..]].concat()),
        ),
        ("a content key of 128 bits", holding(&key[..16]).token()),
        ("an empty content key", {
            let mut draft = holding(b"");
            draft.content_key = key.clone();
            draft.token()
        }),
    ]
}

/// Sealed as it should be, with something else inside.
fn no_records() -> List {
    let holding = |plaintext: &[u8]| agreed("no record").holding(plaintext).token();
    let text = usual().to_string();
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    vec![
        ("a list", holding(b"[]")),
        ("a text", holding(b"\"record\"")),
        ("a number", holding(b"7")),
        ("null", holding(b"null")),
        ("spaces alone", holding(&[b' '; 1024])),
        ("half a record", holding(&text.as_bytes()[..40])),
        ("two records", holding(format!("{text} {text}").as_bytes())),
        ("a comma too many", holding(br#"{"name":"x",}"#)),
        ("a name without quotes", holding(br#"{name:"x"}"#)),
        ("no number", holding(br#"{"team_size":NaN}"#)),
        (
            "a number that begins with a zero",
            holding(br#"{"team_size":012}"#),
        ),
        ("a line break in a name", holding(b"{\"name\":\"a\nb\"}")),
        (
            "zeros for padding",
            holding(&[text.as_bytes(), &[0; 32]].concat()),
        ),
        (
            "a byte order mark",
            holding(&[b"\xef\xbb\xbf", text.as_bytes()].concat()),
        ),
        ("no UTF-8", holding(b"{\"name\":\"\xff\"}")),
        ("UTF-16", holding(&wide)),
    ]
}
