//! The browser's storage fails: nothing is called saved that is not, what was saved is not lost by
//! it, and the request can still be sent while the page is open.

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use serde_json::json;

use crate::case::{Case, Context};
use crate::engine::Engine;
use crate::journey::{self, PERSON, Person};
use crate::outcome::{Outcome, ensure, fail};
use crate::relay::Way;
use crate::stage::{self, Stage};
use crate::wait;
use crate::widget::Widget;

/// What is shown only of what a device holds.
const SAVED: &[&str] = &[
    "state-queued",
    "state-sending",
    "state-waiting",
    "state-held",
];

/// A new profile takes a third of it.
const DISK: u32 = 160;

/// Makes every attempt to open a database fail, as browsers do for a broken one.
const UNOPENABLE: &str = "
IDBFactory.prototype.open = function () {
  const request = new EventTarget();
  request.error = new DOMException('Internal error.', 'UnknownError');
  request.readyState = 'done';
  setTimeout(() => {
    const event = new Event('error');
    request.dispatchEvent(event);
    request.onerror?.(event);
  });
  return request;
};
";

/// A later version of the product was here, with a row of its own.
const NEWER: &str = "
const done = arguments[arguments.length - 1];
const request = indexedDB.open('tb1', 99);
request.onupgradeneeded = () => {
  request.result.createObjectStore('outbox', { keyPath: 'id' }).put({ id: 'newer', v: 99 });
  request.result.createObjectStore('of-later', { keyPath: 'id' });
};
request.onsuccess = () => { request.result.close(); done('made'); };
request.onerror = () => done(String(request.error));
";

/// What the database of that version holds.
const NEWER_HOLDS: &str = "
const done = arguments[arguments.length - 1];
const request = indexedDB.open('tb1');
request.onerror = () => done(String(request.error));
request.onsuccess = () => {
  const db = request.result;
  const all = db.transaction('outbox').objectStore('outbox').getAll();
  all.onsuccess = () => {
    done({ version: db.version, stores: Array.from(db.objectStoreNames), rows: all.result });
    db.close();
  };
};
";

/// Another script of the page holds the database and does not let go when it is to be deleted.
const BLOCKED: &str = "
const done = arguments[arguments.length - 1];
const request = indexedDB.open('tb1', 1);
request.onupgradeneeded = () => {
  request.result.createObjectStore('outbox', { keyPath: 'id' });
  request.result.createObjectStore('receipts', { keyPath: 'key' });
  request.result.createObjectStore('meta', { keyPath: 'key' });
};
request.onsuccess = () => {
  window.heldOpen = request.result;
  indexedDB.deleteDatabase('tb1').onblocked = () => done('blocked');
};
";

pub(crate) fn cases() -> Vec<Case> {
    vec![
        Case {
            name: "storage-full-when-a-request-is-to-be-saved",
            engines: Engine::ALL,
            run: full_at_first,
        },
        Case {
            name: "storage-full-when-the-receipt-comes",
            engines: &[Engine::Chromium, Engine::Firefox],
            run: full_at_last,
        },
        Case {
            name: "storage-cleared-while-a-request-waits",
            engines: &[Engine::Chromium],
            run: cleared,
        },
        Case {
            name: "storage-damaged-between-two-visits",
            engines: &[Engine::Chromium, Engine::Firefox],
            run: damaged,
        },
        Case {
            name: "storage-that-opens-no-more-is-mended-by-clearing",
            engines: &[Engine::Firefox, Engine::WebKit],
            run: opens_no_more,
        },
        Case {
            name: "storage-that-a-killed-browser-left-half-made",
            engines: &[Engine::Firefox],
            run: half_made,
        },
        Case {
            name: "storage-that-cannot-be-opened",
            engines: Engine::ALL,
            run: unopenable,
        },
        Case {
            name: "storage-of-a-later-version-is-left-alone",
            engines: Engine::ALL,
            run: newer,
        },
        Case {
            name: "storage-blocked-by-another-script",
            engines: Engine::ALL,
            run: blocked,
        },
    ]
}

