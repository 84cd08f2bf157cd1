//! The poster and the cards as elements.

use super::model::{Entry, Poster, Way};
use super::tree::Element;
#[cfg(not(target_family = "wasm"))]
use super::tree::escape;

/// Width and height of a card in millimetres: ISO/IEC 7810 ID-1, as a bank card.
pub const CARD_MM: (f64, f64) = (85.6, 54.0);

/// The side of the code on a card with its quiet zone, in millimetres.
pub const CARD_CODE_MM: f64 = 34.0;

/// Cards on a sheet. Each folds in the middle, so it takes the width of two.
pub const CARDS_ON_A_SHEET: usize = 4;

/// What a list on the poster has room for.
const POSTER_LIST: Room = Room {
    lines: 13,
    letters: 38,
};
/// What the back of a card has room for.
const CARD_BACK: Room = Room {
    lines: 11,
    letters: 50,
};
/// More letters than this in the program's or the host's name are printed small.
const LONG_NAME: usize = 40;
/// More letters than this in an address are printed small.
const LONG_URL: usize = 60;
/// The same on a card, where one line is to hold it.
const LONG_URL_ON_A_CARD: usize = 48;
/// A longer address nobody types off a card: its code alone is printed.
const LONGEST_URL_TO_TYPE: usize = 150;

impl Poster {
    /// One sheet for a wall. It fits on A4 and on Letter.
    pub fn sheet(&self) -> Element {
        let wording = self.wording();
        let list = |class, title: &str, entries: &[Entry]| {
            let list = Element::new("section").with("class", class);
            list.child(Element::words("h2", "tb-part", title))
                .children(entries.iter().map(entry))
        };
        let lists = [
            ("tb-list tb-now", wording.now, &self.crisis),
            ("tb-list", wording.reach, &self.phones),
        ];
        let lists = lists.into_iter().filter(|(.., all)| !all.is_empty());
        let lists = lists.map(|(class, title, all)| {
            let shown = POSTER_LIST.entries(all);
            let whole = shown == all.len();
            list(class, title, &all[..shown]).children((!whole).then(|| self.more()))
        });
        let lists = Element::new("div")
            .with("class", "tb-lists")
            .children(lists);
        // Where no request can be sent, nothing is said of one.
        let request = self.requests.then_some(wording.request);
        let mut sheet = Element::new("article")
            .with("class", "tb-sheet tb-poster")
            .with("lang", wording.lang)
            .children(self.example())
            .child(sized("h1", "tb-title", &self.title, LONG_NAME))
            .children(
                self.host
                    .iter()
                    .map(|h| sized("p", "tb-host", h, LONG_NAME)),
            );
        sheet = sheet.child(
            Element::new("div")
                .with("class", "tb-scan")
                .child(self.picture())
                .child(
                    Element::new("div")
                        .with("class", "tb-says")
                        .child(Element::words("p", "tb-lead", wording.scan))
                        .child(self.address(LONG_URL))
                        .children(
                            [Some(wording.look), Some(wording.unseen), request]
                                .into_iter()
                                .flatten()
                                .map(|line| Element::words("p", "tb-line", line)),
                        ),
                ),
        );
        let printed = format!("{} {}", wording.printed, self.printed);
        sheet
            .child(lists)
            .child(Element::words("p", "tb-printed", &printed))
    }

    /// A sheet of cards to cut out and fold.
    pub fn cards(&self) -> Element {
        Element::new("div")
            .with("class", "tb-sheet tb-cards")
            .with("lang", self.wording().lang)
            .children((0..CARDS_ON_A_SHEET).map(|_| self.card()))
    }

    /// The poster as a document of its own.
    #[cfg(not(target_family = "wasm"))]
    pub fn poster_page(&self) -> String {
        self.page(&self.sheet())
    }

    /// The sheet of cards as a document of its own.
    #[cfg(not(target_family = "wasm"))]
    pub fn cards_page(&self) -> String {
        self.page(&self.cards())
    }

