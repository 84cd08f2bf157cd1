//! A host's instrument as JavaScript sees it: JSON text and positions across the border, and no
//! score.

use wasm_bindgen::prelude::*;

use crate::browser::js::parse_json;
use crate::check::Load;
use crate::instrument::{Answers, Instrument, Outcome, PREFIX, Purpose, Reason, Refusal, read};
use crate::value::Value;

/// An instrument to show, or the reasons why it cannot be shown.
#[wasm_bindgen(js_name = Instrument)]
pub struct Questionnaire {
    sound: Option<Instrument>,
    refusals: Vec<Refusal>,
}

#[wasm_bindgen(js_class = Instrument)]
impl Questionnaire {
    /// Reads a document. What is refused has faults and nothing else.
    pub fn read(text: &str) -> Self {
        let read = match parse_json(text) {
            Some(value) => read(&value, Purpose::Show),
            None => Err(vec![Refusal {
                path: String::new(),
                reason: Reason::NotJson,
            }]),
        };
        match read {
            Ok(instrument) => Self {
                sound: Some(instrument),
                refusals: Vec::new(),
            },
            Err(refusals) => Self {
                sound: None,
                refusals,
            },
        }
    }

    /// Why it is refused: a JSON list of `{path, code}`, empty where it is sound.
    pub fn faults(&self) -> String {
        let faults = self.refusals.iter().map(|refusal| {
            let mut code = PREFIX.to_owned();
            code.push_str(refusal.reason.as_str());
            object([
                ("path", refusal.path.as_str().into()),
                ("code", code.into()),
            ])
        });
        Value::Array(faults.collect()).to_json()
    }

    /// What the screen shows, as JSON; `null` where it is refused. It names nothing by its
    /// identifier.
    pub fn view(&self) -> String {
        self.sound.as_ref().map_or(Value::Null, view).to_json()
    }

    /// The item to ask after `item`, or the first for -1; -1 at the end. `answers` are positions on
    /// the items' scales in the order of the items, -1 for an open one.
    pub fn next(&self, answers: &[i8], item: i32) -> i32 {
        let Some(instrument) = &self.sound else {
            return -1;
        };
        let next = instrument.next(&taken(answers), usize::try_from(item).ok());
        next.and_then(|next| i32::try_from(next).ok()).unwrap_or(-1)
    }

    /// What may be said of the answers, as JSON: `{scores: [{name, band, enough}], load, safety}`;
    /// `null` where the instrument is refused.
    pub fn result(&self, answers: &[i8]) -> String {
        let Some(instrument) = &self.sound else {
            return Value::Null.to_json();
        };
        outcome(&instrument.result(&taken(answers))).to_json()
    }

    /// Lets go of the document. The module's allocator overwrites what is let go of.
    pub fn wipe(&mut self) {
        self.sound = None;
        self.refusals = Vec::new();
    }
}

fn taken(positions: &[i8]) -> Answers {
    let mut answers = Answers::new(positions.len());
    for (item, position) in positions.iter().enumerate() {
        answers.set(item, u8::try_from(*position).ok());
    }
    answers
}

fn view(instrument: &Instrument) -> Value {
    let days = |days: Option<u16>| days.map_or(Value::Null, |days| u32::from(days).into());
    let attribution = instrument.attribution();
    let gate = instrument
        .gate()
        .and_then(|gate| u32::try_from(gate.item).ok());
    let protocol = instrument.safety_protocol();
    let items = instrument.items().iter().enumerate().map(|(place, item)| {
        let scale = instrument.scale_of(place);
        let answers = scale.iter().flat_map(|scale| &scale.answers);
        object([
            ("text", optional(item.text.as_deref())),
            ("skippable", item.skippable.into()),
            (
                "answers",
                Value::Array(
                    answers
                        .map(|answer| optional(answer.text.as_deref()))
                        .collect(),
                ),
            ),
        ])
    });
    object([
        ("title", optional(instrument.title())),
        ("intro", optional(instrument.intro())),
        (
            "interpretation",
            instrument.interpretation().as_str().into(),
        ),
        ("version", instrument.version().into()),
        ("language", optional(instrument.language())),
        (
            "validated_translation",
            instrument
                .validated_translation()
                .map_or(Value::Null, Value::from),
        ),
        (
            "attribution",
            object([
                ("text", attribution.text.as_str().into()),
                ("url", optional(attribution.url.as_deref())),
            ]),
        ),
        ("look_back_days", days(instrument.look_back_days())),
        (
            "min_days_since_event",
            days(instrument.min_days_since_event()),
        ),
        (
            "protocol",
            optional(protocol.map(|protocol| protocol.text.as_str())),
        ),
        ("gate", gate.map_or(Value::Null, Value::from)),
        ("items", Value::Array(items.collect())),
    ])
}

fn outcome(outcome: &Outcome) -> Value {
    let scores = outcome.findings.iter().map(|finding| {
        object([
            ("name", finding.name.into()),
            ("band", optional(finding.band)),
            ("enough", finding.band.is_some().into()),
        ])
    });
    object([
        ("scores", Value::Array(scores.collect())),
        (
            "load",
            match outcome.load {
                Some(Load::Little) => "little".into(),
                Some(Load::Some) => "some".into(),
                Some(Load::Much) => "much".into(),
                Some(Load::Unknown) | None => Value::Null,
            },
        ),
        ("safety", outcome.safety.into()),
    ])
}

fn optional(text: Option<&str>) -> Value {
    text.map_or(Value::Null, Value::from)
}

fn object<const N: usize>(members: [(&str, Value); N]) -> Value {
    let members = members.into_iter();
    Value::Object(
        members
            .map(|(key, value)| (key.to_owned(), value))
            .collect(),
    )
}
