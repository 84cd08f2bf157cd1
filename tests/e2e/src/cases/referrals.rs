//! A request of each kind, from whom it is for to the record at the desk: what was given arrives,
//! and nothing else does.

use std::rc::Rc;

use serde_json::{Value, json};

use crate::case::{Case, Context};
use crate::engine::Engine;
use crate::hands::Hands;
use crate::journey;
use crate::outcome::{Failure, Outcome, ensure, fail};
use crate::pages::Page;
use crate::portal::Portal;
use crate::wait;
use crate::webdriver::{Session, key};
use crate::widget::Widget;
use crate::words::english;

pub(crate) fn cases() -> Vec<Case> {
    vec![
        Case {
            name: "referrals-for-oneself-with-all-that-is-asked",
            engines: Engine::ALL,
            run: oneself,
        },
        Case {
            name: "referrals-for-a-colleague-and-for-another",
            engines: Engine::ALL,
            run: colleagues,
        },
        Case {
            name: "referrals-for-a-team",
            engines: &[Engine::Chromium, Engine::Firefox],
            run: team,
        },
        Case {
            name: "referrals-not-for-a-colleague-who-has-to-know",
            engines: &[Engine::Chromium],
            run: has_to_know,
        },
        Case {
            name: "referrals-a-required-referrer-is-named-as-missing",
            engines: &[Engine::Chromium],
            run: referrer_required,
        },
        Case {
            name: "referrals-the-note-warns-and-holds-nothing-back",
            engines: &[Engine::Chromium],
            run: note,
        },
        Case {
            name: "referrals-asks-for-nothing-that-it-could-not-seal",
            engines: &[Engine::Chromium],
            run: insecure,
        },
        Case {
            name: "referrals-for-a-team-by-keyboard-alone",
            engines: &[Engine::Chromium],
            run: by_keyboard,
        },
    ]
}

/// A page without HTTPS has no cryptography.
fn insecure(context: &Context<'_>) -> Outcome {
    let visit = Visit::of(context, |_| {})?;
    let widget = visit.begin()?;
    ensure!(!widget.fields()?.is_empty(), "the form asks for nothing");
    widget.press("back")?;
    visit.session.script(
        "Object.defineProperty(window, 'isSecureContext', { value: false })",
        &[],
    )?;
    widget.press("start-referral")?;
    widget.await_screen("referral")?;
    ensure!(
        widget.fields()?.is_empty() && !widget.offers("next")?,
        "the form asks for what it could not seal"
    );
    ensure!(!widget.phone_links()?.is_empty(), "nobody can be called");
    visit.sees(&widget, english("referral.insecure")?)
}

fn oneself(context: &Context<'_>) -> Outcome {
    let visit = Visit::of(context, |_| {})?;
    let widget = visit.begin()?;
    visit.first_words_are_told(&widget)?;
    widget.press("next")?;
    fill(
        &widget,
        &[("name", "Quill Sandoval"), ("contact_channel", "phone")],
    )?;
    fill(
        &widget,
        &[("contact_value", "ext. 4417"), ("voicemail_ok", "true")],
    )?;
    // Letters are named, and mended.
    widget.press("next")?;
    visit.sees(&widget, "3 to 15 digits")?;
    fill(&widget, &[("contact_value", "4417")])?;
    journey::leave_step(&widget)?;
    let night = visit.window(2)?;
    fill(
        &widget,
        &[
            ("urgency", "soon"),
            ("contact_window", &night),
            ("follow_up_ok", "true"),
        ],
    )?;
    journey::leave_step(&widget)?;
    fill(
        &widget,
        &[
            ("match_preference", "similar_experience"),
            ("mode", "video"),
            ("role", "Nurse"),
            ("site", "Lakeside"),
            ("do_not_match", "Unit 4 East"),
        ],
    )?;
    to_review(&widget)?;
    visit.first_words_are_told(&widget)?;
    for shown in [
        "Quill Sandoval",
        "4417",
        "Nurse",
        "Lakeside",
        "Unit 4 East",
        "By video",
    ] {
        visit.sees(&widget, shown)?;
    }
    // A change leads to its step and back to the review.
    widget.eval(
        "all('[data-action=\"change\"]').find((e) =>
           e.getAttribute('aria-label').includes('Role')).click()",
        &[],
    )?;
    widget.await_screen("referral")?;
    fill(&widget, &[("role", "Physician")])?;
    to_review(&widget)?;
    let record = visit.send(&widget)?;
    visit.first_words_are_told(&widget)?;
    ensure!(!widget.offers("ask-another")?, "it asks for another person");
    exactly(
        &record,
        "self",
        &json!({
            "name": "Quill Sandoval",
            "contact_channel": "phone",
            "contact_value": "4417",
            "voicemail_ok": true,
            "contact_window": [night],
            "urgency": "soon",
            "mode": "video",
            "role": "Physician",
            "site": "Lakeside",
            "match_preference": "similar_experience",
            "do_not_match": "Unit 4 East",
            "follow_up_ok": true,
        }),
    )
}

