//! Pictures of every screen, for people to look at.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;

use crate::case::{Case, Context};
use crate::engine::Engine;
use crate::outcome::{Outcome, ensure};
use crate::pages::Page;
use crate::tour;
use crate::webdriver::Session;
use crate::widget::Widget;

const WIDE: u64 = 1000;
const NARROW: u64 = 320;

pub(crate) fn cases() -> Vec<Case> {
    Vec::from_iter(pictures_of("screens", Engine::ALL, pictures))
}

/// A case that takes pictures. Pictures are no test: without a folder to put them in there is
/// nothing to do.
pub(super) fn pictures_of(
    name: &'static str,
    engines: &'static [Engine],
    run: fn(&Context<'_>) -> Outcome,
) -> Option<Case> {
    std::env::var_os("TB_SCREENS")?;
    Some(Case { name, engines, run })
}

/// Where the pictures go.
pub(super) fn folder() -> Outcome<PathBuf> {
    let folder = PathBuf::from(std::env::var_os("TB_SCREENS").unwrap_or_default());
    fs::create_dir_all(&folder)?;
    Ok(folder)
}

fn pictures(context: &Context<'_>) -> Outcome {
    let folder = folder()?;
    let portal = context.portal()?;
    let session = context.session()?;
    let page = |attributes: &str| Page::with(&format!("{attributes} root=\"open\""));
    let mut taken = 0;
    tour::walk(context, &portal, &session, &page, &mut |widget, name| {
        for (suffix, theme, width) in [
            ("light", "light", WIDE),
            ("dark", "dark", WIDE),
            ("320", "light", NARROW),
        ] {
            set_theme(&session, theme)?;
            let file = folder.join(format!("{name}-{suffix}.png"));
            picture(context, &session, widget, width, &file)?;
            taken += 1;
        }
        set_theme(&session, "light")
    })?;
    ensure!(taken >= tour::SCREENS.len() * 3, "only {taken} pictures");
    Ok(())
}

fn picture(
    context: &Context<'_>,
    session: &Session,
    widget: &Widget<'_>,
    width: u64,
    file: &Path,
) -> Outcome {
    if context.engine != Engine::Chromium {
        let pixels = u32::try_from(width).unwrap_or(u32::MAX);
        session.set_window(pixels, 900)?;
        return Ok(fs::write(file, session.screenshot()?)?);
    }
    // The whole page, however long: the viewport is made as high as it.
    set_viewport(session, width, 900)?;
    let height = widget.eval("return document.documentElement.scrollHeight", &[])?;
    set_viewport(
        session,
        width,
        height.as_u64().unwrap_or(900).clamp(600, 8000),
    )?;
    fs::write(file, session.screenshot()?)?;
    session
        .devtools("Emulation.clearDeviceMetricsOverride", &json!({}))
        .map(drop)
}

/// The viewport of Chromium, in CSS pixels; its window cannot be made as narrow as a phone.
pub(crate) fn set_viewport(session: &Session, width: u64, height: u64) -> Outcome {
    session
        .devtools(
            "Emulation.setDeviceMetricsOverride",
            &json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false }),
        )
        .map(drop)
}

/// Sets the theme and waits for a frame that shows it.
pub(super) fn set_theme(session: &Session, theme: &str) -> Outcome {
    session
        .script_async(
            "const done = arguments[1];
             document.querySelector('touch-base').setAttribute('theme', arguments[0]);
             document.body.style.background = arguments[0] === 'dark' ? '#16191c' : '#fff';
             document.body.style.color = arguments[0] === 'dark' ? '#eee' : '#111';
             requestAnimationFrame(() => requestAnimationFrame(() => done(null)));",
            &[theme.into()],
        )
        .map(drop)
}
