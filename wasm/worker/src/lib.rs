//! The module for a service worker: the library, linked for it alone.

pub use touchbase::*;

/// What is freed is overwritten first.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static MEMORY: wiping::Wiping<talc::wasm::WasmDynamicTalc> =
    wiping::Wiping(talc::wasm::new_wasm_dynamic_allocator());
