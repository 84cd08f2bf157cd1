//! How hard English reads, as a number: a gate against drifting, not a proof of anything.
#![allow(dead_code, clippy::unwrap_used)]

use crate::words::{sentences, words};

/// What the grade is computed from.
#[derive(Default)]
pub(crate) struct Count {
    pub(crate) words: usize,
    pub(crate) sentences: usize,
    pub(crate) syllables: usize,
}

impl Count {
    pub(crate) fn of(text: &str) -> Self {
        Self {
            words: words(text).count(),
            sentences: sentences(text).count(),
            syllables: words(text).map(syllables).sum(),
        }
    }

    pub(crate) fn add(&mut self, other: &Self) {
        self.words += other.words;
        self.sentences += other.sentences;
        self.syllables += other.syllables;
    }

    /// The US school grade (Flesch-Kincaid, 1975).
    #[allow(clippy::cast_precision_loss)]
    pub(crate) fn grade(&self) -> f64 {
        let (words, sentences) = (self.words as f64, self.sentences as f64);
        0.39 * words / sentences + 11.8 * self.syllables as f64 / words - 15.59
    }
}

/// The syllables of an English word, by its spelling:
///
/// 1. Each run of vowels (a, e, i, o, u, y) is one.
/// 2. A silent ending is none: `e` after a consonant, unless `l` after another consonant stands
///    before it (`table`); `ed` after a consonant other than t and d; `es` after a consonant that
///    does not hiss (`times`, not `pages`), with the same exception for `l`.
/// 3. Two vowels that are spoken apart are two: `ia`, `ie` before t, `io` not before n, `eo` at the
///    start of a syllable (`video`), `ua` before l, and a vowel before `ing`.
/// 4. A word is at least one, a number is one, and the words of [`BY_EAR`] are as they are spoken.
///
/// Checked against the CMU pronouncing dictionary on the words of the catalogue.
pub(crate) fn syllables(word: &str) -> usize {
    let word = word.to_lowercase().replace('\'', "");
    if let Some((_, count)) = BY_EAR.iter().find(|(w, _)| *w == word) {
        return *count;
    }
    word.split('-').map(|part| by_rule(part.as_bytes())).sum()
}

/// Words that the rule gets wrong: two words in one, and French.
const BY_EAR: &[(&str, usize)] = &[
    ("colleague", 2),
    ("colleagues", 2),
    ("confidentiality", 7),
    ("create", 2),
    ("earlier", 3),
    ("employer", 3),
    ("employers", 3),
    ("evenings", 2),
    ("everything", 3),
    ("experience", 4),
    ("someone", 2),
    ("something", 2),
    ("somewhere", 2),
    ("voicemail", 2),
    ("voicemailing", 3),
    ("wednesday", 2),
    ("whoever", 3),
];

fn by_rule(word: &[u8]) -> usize {
    let is_vowel = |c: &u8| b"aeiouy".contains(c);
    let mut count = 0;
    for (i, c) in word.iter().enumerate() {
        if is_vowel(c) && (i == 0 || !is_vowel(&word[i - 1])) {
            count += 1;
        }
    }
    if count > 1 && has_silent_end(word, is_vowel) {
        count -= 1;
    }
    for (i, pair) in word.windows(2).enumerate() {
        let (before, after) = (i.checked_sub(1).map(|i| word[i]), word.get(i + 2));
        let apart = match pair {
            b"ia" => !matches!(before, Some(b't' | b'c' | b's')),
            b"ie" => after == Some(&b't'),
            b"io" => after != Some(&b'n'),
            b"eo" => after.is_none(),
            b"ua" => after == Some(&b'l'),
            _ => is_vowel(&pair[0]) && word[i + 1..].starts_with(b"ing"),
        };
        count += usize::from(apart);
    }
    count.max(1)
}

fn has_silent_end(word: &[u8], is_vowel: impl Fn(&u8) -> bool) -> bool {
    let (stem, ending) = match word {
        [stem @ .., b'e', b's'] => (stem, "es"),
        [stem @ .., b'e', b'd'] => (stem, "ed"),
        [stem @ .., b'e'] => (stem, "e"),
        _ => return false,
    };
    let [.., before, last] = stem else {
        return false;
    };
    if is_vowel(last) {
        return false;
    }
    let spoken_l = *last == b'l' && !is_vowel(before);
    match ending {
        "ed" => !b"td".contains(last),
        "es" => {
            let hisses = b"szxcg".contains(last) || (b"cs".contains(before) && *last == b'h');
            !hisses && !spoken_l
        }
        _ => !spoken_l,
    }
}
