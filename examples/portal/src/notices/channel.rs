//! One way to tell somebody.

use crate::TlsFault;

/// A way to give notices.
pub trait Channel: Send + Sync {
    /// Its name in the database and the log.
    fn name(&self) -> &'static str;

    /// Gives one notice. Returns only when the other side has said that it has it.
    ///
    /// # Errors
    ///
    /// [`Failure`] where it has not, or it is unknown whether it has.
    fn tell(&self, notice: &Notice<'_>) -> Result<(), Failure>;
}

/// What is told: that a request waits, and where to read it.
#[derive(Clone, Copy, Debug)]
pub struct Notice<'a> {
    /// A random name, the same at each attempt, that leads back to nothing.
    pub name: &'a str,
    /// Where the desk is, if the host says so.
    pub desk: Option<&'a str>,
}

impl Notice<'_> {
    /// The words, without anything of the person or of what was asked for.
    pub(super) const TEXT: &'static str = "A new request is waiting at the coordinator's desk.";
}

/// Why a notice was not given.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Failure {
    /// No mail can be made of the notice.
    Message,
    /// It took too long.
    Timeout,
    /// The other side will not have it.
    Refused,
    /// The other side could not take it just now.
    Failed,
    /// The other side named another address, which is not what the host said.
    Redirect,
    /// There was no connection.
    Unreachable,
    /// The other side could not be trusted, or not be spoken to in private.
    Tls(TlsFault),
}

impl Failure {
    /// A stable word for the log.
    pub fn code(self) -> &'static str {
        match self {
            Self::Message => "message",
            Self::Timeout => "timeout",
            Self::Refused => "refused",
            Self::Failed => "failed",
            Self::Redirect => "redirect",
            Self::Unreachable => "unreachable",
            Self::Tls(fault) => fault.code(),
        }
    }

    /// What to do about it, where that can be known from here.
    pub fn mend(self) -> Option<&'static str> {
        match self {
            Self::Tls(fault) => Some(fault.mend()),
            _ => None,
        }
    }
}
