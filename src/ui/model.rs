//! Where a person is in the widget, as a pure reducer.

use std::cell::{Ref, RefCell};
use std::hint::black_box;
use std::mem::replace;
use std::rc::Rc;

use yew::Reducible;

use super::listing::{Choice, Listing};
use super::questionnaire::Questionnaire;
use crate::check::{Answers, Asked, Level, STEPS, When, asked};
use crate::outbox::State;
use crate::referral::{Channel, Draft, Problem, Urgency, check, wipe};
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

/// The steps of a request for oneself, before its review.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Step {
    /// What to know before giving a name.
    Notice,
    /// Name and contact.
    Reach,
    /// How soon, and when.
    Soon,
}

impl Step {
    /// Every step in order.
    pub const ALL: [Self; 3] = [Self::Notice, Self::Reach, Self::Soon];
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
    /// The name.
    Name(String),
    /// How to reach them.
    Channel(Channel),
    /// The number or address.
    Value(String),
    /// Whether a voicemail may be left.
    Voicemail(bool),
    /// How soon.
    Urgency(Urgency),
    /// One of the good times.
    Window(usize, bool),
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
    /// Write a request to an option.
    StartReferral(String),
    /// Change what is being written.
    Edit(Edit),
    /// Go on to the next step.
    NextStep,
    /// Go on to the review.
    ToReview,
    /// From the review back to a step.
    Change(Step),
    /// Something came of a press.
    Notice(Notice),
    /// The request with this id is being sealed and saved.
    Sending(String),
    /// The request with this id is kept, in this state and after so many attempts: show it.
    Kept(String, State, u32),
    /// The request with this id could not be sealed, and nothing is kept.
    NotKept(String),
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
}

