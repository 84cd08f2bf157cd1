//! What every opener has to open.

use serde_json::{Value, json};

use crate::keys::derived;
use crate::seal::Draft;

/// A token and what is inside.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The algorithm and a few words, different from every other.
    pub name: String,
    /// `ECDH-ES` or `RSA-OAEP-256`.
    pub alg: &'static str,
    pub token: String,
    pub record: Value,
}

/// Each record by both algorithms, then what only one of them has.
pub fn answers() -> Vec<Answer> {
    let mut answers = Vec::new();
    for (name, record) in records() {
        let text = record.to_string();
        let mut add = |alg, draft: fn(&str, &[u8]) -> Draft| {
            let name = format!("{alg}, {name}");
            let token = draft(&name, text.as_bytes()).token();
            let record = record.clone();
            answers.push(Answer {
                name,
                alg,
                token,
                record,
            });
        };
        add("ECDH-ES", Draft::agreed);
        add("RSA-OAEP-256", Draft::encrypted);
    }
    answers.extend(agreed_alone());
    answers.extend(encrypted_alone());
    answers
}

/// A record as a person would send it.
pub fn usual() -> Value {
    json!({
        "schema": "touchbase-referral/1",
        "id": "0b5e6a0e-5b0a-4b6e-9d4d-2f8f7f1a2c3d",
        "kind": "self",
        "program": "Example Hospital",
        "option": "peer-support",
        "name": "Ada Example",
        "contact_channel": "phone",
        "contact_value": "555 0100",
        "urgency": "today",
        "notice_version": "1",
        "locale": "en",
        "sent_at": "2026-03-01T03:00:00Z",
    })
}

fn records() -> Vec<(&'static str, Value)> {
    let named = |name: &str| {
        let mut record = usual();
        record["name"] = name.into();
        record
    };
    let nameless = {
        let mut record = usual();
        record
            .as_object_mut()
            .map(|members| members.shift_remove("name"));
        record
    };
    let colleague = {
        let mut record = usual();
        record["kind"] = "colleague".into();
        record["colleague_aware"] = true.into();
        record["referrer"] = json!({
            "name": "Bo Example",
            "contact_channel": "email",
            "contact_value": "bo@example.org",
            "relationship": "team-leader",
            "may_be_named": false,
        });
        record
    };
    let team = {
        let mut record = usual();
        record["kind"] = "team".into();
        record["team_size"] = 12.into();
        record
    };
    vec![
        ("a usual record", usual()),
        ("no name", nameless),
        ("a name of one letter", named("Ø")),
        (
            "a name of 200 letters",
            named(&"Wolfeschlegelstein, ".repeat(10)),
        ),
        ("emoji and combining marks", named("Zoë Zoe\u{308} 👩🏽‍⚕️ 🙂")),
        ("other scripts", named("محمد 王小明 Ольга")),
        (
            "what JSON has to escape",
            named("\"A\\B\" /\u{8}\t\n\u{1}\u{7f}\u{2028}"),
        ),
        ("a colleague", colleague),
        ("a team", team),
        // The record is 1,024 octets with this name: nothing is left to pad.
        ("1 KiB to the brim", filled(1 << 10)),
        ("2 KiB", filled((1 << 10) + 1)),
        ("4 KiB", filled(3 << 10)),
        ("8 KiB", filled(5 << 10)),
        ("16 KiB to the brim", filled(16 << 10)),
    ]
}

/// A record whose text has exactly so many octets.
fn filled(length: usize) -> Value {
    let mut record = usual();
    record["name"] = "".into();
    let rest = length.saturating_sub(record.to_string().len());
    record["name"] = "n".repeat(rest).into();
    record
}

/// Numbers that begin with a zero, which is lost where they are taken for numbers and not for
/// octets. One key in 256 has such a one; a test holds these to it.
const ZERO_X: &str = "zero 20";
const ZERO_Y: &str = "zero 281";
const ZERO_SHARED: &str = "zero 68";
const ZERO_WRAPPED: &str = "zero 148";

fn agreed_alone() -> impl Iterator<Item = Answer> {
    let zeros = [
        ("x", ZERO_X),
        ("y", ZERO_Y),
        ("the shared secret", ZERO_SHARED),
    ];
    zeros.into_iter().map(|(what, ephemeral)| {
        let name = format!("ECDH-ES, {what} begins with a zero");
        let record = usual();
        let text = record.to_string();
        let draft = Draft::agreed_with(&derived(ephemeral), &name, text.as_bytes());
        Answer {
            name,
            alg: "ECDH-ES",
            token: draft.token(),
            record,
        }
    })
}

fn encrypted_alone() -> [Answer; 2] {
    let text = usual().to_string();
    let answer = |name: &str, draft: Draft| Answer {
        name: format!("RSA-OAEP-256, {name}"),
        alg: "RSA-OAEP-256",
        token: draft.token(),
        record: usual(),
    };
    [
        answer(
            "the encrypted key begins with a zero",
            Draft::encrypted(ZERO_WRAPPED, text.as_bytes()),
        ),
        // The length is the sender's care and no opener's.
        answer(
            "not padded",
            Draft::encrypted("bare", b"").holding(text.as_bytes()),
        ),
    ]
}

#[cfg(test)]
mod tests {
    use p256::ecdh;

    use super::*;
    use crate::keys::{self, coordinates, decode};

    #[test]
    fn what_is_said_to_begin_with_a_zero_does() {
        let public = |name: &str| coordinates(&derived(name).public_key());
        assert_eq!(decode(&public(ZERO_X).0)[0], 0);
        assert_eq!(decode(&public(ZERO_Y).1)[0], 0);
        let receiver = keys::secret(&keys::ec()).public_key();
        let secret = derived(ZERO_SHARED).to_nonzero_scalar();
        let shared = ecdh::diffie_hellman(secret, receiver.as_affine());
        assert_eq!(shared.raw_secret_bytes()[0], 0);
        assert_eq!(Draft::encrypted(ZERO_WRAPPED, b"{}").wrapped[0], 0);
    }
}
