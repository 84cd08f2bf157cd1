//! Writing a request for oneself, in three short steps. The first says who will read it, before
//! any name is asked for.

use std::slice::from_ref;

use yew::prelude::*;

use crate::referral::{Channel, Field, Urgency, WINDOWS};
use crate::text::Msg;
use crate::ui::cx::{Cx, Intent};
use crate::ui::model::{Action, Edit, Step};
use crate::ui::parts::{
    Fact, Look, On, attributes, bare, button, choices, el, error_summary, facts, finish, group,
    heading, listen, maybe, maybe_text, nothing, page_link, routes, say, text_field, tick, with,
    words,
};

pub(super) fn referral(cx: &Cx<'_>) -> Html {
    let step = cx.model.step();
    let forward = if cx.model.reviewed || step == Step::Soon {
        button(
            cx,
            Look::Primary,
            "to-review",
            Msg::ToReview,
            Intent::Act(Action::ToReview),
        )
    } else {
        button(
            cx,
            Look::Primary,
            "next",
            Msg::Continue,
            Intent::Act(Action::NextStep),
        )
    };
    let (n, total) = ((cx.model.step + 1).to_string(), Step::ALL.len().to_string());
    let caption = Some(Msg::ReferralCaption {
        n: &n,
        total: &total,
    });
    let on = if cx.model.reviewed || step == Step::Soon {
        Action::ToReview
    } else {
        Action::NextStep
    };
    let intents = cx.intents.clone();
    let mut form = bare(
        "form",
        attributes! { "novalidate": "novalidate", "autocomplete": "off", "class": "tb-form" },
    );
    // Enter goes on, as in any form; the page around never sees a submission.
    let submitted = Callback::from(move |event: Event| {
        event.prevent_default();
        intents.emit(Intent::Act(on.clone()));
    });
    listen(&mut form, On::Submit, submitted);
    let fields = match step {
        Step::Notice => notice(cx, caption),
        Step::Reach => reach(cx, caption),
        Step::Soon => soon(cx, caption),
    };
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
    let form = finish(form, vec![fields, submit, el("div.tb-actions", [forward])]);
    group([error_summary(cx), form])
}

fn notice(cx: &Cx<'_>, caption: Option<Msg<'_>>) -> Html {
    let recipient = cx
        .option()
        .and_then(|o| o.recipient())
        .and_then(|id| cx.config.recipient(id));
    let limits = cx.option().and_then(|o| o.confidentiality.as_ref());
    let notice = cx.config.privacy_notice.as_ref();
    let rows = [
        Fact::new(
            Msg::NoticeReads,
            recipient.map(|r| r.reads.text.clone().into()),
        ),
        Fact::new(Msg::NoticeKept, Some(cx.say(Msg::NoticeKeptText))),
        Fact::new(
            Msg::Confidentiality,
            limits.map(|c| c.text.text.clone().into()),
        ),
        Fact::new(
            Msg::ConfidentialityLimits,
            limits
                .and_then(|c| c.limits.as_deref())
                .map(AttrValue::from),
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
        heading(cx, Msg::NoticeTitle, caption),
        maybe_text("p.tb-text", notice.map(|notice| &*notice.text)),
        facts(cx, rows),
        version.unwrap_or_else(nothing),
    ])
}

fn reach(cx: &Cx<'_>, caption: Option<Msg<'_>>) -> Html {
    let draft = cx.model.draft();
    let (label, mode) = match draft.channel {
        None => (Msg::ContactValue, "text"),
        Some(Channel::Phone | Channel::Text) => (Msg::ContactPhone, "tel"),
        Some(Channel::Email) => (Msg::ContactEmail, "email"),
    };
    let name = text_field(
        cx,
        Field::Name,
        Msg::Name,
        Msg::NameHint,
        &draft.name,
        "text",
        Edit::Name,
    );
    let channel = choices(
        cx,
        Field::ContactChannel,
        Msg::ChannelLegend,
        None,
        draft.channel,
        &Channel::ALL.map(|channel| (channel, channel.as_str(), channel_name(channel))),
        Edit::Channel,
    );
    let value = text_field(
        cx,
        Field::ContactValue,
        label,
        Msg::ContactHint,
        &draft.value,
        mode,
        Edit::Value,
    );
    let voicemail = maybe(draft.channel == Some(Channel::Phone), || {
        tick(
            cx,
            Field::VoicemailOk,
            "true",
            Msg::VoicemailOk,
            draft.voicemail_ok,
            Edit::Voicemail,
        )
    });
    group([
        heading(cx, Msg::ReachTitle, caption),
        name,
        channel,
        value,
        voicemail,
    ])
}

fn soon(cx: &Cx<'_>, caption: Option<Msg<'_>>) -> Html {
    let draft = cx.model.draft();
    let urgency = choices(
        cx,
        Field::Urgency,
        Msg::UrgencyLegend,
        Some(Msg::UrgencyHint),
        Some(draft.urgency),
        &Urgency::ALL.map(|urgency| (urgency, urgency.as_str(), urgency_name(urgency))),
        Edit::Urgency,
    );
    let phone = cx.phone().map(|phone| routes(cx, from_ref(phone)));
    let windows = WINDOWS.iter().enumerate().map(|(i, word)| {
        tick(
            cx,
            Field::ContactWindow,
            word,
            window_name(i),
            draft.windows[i],
            move |on| Edit::Window(i, on),
        )
    });
    group([
        heading(cx, Msg::SoonTitle, caption),
        urgency,
        phone.unwrap_or_else(nothing),
        el(
            "fieldset.tb-field tb-choices",
            [
                say(cx, "legend.tb-label", Msg::WindowLegend),
                group(windows.collect::<Vec<_>>()),
            ],
        ),
    ])
}

pub(super) fn channel_name(channel: Channel) -> Msg<'static> {
    match channel {
        Channel::Phone => Msg::ChannelPhone,
        Channel::Text => Msg::ChannelText,
        Channel::Email => Msg::ChannelEmail,
    }
}

pub(super) fn urgency_name(urgency: Urgency) -> Msg<'static> {
    match urgency {
        Urgency::Routine => Msg::UrgencyRoutine,
        Urgency::Soon => Msg::UrgencySoon,
        Urgency::Today => Msg::UrgencyToday,
    }
}

pub(super) fn window_name(i: usize) -> Msg<'static> {
    match i {
        0 => Msg::WindowMornings,
        1 => Msg::WindowAfternoons,
        2 => Msg::WindowEvenings,
        3 => Msg::WindowNights,
        _ => Msg::WindowWeekends,
    }
}
