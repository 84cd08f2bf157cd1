//! What one clinician would see: the options in their order, each with what put it there.

use crate::check::Load;
use crate::config::{Config, Extent};
use crate::support::{
    Audience, Fact, Group, Inputs, Prefer, Rank, Rule, Said, Tie, Why, asked, order,
};
use crate::value::Value;

/// The list as one person sees it who took no check and said nothing but their role.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Seen {
    /// How much of the product they get.
    pub shown: Shown,
    /// Every role that an option of the document names, in the order of the document. Empty where
    /// nobody is asked for one.
    pub roles: Vec<String>,
    /// Whether the role is one of them; otherwise the person is one of those who say "none of
    /// these".
    pub known: bool,
    /// The options that are for them, in order.
    pub listed: Vec<SeenOption>,
    /// The options under "not for everyone": they are shown too, apart.
    pub not_for: Vec<NotForThem>,
}

/// How much of the product a document's faults leave to people.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Shown {
    /// Everything that the document sets up.
    Full,
    /// Everything but requests to one or more of its recipients.
    SomeRequests,
    /// Everything but requests.
    NoRequests,
    /// Crisis help, and the options with a number to call.
    HelpOnly,
    /// The same without crisis help, for which the text inside the tag stands.
    HelpWithoutCrisis,
}

impl Shown {
    fn of(config: &Config, document: &Value) -> Self {
        if config.extent != Extent::Full {
            return match config.crisis.is_empty() {
                true => Self::HelpWithoutCrisis,
                false => Self::HelpOnly,
            };
        }
        let asked = document.get("referral").map(|referral| {
            let recipients = referral.get("recipients");
            recipients.map(Value::items).unwrap_or_default().len()
        });
        match (asked, &config.referral) {
            (Some(_), None) => Self::NoRequests,
            (Some(asked), Some(read)) if read.recipients.len() < asked => Self::SomeRequests,
            _ => Self::Full,
        }
    }

    /// The stable word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::SomeRequests => "some-requests",
            Self::NoRequests => "no-requests",
            Self::HelpOnly => "help-only",
            Self::HelpWithoutCrisis => "help-without-crisis",
        }
    }

    /// What people get, where it is less than everything.
    pub fn sentence(self) -> Option<&'static str> {
        match self {
            Self::Full => None,
            Self::SomeRequests => Some(
                "A recipient is at fault: no request to it works until this is mended. The options \
                 stay, without that way.",
            ),
            Self::NoRequests => Some(
                "No request works until this is mended. The options stay, without the way to send \
                 one.",
            ),
            Self::HelpOnly => Some(
                "With these errors people get help only: crisis help, and the names and numbers of \
                 options that can be called. No check, no other option and no request is shown.",
            ),
            Self::HelpWithoutCrisis => Some(
                "With these errors people get help only, and no crisis help of yours: the text \
                 inside the tag, and the names and numbers of options that can be called. No \
                 check, no other option and no request is shown.",
            ),
        }
    }

    /// Whether nothing but help is shown.
    pub fn is_help_only(self) -> bool {
        matches!(self, Self::HelpOnly | Self::HelpWithoutCrisis)
    }
}

/// An option in its place.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SeenOption {
    /// Its identifier.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The group it stands in, a stable word.
    pub group: &'static str,
    /// Why it stands there.
    pub reason: String,
}

/// An option that is not for them.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct NotForThem {
    /// Its identifier.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Whom it is for.
    pub reason: String,
}

