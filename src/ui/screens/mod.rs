//! The screens, one file each.

mod about;
mod check;
mod crisis;
mod facts;
pub(super) mod keep;
mod listing;
mod missing;
mod option;
mod options;
mod outbox;
mod referral;
pub(super) mod request;
mod review;
mod status;
mod summary;
mod unavailable;
mod welcome;
mod why;
mod worries;

use yew::prelude::*;

use super::cx::Cx;
use super::delivery::Screens;
use super::model::Screen;
use super::part::part;
use super::parts::nothing;

pub(super) use options::moved_apart;
pub(super) use summary::Marked;

/// The screen that the model is at.
pub(super) fn screen(cx: &Cx<'_>) -> Html {
    match cx.model.screen {
        Screen::Welcome => welcome::welcome(cx),
        Screen::Check => check::check(cx),
        Screen::Summary => summary::summary(cx),
        Screen::Options => options::options(cx),
        Screen::Crisis => crisis::crisis(cx),
        Screen::Unavailable => unavailable::unavailable(cx),
        _ => of_part(cx),
    }
}

/// A screen that may be on its way; see [`Screen::is_of_part`].
fn of_part(cx: &Cx<'_>) -> Html {
    match (part(), cx.screens) {
        (Some(part), _) => (part.screen)(cx),
        (None, Screens::Missing) => missing::missing(cx),
        // The frame says that something is on its way.
        (None, _) => nothing(),
    }
}
