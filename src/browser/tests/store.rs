//! IndexedDB, and what it does when it fails.

use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use super::js;
use crate::browser::idb::IdbStore;
use crate::outbox::ports::{Store, StoreError};
use crate::outbox::{Change, Event, Fate, LEASE, Lease, Reason, State, Step, Tombstone, contract};
use crate::value::Value;

#[wasm_bindgen_test]
async fn keeps_the_contract_of_a_store() {
    contract::check(|name| IdbStore::new(&["contract-", name].concat())).await;
}

#[wasm_bindgen_test]
async fn looking_makes_no_database() {
    let store = IdbStore::new("looking");
    assert_eq!(store.list().await, Ok(vec![]));
    assert_eq!(store.ended("anna").await, Ok(vec![]));
    store.prune(0).await.unwrap();
    assert!(!store.damaged());
    store.clear().await.unwrap();
    let names = js(
        "return (await indexedDB.databases()).map(d => d.name).join()",
        &JsValue::NULL,
    )
    .await;
    assert!(!names.as_string().unwrap().contains("looking"));
}

#[wasm_bindgen_test]
async fn every_write_is_strict() {
    js(
        "const real = IDBDatabase.prototype.transaction;
         globalThis.strictness = [];
         IDBDatabase.prototype.transaction = function (...args) {
             const tx = real.apply(this, args);
             if (tx.mode === 'readwrite') strictness.push(tx.durability);
             return tx;
         };
         globalThis.restore = () => { IDBDatabase.prototype.transaction = real; };",
        &JsValue::NULL,
    )
    .await;
    let store = IdbStore::new("strict");
    store.insert(&contract::row("x")).await.unwrap();
    store.clear().await.unwrap();
    let seen = js("restore(); return strictness.join()", &JsValue::NULL).await;
    assert_eq!(seen.as_string().as_deref(), Some("strict,strict"));
}

#[wasm_bindgen_test]
async fn an_abort_after_success_is_no_commit() {
    // As on a full disk: the request succeeds, then the transaction is aborted.
    js(
        "const add = IDBObjectStore.prototype.add;
         const commit = IDBTransaction.prototype.commit;
         IDBTransaction.prototype.commit = () => {};
         IDBObjectStore.prototype.add = function (...args) {
             const request = add.apply(this, args);
             request.addEventListener('success', () => this.transaction.abort());
             return request;
         };
         globalThis.restore = () => {
             IDBObjectStore.prototype.add = add;
             IDBTransaction.prototype.commit = commit;
         };",
        &JsValue::NULL,
    )
    .await;
    let store = IdbStore::new("aborted");
    let result = store.insert(&contract::row("x")).await;
    js("restore()", &JsValue::NULL).await;
    assert_eq!(result, Err(StoreError::Lost));
    assert_eq!(store.list().await, Ok(vec![]));
}

#[wasm_bindgen_test]
async fn a_full_disk_is_told_apart() {
    js(
        "const transaction = IDBDatabase.prototype.transaction;
         IDBDatabase.prototype.transaction = function (stores, mode, ...rest) {
             if (mode === 'readwrite') throw new DOMException('', 'QuotaExceededError');
             return transaction.call(this, stores, mode, ...rest);
         };
         globalThis.restore = () => { IDBDatabase.prototype.transaction = transaction; };",
        &JsValue::NULL,
    )
    .await;
    let result = IdbStore::new("full").insert(&contract::row("x")).await;
    js("restore()", &JsValue::NULL).await;
    assert_eq!(result, Err(StoreError::Full));
}

