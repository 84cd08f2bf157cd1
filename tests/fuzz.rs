//! Fuzzing the two loaders that read what others wrote: that of instruments and that of the host's
//! configuration. No document makes one panic or hang, and every refusal says where.
//!
//! `cargo test --test fuzz` runs a few thousand documents through each. With
//! `TB_FUZZ_SECONDS=600` each loader is fed for that long, and the number of documents is printed.
#![allow(clippy::panic, clippy::print_stdout, clippy::unwrap_used)]

mod instruments;

use std::cell::Cell;
use std::panic;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use std::{env, fs, thread};

use instruments::made::{Tape, Wanted, make, tape};
use instruments::{full, recipe};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use touchbase::config;
use touchbase::instrument::{self, Purpose};
use touchbase::time::Date;
use touchbase::value::Value;

/// Documents of each kind in an ordinary run.
const DOCUMENTS: u32 = 3_000;

/// A document that takes longer is a fault. Most take a thousandth of a second; a busy machine and
/// a build without optimisation are allowed for.
const LIMIT: Duration = Duration::from_secs(10);

#[test]
fn the_loader_of_instruments_bears_anything() {
    let sound = sound_instruments();
    let read = |value: &Value| {
        let mut paths = Vec::new();
        for purpose in [Purpose::Recipe, Purpose::Show] {
            match instrument::read(value, purpose) {
                // What is let through has to be usable with any answers.
                Ok(sound) => use_it(&sound),
                Err(refusals) => {
                    // A refusal without a reason would be a lock without a key.
                    paths.push(refusals.first().map_or(String::new(), |r| r.path.clone()));
                    paths.extend(refusals.into_iter().map(|refusal| refusal.path));
                }
            }
        }
        paths
    };
    feed("instrument", &sound, read);
}

#[test]
fn the_loader_of_configurations_bears_anything() {
    let sound = [parsed(include_str!(
        "../www/programs/example-hospital.json"
    ))];
    let today = Date::parse("2026-11-22").unwrap();
    let read = move |value: &Value| {
        let faults = config::read(value, today, "en").faults;
        faults.into_iter().map(|fault| fault.path).collect()
    };
    feed("configuration", &sound, read);
}

/// The same harness finds what it is there to find.
#[test]
fn a_loader_that_panics_hangs_or_says_not_where_is_caught() {
    const PLANTED: &str = "planted";
    quiet(PLANTED);
    let sound = sound_instruments();
    let has_gate = |value: &Value| value.get("gate").is_some();
    let caught = |read: fn(&Value) -> Vec<String>, limit| {
        let documents = || mutated(&sound_instruments());
        run("planted", documents, read, Effort::Cases(300), limit)
    };

    assert!(sound.iter().any(has_gate));
    let panics = |value: &Value| {
        assert!(value.get("gate").is_none(), "planted");
        Vec::new()
    };
    let pathless = |value: &Value| {
        let gate = value.get("gate").map(|_| String::new());
        gate.into_iter().collect()
    };
    let astray = |value: &Value| {
        let gate = value.get("gate").map(|_| "gate.there.is.none".to_owned());
        gate.into_iter().collect()
    };
    let hangs = |value: &Value| {
        if value.get("gate").is_some() {
            thread::sleep(Duration::from_secs(2));
        }
        Vec::new()
    };
    assert!(caught(panics, LIMIT).unwrap_err().contains(PLANTED));
    assert!(caught(pathless, LIMIT).unwrap_err().contains("no path"));
    assert!(caught(astray, LIMIT).unwrap_err().contains("leads nowhere"));
    let slow = caught(hangs, Duration::from_millis(500));
    assert!(slow.unwrap_err().contains("no end after"));
    // And it lets a loader without fault be.
    assert!(caught(|_| Vec::new(), LIMIT).is_ok());
}

/// How long to go on.
#[derive(Clone, Copy)]
enum Effort {
    Cases(u32),
    Time(Duration),
}

/// Feeds a loader with documents of any kind and with changed sound ones.
fn feed<R>(name: &str, sound: &[Value], read: R)
where
    R: Fn(&Value) -> Vec<String> + Clone + Send + 'static,
{
    let seconds = env::var("TB_FUZZ_SECONDS").ok();
    let effort = match seconds.and_then(|seconds| seconds.parse().ok()) {
        // Half for each kind.
        Some(seconds) => Effort::Time(Duration::from_secs(seconds) / 2),
        None => Effort::Cases(DOCUMENTS),
    };
    let started = Instant::now();
    let mut sum = 0;
    for kind in ["arbitrary", "mutated"] {
        let sound = sound.to_vec();
        let documents = move || match kind {
            "arbitrary" => arbitrary(),
            _ => mutated(&sound),
        };
        match run(name, documents, read.clone(), effort, LIMIT) {
            Ok(cases) => {
                println!("{name}: {cases} {kind} documents");
                sum += cases;
            }
            Err(fault) => panic!("{name}, {kind}: {fault}"),
        }
    }
    let seconds = started.elapsed().as_secs();
    println!("{name}: {sum} documents in {seconds} s, no panic, no hang, a path for each refusal");
}

