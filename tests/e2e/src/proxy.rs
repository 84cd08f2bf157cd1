//! A forward proxy, as a hospital has one: it writes down every request of a browser, whichever
//! host it is for, and passes on what is for this machine. There is nobody else behind it.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use crate::outcome::Outcome;
use crate::relay::Request;

const NOBODY: &[u8] = b"HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";

/// What a browser asked for.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) method: String,
    /// With the port, where one is named.
    pub(crate) host: String,
    /// With the query; empty for a tunnel.
    pub(crate) path: String,
    /// The head as it came, and the body.
    pub(crate) head: Vec<u8>,
    pub(crate) body: Vec<u8>,
}

pub(crate) struct Proxy {
    port: u16,
    asked: Arc<Mutex<Vec<Asked>>>,
    ended: Arc<AtomicBool>,
}

impl Proxy {
    pub(crate) fn start() -> Outcome<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let proxy = Self {
            port: listener.local_addr()?.port(),
            asked: Arc::default(),
            ended: Arc::default(),
        };
        let (asked, ended) = (Arc::clone(&proxy.asked), Arc::clone(&proxy.ended));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if ended.load(Ordering::Relaxed) {
                    return;
                }
                let asked = Arc::clone(&asked);
                thread::spawn(move || pass(&stream, &asked));
            }
        });
        Ok(proxy)
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// Everything asked for so far, in order.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        let asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        asked.clone()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::Relaxed);
        // Wakes the loop so that it sees the flag.
        let _ = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port));
    }
}

/// One request, after which the connection ends.
fn pass(mut stream: &TcpStream, asked: &Mutex<Vec<Asked>>) -> Option<()> {
    stream
        .set_read_timeout(Some(Duration::from_secs(120)))
        .ok()?;
    let request = Request::read(stream)?;
    let (host, path) = match request.path.strip_prefix("http://") {
        Some(address) => {
            let at = address.find('/').unwrap_or(address.len());
            address.split_at(at)
        }
        None => (request.path.as_str(), ""),
    };
    let (head, body) = request.bytes.split_at(request.head);
    asked
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .push(Asked {
            method: request.method.clone(),
            host: host.to_owned(),
            path: path.to_owned(),
            head: head.to_vec(),
            body: body.to_vec(),
        });
    if !host.starts_with("127.0.0.1:") || path.is_empty() {
        return stream.write_all(NOBODY).ok();
    }
    let mut server = TcpStream::connect(host).ok()?;
    let text = String::from_utf8_lossy(head);
    write!(server, "{} {path} HTTP/1.1\r\n", request.method).ok()?;
    for line in text.lines().skip(1).filter(|line| !line.is_empty()) {
        let lower = line.to_ascii_lowercase();
        if !lower.starts_with("connection:") && !lower.starts_with("proxy-") {
            write!(server, "{line}\r\n").ok()?;
        }
    }
    write!(server, "connection: close\r\n\r\n").ok()?;
    server.write_all(body).ok()?;
    let mut answer = Vec::new();
    let _ = server.read_to_end(&mut answer);
    stream.write_all(&answer).ok()
}
