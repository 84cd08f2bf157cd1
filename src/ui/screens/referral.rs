//! Writing a request, in a few short steps. The first asks whom it is for and says who will read
//! it, before any name is asked for.

use std::slice::from_ref;

use yew::prelude::*;

use super::status::phone;
use crate::browser::js;
use crate::config::Config;
use crate::referral::{Draft, Field, Kind, Onward, Policy, ReferrerPolicy, Step, onward};
use crate::text::Msg;
use crate::ui::cx::{Cx, Intent};
use crate::ui::model::Model;
use crate::ui::parts::{
    Fact, Look, On, ask, attributes, bare, button, el, error_summary, facts, finish, group,
    heading, kept, keyed, listen, maybe, maybe_host, nothing, page_link, routes, say, soon_title,
    with, words,
};

pub(super) fn referral(cx: &Cx<'_>) -> Html {
    let Some(policy) = cx.policy() else {
        return nothing();
    };
    // Without it there is no WebCrypto, and what was written could not be sealed.
    if !js::get(&js_sys::global(), "isSecureContext").is_truthy() {
        return closed(cx, Msg::Insecure);
    }
    let recipient = cx.option().and_then(|option| option.recipient());
    if cx.fingerprint(recipient.unwrap_or_default()).as_deref() == Some("") {
        return closed(cx, Msg::Keyless);
    }
    let policy = &policy;
    let step = cx.model.step;
    let steps: Vec<_> = policy.steps(&cx.model.draft()).collect();
    let place = steps.iter().take_while(|before| **before != step).count();
    let review = cx.model.reviewed || place + 1 >= steps.len();
    let (action, text) = if review {
        ("to-review", Msg::ToReview)
    } else {
        ("next", Msg::Continue)
    };
    let onward = Intent::Onward(review, rule);
    // Where the host wants the colleague to know first, there is no way on until they do.
    let barred = step == Step::Aware && not_yet(cx) && policy.colleague_must_know;
    let forward = maybe(!barred, || {
        button(cx, Look::Primary, action, text, onward.clone())
    });
    let (n, total) = ((place + 1).to_string(), steps.len().to_string());
    let title = heading(
        cx,
        title(step, policy, &cx.model.draft()),
        Some(Msg::ReferralCaption {
            n: &n,
            total: &total,
        }),
    );
    let fields = step.fields().iter().map(|field| {
        let asked = *field == Field::Urgency && policy.asks(*field, &cx.model.draft());
        group([ask(cx, policy, *field), maybe(asked, || call(cx))])
    });
    let fields = group(fields.collect::<Vec<_>>());
    let (before, after) = match step {
        Step::Notice => (nothing(), notice(cx, policy)),
        // It is there from the start, so that a screen reader hears it change.
        Step::Aware => (
            aware(cx),
            with(
                "div",
                attributes! { "role": "status" },
                [maybe(barred, || talk_first(cx))],
            ),
        ),
        Step::Referrer => (referrer(cx, policy), nothing()),
        Step::Match => (say(cx, "p.tb-text", Msg::MatchLead), nothing()),
        Step::Reach | Step::Soon => (nothing(), nothing()),
    };
    let intents = cx.intents.clone();
    let mut form = bare(
        "form",
        attributes! { "novalidate": "novalidate", "autocomplete": "off", "class": "tb-form" },
    );
    // Enter goes on, as in any form; the page around never sees a submission.
    let submitted = Callback::from(move |event: Event| {
        event.prevent_default();
        intents.emit(onward.clone());
    });
    listen(&mut form, On::Submit, submitted);
    // A form without a submit button of its own does not submit on Enter.
    let submit = with(
        "input",
        attributes! {
            "type": "submit",
            "tabindex": "-1",
            "aria-hidden": "true",
            "hidden": "hidden",
        },
        [],
    );
    // Keyed by the step: each has fresh elements, so that none hands what it held to the next.
    let step = keyed(&n, el("div", [title, before, fields, after]));
    let form = finish(form, vec![step, submit, el("div.tb-actions", [forward])]);
    group([error_summary(cx), form])
}

/// Nobody is asked for anything that could not be sealed.
fn closed(cx: &Cx<'_>, why: Msg<'_>) -> Html {
    group([
        heading(cx, Msg::NoticeTitle, None),
        say(cx, "p.tb-notice", why),
        phone(cx, cx.phone()),
    ])
}

