//! What was marked, by area and in words. No total, no band, no reassurance.

use yew::prelude::*;

use super::check::safety_offer;
use crate::check::{Area, VERSION, summary as summarise};
use crate::text::Msg;
use crate::ui::cx::{Cx, Intent};
use crate::ui::model::{Action, Screen};
use crate::ui::parts::{Look, button, heading};

pub(super) fn summary(cx: &Cx<'_>) -> Html {
    let summary = summarise(&cx.model.answers());
    let nothing = summary.heavier.is_empty() && summary.some.is_empty();
    html! {
        <>
            {heading(cx, Msg::SummaryTitle, None)}
            <div class="tb-notice">
                <p>{cx.say(Msg::SummaryLabel)}</p>
                <p>{cx.say(Msg::CheckVersion { version: VERSION })}</p>
            </div>
            if summary.answered == 0 {
                <p class="tb-text">{cx.say(Msg::SummarySkipped)}</p>
            } else if nothing {
                <p class="tb-text">{cx.say(Msg::SummaryNone)}</p>
            }
            {areas(cx, Msg::SummaryHeavier, &summary.heavier)}
            {areas(cx, Msg::SummarySome, &summary.some)}
            {areas(cx, Msg::SummaryGoingWell, &summary.going_well)}
            <p class="tb-text">{cx.say(Msg::SummarySmallThings)}</p>
            {safety_offer(cx)}
            <div class="tb-actions">
                {button(
                    cx,
                    Look::Primary,
                    "see-options",
                    Msg::SeeOptions,
                    Intent::Act(Action::Go(Screen::Options)),
                )}
                {button(
                    cx,
                    Look::Quiet,
                    "start-over",
                    Msg::ClearAnswers,
                    Intent::StartOver,
                )}
            </div>
        </>
    }
}

fn areas(cx: &Cx<'_>, title: Msg<'_>, areas: &[Area]) -> Html {
    if areas.is_empty() {
        return Html::default();
    }
    html! {
        <section class="tb-areas">
            <h3 class="tb-subheading">{cx.say(title)}</h3>
            <ul>
                {for areas.iter().map(|area| html! { <li>{cx.say(name(*area))}</li> })}
            </ul>
        </section>
    }
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
