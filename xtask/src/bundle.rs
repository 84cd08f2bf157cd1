//! Joining scripts.
//!
//! A module's static imports cannot be held to a hash by anyone but the page, in an import map. So
//! what the first question needs is one script, which the tag's `integrity` covers, and it holds the
//! hash of each file that it fetches (`integrity`).

use std::fs;
use std::path::Path;

use crate::error::Error;

/// The element's class, and the script that registers it.
pub(crate) const CLASS: &str = "touch-base.js";
pub(crate) const ENTRY: &str = "touchbase.js";

/// The line that the core's script takes the place of, and the lines that the class makes needless.
const CORE_LINE: &str = "import openCore from \"./core.js\";";
const CLASS_LINES: [&str; 2] = [
    "import { TouchBaseElement } from \"./touch-base.js\";",
    "export { TouchBaseElement };",
];

/// Where in the script of wasm-bindgen the ways to fetch a module begin. The loader has its own,
/// which checks.
const FETCHING: &str = "async function __wbg_load(";
/// What of it the loader calls.
const NEEDED: [&str; 2] = ["__wbg_get_imports", "__wbg_finalize_init"];

/// Puts the script of the module `core` into the class, and has those of `later` give out the same:
/// a function that opens an instance of its own. The script that registers the class is left with
/// what has to follow it.
pub(crate) fn modules(stage: &Path, core: &str, later: &[&str]) -> Result<(), Error> {
    for name in later {
        let open = take(stage, name)?;
        let file = stage.join(format!("{name}.js"));
        fs::write(&file, format!("export default {open};\n")).map_err(Error::io(&file))?;
    }
    let open = take(stage, core)?;
    rewrite(stage, CLASS, |class| {
        let (before, line, after) = line_with(class, CORE_LINE)?;
        // What stands behind on the line is a comment.
        line.starts_with(CORE_LINE)
            .then(|| format!("{before}const openCore = {open};\n{after}"))
    })?;
    rewrite(stage, ENTRY, |script| {
        CLASS_LINES
            .iter()
            .try_fold(script.to_owned(), |script, line| {
                let (before, _, after) = line_with(&script, line)?;
                Some(format!("{before}{after}"))
            })
    })
}

/// Puts the class in front of the script that registers it.
pub(crate) fn entry(stage: &Path) -> Result<(), Error> {
    let file = stage.join(CLASS);
    let class = fs::read_to_string(&file).map_err(Error::io(&file))?;
    rewrite(stage, ENTRY, |script| Some(format!("{class}{script}")))
}

/// The function that opens the module, whose script and types go from the folder.
fn take(stage: &Path, name: &str) -> Result<String, Error> {
    let file = stage.join(format!("{name}.js"));
    let glue = fs::read_to_string(&file).map_err(Error::io(&file))?;
    for extension in ["js", "d.ts"] {
        let file = stage.join(format!("{name}.{extension}"));
        fs::remove_file(&file).map_err(Error::io(&file))?;
    }
    opening(&glue).ok_or_else(|| not_as_expected(&format!("{name}.js")))
}

/// The script of a module as a function, called once for each instance: it returns what the module
/// imports, what finishes an instance, and the one class it has for others.
fn opening(glue: &str) -> Option<String> {
    const CLASS: &str = "export class ";
    let (own, fetching) = glue.split_once(FETCHING)?;
    let (before, after) = own.split_once(CLASS)?;
    let class = after.split(|c: char| !c.is_alphanumeric()).next()?;
    let own = format!("{before}class {after}");
    let whole = !fetching.contains(FETCHING)
        && !["export ", "export{", "import ", "import.meta"]
            .iter()
            .any(|word| own.contains(word))
        && NEEDED
            .iter()
            .all(|name| own.matches(&format!("function {name}(")).count() == 1);
    whole.then(|| {
        format!(
            "() => {{\n{own}\nreturn [{}, {class}];\n}}",
            NEEDED.join(", ")
        )
    })
}

/// What stands before the only line that begins with `line`, that line, and what stands after it.
fn line_with<'a>(script: &'a str, line: &str) -> Option<(&'a str, &'a str, &'a str)> {
    let mut places = script
        .match_indices(line)
        .filter(|(at, _)| *at == 0 || script[..*at].ends_with('\n'));
    let (at, _) = places.next()?;
    if places.next().is_some() {
        return None;
    }
    let (before, rest) = script.split_at_checked(at)?;
    let (line, after) = rest.split_once('\n')?;
    Some((before, line, after))
}

fn rewrite(
    stage: &Path,
    name: &str,
    change: impl FnOnce(&str) -> Option<String>,
) -> Result<(), Error> {
    let file = stage.join(name);
    let script = fs::read_to_string(&file).map_err(Error::io(&file))?;
    let script = change(&script).ok_or_else(|| not_as_expected(name))?;
    fs::write(&file, script).map_err(Error::io(&file))
}

fn not_as_expected(name: &str) -> Error {
    Error::Check(format!(
        "{name} is not what the scripts are joined by: see xtask/src/bundle.rs"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GLUE: &str = "export class A{}\nfunction __wbg_get_imports(){}\n\
                        function __wbg_finalize_init(a,b){}\nasync function __wbg_load(a){}\n\
                        export{initSync,__wbg_init as default};\n";

    #[test]
    fn a_modules_script_becomes_a_function_without_its_own_fetching() {
        assert_eq!(
            opening(GLUE).unwrap(),
            "() => {\nclass A{}\nfunction __wbg_get_imports(){}\n\
             function __wbg_finalize_init(a,b){}\n\n\
             return [__wbg_get_imports, __wbg_finalize_init, A];\n}"
        );
    }

    #[test]
    fn a_script_of_another_shape_is_refused() {
        for glue in [
            GLUE.replace("export class A{}", ""),
            GLUE.replace("finalize", "complete"),
            GLUE.replace("class A{}", "class A{}\nexport class B{}"),
            GLUE.replace("class A{}", "class A{}\nimport 'b';"),
            GLUE.replace("function __wbg_load", "function __wbg_fetch"),
        ] {
            assert_eq!(opening(&glue), None, "{glue}");
        }
    }

    #[test]
    fn a_line_is_found_once_and_whole() {
        assert_eq!(line_with("a\nb; c\nd", "b;"), Some(("a\n", "b; c", "d")));
        assert_eq!(line_with("a\nb;\nb;\n", "b;"), None);
        assert_eq!(line_with("a b;\n", "b;"), None);
    }
}
