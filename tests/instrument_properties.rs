//! What holds for every sound instrument and all answers, 10,000 cases each.
#![allow(clippy::panic, clippy::print_stdout, clippy::unwrap_used)]

mod instruments;

use std::cell::Cell;
use std::cmp::Ordering;

use instruments::made::{Fraction, How, Made, MadeScore, Rule, Tape, Then, Wanted, make, tape};
use instruments::sound;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use touchbase::instrument::{Answers, Instrument, Purpose};

const CASES: u32 = 10_000;

/// Runs a property and says how many cases there were, and in how many of them it said something:
/// a property of scores holds of itself where there is none.
fn hold(name: &str, property: impl Fn(&mut Tape) -> Result<bool, TestCaseError>) {
    let config = Config {
        cases: CASES,
        failure_persistence: None,
        ..Config::default()
    };
    let (cases, telling) = (Cell::new(0), Cell::new(0));
    let run = TestRunner::new(config).run(&tape(), |mut tape| {
        cases.set(cases.get() + 1);
        if property(&mut tape)? {
            telling.set(telling.get() + 1);
        }
        Ok(())
    });
    if let Err(error) = run {
        panic!("{name}: {error}");
    }
    let (cases, telling) = (cases.get(), telling.get());
    println!("{name}: {cases} cases, {telling} of them with something to compare");
    assert!(cases >= CASES && telling >= CASES / 4, "{cases} {telling}");
}

fn loaded(made: &Made) -> Instrument {
    sound(&made.document(), Purpose::Show)
}

fn points(instrument: &Instrument, score: usize, answers: &[Option<u8>]) -> Option<Fraction> {
    let points = instrument.points(score, &Answers::at(answers))?;
    let (numerator, denominator) = points.ratio();
    Some(Fraction(numerator.into(), denominator.into()))
}

fn thousandths(thousandths: i64) -> Fraction {
    Fraction::new(thousandths.into(), 1_000)
}

/// Every score, as the rules say and as the library does.
#[test]
fn a_score_is_what_the_rules_say() {
    hold("second way to score", |tape| {
        let made = make(tape, Wanted::default());
        let (instrument, answers) = (loaded(&made), tape.answers(&made));
        let mut found = false;
        for (place, score) in made.scores.iter().enumerate() {
            let expected = made.score(score, &answers);
            found |= expected.is_some();
            prop_assert_eq!(
                points(&instrument, place, &answers),
                expected,
                "{:?}",
                score
            );
        }
        Ok(found)
    });
}

#[test]
fn a_score_lies_in_its_range() {
    hold("score in its range", |tape| {
        let made = make(tape, Wanted::default());
        let (instrument, answers) = (loaded(&made), tape.answers(&made));
        let mut found = false;
        for (place, score) in instrument.scores().iter().enumerate() {
            let Some(points) = instrument.points(place, &Answers::at(&answers)) else {
                continue;
            };
            prop_assert_ne!(points.compare(score.range.0), Ordering::Less);
            prop_assert_ne!(points.compare(score.range.1), Ordering::Greater);
            found = true;
        }
        Ok(found)
    });
}

/// An item is turned round and so is its scale: the two together change nothing.
#[test]
fn reversing_twice_changes_nothing() {
    hold("reversing twice", |tape| {
        let made = make(
            tape,
            Wanted {
                open: true,
                ..Wanted::default()
            },
        );
        let answers = tape.answers(&made);
        let turned = tape.below(made.items.len());

        let (mut other, mut mirrored) = (made.clone(), answers.clone());
        let (least, greatest) = made.ends(turned);
        let values = &made.scales[made.items[turned].scale];
        let scale = values
            .iter()
            .rev()
            .map(|value| least + greatest - value)
            .collect();
        mirrored[turned] = answers[turned].map(|position| values.len() as u8 - 1 - position);
        other.scales.push(scale);
        other.items[turned].scale = other.scales.len() - 1;
        other.items[turned].reverse = !made.items[turned].reverse;

        let (one, two) = (loaded(&made), loaded(&other));
        let mut found = false;
        for place in 0..made.scores.len() {
            let before = points(&one, place, &answers);
            found |= before.is_some();
            prop_assert_eq!(before, points(&two, place, &mirrored));
        }
        Ok(found)
    });
}

