//! What the build writes from the catalogue: texts for JavaScript, and further languages.
#![allow(clippy::panic, clippy::unwrap_used)]

#[allow(dead_code)]
#[path = "../examples/generate.rs"]
mod generate;

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use generate::{Error, LITE_KEYS, LOADER_KEYS, PLACE, generate as write_package};
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use touchbase::config::Code;
use touchbase::instrument::{Reason, UNREACHABLE};
use touchbase::jose::KeyFault;
use touchbase::text::english::{ARGUMENTS, ENGLISH, KEYS};
use touchbase::text::{Msg, Texts};

/// A package and a folder of languages of a test of its own.
struct Folder {
    package: PathBuf,
    languages: PathBuf,
}

impl Folder {
    fn new(test: &str) -> Self {
        let root = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(test);
        if root.exists() {
            fs::remove_dir_all(&root).unwrap();
        }
        let folder = Self {
            package: root.join("pkg"),
            languages: root.join("locales"),
        };
        fs::create_dir_all(&folder.package).unwrap();
        fs::create_dir_all(&folder.languages).unwrap();
        folder
    }

    fn script(&self, name: &str, text: &str) {
        fs::write(self.package.join(name), text).unwrap();
    }

    fn language(&self, name: &str, value: &Value) {
        fs::write(self.languages.join(name), value.to_string()).unwrap();
    }

    fn write(&self, pseudo: bool) -> Result<(), Error> {
        write_package(&self.package, &self.languages, pseudo)
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.package.join(name)).unwrap()
    }

    fn json(&self, name: &str) -> Value {
        serde_json::from_str(&self.read(name)).unwrap()
    }
}

#[test]
fn the_schema_and_a_sentence_for_every_fault_are_written() {
    let folder = Folder::new("sentences");
    folder.write(false).unwrap();
    let schema = folder.json("schemas/touchbase.schema.json");
    assert_eq!(schema["title"], "touchbase configuration");
    let schema = folder.json("schemas/referral.schema.json");
    assert_eq!(schema["title"], "touchbase referral");
    let schema = folder.json("schemas/instrument.schema.json");
    assert_eq!(schema["title"], "touchbase instrument");
    let sentences = folder.json("mend.en.json");
    for code in Code::ALL {
        assert!(sentences[code.as_str()].is_string(), "{}", code.as_str());
    }
    for fault in KeyFault::ALL {
        assert!(sentences[fault.as_str()].is_string(), "{}", fault.as_str());
    }
    for reason in Reason::all() {
        let key = format!("instrument-{}", reason.as_str());
        assert!(sentences[&key].is_string(), "{key}");
    }
    assert!(sentences[UNREACHABLE].is_string());
    let own = Code::ALL.iter().map(|code| code.as_str());
    let codes: BTreeSet<_> = own
        .chain(KeyFault::ALL.iter().map(|fault| fault.as_str()))
        .collect();
    let count = codes.len() + Reason::all().count();
    assert_eq!(sentences.as_object().unwrap().len(), count);
    // Scripts that are not there are not made up, and English is in the wasm.
    assert!(!folder.package.join("lite.js").exists());
    assert!(!folder.package.join("locales").exists());
}

#[test]
fn scripts_get_their_texts_and_keep_everything_else() {
    let folder = Folder::new("scripts");
    for name in ["touch-base.js", "lite.js"] {
        folder.script(name, &format!("before();\n{PLACE}\nafter();\n"));
    }
    folder.write(false).unwrap();
    for (name, keys) in [("touch-base.js", LOADER_KEYS), ("lite.js", LITE_KEYS)] {
        let script = folder.read(name);
        let texts = script
            .strip_prefix("before();\nconst TEXTS = ")
            .and_then(|rest| rest.strip_suffix(";\nafter();\n"))
            .unwrap();
        let texts: Value = serde_json::from_str(texts).unwrap();
        assert_eq!(texts.as_object().unwrap().len(), 1);
        let english = texts["en"].as_object().unwrap();
        assert_eq!(english.len(), keys.len());
        for key in keys {
            let position = KEYS.iter().position(|k| k == key).unwrap();
            assert_eq!(english[*key], ENGLISH[position], "{key}");
        }
    }
}

#[test]
fn a_script_without_the_place_stops_the_build() {
    let folder = Folder::new("no-place");
    folder.script("lite.js", "const TEXTS = {};\n");
    let error = folder.write(false).unwrap_err();
    assert!(matches!(error, Error::NoPlace(_)));
    let message = error.to_string();
    assert!(message.contains("lite.js") && message.contains(PLACE));
}

