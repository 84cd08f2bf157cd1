//! A question of the check. Choosing never moves on by itself, and going on without an answer
//! skips.

use yew::prelude::*;

use crate::check::{Area, Asked, Level, STEPS, When, asked};
use crate::text::Msg;
use crate::ui::cx::{Cx, Intent};
use crate::ui::model::{Action, Check, Screen};
use crate::ui::parts::{
    Look, On, attributes, bare, button, el, group, heading, keyed, listen, maybe, nothing, say,
    text, with,
};
use crate::ui::questionnaire::Questionnaire;
use crate::value::Value;

pub(super) fn check(cx: &Cx<'_>) -> Html {
    match &cx.model.check {
        // Nobody has to wait for it.
        Check::Loading(_) => group([
            heading(cx, Msg::InstrumentLoading, None),
            el("div.tb-actions", [stop(cx)]),
        ]),
        Check::Host(questionnaire) => of_the_host(cx, questionnaire.as_ref()),
        Check::BuiltIn | Check::InPlace => built_in(cx),
    }
}

/// One question with its answers, from lowest to highest.
struct Asking<'a> {
    /// What is said before the question.
    label: Vec<Html>,
    /// The language of the question, where it is not the page's.
    language: Option<AttrValue>,
    title: Msg<'a>,
    n: usize,
    total: usize,
    answers: Vec<AttrValue>,
    chosen: Option<u8>,
    offer: bool,
}

fn built_in(cx: &Cx<'_>) -> Html {
    let answers = cx.model.answers();
    let (title, texts, chosen) = match asked(cx.model.question) {
        None => return nothing(),
        Some(Asked::When) => (
            Msg::QTime,
            When::ALL.map(time).to_vec(),
            answers.when().map(|when| when as u8),
        ),
        Some(Asked::Area(question)) => (
            wording(question.area),
            Level::ALL.map(level).to_vec(),
            answers.level(question).map(Level::index),
        ),
    };
    // The whole of it once; what it is not, always.
    let first = cx.model.question == 0;
    let label = vec![
        maybe(first && matches!(cx.model.check, Check::InPlace), || {
            say(cx, "p", Msg::InstrumentRefused)
        }),
        say(cx, "p", Msg::CheckLabel),
        maybe(first, || say(cx, "p", Msg::CheckUnreviewed)),
        say(cx, "p", Msg::CheckPrivacy),
    ];
    let asking = Asking {
        label,
        language: None,
        title,
        n: cx.model.question + 1,
        total: STEPS,
        answers: texts.into_iter().map(|text| cx.say(text)).collect(),
        chosen,
        offer: cx.model.question + 1 == STEPS,
    };
    ask(cx, asking)
}

fn of_the_host(cx: &Cx<'_>, questionnaire: &dyn Questionnaire) -> Html {
    let view = questionnaire.view();
    let items = view.get("items").map(Value::items).unwrap_or_default();
    let Some(item) = items.get(cx.model.question) else {
        return nothing();
    };
    let given = cx.model.given();
    let last = questionnaire
        .next(&given, cx.model.question as i32)
        .is_none();
    let answers = item.get("answers").map(Value::items).unwrap_or_default();
    let mut label = instrument_label(cx, view, cx.model.questions_before() == 0);
    if let Some(intro) = view.get("intro").and_then(Value::as_str) {
        label.push(text("p", intro));
    }
    label.push(say(cx, "p", Msg::CheckPrivacy));
    let title = item.get("text").and_then(Value::as_str).unwrap_or_default();
    let asking = Asking {
        label,
        language: view
            .get("language")
            .and_then(Value::as_str)
            .map(AttrValue::from),
        title: Msg::Verbatim { text: title },
        n: cx.model.questions_before() + 1,
        total: items.len(),
        answers: answers
            .iter()
            .map(|answer| AttrValue::from(answer.as_str().unwrap_or_default()))
            .collect(),
        chosen: given
            .get(cx.model.question)
            .and_then(|i| u8::try_from(*i).ok()),
        // An answer that the program has a protocol for brings the offer forward at once.
        offer: last || cx.model.listing().fired,
    };
    ask(cx, asking)
}

