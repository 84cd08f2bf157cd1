//! The scoring recipes: each is read without refusal, holds no wording, states its terms and its
//! sources, and scores worked cases as the published rule does. Single changes to a recipe show
//! that the cases notice them.
#![allow(clippy::unwrap_used)]

#[path = "recipes/cases.rs"]
mod cases;

use std::cmp::Ordering;
use std::fs;
use std::path::{Path, PathBuf};

use cases::{Case, Scale, TABLES, Table};
use serde_json::{Value, json};
use touchbase::instrument::{Answers, Instrument, Points, Purpose, Refusal, read};

#[test]
fn every_recipe_is_read_as_one() {
    for (id, recipe) in recipes() {
        let instrument = match load(&recipe, Purpose::Recipe) {
            Ok(instrument) => instrument,
            Err(refusals) => panic!("{id} is refused: {refusals:?}"),
        };
        assert_eq!(instrument.id(), id, "the file is named after it");
        assert!(!instrument.attribution().text.is_empty(), "{id}");
        assert!(!instrument.licence().unwrap().text.is_empty(), "{id}");
        assert!(!instrument.sources().is_empty(), "{id}");
    }
}

#[test]
fn every_number_has_a_source() {
    for (id, recipe) in recipes() {
        let mut topics = vec!["items", "answers", "scoring", "licence"];
        if recipe.get("look_back_days").is_some() {
            topics.push("look-back");
        }
        if recipe.get("min_days_since_event").is_some() {
            topics.push("days since the event");
        }
        let scores = recipe["scores"].as_array().unwrap();
        if scores.iter().any(|score| score.get("bands").is_some()) {
            topics.push("bands");
        }
        if !scores.is_empty() {
            topics.push("missing answers");
        }
        let items = recipe["items"].as_array().unwrap();
        if items.iter().any(|item| item.get("reverse").is_some()) {
            topics.push("reversed items");
        }
        if recipe.get("gate").is_some() {
            topics.push("gate");
        }
        if recipe.get("safety_items").is_some() {
            topics.push("safety item");
        }
        for topic in topics {
            let sources = recipe["sources"].as_array().unwrap();
            let about = |source: &Value| {
                let about = source["about"].as_str().unwrap();
                about.split(", ").any(|part| part == topic)
            };
            assert!(
                sources.iter().any(about),
                "{id} names no source for {topic}"
            );
        }
    }
}

#[test]
fn no_recipe_holds_wording() {
    for (id, recipe) in recipes() {
        for key in ["title", "intro", "language", "permission"] {
            assert!(recipe.get(key).is_none(), "{id} has {key}");
        }
        for key in ["scales", "items", "scores"] {
            assert!(!has_wording(&recipe[key]), "{id} has wording in {key}");
        }
        // An identifier could carry words too.
        for item in recipe["items"].as_array().unwrap() {
            let item = item["id"].as_str().unwrap();
            let number = item.parse::<u8>().is_ok();
            assert!(number || item == "event", "{id} has the item {item}");
        }
        for scale in recipe["scales"].as_array().unwrap() {
            for answer in scale["answers"].as_array().unwrap() {
                assert_eq!(answer["id"], answer["value"].to_string(), "{id}");
            }
        }
    }
}

#[test]
fn no_recipe_can_be_shown_as_it_is() {
    for (id, recipe) in recipes() {
        let refused = reasons(&recipe, Purpose::Show);
        let has = |path: &str, code| refused.contains(&(path.to_owned(), code));
        assert!(has("title", "wording-missing"), "{id}: {refused:?}");
        assert!(has("items[0].text", "wording-missing"), "{id}");
        assert!(has("language", "wording-missing"), "{id}");
        assert!(has("permission", "permission-missing"), "{id}");
    }
}

#[test]
fn with_wording_and_permission_a_recipe_can_be_shown() {
    for (id, recipe) in recipes() {
        let mut worded = with_wording(&recipe);
        if recipe["scores"].as_array().unwrap().is_empty() {
            // The host adds the scores from the published form.
            let refused = reasons(&worded, Purpose::Show);
            assert_eq!(refused.len(), 1, "{id}: {refused:?}");
            assert_eq!(refused[0].0, "scores");
            continue;
        }
        assert_eq!(reasons(&worded, Purpose::Show), [], "{id}");

        worded.as_object_mut().unwrap().remove("permission");
        let refused = reasons(&worded, Purpose::Show);
        assert_eq!(refused, [("permission".to_owned(), "permission-missing")]);
    }
}

