//! The go-live page: it names faults, passes the example portal, finds receivers that are wrong on
//! purpose, asks before it sends, prints, and keeps nothing.

// The receivers that the command is tested with.
#[path = "../../../../xtask/go-live/tests/wrong/mod.rs"]
mod wrong;

use std::fs;
use std::ops::Deref;
use std::time::Duration;

use serde_json::{Value, json};

use self::wrong::{Receiver, Wrong};
use super::access::axe;
use super::screens::{folder, pictures_of, set_viewport};
use crate::case::{Case, Context};
use crate::document::Document;
use crate::engine::Engine;
use crate::outcome::{Outcome, ensure, fail};
use crate::portal::Portal;
use crate::site::Site;
use crate::wait;
use crate::webdriver::{Session, key};
use crate::widget::strings;

/// How long the checks of an endpoint may take on a busy computer.
const TEST_LIMIT: Duration = Duration::from_secs(90);

pub(crate) fn cases() -> Vec<Case> {
    let mut cases = vec![
        Case {
            name: "golive-names-each-fault-and-how-to-mend-it",
            engines: Engine::ALL,
            run: faults,
        },
        Case {
            name: "golive-shows-the-list-of-each-role",
            engines: Engine::ALL,
            run: roles,
        },
        Case {
            name: "golive-asks-first-and-passes-the-portal",
            engines: Engine::ALL,
            run: portal_passes,
        },
        Case {
            name: "golive-passes-the-portal-from-another-origin",
            engines: &[Engine::Chromium, Engine::Firefox],
            run: other_origin_passes,
        },
        Case {
            name: "golive-finds-what-is-wrong-with-a-receiver",
            engines: &[Engine::Chromium, Engine::Firefox],
            run: wrong_receivers,
        },
        Case {
            name: "golive-by-keyboard-and-kept-nowhere",
            engines: Engine::ALL,
            run: keyboard,
        },
        Case {
            name: "golive-prints-checklist-poster-and-cards",
            engines: Engine::ALL,
            run: papers,
        },
        Case {
            name: "golive-axe-light-and-dark",
            engines: &[Engine::Chromium, Engine::Firefox],
            run: axe_everywhere,
        },
        Case {
            name: "golive-no-sideways-scrolling-at-320-pixels",
            engines: &[Engine::Chromium],
            run: narrow,
        },
        Case {
            name: "golive-is-not-in-the-widget",
            engines: &[Engine::Chromium],
            run: not_in_the_widget,
        },
    ];
    cases.extend(pictures_of("golive-screens", &[Engine::Chromium], pictures));
    cases
}

