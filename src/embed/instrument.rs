//! A host's instrument as JavaScript sees it: JSON text and positions across the border, and no
//! score.

use wasm_bindgen::prelude::*;

use crate::browser::js::parse_json;
use crate::instrument::{Answers, Instrument, PREFIX, Purpose, Reason, Refusal, object, read};
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
        self.sound
            .as_ref()
            .map_or(Value::Null, Instrument::view)
            .to_json()
    }

    /// The item to ask after `item`, or the first for -1; -1 at the end. `answers` are positions on
    /// the items' scales in the order of the items, -1 for an open one.
    pub fn next(&self, answers: &[i8], item: i32) -> i32 {
        let Some(instrument) = &self.sound else {
            return -1;
        };
        let next = instrument.next(&Answers::of(answers), usize::try_from(item).ok());
        next.and_then(|next| i32::try_from(next).ok()).unwrap_or(-1)
    }

    /// What may be said of the answers, as JSON: `{scores: [{name, band, enough}], load, safety}`;
    /// `null` where the instrument is refused.
    pub fn result(&self, answers: &[i8]) -> String {
        let Some(instrument) = &self.sound else {
            return Value::Null.to_json();
        };
        instrument
            .result(&Answers::of(answers))
            .to_value()
            .to_json()
    }

    /// Lets go of the document. The module's allocator overwrites what is let go of.
    pub fn wipe(&mut self) {
        self.sound = None;
        self.refusals = Vec::new();
    }
}
