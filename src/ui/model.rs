//! Where a person is in the widget, as a pure reducer.

use std::cell::{Ref, RefCell};
use std::hint::black_box;
use std::mem::{replace, take};
use std::rc::Rc;

use yew::Reducible;

use super::listing::{Choice, Listing};
use super::questionnaire::Questionnaire;
use crate::check::{Answers, Asked, Level, STEPS, When, asked};
use crate::outbox::State;
use crate::referral::{Draft, Field, Kind, Onward, Problem, Step};
use crate::value::Value;

/// A screen; [`Screen::as_str`] is the value of `data-screen`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Screen {
    /// The start.
    Welcome,
    /// A question of the check.
    Check,
    /// What was marked.
    Summary,
    /// The support that is open.
    Options,
    /// One option in full.
    Option,
    /// A step of the request.
    Referral,
    /// Exactly what will go.
    Review,
    /// What is known about one request.
    Status,
    /// The requests of this page.
    Outbox,
    /// Where the facts of the case may be talked about.
    Facts,
    /// People who can talk now.
    Crisis,
    /// Who can see this.
    About,
    /// Crisis help and phone routes only.
    Unavailable,
}

impl Screen {
    /// Whether the screen may have to be fetched. What must be there when the network is gone is
    /// not: the check, the list with its numbers, and crisis help.
    pub(crate) fn is_of_part(self) -> bool {
        !matches!(
            self,
            Self::Welcome
                | Self::Check
                | Self::Summary
                | Self::Options
                | Self::Crisis
                | Self::Unavailable
        )
    }

    /// The value of `data-screen`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Welcome => "welcome",
            Self::Check => "check",
            Self::Summary => "summary",
            Self::Options => "options",
            Self::Option => "option",
            Self::Referral => "referral",
            Self::Review => "review",
            Self::Status => "status",
            Self::Outbox => "outbox",
            Self::Facts => "facts",
            Self::Crisis => "crisis",
            Self::About => "about",
            Self::Unavailable => "unavailable",
        }
    }
}

/// A question that stands in the place of the control that raised it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Question {
    /// Delete the request on the status screen?
    DeleteRequest,
    /// Clear everything saved in this browser?
    ClearDevice,
}

/// What came of a press on "send" or "clear", where it is not a screen of its own.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Notice {
    /// The request could not be sealed.
    SealFailed,
    /// Everything was wiped because nobody was there.
    Unused,
    /// The device is cleared.
    Cleared,
    /// The browser did not confirm that it is.
    ClearFailed,
}

/// What takes the focus after a render.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Focus {
    /// Nothing: the focus stays wherever the page has it.
    Nowhere,
    /// The heading of the screen.
    Heading,
    /// The card of the option that was read about.
    Card,
    /// The summary of problems.
    Problems,
    /// The least destructive answer to a [`Question`].
    Keep,
}

/// The check that is taken.
#[derive(Clone)]
pub enum Check {
    /// The built-in one.
    BuiltIn,
    /// The built-in one, because the host's questionnaire cannot be shown.
    InPlace,
    /// The host's questionnaire, which is on its way; each wait has a number of its own.
    Loading(u32),
    /// The host's questionnaire.
    Host(Rc<dyn Questionnaire>),
}

/// A change to the request being written.
#[derive(Clone)]
pub enum Edit {
    /// The text of a field.
    Text(Field, String),
    /// The word or label that is chosen, by its place.
    Choose(Field, Option<u8>),
    /// The box at a place.
    Tick(Field, usize, bool),
}

/// What happened.
#[derive(Clone)]
pub enum Action {
    /// Begin at a screen, with nothing left of before.
    Begin(Screen),
    /// Go on to a screen.
    Go(Screen),
    /// Back to where one came from.
    Back,
    /// Take the check from its first question; the host's questionnaire where there is one.
    StartCheck {
        /// Whether the host names a questionnaire.
        hosted: bool,
    },
    /// The host's questionnaire that was waited for is here, or cannot be shown.
    Opened(u32, Option<Rc<dyn Questionnaire>>),
    /// Answer the question that is shown, by the answer's place on its scale.
    Answer(u8),
    /// Go on to the next question or the summary.
    NextQuestion,
    /// Take the offer to see who can talk right now.
    TakeSafetyOffer,
    /// Change how the list is shown.
    Choose(Choice),
    /// Read about an option.
    OpenOption(String),
    /// Write a request to an option, which this recipient gets.
    StartReferral(String, Option<String>),
    /// Change what is being written.
    Edit(Edit),
    /// Go where a press on the way to the review of a request for this kind leads.
    Onward(Kind, Onward),
    /// From the review back to a step.
    Change(Step),
    /// Something came of a press.
    Notice(Notice),
    /// The request with this id is being sealed and saved.
    Sending(String, Kind),
    /// The request with this id is kept, in this state and after so many attempts: show it.
    Kept(String, State, u32),
    /// The request with this id could not be sealed, and nothing is kept.
    NotKept(String),
    /// Ask for another colleague, with one's own details still there.
    AskAnother,
    /// Show a request.
    ShowStatus(String, State, u32),
    /// The browser would not save the request.
    SavingRefused,
    /// Ask before deleting.
    Ask(Question),
    /// Do not delete.
    Unask,
    /// Put the focus somewhere.
    Focus(Focus),
    /// Say that everything is about to be wiped, or no longer.
    Warn(bool),
}

