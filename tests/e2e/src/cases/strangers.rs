//! The frame of isolated mode in a page that is not the one it may listen to, or that does not say
//! what it should: until it was handed a port it is no widget at all.

use std::fs;

use super::isolated::{FAILURES, RANDOM};
use crate::case::{Case, Context};
use crate::engine::Engine;
use crate::outcome::{Outcome, ensure};
use crate::wait;
use crate::webdriver::Session;

/// Messages of each way.
const EACH: u64 = 2_500;

const HELLO: &str = "touchbase-frame";

pub(crate) fn cases() -> Vec<Case> {
    vec![Case {
        name: "isolated-strangers-give-the-frame-no-port",
        engines: Engine::ALL,
        run: strangers,
    }]
}

fn strangers(context: &Context<'_>) -> Outcome {
    let (portal, session) = (context.portal()?, context.session()?);
    let own = fs::read_to_string(portal.package().join("frame.html"))?;
    let wanted = "name=\"touchbase-parents\" content=\"\"";
    ensure!(own.contains(wanted), "the frame page names no parents");
    let others = own.replace(
        wanted,
        "name=\"touchbase-parents\" content=\"https://portal.example\"",
    );
    portal.serve("others.html", others)?;
    portal.serve("stranger.html", "<!doctype html><title>Stranger</title>")?;
    let from = format!("{}/touchbase", portal.second_origin());
    let stranger = format!("http://localhost:{}/touchbase", portal.port());
    let page = format!(
        "<!doctype html><title>Page</title>
         <iframe id=own src={from}/frame.html></iframe>
         <iframe id=others src={from}/others.html></iframe>
         <iframe id=stranger src={stranger}/stranger.html></iframe>"
    );
    session.navigate(&portal.serve("strangers.html", page)?)?;
    for frame in ["own", "others"] {
        // Its last act before it listens for a port is to make itself a style sheet.
        within(&session, frame, || {
            wait::until("the frame's script", wait::USUAL, || {
                let sheets = "return document.adoptedStyleSheets.length";
                Ok((session.script(sheets, &[])? == 1).then_some(()))
            })?;
            session.script(FAILURES, &[]).map(drop)
        })?;
    }

    // Of another origin, with all that the right page would say.
    within(&session, "stranger", || {
        wait::until("the stranger's page", wait::USUAL, || {
            Ok((session.script("return document.title", &[])? == "Stranger").then_some(()))
        })?;
        send(&session, 1, "parent.frames[0]")?;
        offer(&session, "parent.frames[0]", HELLO, 1)
    })?;
    // Of the right origin, but not what the right page would say.
    send(&session, 2, "frames[0]")?;
    offer(&session, "frames[0]", HELLO, 0)?;
    offer(&session, "frames[0]", HELLO, 2)?;
    offer(&session, "frames[0]", "touchbase", 1)?;
    // From within, which counts as its own origin.
    within(&session, "own", || {
        send(&session, 3, "window")?;
        offer(&session, "window", HELLO, 1)
    })?;
    // All of it right, but the frame's host names other pages.
    send(&session, 4, "frames[1]")?;
    offer(&session, "frames[1]", HELLO, 1)?;

    for frame in ["own", "others"] {
        // What was posted before this is heard before it.
        let heard = session.script_async(
            "const done = arguments[arguments.length - 1];
             const channel = new MessageChannel();
             channel.port1.onmessage = () => done(true);
             channel.port2.postMessage(0);",
            &[],
        )?;
        ensure!(heard == true, "no message comes");
        within(&session, frame, || {
            ensure!(!begun(&session)?, "{frame} listened to a stranger");
            let failures = session.script("return failures.length", &[])?;
            ensure!(failures == 0, "{frame}: {failures} failures");
            Ok(())
        })?;
    }

    // The control: the right page, by the same way.
    offer(&session, "frames[0]", HELLO, 1)?;
    within(&session, "own", || {
        wait::until("the frame to begin", wait::USUAL, || {
            Ok(begun(&session)?.then_some(()))
        })
    })
}

/// Posts random messages to a window.
fn send(session: &Session, seed: u64, to: &str) -> Outcome {
    let each = format!("{to}.postMessage(message(), '*');");
    let body = format!("{RANDOM} for (let i = 0; i < arguments[1]; i++) {{ {each} }}");
    session.script(&body, &[seed.into(), EACH.into()]).map(drop)
}

/// Hands so many ports to a window with a word, and says the first things in them.
fn offer(session: &Session, to: &str, word: &str, ports: usize) -> Outcome {
    let body = format!(
        "const channels = Array.from({{ length: arguments[1] }}, () => new MessageChannel());
         {to}.postMessage(arguments[0], '*', channels.map(({{ port2 }}) => port2));
         for (const {{ port1 }} of channels) {{
           port1.postMessage({{ kind: 'config', address: location.origin + '/touchbase.json',
             base: location.origin + '/' }});
         }}"
    );
    session
        .script(&body, &[word.into(), ports.into()])
        .map(drop)
}

fn begun(session: &Session) -> Outcome<bool> {
    let defined = session.script("return !!customElements.get('touch-base')", &[])?;
    Ok(defined == true)
}

fn within(session: &Session, frame: &str, act: impl FnOnce() -> Outcome) -> Outcome {
    session.enter(&session.find(&format!("#{frame}"))?)?;
    let outcome = act();
    session.leave_frames()?;
    outcome
}
