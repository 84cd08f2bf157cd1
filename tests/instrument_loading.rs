//! The strict loader of instruments: what is sound is read whole, and each fault is refused with
//! its path and its reason.
#![allow(clippy::unwrap_used)]

mod documents;
mod instruments;

use documents::{put, remove, set};
use instruments::{full, recipe, refusals, sound};
use serde_json::{Value, json};
use touchbase::instrument::{Interpretation, Purpose};

#[test]
fn a_sound_instrument_is_read_whole() {
    let instrument = sound(&full(), Purpose::Show);
    assert_eq!(instrument.id(), "made-up-5");
    assert_eq!(instrument.language(), Some("en-US"));
    assert_eq!(instrument.interpretation(), Interpretation::Screening);
    assert_eq!(instrument.look_back_days(), Some(14));
    assert_eq!(instrument.min_days_since_event(), Some(30));
    assert_eq!(instrument.items().len(), 5);
    assert!(instrument.items()[2].reverse);
    assert!(!instrument.items()[3].skippable);
    assert!(instrument.items()[4].skippable);
    assert_eq!(instrument.scale_of(0).unwrap().id, "yes-no");
    assert_eq!(instrument.scores().len(), 5);
    assert_eq!(instrument.scores()[0].bands[1].from.thousandths(), 4_001);
    assert_eq!(instrument.attribution().text, "Made up for a test.");
    assert!(instrument.permission().unwrap().commercial_ok);
    assert_eq!(instrument.safety_protocol().unwrap().owner, "The team");
    assert_eq!(instrument.licence().unwrap().status, "public-domain");
    assert_eq!(instrument.sources().len(), 1);
}

#[test]
fn a_recipe_needs_no_wording_and_cannot_be_shown() {
    let instrument = sound(&recipe(), Purpose::Recipe);
    assert_eq!(instrument.title(), None);

    let found = refusals(&recipe(), Purpose::Show);
    let has = |path: &str, code| found.contains(&(path.to_owned(), code));
    for path in [
        "title",
        "language",
        "items[4].text",
        "scales[1].answers[0].text",
        "scores[4].text",
        "scores[0].bands[2].text",
    ] {
        assert!(has(path, "wording-missing"), "{path}");
    }
    assert!(has("permission", "permission-missing"));
    assert!(has("safety_protocol", "safety-protocol-missing"));
    // Title, language, 6 answers, 5 items, 5 scores, 5 bands, permission, protocol.
    assert_eq!(found.len(), 25);
}

#[test]
fn a_whole_instrument_is_a_recipe_too() {
    sound(&full(), Purpose::Recipe);
}

#[test]
fn a_recipe_names_its_terms_and_its_sources() {
    for (key, code) in [
        ("licence", "licence-missing"),
        ("sources", "sources-missing"),
    ] {
        let mut value = recipe();
        remove(&mut value, &format!("/{key}"));
        let found = refusals(&value, Purpose::Recipe);
        assert_eq!(found, [(key.to_owned(), code)]);

        let mut value = full();
        remove(&mut value, &format!("/{key}"));
        sound(&value, Purpose::Show);
    }
}

/// Half of the wording is more likely a slip than a wish, wherever it stands.
#[test]
fn a_recipe_has_all_wording_or_none() {
    for pointer in [
        "/items/1",
        "/scales/0/answers/0",
        "/scores/0",
        "/scores/0/bands/1",
    ] {
        let mut value = recipe();
        put(&mut value, pointer, "text", json!("Words"));
        let found = refusals(&value, Purpose::Recipe);
        assert!(
            found.contains(&("title".to_owned(), "wording-half")),
            "{pointer}"
        );
        assert!(found.contains(&("language".to_owned(), "wording-half")));
        assert!(found.contains(&("permission".to_owned(), "permission-missing")));
        assert_eq!(found.len(), 23, "{found:?}");
    }
    for key in ["title", "intro"] {
        let mut value = recipe();
        put(&mut value, "", key, json!("Words"));
        assert!(!refusals(&value, Purpose::Recipe).is_empty(), "{key}");
    }
}

