//! A question of the check. Choosing never moves on by itself, and going on without an answer
//! skips.

use yew::prelude::*;

use crate::check::{Area, Level, QUESTIONS};
use crate::text::Msg;
use crate::ui::cx::{Cx, Intent};
use crate::ui::model::{Action, Screen};
use crate::ui::parts::{Look, button, heading};

pub(super) fn check(cx: &Cx<'_>) -> Html {
    let Some(question) = QUESTIONS.get(cx.model.question) else {
        return Html::default();
    };
    let chosen = cx.model.answers().level(question);
    let (n, total) = (
        (cx.model.question + 1).to_string(),
        QUESTIONS.len().to_string(),
    );
    let last = cx.model.question + 1 == QUESTIONS.len();
    html! {
        <>
            <div id="tb-label" class="tb-notice">
                <p>{cx.say(Msg::CheckLabel)}</p>
                <p>{cx.say(Msg::CheckPrivacy)}</p>
            </div>
            // A group named by the heading, so that the heading can stay a heading.
            // The focus begins below the label, so the first question brings it along.
            <div
                role="radiogroup"
                aria-labelledby="tb-question"
                aria-describedby={(cx.model.question == 0).then_some("tb-label")}
                class="tb-choices"
            >
                <div id="tb-question">
                    {heading(cx, wording(question.area), Some(Msg::CheckProgress {
                        n: &n,
                        total: &total,
                    }))}
                </div>
                // Keyed by the question: each has fresh elements, so no engine restores a choice.
                <div key={cx.model.question} class="tb-answers">
                    {for Level::ALL.iter().map(|level| answer(cx, *level, chosen == Some(*level)))}
                </div>
            </div>
            <p class="tb-hint">{cx.say(Msg::CheckNextSkips)}</p>
            if last {
                {safety_offer(cx)}
            }
            <div class="tb-actions">
                {button(
                    cx,
                    Look::Primary,
                    "next",
                    Msg::CheckNext,
                    Intent::Act(Action::NextQuestion),
                )}
                {button(
                    cx,
                    Look::Quiet,
                    "see-options",
                    Msg::CheckStop,
                    Intent::Act(Action::Go(Screen::Options)),
                )}
            </div>
        </>
    }
}

fn answer(cx: &Cx<'_>, level: Level, chosen: bool) -> Html {
    let intents = cx.intents.clone();
    let onchange = Callback::from(move |_: Event| intents.emit(Intent::Act(Action::Answer(level))));
    let text = match level.index() {
        0 => Msg::Answer0,
        1 => Msg::Answer1,
        2 => Msg::Answer2,
        3 => Msg::Answer3,
        _ => Msg::Answer4,
    };
    html! {
        <label class="tb-choice">
            <input
                type="radio"
                name="answer"
                data-action="answer"
                data-value={level.index().to_string()}
                autocomplete="off"
                checked={chosen}
                {onchange}
            />
            <span>{cx.say(text)}</span>
        </label>
    }
}

/// The offer on the last question and the summary. A press on it is never noted.
pub(super) fn safety_offer(cx: &Cx<'_>) -> Html {
    html! {
        <div class="tb-notice">
            <p>{cx.say(Msg::SafetyLead)}</p>
            {button(
                cx,
                Look::Secondary,
                "crisis",
                Msg::SafetyOffer,
                Intent::Act(Action::Go(Screen::Crisis)),
            )}
        </div>
    }
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
