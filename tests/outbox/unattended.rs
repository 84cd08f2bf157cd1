//! A pass without a person, as in a service worker: it sends what anybody's session may send, and
//! leaves the rest for a page.

use std::rc::Rc;

use touchbase::outbox::{Keep, MemoryStore, Reason, Reply, Response, State, TransportIdentity};

use crate::world::{DEST, Fault, Tab, World, block, problem, sealed, send, status, view};

const A: &str = "6f9619ff-8b86-4d01-b42d-00cf4fc964ff";
const B: &str = "7f9619ff-8b86-4d01-b42d-00cf4fc964ff";

/// One request that the receiver's network lost, and the worker that wakes afterwards.
fn waiting(world: &Rc<World>, identity: TransportIdentity, owner: &str) -> (Tab, Tab) {
    let disk = Rc::<MemoryStore>::default();
    let page = world.tab_with(&disk, identity, owner);
    world.expect([Fault::Lost]);
    assert_eq!(send(&page, A).state, State::Waiting);
    world.advance(3_600_000);
    let worker = world.tab_with(&disk, identity, "");
    (page, worker)
}

fn wake(world: &World, worker: &Tab) {
    world.attended.set(false);
    block(worker.drain());
    world.attended.set(true);
}

#[test]
fn sends_what_any_session_may_send() {
    let world = World::new(1);
    let (page, worker) = waiting(&world, TransportIdentity::None, "");
    assert_eq!(page.for_anyone(), [DEST]);
    wake(&world, &worker);
    assert_eq!(world.stored_times(A), 1);
    assert!(worker.for_anyone().is_empty());
    assert!(worker.views().is_empty(), "a worker shows nothing");
}

#[test]
fn sends_nothing_where_the_request_names_its_user() {
    for owner in ["", "anna"] {
        let world = World::new(2);
        let (page, worker) = waiting(&world, TransportIdentity::User, owner);
        assert!(page.for_anyone().is_empty());
        wake(&world, &worker);
        assert_eq!(world.posts_of(A).len(), 1, "the page's own, for {owner:?}");
        // The control: the session that may, does.
        block(page.drain());
        assert_eq!(world.stored_times(A), 1);
    }
}

/// A redirect often asks for a sign-in, which nobody can do here. It may have been stored all the
/// same.
#[test]
fn a_redirect_is_an_unknown_outcome_here_too() {
    let world = World::new(9);
    let disk = Rc::<MemoryStore>::default();
    let page = world.tab_with(&disk, TransportIdentity::None, "anna");
    world.expect([Fault::Answer(status(429))]);
    assert!(!send(&page, A).outcome_unknown);
    world.advance(3_600_000);
    let redirect = Response {
        redirect: true,
        ..Response::default()
    };
    world.expect([Fault::AckLost(Reply::Response(redirect))]);
    wake(&world, &world.tab(&disk));
    block(page.refresh());
    let shown = view(&page, A);
    assert_eq!(shown.reason, Some(Reason::SignIn));
    assert!(shown.outcome_unknown);
}

#[test]
fn is_not_asked_for_by_a_page_that_gives_tokens() {
    let world = World::new(3);
    let (page, _worker) = waiting(&world, TransportIdentity::None, "");
    world.tokens.set(true);
    assert!(page.for_anyone().is_empty());
    world.tokens.set(false);
    assert_eq!(page.for_anyone(), [DEST]);
}

#[test]
fn is_not_asked_for_by_what_is_kept_in_the_page() {
    let world = World::new(4);
    let page = world.tab(&Rc::default());
    world.expect([Fault::Lost]);
    block(page.enqueue(sealed(&page, A), Keep::Page));
    block(page.try_now(A));
    assert!(page.for_anyone().is_empty());
}

#[test]
fn leaves_what_needs_a_sign_in_as_a_page_would_find_it() {
    let redirect = Response {
        redirect: true,
        ..status(0)
    };
    for answer in [status(401), problem(403, "token"), redirect] {
        let world = World::new(5);
        let (page, worker) = waiting(&world, TransportIdentity::None, "");
        world.expect([Fault::Answer(answer.clone())]);
        wake(&world, &worker);
        assert_eq!(world.posts_of(A).len(), 2);
        block(page.refresh());
        let seen = view(&page, A);
        assert_eq!(
            (seen.state, seen.reason),
            (State::Waiting, Some(Reason::SignIn)),
            "{answer:?}"
        );
        // The attempt before it may have arrived.
        assert!(seen.outcome_unknown);

        // Not again by a worker, whether it is this one or the next.
        assert!(worker.for_anyone().is_empty());
        world.advance(3_600_000);
        wake(&world, &worker);
        assert_eq!(world.posts_of(A).len(), 2);

        // And at once by the page, which has the token.
        block(page.drain());
        assert_eq!(world.stored_times(A), 1);
    }
}

#[test]
fn leaves_only_the_row_that_needs_a_sign_in() {
    let world = World::new(6);
    let (page, worker) = waiting(&world, TransportIdentity::None, "");
    world.expect([Fault::Answer(status(401))]);
    wake(&world, &worker);
    block(page.enqueue(sealed(&page, B), Keep::Device));
    world.advance(3_600_000);
    wake(&world, &worker);
    assert_eq!((world.stored_times(A), world.stored_times(B)), (0, 1));
}
