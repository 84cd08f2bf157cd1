//! Crashes, and a store that fails.

use std::rc::Rc;

use touchbase::outbox::ports::{Store, StoreError, Trace};
use touchbase::outbox::{
    Change, Event, Fate, Keep, LEASE, MemoryStore, Row, State, Tombstone, TransportIdentity,
    Trigger,
};
use touchbase::time::{DAY, HOUR, MINUTE, SECOND};

use super::world::{StoreFault, Tab, World, block, crash_after, key, live, sealed, send, view};

/// F2 to F5: a tab that dies at any step of sending leaves a row that the next one delivers, and
/// the receiver has it once.
#[test]
fn a_crash_at_any_step_loses_nothing() {
    for locks in [true, false] {
        for steps in 0.. {
            let (world, disk) = (World::new(20), Rc::<MemoryStore>::default());
            world.locks_work.set(locks);
            let tab = world.tab(&disk);
            block(tab.enqueue(sealed(&tab, "a"), Keep::Device));
            let ended = crash_after(steps, tab.try_now("a"));
            drop(tab);

            let next = world.tab(&disk);
            block(next.drain());
            live(&world, &next, LEASE + MINUTE);
            assert_eq!(world.stored_times("a"), 1, "after {steps} steps");
            assert_eq!(block(disk.list()), Ok(vec![]), "after {steps} steps");
            assert!(world.posts_of("a").len() <= 2);
            if ended {
                assert!(steps > 10, "the crash went through every step");
                break;
            }
        }
    }
}

/// Design: whoever holds the lock may take a row left in `sending` at once.
#[test]
fn the_lock_makes_a_left_lease_void() {
    for steps in 0..100 {
        let (world, disk) = (World::new(21), Rc::<MemoryStore>::default());
        let tab = world.tab(&disk);
        block(tab.enqueue(sealed(&tab, "a"), Keep::Device));
        crash_after(steps, tab.try_now("a"));
        let left = block(disk.list()).unwrap();
        if left.iter().all(|row| row.state != State::Sending) {
            continue;
        }
        block(world.tab(&disk).drain());
        assert_eq!(world.stored_times("a"), 1, "with no wait");
        return;
    }
    panic!("no step leaves the row in sending");
}

/// The same by the page's own timer: a row that a dead tab left in `sending` goes out within the
/// spread of a page load, not when its lease ends.
#[test]
fn a_page_that_loads_does_not_wait_for_a_dead_tab() {
    for steps in 0..100 {
        let (world, disk) = (World::new(23), Rc::<MemoryStore>::default());
        let tab = world.tab(&disk);
        block(tab.enqueue(sealed(&tab, "a"), Keep::Device));
        crash_after(steps, tab.try_now("a"));
        let left = block(disk.list()).unwrap();
        if left.iter().all(|row| row.state != State::Sending) {
            continue;
        }
        let next = world.tab(&disk);
        next.trigger(Trigger::Load);
        block(next.refresh());
        live(&world, &next, 12 * SECOND);
        assert_eq!(world.stored_times("a"), 1, "within the spread of a load");
        return;
    }
    panic!("no step leaves the row in sending");
}

/// F26: the holder is frozen with the lock in its hand.
#[test]
fn a_frozen_holder_delays_and_does_not_stop() {
    let (world, disk) = (World::new(22), Rc::<MemoryStore>::default());
    let frozen = world.tab(&disk);
    block(frozen.enqueue(sealed(&frozen, "a"), Keep::Device));
    block(frozen.enqueue(sealed(&frozen, "b"), Keep::Device));
    let mut pass = Box::pin(frozen.drain());
    let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
    while world.posts.borrow().is_empty() {
        assert!(pass.as_mut().poll(&mut cx).is_pending());
    }
    let other = world.tab(&disk);
    block(other.drain());
    assert!(world.stored.borrow().is_empty(), "the holder has its time");
    live(&world, &other, 5 * MINUTE);
    assert_eq!(world.stored_times("a"), 1);
    assert_eq!(world.stored_times("b"), 1);
    block(pass);
    assert_eq!(world.stored_times("a"), 1, "after the thaw as well");
    assert_eq!(block(disk.list()), Ok(vec![]));
}

/// F29, F33: then it is never called saved, and is sent from the page.
#[test]
fn what_the_device_cannot_store_is_kept_in_the_page() {
    for error in [StoreError::Full, StoreError::Lost, StoreError::Unavailable] {
        let (world, disk) = (World::new(23), Rc::<MemoryStore>::default());
        let tab = world.tab(&disk);
        // A full store is tried again after its ends are forgotten, a lost one on a new connection.
        world.expect_of_store([StoreFault::Fails(error); 3]);
        let kept = block(tab.enqueue(sealed(&tab, "a"), Keep::Device));
        assert_eq!((kept.state, kept.keep), (State::InMemory, Keep::Page));
        world.store_script.borrow_mut().clear();
        assert_eq!(block(disk.list()), Ok(vec![]));
        block(tab.try_now("a"));
        assert_eq!(view(&tab, "a").state, State::Delivered);
    }
}

