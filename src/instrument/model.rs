//! A document that was read: everything it names is there, and every score is defined.

use std::fmt;

use super::score::Decimal;
use crate::check::Load;

/// An instrument. [`read`](super::read) alone makes one, so what its parts say of each other holds.
#[derive(Clone, Debug)]
pub struct Instrument {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) version: String,
    pub(super) language: Option<String>,
    pub(super) validated_translation: Option<bool>,
    pub(super) title: Option<String>,
    pub(super) intro: Option<String>,
    pub(super) interpretation: Interpretation,
    pub(super) look_back_days: Option<u16>,
    pub(super) min_days_since_event: Option<u16>,
    pub(super) scales: Vec<Scale>,
    pub(super) items: Vec<Item>,
    pub(super) gate: Option<Gate>,
    pub(super) scores: Vec<Score>,
    pub(super) safety_items: Vec<Trigger>,
    pub(super) safety_protocol: Option<Protocol>,
    pub(super) attribution: Attribution,
    pub(super) permission: Option<Permission>,
    pub(super) licence: Option<Licence>,
    pub(super) sources: Vec<Source>,
}

impl Instrument {
    /// Identifier.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Short name of the published instrument.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Version of this document.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Language of the wording (BCP 47). There where the wording is.
    pub fn language(&self) -> Option<&str> {
        self.language.as_deref()
    }

    /// Whether this translation was validated; `None` where the document does not say.
    pub fn validated_translation(&self) -> Option<bool> {
        self.validated_translation
    }

    /// Heading. There where the wording is.
    pub fn title(&self) -> Option<&str> {
        self.title.as_deref()
    }

    /// A text before the first item.
    pub fn intro(&self) -> Option<&str> {
        self.intro.as_deref()
    }

    /// What a result may be taken for.
    pub fn interpretation(&self) -> Interpretation {
        self.interpretation
    }

    /// How far back the items look, in days, 1 to 366.
    pub fn look_back_days(&self) -> Option<u16> {
        self.look_back_days
    }

    /// How many days after an event it is made for, 1 to 366; sooner, it can mislead.
    pub fn min_days_since_event(&self) -> Option<u16> {
        self.min_days_since_event
    }

    /// Answer scales.
    pub fn scales(&self) -> &[Scale] {
        &self.scales
    }

    /// Items, in the order of the document.
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// The scale of an item; `None` where there is no such item.
    pub fn scale_of(&self, item: usize) -> Option<&Scale> {
        self.scales.get(self.items.get(item)?.scale)
    }

    /// The item that decides whether the others are asked.
    pub fn gate(&self) -> Option<Gate> {
        self.gate
    }

    /// Scores.
    pub fn scores(&self) -> &[Score] {
        &self.scores
    }

    /// Items that ask about safety.
    pub fn safety_items(&self) -> &[Trigger] {
        &self.safety_items
    }

    /// What the host does about safety. There where an instrument with safety items may be shown.
    pub fn safety_protocol(&self) -> Option<&Protocol> {
        self.safety_protocol.as_ref()
    }

    /// Whose work it is; has to be shown.
    pub fn attribution(&self) -> &Attribution {
        &self.attribution
    }

    /// Who permitted the use of the wording.
    pub fn permission(&self) -> Option<&Permission> {
        self.permission.as_ref()
    }

    /// The terms of the wording.
    pub fn licence(&self) -> Option<&Licence> {
        self.licence.as_ref()
    }

    /// Where the numbers come from.
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }
}

/// What a result may be taken for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Interpretation {
    /// It says whether a closer look by a clinician is worth while; it is no diagnosis.
    Screening,
    /// It helps a person to think.
    Reflection,
    /// It is about an organisation, not about a person.
    Organisational,
}

impl Interpretation {
    /// The word of the format.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Screening => "screening",
            Self::Reflection => "reflection",
            Self::Organisational => "organisational",
        }
    }
}

/// An answer scale.
#[derive(Clone, Debug)]
pub struct Scale {
    /// Identifier.
    pub id: String,
    /// 2 to 20 answers, the lowest first; their values rise.
    pub answers: Vec<ScaleAnswer>,
}

impl Scale {
    /// The least value.
    pub fn least(&self) -> i64 {
        self.answers.first().map_or(0, |answer| answer.value)
    }

    /// The greatest value.
    pub fn greatest(&self) -> i64 {
        self.answers.last().map_or(0, |answer| answer.value)
    }
}

/// One of the answers of a scale.
#[derive(Clone, Debug)]
pub struct ScaleAnswer {
    /// Identifier.
    pub id: String,
    /// What it counts.
    pub value: i64,
    /// Wording.
    pub text: Option<String>,
}

