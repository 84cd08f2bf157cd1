//! Which other origins may post and read, and where a request came from.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};

/// The origins the portal is served at, and those the host allows beside them.
pub(crate) struct Origins {
    all: Vec<String>,
    second_port: u16,
}

impl Origins {
    /// Both loopback names of both ports.
    pub(crate) fn loopback(ports: [u16; 2]) -> Self {
        let hosts = ["127.0.0.1", "localhost"];
        let origins = ports
            .iter()
            .flat_map(|port| hosts.map(|host| format!("http://{host}:{port}")));
        Self {
            all: origins.collect(),
            second_port: ports[1],
        }
    }

    /// Puts `more` on the list, each as a browser writes it: `https://portal.example`.
    pub(crate) fn allow(&mut self, more: &[String]) {
        self.all.extend_from_slice(more);
    }

    /// The second origin under the name by which the first one was asked for, which makes them
    /// one site.
    pub(crate) fn second(&self, request: &HeaderMap) -> String {
        let host = request
            .get(header::HOST)
            .and_then(|host| host.to_str().ok());
        let name = match host.and_then(|host| host.split(':').next()) {
            Some("localhost") => "localhost",
            _ => "127.0.0.1",
        };
        format!("http://{name}:{}", self.second_port)
    }

    /// The list as a source list of a content security policy.
    pub(crate) fn sources(&self) -> String {
        self.all.join(" ")
    }

    /// The same without the second origin: where the pages are that have it in a frame.
    pub(crate) fn around(&self) -> String {
        let second = format!(":{}", self.second_port);
        let around = self.all.iter().filter(|origin| !origin.ends_with(&second));
        around.map(String::as_str).collect::<Vec<_>>().join(" ")
    }

    /// Lets the asking origin read the answer if it is one of ours. `Vary` is set always: a cache
    /// must not hand one origin's answer to another.
    pub(crate) fn let_read(&self, request: &HeaderMap, response: &mut HeaderMap) {
        response.append(header::VARY, HeaderValue::from_static("origin"));
        let Some(origin) = request.get(header::ORIGIN).filter(|o| self.holds(o)) else {
            return;
        };
        response.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
        response.insert(
            header::ACCESS_CONTROL_EXPOSE_HEADERS,
            HeaderValue::from_static("retry-after, date, idempotency-replayed"),
        );
    }

    /// Whether a page of another site is behind this request. The content type already forces a
    /// preflight; this stops what gets past it. A request without any trace of a page (a script,
    /// an app) is let through, and so is one that the browser itself calls same-origin, which is
    /// how it looks behind a reverse proxy.
    pub(crate) fn refuses(&self, request: &HeaderMap) -> bool {
        let fetch_site = request.get(HeaderName::from_static("sec-fetch-site"));
        let Some(origin) = request.get(header::ORIGIN) else {
            return fetch_site.is_some_and(|site| site == "cross-site");
        };
        if self.holds(origin) {
            return false;
        }
        if let Some(site) = fetch_site {
            return site != "same-origin" && site != "none";
        }
        !is_at(origin, request)
    }

    /// Whether a page of the very origin that was asked is behind this request, and not one that is
    /// on the list.
    pub(crate) fn is_own_page(&self, request: &HeaderMap) -> bool {
        match request.get(HeaderName::from_static("sec-fetch-site")) {
            Some(site) => site == "same-origin",
            None => request
                .get(header::ORIGIN)
                .is_some_and(|origin| is_at(origin, request)),
        }
    }

    fn holds(&self, origin: &HeaderValue) -> bool {
        self.all.iter().any(|own| origin == own.as_str())
    }
}

/// For a browser without fetch metadata: whether the address it used is the page's own.
fn is_at(origin: &HeaderValue, request: &HeaderMap) -> bool {
    let authority = origin
        .to_str()
        .ok()
        .and_then(|origin| origin.split_once("://"));
    let hosts = [HeaderName::from_static("x-forwarded-host"), header::HOST];
    authority.is_some_and(|(_, authority)| {
        hosts
            .iter()
            .filter_map(|name| request.get(name))
            .any(|host| host == authority)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_of_another_site_are_refused() {
        let mut origins = Origins::loopback([8787, 8788]);
        origins.allow(&["https://b.example".into()]);
        let ours = "http://localhost:8788";
        let proxy = "http://portal.example:9000";
        for (headers, refused) in [
            (&[][..], false),
            (&[("origin", ours), ("sec-fetch-site", "same-site")], false),
            (
                &[("origin", proxy), ("sec-fetch-site", "same-origin")],
                false,
            ),
            (&[("origin", proxy), ("host", "portal.example:9000")], false),
            (
                &[
                    ("origin", proxy),
                    ("x-forwarded-host", "portal.example:9000"),
                ],
                false,
            ),
            (&[("origin", proxy), ("host", "127.0.0.1:8787")], true),
            (&[("origin", proxy), ("sec-fetch-site", "cross-site")], true),
            (&[("origin", "null")], true),
            (&[("origin", "https://a.example")], true),
            (&[("origin", "https://b.example")], false),
            (&[("sec-fetch-site", "cross-site")], true),
            (&[("sec-fetch-site", "same-origin")], false),
        ] {
            let mut request = HeaderMap::new();
            for (name, value) in headers {
                request.insert(*name, HeaderValue::from_static(value));
            }
            assert_eq!(origins.refuses(&request), refused, "{headers:?}");
        }
    }
}
