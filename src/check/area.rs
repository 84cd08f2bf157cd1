/// What a question of the check is about.
///
/// The nine areas are those that studies of clinicians after a hard event find often, and one
/// for what goes well, so that the check does not look for trouble alone.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Area {
    /// What happened comes back unasked.
    Replay,
    /// Worry about what may come next.
    Worry,
    /// Guilt, shame, being hard on oneself.
    Blame,
    /// Sleep, and strain that the body shows.
    Body,
    /// Trust in one's own decisions at work.
    Confidence,
    /// Keeping away from people.
    Connection,
    /// Having to manage without help from the people around.
    Support,
    /// Thoughts of leaving this work.
    Leaving,
    /// Something that does good.
    GoingWell,
}

impl Area {
    /// How many areas there are.
    pub const COUNT: usize = Self::all().len();

    /// Every area once, in the order of asking.
    pub const fn all() -> &'static [Self] {
        &[
            Self::Replay,
            Self::Worry,
            Self::Blame,
            Self::Body,
            Self::Confidence,
            Self::Connection,
            Self::Support,
            Self::Leaving,
            Self::GoingWell,
        ]
    }

    /// The text key of the area's name.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Replay => "check.area.replay",
            Self::Worry => "check.area.worry",
            Self::Blame => "check.area.blame",
            Self::Body => "check.area.body",
            Self::Confidence => "check.area.confidence",
            Self::Connection => "check.area.connection",
            Self::Support => "check.area.support",
            Self::Leaving => "check.area.leaving",
            Self::GoingWell => "check.area.going-well",
        }
    }
}