fn faults(context: &Context<'_>) -> Outcome {
    let portal = context.portal()?;
    let session = context.session()?;
    let sheet = Sheet::open(&session, &portal.origin())?;
    let mut config = portal.config()?;
    config["crisis"][0]["routes"][0]["hourz"] = json!([]);
    config["options"][0]["review_by"] = json!("2020-01-01");
    config["options"][1]["kind"] = json!("friend");
    config["privacy_notice"]["date"] = json!("soon");
    config["crisis"][0]["routes"][0]["time_zone"] = json!("America/Newyork");
    config["referral"]["recipients"][0]["endpoint"] = json!("http://h.example/in");
    config["referral"]["recipients"][0]["keys"][0]["d"] = json!("c2VjcmV0");
    if let Some(members) = config.as_object_mut() {
        members.remove("reviews");
    }
    sheet.paste(&config.to_string())?;
    let found = sheet.eval(
        "return all('[data-part=findings] [data-finding]').filter(shown).map((e) =>
           [e.dataset.path, e.dataset.finding, e.dataset.severity, e.innerText])",
    )?;
    let rows: Vec<Vec<String>> = found
        .as_array()
        .into_iter()
        .flatten()
        .map(strings)
        .collect();
    for (path, code, severity, mend) in [
        (
            "crisis[0].routes[0].hourz",
            "unknown-key",
            "warning",
            "hours",
        ),
        (
            "options[0].review_by",
            "review-passed",
            "warning",
            "Check the facts",
        ),
        (
            "options[1].kind",
            "not-allowed",
            "warning",
            "Use one of these",
        ),
        ("privacy_notice.date", "bad-date", "error", "YYYY-MM-DD"),
        (
            "crisis[0].routes[0].time_zone",
            "zone-unknown",
            "warning",
            "IANA name",
        ),
        (
            "referral.recipients[0].endpoint",
            "endpoint-unsafe",
            "error",
            "https://",
        ),
        (
            "referral.recipients[0].keys[0]",
            "key-private",
            "error",
            "Remove the private part",
        ),
        ("reviews", "review-clinical-missing", "error", "clinician"),
        ("reviews", "review-legal-missing", "error", "counsel"),
    ] {
        let shown = rows.iter().any(|row| {
            row[0] == path && row[1] == code && row[2] == severity && row[3].contains(mend)
        });
        ensure!(shown, "{path} {code} is not among {found}");
    }
    // Not the list that people would see without these faults.
    let seen = sheet.eval("return at('[data-part=seen] [data-shown]')?.dataset.shown ?? ''")?;
    ensure!(seen == "help-only", "people see {seen}");
    let listed = sheet.options()?;
    ensure!(
        !listed.iter().any(|option| option == "after-a-hard-event"),
        "an option without a number is listed: {listed:?}"
    );
    // The same by another way in: what is no JSON at all, and what is not there.
    sheet.paste("{\"schema\": ")?;
    let codes = sheet.findings()?;
    ensure!(codes == ["config-not-json"], "{codes:?} of what is no JSON");
    let place = sheet.eval("return at('[data-finding]').innerText")?;
    let place = place.as_str().unwrap_or_default();
    ensure!(
        place.contains("line 1, column 12"),
        "its place is {place:?}"
    );
    ensure!(
        sheet.eval("return all('[data-part]').length")? == 1,
        "parts of what is no document"
    );
    sheet.fetch("missing.json")?;
    wait::until("that it could not be fetched", wait::USUAL, || {
        let said = sheet.eval("return at('[data-unread]')?.innerText ?? ''")?;
        let said = said.as_str().unwrap_or_default();
        Ok(said.contains("status 404").then_some(()))
    })?;
    let left = sheet.eval("return all('[data-finding]').length")?;
    ensure!(left == 0, "{left} findings of the last document are left");
    Ok(())
}

fn roles(context: &Context<'_>) -> Outcome {
    let portal = context.portal()?;
    let session = context.session()?;
    let sheet = Sheet::open(&session, &portal.origin())?;
    sheet.link()?;
    let whole = sheet.options()?;
    let config = portal.config()?;
    let count = config["options"].as_array().map_or(0, Vec::len);
    ensure!(whole.len() == count, "{count} options are {whole:?}");
    sheet.choose_role("Physician")?;
    let physician = sheet.options()?;
    ensure!(
        physician
            .iter()
            .any(|option| option == "physician-support-line"),
        "a physician sees {physician:?}"
    );
    // One that no option names: everything that is for some roles alone stands apart, none is gone.
    sheet.eval(
        "const role = at('#gl-role');
         role.selectedIndex = role.options.length - 1;
         role.dispatchEvent(new Event('change', { bubbles: true }))",
    )?;
    let apart = wait::until("what is not for them", wait::USUAL, || {
        let apart =
            strings(&sheet.eval("return all('[data-not-for]').map((e) => e.dataset.notFor)")?);
        Ok((!apart.is_empty()).then_some(apart))
    })?;
    ensure!(
        apart
            .iter()
            .any(|option| option == "physician-support-line"),
        "apart are {apart:?}"
    );
    let listed = sheet.options()?;
    ensure!(
        listed.len() + apart.len() == count,
        "{listed:?} and {apart:?}"
    );
    let text = sheet.eval("return at('[data-option]').innerText")?;
    let text = text.as_str().unwrap_or_default();
    ensure!(
        text.contains("Group:") && text.contains("Why here:"),
        "an option says {text:?}"
    );
    Ok(())
}

