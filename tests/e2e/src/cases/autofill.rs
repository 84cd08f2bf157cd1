//! What a browser and its helpers may do with a text field: fill in one's own details on a computer
//! of one's own, and nothing anywhere else; nowhere send what is typed to whoever spells,
//! translates or rewrites.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::case::{Case, Context};
use crate::engine::Engine;
use crate::journey::{self, PERSON};
use crate::outcome::{Outcome, ensure};
use crate::pages::Page;
use crate::webdriver::Session;
use crate::widget::Widget;

/// Every field of a person's own words that is shown.
const FIELDS: &str = "
return all('input, select, textarea').filter(shown)
  .filter((e) => !['radio', 'checkbox', 'submit'].includes(e.type))
  .map((e) => ({
    name: e.name,
    token: e.getAttribute('autocomplete'),
    quiet: e.localName === 'select' || (e.getAttribute('spellcheck') === 'false'
      && e.getAttribute('autocorrect') === 'off' && e.getAttribute('data-gramm') === 'false'
      && e.getAttribute('writingsuggestions') === 'false'),
    untranslated: e.closest('[translate=no]') !== null,
  }))";

pub(crate) fn cases() -> Vec<Case> {
    vec![Case {
        name: "autofill-tokens-on-a-computer-of-ones-own-alone",
        engines: Engine::ALL,
        run: tokens,
    }]
}

fn tokens(context: &Context<'_>) -> Outcome {
    let session = context.session()?;
    let shared = of_a_form(context, &session, true)?;
    for (name, token) in &shared {
        ensure!(token == "off", "on a shared computer {name} is {token:?}");
    }
    let own = of_a_form(context, &session, false)?;
    for (name, wanted) in [("name", "name"), ("contact_value", "tel")] {
        ensure!(
            own.get(name).is_some_and(|token| token == wanted),
            "on a computer of one's own {name} is {:?}",
            own.get(name)
        );
    }
    ensure!(
        shared.keys().eq(own.keys()) && own.len() > 2,
        "other fields are shown: {shared:?} and {own:?}"
    );
    context.note(format!("{} fields", own.len()));
    Ok(())
}

/// The token of each field on the way to the review of a request for oneself.
fn of_a_form(
    context: &Context<'_>,
    session: &Session,
    shared: bool,
) -> Outcome<BTreeMap<String, String>> {
    let portal = context.portal()?;
    let mut config = portal.config()?;
    config["shared_device"] = json!(shared);
    portal.serve("form.json", config.to_string())?;
    let tag = format!("config=\"form.json\" lang=\"en\" {}", context.root());
    session.navigate(&Page::with(&tag).put(&portal, "form.html")?)?;
    let widget = Widget::on(session);
    journey::skip_check(&widget)?;
    journey::start_referral(&widget)?;
    let mut tokens = BTreeMap::new();
    for _ in 0..12 {
        journey::fill_step(&widget, &PERSON)?;
        for field in widget.eval(FIELDS, &[])?.as_array().into_iter().flatten() {
            let name = field["name"].as_str().unwrap_or_default().to_owned();
            ensure!(
                field["quiet"] == true && field["untranslated"] == true,
                "{name} may be sent to whoever spells, translates or rewrites: {field}"
            );
            let token = match &field["token"] {
                Value::String(token) => token.clone(),
                _ => String::new(),
            };
            tokens.insert(name, token);
        }
        if widget.offers("to-review")? {
            break;
        }
        journey::leave_step(&widget)?;
    }
    Ok(tokens)
}
