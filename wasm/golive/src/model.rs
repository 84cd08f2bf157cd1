//! What was read and found, as a reducer.

use std::rc::Rc;

use touchbase::PageExchange;
use touchbase::config::{self, Config};
use touchbase::golive::{
    Check, Finding, Probed, Severity, Target, check, not_json, targets, worst,
};
use touchbase::time::Date;
use touchbase::value::Value;
use yew::Reducible;

use crate::text;

/// What is shown.
#[derive(Clone, Copy, Eq, PartialEq)]
pub(crate) enum View {
    /// The page itself.
    Page,
    /// The poster, to be printed.
    Poster,
    /// The pocket cards, to be printed.
    Cards,
}

/// A configuration and what came of it.
pub(crate) struct Loaded {
    pub(crate) document: Value,
    /// The language that its texts are shown in.
    pub(crate) locale: String,
    /// What its relative addresses are relative to.
    pub(crate) base: String,
    pub(crate) config: Config,
    pub(crate) findings: Vec<Finding>,
    pub(crate) targets: Vec<Target>,
}

impl Loaded {
    /// Reads a document as of `today`, in its own language.
    pub(crate) fn new(document: Value, base: String, today: Date) -> Self {
        let own = document.get("language").and_then(Value::as_str);
        let locale = own.unwrap_or(ENGLISH).to_owned();
        Self::in_language(document, base, locale, today)
    }

    /// The same in the language that was chosen.
    pub(crate) fn in_language(document: Value, base: String, locale: String, today: Date) -> Self {
        let config = config::read(&document, today, &locale).config;
        Self {
            locale,
            findings: check(&document, today, &|zone| PageExchange.is_zone(zone)),
            targets: targets(&config, &document),
            config,
            document,
            base,
        }
    }

    /// A text that is no JSON.
    pub(crate) fn not_json(text: &str, base: String, today: Date) -> Self {
        Self {
            document: Value::Null,
            locale: ENGLISH.to_owned(),
            config: config::read(&Value::Null, today, ENGLISH).config,
            base,
            findings: vec![not_json(text)],
            targets: Vec::new(),
        }
    }

    /// Every language that a text of the document is given in, the document's own first.
    pub(crate) fn languages(&self) -> Vec<String> {
        let own = self.document.get("language").and_then(Value::as_str);
        let mut languages: Vec<String> = own.map(str::to_owned).into_iter().collect();
        gather(&self.document, &mut languages);
        languages
    }

    /// Whether there is anything to show beside the findings.
    pub(crate) fn is_document(&self) -> bool {
        matches!(self.document, Value::Object(_))
    }
}

const ENGLISH: &str = "en";

fn gather(value: &Value, languages: &mut Vec<String>) {
    let members = value.members();
    if !members.is_empty() && members.iter().all(|(key, _)| looks_like_a_tag(key)) {
        for (tag, _) in members {
            if !languages.contains(tag) {
                languages.push(tag.clone());
            }
        }
        return;
    }
    for value in members.iter().map(|(_, value)| value).chain(value.items()) {
        gather(value, languages);
    }
}

/// A language of two or three letters, with or without more (BCP 47). No object of the format has
/// only such keys.
fn looks_like_a_tag(key: &str) -> bool {
    let language = key.split('-').next().unwrap_or_default();
    (2..=3).contains(&language.len()) && language.bytes().all(|b| b.is_ascii_lowercase())
}

/// Where the test of the endpoints stands.
#[derive(Clone, Copy, Eq, PartialEq)]
pub(crate) enum Run {
    Idle,
    /// It was asked for and not yet agreed to.
    Asked,
    Running,
    Done,
}

