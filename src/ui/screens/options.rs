//! The support that is open, every option on a card of its own, in the host's order.

use yew::prelude::*;

use super::option::review_note;
use crate::support::SupportOption;
use crate::text::Msg;
use crate::ui::cx::{Cx, Intent};
use crate::ui::model::Action;
use crate::ui::parts::{
    Look, attributes, button_of, el, group, heading, keyed, maybe, maybe_text, routes, say, text,
    with, words,
};

pub(super) fn options(cx: &Cx<'_>) -> Html {
    let program = cx.config.program.name.as_str();
    let count = cx.config.options.len().to_string();
    let title = match cx.config.options.len() {
        1 => Msg::OptionsTitleOne,
        _ => Msg::OptionsTitle { count: &count },
    };
    let cards = cx.config.options.iter().enumerate();
    let cards = cards.map(|(i, option)| card(cx, i, option));
    group([
        heading(cx, title, None),
        say(cx, "p.tb-text", Msg::OptionsOrder { program }),
        el("ul.tb-list", cards.collect::<Vec<_>>()),
    ])
}

fn card(cx: &Cx<'_>, i: usize, option: &SupportOption) -> Html {
    let n = (i + 1).to_string();
    let name = option.name.as_str();
    let not_stated = || cx.say(Msg::NotStated);
    let for_whom = option.for_whom.as_deref();
    let for_whom = el(
        "p.tb-text",
        [
            el(
                "span.tb-strong",
                [words(cx.say(Msg::ForWhom)), words(AttrValue::Static(": "))],
            ),
            words(for_whom.map_or_else(not_stated, AttrValue::from)),
        ],
    );
    let details = button_of(
        cx,
        Look::Quiet,
        "open-option",
        Some(&option.id),
        Msg::SeeDetails,
        Some(Msg::SeeDetailsOf { name }),
        Intent::Act(Action::OpenOption(option.id.clone())),
    );
    let why = Msg::OptionsWhy {
        n: &n,
        program: &cx.config.program.name,
    };
    let card = el(
        "li.tb-card",
        [
            text("h3.tb-card__title", name),
            text("p.tb-card__operator", &option.operator),
            maybe_text("p.tb-text", option.about.as_deref()),
            for_whom,
            routes(cx, &option.routes),
            maybe(option.review_passed, || review_note(cx, option)),
            el(
                "div.tb-actions",
                [
                    maybe(option.recipient().is_some(), || {
                        ask(cx, Look::Secondary, option)
                    }),
                    details,
                ],
            ),
            with(
                "p",
                attributes! { "data-why": "", "class": "tb-why" },
                [words(cx.say(why))],
            ),
        ],
    );
    keyed(&option.id, card)
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
