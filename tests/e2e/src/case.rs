//! What a case gets, and the list of cases.

use std::cell::RefCell;
use std::fs;
use std::path::Path;
use std::rc::Rc;

use crate::engine::{Browser, Engine, Habits, Profile, Tools};
use crate::outcome::Outcome;
use crate::pages::Page;
use crate::portal::{Options, Portal};
use crate::webdriver::Session;

/// Every row of every database of the page's origin, long texts cut.
const STORED: &str = "
const done = arguments[arguments.length - 1];
const asked = (request) => new Promise((yes, no) => {
  request.onsuccess = () => yes(request.result);
  request.onerror = () => no(request.error);
});
(async () => {
  const out = {};
  for (const { name } of await indexedDB.databases()) {
    const db = await asked(indexedDB.open(name));
    for (const store of db.objectStoreNames) {
      const rows = await asked(db.transaction(store).objectStore(store).getAll());
      out[name + '/' + store] = JSON.parse(JSON.stringify(rows, (key, value) =>
        typeof value === 'string' ? value.slice(0, 60) : value));
    }
    db.close();
  }
  const locks = await navigator.locks.query();
  return { now: Date.now(), locks, out };
})().then(done, (error) => done(String(error)));
";

/// One thing a person or a host must be able to rely on.
pub(crate) struct Case {
    /// Stable, in words joined by hyphens; the filter looks at `engine/name`.
    pub(crate) name: &'static str,
    pub(crate) engines: &'static [Engine],
    pub(crate) run: fn(&Context<'_>) -> Outcome,
}

/// What a case works with. Everything in it ends with the case, but the shared browser.
pub(crate) struct Context<'a> {
    pub(crate) engine: Engine,
    pub(crate) tools: &'a Tools,
    shared: &'a SharedBrowser,
    // In this order, because a profile's folder goes with it.
    browsers: RefCell<Vec<Rc<Browser>>>,
    profiles: RefCell<Vec<Rc<Profile>>>,
    notes: RefCell<Vec<String>>,
}

impl<'a> Context<'a> {
    pub(crate) fn new(engine: Engine, tools: &'a Tools, shared: &'a SharedBrowser) -> Self {
        Self {
            engine,
            tools,
            shared,
            browsers: RefCell::default(),
            profiles: RefCell::default(),
            notes: RefCell::default(),
        }
    }

    /// The engine's browser, kept over the cases. Each portal is an origin of its own, so no case
    /// sees what another stored.
    pub(crate) fn session(&self) -> Outcome<Rc<Session>> {
        self.shared.session(self.tools, self.engine)
    }

    /// An empty profile, which ends with the case.
    pub(crate) fn profile(&self) -> Outcome<Rc<Profile>> {
        let profile = Rc::new(Profile::new()?);
        self.profiles.borrow_mut().push(Rc::clone(&profile));
        Ok(profile)
    }

    /// An empty profile on a disk that can be filled.
    pub(crate) fn small_profile(&self, mebibytes: u32) -> Outcome<Rc<Profile>> {
        let profile = Rc::new(Profile::on_small_disk(mebibytes)?);
        self.profiles.borrow_mut().push(Rc::clone(&profile));
        Ok(profile)
    }

    /// A browser for this case alone, on a profile it may start again. It is kept until evidence
    /// of a failure was taken.
    pub(crate) fn launch(&self, profile: &Profile) -> Outcome<Rc<Browser>> {
        self.launch_with(profile, Habits::default())
    }

    /// The same with a browser that is set up in another way.
    pub(crate) fn launch_with(&self, profile: &Profile, habits: Habits) -> Outcome<Rc<Browser>> {
        let habits = Habits {
            keeps: true,
            ..habits
        };
        let browser = Rc::new(Browser::start(self.tools, self.engine, profile, habits)?);
        self.browsers.borrow_mut().push(Rc::clone(&browser));
        Ok(browser)
    }

    /// Leaves a figure to be printed with how the case went.
    pub(crate) fn note(&self, words: String) {
        self.notes.borrow_mut().push(words);
    }

    pub(crate) fn notes(&self) -> Vec<String> {
        self.notes.take()
    }

