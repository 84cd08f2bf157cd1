//! The optional service worker: the widget without a network, and a request without a page.

use std::fs;
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use crate::case::{Case, Context};
use crate::engine::Engine;
use crate::host::{Host, PLAIN, WITH_WORKER};
use crate::journey::{self, PERSON};
use crate::outcome::{Failure, Outcome, ensure, fail};
use crate::wait;
use crate::webdriver::Session;
use crate::widget::Widget;

/// What the names of the worker's caches begin with.
const OURS: &str = "touchbase:";

/// The worker's script, as the host's imports it.
const SCRIPT: &str = "touchbase/touchbase-sw.js";

/// How the tags begin that the page asks for.
const TAG: &str = "tb1:";

pub(crate) fn cases() -> Vec<Case> {
    vec![
        Case {
            name: "worker-opens-the-widget-without-a-network",
            engines: Engine::ALL,
            run: without_a_network,
        },
        Case {
            name: "worker-shows-no-old-number-while-the-network-answers",
            engines: Engine::ALL,
            run: fresh,
        },
        Case {
            name: "worker-keeps-one-build",
            // A driven Firefox leaves the old worker in charge for longer than a case can wait: for
            // more than a minute after its last page is gone.
            engines: &[Engine::Chromium, Engine::WebKit],
            run: one_build,
        },
        Case {
            name: "worker-absent-leaves-no-cache",
            engines: Engine::ALL,
            run: absent,
        },
        Case {
            name: "worker-sends-without-a-page",
            engines: &[Engine::Chromium],
            run: sends,
        },
        Case {
            name: "worker-leaves-what-is-somebodys",
            engines: &[Engine::Chromium],
            run: leaves,
        },
        Case {
            name: "worker-wait-is-kept-by-an-open-page",
            engines: &[Engine::Chromium],
            run: waits,
        },
        Case {
            name: "worker-is-not-asked-for-by-a-page-with-tokens",
            engines: &[Engine::Chromium],
            run: not_asked,
        },
    ]
}

fn without_a_network(context: &Context<'_>) -> Outcome {
    let portal = context.portal()?;
    let mut host = Host::start(&portal, context.root(), |_| {})?;
    let profile = context.profile()?;
    let browser = context.launch(&profile)?;
    let session = browser.session()?;
    controlled(&session, &host)?;

    host.stop();
    reload(&session)?;
    let widget = Widget::on(&session);
    widget.await_screen("welcome")?;
    let phones = widget.phone_links()?;
    ensure!(
        phones.contains(&"988".to_owned()) && phones.contains(&"911".to_owned()),
        "without a network only {phones:?} can be called"
    );
    journey::to_review(&widget, &PERSON)?;
    journey::send(&widget)?;
    widget.await_state(&["queued", "waiting"], wait::USUAL)?;
    nothing_of_a_person(&session, &[PERSON.name, PERSON.phone])?;

    host.resume()?;
    widget.try_until_delivered()?;
    let row = portal.one_referral()?;
    let text = |key: &str| row[key].as_str().unwrap_or_default().to_owned();
    let (id, receipt) = (text("id"), text("receipt"));
    nothing_of_a_person(&session, &[PERSON.name, PERSON.phone, &id, &receipt])
}

/// A number that the host changed is shown at the next load, and without a network the last one.
fn fresh(context: &Context<'_>) -> Outcome {
    let portal = context.portal()?;
    let mut host = Host::start(&portal, context.root(), |_| {})?;
    let profile = context.profile()?;
    let browser = context.launch(&profile)?;
    let session = browser.session()?;
    controlled(&session, &host)?;
    let widget = Widget::on(&session);
    widget.await_screen("welcome")?;
    ensure!(
        !calls(&widget, "+15550100199")?,
        "the number is there already"
    );

    let mut config = portal.config()?;
    config["crisis"][0]["routes"][0] = json!({ "type": "phone", "value": "+15550100199" });
    host.put("touchbase.json", config.to_string())?;
    for stopped in [false, true] {
        if stopped {
            host.stop();
        }
        reload(&session)?;
        widget.renew();
        widget.await_screen("welcome")?;
        ensure!(
            calls(&widget, "+15550100199")?,
            "stopped {stopped}: {:?}",
            widget.phone_links()?
        );
    }
    Ok(())
}

