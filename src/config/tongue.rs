//! Which of a text's languages a person is shown.

use super::walk::{is_tag, some};
use crate::text::locale::primary;
use crate::value::Value;
use crate::words::Words;

/// The language that the person asked for, the one of the words around, and the one of the
/// document's plain texts.
#[derive(Clone, Copy)]
pub(super) struct Tongue<'a> {
    locale: &'a str,
    around: &'a str,
    language: Option<&'a str>,
}

impl<'a> Tongue<'a> {
    pub(super) fn new(document: &'a Value, locale: &'a str, around: &'a str) -> Self {
        let language = document.get("language").and_then(Value::as_str);
        Self {
            locale,
            around,
            language: language.filter(|tag| is_tag(tag)),
        }
    }

    /// The text `key`, empty where there is none.
    #[inline(never)]
    pub(super) fn words(self, value: &Value, key: &str) -> Words {
        self.maybe(value, key).unwrap_or_default()
    }

    /// The text `key`.
    #[inline(never)]
    pub(super) fn maybe(self, value: &Value, key: &str) -> Option<Words> {
        self.read(value.get(key)?)
    }

    /// Puts into each place the text of its key: a loop, because a call for each is code for each.
    #[inline(never)]
    pub(super) fn fill(self, value: &Value, places: &mut [(&str, &mut Option<Words>)]) {
        for (key, place) in places {
            **place = self.maybe(value, key);
        }
    }

    /// The texts of the list `key` that can be read.
    pub(super) fn list(self, value: &Value, key: &str) -> Vec<Words> {
        let items = value.get(key).map(Value::items).unwrap_or_default();
        items.iter().filter_map(|item| self.read(item)).collect()
    }

    /// A text: of one in several languages the one asked for; else one of the same primary
    /// language; else that of the document; else the first.
    pub(super) fn read(self, words: &Value) -> Option<Words> {
        let (tag, text) = match words {
            Value::Object(members) => {
                let texts = members
                    .iter()
                    .filter_map(|(tag, text)| Some((tag.as_str(), some(text)?)));
                let (tag, text) = texts.min_by_key(|(tag, _)| self.distance(tag))?;
                (Some(tag).filter(|tag| is_tag(tag)), text)
            }
            words => (self.language, some(words)?),
        };
        let foreign = tag.filter(|tag| !same(primary(tag), primary(self.around)));
        Some(Words {
            text: text.to_owned(),
            lang: foreign.map(str::to_owned),
        })
    }

    fn distance(self, tag: &str) -> u8 {
        let language = self.language.unwrap_or_default();
        let nearer = [
            same(tag, self.locale),
            same(tag, primary(self.locale)),
            same(primary(tag), primary(self.locale)),
            same(tag, language),
            same(primary(tag), primary(language)),
        ];
        let place = nearer.iter().position(|near| *near);
        place.unwrap_or(nearer.len()) as u8
    }
}

fn same(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other)
}
