//! Whether the page around can reach what stands here.

/// The frame page says so of itself (`www/frame.js`), once it knows that whatever is around it is of
/// another origin. No attribute of the element does, which hosts set; a page that sets this mark on
/// itself deceives on purpose, and could as well draw a false form.
const MARK: &str = "data-isolated";

/// Whether this is the frame page of isolated mode, in a frame or by itself.
pub(crate) fn is_apart() -> bool {
    let document = web_sys::window().and_then(|window| window.document());
    let page = document.and_then(|document| document.document_element());
    page.is_some_and(|page| page.has_attribute(MARK))
}
