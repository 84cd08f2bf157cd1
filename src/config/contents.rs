//! What a host's document holds once it is read.

use crate::outbox::{Destination, Settings, TransportIdentity};
use crate::referral::Policy;
use crate::support::{CrisisEntry, Route, SupportOption};
use crate::time::Millis;
use crate::words::Words;

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
    /// After how long without use everything is wiped, 1 to 10 minutes.
    pub idle: Millis,
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
    /// That the document is a dated example, and what a host has to verify.
    pub example: Option<Words>,
    /// A message from a named leader or peer.
    pub message: Option<Message>,
    /// What people ask first, and the host's answers; each question at most once.
    pub worries: Vec<Worry>,
    /// The host's own survey, without a name and apart from any request.
    pub feedback: Option<Feedback>,
    /// Whether the term "second victim" may be mentioned.
    pub second_victim: bool,
}

/// A message from a named leader or peer.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Message {
    /// Who says it.
    pub from: Words,
    /// What they say.
    pub text: Words,
    /// When they said it, `YYYY-MM-DD`.
    pub date: Option<String>,
}

/// Something that people ask before they ask for anything.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Concern {
    /// Will my manager see this?
    Manager,
    /// Will Human Resources?
    HumanResources,
    /// Will those who handle claims?
    Claims,
    /// Will those who grant credentials?
    Credentialing,
    /// Do I have to declare it to a board?
    Board,
    /// Can it be used in a lawsuit?
    Lawsuit,
}

impl Concern {
    /// Every concern, in the order of [`WORRIES`](super::shape::WORRIES).
    pub const ALL: [Self; 6] = [
        Self::Manager,
        Self::HumanResources,
        Self::Claims,
        Self::Credentialing,
        Self::Board,
        Self::Lawsuit,
    ];
}

/// The host's dated answer to a concern.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Worry {
    /// The concern.
    pub about: Concern,
    /// The answer.
    pub text: Words,
    /// Its date, `YYYY-MM-DD`.
    pub date: String,
    /// Where it holds.
    pub jurisdiction: Option<Words>,
    /// Where it is stated.
    pub source_url: Option<String>,
}

/// The host's own survey.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Feedback {
    /// Its address.
    pub url: String,
    /// The host's words for it.
    pub text: Option<Words>,
}

/// The program that the widget stands for.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Program {
    /// Identifier, the `program` of a referral.
    pub id: String,
    /// Name as the host writes it.
    pub name: Words,
}

/// The notice shown before any name is asked for.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PrivacyNotice {
    /// Version, the `notice_version` of a referral.
    pub version: String,
    /// Date of the text, `YYYY-MM-DD`.
    pub date: String,
    /// The text.
    pub text: Words,
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
    /// What is asked.
    pub policy: Policy,
}

/// Who receives a referral.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Recipient {
    /// Identifier, named by options.
    pub id: String,
    /// Name as the host writes it.
    pub name: Words,
    /// Who reads requests, in the host's words.
    pub reads: Words,
    /// Where sealed referrals are posted.
    pub endpoint: String,
    /// Public keys, one of which is of a kind that can be sealed to: a list of JWKs as JSON text, for
    /// [`crate::jose::sound_key`].
    pub keys: String,
    /// Where those stand in the document.
    pub path: String,
}

/// A place where the facts of a case may be discussed, in the host's words.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct FactsPlace {
    /// Name as the host writes it.
    pub name: Words,
    /// What may be said there, and how far it is protected.
    pub text: Words,
    /// Where this holds.
    pub jurisdiction: Option<Words>,
    /// The date of the text, `YYYY-MM-DD`.
    pub date: Option<String>,
}

/// The calendar entry that a person may take to check in again.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct FollowUp {
    /// The host's neutral title.
    pub title: Option<Words>,
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

    /// The name of a recipient in stored requests: `program/recipient`.
    pub fn destination_id(&self, recipient: &str) -> String {
        let mut id = self.program.id.clone();
        id.push('/');
        id.push_str(recipient);
        id
    }

    /// Where requests may go; empty without a referral.
    pub fn destinations(&self) -> Vec<Destination> {
        let Some(referral) = &self.referral else {
            return Vec::new();
        };
        referral
            .recipients
            .iter()
            .map(|recipient| Destination {
                id: self.destination_id(&recipient.id),
                endpoint: recipient.endpoint.clone(),
                identity: referral.identity,
                keys: recipient.keys.clone(),
                path: recipient.path.clone(),
            })
            .collect()
    }

    /// The settings of the outbox. Without a referral too: what waits from before may have a
    /// deadline.
    pub fn outbox_settings(&self) -> Settings {
        let settings = self.referral.as_ref().map(|referral| Settings {
            expires_after: referral.expires_after,
            reconnect_spread: referral.reconnect_spread,
        });
        settings.unwrap_or_default()
    }

    /// What is asked in a request to the option with this identifier.
    pub fn policy(&self, option: &str) -> Option<Policy> {
        let serves = self.option(option)?.serves;
        Some(self.referral.as_ref()?.policy.serving(serves))
    }

    /// The host's answer to a concern; `None` is shown as not stated.
    pub fn worry(&self, about: Concern) -> Option<&Worry> {
        self.worries.iter().find(|worry| worry.about == about)
    }

    /// The first phone route of any option, for a screen that must offer one.
    pub fn any_phone(&self) -> Option<&Route> {
        self.options.iter().find_map(SupportOption::phone)
    }
}
