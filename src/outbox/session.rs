//! What one page knows of the outbox, and what it may show of it.

use super::backoff;
use super::{
    Destination, Fate, Keep, Lease, Receipt, Row, Settings, State, Told, Tombstone,
    TransportIdentity, View, Writer,
};
use crate::time::Millis;

/// The page's copy of the stored rows, and everything that lives no longer than the page.
#[derive(Debug, Default)]
pub(super) struct Session {
    pub(super) settings: Settings,
    pub(super) destinations: Vec<Destination>,
    /// The host's opaque tag of whoever uses the page; empty where it names none.
    pub(super) owner: String,
    pub(super) rows: Vec<Known>,
    /// Counts the changes to `rows`, so that a list that was read before one is not put over it.
    pub(super) revision: u32,
    /// Rows that ended, for the status screen.
    pub(super) ended: Vec<View>,
    /// Whether something stored could not be read, and nobody knows whose it was. Whoever looks at
    /// their requests in this session is told.
    pub(super) damaged: bool,
    /// The ends of rows of `owner` that this page knows nothing else of.
    pub(super) told: Vec<Tombstone>,
    /// Ids of rows made in this page, in this session.
    mine: Vec<String>,
    /// Counts how often that was forgotten.
    visit: u32,
    /// Counts the changes of the owner.
    turn: u32,
    /// No attempt starts by itself before this instant.
    floor: Span,
    /// Destinations that asked for fewer requests, and until when.
    paused: Vec<(String, Span)>,
    /// Whether the browser has no locks, so that only the lease says that a tab is still sending.
    pub(super) lockless: bool,
}

/// A row and where it is kept.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub(super) row: Row,
    pub(super) keep: Keep,
    /// Where this page's own clock would have stood when the row was made, had a page been open
    /// ever since. What a store holds and what this page has seen itself are both no more than the
    /// row's age, so the earlier of the two counts.
    pub(super) born: Millis,
}

impl Known {
    /// For how long a page was open with the row, as far as this one knows.
    pub(super) fn open(&self, uptime: Millis) -> Millis {
        uptime.saturating_sub(self.born)
    }
}

impl Session {
    /// Changes whose session this is. What the last one made in this page is no longer shown: the
    /// next person at the desk learns nothing.
    pub(super) fn set_owner(&mut self, tag: &str) {
        if self.owner == tag {
            return;
        }
        // Who was not named before may be the same person: a host often learns who it is after the
        // page, and to sign in is what the receiver may have asked of them for this very request. That
        // another one sat down at a page which named nobody is said by `forget`, which leaving, idling
        // and the host's `clear()` come down to.
        if !self.owner.is_empty() {
            self.forget();
        }
        self.turn = self.turn.wrapping_add(1);
        self.owner = tag.to_owned();
    }

    /// Whose session it is at this moment.
    pub(super) fn writer(&self) -> Writer {
        Writer {
            tag: self.owner.clone(),
            visit: self.visit,
        }
    }

    /// Which of the page's owners it is now. A tag that comes back is another turn.
    pub(super) fn turn(&self) -> u32 {
        self.turn
    }

    /// Forgets what was made in this page, for the views.
    pub(super) fn forget(&mut self) {
        self.visit = self.visit.wrapping_add(1);
        self.mine.clear();
        self.ended.clear();
        self.damaged = false;
    }

    /// Adds destinations; one with a known id replaces it.
    pub(super) fn configure(&mut self, destinations: Vec<Destination>) {
        for destination in destinations {
            self.destinations.retain(|known| known.id != destination.id);
            self.destinations.push(destination);
        }
    }

    /// Marks a row as made here, unless what its writer made is forgotten by now.
    pub(super) fn made_by(&mut self, writer: &Writer, id: &str) {
        if writer.visit == self.visit && !self.is_mine(id) {
            self.mine.push(id.to_owned());
        }
    }

    pub(super) fn row(&self, id: &str) -> Option<&Known> {
        self.rows.iter().find(|known| known.row.id == id)
    }

    /// Puts a row as it now stands in its store.
    pub(super) fn put(&mut self, row: Row, keep: Keep, uptime: Millis) {
        self.revision = self.revision.wrapping_add(1);
        let next = self.learned(row, keep, uptime);
        match (self.rows.iter_mut()).find(|known| known.row.id == next.row.id) {
            Some(known) => *known = next,
            None => self.rows.push(next),
        }
    }

    /// A row as it was read, with what this page knows of its age.
    pub(super) fn learned(&self, row: Row, keep: Keep, uptime: Millis) -> Known {
        let born = uptime.saturating_sub(row.open);
        let before = self.row(&row.id).map_or(born, |known| known.born);
        let born = born.min(before);
        Known { row, keep, born }
    }

