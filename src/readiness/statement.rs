use super::{Passage, Unit};

/// One thing that an organization can have in place.
#[derive(Debug)]
pub struct Statement {
    /// A stable word for code and style sheets.
    pub id: &'static str,
    /// Where it belongs.
    pub unit: Unit,
    /// What it stands on.
    pub step: Step,
    /// The statement.
    pub text: &'static str,
    /// What to do where it does not hold.
    pub action: &'static str,
    /// Why that is worth doing.
    pub why: &'static str,
    /// What it was drawn from; at least one.
    pub drawn_from: &'static [Passage],
}

/// When in a unit something is worth doing.
///
/// An earlier step is what a later one stands on: people cannot be told of a program that nobody
/// runs, and one that nobody knows has nothing to learn from.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Step {
    /// The groundwork: who decides, who is served, and with what.
    Ground,
    /// What a person meets.
    Reach,
    /// What keeps it going and makes it better.
    Upkeep,
}

impl Step {
    /// The steps in order.
    pub const ALL: [Self; 3] = [Self::Ground, Self::Reach, Self::Upkeep];

    /// The heading over the actions of the step.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Ground => "Do first",
            Self::Reach => "Do next",
            Self::Upkeep => "Do after that",
        }
    }
}
