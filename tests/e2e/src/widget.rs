//! The widget as a person meets it: screens, controls and fields, found by its stable hooks alone.

use std::cell::RefCell;
use std::time::Duration;

use serde_json::{Value, json};

use crate::outcome::{Failure, Outcome, fail};
use crate::wait;
use crate::webdriver::{Element, Session, element, key};

/// States in which a receiver has not yet answered, so nothing may be called accepted.
pub(crate) const WAITING: &[&str] = &["in-memory", "queued", "sending", "waiting", "held"];

/// Helpers that every script run in the root can use.
const HELPERS: &str = "
const args = arguments[2];
// WebKitGTK's driver does not turn a reference to a root back into the root.
const root = arguments[0] ?? arguments[1].shadowRoot
  ?? window[Symbol.for('touchbase-e2e')].get(arguments[1]);
const shown = (e) => !e.closest('[hidden]') && e.getClientRects().length > 0
  && (!e.checkVisibility || e.checkVisibility({ visibilityProperty: true }));
const all = (css) => Array.from(root.querySelectorAll(css));
const screen = root.querySelector('[data-screen]');
";

/// Finds the control of an action and, where one is given, a value.
const PRESS: &str = "return all(`[data-action=\"${args[0]}\"]`).filter(shown)
  .filter((e) => args[1] === null || e.dataset.value === args[1])[0] || null";

/// Finds the list of choices by the first words of its label.
const LIST: &str = "const list = all('select').filter(shown)
  .find((e) => e.labels[0].firstElementChild.textContent.trim() === args[0]);";

/// One `<touch-base>` on the current page.
pub(crate) struct Widget<'a> {
    session: &'a Session,
    host: String,
    /// Where the frame begins that the widget is in, as WebKitGTK's driver counts from the page.
    frame: [f64; 2],
    /// The root as first argument of a script, and the host as second.
    root: RefCell<Option<[Value; 2]>>,
}

impl<'a> Widget<'a> {
    /// The only widget on the page.
    pub(crate) fn on(session: &'a Session) -> Self {
        Self::at(session, "touch-base")
    }

    /// The widget that matches a selector of the document.
    pub(crate) fn at(session: &'a Session, host: &str) -> Self {
        Self {
            session,
            host: host.to_owned(),
            frame: [0.0; 2],
            root: RefCell::new(None),
        }
    }

    /// The only widget in the frame that the session is in, which begins there in the page.
    pub(crate) fn in_frame(session: &'a Session, frame: [f64; 2]) -> Self {
        Self {
            frame,
            ..Self::on(session)
        }
    }

    /// Runs a body in the shadow root, with `root`, `args`, `screen`, `all(css)` and `shown(e)`.
    pub(crate) fn eval(&self, body: &str, args: &[Value]) -> Outcome<Value> {
        let script = format!("{HELPERS}{body}");
        let args = Value::from(args.to_vec());
        let known = self.root.borrow().clone();
        if let Some([root, host]) = known
            && let Ok(value) = self.session.script(&script, &[root, host, args.clone()])
        {
            return Ok(value);
        }
        let [root, host] = self.root()?;
        self.session.script(&script, &[root, host, args])
    }

    /// Calls a method of the host element.
    pub(crate) fn call(&self, method: &str, args: &[Value]) -> Outcome<Value> {
        let host = self.host()?;
        self.session.script(
            "return arguments[0][arguments[1]](...arguments[2])",
            &[host.as_value(), method.into(), Value::from(args.to_vec())],
        )
    }

    pub(crate) fn host(&self) -> Outcome<Element> {
        self.session.find(&self.host)
    }

    /// Forgets the root it found, as after a navigation.
    pub(crate) fn renew(&self) {
        *self.root.borrow_mut() = None;
    }

    pub(crate) fn screen(&self) -> Outcome<String> {
        let name = self.eval("return screen ? screen.dataset.screen : null", &[])?;
        Ok(name.as_str().unwrap_or_default().to_owned())
    }

    /// The text a person can read in the root.
    pub(crate) fn text(&self) -> Outcome<String> {
        let text = self.eval("return screen ? screen.innerText : ''", &[])?;
        Ok(text.as_str().unwrap_or_default().to_owned())
    }

    /// Waits for one of `names` to be shown and returns which.
    pub(crate) fn await_any(&self, names: &[&str]) -> Outcome<String> {
        wait::until(&format!("screen {names:?}"), wait::USUAL, || {
            let screen = self.screen()?;
            if names.contains(&screen.as_str()) {
                return Ok(Some(screen));
            }
            Err(Failure::Failed(format!("it shows {screen:?}")))
        })
    }

