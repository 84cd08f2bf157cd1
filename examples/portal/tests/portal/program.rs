//! The built program: what it prints, what it does not print, and how it stops.
#![cfg(unix)]

use std::io::{Read, Write};
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;
use touchbase_portal::{SqliteStore, Store};

use crate::counts::tried;
use crate::running::{Running, exchange, post, receipt};
use crate::support::{Site, new_id, record, seal};

#[test]
fn it_says_where_it_is_logs_nobodys_words_and_stops_when_asked() {
    let site = Site::new();
    let mut program = Running::start(&site, &[]);
    let port = program.port();

    let id = new_id();
    let token = seal(&site, &record(&id));
    // The second port takes it as well.
    let stored = exchange(port + 1, &post(&id, &token)).unwrap();
    assert!(stored.starts_with("HTTP/1.1 201 "), "{stored}");
    let given = receipt(&stored).unwrap()["receipt"]
        .as_str()
        .unwrap()
        .to_owned();
    let refused = exchange(port, &post("Sample Person", &token)).unwrap();
    assert!(refused.starts_with("HTTP/1.1 400 "), "{refused}");
    let key = site.desk_key();
    let list = exchange(
        port,
        &format!(
            "GET /desk/referrals.json HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\
             authorization: Bearer {key}\r\n\r\n"
        ),
    );
    assert!(list.unwrap().contains("Sample Person"));

    program.terminate();
    assert_eq!(program.exit_code(), Some(0));

    let mut rest = String::new();
    program.output.read_to_string(&mut rest).unwrap();
    assert_eq!(rest, "", "one line and no more");
    let log = program.log();
    let kid = site.jwk()["kid"].as_str().unwrap().to_owned();
    let secrets = [
        "Sample",
        "555 0100",
        "of-the-host",
        &id,
        &given,
        &key,
        &kid,
        &token[token.len() - 20..],
        "127.0.0.1",
    ];
    assert_eq!(leaks(&log, &secrets), Vec::<&str>::new());
    let outcomes: Vec<_> = lines(&log)
        .into_iter()
        .filter(|line| line["event"] == "referral")
        .inspect(|line| {
            let members: Vec<_> = line.as_object().unwrap().keys().collect();
            assert_eq!(members, ["at", "event", "outcome", "status", "ms", "size"]);
            assert_eq!(line["size"], "2k");
        })
        .map(|line| (line["outcome"].clone(), line["status"].clone()))
        .collect();
    assert_eq!(
        outcomes,
        [
            ("stored".into(), 201.into()),
            ("key-malformed".into(), 400.into())
        ]
    );

    // The control: each of them is found where it does stand in a line.
    for secret in secrets {
        let planted = format!("{log}{{\"event\":\"x\",\"a\":\"b{secret}c\"}}\n");
        assert_eq!(leaks(&planted, &secrets), [secret]);
    }
}

/// The sender can mend nothing, so it gets its receipt; whoever runs the receiver hears of it before
/// anybody comes to the desk.
#[test]
fn a_request_that_does_not_open_is_told_to_the_log_at_once() {
    let site = Site::new();
    let mut program = Running::start(&site, &[]);
    let port = program.port();
    let id = new_id();
    let sealed = seal(&site, &record(&id));
    let (front, tag) = sealed.rsplit_once('.').unwrap();
    let flipped = if tag.starts_with('A') { "B" } else { "A" };
    let changed = format!("{front}.{flipped}{}", &tag[1..]);
    let good = new_id();
    for (id, token) in [
        (&id, &changed),
        // Again: what is known is told once.
        (&id, &changed),
        (&good, &seal(&site, &record(&good))),
    ] {
        let answer = exchange(port, &post(id, token)).unwrap();
        assert!(receipt(&answer).is_some(), "{answer}");
    }
    program.terminate();
    assert_eq!(program.exit_code(), Some(0));

    let log = program.log();

    let told: Vec<_> = lines(&log)
        .into_iter()
        .filter(|line| line["event"] == "unopened")
        .map(|line| line["reason"].clone())
        .collect();
    assert_eq!(told, ["not-authentic"]);
    assert_eq!(leaks(&log, &[&id, &good, "Sample"]), Vec::<&str>::new());
}