fn portal_passes(context: &Context<'_>) -> Outcome {
    let portal = context.portal()?;
    let session = context.session()?;
    let sheet = Sheet::open(&session, &portal.origin())?;
    sheet.link()?;
    sheet.press("test")?;
    let asks = sheet.eval("return at('[data-part=endpoint]').innerText")?;
    ensure!(
        asks.as_str()
            .is_some_and(|text| text.contains("touchbase go-live test: please delete")),
        "it asks {asks}"
    );
    sheet.press("not-now")?;
    portal.holds(0)?;
    let results = sheet.test()?;
    ensure!(results.len() > 12, "only {results:?}");
    for (code, result) in &results {
        ensure!(
            result != "found",
            "{code} of the example portal: {results:?}"
        );
    }
    for code in [
        "receipt",
        "replay",
        "race",
        "oversize",
        "content-type-text",
        "later",
    ] {
        ensure!(
            results
                .iter()
                .any(|(c, result)| c == code && result == "passed"),
            "{code} did not pass: {results:?}"
        );
    }
    // What it says is to be deleted is what arrived, and every one says what it is.
    let left = strings(&sheet.eval("return all('[data-left]').map((e) => e.textContent)")?);
    let desk = portal.desk()?;
    ensure!(!desk.is_empty(), "no test request at the desk");
    for row in &desk {
        let id = row["id"].as_str().unwrap_or_default();
        ensure!(
            left.iter().any(|named| named == id),
            "{id} is not among {left:?}"
        );
        let name = &row["record"]["name"];
        ensure!(
            *name == "touchbase go-live test: please delete",
            "its name is {name}"
        );
    }
    let reports = portal.csp_reports()?;
    ensure!(reports.is_empty(), "refused by the policy: {reports:?}");
    Ok(())
}

/// The portal's second port is another origin, which its policy and its receiver allow.
fn other_origin_passes(context: &Context<'_>) -> Outcome {
    let portal = context.portal()?;
    let session = context.session()?;
    let (host, port) = portal.origin().rsplit_once(':').map_or_else(
        || (String::new(), 0),
        |(host, port)| (host.to_owned(), port.parse::<u16>().unwrap_or(0)),
    );
    let sheet = Sheet::open(&session, &format!("{host}:{}", port + 1))?;
    sheet.fetch(&format!("{}/touchbase.json", portal.origin()))?;
    sheet.await_findings()?;
    let results = sheet.test()?;
    for (code, result) in &results {
        ensure!(result != "found", "{code} from another origin: {results:?}");
    }
    ensure!(
        results
            .iter()
            .any(|(code, result)| code == "cors" && result == "passed"),
        "CORS was not looked at: {results:?}"
    );
    Ok(())
}

/// What is wrong, and a code by which a page finds it.
const WRONG: &[(Wrong, &str)] = &[
    (Wrong::AcceptsAChangedBody, "changed-body-accepted"),
    (Wrong::ForgetsTheKey, "replay-new-receipt"),
    (Wrong::NewReceiptOnReplay, "replay-new-receipt"),
    (Wrong::RefusesReplays, "replay-refused"),
    (Wrong::AcksBeforeCommit, "acknowledged-early"),
    (Wrong::HtmlWith200, "sign-in-page"),
    (Wrong::Redirects, "redirected"),
    (Wrong::Always500, "server-failed"),
    (Wrong::NoCors, "cors-missing"),
    (Wrong::NoPreflight, "cors-missing"),
    (Wrong::ExposesNothing, "cors-exposed"),
    (Wrong::OtherIdInReceipt, "receipt-wrong-id"),
    (Wrong::NoReceivedAt, "receipt-missing"),
    (Wrong::AcceptsOversize, "oversize-accepted"),
    (Wrong::AcceptsTextPlain, "content-type-accepted"),
    (Wrong::StoresAnything, "body-unchecked"),
    (Wrong::KeyMismatch, "key-mismatch"),
    (Wrong::Cacheable, "cache-allowed"),
    (Wrong::ListsOnGet, "list-answered"),
    (Wrong::NoCorsOnRefusals, "cors-missing"),
];

fn wrong_receivers(context: &Context<'_>) -> Outcome {
    let portal = context.portal()?;
    // The portal's own policy lets no page of it speak to a stranger.
    let folder = portal.package();
    let site = Site::start(folder.parent().unwrap_or(&folder))?;
    let session = context.session()?;
    let config = portal.config()?;
    let kid = config["referral"]["recipients"][0]["keys"][0]["kid"].clone();
    let kid = kid.as_str().unwrap_or_default();
    let mut off = Vec::new();
    for (wrong, code) in [(Wrong::Nothing, "")].iter().chain(WRONG) {
        let receiver = Receiver::start(*wrong, kid, &site.origin());
        let mut config = config.clone();
        for recipient in config["referral"]["recipients"]
            .as_array_mut()
            .into_iter()
            .flatten()
        {
            recipient["endpoint"] = json!(receiver.address);
        }
        let sheet = Sheet::at(&session, &format!("{}/pkg/go-live.html", site.origin()))?;
        sheet.paste(&config.to_string())?;
        let results = sheet.test()?;
        if *wrong == Wrong::NoCorsOnRefusals {
            let unread = ("get".to_owned(), "not-tested".to_owned());
            ensure!(
                results.contains(&unread),
                "a GET that the page may not read: {results:?}"
            );
        }
        let found = strings(&sheet.eval(
            "return all('[data-result=found] [data-finding]').map((e) => e.dataset.finding)",
        )?);
        let as_planted = match code.is_empty() {
            true => found.is_empty(),
            false => found.iter().any(|found| found == code),
        };
        if !as_planted {
            off.push(format!("{wrong:?}: {found:?}"));
        }
    }
    ensure!(off.is_empty(), "not found by the page: {off:#?}");
    Ok(())
}

