//! Reading a receiver's clock.

use crate::time::{DAY, Date, MINUTE, Millis, SECOND, parse_clock};

/// An instant by RFC 3339 section 5.6, as milliseconds since 1970; `None` where it is none. A leap
/// second counts as the second before it.
pub(super) fn parse(text: &str) -> Option<Millis> {
    let date = Date::parse(text.get(..10)?)?;
    let rest = text.get(10..)?;
    if !rest.starts_with(['T', 't', ' ']) {
        return None;
    }
    let minutes = parse_clock(rest.get(1..6)?)?;
    let seconds = rest.get(6..9)?.strip_prefix(':')?;
    let seconds = digits(seconds)?;
    let mut zone = rest.get(9..)?;
    if let Some(fraction) = zone.strip_prefix('.') {
        let end = fraction.find(|c: char| !c.is_ascii_digit())?;
        if end == 0 {
            return None;
        }
        zone = &fraction[end..];
    }
    let offset = match zone {
        "Z" | "z" => 0,
        _ => {
            let sign = match zone.get(..1)? {
                "+" => 1,
                "-" => -1,
                _ => return None,
            };
            sign * Millis::from(parse_clock(zone.get(1..)?)?) * MINUTE
        }
    };
    Some(days(date)? * DAY + Millis::from(minutes) * MINUTE + seconds.min(59) * SECOND - offset)
}

/// Days since 1970-01-01. The calendar only goes from an instant to a date, so the way back is
/// looked for: far fewer than 64 steps.
fn days(date: Date) -> Option<Millis> {
    let (mut low, mut high) = (-800_000, 3_000_000);
    while low < high {
        let middle = low + (high - low) / 2;
        if Date::from_millis(middle * DAY) < date {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    (Date::from_millis(low * DAY) == date).then_some(low)
}

/// The whole days from `from` to `to`, negative where `to` is before it.
pub(super) fn days_between(from: Date, to: Date) -> Option<Millis> {
    Some(days(to)? - days(from)?)
}

fn digits(text: &str) -> Option<Millis> {
    let all = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    all.then(|| text.parse().ok())
        .flatten()
        .filter(|n| *n <= 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_read_with_their_offset() {
        // The digits were worked out with another program (`date -d`).
        for (text, at) in [
            ("1970-01-01T00:00:00Z", Some(0)),
            ("2026-11-22T07:13:23Z", Some(1_795_331_603_000)),
            ("2026-11-22T08:13:23.250+01:00", Some(1_795_331_603_000)),
            ("2024-02-29t23:59:60z", Some(1_709_251_199_000)),
            ("2026-11-22T07:13:23", None),
            ("2026-11-22", None),
            ("2026-02-30T07:13:23Z", None),
            ("2026-11-22T24:13:23Z", None),
            ("2026-11-22T07:13:61Z", None),
            ("2026-11-22T07:13:23.Z", None),
            ("2026-11-22T07:13:23 UTC", None),
            ("yesterday", None),
            ("", None),
        ] {
            assert_eq!(parse(text), at, "{text}");
        }
    }

    #[test]
    fn days_lie_between_two_dates() {
        let date = |text| Date::parse(text).unwrap();
        let between = |a, b| days_between(date(a), date(b));
        assert_eq!(between("2026-11-22", "2026-12-22"), Some(30));
        assert_eq!(between("2024-03-01", "2024-02-28"), Some(-2));
    }
}
