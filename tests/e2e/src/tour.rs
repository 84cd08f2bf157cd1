//! Every screen a person can come to, one after the other.

use std::fs;

use serde_json::{Value, json};

use crate::case::Context;
use crate::engine::Engine;
use crate::journey::{self, PERSON};
use crate::outcome::{Outcome, ensure};
use crate::pages::{PRELUDE, Page};
use crate::portal::Portal;
use crate::process::{copy_folder, folder};
use crate::questionnaire::{self, worded};
use crate::site::Site;
use crate::wait;
use crate::webdriver::Session;
use crate::widget::Widget;

/// Shows a screen to a visitor, under a name that can be part of a file's name.
pub(crate) type Visit<'a> = dyn FnMut(&Widget<'_>, &str) -> Outcome + 'a;

/// The names every tour must have shown; there may be more.
pub(crate) const SCREENS: &[&str] = &[
    "loading",
    "unavailable",
    "welcome",
    "check",
    "check-scale",
    "check-offer",
    "summary",
    "options",
    "options-apart",
    "options-wishes",
    "options-safety",
    "facts",
    "instrument",
    "instrument-offer",
    "instrument-summary",
    "instrument-refused",
    "summary-keep",
    "option",
    "referral-1",
    "referral-problems",
    "review",
    "status",
    "status-waiting",
    "outbox",
    "crisis",
    "about",
];

/// Walks through all screens. `page` is what the widget is embedded in; its scripts must be in the
/// portal's package already.
pub(crate) fn walk(
    context: &Context<'_>,
    portal: &Portal,
    session: &Session,
    page: &dyn Fn(&str) -> Page,
    visit: &mut Visit<'_>,
) -> Outcome {
    // WebKitGTK's driver answers nothing while a page is loading.
    if context.engine != Engine::WebKit {
        loading(context, portal, session, page, visit)?;
    }
    unavailable(portal, session, page, visit)?;
    hosted(portal, session, page, visit)?;

    let attributes = "config=\"/touchbase.json\" lang=\"en\"";
    session.navigate(&page(attributes).put(portal, "tour.html")?)?;
    let widget = Widget::on(session);
    through(&widget, visit)?;

    session.reload()?;
    widget.renew();
    journey::to_review(&widget, &PERSON)?;
    portal.fail_always(&json!({ "status": 503 }))?;
    journey::send(&widget)?;
    widget.await_state(&["waiting"], wait::USUAL)?;
    visit(&widget, "status-waiting")?;
    widget.press("outbox")?;
    widget.await_screen("outbox")?;
    visit(&widget, "outbox")?;
    portal.clear_faults()
}

/// One journey, with all that lies beside it.
pub(crate) fn through(widget: &Widget<'_>, visit: &mut Visit<'_>) -> Outcome {
    widget.await_screen("welcome")?;
    visit(widget, "welcome")?;
    check(widget, visit)?;
    listing(widget, visit)?;
    referral(widget, visit)?;
    journey::send(widget)?;
    widget.await_state(&["delivered"], wait::USUAL)?;
    visit(widget, "status")?;
    aside(widget, "crisis", visit)?;
    aside(widget, "about", visit)
}

fn check(widget: &Widget<'_>, visit: &mut Visit<'_>) -> Outcome {
    widget.press("start-check")?;
    widget.await_screen("check")?;
    visit(widget, "check")?;
    // It is still going on; something weighs; something is going well.
    for question in 0..40 {
        if widget.screen()? == "summary" {
            break;
        }
        if question == 1 {
            visit(widget, "check-scale")?;
        }
        journey::answer(widget, question, &mut |question, answers| {
            Some(match question {
                0 => answers - 2,
                1..=3 => answers - 1,
                _ => question % answers,
            })
        })?;
        if offers(widget)? > 1 {
            visit(widget, "check-offer")?;
        }
        journey::next_question(widget)?;
    }
    widget.await_screen("summary")?;
    visit(widget, "summary")?;
    widget.press("see-options")?;
    widget.await_screen("options")?;
    visit(widget, "options")
}

/// The list as it becomes by what a person says on it and before it.
fn listing(widget: &Widget<'_>, visit: &mut Visit<'_>) -> Outcome {
    aside(widget, "facts", visit)?;
    // None of what the last question offers, in whichever language.
    widget.eval(
        "const list = all('[data-action=\"set-audience\"]').filter(shown).at(-1);
         list.selectedIndex = list.options.length - 1;
         list.dispatchEvent(new Event('change', { bubbles: true }))",
        &[],
    )?;
    wait::until("some to stand apart", wait::USUAL, || {
        let cards = widget.cards()?;
        Ok(cards
            .iter()
            .any(|card| !card.group.is_empty())
            .then_some(()))
    })?;
    visit(widget, "options-apart")?;
    widget.press("wishes")?;
    widget.press_nth("wish", 1)?;
    visit(widget, "options-wishes")?;
    widget.press("back")?;
    widget.await_screen("summary")?;
    take_offer(widget)?;
    widget.press("back")?;
    widget.await_screen("summary")?;
    widget.press("see-options")?;
    widget.await_screen("options")?;
    visit(widget, "options-safety")
}

