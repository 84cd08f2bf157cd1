//! What is held, and what ends it before its hour is over.

use std::rc::Rc;

use touchbase::outbox::ports::Store;
use touchbase::outbox::{
    Destination, Keep, MemoryStore, Reason, Row, Settings, State, TransportIdentity, Trigger,
};
use touchbase::time::{DAY, HOUR, MINUTE};

use super::world::{DEST, Fault, Tab, World, block, live, sealed, send, status, view};

const ENOUGH: usize = 10;

fn at(endpoint: &str, identity: TransportIdentity) -> Vec<Destination> {
    vec![Destination {
        id: DEST.to_owned(),
        endpoint: endpoint.to_owned(),
        identity,
        ..Destination::default()
    }]
}

fn row(disk: &MemoryStore) -> Row {
    block(disk.list()).unwrap_or_default().remove(0)
}

/// A request of which as many attempts came to nothing.
fn unanswered(world: &Rc<World>, disk: &Rc<MemoryStore>, times: usize) -> Tab {
    let tab = world.tab(disk);
    block(tab.enqueue(sealed(&tab, "a"), Keep::Device));
    press(world, &tab, times);
    tab
}

fn press(world: &World, tab: &Tab, times: usize) {
    world.expect(vec![Fault::Lost; times]);
    for _ in 0..times {
        block(tab.try_now("a"));
    }
    assert!(world.script.borrow().is_empty(), "each was an attempt");
}

/// F22: the browser does not say why, but where the widget's files can be had there is a network.
#[test]
fn an_endpoint_that_never_answers_is_held_and_not_called_a_bad_line() {
    let (world, disk) = (World::new(110), Rc::<MemoryStore>::default());
    let tab = unanswered(&world, &disk, ENOUGH - 1);
    assert_eq!(view(&tab, "a").state, State::Waiting);
    assert_eq!(world.home_asked.get(), 0, "nothing is asked for before");
    press(&world, &tab, 1);
    let shown = view(&tab, "a");
    assert_eq!(
        (shown.state, shown.reason),
        (State::Held, Some(Reason::Unreachable))
    );
    assert!(shown.outcome_unknown, "any of them may have arrived");
    assert!(Reason::Unreachable.outcome_unknown(), "the last one too");
    assert_eq!(world.home_asked.get(), 1);

    // It is tried hourly, and still held while nothing answers.
    world.expect(vec![Fault::Lost; 5]);
    let before = world.posts.borrow().len();
    live(&world, &tab, 5 * HOUR);
    assert_eq!(view(&tab, "a").reason, Some(Reason::Unreachable));
    let tried = world.posts.borrow().len() - before;
    assert!((4..=5).contains(&tried), "{tried} in five hours");
    live(&world, &tab, 3 * HOUR);
    assert_eq!(view(&tab, "a").state, State::Delivered);
}

#[test]
fn a_reload_does_not_begin_the_count_anew() {
    let (world, disk) = (World::new(111), Rc::<MemoryStore>::default());
    for times in [ENOUGH - 1, 1] {
        let tab = world.tab_with(&disk, TransportIdentity::None, "anna");
        if block(disk.list()).unwrap().is_empty() {
            block(tab.enqueue(sealed(&tab, "a"), Keep::Device));
        }
        block(tab.refresh());
        press(&world, &tab, times);
    }
    assert_eq!(row(&disk).last_class, Some(Reason::Unreachable));
}

#[test]
fn any_answer_begins_the_count_anew() {
    for answer in [status(500), status(404), status(401)] {
        let (world, disk) = (World::new(112), Rc::<MemoryStore>::default());
        let tab = unanswered(&world, &disk, ENOUGH - 1);
        world.expect([Fault::Answer(answer)]);
        block(tab.try_now("a"));
        assert_eq!(row(&disk).unanswered, 0);
        press(&world, &tab, ENOUGH - 1);
        assert_eq!(view(&tab, "a").state, State::Waiting);
    }
}

/// A token was refused, so somebody answered, and the request with a fresh one came to nothing.
#[test]
fn an_answer_within_the_attempt_begins_the_count_anew() {
    let (world, disk) = (World::new(113), Rc::<MemoryStore>::default());
    world.tokens.set(true);
    let tab = unanswered(&world, &disk, ENOUGH - 1);
    world.expect([Fault::Answer(status(401)), Fault::Lost]);
    block(tab.try_now("a"));
    assert_eq!(view(&tab, "a").state, State::Waiting);
    assert_eq!(row(&disk).unanswered, 1);
}

#[test]
fn without_a_network_nothing_is_held() {
    let (world, disk) = (World::new(114), Rc::<MemoryStore>::default());
    world.home.set(false);
    let tab = unanswered(&world, &disk, ENOUGH);
    assert_eq!(view(&tab, "a").reason, Some(Reason::Network));
    assert_eq!(view(&tab, "a").state, State::Waiting);
}

