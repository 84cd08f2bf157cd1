//! The table: what an instrument's document may hold. The walker of the host's configuration walks
//! it, and the published JSON Schema is printed from it.
//!
//! The numbers below also bound the work that a document can ask for: whatever fits the table is
//! read and scored at once, and every sum stays far below what an `i64` holds.

use crate::config::shape::{Field, Shape, optional, required};

/// The format's name and major version, the value of the document's `schema`.
pub const SCHEMA: &str = "touchbase-instrument/1";

/// Items of an instrument, at most.
pub const MOST_ITEMS: usize = 100;

/// Answers of a scale, at most.
pub const MOST_ANSWERS: usize = 20;

/// Scores of an instrument, at most.
pub const MOST_SCORES: usize = 40;

/// Entries of a lookup table, at most.
pub const MOST_LOOKUPS: usize = 1_000;

/// The greatest value of an answer; the least is its negative.
pub const GREATEST_VALUE: i64 = 1_000;

/// The greatest weight, factor or offset in thousandths; the least is its negative.
pub const GREATEST_FACTOR: i64 = 100_000;

/// The greatest bound of a range, a band or a lookup table in thousandths; the least is its
/// negative.
pub const GREATEST_SCORE: i64 = 1_000_000_000_000;

/// The words of `interpretation`.
pub const INTERPRETATIONS: &[&str] = &["screening", "reflection", "organisational"];

/// The words of `method`.
pub const METHODS: &[&str] = &["sum", "mean", "count", "weighted", "maximum"];

/// The words of `missing`.
pub const MISSING: &[&str] = &["none", "lowest", "prorate"];

/// The words of `load`.
pub const LOADS: &[&str] = &["little", "some", "much"];

/// The words of `licence.status`.
pub const LICENCES: &[&str] = &[
    "public-domain",
    "no-permission-required",
    "free-with-credit",
    "ask",
    "restricted",
    "unclear",
];

const LINE: Shape = Shape::Text(200);
const SENTENCES: Shape = Shape::Text(2_000);
const DAYS: Shape = Shape::Int(1, 366);
const VALUE: Shape = Shape::Int(-GREATEST_VALUE, GREATEST_VALUE);
const FACTOR: Shape = Shape::Decimal(-GREATEST_FACTOR, GREATEST_FACTOR);
const NUMBER: Shape = Shape::Decimal(-GREATEST_SCORE, GREATEST_SCORE);

/// The whole document.
pub const DOCUMENT: Shape = Shape::Object(&[
    optional("$schema", Shape::Text(400)),
    required("schema", Shape::OneOf(&[SCHEMA])),
    required("id", Shape::Id),
    required("name", LINE),
    required("version", Shape::Text(40)),
    optional("language", Shape::Text(35)),
    optional("validated_translation", Shape::Bool),
    optional("title", LINE),
    optional("intro", SENTENCES),
    required("interpretation", Shape::OneOf(INTERPRETATIONS)),
    optional("look_back_days", DAYS),
    optional("min_days_since_event", DAYS),
    optional("skippable", Shape::Bool),
    required("scales", Shape::Bounded(&Shape::Object(SCALE), 1, 20)),
    required("items", Shape::Bounded(&Shape::Object(ITEM), 1, MOST_ITEMS)),
    optional("gate", Shape::Object(TRIGGER)),
    required(
        "scores",
        Shape::Bounded(&Shape::Object(SCORE), 0, MOST_SCORES),
    ),
    optional(
        "safety_items",
        Shape::Bounded(&Shape::Object(TRIGGER), 0, MOST_ITEMS),
    ),
    optional("safety_protocol", Shape::Object(PROTOCOL)),
    required("attribution", Shape::Object(ATTRIBUTION)),
    optional("permission", Shape::Object(PERMISSION)),
    optional("licence", Shape::Object(LICENCE)),
    optional("sources", Shape::Bounded(&Shape::Object(SOURCE), 1, 100)),
]);

const SCALE: &[Field] = &[
    required("id", Shape::Slug),
    required(
        "answers",
        Shape::Bounded(&Shape::Object(ANSWER), 2, MOST_ANSWERS),
    ),
];

const ANSWER: &[Field] = &[
    required("id", Shape::Slug),
    required("value", VALUE),
    optional("text", LINE),
];

const ITEM: &[Field] = &[
    required("id", Shape::Slug),
    required("scale", Shape::Slug),
    optional("reverse", Shape::Bool),
    optional("skippable", Shape::Bool),
    optional("text", Shape::Text(600)),
];

const TRIGGER: &[Field] = &[required("item", Shape::Slug), required("at_least", VALUE)];

const SCORE: &[Field] = &[
    required("id", Shape::Slug),
    optional("text", LINE),
    required("items", Shape::Bounded(&Shape::Slug, 1, MOST_ITEMS)),
    required("method", Shape::OneOf(METHODS)),
    optional("threshold", VALUE),
    optional("weights", Shape::Bounded(&FACTOR, 1, MOST_ITEMS)),
    optional("transform", Shape::Object(TRANSFORM)),
    optional("lookup", Shape::Bounded(&PAIR, 1, MOST_LOOKUPS)),
    required("missing", Shape::OneOf(MISSING)),
    optional("min_answered", Shape::Int(1, MOST_ITEMS as i64)),
    required("range", PAIR),
    optional("bands", Shape::Bounded(&Shape::Object(BAND), 1, 40)),
];

const TRANSFORM: &[Field] = &[required("multiply", FACTOR), required("add", FACTOR)];

const PAIR: Shape = Shape::Bounded(&NUMBER, 2, 2);

const BAND: &[Field] = &[
    required("id", Shape::Slug),
    required("from", NUMBER),
    optional("to", NUMBER),
    optional("text", LINE),
    optional("load", Shape::OneOf(LOADS)),
];

const PROTOCOL: &[Field] = &[
    required("text", SENTENCES),
    required("owner", LINE),
    required("date", Shape::Date),
];

const ATTRIBUTION: &[Field] = &[required("text", SENTENCES), optional("url", Shape::Url)];

const PERMISSION: &[Field] = &[
    required("holder", LINE),
    required("reference", LINE),
    required("date", Shape::Date),
    required("commercial_ok", Shape::Bool),
];

const LICENCE: &[Field] = &[
    required("status", Shape::OneOf(LICENCES)),
    required("text", SENTENCES),
];

const SOURCE: &[Field] = &[
    required("about", LINE),
    required("text", SENTENCES),
    optional("url", Shape::Url),
];
