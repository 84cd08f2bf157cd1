//! One option in full. What the program does not state is shown as not stated.

use yew::prelude::*;

use super::options::{ask, before_asking, for_whom, review_note};
use super::welcome::who_sees;
use crate::support::{Confidentiality, RouteKind, Serves, SupportOption};
use crate::text::Msg;
use crate::ui::cx::Cx;
use crate::ui::parts::{
    Fact, Look, el, facts, group, host_heading, language, maybe, maybe_host, nothing, routes, say,
    words,
};
use crate::words::Words;

pub(super) fn option(cx: &Cx<'_>) -> Html {
    let Some(option) = cx.option() else {
        return nothing();
    };
    group([
        host_heading(cx, &option.name),
        maybe_host("p.tb-hint", option.level.as_ref()),
        maybe_host("p.tb-lead", option.about.as_ref()),
        before_asking(cx, option),
        say(cx, "h3.tb-subheading", Msg::Routes),
        routes(cx, &option.routes),
        maybe(option.recipient().is_some(), || {
            el("div.tb-actions", [ask(cx, Look::Primary, option)])
        }),
        facts(cx, rows(cx, option)),
        review_note(cx, option),
        who_sees(cx),
    ])
}

/// What the program states, fact by fact, and in one row at the end what it does not.
fn rows<'a>(cx: &Cx<'_>, option: &SupportOption) -> Vec<Fact<'a>> {
    let (mut rows, silent): (Vec<_>, Vec<_>) = all(cx, option)
        .into_iter()
        .partition(|fact| fact.text.is_some());
    let silent = silent.iter().map(|fact| fact.name);
    let silent = silent.filter(|name| matters(*name, option));
    let silent = silent.map(|name| cx.texts.say(name));
    if let Some(silent) = cx.listed(silent) {
        rows.push(Fact::new(Msg::NotStated, Some(silent.into())));
    }
    rows
}

/// Whether it matters to a person that the program is silent on something. Nobody asks how long a
/// request is kept where none can be made, or what follows a page to read.
fn matters(name: Msg<'_>, option: &SupportOption) -> bool {
    let reading = option.kind == "self_care"
        && option
            .routes
            .iter()
            .all(|route| route.kind == RouteKind::Web);
    match name {
        Msg::ForWhom | Msg::Cost | Msg::Languages | Msg::Source => true,
        Msg::ReadsRequest | Msg::DataTaken | Msg::Retention | Msg::TakeBack => {
            option.recipient().is_some()
        }
        _ => !reading,
    }
}

fn all<'a>(cx: &Cx<'_>, option: &SupportOption) -> Vec<Fact<'a>> {
    let confidentiality = option.confidentiality.as_ref();
    let of = |part: fn(&Confidentiality) -> &Option<Words>| {
        confidentiality.and_then(|said| part(said).as_ref())
    };
    let languages = option
        .languages
        .iter()
        .map(|tag| (cx.name_of)(tag, cx.texts.language()));
    let for_whom = Fact {
        lang: option.for_whom.as_ref().and_then(language),
        ..Fact::new(Msg::ForWhom, for_whom(cx, option))
    };
    let yes_or_no = |reports| {
        cx.say(match reports {
            true => Msg::ReportsYes,
            false => Msg::ReportsNo,
        })
    };
    let serves = |serves| {
        cx.say(match serves {
            Serves::Individual => Msg::ServesOne,
            Serves::Team => Msg::ServesTeam,
            Serves::Both => Msg::ServesBoth,
        })
    };
    let mut rows = vec![
        for_whom,
        Fact::new(Msg::Serves, option.serves.map(serves)),
        Fact::of_host(Msg::Operator, Some(&option.operator)),
        Fact::of_host(Msg::ExpectedContact, option.expected_contact.as_ref()),
        Fact::of_host(Msg::ReadsRequest, option.reads_request.as_ref()),
        listed(cx, Msg::DataTaken, &option.data_taken),
        listed(cx, Msg::DataNotTaken, &option.data_not_taken),
        Fact::of_host(Msg::RecordsKept, option.records_kept.as_ref()),
        Fact::of_host(Msg::Retention, option.retention.as_ref()),
        Fact::of_host(Msg::TakeBack, option.take_back.as_ref()),
        Fact::of_host(Msg::Confidentiality, confidentiality.map(|said| &said.text)),
        Fact::of_host(Msg::ConfidentialityLimits, of(|said| &said.limits)),
        Fact::of_host(Msg::LegalBasis, of(|said| &said.legal_basis)),
        Fact::of_host(Msg::Jurisdiction, of(|said| &said.jurisdiction)),
        Fact::new(Msg::ReportsEvent, option.reports_event.map(yes_or_no)),
        Fact::of_host(Msg::WhatNext, option.what_next.as_ref()),
        Fact::of_host(Msg::FollowUp, option.follow_up.as_ref()),
        Fact::of_host(Msg::Cost, option.cost.as_ref()),
        Fact::new(Msg::Languages, cx.listed(languages).map(AttrValue::from)),
    ];
    // Where nothing more is said the one source is that of all of it.
    let mut source = option.source_url.as_deref();
    let sources = option.sources.iter().map(|source| {
        let date = &source.reviewed_on;
        el(
            "li",
            [
                words(source.title.clone().into()),
                words(AttrValue::Static(", ")),
                say(cx, "span", Msg::LookedAt { date }),
            ],
        )
    });
    let sources: Vec<_> = sources.collect();
    if !sources.is_empty() {
        source = source.or(Some(""));
    }
    let source = source.map(AttrValue::from);
    rows.push(Fact {
        control: (!sources.is_empty()).then(|| el("ul", sources)),
        ..Fact::new(Msg::Source, source)
    });
    rows
}

/// Several texts of the host's in a row; it is in their language where they are in one.
fn listed<'a>(cx: &Cx<'_>, name: Msg<'a>, texts: &[Words]) -> Fact<'a> {
    let one = texts.first().filter(|first| {
        let mut texts = texts.iter();
        texts.all(|text| text.lang == first.lang)
    });
    let all = texts.iter().map(|text| text.text.clone());
    Fact {
        lang: one.and_then(language),
        ..Fact::new(name, cx.listed(all).map(AttrValue::from))
    }
}