fn full_at_first(context: &Context<'_>) -> Outcome {
    let profile = context.small_profile(DISK)?;
    let stage = Stage::set(context, |_| ())?;
    let browser = context.launch(&profile)?;
    let session = browser.session()?;
    let widget = stage.to_review(&session, &PERSON)?;
    stage::listen(&widget)?;
    profile.fill()?;
    in_memory_until_delivered(&stage, &widget)?;

    // The control: with room on the disk the same page says saved.
    profile.empty()?;
    stage.to_review(&session, &PERSON)?;
    let widget = Widget::on(&session);
    stage::listen(&widget)?;
    stage.relay.forget();
    journey::send(&widget)?;
    widget.await_state(&["delivered"], wait::USUAL)?;
    ensure!(
        stage
            .relay
            .told()
            .iter()
            .any(|told| SAVED.contains(&told.as_str())),
        "with room on the disk it never said saved: {:?}",
        stage.relay.told()
    );
    browser.kill()
}

fn full_at_last(context: &Context<'_>) -> Outcome {
    let profile = context.small_profile(DISK)?;
    let stage = Stage::set(context, |_| ())?;
    let browser = context.launch(&profile)?;
    let session = browser.session()?;
    let widget = stage.to_review(&session, &PERSON)?;
    stage.relay.set(Way::HeldAfter);
    journey::send(&widget)?;
    wait::until("the receiver to have it", wait::USUAL, || {
        Ok((stage.names()?.len() == 1).then_some(()))
    })?;
    profile.fill()?;
    stage.relay.set(Way::Open);
    widget.await_state(&["delivered"], wait::USUAL)?;
    let receipt = stage.portal.one_referral()?["receipt"].clone();
    ensure!(
        widget.text()?.contains(receipt.as_str().unwrap_or("?")),
        "the receipt is not on the screen"
    );
    profile.empty()?;
    stage::drained(&session, wait::USUAL * 4)?;
    let posts = stage.relay.arrivals().len();
    context.note(format!("{posts} posts for one row"));
    ensure!(
        posts > 1,
        "the receipt was written to the full disk, so this shows nothing"
    );
    same_bytes(&stage)?;
    stage.portal.holds(1)?;
    browser.kill()
}

/// The site's data is deleted under an open page, as by the browser's own "clear data".
fn cleared(context: &Context<'_>) -> Outcome {
    let stage = Stage::set(context, |_| ())?;
    let session = context.session()?;
    let widget = stage.to_review(&session, &PERSON)?;
    stage.relay.set(Way::Cut);
    journey::send(&widget)?;
    widget.await_state(&["waiting"], wait::USUAL)?;
    session.devtools(
        "Storage.clearDataForOrigin",
        &json!({ "origin": stage.relay.origin(), "storageTypes": "all" }),
    )?;
    ensure!(stage::rows(&session)?.is_empty(), "the row is still there");
    session.script("window.dispatchEvent(new Event('online'))", &[])?;
    widget.await_state(&["unreadable"], wait::USUAL)?;
    ensure!(
        !widget.phone_links_of_screen()?.is_empty(),
        "no phone number beside what was lost"
    );
    // The widget goes on.
    stage.relay.set(Way::Open);
    let widget = stage.to_review(&session, &PERSON)?;
    journey::send(&widget)?;
    widget.await_state(&["delivered"], wait::USUAL)?;
    stage.portal.holds(1)
}

/// What the browser keeps the rows in is overwritten, and it puts a new database in its place. Who
/// looks at their requests is told, without a word of a request, and the next session is not. It is
/// not called sent, and the widget works.
fn damaged(context: &Context<'_>) -> Outcome {
    let profile = context.profile()?;
    let stage = Stage::set(context, |_| ())?;
    let browser = context.launch(&profile)?;
    let session = browser.session()?;
    // The control: where nothing was lost, that is not said.
    stage.open(&session)?;
    let widget = Widget::on(&session);
    ensure!(!says_damaged(&widget)?, "it says so with nothing lost");
    let widget = stage.to_review(&session, &PERSON)?;
    stage.relay.set(Way::Cut);
    journey::send(&widget)?;
    widget.await_state(&["waiting"], wait::USUAL)?;
    browser.kill()?;
    let overwritten = overwrite(&databases(context.engine, &profile.path()), 0)?;
    ensure!(overwritten > 0, "no file of a database was found");

    let browser = context.launch(&profile)?;
    let session = browser.session()?;
    stage.relay.set(Way::Open);
    stage.open(&session)?;
    let widget = Widget::on(&session);
    wait::until("the damage to be said", wait::USUAL, || {
        Ok(says_damaged(&widget)?.then_some(()))
    })?;
    ensure!(widget.states()?.is_empty(), "it shows a request");
    ensure!(
        widget.text()?.contains("You can also call"),
        "no phone number beside what was lost"
    );
    session.script("document.querySelector('touch-base').clear()", &[])?;
    widget.await_screen("welcome")?;
    ensure!(!says_damaged(&widget)?, "the next session hears of it");
    stage.mended_by_the_next(&session, "Ottoline Brackwater")?;
    stage.portal.holds(1)
}

