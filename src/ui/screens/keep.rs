//! What a person may take along from the summary, on a device of their own.

use web_sys::Element;
use yew::prelude::*;

use super::check::instrument_kind;
use super::summary::Marked;
use crate::browser::time::{local_offset, now};
use crate::browser::{random, save};
use crate::check::calendar;
use crate::config::Config;
use crate::text::{Msg, Texts};
use crate::ui::cx::{Cx, Intent, Take};
use crate::ui::model::Check;
use crate::ui::parts::{Look, button, el, say};
use crate::value::Value;

/// What a person may take along, on a device of their own.
pub(in crate::ui) fn keep(cx: &Cx<'_>, marked: &Marked) -> Html {
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
                    take(
                        "keep-print",
                        Msg::KeepPrint,
                        Intent::Take(Take::Print(notes.clone())),
                    ),
                    take("keep-file", Msg::KeepSave, Intent::Take(Take::Text(notes))),
                    take(
                        "keep-reminder",
                        Msg::KeepCalendar,
                        Intent::Take(Take::Reminder),
                    ),
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

/// Hands it over; paper by way of `frame`.
pub(in crate::ui) fn take(take: Take, config: &Config, texts: &Texts, frame: Option<&Element>) {
    match take {
        Take::Print(text) => {
            if let Some(frame) = frame {
                save::print(frame, &text);
            }
        }
        Take::Text(text) => save::file("notes.txt", "text/plain", &text),
        Take::Reminder => {
            let follow_up = &config.follow_up;
            let title = follow_up.title.clone();
            let title = title.map_or_else(|| texts.say(Msg::KeepEvent), |title| title.text);
            let uid = random::uuid().unwrap_or_default();
            let text = calendar(&title, &uid, now(), local_offset(), follow_up.days);
            save::file("reminder.ics", "text/calendar", &text);
        }
    }
}
