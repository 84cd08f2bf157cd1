//! The Spanish catalogue: whole, in step with the English, in its own manner, and plain.
#![allow(clippy::panic, clippy::print_stdout, clippy::unwrap_used)]

mod words;

use std::collections::BTreeMap;

use touchbase::text::english::ARGUMENTS;
use words::{
    BUTTONS, Catalogue, FATE, LONG_BUTTONS, Reason, filled, has_any, screen, sentences, words,
};

/// INFLESZ: "normal" from 55, "bastante fácil" from 65 (Barrio-Cantalejo 2008).
const LEAST: f64 = 55.0;

/// A line with fewer words is measured with its screen.
const ALONE_FROM: usize = 10;

#[test]
fn every_screen_is_normal_to_read_or_easier() {
    let lines = spanish();
    assert_eq!(too_hard(&lines), Vec::<String>::new());

    println!("INFLESZ of each screen in Spanish (55 normal, 65 rather easy, 80 very easy):");
    for (screen, count) in by_screen(&lines) {
        println!("  {screen:12} {:5.1}", count.inflesz());
    }
}

#[test]
fn a_hard_line_is_found_alone_and_within_a_screen() {
    let mut lines = spanish();
    let hard = "Las consecuencias psicológicas posteriores a procedimientos institucionales \
        frecuentemente dificultan considerablemente la comunicación interpersonal.";
    lines.push(("facts.planted", hard.to_owned()));
    assert!(
        too_hard(&lines)
            .iter()
            .any(|f| f.starts_with("facts.planted: "))
    );

    let mut lines = spanish();
    for _ in 0..40 {
        let short = "Responsabilidades organizacionales comunicativas";
        lines.push(("facts.planted", short.to_owned()));
    }
    assert!(too_hard(&lines).iter().any(|f| f.starts_with("facts: ")));
}

#[test]
fn sentences_have_at_most_25_words() {
    for (key, line) in spanish() {
        for sentence in sentences(&line) {
            let count = words(sentence).count();
            assert!(count <= 25, "{key}: {count} words: {sentence}");
        }
    }
}

#[test]
fn a_line_holds_what_the_english_line_holds() {
    let (english, spanish) = (Catalogue::english(), catalogue());
    for (i, (key, line)) in spanish.lines.iter().enumerate() {
        let source = &english.lines[i].1;
        assert_eq!(placeholders(line), sorted(ARGUMENTS[i]), "{key}");
        // Each language's check is a version of its own.
        if *key != "check.version-id" {
            assert_eq!(numbers(line), numbers(source), "{key}");
        }
        for end in ['.', ':', '?', '…'] {
            assert_eq!(line.ends_with(end), source.ends_with(end), "{key}: {end}");
        }
    }
}

#[test]
fn the_check_is_a_version_of_its_own_and_nobody_has_reviewed_it() {
    let (english, spanish) = (Catalogue::english(), catalogue());
    for (catalogue, id) in [(&english, "en-"), (&spanish, "es-")] {
        let version = catalogue.line("check.version-id");
        let number = version.strip_prefix(id).unwrap();
        assert!(number.parse::<u32>().unwrap() > 0, "{version}");
    }
    assert!(has_any(english.line("check.unreviewed"), &["no clinician"]));
    assert!(has_any(spanish.line("check.unreviewed"), &["nadie"]));
}

#[test]
fn no_english_is_left_over() {
    const ENGLISH_WORDS: &[&str] = &[
        "the", "of", "you", "your", "to", "and", "is", "this", "with", "not", "for", "are", "they",
        "who", "what", "how", "request", "people", "page", "e-mail", "email",
    ];
    /// The same word in both languages.
    const SAME: &[&str] = &["error.prefix"];
    let english = Catalogue::english();
    for ((key, line), (_, source)) in catalogue().lines.iter().zip(&english.lines) {
        let bare = filled(line, |_| Some(""));
        let has_words = words(&bare).next().is_some();
        assert!(!has_words || SAME.contains(key) || line != source, "{key}");
        assert!(!has_any(&bare, ENGLISH_WORDS), "{key}: {line}");
    }
}

