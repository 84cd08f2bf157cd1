//! Why a document is refused: a path and a stable code.

use crate::config::Code;

macro_rules! reasons {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        /// Why a document is refused. The words of [`Reason::as_str`] are stable.
        #[derive(Clone, Copy, Debug, Eq, PartialEq)]
        #[non_exhaustive]
        pub enum Reason {
            /// What the table of the format says: a key, a type, a length, an identifier.
            Shape(Code),
            $($(#[$doc])* $name,)*
        }

        impl Reason {
            const OWN: &'static [Reason] = &[$(Reason::$name,)*];

            /// The stable word, letters and hyphens.
            pub fn as_str(self) -> &'static str {
                match self {
                    Self::Shape(code) => code.as_str(),
                    $(Self::$name => $text,)*
                }
            }
        }
    };
}

reasons! {
    /// The document could not be fetched.
    Unreachable = "unreachable",
    /// The document is not JSON.
    NotJson = "not-json",
    /// A scoring method that the format does not know.
    MethodUnknown = "method-unknown",
    /// No statement of whose work the instrument is.
    AttributionMissing = "attribution-missing",
    /// Wording without a statement of who permitted its use.
    PermissionMissing = "permission-missing",
    /// An item asks about safety and nobody has said what happens then.
    SafetyProtocolMissing = "safety-protocol-missing",
    /// A text that a person has to read is not there.
    WordingMissing = "wording-missing",
    /// Nothing to be found out: no score, and so no band to name.
    ScoresMissing = "scores-missing",
    /// A recipe with some of its texts: all or none.
    WordingHalf = "wording-half",
    /// A recipe that does not say under which terms its wording may be used.
    LicenceMissing = "licence-missing",
    /// A recipe that names no source of its numbers.
    SourcesMissing = "sources-missing",
    /// Not a language tag (BCP 47).
    LanguageBad = "language-bad",
    /// The answers of a scale do not rise in value.
    AnswersNotRising = "answers-not-rising",
    /// An item names a scale that is not there.
    ScaleUnknown = "scale-unknown",
    /// An item is named that is not there.
    ItemUnknown = "item-unknown",
    /// An item is named twice in one list.
    ItemTwice = "item-twice",
    /// A key that this method, or this rule for missing answers, has no use for.
    NotForMethod = "not-for-method",
    /// A key that this method needs is not there.
    NeededByMethod = "needed-by-method",
    /// Another number of weights than of items.
    WeightsLength = "weights-length",
    /// A value that no answer can separate: not above the least and up to the greatest of the
    /// scale.
    ThresholdOutside = "threshold-outside-scale",
    /// Missing answers are to be made up for from answers on other scales.
    ScalesDiffer = "scales-differ",
    /// More answers are asked for than there are items.
    MinAnsweredAbove = "min-answered-above-items",
    /// The declared range is not what the answers can reach.
    RangeNotReachable = "range-not-reachable",
    /// A factor of nought makes every score the same.
    FactorZero = "factor-zero",
    /// A value that the method can reach is not in the lookup table.
    LookupNotTotal = "lookup-not-total",
    /// A value of the lookup table cannot be reached.
    LookupUnreachable = "lookup-unreachable",
    /// The raw values of the lookup table do not rise.
    LookupNotRising = "lookup-not-rising",
    /// The first band does not begin where the range does.
    BandsStart = "bands-start",
    /// A band begins where an earlier one still holds.
    BandsOverlap = "bands-overlap",
    /// A score would fall between two bands.
    BandsGap = "bands-gap",
    /// A bound of a band is outside the range.
    BandOutside = "band-outside-range",
    /// The gate's item counts in a score that it closes, and not as the lowest.
    GateScored = "gate-scored",
}

impl Reason {
    /// What the table can have to say about a document.
    const SHAPES: &'static [Code] = &[
        Code::SchemaUnknown,
        Code::UnknownKey,
        Code::Missing,
        Code::WrongType,
        Code::Empty,
        Code::TooLong,
        Code::NotAllowed,
        Code::OutOfRange,
        Code::BadDate,
        Code::BadId,
        Code::BadUrl,
        Code::DuplicateId,
    ];

    /// Every reason there is.
    pub fn all() -> impl Iterator<Item = Self> {
        let shapes = Self::SHAPES.iter().map(|code| Self::Shape(*code));
        Self::OWN.iter().copied().chain(shapes)
    }
}

/// What stands before the word of a reason where words of the configuration's faults may stand
/// beside it: some of those are the same and are mended otherwise.
pub const PREFIX: &str = "instrument-";

/// The whole code of [`Reason::Unreachable`], for those who never get as far as a document.
pub const UNREACHABLE: &str = "instrument-unreachable";

/// One reason why a document is refused. It never holds the value itself.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Refusal {
    /// Where: dots between keys and brackets around positions, `scores[0].bands[1].from`. Empty
    /// only for the document as a whole.
    pub path: String,
    /// Why.
    pub reason: Reason,
}
