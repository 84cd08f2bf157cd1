//! However a request or a draft ends, nothing of what was typed lies in the browser's folder, and
//! nothing of it reaches the receiver's side but inside the seal.

use std::fs;
use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};

use crate::case::{Case, Context};
use crate::engine::{Engine, Profile};
use crate::journey::{self, Person};
use crate::outcome::{Outcome, ensure};
use crate::relay::Way;
use crate::stage::{self, Stage};
use crate::sweep::{Found, Sweep};
use crate::wait;
use crate::webdriver::Session;
use crate::widget::Widget;

const CLOCK: &str = include_str!("../../pages/clock.js");

/// What one person types. Each end has its own, so that what is found tells by which it was left.
struct Canary {
    end: &'static str,
    name: &'static str,
    /// A number or an address.
    contact: &'static str,
}

const SENT: Canary = canary("sent", "Ottilie Vanterpoole", "+1 555 013 4471");
const WAITING: Canary = canary("waiting", "Leopold Quickenborn", "lq@tarnmouth.example");
const TAB: Canary = canary("tab closed", "Seraphina Dunworthy", "+1 555 017 9023");
const EXIT: Canary = canary("quick exit", "Barnabas Illingcote", "bi@wexcombe.example");
const IDLE: Canary = canary("left alone", "Philippa Groatsworth", "+1 555 018 6637");
const CLEARED: Canary = canary("cleared", "Cornelius Hathermere", "ch@ollerdale.example");
const CLOSED: Canary = canary("browser closed", "Drusilla Penhallowick", "+1 555 011 2859");
const KILLED: Canary = canary(
    "browser killed",
    "Ignatius Fotherbury",
    "if@pellwick.example",
);

const ALL: [&Canary; 8] = [
    &SENT, &WAITING, &TAB, &EXIT, &IDLE, &CLEARED, &CLOSED, &KILLED,
];

const fn canary(end: &'static str, name: &'static str, contact: &'static str) -> Canary {
    Canary { end, name, contact }
}

impl Canary {
    fn person(&self) -> Person<'_> {
        Person {
            name: self.name,
            phone: self.contact,
        }
    }

    /// What to look for: what was typed, and the part of it that would be left if it were taken
    /// apart.
    fn texts(&self) -> Vec<String> {
        let last = |text: &str, at| text.rsplit(at).next().unwrap_or_default().to_owned();
        let digits: String = self.contact.chars().filter(char::is_ascii_digit).collect();
        vec![
            last(self.name, ' '),
            self.contact.to_owned(),
            match digits.is_empty() {
                true => last(self.contact, '@'),
                false => digits,
            },
        ]
    }
}

/// Written by the page, in each way a browser keeps something. Each is part of a text in which it
/// comes last and stands nowhere else, after its own halves: what packs it leaves it nowhere whole.
const IN_DATABASE: &str = "HortensiaBlackwoodFennel";
const IN_STORAGE: &str = "MortimerLongfellowQuince";
const IN_CACHE: &str = "ClementinaBroadbentThyme";
/// Sent by the page.
const IN_QUERY: &str = "PeregrineAshdownClove";
const IN_HEADER: &str = "WilfredaStanhopeSorrel";
/// Typed into a field of the page's own.
const IN_FIELD: &str = "Thaddeus Merriweather";
const THEN_IN_FIELD: &str = "Evangeline Harkaway";

pub(crate) fn cases() -> Vec<Case> {
    vec![Case {
        name: "canary-nothing-typed-is-left-by-any-end",
        engines: Engine::ALL,
        run: left,
    }]
}

