//! The readiness page: what leaders and risk staff mark, and the list of actions that comes of it.
//!
//! A module of its own, so that nothing of it is in the widget that someone in distress opens.

mod app;
mod list;
mod model;
mod statements;

use wasm_bindgen::prelude::*;
use web_sys::Element;

use crate::app::App;

/// Mounts the page into `place`, in place of what stands there.
#[wasm_bindgen]
pub fn mount(place: Element) {
    yew::Renderer::<App>::with_root(place).render();
}

/// What is freed is overwritten first.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static MEMORY: touchbase::wiping::Wiping<talc::wasm::WasmDynamicTalc> =
    touchbase::wiping::Wiping(talc::wasm::new_wasm_dynamic_allocator());
