//! Reading the host's document: what can be borne is kept, the rest is named.

use super::fault::{Code, Fault, Severity};
use super::shape::{
    ANY_TRAITS, CRISIS, DAYS, DAYS_AHEAD, DOCUMENT, ELIGIBILITY, FACTS, LINE, NOTICE, OPTION,
    SCHEMA, Shape, WITHIN,
};
use super::walk::{at, below, walk};
use crate::jose::PublicKey;
use crate::outbox::TransportIdentity;
use crate::support::{
    Confidentiality, CrisisEntry, Eligibility, Hours, Route, RouteKind, SupportOption, Traits,
    review_passed,
};
use crate::time::{Date, HOUR, Millis, SECOND, parse_clock};
use crate::value::Value;

/// The result of reading a document.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// What can be shown.
    pub config: Config,
    /// Everything that is wrong, part by part: the top level, the program, crisis help, the
    /// privacy notice, the referral, the options.
    pub faults: Vec<Fault>,
}

/// How much of the product a document carries.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Extent {
    /// Everything the host set up.
    Full,
    /// Crisis help and phone routes only.
    HelpOnly,
}

/// A host's configuration, as far as it can be used.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// How much may be shown.
    pub extent: Extent,
    /// The program.
    pub program: Program,
    /// Whether the host's devices are shared. True unless the host says otherwise.
    pub shared_device: bool,
    /// A neutral page to leave to.
    pub exit_url: Option<String>,
    /// Whether the page around is told how many requests wait.
    pub outbox_events: bool,
    /// Help in danger.
    pub crisis: Vec<CrisisEntry>,
    /// The notice shown before any name is asked for.
    pub privacy_notice: Option<PrivacyNotice>,
    /// Kinds of support in the host's order.
    pub options: Vec<SupportOption>,
    /// The referral, where there is a recipient that can be used.
    pub referral: Option<Referral>,
    /// Where the facts of a case may be discussed, in the host's order.
    pub facts: Vec<FactsPlace>,
    /// The address of the host's own questionnaire.
    pub instrument: Option<String>,
    /// The calendar entry for checking in again.
    pub follow_up: FollowUp,
}

/// The program that the widget stands for.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Program {
    /// Identifier, the `program` of a referral.
    pub id: String,
    /// Name as the host writes it.
    pub name: String,
}

/// The notice shown before any name is asked for.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PrivacyNotice {
    /// Version, the `notice_version` of a referral.
    pub version: String,
    /// Date of the text, `YYYY-MM-DD`.
    pub date: String,
    /// The text.
    pub text: String,
    /// Where the long form stands.
    pub url: Option<String>,
}

/// The host's rules for referrals.
#[derive(Clone, Debug, PartialEq)]
pub struct Referral {
    /// Who can receive them. Never empty.
    pub recipients: Vec<Recipient>,
    /// Whether the receiver learns who is signed in from the transport.
    pub identity: TransportIdentity,
    /// How long an undelivered referral is kept, in milliseconds: 1 hour to 7 days.
    pub expires_after: Millis,
    /// The window over which clients spread their first request when the network returns, in
    /// milliseconds.
    pub reconnect_spread: Millis,
}

/// Who receives a referral.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Recipient {
    /// Identifier, named by options.
    pub id: String,
    /// Name as the host writes it.
    pub name: String,
    /// Who reads requests, in the host's words.
    pub reads: String,
    /// Where sealed referrals are posted.
    pub endpoint: String,
    /// Public keys; the first is used.
    pub keys: Vec<PublicKey>,
}

/// A place where the facts of a case may be discussed, in the host's words.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct FactsPlace {
    /// Name as the host writes it.
    pub name: String,
    /// What may be said there, and how far it is protected.
    pub text: String,
    /// Where this holds.
    pub jurisdiction: Option<String>,
    /// The date of the text, `YYYY-MM-DD`.
    pub date: Option<String>,
}

/// The calendar entry that a person may take to check in again.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct FollowUp {
    /// The host's neutral title.
    pub title: Option<String>,
    /// Days from the day it is taken, 1 to 90. 7 unless the host sets another number.
    pub days: u8,
}

