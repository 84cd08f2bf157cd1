//! Fields of a form, and what is said when one has to be mended. Nothing is refused while a person
//! types; problems are named when they go on.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::referral::{Field, Problem};
use crate::text::Msg;
use crate::ui::cx::{Cx, Intent};
use crate::ui::model::{Action, Edit, Focus};

/// The summary above a form: every problem, each leading to its field.
pub(crate) fn error_summary(cx: &Cx<'_>) -> Html {
    if cx.model.problems.is_empty() {
        return Html::default();
    }
    let focus = match cx.model.focus.0 {
        Focus::Problems => cx.focus.clone(),
        _ => NodeRef::default(),
    };
    html! {
        <div ref={focus} class="tb-problems" role="group" aria-labelledby="tb-problems" tabindex="-1">
            <p id="tb-problems" class="tb-problems__title">{cx.say(Msg::ErrorTitle)}</p>
            <ul>
                {for cx.model.problems.iter().map(|problem| {
                    // A link with a fragment would rewrite the page's address and not move the
                    // focus inside a shadow root, so this is a button.
                    let intent = Intent::FocusField(problem.field().name());
                    html! {
                        <li>
                            <button
                                type="button"
                                class="tb-button tb-button--quiet tb-problems__link"
                                data-action="fix"
                                onclick={cx.on_click(intent)}
                            >
                                {cx.say(words(*problem))}
                            </button>
                        </li>
                    }
                })}
            </ul>
        </div>
    }
}

/// The problem of a field, beside it and in the words of the summary.
pub(crate) fn field_error(cx: &Cx<'_>, field: Field) -> Html {
    let Some(problem) = problem_of(cx, field) else {
        return Html::default();
    };
    html! {
        <p id={error_id(field)} class="tb-error">
            <span class="tb-visually-hidden">{cx.say(Msg::ErrorPrefix)}{" "}</span>
            {cx.say(words(problem))}
        </p>
    }
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
    let oninput = Callback::from(move |event: InputEvent| {
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
    // Cloud spell checkers and writing helpers send what is typed to their vendor.
    html! {
        <div class="tb-field">
            <label class="tb-label" for={field.name()}>{cx.say(label)}</label>
            <p class="tb-hint" id={hint_id}>{cx.say(hint)}</p>
            {field_error(cx, field)}
            <input
                id={field.name()}
                name={field.name()}
                class={classes!("tb-input", wrong.then_some("tb-input--wrong"))}
                type="text"
                dir="auto"
                inputmode={input_mode}
                autocomplete={if cx.config.shared_device { "off" } else { own_details(field, input_mode) }}
                autocapitalize="off"
                autocorrect="off"
                spellcheck="false"
                writingsuggestions="false"
                data-gramm="false"
                aria-describedby={described}
                aria-invalid={wrong.then_some("true")}
                value={value.to_owned()}
                {oninput}
            />
        </div>
    }
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
    html! {
        <fieldset
            class="tb-field tb-choices"
            aria-describedby={wrong.then(|| error_id(field))}
        >
            <legend class="tb-label">{cx.say(legend)}</legend>
            if let Some(hint) = hint {
                <p class="tb-hint">{cx.say(hint)}</p>
            }
            {field_error(cx, field)}
            {for options.iter().map(|(option, value, text)| {
                let intents = cx.intents.clone();
                let option = *option;
                let onchange = Callback::from(move |_: Event| {
                    intents.emit(Intent::Act(Action::Edit(edit(option))));
                });
                html! {
                    <label class="tb-choice">
                        <input
                            type="radio"
                            name={field.name()}
                            value={*value}
                            autocomplete="off"
                            checked={chosen == Some(option)}
                            {onchange}
                        />
                        <span>{cx.say(*text)}</span>
                    </label>
                }
            })}
        </fieldset>
    }
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
    let onchange = Callback::from(move |event: Event| {
        if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
            intents.emit(Intent::Act(Action::Edit(edit(input.checked()))));
        }
    });
    html! {
        <label class="tb-choice">
            <input
                type="checkbox"
                name={field.name()}
                {value}
                autocomplete="off"
                checked={ticked}
                {onchange}
            />
            <span>{cx.say(text)}</span>
        </label>
    }
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

fn words(problem: Problem) -> Msg<'static> {
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
