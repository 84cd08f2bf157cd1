use std::hint::black_box;

use super::{Area, Question, When};

/// One step of the answer scale, which all questions share: 0 (hardly or never) to 4 (nearly all
/// the time).
///
/// It is an answer, so it has no `Debug` and no `Display`: no log line can hold one by accident.
#[derive(Clone, Copy, Eq, Ord, PartialEq, PartialOrd)]
pub struct Level(u8);

impl Level {
    /// The steps from lowest to highest, the order in which they are shown.
    pub const ALL: [Self; 5] = [Self(0), Self(1), Self(2), Self(3), Self(4)];

    /// The middle step: it weighs a little.
    pub(super) const MIDDLE: Self = Self(2);

    /// The lowest step that counts as high. The cut, the top two of five, is a choice of this
    /// product and not a published threshold.
    pub(super) const HIGH: Self = Self(3);

    /// The step `index` counted from the lowest, 0 to 4; `None` above that.
    pub const fn from_index(index: u8) -> Option<Self> {
        if index > 4 {
            return None;
        }
        Some(Self(index))
    }

    /// The step's place on the scale, 0 to 4.
    pub const fn index(self) -> u8 {
        self.0
    }

    /// The text key of the answer.
    pub const fn key(self) -> &'static str {
        match self.0 {
            0 => "check.answer.0",
            1 => "check.answer.1",
            2 => "check.answer.2",
            3 => "check.answer.3",
            _ => "check.answer.4",
        }
    }
}

/// What a person answered so far. It lives in memory only.
///
/// It cannot be printed, cloned or serialised, and it is wiped when it is dropped.
pub struct Answers {
    // Boxed, so that moving the value copies a pointer and leaves no stale answers behind.
    levels: Box<[u8; Area::COUNT + 1]>,
}

impl Answers {
    /// No answers yet.
    pub fn new() -> Self {
        Self {
            levels: Box::new([NONE; Area::COUNT + 1]),
        }
    }

    /// Records the answer to `question` in place of an earlier one.
    pub fn set(&mut self, question: &Question, level: Level) {
        self.levels[question.area as usize] = level.0;
    }

    /// Takes back the answer to `question`, if there is one.
    pub fn skip(&mut self, question: &Question) {
        self.levels[question.area as usize] = NONE;
    }

    /// Records roughly when it happened, in place of an earlier answer; `None` takes it back.
    pub fn set_when(&mut self, when: Option<When>) {
        self.levels[WHEN] = when.map_or(NONE, |when| when as u8);
    }

    /// Roughly when it happened; `None` where that was skipped or not reached.
    pub fn when(&self) -> Option<When> {
        When::from_index(self.levels[WHEN])
    }

    /// Overwrites every answer. What is left equals [`Answers::new`].
    pub fn wipe(&mut self) {
        self.levels.fill(NONE);
        // Shown to an opaque reader, or the optimiser could drop the writes just before a free.
        black_box(&self.levels);
    }

    /// The answer to `question`; `None` where it was skipped or not reached.
    pub fn level(&self, question: &Question) -> Option<Level> {
        Level::from_index(self.levels[question.area as usize])
    }
}

impl Default for Answers {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for Answers {
    fn drop(&mut self) {
        self.wipe();
    }
}

/// Stands for a question without an answer; above every level.
const NONE: u8 = u8::MAX;

/// Where the answer about time stands: behind the areas.
const WHEN: usize = Area::COUNT;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::QUESTIONS;

    #[test]
    fn wipe_overwrites_every_byte() {
        let mut answers = Answers::new();
        for question in &QUESTIONS {
            answers.set(question, Level::HIGH);
        }
        answers.set_when(Some(When::TalkAhead));
        answers.wipe();
        assert_eq!(*answers.levels, [NONE; Area::COUNT + 1]);
    }
}
