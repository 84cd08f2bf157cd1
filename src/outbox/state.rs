//! The stored row, its states, and every change that may happen to it.
//!
//! A change is data, and [`Row::step`] is a pure function of the row as it stands in the store.
//! So the store's part of each change is one read and one write inside one transaction, and two
//! tabs that race cannot both win.

use super::{Receipt, backoff};
use crate::time::{DAY, HOUR, MINUTE, Millis, SECOND};

/// The format version of a stored row.
pub const ROW_VERSION: u32 = 1;

/// How long a tab may keep a row to itself: longer than two tokens and two answers may take (10 s
/// and 45 s each, with one refresh after a 401).
pub const LEASE: Millis = 120 * SECOND;

/// A deadline missed by more than this looks like a clock that was set wrongly.
const CLOCK_JUMP: Millis = 7 * DAY;

/// What is known about a referral.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum State {
    /// Kept in this page only.
    InMemory,
    /// Stored, not tried yet.
    Queued,
    /// A tab is sending it.
    Sending,
    /// Tried or postponed; will be tried again by itself.
    Waiting,
    /// The receiver wants a sign-in first.
    NeedsSignIn,
    /// The receiver does not take requests at present; tried again every hour.
    Held,
    /// The receiver refused it for good.
    Rejected,
    /// A valid receipt arrived.
    Delivered,
    /// The deadline passed.
    Expired,
    /// The person deleted it.
    Cancelled,
    /// The stored row is damaged; it is never sent.
    Unreadable,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 11] = [
        Self::InMemory,
        Self::Queued,
        Self::Sending,
        Self::Waiting,
        Self::NeedsSignIn,
        Self::Held,
        Self::Rejected,
        Self::Delivered,
        Self::Expired,
        Self::Cancelled,
        Self::Unreadable,
    ];

    /// The stable name, as stored and as in `data-state`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InMemory => "in-memory",
            Self::Queued => "queued",
            Self::Sending => "sending",
            Self::Waiting => "waiting",
            Self::NeedsSignIn => "needs-sign-in",
            Self::Held => "held",
            Self::Rejected => "rejected",
            Self::Delivered => "delivered",
            Self::Expired => "expired",
            Self::Cancelled => "cancelled",
            Self::Unreadable => "unreadable",
        }
    }

    /// The state of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }

    /// Whether nothing more will happen to the referral.
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Delivered | Self::Expired | Self::Cancelled)
    }

    /// The state after an event. Total: an event that has no meaning in a state leaves it as it is,
    /// and a final state is left only by a receipt that came late.
    pub const fn after(self, event: Event) -> Self {
        match (self, event) {
            (_, Event::Receipt) | (Self::Delivered, _) => Self::Delivered,
            (Self::Expired | Self::Cancelled, _) => self,
            (_, Event::Cancel) => Self::Cancelled,
            (_, Event::Expire) => Self::Expired,
            (Self::Unreadable, _) | (_, Event::Damage) => Self::Unreadable,
            (Self::Rejected, Event::Claim) => self,
            (_, Event::Claim) => Self::Sending,
            (Self::Sending, Event::Retry) => Self::Waiting,
            (Self::Sending, Event::SignIn) => Self::NeedsSignIn,
            (Self::Sending, Event::Hold) => Self::Held,
            (Self::Sending, Event::Reject) => Self::Rejected,
            (Self::NeedsSignIn, Event::SignedIn) | (Self::Held, Event::Release) => Self::Queued,
            (Self::Waiting | Self::NeedsSignIn | Self::Held | Self::Rejected, Event::Press) => {
                Self::Queued
            }
            _ => self,
        }
    }
}

/// What can happen to a row.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Event {
    /// A tab takes the row to send it.
    Claim,
    /// A valid receipt arrived.
    Receipt,
    /// The attempt failed in a way that may pass.
    Retry,
    /// The receiver asked for a sign-in.
    SignIn,
    /// The receiver is set up wrongly or closed.
    Hold,
    /// The receiver will never take it.
    Reject,
    /// A token or the owner is back.
    SignedIn,
    /// What the row is held for may be over: the host's configuration or the network is another.
    Release,
    /// The person asked to try now.
    Press,
    /// The deadline passed.
    Expire,
    /// The person deleted it.
    Cancel,
    /// The stored bytes are not what was stored.
    Damage,
}

