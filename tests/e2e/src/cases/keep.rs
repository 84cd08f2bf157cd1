//! What a person may take along: nothing on a shared computer, and on one of their own a page, a
//! file or a reminder that say no more than they have to.

use std::fs;

use serde_json::{Value, json};

use super::questionnaires::numbers_but_known;
use crate::case::{Case, Context};
use crate::engine::Engine;
use crate::journey;
use crate::outcome::{Outcome, ensure, fail};
use crate::pages::{PRELUDE, Page};
use crate::portal::Portal;
use crate::process::folder;
use crate::questionnaire::{BAND, SCORE, TITLE, nth, worded};
use crate::wait;
use crate::webdriver::Session;
use crate::widget::Widget;
use crate::words::english;

/// Stands in for the browser's dialogues.
const DIALOGUES: &str = include_str!("../../pages/keep.js");

const CONTROLS: [&str; 3] = ["keep-print", "keep-file", "keep-reminder"];

pub(crate) fn cases() -> Vec<Case> {
    vec![
        Case {
            name: "keep-nothing-on-a-shared-computer",
            engines: Engine::ALL,
            run: shared,
        },
        Case {
            name: "keep-on-a-computer-of-ones-own",
            engines: Engine::ALL,
            run: own,
        },
        Case {
            name: "keep-of-a-questionnaire-says-whose-it-is",
            engines: Engine::ALL,
            run: of_a_questionnaire,
        },
        Case {
            name: "keep-saves-real-files",
            engines: &[Engine::Chromium],
            run: real_files,
        },
    ]
}

fn shared(context: &Context<'_>) -> Outcome {
    let portal = context.portal()?;
    let session = context.session()?;
    let config = portal.config()?;
    let mut unsaid = config.clone();
    if let Some(members) = unsaid.as_object_mut() {
        members.remove("shared_device");
    }
    // As the profile says, and where nothing is said.
    for (name, config) in [("shared", &config), ("unsaid", &unsaid)] {
        let widget = open(context, &portal, &session, name, config)?;
        widget.await_screen("welcome")?;
        none(&widget)?;
        widget.press("start-check")?;
        widget.await_screen("check")?;
        none(&widget)?;
        widget.call("clear", &[])?;
        journey::answer_check(&widget, &mut |_, _| Some(3))?;
        none(&widget)?;
        widget.press("see-options")?;
        widget.await_screen("options")?;
        none(&widget)?;
    }
    // The control: they are found where they are.
    let widget = open(context, &portal, &session, "own", &of_ones_own(&config))?;
    journey::answer_check(&widget, &mut |_, _| Some(3))?;
    ensure!(none(&widget).is_err(), "they would not be found");
    Ok(())
}

/// Nothing to print, to save or to be reminded by.
fn none(widget: &Widget<'_>) -> Outcome {
    let found = widget.eval(
        "return all('[data-action^=\"keep\"], [download], a[href^=\"blob:\"], iframe')
           .map((e) => e.outerHTML.slice(0, 80))",
        &[],
    )?;
    let words = [
        english("keep.title")?,
        english("keep.print")?,
        english("keep.save")?,
    ];
    let text = widget.text()?;
    ensure!(
        found == json!([]) && words.iter().all(|words| !text.contains(words)),
        "on {}: {found}",
        widget.screen()?
    );
    Ok(())
}

fn own(context: &Context<'_>) -> Outcome {
    let portal = context.portal()?;
    let session = context.session()?;
    let config = of_ones_own(&portal.config()?);
    let widget = open(context, &portal, &session, "own", &config)?;
    let before = origin_state(&session)?;
    marked(&widget)?;
    told_first(&widget)?;

    widget.press("keep-print")?;
    let printed = wait::until("the print", wait::USUAL, || {
        let kept = kept(&session)?;
        Ok(kept["printed"]
            .as_array()
            .and_then(|all| all.first().cloned()))
    })?;
    let lines = crate::widget::strings(&printed["lines"]).join("\n");
    says_what_was_marked("printed", &lines)?;
    ensure!(
        printed["title"] == "",
        "the print has the title {}",
        printed["title"]
    );

    widget.press("keep-file")?;
    let notes = file(&session, 0)?;
    ensure!(
        notes["name"] == "notes.txt" && notes["kind"] == "text/plain",
        "the file is {notes}"
    );
    let notes = notes["text"].as_str().unwrap_or_default();
    says_what_was_marked("saved", notes)?;
    // The control: what a file must not say would be seen.
    ensure!(
        says_what_was_marked("planted", &format!("{notes}\nTotal 17")).is_err()
            && says_what_was_marked("planted", &format!("{notes} touchbase")).is_err(),
        "a score or a name would not be seen"
    );

    widget.press("keep-reminder")?;
    let reminder = file(&session, 1)?;
    ensure!(
        reminder["name"] == "reminder.ics" && reminder["kind"] == "text/calendar",
        "the file is {reminder}"
    );
    is_a_neutral_event(
        reminder["text"].as_str().unwrap_or_default(),
        "Call; the garage, 9\\10",
    )?;

    // Where one goes on, what was printed goes from the page; and nothing was stored.
    widget.press("see-options")?;
    widget.await_screen("options")?;
    let frames = widget.eval("return all('iframe').length", &[])?;
    ensure!(frames == 0, "what was printed is still in the page");
    let after = origin_state(&session)?;
    ensure!(before == after, "{before} became {after}");
    ensure!(portal.csp_reports()?.is_empty(), "the policy was violated");

    // Without a title of the host's it is a plain word.
    let mut untitled = config;
    if let Some(members) = untitled.as_object_mut() {
        members.remove("follow_up");
    }
    let widget = open(context, &portal, &session, "untitled", &untitled)?;
    marked(&widget)?;
    widget.press("keep-reminder")?;
    let reminder = file(&session, 0)?;
    is_a_neutral_event(
        reminder["text"].as_str().unwrap_or_default(),
        english("keep.event")?,
    )
}

