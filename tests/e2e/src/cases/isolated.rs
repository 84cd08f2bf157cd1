//! Isolated mode: the whole widget in a frame of the portal's second origin, and a page around it
//! that learns nothing.

use std::fs;
use std::time::Duration;

use serde_json::{Value, json};

use super::policy::seen;
use crate::case::{Case, Context};
use crate::engine::Engine;
use crate::journey::{self, PERSON};
use crate::outcome::{Outcome, ensure};
use crate::pages::Page;
use crate::portal::{Options, Portal};
use crate::tour;
use crate::wait;
use crate::webdriver::{Session, element, key};
use crate::widget::Widget;

pub(crate) fn cases() -> Vec<Case> {
    vec![
        Case {
            name: "isolated-a-whole-journey-under-the-strictest-policies",
            engines: Engine::ALL,
            run: journey,
        },
        Case {
            name: "isolated-no-violation-on-any-screen",
            engines: Engine::ALL,
            run: every_screen,
        },
        Case {
            name: "isolated-saved-without-network-and-delivered-later",
            engines: Engine::ALL,
            run: later,
        },
        Case {
            name: "isolated-a-page-around-sees-nothing-of-a-journey",
            engines: Engine::ALL,
            run: observed,
        },
        Case {
            name: "isolated-random-messages-change-nothing",
            engines: Engine::ALL,
            run: messages,
        },
        Case {
            name: "isolated-help-stays-where-the-frame-does-not-come",
            engines: Engine::ALL,
            run: cut,
        },
        Case {
            name: "isolated-without-wasm-the-frame-lists-help-and-phones",
            // A policy without the word for it does not keep WebKitGTK from compiling bytes.
            engines: &[Engine::Chromium, Engine::Firefox],
            run: without_wasm,
        },
        Case {
            name: "isolated-leaving-takes-the-page-around",
            engines: Engine::ALL,
            run: leaves,
        },
        Case {
            name: "isolated-a-token-comes-from-the-page",
            engines: Engine::ALL,
            run: token,
        },
        Case {
            name: "isolated-the-owner-is-the-pages",
            engines: Engine::ALL,
            run: owner,
        },
        Case {
            name: "isolated-moved-begins-anew-and-says-so",
            engines: Engine::ALL,
            run: moved,
        },
        Case {
            name: "isolated-from-the-pages-own-origin-is-inline",
            engines: Engine::ALL,
            run: same_origin,
        },
        Case {
            name: "isolated-the-frame-page-stands-by-itself",
            engines: &[Engine::Chromium, Engine::Firefox],
            run: alone,
        },
    ]
}

/// What the page may notice of a journey, but for the frame's height.
const TRACES: &str = "return [location.href, document.title, history.length,
    Object.keys(localStorage).length, document.cookie, Object.keys(window).length]";

fn journey(context: &Context<'_>) -> Outcome {
    let (portal, session) = (context.portal()?, context.session()?);
    session.navigate(&format!("{}/isolated?{}", portal.origin(), root(context)))?;
    let apart = Apart::on(&session);
    apart.wait()?;
    let before = session.script(TRACES, &[])?;

    let widget = apart.enter()?;
    journey::whole(&widget, &PERSON)?;
    for screen in ["crisis", "about"] {
        widget.press(screen)?;
        widget.await_screen(screen)?;
    }
    let says = widget.text()?;
    ensure!(
        says.contains("stands apart from the page"),
        "it does not say how it stands: {says:?}"
    );
    let row = portal.one_referral()?;
    ensure!(row["record"]["name"] == PERSON.name, "at the desk is {row}");

    session.leave_frames()?;
    let after = session.script(TRACES, &[])?;
    ensure!(before == after, "the page was {before} and is {after}");
    let reports = portal.csp_reports()?;
    ensure!(reports.is_empty(), "refused by a policy: {reports:?}");

    // The control: what either document refuses arrives at the portal.
    const PLANTED: &str = "document.body.setAttribute('style', 'color: red')";
    const TYPED: &str = "try { document.createElement('p').innerHTML = '<b>x</b>'; } catch {}";
    for times in 1..=2 {
        for (planted, directive) in [(PLANTED, "style-src"), (TYPED, "require-trusted-types-for")] {
            session.script(planted, &[])?;
            wait::until(
                &format!("report {times} of {directive}"),
                wait::USUAL,
                || Ok((portal.csp_reports_of(directive)? >= times).then_some(())),
            )?;
        }
        apart.enter()?;
    }
    Ok(())
}

