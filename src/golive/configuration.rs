//! What keeps a configuration from going live: its faults, and what only matters before it does.

use super::advice::advised;
use super::finding::{Finding, Rule};
use super::instant::days_between;
use super::sample::{left_over, shared};
use crate::config::read;
use crate::config::shape::{DOCUMENT, REFERRAL_KINDS, Shape, WORRIES};
use crate::config::walk::{at, below};
use crate::jose::sound_key;
use crate::text::locale::primary;
use crate::time::Date;
use crate::value::Value;

/// From how many days before its review date an entry is named.
const REVIEW_AHEAD_DAYS: i64 = 30;
/// After how many days a review of the document counts as old.
const REVIEW_LASTS_DAYS: i64 = 365;

/// Everything that is wrong with `document` as of `today` (UTC), the faults of the format first, and
/// then in the order of the document. Faults that a person in need would not notice are named too.
/// `is_zone` says whether there is a time zone of this name (IANA): the tables are the caller's.
pub fn check(document: &Value, today: Date, is_zone: &dyn Fn(&str) -> bool) -> Vec<Finding> {
    // Which language is asked for decides what is shown and never what is at fault.
    let faults = read(document, today, "").faults;
    let mut findings = advised(faults, document);
    if !matches!(document, Value::Object(_)) {
        return findings;
    }
    let mut checker = Checker {
        today,
        is_zone,
        found: Vec::new(),
    };
    checker.document(document);
    // What the format faults already is not said twice.
    let faulted = |path: &str, found: &[Finding]| found.iter().any(|other| other.path == path);
    let found = checker.found;
    let fresh = found.into_iter().filter(|f| !faulted(&f.path, &findings));
    let fresh: Vec<Finding> = fresh.collect();
    findings.extend(fresh);
    findings
}

struct Checker<'a> {
    today: Date,
    is_zone: &'a dyn Fn(&str) -> bool,
    found: Vec<Finding>,
}

