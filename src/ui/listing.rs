//! How a person wants the list of options, in memory only.

use std::hint::black_box;

use crate::support::{Audience, Fact, Prefer, Said, Wish};

/// How the list is to be shown. It tells about a person, so it cannot be printed or copied, and it
/// is wiped with the answers.
#[derive(Default)]
pub struct Listing {
    /// The offer to see who can talk right now was taken.
    pub safety: bool,
    /// An answer that the program has a protocol for is given.
    pub fired: bool,
    /// It has been getting harder.
    pub worse: bool,
    /// Whom they would like to talk to first.
    pub first: Option<Wish>,
    /// What matters to them.
    pub prefer: Prefer,
    /// What they said of themselves.
    pub audience: Audience,
    /// The host's order instead of ours.
    pub host_order: bool,
    /// One list instead of groups.
    pub show_all: bool,
}

/// A change to a [`Listing`].
#[derive(Clone, Copy)]
pub enum Choice {
    /// What they say of themselves; `None` takes it back.
    Audience(Fact, Option<Said>),
    /// Whom they would like to talk to first.
    First(Option<Wish>),
    /// What matters to them.
    Prefer(Prefer),
    /// It has been getting harder.
    Worse(bool),
    /// The host's order.
    HostOrder(bool),
    /// One list.
    ShowAll(bool),
}

impl Listing {
    pub(super) fn choose(&mut self, choice: Choice) {
        match choice {
            Choice::Audience(fact, said) => self.audience.set(fact, said),
            Choice::First(wish) => self.first = wish,
            Choice::Prefer(prefer) => self.prefer = prefer,
            Choice::Worse(worse) => self.worse = worse,
            Choice::HostOrder(on) => self.host_order = on,
            Choice::ShowAll(on) => self.show_all = on,
        }
    }

    pub(super) fn wipe(&mut self) {
        self.audience.wipe();
        self.safety = false;
        self.fired = false;
        self.worse = false;
        self.first = None;
        self.prefer = Prefer::default();
        self.host_order = false;
        self.show_all = false;
        // Shown to an opaque reader, or the optimiser could drop the writes.
        black_box(&*self);
    }
}