fn keyboard(context: &Context<'_>) -> Outcome {
    let portal = context.portal()?;
    let session = context.session()?;
    let sheet = Sheet::open(&session, &portal.origin())?;
    sheet.tab_to("gl-address")?;
    let letters: Vec<char> = "../touchbase.json".chars().collect();
    session.keys(&letters)?;
    session.keys(&[key::ENTER])?;
    sheet.await_findings()?;
    wait::until("the focus on what was found", wait::USUAL, || {
        let focus = sheet.eval("return document.activeElement.id")?;
        Ok((focus == "gl-found").then_some(()))
    })?;
    sheet.tab_to("gl-role")?;
    sheet.tab_to("test")?;
    session.keys(&[key::ENTER])?;
    wait::until("the focus on the question", wait::USUAL, || {
        let focus = sheet.eval("return document.activeElement.id")?;
        Ok((focus == "gl-ask").then_some(()))
    })?;
    sheet.tab_to("not-now")?;
    session.keys(&[key::ENTER])?;
    wait::until("the focus back on the test", wait::USUAL, || {
        let focus = sheet.eval("return document.activeElement.dataset.action || ''")?;
        Ok((focus == "test").then_some(()))
    })?;
    portal.holds(0)?;
    let kept = sheet.eval_async(
        "return [location.href, document.cookie, { ...localStorage }, { ...sessionStorage },
           await indexedDB.databases(), await caches.keys(), history.state,
           (await navigator.serviceWorker.getRegistrations()).length]",
    )?;
    let nothing = json!([
        format!("{}/touchbase/go-live.html", portal.origin()),
        "",
        {},
        {},
        [],
        [],
        null,
        0
    ]);
    ensure!(kept == nothing, "what is kept is {kept}");
    let fetched = sheet.eval(
        "return performance.getEntriesByType('resource').map((entry) => entry.name)
           .filter((name) => !name.startsWith(location.origin + '/touch'))",
    )?;
    ensure!(fetched == json!([]), "it also fetched {fetched}");
    session.reload()?;
    sheet.await_page()?;
    ensure!(
        sheet.eval("return at('#gl-address').value + all('[data-part]').length")? == "0",
        "a reload kept something"
    );
    Ok(())
}

