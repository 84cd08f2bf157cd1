//! Buttons: one filled one a screen, the rest quieter.

use yew::prelude::*;

use super::element::{On, attributes, bare, finish, listen, words};
use crate::text::Msg;
use crate::ui::cx::{Cx, Intent};

/// How much a button stands out.
#[derive(Clone, Copy, Eq, PartialEq)]
pub(crate) enum Look {
    /// The one filled button of a screen.
    Primary,
    /// An outlined button.
    Secondary,
    /// Looks like a link.
    Quiet,
}

impl Look {
    fn class(self) -> &'static str {
        match self {
            Self::Primary => "tb-button tb-button--primary",
            Self::Secondary => "tb-button tb-button--secondary",
            Self::Quiet => "tb-button tb-button--quiet",
        }
    }
}

/// A button with the hook `action`.
pub(crate) fn button(
    cx: &Cx<'_>,
    look: Look,
    action: &'static str,
    text: Msg<'_>,
    intent: Intent,
) -> Html {
    button_of(cx, look, action, None, text, None, intent)
}

/// A button with a value for its hook, and a name of its own where several read the same. The name
/// begins with the visible text (WCAG 2.5.3).
pub(crate) fn button_of(
    cx: &Cx<'_>,
    look: Look,
    action: &'static str,
    value: Option<&str>,
    text: Msg<'_>,
    name: Option<Msg<'_>>,
    intent: Intent,
) -> Html {
    let mut button = bare(
        "button",
        attributes! {
            "type": "button",
            "data-action": action,
            "data-value": value.map(AttrValue::from),
            "aria-label": name.map(|name| cx.say(name)),
            "class": look.class(),
        },
    );
    listen(&mut button, On::Click, cx.on_click(intent));
    finish(button, vec![words(cx.say(text))])
}
