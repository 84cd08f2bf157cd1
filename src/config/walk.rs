//! The walker: compares a value with a shape and names every fault by its path.

use super::fault::{Code, Fault, Severity};
use super::shape::{Field, LABEL, Shape};
use crate::time::{Date, parse_clock};
use crate::value::Value;

/// Every fault of `value` against `shape`, in document order. `path` is where the value stands.
/// An unknown key is a warning; everything else is an error here, and the reader, who knows what
/// can be borne where, may soften it.
pub fn walk(value: &Value, shape: &Shape, path: &str) -> Vec<Fault> {
    let mut faults = Vec::new();
    visit(value, shape, path, &mut faults);
    faults
}

fn visit(value: &Value, shape: &Shape, path: &str, faults: &mut Vec<Fault>) {
    let fault = match shape {
        Shape::List(item, least) => {
            return visit_list(value, item, *least, usize::MAX, path, faults);
        }
        Shape::Bounded(item, least, most) => {
            return visit_list(value, item, *least, *most, path, faults);
        }
        Shape::Object(fields) => return visit_object(value, fields, path, faults),
        Shape::Words(most) if matches!(value, Value::Object(_)) => {
            return visit_languages(value, *most, path, faults);
        }
        Shape::Labels(least, most) => {
            return visit_choices(value, &Shape::Words(LABEL), *least, *most, path, faults);
        }
        Shape::Set(words) => {
            return visit_choices(value, &Shape::OneOf(words), 1, words.len(), path, faults);
        }
        Shape::Key => check_key(value),
        Shape::Bool => value.as_bool().is_none().then_some(Code::WrongType),
        Shape::Int(least, most) => match value.as_int() {
            None => Some(Code::WrongType),
            Some(n) => (n < *least || n > *most).then_some(Code::OutOfRange),
        },
        Shape::Decimal(least, most) => match value {
            Value::Number(_) => value
                .as_thousandths()
                .is_none_or(|n| n < *least || n > *most)
                .then_some(Code::OutOfRange),
            _ => Some(Code::WrongType),
        },
        text => match value.as_str() {
            None => Some(Code::WrongType),
            Some(value) => check_text(value, text),
        },
    };
    if let Some(code) = fault {
        push(faults, path, code);
    }
}

fn visit_list(
    value: &Value,
    item: &Shape,
    least: usize,
    most: usize,
    path: &str,
    faults: &mut Vec<Fault>,
) {
    let Value::Array(items) = value else {
        return push(faults, path, Code::WrongType);
    };
    if items.len() > most {
        // Its items are not looked at: what is too long may be very long.
        return push(faults, path, Code::TooLong);
    }
    let before = faults.len();
    for (i, value) in items.iter().enumerate() {
        visit(value, item, &at(path, i), faults);
    }
    // Of several keys one is enough, so that the next one may stand beside it.
    if matches!(item, Shape::Key) && faults.len() - before < items.len() {
        for fault in &mut faults[before..] {
            if fault.code != Code::KeyPrivate {
                fault.severity = Severity::Warning;
            }
        }
    }
    if items.len() < least {
        push(faults, path, Code::Empty);
    }
}

/// A list to choose from: nothing in it twice.
fn visit_choices(
    value: &Value,
    item: &Shape,
    least: usize,
    most: usize,
    path: &str,
    faults: &mut Vec<Fault>,
) {
    visit_list(value, item, least, most, path, faults);
    let items = value.items();
    if items.len() > most {
        return;
    }
    for (i, item) in items.iter().enumerate() {
        let word = first_text(item);
        if word.is_some() && items[..i].iter().any(|other| first_text(other) == word) {
            faults.push(Fault {
                path: at(path, i),
                code: Code::Duplicate,
                severity: Severity::Warning,
            });
        }
    }
}

