//! A folder served without any policy, whose files can be held back.
//!
//! For what the portal never does: a file that does not arrive, and another origin to call.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use crate::outcome::Outcome;

pub(crate) struct Site {
    port: u16,
    shared: Arc<Shared>,
}

impl Site {
    pub(crate) fn start(folder: &Path) -> Outcome<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let port = listener.local_addr()?.port();
        let shared = Arc::new(Shared {
            folder: folder.to_path_buf(),
            held: Mutex::new(BTreeSet::new()),
            asked: Mutex::new(Vec::new()),
            ended: AtomicBool::new(false),
        });
        let worker = Arc::clone(&shared);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if worker.ended.load(Ordering::Relaxed) {
                    return;
                }
                let worker = Arc::clone(&worker);
                thread::spawn(move || {
                    let _ = worker.answer(stream);
                });
            }
        });
        Ok(Self { port, shared })
    }

    pub(crate) fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Keeps every request for `path` waiting until it is released.
    pub(crate) fn hold(&self, path: &str) {
        if let Ok(mut held) = self.shared.held.lock() {
            held.insert(path.to_owned());
        }
    }

    pub(crate) fn release_one(&self, path: &str) {
        if let Ok(mut held) = self.shared.held.lock() {
            held.remove(path);
        }
    }

    pub(crate) fn release(&self) {
        if let Ok(mut held) = self.shared.held.lock() {
            held.clear();
        }
    }

    /// The paths that were asked for, in order.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.shared
            .asked
            .lock()
            .map(|asked| asked.clone())
            .unwrap_or_default()
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.shared.ended.store(true, Ordering::Relaxed);
        self.release();
        // Wakes the loop so that it sees the flag.
        let _ = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port));
    }
}

struct Shared {
    folder: PathBuf,
    held: Mutex<BTreeSet<String>>,
    asked: Mutex<Vec<String>>,
    ended: AtomicBool,
}

impl Shared {
    fn answer(&self, stream: TcpStream) -> std::io::Result<()> {
        stream.set_read_timeout(Some(Duration::from_secs(30)))?;
        let mut lines = BufReader::new(&stream).lines();
        let first = lines.next().transpose()?.unwrap_or_default();
        for line in lines {
            if line?.is_empty() {
                break;
            }
        }
        let target = first.split(' ').nth(1).unwrap_or("/");
        let path = target.split('?').next().unwrap_or("/").to_owned();
        if let Ok(mut asked) = self.asked.lock() {
            asked.push(path.clone());
        }
        while !self.ended.load(Ordering::Relaxed)
            && self.held.lock().is_ok_and(|held| held.contains(&path))
        {
            thread::sleep(Duration::from_millis(20));
        }
        let relative = Path::new(path.trim_start_matches('/'));
        let inside = relative
            .components()
            .all(|part| matches!(part, Component::Normal(_)));
        let content = inside.then(|| fs::read(self.folder.join(relative)));
        let mut out = &stream;
        match content {
            Some(Ok(content)) => {
                write!(
                    out,
                    "HTTP/1.1 200 OK\r\ncontent-type: {}\r\ncontent-length: {}\r\n\
                     access-control-allow-origin: *\r\nconnection: close\r\n\r\n",
                    media_type(relative),
                    content.len()
                )?;
                out.write_all(&content)
            }
            _ => write!(
                out,
                "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
            ),
        }
    }
}

pub(crate) fn media_type(path: &Path) -> &'static str {
    match path.extension().and_then(|e| e.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json") => "application/json",
        Some("wasm") => "application/wasm",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::webdriver::agent;

    #[test]
    fn serves_files_and_nothing_above_them() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.json"), "{}").unwrap();
        let site = Site::start(folder.path()).unwrap();
        let agent = agent(Duration::from_secs(5));
        let status = |path: &str| {
            let url = format!("{}{path}", site.origin());
            agent.get(&url).call().unwrap().status().as_u16()
        };
        assert_eq!(status("/a.json?x"), 200);
        assert_eq!(status("/%2e%2e/etc/passwd"), 404);
        assert_eq!(status("/missing"), 404);
        assert_eq!(site.asked()[0], "/a.json");
    }

    #[test]
    fn a_held_file_waits() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.json"), "{}").unwrap();
        let site = Site::start(folder.path()).unwrap();
        site.hold("/a.json");
        let url = format!("{}/a.json", site.origin());
        let quick = agent(Duration::from_millis(200));
        assert!(quick.get(&url).call().is_err());
        site.release();
        assert!(agent(Duration::from_secs(5)).get(&url).call().is_ok());
    }
}
