//! Under the portal's strict policy and enforced Trusted Types nothing is refused, because nothing
//! is tried that would be.

use serde_json::Value;

use crate::case::{Case, Context};
use crate::engine::Engine;
use crate::journey::{self, PERSON};
use crate::outcome::{Outcome, ensure};
use crate::pages::Page;
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
    journey::take_check(&widget)?;
    journey::start_referral(&widget)?;
    journey::fill_referral(&widget, &PERSON)?;
    journey::send(&widget)?;
    widget.await_state(&["delivered"], wait::USUAL)?;
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

/// The control of the case above: the same page with something the policy refuses.
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
