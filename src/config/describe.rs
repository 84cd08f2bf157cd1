//! What each field of the document holds, for those who write one: the descriptions of the
//! published schema and of `docs/configuration.md`.

/// What the field at `path` holds: keys with dots between them, without places in lists.
pub(super) fn description(path: &str) -> Option<&'static str> {
    // A crisis entry's routes are an option's.
    let path = path
        .strip_prefix("crisis.routes.")
        .map_or(path, |_| &path["crisis.".len()..]);
    let path = path
        .strip_prefix("options.routes.")
        .map_or(path, |_| &path["options.".len()..]);
    let found = DESCRIPTIONS.iter().find(|(key, _)| *key == path);
    found.map(|(_, text)| *text)
}

pub(super) const DESCRIPTIONS: &[(&str, &str)] = &[
    (
        "$schema",
        "The address of this schema, for editors. Not read.",
    ),
    (
        "schema",
        "The format of this document and its major version.",
    ),
    ("program", "The service that the widget stands for."),
    (
        "program.id",
        "Part of every request; keep it for as long as requests are kept. Example: \"peer-support\".",
    ),
    (
        "program.name",
        "The name that people know the service by. Example: \"Clinician Support\".",
    ),
    ("program.host", "The organisation whose portal this is."),
    (
        "country",
        "The country that the document is for, ISO 3166-1 alpha-2. Never guessed. Example: \"US\".",
    ),
    (
        "language",
        "The language of every text that is given as a plain text. Example: \"en\". Left out: not known, and a screen reader is told nothing.",
    ),
    (
        "example",
        "That this document is a dated example, and what a host has to verify. Shown on the first screen. Remove it when you go live.",
    ),
    (
        "shared_device",
        "Whether people use shared workstations. True unless set to false; then people may also print or save what is theirs.",
    ),
    (
        "idle_minutes",
        "After how many minutes without a key, a press or a scroll everything on the page is wiped. People are warned a minute before. 3 where devices are shared, else 5. A page that is hidden is wiped after a minute whatever stands here.",
    ),
    (
        "exit_url",
        "A neutral page that \"Leave this page\" goes to. Example: \"https://www.example.org/\".",
    ),
    (
        "outbox_events",
        "Whether the page around is told how many requests wait. False unless set; people are told that it is.",
    ),
    (
        "instrument",
        "The address of a questionnaire of your own, fetched with this document. Left out: the built-in check.",
    ),
    (
        "page_url",
        "The address at which the widget stands alone, for a poster or a QR code. The widget does not read it. Example: \"https://support.example.org/\".",
    ),
    (
        "crisis",
        "Help for someone in danger, on every screen, in this order. At least one entry has a number to call or text. Check every number yourself.",
    ),
    (
        "crisis.id",
        "A name of its own for this entry. Example: \"emergency\".",
    ),
    ("crisis.name", "The name that people know it by."),
    (
        "crisis.about",
        "What happens when one calls: who answers, whether a name is asked for.",
    ),
    (
        "crisis.country",
        "The country that it is of, where it is another than the document's: then it comes after the others, with the country's name.",
    ),
    (
        "crisis.routes",
        "Ways to reach it, in the order to offer them.",
    ),
    ("crisis.source_url", "Where these facts are stated."),
    (
        "crisis.reviewed_on",
        "The day these facts were last checked. Example: \"2026-11-02\".",
    ),
    (
        "crisis.review_by",
        "The last day before these facts have to be checked again. After it, the entry stays and people are told when it was last checked.",
    ),
    ("privacy_notice", "Shown before any name is asked for."),
    (
        "privacy_notice.version",
        "Part of every request: which text was shown. Example: \"2026-11\".",
    ),
    ("privacy_notice.date", "The day the text is of."),
    (
        "privacy_notice.text",
        "Who reads a request, what for, how long it is kept, and what is an exception to that.",
    ),
    ("privacy_notice.url", "Where the long form stands."),
    (
        "options",
        "Kinds of support, in your order. The list is ordered by the rules of docs/ordering.md, and your order breaks ties.",
    ),
    (
        "options.id",
        "A name of its own for this option, part of every request to it. Example: \"peer-support\".",
    ),
    (
        "options.name",
        "The name that people know it by. Example: \"Peer Support Team\".",
    ),
    (
        "options.kind",
        "What it is; the groups of the list go by it.",
    ),
    (
        "options.level",
        "Your own word for the level of support. Example: \"Trained colleague\".",
    ),
    ("options.about", "What it is, in a sentence or two."),
    ("options.for_whom", "Who may use it, in plain words."),
    (
        "options.serves",
        "Whether it is for one person, for a team, or for both. A request to it is offered for those kinds alone. Left out: not stated, and all kinds that you take.",
    ),
    (
        "options.operator",
        "Who runs it: people want to know whether their employer does.",
    ),
    (
        "options.operator.name",
        "The operator's name. Example: \"Example Assistance Services\".",
    ),
    ("options.operator.type", "What kind of body that is."),
    (
        "options.routes",
        "Ways to reach it, in the order to offer them.",
    ),
    (
        "options.languages",
        "Languages spoken, as BCP 47 tags. Example: [\"en\", \"es\"].",
    ),
    (
        "options.cost",
        "What it costs. Example: \"Free for 6 visits per year.\"",
    ),
    (
        "options.expected_contact",
        "How long first contact takes, as the program states it. Example: \"Within 1 business day.\"",
    ),
    (
        "options.expected_within",
        "The same as a number. It only decides between options that stand equal.",
    ),
    (
        "options.expected_within.value",
        "How many of the unit, at most.",
    ),
    (
        "options.expected_within.unit",
        "Hours or business days; a business day counts as 24 hours.",
    ),
    ("options.expected_source_url", "Where that time is stated."),
    (
        "options.reads_request",
        "Who reads a request, by function. Example: \"The two coordinators.\"",
    ),
    ("options.records_kept", "What is written down, and where."),
    (
        "options.data_taken",
        "What it asks for, one thing an item. Example: [\"A name\", \"A phone number\"].",
    ),
    (
        "options.data_not_taken",
        "What it never asks for. Example: [\"Anything about the event\"].",
    ),
    (
        "options.confidentiality",
        "What the program says about confidentiality. Ask counsel.",
    ),
    ("options.confidentiality.text", "What stays with whom."),
    (
        "options.confidentiality.limits",
        "When it does not. Example: \"Danger to life.\"",
    ),
    (
        "options.confidentiality.legal_basis",
        "The law it rests on, where there is one.",
    ),
    (
        "options.confidentiality.jurisdiction",
        "Where that law holds. Example: \"Massachusetts\".",
    ),
    (
        "options.confidentiality.date",
        "The day the statement was last checked.",
    ),
    (
        "options.reports_event",
        "Whether asking counts as reporting the event. Left out: not stated.",
    ),
    (
        "options.opens_after_report",
        "That it opens only after the event was reported to its operator, and what that means. An option without this is shown as open to all who may use it.",
    ),
    (
        "options.what_next",
        "What happens after someone asked, step by step.",
    ),
    (
        "options.follow_up",
        "What comes after the first contact. Example: \"One more call a month later, if you want it.\"",
    ),
    (
        "options.retention",
        "How long a request is kept. Example: \"Deleted 30 days after the last contact.\"",
    ),
    (
        "options.take_back",
        "How a request can be taken back after it was accepted.",
    ),
    ("options.source_url", "Where these facts are stated."),
    (
        "options.sources",
        "Where the facts come from, one by one, for those who check this document.",
    ),
    ("options.sources.title", "The source as one would cite it."),
    ("options.sources.url", "Its address."),
    ("options.sources.reviewed_on", "The day it was last read."),
    (
        "options.sources.fields",
        "The keys whose facts it states. Example: [\"cost\", \"routes\"].",
    ),
    (
        "options.reviewed_on",
        "The day these facts were last checked.",
    ),
    (
        "options.review_by",
        "The last day before these facts have to be checked again. After it, people are told when they were last checked.",
    ),
    (
        "options.eligibility",
        "Whom it is open to, in your own words. A person may say which of these words fit them; who says nothing is shown every option. Left out: open to everyone.",
    ),
    (
        "options.eligibility.roles",
        "What people do. Example: [\"Physician\", \"Nurse\", \"Housekeeping\"].",
    ),
    (
        "options.eligibility.employment",
        "How they are employed. Example: [\"Employed here\", \"Contractor\"].",
    ),
    (
        "options.eligibility.membership",
        "What they belong to: the union, or the insurance held.",
    ),
    (
        "options.eligibility.countries",
        "The countries they work in, ISO 3166-1 alpha-2. Example: [\"US\"].",
    ),
    (
        "options.eligibility.regions",
        "The regions they work in. Example: [\"Massachusetts\"].",
    ),
    (
        "options.traits",
        "\"outside\": outside the organisation. \"anonymous\": no name is asked for. \"in_person\": one can meet. Only what the program states.",
    ),
    (
        "routes.type",
        "How it is reached. A \"referral\" is a request from within the widget; crisis entries have none.",
    ),
    (
        "routes.value",
        "The number, mailbox, address or place. Not used for a referral. Example: \"555-0110\".",
    ),
    (
        "routes.ext",
        "The extension of a phone number. Example: \"4\".",
    ),
    ("routes.keyword", "The word to text. Example: \"HELLO\"."),
    (
        "routes.subject",
        "A neutral subject for an e-mail; no text of the mail is ever filled in. Example: \"Appointment\".",
    ),
    (
        "routes.label",
        "Your words for this way. Example: \"From outside the hospital\".",
    ),
    (
        "routes.recipient",
        "For a referral: the id of an entry in `referral.recipients`.",
    ),
    (
        "routes.time_zone",
        "The IANA name of the zone that the hours are in. Example: \"America/Chicago\". Without it nothing is called open.",
    ),
    (
        "routes.hours",
        "When it is open. Left out: shown as not stated, never as open.",
    ),
    ("routes.hours.days", "The days on which an interval starts."),
    ("routes.hours.start", "When it opens. Example: \"08:00\"."),
    (
        "routes.hours.end",
        "When it closes. An end that is not after its start is on the next day. Example: \"01:00\".",
    ),
    (
        "routes.always_open",
        "Open day and night. False unless set.",
    ),
    (
        "routes.closed_on",
        "Days on which it is closed whatever its hours say: the day on which an interval starts. Example: [\"2026-12-25\"].",
    ),
    (
        "routes.special_hours",
        "Hours that stand in place of the others on one day.",
    ),
    (
        "routes.special_hours.date",
        "The day. Example: \"2026-12-24\".",
    ),
    ("routes.special_hours.start", "When it opens on that day."),
    (
        "routes.special_hours.end",
        "When it closes. An end that is not after its start is on the next day.",
    ),
    (
        "routes.sign_in",
        "Whether the page needs a sign-in. False unless set.",
    ),
    (
        "routes.on_site",
        "Whether it works only from your own phones or buildings. False unless set.",
    ),
    (
        "referral",
        "Requests from within the widget. Without it the other ways still work.",
    ),
    (
        "referral.recipients",
        "Who can receive requests. An option names its recipient, and nobody reads another's. One with a fault takes no requests and the others do; a private key published here stops them all.",
    ),
    (
        "referral.recipients.id",
        "A name of its own, which routes refer to. Example: \"peer-support-team\".",
    ),
    (
        "referral.recipients.name",
        "The name that people know it by.",
    ),
    (
        "referral.recipients.reads",
        "Who reads requests, shown before any name is asked for.",
    ),
    (
        "referral.recipients.endpoint",
        "Where sealed requests are posted. Example: \"https://portal.example.org/api/referrals\".",
    ),
    (
        "referral.recipients.keys",
        "One or two public keys to seal to: the current one and the next. The first that may be used is used: it is of one of the two kinds, its numbers are a key, and its kid is its thumbprint. Never put a private part here.",
    ),
    (
        "referral.transport_identity",
        "\"none\" where the endpoint does not take the sender from the session (recommended, and so unless set); \"user\" where it does: then only the owner's session sends.",
    ),
    (
        "referral.expires_hours",
        "For how many hours an undelivered request is kept. 72 unless set.",
    ),
    (
        "referral.reconnect_spread_s",
        "Over how many seconds computers spread their requests when the network returns. 60 unless set.",
    ),
    (
        "referral.kinds",
        "For whom one may ask. All three unless set; where none of it can be read, nobody can send a request.",
    ),
    (
        "referral.colleague_must_know",
        "Whether a colleague has to know before they are named. False unless set; where it is true, \"not yet\" leads to the program's phone.",
    ),
    (
        "referral.referrer",
        "Whether the one who asks for a colleague or a team says who they are. \"optional\" unless set.",
    ),
    (
        "referral.neutral_subject",
        "The words that a first contact opens with, so that people know it. Example: \"Touching base\".",
    ),
    (
        "referral.contact_windows",
        "Times that suit, in place of the built-in five (mornings, afternoons, evenings, nights, weekends). An empty list: not asked. Example: [\"Before a night shift\", \"After a night shift\"].",
    ),
    (
        "referral.urgency",
        "How soon one may ask for. All three unless set. A single one is not asked; it goes with each request, and the review says that it is in every one. It is said that nobody watches around the clock.",
    ),
    (
        "referral.match",
        "What a person may say so that someone fitting is found, all of it optional. Left out: not asked.",
    ),
    ("referral.match.roles", "Roles to choose from."),
    (
        "referral.match.specialties",
        "Groups of specialties to choose from. Keep them coarse.",
    ),
    (
        "referral.match.career_stages",
        "Career stages to choose from. Example: [\"In training\", \"Under 10 years\", \"10 years or more\"].",
    ),
    ("referral.match.sites", "Sites to choose from."),
    (
        "referral.match.languages",
        "Languages to choose from, in words. Example: [\"English\", \"Spanish\"].",
    ),
    (
        "referral.match.preference",
        "Whom one may rather talk to. What a similar experience was is never asked.",
    ),
    ("referral.match.modes", "How one may rather talk."),
    (
        "referral.match.do_not_match",
        "Whether one may name whom not to be matched with; no reason is asked. False unless set.",
    ),
    ("referral.units", "Units that a team may be of."),
    (
        "referral.follow_up_ok",
        "Whether to ask if they may check in again later. False unless set.",
    ),
    (
        "referral.note",
        "Whether one note of at most 140 characters on how to reach the person may be written. False unless set: free text invites what must not be sent.",
    ),
    (
        "facts",
        "Places where the facts of a case may be discussed. Ask counsel.",
    ),
    ("facts.name", "The place. Example: \"Your own attorney\"."),
    (
        "facts.text",
        "What may be said there, and how far it is protected.",
    ),
    ("facts.jurisdiction", "Where this holds."),
    ("facts.date", "The day this was last checked."),
    (
        "worries",
        "Your dated answers to what people ask before they ask for anything. Left out: shown as not stated.",
    ),
    (
        "worries.about",
        "The question: will my manager, Human Resources, those who handle claims or those who grant credentials see this; do I have to declare it to a board; can it be used in a lawsuit. Each at most once.",
    ),
    ("worries.text", "The answer. Ask counsel."),
    ("worries.date", "The day the answer is of."),
    ("worries.jurisdiction", "Where it holds."),
    ("worries.source_url", "Where it is stated."),
    (
        "message",
        "A message from a leader or a peer, with their name.",
    ),
    (
        "message.from",
        "Who says it. Example: \"Ana Example, Chief Nurse\".",
    ),
    ("message.text", "What they say."),
    ("message.date", "The day they said it."),
    (
        "feedback",
        "Your anonymous survey. Never part of a request.",
    ),
    ("feedback.url", "Its address."),
    ("feedback.text", "Your words for it."),
    ("terms", "Terms that some people welcome and others do not."),
    (
        "terms.second_victim",
        "Whether one sentence may mention that term. False unless set.",
    ),
    (
        "follow_up",
        "The calendar entry that a person may take to check in again.",
    ),
    (
        "follow_up.title",
        "A neutral title: a calendar is often shared. Example: \"Call\".",
    ),
    (
        "follow_up.days",
        "Days from the day it is taken. 7 unless set.",
    ),
    (
        "reviews",
        "Who reviewed this document. For the go-live check; the widget does not read it.",
    ),
    ("reviews.kind", "What the review was about."),
    ("reviews.by", "Who reviewed it, by name or function."),
    ("reviews.date", "The day of the review."),
];

#[cfg(test)]
mod tests {
    use super::super::shape::{DOCUMENT, Shape};
    use super::*;

    #[test]
    fn every_field_is_described_and_nothing_else() {
        let mut paths = Vec::new();
        collect(&DOCUMENT, "", &mut paths);
        assert!(paths.len() > 150);
        let mut used = Vec::new();
        for path in &paths {
            let text = description(path);
            let text = text.unwrap_or_else(|| panic!("{path} has no description"));
            assert!(
                text.ends_with(['.', '"', ']']) && !text.contains('|'),
                "{path}: {text}"
            );
            used.push(text);
        }
        for (path, text) in DESCRIPTIONS {
            assert!(used.contains(text), "{path} describes nothing");
        }
    }

    fn collect(shape: &Shape, path: &str, out: &mut Vec<String>) {
        match shape {
            Shape::Object(fields) => {
                for field in *fields {
                    let below = [path, ".", field.key].concat();
                    let below = below.trim_start_matches('.').to_owned();
                    collect(&field.shape, &below, out);
                    out.push(below);
                }
            }
            Shape::List(item, _) | Shape::Bounded(item, ..) => collect(item, path, out),
            _ => {}
        }
    }
}
