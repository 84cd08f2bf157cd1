//! The date format of HTTP (RFC 9110 section 5.6.7, IMF-fixdate).

use crate::time::{DAY, HOUR, MINUTE, Millis, SECOND};

/// Reads `Sun, 06 Nov 1994 08:49:37 GMT`. The two obsolete formats are not read: a hint that is
/// not understood falls back to the ladder, which is safe.
pub(super) fn parse(text: &str) -> Option<Millis> {
    const MONTHS: &str = "JanFebMarAprMayJunJulAugSepOctNovDec";
    if !text.is_ascii() || text.len() != 29 || !text.ends_with(" GMT") {
        return None;
    }
    let day = number(&text[5..7])?;
    let month = MONTHS.find(&text[8..11]).filter(|at| at % 3 == 0)? as i64 / 3 + 1;
    let year = number(&text[12..16])?;
    let (hour, minute, second) = (
        number(&text[17..19])?,
        number(&text[20..22])?,
        number(&text[23..25])?,
    );
    if !(1..=31).contains(&day) || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    Some(days(year, month, day) * DAY + hour * HOUR + minute * MINUTE + second * SECOND)
}

fn number(text: &str) -> Option<i64> {
    text.bytes()
        .all(|b| b.is_ascii_digit())
        .then(|| text.parse().ok())
        .flatten()
}

/// Days since 1970-01-01. Algorithm: Howard Hinnant, "chrono-Compatible Low-Level Date
/// Algorithms", `days_from_civil`.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let yoe = year.rem_euclid(400);
    let doy = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719_468
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn reads_the_example_of_the_standard() {
        // RFC 9110 section 5.6.7; 784111777 is its Unix time.
        assert_eq!(
            parse("Sun, 06 Nov 1994 08:49:37 GMT"),
            Some(784_111_777_000)
        );
        assert_eq!(
            parse("Thu, 29 Feb 2024 00:00:00 GMT"),
            Some(1_709_164_800_000)
        );
        assert_eq!(parse("Thu, 01 Jan 1970 00:00:00 GMT"), Some(0));
    }

    #[test]
    fn refuses_what_is_no_such_date() {
        for text in [
            "",
            "120",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994",
            "Sun, 06 Nov 1994 08:49:37 CET",
            "Sun, 06 anF 1994 08:49:37 GMT",
            "Sun, 00 Nov 1994 08:49:37 GMT",
            "Sun, 06 Nov 1994 24:49:37 GMT",
            "Sun, 06 Nov 19x4 08:49:37 GMT",
            "Sün, 06 Nov 1994 08:49:3 GMT",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