impl Checker<'_> {
    fn document(&mut self, document: &Value) {
        if document.get("example").is_some() {
            self.push(Rule::ExamplePresent, "example");
        }
        self.reviews(document);
        for (path, entry) in items(document, "crisis", "") {
            self.entry(entry, &path);
        }
        self.crisis_country(document);
        let notice = document.get("privacy_notice");
        self.done_by_now(notice, "date", "privacy_notice");
        for list in ["worries", "facts"] {
            for (path, entry) in items(document, list, "") {
                self.done_by_now(Some(entry), "date", &path);
            }
        }
        self.worries(document);
        self.done_by_now(document.get("message"), "date", "message");
        let options = items(document, "options", "");
        for (path, option) in &options {
            self.entry(option, path);
            self.option(option, path);
        }
        let phone = |option: &Value| {
            let routes = option.get("routes").map(Value::items).unwrap_or_default();
            routes.iter().any(|route| is(route, "type", "phone"))
        };
        if !options.is_empty() && !options.iter().any(|(_, option)| phone(option)) {
            self.push(Rule::PhoneMissing, "options");
        }
        if let Some(referral) = document.get("referral") {
            for (path, recipient) in items(referral, "recipients", "referral") {
                self.recipient(recipient, &path);
            }
            self.kinds(referral, &options);
        }
        self.examples(document);
        self.found.extend(left_over(document));
        self.found.extend(shared(document));
        self.languages(document);
    }

    /// Who reviewed the document.
    fn reviews(&mut self, document: &Value) {
        let reviews = items(document, "reviews", "");
        for (kind, rule) in [
            ("clinical", Rule::ReviewClinicalMissing),
            ("legal", Rule::ReviewLegalMissing),
        ] {
            if !reviews.iter().any(|(_, review)| is(review, "kind", kind)) {
                self.push(rule, "reviews");
            }
        }
        for (path, review) in reviews {
            self.done_by_now(Some(review), "date", &path);
            let age = date(review, "date").and_then(|on| days_between(on, self.today));
            if age.is_some_and(|days| days > REVIEW_LASTS_DAYS) {
                self.push(Rule::ReviewStale, &below(&path, "date"));
            }
        }
    }

    /// What a crisis entry and an option have in common.
    fn entry(&mut self, entry: &Value, path: &str) {
        for key in ["reviewed_on", "review_by"] {
            if entry.get(key).is_none() {
                self.push(Rule::ReviewDateMissing, &below(path, key));
            }
        }
        self.done_by_now(Some(entry), "reviewed_on", path);
        let left = date(entry, "review_by").and_then(|by| days_between(self.today, by));
        // One that has passed is a fault of the format.
        if let Some(days) = left.filter(|days| (0..=REVIEW_AHEAD_DAYS).contains(days)) {
            let soon = Finding::new(Rule::ReviewSoon, below(path, "review_by"));
            self.found.push(soon.seeing(days_left(days)));
        }
        for (path, source) in items(entry, "sources", path) {
            self.done_by_now(Some(source), "reviewed_on", &path);
        }
        for (path, route) in items(entry, "routes", path) {
            self.times(route, &path);
        }
    }

    /// When a route is open.
    fn times(&mut self, route: &Value, path: &str) {
        let dated = |key| route.get(key).map(Value::items).unwrap_or_default();
        let (closed, special) = (dated("closed_on"), dated("special_hours"));
        let hours = route.get("hours").is_some();
        match route.get("time_zone") {
            // An empty list says nothing, as if it were left out.
            None if hours || !closed.is_empty() || !special.is_empty() => {
                self.push(Rule::HoursWithoutZone, &below(path, "time_zone"));
            }
            Some(Value::String(zone)) if !self.knows(zone) => {
                self.push(Rule::ZoneUnknown, &below(path, "time_zone"));
            }
            _ => {}
        }
        if hours && route.get("always_open") == Some(&true.into()) {
            self.push(Rule::HoursAndAlwaysOpen, &below(path, "hours"));
        }
        for (i, day) in closed.iter().enumerate() {
            if special.iter().any(|hours| hours.get("date") == Some(day)) {
                self.push(Rule::DayOpenAndClosed, &at(&below(path, "closed_on"), i));
            }
        }
    }

    /// An offset is no name of a zone, though some browsers take one for it.
    fn knows(&self, zone: &str) -> bool {
        !zone.starts_with(['+', '-']) && (self.is_zone)(zone)
    }

    /// Whether any crisis help is of the country where people are.
    fn crisis_country(&mut self, document: &Value) {
        let country = |of: &Value| of.get("country").and_then(Value::as_str).map(str::to_owned);
        let Some(here) = country(document) else {
            return;
        };
        let entries = items(document, "crisis", "");
        // An entry without a country is of the document's.
        let away = |(_, entry): &(String, &Value)| {
            country(entry).is_some_and(|country| !country.eq_ignore_ascii_case(&here))
        };
        if !entries.is_empty() && entries.iter().all(away) {
            self.push(Rule::CrisisCountryMissing, "crisis");
        }
    }

    /// The questions that have no answer.
    fn worries(&mut self, document: &Value) {
        let answers = items(document, "worries", "");
        let open = |about: &&&str| !answers.iter().any(|(_, answer)| is(answer, "about", about));
        let open: Vec<&str> = WORRIES.iter().filter(open).copied().collect();
        if !open.is_empty() {
            let note = Finding::new(Rule::WorriesNotStated, "worries");
            self.found.push(note.seeing(open.join(", ")));
        }
    }

    /// What may be asked for, against what the options that take requests serve.
    fn kinds(&mut self, referral: &Value, options: &[(String, &Value)]) {
        let kinds: Vec<&str> = match referral.get("kinds") {
            Some(kinds) => kinds.items().iter().filter_map(Value::as_str).collect(),
            None => REFERRAL_KINDS.to_vec(),
        };
        let asked = |(_, option): &&(String, &Value)| {
            let routes = option.get("routes").map(Value::items).unwrap_or_default();
            routes.iter().any(|route| is(route, "type", "referral"))
        };
        let serves = |option: &Value, kind: &str| {
            let whom = if kind == "team" { kind } else { "individual" };
            // What is not stated may be anyone.
            option.get("serves").is_none_or(|serves| {
                serves
                    .items()
                    .iter()
                    .any(|word| word.as_str() == Some(whom))
            })
        };
        let asked: Vec<&(String, &Value)> = options.iter().filter(asked).collect();
        for (path, option) in &asked {
            if !kinds.iter().any(|kind| serves(option, kind)) {
                self.push(Rule::KindsDoNotServe, &below(path, "serves"));
            }
        }
        // Kinds that are not stated are no promise.
        for (path, kind) in items(referral, "kinds", "referral") {
            let kind = kind.as_str().unwrap_or_default();
            if !asked.is_empty() && !asked.iter().any(|(_, option)| serves(option, kind)) {
                self.push(Rule::KindsDoNotServe, &path);
            }
        }
    }

    /// What people are shown as not stated.
    fn option(&mut self, option: &Value, path: &str) {
        if option.get("confidentiality").is_none() {
            self.push(
                Rule::ConfidentialityNotStated,
                &below(path, "confidentiality"),
            );
        }
        // Something to read asks nobody for anything, so there is nothing to state.
        if is(option, "kind", "self_care") || is(option, "kind", "info") {
            return;
        }
        let absent = |key: &&&str| option.get(key).is_none();
        let mut missing: Vec<&str> = STATED.iter().filter(absent).copied().collect();
        let unstated = |(_, route): &(String, &Value)| {
            let kind = route.get("type").and_then(Value::as_str);
            kind.is_some_and(|kind| ANSWERED.contains(&kind))
                && route.get("hours").is_none()
                && route.get("always_open").is_none()
        };
        if items(option, "routes", path).iter().any(unstated) {
            missing.push("hours");
        }
        if !missing.is_empty() {
            self.found
                .push(Finding::new(Rule::NotStated, path).seeing(missing.join(", ")));
        }
    }

    fn recipient(&mut self, recipient: &Value, path: &str) {
        let endpoint = recipient.get("endpoint").and_then(Value::as_str);
        if endpoint.is_some_and(|endpoint| is_scheme(endpoint, "http://")) {
            self.push(Rule::EndpointNotHttps, &below(path, "endpoint"));
        }
        for (path, key) in items(recipient, "keys", path) {
            let kid = key.get("kid").and_then(Value::as_str);
            if kid.is_some_and(|kid| EXAMPLE_KEYS.contains(&kid)) {
                self.push(Rule::ExampleKey, &path);
            } else if let Err(fault) = sound_key(key) {
                self.found.push(Finding::of_key(fault, &path));
            }
        }
    }

    /// Addresses and numbers at which nobody answers: the first of each by its path, the others by
    /// their count.
    fn examples(&mut self, document: &Value) {
        let (mut addresses, mut numbers) = (Vec::new(), Vec::new());
        for (key, value) in document.members() {
            // Neither is shown to anyone as an address to use.
            if key != "$schema" && key != "example" {
                gather(value, &below("", key), &mut addresses, &mut numbers);
            }
        }
        for (rule, paths) in [
            (Rule::ExampleAddress, addresses),
            (Rule::ExampleNumber, numbers),
        ] {
            let Some((first, others)) = paths.split_first() else {
                continue;
            };
            let mut finding = Finding::new(rule, first.as_str());
            finding.saw = also(others);
            self.found.push(finding);
        }
    }

    /// Texts that are missing in a language that others have: the first by its path, with the count
    /// of the others.
    fn languages(&mut self, document: &Value) {
        let mut texts = Vec::new();
        words(document, &DOCUMENT, "", &mut texts);
        // What a document says of itself to hosts is read by nobody else.
        texts.retain(|(path, _)| path != "example");
        let plain = document.get("language").and_then(Value::as_str);
        let mut languages: Vec<String> = Vec::new();
        for (_, text) in &texts {
            for (tag, _) in text.members() {
                let language = primary(tag).to_ascii_lowercase();
                if !languages.contains(&language) {
                    languages.push(language);
                }
            }
        }
        for language in languages {
            let is_of = |tag: &str| primary(tag).eq_ignore_ascii_case(&language);
            let has = |text: &Value| match text {
                Value::Object(members) => members.iter().any(|(tag, _)| is_of(tag)),
                // Without `language` a plain text may be in any.
                _ => plain.is_none_or(is_of),
            };
            let missing: Vec<String> = texts
                .iter()
                .filter(|(_, text)| !has(text))
                .map(|(path, _)| path.clone())
                .collect();
            let Some((first, others)) = missing.split_first() else {
                continue;
            };
            let mut saw = ["missing in ", &language].concat();
            if let Some(also) = also(others) {
                saw.push_str(", ");
                saw.push_str(&also);
            }
            self.found
                .push(Finding::new(Rule::LanguageMissing, first.as_str()).seeing(saw));
        }
    }

    fn done_by_now(&mut self, value: Option<&Value>, key: &str, path: &str) {
        let on = value.and_then(|value| date(value, key));
        // A day may have begun elsewhere that has not in UTC.
        let ahead = on.and_then(|on| days_between(self.today, on));
        if ahead.is_some_and(|days| days > 1) {
            self.push(Rule::DateAhead, &below(path, key));
        }
    }

    fn push(&mut self, rule: Rule, path: &str) {
        self.found.push(Finding::new(rule, path));
    }
}

