//! The app in a frame, as the element class sees it.

use std::cell::RefCell;
use std::mem::take;
use std::rc::Rc;

use js_sys::{Function, JsString, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::Element;
use yew::{AppHandle, Callback};

use crate::browser::js::{object, parse_json};
use crate::browser::questionnaire::RemoteQuestionnaires;
use crate::browser::remote::RemoteOutbox;
use crate::config::{Code, Document, Fault, Severity, read_among};
use crate::instrument::UNREACHABLE;
use crate::outbox::View;
use crate::text::Texts;
use crate::time::Date;
use crate::ui::{Screen, SharedDelivery, SharedQuestionnaires, Touchbase, TouchbaseProps};
use crate::value::Value;

/// The function of the element that is served.
type Hear = Rc<RefCell<Option<Function>>>;

/// The app in one frame. Mounted once and only updated from then on: a Yew mount never gives its
/// listeners back.
#[wasm_bindgen]
pub struct Widget {
    app: RefCell<AppHandle<Touchbase>>,
    props: RefCell<TouchbaseProps>,
    /// What is read, the language that was asked for, and that of the words around.
    given: RefCell<(Given, [String; 2])>,
    hear: Hear,
    outbox: RemoteOutbox,
    questionnaires: RemoteQuestionnaires,
}

#[wasm_bindgen]
impl Widget {
    /// Mounts the app into `place`, inside `frame`. `load_outbox` returns a promise of the one
    /// `Outbox` of the page, which fails soon where it is called with true; `load_screens` one that the
    /// later screens are in their place; `load_instrument` one of an `Instrument` of its own for each
    /// call with an address.
    #[wasm_bindgen(constructor)]
    pub fn new(
        frame: Element,
        place: Element,
        load_outbox: Function,
        load_screens: Function,
        load_instrument: Function,
    ) -> Self {
        yew::set_custom_panic_hook(Box::new(|_| stopped()));
        let outbox = RemoteOutbox::shared(load_outbox, load_screens);
        let questionnaires = RemoteQuestionnaires(load_instrument);
        let hear = Rc::new(RefCell::new(None));
        HEARING.with_borrow_mut(|hearing| hearing.push(Rc::clone(&hear)));
        let props = TouchbaseProps {
            document: None,
            document_number: 0,
            texts: Rc::default(),
            start: Screen::Welcome,
            clears: 0,
            open: None,
            frame: Some(frame),
            delivery: SharedDelivery(Rc::new(outbox.clone())),
            questionnaires: Some(SharedQuestionnaires(Rc::new(questionnaires.clone()))),
            on_exit: {
                let hear = Rc::clone(&hear);
                Callback::from(move |address: Option<String>| {
                    let address = address.map_or(JsValue::UNDEFINED, JsValue::from);
                    tell(&hear, "exit", &address);
                })
            },
            on_read_again: {
                let hear = Rc::clone(&hear);
                Callback::from(move |()| tell(&hear, "again", &JsValue::UNDEFINED))
            },
            on_outbox: {
                let hear = Rc::clone(&hear);
                Callback::from(move |views| tell(&hear, "outbox", &counts(views)))
            },
        };
        let renderer = yew::Renderer::<Touchbase>::with_root_and_props(place, props.clone());
        Self {
            app: RefCell::new(renderer.render()),
            props: RefCell::new(props),
            given: RefCell::default(),
            hear,
            outbox,
            questionnaires,
        }
    }

    /// Serves an element: `hear(type, detail)` is told what the page may know.
    pub fn attach(&self, hear: Function, start: &str) {
        *self.hear.borrow_mut() = Some(hear);
        self.update(|props| props.start = screen(start).unwrap_or(Screen::Welcome));
    }

    /// Forgets everything of the element that was served.
    pub fn detach(&self) {
        self.clear();
        *self.hear.borrow_mut() = None;
        self.update(|props| props.document = None);
    }

    /// Takes the host's document: its text, or the code of why there is none.
    pub fn configure(&self, text: Option<String>, code: Option<String>) {
        let document = {
            let mut given = self.given.borrow_mut();
            given.0 = Given::new(text.as_deref(), code.as_deref());
            given.0.read(&given.1)
        };
        for fault in &document.faults {
            let code = fault.code.as_str();
            report(&self.hear, code, fault.severity, &fault.path);
        }
        if let Some(address) = &document.config.instrument {
            self.report_instrument(address.clone());
        }
        self.update(|props| {
            props.document = Some(Rc::new(document));
            props.document_number += 1;
        });
        tell(&self.hear, "settled", &JsValue::UNDEFINED);
    }

    /// Takes the lines of a language; English where they do not fit this version. The host's own
    /// texts follow `wanted`, the tag that was asked for.
    #[wasm_bindgen(js_name = setTexts)]
    pub fn set_texts(&self, language: &str, lines: Option<Vec<JsString>>, wanted: String) {
        let lines = lines.map(|lines| lines.iter().map(String::from).collect());
        let texts = lines.and_then(|lines| Texts::from_lines(language, lines));
        let texts = texts.unwrap_or_default();
        let mut given = self.given.borrow_mut();
        given.1 = [wanted, texts.language().to_owned()];
        let document = Rc::new(given.0.read(&given.1));
        self.update(|props| {
            props.texts = Rc::new(texts);
            if props.document.is_some() {
                props.document = Some(document);
            }
        });
    }

    /// Takes the tag of the person who is signed in.
    #[wasm_bindgen(js_name = setOwner)]
    pub fn set_owner(&self, tag: Option<String>) {
        self.outbox.set_owner(tag);
    }

    /// Takes the function that gives a bearer token.
    #[wasm_bindgen(js_name = setTokenProvider)]
    pub fn set_token_provider(&self, provider: Option<Function>) {
        self.outbox.set_token_provider(provider);
    }

    /// Opens a screen.
    pub fn open(&self, name: &str) {
        if let Some(screen) = screen(name) {
            self.update(|props| {
                let number = props.open.map_or(0, |(number, _)| number);
                props.open = Some((number + 1, screen));
            });
        }
    }

    /// Forgets everything and begins anew.
    pub fn clear(&self) {
        self.update(|props| props.clears += 1);
    }

    fn update(&self, change: impl FnOnce(&mut TouchbaseProps)) {
        change(&mut self.props.borrow_mut());
        let props = self.props.borrow().clone();
        self.app.borrow_mut().update(props);
    }

    /// Fetches the host's questionnaire ahead of anyone who may want it, and names what is wrong with
    /// it. None of it takes support away: the built-in check stands in its place.
    fn report_instrument(&self, address: String) {
        let (questionnaires, hear) = (self.questionnaires.clone(), Rc::clone(&self.hear));
        spawn_local(async move {
            let Some(faults) = questionnaires.faults(&address).await else {
                return report(&hear, UNREACHABLE, Severity::Warning, "instrument");
            };
            for fault in faults.items() {
                let of = |key| fault.get(key).and_then(Value::as_str).unwrap_or_default();
                let mut path = String::from("instrument:");
                path.push_str(of("path"));
                report(&hear, of("code"), Severity::Warning, &path);
            }
        });
    }
}

fn report(hear: &RefCell<Option<Function>>, code: &str, severity: Severity, path: &str) {
    let detail = object(&[
        ("code", code.into()),
        ("severity", severity.as_str().into()),
        ("path", path.into()),
    ]);
    tell(hear, "error", &detail.into());
}

/// The host's document as it was given: kept, because another language reads it anew.
enum Given {
    Document(Value),
    /// Why there is none.
    Nothing(Code),
}

impl Default for Given {
    fn default() -> Self {
        Self::Nothing(Code::NotGiven)
    }
}

impl Given {
    fn new(text: Option<&str>, code: Option<&str>) -> Self {
        match (text, code) {
            (Some(text), _) => {
                parse_json(text).map_or(Self::Nothing(Code::NotJson), Self::Document)
            }
            (None, Some(word)) if word == Code::NotGiven.as_str() => Self::default(),
            (None, _) => Self::Nothing(Code::Unreachable),
        }
    }

    fn read(&self, [wanted, around]: &[String; 2]) -> Document {
        let today = Date::from_millis(crate::browser::time::now());
        let code = match self {
            Self::Document(value) => return read_among(value, today, wanted, around),
            Self::Nothing(code) => *code,
        };
        // Nothing can be said about a document that is not there but that it is not there.
        let mut document = read_among(&Value::Null, today, wanted, around);
        document.faults = vec![Fault {
            path: String::new(),
            code,
            severity: Severity::Error,
        }];
        document
    }
}

thread_local! {
    /// Whoever serves an element.
    static HEARING: RefCell<Vec<Hear>> = const { RefCell::new(Vec::new()) };
}

/// The module panicked, and nothing in it can be used any more. What the panic says stays here: it
/// may hold what a person typed.
fn stopped() {
    // Taken, so that it is said once: what the page still calls here may panic again.
    let hearing = HEARING.with(|hearing| hearing.try_borrow_mut().map(|mut all| take(&mut *all)));
    for hear in hearing.unwrap_or_default() {
        if let Ok(Some(hear)) = hear.try_borrow().as_deref() {
            let _ = hear.call1(&JsValue::NULL, &"stopped".into());
        }
    }
}

fn screen(name: &str) -> Option<Screen> {
    Some(match name {
        "welcome" => Screen::Welcome,
        "check" => Screen::Check,
        "options" => Screen::Options,
        "referral" => Screen::Referral,
        _ => return None,
    })
}

/// Counts by state, the only thing about requests that a page may be told, and only where the
/// host's document says that it is.
fn counts(views: Vec<View>) -> JsValue {
    let counts = object(&[]);
    for view in views {
        let key = JsValue::from(view.state.as_str());
        let count = Reflect::get(&counts, &key)
            .ok()
            .and_then(|n| n.as_f64())
            .unwrap_or(0.0);
        // Setting a property of a plain object cannot fail.
        let _ = Reflect::set(&counts, &key, &(count + 1.0).into());
    }
    counts.into()
}

fn tell(hear: &RefCell<Option<Function>>, kind: &str, detail: &JsValue) {
    // Cloned first: the page's answer may come back into this widget.
    let hear = hear.borrow().clone();
    if let Some(hear) = hear {
        // What a listener throws is the page's own matter.
        let _ = hear.call2(&JsValue::NULL, &kind.into(), detail);
    }
}
