//! Every order there is, of two tabs that send two rows: a crash anywhere, a request or an answer
//! lost anywhere, a request that arrives after its tab is gone, a person who deletes. What happens
//! to a row, when it is due and what an answer means are the product's own functions; tabs, lock,
//! wire and receiver are drawn as small as they can be.
#![cfg(not(target_arch = "wasm32"))]
// The number of states is what the search is run for.
#![allow(clippy::panic, clippy::print_stdout, clippy::unwrap_used)]

mod computer;

use std::path::Path;

use stateright::{Checker, HasDiscoveries, Model};

use crate::computer::{Computer, Planted};

const LIMITS: Computer = Computer {
    planted: Planted::Nothing,
    locks: true,
    faults: 2,
    ticks: 2,
};

#[test]
fn no_order_of_two_tabs_and_two_rows_breaks_a_promise() {
    let mut states = 0;
    // Who only tries something out waits for a second and not for a minute.
    let long = ["TB_STEPS", "CI"]
        .iter()
        .any(|name| std::env::var_os(name).is_some());
    let faults = if long { LIMITS.faults } else { 1 };
    for locks in [true, false] {
        let computer = Computer {
            locks,
            faults,
            ..LIMITS
        };
        let checker = computer.checker().spawn_bfs().join();
        checker.assert_properties();
        assert!(checker.is_done());
        println!("locks: {locks}, states: {}", checker.unique_state_count());
        states += checker.unique_state_count();
    }
    println!("states: {states}");
    if let Ok(folder) = std::env::var("TB_COUNTS") {
        let counts = format!("{{\n  \"states\": {states}\n}}\n");
        std::fs::write(Path::new(&folder).join("search.json"), counts).unwrap();
    }
}

/// The control: two posts of one row, and a receiver that looks before it stores.
#[test]
fn the_search_finds_a_receiver_that_checks_and_then_inserts() {
    finds(Planted::CheckThenInsert, "I3: at most one is stored");
}

/// The control: a crash between the deletion and the answer.
#[test]
fn the_search_finds_a_client_that_deletes_before_it_sends() {
    finds(Planted::DeleteBeforeSend, "I1: what is gone has ended");
}

fn finds(planted: Planted, property: &'static str) {
    let checker = Computer { planted, ..LIMITS }.checker();
    let checker = checker.finish_when(HasDiscoveries::AnyFailures);
    let checker = checker.spawn_bfs().join();
    let Some(path) = checker.discovery(property) else {
        panic!("{planted:?} breaks nothing");
    };
    println!("{planted:?}: {:?}", path.into_actions());
}
