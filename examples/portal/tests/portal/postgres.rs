//! The same on PostgreSQL, on a server of the test's own.
//!
//! Where no server is installed the cases say so and pass; with `TB_POSTGRES=required` they fail.
#![cfg(unix)]

use std::fs::Permissions;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use ::postgres::{Client, NoTls};
use tempfile::TempDir;
use touchbase_portal::{Portal, PostgresStore, Store, router};

use crate::counts::tried;
use crate::crash::kill_again_and_again;
use crate::issuer::{Authority, Vouched};
use crate::notices::killed_around_the_notice;
use crate::posts::{Faults, race};
use crate::running::{Running, exchange, post, receipt};
use crate::stores::keeps_the_contract;
use crate::support::{PORTS, Site, anybodys_token, new_id, options, rounds};
use crate::tls::UNTRUSTED;

#[test]
fn postgresql_does_what_a_store_has_to_do() {
    let Some(server) = Server::start() else {
        return;
    };
    let mut there = Vec::new();
    keeps_the_contract(|name, channels| {
        if !there.contains(&name.to_owned()) {
            server.create(name);
            there.push(name.to_owned());
        }
        Box::new(PostgresStore::open(&server.url(name), channels).unwrap())
    });
}

#[test]
fn concurrent_identical_posts_are_stored_once_on_postgresql() {
    let Some(server) = Server::start() else {
        return;
    };
    let site = Site::new();
    let mut own = options(site.dir.path());
    own.database = Some(server.url("postgres"));
    let app = || router(Arc::new(Portal::open(&own, PORTS).unwrap()));
    let apps = [app(), app()];
    let count = rounds("TB_ROUNDS", 200);

    let runtime = tokio::runtime::Runtime::new().unwrap();
    let faults = runtime.block_on(race(&apps, &site, count));

    assert_eq!(faults, Faults::default());
    let store = PostgresStore::open(&server.url("postgres"), &[]).unwrap();
    assert_eq!(store.all().unwrap().len(), count);
    tried("rounds on PostgreSQL", count);
}

#[test]
fn every_receipt_given_before_a_kill_has_its_row_in_postgresql() {
    let Some(server) = Server::start() else {
        return;
    };
    let url = server.url("postgres");
    let kills = kill_again_and_again(&Site::new(), &["--database", &url], || {
        Box::new(PostgresStore::open(&url, &[]).unwrap())
    });
    tried("posts on PostgreSQL", kills.posts);
    tried("kills on PostgreSQL", kills.kills);
}

#[test]
fn each_request_in_postgresql_is_announced_although_the_receiver_is_killed() {
    let Some(server) = Server::start() else {
        return;
    };
    let url = server.url("postgres");
    let kills = killed_around_the_notice(&Site::new(), &["--database", &url], || {
        Box::new(PostgresStore::open(&url, &[]).unwrap())
    });
    tried("kills after the commit on PostgreSQL", kills.kills);
    tried("of them before the notice on PostgreSQL", kills.unannounced);
}

/// A connection that the server closed is made anew, and what stood in between is no receipt.
#[test]
fn a_server_that_went_away_and_came_back_is_found_again() {
    let Some(mut server) = Server::start() else {
        return;
    };
    let store = PostgresStore::open(&server.url("postgres"), &[]).unwrap();
    assert_eq!(store.all().unwrap().len(), 0);
    server.stop();
    assert!(store.all().is_err());
    server.run();
    let back = (0..8).find_map(|_| store.all().ok());
    assert_eq!(back.unwrap().len(), 0);
}

