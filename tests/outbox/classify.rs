//! Every answer has one meaning.

use proptest::prelude::*;
use touchbase::outbox::{Reason, Reply, Response, Verdict, Wait, classify};
use touchbase::value::Value;

use super::world::{problem, receipt_of, status};

const ID: &str = "0b5e6a0e-5b0a-4b6e-9d4d-2f8f7f1a2c3d";

fn verdict(response: Response) -> Verdict {
    classify(ID, 1, &Reply::Response(response))
}

fn retry(reason: Reason) -> Verdict {
    Verdict::Retry {
        reason,
        wait: Wait::Ladder,
        pause: false,
    }
}

fn busy(wait: Wait) -> Verdict {
    Verdict::Retry {
        reason: Reason::Busy,
        wait,
        pause: true,
    }
}

/// A time of rest as well, and nobody knows what became of the request.
fn lost(wait: Wait) -> Verdict {
    Verdict::Retry {
        reason: Reason::Server,
        wait,
        pause: true,
    }
}

fn hold(reason: Reason) -> Verdict {
    Verdict::Hold {
        reason,
        refresh: false,
    }
}

#[test]
fn only_a_receipt_for_this_very_row_is_success() {
    for code in [200, 201, 202] {
        let Verdict::Delivered(receipt) = verdict(receipt_of(code, ID, "7F3K")) else {
            panic!("{code} with a receipt")
        };
        assert_eq!(receipt.id, ID);
        assert_eq!(receipt.receipt, "7F3K");
        assert_eq!(receipt.received_at, "2026-11-21T23:00:00Z");

        let mut html = receipt_of(code, ID, "7F3K");
        html.content_type = "text/html".to_owned();
        let mut other = receipt_of(code, ID, "7F3K");
        other.content_type = "application/jsonp".to_owned();
        let mut empty = receipt_of(code, ID, "7F3K");
        empty.body = None;
        let mut untimed = receipt_of(code, ID, "7F3K");
        untimed.body = Some(Value::Object(vec![
            ("id".to_owned(), ID.into()),
            ("receipt".to_owned(), "7F3K".into()),
        ]));
        for response in [
            html,
            other,
            empty,
            untimed,
            receipt_of(code, "another", "7F3K"),
            receipt_of(code, ID, ""),
            receipt_of(code, ID, &"x".repeat(33)),
        ] {
            assert_eq!(
                verdict(response.clone()),
                retry(Reason::NoReceipt),
                "{response:?}"
            );
        }
    }
    let mut parameters = receipt_of(201, ID, &"ü".repeat(32));
    parameters.content_type = "Application/JSON; charset=utf-8".to_owned();
    assert!(matches!(verdict(parameters), Verdict::Delivered(_)));
    assert_eq!(
        verdict(receipt_of(203, ID, "7F3K")),
        retry(Reason::NoReceipt)
    );
}

