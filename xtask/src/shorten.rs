//! Leaving out of the package's scripts and stylesheets what only a reader of the source needs.
//!
//! It knows the words of the language and not its grammar, so it does only what holds without:
//! comments go, indentation goes, and a space goes where two words cannot grow together. A line
//! break stays wherever one could end a statement.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use crate::error::Error;
use crate::files;

/// Rewrites each script and stylesheet of the folder.
pub(crate) fn folder(pkg: &Path) -> Result<(), Error> {
    for relative in files::files_below(pkg)? {
        let file = pkg.join(&relative);
        let shorter: fn(&str) -> Option<String> = match relative.extension() {
            Some(extension) if extension == "js" => |source| script(source, &HashMap::new()),
            Some(extension) if extension == "css" => stylesheet,
            _ => continue,
        };
        let source = fs::read_to_string(&file).map_err(Error::io(&file))?;
        let shorter = shorter(&source).ok_or_else(|| not_understood(&relative))?;
        fs::write(&file, shorter).map_err(Error::io(&file))?;
    }
    Ok(())
}

/// The error for a file that [`script`] or [`stylesheet`] gave up on.
pub(crate) fn not_understood(relative: &Path) -> Error {
    Error::Check(format!(
        "{} has something that cannot be shortened without knowing the grammar: a text that does not \
         end, or a regular expression behind a bracket",
        relative.display()
    ))
}

/// The script without comments and needless space, and with some of its names replaced. Nothing
/// where a piece is cut short, where a slash may be either a division or a regular expression, or
/// where a new name is in use already.
pub(crate) fn script(source: &str, renamed: &HashMap<String, String>) -> Option<String> {
    let mut short = String::with_capacity(source.len());
    let mut last = Piece::Start;
    let mut rest = source;
    loop {
        let (gap, after) = skip_gap(rest, &COMMENTS)?;
        let Some(first) = after.chars().next() else {
            break;
        };
        let (piece, text, next) = next_piece(after, last)?;
        match gap {
            Gap::Line if line_counts(&short, first) => short.push('\n'),
            Gap::Space if space_counts(&short, first) => short.push(' '),
            // What stood on two lines may not grow together either.
            Gap::Line if space_counts(&short, first) => short.push(' '),
            _ => {}
        }
        if renamed.values().any(|new| new == text) {
            return None;
        }
        short.push_str(renamed.get(text).map_or(text, String::as_str));
        last = piece;
        rest = next;
    }
    short.push('\n');
    Some(short)
}

/// The stylesheet without comments and needless space; nothing where a piece is cut short.
fn stylesheet(source: &str) -> Option<String> {
    let mut short = String::with_capacity(source.len());
    let mut rest = source;
    loop {
        let (gap, after) = skip_gap(rest, &COMMENTS[..1])?;
        let Some(first) = after.chars().next() else {
            break;
        };
        let length = match first {
            '"' | '\'' => quoted(after)?,
            _ => first.len_utf8(),
        };
        let (text, next) = after.split_at_checked(length)?;
        // Before a colon a space may mean a descendant, and around a sign it belongs to the sum.
        if gap != Gap::None
            && !short.is_empty()
            && !short.ends_with(['{', '}', ';', ',', ':'])
            && !"{};,".contains(first)
        {
            short.push(' ');
        }
        if first == '}' && short.ends_with(';') {
            short.pop();
        }
        short.push_str(text);
        rest = next;
    }
    short.truncate(short.trim_end().len());
    short.push('\n');
    Some(short)
}

/// How comments begin and end; one that ends with the line leaves the line's end standing.
const COMMENTS: [(&str, &str); 2] = [("/*", "*/"), ("//", "\n")];

/// After these words a slash begins a regular expression.
const BEFORE_EXPRESSION: [&str; 12] = [
    "await",
    "case",
    "delete",
    "do",
    "else",
    "in",
    "instanceof",
    "of",
    "return",
    "throw",
    "typeof",
    "void",
];

/// What stands between two pieces.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Gap {
    None,
    Space,
    Line,
}

