//! The ground the other cases stand on: that each engine can be driven at all.

use std::fs;

use crate::case::{Case, Context};
use crate::engine::Engine;
use crate::outcome::{Outcome, ensure};
use crate::process::folder;
use crate::site::Site;
use crate::widget::Widget;

const PAGE: &str = "<!doctype html><title>Ground</title><touch-base></touch-base>\
    <script src=\"ground.js\"></script>";

const SCRIPT: &str = "
const host = document.querySelector('touch-base');
const mode = location.hash === '#closed' ? 'closed' : 'open';
const root = host.attachShadow({ mode });
const screen = document.createElement('div');
screen.dataset.screen = 'first';
const field = document.createElement('input');
field.name = 'name';
const button = document.createElement('button');
button.dataset.action = 'go';
button.textContent = 'Go';
button.addEventListener('click', (event) => {
  screen.dataset.screen = event.isTrusted ? field.value : 'untrusted';
});
screen.append(field, button);
root.append(screen);
";

pub(crate) fn cases() -> Vec<Case> {
    vec![
        Case {
            name: "harness-drives-a-shadow-root",
            engines: Engine::ALL,
            run: drives,
        },
        Case {
            name: "harness-keeps-a-profile-over-a-kill",
            engines: Engine::ALL,
            run: keeps,
        },
    ]
}

fn drives(context: &Context<'_>) -> Outcome {
    let folder = folder("touchbase-site-")?;
    fs::write(folder.path().join("page.html"), PAGE)?;
    fs::write(folder.path().join("ground.js"), SCRIPT)?;
    let site = Site::start(folder.path())?;
    let session = context.session()?;
    let modes: &[&str] = if context.engine.reaches_closed_roots() {
        &["open", "closed"]
    } else {
        &["open"]
    };
    for mode in modes {
        session.navigate("about:blank")?;
        session.navigate(&format!("{}/page.html#{mode}", site.origin()))?;
        let widget = Widget::on(&session);
        widget.await_screen("first")?;
        widget.fill("name", "second")?;
        widget.press("go")?;
        widget.await_screen("second")?;
    }
    if context.engine != Engine::WebKit {
        ensure!(!session.screenshot()?.is_empty(), "an empty screenshot");
    }
    Ok(())
}

/// The control of every case that kills a browser: what was committed before is there after.
fn keeps(context: &Context<'_>) -> Outcome {
    let folder = folder("touchbase-site-")?;
    fs::write(
        folder.path().join("page.html"),
        "<!doctype html><title>Ground</title>",
    )?;
    let site = Site::start(folder.path())?;
    let page = format!("{}/page.html", site.origin());
    let profile = context.profile()?;

    let browser = context.launch(&profile)?;
    let session = browser.session()?;
    session.navigate(&page)?;
    let stored = session.script_async(
        "const done = arguments[arguments.length - 1];
         const open = indexedDB.open('ground', 1);
         open.onupgradeneeded = () => open.result.createObjectStore('rows');
         open.onerror = () => done('no');
         open.onsuccess = () => {
           const write = open.result.transaction('rows', 'readwrite', { durability: 'strict' });
           write.objectStore('rows').put('kept', 1);
           write.oncomplete = () => done('yes');
           write.onabort = () => done('no');
         };",
        &[],
    )?;
    ensure!(stored == "yes", "the row was not stored");
    browser.kill()?;

    let browser = context.launch(&profile)?;
    let session = browser.session()?;
    session.navigate(&page)?;
    let found = session.script_async(
        "const done = arguments[arguments.length - 1];
         const open = indexedDB.open('ground', 1);
         open.onupgradeneeded = () => open.transaction.abort();
         open.onerror = () => done('nothing');
         open.onsuccess = () => {
           const read = open.result.transaction('rows').objectStore('rows').get(1);
           read.onsuccess = () => done(read.result);
           read.onerror = () => done('nothing');
         };",
        &[],
    )?;
    ensure!(
        found == "kept",
        "the row is gone after the browser was killed"
    );
    browser.close()
}