impl Config {
    /// The option with this identifier.
    pub fn option(&self, id: &str) -> Option<&SupportOption> {
        self.options.iter().find(|option| option.id == id)
    }

    /// The recipient with this identifier.
    pub fn recipient(&self, id: &str) -> Option<&Recipient> {
        self.referral
            .as_ref()?
            .recipients
            .iter()
            .find(|recipient| recipient.id == id)
    }

    /// The first phone route of any option, for a screen that must offer one.
    pub fn any_phone(&self) -> Option<&Route> {
        self.options.iter().find_map(SupportOption::phone)
    }
}

/// Reads a host's document as of `today` (UTC). Never fails: where little can be used, little is
/// returned, and the faults say why.
pub fn read(value: &Value, today: Date) -> Document {
    let mut reader = Reader {
        today,
        faults: Vec::new(),
    };
    let config = reader.document(value);
    Document {
        config,
        faults: reader.faults,
    }
}

/// Whether an entry may have referral routes, and to whom.
#[derive(Clone, Copy)]
enum Takes<'a> {
    /// It takes none: a crisis entry never does.
    NoReferral,
    /// To the recipients of these rules, where there are any.
    Referral(Option<&'a Referral>),
}

const NOTICE_URL: &str = "privacy_notice.url";

/// Fields of an option that only the order of the list and its groups go by.
const ORDERING: [&str; 3] = ["eligibility", "expected_within", "traits"];

struct Reader {
    today: Date,
    faults: Vec<Fault>,
}

impl Reader {
    fn document(&mut self, value: &Value) -> Config {
        self.top_level(value);
        let program = self.program(value);
        let crisis = self.crisis(value);
        let privacy_notice = self.privacy_notice(value);
        let referral = self.referral(value);
        let options = self.options(value, referral.as_ref());

        let broken = self
            .faults
            .iter()
            .any(|fault| fault.severity == Severity::Error && !fault.path.starts_with("referral"));
        let flag =
            |key: &str, default: bool| value.get(key).and_then(Value::as_bool).unwrap_or(default);
        Config {
            extent: if broken {
                Extent::HelpOnly
            } else {
                Extent::Full
            },
            program,
            shared_device: flag("shared_device", true),
            exit_url: self.sound_text(value, "exit_url"),
            outbox_events: flag("outbox_events", false),
            crisis,
            privacy_notice,
            options,
            referral,
            facts: facts(value),
            instrument: self.sound_text(value, "instrument"),
            follow_up: follow_up(value),
        }
    }

    /// Faults of the top level itself; each part is walked by its own reader.
    fn top_level(&mut self, value: &Value) {
        let Value::Object(members) = value else {
            return self.push("", Code::WrongType, Severity::Error);
        };
        let Shape::Object(fields) = DOCUMENT else {
            return;
        };
        for (key, member) in members {
            let Some(field) = fields.iter().find(|field| field.key == key) else {
                self.push(&below("", key), Code::UnknownKey, Severity::Warning);
                continue;
            };
            match key.as_str() {
                "schema" if member.as_str() != Some(SCHEMA) => {
                    self.push(key, Code::SchemaUnknown, Severity::Error);
                }
                // A setting that cannot be read falls back to its safe default.
                "country" | "shared_device" | "exit_url" | "outbox_events" | "$schema"
                | "facts" | "instrument" | "follow_up" => {
                    let faults = walk(member, &field.shape, key);
                    self.extend(faults, Severity::Warning);
                }
                _ => {}
            }
        }
        if value.get("schema").is_none() {
            self.push("schema", Code::Missing, Severity::Error);
        }
        if value.get("country").is_none() {
            self.push("country", Code::Missing, Severity::Warning);
        }
    }

    fn program(&mut self, value: &Value) -> Program {
        let Some(program) = value.get("program") else {
            self.push("program", Code::Missing, Severity::Error);
            return Program::default();
        };
        let faults = walk(program, &member_shape("program"), "program");
        self.extend_bearing(faults, &["program.host"]);
        Program {
            id: text(program, "id"),
            name: text(program, "name"),
        }
    }

