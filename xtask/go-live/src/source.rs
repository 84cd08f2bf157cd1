//! The configuration that is checked, and what follows from where it lies.

use std::fs;

use touchbase::config::{Code, Fault, Severity};
use touchbase::golive::{Exchange, Finding, Method, Request, not_json};
use touchbase::value::Value;

use crate::wire::Wire;

/// A configuration that was read.
pub(crate) struct Source {
    /// Its address, where it has one.
    address: Option<String>,
    /// The document, or why there is none.
    pub(crate) document: Result<Value, Finding>,
}

impl Source {
    /// Reads the file or the address `config`.
    pub(crate) fn read(wire: &Wire, config: &str) -> Self {
        let address = origin(config).map(|_| config.to_owned());
        let text = match &address {
            None => fs::read_to_string(config).map_err(|error| error.to_string()),
            Some(address) => fetch(wire, address),
        };
        let document = match text {
            Err(saw) => Err(Finding::from(whole(Code::Unreachable)).seeing(saw)),
            Ok(text) => {
                // A byte order mark is no part of JSON, and editors put one there.
                let text = text.trim_start_matches('\u{feff}');
                serde_json::from_str(text).map_err(|_| not_json(text))
            }
        };
        Self { address, document }
    }

    /// `reference` as an absolute address, where that can be told.
    pub(crate) fn resolve(&self, reference: &str) -> Option<String> {
        if origin(reference).is_some() {
            return Some(reference.to_owned());
        }
        let address = self.address.as_deref()?;
        if reference.starts_with('/') {
            return Some(origin(address)? + reference);
        }
        let folder = address.split(['?', '#']).next()?.rsplit_once('/')?.0;
        Some([folder, "/", reference].concat())
    }

    /// The origin of the pages that will post: of the configuration's own address, or of the
    /// stand-alone page.
    pub(crate) fn page_origin(&self) -> Option<String> {
        let page = || self.document.as_ref().ok()?.get("page_url")?.as_str();
        origin(self.address.as_deref().or_else(page)?)
    }
}

/// Scheme, host and port of an http(s) address; `None` for anything else.
pub(crate) fn origin(address: &str) -> Option<String> {
    let (scheme, rest) = address.split_once("://")?;
    if scheme != "http" && scheme != "https" {
        return None;
    }
    let authority = rest.split(['/', '?', '#']).next()?;
    (!authority.is_empty()).then(|| [scheme, "://", authority].concat())
}

fn fetch(wire: &Wire, address: &str) -> Result<String, String> {
    let answer = crate::at_once(wire.send(&Request {
        method: Method::Get,
        url: address.to_owned(),
        headers: Vec::new(),
        body: None,
        unreadable: false,
    }));
    match answer {
        Ok(answer) if answer.status == 200 => Ok(answer.body),
        Ok(answer) => Err(format!("answered {}", answer.status)),
        Err(_) => Err("no answer".to_owned()),
    }
}

fn whole(code: Code) -> Fault {
    Fault {
        path: String::new(),
        code,
        severity: Severity::Error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_resolved_against_the_address() {
        let source = Source {
            address: Some("https://portal.example:8443/a/touchbase.json?v=1".into()),
            document: Ok(Value::Null),
        };
        for (reference, absolute) in [
            (
                "/api/referrals",
                "https://portal.example:8443/api/referrals",
            ),
            ("referrals", "https://portal.example:8443/a/referrals"),
            ("https://other.example/r", "https://other.example/r"),
        ] {
            assert_eq!(source.resolve(reference).as_deref(), Some(absolute));
        }
        assert_eq!(
            source.page_origin().as_deref(),
            Some("https://portal.example:8443")
        );
    }
}
