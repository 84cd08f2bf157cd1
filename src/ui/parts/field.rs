//! Fields of a form, and what is said when one has to be mended. Nothing is refused while a person
//! types; problems are named when they go on.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::element::{
    On, attributes, bare, el, finish, group, language, listen, maybe, nothing, say, with, words,
};
use super::naming::{hint, label, sentence, word};
use crate::browser::js;
use crate::referral::note::doubts;
use crate::referral::{Channel, Draft, Fault, Field, Holds, Kind, Policy, Problem};
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
        let intent = Intent::FocusField(problem.field.name());
        listen(&mut link, On::Click, cx.on_click(intent));
        el("li", [finish(link, vec![words(mending(cx, *problem))])])
    });
    let title = with(
        "p",
        attributes! { "id": "tb-problems", "class": "tb-problems__title" },
        [words(cx.say(Msg::ErrorTitle))],
    );
    finish(summary, vec![title, el("ul", problems.collect::<Vec<_>>())])
}

/// The problem of a field, beside it and in the words of the summary.
fn field_error(cx: &Cx<'_>, field: Field) -> Html {
    let Some(problem) = problem_of(cx, field) else {
        return nothing();
    };
    let prefix = [
        words(cx.say(Msg::ErrorPrefix)),
        words(AttrValue::Static(" ")),
    ];
    with(
        "p",
        attributes! { "id": id_of("error-", field), "class": "tb-error" },
        [
            el("span.tb-visually-hidden", prefix),
            words(mending(cx, problem)),
        ],
    )
}

/// A field of the form, by what it holds; nothing where it is not asked.
pub(crate) fn ask(cx: &Cx<'_>, policy: &Policy, field: Field) -> Html {
    let draft = &*cx.model.draft();
    if !policy.asks(field, draft) {
        return nothing();
    }
    let kind = policy.kind(draft);
    let name = cx.say(label(field, kind, draft));
    let hint = hint(field, policy, draft);
    match field.holds() {
        Holds::Page => nothing(),
        Holds::Text(_) => text_field(cx, field, kind, name, hint, draft),
        Holds::Leave => tick(cx, field, draft, Offer::new(0, "true", name)),
        Holds::Label => {
            let chosen = draft.choice(field);
            list(cx, field, name, chosen, offers(cx, policy, field))
        }
        Holds::Labels(_) => {
            let offers = offers(cx, policy, field).into_iter();
            let ticks = offers.map(|offer| tick(cx, field, draft, offer));
            fieldset(cx, field, name, hint, ticks.collect())
        }
        Holds::Word(_) => {
            let chosen = policy.chosen(field, draft);
            let offers = offers(cx, policy, field).into_iter();
            let radios = offers.map(|offer| radio(cx, field, chosen, offer));
            fieldset(cx, field, name, hint, radios.collect())
        }
    }
}

/// What can be chosen.
struct Offer {
    /// Its place among all words or labels; `None` takes a choice back.
    place: Option<usize>,
    /// What the record would hold.
    value: AttrValue,
    /// What it is called.
    text: AttrValue,
    /// The language of that, where it is not the screen's.
    lang: Option<AttrValue>,
}

impl Offer {
    fn new(place: usize, value: &'static str, text: AttrValue) -> Self {
        Self {
            place: Some(place),
            value: AttrValue::Static(value),
            text,
            lang: None,
        }
    }
}

/// What can be chosen for a field; first the way back to nothing, where it may be left open.
fn offers(cx: &Cx<'_>, policy: &Policy, field: Field) -> Vec<Offer> {
    let mut offers = Vec::new();
    let open = match field {
        Field::Mode | Field::MatchPreference => true,
        Field::TeamSize | Field::ReferrerRelationship => true,
        _ => field.holds() == Holds::Label,
    };
    if open {
        let mut none = Offer::new(0, "", cx.say(Msg::AudienceAny));
        none.place = None;
        offers.push(none);
    }
    let labels = policy.labels(field);
    for (place, label) in labels.iter().enumerate() {
        offers.push(Offer {
            place: Some(place),
            value: label.recorded.clone().into(),
            text: label.shown.text.clone().into(),
            lang: language(&label.shown),
        });
    }
    if let (Holds::Word(all) | Holds::Labels(all), true) = (field.holds(), labels.is_empty()) {
        for (place, value) in all.iter().enumerate() {
            if policy.offers(field, place, &cx.model.draft()) {
                offers.push(Offer::new(place, value, cx.say(word(field, place))));
            }
        }
    }
    offers
}

