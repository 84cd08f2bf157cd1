//! The requests of this session, without a name, and the way to clear the device.

use yew::prelude::*;

use super::status::{phone, question, state_tag};
use crate::outbox::View;
use crate::text::Msg;
use crate::ui::cx::{Cx, Intent};
use crate::ui::model::{Action, Notice, Question};
use crate::ui::parts::{
    Look, attributes, button, button_of, el, group, heading, keyed, maybe, nothing, say, text,
    with, words,
};

pub(super) fn outbox(cx: &Cx<'_>) -> Html {
    let rows = cx.views.iter().map(|view| row(cx, view));
    group([
        heading(cx, Msg::OutboxTitle, None),
        maybe(cx.views.is_empty(), || {
            say(cx, "p.tb-text", Msg::OutboxNone)
        }),
        unknown(cx),
        el("ul.tb-list", rows.collect::<Vec<_>>()),
        say(cx, "p.tb-hint", Msg::OutboxOthers),
        clear(cx),
    ])
}

/// For whoever asked and finds nothing. A browser can lose what it saved without a word, so this
/// stands here whether something was lost or not. Where the browser says that something was, nobody
/// knows whose: it is said to whoever looks here, and not of a request.
fn unknown(cx: &Cx<'_>) -> Html {
    let words = match cx.damaged {
        true => say(cx, "p.tb-notice", Msg::Unreadable),
        false if cx.views.is_empty() => say(cx, "p.tb-text", Msg::OutboxUnsure),
        false => return nothing(),
    };
    group([words, phone(cx, cx.phone())])
}

fn row(cx: &Cx<'_>, view: &View) -> Html {
    let option = cx.recipient_name(&view.dest);
    let open = button_of(
        cx,
        Look::Quiet,
        "open-referral",
        Some(&view.id),
        Msg::OutboxOpen,
        Some(Msg::OutboxOpenOf { option }),
        Intent::Act(Action::ShowStatus(
            view.id.clone(),
            view.state,
            view.attempts,
        )),
    );
    let row = with(
        "li",
        attributes! { "data-state": view.state.as_str(), "class": "tb-card" },
        [
            say(cx, "h3.tb-card__title", Msg::OutboxRequest { option }),
            text("p.tb-hint", &cx.when(view.created)),
            el("p", [state_tag(cx, view)]),
            el("div.tb-actions", [open]),
        ],
    );
    keyed(&view.id, row)
}

fn clear(cx: &Cx<'_>) -> Html {
    if cx.model.asking == Some(Question::ClearDevice) {
        return question(
            cx,
            Msg::ClearDeviceQuestion,
            "clear-device",
            Intent::ClearDevice,
        );
    }
    let notice = match cx.model.notice {
        Some(Notice::Cleared) => with(
            "p",
            attributes! { "role": "status", "class": "tb-notice" },
            [words(cx.say(Msg::Cleared))],
        ),
        Some(Notice::ClearFailed) => with(
            "p",
            attributes! { "role": "alert", "class": "tb-notice tb-notice--error" },
            [words(cx.say(Msg::ClearFailed))],
        ),
        _ => nothing(),
    };
    let clear = button(
        cx,
        Look::Secondary,
        "clear-device",
        Msg::ClearDevice,
        Intent::Act(Action::Ask(Question::ClearDevice)),
    );
    group([
        notice,
        say(cx, "p.tb-text", Msg::ClearDeviceAbout),
        el("div.tb-actions", [clear]),
    ])
}
