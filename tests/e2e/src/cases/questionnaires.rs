//! A host's own questionnaire: shown as what it is, refused where it may not be shown, and help at
//! once where an answer asks for it.

use serde_json::{Value, json};

use crate::case::{Case, Context};
use crate::engine::Engine;
use crate::hands::Hands;
use crate::journey;
use crate::outcome::{Outcome, ensure};
use crate::pages::Page;
use crate::portal::Portal;
use crate::questionnaire::{ANSWER, BAND, ITEM, SCORE, TITLE, host, nth, worded};
use crate::wait;
use crate::webdriver::{Session, key};
use crate::widget::Widget;
use crate::words::english;

pub(crate) fn cases() -> Vec<Case> {
    vec![
        Case {
            name: "instrument-runs-by-keyboard",
            engines: Engine::ALL,
            run: runs,
        },
        Case {
            name: "instrument-bands-order-the-list",
            engines: &[Engine::Chromium],
            run: orders,
        },
        Case {
            name: "instrument-refused-leaves-the-built-in-check",
            engines: Engine::ALL,
            run: refused,
        },
        Case {
            name: "instrument-safety-answer-opens-crisis-help",
            engines: Engine::ALL,
            run: safety,
        },
    ]
}

fn runs(context: &Context<'_>) -> Outcome {
    let portal = context.portal()?;
    let session = context.session()?;
    let questions = worded("phq-8")?;
    open(context, &portal, &session, "runs", Some(&questions))?;
    let widget = Widget::on(&session);
    let hands = Hands {
        session: &session,
        widget: &widget,
    };
    widget.await_screen("welcome")?;
    hands.press_control("start-check", key::ENTER)?;
    hands.arrive("check")?;
    let attribution = questions["attribution"]["text"]
        .as_str()
        .unwrap_or_default();
    let version = format!(
        "version {}",
        questions["version"].as_str().unwrap_or_default()
    );
    let label = [
        TITLE,
        english("instrument.label.screening")?,
        attribution,
        &version,
    ];
    for position in 0..8 {
        wait::until("the question", wait::USUAL, || {
            Ok(widget.text()?.contains(&nth(ITEM, position)).then_some(()))
        })?;
        let text = widget.text()?;
        // All of it once; what it is and whose, always.
        let wanted = if position == 0 { 4 } else { 3 };
        for words in &label[..wanted] {
            ensure!(text.contains(words), "question {position} lacks {words:?}");
        }
        ensure!(
            text.contains(&format!("{} of 8", position + 1)),
            "its place is not told: {text:?}"
        );
        for answer in 0..4 {
            ensure!(
                text.contains(&nth(ANSWER, answer)),
                "answer {answer} is not there: {text:?}"
            );
        }
        hands.tab_to("an answer", |focus| {
            focus["action"] == "answer" || focus["answers"] == true
        })?;
        // The highest, and the lowest but one for the last: 22 in the recipe's count.
        let downs = if position == 7 { 1 } else { 3 };
        session.keys(&[key::SPACE])?;
        for _ in 0..downs {
            session.keys(&[key::ARROW_DOWN])?;
        }
        let marked = widget.eval(
            "return all('input[type=radio]').findIndex((e) => e.checked)",
            &[],
        )?;
        ensure!(marked == downs, "answer {marked} is marked, not {downs}");
        hands.press_control("next", key::ENTER)?;
    }
    hands.arrive("summary")?;
    let text = widget.text()?;
    for words in label {
        ensure!(text.contains(words), "the summary lacks {words:?}");
    }
    let said = format!("{SCORE}: {}", nth(BAND, 4));
    ensure!(
        text.lines().any(|line| line.trim() == said),
        "the band is not said: {text:?}"
    );
    numbers_but_known(&text, &questions, &portal.config()?)?;
    // The control: a score on the screen would be seen.
    ensure!(
        numbers_but_known(&format!("{text}\n22"), &questions, &portal.config()?).is_err(),
        "a score would not be seen"
    );

    hands.press_control("see-options", key::ENTER)?;
    hands.arrive("options")?;
    no_errors_told(&session)
}

/// Every number of a text stands in the label, in crisis help or in the product's version: none
/// is a score.
pub(super) fn numbers_but_known(text: &str, questions: &Value, config: &Value) -> Outcome {
    let known = format!(
        "{} {} {} {} {}",
        questions["attribution"],
        questions["version"],
        questions["look_back_days"],
        config["crisis"],
        env!("CARGO_PKG_VERSION")
    );
    let numbers = |text: &str| -> Vec<String> {
        let words = text.split(|c: char| !c.is_ascii_digit());
        words.filter(|w| !w.is_empty()).map(str::to_owned).collect()
    };
    let known = numbers(&known);
    let other: Vec<String> = numbers(text)
        .into_iter()
        .filter(|number| !known.contains(number))
        .collect();
    ensure!(other.is_empty(), "there are the numbers {other:?}: {text}");
    Ok(())
}

