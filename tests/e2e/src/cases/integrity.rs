//! A file of the package that is not the one that was built: it does not run, and help stays.

use std::fs::{self, File};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use serde_json::{Value, json};

use crate::case::{Case, Context};
use crate::engine::Engine;
use crate::journey::{self, PERSON};
use crate::outcome::{Failure, Outcome, ensure, fail};
use crate::pages::{LIGHT_DOM, Page};
use crate::portal::Portal;
use crate::wait;
use crate::webdriver::Session;
use crate::widget::Widget;
use crate::words::{english, spanish};

/// What the tag holds to a hash itself.
const ENTRY: &str = "touchbase.js";

/// What the script of the tag loads up to and including a send, and how far a person comes without.
const LOADED: [(&str, Without); 7] = [
    ("core_bg.wasm", Without::App),
    ("touchbase.css", Without::Looks),
    ("locales/es.json", Without::Language),
    ("core_request.wasm", Without::Form),
    ("outbox.js", Without::Outbox),
    ("outbox_bg.wasm", Without::Outbox),
    ("lite.js", Without::Lite),
];

#[derive(Clone, Copy)]
enum Without {
    App,
    Looks,
    Language,
    Form,
    Outbox,
    Lite,
}

pub(crate) fn cases() -> Vec<Case> {
    vec![
        Case {
            name: "integrity-a-changed-script-of-the-tag-does-not-run",
            engines: Engine::ALL,
            run: of_the_tag,
        },
        Case {
            name: "integrity-a-changed-file-does-not-run-and-help-stays",
            engines: Engine::ALL,
            run: of_the_loader,
        },
        Case {
            name: "integrity-a-file-that-was-mended-runs-at-the-next-try",
            engines: Engine::ALL,
            run: mended,
        },
    ]
}

fn of_the_tag(context: &Context<'_>) -> Outcome {
    let portal = context.portal()?;
    let session = context.session()?;
    let list = fs::read_to_string(portal.package().join("integrity.json"))?;
    let list: Value = serde_json::from_str(&list)?;
    let Some(hash) = list[ENTRY].as_str() else {
        fail!("the package does not tell the hash of its script");
    };
    let page = Page::with(&context.usual_attributes()).held_to(hash);
    let address = page.put(&portal, "page.html")?;
    // The control first.
    session.navigate(&address)?;
    journey::skip_check(&Widget::on(&session))?;

    let _changed = Changed::by_a_byte(&portal, ENTRY)?;
    session.navigate(&address)?;
    wait::throughout(Duration::from_secs(1), || {
        let defined = session.script("return !!customElements.get('touch-base')", &[])?;
        ensure!(defined == false, "a changed script ran");
        Ok(())
    })?;
    ensure!(LIGHT_DOM.contains("tel:988"), "the tag holds no number");
    let shown = session.script(
        "return Array.from(document.querySelectorAll('touch-base a[href^=\"tel:\"]'))
           .filter((link) => link.getClientRects().length).length",
        &[],
    )?;
    ensure!(shown == 2, "{shown} of the host's own numbers are shown");
    Ok(())
}

fn of_the_loader(context: &Context<'_>) -> Outcome {
    let portal = context.portal()?;
    let session = context.session()?;
    for (name, without) in LOADED {
        let changed = Changed::by_a_byte(&portal, name)?;
        let also = match without {
            // What it is for.
            Without::Lite => Some(Changed::by_a_byte(&portal, "core_bg.wasm")?),
            _ => None,
        };
        let language = match without {
            Without::Language => "es",
            _ => "en",
        };
        let attributes = format!(
            "config=\"/touchbase.json\" lang=\"{language}\" {}",
            context.root()
        );
        // The server would call a page of the same name and second unchanged.
        let page = Page::with(&attributes).put(&portal, &format!("{language}.html"))?;
        session.navigate(&page)?;
        goes_on(&session, without).map_err(|why| Failure::Failed(format!("{name}: {why}")))?;
        drop((changed, also));
    }

    // The control: the same files as they were built.
    session.navigate(&context.page(&portal)?)?;
    let widget = Widget::on(&session);
    journey::to_review(&widget, &PERSON)?;
    journey::send(&widget)?;
    widget.try_until_delivered()?;
    portal.one_referral().map(drop)
}

