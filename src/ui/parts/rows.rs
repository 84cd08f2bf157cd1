//! Facts in rows: a name, and what is known.

use yew::prelude::*;

use super::element::{el, nothing, say, words};
use crate::text::Msg;
use crate::ui::cx::Cx;

/// A row.
pub(crate) struct Fact<'a> {
    /// Its name.
    pub(crate) name: Msg<'a>,
    /// What is known. `None` is shown as not stated by the program.
    pub(crate) text: Option<AttrValue>,
    /// A control at its end.
    pub(crate) control: Option<Html>,
}

impl<'a> Fact<'a> {
    /// A row without a control.
    pub(crate) fn new(name: Msg<'a>, text: Option<AttrValue>) -> Self {
        Self {
            name,
            text,
            control: None,
        }
    }
}

/// Rows of facts.
pub(crate) fn facts<'a>(cx: &Cx<'_>, rows: impl Into<Vec<Fact<'a>>>) -> Html {
    let rows = rows.into().into_iter().map(|row| {
        let known = row.text.unwrap_or_else(|| cx.say(Msg::NotStated));
        el(
            "div.tb-row",
            [
                say(cx, "dt.tb-row__name", row.name),
                el(
                    "dd.tb-row__text",
                    [
                        el("bdi", [words(known)]),
                        row.control.unwrap_or_else(nothing),
                    ],
                ),
            ],
        )
    });
    el("dl.tb-rows", rows.collect::<Vec<_>>())
}