    pub(crate) fn await_screen(&self, name: &str) -> Outcome {
        self.await_any(&[name]).map(drop)
    }

    /// True if a control with this action can be seen.
    pub(crate) fn offers(&self, action: &str) -> Outcome<bool> {
        let found = self.eval(
            "return all(`[data-action=\"${args[0]}\"]`).some(shown)",
            &[action.into()],
        )?;
        Ok(found == Value::Bool(true))
    }

    /// The `data-value`s of the controls of one action, in the order they are shown.
    pub(crate) fn values_of(&self, action: &str) -> Outcome<Vec<String>> {
        let values = self.eval(
            "return all(`[data-action=\"${args[0]}\"]`).filter(shown)
               .map((e) => e.dataset.value || '')",
            &[action.into()],
        )?;
        Ok(strings(&values))
    }

    /// Presses the first visible control with this action.
    pub(crate) fn press(&self, action: &str) -> Outcome {
        self.press_where(action, None)
    }

    /// Presses the control with this action and value.
    pub(crate) fn press_value(&self, action: &str, value: &str) -> Outcome {
        self.press_where(action, Some(value))
    }

    /// Presses once, without a look at what comes of it.
    pub(crate) fn press_once(&self, action: &str) -> Outcome<bool> {
        self.click_once(PRESS, &[action.into(), Value::Null])
    }

    /// Presses the control of this action at a position, counted from 0.
    pub(crate) fn press_nth(&self, action: &str, position: usize) -> Outcome {
        self.click_found(
            &format!("control {action} number {position}"),
            "return all(`[data-action=\"${args[0]}\"]`).filter(shown)[args[1]] || null",
            &[action.into(), position.into()],
        )
    }

    /// Whether a press is one at a place, not one of a control.
    pub(crate) fn presses_by_place(&self) -> bool {
        self.session.is_webkit()
    }

    /// The fields a person can fill in now.
    pub(crate) fn fields(&self) -> Outcome<Vec<Field>> {
        let found = self.eval(
            "return all('input[name], select[name], textarea[name]')
               .filter((e) => shown(e) || (e.labels && Array.from(e.labels).some(shown)))
               .map((e) => [e.name, e.localName === 'input' ? e.type : e.localName, e.value,
                 Boolean(e.checked)])",
            &[],
        )?;
        Ok(found
            .as_array()
            .into_iter()
            .flatten()
            .map(|field| Field {
                name: field[0].as_str().unwrap_or_default().to_owned(),
                kind: field[1].as_str().unwrap_or_default().to_owned(),
                value: field[2].as_str().unwrap_or_default().to_owned(),
                checked: field[3] == Value::Bool(true),
            })
            .collect())
    }

    /// Types into the text field of this name.
    pub(crate) fn fill(&self, name: &str, words: &str) -> Outcome {
        // By the keyboard, into what has the focus: Chromium's driver refuses to type into a field
        // of a closed root by its reference.
        self.click_found(
            &format!("field {name}"),
            "return all(`[name=\"${args[0]}\"]`).filter(shown)[0] || null",
            &[name.into()],
        )?;
        if !self.value(name)?.is_empty() {
            self.session.chord(key::CONTROL, 'a')?;
            self.session.keys(&[key::BACKSPACE])?;
        }
        self.session.keys(&words.chars().collect::<Vec<_>>())?;
        wait::until(
            &format!("field {name} to hold what was typed"),
            wait::USUAL,
            || Ok((self.value(name)? == words).then_some(())),
        )
    }

    /// Chooses a radio button or check box by its label, as a person does.
    pub(crate) fn choose(&self, name: &str, value: &str) -> Outcome {
        self.click_found(
            &format!("choice {name}={value}"),
            "const input = all(`input[name=\"${args[0]}\"]`).find((e) => e.value === args[1]);
             if (!input) return null;
             const label = input.labels && Array.from(input.labels).find(shown);
             return label || input",
            &[name.into(), value.into()],
        )?;
        wait::until(&format!("{name}={value} to be chosen"), wait::USUAL, || {
            let chosen = self.eval(
                "return all(`input[name=\"${args[0]}\"]`)
                   .some((e) => e.value === args[1] && e.checked)",
                &[name.into(), value.into()],
            )?;
            Ok((chosen == Value::Bool(true)).then_some(()))
        })
    }