fn goes_on(session: &Session, without: Without) -> Outcome {
    let widget = Widget::on(session);
    match without {
        Without::App => {
            widget.await_screen("unavailable")?;
            told(session, "error", "core_bg.wasm")?;
            // Of the host's own words, and of the options, which JavaScript lists.
            let phones = widget.phone_links()?;
            ensure!(
                phones.contains(&"988".to_owned()) && phones.len() > 2,
                "only {phones:?} can be called"
            );
            Ok(())
        }
        Without::Looks => {
            journey::skip_check(&widget)?;
            told(session, "warning", "touchbase.css")?;
            let sheets = widget.eval("return root.adoptedStyleSheets.length", &[])?;
            ensure!(sheets == 0, "a changed stylesheet is used");
            Ok(())
        }
        Without::Language => {
            widget.await_screen("welcome")?;
            let text = widget.text()?;
            ensure!(
                text.contains(english("welcome.title")?)
                    && !text.contains(&spanish("welcome.title")?),
                "changed words are shown: {text:?}"
            );
            Ok(())
        }
        Without::Form => {
            journey::skip_check(&widget)?;
            let Some(first) = widget.values_of("start-referral")?.into_iter().next() else {
                fail!("no option takes a referral");
            };
            widget.press_value("start-referral", &first)?;
            let failed = english("unavailable.part")?;
            wait::until("the failure to be said", wait::USUAL, || {
                Ok(widget.text()?.contains(failed).then_some(()))
            })?;
            ensure!(
                widget.phone_links()?.contains(&"988".to_owned()),
                "nobody can be called"
            );
            Ok(())
        }
        Without::Outbox => {
            journey::to_review(&widget, &PERSON)?;
            widget.press("send")?;
            let failed = english("review.failed")?;
            wait::until("the failure to be said", wait::USUAL, || {
                Ok(widget.text()?.contains(failed).then_some(()))
            })?;
            ensure!(
                widget.screen()? == "review" && widget.states()?.is_empty(),
                "what nobody keeps has a state"
            );
            Ok(())
        }
        Without::Lite => {
            widget.await_screen("unavailable")?;
            let phones = widget.phone_links()?;
            ensure!(
                phones == ["911", "988"],
                "a changed script lists {phones:?}"
            );
            Ok(())
        }
    }
}

/// A file of another build that a browser kept is not asked for twice.
fn mended(context: &Context<'_>) -> Outcome {
    let portal = context.portal()?;
    let session = context.session()?;
    let changed = Changed::by_a_byte(&portal, "core_bg.wasm")?;
    session.navigate(&context.page(&portal)?)?;
    let widget = Widget::on(&session);
    widget.await_screen("unavailable")?;
    drop(changed);
    widget.press("start-over")?;
    journey::skip_check(&widget)
}

/// Waits until the page was told of the file.
fn told(session: &Session, severity: &str, name: &str) -> Outcome {
    let wanted = json!({ "code": "load-failed", "severity": severity, "path": name });
    wait::until("the page to be told", wait::USUAL, || {
        let events = session.script("return window.seen.events", &[])?;
        let events = events.as_array().into_iter().flatten();
        let mut faults = events.filter(|event| event["name"] == "touchbase-error");
        Ok(faults.any(|event| event["detail"] == wanted).then_some(()))
    })
}

/// A file that the portal serves with one byte changed, until this is dropped.
struct Changed<'a> {
    portal: &'a Portal,
    name: &'static str,
    whole: Vec<u8>,
}

impl<'a> Changed<'a> {
    /// The change is one that the file would run with: of a letter in a text of a module, of the
    /// last line's end elsewhere.
    fn by_a_byte(portal: &'a Portal, name: &'static str) -> Outcome<Self> {
        let whole = fs::read(portal.package().join(name))?;
        let mut bytes = whole.clone();
        let module = name.ends_with(".wasm");
        let place = match module {
            // The last one is no name that the module is linked by.
            true => bytes.windows(12).rposition(|text| {
                let of_text = |byte: &u8| *byte == b' ' || byte.is_ascii_lowercase();
                text[0] != b' ' && text.iter().all(of_text)
            }),
            false => bytes.len().checked_sub(1),
        };
        let Some(byte) = place.and_then(|place| bytes.get_mut(place)) else {
            fail!("{name} has no text to change");
        };
        match *byte {
            b'\n' => *byte = b' ',
            b if module => *byte = b ^ 0x20,
            _ => bytes.push(b'\n'),
        }
        let changed = Self {
            portal,
            name,
            whole,
        };
        for suffix in [".br", ".gz"] {
            let compressed = portal.package().join(format!("{name}{suffix}"));
            if compressed.exists() {
                fs::remove_file(compressed)?;
            }
        }
        changed.put(&bytes)?;
        Ok(changed)
    }

    /// The server tells by the second when a file was changed, and browsers ask for what changed
    /// since: each time is a minute after the one before.
    fn put(&self, bytes: &[u8]) -> Outcome {
        static MINUTES: AtomicU64 = AtomicU64::new(1);

        self.portal.serve(self.name, bytes)?;
        let later = Duration::from_secs(60 * MINUTES.fetch_add(1, Ordering::Relaxed));
        let file = File::options()
            .append(true)
            .open(self.portal.package().join(self.name))?;
        file.set_modified(SystemTime::now() + later)?;
        Ok(())
    }
}

impl Drop for Changed<'_> {
    fn drop(&mut self) {
        let _ = self.put(&self.whole);
    }
}
