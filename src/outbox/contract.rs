//! What every store has to do, as one suite with two callers: the store in memory, natively, and
//! the one in IndexedDB, in a browser.

use super::ports::{Store, StoreError, Trace};
use super::{
    Change, Event, Fate, LEASE, Lease, ROW_VERSION, Reason, Receipt, Row, State, Step, Told,
    Tombstone,
};
use crate::time::{DAY, HOUR, MINUTE, Millis};

const NOW: Millis = 1_790_000_000_000;

/// Runs the suite over stores that `fresh` makes: each call a new and empty one, named by its
/// argument.
pub(crate) async fn check<S: Store>(fresh: impl Fn(&str) -> S) {
    returns_what_was_inserted(&fresh("inserted")).await;
    never_overwrites(&fresh("twice")).await;
    lets_one_tab_claim(&fresh("claim")).await;
    ends_a_row_with_its_tombstone(&fresh("ends")).await;
    records_a_late_receipt(&fresh("late")).await;
    leaves_alone_what_a_change_does_not_touch(&fresh("nothing")).await;
    forgets_old_ends_only(&fresh("prune")).await;
    forgets_ends_of_a_clock_that_was_wrong(&fresh("ahead")).await;
    clears_everything(&fresh("clear")).await;
    tells_the_owner_alone(&fresh("told")).await;
    tells_nobody_after_it_was_cleared(&fresh("untold")).await;
}

async fn returns_what_was_inserted<S: Store>(store: &S) {
    assert_eq!(store.list().await, Ok(vec![]));
    let mut full = row("full");
    full.state = State::Sending;
    full.last_class = Some(Reason::NoReceipt);
    full.lease = Some(lease("a", NOW));
    full.unknown = true;
    full.unanswered = 3;
    full.held_under = "digest".to_owned();
    full.open = HOUR;
    let plain = row("plain");
    store.insert(&full).await.unwrap();
    store.insert(&plain).await.unwrap();
    let mut rows = store.list().await.unwrap();
    rows.sort_by(|a, b| a.id.cmp(&b.id));
    assert_eq!(rows, [full, plain]);
}

async fn never_overwrites<S: Store>(store: &S) {
    store.insert(&row("x")).await.unwrap();
    let mut other = row("x");
    other.jwe = "other".to_owned();
    assert_eq!(store.insert(&other).await, Err(StoreError::Exists));
    assert_eq!(store.list().await, Ok(vec![row("x")]));
}

async fn lets_one_tab_claim<S: Store>(store: &S) {
    store.insert(&row("x")).await.unwrap();
    let (a, b) = (lease("a", NOW), lease("b", NOW));
    let Step::Put(claimed) = claim(store, &a, NOW).await else {
        panic!("the first claim is free")
    };
    assert_eq!(claimed.state, State::Sending);
    assert_eq!(claimed.attempts, 1);
    assert_eq!(store.list().await, Ok(vec![claimed]));
    assert_eq!(claim(store, &b, NOW).await, Step::Nothing);
    let later = NOW + LEASE;
    assert!(matches!(
        claim(store, &lease("b", later), later).await,
        Step::Put(_)
    ));
}

async fn ends_a_row_with_its_tombstone<S: Store>(store: &S) {
    store.insert(&row("x")).await.unwrap();
    claim(store, &lease("a", NOW), NOW).await;
    let step = apply(store, settle("a", Event::Receipt)).await;
    assert_eq!(step, Step::Remove(Fate::Delivered));
    assert_eq!(store.list().await, Ok(vec![]));
    assert_eq!(
        store.trace("hash of x").await,
        Ok(Trace::Ended(Fate::Delivered))
    );
}

async fn records_a_late_receipt<S: Store>(store: &S) {
    store.insert(&row("x")).await.unwrap();
    let event = Event::Cancel;
    let step = apply(store, Change::Event { event }).await;
    assert_eq!(step, Step::Remove(Fate::Cancelled));
    assert_eq!(
        store.trace("hash of x").await,
        Ok(Trace::Ended(Fate::Cancelled))
    );
    let step = apply(store, settle("a", Event::Retry)).await;
    assert_eq!(step, Step::Nothing);
    let step = apply(store, settle("a", Event::Receipt)).await;
    assert_eq!(step, Step::Record(Fate::Delivered));
    assert_eq!(
        store.trace("hash of x").await,
        Ok(Trace::Ended(Fate::Delivered))
    );
}

async fn leaves_alone_what_a_change_does_not_touch<S: Store>(store: &S) {
    store.insert(&row("x")).await.unwrap();
    store.insert(&row("y")).await.unwrap();
    let expire = Change::Expire {
        now: NOW,
        open: 0,
        tab: "a",
        failed: false,
        doubtful: false,
    };
    let step = apply(store, expire).await;
    assert_eq!(step, Step::Nothing);
    let step = apply(store, settle("a", Event::Reject)).await;
    assert_eq!(step, Step::Nothing, "no lease is held");
    let event = Event::Cancel;
    let _ = store
        .update("x", &Change::Event { event }, grave("x"))
        .await;
    assert_eq!(store.list().await, Ok(vec![row("y")]));
}

