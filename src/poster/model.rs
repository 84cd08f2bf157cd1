//! What a poster and a card hold, taken from the configuration.

use super::hours::hours_of;
use super::qr::Qr;
use super::sheet::CARD_CODE_MM;
use super::wording::Wording;
use crate::config::{Config, Extent};
use crate::support::{Route, RouteKind};
use crate::text::locale::primary;
use crate::value::Value;

/// A poster and its card.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Poster {
    /// The program's name, the host's own.
    pub title: String,
    /// The host's name.
    pub host: Option<String>,
    /// The address of the stand-alone page, which the code holds.
    pub url: String,
    /// The code.
    pub code: Qr,
    /// Help in danger.
    pub crisis: Vec<Entry>,
    /// Who can be reached by phone.
    pub phones: Vec<Entry>,
    /// The day of printing, `YYYY-MM-DD`.
    pub printed: String,
    /// Whether the configuration is an example that nobody may hang up.
    pub example: bool,
    /// Whether a request can be sent from the page.
    pub(super) requests: bool,
    pub(super) locale: String,
}

/// Someone who can be reached.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Entry {
    /// Their name, the host's own.
    pub name: String,
    /// How to reach them.
    pub ways: Vec<Way>,
}

/// One way to reach someone.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Way {
    /// The number with what belongs to it: "555-0120 ext. 4".
    pub number: String,
    /// When, or that it is not stated, and whether it works on site only.
    pub hours: String,
}

/// Why there is no poster.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Refusal {
    /// The configuration has errors, so that a number may be missing.
    Faulty,
    /// `page_url` is missing.
    PageUrlMissing,
    /// `page_url` is not a whole address that starts with `https://`.
    PageUrlNotHttps,
    /// `page_url` is so long that a phone could not read its code on a card.
    PageUrlTooLong,
}

impl Poster {
    /// The poster of a document and what was read from it, in the language of `locale` as far as
    /// there is one, printed on `today` (`YYYY-MM-DD`).
    ///
    /// # Errors
    ///
    /// A [`Refusal`], which says what to do.
    pub fn of(
        document: &Value,
        config: &Config,
        locale: &str,
        today: &str,
    ) -> Result<Self, Refusal> {
        let url = page_url(document)?;
        let code = Qr::of(&url)
            .filter(|code| code.side_with_quiet_zone() as f64 * SMALLEST_MODULE_MM <= CARD_CODE_MM)
            .ok_or(Refusal::PageUrlTooLong)?;
        if config.extent != Extent::Full {
            return Err(Refusal::Faulty);
        }
        let wording = Wording::of(locale);
        let crisis = config.crisis.iter().filter_map(|entry| {
            let mut shown = entry_of(&entry.name, &entry.routes, wording)?;
            // A number of another country's may not be one here.
            if let Some(country) = &entry.country {
                shown.name += &format!(" ({country})");
            }
            Some(shown)
        });
        let phones = config
            .options
            .iter()
            .filter_map(|option| entry_of(&option.name, &option.routes, wording));
        Ok(Self {
            title: config.program.name.to_string(),
            host: document
                .get("program")
                .and_then(|program| words(program.get("host")?, locale)),
            url,
            code,
            crisis: crisis.collect(),
            phones: phones.collect(),
            printed: today.to_owned(),
            example: document.get("example").is_some(),
            requests: config.options.iter().any(|option| {
                let mut routes = option.routes.iter();
                routes.any(|route| route.kind == RouteKind::Referral)
            }),
            locale: locale.to_owned(),
        })
    }

    pub(super) fn wording(&self) -> &'static Wording {
        Wording::of(&self.locale)
    }
}

impl Refusal {
    /// A stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Faulty => "configuration-faulty",
            Self::PageUrlMissing => "page-url-missing",
            Self::PageUrlNotHttps => "page-url-not-https",
            Self::PageUrlTooLong => "page-url-too-long",
        }
    }

    /// One sentence that says what to do.
    pub fn mend(self) -> &'static str {
        match self {
            Self::Faulty => {
                "Mend the errors of the configuration first: a number may be missing on paper."
            }
            Self::PageUrlMissing => {
                "Set `page_url` to the address at which the stand-alone page opens on a phone \
                 outside your network."
            }
            Self::PageUrlNotHttps => {
                "Give `page_url` as a whole address that starts with https://, without a user \
                 name and without spaces."
            }
            Self::PageUrlTooLong => {
                "Give `page_url` a shorter address: a phone could not read its code on a card."
            }
        }
    }
}

/// The smallest module that phones read well at arm's length from a small print, in millimetres.
const SMALLEST_MODULE_MM: f64 = 0.4;

fn page_url(document: &Value) -> Result<String, Refusal> {
    let url = document
        .get("page_url")
        .and_then(Value::as_str)
        .unwrap_or_default();
    if url.is_empty() {
        return Err(Refusal::PageUrlMissing);
    }
    let rest = url
        .get(..SCHEME.len())
        .filter(|head| head.eq_ignore_ascii_case(SCHEME))
        .map(|_| &url[SCHEME.len()..]);
    let authority = rest.and_then(|rest| rest.split(['/', '?', '#']).next());
    let whole = authority
        .is_some_and(|host| !host.is_empty() && !host.starts_with(':') && !host.contains('@'));
    let clean = url
        .chars()
        .all(|c| !c.is_whitespace() && !c.is_control() && c != '\\');
    if whole && clean {
        Ok(url.to_owned())
    } else {
        Err(Refusal::PageUrlNotHttps)
    }
}

const SCHEME: &str = "https://";

/// A text of the host's that the widget does not read: of several languages the one asked for, else
/// the first.
fn words(value: &Value, locale: &str) -> Option<String> {
    let text = match value.members() {
        [] => value,
        members => {
            let same = |(tag, _): &&(String, Value)| primary(tag) == primary(locale);
            &members.iter().find(same).or(members.first())?.1
        }
    };
    text.as_str().map(str::to_owned)
}

fn entry_of(name: &str, routes: &[Route], wording: &Wording) -> Option<Entry> {
    let ways: Vec<_> = routes
        .iter()
        .filter(|route| route.kind.is_phone())
        .map(|route| {
            let mut hours = hours_of(route, wording);
            // Paper is carried home, where such a number reaches nobody or somebody else.
            if route.on_site {
                hours += wording.on_site;
            }
            Way {
                number: number_of(route, wording),
                hours,
            }
        })
        .collect();
    (!ways.is_empty()).then(|| Entry {
        name: name.to_owned(),
        ways,
    })
}

fn number_of(route: &Route, wording: &Wording) -> String {
    let mut words: Vec<&str> = match route.kind {
        RouteKind::Text => vec![wording.text_to],
        RouteKind::Pager => vec![wording.pager],
        RouteKind::Voicemail => vec![wording.voicemail],
        _ => Vec::new(),
    };
    if let (RouteKind::Text, Some(keyword)) = (route.kind, &route.keyword) {
        words.extend([&**keyword, wording.to]);
    }
    words.push(&route.value);
    if let Some(ext) = &route.ext {
        words.extend([wording.ext, ext]);
    }
    words.join(" ")
}
