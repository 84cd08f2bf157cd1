//! What is on disk and on the wire opens with a stock library and the receiver's key, and with
//! nothing else: the name that was typed is nowhere in the browser's profile.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;

use serde_json::Value;
use touchbase_openers::{Fault, Opened, changed, openers};

use crate::case::{Case, Context};
use crate::engine::Engine;
use crate::journey::{self, PERSON};
use crate::outcome::{Failure, Outcome, ensure, fail};
use crate::portal::{Options, Portal};
use crate::process::folder;
use crate::wait;
use crate::webdriver::Session;
use crate::widget::Widget;

/// Planted by the case itself, so that a search that finds nothing is known to look.
const PLANTED: &str = "Bartholomew Fenwright";
/// Written by the page through the browser: the search reads what the browser really writes.
const WRITTEN: &str = "Hortensia-Blackwood-Control";

pub(crate) fn cases() -> Vec<Case> {
    vec![
        Case {
            name: "sealed-on-disk-and-on-the-wire",
            engines: Engine::ALL,
            run: sealed,
        },
        Case {
            name: "sealed-token-opens-in-every-opener",
            engines: Engine::ALL,
            run: |context| opens_everywhere(context, Options::default()),
        },
        Case {
            name: "sealed-to-an-rsa-key-opens-in-every-opener",
            engines: Engine::ALL,
            run: |context| {
                let rsa = true;
                opens_everywhere(
                    context,
                    Options {
                        rsa,
                        ..Options::default()
                    },
                )
            },
        },
    ]
}

fn sealed(context: &Context<'_>) -> Outcome {
    let modules = context.tools.node_modules()?;
    let mut portal = context.portal()?;
    let profile = context.profile()?;
    let browser = context.launch(&profile)?;
    let session = browser.session()?;
    session.navigate(&context.portal_page(&portal))?;
    let widget = Widget::on(&session);
    journey::to_review(&widget, &PERSON)?;
    portal.stop();
    journey::send(&widget)?;
    widget.await_state(&["waiting"], wait::USUAL)?;

    let stored = tokens_in_indexeddb(&session)?;
    ensure!(stored.len() == 1, "{} tokens in IndexedDB", stored.len());
    is_the_record(&open(&modules, &portal, &stored[0])?)?;

    write_control(&session)?;
    nowhere(&profile.path())?;

    portal.resume()?;
    widget.try_until_delivered()?;
    let posted = portal.posted_tokens()?;
    ensure!(posted.len() == 1, "{} tokens posted", posted.len());
    ensure!(
        posted[0] == stored[0],
        "what was posted is not what was stored"
    );
    is_the_record(&open(&modules, &portal, &posted[0])?)?;

    browser.close()?;
    nowhere(&profile.path())?;
    ensure!(
        found(&profile.path(), WRITTEN)?,
        "the search does not find what the page stored in the browser"
    );
    Ok(())
}

/// What this engine sealed opens with every stock library, and with one character changed, at
/// whichever place, with none.
fn opens_everywhere(context: &Context<'_>, options: Options) -> Outcome {
    let alg = if options.rsa {
        "RSA-OAEP-256"
    } else {
        "ECDH-ES"
    };
    let portal = Portal::start(options)?;
    let session = context.session()?;
    session.navigate(&context.portal_page(&portal))?;
    let widget = Widget::on(&session);
    journey::to_review(&widget, &PERSON)?;
    journey::send(&widget)?;
    widget.await_state(&["delivered"], wait::USUAL)?;
    let posted = portal.posted_tokens()?;
    ensure!(posted.len() == 1, "{} tokens posted", posted.len());
    // The desk opens it, too.
    is_the_record(&portal.one_referral()?["record"].to_string())?;

    let key: Value = serde_json::from_str(&fs::read_to_string(portal.private_key())?)?;
    ensure!(key["alg"] == alg, "the key is for {}", key["alg"]);
    let mut tokens = changed(&posted[0]);
    // Itself at the end: an opener that refuses everything is found.
    tokens.push(posted[0].clone());
    let scratch = folder("touchbase-openers-")?;
    let openers = openers(context.tools.folder()?, scratch.path());
    let outcomes: Vec<Outcome> = thread::scope(|scope| {
        let running: Vec<_> = openers
            .into_iter()
            .map(|(name, opener)| {
                let (key, tokens) = (&key, &tokens);
                scope.spawn(move || {
                    let opened = opener.and_then(|opener| opener.run(key, tokens));
                    only_the_last(name, &opened.map_err(|fault| failure(name, &fault))?)
                })
            })
            .collect();
        let ended = running.into_iter().map(|thread| thread.join());
        ended
            .map(|outcome| outcome.unwrap_or_else(|_| fail!("an opener's thread ended early")))
            .collect()
    });
    let count = outcomes.len();
    outcomes.into_iter().collect::<Outcome<Vec<()>>>()?;
    let changed = tokens.len() - 1;
    context.note(format!(
        "{count} openers: 1 opened, {changed} changed ones refused"
    ));
    Ok(())
}