#[test]
fn without_all_answers_there_is_no_score_where_none_may_be_missing() {
    hold("missing: none", |tape| {
        let made = make(tape, wanted(Rule::None));
        let (instrument, answers) = (loaded(&made), tape.answers(&made));
        for (place, score) in made.scores.iter().enumerate() {
            let whole = score.items.iter().all(|item| answers[*item].is_some());
            prop_assert_eq!(points(&instrument, place, &answers).is_some(), whole);
        }
        Ok(true)
    });
}

#[test]
fn a_missing_answer_counts_as_the_least_value_where_the_rule_says_so() {
    hold("missing: lowest", |tape| {
        let made = make(tape, wanted(Rule::Lowest));
        let (instrument, answers) = (loaded(&made), tape.answers(&made));
        // Every open item given the answer that counts as its scale's least value.
        let filled: Vec<Option<u8>> = made
            .items
            .iter()
            .zip(&answers)
            .map(|(item, answer)| {
                let last = made.scales[item.scale].len() as u8 - 1;
                answer.or(Some(if item.reverse { last } else { 0 }))
            })
            .collect();
        let mut found = false;
        for (place, score) in made.scores.iter().enumerate() {
            let found_here = points(&instrument, place, &answers);
            if answered(score, &answers) < score.min_answered {
                prop_assert_eq!(found_here, None);
                continue;
            }
            found |= score.items.iter().any(|item| answers[*item].is_none());
            prop_assert_eq!(found_here, points(&instrument, place, &filled));
        }
        // The point is what is open, and in half of the cases nothing is.
        Ok(found || answers.iter().all(Option::is_some))
    });
}

#[test]
fn the_mean_of_the_others_stands_for_a_missing_answer_where_the_rule_says_so() {
    hold("missing: prorate", |tape| {
        let mut made = make(tape, wanted(Rule::Prorate));
        made.scores.truncate(1);
        let score = &mut made.scores[0];
        (score.convert, score.bands) = (Then::Plain, Vec::new());
        let (least, greatest) = made.ends(made.scores[0].items[0]);
        let score = &mut made.scores[0];
        let items = score.items.len() as i64;
        score.range = match score.method {
            How::Mean => (1_000 * least, 1_000 * greatest),
            How::Count(_) => (0, 1_000 * items),
            _ => (1_000 * least * items, 1_000 * greatest * items),
        };
        let answers = tape.answers(&made);
        let found = points(&loaded(&made), 0, &answers);

        let score = &made.scores[0];
        let count = answered(score, &answers);
        if count < score.min_answered {
            prop_assert_eq!(found, None);
            return Ok(true);
        }
        // The same method over the answered items alone, none of them missing.
        let mut fewer = made.clone();
        let part = &mut fewer.scores[0];
        part.missing = Rule::None;
        part.items.retain(|item| answers[*item].is_some());
        part.range = match part.method {
            How::Mean => part.range,
            How::Count(_) => (0, 1_000 * count as i64),
            _ => (
                1_000 * least * count as i64,
                1_000 * greatest * count as i64,
            ),
        };
        let part = points(&loaded(&fewer), 0, &answers).unwrap();
        let expected = match score.method {
            How::Mean => part,
            _ => part.times(&Fraction::new(items.into(), count as i128)),
        };
        prop_assert_eq!(found, Some(expected));
        Ok(true)
    });
}

#[test]
fn one_answer_fewer_than_asked_for_gives_no_score() {
    hold("min_answered", |tape| {
        let rule = if tape.below(2) == 0 {
            Rule::Lowest
        } else {
            Rule::Prorate
        };
        let made = make(tape, wanted(rule));
        let instrument = loaded(&made);
        let full: Vec<Option<u8>> = made.items.iter().map(|_| Some(0)).collect();
        for (place, score) in made.scores.iter().enumerate() {
            let order = tape.order(score.items.len());
            let mut answers = full.clone();
            for open in &order[score.min_answered..] {
                answers[score.items[*open]] = None;
            }
            prop_assert!(points(&instrument, place, &answers).is_some());
            answers[score.items[order[score.min_answered - 1]]] = None;
            prop_assert_eq!(points(&instrument, place, &answers), None);
        }
        Ok(true)
    });
}

