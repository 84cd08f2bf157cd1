//! The published JSON Schema of instruments: sound by the standard's own meta-schema, and of one
//! mind with the loader's walk. Both come from one table; an independent validator compares them.
#![allow(clippy::panic, clippy::print_stdout, clippy::unwrap_used)]

mod documents;
mod instruments;
mod published;

use documents::{put, remove, set};
use instruments::{full, recipe};
use published::Published;
use serde_json::{Value, json};
use touchbase::config::Code;
use touchbase::config::shape::{Field, Shape};
use touchbase::instrument::format::DOCUMENT;
use touchbase::instrument::mend::mend;
use touchbase::instrument::schema::schema;
use touchbase::instrument::{Purpose, Reason, read};

fn published() -> Value {
    serde_json::to_value(schema()).unwrap()
}

/// Whether the loader finds nothing that its table says: the reasons that a schema can know.
fn walks(document: &Value) -> bool {
    let value = serde_json::from_value(document.clone()).unwrap();
    let refusals = read(&value, Purpose::Show).err().unwrap_or_default();
    refusals.iter().all(|refusal| match refusal.reason {
        Reason::Shape(code) => code == Code::DuplicateId,
        Reason::MethodUnknown | Reason::AttributionMissing => false,
        _ => true,
    })
}

#[test]
fn what_is_sound_passes() {
    let published = Published::new(published());
    assert!(published.accepts(&full()));
    assert!(published.accepts(&recipe()));
}

/// For each value of a document and each of a list of replacements, the schema refuses exactly
/// what the walk names.
#[test]
fn schema_and_loader_agree_on_every_replaced_value() {
    let published = Published::new(published());
    let (mut refused, mut taken) = (0, 0);
    for (pointer, shape, _) in values() {
        for replacement in replacements(&shape) {
            let mut value = full();
            set(&mut value, &pointer, replacement.clone());
            let accepted = published.accepts(&value);
            assert_eq!(accepted, walks(&value), "{pointer} = {replacement}");
            if accepted {
                taken += 1;
            } else {
                refused += 1;
            }
        }
    }
    println!("{taken} replaced values accepted and {refused} refused by both");
    assert!(taken > 200 && refused > 700, "{taken} {refused}");
}

#[test]
fn schema_and_loader_agree_on_every_absent_and_unknown_member() {
    let published = Published::new(published());
    let mut compared = 0;
    for (pointer, _, required) in values() {
        let Some(required) = required else {
            continue;
        };
        let mut value = full();
        remove(&mut value, &pointer);
        let accepted = published.accepts(&value);
        assert_eq!(accepted, !required, "{pointer}");
        assert_eq!(accepted, walks(&value), "{pointer}");

        let (parent, _) = pointer.rsplit_once('/').unwrap();
        let mut value = full();
        put(&mut value, parent, "unheard_of", json!(1));
        assert!(!published.accepts(&value), "{parent}");
        assert!(!walks(&value), "{parent}");
        compared += 1;
    }
    assert!(compared > 130, "{compared}");
}

/// A schema cannot count decimals without arithmetic that validators do differently, so here it is
/// laxer than the loader, and says so nowhere else.
#[test]
fn the_fourth_decimal_is_for_the_loader_alone() {
    let mut value = full();
    set(&mut value, "/scores/3/weights/0", json!(2.5001));
    assert!(Published::new(published()).accepts(&value));
    assert!(!walks(&value));
}

