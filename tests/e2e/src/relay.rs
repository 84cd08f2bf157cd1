//! A network in front of the portal: it writes down what passes, can lose it or hold it back on
//! either way, and hears what a page has to tell before its browser dies.
//!
//! Everything it passes on is the portal's own. The portal sees a reverse proxy.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crate::outcome::{Failure, Outcome};
use crate::portal::Portal;

/// Longer than anything a case waits for.
const PATIENCE: Duration = Duration::from_secs(120);

/// What is done with the requests that are posted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Way {
    /// They pass.
    #[default]
    Open,
    /// They wait before the receiver sees them.
    HeldBefore,
    /// The receiver has them, and its answer waits.
    HeldAfter,
    /// The connection ends without an answer, and the receiver sees nothing.
    Cut,
    /// The answer takes a third of a second, as over a poor line.
    Slow,
    /// The answer comes one byte a second.
    Dripping,
}

/// One request that was posted.
#[derive(Debug, Clone)]
pub(crate) struct Arrival {
    /// Its idempotency key.
    pub(crate) id: String,
    pub(crate) body: String,
    pub(crate) began: Instant,
    /// When its answer was handed to the browser, or its connection ended.
    pub(crate) ended: Option<Instant>,
    /// The status that the browser was answered; 0 where it was not.
    pub(crate) status: u16,
}

/// Two posts that were under way at the same time, by their keys.
pub(crate) fn overlap(arrivals: &[Arrival]) -> Option<[&str; 2]> {
    let mut sorted: Vec<&Arrival> = arrivals.iter().collect();
    sorted.sort_by_key(|arrival| arrival.began);
    let overlaps = |two: &&[&Arrival]| two[0].ended.is_none_or(|ended| ended > two[1].began);
    let two = sorted.windows(2).find(overlaps)?;
    Some([&two[0].id, &two[1].id])
}

/// Hands what a page tells over to the thread that waits for it.
#[derive(Clone)]
pub(crate) struct Ear(Arc<Shared>);

pub(crate) struct Relay {
    port: u16,
    shared: Arc<Shared>,
}

impl Relay {
    pub(crate) fn start(portal: &Portal) -> Outcome<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let port = listener.local_addr()?.port();
        let shared = Arc::new(Shared {
            portal: portal.port(),
            state: Mutex::default(),
            changed: Condvar::new(),
            ended: AtomicBool::new(false),
        });
        let worker = Arc::clone(&shared);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if worker.ended.load(Ordering::Relaxed) {
                    return;
                }
                let worker = Arc::clone(&worker);
                thread::spawn(move || worker.pass(&stream));
            }
        });
        Ok(Self { port, shared })
    }

    pub(crate) fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// A file of the portal's widget folder, as this origin has it.
    pub(crate) fn page(&self, name: &str) -> String {
        format!("{}/touchbase/{name}", self.origin())
    }

    /// What happens to posts from now on, those that wait included.
    pub(crate) fn set(&self, way: Way) {
        self.shared.lock().way = way;
        self.shared.changed.notify_all();
    }

    pub(crate) fn arrivals(&self) -> Vec<Arrival> {
        self.shared.lock().arrivals.clone()
    }

    /// How many requests of any kind were made, but for what the page told.
    pub(crate) fn requests(&self) -> usize {
        self.shared.lock().requests
    }

    /// What the page told since it was forgotten last, in order.
    pub(crate) fn told(&self) -> Vec<String> {
        self.shared.lock().told.clone()
    }

    /// Every request as it came, head and body, and every answer to a post.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        self.shared.lock().bytes.clone()
    }

    pub(crate) fn forget(&self) {
        let mut state = self.shared.lock();
        state.told.clear();
        state.arrivals.clear();
    }

    pub(crate) fn ear(&self) -> Ear {
        Ear(Arc::clone(&self.shared))
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.shared.ended.store(true, Ordering::Relaxed);
        self.shared.changed.notify_all();
        // Wakes the loop so that it sees the flag.
        let _ = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port));
    }
}

impl Ear {
    /// Waits until the page has told `word`, without a poll: the moment counts.
    pub(crate) fn hear(&self, word: &str, limit: Duration) -> Outcome {
        self.wait(&format!("the page to tell {word:?}"), limit, |state| {
            state.told.iter().any(|told| told == word)
        })
    }

    /// Waits until the browser was handed the answer to a post.
    pub(crate) fn answered(&self, limit: Duration) -> Outcome {
        self.wait("an answer to be handed on", limit, |state| {
            state.arrivals.iter().any(|arrival| arrival.status > 0)
        })
    }

    fn wait(&self, what: &str, limit: Duration, ready: impl Fn(&State) -> bool) -> Outcome {
        let state = self.0.lock();
        let waited = self
            .0
            .changed
            .wait_timeout_while(state, limit, |state| !ready(state));
        match waited {
            Ok((_, timeout)) if !timeout.timed_out() => Ok(()),
            _ => Err(Failure::Failed(format!("waited for {what}"))),
        }
    }
}

#[derive(Default)]
struct State {
    way: Way,
    told: Vec<String>,
    arrivals: Vec<Arrival>,
    requests: usize,
    bytes: Vec<u8>,
}