    /// Drops a row that is in no store any more, and answers what was known of it.
    pub(super) fn take(&mut self, id: &str) -> Option<Known> {
        self.revision = self.revision.wrapping_add(1);
        let at = self.rows.iter().position(|known| known.row.id == id)?;
        Some(self.rows.swap_remove(at))
    }

    /// Drops all rows, those on the device only where `device` says so.
    pub(super) fn take_all(&mut self, device: bool) -> Vec<Known> {
        self.revision = self.revision.wrapping_add(1);
        let (gone, left) =
            (self.rows.drain(..)).partition(|known| device || known.keep == Keep::Page);
        self.rows = left;
        gone
    }

    /// Shows a row that ended, if it may be shown. A later word replaces an earlier one.
    pub(super) fn end(&mut self, known: &Known, shape: impl FnOnce(&mut View)) {
        if !self.visible(&known.row) {
            return;
        }
        let mut view = self.view(known);
        view.next_try = None;
        view.rests_until = None;
        shape(&mut view);
        self.ended.retain(|ended| ended.id != view.id);
        self.ended.push(view);
    }

    /// What this session may see, oldest first.
    pub(super) fn views(&self) -> Vec<View> {
        let mut views = self.ended.clone();
        for known in &self.rows {
            let shown = self.ended.iter().any(|ended| ended.id == known.row.id);
            if !shown && self.visible(&known.row) {
                views.push(self.view(known));
            }
        }
        let told = self.told.iter().filter_map(|grave| {
            let told = grave.told.as_ref()?;
            (told.owner == self.owner).then(|| told_view(grave, told))
        });
        views.extend(told);
        views.sort_by(|a, b| (a.created, &a.id).cmp(&(b.created, &b.id)));
        views
    }

    /// Ids of all rows that this page knows of, or shows the end of.
    pub(super) fn shown(&self) -> Vec<String> {
        let rows = self.rows.iter().map(|known| &known.row.id);
        rows.chain(self.ended.iter().map(|view| &view.id))
            .cloned()
            .collect()
    }

    /// Shows the receipt of a row that another tab delivered, though this one may have ended it.
    pub(super) fn learn_end(&mut self, id: &str, grave: Tombstone) {
        let shown = self.ended.iter_mut().find(|view| view.id == id);
        let receipt = grave.told.and_then(|told| told.receipt);
        if let (Some(view), Some(receipt), Fate::Delivered) = (shown, receipt, grave.fate) {
            view.state = State::Delivered;
            view.outcome_unknown = false;
            view.reason = None;
            view.receipt.get_or_insert(Receipt {
                id: id.to_owned(),
                ..receipt
            });
        }
    }

    /// Whether a row may be shown in this session.
    pub(super) fn visible(&self, row: &Row) -> bool {
        self.is_mine(&row.id) || (!row.owner.is_empty() && row.owner == self.owner)
    }

    /// The destination of a row, in whoever's session.
    pub(super) fn destination(&self, row: &Row) -> Option<&Destination> {
        self.destinations.iter().find(|dest| dest.id == row.dest)
    }

    /// The destination a row may be sent to in this session.
    pub(super) fn route(&self, row: &Row) -> Option<&Destination> {
        let dest = self.destination(row)?;
        let may = match dest.identity {
            TransportIdentity::None => true,
            // Without a tag only the page that made the row is known to be its owner's.
            TransportIdentity::User if row.owner.is_empty() => {
                self.owner.is_empty() && self.is_mine(&row.id)
            }
            TransportIdentity::User => row.owner == self.owner,
        };
        may.then_some(dest)
    }

    /// The destinations of stored rows that may go out in anybody's session, each once.
    pub(super) fn for_anyone(&self, now: Millis) -> Vec<String> {
        let mut found = Vec::new();
        for Known { row, keep, .. } in &self.rows {
            let may = *keep == Keep::Device
                && row.due(now).is_some()
                && !row.wants_sign_in()
                && (self.route(row)).is_some_and(|dest| dest.identity == TransportIdentity::None);
            if may && !found.contains(&row.dest) {
                found.push(row.dest.clone());
            }
        }
        found
    }

    /// The earliest instant at which a pass may take the row by itself.
    pub(super) fn due(&self, row: &Row, now: Millis) -> Option<Millis> {
        let due = match row.state {
            // Left so by a tab that may be dead: whoever gets the lock may take it at once, and
            // whoever does not is paused.
            State::Sending if !self.lockless && !row.lease.as_ref().is_some_and(Lease::alone) => 0,
            _ => row.due(now)?,
        };
        let due = due.max(self.floor(now));
        let paused = self.paused.iter().find(|(dest, _)| *dest == row.dest);
        Some(paused.map_or(due, |(_, span)| due.max(span.end(now))))
    }