/// A pattern without both anchors would let documents through in one editor and not in another.
#[test]
fn its_patterns_are_anchored() {
    let text = published().to_string();
    let patterns = text.split(r#""pattern":""#).skip(1);
    let mut count = 0;
    for pattern in patterns {
        let pattern = pattern.split('"').next().unwrap();
        let anchored = pattern.starts_with('^') && pattern.ends_with('$');
        assert!(anchored || pattern == r"\\S", "{pattern}");
        count += 1;
    }
    assert!(count > 20);
}

#[test]
fn every_reason_has_a_word_of_its_own_and_a_sentence() {
    let all: Vec<_> = Reason::all().collect();
    for (i, reason) in all.iter().enumerate() {
        let word = reason.as_str();
        let plain = |c: char| c.is_ascii_lowercase() || c == '-';
        assert!(!word.is_empty() && word.chars().all(plain), "{word}");
        assert!(
            all[..i].iter().all(|other| other.as_str() != word),
            "{word}"
        );
        let sentence = mend(*reason);
        assert!(
            sentence.len() > 15 && sentence.ends_with('.'),
            "{word}: {sentence}"
        );
    }
}

/// Every value of the full document that the table describes: its JSON pointer, its shape, and for
/// a member whether it is required.
fn values() -> Vec<(String, Shape, Option<bool>)> {
    let mut out = Vec::new();
    let value = full();
    let Shape::Object(fields) = DOCUMENT else {
        panic!("the document is an object");
    };
    members(&value, fields, "", &mut out);
    out
}

fn members(
    value: &Value,
    fields: &[Field],
    pointer: &str,
    out: &mut Vec<(String, Shape, Option<bool>)>,
) {
    for field in fields {
        if let Some(member) = value.get(field.key) {
            let pointer = format!("{pointer}/{}", field.key);
            out.push((pointer.clone(), field.shape, Some(field.required)));
            inside(member, &field.shape, &pointer, out);
        }
    }
}

fn inside(
    value: &Value,
    shape: &Shape,
    pointer: &str,
    out: &mut Vec<(String, Shape, Option<bool>)>,
) {
    match shape {
        Shape::Object(fields) => members(value, fields, pointer, out),
        Shape::Bounded(item, ..) => {
            for (i, value) in value.as_array().unwrap().iter().enumerate() {
                let pointer = format!("{pointer}/{i}");
                out.push((pointer.clone(), **item, None));
                inside(value, item, &pointer, out);
            }
        }
        _ => {}
    }
}

/// Values in place of one of this shape, sound and faulty.
fn replacements(shape: &Shape) -> Vec<Value> {
    let mut out = vec![
        json!(null),
        json!(true),
        json!(1),
        json!(1.5),
        json!(-1e300),
        json!([]),
        json!({}),
        json!(""),
        json!("  "),
        json!("a"),
    ];
    match shape {
        Shape::Text(most) => {
            out.push(json!("1".repeat(*most)));
            out.push(json!("1".repeat(most + 1)));
            out.push(json!(format!("1{}", "\u{1f9e1}".repeat(most - 1))));
        }
        Shape::Int(least, most) => {
            out.extend([json!(least), json!(most), json!(least - 1), json!(most + 1)]);
            out.extend([json!(1.0), json!("1")]);
        }
        Shape::Decimal(least, most) => {
            let decimal = |thousandths: i64| json!(thousandths as f64 / 1_000.0);
            out.extend([least, most].map(|bound| decimal(*bound)));
            out.extend([decimal(least - 1_000), decimal(most + 1_000)]);
            out.extend([json!(0.001), json!(-2.999), json!(0.07), json!("1")]);
        }
        Shape::OneOf(words) => {
            out.extend(words.iter().map(|word| json!(word)));
            out.extend([json!("unheard of"), json!("SUM"), json!(" none")]);
        }
        Shape::Id | Shape::Slug => {
            out.extend(["a-1", "phq-8"].map(Value::from));
            out.extend(["A", "1a", "9", "-a", "a_b", "a b", "ä", "a\n"].map(Value::from));
            out.extend([json!("a".repeat(64)), json!("a".repeat(65))]);
        }
        Shape::Date => {
            out.extend(["2028-02-29", "2027-12-31", "2027-02-29", "2027-1-1"].map(Value::from));
        }
        Shape::Url => {
            out.extend(["https://example.org/x", "/x", "x/y"].map(Value::from));
            out.extend(["http://example.org", "//x", "javascript:x", "/a b"].map(Value::from));
        }
        Shape::Bounded(item, least, most) => {
            // One item as often as the list may hold it and once more.
            let one = match item {
                Shape::Decimal(..) => json!(1),
                Shape::Slug => json!("1"),
                _ => return out,
            };
            out.extend([*least, *most, most + 1].map(|length| json!(vec![&one; length])));
        }
        _ => {}
    }
    out
}
