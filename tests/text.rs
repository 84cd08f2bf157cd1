//! The words. A rule of content that is not tested is broken by the next tired author.
#![allow(clippy::panic, clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};

use touchbase::referral::draft::NAME_MAX;
use touchbase::text::english::{ARGUMENTS, ENGLISH, KEYS};
use touchbase::text::{Direction, Msg, Texts};

/// Why a line may use a word that tells of a request's fate.
#[derive(Clone, Copy, Debug)]
enum Reason {
    /// Shown in the state `delivered` alone, which only a valid receipt reaches.
    Accepted,
    /// Says that it did not happen.
    Denied,
    /// Says that nobody knows.
    Unknown,
    /// Says what would have to be seen first.
    Awaited,
    /// Says what is sent in general, not that anything was.
    Rule,
}

/// Every line with a word that tells of a request's fate, and why it may. Nothing else may: a
/// screen never says more than is known.
const FATE: &[(&str, Reason)] = &[
    ("welcome.stored", Reason::Denied),
    ("referral.notice-kept", Reason::Rule),
    ("review.failed", Reason::Denied),
    ("status.title.delivered", Reason::Accepted),
    ("status.tag.queued", Reason::Denied),
    ("status.tag.in-memory", Reason::Denied),
    ("status.tag.held", Reason::Denied),
    ("status.tag.sign-in", Reason::Denied),
    ("status.tag.delivered", Reason::Accepted),
    ("status.tag.expired", Reason::Denied),
    ("status.saved", Reason::Denied),
    ("status.waiting", Reason::Denied),
    ("status.in-memory", Reason::Awaited),
    ("status.unknown", Reason::Unknown),
    ("status.title.unknown", Reason::Unknown),
    ("status.rejected-unknown", Reason::Unknown),
    ("status.rejected", Reason::Denied),
    ("status.delivered", Reason::Accepted),
    ("status.delivered-elsewhere", Reason::Accepted),
    ("status.expired", Reason::Denied),
    ("status.expired-unknown", Reason::Unknown),
    ("status.cancelled-tried", Reason::Unknown),
    ("outbox.others", Reason::Rule),
    ("outbox.clear-about", Reason::Denied),
    ("about.answers", Reason::Denied),
    ("about.request", Reason::Rule),
];

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

/// Claims that the product cannot keep, words that judge or press, and words of forms. A trailing
/// `*` stands for any ending.
const NEVER: &[&str] = &[
    // claims
    "confidential*",
    "anonym*",
    "privileged",
    "secure*",
    "encrypt*",
    "guarant*",
    "safe",
    // errors that blame, and forms of politeness that cost a tired reader time
    "please",
    "sorry",
    "oops",
    "invalid",
    "valid",
    "validat*",
    "forgot",
    // pressure and judgement
    "should",
    "must",
    "simply",
    "easy",
    "easily",
    "congratulat*",
    "score*",
    "severe",
    "normal",
    "diagnos*",
    // the host's language, not the reader's
    "incident",
    "mistake*",
    "victim*",
    "submit*",
    "enrol*",
    "provider*",
    "click here",
    "utilis*",
    // vague times
    "shortly",
    "24/7",
];

/// Lines that may use one of the words above, and for what.
const EXCEPT: &[(&str, &str, &str)] = &[
    (
        "option.confidentiality",
        "confidential*",
        "the label of the host's own statement",
    ),
    ("check.label", "validat*", "says that it is not"),
    ("check.label", "diagnos*", "says that it is none"),
    ("summary.label", "validat*", "says that it is not"),
    ("summary.label", "diagnos*", "says that it is none"),
    (
        "instrument.label.screening",
        "diagnos*",
        "says that it is none",
    ),
    (
        "instrument.label.reflection",
        "diagnos*",
        "says that it is none",
    ),
    ("instrument.unvalidated", "validat*", "says that it is not"),
    ("keep.file-lead", "validat*", "says that it is not"),
    ("keep.file-lead", "diagnos*", "says that it is none"),
];

#[test]
fn forbidden_words_stand_only_where_they_are_excepted() {
    let mut found = BTreeSet::new();
    for (key, line) in lines() {
        for word in NEVER.iter().filter(|word| has_any(line, &[word])) {
            found.insert((key, *word));
        }
    }
    let excepted: BTreeSet<_> = EXCEPT.iter().map(|(key, word, _)| (*key, *word)).collect();
    assert_eq!(found, excepted);
    for (key, word, _) in EXCEPT.iter().filter(|(_, _, why)| why.starts_with("says")) {
        assert!(line(key).contains(" not "), "{key}: {word}");
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
        assert!(longest < 3 || key == "error.name-too-long", "{key}");
    }
    // The one long number is a rule of the form, and has to be the form's.
    let expected = format!("Use a name of {NAME_MAX} characters or fewer");
    assert_eq!(line("error.name-too-long"), expected);
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
fn sentences_have_at_most_25_words() {
    for (key, line) in lines() {
        for sentence in line.split_inclusive(['.', '?', ':']) {
            let words = sentence.split_whitespace().count();
            assert!(words <= 25, "{key}: {words} words");
        }
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

/// The lines on buttons.
const BUTTONS: &[&str] = &[
    "frame.exit",
    "frame.back",
    "frame.about",
    "crisis.more",
    "welcome.start-check",
    "check.next",
    "check.stop",
    "summary.see-options",
    "summary.clear",
    "options.details",
    "options.fit-order",
    "options.host-order",
    "options.show-all",
    "options.show-groups",
    "facts.open",
    "keep.print",
    "keep.save",
    "keep.calendar",
    "referral.continue",
    "referral.to-review",
    "review.change",
    "review.send",
    "review.send-while-open",
    "status.try-now",
    "status.delete",
    "status.delete-confirm",
    "status.keep",
    "status.requests",
    "status.options",
    "outbox.open",
    "outbox.clear",
    "unavailable.retry",
];

/// Buttons that say who is on the other side in a whole clause, which fewer words would hide.
const LONG_BUTTONS: &[&str] = &["welcome.skip-check", "check.safety", "options.ask"];

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

/// Whether a line holds one of the phrases as whole words, in any case.
fn has_any(line: &str, phrases: &[&str]) -> bool {
    let spoken = |c: char| c.is_alphanumeric() || c == '/';
    let words = line.split(|c: char| !spoken(c)).filter(|w| !w.is_empty());
    let padded = words.fold(" ".to_owned(), |all, word| all + &word.to_lowercase() + " ");
    phrases.iter().any(|phrase| match phrase.strip_suffix('*') {
        Some(start) => padded.contains(&format!(" {start}")),
        None => padded.contains(&format!(" {phrase} ")),
    })
}
