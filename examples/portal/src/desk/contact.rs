//! The address behind a way to reach somebody, for the coordinator to press.

use std::fmt::Write;

/// `tel:`, `sms:` or `mailto:` for what was typed, or `None` where it is not plainly one number or
/// one address: what is pressed must reach whom the page shows.
pub(super) fn address(channel: &str, typed: &str) -> Option<String> {
    match channel {
        "phone" => Some(format!("tel:{}", number(typed)?)),
        "text" => Some(format!("sms:{}", number(typed)?)),
        "email" => Some(format!("mailto:{}", mailbox(typed)?)),
        _ => None,
    }
}

/// The digits of a number of 3 to 15, after a plus where it has one (RFC 3966).
fn number(typed: &str) -> Option<String> {
    let typed = typed.trim();
    let rest = typed.strip_prefix('+').unwrap_or(typed);
    if !rest
        .chars()
        .all(|c| c.is_ascii_digit() || " -.()/".contains(c))
    {
        return None;
    }
    let digits = rest.chars().filter(char::is_ascii_digit);
    let number: String = typed
        .chars()
        .take_while(|c| *c == '+')
        .chain(digits)
        .collect();
    let count = number.trim_start_matches('+').len();
    (3..=15).contains(&count).then_some(number)
}

/// An address as a link takes it: whatever could end it or add to it is escaped (RFC 6068).
fn mailbox(typed: &str) -> Option<String> {
    let typed = typed.trim();
    let (name, host) = typed.split_once('@')?;
    let splits = |c: char| c.is_whitespace() || c.is_control() || "@,;<>".contains(c);
    if name.is_empty() || host.is_empty() || name.contains(splits) || host.contains(splits) {
        return None;
    }
    let mut out = String::with_capacity(typed.len());
    for byte in typed.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~@+".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a `String` cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_plainly_one_way_becomes_an_address() {
        for (channel, typed, link) in [
            ("phone", "+1 (555) 010-0123", Some("tel:+15550100123")),
            ("phone", " 4711 ", Some("tel:4711")),
            ("text", "555.0100", Some("sms:5550100")),
            ("phone", "555 0100 or 555 0101", None),
            ("phone", "555 0100;phone-context=x", None),
            ("phone", "1+555 0100", None),
            ("phone", "12", None),
            ("phone", "1234567890123456", None),
            (
                "email",
                "a.b+c@clinic.example",
                Some("mailto:a.b+c@clinic.example"),
            ),
            (
                "email",
                "a?bcc=c%40d@e.example",
                Some("mailto:a%3Fbcc%3Dc%2540d@e.example"),
            ),
            ("email", "ä@e.example", Some("mailto:%C3%A4@e.example")),
            ("email", "a@b.example,c@d.example", None),
            ("email", "a b@c.example", None),
            ("email", "nobody", None),
            ("email", "@c.example", None),
            ("pager", "555 0100", None),
        ] {
            assert_eq!(
                address(channel, typed).as_deref(),
                link,
                "{channel} {typed}"
            );
        }
    }
}
