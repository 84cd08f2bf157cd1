//! What the widget's scripts must not hold.
//!
//! A host's content security policy refuses code made from text. Where a script asks for it, the
//! widget works in every test without a policy and in no hospital.

use std::fs;
use std::path::Path;

use crate::error::Error;
use crate::files;

const FORBIDDEN: [&str; 2] = ["Function(", "eval("];

/// Fails where a script in the folder makes code from text.
pub(crate) fn check(pkg: &Path) -> Result<(), Error> {
    for relative in files::files_below(pkg)? {
        if relative
            .extension()
            .is_none_or(|extension| extension != "js")
        {
            continue;
        }
        let file = pkg.join(&relative);
        let script = fs::read_to_string(&file).map_err(Error::io(&file))?;
        if let Some((line, call)) = code_from_text(&script) {
            return Err(Error::Check(format!(
                "{}:{line} has {call}…): a host's content security policy refuses it",
                relative.display()
            )));
        }
    }
    Ok(())
}

/// The first line, from 1, that calls one of the forbidden functions.
fn code_from_text(script: &str) -> Option<(usize, &'static str)> {
    script.lines().zip(1..).find_map(|(line, number)| {
        FORBIDDEN
            .into_iter()
            .find(|call| calls(line, call))
            .map(|call| (number, call))
    })
}

fn calls(line: &str, call: &str) -> bool {
    line.match_indices(call).any(|(at, _)| {
        // `isFunction(` is another function's name; `window.Function(` is this one. The glue also
        // has a text that begins with the word, for showing a function to a developer.
        let before = line.get(..at).and_then(|before| before.chars().next_back());
        !before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '$' | '`'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_from_text_is_found() {
        let script = "const a = 1;\nreturn new Function('return this')();";
        assert_eq!(code_from_text(script), Some((2, "Function(")));
        assert_eq!(code_from_text("window.eval(x)"), Some((1, "eval(")));
    }

    #[test]
    fn other_functions_are_left_alone() {
        assert_eq!(code_from_text("? `Function(${val.name})`"), None);
        assert_eq!(
            code_from_text("isFunction(x); medieval(y); function(z) {}"),
            None
        );
    }
}
