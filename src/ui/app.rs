//! The root component: it holds the model, carries out what a person asked for, and puts the focus
//! where the eye is.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

use super::after::{Left, On, use_after};
use super::cx::{Cx, Intent, Writer};
use super::delivery::{Screens, SharedDelivery};
use super::model::{Action, Check, Focus, Model, Notice, Screen};
use super::part::part;
use super::questionnaire::SharedQuestionnaires;
use super::{parts, screens};
use crate::browser::presence::{Heard, Presence};
use crate::browser::time::now;
use crate::browser::{intl, save};
use crate::config::{Code, Config, Document, Extent};
use crate::outbox::{Keep, Submission, View};
use crate::referral::Context;
use crate::text::Texts;

/// What the root component is given.
#[derive(Clone, Properties)]
pub struct TouchbaseProps {
    /// The host's document; `None` while it is on its way.
    pub document: Option<Rc<Document>>,
    /// The number of the document. With another number everything begins anew; the same document
    /// read again in another language keeps its number, and what a person wrote stays.
    #[prop_or_default]
    pub document_number: u32,
    /// The outbox.
    pub delivery: SharedDelivery,
    /// The way to a questionnaire of the host's; without one the built-in check is taken.
    #[prop_or_default]
    pub questionnaires: Option<SharedQuestionnaires>,
    /// The words.
    #[prop_or_default]
    pub texts: Rc<Texts>,
    /// The first screen.
    #[prop_or(Screen::Welcome)]
    pub start: Screen,
    /// How often everything was to be forgotten; each higher number is carried out once.
    #[prop_or_default]
    pub clears: u32,
    /// The screen that the page asked for last, with a number; each number is carried out once.
    #[prop_or_default]
    pub open: Option<(u32, Screen)>,
    /// The element that carries `data-screen`, `lang` and `dir`.
    #[prop_or_default]
    pub frame: Option<Element>,
    /// Called after everything has been wiped, with the host's neutral page if it named one.
    #[prop_or_default]
    pub on_exit: Callback<Option<String>>,
    /// Called where the host's document could not be fetched and a person asks to try again.
    #[prop_or_default]
    pub on_read_again: Callback<()>,
    /// Called after every change of this session's requests, with all of them. Only where the host's
    /// document asks for it.
    #[prop_or_default]
    pub on_outbox: Callback<Vec<View>>,
}

/// Documents and words are compared as the shared things they are: a page that gives another one
/// wants another one.
impl PartialEq for TouchbaseProps {
    fn eq(&self, other: &Self) -> bool {
        let same = match (&self.document, &other.document) {
            (Some(one), Some(other)) => Rc::ptr_eq(one, other),
            (None, None) => true,
            _ => false,
        };
        same && self.document_number == other.document_number
            && Rc::ptr_eq(&self.texts, &other.texts)
            && self.delivery == other.delivery
            && self.questionnaires == other.questionnaires
            && self.start == other.start
            && self.clears == other.clears
            && self.open == other.open
            && self.frame == other.frame
            && self.on_exit == other.on_exit
            && self.on_read_again == other.on_read_again
            && self.on_outbox == other.on_outbox
    }
}

