//! One request at the desk: who asks, how to reach them, how far it is, and what can be done next.

use std::fmt::{self, Display, Formatter, Write};

use serde_json::{Map, Value};

use super::fields::{push_rows, text};
use super::html::Text;
use super::page::View;
use super::told::Became;
use super::{DELETED, Opened};
use crate::clock;
use crate::opener::Unopened;
use crate::store::{Progress, Stored};

// Writing to a `String` cannot fail, so the results of `write!` below carry nothing.

pub(super) fn push_card(out: &mut String, request: &Opened, view: &View<'_>) {
    let stored = &request.stored;
    match &request.record {
        Ok(record) => push_record(out, stored, record, view),
        Err(why) => {
            let _ = write!(
                out,
                "<article class=\"request unopened\"><p class=\"tag\">Not opened</p>{}\
                 <p>Somebody is waiting for an answer. {} The request is kept as it came. Ask \
                 whoever runs this portal to look into it; in the log it is \
                 <code>{}</code>.</p>",
                Head {
                    title: "This request could not be opened",
                    kind: "",
                    stored,
                    view
                },
                explained(*why),
                why.code(),
            );
        }
    }
    push_progress(out, stored, view);
    push_marks(out, stored, view);
    push_delete(out, stored, view);
    out.push_str("</article>");
}

fn explained(why: Unopened) -> &'static str {
    match why {
        Unopened::Malformed => "What came is not sealed in the way that this portal opens.",
        Unopened::OtherKey => {
            "It is sealed to a key that this portal does not have, perhaps an earlier one."
        }
        Unopened::EphemeralKey => "The sender's part of the seal is damaged.",
        Unopened::NotAuthentic => {
            "The seal does not fit: it was changed on the way or here, or made for another key."
        }
        Unopened::NotARecord => "The seal opened, and what was inside is no request.",
    }
}

fn push_record(out: &mut String, stored: &Stored, record: &Map<String, Value>, view: &View<'_>) {
    let (class, urgency) = match text(record, "urgency") {
        "today" => ("today", "Today"),
        "soon" => ("soon", "Soon"),
        "routine" | "" => ("routine", "Routine"),
        other => ("routine", other),
    };
    let title = match text(record, "name") {
        "" => "No name given",
        name => name,
    };
    let kind = match text(record, "kind") {
        "self" | "" => "",
        "colleague" => "<p class=\"kind\">For a colleague</p>",
        "team" => "<p class=\"kind\">For a team</p>",
        _ => "<p class=\"kind\">For somebody else</p>",
    };
    let head = Head {
        title,
        kind,
        stored,
        view,
    };
    let _ = write!(
        out,
        "<article class=\"request {class}\"><p class=\"tag\">{}</p>{head}",
        Text(urgency),
    );
    push_rows(out, record, view.names);
}

/// The heading, which an address names by the receipt, what the last press did to this request, and
/// when it came.
struct Head<'a> {
    title: &'a str,
    /// HTML.
    kind: &'static str,
    stored: &'a Stored,
    view: &'a View<'a>,
}

impl Display for Head<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let (stored, now_ms) = (self.stored, self.view.now_ms);
        let receipt = Text(&stored.receipt);
        let told = self.view.told.filter(|told| told.is_about(stored));
        // The heading takes the focus, and is read out with the line.
        let described = match told {
            Some(_) => " aria-describedby=\"told\"",
            None => "",
        };
        write!(
            f,
            "<h3 id=\"r-{receipt}\" tabindex=\"-1\"{described}>{}</h3>",
            Text(self.title)
        )?;
        match told.map(|told| told.became) {
            None => {}
            Some(Became::Marked(progress)) => write!(
                f,
                "<p class=\"told\" id=\"told\" role=\"status\">{}</p>",
                match progress {
                    Progress::Unread => "Put back as unread.",
                    Progress::Taken => "Marked as taken.",
                    Progress::Contacted => "Marked as contacted.",
                    Progress::Closed => "Marked as closed.",
                }
            )?,
            Some(Became::Late | Became::Deleted) => write!(
                f,
                "<p class=\"error\" id=\"told\" role=\"alert\">Request \
                 <span class=\"code\">{receipt}</span> had been changed before you pressed. \
                 Nothing was changed now; this is how it stands.</p>"
            )?,
        }
        write!(
            f,
            "{}<p class=\"when\">Received {} &middot; <time datetime=\"{}\">{}</time> &middot; \
             reference <span class=\"code\">{receipt}</span></p>",
            self.kind,
            clock::ago(stored.received_at, now_ms),
            clock::rfc3339(stored.received_at),
            Text(&clock::local(stored.received_at)),
        )
    }
}

/// How far the request is, and how long the person has waited.
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
}

/// What can be noted next.
fn push_marks(out: &mut String, stored: &Stored, view: &View<'_>) {
    use Progress::{Closed, Contacted, Taken, Unread};

    let next: &[(Progress, &str)] = match stored.progress {
        Unread => &[(Taken, "Mark as taken"), (Closed, "Mark as closed")],
        Taken => &[
            (Contacted, "Mark as contacted"),
            (Closed, "Mark as closed"),
            (Unread, "Put back as unread"),
        ],
        Contacted => &[(Closed, "Mark as closed"), (Unread, "Put back as unread")],
        Closed => &[(Taken, "Put back as taken")],
    };
    push_form(out, "marks", stored, view);
    for (position, (to, label)) in next.iter().enumerate() {
        let class = if position == 0 && stored.progress != Closed {
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

/// Deleting, which is asked once more: the button is there only once this is unfolded.
fn push_delete(out: &mut String, stored: &Stored, view: &View<'_>) {
    let receipt = Text(&stored.receipt);
    let _ = write!(
        out,
        "<details class=\"delete\"><summary aria-describedby=\"r-{receipt}\">Delete</summary>"
    );
    push_form(out, "", stored, view);
    let _ = write!(
        out,
        "<p>Delete this request for good? Nobody can open it then. The person who asked is not \
         told.</p><button class=\"danger\" type=\"submit\" name=\"to\" value=\"{DELETED}\" \
         aria-describedby=\"r-{receipt}\">Delete for good</button></form></details>"
    );
}

/// The start of a form about a request, with all but what is to be done.
fn push_form(out: &mut String, class: &str, stored: &Stored, view: &View<'_>) {
    let _ = write!(
        out,
        "<form class=\"{class}\" method=\"post\" action=\"/desk/mark\">\
         <input type=\"hidden\" name=\"id\" value=\"{}\">\
         <input type=\"hidden\" name=\"receipt\" value=\"{}\">\
         <input type=\"hidden\" name=\"from\" value=\"{}\">\
         <input type=\"hidden\" name=\"form_token\" value=\"{}\">",
        Text(&stored.id),
        Text(&stored.receipt),
        stored.progress.word(),
        Text(view.form_token),
    );
}
