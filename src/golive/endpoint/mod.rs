//! The checks of an endpoint from outside: what is sent, and what has to come of it (reliability
//! of delivery needs all of it: the widget sends again whenever an answer was lost).
//!
//! What this can show: how the endpoint answers. What it cannot: that a request outlives a power
//! cut, because an endpoint that keeps everything in memory answers like one that commits. An
//! answer that comes before the commit shows itself where the receiver does not yet know the
//! request that it has just acknowledged: by a replay at once, and by two different bodies under
//! one key at the same moment, of which only one can be stored and both are acknowledged.

mod replay;
mod target;

use super::exchange::{Answer, Exchange, Failure, Method, Outcome, Request, Sight};
use super::finding::{Finding, Rule};
use super::instant;
use crate::outbox::{self, Receipt, Reply, classify};
use crate::time::{DAY, Millis, SECOND};
use crate::value::Value;

pub use self::target::{TEST_NAME, Target, targets};

/// What one check came to.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Verdict {
    /// It is as it has to be.
    Passed,
    /// It is not.
    Found(Vec<Finding>),
    /// It could not be tested, with the reason.
    NotTested(&'static str),
}

/// One check.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Check {
    /// A stable name, letters and hyphens.
    pub code: &'static str,
    /// What is checked, as the beginning of a line.
    pub title: &'static str,
    /// What it came to.
    pub verdict: Verdict,
}

/// What the checks of one endpoint came to.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Probed {
    /// Where its address stands in the document.
    pub path: String,
    /// The address.
    pub endpoint: String,
    /// The origin that it was tested for.
    pub origin: Option<String>,
    /// Every check, in the order they were made.
    pub checks: Vec<Check>,
    /// The ids of the test requests that it may have stored, to be deleted at the desk. Each has
    /// [`TEST_NAME`] as its name.
    pub left: Vec<String>,
    /// The first request with its receipt, to ask for it [`again`] another day.
    pub kept: Option<Kept>,
}

/// A request that was acknowledged. It is sealed, so it may be kept in a file.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Kept {
    /// Its id, the key.
    pub id: String,
    /// The compact JWE.
    pub jwe: String,
    /// What the receiver answered.
    pub receipt: String,
    /// When, by the receiver's clock.
    pub received_at: String,
}

impl Kept {
    /// As JSON, for a file.
    pub fn to_value(&self) -> Value {
        let members = [
            ("id", &self.id),
            ("jwe", &self.jwe),
            ("receipt", &self.receipt),
            ("received_at", &self.received_at),
        ];
        let named = members.map(|(key, text)| (key.to_owned(), text.as_str().into()));
        Value::Object(named.into())
    }

    /// The request of [`Self::to_value`]; `None` for anything else.
    pub fn from_value(value: &Value) -> Option<Self> {
        let text = |key| Some(value.get(key)?.as_str()?.to_owned());
        Some(Self {
            id: text("id")?,
            jwe: text("jwe")?,
            receipt: text("receipt")?,
            received_at: text("received_at")?,
        })
    }
}

impl Probed {
    /// Every finding.
    pub fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.checks.iter().flat_map(|check| match &check.verdict {
            Verdict::Found(findings) => findings.as_slice(),
            _ => &[],
        })
    }

    /// As JSON: `path`, `endpoint`, `origin`, `checks` (`code`, `title`, `result`: `passed`,
    /// `found` or `not-tested`, with `findings` or `reason`) and `left`.
    pub fn to_value(&self) -> Value {
        let checks = self.checks.iter().map(Check::to_value);
        let left = self.left.iter().map(|id| id.as_str().into());
        let origin = self.origin.as_deref().map_or(Value::Null, Value::from);
        Value::Object(vec![
            ("path".to_owned(), self.path.as_str().into()),
            ("endpoint".to_owned(), self.endpoint.as_str().into()),
            ("origin".to_owned(), origin),
            ("checks".to_owned(), Value::Array(checks.collect())),
            ("left".to_owned(), Value::Array(left.collect())),
        ])
    }
}

