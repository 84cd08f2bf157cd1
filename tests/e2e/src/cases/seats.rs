//! One computer, two people: a request of the first is never sent as the second's, and the second
//! learns nothing of it.

use std::time::Duration;

use serde_json::{Value, json};

use crate::case::{Case, Context};
use crate::engine::Engine;
use crate::journey::{self, PERSON, Person};
use crate::outcome::{Outcome, ensure};
use crate::pages::Page;
use crate::relay::Way;
use crate::stage::{self, Stage};
use crate::wait;
use crate::webdriver::Session;
use crate::widget::Widget;

/// Who is signed in, as a host says it.
const OWNER: &str = "
document.querySelector('touch-base').ownerTag = new URLSearchParams(location.search).get('owner');
";

const NEXT: Person<'static> = Person {
    name: "Ottoline Brackwater",
    phone: "+1 555 010 4411",
};

/// Longer than a pass takes to begin once the page is told that the network is back.
const A_WHILE: Duration = Duration::from_secs(4);

pub(crate) fn cases() -> Vec<Case> {
    vec![
        Case {
            name: "seats-who-is-named-by-the-session-sends-their-own-alone",
            engines: Engine::ALL,
            run: user,
        },
        Case {
            name: "seats-a-request-that-names-its-writer-goes-in-any-session",
            engines: Engine::ALL,
            run: none,
        },
    ]
}

fn user(context: &Context<'_>) -> Outcome {
    let stage = stage(context, "user")?;
    let session = context.session()?;
    left_by_the_first(&stage, &session)?;

    seen_by_the_second(&stage, &session)?;
    let widget = Widget::on(&session);
    wait::throughout(A_WHILE, || {
        ensure!(
            stage.relay.arrivals().is_empty(),
            "it was sent in the next person's session"
        );
        not_counted(&widget)
    })?;
    ensure!(
        stage::rows(&session)?.len() == 1,
        "the request of the first is gone"
    );
    // Their own goes, and takes nothing along.
    journey::start_referral(&widget)?;
    journey::fill_referral(&widget, &NEXT)?;
    journey::send(&widget)?;
    widget.await_state(&["delivered"], wait::USUAL)?;
    ensure!(
        stage.names()? == [NEXT.name],
        "at the desk are {:?}",
        stage.names()?
    );

    open_as(&stage, &session, "first")?;
    stage::drained(&session, wait::USUAL)?;
    let mut names = stage.names()?;
    names.sort();
    ensure!(
        names == [NEXT.name, PERSON.name],
        "at the desk are {names:?}"
    );
    Ok(())
}

fn none(context: &Context<'_>) -> Outcome {
    let stage = stage(context, "none")?;
    let session = context.session()?;
    left_by_the_first(&stage, &session)?;

    seen_by_the_second(&stage, &session)?;
    let widget = Widget::on(&session);
    wait::until("the request of the first to go", wait::USUAL * 2, || {
        not_counted(&widget)?;
        Ok((stage.names()? == [PERSON.name]).then_some(()))
    })?;
    not_counted(&widget)?;
    nothing_listed(&widget)?;
    stage.portal.holds(1)
}

fn stage(context: &Context<'_>, identity: &str) -> Outcome<Stage> {
    let identity = |config: &mut Value| config["referral"]["transport_identity"] = json!(identity);
    let stage = Stage::with(context, identity, |page: Page| page.script("owner.js"))?;
    stage.portal.serve("owner.js", OWNER)?;
    Ok(stage)
}

/// The first writes a request while the receiver is away. The control: to them it is shown and
/// counted, after they came back as well.
fn left_by_the_first(stage: &Stage, session: &Session) -> Outcome {
    stage.relay.set(Way::Cut);
    open_as(stage, session, "first")?;
    let widget = Widget::on(session);
    journey::to_review(&widget, &PERSON)?;
    journey::send(&widget)?;
    widget.await_state(&["waiting"], wait::USUAL)?;
    open_as(stage, session, "first")?;
    let widget = Widget::on(session);
    skip_check(&widget)?;
    wait::until("the request to be counted", wait::USUAL, || {
        Ok(widget.offers("outbox")?.then_some(()))
    })?;
    widget.press("outbox")?;
    widget.await_screen("outbox")?;
    widget.await_state(&["waiting"], wait::USUAL).map(drop)
}

/// The second signs in, with the network there.
fn seen_by_the_second(stage: &Stage, session: &Session) -> Outcome {
    open_as(stage, session, "second")?;
    stage.relay.forget();
    stage.relay.set(Way::Open);
    let widget = Widget::on(session);
    skip_check(&widget)?;
    session.script("window.dispatchEvent(new Event('online'))", &[])?;
    Ok(())
}

/// A start that is told of a request in the same moment grows by a control, and a press that is made
/// by coordinates can miss.
fn skip_check(widget: &Widget<'_>) -> Outcome {
    wait::until("the options", wait::USUAL, || {
        if widget.screen()? == "welcome" {
            widget.press_once("skip-check")?;
        }
        Ok((widget.screen()? == "options").then_some(()))
    })
}

fn not_counted(widget: &Widget<'_>) -> Outcome {
    ensure!(
        !widget.offers("outbox")?,
        "the next person is shown that there is a request"
    );
    Ok(())
}

fn nothing_listed(widget: &Widget<'_>) -> Outcome {
    widget.press("about")?;
    widget.await_screen("about")?;
    widget.press("outbox")?;
    widget.await_screen("outbox")?;
    wait::throughout(Duration::from_millis(400), || {
        let states = widget.states()?;
        ensure!(states.is_empty(), "the next person sees {states:?}");
        Ok(())
    })
}

fn open_as(stage: &Stage, session: &Session, owner: &str) -> Outcome {
    session.navigate(&format!("{}?owner={owner}", stage.page()))?;
    Widget::on(session).await_screen("welcome")
}
