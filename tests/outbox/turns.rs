//! What happens between two awaits: somebody else signs in, another tab is quicker, the clock is
//! set. Each of these was found by the model in `tests/outbox_model` or beside it.

use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Waker};

use touchbase::outbox::ports::Store;
use touchbase::outbox::{
    Destination, Keep, LEASE, MemoryStore, Reply, Row, Settings, State, TransportIdentity, Trigger,
};
use touchbase::time::{DAY, HOUR, MINUTE};

use super::world::{DEST, Fault, Tab, World, block, live, sealed, send, status, view};

type Work<'a> = Pin<Box<dyn Future<Output = ()> + 'a>>;

/// Lets `work` go on until `reached`.
fn until(work: &mut Work<'_>, reached: impl Fn() -> bool) {
    let mut context = Context::from_waker(Waker::noop());
    while !reached() {
        assert!(work.as_mut().poll(&mut context).is_pending());
    }
}

fn claimed(disk: &MemoryStore) -> bool {
    let sending = |rows: Vec<Row>| rows[0].state == State::Sending;
    block(disk.list()).is_ok_and(sending)
}

/// A tab that died in the middle of its first attempt.
fn left_in_sending(world: &Rc<World>, disk: &Rc<MemoryStore>, owner: &str) {
    let tab = world.tab_with(disk, TransportIdentity::None, owner);
    block(tab.enqueue(sealed(&tab, "a"), Keep::Device));
    let mut pass: Work<'_> = Box::pin(tab.drain());
    until(&mut pass, || claimed(disk));
}

/// I14, I15: the owner is the one who pressed, not the one who is there when it is stored.
#[test]
fn a_request_belongs_to_whoever_pressed() {
    let (world, disk) = (World::new(80), Rc::<MemoryStore>::default());
    for keep in [Keep::Device, Keep::Page] {
        let page = world.tab_with(&disk, TransportIdentity::User, "anna");
        let mut press: Work<'_> = Box::pin(async {
            page.enqueue(sealed(&page, "a"), keep).await;
        });
        let mut context = Context::from_waker(Waker::noop());
        assert!(press.as_mut().poll(&mut context).is_pending());
        page.set_owner("ben");
        block(press);
        assert!(
            page.views().is_empty(),
            "{keep:?}: shown to the next person"
        );
        block(page.drain());
        assert!(
            world.posts.borrow().is_empty(),
            "{keep:?}: sent in another's name"
        );
        page.set_owner("anna");
        assert_eq!(page.views().len(), 1);
    }
}

/// I14, I15: the seal takes a while, and so does a person who signs out.
#[test]
fn a_request_belongs_to_whoever_pressed_before_the_seal() {
    let (world, disk) = (World::new(99), Rc::<MemoryStore>::default());
    for keep in [Keep::Device, Keep::Page] {
        let page = world.tab_with(&disk, TransportIdentity::User, "anna");
        let pressed = sealed(&page, "a");
        page.set_owner("ben");
        block(page.enqueue(pressed, keep));
        block(page.try_now("a"));
        live(&world, &page, HOUR);
        assert!(page.views().is_empty(), "{keep:?}: shown to ben");
        assert!(world.posts.borrow().is_empty(), "{keep:?}: sent as ben's");
        page.set_owner("anna");
        assert_eq!(page.views().len(), 1, "{keep:?}");
    }
}

/// Nobody was named when it was written, and somebody is when it is sealed. It may be the same
/// person, so it is shown as what was stored before is; it may be another, so it does not go as
/// theirs.
#[test]
fn a_request_of_nobody_stays_nobodys() {
    let (world, disk) = (World::new(100), Rc::<MemoryStore>::default());
    let page = world.tab_with(&disk, TransportIdentity::User, "");
    let pressed = sealed(&page, "a");
    page.set_owner("ben");
    block(page.enqueue(pressed, Keep::Device));
    assert_eq!(page.views().len(), 1);
    block(page.try_now("a"));
    live(&world, &page, HOUR);
    assert!(world.posts.borrow().is_empty(), "sent as ben's");
    for owner in ["", "ben"] {
        page.set_owner(owner);
        assert!(page.views().is_empty(), "shown after the session");
        live(&world, &page, HOUR);
    }
    assert!(world.posts.borrow().is_empty());

    // Where the request names nobody, any session delivers it.
    let open = world.tab_with(&disk, TransportIdentity::None, "ben");
    block(open.drain());
    assert_eq!(world.stored_times("a"), 1);
}

