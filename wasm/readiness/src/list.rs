//! The list of actions: a view of its own, and what is printed from every view.

use touchbase::readiness::{Action as Item, Answer, Part, Source, Step, Unit, VERSION, plan, text};
use yew::prelude::*;

use crate::app::go;
use crate::model::{Model, View};

pub(crate) fn list(model: &UseReducerHandle<Model>, heading: &NodeRef) -> Html {
    let answers = model.answers();
    let parts = plan(&answers);
    let shown = model.view == View::List;
    let empty = parts.iter().all(|part| part.actions.is_empty());
    let untouched = answers.each().all(|(_, answer)| answer.is_none());
    html! {
        <section
            key="list"
            class={classes!("rd-list", (!shown).then_some("rd-list--for-print"))}
            aria-labelledby="rd-list"
        >
            // One element holds the reference at a time, or the one that is not shown may win.
            if shown {
                <h2 ref={heading.clone()} id="rd-list" class="rd-heading" tabindex="-1">
                    {text::LIST}
                </h2>
            } else {
                <h2 id="rd-list" class="rd-heading">{text::LIST}</h2>
            }
            <p class="rd-text">{text::AID}</p>
            if empty {
                <p class="rd-text">{text::ALL_IN_PLACE}</p>
            } else {
                if untouched {
                    <p class="rd-text">{text::NOTHING_ANSWERED}</p>
                }
                <p class="rd-text">{text::ORDER}</p>
            }
            {for parts.iter().map(|part| of_unit(part, empty))}
            <div class="rd-actions rd-controls">
                <button
                    type="button"
                    class="rd-button rd-button--primary"
                    data-action="print"
                    onclick={Callback::from(|_: MouseEvent| print())}
                >
                    {text::PRINT}
                </button>
                <button
                    type="button"
                    class="rd-button rd-button--quiet"
                    data-action="back"
                    onclick={go(model, View::Statements(Unit::MovingForward))}
                >
                    {text::BACK}
                </button>
            </div>
            <p class="rd-hint rd-controls">{text::PRINT_HINT}</p>
            {sources()}
        </section>
    }
}

/// With everything in place nothing needs to be said of each unit but what to watch.
fn of_unit(part: &Part, whole_list_empty: bool) -> Html {
    html! {
        <section class="rd-part-list" data-unit={part.unit.id()}>
            <h3>{part.unit.title()}</h3>
            if part.actions.is_empty() {
                if !whole_list_empty {
                    <p class="rd-text">{text::UNIT_IN_PLACE}</p>
                }
                <p class="rd-text">{part.unit.watch()}</p>
            }
            {for Step::ALL.into_iter().map(|step| of_step(part, step))}
        </section>
    }
}

fn of_step(part: &Part, step: Step) -> Html {
    let mut items = part
        .actions
        .iter()
        .filter(|item| item.statement.step == step)
        .peekable();
    if items.peek().is_none() {
        return Html::default();
    }
    html! {
        <>
            <h4>{step.title()}</h4>
            <ul class="rd-items">{for items.map(item)}</ul>
        </>
    }
}

fn item(item: &Item) -> Html {
    let statement = item.statement;
    html! {
        <li key={statement.id} data-item={statement.id}>
            <p class="rd-item">{statement.action}</p>
            <p class="rd-text">
                <span class="rd-strong">{text::WHY}</span>{" "}{statement.why}
            </p>
            <p class="rd-hint">{lead(item.answer)}{" "}{statement.text}</p>
        </li>
    }
}

fn lead(answer: Option<Answer>) -> &'static str {
    match answer {
        Some(Answer::NotYet) => text::NOT_YET,
        Some(Answer::DoNotKnow) => text::DO_NOT_KNOW,
        Some(Answer::Partly) => text::PARTLY,
        Some(Answer::InPlace) | None => text::SKIPPED,
    }
}

fn sources() -> Html {
    html! {
        <section class="rd-origin" aria-labelledby="rd-origin">
            <h3 id="rd-origin">{text::SOURCES_TITLE}</h3>
            <p class="rd-hint">{text::OWN_WORDS}</p>
            <ul>{for Source::ALL.into_iter().map(|source| html! { <li>{source.title()}</li> })}</ul>
            <p class="rd-hint">{text::VERSION}{" "}{VERSION}</p>
        </section>
    }
}

fn print() {
    if let Some(window) = web_sys::window() {
        // A browser that may not print shows nothing; the page stays as it is.
        let _ = window.print();
    }
}