/// What no straight way leads over, and what is there where the document has faults.
fn every_screen(context: &Context<'_>) -> Outcome {
    let (portal, session) = (context.portal()?, context.session()?);
    session.navigate(&format!("{}/isolated?{}", portal.origin(), root(context)))?;
    let apart = Apart::on(&session);
    let widget = apart.enter()?;
    let mut shown = 0;
    tour::through(&widget, &mut |_, _| {
        shown += 1;
        Ok(())
    })?;
    widget.press("outbox")?;
    widget.await_screen("outbox")?;

    session.leave_frames()?;
    portal.serve("broken.json", "{")?;
    let tag = format!(
        "config=\"broken.json\" lang=\"en\" mode=\"isolated\" {}",
        root(context)
    );
    let page = Page::with(&tag).by_second(&portal);
    session.navigate(&page.put(&portal, "broken.html")?)?;
    apart.outer.renew();
    apart.enter()?.await_screen("unavailable")?;
    // The control, and when it is here so is whatever came before it.
    session.script("document.body.setAttribute('style', 'color: red')", &[])?;
    wait::until("the planted report", wait::USUAL, || {
        Ok((portal.csp_reports_of("style-src")? >= 1).then_some(()))
    })?;
    let reports = portal.csp_reports()?;
    ensure!(
        portal.csp_reports_of("")? == 1,
        "refused by a policy: {reports:?}"
    );
    context.note(format!("{} screens", shown + 2));
    Ok(())
}

fn later(context: &Context<'_>) -> Outcome {
    let (mut portal, session) = (context.portal()?, context.session()?);
    let page = page(context, "")
        .by_second(&portal)
        .put(&portal, "isolated.html")?;
    session.navigate(&page)?;
    let apart = Apart::on(&session);
    let widget = apart.enter()?;
    journey::to_review(&widget, &PERSON)?;
    portal.stop();
    journey::send(&widget)?;
    widget.await_state(&["waiting", "queued", "held"], wait::USUAL)?;
    session.leave_frames()?;
    const HELD: &str = "const done = arguments[0];
        indexedDB.databases().then((all) => done(all.map(({ name }) => name)))";
    let names = session.script_async(HELD, &[])?;
    ensure!(names == json!([]), "the page's own origin holds {names}");

    portal.resume()?;
    session.navigate(&page)?;
    apart.enter()?;
    let row = portal.one_referral()?;
    ensure!(row["record"]["name"] == PERSON.name, "at the desk is {row}");
    Ok(())
}

/// Whatever an analytics script may listen to, and a session replay with its defaults.
const WATCH: &str = "
window.heard = [];
for (const type of ['click', 'pointerdown', 'pointerup', 'pointermove', 'mousedown', 'mousemove',
  'touchstart', 'keydown', 'keyup', 'beforeinput', 'input', 'change', 'submit', 'copy', 'paste']) {
  window.addEventListener(type, ({ key, target }) => {
    // Where the frame becomes smaller, a pointer that rests is over the page, which hears of it.
    if (type.endsWith('move') && !target.closest?.('touch-base')) return;
    heard.push([type, key, target.id]);
  }, true);
}
window.recorded = [];
document.addEventListener('DOMContentLoaded', () =>
  rrweb.record({ emit: (event) => recorded.push(event) }));
";

/// What rrweb calls moves, presses, touches and input. That the frame has the focus can be seen.
const USES: &str = "
const inWidget = ({ id }) => rrweb.record.mirror.getNode(id)?.closest?.('touch-base');
return recorded.filter(({ type, data }) => type === 3
    && [1, 2, 5, 6].includes(data.source)
    && (!data.positions || data.positions.some(inWidget))
    && !(data.source === 2 && [5, 6].includes(data.type))).length";