    /// A card: the front on the left, the back on the right of the fold.
    fn card(&self) -> Element {
        let short = |name: &&String| name.chars().count() <= LONG_NAME;
        let host = self
            .host
            .iter()
            .filter(|host| short(host) && short(&&self.title));
        let typed = self.url.len() <= LONGEST_URL_TO_TYPE;
        let front = Element::new("div")
            .with("class", "tb-face")
            .child(self.picture())
            .child(
                Element::new("div")
                    .with("class", "tb-says")
                    .children(self.example())
                    .child(sized("p", "tb-title", &self.title, LONG_NAME))
                    .children(host.map(|host| Element::words("p", "tb-host", host)))
                    .child(Element::words("p", "tb-line", self.wording().unseen)),
            )
            // Below both, over the whole width: an address that breaks is mistyped.
            .children(typed.then(|| self.address(LONG_URL_ON_A_CARD)));
        let all: Vec<_> = self.crisis.iter().chain(&self.phones).cloned().collect();
        let shown = CARD_BACK.entries(&all);
        let (crisis, phones) = all[..shown].split_at(shown.min(self.crisis.len()));
        let heading = Element::words("p", "tb-part", self.wording().now);
        let back = Element::new("div")
            .with("class", "tb-face tb-back")
            .children((!crisis.is_empty()).then_some(heading))
            .children(crisis.iter().map(entry))
            .children((!phones.is_empty()).then(|| {
                let rest = Element::new("div").with("class", "tb-rest");
                rest.children(phones.iter().map(entry))
            }))
            .children((shown < all.len()).then(|| self.more()));
        Element::new("article")
            .with("class", "tb-card")
            .child(front)
            .child(back)
    }

    /// The address to type. It breaks after a slash, and elsewhere only where a part is too long.
    fn address(&self, long: usize) -> Element {
        let class = match self.url.len() <= long {
            true => "tb-url",
            false => "tb-url tb-long",
        };
        let host = self.url.find("://").map_or(0, |scheme| scheme + 3);
        let path = self.url[host..]
            .find('/')
            .map_or(self.url.len(), |at| host + at + 1);
        let (start, path) = self.url.split_at(path);
        let pieces = std::iter::once(start).chain(path.split_inclusive('/'));
        Element::new("p")
            .with("class", class)
            .children(pieces.map(|piece| Element::words("span", "tb-piece", piece)))
    }

    fn more(&self) -> Element {
        Element::words("p", "tb-more", self.wording().more)
    }

    fn picture(&self) -> Element {
        let name = format!("{}{}", self.wording().code, self.url);
        self.code.picture(&name)
    }

    fn example(&self) -> Option<Element> {
        self.example
            .then(|| Element::words("p", "tb-example", self.wording().example))
    }

    #[cfg(not(target_family = "wasm"))]
    fn page(&self, sheet: &Element) -> String {
        let mut title = String::new();
        escape(&self.title, &mut title);
        format!(
            "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <title>{title}</title>\n<style>\nbody {{ margin: 0; }}\n{}</style>\n</head>\n<body>\n{}\n</body>\n</html>\n",
            self.wording().lang,
            super::STYLE,
            sheet.to_html(),
        )
    }
}

/// How much a list has room for, roughly: a browser breaks the lines.
struct Room {
    lines: usize,
    letters: usize,
}

impl Room {
    /// How many of the entries fit, from the first on.
    fn entries(&self, entries: &[Entry]) -> usize {
        let mut left = self.lines;
        entries
            .iter()
            .take_while(|entry| {
                let needed = self.lines_of(entry);
                let fits = needed <= left;
                left = left.saturating_sub(needed);
                fits
            })
            .count()
    }

    fn lines_of(&self, entry: &Entry) -> usize {
        let lines = |letters: usize| letters.div_ceil(self.letters);
        let ways = entry
            .ways
            .iter()
            .map(|way| lines(way.number.chars().count() * 3 / 2 + way.hours.chars().count()));
        lines(entry.name.chars().count()) + ways.sum::<usize>()
    }
}

/// Words that are printed small where they are long.
fn sized(tag: &'static str, class: &str, words: &str, long: usize) -> Element {
    if words.chars().count() <= long {
        return Element::words(tag, class, words);
    }
    Element::words(tag, &format!("{class} tb-long"), words)
}

fn entry(entry: &Entry) -> Element {
    Element::new("div")
        .with("class", "tb-entry")
        .child(Element::words("p", "tb-name", &entry.name))
        .children(entry.ways.iter().map(way))
}

fn way(way: &Way) -> Element {
    Element::new("p")
        .with("class", "tb-way")
        .child(Element::words("span", "tb-number", &way.number))
        .text(" ")
        .child(Element::words("span", "tb-hours", &way.hours))
}
