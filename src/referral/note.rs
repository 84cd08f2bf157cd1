//! A look at the note for what does not belong there: runs of digits, dates, clinical words. It
//! misses much and holds nothing back, and the person is told so.

/// What a note may hold that does not belong there.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Doubts {
    /// A run of three digits or more: a number of a patient, a case, a room.
    pub digits: bool,
    /// A day: in digits, by the name of its month, or as one that lies behind.
    pub date: bool,
    /// A word about a patient, care, harm or a claim, in English or Spanish.
    pub clinical: bool,
}

/// What is found in a note.
pub fn doubts(note: &str) -> Doubts {
    // Without the tables of Unicode: a letter beyond ASCII is a part of a word, and that is enough
    // for the beginnings below.
    let words: Vec<&str> = note
        .split(|c: char| c.is_ascii() && !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let digits = |word: &&str| word.bytes().filter(u8::is_ascii_digit).count();
    let near = |place: usize| words.get(place).is_some_and(|word| digits(word) > 0);
    let month = words.iter().enumerate().any(|(place, word)| {
        let before = place.checked_sub(1);
        let joined = before.filter(|place| ["de", "of"].contains(&words[*place]));
        let before = joined.and_then(|place| place.checked_sub(1)).or(before);
        begins(word, MONTHS) && (near(place + 1) || before.is_some_and(near))
    });
    Doubts {
        digits: words.iter().any(|word| digits(word) >= 3),
        date: month || is_date(note) || words.iter().any(|word| begins(word, PAST)),
        clinical: words.iter().any(|word| begins(word, CLINICAL)),
    }
}

/// Whether a word begins like one of a list, in any case.
fn begins(word: &str, list: &str) -> bool {
    list.split(' ').any(|stem| {
        let start = word.as_bytes().get(..stem.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(stem.as_bytes()))
    })
}

/// Digits around a slash, or three groups of digits with one kind of mark between them.
fn is_date(note: &str) -> bool {
    let bytes = note.as_bytes();
    let digit = |place: usize| bytes.get(place).is_some_and(u8::is_ascii_digit);
    let mut last = None;
    for (place, byte) in bytes.iter().enumerate() {
        let between = place > 0 && digit(place - 1) && digit(place + 1);
        match byte {
            b'/' if between => return true,
            b'-' | b'.' if between && last == Some(*byte) => return true,
            b'-' | b'.' if between => last = Some(*byte),
            byte if byte.is_ascii_digit() => {}
            _ => last = None,
        }
    }
    false
}

const MONTHS: &str = "jan feb mar apr may jun jul aug sep oct nov dec ene abr ago dic";

const PAST: &str = "yesterday last ayer anoche anteayer pasad";

const CLINICAL: &str = "patient pacient died dead death dying muri muert fallec surg cirug \
    operation operaci error mistake equivoc harm injur da\u{f1} lesi dose dosis overdos sobredos \
    drug medicat medicac diagn biops cancer c\u{e1}ncer bleed blood sangr cardiac stroke infart \
    sepsis infect infecc intub baby beb\u{e9} infant newborn lawsuit sued demanda complaint queja \
    claim malprac neglig incident suicid";