    fn crisis(&mut self, value: &Value) -> Vec<CrisisEntry> {
        let mut entries = Vec::new();
        for (path, entry) in list(value, "crisis") {
            // A crisis entry that can be dialled is shown whatever else is wrong with it.
            let faults = walk(entry, &Shape::Object(CRISIS), &path);
            self.extend(faults, Severity::Warning);
            let routes = self.routes(entry, &path, Takes::NoReferral);
            let name = text(entry, "name");
            if routes.is_empty() || name.is_empty() {
                continue;
            }
            let id = text(entry, "id");
            if entries.iter().any(|other: &CrisisEntry| other.id == id) && !id.is_empty() {
                self.push(&path, Code::DuplicateId, Severity::Warning);
            }
            let review_by = entry.get("review_by").and_then(Value::as_str);
            let review_passed = self.review(review_by, &path);
            entries.push(CrisisEntry {
                id,
                name,
                about: some_text(entry, "about"),
                routes,
                reviewed_on: some_text(entry, "reviewed_on")
                    .filter(|date| Date::parse(date).is_some()),
                review_passed,
            });
        }
        let can_be_dialled = entries
            .iter()
            .flat_map(|entry| &entry.routes)
            .any(|route| matches!(route.kind, RouteKind::Phone | RouteKind::Text));
        if !can_be_dialled {
            // None at all, so that the text inside the tag is shown in their place.
            entries.clear();
            self.push("crisis", Code::CrisisMissing, Severity::Error);
        }
        entries
    }

    fn privacy_notice(&mut self, value: &Value) -> Option<PrivacyNotice> {
        let Some(notice) = value.get("privacy_notice") else {
            self.push(
                "privacy_notice",
                Code::PrivacyNoticeMissing,
                Severity::Error,
            );
            return None;
        };
        let faults = walk(notice, &Shape::Object(NOTICE), "privacy_notice");
        let url_faulty = faults.iter().any(|fault| fault.path == NOTICE_URL);
        let sound = self.extend_bearing(faults, &[NOTICE_URL]);
        sound.then(|| PrivacyNotice {
            version: text(notice, "version"),
            date: text(notice, "date"),
            text: text(notice, "text"),
            url: some_text(notice, "url").filter(|_| !url_faulty),
        })
    }

    fn referral(&mut self, value: &Value) -> Option<Referral> {
        let referral = value.get("referral")?;
        let faults = walk(referral, &member_shape("referral"), "referral");
        self.extend_bearing(
            faults,
            &["referral.expires_hours", "referral.reconnect_spread_s"],
        );

        let mut recipients: Vec<Recipient> = Vec::new();
        for (path, recipient) in list_at(referral, "recipients", "referral.recipients") {
            let id = text(recipient, "id");
            if recipients.iter().any(|other| other.id == id) {
                self.push(&path, Code::DuplicateId, Severity::Error);
                continue;
            }
            let keys = recipient.get("keys").map(Value::items).unwrap_or_default();
            recipients.push(Recipient {
                id,
                name: text(recipient, "name"),
                reads: text(recipient, "reads"),
                endpoint: text(recipient, "endpoint"),
                keys: keys
                    .iter()
                    .map(|key| PublicKey {
                        kid: text(key, "kid"),
                        x: text(key, "x"),
                        y: text(key, "y"),
                    })
                    .collect(),
            });
        }
        // A fault here may be a published private key, an unprotected address, or a guess at who
        // may send: nobody is asked for a name until it is mended.
        let broken = self
            .faults
            .iter()
            .any(|fault| fault.severity == Severity::Error && fault.path.starts_with("referral"));
        if broken || recipients.is_empty() {
            return None;
        }
        let number =
            |key: &str, default: i64| referral.get(key).and_then(Value::as_int).unwrap_or(default);
        let identity = match referral.get("transport_identity").and_then(Value::as_str) {
            Some("user") => TransportIdentity::User,
            _ => TransportIdentity::None,
        };
        Some(Referral {
            recipients,
            identity,
            expires_after: number("expires_hours", 72).clamp(1, 168) * HOUR,
            reconnect_spread: number("reconnect_spread_s", 60).clamp(0, 3_600) * SECOND,
        })
    }

