//! The small set of parts that every screen is made of.

mod button;
mod chip;
mod element;
mod field;
mod frame;
mod heading;
mod help;
mod naming;
mod routes;
mod rows;
mod select;

pub(super) use button::{Look, button, button_of};
pub(super) use chip::{Chip, chips};
pub(super) use element::{
    On, attributes, attributes_of, bare, el, finish, group, host, keyed, language, listen, maybe,
    maybe_host, maybe_text, nothing, say, text, value_of, with, words,
};
pub(super) use field::{ask, error_summary};
pub(super) use frame::frame;
pub(super) use heading::{heading, host_heading};
pub(super) use help::crisis_entries;
pub(super) use naming::{kept, label, soon_title, word};
pub(super) use routes::{page_link, routes};
pub(super) use rows::{Fact, facts};
pub(super) use select::select;
