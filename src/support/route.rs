//! Routes: the ways to reach a kind of support.

use crate::time::Date;
use crate::words::Words;

/// The kind of a route.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum RouteKind {
    /// A number to call, with an optional extension.
    Phone,
    /// A number to text, with an optional keyword.
    Text,
    /// A pager number.
    Pager,
    /// A mailbox.
    Email,
    /// A web page.
    Web,
    /// A chat on a web page.
    Chat,
    /// A place to walk in.
    WalkIn,
    /// A voicemail box.
    Voicemail,
    /// A request from within the widget.
    Referral,
}

impl RouteKind {
    /// The kind of a word of [`crate::config::shape::ROUTE_TYPES`].
    pub fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "phone" => Self::Phone,
            "text" => Self::Text,
            "pager" => Self::Pager,
            "email" => Self::Email,
            "web" => Self::Web,
            "chat" => Self::Chat,
            "walk_in" => Self::WalkIn,
            "voicemail" => Self::Voicemail,
            "referral" => Self::Referral,
            _ => return None,
        })
    }

    /// Whether someone answers here while it is open: a mailbox or a page takes a message at any hour.
    pub fn is_answered(self) -> bool {
        matches!(
            self,
            Self::Phone | Self::Text | Self::Pager | Self::Chat | Self::WalkIn
        )
    }

    /// Whether a person can use this route from a telephone, without the widget.
    pub fn is_phone(self) -> bool {
        matches!(
            self,
            Self::Phone | Self::Text | Self::Pager | Self::Voicemail
        )
    }
}

/// One way to reach a kind of support.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Route {
    /// The kind.
    pub kind: RouteKind,
    /// The number, address or place, as the host writes it. Empty for a referral.
    pub value: String,
    /// Extension of a phone number.
    pub ext: Option<String>,
    /// Word to text.
    pub keyword: Option<String>,
    /// Neutral subject for an e-mail.
    pub subject: Option<Words>,
    /// The host's words for this route.
    pub label: Option<Words>,
    /// Recipient of a referral.
    pub recipient: Option<String>,
    /// IANA name of the time zone of `hours`.
    pub time_zone: Option<String>,
    /// Opening hours. Empty where the host does not state them.
    pub hours: Vec<Hours>,
    /// Open at all hours, but for the days below.
    pub always_open: bool,
    /// Days on which nothing starts, whatever else is stated of them.
    pub closed_on: Vec<Date>,
    /// Hours that replace those of their day.
    pub special_hours: Vec<SpecialHours>,
    /// The page asks for a sign-in.
    pub sign_in: bool,
    /// It works from the host's own phones or buildings only.
    pub on_site: bool,
}

impl Route {
    /// The address for a link that opens a mail program (RFC 6068): the mailbox and the subject, no
    /// body.
    pub fn mail(&self) -> String {
        let mut out = String::from("mailto:");
        push_encoded(&mut out, &self.value);
        if let Some(subject) = &self.subject {
            out.push_str("?subject=");
            push_encoded(&mut out, subject);
        }
        out
    }

    /// The address for a link that dials: `tel:` (RFC 3966) or `sms:` (RFC 5724). `None` where a
    /// link would not help, or would dial another number than the one that is shown: letters
    /// (`1-800-EXAMPLE`, `ext. 4`) are not digits to leave out.
    pub fn dial(&self) -> Option<String> {
        let scheme = match self.kind {
            RouteKind::Phone | RouteKind::Pager | RouteKind::Voicemail => "tel:",
            RouteKind::Text => "sms:",
            _ => return None,
        };
        if self.value.bytes().any(|b| b.is_ascii_alphabetic()) {
            return None;
        }
        let mut out = String::from(scheme);
        out.extend(
            self.value
                .chars()
                .filter(|c| c.is_ascii_digit() || *c == '+'),
        );
        if let Some(ext) = &self.ext {
            let digits: String = ext.chars().filter(char::is_ascii_digit).collect();
            if !digits.is_empty() {
                out.push_str(";ext=");
                out.push_str(&digits);
            }
        }
        Some(out)
    }
}

/// Writes a text with everything but letters, digits and a few marks percent-encoded (RFC 3986), so
/// that no text of a host's can add a recipient or a body.
fn push_encoded(out: &mut String, text: &str) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"@.-_~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            for half in [byte >> 4, byte & 15] {
                out.push(char::from(b"0123456789ABCDEF"[usize::from(half)]));
            }
        }
    }
}

/// An interval that a route is open. An end that is not after its start runs past midnight.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Hours {
    /// Days of the week, 0 is Monday, in the host's order.
    pub days: Vec<u8>,
    /// `HH:MM`
    pub start: String,
    /// `HH:MM`
    pub end: String,
}

/// An interval of one day, in place of its [`Hours`]. An end that is not after its start runs past
/// midnight.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SpecialHours {
    /// The day on which it starts.
    pub date: Date,
    /// `HH:MM`
    pub start: String,
    /// `HH:MM`
    pub end: String,
}
