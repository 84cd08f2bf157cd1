//! The root component: the parts of the page, and where the focus goes.

use web_sys::HtmlElement;
use yew::prelude::*;

use crate::checklist::checklist;
use crate::configuration::{findings, form};
use crate::endpoint::endpoint;
use crate::model::{Action, Focus, Model, View};
use crate::seen::seen;
use crate::sheet::{papers, sheet};

#[component]
pub(crate) fn App() -> Html {
    let model = use_reducer(Model::default);
    let places = Places {
        address: use_node_ref(),
        paste: use_node_ref(),
        token: use_node_ref(),
        findings: use_node_ref(),
        question: use_node_ref(),
        test: use_node_ref(),
        results: use_node_ref(),
        sheet: use_node_ref(),
        papers: use_node_ref(),
    };
    use_focus(&model, &places);

    html! {
        <div class="gl" data-view={name_of(model.view)}>
            // In the page from the start, so that it is read out when it is filled.
            <p class="gl-said" role="status">{model.said.clone()}</p>
            // Stays in the page behind a sheet, so that nothing typed is lost.
            <div class="gl-page" hidden={model.view != View::Page}>
                {form(&model, &places)}
                if let Some(loaded) = &model.loaded {
                    {findings(loaded, &places)}
                    if loaded.is_document() {
                        {seen(&model, loaded)}
                        {endpoint(&model, loaded, &places)}
                        {checklist(&model, loaded)}
                        {papers(&model, loaded, &places)}
                    }
                }
            </div>
            if let (Some(loaded), true) = (&model.loaded, model.view != View::Page) {
                {sheet(&model, loaded, &places)}
            }
        </div>
    }
}

/// Elements that are read or take the focus.
pub(crate) struct Places {
    pub(crate) address: NodeRef,
    pub(crate) paste: NodeRef,
    pub(crate) token: NodeRef,
    pub(crate) findings: NodeRef,
    pub(crate) question: NodeRef,
    pub(crate) test: NodeRef,
    pub(crate) results: NodeRef,
    pub(crate) sheet: NodeRef,
    pub(crate) papers: NodeRef,
}

pub(crate) fn act(
    model: &UseReducerHandle<Model>,
    action: impl Fn() -> Action + 'static,
) -> Callback<MouseEvent> {
    let dispatch = model.dispatcher();
    Callback::from(move |_| dispatch.dispatch(action()))
}

/// A form of this page sends nothing.
pub(crate) fn stay() -> Callback<SubmitEvent> {
    Callback::from(|event: SubmitEvent| event.prevent_default())
}

pub(crate) fn print() {
    if let Some(window) = web_sys::window() {
        // A browser that may not print shows nothing; the page stays as it is.
        let _ = window.print();
    }
}

#[hook]
fn use_focus(model: &UseReducerHandle<Model>, places: &Places) {
    let [findings, question, test, results, sheet, papers] = [
        &places.findings,
        &places.question,
        &places.test,
        &places.results,
        &places.sheet,
        &places.papers,
    ]
    .map(Clone::clone);
    use_effect_with(model.focus, move |(focus, _)| {
        let place = match focus {
            Focus::Stay => return,
            Focus::Findings => findings,
            Focus::Question => question,
            Focus::Test => test,
            Focus::Results => results,
            Focus::Sheet => sheet,
            Focus::Papers => papers,
        };
        if let Some(element) = place.cast::<HtmlElement>() {
            // An element of the page can take the focus or not; there is nothing to do about it.
            let _ = element.focus();
        }
    });
}

fn name_of(view: View) -> &'static str {
    match view {
        View::Page => "page",
        View::Poster => "poster",
        View::Cards => "cards",
    }
}
