//! Exactly what will go, to whom, and the two ways to send it.

use yew::prelude::*;

use super::referral::{first_words, reach_title};
use super::status::phone;
use super::welcome::who_sees;
use crate::outbox::Keep;
use crate::referral::{Draft, Field, Given, Holds, Kind, Policy, Step, given, record};
use crate::text::Msg;
use crate::time::HOUR;
use crate::ui::cx::{Cx, Intent};
use crate::ui::model::{Action, Notice};
use crate::ui::parts::{
    Fact, Look, attributes, button, button_of, el, facts, group, heading, label, nothing, say,
    with, word,
};

pub(super) fn review(cx: &Cx<'_>) -> Html {
    let (Some(option), Some(policy)) = (cx.option(), cx.policy()) else {
        return nothing();
    };
    let policy = &policy;
    let recipient = option.recipient().and_then(|id| cx.config.recipient(id));
    let hours = cx
        .config
        .referral
        .as_ref()
        .map_or(0, |r| r.expires_after / HOUR)
        .to_string();
    let draft = &*cx.model.draft();
    let kind = policy.kind(draft);
    let mut rows = vec![
        Fact::of_host(Msg::ReviewTo, recipient.map(|r| &r.name)),
        Fact::of_host(Msg::NoticeReads, recipient.map(|r| &r.reads)),
        Fact::of_host(Msg::ReviewOption, Some(&option.name)),
    ];
    let mut typed = false;
    for step in Step::ALL {
        for field in step.fields() {
            // One row says how and where.
            let joined = matches!(field, Field::ContactChannel | Field::ReferrerContactChannel);
            let asked = policy.asks(*field, draft);
            let goes = given(*field, draft, policy) != Given::Nothing;
            if !joined && (asked || goes) {
                typed |= matches!(field, Field::Note | Field::DoNotMatch) && goes;
                let name = row_name(*field, kind, draft);
                let mut row = row(cx, name, shown(cx, policy, *field, draft), step);
                // What is not asked goes all the same where the host leaves one word.
                row.control = row.control.filter(|_| asked);
                rows.push(row);
            }
        }
    }
    rows.extend(first_words(cx));
    let send = button(
        cx,
        Look::Primary,
        "send",
        Msg::Send,
        Intent::Send(Keep::Device, record),
    );
    let send_while_open = button(
        cx,
        Look::Secondary,
        "send-while-open",
        Msg::SendWhileOpen,
        Intent::Send(Keep::Page, record),
    );
    let about = Msg::SendAbout { hours: &hours };
    group([
        heading(cx, Msg::ReviewTitle, None),
        facts(cx, rows),
        say(cx, "p.tb-hint", Msg::ReviewAlso),
        // What a person typed nobody can answer for.
        say(
            cx,
            "p.tb-text",
            if typed {
                Msg::ReviewTyped
            } else {
                Msg::ReviewNever
            },
        ),
        who_sees(cx),
        notice(cx),
        el(
            "div.tb-doors",
            [
                el(
                    "div.tb-door",
                    [
                        send,
                        say(cx, "p.tb-hint", about),
                        say(cx, "p.tb-hint", Msg::ReviewLost),
                    ],
                ),
                el(
                    "div.tb-door",
                    [
                        send_while_open,
                        say(cx, "p.tb-hint", Msg::SendWhileOpenAbout),
                    ],
                ),
            ],
        ),
        // Should it be needed sooner, or should this computer not keep it.
        phone(cx, cx.phone()),
    ])
}

/// What a row is called: shorter than the question of the form.
fn row_name(field: Field, kind: Kind, draft: &Draft) -> Msg<'static> {
    match field {
        Field::ContactValue => reach_title(kind),
        Field::ReferrerContactValue => Msg::ReachTitle,
        Field::Urgency => Msg::ReviewUrgency,
        Field::ContactWindow => Msg::ReviewWindow,
        _ => label(field, kind, draft),
    }
}

/// What a field holds, as it was typed or in the words it was chosen by.
fn shown(cx: &Cx<'_>, policy: &Policy, field: Field, draft: &Draft) -> String {
    let named = |place: usize| match policy.labels(field).get(place) {
        Some(label) => label.shown.text.clone(),
        None => cx.texts.say(word(field, place)),
    };
    let text = match given(field, draft, policy) {
        Given::Nothing => None,
        Given::Text(text) => {
            let channel = match field {
                Field::ContactValue => Some(Field::ContactChannel),
                Field::ReferrerContactValue => Some(Field::ReferrerContactChannel),
                _ => None,
            };
            let channel = channel.and_then(|field| Some((field, draft.choice(field)?)));
            Some(channel.map_or_else(
                || text.to_owned(),
                |(field, place)| {
                    cx.texts.say(Msg::ListPair {
                        first: &cx.texts.say(word(field, place)),
                        rest: text,
                    })
                },
            ))
        }
        // A host that leaves one word asks nobody for it, and it goes all the same.
        Given::Choice(place) if field == Field::Urgency && !policy.asks(field, draft) => {
            cx.listed([named(place), cx.texts.say(Msg::ReviewForAll)].into_iter())
        }
        Given::Choice(place) => Some(named(place)),
        Given::Ticks(_) if field.holds() == Holds::Leave => Some(cx.texts.say(Msg::Yes)),
        Given::Ticks(ticks) => {
            let ticked = (0..16).filter(|place| ticks >> place & 1 == 1);
            cx.listed(ticked.map(named))
        }
    };
    text.unwrap_or_else(|| cx.texts.say(Msg::NotGiven))
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
    with(
        "div",
        attributes! { "role": "alert", "class": "tb-notice tb-notice--error" },
        [say(cx, "p", Msg::SealFailed)],
    )
}
