//! From "Send" to the receipt, on good days and bad ones.

use std::rc::Rc;

use touchbase::outbox::{Keep, MemoryStore, Reason, Reply, Response, Settings, State, Trigger};
use touchbase::time::{HOUR, MINUTE, SECOND};
use touchbase::value::Value;

use super::world::{
    Fault, World, block, live, problem, receipt_of, sealed, send, status, together, view,
};

#[test]
fn a_referral_is_stored_then_sent_then_known_to_be_received() {
    let (world, disk) = (World::new(1), Rc::default());
    let tab = world.tab(&disk);
    let queued = block(tab.enqueue(sealed(&tab, "a"), Keep::Device));
    assert_eq!(queued.state, State::Queued);
    assert_eq!(queued.keep, Keep::Device);
    assert_eq!(queued.created % MINUTE, 0);
    assert_eq!(queued.expires, queued.created + 72 * HOUR);
    assert!(!queued.ever_tried);
    assert!(world.posts.borrow().is_empty(), "stored before it is sent");

    block(tab.try_now("a"));
    let delivered = view(&tab, "a");
    assert_eq!(delivered.state, State::Delivered);
    let receipt = delivered.receipt.unwrap();
    assert_eq!(
        (receipt.id.as_str(), receipt.receipt.as_str()),
        ("a", "R-0")
    );
    assert_eq!(world.posts.borrow()[0].body, "sealed once: a");
    assert_eq!(world.posts.borrow()[0].endpoint, "/api/referrals");
    assert_eq!(
        tab.next_wake(),
        None,
        "no timer runs when nothing is queued"
    );
}

#[test]
fn nothing_is_sent_by_itself_before_its_time() {
    let (world, disk) = (World::new(2), Rc::default());
    world.expect([Fault::Answer(status(500))]);
    let tab = world.tab(&disk);
    let waiting = send(&tab, "a");
    assert_eq!(waiting.state, State::Waiting);
    assert_eq!(waiting.reason, Some(Reason::Server));
    let next = waiting.next_try.unwrap();
    assert!(next >= world.now.get() + SECOND && next <= world.now.get() + 5 * SECOND);
    block(tab.drain());
    assert_eq!(world.posts.borrow().len(), 1);
    live(&world, &tab, 10 * SECOND);
    assert_eq!(view(&tab, "a").state, State::Delivered);
    assert!(world.posts.borrow()[1].at >= next);
}

/// F1, F20, F21: stored, and then the answer is lost in one way or another.
#[test]
fn a_lost_answer_makes_no_second_referral() {
    let cut = Response {
        content_type: "text/html".to_owned(),
        ..status(200)
    };
    for reply in [
        Reply::Network,
        Reply::Timeout,
        Reply::Cut,
        Reply::Response(cut),
        Reply::Response(status(502)),
    ] {
        let (world, disk) = (World::new(3), Rc::default());
        world.expect([Fault::AckLost(reply)]);
        let tab = world.tab(&disk);
        let waiting = send(&tab, "a");
        assert_eq!(waiting.state, State::Waiting);
        assert!(waiting.outcome_unknown, "the receiver may hold it");
        live(&world, &tab, MINUTE);
        assert_eq!(view(&tab, "a").state, State::Delivered);
        assert_eq!(world.stored_times("a"), 1);
        let posts = world.posts_of("a");
        assert_eq!(posts.len(), 2);
        assert_eq!(posts[0].body, posts[1].body);
    }
}

/// The control of the test above and of the random ones: a receiver without the unique id shows
/// the duplicate, so these would see one.
#[test]
fn a_receiver_that_breaks_the_contract_shows_the_duplicate() {
    let (world, disk) = (World::new(3), Rc::default());
    world.dedupes.set(false);
    world.expect([Fault::AckLost(Reply::Network)]);
    let tab = world.tab(&disk);
    send(&tab, "a");
    live(&world, &tab, MINUTE);
    assert_eq!(world.stored_times("a"), 2);
}

/// F11, F12, F13: something else answers, or sends the request elsewhere.
#[test]
fn what_is_no_receipt_is_never_taken_for_one() {
    let redirect = Response {
        redirect: true,
        ..Response::default()
    };
    let html = Response {
        content_type: "text/html".to_owned(),
        body: Some(Value::Null),
        ..status(200)
    };
    for (answer, state) in [
        (html, State::Waiting),
        (receipt_of(201, "another", "R"), State::Waiting),
        (redirect, State::Held),
    ] {
        let (world, disk) = (World::new(4), Rc::default());
        world.expect([Fault::Answer(answer)]);
        let tab = world.tab(&disk);
        let shown = send(&tab, "a");
        assert_eq!(shown.state, state);
        assert_eq!(shown.receipt, None);
        assert_eq!(world.posts.borrow().len(), 1);
    }
}

