//! One way to tell somebody.

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

/// Why a notice was not given: a stable word for the log.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Failure(pub &'static str);
