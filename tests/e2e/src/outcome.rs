//! How a step of a test ends.

use std::fmt;

/// Why a case did not pass. Plain text: it is only ever read by a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Failure {
    /// What was expected and what was seen instead.
    Failed(String),
    /// Something the case needs is not on this machine.
    Missing(String),
    /// The system does not allow what the case needs, and nothing that could be installed would
    /// change it. It is named and skipped, everywhere.
    Refused(String),
}

pub(crate) type Outcome<T = ()> = Result<T, Failure>;

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failed(what) | Self::Missing(what) | Self::Refused(what) => f.write_str(what),
        }
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::Failed(format!("i/o: {error}"))
    }
}

impl From<ureq::Error> for Failure {
    fn from(error: ureq::Error) -> Self {
        Self::Failed(format!("http: {error}"))
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        Self::Failed(format!("json: {error}"))
    }
}

impl From<rusqlite::Error> for Failure {
    fn from(error: rusqlite::Error) -> Self {
        Self::Failed(format!("sqlite: {error}"))
    }
}

/// Ends the case as failed.
macro_rules! fail {
    ($($arg:tt)*) => {
        return Err($crate::outcome::Failure::Failed(format!($($arg)*)))
    };
}

/// Ends the case as failed unless the condition holds.
macro_rules! ensure {
    ($condition:expr, $($arg:tt)*) => {
        if !$condition {
            $crate::outcome::fail!($($arg)*);
        }
    };
}

pub(crate) use {ensure, fail};
