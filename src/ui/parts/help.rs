//! Crisis help: the strip on every screen, and the entries in full.

use yew::prelude::*;

use super::button::{Look, button};
use super::routes::phone_link;
use crate::support::CrisisEntry;
use crate::text::Msg;
use crate::ui::cx::{Cx, Intent};
use crate::ui::model::{Action, Screen};

/// The strip. The crisis screen is itself the help, so the strip is not repeated there.
pub(crate) fn help_strip(cx: &Cx<'_>) -> Html {
    if cx.config.crisis.is_empty() || cx.model.screen == Screen::Crisis {
        return Html::default();
    }
    html! {
        <section class="tb-help" aria-label={cx.say(Msg::CrisisStrip)}>
            <p class="tb-help__title">{cx.say(Msg::CrisisStrip)}</p>
            <ul class="tb-help__list">
                {for cx.config.crisis.iter().map(|entry| html! {
                    <li>
                        <span class="tb-help__name">{entry.name.clone()}</span>
                        {for entry.routes.iter().filter(|route| route.kind.is_phone())
                            .map(|route| phone_link(cx, route, "tb-help__link"))}
                        if entry.review_passed {
                            <span>{check_number(cx, entry)}</span>
                        }
                    </li>
                })}
            </ul>
            {button(
                cx,
                Look::Quiet,
                "crisis",
                Msg::CrisisMore,
                Intent::Act(Action::Go(Screen::Crisis)),
            )}
        </section>
    }
}

/// The entries in full.
pub(crate) fn crisis_entries(cx: &Cx<'_>) -> Html {
    html! {
        <ul class="tb-list">
            {for cx.config.crisis.iter().map(|entry| html! {
                <li class="tb-card">
                    <h3 class="tb-card__title">{entry.name.clone()}</h3>
                    if let Some(about) = &entry.about {
                        <p class="tb-text">{about.clone()}</p>
                    }
                    {super::routes(cx, &entry.routes)}
                    if entry.review_passed {
                        <p class="tb-hint">{check_number(cx, entry)}</p>
                    }
                </li>
            })}
        </ul>
    }
}

fn check_number(cx: &Cx<'_>, entry: &CrisisEntry) -> AttrValue {
    cx.say(match &entry.reviewed_on {
        Some(date) => Msg::CheckNumber { date },
        None => Msg::CheckNumberUndated,
    })
}
