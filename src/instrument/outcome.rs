use std::hint::black_box;

use super::{Answers, Instrument};
use crate::check::Load;

/// What may be said of a person's answers, in the words of the instrument: no number is in it.
///
/// It cannot be printed, cloned or serialised, and it is wiped when it is dropped.
pub struct Outcome<'a> {
    /// One for each score that has bands, in the order of the document. A score without bands has
    /// nothing that could be said without a number.
    pub findings: Vec<Finding<'a>>,
    /// The heaviest load among the bands that state one.
    pub load: Option<Load>,
    /// Whether an answer asks for help at once, whatever else is found.
    pub safety: bool,
}

/// What may be said of one score.
pub struct Finding<'a> {
    /// The score's name.
    pub name: &'a str,
    /// The band's words; `None` where too little was answered.
    pub band: Option<&'a str>,
}

impl Instrument {
    /// What may be said of `answers`.
    pub fn result(&self, answers: &Answers) -> Outcome<'_> {
        let mut outcome = Outcome {
            // At full capacity from the start: a list that grows leaves its old copy in freed
            // memory.
            findings: Vec::with_capacity(self.scores.len()),
            load: None,
            safety: self.asks_for_help(answers),
        };
        for (place, score) in self.scores.iter().enumerate() {
            if score.bands.is_empty() {
                continue;
            }
            let points = self.points(place, answers);
            let band = points.and_then(|points| score.band(&points));
            outcome.load = outcome.load.max(band.and_then(|band| band.load));
            outcome.findings.push(Finding {
                name: score.text.as_deref().unwrap_or_default(),
                band: band.map(|band| band.text.as_deref().unwrap_or_default()),
            });
        }
        outcome
    }
}

impl Drop for Outcome<'_> {
    fn drop(&mut self) {
        for finding in &mut self.findings {
            (finding.name, finding.band) = ("", None);
        }
        (self.load, self.safety) = (None, false);
        // Shown to an opaque reader, or the optimiser could drop the writes.
        black_box(&*self);
    }
}
