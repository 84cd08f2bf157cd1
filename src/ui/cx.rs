//! What every screen is drawn from: the model, the host's words, our words, and the way back.

use std::cell::RefCell;

use yew::prelude::*;

use super::delivery::{Screens, SharedDelivery};
use super::model::{Action, Model};
use crate::config::Config;
use crate::outbox::{Keep, View};
use crate::referral::{Context, Draft, Kind, Onward, Policy, Problem};
use crate::support::{Moment, Route, SupportOption};
use crate::text::{Msg, Texts};
use crate::time::Millis;
use crate::value::Value;

/// What a person asked for by pressing something.
#[derive(Clone)]
pub(crate) enum Intent {
    /// Change the model, nothing else.
    Act(Action),
    /// Fetch what comes later.
    Prepare,
    /// Fetch the host's document again.
    ReadAgain,
    /// Take the check; the host's questionnaire where there is one.
    StartCheck,
    /// Take something along.
    Take(Take),
    /// Forget everything and begin anew.
    StartOver,
    /// Go on in the request; with `true` to its review.
    Onward(bool, Rule),
    /// Seal the request and keep it there until it is delivered.
    Send(Keep, Writer),
    /// Try to deliver a request now.
    TryNow(String),
    /// Delete a request.
    Cancel(String),
    /// Delete everything saved in this browser.
    ClearDevice,
    /// Forget everything and leave.
    Exit,
    /// Put the focus into a field of the form.
    FocusField(&'static str),
}

/// What a person takes along, on a device of their own.
#[derive(Clone)]
pub(crate) enum Take {
    /// A text, printed.
    Print(String),
    /// A text, as a file.
    Text(String),
    /// A reminder, as a calendar file.
    Reminder,
}

/// Whom the request is for, and where a press on the way to its review leads. Handed along by the
/// screens of a request, so that nothing else needs the code of its form.
pub(crate) type Rule = fn(&Model, &Config, bool) -> Option<(Kind, Onward)>;

/// What writes the record; handed along in the same way.
pub(crate) type Writer = fn(&Draft, &Policy, &Context<'_>) -> Result<Value, Vec<Problem>>;

/// What a screen is drawn from.
pub(crate) struct Cx<'a> {
    pub(crate) model: &'a Model,
    pub(crate) config: &'a Config,
    /// Whether the document could not be fetched.
    pub(crate) unreachable: bool,
    pub(crate) texts: &'a Texts,
    /// Now.
    pub(crate) now: Millis,
    /// The requests of this session.
    pub(crate) views: &'a [View],
    /// Whether something that was stored could not be read.
    pub(crate) damaged: bool,
    /// The outbox, for what only some screens ask of it.
    pub(crate) outbox: &'a SharedDelivery,
    /// Whether the later screens are here.
    pub(crate) screens: Screens,
    pub(crate) intents: &'a Callback<Intent>,
    /// Writes an instant for people, in their language and zone.
    pub(crate) when: fn(Millis, &str) -> String,
    /// The same for an instant as RFC 3339 text, which a receiver wrote.
    pub(crate) when_text: fn(&str, &str) -> String,
    /// Writes a date, `YYYY-MM-DD`, for people.
    pub(crate) date: fn(&str, &str) -> String,
    /// What the wall clock of a time zone shows at an instant; `None` where the zone is not known.
    pub(crate) moment: fn(Millis, &str) -> Option<Moment>,
    /// What it shows now, by time zone: asking the browser is slow, and many routes share a zone.
    pub(crate) moments: RefCell<Vec<(String, Option<Moment>)>>,
    /// The name of a language (BCP 47) or a country (ISO 3166-1, capitals) in a language.
    pub(crate) name_of: fn(&str, &str) -> String,
    /// What takes the focus.
    pub(crate) focus: &'a NodeRef,
}

impl Cx<'_> {
    /// Our words.
    pub(crate) fn say(&self, message: Msg<'_>) -> AttrValue {
        self.texts.say(message).into()
    }

    /// Texts as one line; `None` where there is none.
    pub(crate) fn listed(&self, texts: impl Iterator<Item = String>) -> Option<String> {
        texts.reduce(|first, rest| {
            self.texts.say(Msg::ListPair {
                first: &first,
                rest: &rest,
            })
        })
    }

    /// An instant, for people.
    pub(crate) fn when(&self, at: Millis) -> String {
        (self.when)(at, self.texts.language())
    }

    /// What a press leads to.
    pub(crate) fn on_click(&self, intent: Intent) -> Callback<Event> {
        let intents = self.intents.clone();
        Callback::from(move |_| intents.emit(intent.clone()))
    }

    /// The option that is read about or written to.
    pub(crate) fn option(&self) -> Option<&SupportOption> {
        self.config.option(self.model.option.as_deref()?)
    }

    /// What is asked in a request to that option.
    pub(crate) fn policy(&self) -> Option<Policy> {
        self.config.policy(self.model.option.as_deref()?)
    }

    /// A phone route to offer beside what is being written: of that option, else of any.
    pub(crate) fn phone(&self) -> Option<&Route> {
        let of_option = self.option().and_then(SupportOption::phone);
        of_option.or_else(|| self.config.any_phone())
    }

    /// Whether each option can be reached now, in the host's order.
    pub(crate) fn open_now(&self) -> Vec<Option<bool>> {
        let options = self.config.options.iter();
        options
            .map(|option| option.open_at(|route| self.moment_of(route)))
            .collect()
    }

    /// The moment at a route, by its own clock.
    pub(crate) fn moment_of(&self, route: &Route) -> Option<Moment> {
        let zone = route.time_zone.as_ref()?;
        let mut moments = self.moments.borrow_mut();
        if let Some((_, known)) = moments.iter().find(|(known, _)| known == zone) {
            return *known;
        }
        let moment = (self.moment)(self.now, zone);
        moments.push((zone.clone(), moment));
        moment
    }

    /// The fingerprint of the key that requests to this recipient are sealed to, empty where there is
    /// none that may be; `None` as long as that is not known.
    pub(crate) fn fingerprint(&self, recipient: &str) -> Option<String> {
        self.outbox
            .0
            .fingerprint(&self.config.destination_id(recipient))
    }

    /// The request on the status screen.
    pub(crate) fn view(&self) -> Option<&View> {
        let (id, ..) = self.model.request.as_ref()?;
        self.views.iter().find(|view| view.id == *id)
    }

    /// The name of the recipient of a destination `program/recipient`.
    pub(crate) fn recipient_name<'b>(&'b self, dest: &'b str) -> &'b str {
        let id = dest.split_once('/').map_or(dest, |(_, id)| id);
        self.config
            .recipient(id)
            .map_or(&*self.config.program.name, |recipient| &*recipient.name)
    }

    /// The option that a request was made to. One of an earlier visit says only to whom it goes,
    /// which tells the option where no other names that recipient.
    pub(crate) fn made_to(&self, view: &View) -> Option<&SupportOption> {
        if let Some(id) = self.model.made_to(&view.id) {
            return self.config.option(id);
        }
        let id = view.dest.split_once('/').map_or(&*view.dest, |(_, id)| id);
        let options = self.config.options.iter();
        let mut options = options.filter(|option| option.recipient() == Some(id));
        options.next().filter(|_| options.next().is_none())
    }

    /// A phone route to offer beside a request that has not been accepted: of the option that it
    /// was made to, else of any.
    pub(crate) fn phone_for(&self, view: &View) -> Option<&Route> {
        let of_option = self.made_to(view).and_then(SupportOption::phone);
        of_option.or_else(|| self.config.any_phone())
    }
}
