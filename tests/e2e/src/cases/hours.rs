//! Open or not, by the wall clock of each place and the time-zone data of the browser.

use serde_json::{Value, json};

use crate::case::{Case, Context};
use crate::engine::Engine;
use crate::journey;
use crate::outcome::{Outcome, ensure};
use crate::pages::Page;
use crate::widget::Widget;
use crate::words::english;

/// A page whose clock stands where a case puts it, and that notes which time zones are asked for.
const CLOCK: &str = "Date.now = () => AT;
window.zones = [];
Intl.DateTimeFormat = new Proxy(Intl.DateTimeFormat, {
  construct(target, args) {
    if (args[1] && args[1].timeZone) window.zones.push(args[1].timeZone);
    return Reflect.construct(target, args);
  },
});
";

pub(crate) fn cases() -> Vec<Case> {
    vec![Case {
        name: "hours-are-those-of-the-place",
        engines: Engine::ALL,
        run: hours,
    }]
}

fn hours(context: &Context<'_>) -> Outcome {
    let portal = context.portal()?;
    let session = context.session()?;
    let mut config = portal.config()?;
    config["options"] = options();
    portal.serve("hours.json", config.to_string())?;
    let attributes = format!("config=\"hours.json\" lang=\"en\" {}", context.root());

    // What each line says at an instant; nothing where it may not say either.
    for (name, at, said) in [
        // Sunday morning in Chicago: the hour from two to three is left out.
        (
            "forward-before",
            1_772_956_740_000_i64,
            [("night", Some("Open now. Closes: 02:30"))],
        ),
        (
            "forward-after",
            1_772_956_800_000,
            [("night", Some("Closed now. Opens: Saturday, 22:00"))],
        ),
        // In November the hour from one to two comes twice.
        (
            "back-second",
            1_793_518_140_000,
            [("night", Some("Open now. Closes: 02:30"))],
        ),
        (
            "back-over",
            1_793_521_800_000,
            [("night", Some("Closed now. Opens: Saturday, 22:00"))],
        ),
        // Lord Howe puts its clock forward by half an hour, from 02:00 to 02:30.
        (
            "half-before",
            1_791_041_340_000,
            [("half", Some("Open now. Closes: 02:15"))],
        ),
        (
            "half-after",
            1_791_041_400_000,
            [("half", Some("Closed now. Opens: Monday, 01:45"))],
        ),
        // The leap day is closed in Kolkata.
        (
            "leap-day",
            1_835_416_800_000,
            [("kolkata", Some("Closed now. Opens: Wednesday, 09:00"))],
        ),
        (
            "day-before",
            1_835_330_400_000,
            [("kolkata", Some("Open now. Closes: 17:00"))],
        ),
        // Other hours on a day, which run on into a closed one.
        (
            "eve",
            1_798_124_400_000,
            [("office", Some("Closed now. Opens: Thursday, 10:00"))],
        ),
        (
            "eve-night",
            1_798_182_000_000,
            [("office", Some("Open now. Closes: 02:00"))],
        ),
        (
            "closed",
            1_798_214_400_000,
            [("office", Some("Closed now. Opens: Monday, 08:00"))],
        ),
        ("unknown", 1_798_124_400_000, [("nowhere", None)]),
        ("silent", 1_798_124_400_000, [("silent", None)]),
    ] {
        // A name of its own, or a browser may keep the one before.
        let clock = format!("clock-{name}.js");
        portal.serve(&clock, CLOCK.replace("AT", &at.to_string()))?;
        let page = Page::with(&attributes).script_first(&clock);
        session.navigate(&page.put(&portal, &format!("hours-{name}.html"))?)?;
        let widget = Widget::on(&session);
        journey::skip_check(&widget)?;
        for (id, expected) in said {
            let says = card(&widget, id)?;
            match expected {
                Some(text) => ensure!(says.contains(text), "{name}: {id} says {says}"),
                None => ensure!(
                    !says.contains(english("route.open-now")?)
                        && !says.contains(english("route.closed-now")?)
                        && !says.contains("Mars"),
                    "{name}: {id} says {says}"
                ),
            }
        }
        if name == "eve" {
            let office = card(&widget, "office")?;
            for text in [
                "Closed on Friday, December 25, 2026",
                "Thursday, December 24, 2026, 10:00 to 02:00 the next day",
                "Times are local to America/Chicago",
            ] {
                ensure!(office.contains(text), "it does not say {text:?}: {office}");
            }
            // What is weeks away stands in the details only.
            let far = "Closed on Friday, January 29, 2027";
            ensure!(!office.contains(far), "the card says {far}");
            // The same number of questions, however many lines share a zone.
            let asked = session.script("return window.zones", &[])?;
            let times = |zone: &str| {
                let asked = asked.as_array().into_iter().flatten();
                asked.filter(|asked| **asked == zone).count()
            };
            ensure!(
                times("America/Chicago") > 0 && times("America/Chicago") == times("Asia/Kolkata"),
                "a zone is asked for again and again: {asked}"
            );
            widget.press_value("open-option", "office")?;
            widget.await_screen("option")?;
            let text = widget.text()?;
            ensure!(text.contains(far), "the details do not say {far:?}: {text}");
            for key in ["route.sign-in", "route.on-site"] {
                ensure!(
                    text.contains(english(key)?),
                    "it does not say {key}: {text}"
                );
            }
        }
    }
    Ok(())
}

fn card(widget: &Widget<'_>, id: &str) -> Outcome<String> {
    let cards = widget.cards()?;
    let card = cards.iter().find(|card| card.id == id);
    Ok(card.map(|card| card.lines.join("\n")).unwrap_or_default())
}

fn options() -> Value {
    let every = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let route = |zone: &str, days: &[&str], start: &str, end: &str| {
        json!({
            "type": "phone", "value": "555-0100", "time_zone": zone,
            "hours": [{ "days": days, "start": start, "end": end }],
        })
    };
    let option = |id: &str, route: Value| {
        json!({
            "id": id, "name": id, "kind": "peer", "operator": { "name": "Example" },
            "routes": [route],
        })
    };
    let chicago = "America/Chicago";
    let mut kolkata = route("Asia/Kolkata", &every, "09:00", "17:00");
    kolkata["closed_on"] = json!(["2028-02-29"]);
    let mut office = route(chicago, &every[..5], "08:00", "17:00");
    office["closed_on"] = json!(["2026-12-25", "2027-01-29"]);
    office["special_hours"] = json!([{ "date": "2026-12-24", "start": "10:00", "end": "02:00" }]);
    office["sign_in"] = json!(true);
    office["on_site"] = json!(true);
    json!([
        option("night", route(chicago, &["sat"], "22:00", "02:30")),
        option(
            "half",
            route("Australia/Lord_Howe", &every, "01:45", "02:15")
        ),
        option("kolkata", kolkata),
        option("office", office),
        option(
            "nowhere",
            route("Mars/Olympus_Mons", &every, "00:00", "00:00")
        ),
        option("silent", json!({ "type": "phone", "value": "555-0100" })),
    ])
}
