//! How hard the English reads. The grade is a gate against drifting, not a proof: it knows nothing
//! of meaning.
#![allow(clippy::panic, clippy::print_stdout, clippy::unwrap_used)]

mod grade;
mod words;

use std::collections::BTreeMap;

use grade::{Count, syllables};
use words::{Catalogue, filled, screen, sentences, words};

/// The highest US grade of a screen.
const MOST: f64 = 8.0;

/// The highest US grade of the built-in check: it is read by someone who can take in little.
const MOST_CHECK: f64 = 6.0;

/// A line with fewer words says too little to be graded alone and is graded with its screen.
const ALONE_FROM: usize = 10;

#[test]
fn every_screen_reads_at_grade_8_and_the_check_at_grade_6() {
    let lines = english();
    assert_eq!(too_hard(&lines), Vec::<String>::new());

    println!("US grade (Flesch-Kincaid) of each screen, and its hardest line:");
    for (screen, text) in by_screen(&lines) {
        let hardest = text.hardest.as_ref();
        let hardest =
            hardest.map_or_else(String::new, |(grade, key)| format!("{grade:5.1}  {key}"));
        println!("  {screen:12} {:5.1}   {hardest}", text.count.grade());
    }
}

#[test]
fn a_hard_line_is_found_alone_and_within_a_screen() {
    let mut lines = english();
    let hard = "Individuals experiencing psychological consequences following organizational \
        investigations frequently encounter considerable difficulty communicating.";
    lines.push(("facts.planted", hard.to_owned()));
    let found = too_hard(&lines);
    assert!(found.iter().any(|f| f.starts_with("facts.planted: ")));

    // Lines too short to be graded alone weigh on their screen.
    let mut lines = english();
    for _ in 0..40 {
        let short = "Organizational communication responsibilities";
        lines.push(("facts.planted", short.to_owned()));
    }
    let found = too_hard(&lines);
    assert!(found.iter().any(|f| f.starts_with("facts: ")), "{found:?}");

    // What a screen may say, the check may not.
    let middling = "People often put off a decision after a difficult day at work.";
    for (key, hard) in [("facts.planted", false), ("check.planted", true)] {
        let mut lines = english();
        lines.push((key, middling.to_owned()));
        assert_eq!(!too_hard(&lines).is_empty(), hard, "{key}");
    }
}

#[test]
fn sentences_have_at_most_25_words() {
    assert_eq!(too_long(&english()), Vec::<String>::new());
    let planted = |n| {
        let line = format!("One. {}.", vec!["word"; n].join(" "));
        too_long(&[("facts.planted", line)]).len()
    };
    assert_eq!((planted(25), planted(26)), (0, 1));
}

/// The sentence of a card is put together from a group and a reason, and has to hold as a whole.
#[test]
fn the_sentences_of_the_order_hold_whatever_they_are_made_of() {
    let english = Catalogue::english();
    let lines = |start: &str| {
        let of = english
            .lines
            .iter()
            .filter(|(key, _)| key.starts_with(start));
        of.collect::<Vec<_>>()
    };
    let (groups, reasons) = (lines("options.group-"), lines("options.because-"));
    assert!(groups.len() == 6 && reasons.len() == 12);
    let mut made = Vec::new();
    for (group, group_text) in &groups {
        for (reason, because) in &reasons {
            // What is going on or ahead brings its own group forward and no other.
            let of_event = ["options.because-ongoing", "options.because-talk"].contains(reason);
            if of_event != (*group == "options.group-fits") {
                continue;
            }
            for key in ["options.why-first", "options.why-next", "options.why-after"] {
                let line = english.line(key).replace("{group}", group_text);
                made.push((key, line.replace("{because}", because)));
            }
        }
    }
    assert_eq!(made.len(), (2 + 5 * 10) * 3);
    assert_eq!(too_long(&made), Vec::<String>::new());
    assert_eq!(too_hard(&made), Vec::<String>::new());
}

