//! The support that is open, every option on a card of its own, in the host's order.

use yew::prelude::*;

use super::option::review_note;
use crate::support::SupportOption;
use crate::text::Msg;
use crate::ui::cx::{Cx, Intent};
use crate::ui::model::Action;
use crate::ui::parts::{Look, button_of, heading, routes};

pub(super) fn options(cx: &Cx<'_>) -> Html {
    let program = cx.config.program.name.as_str();
    let count = cx.config.options.len().to_string();
    let title = match cx.config.options.len() {
        1 => Msg::OptionsTitleOne,
        _ => Msg::OptionsTitle { count: &count },
    };
    html! {
        <>
            {heading(cx, title, None)}
            <p class="tb-text">{cx.say(Msg::OptionsOrder { program })}</p>
            <ul class="tb-list">
                {for cx.config.options.iter().enumerate().map(|(i, option)| card(cx, i, option))}
            </ul>
        </>
    }
}

fn card(cx: &Cx<'_>, i: usize, option: &SupportOption) -> Html {
    let n = (i + 1).to_string();
    let name = option.name.as_str();
    html! {
        <li key={option.id.clone()} class="tb-card">
            <h3 class="tb-card__title">{option.name.clone()}</h3>
            <p class="tb-card__operator">{option.operator.clone()}</p>
            if let Some(about) = &option.about {
                <p class="tb-text">{about.clone()}</p>
            }
            <p class="tb-text">
                <span class="tb-strong">{cx.say(Msg::ForWhom)}{": "}</span>
                {option.for_whom.clone().map_or_else(|| cx.say(Msg::NotStated), AttrValue::from)}
            </p>
            {routes(cx, &option.routes)}
            if option.review_passed {
                {review_note(cx, option)}
            }
            <div class="tb-actions">
                if option.recipient().is_some() {
                    {ask(cx, Look::Secondary, option)}
                }
                {button_of(
                    cx,
                    Look::Quiet,
                    "open-option",
                    Some(&option.id),
                    Msg::SeeDetails,
                    Some(Msg::SeeDetailsOf { name }),
                    Intent::Act(Action::OpenOption(option.id.clone())),
                )}
            </div>
            <p class="tb-why" data-why="">
                {cx.say(Msg::OptionsWhy { n: &n, program: &cx.config.program.name })}
            </p>
        </li>
    }
}

/// The button that begins a request to an option.
pub(super) fn ask(cx: &Cx<'_>, look: Look, option: &SupportOption) -> Html {
    button_of(
        cx,
        look,
        "start-referral",
        Some(&option.id),
        Msg::AskContact,
        Some(Msg::AskContactOf { name: &option.name }),
        Intent::Act(Action::StartReferral(option.id.clone())),
    )
}
