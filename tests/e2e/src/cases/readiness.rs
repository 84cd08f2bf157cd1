//! The readiness page: a list of actions by keyboard, kept nowhere, printed alone, open to
//! everybody, and no byte of it in the widget.

use std::fs;
use std::ops::Deref;

use serde_json::{Value, json};

use super::access::axe;
use super::screens::{folder, pictures_of, set_viewport};
use crate::case::{Case, Context};
use crate::document::Document;
use crate::engine::Engine;
use crate::outcome::{Outcome, ensure, fail};
use crate::portal::Portal;
use crate::wait;
use crate::webdriver::{Session, key};

/// The views in the order of their controls.
const VIEWS: [&str; 5] = [
    "culture",
    "event-response",
    "patients-and-families",
    "moving-forward",
    "list",
];

pub(crate) fn cases() -> Vec<Case> {
    let mut cases = vec![
        Case {
            name: "readiness-by-keyboard-to-a-list-by-unit",
            engines: Engine::ALL,
            run: keyboard,
        },
        Case {
            name: "readiness-is-kept-nowhere",
            engines: Engine::ALL,
            run: kept_nowhere,
        },
        Case {
            name: "readiness-prints-the-list-and-no-control",
            engines: Engine::ALL,
            run: print,
        },
        Case {
            name: "readiness-axe-light-and-dark",
            engines: &[Engine::Chromium, Engine::Firefox],
            run: axe_everywhere,
        },
        Case {
            name: "readiness-no-sideways-scrolling-at-320-pixels",
            engines: &[Engine::Chromium],
            run: narrow,
        },
        Case {
            name: "readiness-says-so-where-it-cannot-run",
            // WebKitGTK refuses only one of the glue's two ways to compile, so there it runs.
            engines: &[Engine::Chromium, Engine::Firefox],
            run: refused,
        },
        Case {
            name: "readiness-is-not-in-the-widget",
            engines: &[Engine::Chromium],
            run: not_in_the_widget,
        },
    ];
    cases.extend(pictures_of(
        "readiness-screens",
        &[Engine::Chromium],
        pictures,
    ));
    cases
}

fn keyboard(context: &Context<'_>) -> Outcome {
    let portal = context.portal()?;
    let session = context.session()?;
    let sheet = Sheet::open(&portal, &session)?;
    sheet.tab_to(|focus| focus["statement"] == "leaders-speak")?;
    session.keys(&[key::SPACE, key::ARROW_DOWN, key::ARROW_DOWN])?;
    sheet.await_answers(&[("leaders-speak", 2)])?;
    ensure!(sheet.view()? == "culture", "an arrow went on");
    sheet.tab_to(|focus| focus["statement"] == "owner-and-means")?;
    session.keys(&[key::SPACE])?;
    sheet.await_answers(&[("leaders-speak", 2), ("owner-and-means", 0)])?;
    sheet.tab_to(|focus| focus["statement"] == "fits-this-place")?;
    session.keys(&[key::SPACE, key::ARROW_DOWN])?;
    for view in &VIEWS[1..] {
        sheet.tab_to(|focus| focus["action"] == "next")?;
        session.keys(&[key::ENTER])?;
        sheet.arrive(view)?;
    }
    let units = sheet.eval(
        "return all('[data-unit]').filter(shown)
           .map((unit) => [unit.dataset.unit, ...Array.from(
             unit.querySelectorAll('[data-item]'), (item) => item.dataset.item)])",
    )?;
    let unit = |place: usize| -> Vec<&str> {
        let row = units[place].as_array().into_iter().flatten();
        row.filter_map(Value::as_str).collect()
    };
    ensure!(
        (0..4).all(|place| unit(place).first() == VIEWS.get(place)),
        "the units are {units}"
    );
    ensure!(
        unit(0)
            == [
                "culture",
                "leaders-speak",
                "fits-this-place",
                "open-to-all",
                "known-early",
                "seniors-talk",
                "partners"
            ],
        "the actions of the first unit are {units}"
    );
    ensure!(
        (1..4).all(|place| unit(place).len() > 5),
        "a unit that was skipped is not whole: {units}"
    );
    let text = sheet.eval("return at('[data-item=\"leaders-speak\"]').innerText")?;
    let text = text.as_str().unwrap_or_default();
    ensure!(
        text.contains("Not yet in place:") && text.contains("Why:"),
        "the first action says {text:?}"
    );
    // Back, and the answers still stand.
    for view in VIEWS[..4].iter().rev() {
        sheet.tab_to(|focus| focus["action"] == "back")?;
        session.keys(&[key::ENTER])?;
        sheet.arrive(view)?;
    }
    sheet.await_answers(&[
        ("leaders-speak", 2),
        ("owner-and-means", 0),
        ("fits-this-place", 1),
    ])
}