/// The cache holds the files of one build as they were built, and another build takes its place.
fn one_build(context: &Context<'_>) -> Outcome {
    let portal = context.portal()?;
    let host = Host::start(&portal, context.root(), |_| {})?;
    let profile = context.profile()?;
    let browser = context.launch(&profile)?;
    let session = browser.session()?;
    controlled(&session, &host)?;
    let first = own_caches(&session)?;
    ensure!(first.len() == 1, "the worker has {first:?}");

    let script = fs::read_to_string(host.file(SCRIPT))?;
    let Some((_, version)) = first[0].rsplit_once(':') else {
        fail!("the cache has no version: {first:?}");
    };
    let next = script.replace(version, "0.0.0-next");
    ensure!(next != script, "the script does not name its version");
    host.put(SCRIPT, next)?;
    updated(&session, &host)?;
    wait::until("the new version's cache alone", wait::USUAL, || {
        let now = own_caches(&session)?;
        let replaced = now.len() == 1 && now[0].ends_with(":0.0.0-next");
        match replaced {
            true => Ok(Some(())),
            false => Err(Failure::Failed(format!("there are {now:?}"))),
        }
    })?;
    let kept = kept(&session)?;
    ensure!(
        kept.iter().any(|(url, _)| url.ends_with("/core_bg.wasm")),
        "the new cache has no files"
    );

    // A file that is not the one the worker was built with: none of them is kept, and the widget
    // comes from the network.
    let file = host.file("touchbase/lite.js");
    let mut changed = fs::read_to_string(&file)?;
    changed.push_str("// another build\n");
    fs::write(&file, changed)?;
    host.put(SCRIPT, script.replace(version, "0.0.0-mixed"))?;
    updated(&session, &host)?;
    reload(&session)?;
    let widget = Widget::on(&session);
    widget.await_screen("welcome")?;
    wait::throughout(Duration::from_secs(2), || {
        let mixed = self::kept(&session)?;
        let mixed = (mixed.iter())
            .find(|(url, _)| url.contains("0.0.0-mixed") && url.contains("/touchbase/"));
        ensure!(mixed.is_none(), "files of two builds are kept together");
        Ok(())
    })
}

fn absent(context: &Context<'_>) -> Outcome {
    let portal = context.portal()?;
    let host = Host::start(&portal, context.root(), |_| {})?;
    let profile = context.profile()?;
    let browser = context.launch(&profile)?;
    let session = browser.session()?;
    session.navigate(&host.page(PLAIN))?;
    let widget = Widget::on(&session);
    journey::to_review(&widget, &PERSON)?;
    journey::send(&widget)?;
    widget.try_until_delivered()?;
    let caches = session.script_async("caches.keys().then(arguments[0])", &[])?;
    ensure!(caches == json!([]), "without a worker there are {caches}");
    // The control: with one, the same look finds some.
    controlled(&session, &host)?;
    ensure!(!own_caches(&session)?.is_empty(), "the look finds no cache");
    Ok(())
}

fn sends(context: &Context<'_>) -> Outcome {
    let portal = context.portal()?;
    // The control first: without a worker nobody sends while no page is open.
    for (page, expected) in [(PLAIN, 0), (WITH_WORKER, 1)] {
        let mut host = Host::start(&portal, context.root(), at_once)?;
        let profile = context.profile()?;
        let browser = context.launch(&profile)?;
        let session = browser.session()?;
        let tag = left_waiting(&session, &mut host, page)?;
        session.navigate("about:blank")?;
        host.resume()?;
        sync(&session, &host, &tag)?;
        if expected == 1 {
            let row = portal.one_referral()?;
            ensure!(row["record"]["name"] == PERSON.name, "another name arrived");
        }
        sync(&session, &host, &tag)?;
        wait::throughout(Duration::from_secs(12), || portal.holds(expected))?;
        if expected == 1 {
            // The person is told when they look again, and nothing is sent twice.
            session.navigate(&host.page(page))?;
            Widget::on(&session).await_screen("welcome")?;
            wait::throughout(Duration::from_secs(3), || portal.holds(1))?;
            let rows = stored(&session)?;
            ensure!(rows.is_empty(), "what was delivered is still stored");
        }
        browser.close()?;
    }
    Ok(())
}

