//! The outbox at work: enqueue, the send pass, and what a person may do to a row.
//!
//! One engine runs per page, and any number of pages over one store. No borrow of the session is
//! ever held across an await or a call of a port, and every change of a stored row goes through
//! [`Store::update`], so an engine that dies at any await leaves rows that the next one can use.

use std::cell::{Cell, RefCell};

use super::backoff::{self, Trigger};
use super::ports::{Clock, Lock, Page, Post, Random, Store, StoreError, Trace, Transport};
use super::session::{Known, Session};
use super::{
    Change, Destination, Event, Fate, Keep, LEASE, Lease, MemoryStore, ROW_VERSION, Reason,
    Receipt, Reply, Row, Settings, State, Step, Told, Tombstone, TransportIdentity, Verdict, View,
    Wait, classify,
};
use crate::time::{HOUR, MINUTE, Millis, SECOND};

/// The most rows one pass sends to one destination, so that no pass holds a lock for long.
const ROWS_PER_PASS: usize = 10;
/// How long all attempts rest after the store failed or while the browser says "offline".
const REST: Millis = 30 * SECOND;
/// How long the other rows of a destination wait after it asked for a sign-in. The sign-in itself
/// ends it.
const SIGN_IN_PAUSE: Millis = 5 * MINUTE;
/// How soon to look again when another tab holds the lock.
const BUSY: Millis = 5 * SECOND;
/// How many attempts in a row have to come to nothing before an endpoint counts as out of reach.
const UNANSWERED: u32 = 10;

/// Whose session it was at a moment. The seal takes a while, and another person may sit down
/// meanwhile.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Writer {
    /// The host's opaque tag; empty where it named nobody.
    pub(super) tag: String,
    /// Which of the page's visits it was.
    pub(super) visit: u32,
}

/// A sealed referral, ready to be stored.
#[derive(Clone, Debug)]
pub struct Sealed {
    /// Who pressed "Send": [`Engine::writer`] at the press. The row is theirs and is shown to them
    /// alone. Where nobody was named then, it stays nobody's, even if somebody has signed in since:
    /// that it is the same person is not known. While somebody is named, such a row does not go where
    /// the request names its user.
    pub writer: Writer,
    /// UUID v4.
    pub id: String,
    /// The destination's id.
    pub dest: String,
    /// The compact JWE.
    pub jwe: String,
}

/// The outbox of one page over a store `S`, a transport `T` and a page `P`.
#[derive(Debug)]
pub struct Engine<S, T, P> {
    store: S,
    memory: MemoryStore,
    transport: T,
    page: P,
    tab: String,
    session: RefCell<Session>,
    running: Cell<bool>,
    again: Cell<bool>,
    /// Whether somebody has signed in since the rows were last read.
    fresh: Cell<bool>,
    /// Whether the host's configuration may be another since then.
    configured: Cell<bool>,
    /// Whether the network has come back since then.
    reconnected: Cell<bool>,
    /// When ended rows were last forgotten.
    pruned: Cell<Millis>,
    /// Rows that a person pressed for, to be taken by the next pass.
    pressed: RefCell<Vec<String>>,
}

