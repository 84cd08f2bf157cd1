//! Corners where two things meet: a refused document and another screen, a move and a slow load, a
//! wipe and the next person, a lost answer and the words for it.

use std::fs;
use std::time::Duration;

use serde_json::{Value, json};

use crate::case::{Case, Context};
use crate::engine::Engine;
use crate::journey::{self, PERSON};
use crate::outcome::{Failure, Outcome, ensure};
use crate::pages::{PRELUDE, Page};
use crate::portal::{Options, Portal, package};
use crate::process::{copy_folder, folder};
use crate::site::Site;
use crate::wait;
use crate::webdriver::Session;
use crate::widget::{WAITING, Widget};

/// Longer than any task that an element puts off.
const A_WHILE: Duration = Duration::from_millis(400);

pub(crate) fn cases() -> Vec<Case> {
    vec![
        Case {
            name: "corners-help-stays-when-the-configuration-is-refused",
            engines: Engine::ALL,
            run: help_stays,
        },
        Case {
            name: "corners-moved-while-loading",
            engines: Engine::ALL,
            run: moved_while_loading,
        },
        Case {
            name: "corners-configuration-set-after-insertion",
            engines: Engine::ALL,
            run: set_after_insertion,
        },
        Case {
            name: "corners-next-person-sees-no-request",
            engines: Engine::ALL,
            run: next_person,
        },
        Case {
            name: "corners-clear-and-open-in-one-task",
            engines: Engine::ALL,
            run: clear_and_open,
        },
        Case {
            name: "corners-an-unknown-outcome-is-called-unknown",
            engines: Engine::ALL,
            run: unknown_outcome,
        },
        Case {
            name: "corners-lettered-numbers-are-not-dialled",
            engines: &[Engine::Chromium],
            run: lettered,
        },
    ]
}

/// The page's own words stay in view on every screen that a refused document leaves, not on the
/// first alone.
fn help_stays(context: &Context<'_>) -> Outcome {
    let portal = context.portal()?;
    let session = context.session()?;
    let mut without_crisis = portal.config()?;
    without_crisis["crisis"] = json!([]);
    portal.serve("no-crisis.json", without_crisis.to_string())?;
    for (address, page) in [
        ("not-there.json", "refused.html"),
        ("no-crisis.json", "no-crisis.html"),
    ] {
        let tag = format!("config=\"{address}\" lang=\"en\" {}", context.root());
        session.navigate(&Page::with(&tag).put(&portal, page)?)?;
        let widget = Widget::on(&session);
        widget.await_screen("unavailable")?;
        own_words_shown(&session, address)?;
        widget.press("about")?;
        widget.await_screen("about")?;
        own_words_shown(&session, address)?;
        widget.press("back")?;
        widget.await_screen("unavailable")?;
        own_words_shown(&session, address)?;
    }
    Ok(())
}

fn own_words_shown(session: &Session, address: &str) -> Outcome {
    let shown = session.script(
        "return Array.from(document.querySelectorAll('touch-base a[href^=\"tel:\"]'))
           .filter((link) => link.getClientRects().length && (!link.checkVisibility
             || link.checkVisibility({ visibilityProperty: true })))
           .map((link) => link.getAttribute('href').slice(4))",
        &[],
    )?;
    ensure!(
        shown == json!(["911", "988"]),
        "{address}: of the page's own numbers only {shown} are shown"
    );
    Ok(())
}

/// A framework that puts the element elsewhere before the app is there loses nothing by it.
fn moved_while_loading(context: &Context<'_>) -> Outcome {
    let folder = folder("touchbase-site-")?;
    copy_folder(&package()?, folder.path())?;
    fs::write(folder.path().join("prelude.js"), PRELUDE)?;
    let portal = context.portal()?;
    fs::write(
        folder.path().join("touchbase.json"),
        portal.config()?.to_string(),
    )?;
    let tag = format!("config=\"touchbase.json\" lang=\"en\" {}", context.root());
    fs::write(
        folder.path().join("page.html"),
        Page::with(&tag).without_scripts().html(),
    )?;
    let site = Site::start(folder.path())?;
    let session = context.session()?;
    site.hold("/core_bg.wasm");
    session.navigate(&format!("{}/page.html", site.origin()))?;
    // After the page's load event, so that no driver waits for what is held back.
    session.script(
        "window.told = [];
         for (const name of ['touchbase-ready', 'touchbase-error']) {
           window.addEventListener(name, () => window.told.push(name));
         }
         const script = document.createElement('script');
         script.type = 'module';
         script.src = 'touchbase.js';
         document.head.append(script)",
        &[],
    )?;
    wait::until("the app to be asked for", wait::USUAL, || {
        let asked = site.asked().iter().any(|path| path == "/core_bg.wasm");
        Ok(asked.then_some(()))
    })?;
    session.script(
        "document.querySelector('#elsewhere').append(document.querySelector('touch-base'))",
        &[],
    )?;
    let widget = Widget::on(&session);
    ensure!(
        widget.screen()? == "loading",
        "it was not moved while it loaded: {}",
        widget.screen()?
    );
    // What the element does about a move it may do in a later task.
    session.script_async("setTimeout(arguments[0], 100)", &[])?;

    site.release();
    widget.await_screen("welcome")?;
    let mut told = Value::Null;
    wait::until("the page to be told", wait::USUAL, || {
        told = session.script("return window.told", &[])?;
        Ok((told != json!([])).then_some(()))
    })?;
    ensure!(
        told == json!(["touchbase-ready"]),
        "the page was told {told}"
    );
    journey::skip_check(&widget)
}

