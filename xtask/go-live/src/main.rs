//! `cargo xtask go-live`: whether a host is ready. What is checked is the library's
//! (`touchbase::golive`), the same that the go-live page runs; here is what reads, sends and prints.
// A command line tool's standard output is its product.
#![allow(clippy::print_stdout)]

mod options;
mod print;
mod seal;
mod source;
mod wire;

use std::future::Future;
use std::io::Write;
use std::pin::pin;
use std::process::ExitCode;
use std::task::{Context, Poll, Waker};
use std::{env, fs};

use jiff::tz::TimeZone;
use touchbase::config::read;
use touchbase::golive::{
    Check, Finding, Kept, Probed, Report, Rule, Target, again, check, probe, seen, targets,
};
use touchbase::time::{Date, rfc3339_hour};
use touchbase::value::Value;

use crate::options::{Options, USAGE};
use crate::source::Source;
use crate::wire::Wire;

/// The exit code where the command line says nothing to do (`EX_USAGE` of sysexits.h).
const USAGE_ERROR: u8 = 64;
/// The exit code where a file of the command line cannot be read or written (`EX_IOERR`).
const FILE_ERROR: u8 = 74;

fn main() -> ExitCode {
    let options = match Options::parse(env::args_os().skip(1)) {
        Ok(Some(options)) => options,
        Ok(None) => {
            print!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        Err(fault) => {
            let _ = write!(std::io::stderr(), "{fault}\n\n{USAGE}");
            return ExitCode::from(USAGE_ERROR);
        }
    };
    match run(&options) {
        Ok(report) => ExitCode::from(report.exit_code()),
        Err(fault) => {
            let _ = writeln!(std::io::stderr(), "error: {fault}");
            ExitCode::from(FILE_ERROR)
        }
    }
}

fn run(options: &Options) -> Result<Report, String> {
    let now = wire::now();
    let today = Date::from_millis(now);
    let wire = Wire::new();
    let source = Source::read(&wire, &options.config);

    let mut report = Report {
        checked_on: rfc3339_hour(now)[..10].to_owned(),
        ..Report::default()
    };
    match &source.document {
        Err(finding) => report.findings.push(finding.clone()),
        Ok(document) => {
            report.findings = check(document, today, &is_zone);
            let language = document.get("language").and_then(Value::as_str);
            let config = read(document, today, language.unwrap_or("en")).config;
            if let Some(endpoint) = &options.endpoint {
                let chosen = chosen(options, &source, endpoint, targets(&config, document));
                if chosen.is_empty() {
                    let finding = Finding::new(Rule::EndpointNotTested, "referral");
                    report.findings.push(finding);
                }
                for target in chosen {
                    report.endpoints.push(test(options, &wire, &target)?);
                }
            }
            if options.role.is_some() {
                report.seen = Some(seen(&config, document, options.role.as_deref()));
            }
        }
    }
    if options.json {
        let text = serde_json::to_string_pretty(&report.to_value());
        println!("{}", text.map_err(|error| error.to_string())?);
    } else {
        print!("{}", print::report(&report, options));
    }
    Ok(report)
}

/// Whether there is a time zone of this name, by the tables that come with the command: a system may
/// have none.
fn is_zone(name: &str) -> bool {
    TimeZone::get(name).is_ok_and(|zone| !zone.is_unknown())
}

/// The targets at `endpoint`: those whose address it is, else the first recipient's key with this
/// address in place of its own, or the recipient that was asked for.
fn chosen(options: &Options, source: &Source, endpoint: &str, targets: Vec<Target>) -> Vec<Target> {
    let is_there = |target: &Target| source.resolve(&target.endpoint).as_deref() == Some(endpoint);
    let mut chosen: Vec<Target> = match &options.recipient {
        Some(id) => targets.into_iter().filter(|t| t.recipient == *id).collect(),
        None if targets.iter().any(is_there) => targets.into_iter().filter(is_there).collect(),
        None => targets.into_iter().take(1).collect(),
    };
    let origin = options.origin.clone().or_else(|| source.page_origin());
    let origin = origin.filter(|origin| source::origin(endpoint).as_ref() != Some(origin));
    for target in &mut chosen {
        endpoint.clone_into(&mut target.endpoint);
        target.origin.clone_from(&origin);
        target.token.clone_from(&options.token);
    }
    chosen
}

fn test(options: &Options, wire: &Wire, target: &Target) -> Result<Probed, String> {
    let mut tell = |check: &Check| {
        let _ = writeln!(std::io::stderr(), "{}", print::progress(check));
    };
    if let Some(file) = &options.again {
        let text = fs::read_to_string(file).map_err(|e| format!("{}: {e}", file.display()))?;
        let kept = serde_json::from_str(&text).ok();
        let kept = kept.as_ref().and_then(Kept::from_value);
        let kept = kept.ok_or_else(|| format!("{}: not a file of --keep", file.display()))?;
        return Ok(at_once(again(wire, target, &kept, &mut tell)));
    }
    let _ = writeln!(
        std::io::stderr(),
        "Sending test requests to {}; some of them will be at the desk.",
        target.endpoint
    );
    let probed = at_once(probe(wire, target, &mut tell));
    if let (Some(file), Some(kept)) = (&options.keep, &probed.kept) {
        let mut text = kept.to_value().to_json();
        text.push('\n');
        fs::write(file, text).map_err(|e| format!("{}: {e}", file.display()))?;
    }
    Ok(probed)
}

/// Runs a future whose every wait is a blocking call of [`Wire`], so that it is ready at once.
fn at_once<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(value) = future
            .as_mut()
            .poll(&mut Context::from_waker(Waker::noop()))
        {
            return value;
        }
    }
}
