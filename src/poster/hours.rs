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
        text += &format!(" ({})", zone.replace('_', " "));
    }
    text
}

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
