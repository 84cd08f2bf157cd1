//! The statements of a unit with their answers.

use touchbase::readiness::{Answer, Passage, STATEMENTS, Statement, Unit, VERSION, text};
use yew::prelude::*;

use crate::app::go;
use crate::model::{Action, Model, View};

pub(crate) fn statements(model: &UseReducerHandle<Model>, unit: Unit, heading: &NodeRef) -> Html {
    let of_unit = || {
        STATEMENTS
            .iter()
            .enumerate()
            .filter(move |(_, statement)| statement.unit == unit)
    };
    html! {
        // Keyed by the unit: each has fresh elements, so no engine restores a choice.
        <section key={unit.id()} class="rd-unit" aria-labelledby="rd-unit">
            <h2 ref={heading.clone()} id="rd-unit" class="rd-heading" tabindex="-1">
                {unit.title()}
            </h2>
            <p class="rd-text">{unit.about()}</p>
            if model.view == View::FIRST {
                <div class="rd-notice">
                    {for [text::WHAT, text::TOGETHER, text::AID, text::MEMORY]
                        .into_iter()
                        .map(|line| html! { <p>{line}</p> })}
                    <p class="rd-hint">{text::VERSION}{" "}{VERSION}</p>
                </div>
            }
            // Firefox would fill a form in again after a reload.
            <form autocomplete="off">
                {for of_unit().map(|(index, statement)| question(model, index, statement))}
            </form>
            <details class="rd-sources">
                <summary>{text::SOURCES}</summary>
                <dl>{for of_unit().map(|(_, statement)| origin(statement))}</dl>
            </details>
            <div class="rd-actions">
                {onward(model)}
                if let Some(before) = model.view.before() {
                    <button
                        type="button"
                        class="rd-button rd-button--quiet"
                        data-action="back"
                        onclick={go(model, before)}
                    >
                        {text::BACK}
                    </button>
                }
            </div>
        </section>
    }
}

fn question(model: &UseReducerHandle<Model>, index: usize, statement: &Statement) -> Html {
    let chosen = model.answers().of(index);
    html! {
        <fieldset key={statement.id} class="rd-statement" data-statement={statement.id}>
            <legend>{statement.text}</legend>
            <div class="rd-answers">
                {for Answer::ALL.into_iter().map(|answer| {
                    let dispatch = model.dispatcher();
                    html! {
                        <label class="rd-answer">
                            <input
                                type="radio"
                                name={statement.id}
                                data-action="answer"
                                checked={chosen == Some(answer)}
                                onchange={Callback::from(move |_| {
                                    dispatch.dispatch(Action::Answer(index, answer));
                                })}
                            />
                            <span>{answer.label()}</span>
                        </label>
                    }
                })}
            </div>
        </fieldset>
    }
}

fn origin(statement: &Statement) -> Html {
    let passage = |passage: &Passage| {
        html! {
            <dd>
                <span class="rd-strong">{passage.source.name()}{", "}{passage.place}{": "}</span>
                {passage.says}
            </dd>
        }
    };
    html! {
        <>
            <dt>{statement.text}</dt>
            {for statement.drawn_from.iter().map(passage)}
        </>
    }
}

fn onward(model: &UseReducerHandle<Model>) -> Html {
    let Some(next) = model.view.next() else {
        return Html::default();
    };
    html! {
        <button
            type="button"
            class="rd-button rd-button--primary"
            data-action="next"
            onclick={go(model, next)}
        >
            {if next == View::List { text::TO_LIST } else { text::CONTINUE }}
        </button>
    }
}
