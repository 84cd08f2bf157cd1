//! The browser's own clock of other time zones, against the tz database of a library.

#[path = "../../../tests/clocks/mod.rs"]
mod clocks;

use wasm_bindgen_test::{console_log, wasm_bindgen_test};

use crate::browser::intl;
use crate::support::{Hours, Route, RouteKind, SpecialHours};
use crate::time::Date;
use clocks::{ZONES, doors, instants, local};

#[wasm_bindgen_test]
fn the_wall_clock_and_the_hours_by_it_are_those_of_an_independent_reading() {
    let (mut clocks, mut cases) = (0, 0);
    for zone in ZONES {
        let doors: Vec<_> = doors(zone)
            .into_iter()
            .map(|door| (door.route(zone), door))
            .collect();
        // The native tests take all of them.
        for (around, at) in instants(zone).into_iter().step_by(3) {
            let local = local(zone, at);
            let moment = intl::moment(at, zone);
            let shown = moment.map(|m| format!("{}T{}", m.date().iso(), m.clock()));
            let expected = local.strftime("%Y-%m-%dT%H:%M").to_string();
            assert_eq!(shown, Some(expected), "{zone} at {at}, {around:?}");
            clocks += 1;
            for (route, door) in &doors {
                assert_eq!(
                    route.open_at(moment),
                    door.open(local),
                    "{door:?} {zone} {local}"
                );
                cases += 1;
            }
        }
    }
    console_log!(
        "{clocks} wall clocks in {} zones, {cases} cases",
        ZONES.len()
    );
    assert!(cases >= 200);
}

#[wasm_bindgen_test]
fn a_zone_that_does_not_exist_is_not_known() {
    for zone in ["Mars/Olympus_Mons", "", "America/", "+25:00"] {
        assert_eq!(intl::moment(0, zone), None, "{zone}");
    }
    assert!(intl::moment(0, "UTC").is_some_and(|m| m.clock() == "00:00"));
}

/// A date is the day it names, wherever the reader is.
#[wasm_bindgen_test]
fn a_date_is_written_with_its_weekday() {
    assert_eq!(
        intl::date("2026-12-25", "en-US"),
        "Friday, December 25, 2026"
    );
    assert_eq!(
        intl::date("2028-02-29", "es"),
        "martes, 29 de febrero de 2028"
    );
}
