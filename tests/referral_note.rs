//! The look at the note: it warns of digits, dates and clinical words, and lets logistics pass.

use touchbase::referral::note::{Doubts, doubts};

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
    ] {
        assert_eq!(doubts(note), Doubts::default(), "{note:?}");
    }
}

#[test]
fn a_run_of_three_digits_is_named() {
    for note in ["MRN 4471902", "room 412", "a123b", "x 999"] {
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
        "murió en la cirugía",
        "el PACIENTE",
        "un daño",
        "el bebé",
        "una demanda",
    ] {
        assert!(doubts(note).clinical, "{note:?}");
    }
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
