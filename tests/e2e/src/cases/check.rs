//! The check decides what stands first, and never what is there; and it leaves nothing.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::case::{Case, Context};
use crate::engine::Engine;
use crate::journey;
use crate::outcome::{Outcome, ensure, fail};
use crate::pages::{PRELUDE, Page};
use crate::portal::Portal;
use crate::tour;
use crate::wait;
use crate::webdriver::Session;
use crate::widget::{Card, Widget};
use crate::words::english;

/// Writes down whatever the page could learn from.
const TRACES: &str = include_str!("../../pages/traces.js");

pub(crate) fn cases() -> Vec<Case> {
    vec![
        Case {
            name: "check-answers-hide-nothing",
            engines: Engine::ALL,
            run: hide_nothing,
        },
        Case {
            name: "check-leaves-nothing",
            engines: Engine::ALL,
            run: leaves_nothing,
        },
        Case {
            name: "check-a-planted-trace-is-seen",
            engines: Engine::ALL,
            run: planted_traces,
        },
    ]
}

/// Ways to answer: the position of the answer to a question that has so many, if any.
type Pattern = (&'static str, fn(usize, usize) -> Option<usize>);

const PATTERNS: &[Pattern] = &[
    ("all lowest", |_, _| Some(0)),
    ("all highest", |_, answers| Some(answers - 1)),
    ("all skipped", |_, _| None),
    ("mixed", |question, answers| {
        (question % 3 != 2).then_some((question * 2 + 1) % answers)
    }),
];

fn hide_nothing(context: &Context<'_>) -> Outcome {
    let portal = context.portal()?;
    let session = context.session()?;
    session.navigate(&context.page(&portal)?)?;
    let widget = Widget::on(&session);
    journey::skip_check(&widget)?;
    let whole = shown(&widget)?;
    let config = portal.config()?;
    let options = config["options"].as_array().into_iter().flatten();
    let ids: BTreeSet<&str> = options.filter_map(|option| option["id"].as_str()).collect();
    ensure!(
        whole.keys().map(String::as_str).collect::<BTreeSet<_>>() == ids,
        "the list is {:?}",
        whole.keys()
    );

    let mut orders = BTreeSet::new();
    for (name, choose) in PATTERNS {
        widget.call("clear", &[])?;
        widget.await_screen("welcome")?;
        journey::answer_check(&widget, &mut |question, answers| choose(question, answers))?;
        widget.press("see-options")?;
        widget.await_screen("options")?;
        orders.insert(order(&widget)?);
        // Grouped or not, in our order or the host's: each way, and back again.
        for toggle in ["show-all", "host-order", "show-all", "host-order"] {
            same(name, &whole, &shown(&widget)?)?;
            widget.press(toggle)?;
        }
    }
    // The control: the answers did reach the list.
    ensure!(orders.len() > 1, "every pattern gave the same order");
    missing_is_seen(&widget, &whole)
}

/// What can be done on each card, by the option's id. Each says why it stands where it does.
fn shown(widget: &Widget<'_>) -> Outcome<BTreeMap<String, Vec<String>>> {
    let mut out = BTreeMap::new();
    for card in widget.cards()? {
        ensure!(
            matches!(card.why.as_slice(), [why] if why.split_whitespace().count() > 3),
            "{} says why it stands there: {:?}",
            card.id,
            card.why
        );
        let Card { id, mut ways, .. } = card;
        ways.sort();
        ensure!(
            out.insert(id.clone(), ways).is_none(),
            "{id} is there twice"
        );
    }
    Ok(out)
}

fn same(
    name: &str,
    whole: &BTreeMap<String, Vec<String>>,
    shown: &BTreeMap<String, Vec<String>>,
) -> Outcome {
    ensure!(
        whole == shown,
        "{name}: without the check {whole:?}, with it {shown:?}"
    );
    Ok(())
}

/// The control: a card that is hidden, and a route that is taken off one, are seen.
fn missing_is_seen(widget: &Widget<'_>, whole: &BTreeMap<String, Vec<String>>) -> Outcome {
    for spoil in [
        "all('[data-action=\"open-option\"]')[0].closest('li').style.display = 'none'",
        "all('li li a[href^=\"tel:\"]').filter(shown).at(-1).style.display = 'none'",
    ] {
        widget.eval(spoil, &[])?;
        let seen = same("planted", whole, &shown(widget)?).is_err();
        widget.eval(
            "for (const e of all('[style]')) e.style.removeProperty('display')",
            &[],
        )?;
        ensure!(seen, "nothing is missed after: {spoil}");
    }
    Ok(())
}

fn order(widget: &Widget<'_>) -> Outcome<Vec<String>> {
    Ok(widget.cards()?.into_iter().map(|card| card.id).collect())
}

/// What is fetched once a person goes on, whoever they are and whatever they answer.
const OUTBOX: [&str; 3] = ["core_request.wasm", "outbox.js", "outbox_bg.wasm"];

fn leaves_nothing(context: &Context<'_>) -> Outcome {
    let portal = context.portal()?;
    let session = context.session()?;
    let mut visits = Vec::new();
    for (name, choose) in &PATTERNS[..2] {
        session.navigate(&open(context, &portal)?)?;
        let widget = Widget::on(&session);
        widget.await_screen("welcome")?;
        session.script("watchFromNow()", &[])?;
        let before = traces(&session)?;
        whole_check(&widget, choose)?;
        // What is told later, if anything, is told by now.
        session.script_async("setTimeout(arguments[0], 300)", &[])?;
        let after = traces(&session)?;
        let told = differences(&before, &after);
        ensure!(told.is_empty(), "{name}: the page can tell by {told:?}");
        let (asked, kinds) = (after["asked"].clone(), after["kinds"].clone());
        let mut fetched: Vec<&str> = Vec::new();
        let known = before["asked"].as_array().cloned().unwrap_or_default();
        for address in asked.as_array().into_iter().flatten() {
            if !known.contains(address) {
                fetched.push(last_part(address));
            }
        }
        fetched.sort_unstable();
        // A script is fetched to be checked, and then taken from what is kept to be run.
        fetched.dedup();
        ensure!(fetched == OUTBOX, "{name}: the check fetched {fetched:?}");
        carries_nothing(name, &after)?;
        visits.push((fetched.join(" "), kinds));
    }
    // One who answers all lowest and one who answers all highest look the same from outside.
    ensure!(
        visits[0] == visits[1],
        "the answers can be told apart: {visits:?}"
    );
    ensure!(portal.csp_reports()?.is_empty(), "the policy was violated");
    portal.holds(0)
}

/// Answers, the time, the safety offer, who one is and what one wishes; and back at the start.
fn whole_check(widget: &Widget<'_>, choose: &fn(usize, usize) -> Option<usize>) -> Outcome {
    journey::answer_check(widget, &mut |question, answers| choose(question, answers))?;
    tour::take_offer(widget)?;
    widget.press("back")?;
    widget.await_screen("summary")?;
    widget.press("see-options")?;
    widget.await_screen("options")?;
    let facts = [
        "audience.role",
        "audience.employment",
        "audience.membership",
    ];
    for fact in facts {
        widget.pick(english(fact)?, english("audience.other")?)?;
    }
    widget.press("wishes")?;
    let wishes = widget.values_of("wish")?.len();
    ensure!(wishes > 1, "only {wishes} wishes");
    for position in [0, wishes - 1] {
        widget.press_nth("wish", position)?;
    }
    widget.press("host-order")?;
    widget.press("show-all")
}

fn last_part(address: &Value) -> &str {
    let path = address.as_str().unwrap_or_default();
    path.rsplit('/').next().unwrap_or_default()
}

/// No event that reached the page holds a word of the check or the value of an answer.
fn carries_nothing(name: &str, after: &Value) -> Outcome {
    let events = after["events"].to_string();
    for key in touchbase::text::english::KEYS {
        let secret = ["check.answer.", "check.time.", "check.area.", "check.q."];
        if secret.iter().any(|prefix| key.starts_with(prefix)) {
            let line = english(key)?;
            ensure!(!events.contains(line), "{name}: an event holds {line:?}");
        }
    }
    // A closed root shows its page the element and nothing inside it.
    let inside = after["inside"].as_array().map_or(0, Vec::len);
    ensure!(
        inside == 0 || after["open"] == true,
        "{name}: events name what is inside: {}",
        after["inside"]
    );
    ensure!(
        after["events"].as_array().is_some_and(|e| e.len() > 10),
        "no event was seen at all"
    );
    Ok(())
}

fn open(context: &Context<'_>, portal: &Portal) -> Outcome<String> {
    let page = Page::with(&context.usual_attributes()).put(portal, "traces.html")?;
    portal.serve("prelude.js", format!("{PRELUDE}\n{TRACES}"))?;
    Ok(page)
}

fn traces(session: &Session) -> Outcome<Value> {
    let traces = session.script_async(
        "const done = arguments[arguments.length - 1];
         traces().then(done, (error) => done('failed ' + error))",
        &[],
    )?;
    if !traces.is_object() {
        fail!("the page could not be read: {traces}");
    }
    Ok(traces)
}

/// The names of the traces that changed, apart from what is compared by itself.
fn differences(before: &Value, after: &Value) -> Vec<String> {
    let apart = ["asked", "events", "kinds", "inside", "open"];
    let after = after.as_object().into_iter().flatten();
    after
        .filter(|(name, value)| !apart.contains(&name.as_str()) && before[name.as_str()] != **value)
        .map(|(name, value)| format!("{name}: {} became {value}", before[name.as_str()]))
        .collect()
}

/// The control: a trace in each place is seen.
fn planted_traces(context: &Context<'_>) -> Outcome {
    let portal = context.portal()?;
    let session = context.session()?;
    let plants: &[(&str, &str)] = &[
        ("local", "localStorage.setItem('a', 'b')"),
        ("session", "sessionStorage.setItem('a', 'b')"),
        ("cookie", "document.cookie = 'a=b'"),
        (
            "databases",
            "return new Promise((y) => { indexedDB.open('a').onsuccess = y; })",
        ),
        ("caches", "return caches.open('a')"),
        ("address", "location.hash = 'a'"),
        ("history", "history.pushState(1, '')"),
        ("title", "document.title = 'a'"),
        ("name", "window.name = 'a'"),
        ("console", "console.debug('a')"),
        (
            "errors",
            "dispatchEvent(new ErrorEvent('error', { message: 'a' }))",
        ),
        (
            "widget",
            "document.querySelector('touch-base').dispatchEvent(new CustomEvent('touchbase-a'))",
        ),
        (
            "page",
            "document.querySelector('touch-base').setAttribute('data-a', 'b')",
        ),
        ("globals", "window.a = 1"),
        ("asked", "return fetch('package.json')"),
        (
            "events",
            "document.querySelector('touch-base').dispatchEvent(new CustomEvent('input', \
             { bubbles: true, detail: 'Hardly or never' }))",
        ),
    ];
    let mut unseen = Vec::new();
    for (place, plant) in plants {
        session.navigate(&open(context, &portal)?)?;
        let widget = Widget::on(&session);
        widget.await_screen("welcome")?;
        session.script("watchFromNow()", &[])?;
        let before = traces(&session)?;
        session.script_async(
            &format!(
                "const done = arguments[arguments.length - 1];
                 Promise.resolve((() => {{ {plant} }})()).then(() => setTimeout(done, 50))"
            ),
            &[],
        )?;
        let seen = wait::until(
            "the planted trace",
            std::time::Duration::from_secs(3),
            || Ok((traces(&session)?[*place] != before[*place]).then_some(())),
        );
        if seen.is_err() {
            unseen.push(*place);
        }
        session.script(
            "localStorage.clear(); sessionStorage.clear(); window.name = '';
             document.cookie = 'a=; max-age=0'; indexedDB.deleteDatabase('a')",
            &[],
        )?;
    }
    ensure!(unseen.is_empty(), "traces that nobody sees: {unseen:?}");
    Ok(())
}
