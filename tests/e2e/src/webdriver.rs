//! A small synchronous WebDriver client: the W3C commands these tests use, and no others.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::outcome::{Failure, Outcome};

// Names fixed by the W3C WebDriver specification, sections 12.1 and 12.2.
const ELEMENT_KEY: &str = "element-6066-11e4-a52e-4f735466cecf";
const SHADOW_KEY: &str = "shadow-6066-11e4-a52e-4f735466cecf";

/// Keys as the W3C actions table encodes them.
pub(crate) mod key {
    pub(crate) const BACKSPACE: char = '\u{E003}';
    pub(crate) const TAB: char = '\u{E004}';
    pub(crate) const ENTER: char = '\u{E007}';
    pub(crate) const SHIFT: char = '\u{E008}';
    pub(crate) const CONTROL: char = '\u{E009}';
    pub(crate) const ARROW_DOWN: char = '\u{E015}';
    pub(crate) const SPACE: char = ' ';
}

/// One browser session behind a driver.
pub(crate) struct Session {
    agent: ureq::Agent,
    base: String,
    capabilities: Value,
}

impl Session {
    /// Asks the driver at `driver` (scheme, host and port) for a session.
    pub(crate) fn open(driver: &str, capabilities: &Value) -> Outcome<Self> {
        let agent = agent(Duration::from_secs(60));
        let body = json!({ "capabilities": { "alwaysMatch": capabilities } });
        let value = request(&agent, "POST", &format!("{driver}/session"), Some(&body))?;
        let Some(id) = value["sessionId"].as_str() else {
            return Err(Failure::Failed(format!("no session in {value}")));
        };
        Ok(Self {
            agent,
            base: format!("{driver}/session/{id}"),
            capabilities: value["capabilities"].clone(),
        })
    }

    /// What the driver said about the browser it started.
    pub(crate) fn capabilities(&self) -> &Value {
        &self.capabilities
    }

    /// True for WebKitGTK, whose driver needs a few detours.
    pub(crate) fn is_webkit(&self) -> bool {
        !matches!(
            self.capabilities["browserName"].as_str(),
            Some("chrome" | "firefox")
        )
    }

    /// Ends the session, and with it the browser. WebKitGTK's driver ends the browser and never
    /// answers, so this does not wait long.
    pub(crate) fn close(&self) -> Outcome {
        let patience = agent(Duration::from_secs(if self.is_webkit() { 2 } else { 30 }));
        let answer = request(&patience, "DELETE", &self.base, None);
        if self.is_webkit() {
            return Ok(());
        }
        answer.map(drop)
    }

    pub(crate) fn navigate(&self, url: &str) -> Outcome {
        self.post("/url", &json!({ "url": url })).map(drop)
    }

    pub(crate) fn reload(&self) -> Outcome {
        self.post("/refresh", &json!({})).map(drop)
    }

    pub(crate) fn url(&self) -> Outcome<String> {
        Ok(text(&self.get("/url")?))
    }

    /// Runs the body of a function in the page and returns what it returns.
    pub(crate) fn script(&self, body: &str, args: &[Value]) -> Outcome<Value> {
        self.post("/execute/sync", &json!({ "script": body, "args": args }))
    }

    /// Runs a body whose last argument is a callback, and returns what it is called with.
    pub(crate) fn script_async(&self, body: &str, args: &[Value]) -> Outcome<Value> {
        self.post("/execute/async", &json!({ "script": body, "args": args }))
    }

    /// The first element of the document that matches, outside of shadow roots.
    pub(crate) fn find(&self, css: &str) -> Outcome<Element> {
        let body = json!({ "using": "css selector", "value": css });
        element(&self.post("/element", &body)?)
    }

    /// The shadow root of an element: also a closed one, where the driver can.
    pub(crate) fn shadow_of(&self, host: &Element) -> Outcome<Shadow> {
        let by_endpoint = self
            .get(&format!("/element/{}/shadow", host.0))
            .and_then(|value| shadow(&value));
        if by_endpoint.is_ok() {
            return by_endpoint;
        }
        let by_script = self.script("return arguments[0].shadowRoot", &[host.as_value()])?;
        shadow(&by_script).or(by_endpoint)
    }

