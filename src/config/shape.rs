//! The table: what a host's document may hold. One source for the walker, the reader's trust in
//! its input, and the published JSON Schema.

/// The format's name and major version, the value of the document's `schema`.
pub const SCHEMA: &str = "touchbase/1";

/// What a value must look like.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// A text of 1 to this many characters.
    Text(usize),
    /// A text of the host's: a text of 1 to this many characters, or an object of such texts by
    /// language (BCP 47), at least one.
    Words(usize),
    /// A list of so many different [`Shape::Words`] of at most 60 characters, from the first number
    /// to the second, to choose from.
    Labels(usize, usize),
    /// A list of different words out of these, at least one.
    Set(&'static [&'static str]),
    /// A language, as a BCP 47 tag.
    Language,
    /// A country, as the two letters of ISO 3166-1.
    Country,
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
    /// A public JSON Web Key (RFC 7517): EC on P-256 or RSA, without a private part.
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

/// The most characters of a label.
pub const LABEL: usize = 60;

/// A text of one line in the document's own words alone: a source's title, a reviewer's name.
const PLAIN_LINE: Shape = Shape::Text(120);
/// A text of one line.
pub const LINE: Shape = Shape::Words(120);
const SENTENCES: Shape = Shape::Words(1_000);

/// The whole document.
pub const DOCUMENT: Shape = Shape::Object(&[
    optional("$schema", Shape::Text(400)),
    required("schema", Shape::OneOf(&[SCHEMA])),
    required("program", Shape::Object(PROGRAM)),
    required("country", Shape::Country),
    optional("language", Shape::Language),
    optional("example", SENTENCES),
    optional("shared_device", Shape::Bool),
    optional("idle_minutes", Shape::Int(1, 10)),
    optional("exit_url", Shape::Url),
    optional("outbox_events", Shape::Bool),
    required("crisis", Shape::List(&Shape::Object(CRISIS), 1)),
    required("privacy_notice", Shape::Object(NOTICE)),
    required("options", Shape::List(&Shape::Object(OPTION), 1)),
    optional("referral", Shape::Object(REFERRAL)),
    optional("facts", Shape::List(&Shape::Object(FACTS), 1)),
    optional("instrument", Shape::Url),
    optional("follow_up", Shape::Object(FOLLOW_UP)),
    optional("message", Shape::Object(MESSAGE)),
    optional("worries", Shape::Bounded(&WORRY, 1, WORRIES.len())),
    optional("feedback", Shape::Object(FEEDBACK)),
    optional("terms", Shape::Object(TERMS)),
    optional("page_url", Shape::Url),
    optional("reviews", Shape::Bounded(&REVIEW, 1, 20)),
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
    optional("country", Shape::Country),
    required("routes", Shape::List(&Shape::Object(ROUTE), 1)),
    optional("source_url", Shape::Url),
    optional("reviewed_on", Shape::Date),
    optional("review_by", Shape::Date),
];

/// The privacy notice.
pub const NOTICE: &[Field] = &[
    required("version", Shape::Text(40)),
    required("date", Shape::Date),
    required("text", Shape::Words(4_000)),
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
    optional("serves", Shape::Set(SERVES)),
    optional("expected_source_url", Shape::Url),
    optional("data_taken", DATA),
    optional("data_not_taken", DATA),
    optional("follow_up", SENTENCES),
    optional("opens_after_report", SENTENCES),
    optional("take_back", SENTENCES),
    optional("sources", Shape::Bounded(&Shape::Object(SOURCE), 1, 40)),
];

/// Whom an option serves.
pub const SERVES: &[&str] = &["individual", "team"];

const DATA: Shape = Shape::Bounded(&Shape::Words(200), 1, 20);

/// Where facts of an option come from.
pub const SOURCE: &[Field] = &[
    required("title", PLAIN_LINE),
    optional("url", Shape::Url),
    required("reviewed_on", Shape::Date),
    optional("fields", Shape::Bounded(&Shape::Text(60), 1, 60)),
];

/// Whom an option is open to, fact by fact, in the host's own words.
pub const ELIGIBILITY: &[Field] = &[
    optional("roles", LABELS),
    optional("employment", LABELS),
    optional("membership", LABELS),
    optional("countries", Shape::Bounded(&Shape::Country, 1, 250)),
    optional("regions", LABELS),
];

/// The traits of an option.
pub const ANY_TRAITS: Shape = Shape::Bounded(&Shape::OneOf(TRAITS), 1, TRAITS.len());

const LABELS: Shape = Shape::Labels(1, 20);

/// The longest that first contact takes, for the order of the list.
pub const WITHIN: &[Field] = &[
    required("value", Shape::Int(0, 720)),
    required("unit", Shape::OneOf(&["hours", "business_days"])),
];

/// Kinds of operators.
pub const OPERATOR_TYPES: &[&str] = &[
    "employer",
    "insurer",
    "state",
    "charity",
    "vendor",
    "union",
    "professional_body",
];

const OPERATOR: &[Field] = &[
    required("name", LINE),
    optional("type", Shape::OneOf(OPERATOR_TYPES)),
];

/// What stays with whom.
pub const CONFIDENTIALITY: &[Field] = &[
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
    optional("closed_on", Shape::List(&Shape::Date, 0)),
    optional(
        "special_hours",
        Shape::List(&Shape::Object(SPECIAL_HOURS), 0),
    ),
    optional("sign_in", Shape::Bool),
    optional("on_site", Shape::Bool),
];

const HOURS: &[Field] = &[
    required("days", Shape::List(&Shape::OneOf(DAYS), 1)),
    required("start", Shape::Clock),
    required("end", Shape::Clock),
];

const SPECIAL_HOURS: &[Field] = &[
    required("date", Shape::Date),
    required("start", Shape::Clock),
    required("end", Shape::Clock),
];

/// The referral policy.
pub const REFERRAL: &[Field] = &[
    required("recipients", Shape::List(&Shape::Object(RECIPIENT), 1)),
    optional("transport_identity", Shape::OneOf(&["none", "user"])),
    optional("expires_hours", Shape::Int(1, 168)),
    optional("reconnect_spread_s", Shape::Int(0, 3_600)),
    optional("kinds", Shape::Set(REFERRAL_KINDS)),
    optional("colleague_must_know", Shape::Bool),
    optional("referrer", Shape::OneOf(REFERRER)),
    optional("neutral_subject", LINE),
    optional("contact_windows", Shape::Labels(0, 12)),
    optional("urgency", Shape::Set(URGENCY)),
    optional("match", Shape::Object(MATCH)),
    optional("units", Shape::Labels(1, 60)),
    optional("follow_up_ok", Shape::Bool),
    optional("note", Shape::Bool),
];

/// Kinds of requests.
pub const REFERRAL_KINDS: &[&str] = &["self", "colleague", "team"];

/// Whether the one who asks for a colleague or a team says who they are.
pub const REFERRER: &[&str] = &["none", "optional", "required"];

/// How soon.
pub const URGENCY: &[&str] = &["routine", "soon", "today"];

/// What a person may be matched by.
pub const MATCH: &[Field] = &[
    optional("roles", PICKS),
    optional("specialties", PICKS),
    optional("career_stages", PICKS),
    optional("sites", PICKS),
    optional("languages", PICKS),
    optional("preference", Shape::Set(PREFERENCES)),
    optional("modes", Shape::Set(MODES)),
    optional("do_not_match", Shape::Bool),
];

const PICKS: Shape = Shape::Labels(1, 40);

/// Whom one would rather talk to.
pub const PREFERENCES: &[&str] = &[
    "own_unit",
    "other_unit",
    "outside_organisation",
    "similar_experience",
];

/// How one would rather talk.
pub const MODES: &[&str] = &["phone", "video", "in_person", "text"];

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

/// What people ask first, before they ask for anything.
pub const WORRIES: &[&str] = &[
    "manager",
    "human_resources",
    "claims",
    "credentialing",
    "board",
    "lawsuit",
];

/// The host's answer to one of them.
pub const WORRY: Shape = Shape::Object(&[
    required("about", Shape::OneOf(WORRIES)),
    required("text", SENTENCES),
    required("date", Shape::Date),
    optional("jurisdiction", LINE),
    optional("source_url", Shape::Url),
]);

const MESSAGE: &[Field] = &[
    required("from", LINE),
    required("text", SENTENCES),
    optional("date", Shape::Date),
];

const FEEDBACK: &[Field] = &[required("url", Shape::Url), optional("text", SENTENCES)];

const TERMS: &[Field] = &[optional("second_victim", Shape::Bool)];

/// Who reviewed the document.
const REVIEW: Shape = Shape::Object(&[
    required("kind", Shape::OneOf(REVIEW_KINDS)),
    required("by", PLAIN_LINE),
    required("date", Shape::Date),
]);

/// What a review was about.
pub const REVIEW_KINDS: &[&str] = &["clinical", "legal", "security", "language"];