fn observed(context: &Context<'_>) -> Outcome {
    let (portal, session) = (context.portal()?, context.session()?);
    let library = context.tools.node_modules()?;
    let library = library.join("rrweb/dist/rrweb.umd.min.cjs");
    portal.serve("rrweb.js", fs::read(library)?)?;
    portal.serve("watch.js", WATCH)?;
    let page = page(context, "").by_second(&portal).field();
    let page = page.script_first("watch.js").script_first("rrweb.js");
    session.navigate(&page.put(&portal, "watched.html")?)?;

    let apart = Apart::on(&session);
    let widget = apart.enter()?;
    let mut shown = Vec::new();
    journey::answer_check(&widget, &mut |question, answers| {
        shown.extend(widget.text());
        Some(question % answers)
    })?;
    widget.press("see-options")?;
    widget.await_screen("options")?;
    shown.push(widget.text()?);
    journey::start_referral(&widget)?;
    journey::fill_referral(&widget, &PERSON)?;
    shown.push(widget.text()?);
    journey::send(&widget)?;
    widget.await_state(&["delivered"], wait::USUAL)?;

    session.leave_frames()?;
    let heard = session.script("return heard", &[])?;
    ensure!(heard == json!([]), "the page heard {heard}");
    let uses = session.script(USES, &[])?;
    ensure!(uses == 0, "{uses} uses were recorded");
    let recorded = session.script("return JSON.stringify(recorded)", &[])?;
    let recorded = recorded.as_str().unwrap_or_default();
    let lines: Vec<&str> = shown.iter().flat_map(|text| text.lines()).collect();
    // Short words stand in any page.
    let lines = lines
        .into_iter()
        .map(str::trim)
        .filter(|line| line.len() > 12);
    let mut count = 0;
    for line in lines {
        count += 1;
        let coded = Value::from(line).to_string();
        ensure!(
            !recorded.contains(coded.trim_matches('"')),
            "it records {line:?}"
        );
    }
    ensure!(count > 50, "only {count} lines were shown");

    // The control: both see the use of the page's own button.
    session.click(&session.find("#press")?)?;
    wait::until("the page's own button to be seen", wait::USUAL, || {
        let heard = session.script("return heard", &[])?.to_string();
        let uses = session.script(USES, &[])?.as_u64().unwrap_or_default();
        Ok((heard.contains("press") && uses > 0).then_some(()))
    })
}

/// Keeps the page's end of the channel and the frame's window for the messages of the case.
const PORTS: &str = "
const Own = window.MessageChannel;
window.ports = [];
window.MessageChannel = class extends Own {
  constructor() { super(); window.ports.push(this.port1); }
};
window.addEventListener('message', ({ data, source }) => {
  if (data === 'touchbase-frame') window.inner = source;
}, true);
";

/// Keeps what fails in a page from now on.
pub(crate) const FAILURES: &str = "
window.failures = [];
for (const type of ['error', 'unhandledrejection']) {
  window.addEventListener(type, (event) => failures.push(String(event.message)));
}
";

