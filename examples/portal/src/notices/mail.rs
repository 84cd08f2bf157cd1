//! Notices by e-mail.

use lettre::message::Mailbox;
use lettre::message::header::ContentType;
use lettre::{Message, SmtpTransport, Transport};

use super::PATIENCE;
use super::channel::{Channel, Failure, Notice};
use crate::TlsFault;

const SUBJECT: &str = "A new request is at the desk";

pub(super) struct Mail {
    server: SmtpTransport,
    from: Mailbox,
    to: Vec<Mailbox>,
}

impl Mail {
    /// `None` where the address of the server or of a person cannot be used.
    pub(super) fn new(url: &str, from: &str, to: &[String]) -> Option<Self> {
        let server = SmtpTransport::from_url(url).ok()?;
        let to: Vec<Mailbox> = to
            .iter()
            .map(|to| to.parse())
            .collect::<Result<_, _>>()
            .ok()?;
        if to.is_empty() {
            return None;
        }
        Some(Self {
            server: server.timeout(Some(PATIENCE)).build(),
            from: from.parse().ok()?,
            to,
        })
    }

    fn message(&self, notice: &Notice<'_>) -> Option<Message> {
        let domain = self.from.email.domain();
        let mut message = Message::builder()
            .from(self.from.clone())
            .subject(SUBJECT)
            // The same at each attempt, by which a mail server knows a repetition.
            .message_id(Some(format!("<{}@{domain}>", notice.name)))
            .header(ContentType::TEXT_PLAIN);
        for to in &self.to {
            message = message.to(to.clone());
        }
        let mut text = format!("{}\r\n", Notice::TEXT);
        if let Some(desk) = notice.desk {
            text.push_str(&format!("\r\n{desk}\r\n"));
        }
        message.body(text).ok()
    }
}

impl Channel for Mail {
    fn name(&self) -> &'static str {
        "smtp"
    }

    fn tell(&self, notice: &Notice<'_>) -> Result<(), Failure> {
        let message = self.message(notice).ok_or(Failure::Message)?;
        match self.server.send(&message) {
            Ok(answer) if answer.is_positive() => Ok(()),
            Ok(_) => Err(Failure::Refused),
            Err(error) => Err(failure(&error)),
        }
    }
}

fn failure(error: &lettre::transport::smtp::Error) -> Failure {
    if let Some(fault) = TlsFault::of(error) {
        return Failure::Tls(fault);
    }
    match error {
        // What this side has to complain of: no STARTTLS, or no way to sign in, which a server
        // offers after it alone.
        _ if error.is_client() => Failure::Tls(TlsFault::NotOffered),
        _ if error.is_timeout() => Failure::Timeout,
        _ if error.is_permanent() => Failure::Refused,
        _ if error.is_transient() => Failure::Failed,
        _ => Failure::Unreachable,
    }
}
