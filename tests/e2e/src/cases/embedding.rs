//! What pages do to an element: load it twice, move it, take it out, put two of it, and refuse it
//! what it is made of.

use std::fs;

use serde_json::Value;

use crate::case::{Case, Context};
use crate::engine::Engine;
use crate::journey;
use crate::outcome::{Outcome, ensure, fail};
use crate::pages::{LIGHT_DOM, PRELUDE, Page};
use crate::portal::{Options, Portal, package};
use crate::process::{copy_folder, folder};
use crate::site::Site;
use crate::wait;
use crate::webdriver::Session;
use crate::widget::Widget;

pub(crate) fn cases() -> Vec<Case> {
    vec![
        Case {
            name: "embedding-script-loaded-twice",
            engines: Engine::ALL,
            run: loaded_twice,
        },
        Case {
            name: "embedding-moved-keeps-everything",
            engines: Engine::ALL,
            run: moved,
        },
        Case {
            name: "embedding-removed-and-put-back-starts-again",
            engines: Engine::ALL,
            run: put_back,
        },
        Case {
            name: "embedding-two-on-a-page-share-nothing",
            engines: Engine::ALL,
            run: two,
        },
        Case {
            name: "embedding-without-wasm-crisis-help-and-phones",
            engines: Engine::ALL,
            run: without_wasm,
        },
        Case {
            name: "embedding-crisis-help-while-loading",
            engines: Engine::ALL,
            run: while_loading,
        },
        Case {
            name: "embedding-leaving-wipes-and-tells-the-page",
            engines: Engine::ALL,
            run: leaves,
        },
        Case {
            name: "embedding-nothing-stored-before-a-referral",
            engines: Engine::ALL,
            run: nothing_stored,
        },
    ]
}

fn loaded_twice(context: &Context<'_>) -> Outcome {
    let portal = context.portal()?;
    let session = context.session()?;
    let page = Page::with(&context.usual_attributes())
        .module("touchbase.js")
        .module("touchbase.js?again");
    session.navigate(&page.put(&portal, "page.html")?)?;
    journey::skip_check(&Widget::on(&session))?;
    no_errors(&session)
}

fn moved(context: &Context<'_>) -> Outcome {
    let portal = context.portal()?;
    let session = context.session()?;
    session.navigate(&context.page(&portal)?)?;
    let widget = Widget::on(&session);
    widget.await_screen("welcome")?;
    widget.press("skip-check")?;
    widget.await_screen("options")?;
    journey::start_referral(&widget)?;
    while !widget.fields()?.iter().any(|field| field.name == "name") {
        journey::leave_step(&widget)?;
    }
    widget.fill("name", journey::PERSON.name)?;
    session.script(
        "document.querySelector('#elsewhere').append(document.querySelector('touch-base'))",
        &[],
    )?;
    // The element tears down, if it does, in a later task.
    wait::throughout(std::time::Duration::from_millis(300), || {
        ensure!(widget.screen()? == "referral", "the screen changed");
        ensure!(
            widget.value("name")? == journey::PERSON.name,
            "what was typed is gone"
        );
        Ok(())
    })?;
    widget.fill("name", "Somebody Else")?;
    no_errors(&session)
}

fn put_back(context: &Context<'_>) -> Outcome {
    let portal = context.portal()?;
    let session = context.session()?;
    session.navigate(&context.page(&portal)?)?;
    let widget = Widget::on(&session);
    journey::skip_check(&widget)?;
    for _ in 0..2 {
        session.script(
            "window.held = document.querySelector('touch-base'); window.held.remove()",
            &[],
        )?;
        session.script_async("setTimeout(arguments[0], 100)", &[])?;
        session.script("document.querySelector('main').append(window.held)", &[])?;
        widget.renew();
        journey::skip_check(&widget)?;
    }
    no_errors(&session)
}

fn two(context: &Context<'_>) -> Outcome {
    let portal = context.portal()?;
    let session = context.session()?;
    let tags = ["one", "two"].map(|id| {
        format!(
            "<touch-base id=\"{id}\" {}>{LIGHT_DOM}</touch-base>",
            context.usual_attributes()
        )
    });
    session.navigate(&Page::with_tags(&tags).put(&portal, "page.html")?)?;
    let (one, two) = (Widget::at(&session, "#one"), Widget::at(&session, "#two"));
    for widget in [&one, &two] {
        widget.await_screen("welcome")?;
        widget.press("start-check")?;
        widget.await_screen("check")?;
    }
    one.press_nth("answer", 1)?;
    let chosen = |widget: &Widget<'_>| {
        widget.eval(
            "return all('[data-action=\"answer\"]').filter((e) => e.checked
               || e.getAttribute('aria-checked') === 'true'
               || e.getAttribute('aria-pressed') === 'true'
               || e.querySelector('input:checked')
               || (e.control && e.control.checked)).length",
            &[],
        )
    };
    wait::until("the answer to be marked", wait::USUAL, || {
        Ok((chosen(&one)? == 1).then_some(()))
    })?;
    ensure!(chosen(&two)? == 0, "the other widget took the answer too");
    one.press("next")?;
    journey_goes_on(&two)?;
    no_errors(&session)
}

