//! Routes in words and links.

use yew::prelude::*;

use super::element::{attributes, el, group, maybe_text, nothing, say, text, with, words};
use crate::support::{Hours, Route, RouteKind};
use crate::text::Msg;
use crate::ui::cx::Cx;

/// Every route of an entry but the referral, which is a button of its own.
pub(crate) fn routes(cx: &Cx<'_>, routes: &[Route]) -> Html {
    let shown = routes
        .iter()
        .filter(|route| route.kind != RouteKind::Referral);
    let rows = shown.map(|route| {
        el(
            "li",
            [
                maybe_text("span.tb-routes__label", route.label.as_deref()),
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
        // An address to copy: on a shared device a mail program is somebody else's.
        RouteKind::Email => {
            let address = Msg::Email {
                address: &route.value,
            };
            let address = with(
                "bdi",
                attributes! { "dir": "ltr" },
                [words(cx.say(address))],
            );
            let subject = route.subject.as_deref();
            group([
                el("span.tb-route tb-route--plain", [address]),
                subject.map_or_else(nothing, |subject| {
                    say(cx, "span.tb-hint", Msg::EmailSubject { subject })
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
    let timed = route.kind == RouteKind::Phone
        || matches!(
            route.kind,
            RouteKind::Text | RouteKind::Chat | RouteKind::WalkIn
        );
    if route.always_open {
        return say(cx, "span.tb-hint", Msg::AlwaysOpen);
    }
    if route.hours.is_empty() {
        return if timed {
            say(cx, "span.tb-hint", Msg::HoursNotStated)
        } else {
            text("span.tb-hint", "")
        };
    }
    let intervals = route.hours.iter();
    let intervals = intervals.map(|hours| el("span.tb-hint", [words(interval(cx, hours))]));
    let now = cx.moment_of(route).and_then(|now| route.open_at(now));
    group([
        now.map_or_else(nothing, |open| {
            let text = if open { Msg::OpenNow } else { Msg::ClosedNow };
            say(cx, "span.tb-hint tb-strong", text)
        }),
        group(intervals.collect::<Vec<_>>()),
        route.time_zone.as_ref().map_or_else(nothing, |zone| {
            let zone = &zone.replace('_', " ");
            say(cx, "span.tb-hint", Msg::TimeZone { zone })
        }),
    ])
}

fn interval(cx: &Cx<'_>, hours: &Hours) -> AttrValue {
    let days = days(cx, &hours.days);
    let (days, start, end) = (days.as_str(), hours.start.as_str(), hours.end.as_str());
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
