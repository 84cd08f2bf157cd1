//! The words of the page. Its readers put the widget into a portal, or run the program.

use touchbase::golive::{Finding, Severity};

pub(crate) const READ_TITLE: &str = "Your configuration";
pub(crate) const READ_HINT: &str = "It is read in this page. Nothing of it is sent anywhere or \
     kept: it is gone when you leave or reload.";
pub(crate) const ADDRESS: &str = "Address of the configuration";
pub(crate) const ADDRESS_HINT: &str = "Whole, or relative to this page.";
pub(crate) const FETCH: &str = "Fetch and check";
pub(crate) const FILE: &str = "Or choose the file";
pub(crate) const PASTE: &str = "Or paste its text";
pub(crate) const CHECK: &str = "Check the text";
pub(crate) const READING: &str = "Reading the configuration.";
pub(crate) const UNREACHABLE: &str = "The configuration could not be fetched. Another server has \
     to allow this page to read it, and so has the content security policy of this one. You can \
     choose the file or paste its text instead.";
pub(crate) const NO_URL: &str = "This is no address. Write one like /touchbase.json or \
     https://portal.example/touchbase.json.";
pub(crate) const NO_FILE: &str = "The file could not be read.";
pub(crate) const NOTHING_PASTED: &str = "Paste the text of the configuration first.";
pub(crate) const NO_ADDRESS: &str = "Write the address of the configuration first.";

pub(crate) const FOUND_TITLE: &str = "What was found";
pub(crate) const NOTHING_FOUND: &str = "Nothing was found in the configuration. What only people \
     can judge is on the checklist below.";
pub(crate) const CLEAR: &str = "Nothing here stands in the way of going live. What only people \
     can judge is on the checklist below.";
pub(crate) const NO_DOCUMENT: &str = "As it is, people see the text inside the tag and nothing \
     else.";
pub(crate) const WHOLE: &str = "the whole document";
pub(crate) const SAW: &str = "Seen:";

pub(crate) const SEEN_TITLE: &str = "What people see";
pub(crate) const SEEN_LEAD: &str = "The list as someone sees it who took no check. Every option \
     stays on it, whoever they are. Who is open at the moment is left out here.";
pub(crate) const SEEN_HELP: &str = "What stands below crisis help:";
pub(crate) const SEEN_NOBODY: &str = "No option has a number to call, so nothing stands below it.";
pub(crate) const LANGUAGE: &str = "In the language";
pub(crate) const ROLE: &str = "Someone whose role is";
pub(crate) const ROLE_UNSAID: &str = "not said";
pub(crate) const ROLE_OTHER: &str = "none of these";
pub(crate) const NO_ROLES: &str = "No option names a role, so nobody is asked for one and \
     everyone sees this list.";
pub(crate) const NO_OPTIONS: &str = "No option can be shown. People see crisis help alone.";
pub(crate) const NOT_FOR: &str = "Not for everyone";
pub(crate) const NOT_FOR_LEAD: &str = "These stand below the list, under this heading.";
pub(crate) const WHY: &str = "Why here:";
pub(crate) const GROUP: &str = "Group:";
pub(crate) const DETAILS: &str = "What its card states";
pub(crate) const NOT_STATED: &str = "Not stated by the program";

pub(crate) const TEST_TITLE: &str = "The endpoint";
pub(crate) const NO_TARGET: &str = "There is no endpoint to test: the configuration has no \
     referral, or it is at fault.";
pub(crate) const TEST_LEAD: &str = "The test posts sealed requests from this browser and looks at \
     what comes back. It shows what a browser shows: from another origin it cannot see preflights \
     and cookies, so run the command as well.";
pub(crate) const ORIGIN: &str = "This page is";
pub(crate) const ORIGIN_HINT: &str = "To test what your people's browsers will meet, open it at \
     the origin of the page that will hold the widget.";
pub(crate) const TOKEN: &str = "A token to send, if your page gives the widget one";
pub(crate) const TOKEN_HINT: &str = "It goes to the endpoint and nowhere else, and is not kept.";
pub(crate) const TEST: &str = "Test the endpoint";
pub(crate) const TEST_AGAIN: &str = "Test again";
pub(crate) const ASK: &str = "Test requests arrive at the desk";
pub(crate) const ASK_DESK: &str = "People who answer requests will see them: four for each \
     endpoint that is in order, more for one that is not. Tell them first, and delete the test \
     requests afterwards. Each has this name:";
