//! Starting a real browser behind its own driver.

use std::cell::RefCell;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::rc::Rc;
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::outcome::{Failure, Outcome};
use crate::process::{
    Daemon, find_program, folder, free_port_pair, kill_at_once, kill_naming, naming, unmount,
};
use crate::wait;
use crate::webdriver::{Session, agent};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Engine {
    Chromium,
    Firefox,
    WebKit,
}

impl Engine {
    pub(crate) const ALL: &'static [Self] = &[Self::Chromium, Self::Firefox, Self::WebKit];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
            Self::WebKit => "webkit",
        }
    }

    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|e| e.name() == name)
    }

    /// WebKitGTK shows a list of choices in a window of its own, where its driver's keys do not go.
    pub(crate) fn types_into_lists(self) -> bool {
        self != Self::WebKit
    }

    /// WebKitGTK's driver does not hand out closed roots; the other two do.
    pub(crate) fn reaches_closed_roots(self) -> bool {
        self != Self::WebKit
    }
}

/// Where the drivers and browsers of this machine are.
pub(crate) struct Tools {
    folder: Option<PathBuf>,
}

impl Tools {
    /// `folder` is where pinned tools are installed: `TB_TOOLS`, else below cargo's home.
    pub(crate) fn locate() -> Self {
        let cargo_home = std::env::var_os("CARGO_HOME")
            .map(PathBuf::from)
            .or_else(|| std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cargo")));
        let folder = std::env::var_os("TB_TOOLS")
            .map(PathBuf::from)
            .or_else(|| cargo_home.map(|home| home.join("touchbase-tools")));
        Self { folder }
    }

    /// Where pinned tools and libraries are installed.
    pub(crate) fn folder(&self) -> Outcome<&Path> {
        let folder = self.folder.as_deref();
        folder.ok_or_else(|| Failure::Missing("TB_TOOLS names no folder".into()))
    }

    /// The folder that holds `node_modules`.
    pub(crate) fn node_modules(&self) -> Outcome<PathBuf> {
        let modules = self.folder.as_ref().map(|f| f.join("node_modules"));
        match modules {
            Some(modules) if modules.is_dir() => Ok(modules),
            _ => Err(Failure::Missing(
                "node_modules is missing in TB_TOOLS: npm install what tests/e2e/package.json names"
                    .into(),
            )),
        }
    }

    /// Says what is missing to drive `engine`.
    pub(crate) fn check(&self, engine: Engine) -> Outcome {
        self.driver(engine)?;
        match engine {
            Engine::Chromium => chromium().map(drop),
            Engine::Firefox => firefox().map(drop),
            Engine::WebKit => {
                minibrowser()?;
                program(&["Xvfb"], "Xvfb").map(drop)
            }
        }
    }

    fn driver(&self, engine: Engine) -> Outcome<PathBuf> {
        match engine {
            Engine::Chromium => program(
                &["chromedriver", "/usr/lib/chromium/chromedriver"],
                "chromedriver",
            ),
            Engine::Firefox => match self.installed("geckodriver") {
                Some(found) => Ok(found),
                None => program(&["geckodriver"], "geckodriver"),
            },
            Engine::WebKit => program(&["WebKitWebDriver"], "WebKitWebDriver"),
        }
    }

    /// A tool installed by cargo into a folder named after it and its version.
    fn installed(&self, name: &str) -> Option<PathBuf> {
        let prefix = format!("{name}-");
        fs::read_dir(self.folder.as_ref()?)
            .ok()?
            .flatten()
            .filter(|entry| entry.file_name().to_string_lossy().starts_with(&prefix))
            .map(|entry| entry.path().join("bin").join(name))
            .find(|path| path.is_file())
    }
}

/// A profile folder: what a browser keeps between two starts.
pub(crate) struct Profile {
    folder: TempDir,
    disk: Option<SmallDisk>,
}

impl Profile {
    pub(crate) fn new() -> Outcome<Self> {
        let folder = folder("touchbase-e2e-")?;
        fs::create_dir(folder.path().join("profile"))?;
        Ok(Self { folder, disk: None })
    }

    /// A profile on a disk of its own that a case can fill, of so many mebibytes.
    pub(crate) fn on_small_disk(mebibytes: u32) -> Outcome<Self> {
        let mut profile = Self::new()?;
        profile.disk = Some(SmallDisk::mount(&profile.path(), mebibytes)?);
        Ok(profile)
    }

