//! What a person may say above the list, all of it optional: who they are here, and what matters to
//! them.

use yew::prelude::*;

use super::why;
use crate::support::{Fact, Prefer, Said, Wish, asked};
use crate::text::Msg;
use crate::ui::cx::Cx;
use crate::ui::listing::{Choice, Listing};
use crate::ui::parts::{Chip, attributes, chips, el, nothing, say, select, with, words};

/// Who they are here: one list for each fact that an option depends on.
pub(super) fn audience(cx: &Cx<'_>, listing: &Listing) -> Html {
    let asked = asked(&cx.config.options);
    if asked.is_empty() {
        return nothing();
    }
    let lists = asked.iter().map(|asked| {
        let (fact, labels) = (asked.fact, asked.labels.len());
        let mut choices = vec![cx.say(Msg::AudienceAny)];
        let shown = asked.labels.iter();
        choices.extend(shown.map(|label| AttrValue::from(why::label(cx, fact, label))));
        choices.push(cx.say(Msg::AudienceOther));
        let chosen = match listing.audience.said(fact) {
            None => 0,
            Some(Said::Label(label)) => usize::from(label) + 1,
            Some(Said::NoneOfThese) => labels + 1,
        };
        let choose = move |place: usize| {
            let said = match place.checked_sub(1) {
                None => None,
                Some(label) if label < labels => Some(Said::Label(label as u16)),
                Some(_) => Some(Said::NoneOfThese),
            };
            Choice::Audience(fact, said)
        };
        select(
            cx,
            "set-audience",
            cx.say(name(fact)),
            &choices,
            chosen,
            choose,
        )
    });
    el(
        "section.tb-panel",
        [
            say(cx, "h3.tb-subheading", Msg::AudienceTitle),
            el("div.tb-chooses", lists.collect::<Vec<_>>()),
            say(cx, "p.tb-hint", Msg::AudienceAbout),
        ],
    )
}

/// What matters to them.
pub(super) fn wishes(cx: &Cx<'_>, listing: &Listing) -> Html {
    let first = |wish: Wish, text| {
        let on = listing.first == Some(wish);
        Chip {
            action: "wish",
            text: cx.say(text),
            on,
            choice: Choice::First((!on).then_some(wish)),
        }
    };
    let matters = |text, of: fn(&mut Prefer) -> &mut bool| {
        let mut prefer = listing.prefer;
        let on = *of(&mut prefer);
        *of(&mut prefer) = !on;
        Chip {
            action: "wish",
            text: cx.say(text),
            on,
            choice: Choice::Prefer(prefer),
        }
    };
    let others = vec![
        matters(Msg::WishOutside, |prefer| &mut prefer.outside),
        matters(Msg::WishAnonymous, |prefer| &mut prefer.anonymous),
        matters(Msg::WishInPerson, |prefer| &mut prefer.in_person),
        matters(Msg::WishPhone, |prefer| &mut prefer.phone),
        matters(Msg::WishText, |prefer| &mut prefer.text),
        Chip {
            action: "wish",
            text: cx.say(Msg::WishWorse),
            on: listing.worse,
            choice: Choice::Worse(!listing.worse),
        },
    ];
    let first = vec![
        first(Wish::Colleague, Msg::WishColleague),
        first(Wish::Professional, Msg::WishProfessional),
    ];
    let any = listing.first.is_some() || others.iter().any(|chip| chip.on);
    with(
        "details",
        // What moves the cards is to be seen.
        attributes! { "class": "tb-panel", "open": any.then_some("") },
        [
            opener(cx, "wishes", Msg::WishTitle),
            chips(cx, cx.say(Msg::WishFirst), first),
            chips(cx, cx.say(Msg::WishAlso), others),
        ],
    )
}

/// By what the list is ordered.
pub(super) fn how(cx: &Cx<'_>) -> Html {
    el(
        "details.tb-panel",
        [
            opener(cx, "how", Msg::HowTitle),
            say(cx, "p.tb-hint", Msg::HowOrdered),
        ],
    )
}

/// What opens and closes a part of the screen.
fn opener(cx: &Cx<'_>, action: &'static str, title: Msg<'_>) -> Html {
    with(
        "summary",
        attributes! { "data-action": action },
        [words(cx.say(title))],
    )
}

fn name(fact: Fact) -> Msg<'static> {
    match fact {
        Fact::Role => Msg::Role,
        Fact::Employment => Msg::Employment,
        Fact::Membership => Msg::Membership,
        Fact::Country => Msg::AudienceCountry,
        Fact::Region => Msg::AudienceRegion,
    }
}
