//! What remains where the host's document is missing or refused: help, and phone routes. The
//! page's own words are slotted in above.

use yew::prelude::*;

use crate::text::Msg;
use crate::ui::cx::Cx;
use crate::ui::parts::{el, group, heading, host, phone_link, say};

pub(super) fn unavailable(cx: &Cx<'_>) -> Html {
    let mut cards = Vec::new();
    for option in &cx.config.options {
        let phones = option.routes.iter().filter(|route| route.kind.is_phone());
        let phones = phones.map(|route| phone_link(cx, route, "tb-route"));
        let phones = phones.collect::<Vec<_>>();
        if !phones.is_empty() {
            let name = host("h3.tb-card__title", &option.name);
            cards.push(el("li.tb-card", [name, group(phones)]));
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
        el("ul.tb-list", cards),
    ])
}