impl Event {
    /// Every event.
    pub const ALL: [Self; 12] = [
        Self::Claim,
        Self::Receipt,
        Self::Retry,
        Self::SignIn,
        Self::Hold,
        Self::Reject,
        Self::SignedIn,
        Self::Release,
        Self::Press,
        Self::Expire,
        Self::Cancel,
        Self::Damage,
    ];
}

/// Why a referral waits, is held or was rejected. A code, never a text from outside.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Reason {
    /// No connection, or the browser would not say why the request failed.
    Network,
    /// No answer within the time limit; the receiver may hold the referral.
    Timeout,
    /// Success without a valid receipt; something in between may have answered.
    NoReceipt,
    /// A network sign-in page stands in between.
    Captive,
    /// A proxy refused.
    Proxy,
    /// The server failed.
    Server,
    /// The server asked for fewer requests.
    Busy,
    /// The same referral is being stored at this moment.
    InFlight,
    /// The server asked to repeat after the handshake.
    Early,
    /// A sign-in is needed.
    SignIn,
    /// The address or the receiver is set up wrongly.
    Config,
    /// The receiver sends elsewhere, which nothing follows: often to a sign-in, and where it does so
    /// to what it has stored, it keeps no contract.
    Redirect,
    /// Access is forbidden.
    Forbidden,
    /// The receiver sees a conflict.
    Conflict,
    /// The receiver does not know the key the referral is sealed to.
    Key,
    /// The page's policy forbids the request.
    Csp,
    /// The address answers nothing, again and again, while the widget's own files can be fetched.
    Unreachable,
    /// The receiver does not understand the request.
    BadRequest,
    /// The receiver finds it too large.
    TooLarge,
    /// The receiver holds other bytes under this id.
    KeyReused,
    /// The receiver finds the content invalid.
    Invalid,
    /// Refused for legal reasons.
    Legal,
}

impl Reason {
    /// Every reason.
    pub const ALL: [Self; 22] = [
        Self::Network,
        Self::Timeout,
        Self::NoReceipt,
        Self::Captive,
        Self::Proxy,
        Self::Server,
        Self::Busy,
        Self::InFlight,
        Self::Early,
        Self::SignIn,
        Self::Config,
        Self::Redirect,
        Self::Forbidden,
        Self::Conflict,
        Self::Key,
        Self::Csp,
        Self::Unreachable,
        Self::BadRequest,
        Self::TooLarge,
        Self::KeyReused,
        Self::Invalid,
        Self::Legal,
    ];

    /// The stable code.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Network => "network",
            Self::Timeout => "timeout",
            Self::NoReceipt => "no-receipt",
            Self::Captive => "captive",
            Self::Proxy => "proxy",
            Self::Server => "server",
            Self::Busy => "busy",
            Self::InFlight => "in-flight",
            Self::Early => "early",
            Self::SignIn => "sign-in",
            Self::Config => "config",
            Self::Redirect => "redirect",
            Self::Forbidden => "forbidden",
            Self::Conflict => "conflict",
            Self::Key => "key",
            Self::Csp => "csp",
            Self::Unreachable => "unreachable",
            Self::BadRequest => "bad-request",
            Self::TooLarge => "too-large",
            Self::KeyReused => "key-reused",
            Self::Invalid => "invalid",
            Self::Legal => "legal",
        }
    }

    /// The reason of that code.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == name)
    }

    /// Whether the receiver may have stored the referral although no receipt was seen. A refusal of
    /// the request itself says that it did not; a failure, or somebody who answers in the receiver's
    /// place, says nothing.
    pub const fn outcome_unknown(self) -> bool {
        matches!(
            self,
            Self::Network
                | Self::Timeout
                | Self::NoReceipt
                | Self::Captive
                | Self::Proxy
                | Self::Server
                | Self::InFlight
                | Self::Redirect
                | Self::Unreachable
        )
    }
}

/// Which tab is sending a row, and until when the others leave it alone.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Lease {
    /// A random name of the tab, with [`Lease::ALONE`] before it where it has no lock.
    pub tab: String,
    /// When the lease ends.
    pub until: Millis,
}

impl Lease {
    /// Stands before the name of a tab that sends without the destination's lock. Whoever holds
    /// that lock knows nothing of it, and has to wait for the lease to end.
    pub const ALONE: char = '~';

