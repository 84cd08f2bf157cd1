//! The strict loader: a document is sound in every part, or it is refused with every reason.

use super::format::{DOCUMENT, SCHEMA};
use super::sound::{check_conversion, check_method, check_range_and_bands};
use super::{
    Attribution, Band, Convert, Decimal, Gate, Instrument, Interpretation, Item, Licence, Method,
    Missing, Permission, Protocol, Reason, Refusal, Scale, ScaleAnswer, Score, Source, Trigger,
};
use crate::check::Load;
use crate::config::Code;
use crate::config::walk::{at, below, walk};
use crate::value::Value;

/// What a document is read for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Purpose {
    /// As a recipe: wording and permission may be absent, but not by halves, and scores where none
    /// is confirmed. The terms of the wording and the sources of the numbers have to be there.
    Recipe,
    /// To be shown to a person: all wording, its language, the permission to use it, and for items
    /// about safety what happens then.
    Show,
}

/// Reads a document.
///
/// # Errors
///
/// Every reason why it is refused. What the table of the format says comes first: a document of
/// another shape is not looked into any further.
pub fn read(value: &Value, purpose: Purpose) -> Result<Instrument, Vec<Refusal>> {
    let mut reader = Reader {
        refusals: Vec::new(),
    };
    reader.shape(value);
    if !reader.refusals.is_empty() {
        return Err(reader.refusals);
    }
    let instrument = reader.instrument(value);
    reader.purpose(&instrument, purpose);
    if !reader.refusals.is_empty() {
        return Err(reader.refusals);
    }
    Ok(instrument)
}

struct Reader {
    refusals: Vec<Refusal>,
}

impl Reader {
    fn shape(&mut self, value: &Value) {
        if let Some(schema) = value.get("schema")
            && schema.as_str() != Some(SCHEMA)
        {
            // Another format: all its other keys would only look wrong.
            return self.push("schema", Reason::Shape(Code::SchemaUnknown));
        }
        for fault in walk(value, &DOCUMENT, "") {
            let reason = match fault.code {
                Code::NotAllowed if fault.path.ends_with("].method") => Reason::MethodUnknown,
                Code::Missing if fault.path == "attribution" => Reason::AttributionMissing,
                code => Reason::Shape(code),
            };
            self.push(&fault.path, reason);
        }
    }

    fn instrument(&mut self, value: &Value) -> Instrument {
        let skippable = flag(value, "skippable").unwrap_or(true);
        let scales = self.scales(value);
        let items = self.items(value, &scales, skippable);
        let ids = Ids {
            items: &items,
            scales: &scales,
        };
        let gate = value.get("gate").and_then(|gate| {
            let trigger = self.trigger(gate, &ids, "gate")?;
            Some(Gate {
                item: trigger.item,
                at_least: trigger.at_least,
            })
        });
        let safety_items = self.safety_items(value, &ids);
        let scores = self.scores(value, &ids, gate);
        Instrument {
            id: text(value, "id"),
            name: text(value, "name"),
            version: text(value, "version"),
            language: self.language(value),
            validated_translation: flag(value, "validated_translation"),
            title: some_text(value, "title"),
            intro: some_text(value, "intro"),
            interpretation: match value.get("interpretation").and_then(Value::as_str) {
                Some("screening") => Interpretation::Screening,
                Some("organisational") => Interpretation::Organisational,
                _ => Interpretation::Reflection,
            },
            look_back_days: days(value, "look_back_days"),
            min_days_since_event: days(value, "min_days_since_event"),
            scales,
            items,
            gate,
            scores,
            safety_items,
            safety_protocol: value.get("safety_protocol").map(|protocol| Protocol {
                text: text(protocol, "text"),
                owner: text(protocol, "owner"),
                date: text(protocol, "date"),
            }),
            attribution: Attribution {
                text: value
                    .get("attribution")
                    .map(|attribution| text(attribution, "text"))
                    .unwrap_or_default(),
                url: value
                    .get("attribution")
                    .and_then(|attribution| some_text(attribution, "url")),
            },
            permission: value.get("permission").map(|permission| Permission {
                holder: text(permission, "holder"),
                reference: text(permission, "reference"),
                date: text(permission, "date"),
                commercial_ok: flag(permission, "commercial_ok").unwrap_or(false),
            }),
            licence: value.get("licence").map(|licence| Licence {
                status: text(licence, "status"),
                text: text(licence, "text"),
            }),
            sources: list(value, "sources")
                .iter()
                .map(|source| Source {
                    about: text(source, "about"),
                    text: text(source, "text"),
                    url: some_text(source, "url"),
                })
                .collect(),
        }
    }

