//! A receiver that keeps the contract, but for one thing. It speaks real HTTP on a real port, and
//! what it does wrong are the things that hosts' receivers, gateways and proxies do.
#![allow(clippy::unwrap_used, dead_code)]

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use base64ct::{Base64UrlUnpadded, Encoding};
use serde_json::{Value, json};

/// What it does wrong.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Wrong {
    /// Nothing.
    Nothing,
    /// Answers with a receipt and stores some time after that.
    AcksBeforeCommit,
    /// As above, with a receipt that is made of the key, so that every answer looks the same.
    AcksBeforeCommitSteadily,
    /// Looks whether the key is known, and stores without looking again.
    ChecksThenStores,
    /// Stores every request as new.
    ForgetsTheKey,
    /// Forgets every key after a moment.
    ForgetsTheKeyLater,
    /// Refuses a key that it knows.
    RefusesReplays,
    /// Keeps the key, and makes up a new receipt for every replay.
    NewReceiptOnReplay,
    /// Answers a replay with the time of the replay.
    NewTimeOnReplay,
    /// Does not tell a replay from a first time.
    ReplaysUnmarked,
    /// Takes other bytes under a known key, and answers with the receipt of the first.
    AcceptsAChangedBody,
    /// Says that a changed body is still being worked on, so that the widget would wait.
    ChangedBodyInFlight,
    /// Refuses a changed body, and keeps it in place of the first.
    ReplacesAndRefuses,
    /// A sign-in page with 200.
    HtmlWith200,
    /// An empty 204.
    NoContent,
    /// Sends the sender elsewhere.
    Redirects,
    /// Always fails.
    Always500,
    /// Wants a token.
    WantsAToken,
    /// Has no CORS headers at all.
    NoCors,
    /// Has them on the preflight alone.
    NoCorsOnAnswers,
    /// Has them where it takes a request, and not where it refuses one.
    NoCorsOnRefusals,
    /// Answers OPTIONS with 405.
    NoPreflight,
    /// Sends a preflight to the sign-in.
    PreflightRedirects,
    /// Does not allow the header of the key.
    KeyHeaderNotAllowed,
    /// Allows every origin by its own name, with cookies.
    AllowsEveryOrigin,
    /// Exposes no headers.
    ExposesNothing,
    /// Allows one origin without `Vary`.
    NoVary,
    /// The receipt of another request.
    OtherIdInReceipt,
    /// A receipt without its time.
    NoReceivedAt,
    /// A receipt with a time for people.
    TimeForPeople,
    /// A clock that was never set.
    ClockNeverSet,
    /// A receipt as text/html.
    ReceiptAsHtml,
    /// A receipt longer than the 32 characters that people can be shown.
    ReceiptTooLong,
    /// Takes a body of any length.
    AcceptsOversize,
    /// Takes what forms send.
    AcceptsTextPlain,
    /// Does not look at the key.
    KeyOptional,
    /// Takes any text as a key.
    KeyUnchecked,
    /// Does not hold the key against what is in the header.
    KeyMismatch,
    /// Does not know the key without its quotes.
    NeedsQuotes,
    /// Stores what is no JWE.
    StoresAnything,
    /// Stores what it has no key for.
    AcceptsUnknownKeys,
    /// Sits behind a gateway that takes 8 KiB.
    SmallGateway,
    /// Sets a cookie.
    SetsACookie,
    /// Lets its answers be cached.
    Cacheable,
    /// Lists what it holds to anybody.
    ListsOnGet,
    /// Breaks off what is asked with GET.
    DropsGet,
    /// Breaks off what another origin than the page's asks.
    DropsStrangers,
    /// Says back what it was sent.
    TellsBack,
    /// Takes its time with the first request.
    Slow,
}

