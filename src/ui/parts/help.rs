//! Crisis help: the strip on every screen, and the entries in full.

use yew::prelude::*;

use super::button::{Look, button};
use super::element::{
    attributes, el, group, host, maybe, maybe_host, maybe_text, nothing, say, with, words,
};
use super::routes::{phone_link, routes};
use crate::support::CrisisEntry;
use crate::text::Msg;
use crate::ui::cx::{Cx, Intent};
use crate::ui::model::{Action, Screen};

/// The strip. The crisis screen is itself the help, so the strip is not repeated there.
pub(crate) fn help_strip(cx: &Cx<'_>) -> Html {
    if cx.config.crisis.is_empty() || cx.model.screen == Screen::Crisis {
        return nothing();
    }
    let entries = cx.config.crisis.iter().map(|entry| {
        let phones = entry.routes.iter().filter(|route| route.kind.is_phone());
        let links = phones.map(|route| phone_link(cx, route, "tb-help__link"));
        el(
            "li",
            [
                host("span.tb-help__name", &entry.name),
                country(cx, entry),
                group(links.collect::<Vec<_>>()),
                maybe(entry.review_passed, || {
                    el("span", [words(check_number(cx, entry))])
                }),
            ],
        )
    });
    with(
        "section",
        attributes! { "aria-label": cx.say(Msg::CrisisStrip), "class": "tb-help" },
        [
            say(cx, "p.tb-help__title", Msg::CrisisStrip),
            el("ul.tb-help__list", entries.collect::<Vec<_>>()),
            button(
                cx,
                Look::Quiet,
                "crisis",
                Msg::CrisisMore,
                Intent::Act(Action::Go(Screen::Crisis)),
            ),
        ],
    )
}

/// The entries in full.
pub(crate) fn crisis_entries(cx: &Cx<'_>) -> Html {
    let entries = cx.config.crisis.iter().map(|entry| {
        el(
            "li.tb-card",
            [
                host("h3.tb-card__title", &entry.name),
                country(cx, entry),
                maybe_host("p.tb-text", entry.about.as_ref()),
                routes(cx, &entry.routes),
                maybe(entry.review_passed, || {
                    el("p.tb-hint", [words(check_number(cx, entry))])
                }),
            ],
        )
    });
    el("ul.tb-list", entries.collect::<Vec<_>>())
}

/// The country of an entry, where it is another than the document's.
fn country(cx: &Cx<'_>, entry: &CrisisEntry) -> Html {
    let name = entry.country.as_deref();
    let name = name.map(|country| (cx.name_of)(country, cx.texts.language()));
    maybe_text("span.tb-hint", name.as_deref())
}

fn check_number(cx: &Cx<'_>, entry: &CrisisEntry) -> AttrValue {
    cx.say(match &entry.reviewed_on {
        Some(date) => Msg::CheckNumber { date },
        None => Msg::CheckNumberUndated,
    })
}
