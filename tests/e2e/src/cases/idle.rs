//! What the outbox costs where nothing waits, and how soon it is through where something does.

use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::case::{Case, Context};
use crate::engine::Engine;
use crate::journey::{self, PERSON};
use crate::outcome::{Outcome, ensure, fail};
use crate::relay::Way;
use crate::stage::{self, Stage};
use crate::wait;
use crate::webdriver::Session;

/// Counts what would keep a computer from resting. A driver's own timers are not the page's.
const COUNT: &str = "
window.work = [];
const note = (what) => {
  const ours = /\\/touchbase\\/(core|outbox|instrument|touch-?base)[^/]*(js|wasm)/;
  if (ours.test(new Error().stack)) window.work.push(what);
};
for (const name of ['setTimeout', 'setInterval', 'requestAnimationFrame', 'requestIdleCallback',
  'fetch']) {
  const own = window[name];
  if (own) window[name] = function (...words) { note(name); return own.apply(this, words); };
}
";

pub(crate) fn cases() -> Vec<Case> {
    vec![
        Case {
            name: "idle-nothing-queued-costs-nothing",
            engines: Engine::ALL,
            run: nothing_queued,
        },
        Case {
            name: "idle-recovery-takes-one-round-trip-or-the-stated-wait",
            engines: Engine::ALL,
            run: recovery,
        },
        Case {
            name: "idle-news-without-end-keep-nothing-back",
            engines: &[Engine::Chromium],
            run: news,
        },
    ]
}

fn nothing_queued(context: &Context<'_>) -> Outcome {
    let stage = Stage::with(context, |_| (), |page| page.script_first("count.js"))?;
    stage.portal.serve("count.js", COUNT)?;
    let session = context.session()?;
    let widget = stage.to_review(&session, &PERSON)?;
    journey::send(&widget)?;
    widget.await_state(&["delivered"], wait::USUAL)?;
    stage::drained(&session, wait::USUAL)?;
    settles(&session)?;
    let window = Duration::from_secs(match context.engine {
        _ if stage::long() => 300,
        Engine::Chromium => 20,
        Engine::Firefox | Engine::WebKit => 8,
    });
    let (work, requests) = worked(&stage, &session, window)?;
    ensure!(
        work.is_empty() && requests == 0,
        "with nothing queued: {work:?} and {requests} requests in {window:?}"
    );
    context.note(format!(
        "no timer and no request in {} s with nothing queued",
        window.as_secs()
    ));

    // The control: with a row there is both.
    stage.relay.set(Way::Cut);
    let widget = stage.to_review(&session, &PERSON)?;
    journey::send(&widget)?;
    widget.await_state(&["waiting"], wait::USUAL)?;
    let (work, requests) = worked(&stage, &session, Duration::from_secs(7))?;
    ensure!(
        work.iter().any(|work| work == "setTimeout") && requests > 0,
        "with a row queued: {work:?} and {requests} requests"
    );
    Ok(())
}

/// What the page did and asked for in a while in which nobody touches it.
fn worked(stage: &Stage, session: &Session, window: Duration) -> Outcome<(Vec<String>, usize)> {
    session.script("window.work.length = 0", &[])?;
    let before = stage.relay.requests();
    // There is nothing to wait for: that is what is to be shown.
    thread::sleep(window);
    let work = session.script("return window.work", &[])?;
    let work = work.as_array().into_iter().flatten();
    Ok((
        work.filter_map(Value::as_str).map(str::to_owned).collect(),
        stage.relay.requests() - before,
    ))
}

/// Waits until a second has passed without work.
fn settles(session: &Session) -> Outcome {
    wait::until("the page to come to rest", wait::USUAL, || {
        let quiet = session.script_async(
            "const done = arguments[arguments.length - 1];
             window.work.length = 0;
             setTimeout(() => done(window.work.length === 0), 1000)",
            &[],
        )?;
        Ok((quiet == true).then_some(()))
    })
}

fn recovery(context: &Context<'_>) -> Outcome {
    let stage = Stage::set(context, |_| ())?;
    let session = context.session()?;
    let widget = stage.to_review(&session, &PERSON)?;
    stage.relay.set(Way::Cut);
    journey::send(&widget)?;
    let steps = if stage::long() { 3 } else { 1 };
    for step in 1..=steps {
        let due = next_try(&session, step)?;
        let most = 5_000 << (step - 1);
        ensure!(
            (0..=most).contains(&due.wait_ms),
            "after try {step} it waits {} ms, which is more than {most}",
            due.wait_ms
        );
        if step == steps {
            stage.relay.set(Way::Open);
            let start = Instant::now();
            widget.await_state(&["delivered"], wait::USUAL * 2)?;
            let waited = i64::try_from(start.elapsed().as_millis()).unwrap_or(i64::MAX);
            let late = waited - due.wait_ms;
            ensure!(
                late < 5_000,
                "the receiver was back, and it went {late} ms after its time"
            );
            context.note(format!(
                "without a press: due in {} ms, accepted after {waited} ms",
                due.wait_ms
            ));
        }
    }

    let widget = stage.to_review(&session, &PERSON)?;
    stage.relay.set(Way::Cut);
    journey::send(&widget)?;
    widget.await_state(&["waiting"], wait::USUAL)?;
    let before = stage.relay.arrivals().len();
    stage.relay.set(Way::Open);
    let start = Instant::now();
    widget.press("try-now")?;
    widget.await_state(&["delivered"], wait::USUAL)?;
    context.note(format!(
        "with a press: accepted after {} ms",
        start.elapsed().as_millis()
    ));
    let posts = stage.relay.arrivals();
    let since = &posts[before..];
    ensure!(
        matches!(since, [one] if one.status == 201 || one.status == 200),
        "{} round trips after the press",
        since.len()
    );
    stage.portal.holds(2)
}

/// A network that is there and gone many times in a second.
fn news(context: &Context<'_>) -> Outcome {
    let stage = Stage::set(context, |_| ())?;
    let session = context.session()?;
    let widget = stage.to_review(&session, &PERSON)?;
    stage.relay.set(Way::Cut);
    journey::send(&widget)?;
    widget.await_state(&["waiting"], wait::USUAL)?;
    stage.relay.set(Way::Open);
    session.script(
        "setInterval(() => window.dispatchEvent(new Event('online')), 100)",
        &[],
    )?;
    widget.await_state(&["delivered"], wait::USUAL)?;
    stage.portal.holds(1)
}

struct Due {
    wait_ms: i64,
}

/// The one row after so many failed tries, and how long it is to wait from now.
fn next_try(session: &Session, tries: i64) -> Outcome<Due> {
    wait::until(
        &format!("try {tries} to have failed"),
        wait::USUAL * 3,
        || {
            let rows = stage::rows(session)?;
            let now = session.script("return Date.now()", &[])?.as_i64();
            let ([row], Some(now)) = (rows.as_slice(), now) else {
                fail!("{} rows are stored", rows.len());
            };
            let done = row["state"] == "waiting" && row["attempts"].as_i64() == Some(tries);
            let not_before = row["not_before"].as_f64().unwrap_or(f64::MAX);
            Ok(done.then_some(Due {
                wait_ms: not_before as i64 - now,
            }))
        },
    )
}