/// The gap at the beginning, and what comes after it.
fn skip_gap<'a>(mut rest: &'a str, comments: &[(&str, &str)]) -> Option<(Gap, &'a str)> {
    let mut gap = Gap::None;
    loop {
        let after_space = rest.trim_start();
        let space = &rest[..rest.len() - after_space.len()];
        let comment = comments
            .iter()
            .find(|(begin, _)| after_space.starts_with(begin));
        let end = match comment {
            // The last line of a file needs no end.
            Some((_, "\n")) => after_space.find('\n').unwrap_or(after_space.len()),
            Some((begin, end)) => {
                let inside = after_space.get(begin.len()..)?;
                begin.len() + inside.find(end)? + end.len()
            }
            None => 0,
        };
        let skipped = after_space.get(..end)?;
        if space.contains('\n') || skipped.contains('\n') {
            gap = Gap::Line;
        } else if gap == Gap::None && !(space.is_empty() && skipped.is_empty()) {
            gap = Gap::Space;
        }
        rest = after_space.get(end..)?;
        if comment.is_none() {
            return Some((gap, rest));
        }
    }
}

/// Whether a line break has to stay between what was written and what comes.
fn line_counts(short: &str, next: char) -> bool {
    !short.is_empty()
        && !short.ends_with([';', '{', ',', '(', '['])
        && !matches!(next, '}' | ')' | ']' | '.' | ',' | ';')
}

/// Whether a space has to stay between what was written and what comes.
fn space_counts(short: &str, next: char) -> bool {
    let Some(last) = short.chars().next_back() else {
        return false;
    };
    let harmless = |c| {
        matches!(
            c,
            '(' | ')' | '{' | '}' | '[' | ']' | ',' | ';' | '"' | '\'' | '`'
        )
    };
    if harmless(last) || harmless(next) {
        return false;
    }
    // Two words, two signs, a number and its point, and a slash with what would make it a comment.
    is_word(last) == is_word(next)
        || (last.is_ascii_digit() && next == '.')
        || (last == '/' && matches!(next, '/' | '*'))
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Piece {
    /// Nothing came before.
    Start,
    /// A name, a keyword or a number.
    Word,
    /// A text in quotes, one with places to fill in, or a regular expression without its flags.
    Text,
    /// A sign, or a keyword of [`BEFORE_EXPRESSION`]: an expression follows.
    Operator,
    /// A closing bracket: what follows depends on what was opened.
    Closing,
}

/// The piece that the source begins with, its text and what follows.
fn next_piece(source: &str, last: Piece) -> Option<(Piece, &str, &str)> {
    let first = source.chars().next()?;
    let (piece, length) = match first {
        c if is_word(c) => {
            let end = source.find(|c| !is_word(c));
            (Piece::Word, end.unwrap_or(source.len()))
        }
        '"' | '\'' => (Piece::Text, quoted(source)?),
        '`' => (Piece::Text, template(source)?),
        '/' => match last {
            Piece::Start | Piece::Operator => (Piece::Text, pattern(source)?),
            Piece::Closing => return None,
            Piece::Word | Piece::Text => (Piece::Operator, 1),
        },
        ')' | ']' | '}' => (Piece::Closing, 1),
        sign => (Piece::Operator, sign.len_utf8()),
    };
    let (text, next) = source.split_at_checked(length)?;
    let piece = match piece {
        Piece::Word if BEFORE_EXPRESSION.contains(&text) => Piece::Operator,
        piece => piece,
    };
    Some((piece, text, next))
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '$' | '#' | '\\')
}