/// What a band states as its load moves the list; nothing else of the answers does.
fn orders(context: &Context<'_>) -> Outcome {
    let portal = context.portal()?;
    let session = context.session()?;
    let questions = worded("phq-8")?;
    let mut light = questions.clone();
    let bands = light
        .pointer_mut("/scores/0/bands")
        .and_then(Value::as_array_mut);
    for band in bands.into_iter().flatten() {
        band["load"] = json!("little");
    }
    let first = |name: &str, questions: &Value| -> Outcome<(String, String)> {
        open(context, &portal, &session, name, Some(questions))?;
        let widget = Widget::on(&session);
        journey::answer_check(&widget, &mut |_, answers| Some(answers - 1))?;
        widget.press("see-options")?;
        widget.await_screen("options")?;
        let cards = widget.cards()?;
        Ok((cards[0].id.clone(), cards[0].why.join(" ")))
    };
    let (_, heavy) = first("heavy", &questions)?;
    let (_, little) = first("light", &light)?;
    ensure!(
        heavy.contains(english("options.because-weight")?),
        "much weight: {heavy:?}"
    );
    ensure!(
        little.contains(english("options.because-unknown")?),
        "the same answers where the bands state little: {little:?}"
    );
    Ok(())
}

fn refused(context: &Context<'_>) -> Outcome {
    let portal = context.portal()?;
    let session = context.session()?;
    let whole = worded("phq-9")?;
    let without = |key: &str| {
        let mut document = whole.clone();
        if let Some(members) = document.as_object_mut() {
            members.remove(key);
        }
        document
    };
    let mut sound = whole.clone();
    sound["safety_protocol"] = protocol();
    let mut unpermitted = sound.clone();
    if let Some(members) = unpermitted.as_object_mut() {
        members.remove("permission");
    }
    let refusals = [
        (
            "no-permission",
            Some(unpermitted),
            "instrument-permission-missing",
            "instrument:permission",
        ),
        (
            "no-protocol",
            Some(without("safety_protocol")),
            "instrument-safety-protocol-missing",
            "instrument:safety_protocol",
        ),
        ("not-there", None, "instrument-unreachable", "instrument"),
    ];
    for (name, document, code, path) in refusals {
        open(context, &portal, &session, name, document.as_ref())?;
        let told = told(&session)?;
        ensure!(
            told == json!([{ "code": code, "severity": "warning", "path": path }]),
            "{name}: the page was told {told}"
        );
        mended(&session, code)?;
        let widget = Widget::on(&session);
        widget.await_screen("welcome")?;
        widget.press("start-check")?;
        let line = english("instrument.refused")?;
        wait::until("the built-in check in its place", wait::USUAL, || {
            let text = widget.text()?;
            Ok((text.contains(line) && text.contains(english("check.q.time")?)).then_some(()))
        })?;
        ensure!(
            !widget.text()?.contains(TITLE),
            "{name}: what was refused is shown"
        );
        journey::answer(&widget, 0, &mut |_, _| Some(1))?;
        journey::next_question(&widget)?;
    }
    // The control: the same document with everything it needs is shown, and nothing is told.
    open(context, &portal, &session, "sound", Some(&sound))?;
    let widget = Widget::on(&session);
    widget.await_screen("welcome")?;
    widget.press("start-check")?;
    wait::until("the questionnaire", wait::USUAL, || {
        Ok(widget.text()?.contains(&nth(ITEM, 0)).then_some(()))
    })?;
    no_errors_told(&session)
}

