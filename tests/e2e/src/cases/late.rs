//! What neither comes nor fails: nobody waits for it without end, and help stays while they wait.

use std::fs;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::case::{Case, Context};
use crate::engine::Engine;
use crate::journey;
use crate::outcome::{Outcome, ensure, fail};
use crate::pages::{PRELUDE, Page};
use crate::portal::package;
use crate::process::{copy_folder, folder};
use crate::questionnaire::{TITLE, worded};
use crate::site::Site;
use crate::wait;
use crate::webdriver::Session;
use crate::widget::Widget;
use crate::words::{english, spanish};

/// In milliseconds, less than the first screen waits for its words, and more than it takes
/// otherwise.
const IN_GOOD_TIME: f64 = 2_000.0;

/// Less than the widget waits for anything a person asked for.
const AT_ONCE: Duration = Duration::from_secs(5);

/// The later screens, those of a request among them.
const FORM: &str = "/core_request.wasm";

/// What the loader holds the form to follows on this.
const OF_FORM: &str = "\"core_request.wasm\":\"";

/// The length of the name that the form shares with the core of its build.
const SHARED: usize = 20;

const QUESTIONS: &str = "/questions.json";

pub(crate) fn cases() -> Vec<Case> {
    vec![
        Case {
            name: "late-words-do-not-move-the-first-screen",
            engines: Engine::ALL,
            run: words,
        },
        Case {
            name: "late-configuration-leaves-help",
            engines: Engine::ALL,
            run: configuration,
        },
        Case {
            name: "late-questionnaire-leaves-the-built-in-check",
            engines: Engine::ALL,
            run: questionnaire,
        },
        Case {
            name: "late-outbox-is-said-to-have-kept-nothing",
            engines: Engine::ALL,
            run: outbox,
        },
        Case {
            name: "late-form-gives-the-phone-and-comes-after-all",
            engines: Engine::ALL,
            run: form,
        },
        Case {
            name: "late-form-of-another-build-is-refused",
            engines: Engine::ALL,
            run: form_of_another_build,
        },
    ]
}

/// A control that changes its place under a finger is another control.
fn words(context: &Context<'_>) -> Outcome {
    let session = context.session()?;
    let (core, words) = ("/core_bg.wasm", "/locales/es.json");
    let (site, _folder) = page(context, &session, "es", &[core, words])?;
    let widget = Widget::on(&session);
    widget.await_screen("loading")?;
    // Both are asked for at once, and neither for the other's sake.
    wait::until("the words to be asked for", wait::USUAL, || {
        Ok(site.asked().iter().any(|path| path == words).then_some(()))
    })?;
    widget.eval(
        "new MutationObserver(() => {
           if (screen.dataset.screen !== 'loading') root.shownAt ??= performance.now();
         }).observe(screen, { attributeFilter: ['data-screen'] })",
        &[],
    )?;
    site.release_one(core);
    widget.await_screen("welcome")?;
    let waited = widget.eval(
        "const core = performance.getEntriesByType('resource')
           .find((e) => e.name.endsWith(args[0]));
         return root.shownAt - core.responseEnd",
        &[core.into()],
    )?;
    ensure!(
        waited.as_f64().is_some_and(|waited| waited > IN_GOOD_TIME),
        "the first screen was shown {waited} ms after the app was there, without its words"
    );

    // A list in another language is better than none.
    ensure!(
        widget.text()?.contains(english("welcome.title")?),
        "the first screen is not in English"
    );
    site.release();
    let title = spanish("welcome.title")?;
    wait::until("the first screen in Spanish", wait::USUAL, || {
        let lang = widget.eval("return screen.lang", &[])?;
        Ok((lang == "es" && widget.text()?.contains(&title)).then_some(()))
    })
}

