//! The order of the options, and why each stands where it does.
//!
//! A person decides what to use; this only orders and explains. It is one pure function over what
//! was marked and chosen, without weights: groups of kinds in an order that one rule decides, then
//! tie-breaks one after the other.
//!
//! Choices of this product, not published thresholds (the literature projects shares of people for
//! levels of support and names no cut for one person): which rule leads to which group, that four
//! weeks count as lasting ([`When::Longer`]), the levels of [`Load`], which kinds fit
//! [`When::Ongoing`] and [`When::TalkAhead`], and the order of the tie-breaks.

use std::hint::black_box;

use super::eligibility::{Audience, Fact, asked, fits};
use super::{CRISIS, RouteKind, SupportOption};
use crate::check::{Load, When};

/// What the order goes by. It comes from answers, so it has no `Debug` and no `Display`, and it is
/// wiped when it is dropped. The audience is the caller's to wipe.
pub struct Inputs<'a> {
    /// The person opened the safety offer.
    pub safety: bool,
    /// How much was marked.
    pub load: Load,
    /// Roughly when it happened.
    pub when: Option<When>,
    /// The person said that it is getting worse.
    pub worse: bool,
    /// Whom they would like to talk to first.
    pub first: Option<Wish>,
    /// What matters to them.
    pub prefer: Prefer,
    /// What they said of themselves.
    pub audience: &'a Audience,
    /// Whether each option can be reached now, in the order of the options; `None`, and what is
    /// beyond the end, where it is not known.
    pub open_now: &'a [Option<bool>],
}

impl Inputs<'_> {
    /// Overwrites what came from answers, and lets go of the rest.
    pub fn wipe(&mut self) {
        self.safety = false;
        self.load = Load::Unknown;
        self.when = None;
        self.worse = false;
        self.first = None;
        self.prefer = Prefer::default();
        self.open_now = &[];
        // Shown to an opaque reader, or the optimiser could drop the writes.
        black_box(&*self);
    }
}

impl Drop for Inputs<'_> {
    fn drop(&mut self) {
        self.wipe();
    }
}

/// Whom a person would like to talk to first. Like an answer it has no `Debug` and no `Display`.
#[derive(Clone, Copy, Eq, PartialEq)]
pub enum Wish {
    /// A colleague.
    Colleague,
    /// A professional.
    Professional,
}

/// What matters to a person, all of it optional. Like an answer it has no `Debug` and no
/// `Display`.
#[derive(Clone, Copy, Default, Eq, PartialEq)]
pub struct Prefer {
    /// Someone outside the organisation.
    pub outside: bool,
    /// Without giving a name.
    pub anonymous: bool,
    /// In person.
    pub in_person: bool,
    /// By phone.
    pub phone: bool,
    /// By text message.
    pub text: bool,
}

impl Prefer {
    /// The preferences that `option` states it meets. What it does not state it does not meet.
    pub fn met_by(self, option: &SupportOption) -> Self {
        let by = |kind| option.routes.iter().any(|route| route.kind == kind);
        Self {
            outside: self.outside && option.traits.outside,
            anonymous: self.anonymous && option.traits.anonymous,
            in_person: self.in_person && option.traits.in_person,
            phone: self.phone && by(RouteKind::Phone),
            text: self.text && by(RouteKind::Text),
        }
    }

    /// How many there are, 0 to 5.
    pub fn count(self) -> u8 {
        [
            self.outside,
            self.anonymous,
            self.in_person,
            self.phone,
            self.text,
        ]
        .map(u8::from)
        .iter()
        .sum()
    }
}

/// The options in order. It shows what was marked, so it has no `Debug` and no `Display`.
pub struct Order {
    /// What to show first.
    pub listed: Vec<Placed>,
    /// Positions of options that are not for this person by what they said, in the host's order,
    /// each with the fact that says so. They are shown too, apart.
    pub not_for: Vec<(usize, Fact)>,
}

/// An option in its place.
#[derive(Clone, Copy, Eq, PartialEq)]
pub struct Placed {
    /// Position in the host's list.
    pub index: usize,
    /// What put it here.
    pub why: Why,
}