#[test]
fn an_item_about_safety_needs_a_protocol_to_be_shown() {
    let mut worded = with_wording(&recipe("phq-9"));
    worded.as_object_mut().unwrap().remove("safety_protocol");
    let refused = reasons(&worded, Purpose::Show);
    assert_eq!(
        refused,
        [("safety_protocol".to_owned(), "safety-protocol-missing")]
    );
}

#[test]
fn every_recipe_with_a_score_has_worked_cases() {
    for (id, recipe) in recipes() {
        let scored = !recipe["scores"].as_array().unwrap().is_empty();
        let table = TABLES.iter().find(|table| table.id == id);
        assert_eq!(scored, table.is_some(), "{id}");
    }
    for table in TABLES {
        let recipe = recipe(table.id);
        let scores = recipe["scores"].as_array().unwrap();
        let ids = scores.iter().map(|score| score["id"].as_str().unwrap());
        let expected: Vec<_> = table.scales.iter().map(|scale| scale.id).collect();
        assert_eq!(ids.collect::<Vec<_>>(), expected, "{}", table.id);
    }
}

#[test]
fn the_worked_cases_hold() {
    for table in TABLES {
        let wrong = disagreements(&recipe(table.id), table);
        assert!(wrong.is_empty(), "{}: {wrong:#?}", table.id);
    }
}

/// All lowest, all highest, the last score below each band and the first in it, and answers left
/// open: for every score of every table.
#[test]
fn the_worked_cases_touch_every_edge() {
    for table in TABLES {
        let instrument = load(&recipe(table.id), Purpose::Recipe).unwrap();
        for (scale, score) in table.scales.iter().zip(instrument.scores()) {
            let name = format!("{} {}", table.id, scale.id);
            let cases = || table.cases.iter().filter(|case| case.1 == scale.id);
            assert!(cases().any(|case| case.2 == "none"), "{name}: nothing open");

            let scores: Vec<_> = cases().filter_map(|case| ratio(case.2)).collect();
            let (least, greatest) = score.range;
            for end in [least, greatest] {
                let end = (end.thousandths(), 1_000);
                assert!(scores.iter().any(|score| equal(*score, end)), "{name}");
            }
            for pair in score.bands.windows(2) {
                let ends = |band: &str| {
                    let inside = cases().filter(|case| case.3 == band);
                    let mut inside: Vec<_> = inside.filter_map(|case| ratio(case.2)).collect();
                    inside.sort_by(compare);
                    (*inside.first().unwrap(), *inside.last().unwrap())
                };
                let (last_below, first_in) = (ends(&pair[0].id).1, ends(&pair[1].id).0);
                let step = difference(first_in, last_below);
                // One point more on one item and nothing in between.
                assert!(
                    equal(step, scale.step),
                    "{name}: {} is {step:?}",
                    pair[1].id
                );
            }
        }
    }
}

/// Each change is one number or one flag of the file. A change that the loader lets through has to
/// make a worked case fail.
#[test]
fn the_worked_cases_notice_any_single_change() {
    for table in TABLES {
        let recipe = recipe(table.id);
        let mut let_through = 0;
        for (what, changed) in changes(&recipe) {
            if load(&changed, Purpose::Recipe).is_err() {
                continue;
            }
            let_through += 1;
            let wrong = disagreements(&changed, table);
            assert!(!wrong.is_empty(), "{}: nobody notices {what}", table.id);
        }
        // A reversed flag, a moved band or another item passes the loader in every recipe.
        assert!(let_through > table.items.len(), "{}", table.id);
    }
}

