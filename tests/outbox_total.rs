//! Everything has a meaning: each answer, each change of each row.
#![cfg(not(target_arch = "wasm32"))]
// How much was tried is what the table in `docs/reliability.md` says.
#![allow(clippy::panic, clippy::print_stdout, clippy::unwrap_used)]

use std::path::Path;

use touchbase::outbox::{
    Change, Event, Fate, LEASE, Lease, ROW_VERSION, Reason, Reply, Response, Row, State, Step,
    Verdict, classify,
};
use touchbase::time::{DAY, HOUR, MINUTE, Millis};
use touchbase::value::Value;

const ID: &str = "0b5e6a0e-5b0a-4b6e-9d4d-2f8f7f1a2c3d";
const NOW: Millis = 1_790_000_040_000;

/// I19: every status with every kind of body and header has one action, and only a receipt for this
/// very row, with a success, is one.
#[test]
fn only_a_receipt_is_a_success_whatever_answers() {
    let types = [
        "",
        "text/html",
        "text/plain; charset=utf-8",
        "application/problem+json",
        "application/json",
        "Application/JSON; charset=utf-8",
        "application/jsonp",
    ];
    let hints = [
        None,
        Some("0"),
        Some("120"),
        Some("-1"),
        Some("soon"),
        Some("9".repeat(30).leak()),
    ];
    let mut cases = 0u64;
    for status in 0..1_000 {
        for (body, receipt) in bodies() {
            for content_type in types {
                for retry_after in hints {
                    for redirect in [false, true] {
                        let response = Response {
                            status,
                            redirect,
                            content_type: content_type.to_owned(),
                            retry_after: retry_after.map(str::to_owned),
                            date: None,
                            body: body.clone(),
                        };
                        let json = content_type
                            .to_ascii_lowercase()
                            .starts_with("application/json");
                        let exact = json && !content_type.ends_with('p');
                        let success =
                            (200..=202).contains(&status) && !redirect && exact && receipt;
                        for attempts in [1, 6] {
                            cases += 1;
                            let reply = Reply::Response(response.clone());
                            let delivered =
                                matches!(classify(ID, attempts, &reply), Verdict::Delivered(_));
                            assert_eq!(delivered, success, "{reply:?}");
                        }
                    }
                }
            }
        }
    }
    for reply in [
        Reply::Network,
        Reply::Timeout,
        Reply::Cut,
        Reply::Csp,
        Reply::NoToken,
    ] {
        cases += 1;
        assert!(!matches!(classify(ID, 1, &reply), Verdict::Delivered(_)));
    }
    report("answers.json", cases);
}

/// Bodies, and whether each is a receipt for the row.
fn bodies() -> Vec<(Option<Value>, bool)> {
    let text = |key: &str, text: &str| (key.to_owned(), Value::from(text));
    let receipt = |id: &str, receipt: &str, at: &str| {
        Some(Value::Object(vec![
            text("id", id),
            text("receipt", receipt),
            text("received_at", at),
        ]))
    };
    let kinds = [
        "in-flight",
        "csrf",
        "token",
        "key-reused",
        "unknown-kid",
        "unheard-of",
    ];
    let problems = kinds.map(|kind| {
        let kind = format!("https://example.org/problems/{kind}");
        (Some(Value::Object(vec![text("type", &kind)])), false)
    });
    let at = "2026-11-21T23:00:00Z";
    let mut bodies = vec![
        (None, false),
        (Some(Value::Null), false),
        (Some(Value::Array(vec![])), false),
        (Some(Value::from("received")), false),
        (receipt(ID, "7F3K", at), true),
        (receipt("another", "7F3K", at), false),
        (receipt("", "7F3K", at), false),
        (receipt(ID, "", at), false),
        (receipt(ID, &"7".repeat(33), at), false),
        (receipt(ID, "7F3K", ""), false),
        (Some(Value::Object(vec![text("id", ID)])), false),
    ];
    bodies.extend(problems);
    bodies
}

