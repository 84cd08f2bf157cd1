//! What was marked, by area and in words. No total, no band, no reassurance.

use yew::prelude::*;

use super::check::safety_offer;
use crate::check::{Area, VERSION, summary as summarise};
use crate::text::Msg;
use crate::ui::cx::{Cx, Intent};
use crate::ui::model::{Action, Screen};
use crate::ui::parts::{Look, button, el, group, heading, nothing, say};

pub(super) fn summary(cx: &Cx<'_>) -> Html {
    let summary = summarise(&cx.model.answers());
    let light = summary.heavier.is_empty() && summary.some.is_empty();
    let label = [
        say(cx, "p", Msg::SummaryLabel),
        say(cx, "p", Msg::CheckVersion { version: VERSION }),
    ];
    let remark = if summary.answered == 0 {
        say(cx, "p.tb-text", Msg::SummarySkipped)
    } else if light {
        say(cx, "p.tb-text", Msg::SummaryNone)
    } else {
        nothing()
    };
    let see_options = button(
        cx,
        Look::Primary,
        "see-options",
        Msg::SeeOptions,
        Intent::Act(Action::Go(Screen::Options)),
    );
    let start_over = button(
        cx,
        Look::Quiet,
        "start-over",
        Msg::ClearAnswers,
        Intent::StartOver,
    );
    group([
        heading(cx, Msg::SummaryTitle, None),
        el("div.tb-notice", label),
        remark,
        areas(cx, Msg::SummaryHeavier, &summary.heavier),
        areas(cx, Msg::SummarySome, &summary.some),
        areas(cx, Msg::SummaryGoingWell, &summary.going_well),
        say(cx, "p.tb-text", Msg::SummarySmallThings),
        safety_offer(cx),
        el("div.tb-actions", [see_options, start_over]),
    ])
}

fn areas(cx: &Cx<'_>, title: Msg<'_>, areas: &[Area]) -> Html {
    if areas.is_empty() {
        return nothing();
    }
    let names = areas.iter().map(|area| say(cx, "li", name(*area)));
    el(
        "section.tb-areas",
        [
            say(cx, "h3.tb-subheading", title),
            el("ul", names.collect::<Vec<_>>()),
        ],
    )
}

fn name(area: Area) -> Msg<'static> {
    match area {
        Area::Replay => Msg::AreaReplay,
        Area::Worry => Msg::AreaWorry,
        Area::Blame => Msg::AreaBlame,
        Area::Body => Msg::AreaBody,
        Area::Confidence => Msg::AreaConfidence,
        Area::Connection => Msg::AreaConnection,
        Area::Support => Msg::AreaSupport,
        Area::Leaving => Msg::AreaLeaving,
        Area::GoingWell => Msg::AreaGoingWell,
    }
}
