//! The disk of a computer: the product's own store in memory, and what it was told of how requests
//! ended.

use std::cell::RefCell;
use std::rc::Rc;

use touchbase::outbox::ports::{Store, StoreError, Trace};
use touchbase::outbox::{Change, Event, Fate, MemoryStore, Row, Step, Tombstone};
use touchbase::time::Millis;

use crate::Control;
use crate::world::World;

/// A store that takes down when a row ends, which the product forgets after a day.
pub(crate) struct Disk {
    world: Rc<World>,
    rows: MemoryStore,
    ends: RefCell<Vec<(String, Fate, Millis)>>,
    /// What is broken on purpose in it.
    broken: Option<Control>,
}

impl Disk {
    pub(crate) fn new(world: Rc<World>, broken: Option<Control>) -> Self {
        Self {
            world,
            rows: MemoryStore::default(),
            ends: RefCell::default(),
            broken,
        }
    }

    /// How the row of a request ended, and when.
    pub(crate) fn end_of(&self, id: &str) -> Option<(Fate, Millis)> {
        let ends = self.ends.borrow();
        let (_, fate, at) = ends.iter().find(|(ended, ..)| ended == id)?;
        Some((*fate, *at))
    }
}

impl Store for Disk {
    async fn insert(&self, row: &Row) -> Result<(), StoreError> {
        match self.broken {
            Some(Control::LosesRows) => Ok(()),
            _ => self.rows.insert(row).await,
        }
    }

    async fn update(
        &self,
        id: &str,
        change: &Change<'_>,
        grave: Tombstone,
    ) -> Result<Step, StoreError> {
        let claims = matches!(change, Change::Claim { .. });
        let event = Event::Cancel;
        let change = match self.broken {
            Some(Control::GivesUp) if claims => &Change::Event { event },
            _ => change,
        };
        let step = self.rows.update(id, change, grave).await?;
        if claims && self.broken == Some(Control::DeletesFirst) {
            self.rows.clear().await?;
        }
        if let Step::Remove(fate) | Step::Record(fate) = &step {
            let mut ends = self.ends.borrow_mut();
            ends.retain(|(ended, ..)| ended != id);
            ends.push((id.to_owned(), *fate, self.world.now()));
        }
        Ok(step)
    }

    async fn list(&self) -> Result<Vec<Row>, StoreError> {
        self.rows.list().await
    }

    async fn trace(&self, key: &str) -> Result<Trace, StoreError> {
        self.rows.trace(key).await
    }

    async fn ended(&self, owner: &str) -> Result<Vec<Tombstone>, StoreError> {
        self.rows.ended(owner).await
    }

    async fn prune(&self, before: Millis) -> Result<(), StoreError> {
        self.rows.prune(before).await
    }

    async fn clear(&self) -> Result<(), StoreError> {
        self.rows.clear().await
    }
}