impl Wrong {
    /// Every one of them.
    pub(crate) const ALL: &'static [Self] = &[
        Self::Nothing,
        Self::AcksBeforeCommit,
        Self::AcksBeforeCommitSteadily,
        Self::ChecksThenStores,
        Self::ForgetsTheKey,
        Self::ForgetsTheKeyLater,
        Self::RefusesReplays,
        Self::NewReceiptOnReplay,
        Self::NewTimeOnReplay,
        Self::ReplaysUnmarked,
        Self::AcceptsAChangedBody,
        Self::ChangedBodyInFlight,
        Self::ReplacesAndRefuses,
        Self::HtmlWith200,
        Self::NoContent,
        Self::Redirects,
        Self::Always500,
        Self::WantsAToken,
        Self::NoCors,
        Self::NoCorsOnAnswers,
        Self::NoCorsOnRefusals,
        Self::NoPreflight,
        Self::PreflightRedirects,
        Self::KeyHeaderNotAllowed,
        Self::AllowsEveryOrigin,
        Self::ExposesNothing,
        Self::NoVary,
        Self::OtherIdInReceipt,
        Self::NoReceivedAt,
        Self::TimeForPeople,
        Self::ClockNeverSet,
        Self::ReceiptAsHtml,
        Self::ReceiptTooLong,
        Self::AcceptsOversize,
        Self::AcceptsTextPlain,
        Self::KeyOptional,
        Self::KeyUnchecked,
        Self::KeyMismatch,
        Self::NeedsQuotes,
        Self::StoresAnything,
        Self::AcceptsUnknownKeys,
        Self::SmallGateway,
        Self::SetsACookie,
        Self::Cacheable,
        Self::ListsOnGet,
        Self::DropsGet,
        Self::DropsStrangers,
        Self::TellsBack,
        Self::Slow,
    ];

    /// The one of this name, as `Debug` writes it.
    pub(crate) fn named(name: &str) -> Option<Self> {
        let mut all = Self::ALL.iter().copied();
        all.find(|wrong| format!("{wrong:?}") == name)
    }
}

/// The longest body, in octets.
const MAX_BODY: usize = 24_576;
/// How long after the answer a receiver that acknowledges early stores.
const LATE_COMMIT: Duration = Duration::from_millis(400);

/// A running receiver. It ends with the process.
pub(crate) struct Receiver {
    pub(crate) address: String,
    state: Arc<State>,
}

struct State {
    wrong: Wrong,
    origin: String,
    kid: String,
    rows: Mutex<HashMap<String, Row>>,
    made: Mutex<u64>,
}

#[derive(Clone)]
struct Row {
    body: String,
    receipt: String,
    at: Instant,
}

struct Asked {
    method: String,
    headers: HashMap<String, String>,
    body: String,
}

struct Answer {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: String,
}

impl Receiver {
    /// Serves requests sealed to `kid` from pages at `origin` on a free port.
    pub(crate) fn start(wrong: Wrong, kid: &str, origin: &str) -> Self {
        Self::start_at(0, wrong, kid, origin)
    }

    /// As [`Self::start`], on a port.
    pub(crate) fn start_at(port: u16, wrong: Wrong, kid: &str, origin: &str) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::new(State {
            wrong,
            origin: origin.to_owned(),
            kid: kid.to_owned(),
            rows: Mutex::default(),
            made: Mutex::new(0),
        });
        let shared = Arc::clone(&state);
        thread::spawn(move || {
            for connection in listener.incoming().flatten() {
                let state = Arc::clone(&shared);
                thread::spawn(move || serve(connection, &state));
            }
        });
        Self {
            address: format!("http://127.0.0.1:{port}/api/referrals"),
            state,
        }
    }

    /// Loses everything, as a receiver that kept it in memory does when it is stopped.
    pub(crate) fn restart(&self) {
        self.state.rows.lock().unwrap().clear();
    }
}