/// Since when a document is being read, and which.
type Current = Arc<Mutex<Option<(Instant, Arc<Value>)>>>;

/// Runs documents through a loader on a thread of its own, so that one that hangs is seen.
fn run<R>(
    name: &str,
    documents: impl FnOnce() -> BoxedStrategy<Value> + Send + 'static,
    read: R,
    effort: Effort,
    limit: Duration,
) -> Result<u64, String>
where
    R: Fn(&Value) -> Vec<String> + Send + 'static,
{
    let current: Current = Arc::default();
    let (done, ended) = channel();
    let watched = Arc::clone(&current);
    let name = name.to_owned();
    thread::Builder::new()
        .name(name)
        .spawn(move || {
            let documents = documents();
            let cases = Cell::new(0);
            let try_one = |value: Value| {
                cases.set(cases.get() + 1);
                let value = Arc::new(value);
                *watched.lock().unwrap() = Some((Instant::now(), Arc::clone(&value)));
                let found = panic::catch_unwind(panic::AssertUnwindSafe(|| read(&value)));
                *watched.lock().unwrap() = None;
                let paths = found.map_err(|cause| {
                    let text = cause.downcast_ref::<String>().map(String::as_str);
                    let text = text.or(cause.downcast_ref::<&str>().copied());
                    TestCaseError::fail(format!("panic: {}", text.unwrap_or("?")))
                })?;
                for path in paths {
                    if path.is_empty() {
                        let whole = !matches!(*value, Value::Object(_));
                        prop_assert!(whole, "a refusal with no path");
                    }
                    prop_assert!(leads(&value, &path), "{path:?} leads nowhere");
                }
                Ok(())
            };
            let batch = match effort {
                Effort::Cases(cases) => cases,
                Effort::Time(_) => 1_000,
            };
            let config = Config {
                cases: batch,
                failure_persistence: None,
                max_shrink_iters: 300,
                ..Config::default()
            };
            let started = Instant::now();
            let result = loop {
                let before = cases.get();
                // A runner of its own each time: one that has run its cases runs no more.
                if let Err(error) = TestRunner::new(config.clone()).run(&documents, try_one) {
                    break Err(error.to_string());
                }
                assert!(cases.get() >= before + u64::from(batch));
                match effort {
                    Effort::Time(time) if started.elapsed() < time => {}
                    _ => break Ok(cases.get()),
                }
            };
            // Nobody listens any more where this came too late.
            let _ = done.send(result);
        })
        .unwrap();

    loop {
        match ended.recv_timeout(limit / 4) {
            Ok(result) => return result,
            Err(RecvTimeoutError::Disconnected) => return Err("the harness itself".into()),
            Err(RecvTimeoutError::Timeout) => {
                if let Some((since, value)) = &*current.lock().unwrap()
                    && since.elapsed() > limit
                {
                    return Err(format!("no end after {limit:?}: {}", shortened(value)));
                }
            }
        }
    }
}

fn use_it(instrument: &instrument::Instrument) {
    let mut answers = instrument::Answers::new(instrument.items().len());
    for position in [None, Some(0), Some(1), Some(19), Some(254)] {
        for item in 0..instrument.items().len() {
            answers.set(item, position);
        }
        let mut item = None;
        let mut asked = 0;
        while let Some(next) = instrument.next(&answers, item) {
            item = Some(next);
            asked += 1;
            assert!(asked <= instrument.items().len(), "asks without end");
        }
        let outcome = instrument.result(&answers);
        assert!(outcome.findings.len() <= instrument.scores().len());
    }
}

/// Whether a path leads to a value of the document, or to a member that could be there.
fn leads(value: &Value, path: &str) -> bool {
    match value {
        _ if path.is_empty() => true,
        Value::Object(members) => leads_within(members, path),
        // Everything is missing from a document that is no object.
        _ => leads_within(&[], path),
    }
}

fn leads_within(members: &[(String, Value)], path: &str) -> bool {
    // A key of the document may itself hold dots and brackets.
    let inside = members.iter().any(|(key, member)| {
        let key = if key.is_empty() { "\"\"" } else { key };
        let rest = path.strip_prefix(key);
        rest.is_some_and(|rest| leads_on(member, rest))
    });
    inside || !path.contains(['.', '['])
}