/// The length of the text in quotes that the source begins with.
fn quoted(source: &str) -> Option<usize> {
    let mut signs = source.char_indices();
    let (_, quote) = signs.next()?;
    while let Some((at, sign)) = signs.next() {
        match sign {
            '\\' => drop(signs.next()),
            '\n' => return None,
            sign if sign == quote => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// The length of the template that the source begins with. What is filled in stays as it is written.
fn template(source: &str) -> Option<usize> {
    let mut at = 1;
    loop {
        let rest = source.get(at..)?;
        at += match rest.chars().next()? {
            '`' => return Some(at + 1),
            '\\' => 1 + rest.chars().nth(1)?.len_utf8(),
            '$' if rest.starts_with("${") => 2 + filled_in(rest.get(2..)?)?,
            sign => sign.len_utf8(),
        };
    }
}

/// The length of what is filled into a template, with the brace that closes it.
fn filled_in(source: &str) -> Option<usize> {
    let mut rest = source;
    let mut last = Piece::Start;
    let mut open = 0;
    loop {
        let (_, after) = skip_gap(rest, &COMMENTS)?;
        match after.chars().next()? {
            '}' if open == 0 => return Some(source.len() - after.len() + 1),
            '}' => open -= 1,
            '{' => open += 1,
            _ => {}
        }
        let (piece, _, next) = next_piece(after, last)?;
        last = piece;
        rest = next;
    }
}

/// The length of the regular expression that the source begins with, without its flags.
fn pattern(source: &str) -> Option<usize> {
    let mut in_class = false;
    let mut signs = source.char_indices().skip(1);
    while let Some((at, sign)) = signs.next() {
        match sign {
            '\\' => drop(signs.next()),
            '\n' => return None,
            '[' => in_class = true,
            ']' => in_class = false,
            '/' if !in_class => return Some(at + 1),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn short(source: &str) -> Option<String> {
        let short = script(source, &HashMap::new())?;
        Some(short.trim_end().to_owned())
    }

    #[test]
    fn comments_and_indentation_go() {
        let source =
            "// why\nclass A {\n  /** Says\n   * more. */\n  #b = 1; // here\n\n  c() {}\n}\n";
        assert_eq!(short(source).unwrap(), "class A{#b=1;c(){}}");
    }

    #[test]
    fn what_looks_like_a_comment_in_a_text_stays() {
        for text in [
            r#"a("https://x /* y */")"#,
            r"a('it\'s // so')",
            "a(`two  // ${ b(\"}\") + `//  ${c}` } /* */ ${a.b(/[}]/)}`)",
            r#"a=/[/'"]\/ {2}/g"#,
            "return/ '/.test(a)",
        ] {
            assert_eq!(short(text).as_deref(), Some(text));
        }
    }

    #[test]
    fn a_line_that_may_end_a_statement_stays() {
        assert_eq!(short("a = b\nc()").unwrap(), "a=b\nc()");
        assert_eq!(short("return\na").unwrap(), "return\na");
        assert_eq!(short("a\n++b").unwrap(), "a\n++b");
        assert_eq!(short("x = {}\n(y)").unwrap(), "x={}\n(y)");
        assert_eq!(short("f(\n  a,\n  b\n)\n  .c;\nd").unwrap(), "f(a,b).c;d");
    }

    #[test]
    fn words_and_signs_do_not_grow_together() {
        assert_eq!(short("a + +b - -c").unwrap(), "a+ +b- -c");
        assert_eq!(short("typeof a in b").unwrap(), "typeof a in b");
        assert_eq!(short("#a in b ? .5 : 1 .x").unwrap(), "#a in b? .5:1 .x");
        assert_eq!(short("a = /b/ / c").unwrap(), "a= /b/ /c");
        assert_eq!(short("a/* b */c").unwrap(), "a c");
    }

    #[test]
    fn what_the_grammar_would_have_to_tell_is_refused() {
        assert_eq!(short("if (a) /b/.test(c)"), None);
        assert_eq!(short("a = 'b"), None);
        assert_eq!(short("a = `b${c`"), None);
        assert_eq!(short("a /* b"), None);
    }

    #[test]
    fn names_are_replaced_whole_and_outside_texts() {
        let renamed = HashMap::from([("long".to_owned(), "_0".to_owned())]);
        assert_eq!(
            script("long(); a.long; longer('long')", &renamed).unwrap(),
            "_0();a._0;longer('long')\n"
        );
        assert_eq!(script("let _0 = long;", &renamed), None);
    }

    #[test]
    fn a_stylesheet_keeps_the_spaces_that_mean_something() {
        let source = "/* why */\n.a .b > c,\n.d :hover {\n  margin: calc(1px + 2px) auto;\n  \
                      content: \"a  ; }\";\n}\n\n@media (x: y) and (z) {\n}\n";
        assert_eq!(
            stylesheet(source).unwrap(),
            ".a .b > c,.d :hover{margin:calc(1px + 2px) auto;content:\"a  ; }\"}@media (x:y) and (z){}\n"
        );
        assert_eq!(stylesheet("a { /* b"), None);
    }
}