/// An item.
#[derive(Clone, Debug)]
pub struct Item {
    /// Identifier.
    pub id: String,
    /// Position of its scale in [`Instrument::scales`].
    pub scale: usize,
    /// Whether it counts as the scale's least and greatest value together less its own.
    pub reverse: bool,
    /// Whether it may be left open.
    pub skippable: bool,
    /// Wording.
    pub text: Option<String>,
}

/// The item that decides whether the others are asked.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Gate {
    /// Position in [`Instrument::items`].
    pub item: usize,
    /// The least value, as answered, that opens it.
    pub at_least: i64,
}

/// An item with the value from which it asks for help at once.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Trigger {
    /// Position in [`Instrument::items`].
    pub item: usize,
    /// The least value, as answered, that does.
    pub at_least: i64,
}

/// A score.
#[derive(Clone, Debug)]
pub struct Score {
    /// Identifier.
    pub id: String,
    /// Wording: its name.
    pub text: Option<String>,
    /// Positions in [`Instrument::items`], each once.
    pub items: Vec<usize>,
    /// How the items make one number.
    pub method: Method,
    /// What becomes of that number.
    pub convert: Convert,
    /// What becomes of items left open.
    pub missing: Missing,
    /// The least and the greatest score. Both can be reached.
    pub range: (Decimal, Decimal),
    /// Bands, rising; none, or the first begins with the range.
    pub bands: Vec<Band>,
}

/// How the values of a score's items make one number.
#[derive(Clone, Debug)]
pub enum Method {
    /// Their sum.
    Sum,
    /// Their mean.
    Mean,
    /// How many are at least this.
    Count(i64),
    /// The sum of each times its weight, in the order of the items.
    Weighted(Vec<Decimal>),
    /// The greatest of them.
    Maximum,
}

/// What becomes of the number that a method makes.
#[derive(Clone, Debug)]
pub enum Convert {
    /// It is the score.
    Plain,
    /// It is multiplied and added to.
    Transform {
        /// The factor; not nought.
        multiply: Decimal,
        /// What is added then.
        add: Decimal,
    },
    /// It is looked up: pairs of such a number, rising, and the score. Every number that can be
    /// reached is there.
    Lookup(Vec<(Decimal, Decimal)>),
}

/// What becomes of items left open.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Missing {
    /// Without all answers there is no score.
    None,
    /// A missing item counts as its scale's least value; with fewer answers than this there is no
    /// score.
    Lowest(usize),
    /// The mean of the answered items stands for the missing ones; with fewer answers than this
    /// there is no score.
    Prorate(usize),
}

/// A band of scores.
#[derive(Clone)]
pub struct Band {
    /// Identifier.
    pub id: String,
    /// The least score in it. It holds up to the next band.
    pub from: Decimal,
    /// Wording.
    pub text: Option<String>,
    /// What the host takes it to mean for the order of the list.
    pub load: Option<Load>,
}

impl fmt::Debug for Band {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Without the load: that type is never printed, wherever it comes from.
        f.debug_struct("Band")
            .field("id", &self.id)
            .field("from", &self.from)
            .field("text", &self.text)
            .finish_non_exhaustive()
    }
}

/// What the host does about safety.
#[derive(Clone, Debug)]
pub struct Protocol {
    /// What happens.
    pub text: String,
    /// Who answers for it.
    pub owner: String,
    /// Since when, `YYYY-MM-DD`.
    pub date: String,
}

/// Whose work an instrument is.
#[derive(Clone, Debug)]
pub struct Attribution {
    /// The text to show.
    pub text: String,
    /// Where it comes from.
    pub url: Option<String>,
}

/// Who permitted the use of the wording.
#[derive(Clone, Debug)]
pub struct Permission {
    /// Who holds the rights.
    pub holder: String,
    /// Where the permission is written down.
    pub reference: String,
    /// When it was given, `YYYY-MM-DD`.
    pub date: String,
    /// Whether it covers commercial use.
    pub commercial_ok: bool,
}

/// The terms of an instrument's wording.
#[derive(Clone, Debug)]
pub struct Licence {
    /// One of [`LICENCES`](super::format::LICENCES).
    pub status: String,
    /// The terms in a sentence.
    pub text: String,
}

/// Where a number comes from.
#[derive(Clone, Debug)]
pub struct Source {
    /// What it is a source of.
    pub about: String,
    /// The source.
    pub text: String,
    /// Its address.
    pub url: Option<String>,
}
