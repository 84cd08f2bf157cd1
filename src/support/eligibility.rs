//! Whom an option is open to, and what a person said of themselves.
//!
//! It is asked, not guessed, and only what the configured options need. What is not answered
//! excludes nothing.

use std::hint::black_box;

use super::{CRISIS, SupportOption};
use crate::words::Label;

/// Something about a person that an option may depend on.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Fact {
    /// What they do.
    Role,
    /// How they are employed.
    Employment,
    /// What they are a member of.
    Membership,
    /// The country they work in.
    Country,
    /// The region they work in.
    Region,
}

impl Fact {
    /// Every fact once, in the order of asking.
    pub const ALL: [Self; 5] = [
        Self::Role,
        Self::Employment,
        Self::Membership,
        Self::Country,
        Self::Region,
    ];
}

/// Whom an option is open to, in the host's own words: per fact the labels that it takes. None
/// where it takes everyone.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Eligibility {
    /// Roles.
    pub roles: Vec<Label>,
    /// Kinds of employment.
    pub employment: Vec<Label>,
    /// Memberships.
    pub membership: Vec<Label>,
    /// Countries, each recorded and shown as the two capitals of ISO 3166-1: a screen writes out
    /// the name.
    pub countries: Vec<Label>,
    /// Regions.
    pub regions: Vec<Label>,
}

impl Eligibility {
    /// The labels that the option takes of `fact`.
    pub fn labels(&self, fact: Fact) -> &[Label] {
        match fact {
            Fact::Role => &self.roles,
            Fact::Employment => &self.employment,
            Fact::Membership => &self.membership,
            Fact::Country => &self.countries,
            Fact::Region => &self.regions,
        }
    }
}

/// What is asked about one fact.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Asked<'a> {
    /// The fact.
    pub fact: Fact,
    /// The labels to choose from, each once, in the order of the document. Never empty.
    pub labels: Vec<&'a Label>,
}

/// The facts that `options` depend on, each with every label that one of them names. Crisis help
/// depends on nothing.
pub fn asked(options: &[SupportOption]) -> Vec<Asked<'_>> {
    let mut asked = Vec::new();
    for fact in Fact::ALL {
        let mut labels: Vec<&Label> = Vec::new();
        for option in options.iter().filter(|option| option.kind != CRISIS) {
            for label in option.eligibility.labels(fact) {
                if !labels.iter().any(|other| other.recorded == label.recorded) {
                    labels.push(label);
                }
            }
        }
        if !labels.is_empty() {
            asked.push(Asked { fact, labels });
        }
    }
    asked
}

/// An answer about one fact. It tells about a person, so it has no `Debug` and no `Display`.
#[derive(Clone, Copy, Eq, PartialEq)]
pub enum Said {
    /// The label at this position of [`Asked::labels`].
    Label(u16),
    /// None of the labels.
    NoneOfThese,
}

/// What a person said of themselves so far. It lives in memory only: it cannot be printed, cloned
/// or serialised, and it is wiped when it is dropped.
pub struct Audience {
    // Plain numbers, because writing `None` over an enum may leave its payload; boxed, so that
    // moving the value copies a pointer and leaves nothing behind.
    said: Box<[u16; Fact::ALL.len()]>,
}

impl Audience {
    /// Nothing said.
    pub fn new() -> Self {
        Self {
            said: Box::new([NOTHING; Fact::ALL.len()]),
        }
    }

    /// Records what was said about `fact` in place of what was said before; `None` takes it back.
    pub fn set(&mut self, fact: Fact, said: Option<Said>) {
        self.said[fact as usize] = match said {
            None => NOTHING,
            Some(Said::NoneOfThese) => NONE_OF_THESE,
            // Past the two marks there are no lists of labels.
            Some(Said::Label(label)) => label.min(NONE_OF_THESE - 1),
        };
    }

    /// What was said about `fact`.
    pub fn said(&self, fact: Fact) -> Option<Said> {
        match self.said[fact as usize] {
            NOTHING => None,
            NONE_OF_THESE => Some(Said::NoneOfThese),
            label => Some(Said::Label(label)),
        }
    }

    /// Overwrites everything. What is left equals [`Audience::new`].
    pub fn wipe(&mut self) {
        self.said.fill(NOTHING);
        // Shown to an opaque reader, or the optimiser could drop the writes just before a free.
        black_box(&self.said);
    }
}

impl Default for Audience {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for Audience {
    fn drop(&mut self) {
        self.wipe();
    }
}

const NOTHING: u16 = u16::MAX;
const NONE_OF_THESE: u16 = u16::MAX - 1;

/// Why an option is not for a person: what they said about this fact is not among its labels. It
/// tells about a person, so it has no `Debug` and no `Display`.
#[derive(Clone, Copy, Eq, PartialEq)]
pub struct NotFor {
    /// The fact, the first of [`Fact::ALL`] that excludes.
    pub fact: Fact,
}

/// Whether `option` is open to a person who said `audience` in answer to `asked`. A fact without an
/// answer excludes nothing, nor does one that the option does not name, and crisis help is open to
/// everyone.
///
/// # Errors
///
/// The first fact that excludes.
pub fn fits(
    option: &SupportOption,
    asked: &[Asked<'_>],
    audience: &Audience,
) -> Result<(), NotFor> {
    if option.kind == CRISIS {
        return Ok(());
    }
    for Asked { fact, labels } in asked {
        let takes = option.eligibility.labels(*fact);
        let said = match audience.said(*fact) {
            None => continue,
            Some(Said::Label(label)) => labels.get(usize::from(label)),
            Some(Said::NoneOfThese) => None,
        };
        let takes_it = |said: &&Label| takes.iter().any(|label| label.recorded == said.recorded);
        if !takes.is_empty() && !said.is_some_and(takes_it) {
            return Err(NotFor { fact: *fact });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wipe_overwrites_every_byte() {
        let mut audience = Audience::new();
        for fact in Fact::ALL {
            audience.set(fact, Some(Said::Label(7)));
        }
        audience.wipe();
        assert_eq!(*audience.said, [NOTHING; Fact::ALL.len()]);
    }
}