    /// Whether the tab sends without the destination's lock.
    pub fn alone(&self) -> bool {
        self.tab.starts_with(Self::ALONE)
    }

    /// Whether another tab may take the row. A lease that ends later than any lease can was
    /// written by a clock that has since been set back.
    pub fn lapsed(&self, now: Millis) -> bool {
        self.until <= now || self.until - now > LEASE
    }
}

/// A referral as it is stored. Nothing a person typed stands outside `jwe`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Row {
    /// UUID v4, made when the person sends. Also the idempotency key and the sealed `tb_id`.
    pub id: String,
    /// Row format version, [`ROW_VERSION`].
    pub v: u32,
    /// The exact text that is posted, made once.
    pub jwe: String,
    /// SHA-256 of `jwe`, base64url, checked before every attempt.
    pub jwe_sha256: String,
    /// The destination's id, `program/recipient`.
    pub dest: String,
    /// The host's opaque tag of the session that wrote it; empty where the host names none.
    pub owner: String,
    /// What is known about it.
    pub state: State,
    /// When it was made, rounded down to the minute.
    pub created: Millis,
    /// When it is given up.
    pub expires: Millis,
    /// Attempts so far, the one under way included.
    pub attempts: u32,
    /// No attempt starts by itself before this instant.
    pub not_before: Millis,
    /// What the last attempt ended with.
    pub last_class: Option<Reason>,
    /// Start of the hour that `hour_requests` counts.
    pub hour_start: Millis,
    /// Requests in that hour, presses included.
    pub hour_requests: u32,
    /// Set while a tab sends it.
    pub lease: Option<Lease>,
    /// Whether some attempt ended without it being known what became of it, or another tab may have
    /// made one. A later one that was refused does not unsay it.
    pub unknown: bool,
    /// Attempts in a row that no answer came to, not even a refusal.
    pub unanswered: u32,
    /// Where it is held: a digest of the destination as it was configured then. Empty where it is
    /// not known.
    pub held_under: String,
    /// For how long a page was open while the row was stored, as far as a write of the row took it
    /// down, in milliseconds. Never more than the row's age, whatever the clock says of that.
    pub open: Millis,
}

/// A change to one row, as data.
#[derive(Clone, Debug)]
pub enum Change<'a> {
    /// Take the row to send it.
    Claim {
        /// The tab that asks.
        lease: &'a Lease,
        /// Now.
        now: Millis,
        /// The row's age, as far as the tab knows it by a clock that nobody sets.
        open: Millis,
        /// Whether the caller holds the destination's lock and so knows that no tab is sending:
        /// then a row left in `sending` may be taken before its lease ends.
        locked: bool,
        /// Whether a person pressed: then `not_before` does not hold it back.
        pressed: bool,
    },
    /// Record how the attempt under `tab`'s lease ended.
    Settle {
        /// The tab that sent.
        tab: &'a str,
        /// One of `Receipt`, `Retry`, `SignIn`, `Hold`, `Reject`, `Damage`.
        event: Event,
        /// Why.
        reason: Option<Reason>,
        /// The earliest next attempt.
        not_before: Millis,
        /// Whether the attempt counts towards the backoff. A 401 does not.
        counts: bool,
        /// Whether it may have arrived.
        unknown: bool,
        /// For `Hold`, what becomes the row's [`Row::held_under`]; else empty.
        held_under: &'a str,
    },
    /// Count one more request in the attempt under `tab`'s lease, if the budget has room for it.
    Repeat {
        /// The tab that sends.
        tab: &'a str,
        /// Whether the request before it may have arrived.
        unknown: bool,
    },
    /// Delete the row for the person, if no tab has begun to send it.
    DeleteUntried,
    /// Delete the row for the person, if no attempt can have arrived.
    DeleteRefused,
    /// Anything that needs no lease: `SignedIn`, `Release`, `Press`, `Cancel`, `Damage`.
    Event {
        /// What happened.
        event: Event,
    },
    /// Let no attempt start by itself before an instant, because the receiver has asked for fewer
    /// requests.
    PutOff {
        /// The instant.
        not_before: Millis,
    },
    /// Draw `not_before` anew because the clock has jumped.
    Mend {
        /// The new instant.
        not_before: Millis,
        /// Now.
        now: Millis,
    },
    /// Give the row up if its deadline has passed and no tab is sending it.
    Expire {
        /// Now.
        now: Millis,
        /// The row's age, as far as the tab knows it by a clock that nobody sets.
        open: Millis,
        /// The tab that may expire a row under its own lease, after its last attempt failed.
        tab: &'a str,
        /// Whether an attempt has just failed, after the deadline.
        failed: bool,
        /// [`Row::doubtful`], which decides what can be said of the row's end. Where the stored one
        /// is not so, nothing ends.
        doubtful: bool,
    },
}

