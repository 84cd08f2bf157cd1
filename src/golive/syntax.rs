//! Where a text stops being JSON (RFC 8259). A browser's own words for it differ from one to the
//! other and may quote the document.

use std::iter::Peekable;
use std::str::Chars;

use super::finding::Finding;
use crate::config::{Code, Fault, Severity};

/// The finding for a text that is no JSON, with the place and what is wrong there.
pub fn not_json(text: &str) -> Finding {
    let finding = Finding::from(Fault {
        path: String::new(),
        code: Code::NotJson,
        severity: Severity::Error,
    });
    let mut reader = Reader {
        rest: text.chars().peekable(),
        line: 1,
        column: 1,
        depth: 0,
    };
    match reader.document() {
        Ok(()) => finding,
        Err(what) => {
            let (line, column) = (reader.line.to_string(), reader.column.to_string());
            finding.seeing(["line ", &line, ", column ", &column, ": ", what].concat())
        }
    }
}

/// Lists and objects in one another. Nobody's document comes near.
const DEEPEST: usize = 100;

type Step = Result<(), &'static str>;

struct Reader<'a> {
    rest: Peekable<Chars<'a>>,
    line: usize,
    /// In characters, from 1.
    column: usize,
    depth: usize,
}

impl Reader<'_> {
    fn document(&mut self) -> Step {
        self.blanks();
        self.value()?;
        self.blanks();
        match self.rest.peek() {
            None => Ok(()),
            Some(_) => Err("the document had ended before this"),
        }
    }

    fn value(&mut self) -> Step {
        match self.rest.peek() {
            Some('{') => self.entries('}', Self::member),
            Some('[') => self.entries(']', Self::value),
            Some('"') => self.string(),
            Some('-' | '0'..='9') => self.number(),
            Some('t') => self.word("true"),
            Some('f') => self.word("false"),
            Some('n') => self.word("null"),
            Some('<') => Err("this is a web page, perhaps a sign-in"),
            Some('/' | '#') => Err("JSON has no comments"),
            Some('}' | ']' | ',') => Err("a value is missing here, or a comma is one too many"),
            Some('\'' | '\u{2018}' | '\u{2019}' | '\u{201c}' | '\u{201d}') => {
                Err("texts need straight double quotes")
            }
            Some(_) => Err("a text needs double quotes around it"),
            None => Err("the text ends too early: a bracket is not closed"),
        }
    }

    fn entries(&mut self, end: char, entry: fn(&mut Self) -> Step) -> Step {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err("too many brackets in one another");
        }
        self.step();
        self.blanks();
        if self.rest.peek() == Some(&end) {
            self.step();
            self.depth -= 1;
            return Ok(());
        }
        loop {
            entry(self)?;
            self.blanks();
            match self.rest.peek() {
                Some(',') => self.step(),
                Some(found) if *found == end => {
                    self.step();
                    self.depth -= 1;
                    return Ok(());
                }
                Some('/' | '#') => return Err("JSON has no comments"),
                Some(_) => return Err("a comma or a closing bracket is missing before this"),
                None => return Err("the text ends too early: a bracket is not closed"),
            }
            self.blanks();
            if self.rest.peek() == Some(&end) {
                return Err("there is a comma after the last entry");
            }
        }
    }

    fn member(&mut self) -> Step {
        match self.rest.peek() {
            Some('"') => self.string()?,
            Some('/' | '#') => return Err("JSON has no comments"),
            None => return Err("the text ends too early: a bracket is not closed"),
            Some(_) => return Err("a key needs double quotes around it"),
        }
        self.blanks();
        if self.rest.peek() != Some(&':') {
            return Err("a colon is missing after the key");
        }
        self.step();
        self.blanks();
        self.value()
    }

    fn string(&mut self) -> Step {
        self.step();
        loop {
            match self.rest.peek() {
                Some('"') => {
                    self.step();
                    return Ok(());
                }
                Some('\\') => {
                    self.step();
                    self.escape()?;
                }
                None | Some('\n' | '\r') => {
                    return Err("the quote at the end of this text is missing");
                }
                Some(c) if *c < ' ' => return Err("a tab or a control character stands in a text"),
                Some(_) => self.step(),
            }
        }
    }

    fn escape(&mut self) -> Step {
        const WRONG: Step = Err("a backslash has to be written twice");
        match self.rest.peek() {
            Some('"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't') => self.step(),
            Some('u') => {
                self.step();
                for _ in 0..4 {
                    if !self.rest.peek().is_some_and(char::is_ascii_hexdigit) {
                        return WRONG;
                    }
                    self.step();
                }
            }
            _ => return WRONG,
        }
        Ok(())
    }

    fn number(&mut self) -> Step {
        if self.rest.peek() == Some(&'-') {
            self.step();
        }
        if self.rest.peek() == Some(&'0') {
            self.step();
            if self.rest.peek().is_some_and(char::is_ascii_digit) {
                return Err("a number does not begin with 0; a phone number needs quotes");
            }
        } else {
            self.digits()?;
        }
        if self.rest.peek() == Some(&'.') {
            self.step();
            self.digits()?;
        }
        if let Some('e' | 'E') = self.rest.peek() {
            self.step();
            if let Some('+' | '-') = self.rest.peek() {
                self.step();
            }
            self.digits()?;
        }
        match self.rest.peek() {
            Some('-' | '(' | '+' | '.') => Err("a phone number or a date needs quotes"),
            _ => Ok(()),
        }
    }

    fn digits(&mut self) -> Step {
        if !self.rest.peek().is_some_and(char::is_ascii_digit) {
            return Err("a digit is missing");
        }
        while self.rest.peek().is_some_and(char::is_ascii_digit) {
            self.step();
        }
        Ok(())
    }

    fn word(&mut self, word: &str) -> Step {
        for letter in word.chars() {
            if self.rest.peek() != Some(&letter) {
                return Err("a text needs double quotes around it");
            }
            self.step();
        }
        Ok(())
    }

    fn blanks(&mut self) {
        while let Some(' ' | '\t' | '\n' | '\r') = self.rest.peek() {
            self.step();
        }
    }

    fn step(&mut self) {
        match self.rest.next() {
            Some('\n') => (self.line, self.column) = (self.line + 1, 1),
            Some(_) => self.column += 1,
            None => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_and_what_is_wrong_are_named() {
        for (text, seen) in [
            (
                "{\n  \"a\": 1,\n}",
                "line 3, column 1: there is a comma after the last entry",
            ),
            (
                "{\"a\": 1 \"b\": 2}",
                "line 1, column 9: a comma or a closing bracket is missing before this",
            ),
            (
                "{\"é\": 'x'}",
                "line 1, column 7: texts need straight double quotes",
            ),
            (
                "{\"a\": \"x\n\"}",
                "line 1, column 9: the quote at the end of this text is missing",
            ),
            (
                "{\"a\": 555-0110}",
                "line 1, column 10: a phone number or a date needs quotes",
            ),
            (
                "{\"a\": 0123}",
                "line 1, column 8: a number does not begin with 0; a phone number needs quotes",
            ),
            ("// words\n{}", "line 1, column 1: JSON has no comments"),
            (
                "<!doctype html>",
                "line 1, column 1: this is a web page, perhaps a sign-in",
            ),
            (
                "{\"schema\": ",
                "line 1, column 12: the text ends too early: a bracket is not closed",
            ),
            (
                "{} {}",
                "line 1, column 4: the document had ended before this",
            ),
            (
                "{a: 1}",
                "line 1, column 2: a key needs double quotes around it",
            ),
            (
                "[\"\\d\"]",
                "line 1, column 4: a backslash has to be written twice",
            ),
        ] {
            assert_eq!(not_json(text).saw.as_deref(), Some(seen), "{text}");
        }
    }

    #[test]
    fn what_is_json_has_no_place() {
        for text in [
            "{}",
            " [1, -0.5e+3, 0, true, false, null, \"\\u00e9\\n\", {\"a\": []}]\n",
            include_str!("../../www/programs/example-hospital.json"),
        ] {
            assert_eq!(not_json(text).saw, None, "{text}");
        }
    }
}
