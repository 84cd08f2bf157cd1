//! Isolated mode: the whole widget in a frame of the portal's second origin, and a page around it
//! that learns nothing.

use std::fs;

use serde_json::{Value, json};

use super::policy::seen;
use crate::case::{Case, Context};
use crate::engine::Engine;
use crate::journey::{self, PERSON};
use crate::outcome::{Outcome, ensure};
use crate::pages::Page;
use crate::portal::{Options, Portal};
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
            name: "isolated-saved-without-network-and-delivered-later",
            engines: Engine::ALL,
            run: later,
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
    journey::take_check(&widget)?;
    journey::start_referral(&widget)?;
    journey::fill_referral(&widget, &PERSON)?;
    journey::send(&widget)?;
    widget.await_state(&["delivered"], wait::USUAL)?;
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
    apart.enter()?;
    for (planted, directive) in [(PLANTED, "style-src"), (TYPED, "require-trusted-types-for")] {
        session.script(planted, &[])?;
        reported(&portal, directive)?;
    }
    Ok(())
}

fn reported(portal: &Portal, directive: &str) -> Outcome {
    wait::until(&format!("a report of {directive}"), wait::USUAL, || {
        let reports = portal.csp_reports()?;
        Ok((reports.iter().any(|own| own.starts_with(directive))).then_some(()))
    })
}

fn later(context: &Context<'_>) -> Outcome {
    let (mut portal, session) = (context.portal()?, context.session()?);
    let page = page(context, "")
        .from_second(&portal)
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
