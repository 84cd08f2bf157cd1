//! What the host asks for in a referral, and what it leaves out.

use super::draft::Urgency;
use crate::support::Serves;
use crate::words::{Label, Words};

/// The words of [`Kind`].
pub const KINDS: [&str; 3] = ["self", "colleague", "team"];

/// Whom a referral is for (`kind`).
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Kind {
    /// Oneself.
    #[default]
    Own,
    /// A colleague.
    Colleague,
    /// A team.
    Team,
}

impl Kind {
    /// Every kind, in the order they are offered.
    pub const ALL: [Self; 3] = [Self::Own, Self::Colleague, Self::Team];

    /// The record's word.
    pub fn as_str(self) -> &'static str {
        KINDS[self as usize]
    }
}

/// Whether the one who asks for a colleague or a team gives their own name and contact.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum ReferrerPolicy {
    /// They are not asked.
    None,
    /// They may.
    #[default]
    Optional,
    /// They have to.
    Required,
}

impl ReferrerPolicy {
    /// Every policy.
    pub const ALL: [Self; 3] = [Self::None, Self::Optional, Self::Required];

    /// The document's word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Optional => "optional",
            Self::Required => "required",
        }
    }
}

/// The words of [`Preference`].
pub const PREFERENCES: [&str; 4] = [
    "own_unit",
    "other_unit",
    "outside_organisation",
    "similar_experience",
];

/// Whom the person would rather talk to (`match_preference`). What the similar experience is, is
/// never asked.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Preference {
    /// Someone of their own unit.
    OwnUnit,
    /// Someone of another unit.
    OtherUnit,
    /// Someone outside the organisation.
    OutsideOrganisation,
    /// Someone who has been through something similar.
    SimilarExperience,
}

impl Preference {
    /// Every preference, in the order they are offered.
    pub const ALL: [Self; 4] = [
        Self::OwnUnit,
        Self::OtherUnit,
        Self::OutsideOrganisation,
        Self::SimilarExperience,
    ];

    /// The word of the record and of the document.
    pub fn as_str(self) -> &'static str {
        PREFERENCES[self as usize]
    }
}

/// The words of [`Mode`].
pub const MODES: [&str; 4] = ["phone", "video", "in_person", "text"];

/// How to talk (`mode`).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Mode {
    /// By phone.
    Phone,
    /// By video.
    Video,
    /// In person.
    InPerson,
    /// By text message.
    Text,
}

impl Mode {
    /// Every mode, in the order they are offered.
    pub const ALL: [Self; 4] = [Self::Phone, Self::Video, Self::InPerson, Self::Text];

    /// The word of the record and of the document.
    pub fn as_str(self) -> &'static str {
        MODES[self as usize]
    }
}

/// What a host asks for in a referral. The default is what holds where it states nothing: every
/// kind, and nothing beyond whom to reach, how, how soon and when.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Policy {
    /// Whom a referral may be for, in the order they are offered; the first is preselected unless
    /// the person themselves is among them. Never empty.
    pub kinds: Vec<Kind>,
    /// Whether a colleague has to know before they are named.
    pub colleague_must_know: bool,
    /// Whether the one who asks for a colleague or a team says who they are.
    pub referrer: ReferrerPolicy,
    /// The words that a first contact opens with.
    pub neutral_subject: Option<Words>,
    /// Times that suit; `None` means the built-in [`WINDOWS`](super::WINDOWS), an empty list that
    /// it is not asked.
    pub windows: Option<Vec<Label>>,
    /// How soon one may ask for, in the order they are offered. Never empty; a single one is not
    /// asked and recorded all the same.
    pub urgency: Vec<Urgency>,
    /// Roles to match by.
    pub roles: Vec<Label>,
    /// Groups of specialties to match by.
    pub specialties: Vec<Label>,
    /// Career stages to match by.
    pub career_stages: Vec<Label>,
    /// Sites to match by.
    pub sites: Vec<Label>,
    /// Languages to match by.
    pub languages: Vec<Label>,
    /// Units that a team may be of.
    pub units: Vec<Label>,
    /// Whom one may say one would rather talk to.
    pub preferences: Vec<Preference>,
    /// How one may say one would rather talk.
    pub modes: Vec<Mode>,
    /// Whether one may name whom not to be matched with.
    pub do_not_match: bool,
    /// Whether to ask if they may check in again later.
    pub follow_up_ok: bool,
    /// Whether one short note on how to reach the person may be written.
    pub note: bool,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            kinds: Kind::ALL.to_vec(),
            colleague_must_know: false,
            referrer: ReferrerPolicy::default(),
            neutral_subject: None,
            windows: None,
            urgency: Urgency::ALL.to_vec(),
            roles: Vec::new(),
            specialties: Vec::new(),
            career_stages: Vec::new(),
            sites: Vec::new(),
            languages: Vec::new(),
            units: Vec::new(),
            preferences: Vec::new(),
            modes: Vec::new(),
            do_not_match: false,
            follow_up_ok: false,
            note: false,
        }
    }
}

impl Policy {
    /// The same, for a request to an option that serves these: with its kinds alone. Where none
    /// would be left, with the host's.
    pub fn serving(&self, serves: Option<Serves>) -> Self {
        let fits = |kind: &Kind| match serves {
            Some(Serves::Individual) => *kind != Kind::Team,
            Some(Serves::Team) => *kind == Kind::Team,
            _ => true,
        };
        let mut policy = self.clone();
        if policy.kinds.iter().any(fits) {
            policy.kinds.retain(fits);
        }
        policy
    }

    /// The kind that is preselected: oneself where the host takes that, else its first.
    pub fn first_kind(&self) -> Kind {
        let own = self.kinds.contains(&Kind::Own);
        let first = self.kinds.first().copied();
        first.filter(|_| !own).unwrap_or_default()
    }
}
