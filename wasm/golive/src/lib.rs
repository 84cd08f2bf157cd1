//! The go-live page: what is wrong with a host's configuration, what people would see of it, what
//! its endpoint does, who has to look at it, and the poster and cards that go with it.
//!
//! A module of its own, so that nothing of it is in the widget that someone in distress opens. What
//! it finds is found by [`touchbase::golive`], which the command shares.

mod app;
mod checklist;
mod configuration;
mod endpoint;
mod model;
mod seen;
mod sheet;
mod source;
mod text;

use wasm_bindgen::prelude::*;
use web_sys::Element;

use crate::app::App;

/// Mounts the page into `place`, in place of what stands there.
#[wasm_bindgen]
pub fn mount(place: Element) {
    yew::Renderer::<App>::with_root(place).render();
}

/// What is freed is overwritten first: a token may have been typed.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static MEMORY: touchbase::wiping::Wiping<talc::wasm::WasmDynamicTalc> =
    touchbase::wiping::Wiping(talc::wasm::new_wasm_dynamic_allocator());
