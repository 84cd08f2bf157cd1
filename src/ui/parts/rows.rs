//! Facts in rows: a name, and what is known.

use yew::prelude::*;

use super::element::{attributes, el, language, nothing, say, with, words};
use crate::text::Msg;
use crate::ui::cx::Cx;
use crate::words::Words;

/// A row.
pub(crate) struct Fact<'a> {
    /// Its name.
    pub(crate) name: Msg<'a>,
    /// What is known. `None` is shown as not stated by the program.
    pub(crate) text: Option<AttrValue>,
    /// The language of the text, where it is another than the page's.
    pub(crate) lang: Option<AttrValue>,
    /// A control at its end.
    pub(crate) control: Option<Html>,
}

impl<'a> Fact<'a> {
    /// A row without a control.
    pub(crate) fn new(name: Msg<'a>, text: Option<AttrValue>) -> Self {
        Self {
            name,
            text,
            lang: None,
            control: None,
        }
    }

    /// A row with a text of the host's.
    #[inline(never)]
    pub(crate) fn of_host(name: Msg<'a>, words: Option<&Words>) -> Self {
        Self {
            lang: words.and_then(language),
            ..Self::new(name, words.map(|words| (&**words).into()))
        }
    }
}

/// Rows of facts.
pub(crate) fn facts<'a>(cx: &Cx<'_>, rows: impl Into<Vec<Fact<'a>>>) -> Html {
    let rows = rows.into().into_iter().map(|row| {
        let known = row.text.unwrap_or_else(|| cx.say(Msg::NotStated));
        el(
            "div.tb-row",
            [
                say(cx, "dt.tb-row__name", row.name),
                el(
                    "dd.tb-row__text",
                    [
                        with("bdi", attributes! { "lang": row.lang }, [words(known)]),
                        row.control.unwrap_or_else(nothing),
                    ],
                ),
            ],
        )
    });
    el("dl.tb-rows", rows.collect::<Vec<_>>())
}