/// A host's own questionnaire, on a computer of one's own; and one that cannot be shown.
fn hosted(
    portal: &Portal,
    session: &Session,
    page: &dyn Fn(&str) -> Page,
    visit: &mut Visit<'_>,
) -> Outcome {
    let mut questions = worded("phq-9")?;
    questions["safety_protocol"] = json!({
        "text": "Someone of the support team calls back within an hour.",
        "owner": "Example Hospital",
        "date": "2026-11-02",
    });
    questions["min_days_since_event"] = json!(28);
    questions["validated_translation"] = json!(false);
    let begin = |name: &str, questions: &Value| -> Outcome<Widget<'_>> {
        questionnaire::host(portal, name, Some(questions), |config| {
            config["shared_device"] = json!(false);
        })?;
        let own = page(&format!("config=\"{name}.json\" lang=\"en\""));
        session.navigate(&own.put(portal, &format!("{name}.html"))?)?;
        let widget = Widget::on(session);
        widget.await_screen("welcome")?;
        Ok(widget)
    };

    let widget = begin("hosted", &questions)?;
    widget.press("start-check")?;
    widget.await_screen("check")?;
    for question in 0..9 {
        journey::answer(&widget, question, &mut |question, answers| {
            Some(question % answers)
        })?;
        if question == 0 {
            visit(&widget, "instrument")?;
        }
        if question == 8 {
            visit(&widget, "instrument-offer")?;
        }
        journey::next_question(&widget)?;
    }
    // The last item is the one about safety, and it was answered with the lowest.
    widget.await_screen("summary")?;
    visit(&widget, "instrument-summary")?;

    questions["attribution"] = json!({});
    let widget = begin("refused", &questions)?;
    widget.press("start-check")?;
    wait::until("the built-in check", wait::USUAL, || {
        Ok((widget.values_of("answer")?.len() > 4).then_some(()))
    })?;
    visit(&widget, "instrument-refused")?;
    widget.call("clear", &[])?;
    journey::answer_check(&widget, &mut |question, answers| Some(question % answers))?;
    visit(&widget, "summary-keep")
}

/// How many controls lead to crisis help; one stands on every screen.
fn offers(widget: &Widget<'_>) -> Outcome<usize> {
    Ok(widget.values_of("crisis")?.len())
}

/// Takes the safety offer, beside the way to crisis help that stands on every screen.
pub(crate) fn take_offer(widget: &Widget<'_>) -> Outcome {
    let offers = offers(widget)?;
    ensure!(offers > 1, "there is no offer");
    widget.press_nth("crisis", offers - 1)?;
    widget.await_screen("crisis")
}

fn referral(widget: &Widget<'_>, visit: &mut Visit<'_>) -> Outcome {
    let options = widget.values_of("open-option")?;
    ensure!(!options.is_empty(), "no option can be opened");
    for option in &options {
        widget.press_value("open-option", option)?;
        widget.await_screen("option")?;
        if widget.offers("start-referral")? {
            break;
        }
        widget.press("back")?;
        widget.await_screen("options")?;
    }
    visit(widget, "option")?;
    widget.press("start-referral")?;
    widget.await_screen("referral")?;
    for step in 1..12 {
        visit(widget, &format!("referral-{step}"))?;
        if widget
            .fields()?
            .iter()
            .any(|field| field.name == "contact_value")
        {
            widget.press("next")?;
            wait::until("the problems to be named", wait::USUAL, || {
                let wrong = widget.eval("return all('[aria-invalid=\"true\"]').length", &[])?;
                Ok((wrong.as_u64() > Some(0)).then_some(()))
            })?;
            visit(widget, "referral-problems")?;
        }
        journey::fill_step(widget, &PERSON)?;
        if widget.offers("to-review")? {
            break;
        }
        journey::leave_step(widget)?;
    }
    widget.press("to-review")?;
    widget.await_screen("review")?;
    visit(widget, "review")
}

/// A screen that is reached by a control of its own name, and left by going back.
fn aside(widget: &Widget<'_>, name: &str, visit: &mut Visit<'_>) -> Outcome {
    widget.press(name)?;
    widget.await_screen(name)?;
    visit(widget, name)?;
    widget.press("back")?;
    wait::until("the screen before", wait::USUAL, || {
        Ok((widget.screen()? != name).then_some(()))
    })
}

fn loading(
    context: &Context<'_>,
    portal: &Portal,
    session: &Session,
    page: &dyn Fn(&str) -> Page,
    visit: &mut Visit<'_>,
) -> Outcome {
    let folder = folder("touchbase-site-")?;
    copy_folder(&portal.package(), folder.path())?;
    fs::write(folder.path().join("prelude.js"), PRELUDE)?;
    fs::write(
        folder.path().join("touchbase.json"),
        portal.config()?.to_string(),
    )?;
    fs::write(
        folder.path().join("page.html"),
        page("config=\"touchbase.json\" lang=\"en\"").html(),
    )?;
    let site = Site::start(folder.path())?;
    site.hold("/core_bg.wasm");
    // The page's load event may wait for what is held, so nothing waits for that event.
    session.navigate("about:blank")?;
    session.script(
        "setTimeout((to) => { location.href = to; }, 0, arguments[0])",
        &[format!("{}/page.html", site.origin()).into()],
    )?;
    let widget = Widget::on(session);
    widget.await_screen("loading")?;
    wait::until("the page's scripts", wait::USUAL, || {
        let ready = session.script("return document.readyState", &[])?;
        Ok((ready == "complete" || context.engine.reaches_closed_roots()).then_some(()))
    })?;
    visit(&widget, "loading")
}

fn unavailable(
    portal: &Portal,
    session: &Session,
    page: &dyn Fn(&str) -> Page,
    visit: &mut Visit<'_>,
) -> Outcome {
    portal.serve("broken.json", "{")?;
    let broken = page("config=\"broken.json\" lang=\"en\"");
    session.navigate(&broken.put(portal, "broken.html")?)?;
    let widget = Widget::on(session);
    widget.await_screen("unavailable")?;
    visit(&widget, "unavailable")
}