/// Where no published rule is confirmed a recipe says nothing; a person is then shown nothing.
#[test]
fn a_recipe_may_leave_the_scores_to_the_host() {
    let mut value = recipe();
    set(&mut value, "/scores", json!([]));
    sound(&value, Purpose::Recipe);

    let mut value = full();
    set(&mut value, "/scores", json!([]));
    let found = refusals(&value, Purpose::Show);
    assert_eq!(found, [("scores".to_owned(), "scores-missing")]);
}

/// One change to the sound instrument, and the only refusal that may come of it.
#[test]
fn each_fault_is_refused_where_it_is() {
    let cases = [
        // What must be stated.
        (
            "-/attribution",
            json!(null),
            "attribution",
            "attribution-missing",
        ),
        (
            "-/attribution/text",
            json!(null),
            "attribution.text",
            "missing",
        ),
        (
            "-/permission",
            json!(null),
            "permission",
            "permission-missing",
        ),
        (
            "-/permission/date",
            json!(null),
            "permission.date",
            "missing",
        ),
        (
            "-/safety_protocol",
            json!(null),
            "safety_protocol",
            "safety-protocol-missing",
        ),
        ("-/title", json!(null), "title", "wording-missing"),
        ("-/language", json!(null), "language", "wording-missing"),
        (
            "-/items/2/text",
            json!(null),
            "items[2].text",
            "wording-missing",
        ),
        (
            "/language",
            json!("english language"),
            "language",
            "language-bad",
        ),
        ("/language", json!("e"), "language", "language-bad"),
        ("/language", json!("en-"), "language", "language-bad"),
        // The format.
        (
            "/schema",
            json!("touchbase-instrument/2"),
            "schema",
            "schema-unknown",
        ),
        ("-/schema", json!(null), "schema", "missing"),
        ("+/items/0/note", json!("x"), "items[0].note", "unknown-key"),
        (
            "/scores/0/method",
            json!("median"),
            "scores[0].method",
            "method-unknown",
        ),
        (
            "/scores/0/missing",
            json!("mean"),
            "scores[0].missing",
            "not-allowed",
        ),
        (
            "-/scores/0/missing",
            json!(null),
            "scores[0].missing",
            "missing",
        ),
        (
            "/interpretation",
            json!("diagnosis"),
            "interpretation",
            "not-allowed",
        ),
        (
            "/look_back_days",
            json!(0),
            "look_back_days",
            "out-of-range",
        ),
        (
            "/scores/0/bands/1/from",
            json!(4.0005),
            "scores[0].bands[1].from",
            "out-of-range",
        ),
        ("/scores/0/range", json!([0]), "scores[0].range", "empty"),
        (
            "/scores/0/range",
            json!([0, 12, 12]),
            "scores[0].range",
            "too-long",
        ),
        (
            "/attribution/url",
            json!("javascript:x"),
            "attribution.url",
            "bad-url",
        ),
        // What names what.
        (
            "/scales/0/answers/3/id",
            json!("few"),
            "scales[0].answers[3].id",
            "duplicate-id",
        ),
        (
            "/scores/1/id",
            json!("total"),
            "scores[1].id",
            "duplicate-id",
        ),
        (
            "/scores/0/bands/1/id",
            json!("low"),
            "scores[0].bands[1].id",
            "duplicate-id",
        ),
        (
            "/scores/0/items/1",
            json!("9"),
            "scores[0].items[1]",
            "item-unknown",
        ),
        (
            "/scores/0/items/1",
            json!("1"),
            "scores[0].items[1]",
            "item-twice",
        ),
        ("/gate/item", json!("9"), "gate.item", "item-unknown"),
        (
            "/safety_items/0/item",
            json!("9"),
            "safety_items[0].item",
            "item-unknown",
        ),
        // Values.
        (
            "/gate/at_least",
            json!(0),
            "gate.at_least",
            "threshold-outside-scale",
        ),
        (
            "/gate/at_least",
            json!(2),
            "gate.at_least",
            "threshold-outside-scale",
        ),
        (
            "/safety_items/0/at_least",
            json!(4),
            "safety_items[0].at_least",
            "threshold-outside-scale",
        ),
        (
            "/scores/2/threshold",
            json!(0),
            "scores[2].threshold",
            "threshold-outside-scale",
        ),
        (
            "/scores/2/threshold",
            json!(4),
            "scores[2].threshold",
            "threshold-outside-scale",
        ),
        // Methods.
        (
            "-/scores/2/threshold",
            json!(null),
            "scores[2].threshold",
            "needed-by-method",
        ),
        (
            "-/scores/3/weights",
            json!(null),
            "scores[3].weights",
            "needed-by-method",
        ),
        (
            "+/scores/0/threshold",
            json!(1),
            "scores[0].threshold",
            "not-for-method",
        ),
        (
            "+/scores/0/weights",
            json!([1]),
            "scores[0].weights",
            "not-for-method",
        ),
        (
            "+/scores/2/min_answered",
            json!(1),
            "scores[2].min_answered",
            "not-for-method",
        ),
        (
            "/scores/3/missing",
            json!("prorate"),
            "scores[3].missing",
            "not-for-method",
        ),
        (
            "/scores/3/weights",
            json!([1]),
            "scores[3].weights",
            "weights-length",
        ),
        (
            "/scores/0/min_answered",
            json!(5),
            "scores[0].min_answered",
            "min-answered-above-items",
        ),
        (
            "/scores/1/transform/multiply",
            json!(0),
            "scores[1].transform.multiply",
            "factor-zero",
        ),
        (
            "+/scores/4/transform",
            json!({ "multiply": 2, "add": 0 }),
            "scores[4].transform",
            "not-for-method",
        ),
        (
            "/scores/0/items/0",
            json!("gate"),
            "scores[0].missing",
            "scales-differ",
        ),
        // Ranges and tables.
        (
            "/scores/0/range",
            json!([0, 13]),
            "scores[0].range",
            "range-not-reachable",
        ),
        (
            "/scores/0/range",
            json!([1, 12]),
            "scores[0].range",
            "range-not-reachable",
        ),
        (
            "/scores/0/range",
            json!([12, 0]),
            "scores[0].range",
            "range-not-reachable",
        ),
        (
            "/scores/3/range",
            json!([-3, 7.499]),
            "scores[3].range",
            "range-not-reachable",
        ),
        (
            "/scores/4/range",
            json!([0, 3]),
            "scores[4].range",
            "range-not-reachable",
        ),
        (
            "-/scores/4/lookup/1",
            json!(null),
            "scores[4].lookup",
            "lookup-not-total",
        ),
        (
            "/scores/4/lookup/3",
            json!([2, 80]),
            "scores[4].lookup[3]",
            "lookup-not-rising",
        ),
        // Bands.
        (
            "/scores/2/bands/0/from",
            json!(1),
            "scores[2].bands[0].from",
            "bands-start",
        ),
        (
            "/scores/2/bands/1/from",
            json!(0),
            "scores[2].bands[1].from",
            "bands-overlap",
        ),
        (
            "/scores/2/bands/1/from",
            json!(3.001),
            "scores[2].bands[1].from",
            "band-outside-range",
        ),
        (
            "/scores/0/bands/0/to",
            json!(4.001),
            "scores[0].bands[1].from",
            "bands-overlap",
        ),
        (
            "/scores/0/bands/0/to",
            json!(3.9),
            "scores[0].bands[1].from",
            "bands-gap",
        ),
        (
            "/scores/0/bands/2/to",
            json!(13),
            "scores[0].bands[2].to",
            "band-outside-range",
        ),
        (
            "/scores/0/bands/2/to",
            json!(11),
            "scores[0].bands[2].to",
            "bands-gap",
        ),
    ];
    for (pointer, new, path, code) in cases {
        let mut value = full();
        change(&mut value, pointer, new.clone());
        let found = refusals(&value, Purpose::Show);
        assert_eq!(found, [(path.to_owned(), code)], "{pointer} = {new}");
    }
}