fn serve(mut connection: TcpStream, state: &Arc<State>) {
    let Some(asked) = read(&connection) else {
        return;
    };
    let stranger = asked.headers.get("origin") != Some(&state.origin);
    if (state.wrong == Wrong::DropsGet && asked.method == "GET")
        || (state.wrong == Wrong::DropsStrangers && asked.method == "OPTIONS" && stranger)
    {
        return;
    }
    let answer = handle(&asked, state);
    let mut text = format!(
        "HTTP/1.1 {} X\r\ncontent-length: {}\r\nconnection: close\r\ndate: {}\r\n",
        answer.status,
        answer.body.len(),
        "Sun, 22 Nov 2026 07:13:23 GMT",
    );
    for (name, value) in &answer.headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    text.push_str("\r\n");
    text.push_str(&answer.body);
    let _ = connection.write_all(text.as_bytes());
}

fn read(connection: &TcpStream) -> Option<Asked> {
    let mut reader = BufReader::new(connection);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let method = line.split(' ').next()?.to_owned();
    let mut headers = HashMap::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(':') else {
            break;
        };
        headers.insert(name.to_lowercase(), value.trim().to_owned());
    }
    let length = headers.get("content-length");
    let length: usize = length.and_then(|l| l.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(Asked {
        method,
        headers,
        body: String::from_utf8_lossy(&body).into_owned(),
    })
}

fn handle(asked: &Asked, state: &Arc<State>) -> Answer {
    let wrong = state.wrong;
    let mut answer = match asked.method.as_str() {
        "OPTIONS" => preflight(state, asked),
        "POST" => post(asked, state),
        "GET" if wrong == Wrong::ListsOnGet => {
            let rows = state.rows.lock().unwrap();
            let ids: Vec<_> = rows.keys().collect();
            json_answer(200, &json!({ "stored": ids }))
        }
        _ => problem(405, "method"),
    };
    if wrong != Wrong::Cacheable {
        answer.headers.push(("cache-control", "no-store".into()));
    }
    if wrong == Wrong::SetsACookie {
        answer.headers.push(("set-cookie", "visitor=1".into()));
    }
    let preflight = asked.method == "OPTIONS";
    let bare = match wrong {
        Wrong::NoCors => true,
        Wrong::NoCorsOnAnswers => !preflight,
        Wrong::NoCorsOnRefusals => answer.status >= 400,
        Wrong::NoPreflight => preflight,
        _ => false,
    };
    if !bare {
        cors(&mut answer, state, asked);
    }
    answer
}

fn cors(answer: &mut Answer, state: &State, asked: &Asked) {
    let origin = asked.headers.get("origin").cloned().unwrap_or_default();
    let every = state.wrong == Wrong::AllowsEveryOrigin;
    let mut put = |name, value: &str| answer.headers.push((name, value.to_owned()));
    if state.wrong != Wrong::NoVary {
        put("vary", "Origin");
    }
    if origin != state.origin && !every {
        return;
    }
    put("access-control-allow-origin", &origin);
    if state.wrong != Wrong::ExposesNothing {
        put(
            "access-control-expose-headers",
            "Retry-After, Date, Idempotency-Replayed",
        );
    }
    if every {
        put("access-control-allow-credentials", "true");
    }
}

fn preflight(state: &State, asked: &Asked) -> Answer {
    let mut answer = match state.wrong {
        Wrong::NoPreflight => return problem(405, "method"),
        Wrong::PreflightRedirects => return redirect(),
        _ => empty(204),
    };
    if asked.headers.get("origin") != Some(&state.origin) && state.wrong != Wrong::AllowsEveryOrigin
    {
        return answer;
    }
    let headers = match state.wrong {
        Wrong::NoCors => return answer,
        Wrong::KeyHeaderNotAllowed => "authorization, content-type",
        _ => "Authorization, Content-Type, Idempotency-Key",
    };
    answer
        .headers
        .push(("access-control-allow-headers", headers.into()));
    answer
}

