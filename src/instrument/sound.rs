//! Whether a score is what its document declares: reachable, total and without gaps.

use super::read::{Ids, decimal, list};
use super::score::gcd;
use super::{Convert, Decimal, Method, Missing, Points, Reason, Refusal, Score};
use crate::config::walk::{at, below};
use crate::value::Value;

/// Whether the method's own numbers fit the items.
pub(super) fn check_method(
    score: &Score,
    value: &Value,
    ids: &Ids,
    path: &str,
    refusals: &mut Vec<Refusal>,
) {
    let mut push = |key: &str, reason| refuse(refusals, below(path, key), reason);
    match &score.method {
        Method::Count(threshold) => {
            if !score
                .items
                .iter()
                .all(|item| ids.separates(*item, *threshold))
            {
                push("threshold", Reason::ThresholdOutside);
            }
        }
        Method::Weighted(weights) => {
            if weights.len() != score.items.len() {
                push("weights", Reason::WeightsLength);
            }
        }
        Method::Sum | Method::Mean | Method::Maximum => {}
    }
    if let Missing::Lowest(least) | Missing::Prorate(least) = score.missing
        && least > score.items.len()
    {
        push("min_answered", Reason::MinAnsweredAbove);
    }
    // A mean of what was answered stands for the rest only where all are on one footing; with
    // other scales the score could even leave its range.
    if let (Missing::Prorate(_), Some(first)) = (score.missing, score.items.first()) {
        let bounds = |item: usize| (ids.scale(item).least(), ids.scale(item).greatest());
        let first = bounds(*first);
        if score.items.iter().any(|item| bounds(*item) != first) {
            push("missing", Reason::ScalesDiffer);
        }
    }
    if value.get("transform").is_some()
        && matches!(&score.convert, Convert::Transform { multiply, .. } if multiply.0 == 0)
    {
        push("transform.multiply", Reason::FactorZero);
    }
}

/// Whether a lookup table lists what the method can reach, and nothing else.
pub(super) fn check_conversion(
    score: &Score,
    _: &Value,
    ids: &Ids,
    path: &str,
    refusals: &mut Vec<Refusal>,
) {
    let Convert::Lookup(table) = &score.convert else {
        return;
    };
    let path = below(path, "lookup");
    let rising = table.windows(2).position(|pair| pair[0].0 >= pair[1].0);
    if let Some(row) = rising {
        return refuse(refusals, at(&path, row + 1), Reason::LookupNotRising);
    }
    let parts = match score.method {
        Method::Mean => score.items.len() as i64,
        _ => 1,
    };
    let Some(reachable) = reachable(score, ids, table.len()) else {
        return refuse(refusals, path, Reason::LookupNotTotal);
    };
    let raws: Vec<i64> = table.iter().map(|row| row.0.0 * parts).collect();
    if reachable.iter().any(|raw| raws.binary_search(raw).is_err()) {
        refuse(refusals, path.clone(), Reason::LookupNotTotal);
    }
    for (row, raw) in raws.iter().enumerate() {
        if reachable.binary_search(raw).is_err() {
            refuse(refusals, at(&path, row), Reason::LookupUnreachable);
        }
    }
}

/// Whether the range is what can be reached, and whether the bands cover it once.
pub(super) fn check_range_and_bands(
    score: &Score,
    value: &Value,
    ids: &Ids,
    path: &str,
    refusals: &mut Vec<Refusal>,
) {
    let (least, greatest) = bounds(score, ids);
    let equal = |points: &Points, with| points.compare(with).is_eq();
    if !equal(&least, score.range.0) || !equal(&greatest, score.range.1) {
        return refuse(refusals, below(path, "range"), Reason::RangeNotReachable);
    }

    let path = below(path, "bands");
    let bands = list(value, "bands");
    let to = |band: usize| bands.get(band)?.get("to").and_then(decimal);
    for (i, band) in score.bands.iter().enumerate() {
        let at = |key: &str| below(&at(&path, i), key);
        if i == 0 && band.from != score.range.0 {
            refuse(refusals, at("from"), Reason::BandsStart);
        }
        if band.from > score.range.1 {
            refuse(refusals, at("from"), Reason::BandOutside);
        }
        if i > 0 {
            let before = to(i - 1).unwrap_or(score.bands[i - 1].from);
            if band.from <= before {
                refuse(refusals, at("from"), Reason::BandsOverlap);
            } else if to(i - 1).is_some() && lies_between(score, before, band.from) {
                refuse(refusals, at("from"), Reason::BandsGap);
            }
        }
        let Some(to) = to(i) else {
            continue;
        };
        if to < band.from || to > score.range.1 {
            refuse(refusals, at("to"), Reason::BandOutside);
        } else if i + 1 == score.bands.len() && to != score.range.1 {
            refuse(refusals, at("to"), Reason::BandsGap);
        }
    }
}

