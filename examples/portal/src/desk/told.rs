//! What a press did, which the page that follows it says once.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::store::{Progress, Stored};

/// A press and what became of it.
pub(super) struct Told {
    /// The request it was about.
    pub(super) receipt: String,
    pub(super) became: Became,
}

#[derive(Clone, Copy)]
pub(super) enum Became {
    Marked(Progress),
    Deleted,
    /// The request did not stand any more where the page had shown it. Nothing was changed.
    Late,
}

impl Told {
    pub(super) fn is_about(&self, stored: &Stored) -> bool {
        self.receipt == stored.receipt
    }
}

/// The last press of each session, by what its forms carry, until a page has said it. It goes this
/// way and not by the address, which is kept in a browser's history and in logs.
#[derive(Default)]
pub(crate) struct Untold(Mutex<HashMap<String, Told>>);

impl Untold {
    pub(super) fn put(&self, form_token: String, told: Told) {
        self.held().insert(form_token, told);
    }

    pub(super) fn take(&self, form_token: &str) -> Option<Told> {
        self.held().remove(form_token)
    }

    fn held(&self) -> MutexGuard<'_, HashMap<String, Told>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
