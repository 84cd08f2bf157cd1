//! `cargo xtask bench herd`: plays the scenarios and holds the peaks against the formulas.
// A command line tool's standard output is its product.
#![allow(clippy::print_stdout)]

use std::env;
use std::process::ExitCode;

use herd::{Report, Scenario, run, shipped};

const USAGE: &str = "usage: cargo xtask bench herd [--most N] [--seed N] [--json] [SCENARIO...]

  --most N    leave out scenarios of more clients (default 100000)
  --seed N    the seed of the dice (default 1)
  --json      the figures as JSON
";

/// How much higher than predicted a peak may be.
const TOLERANCE: f64 = 1.3;
/// From so many requests in a second on. Of fewer, the highest of ten thousand seconds is higher by
/// chance alone, and the highest ten seconds are held against the prediction.
const STEADY: f64 = 1000.0;
/// And from so many on.
const GATED_FROM: f64 = 100.0;

struct Options {
    most: u32,
    seed: u64,
    json: bool,
    names: Vec<String>,
}

fn main() -> ExitCode {
    let Some(options) = options() else {
        eprint!("{USAGE}");
        return ExitCode::from(2);
    };
    let scenarios = match shipped() {
        Ok(scenarios) => scenarios,
        Err(error) => {
            eprintln!("error: scenarios.json: {error}");
            return ExitCode::FAILURE;
        }
    };
    let wanted = |scenario: &Scenario| match options.names.is_empty() {
        true => scenario.clients <= options.most,
        false => options.names.contains(&scenario.name),
    };
    let mut sound = true;
    if !options.json {
        println!(
            "{:<28} {:>9} {:>9} {:>9} {:>5} {:>9} {:>6} {:>8} {:>8} {:>9} {:>3} {:>7} {:>7}",
            "scenario",
            "clients",
            "peak/s",
            "predicted",
            "ratio",
            "10 s avg",
            "posts",
            "half",
            "99 %",
            "accepted",
            "dup",
            "waiting",
            "closed",
        );
    }
    for scenario in scenarios.iter().filter(|scenario| wanted(scenario)) {
        let report = run(scenario, options.seed, false);
        match options.json {
            true => println!("{}", serde_json::json!(report)),
            false => println!("{report}"),
        }
        for fault in faults(&report) {
            sound = false;
            eprintln!("error: {}: {fault}", report.name);
        }
    }
    match sound {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}

fn faults(report: &Report) -> Vec<String> {
    let mut faults = Vec::new();
    let ratio = match report.predicted >= STEADY {
        true => report.ratio(),
        false => report.peak_of_ten / report.predicted,
    };
    if report.predicted >= GATED_FROM && ratio > TOLERANCE {
        faults.push(format!("the peak is {ratio:.2} of what was predicted"));
    }
    if report.duplicates > 0 {
        faults.push(format!("{} were stored twice", report.duplicates));
    }
    if report.false_receipts > 0 {
        faults.push(format!(
            "{} were called accepted and are not stored",
            report.false_receipts
        ));
    }
    if report.lost > 0 {
        faults.push(format!("{} are nowhere", report.lost));
    }
    faults
}

fn options() -> Option<Options> {
    let mut options = Options {
        most: 100_000,
        seed: 1,
        json: false,
        names: Vec::new(),
    };
    let mut args = env::args().skip(1);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--most" => options.most = args.next()?.parse().ok()?,
            "--seed" => options.seed = args.next()?.parse().ok()?,
            "--json" => options.json = true,
            name if name.starts_with('-') => return None,
            name => options.names.push(name.to_owned()),
        }
    }
    Some(options)
}