fn colleagues(context: &Context<'_>) -> Outcome {
    let visit = Visit::of(context, |_| {})?;
    let widget = visit.begin()?;
    widget.press_value("choose-kind", "colleague")?;
    journey::leave_step(&widget)?;
    // Nothing is preselected, and it has to be said.
    widget.press("next")?;
    visit.sees(&widget, "Choose whether your colleague knows")?;
    fill(&widget, &[("colleague_aware", "not_yet")])?;
    journey::leave_step(&widget)?;
    fill(
        &widget,
        &[("name", "Ottoline Brask"), ("contact_channel", "phone")],
    )?;
    fill(&widget, &[("contact_value", "555-0123")])?;
    let asked = names(&widget)?;
    ensure!(
        !asked.iter().any(|name| name == "voicemail_ok"),
        "it asks for leave that is not theirs to give: {asked:?}"
    );
    journey::leave_step(&widget)?;
    fill(
        &widget,
        &[
            ("referrer.name", "Quill Sandoval"),
            ("referrer.contact_channel", "email"),
            ("referrer.contact_value", "quill@example.org"),
            ("referrer.relationship", "supervisor"),
            ("referrer.may_be_named", "true"),
        ],
    )?;
    to_review(&widget)?;
    let record = visit.send(&widget)?;
    let referrer = json!({
        "name": "Quill Sandoval",
        "contact_channel": "email",
        "contact_value": "quill@example.org",
        "relationship": "supervisor",
        "may_be_named": true,
    });
    exactly(
        &record,
        "colleague",
        &json!({
            "name": "Ottoline Brask",
            "contact_channel": "phone",
            "contact_value": "555-0123",
            "urgency": "routine",
            "referrer": referrer,
            "colleague_aware": "not_yet",
        }),
    )?;

    widget.press("ask-another")?;
    widget.await_screen("referral")?;
    fill(&widget, &[("colleague_aware", "yes")])?;
    journey::leave_step(&widget)?;
    ensure!(
        widget.value("name")?.is_empty() && widget.value("contact_value")?.is_empty(),
        "the first colleague is still there"
    );
    fill(
        &widget,
        &[("name", "Ansel Thorne"), ("contact_channel", "email")],
    )?;
    fill(&widget, &[("contact_value", "ansel@example.org")])?;
    journey::leave_step(&widget)?;
    ensure!(
        widget.value("referrer.name")? == "Quill Sandoval",
        "who asks has to write it again"
    );
    to_review(&widget)?;
    journey::send(&widget)?;
    widget.await_state(&["delivered"], wait::USUAL)?;
    let record = visit.record_of("Ansel Thorne")?;
    // What one is to a colleague, and whether one may be named, is for each of them anew.
    let referrer = json!({
        "name": "Quill Sandoval",
        "contact_channel": "email",
        "contact_value": "quill@example.org",
    });
    exactly(
        &record,
        "colleague",
        &json!({
            "name": "Ansel Thorne",
            "contact_channel": "email",
            "contact_value": "ansel@example.org",
            "urgency": "routine",
            "referrer": referrer,
            "colleague_aware": "yes",
        }),
    )?;

    // Whoever begins another request in the usual way finds nothing of them.
    widget.press("see-options")?;
    widget.await_screen("options")?;
    journey::start_referral(&widget)?;
    ensure!(kind(&widget)? == "self", "the kind is still chosen");
    widget.press_value("choose-kind", "team")?;
    journey::leave_step(&widget)?;
    leave_reach(&widget)?;
    ensure!(
        widget.value("referrer.name")?.is_empty(),
        "the details of who asked are still there"
    );
    Ok(())
}

