//! A look at the note for what does not belong there: runs of digits, dates, clinical words. It
//! misses much and holds nothing back, and the person is told so.

/// What a note may hold that does not belong there.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Doubts {
    /// A run of three digits or more: a number of a patient, a case, a room. Not a time of day of
    /// four digits, by five minutes: `1900`.
    pub digits: bool,
    /// A day: in digits, by the name of its month, or as one that lies behind.
    pub date: bool,
    /// A word about a patient, care, harm or a claim, in English or Spanish.
    pub clinical: bool,
}

/// What is found in a text. Where it may name `units`, what a unit is called is no clinical word.
pub fn doubts(note: &str, units: bool) -> Doubts {
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
    // A weekday alone says when to call; these two say that it lies behind.
    let past = words.iter().enumerate().any(|(place, word)| {
        let mut after = words[place + 1..].iter();
        let next = after
            .find(|word| **word != "el")
            .copied()
            .unwrap_or_default();
        begins(word, PAST)
            || begins(word, "last since desde") && begins(next, WEEKDAYS)
            || begins(word, "last") && begins(next, "night week month year")
    });
    let any = |list| words.iter().any(|word| begins(word, list));
    Doubts {
        digits: words.iter().any(|word| digits(word) >= 3 && !is_time(word)),
        date: month || is_date(note) || past,
        clinical: any(CLINICAL) || !units && any(CLINICAL_OR_UNIT),
    }
}

/// Four digits of a time of day, alone or with letters behind: `0730`, `1900h`.
fn is_time(word: &str) -> bool {
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let time = digits.parse::<u16>().unwrap_or(u16::MAX);
    digits.len() == 4 && time < 2400 && time % 100 < 60 && time % 5 == 0
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

const PAST: &str = "yesterday ayer anoche anteayer pasad";

const WEEKDAYS: &str = "mon tue wed thu fri sat sun lun mar mi\u{e9} mie jue vie s\u{e1}b sab dom";

const CLINICAL: &str = "patient pacient died dead death dying muri muert fallec error mistake \
    equivoc harm injur da\u{f1} lesi dose dosis overdos sobredos medicat medicac diagn biops bleed \
    hemorr haemorr sangr coded stillb mortinat stroke infart sepsis intub baby beb\u{e9} lawsuit \
    sued demanda complaint queja claim malprac neglig incident suicid";

const CLINICAL_OR_UNIT: &str = "surg cirug operation operaci drug cancer c\u{e1}ncer blood cardiac \
    infect infecc infant newborn";