/// What a tired person looks for in an option, beside confidentiality.
const STATED: &[&str] = &[
    "for_whom",
    "languages",
    "cost",
    "expected_contact",
    "reads_request",
    "records_kept",
    "reports_event",
    "what_next",
];

/// Routes at which someone answers, or does not.
const ANSWERED: &[&str] = &["phone", "text", "pager", "chat", "walk_in"];

/// Routes whose value is a number.
const NUMBERS: &[&str] = &["phone", "text", "pager", "voicemail"];

/// The ids of the keys in the program profiles of the package. Nobody holds their private halves.
const EXAMPLE_KEYS: &[&str] = &[
    "Ff__qIsiNKbmNwRQhsjQFXDy7vLV3-jVPDFXLQleu_E",
    "WjvT-74zudodWgjBvTzqqaDcOxZhrN5SiHAI7hWbB8I",
    "Wqn7j5AfLfm0g7sviUZ0vJ2Fd_NFWDHmJJ2GQdj7GFk",
    "l5IXRjY58s6anSD596ajY1XgIZy2Gk6eeI34jiCEAoI",
    "owft02S62699jVNRqDjhqH3aZ8fXW40C-K20lK8Q2TE",
    "xoPK7QlK_R-iIePO5hWaPxqo4MZKh_ErY7zKRMyJ0jk",
];

