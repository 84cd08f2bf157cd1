use std::hint::black_box;

use super::{COUNT, STATEMENTS, Statement};

/// What someone says of a statement.
///
/// It has no `Debug` and no `Display`: no log line can hold one by accident.
#[derive(Clone, Copy, Eq, PartialEq)]
pub enum Answer {
    /// It holds.
    InPlace,
    /// Some of it holds.
    Partly,
    /// It does not hold.
    NotYet,
    /// Nobody who answers can say.
    DoNotKnow,
}

impl Answer {
    /// The answers in the order they are shown.
    pub const ALL: [Self; 4] = [Self::InPlace, Self::Partly, Self::NotYet, Self::DoNotKnow];

    /// The words on the button.
    pub const fn label(self) -> &'static str {
        match self {
            Self::InPlace => "In place",
            Self::Partly => "Partly",
            Self::NotYet => "Not yet",
            Self::DoNotKnow => "Do not know",
        }
    }
}

/// What was answered so far. It lives in memory only.
///
/// It cannot be printed, cloned or serialised, and it is wiped when it is dropped.
pub struct Answers {
    // Boxed, so that moving the value copies a pointer and leaves no stale answers behind.
    given: Box<[u8; COUNT]>,
}

impl Answers {
    /// No answers yet.
    pub fn new() -> Self {
        Self {
            given: Box::new([NONE; COUNT]),
        }
    }

    /// Records the answer to the statement at `index` of [`STATEMENTS`], in place of an earlier
    /// one; `None` takes it back. An index beyond the last changes nothing.
    pub fn set(&mut self, index: usize, answer: Option<Answer>) {
        if let Some(place) = self.given.get_mut(index) {
            *place = answer.map_or(NONE, |answer| answer as u8);
        }
    }

    /// The answer to the statement at `index` of [`STATEMENTS`]; `None` where it was skipped.
    pub fn of(&self, index: usize) -> Option<Answer> {
        let given = *self.given.get(index)?;
        Answer::ALL
            .into_iter()
            .find(|answer| *answer as u8 == given)
    }

    /// Each statement with its answer, in basic order.
    pub fn each(&self) -> impl Iterator<Item = (&'static Statement, Option<Answer>)> {
        STATEMENTS
            .iter()
            .enumerate()
            .map(|(index, statement)| (statement, self.of(index)))
    }

    /// Overwrites every answer. What is left equals [`Answers::new`].
    pub fn wipe(&mut self) {
        self.given.fill(NONE);
        // Shown to an opaque reader, or the optimiser could drop the writes just before a free.
        black_box(&self.given);
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

/// Stands for a statement without an answer.
const NONE: u8 = u8::MAX;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wipe_overwrites_every_byte() {
        let mut answers = Answers::new();
        for index in 0..COUNT {
            answers.set(index, Some(Answer::ALL[index % 4]));
        }
        answers.wipe();
        assert_eq!(*answers.given, [NONE; COUNT]);
    }
}