/// A field of one line.
fn text_field(
    cx: &Cx<'_>,
    field: Field,
    kind: Kind,
    label: AttrValue,
    hint: Option<Msg<'_>>,
    draft: &Draft,
) -> Html {
    let value = draft.text(field);
    let channel = match field {
        Field::ContactValue => draft.channel(Field::ContactChannel),
        Field::ReferrerContactValue => draft.channel(Field::ReferrerContactChannel),
        _ => None,
    };
    let input_mode = match channel {
        None => "text",
        Some(Channel::Email) => "email",
        Some(_) => "tel",
    };
    let intents = cx.intents.clone();
    let hear = Callback::from(move |event: Event| {
        if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
            intents.emit(Intent::Act(Action::Edit(Edit::Text(field, input.value()))));
        }
    });
    let wrong = problem_of(cx, field).is_some();
    let id = id_of("field-", field);
    let hint_id = id_of("hint-", field);
    let mut described = String::new();
    if wrong {
        described.push_str(&id_of("error-", field));
        described.push(' ');
    }
    if hint.is_some() {
        described.push_str(&hint_id);
    }
    // WCAG 1.3.5 is about one's own details, not about another's.
    let own = match field {
        Field::Name | Field::ContactValue => kind == Kind::Own,
        _ => true,
    };
    let autocomplete = match (field, input_mode) {
        _ if cx.config.shared_device || !own => "off",
        (Field::Name | Field::ReferrerName, _) => "name",
        (_, "text") => "off",
        (_, mode) => mode,
    };
    let mut input = bare(
        "input",
        attributes! {
            "id": id.clone(),
            "name": field.name(),
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
            "aria-describedby": (!described.is_empty()).then_some(described),
            "aria-invalid": wrong.then_some("true"),
            "class": if wrong { "tb-input tb-input--wrong" } else { "tb-input" },
        },
    );
    input.set_value(AttrValue::from(value));
    listen(&mut input, On::Input, hear);
    let label = with(
        "label",
        attributes! { "for": id, "class": "tb-label" },
        [words(label)],
    );
    let hint = hint.map(|hint| {
        with(
            "p",
            attributes! { "id": hint_id, "class": "tb-hint" },
            [words(cx.say(hint))],
        )
    });
    el(
        "div.tb-field",
        [
            label,
            hint.unwrap_or_else(nothing),
            field_error(cx, field),
            input.into(),
            maybe(matches!(field, Field::Note | Field::DoNotMatch), || {
                found(cx, value, field == Field::DoNotMatch)
            }),
        ],
    )
}

/// What a look at a text found. It is there from the start, so that a screen reader hears it
/// change.
fn found(cx: &Cx<'_>, text: &str, units: bool) -> Html {
    let found = doubts(text, units);
    let found = [
        (found.digits, Msg::NoteDigits),
        (found.date, Msg::NoteDate),
        (found.clinical, Msg::NoteClinical),
    ];
    let found = found.into_iter().filter(|(there, _)| *there);
    let found = cx.listed(found.map(|(_, what)| cx.texts.say(what)));
    let text = found.map(|what| cx.say(Msg::NoteFound { what: &what }));
    with(
        "p",
        attributes! { "role": "status", "class": "tb-hint" },
        [text.map_or_else(nothing, words)],
    )
}