/// I15: the person leaves while their request is sealed.
#[test]
fn a_request_that_was_left_behind_is_not_shown() {
    let (world, disk) = (World::new(101), Rc::<MemoryStore>::default());
    let page = world.tab(&disk);
    let pressed = sealed(&page, "a");
    page.forget();
    block(page.enqueue(pressed, Keep::Device));
    assert!(page.views().is_empty());
    live(&world, &page, MINUTE);
    assert_eq!(world.stored_times("a"), 1);
}

/// I14: a pass that began in one session sends nothing in the next.
#[test]
fn a_pass_ends_with_the_session_it_began_in() {
    let (world, disk) = (World::new(81), Rc::<MemoryStore>::default());
    let page = world.tab_with(&disk, TransportIdentity::User, "anna");
    for id in ["a", "b"] {
        block(page.enqueue(sealed(&page, id), Keep::Device));
    }
    let mut pass: Work<'_> = Box::pin(page.drain());
    until(&mut pass, || !world.posts.borrow().is_empty());
    page.set_owner("ben");
    block(pass);
    assert_eq!(world.posts.borrow().len(), 1);
    page.set_owner("anna");
    block(page.signed_in());
    live(&world, &page, MINUTE);
    assert_eq!(world.posts.borrow().len(), 2);
}

/// I14 once more: the session changes after the row was claimed.
#[test]
fn a_claimed_row_is_not_sent_for_somebody_else() {
    let (world, disk) = (World::new(82), Rc::<MemoryStore>::default());
    let page = world.tab_with(&disk, TransportIdentity::User, "anna");
    block(page.enqueue(sealed(&page, "a"), Keep::Device));
    let mut pass: Work<'_> = Box::pin(page.drain());
    until(&mut pass, || claimed(&disk));
    page.set_owner("ben");
    block(pass);
    assert!(world.posts.borrow().is_empty());
    page.set_owner("anna");
    block(page.signed_in());
    live(&world, &page, MINUTE);
    assert_eq!(view(&page, "a").state, State::Delivered);
}

/// I14: the host answers for whoever is there, and that may be another one by then. That the first
/// is back when the token comes makes it no token of theirs.
#[test]
fn a_token_that_was_asked_for_in_another_session_is_not_used() {
    for back in [false, true] {
        let (world, disk) = (World::new(102), Rc::<MemoryStore>::default());
        world.tokens.set(true);
        let page = world.tab_with(&disk, TransportIdentity::User, "anna");
        block(page.enqueue(sealed(&page, "a"), Keep::Device));
        let mut pass: Work<'_> = Box::pin(page.drain());
        until(&mut pass, || world.tokens_asked.get() > 0);
        page.set_owner("ben");
        if back {
            page.set_owner("anna");
        }
        block(pass);
        assert!(world.posts.borrow().is_empty(), "back: {back}");
        page.set_owner("anna");
        block(page.signed_in());
        live(&world, &page, MINUTE);
        assert_eq!(view(&page, "a").state, State::Delivered);
    }
}

/// The one who is back is told of while the row is still being put away for them.
#[test]
fn whoever_comes_back_during_the_attempt_need_not_sign_in_twice() {
    let (world, disk) = (World::new(103), Rc::<MemoryStore>::default());
    world.tokens.set(true);
    let page = world.tab_with(&disk, TransportIdentity::User, "anna");
    block(page.enqueue(sealed(&page, "a"), Keep::Device));
    let mut pass: Work<'_> = Box::pin(page.drain());
    until(&mut pass, || world.tokens_asked.get() > 0);
    for owner in ["ben", "anna"] {
        page.set_owner(owner);
        block(page.signed_in());
    }
    block(pass);
    live(&world, &page, MINUTE);
    assert_eq!(view(&page, "a").state, State::Delivered);
}

/// Where the request names nobody, whose token it is does not matter.
#[test]
fn a_request_that_names_nobody_goes_with_any_token() {
    let (world, disk) = (World::new(104), Rc::<MemoryStore>::default());
    world.tokens.set(true);
    let page = world.tab_with(&disk, TransportIdentity::None, "anna");
    block(page.enqueue(sealed(&page, "a"), Keep::Device));
    let mut pass: Work<'_> = Box::pin(page.drain());
    until(&mut pass, || world.tokens_asked.get() > 0);
    page.set_owner("ben");
    block(pass);
    assert_eq!(world.stored_times("a"), 1);
}

