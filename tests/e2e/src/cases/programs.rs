//! Each program that ships as a profile: the portal runs with it, and a person takes that program's
//! own way of access, as its source tells it (`docs/programs.md`).

use std::collections::BTreeSet;
use std::rc::Rc;

use serde_json::{Value, json};

use crate::case::{Case, Context};
use crate::engine::Engine;
use crate::journey::{self, PERSON};
use crate::outcome::{Outcome, ensure, fail};
use crate::pages::PRELUDE;
use crate::portal::Portal;
use crate::wait;
use crate::webdriver::Session;
use crate::widget::Widget;
use crate::words::{english, pieces};

/// What a request holds besides what its kind asks for.
const USUAL: &[&str] = &[
    "contact_channel",
    "contact_value",
    "id",
    "kind",
    "locale",
    "name",
    "notice_version",
    "option",
    "program",
    "schema",
    "sent_at",
    "urgency",
];

pub(crate) fn cases() -> Vec<Case> {
    vec![
        Case {
            name: "programs-legacy-name-and-contact-only",
            engines: Engine::ALL,
            run: legacy,
        },
        Case {
            name: "programs-heals-access-without-a-reason",
            engines: &[Engine::Chromium],
            run: heals,
        },
        Case {
            name: "programs-constellation-opens-after-a-report",
            engines: &[Engine::Chromium],
            run: constellation,
        },
        Case {
            name: "programs-kaiser-team-on-the-night-shift",
            engines: &[Engine::Chromium],
            run: kaiser,
        },
        Case {
            name: "programs-childrens-place-without-hours",
            engines: &[Engine::Chromium],
            run: childrens,
        },
        Case {
            name: "programs-physician-support-line-past-midnight",
            engines: Engine::ALL,
            run: physician_support_line,
        },
        Case {
            name: "programs-mitss-staff-and-families",
            engines: &[Engine::Chromium],
            run: mitss,
        },
        Case {
            name: "programs-brigham-who-asks-and-which-department",
            engines: &[Engine::Chromium],
            run: brigham,
        },
        Case {
            name: "programs-missouri-pager-and-team",
            engines: &[Engine::Chromium],
            run: missouri,
        },
        Case {
            name: "programs-bidmc-is-not-stated",
            engines: &[Engine::Chromium],
            run: bidmc,
        },
    ]
}

/// A colleague is referred by name and contact. There is no place for the situation, and what the
/// first contact opens with is told before and after.
fn legacy(context: &Context<'_>) -> Outcome {
    let visit = Visit::of(context, "legacy-peer-support")?;
    let widget = visit.widget();
    let subject = visit.says("/referral/neutral_subject")?;
    visit.options(&widget)?;
    visit.open(&widget, "provider-peer-support")?;
    visit.shows(
        &widget,
        &[
            "/options/0/data_taken/0",
            "/options/0/data_not_taken/0",
            "/options/0/confidentiality/limits",
            "/options/0/records_kept",
            "/options/0/follow_up",
            "/options/0/routes/1/value",
        ],
    )?;
    widget.press("start-referral")?;
    widget.await_screen("referral")?;
    let kinds = widget.values_of("choose-kind")?;
    ensure!(kinds == ["self", "colleague"], "it offers {kinds:?}");
    ensure!(
        widget.text()?.contains(subject),
        "the first words are not told"
    );
    visit.shows(&widget, &["/privacy_notice/text"])?;
    for part in ["referral.kept.urgency", "referral.kept.window"] {
        let unasked = english(part)?;
        ensure!(!widget.text()?.contains(unasked), "it sends {unasked:?}");
    }

    let given = [
        ("colleague_aware", "not_yet"),
        ("name", PERSON.name),
        ("contact_channel", "email"),
        ("contact_value", "colleague@example.org"),
    ];
    let asked = request(&widget, "colleague", &given)?;
    let may_ask: BTreeSet<&str> = [
        "kind",
        "colleague_aware",
        "name",
        "contact_channel",
        "contact_value",
    ]
    .into();
    let asked: BTreeSet<&str> = asked.iter().map(String::as_str).collect();
    ensure!(asked == may_ask, "the form asks {asked:?}");
    let review = widget.text()?;
    ensure!(
        review.contains(subject) && review.contains("colleague@example.org"),
        "the review says {review:?}"
    );
    let record = visit.send(&widget)?;
    holds(
        &record,
        &["colleague_aware"],
        &json!({
            "kind": "colleague",
            "program": "legacy-peer-support",
            "option": "provider-peer-support",
            "name": PERSON.name,
            "contact_channel": "email",
            "contact_value": "colleague@example.org",
            "colleague_aware": "not_yet",
        }),
    )?;
    let status = widget.text()?;
    ensure!(status.contains(subject), "the status says {status:?}");
    Ok(())
}