impl Check {
    fn to_value(&self) -> Value {
        let mut members = vec![
            ("code".to_owned(), self.code.into()),
            ("title".to_owned(), self.title.into()),
        ];
        let mut put = |key: &str, value: Value| members.push((key.to_owned(), value));
        match &self.verdict {
            Verdict::Passed => put("result", "passed".into()),
            Verdict::Found(findings) => {
                put("result", "found".into());
                let findings = findings.iter().map(Finding::to_value);
                put("findings", Value::Array(findings.collect()));
            }
            Verdict::NotTested(reason) => {
                put("result", "not-tested".into());
                put("reason", (*reason).into());
            }
        }
        Value::Object(members)
    }
}

/// Tests `target` and tells each check to `on_check` as it is made. It takes some seconds, and an
/// endpoint that keeps the contract stores four test requests.
pub async fn probe<E: Exchange>(
    exchange: &E,
    target: &Target,
    on_check: &mut dyn FnMut(&Check),
) -> Probed {
    let mut run = Run::new(exchange, target, on_check);
    run.all().await;
    run.probed
}

/// Asks for a request that was acknowledged some time ago, best after the receiver was stopped
/// without warning and started again: what it kept in memory alone is gone then.
pub async fn again<E: Exchange>(
    exchange: &E,
    target: &Target,
    kept: &Kept,
    on_check: &mut dyn FnMut(&Check),
) -> Probed {
    let mut run = Run::new(exchange, target, on_check);
    run.still_known(kept).await;
    run.probed
}

/// A request that was sealed once and is sent as often as needed.
struct Sealed {
    id: String,
    jwe: String,
}

struct Run<'a, E> {
    exchange: &'a E,
    target: &'a Target,
    on_check: &'a mut dyn FnMut(&Check),
    probed: Probed,
    /// Answers by their status that another origin could not read.
    unreadable: Vec<u16>,
    /// Answers by their status that may be cached.
    cached: Vec<u16>,
    /// Answers by their status that set a cookie.
    cookies: Vec<u16>,
    /// Whether any answer came.
    answered: bool,
    /// Whether any answer did not.
    missed: bool,
}

/// How long an answer may take before a person notices.
const SLOW: Millis = 10 * SECOND;
/// After this pause a request that was acknowledged has to be known.
const LATER_MS: u32 = 2_000;
/// The longest body that the contract allows, in octets.
const MAX_BODY: usize = 24_576;
/// The largest padded plaintext, in octets.
const MAX_PLAINTEXT: usize = 16 << 10;

const JOSE: &str = "application/jose";

impl<'a, E: Exchange> Run<'a, E> {
    fn new(exchange: &'a E, target: &'a Target, on_check: &'a mut dyn FnMut(&Check)) -> Self {
        Self {
            exchange,
            target,
            on_check,
            probed: Probed {
                path: target.path.clone(),
                endpoint: target.endpoint.clone(),
                origin: target.origin.clone(),
                ..Probed::default()
            },
            unreadable: Vec::new(),
            cached: Vec::new(),
            cookies: Vec::new(),
            answered: false,
            missed: false,
        }
    }

    async fn all(&mut self) {
        self.address();
        self.preflight().await;
        let Some(first) = self.seal(&[]).await else {
            return self.found("receipt", RECEIPT, vec![self.finding(Rule::SealFailed)]);
        };
        let answer = self.post(&first).await;
        let Some(receipt) = self.receipt(&first, &answer).await else {
            if let Ok(answer) = &answer
                && (200..300).contains(&answer.status)
                && self.exchange.json(&answer.body).is_some()
            {
                // It is a receiver, if not a good one, so what it refuses can be tried.
                self.refusals().await;
            }
            for (code, title) in [("replay", REPLAY), ("race", RACE), ("later", LATER)] {
                self.push(code, title, Verdict::NotTested("it gave no receipt"));
            }
            return self.headers();
        };
        self.probed.kept = Some(Kept {
            id: first.id.clone(),
            jwe: first.jwe.clone(),
            receipt: receipt.receipt.clone(),
            received_at: receipt.received_at.clone(),
        });
        let at_once = self.at_once(&first).await;
        self.changed_body(&first, &receipt).await;
        self.race(at_once.is_steady(&receipt)).await;
        self.refusals().await;
        self.largest().await;
        self.get(&first, &receipt).await;
        self.token().await;
        self.later(&first, &receipt, at_once).await;
        self.headers();
    }

