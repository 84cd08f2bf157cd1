//! The file that says where notices go. It may hold a password, so it is a file and no argument.

use std::path::Path;

use serde::Deserialize;

use super::Notices;
use super::channel::Channel;
use super::mail::Mail;
use super::webhook::Webhook;
use crate::{StartError, tls};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {
    /// The desk's address as the program's people reach it.
    desk: Option<String>,
    webhook: Option<WebhookConfig>,
    smtp: Option<SmtpConfig>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WebhookConfig {
    url: String,
    token: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SmtpConfig {
    /// `smtps://user:password@host`, or `smtp://…` with `?tls=required` for STARTTLS.
    url: String,
    from: String,
    to: Vec<String>,
}

impl Config {
    /// Reads the file at `path`; without one there are no channels.
    pub(crate) fn open(path: Option<&Path>) -> Result<Notices, StartError> {
        let Some(path) = path else {
            return Ok(Notices::new(Vec::new(), None));
        };
        let text = std::fs::read(path).map_err(|e| StartError::Io("the file of notices", e))?;
        let config: Self = serde_json::from_slice(&text).map_err(|_| {
            StartError::Setting(
                "the file of notices is a JSON object with desk, webhook (url, token) and smtp \
                 (url, from, to)",
            )
        })?;
        config.notices()
    }

    fn notices(self) -> Result<Notices, StartError> {
        let mut channels: Vec<Box<dyn Channel>> = Vec::new();
        if let Some(webhook) = self.webhook {
            if !is_private(&webhook.url, "https://", "http://") {
                return Err(StartError::Setting(
                    "the webhook needs an https:// address; http:// only on this computer",
                ));
            }
            if webhook.url.starts_with("https:") {
                // The client that is made for each notice would find it out too late.
                tls::client().map_err(StartError::Tls)?;
            }
            channels.push(Box::new(Webhook::new(
                webhook.url,
                webhook.token.as_deref(),
            )));
        }
        if let Some(smtp) = self.smtp {
            let tls = tls_of(&smtp.url);
            let is_encrypted = tls == Some("required");
            let has_password = smtp.url.contains('@');
            if has_password && !is_encrypted && !is_private(&smtp.url, "smtps://", "smtp://") {
                return Err(StartError::Setting(
                    "a password goes to a mail server by smtps:// or with ?tls=required",
                ));
            }
            if tls.is_some() || smtp.url.starts_with("smtps:") {
                tls::client().map_err(StartError::Tls)?;
            }
            let mail = Mail::new(&smtp.url, &smtp.from, &smtp.to);
            channels.push(Box::new(mail.ok_or(StartError::Setting(
                "smtp needs url (smtps://… or smtp://…), from, and at least one address in to",
            ))?));
        }
        if channels.is_empty() {
            return Err(StartError::Setting(
                "the file of notices names neither a webhook nor smtp",
            ));
        }
        Ok(Notices::new(channels, self.desk))
    }
}

/// What the query of a mail server's address says of TLS.
fn tls_of(url: &str) -> Option<&str> {
    let (_, query) = url.split_once('?')?;
    let query = query.split('#').next()?;
    query.split('&').find_map(|pair| pair.strip_prefix("tls="))
}

/// Whether nobody on the way can read along: by the scheme, or because it stays on this computer.
fn is_private(url: &str, encrypted: &str, plain: &str) -> bool {
    let Some(rest) = url.strip_prefix(plain) else {
        return url.starts_with(encrypted);
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    let name = match host.strip_prefix('[') {
        Some(v6) => v6.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    matches!(name, "127.0.0.1" | "localhost" | "::1")
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn names(config: Value) -> Option<Vec<&'static str>> {
        let config: Config = serde_json::from_value(config).ok()?;
        Some(config.notices().ok()?.names())
    }

    #[test]
    fn a_file_names_one_channel_or_both() {
        let webhook = json!({ "url": "https://chat.example/hook", "token": "x" });
        let smtp = json!({ "url": "smtps://u:p@mail.example", "from": "Desk <desk@a.example>",
            "to": ["peer@a.example"] });
        assert_eq!(names(json!({ "webhook": webhook })).unwrap(), ["webhook"]);
        let both = json!({ "webhook": webhook, "smtp": smtp, "desk": "https://a.example/desk" });
        assert_eq!(names(both).unwrap(), ["webhook", "smtp"]);
    }

    #[test]
    fn what_could_be_read_on_the_way_or_leads_nowhere_is_refused() {
        let hook = |url: &str| json!({ "webhook": { "url": url } });
        let smtp = |url: &str, to: &[&str]| json!({ "smtp": { "url": url, "from": "desk@a.example", "to": to } });
        let peer = &["peer@a.example"][..];
        for (config, taken) in [
            (hook("http://127.0.0.1:8/a"), true),
            (hook("http://[::1]:8/a"), true),
            (hook("http://chat.example/a"), false),
            (hook("http://127.0.0.1@chat.example/a"), false),
            (hook("http://127.0.0.1.chat.example/a"), false),
            (smtp("smtp://relay.example", peer), true),
            (smtp("smtp://u:p@relay.example", peer), false),
            (
                smtp("smtp://u:p@relay.example:587?tls=required", peer),
                true,
            ),
            (smtp("smtp://u:p@relay.example/tls=required", peer), false),
            (
                smtp("smtp://u:p@relay.example?tls=opportunistic", peer),
                false,
            ),
            (smtp("smtp://relay.example", &[]), false),
            (smtp("smtp://relay.example", &["nobody"]), false),
            (smtp("relay.example", peer), false),
            (json!({}), false),
            (json!({ "mail": {} }), false),
        ] {
            assert_eq!(names(config.clone()).is_some(), taken, "{config}");
        }
    }
}
