//! The same on PostgreSQL, on a server of the test's own.
//!
//! Where no server is installed the cases say so and pass; with `TB_POSTGRES=required` they fail.
#![cfg(unix)]

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use tempfile::TempDir;
use touchbase_portal::{Portal, PostgresStore, Store, router};

use crate::counts::tried;
use crate::crash::kill_again_and_again;
use crate::notices::killed_before_the_notice;
use crate::posts::{Faults, race};
use crate::stores::keeps_the_contract;
use crate::support::{PORTS, Site, options, rounds};

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
    let (posts, unannounced) = killed_before_the_notice(&["--database", &url]);
    tried("kills after the receipt on PostgreSQL", posts);
    tried("of them before the notice on PostgreSQL", unannounced);
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

/// A server in a directory of its own; it ends with the test.
struct Server {
    programs: PathBuf,
    dir: TempDir,
    port: u16,
    process: Option<Child>,
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
            if ::postgres::Client::connect(&self.url("postgres"), ::postgres::NoTls).is_ok() {
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
        let mut client =
            ::postgres::Client::connect(&self.url("postgres"), ::postgres::NoTls).unwrap();
        client
            .batch_execute(&format!("CREATE DATABASE \"{name}\""))
            .unwrap();
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
