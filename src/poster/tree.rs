//! What is to be shown, as elements.
//!
//! The command writes them as text, the page makes them in the document one by one: under Trusted
//! Types there is no text that becomes elements.

/// An element of HTML or SVG.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Element {
    /// The name of the element.
    pub tag: &'static str,
    /// Its attributes in order.
    pub attributes: Vec<(&'static str, String)>,
    /// What is in it.
    pub children: Vec<Node>,
}

/// What an element holds.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Node {
    /// An element.
    Element(Element),
    /// Words.
    Text(String),
}

impl Element {
    pub(super) fn new(tag: &'static str) -> Self {
        Self {
            tag,
            attributes: Vec::new(),
            children: Vec::new(),
        }
    }

    /// An element of a class with nothing but words in it.
    pub(super) fn words(tag: &'static str, class: &str, words: &str) -> Self {
        Self::new(tag).with("class", class).text(words)
    }

    pub(super) fn with(mut self, name: &'static str, value: &str) -> Self {
        self.attributes.push((name, value.to_owned()));
        self
    }

    pub(super) fn child(mut self, child: Self) -> Self {
        self.children.push(Node::Element(child));
        self
    }

    pub(super) fn children(mut self, children: impl IntoIterator<Item = Self>) -> Self {
        self.children
            .extend(children.into_iter().map(Node::Element));
        self
    }

    pub(super) fn text(mut self, words: &str) -> Self {
        self.children.push(Node::Text(words.to_owned()));
        self
    }

    /// The element as HTML text. Every element has an end tag, which none of those used here may
    /// lack.
    pub fn to_html(&self) -> String {
        let mut out = String::new();
        self.write(&mut out);
        out
    }

    fn write(&self, out: &mut String) {
        out.push('<');
        out.push_str(self.tag);
        for (name, value) in &self.attributes {
            out.push(' ');
            out.push_str(name);
            out.push_str("=\"");
            escape(value, out);
            out.push('"');
        }
        out.push('>');
        for child in &self.children {
            match child {
                Node::Element(element) => element.write(out),
                Node::Text(words) => escape(words, out),
            }
        }
        out.push_str("</");
        out.push_str(self.tag);
        out.push('>');
    }
}

pub(super) fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            _ => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_a_host_never_become_elements() {
        let element = Element::words("p", "a\"b", "<script>&").child(Element::new("b"));
        assert_eq!(
            element.to_html(),
            "<p class=\"a&quot;b\">&lt;script&gt;&amp;<b></b></p>"
        );
    }
}
