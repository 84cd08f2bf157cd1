//! What a copy of the package's example still says that nobody at the host has said.
//!
//! Held against the shipped file itself, so that no list of its texts goes stale.

use super::configuration::{also, is, is_example_address, items};
use super::finding::{Finding, Rule};
use crate::config::walk::{at, below};
use crate::jose::PublicKey;
use crate::value::Value;

const SAMPLE: &str = include_str!("../../www/programs/example-hospital.json");

/// What is said in an option that its program has to keep.
const PROMISES: &[&str] = &[
    "reads_request",
    "records_kept",
    "what_next",
    "retention",
    "take_back",
    "follow_up",
    "opens_after_report",
];

/// Everything that stands in `document` as it does in the example: of each rule the first by its
/// path, with the count of the others.
pub(super) fn left_over(document: &Value) -> Vec<Finding> {
    let mut left = LeftOver::default();
    left.document(document);
    let LeftOver {
        reviews,
        texts,
        promises,
        names,
    } = left;
    [
        (Rule::SampleReview, reviews),
        (Rule::SampleText, texts),
        (Rule::SamplePromise, promises),
        (Rule::ExampleName, names),
    ]
    .into_iter()
    .filter_map(|(rule, paths)| {
        let (first, others) = paths.split_first()?;
        let mut finding = Finding::new(rule, first.as_str());
        finding.saw = also(others);
        Some(finding)
    })
    .collect()
}

#[derive(Default)]
struct LeftOver {
    reviews: Vec<String>,
    texts: Vec<String>,
    promises: Vec<String>,
    names: Vec<String>,
}

impl LeftOver {
    fn document(&mut self, document: &Value) {
        if let Some(program) = document.get("program") {
            self.name(program, "name", "program");
            self.name(program, "host", "program");
        }
        if let Some(message) = document.get("message") {
            self.name(message, "from", "message");
        }
        for (path, review) in items(document, "reviews", "") {
            let by = review.get("by").and_then(Value::as_str);
            if by.is_some_and(|by| is_in_sample(by) || is_example_name(by)) {
                self.reviews.push(path);
            }
        }
        for of in ["message", "privacy_notice"] {
            if let Some(value) = document.get(of) {
                self.text(value, "text", of);
            }
        }
        for (path, worry) in items(document, "worries", "") {
            self.text(worry, "text", &path);
        }
        for (path, option) in items(document, "options", "") {
            self.option(option, &path);
        }
        for (path, place) in items(document, "facts", "") {
            self.promise(place, "text", &path);
        }
        if let Some(referral) = document.get("referral") {
            for (path, recipient) in items(referral, "recipients", "referral") {
                self.promise(recipient, "reads", &path);
                self.name(recipient, "name", &path);
            }
        }
    }

    fn option(&mut self, option: &Value, path: &str) {
        self.name(option, "name", path);
        if let Some(operator) = option.get("operator") {
            self.name(operator, "name", &below(path, "operator"));
        }
        if is_of_a_real_service(option) {
            return;
        }
        if let Some(said) = option.get("confidentiality") {
            for key in ["text", "limits", "legal_basis"] {
                self.text(said, key, &below(path, "confidentiality"));
            }
        }
        for key in PROMISES {
            self.promise(option, key, path);
        }
    }

    fn text(&mut self, of: &Value, key: &str, path: &str) {
        if of.get(key).is_some_and(|text| any(text, &is_in_sample)) {
            self.texts.push(below(path, key));
        }
    }

    fn promise(&mut self, of: &Value, key: &str, path: &str) {
        if of.get(key).is_some_and(|text| any(text, &is_in_sample)) {
            self.promises.push(below(path, key));
        }
    }

    fn name(&mut self, of: &Value, key: &str, path: &str) {
        if of.get(key).is_some_and(|name| any(name, &is_example_name)) {
            self.names.push(below(path, key));
        }
    }
}

/// Two recipients whose options are run by different operators, and what they share.
pub(super) fn shared(document: &Value) -> Vec<Finding> {
    let Some(referral) = document.get("referral") else {
        return Vec::new();
    };
    let options = document
        .get("options")
        .map(Value::items)
        .unwrap_or_default();
    let recipients = items(referral, "recipients", "referral");
    let mut found = Vec::new();
    for (i, (path, recipient)) in recipients.iter().enumerate() {
        let mine = operators(options, recipient);
        let others = recipients[..i].iter().filter(|(_, other)| {
            let theirs = operators(options, other);
            // Who is not named may be anyone.
            !mine.is_empty() && !theirs.is_empty() && mine.iter().all(|name| !theirs.contains(name))
        });
        let others: Vec<&Value> = others.map(|(_, other)| *other).collect();
        let keys = recipient.get("keys").map(Value::items).unwrap_or_default();
        let has = |other: &Value, key: &Value| {
            let theirs = other.get("keys").map(Value::items).unwrap_or_default();
            let numbers = |key: &Value| PublicKey::from_jwk(key).map(|key| key.canonical());
            numbers(key).is_some() && theirs.iter().any(|their| numbers(their) == numbers(key))
        };
        for (j, key) in keys.iter().enumerate() {
            if others.iter().any(|other| has(other, key)) {
                let path = at(&below(path, "keys"), j);
                found.push(Finding::new(Rule::RecipientsShareKey, path));
            }
        }
        let endpoint = recipient.get("endpoint").and_then(Value::as_str);
        if endpoint.is_some_and(|own| others.iter().any(|other| is(other, "endpoint", own))) {
            let path = below(path, "endpoint");
            found.push(Finding::new(Rule::RecipientsShareEndpoint, path));
        }
    }
    found
}

/// Who runs the options that send requests to this recipient.
fn operators<'a>(options: &'a [Value], recipient: &Value) -> Vec<&'a Value> {
    let id = recipient.get("id").and_then(Value::as_str);
    let sends = |option: &&Value| {
        let routes = option.get("routes").map(Value::items).unwrap_or_default();
        id.is_some_and(|id| routes.iter().any(|route| is(route, "recipient", id)))
    };
    let sending = options.iter().filter(sends);
    sending
        .filter_map(|option| option.get("operator")?.get("name"))
        .collect()
}

/// An entry that the example took from a service that exists: what is said there is that service's.
fn is_of_a_real_service(entry: &Value) -> bool {
    let source = entry.get("source_url").and_then(Value::as_str);
    source.is_some_and(|url| !is_example_address(url) && is_in_sample(url))
}

/// Whether a text of the document says something, in any of its languages.
fn any(text: &Value, says: &dyn Fn(&str) -> bool) -> bool {
    match text {
        Value::String(text) => says(text),
        text => text.members().iter().any(|(_, text)| any(text, says)),
    }
}

/// Whether the example holds this very text, as a whole.
fn is_in_sample(text: &str) -> bool {
    let text = text.trim();
    !text.is_empty() && SAMPLE.contains(&Value::from(text).to_json())
}

/// Whether one of the words is the one that the names of the package's examples hold.
fn is_example_name(name: &str) -> bool {
    name.split(|c: char| !c.is_alphanumeric())
        .any(|word| word.eq_ignore_ascii_case("example") || word.eq_ignore_ascii_case("ejemplo"))
}
