//! The screens that one comes to from others, and what a request needs. In the package they are a part
//! of the module of its own: the build cuts it out, and the page fetches it along with the outbox. It
//! is known by the addresses of its functions, so that a drawing waits for nothing.

use web_sys::Element;
use yew::prelude::*;

use super::app::send;
use super::cx::{Cx, Take, Writer};
use super::delivery::SharedDelivery;
use super::model::Model;
use super::screens::{Marked, keep, request};
use crate::config::Config;
use crate::outbox::{Keep, View};
use crate::text::Texts;

/// The functions and words of the part. What they lead to may be named nowhere else in the screens,
/// or it stays in the first module.
pub(super) struct Part {
    pub(super) screen: fn(&Cx<'_>) -> Html,
    pub(super) news: fn(&Cx<'_>, &View) -> AttrValue,
    pub(super) keep: fn(&Cx<'_>, &Marked) -> Html,
    pub(super) take: fn(Take, &Config, &Texts, Option<&Element>),
    pub(super) send: fn(&UseReducerHandle<Model>, &SharedDelivery, &Config, &Texts, Keep, Writer),
    #[cfg(all(feature = "parts", target_family = "wasm"))]
    lines: &'static [&'static str],
}

static PART: Part = Part {
    screen: request::screen,
    news: request::tag_text,
    keep: keep::keep,
    take: keep::take,
    send,
    #[cfg(all(feature = "parts", target_family = "wasm"))]
    lines: &crate::text::english::LATER_LINES,
};

/// The part; `None` until it is here.
#[cfg(not(all(feature = "parts", target_family = "wasm")))]
pub(super) fn part() -> Option<&'static Part> {
    Some(&PART)
}

#[cfg(all(feature = "parts", target_family = "wasm"))]
pub(crate) use later::arrived;
#[cfg(all(feature = "parts", target_family = "wasm"))]
pub(super) use later::part;

/// The border between the module and its part. The names are how the build finds it.
#[cfg(all(feature = "parts", target_family = "wasm"))]
#[allow(unsafe_code)]
mod later {
    use std::cell::Cell;
    use std::ptr::from_ref;

    use super::{PART, Part};
    use crate::text::english::bring;

    thread_local! {
        static HERE: Cell<Option<&'static Part>> = const { Cell::new(None) };
    }

    pub(in crate::ui) fn part() -> Option<&'static Part> {
        HERE.get()
    }

    /// The page has put the part in its place. Called sooner, it ends the app.
    pub(crate) fn arrived() {
        // SAFETY: the address is that of a static, of this very type: the module and its part come
        // of one build, or the browser refuses to link them.
        let part = unsafe { &*far().cast::<Part>() };
        bring(part.lines);
        HERE.set(Some(part));
    }

    #[link(wasm_import_module = "__wasm_split_placeholder__")]
    unsafe extern "C" {
        #[link_name = "__wasm_split_00request00_import_00000000000000000000000000000000"]
        safe fn far() -> *const ();
    }

    #[unsafe(export_name = "__wasm_split_00request00_export_00000000000000000000000000000000")]
    extern "C" fn near() -> *const () {
        from_ref(&PART).cast()
    }
}