    fn options(&mut self, value: &Value, referral: Option<&Referral>) -> Vec<SupportOption> {
        let mut options: Vec<SupportOption> = Vec::new();
        for (path, option) in list(value, "options") {
            let faults = walk(option, &Shape::Object(OPTION), &path);
            if !self.extend_option(faults, &path) {
                self.push(&path, Code::OptionLeftOut, Severity::Warning);
                continue;
            }
            let id = text(option, "id");
            if options.iter().any(|other| other.id == id) {
                self.push(&path, Code::DuplicateId, Severity::Warning);
                continue;
            }
            let routes = self.routes(option, &path, Takes::Referral(referral));
            if routes.is_empty() {
                self.push(&path, Code::OptionLeftOut, Severity::Warning);
                continue;
            }
            let review_by = option.get("review_by").and_then(Value::as_str);
            let review_passed = self.review(review_by, &path);
            let languages = option
                .get("languages")
                .map(Value::items)
                .unwrap_or_default();
            options.push(SupportOption {
                id,
                name: text(option, "name"),
                kind: text(option, "kind"),
                level: some_text(option, "level"),
                about: some_text(option, "about"),
                for_whom: some_text(option, "for_whom"),
                operator: option
                    .get("operator")
                    .map(|o| text(o, "name"))
                    .unwrap_or_default(),
                routes,
                languages: languages
                    .iter()
                    .filter_map(|language| language.as_str().map(str::to_owned))
                    .collect(),
                cost: some_text(option, "cost"),
                expected_contact: some_text(option, "expected_contact"),
                reads_request: some_text(option, "reads_request"),
                records_kept: some_text(option, "records_kept"),
                confidentiality: option.get("confidentiality").map(|c| Confidentiality {
                    text: text(c, "text"),
                    limits: some_text(c, "limits"),
                    legal_basis: some_text(c, "legal_basis"),
                    jurisdiction: some_text(c, "jurisdiction"),
                    date: some_text(c, "date"),
                }),
                reports_event: option.get("reports_event").and_then(Value::as_bool),
                what_next: some_text(option, "what_next"),
                retention: some_text(option, "retention"),
                source_url: some_text(option, "source_url"),
                reviewed_on: some_text(option, "reviewed_on"),
                review_passed,
                eligibility: eligibility(option),
                expected_hours: expected_hours(option),
                traits: traits(option),
            });
        }
        if options.is_empty() {
            let code = match value.get("options") {
                None => Code::Missing,
                Some(Value::Array(items)) if items.is_empty() => Code::Empty,
                Some(Value::Array(_)) => Code::OptionLeftOut,
                Some(_) => Code::WrongType,
            };
            self.push("options", code, Severity::Error);
        }
        options
    }

    /// The routes of an entry that can be used. The walk has named what it found; this adds what
    /// hangs on the kind of route.
    fn routes(&mut self, entry: &Value, path: &str, takes: Takes<'_>) -> Vec<Route> {
        let mut routes = Vec::new();
        for (i, route) in entry
            .get("routes")
            .map(Value::items)
            .unwrap_or_default()
            .iter()
            .enumerate()
        {
            let mut below = String::from(path);
            below.push_str(".routes");
            let path = at(&below, i);
            let Some(kind) = route
                .get("type")
                .and_then(Value::as_str)
                .and_then(RouteKind::parse)
            else {
                continue;
            };
            let value = text(route, "value");
            let recipient = some_text(route, "recipient");
            let fault = match kind {
                RouteKind::Referral => match (takes, &recipient) {
                    (Takes::NoReferral, _) => Some(("type", Code::NotAllowed)),
                    (_, None) => Some(("recipient", Code::Missing)),
                    (Takes::Referral(Some(referral)), Some(id))
                        if referral.recipients.iter().any(|r| r.id == *id) =>
                    {
                        None
                    }
                    _ => Some(("recipient", Code::RecipientUnknown)),
                },
                _ if value.is_empty() => Some(("value", Code::Missing)),
                RouteKind::Web | RouteKind::Chat => {
                    let sound = walk(&Value::String(value.clone()), &Shape::Url, "").is_empty();
                    (!sound).then_some(("value", Code::BadUrl))
                }
                kind if kind.is_phone() && !value.bytes().any(|b| b.is_ascii_digit()) => {
                    Some(("value", Code::NotAllowed))
                }
                _ => None,
            };
            if let Some((key, code)) = fault {
                let mut path = path;
                path.push('.');
                path.push_str(key);
                if !self.faults.iter().any(|fault| fault.path == path) {
                    self.push(&path, code, Severity::Warning);
                }
                continue;
            }
            routes.push(Route {
                kind,
                value,
                ext: some_text(route, "ext"),
                keyword: some_text(route, "keyword"),
                subject: some_text(route, "subject"),
                label: some_text(route, "label"),
                recipient,
                time_zone: some_text(route, "time_zone"),
                hours: hours(route),
                always_open: route
                    .get("always_open")
                    .and_then(Value::as_bool)
                    .unwrap_or(false),
            });
        }
        routes
    }

