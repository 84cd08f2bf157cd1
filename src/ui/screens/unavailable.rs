//! What remains where the host's document is missing or refused: help, and phone routes. The
//! page's own words are slotted in above.

use yew::prelude::*;

use crate::support::{Route, SupportOption};
use crate::text::Msg;
use crate::ui::cx::Cx;
use crate::ui::parts::{heading, phone_link};

pub(super) fn unavailable(cx: &Cx<'_>) -> Html {
    let phones = |option: &SupportOption| {
        option
            .routes
            .iter()
            .filter(|route| route.kind.is_phone())
            .cloned()
            .collect::<Vec<Route>>()
    };
    let reachable = cx
        .config
        .options
        .iter()
        .any(|option| !phones(option).is_empty());
    html! {
        <>
            {heading(cx, Msg::UnavailableTitle, None)}
            <p class="tb-text">
                {cx.say(if reachable { Msg::UnavailableLead } else { Msg::UnavailableAlone })}
            </p>
            <ul class="tb-list">
                {for cx.config.options.iter().map(|option| (option, phones(option)))
                    .filter(|(_, phones)| !phones.is_empty())
                    .map(|(option, phones)| html! {
                        <li class="tb-card">
                            <h3 class="tb-card__title">{option.name.clone()}</h3>
                            {for phones.iter().map(|route| phone_link(cx, route, "tb-route"))}
                        </li>
                    })}
            </ul>
        </>
    }
}
