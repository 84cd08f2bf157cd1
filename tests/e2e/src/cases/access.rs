//! Every screen for everybody: what axe can find, a phone's width, and the keyboard alone.

use std::collections::BTreeSet;
use std::fs;

use serde_json::{Value, json};

use super::screens::{set_theme, set_viewport};
use crate::case::{Case, Context};
use crate::engine::Engine;
use crate::hands::Hands;
use crate::journey::{self, PERSON};
use crate::outcome::{Outcome, ensure, fail};
use crate::pages::Page;
use crate::tour;
use crate::wait;
use crate::webdriver::{Session, key};
use crate::widget::{Widget, strings};
use crate::words::english;

/// What axe looks at.
const WIDGET: &str = "document.querySelector('touch-base')";

pub(crate) fn cases() -> Vec<Case> {
    vec![
        Case {
            name: "access-axe-and-crisis-help-on-every-screen",
            engines: &[Engine::Chromium, Engine::Firefox],
            run: axe_everywhere,
        },
        Case {
            name: "access-no-sideways-scrolling-at-320-pixels",
            engines: &[Engine::Chromium],
            run: narrow,
        },
        Case {
            name: "access-by-keyboard-alone",
            engines: Engine::ALL,
            run: keyboard,
        },
        Case {
            name: "access-arrows-choose-and-never-go-on",
            engines: Engine::ALL,
            run: arrows,
        },
        Case {
            name: "access-names-in-the-closed-root",
            engines: &[Engine::Chromium],
            run: names,
        },
        Case {
            name: "access-list-by-keyboard-alone",
            engines: Engine::ALL,
            run: list_by_keyboard,
        },
    ]
}

fn axe_everywhere(context: &Context<'_>) -> Outcome {
    let library = context.tools.node_modules()?.join("axe-core/axe.min.js");
    let portal = context.portal()?;
    portal.serve("axe.js", fs::read(library)?)?;
    let session = context.session()?;
    let page =
        |attributes: &str| Page::with(&format!("{attributes} root=\"open\"")).script("axe.js");
    let mut visited = BTreeSet::new();
    let mut found = Vec::new();
    tour::walk(context, &portal, &session, &page, &mut |widget, name| {
        let phones = widget.phone_links()?;
        ensure!(
            ["911", "988"]
                .iter()
                .all(|number| phones.iter().any(|phone| phone == number)),
            "{name} lacks crisis help: {phones:?}"
        );
        for theme in ["light", "dark"] {
            set_theme(&session, theme)?;
            for fault in axe(&session, WIDGET, &[])? {
                found.push(format!("{name} {theme}: {fault}"));
            }
        }
        set_theme(&session, "light")?;
        if name == "welcome" {
            finds_planted_faults(&session, widget)?;
        }
        visited.insert(name.to_owned());
        Ok(())
    })?;
    ensure!(found.is_empty(), "axe finds:\n{}", found.join("\n"));
    for name in tour::SCREENS {
        ensure!(visited.contains(*name), "{name} was not visited");
    }
    Ok(())
}

/// The control: faults on the same screen that axe must find.
fn finds_planted_faults(session: &Session, widget: &Widget<'_>) -> Outcome {
    widget.eval(
        "const button = document.createElement('button');
         const faint = document.createElement('p');
         faint.textContent = 'Faint words';
         faint.style.color = '#ddd';
         faint.style.background = '#fff';
         for (const e of [button, faint]) {
           e.className = 'planted';
           screen.append(e);
         }",
        &[],
    )?;
    let found = axe(session, WIDGET, &[])?.join("\n");
    widget.eval("for (const e of all('.planted')) e.remove()", &[])?;
    ensure!(
        found.contains("button-name") && found.contains("color-contrast"),
        "axe does not find what was planted: {found:?}"
    );
    Ok(())
}