    fn review(&mut self, review_by: Option<&str>, path: &str) -> bool {
        let passed = review_passed(review_by, self.today);
        if passed {
            let mut path = String::from(path);
            path.push_str(".review_by");
            self.push(&path, Code::ReviewPassed, Severity::Warning);
        }
        passed
    }

    /// A top-level text whose walk found nothing.
    fn sound_text(&self, value: &Value, key: &str) -> Option<String> {
        let faulty = self.faults.iter().any(|fault| fault.path == key);
        if faulty { None } else { some_text(value, key) }
    }

    /// Takes `faults` over with a severity of at most `most`; whether there were none but unknown
    /// keys.
    fn extend(&mut self, faults: Vec<Fault>, most: Severity) -> bool {
        let sound = faults
            .iter()
            .all(|fault| fault.severity == Severity::Warning);
        self.faults.extend(faults.into_iter().map(|fault| Fault {
            severity: fault.severity.min(most),
            ..fault
        }));
        sound
    }

    /// As [`Self::extend`] with every severity, except for the members at `borne`: the product
    /// does without them.
    fn extend_bearing(&mut self, faults: Vec<Fault>, borne: &[&str]) -> bool {
        let (light, heavy): (Vec<Fault>, Vec<Fault>) = faults
            .into_iter()
            .partition(|fault| borne.contains(&fault.path.as_str()));
        self.extend(light, Severity::Warning);
        self.extend(heavy, Severity::Error)
    }

    /// As [`Self::extend`] for the option at `path`: whether it can be shown. What only the order of
    /// the list goes by is done without.
    fn extend_option(&mut self, faults: Vec<Fault>, path: &str) -> bool {
        let borne = |fault: &Fault| {
            let key = fault.path.get(path.len() + 1..).unwrap_or_default();
            ORDERING.iter().any(|field| key.starts_with(field))
        };
        let (light, heavy) = faults.into_iter().partition(borne);
        self.extend(light, Severity::Warning);
        self.extend(heavy, Severity::Warning)
    }

    fn push(&mut self, path: &str, code: Code, severity: Severity) {
        self.faults.push(Fault {
            path: path.to_owned(),
            code,
            severity,
        });
    }
}

fn member_shape(key: &str) -> Shape {
    let Shape::Object(fields) = DOCUMENT else {
        return DOCUMENT;
    };
    fields
        .iter()
        .find(|field| field.key == key)
        .map_or(DOCUMENT, |field| field.shape)
}

/// Whom an option is open to. Where any of it cannot be read it is open to everyone: an option is
/// better seen by someone it is not for than hidden from someone it is for.
fn eligibility(option: &Value) -> Eligibility {
    let eligibility = sound(option, "eligibility", &Shape::Object(ELIGIBILITY));
    let labels = |key: &str| {
        let labels = eligibility.and_then(|eligibility| eligibility.get(key));
        texts(labels.map(Value::items).unwrap_or_default())
    };
    Eligibility {
        roles: labels("roles"),
        employment: labels("employment"),
        membership: labels("membership"),
    }
}

