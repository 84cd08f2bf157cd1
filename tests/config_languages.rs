//! Texts by language: which one a person is shown, what a screen reader is told of it, and what a
//! request records; and the fields of a program read as they stand.
#![allow(clippy::unwrap_used)]

mod documents;

use documents::{full, minimal};
use serde_json::{Value, json};
use touchbase::config::{Concern, Config, read, read_among};
use touchbase::referral::{Kind, Mode, Preference, ReferrerPolicy, Urgency};
use touchbase::support::{Fact, Serves, asked};
use touchbase::time::Date;
use touchbase::words::Words;

#[test]
fn the_nearest_language_is_shown() {
    let texts = r#"{ "fr": "F", "es-MX": "M", "es": "S", "pt-BR": "P", "en": "E" }"#;
    for (language, locale, shown) in [
        // the very one
        ("en", "es-MX", ("M", None)),
        ("en", "ES-mx", ("M", None)),
        ("en", "es", ("S", None)),
        // its primary language
        ("en", "es-AR", ("S", None)),
        ("en", "pt", ("P", None)),
        ("en", "pt-PT", ("P", None)),
        // that of the document
        ("en", "de", ("E", Some("en"))),
        ("pt", "de", ("P", Some("pt-BR"))),
        // the first
        ("it", "de", ("F", Some("fr"))),
        ("it", "", ("F", Some("fr"))),
    ] {
        let found = name_of(language, locale, texts);
        let (text, lang) = shown;
        let expected = Words {
            text: text.to_owned(),
            lang: lang.map(str::to_owned),
        };
        assert_eq!(found, expected, "{language} {locale}");
    }
}

/// As where a page asks for French and the product has none: the host's French is shown, and marked
/// as French among English words.
#[test]
fn what_is_foreign_is_told_by_the_words_around() {
    let mut value = minimal();
    value["language"] = json!("en");
    value["options"][0]["name"] = json!({ "fr": "Coll\u{e8}gues", "es": "Colegas", "en": "Peers" });
    for (locale, around, shown, lang) in [
        ("fr-CA", "en", "Coll\u{e8}gues", Some("fr")),
        ("fr-CA", "fr", "Coll\u{e8}gues", None),
        ("es", "en", "Colegas", Some("es")),
        ("de", "en", "Peers", None),
    ] {
        let value = serde_json::from_value(value.clone()).unwrap();
        let today = Date::parse("2026-11-22").unwrap();
        let config = read_among(&value, today, locale, around).config;
        let name = &config.options[0].name;
        assert_eq!((&**name, name.lang.as_deref()), (shown, lang), "{locale}");
    }
}

#[test]
fn a_plain_text_is_in_the_language_of_the_document() {
    for (language, locale, lang) in [
        (json!("en"), "en", None),
        (json!("en-GB"), "en-US", None),
        (json!("en"), "es", Some("en")),
        // Not known, so nothing is said of it.
        (json!(null), "es", None),
        (json!("en_US"), "es", None),
    ] {
        let mut value = minimal();
        value["language"] = language.clone();
        let name = read_in(&value, locale).options.remove(0).name;
        assert_eq!(name, "Peers");
        assert_eq!(name.lang.as_deref(), lang, "{language} {locale}");
    }
}

