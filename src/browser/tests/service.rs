//! The outbox as the screens use it, over a real database; only the receiver is a stand-in.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::rc::Rc;
use std::task::{Context, Waker};

use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use super::js;
use super::seal::receiver;
use crate::browser::random;
use crate::browser::service::OutboxService;
use crate::jose::KeyFault;
use crate::outbox::{Destination, Keep, Settings, State, Submission, TransportIdentity, View};
use crate::value::Value;

/// Answers with a receipt, or with `arg` where it is a status.
const RECEIVER: &str = "
    globalThis.realFetch ??= fetch;
    globalThis.posts = [];
    globalThis.fetch = async (url, init) => {
        const id = JSON.parse(init.headers['Idempotency-Key']);
        posts.push(init.body);
        if (arg) return new Response('', {status: arg});
        return new Response(JSON.stringify({id, receipt: 'R-1', received_at: 'now'}),
            {status: 201, headers: {'content-type': 'application/json'}});
    };
";

async fn answer(status: Option<u16>) {
    js(RECEIVER, &status.map_or(JsValue::NULL, JsValue::from)).await;
}

async fn restore() {
    js("globalThis.fetch = realFetch", &JsValue::NULL).await;
}

async fn posts() -> f64 {
    let posts = js("return posts.length", &JsValue::NULL).await;
    posts.as_f64().unwrap()
}

async fn wait(ms: u32) {
    gloo_timers::future::TimeoutFuture::new(ms).await;
}

async fn service(database: &str, owner: Option<&str>) -> OutboxService {
    let keys = Value::Array(vec![receiver().await]);
    service_with(database, owner, &keys)
}

fn service_with(database: &str, owner: Option<&str>, keys: &Value) -> OutboxService {
    let service = OutboxService::over(database);
    let destination = Destination {
        id: "program/recipient".to_owned(),
        endpoint: "api/referrals".to_owned(),
        identity: TransportIdentity::None,
        keys: keys.to_json(),
        path: "referral.recipients[0].keys".to_owned(),
    };
    service.configure(vec![destination], Settings::default());
    service.set_owner(owner.map(str::to_owned));
    service
}

fn submission() -> Submission {
    Submission {
        id: random::uuid().unwrap(),
        dest: "program/recipient".to_owned(),
        aud: "site".to_owned(),
        plaintext: br#"{"name":"Zoe Sentinel"}"#.to_vec(),
    }
}

async fn submit(service: &OutboxService, keep: Keep) -> View {
    service.submit(submission(), keep).await.unwrap()
}

async fn settled(service: &OutboxService, state: State) -> View {
    for _ in 0..100 {
        if let Some(view) = service.views().into_iter().find(|v| v.state == state) {
            return view;
        }
        wait(20).await;
    }
    panic!("never {}: {:?}", state.as_str(), service.views());
}

#[wasm_bindgen_test]
async fn a_request_is_stored_sealed_and_then_received() {
    answer(None).await;
    let service = service("service-delivered", None).await;
    let told = Rc::new(Cell::new(0));
    let count = told.clone();
    let subscription = service.subscribe(Rc::new(move || count.set(count.get() + 1)));
    let view = submit(&service, Keep::Device).await;
    assert_eq!((view.state, view.keep), (State::Queued, Keep::Device));
    let view = settled(&service, State::Delivered).await;
    assert_eq!(view.receipt.unwrap().receipt, "R-1");
    restore().await;
    assert!(told.get() > 0);
    drop(subscription);
    let before = told.get();
    service.cancel(&view.id).await;
    wait(20).await;
    assert_eq!(told.get(), before, "nobody listens any more");
    let rows = js(
        "const open = indexedDB.open('service-delivered');
         await new Promise(done => { open.onsuccess = done; });
         const all = open.result.transaction('outbox').objectStore('outbox').getAll();
         await new Promise(done => { all.onsuccess = done; });
         open.result.close();
         return all.result.length",
        &JsValue::NULL,
    )
    .await;
    assert_eq!(rows.as_f64(), Some(0.0));
}

#[wasm_bindgen_test]
async fn what_waits_is_sealed_and_another_session_sees_nothing_of_it() {
    answer(Some(404)).await;
    let anna = service("service-waiting", Some("anna")).await;
    let view = submit(&anna, Keep::Device).await;
    settled(&anna, State::Held).await;
    let dump = js(
        "const open = indexedDB.open('service-waiting');
         await new Promise(done => { open.onsuccess = done; });
         let text = '';
         for (const name of open.result.objectStoreNames) {
             const all = open.result.transaction(name).objectStore(name).getAll();
             await new Promise(done => { all.onsuccess = done; });
             text += JSON.stringify(all.result);
         }
         open.result.close();
         return text + posts.join()",
        &JsValue::NULL,
    )
    .await;
    let dump = dump.as_string().unwrap();
    assert!(dump.contains(&view.id));
    assert!(
        !dump.contains("Sentinel"),
        "nothing typed is stored or posted in clear"
    );

    let ben = service("service-waiting", Some("ben")).await;
    ben.start();
    wait(200).await;
    assert!(ben.views().is_empty());
    let again = service("service-waiting", Some("anna")).await;
    again.start();
    settled(&again, State::Held).await;

    answer(None).await;
    again.try_now(&view.id).await;
    let shown = settled(&again, State::Delivered).await;
    assert_eq!(shown.id, view.id);
    restore().await;
}

