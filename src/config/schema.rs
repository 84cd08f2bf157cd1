//! The published JSON Schema (2020-12), printed from the same table that the walker reads.

use super::describe::description;
use super::shape::{DOCUMENT, Field, LABEL, Shape};
use super::walk::{COORDINATE, MODULUS, PRIVATE_MEMBERS};
use crate::value::Value;

/// The JSON Schema of the host's document.
pub fn schema() -> Value {
    publish(
        "touchbase configuration",
        "What a host says about its programs. What a program does not state is left out and \
         shown as not stated.",
        &DOCUMENT,
        description,
    )
}

/// What a key holds, by its path, for the keys whose name does not say it all.
type Notes = fn(&str) -> Option<&'static str>;

/// The JSON Schema of documents of one shape.
pub(crate) fn publish(title: &str, about: &str, shape: &Shape, notes: Notes) -> Value {
    let mut members = vec![
        member(
            "$schema",
            "https://json-schema.org/draft/2020-12/schema".into(),
        ),
        member("title", title.into()),
        member("description", about.into()),
    ];
    if let Value::Object(shape) = describe(shape, "", notes) {
        members.extend(shape);
    }
    Value::Object(members)
}

/// The rule of the walker for addresses as a regular expression (ECMA-262, with nothing that
/// other engines lack): `https:` with a host and no user, or relative to the page.
pub(super) const SAFE_URL: &str = concat!(
    r"[Hh][Tt][Tt][Pp][Ss]://[^\s\\/?#@:][^\s\\/?#@]*([/?#][^\s\\]*)?",
    r"|/([^\s\\/][^\s\\]*)?",
    r"|[?#][^\s\\]*",
    r"|[^\s\\:/?#]+([/?#][^\s\\]*)?",
);

/// The rule of the walker for language tags.
pub(super) const TAG: &str = "^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$";

/// `http:` on the loopback interface.
const LOOPBACK_URL: &str =
    r"[Hh][Tt][Tt][Pp]://(127\.0\.0\.1|localhost|\[::1\])(:[0-9]*)?([/?#][^\s\\]*)?";

fn describe(shape: &Shape, path: &str, notes: Notes) -> Value {
    let mut members = Vec::new();
    let mut put = |key: &str, value: Value| members.push(member(key, value));
    match shape {
        Shape::Text(most) => {
            put("type", "string".into());
            put("pattern", r"\S".into());
            put("maxLength", number(*most as i64));
        }
        Shape::Words(most) => {
            let text = describe(&Shape::Text(*most), path, notes);
            let by_language = Value::Object(vec![
                member("type", "object".into()),
                member(
                    "propertyNames",
                    Value::Object(vec![member("pattern", TAG.into())]),
                ),
                member("additionalProperties", text.clone()),
                member("minProperties", 1.into()),
            ]);
            put("anyOf", Value::Array(vec![text, by_language]));
        }
        Shape::Labels(least, most) => {
            put("type", "array".into());
            put("items", describe(&Shape::Words(LABEL), path, notes));
            put("minItems", number(*least as i64));
            put("maxItems", number(*most as i64));
            put("uniqueItems", true.into());
        }
        Shape::Set(words) => {
            put("type", "array".into());
            put("items", describe(&Shape::OneOf(words), path, notes));
            put("minItems", 1.into());
            put("uniqueItems", true.into());
        }
        Shape::Language => {
            put("type", "string".into());
            put("pattern", TAG.into());
        }
        Shape::Country => {
            put("type", "string".into());
            put("pattern", "^[A-Za-z]{2}$".into());
        }
        Shape::Bool => put("type", "boolean".into()),
        Shape::Int(least, most) => {
            put("type", "integer".into());
            put("minimum", number(*least));
            put("maximum", number(*most));
        }
        // Not `multipleOf`: validators that divide doubles find that 0.07 is no multiple of 0.001.
        Shape::Decimal(least, most) => {
            put("type", "number".into());
            put("minimum", Value::Number(*least as f64 / 1_000.0));
            put("maximum", Value::Number(*most as f64 / 1_000.0));
        }
        Shape::OneOf([word]) => put("const", (*word).into()),
        Shape::OneOf(words) => {
            put(
                "enum",
                Value::Array(words.iter().map(|word| Value::from(*word)).collect()),
            );
        }
        Shape::Id => {
            put("type", "string".into());
            put("pattern", "^[a-z][a-z0-9-]{0,63}$".into());
        }
        Shape::Slug => {
            put("type", "string".into());
            put("pattern", "^[a-z0-9][a-z0-9-]{0,63}$".into());
        }
        Shape::Date => {
            put("type", "string".into());
            put("format", "date".into());
            put(
                "pattern",
                "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$".into(),
            );
        }
        Shape::Clock => {
            put("type", "string".into());
            put("pattern", "^([01][0-9]|2[0-3]):[0-5][0-9]$".into());
        }
        Shape::Url => {
            put("type", "string".into());
            put("format", "uri-reference".into());
            put("pattern", format!("^({SAFE_URL})$").into());
        }
        Shape::Endpoint => {
            put("type", "string".into());
            put("format", "uri-reference".into());
            put("pattern", format!("^({SAFE_URL}|{LOOPBACK_URL})$").into());
        }
        Shape::List(item, least) => {
            put("type", "array".into());
            put("items", describe(item, path, notes));
            put("minItems", number(*least as i64));
        }
        Shape::Bounded(item, least, most) => {
            put("type", "array".into());
            put("items", describe(item, path, notes));
            put("minItems", number(*least as i64));
            put("maxItems", number(*most as i64));
        }
        Shape::Object(fields) => return describe_object(fields, path, notes),
        Shape::Key => return describe_key(),
    }
    Value::Object(members)
}