fn left(context: &Context<'_>) -> Outcome {
    let stage = Stage::with(
        context,
        |config| {
            config["exit_url"] = json!("neutral.html");
            config["idle_minutes"] = json!(4);
        },
        |page| page.field().script_first("clock.js"),
    )?;
    stage.portal.serve("clock.js", CLOCK)?;
    stage
        .portal
        .serve("neutral.html", "<!doctype html><title>News</title>")?;
    let profile = context.profile()?;
    // Firefox keeps what stands in a page's fields every second, not every fifteen.
    fs::write(
        profile.path().join("user.js"),
        "user_pref(\"browser.sessionstore.interval\", 1000);\n",
    )?;
    let browser = context.launch(&profile)?;
    let session = browser.session()?;
    let hunt = Hunt::new(&profile)?;
    plant(&stage, &session)?;

    // Sent, after a check.
    stage.open(&session)?;
    let widget = Widget::on(&session);
    journey::take_check(&widget)?;
    type_in(&widget, &SENT)?;
    hunt.nothing("typed")?;
    journey::send(&widget)?;
    widget.await_state(&["delivered"], wait::USUAL)?;
    hunt.nothing(SENT.end)?;

    // Waiting, sealed.
    stage.relay.set(Way::Cut);
    let widget = begin(&stage, &session, &WAITING)?;
    journey::send(&widget)?;
    widget.await_state(&["waiting"], wait::USUAL)?;
    hunt.nothing(WAITING.end)?;
    stage.relay.set(Way::Open);
    widget.try_until_delivered()?;

    // The tab is closed over a draft.
    let (first, second) = (session.window()?, session.open_tab()?);
    session.switch_to(&second)?;
    draft(&stage, &session, &TAB)?;
    session.close_tab()?;
    session.switch_to(&first)?;
    hunt.nothing(TAB.end)?;

    // Left by the way that is always there.
    let widget = begin(&stage, &session, &EXIT)?;
    widget.press("quick-exit")?;
    wait::until("the neutral page", wait::USUAL, || {
        Ok(session.url()?.ends_with("neutral.html").then_some(()))
    })?;
    hunt.nothing(EXIT.end)?;

    // Nobody is there any more.
    let widget = begin(&stage, &session, &IDLE)?;
    session.script("window.goOn(3 * 60_000)", &[])?;
    wait::until("the warning", wait::USUAL, || {
        Ok(widget.offers("stay")?.then_some(()))
    })?;
    session.script("window.goOn(60_000)", &[])?;
    widget.await_screen("welcome")?;
    hunt.nothing(IDLE.end)?;

    // Saved, and then everything on this computer deleted.
    stage.relay.set(Way::Cut);
    let widget = begin(&stage, &session, &CLEARED)?;
    journey::send(&widget)?;
    widget.await_state(&["waiting"], wait::USUAL)?;
    clear_device(&widget)?;
    wait::until("the database to be empty", wait::USUAL, || {
        Ok(stage::rows(&session)?.is_empty().then_some(()))
    })?;
    hunt.nothing(CLEARED.end)?;
    stage.relay.set(Way::Open);

    // The browser is closed over a draft, and starts again.
    draft(&stage, &session, &CLOSED)?;
    type_control(&session, IN_FIELD)?;
    hunt.is_kept(context, IN_FIELD)?;
    drop(session);
    browser.close()?;
    hunt.nothing(CLOSED.end)?;
    hunt.controls(context)?;
    let browser = context.launch(&profile)?;
    let session = browser.session()?;
    draft(&stage, &session, &KILLED)?;
    type_control(&session, THEN_IN_FIELD)?;
    hunt.is_kept(context, THEN_IN_FIELD)?;
    browser.kill()?;
    hunt.nothing(KILLED.end)?;

    receiver(&stage)
}

/// Looks for what was typed, and for what was planted.
struct Hunt<'a> {
    profile: &'a Profile,
    secrets: Sweep,
    controls: Sweep,
}

impl<'a> Hunt<'a> {
    fn new(profile: &'a Profile) -> Outcome<Self> {
        let secrets: Vec<String> = ALL.iter().flat_map(|canary| canary.texts()).collect();
        Ok(Self {
            profile,
            secrets: Sweep::of(&secrets)?,
            controls: Sweep::of(&[IN_DATABASE, IN_STORAGE, IN_CACHE, IN_FIELD, THEN_IN_FIELD])?,
        })
    }

    fn nothing(&self, end: &str) -> Outcome {
        let found = self.secrets.news(&self.profile.path())?;
        ensure!(
            found.is_empty(),
            "{end}: the browser's folder holds {found:?}"
        );
        Ok(())
    }

    /// Waits until what stands in the page's fields is on the disk, and the draft would be with it.
    /// WebKitGTK's test host keeps no session.
    fn is_kept(&self, context: &Context<'_>, text: &str) -> Outcome {
        if context.engine == Engine::WebKit {
            return Ok(());
        }
        wait::until("the session to be kept", wait::USUAL, || {
            let found = self.controls.news(&self.profile.path())?;
            Ok(found.iter().any(|found| found.text == text).then_some(()))
        })
    }

    /// Each text that was planted is found in the form in which this engine keeps it.
    fn controls(&self, context: &Context<'_>) -> Outcome {
        let found = self.controls.folder(&self.profile.path())?;
        let wanted: &[(&str, &str)] = match context.engine {
            Engine::Chromium => &[
                (IN_CACHE, "brotli"),
                (IN_DATABASE, "snappy"),
                (IN_STORAGE, "plain"),
                (IN_FIELD, "plain"),
            ],
            Engine::Firefox => &[
                (IN_CACHE, "brotli"),
                (IN_DATABASE, "cell, snappy"),
                (IN_STORAGE, "cell, snappy"),
                (IN_FIELD, "mozLz4"),
            ],
            Engine::WebKit => &[
                (IN_CACHE, "plain"),
                (IN_DATABASE, "cell"),
                (IN_STORAGE, "cell"),
            ],
        };
        for (text, form) in wanted {
            let here = |found: &Found| found.text == *text && found.form == *form;
            ensure!(
                found.iter().any(here),
                "{text} is not found as {form}, but {found:?}"
            );
            context.note(format!("control found: {form}"));
        }
        Ok(())
    }
}

/// The page, with all this person types on its review.
fn begin<'a>(stage: &Stage, session: &'a Session, canary: &Canary) -> Outcome<Widget<'a>> {
    stage.open(session)?;
    let widget = Widget::on(session);
    journey::skip_check(&widget)?;
    type_in(&widget, canary)?;
    Ok(widget)
}

