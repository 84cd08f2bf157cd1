//! End-to-end tests: the built widget in real browsers, against the example portal.
//!
//! `touchbase-e2e [--list] [FILTER]…` runs the cases whose `engine/name` holds a filter, or lists
//! them, with what no case does and why. It reads `TB_ENGINES` (names joined by commas),
//! `TB_PORTAL`, `TB_PKG`, `TB_TOOLS` and `TB_SCREENS` (a folder: pictures of every screen are
//! written there), `TB_LONG=1` for the runs that take minutes, and `TB_RESULTS` (a file: how each
//! case went is added to it). With `CI` set, what is missing on the machine is a failure; elsewhere
//! it is named and skipped.

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
mod proxy;
mod questionnaire;
mod relay;
mod results;
mod site;
mod stage;
mod sweep;
mod tour;
mod wait;
mod webdriver;
mod widget;
mod words;

use std::io::{self, Write};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use crate::case::{Case, Context, SharedBrowser};
use crate::engine::{Engine, Tools};
use crate::outcome::{Failure, Outcome};
use crate::results::Results;

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
    let mut run = match Results::from_environment() {
        Ok(results) => Run {
            strict: std::env::var_os("CI").is_some(),
            version: String::new(),
            count: Count::default(),
            results,
        },
        Err(why) => {
            say(&format!("TB_RESULTS: {why}"));
            return ExitCode::FAILURE;
        }
    };

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
        run.version.clear();
        if let Err(why) = tools.check(engine) {
            for case in &cases {
                run.note(case, engine, &Err(why.clone()), Duration::ZERO, &[]);
            }
            continue;
        }
        let shared = SharedBrowser::default();
        if run.results.are_wanted() {
            run.version = shared.version(&tools, engine);
        }
        for case in &cases {
            if cases::is_long(case.name, engine) && !stage::long() {
                say(&format!(
                    "long  {}/{}: runs with TB_LONG=1",
                    engine.name(),
                    case.name
                ));
                continue;
            }
            run.case(case, engine, &tools, &shared);
        }
    }
    if only_list {
        for line in cases::not_here() {
            say(&format!("none  {line}"));
        }
        return ExitCode::SUCCESS;
    }
    let count = run.count;
    say(&format!(
        "{} passed, {} failed, {} skipped",
        count.passed, count.failed, count.skipped
    ));
    if count.failed > 0 || count.passed == 0 {
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

struct Run {
    /// What is missing on the machine is a failure.
    strict: bool,
    /// Of the engine that runs.
    version: String,
    count: Count,
    results: Results,
}

impl Run {
    fn case(&mut self, case: &Case, engine: Engine, tools: &Tools, shared: &SharedBrowser) {
        let context = Context::new(engine, tools, shared);
        let start = Instant::now();
        let outcome = (case.run)(&context);
        let took = start.elapsed();
        self.note(case, engine, &outcome, took, &context.notes());
        if let Err(Failure::Failed(_)) = outcome {
            let folder = portal::repository()
                .join("target/e2e-failures")
                .join(format!("{}-{}", engine.name(), case.name));
            if let Err(error) = context.leave_evidence(&folder) {
                say(&format!("      no evidence kept: {error}"));
            }
        }
    }

    /// Counts how a case went, and says and writes it.
    fn note(
        &mut self,
        case: &Case,
        engine: Engine,
        outcome: &Outcome,
        took: Duration,
        notes: &[String],
    ) {
        let id = format!("{}/{}", engine.name(), case.name);
        let seconds = took.as_secs_f32();
        match outcome {
            Ok(()) => {
                self.count.passed += 1;
                say(&format!("ok    {id} ({seconds:.1} s)"));
            }
            Err(Failure::Missing(what)) => {
                self.count.missing(1, self.strict);
                say(&format!("skip  {id}: {what}"));
            }
            Err(Failure::Refused(what)) => {
                self.count.missing(1, false);
                say(&format!("skip  {id}: {what}"));
            }
            Err(Failure::Failed(why)) => {
                self.count.failed += 1;
                say(&format!("FAIL  {id} ({seconds:.1} s): {why}"));
            }
        }
        for note in notes {
            say(&format!("      {note}"));
        }
        let version = &self.version;
        let written = (self.results).add(case.name, engine, version, outcome, took, notes);
        if let Err(why) = written {
            self.count.failed += 1;
            say(&format!("FAIL  TB_RESULTS: {why}"));
        }
    }
}

#[derive(Clone, Copy, Default)]
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
