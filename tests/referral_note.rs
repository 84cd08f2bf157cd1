//! The look at the note: it warns of digits, dates and clinical words, and lets logistics pass.

use touchbase::referral::note::{self, Doubts};

fn doubts(note: &str) -> Doubts {
    note::doubts(note, false)
}

#[test]
fn what_is_about_reaching_someone_passes() {
    for note in [
        "",
        "call after 7",
        "Call after 7:30, before 9",
        "between 10-12 or 2-4 pm",
        "nights are best, not on Tuesday",
        "Room 12, ask for the desk",
        "side door, 2nd floor",
        "llamar después de las 7",
        "los martes por la tarde",
        "May I ask for a call in the evening",
        "text first, then call",
        "call after 1900",
        "0730 to 1515, or 1900h",
        "last shift ends 7",
        "on Friday, or Monday night",
        "desde las 7, el lunes",
        "since I work nights, call late",
        "coders' desk",
    ] {
        assert_eq!(doubts(note), Doubts::default(), "{note:?}");
    }
}

#[test]
fn a_run_of_three_digits_is_named() {
    for note in [
        "MRN 4471902",
        "room 412",
        "a123b",
        "x 999",
        // No times of day.
        "MRN 1234",
        "2575",
        "1960",
        "19000",
        "1987",
    ] {
        assert!(doubts(note).digits, "{note:?}");
    }
    for note in ["7 8 9", "12-34", "10:30"] {
        assert!(!doubts(note).digits, "{note:?}");
    }
}

#[test]
fn a_date_is_named_in_digits_in_words_and_as_past() {
    for note in [
        "on 3/14",
        "since 14.3.26",
        "12-03-26 in the morning",
        "March 3",
        "3 March",
        "the 3rd of march",
        "el 3 de marzo",
        "marzo 3",
        "Yesterday",
        "since last night",
        "since Friday",
        "Since friday's shift",
        "last Tuesday",
        "last week",
        "desde el viernes",
        "desde viernes",
        "ayer por la tarde",
        "la semana pasada",
        "ANOCHE",
    ] {
        assert!(doubts(note).date, "{note:?}");
    }
    for note in [
        "10-12",
        "7.30",
        "a/b",
        "march in and ask",
        "24 hours",
        "7-9, 10-11",
    ] {
        assert!(!doubts(note).date, "{note:?}");
    }
}

#[test]
fn a_clinical_word_is_named_in_both_languages() {
    for note in [
        "about the Patient",
        "after the surgery",
        "she died",
        "wrong dose given",
        "the lawsuit",
        "my mistake",
        "he coded",
        "a stillbirth",
        "Hemorrhage on the ward",
        "haemorrhage",
        "una hemorragia",
        "murió en la cirugía",
        "el PACIENTE",
        "un daño",
        "el bebé",
        "una demanda",
    ] {
        assert!(doubts(note).clinical, "{note:?}");
    }
}

/// A unit is called after what is done there; a reason is one all the same.
#[test]
fn a_unit_may_be_named_where_units_are_asked_for() {
    for text in ["Cardiac surgery", "Newborn unit", "Dr. Bleu", "Cirugía 2"] {
        assert_eq!(note::doubts(text, true), Doubts::default(), "{text:?}");
    }
    for text in [
        "Surgery, since a patient died",
        "Unit 4, he made an error",
        "nobody of the incident",
    ] {
        assert!(note::doubts(text, true).clinical, "{text:?}");
    }
    assert!(note::doubts("Unit 4, since Friday", true).date);
    assert!(note::doubts("MRN 4471902", true).digits);
    assert!(doubts("Cardiac surgery").clinical);
}

/// Whatever is typed, a look ends.
#[test]
fn odd_texts_are_looked_at_too() {
    for note in [
        "é",
        "/",
        "1/",
        "/1",
        "1-",
        "\u{0}1/2\u{0}",
        "🙂3/4",
        "daé",
        "d\u{e1}",
        "--1-1-1--",
    ] {
        let _ = doubts(note);
    }
}