/// The widget as a Yew component.
#[component]
pub fn Touchbase(props: &TouchbaseProps) -> Html {
    let model = use_reducer(Model::default);
    let focus = use_node_ref();
    let refreshed = use_force_update();
    let outbox = &props.delivery;
    let of_request = outbox.0.screens();

    use_clears(props, &model);
    use_document(props, &model, outbox);
    use_open(props, &model);
    use_frame(props, &model, of_request);
    use_presence(props, &model);
    use_focus(&model, of_request, &focus);
    use_preparation(&model, outbox);
    use_questionnaire(props, &model);
    {
        let outbox = outbox.clone();
        let on_outbox = props.on_outbox.clone();
        let tells = props
            .document
            .as_ref()
            .is_some_and(|d| d.config.outbox_events);
        let watch = move || {
            let watched = outbox.clone();
            Some(outbox.0.watch(Rc::new(move || {
                refreshed.force_update();
                if tells {
                    on_outbox.emit(watched.0.views());
                }
            })))
        };
        use_after(On::number(tells.into()), Box::new(watch));
    }

    let Some(document) = &props.document else {
        return Html::default();
    };
    let intents = intents(props, &model, outbox, document);
    let views = views_of(outbox, &document.config);
    let cx = Cx {
        model: &model,
        config: &document.config,
        unreachable: document
            .faults
            .iter()
            .any(|fault| fault.code == Code::Unreachable),
        texts: &props.texts,
        now: now(),
        views: &views,
        damaged: outbox.0.damaged(),
        outbox,
        screens: of_request,
        intents: &intents,
        when: intl::when,
        when_text: intl::when_text,
        date: intl::date,
        moment: intl::moment,
        moments: RefCell::default(),
        name_of: intl::name_of,
        focus: &focus,
    };
    parts::frame(&cx, screens::screen(&cx), news(&cx))
}

/// A new document begins anew: what it can carry decides the first screen.
#[hook]
fn use_document(props: &TouchbaseProps, model: &UseReducerHandle<Model>, outbox: &SharedDelivery) {
    let dispatch = model.dispatcher();
    let outbox = outbox.clone();
    let start = props.start;
    let document = props.document.clone();
    let begin = move || -> Left {
        let Some(document) = document else {
            // The element is gone, or waits: nothing of before may stay in memory.
            dispatch.dispatch(Action::Begin(Screen::Welcome));
            return None;
        };
        let config = &document.config;
        outbox
            .0
            .configure(config.destinations(), config.outbox_settings());
        dispatch.dispatch(Action::Begin(match config.extent {
            Extent::HelpOnly => Screen::Unavailable,
            Extent::Full => Screen::Welcome,
        }));
        if config.extent == Extent::Full {
            open(config, start, |action| dispatch.dispatch(action));
        }
        // The first screen appears by itself and must not take the focus from the page.
        dispatch.dispatch(Action::Focus(Focus::Nowhere));
        None
    };
    use_after(on_document(props), Box::new(begin));
}

/// The document's number, and whether it is there.
fn on_document(props: &TouchbaseProps) -> On {
    On {
        numbers: [props.document_number, props.document.is_some().into()],
        ..On::default()
    }
}

#[hook]
fn use_open(props: &TouchbaseProps, model: &UseReducerHandle<Model>) {
    let dispatch = model.dispatcher();
    let document = props.document.clone();
    let asked = props.open;
    let open = move || {
        let (_, screen) = asked?;
        let document = document?;
        if home(&document.config) == Screen::Welcome {
            open(&document.config, screen, |action| dispatch.dispatch(action));
        }
        None
    };
    let on = On::number(asked.map_or(0, |(number, _)| number));
    use_after(on, Box::new(open));
}

/// Registered before what opens a screen, so that both may be asked for in one task.
#[hook]
fn use_clears(props: &TouchbaseProps, model: &UseReducerHandle<Model>) {
    let dispatch = model.dispatcher();
    let document = props.document.clone();
    let outbox = props.delivery.clone();
    let clears = props.clears;
    let clear = move || {
        if clears > 0 {
            let home = document.map_or(Screen::Welcome, |document| home(&document.config));
            outbox.0.forget();
            dispatch.dispatch(Action::Begin(home));
        }
        None
    };
    use_after(On::number(clears), Box::new(clear));
}

/// Opens a screen that a page may ask for.
fn open(config: &Config, screen: Screen, dispatch: impl Fn(Action)) {
    match screen {
        Screen::Check => dispatch(start_check(config)),
        Screen::Referral => {
            let first = config
                .options
                .iter()
                .find(|option| option.recipient().is_some());
            match first {
                Some(option) => dispatch({
                    let to = option.recipient().map(str::to_owned);
                    Action::StartReferral(option.id.clone(), to)
                }),
                None => dispatch(Action::Go(Screen::Options)),
            }
        }
        screen => dispatch(Action::Go(screen)),
    }
}

