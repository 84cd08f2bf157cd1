//! What the host says, on the screen: in the language that it is written in, where a person looks
//! for it, and as not stated where it says nothing.

use serde_json::{Value, json};

use crate::case::{Case, Context};
use crate::engine::Engine;
use crate::journey;
use crate::outcome::{Outcome, ensure, fail};
use crate::pages::Page;
use crate::portal::{Options, Portal};
use crate::wait;
use crate::webdriver::Session;
use crate::widget::{Widget, strings};
use crate::words::{english, pieces};

pub(crate) fn cases() -> Vec<Case> {
    vec![
        Case {
            name: "host-words-answer-what-people-ask-first",
            engines: Engine::ALL,
            run: worries,
        },
        Case {
            name: "host-words-stand-in-their-own-language",
            engines: Engine::ALL,
            run: languages,
        },
        Case {
            name: "host-words-in-a-language-of-theirs-alone",
            engines: &[Engine::Chromium],
            run: other_languages,
        },
        Case {
            name: "host-words-mail-is-copied-on-a-shared-device",
            engines: &[Engine::Chromium],
            run: mail,
        },
        Case {
            name: "host-words-help-of-other-countries-comes-after",
            engines: Engine::ALL,
            run: countries,
        },
        Case {
            name: "host-words-after-a-request-are-those-of-its-option",
            engines: &[Engine::Chromium],
            run: of_the_option,
        },
        Case {
            name: "host-words-without-wasm",
            engines: &[Engine::Chromium, Engine::Firefox],
            run: without_wasm,
        },
    ]
}

/// One press from the start, from an option and from the review; what the host does not answer is
/// said to be not stated.
fn worries(context: &Context<'_>) -> Outcome {
    let portal = context.portal()?;
    let session = context.session()?;
    let mut document = portal.config()?;
    if let Some(worries) = document["worries"].as_array_mut() {
        worries.retain(|worry| worry["about"] != "claims");
    }
    open(context, &portal, &session, "worries", &document, "en")?;
    let widget = Widget::on(&session);
    widget.await_screen("welcome")?;
    let welcome = widget.text()?;
    for pointer in ["/message/text/en", "/message/from", "/example/en"] {
        says(&welcome, text(&document, pointer)?)?;
    }
    widget.press("about")?;
    answered(&widget, &document)?;

    widget.press("back")?;
    journey::skip_check(&widget)?;
    let first = widget.values_of("open-option")?.into_iter().next();
    widget.press_value("open-option", &first.unwrap_or_default())?;
    widget.await_screen("option")?;
    widget.press("about")?;
    answered(&widget, &document)?;

    widget.press("back")?;
    widget.await_screen("option")?;
    widget.press("back")?;
    widget.await_screen("options")?;
    journey::start_referral(&widget)?;
    journey::fill_referral(&widget, &journey::PERSON)?;
    widget.press("about")?;
    answered(&widget, &document)?;
    widget.press("back")?;
    widget.await_screen("review")
}

fn answered(widget: &Widget<'_>, document: &Value) -> Outcome {
    widget.await_screen("about")?;
    let shown = widget.eval(
        "return all('.tb-row').filter(shown)
           .map((row) => [...row.children].map((part) => part.textContent))",
        &[],
    )?;
    let rows: Vec<Vec<String>> = shown
        .as_array()
        .into_iter()
        .flatten()
        .map(strings)
        .collect();
    let answer = |key| {
        let question = english(key)?;
        let row = rows.iter().find(|row| row[0] == question);
        match row {
            Some(row) => Ok(row[1].clone()),
            None => fail!("{question:?} is not among {rows:?}"),
        }
    };
    for (key, about) in [
        ("about.worry-manager", "manager"),
        ("about.worry-hr", "human_resources"),
        ("about.worry-credentialing", "credentialing"),
        ("about.worry-board", "board"),
        ("about.worry-lawsuit", "lawsuit"),
    ] {
        let said = document["worries"].as_array().into_iter().flatten();
        let Some(said) = said.into_iter().find(|worry| worry["about"] == about) else {
            fail!("the document has no answer about {about}");
        };
        let shown = answer(key)?;
        for part in ["text", "jurisdiction", "date"] {
            if let Some(part) = said[part].as_str() {
                says(&shown, part)?;
            }
        }
    }
    says(&answer("about.worry-claims")?, english("frame.not-stated")?)
}

