//! Every screen for everybody: what axe can find, a phone's width, and the keyboard alone.

use std::collections::BTreeSet;
use std::fs;

use serde_json::{Value, json};

use super::screens::{set_theme, set_viewport};
use crate::case::{Case, Context};
use crate::engine::Engine;
use crate::journey::PERSON;
use crate::outcome::{Outcome, ensure, fail};
use crate::pages::Page;
use crate::tour;
use crate::wait;
use crate::webdriver::{Session, key};
use crate::widget::Widget;

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
            for fault in axe(&session)? {
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
    let found = axe(session)?.join("\n");
    widget.eval("for (const e of all('.planted')) e.remove()", &[])?;
    ensure!(
        found.contains("button-name") && found.contains("color-contrast"),
        "axe does not find what was planted: {found:?}"
    );
    Ok(())
}

fn axe(session: &Session) -> Outcome<Vec<String>> {
    let result = session.script_async(
        "const done = arguments[arguments.length - 1];
         const run = () => axe.run(document.querySelector('touch-base'), {
           runOnly: { type: 'tag',
             values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] },
           rules: { 'target-size': { enabled: true } },
         }).then((result) => done(result.passes.length === 0 ? 'axe looked at nothing'
           : result.violations.flatMap((v) =>
             v.nodes.map((n) => v.id + ' ' + n.target.flat().join(' ') + ' ' +
               (n.any.concat(n.all, n.none)[0] || {}).message))),
           (error) => done(String(error)));
         if (window.axe) run(); else addEventListener('load', run);",
        &[],
    )?;
    match result {
        Value::Array(faults) => Ok(faults
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect()),
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

/// A person without a pointer.
struct Hands<'a> {
    session: &'a Session,
    widget: &'a Widget<'a>,
}

impl Hands<'_> {
    fn press_control(&self, action: &str, with: char) -> Outcome {
        self.tab_to(action, |focus| focus["action"] == action)?;
        self.session.keys(&[with])
    }

    fn write(&self, name: &str, words: &str) -> Outcome {
        if self.widget.value(name)? == words {
            return Ok(());
        }
        self.tab_to(name, |focus| focus["name"] == name)?;
        self.session.keys(&words.chars().collect::<Vec<_>>())?;
        wait::until(
            &format!("{name} to hold what was typed"),
            wait::USUAL,
            || Ok((self.widget.value(name)? == words).then_some(())),
        )
    }

    /// Marks the first choice of a group.
    fn mark(&self, name: &str) -> Outcome {
        let marked = || {
            self.widget.eval(
                "return all(`input[name=\"${args[0]}\"]`).some((e) => e.checked)",
                &[name.into()],
            )
        };
        if marked()? == Value::Bool(true) {
            return Ok(());
        }
        self.tab_to(name, |focus| focus["name"] == name)?;
        self.session.keys(&[key::SPACE])?;
        wait::until(&format!("a choice of {name}"), wait::USUAL, || {
            Ok((marked()? == Value::Bool(true)).then_some(()))
        })
    }

    /// Tabs until the focus is where it is wanted; it must be seen on each stop in the widget.
    fn tab_to(&self, what: &str, wanted: impl Fn(&Value) -> bool) -> Outcome {
        let mut stops = Vec::new();
        for _ in 0..120 {
            let focus = self.focus()?;
            if wanted(&focus) {
                return Ok(());
            }
            self.session.keys(&[key::TAB])?;
            let focus = self.focus()?;
            if !focus.is_null() {
                ensure!(
                    focus["seen"] == Value::Bool(true),
                    "the focus cannot be seen on {focus}"
                );
                stops.push(focus["label"].as_str().unwrap_or_default().to_owned());
            }
        }
        fail!("the keyboard does not reach {what}; stops: {stops:?}")
    }

    /// The screen changes and the focus is on its heading.
    fn arrive(&self, screen: &str) -> Outcome {
        self.widget.await_screen(screen)?;
        wait::until(
            &format!("the focus on the heading of {screen}"),
            wait::USUAL,
            || {
                let heading = self.widget.eval(
                    "const e = root.activeElement;
                     return Boolean(e) && /^(h[1-6]|legend)$/.test(e.localName)",
                    &[],
                )?;
                Ok((heading == Value::Bool(true)).then_some(()))
            },
        )
    }

    /// Tab goes on to what follows the widget: no trap.
    fn leave(&self) -> Outcome {
        for _ in 0..120 {
            self.session.keys(&[key::TAB])?;
            if self.focus()?.is_null() {
                return Ok(());
            }
        }
        fail!("the focus does not leave the widget")
    }

    fn focus(&self) -> Outcome<Value> {
        self.widget.eval(
            "const e = root.activeElement;
             if (!e) return null;
             const outlined = (x) => {
               const style = getComputedStyle(x);
               return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0)
                 || style.boxShadow !== 'none';
             };
             const box = (e.labels && e.labels[0] || e).getBoundingClientRect();
             const inView = box.bottom > 0 && box.top < innerHeight && box.width > 0;
             return {
               action: e.dataset.action || '',
               value: e.dataset.value || '',
               answers: Boolean(e.closest('[data-action=\"answer\"]')),
               name: e.getAttribute('name') || '',
               label: (e.dataset.action || e.name || e.localName),
               seen: inView && e.matches(':focus-visible')
                 && (outlined(e) || Boolean(e.closest('label') && outlined(e.closest('label')))),
             }",
            &[],
        )
    }
}