fn only_the_last(name: &str, opened: &[Opened]) -> Outcome {
    let Some((last, changed)) = opened.split_last() else {
        fail!("{name}: no tokens");
    };
    if let Some(place) = changed.iter().position(Result::is_ok) {
        fail!("{name} opens the token that is changed at {place}");
    }
    match last {
        Ok(record) => is_the_record(&record.to_string()),
        Err(code) => fail!("{name} does not open the token: {code}"),
    }
}

fn failure(name: &str, fault: &Fault) -> Failure {
    match fault {
        Fault::Missing(what) => Failure::Missing(format!("{name}: {what}")),
        other => Failure::Failed(format!("{name}: {other}")),
    }
}

fn is_the_record(plain: &str) -> Outcome {
    let record: Value = serde_json::from_str(plain)?;
    ensure!(
        record["name"] == PERSON.name && record["contact_value"] == PERSON.phone,
        "the seal holds another record"
    );
    Ok(())
}

/// The name is in no file of the profile, while a planted one is found in the same run.
fn nowhere(profile: &Path) -> Outcome {
    let control = profile.join("control.bin");
    let wide: Vec<u8> = PLANTED.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for bytes in [PLANTED.as_bytes(), &wide] {
        fs::write(&control, bytes)?;
        ensure!(
            found(profile, PLANTED)?,
            "the search does not find the control"
        );
    }
    fs::remove_file(&control)?;
    ensure!(
        !found(profile, PLANTED)?,
        "the control is found where it is not"
    );

    for secret in [PERSON.name, PERSON.phone] {
        ensure!(!found(profile, secret)?, "what was typed is in the profile");
    }
    Ok(())
}

