//! The built program: what it prints, what it does not print, and how it stops.
#![cfg(unix)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use crate::support::{Site, new_id, record, seal};

#[test]
fn it_says_where_it_is_logs_nobodys_words_and_stops_when_asked() {
    let site = Site::new();
    let mut program = start(&site, &[]);
    let program = &mut program.0;
    let mut output = BufReader::new(program.stdout.take().unwrap());
    let mut line = String::new();
    output.read_line(&mut line).unwrap();
    let port = line
        .strip_prefix("touchbase portal ready at http://127.0.0.1:")
        .and_then(|rest| rest.strip_suffix("/\n"))
        .unwrap_or_else(|| panic!("{line}"));
    let port: u16 = port.parse().unwrap();

    let id = new_id();
    let token = seal(&site, &record(&id));
    let length = token.len();
    let post = format!(
        "POST /api/referrals HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\
         content-type: application/jose\r\nidempotency-key: \"{id}\"\r\n\
         authorization: Bearer of-the-host\r\ncontent-length: {length}\r\n\r\n{token}"
    );
    // The second port takes it as well.
    let stored = exchange(port + 1, &post);
    assert!(stored.starts_with("HTTP/1.1 201 "), "{stored}");
    let receipt = stored.split("\"receipt\":\"").nth(1).unwrap()[..9].to_owned();
    let key = site.desk_key();
    let list = exchange(
        port,
        &format!(
            "GET /desk/referrals.json HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\
             authorization: Bearer {key}\r\n\r\n"
        ),
    );
    assert!(list.contains("Sample Person"));

    let stopped = Command::new("kill")
        .arg(program.id().to_string())
        .status()
        .unwrap();
    assert!(stopped.success());
    assert_eq!(exit_code(program), Some(0));

    let mut rest = String::new();
    output.read_to_string(&mut rest).unwrap();
    assert_eq!(rest, "", "one line and no more");
    let mut log = String::new();
    program
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut log)
        .unwrap();
    assert!(log.contains(r#""outcome":"stored""#), "{log}");
    let kid = site.jwk()["kid"].as_str().unwrap().to_owned();
    for secret in [
        "Sample",
        "555 0100",
        "of-the-host",
        &id,
        &receipt,
        &key,
        &kid,
        &token[token.len() - 20..],
    ] {
        assert!(!log.contains(secret), "the log holds {secret}");
    }
}

#[test]
fn a_wrong_argument_is_explained_and_starts_nothing() {
    let site = Site::new();
    let mut program = start(&site, &["--prot", "1"]);
    let program = &mut program.0;
    assert_eq!(exit_code(program), Some(2));
    let (mut output, mut message) = (String::new(), String::new());
    program
        .stdout
        .take()
        .unwrap()
        .read_to_string(&mut output)
        .unwrap();
    program
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut message)
        .unwrap();
    assert_eq!(output, "");
    assert!(
        message.contains("--prot") && message.contains("usage:"),
        "{message}"
    );
}

/// A program that does not outlive its test, not even a failed one.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn start(site: &Site, more: &[&str]) -> Running {
    let child = Command::new(env!("CARGO_BIN_EXE_touchbase-portal"))
        .args(["--port", "0", "--data"])
        .arg(site.data())
        .args(more)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    Running(child)
}

/// The exit code, or `None` where the program is still there after ten seconds.
fn exit_code(program: &mut Child) -> Option<i32> {
    for _ in 0..100 {
        if let Some(status) = program.try_wait().unwrap() {
            return status.code();
        }
        thread::sleep(Duration::from_millis(100));
    }
    None
}

fn exchange(port: u16, request: &str) -> String {
    let mut connection = TcpStream::connect(("127.0.0.1", port)).unwrap();
    connection.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).unwrap();
    answer
}
