//! The browser's cryptography, which the seal is made of, against Wycheproof's vectors.

use std::rc::Rc;

use serde_json::{Value, json};
use touchbase_openers::{agreements, encryptions};

use crate::case::{Case, Context};
use crate::engine::Engine;
use crate::outcome::{Outcome, ensure};
use crate::pages::Page;
use crate::portal::Portal;
use crate::webdriver::Session;

const PAGE: &str = include_str!("../../pages/vectors.js");

pub(crate) fn cases() -> Vec<Case> {
    vec![
        Case {
            name: "vectors-of-ecdh",
            engines: Engine::ALL,
            run: ecdh,
        },
        Case {
            name: "vectors-of-aes-gcm",
            engines: Engine::ALL,
            run: aes_gcm,
        },
    ]
}

/// Both sides come to the secret of the vector, and a point that is not on the curve is refused: by
/// the look that the widget takes at a key, because one engine would take it.
fn ecdh(context: &Context<'_>) -> Outcome {
    let (_portal, session) = page(context)?;
    let vectors = agreements();
    let given = vectors
        .iter()
        .map(|vector| json!({"jwk": vector.published, "own": vector.private}))
        .collect();
    let became = run(&session, "agree", given)?;
    let expected = |planted: bool| {
        vectors.iter().enumerate().map(move |(index, vector)| {
            let mut shared = vector.shared.clone();
            // Another secret than the vector has.
            if planted && index == 0 {
                shared.iter_mut().for_each(|octet| *octet ^= 1);
            }
            (vector.id, vector.valid.then_some(shared))
        })
    };
    let (matched, refused) = compare(expected(false), &became)?;
    ensure!(
        compare(expected(true), &became).is_err(),
        "a planted difference is not found"
    );
    let off_curve = vectors.iter().filter(|vector| !vector.valid);
    let taken = run(
        &session,
        "taken",
        off_curve.map(|vector| vector.published.clone()).collect(),
    )?;
    context.note(format!(
        "{matched} vectors match, {refused} are refused, of which the browser by itself takes {}",
        taken.concat()
    ));
    Ok(())
}

/// What the vectors seal, and what opens of what they hold.
fn aes_gcm(context: &Context<'_>) -> Outcome {
    let (_portal, session) = page(context)?;
    let vectors = encryptions();
    let given = |planted: bool| {
        let given = vectors.iter().map(move |vector| {
            let mut sealed = vector.sealed.clone();
            if planted && let Some(octet) = sealed.last_mut() {
                *octet ^= 1;
            }
            json!({
                "key": hex(&vector.key),
                "iv": hex(&vector.iv),
                "additional": hex(&vector.additional),
                "plaintext": hex(&vector.plaintext),
                "sealed": hex(&sealed),
            })
        });
        given.collect()
    };
    let opened = vectors
        .iter()
        .map(|vector| (vector.id, vector.valid.then(|| vector.plaintext.clone())));
    let became = run(&session, "decrypt", given(false))?;
    let (matched, refused) = compare(opened.clone(), &became)?;
    let became = run(&session, "decrypt", given(true))?;
    ensure!(
        compare(opened, &became).is_err(),
        "tags with a bit changed are taken"
    );

    // What is invalid has a changed tag, so a sealer makes other octets of the same text.
    let became = run(&session, "encrypt", given(false))?;
    for (vector, became) in vectors.iter().zip(&became) {
        ensure!(
            vector.valid == (*became == hex(&vector.sealed)),
            "vector {} is sealed as {became}",
            vector.id
        );
    }
    context.note(format!("{matched} vectors match, {refused} are refused"));
    Ok(())
}

/// A page with the functions, and the portal that serves it.
fn page(context: &Context<'_>) -> Outcome<(Portal, Rc<Session>)> {
    let portal = context.portal()?;
    portal.serve("vectors.js", PAGE)?;
    let page = Page::with_tags(&[]).script("vectors.js");
    let session = context.session()?;
    session.navigate(&page.put(&portal, "vectors.html")?)?;
    Ok((portal, session))
}

fn run(session: &Session, function: &str, vectors: Vec<Value>) -> Outcome<Vec<String>> {
    let became = session.script_async(
        "const done = arguments[arguments.length - 1];
         window[arguments[0]](arguments[1]).then(done, (error) => done([String(error)]));",
        &[function.into(), vectors.into()],
    )?;
    Ok(serde_json::from_value(became)?)
}

/// How many vectors came to what they should, and how many were refused as they should.
fn compare(
    expected: impl Iterator<Item = (usize, Option<Vec<u8>>)>,
    became: &[String],
) -> Outcome<(usize, usize)> {
    let (mut matched, mut refused, mut count) = (0, 0, 0);
    for ((id, expected), became) in expected.zip(became) {
        count += 1;
        match expected {
            Some(octets) => {
                ensure!(*became == hex(&octets), "vector {id} came to {became}");
                matched += 1;
            }
            None => {
                // `DataError` where a key is refused, `OperationError` where a tag is.
                let told = ["DataError", "OperationError"].contains(&became.as_str());
                ensure!(told, "vector {id} came to {became}");
                refused += 1;
            }
        }
    }
    ensure!(
        matched > 0 && refused > 0 && count == became.len(),
        "{count} vectors, {} answers",
        became.len()
    );
    Ok((matched, refused))
}

fn hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}
