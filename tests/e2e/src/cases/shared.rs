//! Someone else sits down at the same computer and reloads, goes back, or finds the browser open
//! its last pages again: nothing of the first person's check or draft is there, where an ordinary
//! field of the page around holds what was typed in it.

use crate::case::{Case, Context};
use crate::engine::{Engine, Habits};
use crate::journey::{self, PERSON};
use crate::outcome::{Outcome, ensure};
use crate::stage::Stage;
use crate::wait;
use crate::webdriver::Session;
use crate::widget::Widget;

/// Typed into a field of the page's own.
const CONTROL: &str = "Bartholomew Fenwright";

pub(crate) fn cases() -> Vec<Case> {
    vec![Case {
        name: "shared-nothing-comes-back",
        engines: Engine::ALL,
        run: comes_back,
    }]
}

fn comes_back(context: &Context<'_>) -> Outcome {
    let stage = Stage::with(context, |_| (), |page| page.field())?;
    let other = stage.relay.page("other.html");
    stage
        .portal
        .serve("other.html", "<!doctype html><title>Other</title>")?;
    let profile = context.profile()?;
    let browser = context.launch(&profile)?;
    let session = browser.session()?;
    let mut kept = Vec::new();

    first_person(&stage, &session)?;
    session.reload()?;
    kept.push(("reload", second_person(&session)?));

    first_person(&stage, &session)?;
    session.navigate(&other)?;
    session.script("history.back()", &[])?;
    wait::until("the page to be back", wait::USUAL, || {
        Ok((session.url()? == stage.page()).then_some(()))
    })?;
    kept.push(("back", second_person(&session)?));

    if context.engine == Engine::WebKit {
        context.note("its test host opens no last pages again".to_owned());
    } else {
        first_person(&stage, &session)?;
        drop(session);
        browser.close()?;
        let browser = context.launch_with(
            &profile,
            Habits {
                restores: true,
                ..Habits::default()
            },
        )?;
        let session = browser.session()?;
        wait::until("the last pages to be open again", wait::USUAL, || {
            for handle in session.windows()? {
                session.switch_to(&handle)?;
                if session.url()? == stage.page() {
                    return Ok(Some(()));
                }
            }
            Ok(None)
        })?;
        kept.push(("restart", second_person(&session)?));
    }
    let by: Vec<&str> = kept
        .iter()
        .filter(|(_, kept)| *kept)
        .map(|(by, _)| *by)
        .collect();
    ensure!(
        !by.is_empty(),
        "the browser brings an ordinary field back by nothing, so this shows nothing"
    );
    context.note(format!("an ordinary field comes back by {}", by.join(", ")));
    Ok(())
}

/// Answers some of the check, types a request, and leaves it as it is.
fn first_person(stage: &Stage, session: &Session) -> Outcome {
    stage.open(session)?;
    session.click(&session.find("#own")?)?;
    session.keys(&CONTROL.chars().collect::<Vec<_>>())?;
    let widget = Widget::on(session);
    journey::take_check(&widget)?;
    journey::to_contact(&widget, &PERSON)
}

/// Finds nothing; says whether the field of the page's own holds what was typed.
fn second_person(session: &Session) -> Outcome<bool> {
    let widget = Widget::on(session);
    widget.await_screen("welcome")?;
    widget.press("start-check")?;
    for _ in 0..40 {
        if widget.await_any(&["check", "summary"])? == "summary" {
            break;
        }
        let marked = wait::until("the answers", wait::USUAL, || {
            let answers = widget.eval(
                "const answers = all('[data-action=\"answer\"]');
                 return answers.length ? answers.filter((e) => e.checked).length : null",
                &[],
            )?;
            Ok(answers.as_u64())
        })?;
        ensure!(marked == 0, "an answer of the first person is marked");
        journey::next_question(&widget)?;
    }
    widget.press("see-options")?;
    widget.await_screen("options")?;
    journey::start_referral(&widget)?;
    for _ in 0..12 {
        for field in widget.fields()? {
            ensure!(
                field.value != PERSON.name && field.value != PERSON.phone,
                "{} holds what the first person typed",
                field.name
            );
        }
        if widget.offers("to-review")? {
            break;
        }
        // Something else, to come to the next step.
        let own = journey::Person {
            name: "B",
            phone: "555 0100",
        };
        journey::fill_step(&widget, &own)?;
        journey::leave_step(&widget)?;
    }
    let held = session.script("return document.querySelector('#own').value", &[])?;
    Ok(held == CONTROL)
}