/// I18: the host moves its endpoint while it is asked for a token.
#[test]
fn a_request_goes_where_the_host_says_when_the_token_is_there() {
    let (world, disk) = (World::new(105), Rc::<MemoryStore>::default());
    world.tokens.set(true);
    let page = world.tab(&disk);
    block(page.enqueue(sealed(&page, "a"), Keep::Device));
    let mut pass: Work<'_> = Box::pin(page.drain());
    until(&mut pass, || world.tokens_asked.get() > 0);
    let moved = Destination {
        id: DEST.to_owned(),
        endpoint: "/api/v2/referrals".to_owned(),
        identity: TransportIdentity::None,
        ..Destination::default()
    };
    page.configure(vec![moved], Settings::default());
    block(pass);
    assert_eq!(world.posts.borrow()[0].endpoint, "/api/v2/referrals");
}

/// I18: the host moves its endpoint while a pass is under way.
#[test]
fn a_pass_goes_where_the_host_says_now() {
    let (world, disk) = (World::new(83), Rc::<MemoryStore>::default());
    let tab = world.tab(&disk);
    for id in ["a", "b"] {
        block(tab.enqueue(sealed(&tab, id), Keep::Device));
    }
    let mut pass: Work<'_> = Box::pin(tab.drain());
    until(&mut pass, || !world.posts.borrow().is_empty());
    let moved = Destination {
        id: DEST.to_owned(),
        endpoint: "/api/v2/referrals".to_owned(),
        identity: TransportIdentity::None,
        ..Destination::default()
    };
    tab.configure(vec![moved], Settings::default());
    block(pass);
    assert_eq!(world.posts.borrow()[1].endpoint, "/api/v2/referrals");
}

/// I12: the request with a fresh token is a request.
#[test]
fn a_repeated_request_counts_in_the_budget() {
    let (world, disk) = (World::new(84), Rc::<MemoryStore>::default());
    world.tokens.set(true);
    let tab = world.tab(&disk);
    // An odd number first, so that the last attempt has room for one request and not for two.
    world.expect([Fault::Answer(status(500))]);
    world.expect((0..500).map(|_| Fault::Answer(status(401))));
    send(&tab, "a");
    for _ in 0..100 {
        block(tab.try_now("a"));
    }
    assert_eq!(world.posts.borrow().len(), 20);
}

/// I12, I20: a clock that is set back does not make every hour a first one.
#[test]
fn a_clock_set_back_leaves_the_smaller_budget() {
    let (world, disk) = (World::new(85), Rc::<MemoryStore>::default());
    let tab = world.tab(&disk);
    world.expect((0..5_000).map(|_| Fault::Answer(status(500))));
    send(&tab, "a");
    world.advance(-365 * DAY);
    for _ in 0..10 {
        for _ in 0..100 {
            block(tab.try_now("a"));
        }
        live(&world, &tab, HOUR);
    }
    let posts = world.posts.borrow().len();
    assert!(posts <= 20 + 11 * 8, "{posts} requests in ten hours");
}

/// I10, I20: the budget was spent, somebody pressed, and the clock was set back.
#[test]
fn a_clock_set_back_does_not_keep_a_spent_budget_for_a_year() {
    let (world, disk) = (World::new(86), Rc::<MemoryStore>::default());
    let tab = world.tab(&disk);
    world.expect((0..20).map(|_| Fault::Answer(status(500))));
    send(&tab, "a");
    for _ in 0..25 {
        block(tab.try_now("a"));
    }
    assert_eq!(world.posts.borrow().len(), 20);
    world.advance(-365 * DAY);
    live(&world, &tab, 3 * HOUR);
    assert_eq!(view(&tab, "a").state, State::Delivered);
}

/// F26 with F37: a tab is frozen with the lock in its hand, and the clock is set back.
#[test]
fn a_clock_set_back_does_not_wait_for_a_frozen_tab() {
    let (world, disk) = (World::new(87), Rc::<MemoryStore>::default());
    let frozen = world.tab(&disk);
    for id in ["a", "b"] {
        block(frozen.enqueue(sealed(&frozen, id), Keep::Device));
    }
    let mut pass: Work<'_> = Box::pin(frozen.drain());
    until(&mut pass, || !world.posts.borrow().is_empty());
    world.advance(-365 * DAY);
    let other = world.tab(&disk);
    block(other.refresh());
    live(&world, &other, HOUR);
    assert_eq!(world.stored_times("a"), 1);
    assert_eq!(world.stored_times("b"), 1);
    drop(pass);
}