#[test]
fn one_lost_connection_is_no_failure() {
    let (world, disk) = (World::new(24), Rc::<MemoryStore>::default());
    let tab = world.tab(&disk);
    world.expect_of_store([StoreFault::Fails(StoreError::Lost)]);
    let kept = block(tab.enqueue(sealed(&tab, "a"), Keep::Device));
    assert_eq!((kept.state, kept.keep), (State::Queued, Keep::Device));
}

#[test]
fn a_full_store_makes_room_by_forgetting_old_ends() {
    let (world, disk) = (World::new(25), Rc::<MemoryStore>::default());
    let tab = world.tab(&disk);
    world.expect_of_store([StoreFault::Fails(StoreError::Full)]);
    let kept = block(tab.enqueue(sealed(&tab, "a"), Keep::Device));
    assert_eq!((kept.state, kept.keep), (State::Queued, Keep::Device));
}

/// A write that was stored although the store said that it was lost: tried again, it exists.
#[test]
fn a_write_that_was_stored_after_all_is_one_row() {
    let (world, disk) = (World::new(26), Rc::<MemoryStore>::default());
    let tab = world.tab(&disk);
    world.expect_of_store([StoreFault::WritesThenLost]);
    let kept = block(tab.enqueue(sealed(&tab, "a"), Keep::Device));
    assert_eq!((kept.state, kept.keep), (State::Queued, Keep::Device));
    assert_eq!(block(disk.list()).unwrap().len(), 1);
    block(tab.drain());
    assert_eq!(world.stored_times("a"), 1);
}

/// F30: the receipt came, and the store fails.
#[test]
fn a_receipt_is_shown_even_where_it_cannot_be_recorded() {
    let (world, disk) = (World::new(27), Rc::<MemoryStore>::default());
    let tab = world.tab(&disk);
    block(tab.enqueue(sealed(&tab, "a"), Keep::Device));
    // Press, prune, list and claim work; then the store is gone for a while.
    let works = [StoreFault::Works; 4];
    world.expect_of_store(works);
    world.expect_of_store([StoreFault::Fails(StoreError::Unavailable); 2]);
    block(tab.try_now("a"));
    let shown = view(&tab, "a");
    assert_eq!(shown.state, State::Delivered);
    assert_eq!(shown.receipt.unwrap().receipt, "R-0");
    assert_eq!(
        block(disk.list()).unwrap().len(),
        1,
        "the row is still there"
    );
    world.store_script.borrow_mut().clear();
    live(&world, &tab, 5 * MINUTE);
    assert_eq!(block(disk.list()), Ok(vec![]), "a replay cleans up");
    assert_eq!(world.stored_times("a"), 1);
    assert_eq!(tab.views().len(), 1);
}

#[test]
fn a_store_that_fails_for_ever_makes_no_busy_loop() {
    let (world, disk) = (World::new(28), Rc::<MemoryStore>::default());
    let tab = world.tab(&disk);
    block(tab.enqueue(sealed(&tab, "a"), Keep::Device));
    world.expect_of_store([StoreFault::Fails(StoreError::Unavailable); 100_000]);
    let wakes = live(&world, &tab, HOUR);
    assert!(wakes <= 121, "{wakes} in an hour");
    assert!(world.posts.borrow().is_empty());
    assert_eq!(
        view(&tab, "a").state,
        State::Queued,
        "what was saved is saved"
    );
}

/// A damaged row is told, never sent, and can be deleted.
#[test]
fn a_row_that_changed_on_the_disk_is_never_sent() {
    let (world, disk) = (World::new(29), Rc::<MemoryStore>::default());
    let tab = world.tab(&disk);
    block(tab.enqueue(sealed(&tab, "a"), Keep::Device));
    let mut row: Row = block(disk.list()).unwrap().remove(0);
    block(disk.clear()).unwrap();
    row.jwe.push('x');
    block(disk.insert(&row)).unwrap();
    block(tab.try_now("a"));
    assert_eq!(view(&tab, "a").state, State::Unreadable);
    assert!(world.posts.borrow().is_empty());
    block(tab.try_now("a"));
    live(&world, &tab, HOUR);
    assert!(world.posts.borrow().is_empty());
    block(tab.cancel("a"));
    assert_eq!(block(disk.list()), Ok(vec![]));
}