/// Access is asked for by e-mail and without a reason, in a mail program of one's own.
fn heals(context: &Context<'_>) -> Outcome {
    let visit = Visit::of(context, "heals")?;
    let widget = visit.widget();
    visit.options(&widget)?;
    // Membership decides, it is asked, and nothing is hidden by it.
    let cards = widget.cards()?;
    widget.pick(english("audience.membership")?, "MHP member")?;
    wait::until("HEALS itself to stand apart", wait::USUAL, || {
        let apart = widget
            .cards()?
            .into_iter()
            .filter(|card| !card.group.is_empty());
        let apart: Vec<String> = apart.map(|card| card.id).collect();
        Ok((apart == ["heals"]).then_some(()))
    })?;
    ensure!(widget.cards()?.len() == cards.len(), "something is gone");

    visit.open(&widget, "betterhelp")?;
    visit.shows(
        &widget,
        &[
            "/options/1/routes/0/value",
            "/options/1/routes/0/label",
            "/options/1/what_next",
            "/options/1/operator/name",
            "/options/1/confidentiality/text",
        ],
    )?;
    // The device is shared: an address to copy, and no mail program of somebody else.
    let mails = count(&widget, "a[href^=\"mailto:\"]")?;
    ensure!(mails == 0, "{mails} links open a mail program");
    ensure!(!widget.offers("start-referral")?, "a form is offered");
    not_stated(
        &widget,
        &["option.expected-contact", "option.limits", "option.records"],
    )?;
    // Where there is no form, nothing is told of requests.
    widget.press("about")?;
    widget.await_screen("about")?;
    visit.shows(&widget, &["/privacy_notice/text"])?;
    let about = widget.text()?;
    ensure!(
        !about.contains(english("about.request")?) && !widget.offers("outbox")?,
        "it tells of requests: {about:?}"
    );
    Ok(())
}

/// The notice that it opens after a report stands before the ways to reach it, and one page is
/// behind a sign-in.
fn constellation(context: &Context<'_>) -> Outcome {
    let visit = Visit::of(context, "constellation")?;
    let widget = visit.widget();
    visit.options(&widget)?;
    for option in ["clinician-peer-support", "heal-after-an-event"] {
        visit.open(&widget, option)?;
        let notice = visit.says("/options/0/opens_after_report")?;
        let text = widget.text()?;
        let told = text.find(notice);
        let ways = text.find(visit.says("/options/0/routes/0/label")?);
        ensure!(
            told.is_some() && told < ways,
            "{option}: the notice is not above the ways: {text:?}"
        );
        // The links report nothing, and nothing says that they do.
        ensure!(
            !text.contains(english("option.reports-yes")?),
            "{option}: it says that asking here reports the event"
        );
        ensure!(!widget.offers("start-referral")?, "a form is offered");
        widget.press("back")?;
        widget.await_screen("options")?;
    }
    visit.open(&widget, "heal-prepare")?;
    ensure!(
        widget.text()?.contains(english("route.sign-in")?),
        "the sign-in is not told"
    );
    // Their site learns nothing of this page.
    let links = count(&widget, "a[href^=\"https://constellationmutual.com\"]")?;
    let quiet = count(
        &widget,
        "a[href^=\"https://constellationmutual.com\"][rel~=\"noreferrer\"]\
         [referrerpolicy=\"no-referrer\"]",
    )?;
    ensure!(links > 0 && links == quiet, "{quiet} of {links} are quiet");
    Ok(())
}

