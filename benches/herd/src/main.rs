//! `cargo xtask bench herd`: plays the scenarios and holds the peaks against the formulas.
// A command line tool's standard output is its product.
#![allow(clippy::print_stdout)]

use std::env;
use std::process::ExitCode;

use herd::{COLUMNS, Control, Scenario, line, run, shipped};

const USAGE: &str = "usage: cargo xtask bench herd [--most N] [--seed N] [--json] [SCENARIO...]

  --most N    leave out scenarios of more clients (default 100000)
  --seed N    the seed of the dice (default 1)
  --json      the figures as JSON
";

/// With how many computers a control is played.
const CONTROLLED: u32 = 2_000;

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
        println!("{}", line(&COLUMNS.map(str::to_owned)));
    }
    for scenario in scenarios.iter().filter(|scenario| wanted(scenario)) {
        let report = run(scenario, options.seed, None);
        match options.json {
            true => println!("{}", serde_json::json!(report)),
            false => println!("{report}"),
        }
        for fault in report.faults() {
            sound = false;
            eprintln!("error: {}: {fault}", report.name);
        }
    }
    for control in Control::ALL {
        sound &= is_found(control, &scenarios, &options);
    }
    match sound {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}

/// Whether what was planted shows, and is among the faults that end the command.
fn is_found(control: Control, scenarios: &[Scenario], options: &Options) -> bool {
    let Some(report) = control.play(scenarios, CONTROLLED, options.seed) else {
        eprintln!("error: no scenario for {}", control.as_str());
        return false;
    };
    let (name, shown) = (control.as_str(), control.shown(&report));
    if shown == 0 || report.faults().is_empty() {
        eprintln!("error: {name} was planted and is not found");
        return false;
    }
    if !options.json {
        let faults = report.faults().join("; ");
        println!("planted and found, {CONTROLLED} computers: {name}: {faults}");
    }
    true
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
