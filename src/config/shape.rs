//! The table: what a host's document may hold. One source for the walker, the reader's trust in
//! its input, and the published JSON Schema.

/// The format's name and major version, the value of the document's `schema`.
pub const SCHEMA: &str = "touchbase/1";

/// What a value must look like.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// A text of 1 to this many characters.
    Text(usize),
    /// `true` or `false`.
    Bool,
    /// A whole number from the first to the second.
    Int(i64, i64),
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// A number with at most three decimals, from the first to the second, both in thousandths.
    Decimal(i64, i64),
    /// Lower-case letters, digits and hyphens, 1 to 64, starting with a letter.
    Id,
    /// The same, starting with a letter or a digit: the parts of an instrument are often numbered.
    Slug,
    /// A date, `YYYY-MM-DD`.
    Date,
    /// A time of day, `HH:MM`, 00:00 to 23:59.
    Clock,
    /// An address to open: `https:`, or relative to the page.
    Url,
    /// An address to post sealed referrals to: `https:`, relative to the page, or `http:` on the
    /// loopback interface for trying things out.
    Endpoint,
    /// A list of items of one shape, at least this many.
    List(&'static Shape, usize),
    /// A list of items of one shape, at least the first and at most the second number of them.
    Bounded(&'static Shape, usize, usize),
    /// An object with these members.
    Object(&'static [Field]),
    /// A public JSON Web Key (RFC 7517): EC on P-256 without a private part.
    Key,
}

/// A member of an object.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// The member's key.
    pub key: &'static str,
    /// Its value.
    pub shape: Shape,
    /// Whether it must be there.
    pub required: bool,
}

pub(crate) const fn required(key: &'static str, shape: Shape) -> Field {
    Field {
        key,
        shape,
        required: true,
    }
}

pub(crate) const fn optional(key: &'static str, shape: Shape) -> Field {
    Field {
        key,
        shape,
        required: false,
    }
}

/// A text of one line.
pub const LINE: Shape = Shape::Text(120);
const SENTENCES: Shape = Shape::Text(1_000);

/// The whole document.
pub const DOCUMENT: Shape = Shape::Object(&[
    optional("$schema", Shape::Text(400)),
    required("schema", Shape::OneOf(&[SCHEMA])),
    required("program", Shape::Object(PROGRAM)),
    required("country", Shape::Text(2)),
    optional("shared_device", Shape::Bool),
    optional("exit_url", Shape::Url),
    optional("outbox_events", Shape::Bool),
    required("crisis", Shape::List(&Shape::Object(CRISIS), 1)),
    required("privacy_notice", Shape::Object(NOTICE)),
    required("options", Shape::List(&Shape::Object(OPTION), 1)),
    optional("referral", Shape::Object(REFERRAL)),
    optional("facts", Shape::List(&Shape::Object(FACTS), 1)),
    optional("instrument", Shape::Url),
    optional("follow_up", Shape::Object(FOLLOW_UP)),
]);

const PROGRAM: &[Field] = &[
    required("id", Shape::Id),
    required("name", LINE),
    optional("host", LINE),
];

/// A crisis entry.
pub const CRISIS: &[Field] = &[
    required("id", Shape::Id),
    required("name", LINE),
    optional("about", SENTENCES),
    required("routes", Shape::List(&Shape::Object(ROUTE), 1)),
    optional("source_url", Shape::Url),
    optional("reviewed_on", Shape::Date),
    optional("review_by", Shape::Date),
];

/// The privacy notice.
pub const NOTICE: &[Field] = &[
    required("version", Shape::Text(40)),
    required("date", Shape::Date),
    required("text", Shape::Text(4_000)),
    optional("url", Shape::Url),
];

/// Kinds of support (domain notes, field set of 1.4).
pub const OPTION_KINDS: &[&str] = &[
    "self_care",
    "local",
    "peer",
    "eap",
    "counselling",
    "clinical",
    "crisis",
    "legal_privileged",
    "chaplaincy",
    "info",
    "membership",
    "coaching",
    "union",
];

/// What can hold for an option beyond its kind and its routes. Phone and text follow from the
/// routes, and nothing here follows from who runs it.
pub const TRAITS: &[&str] = &["outside", "anonymous", "in_person"];

/// Kinds of routes.
pub const ROUTE_TYPES: &[&str] = &[
    "phone",
    "text",
    "pager",
    "email",
    "web",
    "chat",
    "walk_in",
    "voicemail",
    "referral",
];

/// Days of the week, Monday first.
pub const DAYS: &[&str] = &["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// An option.
pub const OPTION: &[Field] = &[
    required("id", Shape::Id),
    required("name", LINE),
    required("kind", Shape::OneOf(OPTION_KINDS)),
    optional("level", LINE),
    optional("about", SENTENCES),
    optional("for_whom", SENTENCES),
    required("operator", Shape::Object(OPERATOR)),
    required("routes", Shape::List(&Shape::Object(ROUTE), 1)),
    optional("languages", Shape::List(&Shape::Text(35), 1)),
    optional("cost", SENTENCES),
    optional("expected_contact", SENTENCES),
    optional("reads_request", SENTENCES),
    optional("records_kept", SENTENCES),
    optional("confidentiality", Shape::Object(CONFIDENTIALITY)),
    optional("reports_event", Shape::Bool),
    optional("what_next", SENTENCES),
    optional("retention", SENTENCES),
    optional("source_url", Shape::Url),
    optional("reviewed_on", Shape::Date),
    optional("review_by", Shape::Date),
    optional("eligibility", Shape::Object(ELIGIBILITY)),
    optional("expected_within", Shape::Object(WITHIN)),
    optional("traits", ANY_TRAITS),
];

/// Whom an option is open to, fact by fact, in the host's own words.
pub const ELIGIBILITY: &[Field] = &[
    optional("roles", LABELS),
    optional("employment", LABELS),
    optional("membership", LABELS),
];

/// The traits of an option.
pub const ANY_TRAITS: Shape = Shape::Bounded(&Shape::OneOf(TRAITS), 1, TRAITS.len());

const LABELS: Shape = Shape::Bounded(&Shape::Text(60), 1, 20);

/// The longest that first contact takes, for the order of the list.
pub const WITHIN: &[Field] = &[
    required("value", Shape::Int(0, 720)),
    required("unit", Shape::OneOf(&["hours", "business_days"])),
];

const OPERATOR: &[Field] = &[
    required("name", LINE),
    optional(
        "type",
        Shape::OneOf(&["employer", "insurer", "state", "charity", "vendor"]),
    ),
];

const CONFIDENTIALITY: &[Field] = &[
    required("text", SENTENCES),
    optional("limits", SENTENCES),
    optional("legal_basis", SENTENCES),
    optional("jurisdiction", LINE),
    optional("date", Shape::Date),
];

/// A route.
pub const ROUTE: &[Field] = &[
    required("type", Shape::OneOf(ROUTE_TYPES)),
    optional("value", Shape::Text(300)),
    optional("ext", Shape::Text(12)),
    optional("keyword", Shape::Text(40)),
    optional("subject", LINE),
    optional("label", LINE),
    optional("recipient", Shape::Id),
    optional("time_zone", Shape::Text(60)),
    optional("hours", Shape::List(&Shape::Object(HOURS), 1)),
    optional("always_open", Shape::Bool),
];

const HOURS: &[Field] = &[
    required("days", Shape::List(&Shape::OneOf(DAYS), 1)),
    required("start", Shape::Clock),
    required("end", Shape::Clock),
];

/// The referral policy.
pub const REFERRAL: &[Field] = &[
    required("recipients", Shape::List(&Shape::Object(RECIPIENT), 1)),
    optional("transport_identity", Shape::OneOf(&["none", "user"])),
    optional("expires_hours", Shape::Int(1, 168)),
    optional("reconnect_spread_s", Shape::Int(0, 3_600)),
];

/// A recipient of referrals.
pub const RECIPIENT: &[Field] = &[
    required("id", Shape::Id),
    required("name", LINE),
    required("reads", SENTENCES),
    required("endpoint", Shape::Endpoint),
    required("keys", Shape::List(&Shape::Key, 1)),
];

/// A place where the facts of a case may be discussed.
pub const FACTS: &[Field] = &[
    required("name", LINE),
    required("text", SENTENCES),
    optional("jurisdiction", LINE),
    optional("date", Shape::Date),
];

const FOLLOW_UP: &[Field] = &[optional("title", LINE), optional("days", DAYS_AHEAD)];

/// Days from the day that a calendar entry is taken.
pub const DAYS_AHEAD: Shape = Shape::Int(1, 90);
