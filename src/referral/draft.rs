//! What a person is writing, and what still has to be mended before it can be reviewed.

use std::array::from_fn;
use std::hint::black_box;
use std::mem::replace;

use super::field::{Field, Holds};
use super::policy::{Policy, ReferrerPolicy};

/// The words of [`Channel`].
pub const CHANNELS: [&str; 3] = ["phone", "text", "email"];

/// How to reach a person (`contact_channel`).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Channel {
    /// Call a phone number.
    Phone,
    /// Text a phone number. Whoever chooses it for themselves agrees to texts; for a colleague who
    /// does not know it is not offered.
    Text,
    /// Write an e-mail.
    Email,
}

impl Channel {
    /// Every channel, in the order they are offered.
    pub const ALL: [Self; 3] = [Self::Phone, Self::Text, Self::Email];

    /// The record's word.
    pub fn as_str(self) -> &'static str {
        CHANNELS[self as usize]
    }
}

/// The words of [`Urgency`].
pub const URGENCIES: [&str; 3] = ["routine", "soon", "today"];

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
        URGENCIES[self as usize]
    }
}

/// Times that suit (`contact_window`) where the host names none: nights and weekends stand beside
/// days, for people who work shifts.
pub const WINDOWS: [&str; 5] = ["mornings", "afternoons", "evenings", "nights", "weekends"];

/// What a person has written so far. Lives in memory only, and has no `Debug`, so that no log can
/// hold it.
#[derive(Clone, PartialEq)]
pub struct Draft {
    entries: [Entry; Field::ALL.len()],
}

/// Who asks, whomever it is for.
const REFERRER: [Field; 3] = [
    Field::ReferrerName,
    Field::ReferrerContactChannel,
    Field::ReferrerContactValue,
];

/// What was put into one field; which of these counts is the field's to say.
#[derive(Clone, Default, PartialEq)]
struct Entry {
    text: String,
    choice: Option<u8>,
    ticks: u16,
}

impl Default for Draft {
    fn default() -> Self {
        Self {
            entries: from_fn(|_| Entry::default()),
        }
    }
}

impl Draft {
    /// The text of a field, as typed.
    pub fn text(&self, field: Field) -> &str {
        &self.entries[field as usize].text
    }

    /// Puts a text into a field, and overwrites the one before.
    pub fn set_text(&mut self, field: Field, text: String) {
        wipe(replace(&mut self.entries[field as usize].text, text));
    }

    /// Which word or label was chosen, by its place among all that there are; `None` where nothing
    /// was.
    pub fn choice(&self, field: Field) -> Option<usize> {
        self.entries[field as usize].choice.map(usize::from)
    }

    /// Chooses a word or label by its place, or none.
    pub fn choose(&mut self, field: Field, choice: Option<u8>) {
        self.entries[field as usize].choice = choice;
    }

    /// Whether the box at this place is ticked; a field of one box has it at 0.
    pub fn ticked(&self, field: Field, place: usize) -> bool {
        self.ticks(field) >> place & 1 == 1
    }

    /// Ticks the box at this place, 0 to 15, or takes the tick back.
    pub fn tick(&mut self, field: Field, place: usize, on: bool) {
        let ticks = &mut self.entries[field as usize].ticks;
        let bit = 1 << (place & 15);
        *ticks = if on { *ticks | bit } else { *ticks & !bit };
    }

    fn ticks(&self, field: Field) -> u16 {
        self.entries[field as usize].ticks
    }

    /// The channel chosen in a field.
    pub fn channel(&self, field: Field) -> Option<Channel> {
        Channel::ALL.get(self.choice(field)?).copied()
    }

    /// Overwrites what was typed and starts anew. As thorough as a browser allows: the engine may
    /// have made copies of its own.
    pub fn wipe(&mut self) {
        self.wipe_but(&[]);
    }

    /// The same, but for the name and contact of who asks: they are the same for whomever else
    /// they ask. Who they are to that person, and whether they may be named, is not.
    pub fn wipe_but_referrer(&mut self) {
        self.wipe_but(&REFERRER);
    }

    /// Takes over the name and contact of who asks from another draft.
    pub fn take_referrer(&mut self, from: &mut Self) {
        for field in REFERRER {
            let entry = std::mem::take(&mut from.entries[field as usize]);
            let before = replace(&mut self.entries[field as usize], entry);
            wipe(before.text);
        }
    }