/// As frameworks do it: the element first, its property after, and the same value at every render.
fn set_after_insertion(context: &Context<'_>) -> Outcome {
    let portal = context.portal()?;
    let session = context.session()?;
    session.navigate(&Page::with_tags(&[]).put(&portal, "page.html")?)?;
    let mut config = portal.config()?;
    config["program"]["name"] = json!("Quiet Harbour Program");
    session.script_async(
        "const [config, root, done] = arguments;
         customElements.whenDefined('touch-base').then(() => {
           const element = document.createElement('touch-base');
           if (root) element.setAttribute('root', root);
           element.lang = 'en';
           document.querySelector('main').append(element);
           element.config = config;
           done();
         })",
        &[
            config.clone(),
            if context.root().is_empty() {
                Value::Null
            } else {
                json!("open")
            },
        ],
    )?;
    let widget = Widget::on(&session);
    widget.await_screen("welcome")?;
    ensure!(
        widget.text()?.contains("Quiet Harbour Program"),
        "it shows another program: {:?}",
        widget.text()?
    );

    journey::skip_check(&widget)?;
    journey::start_referral(&widget)?;
    to_name(&widget)?;
    widget.fill("name", PERSON.name)?;
    session.script(
        "document.querySelector('touch-base').config = arguments[0]",
        &[config],
    )?;
    wait::throughout(A_WHILE, || {
        ensure!(
            widget.screen()? == "referral",
            "the same document again left the form for {:?}",
            widget.screen()?
        );
        ensure!(
            widget.value("name")? == PERSON.name,
            "the same document again emptied the form"
        );
        Ok(())
    })?;
    let events = super::policy::seen(&session)?["events"].to_string();
    ensure!(
        !events.contains("touchbase-error"),
        "the page was told {events}"
    );
    Ok(())
}

/// Who comes next learns nothing: no count, no row, no reference.
fn next_person(context: &Context<'_>) -> Outcome {
    let portal = context.portal()?;
    let session = context.session()?;
    for (position, removed) in [false, true].into_iter().enumerate() {
        session.navigate(&context.portal_page(&portal))?;
        let widget = Widget::on(&session);
        journey::to_review(&widget, &PERSON)?;
        journey::send(&widget)?;
        widget.await_state(&["delivered"], wait::USUAL)?;
        portal.holds(position + 1)?;
        // The control of what follows: to whom it belongs the request is shown.
        widget.press("see-options")?;
        widget.await_screen("options")?;
        wait::until("the request's own control", wait::USUAL, || {
            Ok(widget.offers("outbox")?.then_some(()))
        })?;

        if removed {
            session.script(
                "window.held = document.querySelector('touch-base');
                 window.place = window.held.parentNode;
                 window.held.remove()",
                &[],
            )?;
            session.script_async("setTimeout(arguments[0], 100)", &[])?;
            session.script("window.place.append(window.held)", &[])?;
            widget.renew();
        } else {
            widget.call("clear", &[])?;
        }
        widget.await_screen("welcome")?;
        wait::throughout(A_WHILE, || {
            ensure!(
                !widget.offers("outbox")?,
                "removed: {removed}: the start counts the last person's request"
            );
            Ok(())
        })?;
        widget.press("about")?;
        widget.await_screen("about")?;
        widget.press("outbox")?;
        widget.await_screen("outbox")?;
        wait::throughout(A_WHILE, || {
            let states = widget.states()?;
            ensure!(
                states.is_empty(),
                "removed: {removed}: the next person sees {states:?}"
            );
            Ok(())
        })?;
    }
    Ok(())
}

