//! The project's own commands, run as `cargo xtask <command>`.
//!
//! Only rustup's cargo is needed at the start. What a command needs besides, it installs at a
//! pinned version below the target folder or cargo's own home, and says so before it does.
//! Progress goes to standard error, so that a command's result alone is on standard output.
// A command line tool's standard output is its product.
#![allow(clippy::print_stdout)]

use std::env;
use std::process::ExitCode;

use crate::error::Error;
use crate::workspace::Workspace;

mod audit;
mod bench;
mod build;
mod bundle;
mod compress;
mod e2e;
mod error;
mod files;
mod glue;
mod golive;
mod integrity;
mod openers;
mod package;
mod portal;
mod poster;
mod process;
mod reach;
mod reliability;
mod report;
mod reproducible;
mod sbom;
mod screens;
mod shorten;
mod size;
mod stamp;
mod system;
mod test;
mod tools;
mod wasm;
mod worker;
mod workspace;

fn main() -> ExitCode {
    let args: Vec<String> = env::args().skip(1).collect();
    let outcome = dispatch(&args);
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(Error::Usage(fault)) => {
            if !fault.is_empty() {
                eprintln!("{fault}\n");
            }
            eprint!("{USAGE}");
            ExitCode::from(2)
        }
        Err(Error::Told) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(args: &[String]) -> Result<(), Error> {
    let Some((command, rest)) = args.split_first() else {
        return Err(Error::Usage(String::new()));
    };
    if matches!(command.as_str(), "help" | "--help" | "-h") {
        print!("{USAGE}");
        return Ok(());
    }
    let workspace = Workspace::locate()?;
    match command.as_str() {
        "audit" => audit::command(&workspace, rest),
        "bench" => bench::command(&workspace, rest),
        "build" => build::command(&workspace, rest),
        "go-live" => golive::command(&workspace, rest),
        "portal" => portal::command(&workspace, rest),
        "poster" => poster::command(&workspace, rest),
        "reliability" => reliability::command(&workspace, rest),
        "reproducible" => reproducible::command(&workspace, rest),
        "screens" => screens::command(&workspace, rest),
        "test" => test::command(&workspace, rest),
        "size" => size::command(&workspace, rest),
        unknown => Err(Error::Usage(format!("unknown command: {unknown}"))),
    }
}

const USAGE: &str = "\
cargo xtask <command>

  audit
      Holds every crate that is linked anywhere against deny.toml: licences, sources, bans, and the
      advisories of RustSec, whose database has to be reachable on GitHub.
      Installs: cargo-deny.

  bench [herd [--most N] [--seed N] [--json] [SCENARIO...]]
      The benchmarks: the bytes to the first question against the budget, and the herd, which
      plays what a receiver sees when a trouble ends and every outbox comes back.

  build [--force]
      Makes pkg/, the npm package and the folder a host serves, where it is stale.
      Installs: the wasm32-unknown-unknown target, wasm-bindgen-cli, wasm-pack.

  go-live CONFIG [--endpoint URL] [--role ROLE] [--checklist] [--json]
      Checks whether a host is ready: its configuration, and its endpoint with sealed test
      requests. --help tells the rest; the exit code tells the worst finding.

  portal [--port N] [--data DIR] [--config FILE] [--faults]
      Makes pkg/ where it is stale and serves the example portal, by default at
      http://127.0.0.1:8787 with its data in target/portal/. docs/receiver.md has the options
      of its receiver and desk.
      Installs: what build installs.

  test [--engine chromium|firefox|webkit]... [--no-e2e] [FILTER]
      Format, lints, native tests, documentation, the openers of examples/openers, tests in a
      browser, the package, its size and the end-to-end tests; with a filter only the tests with
      that in their name. The last line is the count. With CI set a missing engine, opener or
      PostgreSQL is a failure; elsewhere it is named and skipped.
      Installs: what build installs, rustfmt and clippy, the engines, their drivers and PostgreSQL
      as Debian packages (as root or with a sudo that asks nothing), geckodriver, npm's packages
      that tests/e2e/package.json names, and for the openers Go, a JDK and what package.json and
      requirements.txt in examples/openers name.

  poster CONFIG [--out DIR] [--lang TAG]
      Writes a poster and pocket cards of a configuration, with its own names and numbers and a
      QR code of its `page_url`, to target/poster/: print them from a browser. In English or
      Spanish, by default in the configuration's language.

  reliability [--page | --faults [WORD]...]
      Runs the outbox's model for twenty million steps, searches every order of two tabs, runs the
      receiver's tests for long, and writes the tables of docs/reliability.md; with --page from the
      numbers of the last run. With --faults it puts the cases that the page names to the three
      browsers, whole, which takes hours; with words only those that have one of them in ENGINE/CASE.
      Installs: what test installs.

  reproducible
      Makes pkg/ where it is stale, builds it once more elsewhere (other folders, another home of
      cargo's, nothing compiled before), and compares each file. Some minutes. Installs: what build
      installs.

  screens [--engine chromium|firefox|webkit]
      Writes a picture of every screen in light, in dark and at 320 pixels to
      target/screens/. Installs: what test installs for that engine.

  size
      Makes pkg/ where it is stale and holds what is fetched up to the first question against
      the budget.
      Installs: what build installs.

Tools go to $CARGO_TARGET_DIR/tools where that variable is set, else to touchbase-tools in
cargo's home. A tool of the exact version that is already on PATH is used as it is.
";