/// A text in several languages. It can be read as long as one of them can.
fn visit_languages(value: &Value, most: usize, path: &str, faults: &mut Vec<Fault>) {
    let before = faults.len();
    for (tag, text) in value.members() {
        let path = below(path, tag);
        if is_tag(tag) {
            visit(text, &Shape::Text(most), &path, faults);
        } else {
            push(faults, &path, Code::BadLanguage);
        }
    }
    let members = value.members().len();
    if members == 0 {
        push(faults, path, Code::Empty);
    }
    if faults.len() - before < members {
        for fault in &mut faults[before..] {
            fault.severity = Severity::Warning;
        }
    }
}

/// The text of a [`Shape::Words`] in the document's own order: what it is known by wherever the
/// language of the person must not matter.
pub(super) fn first_text(words: &Value) -> Option<&str> {
    match words {
        Value::Object(members) => members.iter().find_map(|(_, text)| some(text)),
        text => some(text),
    }
}

/// A text with something in it, without the blanks around it.
pub(super) fn some(text: &Value) -> Option<&str> {
    text.as_str().map(str::trim).filter(|text| !text.is_empty())
}

fn visit_object(value: &Value, fields: &[Field], path: &str, faults: &mut Vec<Fault>) {
    let Value::Object(members) = value else {
        return push(faults, path, Code::WrongType);
    };
    for (key, value) in members {
        match fields.iter().find(|field| field.key == key) {
            Some(field) => visit(value, &field.shape, &below(path, key), faults),
            None => faults.push(Fault {
                path: below(path, key),
                code: Code::UnknownKey,
                severity: Severity::Warning,
            }),
        }
    }
    for field in fields {
        if field.required && value.get(field.key).is_none() {
            push(faults, &below(path, field.key), Code::Missing);
        }
    }
}

fn check_text(text: &str, shape: &Shape) -> Option<Code> {
    if text.trim().is_empty() {
        return Some(Code::Empty);
    }
    match shape {
        Shape::Text(most) | Shape::Words(most) => {
            (text.chars().count() > *most).then_some(Code::TooLong)
        }
        Shape::OneOf(words) => (!words.contains(&text)).then_some(Code::NotAllowed),
        Shape::Language => (!is_tag(text)).then_some(Code::BadLanguage),
        Shape::Country => (!is_country(text)).then_some(Code::BadCountry),
        Shape::Id => (!is_id(text)).then_some(Code::BadId),
        Shape::Slug => (!is_slug(text)).then_some(Code::BadId),
        Shape::Date => Date::parse(text).is_none().then_some(Code::BadDate),
        Shape::Clock => parse_clock(text).is_none().then_some(Code::BadTime),
        Shape::Url => (!is_safe_url(text)).then_some(Code::BadUrl),
        Shape::Endpoint => (!is_safe_endpoint(text)).then_some(Code::EndpointUnsafe),
        _ => None,
    }
}