fn leads_on(value: &Value, path: &str) -> bool {
    if path.is_empty() {
        return true;
    }
    match value {
        Value::Object(members) => path
            .strip_prefix('.')
            .is_some_and(|path| leads_within(members, path)),
        Value::Array(items) => path
            .strip_prefix('[')
            .and_then(|path| path.split_once(']'))
            .and_then(|(place, rest)| Some((items.get(place.parse::<usize>().ok()?)?, rest)))
            .is_some_and(|(item, rest)| leads_on(item, rest)),
        _ => false,
    }
}

fn sound_instruments() -> Vec<Value> {
    let mut sound = vec![own(full()), own(recipe())];
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/www/recipes");
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path
            .extension()
            .is_some_and(|extension| extension == "json")
        {
            sound.push(parsed(&fs::read_to_string(path).unwrap()));
        }
    }
    sound
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn own(value: serde_json::Value) -> Value {
    serde_json::from_value(value).unwrap()
}

/// Documents of any kind, out of the words of both formats and of none.
fn arbitrary() -> BoxedStrategy<Value> {
    leaf()
        .prop_recursive(6, 80, 8, |inner| {
            prop_oneof![
                1 => prop::collection::vec(inner.clone(), 0..8).prop_map(Value::Array),
                3 => prop::collection::vec((key(), inner), 0..10).prop_map(Value::Object),
            ]
        })
        .boxed()
}

fn leaf() -> BoxedStrategy<Value> {
    prop_oneof![
        1 => Just(Value::Null),
        1 => any::<bool>().prop_map(Value::Bool),
        2 => number().prop_map(Value::Number),
        1 => any::<f64>().prop_map(Value::Number),
        3 => key().prop_map(Value::String),
        1 => any::<String>().prop_map(Value::String),
    ]
    .boxed()
}

fn number() -> impl Strategy<Value = f64> {
    prop_oneof![
        (-2_000_i32..2_000).prop_map(f64::from),
        (-9_000_i32..9_000).prop_map(|n| f64::from(n) / 1_000.0),
        prop::sample::select(EDGES),
    ]
}

/// Where numbers turn over. `JSON.parse` makes infinity of `1e999`.
const EDGES: &[f64] = &[
    0.0,
    -0.0,
    1e-7,
    0.0005,
    9_007_199_254_740_991.0,
    9_007_199_254_740_993.0,
    -9_007_199_254_740_992.0,
    9_223_372_036_854_775_807.0,
    1e12,
    999_999_999_999.999,
    1e9,
    1e300,
    f64::INFINITY,
    f64::NEG_INFINITY,
    f64::MIN_POSITIVE,
];

fn key() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => prop::sample::select(WORDS).prop_map(str::to_owned),
        1 => "[a-z.\\[\\]0-9 \u{0}-\u{1f}é🧡-]{0,6}",
    ]
}

/// Keys and values of both formats, so that what is made at random gets past the first look.
const WORDS: &[&str] = &[
    "$schema",
    "schema",
    "touchbase/1",
    "touchbase-instrument/1",
    "id",
    "name",
    "version",
    "text",
    "title",
    "language",
    "en",
    "es-US",
    "interpretation",
    "screening",
    "reflection",
    "scales",
    "answers",
    "value",
    "items",
    "scale",
    "reverse",
    "skippable",
    "gate",
    "item",
    "at_least",
    "scores",
    "method",
    "sum",
    "mean",
    "count",
    "weighted",
    "maximum",
    "threshold",
    "weights",
    "transform",
    "multiply",
    "add",
    "lookup",
    "missing",
    "none",
    "lowest",
    "prorate",
    "min_answered",
    "range",
    "bands",
    "from",
    "to",
    "load",
    "little",
    "safety_items",
    "safety_protocol",
    "owner",
    "date",
    "attribution",
    "url",
    "permission",
    "holder",
    "reference",
    "commercial_ok",
    "licence",
    "status",
    "public-domain",
    "sources",
    "about",
    "program",
    "country",
    "US",
    "shared_device",
    "crisis",
    "routes",
    "type",
    "phone",
    "referral",
    "recipient",
    "recipients",
    "reads",
    "endpoint",
    "keys",
    "kty",
    "EC",
    "crv",
    "P-256",
    "x",
    "y",
    "kid",
    "d",
    "privacy_notice",
    "options",
    "kind",
    "peer",
    "operator",
    "hours",
    "days",
    "mon",
    "start",
    "end",
    "08:00",
    "24:00",
    "time_zone",
    "always_open",
    "closed_on",
    "special_hours",
    "date",
    "review_by",
    "2026-11-01",
    "2026-02-30",
    "https://example.org/",
    "javascript:x",
    "",
    " ",
    "a",
    "1",
    "-",
    "\u{0}",
];

