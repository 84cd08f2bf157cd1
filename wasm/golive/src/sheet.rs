//! The poster and the pocket cards, made element by element.

use touchbase::poster::{Element, Node, Poster, Refusal};
use yew::prelude::*;
use yew::virtual_dom::{VNode, VTag};

use crate::app::{Places, act, print};
use crate::model::{Action, Loaded, Model, View};
use crate::source::today_text;
use crate::text;

/// The part of the page that offers them.
pub(crate) fn papers(model: &UseReducerHandle<Model>, loaded: &Loaded, places: &Places) -> Html {
    let offer = match poster(loaded) {
        Err(refusal) => html! {
            <p class="rd-notice" data-refusal={refusal.code()}>{refusal.mend()}</p>
        },
        Ok(_) => html! {
            <div class="rd-actions">
                {for [(View::Poster, "poster", text::POSTER), (View::Cards, "cards", text::CARDS)]
                    .into_iter()
                    .map(|(view, action, label)| html! {
                        <button
                            type="button"
                            class="rd-button rd-button--secondary"
                            data-action={action}
                            onclick={act(model, move || Action::Go(view))}
                        >
                            {label}
                        </button>
                    })}
            </div>
        },
    };
    html! {
        <section aria-labelledby="gl-papers" data-part="papers">
            <h2 ref={places.papers.clone()} id="gl-papers" tabindex="-1">{text::PAPER_TITLE}</h2>
            <p class="rd-text">{text::PAPER_LEAD}</p>
            {offer}
        </section>
    }
}

/// The one that was asked for.
pub(crate) fn sheet(model: &UseReducerHandle<Model>, loaded: &Loaded, places: &Places) -> Html {
    let Ok(poster) = poster(loaded) else {
        return Html::default();
    };
    let (title, hint, sheet) = match model.view {
        View::Cards => (text::CARDS_TITLE, text::CARDS_HINT, poster.cards()),
        View::Poster | View::Page => (text::POSTER_TITLE, text::POSTER_HINT, poster.sheet()),
    };
    html! {
        <section aria-labelledby="gl-sheet">
            <div class="rd-controls">
                <h2 ref={places.sheet.clone()} id="gl-sheet" tabindex="-1">{title}</h2>
                <p class="rd-text">{hint}</p>
                <div class="rd-actions">
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
                        onclick={act(model, || Action::Go(View::Page))}
                    >
                        {text::BACK}
                    </button>
                </div>
            </div>
            // Wider than a phone, so that it scrolls by itself and can be reached to do so.
            <div class="gl-sheet" role="region" tabindex="0" aria-label={text::SHEET}>
                {node(&sheet)}
            </div>
        </section>
    }
}

fn poster(loaded: &Loaded) -> Result<Poster, Refusal> {
    Poster::of(
        &loaded.document,
        &loaded.config,
        &loaded.locale,
        &today_text(),
    )
}

/// The element as a node of the page.
fn node(element: &Element) -> VNode {
    // Here it stands below headings of the page.
    let mut tag = VTag::new(match element.tag {
        "h1" => "h3",
        "h2" => "h4",
        other => other,
    });
    for (name, value) in &element.attributes {
        tag.add_attribute(name, value.clone());
    }
    for child in &element.children {
        tag.add_child(match child {
            Node::Element(element) => node(element),
            Node::Text(words) => VNode::from(words.clone()),
        });
    }
    tag.into()
}
