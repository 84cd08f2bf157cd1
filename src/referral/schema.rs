//! The published JSON Schema (2020-12) of a record, printed from the table of its fields.

use super::field::{Field, Holds};
use super::record::SCHEMA;
use crate::value::Value;

/// The longest label of a host's list, in characters.
pub const LABEL_MAX: usize = 60;

/// The most times that may suit.
pub const WINDOWS_MAX: usize = 12;

/// The JSON Schema of the record inside the seal.
pub fn schema() -> Value {
    let mut properties: Vec<(String, Value)> = Vec::new();
    for field in Field::ALL {
        let described = describe(*field);
        let Some((object, key)) = field.name().split_once('.') else {
            properties.push((field.name().to_owned(), described));
            continue;
        };
        let known = properties.iter_mut().find(|(name, _)| name == object);
        match known {
            Some((_, Value::Object(members))) => {
                for (name, value) in members {
                    if let ("properties", Value::Object(inner)) = (name.as_str(), value) {
                        inner.push((key.to_owned(), described.clone()));
                    }
                }
            }
            _ => {
                let about = "Who asks for a colleague or a team, as far as they say.";
                let mut inner = vec![member("description", about.into())];
                inner.extend(closed(vec![(key.to_owned(), described)]));
                inner.push(member("minProperties", 1.into()));
                properties.push((object.to_owned(), Value::Object(inner)));
            }
        }
    }
    let mut members = vec![
        member(
            "$schema",
            "https://json-schema.org/draft/2020-12/schema".into(),
        ),
        member("title", "touchbase referral".into()),
        member(
            "description",
            "What is inside the seal: the minimum that a program needs to reach someone. A field \
             left empty is absent."
                .into(),
        ),
    ];
    members.extend(closed(properties));
    let required = REQUIRED.iter().map(|field| Value::from(field.name()));
    members.push(member("required", Value::Array(required.collect())));
    let of_kinds = [
        only(
            "self",
            &["referrer", "colleague_aware", "team_size", "unit"],
        ),
        only("colleague", &["team_size", "unit"]),
        only("team", &["colleague_aware"]),
        when(
            "colleague",
            vec![member(
                "required",
                Value::Array(vec![Field::ColleagueAware.name().into()]),
            )],
        ),
    ];
    members.push(member("allOf", Value::Array(of_kinds.to_vec())));
    Value::Object(members)
}

/// The fields that every record has.
pub const REQUIRED: [Field; 12] = [
    Field::Schema,
    Field::Id,
    Field::Kind,
    Field::Program,
    Field::Option,
    Field::Name,
    Field::ContactChannel,
    Field::ContactValue,
    Field::Urgency,
    Field::NoticeVersion,
    Field::Locale,
    Field::SentAt,
];

fn describe(field: Field) -> Value {
    let mut members = vec![member("description", about(field).into())];
    let mut put = |key: &str, value: Value| members.push(member(key, value));
    match field.holds() {
        Holds::Page if field == Field::Schema => put("const", SCHEMA.into()),
        Holds::Page => {
            put("type", "string".into());
            put("pattern", pattern(field).into());
        }
        Holds::Text(most) => {
            put("type", "string".into());
            put("pattern", r"\S".into());
            put("maxLength", count(most));
        }
        Holds::Word(words) => {
            let words = words.iter().map(|word| Value::from(*word));
            put("enum", Value::Array(words.collect()));
        }
        Holds::Label => label(&mut put),
        Holds::Labels(_) => {
            let mut item = Vec::new();
            label(&mut |key: &str, value| item.push(member(key, value)));
            put("type", "array".into());
            put("items", Value::Object(item));
            put("minItems", count(1));
            put("maxItems", count(WINDOWS_MAX));
            put("uniqueItems", true.into());
        }
        Holds::Leave => put("const", true.into()),
    }
    Value::Object(members)
}

