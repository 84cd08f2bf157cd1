//! The screens that one comes to from others, and what a request needs; they may be fetched later,
//! see [`crate::ui::part`].

use yew::prelude::*;

pub(in crate::ui) use super::status::tag_text;
use super::{about, facts, option, outbox, referral, review, status};
use crate::ui::cx::Cx;
use crate::ui::model::Screen;

/// The screen that the model is at.
pub(in crate::ui) fn screen(cx: &Cx<'_>) -> Html {
    match cx.model.screen {
        Screen::Referral => referral::referral(cx),
        Screen::Review => review::review(cx),
        Screen::Status => status::status(cx),
        Screen::Option => option::option(cx),
        Screen::About => about::about(cx),
        Screen::Facts => facts::facts(cx),
        _ => outbox::outbox(cx),
    }
}