fn kept_nowhere(context: &Context<'_>) -> Outcome {
    let portal = context.portal()?;
    let session = context.session()?;
    let sheet = Sheet::open(&portal, &session)?;
    let traces = "
        const databases = await indexedDB.databases();
        return [location.href, document.title, document.cookie,
          { ...localStorage }, { ...sessionStorage }, databases, await caches.keys(),
          history.state, (await navigator.serviceWorker.getRegistrations()).length]";
    let before = sheet.eval_async(traces)?;
    let pages = sheet.eval("return history.length")?;

    sheet.answer_all(1)?;
    sheet.go("list")?;
    ensure!(
        sheet.items()? == sheet.statements()?,
        "an action is missing"
    );
    let after = sheet.eval_async(traces)?;
    ensure!(before == after, "{before} became {after}");
    // Nor was anything kept by loading the page.
    let kept = json!([
        address(&portal, "index.html"),
        "Support readiness",
        "",
        {},
        {},
        [],
        [],
        null,
        0
    ]);
    ensure!(after == kept, "what is kept is {after}");
    ensure!(
        sheet.eval("return history.length")? == pages,
        "the list is a page of the history"
    );
    let fetched = sheet.eval(
        "return performance.getEntriesByType('resource').map((entry) => entry.name)
           .filter((name) => !name.startsWith(new URL('.', location.href).href))",
    )?;
    ensure!(fetched == json!([]), "it also fetched {fetched}");

    // Asked twice before anything goes.
    sheet.go("culture")?;
    sheet.press("clear")?;
    sheet.press("keep")?;
    ensure!(sheet.marked()? > 0, "what was to be kept is cleared");
    sheet.press("clear")?;
    sheet.press("clear-now")?;
    sheet.await_nothing_marked("clearing")?;
    let said = sheet.eval("return at('[role=status]').innerText.trim()")?;
    ensure!(said == "Your answers are cleared.", "clearing said {said}");

    // As the browser's store of whole pages sees it: the page lives on, the answers do not.
    sheet.answer_all(2)?;
    sheet.eval("dispatchEvent(new Event('pagehide'))")?;
    sheet.await_nothing_marked("pagehide")?;

    // WebKitGTK's driver loses a page that comes back out of that store.
    if context.engine != Engine::WebKit {
        sheet.answer_all(3)?;
        session.navigate(&portal.page())?;
        session.script("history.back()", &[])?;
        sheet.await_view("culture")?;
        sheet.await_nothing_marked("coming back")?;
    }

    sheet.answer_all(0)?;
    session.reload()?;
    sheet.await_view("culture")?;
    sheet.await_nothing_marked("a reload")?;
    let reports = portal.csp_reports()?;
    ensure!(reports.is_empty(), "refused by the policy: {reports:?}");
    Ok(())
}

fn print(context: &Context<'_>) -> Outcome {
    let portal = context.portal()?;
    let session = context.session()?;
    let sheet = Sheet::open(&portal, &session)?;
    sheet.eval("window.printed = 0; window.print = () => { window.printed += 1; }")?;
    sheet.answer_all(0)?;
    sheet.go("list")?;
    // Everything in place leaves no action and does not praise.
    ensure!(sheet.items()? == 0, "an action for what is in place");
    let text = sheet.eval("return at('.rd-list').innerText")?;
    ensure!(
        text.as_str()
            .is_some_and(|text| text.contains("how it looks from where you are")),
        "it says {text}"
    );
    sheet.press("print")?;
    ensure!(
        sheet.eval("return window.printed")? == 1,
        "nothing was printed"
    );

    sheet.go("culture")?;
    sheet.mark("leaders-speak", 2)?;
    // The control: on the screen it is the other way round.
    let seen = sheet.print_preview(false)?;
    ensure!(
        seen["items"] == 0 && seen["controls"].as_u64() > Some(10),
        "the screen shows {seen}"
    );
    let seen = sheet.print_preview(true)?;
    ensure!(
        seen["items"] == 1 && seen["controls"] == 0 && seen["version"] == true,
        "paper shows {seen}"
    );
    if context.engine == Engine::Chromium {
        session.reload()?;
        sheet.await_view("culture")?;
        sheet.set_media("print", "light")?;
        let seen = sheet.seen();
        sheet.set_media("", "light")?;
        let seen = seen?;
        ensure!(
            seen["items"] == sheet.statements()? && seen["controls"] == 0,
            "paper shows {seen}"
        );
    }
    Ok(())
}

