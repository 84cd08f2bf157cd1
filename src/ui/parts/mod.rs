//! The small set of parts that every screen is made of.

mod button;
mod field;
mod frame;
mod heading;
mod help;
mod routes;
mod rows;

pub(super) use button::{Look, button, button_of};
pub(super) use field::{choices, error_summary, text_field, tick};
pub(super) use frame::frame;
pub(super) use heading::heading;
pub(super) use help::crisis_entries;
pub(super) use routes::{phone_link, routes};
pub(super) use rows::{Fact, facts};
