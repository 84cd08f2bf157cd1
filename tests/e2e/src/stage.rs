//! What the cases of faults share: a page behind a relay, whose every word about a request is told
//! to the case before a person could have read it.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::case::Context;
use crate::journey::{self, PERSON, Person};
use crate::outcome::{Failure, Outcome, ensure};
use crate::pages::Page;
use crate::portal::Portal;
use crate::relay::Relay;
use crate::wait;
use crate::webdriver::Session;
use crate::widget::Widget;

/// Tells without returning before it is heard, so that what was told is never less than what stood
/// on the screen.
const TELL: &str = "
window.tell = (word) => {
  const request = new XMLHttpRequest();
  request.open('GET', '/told?' + word, false);
  try { request.send(); } catch { /* nobody listens any more */ }
};
";

/// The press on "Send" and every state shown after it.
const LISTEN: &str = "
let last;
new MutationObserver(() => {
  for (const e of all('[data-state]')) {
    if (e.dataset.state !== last) window.tell('state-' + (last = e.dataset.state));
  }
}).observe(root, { subtree: true, childList: true, attributes: true });
root.addEventListener('click', (event) => {
  if (event.target.closest('[data-action=\"send\"]')) window.tell('pressed');
}, true);
";

/// The rows of the outbox as they are stored, read as anybody could.
const ROWS: &str = "
const done = arguments[arguments.length - 1];
const asked = (request) => new Promise((yes, no) => {
  request.onsuccess = () => yes(request.result);
  request.onerror = () => no(request.error);
  request.onupgradeneeded = () => request.transaction.abort();
});
(async () => {
  const known = await indexedDB.databases();
  if (!known.some(({ name }) => name === 'tb1')) return [];
  const db = await asked(indexedDB.open('tb1'));
  try {
    return await asked(db.transaction('outbox').objectStore('outbox').getAll());
  } finally {
    db.close();
  }
})().then(done, (error) => done(String(error)));
";

/// The outbox rests for a second between two passes.
const BETWEEN: Duration = Duration::from_secs(3);

/// A portal, the network before it, and a page of the widget.
pub(crate) struct Stage {
    pub(crate) portal: Portal,
    pub(crate) relay: Relay,
    page: String,
}

impl Stage {
    /// With a configuration that `change` was made to. Nobody waits for the network's return
    /// longer than they must: the spread is for crowds.
    pub(crate) fn set(context: &Context<'_>, change: impl Fn(&mut Value)) -> Outcome<Self> {
        Self::with(context, change, |page| page)
    }

    /// The same with another page.
    pub(crate) fn with(
        context: &Context<'_>,
        change: impl Fn(&mut Value),
        shape: impl Fn(Page) -> Page,
    ) -> Outcome<Self> {
        let portal = context.portal()?;
        let relay = Relay::start(&portal)?;
        let mut config = portal.config()?;
        config["referral"]["reconnect_spread_s"] = json!(0);
        change(&mut config);
        portal.serve("stage.json", config.to_string())?;
        portal.serve("tell.js", TELL)?;
        let tag = format!("config=\"stage.json\" lang=\"en\" {}", context.root());
        shape(Page::with(&tag).script_first("tell.js")).put(&portal, "stage.html")?;
        let page = relay.page("stage.html");
        Ok(Self {
            portal,
            relay,
            page,
        })
    }

    pub(crate) fn open(&self, session: &Session) -> Outcome {
        session.navigate(&self.page)?;
        Widget::on(session).await_screen("welcome")
    }

    /// The address of the page.
    pub(crate) fn page(&self) -> &str {
        &self.page
    }

    /// Opens the page and goes to the review of a request of this person.
    pub(crate) fn to_review<'a>(
        &self,
        session: &'a Session,
        person: &Person<'_>,
    ) -> Outcome<Widget<'a>> {
        self.open(session)?;
        let widget = Widget::on(session);
        journey::to_review(&widget, person)?;
        Ok(widget)
    }

    /// The next request in a browser whose database cannot be read: it is saved and goes, and the
    /// database is whole again.
    pub(crate) fn mended_by_the_next(&self, session: &Session, name: &str) -> Outcome {
        let widget = self.to_review(session, &Person { name, ..PERSON })?;
        listen(&widget)?;
        self.relay.forget();
        journey::send(&widget)?;
        widget.await_state(&["delivered"], wait::USUAL)?;
        let told = self.relay.told();
        ensure!(
            told.iter().any(|told| told == "state-sending"),
            "the next request is not saved: {told:?}"
        );
        drained(session, wait::USUAL)
    }

    /// The names at the desk.
    pub(crate) fn names(&self) -> Outcome<Vec<String>> {
        let rows = self.portal.desk()?;
        let name = |row: &Value| {
            row["record"]["name"]
                .as_str()
                .unwrap_or_default()
                .to_owned()
        };
        Ok(rows.iter().map(name).collect())
    }

    /// Fails where the desk holds any request twice.
    pub(crate) fn none_twice(&self) -> Outcome {
        let mut names = self.names()?;
        names.sort();
        let twice: Vec<&[String]> = names.windows(2).filter(|two| two[0] == two[1]).collect();
        ensure!(twice.is_empty(), "twice at the desk: {twice:?}");
        Ok(())
    }
}

/// Has the page tell its presses on "Send" and the states it shows.
pub(crate) fn listen(widget: &Widget<'_>) -> Outcome {
    widget.eval(LISTEN, &[]).map(drop)
}

/// The rows in the page's database.
pub(crate) fn rows(session: &Session) -> Outcome<Vec<Value>> {
    match session.script_async(ROWS, &[])? {
        Value::Array(rows) => Ok(rows),
        other => Err(Failure::Failed(format!("the database answered {other}"))),
    }
}

/// Whether the browser refuses to say what its databases hold.
pub(crate) fn unreadable(session: &Session) -> bool {
    rows(session).is_err_and(|why| why.to_string().contains("UnknownError"))
}

/// Waits until the database holds no row. What waits is told that the network is back.
pub(crate) fn drained(session: &Session, limit: Duration) -> Outcome {
    let mut told: Option<Instant> = None;
    wait::until("the outbox to be empty", limit, || {
        let left = rows(session)?;
        if left.is_empty() {
            return Ok(Some(()));
        }
        if told.is_none_or(|told| told.elapsed() > BETWEEN) {
            told = Some(Instant::now());
            session.script("window.dispatchEvent(new Event('online'))", &[])?;
        }
        let states: Vec<&str> = left
            .iter()
            .filter_map(|row| row["state"].as_str())
            .collect();
        Err(Failure::Failed(format!("rows are left: {states:?}")))
    })
}

/// True where the long runs were asked for, with `TB_LONG=1`.
pub(crate) fn long() -> bool {
    std::env::var("TB_LONG").is_ok_and(|long| long == "1")
}