/// A person is addressed as "usted", and the words leave open who they are.
#[test]
fn the_address_is_formal_and_open() {
    const FAMILIAR: &[&str] = &[
        "tú", "tu", "tus", "te", "ti", "contigo", "tuyo", "tuya", "puedes", "tienes", "quieres",
        "estás", "eres", "vos", "vosotros", "vuestr*",
    ];
    /// Forms for one gender alone, and the doubled ones, which a screen reader stumbles over.
    const GENDERED: &[&str] = &[
        "solo usted",
        "sola",
        "médico",
        "médicos",
        "doctor",
        "doctores",
        "enfermera*",
        "enfermero*",
        "bienvenido",
        "bienvenida",
        "consejero",
        "consejera",
        "empleado",
        "empleada",
        "compañero",
        "compañera",
        "un colega",
        "una colega",
        "un profesional",
        "una profesional",
        "todos ellos",
        "o/a",
        "os/as",
        "amig*",
    ];
    for (key, line) in &catalogue().lines {
        assert!(!has_any(line, FAMILIAR), "{key}: {line}");
        assert!(!has_any(line, GENDERED), "{key}: {line}");
        assert!(!line.contains("(a)") && !line.contains("(as)"), "{key}");
        assert!(!line.contains("xs ") && !line.contains("@s"), "{key}");
    }
}

#[test]
fn lines_are_calm_and_tidy() {
    for (key, line) in &catalogue().lines {
        assert!(!line.contains(['!', '¡']), "{key}: no exclamation");
        assert_eq!(line.trim(), line, "{key}: space around");
        assert!(!line.contains("  "), "{key}: two spaces");
        assert_eq!(
            line.matches('¿').count(),
            line.matches('?').count(),
            "{key}"
        );
        let plain = |c: char| {
            "áéíóúüñÁÉÍÓÚÜÑ¿…".contains(c) || (c.is_ascii() && !c.is_ascii_control() && c != '"')
        };
        assert!(line.chars().all(plain), "{key}: {line}");
    }
}

#[test]
fn the_language_holds_no_number_of_any_service() {
    for (key, line) in &catalogue().lines {
        let long = numbers(line).iter().any(|number| number.len() > 2);
        assert!(!long, "{key}");
    }
}

#[test]
fn errors_tags_and_buttons_are_short() {
    let (english, spanish) = (Catalogue::english(), catalogue());
    for (key, line) in &spanish.lines {
        let most = match *key {
            _ if key.starts_with("error.") => 14,
            _ if key.starts_with("status.tag.") || key.starts_with("status.title.") => 10,
            _ => continue,
        };
        let count = line.split_whitespace().count();
        assert!(count <= most, "{key}: {count} words");
    }
    for key in BUTTONS.iter().chain(LONG_BUTTONS) {
        let (line, source) = (spanish.line(key), english.line(key));
        let (long, short) = (line.chars().count(), source.chars().count());
        assert!(long * 100 <= short * 180, "{key}: {long} for {short}");
        assert!(words(line).count() <= 6 && !line.ends_with('.'), "{key}");
    }
}

#[test]
fn a_line_about_a_requests_fate_is_what_its_reason_says() {
    let spanish = catalogue();
    for (key, reason) in FATE {
        let line = spanish.line(key);
        let fits = match reason {
            Reason::Accepted | Reason::Rule => true,
            Reason::Denied => has_any(line, &["no", "nada", "ni", "sin"]),
            Reason::Unknown => has_any(line, &["puede", "puede que", "no podemos saber"]),
            Reason::Awaited => has_any(line, &["hasta que vea"]),
        };
        assert!(fits, "{key}: {reason:?}: {line}");
    }
}

/// A card's sentence is put together and has to hold as a whole.
#[test]
fn the_sentences_of_the_order_hold_whatever_they_are_made_of() {
    let spanish = catalogue();
    let all = |start: &str| {
        let of = spanish
            .lines
            .iter()
            .filter(|(key, _)| key.starts_with(start));
        of.map(|(_, line)| line.as_str()).collect::<Vec<_>>()
    };
    for group in all("options.group-") {
        assert!(group.chars().next().unwrap().is_uppercase(), "{group}");
        for because in all("options.because-") {
            assert!(because.chars().next().unwrap().is_lowercase(), "{because}");
            assert!(!because.ends_with('.'), "{because}");
            for key in ["options.why-first", "options.why-next"] {
                let line = spanish.line(key).replace("{group}", group);
                let line = line.replace("{because}", because);
                assert!(words(&line).count() <= 25, "{line}");
            }
        }
    }
}

#[test]
fn syllables_are_counted() {
    for (count, spoken) in [
        (1, "y que quien muy ya bien aun hay dos buen 3 72"),
        (
            2,
            "tiempo lugar función aún leer guía día peor gente cuerpo pueden oír",
        ),
        (
            3,
            "ayuda respuesta trabajo decía ahora cuidado construye idea héroe miedosa",
        ),
        (4, "solicitud navegador familiares poesía"),
        (5, "aeropuerto computadora privacidades"),
        (6, "confidencialidad responsabilidad"),
    ] {
        for word in words(spoken) {
            assert_eq!(syllables(word), count, "{word}");
        }
    }
}

