//! A host with a page and a service worker of its own, in front of the example portal's receiver.
//!
//! Everything it serves is under a strict policy, with one named policy for the addresses of the
//! worker's scripts. It can be stopped and started again on the same port.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;

use crate::outcome::Outcome;
use crate::pages::{PRELUDE, Page};
use crate::portal::{Portal, package};
use crate::process::{copy_folder, folder};
use crate::site::media_type;

const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; \
     style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; \
     require-trusted-types-for 'script'; trusted-types portal-worker";

/// The page that registers the host's worker, and the same one without.
pub(crate) const WITH_WORKER: &str = "page.html";
pub(crate) const PLAIN: &str = "plain.html";

/// Where the widget's files are.
const FILES: &str = "touchbase";

pub(crate) struct Host {
    port: u16,
    folder: TempDir,
    receiver: String,
    running: Option<Running>,
}

struct Running {
    ended: Arc<AtomicBool>,
    thread: JoinHandle<()>,
}

impl Host {
    /// A host whose page carries the widget with `attributes`, with the configuration of `portal`
    /// as `change` leaves it.
    pub(crate) fn start(
        portal: &Portal,
        attributes: &str,
        change: impl FnOnce(&mut Value),
    ) -> Outcome<Self> {
        let folder = folder("touchbase-host-")?;
        copy_folder(&package()?, &folder.path().join(FILES))?;
        let mut host = Self {
            port: 0,
            folder,
            receiver: portal.origin(),
            running: None,
        };
        let mut config = portal.config()?;
        change(&mut config);
        host.put("touchbase.json", config.to_string())?;
        host.put("prelude.js", PRELUDE)?;
        host.put("register.js", include_str!("../pages/register.js"))?;
        host.put("portal-sw.js", include_str!("../pages/portal-sw.js"))?;
        let plain = Page::with(&format!(
            "config=\"touchbase.json\" lang=\"en\" {attributes}"
        ));
        let plain = plain
            .html()
            .replace("\"touchbase.js\"", "\"touchbase/touchbase.js\"");
        let script = "<script src=\"register.js\" defer></script>\n</head>";
        host.put(WITH_WORKER, plain.replace("</head>", script))?;
        host.put(PLAIN, plain)?;
        host.resume()?;
        Ok(host)
    }

    pub(crate) fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    pub(crate) fn page(&self, name: &str) -> String {
        format!("{}/{name}", self.origin())
    }

    /// Where a file lies that is served under this path.
    pub(crate) fn file(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    pub(crate) fn put(&self, path: &str, content: impl AsRef<[u8]>) -> Outcome {
        Ok(fs::write(self.file(path), content)?)
    }

    /// Answers nothing any more; connections are refused.
    pub(crate) fn stop(&mut self) {
        if let Some(running) = self.running.take() {
            running.ended.store(true, Ordering::Relaxed);
            // Wakes the loop so that it sees the flag.
            let _ = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port));
            let _ = running.thread.join();
        }
    }

    /// Serves again, on the same port.
    pub(crate) fn resume(&mut self) -> Outcome {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, self.port))?;
        self.port = listener.local_addr()?.port();
        let ended = Arc::new(AtomicBool::new(false));
        let (folder, receiver) = (self.folder.path().to_path_buf(), self.receiver.clone());
        let stop = Arc::clone(&ended);
        let thread = thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if stop.load(Ordering::Relaxed) {
                    return;
                }
                let (folder, receiver) = (folder.clone(), receiver.clone());
                thread::spawn(move || {
                    let _ = answer(&stream, &folder, &receiver);
                });
            }
        });
        self.running = Some(Running { ended, thread });
        Ok(())
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        self.stop();
    }
}

fn answer(stream: &TcpStream, folder: &Path, receiver: &str) -> std::io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    let mut reader = BufReader::new(stream);
    let mut head = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        if line.trim().is_empty() {
            break;
        }
        head.push(line);
    }
    let first = head.first().cloned().unwrap_or_default();
    let mut words = first.split(' ');
    let method = words.next().unwrap_or_default();
    let path = words.next().unwrap_or("/").split('?').next().unwrap_or("/");
    if path.starts_with("/api/") {
        let header = |line: &String, name: &str| line.to_ascii_lowercase().starts_with(name);
        let length = head.iter().find(|line| header(line, "content-length:"));
        let length = length.and_then(|line| line.split(':').nth(1)?.trim().parse().ok());
        let mut body = vec![0; length.unwrap_or(0)];
        reader.read_exact(&mut body)?;
        head.retain(|line| !header(line, "connection:"));
        head.push("connection: close\r\n".to_owned());
        return forward(stream, &head.concat(), &body, receiver);
    }
    let relative = Path::new(path.trim_start_matches('/'));
    let inside = relative
        .components()
        .all(|part| matches!(part, Component::Normal(_)));
    let content = (inside && method == "GET").then(|| fs::read(folder.join(relative)));
    let (status, content) = match content {
        Some(Ok(content)) => ("200 OK", content),
        _ => ("404 Not Found", Vec::new()),
    };
    // A page that Back could bring back is one that a new worker waits for.
    let cache = match relative.extension().is_some_and(|end| end == "html") {
        true => "no-store",
        false => "no-cache",
    };
    let mut out = stream;
    write!(
        out,
        "HTTP/1.1 {status}\r\ncontent-type: {}\r\ncontent-length: {}\r\n\
         cache-control: {cache}\r\ncontent-security-policy: {POLICY}\r\n\
         connection: close\r\n\r\n",
        media_type(relative),
        content.len()
    )?;
    out.write_all(&content)
}

/// As a reverse proxy passes a request on.
fn forward(stream: &TcpStream, head: &str, body: &[u8], to: &str) -> std::io::Result<()> {
    let mut receiver = TcpStream::connect(to.trim_start_matches("http://"))?;
    write!(receiver, "{head}\r\n")?;
    receiver.write_all(body)?;
    std::io::copy(&mut receiver, &mut &*stream)?;
    Ok(())
}
