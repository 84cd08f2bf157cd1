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

/// A choice in a list of the host's.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Label {
    /// What the person sees.
    pub shown: Words,
    /// What the record holds: the document's own words, whatever language the person reads.
    pub recorded: String,
}
