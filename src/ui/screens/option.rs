//! One option in full. What the program does not state is shown as not stated.

use yew::prelude::*;

use super::options::{ask, for_whom};
use crate::support::SupportOption;
use crate::text::Msg;
use crate::ui::cx::Cx;
use crate::ui::parts::{
    Fact, Look, el, facts, group, heading, maybe, maybe_text, nothing, routes, say,
};
use crate::words::Words;

pub(super) fn option(cx: &Cx<'_>) -> Html {
    let Some(option) = cx.option() else {
        return nothing();
    };
    let name = Msg::Verbatim { text: &option.name };
    group([
        heading(cx, name, None),
        maybe_text("p.tb-lead", option.about.as_deref()),
        say(cx, "h3.tb-subheading", Msg::Routes),
        routes(cx, &option.routes),
        maybe(option.recipient().is_some(), || {
            el("div.tb-actions", [ask(cx, Look::Primary, option)])
        }),
        facts(cx, rows(cx, option)),
        review_note(cx, option),
    ])
}

fn rows<'a>(cx: &Cx<'_>, option: &SupportOption) -> Vec<Fact<'a>> {
    let confidentiality = option.confidentiality.as_ref();
    let languages = option
        .languages
        .iter()
        .map(|tag| (cx.language_name)(tag, cx.texts.language()));
    let mut rows = vec![
        Fact::new(Msg::ForWhom, Some(for_whom(cx, option))),
        Fact::new(Msg::Operator, Some(option.operator.text.clone().into())),
        Fact::new(Msg::ExpectedContact, stated(&option.expected_contact)),
        Fact::new(Msg::ReadsRequest, stated(&option.reads_request)),
        Fact::new(Msg::RecordsKept, stated(&option.records_kept)),
        Fact::new(Msg::Retention, stated(&option.retention)),
        Fact::new(
            Msg::Confidentiality,
            confidentiality.map(|c| c.text.text.clone().into()),
        ),
        Fact::new(
            Msg::ConfidentialityLimits,
            confidentiality.and_then(|c| stated(&c.limits)),
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
        Fact::new(Msg::WhatNext, stated(&option.what_next)),
        Fact::new(Msg::Cost, stated(&option.cost)),
        Fact::new(Msg::Languages, cx.listed(languages).map(AttrValue::from)),
        Fact::new(
            Msg::Source,
            option.source_url.as_deref().map(AttrValue::from),
        ),
    ]);
    rows
}

#[inline(never)]
fn stated(value: &Option<Words>) -> Option<AttrValue> {
    value.as_deref().map(AttrValue::from)
}

pub(super) fn review_note(cx: &Cx<'_>, option: &SupportOption) -> Html {
    let text = match (&option.reviewed_on, option.review_passed) {
        (Some(date), true) => Msg::ReviewPassed { date },
        (Some(date), false) => Msg::Reviewed { date },
        (None, true) => Msg::ReviewPassedUndated,
        (None, false) => return nothing(),
    };
    say(cx, "p.tb-hint", text)
}
