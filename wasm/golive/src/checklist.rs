//! The checklist, to be printed and signed.

use touchbase::golive::{CHECKLIST, Reviewer};
use touchbase::value::Value;
use yew::prelude::*;

use crate::app::print;
use crate::model::{Loaded, Model};
use crate::source::today_text;
use crate::text;

pub(crate) fn checklist(model: &UseReducerHandle<Model>, loaded: &Loaded) -> Html {
    let tested: Vec<_> = model.of_endpoints().cloned().collect();
    html! {
        <section class="gl-checklist" aria-labelledby="gl-list" data-part="checklist">
            <h2 id="gl-list">{text::LIST_TITLE}</h2>
            <p class="rd-text rd-controls">{text::LIST_LEAD}</p>
            <div class="rd-actions rd-controls">
                <button
                    type="button"
                    class="rd-button rd-button--secondary"
                    data-action="print-checklist"
                    onclick={Callback::from(|_: MouseEvent| print())}
                >
                    {text::PRINT_LIST}
                </button>
            </div>
            <p class="rd-text">
                {text::PROGRAM}{" "}<span class="rd-strong">
                    {loaded.config.program.name.to_string()}
                </span>
                {". "}{text::CHECKED_ON}{" "}{today_text()}{"."}
            </p>
            <p class="rd-text">
                {text::READ_TITLE}{": "}{text::counted(&loaded.findings)}
            </p>
            if !model.probed.is_empty() {
                <p class="rd-text">{text::TEST_TITLE}{": "}{text::counted(&tested)}</p>
            }
            {for CHECKLIST.iter().map(|reviewer| part(reviewer, &loaded.document))}
        </section>
    }
}

fn part(reviewer: &Reviewer, document: &Value) -> Html {
    let reviews = document
        .get("reviews")
        .map(Value::items)
        .unwrap_or_default();
    let text_of = |review: &Value, key: &str| {
        let text = review.get(key).and_then(Value::as_str);
        text.unwrap_or_default().to_owned()
    };
    let stated = reviews
        .iter()
        .filter(|review| text_of(review, "kind") == reviewer.kind)
        .map(|review| (text_of(review, "by"), text_of(review, "date")));
    html! {
        <section class="gl-reviewer" data-reviewer={reviewer.kind}>
            <h3>{reviewer.title}</h3>
            if reviewer.required {
                <p class="rd-hint">{text::REQUIRED}</p>
            }
            <ul class="gl-boxes">
                {for reviewer.items.iter().map(|item| html! { <li>{item.text}</li> })}
            </ul>
            {for stated.map(|(by, date)| html! {
                <p class="rd-text" data-reviewed-by="">
                    {text::REVIEWED_BY}{" "}<span class="rd-strong">{by}</span>{", "}{date}
                </p>
            })}
            // To be filled in by hand.
            <p class="gl-sign">
                {for [text::NAME, text::DATE, text::SIGNATURE]
                    .into_iter()
                    .map(|label| html! { <span class="gl-line">{label}</span> })}
            </p>
        </section>
    }
}
