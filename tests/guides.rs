//! What `docs/` tells hosts: the examples are read as they stand, and the tables say what the code
//! says.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;
use touchbase::config::shape::{Field, OPTION_KINDS, Shape};
use touchbase::config::{self, Extent};
use touchbase::instrument::{self, PREFIX, Purpose, Reason, format, mend::mend};
use touchbase::support::Group;
use touchbase::time::Date;

#[test]
fn the_instrument_of_the_guide_can_be_shown() {
    let example = block("instruments.md", "touchbase-instrument/1");
    let example = serde_json::from_value(example).unwrap();
    let read = instrument::read(&example, Purpose::Show);
    assert_eq!(read.err(), None);
}

#[test]
fn the_guide_has_each_field_of_an_instrument_and_no_other() {
    let mut fields = BTreeSet::new();
    collect(&format::DOCUMENT, "", &mut fields);
    let guide = guide("instruments.md");
    let (_, tables) = guide.split_once("\n## Field by field\n").unwrap();
    let (tables, _) = tables.split_once("\n## What is refused\n").unwrap();
    let told: Vec<_> = rows(tables).collect();
    assert_eq!(told.iter().cloned().collect::<BTreeSet<_>>(), fields);
    assert_eq!(told.len(), fields.len(), "each once");
}

#[test]
fn the_guide_says_how_to_mend_each_refusal() {
    let guide = guide("instruments.md");
    let (_, table) = guide.split_once("\n## What is refused\n").unwrap();
    for reason in Reason::all() {
        let code = format!("| `{PREFIX}{}` | ", reason.as_str());
        let row = table.lines().find(|line| line.starts_with(&code));
        let row = row.unwrap_or_else(|| panic!("no row for {}", reason.as_str()));
        assert!(row.ends_with(&format!(" | {} |", mend(reason))), "{row}");
    }
    assert_eq!(rows(table).count(), Reason::all().count());
}

#[test]
fn the_guide_has_each_kind_in_its_group() {
    let guide = guide("ordering.md");
    let (_, table) = guide.split_once("\n## The groups\n").unwrap();
    for kind in OPTION_KINDS {
        let group = match Group::of(kind) {
            Group::Crisis => "crisis",
            Group::Fits => "what fits now",
            Group::Professional => "professional help",
            Group::Peer => "colleagues",
            Group::Near => "close by, or on one's own",
            Group::Other => "other",
        };
        let row = table
            .lines()
            .find(|line| line.starts_with(&format!("| {group} | ")));
        assert!(row.unwrap().contains(&format!("`{kind}`")), "{kind}");
    }
}

#[test]
fn the_option_of_the_guide_is_read_in_full() {
    let option = block("ordering.md", "peer-line");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("www/programs/example-hospital.json");
    let mut document: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    document["options"].as_array_mut().unwrap().push(option);
    let document = serde_json::from_value(document).unwrap();
    let document = config::read(&document, Date::parse("2026-11-20").unwrap());
    assert_eq!(document.faults, []);
    assert_eq!(document.config.extent, Extent::Full);
    let option = document.config.option("peer-line").unwrap();
    assert_eq!(option.eligibility.employment.len(), 2);
    assert_eq!(option.expected_hours, Some(4));
    assert!(option.traits.outside && option.traits.anonymous);
}

fn guide(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("docs")
        .join(name);
    fs::read_to_string(path).unwrap()
}

/// The block of JSON that holds `word`.
fn block(name: &str, word: &str) -> Value {
    let guide = guide(name);
    let blocks = guide.split("```json\n").skip(1);
    let mut blocks = blocks.map(|block| block.split_once("```").unwrap().0);
    let block = blocks.find(|block| block.contains(word));
    serde_json::from_str(block.unwrap()).unwrap()
}

/// What stands in the first cell of each row that begins with code.
fn rows(tables: &str) -> impl Iterator<Item = String> {
    let rows = tables.lines().filter_map(|line| line.strip_prefix("| `"));
    rows.map(|row| row.split_once('`').unwrap().0.to_owned())
}

fn collect(shape: &Shape, path: &str, fields: &mut BTreeSet<String>) {
    match shape {
        Shape::Object(members) => {
            for Field { key, shape, .. } in *members {
                let path = match path {
                    "" => (*key).to_owned(),
                    path => format!("{path}.{key}"),
                };
                collect(shape, &path, fields);
                fields.insert(path);
            }
        }
        Shape::List(item, _) | Shape::Bounded(item, ..) => {
            collect(item, &format!("{path}[]"), fields);
        }
        _ => {}
    }
}
