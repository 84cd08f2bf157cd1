//! `cargo xtask test`: everything that has to hold, cheap before dear.
//!
//! A step that fails ends the run, as what follows builds on it; only the engines of the
//! end-to-end tests are tried each, because what fails in one often passes in the next.

use std::env;
use std::io;
use std::process::Command;

use crate::e2e::EndToEnd;
use crate::error::Error;
use crate::report::{Count, Report, Stop, run_counted};
use crate::system::{Engine, Need, POSTGRESQL};
use crate::workspace::Workspace;
use crate::{audit, bench, build, openers, package, process, size, system, tools};

/// Runs what the command line asks for and prints the table.
pub(crate) fn command(workspace: &Workspace, args: &[String]) -> Result<(), Error> {
    let plan = Plan::parse(args)?;
    let mut report = Report::default();
    if run(workspace, &plan, &mut report).is_err() {
        println!("\nA step failed; what builds on it was not run.");
    } else if report.sum().passed == 0 {
        println!("\nNo test has a name like that.");
    }
    // The last line is the count, whatever happened.
    print!("\n{}", report.table());
    let sum = report.sum();
    if sum.failed > 0 || sum.passed == 0 {
        return Err(Error::Told);
    }
    Ok(())
}

/// What is to be run.
#[derive(Debug, PartialEq, Eq)]
struct Plan {
    engines: Vec<Engine>,
    end_to_end: bool,
    filter: Option<String>,
}

impl Plan {
    fn parse(args: &[String]) -> Result<Self, Error> {
        let mut plan = Self {
            engines: Vec::new(),
            end_to_end: true,
            filter: None,
        };
        let mut words = args.iter();
        while let Some(word) = words.next() {
            match word.as_str() {
                "--engine" => plan.engines.push(engine(words.next())?),
                "--no-e2e" => plan.end_to_end = false,
                option if option.starts_with('-') => {
                    return Err(Error::Usage(format!("test does not know {option}")));
                }
                filter if plan.filter.is_none() => plan.filter = Some(filter.to_owned()),
                _ => return Err(Error::Usage("test takes one filter".into())),
            }
        }
        if plan.engines.is_empty() {
            plan.engines.extend(Engine::ALL);
        }
        Ok(plan)
    }

    fn filter(&self) -> impl Iterator<Item = &str> {
        self.filter.iter().map(String::as_str)
    }
}

/// The engine that stands behind `--engine`.
pub(crate) fn engine(name: Option<&String>) -> Result<Engine, Error> {
    name.and_then(|name| Engine::named(name))
        .ok_or_else(|| Error::Usage("--engine takes chromium, firefox or webkit".into()))
}

/// Whether a missing engine is a failure: where nobody looks at the output, a skipped one would
/// never be missed.
pub(crate) fn is_strict() -> bool {
    env::var_os("CI").is_some_and(|ci| !ci.is_empty() && ci != "false")
}

fn run(workspace: &Workspace, plan: &Plan, report: &mut Report) -> Result<(), Stop> {
    if plan.filter.is_none() {
        lint(workspace, report)?;
    }
    if plan.filter.is_none() {
        report.check("licences and sources of every crate", || {
            audit::check(workspace)
        })?;
    }
    native_tests(workspace, plan, report)?;
    if plan.filter.is_none() {
        report.check("documentation", || {
            process::run(
                process::cargo(workspace)
                    .args(["doc", "--no-deps"])
                    .env("RUSTDOCFLAGS", "-D warnings"),
            )
        })?;
        report.check("the herd, 100,000 computers", || {
            process::run(&mut bench::herd(workspace, &bench::GATES))
        })?;
    }
    if plan.end_to_end {
        opener_tests(workspace, plan, report)?;
    }
    browser_tests(workspace, plan, report)?;
    if !plan.end_to_end && plan.filter.is_some() {
        return Ok(());
    }
    report.check("package", || {
        build::build(workspace, false)?;
        package::check_promises(&workspace.pkg())
    })?;
    if plan.filter.is_none() {
        report.check("size", || size::check(workspace))?;
    }
    if plan.end_to_end {
        end_to_end_tests(workspace, plan, report)?;
    }
    Ok(())
}

fn lint(workspace: &Workspace, report: &mut Report) -> Result<(), Stop> {
    const DENY: [&str; 3] = ["--", "-D", "warnings"];

    report.check("format", || {
        tools::ensure_component(workspace, "rustfmt")?;
        process::run(process::cargo(workspace).args(["fmt", "--all", "--", "--check"]))
    })?;
    report.check("lints, native", || {
        tools::ensure_component(workspace, "clippy")?;
        process::run(
            process::cargo(workspace)
                .args(["clippy", "--workspace", "--all-targets"])
                .args(DENY),
        )
    })?;
    report.check("lints, pure half", || {
        process::run(
            process::cargo(workspace)
                .args(["clippy", "--no-default-features", "--lib"])
                .args(DENY),
        )
    })?;
    report.check("lints, browser half", || {
        tools::ensure_wasm_target(workspace)?;
        let mut command = process::cargo(workspace);
        command.args(["clippy", "--target", tools::WASM_TARGET, "--lib"]);
        process::run(command.args(DENY))
    })
}