/// Where the receiver takes the sender from the request, a worker sends nothing, and where it wants
/// a sign-in, the row is left as it was.
fn leaves(context: &Context<'_>) -> Outcome {
    let portal = context.portal()?;
    let user = |config: &mut Value| {
        at_once(config);
        config["referral"]["transport_identity"] = json!("user");
    };
    for refuses in [false, true] {
        let mut host = match refuses {
            false => Host::start(&portal, context.root(), user)?,
            true => Host::start(&portal, context.root(), at_once)?,
        };
        let profile = context.profile()?;
        let browser = context.launch(&profile)?;
        let session = browser.session()?;
        let tag = left_waiting(&session, &mut host, WITH_WORKER)?;
        let before = stored(&session)?;
        session.navigate("about:blank")?;
        if refuses {
            portal.fail_always(&json!({ "status": 401 }))?;
        }
        host.resume()?;
        sync(&session, &host, &tag)?;
        wait::throughout(Duration::from_secs(12), || portal.holds(0))?;
        session.navigate(&host.page("prelude.js"))?;
        let after = stored(&session)?;
        ensure!(
            after.len() == 1 && after[0]["state"] == "waiting",
            "refuses {refuses}: {before:?} became {after:?}"
        );
        let asked = after[0]["last_class"] == "sign-in";
        ensure!(asked == refuses, "refuses {refuses}: it is {after:?}");
        portal.clear_faults()?;
        browser.close()?;
    }
    Ok(())
}

/// The receiver asks the worker for time while a page is open that is without a network. The page
/// sees it, and does not send before it is over, though its network returns.
fn waits(context: &Context<'_>) -> Outcome {
    let portal = context.portal()?;
    let mut host = Host::start(&portal, context.root(), at_once)?;
    let profile = context.profile()?;
    let browser = context.launch(&profile)?;
    let session = browser.session()?;
    let tag = left_waiting(&session, &mut host, WITH_WORKER)?;
    network(&session, false)?;
    host.resume()?;
    // One answer. The next request would be stored.
    portal.set_faults(&json!([{ "status": 503, "headers": { "retry-after": "120" } }]))?;
    sync(&session, &host, &tag)?;
    let row = wait::until("the worker to be told to wait", wait::USUAL * 2, || {
        let row = stored(&session)?.remove(0);
        Ok((row["last_class"] == "server").then_some(row))
    })?;
    ensure!(portal.faults_left()? == 0, "the answer was not used");
    let now = session.script("return Date.now()", &[])?.as_f64();
    let left = row["not_before"]
        .as_f64()
        .zip(now)
        .map(|(at, now)| at - now);
    ensure!(
        left.is_some_and(|left| left > 60_000.0),
        "the worker wrote {row}"
    );
    network(&session, true)?;
    session.script("window.dispatchEvent(new Event('online'))", &[])?;
    wait::throughout(Duration::from_secs(12), || portal.holds(0))?;
    let after = stored(&session)?;
    ensure!(
        after.len() == 1 && after[0]["not_before"] == row["not_before"],
        "{row} became {after:?}"
    );
    // The control: the same page sends it when a person presses.
    Widget::on(&session).try_until_delivered()?;
    portal.holds(1)?;
    browser.close()
}

/// A worker has no token, so a page that gives one asks for no sync.
fn not_asked(context: &Context<'_>) -> Outcome {
    let portal = context.portal()?;
    for with_tokens in [false, true] {
        let mut host = Host::start(&portal, context.root(), at_once)?;
        let profile = context.profile()?;
        let browser = context.launch(&profile)?;
        let session = browser.session()?;
        controlled(&session, &host)?;
        if with_tokens {
            session.script(
                "document.querySelector('touch-base').tokenProvider = async () => 'token'",
                &[],
            )?;
        }
        let tag = left_here(&session, &mut host)?;
        let asked = || -> Outcome<bool> {
            let tags = session.script_async(
                "const done = arguments[0];
                 navigator.serviceWorker.getRegistration().then((r) => r.sync.getTags()).then(done)",
                &[],
            )?;
            Ok(tags
                .as_array()
                .is_some_and(|tags| tags.contains(&json!(tag))))
        };
        if with_tokens {
            wait::throughout(Duration::from_secs(3), || {
                ensure!(!asked()?, "a page with tokens asked for {tag}");
                Ok(())
            })?;
        } else {
            wait::until("the page to ask for a sync", wait::USUAL, || {
                Ok(asked()?.then_some(()))
            })?;
        }
        browser.close()?;
    }
    Ok(())
}

/// The network of the page alone; its worker has its own.
fn network(session: &Session, there: bool) -> Outcome {
    let conditions = json!({
        "offline": !there, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1,
    });
    session.devtools("Network.enable", &json!({}))?;
    session.devtools("Network.emulateNetworkConditions", &conditions)?;
    Ok(())
}

