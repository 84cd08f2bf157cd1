//! What is known about one request: what, what not, what next, and what one can do now.

use std::slice::from_ref;

use yew::prelude::*;

use crate::outbox::{Keep, State, View};
use crate::text::Msg;
use crate::ui::cx::{Cx, Intent};
use crate::ui::model::{Action, Question, Screen};
use crate::ui::parts::{Fact, Look, button, facts, heading, routes};

pub(super) fn status(cx: &Cx<'_>) -> Html {
    let Some(view) = cx.view() else {
        return nothing(cx);
    };
    let program = cx.recipient_name(&view.dest);
    let go = |screen| Intent::Act(Action::Go(screen));
    html! {
        <article class="tb-status" data-state={view.state.as_str()}>
            {heading(cx, title(view, program), None)}
            <p>{state_tag(cx, view)}</p>
            // Above whatever grows and shrinks while a request is tried, so that a press meets the
            // control that it was meant for.
            {controls(cx, view)}
            // In an element of its own: a list that grows would make the heading anew, and the focus
            // would be lost with the old one.
            <div>
                {for lines(cx, view).into_iter().map(|line| html! { <p class="tb-text">{line}</p> })}
            </div>
            {receipt(cx, view)}
            if view.state != State::Delivered {
                {phone(cx, view)}
            }
            <div class="tb-actions">
                {button(cx, Look::Quiet, "see-options", Msg::SeePeople, go(Screen::Options))}
                {button(cx, Look::Quiet, "outbox", Msg::SeeRequests, go(Screen::Outbox))}
            </div>
        </article>
    }
}

/// The state in a few words, with a colour that never carries it alone.
pub(in crate::ui) fn state_tag(cx: &Cx<'_>, view: &View) -> Html {
    let look = match view.state {
        State::Delivered => "tb-tag tb-tag--ok",
        State::Rejected | State::Unreadable => "tb-tag tb-tag--error",
        State::Sending | State::Cancelled | State::Expired => "tb-tag",
        _ => "tb-tag tb-tag--waiting",
    };
    html! { <span class={look}>{tag_text(cx, view)}</span> }
}

/// The state in a few words.
pub(in crate::ui) fn tag_text(cx: &Cx<'_>, view: &View) -> AttrValue {
    cx.say(match view.state {
        State::InMemory | State::Queued | State::Waiting if view.outcome_unknown => Msg::TagUnknown,
        State::InMemory => Msg::TagInMemory,
        State::Queued | State::Waiting => Msg::TagQueued,
        State::Sending => Msg::TagSending,
        State::NeedsSignIn => Msg::TagSignIn,
        State::Held => Msg::TagHeld,
        State::Rejected => Msg::TagRejected,
        State::Delivered => Msg::TagDelivered {
            program: cx.recipient_name(&view.dest),
        },
        State::Expired => Msg::TagExpired,
        State::Cancelled => Msg::TagCancelled,
        State::Unreadable => Msg::TagUnreadable,
    })
}

fn title<'a>(view: &View, program: &'a str) -> Msg<'a> {
    match view.state {
        _ if may_have_arrived(view) => Msg::StatusUnknown,
        State::Sending => Msg::StatusSending,
        State::Delivered => Msg::StatusDelivered { program },
        State::Rejected => Msg::StatusRefused { program },
        State::Expired => Msg::StatusExpired,
        State::Cancelled => Msg::StatusCancelled,
        State::Unreadable => Msg::StatusUnreadable,
        _ => Msg::StatusNotSent,
    }
}

/// A request that the receiver may hold although no receipt was seen.
fn may_have_arrived(view: &View) -> bool {
    let open = matches!(
        view.state,
        State::InMemory | State::Queued | State::Waiting | State::NeedsSignIn | State::Held
    );
    open && view.outcome_unknown
}

/// The request belongs to a session that has ended.
fn nothing(cx: &Cx<'_>) -> Html {
    html! {
        <>
            {heading(cx, Msg::OutboxTitle, None)}
            <p class="tb-text">{cx.say(Msg::OutboxNone)}</p>
            <div class="tb-actions">
                {button(
                    cx,
                    Look::Primary,
                    "see-options",
                    Msg::SeePeople,
                    Intent::Act(Action::Go(Screen::Options)),
                )}
            </div>
        </>
    }
}

