//! How to mend a fault of the format, told with the place at hand: the words that are allowed there,
//! the key that was meant, the fault that it follows from.
//!
//! The general sentences are those of [`mend`](crate::config::mend), which the widget has too; what needs the table and
//! the document is said before going live alone. Words of the format are named, texts of the
//! document are not.

use super::finding::Finding;
use crate::config::shape::{DOCUMENT, Field, LABEL, Shape};
use crate::config::{Code, Fault, Severity};
use crate::value::Value;

/// The faults as findings, each with what can be said of its place.
pub(super) fn advised(faults: Vec<Fault>, document: &Value) -> Vec<Finding> {
    let advised = faults.iter().map(|fault| {
        let mut finding = Finding::from(fault.clone());
        if let Some(sentence) = advice(fault, &faults, document) {
            finding.sentence = sentence;
        }
        finding
    });
    advised.collect()
}

fn advice(fault: &Fault, faults: &[Fault], document: &Value) -> Option<String> {
    if let Some(sentence) = follows(fault, faults, document) {
        return Some(sentence);
    }
    let Place { shape, value } = place(&fault.path, document);
    match (fault.code, shape) {
        // A text here is a key in another format, not a list that lost its brackets.
        (Code::WrongType, Some(Shape::List(Shape::Key, _) | Shape::Key)) => Some(KEYS.to_owned()),
        (Code::UnknownKey, _) => unknown(&fault.path, document),
        (Code::BadDate, _) => {
            let text = value.and_then(Value::as_str)?;
            is_shaped_as_a_date(text).then(|| {
                "There is no such day: look at the month and the day of this date.".to_owned()
            })
        }
        (Code::NotAllowed, Some(Shape::OneOf(words))) => {
            let crisis = fault.path.starts_with("crisis");
            // Crisis help is called, and takes no requests.
            let words = words
                .iter()
                .filter(|word| !(crisis && **word == "referral"));
            let words: Vec<&str> = words.copied().collect();
            let said = value.and_then(Value::as_str).unwrap_or_default();
            let meant = nearest(said, words.iter().copied());
            Some(
                [
                    "Use one of these: ",
                    &words.join(", "),
                    ".",
                    &meant.map_or(String::new(), |word| {
                        [" The nearest is \"", word, "\"."].concat()
                    }),
                ]
                .concat(),
            )
        }
        (Code::NotAllowed, Some(Shape::Text(_))) => Some(
            "Give a number with its digits, like 212-555-2368 or +44 20 7946 2368; an extension \
             goes into `ext`, and other words into `label`."
                .to_owned(),
        ),
        (Code::WrongType | Code::OutOfRange, Some(shape)) => {
            Some(["Give ", &kind(shape)?, "."].concat())
        }
        (Code::TooLong, Some(shape)) => {
            let (most, what) = match shape {
                Shape::Text(most) | Shape::Words(most) => (most, "characters"),
                Shape::Bounded(_, _, most) | Shape::Labels(_, most) => (most, "entries"),
                Shape::Set(words) => (words.len(), "entries"),
                _ => return None,
            };
            Some(
                [
                    "Shorten this to at most ",
                    &most.to_string(),
                    " ",
                    what,
                    ".",
                ]
                .concat(),
            )
        }
        _ => None,
    }
}

const KEYS: &str = "Give `keys` as a list of public JWKs, objects with kty, crv, x, y and kid; a \
                    key in PEM is turned into one as docs/integrator.md shows.";

/// What to say of a fault that others bring with them.
fn follows(fault: &Fault, faults: &[Fault], document: &Value) -> Option<String> {
    let below = |path: &str| {
        faults.iter().any(|other| {
            let rest = other.path.strip_prefix(path);
            other.severity == Severity::Error
                && !std::ptr::eq(other, fault)
                && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
        })
    };
    match fault.code {
        Code::RecipientUnknown => {
            let id = place(&fault.path, document).value?.as_str()?;
            let recipients = document.get("referral")?.get("recipients")?.items();
            let named = |recipient: &Value| recipient.get("id").and_then(Value::as_str) == Some(id);
            let at = recipients.iter().position(named)?;
            let cause = ["referral.recipients[", &at.to_string(), "]"].concat();
            let cause = if below(&cause) {
                cause
            } else {
                "referral".to_owned()
            };
            Some(
                [
                    "This follows from what is wrong at `",
                    &cause,
                    "`: mend that, and this route is back.",
                ]
                .concat(),
            )
        }
        Code::PrivacyNoticeMissing if below("privacy_notice") => Some(
            "This follows from what is wrong in `privacy_notice`: mend that; until then nobody is \
             asked for a name."
                .to_owned(),
        ),
        _ => None,
    }
}

