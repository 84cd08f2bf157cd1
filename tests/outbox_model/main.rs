//! The outbox under a model: tabs that go on in any order from await to await, that die anywhere,
//! and a network, a store, a clock and people that do what they do at the worst moment. What must
//! hold is checked after every step, by the names that `docs/reliability.md` gives it.
#![cfg(not(target_arch = "wasm32"))]
// A failed expectation is how a model speaks, and the counts are what it is run for.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used
)]

mod counts;
mod model;
mod world;

use proptest::test_runner::{Config, TestCaseError, TestError, TestRunner};
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest};

use crate::model::{Model, PLANTED};
use crate::world::Planted;

/// Steps of a run in CI, and of one in which somebody waits; `TB_STEPS` says otherwise.
const STEPS: [u64; 2] = [100_000, 10_000];

#[test]
fn every_promise_holds_in_any_order() {
    let steps = match std::env::var("TB_STEPS") {
        Ok(steps) => steps.parse().expect("TB_STEPS is a number"),
        Err(_) if std::env::var_os("CI").is_some() => STEPS[0],
        Err(_) => STEPS[1],
    };
    while counts::of("steps") < steps {
        if let Err(failure) = run::<0>(100) {
            panic!("{failure}");
        }
    }
    counts::report("model.json");
}

/// The control: a receiver that looks for the id and then stores it shows two of one request.
#[test]
fn a_receiver_that_checks_and_then_inserts_is_found() {
    let found = run::<1>(20_000).expect_err("no counterexample");
    println!("{found}");
    assert!(found.contains("I3"), "{found}");
}

/// The control: a client that takes its row out before it sends loses what it promised.
#[test]
fn a_client_that_deletes_before_it_sends_is_found() {
    let found = run::<2>(20_000).expect_err("no counterexample");
    println!("{found}");
    assert!(found.contains("I1"), "{found}");
}

/// The control: a client that sends in order lets one row hold up the others.
#[test]
fn a_client_that_sends_in_order_is_found() {
    let found = run::<3>(20_000).expect_err("no counterexample");
    println!("{found}");
    assert!(found.contains("I9"), "{found}");
}

/// Runs sequences over the model, with what `P` plants.
fn run<const P: usize>(cases: u32) -> Result<(), String> {
    let config = Config {
        cases,
        failure_persistence: None,
        // Where a row is held up, the tab looks for it every second of an hour, each time.
        max_shrink_iters: if PLANTED[P] == Planted::HeadOfLine {
            100
        } else {
            20_000
        },
        ..Config::default()
    };
    let strategy = Model::<P>::sequential_strategy(1..250);
    let mut runner = TestRunner::new(config.clone());
    let outcome = runner.run(&strategy, |(state, acts, seen)| {
        Model::<P>::test_sequential(config.clone(), state, acts, seen);
        Ok::<_, TestCaseError>(())
    });
    match outcome {
        Ok(()) => Ok(()),
        Err(TestError::Fail(why, (state, acts, _))) => {
            let acts: Vec<String> = acts.iter().map(|act| format!("{act:?}")).collect();
            Err(format!("{why}\nin {state:?} after\n{}", acts.join("\n")))
        }
        Err(TestError::Abort(why)) => Err(why.to_string()),
    }
}