/// Out of reach from one network is not out of reach from the next.
#[test]
fn the_network_that_comes_back_is_tried_within_the_spread() {
    let (world, disk) = (World::new(115), Rc::<MemoryStore>::default());
    let tab = unanswered(&world, &disk, ENOUGH);
    world.advance(MINUTE);
    tab.trigger(Trigger::Visible);
    block(tab.refresh());
    assert_eq!(view(&tab, "a").state, State::Held, "nothing has changed");
    tab.trigger(Trigger::Online);
    block(tab.refresh());
    assert_eq!(view(&tab, "a").state, State::Queued);
    world.expect([Fault::Lost]);
    live(&world, &tab, 2 * MINUTE);
    let shown = view(&tab, "a");
    assert_eq!(
        (shown.state, shown.attempts),
        (State::Held, 11),
        "once, and then hourly again"
    );
    tab.trigger(Trigger::Online);
    block(tab.refresh());
    live(&world, &tab, 2 * MINUTE);
    assert_eq!(view(&tab, "a").state, State::Delivered);
}

/// What is held for another reason has nothing to do with the network.
#[test]
fn the_network_that_comes_back_mends_no_other_fault() {
    let (world, disk) = (World::new(116), Rc::<MemoryStore>::default());
    let tab = world.tab(&disk);
    world.expect([Fault::Answer(status(404))]);
    assert_eq!(send(&tab, "a").state, State::Held);
    tab.trigger(Trigger::Online);
    block(tab.refresh());
    live(&world, &tab, 30 * MINUTE);
    assert_eq!(view(&tab, "a").state, State::Held);
}

#[test]
fn a_changed_configuration_queues_what_is_held() {
    let same = TransportIdentity::None;
    let changes = [
        ("/api/referrals", same, false),
        ("/api/v2/referrals", same, true),
        ("/api/referrals", TransportIdentity::User, true),
    ];
    for (endpoint, identity, queued) in changes {
        for reload in [false, true] {
            let (world, disk) = (World::new(117), Rc::<MemoryStore>::default());
            let mut tab = world.tab_with(&disk, same, "anna");
            world.expect([Fault::Answer(status(404))]);
            send(&tab, "a");
            let held_under = row(&disk).held_under;
            assert!(!held_under.is_empty() && !held_under.contains("api"));
            if reload {
                tab = world.tab_with(&disk, same, "anna");
            }
            tab.configure(at(endpoint, identity), Settings::default());
            block(tab.refresh());
            let held = row(&disk).state == State::Held;
            assert_eq!(held, !queued, "{endpoint} {identity:?} {reload}");
            live(&world, &tab, MINUTE);
            assert_eq!(world.stored_times("a"), usize::from(queued));
        }
    }
}

/// A page that is still open with the old configuration, and one with the new one.
#[test]
fn two_configurations_do_not_release_each_others_rows_for_ever() {
    let (world, disk) = (World::new(118), Rc::<MemoryStore>::default());
    let old = world.tab(&disk);
    world.expect(vec![Fault::Answer(status(404)); 100]);
    send(&old, "a");
    let new = world.tab(&disk);
    new.configure(
        at("/api/v2/referrals", TransportIdentity::None),
        Settings::default(),
    );
    for _ in 0..20 {
        for tab in [&new, &old] {
            block(tab.refresh());
            live(&world, tab, MINUTE);
        }
    }
    assert_eq!(world.posts.borrow().len(), 2);
}

/// A row that was stored by an earlier version says nothing of what it is held under.
#[test]
fn a_row_that_does_not_say_where_it_is_held_waits_for_its_hour() {
    let (world, disk) = (World::new(119), Rc::<MemoryStore>::default());
    let tab = world.tab(&disk);
    world.expect(vec![Fault::Answer(status(404)); 2]);
    send(&tab, "a");
    let mut older = row(&disk);
    older.held_under.clear();
    block(disk.clear()).unwrap();
    block(disk.insert(&older)).unwrap();
    let tab = world.tab(&disk);
    block(tab.refresh());
    assert_eq!(row(&disk).state, State::Held);
    live(&world, &tab, 2 * HOUR);
    assert!(
        !row(&disk).held_under.is_empty(),
        "the next attempt says it"
    );
}

/// Without a digest it is not known either.
#[test]
fn without_digests_a_changed_configuration_is_not_seen() {
    let (world, disk) = (World::new(120), Rc::<MemoryStore>::default());
    let tab = world.tab(&disk);
    world.expect([Fault::Answer(status(404))]);
    send(&tab, "a");
    world.digests.set(false);
    let moved = at("/api/v2/referrals", TransportIdentity::None);
    tab.configure(moved, Settings::default());
    block(tab.refresh());
    assert_eq!(view(&tab, "a").state, State::Held);
    live(&world, &tab, DAY);
    assert_eq!(view(&tab, "a").state, State::Delivered);
}
