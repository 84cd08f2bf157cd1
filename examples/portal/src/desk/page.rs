//! The desk's pages, written on the server without a script.

use std::fmt::Write;

use serde_json::{Map, Value};

use super::Opened;
use super::html::Text;
use crate::clock;
use crate::hostconfig::Names;
use crate::store::{Progress, Stored};

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

/// The page that asks for the key.
pub(super) fn sign_in(refused: bool) -> String {
    let (error, described) = if refused {
        (
            "<p class=\"error\" id=\"key-error\" role=\"alert\">That is not the key of this \
             desk. Check that you copied all of it.</p>",
            " aria-invalid=\"true\" aria-describedby=\"key-hint key-error\"",
        )
    } else {
        ("", " aria-describedby=\"key-hint\"")
    };
    let title = if refused {
        "Error: open the desk"
    } else {
        "Open the desk"
    };
    frame(
        title,
        "",
        &format!(
            "<form class=\"panel\" method=\"post\" action=\"/desk\">\
             <h1>Open the desk</h1>\
             <p id=\"key-hint\">Paste the key of this desk. It is in the file \
             <code>desk.key</code> in the portal's data directory.</p>{error}\
             <label for=\"key\">Desk key</label>\
             <input id=\"key\" name=\"key\" type=\"password\" autocomplete=\"off\" \
             spellcheck=\"false\" required{described}>\
             <button type=\"submit\">Open</button></form>"
        ),
    )
}

/// The page for when the database does not answer.
pub(super) fn unavailable() -> String {
    frame(
        "Requests cannot be shown",
        "",
        "<h1>Requests cannot be shown just now</h1>\
         <p>Nothing is lost. Try again in a minute; if it stays like this, tell whoever runs \
         this portal.</p><p><a href=\"/desk\">Try again</a></p>",
    )
}

/// What the list goes by besides the requests.
pub(super) struct View<'a> {
    pub(super) names: &'a Names,
    pub(super) now_ms: i64,
    /// What the forms carry.
    pub(super) form_token: &'a str,
    /// After how many days a closed request is deleted; 0 for never.
    pub(super) retain_days: u16,
    /// A request had been marked meanwhile, and the press was not taken.
    pub(super) somebody_was_first: bool,
}

/// The list of requests: unread ones first, then those in hand, then closed ones. Within each
/// those for today, then those that cannot be read, and among equals the one that has waited
/// longest.
pub(super) fn requests(mut requests: Vec<Opened>, view: &View<'_>) -> String {
    requests.sort_by_key(|request| {
        let stored = &request.stored;
        (group(stored.progress), rank(request), stored.received_at)
    });
    let is_open = |request: &&Opened| request.stored.progress != Progress::Closed;
    let today = requests
        .iter()
        .filter(is_open)
        .filter(|request| rank(request) == 0)
        .count();
    let unread = requests
        .iter()
        .filter(|request| request.stored.progress == Progress::Unread)
        .count();
    let mut summary = match (requests.len(), today) {
        (0, _) => String::new(),
        (1, 0) => "1 request.".into(),
        (1, _) => "1 request, for today.".into(),
        (all, 0) => format!("{all} requests."),
        (all, today) => format!("{all} requests, {today} of them for today."),
    };
    match unread {
        _ if requests.is_empty() => {}
        0 => summary.push_str(" None is unread."),
        unread => {
            let _ = write!(summary, " Unread: {unread}.");
        }
    }
    let mut body = format!(
        "<div class=\"head\"><h1>Requests</h1><p>{summary} \
         <a href=\"/desk\">Look for new ones</a></p></div>"
    );
    if view.somebody_was_first {
        body.push_str(
            "<p class=\"error\" role=\"alert\">That request had been changed before you \
             pressed. Nothing was changed now; this is how it stands.</p>",
        );
    }
    if requests.is_empty() {
        body.push_str(
            "<div class=\"empty\"><h2>No requests yet</h2><p>When somebody sends one, it is \
             listed here. This page does not refresh itself.</p></div>",
        );
    } else {
        body.push_str("<ol class=\"requests\">");
        for request in &requests {
            body.push_str("<li>");
            push_request(&mut body, request, view);
            body.push_str("</li>");
        }
        body.push_str("</ol>");
    }
    if view.retain_days > 0 {
        let _ = write!(
            body,
            "<p class=\"note\">A request is deleted {} days after it came, once it is \
             closed.</p>",
            view.retain_days
        );
    }
    body.push_str(
        "<p class=\"note\">In this example one desk stands for every recipient in the \
         configuration. Where programs have different operators, each has a key and a desk of \
         its own.</p>",
    );
    let sign_out = "<form method=\"post\" action=\"/desk/sign-out\">\
                    <button class=\"quiet\" type=\"submit\">Close the desk</button></form>";
    frame("Requests", sign_out, &body)
}

fn group(progress: Progress) -> u8 {
    match progress {
        Progress::Unread => 0,
        Progress::Taken | Progress::Contacted => 1,
        Progress::Closed => 2,
    }
}

fn rank(request: &Opened) -> u8 {
    let Ok(record) = &request.record else {
        return 1;
    };
    match text(record, "urgency") {
        "today" => 0,
        "soon" => 2,
        _ => 3,
    }
}

// Writing to a `String` cannot fail, so the results of `write!` below carry nothing.