/// The password is asked for by TLS alone, and the receiver does not start where it would go to
/// somebody else.
#[test]
fn postgresql_is_reached_by_tls_if_it_can_be_trusted() {
    let (trusted, other) = (Authority::new("Trusted"), Authority::new("Other"));
    let Some(mut server) = Server::start() else {
        return;
    };
    server.ask_for_passwords_by_tls("receiver", SECRET);
    let site = Site::new();
    let issuers = trusted.file(site.dir.path(), "trusted");
    let log = site.dir.path().join("log");
    let url = server.url_by_tls("receiver", SECRET, "require");
    let start = |url: &str| Running::start_trusting(&site, &["--database", url], &issuers, &log);
    let token = anybodys_token(&site);
    let id = new_id();

    server.guard(&trusted.vouch("localhost"));
    let mut program = start(&url);
    let port = program.port();
    let given = receipt(&exchange(port, &post(&id, &token)).unwrap()).unwrap();
    let connections = server.connections_of("receiver");
    assert!(!connections.is_empty());
    assert!(connections.iter().all(|by_tls| *by_tls), "{connections:?}");

    // The certificate is renewed by somebody else while the receiver runs.
    server.guard(&other.vouch("localhost"));
    let refused = (0..8).map(|_| exchange(port, &post(&new_id(), &token)).unwrap());
    for answer in refused.collect::<Vec<_>>() {
        assert!(answer.starts_with("HTTP/1.1 503 "), "{answer}");
    }
    let logged = std::fs::read_to_string(&log).unwrap();
    assert!(logged.contains("tls-issuer"), "{logged}");
    tried(UNTRUSTED, 1);
    server.guard(&trusted.vouch("localhost"));
    let replayed = (0..8).find_map(|_| receipt(&exchange(port, &post(&id, &token)).unwrap()));
    assert_eq!(replayed, Some(given.clone()));
    drop(program);

    for (certificate, word, mend) in [
        (other.vouch("localhost"), "tls-issuer", "SSL_CERT_FILE"),
        (trusted.vouch("other.example"), "tls-name", "another name"),
        (trusted.vouched_once("localhost"), "tls-date", "renew"),
    ] {
        server.guard(&certificate);
        let mut program = start(&url);
        assert_eq!(program.exit_code(), Some(1), "{word}");
        let said = std::fs::read_to_string(&log).unwrap();
        assert!(said.contains(word) && said.contains(mend), "{said}");
        assert!(said.contains("Nothing is lost"), "{said}");
        assert!(!said.contains(SECRET), "{said}");
        tried(UNTRUSTED, 1);
    }

    // Without TLS on the server there is nothing to hold a certificate against.
    server.unguard();
    let mut program = start(&url);
    assert_eq!(program.exit_code(), Some(1));
    let said = std::fs::read_to_string(&log).unwrap();
    assert!(said.contains("tls-not-offered"), "{said}");
    tried(UNTRUSTED, 1);

    server.guard(&trusted.vouch("localhost"));
    // The server takes passwords by TLS alone, so this is the control of the row below.
    let mut open = start(&server.url_by_tls("receiver", SECRET, "disable"));
    assert_eq!(open.exit_code(), Some(1));
    let mut program = start(&url);
    let answer = exchange(program.port(), &post(&id, &token)).unwrap();
    assert_eq!(receipt(&answer), Some(given), "the row is still there");
}

