//! What a page does, and says, where another tab has changed a row since it looked.

use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Waker};

use touchbase::outbox::ports::{Store, StoreError};
use touchbase::outbox::{Keep, MemoryStore, Reply, State};
use touchbase::time::{DAY, HOUR, MINUTE, SECOND};

use super::world::{Fault, Posted, StoreFault, World, block, live, sealed, send, status, view};

/// More steps than anything here takes.
const STEPS: usize = 60;

/// I20: a request that is refused is given up at its deadline. One that somebody has pressed for
/// once more waits again, and a deadline missed by days may be a clock's doing.
#[test]
fn what_was_pressed_for_meanwhile_is_not_given_up_by_a_clock() {
    let mut kept = 0;
    for steps in 0..STEPS {
        let (world, disk) = (World::new(60), Rc::<MemoryStore>::default());
        let (tab, other) = (world.tab(&disk), world.tab(&disk));
        world.expect([Fault::Answer(status(400))]);
        send(&other, "a");
        assert_eq!(view(&other, "a").state, State::Rejected);
        block(tab.refresh());
        world.advance(11 * DAY);
        world.online.set(false);

        let pass = Task::begin(steps, tab.drain());
        if block(disk.list()) == Ok(vec![]) {
            break;
        }
        block(other.try_now("a"));
        let waits = block(disk.list()).unwrap();
        pass.finish();
        if waits.iter().any(|row| row.state == State::Queued) {
            kept += 1;
            assert_eq!(block(disk.list()), Ok(waits), "after {steps} steps");
        }
    }
    assert!(kept > 2, "{kept} were pressed for in time");
}

/// I7: who gives a request up says that it may have arrived where another tab had sent it.
#[test]
fn what_was_sent_meanwhile_is_not_called_untried_at_its_end() {
    let mut ended = 0;
    for steps in 0..STEPS {
        let (world, disk) = (World::new(61), Rc::<MemoryStore>::default());
        let (tab, other) = (world.tab(&disk), world.tab(&disk));
        world.online.set(false);
        send(&tab, "a");
        world.online.set(true);
        block(other.refresh());

        let pass = Task::begin(steps, tab.drain());
        let mut attempt = Task::begin(1, other.drain());
        while world.stored_times("a") == 0 {
            attempt.go_on(1);
        }
        drop(attempt);
        world.advance(4 * DAY);
        pass.finish();
        block(tab.drain());
        let shown = view(&tab, "a");
        let late = |post: &Posted| post.at > shown.expires;
        assert!(
            !world.posts_of("a").iter().any(late),
            "sent when it is over"
        );
        if shown.state == State::Expired {
            ended += 1;
            assert!(shown.outcome_unknown, "after {steps} steps");
        }
    }
    assert!(ended > 2, "{ended} were given up");
}

/// I7: a pass that was under way may have sent what "Send" is still storing.
#[test]
fn what_a_pass_has_sent_before_send_is_over_is_not_called_untried() {
    let mut sent = 0;
    for steps in 0..STEPS {
        let (world, disk) = (World::new(62), Rc::<MemoryStore>::default());
        let tab = world.tab(&disk);
        world.expect([Fault::AckLost(Reply::Network)]);
        let press = Task::begin(steps, async {
            tab.enqueue(sealed(&tab, "a"), Keep::Device).await;
        });
        block(tab.drain());
        press.finish();
        let stored = block(disk.list()).unwrap();
        let doubtful = stored.iter().any(|row| row.doubtful());
        sent += usize::from(doubtful);
        assert_eq!(
            view(&tab, "a").outcome_unknown,
            doubtful,
            "after {steps} steps"
        );
    }
    assert!(sent > 0, "no pass came before the end");
}

/// I7: a store that has taken a request, and failed to say so, gives it up with the page's copy.
#[test]
fn what_the_device_took_unsaid_is_deleted_there_as_well() {
    for finds in [true, false] {
        let (world, disk) = (World::new(63), Rc::<MemoryStore>::default());
        let tab = world.tab(&disk);
        let lost = StoreFault::Fails(StoreError::Lost);
        world.expect_of_store([StoreFault::WritesThenLost, lost]);
        let kept = block(tab.enqueue(sealed(&tab, "a"), Keep::Device));
        assert_eq!(kept.keep, Keep::Page, "it is not known to be saved");
        assert!(kept.outcome_unknown, "another tab may have sent it");
        if !finds {
            world.expect_of_store([lost; 2]);
        }
        block(tab.cancel("a"));
        let shown = view(&tab, "a");
        assert_eq!(shown.state, State::Cancelled);
        assert!(shown.outcome_unknown, "another tab may have sent it");
        assert_eq!(block(disk.list()) == Ok(vec![]), finds);
    }
}

