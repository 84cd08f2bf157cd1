//! What people ask first, and what the host answers to it. What it does not answer is not answered
//! here either.

use yew::prelude::*;

use crate::config::Concern;
use crate::text::Msg;
use crate::ui::cx::Cx;
use crate::ui::parts::{Fact, el, facts, group, maybe_host, nothing, page_link, say};

/// The questions with their answers.
pub(super) fn worries(cx: &Cx<'_>) -> Html {
    let rows = Concern::ALL.map(|concern| {
        let worry = cx.config.worry(concern);
        Fact {
            control: worry.map(|worry| {
                let place = worry.jurisdiction.as_ref();
                let date = Msg::FactsDate { date: &worry.date };
                let source = worry.source_url.as_deref();
                group([
                    place.map_or_else(nothing, |place| {
                        say(cx, "p.tb-hint", Msg::FactsJurisdiction { place })
                    }),
                    say(cx, "p.tb-hint", date),
                    source.map_or_else(nothing, |url| page_link(cx, "tb-link", url, Msg::Source)),
                ])
            }),
            ..Fact::of_host(question(concern), worry.map(|worry| &worry.text))
        }
    });
    group([
        say(cx, "h3.tb-subheading", Msg::WorriesTitle),
        facts(cx, rows),
    ])
}

fn question(concern: Concern) -> Msg<'static> {
    match concern {
        Concern::Manager => Msg::WorryManager,
        Concern::HumanResources => Msg::WorryHumanResources,
        Concern::Claims => Msg::WorryClaims,
        Concern::Credentialing => Msg::WorryCredentialing,
        Concern::Board => Msg::WorryBoard,
        Concern::Lawsuit => Msg::WorryLawsuit,
    }
}

/// The way to the host's own survey, which no request has anything to do with.
pub(super) fn feedback(cx: &Cx<'_>) -> Html {
    let Some(feedback) = &cx.config.feedback else {
        return nothing();
    };
    el(
        "div",
        [
            say(cx, "h3.tb-subheading", Msg::FeedbackTitle),
            maybe_host("p.tb-text", feedback.text.as_ref()),
            say(cx, "p.tb-hint", Msg::FeedbackAbout),
            page_link(cx, "tb-link", &feedback.url, Msg::FeedbackOpen),
        ],
    )
}