fn push_request(out: &mut String, request: &Opened, view: &View<'_>) {
    let stored = &request.stored;
    let (names, now_ms) = (view.names, view.now_ms);
    let received = format!(
        "<p class=\"when\">Received {} &middot; <time datetime=\"{}\">{}</time> &middot; \
         reference <span class=\"code\">{}</span></p>",
        clock::ago(stored.received_at, now_ms),
        clock::rfc3339(stored.received_at),
        Text(&clock::local(stored.received_at)),
        Text(&stored.receipt),
    );
    let record = match &request.record {
        Ok(record) => record,
        Err(error) => {
            let _ = write!(
                out,
                "<article class=\"request unopened\"><p class=\"tag\">Not opened</p>\
                 <h2 id=\"r-{}\">This request could not be opened</h2>{received}<p>Somebody is waiting for an \
                 answer. The request is kept as it came. Ask whoever runs this portal to look \
                 into it ({}).</p>",
                Text(&stored.receipt),
                error.code(),
            );
            push_progress(out, stored, view);
            out.push_str("</article>");
            return;
        }
    };
    let (class, urgency) = match text(record, "urgency") {
        "today" => ("today", "Today"),
        "soon" => ("soon", "Soon"),
        "routine" | "" => ("routine", "Routine"),
        other => ("routine", other),
    };
    let name = match text(record, "name") {
        "" => "No name given",
        name => name,
    };
    let kind = match text(record, "kind") {
        "self" | "" => "",
        "colleague" => "<p class=\"kind\">For a colleague</p>",
        "team" => "<p class=\"kind\">For a team</p>",
        _ => "<p class=\"kind\">For somebody else</p>",
    };
    let _ = write!(
        out,
        "<article class=\"request {class}\"><p class=\"tag\">{}</p><h2 id=\"r-{}\">{}</h2>{kind}\
         {received}<dl>",
        Text(urgency),
        Text(&stored.receipt),
        Text(name),
    );
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
    push_progress(out, stored, view);
    out.push_str("</article>");
}

/// How far the request is, how long the person has waited, and what can be noted next.
fn push_progress(out: &mut String, stored: &Stored, view: &View<'_>) {
    use Progress::{Closed, Contacted, Taken, Unread};

    let noted = clock::ago(stored.marked_at.unwrap_or(stored.received_at), view.now_ms);
    let waited = clock::waited(stored.received_at, view.now_ms);
    let _ = match stored.progress {
        Unread => write!(
            out,
            "<p class=\"progress\">Unread. Waiting for {waited}.</p>"
        ),
        Taken => write!(
            out,
            "<p class=\"progress\">Taken {noted}. Waiting for {waited}.</p>"
        ),
        Contacted => write!(out, "<p class=\"progress\">Contacted {noted}.</p>"),
        Closed => write!(out, "<p class=\"progress\">Closed {noted}.</p>"),
    };
    let kept_ms = i64::from(view.retain_days) * 86_400_000;
    if kept_ms > 0 && stored.progress != Closed && view.now_ms - stored.received_at > kept_ms {
        let _ = write!(
            out,
            "<p class=\"progress\">Past its {} days, and kept because it is not closed.</p>",
            view.retain_days
        );
    }
    let next: &[(Progress, &str)] = match stored.progress {
        Unread => &[(Taken, "Mark as taken"), (Closed, "Close")],
        Taken => &[
            (Contacted, "Mark as contacted"),
            (Closed, "Close"),
            (Unread, "Put back as unread"),
        ],
        Contacted => &[(Closed, "Close"), (Unread, "Put back as unread")],
        Closed => &[(Taken, "Open again")],
    };
    let _ = write!(
        out,
        "<form class=\"marks\" method=\"post\" action=\"/desk/mark\">\
         <input type=\"hidden\" name=\"id\" value=\"{}\">\
         <input type=\"hidden\" name=\"from\" value=\"{}\">\
         <input type=\"hidden\" name=\"form_token\" value=\"{}\">",
        Text(&stored.id),
        stored.progress.word(),
        Text(view.form_token),
    );
    for (position, (to, label)) in next.iter().enumerate() {
        let class = if position == 0 {
            ""
        } else {
            " class=\"quiet\""
        };
        let _ = write!(
            out,
            "<button{class} type=\"submit\" name=\"to\" value=\"{}\" \
             aria-describedby=\"r-{}\">{label}</button>",
            to.word(),
            Text(&stored.receipt),
        );
    }
    out.push_str("</form>");
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
    let _ = write!(out, "<dt>{}</dt><dd>", Text(&label));
    match value {
        Value::Bool(false) if key == "voicemail_ok" => out.push_str("No, leave no message"),
        Value::String(id) if key == "option" || key == "program" => {
            push_text(out, names.get(id).unwrap_or(id));
        }
        Value::String(word) if WORDS.contains(&key) => {
            push_text(out, &word.replace(['-', '_'], " "))
        }
        value => push_value(out, names, value),
    }
    out.push_str("</dd>");
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

fn text<'a>(record: &'a Map<String, Value>, key: &str) -> &'a str {
    record.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn frame(title: &str, action: &str, body: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\">\
         <meta name=\"robots\" content=\"noindex\">\
         <title>{title} - coordinator's desk</title>\
         <link rel=\"icon\" href=\"/assets/icon.svg\">\
         <link rel=\"stylesheet\" href=\"/assets/desk.css\"></head><body>\
         <header><p>Coordinator's desk</p>{action}</header><main>{body}</main></body></html>\n"
    )
}
