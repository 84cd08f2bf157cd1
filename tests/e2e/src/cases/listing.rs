//! The list of options: who each is for, what moves a card, and the sentence that says so.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::Value;

use super::questionnaires::leads_with_help;
use crate::case::{Case, Context};
use crate::engine::Engine;
use crate::journey;
use crate::outcome::{Outcome, ensure, fail};
use crate::pages::Page;
use crate::portal::Portal;
use crate::tour;
use crate::wait;
use crate::webdriver::Session;
use crate::widget::{Card, Widget, strings};
use crate::words::{english, pieces};

/// What comes first where little or nothing was marked.
const NEAR: &[&str] = &["peer", "local", "self_care", "info", "chaplaincy"];

pub(crate) fn cases() -> Vec<Case> {
    vec![
        Case {
            name: "listing-who-one-is-groups-and-hides-nothing",
            engines: Engine::ALL,
            run: audience,
        },
        Case {
            name: "listing-asks-nothing-that-no-option-needs",
            engines: &[Engine::Chromium],
            run: nothing_to_ask,
        },
        Case {
            name: "listing-order-follows-and-says-why",
            engines: Engine::ALL,
            run: orders,
        },
        Case {
            name: "listing-facts-come-forward-where-it-goes-on",
            engines: Engine::ALL,
            run: facts,
        },
    ]
}

fn audience(context: &Context<'_>) -> Outcome {
    let portal = context.portal()?;
    let session = context.session()?;
    session.navigate(&context.page(&portal)?)?;
    let widget = Widget::on(&session);
    journey::skip_check(&widget)?;
    let before = widget.cards()?;
    let lead = format!("{}:", english("options.for-whom")?);
    for card in &before {
        ensure!(
            card.lines
                .get(1)
                .is_some_and(|line| line.starts_with(&lead)),
            "{} does not say first who it is for: {:?}",
            card.id,
            card.lines
        );
        ensure!(card.group.is_empty(), "{} stands apart", card.id);
    }

    // Each fact that some option needs, and what someone says of whom none of its options is.
    let config = portal.config()?;
    let apart_title = english("options.not-for-title")?;
    for (fact, member) in [
        ("audience.role", "roles"),
        ("audience.employment", "employment"),
        ("audience.membership", "membership"),
    ] {
        let needing: BTreeSet<&str> = options(&config)
            .filter(|option| option["eligibility"][member].is_array())
            .filter_map(|option| option["id"].as_str())
            .collect();
        ensure!(!needing.is_empty(), "no option needs {member}");
        let (fact, other) = (english(fact)?, english("audience.other")?);
        let any = english("audience.any")?;
        ensure!(widget.picked(fact)? == any, "{fact} is chosen already");
        widget.pick(fact, other)?;
        wait::until("some to stand apart", wait::USUAL, || {
            let cards = widget.cards()?;
            let apart: BTreeSet<&str> = apart(&cards).map(|card| card.id.as_str()).collect();
            Ok((apart == needing).then_some(()))
        })?;
        let cards = widget.cards()?;
        ensure!(ids(&cards) == ids(&before), "{member}: something is gone");
        for card in apart(&cards) {
            ensure!(
                card.group == apart_title,
                "it stands under {:?}",
                card.group
            );
            let labels = options(&config)
                .find(|option| option["id"] == card.id.as_str())
                .map(|option| strings(&option["eligibility"][member]))
                .unwrap_or_default();
            let why = card.why.join(" ");
            let lead = pieces(english("options.not-for")?)[0];
            ensure!(
                why.starts_with(lead) && labels.iter().all(|label| why.contains(label)),
                "{}: it says {why:?} and takes {labels:?}",
                card.id
            );
        }
        // "Show all" changes the grouping and nothing else.
        widget.press("show-all")?;
        wait::until("one list", wait::USUAL, || {
            let cards = widget.cards()?;
            Ok((apart(&cards).count() == 0 && ids(&cards) == ids(&before)).then_some(()))
        })?;
        widget.press("show-all")?;
        ensure!(widget.picked(fact)? == other, "{fact} forgot what was said");
        // Taken back, all is as it was.
        widget.pick(fact, any)?;
        wait::until("the list as it was", wait::USUAL, || {
            Ok((order(&widget.cards()?) == order(&before)).then_some(()))
        })?;
    }

    // Someone of a kind that it takes finds all of it in the list itself.
    widget.pick(english("audience.role")?, "Medical student")?;
    wait::throughout(Duration::from_millis(300), || {
        ensure!(
            apart(&widget.cards()?).count() == 0,
            "a student is sent away"
        );
        Ok(())
    })
}