fn axe_everywhere(context: &Context<'_>) -> Outcome {
    let library = context.tools.node_modules()?.join("axe-core/axe.min.js");
    let portal = context.portal()?;
    portal.serve("readiness/axe.js", fs::read(library)?)?;
    let page = fs::read_to_string(portal.package().join("readiness/index.html"))?;
    let page = page.replace("</head>", "<script src=\"axe.js\" defer></script></head>");
    portal.serve("readiness/axe.html", page)?;
    let session = context.session()?;
    let sheet = Sheet::at(&portal, &session, "axe.html")?;
    let mut found = Vec::new();
    for theme in ["light", "dark"] {
        if theme == "dark" {
            sheet.switch_media("(prefers-color-scheme: dark)", "all")?;
            let ink = sheet.eval("return getComputedStyle(document.body).backgroundColor")?;
            ensure!(ink == "rgb(21, 32, 36)", "dark is {ink}");
        }
        for view in VIEWS {
            sheet.go(view)?;
            if view == VIEWS[0] {
                sheet.mark("leaders-speak", 2)?;
                sheet.press("clear")?;
            }
            sheet.eval("for (const details of all('details')) details.open = true")?;
            for fault in axe(&session, "document", &["best-practice"])? {
                found.push(format!("{view} {theme}: {fault}"));
            }
        }
    }
    ensure!(found.is_empty(), "axe finds:\n{}", found.join("\n"));
    // The control: faults on the same page that axe must find.
    sheet.eval(
        "const faint = document.createElement('p');
         faint.textContent = 'Faint words';
         faint.style.color = '#333';
         at('.rd-list').append(faint, document.createElement('button'))",
    )?;
    let found = axe(&session, "document", &["best-practice"])?.join("\n");
    ensure!(
        found.contains("button-name") && found.contains("color-contrast"),
        "axe does not find what was planted: {found:?}"
    );
    Ok(())
}

/// 320 CSS pixels are 1280 at 400 %, as WCAG 1.4.10 has it.
fn narrow(context: &Context<'_>) -> Outcome {
    let portal = context.portal()?;
    let session = context.session()?;
    set_viewport(&session, 320, 640)?;
    let outcome = narrow_views(&portal, &session);
    session.devtools("Emulation.clearDeviceMetricsOverride", &json!({}))?;
    outcome
}

fn narrow_views(portal: &Portal, session: &Session) -> Outcome {
    let sheet = Sheet::open(portal, session)?;
    for view in VIEWS {
        sheet.go(view)?;
        sheet.eval("for (const details of all('details')) details.open = true")?;
        let wide = sheet.too_wide()?;
        ensure!(wide == json!([]), "{view} is too wide: {wide}");
    }
    sheet.eval(
        "const wide = document.createElement('p');
         wide.style.minWidth = '400px';
         wide.textContent = 'Wide';
         at('.rd-list').append(wide)",
    )?;
    let wide = sheet.too_wide()?;
    ensure!(wide != json!([]), "what is too wide is not seen");
    Ok(())
}

/// Without WebAssembly the page says so, and what stands first still stands.
fn refused(context: &Context<'_>) -> Outcome {
    let portal = Portal::start(crate::portal::Options {
        refuse_wasm: true,
        ..crate::portal::Options::default()
    })?;
    let session = context.session()?;
    session.navigate(&address(&portal, "index.html"))?;
    wait::until("the page to say that it cannot run", wait::USUAL, || {
        let text = session.script("return document.body.innerText", &[])?;
        let text = text.as_str().unwrap_or_default();
        let said = text.contains("did not load")
            && text.contains("own support program")
            && !text.contains("Loading");
        Ok(said.then_some(()))
    })
}

