//! The example portal: the receiver, the coordinator's desk and the widget's files, as a process
//! that a case can stop and start again.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::outcome::{Failure, Outcome, ensure, fail};
use crate::process::{Daemon, copy_folder, folder, free_port_pair};
use crate::wait;
use crate::webdriver::agent;

/// What a case wants from its portal.
#[derive(Default)]
pub(crate) struct Options {
    /// Serve a policy that refuses WebAssembly.
    pub(crate) refuse_wasm: bool,
    /// Take posts only with a token, and let people sign in with this one.
    pub(crate) staff_code: Option<&'static str>,
    /// Make an RSA key.
    pub(crate) rsa: bool,
}

pub(crate) struct Portal {
    program: PathBuf,
    folder: TempDir,
    port: u16,
    options: Options,
    profile: Option<&'static str>,
    server: Option<Daemon>,
}

impl Portal {
    /// Starts a portal with fresh data on a port nobody used in this run, and so on an origin no
    /// browser holds anything for.
    pub(crate) fn start(options: Options) -> Outcome<Self> {
        Self::with(options, None)
    }

    /// The same with a profile of `www/programs` for the host's configuration.
    pub(crate) fn of_program(profile: &'static str) -> Outcome<Self> {
        Self::with(Options::default(), Some(profile))
    }

    fn with(options: Options, profile: Option<&'static str>) -> Outcome<Self> {
        let folder = folder("touchbase-portal-")?;
        copy_folder(&package()?, &folder.path().join("pkg"))?;
        let mut portal = Self {
            program: program()?,
            folder,
            port: free_port_pair()?,
            options,
            profile,
            server: None,
        };
        portal.resume()?;
        Ok(portal)
    }

    /// Ends the server at once. Its data stays.
    pub(crate) fn stop(&mut self) {
        self.server = None;
    }

    /// Starts the server again on the same port and data.
    pub(crate) fn resume(&mut self) -> Outcome {
        let log = self.log();
        let mut command = Command::new(&self.program);
        command
            .arg("--port")
            .arg(self.port.to_string())
            .arg("--data")
            .arg(self.data())
            .arg("--pkg")
            .arg(self.package())
            .arg("--faults");
        if let Some(code) = self.options.staff_code {
            let file = self.folder.path().join("tokens");
            fs::write(&file, code)?;
            command.arg("--token-file").arg(file);
        }
        if self.options.rsa {
            command.args(["--key", "rsa"]);
        }
        if self.options.refuse_wasm {
            command.arg("--no-wasm-csp");
        }
        if let Some(profile) = self.profile {
            let file = format!("www/programs/{profile}.json");
            command.arg("--config").arg(repository().join(file));
        }
        let mut server = Daemon::start(&mut command, &log)?;
        let ready = format!("http://127.0.0.1:{}", self.port);
        wait::until("the portal to say that it is ready", wait::USUAL, || {
            let said = fs::read_to_string(&log)?;
            if !server.is_running() {
                return Err(Failure::Failed(format!("the portal ended: {said}")));
            }
            Ok(said.contains(&ready).then_some(()))
        })?;
        self.server = Some(server);
        Ok(())
    }