/// What put an option in its place.
#[derive(Clone, Copy, Eq, PartialEq)]
pub struct Why {
    /// The group it stands in.
    pub group: Group,
    /// The rule that put its group here.
    pub rule: Rule,
    /// Where its group stands.
    pub rank: Rank,
    /// What put it in front of the next of its step, so that each is true of the option itself. The
    /// last of several has one only where it is [`Tie::Host`], which is true from both sides; one
    /// that is alone has none. A step is a group, but under [`Rule::Light`] and [`Rule::Unknown`]
    /// [`Group::Near`] and [`Group::Peer`] are one.
    pub tie: Option<Tie>,
}

/// A group of kinds of support.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Group {
    /// Crisis help.
    Crisis,
    /// What fits something that is going on or ahead.
    Fits,
    /// Professional help.
    Professional,
    /// Trained colleagues.
    Peer,
    /// What is close by, or done on one's own.
    Near,
    /// The rest.
    Other,
}

impl Group {
    /// The group of a kind, one of [`crate::config::shape::OPTION_KINDS`], while nothing brings it
    /// forward.
    pub fn of(kind: &str) -> Self {
        match kind {
            CRISIS => Self::Crisis,
            "eap" | "counselling" | "clinical" => Self::Professional,
            "peer" => Self::Peer,
            // A chaplain is close by and often the first to be asked, but not whom one means by a
            // professional.
            "self_care" | "local" | "chaplaincy" => Self::Near,
            _ => Self::Other,
        }
    }
}

/// The rule that put a group in its place. It shows what was marked, so it has no `Debug` and no
/// `Display`.
#[derive(Clone, Copy, Eq, PartialEq)]
pub enum Rule {
    /// Crisis help is always in front.
    Pinned,
    /// The safety offer was opened: crisis help, professional help, colleagues.
    Safety,
    /// A professional was asked for.
    WantsProfessional,
    /// A colleague was asked for.
    WantsColleague,
    /// Much was marked, more than four weeks after: professional help, colleagues.
    Lasting,
    /// Much was marked and it is getting worse: professional help, colleagues.
    Worse,
    /// Some or much was marked: colleagues, professional help.
    Weight,
    /// Little was marked: what is near together with colleagues, professional help.
    Light,
    /// Nothing was marked: as [`Rule::Light`].
    Unknown,
    /// It is still going on: legal help, a union and information are brought forward.
    Ongoing,
    /// A talk with the patient or family is ahead: coaching is brought forward.
    TalkAhead,
}

/// Where a group stands by its rule. It counts groups that a rule names, whether or not the host
/// has an option in them: with no professional on the list, a colleague does not come first for
/// what leads to a professional. Crisis help counts only under [`Rule::Safety`], because it is
/// pinned apart at all times; what is brought forward counts where it is there.
#[derive(Clone, Copy, Eq, PartialEq)]
pub enum Rank {
    /// In front.
    First,
    /// Behind one.
    Next,
    /// Behind more than one, or behind all that the rule names.
    After,
}

/// What decides between two options of one step.
#[derive(Clone, Copy, Eq, PartialEq)]
pub enum Tie {
    /// It meets more of what matters to the person.
    Preference,
    /// It can be reached now.
    Open,
    /// It states a shorter time to first contact.
    Sooner,
    /// The host's order.
    Host,
}