/// I23, I6: every change of every row ends in a row, an end or nothing, and only what may end a row
/// ends it.
#[test]
fn every_change_of_every_row_has_its_result() {
    let mut cases = 0u64;
    for row in rows() {
        for (change, may_end) in changes() {
            cases += 1;
            match Row::step(Some(&row), &change) {
                Step::Remove(fate) => {
                    assert_eq!(may_end, Some(fate), "{change:?} of {row:?}");
                    if let Change::Expire {
                        open,
                        failed,
                        doubtful,
                        ..
                    } = &change
                    {
                        assert_eq!(*doubtful, row.doubtful(), "{change:?} of {row:?}");
                        // Days late, it may be a clock that somebody set, unless an attempt failed.
                        let never_sent = matches!(row.state, State::Rejected | State::Unreadable);
                        let a_clock = NOW > row.expires + 7 * DAY && !never_sent && !failed;
                        let over = row.overdue(NOW) && !a_clock || *open > 72 * HOUR;
                        assert!(over, "{change:?} of {row:?}");
                    }
                }
                Step::Nothing => {
                    // I1: what is over and not being sent ends, or it would be looked at for ever.
                    if let Change::Expire { open, doubtful, .. } = &change {
                        let over = *open > 72 * HOUR || row.overdue(NOW) && NOW < row.expires + DAY;
                        let free = row.lease.as_ref().is_none_or(|lease| lease.lapsed(NOW));
                        let said = *doubtful == row.doubtful();
                        assert!(!(over && free && said), "{change:?} of {row:?}");
                    }
                }
                Step::Put(next) => {
                    let ended = next.state.is_final() && next.state != row.state;
                    assert!(!ended, "{change:?} of {row:?}");
                    assert_eq!((&next.id, &next.jwe), (&row.id, &row.jwe));
                    let lease = match &change {
                        Change::Claim { lease, .. } => Some((*lease).clone()),
                        Change::Settle { .. } => None,
                        _ => row.lease.clone(),
                    };
                    assert_eq!(next.lease, lease, "{change:?} of {row:?}");
                }
                Step::Record(_) => panic!("{change:?} of a row that is there"),
            }
            match Row::step(None, &change) {
                Step::Nothing => {}
                step => assert_eq!(step, Step::Record(Fate::Delivered), "{change:?} of no row"),
            }
            let due = row.due(NOW);
            assert_eq!(
                due.is_none(),
                matches!(
                    row.state,
                    State::NeedsSignIn
                        | State::Rejected
                        | State::Delivered
                        | State::Expired
                        | State::Cancelled
                        | State::Unreadable
                )
            );
            let _ = row.neglected(NOW);
        }
    }
    report("changes.json", cases);
}

fn rows() -> Vec<Row> {
    let times = [
        0,
        NOW - 400 * DAY,
        NOW - HOUR,
        NOW,
        NOW + MINUTE,
        NOW + 400 * DAY,
        1 << 53,
    ];
    let leases = [
        None,
        Some(("a", NOW + LEASE)),
        Some(("a", NOW)),
        Some(("b", NOW + 400 * DAY)),
        Some(("~a", NOW + 1)),
    ];
    let mut rows = Vec::new();
    for state in State::ALL {
        for created in times {
            for not_before in times {
                for lease in leases {
                    for hour_requests in [0, 7, 20, u32::MAX] {
                        for attempts in [0, 1, u32::MAX] {
                            rows.push(Row {
                                id: ID.to_owned(),
                                v: ROW_VERSION,
                                jwe: "sealed".to_owned(),
                                jwe_sha256: String::new(),
                                dest: "program/recipient".to_owned(),
                                owner: String::new(),
                                state,
                                created,
                                expires: created + 72 * HOUR,
                                attempts,
                                not_before,
                                last_class: (attempts == 1).then_some(Reason::Timeout),
                                hour_start: created,
                                hour_requests,
                                lease: lease.map(|(tab, until)| Lease {
                                    tab: tab.to_owned(),
                                    until,
                                }),
                                unanswered: attempts,
                                unknown: false,
                                held_under: String::new(),
                                open: 0,
                            });
                        }
                    }
                }
            }
        }
    }
    rows
}

/// Changes, and the end that each may be.
fn changes() -> Vec<(Change<'static>, Option<Fate>)> {
    let mut changes = vec![
        (
            Change::Repeat {
                tab: "a",
                unknown: false,
            },
            None,
        ),
        (Change::DeleteUntried, Some(Fate::Cancelled)),
        (Change::DeleteRefused, Some(Fate::Cancelled)),
        (Change::PutOff { not_before: NOW }, None),
        (
            Change::Mend {
                not_before: NOW,
                now: NOW,
            },
            None,
        ),
    ];
    for open in [0, 72 * HOUR, 72 * HOUR + 1] {
        for (failed, doubtful) in [(false, false), (false, true), (true, false), (true, true)] {
            let expire = Change::Expire {
                now: NOW,
                open,
                tab: "a",
                failed,
                doubtful,
            };
            changes.push((expire, Some(Fate::Expired)));
        }
    }
    for event in [Event::SignedIn, Event::Release, Event::Press, Event::Damage] {
        changes.push((Change::Event { event }, None));
    }
    let event = Event::Cancel;
    changes.push((Change::Event { event }, Some(Fate::Cancelled)));
    for locked in [false, true] {
        for pressed in [false, true] {
            let lease: &'static Lease = Box::leak(Box::new(Lease {
                tab: "a".to_owned(),
                until: NOW + LEASE,
            }));
            let now = NOW;
            changes.push((
                Change::Claim {
                    lease,
                    now,
                    open: 0,
                    locked,
                    pressed,
                },
                None,
            ));
        }
    }
    for event in [
        Event::Receipt,
        Event::Retry,
        Event::SignIn,
        Event::Hold,
        Event::Reject,
        Event::Damage,
    ] {
        for counts in [false, true] {
            let end = (event == Event::Receipt).then_some(Fate::Delivered);
            changes.push((
                Change::Settle {
                    tab: "a",
                    event,
                    reason: Some(Reason::Server),
                    not_before: NOW,
                    counts,
                    unknown: true,
                    held_under: "",
                },
                end,
            ));
        }
    }
    changes
}

fn report(file: &str, cases: u64) {
    println!("cases: {cases}");
    if let Ok(folder) = std::env::var("TB_COUNTS") {
        std::fs::write(
            Path::new(&folder).join(file),
            format!("{{\n  \"cases\": {cases}\n}}\n"),
        )
        .unwrap();
    }
}