    pub(crate) fn click(&self, target: &Element) -> Outcome {
        self.post(&format!("/element/{}/click", target.0), &json!({}))
            .map(drop)
    }

    pub(crate) fn type_into(&self, target: &Element, words: &str) -> Outcome {
        let body = json!({ "text": words });
        self.post(&format!("/element/{}/value", target.0), &body)
            .map(drop)
    }

    /// Clicks at a point of the viewport, in CSS pixels.
    pub(crate) fn click_at(&self, x: i64, y: i64) -> Outcome {
        let body = json!({ "actions": [{
            "type": "pointer",
            "id": "mouse",
            "parameters": { "pointerType": "mouse" },
            "actions": [
                { "type": "pointerMove", "duration": 0, "origin": "viewport", "x": x, "y": y },
                { "type": "pointerDown", "button": 0 },
                { "type": "pointerUp", "button": 0 },
            ],
        }] });
        self.post("/actions", &body).map(drop)
    }

    /// Clicks twice at a point of the viewport, as one does to mark a word.
    pub(crate) fn double_click_at(&self, x: i64, y: i64) -> Outcome {
        let mut steps = vec![
            json!({ "type": "pointerMove", "duration": 0, "origin": "viewport", "x": x, "y": y }),
        ];
        for _ in 0..2 {
            steps.push(json!({ "type": "pointerDown", "button": 0 }));
            steps.push(json!({ "type": "pointerUp", "button": 0 }));
        }
        let body = json!({ "actions": [{
            "type": "pointer",
            "id": "mouse",
            "parameters": { "pointerType": "mouse" },
            "actions": steps,
        }] });
        self.post("/actions", &body).map(drop)
    }

    /// Presses and releases each key in turn, wherever the focus is.
    pub(crate) fn keys(&self, keys: &[char]) -> Outcome {
        let strokes: Vec<Value> = keys
            .iter()
            .flat_map(|key| {
                [
                    json!({ "type": "keyDown", "value": key }),
                    json!({ "type": "keyUp", "value": key }),
                ]
            })
            .collect();
        self.perform(&strokes)
    }

    /// Holds `modifier` while `key` is pressed.
    pub(crate) fn chord(&self, modifier: char, key: char) -> Outcome {
        self.perform(&[
            json!({ "type": "keyDown", "value": modifier }),
            json!({ "type": "keyDown", "value": key }),
            json!({ "type": "keyUp", "value": key }),
            json!({ "type": "keyUp", "value": modifier }),
        ])
    }

    pub(crate) fn set_window(&self, width: u32, height: u32) -> Outcome {
        self.post("/window/rect", &json!({ "width": width, "height": height }))
            .map(drop)
    }

    pub(crate) fn window(&self) -> Outcome<String> {
        Ok(text(&self.get("/window")?))
    }

    /// The handle of every tab.
    pub(crate) fn windows(&self) -> Outcome<Vec<String>> {
        let handles = self.get("/window/handles")?;
        let handles = handles.as_array().into_iter().flatten();
        Ok(handles.map(text).collect())
    }

    /// Goes into a frame: what follows is done in its document.
    pub(crate) fn enter(&self, frame: &Element) -> Outcome {
        self.post("/frame", &json!({ "id": frame.as_value() }))
            .map(drop)
    }

    /// Goes back to the page itself.
    pub(crate) fn leave_frames(&self) -> Outcome {
        self.post("/frame", &json!({ "id": null })).map(drop)
    }

    /// Opens a tab and returns its handle; the focus stays where it was.
    pub(crate) fn open_tab(&self) -> Outcome<String> {
        let value = self.post("/window/new", &json!({ "type": "tab" }))?;
        Ok(text(&value["handle"]))
    }

    pub(crate) fn switch_to(&self, handle: &str) -> Outcome {
        self.post("/window", &json!({ "handle": handle })).map(drop)
    }

    pub(crate) fn close_tab(&self) -> Outcome {
        request(
            &self.agent,
            "DELETE",
            &format!("{}/window", self.base),
            None,
        )
        .map(drop)
    }