fn nothing_to_ask(context: &Context<'_>) -> Outcome {
    let portal = context.portal()?;
    let session = context.session()?;
    let mut config = portal.config()?;
    for option in config["options"].as_array_mut().into_iter().flatten() {
        if let Some(members) = option.as_object_mut() {
            members.remove("eligibility");
        }
    }
    let widget = open(context, &portal, &session, "nothing", &config)?;
    journey::skip_check(&widget)?;
    ensure!(!widget.offers("set-audience")?, "something is asked");
    let text = widget.text()?;
    ensure!(
        !text.contains(english("audience.title")?),
        "the question stands there without answers"
    );
    // The control: with one of them there is one question.
    config["options"][0]["eligibility"] = serde_json::json!({ "roles": ["Nurse"] });
    let widget = open(context, &portal, &session, "one", &config)?;
    journey::skip_check(&widget)?;
    ensure!(
        widget.values_of("set-audience")?.len() == 1
            && !widget.text()?.contains(english("audience.membership")?),
        "not the one question: {:?}",
        widget.text()?
    );
    Ok(())
}

fn orders(context: &Context<'_>) -> Outcome {
    let portal = context.portal()?;
    let session = context.session()?;
    session.navigate(&context.page(&portal)?)?;
    let widget = Widget::on(&session);
    let config = portal.config()?;

    journey::skip_check(&widget)?;
    let unmarked = widget.cards()?;
    leads_with(&widget, &config, "options.because-unknown", NEAR)?;

    // A wish stands above what was marked, and a second press takes it back.
    widget.press("wishes")?;
    let wish = [english("wish.first")?, english("wish.professional")?];
    press_chip(&widget, wish)?;
    let professional = ["counselling", "clinical", "eap"];
    leads_with(
        &widget,
        &config,
        "options.because-professional",
        &professional,
    )?;
    press_chip(&widget, wish)?;
    wait::until("the list as it was", wait::USUAL, || {
        Ok((order(&widget.cards()?) == order(&unmarked)).then_some(()))
    })?;

    // The host's order is the document's, and says so.
    widget.press("host-order")?;
    let listed: Vec<String> = options(&config)
        .filter_map(|option| option["id"].as_str().map(str::to_owned))
        .collect();
    wait::until("the host's order", wait::USUAL, || {
        Ok((order(&widget.cards()?) == listed).then_some(()))
    })?;
    let says = pieces(english("options.why")?);
    for (place, card) in widget.cards()?.iter().enumerate() {
        let why = card.why.join(" ");
        ensure!(
            why.contains(&(place + 1).to_string()) && says.iter().all(|piece| why.contains(piece)),
            "{}: {why:?}",
            card.id
        );
    }
    widget.press("host-order")?;

    // Much marked, weeks later; a little marked; and that someone was asked for.
    answered(&widget, |question, answers| match question {
        0 => Some(2),
        _ => Some(answers - 1),
    })?;
    leads_with(&widget, &config, "options.because-lasting", &professional)?;
    answered(&widget, |question, _| (question > 0).then_some(0))?;
    leads_with(&widget, &config, "options.because-light", NEAR)?;

    widget.press("back")?;
    widget.await_screen("summary")?;
    tour::take_offer(&widget)?;
    widget.press("back")?;
    widget.await_screen("summary")?;
    widget.press("see-options")?;
    widget.await_screen("options")?;
    leads_with_help(&widget, "options.because-safety")?;
    ensure!(ids(&widget.cards()?) == ids(&unmarked), "something is gone");

    // The control: a new visit begins without it.
    widget.call("clear", &[])?;
    journey::skip_check(&widget)?;
    ensure!(
        leads_with_help(&widget, "options.because-safety").is_err()
            && order(&widget.cards()?) == order(&unmarked),
        "the visit before shows"
    );
    Ok(())
}

