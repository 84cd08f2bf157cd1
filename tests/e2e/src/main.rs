//! End-to-end tests: the built widget in real browsers, against the example portal.
//!
//! `touchbase-e2e [--list] [FILTER]…` runs the cases whose `engine/name` holds a filter, or lists
//! them, with what no case does and why. It reads `TB_ENGINES` (names joined by commas),
//! `TB_PORTAL`, `TB_PKG`, `TB_TOOLS` and `TB_SCREENS` (a folder: pictures of every screen are
//! written there), and `TB_LONG=1` for the runs that take minutes. With `CI` set, what is missing
//! on the machine is a failure; elsewhere it is named and skipped.

mod case;
mod cases;
mod document;
mod engine;
mod hands;
mod host;
mod journey;
mod outcome;
mod pages;
mod portal;
mod process;
mod questionnaire;
mod relay;
mod site;
mod stage;
mod tour;
mod wait;
mod webdriver;
mod widget;
mod words;

use std::io::{self, Write};
use std::process::ExitCode;
use std::time::Instant;

use crate::case::{Case, Context, SharedBrowser};
use crate::engine::{Engine, Tools};
use crate::outcome::Failure;

fn main() -> ExitCode {
    let mut filters: Vec<String> = std::env::args().skip(1).collect();
    let only_list = filters.iter().any(|word| word == "--list");
    filters.retain(|word| !word.starts_with("--"));

    let engines = match engines(std::env::var("TB_ENGINES").ok().as_deref()) {
        Ok(engines) => engines,
        Err(name) => {
            say(&format!("TB_ENGINES names no engine of ours: {name}"));
            return ExitCode::FAILURE;
        }
    };
    // Browsers are in process groups of their own and would outlive an interrupted run.
    let _ = ctrlc::set_handler(|| process::end_all());
    let tools = Tools::locate();
    let strict = std::env::var_os("CI").is_some();
    let mut count = Count::default();

    for engine in engines {
        let cases: Vec<Case> = cases::all()
            .into_iter()
            .filter(|case| case.engines.contains(&engine) && wanted(&filters, engine, case.name))
            .collect();
        if only_list {
            for case in &cases {
                say(&format!("{}/{}", engine.name(), case.name));
            }
            continue;
        }
        if cases.is_empty() {
            continue;
        }
        if let Err(why) = tools.check(engine) {
            say(&format!("{}: {why}", engine.name()));
            count.missing(cases.len(), strict);
            continue;
        }
        let shared = SharedBrowser::default();
        for case in &cases {
            if cases::LONG.contains(&case.name) && !stage::long() {
                say(&format!(
                    "long  {}/{}: runs with TB_LONG=1",
                    engine.name(),
                    case.name
                ));
                continue;
            }
            run(case, engine, &tools, &shared, strict, &mut count);
        }
    }
    if only_list {
        for (what, why) in cases::NOT_HERE {
            say(&format!("none  {what}: {why}"));
        }
        return ExitCode::SUCCESS;
    }
    say(&format!(
        "{} passed, {} failed, {} skipped",
        count.passed, count.failed, count.skipped
    ));
    if count.failed > 0 || count.passed == 0 {
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

fn run(
    case: &Case,
    engine: Engine,
    tools: &Tools,
    shared: &SharedBrowser,
    strict: bool,
    count: &mut Count,
) {
    let context = Context::new(engine, tools, shared);
    let start = Instant::now();
    let outcome = (case.run)(&context);
    let seconds = start.elapsed().as_secs_f32();
    let id = format!("{}/{}", engine.name(), case.name);
    match outcome {
        Ok(()) => {
            count.passed += 1;
            say(&format!("ok    {id} ({seconds:.1} s)"));
            for note in context.notes() {
                say(&format!("      {note}"));
            }
        }
        Err(Failure::Missing(what)) => {
            count.missing(1, strict);
            say(&format!("skip  {id}: {what}"));
        }
        Err(Failure::Refused(what)) => {
            count.missing(1, false);
            say(&format!("skip  {id}: {what}"));
        }
        Err(Failure::Failed(why)) => {
            count.failed += 1;
            say(&format!("FAIL  {id} ({seconds:.1} s): {why}"));
            let folder = portal::repository()
                .join("target/e2e-failures")
                .join(id.replace('/', "-"));
            if let Err(error) = context.leave_evidence(&folder) {
                say(&format!("      no evidence kept: {error}"));
            }
        }
    }
}

#[derive(Default)]
struct Count {
    passed: usize,
    failed: usize,
    skipped: usize,
}

impl Count {
    fn missing(&mut self, cases: usize, strict: bool) {
        if strict {
            self.failed += cases;
        } else {
            self.skipped += cases;
        }
    }
}

fn engines(names: Option<&str>) -> Result<Vec<Engine>, String> {
    let Some(names) = names else {
        return Ok(Engine::ALL.to_vec());
    };
    names
        .split(',')
        .map(str::trim)
        .map(|name| Engine::named(name).ok_or_else(|| name.to_owned()))
        .collect()
}

fn wanted(filters: &[String], engine: Engine, name: &str) -> bool {
    let id = format!("{}/{name}", engine.name());
    filters.is_empty() || filters.iter().any(|filter| id.contains(filter.as_str()))
}

fn say(line: &str) {
    // A closed pipe is no reason to stop testing.
    let _ = writeln!(io::stdout(), "{line}");
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn engines_are_named_or_refused() {
        assert_eq!(engines(None), Ok(Engine::ALL.to_vec()));
        assert_eq!(
            engines(Some("webkit, chromium")),
            Ok(vec![Engine::WebKit, Engine::Chromium])
        );
        assert_eq!(engines(Some("lynx")), Err("lynx".into()));
    }

    #[test]
    fn a_filter_is_a_part_of_engine_and_name() {
        assert!(wanted(&[], Engine::Firefox, "journey"));
        assert!(wanted(&["fox/jour".into()], Engine::Firefox, "journey"));
        assert!(!wanted(&["webkit".into()], Engine::Firefox, "journey"));
    }

    #[test]
    fn every_case_has_its_own_name_and_an_engine() {
        let cases = cases::all();
        let names: BTreeSet<&str> = cases.iter().map(|case| case.name).collect();
        assert_eq!(names.len(), cases.len());
        assert!(cases.iter().all(|case| !case.engines.is_empty()));
    }
}
