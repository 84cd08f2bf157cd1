//! The response headers that keep each kind of page to itself.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};

use crate::cors::Origins;

const TRUSTED_TYPES: &str = "require-trusted-types-for 'script'; trusted-types 'none'";
/// The same with the one policy by which the portal's worker is named.
const WORKER_TYPES: &str = "require-trusted-types-for 'script'; trusted-types portal-worker";
const REPORTS: &str = "report-uri /csp-reports";

/// Everything a page could ask the device for. Copying to the clipboard stays allowed: on a shared
/// computer an address is copied instead of opened.
const NO_DEVICES: &str = "accelerometer=(), autoplay=(), camera=(), display-capture=(), \
    fullscreen=(), geolocation=(), gyroscope=(), hid=(), magnetometer=(), microphone=(), midi=(), \
    payment=(), publickey-credentials-get=(), screen-wake-lock=(), serial=(), usb=(), \
    xr-spatial-tracking=()";

/// The policy of the portal's page. `wasm` allows WebAssembly to be compiled, and nothing else to
/// be evaluated. `second` is the origin that may be framed, if any. `worker` lets the page register
/// the portal's worker.
pub(crate) fn page_policy(wasm: bool, second: Option<&str>, worker: bool) -> String {
    let types = if worker { WORKER_TYPES } else { TRUSTED_TYPES };
    let wasm = if wasm { " 'wasm-unsafe-eval'" } else { "" };
    let (also, frames) = second.map_or_else(Default::default, |origin| {
        (format!(" {origin}"), format!(" frame-src {origin};"))
    });
    format!(
        "default-src 'none'; script-src 'self'{also}{wasm}; style-src 'self'; \
         connect-src 'self'{also}; img-src 'self';{frames} font-src 'none'; base-uri 'none'; \
         form-action 'none'; frame-ancestors 'none'; {types}; {REPORTS}"
    )
}

/// The policy of the portal's own service worker, which takes in the widget's and does its fetching.
pub(crate) fn worker_policy(wasm: bool) -> String {
    let wasm = if wasm { " 'wasm-unsafe-eval'" } else { "" };
    format!(
        "default-src 'none'; script-src 'self'{wasm}; connect-src 'self'; {WORKER_TYPES}; {REPORTS}"
    )
}

/// The policy of the widget's own files, of which the frame page is a document. It may be framed
/// by the portal's origins and speak to them.
pub(crate) fn widget_policy(wasm: bool, origins: &Origins) -> String {
    let wasm = if wasm { " 'wasm-unsafe-eval'" } else { "" };
    let origins = origins.sources();
    format!(
        "default-src 'none'; script-src 'self'{wasm}; style-src 'self'; \
         connect-src 'self' {origins}; img-src 'self'; font-src 'none'; base-uri 'none'; \
         form-action 'none'; frame-ancestors 'self' {origins}; {TRUSTED_TYPES}; {REPORTS}"
    )
}

/// For a page for one person: nobody keeps it, and it runs no script at all.
pub(crate) fn seclude(headers: &mut HeaderMap) {
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    harden(headers, Some(&secluded_policy()));
    // Without any referrer a browser calls the origin of the page's own forms null.
    headers.insert(
        header::REFERRER_POLICY,
        HeaderValue::from_static("same-origin"),
    );
}

fn secluded_policy() -> String {
    format!(
        "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; \
         frame-ancestors 'none'; {TRUSTED_TYPES}; {REPORTS}"
    )
}

/// Sets what every answer carries, and `policy` where there is one.
pub(crate) fn harden(headers: &mut HeaderMap, policy: Option<&str>) {
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("permissions-policy"), NO_DEVICES),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-site",
        ),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if let Some(policy) = policy.and_then(|policy| HeaderValue::from_str(policy).ok()) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
}
