//! The product's own words on paper. They name no kind of event and promise nothing.

/// The words of one language.
pub(super) struct Wording {
    pub(super) lang: &'static str,
    pub(super) scan: &'static str,
    /// What the code is, for someone who hears the sheet read out; the address follows.
    pub(super) code: &'static str,
    pub(super) look: &'static str,
    pub(super) unseen: &'static str,
    pub(super) request: &'static str,
    pub(super) now: &'static str,
    pub(super) reach: &'static str,
    pub(super) more: &'static str,
    pub(super) text_to: &'static str,
    /// Between a keyword and the number that it is texted to.
    pub(super) to: &'static str,
    pub(super) ext: &'static str,
    pub(super) voicemail: &'static str,
    pub(super) pager: &'static str,
    pub(super) all_hours: &'static str,
    pub(super) not_stated: &'static str,
    /// After the usual hours.
    pub(super) some_days_differ: &'static str,
    /// After the hours of a number that works from the host's own phones only.
    pub(super) on_site: &'static str,
    /// Between the first and the last day of a run of days.
    pub(super) through: &'static str,
    pub(super) days: [&'static str; 7],
    /// The names of the zones that have one, in the order of the table of zones.
    pub(super) zones: [&'static str; 6],
    /// Around the name of a zone, and around a city for one that has none.
    pub(super) time_of: &'static str,
    pub(super) time_of_city: &'static str,
    pub(super) printed: &'static str,
    pub(super) example: &'static str,
}

impl Wording {
    /// The words for a language tag; English where there are none.
    pub(super) fn of(locale: &str) -> &'static Self {
        match locale.split(['-', '_']).next() {
            Some(lang) if lang.eq_ignore_ascii_case(SPANISH.lang) => &SPANISH,
            _ => &ENGLISH,
        }
    }
}

const ENGLISH: Wording = Wording {
    lang: "en",
    scan: "Scan with your own phone, or type this address:",
    code: "QR code of ",
    look: "You can look around first, without giving a name.",
    unseen: "Nobody sees what you answer.",
    request: "A request goes only to the team that it names.",
    now: "Need someone now?",
    reach: "By phone",
    more: "More ways to reach someone are on the page.",
    text_to: "Text",
    to: "to",
    ext: "ext.",
    voicemail: "Voicemail",
    pager: "Pager",
    all_hours: "day and night",
    not_stated: "hours not stated",
    some_days_differ: "; other hours on some days",
    on_site: "; works only on site",
    through: "to",
    days: ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
    zones: [
        "Eastern", "Central", "Mountain", "Pacific", "Alaska", "Hawaii",
    ],
    time_of: "{} time",
    time_of_city: "{} time",
    printed: "Printed on",
    example: "Example: not for use until each number has been checked.",
};

const SPANISH: Wording = Wording {
    lang: "es",
    scan: "Escanee el código con su propio teléfono o escriba esta dirección:",
    code: "Código QR de ",
    look: "Primero puede mirar, sin dar su nombre.",
    unseen: "Nadie ve lo que responde.",
    request: "Una solicitud llega solo al equipo que nombra.",
    now: "¿Necesita a alguien ahora?",
    reach: "Por teléfono",
    more: "En la página hay más formas de hablar con alguien.",
    text_to: "Mensaje de texto:",
    to: "al",
    ext: "ext.",
    voicemail: "Buzón de voz",
    pager: "Buscapersonas",
    all_hours: "día y noche",
    not_stated: "no se indica el horario",
    some_days_differ: "; otro horario en algunos días",
    on_site: "; solo funciona dentro de la institución",
    through: "a",
    days: ["lun", "mar", "mié", "jue", "vie", "sáb", "dom"],
    zones: [
        "del este",
        "del centro",
        "de la montaña",
        "del Pacífico",
        "de Alaska",
        "de Hawái",
    ],
    time_of: "hora {}",
    time_of_city: "hora de {}",
    printed: "Impreso el",
    example: "Ejemplo: no lo use hasta verificar cada número.",
};