fn lines(cx: &Cx<'_>, view: &View) -> Vec<AttrValue> {
    let program = cx.recipient_name(&view.dest);
    let until = cx.when(view.expires);
    let mut lines = vec![match (view.state, view.keep) {
        (State::Waiting | State::Queued, _) if view.outcome_unknown => {
            cx.say(Msg::WaitingUnknown { time: &until })
        }
        (State::InMemory, _) => cx.say(Msg::InMemory),
        (State::Queued, _) => cx.say(Msg::SavedHere),
        (State::Sending, _) => cx.say(Msg::SendingNow),
        (State::Waiting, _) => cx.say(Msg::Waiting { time: &until }),
        (State::NeedsSignIn, Keep::Device) => cx.say(Msg::SignIn),
        (State::Held, Keep::Device) => cx.say(Msg::Held { time: &until }),
        (State::NeedsSignIn | State::Held, Keep::Page) => cx.say(Msg::InMemory),
        (State::Rejected, _) if view.outcome_unknown => cx.say(Msg::RejectedUnknown),
        (State::Rejected, _) => cx.say(Msg::Rejected),
        (State::Delivered, _) => match &view.receipt {
            Some(receipt) => {
                let time = (cx.when_text)(&receipt.received_at, cx.texts.language());
                cx.say(Msg::Delivered {
                    program,
                    time: &time,
                })
            }
            None => cx.say(Msg::DeliveredElsewhere { program }),
        },
        (State::Expired, _) if view.outcome_unknown => cx.say(Msg::ExpiredUnknown),
        (State::Expired, _) => cx.say(Msg::Expired),
        (State::Cancelled, _) if view.ever_tried => cx.say(Msg::CancelledTried),
        (State::Cancelled, _) => cx.say(Msg::Cancelled),
        (State::Unreadable, _) => cx.say(Msg::Unreadable),
    }];
    let waits = matches!(view.state, State::Waiting | State::InMemory | State::Queued);
    if may_have_arrived(view) {
        lines.push(cx.say(Msg::OutcomeUnknown));
    }
    if view.keep == Keep::Page && cx.model.saving_refused && !view.state.is_final() {
        lines.insert(0, cx.say(Msg::InMemoryFallback));
    }
    if waits && view.attempts > 0 {
        let count = &view.attempts.to_string();
        lines.push(cx.say(Msg::Tries { count }));
    }
    let next = view.next_try.filter(|next| *next > cx.now);
    if let (true, Some(next)) = (waits, next) {
        lines.push(cx.say(Msg::NextTry {
            time: &cx.when(next),
        }));
    }
    lines
}

fn receipt(cx: &Cx<'_>, view: &View) -> Html {
    if view.state != State::Delivered {
        return Html::default();
    }
    let option = cx.config.options.iter().find(|o| {
        o.recipient()
            .is_some_and(|id| view.dest.rsplit('/').next() == Some(id))
    });
    let stated = |text: Option<&String>| text.cloned().map(AttrValue::from);
    let mut rows = Vec::new();
    if let Some(receipt) = &view.receipt {
        rows.push(Fact::new(
            Msg::Reference,
            Some(receipt.receipt.clone().into()),
        ));
    }
    rows.push(Fact::new(
        Msg::ExpectedContact,
        stated(option.and_then(|o| o.expected_contact.as_ref())),
    ));
    rows.push(Fact::new(
        Msg::WhatNext,
        stated(option.and_then(|o| o.what_next.as_ref())),
    ));
    html! {
        <>
            {facts(cx, rows)}
            <p class="tb-text">{cx.say(Msg::Decline)}</p>
        </>
    }
}

fn phone(cx: &Cx<'_>, view: &View) -> Html {
    match cx.phone_for(&view.dest) {
        Some(route) => html! {
            <>
                <p class="tb-text">{cx.say(Msg::PhoneInstead)}</p>
                {routes(cx, from_ref(route))}
            </>
        },
        None => html! { <p class="tb-text">{cx.say(Msg::NoPhone)}</p> },
    }
}

fn controls(cx: &Cx<'_>, view: &View) -> Html {
    if matches!(
        view.state,
        State::Delivered | State::Expired | State::Cancelled
    ) {
        return Html::default();
    }
    if cx.model.asking == Some(Question::DeleteRequest) {
        return question(
            cx,
            Msg::DeleteQuestion,
            "cancel-referral",
            Intent::Cancel(view.id.clone()),
        );
    }
    let can_try = view.state != State::Unreadable;
    html! {
        <div class="tb-actions">
            if can_try {
                {button(
                    cx,
                    Look::Primary,
                    "try-now",
                    Msg::TryNow,
                    Intent::TryNow(view.id.clone()),
                )}
            }
            {button(
                cx,
                Look::Secondary,
                "cancel-referral",
                Msg::DeleteRequest,
                Intent::Act(Action::Ask(Question::DeleteRequest)),
            )}
        </div>
    }
}

/// A question in the place of the control that raised it. The focus is on the answer that changes
/// nothing.
pub(super) fn question(cx: &Cx<'_>, text: Msg<'_>, action: &'static str, confirm: Intent) -> Html {
    html! {
        <div class="tb-notice" role="group" aria-labelledby="tb-asked">
            <p id="tb-asked">{cx.say(text)}</p>
            <div class="tb-actions">
                <button
                    ref={cx.focus.clone()}
                    type="button"
                    class="tb-button tb-button--secondary"
                    data-action="keep"
                    onclick={cx.on_click(Intent::Act(Action::Unask))}
                >
                    {cx.say(Msg::Keep)}
                </button>
                {button(cx, Look::Secondary, action, Msg::DeleteConfirm, confirm)}
            </div>
        </div>
    }
}
