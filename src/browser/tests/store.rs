//! IndexedDB, and what it does when it fails.

use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use super::js;
use crate::browser::idb::IdbStore;
use crate::outbox::ports::{Store, StoreError};
use crate::outbox::{State, contract};

#[wasm_bindgen_test]
async fn keeps_the_contract_of_a_store() {
    contract::check(|name| IdbStore::new(&["contract-", name].concat())).await;
}

#[wasm_bindgen_test]
async fn looking_makes_no_database() {
    let store = IdbStore::new("looking");
    assert_eq!(store.list().await, Ok(vec![]));
    store.prune(0).await.unwrap();
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
