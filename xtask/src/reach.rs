//! Whom the package's code could ask for anything.
//!
//! The widget asks for its own files, the host's documents and the endpoint, each by `fetch`, which a
//! content security policy holds and every test of the network sees. So no other way to send
//! anything may be in reach of a module or of a script, and no address of anybody else in either.

use std::fs;
use std::path::Path;

use crate::error::Error;
use crate::files;

/// What sends or fetches besides `fetch`. Whatever a module uses of these stands in its script,
/// because a module has no other way to it.
const NETWORK: [&str; 12] = [
    "EventSource",
    "Image",
    "RTCPeerConnection",
    "SharedWorker",
    "WebSocket",
    "WebSocketStream",
    "WebTransport",
    "Worker",
    "XMLHttpRequest",
    "importScripts",
    "sendBeacon",
    "webkitRTCPeerConnection",
];

/// What runs in a browser or is shown by one.
const CODE: [&str; 4] = ["css", "html", "js", "wasm"];

/// The beginnings of addresses that nobody is asked for: names, that of a developer's own computer,
/// which is compared with an endpoint, and what is only shown.
const NAMES: [&str; 10] = [
    "http://127.0.0.1",
    "http://www.w3.org/1998/Math/MathML",
    "http://www.w3.org/2000/svg",
    "https://json-schema.org/draft/2020-12/schema",
    // What the go-live page names as an origin, compares a document with, or has as an example.
    "https://988lifeline.org",
    "https://go-live-test.invalid",
    "https://page.invalid",
    "https://portal.example",
    "https://www.example.org",
    "https://www.physiciansupportline.com",
];

/// Each has to be found, or what was found of the package says nothing.
const PLANTED: [&[u8]; 3] = [
    b"imports.wbg._7=function(a){a.sendBeacon(b)}",
    b"const socket=new WebSocket(a);",
    b"\0asm\x01\0\0\0 https://collector.example/v1",
];

/// Fails where the package's code has a way to the network other than `fetch`, or an address.
pub(crate) fn check(pkg: &Path) -> Result<(), Error> {
    if PLANTED.iter().any(|planted| first_way(planted).is_none()) {
        return Err(Error::Check("a planted way out is not found".into()));
    }
    for relative in files::files_below(pkg)? {
        let extension = relative.extension().and_then(|name| name.to_str());
        if !extension.is_some_and(|extension| CODE.contains(&extension)) {
            continue;
        }
        let file = pkg.join(&relative);
        let bytes = fs::read(&file).map_err(Error::io(&file))?;
        if let Some(way) = first_way(&bytes) {
            return Err(Error::Check(format!(
                "{} has {way}: the widget asks by fetch alone, and nobody but the host",
                relative.display()
            )));
        }
    }
    Ok(())
}

/// The first way to the network or address in a script or a module.
fn first_way(code: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(code);
    // In a module these words are the product's own.
    let is_module = code.starts_with(b"\0asm");
    let api = NETWORK
        .iter()
        .find(|name| !is_module && has_word(&text, name))
        .map(|name| (*name).to_owned());
    api.or_else(|| first_address(&text))
}

fn has_word(text: &str, word: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$');
    text.match_indices(word).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + word.len()..].chars().next();
        !before.is_some_and(is_part) && !after.is_some_and(is_part)
    })
}

/// The first address with a host that is not only a name.
fn first_address(text: &str) -> Option<String> {
    ["http://", "https://"].iter().find_map(|scheme| {
        text.match_indices(scheme).find_map(|(at, _)| {
            let rest = &text[at..];
            let end = rest.find(|c: char| !c.is_ascii_graphic() || "\"'`<>()\\".contains(c));
            let address = &rest[..end.unwrap_or(rest.len())];
            let host = address[scheme.len()..].split(['/', ':', '?', '#']).next();
            // In a module texts stand without a gap: behind the name of a scheme comes another text.
            let is_place = host.is_some_and(|host| {
                host.starts_with(|c: char| c.is_ascii_alphanumeric()) && host.contains('.')
            }) && !NAMES.iter().any(|name| address.starts_with(name));
            is_place.then(|| address.chars().take(80).collect())
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_is_found() {
        for name in NETWORK {
            let script = format!("const a=new {name}(b);");
            assert_eq!(first_way(script.as_bytes()).as_deref(), Some(name));
        }
        assert_eq!(
            first_way(PLANTED[2]).as_deref(),
            Some("https://collector.example/v1")
        );
    }

    #[test]
    fn fetch_and_names_are_left_alone() {
        for code in [
            "fetch(a,{integrity});new TouchImage();wasmWorker.b;createImageBitmap(c)",
            "createElementNS('http://www.w3.org/2000/svg','svg')",
            "address.startsWith('https://')",
            "https://http://127.0.0.1localhost",
        ] {
            assert_eq!(first_way(code.as_bytes()), None, "{code}");
        }
    }
}
