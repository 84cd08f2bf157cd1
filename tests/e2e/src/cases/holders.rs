//! A tab that holds the right to send stops, dies or never had it: another goes on, and nothing is
//! lost or doubled.

use std::time::Duration;

use serde_json::json;

use crate::case::{Case, Context};
use crate::engine::Engine;
use crate::journey::{self, PERSON};
use crate::outcome::{Outcome, ensure};
use crate::relay::Way;
use crate::stage::{self, Stage};
use crate::wait;
use crate::webdriver::Session;
use crate::widget::Widget;

/// The page is told to stop just before the request leaves it, after the row was claimed.
const STOP: &str = "
const own = window.fetch;
window.fetch = function (address, init) {
  if (init?.method !== 'POST') return own.apply(this, arguments);
  window.tell('fetch');
  return new Promise(() => {});
};
";

/// A browser without the two ways in which tabs agree.
const ALONE: &str = "
Object.defineProperty(Navigator.prototype, 'locks', { value: undefined });
delete window.BroadcastChannel;
";

/// Who sits there, and whether the page came out of the back-forward cache.
const SEAT: &str = "
document.querySelector('touch-base').ownerTag = new URLSearchParams(location.search).get('owner');
addEventListener('pageshow', (event) => { window.fromCache = event.persisted; });
";

pub(crate) fn cases() -> Vec<Case> {
    vec![
        Case {
            name: "holders-killed-before-the-request-leaves",
            engines: Engine::ALL,
            run: killed_before_fetch,
        },
        Case {
            name: "holders-crashed-tab-frees-the-way",
            engines: &[Engine::Chromium],
            run: crashed,
        },
        Case {
            name: "holders-frozen-tab-does-not-keep-the-way",
            engines: &[Engine::Chromium],
            run: frozen,
        },
        Case {
            name: "holders-tabs-without-locks-lose-nothing",
            engines: &[Engine::Chromium, Engine::Firefox],
            run: without_locks,
        },
        Case {
            name: "holders-two-tabs-send-what-each-was-given",
            engines: &[Engine::Chromium, Engine::Firefox],
            run: two_tabs,
        },
        Case {
            name: "holders-back-button-brings-nothing-back",
            engines: &[Engine::Chromium, Engine::Firefox],
            run: back,
        },
    ]
}

fn killed_before_fetch(context: &Context<'_>) -> Outcome {
    let stage = Stage::with(context, |_| (), |page| page.script("stop.js"))?;
    stage.portal.serve("stop.js", STOP)?;
    let profile = context.profile()?;
    let browser = context.launch(&profile)?;
    let session = browser.session()?;
    let widget = stage.to_review(&session, &PERSON)?;
    journey::send(&widget)?;
    stage.relay.ear().hear("fetch", wait::USUAL)?;
    browser.kill()?;
    ensure!(stage.relay.arrivals().is_empty(), "a request has left");

    stage.portal.serve("stop.js", "")?;
    let browser = context.launch(&profile)?;
    let session = browser.session()?;
    stage.open(&session)?;
    let left = stage::rows(&session)?;
    ensure!(
        matches!(left.as_slice(), [row] if row["state"] == "sending"),
        "the row was not left as claimed: {}",
        left.len()
    );
    stage::drained(&session, wait::USUAL)?;
    ensure!(
        stage.relay.arrivals().len() == 1,
        "{} posts",
        stage.relay.arrivals().len()
    );
    stage.portal.holds(1)?;
    browser.close()
}

/// Two tabs of one browser, the first with a post under way that is not answered.
fn holding(context: &Context<'_>, stage: &Stage, session: &Session) -> Outcome<[String; 2]> {
    let first = session.window()?;
    let widget = stage.to_review(session, &PERSON)?;
    let second = session.open_tab()?;
    session.switch_to(&second)?;
    stage.open(session)?;
    Widget::on(session).press("skip-check")?;
    session.switch_to(&first)?;
    widget.renew();
    stage.relay.set(Way::HeldBefore);
    journey::send(&widget)?;
    wait::until("the post", wait::USUAL, || {
        Ok((stage.relay.arrivals().len() == 1).then_some(()))
    })?;
    ensure!(context.engine == Engine::Chromium, "needs its commands");
    Ok([first, second])
}

fn crashed(context: &Context<'_>) -> Outcome {
    let stage = Stage::set(context, |_| ())?;
    let browser = context.launch(&*context.profile()?)?;
    let session = browser.session()?;
    let [_, second] = holding(context, &stage, &session)?;
    // The first dies of it and does not answer.
    let _ = session.devtools("Page.crash", &json!({}));
    ensure!(
        session.script("return 1", &[]).is_err(),
        "the first tab is alive"
    );
    stage.relay.set(Way::Open);
    session.switch_to(&second)?;
    stage::drained(&session, wait::USUAL * 2)?;
    stage.portal.holds(1)?;
    browser.kill()
}

/// A frozen tab keeps its lock. Its lease ends all the same, after 120 seconds.
fn frozen(context: &Context<'_>) -> Outcome {
    let stage = Stage::set(context, |_| ())?;
    let browser = context.launch(&*context.profile()?)?;
    let session = browser.session()?;
    let [first, second] = holding(context, &stage, &session)?;
    session.devtools("Page.setWebLifecycleState", &json!({ "state": "frozen" }))?;
    session.switch_to(&second)?;
    let held = locks(&session)?;
    ensure!(held == 1, "the frozen tab holds {held} locks");
    stage.relay.set(Way::Open);
    stage::drained(&session, Duration::from_secs(150))?;
    stage.portal.holds(1)?;

    session.switch_to(&first)?;
    session.devtools("Page.setWebLifecycleState", &json!({ "state": "active" }))?;
    wait::throughout(Duration::from_secs(5), || stage.portal.holds(1))?;
    browser.kill()
}