    fn address(&mut self) {
        let endpoint = self.target.endpoint.to_ascii_lowercase();
        let local = ["http://127.0.0.1", "http://localhost", "http://[::1]"];
        let finding = if local.iter().any(|start| endpoint.starts_with(start)) {
            Some(self.finding(Rule::EndpointLocal))
        } else {
            let plain = endpoint.starts_with("http://");
            plain.then(|| self.finding(Rule::EndpointNotHttps))
        };
        self.conclude("address", "The address is protected", finding);
    }

    /// What a browser asks before it posts to another origin.
    async fn preflight(&mut self) {
        const TITLE: &str = "A browser may post from the page's origin";
        let Some(origin) = self.target.origin.clone() else {
            return self.push("preflight", TITLE, Verdict::NotTested(NO_ORIGIN));
        };
        if self.exchange.sight() == Sight::Page {
            return self.push("preflight", TITLE, Verdict::NotTested(BY_BROWSER));
        }
        let answer = self.ask(&origin).await;
        let mut findings = Vec::new();
        match &answer {
            Err(_) => findings.push(self.finding(Rule::PreflightMissing).seeing("no answer")),
            Ok(answer) if answer.redirect || (300..400).contains(&answer.status) => {
                findings.push(self.finding(Rule::PreflightRedirected));
            }
            Ok(answer) if !(200..300).contains(&answer.status) => {
                findings.push(self.answered(Rule::PreflightMissing, answer));
            }
            Ok(answer) => self.judge_preflight(answer, &origin, &mut findings),
        }
        self.conclude("preflight", TITLE, findings);

        const FOREIGN: &str = "No other site may post";
        let stranger = "https://go-live-test.invalid";
        let Ok(answer) = self.ask(stranger).await else {
            // What was lost on the way says nothing of who may post.
            return self.push("foreign-origin", FOREIGN, Verdict::NotTested(NO_ANSWER));
        };
        let allowed = answer.header("access-control-allow-origin");
        let allowed = allowed.filter(|allowed| allowed == "*" || allowed == stranger);
        let finding = allowed.map(|allowed| self.finding(Rule::CorsAnyOrigin).seeing(allowed));
        self.conclude("foreign-origin", FOREIGN, finding);
    }

    fn judge_preflight(&self, answer: &Answer, origin: &str, findings: &mut Vec<Finding>) {
        match answer.header("access-control-allow-origin") {
            Some(allowed) if allowed == origin => {
                if !answer.lists("vary", "origin") && !answer.lists("vary", "*") {
                    findings.push(self.finding(Rule::CorsVary));
                }
            }
            Some(allowed) if allowed == "*" => {}
            Some(_) => findings.push(self.finding(Rule::CorsMissing).seeing("for another origin")),
            None => findings.push(
                self.finding(Rule::PreflightMissing)
                    .seeing("no CORS headers"),
            ),
        }
        if answer.header("access-control-allow-origin").is_none() {
            return;
        }
        let allows = |name| {
            answer.lists("access-control-allow-headers", name)
                || answer.lists("access-control-allow-headers", "*")
        };
        let missing: Vec<&str> = ["content-type", "idempotency-key"]
            .into_iter()
            .filter(|name| !allows(name))
            .collect();
        if !missing.is_empty() {
            findings.push(
                self.finding(Rule::PreflightHeaders)
                    .seeing(missing.join(", ")),
            );
        }
        // The wildcard does not stand for this one (Fetch, CORS-preflight).
        if !answer.lists("access-control-allow-headers", "authorization") {
            findings.push(self.finding(Rule::PreflightToken));
        }
        if answer.lists("access-control-allow-credentials", "true") {
            findings.push(self.finding(Rule::CorsCredentials));
        }
    }

    async fn ask(&self, origin: &str) -> Outcome {
        // Fetch sorts these names and writes them in lower case.
        let asked = match self.target.token {
            Some(_) => "authorization,content-type,idempotency-key",
            None => "content-type,idempotency-key",
        };
        self.exchange
            .send(&Request {
                method: Method::Options,
                url: self.target.endpoint.clone(),
                headers: vec![
                    ("origin", origin.to_owned()),
                    ("access-control-request-method", "POST".to_owned()),
                    ("access-control-request-headers", asked.to_owned()),
                ],
                body: None,
                unreadable: false,
            })
            .await
    }

