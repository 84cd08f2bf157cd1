use super::{Answers, Area, Level, QUESTIONS};

/// How much a person marked, as coarse as the order of the list needs it.
///
/// It is never shown. It comes from answers, so it has no `Debug` and no `Display`.
#[derive(Clone, Copy, Default, Eq, Ord, PartialEq, PartialOrd)]
pub enum Load {
    /// No question about weight was answered.
    #[default]
    Unknown,
    /// Some were, and none of them high.
    Little,
    /// An area was answered in the top two of the five levels.
    Some,
    /// So was an area that shows in work, sleep or time with people.
    Much,
}

/// How much `answers` mark (domain notes, section 4). The cut points are choices of this product and
/// not published thresholds.
pub fn load(answers: &Answers) -> Load {
    let mut load = Load::Unknown;
    for question in QUESTIONS.iter().filter(|question| !question.positive) {
        load = load.max(match answers.level(question) {
            None => Load::Unknown,
            Some(level) if level < Level::HIGH => Load::Little,
            Some(_) if interferes(question.area) => Load::Much,
            Some(_) => Load::Some,
        });
    }
    load
}

/// Whether an area shows in work, sleep or time with people.
fn interferes(area: Area) -> bool {
    matches!(area, Area::Body | Area::Confidence | Area::Connection)
}