fn start_check(config: &Config) -> Action {
    Action::StartCheck {
        hosted: config.instrument.is_some(),
    }
}

fn home(config: &Config) -> Screen {
    match config.extent {
        Extent::Full => Screen::Welcome,
        Extent::HelpOnly => Screen::Unavailable,
    }
}

/// What stands on the frame outside the app: the hooks for hosts, language and direction.
#[hook]
fn use_frame(props: &TouchbaseProps, model: &UseReducerHandle<Model>, of_request: Screens) {
    let frame = props.frame.clone();
    let awaited = of_request == Screens::Awaited && model.screen.is_of_part();
    let shown = props.document.is_some().then_some(model.screen);
    let document = props.document.as_ref();
    let helpless = document.is_some_and(|document| document.config.crisis.is_empty());
    let texts = Rc::clone(&props.texts);
    let dress = move || {
        let frame = frame?;
        // Setting a plain attribute of an element cannot fail.
        let _ = frame.set_attribute("lang", texts.language());
        let _ = frame.set_attribute("dir", texts.direction().as_str());
        if let Some(screen) = shown {
            let name = if awaited { "loading" } else { screen.as_str() };
            let _ = frame.set_attribute("data-screen", name);
        }
        save::forget_print(&frame);
        // Without an entry of the host's, the page's own words stay on every screen.
        let _ = match helpless {
            true => frame.set_attribute("data-help", "page"),
            false => frame.remove_attribute("data-help"),
        };
        None
    };
    let on = On {
        numbers: [
            shown.map_or(u32::MAX, |screen| screen as u32),
            u32::from(helpless) + 2 * u32::from(awaited),
        ],
        ..On::shared(Some(&props.texts))
    };
    use_after(on, Box::new(dress));
}

/// Whoever comes next finds nothing: neither at the desk nor by Back, as the browser keeps hidden
/// pages whole.
#[hook]
fn use_presence(props: &TouchbaseProps, model: &UseReducerHandle<Model>) {
    let presence = use_mut_ref(|| None::<Presence>);
    let dispatch = model.dispatcher();
    let given = props.clone();
    let held = Rc::clone(&presence);
    let listen = move || -> Left {
        held.take();
        let (document, frame) = (given.document.clone()?, given.frame.clone());
        let idle = document.config.idle;
        let hear = move |heard| match heard {
            Heard::Warned(warned) => dispatch.dispatch(Action::Warn(warned)),
            Heard::Leave => leave(&given, &document, &dispatch),
            Heard::Gone | Heard::Over => {
                given.delivery.0.forget();
                dispatch.dispatch(Action::Begin(home(&document.config)));
                if heard == Heard::Over {
                    dispatch.dispatch(Action::Notice(Notice::Unused));
                }
            }
        };
        held.replace(Presence::listen(frame, idle, Box::new(hear)));
        None
    };
    // Another language reads the document anew, and nobody has left for that.
    use_after(on_document(props), Box::new(listen));
    let begun = model.begun;
    let tell = move || {
        if let Some(presence) = &*presence.borrow() {
            presence.set_begun(begun);
        }
        None
    };
    let on = On {
        numbers: [begun.into(), props.document_number],
        ..On::default()
    };
    use_after(on, Box::new(tell));
}

/// Wipes, and then leaves.
fn leave(props: &TouchbaseProps, document: &Document, dispatch: &UseReducerDispatcher<Model>) {
    props.delivery.0.forget();
    dispatch.dispatch(Action::Begin(home(&document.config)));
    dispatch.dispatch(Action::Focus(Focus::Heading));
    props.on_exit.emit(document.config.exit_url.clone());
}