fn rule(model: &Model, config: &Config, review: bool) -> Option<(Kind, Onward)> {
    let policy = config.policy(model.option.as_deref()?)?;
    let draft = &model.draft();
    let onward = onward(draft, &policy, model.step, review);
    Some((policy.kind(draft), onward))
}

fn title(step: Step, policy: &Policy, draft: &Draft) -> Msg<'static> {
    match step {
        Step::Notice => Msg::NoticeTitle,
        Step::Aware => Msg::AwareTitle,
        Step::Reach => reach_title(policy.kind(draft)),
        Step::Referrer => Msg::ReferrerTitle,
        Step::Soon => soon_title(policy, draft),
        Step::Match => Msg::MatchTitle,
    }
}

pub(super) fn reach_title(kind: Kind) -> Msg<'static> {
    match kind {
        Kind::Own => Msg::ReachTitle,
        _ => Msg::ReachThem,
    }
}

/// The way for what cannot wait, or that there is none here.
fn call(cx: &Cx<'_>) -> Html {
    let Some(phone) = cx.phone() else {
        return say(cx, "p.tb-text", Msg::NoPhone);
    };
    group([
        say(cx, "p.tb-text", Msg::UrgencyCall),
        routes(cx, from_ref(phone)),
    ])
}

fn notice(cx: &Cx<'_>, policy: &Policy) -> Html {
    let recipient = cx
        .option()
        .and_then(|o| o.recipient())
        .and_then(|id| cx.config.recipient(id));
    let limits = cx.option().and_then(|o| o.confidentiality.as_ref());
    let notice = cx.config.privacy_notice.as_ref();
    let kept = kept(policy, &cx.model.draft());
    let kept = cx.listed(kept.into_iter().map(|part| cx.texts.say(part)));
    let kept = Msg::NoticeKeptText {
        what: &kept.unwrap_or_default(),
    };
    let rows = [
        Fact::of_host(Msg::NoticeReads, recipient.map(|r| &r.reads)),
        Fact::new(Msg::NoticeKept, Some(cx.say(kept))),
        Fact::of_host(Msg::FirstWords, policy.neutral_subject.as_ref()),
        Fact::of_host(Msg::Confidentiality, limits.map(|c| &c.text)),
        Fact::of_host(
            Msg::ConfidentialityLimits,
            limits.and_then(|c| c.limits.as_ref()),
        ),
        Fact::new(Msg::NoticePage, Some(cx.say(Msg::NoticePageText))),
    ];
    let version = notice.map(|notice| {
        let version = Msg::NoticeVersion {
            version: &notice.version,
            date: &notice.date,
        };
        let link = notice.url.as_ref().map(|url| {
            group([
                words(AttrValue::Static(" ")),
                page_link(cx, "tb-link", url, Msg::NoticeMore),
            ])
        });
        el(
            "p.tb-hint",
            [words(cx.say(version)), link.unwrap_or_else(nothing)],
        )
    });
    group([
        maybe_host("p.tb-text", notice.map(|notice| &notice.text)),
        facts(cx, rows),
        version.unwrap_or_else(nothing),
    ])
}

/// The host's neutral words, where it states them, so that a first contact is known for what it is.
pub(super) fn first_words(cx: &Cx<'_>) -> Option<Fact<'static>> {
    let referral = cx.config.referral.as_ref()?;
    let words = referral.policy.neutral_subject.as_ref()?;
    Some(Fact::of_host(Msg::FirstWords, Some(words)))
}

fn not_yet(cx: &Cx<'_>) -> bool {
    cx.model.draft().choice(Field::ColleagueAware) == Some(1)
}

fn aware(cx: &Cx<'_>) -> Html {
    let program = &cx.config.program.name;
    say(cx, "p.tb-text", Msg::AwareLead { program })
}

fn talk_first(cx: &Cx<'_>) -> Html {
    let program = &cx.config.program.name;
    let phone = cx.phone().map(|phone| routes(cx, from_ref(phone)));
    group([
        say(cx, "p.tb-text", Msg::AwareFirst { program }),
        phone.unwrap_or_else(|| say(cx, "p.tb-text", Msg::NoPhone)),
    ])
}

fn referrer(cx: &Cx<'_>, policy: &Policy) -> Html {
    let program = &cx.config.program.name;
    let lead = match policy.referrer {
        ReferrerPolicy::Required => Msg::ReferrerNeeded { program },
        _ => Msg::ReferrerLead,
    };
    say(cx, "p.tb-text", lead)
}
