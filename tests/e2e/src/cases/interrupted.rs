//! The receiver is away and the browser dies: what was saved arrives later, once.

use std::time::Duration;

use serde_json::json;

use crate::case::{Case, Context};
use crate::engine::{Engine, Profile};
use crate::journey::{self, PERSON};
use crate::outcome::{Outcome, ensure};
use crate::portal::Portal;
use crate::wait;
use crate::widget::{WAITING, Widget};

/// What stands on the screen only of a request that was accepted.
const CLAIMS: &[&str] = &["accepted by", "request was sent", "has your request"];

pub(crate) fn cases() -> Vec<Case> {
    vec![
        Case {
            name: "interrupted-receiver-stopped-and-browser-killed",
            engines: Engine::ALL,
            run: killed,
        },
        Case {
            name: "interrupted-browser-killed-in-the-middle-of-a-post",
            engines: Engine::ALL,
            run: killed_while_sending,
        },
    ]
}

fn killed(context: &Context<'_>) -> Outcome {
    let mut portal = context.portal()?;
    let profile = context.profile()?;
    let browser = context.launch(&profile)?;
    let session = browser.session()?;
    session.navigate(&context.portal_page(&portal))?;
    let widget = Widget::on(&session);
    journey::to_review(&widget, &PERSON)?;

    portal.stop();
    journey::send(&widget)?;
    // Saved is only said after the transaction completed, so from here on it must not be lost.
    widget.await_state(&["waiting"], wait::USUAL)?;
    wait::throughout(Duration::from_secs(1), || {
        let states = widget.states()?;
        ensure!(
            matches!(states.as_slice(), [state] if WAITING.contains(&state.as_str())),
            "it shows {states:?} while the receiver is away"
        );
        Ok(())
    })?;
    let phones = widget.phone_links_of_screen()?;
    ensure!(
        !phones.is_empty(),
        "no phone number beside what is not sent"
    );
    let text = widget.text()?.to_lowercase();
    for claim in CLAIMS {
        ensure!(!text.contains(claim), "it claims {claim:?}: {text:?}");
    }
    browser.kill()?;

    portal.resume()?;
    portal.holds(0)?;
    // The first retries come within seconds; the row keeps to its time over the restart.
    arrives_once(context, &portal, &profile, Duration::from_secs(60))
}

/// The row was left in `sending`. The page that holds the destination's lock may take it at once;
/// only without locks does it wait for the lease of the dead page to end.
fn killed_while_sending(context: &Context<'_>) -> Outcome {
    let mut portal = context.portal()?;
    let profile = context.profile()?;
    let browser = context.launch(&profile)?;
    let session = browser.session()?;
    session.navigate(&context.portal_page(&portal))?;
    let widget = Widget::on(&session);
    journey::to_review(&widget, &PERSON)?;
    portal.set_faults(&json!([{ "delay_ms": 300_000 }]))?;
    journey::send(&widget)?;
    widget.await_state(&["sending"], wait::USUAL)?;
    wait::until("the receiver to be asked", wait::USUAL, || {
        Ok((portal.faults_left()? == 0).then_some(()))
    })?;
    browser.kill()?;
    portal.stop();

    portal.resume()?;
    arrives_once(context, &portal, &profile, Duration::from_secs(20))
}

/// A browser started again on the same profile delivers what was saved, and the next start finds
/// nothing left to send.
fn arrives_once(
    context: &Context<'_>,
    portal: &Portal,
    profile: &Profile,
    limit: Duration,
) -> Outcome {
    let browser = context.launch(profile)?;
    let session = browser.session()?;
    session.navigate(&context.portal_page(portal))?;
    let widget = Widget::on(&session);
    widget.await_screen("welcome")?;
    let row = wait::until("the saved request to arrive", limit, || {
        Ok(portal.desk()?.into_iter().next())
    })?;
    ensure!(row["record"]["name"] == PERSON.name, "another name arrived");

    session.reload()?;
    widget.renew();
    widget.await_screen("welcome")?;
    wait::throughout(Duration::from_secs(2), || portal.holds(1))?;
    browser.close()
}
