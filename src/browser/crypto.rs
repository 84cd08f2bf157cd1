//! Digests from the browser.

use js_sys::Uint8Array;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::SubtleCrypto;

use super::js;
use crate::jose::base64url;

/// WebCrypto; `None` in an insecure context, where browsers hide it.
pub(crate) fn subtle() -> Option<SubtleCrypto> {
    let subtle = js::get(&js::get(&js_sys::global(), "crypto"), "subtle");
    subtle.is_object().then(|| subtle.unchecked_into())
}

/// SHA-256 of `bytes`.
pub(crate) async fn sha256(bytes: &[u8]) -> Option<Vec<u8>> {
    let digest = subtle()?
        .digest_with_str_and_u8_array("SHA-256", bytes)
        .ok()?;
    let buffer = JsFuture::from(digest).await.ok()?;
    let digest = Uint8Array::new(&buffer);
    let copy = digest.to_vec();
    // It may be a key.
    digest.fill(0, 0, digest.length());
    Some(copy)
}

/// SHA-256 of `bytes`, base64url.
pub(crate) async fn sha256_text(bytes: &[u8]) -> Option<String> {
    Some(base64url(&sha256(bytes).await?))
}