    fn language(&mut self, value: &Value) -> Option<String> {
        let language = some_text(value, "language")?;
        if !is_language(&language) {
            self.push("language", Reason::LanguageBad);
        }
        Some(language)
    }

    fn scales(&mut self, value: &Value) -> Vec<Scale> {
        let scales = list(value, "scales");
        self.unique_ids(scales, "scales");
        let mut out = Vec::with_capacity(scales.len());
        for (i, scale) in scales.iter().enumerate() {
            let path = below(&at("scales", i), "answers");
            let answers = list(scale, "answers");
            self.unique_ids(answers, &path);
            let answers: Vec<_> = answers
                .iter()
                .map(|answer| ScaleAnswer {
                    id: text(answer, "id"),
                    value: int(answer, "value").unwrap_or(0),
                    text: some_text(answer, "text"),
                })
                .collect();
            for (j, pair) in answers.windows(2).enumerate() {
                if pair[0].value >= pair[1].value {
                    self.push(&below(&at(&path, j + 1), "value"), Reason::AnswersNotRising);
                }
            }
            out.push(Scale {
                id: text(scale, "id"),
                answers,
            });
        }
        out
    }

    fn items(&mut self, value: &Value, scales: &[Scale], skippable: bool) -> Vec<Item> {
        let items = list(value, "items");
        self.unique_ids(items, "items");
        let mut out = Vec::with_capacity(items.len());
        for (i, item) in items.iter().enumerate() {
            let id = text(item, "scale");
            let scale = scales.iter().position(|scale| scale.id == id);
            if scale.is_none() {
                self.push(&below(&at("items", i), "scale"), Reason::ScaleUnknown);
            }
            out.push(Item {
                id: text(item, "id"),
                // What is refused is never returned, so any place serves to read on.
                scale: scale.unwrap_or(0),
                reverse: flag(item, "reverse").unwrap_or(false),
                skippable: flag(item, "skippable").unwrap_or(skippable),
                text: some_text(item, "text"),
            });
        }
        out
    }

    fn trigger(&mut self, value: &Value, ids: &Ids, path: &str) -> Option<Trigger> {
        let Some(item) = ids.item(&text(value, "item")) else {
            self.push(&below(path, "item"), Reason::ItemUnknown);
            return None;
        };
        let at_least = int(value, "at_least").unwrap_or(0);
        if !ids.separates(item, at_least) {
            self.push(&below(path, "at_least"), Reason::ThresholdOutside);
        }
        Some(Trigger { item, at_least })
    }

    fn safety_items(&mut self, value: &Value, ids: &Ids) -> Vec<Trigger> {
        let mut out: Vec<Trigger> = Vec::new();
        for (i, trigger) in list(value, "safety_items").iter().enumerate() {
            let path = at("safety_items", i);
            let Some(trigger) = self.trigger(trigger, ids, &path) else {
                continue;
            };
            if out.iter().any(|other| other.item == trigger.item) {
                self.push(&below(&path, "item"), Reason::ItemTwice);
            }
            out.push(trigger);
        }
        out
    }

    fn scores(&mut self, value: &Value, ids: &Ids, gate: Option<Gate>) -> Vec<Score> {
        let scores = list(value, "scores");
        self.unique_ids(scores, "scores");
        let mut out = Vec::with_capacity(scores.len());
        for (i, value) in scores.iter().enumerate() {
            let path = at("scores", i);
            let before = self.refusals.len();
            let items = self.score_items(value, ids, gate, &path);
            let score = Score {
                id: text(value, "id"),
                text: some_text(value, "text"),
                method: method(value),
                convert: convert(value),
                missing: missing(value),
                range: value.get("range").and_then(pair).unwrap_or(ZERO),
                bands: list(value, "bands").iter().map(band).collect(),
                items,
            };
            self.unique_ids(list(value, "bands"), &below(&path, "bands"));
            self.score_keys(value, &path);
            // Each check trusts the one before: a range of items that are not there means nothing.
            let checks = [check_method, check_conversion, check_range_and_bands];
            for check in checks {
                if self.refusals.len() > before {
                    break;
                }
                check(&score, value, ids, &path, &mut self.refusals);
            }
            out.push(score);
        }
        out
    }