#[wasm_bindgen_test]
async fn silence_ends_after_five_seconds() {
    js(
        "const real = IDBFactory.prototype.open;
         IDBFactory.prototype.open = function () {
             // Blocked for ever by a connection that does not close.
             return real.call(this, 'silent', 2);
         };
         globalThis.restore = () => { IDBFactory.prototype.open = real; };
         await new Promise(done => { real.call(indexedDB, 'silent', 1).onsuccess = done; });",
        &JsValue::NULL,
    )
    .await;
    let began = js_sys::Date::now();
    let result = IdbStore::new("silent").insert(&contract::row("x")).await;
    let took = js_sys::Date::now() - began;
    js("restore()", &JsValue::NULL).await;
    assert_eq!(result, Err(StoreError::Unavailable));
    assert!((4_900.0..7_000.0).contains(&took), "{took}");
}

#[wasm_bindgen_test]
async fn silence_at_the_commit_is_not_taken_for_a_no() {
    // The word that it is written never comes. It is, all the same.
    js(
        "const of = Object.getOwnPropertyDescriptor(IDBTransaction.prototype, 'oncomplete');
         Object.defineProperty(IDBTransaction.prototype, 'oncomplete', { ...of, set() {} });
         globalThis.restore = () => {
             Object.defineProperty(IDBTransaction.prototype, 'oncomplete', of);
         };",
        &JsValue::NULL,
    )
    .await;
    let store = IdbStore::new("unsaid");
    let result = store.insert(&contract::row("x")).await;
    js("restore()", &JsValue::NULL).await;
    assert_eq!(result, Err(StoreError::Unsaid));
    let again = store.insert(&contract::row("x")).await;
    assert_eq!(again, Err(StoreError::Exists));
}

#[wasm_bindgen_test]
async fn a_damaged_row_is_told_and_not_lost() {
    let store = IdbStore::new("damaged");
    store.insert(&contract::row("x")).await.unwrap();
    js(
        "const open = indexedDB.open('damaged');
         await new Promise(done => { open.onsuccess = done; });
         const tx = open.result.transaction('outbox', 'readwrite');
         tx.objectStore('outbox').put({id: 'x', v: 1, owner: 'tag', state: 'queued'});
         await new Promise(done => { tx.oncomplete = done; });
         open.result.close();",
        &JsValue::NULL,
    )
    .await;
    let rows = store.list().await.unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].state, State::Unreadable);
    assert_eq!(rows[0].owner, "tag");
}

/// What a row has got since it was first stored by anybody may be missing.
#[wasm_bindgen_test]
async fn a_row_of_an_earlier_version_is_read() {
    let store = IdbStore::new("earlier");
    store.insert(&contract::row("x")).await.unwrap();
    js(
        "const open = indexedDB.open('earlier');
         await new Promise(done => { open.onsuccess = done; });
         const tx = open.result.transaction('outbox', 'readwrite');
         const rows = tx.objectStore('outbox');
         const read = rows.get('x');
         read.onsuccess = () => {
             const {unanswered, held_under, open, ...row} = read.result;
             if ([unanswered, held_under, open].includes(undefined)) throw new Error('renamed');
             rows.put(row);
         };
         await new Promise((done, failed) => { tx.oncomplete = done; tx.onabort = failed; });
         open.result.close();",
        &JsValue::NULL,
    )
    .await;
    assert_eq!(store.list().await, Ok(vec![contract::row("x")]));
}

/// As browsers do where they cannot read one of a site's databases, whichever it is.
const UNLISTED: &str = "
const real = IDBFactory.prototype.databases;
let mended = false;
globalThis.mend = () => { mended = true; };
IDBFactory.prototype.databases = function () {
    if (mended) return real.call(this);
    return Promise.reject(new DOMException('', 'UnknownError'));
};
globalThis.restore = () => { IDBFactory.prototype.databases = real; };";

#[wasm_bindgen_test]
async fn what_another_database_lost_is_not_missed_here() {
    let store = IdbStore::new("unlisted");
    store.insert(&contract::row("x")).await.unwrap();
    js(UNLISTED, &JsValue::NULL).await;
    let there = store.list().await;
    let none = IdbStore::new("unlisted-none");
    let nothing = none.list().await;
    js("restore()", &JsValue::NULL).await;
    assert_eq!(there, Ok(vec![contract::row("x")]));
    assert_eq!(nothing, Ok(vec![]));
    assert!(!store.damaged() && !none.damaged());
}