struct Shared {
    portal: u16,
    state: Mutex<State>,
    changed: Condvar,
    ended: AtomicBool,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// One connection, and so one request: with faults switched on the portal closes after each.
    fn pass(&self, stream: &TcpStream) -> Option<()> {
        stream.set_read_timeout(Some(PATIENCE)).ok()?;
        let _ = stream.set_nodelay(true);
        let request = Request::read(stream)?;
        if let Some(word) = request.path.strip_prefix("/told?") {
            self.lock().told.push(word.to_owned());
            self.changed.notify_all();
            let mut out = stream;
            return out.write_all(TOLD).ok();
        }
        let mut state = self.lock();
        state.requests += 1;
        state.bytes.extend_from_slice(&request.bytes);
        drop(state);
        if request.method != "POST" {
            let answer = self.ask(&request)?;
            let mut out = stream;
            return out.write_all(&answer).ok();
        }
        let place = self.arrived(&request);
        let status = self.post(stream, &request).unwrap_or(0);
        let mut state = self.lock();
        if let Some(arrival) = state.arrivals.get_mut(place) {
            arrival.ended = Some(Instant::now());
            arrival.status = status;
        }
        drop(state);
        self.changed.notify_all();
        Some(())
    }

    fn arrived(&self, request: &Request) -> usize {
        let mut state = self.lock();
        state.arrivals.push(Arrival {
            id: request.id.clone(),
            body: request.body(),
            began: Instant::now(),
            ended: None,
            status: 0,
        });
        let place = state.arrivals.len() - 1;
        drop(state);
        self.changed.notify_all();
        place
    }

    fn post(&self, stream: &TcpStream, request: &Request) -> Option<u16> {
        if self.while_way(Way::HeldBefore) == Way::Cut {
            return None;
        }
        let answer = self.ask(request)?;
        self.lock().bytes.extend_from_slice(&answer);
        let way = self.while_way(Way::HeldAfter);
        let status = std::str::from_utf8(answer.get(9..12)?).ok()?.parse().ok()?;
        let mut out = stream;
        if way == Way::Cut {
            return None;
        }
        if way == Way::Slow {
            thread::sleep(Duration::from_millis(300));
        }
        if way != Way::Dripping {
            out.write_all(&answer).ok()?;
            return Some(status);
        }
        for byte in &answer {
            out.write_all(&[*byte]).ok()?;
            if self.ended.load(Ordering::Relaxed) {
                return None;
            }
            thread::sleep(Duration::from_secs(1));
        }
        Some(status)
    }

    /// Waits while this is the way, and returns what it became.
    fn while_way(&self, way: Way) -> Way {
        let mut state = self.lock();
        while state.way == way && !self.ended.load(Ordering::Relaxed) {
            let waited = self.changed.wait_timeout(state, Duration::from_secs(1));
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        state.way
    }

    fn ask(&self, request: &Request) -> Option<Vec<u8>> {
        let mut portal = TcpStream::connect((Ipv4Addr::LOCALHOST, self.portal)).ok()?;
        portal.set_read_timeout(Some(PATIENCE)).ok()?;
        portal.write_all(&request.bytes).ok()?;
        let mut answer = Vec::new();
        // A connection that breaks off is passed on as far as it came.
        let _ = portal.read_to_end(&mut answer);
        (!answer.is_empty()).then_some(answer)
    }
}

const TOLD: &[u8] = b"HTTP/1.1 204 No Content\r\ncache-control: no-store\r\n\
    connection: close\r\n\r\n";

/// A request as it came.
pub(crate) struct Request {
    pub(crate) method: String,
    /// What stands in its first line: a path, or an address where a proxy is asked.
    pub(crate) path: String,
    id: String,
    /// Where its body begins.
    pub(crate) head: usize,
    pub(crate) bytes: Vec<u8>,
}

impl Request {
    pub(crate) fn read(mut stream: &TcpStream) -> Option<Self> {
        let mut bytes = Vec::new();
        let mut buffer = [0; 4096];
        let head = loop {
            if let Some(end) = bytes.windows(4).position(|end| end == b"\r\n\r\n") {
                break end + 4;
            }
            match stream.read(&mut buffer).ok()? {
                0 => return None,
                read => bytes.extend_from_slice(&buffer[..read]),
            }
        };
        let text = String::from_utf8_lossy(&bytes[..head]).into_owned();
        let header = |name: &str| {
            let mut lines = text.lines().skip(1);
            lines.find_map(|line| {
                let (own, value) = line.split_once(':')?;
                own.eq_ignore_ascii_case(name)
                    .then(|| value.trim().to_owned())
            })
        };
        let length = header("content-length").and_then(|length| length.parse().ok());
        let length: usize = length.unwrap_or(0);
        while bytes.len() < head + length {
            match stream.read(&mut buffer).ok()? {
                0 => return None,
                read => bytes.extend_from_slice(&buffer[..read]),
            }
        }
        let mut first = text.lines().next()?.split(' ');
        Some(Self {
            method: first.next()?.to_owned(),
            path: first.next()?.to_owned(),
            id: header("idempotency-key")
                .unwrap_or_default()
                .replace('"', ""),
            head,
            bytes,
        })
    }

    fn body(&self) -> String {
        String::from_utf8_lossy(&self.bytes[self.head..]).into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn posts_at_the_same_time_are_seen() {
        let start = Instant::now();
        let at = |seconds: u64| start + Duration::from_secs(seconds);
        let arrival = |id: &str, began: u64, ended: Option<u64>| Arrival {
            id: id.into(),
            body: String::new(),
            began: at(began),
            ended: ended.map(at),
            status: 201,
        };
        let after = [arrival("b", 2, Some(3)), arrival("a", 0, Some(1))];
        assert_eq!(overlap(&after), None);
        let during = [arrival("b", 1, Some(3)), arrival("a", 0, Some(2))];
        assert_eq!(overlap(&during), Some(["a", "b"]));
        let without_end = [arrival("b", 1, Some(3)), arrival("a", 0, None)];
        assert_eq!(overlap(&without_end), Some(["a", "b"]));
    }
}