/// What a change does to the stored row.
#[derive(Clone, Debug, Eq, PartialEq)]
#[allow(clippy::large_enum_variant, reason = "there is one at a time")]
pub enum Step {
    /// Nothing is written.
    Nothing,
    /// The row is written back.
    Put(Row),
    /// The row is deleted and its end is recorded, in the same transaction.
    Remove(Fate),
    /// The row is gone already; only its end is recorded.
    Record(Fate),
}

/// How a referral that is no longer stored ended.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Fate {
    /// A valid receipt arrived.
    Delivered,
    /// The deadline passed.
    Expired,
    /// The person deleted it.
    Cancelled,
}

impl Fate {
    /// The stable name, as stored.
    pub const fn as_str(self) -> &'static str {
        self.state().as_str()
    }

    /// The fate of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Delivered, Self::Expired, Self::Cancelled]
            .into_iter()
            .find(|fate| fate.as_str() == name)
    }

    /// The state a referral with this end is shown in.
    pub const fn state(self) -> State {
        match self {
            Self::Delivered => State::Delivered,
            Self::Expired => State::Expired,
            Self::Cancelled => State::Cancelled,
        }
    }
}

/// What remains of a row for a day: enough to tell its writer's page how it ended, and nothing
/// that leads back to it without its id.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Tombstone {
    /// SHA-256 of the row's id, base64url.
    pub key: String,
    /// How it ended.
    pub fate: Fate,
    /// When.
    pub at: Millis,
    /// What its owner is told on their next visit. `None` where the row named no owner, where they
    /// deleted it themselves, and in what an earlier version stored.
    pub told: Option<Told>,
}

/// What the owner of a row that has ended may be told of it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Told {
    /// The host's opaque tag of the session that wrote the row; never empty.
    pub owner: String,
    /// Where it went.
    pub dest: String,
    /// When it was made.
    pub created: Millis,
    /// When it was to be given up.
    pub expires: Millis,
    /// Whether a tab had begun to send it.
    pub tried: bool,
    /// Whether the receiver may hold it although no receipt was seen.
    pub outcome_unknown: bool,
    /// The receipt.
    pub receipt: Option<Receipt>,
}

impl Told {
    /// What is known of a row by a tab; `None` for one without an owner.
    pub fn of(row: &Row) -> Option<Self> {
        (!row.owner.is_empty()).then(|| Self {
            owner: row.owner.clone(),
            dest: row.dest.clone(),
            created: row.created,
            expires: row.expires,
            tried: row.tried(),
            outcome_unknown: row.doubtful(),
            receipt: None,
        })
    }
}

impl Tombstone {
    /// This tombstone as the transaction writes it in which a row ends: `row` is the row as it is
    /// stored, and `old` the tombstone that it has already. Who cleared the computer has cleared the
    /// latter, and a receipt that comes after that tells nobody's name again.
    pub fn closed(mut self, fate: Fate, row: Option<&Row>, old: Option<&Self>) -> Self {
        self.fate = fate;
        self.told = self.told.filter(|_| fate != Fate::Cancelled);
        match (row, &mut self.told) {
            // Another tab may have tried it since the one that ends it has looked.
            (Some(row), Some(told)) => {
                told.tried = row.tried();
                told.outcome_unknown = row.doubtful();
            }
            (None, _) if old.is_none() => self.told = None,
            _ => {}
        }
        self
    }

    /// What `owner` is told of it at an instant; nobody else is.
    pub fn told_to(&self, owner: &str, now: Millis) -> Option<&Told> {
        let told = self.told.as_ref()?;
        let theirs = told.owner == owner && !owner.is_empty() && !self.key.is_empty();
        (theirs && !Self::is_old(self.at, now)).then_some(told)
    }

