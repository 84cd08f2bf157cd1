//! What a person is told of a request that ended while they were not there.

use std::rc::Rc;

use touchbase::outbox::ports::Store;
use touchbase::outbox::{Keep, MemoryStore, Reply, State, TransportIdentity, View};
use touchbase::time::{DAY, HOUR};

use super::world::{Fault, Tab, World, block, live, sealed, send, view};

fn page(world: &Rc<World>, disk: &Rc<MemoryStore>, owner: &str) -> Tab {
    world.tab_with(disk, TransportIdentity::None, owner)
}

/// What a page of `owner` shows that has just been loaded.
fn next_visit(world: &Rc<World>, disk: &Rc<MemoryStore>, owner: &str) -> Vec<View> {
    let tab = page(world, disk, owner);
    block(tab.refresh());
    tab.views()
}

#[test]
fn the_next_visit_of_its_owner_shows_a_receipt() {
    let (world, disk) = (World::new(130), Rc::<MemoryStore>::default());
    for (at, deliverer) in ["anna", "ben", ""].into_iter().enumerate() {
        let id = at.to_string();
        let anna = page(&world, &disk, "anna");
        block(anna.enqueue(sealed(&anna, &id), Keep::Device));
        drop(anna);
        live(&world, &page(&world, &disk, deliverer), 0);
        let tab = page(&world, &disk, deliverer);
        block(tab.drain());
        assert_eq!(world.stored_times(&id), 1);
        assert_eq!(next_visit(&world, &disk, "ben"), []);
        assert_eq!(next_visit(&world, &disk, ""), []);
        let told = next_visit(&world, &disk, "anna");
        assert_eq!(told.len(), at + 1, "{deliverer:?}");
        assert!(told.iter().all(|view| view.state == State::Delivered));
        let receipts: Vec<_> = (told.iter())
            .filter_map(|view| Some(view.receipt.as_ref()?.receipt.clone()))
            .collect();
        assert!(receipts.contains(&format!("R-{at}")), "{receipts:?}");
        assert!(
            told.iter()
                .all(|view| !view.outcome_unknown && view.id != id)
        );
    }
}

#[test]
fn the_next_visit_of_its_owner_shows_that_it_expired() {
    let (world, disk) = (World::new(131), Rc::<MemoryStore>::default());
    let anna = page(&world, &disk, "anna");
    world.expect([Fault::AckLost(Reply::Timeout)]);
    send(&anna, "tried");
    block(anna.enqueue(sealed(&anna, "untried"), Keep::Device));
    drop(anna);
    world.online.set(false);
    world.advance(73 * HOUR);
    block(page(&world, &disk, "ben").drain());
    assert_eq!(block(disk.list()), Ok(vec![]));
    let told = next_visit(&world, &disk, "anna");
    assert_eq!(told.len(), 2);
    assert!(told.iter().all(|view| view.state == State::Expired));
    let unknown = |view: &&View| view.outcome_unknown && view.ever_tried;
    assert_eq!(told.iter().filter(unknown).count(), 1);
}

#[test]
fn nothing_is_told_twice() {
    let (world, disk) = (World::new(132), Rc::<MemoryStore>::default());
    let anna = page(&world, &disk, "anna");
    send(&anna, "a");
    block(anna.refresh());
    assert_eq!(view(&anna, "a").state, State::Delivered);
    assert_eq!(anna.views().len(), 1);
}

/// Another tab had the receipt.
#[test]
fn a_page_that_made_the_request_learns_the_receipt() {
    let (world, disk) = (World::new(133), Rc::<MemoryStore>::default());
    let (made, other) = (page(&world, &disk, "anna"), page(&world, &disk, "ben"));
    block(made.enqueue(sealed(&made, "a"), Keep::Device));
    block(other.drain());
    block(made.refresh());
    let shown = view(&made, "a");
    assert_eq!(shown.state, State::Delivered);
    assert_eq!(
        shown.receipt.map(|receipt| receipt.receipt).as_deref(),
        Some("R-0")
    );
    assert_eq!(made.views().len(), 1);
}

#[test]
fn a_day_later_nothing_is_told_any_more() {
    let (world, disk) = (World::new(134), Rc::<MemoryStore>::default());
    send(&page(&world, &disk, "anna"), "a");
    world.advance(DAY);
    assert_eq!(next_visit(&world, &disk, "anna").len(), 1);
    world.advance(1);
    assert_eq!(next_visit(&world, &disk, "anna"), []);
}

#[test]
fn the_next_person_at_the_same_page_is_told_nothing() {
    let (world, disk) = (World::new(135), Rc::<MemoryStore>::default());
    send(&page(&world, &disk, "anna"), "a");
    let tab = page(&world, &disk, "anna");
    block(tab.refresh());
    assert_eq!(tab.views().len(), 1);
    for owner in ["ben", ""] {
        tab.set_owner(owner);
        assert_eq!(tab.views(), []);
        block(tab.refresh());
        assert_eq!(tab.views(), []);
    }
    tab.set_owner("anna");
    block(tab.refresh());
    assert_eq!(tab.views().len(), 1);
}

#[test]
fn nothing_is_told_of_a_row_that_named_nobody() {
    let (world, disk) = (World::new(136), Rc::<MemoryStore>::default());
    send(&page(&world, &disk, ""), "a");
    for owner in ["", "anna"] {
        assert_eq!(next_visit(&world, &disk, owner), []);
    }
    assert_eq!(block(disk.ended("")), Ok(vec![]));
}

#[test]
fn clearing_the_computer_leaves_nothing_to_tell() {
    let (world, disk) = (World::new(137), Rc::<MemoryStore>::default());
    send(&page(&world, &disk, "anna"), "a");
    let tab = page(&world, &disk, "anna");
    block(tab.refresh());
    block(tab.clear_device()).unwrap();
    assert_eq!(tab.views(), []);
    assert_eq!(next_visit(&world, &disk, "anna"), []);

    // Not by a receipt that comes later either.
    let anna = page(&world, &disk, "anna");
    block(anna.enqueue(sealed(&anna, "b"), Keep::Device));
    let mut sending = Box::pin(anna.try_now("b"));
    let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
    while world.posts_of("b").is_empty() {
        assert!(sending.as_mut().poll(&mut cx).is_pending());
    }
    block(page(&world, &disk, "ben").clear_device()).unwrap();
    block(sending);
    assert_eq!(next_visit(&world, &disk, "anna"), []);
}

/// Who deleted a request knows it. A receipt that comes after that is news.
#[test]
fn what_its_owner_deleted_is_told_only_where_it_arrived() {
    let (world, disk) = (World::new(138), Rc::<MemoryStore>::default());
    let anna = page(&world, &disk, "anna");
    block(anna.enqueue(sealed(&anna, "a"), Keep::Device));
    block(anna.cancel("a"));
    assert_eq!(next_visit(&world, &disk, "anna"), []);

    block(anna.enqueue(sealed(&anna, "b"), Keep::Device));
    let mut sending = Box::pin(anna.try_now("b"));
    let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
    while world.posts_of("b").is_empty() {
        assert!(sending.as_mut().poll(&mut cx).is_pending());
    }
    block(anna.cancel("b"));
    assert_eq!(next_visit(&world, &disk, "anna"), []);
    block(sending);
    let told = next_visit(&world, &disk, "anna");
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].state, State::Delivered);
    assert!(told[0].receipt.is_some());
}