/// Puts `options` in order. Each is in exactly one of the two lists.
pub fn order(options: &[SupportOption], inputs: &Inputs<'_>) -> Order {
    let lead = leading(inputs);
    let asked = asked(options);
    let mut order = Order {
        listed: Vec::with_capacity(options.len()),
        not_for: Vec::new(),
    };
    let mut keys: Vec<Key> = Vec::with_capacity(options.len());
    for (index, option) in options.iter().enumerate() {
        if let Err(not_for) = fits(option, &asked, inputs.audience) {
            order.not_for.push((index, not_for.fact));
            continue;
        }
        let (group, rule) = match brought_forward(&option.kind, inputs.when) {
            Some(rule) => (Group::Fits, rule),
            None => (Group::of(&option.kind), lead),
        };
        let key = Key {
            step: step(group, lead),
            unmet: u8::MAX - inputs.prefer.met_by(option).count(),
            not_open: inputs.open_now.get(index).copied().flatten() != Some(true),
            hours: option.expected_hours.unwrap_or(u16::MAX),
            index,
        };
        // A short list, and the code of a sort would be paid for on slow lines.
        let at = keys.partition_point(|other| *other < key);
        keys.insert(at, key);
        let why = Why {
            group,
            rule: match group {
                Group::Crisis if !inputs.safety => Rule::Pinned,
                _ => rule,
            },
            rank: Rank::After,
            tie: None,
        };
        order.listed.insert(at, Placed { index, why });
    }

    // Under safety crisis help leads, even where no option is of that kind: it stands on every
    // screen.
    let led = inputs.safety || keys.iter().any(|key| key.step == FRONT);
    let followed = keys.iter().any(|key| key.step == BEHIND);
    for (i, placed) in order.listed.iter_mut().enumerate() {
        placed.why.rank = match (keys[i].step, led) {
            (..LEAD, _) | (LEAD, false) => Rank::First,
            (LEAD, true) | (BEHIND, _) => Rank::Next,
            (SECOND, false) if !followed => Rank::Next,
            _ => Rank::After,
        };
        placed.why.tie = match (keys.get(i + 1), i.checked_sub(1)) {
            (Some(next), _) if next.step == keys[i].step => Some(keys[i].tie(next)),
            (_, Some(before)) if keys[before].step == keys[i].step => {
                Some(keys[before].tie(&keys[i])).filter(|tie| *tie == Tie::Host)
            }
            _ => None,
        };
    }
    order
}

/// What the options are ordered by, the first that differs. The host's order is different for any
/// two, so nothing is ever left to chance.
#[derive(Eq, Ord, PartialEq, PartialOrd)]
struct Key {
    step: u8,
    unmet: u8,
    not_open: bool,
    hours: u16,
    index: usize,
}

impl Key {
    /// What puts this in front of `next`, which is of the same step.
    fn tie(&self, next: &Self) -> Tie {
        if self.unmet != next.unmet {
            Tie::Preference
        } else if self.not_open != next.not_open {
            Tie::Open
        } else if self.hours != next.hours {
            Tie::Sooner
        } else {
            Tie::Host
        }
    }
}

/// The first rule that applies. What a person says they want goes before what they marked, and
/// safety before both.
fn leading(inputs: &Inputs<'_>) -> Rule {
    if inputs.safety {
        return Rule::Safety;
    }
    match (inputs.first, inputs.load) {
        (Some(Wish::Professional), _) => Rule::WantsProfessional,
        (Some(Wish::Colleague), _) => Rule::WantsColleague,
        (None, Load::Much) if inputs.when == Some(When::Longer) => Rule::Lasting,
        (None, Load::Much) if inputs.worse => Rule::Worse,
        (None, Load::Much | Load::Some) => Rule::Weight,
        (None, Load::Little) => Rule::Light,
        (None, Load::Unknown) => Rule::Unknown,
    }
}

/// The rule that brings a kind forward, if one does. It moves that kind and no other.
fn brought_forward(kind: &str, when: Option<When>) -> Option<Rule> {
    match (when?, kind) {
        (When::Ongoing, "legal_privileged" | "union" | "info") => Some(Rule::Ongoing),
        (When::TalkAhead, "coaching") => Some(Rule::TalkAhead),
        _ => None,
    }
}

const FRONT: u8 = 1;
const LEAD: u8 = 2;
const BEHIND: u8 = 3;
const SECOND: u8 = 4;

/// Where a group stands under a rule. Groups of one step are listed together.
fn step(group: Group, lead: Rule) -> u8 {
    let professional_leads = matches!(
        lead,
        Rule::Safety | Rule::WantsProfessional | Rule::Lasting | Rule::Worse
    );
    match group {
        Group::Crisis => 0,
        Group::Fits => match lead {
            Rule::Safety => 5,
            // What a person asks for goes before what something else brings forward.
            Rule::WantsProfessional | Rule::WantsColleague => BEHIND,
            _ => FRONT,
        },
        Group::Professional if professional_leads => LEAD,
        Group::Professional => SECOND,
        Group::Peer if professional_leads => SECOND,
        Group::Peer => LEAD,
        Group::Near if matches!(lead, Rule::Light | Rule::Unknown) => LEAD,
        Group::Near => 6,
        Group::Other => 7,
    }
}
