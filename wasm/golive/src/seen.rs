//! The list as one person would see it.

use std::rc::Rc;

use touchbase::golive;
use touchbase::support::{Route, RouteKind, SupportOption};
use touchbase::words::Words;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use crate::model::{Action, Loaded, Model};
use crate::source::today;
use crate::text;

/// A role that no document names: it could not be typed.
const OTHER: &str = "\u{1}";

pub(crate) fn seen(model: &UseReducerHandle<Model>, loaded: &Rc<Loaded>) -> Html {
    let seen = golive::seen(&loaded.config, &loaded.document, model.role.as_deref());
    let dispatch = model.dispatcher();
    let chosen = Callback::from(move |event: Event| {
        let select: Option<HtmlSelectElement> = event.target_dyn_into();
        let role = select.map(|select| select.value());
        dispatch.dispatch(Action::Role(role.filter(|role| !role.is_empty())));
    });
    let role = |value: &str, label: &str| {
        let selected = model.role.as_deref().unwrap_or_default() == value;
        html! { <option value={value.to_owned()} {selected}>{label.to_owned()}</option> }
    };
    let named = |id: &str| loaded.config.option(id);
    let help = seen.shown.is_help_only();
    html! {
        <section aria-labelledby="gl-seen" data-part="seen">
            <h2 id="gl-seen">{text::SEEN_TITLE}</h2>
            if let Some(sentence) = seen.shown.sentence() {
                <p class="rd-notice" data-shown={seen.shown.as_str()}>{sentence}</p>
            }
            <p class="rd-text">{if help { text::SEEN_HELP } else { text::SEEN_LEAD }}</p>
            {language(model, loaded)}
            if help {
                // Nobody is asked for a role there.
            } else if seen.roles.is_empty() {
                <p class="rd-text">{text::NO_ROLES}</p>
            } else {
                <div class="gl-field">
                    <label for="gl-role">{text::ROLE}</label>
                    <select id="gl-role" name="role" onchange={chosen}>
                        {role("", text::ROLE_UNSAID)}
                        {for seen.roles.iter().map(|label| role(label, label))}
                        {role(OTHER, text::ROLE_OTHER)}
                    </select>
                </div>
            }
            if seen.listed.is_empty() {
                <p class="rd-text">{if help { text::SEEN_NOBODY } else { text::NO_OPTIONS }}</p>
            }
            <ol class="gl-options">
                {for seen.listed.iter().map(|option| html! {
                    <li key={option.id.clone()} data-option={option.id.clone()}>
                        <p class="rd-item">{option.name.clone()}</p>
                        if help {
                            {for named(&option.id).map(numbers)}
                        } else {
                            <p class="rd-hint">{text::GROUP}{" "}{text::group(option.group)}</p>
                            <p class="rd-hint">{text::WHY}{" "}{option.reason.clone()}</p>
                            {for named(&option.id).map(details)}
                        }
                    </li>
                })}
            </ol>
            if !seen.not_for.is_empty() {
                <h3>{text::NOT_FOR}</h3>
                <p class="rd-text">{text::NOT_FOR_LEAD}</p>
                <ul class="gl-options">
                    {for seen.not_for.iter().map(|option| html! {
                        <li key={option.id.clone()} data-not-for={option.id.clone()}>
                            <p class="rd-item">{option.name.clone()}</p>
                            <p class="rd-hint">{text::WHY}{" "}{option.reason.clone()}</p>
                            {for named(&option.id).map(details)}
                        </li>
                    })}
                </ul>
            }
        </section>
    }
}

