//! Scoring of instruments: each method and rule worked by hand, the gate, safety, and what types
//! that hold a person's results may not do.
#![allow(clippy::unwrap_used)]

mod documents;
mod implements;
mod instruments;

use documents::{put, remove, set};
use implements::{Otherwise, implements};
use instruments::{full, sound};
use serde_json::json;
use touchbase::check::Load;
use touchbase::instrument::{Answers, Finding, Instrument, Outcome, Points, Purpose};

/// The document of [`full`]: the gate, then four items of 0 to 3, the second of them turned round.
fn made_up() -> Instrument {
    sound(&full(), Purpose::Show)
}

fn ratio(instrument: &Instrument, id: &str, answers: &[Option<u8>]) -> Option<(i64, i64)> {
    let scores = instrument.scores();
    let place = scores.iter().position(|score| score.id == id).unwrap();
    let points = instrument.points(place, &Answers::at(answers));
    points.map(|points| points.ratio())
}

#[test]
fn each_method_by_hand() {
    let instrument = made_up();
    let of = |id, a, b, c, d| ratio(&instrument, id, &[Some(1), a, b, c, d]);
    let all = |id, a, b, c, d| of(id, Some(a), Some(b), Some(c), Some(d));

    // Sum: 1 + (0 + 3 - 2) + 3 + 0.
    assert_eq!(all("total", 1, 2, 3, 0), Some((5, 1)));
    // A mean of three answered, 1 + 1 + 3, times four: 20/3. With two answered there is none.
    assert_eq!(of("total", Some(1), Some(2), Some(3), None), Some((20, 3)));
    assert_eq!(of("total", Some(1), None, Some(3), None), None);
    // Mean of 1, 3 - 2 and 3, times 4, less 1.5: 31/6.
    assert_eq!(all("mean", 1, 2, 3, 0), Some((31, 6)));
    // The open second item counts as 0, not as 3 - 0: 4/3 * 4 - 1.5.
    assert_eq!(of("mean", Some(1), None, Some(3), None), Some((23, 6)));
    assert_eq!(of("mean", Some(1), None, None, Some(3)), None);
    // Items 1, 3 and 4 that are 2 or more.
    assert_eq!(all("often", 2, 0, 1, 3), Some((2, 1)));
    assert_eq!(of("often", Some(2), Some(0), None, Some(3)), None);
    // 2.5 * 3 - 2.
    assert_eq!(all("weighted", 3, 0, 0, 2), Some((11, 2)));
    // The greater of 1 and 0 is looked up.
    assert_eq!(all("greatest", 3, 3, 1, 0), Some((71, 2)));
    assert_eq!(of("greatest", None, None, None, Some(2)), Some((50, 1)));
    assert_eq!(of("greatest", Some(3), Some(3), None, None), None);
}

#[test]
fn the_gate_is_first_and_closes_the_rest() {
    let mut value = full();
    // In the middle of the document, so that being first is no accident.
    let gate = value["items"][0].clone();
    remove(&mut value, "/items/0");
    value["items"].as_array_mut().unwrap().insert(2, gate);
    let instrument = sound(&value, Purpose::Show);

    let mut answers = Answers::new(5);
    assert_eq!(instrument.next(&answers, None), Some(2));
    assert_eq!(instrument.next(&answers, Some(2)), None);
    answers.set(2, Some(0));
    assert_eq!(instrument.next(&answers, Some(2)), None);
    answers.set(2, Some(1));
    let mut asked = Vec::new();
    let mut item = None;
    while let Some(next) = instrument.next(&answers, item) {
        asked.push(next);
        item = Some(next);
    }
    assert_eq!(asked, [2, 0, 1, 3, 4]);
    assert_eq!(instrument.next(&answers, Some(usize::MAX)), None);
}

#[test]
fn a_closed_gate_scores_lowest_and_an_open_question_scores_nothing() {
    let instrument = made_up();
    for rest in [None, Some(3)] {
        let answers = [Some(0), rest, rest, rest, rest];
        assert_eq!(ratio(&instrument, "total", &answers), Some((0, 1)));
        assert_eq!(ratio(&instrument, "mean", &answers), Some((-3, 2)));
        assert_eq!(ratio(&instrument, "greatest", &answers), Some((20, 1)));
        let answers = [None, rest, rest, rest, rest];
        for score in instrument.scores() {
            assert_eq!(ratio(&instrument, &score.id, &answers), None);
        }
    }
}

#[test]
fn without_a_gate_items_are_asked_in_order() {
    let mut value = full();
    remove(&mut value, "/gate");
    let instrument = sound(&value, Purpose::Show);
    let answers = Answers::new(5);
    let mut item = None;
    for expected in [Some(0), Some(1), Some(2), Some(3), Some(4), None] {
        item = instrument.next(&answers, item);
        assert_eq!(item, expected);
    }
}