    /// Judges the first answer; its receipt where there is a valid one.
    async fn receipt(&mut self, first: &Sealed, outcome: &Outcome) -> Option<Receipt> {
        let mut findings = Vec::new();
        let receipt = self.delivered(&first.id, outcome);
        match outcome {
            Err(failure) => {
                let mut finding = self.failed(*failure);
                if *failure == Failure::Network && self.is_there().await {
                    finding = self
                        .finding(Rule::CorsMissing)
                        .seeing("something answers at this address, and the page may not read it");
                }
                findings.push(finding);
            }
            Ok(answer) => {
                match &receipt {
                    Some(receipt) => findings.extend(self.judge_time(receipt)),
                    None => findings.push(self.no_receipt(&first.id, answer)),
                }
                if Target::told_in(&answer.body) {
                    findings.push(self.finding(Rule::AnswerTells));
                }
                findings.extend(self.exposed(answer));
                if answer.took > SLOW {
                    let seconds = [&(answer.took / SECOND).to_string(), " s"].concat();
                    findings.push(self.finding(Rule::EndpointSlow).seeing(seconds));
                }
            }
        }
        self.conclude("receipt", RECEIPT, findings);
        receipt
    }

    /// Why an answer is no receipt, in the terms of what the widget makes of it.
    fn no_receipt(&self, id: &str, answer: &Answer) -> Finding {
        if answer.redirect || (300..400).contains(&answer.status) {
            return self.answered(Rule::Redirected, answer);
        }
        if (200..300).contains(&answer.status) {
            let kind = answer.header("content-type").unwrap_or_default();
            if kind.to_ascii_lowercase().contains("html") {
                return self.answered(Rule::SignInPage, answer);
            }
            let body = self.exchange.json(&answer.body);
            let text = |key: &str| body.as_ref()?.get(key)?.as_str().map(str::to_owned);
            if text("id").is_some_and(|other| other != id) {
                return self.finding(Rule::ReceiptWrongId);
            }
            let absent = |key: &&str| text(key).is_none_or(|text| text.is_empty());
            let missing: Vec<&str> = ["id", "receipt", "received_at"]
                .into_iter()
                .filter(absent)
                .collect();
            let finding = self.answered(Rule::ReceiptMissing, answer);
            if body.is_some() && !missing.is_empty() {
                return finding.seeing(["without ", &missing.join(", ")].concat());
            }
            return finding;
        }
        let rule = match classify(id, 1, &Reply::Response(self.response(answer))) {
            outbox::Verdict::SignIn { .. } => Rule::TokenNeeded,
            outbox::Verdict::Hold { .. } => Rule::RequestHeld,
            outbox::Verdict::Reject(_) => Rule::RequestRefused,
            _ => Rule::ServerFailed,
        };
        self.answered(rule, answer)
    }

    fn judge_time(&self, receipt: &Receipt) -> Option<Finding> {
        let Some(at) = instant::parse(&receipt.received_at) else {
            return Some(self.finding(Rule::ReceiptTime));
        };
        let off = (at - self.exchange.now()).abs() > DAY;
        off.then(|| self.finding(Rule::ReceiptClock))
    }

    /// Whether the page may read when to come back. `Date` is on nearly every answer, so a page that
    /// cannot read it was not let.
    fn exposed(&self, answer: &Answer) -> Option<Finding> {
        self.target.origin.as_ref()?;
        const NAMES: [&str; 2] = ["retry-after", "date"];
        const EXPOSED: &str = "access-control-expose-headers";
        // Without it the page reads nothing at all, which is told apart. That it reads this answer
        // says that it is there, though a page is not shown it.
        if self.exchange.sight() == Sight::Wire {
            answer.header("access-control-allow-origin")?;
        }
        let missing: Vec<&str> = match self.exchange.sight() {
            Sight::Page if answer.header("date").is_some() => Vec::new(),
            Sight::Page => NAMES.into(),
            Sight::Wire if answer.lists(EXPOSED, "*") => Vec::new(),
            Sight::Wire => NAMES
                .into_iter()
                .filter(|name| !answer.lists(EXPOSED, name))
                .collect(),
        };
        let missing = (!missing.is_empty()).then(|| missing.join(", "))?;
        Some(self.finding(Rule::CorsExposed).seeing(missing))
    }

