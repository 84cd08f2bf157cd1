//! The support that is open, every option on a card of its own that says why it stands where it
//! does. Nothing a person marks or says takes one away.

use yew::prelude::*;

use super::listing;
use super::why::{Place, by_label, why, why_crisis};
use crate::check::{Load, When, load};
use crate::support::{Inputs, SupportOption, asked, fits, order};
use crate::text::Msg;
use crate::ui::cx::{Cx, Intent};
use crate::ui::listing::Choice;
use crate::ui::model::{Action, Check, Focus, Screen};
use crate::ui::parts::{
    Look, attributes, bare, button, button_of, crisis_entries, el, finish, group, heading, host,
    keyed, language, maybe, maybe_host, nothing, routes, say, with, words,
};
use crate::value::Value;

pub(super) fn options(cx: &Cx<'_>) -> Html {
    let listing = cx.model.listing();
    let (listed, apart) = in_order(cx);
    let count = cx.config.options.len().to_string();
    let title = match cx.config.options.len() {
        1 => Msg::OptionsTitleOne,
        _ => Msg::OptionsTitle { count: &count },
    };
    let ahead = matches!(when(cx), Some(When::Ongoing | When::TalkAhead));
    let facts = || {
        let open = button(
            cx,
            Look::Quiet,
            "facts",
            Msg::FactsOpen,
            Intent::Act(Action::Go(Screen::Facts)),
        );
        el("div.tb-actions", [open])
    };
    let orders = || {
        let toggles = [
            toggle(
                cx,
                "host-order",
                [Msg::HostOrder, Msg::FitOrder],
                listing.host_order,
                Choice::HostOrder,
            ),
            toggle(
                cx,
                "show-all",
                [Msg::ShowAll, Msg::ShowGroups],
                listing.show_all,
                Choice::ShowAll,
            ),
        ];
        group([
            listing::audience(cx, &listing),
            listing::wishes(cx, &listing),
            listing::how(cx),
            el("div.tb-actions", toggles),
        ])
    };
    group([
        heading(cx, title, None),
        maybe(listing.safety || listing.fired, || {
            el(
                "section.tb-areas",
                [
                    say(cx, "h3.tb-subheading", Msg::GroupCrisis),
                    crisis_entries(cx),
                    because(why_crisis(cx)),
                ],
            )
        }),
        maybe(ahead, facts),
        // One alone has no order.
        maybe(cx.config.options.len() > 1, orders),
        el("ul.tb-list", cards(cx, &listed)),
        maybe(!apart.is_empty(), || {
            el(
                "section.tb-areas",
                [
                    say(cx, "h3.tb-subheading", Msg::NotForTitle),
                    el("ul.tb-list", cards(cx, &apart)),
                ],
            )
        }),
        maybe(!ahead, facts),
    ])
}

/// How many options went apart because of what was said; nothing while there are none.
pub(in crate::ui) fn moved_apart(cx: &Cx<'_>) -> AttrValue {
    let listing = cx.model.listing();
    let options = &cx.config.options;
    let asked = asked(options);
    let apart = options
        .iter()
        .filter(|option| fits(option, &asked, &listing.audience).is_err());
    match apart.count() {
        // In one list nothing stands apart.
        _ if listing.show_all => AttrValue::default(),
        0 => AttrValue::default(),
        count => cx.say(Msg::Apart {
            count: &count.to_string(),
        }),
    }
}

/// Positions of options, and what puts each there.
type Places = Vec<(usize, Place)>;

/// Positions of options with their places: those to show first, and those to show apart.
fn in_order(cx: &Cx<'_>) -> (Places, Places) {
    let listing = cx.model.listing();
    let open_now = cx.open_now();
    let inputs = Inputs {
        safety: listing.safety || listing.fired,
        load: marked(cx),
        when: when(cx),
        worse: listing.worse,
        first: listing.first,
        prefer: listing.prefer,
        audience: &listing.audience,
        open_now: &open_now,
    };
    let order = order(&cx.config.options, &inputs);
    let mut listed: Vec<_> = order
        .listed
        .iter()
        .map(|placed| (placed.index, Place::Ours(placed.why)))
        .collect();
    let apart = order.not_for.iter();
    let mut apart: Places = apart.map(|(i, fact)| (*i, Place::Apart(*fact))).collect();
    if listing.show_all {
        listed.append(&mut apart);
    }
    if listing.host_order {
        let hosts = 0..cx.config.options.len();
        let hosts = hosts.filter_map(|i| listed.iter().find(|(listed, _)| *listed == i));
        listed = hosts
            .map(|(i, place)| match place {
                Place::Apart(_) => (*i, *place),
                _ => (*i, Place::Hosts(i + 1)),
            })
            .collect();
    }
    (listed, apart)
}

/// How much was marked, in whichever check was taken.
fn marked(cx: &Cx<'_>) -> Load {
    let Check::Host(questionnaire) = &cx.model.check else {
        return load(&cx.model.answers());
    };
    let result = questionnaire.result(&cx.model.given());
    match result.get("load").and_then(Value::as_str) {
        Some("much") => Load::Much,
        Some("some") => Load::Some,
        Some("little") => Load::Little,
        _ => Load::Unknown,
    }
}

