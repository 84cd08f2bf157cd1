//! Routes in words and links.

use yew::prelude::*;

use super::element::{attributes, el, group, host, maybe_host, nothing, say, with, words};
use crate::support::{Moment, Route, RouteKind};
use crate::text::Msg;
use crate::time::Date;
use crate::ui::cx::Cx;
use crate::ui::model::Screen;

/// Every route of an entry but the referral, which is a button of its own.
pub(crate) fn routes(cx: &Cx<'_>, routes: &[Route]) -> Html {
    let shown = routes
        .iter()
        .filter(|route| route.kind != RouteKind::Referral);
    let rows = shown.map(|route| {
        el(
            "li",
            [
                maybe_host("span.tb-routes__label", route.label.as_ref()),
                route_itself(cx, route),
                hours(cx, route),
            ],
        )
    });
    el("ul.tb-routes", rows.collect::<Vec<_>>())
}

/// A link that dials, or the words of a route that no link can open.
pub(crate) fn phone_link(cx: &Cx<'_>, route: &Route, class: &'static str) -> Html {
    let number = &route.value;
    let text = match (route.kind, &route.ext, &route.keyword) {
        (RouteKind::Text, _, Some(keyword)) => Msg::TextKeyword { keyword, number },
        (RouteKind::Text, _, None) => Msg::TextTo { number },
        (RouteKind::Pager, ..) => Msg::Pager { number },
        (RouteKind::Voicemail, ..) => Msg::Voicemail { number },
        (_, Some(ext), _) => Msg::CallExt { number, ext },
        _ => Msg::Call { number },
    };
    let text = [say(cx, "bdi", text)];
    match route.dial() {
        Some(address) => with("a", attributes! { "class": class, "href": address }, text),
        // A number with letters: a link would dial another one.
        None => with("span", attributes! { "class": class }, text),
    }
}

fn route_itself(cx: &Cx<'_>, route: &Route) -> Html {
    match route.kind {
        kind if kind.is_phone() => phone_link(cx, route, "tb-route"),
        RouteKind::Web | RouteKind::Chat => {
            let text = if route.kind == RouteKind::Chat {
                Msg::Chat
            } else {
                Msg::Web
            };
            page_link(cx, "tb-route", &route.value, text)
        }
        RouteKind::Email => {
            let address = Msg::Email {
                address: &route.value,
            };
            let address = with(
                "bdi",
                attributes! { "dir": "ltr" },
                [words(cx.say(address))],
            );
            let subject = route.subject.as_ref();
            group([
                // On a shared device a mail program is somebody else's, so it is to be copied.
                if cx.config.shared_device {
                    el("span.tb-route tb-route--plain", [address])
                } else {
                    let mail = route.mail();
                    with(
                        "a",
                        attributes! { "class": "tb-route", "href": mail },
                        [address],
                    )
                },
                subject.map_or_else(nothing, |subject| {
                    el(
                        "span.tb-hint",
                        [
                            words(cx.say(Msg::EmailSubject)),
                            words(AttrValue::Static(": ")),
                            host("bdi", subject),
                        ],
                    )
                }),
            ])
        }
        _ => {
            let place = &route.value;
            say(cx, "span.tb-route tb-route--plain", Msg::WalkIn { place })
        }
    }
}

/// A link to a page of somebody else, which is to learn nothing of this one.
pub(crate) fn page_link(cx: &Cx<'_>, class: &'static str, address: &str, text: Msg<'_>) -> Html {
    with(
        "a",
        attributes! {
            "class": class,
            "href": AttrValue::from(address),
            "target": "_blank",
            "rel": "noopener noreferrer",
            "referrerpolicy": "no-referrer",
        },
        [words(cx.say(text))],
    )
}

