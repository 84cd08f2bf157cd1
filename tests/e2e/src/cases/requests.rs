//! What a proxy of the hospital sees of a whole journey, from the browser's start on: the page, the
//! widget's files and the endpoint, and of what was typed nothing but the seal.

use std::collections::BTreeSet;
use std::fs;

use crate::case::{Case, Context};
use crate::engine::{Engine, Habits};
use crate::journey::{self, PERSON};
use crate::outcome::{Outcome, ensure};
use crate::portal::Portal;
use crate::process::folder;
use crate::proxy::{Asked, Proxy};
use crate::site::Site;
use crate::sweep::Sweep;
use crate::wait;
use crate::widget::Widget;

/// Whom the browsers themselves ask, whatever page is open; the first has the start page of Debian's
/// Chromium.
const VENDORS: [&str; 9] = [
    "duckduckgo.com",
    "google.com",
    "googleapis.com",
    "gvt1.com",
    "mozilla.com",
    "mozilla.net",
    "mozilla.org",
    "firefox.com",
    "chromium.org",
];

pub(crate) fn cases() -> Vec<Case> {
    vec![Case {
        name: "requests-a-proxy-sees-the-files-and-the-endpoint-alone",
        engines: Engine::ALL,
        run: seen_by_a_proxy,
    }]
}

fn seen_by_a_proxy(context: &Context<'_>) -> Outcome {
    let portal = context.portal()?;
    let proxy = Proxy::start()?;
    let profile = context.profile()?;
    let through = Habits {
        proxy: Some(proxy.port()),
        ..Habits::default()
    };
    let browser = context.launch_with(&profile, through)?;
    let session = browser.session()?;
    session.navigate(&context.page(&portal)?)?;
    let widget = Widget::on(&session);
    journey::whole(&widget, &PERSON)?;
    widget.press("crisis")?;
    widget.await_screen("crisis")?;
    let journey = proxy.asked();

    let own = portal.origin().replace("http://", "");
    let (ours, others): (Vec<&Asked>, Vec<&Asked>) =
        journey.iter().partition(|asked| asked.host == own);
    let vendors: BTreeSet<&str> = others.iter().map(|asked| asked.host.as_str()).collect();
    let strangers: Vec<&&str> = vendors.iter().filter(|host| !is_vendor(host)).collect();
    ensure!(
        strangers.is_empty(),
        "somebody else was asked: {strangers:?}"
    );
    for asked in &ours {
        let known = match asked.method.as_str() {
            "GET" => asked.path == "/touchbase.json" || is_file(&portal, &asked.path),
            "POST" => asked.path == "/api/referrals",
            _ => false,
        };
        // A browser asks every origin for its icon.
        ensure!(
            known || asked.path == "/favicon.ico",
            "{} {} was asked for",
            asked.method,
            asked.path
        );
    }
    let posts: Vec<&&Asked> = ours.iter().filter(|asked| asked.method == "POST").collect();
    ensure!(posts.len() == 1, "{} posts", posts.len());

    // Neither in an address, nor in a header, nor in a body.
    let secrets = Sweep::of(&["Quarkstone", PERSON.phone, "15550107788"])?;
    for asked in &journey {
        let mut found = secrets.bytes(&asked.head, &asked.path);
        found.extend(secrets.bytes(&asked.body, &asked.path));
        ensure!(found.is_empty(), "a request holds {found:?}");
    }

    // The control: a page of somebody else's host, which tells a third one.
    let folder = folder("touchbase-site-")?;
    fs::write(
        folder.path().join("page.html"),
        "<!doctype html><img src=\"http://stranger.example/a.png?who=Quarkstone\" alt=\"\">",
    )?;
    let site = Site::start(folder.path())?;
    session.navigate(&format!("{}/page.html", site.origin()))?;
    wait::until("the planted request to be seen", wait::USUAL, || {
        let asked = proxy.asked();
        let planted = asked.iter().find(|asked| asked.host == "stranger.example");
        Ok(planted.map(|asked| asked.head.clone()))
    })
    .and_then(|head| {
        ensure!(
            !secrets.bytes(&head, "planted").is_empty() && !is_vendor("stranger.example"),
            "what the planted request says is not found"
        );
        Ok(())
    })?;
    context.note(format!(
        "{} requests to the portal; the browser itself asked {vendors:?}",
        ours.len()
    ));
    Ok(())
}

/// Whether it is exactly a file of the package: nothing may be said behind a question mark.
fn is_file(portal: &Portal, path: &str) -> bool {
    let name = path.strip_prefix("/touchbase/");
    name.is_some_and(|name| !name.is_empty() && portal.package().join(name).is_file())
}

fn is_vendor(host: &str) -> bool {
    let name = host.split(':').next().unwrap_or_default();
    VENDORS.iter().any(|vendor| {
        name.strip_suffix(vendor)
            .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    })
}