fn papers(context: &Context<'_>) -> Outcome {
    let portal = context.portal()?;
    let session = context.session()?;
    let sheet = Sheet::open(&session, &portal.origin())?;
    sheet.eval("window.printed = 0; window.print = () => { window.printed += 1; }")?;
    let mut config = portal.config()?;
    config["reviews"] =
        json!([{ "kind": "clinical", "by": "Dr. A. Example", "date": "2026-11-02" }]);
    config["page_url"] = json!("http://h.example/plain");
    sheet.paste(&config.to_string())?;
    let refusal = sheet.eval("return at('[data-refusal]').dataset.refusal")?;
    ensure!(
        refusal == "page-url-not-https",
        "it is refused for {refusal}"
    );
    config["page_url"] = json!("https://h.example/support");
    sheet.paste(&config.to_string())?;
    let reviewed = sheet.eval("return at('[data-reviewer=clinical]').innerText")?;
    ensure!(
        reviewed
            .as_str()
            .is_some_and(|text| text.contains("Dr. A. Example")),
        "the checklist says {reviewed}"
    );
    sheet.press("print-checklist")?;
    ensure!(
        sheet.on_paper()? == json!(["checklist"]),
        "paper shows {}",
        sheet.on_paper()?
    );

    for (action, css) in [("poster", ".tb-poster"), ("cards", ".tb-cards")] {
        sheet.press(action)?;
        wait::until(action, wait::USUAL, || {
            let there = sheet.eval(&format!("return Boolean(at('{css} svg path'))"))?;
            Ok((there == true).then_some(()))
        })?;
        sheet.press("print")?;
        ensure!(
            sheet.on_paper()? == json!([action]),
            "paper shows {}",
            sheet.on_paper()?
        );
        let said = sheet.eval(&format!("return at('{css}').innerText"))?;
        let said = said.as_str().unwrap_or_default();
        ensure!(
            said.contains("https://h.example/support") && said.contains("911"),
            "the {action} says {said:?}"
        );
        // An SVG made as an element of HTML would be nothing to see.
        let code = sheet.eval(&format!(
            "const box = at('{css} svg').getBoundingClientRect();
             return [at('{css} svg').namespaceURI, Math.abs(box.width - box.height) < 1,
               box.width > 120]"
        ))?;
        ensure!(
            code == json!(["http://www.w3.org/2000/svg", true, true]),
            "the code is {code}"
        );
        if action == "cards" {
            let cards = sheet.eval(
                "const mm = (px) => Math.round(px * 254 / 96) / 10;
                 return all('.tb-face').map((e) => [mm(e.offsetWidth), mm(e.offsetHeight),
                   e.scrollHeight <= e.clientHeight && e.scrollWidth <= e.clientWidth])",
            )?;
            for face in cards.as_array().into_iter().flatten() {
                let is = |at: usize, mm: f64| {
                    face[at]
                        .as_f64()
                        .is_some_and(|size| (size - mm).abs() < 0.3)
                };
                ensure!(
                    is(0, 85.6) && is(1, 54.0) && face[2] == true,
                    "a face of a card is {face}"
                );
            }
        }
        sheet.press("back")?;
    }
    ensure!(
        sheet.eval("return window.printed")? == 3,
        "not all was printed"
    );
    let pasted = sheet.eval("return at('#gl-paste').value.length")?;
    ensure!(pasted.as_u64() > Some(100), "what was pasted is gone");
    Ok(())
}

fn axe_everywhere(context: &Context<'_>) -> Outcome {
    let library = context.tools.node_modules()?.join("axe-core/axe.min.js");
    let portal = context.portal()?;
    portal.serve("axe.js", fs::read(library)?)?;
    let page = fs::read_to_string(portal.package().join("go-live.html"))?;
    let page = page.replace("</head>", "<script src=\"axe.js\" defer></script></head>");
    let address = portal.serve("axe.html", page)?;
    let session = context.session()?;
    let sheet = Sheet::at(&session, &address)?;
    let mut config = portal.config()?;
    config["page_url"] = json!("https://h.example/support");
    let mut found = Vec::new();
    for theme in ["light", "dark"] {
        if theme == "dark" {
            sheet.switch_media("(prefers-color-scheme: dark)", "all")?;
            let ink = sheet.eval("return getComputedStyle(document.body).backgroundColor")?;
            ensure!(ink == "rgb(21, 32, 36)", "dark is {ink}");
        }
        let mut look = |what: &str| -> Outcome {
            sheet.eval("for (const details of all('details')) details.open = true")?;
            for fault in axe(&session, "document", &["best-practice"])? {
                found.push(format!("{what} {theme}: {fault}"));
            }
            Ok(())
        };
        look("nothing read")?;
        sheet.paste(&config.to_string())?;
        sheet.press("test")?;
        sheet.await_at("[data-action=test-now]")?;
        look("asked")?;
        sheet.press("not-now")?;
        sheet.test()?;
        look("tested")?;
        for view in ["poster", "cards"] {
            sheet.press(view)?;
            sheet.await_at(&format!("[data-view={view}]"))?;
            look(view)?;
            sheet.press("back")?;
        }
    }
    ensure!(found.is_empty(), "axe finds:\n{}", found.join("\n"));
    // The control: a fault on the same page that axe must find.
    sheet.eval("at('.gl').append(document.createElement('button'))")?;
    let found = axe(&session, "document", &["best-practice"])?.join("\n");
    ensure!(
        found.contains("button-name"),
        "axe does not find what was planted: {found:?}"
    );
    Ok(())
}

fn narrow(context: &Context<'_>) -> Outcome {
    let portal = context.portal()?;
    let session = context.session()?;
    set_viewport(&session, 320, 640)?;
    let outcome = narrow_page(&portal, &session);
    session.devtools("Emulation.clearDeviceMetricsOverride", &json!({}))?;
    outcome
}

