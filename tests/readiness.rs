//! Organization readiness, seen from outside: the statements, the rule of the list, and the words.
#![allow(clippy::panic, clippy::unwrap_used)]

mod grade;
mod words;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use grade::Count;
use proptest::prelude::*;
use touchbase::readiness::{
    Answer, Answers, COUNT, Part, STATEMENTS, Source, Statement, Step, Unit, plan, text,
};
use words::{has_any, sentences, words};

#[test]
fn the_units_and_their_statements_stand_in_basic_order() {
    let places: Vec<_> = STATEMENTS
        .iter()
        .map(|s| (Unit::ALL.iter().position(|unit| *unit == s.unit), s.step))
        .collect();
    assert!(places.is_sorted());
    for unit in Unit::ALL {
        let of_unit: Vec<_> = STATEMENTS.iter().filter(|s| s.unit == unit).collect();
        assert!((5..=7).contains(&of_unit.len()), "{unit:?}");
        for step in Step::ALL {
            assert!(of_unit.iter().any(|s| s.step == step), "{unit:?} {step:?}");
        }
    }
}

#[test]
fn every_statement_is_its_own_and_says_where_it_comes_from() {
    let ids: BTreeSet<_> = STATEMENTS.iter().map(|s| s.id).collect();
    assert_eq!(ids.len(), COUNT);
    for s in &STATEMENTS {
        let plain = |c: char| c.is_ascii_lowercase() || c == '-';
        assert!(!s.id.is_empty() && s.id.chars().all(plain), "{}", s.id);
        assert!(!s.drawn_from.is_empty(), "{}", s.id);
        assert!(sentences(s.text).count() <= 2, "{}", s.id);
        assert!((1..=2).contains(&sentences(s.action).count()), "{}", s.id);
        assert!((1..=2).contains(&sentences(s.why).count()), "{}", s.id);
    }
    let kinds: [fn(&Statement) -> &str; 3] = [|s| s.text, |s| s.action, |s| s.why];
    for kind in kinds {
        let distinct: BTreeSet<_> = STATEMENTS.iter().map(kind).collect();
        assert_eq!(distinct.len(), COUNT);
    }
    for source in Source::ALL {
        let used = STATEMENTS.iter().flat_map(|s| s.drawn_from);
        assert!(used.clone().any(|p| p.source == source), "{source:?}");
    }
}

#[test]
fn nothing_answered_gives_the_whole_list_in_its_basic_order() {
    let listed: Vec<_> = listed(&plan(&Answers::new())).into_iter().collect();
    let basic: Vec<_> = STATEMENTS.iter().map(|s| s.id).collect();
    assert_eq!(listed, basic);
}

#[test]
fn everything_in_place_leaves_nothing_to_do_and_something_to_watch() {
    let parts = plan(&answers(&[Some(0); COUNT]));
    assert!(listed(&parts).is_empty());
    assert_eq!(parts.len(), Unit::ALL.len());
    let watched: BTreeSet<_> = Unit::ALL.iter().map(|unit| unit.watch()).collect();
    assert_eq!(watched.len(), Unit::ALL.len());
}

/// The rule in the words of its documentation, on one unit: steps first, then "not yet", "do not
/// know", "partly" and what was skipped.
#[test]
fn a_unit_is_ordered_by_step_and_then_by_answer() {
    let mut answers = Answers::new();
    for (id, answer) in [
        ("leaders-speak", Some(Answer::Partly)),
        ("owner-and-means", Some(Answer::DoNotKnow)),
        ("open-to-all", None),
        ("fits-this-place", Some(Answer::NotYet)),
        ("known-early", Some(Answer::InPlace)),
        ("seniors-talk", Some(Answer::NotYet)),
        ("partners", Some(Answer::NotYet)),
    ] {
        answers.set(index(id), answer);
    }
    let culture: Vec<_> = plan(&answers)[0]
        .actions
        .iter()
        .map(|action| action.statement.id)
        .collect();
    assert_eq!(
        culture,
        [
            "fits-this-place",
            "owner-and-means",
            "leaders-speak",
            "open-to-all",
            "seniors-talk",
            "partners"
        ]
    );
}

