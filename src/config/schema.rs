//! The published JSON Schema (2020-12), printed from the same table that the walker reads.

use super::shape::{DOCUMENT, Field, LABEL, Shape};
use super::walk::PRIVATE_MEMBERS;
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
const SAFE_URL: &str = concat!(
    r"[Hh][Tt][Tt][Pp][Ss]://[^\s\\/?#@:][^\s\\/?#@]*([/?#][^\s\\]*)?",
    r"|/([^\s\\/][^\s\\]*)?",
    r"|[?#][^\s\\]*",
    r"|[^\s\\:/?#]+([/?#][^\s\\]*)?",
);

/// The rule of the walker for language tags.
const TAG: &str = "^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$";

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
        Shape::Labels(most) => {
            put("type", "array".into());
            put("items", describe(&Shape::Words(LABEL), path, notes));
            put("minItems", 1.into());
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
    let coordinate = || {
        Value::Object(vec![
            member("type", "string".into()),
            member("pattern", "^[A-Za-z0-9_-]{43}$".into()),
        ])
    };
    Value::Object(vec![
        member("type", "object".into()),
        member(
            "properties",
            Value::Object(
                [
                    member("kty", word("EC")),
                    member("crv", word("P-256")),
                    member("use", word("enc")),
                    member("alg", word("ECDH-ES")),
                    member("x", coordinate()),
                    member("y", coordinate()),
                    member(
                        "kid",
                        Value::Object(vec![
                            member("type", "string".into()),
                            member("minLength", 1.into()),
                            member("description", "The RFC 7638 thumbprint of the key.".into()),
                        ]),
                    ),
                ]
                .into_iter()
                .chain(
                    PRIVATE_MEMBERS
                        .iter()
                        .map(|name| member(name, false.into())),
                )
                .collect(),
            ),
        ),
        member(
            "required",
            Value::Array(["kty", "crv", "x", "y", "kid"].map(Value::from).to_vec()),
        ),
    ])
}

fn description(path: &str) -> Option<&'static str> {
    Some(match path {
        "schema" => "The format of this document.",
        "program" => "The service that the widget stands for.",
        "program.id" => "Part of every request; keep it for as long as requests are kept.",
        "program.name" => "The name that people know the service by.",
        "program.host" => "The organisation whose portal this is.",
        "country" => "ISO 3166-1 alpha-2. Never guessed.",
        "shared_device" => "Whether people use shared workstations. True unless set to false.",
        "exit_url" => "A neutral page that \"Leave this page\" goes to.",
        "outbox_events" => {
            "Whether the page around is told how many requests wait. People are told that it is."
        }
        "crisis" => "Help for someone in danger, on every screen. Check every number yourself.",
        "privacy_notice" => "Shown before any name is asked for.",
        "privacy_notice.version" => "Part of every request: which text was shown.",
        "options" => "Kinds of support, in the order to list them.",
        "options.for_whom" => "Who may use it, in plain words.",
        "options.operator" => "Who runs it: people want to know whether their employer does.",
        "options.expected_contact" => "How long first contact takes, as the program states it.",
        "options.expected_within" => {
            "The same as a number. It only decides between options that stand equal; a business \
             day counts as 24 hours."
        }
        "options.eligibility" => {
            "Whom it is open to, in your own words. A person may say which of these words fit \
             them; who says nothing is shown every option. Left out: open to everyone."
        }
        "options.eligibility.roles" => "For example \"Physician\", \"Nurse\", \"Student\".",
        "options.eligibility.employment" => "For example \"Employed here\", \"Contractor\".",
        "options.eligibility.membership" => "For example the union, or the insurance held.",
        "options.traits" => {
            "\"outside\": outside the organisation. \"anonymous\": no name is asked for. \
             \"in_person\": one can meet. Only what the program states."
        }
        "options.reads_request" => "Who reads a request, by function.",
        "options.reports_event" => "Whether asking counts as reporting the event.",
        "options.review_by" => "When these facts have to be checked again.",
        "options.routes" | "crisis.routes" => "Ways to reach it, in the order to offer them.",
        "options.routes.value" | "crisis.routes.value" => {
            "The number, address or place. Not used for a referral."
        }
        "options.routes.recipient" => {
            "For a referral: the id of an entry in `referral.recipients`."
        }
        "options.routes.time_zone" | "crisis.routes.time_zone" => "IANA name of the hours' zone.",
        "options.routes.hours" | "crisis.routes.hours" => {
            "When it is open. An end that is not after its start runs past midnight. Left out: \
             shown as not stated, never as open."
        }
        "options.routes.always_open" | "crisis.routes.always_open" => {
            "Open day and night, but for `closed_on` and `special_hours`."
        }
        "options.routes.closed_on" | "crisis.routes.closed_on" => {
            "Days on which it is closed, whatever else is stated. An interval belongs to the day \
             on which it starts."
        }
        "options.routes.special_hours" | "crisis.routes.special_hours" => {
            "Hours that replace `hours` on their date. An end that is not after its start runs \
             past midnight, also into a day that is closed."
        }
        "options.routes.sign_in" | "crisis.routes.sign_in" => "Whether the page needs a sign-in.",
        "options.routes.on_site" | "crisis.routes.on_site" => {
            "Whether it works only from the host's own phones or buildings."
        }
        "referral" => "Requests from within the widget. Without it the other routes still work.",
        "referral.transport_identity" => {
            "\"none\" where the endpoint does not take the sender from the session (recommended); \
             \"user\" where it does: then only the owner's session sends."
        }
        "referral.expires_hours" => "How long an undelivered request is kept. 72 unless set.",
        "referral.reconnect_spread_s" => {
            "Seconds over which clients spread their requests when the network returns."
        }
        "facts" => "Places where the facts of a case may be discussed. Ask counsel.",
        "facts.text" => "What may be said there, and how far it is protected.",
        "facts.jurisdiction" => "Where this holds.",
        "facts.date" => "When this was last checked.",
        "instrument" => "The address of a questionnaire of your own.",
        "follow_up" => "The calendar entry that a person may take to check in again.",
        "follow_up.title" => "A neutral title: a calendar is often shared.",
        "follow_up.days" => "Days from today. 7 unless set.",
        "referral.recipients.reads" => "Who reads requests, shown before any name is asked for.",
        "referral.recipients.endpoint" => "Where sealed requests are posted.",
        "referral.recipients.keys" => "Public keys to seal to; the first is used.",
        _ => return None,
    })
}

fn member(key: &str, value: Value) -> (String, Value) {
    (key.to_owned(), value)
}

fn number(n: i64) -> Value {
    Value::Number(n as f64)
}
