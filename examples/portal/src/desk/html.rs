//! Text in HTML.

use std::fmt::{self, Display, Formatter, Write};

/// Displays a text so that it is a text in HTML, between tags and in quoted attributes.
pub(super) struct Text<'a>(pub(super) &'a str);

impl Display for Text<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for char in self.0.chars() {
            match char {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\'' => f.write_str("&#39;")?,
                // Controls that turn the reading direction could make a number read as another.
                '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\0' => {
                    f.write_char('\u{fffd}')?;
                }
                other => f.write_char(other)?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_becomes_a_tag() {
        let text = Text("<b a='1' b=\"2\">&\u{202e}</b>").to_string();
        assert_eq!(
            text,
            "&lt;b a=&#39;1&#39; b=&quot;2&quot;&gt;&amp;\u{fffd}&lt;/b&gt;"
        );
    }
}
