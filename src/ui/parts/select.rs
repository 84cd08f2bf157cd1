//! A choice of one from a list, which takes one line however long the list is.

use yew::prelude::*;

use super::element::{On, attributes, bare, el, finish, listen, with, words};
use crate::browser::js;
use crate::ui::cx::{Cx, Intent};
use crate::ui::listing::Choice;
use crate::ui::model::Action;

/// A labelled list of choices with the hook `action`. `choose` is told the place of the choice.
pub(crate) fn select(
    cx: &Cx<'_>,
    action: &'static str,
    label: AttrValue,
    choices: &[AttrValue],
    chosen: usize,
    choose: impl Fn(usize) -> Choice + 'static,
) -> Html {
    let intents = cx.intents.clone();
    let hear = Callback::from(move |event: Event| {
        let value = event.target().and_then(|list| js::text(&list, "value"));
        if let Some(place) = value.and_then(|value| value.parse().ok()) {
            intents.emit(Intent::Act(Action::Choose(choose(place))));
        }
    });
    let choices = choices.iter().enumerate().map(|(place, text)| {
        let attributes = attributes! {
            "value": place.to_string(),
            "selected": (place == chosen).then_some(""),
        };
        with("option", attributes, [words(text.clone())])
    });
    let mut list = bare(
        "select",
        attributes! {
            "class": "tb-input tb-select",
            "data-action": action,
            "autocomplete": "off",
        },
    );
    listen(&mut list, On::Change, hear);
    let name = with("span", attributes! { "class": "tb-hint" }, [words(label)]);
    el(
        "label.tb-choose",
        [name, finish(list, choices.collect::<Vec<_>>())],
    )
}
