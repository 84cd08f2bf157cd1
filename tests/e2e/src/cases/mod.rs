//! The cases, one file for each promise.

mod access;
mod answers;
mod check;
mod configuration;
mod corners;
mod crowd;
mod embedding;
mod faults;
mod golive;
mod harness;
mod holders;
mod host_words;
mod hours;
mod idle;
mod interrupted;
mod journeys;
mod keep;
mod kill;
mod late;
mod listing;
mod memory;
mod network;
mod policy;
mod programs;
mod questionnaires;
mod readiness;
mod referrals;
mod screens;
mod sealed;
mod seats;
mod spanish;
mod storage;
mod tabs;
mod worker;

pub(crate) use self::screens::set_viewport;
use crate::case::Case;

/// Cases that take minutes, for the runs with `TB_LONG=1`.
pub(crate) const LONG: &[&str] = &[
    "answers-that-come-too-slowly-are-given-up",
    "holders-frozen-tab-does-not-keep-the-way",
];

/// What no case does, and why: the faults by their numbers in `docs/reliability.md`.
pub(crate) const NOT_HERE: &[(&str, &str)] = &[
    (
        "F25 and F28 in WebKitGTK",
        "its driver ends the connection at the second tab",
    ),
    (
        "F24, F26, F27 and F31 in Firefox and WebKitGTK",
        "a tab is taken offline, frozen, crashed or cleared by commands of Chromium's",
    ),
    (
        "F2, F3, F5 and F40 in WebKitGTK",
        "its driver does not say which process to kill at a given millisecond",
    ),
    ("F29, F30 and F32 in WebKitGTK", "not tried yet"),
    (
        "F36",
        "there is one version of the database, and nothing to migrate",
    ),
    (
        "F37",
        "a browser takes the clock of the machine, which is not a test's to set",
    ),
    (
        "F39 in WebKitGTK",
        "its driver does not come back from a step back",
    ),
    (
        "F40 by closing the window",
        "closing by a driver is not closing by a person; the browser is killed, which is harder",
    ),
];

pub(crate) fn all() -> Vec<Case> {
    let mut cases = Vec::new();
    cases.extend(harness::cases());
    cases.extend(journeys::cases());
    cases.extend(faults::cases());
    cases.extend(interrupted::cases());
    cases.extend(kill::cases());
    cases.extend(storage::cases());
    cases.extend(sealed::cases());
    cases.extend(tabs::cases());
    cases.extend(crowd::cases());
    cases.extend(answers::cases());
    cases.extend(holders::cases());
    cases.extend(seats::cases());
    cases.extend(idle::cases());
    cases.extend(policy::cases());
    cases.extend(memory::cases());
    cases.extend(network::cases());
    cases.extend(embedding::cases());
    cases.extend(configuration::cases());
    cases.extend(corners::cases());
    cases.extend(check::cases());
    cases.extend(questionnaires::cases());
    cases.extend(listing::cases());
    cases.extend(host_words::cases());
    cases.extend(hours::cases());
    cases.extend(keep::cases());
    cases.extend(late::cases());
    cases.extend(spanish::cases());
    cases.extend(access::cases());
    cases.extend(programs::cases());
    cases.extend(readiness::cases());
    cases.extend(golive::cases());
    cases.extend(referrals::cases());
    cases.extend(screens::cases());
    cases.extend(worker::cases());
    cases
}
