//! The store of rows that stay in the page, and of all rows where the device stores none.

use std::cell::RefCell;

use super::ports::{Store, StoreError, Trace};
use super::{Change, Row, Step, Tombstone};
use crate::time::Millis;

/// Rows in memory.
#[derive(Debug, Default)]
pub struct MemoryStore {
    inner: RefCell<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    rows: Vec<Row>,
    graves: Vec<Tombstone>,
    /// Whether a row was ever stored, as a database exists once it was written to.
    used: bool,
}

impl MemoryStore {
    /// Drops a row without a word of how it ended: it is kept elsewhere.
    pub(super) fn forget(&self, id: &str) {
        self.inner.borrow_mut().rows.retain(|row| row.id != id);
    }
}

impl Store for MemoryStore {
    async fn insert(&self, row: &Row) -> Result<(), StoreError> {
        let mut inner = self.inner.borrow_mut();
        if inner.rows.iter().any(|stored| stored.id == row.id) {
            return Err(StoreError::Exists);
        }
        inner.used = true;
        inner.rows.push(row.clone());
        Ok(())
    }

    async fn update(
        &self,
        id: &str,
        change: &Change<'_>,
        grave: Tombstone,
    ) -> Result<Step, StoreError> {
        let mut inner = self.inner.borrow_mut();
        let at = inner.rows.iter().position(|row| row.id == id);
        let step = Row::step(at.map(|at| &inner.rows[at]), change);
        match (&step, at) {
            (Step::Put(row), Some(at)) => inner.rows[at] = row.clone(),
            (Step::Remove(fate) | Step::Record(fate), at) => {
                let row = at.map(|at| inner.rows.swap_remove(at));
                let old = inner.graves.iter().position(|old| old.key == grave.key);
                let old = old.map(|old| inner.graves.swap_remove(old));
                let grave = grave.closed(*fate, row.as_ref(), old.as_ref());
                inner.graves.push(grave);
            }
            _ => {}
        }
        Ok(step)
    }

    async fn list(&self) -> Result<Vec<Row>, StoreError> {
        Ok(self.inner.borrow().rows.clone())
    }

    async fn trace(&self, key: &str) -> Result<Trace, StoreError> {
        let inner = self.inner.borrow();
        let grave = inner.graves.iter().find(|grave| grave.key == key);
        Ok(match grave {
            Some(grave) => Trace::Ended(grave.fate),
            None if inner.used => Trace::Cleared,
            None => Trace::Wiped,
        })
    }

    async fn ended(&self, owner: &str) -> Result<Vec<Tombstone>, StoreError> {
        let inner = self.inner.borrow();
        let theirs = |grave: &&Tombstone| {
            let told = grave.told.as_ref();
            told.is_some_and(|told| told.owner == owner)
        };
        Ok(inner.graves.iter().filter(theirs).cloned().collect())
    }

    async fn prune(&self, now: Millis) -> Result<(), StoreError> {
        let mut inner = self.inner.borrow_mut();
        (inner.graves).retain(|grave| !Tombstone::is_old(grave.at, now));
        Ok(())
    }

    async fn clear(&self) -> Result<(), StoreError> {
        let mut inner = self.inner.borrow_mut();
        inner.rows.clear();
        inner.graves.clear();
        Ok(())
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use std::future::Future;
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    use super::MemoryStore;
    use crate::outbox::contract;

    #[test]
    fn keeps_the_contract_of_a_store() {
        let check = pin!(contract::check(|_| MemoryStore::default()));
        let ready = check.poll(&mut Context::from_waker(Waker::noop()));
        assert_eq!(ready, Poll::Ready(()), "memory never waits");
    }
}