#[test]
fn the_outcome_names_bands_and_the_heaviest_load() {
    let instrument = made_up();
    let said = |answers: &[Option<u8>]| {
        let outcome = instrument.result(&Answers::at(answers));
        let findings: Vec<_> = outcome
            .findings
            .iter()
            .map(|finding| (finding.name.to_owned(), finding.band.map(str::to_owned)))
            .collect();
        let load = outcome.load.map(|load| match load {
            Load::Little => "little",
            Load::Some => "some",
            _ => "much",
        });
        (findings, load, outcome.safety)
    };
    let finding = |name: &str, band: Option<&str>| (name.to_owned(), band.map(str::to_owned));

    // 0 + 3 + 0 + 1 is the last score of the first band, 20/3 in the second, 9 the first of the
    // third. The scores without bands say nothing.
    let (findings, load, safety) = said(&[Some(1), Some(0), Some(0), Some(0), Some(1)]);
    let seldom = finding("Often", Some("Seldom"));
    assert_eq!(findings, [finding("Total", Some("Lower")), seldom.clone()]);
    assert_eq!((load, safety), (Some("little"), true));

    let (findings, load, safety) = said(&[Some(1), Some(1), Some(2), Some(3), None]);
    assert_eq!(
        findings,
        [finding("Total", Some("Middle")), finding("Often", None)]
    );
    assert_eq!((load, safety), (Some("some"), false));

    let (findings, load, _) = said(&[Some(1), Some(3), Some(0), Some(3), Some(0)]);
    assert_eq!(findings[0], finding("Total", Some("Higher")));
    assert_eq!(load, Some("much"));

    let (findings, load, safety) = said(&[None; 5]);
    assert_eq!(findings, [finding("Total", None), finding("Often", None)]);
    assert_eq!((load, safety), (None, false));
}

#[test]
fn safety_fires_at_its_value_whatever_else_is_answered() {
    let mut value = full();
    set(&mut value, "/safety_items/0/at_least", json!(2));
    // Reversed: the trigger still goes by the answer as given.
    put(&mut value, "/items/4", "reverse", json!(true));
    let instrument = sound(&value, Purpose::Show);
    for (answer, fires) in [
        (None, false),
        (Some(0), false),
        (Some(1), false),
        (Some(2), true),
        (Some(3), true),
    ] {
        for gate in [None, Some(0), Some(1)] {
            let answers = Answers::at(&[gate, None, None, None, answer]);
            assert_eq!(instrument.result(&answers).safety, fires);
        }
    }
}

/// A position beyond the scale, and answers of another length, are no answers.
#[test]
fn what_is_no_answer_counts_as_none() {
    let instrument = made_up();
    for answers in [
        &[Some(1), Some(4), Some(200), Some(255), Some(19)][..],
        &[Some(1)],
        &[],
    ] {
        assert_eq!(ratio(&instrument, "total", answers), None);
        assert_eq!(ratio(&instrument, "often", answers), None);
    }
    let longer = [
        Some(1),
        Some(0),
        Some(0),
        Some(0),
        Some(0),
        Some(3),
        Some(3),
    ];
    assert_eq!(ratio(&instrument, "total", &longer), Some((3, 1)));
}

#[test]
fn no_answer_or_result_can_be_printed_or_copied_out() {
    // The probe itself must be able to say yes.
    assert!(implements!(Instrument, std::fmt::Debug));
    assert!(implements!(Instrument, Clone));

    assert!(!implements!(Answers, std::fmt::Debug));
    assert!(!implements!(Answers, std::fmt::Display));
    assert!(!implements!(Answers, Clone));
    assert!(!implements!(Points, std::fmt::Debug));
    assert!(!implements!(Points, std::fmt::Display));
    assert!(!implements!(Points, Clone));
    assert!(!implements!(Finding<'static>, std::fmt::Debug));
    assert!(!implements!(Finding<'static>, Clone));
    assert!(!implements!(Outcome<'static>, std::fmt::Debug));
    assert!(!implements!(Outcome<'static>, std::fmt::Display));
    assert!(!implements!(Outcome<'static>, Clone));
}

#[test]
fn an_outcome_holds_words_and_no_number() {
    let instrument = made_up();
    let outcome = instrument.result(&Answers::new(5));
    // A new field stops this from compiling: look at whether it is a score in disguise.
    let Outcome {
        findings,
        load,
        safety,
    } = &outcome;
    let _: (&Option<Load>, &bool) = (load, safety);
    for Finding { name, band } in findings {
        let _: (&&str, &Option<&str>) = (name, band);
    }
}
