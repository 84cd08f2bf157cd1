//! The start: two plain doors.

use yew::prelude::*;

use crate::text::Msg;
use crate::ui::cx::{Cx, Intent};
use crate::ui::model::{Action, Screen};
use crate::ui::parts::{
    Look, button, el, group, heading, host, maybe, maybe_host, maybe_text, nothing, say, words,
};

pub(super) fn welcome(cx: &Cx<'_>) -> Html {
    // How long the program's own takes is the program's to say.
    let about = match cx.config.instrument {
        Some(_) => Msg::WelcomeCheckOwn,
        None => Msg::WelcomeCheckAbout,
    };
    let program = &cx.config.program.name;
    let skip = button(
        cx,
        Look::Primary,
        "skip-check",
        Msg::SkipCheck,
        Intent::Act(Action::Go(Screen::Options)),
    );
    let start = button(
        cx,
        Look::Secondary,
        "start-check",
        Msg::StartCheck,
        Intent::StartCheck,
    );
    group([
        heading(cx, Msg::WelcomeTitle, None),
        maybe(cx.model.notice.is_some(), || {
            say(cx, "p.tb-notice", Msg::Unused)
        }),
        maybe_host("p.tb-notice", cx.config.example.as_ref()),
        say(cx, "p.tb-lead", Msg::WelcomeLead { program }),
        maybe(cx.config.second_victim, || {
            say(cx, "p.tb-text", Msg::WelcomeTerm)
        }),
        say(cx, "p.tb-text", Msg::WelcomeStored),
        el(
            "div.tb-doors",
            [
                el("div.tb-door", [skip, say(cx, "p.tb-hint", Msg::SkipAbout)]),
                el("div.tb-door", [start, say(cx, "p.tb-hint", about)]),
            ],
        ),
        message(cx),
        who_sees(cx),
    ])
}

/// What a leader or a colleague of the host's wants to say.
fn message(cx: &Cx<'_>) -> Html {
    let Some(message) = &cx.config.message else {
        return nothing();
    };
    el(
        "figure.tb-panel",
        [
            host("blockquote.tb-text", &message.text),
            el(
                "figcaption.tb-hint",
                [
                    host("span", &message.from),
                    maybe(message.date.is_some(), || words(AttrValue::Static(", "))),
                    maybe_text("span", message.date.as_deref()),
                ],
            ),
        ],
    )
}

/// The way to who can see this, and to what people ask first.
pub(super) fn who_sees(cx: &Cx<'_>) -> Html {
    let open = button(
        cx,
        Look::Quiet,
        "about",
        Msg::WorriesOpen,
        Intent::Act(Action::Go(Screen::About)),
    );
    el("div.tb-actions", [open])
}