/// Counts by ear.
#[test]
fn syllables_are_counted() {
    for (count, spoken) in [
        (
            1,
            "a the what list strain have weighs sealed asked times plans need eight field tries",
        ),
        (1, "whole change make makes use days through"),
        (
            2,
            "open only people wanted needed pages catches little going being study patient page's",
        ),
        (
            2,
            "table tables e-mail someone somewhere quiet trial Wednesday colleague colleagues",
        ),
        (
            3,
            "family organize however usual video employer studying privacy",
        ),
        (3, "diagnose voicemailing December"),
        (4, "organizing experience community ability"),
        (5, "organization communicating university"),
        (7, "confidentiality"),
        // A number is one word of one syllable, however it is read.
        (1, "3 25 72"),
    ] {
        for word in words(spoken) {
            assert_eq!(syllables(word), count, "{word}");
        }
    }
}

/// Grades worked out by hand: 0.39 * words / sentences + 11.8 * syllables / words - 15.59.
#[test]
fn the_grade_is_flesch_and_kincaids() {
    for (text, counts, grade) in [
        ("The cat sat on the mat.", (6, 1, 6), -1.45),
        ("Call. Someone will listen.", (4, 2, 6), 2.89),
        (
            "We keep nothing. Nobody is told about it.",
            (8, 2, 12),
            3.67,
        ),
    ] {
        let count = Count::of(text);
        let counted = (count.words, count.sentences, count.syllables);
        assert_eq!(counted, counts, "{text}");
        assert!(
            (count.grade() - grade).abs() < 0.01,
            "{} {text}",
            count.grade()
        );
    }
}

fn english() -> Vec<(&'static str, String)> {
    let lines = Catalogue::english().lines.into_iter();
    lines
        .map(|(key, line)| (key, filled(&line, sample)))
        .collect()
}

/// A plain word for what fills a line.
fn sample(name: &str) -> Option<&'static str> {
    Some(match name {
        "n" | "key" | "total" | "count" | "days" | "hours" | "version" | "ext" | "most" => "2",
        "date" => "May 3",
        "time" | "start" | "end" => "noon",
        "program" | "option" => "Peer Support",
        "group" => "Other help",
        "because" => "nothing was marked",
        "first" | "last" | "rest" => "Monday",
        "text" | "name" | "band" | "what" | "who" | "place" | "number" | "address" | "keyword"
        | "subject" | "zone" => "name",
        _ => return None,
    })
}

/// Every line and every screen above its grade.
fn too_hard(lines: &[(&'static str, String)]) -> Vec<String> {
    let mut found = Vec::new();
    let most = |screen| if screen == "check" { MOST_CHECK } else { MOST };
    for (key, line) in lines {
        let count = Count::of(line);
        if count.words >= ALONE_FROM && count.grade() > most(screen(key)) {
            found.push(format!("{key}: {:.1}: {line}", count.grade()));
        }
    }
    for (screen, text) in by_screen(lines) {
        if text.count.grade() > most(screen) {
            found.push(format!("{screen}: {:.1}", text.count.grade()));
        }
    }
    found
}

/// Every sentence of more than 25 words.
fn too_long(lines: &[(&'static str, String)]) -> Vec<String> {
    let mut found = Vec::new();
    for (key, line) in lines {
        let long = sentences(line).filter(|sentence| words(sentence).count() > 25);
        found.extend(long.map(|sentence| format!("{key}: {sentence}")));
    }
    found
}

/// The lines of a screen taken together.
#[derive(Default)]
struct Screen<'a> {
    count: Count,
    hardest: Option<(f64, &'a str)>,
}

fn by_screen<'a>(lines: &'a [(&'static str, String)]) -> BTreeMap<&'a str, Screen<'a>> {
    let mut screens: BTreeMap<&str, Screen<'_>> = BTreeMap::new();
    for (key, line) in lines {
        let entry = screens.entry(screen(key)).or_default();
        let count = Count::of(line);
        entry.count.add(&count);
        let harder = entry.hardest.is_none_or(|(grade, _)| count.grade() > grade);
        if count.words >= ALONE_FROM && harder {
            entry.hardest = Some((count.grade(), key));
        }
    }
    screens
}