/// What the format has at a path, and what the document has.
struct Place<'a> {
    shape: Option<Shape>,
    value: Option<&'a Value>,
}

fn place<'a>(path: &str, document: &'a Value) -> Place<'a> {
    let mut place = Place {
        shape: Some(DOCUMENT),
        value: Some(document),
    };
    let mut rest = path;
    while !rest.is_empty() {
        if let Some(item) = rest.strip_prefix('[') {
            let (number, after) = item.split_once(']').unwrap_or((item, ""));
            place.shape = place.shape.and_then(|shape| match shape {
                Shape::List(item, _) | Shape::Bounded(item, ..) => Some(*item),
                Shape::Set(words) => Some(Shape::OneOf(words)),
                Shape::Labels(..) => Some(Shape::Words(LABEL)),
                _ => None,
            });
            let number = number.parse::<usize>().ok();
            place.value = place
                .value
                .zip(number)
                .and_then(|(list, n)| list.items().get(n));
            rest = after;
        } else {
            rest = rest.strip_prefix('.').unwrap_or(rest);
            let end = rest.find(['.', '[']).unwrap_or(rest.len());
            let (key, after) = rest.split_at(end);
            place.shape = place.shape.and_then(|shape| member(shape, key));
            place.value = place.value.and_then(|value| value.get(key));
            rest = after;
        }
    }
    place
}

fn member(shape: Shape, key: &str) -> Option<Shape> {
    let field = fields(shape).iter().find(|field| field.key == key);
    field.map(|field| field.shape)
}

fn fields(shape: Shape) -> &'static [Field] {
    match shape {
        Shape::Object(fields) => fields,
        _ => &[],
    }
}

/// What to do about a key that the format does not have.
fn unknown(path: &str, document: &Value) -> Option<String> {
    let (parent, key) = path.rsplit_once('.').unwrap_or(("", path));
    let known = fields(place(parent, document).shape?);
    let meant = nearest(key, known.iter().map(|field| field.key))?;
    Some(
        [
            "This key is not part of the format and is ignored: write `",
            meant,
            "` if that is meant, or remove it.",
        ]
        .concat(),
    )
}

/// What a value of this shape looks like.
fn kind(shape: Shape) -> Option<String> {
    let from_to = |least: i64, most: i64| [&least.to_string(), " to ", &most.to_string()].concat();
    Some(match shape {
        Shape::Words(_) => {
            "a text in quotes, or an object with one text for each language".to_owned()
        }
        Shape::Bool => "true or false, without quotes".to_owned(),
        Shape::Int(least, most) => [
            "a whole number from ",
            &from_to(least, most),
            ", in digits and without quotes",
        ]
        .concat(),
        Shape::List(..) | Shape::Bounded(..) | Shape::Labels(..) | Shape::Set(_) => {
            "a list, in square brackets".to_owned()
        }
        Shape::Object(fields) => {
            let keys: Vec<&str> = fields
                .iter()
                .filter(|f| f.required)
                .map(|f| f.key)
                .collect();
            let holding = if keys.is_empty() { "" } else { " with " };
            ["an object, in curly brackets", holding, &keys.join(", ")].concat()
        }
        Shape::Decimal(..) | Shape::Key => return None,
        _ => "a text in quotes".to_owned(),
    })
}

fn is_shaped_as_a_date(text: &str) -> bool {
    let pattern = |(i, b): (usize, u8)| {
        if i == 4 || i == 7 {
            b == b'-'
        } else {
            b.is_ascii_digit()
        }
    };
    text.len() == 10 && text.bytes().enumerate().all(pattern)
}

/// The word that was probably meant: at most a third of its letters would have to change.
fn nearest<'a>(said: &str, words: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let near = words.map(|word| (distance(&said.to_lowercase(), word), word));
    let near = near.filter(|(steps, word)| *steps <= word.chars().count().div_ceil(3));
    near.min_by_key(|(steps, _)| *steps).map(|(_, word)| word)
}

/// How many letters have to be put in, taken out or changed (Levenshtein).
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.chars().enumerate() {
        let mut corner = i;
        row[0] = i + 1;
        for (j, b) in other.iter().enumerate() {
            let changed = corner + usize::from(a != *b);
            corner = row[j + 1];
            row[j + 1] = changed.min(corner + 1).min(row[j] + 1);
        }
    }
    row[other.len()]
}
