//! Every screen a person can come to, one after the other.

use std::fs;

use serde_json::json;

use crate::case::Context;
use crate::journey::{self, PERSON};
use crate::outcome::{Outcome, ensure};
use crate::pages::{PRELUDE, Page};
use crate::portal::Portal;
use crate::process::{copy_folder, folder};
use crate::site::Site;
use crate::wait;
use crate::webdriver::Session;
use crate::widget::Widget;

/// Shows a screen to a visitor, under a name that can be part of a file's name.
pub(crate) type Visit<'a> = dyn FnMut(&Widget<'_>, &str) -> Outcome + 'a;

/// The names every tour must have shown; there may be more.
pub(crate) const SCREENS: &[&str] = &[
    "loading",
    "unavailable",
    "welcome",
    "check",
    "summary",
    "options",
    "option",
    "referral-1",
    "referral-problems",
    "review",
    "status",
    "status-waiting",
    "outbox",
    "crisis",
    "about",
];

/// Walks through all screens. `page` is what the widget is embedded in; its scripts must be in the
/// portal's package already.
pub(crate) fn walk(
    context: &Context<'_>,
    portal: &Portal,
    session: &Session,
    page: &dyn Fn(&str) -> Page,
    visit: &mut Visit<'_>,
) -> Outcome {
    loading(context, portal, session, page, visit)?;
    unavailable(portal, session, page, visit)?;

    let attributes = "config=\"/touchbase.json\" lang=\"en\"";
    session.navigate(&page(attributes).put(portal, "tour.html")?)?;
    let widget = Widget::on(session);
    widget.await_screen("welcome")?;
    visit(&widget, "welcome")?;
    check(&widget, visit)?;
    referral(&widget, visit)?;
    journey::send(&widget)?;
    widget.await_state(&["delivered"], wait::USUAL)?;
    visit(&widget, "status")?;
    aside(&widget, "crisis", visit)?;
    aside(&widget, "about", visit)?;

    session.reload()?;
    widget.renew();
    journey::to_review(&widget, &PERSON)?;
    portal.fail_always(&json!({ "status": 503 }))?;
    journey::send(&widget)?;
    widget.await_state(&["waiting"], wait::USUAL)?;
    visit(&widget, "status-waiting")?;
    widget.press("outbox")?;
    widget.await_screen("outbox")?;
    visit(&widget, "outbox")?;
    portal.clear_faults()
}

fn check(widget: &Widget<'_>, visit: &mut Visit<'_>) -> Outcome {
    widget.press("start-check")?;
    widget.await_screen("check")?;
    visit(widget, "check")?;
    let mut visited_last = false;
    for _ in 0..40 {
        if widget.screen()? == "summary" {
            break;
        }
        widget.press_nth("answer", 1)?;
        let before = widget.text()?;
        let last = widget.eval(
            "return all('[data-action=\"crisis\"]').filter(shown).length > 1",
            &[],
        )?;
        if last == json!(true) && !visited_last {
            visited_last = true;
            visit(widget, "check-offer")?;
        }
        widget.press("next")?;
        wait::until("the next question", wait::USUAL, || {
            Ok((widget.screen()? != "check" || widget.text()? != before).then_some(()))
        })?;
    }
    widget.await_screen("summary")?;
    visit(widget, "summary")?;
    widget.press("see-options")?;
    widget.await_screen("options")?;
    visit(widget, "options")
}

fn referral(widget: &Widget<'_>, visit: &mut Visit<'_>) -> Outcome {
    let options = widget.values_of("open-option")?;
    ensure!(!options.is_empty(), "no option can be opened");
    for option in &options {
        widget.press_value("open-option", option)?;
        widget.await_screen("option")?;
        if widget.offers("start-referral")? {
            break;
        }
        widget.press("back")?;
        widget.await_screen("options")?;
    }
    visit(widget, "option")?;
    widget.press("start-referral")?;
    widget.await_screen("referral")?;
    for step in 1..12 {
        visit(widget, &format!("referral-{step}"))?;
        if widget
            .fields()?
            .iter()
            .any(|field| field.name == "contact_value")
        {
            widget.press("next")?;
            wait::until("the problems to be named", wait::USUAL, || {
                let wrong = widget.eval("return all('[aria-invalid=\"true\"]').length", &[])?;
                Ok((wrong.as_u64() > Some(0)).then_some(()))
            })?;
            visit(widget, "referral-problems")?;
        }
        journey::fill_step(widget, &PERSON)?;
        if widget.offers("to-review")? {
            break;
        }
        journey::leave_step(widget)?;
    }
    widget.press("to-review")?;
    widget.await_screen("review")?;
    visit(widget, "review")
}

/// A screen that is reached by a control of its own name, and left by going back.
fn aside(widget: &Widget<'_>, name: &str, visit: &mut Visit<'_>) -> Outcome {
    widget.press(name)?;
    widget.await_screen(name)?;
    visit(widget, name)?;
    widget.press("back")?;
    wait::until("the screen before", wait::USUAL, || {
        Ok((widget.screen()? != name).then_some(()))
    })
}

fn loading(
    context: &Context<'_>,
    portal: &Portal,
    session: &Session,
    page: &dyn Fn(&str) -> Page,
    visit: &mut Visit<'_>,
) -> Outcome {
    let folder = folder("touchbase-site-")?;
    copy_folder(&portal.package(), folder.path())?;
    fs::write(folder.path().join("prelude.js"), PRELUDE)?;
    fs::write(
        folder.path().join("touchbase.json"),
        portal.config()?.to_string(),
    )?;
    fs::write(
        folder.path().join("page.html"),
        page("config=\"touchbase.json\" lang=\"en\"").html(),
    )?;
    let site = Site::start(folder.path())?;
    site.hold("/core_bg.wasm");
    // The page's load event may wait for what is held, so nothing waits for that event.
    session.navigate("about:blank")?;
    session.script(
        "setTimeout((to) => { location.href = to; }, 0, arguments[0])",
        &[format!("{}/page.html", site.origin()).into()],
    )?;
    let widget = Widget::on(session);
    widget.await_screen("loading")?;
    wait::until("the page's scripts", wait::USUAL, || {
        let ready = session.script("return document.readyState", &[])?;
        Ok((ready == "complete" || context.engine.reaches_closed_roots()).then_some(()))
    })?;
    visit(&widget, "loading")
}

fn unavailable(
    portal: &Portal,
    session: &Session,
    page: &dyn Fn(&str) -> Page,
    visit: &mut Visit<'_>,
) -> Outcome {
    portal.serve("broken.json", "{")?;
    let broken = page("config=\"broken.json\" lang=\"en\"");
    session.navigate(&broken.put(portal, "broken.html")?)?;
    let widget = Widget::on(session);
    widget.await_screen("unavailable")?;
    visit(&widget, "unavailable")
}
