//! The table of a record's fields. The record, its published schema and the test that enumerates
//! it all come from here, and a field of the form is named by its key.
//!
//! There is no field for the event, a patient, an answer or a score. Two hold what a person types
//! beyond a name and a contact, and only where the host asks for them: whom not to be matched with,
//! and one short note on how to reach them.

use super::draft::{CHANNELS, EMAIL_MAX, NAME_MAX, URGENCIES, WINDOWS};
use super::policy::{KINDS, MODES, PREFERENCES};

/// What a field of the record holds.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Holds {
    /// What the page knows and nobody types.
    Page,
    /// A text as it was typed, of at most this many characters.
    Text(usize),
    /// One of these words.
    Word(&'static [&'static str]),
    /// One label of a list of the host's.
    Label,
    /// Some labels of a list of the host's; of these words where it has none.
    Labels(&'static [&'static str]),
    /// Leave that was given: true, or absent.
    Leave,
}

macro_rules! fields {
    ($($name:ident $key:literal $holds:expr;)*) => {
        /// A field of the record. A dot stands before the member of an object.
        #[derive(Clone, Copy, Debug, Eq, PartialEq)]
        pub enum Field {
            $(#[doc = concat!("`", $key, "`")] $name,)*
        }

        const TABLE: &[(&str, Holds)] = &[$(($key, $holds),)*];

        impl Field {
            /// Every field, in the order of the record.
            pub const ALL: &[Self] = &[$(Self::$name,)*];
        }
    };
}

fields! {
    Schema "schema" Holds::Page;
    Id "id" Holds::Page;
    Kind "kind" Holds::Word(&KINDS);
    Program "program" Holds::Page;
    Option "option" Holds::Page;
    Name "name" Holds::Text(NAME_MAX);
    ContactChannel "contact_channel" Holds::Word(&CHANNELS);
    ContactValue "contact_value" Holds::Text(EMAIL_MAX);
    VoicemailOk "voicemail_ok" Holds::Leave;
    ContactWindow "contact_window" Holds::Labels(&WINDOWS);
    Urgency "urgency" Holds::Word(&URGENCIES);
    Mode "mode" Holds::Word(&MODES);
    Role "role" Holds::Label;
    Specialty "specialty" Holds::Label;
    CareerStage "career_stage" Holds::Label;
    Site "site" Holds::Label;
    Language "language" Holds::Label;
    MatchPreference "match_preference" Holds::Word(&PREFERENCES);
    DoNotMatch "do_not_match" Holds::Text(DO_NOT_MATCH_MAX);
    ReferrerName "referrer.name" Holds::Text(NAME_MAX);
    ReferrerContactChannel "referrer.contact_channel" Holds::Word(&CHANNELS);
    ReferrerContactValue "referrer.contact_value" Holds::Text(EMAIL_MAX);
    ReferrerRelationship "referrer.relationship" Holds::Word(&RELATIONSHIPS);
    ReferrerMayBeNamed "referrer.may_be_named" Holds::Leave;
    ColleagueAware "colleague_aware" Holds::Word(&AWARE);
    TeamSize "team_size" Holds::Word(&TEAM_SIZES);
    Unit "unit" Holds::Label;
    Note "note" Holds::Text(NOTE_MAX);
    NoticeVersion "notice_version" Holds::Page;
    Locale "locale" Holds::Page;
    FollowUpOk "follow_up_ok" Holds::Leave;
    SentAt "sent_at" Holds::Page;
}

impl Field {
    /// The record's key.
    pub fn name(self) -> &'static str {
        TABLE[self as usize].0
    }

    /// What it holds.
    pub fn holds(self) -> Holds {
        TABLE[self as usize].1
    }
}

/// Who the one who asks is to a colleague or a team (`referrer.relationship`).
pub const RELATIONSHIPS: [&str; 4] = ["colleague", "supervisor", "team_member", "other"];

/// Whether a colleague knows (`colleague_aware`).
pub const AWARE: [&str; 2] = ["yes", "not_yet"];

/// How many people a team is, roughly (`team_size`).
pub const TEAM_SIZES: [&str; 3] = ["small", "medium", "large"];

/// The longest list of whom not to be matched with, in characters: a few names or units, too short
/// for a reason.
pub const DO_NOT_MATCH_MAX: usize = 100;

/// The longest note, in characters (domain notes, 5.1).
pub const NOTE_MAX: usize = 140;