fn narrow_page(portal: &Portal, session: &Session) -> Outcome {
    let sheet = Sheet::open(session, &portal.origin())?;
    let mut config = portal.config()?;
    config["page_url"] = json!("https://h.example/support");
    sheet.paste(&config.to_string())?;
    sheet.test()?;
    for view in ["page", "poster", "cards"] {
        if view != "page" {
            sheet.press(view)?;
            sheet.await_at(&format!("[data-view={view}]"))?;
        }
        sheet.eval("for (const details of all('details')) details.open = true")?;
        let wide = sheet.eval("return [innerWidth, document.documentElement.scrollWidth]")?;
        ensure!(
            wide[0] == 320 && wide[1].as_u64() <= Some(320),
            "{view} is too wide: {wide}"
        );
        if view != "page" {
            sheet.press("back")?;
        }
    }
    Ok(())
}

/// Nobody who came for help fetches a word of it, nor the drawing of codes.
fn not_in_the_widget(context: &Context<'_>) -> Outcome {
    let portal = context.portal()?;
    let folder = portal.package();
    let words = [
        "Ready to go live",
        "touchbase go-live test",
        "Test requests arrive at the desk",
        "Scan with your own phone",
        "go-live",
    ];
    let own = fs::read(folder.join("go-live/golive_bg.wasm"))?;
    for word in &words[1..4] {
        // The control: the search finds what is there.
        ensure!(holds(&own, word), "the page's own module lacks {word:?}");
    }
    let mut looked_at = 0;
    for entry in fs::read_dir(&folder)? {
        let file = entry?.path();
        let kind = file.extension().and_then(|kind| kind.to_str());
        if !kind.is_some_and(|kind| ["js", "css", "wasm"].contains(&kind)) {
            continue;
        }
        let bytes = fs::read(&file)?;
        for word in words {
            ensure!(!holds(&bytes, word), "{} holds {word:?}", file.display());
        }
        looked_at += 1;
    }
    ensure!(looked_at >= 6, "only {looked_at} files of the widget");
    Ok(())
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes
        .windows(text.len())
        .any(|window| window == text.as_bytes())
}

/// Pictures of the page, for people to look at.
fn pictures(context: &Context<'_>) -> Outcome {
    let folder = folder()?;
    let portal = context.portal()?;
    let session = context.session()?;
    for (suffix, scheme, media, width) in [
        ("light", "light", "", 1000),
        ("dark", "dark", "", 1000),
        ("320", "light", "", 320),
        ("print", "light", "print", 720),
    ] {
        let sheet = Sheet::open(&session, &portal.origin())?;
        let mut config = portal.config()?;
        config["page_url"] = json!("https://www.example.org/support");
        sheet.paste(&config.to_string())?;
        sheet.test()?;
        for view in ["page", "poster", "cards"] {
            if view != "page" {
                sheet.press(view)?;
                sheet.await_at(&format!("[data-view={view}]"))?;
            }
            let file = folder.join(format!("golive-{view}-{suffix}.png"));
            sheet.picture(media, scheme, width, &file)?;
            if view != "page" {
                sheet.press("back")?;
            }
        }
    }
    Ok(())
}

/// The page as someone meets it, found by its stable hooks.
struct Sheet<'a>(Document<'a>);

impl<'a> Deref for Sheet<'a> {
    type Target = Document<'a>;

    fn deref(&self) -> &Document<'a> {
        &self.0
    }
}

impl<'a> Sheet<'a> {
    fn open(session: &'a Session, origin: &str) -> Outcome<Self> {
        Self::at(session, &format!("{origin}/touchbase/go-live.html"))
    }

    fn at(session: &'a Session, address: &str) -> Outcome<Self> {
        session.navigate(address)?;
        let sheet = Self(Document { session });
        sheet.await_page()?;
        Ok(sheet)
    }

    fn await_page(&self) -> Outcome {
        self.await_at(".gl")
    }

    fn await_at(&self, css: &str) -> Outcome {
        wait::until(css, wait::USUAL, || {
            let there = self.eval(&format!("return all('{css}').filter(shown).length > 0"))?;
            Ok((there == true).then_some(()))
        })
    }

    /// Gives a document as text and waits for what is found of it.
    fn paste(&self, document: &str) -> Outcome {
        self.eval_with("at('#gl-paste').value = arguments[0]", &[document.into()])?;
        // The focus comes back to the heading with what is found of this one.
        self.eval("document.activeElement.blur()")?;
        self.press("paste")?;
        self.await_findings()
    }