    pub(crate) fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The other origin of the same site, from which frames of isolated mode come.
    pub(crate) fn second_origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port + 1)
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// The portal's own page.
    pub(crate) fn page(&self) -> String {
        format!("{}/", self.origin())
    }

    /// Where the portal keeps what it stored.
    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// What the portal printed.
    pub(crate) fn log(&self) -> PathBuf {
        self.folder.path().join("portal.log")
    }

    /// The copy of the widget's files that this portal serves at `/touchbase/`.
    pub(crate) fn package(&self) -> PathBuf {
        self.folder.path().join("pkg")
    }

    /// Adds a file to the widget's folder and returns its address.
    pub(crate) fn serve(&self, name: &str, content: impl AsRef<[u8]>) -> Outcome<String> {
        fs::write(self.package().join(name), content)?;
        Ok(format!("{}/touchbase/{name}", self.origin()))
    }

    /// The configuration as a browser gets it.
    pub(crate) fn config(&self) -> Outcome<Value> {
        self.get("/touchbase.json", None)
    }

    /// The key of the coordinator's desk.
    pub(crate) fn desk_key(&self) -> Outcome<String> {
        Ok(fs::read_to_string(self.data().join("desk.key"))?
            .trim()
            .to_owned())
    }

    /// What the coordinator has: a list of `{id, receipt, received_at, record}`.
    pub(crate) fn desk(&self) -> Outcome<Vec<Value>> {
        match self.get("/desk/referrals.json", Some(&self.desk_key()?))? {
            Value::Array(rows) => Ok(rows),
            other => fail!("the desk answered {other}"),
        }
    }

    /// Waits for exactly one referral and fails on a second.
    pub(crate) fn one_referral(&self) -> Outcome<Value> {
        let mut rows = wait::until("a referral at the desk", wait::USUAL, || {
            let rows = self.desk()?;
            Ok((!rows.is_empty()).then_some(rows))
        })?;
        ensure!(rows.len() == 1, "{} referrals at the desk", rows.len());
        Ok(rows.remove(0))
    }

    /// Fails unless the desk holds `count` referrals.
    pub(crate) fn holds(&self, count: usize) -> Outcome {
        let rows = self.desk()?;
        ensure!(
            rows.len() == count,
            "{} referrals at the desk, not {count}",
            rows.len()
        );
        Ok(())
    }

    /// What the receiver does to the next requests; `[]` ends it.
    pub(crate) fn set_faults(&self, faults: &Value) -> Outcome {
        let answer = agent(Duration::from_secs(10))
            .put(format!("{}/faults", self.origin()))
            .header("content-type", "application/json")
            .send(faults.to_string())?;
        let status = answer.status().as_u16();
        ensure!(status < 300, "PUT /faults answered {status}");
        Ok(())
    }

    /// The same fault, often enough that every try in a case meets it.
    pub(crate) fn fail_always(&self, fault: &Value) -> Outcome<usize> {
        let many = 200;
        self.set_faults(&Value::from(vec![fault.clone(); many]))?;
        Ok(many)
    }

    /// How many faults no request has met yet.
    pub(crate) fn faults_left(&self) -> Outcome<usize> {
        match self.get("/faults", None)? {
            Value::Array(list) => Ok(list.len()),
            other => fail!("GET /faults answered {other}"),
        }
    }

    pub(crate) fn clear_faults(&self) -> Outcome {
        self.set_faults(&json!([]))
    }

    /// The directives that browsers reported as violated.
    pub(crate) fn csp_reports(&self) -> Outcome<Vec<String>> {
        match self.get("/csp-reports.json", None)? {
            Value::Object(counts) => Ok(counts.into_iter().map(|(name, _)| name).collect()),
            other => fail!("GET /csp-reports.json answered {other}"),
        }
    }

    /// How often what begins so was reported.
    pub(crate) fn csp_reports_of(&self, directive: &str) -> Outcome<u64> {
        match self.get("/csp-reports.json", None)? {
            Value::Object(counts) => Ok(counts
                .iter()
                .filter(|(name, _)| name.starts_with(directive))
                .filter_map(|(_, count)| count.as_u64())
                .sum()),
            other => fail!("GET /csp-reports.json answered {other}"),
        }
    }

    /// The bodies as they were posted, from the receiver's own store.
    pub(crate) fn posted_tokens(&self) -> Outcome<Vec<String>> {
        let store = Connection::open_with_flags(
            self.data().join("portal.sqlite3"),
            OpenFlags::SQLITE_OPEN_READ_ONLY,
        )?;
        let mut rows = store.prepare("SELECT jwe FROM referrals")?;
        let tokens = rows.query_map([], |row| row.get(0))?;
        Ok(tokens.collect::<Result<_, _>>()?)
    }

    /// The receiver's private key, a JWK.
    pub(crate) fn private_key(&self) -> PathBuf {
        self.data().join("receiver.jwk")
    }

    fn get(&self, path: &str, bearer: Option<&str>) -> Outcome<Value> {
        let mut request = agent(Duration::from_secs(10)).get(format!("{}{path}", self.origin()));
        if let Some(key) = bearer {
            request = request.header("authorization", format!("Bearer {key}"));
        }
        let mut answer = request.call()?;
        let status = answer.status().as_u16();
        ensure!(status == 200, "GET {path} answered {status}");
        Ok(serde_json::from_str(&answer.body_mut().read_to_string()?)?)
    }
}

fn program() -> Outcome<PathBuf> {
    let named = std::env::var_os("TB_PORTAL").map(PathBuf::from);
    // The portal is built into the same folder as this program.
    let beside = std::env::current_exe()?.with_file_name("touchbase-portal");
    let program = named.unwrap_or(beside);
    if program.is_file() {
        return Ok(program);
    }
    Err(Failure::Missing(
        "the portal is not built: cargo build -p touchbase-portal, or set TB_PORTAL".into(),
    ))
}

/// The widget's files: `TB_PKG`, else the repository's `pkg`.
pub(crate) fn package() -> Outcome<PathBuf> {
    let folder = std::env::var_os("TB_PKG").map_or_else(|| repository().join("pkg"), PathBuf::from);
    if folder.join("touchbase.js").is_file() {
        return Ok(folder);
    }
    Err(Failure::Missing(
        "the widget is not built: cargo xtask build, or set TB_PKG".into(),
    ))
}

/// The repository's root.
pub(crate) fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .nth(2)
        .unwrap_or_else(|| Path::new("."))
        .to_path_buf()
}
