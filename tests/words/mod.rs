//! The shipped catalogues as the rules of content see them, and what the rules share.
#![allow(dead_code, clippy::panic, clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use touchbase::text::english::{ENGLISH, KEYS};

/// A language and its lines in the order of the catalogue.
pub(crate) struct Catalogue {
    /// BCP 47.
    pub(crate) language: String,
    /// Key and text.
    pub(crate) lines: Vec<(&'static str, String)>,
}

impl Catalogue {
    /// The built-in English.
    pub(crate) fn english() -> Self {
        let lines = KEYS.iter().zip(ENGLISH);
        Self {
            language: "en".to_owned(),
            lines: lines
                .map(|(key, line)| (*key, (*line).to_owned()))
                .collect(),
        }
    }

    /// A language of `www/locales`. A key that it lacks is a failure that names all such keys.
    pub(crate) fn shipped(language: &str) -> Self {
        let path = folder().join(format!("{language}.json"));
        let text = fs::read_to_string(&path).unwrap_or_else(|e| panic!("{language}: {e}"));
        let texts: BTreeMap<String, String> = serde_json::from_str(&text).unwrap();
        let missing: Vec<_> = KEYS.iter().filter(|k| !texts.contains_key(**k)).collect();
        assert!(missing.is_empty(), "{language} lacks {missing:?}");
        let lines = KEYS.iter().map(|key| (*key, texts[*key].clone()));
        Self {
            language: language.to_owned(),
            lines: lines.collect(),
        }
    }

    /// English and every language of `www/locales`.
    pub(crate) fn all() -> Vec<Self> {
        let mut all = vec![Self::english()];
        for entry in fs::read_dir(folder()).unwrap() {
            let path = entry.unwrap().path();
            if path
                .extension()
                .is_some_and(|extension| extension == "json")
            {
                all.push(Self::shipped(path.file_stem().unwrap().to_str().unwrap()));
            }
        }
        all
    }

    /// The text of a key.
    pub(crate) fn line(&self, key: &str) -> &str {
        let found = self.lines.iter().find(|(k, _)| *k == key);
        found.map_or_else(|| panic!("no line {key}"), |(_, line)| line)
    }
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("www/locales")
}

/// Why a line may use a word that tells of a request's fate.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Reason {
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

/// Every line with a word that tells of a request's fate, and why it may. Nothing else may, in any
/// language: a screen never says more than is known.
pub(crate) const FATE: &[(&str, Reason)] = &[
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

/// The lines on buttons.
pub(crate) const BUTTONS: &[&str] = &[
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
    "status.another",
    "outbox.open",
    "outbox.clear",
    "unavailable.retry",
];

/// Buttons that say who is on the other side in a whole clause, which fewer words would hide.
pub(crate) const LONG_BUTTONS: &[&str] = &["welcome.skip-check", "check.safety", "options.ask"];

/// Whether a line holds one of the phrases as whole words, in any case. A trailing `*` stands for
/// any ending.
pub(crate) fn has_any(line: &str, phrases: &[&str]) -> bool {
    let spoken = |c: char| c.is_alphanumeric() || "/%".contains(c);
    let words = line.split(|c: char| !spoken(c)).filter(|w| !w.is_empty());
    let padded = words.fold(" ".to_owned(), |all, word| all + &word.to_lowercase() + " ");
    phrases.iter().any(|phrase| match phrase.strip_suffix('*') {
        Some(start) => padded.contains(&format!(" {start}")),
        None => padded.contains(&format!(" {phrase} ")),
    })
}

/// The words of a line. A hyphen or an apostrophe belongs to its word, and so does what stands
/// within an address; a word has a letter or a digit.
pub(crate) fn words(line: &str) -> impl Iterator<Item = &str> {
    line.split_whitespace()
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()))
        .filter(|word| !word.is_empty())
}

/// The sentences of a line: each ends with a full stop, a question mark or an ellipsis before a
/// space or the end. A heading, a label or a button is one of its own. A colon ends none.
pub(crate) fn sentences(line: &str) -> impl Iterator<Item = &str> {
    let mut rest = line;
    std::iter::from_fn(move || {
        while !rest.is_empty() {
            let end = rest.char_indices().find_map(|(i, c)| {
                let after = i + c.len_utf8();
                let stops = ".?…".contains(c)
                    && rest[after..].chars().next().is_none_or(char::is_whitespace);
                stops.then_some(after)
            });
            let (sentence, after) = rest.split_at(end.unwrap_or(rest.len()));
            rest = after;
            if words(sentence).next().is_some() {
                return Some(sentence.trim());
            }
        }
        None
    })
}

/// A line with plain samples in place of what fills it. What a program or a person wrote is not
/// the product's text, so the samples are as short as such words can be.
pub(crate) fn filled(line: &str, sample: fn(&str) -> Option<&'static str>) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').unwrap();
        out.push_str(before);
        out.push_str(sample(name).unwrap_or_else(|| panic!("no sample for {name}: {line}")));
        rest = after;
    }
    out + rest
}

/// The screen a key belongs to: what stands before its first full stop.
pub(crate) fn screen(key: &str) -> &str {
    key.split_once('.').unwrap().0
}