/// Messages from a seed: none is right, some only just not.
pub(crate) const RANDOM: &str = "
let state = arguments[0];
const unit = () => {
  state = (state + 0x6D2B79F5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
};
const pick = (list) => list[Math.floor(unit() * list.length)];
const value = (depth) => pick([
  () => undefined, () => null, () => true, () => unit() * 1e9 - 5e8, () => NaN, () => -0,
  () => Infinity, () => 10n, () => '', () => 'touchbase', () => 'x'.repeat(4000),
  () => 'javascript:alert(1)', () => new Date(0), () => new Map([[1, 2]]), () => new ArrayBuffer(9),
  () => ({ toString: 1, valueOf: 2 }), () => ({ __proto__: null, kind: { toString: null } }),
  () => depth ? Array.from({ length: 4 }, () => value(depth - 1)) : [],
  () => depth ? { kind: value(depth - 1), data: value(depth - 1) } : {},
])();
const KINDS = ['settings', 'config', 'owner', 'tokens', 'token', 'open', 'clear', 'key', 'stay', 'ready',
  'height', 'exit', 'error', 'outbox', 'stopped', 'constructor', '__proto__', 'toString'];
const FIELDS = ['label', 'lang', 'root', 'start', 'theme', 'address', 'base', 'text', 'tag', 'given',
  'id', 'token', 'screen', 'shift', 'lite', 'pixels', 'refresh', 'code', 'path', 'severity', 'counts'];
const message = () => {
  if (unit() < 0.3) return value(2);
  const fields = Object.fromEntries(FIELDS.filter(() => unit() < 0.3).map((name) => [name, value(1)]));
  if (unit() < 0.5) return { kind: pick(KINDS), ...fields, [pick(['x', 'origin', 'to'])]: value(1) };
  return { kind: pick(['settings', 'config', 'open', 'height', 'error']), ...fields };
};
";

fn messages(context: &Context<'_>) -> Outcome {
    const EACH: u64 = 2_500;
    let (portal, session) = (context.portal()?, context.session()?);
    portal.serve("ports.js", PORTS)?;
    portal.serve("stranger.html", "<!doctype html><title>Stranger</title>")?;
    let page = page(context, "").by_second(&portal);
    let page = page
        .script_first("ports.js")
        .put(&portal, "messages.html")?;
    session.navigate(&page)?;
    let apart = Apart::on(&session);
    let widget = apart.enter()?;
    journey::skip_check(&widget)?;
    session.script(FAILURES, &[])?;
    let shown = widget.text()?;
    let send = |seed: u64, each: &str| {
        let body = format!("{RANDOM} for (let i = 0; i < arguments[1]; i++) {{ {each} }}");
        session.script(&body, &[seed.into(), EACH.into()])
    };
    // The frame's own window, past the channel.
    send(1, "parent.postMessage(message(), '*');")?;

    session.leave_frames()?;
    let before = state(&apart)?;
    send(2, "inner.postMessage(message(), '*');")?;
    session.script(
        "inner.postMessage('touchbase-frame', '*', [new MessageChannel().port2]);
         ports.length = 1;",
        &[],
    )?;
    send(3, "ports[0].postMessage(message());")?;
    send(4, "ports[0].onmessage({ data: message() });")?;
    session.script(
        "const stranger = document.createElement('iframe');
         stranger.id = 'stranger';
         stranger.src = arguments[0];
         document.body.append(stranger);",
        &[format!("http://localhost:{}/touchbase/stranger.html", portal.port()).into()],
    )?;
    session.enter(&session.find("#stranger")?)?;
    wait::until("the stranger's page", wait::USUAL, || {
        let title = session.script("return document.title", &[])?;
        Ok((title == "Stranger").then_some(()))
    })?;
    send(
        5,
        "parent.postMessage(i % 9 ? message() : 'touchbase-frame', '*');",
    )?;

    session.leave_frames()?;
    // What was said in a channel before this was heard before it.
    session.script("ports[0].postMessage({ kind: 'key', shift: false })", &[])?;
    let after = state(&apart)?;
    ensure!(before == after, "the page was {before} and is {after}");
    let widget = apart.enter()?;
    ensure!(widget.text()? == shown, "the frame shows something else");
    let failures = session.script("return failures", &[])?;
    ensure!(failures == json!([]), "in the frame: {failures}");

    // The control: the right ones are heard, by the same ways.
    session.leave_frames()?;
    session.script(
        "ports[0].onmessage({ data: { kind: 'error', code: 'planted', severity: 'warning' } });
         ports[0].postMessage({ kind: 'clear' });",
        &[],
    )?;
    wait::until("the planted fault to be told", wait::USUAL, || {
        Ok((seen(&session)?["events"].to_string().contains("planted")).then_some(()))
    })?;
    apart.enter()?.await_screen("welcome")?;
    context.note(format!("{} messages", 5 * EACH));
    Ok(())
}

/// What the page has to go by.
fn state(apart: &Apart<'_>) -> Outcome<Value> {
    let own = seen(apart.session)?;
    let frame = apart.outer.eval(
        "return [screen.dataset.screen, screen.dataset.help || '',
           root.querySelector('iframe').style.blockSize, root.querySelectorAll('iframe').length]",
        &[],
    )?;
    Ok(json!([own["events"], own["errors"], frame]))
}

