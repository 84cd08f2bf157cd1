//! Rows in IndexedDB: the only file that names rexie, or `idb` beneath it.
//!
//! rexie makes the database and reads. It cannot say how durable a write has to be, and where a
//! transaction is aborted its result passes `?` and the reason is lost. So writes go over a second
//! connection, opened with `idb`, with a binding of the one browser call that takes the durability.
//!
//! A connection is opened for each operation and closed after it. One that is kept would hold the
//! page out of the back-forward cache, stand in the way of another tab's upgrade, and be dead
//! without notice after iOS has put the tab to sleep.

use std::cell::Cell;
use std::rc::Rc;

use idb::Factory;
use js_sys::{Array, Object, Promise};
use rexie::{ObjectStore, Rexie, TransactionMode};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{DomException, IdbTransaction};

use super::{databases, js, time};
use crate::outbox::ports::{Store, StoreError, Trace};
use crate::outbox::{Change, Fate, Lease, Reason, Receipt, Row, State, Step, Told, Tombstone};
use crate::time::Millis;

const VERSION: u32 = 1;
const OUTBOX: &str = "outbox";
const RECEIPTS: &str = "receipts";
const META: &str = "meta";
/// Written with every row. Where it is gone while a row was known, the browser's data was wiped.
const SENTINEL: &str = "sentinel";
/// The most rows a device keeps; a full outbox means that something else is wrong.
const MAX_ROWS: u32 = 50;
/// How long the browser may take for one operation, in milliseconds. A blocked or broken database
/// is often silent.
const LIMIT: u32 = 5_000;
/// The largest whole number that a JavaScript number holds exactly.
const MAX_SAFE: Millis = (1 << 53) - 1;

#[wasm_bindgen]
extern "C" {
    type StrictDatabase;

    #[wasm_bindgen(method, catch)]
    fn transaction(
        this: &StrictDatabase,
        stores: &Array,
        mode: &str,
        options: &Object,
    ) -> Result<IdbTransaction, JsValue>;

    #[wasm_bindgen(method)]
    fn close(this: &StrictDatabase);
}

/// The outbox's database.
#[derive(Debug)]
pub(crate) struct IdbStore {
    name: String,
    /// Set where the browser was asked to open it and has none: whether it says that it lost one,
    /// where it says such things.
    absent: Rc<Cell<Option<Loss>>>,
    /// Whether it was lost by damage, since that was last asked for.
    damaged: Cell<bool>,
    /// Whether a write was given up that the browser may yet carry out.
    unsure: Rc<Cell<bool>>,
}

