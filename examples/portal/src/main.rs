//! Serves the example portal; see the library for what it is.

use std::io::Write;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use touchbase_portal::{Options, Portal, USAGE, check_config, keep_house, listen, router};

fn main() -> ExitCode {
    let arguments = std::env::args_os().skip(1);
    let options = match Options::parse(arguments, std::env::var_os("CARGO_TARGET_DIR")) {
        Ok(options) => Options {
            // Arguments are seen by everybody on the computer, and this one has a password.
            database: options
                .database
                .or(std::env::var("TOUCHBASE_DATABASE").ok()),
            ..options
        },
        Err(error) => return fail(&format!("{}\n{USAGE}", error.0), 2),
    };
    if options.help {
        let _ = writeln!(std::io::stdout(), "{USAGE}");
        return ExitCode::SUCCESS;
    }
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => return fail(&error.to_string(), 1),
    };
    let done = runtime.block_on(run(&options));
    // Every request is answered by now. A notice to a server that hangs is given after the next
    // start.
    runtime.shutdown_timeout(Duration::from_secs(1));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => fail(&message, 1),
    }
}

async fn run(options: &Options) -> Result<(), String> {
    check_config(options).map_err(|error| error.to_string())?;
    let port = options.port;
    let in_use = |error| format!("port {port} or the one above it on 127.0.0.1: {error}");
    let bound = listen(port).await.map_err(in_use)?;
    let ports = bound.ports().map_err(in_use)?;
    let portal = tokio::task::block_in_place(|| Portal::open(options, ports))
        .map_err(|error| error.to_string())?;
    let stop = stop_signal().map_err(|error| error.to_string())?;
    // The sockets are bound: whoever reads this line can connect.
    let _ = writeln!(
        std::io::stdout(),
        "touchbase portal ready at http://127.0.0.1:{}/",
        ports[0]
    );
    let portal = Arc::new(portal);
    let house = tokio::spawn(keep_house(Arc::clone(&portal)));
    let served = bound.serve(router(portal), stop).await;
    house.abort();
    served.map_err(|error| error.to_string())
}

/// Done when the process is asked to stop.
#[cfg(unix)]
fn stop_signal() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};

    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

/// Done when the process is asked to stop.
#[cfg(not(unix))]
fn stop_signal() -> std::io::Result<impl Future<Output = ()>> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}

fn fail(message: &str, code: u8) -> ExitCode {
    let _ = writeln!(std::io::stderr(), "touchbase-portal: {message}");
    ExitCode::from(code)
}