/// What a host's questionnaire is, whose it is, and what it is not; with `whole` also all that is to
/// be known before it begins.
pub(super) fn instrument_label(cx: &Cx<'_>, view: &Value, whole: bool) -> Vec<Html> {
    let stated = |key| view.get(key).and_then(Value::as_str);
    let days = |key| {
        view.get(key)
            .and_then(Value::as_int)
            .map(|days| days.to_string())
    };
    let of = |key: &str, member: &str| view.get(key)?.get(member)?.as_str();
    let validated = view.get("validated_translation").and_then(Value::as_bool);
    let lines = [
        Some(cx.say(instrument_kind(view))),
        of("attribution", "text").map(|text| cx.say(Msg::InstrumentAttribution { text })),
        // What happens after a certain answer is to be known before each.
        stated("protocol").map(|text| cx.say(Msg::InstrumentProtocol { text })),
        stated("version").map(|version| cx.say(Msg::InstrumentVersion { version })),
        days("look_back_days").map(|days| cx.say(Msg::InstrumentLookBack { days: &days })),
        days("min_days_since_event").map(|days| cx.say(Msg::InstrumentEarly { days: &days })),
        (validated == Some(false)).then(|| cx.say(Msg::InstrumentUnvalidated)),
    ];
    let lines = lines.into_iter().take(if whole { usize::MAX } else { 3 });
    let lines = lines.flatten();
    let title = stated("title").map(|title| text("p.tb-strong", title));
    let lines = lines.map(|line| text("p", &line));
    title.into_iter().chain(lines).collect()
}

/// What a host's questionnaire is, and what it is not.
pub(super) fn instrument_kind(view: &Value) -> Msg<'static> {
    match view.get("interpretation").and_then(Value::as_str) {
        Some("reflection") => Msg::InstrumentReflection,
        Some("organisational") => Msg::InstrumentOrganisational,
        _ => Msg::InstrumentScreening,
    }
}

fn ask(cx: &Cx<'_>, asking: Asking<'_>) -> Html {
    let (n, total) = (asking.n.to_string(), asking.total.to_string());
    let progress = Some(Msg::CheckProgress {
        n: &n,
        total: &total,
    });
    let title = [heading(cx, asking.title, progress)];
    let answers = asking.answers.iter().enumerate();
    let answers =
        answers.map(|(i, text)| answer(cx, i as u8, text, asking.chosen == Some(i as u8)));
    let next = button(
        cx,
        Look::Primary,
        "next",
        Msg::CheckNext,
        Intent::Act(Action::NextQuestion),
    );
    group([
        with(
            "div",
            attributes! { "id": "tb-label", "class": "tb-notice" },
            asking.label,
        ),
        // A group named by the heading, so that the heading can stay a heading.
        // The focus begins below the label, so the first question brings it along.
        with(
            "div",
            attributes! {
                "role": "radiogroup",
                "lang": asking.language,
                "aria-labelledby": "tb-question",
                "aria-describedby": (asking.n == 1).then_some("tb-label"),
                "class": "tb-choices",
            },
            [
                with("div", attributes! { "id": "tb-question" }, title),
                // Keyed by the question: each has fresh elements, so no engine restores a choice.
                keyed(&n, el("div.tb-answers", answers.collect::<Vec<_>>())),
            ],
        ),
        say(cx, "p.tb-hint", Msg::CheckNextSkips),
        maybe(asking.offer, || safety_offer(cx)),
        el("div.tb-actions", [next, stop(cx)]),
    ])
}

fn stop(cx: &Cx<'_>) -> Html {
    button(
        cx,
        Look::Quiet,
        "see-options",
        Msg::CheckStop,
        Intent::Act(Action::Go(Screen::Options)),
    )
}

fn answer(cx: &Cx<'_>, i: u8, words: &str, chosen: bool) -> Html {
    let intents = cx.intents.clone();
    let hear = Callback::from(move |_: Event| intents.emit(Intent::Act(Action::Answer(i))));
    let mut input = bare(
        "input",
        attributes! {
            "type": "radio",
            "name": "answer",
            "data-action": "answer",
            "data-value": i.to_string(),
            "autocomplete": "off",
        },
    );
    input.set_checked(chosen);
    listen(&mut input, On::Change, hear);
    el("label.tb-choice", [input.into(), text("span", words)])
}

/// The offer on the last question and the summary. That it was taken moves crisis help to the top of
/// the list in this page, and is noted nowhere else.
pub(super) fn safety_offer(cx: &Cx<'_>) -> Html {
    let offer = button(
        cx,
        Look::Secondary,
        "crisis",
        Msg::SafetyOffer,
        Intent::Act(Action::TakeSafetyOffer),
    );
    el("div.tb-notice", [say(cx, "p", Msg::SafetyLead), offer])
}

fn level(level: Level) -> Msg<'static> {
    match level.index() {
        0 => Msg::Answer0,
        1 => Msg::Answer1,
        2 => Msg::Answer2,
        3 => Msg::Answer3,
        _ => Msg::Answer4,
    }
}

fn time(when: When) -> Msg<'static> {
    match when {
        When::Days => Msg::TimeDays,
        When::Weeks => Msg::TimeWeeks,
        When::Longer => Msg::TimeLonger,
        When::NoSingleEvent => Msg::TimeNone,
        When::Ongoing => Msg::TimeOngoing,
        When::TalkAhead => Msg::TimeTalk,
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
