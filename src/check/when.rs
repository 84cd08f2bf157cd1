/// Roughly when what happened happened, in the choices of the check.
///
/// Coarse on purpose: early distress is common and no sign of anything, and a date would point at
/// an event. It is an answer, so it has no `Debug` and no `Display`.
#[derive(Clone, Copy, Eq, PartialEq)]
pub enum When {
    /// Less than three days ago.
    Days,
    /// Less than four weeks ago.
    Weeks,
    /// Longer ago.
    Longer,
    /// There was no single event.
    NoSingleEvent,
    /// It is still going on: a complaint, a review, a lawsuit.
    Ongoing,
    /// A talk with the patient or the family is ahead.
    TalkAhead,
}

impl When {
    /// Every choice once, in the order in which they are shown.
    pub const ALL: [Self; 6] = [
        Self::Days,
        Self::Weeks,
        Self::Longer,
        Self::NoSingleEvent,
        Self::Ongoing,
        Self::TalkAhead,
    ];

    /// The choice at `index`, 0 to 5; `None` above that.
    pub fn from_index(index: u8) -> Option<Self> {
        Self::ALL.get(usize::from(index)).copied()
    }

    /// The text key of the choice.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Days => "check.time.days",
            Self::Weeks => "check.time.weeks",
            Self::Longer => "check.time.longer",
            Self::NoSingleEvent => "check.time.none",
            Self::Ongoing => "check.time.ongoing",
            Self::TalkAhead => "check.time.talk",
        }
    }
}
