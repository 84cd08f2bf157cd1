//! The page goes away, or into the browser's store of pages that Back brings back whole.

use gloo_events::EventListener;

/// A listener that is taken away when this is dropped.
pub(crate) struct PageHide {
    _listener: Option<EventListener>,
}

impl PageHide {
    /// Calls `leave` when the page is hidden for good or put aside.
    pub(crate) fn listen(leave: impl Fn() + 'static) -> Self {
        let window = web_sys::window();
        let _listener =
            window.map(|window| EventListener::new(&window, "pagehide", move |_| leave()));
        Self { _listener }
    }
}