/// A team asks, with a contact person, and can be reached on the night shift.
fn kaiser(context: &Context<'_>) -> Outcome {
    let visit = Visit::of(context, "kaiser-eap")?;
    let widget = visit.widget();
    visit.options(&widget)?;
    visit.open(&widget, "team")?;
    visit.shows(
        &widget,
        &[
            "/options/1/about",
            "/options/1/what_next",
            "/options/1/follow_up",
        ],
    )?;
    widget.press("start-referral")?;
    widget.await_screen("referral")?;
    let given = [
        ("name", PERSON.name),
        ("contact_channel", "phone"),
        ("contact_value", PERSON.phone),
        ("team_size", "medium"),
        ("contact_window", "Night shift"),
        ("follow_up_ok", "true"),
    ];
    request(&widget, "team", &given)?;
    let record = visit.send(&widget)?;
    holds(
        &record,
        &["contact_window", "follow_up_ok", "team_size"],
        &json!({
            "kind": "team",
            "option": "team",
            "name": PERSON.name,
            "contact_value": PERSON.phone,
            "contact_window": ["Night shift"],
            "team_size": "medium",
            "follow_up_ok": true,
        }),
    )?;
    let status = widget.text()?;
    ensure!(
        status.contains(english("status.what-next-them")?),
        "it does not say for whom the next step is: {status:?}"
    );

    // Where facts may be discussed, as the program named the places.
    widget.call("clear", &[])?;
    visit.options(&widget)?;
    widget.press("facts")?;
    widget.await_screen("facts")?;
    let places: Vec<String> = (0..6).map(|i| format!("/facts/{i}/name")).collect();
    visit.shows(
        &widget,
        &places.iter().map(String::as_str).collect::<Vec<_>>(),
    )
}

/// The place is told, and that no hours are.
fn childrens(context: &Context<'_>) -> Outcome {
    let visit = Visit::of(context, "childrens-ocs")?;
    let widget = visit.widget();
    visit.options(&widget)?;
    let card = widget.cards()?.remove(0);
    let open = english("route.open-now")?;
    ensure!(
        !card.lines.iter().any(|line| line.contains(open)),
        "hours that are not stated are shown as open: {:?}",
        card.lines
    );
    visit.open(&widget, "office-of-clinician-support")?;
    visit.shows(
        &widget,
        &[
            "/options/0/routes/0/value",
            "/options/0/routes/1/value",
            "/options/0/confidentiality/limits",
            "/options/0/cost",
            "/options/0/data_taken/0",
        ],
    )?;
    let text = widget.text()?;
    let unstated = text.matches(english("route.hours-not-stated")?).count();
    ensure!(unstated == 2, "of two routes {unstated} say so: {text:?}");
    ensure!(!text.contains(open), "it says that it is open");
    ensure!(!widget.offers("start-referral")?, "a form is offered");
    Ok(())
}

/// Open until one at night in New York, in summer and in winter, for physicians alone.
fn physician_support_line(context: &Context<'_>) -> Outcome {
    for (instant, open) in [
        // Half past twelve at night in New York: still the evening before, for the line.
        ("2027-01-15T05:30:00Z", true),
        ("2027-07-15T04:30:00Z", true),
        // Past one, and before eight.
        ("2027-01-15T06:30:00Z", false),
        ("2027-07-15T05:30:00Z", false),
        ("2027-07-15T11:30:00Z", false),
        ("2027-07-15T12:30:00Z", true),
    ] {
        let visit = Visit::at(context, "physician-support-line", Some(instant))?;
        let widget = visit.widget();
        visit.options(&widget)?;
        visit.open(&widget, "physician-support-line")?;
        let text = widget.text()?;
        let says = [
            pieces(english("route.open-until")?)[0],
            pieces(english("route.opens-at")?)[0],
        ]
        .map(|said| text.contains(said));
        ensure!(says == [open, !open], "at {instant} it says {text:?}");
        let own = count(&widget, "a[href=\"tel:18884090141\"]")?;
        ensure!(own > 0, "the number cannot be pressed");
    }

    // The one card says whom it is for, and that nothing stands beside it. There is nothing to order.
    let visit = Visit::of(context, "physician-support-line")?;
    let widget = visit.widget();
    visit.options(&widget)?;
    visit.shows(&widget, &["/options/0/for_whom"])?;
    let why = widget.cards()?.remove(0).why.join(" ");
    ensure!(why == english("options.why-only")?, "it says {why:?}");
    for control in ["set-audience", "wishes", "how", "host-order", "show-all"] {
        ensure!(!widget.offers(control)?, "{control} has nothing to order");
    }
    Ok(())
}