/// A page that clears and opens in one go gets the screen it asked for, with nothing of before.
fn clear_and_open(context: &Context<'_>) -> Outcome {
    let portal = context.portal()?;
    let session = context.session()?;
    session.navigate(&context.page(&portal)?)?;
    let widget = Widget::on(&session);
    journey::skip_check(&widget)?;
    journey::start_referral(&widget)?;
    to_name(&widget)?;
    widget.fill("name", PERSON.name)?;
    session.script(
        "const element = document.querySelector('touch-base');
         element.clear();
         element.open('options')",
        &[],
    )?;
    widget.await_screen("options")?;
    wait::throughout(A_WHILE, || {
        ensure!(
            widget.screen()? == "options",
            "the screen that was asked for gave way to {:?}",
            widget.screen()?
        );
        Ok(())
    })?;
    journey::start_referral(&widget)?;
    to_name(&widget)?;
    let name = widget.value("name")?;
    ensure!(name.is_empty(), "a cleared form still holds a name");
    Ok(())
}

/// A request that the receiver may hold is called neither sent nor unsent.
fn unknown_outcome(context: &Context<'_>) -> Outcome {
    let portal = context.portal()?;
    let session = context.session()?;
    session.navigate(&context.portal_page(&portal))?;
    let widget = Widget::on(&session);
    journey::to_review(&widget, &PERSON)?;
    portal.fail_always(&json!({ "drop": "after-commit" }))?;
    journey::send(&widget)?;
    wait::until("words for a lost answer", wait::USUAL, || {
        let (state, words) = status_words(&widget)?;
        if words.contains("may have arrived") {
            return Ok(Some(()));
        }
        Err(Failure::Failed(format!("it says {words:?} ({state})")))
    })?;
    portal.holds(1)?;
    wait::throughout(Duration::from_secs(2), || {
        let (state, words) = status_words(&widget)?;
        ensure!(
            WAITING.contains(&state.as_str()),
            "it shows {state:?} while no answer came"
        );
        ensure!(
            state == "sending" || words.contains("may have arrived"),
            "it does not say that it may have arrived: {words:?}"
        );
        for claim in ["has not gone", "not sent"] {
            ensure!(
                !words.contains(claim),
                "it says {claim:?} of a request that arrived: {words:?}"
            );
        }
        Ok(())
    })?;
    let phones = widget.phone_links_of_screen()?;
    ensure!(!phones.is_empty(), "no phone number beside what is unknown");

    portal.clear_faults()?;
    widget.try_until_delivered()?;
    portal.one_referral().map(drop)
}

/// The state on the status screen and the words around it, in small letters, of one moment.
fn status_words(widget: &Widget<'_>) -> Outcome<(String, String)> {
    let found = widget.eval(
        "const e = all('[data-state]').filter(shown)[0];
         return e ? [e.dataset.state, e.innerText.toLowerCase()] : ['', '']",
        &[],
    )?;
    let part = |position: usize| found[position].as_str().unwrap_or_default().to_owned();
    Ok((part(0), part(1)))
}

/// Without WebAssembly nothing can tell what a lettered number stands for, and half of it would
/// reach a stranger: it is there to be read.
fn lettered(context: &Context<'_>) -> Outcome {
    let portal = Portal::start(Options {
        refuse_wasm: true,
        ..Options::default()
    })?;
    let session = context.session()?;
    let mut config = portal.config()?;
    if let Some(options) = config["options"].as_array_mut() {
        for (id, name, number) in [
            ("lettered", "Lettered line", "1-800-EXAMPLE"),
            ("plain", "Plain line", "1-800-555-0142"),
        ] {
            options.push(json!({
                "id": id,
                "name": name,
                "routes": [{ "type": "phone", "value": number }],
            }));
        }
    }
    portal.serve("lettered.json", config.to_string())?;
    let tag = format!("config=\"lettered.json\" lang=\"en\" {}", context.root());
    session.navigate(&Page::with(&tag).put(&portal, "lettered.html")?)?;
    let widget = Widget::on(&session);
    widget.await_screen("unavailable")?;
    let text = widget.text()?;
    ensure!(
        text.contains("Lettered line") && text.contains("1-800-EXAMPLE"),
        "the number cannot be read: {text:?}"
    );
    let phones = widget.phone_links()?;
    ensure!(
        phones.iter().any(|phone| phone == "18005550142"),
        "a number in digits cannot be called: {phones:?}"
    );
    let digits = |phone: &str| phone.replace(|c: char| !c.is_ascii_digit(), "");
    ensure!(
        !phones.iter().any(|phone| digits(phone) == "1800"),
        "what is left of a lettered number would be dialled: {phones:?}"
    );
    let linked = widget.eval(
        "return all('a').some((e) => e.textContent.includes('1-800-EXAMPLE'))",
        &[],
    )?;
    ensure!(linked == Value::Bool(false), "a lettered number is a link");
    Ok(())
}

/// Goes on to the step of the referral that asks for the name.
fn to_name(widget: &Widget<'_>) -> Outcome {
    while !widget.fields()?.iter().any(|field| field.name == "name") {
        journey::leave_step(widget)?;
    }
    Ok(())
}