#[hook]
fn use_focus(model: &UseReducerHandle<Model>, of_request: Screens, focus: &NodeRef) {
    let focus = focus.clone();
    let (target, moves) = model.focus;
    let put = move || {
        if target != Focus::Nowhere
            && let Some(element) = focus.cast::<HtmlElement>()
        {
            let _ = element.focus();
            // The browser scrolls as little as it can, which on a phone leaves the heading at the
            // lower edge and what it heads below it.
            let height = web_sys::window()
                .and_then(|window| window.inner_height().ok())
                .and_then(|height| height.as_f64());
            let top = element.get_bounding_client_rect().top();
            if height.is_some_and(|height| top > height / 2.0) {
                element.scroll_into_view();
            }
        }
        None
    };
    // A heading that had to be fetched takes the focus when it is here. On any other screen the page
    // would move under a finger, and the focus go from where the person is.
    let fetched = model.screen.is_of_part().then_some(of_request as u32);
    let on = On {
        numbers: [moves, fetched.unwrap_or_default()],
        ..On::default()
    };
    use_after(on, Box::new(put));
}

/// The outbox's module is fetched once a person goes on from the start, so that it is there, also
/// without a network, when they get to a request; the first question does not wait for it.
#[hook]
fn use_preparation(model: &UseReducerHandle<Model>, outbox: &SharedDelivery) {
    let outbox = outbox.clone();
    let likely = match model.screen {
        Screen::Welcome | Screen::Unavailable | Screen::Crisis => false,
        Screen::Check => model.question > 0,
        _ => true,
    };
    let of_part = model.screen.is_of_part();
    let prepare = move || {
        if likely {
            outbox.0.prepare();
        } else if of_part {
            outbox.0.fetch_screens();
        }
        None
    };
    // Whoever comes to a request tries again what failed before.
    let on = On {
        numbers: [likely.into(), of_part.into()],
        ..On::default()
    };
    use_after(on, Box::new(prepare));
}

/// A host's questionnaire is read anew for each person, so that nothing of it stays behind.
#[hook]
fn use_questionnaire(props: &TouchbaseProps, model: &UseReducerHandle<Model>) {
    let dispatch = model.dispatcher();
    let questionnaires = props.questionnaires.clone();
    let document = props.document.clone();
    let wanted = match model.check {
        Check::Loading(number) => number,
        _ => 0,
    };
    let read = move || {
        if wanted == 0 {
            return None;
        }
        let address = document.and_then(|document| document.config.instrument.clone());
        let opening = questionnaires
            .zip(address)
            .map(|(questionnaires, address)| questionnaires.0.open(&address));
        spawn_local(async move {
            let opened = match opening {
                Some(opening) => opening.await,
                None => None,
            };
            dispatch.dispatch(Action::Opened(wanted, opened));
        });
        None
    };
    use_after(On::number(wanted), Box::new(read));
}

/// What a screen reader is told when something changes away from where the person is.
fn news(cx: &Cx<'_>) -> AttrValue {
    if cx.model.screen == Screen::Options {
        return screens::moved_apart(cx);
    }
    let (Screen::Status, Some((_, arrived, attempts)), Some(view)) =
        (cx.model.screen, &cx.model.request, cx.view())
    else {
        return AttrValue::default();
    };
    if view.state == *arrived && view.attempts == *attempts {
        return AttrValue::default();
    }
    part().map_or_else(AttrValue::default, |part| (part.news)(cx, view))
}

/// The requests to this program: another element of the page may stand for another one, and must
/// not speak for it.
fn views_of(outbox: &SharedDelivery, config: &Config) -> Vec<View> {
    let mut views = outbox.0.views();
    let prefix = config.destination_id("");
    views.retain(|view| view.dest.starts_with(prefix.as_str()));
    views
}