impl<S, T, P> Engine<S, T, P>
where
    S: Store,
    T: Transport,
    P: Page + Clock + Random,
{
    /// An outbox that knows no row and no destination yet. `tab` is a random name.
    pub fn new(store: S, transport: T, page: P, tab: String) -> Self {
        Self {
            store,
            memory: MemoryStore::default(),
            transport,
            page,
            tab,
            session: RefCell::default(),
            running: Cell::new(false),
            again: Cell::new(false),
            fresh: Cell::new(false),
            configured: Cell::new(false),
            reconnected: Cell::new(false),
            pruned: Cell::new(0),
            pressed: RefCell::default(),
        }
    }

    /// The transport.
    pub fn transport(&self) -> &T {
        &self.transport
    }

    /// The store.
    pub fn store(&self) -> &S {
        &self.store
    }

    /// The page.
    pub fn page(&self) -> &P {
        &self.page
    }

    /// Adds destinations, replacing those with the same ids, and takes the settings.
    pub fn configure(&self, destinations: Vec<Destination>, settings: Settings) {
        let mut session = self.session.borrow_mut();
        session.configure(destinations);
        session.settings = settings;
        drop(session);
        self.configured.set(true);
        self.page.changed(false);
    }

    /// Whose session it is now, for a request that is written in it.
    pub fn writer(&self) -> Writer {
        self.session.borrow().writer()
    }

    /// Says whose session this is, by the host's opaque tag; empty where there is none.
    pub fn set_owner(&self, tag: &str) {
        self.session.borrow_mut().set_owner(tag);
        self.page.changed(false);
    }

    /// What this session may see of the outbox, oldest first. Rows of others are not in it.
    pub fn views(&self) -> Vec<View> {
        self.session.borrow().views()
    }

    /// Whether something that was stored could not be read, and nobody knows what it was or whose.
    /// Said until the session ends, and in one page: there is nothing left that another could find.
    pub fn damaged(&self) -> bool {
        self.session.borrow().damaged
    }

    /// When [`Engine::drain`] has to be called next; `None` where nothing is queued.
    pub fn next_wake(&self) -> Option<Millis> {
        let now = self.page.now();
        match self.running.get() {
            true => None,
            false => self.session.borrow().next_wake(now, self.page.uptime()),
        }
    }

    /// The destinations of stored rows that a service worker may deliver: it is no session of
    /// anybody's and has no token. Empty where this page gives tokens.
    pub fn for_anyone(&self) -> Vec<String> {
        match self.transport.has_tokens() {
            true => Vec::new(),
            false => self.session.borrow().for_anyone(self.page.now()),
        }
    }

    /// Says that something happened after which a pass may help, and sets when it may begin.
    pub fn trigger(&self, trigger: Trigger) {
        let (now, u) = (self.page.now(), self.page.unit());
        let mut session = self.session.borrow_mut();
        let delay = backoff::trigger(trigger, session.settings.reconnect_spread, u);
        match trigger {
            Trigger::Online => {
                self.reconnected.set(true);
                session.begin_anew(delay, now);
            }
            _ => session.begin_after(delay, now),
        }
        drop(session);
        self.page.changed(false);
    }

    /// Stores a sealed referral, on the device where `keep` says so and it can, else in this page.
    /// It answers after the device has it for certain, or has failed. The caller then sends it:
    /// [`Engine::try_now`].
    pub async fn enqueue(&self, sealed: Sealed, keep: Keep) -> View {
        let id = sealed.id.clone();
        self.session.borrow_mut().made_by(&sealed.writer, &id);
        let mut row = self.row(sealed).await;
        let kept = match keep {
            Keep::Device => self.insert(&mut row).await,
            Keep::Page => Err(StoreError::Unavailable),
        };
        let keep = match kept {
            Ok(()) | Err(StoreError::Exists) => Keep::Device,
            Err(_) => Keep::Page,
        };
        let mut known = self.learned(row, keep);
        if kept == Err(StoreError::Exists) {
            // The stored one says itself what became of it.
            known.row.unknown = false;
        }
        if keep == Keep::Page {
            known.row.state = State::InMemory;
            // A row of this id that is in the page already stays as it is.
            let _ = self.memory.insert(&known.row).await;
        }
        // A pass that was under way may have found it, and be sending it by now.
        if self.known(&id).is_none() {
            self.put(known.row.clone(), keep);
        }
        if kept == Err(StoreError::Exists) {
            // The same request was sent twice; what is stored counts.
            self.refresh().await;
        }
        self.page.changed(kept.is_ok());
        let session = self.session.borrow();
        let shown = session.views().into_iter().find(|view| view.id == id);
        shown.unwrap_or_else(|| session.view(&known))
    }

    /// Reads the stored rows again. On a failure the page keeps what it knew.
    pub async fn refresh(&self) {
        for _ in 0..3 {
            let revision = self.session.borrow().revision;
            // First, so that no row is in both: one that ends meanwhile is missing from neither.
            let ended = self.ended().await;
            let Ok(stored) = self.list().await else {
                return;
            };
            if self.store.damaged() {
                self.session.borrow_mut().damaged = true;
            }
            let missing = self.missing(&stored).await;
            // Where something changed while the list was read, it is not known to be newer.
            if !self.take_in(revision, stored, &missing) {
                continue;
            }
            self.tell(ended).await;
            let configured = !self.session.borrow().destinations.is_empty();
            if configured && self.fresh.replace(false) {
                self.queue_again().await;
            }
            if configured {
                self.release().await;
            }
            break;
        }
        // Here and not in a pass: where no row is left there is none.
        self.prune().await;
        self.page.changed(false);
    }

    /// Sends what may be sent now. Only one runs at a time; a call during another makes that one
    /// run once more.
    pub async fn drain(&self) {
        if self.running.replace(true) {
            self.again.set(true);
            return;
        }
        loop {
            self.again.set(false);
            self.refresh().await;
            self.pass().await;
            if !self.again.get() {
                break;
            }
        }
        self.running.set(false);
        self.page.changed(false);
    }

    /// Sends a row of this session now, whatever its backoff says. The budget of requests per hour
    /// still holds.
    pub async fn try_now(&self, id: &str) {
        let visible = self.known(id).filter(|known| self.visible(&known.row));
        if let Some(known) = visible {
            let event = Event::Press;
            self.update(&known, &Change::Event { event }).await;
            self.pressed.borrow_mut().push(id.to_owned());
            self.drain().await;
        }
    }

    /// Ends what this page shows: no row made in it so far is in its views any more. They are sent
    /// all the same.
    pub fn forget(&self) {
        self.session.borrow_mut().forget();
        self.page.changed(false);
    }

    /// Deletes a row of this session. What was posted cannot be taken back.
    pub async fn cancel(&self, id: &str) {
        let Some(known) = self.known(id).filter(|known| self.visible(&known.row)) else {
            return;
        };
        // Another tab may have tried it since this one has looked, so that what can be said of it is
        // decided where it is deleted. What this page has seen, the store may not know.
        let event = Event::Cancel;
        let changes = [
            Change::DeleteUntried,
            Change::DeleteRefused,
            Change::Event { event },
        ];
        let sure = if known.row.unknown { 2 } else { 0 };
        for change in &changes[sure..] {
            if self.update(&known, change).await != Some(Step::Nothing) {
                break;
            }
        }
        if known.keep == Keep::Page && known.row.unknown {
            // The device may have taken it and not said so.
            let keep = Keep::Device;
            self.update(&Known { keep, ..known }, &changes[2]).await;
        }
    }

    /// Says that a token or the owner is back: what waits for a sign-in is queued again. A page that
    /// was left for the sign-in says it before it knows any row; then it holds for the first that it
    /// reads.
    pub async fn signed_in(&self) {
        self.fresh.set(true);
        self.session.borrow_mut().resume();
        self.queue_again().await;
        // A row that is being sent may only now come to wait for the one who is back.
        self.again.set(true);
    }

    async fn queue_again(&self) {
        let event = Event::SignedIn;
        for known in self.rows() {
            let waits = known.row.state == State::NeedsSignIn;
            if waits && self.session.borrow().route(&known.row).is_some() {
                self.update(&known, &Change::Event { event }).await;
            }
        }
    }

    /// Queues what is held for a reason that may be over. A receiver that was held to be set up
    /// wrongly is another once the host's configuration is. One that was out of reach was so from the
    /// network of then, and another one may lead to it, as that of a hospital does; so a row does not
    /// wait out its hour when the network is back, but the spread that the host asks for. Each is
    /// one attempt, inside the row's budget, and is not repeated until something changes again.
    async fn release(&self) {
        let configured = self.configured.replace(false);
        let reconnected = self.reconnected.replace(false);
        if !configured && !reconnected {
            return;
        }
        let event = Event::Release;
        for known in self.rows() {
            let row = &known.row;
            let unreachable = reconnected && row.last_class == Some(Reason::Unreachable);
            if row.state == State::Held
                && (unreachable || configured && self.is_held_elsewhere(row).await)
            {
                self.update(&known, &Change::Event { event }).await;
            }
        }
    }

    /// Whether the row is held under another configuration than that of now. Where that is not
    /// known, as of a row that an earlier version stored, it is not: its next attempt, in an hour or
    /// so, takes it down.
    async fn is_held_elsewhere(&self, row: &Row) -> bool {
        let dest = self.session.borrow().destination(row).cloned();
        let Some(dest) = dest.filter(|_| !row.held_under.is_empty()) else {
            return false;
        };
        let now = self.fingerprint(&dest).await;
        !now.is_empty() && now != row.held_under
    }

    /// A digest of what the host says of a destination; empty where the browser computes none.
    async fn fingerprint(&self, dest: &Destination) -> String {
        let identity = match dest.identity {
            TransportIdentity::None => " none",
            TransportIdentity::User => " user",
        };
        let mut text = self.transport.address(&dest.endpoint);
        text.push_str(identity);
        self.key(&text).await
    }

    /// Deletes every row on this device and in this page, whoever wrote it.
    ///
    /// # Errors
    ///
    /// [`StoreError`] where rows may be left on the device.
    pub async fn clear_device(&self) -> Result<(), StoreError> {
        let cleared = match self.store.clear().await {
            Err(StoreError::Lost) => self.store.clear().await,
            result => result,
        };
        let _ = self.memory.clear().await;
        let mut session = self.session.borrow_mut();
        if cleared.is_ok() {
            session.told.clear();
        }
        for known in session.take_all(cleared.is_ok()) {
            // Another tab may have sent what this one still knows as untried.
            let stored = known.keep == Keep::Device;
            let (tried, unknown) = (known.row.tried(), known.row.doubtful());
            session.end(&known, cancelled(tried || stored, unknown || stored));
        }
        session.damaged = false;
        drop(session);
        self.page.changed(true);
        cleared
    }

    /// Puts the stored rows, and what became of the missing ones, in the place of what the page
    /// knew; `false` where that has changed since `revision`.
    fn take_in(&self, revision: u32, stored: Vec<Row>, missing: &[(Known, State)]) -> bool {
        let mut session = self.session.borrow_mut();
        if session.revision != revision {
            return false;
        }
        for (known, state) in missing {
            // Whoever removed it may have sent it first.
            session.end(known, |view| {
                view.state = *state;
                view.ever_tried = true;
                view.outcome_unknown = *state != State::Delivered;
            });
        }
        // A row that a slow disk took after all is on the device, whatever was said before.
        let mut rows: Vec<Known> = (session.rows.iter())
            .filter(|known| known.keep == Keep::Page)
            .filter(|known| stored.iter().all(|row| row.id != known.row.id))
            .cloned()
            .collect();
        let uptime = self.page.uptime();
        let learned = |mut row: Row| {
            if let Some(known) = session.row(&row.id) {
                // What the page sent itself, before it knew that the device has it, stays in doubt.
                row.unknown |= known.row.unknown;
                if known.keep == Keep::Page {
                    row.unknown |= known.row.tried();
                    self.memory.forget(&row.id);
                }
            }
            session.learned(row, Keep::Device, uptime)
        };
        rows.extend(stored.into_iter().map(learned));
        session.rows = rows;
        true
    }

    /// Takes the ends of this session's rows of which this page knows nothing else, and for those
    /// that it shows itself the receipt that another tab was given.
    async fn tell(&self, mut ended: Vec<Tombstone>) {
        if !ended.is_empty() {
            let shown = self.session.borrow().shown();
            for id in shown {
                let key = self.key(&id).await;
                if let Some(at) = ended.iter().position(|grave| grave.key == key) {
                    let grave = ended.swap_remove(at);
                    self.session.borrow_mut().learn_end(&id, grave);
                }
            }
        }
        self.session.borrow_mut().told = ended;
    }

    async fn pass(&self) {
        let now = self.page.now();
        let pressed = self.pressed.take();
        for known in self.rows() {
            self.tidy(&known, now).await;
        }
        let destinations = self.session.borrow().destinations.clone();
        for dest in &destinations {
            self.send_to(dest, &pressed).await;
        }
    }

    /// Ends rows whose deadline has passed, and mends what a changed clock has made senseless.
    async fn tidy(&self, known: &Known, now: Millis) {
        let row = &known.row;
        let uptime = self.page.uptime();
        let open = known.open(uptime);
        if row.lapsed(now, open) {
            // Another tab may have sent it since this one has looked; its end says so then.
            for doubtful in [row.doubtful(), !row.doubtful()] {
                let expire = Change::Expire {
                    now,
                    open,
                    tab: &self.tab,
                    failed: false,
                    doubtful,
                };
                if self.update(known, &expire).await != Some(Step::Nothing) {
                    break;
                }
            }
        } else if let Some(not_before) =
            backoff::mended(row.held_back_until(), row.created, now, self.page.unit())
        {
            self.update(known, &Change::Mend { not_before, now }).await;
        }
    }

    async fn send_to(&self, dest: &Destination, pressed: &[String]) {
        let rows = self.candidates(dest, pressed);
        if rows.is_empty() {
            return;
        }
        if !self.page.online() {
            // Not even for a press: it could only fail, would be called an unknown outcome, and takes
            // of the hour's requests. The network that comes back, or the next press, sends it.
            let now = self.page.now();
            self.session.borrow_mut().rest(REST, now);
            return;
        }
        let lock = match rows.iter().any(|known| known.keep == Keep::Device) {
            true => {
                let lock = self.page.lock(&dest.id).await;
                self.session.borrow_mut().lockless = matches!(lock, Lock::Unsupported);
                lock
            }
            false => Lock::Unsupported,
        };
        let mut refreshed = false;
        for known in rows.iter().take(ROWS_PER_PASS) {
            let now = self.page.now();
            let busy = known.keep == Keep::Device && matches!(lock, Lock::Busy);
            if busy && !known.row.neglected(now) {
                let mut session = self.session.borrow_mut();
                session.pause(&dest.id, now, now + BUSY);
                continue;
            }
            let locked = matches!(lock, Lock::Held(_)) || known.keep == Keep::Page;
            let by_person = is_pressed(known, pressed);
            if !self.send(known, locked, by_person, &mut refreshed).await {
                break;
            }
        }
    }

    /// Rows that a pass may try for a destination: those pressed for, then the oldest.
    fn candidates(&self, dest: &Destination, pressed: &[String]) -> Vec<Known> {
        let now = self.page.now();
        let session = self.session.borrow();
        let mut rows: Vec<Known> = (session.rows.iter())
            .filter(|known| known.row.dest == dest.id && session.route(&known.row).is_some())
            .filter(|known| self.transport.is_attended() || !known.row.wants_sign_in())
            .filter(|known| {
                is_pressed(known, pressed)
                    || session.due(&known.row, now).is_some_and(|due| due <= now)
                    || known.row.state == State::Sending
            })
            .cloned()
            .collect();
        let uptime = self.page.uptime();
        rows.retain(|known| !known.row.lapsed(now, known.open(uptime)));
        rows.sort_by_key(|known| (!is_pressed(known, pressed), known.row.created));
        rows
    }

    /// Claims, posts and settles one row. `false` where the destination is to be left alone.
    async fn send(&self, known: &Known, locked: bool, pressed: bool, refreshed: &mut bool) -> bool {
        if self.route(&known.row).is_none() {
            // The session has changed hands since the pass began.
            return true;
        }
        let now = self.page.now();
        let mut tab = self.tab.clone();
        if !locked {
            tab.insert(0, Lease::ALONE);
        }
        let lease = Lease {
            tab,
            until: now + LEASE,
        };
        let claim = Change::Claim {
            lease: &lease,
            now,
            open: known.open(self.page.uptime()),
            locked,
            pressed,
        };
        let row = match self.update(known, &claim).await {
            Some(Step::Put(row)) => row,
            // Another tab was quicker, or the row is gone.
            Some(_) => return true,
            None => return false,
        };
        let known = Known {
            row,
            ..known.clone()
        };
        let row = &known.row;
        let digest = self.page.sha256(row.jwe.as_bytes()).await;
        let differs = |digest| digest != row.jwe_sha256 && !row.jwe_sha256.is_empty();
        if digest.is_some_and(differs) {
            let change = self.settled(&known, Event::Damage, None);
            self.update(&known, &change).await;
            return true;
        }
        match self.post(&known, refreshed).await {
            Some((dest, verdict)) => self.apply(&known, &dest, verdict).await,
            None => {
                // It waits for its owner, and nothing else waits with it.
                let reason = Some(Reason::SignIn);
                let change = self.settled(&known, Event::SignIn, reason);
                self.update(&known, &change).await;
                true
            }
        }
    }

    /// Posts, and once more with a fresh token where that may help: once in a pass, so that a
    /// receiver that refuses every token sees no storm. Answers with where it was posted to. `None`
    /// where the row may no longer leave in this session: somebody else may sign in at every await.
    async fn post(&self, known: &Known, refreshed: &mut bool) -> Option<(Destination, Verdict)> {
        let row = &known.row;
        let mut refresh = false;
        loop {
            self.route(row)?;
            let turn = self.session.borrow().turn();
            let token = self.transport.token(refresh).await;
            // Who came while the host was asked may have given it, even if they have left again.
            let dest = self.route(row)?;
            let same = self.session.borrow().turn() == turn;
            if dest.identity == TransportIdentity::User && !same {
                return None;
            }
            let reply = match token {
                Some(token) => {
                    let post = Post {
                        endpoint: &dest.endpoint,
                        id: &row.id,
                        jwe: &row.jwe,
                    };
                    self.transport.post(post, token).await
                }
                None => Reply::NoToken,
            };
            let verdict = classify(&row.id, row.attempts, &reply);
            let may_help = matches!(
                verdict,
                Verdict::SignIn { refresh: true } | Verdict::Hold { refresh: true, .. }
            );
            if !may_help || *refreshed || !self.transport.has_tokens() {
                return Some((dest, verdict));
            }
            *refreshed = true;
            let tab = self.lease(row);
            let unknown = verdict.outcome_unknown();
            let counted = self.update(known, &Change::Repeat { tab, unknown }).await;
            if !matches!(counted, Some(Step::Put(_))) {
                return Some((dest, verdict));
            }
            refresh = true;
        }
    }

    async fn apply(&self, known: &Known, dest: &Destination, verdict: Verdict) -> bool {
        let row = &known.row;
        let unknown = verdict.outcome_unknown();
        let verdict = match verdict {
            Verdict::Hold { refresh: true, .. } if !self.transport.is_attended() => {
                Verdict::SignIn { refresh: false }
            }
            Verdict::Retry {
                reason: Reason::Network,
                ..
            } if self.is_unreachable(row).await => Verdict::Hold {
                reason: Reason::Unreachable,
                refresh: false,
            },
            verdict => verdict,
        };
        let held_under = match verdict {
            Verdict::Hold { .. } => self.fingerprint(dest).await,
            _ => String::new(),
        };
        let now = self.page.now();
        let until = |delay: Millis| (now + delay).min(row.expires.max(now));
        let (event, reason, not_before) = match verdict {
            Verdict::Delivered(receipt) => {
                self.deliver(known, receipt).await;
                return true;
            }
            Verdict::Retry { reason, wait, .. } => {
                (Event::Retry, reason, until(self.delay(wait, row.attempts)))
            }
            Verdict::SignIn { .. } if self.transport.is_attended() => {
                (Event::SignIn, Reason::SignIn, 0)
            }
            // A page may have the token that is missing here, and tries at once. It counts, so that
            // the row says what it waits for.
            Verdict::SignIn { .. } => (Event::Retry, Reason::SignIn, now),
            Verdict::Hold { reason, .. } => {
                let hour = backoff::between(HOUR, HOUR + 10 * MINUTE, self.page.unit());
                (Event::Hold, reason, until(hour))
            }
            Verdict::Reject(reason) => (Event::Reject, reason, 0),
        };
        let change = Change::Settle {
            tab: self.lease(row),
            event,
            reason: Some(reason),
            not_before,
            counts: event != Event::SignIn,
            unknown,
            held_under: &held_under,
        };
        self.update(known, &change).await;
        let pause_until = match verdict {
            Verdict::Retry { pause: true, .. } => Some(not_before),
            Verdict::SignIn { .. } => Some(now + SIGN_IN_PAUSE),
            _ => None,
        };
        if let Some(until) = pause_until {
            self.session.borrow_mut().pause(&row.dest, now, until);
        }
        if let Verdict::Retry { pause: true, .. } = verdict {
            self.put_off(known, not_before).await;
        }
        if row.overdue(now) {
            let settled = self.known(&row.id);
            let expire = Change::Expire {
                now,
                open: known.open(self.page.uptime()),
                tab: self.lease(row),
                failed: true,
                doubtful: settled.is_some_and(|known| known.row.doubtful()),
            };
            self.update(known, &expire).await;
        }
        pause_until.is_none() && self.page.online()
    }

    /// Puts the destination's other stored rows off as well: another tab, and this page once it is
    /// loaded again, know nothing of a pause but what the rows say.
    async fn put_off(&self, known: &Known, until: Millis) {
        for other in self.rows() {
            let row = &other.row;
            if row.id != known.row.id && row.dest == known.row.dest && other.keep == Keep::Device {
                let not_before = until.min(row.expires);
                self.update(&other, &Change::PutOff { not_before }).await;
            }
        }
    }

    /// Whether the attempt that just came to nothing is one too many to be the network's doing.
    /// Offline, name resolution, TLS, CORS and a blocker look alike, so only the count, and a look
    /// whether there is a network at all, tell a receiver that is set up wrongly from a bad line.
    async fn is_unreachable(&self, row: &Row) -> bool {
        // An answer to the first request of this attempt has begun the count anew.
        let before = self
            .known(&row.id)
            .map_or(row.unanswered, |known| known.row.unanswered);
        before.saturating_add(1) >= UNANSWERED
            && self.page.online()
            && self.transport.is_home_reachable().await
    }

    /// Shows the receipt even where the store fails now: then the row is sent once more, and the
    /// receiver answers with the same receipt.
    async fn deliver(&self, known: &Known, receipt: Receipt) {
        self.session.borrow_mut().end(known, |view| {
            view.state = State::Delivered;
            view.outcome_unknown = false;
            view.reason = None;
            view.receipt = Some(receipt.clone());
        });
        let change = self.settled(known, Event::Receipt, None);
        self.change(known, &change, Some(receipt)).await;
    }

    /// The end of an attempt after which nothing waits.
    fn settled<'a>(&'a self, known: &'a Known, event: Event, reason: Option<Reason>) -> Change<'a> {
        Change::Settle {
            tab: self.lease(&known.row),
            event,
            reason,
            not_before: 0,
            counts: event != Event::SignIn,
            unknown: false,
            held_under: "",
        }
    }

    /// Applies a change in the row's store, and brings the page's copy and its views up to date.
    /// `None` where the store failed; then nothing has changed, and all attempts rest.
    async fn update(&self, known: &Known, change: &Change<'_>) -> Option<Step> {
        self.change(known, change, None).await
    }

    async fn change(
        &self,
        known: &Known,
        change: &Change<'_>,
        receipt: Option<Receipt>,
    ) -> Option<Step> {
        let id = &known.row.id;
        let now = self.page.now();
        let key = self.key(id).await;
        let told = Told::of(&known.row).map(|told| Told {
            // The id is not kept: nothing leads from a tombstone to what was sent.
            receipt: receipt.map(|receipt| Receipt {
                id: key.clone(),
                ..receipt
            }),
            ..told
        });
        let grave = Tombstone {
            key,
            fate: Fate::Cancelled,
            at: now,
            told,
        };
        let result = match known.keep {
            Keep::Page => self.memory.update(id, change, grave).await,
            Keep::Device => match self.store.update(id, change, grave.clone()).await {
                Err(StoreError::Lost) => self.store.update(id, change, grave).await,
                result => result,
            },
        };
        let step = result.ok();
        self.learn(known, change, step.as_ref());
        let wrote = matches!(step, Some(Step::Put(_) | Step::Remove(_)));
        self.page.changed(wrote && known.keep == Keep::Device);
        step
    }

    fn learn(&self, known: &Known, change: &Change<'_>, step: Option<&Step>) {
        let (now, uptime) = (self.page.now(), self.page.uptime());
        let mut session = self.session.borrow_mut();
        match step {
            Some(Step::Put(row)) => session.put(row.clone(), known.keep, uptime),
            Some(Step::Remove(fate)) => {
                let known = session.take(&known.row.id).unwrap_or_else(|| known.clone());
                match fate {
                    Fate::Cancelled => {
                        let untried = matches!(change, Change::DeleteUntried);
                        let refused = matches!(change, Change::DeleteRefused);
                        session.end(&known, cancelled(!untried, !untried && !refused));
                    }
                    Fate::Expired => {
                        let doubtful = match change {
                            Change::Expire { doubtful, .. } => *doubtful,
                            _ => true,
                        };
                        session.end(&known, |view| {
                            view.state = State::Expired;
                            view.outcome_unknown = doubtful || known.row.unknown;
                        });
                    }
                    // `deliver` has shown it, with its receipt.
                    Fate::Delivered => {}
                }
            }
            Some(Step::Record(_) | Step::Nothing) => {}
            None => session.rest(REST, now),
        }
    }

    async fn insert(&self, row: &mut Row) -> Result<(), StoreError> {
        let mut kept = self.store.insert(row).await;
        if kept == Err(StoreError::Full) {
            self.store.prune(Millis::MAX).await?;
            kept = self.store.insert(row).await;
        }
        if matches!(kept, Err(StoreError::Lost | StoreError::Unsaid)) {
            // Unsaid, it may be stored all the same, and another tab may have sent it by now.
            row.unknown = kept == Err(StoreError::Unsaid);
            kept = self.store.insert(row).await;
        }
        row.unknown |= kept == Err(StoreError::Unsaid);
        kept
    }

    async fn list(&self) -> Result<Vec<Row>, StoreError> {
        match self.store.list().await {
            Err(StoreError::Lost) => self.store.list().await,
            result => result,
        }
    }

    /// How rows of this session's owner ended. None where nobody is named, or the store fails.
    async fn ended(&self) -> Vec<Tombstone> {
        let owner = self.session.borrow().owner.clone();
        if owner.is_empty() {
            return Vec::new();
        }
        let mut ended = self.store.ended(&owner).await.unwrap_or_default();
        let now = self.page.now();
        ended.retain(|grave| grave.told_to(&owner, now).is_some());
        ended
    }

    /// Rows on the device that this session was shown and that are stored no more, with what
    /// became of them.
    async fn missing(&self, stored: &[Row]) -> Vec<(Known, State)> {
        let mut missing = Vec::new();
        for known in self.rows() {
            let gone = known.keep == Keep::Device
                && self.visible(&known.row)
                && stored.iter().all(|row| row.id != known.row.id);
            if !gone {
                continue;
            }
            let key = self.key(&known.row.id).await;
            if key.is_empty() {
                continue;
            }
            let state = match self.store.trace(&key).await {
                Ok(Trace::Ended(fate)) => fate.state(),
                Ok(Trace::Cleared) => State::Cancelled,
                Ok(Trace::Wiped) => State::Unreadable,
                Err(_) => continue,
            };
            missing.push((known, state));
        }
        missing
    }

    /// Forgets how rows ended a day ago. Not more often than hourly, because it opens the store.
    async fn prune(&self) {
        let (now, last) = (self.page.now(), self.pruned.get());
        if now - last >= HOUR || backoff::set_back(last, now) {
            self.pruned.set(now);
            let _ = self.store.prune(now).await;
        }
    }

    async fn row(&self, sealed: Sealed) -> Row {
        let now = self.page.now();
        let created = now - now.rem_euclid(MINUTE);
        let life = self.session.borrow().settings.expires_after;
        let jwe_sha256 = self.page.sha256(sealed.jwe.as_bytes()).await;
        Row {
            id: sealed.id,
            v: ROW_VERSION,
            jwe: sealed.jwe,
            jwe_sha256: jwe_sha256.unwrap_or_default(),
            dest: sealed.dest,
            owner: sealed.writer.tag,
            state: State::Queued,
            created,
            expires: created + life,
            attempts: 0,
            not_before: 0,
            last_class: None,
            hour_start: created,
            hour_requests: 0,
            lease: None,
            unknown: false,
            unanswered: 0,
            held_under: String::new(),
            open: 0,
        }
    }

    async fn key(&self, id: &str) -> String {
        self.page.sha256(id.as_bytes()).await.unwrap_or_default()
    }

    fn delay(&self, wait: Wait, attempts: u32) -> Millis {
        let u = self.page.unit();
        match wait {
            Wait::Ladder => backoff::ladder(attempts, u),
            Wait::Hint(hint) => backoff::hinted(hint, attempts, u),
            Wait::Between(low, high) => backoff::between(low, high, u),
        }
    }

    fn put(&self, row: Row, keep: Keep) {
        let uptime = self.page.uptime();
        self.session.borrow_mut().put(row, keep, uptime);
    }

    fn learned(&self, row: Row, keep: Keep) -> Known {
        let uptime = self.page.uptime();
        self.session.borrow().learned(row, keep, uptime)
    }

    fn rows(&self) -> Vec<Known> {
        self.session.borrow().rows.clone()
    }

    fn known(&self, id: &str) -> Option<Known> {
        self.session.borrow().row(id).cloned()
    }

    /// Where the row may be sent in this session, as it is now.
    fn route(&self, row: &Row) -> Option<Destination> {
        self.session.borrow().route(row).cloned()
    }

    /// The name under which this page holds the row, which it has claimed.
    fn lease<'a>(&'a self, row: &'a Row) -> &'a str {
        row.lease.as_ref().map_or(&self.tab, |lease| &lease.tab)
    }

    fn visible(&self, row: &Row) -> bool {
        self.session.borrow().visible(row)
    }
}

fn is_pressed(known: &Known, pressed: &[String]) -> bool {
    pressed.contains(&known.row.id)
}

fn cancelled(tried: bool, unknown: bool) -> impl FnOnce(&mut View) {
    move |view| {
        view.state = State::Cancelled;
        view.ever_tried = tried;
        view.outcome_unknown = unknown;
    }
}