/// From the options to the review.
fn type_in(widget: &Widget<'_>, canary: &Canary) -> Outcome {
    journey::start_referral(widget)?;
    journey::fill_referral(widget, &canary.person())?;
    let review = widget.text()?;
    ensure!(
        review.contains(canary.name) && review.contains(canary.contact),
        "{}: the review does not show what was typed: {review:?}",
        canary.end
    );
    Ok(())
}

/// The page, with a draft that is left where its fields are.
fn draft(stage: &Stage, session: &Session, canary: &Canary) -> Outcome {
    stage.open(session)?;
    let widget = Widget::on(session);
    journey::skip_check(&widget)?;
    journey::to_contact(&widget, &canary.person())
}

fn clear_device(widget: &Widget<'_>) -> Outcome {
    widget.press("outbox")?;
    widget.await_screen("outbox")?;
    // It is asked once more.
    widget.press("clear-device")?;
    widget.press("clear-device")
}

/// A text whose end every packer writes as copies of what stands before it.
fn packable(text: &str) -> String {
    // Longer than what Blink keeps as it is.
    let mut out = format!("{}. {}. ", &text[..15], &text[9..]).repeat(4_000);
    out.push_str(text);
    out
}

/// Has the page keep one text in each way a page can.
fn plant(stage: &Stage, session: &Session) -> Outcome {
    let cached = packable(IN_CACHE);
    stage.portal.serve("planted.txt", &cached)?;
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(cached.as_bytes())?;
    stage.portal.serve("planted.txt.gz", gzip.finish()?)?;
    let mut brotlied = Vec::new();
    brotli::BrotliCompress(&mut cached.as_bytes(), &mut brotlied, &Default::default())?;
    stage.portal.serve("planted.txt.br", brotlied)?;
    stage.open(session)?;
    let planted = session.script_async(
        "const [text, stored, query, header, done] = arguments;
         localStorage.setItem('planted', stored);
         const open = indexedDB.open('planted', 1);
         open.onupgradeneeded = () => open.result.createObjectStore('rows');
         open.onerror = () => done('no database');
         open.onsuccess = () => {
           const write = open.result.transaction('rows', 'readwrite', { durability: 'strict' });
           write.objectStore('rows').put({ text }, 1);
           write.onabort = () => done('not written');
           write.oncomplete = () => {
             open.result.close();
             fetch('planted.txt?a=' + query, { headers: { 'x-planted': header } }).then((answer) => answer.text())
               .then((text) => done(text.length), (error) => done(String(error)));
           };
         };",
        &[
            packable(IN_DATABASE).into(),
            packable(IN_STORAGE).into(),
            IN_QUERY.into(),
            IN_HEADER.into(),
        ],
    )?;
    ensure!(
        planted == packable(IN_CACHE).len(),
        "not planted: {planted}"
    );
    Ok(())
}

fn type_control(session: &Session, text: &str) -> Outcome {
    session.click(&session.find("#own")?)?;
    session.keys(&text.chars().collect::<Vec<_>>())
}

/// On the receiver's side: what came in, what was printed, and what lies on its disk.
fn receiver(stage: &Stage) -> Outcome {
    let rows = stage.portal.desk()?;
    let receipt = |row: &Value| row["receipt"].as_str().unwrap_or_default().to_owned();
    let mut controls: Vec<String> = rows.iter().map(receipt).collect();
    let printed = format!("127.0.0.1:{}", stage.portal.port());
    controls.extend([IN_QUERY, IN_HEADER, &printed].map(str::to_owned));
    let secrets: Vec<String> = ALL.iter().flat_map(|canary| canary.texts()).collect();

    let on_its_side = |texts: &[String]| -> Outcome<Vec<Found>> {
        let sweep = Sweep::of(texts)?;
        let mut found = sweep.bytes(&stage.relay.bytes(), "a request");
        found.extend(sweep.bytes(&fs::read(stage.portal.log())?, "the log"));
        found.extend(sweep.folder(&stage.portal.data())?);
        Ok(found.into_iter().collect())
    };
    let found = on_its_side(&secrets)?;
    ensure!(found.is_empty(), "the receiver's side holds {found:?}");
    let found = on_its_side(&controls)?;
    for (text, file) in [
        (IN_QUERY, "a request"),
        (IN_HEADER, "a request"),
        (&printed, "the log"),
        (&controls[0], "portal.sqlite3"),
    ] {
        let here = |found: &Found| found.text == text && found.file.starts_with(file);
        ensure!(
            found.iter().any(here),
            "{file} is not looked at: {text} is not found, but {found:?}"
        );
    }
    // And inside the seal it is: whoever holds the key reads it.
    let opened = Value::from(rows).to_string();
    for canary in [&SENT, &WAITING] {
        ensure!(
            opened.contains(canary.name) && opened.contains(canary.contact),
            "{}: the desk does not have it",
            canary.end
        );
    }
    stage.portal.holds(2)
}