impl Session {
    fn wipe(&mut self) {
        self.answers.wipe();
        self.given.fill(-1);
        black_box(&self.given);
        self.given.clear();
        self.listing.wipe();
        self.draft.wipe();
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
    pub step: usize,
    /// Whether the review has been seen, so that a change returns to it.
    pub reviewed: bool,
    /// The option that is read about or written to.
    pub option: Option<String>,
    /// The request on the status screen, with its state and attempts when it was opened.
    pub request: Option<(String, State, u32)>,
    /// What has to be mended.
    pub problems: Vec<Problem>,
    /// What came of the last press.
    pub notice: Option<Notice>,
    /// The request that is being sealed and saved. Until that has ended there is no second one, and
    /// once everything was begun anew its end is nobody's business any more.
    pub sending: Option<String>,
    /// Whether the last request was to be saved on this computer and could not be.
    pub saving_refused: bool,
    /// What is being asked.
    pub asking: Option<Question>,
    /// What takes the focus, and how often it has moved.
    pub focus: (Focus, u32),
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
            step: 0,
            reviewed: false,
            option: None,
            request: None,
            problems: Vec::new(),
            notice: None,
            sending: None,
            saving_refused: false,
            asking: None,
            focus: (Focus::Nowhere, 0),
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

    /// The step of the request that is shown.
    pub fn step(&self) -> Step {
        *Step::ALL.get(self.step).unwrap_or(&Step::Notice)
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
            Screen::Referral if self.step > 0 && self.trail.last() != Some(&Screen::Review) => {
                self.step -= 1;
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

    /// Shows what has to be mended; whether there is anything.
    fn has_problems(&mut self) -> bool {
        let problems = check(&self.session.borrow().draft);
        self.problems = problems;
        if self.problems.is_empty() {
            return false;
        }
        self.screen = Screen::Referral;
        self.step = Step::Reach as usize;
        self.move_focus(Focus::Problems);
        true
    }

    fn move_focus(&mut self, to: Focus) {
        self.focus = (to, self.focus.1 + 1);
    }

    fn edit(&mut self, edit: Edit) {
        let draft = &mut self.session.borrow_mut().draft;
        match edit {
            Edit::Name(name) => wipe(replace(&mut draft.name, name)),
            Edit::Channel(channel) => draft.channel = Some(channel),
            Edit::Value(value) => wipe(replace(&mut draft.value, value)),
            Edit::Voicemail(ok) => draft.voicemail_ok = ok,
            Edit::Urgency(urgency) => draft.urgency = urgency,
            Edit::Window(i, on) => {
                if let Some(window) = draft.windows.get_mut(i) {
                    *window = on;
                }
            }
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
        match action {
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
            Action::StartReferral(id) => {
                model.option = Some(id);
                model.step = 0;
                model.reviewed = false;
                model.go(Screen::Referral);
            }
            Action::Edit(edit) => model.edit(edit),
            Action::NextStep => {
                if model.step() != Step::Reach || !model.has_problems() {
                    model.step = (model.step + 1).min(Step::ALL.len() - 1);
                    model.arrive(Screen::Referral);
                }
            }
            Action::ToReview => {
                if !model.has_problems() {
                    // A change returns to the review it came from, not to a second one.
                    if model.trail.last() == Some(&Screen::Review) {
                        model.trail.pop();
                        model.arrive(Screen::Review);
                    } else {
                        model.go(Screen::Review);
                    }
                    model.reviewed = true;
                }
            }
            Action::Change(step) => {
                model.step = step as usize;
                model.go(Screen::Referral);
            }
            Action::Notice(notice) => {
                model.notice = Some(notice);
                model.asking = None;
                model.move_focus(Focus::Heading);
            }
            Action::Sending(id) => {
                model.notice = None;
                model.saving_refused = false;
                model.sending = Some(id);
            }
            Action::Kept(id, state, attempts) if model.sending.as_ref() == Some(&id) => {
                model.sending = None;
                model.session.borrow_mut().draft.wipe();
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
    use crate::support::{Fact, Said, Wish};
    use crate::ui::questionnaire::OpenInstrument;

    fn at(actions: impl IntoIterator<Item = Action>) -> Rc<Model> {
        actions
            .into_iter()
            .fold(Rc::new(Model::default()), |model, action| {
                model.reduce(action)
            })
    }

    fn written() -> Vec<Action> {
        vec![
            Action::Go(Screen::Options),
            Action::StartReferral("peer".to_owned()),
            Action::NextStep,
            Action::Edit(Edit::Name("A. Person".to_owned())),
            Action::Edit(Edit::Channel(Channel::Phone)),
            Action::Edit(Edit::Value("555-0100".to_owned())),
            Action::NextStep,
        ]
    }

    #[test]
    fn the_shortest_way_leads_from_the_start_to_the_review() {
        let mut way = written();
        assert_eq!(at(way.clone()).step(), Step::Soon);
        way.push(Action::ToReview);
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
        way.push(Action::NextStep);
        let model = at(way);
        assert_eq!(
            (model.screen, model.step()),
            (Screen::Referral, Step::Reach)
        );
        assert_eq!(model.problems, [Problem::ChannelMissing]);
        assert_eq!(model.focus.0, Focus::Problems);
        assert_eq!(model.draft().name, "A. Person");
    }

    #[test]
    fn no_review_is_reached_past_a_problem() {
        let mut way = written();
        way.push(Action::Edit(Edit::Value("12".to_owned())));
        way.push(Action::ToReview);
        let model = at(way);
        assert_eq!(
            (model.screen, model.step()),
            (Screen::Referral, Step::Reach)
        );
        assert_eq!(model.problems, [Problem::PhoneFormat]);
    }

    #[test]
    fn a_change_returns_to_the_review_and_back_from_there_leads_to_the_form() {
        let mut way = written();
        way.push(Action::ToReview);
        way.push(Action::Change(Step::Reach));
        way.push(Action::Edit(Edit::Name("B. Person".to_owned())));
        way.push(Action::ToReview);
        let model = at(way.clone());
        assert_eq!(model.screen, Screen::Review);
        assert_eq!(model.draft().name, "B. Person");
        way.push(Action::Back);
        assert_eq!(at(way).screen, Screen::Referral);
    }

    #[test]
    fn what_is_kept_is_wiped_from_the_form_and_back_never_returns_to_it() {
        let mut way = written();
        way.push(Action::ToReview);
        way.push(Action::Sending("id".to_owned()));
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
    fn what_is_kept_after_one_has_begun_anew_is_shown_to_nobody() {
        let mut way = written();
        way.push(Action::ToReview);
        way.push(Action::Sending("id".to_owned()));
        way.push(Action::Begin(Screen::Welcome));
        way.push(Action::Kept("id".to_owned(), State::Queued, 0));
        let model = at(way);
        assert_eq!(model.screen, Screen::Welcome);
        assert!(model.request.is_none());
    }

    #[test]
    fn what_is_kept_pulls_nobody_away_from_crisis_help() {
        let mut way = written();
        way.push(Action::ToReview);
        way.push(Action::Sending("id".to_owned()));
        way.push(Action::Go(Screen::Crisis));
        way.push(Action::Kept("id".to_owned(), State::Queued, 0));
        let model = at(way);
        assert_eq!(model.screen, Screen::Crisis);
        assert_eq!(model.reduce(Action::Back).screen, Screen::Status);
    }

    #[test]
    fn a_press_that_came_to_nothing_loses_nothing() {
        let mut way = written();
        way.push(Action::ToReview);
        way.push(Action::Sending("id".to_owned()));
        way.push(Action::NotKept("id".to_owned()));
        let model = at(way);
        assert_eq!(model.screen, Screen::Review);
        assert_eq!(model.notice, Some(Notice::SealFailed));
        assert_eq!(model.draft().name, "A. Person");
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
        assert_eq!((model.screen, model.step()), (Screen::Referral, Step::Soon));
        assert_eq!(model.draft().name, "A. Person");
    }
}