    fn wipe_but(&mut self, kept: &[Field]) {
        for field in Field::ALL {
            if !kept.contains(field) {
                let entry = std::mem::take(&mut self.entries[*field as usize]);
                wipe(entry.text);
            }
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

/// What a field will put into the record.
#[derive(Clone, Copy, Eq, PartialEq)]
pub enum Given<'a> {
    /// Nothing: it is absent.
    Nothing,
    /// What was typed.
    Text(&'a str),
    /// The word or label at this place.
    Choice(usize),
    /// The words or labels whose bits are set.
    Ticks(u16),
}

/// What a field will put into the record: nothing where it is not asked or was left empty.
pub fn given<'a>(field: Field, draft: &'a Draft, policy: &Policy) -> Given<'a> {
    let empty = |field| draft.text(field).trim().is_empty();
    // Neither says anything without what it is about.
    let idle = match field {
        Field::ReferrerContactChannel => empty(Field::ReferrerContactValue),
        Field::ReferrerMayBeNamed => empty(Field::ReferrerName),
        _ => false,
    };
    // With one word there is nothing to ask, and the record says it all the same.
    let told = matches!(field, Field::Kind | Field::Urgency);
    if idle || !told && !policy.asks(field, draft) {
        return Given::Nothing;
    }
    match field.holds() {
        Holds::Text(_) if !empty(field) => Given::Text(draft.text(field)),
        Holds::Word(_) | Holds::Label => {
            let choice = policy.chosen(field, draft);
            choice.map_or(Given::Nothing, Given::Choice)
        }
        Holds::Labels(_) | Holds::Leave if draft.ticks(field) != 0 => {
            Given::Ticks(draft.ticks(field))
        }
        _ => Given::Nothing,
    }
}

/// What has to be mended in a field.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Problem {
    /// The field.
    pub field: Field,
    /// What is wrong with it.
    pub fault: Fault,
}

/// What can be wrong with a field.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Fault {
    /// Nothing is there.
    Missing,
    /// More than this many characters.
    TooLong(usize),
    /// No number.
    NoPhone,
    /// No address.
    NoEmail,
    /// Not 3 to 15 digits, or something that is neither digit, space nor punctuation.
    NotPhone,
    /// Not one `@` with text on both sides.
    NotEmail,
    /// The host wants the colleague to know first.
    TalkFirst,
}

/// The longest name, in characters. Together with the longest contact the record stays far below
/// the receiver's limit.
pub const NAME_MAX: usize = 100;

/// The longest e-mail address (RFC 5321 section 4.5.3.1.3: a path of 256 with its brackets).
pub const EMAIL_MAX: usize = 254;

/// The longest phone number, in characters: 15 digits with spaces and punctuation between them.
pub const PHONE_MAX: usize = 40;

/// What has to be mended, in the order of the form.
pub fn check(draft: &Draft, policy: &Policy) -> Vec<Problem> {
    let mut problems = Vec::new();
    for step in policy.steps(draft) {
        for field in step.fields() {
            if policy.asks(*field, draft)
                && let Some(fault) = fault(*field, draft, policy)
            {
                let field = *field;
                problems.push(Problem { field, fault });
            }
        }
    }
    problems
}

fn fault(field: Field, draft: &Draft, policy: &Policy) -> Option<Fault> {
    let needed = match field {
        Field::Name | Field::ContactChannel | Field::ContactValue | Field::ColleagueAware => true,
        Field::ReferrerName | Field::ReferrerContactChannel | Field::ReferrerContactValue => {
            policy.referrer == ReferrerPolicy::Required
        }
        _ => false,
    };
    let text = draft.text(field);
    let value = text.trim();
    // It is kept as typed, so spaces around it count for its length.
    let length = text.chars().count();
    let channel = match field {
        Field::ContactValue => Field::ContactChannel,
        Field::ReferrerContactValue => Field::ReferrerContactChannel,
        Field::ReferrerContactChannel => {
            let needed = needed || !draft.text(Field::ReferrerContactValue).trim().is_empty();
            return (needed && draft.choice(field).is_none()).then_some(Fault::Missing);
        }
        Field::ColleagueAware if policy.colleague_must_know && draft.choice(field) == Some(1) => {
            return Some(Fault::TalkFirst);
        }
        _ => {
            return match field.holds() {
                Holds::Text(_) if value.is_empty() => needed.then_some(Fault::Missing),
                Holds::Text(most) => (length > most).then_some(Fault::TooLong(most)),
                _ => (needed && policy.chosen(field, draft).is_none()).then_some(Fault::Missing),
            };
        }
    };
    match draft.channel(channel) {
        // That is for the channel to say.
        None => None,
        Some(_) if value.is_empty() && !needed => None,
        Some(Channel::Email) if value.is_empty() => Some(Fault::NoEmail),
        Some(Channel::Email) => (length > EMAIL_MAX || !is_email(value)).then_some(Fault::NotEmail),
        Some(_) if value.is_empty() => Some(Fault::NoPhone),
        Some(_) => (length > PHONE_MAX || !is_phone(value)).then_some(Fault::NotPhone),
    }
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