fn cut(context: &Context<'_>) -> Outcome {
    let (portal, session) = (context.portal()?, context.session()?);
    for name in ["frame.html", "frame.html.br", "frame.html.gz"] {
        // Short files have no compressed ones beside them.
        if portal.package().join(name).is_file() {
            fs::remove_file(portal.package().join(name))?;
        }
    }
    let page = page(context, "").by_second(&portal);
    session.navigate(&page.put(&portal, "cut.html")?)?;
    let widget = Widget::on(&session);
    widget.await_screen("loading")?;
    let numbers = widget.phone_links()?;
    ensure!(numbers == ["911", "988"], "while it loads: {numbers:?}");
    widget.await_screen("unavailable")?;
    let numbers = widget.phone_links()?;
    ensure!(numbers.len() > 4, "only {numbers:?} can be called");
    let events = seen(&session)?["events"].to_string();
    ensure!(
        events.contains("load-failed") && events.contains("frame.html"),
        "the page was told {events}"
    );
    Ok(())
}

fn without_wasm(context: &Context<'_>) -> Outcome {
    let portal = Portal::start(Options {
        refuse_wasm: true,
        ..Options::default()
    })?;
    let session = context.session()?;
    session.navigate(&format!("{}/isolated?{}", portal.origin(), root(context)))?;
    let apart = Apart::on(&session);
    let widget = apart.enter()?;
    widget.await_screen("unavailable")?;
    let numbers = widget.phone_links()?;
    ensure!(numbers.len() > 4, "only {numbers:?} can be called");
    session.leave_frames()?;
    let own = apart.outer.phone_links()?;
    ensure!(own == ["911", "988"], "the page's own words are {own:?}");
    Ok(())
}

fn leaves(context: &Context<'_>) -> Outcome {
    let portal = context.portal()?;
    // Its own: a browser that has seen many pages keeps its history at fifty.
    let profile = context.profile()?;
    let browser = context.launch(&profile)?;
    let session = browser.session()?;
    portal.serve(
        "neutral.html",
        "<!doctype html><title>News</title><p>News</p>",
    )?;
    let mut config = portal.config()?;
    config["exit_url"] = "neutral.html".into();
    portal.serve("stage.json", config.to_string())?;
    let tag = format!(
        "config=\"stage.json\" mode=\"isolated\" lang=\"en\" {}",
        context.root()
    );
    let page = Page::with(&tag).by_second(&portal).field();
    let page = page.put(&portal, "leave.html")?;
    session.navigate(&page)?;
    let length = session.script("return history.length", &[])?;
    let apart = Apart::on(&session);
    journey::to_review(&apart.enter()?, &PERSON)?;
    session.leave_frames()?;
    session.script(
        "window.addEventListener('touchbase-exit', (event) => event.preventDefault(),
           { once: true })",
        &[],
    )?;
    apart.enter()?.press("quick-exit")?;
    session.leave_frames()?;
    wait::until("the page to be told", wait::USUAL, || {
        let events = seen(&session)?["events"].to_string();
        Ok(events.contains("touchbase-exit").then_some(()))
    })?;
    // The page chose to stay: what is left is the start, and it can be seen.
    let widget = apart.enter()?;
    widget.await_screen("welcome")?;
    wait::until("the start to be seen", wait::USUAL, || {
        Ok(widget.offers("start-check")?.then_some(()))
    })?;
    ensure!(!widget.text()?.contains(PERSON.name), "it was not wiped");

    // Shift, with the focus in the page around.
    session.leave_frames()?;
    session.click(&session.find("#press")?)?;
    left_by_shift(&session)?;
    let left = session.script("return history.length", &[])?;
    ensure!(length == left, "the history had {length} and has {left}");

    // The same from within the frame.
    session.navigate(&page)?;
    apart.outer.renew();
    journey::skip_check(&apart.enter()?)?;
    left_by_shift(&session)
}