/// What a person has marked and written. One copy, shared by the models of a page's life, so that
/// wiping it wipes it everywhere; never printed, never compared by value.
#[derive(Default)]
struct Session {
    answers: Answers,
    /// Answers to the host's questionnaire, by item; -1 is none.
    given: Vec<i8>,
    listing: Listing,
    draft: Draft,
    /// What was written for other kinds.
    others: [Draft; 3],
}

impl Session {
    fn wipe(&mut self) {
        self.answers.wipe();
        self.given.fill(-1);
        black_box(&self.given);
        self.given.clear();
        self.listing.wipe();
        self.wipe_drafts();
    }

    fn wipe_drafts(&mut self) {
        self.draft.wipe();
        self.wipe_others();
    }

    fn wipe_others(&mut self) {
        self.others.iter_mut().for_each(Draft::wipe);
    }

    /// Goes on with what was written for another kind. About one person it says nothing of another,
    /// but who asks is the same.
    fn turn_to(&mut self, kind: Option<u8>) {
        let (from, to) = (self.draft.choice(Field::Kind), kind.map(usize::from));
        if from == to {
            return;
        }
        let next = to.and_then(|to| self.others.get_mut(to));
        let mut next = next.map(take).unwrap_or_default();
        next.take_referrer(&mut self.draft);
        let mut last = replace(&mut self.draft, next);
        match from.and_then(|from| self.others.get_mut(from)) {
            Some(place) => *place = last,
            None => last.wipe(),
        }
    }
}

/// Where a person is.
#[derive(Clone)]
pub struct Model {
    /// The screen.
    pub screen: Screen,
    /// The screens that Back returns to.
    trail: Vec<Screen>,
    /// The check that is taken.
    pub check: Check,
    /// The question of the check that is shown.
    pub question: usize,
    /// The questions before it, for the way back.
    earlier: Vec<usize>,
    /// Whether the help was opened for an answer that the program has a protocol for.
    helped: bool,
    /// The step of the request that is shown.
    pub step: Step,
    /// The steps before it, for the way back.
    passed: Vec<Step>,
    /// Whether the review has been seen, so that a change returns to it.
    pub reviewed: bool,
    /// The option that is read about or written to.
    pub option: Option<String>,
    /// Who gets what is being written.
    recipient: Option<String>,
    /// The request on the status screen, with its state and attempts when it was opened.
    pub request: Option<(String, State, u32)>,
    /// What has to be mended.
    pub problems: Vec<Problem>,
    /// What came of the last press.
    pub notice: Option<Notice>,
    /// The request that is being sealed and saved. Until that has ended there is no second one, and
    /// once everything was begun anew its end is nobody's business any more.
    pub sending: Option<String>,
    /// The last request that was made for a colleague, and the option it was made to: the details of
    /// who asked are still there.
    another: Option<(String, String)>,
    /// The requests that were made, each with the option that it was made to, as several options
    /// may name one recipient, and whom it is for.
    made: Vec<(String, String, Kind)>,
    /// Whether the last request was to be saved on this computer and could not be.
    pub saving_refused: bool,
    /// What is being asked.
    pub asking: Option<Question>,
    /// What takes the focus, and how often it has moved.
    pub focus: (Focus, u32),
    /// Whether everything is about to be wiped because nobody seems to be there.
    pub warned: bool,
    /// Whether anything was done since everything began.
    pub begun: bool,
    session: Rc<RefCell<Session>>,
    revision: u32,
}

impl Default for Model {
    fn default() -> Self {
        Self {
            screen: Screen::Welcome,
            trail: Vec::new(),
            check: Check::BuiltIn,
            question: 0,
            earlier: Vec::new(),
            helped: false,
            step: Step::Notice,
            passed: Vec::new(),
            reviewed: false,
            option: None,
            recipient: None,
            request: None,
            problems: Vec::new(),
            notice: None,
            sending: None,
            another: None,
            made: Vec::new(),
            saving_refused: false,
            asking: None,
            focus: (Focus::Nowhere, 0),
            warned: false,
            begun: false,
            session: Rc::default(),
            revision: 0,
        }
    }
}

/// Every action makes another revision, and what it changed in the shared session cannot be seen
/// by comparing values.
impl PartialEq for Model {
    fn eq(&self, other: &Self) -> bool {
        self.revision == other.revision && Rc::ptr_eq(&self.session, &other.session)
    }
}

