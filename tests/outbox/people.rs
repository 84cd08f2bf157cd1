//! Whose referral it is, and what a person may do with it.

use std::rc::Rc;

use touchbase::outbox::ports::Store;
use touchbase::outbox::{Keep, MemoryStore, Reply, Response, State, TransportIdentity};
use touchbase::time::HOUR;

use super::world::{Fault, World, block, live, problem, sealed, send, status, view};

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

    // Refused each time, and nothing was ever stored.
    world.expect(vec![Fault::Answer(problem(503, "unavailable")); 2]);
    world.expect([Fault::Answer(status(404)), Fault::Answer(status(429))]);
    assert!(!send(&tab, "refused").outcome_unknown);
    for attempts in 2..5 {
        block(tab.try_now("refused"));
        let shown = view(&tab, "refused");
        assert_eq!((shown.attempts, shown.outcome_unknown), (attempts, false));
    }
    block(tab.cancel("refused"));
    let shown = view(&tab, "refused");
    assert!(shown.ever_tried && !shown.outcome_unknown);
    assert_eq!(tab.next_wake(), None);
    assert_eq!(block(disk.list()), Ok(vec![]));
}

/// Another tab has tried it since this one has looked.
#[test]
fn deleting_goes_by_what_is_stored() {
    let (world, disk) = (World::new(49), Rc::<MemoryStore>::default());
    let (one, two) = (world.tab(&disk), world.tab(&disk));
    world.expect([Fault::Answer(status(429)), Fault::AckLost(Reply::Timeout)]);
    assert!(!send(&one, "a").outcome_unknown);
    world.advance(HOUR);
    block(two.drain());
    assert!(!view(&one, "a").outcome_unknown, "it has not looked");
    block(one.cancel("a"));
    assert!(view(&one, "a").outcome_unknown);
}

/// What answers after the commit as if it had failed, and in the end a plain refusal.
#[test]
fn an_unknown_outcome_stays_unknown() {
    let redirect = Response {
        redirect: true,
        ..Response::default()
    };
    for answer in [status(500), status(503), status(502), redirect] {
        let (world, disk) = (World::new(50), Rc::<MemoryStore>::default());
        let tab = world.tab_with(&disk, TransportIdentity::None, "anna");
        world.expect([Fault::AckLost(Reply::Response(answer.clone()))]);
        world.expect(vec![Fault::Answer(status(404)); 3]);
        assert!(send(&tab, "a").outcome_unknown, "{answer:?}");
        block(tab.try_now("a"));
        assert!(view(&tab, "a").outcome_unknown, "{answer:?}");
        let reloaded = world.tab_with(&disk, TransportIdentity::None, "anna");
        block(reloaded.refresh());
        assert!(view(&reloaded, "a").outcome_unknown, "{answer:?}");
    }
}

/// An endpoint that stores and redirects, and with a fresh token refuses.
#[test]
fn a_repeat_does_not_unsay_it_either() {
    let (world, disk) = (World::new(52), Rc::<MemoryStore>::default());
    world.tokens.set(true);
    let tab = world.tab(&disk);
    let redirect = Response {
        redirect: true,
        ..Response::default()
    };
    let stored = Fault::AckLost(Reply::Response(redirect));
    world.expect([stored, Fault::Answer(status(400))]);
    let shown = send(&tab, "a");
    assert_eq!((shown.state, shown.attempts), (State::Rejected, 1));
    assert!(shown.outcome_unknown);
}

/// A tab died while it sent, and the next attempt was refused.
#[test]
fn what_a_dead_tab_sent_stays_unknown() {
    let (world, disk) = (World::new(51), Rc::<MemoryStore>::default());
    let tab = world.tab_with(&disk, TransportIdentity::None, "anna");
    block(tab.enqueue(sealed(&tab, "a"), Keep::Device));
    let mut sending = Box::pin(tab.try_now("a"));
    let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
    while world.posts.borrow().is_empty() {
        assert!(sending.as_mut().poll(&mut cx).is_pending());
    }
    drop(sending);
    let next = world.tab_with(&disk, TransportIdentity::None, "anna");
    world.expect([Fault::Answer(status(429))]);
    block(next.drain());
    let shown = view(&next, "a");
    assert_eq!((shown.state, shown.attempts), (State::Waiting, 2));
    assert!(shown.outcome_unknown);
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
    assert_eq!(send(&tab, "a").rests_until, None);
    for _ in 0..100 {
        block(tab.try_now("a"));
    }
    assert_eq!(world.posts.borrow().len(), 20);
    let shown = view(&tab, "a");
    assert!(shown.next_try.unwrap() > world.now.get());
    assert_eq!(shown.rests_until, Some(shown.created + HOUR));
    world.advance(2 * HOUR);
    for _ in 0..100 {
        block(tab.try_now("a"));
    }
    assert_eq!(world.posts.borrow().len(), 28);
    let rests_until = view(&tab, "a").rests_until;
    assert_eq!(rests_until, Some(world.now.get() + HOUR));
}