/// Worked out by hand: 206.835 - 62.3 * syllables / words - words / sentences.
#[test]
fn the_measure_is_szigriszts() {
    for (text, counts, inflesz) in [
        ("Nadie lo lee.", (3, 1, 5), 100.0),
        ("Puede llamar. Nada se guarda aquí.", (6, 2, 11), 89.62),
    ] {
        let count = Count::of(text);
        assert_eq!(
            (count.words, count.sentences, count.syllables),
            counts,
            "{text}"
        );
        assert!(
            (count.inflesz() - inflesz).abs() < 0.01,
            "{}",
            count.inflesz()
        );
    }
}

fn catalogue() -> Catalogue {
    Catalogue::shipped("es")
}

fn spanish() -> Vec<(&'static str, String)> {
    let lines = catalogue().lines.into_iter();
    lines
        .map(|(key, line)| (key, filled(&line, sample)))
        .collect()
}

/// A plain word for what fills a line.
fn sample(name: &str) -> Option<&'static str> {
    Some(match name {
        "n" | "total" | "count" | "days" | "hours" | "version" | "key" | "ext" | "most" => "2",
        "date" => "3 de mayo",
        "time" => "lunes",
        "program" | "option" => "Apoyo de Colegas",
        "group" => "Otra ayuda",
        "because" => "no se marcó nada",
        _ => "nombre",
    })
}

fn too_hard(lines: &[(&'static str, String)]) -> Vec<String> {
    let mut found = Vec::new();
    for (key, line) in lines {
        let count = Count::of(line);
        if count.words >= ALONE_FROM && count.inflesz() < LEAST {
            found.push(format!("{key}: {:.1}: {line}", count.inflesz()));
        }
    }
    for (screen, count) in by_screen(lines) {
        if count.inflesz() < LEAST {
            found.push(format!("{screen}: {:.1}", count.inflesz()));
        }
    }
    found
}

fn by_screen<'a>(lines: &'a [(&'static str, String)]) -> BTreeMap<&'a str, Count> {
    let mut screens: BTreeMap<&str, Count> = BTreeMap::new();
    for (key, line) in lines {
        let (count, screen) = (Count::of(line), screens.entry(screen(key)).or_default());
        screen.words += count.words;
        screen.sentences += count.sentences;
        screen.syllables += count.syllables;
    }
    screens
}

/// What the measure is computed from.
#[derive(Default)]
struct Count {
    words: usize,
    sentences: usize,
    syllables: usize,
}

impl Count {
    fn of(text: &str) -> Self {
        Self {
            words: words(text).count(),
            sentences: sentences(text).count(),
            syllables: words(text).map(syllables).sum(),
        }
    }

    /// Perspicuity (Szigriszt-Pazos 1993), read on the INFLESZ scale.
    #[allow(clippy::cast_precision_loss)]
    fn inflesz(&self) -> f64 {
        let (words, sentences) = (self.words as f64, self.sentences as f64);
        206.835 - 62.3 * self.syllables as f64 / words - words / sentences
    }
}

/// The syllables of a Spanish word. Vowels that stand together are one syllable, except that two
/// open vowels (a, e, o) are two, and so are an open one and an accented í or ú. `y` is a vowel at
/// the end of a word. A number is one word of one syllable.
fn syllables(word: &str) -> usize {
    let letters: Vec<char> = word.to_lowercase().chars().collect();
    let is_open = |c: char| "aeoáéó".contains(c);
    let is_vowel = |i: usize| match letters[i] {
        'y' => letters.get(i + 1).is_none_or(|next| !next.is_alphabetic()),
        c => is_open(c) || "iuíúü".contains(c),
    };
    let mut count = 0;
    for i in (0..letters.len()).filter(|i| is_vowel(*i)) {
        let apart = match i.checked_sub(1).filter(|before| is_vowel(*before)) {
            None => true,
            Some(before) => {
                let pair = [letters[before], letters[i]];
                let open = pair.iter().filter(|c| is_open(**c)).count();
                let stressed = pair.iter().any(|c| "íú".contains(*c));
                open == 2 || (open == 1 && stressed)
            }
        };
        count += usize::from(apart);
    }
    count.max(1)
}

fn placeholders(line: &str) -> Vec<&str> {
    let names = line.split('{').skip(1);
    sorted(
        &names
            .map(|opened| opened.split_once('}').unwrap().0)
            .collect::<Vec<_>>(),
    )
}

fn sorted<'a>(names: &[&'a str]) -> Vec<&'a str> {
    let mut names = names.to_vec();
    names.sort_unstable();
    names
}

fn numbers(line: &str) -> Vec<String> {
    let mut numbers: Vec<_> = line
        .split(|c: char| !c.is_numeric())
        .filter(|number| !number.is_empty())
        .map(str::to_owned)
        .collect();
    numbers.sort();
    numbers
}
