//! Who can see what, said once and in full.

use yew::prelude::*;

use crate::text::Msg;
use crate::ui::cx::Cx;
use crate::ui::parts::heading;

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
            if let Some(notice) = &cx.config.privacy_notice {
                <p class="tb-text">{notice.text.clone()}</p>
            }
            <p class="tb-hint">{cx.say(Msg::AboutLegal)}</p>
        </>
    }
}
