//! A row that an earlier version of the product saved: shown to its owner, sent, and whole at
//! whatever moment the browser is killed while this version changes it.

use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use crate::case::{Case, Context};
use crate::engine::Engine;
use crate::journey::{self, PERSON, Person};
use crate::outcome::{Failure, Outcome, ensure};
use crate::process::kill_at_once;
use crate::relay::Way;
use crate::stage::{self, Stage};
use crate::wait;
use crate::webdriver::Session;
use crate::widget::Widget;

/// The members of a row in the first format, which version 0.1.0 wrote. A released list is never
/// changed; a new one stands beside it.
const FIRST: &[&str] = &[
    "id",
    "v",
    "jwe",
    "jwe_sha256",
    "dest",
    "owner",
    "state",
    "created",
    "expires",
    "attempts",
    "not_before",
    "last_class",
    "hour_start",
    "hour_requests",
    "lease",
];

/// What no change of a row may change, and what an earlier version needs to send it.
const LASTING: &[&str] = &[
    "id",
    "v",
    "jwe",
    "jwe_sha256",
    "dest",
    "owner",
    "created",
    "expires",
];

/// Writes rows into the database as they are given.
const PUT: &str = "
const done = arguments[arguments.length - 1];
const open = indexedDB.open('tb1');
open.onerror = () => done(String(open.error));
open.onsuccess = () => {
  const tx = open.result.transaction('outbox', 'readwrite', { durability: 'strict' });
  for (const row of arguments[0]) tx.objectStore('outbox').put(row);
  tx.oncomplete = () => { open.result.close(); done('put'); };
  tx.onabort = () => done(String(tx.error));
};
";

const OWNER: &str = "document.querySelector('touch-base').ownerTag = 'tag-of-anna';";

/// Tells when a row is about to be written. The page stands still until it was heard, and Firefox
/// drops a press that falls into such a moment, so no form may be filled in beside it.
const WRITES: &str = "
const transaction = IDBDatabase.prototype.transaction;
IDBDatabase.prototype.transaction = function (stores, mode, ...rest) {
  const tx = transaction.call(this, stores, mode, ...rest);
  if (mode === 'readwrite') window.tell('write');
  return tx;
};
";

/// Milliseconds after the first write began: before, while and after rows are claimed and settled.
const MOMENTS: &[u64] = &[0, 1, 2, 4, 7, 12, 20, 35, 60, 120];
const FEW_MOMENTS: &[u64] = &[0, 3, 10, 30];

pub(crate) fn cases() -> Vec<Case> {
    vec![
        Case {
            name: "formats-a-row-of-the-first-version-is-shown-and-sent",
            engines: Engine::ALL,
            run: sent,
        },
        Case {
            name: "formats-killed-while-rows-of-the-first-version-change",
            engines: &[Engine::Chromium, Engine::Firefox],
            run: killed,
        },
    ]
}

fn sent(context: &Context<'_>) -> Outcome {
    let stage = Stage::with(context, |_| (), |page| page.script("owner.js"))?;
    stage.portal.serve("owner.js", OWNER)?;
    let session = context.session()?;
    let row = left(&stage, &session, PERSON.name)?;
    away(&stage, &session)?;
    put(&session, &[first_format(&row)])?;

    stage.open(&session)?;
    let widget = Widget::on(&session);
    widget.press("about")?;
    widget.press("outbox")?;
    widget.await_state(&["queued", "waiting"], wait::USUAL)?;
    ensure!(
        stage::rows(&session)?[0]["jwe"] == row["jwe"],
        "the sealed text is another"
    );
    stage.relay.set(Way::Open);
    stage::drained(&session, wait::USUAL * 2)?;
    stage.portal.holds(1)?;
    let arrived = stage.portal.one_referral()?;
    ensure!(
        arrived["record"]["name"] == PERSON.name && arrived["id"] == row["id"],
        "another request arrived"
    );
    Ok(())
}

