//! Elements, made in one place. A macro that writes out each element where it is used reads well
//! and costs a third of the module; these are calls.
//!
//! An element's place among its siblings tells Yew which one it is from one drawing to the next. So
//! what is absent leaves its place empty ([`nothing`]) instead of giving it up: a field must
//! not become another one because a sentence appeared above it.

use std::rc::Rc;

use yew::html::IntoPropValue;
use yew::prelude::*;
use yew::virtual_dom::{
    AttributeOrProperty, Attributes, Key, Listener, ListenerKind, VList, VNode, VTag, VText,
};

use crate::text::Msg;
use crate::ui::cx::Cx;
use crate::words::Words;

/// An element with children. Its name is that of the tag, then a dot and its classes, if any.
#[inline(never)]
pub(crate) fn el(name: &'static str, children: impl Into<Vec<Html>>) -> Html {
    finish(plain(name, None), children.into())
}

/// An element with a text that is in no language, or in that of the page.
#[inline(never)]
pub(crate) fn text(name: &'static str, text: &str) -> Html {
    with_text(plain(name, None), text.into())
}

/// An element with a text, where there is one.
#[inline(never)]
pub(crate) fn maybe_text(name: &'static str, words: Option<&str>) -> Html {
    words.map_or_else(nothing, |words| text(name, words))
}

/// An element with a text of the host's, in the language that it is written in.
#[inline(never)]
pub(crate) fn host(name: &'static str, words: &Words) -> Html {
    with_text(plain(name, language(words)), (&**words).into())
}

/// The same where there is one.
#[inline(never)]
pub(crate) fn maybe_host(name: &'static str, words: Option<&Words>) -> Html {
    words.map_or_else(nothing, |words| host(name, words))
}

/// The value of `lang` for a text of the host's.
#[inline(never)]
pub(crate) fn language(words: &Words) -> Option<AttrValue> {
    words.lang.as_deref().map(AttrValue::from)
}

/// An element with our words.
#[inline(never)]
pub(crate) fn say(cx: &Cx<'_>, name: &'static str, message: Msg<'_>) -> Html {
    with_text(plain(name, None), cx.say(message))
}

/// Nodes without an element around them.
#[inline(never)]
pub(crate) fn group(children: impl Into<Vec<Html>>) -> Html {
    VList::from(children.into()).into()
}

/// A text without an element around it.
#[inline(never)]
pub(crate) fn words(text: AttrValue) -> Html {
    VText::new(text).into()
}

/// The empty place of what is not there.
#[inline(never)]
pub(crate) fn nothing() -> Html {
    Html::default()
}

/// What is there or not; where it is not, its place stays.
pub(crate) fn maybe(there: bool, html: impl FnOnce() -> Html) -> Html {
    if there { html() } else { nothing() }
}

/// An element with attributes; see [`attributes!`](super::attributes).
#[inline(never)]
pub(crate) fn with(
    tag: &'static str,
    attributes: Attributes,
    children: impl Into<Vec<Html>>,
) -> Html {
    finish(bare(tag, attributes), children.into())
}

/// An element to be given more than attributes; turned into [`Html`] by [`finish`].
#[inline(never)]
pub(crate) fn bare(tag: &'static str, attributes: Attributes) -> VTag {
    let mut element = VTag::new(AttrValue::Static(tag));
    element.set_attributes(attributes);
    element
}

/// Puts the children into an element.
#[inline(never)]
pub(crate) fn finish(mut element: VTag, children: Vec<Html>) -> Html {
    // Elements that are void, as inputs are, have no place for any.
    if let Some(place) = element.children_mut() {
        *place = VList::from(children).into();
    }
    element.into()
}

/// Gives an element a key: with another one it is made anew.
#[inline(never)]
pub(crate) fn keyed(key: &str, mut html: Html) -> Html {
    if let VNode::VTag(element) = &mut html
        && let Some(element) = Rc::get_mut(element)
    {
        element.key = Some(Key::from(key));
    }
    html
}

/// Has an element listen.
#[inline(never)]
pub(crate) fn listen(element: &mut VTag, on: On, hear: Callback<Event>) {
    element.add_listener(Rc::new(Hears { on, hear }));
}

/// What an element listens for.
#[derive(Clone, Copy)]
pub(crate) enum On {
    Change,
    Click,
    Input,
    Submit,
}

/// The attributes of an element, in the order they are written in. A value may be a text, or an
/// `Option` of one: with `None` the attribute is absent.
macro_rules! attributes {
    ($($name:literal: $value:expr),* $(,)?) => {
        $crate::ui::parts::attributes_of(
            &[$($name),*],
            [$($crate::ui::parts::value_of($value)),*],
        )
    };
}
pub(crate) use attributes;

#[inline(never)]
pub(crate) fn attributes_of<const N: usize>(
    keys: &'static [&'static str; N],
    values: [Option<AttrValue>; N],
) -> Attributes {
    Attributes::Dynamic {
        keys,
        values: values
            .into_iter()
            .map(|value| value.map(AttributeOrProperty::Attribute))
            .collect(),
    }
}

pub(crate) fn value_of(value: impl IntoPropValue<Option<AttrValue>>) -> Option<AttrValue> {
    value.into_prop_value()
}

fn with_text(mut element: VTag, text: AttrValue) -> Html {
    if let Some(place) = element.children_mut() {
        *place = words(text);
    }
    element.into()
}

#[inline(never)]
fn plain(name: &'static str, lang: Option<AttrValue>) -> VTag {
    let (tag, class) = match name.split_once('.') {
        Some((tag, class)) => (tag, Some(class)),
        None => (name, None),
    };
    bare(tag, attributes! { "class": class, "lang": lang })
}

/// One kind of listener for all events: each of Yew's own is code of its own.
struct Hears {
    on: On,
    hear: Callback<Event>,
}

impl Listener for Hears {
    fn kind(&self) -> ListenerKind {
        match self.on {
            On::Change => ListenerKind::onchange,
            On::Click => ListenerKind::onclick,
            On::Input => ListenerKind::oninput,
            On::Submit => ListenerKind::onsubmit,
        }
    }

    fn handle(&self, event: Event) {
        self.hear.emit(event);
    }

    fn passive(&self) -> bool {
        false
    }
}