/// What is kept of a host's questionnaire names it, and says of it what it is.
fn of_a_questionnaire(context: &Context<'_>) -> Outcome {
    let portal = context.portal()?;
    let session = context.session()?;
    let questions = worded("phq-8")?;
    let mut config = of_ones_own(&portal.config()?);
    config["instrument"] = json!("/touchbase/kept-questions.json");
    portal.serve("kept-questions.json", questions.to_string())?;
    let widget = open(context, &portal, &session, "kept", &config)?;
    // 22 in the recipe's count.
    journey::answer_check(&widget, &mut |question, _| {
        Some(if question == 7 { 1 } else { 3 })
    })?;
    widget.press("keep-file")?;
    let notes = file(&session, 0)?;
    let notes = notes["text"].as_str().unwrap_or_default();
    let attribution = questions["attribution"]["text"].as_str();
    for words in [
        TITLE,
        english("instrument.label.screening")?,
        attribution.unwrap_or_default(),
        &format!("{SCORE}: {}", nth(BAND, 4)),
    ] {
        ensure!(notes.contains(words), "it lacks {words:?}: {notes:?}");
    }
    // What is true of the built-in check alone.
    ensure!(!notes.contains("not validated"), "it says {notes:?}");
    numbers_but_known(notes, &questions, &config)
}

/// The browser itself writes the files.
fn real_files(context: &Context<'_>) -> Outcome {
    let portal = context.portal()?;
    let session = context.session()?;
    let downloads = folder("touchbase-downloads-")?;
    let path = downloads.path().display().to_string();
    session.devtools(
        "Page.setDownloadBehavior",
        &json!({ "behavior": "allow", "downloadPath": path }),
    )?;
    let config = of_ones_own(&portal.config()?);
    let widget = open(context, &portal, &session, "real", &config)?;
    session.script("window.reallySave = true", &[])?;
    marked(&widget)?;
    for (control, name) in [
        ("keep-file", "notes.txt"),
        ("keep-reminder", "reminder.ics"),
    ] {
        widget.press(control)?;
        let written = wait::until(&format!("{name} on the disk"), wait::USUAL, || {
            // The browser holds the name with an empty file until it has the whole.
            let written = fs::read_to_string(downloads.path().join(name));
            Ok(written.ok().filter(|written| !written.is_empty()))
        })?;
        match name {
            "notes.txt" => says_what_was_marked(name, &written)?,
            _ => is_a_neutral_event(&written, "Call; the garage, 9\\10")?,
        }
    }
    session
        .devtools("Page.setDownloadBehavior", &json!({ "behavior": "deny" }))
        .map(drop)
}

fn of_ones_own(config: &Value) -> Value {
    let mut config = config.clone();
    config["shared_device"] = json!(false);
    // A title with everything that a calendar file has to escape.
    config["follow_up"] = json!({ "title": "Call; the garage, 9\\10", "days": 10 });
    config
}

/// Welcome to summary: three areas high, one in the middle, the good one high, others open.
fn marked(widget: &Widget<'_>) -> Outcome {
    journey::answer_check(widget, &mut |question, _| match question {
        0 => Some(1),
        1..=3 => Some(4),
        4 => Some(2),
        9 => Some(4),
        _ => None,
    })
    .map(drop)
}

/// The three controls, after the line that says where the file stays.
fn told_first(widget: &Widget<'_>) -> Outcome {
    let text = widget.text()?;
    let Some(line) = text.find(english("keep.stays")?) else {
        fail!("the line is not there: {text:?}");
    };
    for (action, key) in CONTROLS
        .iter()
        .zip(["keep.print", "keep.save", "keep.calendar"])
    {
        ensure!(widget.offers(action)?, "{action} is not offered");
        let place = text.find(english(key)?);
        ensure!(
            place.is_some_and(|place| place > line),
            "{action} stands before it"
        );
    }
    Ok(())
}