#[test]
fn every_status_has_its_action() {
    let sign_in = Verdict::SignIn { refresh: true };
    for (code, expected) in [
        (100, retry(Reason::NoReceipt)),
        (203, retry(Reason::NoReceipt)),
        (204, retry(Reason::NoReceipt)),
        (205, retry(Reason::NoReceipt)),
        (206, retry(Reason::NoReceipt)),
        (207, retry(Reason::NoReceipt)),
        (304, hold(Reason::Redirect)),
        (400, Verdict::Reject(Reason::BadRequest)),
        (401, sign_in),
        (402, Verdict::Reject(Reason::BadRequest)),
        (403, hold(Reason::Forbidden)),
        (404, hold(Reason::Config)),
        (405, hold(Reason::Config)),
        (406, hold(Reason::Config)),
        (407, retry(Reason::Proxy)),
        (408, retry(Reason::Timeout)),
        (409, hold(Reason::Conflict)),
        (410, hold(Reason::Config)),
        (411, hold(Reason::Config)),
        (412, hold(Reason::Config)),
        (413, Verdict::Reject(Reason::TooLarge)),
        (414, hold(Reason::Config)),
        (415, hold(Reason::Config)),
        (416, hold(Reason::Config)),
        (417, hold(Reason::Config)),
        (418, Verdict::Reject(Reason::BadRequest)),
        (421, hold(Reason::Config)),
        (422, Verdict::Reject(Reason::Invalid)),
        (423, retry(Reason::Server)),
        (424, retry(Reason::Server)),
        (426, hold(Reason::Config)),
        (428, hold(Reason::Config)),
        (429, busy(Wait::Ladder)),
        (431, hold(Reason::Config)),
        (451, Verdict::Reject(Reason::Legal)),
        (499, Verdict::Reject(Reason::BadRequest)),
        (500, retry(Reason::Server)),
        (501, hold(Reason::Config)),
        (502, retry(Reason::Server)),
        (503, lost(Wait::Ladder)),
        (504, retry(Reason::Server)),
        (505, hold(Reason::Config)),
        (507, retry(Reason::Server)),
        (508, retry(Reason::Server)),
        (510, hold(Reason::Config)),
        (511, retry(Reason::Captive)),
        (520, retry(Reason::Server)),
        (530, retry(Reason::Server)),
        (599, retry(Reason::Server)),
        (999, retry(Reason::Server)),
    ] {
        assert_eq!(verdict(status(code)), expected, "{code}");
    }
    let wait = |low, high| Wait::Between(low, high);
    assert!(matches!(
        verdict(status(425)),
        Verdict::Retry { reason: Reason::Early, wait: w, pause: false } if w == wait(1_000, 5_000)
    ));
    assert!(matches!(
        verdict(problem(409, "in-flight")),
        Verdict::Retry { reason: Reason::InFlight, wait: w, .. } if w == wait(2_000, 10_000)
    ));
}

#[test]
fn no_receipt_is_possible_after_five_empty_answers() {
    for code in [204, 205, 206] {
        let reply = Reply::Response(status(code));
        assert_eq!(classify(ID, 5, &reply), retry(Reason::NoReceipt));
        assert_eq!(classify(ID, 6, &reply), hold(Reason::NoReceipt));
    }
}

#[test]
fn a_problem_refines_a_refusal_and_never_makes_it_a_success() {
    let sign_in = Verdict::SignIn { refresh: true };
    for (code, kind, expected) in [
        (403, "https://example.org/problems/csrf", sign_in.clone()),
        (403, "urn:problem:token", sign_in),
        (403, "about:blank", hold(Reason::Forbidden)),
        (
            409,
            "https://example.org/problems#other",
            hold(Reason::Conflict),
        ),
        (422, "key-reused", Verdict::Reject(Reason::KeyReused)),
        (422, "https://example.org/unknown-kid", hold(Reason::Key)),
        (422, "invalid", Verdict::Reject(Reason::Invalid)),
        (500, "key-reused", retry(Reason::Server)),
    ] {
        assert_eq!(verdict(problem(code, kind)), expected, "{code} {kind}");
    }
}

#[test]
fn what_is_no_answer_is_never_an_end() {
    for (reply, expected) in [
        (Reply::Network, retry(Reason::Network)),
        (Reply::Timeout, retry(Reason::Timeout)),
        (Reply::Cut, retry(Reason::NoReceipt)),
        (Reply::Csp, hold(Reason::Csp)),
        (Reply::NoToken, Verdict::SignIn { refresh: false }),
    ] {
        assert_eq!(classify(ID, 1, &reply), expected);
    }
    let redirect = Response {
        redirect: true,
        ..Response::default()
    };
    let expected = Verdict::Hold {
        reason: Reason::Redirect,
        refresh: true,
    };
    assert_eq!(verdict(redirect), expected);
}