/// The list as someone with this role sees it; `None` for someone who did not say. Hours are left
/// out: they depend on the moment. `config` is what was read of `document`.
pub fn seen(config: &Config, document: &Value, role: Option<&str>) -> Seen {
    let shown = Shown::of(config, document);
    if shown.is_help_only() {
        return help(config, shown);
    }
    let asked = asked(&config.options);
    let roles: Vec<String> = asked
        .iter()
        .filter(|asked| asked.fact == Fact::Role)
        .flat_map(|asked| asked.labels.iter().map(|label| label.recorded.clone()))
        .collect();
    let position = role.and_then(|role| {
        roles
            .iter()
            .position(|label| label.eq_ignore_ascii_case(role))
    });
    let mut audience = Audience::new();
    if role.is_some() && !roles.is_empty() {
        let said = position.map_or(Said::NoneOfThese, |at| Said::Label(at as u16));
        audience.set(Fact::Role, Some(said));
    }
    let order = order(
        &config.options,
        &Inputs {
            safety: false,
            load: Load::Unknown,
            when: None,
            worse: false,
            first: None,
            prefer: Prefer::default(),
            audience: &audience,
            open_now: &[],
        },
    );
    let listed = order.listed.iter().map(|placed| {
        let option = &config.options[placed.index];
        SeenOption {
            id: option.id.clone(),
            name: option.name.to_string(),
            group: group(placed.why.group),
            reason: reason(placed.why),
        }
    });
    let not_for = order.not_for.iter().map(|(index, fact)| {
        let option = &config.options[*index];
        let labels = option.eligibility.labels(*fact).iter();
        let labels: Vec<&str> = labels.map(|label| &*label.recorded).collect();
        NotForThem {
            id: option.id.clone(),
            name: option.name.to_string(),
            reason: ["only for: ", &labels.join(", ")].concat(),
        }
    });
    Seen {
        shown,
        known: position.is_some(),
        listed: listed.collect(),
        not_for: not_for.collect(),
        roles,
    }
}

/// What is left beside crisis help: who can be called, in the host's order, whoever asks.
fn help(config: &Config, shown: Shown) -> Seen {
    let options = config.options.iter();
    let called = options.filter(|option| option.routes.iter().any(|route| route.kind.is_phone()));
    let listed = called.map(|option| SeenOption {
        id: option.id.clone(),
        name: option.name.to_string(),
        group: group(Group::of(&option.kind)),
        reason: "can be called; in the host's order".to_owned(),
    });
    Seen {
        shown,
        roles: Vec::new(),
        known: false,
        listed: listed.collect(),
        not_for: Vec::new(),
    }
}

impl Seen {
    /// The list as JSON.
    pub fn to_value(&self) -> Value {
        let texts = |members: &[(&str, &str)]| {
            let named = members
                .iter()
                .map(|(key, text)| ((*key).to_owned(), (*text).into()));
            Value::Object(named.collect())
        };
        let listed = self.listed.iter().map(|option| {
            texts(&[
                ("id", &option.id),
                ("name", &option.name),
                ("group", option.group),
                ("reason", &option.reason),
            ])
        });
        let not_for = self.not_for.iter().map(|option| {
            texts(&[
                ("id", &option.id),
                ("name", &option.name),
                ("reason", &option.reason),
            ])
        });
        let roles = self.roles.iter().map(|role| role.as_str().into());
        Value::Object(vec![
            ("shown".to_owned(), self.shown.as_str().into()),
            ("roles".to_owned(), Value::Array(roles.collect())),
            ("known".to_owned(), self.known.into()),
            ("listed".to_owned(), Value::Array(listed.collect())),
            ("not_for".to_owned(), Value::Array(not_for.collect())),
        ])
    }
}

fn group(group: Group) -> &'static str {
    match group {
        Group::Crisis => "crisis",
        Group::Fits => "fits",
        Group::Professional => "professional",
        Group::Peer => "peer",
        Group::Near => "near",
        Group::Other => "other",
    }
}

/// Without a check only two rules apply, so the others need no words of their own.
fn reason(why: Why) -> String {
    let place = match (why.rule, why.rank) {
        (Rule::Pinned, _) => "crisis help is always in front",
        (_, Rank::First) => "colleagues and what is near come first",
        (_, Rank::Next) => "professional help comes next",
        (_, Rank::After) => "comes after these",
    };
    let tie = match why.tie {
        Some(Tie::Preference) => "; meets more of what was asked for",
        Some(Tie::Open) => "; can be reached now",
        Some(Tie::Sooner) => "; states a shorter time to a first contact",
        Some(Tie::Host) => "; in the host's order",
        None => "",
    };
    [place, tie].concat()
}
