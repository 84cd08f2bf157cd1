//! What the fields of a request, their words and their problems are called.

use crate::referral::{Channel, Draft, Fault, Field, Kind, Policy, Problem, ReferrerPolicy};
use crate::text::Msg;

/// What a field is called, with what is in the draft so far.
pub(crate) fn label(field: Field, kind: Kind, draft: &Draft) -> Msg<'static> {
    let own = kind == Kind::Own;
    match field {
        Field::Kind => Msg::KindLegend,
        Field::ColleagueAware => Msg::AwareLegend,
        Field::Name if own => Msg::Name,
        Field::Name if kind == Kind::Team => Msg::NameContact,
        Field::Name => Msg::NameColleague,
        Field::ContactChannel if !own => Msg::ChannelThem,
        Field::ContactChannel | Field::ReferrerContactChannel => Msg::ChannelLegend,
        Field::ContactValue => value_label(draft.channel(Field::ContactChannel)),
        Field::ReferrerContactValue => value_label(draft.channel(Field::ReferrerContactChannel)),
        Field::VoicemailOk => Msg::VoicemailOk,
        Field::TeamSize => Msg::TeamSizeLegend,
        Field::Unit => Msg::Unit,
        Field::ReferrerName => Msg::ReferrerName,
        Field::ReferrerRelationship => Msg::Relationship,
        Field::ReferrerMayBeNamed => Msg::MayBeNamed,
        Field::Urgency if own => Msg::UrgencyLegend,
        Field::Urgency => Msg::ReviewUrgency,
        Field::ContactWindow if kind == Kind::Team => Msg::WindowTeam,
        Field::ContactWindow => Msg::WindowLegend,
        Field::FollowUpOk => Msg::FollowUpOk,
        Field::Note => Msg::Note,
        Field::MatchPreference => Msg::PreferenceLegend,
        Field::Mode => Msg::ModeLegend,
        Field::Role => Msg::MatchRole,
        Field::Specialty => Msg::Specialty,
        Field::CareerStage => Msg::CareerStage,
        Field::Site => Msg::Site,
        Field::Language => Msg::MatchLanguage,
        _ => Msg::DoNotMatch,
    }
}

fn value_label(channel: Option<Channel>) -> Msg<'static> {
    match channel {
        None => Msg::ContactValue,
        Some(Channel::Phone | Channel::Text) => Msg::ContactPhone,
        Some(Channel::Email) => Msg::ContactEmail,
    }
}

/// What is to be known before a field is filled in.
pub(crate) fn hint(field: Field, policy: &Policy, draft: &Draft) -> Option<Msg<'static>> {
    let own = policy.kind(draft) == Kind::Own;
    Some(match field {
        Field::Name => Msg::NameHint,
        Field::ContactChannel if own => Msg::ChannelHint,
        // Where it is offered, it is still theirs to agree to.
        Field::ContactChannel if policy.offers(field, Channel::Text as usize, draft) => {
            Msg::ChannelHintThem
        }
        Field::ContactValue | Field::ReferrerContactValue => Msg::ContactHint,
        Field::Urgency => Msg::UrgencyHint,
        Field::Note => Msg::NoteHint,
        Field::DoNotMatch => Msg::DoNotMatchHint,
        _ => return None,
    })
}

/// What the word of a field at this place is called; the places are those of its words.
pub(crate) fn word(field: Field, place: usize) -> Msg<'static> {
    let words: &[Msg<'static>] = match field {
        Field::Kind => &[Msg::KindSelf, Msg::KindColleague, Msg::KindTeam],
        Field::ColleagueAware => &[Msg::AwareYes, Msg::AwareNotYet],
        Field::ContactChannel | Field::ReferrerContactChannel => {
            &[Msg::ChannelPhone, Msg::ChannelText, Msg::ChannelEmail]
        }
        Field::TeamSize => &[Msg::TeamSmall, Msg::TeamMedium, Msg::TeamLarge],
        Field::ReferrerRelationship => &[
            Msg::RelColleague,
            Msg::RelSupervisor,
            Msg::RelTeam,
            Msg::RelOther,
        ],
        Field::Urgency => &[Msg::UrgencyRoutine, Msg::UrgencySoon, Msg::UrgencyToday],
        Field::ContactWindow => &[
            Msg::WindowMornings,
            Msg::WindowAfternoons,
            Msg::WindowEvenings,
            Msg::WindowNights,
            Msg::WindowWeekends,
        ],
        Field::MatchPreference => &[
            Msg::PreferOwn,
            Msg::PreferOther,
            Msg::PreferOutside,
            Msg::PreferSimilar,
        ],
        Field::Mode => &[
            Msg::WishPhone,
            Msg::ModeVideo,
            Msg::WishInPerson,
            Msg::WishText,
        ],
        _ => &[],
    };
    words.get(place).copied().unwrap_or(Msg::NotGiven)
}