    /// Picks an entry of a list of choices by typing it, both by what they are called.
    pub(crate) fn pick(&self, label: &str, entry: &str) -> Outcome {
        let args = [label.into(), entry.into()];
        let typed = entry.chars().collect::<Vec<_>>();
        wait::until(&format!("{label} to be {entry}"), wait::USUAL, || {
            if self.session.is_webkit() {
                // WebKitGTK shows it in a window of its own, which no driver reaches.
                self.eval(
                    &format!(
                        "{LIST} list.selectedIndex = Array.from(list.options)
                           .findIndex((e) => e.textContent.trim() === args[1]);
                         list.dispatchEvent(new Event('change', {{ bubbles: true }}))"
                    ),
                    &args,
                )?;
            } else {
                self.eval(&format!("{LIST} list.focus()"), &args)?;
                self.session.keys(&typed)?;
            }
            let picked = self.picked(label)?;
            if picked == entry {
                return Ok(Some(()));
            }
            // What was typed within a second before it still counts as the beginning of a word.
            std::thread::sleep(Duration::from_millis(1_200));
            Err(Failure::Failed(format!("it is {picked:?}")))
        })
    }

    /// The entry of a list of choices that is picked.
    pub(crate) fn picked(&self, label: &str) -> Outcome<String> {
        let picked = self.eval(
            &format!("{LIST} return list ? list.selectedOptions[0].textContent.trim() : null"),
            &[label.into()],
        )?;
        match picked.as_str() {
            Some(picked) => Ok(picked.to_owned()),
            None => fail!("there is no list {label}"),
        }
    }

    /// What the field of this name holds.
    pub(crate) fn value(&self, name: &str) -> Outcome<String> {
        let value = self.eval(
            "const e = all(`[name=\"${args[0]}\"]`)[0]; return e ? e.value : null",
            &[name.into()],
        )?;
        match value.as_str() {
            Some(value) => Ok(value.to_owned()),
            None => fail!("there is no field {name}"),
        }
    }

    /// Every `data-state` shown, in order.
    pub(crate) fn states(&self) -> Outcome<Vec<String>> {
        let states = self.eval(
            "return all('[data-state]').filter(shown).map((e) => e.dataset.state)",
            &[],
        )?;
        Ok(strings(&states))
    }

    /// Waits for the one state on the status screen to be one of `wanted`.
    pub(crate) fn await_state(&self, wanted: &[&str], limit: Duration) -> Outcome<String> {
        wait::until(&format!("state {wanted:?}"), limit, || {
            let states = self.states()?;
            match states.as_slice() {
                [state] if wanted.contains(&state.as_str()) => Ok(Some(state.clone())),
                other => Err(Failure::Failed(format!("it shows {other:?}"))),
            }
        })
    }

    /// Presses `try-now` until the receiver's answer is shown.
    pub(crate) fn try_until_delivered(&self) -> Outcome {
        wait::until("state delivered", Duration::from_secs(40), || {
            let states = self.states()?;
            if states == ["delivered"] {
                return Ok(Some(()));
            }
            self.try_now()?;
            Err(Failure::Failed(format!("it shows {states:?}")))
        })
    }

    /// Presses `try-now` once, if it is there.
    ///
    /// A try that begins by itself in the same moment moves what stands on the screen, so that a
    /// driver, which measures first and presses then, can meet another control. Such a press is
    /// taken back.
    pub(crate) fn try_now(&self) -> Outcome {
        let _ = self.click_once(PRESS, &["try-now".into(), Value::Null]);
        if self.screen()? == "status" {
            return Ok(());
        }
        self.press("back")?;
        self.await_screen("status")
    }

