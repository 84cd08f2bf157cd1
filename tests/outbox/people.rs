//! Whose referral it is, and what a person may do with it.

use std::rc::Rc;

use touchbase::outbox::ports::Store;
use touchbase::outbox::{Keep, MemoryStore, Reply, State, TransportIdentity};
use touchbase::time::HOUR;

use super::world::{Fault, World, block, live, sealed, send, status, view};

/// F38 with an endpoint that takes no identity: delivered silently, shown to nobody else.
#[test]
fn another_session_delivers_silently() {
    let (world, disk) = (World::new(40), Rc::<MemoryStore>::default());
    let a = world.tab_with(&disk, TransportIdentity::None, "anna");
    block(a.enqueue(sealed(&a, "a"), Keep::Device));
    drop(a);
    let b = world.tab_with(&disk, TransportIdentity::None, "ben");
    block(b.refresh());
    assert!(b.views().is_empty());
    live(&world, &b, HOUR);
    assert!(b.views().is_empty());
    assert_eq!(world.stored_times("a"), 1);
}

/// F38 with an endpoint that takes the user from the request.
#[test]
fn another_session_never_sends_under_its_own_name() {
    let (world, disk) = (World::new(41), Rc::<MemoryStore>::default());
    let a = world.tab_with(&disk, TransportIdentity::User, "anna");
    block(a.enqueue(sealed(&a, "a"), Keep::Device));
    drop(a);
    for owner in ["ben", ""] {
        let b = world.tab_with(&disk, TransportIdentity::User, owner);
        block(b.drain());
        live(&world, &b, 10 * HOUR);
        block(b.try_now("a"));
        block(b.cancel("a"));
        assert!(b.views().is_empty());
        assert!(world.posts.borrow().is_empty());
    }
    let a = world.tab_with(&disk, TransportIdentity::User, "anna");
    block(a.refresh());
    assert_eq!(view(&a, "a").state, State::Queued);
    live(&world, &a, HOUR);
    assert_eq!(view(&a, "a").state, State::Delivered);
}

#[test]
fn without_a_tag_only_the_page_that_wrote_a_row_shows_or_sends_it() {
    let (world, disk) = (World::new(42), Rc::<MemoryStore>::default());
    let page = world.tab_with(&disk, TransportIdentity::User, "");
    block(page.enqueue(sealed(&page, "a"), Keep::Device));
    let next = world.tab_with(&disk, TransportIdentity::User, "");
    block(next.drain());
    assert!(next.views().is_empty());
    assert!(world.posts.borrow().is_empty());
    block(page.drain());
    assert_eq!(view(&page, "a").state, State::Delivered);
}

/// I15: another person signs in without the page being loaded again.
#[test]
fn a_changed_owner_sees_nothing_of_the_last_one() {
    let (world, disk) = (World::new(43), Rc::<MemoryStore>::default());
    let page = world.tab_with(&disk, TransportIdentity::None, "anna");
    send(&page, "delivered");
    world.expect([Fault::Answer(status(404))]);
    send(&page, "held");
    block(page.enqueue(sealed(&page, "kept in the page"), Keep::Page));
    assert_eq!(page.views().len(), 3);
    page.set_owner("ben");
    assert!(page.views().is_empty());
    page.set_owner("");
    assert!(page.views().is_empty());
    page.set_owner("anna");
    let ids: Vec<String> = page.views().into_iter().map(|view| view.id).collect();
    assert_eq!(ids, ["held", "kept in the page"]);
}

#[test]
fn a_page_keeps_what_it_was_asked_not_to_store() {
    let (world, disk) = (World::new(44), Rc::<MemoryStore>::default());
    let tab = world.tab(&disk);
    world.expect([Fault::Answer(status(500))]);
    let kept = block(tab.enqueue(sealed(&tab, "a"), Keep::Page));
    assert_eq!((kept.state, kept.keep), (State::InMemory, Keep::Page));
    block(tab.try_now("a"));
    let shown = view(&tab, "a");
    assert_eq!(
        shown.state,
        State::InMemory,
        "no word about a saved row holds for it"
    );
    assert_eq!(shown.attempts, 1);
    assert!(shown.next_try.is_some());
    assert_eq!(block(disk.list()), Ok(vec![]));
    live(&world, &tab, HOUR);
    assert_eq!(view(&tab, "a").state, State::Delivered);
    assert_eq!(block(disk.list()), Ok(vec![]));
}

#[test]
fn deleting_says_whether_anything_may_have_been_received() {
    let (world, disk) = (World::new(45), Rc::<MemoryStore>::default());
    let tab = world.tab(&disk);
    block(tab.enqueue(sealed(&tab, "untried"), Keep::Device));
    block(tab.cancel("untried"));
    let shown = view(&tab, "untried");
    assert_eq!(
        (shown.state, shown.outcome_unknown),
        (State::Cancelled, false)
    );
    assert!(!shown.ever_tried);

    world.expect([Fault::Lost]);
    send(&tab, "tried");
    block(tab.cancel("tried"));
    let shown = view(&tab, "tried");
    assert_eq!(
        (shown.state, shown.outcome_unknown),
        (State::Cancelled, true)
    );
    assert!(shown.ever_tried);

    // Not even an answer that refuses proves that nothing was stored on the way.
    world.expect([Fault::Answer(status(503))]);
    assert!(!send(&tab, "refused").outcome_unknown);
    block(tab.cancel("refused"));
    assert!(view(&tab, "refused").outcome_unknown);
    assert_eq!(tab.next_wake(), None);
    assert_eq!(block(disk.list()), Ok(vec![]));
}

/// Stored, the answer lost, and the next attempt refused: the receiver still holds it.
#[test]
fn a_refusal_does_not_unsay_what_may_have_been_stored() {
    let (world, disk) = (World::new(48), Rc::<MemoryStore>::default());
    let tab = world.tab(&disk);
    world.expect([Fault::AckLost(Reply::Timeout), Fault::Answer(status(400))]);
    send(&tab, "a");
    block(tab.try_now("a"));
    let shown = view(&tab, "a");
    assert_eq!(shown.state, State::Rejected);
    assert!(shown.outcome_unknown);
}

/// A receipt that comes after the deletion is still the truth.
#[test]
fn a_receipt_after_the_deletion_is_shown() {
    let (world, disk) = (World::new(46), Rc::<MemoryStore>::default());
    let tab = world.tab(&disk);
    block(tab.enqueue(sealed(&tab, "a"), Keep::Device));
    let mut sending = Box::pin(tab.try_now("a"));
    let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
    while world.posts.borrow().is_empty() {
        assert!(sending.as_mut().poll(&mut cx).is_pending());
    }
    block(tab.cancel("a"));
    assert_eq!(view(&tab, "a").state, State::Cancelled);
    block(sending);
    assert_eq!(view(&tab, "a").state, State::Delivered);
    assert_eq!(block(disk.list()), Ok(vec![]));
}

#[test]
fn presses_stay_inside_the_budget() {
    let (world, disk) = (World::new(47), Rc::<MemoryStore>::default());
    let tab = world.tab(&disk);
    world.expect((0..500).map(|_| Fault::Answer(status(500))));
    send(&tab, "a");
    for _ in 0..100 {
        block(tab.try_now("a"));
    }
    assert_eq!(world.posts.borrow().len(), 20);
    let next = view(&tab, "a").next_try.unwrap();
    assert!(next > world.now.get());
    world.advance(2 * HOUR);
    for _ in 0..100 {
        block(tab.try_now("a"));
    }
    assert_eq!(world.posts.borrow().len(), 28);
}
