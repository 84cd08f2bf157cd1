//! The start: two plain doors.

use yew::prelude::*;

use crate::text::Msg;
use crate::ui::cx::{Cx, Intent};
use crate::ui::model::{Action, Screen};
use crate::ui::parts::{Look, button, heading};

pub(super) fn welcome(cx: &Cx<'_>) -> Html {
    html! {
        <>
            {heading(cx, Msg::WelcomeTitle, None)}
            <p class="tb-lead">{cx.say(Msg::WelcomeLead { program: &cx.config.program.name })}</p>
            <p class="tb-text">{cx.say(Msg::WelcomeStored)}</p>
            <div class="tb-doors">
                <div class="tb-door">
                    {button(
                        cx,
                        Look::Primary,
                        "skip-check",
                        Msg::SkipCheck,
                        Intent::Act(Action::Go(Screen::Options)),
                    )}
                    <p class="tb-hint">{cx.say(Msg::SkipAbout)}</p>
                </div>
                <div class="tb-door">
                    {button(
                        cx,
                        Look::Secondary,
                        "start-check",
                        Msg::StartCheck,
                        Intent::Act(Action::StartCheck),
                    )}
                    <p class="tb-hint">{cx.say(Msg::WelcomeCheckAbout)}</p>
                </div>
            </div>
        </>
    }
}
