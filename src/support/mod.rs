//! Support: the options of a program, the routes to them, whom they are open to and when, the order
//! to show them in, and crisis entries.

pub mod eligibility;
pub mod hours;
pub mod order;
pub mod route;

use crate::time::Date;
use crate::words::Words;

pub use eligibility::{Asked, Audience, Eligibility, Fact, NotFor, Said, asked, fits};
pub use hours::Moment;
pub use order::{Group, Inputs, Order, Placed, Prefer, Rank, Rule, Tie, Why, Wish, order};
pub use route::{Hours, Route, RouteKind, SpecialHours};

/// One kind of support on the list, as the host describes it. What the host does not say is
/// `None`, and is shown as not stated.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct SupportOption {
    /// Identifier, unique in the document.
    pub id: String,
    /// Name as the host writes it.
    pub name: Words,
    /// Kind, one of [`crate::config::shape::OPTION_KINDS`].
    pub kind: String,
    /// The host's own word for the level of support.
    pub level: Option<Words>,
    /// What it is.
    pub about: Option<Words>,
    /// Who may use it.
    pub for_whom: Option<Words>,
    /// Who runs it.
    pub operator: Words,
    /// Ways to reach it, in the host's order. Never empty.
    pub routes: Vec<Route>,
    /// Languages spoken, as BCP 47 tags.
    pub languages: Vec<String>,
    /// What it costs.
    pub cost: Option<Words>,
    /// When first contact can be expected.
    pub expected_contact: Option<Words>,
    /// Who reads a request.
    pub reads_request: Option<Words>,
    /// Records kept.
    pub records_kept: Option<Words>,
    /// What the program says about confidentiality.
    pub confidentiality: Option<Confidentiality>,
    /// Whether asking counts as reporting the event.
    pub reports_event: Option<bool>,
    /// What happens next.
    pub what_next: Option<Words>,
    /// How long a request is kept.
    pub retention: Option<Words>,
    /// Where the facts come from.
    pub source_url: Option<String>,
    /// When the facts were last checked, `YYYY-MM-DD`.
    pub reviewed_on: Option<String>,
    /// Whether the date for the next check has passed.
    pub review_passed: bool,
    /// Whom it is open to.
    pub eligibility: Eligibility,
    /// The longest that first contact takes, in hours, a business day counted as 24. It only
    /// decides between options that stand equal; [`Self::expected_contact`] is what is shown.
    pub expected_hours: Option<u16>,
    /// What else the host states of it.
    pub traits: Traits,
    /// Whom it serves.
    pub serves: Option<Serves>,
    /// Where the time until first contact is stated.
    pub expected_source_url: Option<String>,
    /// What it asks for.
    pub data_taken: Vec<Words>,
    /// What it never asks for.
    pub data_not_taken: Vec<Words>,
    /// What follows after the first contact.
    pub follow_up: Option<Words>,
    /// It opens only after the event has been reported to its operator, and what that means.
    pub opens_after_report: Option<Words>,
    /// How a request can be taken back after it was accepted.
    pub take_back: Option<Words>,
    /// Where its facts come from, one by one.
    pub sources: Vec<Source>,
}

/// Whom an option serves.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Serves {
    /// One person.
    Individual,
    /// A team.
    Team,
    /// One person or a team.
    Both,
}

/// Where facts of an option come from.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Source {
    /// Title as the host writes it.
    pub title: String,
    /// Its address.
    pub url: Option<String>,
    /// When it was last checked, `YYYY-MM-DD`.
    pub reviewed_on: String,
}

/// The kind of an option that is crisis help.
const CRISIS: &str = "crisis";

impl SupportOption {
    /// The recipient of referrals to this option, where it takes them.
    pub fn recipient(&self) -> Option<&str> {
        self.routes.iter().find_map(|route| match route.kind {
            RouteKind::Referral => route.recipient.as_deref(),
            _ => None,
        })
    }

    /// The first number to call, which works without the widget.
    pub fn phone(&self) -> Option<&Route> {
        self.routes
            .iter()
            .find(|route| route.kind == RouteKind::Phone)
    }
}

/// What a host may state of an option beyond its kind and routes. `false` is "not stated": who
/// runs an option says nothing about any of it.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Traits {
    /// It is outside the person's organisation.
    pub outside: bool,
    /// No name is asked for.
    pub anonymous: bool,
    /// One can meet in person.
    pub in_person: bool,
}

/// What a program says about confidentiality, in the host's words.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Confidentiality {
    /// The statement.
    pub text: Words,
    /// Its exceptions.
    pub limits: Option<Words>,
    /// The law it rests on.
    pub legal_basis: Option<Words>,
    /// Where that law holds.
    pub jurisdiction: Option<Words>,
    /// The date of the text, `YYYY-MM-DD`.
    pub date: Option<String>,
}

/// Help for someone in danger, pinned on every screen.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct CrisisEntry {
    /// Identifier.
    pub id: String,
    /// Name as the host writes it.
    pub name: Words,
    /// The country it is of (ISO 3166-1, capitals), where that is not the document's.
    pub country: Option<String>,
    /// What happens when one calls.
    pub about: Option<Words>,
    /// Ways to reach it. Never empty.
    pub routes: Vec<Route>,
    /// When the facts were last checked, `YYYY-MM-DD`.
    pub reviewed_on: Option<String>,
    /// Whether the date for the next check has passed. The entry is shown all the same.
    pub review_passed: bool,
}

/// Whether a review date lies before `today`.
pub fn review_passed(review_by: Option<&str>, today: Date) -> bool {
    review_by.and_then(Date::parse).is_some_and(|by| by < today)
}