    /// Whether what was recorded `at` an instant is to be forgotten: after a day, or where a clock
    /// recorded it that has since been set back. Nobody would ever find that one old.
    pub fn is_old(at: Millis, now: Millis) -> bool {
        at < now - DAY || backoff::set_back(at, now)
    }
}

impl Row {
    /// What `change` does to this row, or to a row that is no longer there.
    pub fn step(row: Option<&Self>, change: &Change<'_>) -> Step {
        let Some(row) = row else {
            // A receipt that comes after the person deleted the row, or after another tab settled
            // it, is still the truth about the referral.
            return match change {
                Change::Settle {
                    event: Event::Receipt,
                    ..
                } => Step::Record(Fate::Delivered),
                _ => Step::Nothing,
            };
        };
        match *change {
            Change::Claim {
                lease,
                now,
                open,
                locked,
                pressed,
            } => match row.claimable(now, locked, pressed) {
                true => Step::Put(row.claimed(lease, now, open)),
                false => Step::Nothing,
            },
            Change::Settle {
                event: Event::Receipt,
                ..
            } => Step::Remove(Fate::Delivered),
            Change::Settle {
                tab,
                event,
                reason,
                not_before,
                counts,
                unknown,
                held_under,
            } => {
                if row.lease.as_ref().is_none_or(|lease| lease.tab != tab) {
                    return Step::Nothing;
                }
                let mut next = row.clone();
                next.state = row.state.after(event);
                next.lease = None;
                next.last_class = reason.or(row.last_class);
                next.unknown |= unknown;
                next.not_before = not_before;
                next.held_under = held_under.to_owned();
                next.unanswered = match reason {
                    Some(Reason::Network | Reason::Unreachable) => row.unanswered.saturating_add(1),
                    _ => 0,
                };
                if !counts {
                    next.attempts = next.attempts.saturating_sub(1);
                }
                Step::Put(next)
            }
            Change::Repeat { tab, unknown } => {
                let held = row.lease.as_ref().is_some_and(|lease| lease.tab == tab);
                if !held || row.budget_from() > 0 {
                    return Step::Nothing;
                }
                let mut next = row.clone();
                next.hour_requests = row.hour_requests.saturating_add(1);
                next.unknown |= unknown;
                // What is repeated was answered.
                next.unanswered = 0;
                Step::Put(next)
            }
            Change::DeleteUntried => match row.tried() {
                true => Step::Nothing,
                false => Step::Remove(Fate::Cancelled),
            },
            Change::DeleteRefused => match row.doubtful() {
                true => Step::Nothing,
                false => Step::Remove(Fate::Cancelled),
            },
            Change::Event {
                event: Event::Cancel,
            } => Step::Remove(Fate::Cancelled),
            Change::Event { event } => {
                let state = row.state.after(event);
                if state == row.state {
                    return Step::Nothing;
                }
                let mut next = row.clone();
                next.state = state;
                if state == State::Queued {
                    next.not_before = 0;
                }
                Step::Put(next)
            }
            // What of it cannot be read must not be written over.
            Change::Mend { .. } if row.state == State::Unreadable => Step::Nothing,
            Change::PutOff { not_before } => {
                let waits = matches!(row.state, State::Queued | State::Waiting);
                if !waits || row.not_before >= not_before {
                    return Step::Nothing;
                }
                let mut next = row.clone();
                next.not_before = not_before;
                Step::Put(next)
            }
            Change::Mend { not_before, now } => {
                let mut next = row.clone();
                next.not_before = not_before;
                next.hour_start = row.hour_start.min(now);
                Step::Put(next)
            }
            Change::Expire {
                now,
                open,
                tab,
                failed,
                doubtful,
            } => {
                let busy = row
                    .lease
                    .as_ref()
                    .is_some_and(|lease| lease.tab != tab && !lease.lapsed(now));
                // Another tab may have changed it since this one has looked.
                let over = row.lapsed(now, open) || failed && row.overdue(now);
                match over && !busy && row.doubtful() == doubtful {
                    true => Step::Remove(Fate::Expired),
                    false => Step::Nothing,
                }
            }
        }
    }

    /// Whether the receiver may hold it although no receipt was seen.
    pub fn doubtful(&self) -> bool {
        self.state == State::Sending || self.unknown
    }

    /// Whether a tab has begun to send it.
    pub fn tried(&self) -> bool {
        self.attempts > 0 || self.last_class.is_some() || self.unknown
    }