/// F6.
#[test]
fn failures_grow_the_delay_and_end_in_one_referral() {
    let (world, disk) = (World::new(5), Rc::default());
    world.expect([500, 500, 500, 500, 500].map(|code| Fault::Answer(status(code))));
    let tab = world.tab(&disk);
    send(&tab, "a");
    live(&world, &tab, HOUR);
    assert_eq!(world.posts.borrow().len(), 6);
    assert_eq!(world.stored_times("a"), 1);
}

/// F7.
#[test]
fn a_hint_is_a_lower_bound() {
    for seed in 0..200 {
        let (world, disk) = (World::new(seed), Rc::default());
        let hint = Response {
            retry_after: Some("120".to_owned()),
            ..status(503)
        };
        world.expect([Fault::Answer(hint)]);
        let tab = world.tab(&disk);
        let sent = world.now.get();
        send(&tab, "a");
        tab.trigger(Trigger::Online);
        tab.trigger(Trigger::Visible);
        live(&world, &tab, HOUR);
        assert!(world.posts.borrow()[1].at >= sent + 120 * SECOND);
    }
}

/// F10.
#[test]
fn a_busy_receiver_sees_one_request_and_not_one_for_each_row() {
    for code in [429, 503] {
        let (world, disk) = (World::new(6), Rc::default());
        let tab = world.tab(&disk);
        for i in 0..10 {
            block(tab.enqueue(sealed(&tab, &i.to_string()), Keep::Device));
        }
        let hint = Response {
            retry_after: Some("300".to_owned()),
            ..status(code)
        };
        world.expect([Fault::Answer(hint)]);
        block(tab.drain());
        live(&world, &tab, 299 * SECOND);
        assert_eq!(world.posts.borrow().len(), 1);
        live(&world, &tab, 2 * HOUR);
        assert_eq!(world.stored.borrow().len(), 10);
    }
}

/// F10: a pause is known to the tabs that did not hear of it, and after a reload.
#[test]
fn a_pause_is_every_tabs() {
    for code in [429, 503] {
        let (world, disk) = (World::new(18), Rc::<MemoryStore>::default());
        let tab = world.tab(&disk);
        for i in 0..10 {
            block(tab.enqueue(sealed(&tab, &i.to_string()), Keep::Device));
        }
        let other = world.tab(&disk);
        block(other.refresh());
        let hint = Response {
            retry_after: Some("300".to_owned()),
            ..status(code)
        };
        world.expect([Fault::Answer(hint)]);
        block(tab.drain());
        drop(tab);
        for tab in [other, world.tab(&disk)] {
            tab.trigger(Trigger::Load);
            block(tab.refresh());
            live(&world, &tab, 149 * SECOND);
        }
        assert_eq!(world.posts.borrow().len(), 1);
        let tab = world.tab(&disk);
        block(tab.refresh());
        live(&world, &tab, HOUR);
        assert_eq!(world.stored.borrow().len(), 10);
    }
}

/// The browser is sure that there is no network: nothing is tried, so that nothing is unknown and
/// nothing of the hour's budget is spent.
#[test]
fn without_a_network_a_press_tries_nothing() {
    for keep in [Keep::Device, Keep::Page] {
        let (world, disk) = (World::new(19), Rc::<MemoryStore>::default());
        let tab = world.tab(&disk);
        world.online.set(false);
        block(tab.enqueue(sealed(&tab, "a"), keep));
        for _ in 0..30 {
            block(tab.try_now("a"));
        }
        live(&world, &tab, 10 * MINUTE);
        let shown = view(&tab, "a");
        let waits = match keep {
            Keep::Device => State::Queued,
            Keep::Page => State::InMemory,
        };
        assert_eq!((shown.state, shown.attempts), (waits, 0));
        assert!(!shown.ever_tried && !shown.outcome_unknown);
        assert_eq!((shown.rests_until, world.tokens_asked.get()), (None, 0));

        world.online.set(true);
        if keep == Keep::Device {
            tab.trigger(Trigger::Online);
            live(&world, &tab, MINUTE);
        } else {
            block(tab.try_now("a"));
        }
        assert_eq!(view(&tab, "a").state, State::Delivered);
        assert_eq!(view(&tab, "a").attempts, 1);
    }
}

