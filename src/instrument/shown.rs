//! An instrument and its outcome as JSON values, for a screen that is in another module.

use super::{Answers, Instrument, Outcome};
use crate::check::Load;
use crate::value::Value;

impl Instrument {
    /// What a screen shows, as a JSON value. It names nothing by its identifier.
    pub fn view(&self) -> Value {
        let days = |days: Option<u16>| days.map_or(Value::Null, |days| u32::from(days).into());
        let attribution = self.attribution();
        let gate = self.gate().and_then(|gate| u32::try_from(gate.item).ok());
        let protocol = self.safety_protocol();
        let items = self.items().iter().enumerate().map(|(place, item)| {
            let scale = self.scale_of(place);
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
            ("title", optional(self.title())),
            ("intro", optional(self.intro())),
            ("interpretation", self.interpretation().as_str().into()),
            ("version", self.version().into()),
            ("language", optional(self.language())),
            (
                "validated_translation",
                self.validated_translation()
                    .map_or(Value::Null, Value::from),
            ),
            (
                "attribution",
                object([
                    ("text", attribution.text.as_str().into()),
                    ("url", optional(attribution.url.as_deref())),
                ]),
            ),
            ("look_back_days", days(self.look_back_days())),
            ("min_days_since_event", days(self.min_days_since_event())),
            (
                "protocol",
                optional(protocol.map(|protocol| protocol.text.as_str())),
            ),
            ("gate", gate.map_or(Value::Null, Value::from)),
            ("items", Value::Array(items.collect())),
        ])
    }
}

impl Outcome<'_> {
    /// The same as a JSON value: `{scores: [{name, band, enough}], load, safety}`.
    pub fn to_value(&self) -> Value {
        let scores = self.findings.iter().map(|finding| {
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
                match self.load {
                    Some(Load::Little) => "little".into(),
                    Some(Load::Some) => "some".into(),
                    Some(Load::Much) => "much".into(),
                    Some(Load::Unknown) | None => Value::Null,
                },
            ),
            ("safety", self.safety.into()),
        ])
    }
}

impl Answers {
    /// Answers as they cross a border between modules: positions on the items' scales in the order of
    /// the items, -1 for an open one.
    pub fn of(positions: &[i8]) -> Self {
        let mut answers = Self::new(positions.len());
        for (item, position) in positions.iter().enumerate() {
            answers.set(item, u8::try_from(*position).ok());
        }
        answers
    }
}

fn optional(text: Option<&str>) -> Value {
    text.map_or(Value::Null, Value::from)
}

pub(crate) fn object<const N: usize>(members: [(&str, Value); N]) -> Value {
    let members = members.into_iter();
    Value::Object(
        members
            .map(|(key, value)| (key.to_owned(), value))
            .collect(),
    )
}
