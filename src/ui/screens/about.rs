//! Who can see what, said once and in full.

use yew::prelude::*;

use super::worries::{feedback, worries};
use crate::config::Extent;
use crate::text::Msg;
use crate::ui::cx::{Cx, Intent};
use crate::ui::model::{Action, Screen};
use crate::ui::parts::{Look, button, el, group, heading, maybe, maybe_host, say};

pub(super) fn about(cx: &Cx<'_>) -> Html {
    let sections = [
        (Msg::AboutAnswersTitle, Msg::AboutAnswers),
        (Msg::AboutRequestTitle, Msg::AboutRequest),
        (Msg::AboutPageTitle, Msg::AboutPage),
        (Msg::AboutExitTitle, Msg::AboutExit),
    ];
    let sections = sections.map(|(title, text)| {
        el(
            "section",
            [
                say(cx, "h3.tb-subheading", title),
                say(cx, "p.tb-text", text),
            ],
        )
    });
    let notice = cx.config.privacy_notice.as_ref();
    group([
        heading(cx, Msg::AboutTitle, None),
        maybe_host("p.tb-notice", cx.config.example.as_ref()),
        maybe(cx.config.extent == Extent::Full, || worries(cx)),
        group(sections),
        maybe(cx.config.outbox_events, || {
            say(cx, "p.tb-text", Msg::AboutOutboxEvents)
        }),
        maybe_host("p.tb-text", notice.map(|notice| &notice.text)),
        feedback(cx),
        say(cx, "p.tb-hint", Msg::AboutLegal),
        maybe(cx.config.extent == Extent::Full, || {
            let requests = button(
                cx,
                Look::Secondary,
                "outbox",
                Msg::SeeRequests,
                Intent::Act(Action::Go(Screen::Outbox)),
            );
            el("div.tb-actions", [requests])
        }),
    ])
}
