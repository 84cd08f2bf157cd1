//! The Yew component, its screens and their parts. No rule of the domain stands here: what may be
//! shown, sent or said comes from the pure modules.

mod after;
mod app;
mod cx;
mod delivery;
mod listing;
mod model;
mod part;
mod parts;
mod questionnaire;
mod screens;

#[cfg(all(feature = "parts", target_family = "wasm"))]
pub(crate) use part::arrived;

pub use app::{Touchbase, TouchbaseProps};
pub use delivery::{Answer, Delivery, Screens, SharedDelivery};
pub use model::{Action, Model, Screen};
pub use questionnaire::{OpenInstrument, Questionnaire, Questionnaires, SharedQuestionnaires};
