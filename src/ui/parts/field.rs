//! Fields of a form, and what is said when one has to be mended. Nothing is refused while a person
//! types; problems are named when they go on.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::element::{On, attributes, bare, el, finish, group, listen, nothing, say, with, words};
use crate::referral::{Field, Problem};
use crate::text::Msg;
use crate::ui::cx::{Cx, Intent};
use crate::ui::model::{Action, Edit, Focus};

/// The summary above a form: every problem, each leading to its field.
pub(crate) fn error_summary(cx: &Cx<'_>) -> Html {
    if cx.model.problems.is_empty() {
        return nothing();
    }
    let mut summary = bare(
        "div",
        attributes! {
            "role": "group",
            "aria-labelledby": "tb-problems",
            "tabindex": "-1",
            "class": "tb-problems",
        },
    );
    if cx.model.focus.0 == Focus::Problems {
        summary.node_ref = cx.focus.clone();
    }
    let problems = cx.model.problems.iter().map(|problem| {
        // A link with a fragment would rewrite the page's address and not move the focus inside a
        // shadow root, so this is a button.
        let mut link = bare(
            "button",
            attributes! {
                "type": "button",
                "data-action": "fix",
                "class": "tb-button tb-button--quiet tb-problems__link",
            },
        );
        let intent = Intent::FocusField(problem.field().name());
        listen(&mut link, On::Click, cx.on_click(intent));
        el(
            "li",
            [finish(link, vec![words(cx.say(sentence(*problem)))])],
        )
    });
    let title = with(
        "p",
        attributes! { "id": "tb-problems", "class": "tb-problems__title" },
        [words(cx.say(Msg::ErrorTitle))],
    );
    finish(summary, vec![title, el("ul", problems.collect::<Vec<_>>())])
}

/// The problem of a field, beside it and in the words of the summary.
pub(crate) fn field_error(cx: &Cx<'_>, field: Field) -> Html {
    let Some(problem) = problem_of(cx, field) else {
        return nothing();
    };
    let prefix = [
        words(cx.say(Msg::ErrorPrefix)),
        words(AttrValue::Static(" ")),
    ];
    with(
        "p",
        attributes! { "id": error_id(field), "class": "tb-error" },
        [
            el("span.tb-visually-hidden", prefix),
            words(cx.say(sentence(problem))),
        ],
    )
}

/// A field of one line.
pub(crate) fn text_field(
    cx: &Cx<'_>,
    field: Field,
    label: Msg<'_>,
    hint: Msg<'_>,
    value: &str,
    input_mode: &'static str,
    edit: fn(String) -> Edit,
) -> Html {
    let intents = cx.intents.clone();
    let hear = Callback::from(move |event: Event| {
        if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
            intents.emit(Intent::Act(Action::Edit(edit(input.value()))));
        }
    });
    let wrong = problem_of(cx, field).is_some();
    let hint_id = concat_id("hint-", field);
    let described = if wrong {
        let mut ids = error_id(field);
        ids.push(' ');
        ids.push_str(&hint_id);
        ids
    } else {
        hint_id.clone()
    };
    let name = field.name();
    let autocomplete = if cx.config.shared_device {
        "off"
    } else {
        own_details(field, input_mode)
    };
    let mut input = bare(
        "input",
        attributes! {
            "id": name,
            "name": name,
            "type": "text",
            "dir": "auto",
            "inputmode": input_mode,
            "autocomplete": autocomplete,
            "autocapitalize": "off",
            "autocorrect": "off",
            // Cloud spell checkers and writing helpers send what is typed to their vendor.
            "spellcheck": "false",
            "writingsuggestions": "false",
            "data-gramm": "false",
            "aria-describedby": described,
            "aria-invalid": wrong.then_some("true"),
            "class": if wrong { "tb-input tb-input--wrong" } else { "tb-input" },
        },
    );
    input.set_value(AttrValue::from(value));
    listen(&mut input, On::Input, hear);
    let label = with(
        "label",
        attributes! { "for": name, "class": "tb-label" },
        [words(cx.say(label))],
    );
    let hint = with(
        "p",
        attributes! { "id": hint_id, "class": "tb-hint" },
        [words(cx.say(hint))],
    );
    el(
        "div.tb-field",
        [label, hint, field_error(cx, field), input.into()],
    )
}