/// Every text of the host's below `value`, which has this shape, with its path.
fn words<'a>(value: &'a Value, shape: &Shape, path: &str, texts: &mut Vec<(String, &'a Value)>) {
    match shape {
        Shape::Words(_) => texts.push((path.to_owned(), value)),
        Shape::Labels(..) => {
            for (i, item) in value.items().iter().enumerate() {
                texts.push((at(path, i), item));
            }
        }
        Shape::List(item, _) | Shape::Bounded(item, _, _) => {
            for (i, value) in value.items().iter().enumerate() {
                words(value, item, &at(path, i), texts);
            }
        }
        Shape::Object(fields) => {
            for (key, member) in value.members() {
                if let Some(field) = fields.iter().find(|field| field.key == key) {
                    words(member, &field.shape, &below(path, key), texts);
                }
            }
        }
        _ => {}
    }
}

fn gather(value: &Value, path: &str, addresses: &mut Vec<String>, numbers: &mut Vec<String>) {
    match value {
        Value::String(text) if is_example_address(text) => addresses.push(path.to_owned()),
        Value::Array(items) => {
            for (i, item) in items.iter().enumerate() {
                gather(item, &at(path, i), addresses, numbers);
            }
        }
        Value::Object(members) => {
            let kind = value.get("type").and_then(Value::as_str);
            let number = kind.is_some_and(|kind| NUMBERS.contains(&kind));
            for (key, member) in members {
                let path = below(path, key);
                if number && key == "value" && member.as_str().is_some_and(is_example_number) {
                    numbers.push(path);
                } else {
                    gather(member, &path, addresses, numbers);
                }
            }
        }
        _ => {}
    }
}

/// Whether a web or mail address is at a name that is reserved for examples (RFC 2606, RFC 6761).
pub(super) fn is_example_address(text: &str) -> bool {
    if text.contains(char::is_whitespace) {
        return false;
    }
    let host = if is_scheme(text, "https://") || is_scheme(text, "http://") {
        let rest = text.split_once("://").map_or("", |(_, rest)| rest);
        rest.split(['/', '?', '#', ':']).next().unwrap_or_default()
    } else {
        text.split_once('@').map_or("", |(_, domain)| domain)
    };
    let host = host.to_ascii_lowercase();
    let mut labels = host.rsplit('.');
    let (last, second) = (
        labels.next().unwrap_or_default(),
        labels.next().unwrap_or_default(),
    );
    match last {
        "example" | "invalid" | "test" => true,
        "com" | "net" | "org" => second == "example",
        _ => false,
    }
}

/// Whether a number is one of those that the North American plan keeps for fiction: 555-0100 to
/// 555-0199.
fn is_example_number(text: &str) -> bool {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let start = digits.len().saturating_sub(7);
    digits.len() >= 7 && digits[start..].starts_with("55501")
}

/// The other paths, the first few of them by name.
pub(super) fn also(others: &[String]) -> Option<String> {
    const NAMED: usize = 6;
    let (named, rest) = others.split_at(others.len().min(NAMED));
    if named.is_empty() {
        return None;
    }
    let mut out = ["also ", &named.join(", ")].concat();
    if !rest.is_empty() {
        out.push_str(" and ");
        out.push_str(&rest.len().to_string());
        out.push_str(" more");
    }
    Some(out)
}

fn is_scheme(text: &str, scheme: &str) -> bool {
    let head = text.get(..scheme.len());
    head.is_some_and(|head| head.eq_ignore_ascii_case(scheme))
}

pub(super) fn is(value: &Value, key: &str, word: &str) -> bool {
    value.get(key).and_then(Value::as_str) == Some(word)
}

fn date(value: &Value, key: &str) -> Option<Date> {
    Date::parse(value.get(key)?.as_str()?)
}

fn days_left(days: i64) -> String {
    match days {
        0 => "today".to_owned(),
        1 => "1 day left".to_owned(),
        days => [&days.to_string(), " days left"].concat(),
    }
}

/// The items of the list `key`, each with its path.
pub(super) fn items<'a>(value: &'a Value, key: &str, path: &str) -> Vec<(String, &'a Value)> {
    let path = below(path, key);
    let items = value.get(key).map(Value::items).unwrap_or_default();
    let named = |(i, item)| (at(&path, i), item);
    items.iter().enumerate().map(named).collect()
}
