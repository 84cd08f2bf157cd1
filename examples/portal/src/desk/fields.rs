//! What somebody filled in, as rows with a label each.

use std::fmt::Write;

use serde_json::{Map, Value};

use super::html::Text;
use super::{contact, language};
use crate::hostconfig::Names;

/// What a coordinator needs to reach and match somebody, in this order. Everything else follows
/// under "More".
const FIRST: [&str; 18] = [
    "contact_value",
    "voicemail_ok",
    "contact_window",
    "note",
    "option",
    "mode",
    "role",
    "specialty",
    "career_stage",
    "site",
    "unit",
    "team_size",
    "language",
    "match_preference",
    "do_not_match",
    "referrer",
    "colleague_aware",
    "follow_up_ok",
];

/// Members whose text is a word from a list, such as `other-unit`.
const WORDS: [&str; 5] = [
    "mode",
    "match_preference",
    "relationship",
    "colleague_aware",
    "team_size",
];

/// Shown in the heading, or of no use to a reader.
const ELSEWHERE: [&str; 6] = ["schema", "id", "kind", "name", "contact_channel", "urgency"];

/// The record without what stands in the heading: what is needed first, the rest folded away.
pub(super) fn push_rows(out: &mut String, record: &Map<String, Value>, names: &Names) {
    out.push_str("<dl>");
    for key in FIRST {
        match record.get(key) {
            Some(value) => push_row(out, record, names, key, value),
            // Silence here is an answer, and the wrong message on a shared phone does harm.
            None if key == "voicemail_ok" && text(record, "contact_channel") == "phone" => {
                push_row(out, record, names, key, &Value::Bool(false));
            }
            None => {}
        }
    }
    out.push_str("</dl>");
    let mut more = record
        .iter()
        .filter(|(key, _)| !FIRST.contains(&key.as_str()) && !ELSEWHERE.contains(&key.as_str()))
        .peekable();
    if more.peek().is_some() {
        out.push_str("<details><summary>More</summary><dl>");
        for (key, value) in more {
            push_row(out, record, names, key, value);
        }
        out.push_str("</dl></details>");
    }
}

fn push_row(
    out: &mut String,
    members: &Map<String, Value>,
    names: &Names,
    key: &str,
    value: &Value,
) {
    let label = match (key, text(members, "contact_channel")) {
        ("contact_value", "phone") => "Phone".into(),
        ("contact_value", "text") => "Text message".into(),
        ("contact_value", "email") => "E-mail".into(),
        _ => label(key),
    };
    // Writing to a `String` cannot fail, here and below.
    let _ = write!(out, "<dt>{}</dt><dd>", Text(&label));
    match value {
        Value::Bool(false) if key == "voicemail_ok" => out.push_str("No, leave no message"),
        Value::String(id) if key == "option" || key == "program" => {
            push_text(out, names.get(id).unwrap_or(id));
        }
        Value::String(way) if key == "contact_value" => {
            push_way(out, text(members, "contact_channel"), way);
        }
        Value::String(tag) if key == "language" || key == "locale" => {
            push_text(out, &language::named(tag));
        }
        Value::String(word) if WORDS.contains(&key) => {
            push_text(out, &word.replace(['-', '_'], " "))
        }
        value => push_value(out, names, value),
    }
    out.push_str("</dd>");
}

/// A number or an address, as something to press where it can be one.
fn push_way(out: &mut String, channel: &str, way: &str) {
    let Some(address) = contact::address(channel, way) else {
        return push_text(out, way);
    };
    let _ = write!(out, "<a href=\"{}\">", Text(&address));
    push_text(out, way);
    out.push_str("</a>");
}

/// A value of any shape: the record may come from a newer form than this page.
fn push_value(out: &mut String, names: &Names, value: &Value) {
    match value {
        Value::Null => out.push_str("not stated"),
        Value::Bool(true) => out.push_str("Yes"),
        Value::Bool(false) => out.push_str("No"),
        Value::Number(number) => {
            let _ = write!(out, "{number}");
        }
        Value::String(text) => push_text(out, text),
        Value::Array(items) => {
            for (position, item) in items.iter().enumerate() {
                if position > 0 {
                    out.push_str(", ");
                }
                push_value(out, names, item);
            }
        }
        Value::Object(members) => {
            out.push_str("<dl>");
            // The label of the value says it already.
            let said =
                |key: &str| key == "contact_channel" && members.contains_key("contact_value");
            for (key, member) in members.iter().filter(|(key, _)| !said(key)) {
                push_row(out, members, names, key, member);
            }
            out.push_str("</dl>");
        }
    }
}

/// Each text is kept from turning the reading direction of what stands around it.
fn push_text(out: &mut String, text: &str) {
    let _ = write!(out, "<bdi>{}</bdi>", Text(text));
}

fn label(key: &str) -> String {
    let known = match key {
        "contact_value" => "How to reach",
        "voicemail_ok" => "Voicemail",
        "contact_window" => "When to reach",
        "option" => "Support asked for",
        "program" => "Program",
        "mode" => "How to talk",
        "match_preference" => "Would rather talk to",
        "do_not_match" => "Please not with",
        "referrer" => "Asked by",
        "may_be_named" => "May be named",
        "colleague_aware" => "Does the colleague know",
        "follow_up_ok" => "Later follow-up is all right",
        "notice_version" => "Privacy notice shown",
        "locale" => "Language of the form",
        "sent_at" => "Sent, to the hour",
        _ => "",
    };
    if !known.is_empty() {
        return known.into();
    }
    let words = key.replace('_', " ");
    let mut chars = words.chars();
    chars.next().map_or(String::new(), |first| {
        first.to_uppercase().chain(chars).collect()
    })
}

pub(super) fn text<'a>(record: &'a Map<String, Value>, key: &str) -> &'a str {
    record.get(key).and_then(Value::as_str).unwrap_or_default()
}
