//! Many tabs without a network, and then it is back for all of them at once.

use std::collections::BTreeSet;
use std::time::Instant;

use serde_json::{Value, json};

use crate::case::{Case, Context};
use crate::engine::Engine;
use crate::journey::{self, PERSON, Person};
use crate::outcome::{Outcome, ensure};
use crate::relay::{Way, overlap};
use crate::stage::{self, Stage};
use crate::wait;
use crate::webdriver::Session;
use crate::widget::Widget;

/// So many in the long run; each takes its time to open.
const TABS: usize = 50;
const FEW_TABS: usize = 10;
const REQUESTS: usize = 3;

/// Each tab tells that it wants to send, and whether another had the right to.
const RIVALS: &str = "
const own = Math.random().toString().slice(2);
const request = LockManager.prototype.request;
LockManager.prototype.request = function (name, options, take) {
  return request.call(this, name, options, (lock) => {
    if (name.startsWith('tb:')) window.tell((lock ? 'first-' : 'busy-') + own);
    return take(lock);
  });
};
";

pub(crate) fn cases() -> Vec<Case> {
    vec![Case {
        name: "crowd-of-tabs-sends-each-request-once",
        engines: &[Engine::Chromium],
        run: crowd,
    }]
}

fn crowd(context: &Context<'_>) -> Outcome {
    // Within two seconds every tab wants to send, so that they meet.
    let spread = |config: &mut Value| config["referral"]["reconnect_spread_s"] = json!(2);
    let stage = Stage::with(context, spread, |page| page.script_first("rivals.js"))?;
    stage.portal.serve("rivals.js", RIVALS)?;
    let count = if stage::long() { TABS } else { FEW_TABS };
    // Of its own, so that a crowd that fails takes no other case along.
    let browser = context.launch(&*context.profile()?)?;
    let session = browser.session()?;
    let first = session.window()?;
    let widget = stage.to_review(&session, &person(0))?;
    let mut tabs = vec![first.clone()];
    while tabs.len() < count {
        let tab = session.open_tab()?;
        session.switch_to(&tab)?;
        stage.open(&session)?;
        Widget::on(&session).press("skip-check")?;
        tabs.push(tab);
    }
    online(&session, &tabs, false)?;

    session.switch_to(&first)?;
    widget.renew();
    for request in 0..REQUESTS {
        if request > 0 {
            widget.press("see-options")?;
            widget.await_screen("options")?;
            journey::start_referral(&widget)?;
            journey::fill_referral(&widget, &person(request))?;
        }
        journey::send(&widget)?;
        widget.await_state(&["queued", "waiting"], wait::USUAL)?;
    }
    ensure!(
        stage.relay.arrivals().is_empty(),
        "a tab without a network reached the receiver"
    );
    ensure!(
        stage::rows(&session)?.len() == REQUESTS,
        "not all requests are stored"
    );

    // The first post waits until every tab wanted to send, so that each meets another at it.
    stage.relay.forget();
    stage.relay.set(Way::HeldBefore);
    online(&session, &tabs, true)?;
    wait::until("every tab to want to send", wait::USUAL * 2, || {
        let told = stage.relay.told();
        let tabs = |word: &str| -> BTreeSet<String> {
            let told = told.iter().filter_map(|told| told.strip_prefix(word));
            told.map(str::to_owned).collect()
        };
        let (first, busy) = (tabs("first-"), tabs("busy-"));
        ensure!(
            first.len() == 1,
            "{} tabs had the right to send",
            first.len()
        );
        ensure!(busy.len() == count - 1, "{} others wanted to", busy.len());
        Ok(Some(()))
    })?;
    ensure!(
        stage.relay.arrivals().len() == 1,
        "{} tabs send, and one has the right to",
        stage.relay.arrivals().len()
    );
    stage.relay.set(Way::Slow);
    let start = Instant::now();
    wait::until("all requests at the desk", wait::USUAL * 4, || {
        Ok((stage.names()?.len() >= REQUESTS).then_some(()))
    })?;
    let took = start.elapsed();
    session.switch_to(&first)?;
    stage::drained(&session, wait::USUAL)?;
    let posts = stage.relay.arrivals();
    if let Some(two) = overlap(&posts) {
        crate::outcome::fail!("two tabs sent at the same time: {two:?}");
    }
    ensure!(
        posts.len() == REQUESTS,
        "{} posts for {REQUESTS} requests",
        posts.len()
    );
    stage.portal.holds(REQUESTS)?;
    stage.none_twice()?;
    context.note(format!(
        "{count} tabs, each wanted to send while one did; {REQUESTS} requests, {} posts, none at the \
         same time; all there {:.1} s after the first was let through",
        posts.len(),
        took.as_secs_f32()
    ));
    browser.kill()
}

const NAMES: [&str; REQUESTS] = ["Ottoline One", "Ottoline Two", "Ottoline Three"];

fn person(request: usize) -> Person<'static> {
    Person {
        name: NAMES[request],
        ..PERSON
    }
}

fn online(session: &Session, tabs: &[String], online: bool) -> Outcome {
    for tab in tabs {
        session.switch_to(tab)?;
        session.devtools(
            "Network.emulateNetworkConditions",
            &json!({ "offline": !online, "latency": 0, "downloadThroughput": -1,
                "uploadThroughput": -1 }),
        )?;
    }
    Ok(())
}