fn intents(
    props: &TouchbaseProps,
    model: &UseReducerHandle<Model>,
    outbox: &SharedDelivery,
    document: &Rc<Document>,
) -> Callback<Intent> {
    let (model, outbox, document) = (model.clone(), outbox.clone(), Rc::clone(document));
    let (texts, frame) = (Rc::clone(&props.texts), props.frame.clone());
    let given = props.clone();
    Callback::from(move |intent| match intent {
        Intent::Act(action) => model.dispatch(action),
        Intent::Prepare => outbox.0.prepare(),
        Intent::ReadAgain => given.on_read_again.emit(()),
        Intent::StartCheck => model.dispatch(start_check(&document.config)),
        Intent::Take(take) => {
            if let Some(part) = part() {
                (part.take)(take, &document.config, &texts, frame.as_ref());
            }
        }
        Intent::StartOver => {
            model.dispatch(Action::Begin(home(&document.config)));
            model.dispatch(Action::Focus(Focus::Heading));
        }
        Intent::Onward(review, rule) => {
            if let Some((kind, onward)) = rule(&model, &document.config, review) {
                model.dispatch(Action::Onward(kind, onward));
            }
        }
        Intent::Send(keep, write) => {
            if let Some(part) = part() {
                (part.send)(&model, &outbox, &document.config, &texts, keep, write);
            }
        }
        Intent::TryNow(id) => {
            outbox.0.try_now(&id);
        }
        Intent::Cancel(id) => {
            model.dispatch(Action::Unask);
            outbox.0.cancel(&id);
        }
        Intent::ClearDevice => {
            let (outbox, dispatch) = (outbox.clone(), model.dispatcher());
            spawn_local(async move {
                let cleared = outbox.0.clear_device().await;
                outbox.0.forget();
                dispatch.dispatch(Action::Notice(match cleared {
                    true => Notice::Cleared,
                    false => Notice::ClearFailed,
                }));
            });
        }
        Intent::Exit => leave(&given, &document, &model.dispatcher()),
        Intent::FocusField(name) => {
            let mut selector = String::from("[name='");
            selector.push_str(name);
            selector.push_str("']");
            let field = frame
                .as_ref()
                .and_then(|f| f.query_selector(&selector).ok().flatten());
            if let Some(field) = field.as_ref().and_then(|f| f.dyn_ref::<HtmlElement>()) {
                let _ = field.focus();
            }
        }
    })
}

/// Seals what was reviewed and hands it to the outbox. A second press while the first is under way
/// does nothing, so one review makes one request.
pub(super) fn send(
    model: &UseReducerHandle<Model>,
    outbox: &SharedDelivery,
    config: &Config,
    texts: &Texts,
    keep: Keep,
    write: Writer,
) {
    if model.sending.is_some() {
        return;
    }
    let recipient = model
        .option
        .as_deref()
        .and_then(|id| config.option(id))
        .and_then(|option| option.recipient())
        .and_then(|id| config.recipient(id));
    let (Some(recipient), Some(notice), Some(option)) =
        (recipient, &config.privacy_notice, &model.option)
    else {
        return;
    };
    let Some(policy) = config.policy(option) else {
        return;
    };
    let id = crate::browser::random::uuid().unwrap_or_default();
    let context = Context {
        id: &id,
        program: &config.program.id,
        option,
        notice_version: &notice.version,
        locale: texts.language(),
        now: now(),
    };
    // The review was reached through the same check, so there is nothing to mend here.
    let Ok(record) = write(&model.draft(), &policy, &context) else {
        return;
    };
    let kind = policy.kind(&model.draft());
    let submission = Submission {
        dest: config.destination_id(&recipient.id),
        aud: config.program.id.clone(),
        plaintext: record.to_json().into_bytes(),
        id,
    };
    let id = submission.id.clone();
    model.dispatch(Action::Sending(id.clone(), kind));
    let (outbox, dispatch) = (outbox.clone(), model.dispatcher());
    spawn_local(async move {
        match outbox.0.submit(submission, keep).await {
            Some(view) => {
                if keep == Keep::Device && view.keep == Keep::Page {
                    dispatch.dispatch(Action::SavingRefused);
                }
                dispatch.dispatch(Action::Kept(id, view.state, view.attempts));
            }
            None => dispatch.dispatch(Action::NotKept(id)),
        }
    });
}
