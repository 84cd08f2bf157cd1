//! The widget as a component of another Yew app: the host's document comes with the app, and the
//! outbox runs in the same WebAssembly module.
//!
//! Build it with `cargo build --example component --features serde --target
//! wasm32-unknown-unknown`.

use std::rc::Rc;

use touchbase::config;
use touchbase::time::{DAY, Date};
use touchbase::ui::{SharedDelivery, Touchbase};
use touchbase::value::Value;
use yew::prelude::*;

const DOCUMENT: &str = include_str!("../www/programs/example-hospital.json");

#[component]
fn StaffPortal() -> Html {
    let document = use_memo((), |()| {
        // What cannot be parsed is read as an empty document: help only, with a fault that says so.
        let value: Value = serde_json::from_str(DOCUMENT).unwrap_or_default();
        let today = Date::from_millis((js_sys::Date::now() as i64 / DAY) * DAY);
        config::read(&value, today, "en")
    });
    for fault in &document.faults {
        // A fault names a path and a code and never holds what is in the document.
        web_sys::console::warn_2(&fault.code.as_str().into(), &fault.path.as_str().into());
    }
    html! {
        <main>
            <h1>{"Staff portal"}</h1>
            <Touchbase document={Some(Rc::clone(&document))} delivery={SharedDelivery::here()} />
        </main>
    }
}

fn main() {
    yew::Renderer::<StaffPortal>::new().render();
}
