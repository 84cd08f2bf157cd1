//! The state machine is closed, and its names are the contract's.

use touchbase::outbox::{Event, Fate, Reason, State};

#[test]
fn the_names_are_those_of_the_contract() {
    let names: Vec<&str> = State::ALL.map(State::as_str).to_vec();
    assert_eq!(
        names,
        [
            "in-memory",
            "queued",
            "sending",
            "waiting",
            "needs-sign-in",
            "held",
            "rejected",
            "delivered",
            "expired",
            "cancelled",
            "unreadable",
        ]
    );
    for state in State::ALL {
        assert_eq!(State::from_name(state.as_str()), Some(state));
    }
    for reason in Reason::ALL {
        assert_eq!(Reason::from_name(reason.as_str()), Some(reason));
    }
    for fate in [Fate::Delivered, Fate::Expired, Fate::Cancelled] {
        assert_eq!(Fate::from_name(fate.as_str()), Some(fate));
    }
    assert_eq!(State::from_name("sent"), None);
}

#[test]
fn every_event_in_every_state_has_its_result() {
    use State::*;
    for state in State::ALL {
        for event in Event::ALL {
            let next = state.after(event);
            let expected = match (state, event) {
                (_, Event::Receipt) | (Delivered, _) => Delivered,
                (Expired | Cancelled, _) => state,
                (_, Event::Cancel) => Cancelled,
                (_, Event::Expire) => Expired,
                (_, Event::Damage) | (Unreadable, _) => Unreadable,
                (InMemory | Queued | Waiting | Held | Sending | NeedsSignIn, Event::Claim) => {
                    Sending
                }
                (Sending, Event::Retry) => Waiting,
                (Sending, Event::SignIn) => NeedsSignIn,
                (Sending, Event::Hold) => Held,
                (Sending, Event::Reject) => Rejected,
                (NeedsSignIn, Event::SignedIn) | (Held, Event::Release) => Queued,
                (Waiting | NeedsSignIn | Held | Rejected, Event::Press) => Queued,
                _ => state,
            };
            assert_eq!(next, expected, "{state:?} {event:?}");
        }
    }
}

#[test]
fn only_a_receipt_delivers() {
    for state in State::ALL {
        for event in Event::ALL {
            let delivered = state.after(event) == State::Delivered;
            assert_eq!(
                delivered,
                event == Event::Receipt || state == State::Delivered,
                "{state:?} {event:?}"
            );
        }
    }
}

#[test]
fn what_has_ended_stays_ended() {
    for state in State::ALL.into_iter().filter(|state| state.is_final()) {
        for event in Event::ALL.into_iter().filter(|e| *e != Event::Receipt) {
            assert_eq!(state.after(event), state, "{state:?} {event:?}");
        }
    }
}