/// The least and the greatest score.
fn bounds(score: &Score, ids: &Ids) -> (Points, Points) {
    if let Convert::Lookup(table) = &score.convert {
        // Every row can be reached by now.
        let scores = table.iter().map(|row| row.1);
        let least = scores.clone().min().map_or(0, Decimal::thousandths);
        let greatest = scores.max().map_or(0, Decimal::thousandths);
        return (Points::new(least, 1), Points::new(greatest, 1));
    }
    let (mut least, mut greatest) = (None, None);
    for (place, item) in score.items.iter().enumerate() {
        // Each method rises or falls with each item, so its bounds are at theirs. Reversing an
        // item only swaps the ends of its scale.
        let scale = ids.scale(*item);
        let one = score.method.counted(place, scale.least());
        let other = score.method.counted(place, scale.greatest());
        least = Some(score.method.joined(least, one.min(other)));
        greatest = Some(score.method.joined(greatest, one.max(other)));
    }
    let parts = match score.method {
        Method::Mean => score.items.len() as i64,
        _ => 1,
    };
    let convert = |raw: Option<i64>| score.convert.apply(Points::new(raw.unwrap_or(0), parts));
    let (least, greatest) = (convert(least), convert(greatest));
    match score.convert {
        Convert::Transform { multiply, .. } if multiply.0 < 0 => (greatest, least),
        _ => (least, greatest),
    }
}

/// Every number that the method can reach, rising, in thousandths (of a mean: times the items);
/// `None` where it is found on the way that there are more than `most`.
fn reachable(score: &Score, ids: &Ids, most: usize) -> Option<Vec<i64>> {
    // With each item there can only be more sums, so too many are too many at once. Of maxima there
    // can be fewer, and there are never more than there are answers.
    let most = match score.method {
        Method::Maximum => usize::MAX,
        _ => most,
    };
    let mut reached: Option<Vec<i64>> = None;
    for (place, item) in score.items.iter().enumerate() {
        let answers = ids.scale(*item).answers.iter();
        // A reversed value lies between the same ends, but need not be one of the scale's values.
        let mut steps: Vec<i64> = answers
            .map(|answer| {
                score
                    .method
                    .counted(place, ids.counted(*item, answer.value))
            })
            .collect();
        steps.sort_unstable();
        steps.dedup();
        let Some(before) = reached else {
            reached = Some(steps);
            continue;
        };
        let mut after = Vec::new();
        for step in steps {
            let moved = before
                .iter()
                .map(|total| score.method.joined(Some(*total), step))
                .collect::<Vec<_>>();
            after = union(&after, &moved);
            if after.len() > most {
                return None;
            }
        }
        reached = Some(after);
    }
    reached
}

/// Both of two rising lists, rising.
fn union(one: &[i64], other: &[i64]) -> Vec<i64> {
    let mut out = Vec::with_capacity(one.len() + other.len());
    let (mut i, mut j) = (0, 0);
    loop {
        let next = match (one.get(i), other.get(j)) {
            (Some(a), Some(b)) => *a.min(b),
            (Some(a), None) => *a,
            (None, Some(b)) => *b,
            (None, None) => return out,
        };
        i += one[i..].iter().take_while(|n| **n == next).count();
        j += other[j..].iter().take_while(|n| **n == next).count();
        out.push(next);
    }
}

/// Whether a score could lie between the two, neither included. Where the answers have gaps of
/// their own this may say so of a score that none of them gives.
fn lies_between(score: &Score, low: Decimal, high: Decimal) -> bool {
    let (multiply, add) = match &score.convert {
        Convert::Lookup(table) => {
            return table.iter().any(|row| low < row.1 && row.1 < high);
        }
        Convert::Transform { multiply, add } => (multiply.0.abs(), add.0),
        Convert::Plain => (1_000, 0),
    };
    // Whatever is reached is a whole number of steps, in thousandths, divided by the answers that
    // a mean was made of.
    let items = score.items.len() as i64;
    let (step, divisors) = match (&score.method, score.missing) {
        (Method::Weighted(weights), _) => (
            weights.iter().fold(0, |step, weight| gcd(step, weight.0)),
            1..=1,
        ),
        (Method::Mean, Missing::Prorate(least)) => (1_000, least as i64..=items),
        (Method::Mean, _) => (1_000, items..=items),
        (_, Missing::Prorate(least)) => (1_000 * items, least as i64..=items),
        _ => (1_000, 1..=1),
    };
    let step = step * multiply;
    if step == 0 {
        return false;
    }
    divisors.into_iter().any(|divisor| {
        let low = (low.0 - add) * divisor * 1_000;
        let high = (high.0 - add) * divisor * 1_000;
        (low.div_euclid(step) + 1) * step < high
    })
}

fn refuse(refusals: &mut Vec<Refusal>, path: String, reason: Reason) {
    refusals.push(Refusal { path, reason });
}
