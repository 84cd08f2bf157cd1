//! Scoring. Everything is counted in whole thousandths or in ratios of them, so that a score meets
//! the edge of a band exactly or not at all.

use std::cmp::Ordering;
use std::hint::black_box;

use super::{Answers, Band, Convert, Instrument, Method, Missing, Score};

/// A number of a document: whole thousandths.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Decimal(pub(super) i64);

impl Decimal {
    /// This many thousandths: 2,500 is 2.5.
    pub const fn from_thousandths(thousandths: i64) -> Self {
        Self(thousandths)
    }

    /// The number in thousandths.
    pub const fn thousandths(self) -> i64 {
        self.0
    }
}

/// A person's score: an exact ratio.
///
/// It cannot be printed or copied, and it is wiped when it is dropped. It is for native callers:
/// the product's own screens are given bands, and never a score.
pub struct Points {
    /// Thousandths, to be divided by `parts`.
    thousandths: i64,
    /// 1 or more.
    parts: i64,
}

impl Points {
    /// Numerator and denominator in lowest terms; the denominator is 1 or more.
    pub fn ratio(&self) -> (i64, i64) {
        let whole = self.parts * 1_000;
        let divisor = gcd(self.thousandths, whole).max(1);
        (self.thousandths / divisor, whole / divisor)
    }

    /// How it compares with a number of the document, exactly.
    pub fn compare(&self, with: Decimal) -> Ordering {
        self.thousandths.cmp(&(with.0 * self.parts))
    }
}

impl Drop for Points {
    fn drop(&mut self) {
        (self.thousandths, self.parts) = (0, 1);
        // Shown to an opaque reader, or the optimiser could drop the writes.
        black_box(&*self);
    }
}

impl Score {
    /// The band that holds `points`; `None` where the score has no bands.
    pub fn band(&self, points: &Points) -> Option<&Band> {
        let mut bands = self.bands.iter().rev();
        bands.find(|band| points.compare(band.from) != Ordering::Less)
    }
}

impl Instrument {
    /// The item to ask after `item`, or the first. `None` at the end, which comes after the gate's
    /// item where its answer leaves the gate closed.
    pub fn next(&self, answers: &Answers, item: Option<usize>) -> Option<usize> {
        let Some(gate) = self.gate else {
            let next = item.map_or(0, |item| item.saturating_add(1));
            return (next < self.items.len()).then_some(next);
        };
        let Some(item) = item else {
            return Some(gate.item);
        };
        if self.passage(answers) != Passage::Open {
            return None;
        }
        let next = if item == gate.item {
            0
        } else {
            item.saturating_add(1)
        };
        (next..self.items.len()).find(|next| *next != gate.item)
    }

    /// The score at this position of [`Instrument::scores`]; `None` where too little was answered
    /// or there is no such score.
    ///
    /// Where the gate is closed, every item counts as its scale's least value, as the published
    /// rule of the PC-PTSD-5 has it; where its item was left open there is no score.
    pub fn points(&self, score: usize, answers: &Answers) -> Option<Points> {
        let score = self.scores.get(score)?;
        let raw = match self.passage(answers) {
            Passage::Open => self.raw(score, Some(answers)),
            Passage::Closed => self.raw(score, None),
            Passage::Unknown => None,
        };
        raw.map(|raw| score.convert.apply(raw))
    }

    /// Whether an answer asks for help at once, whatever the scores are.
    pub fn asks_for_help(&self, answers: &Answers) -> bool {
        self.safety_items.iter().any(|trigger| {
            let value = self.value(answers, trigger.item);
            value.is_some_and(|value| value >= trigger.at_least)
        })
    }

    fn passage(&self, answers: &Answers) -> Passage {
        let Some(gate) = self.gate else {
            return Passage::Open;
        };
        match self.value(answers, gate.item) {
            None => Passage::Unknown,
            Some(value) if value < gate.at_least => Passage::Closed,
            Some(_) => Passage::Open,
        }
    }

    /// The value of an answer as given, before any reversing. A position beyond the scale is no
    /// answer.
    fn value(&self, answers: &Answers, item: usize) -> Option<i64> {
        let position = answers.position(item)?;
        let answer = self.scale_of(item)?.answers.get(usize::from(position))?;
        Some(answer.value)
    }

    /// What the method makes of the answers, or without any of the least value of every item.
    fn raw(&self, score: &Score, answers: Option<&Answers>) -> Option<Points> {
        let mut answered = 0;
        let mut total = None;
        for (place, &item) in score.items.iter().enumerate() {
            let scale = self.scale_of(item)?;
            let given = answers.and_then(|answers| self.value(answers, item));
            let value = match given {
                Some(value) => {
                    answered += 1;
                    if self.items[item].reverse {
                        scale.least() + scale.greatest() - value
                    } else {
                        value
                    }
                }
                None if answers.is_none() => scale.least(),
                None => match score.missing {
                    Missing::None => return None,
                    Missing::Lowest(_) => scale.least(),
                    Missing::Prorate(_) => continue,
                },
            };
            let counted = score.method.counted(place, value);
            total = Some(score.method.joined(total, counted));
        }

        let items = score.items.len();
        let (times, parts) = match score.missing {
            Missing::Lowest(least) | Missing::Prorate(least)
                if answers.is_some() && answered < least =>
            {
                return None;
            }
            Missing::Prorate(_) if answers.is_some() => (items, answered),
            _ => (items, items),
        };
        let (times, parts) = match score.method {
            Method::Mean => (1, parts),
            // All answered: the factor is 1.
            _ if times == parts => (1, 1),
            _ => (times, parts),
        };
        Some(Points {
            thousandths: total? * times as i64,
            parts: parts as i64,
        })
    }
}

/// Whether the items behind the gate are asked.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Passage {
    Open,
    Closed,
    /// The gate's item was left open.
    Unknown,
}

impl Method {
    /// What an item adds, in thousandths: the item at `place` of the score, with this value.
    pub(super) fn counted(&self, place: usize, value: i64) -> i64 {
        match self {
            Self::Sum | Self::Mean | Self::Maximum => value * 1_000,
            Self::Count(threshold) => i64::from(value >= *threshold) * 1_000,
            Self::Weighted(weights) => weights.get(place).map_or(0, |weight| weight.0 * value),
        }
    }

    /// What two items make together.
    pub(super) fn joined(&self, total: Option<i64>, counted: i64) -> i64 {
        match (total, self) {
            (None, _) => counted,
            (Some(total), Self::Maximum) => total.max(counted),
            (Some(total), _) => total + counted,
        }
    }
}

impl Convert {
    /// The score that a method's number stands for.
    pub(super) fn apply(&self, mut raw: Points) -> Points {
        match self {
            Self::Plain => {}
            Self::Transform { multiply, add } => {
                raw.thousandths = raw.thousandths * multiply.0 + add.0 * raw.parts * 1_000;
                raw.parts *= 1_000;
            }
            Self::Lookup(table) => {
                // Every number that can be reached is in the table: the loader has seen to that.
                let mut rows = table.iter();
                if let Some((_, score)) = rows.find(|row| raw.compare(row.0) == Ordering::Equal) {
                    (raw.thousandths, raw.parts) = (score.0, 1);
                }
            }
        }
        raw
    }
}

impl Points {
    pub(super) fn new(thousandths: i64, parts: i64) -> Self {
        Self { thousandths, parts }
    }
}

/// The greatest common divisor of the sizes; the other number where one is nought.
pub(super) fn gcd(a: i64, b: i64) -> i64 {
    let (mut a, mut b) = (a.abs(), b.abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}