/// F14, F15, F16.
#[test]
fn a_refused_token_is_renewed_once() {
    let (world, disk) = (World::new(7), Rc::default());
    world.tokens.set(true);
    let tab = world.tab(&disk);
    world.expect([Fault::Answer(status(401))]);
    let shown = send(&tab, "a");
    assert_eq!(shown.state, State::Delivered);
    let posts = world.posts_of("a");
    assert_eq!((posts[0].refresh, posts[1].refresh), (false, true));
    assert_eq!(posts[0].body, posts[1].body);

    world.expect([401, 401].map(|code| Fault::Answer(status(code))));
    let shown = send(&tab, "b");
    assert_eq!(shown.state, State::NeedsSignIn);
    assert_eq!(shown.attempts, 0, "a refused token is no attempt");
    assert!(shown.ever_tried);
    assert_eq!(shown.next_try, None);
    assert_eq!(world.posts_of("b").len(), 2);
    live(&world, &tab, 10 * HOUR);
    assert_eq!(world.posts_of("b").len(), 2, "no storm");

    block(tab.signed_in());
    live(&world, &tab, MINUTE);
    assert_eq!(view(&tab, "b").state, State::Delivered);

    world.expect([Fault::NoToken]);
    assert_eq!(send(&tab, "c").state, State::NeedsSignIn);
    assert!(world.posts_of("c").is_empty());
}

/// An expired login often answers with a redirect, so a token is asked for: once in a pass.
#[test]
fn redirects_ask_for_one_token_and_not_one_for_each_row() {
    let redirect = Response {
        redirect: true,
        ..Response::default()
    };
    let (world, disk) = (World::new(14), Rc::default());
    world.tokens.set(true);
    let tab = world.tab(&disk);
    for i in 0..3 {
        block(tab.enqueue(sealed(&tab, &i.to_string()), Keep::Device));
    }
    world.expect((0..10).map(|_| Fault::Answer(redirect.clone())));
    block(tab.drain());
    let posts = world.posts.borrow();
    assert_eq!(posts.iter().filter(|post| post.refresh).count(), 1);
    assert_eq!(posts.len(), 4);
}

#[test]
fn many_rows_without_a_sign_in_make_no_storm() {
    let (world, disk) = (World::new(8), Rc::default());
    let tab = world.tab(&disk);
    for i in 0..10 {
        block(tab.enqueue(sealed(&tab, &i.to_string()), Keep::Device));
    }
    world.expect((0..100).map(|_| Fault::Answer(status(401))));
    block(tab.drain());
    assert_eq!(world.posts.borrow().len(), 1);
    live(&world, &tab, 4 * MINUTE);
    assert_eq!(world.posts.borrow().len(), 1);
}

/// F17, F19.
#[test]
fn a_roll_out_of_the_host_eats_nothing() {
    for answer in [status(404), status(410), problem(422, "unknown-kid")] {
        let (world, disk) = (World::new(9), Rc::default());
        let tab = world.tab(&disk);
        world.expect([answer.clone(), answer].map(Fault::Answer));
        let held = send(&tab, "a");
        assert_eq!(held.state, State::Held);
        live(&world, &tab, 59 * MINUTE);
        assert_eq!(world.posts.borrow().len(), 1);
        live(&world, &tab, 2 * HOUR);
        assert_eq!(view(&tab, "a").state, State::Delivered);
        assert_eq!(world.posts.borrow().len(), 3);
    }
}

#[test]
fn a_refused_row_stops_and_holds_up_no_other() {
    let (world, disk) = (World::new(10), Rc::default());
    let tab = world.tab(&disk);
    block(tab.enqueue(sealed(&tab, "bad"), Keep::Device));
    block(tab.enqueue(sealed(&tab, "good"), Keep::Device));
    world.expect([Fault::Answer(status(400))]);
    block(tab.drain());
    assert_eq!(view(&tab, "bad").state, State::Rejected);
    assert_eq!(view(&tab, "bad").reason, Some(Reason::BadRequest));
    assert_eq!(view(&tab, "good").state, State::Delivered);
    live(&world, &tab, 71 * HOUR);
    assert_eq!(world.posts_of("bad").len(), 1);
    block(tab.try_now("bad"));
    assert_eq!(
        view(&tab, "bad").state,
        State::Delivered,
        "a person may try again"
    );
}

