//! Files and paper that a person takes along. They stay on the device; nothing is fetched or sent.

use js_sys::Array;
use wasm_bindgen::prelude::*;
use web_sys::{Blob, BlobPropertyBag, Element, HtmlElement, HtmlIFrameElement, Url};

use super::js::object;

/// Opens the browser's print dialogue for `text` alone, without the page around. The text stands in
/// a hidden frame inside `place` until [`forget_print`].
pub(crate) fn print(place: &Element, text: &str) {
    forget_print(place);
    // A page in a sandbox may not print; then nothing happens, as the person sees.
    let _ = try_print(place, text);
}

/// Removes what was printed last.
pub(crate) fn forget_print(place: &Element) {
    if let Ok(Some(frame)) = place.query_selector("iframe") {
        frame.remove();
    }
}

/// Offers `text` as a download under `name`.
pub(crate) fn file(name: &str, kind: &str, text: &str) {
    // What cannot be made is not offered; nothing was promised.
    let _ = try_file(name, kind, text);
}

fn try_print(place: &Element, text: &str) -> Result<(), JsValue> {
    let Some(document) = place.owner_document() else {
        return Ok(());
    };
    let frame: HtmlIFrameElement = document.create_element("iframe")?.unchecked_into();
    frame.set_attribute("class", "tb-visually-hidden")?;
    frame.set_attribute("aria-hidden", "true")?;
    frame.set_attribute("tabindex", "-1")?;
    place.append_child(&frame)?;
    if let (Some(inside), Some(window)) = (frame.content_document(), frame.content_window()) {
        if let Some(body) = inside.body() {
            for line in text.split('\n') {
                let paragraph = inside.create_element("p")?;
                paragraph.set_text_content(Some(line));
                body.append_child(&paragraph)?;
            }
        }
        window.print()?;
    }
    Ok(())
}

fn try_file(name: &str, kind: &str, text: &str) -> Result<(), JsValue> {
    let parts = Array::of1(&text.into());
    let bag: BlobPropertyBag = object(&[("type", kind.into())]).unchecked_into();
    let blob = Blob::new_with_str_sequence_and_options(&parts, &bag)?;
    let address = Url::create_object_url_with_blob(&blob)?;
    let document = web_sys::window().and_then(|window| window.document());
    let Some(document) = document else {
        return Ok(());
    };
    let link: HtmlElement = document.create_element("a")?.unchecked_into();
    link.set_attribute("href", &address)?;
    link.set_attribute("download", name)?;
    link.click();
    // The download has its own hold on the text by then.
    Url::revoke_object_url(&address)
}