/// Staff of every job, patients and families each find their own line.
fn mitss(context: &Context<'_>) -> Outcome {
    let visit = Visit::of(context, "mitss")?;
    let widget = visit.widget();
    visit.options(&widget)?;
    for (option, for_whom, number) in [
        ("clinicians-and-staff", "/options/0/for_whom", "6177018101"),
        ("patients-and-families", "/options/1/for_whom", "6177018271"),
    ] {
        visit.open(&widget, option)?;
        visit.shows(&widget, &[for_whom])?;
        let numbers = widget.phone_links()?;
        ensure!(
            numbers.iter().any(|link| link == number),
            "{option} has {numbers:?}"
        );
        widget.press("back")?;
        widget.await_screen("options")?;
    }
    // It is for one state, which is asked and hides nothing.
    let cards = widget.cards()?.len();
    widget.pick(english("audience.region")?, english("audience.other")?)?;
    wait::until("two to stand apart", wait::USUAL, || {
        let now = widget.cards()?;
        let apart = now.iter().filter(|card| !card.group.is_empty()).count();
        Ok((now.len() == cards && apart == 2).then_some(()))
    })?;
    widget.press("facts")?;
    widget.await_screen("facts")?;
    visit.shows(
        &widget,
        &[
            "/facts/0/text",
            "/facts/5/name",
            "/facts/5/jurisdiction",
            "/facts/5/date",
        ],
    )
}

/// A supervisor asks for a colleague, says who they are, and for someone of another department.
fn brigham(context: &Context<'_>) -> Outcome {
    let visit = Visit::of(context, "brigham-peer-support")?;
    let widget = visit.widget();
    visit.options(&widget)?;
    visit.open(&widget, "peer-support")?;
    visit.shows(
        &widget,
        &["/options/0/reads_request", "/options/0/what_next"],
    )?;
    widget.press("start-referral")?;
    widget.await_screen("referral")?;
    let given = [
        ("colleague_aware", "yes"),
        ("name", PERSON.name),
        ("contact_channel", "email"),
        ("contact_value", "colleague@example.org"),
        ("referrer.name", "Ottoline Fenwick"),
        ("referrer.contact_channel", "phone"),
        ("referrer.contact_value", PERSON.phone),
        ("referrer.relationship", "supervisor"),
        ("referrer.may_be_named", "true"),
        ("match_preference", "other_unit"),
    ];
    request(&widget, "colleague", &given)?;
    let record = visit.send(&widget)?;
    holds(
        &record,
        &["colleague_aware", "match_preference", "referrer"],
        &json!({
            "kind": "colleague",
            "name": PERSON.name,
            "colleague_aware": "yes",
            "match_preference": "other_unit",
            "referrer": {
                "name": "Ottoline Fenwick",
                "contact_channel": "phone",
                "contact_value": PERSON.phone,
                "relationship": "supervisor",
                "may_be_named": true,
            },
        }),
    )
}

