//! Reading the host's document: what can be borne is kept, the rest is named.

use super::contents::{
    Concern, Config, Extent, FactsPlace, Feedback, FollowUp, Message, PrivacyNotice, Program,
    Recipient, Referral, Worry,
};
use super::fault::{Code, Fault, Severity};
use super::shape::{
    CONFIDENTIALITY, CRISIS, DAYS, DOCUMENT, FACTS, Field, LABEL, MODES, OPTION, PREFERENCES,
    RECIPIENT, REFERRAL_KINDS, REFERRER, ROUTE, SCHEMA, SOURCE, Shape, URGENCY, WORRIES, WORRY,
};
use super::tongue::Tongue;
use super::walk::{at, below, first_text, some, walk};
use crate::outbox::TransportIdentity;
use crate::referral::{Kind, Mode, Policy, Preference, ReferrerPolicy, Urgency};
use crate::support::{
    Confidentiality, CrisisEntry, Eligibility, Hours, Route, RouteKind, Serves, Source,
    SpecialHours, SupportOption, Traits, review_passed,
};
use crate::time::{Date, HOUR, MINUTE, SECOND};
use crate::value::Value;
use crate::words::Label;

/// The result of reading a document.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// What can be shown.
    pub config: Config,
    /// Everything that is wrong, part by part: the top level, the program, crisis help, the
    /// privacy notice, the referral, the options.
    pub faults: Vec<Fault>,
}

/// Reads a host's document as of `today` (UTC) for a person who asked for the language `locale`
/// (BCP 47). Never fails: where little can be used, little is returned, and the faults say why.
pub fn read(value: &Value, today: Date, locale: &str) -> Document {
    read_among(value, today, locale, locale)
}

