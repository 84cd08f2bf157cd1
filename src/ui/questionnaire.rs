//! What the screens ask of a host's questionnaire, wherever its rules run.

use std::rc::Rc;

use super::delivery::Answer;
use crate::instrument::{Answers, Instrument};
use crate::value::Value;

/// A way to a host's questionnaire.
pub trait Questionnaires {
    /// The questionnaire at `address`, ready to be asked; `None` where it cannot be fetched or is
    /// refused, and then the built-in check stands in its place.
    fn open(&self, address: &str) -> Answer<Option<Rc<dyn Questionnaire>>>;
}

/// A questionnaire that is being asked. Dropping it lets go of everything it holds.
///
/// Answers are places on an item's scale, from 0 for the lowest; -1 stands for none.
pub trait Questionnaire {
    /// What can be shown, as [`Instrument::view`](crate::instrument) writes it.
    fn view(&self) -> &Value;
    /// The item to ask after `item`, or the first one after -1; `None` where there is no other.
    fn next(&self, answers: &[i8], item: i32) -> Option<usize>;
    /// What may be said of the answers: words, and never a number.
    fn result(&self, answers: &[i8]) -> Value;
}

/// An instrument in this module, for an app that reads its own.
pub struct OpenInstrument {
    instrument: Instrument,
    view: Value,
}

impl OpenInstrument {
    /// A questionnaire of an instrument that was read to be shown.
    pub fn new(instrument: Instrument) -> Self {
        Self {
            view: instrument.view(),
            instrument,
        }
    }
}

impl Questionnaire for OpenInstrument {
    fn view(&self) -> &Value {
        &self.view
    }

    fn next(&self, answers: &[i8], item: i32) -> Option<usize> {
        let item = usize::try_from(item).ok();
        self.instrument.next(&Answers::of(answers), item)
    }

    fn result(&self, answers: &[i8]) -> Value {
        self.instrument.result(&Answers::of(answers)).to_value()
    }
}

/// Shared [`Questionnaires`].
#[derive(Clone)]
pub struct SharedQuestionnaires(pub Rc<dyn Questionnaires>);

impl PartialEq for SharedQuestionnaires {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}
