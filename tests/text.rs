//! The words. A rule of content that is not tested is broken by the next tired author.
#![allow(clippy::panic, clippy::unwrap_used)]

mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use touchbase::text::english::{ARGUMENTS, ENGLISH, KEYS, LATER};
use touchbase::text::{Direction, Msg, Texts};
use words::{BUTTONS, FATE, LONG_BUTTONS, Reason, has_any};

#[test]
fn only_listed_lines_tell_of_a_requests_fate() {
    const WORDS: &[&str] = &[
        "sent",
        "done",
        "received",
        "succe*",
        "accepted",
        "delivered",
        "arrived",
        "has your request",
    ];
    let telling: BTreeSet<&str> = lines()
        .filter(|(_, line)| has_any(line, WORDS))
        .map(|(key, _)| key)
        .collect();
    let listed: BTreeSet<&str> = FATE.iter().map(|(key, _)| *key).collect();
    assert_eq!(telling, listed);
}

/// A host may ask for more than a name, and nothing reads what a person types.
#[test]
fn what_is_sent_is_told_whole_and_nothing_promised_of_it() {
    let told = [
        ("referral.notice-kept-text", "what else you fill in."),
        ("referral.aware-lead", "This page never asks why."),
    ];
    for (key, words) in told {
        let (_, line) = lines().find(|(other, _)| *other == key).unwrap();
        assert!(line.contains(words), "{key}: {line}");
        let promises = has_any(line, &["cannot", "not why"]);
        let adds = line.contains("Nothing about") || line.contains(", and nothing");
        assert!(!promises && !adds, "{key}: {line}");
    }
}

#[test]
fn a_listed_line_is_what_its_reason_says() {
    for (key, reason) in FATE {
        let line = line(key);
        let fits = match reason {
            Reason::Accepted => key.contains("delivered"),
            Reason::Denied => has_any(line, &["not", "nothing", "without"]),
            Reason::Unknown => has_any(line, &["may", "cannot tell"]),
            Reason::Awaited => has_any(line, &["until you see"]),
            Reason::Rule => !key.starts_with("status."),
        };
        assert!(fits, "{key}: {reason:?}");
    }
}

/// A line that comes later than the first screen would be empty there. And what only later screens
/// say must not cost anyone the wait for the first.
#[test]
fn what_comes_later_is_said_by_later_screens_alone() {
    const LATER_SCREENS: [&str; 12] = [
        "parts/field.rs",
        "parts/naming.rs",
        "screens/about.rs",
        "screens/facts.rs",
        "screens/keep.rs",
        "screens/option.rs",
        "screens/outbox.rs",
        "screens/referral.rs",
        "screens/request.rs",
        "screens/review.rs",
        "screens/status.rs",
        "screens/worries.rs",
    ];
    let (mut now, mut later) = (BTreeSet::new(), BTreeSet::new());
    said_below(Path::new("src"), &mut |file, name| {
        let later_one = LATER_SCREENS.iter().any(|known| file.ends_with(known));
        let names = if later_one { &mut later } else { &mut now };
        names.insert(name.to_owned());
    });
    assert!(now.len() > 100 && later.len() > 50, "nothing was read");
    let catalogue = fs::read_to_string("src/text/english.rs").unwrap();
    for (place, key) in KEYS.iter().enumerate() {
        let quoted = format!("\"{key}\" ");
        let (_, after) = catalogue.split_once(&quoted).unwrap();
        let name = after.split([' ', '\n']).next().unwrap();
        if place >= LATER {
            assert!(!now.contains(name), "{key} is said before it is there");
        } else {
            let only_later = later.contains(name) && !now.contains(name);
            assert!(!only_later, "{key}: only what comes later says it");
        }
    }
}

/// Every message that a source file names.
fn said_below(folder: &Path, told: &mut dyn FnMut(&Path, &str)) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            said_below(&path, told);
            continue;
        }
        let source = fs::read_to_string(&path).unwrap();
        for after in source.split("Msg::").skip(1) {
            let end = after.find(|c: char| !c.is_alphanumeric());
            told(&path, &after[..end.unwrap_or(after.len())]);
        }
    }
}

#[test]
fn the_product_holds_no_number_of_any_service() {
    for (key, line) in lines() {
        let longest = line
            .split(|c: char| !c.is_numeric())
            .map(str::len)
            .max()
            .unwrap();
        assert!(longest < 3, "{key}");
    }
}

#[test]
fn lines_are_calm_and_tidy() {
    for (key, line) in lines() {
        assert!(!line.contains('!'), "{key}: no exclamation");
        assert_eq!(line.trim(), line, "{key}: space around");
        assert!(!line.contains("  "), "{key}: two spaces");
        assert!(!line.contains(['\n', '\t']), "{key}: a break");
        assert!(!line.contains(['“', '”', '‘', '’', '"']), "{key}: quotes");
        let plain = line
            .chars()
            .all(|c| c == '…' || (c.is_ascii() && !c.is_ascii_control()));
        assert!(plain, "{key}: an emoji or a letter of another script");
    }
}

#[test]
fn errors_and_tags_are_short() {
    for (key, line) in lines() {
        let words = line.split_whitespace().count();
        let most = if key.starts_with("error.") {
            14
        } else if key.starts_with("status.tag.") || key.starts_with("status.title.") {
            10
        } else {
            continue;
        };
        assert!(words <= most, "{key}: {words} words");
    }
}

#[test]
fn buttons_have_at_most_five_words_and_no_full_stop() {
    for (keys, most) in [(BUTTONS, 5), (LONG_BUTTONS, 6)] {
        for key in keys {
            let line = line(key);
            assert!(line.split_whitespace().count() <= most, "{key}");
            assert!(!line.ends_with('.'), "{key}");
        }
    }
}