    /// Writes to its small disk until nothing fits any more.
    pub(crate) fn fill(&self) -> Outcome {
        // In pieces that get smaller: a browser frees and takes a little all the time.
        for piece in [1 << 20, 64 << 10, 4 << 10, 512] {
            let mut file = fs::OpenOptions::new()
                .create(true)
                .append(true)
                .open(self.ballast())?;
            let zeros = vec![0; piece];
            while file.write_all(&zeros).is_ok() {}
        }
        Ok(())
    }

    /// Gives the room back.
    pub(crate) fn empty(&self) -> Outcome {
        Ok(fs::remove_file(self.ballast())?)
    }

    fn ballast(&self) -> PathBuf {
        self.path().join("ballast")
    }

    /// Everything the browser writes.
    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().join("profile")
    }
}

impl Drop for Profile {
    fn drop(&mut self) {
        kill_naming(self.folder.path());
    }
}

/// A file system in memory, which ends with the profile.
struct SmallDisk(PathBuf);

impl SmallDisk {
    fn mount(at: &Path, mebibytes: u32) -> Outcome<Self> {
        let status = Command::new("mount")
            .args(["-t", "tmpfs", "-o"])
            .arg(format!("size={mebibytes}m"))
            .args(["tmpfs".as_ref(), at.as_os_str()])
            .stderr(Stdio::null())
            .status();
        match status {
            Ok(status) if status.success() => Ok(Self(at.to_path_buf())),
            // Also for root: a container may have no right to mount.
            _ => Err(Failure::Refused(
                "a small disk needs the right to mount one".into(),
            )),
        }
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        unmount(&self.0);
    }
}

/// How a browser is set up for the one who uses it.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Habits {
    /// It keeps its storage, which WebKitGTK's own test browser does not when it is driven.
    pub(crate) keeps: bool,
    /// It opens the pages again that were open when it ended, where the engine can.
    pub(crate) restores: bool,
    /// All it asks for goes through the proxy on this port.
    pub(crate) proxy: Option<u16>,
}

/// A running browser with its driver and, for WebKitGTK, its display.
pub(crate) struct Browser {
    session: RefCell<Option<Rc<Session>>>,
    driver: RefCell<Daemon>,
    pid: Option<i32>,
    profile: PathBuf,
    display: RefCell<Option<Display>>,
}

impl Browser {
    /// Starts `engine` on `profile`.
    pub(crate) fn start(
        tools: &Tools,
        engine: Engine,
        profile: &Profile,
        habits: Habits,
    ) -> Outcome<Self> {
        let display = match engine {
            Engine::WebKit => Some(Display::start(profile.folder.path())?),
            _ => None,
        };
        let port = free_port_pair()?;
        let folder = profile.path();
        let mut command = Command::new(tools.driver(engine)?);
        match engine {
            Engine::Chromium => {
                command.arg(format!("--port={port}"));
            }
            Engine::Firefox => {
                command.args(["--host", "127.0.0.1", "--port"]);
                command.arg(port.to_string()).arg("--websocket-port");
                command.arg((port + 1).to_string());
            }
            Engine::WebKit => {
                command.arg("--host=127.0.0.1");
                command.arg(format!("--port={port}"));
            }
        }
        if let Some(display) = &display {
            command
                .env("DISPLAY", &display.name)
                .env("GDK_BACKEND", "x11")
                .env("NO_AT_BRIDGE", "1")
                .env("GSETTINGS_BACKEND", "memory")
                .env("LIBGL_ALWAYS_SOFTWARE", "1")
                .env("WEBKIT_DISABLE_DMABUF_RENDERER", "1")
                .env("XDG_DATA_HOME", folder.join("data"))
                .env("XDG_CACHE_HOME", folder.join("cache"))
                .env("XDG_CONFIG_HOME", folder.join("config"));
        }
        let mut driver = Daemon::start(&mut command, &profile.folder.path().join("driver.log"))?;
        let address = format!("http://127.0.0.1:{port}");
        await_driver(&mut driver, &address)?;

        let session = Session::open(&address, &capabilities(engine, &folder, habits)?)?;
        session.script("return 1", &[])?;
        let pid = ["goog:processID", "moz:processID"]
            .iter()
            .find_map(|name| session.capabilities()[*name].as_i64())
            .and_then(|pid| i32::try_from(pid).ok());
        Ok(Self {
            session: RefCell::new(Some(Rc::new(session))),
            driver: RefCell::new(driver),
            pid,
            profile: folder,
            display: RefCell::new(display),
        })
    }