fn post(asked: &Asked, state: &Arc<State>) -> Answer {
    match state.wrong {
        Wrong::HtmlWith200 => {
            return Answer {
                status: 200,
                headers: vec![("content-type", "text/html".into())],
                body: "<!doctype html><title>Sign in</title>".into(),
            };
        }
        Wrong::NoContent => return empty(204),
        Wrong::Redirects => return redirect(),
        Wrong::Always500 => return problem(500, "broken"),
        Wrong::WantsAToken if !asked.headers.contains_key("authorization") => {
            return problem(401, "token");
        }
        Wrong::SmallGateway if asked.body.len() > 8 << 10 => return problem(413, "too-large"),
        Wrong::Slow if state.rows.lock().unwrap().is_empty() => {
            thread::sleep(Duration::from_secs(11))
        }
        _ => {}
    }
    match admit(asked, state) {
        Err(refusal) => refusal,
        Ok(id) => store(&id, asked, state),
    }
}

/// The id of a request that may be stored.
fn admit(asked: &Asked, state: &State) -> Result<String, Answer> {
    let wrong = state.wrong;
    if asked.body.len() > MAX_BODY && wrong != Wrong::AcceptsOversize {
        return Err(problem(413, "too-large"));
    }
    let sealed = header(&asked.body);
    let sealed_id = sealed["tb_id"].as_str().unwrap_or_default().to_owned();
    let key = match asked.headers.get("idempotency-key") {
        Some(key) => key.clone(),
        None if wrong == Wrong::KeyOptional => sealed_id.clone(),
        None => return Err(problem(400, "key-missing")),
    };
    let quoted = key.strip_prefix('"').and_then(|k| k.strip_suffix('"'));
    if quoted.is_none() && wrong == Wrong::NeedsQuotes {
        return Err(problem(400, "key-malformed"));
    }
    let id = quoted.unwrap_or(&key).to_owned();
    if id.len() != 36 && wrong != Wrong::KeyUnchecked {
        return Err(problem(400, "key-malformed"));
    }
    let kind = asked.headers.get("content-type").map_or("", |kind| kind);
    if kind != "application/jose" && wrong != Wrong::AcceptsTextPlain {
        return Err(problem(415, "content-type"));
    }
    if sealed.is_null() && wrong != Wrong::StoresAnything {
        return Err(problem(422, "invalid"));
    }
    let lax = match wrong {
        Wrong::KeyMismatch => true,
        Wrong::KeyUnchecked => id.len() != 36,
        Wrong::StoresAnything => sealed.is_null(),
        _ => false,
    };
    if sealed_id != id && !lax {
        return Err(problem(422, "invalid"));
    }
    let known = sealed["kid"] == *state.kid || wrong == Wrong::AcceptsUnknownKeys;
    if !known && !sealed.is_null() {
        return Err(problem(422, "unknown-kid"));
    }
    Ok(id)
}

fn store(id: &str, asked: &Asked, state: &Arc<State>) -> Answer {
    let wrong = state.wrong;
    let row = Row {
        body: asked.body.clone(),
        receipt: receipt(id, state),
        at: Instant::now(),
    };
    let mut rows = state.rows.lock().unwrap();
    if wrong == Wrong::ForgetsTheKeyLater {
        rows.retain(|_, row| row.at.elapsed() < Duration::from_millis(1_500));
    }
    let known = rows.get(id).cloned();
    match (wrong, known) {
        (Wrong::ForgetsTheKey, _) | (_, None) => {}
        (Wrong::RefusesReplays, Some(_)) => return problem(409, "exists"),
        (_, Some(known)) if known.body != row.body => match wrong {
            Wrong::AcceptsAChangedBody => return receipt_answer(200, id, &known, state, asked),
            Wrong::ChangedBodyInFlight => return problem(409, "in-flight"),
            Wrong::ReplacesAndRefuses => {
                rows.insert(id.to_owned(), row);
                return problem(422, "key-reused");
            }
            _ => return problem(422, "key-reused"),
        },
        (Wrong::NewReceiptOnReplay, Some(_)) => {
            return receipt_answer(200, id, &row, state, asked);
        }
        (_, Some(known)) => return receipt_answer(200, id, &known, state, asked),
    }
    let answer = receipt_answer(201, id, &row, state, asked);
    match wrong {
        Wrong::AcksBeforeCommit | Wrong::AcksBeforeCommitSteadily => {
            let (id, state) = (id.to_owned(), Arc::clone(state));
            thread::spawn(move || {
                thread::sleep(LATE_COMMIT);
                state.rows.lock().unwrap().entry(id).or_insert(row);
            });
        }
        Wrong::ChecksThenStores => {
            drop(rows);
            thread::sleep(Duration::from_millis(100));
            state.rows.lock().unwrap().insert(id.to_owned(), row);
        }
        _ => {
            rows.insert(id.to_owned(), row);
        }
    }
    answer
}

