//! Bad configuration in front of a person: help stays, the page is told a stable code, and the
//! console says how to mend it.

use serde_json::{Value, json};

use crate::case::{Case, Context};
use crate::engine::Engine;
use crate::outcome::{Outcome, ensure, fail};
use crate::pages::Page;
use crate::portal::Portal;
use crate::wait;
use crate::webdriver::Session;
use crate::widget::Widget;

pub(crate) fn cases() -> Vec<Case> {
    vec![
        Case {
            name: "configuration-faults-are-named-and-help-stays",
            engines: Engine::ALL,
            run: named,
        },
        Case {
            name: "configuration-in-order-is-not-complained-of",
            engines: &[Engine::Chromium],
            run: in_order,
        },
        Case {
            name: "configuration-faults-have-the-same-code-on-each-load",
            engines: &[Engine::Chromium],
            run: stable,
        },
    ]
}

/// What a person still has.
enum Left {
    /// Everything, the request included.
    All,
    /// All options but the one that is at fault.
    AllBut(&'static str),
    /// Options by their other routes, and no request.
    NoReferral,
    /// Crisis help.
    Help,
}

struct Fault {
    name: &'static str,
    /// Changes a good document; what it returns is served as it is.
    spoil: fn(Value) -> Option<String>,
    severity: &'static str,
    /// What the path to the value holds.
    path: &'static str,
    left: Left,
}

const FAULTS: &[Fault] = &[
    Fault {
        name: "no document at the address",
        spoil: |_| None,
        severity: "error",
        path: "",
        left: Left::Help,
    },
    Fault {
        name: "not JSON",
        spoil: |_| Some("{\"schema\":".into()),
        severity: "error",
        path: "",
        left: Left::Help,
    },
    Fault {
        name: "no crisis entry",
        spoil: |document| with(document, "/crisis", json!([])),
        severity: "error",
        path: "crisis",
        left: Left::Help,
    },
    Fault {
        name: "no privacy notice",
        spoil: |mut document| {
            document.as_object_mut()?.remove("privacy_notice");
            Some(document.to_string())
        },
        severity: "error",
        path: "privacy_notice",
        left: Left::NoReferral,
    },
    Fault {
        name: "an endpoint without transport security",
        spoil: |mut document| {
            let recipients = document.pointer_mut("/referral/recipients")?;
            for recipient in recipients.as_array_mut()? {
                recipient["endpoint"] = json!("http://receiver.example.org/referrals");
            }
            Some(document.to_string())
        },
        severity: "error",
        path: "endpoint",
        left: Left::NoReferral,
    },
    Fault {
        name: "a key with its private part",
        spoil: |mut document| {
            let key = document.pointer_mut("/referral/recipients/0/keys/0")?;
            key.as_object_mut()?.insert(
                "d".into(),
                json!("c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3I"),
            );
            Some(document.to_string())
        },
        severity: "error",
        path: "keys",
        left: Left::NoReferral,
    },
    Fault {
        name: "an unknown key",
        spoil: |mut document| {
            document
                .as_object_mut()?
                .insert("colour".into(), json!("red"));
            Some(document.to_string())
        },
        severity: "warning",
        path: "colour",
        left: Left::All,
    },
    Fault {
        name: "a review date that has passed",
        spoil: |document| with(document, "/options/0/review_by", json!("2020-01-01")),
        severity: "warning",
        path: "options",
        left: Left::All,
    },
    Fault {
        name: "an option without a name",
        spoil: |mut document| {
            let last = document["options"].as_array()?.len() - 1;
            let option = document.pointer_mut(&format!("/options/{last}"))?;
            option["id"] = json!("spoilt");
            option.as_object_mut()?.remove("name");
            Some(document.to_string())
        },
        severity: "warning",
        path: "options",
        left: Left::AllBut("spoilt"),
    },
];

fn named(context: &Context<'_>) -> Outcome {
    let portal = context.portal()?;
    let session = context.session()?;
    let mut wrong = Vec::new();
    if let Err(why) = without_address(context, &portal, &session) {
        wrong.push(format!("no config attribute: {why}"));
    }
    for fault in FAULTS {
        if let Err(why) = check(context, &portal, &session, fault) {
            wrong.push(format!("{}: {why}", fault.name));
        }
    }
    ensure!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

fn without_address(context: &Context<'_>, portal: &Portal, session: &Session) -> Outcome {
    let page = Page::with(context.root());
    session.navigate(&page.put(portal, "page.html")?)?;
    let widget = Widget::on(session);
    let told = told(session)?;
    ensure!(told["severity"] == "error", "it says {told}");
    help_is_there(&widget)
}

fn check(context: &Context<'_>, portal: &Portal, session: &Session, fault: &Fault) -> Outcome {
    open(context, portal, session, fault)?;
    let widget = Widget::on(session);
    let told = told(session)?;
    let code = told["code"].as_str().unwrap_or_default();
    ensure!(
        !code.is_empty() && code.bytes().all(|b| b.is_ascii_alphabetic() || b == b'-'),
        "the code is {code:?}"
    );
    ensure!(told["severity"] == fault.severity, "it says {told}");
    let path = told["path"].as_str().unwrap_or_default();
    ensure!(path.contains(fault.path), "it points to {path:?}");
    mended_in_the_console(session, code)?;
    help_is_there(&widget)?;

    match fault.left {
        Left::Help => {
            widget.await_screen("unavailable")?;
            ensure!(!widget.offers("start-referral")?, "a request is offered");
        }
        Left::NoReferral => {
            let screen = widget.await_any(&["welcome", "unavailable"])?;
            if screen == "welcome" {
                crate::journey::skip_check(&widget)?;
            }
            ensure!(
                !widget.offers("start-referral")?,
                "a request is offered beside {told}"
            );
            let phones = widget.phone_links()?;
            ensure!(phones.len() > 3, "only {phones:?} can be called");
        }
        Left::All => {
            crate::journey::skip_check(&widget)?;
            if fault.name.contains("review date") {
                let first = widget.values_of("open-option")?.into_iter().next();
                widget.press_value("open-option", &first.unwrap_or_default())?;
                widget.await_screen("option")?;
                let text = widget.text()?;
                ensure!(
                    text.to_lowercase().contains("last checked"),
                    "the passed review is not told: {text:?}"
                );
                return Ok(());
            }
            crate::journey::start_referral(&widget)?;
        }
        Left::AllBut(id) => {
            crate::journey::skip_check(&widget)?;
            let options = widget.values_of("open-option")?;
            ensure!(
                options.len() > 1 && !options.iter().any(|option| option == id),
                "it offers {options:?}"
            );
        }
    }
    Ok(())
}

fn in_order(context: &Context<'_>) -> Outcome {
    let portal = context.portal()?;
    let session = context.session()?;
    session.navigate(&context.page(&portal)?)?;
    crate::journey::skip_check(&Widget::on(&session))?;
    let seen = super::policy::seen(&session)?;
    let names: Vec<&str> = seen["events"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|event| event["name"].as_str())
        .collect();
    ensure!(names == ["touchbase-ready"], "the page was told {names:?}");
    Ok(())
}

fn stable(context: &Context<'_>) -> Outcome {
    let portal = context.portal()?;
    let session = context.session()?;
    for fault in FAULTS {
        open(context, &portal, &session, fault)?;
        let first = told(&session)?;
        session.reload()?;
        let second = told(&session)?;
        ensure!(first == second, "{}: {first} then {second}", fault.name);
    }
    Ok(())
}

fn open(context: &Context<'_>, portal: &Portal, session: &Session, fault: &Fault) -> Outcome {
    // A name of its own: the server tells versions of a file apart by whole seconds.
    let address = format!("{}.json", fault.name.replace(' ', "-"));
    if let Some(document) = (fault.spoil)(portal.config()?) {
        portal.serve(&address, document)?;
    }
    let page = Page::with(&format!(
        "config=\"{address}\" lang=\"en\" {}",
        context.root()
    ));
    session.navigate(&page.put(portal, &address.replace(".json", ".html"))?)
}

/// The detail of the first `touchbase-error`.
fn told(session: &Session) -> Outcome<Value> {
    wait::until("touchbase-error", wait::USUAL, || {
        let seen = super::policy::seen(session)?;
        let events = seen["events"].as_array().into_iter().flatten();
        Ok(events
            .filter(|event| event["name"] == "touchbase-error")
            .map(|event| event["detail"].clone())
            .next())
    })
}

/// The console holds the code and a sentence beside it.
fn mended_in_the_console(session: &Session, code: &str) -> Outcome {
    wait::until("a mending sentence in the console", wait::USUAL, || {
        let seen = super::policy::seen(session)?;
        let mut lines = seen["console"].as_array().into_iter().flatten();
        let found = lines.any(|line| {
            let text = line["text"].as_str().unwrap_or_default();
            text.contains(code)
                && text
                    .lines()
                    .any(|line| !line.contains(code) && line.split_whitespace().count() >= 4)
        });
        Ok(found.then_some(()))
    })
}

/// 911 and 988 can be called: from the page's own words or from the configuration.
fn help_is_there(widget: &Widget<'_>) -> Outcome {
    wait::until("crisis help", wait::USUAL, || {
        let phones = widget.phone_links()?;
        if ["911", "988"].iter().all(|n| phones.iter().any(|p| p == n)) {
            return Ok(Some(()));
        }
        fail!("only {phones:?} can be called")
    })
}

fn with(mut document: Value, pointer: &str, value: Value) -> Option<String> {
    *document.pointer_mut(pointer)? = value;
    Some(document.to_string())
}
