//! What a person is writing, and what still has to be mended before it can be reviewed.

use std::hint::black_box;

/// How to reach a person (`contact_channel`).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Channel {
    /// Call a phone number.
    Phone,
    /// Text a phone number.
    Text,
    /// Write an e-mail.
    Email,
}

impl Channel {
    /// Every channel, in the order they are offered.
    pub const ALL: [Self; 3] = [Self::Phone, Self::Text, Self::Email];

    /// The record's word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::Text => "text",
            Self::Email => "email",
        }
    }
}

/// How soon, as the person chooses it (`urgency`). Nobody computes it.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Urgency {
    /// In the program's usual time.
    #[default]
    Routine,
    /// Sooner than usual.
    Soon,
    /// Today.
    Today,
}

impl Urgency {
    /// Every urgency, in the order they are offered.
    pub const ALL: [Self; 3] = [Self::Routine, Self::Soon, Self::Today];

    /// The record's word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Routine => "routine",
            Self::Soon => "soon",
            Self::Today => "today",
        }
    }
}

/// Times that suit (`contact_window`): nights and weekends stand beside days, for people who work
/// shifts.
pub const WINDOWS: [&str; 5] = ["mornings", "afternoons", "evenings", "nights", "weekends"];

/// A field of the form. Its name is the record's key.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Field {
    /// `name`
    Name,
    /// `contact_channel`
    ContactChannel,
    /// `contact_value`
    ContactValue,
    /// `voicemail_ok`
    VoicemailOk,
    /// `urgency`
    Urgency,
    /// `contact_window`
    ContactWindow,
}

impl Field {
    /// The record's key.
    pub fn name(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::ContactChannel => "contact_channel",
            Self::ContactValue => "contact_value",
            Self::VoicemailOk => "voicemail_ok",
            Self::Urgency => "urgency",
            Self::ContactWindow => "contact_window",
        }
    }
}

/// What a person has written so far. Lives in memory only, and has no `Debug`, so that no log can
/// hold it.
#[derive(Clone, Default, PartialEq)]
pub struct Draft {
    /// The name to use.
    pub name: String,
    /// How to reach them.
    pub channel: Option<Channel>,
    /// The number or address, as typed.
    pub value: String,
    /// Whether a voicemail may be left.
    pub voicemail_ok: bool,
    /// How soon.
    pub urgency: Urgency,
    /// Which of [`WINDOWS`] suit.
    pub windows: [bool; WINDOWS.len()],
}

impl Draft {
    /// Overwrites what was typed and starts anew. As thorough as a browser allows: the engine may
    /// have made copies of its own.
    pub fn wipe(&mut self) {
        let draft = std::mem::take(self);
        for text in [draft.name, draft.value] {
            wipe(text);
        }
    }
}

/// Overwrites a text and lets it go.
pub fn wipe(text: String) {
    let mut bytes = text.into_bytes();
    bytes.fill(0);
    // Shown to an opaque reader, or the optimiser could drop the writes just before the free.
    black_box(&bytes);
}

/// What has to be mended in a field.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Problem {
    /// No name.
    NameMissing,
    /// The name is longer than [`NAME_MAX`] characters.
    NameTooLong,
    /// No channel chosen.
    ChannelMissing,
    /// No number.
    PhoneMissing,
    /// No address.
    EmailMissing,
    /// Not 3 to 15 digits, or something that is neither digit, space nor punctuation.
    PhoneFormat,
    /// Not one `@` with text on both sides.
    EmailFormat,
}

impl Problem {
    /// The field to mend.
    pub fn field(self) -> Field {
        match self {
            Self::NameMissing | Self::NameTooLong => Field::Name,
            Self::ChannelMissing => Field::ContactChannel,
            _ => Field::ContactValue,
        }
    }
}

/// The longest name, in characters. Together with the longest contact the record stays far below
/// the receiver's limit.
pub const NAME_MAX: usize = 100;

/// The longest e-mail address (RFC 5321 section 4.5.3.1.3: a path of 256 with its brackets).
pub const EMAIL_MAX: usize = 254;

/// The longest phone number, in characters: 15 digits with spaces and punctuation between them.
pub const PHONE_MAX: usize = 40;

/// What has to be mended, in the order of the form.
pub fn check(draft: &Draft) -> Vec<Problem> {
    let mut problems = Vec::new();
    if draft.name.trim().is_empty() {
        problems.push(Problem::NameMissing);
    } else if draft.name.chars().count() > NAME_MAX {
        problems.push(Problem::NameTooLong);
    }
    // It is kept as typed, so spaces around it count for its length.
    let length = draft.value.chars().count();
    let value = draft.value.trim();
    match draft.channel {
        None => problems.push(Problem::ChannelMissing),
        Some(Channel::Email) if value.is_empty() => problems.push(Problem::EmailMissing),
        Some(Channel::Email) if length > EMAIL_MAX || !is_email(value) => {
            problems.push(Problem::EmailFormat)
        }
        Some(Channel::Email) => {}
        Some(_) if value.is_empty() => problems.push(Problem::PhoneMissing),
        Some(_) if length > PHONE_MAX || !is_phone(value) => problems.push(Problem::PhoneFormat),
        Some(_) => {}
    }
    problems
}

/// 3 to 15 digits (ITU-T E.164 allows 15; internal extensions may be as short as 3), with spaces
/// and punctuation. Not held against a national plan.
fn is_phone(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let only = text.chars().all(|c| {
        c.is_ascii_digit() || c.is_ascii_punctuation() || c.is_whitespace() || is_pasted(c)
    });
    only && (3..=15).contains(&digits)
}

/// What address books and web pages put around and between digits: the dashes of Unicode, and the
/// marks that keep a number running from left to right.
fn is_pasted(c: char) -> bool {
    matches!(
        c,
        '\u{2010}'..='\u{2015}' | '\u{200e}' | '\u{202a}' | '\u{202c}' | '\u{2066}' | '\u{2069}'
    )
}

/// One `@` with text on both sides and no space. Whether the mailbox exists only mail can tell.
fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else {
        return false;
    };
    !local.is_empty()
        && !domain.is_empty()
        && !domain.contains('@')
        && !text.contains(char::is_whitespace)
}
