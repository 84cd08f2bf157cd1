//! Notices to a web address: a chat's incoming webhook, or a paging service's.

use serde_json::json;
use ureq::tls::{RootCerts, TlsConfig};

use super::PATIENCE;
use super::channel::{Channel, Failure, Notice};
use crate::TlsFault;

pub(super) struct Webhook {
    agent: ureq::Agent,
    url: String,
    authorization: Option<String>,
}

impl Webhook {
    pub(super) fn new(url: String, token: Option<&str>) -> Self {
        let config = ureq::Agent::config_builder()
            .timeout_global(Some(PATIENCE))
            // Wherever a redirect leads, it is not where the host said.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .tls_config(
                TlsConfig::builder()
                    .root_certs(RootCerts::PlatformVerifier)
                    .build(),
            )
            .build();
        Self {
            agent: config.new_agent(),
            url,
            authorization: token.map(|token| format!("Bearer {token}")),
        }
    }
}

impl Channel for Webhook {
    fn name(&self) -> &'static str {
        "webhook"
    }

    fn tell(&self, notice: &Notice<'_>) -> Result<(), Failure> {
        let text = match notice.desk {
            Some(desk) => format!("{} {desk}", Notice::TEXT),
            None => Notice::TEXT.into(),
        };
        // `text` is the member that the common chats show.
        let mut body = json!({ "event": "request-waiting", "notice": notice.name, "text": text });
        if let Some(desk) = notice.desk {
            body["desk"] = desk.into();
        }
        let mut request = self
            .agent
            .post(&self.url)
            .header("content-type", "application/json")
            .header("idempotency-key", format!("\"{}\"", notice.name));
        if let Some(authorization) = &self.authorization {
            request = request.header("authorization", authorization);
        }
        let answer = request
            .send(body.to_string())
            .map_err(|error| failure(&error))?;
        match answer.status().as_u16() {
            200..=299 => Ok(()),
            300..=399 => Err(Failure::Redirect),
            400..=499 => Err(Failure::Refused),
            _ => Err(Failure::Failed),
        }
    }
}

fn failure(error: &ureq::Error) -> Failure {
    let fault = match error {
        ureq::Error::Timeout(_) => return Failure::Timeout,
        ureq::Error::Io(error) => TlsFault::of(error),
        ureq::Error::Rustls(error) => TlsFault::of(error),
        _ => None,
    };
    fault.map_or(Failure::Unreachable, Failure::Tls)
}
