//! What was marked, by area and in words. No total, no band, no reassurance.

use yew::prelude::*;

use super::check::{instrument_label, safety_offer};
use crate::check::{Area, When, summary as summarise};
use crate::text::Msg;
use crate::ui::cx::{Cx, Intent};
use crate::ui::model::{Action, Check, Screen};
use crate::ui::part::part;
use crate::ui::parts::{Look, button, el, group, heading, maybe, nothing, say, text};
use crate::ui::questionnaire::Questionnaire;
use crate::value::Value;

pub(super) fn summary(cx: &Cx<'_>) -> Html {
    let marked = match &cx.model.check {
        Check::Host(questionnaire) => of_the_host(cx, questionnaire.as_ref()),
        _ => built_in(cx),
    };
    // What asks for paper or a file is not among the first things that are fetched.
    let keep = match part() {
        Some(part) if !cx.config.shared_device => (part.keep)(cx, &marked),
        _ => nothing(),
    };
    let lines = marked.lines.iter().map(|line| text("p.tb-text", line));
    let lists = marked.lists.iter().map(|(title, entries)| {
        let entries = entries.iter().map(|entry| text("li", entry));
        el(
            "section.tb-areas",
            [
                text("h3.tb-subheading", title),
                el("ul", entries.collect::<Vec<_>>()),
            ],
        )
    });
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
        group(lines.collect::<Vec<_>>()),
        group(lists.collect::<Vec<_>>()),
        maybe(marked.early, || say(cx, "p.tb-text", Msg::SummaryEarly)),
        el("div.tb-notice", marked.label),
        say(cx, "p.tb-text", Msg::SummarySmallThings),
        maybe(marked.orders && cx.config.options.len() > 1, || {
            say(cx, "p.tb-text", Msg::SummaryOrder)
        }),
        safety_offer(cx),
        el("div.tb-actions", [see_options, start_over]),
        keep,
    ])
}

/// What is said of the answers.
pub(in crate::ui) struct Marked {
    /// What it is and is not, drawn.
    label: Vec<Html>,
    pub(super) lines: Vec<AttrValue>,
    pub(super) lists: Vec<(AttrValue, Vec<AttrValue>)>,
    /// It was marked in the first days.
    early: bool,
    /// The order of the list goes by it.
    orders: bool,
}

fn built_in(cx: &Cx<'_>) -> Marked {
    let answers = cx.model.answers();
    let summary = summarise(&answers);
    let nothing = summary.heavier.is_empty() && summary.some.is_empty();
    let mut lines = Vec::new();
    if summary.answered == 0 {
        lines.push(cx.say(Msg::SummarySkipped));
    } else if nothing {
        lines.push(cx.say(Msg::SummaryNone));
    }
    let lists = [
        (Msg::SummaryHeavier, &summary.heavier),
        (Msg::SummarySome, &summary.some),
        (Msg::SummaryGoingWell, &summary.going_well),
    ];
    let lists = lists.iter().filter(|(_, areas)| !areas.is_empty());
    let version = cx.texts.say(Msg::CheckVersionId);
    let label = [
        Msg::SummaryLabel,
        Msg::CheckUnreviewed,
        Msg::CheckVersion { version: &version },
    ];
    Marked {
        label: label.map(|message| say(cx, "p", message)).to_vec(),
        lines,
        early: !summary.heavier.is_empty() && answers.when() == Some(When::Days),
        orders: true,
        lists: lists
            .map(|(title, areas)| {
                let names = areas.iter().map(|area| cx.say(name(*area)));
                (cx.say(*title), names.collect())
            })
            .collect(),
    }
}

fn of_the_host(cx: &Cx<'_>, questionnaire: &dyn Questionnaire) -> Marked {
    let result = questionnaire.result(&cx.model.given());
    let scores = result.get("scores").map(Value::items).unwrap_or_default();
    let said = scores.iter().filter_map(|score| {
        let stated = |key| score.get(key).and_then(Value::as_str);
        let (name, incomplete) = (stated("name")?, cx.texts.say(Msg::InstrumentIncomplete));
        let band = match score.get("enough").and_then(Value::as_bool) {
            Some(false) => &incomplete,
            _ => stated("band")?,
        };
        Some(cx.say(Msg::InstrumentResult { name, band }))
    });
    let mut lines: Vec<AttrValue> = said.collect();
    if lines.is_empty() {
        lines.push(cx.say(Msg::InstrumentNoWords));
    }
    Marked {
        label: instrument_label(cx, questionnaire.view(), true),
        lines,
        lists: Vec::new(),
        early: false,
        orders: result.get("load").and_then(Value::as_str).is_some(),
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
