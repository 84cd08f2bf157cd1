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
/// be evaluated. `worker` lets the page register the portal's worker.
pub(crate) fn page_policy(wasm: bool, worker: bool) -> String {
    let wasm = if wasm { " 'wasm-unsafe-eval'" } else { "" };
    page_policy_with(&format!("script-src 'self'{wasm};"), worker)
}

/// The same where the widget is in a frame of `second`: the script comes from there, and what else
/// the widget needs is the frame's own matter.
pub(crate) fn isolated_page_policy(second: &str, worker: bool) -> String {
    page_policy_with(
        &format!("script-src 'self' {second}; frame-src {second};"),
        worker,
    )
}

fn page_policy_with(sources: &str, worker: bool) -> String {
    let types = if worker { WORKER_TYPES } else { TRUSTED_TYPES };
    format!(
        "default-src 'none'; {sources} style-src 'self'; connect-src 'self'; img-src 'self'; \
         font-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; {types}; \
         {REPORTS}"
    )
}

/// The policy of the portal's own service worker, which takes in the widget's and does its fetching.
pub(crate) fn worker_policy(wasm: bool) -> String {
    let wasm = if wasm { " 'wasm-unsafe-eval'" } else { "" };
    format!(
        "default-src 'none'; script-src 'self'{wasm}; connect-src 'self'; {WORKER_TYPES}; {REPORTS}"
    )
}

/// The policy of the frame page: it may be framed by the pages of the portal, and post and read
/// there.
pub(crate) fn frame_policy(wasm: bool, origins: &Origins) -> String {
    let wasm = if wasm { " 'wasm-unsafe-eval'" } else { "" };
    format!(
        "default-src 'none'; script-src 'self'{wasm}; connect-src 'self' {}; style-src 'none'; \
         img-src 'none'; frame-ancestors {}; base-uri 'none'; form-action 'none'; \
         {TRUSTED_TYPES}; {REPORTS}",
        origins.sources(),
        origins.around(),
    )
}

/// The policy of the widget's other files, of which the go-live page is a document. It may be framed
/// by the portal's origins and speak to them, and a page put beside the files may have the widget in
/// either mode.
pub(crate) fn widget_policy(wasm: bool, origins: &Origins) -> String {
    let wasm = if wasm { " 'wasm-unsafe-eval'" } else { "" };
    let origins = origins.sources();
    format!(
        "default-src 'none'; script-src 'self' {origins}{wasm}; style-src 'self'; \
         connect-src 'self' {origins}; img-src 'self'; frame-src {origins}; font-src 'none'; \
         base-uri 'none'; form-action 'none'; frame-ancestors 'self' {origins}; {TRUSTED_TYPES}; {REPORTS}"
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