impl Model {
    /// The answers, to read.
    pub fn answers(&self) -> Ref<'_, Answers> {
        Ref::map(self.session.borrow(), |session| &session.answers)
    }

    /// The answers to the host's questionnaire, to read.
    pub fn given(&self) -> Ref<'_, [i8]> {
        Ref::map(self.session.borrow(), |session| session.given.as_slice())
    }

    /// How the list is to be shown, to read.
    pub fn listing(&self) -> Ref<'_, Listing> {
        Ref::map(self.session.borrow(), |session| &session.listing)
    }

    /// How many questions came before the one that is shown.
    pub fn questions_before(&self) -> usize {
        self.earlier.len()
    }

    /// The request being written, to read.
    pub fn draft(&self) -> Ref<'_, Draft> {
        Ref::map(self.session.borrow(), |session| &session.draft)
    }

    /// Whether Back leads anywhere.
    pub fn can_go_back(&self) -> bool {
        !self.trail.is_empty()
    }

    /// Whether the request with this id is one after which one may ask for another colleague.
    pub fn may_ask_another(&self, id: &str) -> bool {
        self.another.as_ref().is_some_and(|(made, _)| made == id)
    }

    /// The option that the request with this id was made to, as far as it was made here.
    pub fn made_to(&self, id: &str) -> Option<&str> {
        let found = self.made.iter().find(|(made, ..)| made == id)?;
        Some(&found.1)
    }

    /// Whether the request with this id is known to be for somebody else.
    pub fn made_for_another(&self, id: &str) -> bool {
        let mut made = self.made.iter();
        made.any(|(made, _, kind)| made == id && *kind != Kind::Own)
    }

    fn go(&mut self, screen: Screen) {
        if self.screen != screen {
            self.trail.push(self.screen);
        }
        self.arrive(screen);
    }

    fn arrive(&mut self, screen: Screen) {
        self.screen = screen;
        self.problems.clear();
        self.notice = None;
        self.asking = None;
        self.move_focus(Focus::Heading);
    }

    fn back(&mut self) {
        match self.screen {
            Screen::Check if !self.earlier.is_empty() => {
                self.question = self.earlier.pop().unwrap_or_default();
            }
            // From a change one returns to the review.
            Screen::Referral
                if !self.passed.is_empty() && self.trail.last() != Some(&Screen::Review) =>
            {
                self.step = self.passed.pop().unwrap_or_default();
            }
            _ => {
                let Some(screen) = self.trail.pop() else {
                    return;
                };
                let to_its_card = self.screen == Screen::Option && screen == Screen::Options;
                self.arrive(screen);
                if to_its_card {
                    self.focus.0 = Focus::Card;
                }
                return;
            }
        }
        self.arrive(self.screen);
    }

    fn first_question(&mut self) {
        if let Check::Host(questionnaire) = &self.check {
            let items = questionnaire
                .view()
                .get("items")
                .map_or(0, |i| i.items().len());
            let given = &mut self.session.borrow_mut().given;
            given.resize(items, -1);
            self.question = questionnaire.next(given, -1).unwrap_or_default();
        }
    }

    fn answer(&mut self, choice: u8) {
        let session = &mut *self.session.borrow_mut();
        match &self.check {
            Check::Loading(_) => {}
            Check::Host(questionnaire) => {
                if let Some(given) = session.given.get_mut(self.question) {
                    *given = choice as i8;
                }
                let result = questionnaire.result(&session.given);
                let fired = result.get("safety").and_then(Value::as_bool) == Some(true);
                session.listing.fired = fired;
                // Once it is taken back and given again the help opens again.
                self.helped &= fired;
            }
            Check::BuiltIn | Check::InPlace => match asked(self.question) {
                Some(Asked::When) => session.answers.set_when(When::from_index(choice)),
                Some(Asked::Area(question)) => {
                    if let Some(level) = Level::from_index(choice) {
                        session.answers.set(question, level);
                    }
                }
                None => {}
            },
        }
    }

    fn next_question(&mut self) {
        let next = match &self.check {
            Check::Loading(_) => return,
            Check::Host(questionnaire) => questionnaire.next(&self.given(), self.question as i32),
            Check::BuiltIn | Check::InPlace => {
                let next = self.question + 1;
                (next < STEPS).then_some(next)
            }
        };
        match next {
            Some(question) => {
                self.earlier.push(self.question);
                self.question = question;
                self.arrive(Screen::Check);
            }
            None => self.go(Screen::Summary),
        }
    }

    /// An answer that the program has a protocol for opens the help on any way on from it, whatever
    /// else was answered, and once.
    fn help_if_fired(&mut self) {
        let fired = self.session.borrow().listing.fired;
        if !fired || self.helped {
            return;
        }
        self.helped = true;
        self.go(Screen::Crisis);
    }

    fn start_referral(&mut self, option: String, step: Step) {
        self.option = Some(option);
        self.step = step;
        self.passed.clear();
        self.reviewed = false;
        self.go(Screen::Referral);
    }

    fn onward(&mut self, onward: Onward) {
        match onward {
            Onward::Step(step) => {
                self.passed.push(replace(&mut self.step, step));
                self.arrive(Screen::Referral);
            }
            // A change returns to the review it came from, not to a second one.
            Onward::Review => {
                if self.trail.last() == Some(&Screen::Review) {
                    self.trail.pop();
                    self.arrive(Screen::Review);
                } else {
                    self.go(Screen::Review);
                }
                self.reviewed = true;
            }
            Onward::Mend(step, problems) => {
                if let Some(place) = self.passed.iter().position(|passed| *passed == step) {
                    self.passed.truncate(place);
                }
                self.step = step;
                self.problems = problems;
                self.move_focus(Focus::Problems);
            }
        }
    }

    fn move_focus(&mut self, to: Focus) {
        self.focus = (to, self.focus.1 + 1);
    }

    fn edit(&mut self, edit: Edit) {
        let session = &mut *self.session.borrow_mut();
        if let Edit::Choose(Field::Kind, kind) = edit {
            session.turn_to(kind);
        }
        let draft = &mut session.draft;
        match edit {
            Edit::Text(field, text) => draft.set_text(field, text),
            Edit::Choose(field, choice) => {
                if field == Field::Kind {
                    // Another kind has other steps, so the way to the review begins anew.
                    self.passed.clear();
                    self.reviewed = false;
                    if self.trail.last() == Some(&Screen::Review) {
                        self.trail.pop();
                        // The form that led there.
                        self.trail.pop();
                    }
                }
                draft.choose(field, choice);
            }
            Edit::Tick(field, place, on) => draft.tick(field, place, on),
        }
    }
}