    fn score_items(
        &mut self,
        value: &Value,
        ids: &Ids,
        gate: Option<Gate>,
        path: &str,
    ) -> Vec<usize> {
        let mut items: Vec<usize> = Vec::new();
        for (i, id) in list(value, "items").iter().enumerate() {
            let path = at(&below(path, "items"), i);
            let Some(item) = ids.item(id.as_str().unwrap_or_default()) else {
                self.push(&path, Reason::ItemUnknown);
                continue;
            };
            if items.contains(&item) {
                self.push(&path, Reason::ItemTwice);
            }
            if gate.is_some_and(|gate| gate.item == item && !ids.lowest_below(gate)) {
                self.push(&path, Reason::GateScored);
            }
            items.push(item);
        }
        items
    }

    /// Keys that the method and the rule for missing answers need, and those that they have no use
    /// for: whoever wrote one expects that it does something.
    fn score_keys(&mut self, value: &Value, path: &str) {
        let method = value.get("method").and_then(Value::as_str);
        let missing = value.get("missing").and_then(Value::as_str);
        let needs = [
            ("threshold", method == Some("count")),
            ("weights", method == Some("weighted")),
        ];
        for (key, needed) in needs {
            match (value.get(key).is_some(), needed) {
                (true, false) => self.push(&below(path, key), Reason::NotForMethod),
                (false, true) => self.push(&below(path, key), Reason::NeededByMethod),
                _ => {}
            }
        }
        let prorated = missing == Some("prorate");
        let refused = [
            ("min_answered", missing == Some("none")),
            ("transform", value.get("lookup").is_some()),
            // Means of what was answered take values that no table lists.
            ("lookup", prorated),
        ];
        for (key, refused) in refused {
            if refused && value.get(key).is_some() {
                self.push(&below(path, key), Reason::NotForMethod);
            }
        }
        if prorated && matches!(method, Some("weighted" | "maximum")) {
            self.push(&below(path, "missing"), Reason::NotForMethod);
        }
    }

    fn purpose(&mut self, instrument: &Instrument, purpose: Purpose) {
        let mut texts = Vec::new();
        let mut look = |path: String, text: &Option<String>| texts.push((path, text.is_some()));
        look("title".into(), &instrument.title);
        for (i, scale) in instrument.scales.iter().enumerate() {
            for (j, answer) in scale.answers.iter().enumerate() {
                let answers = below(&at("scales", i), "answers");
                look(below(&at(&answers, j), "text"), &answer.text);
            }
        }
        for (i, item) in instrument.items.iter().enumerate() {
            look(below(&at("items", i), "text"), &item.text);
        }
        for (i, score) in instrument.scores.iter().enumerate() {
            let path = at("scores", i);
            look(below(&path, "text"), &score.text);
            for (j, band) in score.bands.iter().enumerate() {
                let bands = below(&path, "bands");
                look(below(&at(&bands, j), "text"), &band.text);
            }
        }

        let worded = instrument.intro.is_some() || texts.iter().any(|(_, there)| *there);
        if worded || purpose == Purpose::Show {
            // A translation is a different instrument, so wording without a language is half too.
            texts.push(("language".into(), instrument.language.is_some()));
            let reason = match purpose {
                Purpose::Show => Reason::WordingMissing,
                Purpose::Recipe => Reason::WordingHalf,
            };
            for (path, _) in texts.iter().filter(|(_, there)| !there) {
                self.push(path, reason);
            }
            if instrument.permission.is_none() {
                self.push("permission", Reason::PermissionMissing);
            }
        }
        match purpose {
            Purpose::Show => {
                if instrument.scores.is_empty() {
                    self.push("scores", Reason::ScoresMissing);
                }
                if !instrument.safety_items.is_empty() && instrument.safety_protocol.is_none() {
                    self.push("safety_protocol", Reason::SafetyProtocolMissing);
                }
            }
            Purpose::Recipe => {
                if instrument.licence.is_none() {
                    self.push("licence", Reason::LicenceMissing);
                }
                if instrument.sources.is_empty() {
                    self.push("sources", Reason::SourcesMissing);
                }
            }
        }
    }

    fn unique_ids(&mut self, entries: &[Value], path: &str) {
        let id = |entry: &'_ Value| entry.get("id").and_then(Value::as_str).map(str::to_owned);
        for (i, entry) in entries.iter().enumerate() {
            if entries[..i].iter().any(|other| id(other) == id(entry)) {
                self.push(&below(&at(path, i), "id"), Reason::Shape(Code::DuplicateId));
            }
        }
    }

    fn push(&mut self, path: &str, reason: Reason) {
        self.refusals.push(Refusal {
            path: path.to_owned(),
            reason,
        });
    }
}

/// What the rest of a document may name.
pub(super) struct Ids<'a> {
    items: &'a [Item],
    scales: &'a [Scale],
}

