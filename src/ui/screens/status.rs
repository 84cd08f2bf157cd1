//! What is known about one request: what, what not, what next, and what one can do now.

use std::slice::from_ref;

use yew::prelude::*;

use super::referral::first_words;
use super::worries::feedback;
use crate::outbox::{Keep, State, View};
use crate::support::{Route, SupportOption};
use crate::text::Msg;
use crate::ui::cx::{Cx, Intent};
use crate::ui::model::{Action, Question, Screen};
use crate::ui::parts::{
    Fact, Look, On, attributes, bare, button, el, facts, finish, group, heading, listen, maybe,
    nothing, routes, say, with, words,
};
use crate::words::Words;

pub(super) fn status(cx: &Cx<'_>) -> Html {
    let Some(view) = cx.view() else {
        return forgotten(cx);
    };
    let program = cx.recipient_name(&view.dest);
    let go = |screen| Intent::Act(Action::Go(screen));
    let lines = lines(cx, view).into_iter();
    let lines = lines.map(|line| el("p.tb-text", [words(line)]));
    with(
        "article",
        attributes! { "data-state": view.state.as_str(), "class": "tb-status" },
        [
            heading(cx, title(view, program), None),
            el("p", [state_tag(cx, view)]),
            // Above whatever grows and shrinks while a request is tried, so that a press meets the
            // control that it was meant for.
            controls(cx, view),
            // In an element of its own: a list that grows would make the heading anew, and the focus
            // would be lost with the old one.
            el("div", lines.collect::<Vec<_>>()),
            receipt(cx, view),
            maybe(view.state != State::Delivered, || {
                phone(cx, cx.phone_for(view))
            }),
            el(
                "div.tb-actions",
                [
                    button(
                        cx,
                        Look::Quiet,
                        "see-options",
                        Msg::SeePeople,
                        go(Screen::Options),
                    ),
                    button(
                        cx,
                        Look::Quiet,
                        "outbox",
                        Msg::SeeRequests,
                        go(Screen::Outbox),
                    ),
                ],
            ),
        ],
    )
}

/// The state in a few words, with a colour that never carries it alone.
pub(in crate::ui) fn state_tag(cx: &Cx<'_>, view: &View) -> Html {
    let look = match view.state {
        State::Delivered => "span.tb-tag tb-tag--ok",
        State::Rejected | State::Unreadable => "span.tb-tag tb-tag--error",
        State::Sending | State::Cancelled | State::Expired => "span.tb-tag",
        _ => "span.tb-tag tb-tag--waiting",
    };
    el(look, [words(tag_text(cx, view))])
}