/// What a request of the draft's kind holds, as far as the host asks for it.
pub(crate) fn kept(policy: &Policy, draft: &Draft) -> Vec<Msg<'static>> {
    let whom = match policy.kind(draft) {
        Kind::Own => Msg::KeptSelf,
        Kind::Colleague => Msg::KeptColleague,
        Kind::Team => Msg::KeptTeam,
    };
    let who_asks = match policy.referrer {
        ReferrerPolicy::Required => Msg::KeptReferrerNeeded,
        _ => Msg::KeptReferrer,
    };
    let asked = [
        (Field::Urgency, Msg::KeptUrgency),
        (Field::ContactWindow, Msg::KeptWindow),
        (Field::ReferrerName, who_asks),
    ];
    let asked = asked
        .into_iter()
        .filter(|(field, _)| policy.asks(*field, draft));
    [whom]
        .into_iter()
        .chain(asked.map(|(_, name)| name))
        .collect()
}

/// What the step is called that asks when, by what the host asks there.
pub(crate) fn soon_title(policy: &Policy, draft: &Draft) -> Msg<'static> {
    let asks = |field| policy.asks(field, draft);
    match (asks(Field::Urgency), asks(Field::ContactWindow)) {
        (true, true) => Msg::SoonTitle,
        (true, false) => Msg::ReviewUrgency,
        (false, true) => Msg::ReviewWindow,
        _ if asks(Field::Note) => Msg::Note,
        _ => Msg::FollowUp,
    }
}

/// How to mend a problem. `most` is the number of its limit, where it has one.
pub(crate) fn sentence(problem: Problem, most: &str) -> Msg<'_> {
    match (problem.fault, problem.field) {
        (Fault::Missing, Field::Name | Field::ReferrerName) => Msg::ErrorNameMissing,
        (Fault::Missing, Field::ColleagueAware) => Msg::ErrorAwareMissing,
        (Fault::Missing, _) => Msg::ErrorChannelMissing,
        (Fault::TooLong(_), _) => Msg::ErrorTooLong { most },
        (Fault::NoPhone, _) => Msg::ErrorPhoneMissing,
        (Fault::NoEmail, _) => Msg::ErrorEmailMissing,
        (Fault::NotPhone, _) => Msg::ErrorPhoneFormat,
        (Fault::NotEmail, _) => Msg::ErrorEmailFormat,
        (Fault::TalkFirst, _) => Msg::ErrorTalkFirst,
    }
}

// The keys are not compiled into WebAssembly.
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::referral::Urgency;
    use crate::text::english::KEYS;

    #[test]
    fn what_is_sent_names_what_is_asked_and_no_more() {
        let bare = Policy {
            referrer: ReferrerPolicy::None,
            windows: Some(Vec::new()),
            urgency: vec![Urgency::Routine],
            ..Policy::default()
        };
        let needed = Policy {
            referrer: ReferrerPolicy::Required,
            ..Policy::default()
        };
        for (policy, kind, expected) in [
            (Policy::default(), Kind::Own, "self urgency window"),
            (
                Policy::default(),
                Kind::Colleague,
                "colleague urgency window referrer",
            ),
            (
                needed.clone(),
                Kind::Team,
                "team urgency window referrer-needed",
            ),
            (needed, Kind::Own, "self urgency window"),
            (bare.clone(), Kind::Own, "self"),
            (bare.clone(), Kind::Colleague, "colleague"),
            (bare, Kind::Team, "team"),
        ] {
            let mut draft = Draft::default();
            draft.choose(Field::Kind, Some(kind as u8));
            let kept = kept(&policy, &draft);
            let kept = kept.iter().map(|part| {
                let key = KEYS[part.index()];
                key.strip_prefix("referral.kept.").unwrap()
            });
            assert_eq!(kept.collect::<Vec<_>>().join(" "), expected);
        }
    }

    #[test]
    fn the_step_about_when_is_called_by_what_it_asks() {
        let kaiser = Policy {
            urgency: vec![Urgency::Routine],
            ..Policy::default()
        };
        let soon = Policy {
            windows: Some(Vec::new()),
            ..Policy::default()
        };
        for (policy, expected) in [
            (Policy::default(), "referral.soon-title"),
            (kaiser, "review.window"),
            (soon, "review.urgency"),
        ] {
            let title = soon_title(&policy, &Draft::default());
            assert_eq!(KEYS[title.index()], expected);
        }
    }

    #[test]
    fn a_text_to_somebody_else_is_theirs_to_agree_to() {
        let mut draft = Draft::default();
        for (kind, aware, expected) in [
            (Kind::Own, None, Some("referral.channel-hint")),
            (Kind::Team, None, Some("referral.channel-hint-them")),
            (Kind::Colleague, Some(0), Some("referral.channel-hint-them")),
            // It is not offered.
            (Kind::Colleague, Some(1), None),
        ] {
            draft.choose(Field::Kind, Some(kind as u8));
            draft.choose(Field::ColleagueAware, aware);
            let hint = hint(Field::ContactChannel, &Policy::default(), &draft);
            assert_eq!(hint.map(|hint| KEYS[hint.index()]), expected);
        }
    }
}
