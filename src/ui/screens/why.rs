//! Why a card stands where it does, in words.

use yew::prelude::*;

use crate::support::{Fact, Group, Rank, Rule, SupportOption, Tie, Why};
use crate::text::Msg;
use crate::ui::cx::Cx;
use crate::ui::model::Check;
use crate::words::Label;

/// Where a card stands.
#[derive(Clone, Copy)]
pub(super) enum Place {
    /// In our order.
    Ours(Why),
    /// In the host's order, counted from one.
    Hosts(usize),
    /// Apart, because of what was said about this fact.
    Apart(Fact),
}

/// The sentence beside a card.
pub(super) fn why(cx: &Cx<'_>, place: Place, option: &SupportOption) -> AttrValue {
    let program = &*cx.config.program.name;
    match place {
        // Alone it stands neither before nor after anything.
        Place::Ours(_) | Place::Hosts(_) if cx.config.options.len() == 1 => cx.say(Msg::WhyOnly),
        Place::Hosts(n) => cx.say(Msg::OptionsWhy {
            n: &n.to_string(),
            program,
        }),
        Place::Apart(fact) => {
            let labels = option.eligibility.labels(fact).iter();
            let who = cx.listed(labels.map(|of| label(cx, fact, of)));
            cx.say(Msg::NotFor {
                who: &who.unwrap_or_default(),
            })
        }
        Place::Ours(why) => {
            let mut text = by_group(cx, why);
            let tie = why.tie.map(|tie| match tie {
                Tie::Preference => Msg::TiePreference,
                Tie::Open => Msg::TieOpen,
                Tie::Sooner => Msg::TieSooner,
                Tie::Host => Msg::TieHost { program },
            });
            if let Some(tie) = tie {
                text.push(' ');
                text.push_str(&cx.texts.say(tie));
            }
            text.into()
        }
    }
}

/// Why crisis help leads the list.
pub(super) fn why_crisis(cx: &Cx<'_>) -> AttrValue {
    let why = Why {
        group: Group::Crisis,
        rule: Rule::Safety,
        rank: Rank::First,
        tie: None,
    };
    by_group(cx, why).into()
}

/// The labels that an option takes, all facts in one line.
pub(super) fn by_label(cx: &Cx<'_>, option: &SupportOption) -> Option<String> {
    let labels = Fact::ALL.into_iter().flat_map(|fact| {
        let labels = option.eligibility.labels(fact).iter();
        labels.map(move |of| label(cx, fact, of))
    });
    cx.listed(labels)
}

/// A label as a person reads it: a country by its name.
pub(super) fn label(cx: &Cx<'_>, fact: Fact, label: &Label) -> String {
    match fact {
        Fact::Country => (cx.name_of)(&label.shown, cx.texts.language()),
        _ => label.shown.text.clone(),
    }
}

fn by_group(cx: &Cx<'_>, why: Why) -> String {
    let group = cx.texts.say(match why.group {
        Group::Crisis => Msg::GroupCrisis,
        Group::Fits => Msg::GroupFits,
        Group::Professional => Msg::GroupProfessional,
        Group::Peer => Msg::GroupPeer,
        Group::Near => Msg::GroupNear,
        Group::Other => Msg::GroupOther,
    });
    let because = cx.texts.say(match why.rule {
        Rule::Pinned => Msg::BecausePinned,
        Rule::Safety if cx.model.listing().safety => Msg::BecauseSafety,
        Rule::Safety => Msg::BecauseFired,
        Rule::WantsProfessional => Msg::BecauseProfessional,
        Rule::WantsColleague => Msg::BecauseColleague,
        Rule::Lasting => Msg::BecauseLasting,
        Rule::Worse => Msg::BecauseWorse,
        Rule::Weight => Msg::BecauseWeight,
        // A questionnaire of the host's has its own idea of what is little.
        Rule::Light if matches!(cx.model.check, Check::Host(_)) => Msg::BecauseUnknown,
        Rule::Light => Msg::BecauseLight,
        Rule::Unknown => Msg::BecauseUnknown,
        Rule::Ongoing => Msg::BecauseOngoing,
        Rule::TalkAhead => Msg::BecauseTalk,
    });
    let (group, because) = (group.as_str(), because.as_str());
    cx.texts.say(match why.rank {
        Rank::First => Msg::WhyFirst { group, because },
        Rank::Next => Msg::WhyNext { group, because },
        // The rule names these also where something else stands in front of them.
        Rank::After if !matches!(why.group, Group::Near | Group::Other) => {
            Msg::WhyNext { group, because }
        }
        Rank::After => Msg::WhyAfter { group, because },
    })
}