    /// Whether anything answers, though the page may not read it.
    async fn is_there(&self) -> bool {
        if self.exchange.sight() == Sight::Wire {
            return false;
        }
        let request = Request {
            method: Method::Get,
            url: self.target.endpoint.clone(),
            headers: Vec::new(),
            body: None,
            unreadable: true,
        };
        self.exchange.send(&request).await.is_ok()
    }

    /// What has to be refused, each with its status.
    async fn refusals(&mut self) {
        const KEY_MISSING: &str = "A request without a key is refused";
        if let Some(sealed) = self.seal(&[]).await {
            let request = self.request(None, JOSE, &sealed.jwe);
            let id = sealed.id.clone();
            self.refused(
                "key-missing",
                KEY_MISSING,
                id,
                request,
                Rule::KeyOptional,
                &[400],
            )
            .await;
        }
        const KEY_MALFORMED: &str = "A key that is no UUID is refused";
        if let Some(sealed) = self.seal(&[]).await {
            let request = self.request(Some("\"go-live\""), JOSE, &sealed.jwe);
            let id = sealed.id.clone();
            self.refused(
                "key-malformed",
                KEY_MALFORMED,
                id,
                request,
                Rule::KeyUnchecked,
                &[400],
            )
            .await;
        }
        const KEY_MISMATCH: &str = "A key that is not the sealed request's id is refused";
        if let (Some(sealed), Some(other)) = (self.seal(&[]).await, self.exchange.new_id()) {
            let request = self.request(Some(&quoted(&other)), JOSE, &sealed.jwe);
            self.refused(
                "key-mismatch",
                KEY_MISMATCH,
                other,
                request,
                Rule::KeyMismatch,
                &[400, 422],
            )
            .await;
        }
        let forms = [
            (
                "content-type-text",
                "Plain text, which a form may send, is refused",
                "text/plain;charset=UTF-8",
            ),
            (
                "content-type-form",
                "The fields of a form are refused",
                "application/x-www-form-urlencoded",
            ),
        ];
        for (code, title, kind) in forms {
            if let Some(sealed) = self.seal(&[]).await {
                let request = self.request(Some(&quoted(&sealed.id)), kind, &sealed.jwe);
                self.refused(
                    code,
                    title,
                    sealed.id,
                    request,
                    Rule::ContentTypeAccepted,
                    &[415],
                )
                .await;
            }
        }
        const NO_TOKEN: &str = "A body that is nothing sealed is refused";
        if let Some(id) = self.exchange.new_id() {
            let request = self.request(Some(&quoted(&id)), JOSE, "go-live test, nothing sealed");
            self.refused(
                "not-sealed",
                NO_TOKEN,
                id,
                request,
                Rule::BodyUnchecked,
                &[400, 422],
            )
            .await;
        }
        const UNKNOWN_KEY: &str = "What is sealed to an unknown key is refused";
        if let Some(sealed) = self.seal_to("touchbase-go-live-unknown-key").await {
            let request = self.request(Some(&quoted(&sealed.id)), JOSE, &sealed.jwe);
            let id = sealed.id.clone();
            self.refused(
                "unknown-key",
                UNKNOWN_KEY,
                id,
                request,
                Rule::UnknownKeyAccepted,
                &[422],
            )
            .await;
        }
        const OVERSIZE: &str = "A body that is too long is refused";
        if let Some(sealed) = self.seal(&[]).await {
            let request = self.request(Some(&quoted(&sealed.id)), JOSE, &lengthened(&sealed.jwe));
            self.refused(
                "oversize",
                OVERSIZE,
                sealed.id,
                request,
                Rule::OversizeAccepted,
                &[413],
            )
            .await;
        }
    }