    /// The cards of the options in the order they are shown.
    pub(crate) fn cards(&self) -> Outcome<Vec<Card>> {
        let found = self.eval(
            "return all('[data-action=\"open-option\"]').filter(shown).map((e) => {
               const card = e.closest('li, article, section');
               const group = card.parentElement.closest('section');
               const ways = Array.from(card.querySelectorAll('a[href], [data-action]'));
               return {
                 id: e.dataset.value,
                 lines: card.innerText.split('\\n').map((line) => line.trim()).filter(Boolean),
                 why: Array.from(card.querySelectorAll('[data-why]')).filter(shown)
                   .map((why) => why.innerText.trim()),
                 group: group ? group.querySelector('h2, h3, h4').innerText.trim() : '',
                 ways: ways.filter(shown).map((way) => way.getAttribute('href')
                   || way.dataset.action + ' ' + (way.dataset.value || '')),
               };
             })",
            &[],
        )?;
        let cards = found.as_array().into_iter().flatten();
        Ok(cards
            .map(|card| Card {
                id: card["id"].as_str().unwrap_or_default().to_owned(),
                lines: strings(&card["lines"]),
                why: strings(&card["why"]),
                group: card["group"].as_str().unwrap_or_default().to_owned(),
                ways: strings(&card["ways"]),
            })
            .collect())
    }

    /// The numbers of the telephone links that can be seen in the widget.
    pub(crate) fn phone_links(&self) -> Outcome<Vec<String>> {
        let links = self.eval(
            "const slotted = all('slot').flatMap((s) => s.assignedElements({ flatten: true }))
               .flatMap((e) => [e, ...e.querySelectorAll('a')]);
             return [...all('a[href^=\"tel:\"]'), ...slotted.filter((e) =>
               (e.getAttribute('href') || '').startsWith('tel:'))]
               .filter(shown).map((e) => e.getAttribute('href').slice(4))",
            &[],
        )?;
        Ok(strings(&links))
    }

    /// The numbers of the telephone links of the screen itself: beside what it says, not in the
    /// crisis help that stands on every screen.
    pub(crate) fn phone_links_of_screen(&self) -> Outcome<Vec<String>> {
        let links = self.eval(
            "return all('[data-state] a[href^=\"tel:\"]').filter(shown)
               .map((e) => e.getAttribute('href').slice(4))",
            &[],
        )?;
        Ok(strings(&links))
    }

    fn root(&self) -> Outcome<[Value; 2]> {
        let host = self.host()?;
        let root = match self.session.is_webkit() {
            true => Value::Null,
            false => self.session.shadow_of(&host)?.as_value(),
        };
        let found = [root, host.as_value()];
        *self.root.borrow_mut() = Some(found.clone());
        Ok(found)
    }

    fn press_where(&self, action: &str, value: Option<&str>) -> Outcome {
        self.click_found(
            &format!("control {action} {}", value.unwrap_or_default()),
            PRESS,
            &[action.into(), json!(value)],
        )
    }

    /// Clicks what a script finds, again when the screen changed under the pointer.
    pub(crate) fn click_found(&self, what: &str, script: &str, args: &[Value]) -> Outcome {
        wait::until(what, wait::USUAL, || {
            if self.click_once(script, args)? {
                return Ok(Some(()));
            }
            Err(Failure::Failed(format!(
                "not on screen {:?}",
                self.screen()?
            )))
        })
    }

    /// `false` where the script finds nothing.
    fn click_once(&self, script: &str, args: &[Value]) -> Outcome<bool> {
        if self.session.is_webkit() {
            return self.click_point(script, args);
        }
        match self.element(script, args)? {
            Some(target) => self.session.click(&target).map(|()| true),
            None => Ok(false),
        }
    }

    /// A click by coordinates, for WebKitGTK: its driver takes the host for something that covers
    /// what is in its root. So what covers the control is looked for here.
    fn click_point(&self, script: &str, args: &[Value]) -> Outcome<bool> {
        let point = self.eval(
            &format!(
                "const e = (() => {{ {script} }})();
                 if (!e) return null;
                 // A frame that has not yet the height it asked for moves what is in it.
                 const page = document.documentElement;
                 if (parent !== self && page.scrollHeight > innerHeight) return null;
                 e.scrollIntoView({{ block: 'center' }});
                 const box = e.getBoundingClientRect();
                 const x = Math.floor(box.x + box.width / 2);
                 const y = Math.floor(box.y + box.height / 2);
                 const top = root.elementFromPoint(x, y);
                 return top && (e.contains(top) || top.contains(e)) ? [x, y] : 'covered'"
            ),
            args,
        )?;
        if point.is_null() {
            return Ok(false);
        }
        let (Some(x), Some(y)) = (point[0].as_i64(), point[1].as_i64()) else {
            fail!("something covers the control");
        };
        let [left, top] = self.frame.map(|side| side as i64);
        self.session.click_at(left + x, top + y)?;
        Ok(true)
    }

    fn element(&self, script: &str, args: &[Value]) -> Outcome<Option<Element>> {
        let found = self.eval(script, args)?;
        if found.is_null() {
            return Ok(None);
        }
        element(&found).map(Some)
    }
}

/// The card of an option as it stands on the screen.
#[derive(Debug, Clone)]
pub(crate) struct Card {
    pub(crate) id: String,
    /// What can be read on it, line by line, its name first.
    pub(crate) lines: Vec<String>,
    /// Every sentence that says why it stands where it does; there has to be one.
    pub(crate) why: Vec<String>,
    /// The heading of the group it stands in; empty for the list itself.
    pub(crate) group: String,
    /// Links and controls.
    pub(crate) ways: Vec<String>,
}

/// A field as it stands on the screen.
#[derive(Debug, Clone)]
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) kind: String,
    pub(crate) value: String,
    pub(crate) checked: bool,
}

/// The texts of a list.
pub(crate) fn strings(value: &Value) -> Vec<String> {
    value
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect()
}