/// RFC 7517 members that only a private or symmetric key has.
pub(super) const PRIVATE_MEMBERS: &[&str] = &["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

fn check_key(key: &Value) -> Option<Code> {
    if !matches!(key, Value::Object(_)) {
        return Some(Code::WrongType);
    }
    if PRIVATE_MEMBERS
        .iter()
        .any(|member| key.get(member).is_some())
    {
        return Some(Code::KeyPrivate);
    }
    let is = |member: &str, word: &str| key.get(member).and_then(Value::as_str) == Some(word);
    let absent_or = |member: &str, word: &str| key.get(member).is_none() || is(member, word);
    let number = |member: &str, least: usize, most: usize| {
        key.get(member).and_then(Value::as_str).is_some_and(|text| {
            (least..=most).contains(&text.len())
                && text
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
        })
    };
    let usable = match is("kty", "RSA") {
        true => {
            absent_or("alg", "RSA-OAEP-256") && is("e", "AQAB") && number("n", MODULUS.0, MODULUS.1)
        }
        false => {
            is("kty", "EC")
                && is("crv", "P-256")
                && absent_or("alg", "ECDH-ES")
                && number("x", COORDINATE, COORDINATE)
                && number("y", COORDINATE, COORDINATE)
        }
    };
    // That it is a thumbprint, and this key's, is looked at where it is sealed to.
    let usable = usable && absent_or("use", "enc") && number("kid", COORDINATE, COORDINATE);
    (!usable).then_some(Code::KeyUnsupported)
}

/// Characters of base64url without padding for 32 octets: a coordinate, or a thumbprint.
pub(super) const COORDINATE: usize = 43;
/// The same for the shortest RSA modulus and the longest, 384 and 1024 octets.
pub(super) const MODULUS: (usize, usize) = (512, 1366);

/// Whether a text is shaped as a language tag: subtags of at most eight letters and digits, the
/// first of them letters (RFC 5646 section 2.1, less the forms that were registered before it).
pub(super) fn is_tag(text: &str) -> bool {
    let mut subtags = text.split('-');
    subtags.next().is_some_and(|language| {
        language.len() > 1 && language.bytes().all(|b| b.is_ascii_alphabetic())
    }) && text.split('-').all(|subtag| {
        matches!(subtag.len(), 1..=8) && subtag.bytes().all(|b| b.is_ascii_alphanumeric())
    })
}

fn is_country(text: &str) -> bool {
    text.len() == 2 && text.bytes().all(|b| b.is_ascii_alphabetic())
}

fn is_id(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase()) && is_slug(text)
}

fn is_slug(text: &str) -> bool {
    text.len() <= 64
        && !text.starts_with('-')
        && text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

fn is_safe_url(text: &str) -> bool {
    is_clean(text) && (authority(text, "https://").is_some() || is_relative(text))
}

fn is_safe_endpoint(text: &str) -> bool {
    if is_safe_url(text) {
        return true;
    }
    let Some(authority) = authority(text, "http://") else {
        return false;
    };
    let loopback = ["127.0.0.1", "localhost", "[::1]"]
        .iter()
        .find_map(|host| authority.strip_prefix(host));
    let port = match loopback {
        Some("") => return is_clean(text),
        Some(rest) => rest.strip_prefix(':'),
        None => None,
    };
    is_clean(text) && port.is_some_and(|port| port.bytes().all(|b| b.is_ascii_digit()))
}

/// No whitespace, no control characters, no backslash: what browsers and people read differently.
fn is_clean(text: &str) -> bool {
    text.chars()
        .all(|c| !c.is_whitespace() && !c.is_control() && c != '\\')
}

/// The host and port after `scheme`, where there is a host and no user name or password.
fn authority<'a>(text: &'a str, scheme: &str) -> Option<&'a str> {
    let (head, rest) = text.split_at_checked(scheme.len())?;
    if !head.eq_ignore_ascii_case(scheme) {
        return None;
    }
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = !authority.is_empty() && !authority.starts_with(':');
    (host && !authority.contains('@')).then_some(authority)
}

/// A reference without a scheme and without a host of its own. A colon makes a scheme of what is
/// before it only where no slash is (RFC 3986 section 4.2).
fn is_relative(text: &str) -> bool {
    let first = text.split(['/', '?', '#']).next().unwrap_or_default();
    !text.starts_with("//") && !first.contains(':')
}

fn push(faults: &mut Vec<Fault>, path: &str, code: Code) {
    faults.push(Fault {
        path: path.to_owned(),
        code,
        severity: Severity::Error,
    });
}

/// The path of the member `key` of the object at `path`.
pub(crate) fn below(path: &str, key: &str) -> String {
    let mut out = String::with_capacity(path.len() + key.len() + 1);
    out.push_str(path);
    if !path.is_empty() {
        out.push('.');
    }
    // A path is empty for the whole document alone.
    out.push_str(if key.is_empty() { "\"\"" } else { key });
    out
}

/// The path of item `i` of the list at `path`.
pub(crate) fn at(path: &str, i: usize) -> String {
    let mut out = String::from(path);
    out.push('[');
    out.push_str(&i.to_string());
    out.push(']');
    out
}