#[test]
fn the_table_for_hosts_names_every_recipe() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/recipes.md");
    let text = fs::read_to_string(path).unwrap();
    for (id, recipe) in recipes() {
        let row = text
            .lines()
            .find(|line| line.starts_with(&format!("| `{id}` |")));
        let row = row.unwrap_or_else(|| panic!("no row for {id}"));
        let status = recipe["licence"]["status"].as_str().unwrap();
        assert!(row.contains(&format!("`{status}`")), "{id} is {status}");
    }
}

#[test]
fn the_example_for_hosts_can_be_shown() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/recipes.md");
    let text = fs::read_to_string(path).unwrap();
    let (_, example) = text.split_once("```json\n").unwrap();
    let (example, _) = example.split_once("```").unwrap();
    let example = serde_json::from_str(example).unwrap();
    assert_eq!(reasons(&example, Purpose::Show), []);
}

/// Where a recipe and the published rule differ; nothing where it agrees in everything.
fn disagreements(recipe: &Value, table: &Table) -> Vec<String> {
    let instrument = match load(recipe, Purpose::Recipe) {
        Ok(instrument) => instrument,
        Err(refusals) => return vec![format!("refused: {refusals:?}")],
    };
    let mut wrong = Vec::new();
    if instrument.look_back_days() != Some(table.look_back) {
        wrong.push(format!("look-back {:?}", instrument.look_back_days()));
    }
    form_differs(&instrument, table, &mut wrong);
    for case in table.cases {
        case_differs(&instrument, table, case, &mut wrong);
    }
    for scale in table.scales {
        items_differ(&instrument, table, scale, &mut wrong);
    }
    for (answers, asks) in table.safety {
        if instrument.asks_for_help(&answered(&instrument, answers)) != *asks {
            wrong.push(format!("{answers} asks for help: {}", !asks));
        }
    }
    if table.safety.is_empty() && !instrument.safety_items().is_empty() {
        wrong.push("an item about safety".to_owned());
    }
    wrong
}

fn form_differs(instrument: &Instrument, table: &Table, wrong: &mut Vec<String>) {
    let opening = usize::from(table.gate);
    let ids = instrument.items().iter().map(|item| item.id.as_str());
    if !ids.skip(opening).eq(table.items.iter().copied()) {
        wrong.push("other items".to_owned());
    }
    if instrument.gate().is_some() != table.gate {
        wrong.push("the gate".to_owned());
    }
    for item in 0..instrument.items().len() {
        let scale = instrument.scale_of(item).unwrap();
        let (least, greatest) = table.values;
        let values = scale.answers.iter().map(|answer| answer.value);
        if !values.eq(least..=greatest) {
            wrong.push(format!("answers of item {item}"));
        }
    }
}

fn case_differs(instrument: &Instrument, table: &Table, case: &Case, wrong: &mut Vec<String>) {
    let (text, scale, points, band) = *case;
    let place = table.scales.iter().position(|other| other.id == scale);
    let place = place.unwrap();
    let found = instrument.points(place, &answered(instrument, text));
    let found_band = found.as_ref().and_then(|found| {
        let band = instrument.scores()[place].band(found)?;
        Some(band.id.clone())
    });
    let found = found.as_ref().map(Points::ratio);
    if found != ratio(points) || found_band.as_deref().unwrap_or_default() != band {
        wrong.push(format!(
            "{text}: {scale} is {found:?} {found_band:?}, not {points} {band}"
        ));
    }
}

/// One item at the highest answer, all others at the lowest, for each item: whether it counts, in
/// which direction and by how much.
fn items_differ(instrument: &Instrument, table: &Table, scale: &Scale, wrong: &mut Vec<String>) {
    let place = table.scales.iter().position(|other| other.id == scale.id);
    let opening = usize::from(table.gate);
    let top = instrument.scale_of(0).unwrap().answers.len() - 1;
    let score = |raised: Option<usize>| {
        let mut answers = Answers::new(instrument.items().len());
        for item in 0..instrument.items().len() {
            let high = Some(item) == raised || item < opening;
            answers.set(item, Some(if high { top as u8 } else { 0 }));
        }
        let points = instrument.points(place.unwrap(), &answers);
        points.map_or((i64::MIN, 1), |points| points.ratio())
    };
    let lowest = score(None);
    for (item, id) in table.items.iter().enumerate() {
        let times = match (scale.items.contains(id), table.reversed.contains(id)) {
            (false, _) => 0,
            (true, false) => table.values.1 - table.values.0,
            (true, true) => table.values.0 - table.values.1,
        };
        let expected = (scale.step.0 * times, scale.step.1);
        let found = difference(score(Some(item + opening)), lowest);
        if !equal(found, expected) {
            wrong.push(format!("item {id} moves {} by {found:?}", scale.id));
        }
    }
}