/// When a route is open; a silence of the host is said.
fn hours(cx: &Cx<'_>, route: &Route) -> Html {
    let timed = matches!(
        route.kind,
        RouteKind::Phone | RouteKind::Text | RouteKind::Chat | RouteKind::WalkIn
    );
    let now = cx.moment_of(route);
    let mut lines = Vec::new();
    let days_differ = !(route.closed_on.is_empty() && route.special_hours.is_empty());
    if !route.always_open || days_differ {
        lines.push(match route.open_at(now) {
            Some(open) => status(cx, route, open, now),
            None => nothing(),
        });
    }
    let mut hint = |text: AttrValue| lines.push(el("span.tb-hint", [words(text)]));
    if route.always_open {
        hint(cx.say(Msg::AlwaysOpen));
    } else if !route.hours.is_empty() {
        for hours in &route.hours {
            let days = days(cx, &hours.days);
            hint(interval(cx, &days, &hours.start, &hours.end));
        }
    } else if timed {
        hint(cx.say(Msg::HoursNotStated));
    }
    other_days(cx, route, now, &mut hint);
    // A name that the browser does not know tells a person nothing either.
    if let (Some(zone), Some(_)) = (&route.time_zone, now)
        && (days_differ || !route.hours.is_empty())
    {
        let zone = &zone.replace('_', " ");
        hint(cx.say(Msg::TimeZone { zone }));
    }
    if route.sign_in {
        hint(cx.say(Msg::SignInThere));
    }
    if route.on_site {
        hint(cx.say(Msg::OnSite));
    }
    group(lines)
}

/// Whether it is open now, and when that changes.
fn status(cx: &Cx<'_>, route: &Route, open: bool, now: Option<Moment>) -> Html {
    let time = now.and_then(|now| {
        let change = route.changes_after(now)?;
        let clock = change.clock();
        // Closed, it may be another day for whoever reads it.
        if open && change.date() == now.date() {
            return Some(clock);
        }
        cx.listed([day(cx, change.weekday()), clock].into_iter())
    });
    let text = match (open, &time) {
        (true, Some(time)) => Msg::OpenUntil { time },
        (true, None) => Msg::OpenNow,
        (false, Some(time)) => Msg::OpensAt { time },
        (false, None) => Msg::ClosedNow,
    };
    say(cx, "span.tb-hint tb-strong", text)
}

/// The days to come that differ from the others: on a card those of the next week, which a person
/// who is about to call has to know; where there is room, all of them.
fn other_days(cx: &Cx<'_>, route: &Route, now: Option<Moment>, hint: &mut impl FnMut(AttrValue)) {
    // Where the zone is not known, it may still be the day before in it.
    let now = now.unwrap_or_else(|| Moment::from_wall(cx.now).days_later(-1));
    let week = cx.model.screen == Screen::Options;
    let soon = |date: Date| date >= now.date() && (!week || date <= now.days_later(7).date());
    for date in &route.closed_on {
        if soon(*date) {
            let date = &(cx.date)(&date.iso(), cx.texts.language());
            hint(cx.say(Msg::ClosedOn { date }));
        }
    }
    for hours in &route.special_hours {
        if soon(hours.date) && !route.closed_on.contains(&hours.date) {
            let date = (cx.date)(&hours.date.iso(), cx.texts.language());
            hint(interval(cx, &date, &hours.start, &hours.end));
        }
    }
}

fn interval(cx: &Cx<'_>, days: &str, start: &str, end: &str) -> AttrValue {
    // An end that is not after its start runs past midnight. Both are `HH:MM`, so text order is
    // time order.
    cx.say(if end > start {
        Msg::HoursOf { days, start, end }
    } else {
        Msg::HoursOvernight { days, start, end }
    })
}

fn days(cx: &Cx<'_>, days: &[u8]) -> String {
    let run = days.windows(2).all(|pair| pair[1] == pair[0] + 1);
    match (days.first(), days.last()) {
        _ if days.len() == 7 => cx.texts.say(Msg::EveryDay),
        (Some(first), Some(last)) if run && days.len() > 2 => cx.texts.say(Msg::DayRange {
            first: &day(cx, *first),
            last: &day(cx, *last),
        }),
        _ => {
            let days = days.iter().map(|d| day(cx, *d));
            cx.listed(days).unwrap_or_default()
        }
    }
}

fn day(cx: &Cx<'_>, day: u8) -> String {
    cx.texts.say(match day {
        0 => Msg::Mon,
        1 => Msg::Tue,
        2 => Msg::Wed,
        3 => Msg::Thu,
        4 => Msg::Fri,
        5 => Msg::Sat,
        _ => Msg::Sun,
    })
}
