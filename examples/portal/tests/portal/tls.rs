//! Who is trusted: a mail server and a web address by TLS, and what happens where they are not.
#![cfg(unix)]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use rustls::ServerConfig;
use serde_json::{Value, json};

use crate::counts::tried;
use crate::ears::Ear;
use crate::issuer::Authority;
use crate::running::{Running, exchange, post, receipt};
use crate::support::{Site, anybodys_token, new_id};

/// A failure is followed by up to five seconds of rest.
const PATIENCE: Duration = Duration::from_secs(30);

#[test]
fn a_webhook_is_told_by_tls_if_it_can_be_trusted() {
    tells_whom_it_can_trust(
        Ear::web_by_tls,
        |port| json!({ "webhook": { "url": format!("https://localhost:{port}/hook"), "token": SECRET } }),
    );
}

#[test]
fn a_mail_server_is_told_by_tls_if_it_can_be_trusted() {
    tells_whom_it_can_trust(Ear::mail_by_tls, |port| {
        mail(&format!("smtps://desk:{SECRET}@localhost:{port}"))
    });
}

#[test]
fn a_mail_server_is_told_by_starttls_if_it_can_be_trusted() {
    tells_whom_it_can_trust(Ear::mail_by_starttls, |port| {
        mail(&format!(
            "smtp://desk:{SECRET}@localhost:{port}?tls=required"
        ))
    });
}

/// Somebody on the way may have taken the offer out.
#[test]
fn a_mail_server_without_starttls_gets_neither_password_nor_notice() {
    let ear = Ear::mail(0);
    let config = mail(&format!(
        "smtp://desk:{SECRET}@localhost:{}?tls=required",
        ear.port
    ));
    let hospital = Hospital::new(&config);
    let issuers = Authority::new("Trusted").file(hospital.site.dir.path(), "a");
    let mut program = hospital.start(&issuers);
    hospital.post(&mut program);

    let line = hospital.failure();

    assert_eq!(line["outcome"], "tls-not-offered");
    assert_eq!(ear.heard(), Vec::<String>::new());
    tried(UNTRUSTED, 1);
}

/// A client that finds out while a notice is given is too late.
#[test]
fn a_system_that_trusts_nobody_is_noticed_at_the_start() {
    for config in [
        json!({ "webhook": { "url": "https://localhost/hook" } }),
        mail("smtps://localhost"),
        mail("smtp://localhost?tls=opportunistic"),
    ] {
        let hospital = Hospital::new(&config);
        let nobody = hospital.site.dir.path().join("nobody.pem");
        fs::write(&nobody, "").unwrap();
        let mut program = hospital.start(&nobody);
        assert_eq!(program.exit_code(), Some(1), "{config}");
        let log = hospital.log();
        assert!(log.contains("tls-no-issuers"), "{log}");
        assert!(log.contains("SSL_CERT_FILE"), "{log}");
    }
}

/// For each way in which a server is not who it has to be: nothing is told to it, the log says why
/// and what to do, and the notice is given once it is mended.
fn tells_whom_it_can_trust(
    open: impl Fn(u16, Arc<ServerConfig>) -> Ear,
    config: impl Fn(u16) -> Value,
) {
    let (trusted, other) = (Authority::new("Trusted"), Authority::new("Other"));
    let good = trusted.vouch("localhost");
    for (certificate, outcome, mend) in [
        (good.config(), None, ""),
        (
            other.vouch("localhost").config(),
            Some("tls-issuer"),
            "SSL_CERT_FILE",
        ),
        (
            // One who says that they are the one.
            Authority::new("Trusted").vouch("localhost").config(),
            Some("tls-issuer"),
            "SSL_CERT_FILE",
        ),
        (
            trusted.vouch("other.example").config(),
            Some("tls-name"),
            "another name",
        ),
        (
            trusted.vouched_once("localhost").config(),
            Some("tls-date"),
            "renew",
        ),
    ] {
        let mut ear = open(0, certificate);
        let hospital = Hospital::new(&config(ear.port));
        let issuers = trusted.file(hospital.site.dir.path(), "trusted");
        let mut program = hospital.start(&issuers);
        hospital.post(&mut program);

        if let Some(outcome) = outcome {
            let line = hospital.failure();
            assert_eq!(line["outcome"], outcome);
            assert!(line["mend"].as_str().unwrap().contains(mend), "{line}");
            assert_eq!(ear.heard(), Vec::<String>::new(), "{outcome}");
            let port = ear.port;
            drop(ear);
            // The server gets a certificate that is in order, and nothing else is done.
            ear = open(port, good.config());
        }

        let given = |text: &String| text.contains("waiting at the coordinator");
        let began = Instant::now();
        while !ear.heard().iter().any(given) && began.elapsed() < PATIENCE {
            thread::sleep(Duration::from_millis(50));
        }
        let heard = ear.heard();
        assert_eq!(
            heard.iter().filter(|text| given(text)).count(),
            1,
            "{outcome:?}: {}",
            hospital.log()
        );
        // The control of what was not heard before: this is where it is heard.
        assert!(
            heard
                .iter()
                .any(|text| text.contains(SECRET) || text.starts_with("AUTH PLAIN ")),
            "{heard:?}"
        );
        assert!(!hospital.log().contains(SECRET));
        tried(UNTRUSTED, usize::from(outcome.is_some()));
    }
}

/// What is counted of those who are not who they have to be.
pub(crate) const UNTRUSTED: &str = "servers that could not be trusted";

const SECRET: &str = "hard-to-guess-and-long";

fn mail(url: &str) -> Value {
    json!({ "smtp": { "url": url, "from": "desk@a.example", "to": ["peer@a.example"] } })
}

/// A site whose notices go somewhere.
struct Hospital {
    site: Site,
    notify: PathBuf,
}

impl Hospital {
    fn new(config: &Value) -> Self {
        let site = Site::new();
        let notify = site.dir.path().join("notify.json");
        fs::write(&notify, config.to_string()).unwrap();
        Self { site, notify }
    }

    fn start(&self, issuers: &Path) -> Running {
        let arguments = ["--notify", self.notify.to_str().unwrap()];
        Running::start_trusting(&self.site, &arguments, issuers, &self.log_file())
    }

    fn post(&self, program: &mut Running) {
        let token = anybodys_token(&self.site);
        let answer = exchange(program.port(), &post(&new_id(), &token)).unwrap();
        assert!(receipt(&answer).is_some(), "{answer}");
    }

    /// The first line that tells of a notice, which is to be one that was not given.
    fn failure(&self) -> Value {
        let began = Instant::now();
        loop {
            let log = self.log();
            let line = log.lines().find(|line| line.contains("\"notice\""));
            if let Some(line) = line {
                return serde_json::from_str(line).unwrap();
            }
            assert!(began.elapsed() < PATIENCE, "{log}");
            thread::sleep(Duration::from_millis(20));
        }
    }

    fn log(&self) -> String {
        fs::read_to_string(self.log_file()).unwrap()
    }

    fn log_file(&self) -> PathBuf {
        self.site.dir.path().join("log")
    }
}
