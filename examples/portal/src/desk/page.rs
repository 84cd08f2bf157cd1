//! The desk's pages, written on the server without a script.

use std::fmt::Write;

use super::Opened;
use super::card::push_card;
use super::fields::text;
use super::html::Text;
use super::told::{Became, Told};
use crate::hostconfig::Names;
use crate::store::Progress;

/// The parts of the list, in their order: the name of each in an address, and its heading.
const GROUPS: [(&str, &str); 3] = [
    ("unread", "Unread"),
    ("in-hand", "In hand"),
    (CLOSED, "Closed"),
];

/// The part that is folded away.
const CLOSED: &str = "closed";

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
    let title = if refused { "Error: sign in" } else { "Sign in" };
    frame(
        title,
        "",
        &format!(
            "<form class=\"panel\" method=\"post\" action=\"/desk\">\
             <h1>Sign in to the desk</h1>\
             <p id=\"key-hint\">Paste the key of this desk. It is in the file \
             <code>desk.key</code> in the portal's data directory.</p>{error}\
             <label for=\"key\">Desk key</label>\
             <input id=\"key\" name=\"key\" type=\"password\" autocomplete=\"off\" \
             spellcheck=\"false\" required{described}>\
             <button type=\"submit\">Sign in</button></form>"
        ),
    )
}

/// The page for when the database does not answer.
pub(super) fn unavailable() -> String {
    frame(
        "Requests cannot be shown",
        "",
        "<h1>Requests cannot be shown just now</h1>\
         <p>No request that came in is lost. Where you had pressed a button, look at the request \
         before you press again. If it stays like this, tell whoever runs this portal.</p>\
         <p><a href=\"/desk\">Try again</a></p>",
    )
}

/// The page for a press that was made on a page of an earlier session.
pub(super) fn outdated() -> String {
    frame(
        "Nothing was changed",
        "",
        "<h1>Nothing was changed</h1>\
         <p>The page that you pressed on is from before you signed in the last time.</p>\
         <p><a href=\"/desk\">Look at the requests again</a></p>",
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
    /// What the press before this page did.
    pub(super) told: Option<&'a Told>,
}

/// The list of requests: unread ones first, then those in hand, then closed ones. Within each
/// those for today, then those that cannot be read, and among equals the one that has waited
/// longest.
pub(super) fn requests(mut requests: Vec<Opened>, view: &View<'_>) -> String {
    requests.sort_by_key(|request| {
        let stored = &request.stored;
        (group(stored.progress), rank(request), stored.received_at)
    });
    let mut body = format!(
        "<div class=\"head\"><h1 id=\"top\" tabindex=\"-1\">Requests</h1><p>{} \
         <a href=\"/desk\">Look for new ones</a></p></div>",
        summary(&requests),
    );
    if let Some(told) = view.told
        && !requests
            .iter()
            .any(|request| told.is_about(&request.stored))
    {
        push_told_of_absent(&mut body, told);
    }
    if requests.is_empty() {
        body.push_str(
            "<div class=\"empty\"><h2>No requests yet</h2><p>When somebody sends one, it is \
             listed here. This page does not refresh itself.</p></div>",
        );
    }
    push_groups(&mut body, &requests, view);
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
                    <button class=\"quiet\" type=\"submit\">Sign out</button></form>";
    frame("Requests", sign_out, &body)
}

/// How many requests there are, and what of it is to be done.
fn summary(requests: &[Opened]) -> String {
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
    summary
}

// Writing to a `String` cannot fail, so the results of `write!` below carry nothing.

fn push_groups(out: &mut String, requests: &[Opened], view: &View<'_>) {
    let groups: Vec<(&str, &str, Vec<&Opened>)> = (0..)
        .zip(GROUPS)
        .map(|(number, (id, title))| {
            let members = requests
                .iter()
                .filter(|request| group(request.stored.progress) == number);
            (id, title, members.collect())
        })
        .filter(|(_, _, members): &(_, _, Vec<_>)| !members.is_empty())
        .collect();
    if groups.len() > 1 {
        out.push_str("<nav class=\"jumps\" aria-label=\"Parts of the list\">");
        for (id, title, members) in &groups {
            let _ = write!(out, "<a href=\"#{id}\">{title} ({})</a>", members.len());
        }
        out.push_str("</nav>");
    }
    let alone = requests.len() == 1;
    for (id, title, members) in &groups {
        push_group(out, id, title, members, view);
        if !alone {
            out.push_str("<p class=\"up\"><a href=\"#top\">Back to the top</a></p>");
        }
    }
}

fn push_group(out: &mut String, id: &str, title: &str, members: &[&Opened], view: &View<'_>) {
    let count = members.len();
    let folded = id == CLOSED;
    let _ = if folded {
        // What was just pressed is in view, in browsers too that do not unfold for an address.
        let is_told =
            |request: &&Opened| view.told.is_some_and(|told| told.is_about(&request.stored));
        let open = if members.iter().any(is_told) {
            " open"
        } else {
            ""
        };
        write!(
            out,
            "<details class=\"group\"{open}><summary id=\"{id}\"><h2>{title} ({count})</h2>\
             </summary>"
        )
    } else {
        write!(
            out,
            "<section class=\"group\"><h2 id=\"{id}\" tabindex=\"-1\">{title} ({count})</h2>"
        )
    };
    out.push_str("<ol class=\"requests\">");
    for request in members {
        out.push_str("<li>");
        push_card(out, request, view);
        out.push_str("</li>");
    }
    out.push_str(if folded {
        "</ol></details>"
    } else {
        "</ol></section>"
    });
}

/// Of a request that is not on the page. The line has its place in the address.
fn push_told_of_absent(out: &mut String, told: &Told) {
    let said = match told.became {
        Became::Deleted => "was deleted.",
        Became::Late | Became::Marked(_) => {
            "had been deleted before you pressed. Nothing was changed now."
        }
    };
    let receipt = Text(&told.receipt);
    let _ = write!(
        out,
        "<p class=\"told\" id=\"r-{receipt}\" tabindex=\"-1\" role=\"status\">Request \
         <span class=\"code\">{receipt}</span> {said}</p>"
    );
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