/// The same where the words around the host's are in the language `around`, because they cannot be
/// had in the one that was asked for.
pub fn read_among(value: &Value, today: Date, locale: &str, around: &str) -> Document {
    let mut reader = Reader {
        today,
        tongue: Tongue::new(value, locale, around),
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

/// Parts of the document with a reader of their own; every other setting that cannot be read falls
/// back to its safe default.
const PARTS: [&str; 9] = [
    "schema",
    "program",
    "crisis",
    "privacy_notice",
    "options",
    "referral",
    "message",
    "feedback",
    "follow_up",
];

/// What an option cannot be shown truthfully without, beside a route that can be used. Anything
/// else of it is done without, and then it is not stated.
const OPTION_NEEDS: &[&str] = &["id", "name", "kind", "operator.name", "opens_after_report"];

/// What a route leads elsewhere without: a number without its extension is somebody else's.
const ROUTE_NEEDS: &[&str] = &["value", "ext", "keyword"];

/// When a route is open: all of it or none, for half would mislead.
const ROUTE_TIMES: &[&str] = &[
    "time_zone",
    "hours",
    "always_open",
    "closed_on",
    "special_hours",
];

/// What decides whom a request may name and who learns who sent it: a guess could send what the
/// host does not want. The last is needed only where none of it can be read.
const REFERRAL_NEEDS: &[&str] = &[
    "recipients",
    "transport_identity",
    "colleague_must_know",
    "referrer",
    "kinds",
];

/// What has a fault and is read all the same: lists and objects of which a bad part is left out
/// and not the whole, and limits to which a number is held.
const READ_ANYWAY: [&str; 16] = [
    "idle_minutes",
    "operator",
    "routes",
    "confidentiality",
    "expires_hours",
    "reconnect_spread_s",
    "facts",
    "worries",
    "sources",
    "data_taken",
    "data_not_taken",
    "kinds",
    "contact_windows",
    "urgency",
    "match",
    "units",
];

struct Reader<'a> {
    today: Date,
    tongue: Tongue<'a>,
    faults: Vec<Fault>,
}

impl Reader<'_> {
    fn document(&mut self, value: &Value) -> Config {
        let settings = &self.top_level(value);
        let program = self.program(value);
        let crisis = self.crisis(value);
        let privacy_notice = self.privacy_notice(value);
        let referral = self.referral(value);
        let options = self.options(value, referral.as_ref());
        let worries = self.worries(settings);
        let message = self.setting(value, "message", &["from", "text"]);
        let feedback = self.setting(value, "feedback", &["url"]);
        let follow_up = self.setting(value, "follow_up", &[]);
        let tongue = self.tongue;

        let broken = self
            .faults
            .iter()
            .any(|fault| fault.severity == Severity::Error && !fault.path.starts_with("referral"));
        let shared_device = settings.get("shared_device") != Some(&Value::Bool(false));
        let idle = if shared_device { 3 } else { 5 };
        let terms = settings.get("terms").unwrap_or(&Value::Null);
        Config {
            extent: if broken {
                Extent::HelpOnly
            } else {
                Extent::Full
            },
            program,
            shared_device,
            idle: number(settings, "idle_minutes", idle).clamp(1, 10) * MINUTE,
            exit_url: some_text(settings, "exit_url"),
            outbox_events: flag_of(settings, "outbox_events"),
            crisis,
            privacy_notice,
            options,
            referral,
            facts: facts(settings, tongue),
            instrument: some_text(settings, "instrument"),
            follow_up: FollowUp {
                title: follow_up
                    .as_ref()
                    .and_then(|value| tongue.maybe(value, "title")),
                days: follow_up.map_or(7, |value| number(&value, "days", 7)) as u8,
            },
            example: tongue.maybe(settings, "example"),
            message: message.map(|message| Message {
                from: tongue.words(&message, "from"),
                text: tongue.words(&message, "text"),
                date: some_text(&message, "date"),
            }),
            worries,
            feedback: feedback.map(|feedback| Feedback {
                url: text(&feedback, "url"),
                text: tongue.maybe(&feedback, "text"),
            }),
            second_victim: flag_of(terms, "second_victim"),
        }
    }

    /// The settings that can be used. Names the faults of the top level itself.
    fn top_level(&mut self, value: &Value) -> Value {
        let (Value::Object(members), Shape::Object(fields)) = (value, DOCUMENT) else {
            self.push("", Code::WrongType, Severity::Error);
            return Value::Null;
        };
        let mut settings = Vec::new();
        for (key, member) in members {
            let Some(field) = fields.iter().find(|field| field.key == key) else {
                self.push(&below("", key), Code::UnknownKey, Severity::Warning);
                continue;
            };
            if key == "schema" && member.as_str() != Some(SCHEMA) {
                self.push(key, Code::SchemaUnknown, Severity::Error);
            }
            if PARTS.contains(&field.key) {
                continue;
            }
            let faults = walk(member, &field.shape, key);
            if self.extend(faults, Severity::Warning) || READ_ANYWAY.contains(&field.key) {
                settings.push((key.clone(), member.clone()));
            }
        }
        if value.get("schema").is_none() {
            self.push("schema", Code::Missing, Severity::Error);
        }
        if value.get("country").is_none() {
            self.push("country", Code::Missing, Severity::Warning);
        }
        Value::Object(settings)
    }

    /// The top-level member `key`, as [`Self::part`] leaves it, where it is there and has what it
    /// needs.
    fn setting(&mut self, value: &Value, key: &str, needs: &[&str]) -> Option<Value> {
        let member = value.get(key)?;
        let (part, sound) = self.part(member, &member_shape(key), key, needs, Severity::Warning);
        sound.then_some(part)
    }

    fn program(&mut self, value: &Value) -> Program {
        let Some(program) = value.get("program") else {
            self.push("program", Code::Missing, Severity::Error);
            return Program::default();
        };
        let shape = member_shape("program");
        self.part(program, &shape, "program", &["id", "name"], Severity::Error);
        Program {
            id: text(program, "id"),
            name: self.tongue.words(program, "name"),
        }
    }

    fn crisis(&mut self, value: &Value) -> Vec<CrisisEntry> {
        let (mut entries, mut here_ends) = (Vec::new(), 0);
        let here = country(value);
        for (path, entry) in list(value, "crisis") {
            // A crisis entry that can be dialled is shown whatever else is wrong with it.
            let faults = walk(entry, &Shape::Object(CRISIS), &path);
            self.extend(faults, Severity::Warning);
            let routes = self.routes(entry, &path, Takes::NoReferral);
            let name = self.tongue.words(entry, "name");
            if routes.is_empty() || name.is_empty() {
                continue;
            }
            let id = text(entry, "id");
            if entries.iter().any(|other: &CrisisEntry| other.id == id) && !id.is_empty() {
                self.push(&path, Code::DuplicateId, Severity::Warning);
            }
            let review_by = entry.get("review_by").and_then(Value::as_str);
            let review_passed = self.review(review_by, &path);
            let entry = CrisisEntry {
                id,
                name,
                country: country(entry).filter(|country| Some(country) != here.as_ref()),
                about: self.tongue.maybe(entry, "about"),
                routes,
                reviewed_on: some_text(entry, "reviewed_on")
                    .filter(|date| Date::parse(date).is_some()),
                review_passed,
            };
            // Those of other countries come after.
            if entry.country.is_none() {
                entries.insert(here_ends, entry);
                here_ends += 1;
            } else {
                entries.push(entry);
            }
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
        let (notice, sound) = self.part(
            notice,
            &member_shape("privacy_notice"),
            "privacy_notice",
            &["version", "date", "text"],
            Severity::Error,
        );
        sound.then(|| PrivacyNotice {
            version: text(&notice, "version"),
            date: text(&notice, "date"),
            text: self.tongue.words(&notice, "text"),
            url: some_text(&notice, "url"),
        })
    }

    fn referral(&mut self, value: &Value) -> Option<Referral> {
        let referral = value.get("referral")?;
        let kinds = all_chosen(referral, "kinds", &Kind::ALL, REFERRAL_KINDS);
        let needs = REFERRAL_NEEDS.split_at(REFERRAL_NEEDS.len() - usize::from(!kinds.is_empty()));
        let (referral, _) = &self.part(
            referral,
            &member_shape("referral"),
            "referral",
            needs.0,
            Severity::Error,
        );

        // One with a fault may have an unprotected address, and of two with one id nobody can say
        // who is meant: nothing is sent to these.
        let listed = list_at(referral, "recipients", "referral.recipients");
        let mut recipients: Vec<Recipient> = Vec::new();
        for (i, (path, recipient)) in listed.iter().enumerate() {
            let is_same = |(_, other): &(String, &Value)| other.get("id") == recipient.get("id");
            let is_first = listed.iter().position(is_same) == Some(i);
            let is_last = listed.iter().rposition(is_same) == Some(i);
            if !is_first {
                self.push(path, Code::DuplicateId, Severity::Error);
            }
            if !is_first || !is_last || !is_sound(recipient, &Shape::Object(RECIPIENT)) {
                continue;
            }
            recipients.push(Recipient {
                id: text(recipient, "id"),
                name: self.tongue.words(recipient, "name"),
                reads: self.tongue.words(recipient, "reads"),
                endpoint: text(recipient, "endpoint"),
                keys: recipient
                    .get("keys")
                    .map(Value::to_json)
                    .unwrap_or_default(),
                path: below(path, "keys"),
            });
        }
        // A fault beside them may be a guess at who may send or be named, and a published private key
        // may be another's too: nobody is asked for a name until it is mended.
        let broken = self.faults.iter().any(|fault| {
            fault.code == Code::KeyPrivate
                || fault.severity == Severity::Error
                    && fault.path.starts_with("referral")
                    && !fault.path.starts_with("referral.recipients[")
        });
        if broken || recipients.is_empty() {
            return None;
        }
        let identity = match referral.get("transport_identity").and_then(Value::as_str) {
            Some("user") => TransportIdentity::User,
            _ => TransportIdentity::None,
        };
        Some(Referral {
            recipients,
            identity,
            expires_after: number(referral, "expires_hours", 72).clamp(1, 168) * HOUR,
            reconnect_spread: number(referral, "reconnect_spread_s", 60).clamp(0, 3_600) * SECOND,
            policy: policy(referral, kinds, self.tongue),
        })
    }

    /// The answers to what people ask first. One with a fault is left out, and shown as not stated.
    fn worries(&mut self, value: &Value) -> Vec<Worry> {
        let mut worries: Vec<Worry> = Vec::new();
        for (path, worry) in list(value, "worries") {
            if !is_sound(worry, &WORRY) {
                continue;
            }
            let about = chosen(worry.get("about"), WORRIES);
            let Some(about) = about.and_then(|place| Concern::ALL.get(place).copied()) else {
                continue;
            };
            if worries.iter().any(|other| other.about == about) {
                self.push(&below(&path, "about"), Code::Duplicate, Severity::Warning);
                continue;
            }
            worries.push(Worry {
                about,
                text: self.tongue.words(worry, "text"),
                date: text(worry, "date"),
                jurisdiction: self.tongue.maybe(worry, "jurisdiction"),
                source_url: some_text(worry, "source_url"),
            });
        }
        worries
    }

    fn options(&mut self, value: &Value, referral: Option<&Referral>) -> Vec<SupportOption> {
        let tongue = self.tongue;
        let mut options: Vec<SupportOption> = Vec::new();
        for (path, option) in list(value, "options") {
            let shape = Shape::Object(OPTION);
            let (option, sound) =
                &self.part(option, &shape, &path, OPTION_NEEDS, Severity::Warning);
            if !sound {
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
            let operator = option.get("operator").unwrap_or(&Value::Null);
            let languages = items(option, "languages").iter();
            let mut read = SupportOption {
                id,
                name: tongue.words(option, "name"),
                kind: text(option, "kind"),
                operator: tongue.words(operator, "name"),
                routes,
                languages: languages
                    .filter_map(|language| language.as_str().map(str::to_owned))
                    .collect(),
                confidentiality: option.get("confidentiality").and_then(|whole| {
                    let c = &kept(whole, CONFIDENTIALITY);
                    // A promise without its limits promises more.
                    if c.get("text").is_none() || lost(whole, c, &["limits"]) {
                        return None;
                    }
                    let mut read = Confidentiality {
                        text: tongue.words(c, "text"),
                        limits: None,
                        legal_basis: None,
                        jurisdiction: None,
                        date: some_text(c, "date"),
                    };
                    tongue.fill(
                        c,
                        &mut [
                            ("limits", &mut read.limits),
                            ("legal_basis", &mut read.legal_basis),
                            ("jurisdiction", &mut read.jurisdiction),
                        ],
                    );
                    Some(read)
                }),
                reports_event: option.get("reports_event").and_then(Value::as_bool),
                source_url: some_text(option, "source_url"),
                reviewed_on: some_text(option, "reviewed_on"),
                review_passed,
                eligibility: eligibility(option, tongue),
                expected_hours: expected_hours(option),
                traits: traits(option),
                serves: serves(option),
                expected_source_url: some_text(option, "expected_source_url"),
                data_taken: tongue.list(option, "data_taken"),
                data_not_taken: tongue.list(option, "data_not_taken"),
                sources: sources(option),
                level: None,
                about: None,
                for_whom: None,
                cost: None,
                expected_contact: None,
                reads_request: None,
                records_kept: None,
                what_next: None,
                retention: None,
                follow_up: None,
                opens_after_report: None,
                take_back: None,
            };
            tongue.fill(
                option,
                &mut [
                    ("level", &mut read.level),
                    ("about", &mut read.about),
                    ("for_whom", &mut read.for_whom),
                    ("cost", &mut read.cost),
                    ("expected_contact", &mut read.expected_contact),
                    ("reads_request", &mut read.reads_request),
                    ("records_kept", &mut read.records_kept),
                    ("what_next", &mut read.what_next),
                    ("retention", &mut read.retention),
                    ("follow_up", &mut read.follow_up),
                    ("opens_after_report", &mut read.opens_after_report),
                    ("take_back", &mut read.take_back),
                ],
            );
            options.push(read);
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
        for (path, whole) in list_at(entry, "routes", &below(path, "routes")) {
            let route = &kept(whole, ROUTE);
            let Some(kind) = route
                .get("type")
                .and_then(Value::as_str)
                .and_then(RouteKind::parse)
            else {
                continue;
            };
            let is_empty = |key: &str| whole.get(key).is_some_and(|v| v.as_str() == Some(""));
            let misleads = |key: &&str| lost(whole, route, &[key]) && !is_empty(key);
            // A crisis line is worth dialling whatever stands beside its number.
            let of_crisis = matches!(takes, Takes::NoReferral);
            if !of_crisis && kind != RouteKind::Referral && ROUTE_NEEDS.iter().any(misleads) {
                continue;
            }
            let value = text(whole, "value");
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
            let times = if lost(whole, route, ROUTE_TIMES) {
                &Value::Null
            } else {
                route
            };
            routes.push(Route {
                kind,
                value,
                ext: some_text(whole, "ext"),
                keyword: some_text(whole, "keyword"),
                subject: self.tongue.maybe(route, "subject"),
                label: self.tongue.maybe(route, "label"),
                recipient,
                time_zone: some_text(times, "time_zone"),
                hours: hours(times),
                always_open: flag_of(times, "always_open"),
                closed_on: items(times, "closed_on").iter().filter_map(date).collect(),
                special_hours: special_hours(times),
                sign_in: flag_of(route, "sign_in"),
                on_site: flag_of(route, "on_site"),
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

    /// The object `value` at `path` without those of its members that have a fault and are not
    /// among those it `needs`, which the product does without; and whether those are sound. A
    /// fault of these has a severity of at most `most`.
    fn part(
        &mut self,
        value: &Value,
        shape: &Shape,
        path: &str,
        needs: &[&str],
        most: Severity,
    ) -> (Value, bool) {
        let (mut part, mut sound) = (value.clone(), true);
        for mut fault in walk(value, shape, path) {
            if fault.severity == Severity::Error {
                let place = fault.path.get(path.len() + 1..).unwrap_or_default();
                let keys = || place.split(['.', '[']);
                let key = keys().next().unwrap_or_default();
                // In what is needed, or in what holds it.
                let needed = |need: &&str| need.split('.').zip(keys()).all(|(a, b)| a == b);
                if key.is_empty() || needs.iter().any(needed) {
                    fault.severity = most;
                    sound = false;
                } else {
                    fault.severity = Severity::Warning;
                    if let (Value::Object(members), false) = (&mut part, READ_ANYWAY.contains(&key))
                    {
                        members.retain(|(other, _)| other != key);
                    }
                }
            }
            self.faults.push(fault);
        }
        (part, sound)
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
fn eligibility(option: &Value, tongue: Tongue<'_>) -> Eligibility {
    let value = option.get("eligibility").unwrap_or(&Value::Null);
    let countries = items(value, "countries").iter();
    let countries = countries.filter_map(Value::as_str);
    let mut read = Eligibility {
        countries: countries
            .map(|country| country.to_ascii_uppercase().as_str().into())
            .collect(),
        roles: Vec::new(),
        employment: Vec::new(),
        membership: Vec::new(),
        regions: Vec::new(),
    };
    fill(
        value,
        tongue,
        &mut [
            ("roles", &mut read.roles),
            ("employment", &mut read.employment),
            ("membership", &mut read.membership),
            ("regions", &mut read.regions),
        ],
    );
    read
}

/// Puts into each place the labels of its key.
fn fill(value: &Value, tongue: Tongue<'_>, places: &mut [(&str, &mut Vec<Label>)]) {
    for (key, place) in places {
        **place = labels(value, key, tongue);
    }
}

/// The labels of a list that can be read, each once.
#[inline(never)]
fn labels(value: &Value, key: &str, tongue: Tongue<'_>) -> Vec<Label> {
    let mut labels: Vec<Label> = Vec::new();
    // No list of labels may be longer; of one that is, the rest is left out.
    for item in items(value, key).iter().take(60) {
        let Some(recorded) = first_text(item).filter(|_| is_sound(item, &Shape::Words(LABEL)))
        else {
            continue;
        };
        if labels.iter().all(|label| label.recorded != recorded) {
            labels.push(Label {
                shown: tongue.read(item).unwrap_or_default(),
                recorded: recorded.to_owned(),
            });
        }
    }
    labels
}

/// What is asked in a request.
fn policy(referral: &Value, kinds: Vec<Kind>, tongue: Tongue<'_>) -> Policy {
    let matching = referral.get("match").unwrap_or(&Value::Null);
    let flag = |key| flag_of(referral, key);
    let mut urgency = all_chosen(referral, "urgency", &Urgency::ALL, URGENCY);
    if urgency.is_empty() {
        // Where it cannot be read, the one that promises least.
        urgency = match referral.get("urgency") {
            None => Urgency::ALL.to_vec(),
            Some(_) => vec![Urgency::Routine],
        };
    }
    let mut read = Policy {
        kinds: if kinds.is_empty() {
            Kind::ALL.to_vec()
        } else {
            kinds
        },
        colleague_must_know: flag("colleague_must_know"),
        referrer: chosen(referral.get("referrer"), REFERRER)
            .and_then(|place| ReferrerPolicy::ALL.get(place).copied())
            .unwrap_or_default(),
        neutral_subject: tongue.maybe(referral, "neutral_subject"),
        // What is there and cannot be read asks for nothing.
        windows: referral
            .get("contact_windows")
            .map(|_| labels(referral, "contact_windows", tongue)),
        urgency,
        roles: Vec::new(),
        specialties: Vec::new(),
        career_stages: Vec::new(),
        sites: Vec::new(),
        languages: Vec::new(),
        units: labels(referral, "units", tongue),
        preferences: all_chosen(matching, "preference", &Preference::ALL, PREFERENCES),
        modes: all_chosen(matching, "modes", &Mode::ALL, MODES),
        do_not_match: flag_of(matching, "do_not_match"),
        follow_up_ok: flag("follow_up_ok"),
        note: flag("note"),
    };
    fill(
        matching,
        tongue,
        &mut [
            ("roles", &mut read.roles),
            ("specialties", &mut read.specialties),
            ("career_stages", &mut read.career_stages),
            ("sites", &mut read.sites),
            ("languages", &mut read.languages),
        ],
    );
    read
}

/// The place of a word among `words`.
fn chosen(word: Option<&Value>, words: &[&str]) -> Option<usize> {
    let word = word?.as_str()?;
    words.iter().position(|other| *other == word)
}

/// What of `all` the words of a list stand for, each once, in the document's order; `words` has a
/// word for each of `all`.
fn all_chosen<T: Copy>(value: &Value, key: &str, all: &[T], words: &[&str]) -> Vec<T> {
    let places = places(value, key, words);
    let chosen = places.iter().filter_map(|place| all.get(*place));
    chosen.copied().collect()
}

/// Apart from [`all_chosen`], so that it is there once and not for each type.
#[inline(never)]
fn places(value: &Value, key: &str, words: &[&str]) -> Vec<usize> {
    let mut places = Vec::new();
    for word in items(value, key) {
        if let Some(place) = chosen(Some(word), words)
            && !places.contains(&place)
        {
            places.push(place);
        }
    }
    places
}

fn serves(option: &Value) -> Option<Serves> {
    let has = |word| holds(option, "serves", word);
    match (has("individual"), has("team")) {
        (true, true) => Some(Serves::Both),
        (true, false) => Some(Serves::Individual),
        (false, true) => Some(Serves::Team),
        (false, false) => None,
    }
}

fn sources(option: &Value) -> Vec<Source> {
    let sources = items(option, "sources").iter();
    let sources = sources.filter(|source| is_sound(source, &Shape::Object(SOURCE)));
    sources
        .map(|source| Source {
            title: text(source, "title"),
            url: some_text(source, "url"),
            reviewed_on: text(source, "reviewed_on"),
        })
        .collect()
}

/// A country in capitals, where it is one.
fn country(value: &Value) -> Option<String> {
    let country = sound(value, "country", &Shape::Country)?.as_str()?;
    Some(country.to_ascii_uppercase())
}

/// The longest that first contact takes, in hours, 0 to 17,280.
fn expected_hours(option: &Value) -> Option<u16> {
    let within = option.get("expected_within")?;
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
    let has = |word: &str| holds(option, "traits", word);
    Traits {
        outside: has("outside"),
        anonymous: has("anonymous"),
        in_person: has("in_person"),
    }
}

/// The places where facts may be discussed. One with a fault is left out: half a sentence about
/// what is protected would mislead.
fn facts(value: &Value, tongue: Tongue<'_>) -> Vec<FactsPlace> {
    items(value, "facts")
        .iter()
        .filter(|place| is_sound(place, &Shape::Object(FACTS)))
        .map(|place| FactsPlace {
            name: tongue.words(place, "name"),
            text: tongue.words(place, "text"),
            jurisdiction: tongue.maybe(place, "jurisdiction"),
            date: some_text(place, "date"),
        })
        .collect()
}

/// When a route is open, of one without fault.
fn hours(route: &Value) -> Vec<Hours> {
    let days = |interval| {
        let days = items(interval, "days").iter();
        days.filter_map(|day| chosen(Some(day), DAYS))
            .map(|day| day as u8)
            .collect()
    };
    let hours = items(route, "hours").iter();
    hours
        .map(|interval| Hours {
            days: days(interval),
            start: text(interval, "start"),
            end: text(interval, "end"),
        })
        .collect()
}

/// The days of a route with other hours, of one without fault.
fn special_hours(route: &Value) -> Vec<SpecialHours> {
    let special = items(route, "special_hours").iter();
    special
        .filter_map(|interval| {
            Some(SpecialHours {
                date: date(interval.get("date")?)?,
                start: text(interval, "start"),
                end: text(interval, "end"),
            })
        })
        .collect()
}

fn date(value: &Value) -> Option<Date> {
    Date::parse(value.as_str()?)
}

fn list<'a>(value: &'a Value, key: &str) -> Vec<(String, &'a Value)> {
    list_at(value, key, key)
}

fn list_at<'a>(value: &'a Value, key: &str, path: &str) -> Vec<(String, &'a Value)> {
    items(value, key)
        .iter()
        .enumerate()
        .map(|(i, item)| (at(path, i), item))
        .collect()
}

/// The member `key` where it has no fault but unknown keys.
fn sound<'a>(value: &'a Value, key: &str, shape: &Shape) -> Option<&'a Value> {
    value.get(key).filter(|member| is_sound(member, shape))
}

/// Those of an object's members that have no fault but unknown keys.
fn kept(value: &Value, fields: &[Field]) -> Value {
    let members = fields.iter().filter_map(|field| {
        let member = sound(value, field.key, &field.shape)?;
        Some((field.key.to_owned(), member.clone()))
    });
    Value::Object(members.collect())
}

/// Whether one of `keys` is in the `whole` and was not `kept`.
fn lost(whole: &Value, kept: &Value, keys: &[&str]) -> bool {
    keys.iter()
        .any(|key| whole.get(key).is_some() && kept.get(key).is_none())
}

fn is_sound(value: &Value, shape: &Shape) -> bool {
    let faults = walk(value, shape, "");
    faults
        .iter()
        .all(|fault| fault.severity == Severity::Warning)
}

/// The items of the list `key`; empty where there is none.
#[inline(never)]
fn items<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value.get(key).map(Value::items).unwrap_or_default()
}

/// Whether `word` is in the list `key`.
#[inline(never)]
fn holds(value: &Value, key: &str, word: &str) -> bool {
    items(value, key)
        .iter()
        .any(|item| item.as_str() == Some(word))
}

/// The whole number `key`.
fn number(value: &Value, key: &str, default: i64) -> i64 {
    value.get(key).and_then(Value::as_int).unwrap_or(default)
}

/// Whether `key` is set.
#[inline(never)]
fn flag_of(value: &Value, key: &str) -> bool {
    value.get(key).and_then(Value::as_bool) == Some(true)
}

#[inline(never)]
fn text(value: &Value, key: &str) -> String {
    some_text(value, key).unwrap_or_default()
}

#[inline(never)]
fn some_text(value: &Value, key: &str) -> Option<String> {
    some(value.get(key)?).map(str::to_owned)
}
