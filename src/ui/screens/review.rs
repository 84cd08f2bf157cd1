//! Exactly what will go, to whom, and the two ways to send it.

use yew::prelude::*;

use super::referral::{channel_name, urgency_name, window_name};
use crate::outbox::Keep;
use crate::referral::{Channel, WINDOWS};
use crate::text::Msg;
use crate::time::HOUR;
use crate::ui::cx::{Cx, Intent};
use crate::ui::model::{Action, Notice, Step};
use crate::ui::parts::{
    Fact, Look, attributes, button, button_of, el, facts, group, heading, nothing, phone_link, say,
    with,
};

pub(super) fn review(cx: &Cx<'_>) -> Html {
    let Some(option) = cx.option() else {
        return nothing();
    };
    let recipient = option.recipient().and_then(|id| cx.config.recipient(id));
    let draft = cx.model.draft();
    let hours = cx
        .config
        .referral
        .as_ref()
        .map_or(0, |r| r.expires_after / HOUR)
        .to_string();
    let windows = WINDOWS
        .iter()
        .enumerate()
        .filter(|(i, _)| draft.windows[*i])
        .map(|(i, _)| cx.texts.say(window_name(i)));
    let windows = cx.listed(windows);
    let reach = draft.channel.map_or_else(String::new, |channel| {
        let channel = cx.texts.say(channel_name(channel));
        cx.texts.say(Msg::ListPair {
            first: &channel,
            rest: &draft.value,
        })
    });
    let mut rows = vec![
        Fact::new(Msg::ReviewTo, recipient.map(|r| r.name.text.clone().into())),
        Fact::new(
            Msg::NoticeReads,
            recipient.map(|r| r.reads.text.clone().into()),
        ),
        Fact::new(Msg::ReviewOption, Some(option.name.text.clone().into())),
        row(cx, Msg::ReviewName, draft.name.clone(), Step::Reach),
        row(cx, Msg::ReviewChannel, reach, Step::Reach),
    ];
    if draft.channel == Some(Channel::Phone) {
        let text = if draft.voicemail_ok {
            Msg::VoicemailYes
        } else {
            Msg::VoicemailNo
        };
        rows.push(row(
            cx,
            Msg::ReviewVoicemail,
            cx.texts.say(text),
            Step::Reach,
        ));
    }
    rows.push(row(
        cx,
        Msg::ReviewUrgency,
        cx.texts.say(urgency_name(draft.urgency)),
        Step::Soon,
    ));
    let windows = windows.unwrap_or_else(|| cx.texts.say(Msg::NotGiven));
    rows.push(row(cx, Msg::ReviewWindow, windows, Step::Soon));
    let send = button(
        cx,
        Look::Primary,
        "send",
        Msg::Send,
        Intent::Send(Keep::Device),
    );
    let send_while_open = button(
        cx,
        Look::Secondary,
        "send-while-open",
        Msg::SendWhileOpen,
        Intent::Send(Keep::Page),
    );
    let about = Msg::SendAbout { hours: &hours };
    group([
        heading(cx, Msg::ReviewTitle, None),
        facts(cx, rows),
        say(cx, "p.tb-hint", Msg::ReviewAlso),
        say(cx, "p.tb-text", Msg::ReviewNever),
        notice(cx),
        el(
            "div.tb-doors",
            [
                el("div.tb-door", [send, say(cx, "p.tb-hint", about)]),
                el(
                    "div.tb-door",
                    [
                        send_while_open,
                        say(cx, "p.tb-hint", Msg::SendWhileOpenAbout),
                    ],
                ),
            ],
        ),
    ])
}

fn row<'a>(cx: &Cx<'_>, name: Msg<'a>, text: String, step: Step) -> Fact<'a> {
    let what = cx.texts.say(name);
    let control = button_of(
        cx,
        Look::Quiet,
        "change",
        None,
        Msg::Change,
        Some(Msg::ChangeOf { what: &what }),
        Intent::Act(Action::Change(step)),
    );
    Fact {
        control: Some(control),
        ..Fact::new(name, Some(text.into()))
    }
}

fn notice(cx: &Cx<'_>) -> Html {
    if cx.model.sending.is_some() {
        return say(cx, "p.tb-notice", Msg::Saving);
    }
    if cx.model.notice != Some(Notice::SealFailed) {
        return nothing();
    }
    let phone = cx.phone();
    let phone = phone.map(|phone| el("p", [phone_link(cx, phone, "tb-route")]));
    with(
        "div",
        attributes! { "role": "alert", "class": "tb-notice tb-notice--error" },
        [say(cx, "p", Msg::SealFailed), phone.unwrap_or_else(nothing)],
    )
}
