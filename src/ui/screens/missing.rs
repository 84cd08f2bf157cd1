//! In place of a screen that could not be fetched: what that means, whom to call, and trying again.

use std::slice::from_ref;

use yew::prelude::*;

use crate::text::Msg;
use crate::ui::cx::{Cx, Intent};
use crate::ui::parts::{Look, button, el, group, heading, nothing, routes, say};

pub(super) fn missing(cx: &Cx<'_>) -> Html {
    let phone = cx.phone().map(|phone| routes(cx, from_ref(phone)));
    group([
        heading(cx, Msg::UnavailableTitle, None),
        say(cx, "p.tb-text", Msg::PartMissing),
        phone.unwrap_or_else(nothing),
        el(
            "div.tb-actions",
            [button(
                cx,
                Look::Primary,
                "try-again",
                Msg::Retry,
                Intent::Prepare,
            )],
        ),
    ])
}
