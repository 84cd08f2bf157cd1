//! The whole way in Spanish: no word of the product's own is left in English.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::case::{Case, Context};
use crate::engine::Engine;
use crate::outcome::{Outcome, ensure};
use crate::pages::Page;
use crate::portal::{Options, Portal};
use crate::questionnaire::worded;
use crate::tour;
use crate::widget::{Widget, strings};
use crate::words::{english, pieces, spanish, spanish_lines};

pub(crate) fn cases() -> Vec<Case> {
    vec![
        Case {
            name: "spanish-on-every-screen",
            engines: Engine::ALL,
            run: everywhere,
        },
        Case {
            name: "spanish-without-wasm",
            engines: &[Engine::Chromium, Engine::Firefox],
            run: without_wasm,
        },
    ]
}

fn everywhere(context: &Context<'_>) -> Outcome {
    let portal = context.portal()?;
    let session = context.session()?;
    let mut known = BTreeSet::new();
    collect(&portal.config()?, &mut known);
    collect(&worded("phq-9")?, &mut known);
    let page = |attributes: &str| {
        let attributes = attributes.replace("lang=\"en\"", "lang=\"es-MX\"");
        Page::with(&format!("{attributes} {}", context.root()))
    };
    let mut visited = BTreeSet::new();
    let mut found = Vec::new();
    tour::walk(context, &portal, &session, &page, &mut |widget, name| {
        visited.insert(name.to_owned());
        let lang = widget.eval("return screen.lang", &[])?;
        if lang != "es" {
            found.push(format!("{name}: the frame says {lang}"));
        }
        for line in left_in_english(&texts(widget)?, &known)? {
            found.push(format!("{name}: {line}"));
        }
        says(widget, name)
    })?;
    ensure!(found.is_empty(), "in English:\n{}", found.join("\n"));
    for name in tour::SCREENS {
        let skipped = *name == "loading" && context.engine == Engine::WebKit;
        ensure!(visited.contains(*name) || skipped, "{name} was not visited");
    }

    // The control: the same screens in English are found out.
    session.navigate(&context.page(&portal)?)?;
    let widget = Widget::on(&session);
    crate::journey::skip_check(&widget)?;
    let lines = left_in_english(&texts(&widget)?, &known)?;
    ensure!(
        lines.len() > 20,
        "in an English page only {lines:?} are found"
    );
    Ok(())
}

/// What the check and its summary must say of themselves.
fn says(widget: &Widget<'_>, name: &str) -> Outcome {
    let keys: &[&str] = match name {
        "check" => &["check.label", "check.unreviewed", "check.q.time"],
        "summary" => &["summary.label", "check.unreviewed"],
        "options" => &["audience.title", "options.host-order"],
        "facts" => &["facts.title", "facts.lead"],
        _ => return Ok(()),
    };
    let text = widget.text()?;
    for key in keys {
        ensure!(
            text.contains(&spanish(key)?),
            "{name} lacks {key}: {text:?}"
        );
    }
    if name == "summary" {
        let version = spanish("check.version-id")?;
        ensure!(
            version.starts_with("es-") && text.contains(&version),
            "the summary does not name the version {version:?}"
        );
        ensure!(
            version != english("check.version-id")?,
            "the Spanish check is no version of its own"
        );
    }
    Ok(())
}

fn without_wasm(context: &Context<'_>) -> Outcome {
    let portal = Portal::start(Options {
        refuse_wasm: true,
        ..Options::default()
    })?;
    let session = context.session()?;
    let attributes = format!("config=\"/touchbase.json\" lang=\"es\" {}", context.root());
    session.navigate(&Page::with(&attributes).put(&portal, "es.html")?)?;
    let widget = Widget::on(&session);
    widget.await_screen("unavailable")?;
    let text = widget.text()?;
    for key in [
        "unavailable.title",
        "unavailable.no-wasm",
        "unavailable.retry",
        "crisis.strip",
    ] {
        ensure!(text.contains(&spanish(key)?), "it lacks {key}: {text:?}");
    }
    let mut known = BTreeSet::new();
    collect(&portal.config()?, &mut known);
    let lines = left_in_english(&texts(&widget)?, &known)?;
    ensure!(lines.is_empty(), "in English: {lines:?}");
    let lang = widget.eval("return screen.lang", &[])?;
    ensure!(lang == "es", "the frame says {lang}");
    Ok(())
}

/// Every text and every label that a person can meet in the root.
fn texts(widget: &Widget<'_>) -> Outcome<Vec<String>> {
    let texts = widget.eval(
        "const out = [];
         const walker = document.createTreeWalker(screen, NodeFilter.SHOW_TEXT);
         while (walker.nextNode()) {
           const { parentElement, data } = walker.currentNode;
           const e = parentElement.closest('select') || parentElement;
           if (data.trim() && shown(e)) out.push(data.trim());
         }
         for (const name of ['aria-label', 'title', 'alt', 'placeholder']) {
           for (const e of [screen, ...all(`[${name}]`)]) {
             if (e.getAttribute(name)) out.push(e.getAttribute(name).trim());
           }
         }
         return out",
        &[],
    )?;
    Ok(strings(&texts))
}

/// Texts that hold what the English catalogue says where the Spanish one says something else.
fn left_in_english(texts: &[String], known: &BTreeSet<String>) -> Outcome<Vec<String>> {
    let spanish = spanish_lines()?;
    let mut out = Vec::new();
    for key in touchbase::text::english::KEYS {
        let line = english(key)?;
        if spanish.get(*key).is_some_and(|other| other == line) {
            continue;
        }
        let whole = !line.contains('{');
        for text in texts.iter().filter(|text| !known.contains(*text)) {
            let holds = text == line
                || pieces(line).iter().any(|piece| {
                    piece.split_whitespace().count() > usize::from(!whole) + 1
                        && text.contains(piece)
                });
            if holds {
                out.push(format!("{key}: {text:?}"));
            }
        }
    }
    Ok(out)
}

/// Every text of a document of the host's.
fn collect(value: &Value, into: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => {
            into.insert(text.trim().to_owned());
        }
        Value::Array(list) => list.iter().for_each(|entry| collect(entry, into)),
        Value::Object(members) => members.values().for_each(|entry| collect(entry, into)),
        _ => {}
    }
}
