//! The start: two plain doors.

use yew::prelude::*;

use crate::text::Msg;
use crate::ui::cx::{Cx, Intent};
use crate::ui::model::{Action, Screen};
use crate::ui::parts::{Look, button, el, group, heading, say};

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
        say(cx, "p.tb-lead", Msg::WelcomeLead { program }),
        say(cx, "p.tb-text", Msg::WelcomeStored),
        el(
            "div.tb-doors",
            [
                el("div.tb-door", [skip, say(cx, "p.tb-hint", Msg::SkipAbout)]),
                el("div.tb-door", [start, say(cx, "p.tb-hint", about)]),
            ],
        ),
    ])
}