/// A receiver that says so itself has stored nothing. A gateway says the same of a receiver that it
/// has lost in the middle of it.
#[test]
fn who_is_unavailable_decides_what_is_known() {
    for (kind, known) in [
        ("urn:touchbase:problem:unavailable", true),
        ("https://example.org/problems/busy", true),
        ("rate-limited", true),
        ("about:blank", false),
        ("urn:touchbase:problem:unsettled", false),
        ("", false),
    ] {
        let verdict = verdict(problem(503, kind));
        let expected = if known { busy } else { lost };
        assert_eq!(verdict, expected(Wait::Ladder), "{kind}");
    }
    assert_eq!(verdict(problem(500, "unavailable")), retry(Reason::Server));
    for (reason, unknown) in [
        (Reason::Busy, false),
        (Reason::Server, true),
        (Reason::Redirect, true),
        (Reason::Config, false),
        (Reason::SignIn, false),
    ] {
        assert_eq!(reason.outcome_unknown(), unknown, "{reason:?}");
    }
}

#[test]
fn hints_are_read_from_the_header_then_from_the_body() {
    let hint = |header: Option<&str>, date: Option<&str>, body: Option<u32>| {
        let members = body.map(|s| vec![("retry_after_s".to_owned(), s.into())]);
        let response = Response {
            retry_after: header.map(str::to_owned),
            date: date.map(str::to_owned),
            body: members.map(Value::Object),
            ..status(503)
        };
        match verdict(response) {
            Verdict::Retry {
                wait: Wait::Hint(hint),
                ..
            } => Some(hint),
            _ => None,
        }
    };
    let (nine, noon) = (
        "Sat, 21 Nov 2026 09:00:00 GMT",
        "Sat, 21 Nov 2026 12:00:00 GMT",
    );
    assert_eq!(hint(Some("120"), None, Some(7)), Some(120_000));
    assert_eq!(hint(Some(" 0 "), None, None), Some(0));
    assert_eq!(hint(Some("soon"), None, Some(7)), Some(7_000));
    assert_eq!(hint(Some("-5"), None, None), None);
    assert_eq!(hint(Some(noon), Some(nine), Some(7)), Some(3 * 3_600_000));
    assert_eq!(hint(Some(nine), Some(noon), None), Some(0), "in the past");
    assert_eq!(
        hint(Some(noon), None, Some(7)),
        Some(7_000),
        "no Date to read it by"
    );
    assert_eq!(hint(Some(noon), None, None), None);
    let huge = "99999999999999999999999";
    assert_eq!(hint(Some(huge), None, None), Some(i64::MAX));
}

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<f64>().prop_map(Value::Number),
        prop_oneof![Just(ID.to_owned()), ".{0,40}"].prop_map(Value::String),
    ];
    let keys = prop_oneof![
        Just("id"),
        Just("receipt"),
        Just("received_at"),
        Just("type"),
        Just("retry_after_s"),
    ];
    leaf.prop_recursive(2, 16, 5, move |inner| {
        let members = (keys.clone().prop_map(str::to_owned), inner.clone());
        prop_oneof![
            prop::collection::vec(inner, 0..3).prop_map(Value::Array),
            prop::collection::vec(members, 0..6).prop_map(Value::Object),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    /// Whatever answers: nothing but 200, 201 or 202 with JSON that holds a receipt for this id is
    /// a delivery, and nothing panics.
    #[test]
    fn nothing_else_is_ever_delivered(
        code in any::<u16>(),
        small in 200u16..206,
        pick in any::<bool>(),
        redirect in any::<bool>(),
        content_type in prop_oneof![Just("application/json"), Just("text/html"), Just("")],
        retry_after in prop::option::of(".{0,40}"),
        date in prop::option::of(".{0,40}"),
        body in prop::option::of(any_value()),
        attempts in any::<u32>(),
    ) {
        let response = Response {
            status: if pick { small } else { code },
            redirect,
            content_type: content_type.to_owned(),
            retry_after,
            date,
            body,
        };
        let verdict = classify(ID, attempts, &Reply::Response(response.clone()));
        let text = |key| response.body.as_ref()?.get(key)?.as_str();
        let receipt = text("receipt").unwrap_or_default();
        let valid = (200..=202).contains(&response.status)
            && !redirect
            && content_type == "application/json"
            && text("id") == Some(ID)
            && !receipt.is_empty()
            && receipt.chars().count() <= 32
            && !text("received_at").unwrap_or_default().is_empty();
        prop_assert_eq!(matches!(verdict, Verdict::Delivered(_)), valid);
    }
}