#[test]
fn keys_are_distinct_and_of_known_groups() {
    const GROUPS: &[&str] = &[
        "frame",
        "crisis",
        "welcome",
        "check",
        "summary",
        "options",
        "audience",
        "wish",
        "option",
        "route",
        "facts",
        "instrument",
        "keep",
        "referral",
        "review",
        "status",
        "outbox",
        "error",
        "about",
        "unavailable",
    ];
    let distinct: BTreeSet<_> = KEYS.iter().collect();
    assert_eq!(distinct.len(), KEYS.len());
    assert_eq!(KEYS.len(), ENGLISH.len());
    assert_eq!(KEYS.len(), ARGUMENTS.len());
    for key in KEYS {
        let (group, name) = key.split_once('.').unwrap();
        assert!(GROUPS.contains(&group), "{key}");
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-.".contains(c);
        assert!(!name.is_empty() && name.chars().all(plain), "{key}");
    }
}

#[test]
fn no_line_is_empty_and_placeholders_are_the_arguments() {
    for ((key, line), arguments) in lines().zip(ARGUMENTS) {
        assert!(!line.is_empty(), "{key}");
        let mut names = Vec::new();
        for opened in line.split('{').skip(1) {
            names.push(opened.split_once('}').unwrap().0);
        }
        names.sort_unstable();
        let mut expected = arguments.to_vec();
        expected.sort_unstable();
        assert_eq!(names, expected, "{key}");
        assert_eq!(line.matches('}').count(), names.len(), "{key}");
    }
}

#[test]
fn a_message_is_found_under_its_key() {
    let (a, b) = ("a", "b");
    for (message, key) in [
        (Msg::Region, "frame.region"),
        (Msg::CheckProgress { n: a, total: b }, "check.progress"),
        (
            Msg::StatusDelivered { program: a },
            "status.title.delivered",
        ),
        (Msg::ErrorPrefix, "error.prefix"),
        (Msg::Retry, "unavailable.retry"),
    ] {
        assert_eq!(KEYS[message.index()], key);
    }
}

#[test]
fn placeholders_are_filled_by_name() {
    let texts = Texts::english();
    let number = "555-0100";
    assert_eq!(texts.say(Msg::Back), "Back");
    assert_eq!(
        texts.say(Msg::CallExt { number, ext: "4" }),
        "Call 555-0100, extension 4"
    );
    let keyword = "HELLO";
    assert_eq!(
        texts.say(Msg::TextKeyword { keyword, number }),
        "Text HELLO to 555-0100"
    );
}

/// What a host or a person wrote is never read as a placeholder.
#[test]
fn what_fills_a_placeholder_is_not_filled_again() {
    let texts = Texts::english();
    let ext = "{number} } {";
    assert_eq!(
        texts.say(Msg::CallExt {
            number: "{ext}",
            ext
        }),
        "Call {ext}, extension {number} } {"
    );
}

#[test]
fn every_english_line_is_used_as_it_stands() {
    let lines: Vec<String> = ENGLISH.iter().map(|line| (*line).to_owned()).collect();
    let copied = Texts::from_lines("en", lines).unwrap();
    let message = Msg::OptionsWhy {
        n: "2",
        program: "P",
    };
    assert_eq!(copied.say(message), Texts::english().say(message));
}

#[test]
fn lines_of_another_version_are_refused() {
    let lines = |n: usize| vec!["x".to_owned(); n];
    assert!(Texts::from_lines("es", lines(ENGLISH.len() - 1)).is_none());
    assert!(Texts::from_lines("es", lines(ENGLISH.len() + 1)).is_none());
    assert!(Texts::from_lines("es", Vec::new()).is_none());
    let texts = Texts::from_lines("es", lines(ENGLISH.len())).unwrap();
    assert_eq!((texts.language(), &*texts.say(Msg::Back)), ("es", "x"));
}

#[test]
fn another_language_may_turn_placeholders_around_or_break_them_without_harm() {
    let say = |line: &str| {
        let lines = vec![line.to_owned(); ENGLISH.len()];
        let message = Msg::CallExt {
            number: "N",
            ext: "E",
        };
        Texts::from_lines("xx", lines).unwrap().say(message)
    };
    assert_eq!(say("{ext}: {number}, {ext}"), "E: N, E");
    assert_eq!(say("no placeholder"), "no placeholder");
    assert_eq!(say("{unknown}x"), "x");
    assert_eq!(say("open {ext"), "open {ext");
    assert_eq!(say("{number} open {ext"), "N open {ext");
    assert_eq!(say("close } only"), "close } only");
    assert_eq!(say("é{ext}é"), "éEé");
}

#[test]
fn the_direction_is_the_scripts() {
    for (language, direction) in [
        ("en", Direction::Ltr),
        ("en-XA", Direction::Ltr),
        ("es-PR", Direction::Ltr),
        ("ar", Direction::Rtl),
        ("ar-XB", Direction::Rtl),
        ("AR-eg", Direction::Rtl),
        ("he", Direction::Rtl),
        ("fa-IR", Direction::Rtl),
        ("arn", Direction::Ltr),
        ("", Direction::Ltr),
    ] {
        assert_eq!(Direction::of(language), direction, "{language}");
    }
    assert_eq!(Texts::english().direction().as_str(), "ltr");
    assert_eq!(Direction::Rtl.as_str(), "rtl");
}

fn lines() -> impl Iterator<Item = (&'static str, &'static str)> {
    KEYS.iter().copied().zip(ENGLISH.iter().copied())
}

fn line(key: &str) -> &'static str {
    let lines: BTreeMap<_, _> = lines().collect();
    lines.get(key).unwrap_or_else(|| panic!("no line {key}"))
}
