//! The heading of a screen. It takes the focus when the screen changes, so that a screen reader
//! reads it and the keyboard goes on from there.

use yew::prelude::*;

use super::element::{attributes, bare, finish, group, nothing, say, words};
use crate::text::Msg;
use crate::ui::cx::Cx;
use crate::ui::model::Focus;

/// A line inside the heading, read together with it.
pub(crate) type Caption<'a> = Option<Msg<'a>>;

/// The heading of a screen.
pub(crate) fn heading(cx: &Cx<'_>, text: Msg<'_>, caption: Caption<'_>) -> Html {
    let mut heading = bare(
        "h2",
        attributes! { "tabindex": "-1", "data-heading": "", "class": "tb-heading" },
    );
    if cx.model.focus.0 == Focus::Heading {
        heading.node_ref = cx.focus.clone();
    }
    let caption = caption.map(|caption| {
        group([
            say(cx, "span.tb-caption", caption),
            words(AttrValue::Static(" ")),
        ])
    });
    finish(
        heading,
        vec![caption.unwrap_or_else(nothing), words(cx.say(text))],
    )
}