/// Nobody who came for help fetches a word of it.
fn not_in_the_widget(context: &Context<'_>) -> Outcome {
    let portal = context.portal()?;
    let session = context.session()?;
    let sheet = Sheet::open(&portal, &session)?;
    let mut texts = Vec::new();
    for view in VIEWS {
        sheet.go(view)?;
        let found =
            sheet.eval("return all('legend, .rd-item').filter(shown).map((e) => e.textContent)")?;
        let found = found.as_array().into_iter().flatten();
        texts.extend(found.filter_map(Value::as_str).map(str::to_owned));
    }
    let count = sheet.statements()?;
    ensure!(
        texts.len() as u64 == 2 * count,
        "{} texts for {count} statements",
        texts.len()
    );

    let folder = portal.package();
    let own = fs::read(folder.join("readiness/readiness_bg.wasm"))?;
    for text in &texts {
        // The control: the search finds what is there.
        ensure!(holds(&own, text), "the page's own module lacks {text:?}");
    }
    let mut looked_at = 0;
    for entry in fs::read_dir(&folder)? {
        let file = entry?.path();
        // The package's own manifest and papers are not fetched by a page.
        let fetched = file
            .extension()
            .is_some_and(|kind| ["js", "css", "wasm"].iter().any(|known| kind == *known));
        if !fetched {
            continue;
        }
        let bytes = fs::read(&file)?;
        for text in &texts {
            ensure!(!holds(&bytes, text), "{} holds {text:?}", file.display());
        }
        ensure!(
            !holds(&bytes, "readiness"),
            "{} knows the page",
            file.display()
        );
        looked_at += 1;
    }
    ensure!(looked_at >= 6, "only {looked_at} files of the widget");
    let mut planted = fs::read(folder.join("core_bg.wasm"))?;
    let middle = planted.len() / 2;
    planted.splice(middle..middle, texts[0].bytes());
    ensure!(holds(&planted, &texts[0]), "what was planted is not found");
    Ok(())
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes
        .windows(text.len())
        .any(|window| window == text.as_bytes())
}

/// Pictures of every view, for people to look at.
fn pictures(context: &Context<'_>) -> Outcome {
    let folder = folder()?;
    let portal = context.portal()?;
    let session = context.session()?;
    for (suffix, scheme, media, width) in [
        ("light", "light", "", 1000),
        ("dark", "dark", "", 1000),
        ("320", "light", "", 320),
        ("print", "light", "print", 700),
    ] {
        let sheet = Sheet::open(&portal, &session)?;
        for (statement, answer) in [
            ("leaders-speak", 0),
            ("owner-and-means", 1),
            ("open-to-all", 2),
            ("fits-this-place", 3),
        ] {
            sheet.mark(statement, answer)?;
        }
        for view in VIEWS {
            // The same list is printed from every view.
            if media == "print" && view != "list" {
                continue;
            }
            sheet.go(view)?;
            let file = folder.join(format!("readiness-{view}-{suffix}.png"));
            sheet.picture(media, scheme, width, &file)?;
        }
    }
    Ok(())
}

