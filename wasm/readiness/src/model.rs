//! Where someone is on the page and what they answered, as a reducer.

use std::cell::{Ref, RefCell};
use std::rc::Rc;

use touchbase::readiness::{Answer, Answers, Unit};
use yew::Reducible;

/// What is shown.
#[derive(Clone, Copy, Eq, PartialEq)]
pub(crate) enum View {
    /// The statements of a unit.
    Statements(Unit),
    /// The list of actions.
    List,
}

impl View {
    pub(crate) const ALL: [Self; 5] = [
        Self::Statements(Unit::ALL[0]),
        Self::Statements(Unit::ALL[1]),
        Self::Statements(Unit::ALL[2]),
        Self::Statements(Unit::ALL[3]),
        Self::List,
    ];

    pub(crate) const FIRST: Self = Self::ALL[0];

    pub(crate) fn next(self) -> Option<Self> {
        Self::ALL.into_iter().skip_while(|v| *v != self).nth(1)
    }

    pub(crate) fn before(self) -> Option<Self> {
        Self::ALL.into_iter().take_while(|v| *v != self).last()
    }
}

/// What happened.
pub(crate) enum Action {
    /// Someone wants to see this.
    Go(View),
    /// An answer to the statement at an index.
    Answer(usize, Answer),
    /// Clearing was pressed and asks back.
    AskToClear,
    /// Not to be cleared after all.
    Keep,
    /// Clearing was confirmed.
    Clear,
    /// The page goes away, or into the browser's store of pages that Back brings back whole.
    Leave,
}

/// The one line that is read out.
#[derive(Clone, Copy, Eq, PartialEq)]
pub(crate) enum Said {
    Nothing,
    Cleared,
}

/// Where the focus belongs, with a number: each number is carried out once.
#[derive(Clone, Copy, Eq, PartialEq)]
pub(crate) enum Focus {
    /// Where it is.
    Stay,
    Heading,
    /// The question whether to clear.
    Question,
    /// The control that asks to clear.
    Clear,
}

/// The state of the page. All models of a page's life share one set of answers, so wiping it
/// wipes it everywhere.
pub(crate) struct Model {
    pub(crate) view: View,
    pub(crate) asks_to_clear: bool,
    pub(crate) said: Said,
    pub(crate) focus: (Focus, u32),
    answers: Rc<RefCell<Answers>>,
}

impl Model {
    pub(crate) fn answers(&self) -> Ref<'_, Answers> {
        self.answers.borrow()
    }

    fn with(&self, view: View, focus: Focus) -> Self {
        Self {
            view,
            asks_to_clear: false,
            said: Said::Nothing,
            focus: (focus, self.focus.1.wrapping_add(1)),
            answers: Rc::clone(&self.answers),
        }
    }
}

impl Default for Model {
    fn default() -> Self {
        Self {
            view: View::FIRST,
            asks_to_clear: false,
            said: Said::Nothing,
            focus: (Focus::Stay, 0),
            answers: Rc::default(),
        }
    }
}

impl Reducible for Model {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        Rc::new(match action {
            Action::Go(view) => self.with(view, Focus::Heading),
            Action::Answer(index, answer) => {
                self.answers.borrow_mut().set(index, Some(answer));
                self.with(self.view, Focus::Stay)
            }
            Action::AskToClear => Self {
                asks_to_clear: true,
                ..self.with(self.view, Focus::Question)
            },
            Action::Keep => self.with(self.view, Focus::Clear),
            Action::Clear => {
                self.answers.borrow_mut().wipe();
                Self {
                    said: Said::Cleared,
                    ..self.with(View::FIRST, Focus::Heading)
                }
            }
            Action::Leave => {
                self.answers.borrow_mut().wipe();
                self.with(View::FIRST, Focus::Stay)
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use touchbase::readiness::COUNT;

    use super::*;

    fn answered() -> Rc<Model> {
        let mut model = Rc::new(Model::default());
        for index in 0..COUNT {
            model = model.reduce(Action::Answer(index, Answer::Partly));
        }
        model.reduce(Action::Go(View::List))
    }

    #[test]
    fn leaving_and_clearing_leave_nothing_in_any_model_of_the_page() {
        for end in [Action::Leave, Action::Clear] {
            let before = answered();
            assert!(before.answers().of(0) == Some(Answer::Partly));
            let after = Rc::clone(&before).reduce(end);
            for model in [before, Rc::clone(&after)] {
                assert!((0..COUNT).all(|index| model.answers().of(index).is_none()));
            }
            assert!(after.view == View::FIRST);
        }
    }

    #[test]
    fn asking_to_clear_clears_nothing_yet() {
        let asked = answered().reduce(Action::AskToClear);
        assert!(asked.asks_to_clear && asked.answers().of(3) == Some(Answer::Partly));
        let kept = asked.reduce(Action::Keep);
        assert!(!kept.asks_to_clear && kept.answers().of(3) == Some(Answer::Partly));
        assert!(kept.view == View::List && kept.focus.0 == Focus::Clear);
    }

    #[test]
    fn the_views_follow_each_other_to_the_list() {
        let mut view = View::FIRST;
        for unit in Unit::ALL {
            assert!(view == View::Statements(unit));
            view = view.next().unwrap();
        }
        assert!(view == View::List && view.next().is_none());
        assert!(view.before() == Some(View::Statements(Unit::MovingForward)));
        assert!(View::FIRST.before().is_none());
    }
}
