//! The root component: the parts, what is shown of them, and where the focus goes.

use gloo_events::EventListener;
use touchbase::readiness::text;
use web_sys::HtmlElement;
use yew::prelude::*;

use crate::list::list;
use crate::model::{Action, Focus, Model, Said, View};
use crate::statements::statements;

#[component]
pub(crate) fn App() -> Html {
    let model = use_reducer(Model::default);
    let places = Places {
        heading: use_node_ref(),
        question: use_node_ref(),
        clear: use_node_ref(),
    };
    use_page_hide(&model);
    use_focus(&model, &places);

    html! {
        <div class="rd" data-view={name_of(model.view)}>
            <nav class="rd-parts" aria-label={text::PARTS}>
                <ul>{for View::ALL.iter().map(|view| door(&model, *view))}</ul>
            </nav>
            // In the page from the start, so that it is read out when it is filled.
            <p class="rd-said" role="status">{match model.said {
                Said::Nothing => "",
                Said::Cleared => text::CLEARED,
            }}</p>
            if let View::Statements(unit) = model.view {
                {statements(&model, unit, &places.heading)}
            }
            // Always in the page: what is printed is the list, wherever someone stands.
            {list(&model, &places.heading)}
            {foot(&model, &places)}
        </div>
    }
}

pub(crate) fn title_of(view: View) -> &'static str {
    match view {
        View::Statements(unit) => unit.title(),
        View::List => text::LIST,
    }
}

pub(crate) fn go(model: &UseReducerHandle<Model>, view: View) -> Callback<MouseEvent> {
    act(model, move || Action::Go(view))
}

/// Elements that take the focus.
struct Places {
    heading: NodeRef,
    question: NodeRef,
    clear: NodeRef,
}

#[hook]
fn use_page_hide(model: &UseReducerHandle<Model>) {
    let dispatch = model.dispatcher();
    use_effect_with((), move |()| {
        let listener = web_sys::window().map(|window| {
            EventListener::new(&window, "pagehide", move |_| {
                dispatch.dispatch(Action::Leave)
            })
        });
        move || drop(listener)
    });
}

#[hook]
fn use_focus(model: &UseReducerHandle<Model>, places: &Places) {
    let [heading, question, clear] =
        [&places.heading, &places.question, &places.clear].map(Clone::clone);
    use_effect_with(model.focus, move |(focus, _)| {
        let place = match focus {
            Focus::Stay => return,
            Focus::Heading => heading,
            Focus::Question => question,
            Focus::Clear => clear,
        };
        if let Some(element) = place.cast::<HtmlElement>() {
            // An element of the page can take the focus or not; there is nothing to do about it.
            let _ = element.focus();
        }
    });
}

fn door(model: &UseReducerHandle<Model>, view: View) -> Html {
    html! {
        <li>
            <button
                type="button"
                class="rd-part"
                data-action="go"
                data-value={name_of(view)}
                aria-current={(model.view == view).then_some("step")}
                onclick={go(model, view)}
            >
                {title_of(view)}
            </button>
        </li>
    }
}

fn foot(model: &UseReducerHandle<Model>, places: &Places) -> Html {
    if !model.asks_to_clear {
        return html! {
            <div class="rd-foot">
                <button
                    ref={places.clear.clone()}
                    type="button"
                    class="rd-button rd-button--quiet"
                    data-action="clear"
                    onclick={act(model, || Action::AskToClear)}
                >
                    {text::CLEAR}
                </button>
            </div>
        };
    }
    html! {
        <div class="rd-foot" role="group" aria-labelledby="rd-clear">
            <p ref={places.question.clone()} id="rd-clear" class="rd-strong" tabindex="-1">
                {text::CLEAR_QUESTION}
            </p>
            <div class="rd-actions">
                <button
                    type="button"
                    class="rd-button rd-button--secondary"
                    data-action="clear-now"
                    onclick={act(model, || Action::Clear)}
                >
                    {text::CLEAR_CONFIRM}
                </button>
                <button
                    type="button"
                    class="rd-button rd-button--quiet"
                    data-action="keep"
                    onclick={act(model, || Action::Keep)}
                >
                    {text::CLEAR_KEEP}
                </button>
            </div>
        </div>
    }
}

fn act(
    model: &UseReducerHandle<Model>,
    action: impl Fn() -> Action + 'static,
) -> Callback<MouseEvent> {
    let dispatch = model.dispatcher();
    Callback::from(move |_| dispatch.dispatch(action()))
}

fn name_of(view: View) -> &'static str {
    match view {
        View::Statements(unit) => unit.id(),
        View::List => "list",
    }
}