/// What WebKitGTK does with every damaged database, and Firefox with one whose file opens: it says no,
/// at every visit. Nothing is called saved, and clearing the computer mends it.
fn opens_no_more(context: &Context<'_>) -> Outcome {
    let profile = context.profile()?;
    let stage = Stage::set(context, |_| ())?;
    let browser = context.launch(&profile)?;
    let session = browser.session()?;
    let widget = stage.to_review(&session, &PERSON)?;
    stage.relay.set(Way::Cut);
    journey::send(&widget)?;
    widget.await_state(&["waiting"], wait::USUAL)?;
    // What is not yet in the database's own file comes there when the browser is closed.
    browser.close()?;
    let from = match context.engine {
        // Behind what says that this is a database.
        Engine::Firefox => 8192,
        _ => 0,
    };
    let overwritten = overwrite(&databases(context.engine, &profile.path()), from)?;
    ensure!(overwritten > 0, "no file of a database was found");

    let browser = context.launch(&profile)?;
    let session = browser.session()?;
    for visit in 1..=2 {
        let person = Person {
            name: &format!("{} {visit}", PERSON.name),
            ..PERSON
        };
        let widget = stage.to_review(&session, &person)?;
        stage::listen(&widget)?;
        in_memory(&stage, &widget)?;
        stage.portal.holds(visit)?;
    }
    stage.open(&session)?;
    let widget = Widget::on(&session);
    requests(&widget)?;
    let words = widget.text()?;
    ensure!(
        words.contains("do not know what became of it") && words.contains("You can also call"),
        "whoever asked before is not told what to do: {words:?}"
    );
    widget.press("clear-device")?;
    widget.press("clear-device")?;
    wait::until("the computer to be cleared", wait::USUAL, || {
        Ok(widget.text()?.contains("is cleared").then_some(()))
    })?;
    stage.mended_by_the_next(&session, "Ottoline Brackwater")?;
    stage.portal.holds(3)
}

/// Goes to where one looks at one's requests.
fn requests(widget: &Widget<'_>) -> Outcome {
    if widget.screen()? != "outbox" {
        widget.press("about")?;
        widget.await_screen("about")?;
        widget.press("outbox")?;
        widget.await_screen("outbox")?;
    }
    Ok(())
}

/// Whether whoever looks at their requests is told that something could not be read.
fn says_damaged(widget: &Widget<'_>) -> Outcome<bool> {
    requests(widget)?;
    Ok(widget.text()?.contains("could not be read"))
}

/// What Firefox leaves when it is killed in the middle of making a database: a file without a table,
/// which it does not read from then on.
fn half_made(context: &Context<'_>) -> Outcome {
    let profile = context.profile()?;
    let stage = Stage::set(context, |_| ())?;
    let browser = context.launch(&profile)?;
    let session = browser.session()?;
    let widget = stage.to_review(&session, &PERSON)?;
    journey::send(&widget)?;
    widget.await_state(&["delivered"], wait::USUAL)?;
    browser.kill()?;
    let mut cut = 0;
    for file in files_below(&profile.path().join("storage/default"))? {
        match file.extension().and_then(|kind| kind.to_str()) {
            Some("sqlite") => {
                fs::remove_file(&file)?;
                let empty = Connection::open(&file)?;
                empty.execute_batch("PRAGMA auto_vacuum = INCREMENTAL; VACUUM")?;
                cut += 1;
            }
            Some("sqlite-wal") => fs::remove_file(&file)?,
            _ => {}
        }
    }
    ensure!(cut == 1, "{cut} databases were emptied");

    let browser = context.launch(&profile)?;
    let session = browser.session()?;
    // The widget would mend it by looking.
    session.navigate(&stage.relay.page("tell.js"))?;
    ensure!(
        stage::unreadable(&session),
        "the browser reads what is half made"
    );
    stage.mended_by_the_next(&session, "Ottoline Brackwater")?;
    browser.close()
}