impl Ids<'_> {
    fn item(&self, id: &str) -> Option<usize> {
        self.items.iter().position(|item| item.id == id)
    }

    /// The scale of an item.
    pub(super) fn scale(&self, item: usize) -> &Scale {
        &self.scales[self.items[item].scale]
    }

    /// What an answer counts, turned round where the item is.
    pub(super) fn counted(&self, item: usize, value: i64) -> i64 {
        let scale = self.scale(item);
        if self.items[item].reverse {
            return scale.least() + scale.greatest() - value;
        }
        value
    }

    /// Whether some answers to the item reach the value and some do not.
    pub(super) fn separates(&self, item: usize, value: i64) -> bool {
        let scale = self.scale(item);
        scale.least() < value && value <= scale.greatest()
    }

    /// Whether an answer that leaves the gate closed counts as the least value in any case.
    fn lowest_below(&self, gate: Gate) -> bool {
        let below = self.scale(gate.item).answers.iter();
        let below = below.filter(|answer| answer.value < gate.at_least);
        below.count() == 1 && !self.items[gate.item].reverse
    }
}

const ZERO: (Decimal, Decimal) = (Decimal(0), Decimal(0));

fn method(value: &Value) -> Method {
    match value.get("method").and_then(Value::as_str) {
        Some("mean") => Method::Mean,
        Some("count") => Method::Count(int(value, "threshold").unwrap_or(0)),
        Some("weighted") => {
            let weights = list(value, "weights").iter().filter_map(decimal);
            Method::Weighted(weights.collect())
        }
        Some("maximum") => Method::Maximum,
        _ => Method::Sum,
    }
}

fn convert(value: &Value) -> Convert {
    if let Some(transform) = value.get("transform") {
        let factor = |key: &str| transform.get(key).and_then(decimal);
        return Convert::Transform {
            multiply: factor("multiply").unwrap_or(Decimal(0)),
            add: factor("add").unwrap_or(Decimal(0)),
        };
    }
    if let Some(lookup) = value.get("lookup") {
        return Convert::Lookup(lookup.items().iter().filter_map(pair).collect());
    }
    Convert::Plain
}

fn missing(value: &Value) -> Missing {
    // From no answer at all nothing can be said, so at least one is always asked for.
    let least = int(value, "min_answered").and_then(|least| usize::try_from(least).ok());
    let least = least.unwrap_or(1).max(1);
    match value.get("missing").and_then(Value::as_str) {
        Some("lowest") => Missing::Lowest(least),
        Some("prorate") => Missing::Prorate(least),
        _ => Missing::None,
    }
}

fn band(value: &Value) -> Band {
    Band {
        id: text(value, "id"),
        from: value.get("from").and_then(decimal).unwrap_or(Decimal(0)),
        text: some_text(value, "text"),
        load: match value.get("load").and_then(Value::as_str) {
            Some("little") => Some(Load::Little),
            Some("some") => Some(Load::Some),
            Some("much") => Some(Load::Much),
            _ => None,
        },
    }
}

fn pair(value: &Value) -> Option<(Decimal, Decimal)> {
    let [first, second] = value.items() else {
        return None;
    };
    Some((decimal(first)?, decimal(second)?))
}

/// A number of a document.
pub(super) fn decimal(value: &Value) -> Option<Decimal> {
    value.as_thousandths().map(Decimal)
}

/// The items of the list `key`; none where it is not there.
pub(super) fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value.get(key).map(Value::items).unwrap_or_default()
}

fn text(value: &Value, key: &str) -> String {
    some_text(value, key).unwrap_or_default()
}

fn some_text(value: &Value, key: &str) -> Option<String> {
    value.get(key).and_then(Value::as_str).map(str::to_owned)
}

fn flag(value: &Value, key: &str) -> Option<bool> {
    value.get(key).and_then(Value::as_bool)
}

fn int(value: &Value, key: &str) -> Option<i64> {
    value.get(key).and_then(Value::as_int)
}

fn days(value: &Value, key: &str) -> Option<u16> {
    int(value, key).and_then(|days| u16::try_from(days).ok())
}

/// Whether a text has the form of a language tag: a language of 2 to 8 letters, and parts of 1 to 8
/// letters and digits after hyphens (RFC 5646 section 2.1).
fn is_language(text: &str) -> bool {
    let mut parts = text.split('-');
    let language = parts.next().unwrap_or_default();
    (2..=8).contains(&language.len())
        && language.bytes().all(|b| b.is_ascii_alphabetic())
        && parts.all(|part| {
            (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
        })
}