fn locks(session: &Session) -> Outcome<usize> {
    let held = session.script_async(
        "const done = arguments[arguments.length - 1];
         navigator.locks.query().then(({ held }) =>
           done(held.filter(({ name }) => name.startsWith('tb:')).length))",
        &[],
    )?;
    Ok(held.as_u64().unwrap_or(0) as usize)
}

fn without_locks(context: &Context<'_>) -> Outcome {
    let stage = Stage::with(context, |_| (), |page| page.script_first("alone.js"))?;
    stage.portal.serve("alone.js", ALONE)?;
    let session = context.session()?;
    let in_two = |session: &Session| {
        stage.relay.set(Way::Cut);
        let widget = stage.to_review(session, &PERSON)?;
        let alone = session.script(
            "return navigator.locks === undefined && !('BroadcastChannel' in window)",
            &[],
        )?;
        ensure!(alone == true, "the tabs can agree");
        journey::send(&widget)?;
        widget.await_state(&["waiting"], wait::USUAL).map(drop)
    };
    let of_both = |session: &Session, tabs: [&str; 2]| {
        stage.relay.set(Way::Slow);
        for tab in tabs {
            session.switch_to(tab)?;
            session.script("window.dispatchEvent(new Event('online'))", &[])?;
        }
        stage::drained(session, wait::USUAL * 2)
    };
    beside(&stage, &session, in_two, of_both)?;
    context.note(format!(
        "{} posts from two tabs that cannot agree",
        stage
            .relay
            .arrivals()
            .iter()
            .filter(|post| post.status > 0)
            .count()
    ));
    stage.portal.holds(1)
}

/// Two tabs, each with a request of its own, pressed one right after the other.
fn two_tabs(context: &Context<'_>) -> Outcome {
    let stage = Stage::set(context, |_| ())?;
    let session = context.session()?;
    let review = |session: &Session| stage.to_review(session, &PERSON).map(drop);
    let both = |session: &Session, [first, second]: [&str; 2]| {
        let widget = stage.to_review(session, &PERSON)?;
        stage.relay.set(Way::Slow);
        widget.press("send")?;
        session.switch_to(first)?;
        let widget = Widget::on(session);
        widget.press("send")?;
        for tab in [first, second] {
            session.switch_to(tab)?;
            Widget::on(session).await_state(&["delivered"], wait::USUAL * 2)?;
        }
        Ok(())
    };
    beside(&stage, &session, review, both)?;
    let mut ids: Vec<String> = stage
        .relay
        .arrivals()
        .into_iter()
        .map(|post| post.id)
        .collect();
    ids.sort();
    ids.dedup();
    ensure!(ids.len() == 2, "{} ids of two requests", ids.len());
    stage.portal.holds(2)
}

/// `before` in the present tab and `after` in a second one, which is closed again: the next case
/// works in the first alone.
fn beside(
    stage: &Stage,
    session: &Session,
    before: impl FnOnce(&Session) -> Outcome,
    after: impl FnOnce(&Session, [&str; 2]) -> Outcome,
) -> Outcome {
    before(session)?;
    let first = session.window()?;
    let second = session.open_tab()?;
    session.switch_to(&second)?;
    let outcome = stage
        .open(session)
        .and_then(|()| Widget::on(session).press("skip-check"))
        .and_then(|()| after(session, [&first, &second]));
    session.switch_to(&second)?;
    session.close_tab()?;
    session.switch_to(&first)?;
    outcome
}

/// What was typed is gone when the next person presses "back", from the back-forward cache or
/// without it.
fn back(context: &Context<'_>) -> Outcome {
    let stage = Stage::with(context, |_| (), |page| page.script("seat.js"))?;
    stage.portal.serve("seat.js", SEAT)?;
    let session = context.session()?;
    let of = |owner: &str| format!("{}?owner={owner}", stage.page());
    session.navigate(&of("first"))?;
    let widget = Widget::on(&session);
    journey::to_review(&widget, &PERSON)?;

    session.navigate(&of("second"))?;
    widget.renew();
    widget.await_screen("welcome")?;
    widget.press("skip-check")?;
    session.script("history.back()", &[])?;
    wait::until("the page of the first to be back", wait::USUAL, || {
        Ok((session.url()? == of("first")).then_some(()))
    })?;
    widget.renew();
    widget.await_screen("welcome")?;
    let cached = session.script("return window.fromCache === true", &[])? == true;
    // Firefox keeps no page of the widget here, and so has nothing to bring back.
    ensure!(
        cached || context.engine == Engine::Firefox,
        "the page was loaded anew, so this shows nothing"
    );
    context.note(match cached {
        true => "the page came back from the cache".to_owned(),
        false => "the page came back as a new one".to_owned(),
    });
    journey::skip_check(&widget)?;
    journey::start_referral(&widget)?;
    for _ in 0..12 {
        for field in widget.fields()? {
            ensure!(
                field.value != PERSON.name && field.value != PERSON.phone,
                "what was typed is back"
            );
        }
        if widget.fields()?.iter().any(|field| field.name == "name") {
            return Ok(());
        }
        journey::leave_step(&widget)?;
    }
    crate::outcome::fail!("no step asks for the name")
}
