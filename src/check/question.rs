use super::Area;

/// What a step of the check asks.
#[derive(Clone, Copy)]
pub enum Asked {
    /// Roughly when it happened.
    When,
    /// How an area was.
    Area(&'static Question),
}

/// How many steps the check has: the time, and each of [`QUESTIONS`].
pub const STEPS: usize = QUESTIONS.len() + 1;

/// What step `step` asks, 0 to [`STEPS`]` - 1`; `None` above that. The time comes first: it is the
/// easiest to say, and it gives what follows its place.
pub fn asked(step: usize) -> Option<Asked> {
    match step.checked_sub(1) {
        None => Some(Asked::When),
        Some(i) => QUESTIONS.get(i).map(Asked::Area),
    }
}

/// One question about an area. Each can be skipped.
///
/// The words are the product's own, written from what an area means; none is an item of a
/// published questionnaire.
pub struct Question {
    /// What it is about. No two questions share an area.
    pub area: Area,
    /// How far back it looks, in days. The question's text says the same in words.
    pub look_back_days: u8,
    /// Whether a high answer is welcome. Otherwise a high answer means weight.
    pub positive: bool,
}

impl Question {
    /// The text key of the question.
    pub const fn key(&self) -> &'static str {
        match self.area {
            Area::Replay => "check.q.replay",
            Area::Worry => "check.q.worry",
            Area::Blame => "check.q.blame",
            Area::Body => "check.q.body",
            Area::Confidence => "check.q.confidence",
            Area::Connection => "check.q.connection",
            Area::Support => "check.q.support",
            Area::Leaving => "check.q.leaving",
            Area::GoingWell => "check.q.going-well",
        }
    }

    const fn about(area: Area) -> Self {
        Self {
            area,
            // A week: short enough to recall when tired, and of use from the first days on.
            look_back_days: 7,
            positive: matches!(area, Area::GoingWell),
        }
    }
}

/// The questions in the order of asking. The one about what goes well is last, so that the check
/// does not end on a weight.
pub const QUESTIONS: [Question; Area::COUNT] = [
    Question::about(Area::Replay),
    Question::about(Area::Worry),
    Question::about(Area::Blame),
    Question::about(Area::Body),
    Question::about(Area::Confidence),
    Question::about(Area::Connection),
    Question::about(Area::Support),
    Question::about(Area::Leaving),
    Question::about(Area::GoingWell),
];