/// The longest that first contact takes, in hours, 0 to 17,280.
fn expected_hours(option: &Value) -> Option<u16> {
    let within = sound(option, "expected_within", &Shape::Object(WITHIN))?;
    let value = within.get("value")?.as_int()? as u16;
    // A business day as one day: a choice of this product. The number only decides between options
    // that stand equal, and a weekend moves them alike.
    let hours = match within.get("unit")?.as_str()? {
        "hours" => 1,
        _ => 24,
    };
    Some(value * hours)
}

fn traits(option: &Value) -> Traits {
    let traits = sound(option, "traits", &ANY_TRAITS);
    let words = traits.map(Value::items).unwrap_or_default();
    let has = |word: &str| words.iter().any(|value| value.as_str() == Some(word));
    Traits {
        outside: has("outside"),
        anonymous: has("anonymous"),
        in_person: has("in_person"),
    }
}

/// The places where facts may be discussed. One with a fault is left out: half a sentence about
/// what is protected would mislead.
fn facts(value: &Value) -> Vec<FactsPlace> {
    let places = value.get("facts").map(Value::items).unwrap_or_default();
    places
        .iter()
        .filter(|place| is_sound(place, &Shape::Object(FACTS)))
        .map(|place| FactsPlace {
            name: text(place, "name"),
            text: text(place, "text"),
            jurisdiction: some_text(place, "jurisdiction"),
            date: some_text(place, "date"),
        })
        .collect()
}

fn follow_up(value: &Value) -> FollowUp {
    let follow_up = value.get("follow_up").unwrap_or(&Value::Null);
    let days = sound(follow_up, "days", &DAYS_AHEAD).and_then(Value::as_int);
    FollowUp {
        title: sound(follow_up, "title", &LINE).map(|_| text(follow_up, "title")),
        days: days.unwrap_or(7) as u8,
    }
}

/// The opening hours, or none where any of them cannot be read: half of them would mislead.
fn hours(route: &Value) -> Vec<Hours> {
    let intervals = route.get("hours").map(Value::items).unwrap_or_default();
    let read = |interval: &Value| {
        let days = interval.get("days").map(Value::items).unwrap_or_default();
        let clock =
            |key| some_text(interval, key).filter(|clock: &String| parse_clock(clock).is_some());
        let hours = Hours {
            days: days
                .iter()
                .map(|day| {
                    let position = DAYS.iter().position(|d| Some(*d) == day.as_str())?;
                    Some(position as u8)
                })
                .collect::<Option<_>>()?,
            start: clock("start")?,
            end: clock("end")?,
        };
        (!hours.days.is_empty()).then_some(hours)
    };
    intervals
        .iter()
        .map(read)
        .collect::<Option<_>>()
        .unwrap_or_default()
}

fn list<'a>(value: &'a Value, key: &str) -> Vec<(String, &'a Value)> {
    list_at(value, key, key)
}

fn list_at<'a>(value: &'a Value, key: &str, path: &str) -> Vec<(String, &'a Value)> {
    let items = value.get(key).map(Value::items).unwrap_or_default();
    items
        .iter()
        .enumerate()
        .map(|(i, item)| (at(path, i), item))
        .collect()
}

/// The member `key` where it has no fault but unknown keys.
fn sound<'a>(value: &'a Value, key: &str, shape: &Shape) -> Option<&'a Value> {
    value.get(key).filter(|member| is_sound(member, shape))
}

fn is_sound(value: &Value, shape: &Shape) -> bool {
    let faults = walk(value, shape, "");
    faults
        .iter()
        .all(|fault| fault.severity == Severity::Warning)
}

fn texts(items: &[Value]) -> Vec<String> {
    let texts = items.iter().filter_map(Value::as_str);
    texts.map(|text| text.trim().to_owned()).collect()
}

fn text(value: &Value, key: &str) -> String {
    some_text(value, key).unwrap_or_default()
}

fn some_text(value: &Value, key: &str) -> Option<String> {
    let text = value.get(key)?.as_str()?.trim();
    (!text.is_empty()).then(|| text.to_owned())
}