fn team(context: &Context<'_>) -> Outcome {
    let visit = Visit::of(context, |_| {})?;
    let widget = visit.begin()?;
    widget.press_value("choose-kind", "team")?;
    journey::leave_step(&widget)?;
    fill(
        &widget,
        &[
            ("name", "Ottoline Brask"),
            ("contact_channel", "text"),
            ("contact_value", "555 0123"),
            ("team_size", "medium"),
            ("unit", "Emergency"),
        ],
    )?;
    // Who asks stays unsaid.
    journey::leave_step(&widget)?;
    journey::leave_step(&widget)?;
    let (evening, night) = (visit.window(1)?, visit.window(2)?);
    fill(
        &widget,
        &[("contact_window", &evening), ("contact_window", &night)],
    )?;
    to_review(&widget)?;
    let record = visit.send(&widget)?;
    ensure!(
        !widget.offers("ask-another")?,
        "it asks for another colleague"
    );
    exactly(
        &record,
        "team",
        &json!({
            "name": "Ottoline Brask",
            "contact_channel": "text",
            "contact_value": "555 0123",
            "contact_window": [evening, night],
            "urgency": "routine",
            "team_size": "medium",
            "unit": "Emergency",
        }),
    )
}

/// Where the host wants the colleague to know, there is a phone and no way on.
fn has_to_know(context: &Context<'_>) -> Outcome {
    let visit = Visit::of(context, |policy| {
        policy["colleague_must_know"] = true.into()
    })?;
    let widget = visit.begin()?;
    widget.press_value("choose-kind", "colleague")?;
    journey::leave_step(&widget)?;
    fill(&widget, &[("colleague_aware", "not_yet")])?;
    visit.sees(&widget, "your colleague has to know first")?;
    ensure!(
        !widget.offers("next")? && !widget.offers("to-review")?,
        "there is a way on"
    );
    let phone = widget.eval(
        "return all('form a[href^=\"tel:\"]').filter(shown).length",
        &[],
    )?;
    ensure!(phone.as_i64() >= Some(1), "no phone stands beside it");
    // Nor by the keyboard.
    visit.session.keys(&[key::ENTER])?;
    visit.sees(&widget, "your colleague has to know first")?;
    ensure!(
        !names(&widget)?.iter().any(|name| name == "name"),
        "a name is asked for"
    );
    fill(&widget, &[("colleague_aware", "yes")])?;
    journey::leave_step(&widget)?;
    ensure!(
        names(&widget)?.iter().any(|name| name == "name"),
        "no name is asked for"
    );
    visit.portal.holds(0)
}

fn referrer_required(context: &Context<'_>) -> Outcome {
    let visit = Visit::of(context, |policy| policy["referrer"] = "required".into())?;
    let widget = visit.begin()?;
    widget.press_value("choose-kind", "team")?;
    journey::leave_step(&widget)?;
    leave_reach(&widget)?;
    widget.press("next")?;
    let problems = wait::until("the problems", wait::USUAL, || {
        let found = widget.eval(
            "return all('[data-action=\"fix\"]').filter(shown).map((e) => e.textContent)",
            &[],
        )?;
        Ok((found.as_array().map(Vec::len) == Some(2)).then_some(found))
    })?;
    ensure!(
        problems == json!(["Enter a name", "Choose one way of contact"]),
        "the summary says {problems}"
    );
    // Each leads to its field.
    for (place, name) in [(0, "referrer.name"), (1, "referrer.contact_channel")] {
        widget.press_nth("fix", place)?;
        wait::until(&format!("the focus on {name}"), wait::USUAL, || {
            let focus = widget.eval("return root.activeElement && root.activeElement.name", &[])?;
            Ok((focus == name).then_some(()))
        })?;
    }
    fill(
        &widget,
        &[
            ("referrer.name", "Quill Sandoval"),
            ("referrer.contact_channel", "phone"),
            ("referrer.contact_value", "555-0101"),
        ],
    )?;
    to_review(&widget)?;
    let record = visit.send(&widget)?;
    ensure!(
        record["referrer"]
            == json!({
                "name": "Quill Sandoval",
                "contact_channel": "phone",
                "contact_value": "555-0101",
            }),
        "the record's referrer is {}",
        record["referrer"]
    );
    Ok(())
}

