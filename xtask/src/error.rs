//! What can go wrong in a command, as one sentence for the person at the terminal.

use std::fmt;
use std::io;
use std::path::Path;

/// Why a command stopped.
#[derive(Debug)]
pub(crate) enum Error {
    /// The command line was not understood; the text says what was wrong and may be empty.
    Usage(String),
    /// A file or folder could not be read or written.
    Io { path: String, source: io::Error },
    /// A program could not be started.
    Start { program: String, source: io::Error },
    /// A program ran and reported a failure.
    Failed { program: String },
    /// Something is not as it has to be.
    Check(String),
    /// A failure that was told already; nothing may follow what was said last.
    Told,
}

impl Error {
    /// Turns an [`io::Error`] into one that names the file it is about.
    pub(crate) fn io(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.display().to_string();
        move |source| Self::Io { path, source }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage(fault) | Self::Check(fault) => f.write_str(fault),
            Self::Told => Ok(()),
            Self::Io { path, source } => write!(f, "{path}: {source}"),
            Self::Start { program, source } => write!(f, "{program} did not start: {source}"),
            Self::Failed { program } => write!(f, "{program} failed"),
        }
    }
}