    pub(crate) fn portal(&self) -> Outcome<Portal> {
        Portal::start(Options::default())
    }

    /// The portal's own page.
    pub(crate) fn portal_page(&self, portal: &Portal) -> String {
        if self.engine.reaches_closed_roots() {
            return portal.page();
        }
        format!("{}?root=open", portal.page())
    }

    /// A page with one widget as hosts embed it, but open where the driver needs it.
    pub(crate) fn page(&self, portal: &Portal) -> Outcome<String> {
        self.page_with(portal, "")
    }

    /// The same with further attributes on the tag.
    pub(crate) fn page_with(&self, portal: &Portal, attributes: &str) -> Outcome<String> {
        let attributes = format!("{} {attributes}", self.usual_attributes());
        Page::with(&attributes).put(portal, "page.html")
    }

    /// The attributes of a plain tag for this engine.
    pub(crate) fn usual_attributes(&self) -> String {
        format!("config=\"/touchbase.json\" lang=\"en\" {}", self.root())
    }

    /// The `root` attribute that lets this engine's driver in.
    pub(crate) fn root(&self) -> &'static str {
        if self.engine.reaches_closed_roots() {
            ""
        } else {
            "root=\"open\""
        }
    }

    /// Leaves what can be seen in `folder`: a picture, the page's text and what was logged.
    pub(crate) fn leave_evidence(&self, folder: &Path) -> Outcome {
        fs::create_dir_all(folder)?;
        let browsers = self.browsers.borrow();
        let mut sessions: Vec<Rc<Session>> =
            browsers.iter().filter_map(|b| b.session().ok()).collect();
        sessions.extend(self.shared.running());
        for (position, session) in sessions.iter().enumerate() {
            if let Ok(picture) = session.screenshot() {
                fs::write(folder.join(format!("screen-{position}.png")), picture)?;
            }
            let page = session.script(
                "const e = document.querySelector('touch-base');
                 const root = e && e.shadowRoot;
                 return location.href + '\\n' + document.body.innerText + '\\n'
                   + (root ? root.textContent : '') + '\\n'
                   + JSON.stringify(window.seen || null, null, 1)",
                &[],
            );
            if let Ok(page) = page {
                let page = page.as_str().unwrap_or_default().to_owned();
                fs::write(folder.join(format!("page-{position}.txt")), page)?;
            }
            if let Ok(rows) = session.script_async(STORED, &[]) {
                let rows = serde_json::to_string_pretty(&rows)?;
                fs::write(folder.join(format!("stored-{position}.json")), rows)?;
            }
            if self.engine == Engine::Chromium
                && let Ok(log) = session.log("browser")
            {
                let log = serde_json::to_string_pretty(&log)?;
                fs::write(folder.join(format!("console-{position}.json")), log)?;
            }
        }
        Ok(())
    }
}

/// One browser for all cases of an engine, started when it is first needed.
#[derive(Default)]
pub(crate) struct SharedBrowser {
    running: RefCell<Option<(Browser, Profile)>>,
}

impl SharedBrowser {
    fn session(&self, tools: &Tools, engine: Engine) -> Outcome<Rc<Session>> {
        if let Some((browser, _)) = self.running.borrow().as_ref() {
            let session = browser.session()?;
            if session.url().is_ok() {
                return Ok(session);
            }
        }
        // It crashed, or was never started: the case gets a new one rather than another's failure.
        *self.running.borrow_mut() = None;
        let profile = Profile::new()?;
        let browser = Browser::start(tools, engine, &profile, Habits::default())?;
        let session = browser.session()?;
        *self.running.borrow_mut() = Some((browser, profile));
        Ok(session)
    }

    /// The engine's version, as its driver tells it; empty where it tells none.
    pub(crate) fn version(&self, tools: &Tools, engine: Engine) -> String {
        let told = self.session(tools, engine).map(|session| {
            let version = session.capabilities()["browserVersion"].as_str();
            version.unwrap_or_default().to_owned()
        });
        told.unwrap_or_default()
    }

    fn running(&self) -> Option<Rc<Session>> {
        self.running.borrow().as_ref()?.0.session().ok()
    }
}