/// Three levels, a pager whose number is not public, and a debriefing for a team.
fn missouri(context: &Context<'_>) -> Outcome {
    let visit = Visit::of(context, "missouri-foryou")?;
    let widget = visit.widget();
    visit.options(&widget)?;
    let cards = widget.cards()?;
    for (i, option) in ["own-unit", "peers", "team-debriefing", "professional"]
        .into_iter()
        .enumerate()
    {
        let level = visit.says(&format!("/options/{i}/level"))?;
        let card = cards.iter().find(|card| card.id == option);
        ensure!(
            card.is_some_and(|card| card.lines.iter().any(|line| line.contains(level))),
            "{option} does not name its level: {card:?}"
        );
    }
    visit.open(&widget, "team-debriefing")?;
    visit.shows(
        &widget,
        &[
            "/options/2/routes/1/label",
            "/options/2/about",
            "/options/2/data_not_taken/0",
        ],
    )?;
    ensure!(
        count(&widget, "a[href=\"https://muhealth.org/body.cfm?id=6844\"]")? > 0,
        "the team's page cannot be opened"
    );
    let numbers = widget.phone_links()?;
    let own = numbers.iter().any(|number| number.len() > 3);
    ensure!(!own, "a number from nowhere: {numbers:?}");
    widget.press("start-referral")?;
    widget.await_screen("referral")?;
    let given = [
        ("name", PERSON.name),
        ("contact_channel", "phone"),
        ("contact_value", PERSON.phone),
        ("team_size", "large"),
    ];
    request(&widget, "team", &given)?;
    let record = visit.send(&widget)?;
    holds(
        &record,
        &["team_size"],
        &json!({ "kind": "team", "option": "team-debriefing", "team_size": "large" }),
    )
}

/// The source names the program and nothing else: everything is shown as not stated, and the line
/// that the source also names can be dialled.
fn bidmc(context: &Context<'_>) -> Outcome {
    let visit = Visit::of(context, "bidmc")?;
    let widget = visit.widget();
    visit.options(&widget)?;
    visit.open(&widget, "peer-support")?;
    not_stated(
        &widget,
        &[
            "options.for-whom",
            "option.expected-contact",
            "option.records",
            "option.confidentiality",
            "option.limits",
            "option.reports-event",
            "option.what-next",
            "option.cost",
            "option.languages",
        ],
    )?;
    ensure!(!widget.offers("start-referral")?, "a form is offered");
    let numbers = widget.phone_links()?;
    let own = numbers.iter().any(|number| number.len() > 3);
    ensure!(!own, "a number from nowhere: {numbers:?}");
    widget.press("back")?;
    widget.await_screen("options")?;
    visit.open(&widget, "physician-support-line")?;
    ensure!(
        count(&widget, "a[href=\"tel:18884090141\"]")? > 0,
        "the line cannot be dialled"
    );
    Ok(())
}

/// A person who comes to the portal of a program.
struct Visit {
    portal: Portal,
    session: Rc<Session>,
    config: Value,
}

impl Visit {
    fn of(context: &Context<'_>, profile: &'static str) -> Outcome<Self> {
        Self::at(context, profile, None)
    }

    /// At an instant (RFC 3339), by the page's clock.
    fn at(context: &Context<'_>, profile: &'static str, instant: Option<&str>) -> Outcome<Self> {
        let portal = Portal::of_program(profile)?;
        let session = context.session()?;
        let page = context.page(&portal)?;
        if let Some(instant) = instant {
            let clock = format!("const start = Date.parse('{instant}');\n{CLOCK}{PRELUDE}");
            portal.serve("prelude.js", clock)?;
        }
        session.navigate(&page)?;
        let config = portal.config()?;
        Ok(Self {
            portal,
            session,
            config,
        })
    }

    fn widget(&self) -> Widget<'_> {
        Widget::on(&self.session)
    }

    /// `welcome`, which says that the document is an example to be verified, to `options`.
    fn options(&self, widget: &Widget<'_>) -> Outcome {
        widget.await_screen("welcome")?;
        self.shows(widget, &["/example"])?;
        journey::skip_check(widget)
    }

    fn open(&self, widget: &Widget<'_>, option: &str) -> Outcome {
        widget.press_value("open-option", option)?;
        widget.await_screen("option")
    }

    /// A text of the profile.
    fn says(&self, pointer: &str) -> Outcome<&str> {
        match self.config.pointer(pointer).and_then(Value::as_str) {
            Some(text) => Ok(text),
            None => fail!("the profile has no text at {pointer}"),
        }
    }

    /// Fails unless the screen shows these texts of the profile.
    fn shows(&self, widget: &Widget<'_>, pointers: &[&str]) -> Outcome {
        let text = widget.text()?;
        for pointer in pointers {
            let said = self.says(pointer)?;
            ensure!(text.contains(said), "{pointer} is not shown: {text:?}");
        }
        Ok(())
    }

    /// Sends what is on `review` and returns the record at the desk.
    fn send(&self, widget: &Widget<'_>) -> Outcome<Value> {
        journey::send(widget)?;
        widget.await_state(&["delivered"], wait::USUAL)?;
        Ok(self.portal.one_referral()?["record"].take())
    }
}