/// In a Spanish page the English of a host is marked as English, in headings, rows and lists too,
/// and its Spanish is not.
fn languages(context: &Context<'_>) -> Outcome {
    let portal = context.portal()?;
    let session = context.session()?;
    let mut document = portal.config()?;
    document["options"] = json!([{
        "id": "talk",
        "kind": "counselling",
        "name": "Someone to talk to",
        "about": { "en": "In English.", "es": "En espa\u{f1}ol." },
        "operator": { "name": "Lakeside", "type": "external" },
        "data_taken": ["Your name", "Your number"],
        "records_kept": { "es": "Ninguno", "en": "None" },
        "routes": [
            { "type": "phone", "value": "555-0130" },
            { "type": "email", "value": "talk@lakeside.example.org", "subject": "Appointment" },
        ],
    }]);
    open(context, &portal, &session, "languages", &document, "es")?;
    let widget = Widget::on(&session);
    journey::skip_check(&widget)?;
    widget.press_value("open-option", "talk")?;
    widget.await_screen("option")?;
    for (words, lang) in [
        ("Someone to talk to", "en"),
        ("En espa\u{f1}ol.", "es"),
        ("Lakeside", "en"),
        ("Your name, Your number", "en"),
        ("Ninguno", "es"),
        ("Appointment", "en"),
    ] {
        let said = widget.eval(
            "// The innermost element with these words.
             const found = all('*').filter((e) => shown(e) && e.textContent === args[0]).pop();
             return found ? found.closest('[lang]').lang : null",
            &[words.into()],
        )?;
        ensure!(said == lang, "{words:?} is said to be in {said}");
    }
    Ok(())
}

/// The words of a host in a language that the product does not speak stand beside its English.
fn other_languages(context: &Context<'_>) -> Outcome {
    let portal = context.portal()?;
    let session = context.session()?;
    let mut document = portal.config()?;
    document["message"]["text"] = json!({ "en": "It helped me.", "fr": "Cela m'a aid\u{e9}." });
    open(context, &portal, &session, "others", &document, "fr-CA")?;
    let widget = Widget::on(&session);
    widget.await_screen("welcome")?;
    says(&widget.text()?, english("welcome.skip-check")?)?;
    let said = widget.eval(
        "return all('blockquote').map((e) => [e.lang, e.textContent])",
        &[],
    )?;
    ensure!(
        said == json!([["fr", "Cela m'a aid\u{e9}."]]),
        "it says {said}"
    );
    let around = widget.eval(
        "return all('blockquote')[0].parentElement.closest('[lang]').lang",
        &[],
    )?;
    ensure!(
        around == "en",
        "the words around are said to be in {around}"
    );
    Ok(())
}

/// A mail program on a shared device is somebody else's.
fn mail(context: &Context<'_>) -> Outcome {
    let portal = context.portal()?;
    let session = context.session()?;
    let mut document = portal.config()?;
    for shared in [true, false] {
        document["shared_device"] = shared.into();
        let name = format!("mail-{shared}");
        open(context, &portal, &session, &name, &document, "en")?;
        let widget = Widget::on(&session);
        journey::skip_check(&widget)?;
        says(&widget.text()?, "appointments@lakeside.example.org")?;
        let links = widget.eval("return all('a[href^=mailto]').map((a) => a.href)", &[])?;
        let links = strings(&links);
        if shared {
            ensure!(links.is_empty(), "a shared device is offered {links:?}");
            continue;
        }
        let wanted = "mailto:appointments@lakeside.example.org?subject=Appointment";
        ensure!(
            links.iter().any(|link| link == wanted),
            "it offers {links:?}"
        );
        ensure!(
            !links.iter().any(|link| link.contains("body=")),
            "a body is written in {links:?}"
        );
    }
    Ok(())
}

/// And is told apart by the country's name. Nobody's country is guessed.
fn countries(context: &Context<'_>) -> Outcome {
    let portal = context.portal()?;
    let session = context.session()?;
    let document = with_foreign_help(&portal)?;
    open(context, &portal, &session, "countries", &document, "en")?;
    let widget = Widget::on(&session);
    widget.await_screen("welcome")?;
    foreign_after_own(&widget)?;
    widget.press("crisis")?;
    widget.await_screen("crisis")?;
    foreign_after_own(&widget)
}

