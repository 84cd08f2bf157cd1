//! Notices by e-mail.

use lettre::message::Mailbox;
use lettre::message::header::ContentType;
use lettre::{Message, SmtpTransport, Transport};

use super::PATIENCE;
use super::channel::{Channel, Failure, Notice};

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
        let message = self.message(notice).ok_or(Failure("message"))?;
        match self.server.send(&message) {
            Ok(answer) if answer.is_positive() => Ok(()),
            Ok(_) => Err(Failure("refused")),
            Err(error) if error.is_timeout() => Err(Failure("timeout")),
            Err(error) if error.is_permanent() => Err(Failure("refused")),
            Err(error) if error.is_transient() => Err(Failure("failed")),
            Err(_) => Err(Failure("unreachable")),
        }
    }
}