impl Reducible for Model {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        let mut model = Rc::unwrap_or_clone(self);
        model.revision += 1;
        let leaves = matches!(
            action,
            Action::NextQuestion | Action::Go(_) | Action::Back | Action::TakeSafetyOffer
        );
        // What follows a beginning by itself leaves it one.
        model.begun |= !matches!(
            action,
            Action::Begin(_)
                | Action::Go(Screen::Welcome)
                | Action::Focus(_)
                | Action::Notice(_)
                | Action::Opened(..)
        );
        match action {
            Action::Warn(warned) => model.warned = warned,
            Action::Begin(screen) => {
                model.session.borrow_mut().wipe();
                model = Self {
                    screen,
                    session: model.session,
                    revision: model.revision,
                    // The page may ask for it, and then the focus is none of ours.
                    focus: (Focus::Nowhere, model.focus.1 + 1),
                    ..Self::default()
                };
            }
            Action::Go(screen) => model.go(screen),
            Action::Back => model.back(),
            Action::StartCheck { hosted } => {
                model.question = 0;
                model.earlier.clear();
                if !matches!(model.check, Check::Host(_)) {
                    model.check = if hosted {
                        // No two waits of a page's life have the same.
                        Check::Loading(model.revision)
                    } else {
                        Check::BuiltIn
                    };
                }
                model.first_question();
                model.go(Screen::Check);
            }
            Action::Opened(number, questionnaire) if matches!(model.check, Check::Loading(waited) if waited == number) =>
            {
                // What was answered to the built-in check is no answer to another one.
                model.session.borrow_mut().answers.wipe();
                model.check = match questionnaire {
                    Some(questionnaire) => Check::Host(questionnaire),
                    None => Check::InPlace,
                };
                model.first_question();
                if model.screen == Screen::Check {
                    model.arrive(Screen::Check);
                }
            }
            Action::Opened(..) => {}
            Action::Answer(choice) => model.answer(choice),
            Action::NextQuestion => model.next_question(),
            Action::TakeSafetyOffer => {
                model.session.borrow_mut().listing.safety = true;
                model.go(Screen::Crisis);
            }
            Action::Choose(choice) => model.session.borrow_mut().listing.choose(choice),
            Action::OpenOption(id) => {
                model.option = Some(id);
                model.go(Screen::Option);
            }
            Action::StartReferral(id, recipient) => {
                // What stayed for another colleague is for that alone, and what was written to one
                // recipient is not for another.
                let last = replace(&mut model.recipient, recipient);
                if model.another.take().is_some() || last != model.recipient {
                    model.session.borrow_mut().wipe_drafts();
                }
                model.start_referral(id, Step::Notice);
            }
            Action::Edit(edit) => model.edit(edit),
            Action::AskAnother => {
                if let Some((_, option)) = model.another.take() {
                    let colleague = Some(Kind::Colleague as u8);
                    model.edit(Edit::Choose(Field::Kind, colleague));
                    // The notice was read for the one before.
                    model.start_referral(option, Step::Aware);
                    model.passed.push(Step::Notice);
                }
            }
            Action::Onward(kind, onward) => {
                // Options take other kinds: what was written to one may not be meant for this.
                let kind = Some(kind as u8);
                if model.draft().choice(Field::Kind) != kind.map(usize::from) {
                    model.edit(Edit::Choose(Field::Kind, kind));
                }
                model.onward(onward);
            }
            Action::Change(step) => {
                model.step = step;
                model.go(Screen::Referral);
            }
            Action::Notice(notice) => {
                model.notice = Some(notice);
                model.asking = None;
                model.move_focus(Focus::Heading);
            }
            Action::Sending(id, kind) => {
                model.notice = None;
                model.saving_refused = false;
                let made = model.option.clone().map(|option| (id.clone(), option));
                let kept = made.clone();
                model
                    .made
                    .extend(kept.map(|(id, option)| (id, option, kind)));
                model.another = made.filter(|_| kind == Kind::Colleague);
                model.sending = Some(id);
            }
            Action::Kept(id, state, attempts) if model.sending.as_ref() == Some(&id) => {
                model.sending = None;
                {
                    let session = &mut model.session.borrow_mut();
                    session.wipe_others();
                    match model.another {
                        Some(_) => session.draft.wipe_but_referrer(),
                        None => session.draft.wipe(),
                    }
                }
                model.reviewed = false;
                model.request = Some((id, state, attempts));
                // Back must not lead to a form that has already gone.
                model.trail = vec![Screen::Welcome, Screen::Options];
                if model.screen == Screen::Crisis {
                    // Nobody is pulled away from there.
                    model.trail.push(Screen::Status);
                } else {
                    model.arrive(Screen::Status);
                }
            }
            Action::SavingRefused => model.saving_refused = true,
            Action::NotKept(id) if model.sending.as_ref() == Some(&id) => {
                model.sending = None;
                model.another = None;
                model.notice = Some(Notice::SealFailed);
            }
            Action::Kept(..) | Action::NotKept(_) => {}
            Action::ShowStatus(id, state, attempts) => {
                model.request = Some((id, state, attempts));
                model.go(Screen::Status);
            }
            Action::Ask(question) => {
                model.asking = Some(question);
                model.notice = None;
                model.move_focus(Focus::Keep);
            }
            Action::Focus(focus) => model.move_focus(focus),
            Action::Unask => {
                model.asking = None;
                model.move_focus(Focus::Heading);
            }
        }
        if leaves {
            model.help_if_fired();
        }
        Rc::new(model)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::QUESTIONS;
    use crate::instrument::{Purpose, read};
    use crate::referral::{Fault, Policy, onward};
    use crate::support::{Fact, Said, Serves, Wish};
    use crate::ui::questionnaire::OpenInstrument;