    pub(crate) fn session(&self) -> Outcome<Rc<Session>> {
        match &*self.session.borrow() {
            Some(session) => Ok(Rc::clone(session)),
            None => Err(Failure::Failed("the browser was ended".into())),
        }
    }

    /// The processes of this browser, to be killed without first looking for them.
    pub(crate) fn pids(&self) -> Vec<i32> {
        let mut pids = naming(&self.profile);
        match self.pid {
            Some(pid) => pids.push(pid),
            // WebKitGTK's driver does not say which process it started, but has all in its group.
            None => pids.extend(self.driver.borrow().group()),
        }
        pids
    }

    /// SIGKILL, as when the power goes or the system runs out of memory: nothing is told, nothing
    /// is flushed.
    pub(crate) fn kill(&self) -> Outcome {
        match self.pid {
            // It may be dead already.
            Some(pid) => drop(kill_at_once(pid)),
            // WebKitGTK's driver does not say which process it started.
            None => self.driver.borrow_mut().kill(),
        }
        kill_naming(&self.profile);
        wait::until("the killed browser to be gone", wait::USUAL, || {
            Ok(naming(&self.profile).is_empty().then_some(()))
        })?;
        self.session.take();
        self.driver.borrow_mut().kill();
        self.display.take();
        Ok(())
    }

    /// Ends the browser the way a person closes it.
    pub(crate) fn close(&self) -> Outcome {
        if let Some(session) = self.session.take() {
            session.close()?;
        }
        self.driver.borrow_mut().kill();
        Ok(())
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.close();
        kill_naming(&self.profile);
    }
}

/// A display nobody looks at. The server picks its own free number.
struct Display {
    _server: Daemon,
    name: String,
}

impl Display {
    fn start(folder: &Path) -> Outcome<Self> {
        let log = folder.join("display.log");
        let mut command = Command::new(program(&["Xvfb"], "Xvfb")?);
        command
            .args(["-displayfd", "1", "-screen", "0", "1280x3200x24"])
            .args(["-nolisten", "tcp"]);
        let mut server = Daemon::start(&mut command, &log)?;
        let number = wait::until("Xvfb to name its display", wait::USUAL, || {
            if !server.is_running() {
                return Err(Failure::Failed("Xvfb ended".into()));
            }
            let said = fs::read_to_string(&log)?;
            let number = said
                .lines()
                .find(|line| !line.is_empty() && line.bytes().all(|byte| byte.is_ascii_digit()));
            Ok(number.filter(|_| said.ends_with('\n')).map(str::to_owned))
        })?;
        Ok(Self {
            _server: server,
            name: format!(":{number}"),
        })
    }
}

fn await_driver(driver: &mut Daemon, address: &str) -> Outcome {
    let agent = agent(Duration::from_secs(2));
    let status = format!("{address}/status");
    wait::until("the driver to answer", wait::USUAL, || {
        if !driver.is_running() {
            return Err(Failure::Missing("the driver ended at once".into()));
        }
        Ok(agent.get(&status).call().is_ok().then_some(()))
    })
}

fn capabilities(engine: Engine, profile: &Path, habits: Habits) -> Outcome<Value> {
    let mut capabilities = plain_capabilities(engine, profile, habits.keeps)?;
    let through = habits.proxy.map(|port| format!("127.0.0.1:{port}"));
    if let Some(through) = &through
        && engine != Engine::WebKit
    {
        capabilities["proxy"] = json!({
            "proxyType": "manual", "httpProxy": through, "sslProxy": through,
        });
    }
    match engine {
        Engine::Chromium => {
            if let Some(args) = capabilities["goog:chromeOptions"]["args"].as_array_mut() {
                args.extend(habits.restores.then(|| "--restore-last-session".into()));
                args.extend(through.map(|_| "--proxy-bypass-list=<-loopback>".into()));
            }
        }
        Engine::Firefox => {
            let prefs = &mut capabilities["moz:firefoxOptions"]["prefs"];
            if habits.restores {
                prefs["browser.startup.page"] = 3.into();
                prefs["browser.sessionstore.resume_from_crash"] = true.into();
            }
            prefs["network.proxy.allow_hijacking_localhost"] = through.is_some().into();
        }
        Engine::WebKit => {
            let args = capabilities["webkitgtk:browserOptions"]["args"].as_array_mut();
            if let (Some(through), Some(args)) = (through, args) {
                args.insert(0, format!("--proxy=http://{through}").into());
            }
        }
    }
    Ok(capabilities)
}

