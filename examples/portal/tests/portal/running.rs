//! The built program as a process of its own, and HTTP to it by hand.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::thread;
use std::time::Duration;

use serde_json::Value;

use crate::support::Site;

/// A program that does not outlive its test, not even a failed one.
pub(crate) struct Running {
    pub(crate) child: Child,
    pub(crate) output: BufReader<ChildStdout>,
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Running {
    pub(crate) fn start(site: &Site, more: &[&str]) -> Self {
        Self::start_logging_to(site, more, Stdio::piped())
    }

    /// As [`Self::start`]; a pipe that nobody reads would fill up in the long run.
    pub(crate) fn start_quietly(site: &Site, more: &[&str]) -> Self {
        Self::start_logging_to(site, more, Stdio::null())
    }

    /// One that trusts whom the certificates in the file `issuers` name and nobody else, and logs
    /// to the file `log`.
    pub(crate) fn start_trusting(site: &Site, more: &[&str], issuers: &Path, log: &Path) -> Self {
        let log = File::create(log).unwrap();
        let mut command = command(site, more);
        command
            .env("SSL_CERT_FILE", issuers)
            .env_remove("SSL_CERT_DIR");
        Self::spawn(&mut command, log.into())
    }

    fn start_logging_to(site: &Site, more: &[&str], log: Stdio) -> Self {
        Self::spawn(&mut command(site, more), log)
    }

    fn spawn(command: &mut Command, log: Stdio) -> Self {
        let mut child = command.stderr(log).spawn().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        Self { child, output }
    }

    /// Waits for the line that says where it is.
    pub(crate) fn port(&mut self) -> u16 {
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        line.strip_prefix("touchbase portal ready at http://127.0.0.1:")
            .and_then(|rest| rest.strip_suffix("/\n"))
            .unwrap_or_else(|| panic!("{line}"))
            .parse()
            .unwrap()
    }

    /// Asks it to stop, as a service manager does.
    pub(crate) fn terminate(&self) {
        let stopped = Command::new("kill")
            .arg(self.child.id().to_string())
            .status();
        assert!(stopped.unwrap().success());
    }

    /// The exit code, or `None` where the program is still there after ten seconds.
    pub(crate) fn exit_code(&mut self) -> Option<i32> {
        for _ in 0..100 {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code();
            }
            thread::sleep(Duration::from_millis(100));
        }
        None
    }

    pub(crate) fn log(&mut self) -> String {
        let mut log = String::new();
        self.child
            .stderr
            .take()
            .unwrap()
            .read_to_string(&mut log)
            .unwrap();
        log
    }
}

/// Tests run in the package's folder, and the program's default is meant from the repository's.
const CONFIG: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../www/programs/example-hospital.json"
);

fn command(site: &Site, more: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_touchbase-portal"));
    command
        .args(["--port", "0", "--data"])
        .arg(site.data())
        .args(["--config", CONFIG])
        .args(more)
        .stdout(Stdio::piped());
    command
}

/// One request on a connection of its own, and all that comes back.
pub(crate) fn exchange(port: u16, request: &str) -> io::Result<String> {
    let mut connection = TcpStream::connect(("127.0.0.1", port))?;
    connection.write_all(request.as_bytes())?;
    let mut answer = String::new();
    connection.read_to_string(&mut answer)?;
    Ok(answer)
}

pub(crate) fn post(id: &str, token: &str) -> String {
    format!(
        "POST /api/referrals HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\
         content-type: application/jose\r\nidempotency-key: \"{id}\"\r\n\
         authorization: Bearer of-the-host\r\ncontent-length: {}\r\n\r\n{token}",
        token.len()
    )
}

/// The receipt in a whole answer; what broke off is none.
pub(crate) fn receipt(answer: &str) -> Option<Value> {
    let (head, body) = answer.split_once("\r\n\r\n")?;
    if !head.starts_with("HTTP/1.1 20") {
        return None;
    }
    serde_json::from_str(body).ok()
}
