//! The built-in check, seen from outside.

mod implements;

use std::collections::HashSet;

use implements::{Otherwise, implements};
use proptest::prelude::*;
use touchbase::check::{
    Answers, Area, Asked, Level, Load, QUESTIONS, Question, STEPS, Summary, When, asked, load,
    summary,
};
use touchbase::text::english::{ENGLISH, KEYS};

#[test]
fn every_area_is_asked_once_in_order() {
    let asked: Vec<Area> = QUESTIONS.iter().map(|q| q.area).collect();
    assert_eq!(asked, Area::all());
    assert!((7..=9).contains(&asked.len()));
}

#[test]
fn the_look_back_is_what_the_text_says() {
    for question in &QUESTIONS {
        assert_eq!(question.look_back_days, 7);
        let text = english(question.key()).unwrap();
        assert!(text.starts_with("Think of the last week, "), "{text}");
    }
}

#[test]
fn every_key_has_a_text() {
    let questions = QUESTIONS.iter().map(Question::key);
    let areas = Area::all().iter().map(|area| area.key());
    let answers = Level::ALL.iter().map(|level| level.key());
    let times = When::ALL.iter().map(|when| when.key());
    for key in questions.chain(areas).chain(answers).chain(times) {
        assert!(english(key).is_some_and(|text| !text.is_empty()), "{key}");
    }
}

#[test]
fn only_the_last_question_is_positive() {
    let positive: Vec<Area> = QUESTIONS
        .iter()
        .filter(|q| q.positive)
        .map(|q| q.area)
        .collect();
    assert_eq!(positive, [Area::GoingWell]);
    assert_eq!(QUESTIONS[QUESTIONS.len() - 1].area, Area::GoingWell);
}

#[test]
fn text_keys_are_distinct_and_in_their_group() {
    let questions = QUESTIONS.iter().map(Question::key);
    let areas = Area::all().iter().map(|area| area.key());
    let answers = Level::ALL.iter().map(|level| level.key());
    let mut seen = HashSet::new();
    for (group, keys) in [
        ("check.q.", questions.collect::<Vec<_>>()),
        ("check.area.", areas.collect()),
        ("check.answer.", answers.collect()),
    ] {
        for key in keys {
            assert!(key.starts_with(group), "{key}");
            assert!(seen.insert(key), "{key} is used twice");
        }
    }
    for question in &QUESTIONS {
        let name = question.key().trim_start_matches("check.q.");
        assert_eq!(question.area.key().trim_start_matches("check.area."), name);
    }
}

#[test]
fn the_scale_has_five_levels_from_lowest_to_highest() {
    assert!(Level::ALL.is_sorted());
    for (i, level) in Level::ALL.into_iter().enumerate() {
        assert_eq!(usize::from(level.index()), i);
        assert_eq!(level.key(), format!("check.answer.{i}"));
        assert!(Level::from_index(level.index()) == Some(level));
    }
    assert!(Level::from_index(5).is_none());
    assert!(Level::from_index(u8::MAX).is_none());
}

#[test]
fn the_time_is_asked_first_and_there_are_at_most_ten_steps() {
    assert!(matches!(asked(0), Some(Asked::When)));
    for (i, question) in QUESTIONS.iter().enumerate() {
        assert!(matches!(asked(i + 1), Some(Asked::Area(q)) if q.area == question.area));
    }
    assert!(asked(STEPS).is_none());
    assert_eq!(STEPS, 10);
}

#[test]
fn the_time_is_kept_until_it_is_taken_back() {
    let mut answers = Answers::new();
    for (i, when) in When::ALL.into_iter().enumerate() {
        answers.set_when(Some(when));
        assert!(answers.when() == Some(when));
        assert!(When::from_index(i as u8) == Some(when));
        assert_eq!(summary(&answers).answered, 1);
        // The time alone says nothing about weight.
        assert!(load(&answers) == Load::Unknown);
    }
    answers.set_when(None);
    assert!(answers.when().is_none());
    assert!(When::from_index(6).is_none());
}

#[test]
fn the_load_is_the_heaviest_that_one_area_gives() {
    for question in &QUESTIONS {
        for level in Level::ALL {
            let mut answers = Answers::new();
            answers.set(question, level);
            let shows = matches!(
                question.area,
                Area::Body | Area::Confidence | Area::Connection
            );
            let expected = match (question.positive, level.index()) {
                (true, _) => Load::Unknown,
                (false, 0..=2) => Load::Little,
                (false, _) if shows => Load::Much,
                (false, _) => Load::Some,
            };
            assert!(load(&answers) == expected);
        }
    }
}

#[test]
fn nothing_answered_gives_an_empty_summary() {
    let mut answers = Answers::new();
    assert!(is_empty(&summary(&answers)));

    for question in &QUESTIONS {
        answers.set(question, Level::ALL[4]);
        answers.skip(question);
    }
    assert!(is_empty(&summary(&answers)));
}

#[test]
fn each_level_has_its_place() {
    for question in &QUESTIONS {
        for level in Level::ALL {
            let mut answers = Answers::new();
            answers.set(question, level);
            let expected = match (level.index(), question.positive) {
                (3 | 4, false) => Some(Place::Heavier),
                (2, false) => Some(Place::Some),
                (3 | 4, true) => Some(Place::GoingWell),
                _ => None,
            };
            let found = summary(&answers);
            assert_eq!(places(&found)[question.area as usize], expected);
            assert_eq!(found.answered, 1);
        }
    }
}

#[test]
fn a_wiped_summary_is_empty() {
    let mut found = summary(&answers_from(&[Some(4); Area::COUNT]));
    found.wipe();
    assert!(is_empty(&found));
}