/// What is gone or there twice is also missed wherever it is named.
#[test]
fn a_fault_that_others_follow_from_is_named_too() {
    for (pointer, new, path, code) in [
        ("/items/4/id", json!("3"), "items[4].id", "duplicate-id"),
        (
            "/scales/1/id",
            json!("four"),
            "scales[1].id",
            "duplicate-id",
        ),
        (
            "/scales/0/answers/2/value",
            json!(1),
            "scales[0].answers[2].value",
            "answers-not-rising",
        ),
        (
            "/scales/0/answers/2/value",
            json!(0),
            "scales[0].answers[2].value",
            "answers-not-rising",
        ),
        (
            "/items/1/scale",
            json!("five"),
            "items[1].scale",
            "scale-unknown",
        ),
    ] {
        let mut value = full();
        set(&mut value, pointer, new);
        let found = refusals(&value, Purpose::Show);
        assert!(found.contains(&(path.to_owned(), code)), "{found:?}");
    }
}

/// A closed gate counts all items as lowest, so its own item may only count where that is true.
#[test]
fn a_gate_may_count_only_where_it_closes_at_the_lowest_answer() {
    let mut value = full();
    set(&mut value, "/scores/4/items/0", json!("gate"));
    set(
        &mut value,
        "/scores/4/lookup",
        json!([[0, 20], [1, 35], [2, 50], [3, 80]]),
    );
    sound(&value, Purpose::Show);

    let mut reversed = value.clone();
    put(&mut reversed, "/items/0", "reverse", json!(true));
    let mut wider = value;
    set(&mut wider, "/items/0/scale", json!("four"));
    set(&mut wider, "/gate/at_least", json!(2));
    for value in [reversed, wider] {
        let found = refusals(&value, Purpose::Show);
        assert_eq!(found, [("scores[4].items[0]".to_owned(), "gate-scored")]);
    }
}