impl IdbStore {
    /// The database `name`; nothing is opened or made yet.
    pub(crate) fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            absent: Rc::default(),
            damaged: Cell::new(false),
            unsure: Rc::default(),
        }
    }

    /// Looks for what was lost, after the browser refused to list its databases.
    #[cfg(feature = "delivery")]
    pub(crate) async fn look(&self) {
        time::within(LIMIT, self.exists_unlisted()).await;
    }

    async fn try_insert(&self, row: &Row) -> Result<(), StoreError> {
        let reader = self.open().await?;
        let rows = reader.read(&[OUTBOX])?.store(OUTBOX)?.count(None).await?;
        if rows >= MAX_ROWS {
            return Err(StoreError::Unavailable);
        }
        let write = self.begin().await?;
        drop(reader);
        write
            .store(OUTBOX)?
            .add(&encode(row), None)
            .map_err(fault)?;
        let sentinel = js::object(&[("key", SENTINEL.into())]);
        write.put(META, &sentinel)?;
        write.commit().await
    }

    async fn try_update(
        &self,
        id: &str,
        change: &Change<'_>,
        grave: Tombstone,
    ) -> Result<Step, StoreError> {
        if !self.exists().await? {
            return Ok(Row::step(None, change));
        }
        let write = self.begin().await?;
        let key = JsValue::from_str(id);
        let request = write.store(OUTBOX)?.get(key.clone()).map_err(fault)?;
        let stored = request.await.map_err(fault)?;
        let row = stored.as_ref().and_then(decode);
        let step = Row::step(row.as_ref(), change);
        match &step {
            Step::Nothing => return Ok(step),
            Step::Put(row) => {
                // What a later version keeps in the row, and this one does not know, stays.
                let kept = stored.unwrap_or_else(|| Object::new().into());
                let kept: &Object = kept.unchecked_ref();
                let kept = Object::assign(kept, encode(row).unchecked_ref());
                write.put(OUTBOX, &kept)?;
            }
            Step::Remove(fate) | Step::Record(fate) => {
                let old = write
                    .store(RECEIPTS)?
                    .get(JsValue::from_str(&grave.key))
                    .map_err(fault)?;
                let old = old.await.map_err(fault)?;
                let old = old.as_ref().and_then(decode_grave);
                let grave = grave.closed(*fate, row.as_ref(), old.as_ref());
                write.store(OUTBOX)?.delete(key).map_err(fault)?;
                write.put(RECEIPTS, &encode_grave(&grave))?;
            }
        }
        write.commit().await?;
        Ok(step)
    }

    async fn try_list(&self) -> Result<Vec<Row>, StoreError> {
        let rows = self.read_all(OUTBOX).await?;
        Ok(rows.iter().filter_map(decode).collect())
    }

    async fn try_trace(&self, key: &str) -> Result<Trace, StoreError> {
        if !self.exists().await? {
            return Ok(Trace::Wiped);
        }
        let reader = self.open().await?;
        let tx = reader.read(&[RECEIPTS, META])?;
        let grave = tx.store(RECEIPTS)?.get(JsValue::from_str(key)).await?;
        let fate = grave.and_then(|grave| Fate::from_name(&js::text(&grave, "outcome")?));
        if let Some(fate) = fate {
            return Ok(Trace::Ended(fate));
        }
        let sentinel = tx.store(META)?.get(JsValue::from_str(SENTINEL)).await?;
        Ok(match sentinel {
            Some(_) => Trace::Cleared,
            None => Trace::Wiped,
        })
    }

    async fn try_ended(&self, owner: &str) -> Result<Vec<Tombstone>, StoreError> {
        let graves = self.read_all(RECEIPTS).await?;
        let theirs = |grave: &Tombstone| {
            let told = grave.told.as_ref();
            told.is_some_and(|told| told.owner == owner)
        };
        Ok((graves.iter().filter_map(decode_grave))
            .filter(theirs)
            .collect())
    }

    async fn try_prune(&self, now: Millis) -> Result<(), StoreError> {
        let old: Vec<JsValue> = (self.read_all(RECEIPTS).await?.iter())
            .filter(|grave| number(grave, "at").is_none_or(|at| Tombstone::is_old(at, now)))
            .map(|grave| js::get(grave, "key"))
            .collect();
        if old.is_empty() {
            return Ok(());
        }
        let write = self.begin().await?;
        for key in old {
            write.store(RECEIPTS)?.delete(key).map_err(fault)?;
        }
        write.commit().await
    }

    /// `false` where there is none to empty.
    async fn try_clear(&self) -> Result<bool, StoreError> {
        if !self.exists().await? {
            return Ok(false);
        }
        let write = self.begin().await?;
        for store in [OUTBOX, RECEIPTS] {
            write.store(store)?.clear().map_err(fault)?;
        }
        write.commit().await?;
        Ok(true)
    }

    async fn read_all(&self, store: &str) -> Result<Vec<JsValue>, StoreError> {
        if !self.exists().await? {
            return Ok(Vec::new());
        }
        let reader = self.open().await?;
        let tx = reader.read(&[store])?;
        Ok(tx.store(store)?.get_all(None, None).await?)
    }

    /// Whether the database was made before. A page that only looks must not make one: that a
    /// database is there says that a request was.
    async fn exists(&self) -> Result<bool, StoreError> {
        match databases::listed(&self.name).await {
            Ok(Some(listed)) => Ok(listed),
            Ok(None) => Ok(self.open_existing().await.is_ok()),
            Err(error) => self.exists_unlisted().await.ok_or_else(|| named(&error)),
        }
    }

    /// The same where the browser lists none because it cannot read one of this site's. Opening says
    /// more: Chromium and Firefox put a new one in the place of what they cannot read, whoever
    /// opens it. `None` where it does not open either.
    async fn exists_unlisted(&self) -> Option<bool> {
        self.absent.take();
        if self.open_existing().await.is_ok() {
            return Some(true);
        }
        let damaged = match self.absent.take()? {
            Loss::None => false,
            Loss::Total => true,
            // Where they can all be listed now, it was this one.
            Loss::Untold => databases::listed(&self.name).await.is_ok(),
        };
        self.damaged.set(self.damaged.get() || damaged);
        Some(false)
    }

    /// Opens the database with rexie, and makes it where there is none.
    async fn open(&self) -> Result<Reader, StoreError> {
        // Every store has to be named at every version: what is left out is deleted with its rows.
        let rexie = Rexie::builder(&self.name)
            .version(VERSION)
            .add_object_store(ObjectStore::new(OUTBOX).key_path("id"))
            .add_object_store(ObjectStore::new(RECEIPTS).key_path("key"))
            .add_object_store(ObjectStore::new(META).key_path("key"))
            .build()
            .await?;
        Ok(Reader(Some(rexie)))
    }

    /// Opens the connection for writes. It never makes the database: without its stores it would
    /// be of no use to anybody, for ever.
    async fn open_existing(&self) -> Result<Writer, StoreError> {
        let factory = Factory::new().map_err(fault)?;
        let mut request = factory.open(&self.name, Some(VERSION)).map_err(fault)?;
        let absent = Rc::clone(&self.absent);
        request.on_upgrade_needed(move |event| {
            let event = event.into();
            absent.set(Some(Loss::of(&event)));
            let request = js::get(&event, "target");
            let upgrade = js::get(&request, "transaction");
            if let Some(abort) = js::function(&upgrade, "abort") {
                let _ = abort.call0(&upgrade);
            }
        });
        let database = JsValue::from(request.await.map_err(fault)?);
        Ok(Writer(database.unchecked_into()))
    }

    async fn begin(&self) -> Result<Write, StoreError> {
        let writer = self.open_existing().await?;
        let stores = Array::of3(&OUTBOX.into(), &RECEIPTS.into(), &META.into());
        // "Saved" must mean that it is on the disk, and browsers default to less.
        let options = js::object(&[("durability", "strict".into())]);
        let tx = writer
            .0
            .transaction(&stores, "readwrite", &options)
            .map_err(|error| named(&error))?;
        Ok(Write {
            tx,
            committed: false,
            unsure: Rc::clone(&self.unsure),
            _writer: writer,
        })
    }
}

