//! One option in full. What the program does not state is shown as not stated.

use yew::prelude::*;

use super::options::ask;
use crate::support::SupportOption;
use crate::text::Msg;
use crate::ui::cx::Cx;
use crate::ui::parts::{Fact, Look, facts, heading, routes};

pub(super) fn option(cx: &Cx<'_>) -> Html {
    let Some(option) = cx.option() else {
        return Html::default();
    };
    html! {
        <>
            {heading(cx, Msg::Verbatim { text: &option.name }, None)}
            if let Some(about) = &option.about {
                <p class="tb-lead">{about.clone()}</p>
            }
            <h3 class="tb-subheading">{cx.say(Msg::Routes)}</h3>
            {routes(cx, &option.routes)}
            if option.recipient().is_some() {
                <div class="tb-actions">{ask(cx, Look::Primary, option)}</div>
            }
            {facts(cx, rows(cx, option))}
            {review_note(cx, option)}
        </>
    }
}

fn rows<'a>(cx: &Cx<'_>, option: &SupportOption) -> Vec<Fact<'a>> {
    let text = |value: &Option<String>| value.clone().map(AttrValue::from);
    let confidentiality = option.confidentiality.as_ref();
    let languages = option
        .languages
        .iter()
        .map(|tag| (cx.language_name)(tag, cx.texts.language()));
    let mut rows = vec![
        Fact::new(Msg::ForWhom, text(&option.for_whom)),
        Fact::new(Msg::Operator, Some(option.operator.clone().into())),
        Fact::new(Msg::ExpectedContact, text(&option.expected_contact)),
        Fact::new(Msg::ReadsRequest, text(&option.reads_request)),
        Fact::new(Msg::RecordsKept, text(&option.records_kept)),
        Fact::new(Msg::Retention, text(&option.retention)),
        Fact::new(
            Msg::Confidentiality,
            confidentiality.map(|c| c.text.clone().into()),
        ),
        Fact::new(
            Msg::ConfidentialityLimits,
            confidentiality.and_then(|c| text(&c.limits)),
        ),
    ];
    if let Some(basis) = confidentiality.and_then(|c| c.legal_basis.as_deref()) {
        let place = confidentiality.and_then(|c| c.jurisdiction.as_deref());
        rows.push(Fact::new(
            Msg::LegalBasis,
            Some(match place {
                Some(place) => cx.say(Msg::ListPair {
                    first: basis,
                    rest: place,
                }),
                None => basis.to_owned().into(),
            }),
        ));
    }
    rows.extend([
        Fact::new(
            Msg::ReportsEvent,
            option.reports_event.map(|reports| {
                cx.say(if reports {
                    Msg::ReportsYes
                } else {
                    Msg::ReportsNo
                })
            }),
        ),
        Fact::new(Msg::WhatNext, text(&option.what_next)),
        Fact::new(Msg::Cost, text(&option.cost)),
        Fact::new(
            Msg::Languages,
            languages
                .reduce(|first, rest| {
                    cx.texts.say(Msg::ListPair {
                        first: &first,
                        rest: &rest,
                    })
                })
                .map(AttrValue::from),
        ),
        Fact::new(Msg::Source, text(&option.source_url)),
    ]);
    rows
}

pub(super) fn review_note(cx: &Cx<'_>, option: &SupportOption) -> Html {
    let text = match (&option.reviewed_on, option.review_passed) {
        (Some(date), true) => Msg::ReviewPassed { date },
        (Some(date), false) => Msg::Reviewed { date },
        (None, true) => Msg::ReviewPassedUndated,
        (None, false) => return Html::default(),
    };
    html! { <p class="tb-hint">{cx.say(text)}</p> }
}
