//! The screens that only a request needs; they may be fetched later, see [`crate::ui::part`].

use yew::prelude::*;

pub(in crate::ui) use super::status::tag_text;
use super::{outbox, referral, review, status};
use crate::ui::cx::Cx;
use crate::ui::model::Screen;

/// The screen of a request that the model is at.
pub(in crate::ui) fn screen(cx: &Cx<'_>) -> Html {
    match cx.model.screen {
        Screen::Referral => referral::referral(cx),
        Screen::Review => review::review(cx),
        Screen::Status => status::status(cx),
        _ => outbox::outbox(cx),
    }
}
