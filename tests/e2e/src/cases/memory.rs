//! What a person typed, and every word of the questionnaire they answered, is nowhere in the memory
//! of the WebAssembly modules once it was forgotten, in what is in use no more than in what was
//! freed.

use serde_json::{Value, json};

use crate::case::{Case, Context};
use crate::engine::Engine;
use crate::journey::{self, PERSON};
use crate::outcome::{Failure, Outcome, ensure, fail};
use crate::pages::{PRELUDE, Page};
use crate::portal::{Options, Portal};
use crate::questionnaire::{self, ANSWER, ANSWER_ID, BAND, ITEM, ITEM_ID, worded};
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
        Case {
            name: "memory-holds-no-content-key-after-sealing",
            engines: Engine::ALL,
            run: content_key,
        },
        Case {
            name: "memory-holds-nothing-of-a-questionnaire-after-the-wipe",
            engines: Engine::ALL,
            run: questionnaire,
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

/// The key that opens one request is nowhere once that is sealed: neither in a module nor in the
/// array that it was handed to WebCrypto in.
fn content_key(context: &Context<'_>) -> Outcome {
    let session = context.session()?;
    for rsa in [false, true] {
        let portal = Portal::start(Options {
            rsa,
            ..Options::default()
        })?;
        open(context, &portal, &session)?;
        let widget = Widget::on(&session);
        journey::to_review(&widget, &PERSON)?;
        journey::send(&widget)?;
        widget.await_state(&["delivered"], wait::USUAL)?;
        let keys = session.script("return contentKeys()", &[])?;
        let keys = keys.as_array().cloned().unwrap_or_default();
        ensure!(keys.len() == 1, "{} content keys", keys.len());
        let stood = |when: &str| {
            let counts = keys[0][when].as_array().into_iter().flatten();
            counts.filter_map(Value::as_u64).sum::<u64>()
        };
        ensure!(stood("before") > 0, "the scan finds no key where one is");
        ensure!(
            stood("now") == 0,
            "the key is left, RSA: {rsa}: {}",
            keys[0]
        );
        ensure!(keys[0]["array"] == false, "the array still holds the key");
    }
    Ok(())
}

/// Unique words of every part of the questionnaire. An answer is a place on a scale, in memory a
/// single byte, so its words and identifiers stand for it.
const CANARIES: [&str; 5] = [ITEM, ANSWER, BAND, ITEM_ID, ANSWER_ID];

fn questionnaire(context: &Context<'_>) -> Outcome {
    let portal = context.portal()?;
    let session = context.session()?;
    questionnaire::host(&portal, "canaries", Some(&worded("phq-8")?), |_| ())?;
    let attributes = format!("config=\"canaries.json\" lang=\"en\" {}", context.root());
    // Every way in which a visit ends.
    for end in ["start-over", "quick-exit", "clear", "pagehide", "remove"] {
        open_with(&portal, &session, &attributes)?;
        // The page goes on after the exit, so that its memory can be looked into.
        session.script(
            "addEventListener('touchbase-exit', (event) => event.preventDefault())",
            &[],
        )?;
        let widget = Widget::on(&session);
        journey::answer_check(&widget, &mut |question, answers| Some(question % answers))?;
        for canary in CANARIES {
            found(&session, canary)?;
        }
        widget.press("see-options")?;
        widget.await_screen("options")?;
        wait::until("all three modules", wait::USUAL, || {
            Ok((counts(&session, ITEM)?.len() == 3).then_some(()))
        })?;
        match end {
            "start-over" => {
                widget.press("back")?;
                widget.await_screen("summary")?;
                widget.press("start-over")?;
                widget.await_screen("welcome")?;
            }
            "quick-exit" => {
                widget.press("quick-exit")?;
                widget.await_screen("welcome")?;
            }
            "clear" => clear(&session, &widget)?,
            "pagehide" => {
                session.script("dispatchEvent(new PageTransitionEvent('pagehide'))", &[])?;
                widget.await_screen("welcome")?;
            }
            _ => {
                session.script("document.querySelector('touch-base').remove()", &[])?;
            }
        }
        gone(&session, &CANARIES).map_err(|why| Failure::Failed(format!("{end}: {why}")))?;
    }
    Ok(())
}

fn open(context: &Context<'_>, portal: &Portal, session: &Session) -> Outcome {
    open_with(portal, session, &context.usual_attributes())
}

fn open_with(portal: &Portal, session: &Session, attributes: &str) -> Outcome {
    let page = Page::with(attributes).put(portal, "memory.html")?;
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
    gone(session, &[PERSON.name, PERSON.phone])
}

fn gone(session: &Session, texts: &[&str]) -> Outcome {
    // What is freed with the drawing before last goes when the next one is done.
    wait::until("all of it to be gone from memory", wait::USUAL, || {
        for text in texts {
            let counts = counts(session, text)?;
            if counts.iter().any(|count| *count > 0) {
                return Err(Failure::Failed(format!("{text:?} is there: {counts:?}")));
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
