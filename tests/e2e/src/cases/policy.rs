//! Under the portal's strict policy and enforced Trusted Types nothing is refused, because nothing
//! is tried that would be.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::case::{Case, Context};
use crate::engine::Engine;
use crate::journey::{self, PERSON};
use crate::outcome::{Outcome, ensure};
use crate::pages::Page;
use crate::portal::{Options, Portal};
use crate::tour;
use crate::wait;
use crate::webdriver::Session;
use crate::widget::Widget;

pub(crate) fn cases() -> Vec<Case> {
    vec![
        Case {
            name: "policy-no-violation-in-the-whole-journey",
            engines: Engine::ALL,
            run: clean,
        },
        Case {
            name: "policy-no-violation-on-any-screen",
            engines: Engine::ALL,
            run: every_screen,
        },
        Case {
            name: "policy-without-wasm-help-can-be-used",
            engines: Engine::ALL,
            run: lite,
        },
        Case {
            name: "policy-a-planted-violation-is-reported",
            engines: Engine::ALL,
            run: planted,
        },
    ]
}

fn clean(context: &Context<'_>) -> Outcome {
    let portal = context.portal()?;
    let session = context.session()?;
    session.navigate(&context.page(&portal)?)?;
    let widget = Widget::on(&session);
    journey::whole(&widget, &PERSON)?;
    if widget.offers("crisis")? {
        widget.press("crisis")?;
        widget.await_screen("crisis")?;
    }
    let seen = seen(&session)?;
    ensure!(
        seen["violations"] == Value::Array(Vec::new()),
        "refused by the policy: {}",
        seen["violations"]
    );
    ensure!(
        seen["errors"] == Value::Array(Vec::new()),
        "scripts failed: {}",
        seen["errors"]
    );
    let reports = portal.csp_reports()?;
    ensure!(reports.is_empty(), "reported to the portal: {reports:?}");
    Ok(())
}

/// The screens that no straight way leads over, and those of a host whose document has faults.
fn every_screen(context: &Context<'_>) -> Outcome {
    let portal = context.portal()?;
    let session = context.session()?;
    let root = context.root();
    let page = |attributes: &str| Page::with(&format!("{attributes} {root}"));
    let mut shown = BTreeSet::new();
    tour::walk(context, &portal, &session, &page, &mut |_, name| {
        shown.insert(name.to_owned());
        nothing_refused(&session, name)
    })?;
    let missing: Vec<_> = tour::SCREENS
        .iter()
        .filter(|name| !shown.contains(**name))
        // WebKitGTK's driver answers nothing while a page is loading.
        .filter(|name| context.engine != Engine::WebKit || **name != "loading")
        .collect();
    ensure!(missing.is_empty(), "not shown: {missing:?}");

    // A passed date warns, and one bad option is left out.
    let mut config = portal.config()?;
    config["options"][0]["review_by"] = "2020-01-01".into();
    config["options"][1]["name"] = Value::Null;
    portal.serve("warned.json", config.to_string())?;
    let tag = format!("config=\"warned.json\" lang=\"en\" {root}");
    session.navigate(&Page::with(&tag).put(&portal, "warned.html")?)?;
    let widget = Widget::on(&session);
    journey::skip_check(&widget)?;
    wait::until("the warnings", wait::USUAL, || {
        let events = seen(&session)?["events"].to_string();
        Ok(events.contains("\"warning\"").then_some(()))
    })?;
    nothing_refused(&session, "with warnings")?;
    let reports = portal.csp_reports()?;
    ensure!(reports.is_empty(), "reported to the portal: {reports:?}");
    context.note(format!("{} screens", shown.len() + 1));
    Ok(())
}

/// Where the policy refuses WebAssembly, that refusal is the only one, and the links that are left
/// can be pressed.
fn lite(context: &Context<'_>) -> Outcome {
    let portal = Portal::start(Options {
        refuse_wasm: true,
        ..Options::default()
    })?;
    let session = context.session()?;
    session.navigate(&context.page(&portal)?)?;
    let widget = Widget::on(&session);
    let screen = widget.await_any(&["unavailable", "welcome"])?;
    if context.engine == Engine::WebKit && screen == "welcome" {
        context.note("compiles bytes in spite of the policy: the whole widget runs".to_owned());
        return journey::skip_check(&widget);
    }
    ensure!(screen == "unavailable", "it runs in spite of the policy");
    let numbers = widget.phone_links()?;
    ensure!(numbers.len() > 2, "only {numbers:?} can be called");
    // A press arrives at the link, which opens no other program here.
    session.script(
        "window.pressed = 0;
         window.addEventListener('click', (event) => {
           event.preventDefault();
           window.pressed++;
         })",
        &[],
    )?;
    let links = widget.eval("return all('a[href^=\"tel:\"]').filter(shown).length", &[])?;
    for place in 0..links.as_u64().unwrap_or_default() {
        widget.click_found(
            "a number",
            "return all('a[href^=\"tel:\"]').filter(shown)[args[0]] || null",
            &[place.into()],
        )?;
    }
    let pressed = session.script("return window.pressed", &[])?;
    ensure!(
        pressed == links,
        "of {links} numbers {pressed} can be pressed"
    );
    let violations = &seen(&session)?["violations"];
    let others: Vec<&Value> = violations
        .as_array()
        .into_iter()
        .flatten()
        .filter(|one| one["blocked"] != "wasm-eval")
        .collect();
    ensure!(others.is_empty(), "refused besides: {others:?}");
    context.note(format!("{links} numbers, refused: {violations}"));
    Ok(())
}

fn nothing_refused(session: &Session, on: &str) -> Outcome {
    let seen = seen(session)?;
    for kind in ["violations", "errors"] {
        ensure!(
            seen[kind] == Value::Array(Vec::new()),
            "{on}: {kind} {}",
            seen[kind]
        );
    }
    Ok(())
}

/// The control of the cases above: a page with something the policy refuses.
fn planted(context: &Context<'_>) -> Outcome {
    let portal = context.portal()?;
    let session = context.session()?;
    portal.serve(
        "planted.js",
        "document.querySelector('main').setAttribute('style', 'color: red');
         try { document.createElement('div').innerHTML = '<b>x</b>'; } catch {}",
    )?;
    let attributes = context.usual_attributes();
    let page = Page::with(&attributes).script("planted.js");
    session.navigate(&page.put(&portal, "planted.html")?)?;
    wait::until(
        "both violations to be seen by the page",
        wait::USUAL,
        || {
            let seen = seen(&session)?["violations"].to_string();
            let both = seen.contains("style-src") && seen.contains("require-trusted-types-for");
            Ok(both.then_some(()))
        },
    )?;
    wait::until("a report at the portal", wait::USUAL, || {
        Ok((!portal.csp_reports()?.is_empty()).then_some(()))
    })
}

/// What the page wrote down.
pub(super) fn seen(session: &Session) -> Outcome<Value> {
    session.script("return window.seen", &[])
}
