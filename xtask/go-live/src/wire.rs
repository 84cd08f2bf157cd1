//! HTTP as it is on the wire: no redirect is followed, no cookie is kept, and every header is seen.

use std::io::Read;
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use touchbase::golive::{ANSWER_LIMIT, Answer, Exchange, Failure, Outcome, Request, Sight};
use touchbase::jose::PublicKey;
use touchbase::time::Millis;
use touchbase::value::Value;
use ureq::Agent;
use ureq::http;
use ureq::tls::{RootCerts, TlsConfig};

use crate::seal;

/// How much of a body is read. A receipt is far shorter, and a configuration, too.
const MOST: u64 = 4 << 20;

/// The client.
pub(crate) struct Wire(Agent);

impl Wire {
    pub(crate) fn new() -> Self {
        let tls = TlsConfig::builder().root_certs(RootCerts::PlatformVerifier);
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            // Each request on a connection of its own, as from different browsers.
            .max_idle_connections(0)
            .timeout_global(Some(Duration::from_millis(ANSWER_LIMIT as u64)))
            .tls_config(tls.build())
            .user_agent("touchbase-go-live");
        Self(config.build().into())
    }

    fn exchange(&self, request: &Request) -> Outcome {
        let began = Instant::now();
        let mut built = http::Request::builder()
            .method(request.method.as_str())
            .uri(&request.url);
        for (name, value) in &request.headers {
            built = built.header(*name, value);
        }
        let answered = match &request.body {
            Some(body) => {
                let built = built.body(body.as_str()).map_err(|_| Failure::Network)?;
                self.0.run(built)
            }
            None => self.0.run(built.body(()).map_err(|_| Failure::Network)?),
        };
        let mut response = answered.map_err(|error| failure(&error))?;
        let headers = response.headers().iter().map(|(name, value)| {
            let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
            (name.as_str().to_owned(), value)
        });
        let headers = headers.collect();
        let mut body = Vec::new();
        let read = response
            .body_mut()
            .as_reader()
            .take(MOST)
            .read_to_end(&mut body);
        read.map_err(|error| match error.kind() {
            std::io::ErrorKind::TimedOut => Failure::Timeout,
            _ => Failure::Cut,
        })?;
        let status = response.status();
        Ok(Answer {
            status: status.as_u16(),
            redirect: status.is_redirection(),
            headers,
            body: String::from_utf8_lossy(&body).into_owned(),
            took: began.elapsed().as_millis() as Millis,
        })
    }
}

impl Exchange for Wire {
    fn sight(&self) -> Sight {
        Sight::Wire
    }

    async fn send(&self, request: &Request) -> Outcome {
        self.exchange(request)
    }

    async fn send_both(&self, one: &Request, other: &Request) -> (Outcome, Outcome) {
        thread::scope(|scope| {
            let second = scope.spawn(|| self.exchange(other));
            let first = self.exchange(one);
            (first, second.join().unwrap_or(Err(Failure::Network)))
        })
    }

    async fn seal(
        &self,
        key: &PublicKey,
        id: &str,
        aud: &str,
        plaintext: Vec<u8>,
    ) -> Option<String> {
        seal::seal(key, id, aud, plaintext)
    }

    fn json(&self, text: &str) -> Option<Value> {
        serde_json::from_str(text).ok()
    }

    fn new_id(&self) -> Option<String> {
        seal::new_id()
    }

    fn now(&self) -> Millis {
        now()
    }

    async fn pause(&self, millis: u32) {
        thread::sleep(Duration::from_millis(millis.into()));
    }
}

/// The wall clock.
pub(crate) fn now() -> Millis {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| since.as_millis() as Millis)
}

fn failure(error: &ureq::Error) -> Failure {
    match error {
        ureq::Error::Timeout(_) => Failure::Timeout,
        _ => Failure::Network,
    }
}
