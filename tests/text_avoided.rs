//! Words that no shipped catalogue may hold, in each language: the column "Avoid" of the content
//! rules, claims that the product cannot keep, and words that judge or press.
#![allow(clippy::panic, clippy::unwrap_used)]

mod words;

use std::collections::BTreeSet;

use words::{Catalogue, FATE, has_any};

/// What a language avoids. A trailing `*` stands for any ending.
struct Avoided {
    language: &'static str,
    /// Never, but for [`EXCEPT`].
    never: &'static [&'static str],
    /// Only in the lines of [`FATE`].
    fate: &'static [&'static str],
}

const AVOIDED: &[Avoided] = &[
    Avoided {
        language: "en",
        never: &[
            // blame, law, and a term in dispute
            "incident*",
            "error*",
            "mistake*",
            "adverse*",
            "victim*",
            // a label in place of asking for someone
            "submit*",
            "submission*",
            "referral*",
            "refer",
            "enrol*",
            "self refer*",
            // the host's language, not the reader's
            "provider*",
            "resource*",
            "intervention*",
            // judgement
            "score*",
            "result*",
            "risk*",
            "positive*",
            "severe*",
            "severity",
            "normal*",
            "diagnos*",
            "congratulat*",
            // claims
            "anonym*",
            "secure*",
            "security",
            "encrypt*",
            "confidential*",
            "privileged",
            "100%",
            "guarant*",
            "safe",
            "safely",
            // pressure
            "should",
            "must",
            "need to",
            "needs to",
            "simply",
            "simple",
            "just",
            "easy",
            "easily",
            "easier",
            // hollow verbs
            "click here",
            "proceed*",
            "utilis*",
            "utiliz*",
            "access*",
            // vague times
            "24/7",
            "soon",
            "shortly",
            // gaps that are not owned up to
            "n/a",
            "unknown",
            "blank",
            // errors that blame, and forms of politeness that cost a tired reader time
            "please",
            "sorry",
            "oops",
            "invalid",
            "valid",
            "validat*",
            "forgot*",
        ],
        fate: &[
            "sent",
            "done",
            "success*",
            "succeed*",
            "received",
            "accepted",
            "delivered",
            "arrived",
            "has your request",
        ],
    },
    Avoided {
        language: "es",
        never: &[
            "incidente*",
            "error*",
            "equivoc*",
            "fallo*",
            "falla*",
            "adverso*",
            "víctima*",
            "someter*",
            "someta*",
            "derivación*",
            "derivaciones",
            "remisión*",
            "remitir*",
            "inscri*",
            "proveedor*",
            "recurso*",
            "intervención*",
            "intervenciones",
            "puntaje*",
            "puntuación*",
            "puntuaciones",
            "puntos",
            "resultado*",
            "riesgo*",
            "positiv*",
            "grave*",
            "gravedad",
            "sever*",
            "normal*",
            "diagn*",
            "felici*",
            "enhorabuena",
            "anónim*",
            "anonim*",
            "segur*",
            "cifrad*",
            "encripta*",
            "confidencial*",
            "privilegiad*",
            "100%",
            "garant*",
            "debe",
            "deben",
            "deber*",
            "debería*",
            "hay que",
            "tiene que",
            "tienen que",
            "necesita",
            "es necesario",
            "simplemente",
            "simple*",
            "sencill*",
            "fácil*",
            "clic",
            "haga clic*",
            "proced*",
            "utiliz*",
            "acced*",
            "acceso*",
            "24/7",
            "pronto",
            "en breve",
            "próximamente",
            "n/a",
            "n/d",
            "desconocid*",
            "en blanco",
            "por favor",
            "lo siento",
            "lo sentimos",
            "perdón*",
            "disculp*",
            "ups",
            "inválid*",
            "válid*",
            "validad*",
            "validación",
            "olvid*",
        ],
        fate: &[
            "enviad*",
            "envió",
            "envía*",
            "éxito*",
            "exitos*",
            "hecho",
            "listo",
            "recibid*",
            "recibió",
            "aceptad*",
            "aceptó",
            "entregad*",
            "entregó",
            "llegado",
            "llegó",
            "tiene su solicitud",
        ],
    },
];