fn journey_goes_on(widget: &Widget<'_>) -> Outcome {
    ensure!(
        widget.screen()? == "check" && !widget.values_of("answer")?.is_empty(),
        "the other widget moved too"
    );
    widget.press_nth("answer", 0)?;
    widget.press("next")
}

fn without_wasm(context: &Context<'_>) -> Outcome {
    let portal = Portal::start(Options {
        refuse_wasm: true,
        ..Options::default()
    })?;
    let session = context.session()?;
    session.navigate(&context.page(&portal)?)?;
    let widget = Widget::on(&session);
    if context.engine == Engine::WebKit {
        // WebKitGTK refuses only the streaming way; the glue's second way may compile.
        let screen = widget.await_any(&["unavailable", "welcome"])?;
        if screen == "welcome" {
            return journey::skip_check(&widget);
        }
    }
    widget.await_screen("unavailable")?;
    let phones = widget.phone_links()?;
    let config = portal.config()?;
    for route in phone_routes(&config)? {
        let digits = digits(&route);
        ensure!(
            phones
                .iter()
                .any(|phone| self::digits(phone).starts_with(&digits)),
            "{route} cannot be called: {phones:?}"
        );
    }
    let text = widget.text()?;
    let mut last = 0;
    for option in config["options"].as_array().into_iter().flatten() {
        let routes = option["routes"].as_array().into_iter().flatten();
        if !routes.into_iter().any(|route| route["type"] == "phone") {
            continue;
        }
        let name = option["name"].as_str().unwrap_or_default();
        let Some(at) = text.find(name) else {
            fail!("{name:?} is not listed: {text:?}");
        };
        ensure!(at >= last, "{name:?} is not where the host put it");
        last = at;
    }
    Ok(())
}

/// Every phone number of the configuration, crisis lines first.
fn phone_routes(config: &Value) -> Outcome<Vec<String>> {
    let mut numbers = Vec::new();
    for list in ["crisis", "options"] {
        for entry in config[list].as_array().into_iter().flatten() {
            for route in entry["routes"].as_array().into_iter().flatten() {
                if route["type"] == "phone"
                    && let Some(value) = route["value"].as_str()
                {
                    numbers.push(value.to_owned());
                }
            }
        }
    }
    ensure!(numbers.len() > 2, "the configuration has few phones");
    Ok(numbers)
}

fn digits(number: &str) -> String {
    number.chars().filter(char::is_ascii_digit).collect()
}

/// The host's own words stand there before the app does, and can be used.
fn while_loading(context: &Context<'_>) -> Outcome {
    let folder = folder("touchbase-site-")?;
    copy_folder(&package()?, folder.path())?;
    fs::write(folder.path().join("prelude.js"), PRELUDE)?;
    let portal = context.portal()?;
    fs::write(
        folder.path().join("touchbase.json"),
        portal.config()?.to_string(),
    )?;
    fs::write(
        folder.path().join("page.html"),
        Page::with(&format!("config=\"touchbase.json\" {}", context.root()))
            .without_scripts()
            .html(),
    )?;
    let site = Site::start(folder.path())?;
    let session = context.session()?;

    // Before the element's class is there. The script comes after the page's load event, which
    // would wait for it and every driver with it.
    site.hold("/touchbase.js");
    session.navigate(&format!("{}/page.html", site.origin()))?;
    session.script(
        "const script = document.createElement('script');
         script.type = 'module';
         script.src = 'touchbase.js';
         document.head.append(script)",
        &[],
    )?;
    wait::until("the element's class to be asked for", wait::USUAL, || {
        Ok(site
            .asked()
            .contains(&"/touchbase.js".to_owned())
            .then_some(()))
    })?;
    let shown = session.script(
        "return Array.from(document.querySelectorAll('touch-base a[href^=\"tel:\"]'))
           .filter((link) => link.getClientRects().length).length",
        &[],
    )?;
    ensure!(
        shown == 2,
        "{shown} of the host's numbers are shown before any script"
    );

    // Before the app is there.
    site.hold("/core_bg.wasm");
    site.release_one("/touchbase.js");
    let widget = Widget::on(&session);
    widget.await_screen("loading")?;
    let phones = widget.phone_links()?;
    ensure!(
        phones.contains(&"988".to_owned()) && phones.contains(&"911".to_owned()),
        "while loading only {phones:?} can be called"
    );

    site.release();
    widget.await_screen("welcome")
}