/// Each address that does not do says what would, and never repeats the address.
#[test]
fn a_database_that_cannot_be_opened_says_what_to_do() {
    let Some(mut server) = Server::start() else {
        return;
    };
    let port = server.port;
    server
        .beside("postgres")
        .unwrap()
        .batch_execute(
            "CREATE ROLE knows PASSWORD 'right' LOGIN;
             CREATE ROLE shut LOGIN;
             CREATE ROLE guest LOGIN",
        )
        .unwrap();
    let rules = "local all postgres trust\n\
                 host all knows 127.0.0.1/32 scram-sha-256\n\
                 host all guest,postgres 127.0.0.1/32 trust\n";
    std::fs::write(server.data().join("pg_hba.conf"), rules).unwrap();
    server.stop();
    server.run();
    let at = |rest: &str| format!("postgres://{rest}");
    for (url, code, mend) in [
        (
            format!("mysql://a:{SECRET}@h/d"),
            "address",
            "postgres://user",
        ),
        (at("/tbdb"), "address", "names no server"),
        (
            at(&format!("a:{SECRET}@nowhere.invalid/d?sslmode=disable")),
            "unreachable",
            "name",
        ),
        (
            at(&format!("a:{SECRET}@127.0.0.1:1/d")),
            "unreachable",
            "nothing listens",
        ),
        (
            at(&format!("postgres:{SECRET}@127.0.0.1:{port}/absent")),
            "SQLSTATE 3D000",
            "create an empty one",
        ),
        (
            at(&format!("shut:{SECRET}@127.0.0.1:{port}/postgres")),
            "SQLSTATE 28000",
            "pg_hba.conf",
        ),
        (
            at(&format!("knows:{SECRET}@127.0.0.1:{port}/postgres")),
            "SQLSTATE 28P01",
            "password is wrong",
        ),
        (
            at(&format!("knows@127.0.0.1:{port}/postgres")),
            "unreachable",
            "asks for a password",
        ),
        (
            at(&format!("guest:{SECRET}@127.0.0.1:{port}/postgres")),
            "SQLSTATE 42501",
            "owner",
        ),
    ] {
        let site = tempfile::tempdir().unwrap();
        let mut own = options(site.path());
        own.database = Some(url.clone());
        let said = Portal::open(&own, PORTS).err().unwrap().to_string();
        assert!(said.contains(code) && said.contains(mend), "{url}: {said}");
        assert!(said.contains("Nothing is lost"), "{said}");
        assert!(
            !said.contains("guess") && !said.contains("nowhere"),
            "{said}"
        );
    }
    // The control: the same server is opened by one who may.
    PostgresStore::open(&at(&format!("postgres@127.0.0.1:{port}/postgres")), &[]).unwrap();
}

const SECRET: &str = "hard-to-guess-and-long";

/// A server in a directory of its own; it ends with the test.
struct Server {
    programs: PathBuf,
    dir: TempDir,
    port: u16,
    process: Option<Child>,
    guarded: bool,
}

impl Server {
    fn start() -> Option<Self> {
        let Some(programs) = programs() else {
            assert!(
                std::env::var("TB_POSTGRES").as_deref() != Ok("required"),
                "PostgreSQL is not installed"
            );
            eprintln!("PostgreSQL is not installed: not tested");
            return None;
        };
        let dir = tempfile::tempdir().unwrap();
        // The server refuses to run as root.
        let own = Command::new("chown")
            .arg("postgres")
            .arg(dir.path())
            .status();
        let _ = own;
        let port = free_port();
        let mut server = Self {
            programs,
            dir,
            port,
            process: None,
            guarded: false,
        };
        let made = server
            .command("initdb")
            .args([
                "--auth=trust",
                "--username=postgres",
                "--encoding=UTF8",
                "--no-instructions",
            ])
            .arg("--pgdata")
            .arg(server.data())
            .stdout(Stdio::null())
            .status();
        assert!(made.unwrap().success());
        server.run();
        Some(server)
    }

    fn run(&mut self) {
        let sockets = self.dir.path().display();
        let child = self
            .command("postgres")
            .arg("-D")
            .arg(self.data())
            .arg("-c")
            .arg(format!("port={}", self.port))
            .args(["-c", "listen_addresses=127.0.0.1", "-c"])
            .arg(format!("unix_socket_directories={sockets}"))
            .args(["-c", if self.guarded { "ssl=on" } else { "ssl=off" }])
            .stderr(Stdio::null())
            .spawn();
        self.process = Some(child.unwrap());
        for _ in 0..600 {
            assert!(
                self.process
                    .as_mut()
                    .is_some_and(|process| process.try_wait().unwrap().is_none()),
                "PostgreSQL ended"
            );
            if self.beside("postgres").is_ok() {
                return;
            }
            thread::sleep(Duration::from_millis(50));
        }
        panic!("PostgreSQL did not start");
    }