#[test]
fn a_language_that_cannot_be_read_gives_way_to_another() {
    for texts in [
        r#"{ "es": "", "en": "E" }"#,
        r#"{ "es": "  ", "en": " E " }"#,
        r#"{ "es": 7, "en": "E" }"#,
        r#"{ "es": null, "en": "E" }"#,
    ] {
        let found = name_of("en", "es", texts);
        assert_eq!((&*found, found.lang.as_deref()), ("E", Some("en")));
    }
    // What no language is called is better than no name, and no language is told.
    let found = name_of("en", "es", r#"{ "en_US": "E", "fr": 1, "de": "D" }"#);
    assert_eq!(&*found, "E");
    assert_eq!(found.lang, None);
}

/// The people who read a request read the document's first language, whatever the person reads.
#[test]
fn a_label_is_recorded_in_the_documents_own_words() {
    let mut value = minimal();
    let labels = json!([{ "en": "Nights", "es": "Noches" }, "Weekends"]);
    value["referral"]["contact_windows"] = labels.clone();
    value["options"][0]["eligibility"] = json!({ "roles": labels });
    value["options"][1]["eligibility"] = json!({ "roles": ["Nights", "Days"] });
    let config = read_in(&value, "es");
    let windows = config.referral.as_ref().unwrap().policy.windows.as_ref();
    let windows = windows.unwrap();
    let shown: Vec<&str> = windows.iter().map(|label| &*label.shown).collect();
    let recorded: Vec<&str> = windows
        .iter()
        .map(|label| label.recorded.as_str())
        .collect();
    assert_eq!(shown, ["Noches", "Weekends"]);
    assert_eq!(recorded, ["Nights", "Weekends"]);
    // Two options that name one label in different languages ask for it once.
    let asked = asked(&config.options);
    let roles = asked.iter().find(|asked| asked.fact == Fact::Role).unwrap();
    assert_eq!(roles.labels, ["Nights", "Weekends", "Days"]);
}

#[test]
fn every_field_of_a_program_is_read() {
    let config = read_in(&full(), "en");
    let option = &config.options[0];
    assert_eq!(option.serves, Some(Serves::Individual));
    assert_eq!(
        option.expected_source_url.as_deref(),
        Some("https://example.org/")
    );
    assert_eq!(option.data_taken, ["A name."]);
    assert_eq!(option.data_not_taken, ["The event."]);
    assert_eq!(option.follow_up.as_deref(), Some("None."));
    assert_eq!(option.opens_after_report.as_deref(), Some("Report first."));
    assert_eq!(option.take_back.as_deref(), Some("Call."));
    assert_eq!(option.level.as_deref(), Some("Level"));
    assert_eq!(option.sources[0].title, "Page");
    assert_eq!(option.sources[0].reviewed_on, "2026-11-01");
    assert!(option.routes[0].sign_in && option.routes[0].on_site);
    assert!(!option.routes[1].sign_in && !option.routes[1].on_site);
    assert_eq!(option.eligibility.countries, ["US"]);
    assert_eq!(option.eligibility.regions, ["North"]);
    assert_eq!(config.example.as_deref(), Some("An example."));
    let message = config.message.as_ref().unwrap();
    assert_eq!(message.from, "Ana");
    assert_eq!(message.text, "You are not alone.");
    assert_eq!(message.date.as_deref(), Some("2026-11-01"));
    let worry = config.worry(Concern::Manager).unwrap();
    assert_eq!(worry.text, "No.");
    assert_eq!(worry.jurisdiction.as_deref(), Some("Here"));
    assert_eq!(config.worry(Concern::Lawsuit), None);
    let feedback = config.feedback.as_ref().unwrap();
    assert_eq!(feedback.url, "https://example.org/");
    assert_eq!(feedback.text.as_deref(), Some("Tell us."));
    assert!(config.second_victim);

    let policy = &config.referral.as_ref().unwrap().policy;
    assert_eq!(policy.kinds, [Kind::Own, Kind::Colleague]);
    assert!(policy.colleague_must_know && policy.follow_up_ok && policy.do_not_match);
    assert!(!policy.note);
    assert_eq!(policy.referrer, ReferrerPolicy::Optional);
    assert_eq!(policy.neutral_subject.as_deref(), Some("Touching base"));
    assert_eq!(policy.windows.as_deref().unwrap(), ["Nights"]);
    assert_eq!(policy.urgency, [Urgency::Routine]);
    let lists = [
        (&policy.roles, "Nurse"),
        (&policy.specialties, "Surgery"),
        (&policy.career_stages, "Student"),
        (&policy.sites, "North"),
        (&policy.languages, "English"),
        (&policy.units, "Ward 1"),
    ];
    for (list, label) in lists {
        assert_eq!(*list, [label]);
    }
    assert_eq!(policy.preferences, [Preference::OwnUnit]);
    assert_eq!(policy.modes, [Mode::Phone]);
}

/// The words of the document and the values they stand for are two lists in one order.
#[test]
fn each_word_stands_for_its_own_value() {
    for (i, word) in [
        "manager",
        "human_resources",
        "claims",
        "credentialing",
        "board",
        "lawsuit",
    ]
    .into_iter()
    .enumerate()
    {
        let mut value = minimal();
        value["worries"] = json!([{ "about": word, "text": "No.", "date": "2026-11-01" }]);
        let config = read_in(&value, "en");
        assert_eq!(config.worries[0].about, Concern::ALL[i], "{word}");
    }
    let mut value = minimal();
    let kinds = Kind::ALL.map(Kind::as_str);
    let referrers = ReferrerPolicy::ALL.map(ReferrerPolicy::as_str);
    let preferences = Preference::ALL.map(Preference::as_str);
    let modes = Mode::ALL.map(Mode::as_str);
    let urgency = Urgency::ALL.map(Urgency::as_str);
    value["referral"]["kinds"] = json!(kinds);
    value["referral"]["urgency"] = json!(urgency);
    value["referral"]["match"] = json!({ "preference": preferences, "modes": modes });
    for (i, referrer) in referrers.into_iter().enumerate() {
        value["referral"]["referrer"] = json!(referrer);
        let policy = read_in(&value, "en").referral.unwrap().policy;
        assert_eq!(policy.referrer, ReferrerPolicy::ALL[i]);
        assert_eq!(policy.kinds, Kind::ALL);
        assert_eq!(policy.urgency, Urgency::ALL);
        assert_eq!(policy.preferences, Preference::ALL);
        assert_eq!(policy.modes, Mode::ALL);
    }
}

#[test]
fn crisis_help_of_other_countries_comes_after_the_others() {
    let entry = |id: &str, country: Value| {
        let routes = json!([{ "type": "phone", "value": "555-0199" }]);
        json!({ "id": id, "name": id, "country": country, "routes": routes })
    };
    let mut value = minimal();
    value["country"] = json!("us");
    value["crisis"] = json!([
        entry("gb", json!("GB")),
        entry("here", json!("US")),
        entry("ca", json!("ca")),
        entry("bad", json!("Canada")),
        entry("too", json!("us")),
    ]);
    let crisis = read_in(&value, "en").crisis;
    let found: Vec<(&str, Option<&str>)> = crisis
        .iter()
        .map(|entry| (entry.id.as_str(), entry.country.as_deref()))
        .collect();
    let expected = [
        ("here", None),
        ("bad", None),
        ("too", None),
        ("gb", Some("GB")),
        ("ca", Some("CA")),
    ];
    assert_eq!(found, expected);
}

/// The name of an option that is written as `texts`, JSON with its keys in this order.
fn name_of(language: &str, locale: &str, texts: &str) -> Words {
    let mut value = minimal();
    value["language"] = json!(language);
    value["options"][0]["name"] = json!("here");
    let text = value.to_string().replace("\"here\"", texts);
    let value = serde_json::from_str(&text).unwrap();
    let today = Date::parse("2026-11-22").unwrap();
    read(&value, today, locale).config.options.remove(0).name
}

fn read_in(value: &Value, locale: &str) -> Config {
    let value = serde_json::from_value(value.clone()).unwrap();
    read(&value, Date::parse("2026-11-22").unwrap(), locale).config
}
