//! What remains where the host's document is missing or refused: help, and phone routes. The
//! page's own words are slotted in above.

use yew::prelude::*;

use crate::text::Msg;
use crate::ui::cx::{Cx, Intent};
use crate::ui::parts::{Look, button, el, group, heading, host, maybe, maybe_host, routes, say};

pub(super) fn unavailable(cx: &Cx<'_>) -> Html {
    let mut cards = Vec::new();
    for option in &cx.config.options {
        let phones = option.routes.iter().filter(|route| route.kind.is_phone());
        let phones = phones.cloned().collect::<Vec<_>>();
        if !phones.is_empty() {
            let name = host("h3.tb-card__title", &option.name);
            cards.push(el("li.tb-card", [name, routes(cx, &phones)]));
        }
    }
    let lead = if cards.is_empty() {
        Msg::UnavailableAlone
    } else {
        Msg::UnavailableLead
    };
    group([
        heading(cx, Msg::UnavailableTitle, None),
        say(cx, "p.tb-text", lead),
        maybe_host("p.tb-notice", cx.config.example.as_ref()),
        el("ul.tb-list", cards),
        // A network that was gone for a moment is no refusal.
        maybe(cx.unreachable, || {
            let again = button(
                cx,
                Look::Secondary,
                "try-again",
                Msg::Retry,
                Intent::ReadAgain,
            );
            el("div.tb-actions", [again])
        }),
    ])
}
