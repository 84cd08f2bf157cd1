//! A reminder to check in again, as a calendar file (iCalendar, RFC 5545) that stays with the
//! person.
//!
//! It says nothing of what it is about: title and identifiers are neutral, and it holds no answer.

use crate::time::{DAY, Date, Millis};

/// A calendar file with one all-day entry.
///
/// `uid` is random; `now` is the instant of writing and `offset` the local time's distance from UTC,
/// both in milliseconds; `days` is how many days ahead the entry stands.
pub fn calendar(title: &str, uid: &str, now: Millis, offset: Millis, days: u8) -> String {
    let day = |ahead: u8| Date::from_millis(now + offset + Millis::from(ahead) * DAY).compact();
    let lines = [
        "BEGIN:VCALENDAR".to_owned(),
        "VERSION:2.0".to_owned(),
        // Required, and a name of the product would say what the entry is about.
        "PRODID:-//calendar//EN".to_owned(),
        "BEGIN:VEVENT".to_owned(),
        property("UID:", uid),
        // The instant of writing, to the day: RFC 5545 section 3.8.7.2 wants a UTC date and time.
        property("DTSTAMP:", &Date::from_millis(now).compact()) + "T000000Z",
        property("DTSTART;VALUE=DATE:", &day(days)),
        property("SUMMARY:", title),
        // It does not take up the day, and calendars that show colleagues' days leave it out.
        "TRANSP:TRANSPARENT".to_owned(),
        "CLASS:PRIVATE".to_owned(),
        // At nine in the morning of that day, local time.
        "BEGIN:VALARM".to_owned(),
        "ACTION:DISPLAY".to_owned(),
        property("DESCRIPTION:", title),
        "TRIGGER:PT9H".to_owned(),
        "END:VALARM".to_owned(),
        "END:VEVENT".to_owned(),
        "END:VCALENDAR".to_owned(),
    ];
    let mut out = String::new();
    for line in &lines {
        fold(line, &mut out);
    }
    out
}

/// A property whose value is text, escaped (RFC 5545 section 3.3.11).
fn property(name: &str, value: &str) -> String {
    let mut out = String::from(name);
    for c in value.chars() {
        match c {
            '\\' | ';' | ',' => {
                out.push('\\');
                out.push(c);
            }
            '\n' => out.push_str("\\n"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// Writes a content line in pieces of at most 75 octets (RFC 5545 section 3.1).
fn fold(line: &str, out: &mut String) {
    let mut room = 75;
    for c in line.chars() {
        if c.len_utf8() > room {
            out.push_str("\r\n ");
            room = 74;
        }
        out.push(c);
        room -= c.len_utf8();
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::HOUR;

    /// 2026-11-22T02:30:00Z
    const NOW: Millis = 1_795_314_600_000;

    fn unfolded(file: &str) -> Vec<String> {
        let file = file.replace("\r\n ", "");
        file.split_terminator("\r\n").map(str::to_owned).collect()
    }

    #[test]
    fn an_entry_stands_on_a_day_of_the_readers_calendar() {
        // In Chicago it is still the 21st.
        let file = calendar("Reminder", "u-1", NOW, -6 * HOUR, 7);
        assert_eq!(
            unfolded(&file),
            [
                "BEGIN:VCALENDAR",
                "VERSION:2.0",
                "PRODID:-//calendar//EN",
                "BEGIN:VEVENT",
                "UID:u-1",
                "DTSTAMP:20261122T000000Z",
                "DTSTART;VALUE=DATE:20261128",
                "SUMMARY:Reminder",
                "TRANSP:TRANSPARENT",
                "CLASS:PRIVATE",
                "BEGIN:VALARM",
                "ACTION:DISPLAY",
                "DESCRIPTION:Reminder",
                "TRIGGER:PT9H",
                "END:VALARM",
                "END:VEVENT",
                "END:VCALENDAR",
            ]
        );
    }

    #[test]
    fn a_title_cannot_add_a_line_and_comes_back_whole() {
        let title = "A; b, c\\ d\r\nDESCRIPTION:x";
        let file = calendar(title, "u-1", NOW, 0, 1);
        let lines = unfolded(&file);
        assert_eq!(lines.len(), 17);
        assert_eq!(lines[7], "SUMMARY:A\\; b\\, c\\\\ d\\nDESCRIPTION:x");
    }

    #[test]
    fn lines_are_folded_between_characters() {
        let title = "ñ".repeat(100);
        let file = calendar(&title, "u-1", NOW, 0, 1);
        assert!(file.split("\r\n").all(|line| line.len() <= 75));
        assert!(unfolded(&file).contains(&format!("SUMMARY:{title}")));
    }
}