/// I20: what waits for a sign-in can still be sent, so a clock alone does not end it.
#[test]
fn a_clock_alone_does_not_end_what_waits_for_a_sign_in() {
    let (world, disk) = (World::new(88), Rc::<MemoryStore>::default());
    let tab = world.tab(&disk);
    world.expect([Fault::Answer(status(401))]);
    assert_eq!(send(&tab, "a").state, State::NeedsSignIn);
    world.advance(365 * DAY);
    block(tab.drain());
    assert_eq!(view(&tab, "a").state, State::NeedsSignIn);
    block(tab.signed_in());
    live(&world, &tab, MINUTE);
    assert_eq!(view(&tab, "a").state, State::Delivered);
}

/// Another tab sends what this one still shows as never tried.
fn sent_by_another(world: &Rc<World>, disk: &Rc<MemoryStore>) -> Tab {
    let mine = world.tab(disk);
    block(mine.enqueue(sealed(&mine, "a"), Keep::Device));
    world.expect([Fault::AckLost(Reply::Timeout)]);
    block(world.tab(disk).drain());
    assert_eq!(world.stored_times("a"), 1);
    assert!(!view(&mine, "a").ever_tried, "it has not looked again yet");
    mine
}

/// I7: "nothing was sent" is not said of what another tab has sent.
#[test]
fn deleting_what_another_tab_has_sent_says_so() {
    let (world, disk) = (World::new(89), Rc::<MemoryStore>::default());
    let mine = sent_by_another(&world, &disk);
    block(mine.cancel("a"));
    let shown = view(&mine, "a");
    assert_eq!(shown.state, State::Cancelled);
    assert!(shown.outcome_unknown);
    assert_eq!(block(disk.list()), Ok(vec![]));
}

#[test]
fn clearing_what_another_tab_has_sent_says_so() {
    let (world, disk) = (World::new(90), Rc::<MemoryStore>::default());
    let mine = sent_by_another(&world, &disk);
    block(mine.clear_device()).unwrap();
    assert!(view(&mine, "a").outcome_unknown);
}

/// A page that slept for a day: the row is gone, and so is the record of how.
#[test]
fn what_is_gone_without_a_record_may_have_been_received() {
    let (world, disk) = (World::new(91), Rc::<MemoryStore>::default());
    let mine = world.tab(&disk);
    block(mine.enqueue(sealed(&mine, "a"), Keep::Device));
    let other = world.tab(&disk);
    block(other.drain());
    world.advance(26 * HOUR);
    block(other.drain());
    block(mine.refresh());
    let shown = view(&mine, "a");
    assert_eq!(shown.state, State::Cancelled);
    assert!(shown.outcome_unknown);
}

/// The same of what another tab tried and gave up.
#[test]
fn what_another_tab_gave_up_may_have_been_received() {
    let (world, disk) = (World::new(92), Rc::<MemoryStore>::default());
    let mine = sent_by_another(&world, &disk);
    world.expect((0..5_000).map(|_| Fault::Answer(status(500))));
    let other = world.tab(&disk);
    block(other.refresh());
    live(&world, &other, 73 * HOUR);
    block(mine.refresh());
    let shown = view(&mine, "a");
    assert_eq!(shown.state, State::Expired);
    assert!(shown.outcome_unknown);
}

/// I7: a sign-in that is asked for does not unsay what may have been stored before.
#[test]
fn a_sign_in_does_not_unsay_what_may_have_been_stored() {
    let (world, disk) = (World::new(93), Rc::<MemoryStore>::default());
    let tab = world.tab(&disk);
    let refused = Fault::Answer(status(401));
    world.expect([Fault::AckLost(Reply::Timeout), refused.clone()]);
    send(&tab, "a");
    block(tab.try_now("a"));
    let shown = view(&tab, "a");
    assert_eq!(shown.state, State::NeedsSignIn);
    assert!(shown.outcome_unknown);

    let (world, disk) = (World::new(94), Rc::<MemoryStore>::default());
    left_in_sending(&world, &disk, "anna");
    let next = world.tab_with(&disk, TransportIdentity::None, "anna");
    world.expect([refused]);
    block(next.drain());
    let shown = view(&next, "a");
    assert_eq!(shown.state, State::NeedsSignIn);
    assert!(shown.outcome_unknown, "the tab that died may have sent it");
}