    async fn refused(
        &mut self,
        code: &'static str,
        title: &'static str,
        id: String,
        request: Request,
        accepted: Rule,
        wanted: &[u16],
    ) {
        let outcome = self.send(&request).await;
        let wanted_words = || {
            let words: Vec<String> = wanted.iter().map(u16::to_string).collect();
            words.join(" or ")
        };
        let finding = match &outcome {
            Ok(answer) if (200..300).contains(&answer.status) && !answer.redirect => {
                self.probed.left.push(id);
                Some(self.answered(accepted, answer))
            }
            Ok(answer) if wanted.contains(&answer.status) => None,
            Ok(answer) => Some(
                self.finding(Rule::RefusalStatus)
                    .seeing([&told(answer), ", expected ", &wanted_words()].concat()),
            ),
            // The endpoint is there and answers the page, so it is this answer that it may not read.
            Err(Failure::Network) if self.sees_less() => Some(
                self.finding(Rule::CorsMissing)
                    .seeing(["on a refusal, expected ", &wanted_words()].concat()),
            ),
            Err(_) => Some(
                self.finding(Rule::RefusalStatus)
                    .seeing(["no answer, expected ", &wanted_words()].concat()),
            ),
        };
        self.conclude(code, title, finding);
    }

    /// Whether the browser decides what may be read.
    fn sees_less(&self) -> bool {
        self.exchange.sight() == Sight::Page && self.target.origin.is_some()
    }

    /// The longest request that the widget could make.
    async fn largest(&mut self) {
        const TITLE: &str = "The longest request is taken";
        let Some(sealed) = self.seal(&[b' '; MAX_PLAINTEXT]).await else {
            return;
        };
        let outcome = self.post(&sealed).await;
        let taken = self.delivered(&sealed.id, &outcome).is_some();
        let finding = (!taken).then(|| {
            let saw = outcome.as_ref().map_or("no answer".to_owned(), told);
            self.finding(Rule::LargestRefused).seeing(saw)
        });
        self.conclude("largest", TITLE, finding);
    }

    /// That nothing can be read back.
    async fn get(&mut self, first: &Sealed, receipt: &Receipt) {
        const TITLE: &str = "Nothing of a request can be read at the address";
        let request = Request {
            method: Method::Get,
            url: self.target.endpoint.clone(),
            headers: self.common(),
            body: None,
            unreadable: false,
        };
        let answer = match self.exchange.send(&request).await {
            Ok(answer) => answer,
            // What a page may not read, others may: an answer without CORS headers is one of them.
            Err(Failure::Network) if self.sees_less() => {
                return self.push("get", TITLE, Verdict::NotTested(UNREADABLE));
            }
            Err(_) => return self.push("get", TITLE, Verdict::NotTested(NO_ANSWER)),
        };
        let tells = [&first.id, &receipt.receipt, &first.jwe]
            .iter()
            .any(|text| answer.body.contains(text.as_str()));
        let finding = if tells || Target::told_in(&answer.body) {
            Some(self.finding(Rule::ListAnswered))
        } else {
            let success = (200..300).contains(&answer.status);
            success.then(|| self.answered(Rule::GetAnswered, &answer))
        };
        self.conclude("get", TITLE, finding);
    }

    /// That the token is looked at, where there is one.
    async fn token(&mut self) {
        const TITLE: &str = "A request without the token is refused";
        if self.target.token.is_none() {
            return self.push("token", TITLE, Verdict::NotTested("no token was given"));
        }
        let Some(sealed) = self.seal(&[]).await else {
            return;
        };
        let mut request = self.request(Some(&quoted(&sealed.id)), JOSE, &sealed.jwe);
        request.headers.retain(|(name, _)| *name != "authorization");
        self.refused(
            "token",
            TITLE,
            sealed.id,
            request,
            Rule::TokenUnchecked,
            &[401, 403],
        )
        .await;
    }

    /// What all answers have in common.
    fn headers(&mut self) {
        const CORS: &str = "Every answer can be read by the page";
        const CACHE: &str = "No answer may be cached";
        const COOKIE: &str = "No cookie is set";
        if self.target.origin.is_none() {
            self.push("cors", CORS, Verdict::NotTested(NO_ORIGIN));
        } else {
            let finding = listed(&self.unreadable)
                .map(|statuses| self.finding(Rule::CorsMissing).seeing(statuses));
            // To a page an answer that it may not read is none.
            if finding.is_none() && self.missed {
                self.push("cors", CORS, Verdict::NotTested("not every answer came"));
            } else {
                self.conclude("cors", CORS, finding);
            }
        }
        if !self.answered {
            for (code, title) in [("cache", CACHE), ("cookie", COOKIE)] {
                self.push(code, title, Verdict::NotTested(NO_ANSWER));
            }
            return;
        }
        let finding =
            listed(&self.cached).map(|statuses| self.finding(Rule::CacheAllowed).seeing(statuses));
        self.conclude("cache", CACHE, finding);
        if self.exchange.sight() == Sight::Page {
            return self.push("cookie", COOKIE, Verdict::NotTested("a page cannot see it"));
        }
        let finding =
            listed(&self.cookies).map(|statuses| self.finding(Rule::CookieSet).seeing(statuses));
        self.conclude("cookie", COOKIE, finding);
    }

