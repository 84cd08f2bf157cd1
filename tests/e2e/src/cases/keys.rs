//! The receiver's keys: one that cannot be used closes the form before anything is typed, the next
//! one takes over, and anybody can compare what is sealed to.

use std::fs;

use base64ct::{Base64UrlUnpadded, Encoding};
use serde_json::{Value, json};
use touchbase::jose::{KeyFault, sound_key};
use touchbase_openers::key_set;

use super::policy::seen;
use crate::case::{Case, Context};
use crate::engine::Engine;
use crate::journey::{self, PERSON};
use crate::outcome::{Failure, Outcome, ensure, fail};
use crate::pages::Page;
use crate::portal::Portal;
use crate::wait;
use crate::webdriver::Session;
use crate::widget::Widget;

pub(crate) fn cases() -> Vec<Case> {
    vec![
        Case {
            name: "keys-that-cannot-be-used-close-the-form",
            engines: Engine::ALL,
            run: closed,
        },
        Case {
            name: "keys-rotate-and-what-waited-still-opens",
            engines: Engine::ALL,
            run: rotate,
        },
        Case {
            name: "keys-have-a-fingerprint-to-compare",
            engines: Engine::ALL,
            run: fingerprint,
        },
    ]
}

/// What is said where nothing can be sealed.
const CLOSED: &str = "cannot be sealed right now";

struct Broken {
    fault: KeyFault,
    spoil: fn(&mut Value),
}

const BROKEN: &[Broken] = &[
    Broken {
        fault: KeyFault::OffCurve,
        spoil: |key| key["y"] = key["x"].clone(),
    },
    Broken {
        fault: KeyFault::Id,
        spoil: |key| key["kid"] = "A".repeat(43).into(),
    },
    Broken {
        fault: KeyFault::Operations,
        spoil: |key| key["key_ops"] = json!(["verify"]),
    },
    Broken {
        fault: KeyFault::Modulus,
        spoil: |key| {
            let mut rsa = public(&key_set()["keys"][1]);
            // One octet more than the shortest, and a zero in front of it.
            rsa["n"] = format!("AAAA{}", rsa["n"].as_str().unwrap_or_default()).into();
            *key = rsa;
        },
    },
];

/// A person is told before they type; where another key serves they notice nothing, and the host is
/// told all the same.
fn closed(context: &Context<'_>) -> Outcome {
    let portal = context.portal()?;
    let session = context.session()?;
    for broken in BROKEN {
        for alone in [true, false] {
            let code = broken.fault.as_str();
            let document = with_keys(portal.config()?, |key| {
                let mut spoilt = key.clone();
                (broken.spoil)(&mut spoilt);
                match alone {
                    true => vec![spoilt],
                    false => vec![spoilt, key.clone()],
                }
            });
            let name = format!("{code}-{alone}");
            to_form(context, &portal, &session, &name, &document)?;
            let widget = Widget::on(&session);
            match alone {
                true => {
                    wait::until("the form to be closed", wait::USUAL, || {
                        Ok(widget.text()?.contains(CLOSED).then_some(()))
                    })?;
                    ensure!(widget.fields()?.is_empty(), "{name}: something is asked");
                    ensure!(!widget.offers("next")?, "{name}: there is a way on");
                    let crisis = document["crisis"].to_string();
                    let phones = widget.phone_links()?;
                    ensure!(
                        phones.iter().any(|phone| !crisis.contains(phone.as_str())),
                        "{name}: there is nobody to call but {phones:?}"
                    );
                }
                false => {
                    told(&session, code)?;
                    journey::fill_referral(&widget, &PERSON)?;
                }
            }
            let detail = told(&session, code)?;
            let severity = if alone { "error" } else { "warning" };
            ensure!(detail["severity"] == severity, "{name}: {detail}");
            let path = detail["path"].as_str().unwrap_or_default();
            ensure!(
                path.starts_with("referral.recipients[") && path.ends_with("].keys[0]"),
                "{name}: {detail}"
            );
        }
    }
    Ok(())
}