/// A choice of the language, where the document has more than one.
fn language(model: &UseReducerHandle<Model>, loaded: &Rc<Loaded>) -> Html {
    let languages = loaded.languages();
    if languages.len() < 2 {
        return Html::default();
    }
    let (dispatch, of) = (model.dispatcher(), Rc::clone(loaded));
    let chosen = Callback::from(move |event: Event| {
        let select: Option<HtmlSelectElement> = event.target_dyn_into();
        if let Some(locale) = select.map(|select| select.value()) {
            let (document, base) = (of.document.clone(), of.base.clone());
            let again = Loaded::in_language(document, base, locale, today());
            dispatch.dispatch(Action::Reread(Rc::new(again)));
        }
    });
    html! {
        <div class="gl-field">
            <label for="gl-language">{text::LANGUAGE}</label>
            <select id="gl-language" name="language" onchange={chosen}>
                {for languages.into_iter().map(|tag| html! {
                    <option value={tag.clone()} selected={tag == loaded.locale}>{tag}</option>
                })}
            </select>
        </div>
    }
}

/// All that is shown of an option where there is help only.
fn numbers(option: &SupportOption) -> Html {
    let routes = option.routes.iter();
    let called = routes.filter(|route| route.kind.is_phone());
    html! { {for called.map(|route| html! { <p class="rd-text">{way(route)}</p> })} }
}

fn details(option: &SupportOption) -> Html {
    let confidentiality = option.confidentiality.as_ref();
    let languages = (!option.languages.is_empty()).then(|| option.languages.join(", "));
    let text = |text: Option<&str>| text.map(str::to_owned);
    let list = |texts: &[Words]| {
        let texts: Vec<&str> = texts.iter().map(|text| &**text).collect();
        (!texts.is_empty()).then(|| texts.join("; "))
    };
    let rows = [
        ("About", text(option.about.as_deref())),
        ("For whom", text(option.for_whom.as_deref())),
        ("Run by", Some(option.operator.to_string())),
        ("Cost", text(option.cost.as_deref())),
        ("Languages", languages),
        ("First contact", text(option.expected_contact.as_deref())),
        ("Who reads a request", text(option.reads_request.as_deref())),
        ("Records", text(option.records_kept.as_deref())),
        (
            "Confidentiality",
            confidentiality.map(|said| said.text.to_string()),
        ),
        (
            "Its limits",
            text(confidentiality.and_then(|said| said.limits.as_deref())),
        ),
        (
            "Asking counts as reporting the event",
            option
                .reports_event
                .map(|reports| if reports { "Yes" } else { "No" }.to_owned()),
        ),
        (
            "Opens after a report",
            text(option.opens_after_report.as_deref()),
        ),
        ("What is asked for", list(&option.data_taken)),
        ("What is not asked for", list(&option.data_not_taken)),
        ("What happens next", text(option.what_next.as_deref())),
        ("How long it is kept", text(option.retention.as_deref())),
        ("Checking in again", text(option.follow_up.as_deref())),
        ("Taking a request back", text(option.take_back.as_deref())),
        ("Last checked", option.reviewed_on.clone()),
    ];
    html! {
        <details class="rd-sources">
            <summary>{text::DETAILS}</summary>
            <dl>
                <dt>{"Ways to reach it"}</dt>
                {for option.routes.iter().map(|route| html! { <dd>{way(route)}</dd> })}
                {for rows.into_iter().map(|(name, stated)| html! {
                    <>
                        <dt>{name}</dt>
                        <dd>{stated.unwrap_or_else(|| text::NOT_STATED.to_owned())}</dd>
                    </>
                })}
            </dl>
        </details>
    }
}

fn way(route: &Route) -> String {
    let kind = match route.kind {
        RouteKind::Phone => "Phone",
        RouteKind::Text => "Text",
        RouteKind::Pager => "Pager",
        RouteKind::Email => "E-mail",
        RouteKind::Web => "Web page",
        RouteKind::Chat => "Chat",
        RouteKind::WalkIn => "Walk in",
        RouteKind::Voicemail => "Voicemail",
        RouteKind::Referral => "A request from here",
    };
    let mut out = [kind, " ", &route.value].concat();
    if let Some(ext) = &route.ext {
        out.push_str(" ext. ");
        out.push_str(ext);
    }
    if route.kind.is_answered() {
        out.push_str(match (route.always_open, &route.time_zone) {
            (true, _) => ", at all hours",
            (false, Some(_)) if !route.hours.is_empty() => ", at its hours",
            _ => ", hours not stated",
        });
    }
    out
}
