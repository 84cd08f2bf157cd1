//! The words of the page that belong to no single statement.
//!
//! English alone, and a catalogue of its own: the widget's holds words for someone who came for
//! help. "Event" stands for what happened to a patient. It is the plain word that leaders and risk
//! staff use for it; here it blames nobody, and "what happened" would not carry a whole page.

macro_rules! lines {
    ($($key:literal $name:ident = $text:literal;)*) => {
        $(#[doc = $text] pub const $name: &str = $text;)*

        /// Every line with its key.
        pub const LINES: &[(&str, &str)] = &[$(($key, $name)),*];
    };
}

lines! {
    "start.what" WHAT =
        "These pages list what helps staff after a hard event, in four parts. Mark what is in \
         place where you work.";
    "start.together" TOGETHER =
        "You can answer alone or in a group. Skip what you like. At the end you get a list of what \
         to do first, and why.";
    "start.aid" AID =
        "It is an aid for a conversation. It has not been validated, and it does not rate or \
         compare.";
    "start.memory" MEMORY =
        "Your answers stay in the memory of this page. They are gone when you close or leave it.";
    "parts.label" PARTS = "Parts";
    "unit.sources" SOURCES = "Where this comes from";
    "unit.continue" CONTINUE = "Continue";
    "unit.back" BACK = "Back";
    "unit.to-list" TO_LIST = "See the action list";
    "list.title" LIST = "Action list";
    "list.order" ORDER =
        "In each part, the groundwork comes first. After that, what is not there yet comes before \
         what nobody knows, and that before what is partly there. What you skipped comes last.";
    "list.nothing" NOTHING_ANSWERED =
        "Nothing is marked yet, so this is the whole list in its basic order.";
    "list.all" ALL_IN_PLACE =
        "All of it is marked as in place. That is how it looks from where you are. Ask people on \
         other shifts and in other jobs how it looks to them.";
    "list.unit" UNIT_IN_PLACE = "All of this part is marked as in place. Keep an eye on this:";
    "list.why" WHY = "Why:";
    "list.not-yet" NOT_YET = "Not yet in place:";
    "list.do-not-know" DO_NOT_KNOW = "Not known, so first ask who would know:";
    "list.partly" PARTLY = "Partly in place, so look for what is missing:";
    "list.skipped" SKIPPED = "Skipped:";
    "list.print" PRINT = "Print this list";
    "list.print-hint" PRINT_HINT =
        "Printing leaves a copy outside this page. Look after it as you would any plan of yours.";
    "list.version" VERSION = "Readiness statements, version";
    "list.sources" SOURCES_TITLE = "Sources";
    "list.own-words" OWN_WORDS =
        "The statements are our own words, drawn from these. The authors had no part in them.";
    "clear.ask" CLEAR = "Clear my answers";
    "clear.question" CLEAR_QUESTION = "Clear every answer on this page?";
    "clear.confirm" CLEAR_CONFIRM = "Clear now";
    "clear.keep" CLEAR_KEEP = "Keep them";
    "clear.done" CLEARED = "Your answers are cleared.";
}