    /// Sends what stands for a request of the widget, and looks at what every answer has.
    async fn send(&mut self, request: &Request) -> Outcome {
        let outcome = self.exchange.send(request).await;
        self.look(&outcome);
        outcome
    }

    fn look(&mut self, outcome: &Outcome) {
        let Ok(answer) = outcome else {
            self.missed = true;
            return;
        };
        self.answered = true;
        if let Some(origin) = &self.target.origin {
            let allowed = answer.header("access-control-allow-origin");
            let allowed = allowed.is_some_and(|allowed| allowed == *origin || allowed == "*");
            // A page only ever sees what it may read.
            if !allowed && self.exchange.sight() == Sight::Wire {
                self.unreadable.push(answer.status);
            }
        }
        if !answer.lists("cache-control", "no-store") && !answer.redirect {
            self.cached.push(answer.status);
        }
        if answer.header("set-cookie").is_some() {
            self.cookies.push(answer.status);
        }
    }

    async fn post(&mut self, sealed: &Sealed) -> Outcome {
        let request = self.request(Some(&quoted(&sealed.id)), JOSE, &sealed.jwe);
        let outcome = self.send(&request).await;
        self.note_left(sealed, &outcome);
        outcome
    }

    /// Without an answer, or with one of a failure, it may be stored all the same.
    fn note_left(&mut self, sealed: &Sealed, outcome: &Outcome) {
        let refused = matches!(outcome, Ok(answer) if (300..500).contains(&answer.status));
        if !refused && !self.probed.left.contains(&sealed.id) {
            self.probed.left.push(sealed.id.clone());
        }
    }

    fn request(&self, key: Option<&str>, content_type: &str, body: &str) -> Request {
        let mut headers = self.common();
        headers.push(("content-type", content_type.to_owned()));
        if let Some(key) = key {
            headers.push(("idempotency-key", key.to_owned()));
        }
        Request {
            method: Method::Post,
            url: self.target.endpoint.clone(),
            headers,
            body: Some(body.to_owned()),
            unreadable: false,
        }
    }

    fn common(&self) -> Vec<(&'static str, String)> {
        let mut headers = Vec::new();
        if let Some(origin) = &self.target.origin
            && self.exchange.sight() == Sight::Wire
        {
            headers.push(("origin", origin.clone()));
        }
        if let Some(token) = &self.target.token {
            headers.push(("authorization", ["Bearer ", token].concat()));
        }
        headers
    }

    /// A new test request, its record followed by `padding`.
    async fn seal(&self, padding: &[u8]) -> Option<Sealed> {
        self.seal_as(&self.exchange.new_id()?, padding, &self.target.key.kid)
            .await
    }

    async fn seal_to(&self, kid: &str) -> Option<Sealed> {
        self.seal_as(&self.exchange.new_id()?, &[], kid).await
    }

    async fn seal_as(&self, id: &str, padding: &[u8], kid: &str) -> Option<Sealed> {
        let record = self.target.record(id, self.exchange.now());
        let mut plaintext = record.to_json().into_bytes();
        let room = padding.len().saturating_sub(plaintext.len());
        plaintext.extend_from_slice(&padding[..room]);
        let mut key = self.target.key.clone();
        key.kid = kid.to_owned();
        let jwe = self
            .exchange
            .seal(&key, id, &self.target.program, plaintext)
            .await?;
        Some(Sealed {
            id: id.to_owned(),
            jwe,
        })
    }

