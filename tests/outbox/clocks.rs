//! Deadlines, and clocks that are wrong.

use std::rc::Rc;

use touchbase::outbox::ports::Store;
use touchbase::outbox::{Keep, MemoryStore, State, TransportIdentity, Trigger};
use touchbase::time::{DAY, HOUR, MINUTE};

use super::world::{Fault, World, assert_budget, block, live, sealed, send, status, view};

#[test]
fn a_row_is_given_up_at_its_deadline_and_not_before() {
    let (world, disk) = (World::new(60), Rc::<MemoryStore>::default());
    let tab = world.tab(&disk);
    world.expect((0..5_000).map(|_| Fault::Answer(status(500))));
    let shown = send(&tab, "a");
    live(&world, &tab, shown.expires - world.now.get() - 1);
    assert_eq!(view(&tab, "a").state, State::Waiting);
    live(&world, &tab, MINUTE);
    assert_eq!(view(&tab, "a").state, State::Expired);
    assert_eq!(block(disk.list()), Ok(vec![]));
    assert_eq!(tab.next_wake(), None);
    assert_budget(&world, "a", shown.created);
}

#[test]
fn a_row_whose_deadline_passed_is_not_sent() {
    let (world, disk) = (World::new(61), Rc::<MemoryStore>::default());
    let tab = world.tab(&disk);
    block(tab.enqueue(sealed("a"), Keep::Device));
    world.advance(4 * DAY);
    block(tab.drain());
    assert_eq!(view(&tab, "a").state, State::Expired);
    assert!(world.posts.borrow().is_empty());
}

/// F37, I20: a deadline missed by more than a week is tried once more before the row is given up.
#[test]
fn a_clock_that_jumped_forward_eats_nothing_unseen() {
    let (world, disk) = (World::new(62), Rc::<MemoryStore>::default());
    let tab = world.tab(&disk);
    block(tab.enqueue(sealed("a"), Keep::Device));
    world.advance(365 * DAY);
    block(tab.drain());
    assert_eq!(view(&tab, "a").state, State::Delivered);

    block(tab.enqueue(sealed("b"), Keep::Device));
    world.advance(365 * DAY);
    world.expect([Fault::Answer(status(500))]);
    block(tab.drain());
    assert_eq!(view(&tab, "b").state, State::Expired);
    assert_eq!(world.posts_of("b").len(), 1);
}

#[test]
fn a_clock_that_jumped_gives_up_no_row_that_could_not_be_tried() {
    let (world, disk) = (World::new(63), Rc::<MemoryStore>::default());
    let anna = world.tab_with(&disk, TransportIdentity::User, "anna");
    block(anna.enqueue(sealed("a"), Keep::Device));
    world.advance(365 * DAY);
    let ben = world.tab_with(&disk, TransportIdentity::User, "ben");
    block(ben.drain());
    assert_eq!(ben.next_wake(), None, "nothing to wait for in this session");
    assert_eq!(block(disk.list()).unwrap().len(), 1);
    world.online.set(false);
    block(anna.drain());
    live(&world, &anna, HOUR);
    assert_eq!(block(disk.list()).unwrap().len(), 1);
    world.online.set(true);
    live(&world, &anna, HOUR);
    assert_eq!(view(&anna, "a").state, State::Delivered);
}

/// A clock that goes back a year must not make a row wait for a year.
#[test]
fn a_clock_that_jumped_back_delays_by_half_an_hour() {
    let (world, disk) = (World::new(64), Rc::<MemoryStore>::default());
    let tab = world.tab(&disk);
    world.expect([Fault::Answer(status(500))]);
    send(&tab, "a");
    block(tab.enqueue(sealed("b"), Keep::Device));
    world.advance(-365 * DAY);
    tab.trigger(Trigger::Visible);
    live(&world, &tab, HOUR);
    assert_eq!(view(&tab, "a").state, State::Delivered);
    assert_eq!(view(&tab, "b").state, State::Delivered);
}

/// I13: the ladder survives a reload.
#[test]
fn a_reload_does_not_start_the_ladder_again() {
    let (world, disk) = (World::new(65), Rc::<MemoryStore>::default());
    world.expect((0..8).map(|_| Fault::Answer(status(500))));
    let tab = world.tab_with(&disk, TransportIdentity::None, "anna");
    send(&tab, "a");
    for _ in 0..7 {
        block(tab.try_now("a"));
    }
    let before = view(&tab, "a");
    drop(tab);
    let tab = world.tab_with(&disk, TransportIdentity::None, "anna");
    tab.trigger(Trigger::Load);
    block(tab.refresh());
    let after = view(&tab, "a");
    assert_eq!(after.attempts, 8);
    assert_eq!(after.next_try, before.next_try);
    block(tab.drain());
    assert_eq!(world.posts.borrow().len(), 8, "not before its time");
}

#[test]
fn a_load_is_spread_over_ten_seconds() {
    let mut latest = 0;
    for seed in 0..50 {
        let (world, disk) = (World::new(seed), Rc::<MemoryStore>::default());
        let tab = world.tab(&disk);
        block(tab.enqueue(sealed("a"), Keep::Device));
        drop(tab);
        let tab = world.tab(&disk);
        let loaded = world.now.get();
        tab.trigger(Trigger::Load);
        block(tab.refresh());
        live(&world, &tab, MINUTE);
        let delay = world.posts.borrow()[0].at - loaded;
        assert!(delay <= 10_000);
        latest = latest.max(delay);
    }
    assert!(latest > 5_000, "the spread is used");
}