/// Lines that may use a word above: language, key, word, and for what.
const EXCEPT: &[(&str, &str, &str, &str)] = &[
    ("en", "error.prefix", "error*", "a form's own word"),
    ("en", "option.confidentiality", "confidential*", HOSTS),
    ("en", "check.label", "validat*", DENIES),
    ("en", "check.label", "diagnos*", DENIES),
    ("en", "summary.label", "validat*", DENIES),
    ("en", "summary.label", "diagnos*", DENIES),
    ("en", "instrument.label.screening", "diagnos*", DENIES),
    ("en", "instrument.label.reflection", "diagnos*", DENIES),
    ("en", "instrument.unvalidated", "validat*", DENIES),
    ("en", "keep.file-lead", "validat*", DENIES),
    ("en", "keep.file-lead", "diagnos*", DENIES),
    ("en", "referral.kept.urgency", "soon", WISH),
    ("en", "referral.soon-title", "soon", WISH),
    ("en", "referral.urgency", "soon", WISH),
    ("en", "review.urgency", "soon", WISH),
    ("en", "about.worry-hr", "resource*", "a department's name"),
    (
        "en",
        "welcome.term",
        "victim*",
        "shown only where the host asks for the term",
    ),
    ("es", "about.worry-hr", "recurso*", "a department's name"),
    (
        "es",
        "welcome.term",
        "víctima*",
        "shown only where the host asks for the term",
    ),
    ("es", "crisis.strip", "necesita", "asks, and presses nobody"),
    ("es", "error.prefix", "error*", "a form's own word"),
    ("es", "option.confidentiality", "confidencial*", HOSTS),
    ("es", "check.label", "validad*", DENIES),
    ("es", "check.label", "diagn*", DENIES),
    ("es", "summary.label", "validad*", DENIES),
    ("es", "summary.label", "diagn*", DENIES),
    ("es", "instrument.label.screening", "diagn*", DENIES),
    ("es", "instrument.label.reflection", "diagn*", DENIES),
    ("es", "instrument.unvalidated", "validad*", DENIES),
    ("es", "keep.file-lead", "validad*", DENIES),
    ("es", "keep.file-lead", "diagn*", DENIES),
];

const DENIES: &str = "says that it is not";
const HOSTS: &str = "the label of the host's own statement";
const WISH: &str = "asks how soon the person wishes it, and promises nothing";

#[test]
fn avoided_words_stand_only_where_they_are_excepted() {
    for catalogue in Catalogue::all() {
        let language = catalogue.language.as_str();
        let found = never_found(&catalogue);
        let excepted: BTreeSet<_> = EXCEPT
            .iter()
            .filter(|(of, ..)| *of == language)
            .map(|(_, key, word, _)| (*key, *word))
            .collect();
        assert_eq!(found, excepted, "{language}");
        for (_, key, word, why) in EXCEPT.iter().filter(|(of, ..)| *of == language) {
            let denied = has_any(catalogue.line(key), &["not", "no"]);
            assert!(*why != DENIES || denied, "{language} {key}: {word}");
        }
    }
}

#[test]
fn only_listed_lines_tell_of_a_requests_fate_in_any_language() {
    let listed: BTreeSet<&str> = FATE.iter().map(|(key, _)| *key).collect();
    for catalogue in Catalogue::all() {
        let unlisted: Vec<_> = fate_found(&catalogue)
            .difference(&listed)
            .copied()
            .collect();
        assert!(unlisted.is_empty(), "{}: {unlisted:?}", catalogue.language);
    }
}

/// Each word of each list is found when a line holds it, in another case and beside a full stop.
#[test]
fn every_avoided_word_is_found_where_it_is_planted() {
    for mut catalogue in Catalogue::all() {
        let avoided = avoided(&catalogue.language);
        for word in avoided.never.iter().chain(avoided.fate) {
            let spoken = word.trim_end_matches('*').to_uppercase();
            catalogue.lines = vec![("facts.planted", format!("x ({spoken}). x"))];
            let found = never_found(&catalogue).len() + fate_found(&catalogue).len();
            assert!(found > 0, "{}: {word}", catalogue.language);
        }
        catalogue.lines = vec![("facts.planted", "x".to_owned())];
        assert!(never_found(&catalogue).is_empty() && fate_found(&catalogue).is_empty());
    }
}

fn never_found(catalogue: &Catalogue) -> BTreeSet<(&'static str, &'static str)> {
    let mut found = BTreeSet::new();
    for word in avoided(&catalogue.language).never {
        let with = catalogue
            .lines
            .iter()
            .filter(|(_, line)| has_any(line, &[word]));
        found.extend(with.map(|(key, _)| (*key, *word)));
    }
    found
}

fn fate_found(catalogue: &Catalogue) -> BTreeSet<&'static str> {
    let words = avoided(&catalogue.language).fate;
    let telling = catalogue
        .lines
        .iter()
        .filter(|(_, line)| has_any(line, words));
    telling.map(|(key, _)| *key).collect()
}

/// A language cannot ship without a list of its own.
fn avoided(language: &str) -> &'static Avoided {
    let found = AVOIDED.iter().find(|avoided| avoided.language == language);
    found.unwrap_or_else(|| panic!("no avoided words for {language}"))
}
