//! The steps of the form, which fields stand in each, and where a press leads.

use super::draft::{Channel, Draft, Problem, check};
use super::field::Field;
use super::policy::{Kind, Policy, ReferrerPolicy};
use crate::words::Label;

/// A step of a referral, before its review.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Step {
    /// Whom it is for, and what to know before giving a name.
    #[default]
    Notice,
    /// Whether the colleague knows.
    Aware,
    /// Name and contact.
    Reach,
    /// Who asks.
    Referrer,
    /// How soon, and when.
    Soon,
    /// Who would fit.
    Match,
}

impl Step {
    /// Every step in order.
    pub const ALL: [Self; 6] = [
        Self::Notice,
        Self::Aware,
        Self::Reach,
        Self::Referrer,
        Self::Soon,
        Self::Match,
    ];

    /// The fields that may stand in it, in their order on the screen.
    pub fn fields(self) -> &'static [Field] {
        match self {
            Self::Notice => &[Field::Kind],
            Self::Aware => &[Field::ColleagueAware],
            Self::Reach => &[
                Field::Name,
                Field::ContactChannel,
                Field::ContactValue,
                Field::VoicemailOk,
                Field::TeamSize,
                Field::Unit,
            ],
            Self::Referrer => &[
                Field::ReferrerName,
                Field::ReferrerContactChannel,
                Field::ReferrerContactValue,
                Field::ReferrerRelationship,
                Field::ReferrerMayBeNamed,
            ],
            Self::Soon => &[
                Field::Urgency,
                Field::ContactWindow,
                Field::Note,
                Field::FollowUpOk,
            ],
            Self::Match => &[
                Field::MatchPreference,
                Field::Mode,
                Field::Role,
                Field::Specialty,
                Field::CareerStage,
                Field::Site,
                Field::Language,
                Field::DoNotMatch,
            ],
        }
    }
}

/// Where a press on the way to the review leads.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Onward {
    /// To the next step.
    Step(Step),
    /// To the review.
    Review,
    /// To the first step that has something to be mended, with what it is.
    Mend(Step, Vec<Problem>),
}

/// Where a press leads: past this step, or, with `review`, past all of them.
pub fn onward(draft: &Draft, policy: &Policy, step: Step, review: bool) -> Onward {
    let mut problems = check(draft, policy);
    let steps: Vec<_> = policy.steps(draft).collect();
    let wrong = |step: &Step, problem: &Problem| step.fields().contains(&problem.field);
    let to_mend = steps
        .iter()
        .find(|at| (review || **at == step) && problems.iter().any(|problem| wrong(at, problem)));
    if let Some(at) = to_mend {
        problems.retain(|problem| wrong(at, problem));
        return Onward::Mend(*at, problems);
    }
    let next = steps.iter().find(|next| **next as u8 > step as u8);
    match next {
        Some(next) if !review => Onward::Step(*next),
        _ => Onward::Review,
    }
}

impl Policy {
    /// Whom a draft is for.
    pub fn kind(&self, draft: &Draft) -> Kind {
        let place = self.chosen(Field::Kind, draft).unwrap_or_default();
        Kind::ALL.get(place).copied().unwrap_or_default()
    }

    /// The steps of a draft's kind, in order.
    pub fn steps(&self, draft: &Draft) -> impl Iterator<Item = Step> {
        Step::ALL.into_iter().filter(move |step| {
            let asked = |field: &Field| self.asks(*field, draft);
            *step == Step::Notice || step.fields().iter().any(asked)
        })
    }

    /// Whether a field stands in the form, with what is in the draft so far.
    pub fn asks(&self, field: Field, draft: &Draft) -> bool {
        let kind = self.kind(draft);
        match field {
            Field::Kind => self.kinds.len() > 1,
            Field::Name | Field::ContactChannel | Field::ContactValue => true,
            Field::Urgency => self.urgency.len() > 1,
            Field::ContactWindow => self.windows.as_ref().is_none_or(|own| !own.is_empty()),
            Field::ColleagueAware => kind == Kind::Colleague,
            Field::VoicemailOk => {
                draft.channel(Field::ContactChannel) == Some(Channel::Phone) && self.expected(draft)
            }
            Field::TeamSize => kind == Kind::Team,
            Field::Unit => kind == Kind::Team && !self.units.is_empty(),
            Field::MatchPreference => !self.preferences.is_empty(),
            Field::Mode => !self.modes.is_empty(),
            Field::DoNotMatch => self.do_not_match,
            Field::FollowUpOk => self.follow_up_ok,
            Field::Note => self.note,
            _ if Step::Referrer.fields().contains(&field) => {
                kind != Kind::Own && self.referrer != ReferrerPolicy::None
            }
            _ => !self.labels(field).is_empty(),
        }
    }

    /// The host's list for a field.
    pub fn labels(&self, field: Field) -> &[Label] {
        match field {
            Field::ContactWindow => self.windows.as_deref().unwrap_or_default(),
            Field::Role => &self.roles,
            Field::Specialty => &self.specialties,
            Field::CareerStage => &self.career_stages,
            Field::Site => &self.sites,
            Field::Language => &self.languages,
            Field::Unit => &self.units,
            _ => &[],
        }
    }

    /// Whether the person may expect to hear from the program. To be left word where others may
    /// find it is not for somebody else to allow.
    fn expected(&self, draft: &Draft) -> bool {
        self.kind(draft) != Kind::Colleague || draft.choice(Field::ColleagueAware) == Some(0)
    }

    /// Whether the word at this place is offered for a field, with what is in the draft so far.
    pub fn offers(&self, field: Field, place: usize, draft: &Draft) -> bool {
        match field {
            Field::ContactChannel => place != Channel::Text as usize || self.expected(draft),
            Field::Kind => self.kinds.iter().any(|kind| *kind as usize == place),
            Field::Urgency => self.urgency.iter().any(|word| *word as usize == place),
            Field::MatchPreference => self.preferences.iter().any(|word| *word as usize == place),
            Field::Mode => self.modes.iter().any(|word| *word as usize == place),
            _ => true,
        }
    }

    /// The place of the word or label that holds for a field: the one that was chosen, as far as it
    /// is offered.
    pub fn chosen(&self, field: Field, draft: &Draft) -> Option<usize> {
        let chosen = draft.choice(field);
        let chosen = chosen.filter(|place| self.offers(field, *place, draft));
        chosen.or_else(|| self.preset(field))
    }

    /// The place of the word that holds for a field before anything was chosen.
    fn preset(&self, field: Field) -> Option<usize> {
        match field {
            Field::Kind => Some(self.first_kind() as usize),
            Field::Urgency => {
                let first = self.urgency.iter().copied().min_by_key(|word| *word as u8);
                Some(first.unwrap_or_default() as usize)
            }
            _ => None,
        }
    }
}