    /// The receipt where the widget would take the outcome as delivered.
    fn delivered(&self, id: &str, outcome: &Outcome) -> Option<Receipt> {
        let answer = outcome.as_ref().ok()?;
        match classify(id, 1, &Reply::Response(self.response(answer))) {
            outbox::Verdict::Delivered(receipt) => Some(receipt),
            _ => None,
        }
    }

    fn response(&self, answer: &Answer) -> outbox::Response {
        outbox::Response {
            status: answer.status,
            redirect: answer.redirect,
            content_type: answer.header("content-type").unwrap_or_default(),
            retry_after: answer.header("retry-after"),
            date: answer.header("date"),
            body: self.exchange.json(&answer.body),
        }
    }

    /// The last part of a problem's type (RFC 9457), as the widget reads it.
    fn problem(&self, answer: &Answer) -> String {
        let body = self.exchange.json(&answer.body);
        let kind = body.as_ref().and_then(|body| body.get("type")?.as_str());
        let last = kind.and_then(|kind| kind.rsplit(['/', '#', ':']).next());
        last.unwrap_or_default().to_owned()
    }

    fn failed(&self, failure: Failure) -> Finding {
        match failure {
            Failure::Network => self.finding(Rule::EndpointUnreachable),
            Failure::Timeout => self.finding(Rule::EndpointTimeout),
            Failure::Cut => self
                .finding(Rule::ReceiptMissing)
                .seeing("the answer broke off"),
            Failure::Policy => self.finding(Rule::PolicyRefused),
        }
    }

    fn answered(&self, rule: Rule, answer: &Answer) -> Finding {
        self.finding(rule).seeing(told(answer))
    }

    fn finding(&self, rule: Rule) -> Finding {
        Finding::new(rule, self.target.path.as_str())
    }

    fn conclude(
        &mut self,
        code: &'static str,
        title: &'static str,
        findings: impl IntoIterator<Item = Finding>,
    ) {
        self.found(code, title, findings.into_iter().collect());
    }

    fn found(&mut self, code: &'static str, title: &'static str, findings: Vec<Finding>) {
        let verdict = if findings.is_empty() {
            Verdict::Passed
        } else {
            Verdict::Found(findings)
        };
        self.push(code, title, verdict);
    }

    fn push(&mut self, code: &'static str, title: &'static str, verdict: Verdict) {
        let check = Check {
            code,
            title,
            verdict,
        };
        (self.on_check)(&check);
        self.probed.checks.push(check);
    }
}

const RECEIPT: &str = "A sealed request gets a receipt";
const REPLAY: &str = "The same bytes again get the same receipt";
const RACE: &str = "Of two different bodies at once, one is taken";
const LATER: &str = "The request is still known later";
const NO_ORIGIN: &str = "the page and the endpoint have one origin, or no origin was given";
const NO_ANSWER: &str = "no answer came";
const UNREADABLE: &str = "this page may not read the answer; the command can";
const BY_BROWSER: &str = "the browser does it; the checks below fail where it does";

fn quoted(id: &str) -> String {
    ["\"", id, "\""].concat()
}

/// Status, content type and, of a problem, its kind.
fn told(answer: &Answer) -> String {
    if answer.redirect && answer.status == 0 {
        return "answered with a redirect".to_owned();
    }
    let mut out = ["answered ", &answer.status.to_string()].concat();
    if let Some(kind) = answer.header("content-type") {
        out.push_str(", ");
        // Another's header may be long.
        out.extend(kind.chars().take(60));
    }
    out
}

/// `sealed` made longer than allowed by more ciphertext, so that its length is what is wrong with
/// it before it is opened.
fn lengthened(jwe: &str) -> String {
    let (front, tag) = jwe.rsplit_once('.').unwrap_or((jwe, ""));
    let more = (MAX_BODY + 1_000).saturating_sub(jwe.len());
    // Four characters are three octets, so that the part stays whole.
    [front, &"AAAA".repeat(more.div_ceil(4)), ".", tag].concat()
}

/// The statuses, each once.
fn listed(statuses: &[u16]) -> Option<String> {
    let mut each = statuses.to_vec();
    each.sort_unstable();
    each.dedup();
    let words: Vec<String> = each.iter().map(u16::to_string).collect();
    (!words.is_empty()).then(|| ["on answers ", &words.join(", ")].concat())
}