#[wasm_bindgen_test]
async fn a_database_that_the_browser_lost_is_said_once() {
    // Where the browser says what it lost, and where it says nothing and lists them all again.
    for (loss, lost) in [("total", true), ("none", false), ("", true)] {
        js(UNLISTED, &JsValue::NULL).await;
        js(
            "const open = IDBFactory.prototype.open;
             IDBFactory.prototype.open = function (...args) {
                 const request = open.apply(this, args);
                 request.addEventListener('upgradeneeded', (event) => {
                     const value = arg || undefined;
                     Object.defineProperty(event, 'dataLoss', { value });
                     mend();
                 });
                 return request;
             };
             const listing = globalThis.restore;
             globalThis.restore = () => { listing(); IDBFactory.prototype.open = open; };",
            &loss.into(),
        )
        .await;
        let store = IdbStore::new("lost");
        let rows = store.list().await;
        js("restore()", &JsValue::NULL).await;
        assert_eq!(rows, Ok(vec![]));
        assert_eq!(store.damaged(), lost, "{loss:?}");
        assert!(!store.damaged(), "once");
    }
}

#[wasm_bindgen_test]
async fn clearing_deletes_what_is_not_listed() {
    // WebKit does not list what it cannot open.
    let store = IdbStore::new("hidden");
    store.insert(&contract::row("x")).await.unwrap();
    js(
        "const real = IDBFactory.prototype.databases;
         IDBFactory.prototype.databases = () => Promise.resolve([]);
         globalThis.restore = () => { IDBFactory.prototype.databases = real; };",
        &JsValue::NULL,
    )
    .await;
    let cleared = store.clear().await;
    js("restore()", &JsValue::NULL).await;
    assert_eq!(cleared, Ok(()));
    assert_eq!(store.list().await, Ok(vec![]));
}

#[wasm_bindgen_test]
async fn no_connection_stays_open() {
    let store = IdbStore::new("closed");
    store.insert(&contract::row("x")).await.unwrap();
    store.list().await.unwrap();
    let deleted = js(
        "const request = indexedDB.deleteDatabase('closed');
         return await new Promise(done => {
             request.onsuccess = () => done('deleted');
             setTimeout(done, 2000, 'blocked');
         });",
        &JsValue::NULL,
    )
    .await;
    assert_eq!(deleted.as_string().as_deref(), Some("deleted"));
    assert_eq!(store.list().await, Ok(vec![]));
}

#[wasm_bindgen_test]
async fn a_newer_database_is_left_alone() {
    js(
        "const open = indexedDB.open('newer', 7);
         await new Promise(done => { open.onsuccess = done; });
         open.result.close();",
        &JsValue::NULL,
    )
    .await;
    let store = IdbStore::new("newer");
    let result = store.insert(&contract::row("x")).await;
    assert_eq!(result, Err(StoreError::Unavailable));
    let version = js(
        "return (await indexedDB.databases()).find(d => d.name === 'newer').version",
        &JsValue::NULL,
    )
    .await;
    assert_eq!(version.as_f64(), Some(7.0));
}

/// Writes a row of the format of before, changed by `arg`, and reads every row back.
const FORMATS: &str = "
const open = indexedDB.open('formats');
await new Promise(done => { open.onsuccess = done; });
const tx = open.result.transaction('outbox', 'readwrite');
const store = tx.objectStore('outbox');
if (arg) {
    store.put({
        id: 'x', v: 1, jwe: 'header..iv.text.tag', jwe_sha256: 'digest', dest: 'program/peer',
        owner: 'tag', state: 'waiting', created: 1790000040000, expires: 1790260040000,
        attempts: 3, not_before: 1790000099000, last_class: 'network',
        hour_start: 1790000040000, hour_requests: 3, lease: null, ...JSON.parse(arg),
    });
}
const all = store.getAll();
await new Promise(done => { tx.oncomplete = done; });
open.result.close();
return JSON.stringify(all.result);";