/// The page's clock runs from `start`.
const CLOCK: &str = "(() => {
  const Real = Date;
  const ahead = start - Real.now();
  globalThis.Date = class extends Real {
    constructor(...parts) {
      if (parts.length === 0) super(Real.now() + ahead);
      else super(...parts);
    }
    static now() { return Real.now() + ahead; }
  };
})();
";

/// `referral` to `review`, with these fields filled in and nothing else. Returns the names of all
/// fields that were shown.
fn request(widget: &Widget<'_>, kind: &str, given: &[(&str, &str)]) -> Outcome<BTreeSet<String>> {
    let mut asked = BTreeSet::new();
    let mut done = BTreeSet::new();
    for _ in 0..12 {
        if widget
            .values_of("choose-kind")?
            .iter()
            .any(|value| value == kind)
        {
            widget.press_value("choose-kind", kind)?;
        }
        // A choice may show another field.
        loop {
            let fields = widget.fields()?;
            asked.extend(fields.iter().map(|field| field.name.clone()));
            let open = given.iter().find(|(name, value)| {
                fields.iter().any(|field| field.name == *name) && !done.contains(&(*name, *value))
            });
            let Some((name, value)) = open else {
                break;
            };
            let chosen = fields
                .iter()
                .any(|field| field.name == *name && ["radio", "checkbox"].contains(&&*field.kind));
            if chosen {
                widget.choose(name, value)?;
            } else {
                widget.fill(name, value)?;
            }
            done.insert((*name, *value));
        }
        if widget.offers("to-review")? {
            ensure!(
                done.len() == given.len(),
                "the form asks {asked:?} and not all of {given:?}"
            );
            widget.press("to-review")?;
            widget.await_screen("review")?;
            return Ok(asked);
        }
        journey::leave_step(widget)?;
    }
    fail!("the form does not come to its review: {asked:?}")
}

/// Fails unless a record has these values, and no other keys than the usual and `more`.
fn holds(record: &Value, more: &[&str], values: &Value) -> Outcome {
    let keys: BTreeSet<&str> = members(record).collect();
    let expected: BTreeSet<&str> = USUAL.iter().chain(more).copied().collect();
    ensure!(keys == expected, "the record holds {keys:?}");
    for key in members(values) {
        ensure!(
            record[key] == values[key],
            "{key} is {} and not {}",
            record[key],
            values[key]
        );
    }
    Ok(())
}

fn members(value: &Value) -> impl Iterator<Item = &str> {
    value
        .as_object()
        .into_iter()
        .flatten()
        .map(|(key, _)| &**key)
}

/// Fails unless each of these facts is said to be not stated.
fn not_stated(widget: &Widget<'_>, facts: &[&str]) -> Outcome {
    let said = widget.eval(
        "const row = all('dt').filter(shown).find((e) => e.innerText.trim() === args[0]);
         return row ? row.nextElementSibling.innerText : ''",
        &[english("frame.not-stated")?.into()],
    )?;
    let said = said.as_str().unwrap_or_default();
    for fact in facts {
        let fact = english(fact)?;
        ensure!(
            said.contains(fact),
            "{fact:?} is not among what is not stated: {said:?}"
        );
    }
    Ok(())
}

fn count(widget: &Widget<'_>, css: &str) -> Outcome<u64> {
    let count = widget.eval("return all(args[0]).filter(shown).length", &[css.into()])?;
    Ok(count.as_u64().unwrap_or_default())
}
