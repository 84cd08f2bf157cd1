//! Whether somebody is still there: what the page and the widget hear of a person, and the one
//! timer that asks `visit` again. It runs only while there is something to wipe.

use std::cell::{Cell, OnceCell};
use std::rc::{Rc, Weak};

use js_sys::Function;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, Element, Event, EventTarget, Window};

use super::js;
use super::time::now;
use crate::time::Millis;
use crate::visit::{Chord, Stage, Visit};

/// What is listened to in the frame, and around it. Not the moves of a pointer: a browser tells of
/// one, too, where the page moved under a pointer that rests, as it does for the warning itself.
const INSIDE: [&str; 4] = ["keydown", "pointerdown", "click", "wheel"];
const AROUND: [&str; 4] = ["keydown", "pagehide", "pageshow", "visibilitychange"];

/// Whether what stands in the frame is hidden, by the style sheet.
const COVERED: &str = "data-covered";

/// What a widget hears of its person.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Heard {
    /// Nobody seems to be there, or somebody is after all.
    Warned(bool),
    /// Nobody was there for too long.
    Over,
    /// The page goes away, or into the browser's store of pages that Back brings back whole.
    Gone,
    /// The key that leaves was pressed.
    Leave,
}

/// Listens until it is dropped.
pub(crate) struct Presence(Rc<Inner>);

struct Inner {
    window: Window,
    document: Document,
    frame: Element,
    idle: Millis,
    visit: Cell<Visit>,
    chord: Cell<Chord>,
    begun: Cell<bool>,
    warned: Cell<bool>,
    timer: Cell<Option<i32>>,
    /// Called with each event, and by the timer without one.
    on: OnceCell<Closure<dyn Fn(JsValue)>>,
    hear: Box<dyn Fn(Heard)>,
}

impl Presence {
    /// Tells `hear` what becomes of the use of `frame`, or of the page where there is none, which
    /// ends after `idle` without any. `None` outside a page.
    pub(crate) fn listen(
        frame: Option<Element>,
        idle: Millis,
        hear: Box<dyn Fn(Heard)>,
    ) -> Option<Self> {
        let window = web_sys::window()?;
        let document = window.document()?;
        let frame = frame.or_else(|| document.document_element())?;
        let inner = Rc::new(Inner {
            window,
            document,
            frame,
            idle,
            visit: Cell::default(),
            chord: Cell::default(),
            begun: Cell::default(),
            warned: Cell::default(),
            timer: Cell::default(),
            on: OnceCell::default(),
            hear,
        });
        let weak = Rc::downgrade(&inner);
        let on = move |event: JsValue| {
            if let Some(inner) = Weak::upgrade(&weak) {
                match event.dyn_ref() {
                    Some(event) => inner.on(event),
                    None => inner.look(),
                }
            }
        };
        let _ = inner.on.set(Closure::new(on));
        inner.listen_to(EventTarget::add_event_listener_with_callback_and_bool);
        Some(Self(inner))
    }

    /// Whether there is anything to wipe. Where everything was begun anew there is not, and no timer
    /// runs.
    pub(crate) fn set_begun(&self, begun: bool) {
        self.0.begun.set(begun);
        match begun {
            true => self.0.look(),
            false => self.0.rest(),
        }
    }
}

impl Drop for Presence {
    fn drop(&mut self) {
        self.0.rest();
        self.0
            .listen_to(EventTarget::remove_event_listener_with_callback_and_bool);
    }
}

type Listen = fn(&EventTarget, &str, &Function, bool) -> Result<(), JsValue>;

impl Inner {
    fn function(&self) -> Option<&Function> {
        Some(self.on.get()?.as_ref().unchecked_ref())
    }

    /// Adds or removes the listeners, all before the page around, which may keep an event to itself.
    fn listen_to(&self, listen: Listen) {
        let targets: [(&EventTarget, &[&str]); 2] =
            [(&self.frame, &INSIDE), (&self.window, &AROUND)];
        for (target, kinds) in targets {
            for kind in kinds {
                if let Some(on) = self.function() {
                    // It fails for no event and no target.
                    let _ = listen(target, kind, on, true);
                }
            }
        }
    }

    fn on(&self, event: &Event) {
        let now = now();
        let kind = event.type_();
        let inside = event.current_target().as_ref() == Some(&self.frame);
        let mut visit = self.visit.get();
        match kind.as_str() {
            "pagehide" => return self.end(Heard::Gone),
            "visibilitychange" | "pageshow" => {
                let hidden = self.document.hidden();
                // A switcher of windows shows pictures of those that are hidden. Setting an
                // attribute of that name cannot fail.
                let _ = self.frame.toggle_attribute_with_force(COVERED, hidden);
                if hidden {
                    visit.hidden(now);
                } else if visit.stage(now, self.idle) != Stage::Over {
                    visit.shown(now, self.idle);
                } else if self.begun.get() {
                    // Hidden for too long: nothing of before may be seen again.
                    return self.end(Heard::Over);
                } else {
                    visit = Visit::default();
                }
            }
            "keydown" if !inside => {
                let held = js::get(event, "repeat").is_truthy();
                let shift = js::text(event, "key").is_some_and(|key| key == "Shift");
                let mut chord = self.chord.get();
                let leaves = !held && chord.pressed(shift, now);
                self.chord.set(chord);
                if leaves {
                    self.end(Heard::Leave);
                }
                return;
            }
            "wheel" => visit.scrolled(now),
            _ => {
                // A key that says that one is there says nothing else.
                if self.warned.get() && kind == "keydown" {
                    event.prevent_default();
                    event.stop_propagation();
                }
                let link = (event.target())
                    .and_then(|target| target.dyn_into::<Element>().ok())
                    .and_then(|target| target.closest("a[href]").ok().flatten());
                match kind == "click" && link.is_some() {
                    true => visit.left_by_route(now),
                    false => visit.used(now),
                }
            }
        }
        self.visit.set(visit);
        // While nothing is said and a timer runs, it looks again when it goes off.
        let asleep = self.timer.get().is_none();
        if self.begun.get() && (asleep || self.warned.get() || !inside) {
            self.look();
        }
    }

    /// Does what the visit asks for now, and sets the timer for when to look again.
    fn look(&self) {
        self.stop();
        let now = now();
        let mut visit = self.visit.get();
        let stage = visit.stage(now, self.idle);
        self.visit.set(visit);
        match stage {
            Stage::Unused => {}
            Stage::Over => return self.end(Heard::Over),
            Stage::Here(next) | Stage::Warned(next) => {
                let delay = (next - now) as i32;
                let set = self.function().and_then(|on| {
                    let window = &self.window;
                    window
                        .set_timeout_with_callback_and_timeout_and_arguments_0(on, delay)
                        .ok()
                });
                self.timer.set(set);
            }
        }
        let warned = matches!(stage, Stage::Warned(_));
        if self.warned.replace(warned) != warned {
            (self.hear)(Heard::Warned(warned));
        }
    }

    fn end(&self, heard: Heard) {
        self.rest();
        (self.hear)(heard);
    }

    /// The next visit begins with the next press.
    fn rest(&self) {
        self.visit.take();
        self.warned.set(false);
        self.stop();
    }

    fn stop(&self) {
        if let Some(timer) = self.timer.take() {
            self.window.clear_timeout_with_handle(timer);
        }
    }
}
