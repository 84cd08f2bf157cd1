//! The requests of this session, without a name, and the way to clear the device.

use yew::prelude::*;

use super::status::{question, state_tag};
use crate::text::Msg;
use crate::ui::cx::{Cx, Intent};
use crate::ui::model::{Action, Notice, Question};
use crate::ui::parts::{Look, button, button_of, heading};

pub(super) fn outbox(cx: &Cx<'_>) -> Html {
    html! {
        <>
            {heading(cx, Msg::OutboxTitle, None)}
            if cx.views.is_empty() {
                <p class="tb-text">{cx.say(Msg::OutboxNone)}</p>
            }
            <ul class="tb-list">
                {for cx.views.iter().map(|view| {
                    let option = cx.recipient_name(&view.dest);
                    html! {
                        <li key={view.id.clone()} class="tb-card" data-state={view.state.as_str()}>
                            <h3 class="tb-card__title">{cx.say(Msg::OutboxRequest { option })}</h3>
                            <p class="tb-hint">{cx.when(view.created)}</p>
                            <p>{state_tag(cx, view)}</p>
                            <div class="tb-actions">
                                {button_of(
                                    cx,
                                    Look::Quiet,
                                    "open-referral",
                                    Some(&view.id),
                                    Msg::OutboxOpen,
                                    Some(Msg::OutboxOpenOf { option }),
                                    Intent::Act(Action::ShowStatus(
                                        view.id.clone(),
                                        view.state,
                                        view.attempts,
                                    )),
                                )}
                            </div>
                        </li>
                    }
                })}
            </ul>
            <p class="tb-hint">{cx.say(Msg::OutboxOthers)}</p>
            {clear(cx)}
        </>
    }
}

fn clear(cx: &Cx<'_>) -> Html {
    if cx.model.asking == Some(Question::ClearDevice) {
        return question(
            cx,
            Msg::ClearDeviceQuestion,
            "clear-device",
            Intent::ClearDevice,
        );
    }
    html! {
        <>
            {match cx.model.notice {
                Some(Notice::Cleared) => html! { <p class="tb-notice" role="status">{cx.say(Msg::Cleared)}</p> },
                Some(Notice::ClearFailed) => html! { <p class="tb-notice tb-notice--error" role="alert">{cx.say(Msg::ClearFailed)}</p> },
                _ => Html::default(),
            }}
            <p class="tb-text">{cx.say(Msg::ClearDeviceAbout)}</p>
            <div class="tb-actions">
                {button(
                    cx,
                    Look::Secondary,
                    "clear-device",
                    Msg::ClearDevice,
                    Intent::Act(Action::Ask(Question::ClearDevice)),
                )}
            </div>
        </>
    }
}