/// A post that was under way when the program was told to stop gets its receipt, and the receipt
/// its row; an idle connection holds nothing up.
#[test]
fn a_stop_loses_nothing_that_is_under_way() {
    let site = Site::new();
    let mut program = Running::start(&site, &["--faults"]);
    let port = program.port();
    let faults = r#"[{"delay_ms":1500}]"#;
    exchange(
        port,
        &format!(
            "PUT /faults HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-length: {}\r\n\r\n\
             {faults}",
            faults.len()
        ),
    )
    .unwrap();
    let idle = TcpStream::connect(("127.0.0.1", port)).unwrap();
    let id = new_id();
    let token = seal(&site, &record(&id));
    let mut under_way = TcpStream::connect(("127.0.0.1", port)).unwrap();
    under_way.write_all(post(&id, &token).as_bytes()).unwrap();
    thread::sleep(Duration::from_millis(300));

    let began = Instant::now();
    program.terminate();
    let mut answer = String::new();
    under_way.read_to_string(&mut answer).unwrap();

    assert!(answer.starts_with("HTTP/1.1 201 "), "{answer}");
    assert!(
        began.elapsed() > Duration::from_millis(800),
        "it was not under way"
    );
    assert_eq!(program.exit_code(), Some(0));
    assert!(
        began.elapsed() < Duration::from_secs(8),
        "{:?}",
        began.elapsed()
    );
    assert!(TcpStream::connect(("127.0.0.1", port)).is_err());
    drop(idle);
    let store = SqliteStore::open(&site.data().join("portal.sqlite3"), &[]).unwrap();
    let rows = store.all().unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!(receipt(&answer).unwrap()["receipt"], *rows[0].receipt);
    tried("posts under way at a stop", rows.len());
}

#[test]
fn a_wrong_argument_is_explained_and_starts_nothing() {
    let site = Site::new();
    let mut program = Running::start(&site, &["--prot", "1"]);
    assert_eq!(program.exit_code(), Some(2));
    let mut output = String::new();
    program.output.read_to_string(&mut output).unwrap();
    assert_eq!(output, "");
    let message = program.log();
    assert!(
        message.contains("--prot") && message.contains("usage:"),
        "{message}"
    );
}

#[test]
fn help_is_given_where_it_is_asked_for() {
    let site = Site::new();
    let mut program = Running::start(&site, &["--help"]);
    assert_eq!(program.exit_code(), Some(0));
    let mut output = String::new();
    program.output.read_to_string(&mut output).unwrap();
    assert!(output.starts_with("usage: touchbase-portal"), "{output}");
    assert!(output.contains("docs/receiver.md"));
    assert_eq!(program.log(), "");
}

#[test]
fn a_configuration_that_is_none_is_said_at_the_start() {
    let site = Site::new();
    let config = site.dir.path().join("config.json");
    let file = config.to_str().unwrap().to_owned();
    let start = |more: &[&str]| {
        let mut arguments = vec!["--config", file.as_str()];
        arguments.extend(more);
        Running::start(&site, &arguments)
    };
    let ends = |says: &[&str]| {
        let mut program = start(&[]);
        assert_eq!(program.exit_code(), Some(1));
        let mut output = String::new();
        program.output.read_to_string(&mut output).unwrap();
        assert_eq!(output, "");
        let message = program.log();
        assert!(says.iter().all(|part| message.contains(part)), "{message}");
        assert!(!message.contains("hidden"), "{message}");
    };
    ends(&[&file, "cannot be read", "--config"]);
    std::fs::write(&config, "{\n  \"hidden\" 1}").unwrap();
    ends(&[&file, "not JSON", "line 2, column 12"]);
    // How the widget bears that can be tried.
    start(&["--faults"]).port();
    std::fs::write(&config, "{}").unwrap();
    start(&[]).port();
}

fn leaks<'a>(log: &str, secrets: &[&'a str]) -> Vec<&'a str> {
    let found = secrets.iter().filter(|secret| log.contains(**secret));
    found.copied().collect()
}

/// Every line of the log is JSON.
fn lines(log: &str) -> Vec<Value> {
    log.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}