/// A list of which one is chosen.
fn list(
    cx: &Cx<'_>,
    field: Field,
    label: AttrValue,
    chosen: Option<usize>,
    offers: Vec<Offer>,
) -> Html {
    let intents = cx.intents.clone();
    let hear = Callback::from(move |event: Event| {
        // The first one takes the choice back.
        let place = event.target().and_then(|list| {
            let place = js::get(&list, "selectedIndex").as_f64()?;
            u8::try_from(place as i32 - 1).ok()
        });
        intents.emit(Intent::Act(Action::Edit(Edit::Choose(field, place))));
    });
    let options = offers.into_iter().map(|offer| {
        let attributes = attributes! {
            "value": offer.value,
            "lang": offer.lang,
            "selected": (offer.place == chosen).then_some(""),
        };
        with("option", attributes, [words(offer.text)])
    });
    let mut list = bare(
        "select",
        attributes! {
            "name": field.name(),
            "class": "tb-input tb-select",
            "autocomplete": "off",
        },
    );
    listen(&mut list, On::Change, hear);
    let name = with("span", attributes! { "class": "tb-label" }, [words(label)]);
    el(
        "label.tb-field tb-choose",
        [name, finish(list, options.collect::<Vec<_>>())],
    )
}

/// Choices that belong together, none of them a way to the next screen.
fn fieldset(
    cx: &Cx<'_>,
    field: Field,
    legend: AttrValue,
    hint: Option<Msg<'_>>,
    choices: Vec<Html>,
) -> Html {
    let wrong = problem_of(cx, field).is_some();
    with(
        "fieldset",
        attributes! {
            "aria-describedby": wrong.then(|| id_of("error-", field)),
            "class": "tb-field tb-choices",
        },
        [
            with(
                "legend",
                attributes! { "class": "tb-label" },
                [words(legend)],
            ),
            hint.map_or_else(nothing, |hint| say(cx, "p.tb-hint", hint)),
            field_error(cx, field),
            group(choices),
        ],
    )
}

fn radio(cx: &Cx<'_>, field: Field, chosen: Option<usize>, offer: Offer) -> Html {
    let intents = cx.intents.clone();
    let place = offer.place.map(|place| place as u8);
    let hear = Callback::from(move |_: Event| {
        intents.emit(Intent::Act(Action::Edit(Edit::Choose(field, place))));
    });
    let on = chosen == offer.place;
    choice("radio", field, offer, on, hear)
}

/// A box to tick.
fn tick(cx: &Cx<'_>, field: Field, draft: &Draft, offer: Offer) -> Html {
    let intents = cx.intents.clone();
    let place = offer.place.unwrap_or_default();
    let hear = Callback::from(move |event: Event| {
        if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
            let edit = Edit::Tick(field, place, input.checked());
            intents.emit(Intent::Act(Action::Edit(edit)));
        }
    });
    let on = draft.ticked(field, place);
    choice("checkbox", field, offer, on, hear)
}

/// A choice and its words.
fn choice(
    kind: &'static str,
    field: Field,
    offer: Offer,
    chosen: bool,
    hear: Callback<Event>,
) -> Html {
    let is_kind = field == Field::Kind;
    let mut input = bare(
        "input",
        attributes! {
            "type": kind,
            "name": field.name(),
            "autocomplete": "off",
            "data-action": is_kind.then_some("choose-kind"),
            "data-value": is_kind.then(|| offer.value.clone()),
        },
    );
    input.set_value(offer.value);
    input.set_checked(chosen);
    listen(&mut input, On::Change, hear);
    let text = with(
        "span",
        attributes! { "lang": offer.lang },
        [words(offer.text)],
    );
    el("label.tb-choice", [input.into(), text])
}

fn problem_of(cx: &Cx<'_>, field: Field) -> Option<Problem> {
    cx.model
        .problems
        .iter()
        .copied()
        .find(|problem| problem.field == field)
}

/// How to mend a problem.
fn mending(cx: &Cx<'_>, problem: Problem) -> AttrValue {
    let most = match problem.fault {
        Fault::TooLong(most) => most.to_string(),
        _ => String::new(),
    };
    cx.say(sentence(problem, &most))
}

/// Not by its name: an `id` with a dot is one that selectors stumble over.
fn id_of(prefix: &str, field: Field) -> String {
    let mut id = String::from(prefix);
    id.push_str(&(field as u8).to_string());
    id
}
