//! The poster and the pocket card: what they say, what they leave out, and whether a phone reads
//! their code.
#![allow(clippy::panic, clippy::unwrap_used)]

use proptest::prelude::*;
use touchbase::config::{self, Config};
use touchbase::poster::{CARD_CODE_MM, CARD_MM, Poster, QUIET_ZONE, Qr, Refusal};
use touchbase::time::Date;
use touchbase::value::Value;

const EXAMPLE: &str = include_str!("../www/programs/example-hospital.json");
const URL: &str = "https://www.example.org/clinician-support/page";

#[test]
fn a_decoder_of_another_hand_reads_the_address_off_poster_and_card() {
    let poster = poster(&with_url(URL)).unwrap();
    for html in [poster.poster_page(), poster.cards_page()] {
        let codes = pictures(&html);
        assert!(!codes.is_empty());
        for code in codes {
            assert_eq!(decoded(&code).as_deref(), Some(URL));
        }
    }
    // The control: the decoder does not read what is not there.
    let mut spoilt = pictures(&poster.poster_page()).remove(0);
    let third = spoilt.dark.len() / 3;
    spoilt.dark[third..2 * third].fill(false);
    assert_eq!(decoded(&spoilt), None);
}

#[test]
fn a_code_bears_a_coffee_stain() {
    let mut picture = pictures(&poster(&with_url(URL)).unwrap().poster_page()).remove(0);
    // A blot of a ninth of the code's area in its middle, clear of what a phone finds it by.
    let code = picture.side - 2 * QUIET_ZONE;
    let blot = ((code * code) as f64 / 9.0).sqrt() as usize;
    let from = (picture.side - blot) / 2;
    for y in from..from + blot {
        for x in from..from + blot {
            picture.dark[y * picture.side + x] = false;
        }
    }
    assert_eq!(decoded(&picture).as_deref(), Some(URL));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn any_address_is_read_as_it_was_written(path in "[a-zA-Z0-9/._~?=&%-]{0,240}") {
        let url = format!("https://h.example/{path}");
        let qr = Qr::of(&url).unwrap();
        prop_assert_eq!(decoded(&Picture::of(&qr)), Some(url));
    }
}

#[test]
fn the_code_stands_in_four_light_modules() {
    let picture = pictures(&poster(&with_url(URL)).unwrap().poster_page()).remove(0);
    let side = picture.side;
    for at in 0..side {
        for edge in (0..QUIET_ZONE).chain(side - QUIET_ZONE..side) {
            assert!(!picture.dark[at * side + edge] && !picture.dark[edge * side + at]);
        }
    }
    assert!(picture.dark[QUIET_ZONE * side + QUIET_ZONE]);
}

#[test]
fn an_address_that_is_missing_or_not_https_is_refused() {
    let mut document = example();
    set(&mut document, "page_url", Value::Null);
    assert_eq!(poster(&document), Err(Refusal::PageUrlMissing));
    for (url, refusal) in [
        ("", Refusal::PageUrlMissing),
        ("http://www.example.org/page", Refusal::PageUrlNotHttps),
        ("http://127.0.0.1:8787/", Refusal::PageUrlNotHttps),
        ("/touchbase/frame.html", Refusal::PageUrlNotHttps),
        ("www.example.org", Refusal::PageUrlNotHttps),
        ("javascript:alert(1)", Refusal::PageUrlNotHttps),
        ("https://", Refusal::PageUrlNotHttps),
        ("https:///page", Refusal::PageUrlNotHttps),
        ("https://:443/page", Refusal::PageUrlNotHttps),
        ("https://me@www.example.org/", Refusal::PageUrlNotHttps),
        ("https://www.example.org/a b", Refusal::PageUrlNotHttps),
        ("https:\\\\www.example.org", Refusal::PageUrlNotHttps),
    ] {
        assert_eq!(poster(&with_url(url)), Err(refusal), "{url}");
    }
    assert!(poster(&with_url("HTTPS://www.example.org")).is_ok());
    for refusal in [
        Refusal::Faulty,
        Refusal::PageUrlMissing,
        Refusal::PageUrlNotHttps,
        Refusal::PageUrlTooLong,
    ] {
        assert!(refusal.mend().ends_with('.') && !refusal.code().contains(' '));
    }
}

