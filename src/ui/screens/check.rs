//! A question of the check. Choosing never moves on by itself, and going on without an answer
//! skips.

use yew::prelude::*;

use crate::check::{Area, Level, QUESTIONS};
use crate::text::Msg;
use crate::ui::cx::{Cx, Intent};
use crate::ui::model::{Action, Screen};
use crate::ui::parts::{
    Look, On, attributes, bare, button, el, group, heading, keyed, listen, maybe, nothing, say,
    with,
};

pub(super) fn check(cx: &Cx<'_>) -> Html {
    let Some(question) = QUESTIONS.get(cx.model.question) else {
        return nothing();
    };
    let chosen = cx.model.answers().level(question);
    let (n, total) = (
        (cx.model.question + 1).to_string(),
        QUESTIONS.len().to_string(),
    );
    let last = cx.model.question + 1 == QUESTIONS.len();
    let label = [
        say(cx, "p", Msg::CheckLabel),
        say(cx, "p", Msg::CheckPrivacy),
    ];
    let progress = Some(Msg::CheckProgress {
        n: &n,
        total: &total,
    });
    let title = [heading(cx, wording(question.area), progress)];
    let answers = Level::ALL.map(|level| answer(cx, level, chosen == Some(level)));
    let next = button(
        cx,
        Look::Primary,
        "next",
        Msg::CheckNext,
        Intent::Act(Action::NextQuestion),
    );
    let stop = button(
        cx,
        Look::Quiet,
        "see-options",
        Msg::CheckStop,
        Intent::Act(Action::Go(Screen::Options)),
    );
    group([
        with(
            "div",
            attributes! { "id": "tb-label", "class": "tb-notice" },
            label,
        ),
        // A group named by the heading, so that the heading can stay a heading.
        // The focus begins below the label, so the first question brings it along.
        with(
            "div",
            attributes! {
                "role": "radiogroup",
                "aria-labelledby": "tb-question",
                "aria-describedby": (cx.model.question == 0).then_some("tb-label"),
                "class": "tb-choices",
            },
            [
                with("div", attributes! { "id": "tb-question" }, title),
                // Keyed by the question: each has fresh elements, so no engine restores a choice.
                keyed(&n, el("div.tb-answers", answers)),
            ],
        ),
        say(cx, "p.tb-hint", Msg::CheckNextSkips),
        maybe(last, || safety_offer(cx)),
        el("div.tb-actions", [next, stop]),
    ])
}

fn answer(cx: &Cx<'_>, level: Level, chosen: bool) -> Html {
    let intents = cx.intents.clone();
    let hear = Callback::from(move |_: Event| intents.emit(Intent::Act(Action::Answer(level))));
    let text = match level.index() {
        0 => Msg::Answer0,
        1 => Msg::Answer1,
        2 => Msg::Answer2,
        3 => Msg::Answer3,
        _ => Msg::Answer4,
    };
    let mut input = bare(
        "input",
        attributes! {
            "type": "radio",
            "name": "answer",
            "data-action": "answer",
            "data-value": level.index().to_string(),
            "autocomplete": "off",
        },
    );
    input.set_checked(chosen);
    listen(&mut input, On::Change, hear);
    el("label.tb-choice", [input.into(), say(cx, "span", text)])
}

/// The offer on the last question and the summary. A press on it is never noted.
pub(super) fn safety_offer(cx: &Cx<'_>) -> Html {
    let offer = button(
        cx,
        Look::Secondary,
        "crisis",
        Msg::SafetyOffer,
        Intent::Act(Action::Go(Screen::Crisis)),
    );
    el("div.tb-notice", [say(cx, "p", Msg::SafetyLead), offer])
}

fn wording(area: Area) -> Msg<'static> {
    match area {
        Area::Replay => Msg::QReplay,
        Area::Worry => Msg::QWorry,
        Area::Blame => Msg::QBlame,
        Area::Body => Msg::QBody,
        Area::Confidence => Msg::QConfidence,
        Area::Connection => Msg::QConnection,
        Area::Support => Msg::QSupport,
        Area::Leaving => Msg::QLeaving,
        Area::GoingWell => Msg::QGoingWell,
    }
}