fn killed(context: &Context<'_>) -> Outcome {
    let moments = match context.engine {
        Engine::Firefox if !stage::long() => FEW_MOMENTS,
        _ => MOMENTS,
    };
    let stage = Stage::with(
        context,
        |_| (),
        |page| page.script("owner.js").script("writes.js"),
    )?;
    stage.portal.serve("owner.js", OWNER)?;
    stage.portal.serve("writes.js", "")?;
    let profile = context.profile()?;
    let mut browser = context.launch(&profile)?;
    let session = browser.session()?;
    left(&stage, &session, "Anna One")?;
    left(&stage, &session, "Anna Two")?;
    stage.portal.serve("writes.js", WRITES)?;
    away(&stage, &session)?;
    let rows: Vec<Value> = stage::rows(&session)?.iter().map(first_format).collect();
    ensure!(rows.len() == 2, "there are {} rows", rows.len());

    let mut met = Vec::new();
    for moment in moments {
        let session = browser.session()?;
        away(&stage, &session)?;
        put(&session, &rows)?;
        stage.relay.forget();
        let (ear, pids) = (stage.relay.ear(), browser.pids());
        let moment = *moment;
        let killer = thread::spawn(move || {
            ear.hear("write", wait::USUAL * 2)?;
            thread::sleep(Duration::from_millis(moment));
            for pid in pids {
                let _ = kill_at_once(pid);
            }
            Ok(())
        });
        // What it answers is lost with the browser.
        let _ = stage.open(&session);
        while !killer.is_finished() {
            let _ = session.script("window.dispatchEvent(new Event('online'))", &[]);
            thread::sleep(Duration::from_millis(100));
        }
        let killed: Outcome = killer
            .join()
            .unwrap_or_else(|_| Err(Failure::Failed("the killer died".into())));
        killed?;
        browser.kill()?;

        browser = context.launch(&profile)?;
        let session = browser.session()?;
        away(&stage, &session)?;
        let found = stage::rows(&session)?;
        ensure!(
            found.len() == rows.len(),
            "killed {moment} ms after a write began: {} rows",
            found.len()
        );
        for (row, before) in found.iter().zip(&rows) {
            readable_by_the_first(row, before)?;
            met.push(row["state"].as_str().unwrap_or_default().to_owned());
        }
    }
    // The control: a row that is cut is seen to be.
    let mut cut = rows[0].clone();
    cut["jwe"] = json!("");
    ensure!(
        readable_by_the_first(&cut, &rows[0]).is_err(),
        "a cut row goes unnoticed"
    );
    ensure!(
        met.iter().any(|state| state != "queued"),
        "no kill came after a row had changed"
    );

    let session = browser.session()?;
    stage.relay.set(Way::Open);
    stage.open(&session)?;
    stage::drained(&session, Duration::from_secs(60))?;
    stage.portal.holds(2)?;
    stage.none_twice()?;
    met.sort();
    let count = |state: &str| met.iter().filter(|found| *found == state).count();
    context.note(format!(
        "{} kills over 2 rows: {} left queued, {} sending, {} waiting",
        moments.len(),
        count("queued"),
        count("sending"),
        count("waiting")
    ));
    browser.close()
}

/// The row of a request that could not go.
fn left(stage: &Stage, session: &Session, name: &str) -> Outcome<Value> {
    stage.relay.set(Way::Cut);
    let widget = stage.to_review(session, &Person { name, ..PERSON })?;
    journey::send(&widget)?;
    widget.await_state(&["waiting"], wait::USUAL)?;
    let mut rows = stage::rows(session)?;
    rows.sort_by_key(|row| row["created"].as_i64());
    rows.pop()
        .ok_or_else(|| Failure::Failed("nothing was saved".into()))
}

/// Leaves the widget for a page of the same origin without it.
fn away(stage: &Stage, session: &Session) -> Outcome {
    session.navigate(&stage.relay.page("tell.js"))
}

fn put(session: &Session, rows: &[Value]) -> Outcome {
    let put = session.script_async(PUT, &[rows.into()])?;
    ensure!(put == "put", "the rows were not put: {put}");
    Ok(())
}

/// The row as the first version leaves one that waits to be sent, with nothing that came later.
fn first_format(row: &Value) -> Value {
    let mut first = json!({});
    for member in FIRST {
        first[*member] = row[*member].clone();
    }
    first["state"] = json!("queued");
    first["not_before"] = json!(0);
    first["hour_requests"] = json!(0);
    first["lease"] = Value::Null;
    first
}

/// What the first version asks of a row before it sends it, and that it is still the same request.
fn readable_by_the_first(row: &Value, before: &Value) -> Outcome {
    for member in LASTING {
        ensure!(row[*member] == before[*member], "{member} has changed");
    }
    let states = ["queued", "sending", "waiting", "held", "needs-sign-in"];
    ensure!(
        row["state"].as_str().is_some_and(|s| states.contains(&s)),
        "the first version does not know {}",
        row["state"]
    );
    let numbers = ["attempts", "not_before", "hour_start", "hour_requests"];
    for member in numbers {
        ensure!(row[member].is_number(), "{member} is {}", row[member]);
    }
    ensure!(row["last_class"].is_string(), "last_class is no text");
    let lease = &row["lease"];
    ensure!(
        lease.is_null() || (lease["tab"].is_string() && lease["until"].is_number()),
        "the lease is {lease}"
    );
    Ok(())
}
