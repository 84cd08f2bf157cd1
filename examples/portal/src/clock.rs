//! Instants as the receipts and the desk show them.

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// Now, in milliseconds since 1970-01-01T00:00:00Z.
pub(crate) fn now_ms() -> i64 {
    Timestamp::now().as_millisecond()
}

/// RFC 3339 in UTC with milliseconds, the form of `received_at`.
pub(crate) fn rfc3339(at_ms: i64) -> String {
    format!("{:.3}", timestamp(at_ms))
}

/// Day and time where this portal runs, with the zone's short name: `Sat 21 Nov 2026, 23:59 UTC`.
pub(crate) fn local(at_ms: i64) -> String {
    timestamp(at_ms)
        .to_zoned(TimeZone::system())
        .strftime("%a %-d %b %Y, %H:%M %Z")
        .to_string()
}

/// How long ago, in the largest unit that is full: `just now`, `5 minutes ago`, `2 days ago`.
pub(crate) fn ago(at_ms: i64, now_ms: i64) -> String {
    span(at_ms, now_ms).map_or("just now".into(), |span| format!("{span} ago"))
}

/// How long somebody has waited, in the largest unit that is full: `less than a minute`,
/// `3 hours`.
pub(crate) fn waited(since_ms: i64, now_ms: i64) -> String {
    span(since_ms, now_ms).unwrap_or("less than a minute".into())
}

fn span(from_ms: i64, to_ms: i64) -> Option<String> {
    let minutes = (to_ms - from_ms).max(0) / 60_000;
    let (count, unit) = match minutes {
        0 => return None,
        1..60 => (minutes, "minute"),
        60..1_440 => (minutes / 60, "hour"),
        _ => (minutes / 1_440, "day"),
    };
    let plural = if count == 1 { "" } else { "s" };
    Some(format!("{count} {unit}{plural}"))
}

fn timestamp(at_ms: i64) -> Timestamp {
    // Out of range is only what somebody wrote into the database by hand.
    Timestamp::from_millisecond(at_ms).unwrap_or(Timestamp::UNIX_EPOCH)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn received_at_is_rfc_3339_in_utc() {
        assert_eq!(rfc3339(1_795_305_600_007), "2026-11-22T00:00:00.007Z");
    }

    #[test]
    fn ages_use_the_largest_full_unit() {
        let minute = 60_000;
        for (age, text) in [
            (-minute, "just now"),
            (minute - 1, "just now"),
            (minute, "1 minute ago"),
            (59 * minute, "59 minutes ago"),
            (60 * minute, "1 hour ago"),
            (47 * 60 * minute, "1 day ago"),
            (48 * 60 * minute, "2 days ago"),
        ] {
            assert_eq!(ago(0, age), text);
        }
    }
}
