//! What stands around every screen, always in the same order: leaving, help, the way back, the
//! screen itself, and who can see it.

use yew::prelude::*;

use super::button::{Look, button};
use super::element::{attributes, el, maybe, nothing, say, with, words};
use super::help::help_strip;
use crate::text::Msg;
use crate::ui::cx::{Cx, Intent};
use crate::ui::model::{Action, Screen};

/// A screen with what stands around it.
pub(crate) fn frame(cx: &Cx<'_>, screen: Html, status: AttrValue) -> Html {
    // Without a page to go to it clears, and must not say more.
    let exit = if cx.config.exit_url.is_some() {
        Msg::Exit
    } else {
        Msg::ExitClears
    };
    let go = |screen| Intent::Act(Action::Go(screen));
    let version = Msg::Version {
        version: env!("CARGO_PKG_VERSION"),
    };
    el(
        "div.tb-page",
        [
            el(
                "div.tb-top",
                [button(
                    cx,
                    Look::Secondary,
                    "quick-exit",
                    exit,
                    Intent::Exit,
                )],
            ),
            help_strip(cx),
            el(
                "div.tb-bar",
                [
                    maybe(cx.model.can_go_back(), || {
                        button(
                            cx,
                            Look::Quiet,
                            "back",
                            Msg::Back,
                            Intent::Act(Action::Back),
                        )
                    }),
                    outbox_chip(cx),
                ],
            ),
            el("div.tb-main", [screen]),
            maybe(cx.model.warned, || still_there(cx)),
            // Present before it is needed, or a screen reader does not follow it.
            with(
                "p",
                attributes! { "role": "status", "class": "tb-visually-hidden" },
                [words(status)],
            ),
            el(
                "div.tb-footer",
                [
                    maybe(cx.model.screen != Screen::About, || {
                        button(cx, Look::Quiet, "about", Msg::AboutLink, go(Screen::About))
                    }),
                    say(cx, "span", version),
                ],
            ),
        ],
    )
}

/// Says that everything is about to be wiped. Any key or press says that one is there.
fn still_there(cx: &Cx<'_>) -> Html {
    with(
        "div",
        attributes! { "role": "alert", "class": "tb-panel tb-still" },
        [
            say(cx, "p.tb-text", Msg::StillThere),
            button(
                cx,
                Look::Primary,
                "stay",
                Msg::Stay,
                Intent::Act(Action::Warn(false)),
            ),
        ],
    )
}

/// Says that this page has made a request; leads to it.
fn outbox_chip(cx: &Cx<'_>) -> Html {
    let count = cx.views.len();
    if count == 0 || matches!(cx.model.screen, Screen::Outbox | Screen::Status) {
        return nothing();
    }
    let count_text = count.to_string();
    let text = if count == 1 {
        Msg::OutboxOne
    } else {
        Msg::OutboxMany { count: &count_text }
    };
    button(
        cx,
        Look::Quiet,
        "outbox",
        text,
        Intent::Act(Action::Go(Screen::Outbox)),
    )
}
