//! The screens, one file each.

mod about;
mod check;
mod crisis;
mod facts;
mod listing;
mod option;
mod options;
mod outbox;
mod referral;
mod review;
mod status;
mod summary;
mod unavailable;
mod welcome;
mod why;
mod worries;

use yew::prelude::*;

use super::cx::Cx;
use super::model::Screen;

pub(super) use options::moved_apart;
pub(super) use status::tag_text;

/// The screen that the model is at.
pub(super) fn screen(cx: &Cx<'_>) -> Html {
    match cx.model.screen {
        Screen::Welcome => welcome::welcome(cx),
        Screen::Check => check::check(cx),
        Screen::Summary => summary::summary(cx),
        Screen::Options => options::options(cx),
        Screen::Option => option::option(cx),
        Screen::Referral => referral::referral(cx),
        Screen::Review => review::review(cx),
        Screen::Status => status::status(cx),
        Screen::Outbox => outbox::outbox(cx),
        Screen::Facts => facts::facts(cx),
        Screen::Crisis => crisis::crisis(cx),
        Screen::About => about::about(cx),
        Screen::Unavailable => unavailable::unavailable(cx),
    }
}
