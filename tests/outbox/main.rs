//! The outbox against a receiver, tabs, crashes, faults and clocks that are simulated. Nothing of
//! the outbox is: these are its own engine, its own store and its own rules.
#![cfg(not(target_arch = "wasm32"))]

mod backoff;
mod classify;
mod clocks;
mod delivery;
mod faults;
mod held;
mod people;
mod random;
mod stale;
mod states;
mod told;
mod turns;
mod unattended;
mod world;