impl Store for IdbStore {
    async fn insert(&self, row: &Row) -> Result<(), StoreError> {
        self.unsure.set(false);
        match limited(self.try_insert(row)).await {
            // It ended without a word from the browser.
            Err(StoreError::Unavailable) if self.unsure.get() => Err(StoreError::Unsaid),
            kept => kept,
        }
    }

    async fn update(
        &self,
        id: &str,
        change: &Change<'_>,
        grave: Tombstone,
    ) -> Result<Step, StoreError> {
        limited(self.try_update(id, change, grave)).await
    }

    async fn list(&self) -> Result<Vec<Row>, StoreError> {
        limited(self.try_list()).await
    }

    async fn trace(&self, key: &str) -> Result<Trace, StoreError> {
        limited(self.try_trace(key)).await
    }

    fn damaged(&self) -> bool {
        self.damaged.take()
    }

    async fn ended(&self, owner: &str) -> Result<Vec<Tombstone>, StoreError> {
        limited(self.try_ended(owner)).await
    }

    async fn prune(&self, now: Millis) -> Result<(), StoreError> {
        limited(self.try_prune(now)).await
    }

    async fn clear(&self) -> Result<(), StoreError> {
        if limited(self.try_clear()).await == Ok(true) {
            return Ok(());
        }
        // A database that cannot be emptied, as on a full disk, can often still be deleted. So can
        // one that WebKit cannot open, and does not list for that, and one of a later version, which
        // nothing else here touches: the person asked that all be gone. Deleting makes none.
        limited(async { Ok(Rexie::delete(&self.name).await?) }).await
    }
}

/// What a browser says of an earlier database when it is asked to open one that it does not have.
#[derive(Clone, Copy, Debug)]
enum Loss {
    /// It knows of none.
    None,
    /// There was one, and it could not be read.
    Total,
    /// It does not say, as all but Chromium.
    Untold,
}

impl Loss {
    /// What a `versionchange` event says. No other engine has the property.
    fn of(event: &JsValue) -> Self {
        match js::text(event, "dataLoss").as_deref() {
            Some("total") => Self::Total,
            Some(_) => Self::None,
            None => Self::Untold,
        }
    }
}

/// rexie's connection, closed when it is dropped.
struct Reader(Option<Rexie>);

impl Reader {
    fn read(&self, stores: &[&str]) -> Result<rexie::Transaction, StoreError> {
        // It is taken only when it is dropped.
        let rexie = self.0.as_ref().ok_or(StoreError::Lost)?;
        Ok(rexie.transaction(stores, TransactionMode::ReadOnly)?)
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        if let Some(rexie) = self.0.take() {
            rexie.close();
        }
    }
}

/// The connection for writes, closed when it is dropped.
struct Writer(StrictDatabase);

impl Drop for Writer {
    fn drop(&mut self) {
        self.0.close();
    }
}

