//! A receiver that fails: nothing is called accepted before a valid receipt, and the request still
//! arrives once.

use std::time::Duration;

use serde_json::{Value, json};

use crate::case::{Case, Context};
use crate::engine::Engine;
use crate::journey::{self, PERSON};
use crate::outcome::{Outcome, ensure};
use crate::portal::Portal;
use crate::wait;
use crate::widget::{WAITING, Widget};

/// Long enough for the first retry to have failed as well.
const WATCHED: Duration = Duration::from_secs(2);

pub(crate) fn cases() -> Vec<Case> {
    vec![
        Case {
            name: "fault-status-500",
            engines: Engine::ALL,
            run: |context| recovers(context, &json!({ "status": 500 }), 0),
        },
        Case {
            name: "fault-login-page-with-status-200",
            engines: Engine::ALL,
            run: |context| recovers(context, &json!({ "html": 200 }), 0),
        },
        Case {
            name: "fault-connection-dropped-after-the-commit",
            engines: Engine::ALL,
            run: |context| recovers(context, &json!({ "drop": "after-commit" }), 1),
        },
        Case {
            name: "fault-connection-dropped-before-the-commit",
            engines: Engine::ALL,
            run: |context| recovers(context, &json!({ "drop": "before-commit" }), 0),
        },
        Case {
            name: "fault-receipt-of-another-request",
            engines: Engine::ALL,
            run: |context| recovers(context, &json!({ "wrong_id": true }), 1),
        },
        Case {
            name: "fault-receipt-cut-short",
            engines: Engine::ALL,
            run: |context| recovers(context, &json!({ "truncate": true }), 1),
        },
    ]
}

/// `stored`: how many requests the receiver holds while it fails.
fn recovers(context: &Context<'_>, fault: &Value, stored: usize) -> Outcome {
    let portal = context.portal()?;
    let session = context.session()?;
    session.navigate(&context.portal_page(&portal))?;
    let widget = Widget::on(&session);
    journey::to_review(&widget, &PERSON)?;
    let faults = portal.fail_always(fault)?;
    record_states(&widget)?;
    journey::send(&widget)?;
    wait::until("the receiver to be asked", wait::USUAL, || {
        Ok((portal.faults_left()? < faults).then_some(()))
    })?;

    not_accepted(&widget, &portal, stored)?;
    widget.try_now()?;
    not_accepted(&widget, &portal, stored)?;
    let seen = recorded_states(&widget)?;
    ensure!(
        !seen.is_empty() && !seen.iter().any(|state| state == "delivered"),
        "states shown while the receiver failed: {seen:?}"
    );

    portal.clear_faults()?;
    widget.try_until_delivered()?;
    let row = portal.one_referral()?;
    let receipt = row["receipt"].as_str().unwrap_or_default().to_owned();
    ensure!(
        widget.text()?.contains(&receipt),
        "the receipt is not on the screen"
    );
    ensure!(row["record"]["name"] == PERSON.name, "another name arrived");
    Ok(())
}

fn not_accepted(widget: &Widget<'_>, portal: &Portal, stored: usize) -> Outcome {
    wait::throughout(WATCHED, || {
        let states = widget.states()?;
        ensure!(
            matches!(states.as_slice(), [state] if WAITING.contains(&state.as_str())),
            "it shows {states:?} while the receiver fails"
        );
        Ok(())
    })?;
    portal.holds(stored)?;
    let phones = widget.phone_links_of_screen()?;
    ensure!(
        !phones.is_empty(),
        "no phone number beside what is not sent"
    );
    Ok(())
}

/// Writes down every state the screen takes on, however short.
fn record_states(widget: &Widget<'_>) -> Outcome {
    widget
        .eval(
            "const seen = window.statesSeen = [];
             const note = () => { for (const e of all('[data-state]')) {
               if (seen[seen.length - 1] !== e.dataset.state) seen.push(e.dataset.state);
             } };
             new MutationObserver(note).observe(root,
               { subtree: true, childList: true, attributes: true });",
            &[],
        )
        .map(drop)
}

fn recorded_states(widget: &Widget<'_>) -> Outcome<Vec<String>> {
    let seen = widget.eval("return window.statesSeen", &[])?;
    let seen = seen.as_array().into_iter().flatten();
    Ok(seen.filter_map(Value::as_str).map(str::to_owned).collect())
}
