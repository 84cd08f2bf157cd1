//! Arbitrary sound instruments, and a second way to score them that shares nothing with the
//! library's: fractions of `i128`, and every reachable sum listed one by one.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::{Value, json};

/// Numbers to make an instrument and its answers of. Smaller numbers make simpler ones, so that
/// shrinking works.
pub(crate) fn tape() -> impl Strategy<Value = Tape> {
    // Eight at a time: making them one by one takes longer than what is done with them.
    prop::array::uniform20(any::<u64>()).prop_map(|numbers| Tape {
        numbers: numbers.iter().flat_map(|n| n.to_le_bytes()).collect(),
        at: 0,
    })
}

#[derive(Clone, Debug)]
pub(crate) struct Tape {
    numbers: Vec<u8>,
    at: usize,
}

impl Tape {
    /// A number below `bound`.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        let number = self.numbers[self.at % self.numbers.len()];
        self.at += 1;
        usize::from(number) % bound
    }

    fn between(&mut self, least: i64, greatest: i64) -> i64 {
        least + self.below(usize::try_from(greatest - least + 1).unwrap()) as i64
    }

    fn often(&mut self) -> bool {
        self.below(3) > 0
    }

    /// An order of this many things.
    pub(crate) fn order(&mut self, length: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..length).collect();
        for i in (1..length).rev() {
            let j = self.below(i + 1);
            order.swap(i, j);
        }
        order
    }

    /// A position on each item's scale, or none.
    pub(crate) fn answers(&mut self, made: &Made) -> Vec<Option<u8>> {
        let open = self.below(3);
        let items = made.items.iter();
        items
            .map(|item| {
                let position = self.below(made.scales[item.scale].len());
                // In a third of the cases nothing is open, so that full answers are common.
                let given = open == 0 || self.below(4) > 0;
                given.then_some(u8::try_from(position).unwrap())
            })
            .collect()
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Made {
    /// The values of each scale, rising.
    pub(crate) scales: Vec<Vec<i64>>,
    pub(crate) items: Vec<MadeItem>,
    pub(crate) gate: Option<(usize, i64)>,
    pub(crate) scores: Vec<MadeScore>,
    pub(crate) safety: Vec<(usize, i64)>,
}

#[derive(Clone, Debug)]
pub(crate) struct MadeItem {
    pub(crate) scale: usize,
    pub(crate) reverse: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct MadeScore {
    pub(crate) items: Vec<usize>,
    pub(crate) method: How,
    pub(crate) missing: Rule,
    /// Fewer answers give no score. With [`Rule::None`] it stands for nothing.
    pub(crate) min_answered: usize,
    pub(crate) convert: Then,
    /// In thousandths.
    pub(crate) range: (i64, i64),
    /// Where each band begins, in thousandths.
    pub(crate) bands: Vec<i64>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum How {
    Sum,
    Mean,
    Count(i64),
    /// Thousandths.
    Weighted(Vec<i64>),
    Maximum,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Rule {
    None,
    Lowest,
    Prorate,
}

#[derive(Clone, Debug)]
pub(crate) enum Then {
    Plain,
    /// Factor and offset, thousandths.
    Transform(i64, i64),
    /// Thousandths to thousandths.
    Lookup(Vec<(i64, i64)>),
}

/// What to make.
#[derive(Clone, Copy, Default)]
pub(crate) struct Wanted {
    /// This rule for missing answers; any where nothing is said.
    pub(crate) missing: Option<Rule>,
    /// No gate.
    pub(crate) open: bool,
}

pub(crate) fn make(tape: &mut Tape, wanted: Wanted) -> Made {
    let scales: Vec<Vec<i64>> = (0..=tape.below(3))
        .map(|_| {
            let mut value = tape.between(-3, 3);
            let mut values = vec![value];
            for _ in 0..=tape.below(4) {
                value += tape.between(1, 3);
                values.push(value);
            }
            values
        })
        .collect();
    let items: Vec<MadeItem> = (0..2 + tape.below(6))
        .map(|_| MadeItem {
            scale: tape.below(scales.len()),
            reverse: tape.below(3) == 2,
        })
        .collect();
    let mut made = Made {
        scales,
        items,
        gate: None,
        scores: Vec::new(),
        safety: Vec::new(),
    };
    if !wanted.open && tape.below(3) == 2 {
        let item = tape.below(made.items.len());
        made.gate = Some((item, made.dividing(tape, item)));
    }
    for _ in 0..tape.below(3) {
        let item = tape.below(made.items.len());
        if made.safety.iter().all(|(other, _)| *other != item) {
            let at_least = made.dividing(tape, item);
            made.safety.push((item, at_least));
        }
    }
    for _ in 0..=tape.below(3) {
        let score = made.make_score(tape, wanted);
        made.scores.push(score);
    }
    made
}

impl Made {
    /// A value that some answers to the item reach and some do not.
    fn dividing(&self, tape: &mut Tape, item: usize) -> i64 {
        let (least, greatest) = self.ends(item);
        tape.between(least + 1, greatest)
    }

    pub(crate) fn ends(&self, item: usize) -> (i64, i64) {
        let values = &self.scales[self.items[item].scale];
        (values[0], values[values.len() - 1])
    }

    fn make_score(&self, tape: &mut Tape, wanted: Wanted) -> MadeScore {
        let gate = self.gate.map(|(item, _)| item);
        let mut items = tape.order(self.items.len());
        items.retain(|item| Some(*item) != gate);
        items.truncate(1 + tape.below(items.len()));
        let missing = wanted.missing.unwrap_or_else(|| match tape.below(3) {
            0 => Rule::None,
            1 => Rule::Lowest,
            _ => Rule::Prorate,
        });
        let kinds = if missing == Rule::Prorate { 3 } else { 5 };
        let kind = tape.below(kinds);
        // Where items have to be on one footing, those like the first stay.
        if missing == Rule::Prorate || kind == 1 || kind == 2 {
            let first = self.ends(items[0]);
            items.retain(|item| self.ends(*item) == first);
        }
        if kind == 3 {
            items.truncate(3);
        }
        let method = match kind {
            0 => How::Sum,
            1 => How::Mean,
            2 => How::Count(self.dividing(tape, items[0])),
            3 => How::Weighted(items.iter().map(|_| tape.between(-90, 160) * 25).collect()),
            _ => How::Maximum,
        };
        let mut score = MadeScore {
            min_answered: 1 + tape.below(items.len()),
            items,
            method,
            missing,
            convert: Then::Plain,
            range: (0, 0),
            bands: Vec::new(),
        };

        let reached = self.reached(&score);
        let parts = score.parts();
        let listed = reached.iter().all(|raw| raw % parts == 0);
        score.convert = match tape.below(3) {
            1 => {
                let multiply = [-4_000, -1_000, 2_000, 4_000, 500, 250][tape.below(6)];
                // A weighted sum in thousandths times thousandths would need six decimals.
                let whole = matches!(score.method, How::Weighted(_));
                let multiply = if whole { 1_000 } else { multiply };
                Then::Transform(multiply, tape.between(-100, 100) * 125)
            }
            2 if listed && missing != Rule::Prorate && reached.len() < 40 => {
                let rows = reached.iter();
                Then::Lookup(
                    rows.map(|raw| (raw / parts, tape.between(-80, 80) * 500))
                        .collect(),
                )
            }
            _ => Then::Plain,
        };
        let scores: Vec<Fraction> = reached
            .iter()
            .map(|raw| score.converted(Fraction::new(i128::from(*raw), 1_000 * i128::from(parts))))
            .collect();
        let thousandths = |score: &Fraction| {
            assert_eq!(score.0 * 1_000 % score.1, 0, "{score:?}");
            i64::try_from(score.0 * 1_000 / score.1).unwrap()
        };
        let least = scores.iter().min_by(|a, b| a.compare(b)).unwrap();
        let greatest = scores.iter().max_by(|a, b| a.compare(b)).unwrap();
        score.range = (thousandths(least), thousandths(greatest));

        if tape.often() {
            let width = score.range.1 - score.range.0;
            let mut bands = BTreeSet::from([score.range.0]);
            for _ in 0..tape.below(5) {
                let cut = tape.between(0, 255) * width / 255;
                // Whole scores are where edges are met.
                let cut = if tape.often() {
                    cut / 1_000 * 1_000
                } else {
                    cut
                };
                bands.insert(score.range.0 + cut);
            }
            score.bands = bands.into_iter().collect();
        }
        score
    }

    /// Every number of the method, in thousandths, of a mean times the items.
    fn reached(&self, score: &MadeScore) -> BTreeSet<i64> {
        let mut reached: BTreeSet<Option<i64>> = BTreeSet::from([None]);
        for (place, item) in score.items.iter().enumerate() {
            let values = &self.scales[self.items[*item].scale];
            reached = reached
                .iter()
                .flat_map(|total| {
                    values.iter().map(move |value| {
                        let adds = score.adds(place, self.counted(*item, *value));
                        match (total, &score.method) {
                            (None, _) => Some(adds),
                            (Some(total), How::Maximum) => Some((*total).max(adds)),
                            (Some(total), _) => Some(total + adds),
                        }
                    })
                })
                .collect();
        }
        reached.into_iter().flatten().collect()
    }

    fn counted(&self, item: usize, value: i64) -> i64 {
        let (least, greatest) = self.ends(item);
        if self.items[item].reverse {
            least + greatest - value
        } else {
            value
        }
    }

    pub(crate) fn value(&self, answers: &[Option<u8>], item: usize) -> Option<i64> {
        let values = &self.scales[self.items[item].scale];
        answers[item].map(|position| values[usize::from(position)])
    }

    /// The score by the rules of the format.
    pub(crate) fn score(&self, score: &MadeScore, answers: &[Option<u8>]) -> Option<Fraction> {
        let mut given: Vec<Option<i64>> = score
            .items
            .iter()
            .map(|item| {
                let value = self.value(answers, *item)?;
                Some(self.counted(*item, value))
            })
            .collect();
        let least = |place: usize| self.ends(score.items[place]).0;
        let answered = given.iter().flatten().count();
        let closed = match self.gate {
            None => false,
            Some((item, at_least)) => self.value(answers, item)? < at_least,
        };
        let mut times = Fraction::new(1, 1);
        if closed {
            given = (0..given.len()).map(|place| Some(least(place))).collect();
        } else {
            match score.missing {
                Rule::None if answered < given.len() => return None,
                Rule::None => {}
                _ if answered < score.min_answered => return None,
                Rule::Lowest => {
                    for (place, value) in given.iter_mut().enumerate() {
                        *value = value.or(Some(least(place)));
                    }
                }
                Rule::Prorate => times = Fraction::new(given.len() as i128, answered as i128),
            }
        }
        let counted: Vec<i128> = given
            .iter()
            .enumerate()
            .filter_map(|(place, value)| value.map(|value| score.adds(place, value).into()))
            .collect();
        let raw = match score.method {
            How::Maximum => Fraction::new(*counted.iter().max().unwrap(), 1_000),
            How::Mean => Fraction::new(counted.iter().sum(), 1_000 * counted.len() as i128),
            _ => Fraction::new(counted.iter().sum(), 1_000).times(&times),
        };
        Some(score.converted(raw))
    }

    /// The document.
    pub(crate) fn document(&self) -> Value {
        let id = |item: &usize| format!("i{item}");
        let trigger =
            |(item, at_least): &(usize, i64)| json!({ "item": id(item), "at_least": at_least });
        let scales = self.scales.iter().enumerate().map(|(i, values)| {
            let answers = values.iter().enumerate();
            let answers: Vec<Value> = answers
                .map(|(j, value)| {
                    json!({ "id": format!("a{j}"), "value": value, "text": format!("Answer {j}") })
                })
                .collect();
            json!({ "id": format!("s{i}"), "answers": answers })
        });
        let items = self.items.iter().enumerate().map(|(i, item)| {
            json!({
                "id": id(&i), "scale": format!("s{}", item.scale), "reverse": item.reverse,
                "text": format!("Item {i}"),
            })
        });
        let scores = self.scores.iter().enumerate().map(|(i, score)| {
            let mut value = json!({
                "id": format!("t{i}"), "text": format!("Score {i}"),
                "items": score.items.iter().map(id).collect::<Vec<_>>(),
                "method": match &score.method {
                    How::Sum => "sum",
                    How::Mean => "mean",
                    How::Count(_) => "count",
                    How::Weighted(_) => "weighted",
                    How::Maximum => "maximum",
                },
                "missing": match score.missing {
                    Rule::None => "none",
                    Rule::Lowest => "lowest",
                    Rule::Prorate => "prorate",
                },
                "range": [decimal(score.range.0), decimal(score.range.1)],
            });
            let members = value.as_object_mut().unwrap();
            let mut put = |key: &str, value: Value| members.insert(key.to_owned(), value);
            match &score.method {
                How::Count(threshold) => {
                    put("threshold", json!(threshold));
                }
                How::Weighted(weights) => {
                    let weights: Vec<Value> = weights.iter().map(|n| decimal(*n)).collect();
                    put("weights", json!(weights));
                }
                _ => {}
            }
            if score.missing != Rule::None {
                put("min_answered", json!(score.min_answered));
            }
            match &score.convert {
                Then::Plain => {}
                Then::Transform(multiply, add) => {
                    let transform = json!({ "multiply": decimal(*multiply), "add": decimal(*add) });
                    put("transform", transform);
                }
                Then::Lookup(rows) => {
                    let rows = rows.iter().map(|(raw, n)| json!([decimal(*raw), decimal(*n)]));
                    put("lookup", rows.collect());
                }
            }
            if !score.bands.is_empty() {
                let bands = score.bands.iter().enumerate().map(|(j, from)| {
                    json!({ "id": format!("b{j}"), "from": decimal(*from), "text": format!("Band {j}") })
                });
                put("bands", bands.collect());
            }
            value
        });
        let mut document = json!({
            "schema": "touchbase-instrument/1",
            "id": "made", "name": "Made", "version": "1", "language": "en", "title": "Made",
            "interpretation": "reflection",
            "scales": scales.collect::<Vec<_>>(),
            "items": items.collect::<Vec<_>>(),
            "scores": scores.collect::<Vec<_>>(),
            "safety_items": self.safety.iter().map(trigger).collect::<Vec<_>>(),
            "safety_protocol": { "text": "A call.", "owner": "Team", "date": "2026-11-01" },
            "attribution": { "text": "Made up." },
            "permission": {
                "holder": "Nobody", "reference": "None", "date": "2026-11-01",
                "commercial_ok": false
            },
        });
        if let Some(gate) = &self.gate {
            document["gate"] = trigger(gate);
        }
        document
    }
}

impl MadeScore {
    /// What an item adds, in thousandths.
    fn adds(&self, place: usize, value: i64) -> i64 {
        match &self.method {
            How::Count(threshold) if value >= *threshold => 1_000,
            How::Count(_) => 0,
            How::Weighted(weights) => weights[place] * value,
            _ => value * 1_000,
        }
    }

    fn parts(&self) -> i64 {
        match self.method {
            How::Mean => self.items.len() as i64,
            _ => 1,
        }
    }

    fn converted(&self, raw: Fraction) -> Fraction {
        match &self.convert {
            Then::Plain => raw,
            Then::Transform(multiply, add) => {
                let raw = raw.times(&Fraction::new(i128::from(*multiply), 1_000));
                let add = Fraction::new(i128::from(*add), 1_000);
                Fraction::new(raw.0 * add.1 + add.0 * raw.1, raw.1 * add.1)
            }
            Then::Lookup(rows) => {
                let is = |row: &&(i64, i64)| Fraction::new(i128::from(row.0), 1_000) == raw;
                Fraction::new(i128::from(rows.iter().find(is).unwrap().1), 1_000)
            }
        }
    }
}

/// Numerator and denominator in lowest terms, the denominator above nought.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Fraction(pub(crate) i128, pub(crate) i128);

impl Fraction {
    pub(crate) fn new(numerator: i128, denominator: i128) -> Self {
        let (mut a, mut b) = (numerator.abs(), denominator);
        while b != 0 {
            (a, b) = (b, a % b);
        }
        Self(numerator / a, denominator / a)
    }

    pub(crate) fn times(&self, other: &Self) -> Self {
        Self::new(self.0 * other.0, self.1 * other.1)
    }

    pub(crate) fn compare(&self, other: &Self) -> Ordering {
        (self.0 * other.1).cmp(&(other.0 * self.1))
    }
}

fn decimal(thousandths: i64) -> Value {
    json!(thousandths as f64 / 1_000.0)
}