fn describe_object(fields: &[Field], path: &str, notes: Notes) -> Value {
    let properties = fields
        .iter()
        .map(|field| {
            let path = if path.is_empty() {
                field.key.to_owned()
            } else {
                format!("{path}.{}", field.key)
            };
            let mut property = describe(&field.shape, &path, notes);
            if let (Value::Object(members), Some(text)) = (&mut property, notes(&path)) {
                members.insert(0, member("description", text.into()));
            }
            member(field.key, property)
        })
        .collect();
    let required = fields.iter().filter(|field| field.required);
    Value::Object(vec![
        member("type", "object".into()),
        member("properties", Value::Object(properties)),
        member(
            "required",
            Value::Array(required.map(|field| field.key.into()).collect()),
        ),
        member("additionalProperties", false.into()),
    ])
}

fn describe_key() -> Value {
    let word = |word: &str| Value::Object(vec![member("const", word.into())]);
    let octets = |least: usize, most: usize| {
        let lengths = match least == most {
            true => least.to_string(),
            false => [least.to_string(), most.to_string()].join(","),
        };
        let pattern = ["^[A-Za-z0-9_-]{", &lengths, "}$"].concat();
        Value::Object(vec![
            member("type", "string".into()),
            member("pattern", pattern.into()),
        ])
    };
    let kind = |properties: Vec<(String, Value)>, required: &[&str]| {
        let required = required.iter().map(|name| (*name).into()).collect();
        Value::Object(vec![
            member("properties", Value::Object(properties)),
            member("required", Value::Array(required)),
        ])
    };
    let mut kid = octets(COORDINATE, COORDINATE);
    if let Value::Object(members) = &mut kid {
        members.push(member(
            "description",
            "The RFC 7638 thumbprint of the key.".into(),
        ));
    }
    let of_all = [member("use", word("enc")), member("kid", kid)];
    let private = PRIVATE_MEMBERS
        .iter()
        .map(|name| member(name, false.into()));
    let curve = kind(
        vec![
            member("kty", word("EC")),
            member("crv", word("P-256")),
            member("alg", word("ECDH-ES")),
            member("x", octets(COORDINATE, COORDINATE)),
            member("y", octets(COORDINATE, COORDINATE)),
        ],
        &["kty", "crv", "x", "y", "kid"],
    );
    let rsa = kind(
        vec![
            member("kty", word("RSA")),
            member("alg", word("RSA-OAEP-256")),
            member("n", octets(MODULUS.0, MODULUS.1)),
            member("e", word("AQAB")),
        ],
        &["kty", "n", "e", "kid"],
    );
    Value::Object(vec![
        member("type", "object".into()),
        member(
            "properties",
            Value::Object(of_all.into_iter().chain(private).collect()),
        ),
        member("anyOf", Value::Array(vec![curve, rsa])),
    ])
}

fn member(key: &str, value: Value) -> (String, Value) {
    (key.to_owned(), value)
}

fn number(n: i64) -> Value {
    Value::Number(n as f64)
}
