//! People who can talk now. No form, no question first, nothing noted.

use yew::prelude::*;

use crate::text::Msg;
use crate::ui::cx::Cx;
use crate::ui::parts::{crisis_entries, heading};

pub(super) fn crisis(cx: &Cx<'_>) -> Html {
    html! {
        <>
            {heading(cx, Msg::CrisisTitle, None)}
            <p class="tb-text">{cx.say(Msg::CrisisLead)}</p>
            {crisis_entries(cx)}
            <p class="tb-text">{cx.say(Msg::CrisisTrusted)}</p>
        </>
    }
}