fn note(context: &Context<'_>) -> Outcome {
    let visit = Visit::of(context, |policy| policy["note"] = true.into())?;
    let widget = visit.begin()?;
    widget.press("next")?;
    leave_reach(&widget)?;
    fill(&widget, &[("note", "call after 7")])?;
    ensure!(
        !widget.text()?.contains("no protection"),
        "it warns of what is only about reaching someone"
    );
    for (text, found) in [
        ("MRN 4471902", "a long number"),
        ("since 3/14", "a date"),
        ("the patient died", "a word about care or harm"),
    ] {
        fill(&widget, &[("note", text)])?;
        visit.sees(&widget, found)?;
        visit.sees(&widget, "is no protection")?;
    }
    fill(&widget, &[("note", &"x".repeat(141))])?;
    widget.press("next")?;
    visit.sees(&widget, "Use 140 characters or fewer")?;
    // It holds nothing back: what stands there goes as it was typed, and the review says so.
    let typed = "the patient died, room 412";
    fill(&widget, &[("note", typed)])?;
    to_review(&widget)?;
    visit.sees(&widget, typed)?;
    visit.sees(&widget, "What you typed goes as it stands above")?;
    let record = visit.send(&widget)?;
    ensure!(record["note"] == typed, "the note is {}", record["note"]);
    Ok(())
}

fn by_keyboard(context: &Context<'_>) -> Outcome {
    let visit = Visit::of(context, |_| {})?;
    let widget = visit.begin()?;
    let hands = Hands {
        session: &visit.session,
        widget: &widget,
    };
    hands.tab_to("kind", |focus| focus["name"] == "kind")?;
    visit.session.keys(&[key::ARROW_DOWN, key::ARROW_DOWN])?;
    wait::until("the team", wait::USUAL, || {
        Ok((kind(&widget)? == "team").then_some(()))
    })?;
    go_on(&widget, &hands)?;
    hands.write("name", "Ottoline Brask")?;
    hands.mark("contact_channel")?;
    hands.write("contact_value", "5550123")?;
    // Enter in a field goes on, as in any form.
    visit.session.keys(&[key::ENTER])?;
    wait::until("who asks", wait::USUAL, || {
        Ok(names(&widget)?
            .iter()
            .any(|name| name == "referrer.name")
            .then_some(()))
    })?;
    while !widget.offers("to-review")? {
        go_on(&widget, &hands)?;
    }
    hands.press_control("to-review", key::ENTER)?;
    widget.await_screen("review")?;
    hands.press_control("send", key::ENTER)?;
    widget.await_screen("status")?;
    widget.await_state(&["delivered"], wait::USUAL)?;
    let record = visit.portal.one_referral()?["record"].take();
    exactly(
        &record,
        "team",
        &json!({
            "name": "Ottoline Brask",
            "contact_channel": "phone",
            "contact_value": "5550123",
            "urgency": "routine",
        }),
    )
}

fn go_on(widget: &Widget<'_>, hands: &Hands<'_>) -> Outcome {
    let before = names(widget)?;
    hands.press_control("next", key::ENTER)?;
    wait::until("the next step", wait::USUAL, || {
        Ok((names(widget)? != before).then_some(()))
    })
}

struct Visit {
    portal: Portal,
    session: Rc<Session>,
    config: Value,
    page: String,
}

impl Visit {
    /// The example hospital, with its policy for referrals changed.
    fn of(context: &Context<'_>, change: impl Fn(&mut Value)) -> Outcome<Self> {
        let portal = context.portal()?;
        let mut config = portal.config()?;
        change(&mut config["referral"]);
        let address = portal.serve("changed.json", config.to_string())?;
        let tag = format!("config=\"{address}\" lang=\"en\" {}", context.root());
        let page = Page::with(&tag).put(&portal, "page.html")?;
        Ok(Self {
            portal,
            session: context.session()?,
            config,
            page,
        })
    }

