//! People who can talk now. No form, no question first, nothing noted.

use yew::prelude::*;

use crate::text::Msg;
use crate::ui::cx::Cx;
use crate::ui::parts::{crisis_entries, group, heading, say};

pub(super) fn crisis(cx: &Cx<'_>) -> Html {
    group([
        heading(cx, Msg::CrisisTitle, None),
        say(cx, "p.tb-text", Msg::CrisisLead),
        crisis_entries(cx),
        say(cx, "p.tb-text", Msg::CrisisTrusted),
    ])
}