#[test]
fn an_address_too_long_for_a_card_is_refused_and_none_that_fits() {
    let of_length =
        |length: usize| with_url(&format!("https://h.example/{}", "a".repeat(length - 18)));
    let (mut longest, mut refused) = (18, 1_000);
    while refused - longest > 1 {
        let middle = (longest + refused) / 2;
        match poster(&of_length(middle)) {
            Ok(_) => longest = middle,
            Err(refusal) => {
                assert_eq!(refusal, Refusal::PageUrlTooLong);
                refused = middle;
            }
        }
    }
    assert!((250..=450).contains(&longest), "{longest}");
    assert_eq!(
        poster(&of_length(5_000)),
        Err(Refusal::PageUrlTooLong),
        "more than a code can hold"
    );
    let code = poster(&of_length(longest)).unwrap().code;
    assert!(CARD_CODE_MM / code.side_with_quiet_zone() as f64 >= 0.4);
    assert!(CARD_CODE_MM < CARD_MM.1);
}

#[test]
fn a_configuration_with_errors_gives_no_poster() {
    let mut document = with_url(URL);
    set(&mut document, "crisis", Value::Null);
    assert_eq!(poster(&document), Err(Refusal::Faulty));
}

#[test]
fn the_numbers_are_those_of_the_host() {
    let poster = poster(&with_url(URL)).unwrap();
    let entries: Vec<_> = poster
        .crisis
        .iter()
        .chain(&poster.phones)
        .flat_map(|entry| {
            entry
                .ways
                .iter()
                .map(|way| (&*entry.name, &*way.number, &*way.hours))
        })
        .collect();
    for expected in [
        ("Emergency services", "911", "day and night"),
        ("988 Lifeline", "988", "day and night"),
        ("988 Lifeline", "Text 988", "day and night"),
        (
            "Employee Assistance Program",
            "555-0120 ext. 4",
            "day and night",
        ),
        (
            "Peer Support Team",
            "555-0110",
            "Mon to Fri 07:00-19:00 (Central time); other hours on some days",
        ),
    ] {
        assert!(
            entries.contains(&expected),
            "{expected:?} is not in {entries:?}"
        );
    }
    for html in [poster.poster_page(), poster.cards_page()] {
        for number in ["911", "988", "555-0110", "555-0120 ext. 4"] {
            assert!(html.contains(&format!("tb-number\">{number}")), "{number}");
        }
    }
}

/// An inside number that is dialled at home reaches nobody, or somebody else.
#[test]
fn a_number_that_works_on_site_only_says_so() {
    for (locale, said) in [
        ("en", "hours not stated; works only on site"),
        (
            "es",
            "no se indica el horario; solo funciona dentro de la institución",
        ),
    ] {
        let mut document = bare();
        for list in ["crisis", "options"] {
            let Some(Value::Array(entries)) = member(&mut document, list) else {
                panic!("no {list}");
            };
            let Some(Value::Array(routes)) = member(&mut entries[0], "routes") else {
                panic!("no routes");
            };
            set(&mut routes[0], "on_site", Value::Bool(true));
        }
        let poster = Poster::of(&document, &read(&document, locale), locale, "2026-11-22").unwrap();
        for (html, copies) in [(poster.poster_page(), 1), (poster.cards_page(), 4)] {
            // Once for the crisis entry and once for the first of the option's three numbers.
            assert_eq!(html.matches(said).count(), 2 * copies, "{locale}");
            let silent = html.matches(said.split_once(';').unwrap().0).count();
            assert_eq!(silent, 4 * copies, "{locale}");
        }
    }
}

/// Where the page takes no requests, nothing is promised of one.
#[test]
fn a_request_is_named_only_where_one_can_be_sent() {
    for (locale, said) in [
        ("en", "A request goes only to the team that it names."),
        ("es", "Una solicitud llega solo al equipo que nombra."),
    ] {
        let of = |document: &Value| {
            let config = read(document, locale);
            let poster = Poster::of(document, &config, locale, "2026-11-22").unwrap();
            poster.poster_page().contains(said)
        };
        assert!(of(&with_url(URL)));
        assert!(!of(&bare()));
    }
}