/// A request that the page could not send. Returns the tag under which the page asks for a sync.
fn left_waiting(session: &Session, host: &mut Host, page: &str) -> Outcome<String> {
    match page {
        WITH_WORKER => controlled(session, host)?,
        _ => session.navigate(&host.page(page))?,
    }
    left_here(session, host)
}

/// The same on the page that is open.
fn left_here(session: &Session, host: &mut Host) -> Outcome<String> {
    let widget = Widget::on(session);
    journey::to_review(&widget, &PERSON)?;
    host.stop();
    journey::send(&widget)?;
    widget.await_state(&["waiting"], wait::USUAL)?;
    let rows = stored(session)?;
    ensure!(rows.len() == 1, "stored are {rows:?}");
    Ok([TAG, rows[0]["dest"].as_str().unwrap_or_default()].concat())
}

/// No computers to spread over.
fn at_once(config: &mut Value) {
    config["referral"]["reconnect_spread_s"] = json!(0);
}

/// As a person reloads: Firefox's driver has it go past the worker.
fn reload(session: &Session) -> Outcome {
    session.script("window.before = true; location.reload()", &[])?;
    wait::until("the page again", wait::USUAL, || {
        let there = "return window.before === undefined && document.readyState === 'complete'";
        Ok((session.script(there, &[])? == true).then_some(()))
    })
}

/// Opens the host's page, waits until its worker has everything, and opens it again under the
/// worker.
fn controlled(session: &Session, host: &Host) -> Outcome {
    session.navigate(&host.page(WITH_WORKER))?;
    wait::until("the worker to be active", Duration::from_secs(40), || {
        let state = session.script_async(
            "const done = arguments[0];
             if (!navigator.serviceWorker) done('no service workers here');
             else navigator.serviceWorker.getRegistration().then((r) =>
               done(r?.active?.state ?? 'none'), (e) => done(String(e)))",
            &[],
        )?;
        match state.as_str() {
            Some("activated") => Ok(Some(())),
            other => Err(Failure::Failed(format!("it is {other:?}"))),
        }
    })?;
    // A page that stands there already stays without it.
    session.navigate("about:blank")?;
    wait::until("the page under the worker", wait::USUAL, || {
        session.navigate(&host.page(WITH_WORKER))?;
        let found = session.script_async(
            "const done = arguments[0];
             navigator.serviceWorker.getRegistration().then((r) => done(
               [String(navigator.serviceWorker.controller), r?.active?.state, isSecureContext]))",
            &[],
        )?;
        match found[0] != "null" {
            true => Ok(Some(())),
            false => Err(Failure::Failed(format!("it is {found}"))),
        }
    })?;
    let violations = session.script("return window.seen.violations", &[])?;
    ensure!(violations == json!([]), "the policy refused {violations}");
    Ok(())
}

/// Has the browser look for a new worker, and leaves the page so that the new one takes over.
fn updated(session: &Session, host: &Host) -> Outcome {
    session.script_async(
        "const done = arguments[0];
         navigator.serviceWorker.getRegistration().then((r) => r.update()).then(() => done(1), done)",
        &[],
    )?;
    wait::until("the new worker to be installed", wait::USUAL, || {
        let found = session.script_async(
            "const done = arguments[0];
             navigator.serviceWorker.getRegistration().then((r) =>
               done(Boolean(r.waiting) && !r.installing))",
            &[],
        )?;
        Ok((found == true).then_some(()))
    })?;
    // The old one stays until the browser has let go of its last page, which takes its time.
    wait::until(
        "the new worker to take over",
        Duration::from_secs(30),
        || {
            session.navigate("about:blank")?;
            thread::sleep(Duration::from_secs(1));
            session.navigate(&host.page(WITH_WORKER))?;
            let found = session.script_async(
                "const done = arguments[0];
             navigator.serviceWorker.getRegistration().then((r) =>
               done(!r.installing && !r.waiting && r.active?.state === 'activated'))",
                &[],
            )?;
            Ok((found == true).then_some(()))
        },
    )
}

/// Wakes the worker as the browser does when the network is back.
fn sync(session: &Session, host: &Host, tag: &str) -> Outcome {
    session.devtools("ServiceWorker.enable", &json!({}))?;
    // The profile is new, so the host's registration is among the first; others are nobody's.
    for id in 0..4 {
        let event = json!({
            "origin": host.origin(),
            "registrationId": id.to_string(),
            "tag": tag,
            "lastChance": false,
        });
        session.devtools("ServiceWorker.dispatchSyncEvent", &event)?;
    }
    Ok(())
}