/// A strict transaction over all stores. Where it is dropped before it is committed, it is
/// aborted, so that silence does not become a write later on.
struct Write {
    tx: IdbTransaction,
    committed: bool,
    unsure: Rc<Cell<bool>>,
    _writer: Writer,
}

impl Write {
    fn store(&self, name: &str) -> Result<idb::ObjectStore, StoreError> {
        let store = self.tx.object_store(name);
        store.map(Into::into).map_err(|error| named(&error))
    }

    fn put(&self, store: &str, value: &JsValue) -> Result<(), StoreError> {
        self.store(store)?.put(value, None).map_err(fault)?;
        Ok(())
    }

    /// Waits for `complete`. A request's success is no commit: on a full disk it comes first, and
    /// the abort after it.
    async fn commit(mut self) -> Result<(), StoreError> {
        let done = Promise::new(&mut |complete, abort| {
            self.tx.set_oncomplete(Some(complete.unchecked_ref()));
            self.tx.set_onabort(Some(abort.unchecked_ref()));
        });
        // Without it a page that is closed or frozen now would never commit.
        if let Some(commit) = js::function(&self.tx, "commit") {
            commit.call0(&self.tx).map_err(|error| named(&error))?;
        }
        let done = JsFuture::from(done).await;
        self.committed = true;
        done.map(|_| ()).map_err(|_| reason(self.tx.error()))
    }
}

impl Drop for Write {
    fn drop(&mut self) {
        // What is being committed cannot be aborted any more.
        if !self.committed && self.tx.abort().is_err() {
            self.unsure.set(true);
        }
    }
}

impl From<rexie::Error> for StoreError {
    fn from(error: rexie::Error) -> Self {
        match error {
            rexie::Error::IdbError(error) => fault(error),
            _ => Self::Lost,
        }
    }
}

async fn limited<T>(work: impl Future<Output = Result<T, StoreError>>) -> Result<T, StoreError> {
    let done = time::within(LIMIT, work).await;
    done.unwrap_or(Err(StoreError::Unavailable))
}

fn fault(error: idb::Error) -> StoreError {
    match error {
        idb::Error::DomException(error) => reason(Some(error)),
        idb::Error::IndexedDbNotFound(_) => StoreError::Unavailable,
        idb::Error::IndexedDbOpenFailed(error)
        | idb::Error::TransactionOpenFailed(error)
        | idb::Error::ObjectStoreNotFound(error)
        | idb::Error::AddFailed(error)
        | idb::Error::UpdateFailed(error)
        | idb::Error::GetFailed(error)
        | idb::Error::GetAllFailed(error) => named(&error),
        _ => StoreError::Lost,
    }
}

fn named(error: &JsValue) -> StoreError {
    reason(error.dyn_ref::<DomException>().cloned())
}

fn reason(error: Option<DomException>) -> StoreError {
    let Some(error) = error else {
        return StoreError::Lost;
    };
    match error.name().as_str() {
        "QuotaExceededError" => StoreError::Full,
        "ConstraintError" => StoreError::Exists,
        "AbortError" | "InvalidStateError" | "TransactionInactiveError" | "UnknownError" => {
            StoreError::Lost
        }
        _ => StoreError::Unavailable,
    }
}

fn encode(row: &Row) -> JsValue {
    let lease = match &row.lease {
        Some(lease) => js::object(&[
            ("tab", lease.tab.as_str().into()),
            ("until", millis(lease.until)),
        ])
        .into(),
        None => JsValue::NULL,
    };
    let last_class = row.last_class.map_or("", Reason::as_str);
    js::object(&[
        ("id", row.id.as_str().into()),
        ("v", row.v.into()),
        ("jwe", row.jwe.as_str().into()),
        ("jwe_sha256", row.jwe_sha256.as_str().into()),
        ("dest", row.dest.as_str().into()),
        ("owner", row.owner.as_str().into()),
        ("state", row.state.as_str().into()),
        ("created", millis(row.created)),
        ("expires", millis(row.expires)),
        ("attempts", row.attempts.into()),
        ("not_before", millis(row.not_before)),
        ("last_class", last_class.into()),
        ("hour_start", millis(row.hour_start)),
        ("hour_requests", row.hour_requests.into()),
        ("lease", lease),
        ("unknown", row.unknown.into()),
        ("unanswered", row.unanswered.into()),
        ("held_under", row.held_under.as_str().into()),
        ("open", millis(row.open)),
    ])
    .into()
}

