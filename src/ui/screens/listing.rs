//! What a person may say above the list, all of it optional: who they are here, and what matters to
//! them.

use yew::prelude::*;

use crate::support::{Fact, Prefer, Said, Wish, asked};
use crate::text::Msg;
use crate::ui::cx::Cx;
use crate::ui::listing::{Choice, Listing};
use crate::ui::parts::{Chip, attributes, chips, el, nothing, say, with, words};

/// Who they are here, in one row for each fact that an option of this list depends on.
pub(super) fn audience(cx: &Cx<'_>, listing: &Listing) -> Html {
    let asked = asked(&cx.config.options);
    if asked.is_empty() {
        return nothing();
    }
    let mut panel = vec![say(cx, "h3.tb-subheading", Msg::AudienceTitle)];
    panel.extend(asked.iter().map(|asked| {
        let said = listing.audience.said(asked.fact);
        let chip = |text: AttrValue, says: Said| {
            let on = said == Some(says);
            Chip {
                action: "set-audience",
                text,
                on,
                choice: Choice::Audience(asked.fact, (!on).then_some(says)),
            }
        };
        let labels = asked.labels.iter().enumerate();
        let mut row: Vec<Chip> = labels
            .map(|(i, label)| chip((*label).to_owned().into(), Said::Label(i as u16)))
            .collect();
        row.push(chip(cx.say(Msg::AudienceOther), Said::NoneOfThese));
        chips(cx, cx.say(name(asked.fact)), row)
    }));
    panel.push(say(cx, "p.tb-hint", Msg::AudienceAbout));
    el("section.tb-panel", panel)
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
    el(
        "details.tb-panel",
        [
            with(
                "summary",
                attributes! { "data-action": "wishes" },
                [words(cx.say(Msg::WishTitle))],
            ),
            chips(cx, cx.say(Msg::WishFirst), first),
            chips(cx, cx.say(Msg::WishTitle), others),
            say(cx, "h4.tb-subheading", Msg::HowTitle),
            say(cx, "p.tb-hint", Msg::HowOrdered),
        ],
    )
}

fn name(fact: Fact) -> Msg<'static> {
    match fact {
        Fact::Role => Msg::Role,
        Fact::Employment => Msg::Employment,
        Fact::Membership => Msg::Membership,
    }
}
