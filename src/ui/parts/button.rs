//! Buttons: one filled one a screen, the rest quieter.

use yew::prelude::*;

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
    html! {
        <button
            type="button"
            class={look.class()}
            data-action={action}
            data-value={value.map(|value| AttrValue::from(value.to_owned()))}
            aria-label={name.map(|name| cx.say(name))}
            onclick={cx.on_click(intent)}
        >
            {cx.say(text)}
        </button>
    }
}
