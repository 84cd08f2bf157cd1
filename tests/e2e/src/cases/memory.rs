//! What a person typed is nowhere in the memory of the WebAssembly modules once it was forgotten,
//! in what is in use no more than in what was freed.

use serde_json::json;

use crate::case::{Case, Context};
use crate::engine::Engine;
use crate::journey::{self, PERSON};
use crate::outcome::{Outcome, ensure, fail};
use crate::pages::{PRELUDE, Page};
use crate::portal::Portal;
use crate::wait;
use crate::webdriver::Session;
use crate::widget::Widget;

/// Keeps hold of the memory of each module.
const WATCH: &str = include_str!("../../pages/memory.js");

pub(crate) fn cases() -> Vec<Case> {
    vec![
        Case {
            name: "memory-holds-nothing-typed-after-clearing",
            engines: Engine::ALL,
            run: typed,
        },
        Case {
            name: "memory-holds-nothing-sent-after-clearing",
            engines: Engine::ALL,
            run: sent,
        },
    ]
}

fn typed(context: &Context<'_>) -> Outcome {
    let portal = context.portal()?;
    let session = context.session()?;
    open(context, &portal, &session)?;
    let widget = Widget::on(&session);
    journey::to_review(&widget, &PERSON)?;
    found(&session, PERSON.name)?;
    found(&session, PERSON.phone)?;
    clear(&session, &widget)?;
    not_found(&session)
}

fn sent(context: &Context<'_>) -> Outcome {
    let portal = context.portal()?;
    let session = context.session()?;
    open(context, &portal, &session)?;
    let widget = Widget::on(&session);
    journey::to_review(&widget, &PERSON)?;
    journey::send(&widget)?;
    widget.await_state(&["delivered"], wait::USUAL)?;
    clear(&session, &widget)?;
    let modules = counts(&session, PERSON.name)?.len();
    ensure!(modules == 2, "{modules} modules were made instead of two");
    not_found(&session)
}

fn open(context: &Context<'_>, portal: &Portal, session: &Session) -> Outcome {
    let page = Page::with(&context.usual_attributes()).put(portal, "memory.html")?;
    portal.serve("prelude.js", format!("{PRELUDE}\n{WATCH}"))?;
    session.navigate(&page)
}

fn clear(session: &Session, widget: &Widget<'_>) -> Outcome {
    session.script("document.querySelector('touch-base').clear()", &[])?;
    widget.await_screen("welcome")
}

/// The control: the scan finds what is there.
fn found(session: &Session, text: &str) -> Outcome {
    let counts = counts(session, text)?;
    ensure!(
        counts.iter().any(|count| *count > 0),
        "the scan finds nothing while it is on the screen: {counts:?}"
    );
    Ok(())
}

fn not_found(session: &Session) -> Outcome {
    // What is freed with the drawing before last goes when the next one is done.
    wait::until("what was typed to be gone from memory", wait::USUAL, || {
        for text in [PERSON.name, PERSON.phone] {
            if counts(session, text)?.iter().any(|count| *count > 0) {
                return Ok(None);
            }
        }
        Ok(Some(()))
    })
}

/// How often the text stands in each module's memory.
fn counts(session: &Session, text: &str) -> Outcome<Vec<u64>> {
    let counts = session.script("return inMemory(arguments[0])", &[json!(text)])?;
    match serde_json::from_value(counts) {
        Ok(counts) => Ok(counts),
        Err(error) => fail!("the scan says something else: {error}"),
    }
}