/// Another person signs in while the request of the first is being sealed.
#[wasm_bindgen_test]
async fn a_request_is_its_writers_who_leaves_while_it_is_sealed() {
    answer(Some(404)).await;
    let page = service("service-seal", Some("anna")).await;
    let submission = submission();
    let mut press = Box::pin(page.submit(submission, Keep::Device));
    let mut context = Context::from_waker(Waker::noop());
    assert!(press.as_mut().poll(&mut context).is_pending(), "sealing");
    page.set_owner(Some("ben".to_owned()));
    let view = press.await.unwrap();
    assert!(page.views().is_empty(), "shown to ben");
    page.set_owner(Some("anna".to_owned()));
    let shown = page.views();
    assert_eq!(shown.len(), 1);
    assert_eq!(shown[0].id, view.id);
    restore().await;
}

#[wasm_bindgen_test]
async fn what_is_kept_in_the_page_is_never_stored() {
    answer(Some(500)).await;
    let service = service("service-page", None).await;
    let view = submit(&service, Keep::Page).await;
    assert_eq!((view.state, view.keep), (State::InMemory, Keep::Page));
    wait(200).await;
    restore().await;
    let names = js(
        "return (await indexedDB.databases()).map(d => d.name).join()",
        &JsValue::NULL,
    )
    .await;
    assert!(!names.as_string().unwrap().contains("service-page"));
}

#[wasm_bindgen_test]
async fn a_row_of_an_earlier_visit_goes_within_ten_seconds_of_the_load() {
    answer(Some(503)).await;
    let earlier = service("service-load", Some("anna")).await;
    submit(&earlier, Keep::Device).await;
    settled(&earlier, State::Waiting).await;
    drop(earlier);
    answer(None).await;
    let later = service("service-load", Some("anna")).await;
    later.start();
    for _ in 0..160 {
        if later
            .views()
            .iter()
            .any(|view| view.state == State::Delivered)
        {
            break;
        }
        wait(100).await;
    }
    settled(&later, State::Delivered).await;
    assert_eq!(posts().await, 1.0);
    restore().await;
}

#[wasm_bindgen_test]
async fn no_timer_runs_when_nothing_is_queued() {
    let service = service("service-idle", None).await;
    js(
        "globalThis.timers = 0;
         globalThis.realTimeout = setTimeout;
         globalThis.setTimeout = (...args) => { timers += 1; return realTimeout(...args); };",
        &JsValue::NULL,
    )
    .await;
    // Looking whether there is anything to do is a limited wait; after it there is silence.
    service.start();
    js(
        "await new Promise(done => realTimeout(done, 500)); timers = 0",
        &JsValue::NULL,
    )
    .await;
    let timers = js(
        "await new Promise(done => realTimeout(done, 1500));
         globalThis.setTimeout = realTimeout;
         return timers",
        &JsValue::NULL,
    )
    .await;
    assert_eq!(timers.as_f64(), Some(0.0));
}

/// A point that is not on the curve is sealed to in no engine, whatever its importer takes, and
/// neither is a key under another's name; the next key stands in.
#[wasm_bindgen_test]
async fn a_key_that_is_none_is_told_and_never_sealed_to() {
    answer(None).await;
    let sound = receiver().await;
    let with = |member: &str, value: Value| {
        let Value::Object(mut members) = sound.clone() else {
            panic!("no JWK");
        };
        members.push((member.to_owned(), value));
        Value::Object(members)
    };
    // The last member of a name counts.
    let off_curve = with("y", sound.get("x").unwrap().clone());
    let renamed = with("kid", "A".repeat(43).into());
    for (bad, fault) in [(off_curve, KeyFault::OffCurve), (renamed, KeyFault::Id)] {
        let told = Rc::new(RefCell::new(Vec::new()));
        let service = OutboxService::over("service-keys");
        let heard = Rc::clone(&told);
        service.set_faulted(move |path, fault, borne| {
            heard.borrow_mut().push((path.to_owned(), fault, borne));
        });
        for (keys, borne) in [(vec![bad.clone()], false), (vec![bad, sound.clone()], true)] {
            let destination = Destination {
                id: "program/recipient".to_owned(),
                endpoint: "api/referrals".to_owned(),
                keys: Value::Array(keys).to_json(),
                path: "referral.recipients[0].keys".to_owned(),
                ..Destination::default()
            };
            assert_eq!(service.fingerprint("program/other"), None);
            // Given twice, as by a page that sets the same document again, it is told once.
            service.configure(vec![destination.clone()], Settings::default());
            service.configure(vec![destination], Settings::default());
            let path = "referral.recipients[0].keys[0]".to_owned();
            assert_eq!(told.take(), [(path, fault, borne)]);
            let fingerprint = service.fingerprint("program/recipient").unwrap();
            assert_eq!(fingerprint.is_empty(), !borne);
            let kept = service.submit(submission(), Keep::Page).await;
            assert_eq!(kept.is_ok(), borne);
        }
    }
    restore().await;
}
