//! What is wrong with a host's document: a path, a stable code and how much it matters.

/// How much a fault takes away (the host's go-live check fails on both).
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Severity {
    /// The person loses nothing, or one option that could not be shown truthfully.
    Warning,
    /// Crisis help and phone routes only, or no referral where only the referral is at fault, or
    /// none to the recipient that is.
    Error,
}

impl Severity {
    /// The word used in `touchbase-error` events.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        /// The kind of a fault. The words are stable: hosts and tests may compare them.
        #[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
        #[non_exhaustive]
        pub enum Code {
            $($(#[$doc])* $name,)*
        }

        impl Code {
            /// Every code, in the order of the list above.
            pub const ALL: &'static [Code] = &[$(Code::$name,)*];

            /// The stable word, letters and hyphens.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)*
                }
            }
        }
    };
}

codes! {
    /// The document could not be fetched.
    Unreachable = "config-unreachable",
    /// Neither the attribute nor the property `config` is set.
    NotGiven = "config-missing",
    /// The document is not JSON.
    NotJson = "config-not-json",
    /// The document names a format that this version does not read.
    SchemaUnknown = "schema-unknown",
    /// A key that the format does not know.
    UnknownKey = "unknown-key",
    /// A required key is absent.
    Missing = "missing",
    /// The value has another JSON type than the format asks for.
    WrongType = "wrong-type",
    /// A text is empty.
    Empty = "empty",
    /// A text or a list is longer than the format allows.
    TooLong = "too-long",
    /// A value is none of those that the format lists.
    NotAllowed = "not-allowed",
    /// A number is outside its range.
    OutOfRange = "out-of-range",
    /// Not a date as `YYYY-MM-DD`.
    BadDate = "bad-date",
    /// Not a time of day as `HH:MM`.
    BadTime = "bad-time",
    /// Not an identifier.
    BadId = "bad-id",
    /// Not a web address that may be opened.
    BadUrl = "bad-url",
    /// Not a language tag.
    BadLanguage = "bad-language",
    /// Not the two letters of a country.
    BadCountry = "bad-country",
    /// The same as an entry before it.
    Duplicate = "duplicate",
    /// Two entries share one identifier.
    DuplicateId = "duplicate-id",
    /// No crisis entry that a person could use.
    CrisisMissing = "crisis-missing",
    /// The privacy notice is missing or cannot be read.
    PrivacyNoticeMissing = "privacy-notice-missing",
    /// A referral endpoint that is not protected on its way.
    EndpointUnsafe = "endpoint-unsafe",
    /// A recipient's key holds its private part.
    KeyPrivate = "key-private",
    /// A recipient's key is of a kind that this version cannot seal to.
    KeyUnsupported = "key-unsupported",
    /// A referral route names a recipient that does not exist or cannot be used.
    RecipientUnknown = "recipient-unknown",
    /// The date by which an entry had to be reviewed has passed.
    ReviewPassed = "review-passed",
    /// An option cannot be shown truthfully and is left out.
    OptionLeftOut = "option-left-out",
    /// An attribute of the element has a value that this version does not know.
    AttributeUnknown = "attribute-unknown",
    /// Isolated mode was asked for with a script of the page's own origin.
    IsolatedSameOrigin = "isolated-same-origin",
    /// The frame of isolated mode was loaded anew, as a browser does when it is moved.
    IsolatedReloaded = "isolated-reloaded",
    /// The stylesheet or the WebAssembly could not be loaded.
    LoadFailed = "load-failed",
    /// The app stopped unexpectedly.
    Stopped = "stopped",
}

/// One fault of a host's document. It never holds the value itself.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Fault {
    /// Where: dots between keys and brackets around positions, `options[2].routes[0].type`. Empty
    /// for the document as a whole; an empty key is written as two quotes.
    pub path: String,
    /// What.
    pub code: Code,
    /// How much it matters.
    pub severity: Severity,
}