/// What happened.
pub(crate) enum Action {
    /// A configuration is being read.
    Reading,
    /// There is none to be had, with the reason.
    Unread(String),
    Read(Rc<Loaded>),
    /// The same document in another language.
    Reread(Rc<Loaded>),
    /// The role of the person whose list is shown; nothing where they did not say.
    Role(Option<String>),
    /// Testing was pressed and asks back.
    Ask,
    NotNow,
    Start,
    /// A check of the run with this number was made.
    Checked(u32, Check),
    /// The checks of one endpoint are all made.
    Probed(u32, Probed),
    /// The run with this number is over.
    Ended(u32),
    /// Someone wants to see this.
    Go(View),
}

/// Where the focus belongs, with a number: each number is carried out once.
#[derive(Clone, Copy, Eq, PartialEq)]
pub(crate) enum Focus {
    /// Where it is.
    Stay,
    Findings,
    Question,
    Test,
    Results,
    Sheet,
    /// The control that showed the sheet.
    Papers,
}

/// The state of the page.
#[derive(Clone)]
pub(crate) struct Model {
    pub(crate) view: View,
    pub(crate) reading: bool,
    pub(crate) unread: Option<String>,
    pub(crate) loaded: Option<Rc<Loaded>>,
    pub(crate) role: Option<String>,
    pub(crate) run: Run,
    /// Counts runs and documents, so that an answer to an earlier one is dropped.
    pub(crate) number: u32,
    /// The checks of the endpoint at hand.
    pub(crate) checks: Vec<Check>,
    pub(crate) probed: Vec<Rc<Probed>>,
    pub(crate) said: String,
    pub(crate) focus: (Focus, u32),
}

impl Default for Model {
    fn default() -> Self {
        Self {
            view: View::Page,
            reading: false,
            unread: None,
            loaded: None,
            role: None,
            run: Run::Idle,
            number: 0,
            checks: Vec::new(),
            probed: Vec::new(),
            said: String::new(),
            focus: (Focus::Stay, 0),
        }
    }
}

impl Model {
    /// Every finding of the tests so far.
    pub(crate) fn of_endpoints(&self) -> impl Iterator<Item = &Finding> {
        self.probed.iter().flat_map(|probed| probed.findings())
    }

    fn focused(self, focus: Focus) -> Self {
        Self {
            focus: (focus, self.focus.1.wrapping_add(1)),
            ..self
        }
    }
}

impl Reducible for Model {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        let this = (*self).clone();
        Rc::new(match action {
            Action::Reading => Self {
                reading: true,
                unread: None,
                said: text::READING.to_owned(),
                ..this
            },
            // What was found of the last one would be taken for what is wrong with this.
            Action::Unread(why) => Self {
                said: why.clone(),
                unread: Some(why),
                number: this.number.wrapping_add(1),
                focus: this.focus,
                ..Self::default()
            },
            Action::Read(loaded) => Self {
                said: text::counted(&loaded.findings),
                loaded: Some(loaded),
                number: this.number.wrapping_add(1),
                focus: this.focus,
                ..Self::default()
            }
            .focused(Focus::Findings),
            Action::Reread(loaded) => Self {
                loaded: Some(loaded),
                ..this
            },
            Action::Role(role) => Self { role, ..this },
            Action::Ask => Self {
                run: Run::Asked,
                ..this
            }
            .focused(Focus::Question),
            Action::NotNow => Self {
                run: Run::Idle,
                ..this
            }
            .focused(Focus::Test),
            Action::Start => Self {
                run: Run::Running,
                number: this.number.wrapping_add(1),
                checks: Vec::new(),
                probed: Vec::new(),
                said: text::TESTING.to_owned(),
                ..this
            }
            .focused(Focus::Results),
            Action::Checked(number, check) if number == this.number => {
                let mut checks = this.checks;
                checks.push(check);
                Self { checks, ..this }
            }
            Action::Probed(number, probed) if number == this.number => {
                let mut all = this.probed;
                all.push(Rc::new(probed));
                Self {
                    probed: all,
                    checks: Vec::new(),
                    ..this
                }
            }
            Action::Ended(number) if number == this.number => {
                let found: Vec<Finding> = this.of_endpoints().cloned().collect();
                Self {
                    run: Run::Done,
                    said: text::tested(&found),
                    ..this
                }
            }
            Action::Checked(..) | Action::Probed(..) | Action::Ended(_) => this,
            Action::Go(View::Page) => Self {
                view: View::Page,
                ..this
            }
            .focused(Focus::Papers),
            Action::Go(view) => Self { view, ..this }.focused(Focus::Sheet),
        })
    }
}

