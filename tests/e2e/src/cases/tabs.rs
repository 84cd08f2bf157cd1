//! Two tabs of one browser.

use std::time::Duration;

use crate::case::{Case, Context};
use crate::engine::Engine;
use crate::journey::{self, PERSON};
use crate::outcome::Outcome;
use crate::wait;
use crate::widget::Widget;

pub(crate) fn cases() -> Vec<Case> {
    vec![Case {
        name: "tabs-two-store-one-request-once",
        engines: &[Engine::Chromium, Engine::Firefox],
        run: two,
    }]
}

fn two(context: &Context<'_>) -> Outcome {
    let mut portal = context.portal()?;
    let session = context.session()?;
    let page = context.portal_page(&portal);
    let first = session.window()?;
    session.navigate(&page)?;
    let widget = Widget::on(&session);
    journey::to_review(&widget, &PERSON)?;
    let second = session.open_tab()?;
    let outcome = (|| {
        session.switch_to(&second)?;
        session.navigate(&page)?;
        Widget::on(&session).await_screen("welcome")?;

        session.switch_to(&first)?;
        portal.stop();
        journey::send(&widget)?;
        widget.await_state(&["waiting"], wait::USUAL)?;
        portal.resume()?;
        // Both see the way open again in the same moment, and the first is pressed as well.
        for tab in [&second, &first] {
            session.switch_to(tab)?;
            session.script("window.dispatchEvent(new Event('online'))", &[])?;
        }
        widget.renew();
        widget.try_until_delivered()?;
        session.switch_to(&second)?;
        session.reload()?;
        Widget::on(&session).await_screen("welcome")?;
        wait::throughout(Duration::from_secs(2), || portal.holds(1))
    })();
    // The next case works in the first tab alone.
    session.switch_to(&second)?;
    session.close_tab()?;
    session.switch_to(&first)?;
    outcome
}