fn native_tests(workspace: &Workspace, plan: &Plan, report: &mut Report) -> Result<(), Stop> {
    report.tests("tests, pure half", |count| {
        run_tests(
            process::cargo(workspace)
                .args(["test", "--no-default-features", "--features", "serde"])
                .args(plan.filter()),
            plan,
            count,
        )
    })?;
    installed("PostgreSQL", &[POSTGRESQL], report)?;
    report.tests("tests, whole workspace", |count| {
        let mut command = process::cargo(workspace);
        command.args(["test", "--workspace"]).args(plan.filter());
        if is_strict() {
            // Without a server the receiver's tests on it say so and pass.
            command.env("TB_POSTGRES", "required");
        }
        run_tests(&mut command, plan, count)
    })
}

/// What is missing on the machine is told by the tests: a failure in CI, elsewhere skipped.
fn opener_tests(workspace: &Workspace, plan: &Plan, report: &mut Report) -> Result<(), Stop> {
    report.check("openers, building", || openers::build(workspace))?;
    report.tests("openers", |count| {
        run_tests(openers::command(workspace).args(plan.filter()), plan, count)
    })
}

fn browser_tests(workspace: &Workspace, plan: &Plan, report: &mut Report) -> Result<(), Stop> {
    const NAME: &str = "tests, in a browser";

    let missing = missing_for(Engine::Chromium, report)?;
    if !missing.is_empty() && !is_strict() {
        report.skip(NAME, &missing);
        return Ok(());
    }
    report.tests(NAME, |count| {
        if !missing.is_empty() {
            return Err(Error::Check(missing));
        }
        tools::ensure_wasm_target(workspace)?;
        let bin = tools::ensure(workspace, &tools::WASM_BINDGEN)?;
        let driver = process::find("chromedriver")
            .ok_or_else(|| Error::Check("chromedriver is not on PATH".into()))?;
        // Without --quiet: the runner takes it for an option of its own and ends.
        run_tests(
            process::cargo(workspace)
                .args(["test", "--target", tools::WASM_TARGET])
                // The browser half's own tests; those below tests/ are native.
                .arg("--lib")
                .args(plan.filter())
                .env(
                    "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER",
                    bin.join(process::executable("wasm-bindgen-test-runner")),
                )
                // One that hangs is named, after longer than the slowest takes.
                .env("WASM_BINDGEN_TEST_TIMEOUT", "120")
                .env("CHROMEDRIVER", driver),
            plan,
            count,
        )
    })
}

fn end_to_end_tests(workspace: &Workspace, plan: &Plan, report: &mut Report) -> Result<(), Stop> {
    let mut suite = None;
    report.check("end-to-end tests, building", || {
        suite = Some(EndToEnd::build(workspace)?);
        Ok(())
    })?;
    let Some(suite) = suite else {
        return Err(Stop);
    };
    let mut outcome = Ok(());
    for engine in &plan.engines {
        let name = format!("end-to-end tests, {}", engine.name());
        let missing = missing_for(*engine, report)?;
        if !missing.is_empty() && !is_strict() {
            report.skip(&name, &missing);
            continue;
        }
        let ran = report.tests(&name, |count| {
            if !missing.is_empty() {
                return Err(Error::Check(missing));
            }
            run_tests(
                suite.command(workspace, *engine)?.args(plan.filter()),
                plan,
                count,
            )
        });
        outcome = outcome.and(ran);
    }
    outcome
}

/// What an engine still lacks after the system's packages were asked for, as one sentence; empty
/// where it lacks nothing.
fn missing_for(engine: Engine, report: &mut Report) -> Result<String, Stop> {
    installed(engine.name(), engine.needs(), report)?;
    Ok(system::what_is_missing(engine.needs()))
}

/// Asks for the system's packages where something is missing and they can be had.
fn installed(name: &str, needs: &[Need], report: &mut Report) -> Result<(), Stop> {
    if needs.iter().all(Need::is_met) || !system::can_install() {
        return Ok(());
    }
    report.check(&format!("packages for {name}"), || {
        system::install(needs);
        Ok(())
    })
}

/// A program that finds nothing with the filter's name says so with a failure of its own; here it
/// only did not have the test that is looked for.
fn run_tests(command: &mut Command, plan: &Plan, count: &mut Count) -> Result<(), Error> {
    match run_counted(command, count, &mut io::stdout()) {
        Err(Error::Failed { .. }) if plan.filter.is_some() && count.is_empty() => Ok(()),
        outcome => outcome,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Plan, Error> {
        let words: Vec<_> = line.split_whitespace().map(str::to_owned).collect();
        Plan::parse(&words)
    }

    #[test]
    fn without_words_everything_runs() {
        let plan = parse("").unwrap();
        assert_eq!(plan.engines, Engine::ALL);
        assert!(plan.end_to_end);
        assert_eq!(plan.filter, None);
    }

    #[test]
    fn engines_and_a_filter_are_taken() {
        let plan = parse("--engine webkit outbox --engine firefox").unwrap();
        assert_eq!(plan.engines, [Engine::WebKit, Engine::Firefox]);
        assert_eq!(plan.filter.as_deref(), Some("outbox"));
        assert!(!parse("--no-e2e").unwrap().end_to_end);
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        for line in ["--engine", "--engine lynx", "--fast", "one two"] {
            assert!(matches!(parse(line), Err(Error::Usage(_))), "{line}");
        }
    }
}