/// A lookup lists what can be reached and nothing else, of every method.
#[test]
fn a_table_is_held_against_what_can_be_reached() {
    let scored = |change: Value, lookup: Value| {
        let mut value = full();
        let score = &mut value["scores"][4];
        for (key, new) in change.as_object().unwrap() {
            score[key] = new.clone();
        }
        score["lookup"] = lookup;
        let found = refusals(&value, Purpose::Show);
        found
            .into_iter()
            .map(|(path, code)| format!("{path} {code}"))
            .collect::<Vec<_>>()
    };
    let none: [&str; 0] = [];
    let flat = |raws: &[f64]| raws.iter().map(|raw| json!([raw, 50])).collect();
    let same = json!({ "range": [50, 50] });
    assert_eq!(scored(same.clone(), flat(&[0.0, 1.0, 2.0, 3.0])), none);
    assert_eq!(
        scored(same.clone(), flat(&[0.0, 1.0, 2.0, 3.0, 4.0])),
        ["scores[4].lookup[4] lookup-unreachable"]
    );
    assert_eq!(
        scored(same.clone(), flat(&[0.0, 1.5, 2.0, 3.0])),
        [
            "scores[4].lookup lookup-not-total",
            "scores[4].lookup[1] lookup-unreachable"
        ]
    );

    let sum = json!({ "method": "sum", "range": [50, 50] });
    assert_eq!(
        scored(sum.clone(), flat(&[0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0])),
        none
    );
    assert_eq!(
        scored(sum, flat(&[0.0, 1.0, 2.0])),
        ["scores[4].lookup lookup-not-total"]
    );
    let mean = json!({ "method": "mean", "range": [50, 50] });
    assert_eq!(
        scored(mean, flat(&[0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0])),
        none
    );
    // Thirds have no three decimals that are theirs.
    let thirds = json!({ "method": "mean", "items": ["1", "3", "4"], "range": [50, 50] });
    let rows: Vec<f64> = (0..10)
        .map(|n| (f64::from(n) * 1_000.0 / 3.0).round() / 1_000.0)
        .collect();
    assert_eq!(
        scored(thirds, flat(&rows))[0],
        "scores[4].lookup lookup-not-total"
    );
    let prorated = json!({ "method": "sum", "missing": "prorate", "range": [50, 50] });
    assert_eq!(
        scored(prorated, flat(&[0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0])),
        ["scores[4].lookup not-for-method"]
    );
    let maximum = json!({ "missing": "prorate", "range": [0, 3], "lookup": null });
    assert!(scored(maximum, json!([[0, 50]])).contains(&"scores[4].missing not-for-method".into()));
}