/// What axe finds in `what`, an expression of JavaScript, by the rules of WCAG 2.2 AA and of `more`.
pub(super) fn axe(session: &Session, what: &str, more: &[&str]) -> Outcome<Vec<String>> {
    let mut tags = vec!["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
    tags.extend(more);
    let script = format!(
        "const done = arguments[arguments.length - 1];
         const run = () => axe.run({what}, {{
           runOnly: {{ type: 'tag', values: arguments[0] }},
           rules: {{ 'target-size': {{ enabled: true }} }},
         }}).then((result) => done(result.passes.length === 0 ? 'axe looked at nothing'
           : result.violations.flatMap((v) =>
             v.nodes.map((n) => v.id + ' ' + n.target.flat().join(' ') + ' ' +
               (n.any.concat(n.all, n.none)[0] || {{}}).message))),
           (error) => done(String(error)));
         if (window.axe) run(); else addEventListener('load', run);",
    );
    match session.script_async(&script, &[json!(tags)])? {
        found @ Value::Array(_) => Ok(strings(&found)),
        other => fail!("axe: {other}"),
    }
}

/// 320 CSS pixels are 1280 at 400 %, as WCAG 1.4.10 has it.
fn narrow(context: &Context<'_>) -> Outcome {
    let portal = context.portal()?;
    let session = context.session()?;
    let page = |attributes: &str| Page::with(attributes);
    let mut found = Vec::new();
    set_viewport(&session, 320, 640)?;
    let outcome = tour::walk(context, &portal, &session, &page, &mut |widget, name| {
        for fault in too_wide(widget)? {
            found.push(format!("{name}: {fault}"));
        }
        if name == "welcome" {
            sees_planted_width(widget)?;
        }
        Ok(())
    });
    session.devtools("Emulation.clearDeviceMetricsOverride", &json!({}))?;
    outcome?;
    ensure!(found.is_empty(), "too wide:\n{}", found.join("\n"));
    Ok(())
}

fn too_wide(widget: &Widget<'_>) -> Outcome<Vec<String>> {
    let faults = widget.eval(
        "const out = [];
         const limit = document.documentElement.clientWidth;
         if (innerWidth !== 320) out.push('the viewport is ' + innerWidth);
         if (document.documentElement.scrollWidth > limit)
           out.push('the page scrolls to ' + document.documentElement.scrollWidth);
         for (const e of all('*').filter(shown)) {
           const box = e.getBoundingClientRect();
           if (box.right > limit + 1 || box.left < -1)
             out.push(e.localName + '.' + e.className + ' reaches ' + Math.round(box.right));
           if (e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 1
               && getComputedStyle(e).overflowX !== 'visible')
             out.push(e.localName + '.' + e.className + ' scrolls sideways');
         }
         return out.slice(0, 5)",
        &[],
    )?;
    let faults = faults.as_array().into_iter().flatten();
    Ok(faults
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect())
}

/// The control: something too wide on the same screen is seen.
fn sees_planted_width(widget: &Widget<'_>) -> Outcome {
    widget.eval(
        "const wide = document.createElement('p');
         wide.className = 'planted';
         wide.style.minWidth = '400px';
         wide.textContent = 'Wide';
         screen.append(wide)",
        &[],
    )?;
    let found = too_wide(widget)?;
    widget.eval("for (const e of all('.planted')) e.remove()", &[])?;
    ensure!(!found.is_empty(), "what is too wide is not seen");
    Ok(())
}

fn keyboard(context: &Context<'_>) -> Outcome {
    let portal = context.portal()?;
    let session = context.session()?;
    session.navigate(&context.page(&portal)?)?;
    let widget = Widget::on(&session);
    widget.await_screen("welcome")?;
    let hands = Hands {
        session: &session,
        widget: &widget,
    };
    hands.press_control("skip-check", key::ENTER)?;
    hands.arrive("options")?;
    // One that takes requests: which card is first depends on what is open now.
    let asks = widget.values_of("start-referral")?;
    let Some(option) = asks.first() else {
        fail!("no option takes requests");
    };
    hands.tab_to("open-option", |focus| {
        focus["action"] == "open-option" && focus["value"] == option.as_str()
    })?;
    session.keys(&[key::ENTER])?;
    hands.arrive("option")?;
    hands.press_control("start-referral", key::SPACE)?;
    hands.arrive("referral")?;
    for _ in 0..12 {
        for field in widget.fields()? {
            match field.name.as_str() {
                "name" => hands.write("name", PERSON.name)?,
                "contact_channel" if field.kind == "radio" => hands.mark("contact_channel")?,
                "contact_value" => hands.write("contact_value", PERSON.phone)?,
                _ => {}
            }
        }
        if widget.offers("to-review")? {
            break;
        }
        let before = widget.text()?;
        hands.press_control("next", key::ENTER)?;
        wait::until("the next step", wait::USUAL, || {
            Ok((widget.text()? != before).then_some(()))
        })?;
        hands.arrive("referral")?;
    }
    hands.press_control("to-review", key::ENTER)?;
    hands.arrive("review")?;
    hands.press_control("send", key::SPACE)?;
    hands.arrive("status")?;
    widget.await_state(&["delivered"], wait::USUAL)?;
    let row = portal.one_referral()?;
    ensure!(
        row["record"]["name"] == PERSON.name && row["record"]["contact_value"] == PERSON.phone,
        "the desk has another request"
    );
    hands.leave()
}

fn arrows(context: &Context<'_>) -> Outcome {
    let portal = context.portal()?;
    let session = context.session()?;
    session.navigate(&context.page(&portal)?)?;
    let widget = Widget::on(&session);
    let hands = Hands {
        session: &session,
        widget: &widget,
    };
    widget.await_screen("welcome")?;
    hands.press_control("start-check", key::ENTER)?;
    hands.arrive("check")?;
    hands.tab_to("an answer", |focus| {
        focus["action"] == "answer" || focus["answers"] == true
    })?;
    session.keys(&[key::SPACE])?;
    let question = widget.text()?;
    session.keys(&[key::ARROW_DOWN])?;
    ensure!(
        widget.screen()? == "check" && widget.text()? == question,
        "an arrow went on"
    );
    let marked = widget.eval(
        "return all('input[type=radio]').findIndex((e) => e.checked)",
        &[],
    )?;
    ensure!(marked == 1, "the arrow chose answer {marked}");
    hands.press_control("next", key::ENTER)?;
    wait::until("the next question", wait::USUAL, || {
        Ok((widget.text()? != question).then_some(()))
    })
}

/// What a screen reader is told of the new controls, by the browser's own accessibility tree.
fn names(context: &Context<'_>) -> Outcome {
    let portal = context.portal()?;
    let session = context.session()?;
    session.navigate(&context.page(&portal)?)?;
    let widget = Widget::on(&session);
    widget.await_screen("welcome")?;
    session.devtools("Accessibility.enable", &json!({}))?;
    widget.press("start-check")?;
    widget.await_screen("check")?;

    let question = english("check.q.time")?;
    let tree = tree(&session)?;
    holds(&tree, "heading", |name| name.contains(question))?;
    holds(&tree, "radiogroup", |name| name.contains(question))?;
    for key in ["check.time.days", "check.time.ongoing", "check.time.talk"] {
        let answer = english(key)?;
        holds(&tree, "radio", |name| name == answer)?;
    }
    let group = node(&tree, "radiogroup", |name| name.contains(question));
    let about = group.and_then(|group| group["description"]["value"].as_str());
    ensure!(
        about.is_some_and(|about| about.contains("not a diagnosis")),
        "the first question does not bring its label along: {about:?}"
    );
    ensure!(
        holds(&tree, "radio", |name| name.is_empty()).is_err(),
        "an answer has no name"
    );

    for question in 0..10 {
        journey::answer(&widget, question, &mut |_, answers| Some(answers - 1))?;
        journey::next_question(&widget)?;
    }
    widget.await_screen("summary")?;
    let summary = self::tree(&session)?;
    for key in ["summary.title", "summary.heavier", "summary.going-well"] {
        let title = english(key)?;
        holds(&summary, "heading", |name| name == title)?;
    }
    holds(&summary, "listitem", |_| true)?;
    widget.press("see-options")?;
    widget.await_screen("options")?;
    of_the_list(&session, &widget)?;

    widget.press("facts")?;
    widget.await_screen("facts")?;
    let facts = self::tree(&session)?;
    let title = english("facts.title")?;
    holds(&facts, "heading", |name| name == title)?;
    // The control: what is not on this screen is not found.
    ensure!(
        holds(&facts, "radiogroup", |_| true).is_err(),
        "the tree holds what is not there"
    );
    session
        .devtools("Accessibility.disable", &json!({}))
        .map(drop)
}

fn of_the_list(session: &Session, widget: &Widget<'_>) -> Outcome {
    let tree = tree(session)?;
    for key in [
        "audience.role",
        "audience.employment",
        "audience.membership",
    ] {
        let fact = english(key)?;
        holds(&tree, "combobox", |name| name == fact)?;
    }
    let (role, other) = (english("audience.role")?, english("audience.other")?);
    widget.pick(role, other)?;
    wait::until("the list to say what is picked", wait::USUAL, || {
        let tree = self::tree(session)?;
        let list = node(&tree, "combobox", |name| name == role);
        Ok(list
            .filter(|list| list["value"]["value"] == other)
            .map(drop))
    })?;

    // Closed, what is inside is not told; open, it is.
    let wishes = english("wish.title")?;
    let first = english("wish.first")?;
    let folded = self::tree(session)?;
    let fold = |tree: &[Value]| {
        let found = tree
            .iter()
            .find(|node| node["name"]["value"] == wishes && !property(node, "expanded").is_null());
        found.map(|node| property(node, "expanded"))
    };
    ensure!(
        fold(&folded) == Some(json!(false)) && node(&folded, "group", |n| n == first).is_none(),
        "folded, it says {:?}",
        fold(&folded)
    );
    widget.press("wishes")?;
    wait::until("the fold to be open", wait::USUAL, || {
        let open = self::tree(session)?;
        let told = node(&open, "group", |name| name == first).is_some();
        Ok((fold(&open) == Some(json!(true)) && told).then_some(()))
    })?;
    let open = self::tree(session)?;
    let pressed = |tree: &[Value]| {
        let chip = node(tree, "button", |name| Ok(name) == english("wish.anonymous"));
        chip.map(|chip| property(chip, "pressed"))
    };
    ensure!(
        pressed(&open) == Some(json!("false")),
        "the chip says {:?}",
        pressed(&open)
    );
    widget.press_nth("wish", 3)?;
    wait::until("the chip to say that it is pressed", wait::USUAL, || {
        Ok((pressed(&self::tree(session)?) == Some(json!("true"))).then_some(()))
    })?;
    ensure!(
        node(&open, "button", |name| name.is_empty()).is_none(),
        "a button has no name"
    );
    let named = node(&open, "button", |name| name.starts_with("See details of "));
    ensure!(named.is_some(), "the details do not say of what");
    Ok(())
}

fn tree(session: &Session) -> Outcome<Vec<Value>> {
    let tree = session.devtools("Accessibility.getFullAXTree", &json!({}))?;
    match &tree["nodes"] {
        Value::Array(nodes) => Ok(nodes
            .iter()
            .filter(|node| node["ignored"] != json!(true))
            .cloned()
            .collect()),
        other => fail!("no accessibility tree: {other}"),
    }
}

fn node<'a>(tree: &'a [Value], role: &str, wanted: impl Fn(&str) -> bool) -> Option<&'a Value> {
    let mut nodes = tree.iter().filter(|node| node["role"]["value"] == role);
    nodes.find(|node| wanted(node["name"]["value"].as_str().unwrap_or_default()))
}