fn plain_capabilities(engine: Engine, profile: &Path, keep: bool) -> Outcome<Value> {
    Ok(match engine {
        Engine::Chromium => json!({
            "browserName": "chrome",
            "goog:loggingPrefs": { "browser": "ALL", "performance": "ALL" },
            "goog:chromeOptions": {
                "binary": chromium()?,
                "args": [
                    "--headless=new",
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-quic",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync",
                    "--disable-dev-shm-usage",
                    "--window-size=1200,900",
                    format!("--user-data-dir={}", profile.display()),
                ],
            },
        }),
        Engine::Firefox => json!({
            "browserName": "firefox",
            "moz:firefoxOptions": {
                "binary": firefox()?,
                "args": ["-headless", "-profile", profile],
                // Quiet: no start page, no updates, nothing reported home.
                "prefs": {
                    "browser.startup.homepage_override.mstone": "ignore",
                    "browser.newtabpage.enabled": false,
                    "datareporting.policy.dataSubmissionEnabled": false,
                    "toolkit.telemetry.enabled": false,
                    "app.update.enabled": false,
                    "app.normandy.enabled": false,
                    "network.captive-portal-service.enabled": false,
                    "network.connectivity-service.enabled": false,
                    // Tab to every control, as on Windows and Linux desktops.
                    "accessibility.tabfocus": 7,
                },
            },
        }),
        Engine::WebKit if keep => json!({
            "webkitgtk:browserOptions": {
                "binary": keeping_host()?,
                "args": ["--automation", profile],
            },
        }),
        Engine::WebKit => json!({
            "webkitgtk:browserOptions": {
                "binary": minibrowser()?,
                "args": ["--automation"],
            },
        }),
    })
}

fn chromium() -> Outcome<PathBuf> {
    program(
        &["chromium", "google-chrome", "chromium-browser"],
        "Chromium",
    )
}

fn firefox() -> Outcome<PathBuf> {
    program(&["firefox-esr", "firefox"], "Firefox")
}

/// Debian keeps one test browser per ABI of the library.
fn minibrowser() -> Outcome<PathBuf> {
    let libraries = [
        "/usr/lib/x86_64-linux-gnu",
        "/usr/lib/aarch64-linux-gnu",
        "/usr/lib",
        "/usr/libexec",
    ];
    let candidates: Vec<String> = libraries
        .iter()
        .flat_map(|library| {
            ["webkitgtk-6.0", "webkit2gtk-4.1", "webkit2gtk-4.0"]
                .map(|abi| format!("{library}/{abi}/MiniBrowser"))
        })
        .collect();
    program(&candidates, "WebKitGTK's MiniBrowser")
}

/// The small WebKitGTK host in `webkit/`, which keeps its storage while it is driven.
fn keeping_host() -> Outcome<PathBuf> {
    let probe = Command::new("/usr/bin/python3")
        .args(["-c", "import gi; gi.require_version('WebKit2', '4.1')"])
        .stderr(Stdio::null())
        .status();
    match probe {
        Ok(status) if status.success() => {
            Ok(Path::new(env!("CARGO_MANIFEST_DIR")).join("webkit/keeping-host.py"))
        }
        _ => Err(Failure::Missing(
            "python3-gi and gir1.2-webkit2-4.1 are needed for a WebKitGTK that keeps a profile"
                .into(),
        )),
    }
}

fn program<S: AsRef<std::ffi::OsStr>>(candidates: &[S], name: &str) -> Outcome<PathBuf> {
    find_program(candidates).ok_or_else(|| Failure::Missing(format!("{name} is not installed")))
}
