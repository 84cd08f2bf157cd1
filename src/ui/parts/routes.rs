//! Routes in words and links.

use yew::prelude::*;

use crate::support::{Hours, Route, RouteKind};
use crate::text::Msg;
use crate::ui::cx::Cx;

/// Every route of an entry but the referral, which is a button of its own.
pub(crate) fn routes(cx: &Cx<'_>, routes: &[Route]) -> Html {
    html! {
        <ul class="tb-routes">
            {for routes.iter().filter(|route| route.kind != RouteKind::Referral).map(|route| html! {
                <li>
                    if let Some(label) = &route.label {
                        <span class="tb-routes__label">{label.clone()}</span>
                    }
                    {route_itself(cx, route)}
                    {hours(cx, route)}
                </li>
            })}
        </ul>
    }
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
    match route.dial() {
        Some(address) => html! { <a {class} href={address}><bdi>{cx.say(text)}</bdi></a> },
        // A number with letters: a link would dial another one.
        None => html! { <span {class}><bdi>{cx.say(text)}</bdi></span> },
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
            html! {
                <a
                    class="tb-route"
                    href={route.value.clone()}
                    target="_blank"
                    rel="noopener noreferrer"
                    referrerpolicy="no-referrer"
                >
                    {cx.say(text)}
                </a>
            }
        }
        // An address to copy: on a shared device a mail program is somebody else's.
        RouteKind::Email => html! {
            <>
                <span class="tb-route tb-route--plain">
                    <bdi dir="ltr">{cx.say(Msg::Email { address: &route.value })}</bdi>
                </span>
                if let Some(subject) = &route.subject {
                    <span class="tb-hint">{cx.say(Msg::EmailSubject { subject })}</span>
                }
            </>
        },
        _ => html! {
            <span class="tb-route tb-route--plain">
                {cx.say(Msg::WalkIn { place: &route.value })}
            </span>
        },
    }
}

/// When a route is open; a silence of the host is said.
fn hours(cx: &Cx<'_>, route: &Route) -> Html {
    let timed = route.kind == RouteKind::Phone
        || matches!(
            route.kind,
            RouteKind::Text | RouteKind::Chat | RouteKind::WalkIn
        );
    if route.always_open {
        return html! { <span class="tb-hint">{cx.say(Msg::AlwaysOpen)}</span> };
    }
    if route.hours.is_empty() {
        let text = if timed {
            cx.say(Msg::HoursNotStated)
        } else {
            AttrValue::default()
        };
        return html! { <span class="tb-hint">{text}</span> };
    }
    html! {
        <>
            {for route.hours.iter().map(|hours| html! {
                <span class="tb-hint">{interval(cx, hours)}</span>
            })}
            if let Some(zone) = &route.time_zone {
                <span class="tb-hint">
                    {cx.say(Msg::TimeZone { zone: &zone.replace('_', " ") })}
                </span>
            }
        </>
    }
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
        _ => days
            .iter()
            .map(|d| day(cx, *d))
            .reduce(|first, rest| {
                cx.texts.say(Msg::ListPair {
                    first: &first,
                    rest: &rest,
                })
            })
            .unwrap_or_default(),
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