#[test]
fn no_answer_can_be_printed_or_copied_out() {
    // The probe itself must be able to say yes.
    assert!(implements!(Area, std::fmt::Debug));
    assert!(implements!(Area, Clone));

    assert!(!implements!(Answers, std::fmt::Debug));
    assert!(!implements!(Answers, std::fmt::Display));
    assert!(!implements!(Answers, Clone));
    assert!(!implements!(When, std::fmt::Debug));
    assert!(!implements!(When, std::fmt::Display));
    assert!(!implements!(Load, std::fmt::Debug));
    assert!(!implements!(Load, std::fmt::Display));
    assert!(!implements!(Level, std::fmt::Debug));
    assert!(!implements!(Level, std::fmt::Display));
    assert!(!implements!(Summary, std::fmt::Debug));
    assert!(!implements!(Summary, std::fmt::Display));
    assert!(!implements!(Summary, Clone));
}

#[test]
fn a_summary_holds_areas_and_one_count() {
    let found = summary(&answers_from(&[Some(4); Area::COUNT]));
    // A new field stops this from compiling: look at whether it is a score in disguise.
    let Summary {
        heavier,
        some,
        going_well,
        answered,
    } = &found;
    let _: [&Vec<Area>; 3] = [heavier, some, going_well];
    let _: &usize = answered;
}

proptest! {
    #[test]
    fn changing_one_answer_changes_only_its_own_area(
        given in levels(),
        changed in 0..Area::COUNT,
        to in prop::option::of(0u8..5),
    ) {
        let before = places(&summary(&answers_from(&given)));
        let mut given = given;
        given[changed] = to;
        let after = places(&summary(&answers_from(&given)));
        for area in (0..Area::COUNT).filter(|area| *area != changed) {
            prop_assert_eq!(before[area], after[area]);
        }
    }

    #[test]
    fn the_order_of_answering_does_not_matter(
        given in levels(),
        order in Just((0..Area::COUNT).collect::<Vec<_>>()).prop_shuffle(),
    ) {
        let mut answers = Answers::new();
        for i in order {
            if let Some(level) = given[i].and_then(Level::from_index) {
                answers.set(&QUESTIONS[i], level);
            }
        }
        let (one, other) = (summary(&answers), summary(&answers_from(&given)));
        prop_assert_eq!(&one.heavier, &other.heavier);
        prop_assert_eq!(&one.some, &other.some);
        prop_assert_eq!(&one.going_well, &other.going_well);
    }

    #[test]
    fn the_load_is_that_of_the_heaviest_answer(given in levels(), when in prop::option::of(0u8..6)) {
        let mut answers = answers_from(&given);
        answers.set_when(when.and_then(When::from_index));
        let each = (0..Area::COUNT).map(|i| {
            let mut alone = [None; Area::COUNT];
            alone[i] = given[i];
            load(&answers_from(&alone))
        });
        prop_assert!(Some(load(&answers)) == each.max());
    }

    #[test]
    fn areas_appear_in_the_order_of_asking(given in levels()) {
        let found = summary(&answers_from(&given));
        for areas in [&found.heavier, &found.some, &found.going_well] {
            let order: Vec<usize> = areas.iter().map(|area| *area as usize).collect();
            prop_assert!(order.is_sorted());
        }
    }

    #[test]
    fn answered_counts_answers_and_nothing_else(given in levels()) {
        let found = summary(&answers_from(&given));
        prop_assert_eq!(found.answered, given.iter().flatten().count());
    }

    #[test]
    fn wipe_leaves_nothing(given in levels()) {
        let mut answers = answers_from(&given);
        answers.wipe();
        prop_assert!(QUESTIONS.iter().all(|q| answers.level(q).is_none()));
        prop_assert!(is_empty(&summary(&answers)));
    }

    #[test]
    fn an_answer_is_kept_until_it_is_skipped(given in levels(), skipped in 0..Area::COUNT) {
        let mut answers = answers_from(&given);
        answers.skip(&QUESTIONS[skipped]);
        for (i, question) in QUESTIONS.iter().enumerate() {
            let expected = if i == skipped { None } else { given[i] };
            prop_assert_eq!(answers.level(question).map(Level::index), expected);
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Place {
    Heavier,
    Some,
    GoingWell,
}

/// Where each area stands. Fails where one stands in two places.
fn places(summary: &Summary) -> [Option<Place>; Area::COUNT] {
    let mut places = [None; Area::COUNT];
    for (areas, place) in [
        (&summary.heavier, Place::Heavier),
        (&summary.some, Place::Some),
        (&summary.going_well, Place::GoingWell),
    ] {
        for area in areas {
            assert_eq!(places[*area as usize].replace(place), None);
        }
    }
    places
}

fn is_empty(summary: &Summary) -> bool {
    places(summary).iter().all(Option::is_none) && summary.answered == 0
}

fn answers_from(given: &[Option<u8>; Area::COUNT]) -> Answers {
    let mut answers = Answers::new();
    for (question, level) in QUESTIONS.iter().zip(given) {
        if let Some(level) = level.and_then(Level::from_index) {
            answers.set(question, level);
        }
    }
    answers
}

/// The English text of a key of the catalogue.
fn english(key: &str) -> Option<&'static str> {
    let at = KEYS.iter().position(|known| *known == key)?;
    Some(ENGLISH[at])
}

fn levels() -> impl Strategy<Value = [Option<u8>; Area::COUNT]> {
    prop::array::uniform9(prop::option::of(0u8..5))
}