/// Two options may name one recipient and promise different things.
fn of_the_option(context: &Context<'_>) -> Outcome {
    let portal = context.portal()?;
    let session = context.session()?;
    let mut document = portal.config()?;
    let Some(options) = document["options"].as_array_mut() else {
        fail!("the document has no options");
    };
    let mut second = options[0].clone();
    second["id"] = "second".into();
    second["expected_contact"] = "Within nine days".into();
    options[0]["expected_contact"] = "Within nine hours".into();
    options.insert(1, second);
    open(context, &portal, &session, "option", &document, "en")?;
    let widget = Widget::on(&session);
    journey::skip_check(&widget)?;
    widget.press_value("start-referral", "second")?;
    widget.await_screen("referral")?;
    journey::fill_referral(&widget, &journey::PERSON)?;
    journey::send(&widget)?;
    widget.await_state(&["delivered"], wait::USUAL)?;
    let of_second = || {
        let shown = widget.text()?;
        says(&shown, "Within nine days")?;
        ensure!(
            !shown.contains("Within nine hours"),
            "it says what holds for another option: {shown:?}"
        );
        Ok(())
    };
    of_second()?;
    // Whatever is read after it.
    let first = text(&document, "/options/0/id")?;
    widget.press("see-options")?;
    widget.press_value("open-option", first)?;
    widget.await_screen("option")?;
    widget.press("back")?;
    widget.await_screen("options")?;
    widget.press("back")?;
    widget.await_screen("status")?;
    of_second()
}

/// Where the app cannot run the rest is held to the same.
fn without_wasm(context: &Context<'_>) -> Outcome {
    let portal = Portal::start(Options {
        refuse_wasm: true,
        ..Options::default()
    })?;
    let session = context.session()?;
    let mut document = with_foreign_help(&portal)?;
    document["options"][0]["routes"] = json!([{
        "type": "phone",
        "value": "555-0110",
        "label": { "en": "By night", "es": "De noche" },
        "on_site": true,
    }]);
    open(context, &portal, &session, "without", &document, "en")?;
    let widget = Widget::on(&session);
    widget.await_screen("unavailable")?;
    foreign_after_own(&widget)?;
    let shown = widget.text()?;
    says(&shown, "By night")?;
    says(&shown, english("route.on-site")?)?;
    says(&shown, text(&document, "/example/en")?)
}

/// The example's document, with a line of another country before its own.
fn with_foreign_help(portal: &Portal) -> Outcome<Value> {
    let mut document = portal.config()?;
    let Some(crisis) = document["crisis"].as_array_mut() else {
        fail!("the document has no crisis help");
    };
    let foreign = json!({
        "id": "elsewhere",
        "name": "A line of another country",
        "country": "CA",
        "routes": [{ "type": "phone", "value": "555-0190" }],
    });
    crisis.insert(0, foreign);
    // The code of a country may be written either way.
    document["country"] = "us".into();
    Ok(document)
}

fn foreign_after_own(widget: &Widget<'_>) -> Outcome {
    let shown = widget.text()?;
    let places = ["Emergency services", "A line of another country", "Canada"];
    let places = places.map(|words| shown.find(words));
    ensure!(
        places.iter().all(Option::is_some) && places.is_sorted(),
        "they stand at {places:?} in {shown:?}"
    );
    ensure!(
        !shown.contains("United States"),
        "the document's own country is told as another: {shown:?}"
    );
    Ok(())
}

fn open(
    context: &Context<'_>,
    portal: &Portal,
    session: &Session,
    name: &str,
    document: &Value,
    lang: &str,
) -> Outcome {
    let address = format!("{name}.json");
    portal.serve(&address, document.to_string())?;
    let root = context.root();
    let page = Page::with(&format!("config=\"{address}\" lang=\"{lang}\" {root}"));
    session.navigate(&page.put(portal, &format!("{name}.html"))?)
}

fn text<'a>(document: &'a Value, pointer: &str) -> Outcome<&'a str> {
    match document.pointer(pointer).and_then(Value::as_str) {
        Some(text) => Ok(text),
        None => fail!("the document has no {pointer}"),
    }
}

fn says(shown: &str, words: &str) -> Outcome {
    for piece in pieces(words) {
        ensure!(shown.contains(piece), "{piece:?} is not in {shown:?}");
    }
    Ok(())
}