fn left_by_shift(session: &Session) -> Outcome {
    session.keys(&[key::SHIFT, key::SHIFT, key::SHIFT])?;
    session.leave_frames()?;
    wait::until("the neutral page", wait::USUAL, || {
        Ok(session.url()?.ends_with("neutral.html").then_some(()))
    })
}

fn token(context: &Context<'_>) -> Outcome {
    const CODE: &str = "ward-4-night-and-day";
    let portal = Portal::start(Options {
        staff_code: Some(CODE),
        ..Options::default()
    })?;
    let session = context.session()?;
    let page = format!("{}/isolated?{}", portal.origin(), root(context));
    session.navigate(&page)?;
    let apart = Apart::on(&session);
    let widget = apart.enter()?;
    journey::to_review(&widget, &PERSON)?;
    journey::send(&widget)?;
    widget.await_state(&["needs-sign-in"], wait::USUAL)?;
    portal.holds(0)?;

    session.leave_frames()?;
    session.navigate(&format!("{}/sign-in", portal.origin()))?;
    session.type_into(&session.find("#code")?, CODE)?;
    session.click(&session.find("button")?)?;
    wait::until("the page after the sign-in", wait::USUAL, || {
        Ok((session.url()? == portal.page()).then_some(()))
    })?;
    session.navigate(&page)?;
    // Nobody presses anything.
    wait::until("the request to be there", wait::USUAL, || {
        Ok((portal.desk()?.len() == 1).then_some(()))
    })
}

const OWNER: &str = "
document.querySelector('touch-base').ownerTag = new URLSearchParams(location.search).get('owner');
";

fn owner(context: &Context<'_>) -> Outcome {
    let (portal, session) = (context.portal()?, context.session()?);
    portal.fail_always(&json!({ "status": 503 }))?;
    portal.serve("owner.js", OWNER)?;
    let page = page(context, "").by_second(&portal).script("owner.js");
    let page = page.put(&portal, "owner.html")?;
    let apart = Apart::on(&session);
    let open = |owner: &str| {
        session.leave_frames()?;
        session.navigate(&format!("{page}?owner={owner}"))?;
        apart.enter()
    };
    let widget = open("first")?;
    journey::to_review(&widget, &PERSON)?;
    journey::send(&widget)?;
    widget.await_state(&["waiting"], wait::USUAL)?;

    let widget = open("second")?;
    journey::skip_check(&widget)?;
    wait::throughout(Duration::from_secs(2), || {
        ensure!(!widget.offers("outbox")?, "the next person sees a request");
        Ok(())
    })?;
    // The control.
    let widget = open("first")?;
    wait::until("the request to be counted", wait::USUAL, || {
        if widget.screen()? == "welcome" {
            widget.press_once("skip-check")?;
        }
        Ok(widget.offers("outbox")?.then_some(()))
    })
}

