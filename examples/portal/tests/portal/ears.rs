//! Those who are told: a mail server and a web address of the test's own, on real sockets.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// What one of them heard, the first at the front.
pub(crate) type Heard = Arc<Mutex<Vec<String>>>;

/// A listener that answers each connection on a thread and can be shut.
pub(crate) struct Ear {
    pub(crate) port: u16,
    pub(crate) heard: Heard,
    shut: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Ear {
    /// A mail server (RFC 5321) that takes everything. Port 0 takes a free one.
    pub(crate) fn mail(port: u16) -> Self {
        Self::open(port, |stream, heard| {
            take_mail(stream, GREETING, "AUTH PLAIN", heard).map(drop)
        })
    }

    /// The same by TLS from the first byte.
    pub(crate) fn mail_by_tls(port: u16, config: Arc<ServerConfig>) -> Self {
        Self::open(port, move |stream, heard| {
            let stream = by_tls(stream, &config)?;
            take_mail(stream, GREETING, "AUTH PLAIN", heard).map(drop)
        })
    }

    /// The same by TLS once it is asked for (RFC 3207).
    pub(crate) fn mail_by_starttls(port: u16, config: Arc<ServerConfig>) -> Self {
        Self::open(port, move |stream, heard| {
            let stream = take_mail(stream, GREETING, "STARTTLS", heard)?;
            let stream = by_tls(stream, &config)?;
            take_mail(stream, "", "AUTH PLAIN", heard).map(drop)
        })
    }

    /// A web address that answers each post with `status`.
    pub(crate) fn web(port: u16, status: u16) -> Self {
        Self::open(port, move |stream, heard| take_post(stream, heard, status))
    }

    /// The same by TLS.
    pub(crate) fn web_by_tls(port: u16, config: Arc<ServerConfig>) -> Self {
        Self::open(port, move |stream, heard| {
            take_post(by_tls(stream, &config)?, heard, 200)
        })
    }

    fn open(port: u16, answer: impl Fn(TcpStream, &Heard) -> Option<()> + Send + 'static) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", port)).unwrap();
        listener.set_nonblocking(true).unwrap();
        let port = listener.local_addr().unwrap().port();
        let (heard, shut) = (Heard::default(), Arc::new(AtomicBool::new(false)));
        let (hearing, shutting) = (Arc::clone(&heard), Arc::clone(&shut));
        let thread = thread::spawn(move || {
            while !shutting.load(Ordering::Acquire) {
                match listener.accept() {
                    Ok((stream, _)) => {
                        stream.set_nonblocking(false).unwrap();
                        stream
                            .set_read_timeout(Some(Duration::from_secs(5)))
                            .unwrap();
                        answer(stream, &hearing);
                    }
                    Err(_) => thread::sleep(Duration::from_millis(2)),
                }
            }
        });
        Self {
            port,
            heard,
            shut,
            thread: Some(thread),
        }
    }

    pub(crate) fn heard(&self) -> Vec<String> {
        self.heard.lock().unwrap().clone()
    }
}

impl Drop for Ear {
    fn drop(&mut self) {
        self.shut.store(true, Ordering::Release);
        let _ = self.thread.take().map(JoinHandle::join);
    }
}

const GREETING: &str = "220 mail.example\r\n";

fn by_tls(
    stream: TcpStream,
    config: &Arc<ServerConfig>,
) -> Option<StreamOwned<ServerConnection, TcpStream>> {
    let connection = ServerConnection::new(Arc::clone(config)).ok()?;
    Some(StreamOwned::new(connection, stream))
}

/// Returns the connection where the client wants to go on by TLS. Besides mails it hears passwords.
fn take_mail<S: Read + Write>(stream: S, greeting: &str, offer: &str, heard: &Heard) -> Option<S> {
    let mut stream = BufReader::new(stream);
    say(&mut stream, greeting)?;
    loop {
        let line = line_from(&mut stream)?;
        let verb = line.get(..4).unwrap_or(&line).to_uppercase();
        match verb.as_str() {
            "EHLO" => say(&mut stream, &format!("250-mail.example\r\n250 {offer}\r\n"))?,
            "STAR" => {
                say(&mut stream, "220 go on\r\n")?;
                return Some(stream.into_inner());
            }
            "AUTH" => {
                heard.lock().unwrap().push(line);
                say(&mut stream, "235 welcome\r\n")?;
            }
            "DATA" => {
                say(&mut stream, "354 go on\r\n")?;
                let mut mail = String::new();
                loop {
                    let line = line_from(&mut stream)?;
                    if line == "." {
                        break;
                    }
                    mail.push_str(&line);
                    mail.push('\n');
                }
                heard.lock().unwrap().push(mail);
                say(&mut stream, "250 taken\r\n")?;
            }
            "QUIT" => {
                say(&mut stream, "221 bye\r\n")?;
                return None;
            }
            _ => say(&mut stream, "250 fine\r\n")?,
        }
    }
}

fn line_from<S: Read>(stream: &mut BufReader<S>) -> Option<String> {
    let mut line = String::new();
    let length = stream.read_line(&mut line).ok()?;
    (length > 0).then(|| line.trim_end().to_owned())
}

fn say<S: Read + Write>(stream: &mut BufReader<S>, text: &str) -> Option<()> {
    stream.get_mut().write_all(text.as_bytes()).ok()?;
    stream.get_mut().flush().ok()
}

fn take_post<S: Read + Write>(stream: S, heard: &Heard, status: u16) -> Option<()> {
    let mut reader = BufReader::new(stream);
    let (mut text, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            // Its sender was killed before it had said anything whole.
            return None;
        }
        let lower = line.to_lowercase();
        if let Some(value) = lower.strip_prefix("content-length:") {
            length = value.trim().parse().ok()?;
        }
        text.push_str(&line);
        if line.trim().is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    text.push_str(&String::from_utf8(body).ok()?);
    // A port may have been another test's a moment ago.
    if !text.starts_with("POST /hook ") {
        return None;
    }
    heard.lock().unwrap().push(text);
    let answer = format!("HTTP/1.1 {status} X\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
    say(&mut reader, &answer)
}
