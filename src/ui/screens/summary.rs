//! What was marked, by area and in words. No total, no band, no reassurance.

use yew::prelude::*;

use super::check::{instrument_kind, instrument_label, safety_offer};
use crate::check::{Area, When, summary as summarise};
use crate::text::Msg;
use crate::ui::cx::{Cx, Intent};
use crate::ui::model::{Action, Check, Screen};
use crate::ui::parts::{Look, button, el, group, heading, maybe, nothing, say, text};
use crate::ui::questionnaire::Questionnaire;
use crate::value::Value;

pub(super) fn summary(cx: &Cx<'_>) -> Html {
    let marked = match &cx.model.check {
        Check::Host(questionnaire) => of_the_host(cx, questionnaire.as_ref()),
        _ => built_in(cx),
    };
    let keep = keep(cx, &marked);
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
struct Marked {
    /// What it is and is not, drawn.
    label: Vec<Html>,
    lines: Vec<AttrValue>,
    lists: Vec<(AttrValue, Vec<AttrValue>)>,
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

/// What a person may take along, on a device of their own.
fn keep(cx: &Cx<'_>, marked: &Marked) -> Html {
    if cx.config.shared_device {
        return nothing();
    }
    let notes = in_words(cx, marked);
    let take = |action, text, intent| button(cx, Look::Quiet, action, text, intent);
    el(
        "section.tb-areas",
        [
            say(cx, "h3.tb-subheading", Msg::KeepTitle),
            say(cx, "p.tb-text", Msg::KeepStays),
            el(
                "div.tb-actions",
                [
                    take("keep-print", Msg::KeepPrint, Intent::Print(notes.clone())),
                    take("keep-file", Msg::KeepSave, Intent::SaveText(notes)),
                    take("keep-reminder", Msg::KeepCalendar, Intent::SaveReminder),
                ],
            ),
        ],
    )
}

/// The summary as plain text.
fn in_words(cx: &Cx<'_>, marked: &Marked) -> String {
    let mut out = cx.texts.say(match &cx.model.check {
        Check::Host(questionnaire) => instrument_kind(questionnaire.view()),
        _ => Msg::KeepFileLead,
    });
    let mut add = |before: &str, line: &str| {
        out.push_str(before);
        out.push_str(line);
    };
    if let Check::Host(questionnaire) = &cx.model.check {
        let view = questionnaire.view();
        let title = view.get("title").and_then(Value::as_str);
        add("\n\n", title.unwrap_or_default());
        let attribution = view.get("attribution").and_then(|by| by.get("text"));
        if let Some(by) = attribution.and_then(Value::as_str) {
            add("\n", &cx.texts.say(Msg::InstrumentAttribution { text: by }));
        }
    } else {
        let version = cx.texts.say(Msg::CheckVersionId);
        add(
            "\n\n",
            &cx.texts.say(Msg::CheckVersion { version: &version }),
        );
    }
    for line in &marked.lines {
        add("\n\n", line);
    }
    for (title, entries) in &marked.lists {
        add("\n\n", title);
        for entry in entries {
            add("\n- ", entry);
        }
    }
    out.push('\n');
    out
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