/// I7: what the page has sent itself stays in doubt when the store turns out to have it, untried.
#[test]
fn what_the_page_sent_is_not_untried_once_the_device_is_read() {
    for deletes in [true, false] {
        let (world, disk) = (World::new(65), Rc::<MemoryStore>::default());
        let tab = world.tab(&disk);
        let lost = StoreFault::Fails(StoreError::Lost);
        let silent = StoreFault::Fails(StoreError::Unavailable);
        world.expect_of_store([StoreFault::WritesThenLost, lost]);
        block(tab.enqueue(sealed(&tab, "a"), Keep::Device));
        world.expect_of_store([silent; 4]);
        world.expect([Fault::AckLost(Reply::Network)]);
        block(tab.try_now("a"));
        assert_eq!(world.stored_times("a"), 1);
        world.store_script.borrow_mut().clear();
        for _ in 0..2 {
            block(tab.refresh());
            let shown = view(&tab, "a");
            assert_eq!((shown.keep, shown.outcome_unknown), (Keep::Device, true));
        }
        if deletes {
            block(tab.cancel("a"));
        } else {
            world.advance(4 * DAY);
        }
        live(&world, &tab, HOUR);
        let shown = view(&tab, "a");
        assert!(shown.state.is_final() && shown.outcome_unknown, "{shown:?}");
        assert_eq!(block(disk.list()), Ok(vec![]));
        assert_eq!(world.posts_of("a").len(), 1, "nor is the page's copy sent");
    }
}

/// A request that was deleted while the page's copy was on its way is not sent once more.
#[test]
fn a_copy_under_way_is_deleted_with_the_stored_one() {
    let (world, disk) = (World::new(66), Rc::<MemoryStore>::default());
    let tab = world.tab(&disk);
    let lost = StoreFault::Fails(StoreError::Lost);
    world.expect_of_store([StoreFault::WritesThenLost, lost]);
    block(tab.enqueue(sealed(&tab, "a"), Keep::Device));
    let silent = StoreFault::Fails(StoreError::Unavailable);
    world.expect_of_store([silent; 4]);
    world.expect([Fault::Lost]);
    let mut attempt = Task::begin(1, tab.try_now("a"));
    while world.posts_of("a").is_empty() {
        attempt.go_on(1);
    }
    world.store_script.borrow_mut().clear();
    block(tab.refresh());
    block(tab.cancel("a"));
    attempt.finish();
    live(&world, &tab, HOUR);
    assert_eq!(world.posts_of("a").len(), 1);
    assert_eq!(view(&tab, "a").state, State::Cancelled);
}

/// What a dead tab has left in `sending` is not sent after its deadline, whoever has the lock.
#[test]
fn what_was_left_under_way_is_not_sent_when_it_is_over() {
    let (world, disk) = (World::new(67), Rc::<MemoryStore>::default());
    let (tab, other) = (world.tab(&disk), world.tab(&disk));
    world.online.set(false);
    let expires = send(&tab, "a").expires;
    world.online.set(true);
    world.advance(expires - MINUTE - world.now.get());
    world.expect([Fault::Lost]);
    let mut attempt = Task::begin(1, other.drain());
    while world.posts_of("a").is_empty() {
        attempt.go_on(1);
    }
    drop(attempt);
    world.advance(MINUTE + SECOND);
    live(&world, &tab, HOUR);
    assert_eq!(world.posts_of("a").len(), 1, "none after the deadline");
    let shown = view(&tab, "a");
    assert_eq!((shown.state, shown.outcome_unknown), (State::Expired, true));
}

/// I7: a write that failed for certain, and was then made, leaves nothing in doubt.
#[test]
fn what_was_stored_at_the_second_try_is_in_no_doubt() {
    let (world, disk) = (World::new(64), Rc::<MemoryStore>::default());
    let tab = world.tab(&disk);
    world.online.set(false);
    world.expect_of_store([StoreFault::Fails(StoreError::Lost)]);
    let kept = send(&tab, "a");
    assert_eq!((kept.state, kept.keep), (State::Queued, Keep::Device));
    assert!(!kept.outcome_unknown, "nothing was sent");
    block(tab.cancel("a"));
    let shown = view(&tab, "a");
    assert!(!shown.ever_tried && !shown.outcome_unknown, "nor said so");
}

/// Something under way, which goes on when it is told to.
struct Task<'a>(Option<Pin<Box<dyn Future<Output = ()> + 'a>>>);

impl<'a> Task<'a> {
    /// Begins it, and lets it go on for a number of steps.
    fn begin(steps: usize, future: impl Future<Output = ()> + 'a) -> Self {
        let mut task = Self(Some(Box::pin(future)));
        task.go_on(steps);
        task
    }

    fn go_on(&mut self, steps: usize) {
        let mut cx = Context::from_waker(Waker::noop());
        for _ in 0..steps {
            let over = (self.0.as_mut()).is_some_and(|task| task.as_mut().poll(&mut cx).is_ready());
            if over {
                self.0 = None;
            }
        }
    }

    fn finish(mut self) {
        while self.0.is_some() {
            self.go_on(1);
        }
    }
}