async fn formats(put: Option<&str>) -> Value {
    let put = put.map_or(JsValue::NULL, JsValue::from_str);
    let rows = js(FORMATS, &put).await.as_string().unwrap();
    crate::browser::js::parse_json(&rows).unwrap().items()[0].clone()
}

const PRESS: Change<'_> = Change::Event {
    event: Event::Press,
};

fn grave() -> Tombstone {
    Tombstone {
        key: "key".to_owned(),
        fate: Fate::Cancelled,
        at: 1_790_000_040_000,
        told: None,
    }
}

#[wasm_bindgen_test]
async fn a_row_of_the_first_format_is_read_whole_and_changed() {
    let store = IdbStore::new("formats");
    let _ = store.insert(&contract::row("x")).await;
    formats(Some("{}")).await;
    let row = store.list().await.unwrap().remove(0);
    assert_eq!(row.state, State::Waiting);
    assert_eq!((row.attempts, row.hour_requests), (3, 3));
    assert_eq!(row.last_class, Some(Reason::Network));
    assert_eq!(row.not_before, 1_790_000_099_000);
    let step = store.update("x", &PRESS, grave()).await;
    assert!(matches!(step, Ok(Step::Put(_))), "{step:?}");
    let row = store.list().await.unwrap().remove(0);
    assert_eq!(
        (row.state, row.jwe.as_str()),
        (State::Queued, "header..iv.text.tag")
    );
}

#[wasm_bindgen_test]
async fn what_a_later_version_keeps_in_a_row_stays_in_it() {
    let store = IdbStore::new("formats");
    let _ = store.insert(&contract::row("x")).await;
    formats(Some("{\"of_later\": {\"a\": [1]}}")).await;
    let step = store.update("x", &PRESS, grave()).await;
    assert!(matches!(step, Ok(Step::Put(_))), "{step:?}");
    let row = formats(None).await;
    assert_eq!(row.get("state").and_then(Value::as_str), Some("queued"));
    let later = row.get("of_later").map(Value::to_json);
    assert_eq!(later.as_deref(), Some("{\"a\":[1]}"));
}

#[wasm_bindgen_test]
async fn a_row_of_a_later_format_is_shown_and_never_written() {
    let store = IdbStore::new("formats");
    let _ = store.insert(&contract::row("x")).await;
    formats(Some("{\"v\": 2}")).await;
    let row = store.list().await.unwrap().remove(0);
    assert_eq!((row.state, row.owner.as_str()), (State::Unreadable, "tag"));
    let before = formats(None).await;
    let now = 1_790_000_100_000;
    let lease = Lease {
        tab: "tab".to_owned(),
        until: now + LEASE,
    };
    for change in [
        PRESS,
        Change::Claim {
            lease: &lease,
            now,
            open: 0,
            locked: true,
            pressed: true,
        },
        Change::Mend {
            not_before: now,
            now,
        },
        Change::Expire {
            now,
            open: 0,
            tab: "tab",
            failed: false,
            doubtful: false,
        },
    ] {
        assert_eq!(
            store.update("x", &change, grave()).await,
            Ok(Step::Nothing),
            "{change:?}"
        );
    }
    assert_eq!(formats(None).await, before);
}

#[wasm_bindgen_test]
async fn a_device_keeps_fifty_rows() {
    let store = IdbStore::new("fifty");
    for i in 0..50 {
        let id = i.to_string();
        store.insert(&contract::row(&id)).await.unwrap();
    }
    let result = store.insert(&contract::row("one more")).await;
    assert_eq!(result, Err(StoreError::Unavailable));
    assert_eq!(store.list().await.unwrap().len(), 50);
}