/// Someone types it off the wall: no word of it is torn apart.
#[test]
fn an_address_is_broken_after_a_slash() {
    for (url, pieces) in [
        (
            URL,
            &["https://www.example.org/", "clinician-support/", "page"][..],
        ),
        ("https://h.example", &["https://h.example"]),
        ("https://h.example/", &["https://h.example/"]),
    ] {
        let html = poster(&with_url(url)).unwrap().poster_page();
        let address = html.split_once("<p class=\"tb-url\">").unwrap().1;
        let address = address.split_once("</p>").unwrap().0;
        let told: Vec<_> = address.split("<span class=\"tb-piece\">").skip(1).collect();
        let told: Vec<_> = told
            .iter()
            .map(|piece| piece.trim_end_matches("</span>"))
            .collect();
        assert_eq!(told, pieces);
    }
}

/// Each card tells which of its numbers are for danger, and keeps the address in a line of its own.
#[test]
fn a_card_heads_its_crisis_numbers() {
    let html = poster(&with_url(URL)).unwrap().cards_page();
    for card in html.split("<article").skip(1) {
        let heading = card.find(">Need someone now?<").unwrap();
        assert!(heading < card.find(">911<").unwrap());
        let (says, after) = card
            .split_once("tb-says")
            .unwrap()
            .1
            .split_once("</div>")
            .unwrap();
        assert!(!says.contains("https://") && after.starts_with("<p class=\"tb-url"));
    }
}

#[test]
fn what_is_left_out_is_said() {
    let mut document = with_url(URL);
    let Some(Value::Array(options)) = member(&mut document, "options") else {
        panic!("no options");
    };
    let pattern = options[0].clone();
    for number in 0..20 {
        let mut option = pattern.clone();
        set(&mut option, "id", text(&format!("more-{number}")));
        options.push(option);
    }
    let poster = poster(&document).unwrap();
    assert!(poster.phones.len() > 20);
    for html in [poster.poster_page(), poster.cards_page()] {
        assert!(html.contains("More ways to reach someone are on the page."));
    }
    assert!(poster.cards_page().contains(">911<"));
}

/// A poster hangs where colleagues pass. Beyond the host's own words it tells nothing of what the
/// program is for.
#[test]
fn the_products_own_words_are_neutral() {
    for locale in ["en", "es"] {
        let document = bare();
        let poster = Poster::of(&document, &read(&document, locale), locale, "2026-11-22").unwrap();
        for html in [poster.poster_page(), poster.cards_page()] {
            let (_, body) = html.split_once("<body>").unwrap();
            let words = body.to_lowercase();
            for telling in [
                "victim", "víctima", "hard", "difícil", "event", "suceso", "stress", "estrés",
                "trauma", "error", "mistake", "patient", "paciente", "clinic", "clínic",
                "check-in", "distress", "suicid", "mental", "salud", "health", "therap", "terap",
                "peer", "apoyo", "anonym", "anónim", "confiden", "secure", "segur", "!",
            ] {
                assert!(!words.contains(telling), "{locale}: {telling}");
            }
        }
        assert!(poster.poster_page().contains(match locale {
            "es" => "Nadie ve lo que responde.",
            _ => "Nobody sees what you answer.",
        }));
        assert!(poster.poster_page().contains(&format!("lang=\"{locale}\"")));
    }
}

#[test]
fn an_example_says_that_it_is_one() {
    let mark = "not for use until each number has been checked";
    let mut document = with_url(URL);
    set(&mut document, "example", Value::Null);
    assert!(!poster(&document).unwrap().poster_page().contains(mark));
    set(&mut document, "example", text("A dated example."));
    let poster = poster(&document).unwrap();
    assert!(poster.poster_page().contains(mark) && poster.cards_page().contains(mark));
}

#[test]
fn a_document_of_its_own_asks_for_nothing() {
    let poster = poster(&with_url(URL)).unwrap();
    for html in [poster.poster_page(), poster.cards_page()] {
        for fetched in [
            "<script", "<link", "<img", " src=", " href=", "url(", "@import",
        ] {
            assert!(!html.contains(fetched), "{fetched}");
        }
    }
}