/// The way out: what was typed is gone before the page hears of it, and the page may keep the
/// person where they are. The page's own `clear()` does the same.
fn leaves(context: &Context<'_>) -> Outcome {
    let portal = context.portal()?;
    let session = context.session()?;
    session.navigate(&context.page(&portal)?)?;
    let widget = Widget::on(&session);
    journey::skip_check(&widget)?;
    journey::start_referral(&widget)?;
    while !widget.fields()?.iter().any(|field| field.name == "name") {
        journey::leave_step(&widget)?;
    }
    widget.fill("name", journey::PERSON.name)?;
    session.script(
        "document.querySelector('touch-base')
           .addEventListener('touchbase-exit', (event) => event.preventDefault())",
        &[],
    )?;
    widget.press("quick-exit")?;
    wait::until("the page to be told", wait::USUAL, || {
        let seen = super::policy::seen(&session)?["events"].to_string();
        Ok(seen.contains("touchbase-exit").then_some(()))
    })?;
    nothing_typed(&widget)?;
    ensure!(
        session.url()?.starts_with(&portal.origin()),
        "the page could not keep the person"
    );

    session.reload()?;
    widget.renew();
    widget.await_screen("welcome")?;
    widget.call("open", &["options".into()])?;
    widget.await_screen("options")?;
    journey::start_referral(&widget)?;
    journey::fill_referral(&widget, &journey::PERSON)?;
    widget.call("clear", &[])?;
    widget.await_screen("welcome")?;
    nothing_typed(&widget)
}

fn nothing_typed(widget: &Widget<'_>) -> Outcome {
    let left = widget.eval(
        "return root.textContent + all('input').map((e) => e.value).join(' ')",
        &[],
    )?;
    ensure!(
        !left
            .as_str()
            .unwrap_or_default()
            .contains(journey::PERSON.name),
        "what was typed is still there"
    );
    Ok(())
}

/// No database, no web storage and no cookie at load and after the check; and the control, that
/// a database is there once a referral was saved.
fn nothing_stored(context: &Context<'_>) -> Outcome {
    let mut portal = context.portal()?;
    let session = context.session()?;
    session.navigate(&context.portal_page(&portal))?;
    let widget = Widget::on(&session);
    widget.await_screen("welcome")?;
    ensure!(
        stored(&session)?.is_empty(),
        "at load: {:?}",
        stored(&session)?
    );
    let before = session.script(
        "return [location.href, document.title, history.length].join(' ')",
        &[],
    )?;
    journey::take_check(&widget)?;
    ensure!(
        stored(&session)?.is_empty(),
        "after the check: {:?}",
        stored(&session)?
    );
    let after = session.script(
        "return [location.href, document.title, history.length].join(' ')",
        &[],
    )?;
    ensure!(before == after, "the page's address or title tells of it");

    journey::start_referral(&widget)?;
    journey::fill_referral(&widget, &journey::PERSON)?;
    portal.stop();
    journey::send(&widget)?;
    widget.await_state(&["waiting"], wait::USUAL)?;
    let stored = stored(&session)?;
    ensure!(
        matches!(stored.as_slice(), [only] if only.starts_with("database ")),
        "after a referral was saved: {stored:?}"
    );
    Ok(())
}

/// What the origin keeps, by kind and name.
fn stored(session: &Session) -> Outcome<Vec<String>> {
    let stored = session.script_async(
        "const done = arguments[arguments.length - 1];
         (async () => {
           const out = [];
           for (const { name } of await indexedDB.databases()) out.push('database ' + name);
           for (const key of Object.keys(localStorage)) out.push('local ' + key);
           for (const key of Object.keys(sessionStorage)) out.push('session ' + key);
           if (document.cookie) out.push('cookie');
           for (const key of await caches.keys()) out.push('cache ' + key);
           return out;
         })().then(done, (error) => done(['failed ' + error]));",
        &[],
    )?;
    let stored = stored.as_array().into_iter().flatten();
    Ok(stored
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect())
}

fn no_errors(session: &Session) -> Outcome {
    let seen = super::policy::seen(session)?;
    ensure!(
        seen["errors"] == Value::Array(Vec::new()),
        "scripts failed: {}",
        seen["errors"]
    );
    Ok(())
}
