//! Whoever comes next finds nothing: a page that nobody uses, a page that is hidden, the key that
//! leaves; and an app that stopped.

use serde_json::{Value, json};

use crate::case::{Case, Context};
use crate::engine::Engine;
use crate::journey::{self, PERSON};
use crate::outcome::{Outcome, ensure};
use crate::pages::Page;
use crate::portal::Portal;
use crate::wait;
use crate::webdriver::{Session, key};
use crate::widget::Widget;
use crate::words::english;

const CLOCK: &str = include_str!("../../pages/clock.js");

const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;

pub(crate) fn cases() -> Vec<Case> {
    vec![
        Case {
            name: "presence-a-page-that-nobody-uses-is-wiped",
            engines: Engine::ALL,
            run: unused,
        },
        Case {
            name: "presence-the-key-that-says-so-does-nothing-else",
            engines: Engine::ALL,
            run: one_key,
        },
        Case {
            name: "presence-a-hidden-page-is-covered-and-wiped",
            engines: Engine::ALL,
            run: hidden,
        },
        Case {
            name: "presence-a-number-that-was-tapped-is-no-hiding",
            engines: Engine::ALL,
            run: tapped,
        },
        Case {
            name: "presence-shift-three-times-leaves",
            engines: Engine::ALL,
            run: shift,
        },
        Case {
            name: "presence-an-app-that-stopped-leaves-help",
            engines: Engine::ALL,
            run: stopped,
        },
    ]
}

/// A page with the clock of the test, at the review of what [`PERSON`] wrote.
fn at_review(
    context: &Context<'_>,
    portal: &Portal,
    session: &Session,
    change: impl FnOnce(&mut Value),
) -> Outcome {
    let mut config = portal.config()?;
    change(&mut config);
    portal.serve("presence.json", config.to_string())?;
    portal.serve("clock.js", CLOCK)?;
    let tag = format!("config=\"presence.json\" lang=\"en\" {}", context.root());
    let page = Page::with(&tag).script_first("clock.js");
    session.navigate(&page.put(portal, "presence.html")?)?;
    journey::to_review(&Widget::on(session), &PERSON)
}

fn go_on(session: &Session, ms: i64) -> Outcome {
    session.script("window.goOn(arguments[0])", &[ms.into()])?;
    Ok(())
}

fn set_away(session: &Session, away: bool) -> Outcome {
    session.script("window.setAway(arguments[0])", &[away.into()])?;
    Ok(())
}

fn warned(widget: &Widget<'_>, wanted: bool) -> Outcome {
    wait::until(&format!("the warning: {wanted}"), wait::USUAL, || {
        Ok((widget.offers("stay")? == wanted).then_some(()))
    })
}

fn still_there(widget: &Widget<'_>) -> Outcome {
    ensure!(widget.screen()? == "review", "the review is gone");
    let text = widget.text()?;
    ensure!(
        text.contains(PERSON.name) && text.contains(PERSON.phone),
        "something of what was written is gone: {text:?}"
    );
    Ok(())
}

/// The start, with nothing left in the form.
fn wiped(widget: &Widget<'_>) -> Outcome {
    widget.await_screen("welcome")?;
    journey::skip_check(widget)?;
    journey::start_referral(widget)?;
    for _ in 0..12 {
        for field in widget.fields()? {
            // What is chosen may have a first answer; what is typed has none.
            let chosen = matches!(field.kind.as_str(), "radio" | "checkbox");
            ensure!(
                chosen || field.value.is_empty(),
                "{} holds {:?}",
                field.name,
                field.value
            );
        }
        if widget.offers("to-review")? {
            return Ok(());
        }
        journey::fill_step(
            widget,
            &journey::Person {
                name: "B",
                phone: "555 0100",
            },
        )?;
        journey::leave_step(widget)?;
    }
    Ok(())
}

fn unused(context: &Context<'_>) -> Outcome {
    let (portal, session) = (context.portal()?, context.session()?);
    at_review(context, &portal, &session, |config| {
        config["idle_minutes"] = json!(4);
    })?;
    let widget = Widget::on(&session);
    // Any key, and the control for it, as often as wanted.
    for round in 0..3 {
        go_on(&session, 3 * MINUTE - 20 * SECOND)?;
        ensure!(!widget.offers("stay")?, "warned too early");
        go_on(&session, 20 * SECOND)?;
        warned(&widget, true)?;
        go_on(&session, 50 * SECOND)?;
        match round {
            0 => session.keys(&[key::ARROW_DOWN])?,
            _ => widget.press("stay")?,
        }
        warned(&widget, false)?;
        still_there(&widget)?;
    }
    go_on(&session, 3 * MINUTE)?;
    warned(&widget, true)?;
    go_on(&session, MINUTE)?;
    widget.await_screen("welcome")?;
    let text = widget.text()?;
    ensure!(
        text.contains(english("frame.unused")?),
        "nothing says why: {text:?}"
    );
    // And nothing runs on: the next wake is that of a press.
    let timers = session.script(
        "return window.timers(arguments[0])",
        &[(24 * 60 * MINUTE).into()],
    )?;
    ensure!(
        timers == 0,
        "{timers} timers run on a page that nobody uses"
    );
    wiped(&widget)
}

/// Whoever presses the bar to say that they are there has not sent anything.
fn one_key(context: &Context<'_>) -> Outcome {
    let (portal, session) = (context.portal()?, context.session()?);
    at_review(context, &portal, &session, |_| {})?;
    let widget = Widget::on(&session);
    for with in [key::SPACE, key::ENTER] {
        widget.eval("all('[data-action=\"send\"]')[0].focus()", &[])?;
        go_on(&session, 2 * MINUTE)?;
        warned(&widget, true)?;
        session.keys(&[with])?;
        warned(&widget, false)?;
        still_there(&widget)?;
    }
    portal.holds(0)?;
    // The control: without a warning the same key sends.
    session.keys(&[key::ENTER])?;
    widget.await_screen("status")
}