    fn at(actions: impl IntoIterator<Item = Action>) -> Rc<Model> {
        follow(Rc::new(Model::default()), actions)
    }

    fn follow(model: Rc<Model>, actions: impl IntoIterator<Item = Action>) -> Rc<Model> {
        actions.into_iter().fold(model, |model, action| {
            let action = match action {
                // As the app does, by the form's own rule.
                Action::Onward(_, Onward::Step(_)) => press(&model, false),
                Action::Onward(_, Onward::Review) => press(&model, true),
                action => action,
            };
            model.reduce(action)
        })
    }

    fn press(model: &Model, review: bool) -> Action {
        let policy = Policy::default().serving(match model.option.as_deref() {
            Some("team") => Some(Serves::Team),
            _ => None,
        });
        let draft = &model.draft();
        let onward = onward(draft, &policy, model.step, review);
        Action::Onward(policy.kind(draft), onward)
    }

    const NEXT: Action = Action::Onward(Kind::Own, Onward::Step(Step::Notice));
    const TO_REVIEW: Action = Action::Onward(Kind::Own, Onward::Review);

    fn text(field: Field, text: &str) -> Action {
        Action::Edit(Edit::Text(field, text.to_owned()))
    }

    fn choose(field: Field, place: u8) -> Action {
        Action::Edit(Edit::Choose(field, Some(place)))
    }

    fn written() -> Vec<Action> {
        vec![
            Action::Go(Screen::Options),
            start("peer", "one"),
            NEXT,
            text(Field::Name, "A. Person"),
            choose(Field::ContactChannel, 0),
            text(Field::ContactValue, "555-0100"),
            NEXT,
        ]
    }

    /// A request for a colleague up to its review, with the details of who asks.
    fn for_a_colleague() -> Vec<Action> {
        vec![
            Action::Go(Screen::Options),
            start("peer", "one"),
            choose(Field::Kind, 1),
            NEXT,
            choose(Field::ColleagueAware, 1),
            NEXT,
            text(Field::Name, "A. Person"),
            choose(Field::ContactChannel, 0),
            text(Field::ContactValue, "555-0100"),
            NEXT,
            text(Field::ReferrerName, "B. Colleague"),
            choose(Field::ReferrerContactChannel, 2),
            text(Field::ReferrerContactValue, "b@example.org"),
            choose(Field::ReferrerRelationship, 0),
            Action::Edit(Edit::Tick(Field::ReferrerMayBeNamed, 0, true)),
            NEXT,
            TO_REVIEW,
        ]
    }

    fn start(option: &str, recipient: &str) -> Action {
        Action::StartReferral(option.to_owned(), Some(recipient.to_owned()))
    }

    fn kept(kind: Kind) -> [Action; 2] {
        [
            Action::Sending("id".to_owned(), kind),
            Action::Kept("id".to_owned(), State::Queued, 0),
        ]
    }

    #[test]
    fn the_shortest_way_leads_from_the_start_to_the_review() {
        let mut way = written();
        assert_eq!(at(way.clone()).step, Step::Soon);
        way.push(TO_REVIEW);
        assert_eq!(at(way).screen, Screen::Review);
    }

    #[test]
    fn the_built_in_check_asks_each_step_once_and_goes_back_the_same_way() {
        let mut way = vec![Action::StartCheck { hosted: false }];
        for step in 0..STEPS {
            let model = at(way.clone());
            assert_eq!((model.screen, model.question), (Screen::Check, step));
            assert_eq!(model.questions_before(), step);
            way.extend([Action::Answer(4), Action::NextQuestion]);
        }
        assert_eq!(at(way.clone()).screen, Screen::Summary);
        assert!(at(way.clone()).answers().when() == Some(When::Ongoing));
        way.extend([Action::Back, Action::Back]);
        let model = at(way);
        assert_eq!((model.screen, model.question), (Screen::Check, STEPS - 2));
    }

    #[test]
    fn a_questionnaire_is_asked_by_its_own_rules() {
        // The gate comes first and, closed, is all there is.
        let closed = [Action::Answer(0), Action::NextQuestion];
        assert_eq!(at(hosted(closed)).screen, Screen::Summary);

        let open = [
            Action::Answer(1),
            Action::NextQuestion,
            Action::NextQuestion,
        ];
        let model = at(hosted(open.clone()));
        assert_eq!((model.screen, model.question), (Screen::Check, 2));
        assert_eq!(*model.given(), [1, -1, -1]);
        let back = at(hosted(open.into_iter().chain([Action::Back])));
        assert_eq!(back.question, 1);
    }

    #[test]
    fn an_answer_with_a_protocol_opens_the_help_once() {
        let safety = [
            Action::Answer(1),
            Action::NextQuestion,
            Action::NextQuestion,
            Action::Answer(1),
        ];
        let before = at(hosted(safety.clone()));
        assert_eq!(before.screen, Screen::Check);
        assert!(before.listing().fired);

        // Whichever way one leaves it.
        for leave in [
            Action::Go(Screen::Options),
            Action::Back,
            Action::TakeSafetyOffer,
            Action::Go(Screen::About),
        ] {
            let left = at(hosted(safety.clone().into_iter().chain([leave])));
            assert_eq!(left.screen, Screen::Crisis);
        }
        // Also where the offer was taken before.
        let mut offered = vec![Action::TakeSafetyOffer, Action::Back];
        offered.extend(safety.clone());
        offered.push(Action::NextQuestion);
        assert_eq!(at(hosted(offered)).screen, Screen::Crisis);

        let mut way = hosted(safety);
        way.push(Action::NextQuestion);
        let model = at(way.clone());
        assert_eq!(model.screen, Screen::Crisis);
        assert!(model.listing().fired && !model.listing().safety);
        // From there the way goes on where it was, and nobody is sent back to it.
        way.push(Action::Back);
        assert_eq!(at(way.clone()).screen, Screen::Summary);
        way.extend([Action::Back, Action::NextQuestion]);
        assert_eq!(at(way).screen, Screen::Summary);
    }