/// I1: a browser that would compute no digest once does not make a row unreadable for ever.
#[test]
fn a_row_without_a_digest_is_sent() {
    let (world, disk) = (World::new(95), Rc::<MemoryStore>::default());
    let tab = world.tab(&disk);
    world.digests.set(false);
    block(tab.enqueue(sealed(&tab, "a"), Keep::Device));
    world.digests.set(true);
    block(tab.drain());
    assert_eq!(view(&tab, "a").state, State::Delivered);
}

/// Without a digest there is no record to look up, and not that of another row.
#[test]
fn ends_without_a_digest_are_not_mixed_up() {
    let (world, disk) = (World::new(96), Rc::<MemoryStore>::default());
    let mine = world.tab(&disk);
    world.digests.set(false);
    for id in ["a", "b"] {
        block(mine.enqueue(sealed(&mine, id), Keep::Device));
    }
    let other = world.tab(&disk);
    world.expect([Fault::Works, Fault::Answer(status(400))]);
    block(other.drain());
    world.advance(73 * HOUR);
    block(other.drain());
    block(mine.refresh());
    for shown in mine.views() {
        assert!(shown.state != State::Expired || world.stored_times(&shown.id) == 0);
        assert!(shown.state != State::Delivered || world.stored_times(&shown.id) == 1);
    }
}

/// I8: a tab that was frozen with the lock does not take what another sends under its own lease.
#[test]
fn a_thawed_tab_leaves_alone_what_another_sends() {
    let (world, disk) = (World::new(97), Rc::<MemoryStore>::default());
    let frozen = world.tab(&disk);
    for id in ["a", "b"] {
        block(frozen.enqueue(sealed(&frozen, id), Keep::Device));
    }
    let mut first: Work<'_> = Box::pin(frozen.drain());
    until(&mut first, || !world.posts.borrow().is_empty());
    world.advance(2 * LEASE + MINUTE);
    let other = world.tab(&disk);
    let mut second: Work<'_> = Box::pin(other.drain());
    until(&mut second, || world.posts_of("b").len() == 1);
    block(first);
    assert_eq!(world.posts_of("b").len(), 1, "sent twice at once");
    block(second);
}

/// I10: how long a page rests was reckoned with another clock.
#[test]
fn a_clock_set_back_ends_the_rest_of_a_page() {
    let (world, disk) = (World::new(98), Rc::<MemoryStore>::default());
    let tab = world.tab(&disk);
    world.expect([Fault::Answer(status(401))]);
    send(&tab, "a");
    block(tab.enqueue(sealed(&tab, "b"), Keep::Device));
    tab.trigger(Trigger::Load);
    world.advance(-10 * HOUR);
    live(&world, &tab, HOUR);
    assert_eq!(view(&tab, "b").state, State::Delivered);
}

/// A sign-in is a page of its own: the one that comes back has a token before it has read a row.
#[test]
fn a_page_that_comes_back_from_the_sign_in_sends_what_waits_for_it() {
    for early in [true, false] {
        let (world, disk) = (World::new(90), Rc::<MemoryStore>::default());
        world.tokens.set(true);
        world.expect([401, 401].map(|code| Fault::Answer(status(code))));
        let before = world.tab_with(&disk, TransportIdentity::User, "anna");
        assert_eq!(send(&before, "a").state, State::NeedsSignIn);
        drop(before);

        let after = world.tab_with(&disk, TransportIdentity::User, "anna");
        if early {
            block(after.signed_in());
            block(after.refresh());
        } else {
            block(after.refresh());
            block(after.signed_in());
        }
        live(&world, &after, MINUTE);
        assert_eq!(world.stored_times("a"), 1, "told early: {early}");

        // And a receiver that refuses the fresh token too is not asked again and again.
        world.expect([401; 8].map(|code| Fault::Answer(status(code))));
        assert_eq!(send(&after, "b").state, State::NeedsSignIn);
        let posts = world.posts_of("b").len();
        live(&world, &after, HOUR);
        block(after.refresh());
        live(&world, &after, HOUR);
        assert_eq!(world.posts_of("b").len(), posts, "a storm");
    }
}