fn unopenable(context: &Context<'_>) -> Outcome {
    let stage = Stage::with(context, |_| (), |page| page.script_first("unopenable.js"))?;
    stage.portal.serve("unopenable.js", UNOPENABLE)?;
    let session = context.session()?;
    let widget = stage.to_review(&session, &PERSON)?;
    stage::listen(&widget)?;
    in_memory_until_delivered(&stage, &widget)
}

fn newer(context: &Context<'_>) -> Outcome {
    let stage = Stage::set(context, |_| ())?;
    let session = context.session()?;
    stage.open(&session)?;
    let made = session.script_async(NEWER, &[])?;
    ensure!(made == "made", "no database of a later version: {made}");
    let before = session.script_async(NEWER_HOLDS, &[])?;
    let widget = stage.to_review(&session, &PERSON)?;
    stage::listen(&widget)?;
    in_memory_until_delivered(&stage, &widget)?;
    let after = session.script_async(NEWER_HOLDS, &[])?;
    ensure!(before == after, "it was {before}, and is {after}");
    ensure!(after["version"] == 99, "the control is not there: {after}");
    Ok(())
}

/// A browser says nothing about a database that somebody holds. Nobody waits for it without end.
fn blocked(context: &Context<'_>) -> Outcome {
    let stage = Stage::set(context, |_| ())?;
    let session = context.session()?;
    let widget = stage.to_review(&session, &PERSON)?;
    stage::listen(&widget)?;
    let state = session.script_async(BLOCKED, &[])?;
    ensure!(state == "blocked", "nothing is blocked: {state}");
    in_memory_until_delivered(&stage, &widget)
}

/// "Send" where nothing can be saved: the screen says so while the receiver is away, and the
/// request goes out when it is back.
fn in_memory_until_delivered(stage: &Stage, widget: &Widget<'_>) -> Outcome {
    in_memory(stage, widget)?;
    stage.portal.holds(1)
}

/// The same, whatever the receiver holds already.
fn in_memory(stage: &Stage, widget: &Widget<'_>) -> Outcome {
    stage.relay.forget();
    stage.relay.set(Way::HeldBefore);
    widget.press("send")?;
    widget.await_screen("status")?;
    widget.await_state(&["in-memory"], wait::USUAL)?;
    let words = widget.text()?;
    ensure!(
        !words.contains("Saved on this computer"),
        "it says saved: {words:?}"
    );
    ensure!(
        !widget.phone_links_of_screen()?.is_empty(),
        "no phone number beside what is not saved"
    );
    stage.relay.set(Way::Open);
    widget.try_until_delivered()?;
    let told = stage.relay.told();
    ensure!(
        !told.iter().any(|told| SAVED.contains(&told.as_str())),
        "nothing was saved, and it showed {told:?}"
    );
    Ok(())
}

/// All posts of one id carried the same bytes.
fn same_bytes(stage: &Stage) -> Outcome {
    let posts = stage.relay.arrivals();
    let Some(first) = posts.first() else {
        fail!("nothing was posted");
    };
    ensure!(
        posts
            .iter()
            .all(|post| post.id == first.id && post.body == first.body),
        "one request was posted in two forms"
    );
    Ok(())
}

/// Where a browser keeps a page's databases.
fn databases(engine: Engine, profile: &Path) -> PathBuf {
    profile.join(match engine {
        Engine::Chromium => "Default/IndexedDB",
        Engine::Firefox => "storage/default",
        Engine::WebKit => "data/databases/indexeddb",
    })
}

/// Overwrites every file below a folder, from this byte on. Returns how many there were.
fn overwrite(folder: &Path, from: usize) -> Outcome<usize> {
    let mut count = 0;
    for file in files_below(folder)? {
        // Firefox keeps a note of whose the folder is beside them.
        if file.file_name().is_some_and(|name| name == ".metadata-v2") {
            continue;
        }
        let mut bytes = fs::read(&file)?;
        bytes.resize(bytes.len().max(64), 0);
        bytes.iter_mut().skip(from).for_each(|byte| *byte = 0xA5);
        fs::write(&file, bytes)?;
        count += 1;
    }
    Ok(count)
}

fn files_below(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(files_below(&path)?);
        } else {
            files.push(path);
        }
    }
    Ok(files)
}