#[test]
fn an_answer_can_be_changed_and_taken_back() {
    let mut answers = Answers::new();
    answers.set(3, Some(Answer::Partly));
    answers.set(3, Some(Answer::InPlace));
    assert!(answers.of(3) == Some(Answer::InPlace));
    answers.set(3, None);
    answers.set(COUNT, Some(Answer::NotYet));
    assert!((0..=COUNT).all(|index| answers.of(index).is_none()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn each_statement_not_in_place_has_exactly_one_action(given in any_answers()) {
        let parts = plan(&answers(&given));
        let mut found = listed(&parts);
        found.sort_unstable();
        let mut expected: Vec<_> = STATEMENTS
            .iter()
            .zip(&given)
            .filter(|(_, answer)| **answer != Some(IN_PLACE))
            .map(|(statement, _)| statement.id)
            .collect();
        expected.sort_unstable();
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn units_keep_their_order_and_their_own(given in any_answers()) {
        let parts = plan(&answers(&given));
        prop_assert_eq!(parts.each_ref().map(|part| part.unit), Unit::ALL);
        for part in &parts {
            prop_assert!(part.actions.iter().all(|a| a.statement.unit == part.unit));
        }
    }

    #[test]
    fn the_rule_of_the_order_holds(given in any_answers()) {
        for part in plan(&answers(&given)) {
            let places: Vec<_> = part
                .actions
                .iter()
                .map(|action| {
                    let index = index(action.statement.id);
                    (action.statement.step, rank(given[index]), index)
                })
                .collect();
            prop_assert!(places.is_sorted_by(|a, b| a < b), "{:?}", places);
        }
    }

    #[test]
    fn changing_one_answer_moves_only_its_own_action(
        given in any_answers(),
        changed in 0..COUNT,
        to in any_answer(),
    ) {
        let mut other = given.clone();
        other[changed] = to;
        let without = |given: &[Option<usize>]| {
            let mut list = listed(&plan(&answers(given)));
            list.retain(|id| *id != STATEMENTS[changed].id);
            list
        };
        prop_assert_eq!(without(&given), without(&other));
    }

    #[test]
    fn an_action_carries_its_own_answer(given in any_answers()) {
        for part in plan(&answers(&given)) {
            for action in part.actions {
                let answer = given[index(action.statement.id)].map(|i| Answer::ALL[i]);
                prop_assert!(action.answer == answer);
            }
        }
    }
}

#[test]
fn every_line_reads_at_grade_8_and_no_sentence_is_long() {
    let mut total = Count::default();
    for (place, line) in lines() {
        let count = Count::of(&line);
        // A shorter line says too little to be graded alone.
        assert!(
            count.words < 10 || count.grade() <= 8.0,
            "{place}: {:.1}: {line}",
            count.grade()
        );
        total.add(&count);
        for sentence in sentences(&line) {
            assert!(words(sentence).count() <= 25, "{place}: {sentence}");
        }
    }
    assert!(total.grade() <= 8.0, "{:.1}", total.grade());
}

#[test]
fn no_avoided_word_is_used() {
    for (place, line) in lines() {
        // "Event" is the plain word of the field; `readiness::text` says why it is used. Risk staff
        // are called what they are called.
        let line = line.replace("risk staff", "").replace("for risk and", "");
        let found: Vec<_> = AVOIDED
            .iter()
            .filter(|word| has_any(&line, &[word]))
            .collect();
        assert!(found.is_empty(), "{place}: {found:?}: {line}");
    }
    assert!(has_any("A risk", AVOIDED) && has_any("Scores", AVOIDED));
}

#[test]
fn lines_are_calm_and_tidy() {
    for (place, line) in lines() {
        assert!(!line.contains('!'), "{place}: no exclamation");
        assert!(
            !line.contains("  ") && line.trim() == line,
            "{place}: spaces"
        );
        assert!(
            line.is_ascii() && !line.contains(['"', '\n']),
            "{place}: {line}"
        );
        let digits = line.split(|c: char| !c.is_ascii_digit()).map(str::len);
        assert!(digits.max().unwrap() < 3, "{place}: a number of a service");
    }
}

#[test]
fn the_page_says_first_for_whom_it_is_and_where_others_go() {
    let page = page();
    let body = page.split_once("<body>").unwrap().1;
    let words = visible(body);
    assert!(words[0].starts_with("For leaders"), "{}", words[0]);
    let person = words
        .iter()
        .position(|line| line.contains("own support program"));
    assert!(person.unwrap() < 3);
    assert!(words[person.unwrap()].contains("local emergency number"));
}

/// What the page may do is written in it, for hosts that send no policy of their own.
#[test]
fn the_page_holds_its_policy_and_nothing_inline() {
    let page = page();
    assert!(page.contains("default-src 'none'; script-src 'self' 'wasm-unsafe-eval';"));
    let evaluating = page.replace("'wasm-unsafe-eval'", "");
    for refused in [
        "unsafe-", "<style", " style=", " onclick", " onload", "http://", "https://",
    ] {
        assert!(!evaluating.contains(refused), "{refused}");
    }
    for script in page.split("<script").skip(1) {
        assert!(
            script.contains(" src=") && script.contains("></script>"),
            "{script}"
        );
    }
}

/// It is never shown to someone who came for help.
#[test]
fn the_widget_does_not_know_the_page() {
    let holds = |text: &str| text.to_lowercase().contains("readiness");
    let mut seen = 0;
    for folder in [
        "www",
        "src/ui",
        "src/embed",
        "src/text",
        "wasm/core",
        "wasm/outbox",
    ] {
        for file in files(&root().join(folder)) {
            if [
                "www/readiness",
                "www/go-live",
                "www/go-live.html",
                "www/package.json",
            ]
            .iter()
            .any(|own| file.starts_with(root().join(own)))
            {
                continue;
            }
            let text = fs::read(&file).unwrap();
            assert!(
                !holds(&String::from_utf8_lossy(&text)),
                "{}",
                file.display()
            );
            seen += 1;
        }
    }
    assert!(seen > 20 && holds(&page()));
}

/// The first answer of `Answer::ALL`.
const IN_PLACE: usize = 0;

/// What the documentation of the list says, told apart from the code: lower comes first.
fn rank(answer: Option<usize>) -> usize {
    let order = [Some(2), Some(3), Some(1), None];
    order.iter().position(|a| *a == answer).unwrap()
}

/// A place in `Answer::ALL`, or none for a skipped statement.
fn any_answer() -> impl Strategy<Value = Option<usize>> {
    prop::option::weighted(0.8, 0..Answer::ALL.len())
}

fn any_answers() -> impl Strategy<Value = Vec<Option<usize>>> {
    prop::collection::vec(any_answer(), COUNT)
}

fn answers(given: &[Option<usize>]) -> Answers {
    let mut answers = Answers::new();
    for (index, answer) in given.iter().enumerate() {
        answers.set(index, answer.map(|i| Answer::ALL[i]));
    }
    answers
}

fn listed(parts: &[Part]) -> Vec<&'static str> {
    let actions = parts.iter().flat_map(|part| &part.actions);
    actions.map(|action| action.statement.id).collect()
}

fn index(id: &str) -> usize {
    STATEMENTS.iter().position(|s| s.id == id).unwrap()
}

/// Every line of the page with its place. Titles of publications are not the product's words.
fn lines() -> Vec<(String, String)> {
    let mut lines: Vec<(String, String)> = Vec::new();
    let mut add = |place: &str, line: &str| lines.push((place.to_owned(), line.to_owned()));
    for (key, line) in text::LINES {
        add(key, line);
    }
    for unit in Unit::ALL {
        for line in [unit.title(), unit.about(), unit.watch()] {
            add(unit.id(), line);
        }
    }
    for step in Step::ALL {
        add("step", step.title());
    }
    for answer in Answer::ALL {
        add("answer", answer.label());
    }
    for statement in &STATEMENTS {
        for line in [statement.text, statement.action, statement.why] {
            add(statement.id, line);
        }
        for passage in statement.drawn_from {
            add(statement.id, passage.place);
            add(statement.id, passage.says);
        }
    }
    for line in visible(&page()) {
        add("index.html", &line);
    }
    lines
}

fn page() -> String {
    fs::read_to_string(root().join("www/readiness/index.html")).unwrap()
}

/// What a person can read of a page: one line for each stretch between tags.
fn visible(page: &str) -> Vec<String> {
    page.split('<')
        .skip(1)
        .filter(|piece| !piece.starts_with("!--"))
        .map(|piece| piece.split_once('>').map_or("", |(_, text)| text))
        .map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|text| !text.is_empty())
        .collect()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// What the page's own words go without. A trailing `*` stands for any ending.
const AVOIDED: &[&str] = &[
    "incident*",
    "error*",
    "mistake*",
    "adverse",
    "victim*",
    "submit*",
    "enrol*",
    "self-refer*",
    "provider*",
    "resource*",
    "intervention*",
    "score*",
    "result*",
    "risk*",
    "positive",
    "negative",
    "severe",
    "normal",
    "percent*",
    "benchmark*",
    "anonym*",
    "secure*",
    "encrypt*",
    "confidential*",
    "privileged",
    "guarantee*",
    "should",
    "must",
    "need to",
    "simply",
    "just",
    "easy",
    "easily",
    "click*",
    "proceed*",
    "utili*",
    "24/7",
    "soon",
    "shortly",
    "please",
    "sorry",
    "valid",
    "invalid",
    "oops",
    "congrat*",
    "well done",
    "great",
    "excellent",
];
