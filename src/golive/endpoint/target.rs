//! What is tested, and the request it is tested with.

use crate::config::Config;
use crate::jose::{KeyRing, PublicKey};
use crate::referral::record::SCHEMA;
use crate::time::{Millis, rfc3339_hour};
use crate::value::Value;

/// The name in every test request, by which it is found at the desk.
pub const TEST_NAME: &str = "touchbase go-live test: please delete";
/// An address that takes no mail (RFC 2606).
const TEST_CONTACT: &str = "go-live-test@touchbase.invalid";

/// An endpoint to test.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Target {
    /// Where its address stands in the document, for the findings.
    pub path: String,
    /// The identifier of its recipient.
    pub recipient: String,
    /// The address, as the document has it. A command makes it absolute before it tests.
    pub endpoint: String,
    /// The origin of the pages that will post, `https://portal.example`, where it is another than
    /// the endpoint's; `None` leaves out what is about other origins.
    pub origin: Option<String>,
    /// A bearer token, where the host page gives the widget one. It is sent and never shown.
    pub token: Option<String>,
    /// The key to seal to: the one that the widget would.
    pub key: PublicKey,
    /// The program, which is the audience of the seal.
    pub program: String,
    /// An option that takes requests to this recipient.
    pub option: String,
    /// The version of the privacy notice.
    pub notice_version: String,
}

/// The endpoints of `config`, as read from `document`, each pair of address and key once. None
/// where its referral is at fault or absent, and none of a recipient with a fault or without a key
/// that may be sealed to.
pub fn targets(config: &Config, document: &Value) -> Vec<Target> {
    let mut targets: Vec<Target> = Vec::new();
    let listed = document.get("referral").and_then(|r| r.get("recipients"));
    let listed = listed.map(Value::items).unwrap_or_default();
    for recipient in config.referral.iter().flat_map(|r| &r.recipients) {
        let takes = |option: &&crate::support::SupportOption| {
            option.recipient() == Some(recipient.id.as_str())
        };
        let option = config.options.iter().find(takes);
        // Those with a fault are not among the ones that were read, so these have other places.
        let id = Some(recipient.id.as_str());
        let is_it = |listed: &Value| listed.get("id").and_then(Value::as_str) == id;
        let place = listed.iter().position(is_it).unwrap_or_default();
        let keys = listed.get(place).and_then(|listed| listed.get("keys"));
        let ring = KeyRing::read(keys.map(Value::items).unwrap_or_default());
        let Some(key) = ring.sound.into_iter().next() else {
            continue;
        };
        let same = |other: &Target| other.endpoint == recipient.endpoint && other.key == key;
        if targets.iter().any(same) {
            continue;
        }
        let notice = config.privacy_notice.as_ref();
        targets.push(Target {
            path: ["referral.recipients[", &place.to_string(), "].endpoint"].concat(),
            recipient: recipient.id.clone(),
            endpoint: recipient.endpoint.clone(),
            origin: None,
            token: None,
            key,
            program: config.program.id.clone(),
            option: option.map(|option| option.id.clone()).unwrap_or_default(),
            notice_version: notice.map(|n| n.version.clone()).unwrap_or_default(),
        });
    }
    targets
}

impl Target {
    /// A record like that of a person who filled in no more than they must, saying in its name that
    /// it is a test. `id` is its UUID; of `now` it holds the hour.
    pub fn record(&self, id: &str, now: Millis) -> Value {
        let members = [
            ("schema", SCHEMA),
            ("id", id),
            ("kind", "self"),
            ("program", &self.program),
            ("option", &self.option),
            ("name", TEST_NAME),
            ("contact_channel", "email"),
            ("contact_value", TEST_CONTACT),
            ("urgency", "routine"),
            ("notice_version", &self.notice_version),
            ("locale", "en"),
            ("sent_at", &rfc3339_hour(now)),
        ];
        let named = members.map(|(key, text)| (key.to_owned(), text.into()));
        Value::Object(named.into())
    }

    /// Whether `text` holds what only the sealed record held.
    pub(super) fn told_in(text: &str) -> bool {
        text.contains(TEST_NAME) || text.contains(TEST_CONTACT)
    }
}