/// A request sealed to the key of its day opens after the host went on to the next one, and what is
/// written after that is sealed to the next one.
fn rotate(context: &Context<'_>) -> Outcome {
    let mut portal = context.portal()?;
    let current = portal.private_key();
    let [next, old] = ["next", "old"].map(|name| current.with_extension(format!("{name}.jwk")));
    portal.stop();
    fs::write(&next, key_set()["keys"][1].to_string())?;
    portal.resume()?;
    let kids = kids(&portal.config()?);
    ensure!(kids.len() == 2, "the configuration has {kids:?}");

    let session = context.session()?;
    session.navigate(&context.portal_page(&portal))?;
    let widget = Widget::on(&session);
    journey::to_review(&widget, &PERSON)?;
    portal.stop();
    journey::send(&widget)?;
    widget.await_state(&["waiting"], wait::USUAL)?;

    fs::rename(&current, &old)?;
    fs::rename(&next, &current)?;
    portal.resume()?;
    widget.try_until_delivered()?;
    ensure!(
        self::kids(&portal.config()?) == kids[1..],
        "the old key is still published"
    );
    is_the_record(&portal.one_referral()?)?;

    session.navigate(&context.portal_page(&portal))?;
    let widget = Widget::on(&session);
    journey::to_review(&widget, &PERSON)?;
    journey::send(&widget)?;
    widget.await_state(&["delivered"], wait::USUAL)?;
    let sealed_to: Vec<String> = portal
        .posted_tokens()?
        .iter()
        .map(|token| kid_of(token))
        .collect::<Outcome<_>>()?;
    let mut expected = kids;
    ensure!(
        sealed_to.iter().all(|kid| expected.contains(kid)) && sealed_to.len() == 2,
        "sealed to {sealed_to:?}, not {expected:?}"
    );
    expected.retain(|kid| !sealed_to.contains(kid));
    ensure!(expected.is_empty(), "nothing is sealed to {expected:?}");
    let rows = portal.desk()?;
    ensure!(rows.len() == 2, "{} rows at the desk", rows.len());
    rows.iter().try_for_each(is_the_record)
}

/// What the page says is reckoned from the key, whatever the document calls it.
fn fingerprint(context: &Context<'_>) -> Outcome {
    let portal = context.portal()?;
    let session = context.session()?;
    session.navigate(&context.portal_page(&portal))?;
    let widget = Widget::on(&session);
    let key = portal.config()?["referral"]["recipients"][0]["keys"][0].clone();
    let key: touchbase::value::Value = serde_json::from_value(key)?;
    let Ok(key) = sound_key(&key) else {
        fail!("the portal's own key is refused");
    };
    journey::skip_check(&widget)?;
    widget.press("about")?;
    widget.await_screen("about")?;
    wait::until("the fingerprint", wait::USUAL, || {
        Ok(widget.text()?.contains(&key.fingerprint()).then_some(()))
    })?;
    ensure!(
        !widget.text()?.contains(&key.kid),
        "the id is shown as the document has it"
    );
    Ok(())
}

/// Serves a document and goes to the form of the first option that takes requests.
fn to_form(
    context: &Context<'_>,
    portal: &Portal,
    session: &Session,
    name: &str,
    document: &Value,
) -> Outcome {
    portal.serve(&format!("{name}.json"), document.to_string())?;
    let attributes = format!("config=\"{name}.json\" lang=\"en\" {}", context.root());
    session.navigate(&Page::with(&attributes).put(portal, &format!("{name}.html"))?)?;
    let widget = Widget::on(session);
    journey::skip_check(&widget)?;
    journey::start_referral(&widget)
}

fn with_keys(mut document: Value, keys: impl Fn(&Value) -> Vec<Value>) -> Value {
    let recipients = document.pointer_mut("/referral/recipients");
    for recipient in recipients
        .and_then(Value::as_array_mut)
        .into_iter()
        .flatten()
    {
        recipient["keys"] = keys(&recipient["keys"][0]).into();
    }
    document
}

/// The event and the line in the console that name this fault.
fn told(session: &Session, code: &str) -> Outcome<Value> {
    wait::until("the fault to be told", wait::USUAL, || {
        let seen = seen(session)?;
        let mut lines = seen["console"].as_array().into_iter().flatten();
        if !lines.any(|line| {
            line["text"]
                .as_str()
                .is_some_and(|text| text.contains(code))
        }) {
            return Ok(None);
        }
        let mut events = seen["events"].as_array().into_iter().flatten();
        let event = events.find(|event| event["detail"]["code"] == code);
        Ok(event.map(|event| event["detail"].clone()))
    })
}

fn public(jwk: &Value) -> Value {
    let mut public = jwk.clone();
    if let Some(members) = public.as_object_mut() {
        members.retain(|name, _| ["kty", "n", "e", "kid"].contains(&name.as_str()));
    }
    public
}

fn kids(document: &Value) -> Vec<String> {
    let keys = document["referral"]["recipients"][0]["keys"].as_array();
    let kids = keys
        .into_iter()
        .flatten()
        .filter_map(|key| key["kid"].as_str());
    kids.map(str::to_owned).collect()
}

fn kid_of(token: &str) -> Outcome<String> {
    let head = token.split('.').next().unwrap_or_default();
    let header = Base64UrlUnpadded::decode_vec(head)
        .map_err(|error| Failure::Failed(format!("the header: {error}")))?;
    let header: Value = serde_json::from_slice(&header)?;
    Ok(header["kid"].as_str().unwrap_or_default().to_owned())
}

fn is_the_record(row: &Value) -> Outcome {
    ensure!(
        row["record"]["name"] == PERSON.name,
        "the desk has another record, or none"
    );
    Ok(())
}