    fn begin(&self) -> Outcome<Widget<'_>> {
        self.session.navigate(&self.page)?;
        let widget = Widget::on(&self.session);
        journey::skip_check(&widget)?;
        journey::start_referral(&widget)?;
        ensure!(kind(&widget)? == "self", "oneself is not preselected");
        Ok(widget)
    }

    /// A window of the host's in the words that are recorded.
    fn window(&self, place: usize) -> Outcome<String> {
        let label = &self.config["referral"]["contact_windows"][place];
        let first = label.as_object().and_then(|words| words.values().next());
        match first.unwrap_or(label).as_str() {
            Some(label) => Ok(label.to_owned()),
            None => fail!("there is no window {place}"),
        }
    }

    fn first_words_are_told(&self, widget: &Widget<'_>) -> Outcome {
        let words = self.config["referral"]["neutral_subject"].as_str();
        self.sees(widget, words.unwrap_or_default())
    }

    fn sees(&self, widget: &Widget<'_>, words: &str) -> Outcome {
        wait::until(&format!("{words:?}"), wait::USUAL, || {
            let text = widget.text()?;
            if !words.is_empty() && text.contains(words) {
                return Ok(Some(()));
            }
            Err(Failure::Failed(format!("it says {text:?}")))
        })
    }

    fn send(&self, widget: &Widget<'_>) -> Outcome<Value> {
        journey::send(widget)?;
        widget.await_state(&["delivered"], wait::USUAL)?;
        Ok(self.portal.one_referral()?["record"].take())
    }

    fn record_of(&self, name: &str) -> Outcome<Value> {
        let rows = self.portal.desk()?;
        let mut rows = rows.into_iter();
        match rows.find(|row| row["record"]["name"] == name) {
            Some(mut row) => Ok(row["record"].take()),
            None => fail!("there is no record of {name}"),
        }
    }
}

/// Fills fields in; a box or a radio by its value, an entry of a list by its value too.
/// Fills in whom to reach and how, where it does not matter, and goes on.
fn leave_reach(widget: &Widget<'_>) -> Outcome {
    let given = [
        ("name", "A B"),
        ("contact_channel", "email"),
        ("contact_value", "a@b"),
    ];
    fill(widget, &given)?;
    journey::leave_step(widget)
}

fn fill(widget: &Widget<'_>, given: &[(&str, &str)]) -> Outcome {
    for (name, value) in given {
        let kind = wait::until(&format!("field {name}"), wait::USUAL, || {
            let fields = widget.fields()?;
            Ok(fields
                .into_iter()
                .find(|field| field.name == *name)
                .map(|field| field.kind))
        })?;
        match kind.as_str() {
            "radio" | "checkbox" => widget.choose(name, value)?,
            "select" => {
                widget.eval(
                    "const list = all(`select[name=\"${args[0]}\"]`)[0];
                     list.value = args[1];
                     list.dispatchEvent(new Event('change', { bubbles: true }))",
                    &[(*name).into(), (*value).into()],
                )?;
                ensure!(widget.value(name)? == *value, "{name} has no {value}");
            }
            _ => widget.fill(name, value)?,
        }
    }
    Ok(())
}

/// Through what is left of the form to its review.
fn to_review(widget: &Widget<'_>) -> Outcome {
    while !widget.offers("to-review")? {
        journey::leave_step(widget)?;
    }
    widget.press("to-review")?;
    widget.await_screen("review")
}

fn names(widget: &Widget<'_>) -> Outcome<Vec<String>> {
    Ok(widget
        .fields()?
        .into_iter()
        .map(|field| field.name)
        .collect())
}

fn kind(widget: &Widget<'_>) -> Outcome<String> {
    let fields = widget.fields()?;
    let chosen = fields
        .into_iter()
        .find(|field| field.name == "kind" && field.checked);
    Ok(chosen.map(|field| field.value).unwrap_or_default())
}

/// Fails unless the record is this, with what the page adds and nothing else.
fn exactly(record: &Value, kind: &str, typed: &Value) -> Outcome {
    let mut expected = typed.clone();
    expected["kind"] = kind.into();
    for key in [
        "schema",
        "id",
        "program",
        "option",
        "notice_version",
        "locale",
        "sent_at",
    ] {
        ensure!(record[key].is_string(), "the record lacks {key}");
        expected[key] = record[key].clone();
    }
    ensure!(
        *record == expected,
        "the record is {record} and not {expected}"
    );
    Ok(())
}