    /// The earliest instant that backoff and budget allow.
    pub fn held_back_until(&self) -> Millis {
        self.not_before.max(self.budget_from())
    }

    /// Whether the stated deadline has passed.
    pub fn overdue(&self, now: Millis) -> bool {
        now > self.expires
    }

    /// How long the row is kept.
    pub fn life(&self) -> Millis {
        self.expires.saturating_sub(self.created)
    }

    /// Whether pages were open with the row for longer than it is kept, by what the row holds or by
    /// what one page knows. Then its deadline has passed, however often the clock was set back.
    pub fn outlived(&self, open: Millis) -> bool {
        self.open.max(open) > self.life()
    }

    /// Whether a row past its deadline may be given up without another attempt. A deadline that
    /// was missed by days may be a wrong clock's doing, and that must not eat a referral: an
    /// attempt that fails now comes first. The time that pages were open is nobody's to set.
    pub fn lapsed(&self, now: Millis, open: Millis) -> bool {
        let never_sent = matches!(self.state, State::Rejected | State::Unreadable);
        let late = self.overdue(now) && (never_sent || now - self.expires <= CLOCK_JUMP);
        late || self.outlived(open)
    }

    /// The earliest instant at which a pass may take the row without a press; `None` where nothing
    /// moves it by itself.
    pub fn due(&self, now: Millis) -> Option<Millis> {
        let at = match self.state {
            State::Queued | State::InMemory => self.not_before,
            State::Waiting | State::Held => self.not_before,
            State::Sending => match &self.lease {
                Some(lease) if !lease.lapsed(now) => lease.until,
                _ => 0,
            },
            _ => return None,
        };
        Some(at.max(self.budget_from()))
    }

    /// Whether the receiver's last answer was that somebody has to sign in first.
    pub fn wants_sign_in(&self) -> bool {
        self.last_class == Some(Reason::SignIn)
    }

    /// Whether the row should have been taken long ago, although another tab holds the lock: a tab
    /// that is frozen keeps its lock. Then the lease in the row guards alone.
    pub fn neglected(&self, now: Millis) -> bool {
        let since = match &self.lease {
            Some(lease) if lease.lapsed(now) => return true,
            Some(lease) => lease.until,
            // The clock was set back since, and says nothing about how old the row is.
            None if self.created > now => self.not_before,
            None => self.not_before.max(self.created + MINUTE),
        };
        now - since > LEASE
    }

    fn claimable(&self, now: Millis, locked: bool, pressed: bool) -> bool {
        if self.budget_from() > now {
            return false;
        }
        match self.state {
            State::Queued | State::InMemory | State::Waiting | State::Held => {
                pressed || self.not_before <= now
            }
            State::Sending => {
                let free = |lease: &Lease| lease.lapsed(now) || locked && !lease.alone();
                self.lease.as_ref().is_none_or(free)
            }
            _ => false,
        }
    }

    fn claimed(&self, lease: &Lease, now: Millis, open: Millis) -> Self {
        let mut next = self.clone();
        if self.state == State::Sending {
            // The tab that sent it is gone, and nobody knows how far it came.
            next.last_class = Some(Reason::Timeout);
            next.unknown = true;
        }
        next.state = self.state.after(Event::Claim);
        next.lease = Some(lease.clone());
        // Two tabs that are open at once know of the same time, so it is not summed up.
        next.open = self.open.max(open);
        next.attempts = self.attempts.saturating_add(1);
        if now >= self.hour_start.saturating_add(HOUR) {
            next.hour_start = now;
            next.hour_requests = 0;
        }
        next.hour_requests = next.hour_requests.saturating_add(1);
        next
    }

    /// When the hour ends for which all requests are made, presses included. It may be over by now;
    /// `None` where some are left.
    pub fn rests_until(&self) -> Option<Millis> {
        let until = self.budget_from();
        (until > 0).then_some(until)
    }

    /// The earliest instant the request budget allows. Counted at the claim, so that a tab that
    /// dies while it sends, again and again, stays inside the budget too.
    fn budget_from(&self) -> Millis {
        match self.hour_requests >= backoff::hourly_budget(self.hour_start, self.created) {
            true => self.hour_start.saturating_add(HOUR),
            false => 0,
        }
    }
}