pub(crate) const START: &str = "Send the test requests";
pub(crate) const NOT_NOW: &str = "Not now";
pub(crate) const TESTING: &str = "Testing. This takes some seconds.";
pub(crate) const RESULTS: &str = "What the endpoint did";
pub(crate) const PASSED: &str = "Passed";
pub(crate) const FAILED: &str = "To mend";
pub(crate) const NOTED: &str = "Passed, with a note";
pub(crate) const NOT_TESTED: &str = "Not tested";
pub(crate) const LEFT: &str = "To delete at the desk";
pub(crate) const LEFT_LEAD: &str = "These test requests may be stored:";
pub(crate) const LIMITS: &str = "No test from outside can show that a request outlives a power \
     cut. Stop the receiver right after a receipt, start it again, and see that it still knows \
     the request.";

pub(crate) const LIST_TITLE: &str = "Checklist for the people who review";
pub(crate) const LIST_LEAD: &str = "Print it, and keep the signed copy.";
pub(crate) const PRINT_LIST: &str = "Print the checklist";
pub(crate) const PROGRAM: &str = "Program:";
pub(crate) const CHECKED_ON: &str = "Checked on";
pub(crate) const REQUIRED: &str = "Needed before going live.";
pub(crate) const REVIEWED_BY: &str = "Reviewed, as the configuration says (ask them):";
pub(crate) const NAME: &str = "Name";
pub(crate) const DATE: &str = "Date";
pub(crate) const SIGNATURE: &str = "Signature";

pub(crate) const PAPER_TITLE: &str = "Poster and pocket cards";
pub(crate) const PAPER_LEAD: &str = "With your own names and numbers, and a code that opens the \
     stand-alone page on a phone. They say nothing else of what the program is for.";
pub(crate) const POSTER: &str = "Show the poster";
pub(crate) const CARDS: &str = "Show the pocket cards";
pub(crate) const POSTER_TITLE: &str = "Poster";
pub(crate) const CARDS_TITLE: &str = "Pocket cards";
pub(crate) const POSTER_HINT: &str = "It fits on A4 and on Letter. Print it at full size, and try \
     the code with a phone of your own before you hang it up.";
pub(crate) const CARDS_HINT: &str = "Print at full size, cut along the outer line and fold along \
     the inner one. Try the code with a phone of your own first.";
pub(crate) const SHEET: &str = "What is printed";
pub(crate) const PRINT: &str = "Print";
pub(crate) const BACK: &str = "Back to the checks";

/// That an address answers without a configuration.
pub(crate) fn answered(status: u16) -> String {
    let why = match status {
        401 | 403 => "Signing in may be needed: people's browsers get no further either.",
        404 | 410 => "Nothing is there: check the address for its folder and its spelling.",
        500.. => "The server failed: look at its log.",
        _ => "Nothing could be read.",
    };
    [
        "The server answered with status ",
        &status.to_string(),
        ". ",
        why,
    ]
    .concat()
}

/// How many findings there are of each severity, as a sentence.
pub(crate) fn counted(findings: &[Finding]) -> String {
    let parts: Vec<String> = Severity::ALL
        .into_iter()
        .filter_map(|severity| {
            let count = findings
                .iter()
                .filter(|finding| finding.severity == severity)
                .count();
            (count > 0).then(|| number_of(count, severity.as_str()))
        })
        .collect();
    if parts.is_empty() {
        return "Nothing was found.".to_owned();
    }
    [&parts.join(", "), "."].concat()
}

/// The same when a test is over.
pub(crate) fn tested(findings: &[Finding]) -> String {
    ["The test is over. ", &counted(findings)].concat()
}

/// The heading above findings of a severity.
pub(crate) fn heading(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "Errors: mend these first",
        Severity::Warning => "Warnings: mend these before going live",
        Severity::Note => "Notes: good to know",
    }
}

/// A group of the list, by its stable word.
pub(crate) fn group(word: &str) -> &str {
    match word {
        "crisis" => "crisis help",
        "fits" => "fits what is going on",
        "professional" => "professional help",
        "peer" => "colleagues",
        "near" => "near at hand",
        "other" => "other support",
        unknown => unknown,
    }
}

fn number_of(count: usize, word: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    [&count.to_string(), " ", word, plural].concat()
}