    fn fetch(&self, address: &str) -> Outcome {
        self.eval_with("at('#gl-address').value = arguments[0]", &[address.into()])?;
        self.press("fetch")
    }

    /// Reads the portal's own configuration by its address.
    fn link(&self) -> Outcome {
        self.eval("document.activeElement.blur()")?;
        self.fetch("../touchbase.json")?;
        self.await_findings()
    }

    fn await_findings(&self) -> Outcome {
        wait::until("what was found", wait::USUAL, || {
            let there = self.eval(
                "return all('#gl-found').filter(shown).length > 0
                   && document.activeElement.id === 'gl-found'",
            )?;
            Ok((there == true).then_some(()))
        })
    }

    fn findings(&self) -> Outcome<Vec<String>> {
        Ok(strings(&self.eval(
            "return all('[aria-labelledby=gl-found] [data-finding]').map((e) => e.dataset.finding)",
        )?))
    }

    fn options(&self) -> Outcome<Vec<String>> {
        Ok(strings(&self.eval(
            "return all('[data-option]').filter(shown).map((e) => e.dataset.option)",
        )?))
    }

    fn choose_role(&self, role: &str) -> Outcome {
        self.eval_with(
            "const role = at('#gl-role');
             role.value = arguments[0];
             role.dispatchEvent(new Event('change', { bubbles: true }))",
            &[role.into()],
        )?;
        let chosen = self.eval("return at('#gl-role').value")?;
        ensure!(chosen == role, "the role is {chosen}");
        Ok(())
    }

    /// Agrees to the test and waits until it is over: each check's code and result.
    fn test(&self) -> Outcome<Vec<(String, String)>> {
        self.press("test")?;
        self.press("test-now")?;
        wait::until("the test to be over", TEST_LIMIT, || {
            let done = self.eval("return Boolean(at('[data-run=done]'))")?;
            Ok((done == true).then_some(()))
        })?;
        let results = self
            .eval("return all('[data-check]').map((e) => [e.dataset.check, e.dataset.result])")?;
        let pair = |row: &Value| {
            let row = strings(row);
            (row[0].clone(), row[1].clone())
        };
        Ok(results.as_array().into_iter().flatten().map(pair).collect())
    }

    /// What is seen with the style sheets' rules for paper in force, and no control.
    fn on_paper(&self) -> Outcome<Value> {
        self.switch_media("print", "all")?;
        let seen = self.eval(
            "const out = [];
             for (const [name, css] of [['checklist', '.gl-checklist'], ['poster', '.tb-poster'],
               ['cards', '.tb-cards'], ['findings', '[aria-labelledby=gl-found]'], ['head', 'h1'],
               ['control', 'button, input, select, textarea']])
               if (all(css).some(shown)) out.push(name);
             return out",
        );
        self.eval(
            "for (const rule of all('link').flatMap((e) => e.sheet ? [...e.sheet.cssRules] : []))
               if (rule.media && rule.media.mediaText === 'all') rule.media.mediaText = 'print'",
        )?;
        seen
    }

    /// The same, where there are such rules.
    fn switch_media(&self, from: &str, to: &str) -> Outcome {
        let changed = self.0.switch_media(from, to)?;
        ensure!(changed >= Some(1), "{changed:?} rules for {from}");
        Ok(())
    }

    /// Tabs until the focus is on the element of this id or action; each stop must be seen.
    fn tab_to(&self, wanted: &str) -> Outcome {
        let mut stops = Vec::new();
        for _ in 0..120 {
            self.session.keys(&[key::TAB])?;
            let focus = self.eval(
                "const e = document.activeElement;
                 const box = e.getBoundingClientRect();
                 const style = getComputedStyle(e);
                 return {
                   id: e.id || '',
                   action: e.dataset.action || '',
                   page: e === document.body || e === document.documentElement,
                   seen: box.bottom > 0 && box.top < innerHeight && e.matches(':focus-visible')
                     && style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0,
                 }",
            )?;
            ensure!(
                focus["page"] == true || focus["seen"] == true,
                "the focus cannot be seen on {focus}"
            );
            if focus["id"] == wanted || focus["action"] == wanted {
                return Ok(());
            }
            stops.push(focus.to_string());
        }
        fail!("the keyboard does not reach {wanted}; stops: {stops:?}")
    }
}
