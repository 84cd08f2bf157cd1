//! The keyboard alone: every stop has to be seen, and the focus arrives where the eye is.

use serde_json::Value;

use crate::outcome::{Outcome, ensure, fail};
use crate::wait;
use crate::webdriver::{Session, key};
use crate::widget::Widget;

/// A person without a pointer.
pub(crate) struct Hands<'a> {
    pub(crate) session: &'a Session,
    pub(crate) widget: &'a Widget<'a>,
}

impl Hands<'_> {
    pub(crate) fn press_control(&self, action: &str, with: char) -> Outcome {
        self.tab_to(action, |focus| focus["action"] == action)?;
        self.session.keys(&[with])
    }

    pub(crate) fn write(&self, name: &str, words: &str) -> Outcome {
        if self.widget.value(name)? == words {
            return Ok(());
        }
        self.tab_to(name, |focus| focus["name"] == name)?;
        self.session.keys(&words.chars().collect::<Vec<_>>())?;
        wait::until(
            &format!("{name} to hold what was typed"),
            wait::USUAL,
            || Ok((self.widget.value(name)? == words).then_some(())),
        )
    }

    /// Marks the first choice of a group.
    pub(crate) fn mark(&self, name: &str) -> Outcome {
        let marked = || {
            self.widget.eval(
                "return all(`input[name=\"${args[0]}\"]`).some((e) => e.checked)",
                &[name.into()],
            )
        };
        if marked()? == Value::Bool(true) {
            return Ok(());
        }
        self.tab_to(name, |focus| focus["name"] == name)?;
        self.session.keys(&[key::SPACE])?;
        wait::until(&format!("a choice of {name}"), wait::USUAL, || {
            Ok((marked()? == Value::Bool(true)).then_some(()))
        })
    }

    /// Tabs until the focus is where it is wanted; it must be seen on each stop in the widget.
    pub(crate) fn tab_to(&self, what: &str, wanted: impl Fn(&Value) -> bool) -> Outcome {
        let mut stops = Vec::new();
        for _ in 0..120 {
            let focus = self.focus()?;
            if wanted(&focus) {
                return Ok(());
            }
            self.session.keys(&[key::TAB])?;
            let focus = self.focus()?;
            if !focus.is_null() {
                ensure!(
                    focus["seen"] == Value::Bool(true),
                    "the focus cannot be seen on {focus}"
                );
                stops.push(focus["label"].as_str().unwrap_or_default().to_owned());
            }
        }
        fail!("the keyboard does not reach {what}; stops: {stops:?}")
    }

    /// The screen changes and the focus is on its heading.
    pub(crate) fn arrive(&self, screen: &str) -> Outcome {
        self.widget.await_screen(screen)?;
        wait::until(
            &format!("the focus on the heading of {screen}"),
            wait::USUAL,
            || {
                let heading = self.widget.eval(
                    "const e = root.activeElement;
                     return Boolean(e) && /^(h[1-6]|legend)$/.test(e.localName)",
                    &[],
                )?;
                Ok((heading == Value::Bool(true)).then_some(()))
            },
        )
    }

    /// Tab goes on to what follows the widget: no trap.
    pub(crate) fn leave(&self) -> Outcome {
        for _ in 0..120 {
            self.session.keys(&[key::TAB])?;
            if self.focus()?.is_null() {
                return Ok(());
            }
        }
        fail!("the focus does not leave the widget")
    }

    /// What has the focus in the widget; null where nothing has.
    pub(crate) fn focus(&self) -> Outcome<Value> {
        self.widget.eval(
            "const e = root.activeElement;
             if (!e) return null;
             const outlined = (x) => {
               const style = getComputedStyle(x);
               return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0)
                 || style.boxShadow !== 'none';
             };
             const box = (e.labels && e.labels[0] || e).getBoundingClientRect();
             const inView = box.bottom > 0 && box.top < innerHeight && box.width > 0;
             return {
               action: e.dataset.action || '',
               value: e.dataset.value || '',
               answers: Boolean(e.closest('[data-action=\"answer\"]')),
               name: e.getAttribute('name') || '',
               label: (e.dataset.action || e.name || e.localName),
               seen: inView && e.matches(':focus-visible')
                 && (outlined(e) || Boolean(e.closest('label') && outlined(e.closest('label')))),
             }",
            &[],
        )
    }
}