#[test]
fn a_language_is_written_in_the_order_of_the_catalogue() {
    let folder = Folder::new("language");
    folder.script("lite.js", PLACE);
    // serde_json sorts keys, so the file's order is not the catalogue's.
    folder.language("xx.json", &translation());
    folder.write(false).unwrap();
    let lines: Vec<String> = serde_json::from_value(folder.json("locales/xx.json")).unwrap();
    let texts = Texts::from_lines("xx", lines).unwrap();
    assert_eq!(texts.say(Msg::Back), "xx: Back");
    let message = Msg::CallExt {
        number: "1",
        ext: "2",
    };
    assert_eq!(texts.say(message), "xx: Call 1, extension 2");
    assert!(
        folder
            .read("lite.js")
            .contains(r#""xx":{"crisis.strip":"xx: "#)
    );
}

#[test]
fn a_language_that_does_not_fit_stops_the_build_and_says_where() {
    let changes: &[(&str, Value, &str)] = &[
        ("frame.back", json!(null), "frame.back: no text"),
        ("frame.back", json!(" "), "frame.back: an empty text"),
        ("frame.gone", json!("x"), "frame.gone: no such key"),
        ("frame.back", json!("{x}"), "frame.back: the placeholders"),
        ("route.call", json!("x"), "route.call: the placeholders"),
    ];
    for (i, (key, text, message)) in changes.iter().enumerate() {
        let folder = Folder::new(&format!("unfit-{i}"));
        let mut language = translation();
        language[*key] = text.clone();
        folder.language("xx.json", &language);
        let error = folder.write(false).unwrap_err().to_string();
        assert!(error.contains(message), "{error}");
        assert!(error.contains("xx.json"), "{error}");
    }
    let folder = Folder::new("unfit-twice");
    let twice = translation()
        .to_string()
        .replacen('{', r#"{"frame.back":"x","#, 1);
    fs::write(folder.languages.join("xx.json"), twice).unwrap();
    let error = folder.write(false).unwrap_err().to_string();
    assert!(error.contains("frame.back: given twice"), "{error}");
    fs::write(folder.languages.join("xx.json"), "{").unwrap();
    assert!(folder.write(false).is_err());
}

#[test]
fn the_shipped_languages_fit_the_catalogue() {
    let folder = Folder::new("shipped");
    let shipped = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("www/locales");
    write_package(&folder.package, &shipped, false).unwrap();
}

#[test]
fn the_test_languages_are_written_only_when_asked_for() {
    let folder = Folder::new("pseudo");
    folder.write(true).unwrap();
    for name in ["en-XA", "ar-XB"] {
        let lines = pseudo(&folder, name);
        for (i, line) in lines.iter().enumerate() {
            assert_eq!(placeholders(line), ARGUMENTS[i], "{name} {}", KEYS[i]);
            // A line that is nothing but what fills it has no words to change.
            let bare =
                ENGLISH[i].starts_with('{') && ENGLISH[i].find('}') == Some(ENGLISH[i].len() - 1);
            assert!(bare || line != ENGLISH[i], "{name} {}", KEYS[i]);
        }
    }
}

#[test]
fn the_accented_language_is_at_least_35_percent_longer() {
    let folder = Folder::new("accented");
    folder.write(true).unwrap();
    for (line, english) in pseudo(&folder, "en-XA").iter().zip(ENGLISH) {
        let (long, short) = (line.chars().count(), english.chars().count());
        let names: usize = placeholders(english).iter().map(|n| n.len() + 2).sum();
        assert!(
            (long - names) * 100 >= (short - names) * 135,
            "{english} {line}"
        );
        assert!(line.starts_with('[') && line.ends_with(']'), "{line}");
    }
}

/// Every mark that turns the direction is taken back within the line, and words are inside it.
#[test]
fn the_mirrored_language_turns_its_words_and_nothing_else() {
    let folder = Folder::new("mirrored");
    folder.write(true).unwrap();
    for (line, english) in pseudo(&folder, "ar-XB").iter().zip(ENGLISH) {
        let mut turned = false;
        let mut named = false;
        for c in line.chars() {
            match c {
                '\u{202e}' => {
                    assert!(!turned, "{english}");
                    turned = true;
                }
                '\u{202c}' => {
                    assert!(turned, "{english}");
                    turned = false;
                }
                '{' | '}' => named = c == '{',
                _ => assert!(turned || named, "{english}: {c}"),
            }
        }
        assert!(!turned, "{english}");
        assert_eq!(line.replace(['\u{202e}', '\u{202c}'], ""), *english);
    }
}

proptest! {
    /// A translator may write anything around the placeholders.
    #[test]
    fn lines_come_apart_as_they_are_filled(line in "[a{}é ]{0,12}") {
        let parts: Vec<_> = generate::parts(&line).collect();
        let joined: String = parts
            .iter()
            .map(|part| match part {
                generate::Part::Words(words) => (*words).to_owned(),
                generate::Part::Placeholder(name) => format!("{{{name}}}"),
            })
            .collect();
        prop_assert_eq!(joined, line);
    }
}

/// Every text of the catalogue in a made-up language, as an object from key to text.
fn translation() -> Value {
    let texts: Map<String, Value> = KEYS
        .iter()
        .zip(ENGLISH)
        .map(|(key, line)| ((*key).to_owned(), json!(format!("xx: {line}"))))
        .collect();
    Value::Object(texts)
}

fn pseudo(folder: &Folder, language: &str) -> Vec<String> {
    let lines = folder.json(&format!("locales/{language}.json"));
    let lines: Vec<String> = serde_json::from_value(lines).unwrap();
    assert!(Texts::from_lines(language, lines.clone()).is_some());
    lines
}

fn placeholders(line: &str) -> Vec<&str> {
    line.split('{')
        .skip(1)
        .map(|opened| opened.split_once('}').unwrap().0)
        .collect()
}