/// Whether nothing stands above a note.
pub(crate) fn is_clear<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> bool {
    worst(findings).is_none_or(|severity| severity == Severity::Note)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(members: &[(&str, Value)]) -> Value {
        let named = members
            .iter()
            .map(|(key, value)| ((*key).to_owned(), value.clone()));
        Value::Object(named.collect())
    }

    fn loaded(document: Value) -> Rc<Loaded> {
        let today = Date::parse("2026-11-22").unwrap();
        Rc::new(Loaded::new(
            document,
            "https://h.example/".to_owned(),
            today,
        ))
    }

    fn check(code: &'static str) -> Check {
        Check {
            code,
            title: "Title",
            verdict: touchbase::golive::Verdict::Passed,
        }
    }

    #[test]
    fn languages_are_those_of_the_texts() {
        let texts = object(&[("es", "Hola".into()), ("pt-BR", "Oi".into())]);
        let loaded = loaded(object(&[
            ("language", "en".into()),
            ("program", object(&[("id", "x".into()), ("name", texts)])),
        ]));
        assert_eq!(loaded.languages(), ["en", "es", "pt-BR"]);
        assert_eq!(loaded.locale, "en");
    }

    #[test]
    fn a_new_document_drops_what_was_found_of_the_last() {
        let model = Rc::new(Model::default());
        let first = model.reduce(Action::Read(loaded(object(&[]))));
        let model = Rc::clone(&first).reduce(Action::Read(loaded(object(&[]))));
        assert!(
            model.focus != first.focus,
            "the heading takes the focus again"
        );
        let model = model.reduce(Action::Role(Some("Nurse".to_owned())));
        let model = model.reduce(Action::Ask);
        assert!(model.run == Run::Asked && model.focus.0 == Focus::Question);
        let model = model.reduce(Action::Start);
        let number = model.number;
        let model = model.reduce(Action::Checked(number, check("receipt")));
        assert_eq!(model.checks.len(), 1);
        let before = model.focus;
        let model = model.reduce(Action::Read(loaded(object(&[]))));
        assert!(model.focus.0 == Focus::Findings && model.focus.1 != before.1);
        assert!(model.run == Run::Idle && model.checks.is_empty() && model.role.is_none());
        // What the test of the last document still finds is nobody's.
        let model = model.reduce(Action::Checked(number, check("replay")));
        let model = model.reduce(Action::Probed(number, Probed::default()));
        let model = model.reduce(Action::Ended(number));
        assert!(model.run == Run::Idle && model.checks.is_empty() && model.probed.is_empty());
    }

    #[test]
    fn nothing_of_the_last_document_stays_where_there_is_no_next() {
        let model = Rc::new(Model::default()).reduce(Action::Read(loaded(object(&[]))));
        let model = model.reduce(Action::Start);
        let number = model.number;
        let model = model.reduce(Action::Unread("Why.".to_owned()));
        assert!(model.loaded.is_none() && model.run == Run::Idle && model.said == "Why.");
        let model = model.reduce(Action::Checked(number, check("replay")));
        assert!(model.checks.is_empty());
    }

    #[test]
    fn nothing_is_sent_before_a_second_press() {
        let model = Rc::new(Model::default()).reduce(Action::Ask);
        let model = model.reduce(Action::NotNow);
        assert!(model.run == Run::Idle && model.focus.0 == Focus::Test);
    }
}
