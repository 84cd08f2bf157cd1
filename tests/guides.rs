//! What `docs/` tells hosts: the examples are read as they stand, and the tables say what the code
//! says.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;
use touchbase::check::{Load, When};
use touchbase::config::shape::{Field, OPTION_KINDS, Shape};
use touchbase::config::{self, Document, Extent};
use touchbase::instrument::{self, PREFIX, Purpose, Reason, format, mend::mend};
use touchbase::support::{Audience, Group, Inputs, Prefer, Wish, order};
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
fn the_threat_model_names_tests_that_there_are() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let cases = fs::read_dir(root.join("tests/e2e/src/cases")).unwrap();
    let sources: Vec<_> = cases
        .filter_map(|file| fs::read_to_string(file.unwrap().path()).ok())
        .collect();
    let is_there = |proof: &str| match proof.strip_suffix('*') {
        _ if proof.contains('/') => root.join(proof).exists(),
        Some(group) => sources
            .iter()
            .any(|s| s.contains(&format!("name: \"{group}"))),
        None => sources
            .iter()
            .any(|s| s.contains(&format!("name: \"{proof}\""))),
    };
    assert!(!is_there("presence-of-mind") && !is_there("absence-*") && !is_there("tests/none.rs"));
    let guide = guide("threat-model.md");
    let (_, table) = guide.split_once("what is left |\n").unwrap();
    let rows: Vec<_> = table
        .lines()
        .take_while(|line| line.starts_with('|'))
        .skip(1)
        .collect();
    assert_eq!(rows.len(), 19, "each of the attackers");
    for row in rows {
        let proofs = row.split('|').nth(4).unwrap().split('`').skip(1).step_by(2);
        for proof in proofs {
            assert!(is_there(proof), "there is no {proof}");
        }
    }
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
fn the_guide_has_the_groups_of_each_rule_in_their_order() {
    let mut options = document().config.options;
    // What is close by stands last there, and would come after colleagues by the host's order alone.
    options.reverse();
    let nobody = Audience::new();
    // Where it is still going on there is something that fits.
    let plain = || Inputs {
        safety: false,
        load: Load::Unknown,
        when: Some(When::Ongoing),
        worse: false,
        first: None,
        prefer: Prefer::default(),
        audience: &nobody,
        open_now: &[],
    };
    let mut safety = plain();
    safety.safety = true;
    let mut professional = plain();
    professional.first = Some(Wish::Professional);
    let mut colleague = plain();
    colleague.first = Some(Wish::Colleague);
    let mut lasting = plain();
    (lasting.load, lasting.when) = (Load::Much, Some(When::Longer));
    let mut worse = plain();
    (worse.load, worse.worse) = (Load::Much, true);
    let mut weight = plain();
    weight.load = Load::Some;
    let mut light = plain();
    light.load = Load::Little;

    let guide = guide("ordering.md");
    let (_, table) = guide.split_once("\n## The rules\n").unwrap();
    for (rule, inputs) in [
        ("safety", safety),
        ("wants a professional", professional),
        ("wants a colleague", colleague),
        ("lasting", lasting),
        ("worse", worse),
        ("weight", weight),
        ("light", light),
        ("unknown", plain()),
    ] {
        let row = table
            .lines()
            .find(|line| line.starts_with(&format!("| {rule} | ")));
        let told = row.unwrap().trim_end_matches(" |").rsplit(" | ").next();
        let told = told.unwrap().replace(" and close by together", "");
        let together = row.unwrap().contains("together");
        let listed = order(&options, &inputs).listed;
        let mut groups: Vec<_> = listed
            .iter()
            .map(|placed| match placed.why.group {
                Group::Crisis => "crisis",
                Group::Fits => "what fits",
                Group::Professional => "professional",
                Group::Peer => "colleagues",
                Group::Near if together => "colleagues",
                Group::Near => "close by",
                Group::Other => "other",
            })
            .collect();
        groups.dedup();
        assert_eq!(groups.join(", "), told, "{rule}");
    }
}

#[test]
fn the_option_of_the_guide_is_read_in_full() {
    let mut document = example();
    let options = document["options"].as_array_mut().unwrap();
    options.push(block("ordering.md", "peer-line"));
    let document = read(document);
    assert_eq!(document.faults, []);
    assert_eq!(document.config.extent, Extent::Full);
    let option = document.config.option("peer-line").unwrap();
    assert_eq!(option.eligibility.employment.len(), 2);
    assert_eq!(option.expected_hours, Some(4));
    assert!(option.traits.outside && option.traits.anonymous);
}

/// The document that a host starts from.
fn document() -> Document {
    read(example())
}

fn read(document: Value) -> Document {
    let document = serde_json::from_value(document).unwrap();
    config::read(&document, Date::parse("2026-11-20").unwrap(), "en")
}

fn example() -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("www/programs/example-hospital.json");
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
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