    /// The viewport as PNG bytes. WebKitGTK waits for a new frame, which a still page may never
    /// draw, so this does not wait long.
    pub(crate) fn screenshot(&self) -> Outcome<Vec<u8>> {
        let patience = agent(Duration::from_secs(if self.is_webkit() { 3 } else { 30 }));
        let url = format!("{}/screenshot", self.base);
        let coded = text(&request(&patience, "GET", &url, None)?);
        STANDARD
            .decode(coded)
            .map_err(|error| Failure::Failed(format!("screenshot: {error}")))
    }

    /// A Chromium DevTools command. Other drivers do not know it.
    pub(crate) fn devtools(&self, command: &str, params: &Value) -> Outcome<Value> {
        let body = json!({ "cmd": command, "params": params });
        self.post("/goog/cdp/execute", &body)
    }

    /// What Chromium logged since it was asked last: `browser` or `performance`.
    pub(crate) fn log(&self, kind: &str) -> Outcome<Vec<Value>> {
        let value = self.post("/se/log", &json!({ "type": kind }))?;
        Ok(value.as_array().cloned().unwrap_or_default())
    }

    fn perform(&self, strokes: &[Value]) -> Outcome {
        let body = json!({
            "actions": [{ "type": "key", "id": "keyboard", "actions": strokes }]
        });
        self.post("/actions", &body).map(drop)
    }

    fn get(&self, path: &str) -> Outcome<Value> {
        request(&self.agent, "GET", &format!("{}{path}", self.base), None)
    }

    fn post(&self, path: &str, body: &Value) -> Outcome<Value> {
        let url = format!("{}{path}", self.base);
        request(&self.agent, "POST", &url, Some(body))
    }
}

/// A reference to an element of the current page.
#[derive(Debug, Clone)]
pub(crate) struct Element(String);

impl Element {
    /// As an argument of a script.
    pub(crate) fn as_value(&self) -> Value {
        json!({ ELEMENT_KEY: self.0 })
    }
}

/// A reference to a shadow root of the current page.
#[derive(Debug, Clone)]
pub(crate) struct Shadow(String);

impl Shadow {
    /// As an argument of a script.
    pub(crate) fn as_value(&self) -> Value {
        json!({ SHADOW_KEY: self.0 })
    }
}

/// An HTTP client that hands error statuses back as answers.
pub(crate) fn agent(limit: Duration) -> ureq::Agent {
    ureq::Agent::config_builder()
        .timeout_global(Some(limit))
        .http_status_as_error(false)
        // A stopped and restarted server must not be met through an old connection.
        .max_idle_connections(0)
        .build()
        .new_agent()
}

/// An element reference out of what a script or a command returned.
pub(crate) fn element(value: &Value) -> Outcome<Element> {
    match value[ELEMENT_KEY].as_str() {
        Some(id) => Ok(Element(id.to_owned())),
        None => Err(Failure::Failed(format!("no element in {value}"))),
    }
}

fn shadow(value: &Value) -> Outcome<Shadow> {
    match value[SHADOW_KEY].as_str() {
        Some(id) => Ok(Shadow(id.to_owned())),
        None => Err(Failure::Failed(format!("no shadow root in {value}"))),
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn request(agent: &ureq::Agent, method: &str, url: &str, body: Option<&Value>) -> Outcome<Value> {
    let mut response = match (method, body) {
        ("POST", Some(body)) => agent
            .post(url)
            .header("content-type", "application/json; charset=utf-8")
            .send(body.to_string())?,
        ("DELETE", _) => agent.delete(url).call()?,
        _ => agent.get(url).call()?,
    };
    let status = response.status().as_u16();
    let answer = response
        .body_mut()
        .with_config()
        .limit(64 * 1024 * 1024)
        .read_to_string()?;
    let mut answer: Value = serde_json::from_str(&answer)?;
    let value = answer["value"].take();
    if status == 200 {
        return Ok(value);
    }
    let code = value["error"].as_str().unwrap_or("unknown error");
    let message = value["message"].as_str().unwrap_or_default();
    let first_line = message.lines().next().unwrap_or_default();
    Err(Failure::Failed(format!("{code}: {first_line}")))
}
