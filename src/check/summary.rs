use std::hint::black_box;

use super::{Answers, Area, Level, QUESTIONS};

/// What a person marked, as areas in the order of asking.
///
/// An area that is in none of the lists was answered low or not at all, and the two look alike on
/// purpose: a low answer must not read as an all-clear. Like the answers it comes from, a summary
/// cannot be printed, cloned or serialised, and it is wiped when it is dropped.
pub struct Summary {
    /// Areas that weigh most: answered in the top two of the five levels.
    pub heavier: Vec<Area>,
    /// Areas that weigh a little: answered in the middle level.
    pub some: Vec<Area>,
    /// Areas that go well: a positive question answered in the top two levels.
    pub going_well: Vec<Area>,
    /// How many questions have an answer, 0 to [`STEPS`](super::STEPS). It says whether the check was
    /// skipped and nothing about the person.
    pub answered: usize,
}

impl Summary {
    /// Overwrites and empties the lists.
    pub fn wipe(&mut self) {
        for areas in [&mut self.heavier, &mut self.some, &mut self.going_well] {
            areas.fill(Area::Replay);
            // Shown to an opaque reader, or the optimiser could drop the writes.
            black_box(&*areas);
            areas.clear();
        }
        self.answered = 0;
    }
}

impl Drop for Summary {
    fn drop(&mut self) {
        self.wipe();
    }
}

/// Names the areas that `answers` mark. Each answer decides about its own area alone.
pub fn summary(answers: &Answers) -> Summary {
    // At full capacity from the start: a list that grows leaves its old copy in freed memory.
    let mut summary = Summary {
        heavier: Vec::with_capacity(Area::COUNT),
        some: Vec::with_capacity(Area::COUNT),
        going_well: Vec::with_capacity(Area::COUNT),
        answered: usize::from(answers.when().is_some()),
    };
    for question in &QUESTIONS {
        let Some(level) = answers.level(question) else {
            continue;
        };
        summary.answered += 1;
        if level >= Level::HIGH {
            let areas = if question.positive {
                &mut summary.going_well
            } else {
                &mut summary.heavier
            };
            areas.push(question.area);
        } else if level == Level::MIDDLE && !question.positive {
            summary.some.push(question.area);
        }
    }
    summary
}