/// Sound documents with one to eight changes.
fn mutated(sound: &[Value]) -> BoxedStrategy<Value> {
    let sound = sound.to_vec();
    let leaves = prop::collection::vec(leaf(), 8);
    (tape(), leaves)
        .prop_map(move |(mut tape, leaves)| {
            let which = tape.below(sound.len() + 2);
            let mut value = match sound.get(which) {
                Some(value) => value.clone(),
                None if sound.len() > 1 => own(make(&mut tape, Wanted::default()).document()),
                None => sound[0].clone(),
            };
            for leaf in leaves.into_iter().take(1 + tape.below(8)) {
                let other = picked(&mut value.clone(), &mut tape).clone();
                change(picked(&mut value, &mut tape), leaf, other, &mut tape);
            }
            value
        })
        .boxed()
}

/// A value somewhere in the document.
fn picked<'a>(value: &'a mut Value, tape: &mut Tape) -> &'a mut Value {
    let inner = match value {
        Value::Array(items) => items.len(),
        Value::Object(members) => members.len(),
        _ => 0,
    };
    if inner == 0 || tape.below(6) == 0 {
        return value;
    }
    let place = tape.below(inner);
    match value {
        Value::Array(items) => picked(&mut items[place], tape),
        Value::Object(members) => picked(&mut members[place].1, tape),
        other => other,
    }
}

/// One change: to another value, to another part of the document, to a little more or less, by
/// leaving out, by repeating, by nesting.
fn change(value: &mut Value, leaf: Value, other: Value, tape: &mut Tape) {
    let other = if size(&other) > LARGE {
        leaf.clone()
    } else {
        other
    };
    match (tape.below(9), &mut *value) {
        (0, _) => *value = leaf,
        (1, _) => *value = other,
        (2 | 3, Value::Number(n)) => {
            *n += [1.0, -1.0, 0.5, 0.001, -0.0001, 1e15][tape.below(6)];
        }
        (4, Value::Number(n)) => *n = EDGES[tape.below(EDGES.len())],
        (2 | 3, Value::Array(items)) if !items.is_empty() => {
            let place = tape.below(items.len());
            items.remove(place);
        }
        (2 | 3, Value::Object(members)) if !members.is_empty() => {
            let place = tape.below(members.len());
            members.remove(place);
        }
        (4, Value::Array(items)) if !items.is_empty() => {
            let place = tape.below(items.len());
            let item = items[place].clone();
            let times = [1, 3, 19, 99, 101, 1_001][tape.below(6)];
            if size(&item) * times <= LARGE {
                items.extend(std::iter::repeat_n(item, times));
            }
        }
        (4 | 5, Value::Object(members)) if !members.is_empty() => {
            // A key that is there twice, or another's.
            let place = tape.below(members.len());
            members.push((members[place].0.clone(), leaf));
        }
        (5, Value::Array(items)) if items.len() > 1 => {
            let (one, two) = (tape.below(items.len()), tape.below(items.len()));
            items.swap(one, two);
        }
        (6, Value::Object(members)) => {
            members.push((WORDS[tape.below(WORDS.len())].to_owned(), other));
        }
        (7, Value::String(text)) => {
            let times = [0, 2, 40, 4_001][tape.below(4)];
            if text.len() * times <= LARGE {
                *text = text.repeat(times);
            }
        }
        (8, _) => {
            for _ in 0..[1, 2, 60][tape.below(3)] {
                *value = Value::Array(vec![std::mem::take(value)]);
            }
        }
        _ => *value = WORDS[tape.below(WORDS.len())].into(),
    }
}

/// Bytes and values that one change may add: eight of them must not fill the memory.
const LARGE: usize = 20_000;

fn size(value: &Value) -> usize {
    1 + match value {
        Value::String(text) => text.len(),
        Value::Array(items) => items.iter().map(size).sum(),
        Value::Object(members) => members.iter().map(|(key, v)| key.len() + size(v)).sum(),
        _ => 0,
    }
}

fn shortened(value: &Value) -> String {
    value.to_json().chars().take(2_000).collect()
}

/// Keeps what is planted out of the output, where it would look like a fault.
fn quiet(planted: &'static str) {
    let before = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        let text = info.payload().downcast_ref::<&str>().copied();
        let text = text.or(info.payload().downcast_ref::<String>().map(String::as_str));
        if text != Some(planted) {
            before(info);
        }
    }));
}
