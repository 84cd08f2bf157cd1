//! Chips: choices that are on or off and never lead to another screen.

use yew::prelude::*;

use super::element::{On, attributes, bare, finish, listen, with, words};
use crate::ui::cx::{Cx, Intent};
use crate::ui::listing::Choice;
use crate::ui::model::Action;

/// A chip with the hook `action`.
pub(crate) struct Chip {
    /// The hook.
    pub(crate) action: &'static str,
    /// What it says.
    pub(crate) text: AttrValue,
    /// Whether it is on.
    pub(crate) on: bool,
    /// What a press changes.
    pub(crate) choice: Choice,
}

/// Chips that belong together, under a name. Pressing one that is on takes it back.
pub(crate) fn chips(cx: &Cx<'_>, name: AttrValue, chips: Vec<Chip>) -> Html {
    let mut children = vec![with(
        "span",
        attributes! { "class": "tb-chips__name", "aria-hidden": "true" },
        [words(name.clone())],
    )];
    children.extend(chips.into_iter().map(|chip| {
        let mut button = bare(
            "button",
            attributes! {
                "type": "button",
                "class": "tb-chip",
                "data-action": chip.action,
                "aria-pressed": if chip.on { "true" } else { "false" },
            },
        );
        let intent = Intent::Act(Action::Choose(chip.choice));
        listen(&mut button, On::Click, cx.on_click(intent));
        finish(button, vec![words(chip.text)])
    }));
    with(
        "div",
        attributes! { "role": "group", "aria-label": name, "class": "tb-chips" },
        children,
    )
}