/// What lies between one band's `to` and the next one's `from` must be nothing that answers give.
#[test]
fn bands_with_both_ends_leave_no_score_out() {
    let banded = |score: usize, change: Value, first: f64, to: f64, from: f64| {
        let mut value = full();
        for (key, new) in change.as_object().unwrap() {
            value["scores"][score][key] = new.clone();
        }
        value["scores"][score]["bands"] = json!([
            { "id": "a", "from": first, "to": to, "text": "A" },
            { "id": "b", "from": from, "text": "B" },
        ]);
        let found = refusals(&value, Purpose::Show);
        found.first().map_or("sound", |(_, code)| *code)
    };
    let plain = json!({});
    // Counts are whole.
    assert_eq!(banded(2, plain.clone(), 0.0, 1.0, 2.0), "sound");
    assert_eq!(banded(2, plain.clone(), 0.0, 1.0, 2.001), "bands-gap");
    assert_eq!(banded(2, plain.clone(), 0.0, 0.5, 1.5), "bands-gap");
    assert_eq!(banded(2, plain.clone(), 0.0, 1.0, 1.0), "bands-overlap");
    // A sum of four, made up for from three: thirds of four as well.
    assert_eq!(banded(0, plain.clone(), 0.0, 4.0, 5.0), "sound");
    assert_eq!(banded(0, plain.clone(), 0.0, 5.0, 6.0), "bands-gap");
    // Means of three, times four, less 1.5: -1.5, -0.167, 1.167, 2.5.
    assert_eq!(banded(1, plain.clone(), -1.5, 1.167, 2.5), "sound");
    assert_eq!(banded(1, plain.clone(), -1.5, 1.166, 2.5), "bands-gap");
    // 2.5 and -1 make steps of a half.
    assert_eq!(banded(3, plain.clone(), -3.0, 1.0, 1.5), "sound");
    assert_eq!(banded(3, plain.clone(), -3.0, 1.0, 1.501), "bands-gap");
    // A table gives what it lists.
    assert_eq!(banded(4, plain, 20.0, 35.5, 50.0), "sound");
    assert_eq!(
        banded(
            4,
            json!({ "lookup": [[0, 20], [1, 40], [2, 50], [3, 80]] }),
            20.0,
            35.5,
            50.0
        ),
        "bands-gap"
    );
    // Turned round by the factor: 10.5 down to -1.5.
    let down = json!({ "transform": { "multiply": -4, "add": 10.5 } });
    assert_eq!(banded(1, down, -1.5, 1.167, 2.5), "sound");
}

/// Of maxima there can be fewer than of the answers that they are taken from.
#[test]
fn a_table_of_maxima_lists_what_is_left_of_them() {
    let mut value = full();
    set(&mut value, "/scores/4/items", json!(["1", "3", "gate"]));
    set(&mut value, "/scales/1/answers/1/value", json!(3));
    remove(&mut value, "/gate");
    sound(&value, Purpose::Show);
    set(&mut value, "/scales/1/answers/0/value", json!(2));
    set(&mut value, "/scores/4/lookup", json!([[2, 50], [3, 80]]));
    set(&mut value, "/scores/4/range", json!([50, 80]));
    sound(&value, Purpose::Show);
}

/// `+` adds, `-` removes, and nothing replaces.
fn change(value: &mut Value, pointer: &str, new: Value) {
    if let Some(pointer) = pointer.strip_prefix('-') {
        remove(value, pointer);
    } else if let Some(pointer) = pointer.strip_prefix('+') {
        let (parent, key) = pointer.rsplit_once('/').unwrap();
        put(value, parent, key, new);
    } else {
        set(value, pointer, new);
    }
}