/// F31: the browser's data was wiped while the page was open.
#[test]
fn a_wiped_row_is_not_called_deleted() {
    let (world, disk) = (World::new(30), Rc::<MemoryStore>::default());
    let tab = world.tab(&disk);
    block(tab.enqueue(sealed(&tab, "a"), Keep::Device));
    block(disk.clear()).unwrap();
    world.wiped.set(true);
    block(tab.refresh());
    assert_eq!(view(&tab, "a").state, State::Unreadable);
}

/// F32: what was stored could not be read, and nobody knows whose it was. It is said until the session
/// ends, and the next one hears nothing of it.
#[test]
fn damage_is_told_until_the_session_ends() {
    let ends: [fn(&Tab); 3] = [
        |tab| tab.forget(),
        |tab| tab.set_owner("ben"),
        |tab| block(tab.clear_device()).unwrap(),
    ];
    for end in ends {
        let (world, disk) = (World::new(32), Rc::<MemoryStore>::default());
        let tab = world.tab_with(&disk, TransportIdentity::None, "anna");
        block(tab.refresh());
        assert!(!tab.damaged());
        world.damaged.set(true);
        block(tab.refresh());
        block(tab.refresh());
        assert!(tab.damaged());
        end(&tab);
        assert!(!tab.damaged());
    }
}

#[test]
fn a_cleared_device_is_called_cleared_in_every_tab() {
    let (world, disk) = (World::new(31), Rc::<MemoryStore>::default());
    let (one, two) = (world.tab(&disk), world.tab(&disk));
    block(one.enqueue(sealed(&one, "a"), Keep::Device));
    block(one.enqueue(sealed(&one, "page"), Keep::Page));
    block(two.clear_device()).unwrap();
    block(one.refresh());
    assert_eq!(view(&one, "a").state, State::Cancelled);
    assert_eq!(view(&one, "page").state, State::InMemory);
    block(one.clear_device()).unwrap();
    assert_eq!(view(&one, "page").state, State::Cancelled);
    assert_eq!(one.next_wake(), None);
}

/// The tombstone is written with the row's removal, and a day later it is forgotten.
#[test]
fn ends_are_remembered_for_a_day() {
    let (world, disk) = (World::new(32), Rc::<MemoryStore>::default());
    let tab = world.tab(&disk);
    send(&tab, "a");
    let grave = || Tombstone {
        key: "k".to_owned(),
        fate: Fate::Cancelled,
        at: world.now.get(),
        told: None,
    };
    block(tab.enqueue(sealed(&tab, "b"), Keep::Device));
    let event = Event::Cancel;
    block(disk.update("b", &Change::Event { event }, grave())).unwrap();
    world.advance(23 * HOUR);
    block(tab.drain());
    assert_eq!(block(disk.trace("k")), Ok(Trace::Ended(Fate::Cancelled)));
    world.advance(2 * HOUR);
    block(tab.drain());
    assert_eq!(block(disk.trace("k")), Ok(Trace::Cleared));
}

/// Where no row is left there is no pass, and somebody who only looks forgets them.
#[test]
fn ends_are_forgotten_by_a_look() {
    let (world, disk) = (World::new(35), Rc::<MemoryStore>::default());
    let tab = world.tab_with(&disk, TransportIdentity::None, "anna");
    send(&tab, "a");
    assert_eq!(tab.next_wake(), None);
    drop(tab);
    world.advance(DAY + 1);
    let key = key("a");
    let trace = || block(disk.trace(&key));
    assert_eq!(trace(), Ok(Trace::Ended(Fate::Delivered)));
    let next = world.tab(&disk);
    block(next.refresh());
    assert_eq!(trace(), Ok(Trace::Cleared));
    assert_eq!(next.next_wake(), None);
}

/// Recorded by a clock that was a year ahead: nobody would find it a day old for a year.
#[test]
fn ends_of_a_clock_that_was_ahead_are_forgotten() {
    let (world, disk) = (World::new(33), Rc::<MemoryStore>::default());
    let tab = world.tab(&disk);
    let grave = Tombstone {
        key: "k".to_owned(),
        fate: Fate::Cancelled,
        at: world.now.get(),
        told: None,
    };
    block(tab.enqueue(sealed(&tab, "b"), Keep::Device));
    let event = Event::Cancel;
    block(disk.update("b", &Change::Event { event }, grave)).unwrap();
    block(tab.drain());
    world.advance(-5 * MINUTE);
    block(tab.drain());
    assert_eq!(block(disk.trace("k")), Ok(Trace::Ended(Fate::Cancelled)));
    world.advance(-365 * DAY);
    block(tab.drain());
    assert_eq!(block(disk.trace("k")), Ok(Trace::Cleared));
}