/// Looks for a text in UTF-8 and UTF-16LE in every file below a folder.
fn found(folder: &Path, text: &str) -> Outcome<bool> {
    let narrow = text.as_bytes();
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        let kind = entry.file_type()?;
        if kind.is_dir() {
            if found(&path, text)? {
                return Ok(true);
            }
            continue;
        }
        if !kind.is_file() {
            continue;
        }
        // A running browser deletes files between the listing and the look.
        let Ok(bytes) = fs::read(&path) else {
            continue;
        };
        if holds(&bytes, narrow) || holds(&bytes, &wide) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Looks from the needle's end and skips what cannot hold it (Horspool 1980): a profile is some
/// hundred megabytes.
fn holds(bytes: &[u8], needle: &[u8]) -> bool {
    let length = needle.len();
    let Some((_, head)) = needle.split_last() else {
        return true;
    };
    let mut skip = [length; 256];
    for (position, byte) in head.iter().enumerate() {
        skip[usize::from(*byte)] = length - 1 - position;
    }
    let mut at = 0;
    while let Some(window) = bytes.get(at..at + length) {
        if window == needle {
            return true;
        }
        at += skip[usize::from(window[length - 1])];
    }
    false
}

/// Has the page store a text in the clear, through the browser.
fn write_control(session: &Session) -> Outcome {
    let written = session.script_async(
        "const done = arguments[1];
         const open = indexedDB.open('control', 1);
         open.onupgradeneeded = () => open.result.createObjectStore('rows');
         open.onerror = () => done('no');
         open.onsuccess = () => {
           const write = open.result.transaction('rows', 'readwrite', { durability: 'strict' });
           write.objectStore('rows').put(arguments[0], 1);
           write.oncomplete = () => { open.result.close(); done('yes'); };
           write.onabort = () => done('no');
         };",
        &[WRITTEN.into()],
    )?;
    ensure!(written == "yes", "the control was not stored");
    Ok(())
}

/// Every compact JWE in any store of any database of the page's origin.
fn tokens_in_indexeddb(session: &Session) -> Outcome<Vec<String>> {
    let value = session.script_async(
        "const done = arguments[arguments.length - 1];
         const asked = (request) => new Promise((yes, no) => {
           request.onsuccess = () => yes(request.result);
           request.onerror = () => no(request.error);
         });
         const texts = (value, out) => {
           if (typeof value === 'string') out.push(value);
           else if (value instanceof ArrayBuffer || ArrayBuffer.isView(value))
             out.push(new TextDecoder('latin1').decode(value));
           else if (value && typeof value === 'object')
             for (const inner of Object.values(value)) texts(inner, out);
         };
         (async () => {
           const out = [];
           for (const { name } of await indexedDB.databases()) {
             const db = await asked(indexedDB.open(name));
             for (const store of db.objectStoreNames)
               for (const row of await asked(db.transaction(store).objectStore(store).getAll()))
                 texts(row, out);
             db.close();
           }
           return out.filter((text) =>
             /^eyJ[\\w-]*\\.[\\w-]*\\.[\\w-]+\\.[\\w-]+\\.[\\w-]+$/.test(text));
         })().then(done, (error) => done(String(error)));",
        &[],
    )?;
    match value {
        Value::Array(list) => Ok(list
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect()),
        other => fail!("reading IndexedDB: {other}"),
    }
}

/// Opens a token with npm's `jose` and the receiver's private key.
fn open(modules: &Path, portal: &Portal, token: &str) -> Outcome<String> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("js/open.mjs");
    let mut node = Command::new("node")
        .arg(script)
        .arg(modules)
        .arg(portal.private_key())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| Failure::Missing(format!("node: {error}")))?;
    if let Some(input) = node.stdin.as_mut() {
        input.write_all(token.as_bytes())?;
    }
    let output = node.wait_with_output()?;
    ensure!(
        output.status.success(),
        "jose does not open the token: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_token_that_opens_is_found() {
        let record = serde_json::json!({"name": PERSON.name, "contact_value": PERSON.phone});
        let refused = || Opened::Err("not-authentic".into());
        assert_eq!(
            only_the_last("one", &[refused(), Ok(record.clone())]),
            Ok(())
        );
        assert!(only_the_last("one", &[Ok(record.clone()), Ok(record)]).is_err());
        assert!(only_the_last("one", &[refused(), refused()]).is_err());
        assert!(only_the_last("one", &[refused(), Ok(Value::Null)]).is_err());
    }

    #[test]
    fn finds_both_encodings_in_nested_folders() {
        let folder = tempfile::tempdir().unwrap();
        let deep = folder.path().join("a/b");
        fs::create_dir_all(&deep).unwrap();
        let wide: Vec<u8> = "Nam é".encode_utf16().flat_map(u16::to_le_bytes).collect();
        fs::write(deep.join("wide"), [b"NNa".as_slice(), &wide, b"x"].concat()).unwrap();
        fs::write(folder.path().join("narrow"), "\0NaName Two").unwrap();
        assert_eq!(found(folder.path(), "Nam é"), Ok(true));
        assert_eq!(found(folder.path(), "Name Two"), Ok(true));
        assert_eq!(found(folder.path(), "Name Three"), Ok(false));
        assert!(holds(b"aabaab-aabaac", b"aabaac"));
        assert!(!holds(b"aabaa", b"aabaac"));
    }
}