fn receipt(id: &str, state: &State) -> String {
    if state.wrong == Wrong::AcksBeforeCommitSteadily {
        return id[..8].to_uppercase();
    }
    let mut made = state.made.lock().unwrap();
    *made += 1;
    let long = match state.wrong {
        Wrong::ReceiptTooLong => "-and-then-some-more-than-anyone-reads",
        _ => "",
    };
    format!("TB-{:06}{long}", *made)
}

fn receipt_answer(status: u16, id: &str, row: &Row, state: &State, asked: &Asked) -> Answer {
    let wrong = state.wrong;
    let id = match wrong {
        Wrong::OtherIdInReceipt => "00000000-0000-4000-8000-000000000000",
        _ => id,
    };
    let at = match wrong {
        Wrong::NewTimeOnReplay if status == 200 => now_rfc3339(1),
        Wrong::TimeForPeople => "Sunday, half past seven".into(),
        Wrong::ClockNeverSet => "1970-01-01T00:00:07Z".into(),
        _ => now_rfc3339(0),
    };
    let mut body = json!({ "id": id, "receipt": row.receipt, "received_at": at });
    if wrong == Wrong::NoReceivedAt {
        body.as_object_mut().unwrap().remove("received_at");
    }
    if wrong == Wrong::TellsBack {
        // What an endpoint that opens at once and logs into its answer would tell.
        body["opened"] = json!({ "name": touchbase::golive::TEST_NAME, "of": asked.body.len() });
    }
    let unmarked = wrong == Wrong::ReplaysUnmarked;
    let mut answer = json_answer(if unmarked { 201 } else { status }, &body);
    if wrong == Wrong::ReceiptAsHtml {
        answer.headers[0].1 = "text/html".into();
    }
    if status == 200 && !unmarked {
        answer.headers.push(("idempotency-replayed", "true".into()));
    }
    answer
}

/// A time within a minute of the start of this process, the same at every call with one `step`.
fn now_rfc3339(step: i64) -> String {
    use std::sync::OnceLock;
    use std::time::{SystemTime, UNIX_EPOCH};

    static BEGAN: OnceLock<i64> = OnceLock::new();
    let now = || SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let began = *BEGAN.get_or_init(|| now().as_millis() as i64);
    touchbase::time::rfc3339_hour(began).replace(":00:00Z", &format!(":00:0{step}Z"))
}

/// The protected header of a compact JWE; null where the text is none.
fn header(token: &str) -> Value {
    let parts: Vec<&str> = token.split('.').collect();
    if parts.len() != 5 {
        return Value::Null;
    }
    let header = Base64UrlUnpadded::decode_vec(parts[0]).unwrap_or_default();
    serde_json::from_slice(&header).unwrap_or_default()
}

fn json_answer(status: u16, body: &Value) -> Answer {
    Answer {
        status,
        headers: vec![("content-type", "application/json".into())],
        body: body.to_string(),
    }
}

fn problem(status: u16, code: &str) -> Answer {
    let body = json!({ "type": format!("urn:wrong:{code}"), "status": status });
    let mut answer = json_answer(status, &body);
    answer.headers[0].1 = "application/problem+json".into();
    answer
}

fn redirect() -> Answer {
    let mut answer = empty(302);
    answer
        .headers
        .push(("location", "https://sign-in.example/".into()));
    answer
}

fn empty(status: u16) -> Answer {
    Answer {
        status,
        headers: Vec::new(),
        body: String::new(),
    }
}