fn safety(context: &Context<'_>) -> Outcome {
    let portal = context.portal()?;
    let session = context.session()?;
    let mut questions = worded("phq-9")?;
    questions["safety_protocol"] = protocol();
    // The item in the middle, so that the offer cannot be that of the last question.
    let asks = questions["items"][3]["id"].clone();
    questions["safety_items"][0]["item"] = asks;
    open(context, &portal, &session, "safety", Some(&questions))?;
    let widget = Widget::on(&session);
    widget.await_screen("welcome")?;
    widget.press("start-check")?;
    wait::until("the protocol before the first item", wait::USUAL, || {
        Ok(widget
            .text()?
            .contains("Placeholder protocol")
            .then_some(()))
    })?;
    for question in 0..3 {
        journey::answer(&widget, question, &mut |_, answers| Some(answers - 1))?;
        journey::next_question(&widget)?;
    }
    wait::until("the item about safety", wait::USUAL, || {
        Ok(widget.text()?.contains(&nth(ITEM, 3)).then_some(()))
    })?;
    ensure!(offers(&widget)? == 0, "an offer before the answer");
    journey::answer(&widget, 3, &mut |_, _| Some(0))?;
    ensure!(offers(&widget)? == 0, "an offer after the lowest answer");
    journey::answer(&widget, 3, &mut |_, _| Some(1))?;
    wait::until("the offer at once", wait::USUAL, || {
        Ok((offers(&widget)? == 1 && widget.screen()? == "check").then_some(()))
    })?;
    widget.press("next")?;
    widget.await_screen("crisis")?;
    let phones = widget.phone_links()?;
    ensure!(phones.iter().any(|p| p == "988"), "no help: {phones:?}");
    widget.press("back")?;
    widget.await_screen("check")?;
    ensure!(
        widget.text()?.contains(&nth(ITEM, 4)),
        "going back does not lead on"
    );
    // It opens by itself once; the rest is asked as before.
    for question in 4..9 {
        ensure!(
            widget.screen()? == "check",
            "question {question} is not shown"
        );
        journey::answer(&widget, question, &mut |_, _| Some(0))?;
        journey::next_question(&widget)?;
    }
    widget.await_screen("summary")?;
    widget.press("see-options")?;
    widget.await_screen("options")?;
    leads_with_help(&widget, "options.because-fired")
}

/// The first sentence of why on the list is that of crisis help, and its numbers stand there.
pub(super) fn leads_with_help(widget: &Widget<'_>, because: &str) -> Outcome {
    let first = widget.eval(
        "const why = all('[data-why]').filter(shown)[0];
         const section = why.closest('section');
         return { why: why.innerText,
           phones: section ? Array.from(section.querySelectorAll('a[href^=\"tel:\"]'))
             .map((e) => e.getAttribute('href').slice(4)) : [],
           before: Boolean(section && section.compareDocumentPosition(
             all('[data-action=\"open-option\"]')[0]) & Node.DOCUMENT_POSITION_FOLLOWING) }",
        &[],
    )?;
    let why = first["why"].as_str().unwrap_or_default();
    ensure!(
        why.contains(english(because)?)
            && first["before"] == true
            && first["phones"] == json!(["911", "988"]),
        "the list begins with {first}"
    );
    Ok(())
}

/// Offers of crisis help beside the one that stands on every screen.
fn offers(widget: &Widget<'_>) -> Outcome<u64> {
    let offers = widget.eval(
        "return all('[data-action=\"crisis\"]').filter(shown)
           .filter((e) => e.textContent.trim() === args[0]).length",
        &[english("check.safety")?.into()],
    )?;
    Ok(offers.as_u64().unwrap_or_default())
}

fn protocol() -> Value {
    json!({
        "text": "Placeholder protocol.",
        "owner": "Placeholder owner",
        "date": "2026-11-02",
    })
}

pub(super) fn open(
    context: &Context<'_>,
    portal: &Portal,
    session: &Session,
    name: &str,
    questions: Option<&Value>,
) -> Outcome {
    host(portal, name, questions, |_| ())?;
    let attributes = format!("config=\"{name}.json\" lang=\"en\" {}", context.root());
    session.navigate(&Page::with(&attributes).put(portal, &format!("{name}.html"))?)
}

/// The details of every `touchbase-error`, once there is one.
fn told(session: &Session) -> Outcome<Value> {
    wait::until("touchbase-error", wait::USUAL, || {
        let errors = errors(session)?;
        Ok((!errors.is_empty()).then_some(Value::from(errors)))
    })
}

fn errors(session: &Session) -> Outcome<Vec<Value>> {
    let seen = super::policy::seen(session)?;
    let events = seen["events"].as_array().into_iter().flatten();
    Ok(events
        .filter(|event| event["name"] == "touchbase-error")
        .map(|event| event["detail"].clone())
        .collect())
}

fn no_errors_told(session: &Session) -> Outcome {
    let errors = errors(session)?;
    ensure!(errors.is_empty(), "the page was told {errors:?}");
    Ok(())
}

/// The console says how to mend it.
fn mended(session: &Session, code: &str) -> Outcome {
    wait::until("a mending sentence in the console", wait::USUAL, || {
        let seen = super::policy::seen(session)?;
        let mut lines = seen["console"].as_array().into_iter().flatten();
        let found = lines.any(|line| {
            let text = line["text"].as_str().unwrap_or_default();
            let sentence = text.lines().nth(1).unwrap_or_default();
            text.contains(code) && sentence.split_whitespace().count() > 4
        });
        Ok(found.then_some(()))
    })
}