fn hidden(context: &Context<'_>) -> Outcome {
    let (portal, session) = (context.portal()?, context.session()?);
    at_review(context, &portal, &session, |_| {})?;
    let widget = Widget::on(&session);
    set_away(&session, true)?;
    ensure!(!widget.offers("send")?, "what is hidden can be seen");
    go_on(&session, 59 * SECOND)?;
    set_away(&session, false)?;
    ensure!(widget.offers("send")?, "what is seen again stays covered");
    still_there(&widget)?;

    set_away(&session, true)?;
    go_on(&session, MINUTE)?;
    wait::until("the wipe", wait::USUAL, || {
        Ok((widget.screen()? == "welcome").then_some(()))
    })?;
    set_away(&session, false)?;
    wiped(&widget)?;

    // A computer that slept has had no timer: it wipes when it wakes.
    at_review(context, &portal, &session, |_| {})?;
    let widget = Widget::on(&session);
    set_away(&session, true)?;
    session.script("window.goOn(arguments[0], true)", &[MINUTE.into()])?;
    set_away(&session, false)?;
    wiped(&widget)?;

    // Where nothing was begun nothing is cleared, and what is begun then has its whole time.
    session.navigate(&session.url()?)?;
    let widget = Widget::on(&session);
    widget.await_screen("welcome")?;
    let event = "new PointerEvent('pointerdown', { bubbles: true })";
    widget.eval(&format!("screen.dispatchEvent({event})"), &[])?;
    set_away(&session, true)?;
    session.script("window.goOn(arguments[0], true)", &[MINUTE.into()])?;
    set_away(&session, false)?;
    let text = widget.text()?;
    ensure!(
        !text.contains(english("frame.unused")?),
        "what nobody used was cleared: {text:?}"
    );
    journey::skip_check(&widget)?;
    go_on(&session, MINUTE + SECOND)?;
    ensure!(
        widget.screen()? == "options",
        "it was wiped without a warning"
    );
    Ok(())
}

fn tapped(context: &Context<'_>) -> Outcome {
    let (portal, session) = (context.portal()?, context.session()?);
    at_review(context, &portal, &session, |_| {})?;
    let widget = Widget::on(&session);
    // It opens no other program here.
    session.script(
        "window.addEventListener('click', (event) => event.preventDefault(), { once: true })",
        &[],
    )?;
    widget.eval("all('a[href^=\"tel:\"]').filter(shown)[0].click()", &[])?;
    set_away(&session, true)?;
    go_on(&session, 5 * MINUTE)?;
    set_away(&session, false)?;
    still_there(&widget)?;
    // That was it: the next time is a hiding like any other.
    set_away(&session, true)?;
    go_on(&session, MINUTE)?;
    set_away(&session, false)?;
    wiped(&widget)
}

fn shift(context: &Context<'_>) -> Outcome {
    let (portal, session) = (context.portal()?, context.session()?);
    portal.serve(
        "neutral.html",
        "<!doctype html><title>News</title><p>News</p>",
    )?;
    let leaves = |config: &mut Value| config["exit_url"] = "neutral.html".into();
    at_review(context, &portal, &session, leaves)?;
    let widget = Widget::on(&session);
    session.keys(&[
        key::SHIFT,
        key::SHIFT,
        key::ARROW_DOWN,
        key::SHIFT,
        key::SHIFT,
    ])?;
    still_there(&widget)?;
    session.keys(&[key::ARROW_DOWN])?;
    session.script(
        "window.addEventListener('touchbase-exit', (event) => {
           window.left = document.querySelector('touch-base').getBoundingClientRect().width;
           event.preventDefault();
         }, { once: true })",
        &[],
    )?;
    session.keys(&[key::SHIFT, key::SHIFT, key::SHIFT])?;
    wait::until("the page to be told", wait::USUAL, || {
        Ok((!session.script("return window.left ?? null", &[])?.is_null()).then_some(()))
    })?;
    // The page chose to stay: what is left is the start, and it can be seen.
    wiped(&widget)?;
    session.keys(&[key::SHIFT, key::SHIFT, key::SHIFT])?;
    wait::until("the neutral page", wait::USUAL, || {
        Ok(session.url()?.ends_with("neutral.html").then_some(()))
    })
}

fn stopped(context: &Context<'_>) -> Outcome {
    let (portal, session) = (context.portal()?, context.session()?);
    at_review(context, &portal, &session, |_| {})?;
    let widget = Widget::on(&session);
    // What the app draws with fails once.
    session.script(
        "const put = Node.prototype.insertBefore;
         Node.prototype.insertBefore = function () {
           Node.prototype.insertBefore = put;
           throw new Error('planted');
         }",
        &[],
    )?;
    widget.press_once("crisis")?;
    widget.await_screen("unavailable")?;
    let numbers = widget.phone_links()?;
    ensure!(numbers.len() > 2, "only {numbers:?} can be called");
    let seen = session.script("return window.seen", &[])?.to_string();
    ensure!(seen.contains("stopped"), "the page was not told: {seen}");
    ensure!(
        !seen.contains("panicked") && !seen.contains(PERSON.name),
        "the page was told more than that: {seen}"
    );
    ensure!(
        !widget.text()?.contains(PERSON.name),
        "what was written is still there"
    );
    // And a new one can be had.
    widget.eval("all('button').filter(shown)[0].click()", &[])?;
    wiped(&widget)
}
