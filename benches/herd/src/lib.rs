//! What a receiver sees when a trouble ends and every outbox comes back.
//!
//! Each client is the very [`touchbase::outbox::Engine`] that runs in a page, with its store, its
//! backoff, its budget and its lease; nothing of it is written a second time here. The clock, the
//! network and the receiver are played, so that two hours of a million computers take minutes.
//!
//! What is left out: the time that connections and TLS take, queueing inside the receiver, and
//! proxies that repeat requests by themselves.

mod client;
mod control;
mod disk;
mod formulas;
mod receiver;
mod report;
mod scenario;
mod world;

pub use client::{End, request_id};
pub use control::Control;
pub use formulas::predicted_peak;
pub use report::{COLUMNS, Outcome, Report, line};
pub use scenario::{Answers, Fault, Identity, Scenario, Trouble, Turns, shipped};
pub use world::{Dice, Network, run, run_over};