/// Each score has one band: the last that begins at or below it. The edges are compared apart from
/// the library, as fractions.
#[test]
fn bands_are_total() {
    hold("bands", |tape| {
        let made = make(tape, Wanted::default());
        let (instrument, answers) = (loaded(&made), tape.answers(&made));
        let outcome = instrument.result(&Answers::at(&answers));
        let mut findings = outcome.findings.iter();
        let mut found = false;
        for (place, score) in made.scores.iter().enumerate() {
            if score.bands.is_empty() {
                continue;
            }
            let finding = findings.next().unwrap();
            prop_assert_eq!(finding.name, format!("Score {place}"));
            let Some(points) = made.score(score, &answers) else {
                prop_assert_eq!(finding.band, None);
                continue;
            };
            let holding: Vec<usize> = (0..score.bands.len())
                .filter(|band| {
                    let above = score.bands.get(band + 1);
                    thousandths(score.bands[*band]).compare(&points).is_le()
                        && above.is_none_or(|to| points.compare(&thousandths(*to)).is_lt())
                })
                .collect();
            prop_assert_eq!(holding.len(), 1);
            prop_assert_eq!(finding.band, Some(&*format!("Band {}", holding[0])));
            found = true;
        }
        prop_assert!(findings.next().is_none());
        Ok(found)
    });
}

/// The items of the document, the items of each score, the scores, and the order of answering are
/// all shuffled.
#[test]
fn no_order_changes_a_score() {
    hold("any order", |tape| {
        let made = make(tape, Wanted::default());
        let answers = tape.answers(&made);
        let order = tape.order(made.items.len());
        let moved = |item: usize| order.iter().position(|from| *from == item).unwrap();

        let mut other = made.clone();
        other.items = order.iter().map(|from| made.items[*from].clone()).collect();
        other.gate = made.gate.map(|(item, at_least)| (moved(item), at_least));
        for trigger in &mut other.safety {
            trigger.0 = moved(trigger.0);
        }
        for score in &mut other.scores {
            let order = tape.order(score.items.len());
            let items = score.items.clone();
            score.items = order.iter().map(|place| moved(items[*place])).collect();
            if let How::Weighted(weights) = &mut score.method {
                *weights = order.iter().map(|place| weights[*place]).collect();
            }
        }
        let scores = tape.order(made.scores.len());
        other.scores = scores
            .iter()
            .map(|from| other.scores[*from].clone())
            .collect();

        let (one, two) = (loaded(&made), loaded(&other));
        let mut given = Answers::new(answers.len());
        for item in tape.order(answers.len()) {
            given.set(item, answers[order[item]]);
        }
        let mut found = false;
        for (place, from) in scores.iter().enumerate() {
            let before = points(&one, *from, &answers);
            found |= before.is_some();
            let after = two.points(place, &given).map(|points| points.ratio());
            let after = after.map(|(n, d)| Fraction(n.into(), d.into()));
            prop_assert_eq!(before, after);
        }
        prop_assert_eq!(
            one.asks_for_help(&Answers::at(&answers)),
            two.asks_for_help(&given)
        );
        Ok(found)
    });
}

/// Safety goes by the answers to its own items as they were given, and by nothing else.
#[test]
fn safety_goes_by_its_items_alone() {
    hold("safety", |tape| {
        let made = make(tape, Wanted::default());
        let (instrument, answers) = (loaded(&made), tape.answers(&made));
        let expected = made.safety.iter().any(|(item, at_least)| {
            made.value(&answers, *item)
                .is_some_and(|value| value >= *at_least)
        });
        prop_assert_eq!(instrument.result(&Answers::at(&answers)).safety, expected);
        Ok(!made.safety.is_empty())
    });
}

/// Each item is asked once, the gate's first, and all of them only behind an open gate.
#[test]
fn each_item_is_asked_once() {
    hold("asking", |tape| {
        let made = make(tape, Wanted::default());
        let (instrument, answers) = (loaded(&made), tape.answers(&made));
        let answers_given = Answers::at(&answers);
        let mut asked = Vec::new();
        let mut item = None;
        while let Some(next) = instrument.next(&answers_given, item) {
            prop_assert!(!asked.contains(&next));
            asked.push(next);
            item = Some(next);
        }
        let open = made.gate.is_none_or(|(item, at_least)| {
            made.value(&answers, item)
                .is_some_and(|value| value >= at_least)
        });
        if let Some((gate, _)) = made.gate {
            prop_assert_eq!(asked[0], gate);
        }
        prop_assert_eq!(asked.len(), if open { made.items.len() } else { 1 });
        Ok(true)
    });
}

fn wanted(missing: Rule) -> Wanted {
    Wanted {
        missing: Some(missing),
        open: true,
    }
}

fn answered(score: &MadeScore, answers: &[Option<u8>]) -> usize {
    let items = score.items.iter();
    items.filter(|item| answers[**item].is_some()).count()
}