#[test]
fn offline_waits_without_spending_attempts() {
    let (world, disk) = (World::new(11), Rc::default());
    world.online.set(false);
    let tab = world.tab(&disk);
    let shown = send(&tab, "a");
    assert_eq!(shown.state, State::Queued);
    live(&world, &tab, 12 * HOUR);
    assert_eq!(view(&tab, "a").attempts, 0);
    world.online.set(true);
    tab.trigger(Trigger::Online);
    live(&world, &tab, MINUTE);
    assert_eq!(view(&tab, "a").state, State::Delivered);
}

/// Every computer of a site looks whether the network is back, and the browser tells them all in the
/// same instant that it is. What the host asked them to spread over holds for both.
#[test]
fn the_network_that_comes_back_is_not_met_by_everybody_at_once() {
    let spread = 15 * MINUTE;
    let mut delays: Vec<_> = (0..400)
        .map(|seed| {
            let (world, disk) = (World::new(seed), Rc::default());
            world.online.set(false);
            let tab = world.tab(&disk);
            let settings = Settings {
                reconnect_spread: spread,
                ..Settings::default()
            };
            tab.configure(Vec::new(), settings);
            send(&tab, "a");
            live(&world, &tab, 2 * MINUTE);
            world.online.set(true);
            tab.trigger(Trigger::Online);
            let back = world.now.get();
            live(&world, &tab, spread + MINUTE);
            assert_eq!(view(&tab, "a").state, State::Delivered);
            let posts = world.posts.borrow();
            posts.last().map_or(0, |post| post.at - back)
        })
        .collect();
    delays.sort_unstable();
    let part = |share: usize| delays[delays.len() * share / 100];
    assert!((2 * MINUTE..4 * MINUTE).contains(&part(20)), "{delays:?}");
    assert!((11 * MINUTE..13 * MINUTE).contains(&part(80)), "{delays:?}");
    let first_second = delays.iter().filter(|delay| **delay < 2 * SECOND);
    assert!(first_second.count() < 8, "{delays:?}");
}

/// F24.
#[test]
fn many_tabs_post_each_row_once() {
    for seed in 0..50 {
        let (world, disk) = (World::new(seed), Rc::<MemoryStore>::default());
        let tabs: Vec<_> = (0..5).map(|_| world.tab(&disk)).collect();
        for i in 0..3 {
            block(tabs[0].enqueue(sealed(&tabs[0], &i.to_string()), Keep::Device));
        }
        together(
            &world,
            tabs.iter().map(|tab| Box::pin(tab.drain()) as _).collect(),
        );
        assert_eq!(world.posts.borrow().len(), 3, "seed {seed}");
        assert_eq!(world.stored.borrow().len(), 3);
    }
}

/// F28: the lease alone. A duplicate post would be harmless, and does not happen either.
#[test]
fn without_locks_the_lease_keeps_tabs_apart() {
    for seed in 0..50 {
        let (world, disk) = (World::new(seed), Rc::<MemoryStore>::default());
        world.locks_work.set(false);
        let tabs: Vec<_> = (0..5).map(|_| world.tab(&disk)).collect();
        block(tabs[0].enqueue(sealed(&tabs[0], "a"), Keep::Device));
        together(
            &world,
            tabs.iter().map(|tab| Box::pin(tab.drain()) as _).collect(),
        );
        assert_eq!(world.posts.borrow().len(), 1, "seed {seed}");
    }
}

#[test]
fn what_another_tab_delivered_is_shown_as_delivered() {
    let (world, disk) = (World::new(12), Rc::default());
    let (mine, other) = (world.tab(&disk), world.tab(&disk));
    block(mine.enqueue(sealed(&mine, "a"), Keep::Device));
    block(other.drain());
    assert!(other.views().is_empty(), "it is not the other page's");
    block(mine.refresh());
    let shown = view(&mine, "a");
    assert_eq!(shown.state, State::Delivered);
    assert_eq!(shown.receipt, None);
}

#[test]
fn sending_twice_what_was_written_once_stores_it_once() {
    let (world, disk) = (World::new(13), Rc::default());
    let tab = world.tab(&disk);
    block(tab.enqueue(sealed(&tab, "a"), Keep::Device));
    let again = block(tab.enqueue(sealed(&tab, "a"), Keep::Device));
    assert_eq!(again.state, State::Queued);
    assert_eq!(tab.views().len(), 1);
    block(tab.drain());
    assert_eq!(world.posts.borrow().len(), 1);
}
