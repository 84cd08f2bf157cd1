//! Randomness from the browser, fit for keys.

use wasm_bindgen::JsCast;
use web_sys::Crypto;

use super::js;

/// `N` random octets, fit for keys.
pub(crate) fn random<const N: usize>() -> Option<[u8; N]> {
    let mut bytes = [0; N];
    fill(&mut bytes)?;
    Some(bytes)
}

/// Fills `bytes` with random octets, fit for keys: where they lie, so that there is no other copy.
pub(crate) fn fill(bytes: &mut [u8]) -> Option<()> {
    // Of the page or of the worker.
    let crypto = js::get(&js_sys::global(), "crypto")
        .dyn_into::<Crypto>()
        .ok()?;
    crypto.get_random_values_with_u8_array(bytes).ok()?;
    Some(())
}

/// A UUID, version 4 (RFC 9562 section 5.4); `None` without a source of randomness.
pub(crate) fn uuid() -> Option<String> {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    let mut bytes = random::<16>()?;
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let mut out = String::with_capacity(36);
    for (i, byte) in bytes.into_iter().enumerate() {
        if matches!(i, 4 | 6 | 8 | 10) {
            out.push('-');
        }
        out.push(HEX[usize::from(byte >> 4)] as char);
        out.push(HEX[usize::from(byte & 15)] as char);
    }
    Some(out)
}