fn calls(widget: &Widget<'_>, number: &str) -> Outcome<bool> {
    Ok(widget.phone_links()?.iter().any(|link| link == number))
}

/// The names of the worker's caches.
fn own_caches(session: &Session) -> Outcome<Vec<String>> {
    let names = session.script_async("caches.keys().then(arguments[0])", &[])?;
    let names = names.as_array().into_iter().flatten();
    Ok(names
        .filter_map(Value::as_str)
        .filter(|name| name.starts_with(OURS))
        .map(str::to_owned)
        .collect())
}

/// What is in the worker's caches: addresses, with the cache's name before them, and texts.
fn kept(session: &Session) -> Outcome<Vec<(String, String)>> {
    let found = session.script_async(
        "const done = arguments[1];
         (async () => {
           const out = [];
           for (const name of await caches.keys()) {
             if (!name.startsWith(arguments[0])) continue;
             const cache = await caches.open(name);
             for (const request of await cache.keys()) {
               const answer = await cache.match(request);
               const bytes = await answer.arrayBuffer();
               out.push([`${request.method} ${name} ${request.url}`,
                 new TextDecoder('latin1').decode(bytes)]);
             }
           }
           return out;
         })().then(done, (error) => done(String(error)))",
        &[OURS.into()],
    )?;
    let Value::Array(list) = found else {
        fail!("reading the caches: {found}");
    };
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    Ok(list
        .iter()
        .map(|entry| (text(&entry[0]), text(&entry[1])))
        .collect())
}

/// The caches hold the widget's files and the configuration, and none of `secrets`.
fn nothing_of_a_person(session: &Session, secrets: &[&str]) -> Outcome {
    let entries = kept(session)?;
    let files = |url: &str| url.contains("/touchbase/") || url.ends_with("/touchbase.json");
    for (url, _) in &entries {
        ensure!(url.starts_with("GET ") && files(url), "{url} is kept");
    }
    ensure!(
        ["/touchbase.js", "/core_bg.wasm", "/touchbase.json"]
            .iter()
            .all(|name| entries.iter().any(|(url, _)| url.ends_with(name))),
        "kept are only {:?}",
        entries.iter().map(|(url, _)| url).collect::<Vec<_>>()
    );
    for secret in secrets {
        ensure!(!secret.is_empty(), "there is nothing to look for");
        ensure!(
            !holds(&entries, secret),
            "the cache holds something of a person"
        );
        // The control: the same look finds it where it was put.
        plant(session, secret)?;
        ensure!(
            holds(&kept(session)?, secret),
            "the search does not find what was planted"
        );
        unplant(session)?;
    }
    ensure!(kept(session)?.len() == entries.len(), "the control stayed");
    Ok(())
}

fn holds(entries: &[(String, String)], secret: &str) -> bool {
    entries
        .iter()
        .any(|(url, text)| url.contains(secret) || text.contains(secret))
}

fn plant(session: &Session, text: &str) -> Outcome {
    let done = session.script_async(
        "const done = arguments[2];
         (async () => {
           const name = (await caches.keys()).find((name) => name.startsWith(arguments[0]));
           const cache = await caches.open(name);
           await cache.put('/planted', new Response(arguments[1]));
         })().then(() => done(true), (error) => done(String(error)))",
        &[OURS.into(), text.into()],
    )?;
    ensure!(done == true, "the control was not planted: {done}");
    Ok(())
}

fn unplant(session: &Session) -> Outcome {
    let done = session.script_async(
        "const done = arguments[1];
         (async () => {
           const name = (await caches.keys()).find((name) => name.startsWith(arguments[0]));
           return (await caches.open(name)).delete('/planted');
         })().then(done, (error) => done(String(error)))",
        &[OURS.into()],
    )?;
    ensure!(done == true, "the control was not taken away: {done}");
    Ok(())
}

/// The rows of the outbox, without their sealed bytes.
fn stored(session: &Session) -> Outcome<Vec<Value>> {
    let rows = session.script_async(
        "const done = arguments[0];
         const asked = (request) => new Promise((yes, no) => {
           request.onsuccess = () => yes(request.result);
           request.onerror = () => no(request.error);
         });
         (async () => {
           const db = await asked(indexedDB.open('tb1'));
           const rows = await asked(db.transaction('outbox').objectStore('outbox').getAll());
           db.close();
           return rows.map(({ jwe, ...row }) => row);
         })().then(done, (error) => done(String(error)))",
        &[],
    )?;
    match rows {
        Value::Array(rows) => Ok(rows),
        other => fail!("reading the outbox: {other}"),
    }
}