fn address(portal: &Portal, name: &str) -> String {
    format!("{}/touchbase/readiness/{name}", portal.origin())
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
    fn open(portal: &Portal, session: &'a Session) -> Outcome<Self> {
        Self::at(portal, session, "index.html")
    }

    fn at(portal: &Portal, session: &'a Session, name: &str) -> Outcome<Self> {
        session.navigate(&address(portal, name))?;
        let sheet = Self(Document { session });
        sheet.await_view(VIEWS[0])?;
        Ok(sheet)
    }

    fn view(&self) -> Outcome<String> {
        let view = self.eval("return at('[data-view]') && at('[data-view]').dataset.view")?;
        Ok(view.as_str().unwrap_or_default().to_owned())
    }

    fn await_view(&self, name: &str) -> Outcome {
        wait::until(&format!("the view {name}"), wait::USUAL, || {
            Ok((self.view()? == name).then_some(()))
        })
    }

    /// The view is there, and the focus on its heading.
    fn arrive(&self, name: &str) -> Outcome {
        self.await_view(name)?;
        wait::until("the focus on the heading", wait::USUAL, || {
            let heading = self.eval(
                "const e = document.activeElement;
                 return e.localName === 'h2' && shown(e)",
            )?;
            Ok((heading == true).then_some(()))
        })
    }

    fn go(&self, name: &str) -> Outcome {
        self.eval(&format!(
            "at('[data-action=go][data-value={name}]').click()"
        ))?;
        self.arrive(name)
    }

    fn mark(&self, statement: &str, answer: usize) -> Outcome {
        self.eval(&format!(
            "at('[data-statement={statement}]').querySelectorAll('input')[{answer}].click()"
        ))?;
        self.await_marked(statement, answer)
    }

    /// Marks every statement of every unit, and ends on the first.
    fn answer_all(&self, answer: usize) -> Outcome {
        for view in &VIEWS[..4] {
            self.go(view)?;
            self.eval(&format!(
                "for (const e of all('fieldset')) e.querySelectorAll('input')[{answer}].click()"
            ))?;
        }
        self.go(VIEWS[0])?;
        ensure!(self.marked()? > 0, "nothing was marked");
        Ok(())
    }

    fn await_marked(&self, statement: &str, answer: usize) -> Outcome {
        wait::until(&format!("{statement} to be marked"), wait::USUAL, || {
            let marked = self.eval(&format!(
                "return Array.from(at('[data-statement={statement}]').querySelectorAll('input'))
                   .findIndex((e) => e.checked)"
            ))?;
            Ok((marked == answer).then_some(()))
        })
    }

    fn await_answers(&self, answers: &[(&str, usize)]) -> Outcome {
        for (statement, answer) in answers {
            self.await_marked(statement, *answer)?;
        }
        Ok(())
    }

    /// How many answers can be seen as marked.
    fn marked(&self) -> Outcome<u64> {
        let marked = self.eval("return all('input').filter((e) => e.checked).length")?;
        Ok(marked.as_u64().unwrap_or(0))
    }

    /// No answer in any unit, nor in what would be printed.
    fn await_nothing_marked(&self, after: &str) -> Outcome {
        self.await_view(VIEWS[0])?;
        wait::until(&format!("no answer after {after}"), wait::USUAL, || {
            let text = self.eval("return at('.rd-list').textContent")?;
            let untouched = text
                .as_str()
                .is_some_and(|text| text.contains("Nothing is marked yet"));
            Ok((self.marked()? == 0 && untouched).then_some(()))
        })
    }

    fn items(&self) -> Outcome<u64> {
        let items = self.eval("return all('[data-item]').filter(shown).length")?;
        Ok(items.as_u64().unwrap_or(0))
    }

    /// How many statements there are, by the parts of the page.
    fn statements(&self) -> Outcome<u64> {
        let before = self.view()?;
        let mut count = 0;
        for view in &VIEWS[..4] {
            self.go(view)?;
            let found = self.eval("return all('[data-statement]').length")?;
            count += found.as_u64().unwrap_or(0);
        }
        self.go(&before)?;
        Ok(count)
    }

    /// What is visible of what a paper may and may not show.
    fn seen(&self) -> Outcome<Value> {
        self.eval(
            "return {
               items: all('[data-item]').filter(shown).length,
               controls: all('button, input, summary, nav').filter(shown).length,
               version: document.body.innerText.includes('Readiness statements, version'),
             }",
        )
    }

    /// The same with the style sheet's rules for paper in force, in any engine.
    fn print_preview(&self, paper: bool) -> Outcome<Value> {
        if paper {
            self.switch_media("screen", "not all")?;
            self.switch_media("print", "all")?;
        }
        self.seen()
    }

    /// The same, where there is one such rule.
    fn switch_media(&self, from: &str, to: &str) -> Outcome {
        let changed = self.0.switch_media(from, to)?;
        ensure!(changed == Some(1), "{changed:?} rules for {from}");
        Ok(())
    }

    fn too_wide(&self) -> Outcome<Value> {
        self.eval(
            "const out = [];
             const limit = document.documentElement.clientWidth;
             if (innerWidth !== 320) out.push('the viewport is ' + innerWidth);
             if (document.documentElement.scrollWidth > limit)
               out.push('the page scrolls to ' + document.documentElement.scrollWidth);
             for (const e of all('body *').filter(shown)) {
               const box = e.getBoundingClientRect();
               if (box.right > limit + 1 || box.left < -1)
                 out.push(e.localName + '.' + e.className + ' reaches ' + Math.round(box.right));
             }
             return out.slice(0, 5)",
        )
    }

    /// Tabs until the focus is where it is wanted; it must be seen on each stop.
    fn tab_to(&self, wanted: impl Fn(&Value) -> bool) -> Outcome {
        let mut stops = Vec::new();
        for _ in 0..80 {
            self.session.keys(&[key::TAB])?;
            let focus = self.focus()?;
            ensure!(
                focus["page"] == true || focus["seen"] == true,
                "the focus cannot be seen on {focus}"
            );
            if wanted(&focus) {
                return Ok(());
            }
            stops.push(focus.to_string());
        }
        fail!("the keyboard does not reach it; stops: {stops:?}")
    }

    fn focus(&self) -> Outcome<Value> {
        self.eval(
            "const e = document.activeElement;
             const box = (e.labels && e.labels[0] || e).getBoundingClientRect();
             const style = getComputedStyle(e);
             return {
               action: e.dataset.action || '',
               value: e.dataset.value || '',
               statement: e.localName === 'input' ? e.name : '',
               page: e === document.body || e === document.documentElement,
               seen: box.bottom > 0 && box.top < innerHeight && e.matches(':focus-visible')
                 && style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0,
             }",
        )
    }
}
