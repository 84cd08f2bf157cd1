//! Who can see what, said once and in full.

use yew::prelude::*;

use super::worries::{feedback, worries};
use crate::browser::apart::is_apart;
use crate::config::Extent;
use crate::text::Msg;
use crate::ui::cx::{Cx, Intent};
use crate::ui::model::{Action, Screen};
use crate::ui::parts::{Look, button, el, group, heading, host, maybe, maybe_host, nothing, say};

pub(super) fn about(cx: &Cx<'_>) -> Html {
    let section = |title, text| {
        el(
            "section",
            [
                say(cx, "h3.tb-subheading", title),
                say(cx, "p.tb-text", text),
            ],
        )
    };
    // Where nothing can be asked for here, there is nothing to say of a request.
    let asks = cx.config.referral.is_some();
    let around = if is_apart() {
        Msg::AboutPageApart
    } else {
        Msg::AboutPage
    };
    group([
        heading(cx, Msg::AboutTitle, None),
        maybe_host("p.tb-notice", cx.config.example.as_ref()),
        maybe(cx.config.extent == Extent::Full, || worries(cx)),
        section(Msg::AboutAnswersTitle, Msg::AboutAnswers),
        maybe(asks, || section(Msg::AboutRequestTitle, Msg::AboutRequest)),
        keys(cx),
        section(Msg::AboutPageTitle, around),
        maybe(cx.config.outbox_events, || {
            say(cx, "p.tb-text", Msg::AboutOutboxEvents)
        }),
        notice(cx),
        section(Msg::AboutExitTitle, Msg::AboutExit),
        feedback(cx),
        say(cx, "p.tb-hint", Msg::AboutLegal),
        maybe(asks && cx.config.extent == Extent::Full, || {
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

/// The fingerprints of the receivers' keys, as far as they are known: they are reckoned from the keys
/// that requests are sealed to, and never taken from the document.
fn keys(cx: &Cx<'_>) -> Html {
    let recipients = cx.config.referral.iter().flat_map(|r| &r.recipients);
    let rows: Vec<Html> = recipients
        .filter_map(|recipient| {
            let key = cx
                .fingerprint(&recipient.id)
                .filter(|key| !key.is_empty())?;
            let name = &recipient.name;
            Some(say(cx, "p.tb-text", Msg::AboutKeysRow { name, key: &key }))
        })
        .collect();
    maybe(!rows.is_empty(), || {
        el(
            "section",
            [
                say(cx, "h3.tb-subheading", Msg::AboutKeysTitle),
                say(cx, "p.tb-text", Msg::AboutKeys),
                group(rows),
            ],
        )
    })
}

/// The program's own notice, known for its words and not ours.
fn notice(cx: &Cx<'_>) -> Html {
    let Some(notice) = &cx.config.privacy_notice else {
        return nothing();
    };
    let program = &cx.config.program.name;
    el(
        "section",
        [
            say(cx, "h3.tb-subheading", Msg::AboutNoticeTitle { program }),
            host("p.tb-text", &notice.text),
            say(cx, "p.tb-hint", Msg::FactsDate { date: &notice.date }),
        ],
    )
}