fn configuration(context: &Context<'_>) -> Outcome {
    let session = context.session()?;
    let (site, _folder) = page(context, &session, "en", &["/touchbase.json"])?;
    let widget = Widget::on(&session);
    widget.await_screen("unavailable")?;
    let phones = widget.phone_links()?;
    ensure!(
        phones.contains(&"988".to_owned()) && phones.contains(&"911".to_owned()),
        "without a configuration only {phones:?} can be called"
    );
    site.release();
    widget.await_screen("welcome")?;
    journey::skip_check(&widget)
}

fn questionnaire(context: &Context<'_>) -> Outcome {
    let session = context.session()?;
    for held in [QUESTIONS, "/instrument_bg.wasm"] {
        let (site, _folder) = page(context, &session, "en", &[held])?;
        let widget = Widget::on(&session);
        widget.await_screen("welcome")?;
        widget.press("start-check")?;
        widget.await_screen("check")?;
        ensure!(
            widget.text()?.contains(english("instrument.loading")?) && widget.offers("crisis")?,
            "{held}: a person waits for {:?}",
            widget.text()?
        );
        built_in(&widget)?;

        // Nobody else waits as long for the same.
        widget.call("clear", &[])?;
        widget.await_screen("welcome")?;
        let start = Instant::now();
        widget.press("start-check")?;
        built_in(&widget)?;
        ensure!(
            start.elapsed() < AT_ONCE,
            "{held}: the next person waited {:?}",
            start.elapsed()
        );

        site.release();
        wait::until("the host's own after all", wait::USUAL, || {
            widget.call("clear", &[])?;
            widget.await_screen("welcome")?;
            widget.press("start-check")?;
            widget.await_screen("check")?;
            Ok(widget.text()?.contains(TITLE).then_some(()))
        })?;
    }
    Ok(())
}

fn outbox(context: &Context<'_>) -> Outcome {
    let session = context.session()?;
    let (site, _folder) = page(context, &session, "en", &["/outbox_bg.wasm"])?;
    let widget = Widget::on(&session);
    journey::skip_check(&widget)?;
    journey::start_referral(&widget)?;
    journey::fill_referral(&widget, &journey::PERSON)?;
    widget.press("send")?;
    let failed = english("review.failed")?;
    wait::until("the failure to be said", wait::USUAL, || {
        ensure!(
            widget.screen()? == "review",
            "it shows {}",
            widget.screen()?
        );
        Ok(widget.text()?.contains(failed).then_some(()))
    })?;
    ensure!(
        widget.states()?.is_empty() && widget.offers("send")?,
        "what is not kept has a state, or cannot be sent again"
    );

    site.release();
    widget.press("send")?;
    widget.await_screen("status")?;
    // What the screen says moves what stands below it until the first try is over.
    widget.await_state(&["waiting", "held"], wait::USUAL)?;
    widget.press("outbox")?;
    widget.await_screen("outbox")?;
    let kept = widget.states()?;
    ensure!(
        kept.len() == 1,
        "one request was sent, and kept are {kept:?}"
    );
    Ok(())
}

/// The screens of a request that do not arrive.
fn form(context: &Context<'_>) -> Outcome {
    let session = context.session()?;
    let (site, _folder) = page(context, &session, "en", &[FORM])?;
    let widget = Widget::on(&session);
    journey::skip_check(&widget)?;
    ask_from_the_list(&widget)?;
    // What stands around a screen stands, and help with it.
    widget.await_screen("loading")?;
    ensure!(
        widget.offers("quick-exit")? && widget.phone_links()?.contains(&"988".to_owned()),
        "whoever waits for the form cannot leave or call"
    );
    without_a_form(&widget)?;
    site.release();
    widget.press("try-again")?;
    widget.await_screen("referral")?;
    wait::until("the form", wait::USUAL, || {
        Ok(widget.offers("next")?.then_some(()))
    })?;
    let focused = widget.eval("return root.activeElement?.dataset.heading === ''", &[])?;
    ensure!(focused == true, "the heading of the form has no focus");
    journey::fill_referral(&widget, &journey::PERSON)
}