fn facts(context: &Context<'_>) -> Outcome {
    let portal = context.portal()?;
    let session = context.session()?;
    session.navigate(&context.page(&portal)?)?;
    let widget = Widget::on(&session);
    let config = portal.config()?;
    journey::skip_check(&widget)?;
    ensure!(
        !facts_first(&widget)?,
        "the facts stand above the list for everyone"
    );

    for (answer, because, kinds) in [
        (
            4,
            "options.because-ongoing",
            &["legal_privileged", "union"][..],
        ),
        (5, "options.because-talk", &["coaching"][..]),
    ] {
        answered(&widget, |question, _| (question == 0).then_some(answer))?;
        ensure!(
            facts_first(&widget)?,
            "{because}: the facts are not above the list"
        );
        leads_with(&widget, &config, because, kinds)?;
        // It alone never leads to professional help.
        let kind = kind_of(&config, &widget.cards()?[kinds.len()].id);
        ensure!(
            !["counselling", "clinical", "eap"].contains(&kind.as_str()),
            "{because} leads on to {kind}"
        );
        widget.press("facts")?;
        widget.await_screen("facts")?;
        let text = widget.text()?;
        for place in config["facts"].as_array().into_iter().flatten() {
            for member in ["name", "text", "jurisdiction"] {
                let stated = place[member].as_str().unwrap_or_default();
                ensure!(text.contains(stated), "facts lack {stated:?}");
            }
        }
        widget.press("back")?;
        widget.await_screen("options")?;
    }
    Ok(())
}

/// Whether the way to the facts stands above the first card.
fn facts_first(widget: &Widget<'_>) -> Outcome<bool> {
    let first = widget.eval(
        "const facts = all('[data-action=\"facts\"]').filter(shown);
         if (facts.length !== 1) return facts.length + ' ways to the facts';
         return Boolean(facts[0].compareDocumentPosition(all('[data-action=\"open-option\"]')[0])
           & Node.DOCUMENT_POSITION_FOLLOWING)",
        &[],
    )?;
    match first {
        Value::Bool(first) => Ok(first),
        other => fail!("{other}"),
    }
}

/// The first card is of one of these kinds, and its sentence holds the reason.
fn leads_with(widget: &Widget<'_>, config: &Value, because: &str, kinds: &[&str]) -> Outcome {
    let reason = english(because)?;
    wait::until(
        &format!("the list to begin {reason:?}"),
        wait::USUAL,
        || {
            let cards = widget.cards()?;
            let Some(first) = cards.first() else {
                fail!("there is no card");
            };
            let kind = kind_of(config, &first.id);
            let why = first.why.join(" ");
            if why.contains(reason) && kinds.contains(&kind.as_str()) {
                return Ok(Some(()));
            }
            fail!("it begins with {} ({kind}): {why:?}", first.id)
        },
    )
}

/// A check from the start, up to the list.
fn answered(widget: &Widget<'_>, mut choose: impl FnMut(usize, usize) -> Option<usize>) -> Outcome {
    widget.call("clear", &[])?;
    journey::answer_check(widget, &mut choose)?;
    widget.press("see-options")?;
    widget.await_screen("options")
}

/// Presses the chip of a group, both by what they are called.
fn press_chip(widget: &Widget<'_>, [group, text]: [&str; 2]) -> Outcome {
    widget.click_found(
        &format!("chip {group}: {text}"),
        "return all(`[role=\"group\"][aria-label=\"${args[0]}\"] [aria-pressed]`).filter(shown)
           .find((e) => e.textContent.trim() === args[1]) || null",
        &[group.into(), text.into()],
    )
}

fn open<'a>(
    context: &Context<'_>,
    portal: &Portal,
    session: &'a Session,
    name: &str,
    config: &Value,
) -> Outcome<Widget<'a>> {
    portal.serve(&format!("{name}.json"), config.to_string())?;
    let attributes = format!("config=\"{name}.json\" lang=\"en\" {}", context.root());
    session.navigate(&Page::with(&attributes).put(portal, &format!("{name}.html"))?)?;
    Ok(Widget::on(session))
}

fn options(config: &Value) -> impl Iterator<Item = &Value> {
    config["options"].as_array().into_iter().flatten()
}

fn kind_of(config: &Value, id: &str) -> String {
    let option = options(config).find(|option| option["id"] == id);
    let kind = option.and_then(|option| option["kind"].as_str());
    kind.unwrap_or_default().to_owned()
}

fn apart(cards: &[Card]) -> impl Iterator<Item = &Card> {
    cards.iter().filter(|card| !card.group.is_empty())
}

fn ids(cards: &[Card]) -> BTreeSet<&str> {
    cards.iter().map(|card| card.id.as_str()).collect()
}

fn order(cards: &[Card]) -> Vec<String> {
    cards.iter().map(|card| card.id.clone()).collect()
}