    #[test]
    fn a_questionnaire_that_cannot_be_shown_gives_way_to_the_built_in_check() {
        let start = Action::StartCheck { hosted: true };
        let waiting = at([start.clone(), Action::NextQuestion]);
        assert!(matches!(waiting.check, Check::Loading(_)));
        assert_eq!(waiting.screen, Screen::Check);

        let instead = [start.clone(), Action::Opened(1, None), Action::Answer(2)];
        let model = at(instead.clone());
        assert!(matches!(model.check, Check::InPlace));
        assert!(model.answers().when() == Some(When::Longer));
        // Its answers are none to the questionnaire, should that come the next time.
        let next = [start.clone(), Action::Opened(4, Some(questionnaire()))];
        let model = at(instead.into_iter().chain(next));
        assert!(matches!(model.check, Check::Host(_)));
        assert!(model.answers().when().is_none());

        // One that comes after everything was begun anew is nobody's.
        let mut late = vec![
            start.clone(),
            Action::Begin(Screen::Welcome),
            Action::Opened(1, Some(questionnaire())),
        ];
        assert!(matches!(at(late.clone()).check, Check::BuiltIn));
        // Nor is it the one that the next person waits for.
        late.insert(2, start);
        assert!(matches!(at(late).check, Check::Loading(3)));
    }

    #[test]
    fn beginning_anew_leaves_nothing_of_what_was_marked_or_chosen() {
        let mut way = hosted([Action::Answer(1)]);
        way.extend([
            Action::TakeSafetyOffer,
            Action::Choose(Choice::Worse(true)),
            Action::Choose(Choice::HostOrder(true)),
            Action::Choose(Choice::First(Some(Wish::Colleague))),
            Action::Choose(Choice::Audience(Fact::Role, Some(Said::NoneOfThese))),
        ]);
        let before = at(way.clone());
        assert!(before.listing().safety && before.listing().worse);
        way.push(Action::Begin(Screen::Welcome));
        let model = at(way);
        let listing = model.listing();
        assert!(model.given().is_empty() && matches!(model.check, Check::BuiltIn));
        assert!(!listing.safety && !listing.worse && !listing.host_order);
        assert!(listing.first.is_none() && listing.audience.said(Fact::Role).is_none());
    }

    fn hosted(then: impl IntoIterator<Item = Action>) -> Vec<Action> {
        let mut way = vec![
            Action::StartCheck { hosted: true },
            Action::Opened(1, Some(questionnaire())),
        ];
        way.extend(then);
        way
    }

    /// A gate and two items; the second has a protocol. Every word is made up.
    fn questionnaire() -> Rc<dyn Questionnaire> {
        let document = serde_json::json!({
            "schema": "touchbase-instrument/1",
            "id": "made-up",
            "name": "Made up",
            "version": "1",
            "language": "en",
            "title": "Made up",
            "interpretation": "screening",
            "scales": [{ "id": "yes-no", "answers": [
                { "id": "no", "value": 0, "text": "No" },
                { "id": "yes", "value": 1, "text": "Yes" }
            ] }],
            "items": [
                { "id": "gate", "scale": "yes-no", "text": "Gate" },
                { "id": "1", "scale": "yes-no", "text": "One" },
                { "id": "2", "scale": "yes-no", "text": "Two" }
            ],
            "gate": { "item": "gate", "at_least": 1 },
            "scores": [{
                "id": "total", "text": "All", "items": ["1", "2"],
                "method": "sum", "missing": "lowest", "range": [0, 2]
            }],
            "safety_items": [{ "item": "2", "at_least": 1 }],
            "safety_protocol": { "text": "Someone is called.", "owner": "A team", "date": "2026-11-01" },
            "attribution": { "text": "Nobody" },
            "permission": {
                "holder": "Nobody", "reference": "None", "date": "2026-11-01", "commercial_ok": true
            },
            "licence": { "status": "public-domain", "text": "Made up." },
            "sources": [{ "about": "scoring", "text": "Made up." }]
        });
        let value = serde_json::from_value(document).unwrap();
        let instrument = read(&value, Purpose::Show).unwrap();
        Rc::new(OpenInstrument::new(instrument))
    }

    #[test]
    fn a_form_with_problems_stays_and_loses_nothing() {
        let mut way = written();
        way.truncate(4);
        way.push(NEXT);
        let model = at(way);
        assert_eq!((model.screen, model.step), (Screen::Referral, Step::Reach));
        let missing = Problem {
            field: Field::ContactChannel,
            fault: Fault::Missing,
        };
        assert_eq!(model.problems, [missing]);
        assert_eq!(model.focus.0, Focus::Problems);
        assert_eq!(model.draft().text(Field::Name), "A. Person");
    }

