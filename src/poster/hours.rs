//! Hours in a few words.

use super::wording::Wording;
use crate::support::Route;

/// The hours of a route as they stand in the configuration. A printed sheet cannot say "open now",
/// and outlives a list of single days: that there are some is said instead.
pub(super) fn hours_of(route: &Route, wording: &Wording) -> String {
    let mut text = usual_hours(route, wording);
    if !(route.closed_on.is_empty() && route.special_hours.is_empty()) {
        text += wording.some_days_differ;
    }
    text
}

fn usual_hours(route: &Route, wording: &Wording) -> String {
    if route.always_open {
        return wording.all_hours.to_owned();
    }
    if route.hours.is_empty() {
        return wording.not_stated.to_owned();
    }
    let parts = route.hours.iter().map(|hours| {
        format!(
            "{} {}-{}",
            days(&hours.days, wording),
            hours.start,
            hours.end
        )
    });
    let mut text = parts.collect::<Vec<_>>().join(", ");
    if let Some(zone) = &route.time_zone {
        text += &format!(" ({})", plain_zone(zone, wording));
    }
    text
}

/// A zone as people call it: by name where many know one, else by its city.
fn plain_zone(zone: &str, wording: &Wording) -> String {
    if let Some((_, name)) = ZONES
        .iter()
        .zip(wording.zones)
        .find(|(known, _)| known.contains(&zone))
    {
        return wording.time_of.replace("{}", name);
    }
    let city = zone.rsplit('/').next().unwrap_or(zone).replace('_', " ");
    wording.time_of_city.replace("{}", &city)
}

/// The zones of the United States that have a name in [`Wording::zones`], by their largest city.
const ZONES: [&[&str]; 6] = [
    &["America/New_York", "America/Detroit", "US/Eastern"],
    &["America/Chicago", "US/Central"],
    &["America/Denver", "America/Boise", "US/Mountain"],
    &["America/Los_Angeles", "US/Pacific"],
    &["America/Anchorage", "US/Alaska"],
    &["Pacific/Honolulu", "US/Hawaii"],
];

/// "Mon to Thu, Sat": runs of three days and more are named by their ends.
fn days(days: &[u8], wording: &Wording) -> String {
    let name = |day: usize| wording.days.get(day).copied().unwrap_or_default();
    let mut names: Vec<String> = Vec::new();
    let mut day = 0;
    while day < wording.days.len() {
        let run = (day..wording.days.len())
            .take_while(|day| days.iter().any(|open| usize::from(*open) == *day))
            .count();
        match run {
            0 => {}
            1 | 2 => names.extend((day..day + run).map(|day| name(day).to_owned())),
            _ => names.push(format!(
                "{} {} {}",
                name(day),
                wording.through,
                name(day + run - 1)
            )),
        }
        day += run.max(1);
    }
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_is_called_what_people_call_it() {
        for (zone, english, spanish) in [
            ("America/Chicago", "Central time", "hora del centro"),
            ("Pacific/Honolulu", "Hawaii time", "hora de Hawái"),
            (
                "America/Mexico_City",
                "Mexico City time",
                "hora de Mexico City",
            ),
            ("Europe/London", "London time", "hora de London"),
        ] {
            assert_eq!(plain_zone(zone, Wording::of("en")), english);
            assert_eq!(plain_zone(zone, Wording::of("es")), spanish);
        }
    }

    #[test]
    fn runs_of_days_are_named_by_their_ends() {
        let wording = Wording::of("en");
        for (open, said) in [
            (&[0, 1, 2, 3, 4][..], "Mon to Fri"),
            (&[5, 6], "Sat, Sun"),
            (&[4, 5, 6, 0], "Mon, Fri to Sun"),
            (&[6, 0, 2], "Mon, Wed, Sun"),
            (&[0, 1, 2, 3, 4, 5, 6], "Mon to Sun"),
            (&[], ""),
        ] {
            assert_eq!(days(open, wording), said);
        }
    }
}
