//! Instants and dates as plain numbers, so that rules about time take time as an argument.

/// A wall-clock instant: milliseconds since 1970-01-01T00:00:00Z.
pub type Millis = i64;

/// One second in milliseconds.
pub const SECOND: Millis = 1_000;
/// One minute in milliseconds.
pub const MINUTE: Millis = 60 * SECOND;
/// One hour in milliseconds.
pub const HOUR: Millis = 60 * MINUTE;
/// One day in milliseconds.
pub const DAY: Millis = 24 * HOUR;

/// A calendar date of the proleptic Gregorian calendar (ISO 8601), ordered by time.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Date {
    year: i32,
    month: u8,
    day: u8,
}

impl Date {
    /// Reads `YYYY-MM-DD`; `None` where the text is not a date that exists.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
            return None;
        }
        let year = digits(&bytes[0..4])? as i32;
        let month = digits(&bytes[5..7])? as u8;
        let day = digits(&bytes[8..10])? as u8;
        let valid = (1..=12).contains(&month) && (1..=days_in_month(year, month)).contains(&day);
        valid.then_some(Self { year, month, day })
    }

    /// The UTC date of an instant. Algorithm: Howard Hinnant, "chrono-Compatible Low-Level Date
    /// Algorithms", `civil_from_days`.
    pub fn from_millis(at: Millis) -> Self {
        let z = at.div_euclid(DAY) + 719_468;
        let era = z.div_euclid(146_097);
        let doe = z.rem_euclid(146_097);
        let yoe = (doe - doe / 1_460 + doe / 36_524 - doe / 146_096) / 365;
        let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
        let mp = (5 * doy + 2) / 153;
        let day = (doy - (153 * mp + 2) / 5 + 1) as u8;
        let month = if mp < 10 { mp + 3 } else { mp - 9 } as u8;
        let year = (yoe + era * 400 + i64::from(month <= 2)) as i32;
        Self { year, month, day }
    }

    /// The date as [`Self::parse`] reads it, `YYYY-MM-DD`.
    pub fn iso(self) -> String {
        let mut out = String::with_capacity(20);
        push_padded(&mut out, self.year as u32, 4);
        out.push('-');
        push_padded(&mut out, u32::from(self.month), 2);
        out.push('-');
        push_padded(&mut out, u32::from(self.day), 2);
        out
    }

    /// The date in the basic format, `YYYYMMDD`.
    pub fn compact(self) -> String {
        let mut out = String::with_capacity(8);
        push_padded(&mut out, self.year as u32, 4);
        push_padded(&mut out, u32::from(self.month), 2);
        push_padded(&mut out, u32::from(self.day), 2);
        out
    }
}

/// An instant as RFC 3339 in UTC, rounded down to the hour: `2026-11-21T23:00:00Z`. A referral
/// tells no more than the hour (`sent_at`).
pub fn rfc3339_hour(at: Millis) -> String {
    let hour = at.rem_euclid(DAY) / HOUR;
    let mut out = Date::from_millis(at).iso();
    out.push('T');
    push_padded(&mut out, hour as u32, 2);
    out.push_str(":00:00Z");
    out
}

/// `HH:MM` on a 24-hour clock as minutes after midnight; `None` where it is no such time.
pub fn parse_clock(text: &str) -> Option<u16> {
    let bytes = text.as_bytes();
    if bytes.len() != 5 || bytes[2] != b':' {
        return None;
    }
    let (hours, minutes) = (digits(&bytes[0..2])?, digits(&bytes[3..5])?);
    (hours < 24 && minutes < 60).then_some((hours * 60 + minutes) as u16)
}

fn digits(text: &[u8]) -> Option<u32> {
    let digit = |byte: &u8| char::from(*byte).to_digit(10);
    (text.iter().map(digit)).try_fold(0, |number, digit| Some(10 * number + digit?))
}

fn days_in_month(year: i32, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

pub(crate) fn push_padded(out: &mut String, value: u32, width: usize) {
    let text = value.to_string();
    for _ in text.len()..width {
        out.push('0');
    }
    out.push_str(&text);
}
