//! What is fetched up to the first question, and that nothing is ever asked of anybody else.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::case::{Case, Context};
use crate::engine::Engine;
use crate::journey::{self, PERSON};
use crate::outcome::{Outcome, ensure};
use crate::pages::Page;
use crate::portal::package;
use crate::process::folder;
use crate::site::Site;
use crate::wait;
use crate::webdriver::Session;
use crate::widget::Widget;

/// The budget of requests.
const MOST: usize = 7;

/// The files the size budget counts; `TB_FIRST_QUESTION` (joined by commas) is the list the build
/// really counts.
const COUNTED: &str = "touchbase.js,core_bg.wasm,touchbase.css,touchbase.json";

pub(crate) fn cases() -> Vec<Case> {
    vec![
        Case {
            name: "network-first-question-fetches-what-is-counted",
            engines: Engine::ALL,
            run: first_question,
        },
        Case {
            name: "network-nobody-else-is-asked",
            engines: Engine::ALL,
            run: nobody_else,
        },
        Case {
            name: "network-a-planted-stranger-is-seen",
            engines: Engine::ALL,
            run: planted_stranger,
        },
    ]
}

fn first_question(context: &Context<'_>) -> Outcome {
    let portal = context.portal()?;
    let session = context.session()?;
    session.navigate(&context.portal_page(&portal))?;
    let widget = Widget::on(&session);
    widget.await_screen("welcome")?;
    widget.press("start-check")?;
    widget.await_screen("check")?;

    let fetched: Vec<String> = fetched(&session)?
        .into_iter()
        .filter(|url| url.contains("/touchbase"))
        .collect();
    let names: BTreeSet<String> = fetched
        .iter()
        .map(|url| {
            let path = url.split(['?', '#']).next().unwrap_or_default();
            path.rsplit('/').next().unwrap_or_default().to_owned()
        })
        .collect();
    let counted = std::env::var("TB_FIRST_QUESTION").unwrap_or_else(|_| COUNTED.into());
    let counted: BTreeSet<String> = counted
        .split(',')
        .map(|path| path.rsplit('/').next().unwrap_or_default().to_owned())
        .collect();
    ensure!(
        names == counted,
        "fetched {names:?}, but counted {counted:?}"
    );
    ensure!(
        fetched.len() <= MOST && fetched.len() == names.len(),
        "{} requests: {fetched:?}",
        fetched.len()
    );
    Ok(())
}

fn nobody_else(context: &Context<'_>) -> Outcome {
    let portal = context.portal()?;
    let session = context.session()?;
    session.navigate("about:blank")?;
    clear_log(context, &session)?;
    session.navigate(&context.page(&portal)?)?;
    let widget = Widget::on(&session);
    journey::whole(&widget, &PERSON)?;

    let asked = asked(context, &session)?;
    ensure!(
        asked.iter().any(|url| url.ends_with("/api/referrals")),
        "the endpoint is not among what was asked: {asked:?}"
    );
    let strangers = strangers(&asked, &portal.origin());
    ensure!(
        strangers.is_empty(),
        "somebody else was asked: {strangers:?}"
    );
    // What the page's policy stopped never left, but was tried.
    let violations = super::policy::seen(&session)?["violations"].to_string();
    ensure!(
        !violations.contains("http"),
        "somebody else was to be asked: {violations}"
    );
    Ok(())
}

/// The control of the case above: a page that does ask somebody else.
fn planted_stranger(context: &Context<'_>) -> Outcome {
    let folder = folder("touchbase-site-")?;
    crate::process::copy_folder(&package()?, folder.path())?;
    std::fs::write(folder.path().join("prelude.js"), crate::pages::PRELUDE)?;
    let stranger = Site::start(folder.path())?;
    let site = Site::start(folder.path())?;
    std::fs::write(
        folder.path().join("planted.js"),
        format!("fetch('{}/package.json')", stranger.origin()),
    )?;
    std::fs::write(
        folder.path().join("page.html"),
        Page::with(context.root()).script("planted.js").html(),
    )?;
    let session = context.session()?;
    session.navigate("about:blank")?;
    clear_log(context, &session)?;
    session.navigate(&format!("{}/page.html", site.origin()))?;
    wait::until("the planted request to be seen", wait::USUAL, || {
        let strangers = strangers(&asked(context, &session)?, &site.origin());
        Ok((!strangers.is_empty()).then_some(()))
    })
}

fn strangers(asked: &[String], origin: &str) -> Vec<String> {
    let own = format!("{origin}/");
    asked
        .iter()
        .filter(|url| !url.starts_with(&own))
        .cloned()
        .collect()
}

/// Chromium tells everything that left the page; the others what the page's own list holds.
fn asked(context: &Context<'_>, session: &Session) -> Outcome<Vec<String>> {
    let mut asked = fetched(session)?;
    if context.engine == Engine::Chromium {
        for entry in session.log("performance")? {
            let message: Value =
                serde_json::from_str(entry["message"].as_str().unwrap_or_default())?;
            let message = &message["message"];
            if message["method"] == "Network.requestWillBeSent"
                && let Some(url) = message["params"]["request"]["url"].as_str()
                && url.starts_with("http")
            {
                asked.push(url.to_owned());
            }
        }
    }
    Ok(asked)
}

fn clear_log(context: &Context<'_>, session: &Session) -> Outcome {
    if context.engine == Engine::Chromium {
        session.log("performance")?;
    }
    Ok(())
}

fn fetched(session: &Session) -> Outcome<Vec<String>> {
    let urls = session.script(
        "return performance.getEntriesByType('resource').map((entry) => entry.name)",
        &[],
    )?;
    let urls = urls.as_array().into_iter().flatten();
    Ok(urls.filter_map(Value::as_str).map(str::to_owned).collect())
}
