//! A language: its lines, its direction, and how a line is filled.

use super::english::{COUNT, Msg, line};

/// The direction of a script.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Direction {
    /// Left to right.
    Ltr,
    /// Right to left.
    Rtl,
}

impl Direction {
    /// The direction of the script that a language (BCP 47) is usually written in.
    pub fn of(language: &str) -> Self {
        let primary = primary(language);
        let rtl = ["ar", "fa", "he", "ur"];
        if rtl.iter().any(|rtl| primary.eq_ignore_ascii_case(rtl)) {
            Self::Rtl
        } else {
            Self::Ltr
        }
    }

    /// The value of a `dir` attribute.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ltr => "ltr",
            Self::Rtl => "rtl",
        }
    }
}

/// The texts of one language.
#[derive(Clone, Debug, PartialEq)]
pub struct Texts {
    language: String,
    /// Empty means English, which is built in so that errors and offline pages have words.
    lines: Vec<String>,
}

impl Default for Texts {
    fn default() -> Self {
        Self::english()
    }
}

impl Texts {
    /// The built-in English.
    pub fn english() -> Self {
        Self {
            language: "en".to_owned(),
            lines: Vec::new(),
        }
    }

    /// Another language from its lines in the order of the catalogue. `None` where the number of
    /// lines is not the catalogue's: a file of another version must not shift every sentence.
    pub fn from_lines(language: &str, lines: Vec<String>) -> Option<Self> {
        (lines.len() == COUNT).then(|| Self {
            language: language.to_owned(),
            lines,
        })
    }

    /// The language, as BCP 47.
    pub fn language(&self) -> &str {
        &self.language
    }

    /// The direction of the language.
    pub fn direction(&self) -> Direction {
        Direction::of(&self.language)
    }

    /// The text of a message with its arguments filled in.
    pub fn say(&self, message: Msg<'_>) -> String {
        let index = message.index();
        let line = match self.lines.get(index) {
            Some(line) => line,
            None => line(index),
        };
        let mut out = String::with_capacity(line.len());
        let mut rest = line;
        while let Some((before, after)) = rest.split_once('{') {
            let Some((name, after)) = after.split_once('}') else {
                break;
            };
            out.push_str(before);
            message.each_argument(&mut |argument, value| {
                if argument == name {
                    out.push_str(value);
                }
            });
            rest = after;
        }
        out.push_str(rest);
        out
    }
}

/// The language a page asks for: the subtag before the first hyphen, `es` of `es-PR` (the lookup
/// of RFC 4647 section 3.4, cut to the languages that ship).
pub fn primary(language: &str) -> &str {
    language.split('-').next().unwrap_or_default()
}
