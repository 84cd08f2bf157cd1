//! What an analytics script learns in inline mode that listens on the window and looks around: the
//! lists of `docs/privacy-inline.md`, no more and no less.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::case::{Case, Context};
use crate::engine::Engine;
use crate::journey::{self, PERSON};
use crate::outcome::{Outcome, ensure, fail};
use crate::pages::{Page, load_widget};
use crate::webdriver::key;
use crate::widget::{Widget, strings};

const SCRIPT: &str = include_str!("../../pages/listener.js");
const PAGE: &str = include_str!("../../../../docs/privacy-inline.md");

pub(crate) fn cases() -> Vec<Case> {
    vec![Case {
        name: "listener-sees-what-the-documentation-lists",
        engines: Engine::ALL,
        run: listed,
    }]
}

/// Told of whatever is heard; it is listed where nothing more is.
const HAPPENED: &str = "that it was";

/// What was told, by the name of an event or of what was asked.
type Told = BTreeMap<String, BTreeSet<String>>;

fn listed(context: &Context<'_>) -> Outcome {
    let (portal, session) = (context.portal()?, context.session()?);
    portal.serve("listener.js", SCRIPT)?;
    let page = Page::with("config=\"/touchbase.json\" lang=\"en\"")
        .field()
        .later();
    let page = page.script_first("listener.js").closed(context.engine);
    session.navigate(&page.put(&portal, "listener.html")?)?;
    // Something to paste, and that the page around is heard as well.
    session.click(&session.find("#own")?)?;
    session.keys(&PERSON.name.chars().collect::<Vec<_>>())?;
    session.chord(key::CONTROL, 'a')?;
    session.chord(key::CONTROL, 'c')?;
    load_widget(&session)?;
    let widget = Widget::on(&session);
    journey::answer_check(&widget, &mut |question, answers| Some(question % answers))?;
    // A choice by the keyboard.
    session.keys(&[key::TAB])?;
    widget.press("see-options")?;
    widget.await_screen("options")?;
    journey::to_contact(&widget, &PERSON)?;
    widget.fill("contact_value", "")?;
    session.chord(key::CONTROL, 'v')?;
    session.chord(key::CONTROL, 'a')?;
    session.chord(key::CONTROL, 'c')?;
    session.chord(key::CONTROL, 'x')?;
    // A word is marked, as with a double click.
    let at = widget.eval(
        "const range = document.createRange();
         const walker = document.createTreeWalker(
           root.querySelector('h1, h2'), NodeFilter.SHOW_TEXT);
         const words = walker.nextNode();
         words.parentElement.scrollIntoView({ block: 'center' });
         range.setStart(words, 0);
         range.setEnd(words, 3);
         const box = range.getBoundingClientRect();
         return [Math.round(box.x + box.width / 2), Math.round(box.y + box.height / 2),
           words.textContent.trim().split(' ')[0]]",
        &[],
    )?;
    let (Some(x), Some(y)) = (at[0].as_i64(), at[1].as_i64()) else {
        fail!("there is no heading");
    };
    session.double_click_at(x, y)?;

    let asked = session.script("return listener.asked(arguments[0])", &[at[2].clone()])?;
    // The pointer goes elsewhere.
    session.click(&session.find("#own")?)?;
    let mut told = table(&session.script("return listener.told()", &[])?);
    told.extend(table(&asked));
    let listed = in_the_documentation(context.engine)?;
    ensure!(listed.len() > 30, "only {} are listed", listed.len());
    let pairs = |all: &Told| -> BTreeSet<(String, String)> {
        let pairs = all.iter().flat_map(|(name, told)| {
            let only = told.len() == 1;
            let told = told.iter().filter(move |what| only || *what != HAPPENED);
            told.map(|what| (name.clone(), what.clone()))
        });
        pairs.collect()
    };
    let (told, listed) = (pairs(&told), pairs(&listed));
    let new: Vec<_> = told.difference(&listed).collect();
    ensure!(new.is_empty(), "not in the documentation: {new:?}");
    let absent: Vec<_> = listed.difference(&told).collect();
    ensure!(absent.is_empty(), "documented, and not seen: {absent:?}");
    context.note(format!("{} things are told", told.len()));
    Ok(())
}

/// What the tables list for an engine: names, what each tells, and in which engines.
fn in_the_documentation(engine: Engine) -> Outcome<Told> {
    let mut listed = Told::new();
    for row in PAGE.lines().filter(|line| line.starts_with("| `")) {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let [_, names, told, engines, _] = cells.as_slice() else {
            fail!("a row of another shape: {row}");
        };
        let here = engines
            .split(", ")
            .any(|own| own.eq_ignore_ascii_case(engine.name()));
        if !here && *engines != "all" {
            continue;
        }
        for name in names.split('`').skip(1).step_by(2) {
            let of = listed.entry(name.to_owned()).or_default();
            of.insert((*told).to_owned());
        }
    }
    Ok(listed)
}

fn table(value: &Value) -> Told {
    let rows = value.as_object().into_iter().flatten();
    rows.map(|(name, told)| {
        let told = match told {
            Value::String(one) => BTreeSet::from([one.clone()]),
            many => strings(many).into_iter().collect(),
        };
        (name.clone(), told)
    })
    .collect()
}
