//! The heading of a screen. It takes the focus when the screen changes, so that a screen reader
//! reads it and the keyboard goes on from there.

use yew::prelude::*;

use super::element::{attributes, bare, finish, group, host, nothing, say, words};
use crate::text::Msg;
use crate::ui::cx::Cx;
use crate::ui::model::Focus;
use crate::words::Words;

/// A line inside the heading, read together with it.
pub(crate) type Caption<'a> = Option<Msg<'a>>;

/// The heading of a screen.
pub(crate) fn heading(cx: &Cx<'_>, text: Msg<'_>, caption: Caption<'_>) -> Html {
    let caption = caption.map(|caption| {
        group([
            say(cx, "span.tb-caption", caption),
            words(AttrValue::Static(" ")),
        ])
    });
    titled(
        cx,
        vec![caption.unwrap_or_else(nothing), words(cx.say(text))],
    )
}

/// The heading of a screen that is about something of the host's.
pub(crate) fn host_heading(cx: &Cx<'_>, name: &Words) -> Html {
    titled(cx, vec![host("span", name)])
}

fn titled(cx: &Cx<'_>, title: Vec<Html>) -> Html {
    let mut heading = bare(
        "h2",
        attributes! { "tabindex": "-1", "data-heading": "", "class": "tb-heading" },
    );
    if cx.model.focus.0 == Focus::Heading {
        heading.node_ref = cx.focus.clone();
    }
    finish(heading, title)
}