    /// Stops the server at once and waits for it.
    fn stop(&mut self) {
        let Some(mut process) = self.process.take() else {
            return;
        };
        // SIGINT is its fast shutdown; setpriv has become the server itself.
        let _ = Command::new("kill")
            .args(["-INT", &process.id().to_string()])
            .status();
        let _ = process.wait();
    }

    fn create(&self, name: &str) {
        let create = format!("CREATE DATABASE \"{name}\"");
        self.beside("postgres")
            .unwrap()
            .batch_execute(&create)
            .unwrap();
    }

    /// A connection past the network, which is there however the server is guarded.
    fn beside(&self, database: &str) -> Result<Client, ::postgres::Error> {
        Client::configure()
            .host_path(self.dir.path())
            .port(self.port)
            .user("postgres")
            .dbname(database)
            .connect(NoTls)
    }

    /// Makes a user, whom the server lets in over the network by TLS and a password alone.
    fn ask_for_passwords_by_tls(&mut self, user: &str, password: &str) {
        let create = format!(
            "CREATE USER {user} PASSWORD '{password}';
             CREATE DATABASE {user} OWNER {user}"
        );
        for statement in create.split(';') {
            self.beside("postgres")
                .unwrap()
                .batch_execute(statement)
                .unwrap();
        }
        let rules = "local all postgres trust\n\
                     hostssl all all 127.0.0.1/32 scram-sha-256\n\
                     hostssl all all ::1/128 scram-sha-256\n";
        std::fs::write(self.data().join("pg_hba.conf"), rules).unwrap();
    }

    /// Starts the server anew with a certificate.
    fn guard(&mut self, certificate: &Vouched) {
        self.stop();
        for (name, text) in [
            ("server.crt", certificate.certificate()),
            ("server.key", certificate.key()),
        ] {
            let path = self.data().join(name);
            std::fs::write(&path, text).unwrap();
            // The server takes no key that others could read.
            std::fs::set_permissions(&path, Permissions::from_mode(0o600)).unwrap();
            let _ = Command::new("chown").arg("postgres").arg(&path).status();
        }
        self.guarded = true;
        self.run();
    }

    /// Starts the server anew without one.
    fn unguard(&mut self) {
        self.stop();
        self.guarded = false;
        self.run();
    }

    /// Whether each connection of `user` is by TLS.
    fn connections_of(&self, user: &str) -> Vec<bool> {
        let rows = self.beside("postgres").unwrap().query(
            "SELECT ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE usename = $1",
            &[&user],
        );
        rows.unwrap().iter().map(|row| row.get(0)).collect()
    }

    fn url_by_tls(&self, user: &str, password: &str, mode: &str) -> String {
        format!(
            "postgres://{user}:{password}@localhost:{}/{user}?sslmode={mode}",
            self.port
        )
    }

    fn url(&self, database: &str) -> String {
        format!("postgres://postgres@127.0.0.1:{}/{database}", self.port)
    }

    fn data(&self) -> PathBuf {
        self.dir.path().join("data")
    }

    fn command(&self, name: &str) -> Command {
        let program = self.programs.join(name);
        if !is_root() {
            return Command::new(program);
        }
        let mut command = Command::new("setpriv");
        command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups"]);
        command.arg(program).current_dir(self.dir.path());
        command
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}

/// A port that was free a moment ago.
fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    listener.local_addr().unwrap().port()
}

/// Where the newest installed server's programs are: Debian keeps them off the path.
fn programs() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    let number = |path: &Path| path.file_name()?.to_str()?.parse::<u32>().ok();
    let newest = versions
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.join("bin/initdb").is_file())
        .max_by_key(|path| number(path));
    Some(newest?.join("bin"))
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output().unwrap();
    id.stdout == b"0\n"
}