/// Every change of one number or flag that a slip of the pen could make.
fn changes(recipe: &Value) -> Vec<(String, Value)> {
    let mut out = Vec::new();
    let mut change = |what: String, edit: &dyn Fn(&mut Value)| {
        let mut changed = recipe.clone();
        edit(&mut changed);
        out.push((what, changed));
    };
    let scores = recipe["scores"].as_array().unwrap();
    let items = recipe["items"].as_array().unwrap();

    let scored = |id: &Value| {
        scores
            .iter()
            .any(|score| score["items"].as_array().unwrap().contains(id))
    };
    for (i, item) in items.iter().enumerate() {
        if scored(&item["id"]) {
            let turned = item.get("reverse").is_none();
            change(format!("item {i} turned round"), &|v| {
                v["items"][i]["reverse"] = json!(turned);
            });
        }
    }
    for (i, score) in scores.iter().enumerate() {
        let own = score["items"].as_array().unwrap();
        for (j, _) in own.iter().enumerate() {
            let others = items.iter().map(|item| &item["id"]);
            for other in others.filter(|other| !own.contains(other)) {
                change(format!("{other} in place of item {j} of score {i}"), &|v| {
                    v["scores"][i]["items"][j] = other.clone();
                });
            }
        }
        let bands = score.get("bands").and_then(Value::as_array);
        for (j, band) in bands.into_iter().flatten().enumerate().skip(1) {
            // A whole step of each score, down and up; a sixth for the one that is a mean.
            let step = match (score.get("transform"), score["method"].as_str()) {
                (Some(transform), _) => transform["multiply"].as_f64().unwrap(),
                (None, Some("mean")) => 0.167,
                _ => 1.0,
            };
            for step in [-step, step] {
                let from = json!(round(band["from"].as_f64().unwrap() + step));
                change(format!("band {j} of score {i} from {from}"), &|v| {
                    v["scores"][i]["bands"][j]["from"] = from.clone();
                });
            }
            change(format!("band {j} of score {i} dropped"), &|v| {
                let bands = &mut v["scores"][i]["bands"];
                bands.as_array_mut().unwrap().remove(j);
            });
        }
        for missing in ["lowest", "prorate"] {
            change(format!("score {i} with missing {missing}"), &|v| {
                v["scores"][i]["missing"] = json!(missing);
            });
        }
        change(format!("score {i} doubled"), &|v| {
            let score = &mut v["scores"][i];
            let multiply = score["transform"]["multiply"].as_f64().unwrap_or(1.0);
            let double = |bound: &Value| json!(round(bound.as_f64().unwrap() * 2.0));
            score["transform"] = json!({ "multiply": multiply * 2.0, "add": 0 });
            score["range"] = json!([double(&score["range"][0]), double(&score["range"][1])]);
            if let Some(from) = score.pointer_mut("/bands/0/from") {
                *from = double(from);
            }
        });
    }
    if let Some(days) = recipe.get("look_back_days").and_then(Value::as_i64) {
        change("another look-back".to_owned(), &|v| {
            v["look_back_days"] = json!(days + 1);
        });
    }
    for key in ["gate", "safety_items"] {
        if recipe.get(key).is_some() {
            change(format!("no {key}"), &|v| {
                v.as_object_mut().unwrap().remove(key);
            });
        }
    }
    if recipe.get("safety_items").is_some() {
        change("another safety item".to_owned(), &|v| {
            v["safety_items"][0]["item"] = json!("8");
        });
        change("another safety threshold".to_owned(), &|v| {
            v["safety_items"][0]["at_least"] = json!(2);
        });
    }
    out
}