    #[test]
    fn no_review_is_reached_past_a_problem() {
        let mut way = written();
        way.push(text(Field::ContactValue, "12"));
        way.push(TO_REVIEW);
        let model = at(way);
        assert_eq!((model.screen, model.step), (Screen::Referral, Step::Reach));
        let wrong = Problem {
            field: Field::ContactValue,
            fault: Fault::NotPhone,
        };
        assert_eq!(model.problems, [wrong]);
    }

    #[test]
    fn a_change_returns_to_the_review_and_back_from_there_leads_to_the_form() {
        let mut way = written();
        way.push(TO_REVIEW);
        way.push(Action::Change(Step::Reach));
        way.push(text(Field::Name, "B. Person"));
        way.push(TO_REVIEW);
        let model = at(way.clone());
        assert_eq!(model.screen, Screen::Review);
        assert_eq!(model.draft().text(Field::Name), "B. Person");
        way.push(Action::Back);
        assert_eq!(at(way).screen, Screen::Referral);
    }

    #[test]
    fn what_is_kept_is_wiped_from_the_form_and_back_never_returns_to_it() {
        let mut way = written();
        way.push(TO_REVIEW);
        way.push(Action::Sending("id".to_owned(), Kind::Own));
        way.push(Action::Kept("id".to_owned(), State::Queued, 0));
        let model = at(way.clone());
        assert_eq!(model.screen, Screen::Status);
        assert!(*model.draft() == Draft::default());
        way.push(Action::Back);
        assert_eq!(at(way.clone()).screen, Screen::Options);
        way.push(Action::Back);
        assert_eq!(at(way).screen, Screen::Welcome);
    }

    #[test]
    fn back_leads_through_the_steps_of_the_kind() {
        let mut way = for_a_colleague();
        way.pop();
        for step in [
            Step::Soon,
            Step::Referrer,
            Step::Reach,
            Step::Aware,
            Step::Notice,
        ] {
            let model = at(way.clone());
            assert_eq!((model.screen, model.step), (Screen::Referral, step));
            way.push(Action::Back);
        }
        assert_eq!(at(way).screen, Screen::Options);
    }

    #[test]
    fn another_kind_begins_the_way_anew() {
        let mut way = written();
        way.extend([TO_REVIEW, Action::Change(Step::Notice)]);
        assert!(at(way.clone()).reviewed);
        way.push(choose(Field::Kind, 1));
        let model = at(way.clone());
        assert!(!model.reviewed);
        way.push(NEXT);
        assert_eq!(at(way.clone()).step, Step::Aware);
        // And Back leads to what came before the form, not to a review of something else.
        way.extend([Action::Back, Action::Back]);
        assert_eq!(at(way).screen, Screen::Options);
    }

    #[test]
    fn a_request_stays_with_the_option_that_it_was_made_to() {
        let mut way = written();
        way.extend(kept(Kind::Own));
        way.push(Action::OpenOption("other".to_owned()));
        let model = at(way.clone());
        assert_eq!(model.made_to("id"), Some("peer"));
        assert_eq!(model.made_to("other"), None);
        assert!(!model.made_for_another("id") && !model.made_for_another("other"));
        way.push(Action::Begin(Screen::Welcome));
        assert_eq!(at(way).made_to("id"), None);
    }

    #[test]
    fn the_details_of_who_asks_stay_for_another_colleague_and_nothing_else_does() {
        let mut way = for_a_colleague();
        way.extend(kept(Kind::Colleague));
        let model = at(way.clone());
        assert!(model.may_ask_another("id") && !model.may_ask_another("other"));
        assert!(model.made_for_another("id"));
        way.push(Action::AskAnother);
        let model = at(way.clone());
        assert_eq!((model.screen, model.step), (Screen::Referral, Step::Aware));
        assert!(model.option.as_deref() == Some("peer"));
        {
            let draft = model.draft();
            for field in Field::ALL {
                // Whether one may be named is for each colleague anew, and so is who one is to them.
                let kept = matches!(
                    field,
                    Field::ReferrerName
                        | Field::ReferrerContactChannel
                        | Field::ReferrerContactValue
                );
                let there = !draft.text(*field).is_empty()
                    || draft.choice(*field).is_some()
                    || draft.ticked(*field, 0);
                assert_eq!(there, kept || *field == Field::Kind, "{}", field.name());
            }
            assert!(draft.choice(Field::Kind) == Some(1));
        }
        assert!(!model.may_ask_another("id"));
        way.extend([Action::Back, Action::Back]);
        assert_eq!(at(way).screen, Screen::Status);
    }

    /// What was typed about one person must not stand filled in for another.
    #[test]
    fn another_kind_leaves_nothing_of_whom_it_was_for() {
        let mut way = written();
        way.push(Action::Edit(Edit::Tick(Field::VoicemailOk, 0, true)));
        way.extend([Action::Back, Action::Back]);
        way.push(choose(Field::Kind, 1));
        let mut only_kind = Draft::default();
        only_kind.choose(Field::Kind, Some(1));
        assert!(*at(way).draft() == only_kind);

        let mut way = for_a_colleague();
        way.extend([Action::Change(Step::Notice), choose(Field::Kind, 2)]);
        let model = at(way);
        assert_eq!(model.draft().text(Field::ReferrerName), "B. Colleague");
        assert_eq!(model.draft().text(Field::Name), "");
        assert!(model.draft().choice(Field::ColleagueAware).is_none());
    }

