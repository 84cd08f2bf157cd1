//! Deadlines, and clocks that are wrong.

use std::rc::Rc;

use proptest::prelude::*;
use touchbase::outbox::ports::Store;
use touchbase::outbox::{Keep, MemoryStore, State, TransportIdentity, Trigger};
use touchbase::time::{DAY, HOUR, MINUTE, Millis};

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
    block(tab.enqueue(sealed(&tab, "a"), Keep::Device));
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
    block(tab.enqueue(sealed(&tab, "a"), Keep::Device));
    world.advance(365 * DAY);
    block(tab.drain());
    assert_eq!(view(&tab, "a").state, State::Delivered);

    block(tab.enqueue(sealed(&tab, "b"), Keep::Device));
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
    block(anna.enqueue(sealed(&anna, "a"), Keep::Device));
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

/// A clock that begins at the same day again and again, as on a computer with an empty battery, in a
/// page that stays open or is loaded again, does not keep a row for ever.
#[test]
fn a_clock_that_is_set_back_again_and_again_keeps_nothing_for_ever() {
    for reloads in [false, true] {
        let (world, disk) = (World::new(66), Rc::<MemoryStore>::default());
        let mut tab = world.tab_with(&disk, TransportIdentity::None, "anna");
        world.expect((0..5_000).map(|_| Fault::Answer(status(500))));
        send(&tab, "a");
        world.advance(-365 * DAY);
        let mut hours = 0;
        while view(&tab, "a").state != State::Expired {
            hours += 2;
            assert!(hours < 150, "kept for ever, reloads: {reloads}");
            live(&world, &tab, 2 * HOUR);
            world.advance(-2 * HOUR);
            if reloads && block(disk.list()).is_ok_and(|rows| !rows.is_empty()) {
                tab = world.tab_with(&disk, TransportIdentity::None, "anna");
            }
            block(tab.refresh());
        }
        // A page that is closed takes along what it has not taken down with an attempt.
        assert!(hours == 74 || reloads && hours > 74, "{hours}");
        assert_eq!(block(disk.list()), Ok(vec![]));
        assert_eq!(tab.next_wake(), None);
    }
}

/// The timer of a page is set to it as well.
#[test]
fn a_page_wakes_for_the_end_of_the_time_it_was_open() {
    let (world, disk) = (World::new(67), Rc::<MemoryStore>::default());
    let tab = world.tab(&disk);
    world.expect([Fault::Answer(status(401))]);
    assert_eq!(send(&tab, "a").state, State::NeedsSignIn);
    world.advance(-30 * DAY);
    live(&world, &tab, 72 * HOUR);
    assert_eq!(view(&tab, "a").state, State::NeedsSignIn);
    live(&world, &tab, MINUTE);
    assert_eq!(view(&tab, "a").state, State::Expired);
}

#[derive(Clone, Debug)]
enum Act {
    /// The pages live for a while, one after the other.
    Live(usize, Millis),
    Asleep(Millis),
    SetClock(Millis),
    Reload(usize),
    Look(usize),
    Press(usize),
}

fn act() -> impl Strategy<Value = Act> {
    let tab = 0usize..3;
    prop_oneof![
        4 => (tab.clone(), 0..12 * HOUR).prop_map(|(tab, time)| Act::Live(tab, time)),
        1 => (0..12 * HOUR).prop_map(Act::Asleep),
        2 => (-30 * DAY..2 * DAY).prop_map(Act::SetClock),
        2 => tab.clone().prop_map(Act::Reload),
        1 => tab.clone().prop_map(Act::Look),
        1 => tab.prop_map(Act::Press),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// The time that pages were open is never more than what has passed, with however many tabs, so
    /// no row ends by it before it is as old as it may get.
    #[test]
    fn no_row_is_older_than_it_is(acts in prop::collection::vec(act(), 1..60)) {
        let (world, disk) = (World::new(68), Rc::<MemoryStore>::default());
        let tab = || world.tab_with(&disk, TransportIdentity::None, "anna");
        let mut tabs = [tab(), tab(), tab()];
        world.expect((0..50_000).map(|_| Fault::Answer(status(500))));
        send(&tabs[0], "a");
        let mut real = 0;
        for act in acts {
            let (wall, uptime) = (world.now.get(), world.uptime.get());
            let before = block(disk.list()).unwrap();
            match act {
                Act::Live(tab, time) => {
                    live(&world, &tabs[tab], time);
                    real += world.uptime.get() - uptime;
                }
                Act::Asleep(time) => {
                    world.advance(time);
                    real += time;
                }
                Act::SetClock(by) => world.advance(by),
                Act::Reload(at) => {
                    tabs[at] = tab();
                    block(tabs[at].refresh());
                }
                Act::Look(tab) => block(tabs[tab].refresh()),
                Act::Press(tab) => block(tabs[tab].try_now("a")),
            }
            match block(disk.list()).unwrap().first() {
                Some(row) => prop_assert!(row.open <= real, "{} of {real}", row.open),
                None => {
                    let Some(row) = before.first() else { break };
                    let late = world.now.get().max(wall) > row.expires;
                    prop_assert!(late || real > row.life(), "given up after {real}");
                }
            }
        }
    }
}

/// A clock that goes back a year must not make a row wait for a year.
#[test]
fn a_clock_that_jumped_back_delays_by_half_an_hour() {
    let (world, disk) = (World::new(64), Rc::<MemoryStore>::default());
    let tab = world.tab(&disk);
    world.expect([Fault::Answer(status(500))]);
    send(&tab, "a");
    block(tab.enqueue(sealed(&tab, "b"), Keep::Device));
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
        block(tab.enqueue(sealed(&tab, "a"), Keep::Device));
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