fn poster(document: &Value) -> Result<Poster, Refusal> {
    Poster::of(document, &read(document, "en"), "en", "2026-11-22")
}

fn read(document: &Value, locale: &str) -> Config {
    config::read(document, Date::parse("2026-11-22").unwrap(), locale).config
}

fn example() -> Value {
    serde_json::from_str(EXAMPLE).unwrap()
}

fn with_url(url: &str) -> Value {
    let mut document = example();
    set(&mut document, "page_url", text(url));
    document
}

/// A document with no word of a host's but names.
fn bare() -> Value {
    serde_json::from_str(
        r#"{"schema": "touchbase/1", "program": {"id": "x", "name": "Xyz"}, "country": "US",
        "page_url": "https://h.example/x",
        "crisis": [{"id": "a", "name": "Abc", "routes": [{"type": "text", "value": "1", "keyword": "QQ"}]}],
        "privacy_notice": {"version": "1", "date": "2026-01-01", "text": "Abc."},
        "options": [{"id": "b", "name": "Bcd", "kind": "peer", "operator": {"name": "Cde"},
          "routes": [{"type": "phone", "value": "2", "ext": "3"}, {"type": "pager", "value": "3"},
            {"type": "voicemail", "value": "4"}]}]}"#,
    )
    .unwrap()
}

fn text(words: &str) -> Value {
    Value::String(words.to_owned())
}

/// Sets a member, or takes it out where the value is null.
fn set(object: &mut Value, key: &str, value: Value) {
    let Value::Object(members) = object else {
        panic!("no object");
    };
    members.retain(|(name, _)| name != key);
    if value != Value::Null {
        members.push((key.to_owned(), value));
    }
}

fn member<'a>(object: &'a mut Value, key: &str) -> Option<&'a mut Value> {
    let Value::Object(members) = object else {
        return None;
    };
    members
        .iter_mut()
        .find_map(|(name, value)| (name == key).then_some(value))
}

/// A picture in modules, quiet zone included.
struct Picture {
    side: usize,
    dark: Vec<bool>,
}

impl Picture {
    fn of(qr: &Qr) -> Self {
        let side = qr.side_with_quiet_zone();
        let dark = (0..side * side).map(|at| {
            let (x, y) = (at % side, at / side);
            x >= QUIET_ZONE && y >= QUIET_ZONE && qr.is_dark(x - QUIET_ZONE, y - QUIET_ZONE)
        });
        Self {
            side,
            dark: dark.collect(),
        }
    }
}

/// The pictures of a page, drawn from their own outlines.
fn pictures(html: &str) -> Vec<Picture> {
    html.split("<svg").skip(1).map(drawn).collect()
}

fn drawn(svg: &str) -> Picture {
    let side: usize = attribute(svg, "viewBox")
        .rsplit(' ')
        .next()
        .and_then(|number| number.parse().ok())
        .unwrap();
    let mut dark = vec![false; side * side];
    // Runs of one row each: M, the place, h, the length.
    for run in attribute(svg, "d").split('M').skip(1) {
        let (place, rest) = run.split_once('h').unwrap();
        let (x, y) = place.split_once(' ').unwrap();
        let (length, _) = rest.split_once('v').unwrap();
        let [x, y, length] = [x, y, length].map(|number| number.parse::<usize>().unwrap());
        dark[y * side + x..y * side + x + length].fill(true);
    }
    Picture { side, dark }
}

fn attribute<'a>(element: &'a str, name: &str) -> &'a str {
    let (_, rest) = element.split_once(&format!(" {name}=\"")).unwrap();
    rest.split_once('"').unwrap().0
}

fn decoded(picture: &Picture) -> Option<String> {
    const PIXELS: usize = 3;
    let side = picture.side * PIXELS;
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(side, side, |x, y| {
        let dark = picture.dark[(y / PIXELS) * picture.side + x / PIXELS];
        if dark { 0 } else { 255 }
    });
    let grids = image.detect_grids();
    let (_, text) = grids.first()?.decode().ok()?;
    Some(text)
}
