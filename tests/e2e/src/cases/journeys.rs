//! A person asks for contact and holds a receipt; the coordinator has the request, once.

use crate::case::{Case, Context};
use crate::engine::Engine;
use crate::journey::{self, PERSON};
use crate::outcome::{Outcome, ensure};
use crate::portal::Portal;
use crate::wait;
use crate::webdriver::Session;
use crate::widget::Widget;

pub(crate) fn cases() -> Vec<Case> {
    vec![
        Case {
            name: "journey-without-the-check",
            engines: Engine::ALL,
            run: without_the_check,
        },
        Case {
            name: "journey-after-the-check",
            engines: Engine::ALL,
            run: after_the_check,
        },
        Case {
            name: "journey-kept-in-this-page-only",
            engines: &[Engine::Chromium],
            run: while_open,
        },
        Case {
            name: "journey-bad-input-loses-nothing",
            engines: Engine::ALL,
            run: bad_input,
        },
    ]
}

fn without_the_check(context: &Context<'_>) -> Outcome {
    let portal = context.portal()?;
    let session = context.session()?;
    session.navigate(&context.portal_page(&portal))?;
    let widget = Widget::on(&session);
    journey::to_review(&widget, &PERSON)?;
    portal.holds(0)?;
    journey::send(&widget)?;
    accepted(&widget, &portal)?;
    at_the_desk(&session, &portal)
}

fn after_the_check(context: &Context<'_>) -> Outcome {
    let portal = context.portal()?;
    let session = context.session()?;
    session.navigate(&context.portal_page(&portal))?;
    let widget = Widget::on(&session);
    journey::take_check(&widget)?;
    journey::start_referral(&widget)?;
    journey::fill_referral(&widget, &PERSON)?;
    journey::send(&widget)?;
    accepted(&widget, &portal)
}

fn while_open(context: &Context<'_>) -> Outcome {
    let portal = context.portal()?;
    let session = context.session()?;
    session.navigate(&context.portal_page(&portal))?;
    let widget = Widget::on(&session);
    journey::to_review(&widget, &PERSON)?;
    widget.press("send-while-open")?;
    widget.await_screen("status")?;
    accepted(&widget, &portal)
}

/// The receipt on the screen is the one at the desk, of one request that opens.
fn accepted(widget: &Widget<'_>, portal: &Portal) -> Outcome {
    widget.await_state(&["delivered"], wait::USUAL)?;
    let row = portal.one_referral()?;
    let record = &row["record"];
    for (key, typed) in [
        ("kind", "self"),
        ("name", PERSON.name),
        ("contact_channel", "phone"),
        ("contact_value", PERSON.phone),
        ("urgency", "routine"),
    ] {
        ensure!(
            record[key] == typed,
            "the record's {key} is {}",
            record[key]
        );
    }
    ensure!(record["id"] == row["id"], "the record has another id");
    let receipt = row["receipt"].as_str().unwrap_or_default().to_owned();
    let text = widget.text()?;
    ensure!(
        !receipt.is_empty() && text.contains(&receipt),
        "the receipt is not on the screen: {text:?}"
    );
    ensure!(
        !widget.offers("try-now")?,
        "a request that arrived is offered to be tried again"
    );
    Ok(())
}

/// The coordinator signs in with the desk's key and reads the request.
fn at_the_desk(session: &Session, portal: &Portal) -> Outcome {
    session.navigate(&format!("{}/desk", portal.origin()))?;
    let field = session.find("input[name=key]")?;
    session.type_into(&field, &portal.desk_key()?)?;
    session.click(&session.find("button, input[type=submit]")?)?;
    let text = wait::until("the request on the desk's page", wait::USUAL, || {
        let text = session.script("return document.body.innerText", &[])?;
        let text = text.as_str().unwrap_or_default().to_owned();
        Ok(text.contains(PERSON.name).then_some(text))
    })?;
    ensure!(
        text.matches(PERSON.name).count() == 1 && text.contains(PERSON.phone),
        "the desk does not show the request once: {text:?}"
    );
    Ok(())
}

/// A field left empty or filled in wrongly is named, and what was typed stays.
fn bad_input(context: &Context<'_>) -> Outcome {
    let portal = context.portal()?;
    let session = context.session()?;
    session.navigate(&context.portal_page(&portal))?;
    let widget = Widget::on(&session);
    journey::skip_check(&widget)?;
    journey::start_referral(&widget)?;
    while !widget
        .fields()?
        .iter()
        .any(|field| field.name == "contact_value")
    {
        journey::leave_step(&widget)?;
    }
    widget.fill("name", PERSON.name)?;
    widget.choose("contact_channel", "phone")?;

    go_on(&widget)?;
    refused(&widget, "contact_value")?;
    widget.fill("contact_value", "not a number")?;
    go_on(&widget)?;
    refused(&widget, "contact_value")?;
    ensure!(
        widget.value("contact_value")? == "not a number" && widget.value("name")? == PERSON.name,
        "what was typed is gone"
    );

    widget.fill("contact_value", PERSON.phone)?;
    journey::fill_referral(&widget, &PERSON)?;
    let review = widget.text()?;
    ensure!(
        review.contains(PERSON.name) && review.contains(PERSON.phone),
        "the review does not show what was mended: {review:?}"
    );
    portal.holds(0)
}

fn go_on(widget: &Widget<'_>) -> Outcome {
    let action = if widget.offers("to-review")? {
        "to-review"
    } else {
        "next"
    };
    widget.press(action)
}

/// The focus is on a summary that leads to the field; the field says what is wrong with it.
fn refused(widget: &Widget<'_>, name: &str) -> Outcome {
    wait::until(
        &format!("{name} to be named as a problem"),
        wait::USUAL,
        || {
            let told = widget.eval(
                "const field = all(`[name=\"${args[0]}\"]`)[0];
             const words = (field.getAttribute('aria-describedby') || '').split(' ')
               .map((id) => root.querySelector('#' + id)).filter(Boolean)
               .map((e) => e.textContent.trim());
             const focused = root.activeElement;
             const links = focused ? Array.from(focused.querySelectorAll('button, a')) : [];
             return { invalid: field.getAttribute('aria-invalid') === 'true',
               repeated: links.map((e) => e.textContent.trim())
                 .some((text) => text && words.some((own) => own.includes(text))) }",
                &[name.into()],
            )?;
            let named = told["invalid"] == true && told["repeated"] == true;
            Ok((named && widget.screen()? == "referral").then_some(()))
        },
    )
}
