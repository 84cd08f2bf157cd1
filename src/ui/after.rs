//! Doing something after a drawing. One hook of one type: Yew's own is code of its own for each
//! closure and each thing it depends on.

use std::any::Any;
use std::rc::Rc;

use yew::prelude::*;

/// What has to be another one for the effect to run anew.
#[derive(Default)]
pub(super) struct On {
    /// The very same or not, whatever it holds. Held on to, so that no other one takes its address.
    pub(super) held: Option<Rc<dyn Any>>,
    /// Numbers.
    pub(super) numbers: [u32; 2],
}

impl PartialEq for On {
    fn eq(&self, other: &Self) -> bool {
        let held = match (&self.held, &other.held) {
            (Some(one), Some(other)) => Rc::ptr_eq(one, other),
            (None, None) => true,
            _ => false,
        };
        held && self.numbers == other.numbers
    }
}

impl On {
    /// A number alone.
    pub(super) fn number(number: u32) -> Self {
        Self {
            numbers: [number, 0],
            ..Self::default()
        }
    }

    /// Something shared alone.
    pub(super) fn shared<T: 'static>(held: Option<&Rc<T>>) -> Self {
        Self {
            held: held.map(|held| Rc::clone(held) as Rc<dyn Any>),
            ..Self::default()
        }
    }
}

/// What the effect leaves behind; dropped before the next one and at the end.
pub(super) type Left = Option<Box<dyn Any>>;

/// Runs `effect` after the first drawing and after each one with another `on`.
#[hook]
pub(super) fn use_after(on: On, effect: Box<dyn FnOnce() -> Left>) {
    use_effect_with(on, move |_| {
        let left = effect();
        move || drop(left)
    });
}