/// A page in the cache beside newer files on the server. What was cut out of one build has no place
/// in another.
fn form_of_another_build(context: &Context<'_>) -> Outcome {
    let session = context.session()?;
    let (site, folder) = page(context, &session, "en", &[FORM])?;
    let file = folder.path().join(&FORM[1..]);
    let mut part = fs::read(&file)?;
    let name = part
        .windows(SHARED)
        .position(|name| name.iter().all(u8::is_ascii_hexdigit));
    let Some(name) = name else {
        fail!("the part does not name what it shares");
    };
    part[name] = if part[name] == b'1' { b'2' } else { b'1' };
    fs::write(&file, part)?;
    // The hash would refuse it before anything is linked.
    let loader = folder.path().join("touchbase.js");
    let script = fs::read_to_string(&loader)?;
    let Some((before, rest)) = script.split_once(OF_FORM) else {
        fail!("the loader does not tell what the part holds");
    };
    let hash = rest.find('"').unwrap_or_default();
    fs::write(&loader, [before, OF_FORM, &rest[hash..]].concat())?;
    load(&session, &site)?;
    site.release();
    let widget = Widget::on(&session);
    journey::skip_check(&widget)?;
    ask_from_the_list(&widget)?;
    without_a_form(&widget)
}

/// The list of options is there at once; an option in full comes with the form.
fn ask_from_the_list(widget: &Widget<'_>) -> Outcome {
    let Some(first) = widget.values_of("start-referral")?.into_iter().next() else {
        fail!("no option takes a referral");
    };
    widget.press_value("start-referral", &first)
}

fn without_a_form(widget: &Widget<'_>) -> Outcome {
    let failed = english("unavailable.part")?;
    wait::until("the failure to be said", wait::USUAL, || {
        Ok(widget.text()?.contains(failed).then_some(()))
    })?;
    widget.await_screen("referral")?;
    ensure!(
        !widget.phone_links()?.is_empty() && widget.offers("try-again")?,
        "there is no phone, or no way to try again"
    );
    Ok(())
}

/// The built-in check in place of the host's questionnaire.
fn built_in(widget: &Widget<'_>) -> Outcome {
    wait::until("the built-in check", wait::USUAL, || {
        Ok((widget.values_of("answer")?.len() > 4).then_some(()))
    })?;
    ensure!(
        widget.text()?.contains(english("instrument.refused")?),
        "it does not say whose check it is"
    );
    Ok(())
}

/// Opens a page whose files in `held` do not arrive. The script comes after the page's load event,
/// which would wait for them and every driver with it.
fn page(
    context: &Context<'_>,
    session: &Session,
    lang: &str,
    held: &[&str],
) -> Outcome<(Site, TempDir)> {
    let folder = folder("touchbase-site-")?;
    let put = |name: &str, text: String| fs::write(folder.path().join(name), text);
    copy_folder(&package()?, folder.path())?;
    let mut config: Value = context.portal()?.config()?;
    config["instrument"] = json!(QUESTIONS);
    put("touchbase.json", config.to_string())?;
    put(&QUESTIONS[1..], worded("phq-8")?.to_string())?;
    put("prelude.js", PRELUDE.to_owned())?;
    let tag = format!(
        "config=\"touchbase.json\" lang=\"{lang}\" {}",
        context.root()
    );
    put("page.html", Page::with(&tag).without_scripts().html())?;

    let site = Site::start(folder.path())?;
    for path in held {
        site.hold(path);
    }
    load(session, &site)?;
    Ok((site, folder))
}

/// The script comes after the page's load event, which would wait for what is held.
fn load(session: &Session, site: &Site) -> Outcome {
    session.navigate(&format!("{}/page.html", site.origin()))?;
    session.script(
        "const script = document.createElement('script');
         script.type = 'module';
         script.src = 'touchbase.js';
         document.head.append(script)",
        &[],
    )?;
    Ok(())
}
