//! A page for hosts, which has no widget in it: the readiness page and the go-live page.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::cases::set_viewport;
use crate::outcome::Outcome;
use crate::wait;
use crate::webdriver::Session;

/// What the scripts of cases find things with.
const HELPERS: &str = "
const all = (css) => Array.from(document.querySelectorAll(css));
const at = (css) => document.querySelector(css);
const shown = (e) => !e.closest('[hidden]') && e.getClientRects().length > 0
  && (!e.checkVisibility || e.checkVisibility({ visibilityProperty: true }));
";

/// The document that a session shows.
pub(crate) struct Document<'a> {
    pub(crate) session: &'a Session,
}

impl Document<'_> {
    /// Runs a body with `all(css)`, `at(css)` and `shown(e)`.
    pub(crate) fn eval(&self, body: &str) -> Outcome<Value> {
        self.eval_with(body, &[])
    }

    /// The same with `arguments`.
    pub(crate) fn eval_with(&self, body: &str, args: &[Value]) -> Outcome<Value> {
        self.session.script(&format!("{HELPERS}{body}"), args)
    }

    /// Runs a body that awaits, without those.
    pub(crate) fn eval_async(&self, body: &str) -> Outcome<Value> {
        let script = format!(
            "const done = arguments[arguments.length - 1];
             (async () => {{ {body} }})().then(done, (error) => done(String(error)));"
        );
        self.session.script_async(&script, &[])
    }

    /// Waits for a control that can be pressed, and presses it.
    pub(crate) fn press(&self, action: &str) -> Outcome {
        wait::until(&format!("the control {action}"), wait::USUAL, || {
            let pressed = self.eval(&format!(
                "const control = all('[data-action={action}]').filter(shown)[0];
                 if (control) control.click();
                 return Boolean(control)"
            ))?;
            Ok((pressed == true).then_some(()))
        })
    }

    /// Makes the rules under one condition hold under another, and answers how many there were. So
    /// paper and dark can be looked at in any engine.
    pub(crate) fn switch_media(&self, from: &str, to: &str) -> Outcome<Option<u64>> {
        let changed = self.session.script(
            "let changed = 0;
             for (const sheet of document.styleSheets)
               for (const rule of sheet.cssRules)
                 if (rule.media && rule.media.mediaText === arguments[0]) {
                   rule.media.mediaText = arguments[1];
                   changed += 1;
                 }
             return changed",
            &[from.into(), to.into()],
        )?;
        Ok(changed.as_u64())
    }

    /// Takes a picture of the whole document at a width, on paper where `media` is `print`.
    pub(crate) fn picture(&self, media: &str, scheme: &str, width: u64, file: &Path) -> Outcome {
        self.set_media(media, scheme)?;
        set_viewport(self.session, width, 800)?;
        let height = self.eval("return document.documentElement.scrollHeight")?;
        let height = height.as_u64().unwrap_or(800).clamp(600, 14_000);
        set_viewport(self.session, width, height)?;
        fs::write(file, self.session.screenshot()?)?;
        self.set_media("", "light")?;
        self.session
            .devtools("Emulation.clearDeviceMetricsOverride", &json!({}))
            .map(drop)
    }

    /// Shows it on a screen or, with `print`, on paper, to somebody who prefers light or dark.
    pub(crate) fn set_media(&self, media: &str, scheme: &str) -> Outcome {
        self.session
            .devtools(
                "Emulation.setEmulatedMedia",
                &json!({
                    "media": media,
                    "features": [{ "name": "prefers-color-scheme", "value": scheme }],
                }),
            )
            .map(drop)
    }
}