/// A group of radio buttons, none of them a way to the next screen.
pub(crate) fn choices<T: Copy + PartialEq + 'static>(
    cx: &Cx<'_>,
    field: Field,
    legend: Msg<'_>,
    hint: Option<Msg<'_>>,
    chosen: Option<T>,
    options: &[(T, &'static str, Msg<'_>)],
    edit: fn(T) -> Edit,
) -> Html {
    let wrong = problem_of(cx, field).is_some();
    let options = options.iter().map(|(option, value, text)| {
        let intents = cx.intents.clone();
        let option = *option;
        let hear = Callback::from(move |_: Event| {
            intents.emit(Intent::Act(Action::Edit(edit(option))));
        });
        let chosen = chosen == Some(option);
        choice(cx, Choice::Radio, field.name(), value, *text, chosen, hear)
    });
    with(
        "fieldset",
        attributes! {
            "aria-describedby": wrong.then(|| error_id(field)),
            "class": "tb-field tb-choices",
        },
        [
            say(cx, "legend.tb-label", legend),
            hint.map_or_else(nothing, |hint| say(cx, "p.tb-hint", hint)),
            field_error(cx, field),
            group(options.collect::<Vec<_>>()),
        ],
    )
}

/// A box to tick.
pub(crate) fn tick(
    cx: &Cx<'_>,
    field: Field,
    value: &'static str,
    text: Msg<'_>,
    ticked: bool,
    edit: impl Fn(bool) -> Edit + 'static,
) -> Html {
    let intents = cx.intents.clone();
    let hear = Callback::from(move |event: Event| {
        if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
            intents.emit(Intent::Act(Action::Edit(edit(input.checked()))));
        }
    });
    choice(cx, Choice::Tick, field.name(), value, text, ticked, hear)
}

/// What a choice excludes.
#[derive(Clone, Copy)]
enum Choice {
    /// Every other of its name.
    Radio,
    /// Nothing.
    Tick,
}

/// A choice and its words.
#[allow(clippy::too_many_arguments)]
fn choice(
    cx: &Cx<'_>,
    kind: Choice,
    name: &'static str,
    value: &'static str,
    text: Msg<'_>,
    chosen: bool,
    hear: Callback<Event>,
) -> Html {
    let mut input = bare(
        "input",
        attributes! {
            "type": match kind {
                Choice::Radio => "radio",
                Choice::Tick => "checkbox",
            },
            "name": name,
            "autocomplete": "off",
        },
    );
    input.set_value(value);
    input.set_checked(chosen);
    listen(&mut input, On::Change, hear);
    el("label.tb-choice", [input.into(), say(cx, "span", text)])
}

/// WCAG 1.3.5: the tokens for one's own details.
fn own_details(field: Field, input_mode: &str) -> &'static str {
    match (field, input_mode) {
        (Field::Name, _) => "name",
        (_, "tel") => "tel",
        _ => "email",
    }
}

fn problem_of(cx: &Cx<'_>, field: Field) -> Option<Problem> {
    cx.model
        .problems
        .iter()
        .copied()
        .find(|problem| problem.field() == field)
}

fn error_id(field: Field) -> String {
    concat_id("error-", field)
}

fn concat_id(prefix: &str, field: Field) -> String {
    let mut id = String::from(prefix);
    id.push_str(field.name());
    id
}

fn sentence(problem: Problem) -> Msg<'static> {
    match problem {
        Problem::NameMissing => Msg::ErrorNameMissing,
        Problem::NameTooLong => Msg::ErrorNameTooLong,
        Problem::ChannelMissing => Msg::ErrorChannelMissing,
        Problem::PhoneMissing => Msg::ErrorPhoneMissing,
        Problem::EmailMissing => Msg::ErrorEmailMissing,
        Problem::PhoneFormat => Msg::ErrorPhoneFormat,
        Problem::EmailFormat => Msg::ErrorEmailFormat,
    }
}
