//! Who can see what, said once and in full.

use yew::prelude::*;

use crate::config::Extent;
use crate::text::Msg;
use crate::ui::cx::{Cx, Intent};
use crate::ui::model::{Action, Screen};
use crate::ui::parts::{Look, button, heading};

pub(super) fn about(cx: &Cx<'_>) -> Html {
    let sections = [
        (Msg::AboutAnswersTitle, Msg::AboutAnswers),
        (Msg::AboutRequestTitle, Msg::AboutRequest),
        (Msg::AboutPageTitle, Msg::AboutPage),
        (Msg::AboutExitTitle, Msg::AboutExit),
    ];
    html! {
        <>
            {heading(cx, Msg::AboutTitle, None)}
            {for sections.iter().map(|(title, text)| html! {
                <section>
                    <h3 class="tb-subheading">{cx.say(*title)}</h3>
                    <p class="tb-text">{cx.say(*text)}</p>
                </section>
            })}
            if cx.config.outbox_events {
                <p class="tb-text">{cx.say(Msg::AboutOutboxEvents)}</p>
            }
            if let Some(notice) = &cx.config.privacy_notice {
                <p class="tb-text">{notice.text.clone()}</p>
            }
            <p class="tb-hint">{cx.say(Msg::AboutLegal)}</p>
            if cx.config.extent == Extent::Full {
                <div class="tb-actions">
                    {button(
                        cx,
                        Look::Secondary,
                        "outbox",
                        Msg::SeeRequests,
                        Intent::Act(Action::Go(Screen::Outbox)),
                    )}
                </div>
            }
        </>
    }
}
