//! The page around the widget stays as it is: its looks, its built-ins, its globals, its address,
//! title and history, over a whole journey.

use serde_json::{Value, json};

use crate::case::{Case, Context};
use crate::engine::Engine;
use crate::journey::{self, PERSON};
use crate::outcome::{Outcome, ensure};
use crate::pages::{LIGHT_DOM, Page, load_widget};
use crate::wait;
use crate::webdriver::Session;
use crate::widget::{Widget, strings};

const HOST: &str = include_str!("../../pages/around.html");
const SCRIPT: &str = include_str!("../../pages/around.js");
const STYLES: &str = include_str!("../../pages/around.css");

pub(crate) fn cases() -> Vec<Case> {
    vec![Case {
        name: "around-the-page-stays-as-it-is",
        engines: Engine::ALL,
        run: unchanged,
    }]
}

fn unchanged(context: &Context<'_>) -> Outcome {
    let portal = context.portal()?;
    // Its own: a browser that has seen many pages keeps its history at fifty.
    let profile = context.profile()?;
    let browser = context.launch(&profile)?;
    let session = browser.session()?;
    let mut config = portal.config()?;
    config["exit_url"] = json!("neutral.html");
    portal.serve("around.json", config.to_string())?;
    portal.serve("neutral.html", "<!doctype html><title>News</title>")?;
    portal.serve("around.js", SCRIPT)?;
    portal.serve("around.css", STYLES)?;
    let own = format!("<link rel=\"stylesheet\" href=\"around.css\">{HOST}");
    let tag = format!("<touch-base config=\"around.json\" lang=\"en\">{LIGHT_DOM}</touch-base>");
    let page = Page::with_tags(&[own, tag]).later();
    let page = page.script_first("around.js").closed(context.engine);
    session.navigate(&page.put(&portal, "around.html")?)?;
    // The driver's own functions are there by now.
    session.script_async("arguments[0]()", &[])?;
    let counted = session.script("return around.begin()", &[])?;
    ensure!(
        counted[0].as_u64() > Some(32) && counted[1].as_u64() > Some(5_000),
        "only {counted} elements and properties"
    );

    load_widget(&session)?;
    let widget = Widget::on(&session);
    widget.await_screen("welcome")?;
    stays(&session, "once it is loaded")?;
    journey::whole(&widget, &PERSON)?;
    widget.press("crisis")?;
    widget.await_screen("crisis")?;
    stays(&session, "after a journey")?;

    // The controls, each of which is found.
    session.script("around.plant()", &[])?;
    let found = changes(&session)?.join("\n");
    for planted in [
        "patched Array.prototype.includes",
        "new window.planted",
        "style blockquote",
        "title Another",
        "#planted",
        "history ",
        "state {",
    ] {
        ensure!(found.contains(planted), "{planted:?} is not found: {found}");
    }
    session.script("around.undo()", &[])?;

    let before = session.script("return history.length", &[])?;
    widget.press("quick-exit")?;
    wait::until("the neutral page", wait::USUAL, || {
        Ok(session.url()?.ends_with("neutral.html").then_some(()))
    })?;
    let after = session.script("return history.length", &[])?;
    ensure!(
        before == after,
        "leaving makes the history {after} long, not {before}"
    );
    context.note(format!(
        "{} elements, {} properties",
        counted[0], counted[1]
    ));
    Ok(())
}

fn stays(session: &Session, when: &str) -> Outcome {
    let found = changes(session)?;
    ensure!(found.is_empty(), "{when} the page has {found:?}");
    Ok(())
}

fn changes(session: &Session) -> Outcome<Vec<String>> {
    let found: Value = session.script("return around.changes()", &[])?;
    Ok(strings(&found))
}
