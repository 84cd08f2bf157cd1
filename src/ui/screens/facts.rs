//! Where the facts of the case may be talked about, as the host states it.

use yew::prelude::*;

use crate::config::FactsPlace;
use crate::text::Msg;
use crate::ui::cx::Cx;
use crate::ui::parts::{el, group, heading, host, maybe, nothing, say};

pub(super) fn facts(cx: &Cx<'_>) -> Html {
    let places = cx.config.facts.iter().map(|place| card(cx, place));
    group([
        heading(cx, Msg::FactsTitle, None),
        say(cx, "p.tb-lead", Msg::FactsLead),
        maybe(cx.config.facts.is_empty(), || {
            say(cx, "p.tb-text", Msg::FactsNone)
        }),
        el("ul.tb-list", places.collect::<Vec<_>>()),
    ])
}

fn card(cx: &Cx<'_>, place: &FactsPlace) -> Html {
    let jurisdiction = place.jurisdiction.as_deref();
    let date = place.date.as_deref();
    el(
        "li.tb-card",
        [
            host("h3.tb-card__title", &place.name),
            host("p.tb-text", &place.text),
            jurisdiction.map_or_else(nothing, |place| {
                say(cx, "p.tb-hint", Msg::FactsJurisdiction { place })
            }),
            date.map_or_else(nothing, |date| {
                say(cx, "p.tb-hint", Msg::FactsDate { date })
            }),
        ],
    )
}