    /// When the page has to look again; `None` where there is nothing to wait for.
    pub(super) fn next_wake(&self, now: Millis, uptime: Millis) -> Option<Millis> {
        let wake = |known: &Known| {
            let row = &known.row;
            let lost = backoff::out_of_reach(row.held_back_until(), row.created, now);
            let send = self.route(row).and_then(|_| self.due(row, now));
            let send = send.map(|at| if lost { self.floor(now) } else { at });
            let left = row.life().saturating_sub(known.open(uptime));
            let end = row.expires.min(now.saturating_add(left)) + 1;
            let expire = match row.overdue(now) && !row.lapsed(now, known.open(uptime)) {
                true => None,
                false => Some(match row.state {
                    // Not while a tab is sending it.
                    State::Sending => row.due(now).unwrap_or(0).max(end),
                    _ => end,
                }),
            };
            let expire = expire.map(|at| at.max(self.floor(now)));
            send.into_iter().chain(expire).min()
        };
        let wake = self.rows.iter().filter_map(wake).min()?;
        // Never at once: whatever a pass could not do now, it cannot do a moment later either. An
        // instant that was drawn stays as drawn, or the first second would hold two seconds' share.
        Some(if wake > now {
            wake
        } else {
            now + backoff::FLOOR
        })
    }

    /// Lets the next pass begin after `delay`, or sooner where one was to begin sooner.
    pub(super) fn begin_after(&mut self, delay: Millis, now: Millis) {
        let at = now + delay;
        let floor = self.floor(now);
        let until = if floor > now { floor.min(at) } else { at };
        self.floor = Span { from: now, until };
    }

    /// Lets the next pass begin after `delay` and not sooner, however soon one was to begin: what
    /// was to begin sooner is a look whether the network is back, and that every computer of the
    /// site takes at once.
    pub(super) fn begin_anew(&mut self, delay: Millis, now: Millis) {
        let until = now + delay;
        self.floor = Span { from: now, until };
    }

    /// Holds all attempts back for `delay`.
    pub(super) fn rest(&mut self, delay: Millis, now: Millis) {
        let until = self.floor(now).max(now + delay);
        self.floor = Span { from: now, until };
    }

    /// Leaves a destination alone until an instant.
    pub(super) fn pause(&mut self, dest: &str, from: Millis, until: Millis) {
        self.paused.retain(|(id, _)| id != dest);
        self.paused.push((dest.to_owned(), Span { from, until }));
    }

    /// Ends all pauses.
    pub(super) fn resume(&mut self) {
        self.paused.clear();
    }

    fn is_mine(&self, id: &str) -> bool {
        self.mine.iter().any(|mine| mine == id)
    }

    fn floor(&self, now: Millis) -> Millis {
        self.floor.end(now)
    }

    pub(super) fn view(&self, known: &Known) -> View {
        let row = &known.row;
        let state = match (known.keep, row.state) {
            (Keep::Page, State::Queued | State::Sending | State::Waiting) => State::InMemory,
            (_, state) => state,
        };
        View {
            id: row.id.clone(),
            dest: row.dest.clone(),
            state,
            keep: known.keep,
            created: row.created,
            expires: row.expires,
            next_try: match row.state {
                State::Sending => None,
                _ => self
                    .route(row)
                    .and(row.due(row.created))
                    .filter(|at| *at > 0),
            },
            rests_until: row.rests_until(),
            attempts: row.attempts,
            ever_tried: row.tried(),
            outcome_unknown: row.doubtful(),
            receipt: None,
            reason: row.last_class,
        }
    }
}

/// A row that had ended before this page knew of it.
fn told_view(grave: &Tombstone, told: &Told) -> View {
    View {
        id: grave.key.clone(),
        dest: told.dest.clone(),
        state: grave.fate.state(),
        keep: Keep::Device,
        created: told.created,
        expires: told.expires,
        next_try: None,
        rests_until: None,
        attempts: 0,
        ever_tried: told.tried,
        outcome_unknown: told.outcome_unknown && grave.fate != Fate::Delivered,
        receipt: told.receipt.clone(),
        reason: None,
    }
}

/// A time of rest.
#[derive(Clone, Copy, Debug, Default)]
struct Span {
    from: Millis,
    until: Millis,
}

impl Span {
    /// When it ends. Before it began the clock was another, and then it is over.
    fn end(self, now: Millis) -> Millis {
        if backoff::set_back(self.from, now) {
            now
        } else {
            self.until
        }
    }
}