fn holds(tree: &[Value], role: &str, wanted: impl Fn(&str) -> bool) -> Outcome {
    if node(tree, role, wanted).is_some() {
        return Ok(());
    }
    let nodes = tree.iter().filter(|node| node["role"]["value"] == role);
    let names: Vec<&Value> = nodes.map(|node| &node["name"]["value"]).collect();
    fail!("no {role} of the name that is wanted among {names:?}")
}

fn property(node: &Value, name: &str) -> Value {
    let properties = node["properties"].as_array().into_iter().flatten();
    let mut found = properties.filter(|property| property["name"] == name);
    found
        .next()
        .map_or(Value::Null, |property| property["value"]["value"].clone())
}

/// Who one is, what one wishes, the host's order and the facts, without a pointer.
fn list_by_keyboard(context: &Context<'_>) -> Outcome {
    let portal = context.portal()?;
    let session = context.session()?;
    session.navigate(&context.page(&portal)?)?;
    let widget = Widget::on(&session);
    widget.await_screen("welcome")?;
    let hands = Hands {
        session: &session,
        widget: &widget,
    };
    hands.press_control("skip-check", key::ENTER)?;
    hands.arrive("options")?;
    hands.tab_to("set-audience", |focus| focus["action"] == "set-audience")?;
    if context.engine.types_into_lists() {
        session.keys(&"None".chars().collect::<Vec<_>>())?;
        wait::until("some to stand apart", wait::USUAL, || {
            let cards = widget.cards()?;
            Ok(cards
                .iter()
                .any(|card| !card.group.is_empty())
                .then_some(()))
        })?;
        let focus = hands.focus()?;
        ensure!(focus["action"] == "set-audience", "the focus is on {focus}");
    }
    hands.press_control("wishes", key::ENTER)?;
    hands.press_control("wish", key::SPACE)?;
    on_pressed(&widget, "wish")?;
    let before = widget.cards()?;
    hands.press_control("host-order", key::ENTER)?;
    wait::until("another order", wait::USUAL, || {
        let places = |cards: &[crate::widget::Card]| -> Vec<String> {
            cards.iter().map(|card| card.id.clone()).collect()
        };
        Ok((places(&widget.cards()?) != places(&before)).then_some(()))
    })?;
    // The focus stays where the key was pressed, though the list moved.
    let focus = hands.focus()?;
    ensure!(focus["action"] == "host-order", "the focus is on {focus}");
    hands.press_control("facts", key::ENTER)?;
    hands.arrive("facts")?;
    hands.leave()
}

/// The control that was pressed says so, and keeps the focus.
fn on_pressed(widget: &Widget<'_>, action: &str) -> Outcome {
    wait::until(&format!("{action} to be pressed"), wait::USUAL, || {
        let pressed = widget.eval(
            "const e = root.activeElement;
             return Boolean(e) && e.dataset.action === args[0]
               && e.getAttribute('aria-pressed') === 'true'",
            &[action.into()],
        )?;
        Ok((pressed == true).then_some(()))
    })
}