async fn forgets_old_ends_only<S: Store>(store: &S) {
    end(store, "old", NOW).await;
    end(store, "new", NOW + HOUR).await;
    store.prune(NOW + HOUR + DAY).await.unwrap();
    assert_eq!(store.trace("hash of old").await, Ok(Trace::Cleared));
    assert_eq!(
        store.trace("hash of new").await,
        Ok(Trace::Ended(Fate::Cancelled))
    );
}

async fn forgets_ends_of_a_clock_that_was_wrong<S: Store>(store: &S) {
    end(store, "ahead", NOW + 5 * MINUTE + 1).await;
    end(store, "now", NOW + 5 * MINUTE).await;
    store.prune(NOW).await.unwrap();
    assert_eq!(store.trace("hash of ahead").await, Ok(Trace::Cleared));
    assert_eq!(
        store.trace("hash of now").await,
        Ok(Trace::Ended(Fate::Cancelled))
    );
}

async fn end<S: Store>(store: &S, id: &str, at: Millis) {
    let event = Event::Cancel;
    store.insert(&row(id)).await.unwrap();
    let mut grave = grave(id);
    grave.at = at;
    store
        .update(id, &Change::Event { event }, grave)
        .await
        .unwrap();
}

async fn clears_everything<S: Store>(store: &S) {
    assert_eq!(store.trace("hash of x").await, Ok(Trace::Wiped));
    assert_eq!(store.clear().await, Ok(()));
    store.insert(&row("x")).await.unwrap();
    store.insert(&row("y")).await.unwrap();
    let _ = store
        .update("y", &settle("a", Event::Receipt), grave("y"))
        .await;
    store.clear().await.unwrap();
    assert_eq!(store.list().await, Ok(vec![]));
    assert_eq!(store.trace("hash of x").await, Ok(Trace::Cleared));
    assert_eq!(store.trace("hash of y").await, Ok(Trace::Cleared));
}

async fn tells_the_owner_alone<S: Store>(store: &S) {
    assert_eq!(store.ended("tag").await, Ok(vec![]));
    store.insert(&row("x")).await.unwrap();
    claim(store, &lease("a", NOW), NOW).await;
    let mut grave = grave("x");
    let told = grave.told.as_mut().unwrap();
    told.receipt = Some(Receipt {
        id: "hash of x".to_owned(),
        receipt: "R-1".to_owned(),
        received_at: "2026-11-21T23:00:00Z".to_owned(),
    });
    let change = settle("a", Event::Receipt);
    store.update("x", &change, grave.clone()).await.unwrap();
    grave.fate = Fate::Delivered;
    let told = grave.told.as_mut().unwrap();
    // As the store holds it, and not as the tab knew it.
    (told.tried, told.outcome_unknown) = (true, true);
    assert_eq!(store.ended("tag").await, Ok(vec![grave]));
    assert_eq!(store.ended("other").await, Ok(vec![]));
    assert_eq!(store.ended("").await, Ok(vec![]));
}

async fn tells_nobody_after_it_was_cleared<S: Store>(store: &S) {
    end(store, "x", NOW).await;
    assert_eq!(store.ended("tag").await, Ok(vec![]), "they deleted it");
    apply(store, settle("a", Event::Receipt)).await;
    let told = store.ended("tag").await.unwrap();
    assert_eq!(told.len(), 1, "they do not know of the receipt");
    store.clear().await.unwrap();
    store.insert(&row("y")).await.unwrap();
    let step = apply(store, settle("a", Event::Receipt)).await;
    assert_eq!(step, Step::Record(Fate::Delivered));
    assert_eq!(store.ended("tag").await, Ok(vec![]));
}

async fn claim<S: Store>(store: &S, lease: &Lease, now: Millis) -> Step {
    let change = Change::Claim {
        lease,
        now,
        open: 0,
        locked: false,
        pressed: false,
    };
    apply(store, change).await
}

async fn apply<S: Store>(store: &S, change: Change<'_>) -> Step {
    store.update("x", &change, grave("x")).await.unwrap()
}

fn settle(tab: &str, event: Event) -> Change<'_> {
    Change::Settle {
        tab,
        event,
        reason: Some(Reason::Server),
        not_before: NOW,
        counts: true,
        unknown: event == Event::Retry,
        held_under: "",
    }
}

fn lease(tab: &str, now: Millis) -> Lease {
    Lease {
        tab: tab.to_owned(),
        until: now + LEASE,
    }
}

fn grave(id: &str) -> Tombstone {
    Tombstone {
        key: ["hash of ", id].concat(),
        fate: Fate::Cancelled,
        at: NOW,
        told: Told::of(&row(id)),
    }
}

/// A queued row.
pub(crate) fn row(id: &str) -> Row {
    Row {
        id: id.to_owned(),
        v: ROW_VERSION,
        jwe: ["sealed ", id].concat(),
        jwe_sha256: "digest".to_owned(),
        dest: "program/recipient".to_owned(),
        owner: "tag".to_owned(),
        state: State::Queued,
        created: NOW,
        expires: NOW + 72 * HOUR,
        attempts: 0,
        not_before: 0,
        last_class: None,
        hour_start: NOW,
        hour_requests: 0,
        lease: None,
        unknown: false,
        unanswered: 0,
        held_under: String::new(),
        open: 0,
    }
}