/// A recipe with placeholder wording, a permission and, where it is asked for, a protocol.
fn with_wording(recipe: &Value) -> Value {
    let mut worded = recipe.clone();
    worded["title"] = json!("Placeholder");
    worded["language"] = json!("en");
    worded["permission"] = json!({
        "holder": "Placeholder", "reference": "Placeholder", "date": "2026-11-01",
        "commercial_ok": false
    });
    if recipe.get("safety_items").is_some() {
        worded["safety_protocol"] =
            json!({ "text": "Placeholder", "owner": "Placeholder", "date": "2026-11-01" });
    }
    let entries = |value: &mut Value, key: &str, inner: Option<&str>| {
        for entry in value[key].as_array_mut().unwrap() {
            if inner != Some("answers") {
                entry["text"] = json!("Placeholder");
            }
            let inner = inner.and_then(|inner| entry.get_mut(inner));
            for part in inner.and_then(Value::as_array_mut).into_iter().flatten() {
                part["text"] = json!("Placeholder");
            }
        }
    };
    entries(&mut worded, "scales", Some("answers"));
    entries(&mut worded, "items", None);
    entries(&mut worded, "scores", Some("bands"));
    worded
}

fn has_wording(value: &Value) -> bool {
    match value {
        Value::Object(members) => members
            .iter()
            .any(|(key, value)| matches!(key.as_str(), "text" | "title") || has_wording(value)),
        Value::Array(entries) => entries.iter().any(has_wording),
        _ => false,
    }
}

/// One digit per item, `-` where it was left open.
fn answered(instrument: &Instrument, text: &str) -> Answers {
    assert_eq!(text.len(), instrument.items().len(), "{text}");
    let position = |(item, digit): (usize, char)| {
        let value = i64::from(digit.to_digit(10)?);
        let answers = &instrument.scale_of(item)?.answers;
        let position = answers.iter().position(|answer| answer.value == value);
        Some(u8::try_from(position.unwrap()).unwrap())
    };
    let positions: Vec<_> = text.chars().enumerate().map(position).collect();
    Answers::at(&positions)
}

fn reasons(value: &Value, purpose: Purpose) -> Vec<(String, &'static str)> {
    let refusals = load(value, purpose).err().unwrap_or_default();
    let plain = |refusal: Refusal| (refusal.path, refusal.reason.as_str());
    refusals.into_iter().map(plain).collect()
}

fn load(value: &Value, purpose: Purpose) -> Result<Instrument, Vec<Refusal>> {
    read(&serde_json::from_value(value.clone()).unwrap(), purpose)
}

/// Every recipe with the name of its file.
fn recipes() -> Vec<(String, Value)> {
    let files = fs::read_dir(folder()).unwrap();
    let mut out: Vec<_> = files
        .map(|file| {
            let path = file.unwrap().path();
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            assert_eq!(path.extension().unwrap(), "json");
            let text = fs::read_to_string(&path).unwrap();
            (name, serde_json::from_str(&text).unwrap())
        })
        .collect();
    out.sort_by(|(one, _), (other, _)| one.cmp(other));
    assert!(out.len() >= TABLES.len());
    out
}

fn recipe(id: &str) -> Value {
    let text = fs::read_to_string(folder().join(id).with_extension("json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("www/recipes")
}

/// `5`, `5/3` or `none`, as numerator and denominator.
fn ratio(text: &str) -> Option<(i64, i64)> {
    if text == "none" {
        return None;
    }
    let (top, bottom) = text.split_once('/').unwrap_or((text, "1"));
    Some((top.parse().unwrap(), bottom.parse().unwrap()))
}

fn compare(one: &(i64, i64), other: &(i64, i64)) -> Ordering {
    (one.0 * other.1).cmp(&(other.0 * one.1))
}

fn equal(one: (i64, i64), other: (i64, i64)) -> bool {
    compare(&one, &other).is_eq()
}

fn difference(one: (i64, i64), other: (i64, i64)) -> (i64, i64) {
    (one.0 * other.1 - other.0 * one.1, one.1 * other.1)
}

/// To the three places that the format has.
fn round(number: f64) -> f64 {
    (number * 1_000.0).round() / 1_000.0
}