/// What was marked in words, that it is no diagnosis, and no number, name or address.
fn says_what_was_marked(what: &str, text: &str) -> Outcome {
    for key in [
        "keep.file-lead",
        "summary.heavier",
        "check.area.replay",
        "check.area.worry",
        "check.area.blame",
        "summary.some",
        "check.area.body",
        "summary.going-well",
        "check.area.going-well",
    ] {
        ensure!(
            text.contains(english(key)?),
            "{what} lacks {:?}",
            english(key)?
        );
    }
    ensure!(
        text.contains("not a diagnosis"),
        "{what} does not say what it is not"
    );
    ensure!(
        !text.contains(english("check.area.leaving")?),
        "{what} names what was left open"
    );
    let lower = text.to_lowercase();
    for word in [
        "touchbase",
        "touch-base",
        "hospital",
        "clinician support",
        "http",
        "score of",
    ] {
        ensure!(!lower.contains(word), "{what} says {word:?}");
    }
    let version = english("check.version-id")?;
    ensure!(text.contains(version), "{what} does not say which check");
    ensure!(
        !text
            .replace(version, "")
            .chars()
            .any(|c| c.is_ascii_digit()),
        "{what} holds a number: {text:?}"
    );
    Ok(())
}

/// One event of a calendar (RFC 5545) with this title and nothing of what it is about.
fn is_a_neutral_event(file: &str, title: &str) -> Outcome {
    ensure!(
        file.lines().count() > 1 && file.split_terminator("\r\n").all(|line| line.len() <= 75),
        "its lines: {file:?}"
    );
    let unfolded = file.replace("\r\n ", "");
    let lines: Vec<(&str, &str)> = unfolded
        .split_terminator("\r\n")
        .filter_map(|line| line.split_once(':'))
        .collect();
    let names: Vec<&str> = lines.iter().map(|(name, _)| *name).collect();
    ensure!(
        names
            == [
                "BEGIN",
                "VERSION",
                "PRODID",
                "BEGIN",
                "UID",
                "DTSTAMP",
                "DTSTART;VALUE=DATE",
                "SUMMARY",
                "TRANSP",
                "CLASS",
                "BEGIN",
                "ACTION",
                "DESCRIPTION",
                "TRIGGER",
                "END",
                "END",
                "END"
            ],
        "it holds {names:?}"
    );
    let escaped = title
        .replace('\\', "\\\\")
        .replace(';', "\\;")
        .replace(',', "\\,");
    // The entry's title, and what is shown when it is due.
    for line in [7, 12] {
        ensure!(lines[line].1 == escaped, "it is called {:?}", lines[line].1);
    }
    let date = lines[6].1;
    ensure!(
        date.len() == 8 && date.bytes().all(|b| b.is_ascii_digit()),
        "its day is {date:?}"
    );
    let lower = unfolded.to_lowercase();
    for word in [
        "touch",
        "support",
        "check",
        "event:",
        "hospital",
        "127.0.0.1",
    ] {
        ensure!(!lower.contains(word), "it says {word:?}: {unfolded:?}");
    }
    Ok(())
}

fn file(session: &Session, position: usize) -> Outcome<Value> {
    wait::until("the file", wait::USUAL, || {
        let kept = kept(session)?;
        Ok(kept["files"]
            .as_array()
            .and_then(|all| all.get(position).cloned()))
    })
}

fn kept(session: &Session) -> Outcome<Value> {
    session.script("return window.kept", &[])
}

/// What of the visit could stay in this browser.
fn origin_state(session: &Session) -> Outcome<Value> {
    session.script_async(
        "const done = arguments[arguments.length - 1];
         (async () => [Object.entries(localStorage), Object.entries(sessionStorage),
           document.cookie, (await indexedDB.databases()).length, location.href, document.title,
           history.length])().then(done, (error) => done(String(error)))",
        &[],
    )
}

fn open<'a>(
    context: &Context<'_>,
    portal: &Portal,
    session: &'a Session,
    name: &str,
    config: &Value,
) -> Outcome<Widget<'a>> {
    portal.serve(&format!("{name}.json"), config.to_string())?;
    let attributes = format!("config=\"{name}.json\" lang=\"en\" {}", context.root());
    let page = Page::with(&attributes).put(portal, &format!("{name}.html"))?;
    portal.serve("prelude.js", format!("{PRELUDE}\n{DIALOGUES}"))?;
    session.navigate(&page)?;
    let widget = Widget::on(session);
    widget.await_screen("welcome")?;
    Ok(widget)
}