fn moved(context: &Context<'_>) -> Outcome {
    let (portal, session) = (context.portal()?, context.session()?);
    let page = page(context, "").by_second(&portal);
    session.navigate(&page.put(&portal, "moved.html")?)?;
    let apart = Apart::on(&session);
    journey::to_review(&apart.enter()?, &PERSON)?;

    session.leave_frames()?;
    session.script(
        "document.querySelector('#elsewhere').append(document.querySelector('touch-base'))",
        &[],
    )?;
    wait::until("the page to be told", wait::USUAL, || {
        let events = seen(&session)?["events"].to_string();
        Ok(events.contains("isolated-reloaded").then_some(()))
    })?;
    let widget = apart.enter()?;
    widget.await_screen("welcome")?;
    ensure!(!widget.text()?.contains(PERSON.name), "something is left");

    // Another language, a document as it stands, a screen, and out and in again.
    session.leave_frames()?;
    let mut config = portal.config()?;
    config["program"]["name"] = "Quiet Harbour".into();
    session.script(
        "const element = document.querySelector('touch-base');
         element.lang = 'es';
         element.config = JSON.parse(arguments[0]);",
        &[config.to_string().into()],
    )?;
    let widget = apart.enter()?;
    wait::until("the other words", wait::USUAL, || {
        let text = widget.text()?;
        Ok((text.contains("Quiet Harbour") && text.contains("Salir")).then_some(()))
    })?;
    session.leave_frames()?;
    session.script("document.querySelector('touch-base').open('options')", &[])?;
    apart.enter()?.await_screen("options")?;
    session.leave_frames()?;
    session.script_async(
        "const done = arguments[0];
         const element = document.querySelector('touch-base');
         const place = element.parentElement;
         element.remove();
         setTimeout(() => setTimeout(() => { place.append(element); done(); }));",
        &[],
    )?;
    apart.enter()?.await_screen("welcome")
}

fn same_origin(context: &Context<'_>) -> Outcome {
    let (portal, session) = (context.portal()?, context.session()?);
    session.navigate(&page(context, "").put(&portal, "same.html")?)?;
    let widget = Widget::on(&session);
    journey::skip_check(&widget)?;
    let events = seen(&session)?["events"].to_string();
    ensure!(
        events.contains("isolated-same-origin"),
        "the page was told {events}"
    );
    widget.press("about")?;
    widget.await_screen("about")?;
    ensure!(
        widget.text()?.contains("may see what you click or type"),
        "it calls itself apart"
    );
    Ok(())
}

fn alone(context: &Context<'_>) -> Outcome {
    let (portal, session) = (context.portal()?, context.session()?);
    session.navigate(&format!("{}/support", portal.second_origin()))?;
    let widget = Widget::on(&session);
    journey::to_review(&widget, &PERSON)?;
    journey::send(&widget)?;
    widget.await_state(&["delivered"], wait::USUAL)?;
    portal.holds(1)?;
    let title = session.script("return document.title", &[])?;
    ensure!(title == "Touching base", "it is called {title}");
    let mut reports = portal.csp_reports()?;
    // Firefox asks for the site's icon, which the page does not have.
    reports.retain(|directive| directive != "img-src");
    ensure!(reports.is_empty(), "refused by the policy: {reports:?}");
    Ok(())
}

/// The element of a page and the frame in it.
struct Apart<'a> {
    session: &'a Session,
    outer: Widget<'a>,
}

impl<'a> Apart<'a> {
    fn on(session: &'a Session) -> Self {
        Self {
            session,
            outer: Widget::on(session),
        }
    }

    /// Waits for the frame to have something to show.
    fn wait(&self) -> Outcome {
        self.session.leave_frames()?;
        self.outer.await_screen("isolated")
    }

    /// Goes into the frame and finds the widget there.
    fn enter(&self) -> Outcome<Widget<'a>> {
        self.wait()?;
        let frame = self
            .outer
            .eval("return root.querySelector('iframe')", &[])?;
        // A driver scrolls in the frame, and not all of them in the page around it.
        self.session.set_window(1_200, 3_000)?;
        let at = self.outer.eval(
            "const { x, y } = root.querySelector('iframe').getBoundingClientRect();
             return [x, y]",
            &[],
        )?;
        let at = [0, 1].map(|side| at[side].as_f64().unwrap_or_default());
        self.session.enter(&element(&frame)?)?;
        Ok(Widget::in_frame(self.session, at))
    }
}

fn page(context: &Context<'_>, attributes: &str) -> Page {
    let usual = context.usual_attributes();
    Page::with(&format!("{usual} mode=\"isolated\" {attributes}"))
}

fn root(context: &Context<'_>) -> &'static str {
    if context.engine.reaches_closed_roots() {
        ""
    } else {
        "root=open"
    }
}
