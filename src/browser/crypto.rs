//! Digests from the browser.

use js_sys::Uint8Array;
use wasm_bindgen_futures::JsFuture;
use web_sys::SubtleCrypto;

use crate::jose::base64url;

/// WebCrypto; `None` in an insecure context, where browsers hide it.
pub(crate) fn subtle() -> Option<SubtleCrypto> {
    let crypto = web_sys::window()?.crypto().ok()?;
    let subtle = crypto.subtle();
    // The binding promises an object, the browser does not.
    let present = !AsRef::<wasm_bindgen::JsValue>::as_ref(&subtle).is_undefined();
    present.then_some(subtle)
}

/// SHA-256 of `bytes`.
pub(crate) async fn sha256(bytes: &[u8]) -> Option<Vec<u8>> {
    let digest = subtle()?
        .digest_with_str_and_u8_array("SHA-256", bytes)
        .ok()?;
    let buffer = JsFuture::from(digest).await.ok()?;
    Some(Uint8Array::new(&buffer).to_vec())
}

/// SHA-256 of `bytes`, base64url.
pub(crate) async fn sha256_text(bytes: &[u8]) -> Option<String> {
    Some(base64url(&sha256(bytes).await?))
}
