//! Session replay around the widget, inline: rrweb, on whose recorder most vendors build, with the
//! options it comes with, recording from before the widget loads.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use crate::case::{Case, Context};
use crate::engine::Engine;
use crate::journey::{self, PERSON};
use crate::outcome::{Outcome, ensure};
use crate::pages::{Page, load_widget};
use crate::wait;
use crate::webdriver::Session;
use crate::widget::{Widget, strings};

const REPLAY: &str = include_str!("../../pages/replay.js");

/// Typed into a field of the page's own.
const TYPED: &str = "Bartholomew Fenwright";

pub(crate) fn cases() -> Vec<Case> {
    vec![Case {
        name: "replay-rrweb-records-nothing-of-the-widget",
        engines: Engine::ALL,
        run: rrweb,
    }]
}

fn rrweb(context: &Context<'_>) -> Outcome {
    let library = context.tools.node_modules()?;
    let library = library.join("rrweb/dist/rrweb.umd.min.cjs");
    let (portal, session) = (context.portal()?, context.session()?);
    portal.serve("rrweb.js", fs::read(library)?)?;
    portal.serve("replay.js", REPLAY)?;
    let page = Page::with("config=\"/touchbase.json\" lang=\"en\"")
        .field()
        .later();
    let page = page.script_first("replay.js").script_first("rrweb.js");
    session.navigate(&page.closed(context.engine).put(&portal, "replay.html")?)?;
    wait::until("the recording to begin", wait::USUAL, || {
        let begun = session.script("return replay.recorded.some(({ type }) => type === 2)", &[])?;
        Ok((begun == true).then_some(()))
    })?;
    load_widget(&session)?;

    let widget = Widget::on(&session);
    let mut shown = BTreeSet::new();
    journey::answer_check(&widget, &mut |question, answers| {
        // Whatever fails here fails the case below, where something has to be shown.
        shown.extend(words(&widget).unwrap_or_default());
        Some(question % answers)
    })?;
    shown.extend(words(&widget)?);
    widget.press("see-options")?;
    widget.await_screen("options")?;
    shown.extend(words(&widget)?);
    journey::start_referral(&widget)?;
    shown.extend(words(&widget)?);
    journey::fill_referral(&widget, &PERSON)?;
    shown.extend(words(&widget)?);
    journey::send(&widget)?;
    widget.await_state(&["delivered"], wait::USUAL)?;
    shown.extend(words(&widget)?);
    for needed in [PERSON.name, PERSON.phone] {
        ensure!(
            shown.iter().any(|shown| shown.contains(needed)),
            "the journey never showed {needed:?}"
        );
    }

    let recorded = after_the_control(&session)?;
    let text = recorded.to_string();
    ensure!(shown.len() > 100, "only {} texts were shown", shown.len());
    for words in &shown {
        // As a text stands in JSON, without the quotes.
        let coded = Value::from(words.as_str()).to_string();
        ensure!(
            !text.contains(coded.trim_matches('"')),
            "it records {words:?}"
        );
    }

    let points = session.script("return replay.points", &[])?;
    let (inside, outside) = (places(&points["widget"]), places(&points["page"]));
    let seen: BTreeSet<_> = positions(&recorded).collect();
    ensure!(
        !outside.is_disjoint(&seen),
        "no use of the page's own controls is recorded"
    );
    ensure!(inside.len() > 10, "the pointer was hardly over the widget");
    let inside: Vec<_> = inside.difference(&outside).copied().collect();
    let told: Vec<_> = inside.iter().filter(|at| seen.contains(at)).collect();
    ensure!(
        told.is_empty(),
        "it records where in the widget the pointer was: {told:?}"
    );
    context.note(format!(
        "{} texts and {} places of the widget, none in {} recorded events",
        shown.len(),
        inside.len(),
        recorded.as_array().map_or(0, Vec::len)
    ));
    Ok(())
}

/// Every place that any recorded event names, in CSS pixels.
fn positions(recorded: &Value) -> Box<dyn Iterator<Item = (i64, i64)> + '_> {
    let own = recorded["x"].as_f64().zip(recorded["y"].as_f64());
    let inner: Vec<&Value> = match recorded {
        Value::Array(list) => list.iter().collect(),
        Value::Object(fields) => fields.values().collect(),
        _ => Vec::new(),
    };
    Box::new(
        own.map(place)
            .into_iter()
            .chain(inner.into_iter().flat_map(positions)),
    )
}

fn places(list: &Value) -> BTreeSet<(i64, i64)> {
    let points = list.as_array().into_iter().flatten();
    points
        .filter_map(|point| point[0].as_f64().zip(point[1].as_f64()))
        .map(place)
        .collect()
}

/// As whole pixels: an event of one kind may have fractions where another has none.
fn place((x, y): (f64, f64)) -> (i64, i64) {
    (x.floor() as i64, y.floor() as i64)
}

/// Every text that can be read in the root, and every label.
fn words(widget: &Widget<'_>) -> Outcome<Vec<String>> {
    let words = widget.eval(
        "const out = [];
         const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
         while (walker.nextNode()) out.push(walker.currentNode.data.trim());
         for (const e of all('[aria-label]')) out.push(e.getAttribute('aria-label'));
         for (const e of all('input')) out.push(e.value);
         return out.filter((text) => text.length > 3)",
        &[],
    )?;
    Ok(strings(&words))
}

/// Uses the page's own field and button, and waits until both are recorded, by which everything
/// before them is.
fn after_the_control(session: &Session) -> Outcome<Value> {
    session.script("scrollTo(0, 0)", &[])?;
    session.click(&session.find("#own")?)?;
    session.keys(&TYPED.chars().collect::<Vec<_>>())?;
    session.click(&session.find("#press")?)?;
    let mut recorded = Value::Null;
    wait::until("the page's own use to be recorded", wait::USUAL, || {
        recorded = session.script("return replay.recorded", &[])?;
        let text = recorded.to_string();
        Ok((text.contains(TYPED) && text.contains("\"source\":1")).then_some(()))
    })?;
    Ok(recorded)
}
