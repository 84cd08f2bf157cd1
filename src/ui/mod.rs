//! The Yew component, its screens and their parts. No rule of the domain stands here: what may be
//! shown, sent or said comes from the pure modules.

mod after;
mod app;
mod cx;
mod delivery;
mod listing;
mod model;
mod parts;
mod questionnaire;
mod screens;

pub use app::{Touchbase, TouchbaseProps};
pub use delivery::{Answer, Delivery, SharedDelivery};
pub use model::{Action, Model, Screen};
pub use questionnaire::{OpenInstrument, Questionnaire, Questionnaires, SharedQuestionnaires};
