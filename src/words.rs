//! A text of the host's in the language that was chosen for the person.

use std::ops::Deref;

/// A text of the host's.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Words {
    /// The text.
    pub text: String,
    /// The language of the text (BCP 47), where it is known and is not the one asked for. A screen
    /// reader is told.
    pub lang: Option<String>,
}

impl Deref for Words {
    type Target = str;

    fn deref(&self) -> &str {
        &self.text
    }
}

impl From<&str> for Words {
    fn from(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            lang: None,
        }
    }
}

impl PartialEq<str> for Words {
    fn eq(&self, text: &str) -> bool {
        self.text == text
    }
}

impl PartialEq<&str> for Words {
    fn eq(&self, text: &&str) -> bool {
        self.text == *text
    }
}

/// A choice in a list of the host's.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Label {
    /// What the person sees.
    pub shown: Words,
    /// What the record holds: the document's own words, whatever language the person reads.
    pub recorded: String,
}

impl From<&str> for Label {
    fn from(text: &str) -> Self {
        Self {
            shown: text.into(),
            recorded: text.to_owned(),
        }
    }
}

/// A choice is known by what is recorded.
impl PartialEq<str> for Label {
    fn eq(&self, text: &str) -> bool {
        self.recorded == text
    }
}

impl PartialEq<&str> for Label {
    fn eq(&self, text: &&str) -> bool {
        self.recorded == *text
    }
}