/// The state in a few words.
pub(in crate::ui) fn tag_text(cx: &Cx<'_>, view: &View) -> AttrValue {
    cx.say(match view.state {
        _ if may_have_arrived(view) => Msg::TagUnknown,
        State::InMemory => Msg::TagInMemory,
        State::Queued | State::Waiting => Msg::TagQueued,
        State::Sending => Msg::TagSending,
        State::NeedsSignIn => Msg::TagSignIn,
        State::Held => Msg::TagHeld,
        State::Rejected => Msg::TagRejected,
        State::Delivered => Msg::TagDelivered {
            program: cx.recipient_name(&view.dest),
        },
        State::Expired if view.outcome_unknown => Msg::TagCancelled,
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
        // Not "without going out".
        State::Expired if view.outcome_unknown => Msg::StatusCancelled,
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
fn forgotten(cx: &Cx<'_>) -> Html {
    let people = button(
        cx,
        Look::Primary,
        "see-options",
        Msg::SeePeople,
        Intent::Act(Action::Go(Screen::Options)),
    );
    group([
        heading(cx, Msg::OutboxTitle, None),
        say(cx, "p.tb-text", Msg::OutboxNone),
        el("div.tb-actions", [people]),
    ])
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
        (State::NeedsSignIn, Keep::Page) => cx.say(Msg::SignInPage),
        (State::Held, Keep::Page) => cx.say(Msg::HeldPage),
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
        (State::Cancelled, _) if view.outcome_unknown => cx.say(Msg::CancelledTried),
        (State::Cancelled, _) => cx.say(Msg::Cancelled),
        (State::Unreadable, _) => cx.say(Msg::Unreadable),
    }];
    if view.keep == Keep::Page && matches!(view.state, State::NeedsSignIn | State::Held) {
        lines.push(cx.say(Msg::InMemory));
    }
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
    if view.keep == Keep::Device && (waits || view.state == State::Sending) {
        lines.push(cx.say(Msg::UntilCleared));
    }
    let rests = view.rests_until.filter(|until| *until > cx.now);
    let next = view.next_try.filter(|next| *next > cx.now);
    if let Some(until) = rests {
        lines.push(cx.say(Msg::Rests {
            time: &cx.when(until),
        }));
    } else if let (true, Some(next)) = (waits, next) {
        lines.push(cx.say(Msg::NextTry {
            time: &cx.when(next),
        }));
    }
    lines
}

fn receipt(cx: &Cx<'_>, view: &View) -> Html {
    if view.state != State::Delivered {
        return nothing();
    }
    let option = cx.made_to(view);
    let phone = option.and_then(SupportOption::phone);
    let what_next = match cx.model.made_for_another(&view.id) {
        true => Msg::WhatNextForThem,
        false => Msg::WhatNext,
    };
    let mut rows = Vec::new();
    if let Some(receipt) = &view.receipt {
        rows.push(Fact::new(
            Msg::Reference,
            Some(receipt.receipt.clone().into()),
        ));
    }
    let stated = |name, of: fn(&SupportOption) -> &Option<Words>| {
        Fact::of_host(name, option.and_then(|option| of(option).as_ref()))
    };
    rows.extend([
        stated(Msg::ExpectedContact, |option| &option.expected_contact),
        // It speaks to whom the program will reach.
        stated(what_next, |option| &option.what_next),
        Fact {
            // What one is to call for it.
            control: phone.map(|phone| routes(cx, from_ref(phone))),
            ..stated(Msg::TakeBack, |option| &option.take_back)
        },
    ]);
    rows.extend(first_words(cx));
    let another = maybe(cx.model.may_ask_another(&view.id), || {
        let ask = button(
            cx,
            Look::Secondary,
            "ask-another",
            Msg::AskAnother,
            Intent::Act(Action::AskAnother),
        );
        el("div.tb-actions", [ask])
    });
    group([
        facts(cx, rows),
        maybe(view.receipt.is_some(), || {
            say(cx, "p.tb-hint", Msg::ReferenceNote)
        }),
        say(cx, "p.tb-text", Msg::Decline),
        another,
        feedback(cx),
    ])
}

/// A number to call instead, or that there is none.
pub(super) fn phone(cx: &Cx<'_>, route: Option<&Route>) -> Html {
    match route {
        Some(route) => group([
            say(cx, "p.tb-text", Msg::PhoneInstead),
            routes(cx, from_ref(route)),
        ]),
        None => say(cx, "p.tb-text", Msg::NoPhone),
    }
}

fn controls(cx: &Cx<'_>, view: &View) -> Html {
    if matches!(
        view.state,
        State::Delivered | State::Expired | State::Cancelled
    ) {
        return nothing();
    }
    if cx.model.asking == Some(Question::DeleteRequest) {
        return question(
            cx,
            Msg::DeleteQuestion,
            "cancel-referral",
            Intent::Cancel(view.id.clone()),
        );
    }
    let try_now = maybe(view.state != State::Unreadable, || {
        button(
            cx,
            Look::Primary,
            "try-now",
            Msg::TryNow,
            Intent::TryNow(view.id.clone()),
        )
    });
    let delete = button(
        cx,
        Look::Secondary,
        "cancel-referral",
        Msg::DeleteRequest,
        Intent::Act(Action::Ask(Question::DeleteRequest)),
    );
    el("div.tb-actions", [try_now, delete])
}

/// A question in the place of the control that raised it. The focus is on the answer that changes
/// nothing.
pub(super) fn question(cx: &Cx<'_>, text: Msg<'_>, action: &'static str, confirm: Intent) -> Html {
    let mut keep = bare(
        "button",
        attributes! {
            "type": "button",
            "data-action": "keep",
            "class": "tb-button tb-button--secondary",
        },
    );
    keep.node_ref = cx.focus.clone();
    listen(
        &mut keep,
        On::Click,
        cx.on_click(Intent::Act(Action::Unask)),
    );
    let keep = finish(keep, vec![words(cx.say(Msg::Keep))]);
    let confirm = button(cx, Look::Secondary, action, Msg::DeleteConfirm, confirm);
    with(
        "div",
        attributes! { "role": "group", "aria-labelledby": "tb-asked", "class": "tb-notice" },
        [
            with("p", attributes! { "id": "tb-asked" }, [words(cx.say(text))]),
            el("div.tb-actions", [keep, confirm]),
        ],
    )
}