fn when(cx: &Cx<'_>) -> Option<When> {
    match cx.model.check {
        // Nobody is asked for it there.
        Check::Host(_) => None,
        _ => cx.model.answers().when(),
    }
}

fn toggle(
    cx: &Cx<'_>,
    action: &'static str,
    [off, on]: [Msg<'_>; 2],
    is_on: bool,
    choice: fn(bool) -> Choice,
) -> Html {
    button(
        cx,
        Look::Quiet,
        action,
        if is_on { on } else { off },
        Intent::Act(Action::Choose(choice(!is_on))),
    )
}

fn cards(cx: &Cx<'_>, places: &[(usize, Place)]) -> Vec<Html> {
    places
        .iter()
        .filter_map(|(index, place)| Some(card(cx, *place, cx.config.options.get(*index)?)))
        .collect()
}

fn card(cx: &Cx<'_>, place: Place, option: &SupportOption) -> Html {
    let name = &*option.name;
    let for_whom = el(
        "p.tb-text",
        [
            el(
                "span.tb-strong",
                [words(cx.say(Msg::ForWhom)), words(AttrValue::Static(": "))],
            ),
            with(
                "span",
                attributes! { "lang": option.for_whom.as_ref().and_then(language) },
                [words(
                    for_whom(cx, option).unwrap_or_else(|| cx.say(Msg::NotStated)),
                )],
            ),
        ],
    );
    let operator = el(
        "p.tb-card__operator",
        [
            words(cx.say(Msg::Operator)),
            words(AttrValue::Static(": ")),
            host("span", &option.operator),
        ],
    );
    let details = button_of(
        cx,
        Look::Quiet,
        "open-option",
        Some(&option.id),
        Msg::SeeDetails,
        Some(Msg::SeeDetailsOf { name }),
        Intent::Act(Action::OpenOption(option.id.clone())),
    );
    let card = el(
        "li.tb-card",
        [
            title(cx, option),
            for_whom,
            maybe(option.operator != option.name, || operator),
            maybe_host("p.tb-hint", option.level.as_ref()),
            maybe_host("p.tb-text", option.about.as_ref()),
            before_asking(cx, option),
            routes(cx, &option.routes),
            maybe(option.review_passed, || review_note(cx, option)),
            el(
                "div.tb-actions",
                [
                    maybe(option.recipient().is_some(), || {
                        ask(cx, Look::Secondary, option)
                    }),
                    details,
                ],
            ),
            because(why(cx, place, option)),
        ],
    );
    keyed(&option.id, card)
}

/// The name of an option. It takes the focus when one comes back from reading about it.
fn title(cx: &Cx<'_>, option: &SupportOption) -> Html {
    let back = cx.model.focus.0 == Focus::Card && cx.model.option.as_ref() == Some(&option.id);
    let mut title = bare(
        "h3",
        attributes! {
            "class": "tb-card__title",
            "tabindex": back.then_some("-1"),
            "lang": language(&option.name),
        },
    );
    if back {
        title.node_ref = cx.focus.clone();
    }
    finish(title, vec![words(option.name.text.clone().into())])
}

/// Why something stands where it does.
fn because(why: AttrValue) -> Html {
    with(
        "p",
        attributes! { "data-why": "", "class": "tb-why" },
        [words(why)],
    )
}

/// What must be known before one asks: that it opens after a report only, or that asking is one.
pub(super) fn before_asking(cx: &Cx<'_>, option: &SupportOption) -> Html {
    let opens = option.opens_after_report.as_ref();
    let reports = option.reports_event == Some(true);
    if opens.is_none() && !reports {
        return nothing();
    }
    el(
        "div.tb-notice",
        [
            maybe(opens.is_some(), || {
                say(cx, "p.tb-strong", Msg::OpensAfterReport)
            }),
            maybe_host("p", opens),
            maybe(reports, || say(cx, "p.tb-strong", Msg::ReportsYes)),
        ],
    )
}

/// Whom an option is for, in the host's sentence, else in the labels that it takes.
pub(super) fn for_whom(cx: &Cx<'_>, option: &SupportOption) -> Option<AttrValue> {
    if let Some(text) = &option.for_whom {
        return Some(text.text.clone().into());
    }
    by_label(cx, option).map(AttrValue::from)
}

/// The button that begins a request to an option.
pub(super) fn ask(cx: &Cx<'_>, look: Look, option: &SupportOption) -> Html {
    button_of(
        cx,
        look,
        "start-referral",
        Some(&option.id),
        Msg::AskContact,
        Some(Msg::AskContactOf { name: &option.name }),
        Intent::Act(Action::StartReferral(
            option.id.clone(),
            option.recipient().map(str::to_owned),
        )),
    )
}

/// When the facts about an option were last checked.
pub(super) fn review_note(cx: &Cx<'_>, option: &SupportOption) -> Html {
    let text = match (&option.reviewed_on, option.review_passed) {
        (Some(date), true) => Msg::ReviewPassed { date },
        (Some(date), false) => Msg::Reviewed { date },
        (None, true) => Msg::ReviewPassedUndated,
        (None, false) => return nothing(),
    };
    say(cx, "p.tb-hint", text)
}