/// A row that cannot be read whole is unreadable and not lost: its writer is told. `None` only
/// for what has no id.
fn decode(value: &JsValue) -> Option<Row> {
    let id = js::text(value, "id")?;
    Some(decode_whole(value, &id).unwrap_or_else(|| Row {
        id,
        v: crate::outbox::ROW_VERSION,
        jwe: String::new(),
        jwe_sha256: String::new(),
        dest: js::text(value, "dest").unwrap_or_default(),
        owner: js::text(value, "owner").unwrap_or_default(),
        state: State::Unreadable,
        created: number(value, "created").unwrap_or(0),
        // It is not known when it was to be given up.
        expires: number(value, "expires").unwrap_or(MAX_SAFE),
        attempts: 0,
        not_before: 0,
        last_class: None,
        hour_start: 0,
        hour_requests: 0,
        lease: None,
        unknown: true,
        unanswered: 0,
        held_under: String::new(),
        open: 0,
    }))
}

fn decode_whole(value: &JsValue, id: &str) -> Option<Row> {
    let version = number(value, "v")? as u32;
    if version != crate::outbox::ROW_VERSION {
        return None;
    }
    let lease = js::get(value, "lease");
    let lease = match lease.is_object() {
        true => Some(Lease {
            tab: js::text(&lease, "tab")?,
            until: number(&lease, "until")?,
        }),
        false => None,
    };
    let attempts = number(value, "attempts")? as u32;
    let last_class = Reason::from_name(&js::text(value, "last_class")?);
    // A row that was stored before it took this down keeps the class of its last attempt alone: after
    // a second one, what became of the first is not known any more.
    let unknown = js::get(value, "unknown").as_bool();
    let unknown =
        unknown.unwrap_or_else(|| attempts > 1 || last_class.is_some_and(Reason::outcome_unknown));
    Some(Row {
        id: id.to_owned(),
        v: version,
        jwe: js::text(value, "jwe")?,
        jwe_sha256: js::text(value, "jwe_sha256")?,
        dest: js::text(value, "dest")?,
        owner: js::text(value, "owner")?,
        state: State::from_name(&js::text(value, "state")?)?,
        created: number(value, "created")?,
        expires: number(value, "expires")?,
        attempts,
        not_before: number(value, "not_before")?,
        last_class,
        hour_start: number(value, "hour_start")?,
        hour_requests: number(value, "hour_requests")? as u32,
        lease,
        unknown,
        // A row that was stored before these were has none of them.
        unanswered: number(value, "unanswered").unwrap_or(0) as u32,
        held_under: js::text(value, "held_under").unwrap_or_default(),
        open: number(value, "open").unwrap_or(0),
    })
}

fn encode_grave(grave: &Tombstone) -> JsValue {
    let mut members = vec![
        ("key", grave.key.as_str().into()),
        ("outcome", grave.fate.as_str().into()),
        ("at", millis(grave.at)),
    ];
    if let Some(told) = &grave.told {
        members.extend([
            ("owner", told.owner.as_str().into()),
            ("dest", told.dest.as_str().into()),
            ("created", millis(told.created)),
            ("expires", millis(told.expires)),
            ("tried", told.tried.into()),
            ("unknown", told.outcome_unknown.into()),
        ]);
        if let Some(receipt) = &told.receipt {
            members.extend([
                ("receipt", receipt.receipt.as_str().into()),
                ("received_at", receipt.received_at.as_str().into()),
            ]);
        }
    }
    js::object(&members).into()
}

fn decode_grave(value: &JsValue) -> Option<Tombstone> {
    Some(Tombstone {
        key: js::text(value, "key")?,
        fate: Fate::from_name(&js::text(value, "outcome")?)?,
        at: number(value, "at")?,
        told: decode_told(value),
    })
}

/// What stands beside the outcome; nothing in a tombstone of an earlier version.
fn decode_told(value: &JsValue) -> Option<Told> {
    let receipt = || {
        Some(Receipt {
            id: js::text(value, "key")?,
            receipt: js::text(value, "receipt")?,
            received_at: js::text(value, "received_at")?,
        })
    };
    Some(Told {
        owner: js::text(value, "owner")?,
        dest: js::text(value, "dest")?,
        created: number(value, "created")?,
        expires: number(value, "expires")?,
        tried: js::get(value, "tried").is_truthy(),
        outcome_unknown: js::get(value, "unknown").is_truthy(),
        receipt: receipt(),
    })
}

fn number(value: &JsValue, key: &str) -> Option<Millis> {
    let number = js::get(value, key).as_f64()?;
    number.is_finite().then_some(number as Millis)
}

fn millis(at: Millis) -> JsValue {
    JsValue::from_f64(at as f64)
}