    /// Nor is it lost, should the other kind have been a slip.
    #[test]
    fn the_way_back_to_a_kind_finds_what_was_written_for_it() {
        let mut way = written();
        way.extend([
            choose(Field::Kind, 1),
            text(Field::Name, "B. Person"),
            text(Field::ReferrerName, "A. Person"),
            choose(Field::Kind, 0),
        ]);
        let model = at(way.clone());
        assert_eq!(model.draft().text(Field::Name), "A. Person");
        assert_eq!(model.draft().text(Field::ContactValue), "555-0100");
        way.push(choose(Field::Kind, 1));
        assert_eq!(at(way.clone()).draft().text(Field::Name), "B. Person");
        // What goes takes the others with it, and so does a new beginning.
        for end in [
            kept(Kind::Colleague).to_vec(),
            vec![Action::Begin(Screen::Welcome)],
        ] {
            let mut way = way.clone();
            way.extend(end);
            way.extend([choose(Field::Kind, 1), choose(Field::Kind, 0)]);
            assert_eq!(at(way).draft().text(Field::Name), "");
        }
    }

    /// One operator's form is not for what was written to another.
    #[test]
    fn another_recipient_finds_nothing_that_was_written() {
        let mut way = written();
        way.push(choose(Field::Kind, 1));
        way.push(start("other", "two"));
        assert!(*at(way.clone()).draft() == Draft::default());
        way.push(choose(Field::Kind, 0));
        assert_eq!(at(way).draft().text(Field::Name), "");
    }

    /// And an option that takes other kinds is as good as another choice.
    #[test]
    fn an_option_of_another_kind_finds_nothing_of_whom_it_was_for() {
        let mut way = written();
        way.push(start("other", "one"));
        way.push(NEXT);
        assert_eq!(at(way.clone()).draft().text(Field::Name), "A. Person");
        way.push(start("team", "one"));
        way.push(NEXT);
        let model = at(way);
        assert_eq!(model.step, Step::Reach);
        assert_eq!(model.draft().text(Field::Name), "");
        assert!(model.draft().choice(Field::Kind) == Some(2));
    }

    #[test]
    fn whoever_begins_another_request_finds_nothing_of_who_asked() {
        let mut way = for_a_colleague();
        way.extend(kept(Kind::Colleague));
        way.push(start("peer", "one"));
        let model = at(way);
        assert!(*model.draft() == Draft::default());
        assert!(!model.may_ask_another("id"));
    }

    #[test]
    fn what_stayed_is_wiped_with_the_rest() {
        let mut way = for_a_colleague();
        way.extend(kept(Kind::Colleague));
        let before = at(way);
        assert!(*before.draft() != Draft::default());
        let after = Rc::clone(&before).reduce(Action::Begin(Screen::Welcome));
        assert!(*before.draft() == Draft::default());
        assert!(!after.may_ask_another("id"));
    }

    #[test]
    fn what_is_kept_after_one_has_begun_anew_is_shown_to_nobody() {
        let mut way = written();
        way.push(TO_REVIEW);
        way.push(Action::Sending("id".to_owned(), Kind::Own));
        way.push(Action::Begin(Screen::Welcome));
        way.push(Action::Kept("id".to_owned(), State::Queued, 0));
        let model = at(way);
        assert_eq!(model.screen, Screen::Welcome);
        assert!(model.request.is_none());
    }

    #[test]
    fn what_is_kept_pulls_nobody_away_from_crisis_help() {
        let mut way = written();
        way.push(TO_REVIEW);
        way.push(Action::Sending("id".to_owned(), Kind::Own));
        way.push(Action::Go(Screen::Crisis));
        way.push(Action::Kept("id".to_owned(), State::Queued, 0));
        let model = at(way);
        assert_eq!(model.screen, Screen::Crisis);
        assert_eq!(model.reduce(Action::Back).screen, Screen::Status);
    }

    #[test]
    fn a_press_that_came_to_nothing_loses_nothing() {
        let mut way = written();
        way.push(TO_REVIEW);
        way.push(Action::Sending("id".to_owned(), Kind::Own));
        way.push(Action::NotKept("id".to_owned()));
        let model = at(way);
        assert_eq!(model.screen, Screen::Review);
        assert_eq!(model.notice, Some(Notice::SealFailed));
        assert_eq!(model.draft().text(Field::Name), "A. Person");
    }

    #[test]
    fn an_answer_stays_when_one_goes_on_and_comes_back() {
        let model = at([
            Action::StartCheck { hosted: false },
            Action::NextQuestion,
            Action::Answer(3),
            Action::Answer(3),
            Action::NextQuestion,
            Action::Back,
        ]);
        assert!(model.answers().level(&QUESTIONS[0]) == Some(Level::ALL[3]));
    }

    #[test]
    fn beginning_anew_leaves_nothing_in_any_model_of_the_page() {
        let mut way = vec![
            Action::StartCheck { hosted: false },
            Action::Answer(4),
            Action::NextQuestion,
            Action::Answer(4),
        ];
        way.extend(written());
        let before = at(way);
        let after = Rc::clone(&before).reduce(Action::Begin(Screen::Welcome));
        for model in [before, after.clone()] {
            assert!(model.answers().when().is_none());
            assert!(model.answers().level(&QUESTIONS[0]).is_none());
            assert!(*model.draft() == Draft::default());
        }
        assert!(!after.can_go_back());
        assert!(after.option.is_none() && after.request.is_none());
    }

    #[test]
    fn crisis_help_leads_back_to_where_one_was() {
        let mut way = written();
        way.push(Action::Go(Screen::Crisis));
        way.push(Action::Back);
        let model = at(way);
        assert_eq!((model.screen, model.step), (Screen::Referral, Step::Soon));
        assert_eq!(model.draft().text(Field::Name), "A. Person");
    }
}