fn label(put: &mut dyn FnMut(&str, Value)) {
    put("type", "string".into());
    put("pattern", r"\S".into());
    put("maxLength", count(LABEL_MAX));
}

fn pattern(field: Field) -> &'static str {
    match field {
        Field::Id => "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$",
        Field::Program | Field::Option => "^[a-z][a-z0-9-]{0,63}$",
        Field::NoticeVersion => r"^[^\r\n]{1,40}$",
        Field::SentAt => "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:00:00Z$",
        _ => "^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$",
    }
}

fn about(field: Field) -> &'static str {
    match field {
        Field::Schema => "The format of the record.",
        Field::Id => "A random UUID, also the idempotency key. Nothing about anyone is in it.",
        Field::Kind => "Whom the request is for.",
        Field::Program => "The program's identifier, from the host's configuration.",
        Field::Option => "The option's identifier, from the host's configuration.",
        Field::Name => "The name to ask for: of the person, the colleague, or a team's contact.",
        Field::ContactChannel => {
            "How to reach them. Whoever chose \"text\" for themselves agrees to text messages."
        }
        Field::ContactValue => "The number or address, as it was typed.",
        Field::VoicemailOk => "Whether a voicemail may be left. Absent: leave none.",
        Field::ContactWindow => {
            "Times that suit: the host's own labels, else mornings, afternoons, evenings, nights \
             or weekends."
        }
        Field::Urgency => "How soon, as the person chose it. Nobody computes it.",
        Field::Mode => "How they would rather talk.",
        Field::Role => "A label of the host's list of roles.",
        Field::Specialty => "A label of the host's list of groups of specialties.",
        Field::CareerStage => "A label of the host's list of career stages.",
        Field::Site => "A label of the host's list of sites.",
        Field::Language => "A label of the host's list of languages.",
        Field::MatchPreference => {
            "Whom they would rather talk to. What a similar experience is, is never asked."
        }
        Field::DoNotMatch => "Names or units not to be matched with, never a reason.",
        Field::ReferrerName => "The name of who asks.",
        Field::ReferrerContactChannel => "How to reach who asks.",
        Field::ReferrerContactValue => "Their number or address, as it was typed.",
        Field::ReferrerRelationship => "Who the one who asks is to whom the request is for.",
        Field::ReferrerMayBeNamed => "Whether it may be said who asked. Absent: name nobody.",
        Field::ColleagueAware => "Whether the colleague knows of the request.",
        Field::TeamSize => "How many people, roughly: up to 5, 6 to 15, more.",
        Field::Unit => "A label of the host's list of units.",
        Field::Note => {
            "Logistics alone, such as when to call. Only where the host enables it; people are \
             told what to leave out."
        }
        Field::NoticeVersion => "The version of the privacy notice that was shown.",
        Field::Locale => "The language it was shown in.",
        Field::FollowUpOk => "Whether they may ask again later. Absent: they may not.",
        Field::SentAt => "When it was made, UTC, rounded down to the hour.",
    }
}

/// An object with these properties and no other.
fn closed(properties: Vec<(String, Value)>) -> Vec<(String, Value)> {
    vec![
        member("type", "object".into()),
        member("properties", Value::Object(properties)),
        member("additionalProperties", false.into()),
    ]
}

/// Keeps fields of other kinds away.
fn only(kind: &str, not: &[&str]) -> Value {
    let not = not.iter().map(|key| member(key, false.into()));
    when(
        kind,
        vec![member("properties", Value::Object(not.collect()))],
    )
}

fn when(kind: &str, then: Vec<(String, Value)>) -> Value {
    let kind = Value::Object(vec![member("const", kind.into())]);
    let kind = Value::Object(vec![member("kind", kind)]);
    let is = Value::Object(vec![member("properties", kind)]);
    Value::Object(vec![member("if", is), member("then", Value::Object(then))])
}

fn member(key: &str, value: Value) -> (String, Value) {
    (key.to_owned(), value)
}

fn count(n: usize) -> Value {
    Value::Number(n as f64)
}
