//! The receiver is away and the browser dies: what was saved arrives later, once.

use std::time::Duration;

use crate::case::{Case, Context};
use crate::engine::Engine;
use crate::journey::{self, PERSON};
use crate::outcome::{Outcome, ensure};
use crate::wait;
use crate::widget::{WAITING, Widget};

/// What stands on the screen only of a request that was accepted.
const CLAIMS: &[&str] = &["accepted by", "request was sent", "has your request"];

pub(crate) fn cases() -> Vec<Case> {
    vec![Case {
        name: "interrupted-receiver-stopped-and-browser-killed",
        engines: Engine::ALL,
        run: killed,
    }]
}

fn killed(context: &Context<'_>) -> Outcome {
    let mut portal = context.portal()?;
    let profile = context.profile()?;
    let browser = context.launch(&profile)?;
    let session = browser.session()?;
    let page = context.portal_page(&portal);
    session.navigate(&page)?;
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
    let browser = context.launch(&profile)?;
    let session = browser.session()?;
    session.navigate(&page)?;
    let widget = Widget::on(&session);
    widget.await_screen("welcome")?;
    let row = wait::until(
        "the saved request to arrive",
        Duration::from_secs(60),
        || Ok(portal.desk()?.into_iter().next()),
    )?;
    ensure!(row["record"]["name"] == PERSON.name, "another name arrived");

    // A third start finds nothing left to send.
    session.reload()?;
    widget.renew();
    widget.await_screen("welcome")?;
    wait::throughout(Duration::from_secs(2), || portal.holds(1))?;
    browser.close()
}
