//! The command line.

use std::env;
use std::ffi::OsString;
use std::path::PathBuf;

/// How the command is used.
pub(crate) const USAGE: &str = "\
usage: cargo xtask go-live CONFIG [--endpoint URL [--recipient ID] [--origin ORIGIN]]
                           [--keep FILE | --again FILE] [--role ROLE] [--checklist] [--json]

  CONFIG            the configuration, a file or an http(s) address
  --endpoint URL    test this endpoint with sealed test requests, which will be at the desk
  --recipient ID    seal to the key of this recipient (default: those with this endpoint)
  --origin ORIGIN   the origin of the pages that will post, for example https://portal.example
                    (default: that of CONFIG, or of `page_url`)
  --keep FILE       write the first test request and its receipt to FILE
  --again FILE      ask for the request of FILE again and do nothing else: after a restart or a
                    week the receiver still has to know it
  --role ROLE       print the list of options as a clinician with this role sees it
  --checklist       print who has to review what
  --json            print the report as JSON (touchbase-go-live/1) and nothing else

A token for the endpoint is taken from the environment, TOUCHBASE_TOKEN.

Exit code: 0 nothing above a note, 1 warnings, 2 errors, 64 the command line is not understood,
74 a file could not be read or written.
";

/// What the command line says.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct Options {
    pub(crate) config: String,
    pub(crate) endpoint: Option<String>,
    pub(crate) recipient: Option<String>,
    pub(crate) origin: Option<String>,
    pub(crate) token: Option<String>,
    pub(crate) keep: Option<PathBuf>,
    pub(crate) again: Option<PathBuf>,
    pub(crate) role: Option<String>,
    pub(crate) checklist: bool,
    pub(crate) json: bool,
}

impl Options {
    /// Reads the arguments after the program's name; `None` where only help is asked for.
    ///
    /// # Errors
    ///
    /// What is wrong with them, as a sentence.
    pub(crate) fn parse(
        arguments: impl IntoIterator<Item = OsString>,
    ) -> Result<Option<Self>, String> {
        use lexopt::ValueExt;
        use lexopt::prelude::{Long, Short, Value};

        let mut options = Self {
            token: env::var("TOUCHBASE_TOKEN").ok().filter(|t| !t.is_empty()),
            ..Self::default()
        };
        let mut config = None;
        let mut parser = lexopt::Parser::from_args(arguments);
        let told = |error: lexopt::Error| error.to_string();
        while let Some(argument) = parser.next().map_err(told)? {
            match argument {
                Long("help") | Short('h') => return Ok(None),
                Long("endpoint") => options.endpoint = Some(text(&mut parser)?),
                Long("recipient") => options.recipient = Some(text(&mut parser)?),
                Long("origin") => {
                    options.origin = Some(text(&mut parser)?.trim_end_matches('/').to_owned())
                }
                Long("keep") => options.keep = Some(text(&mut parser)?.into()),
                Long("again") => options.again = Some(text(&mut parser)?.into()),
                Long("role") => options.role = Some(text(&mut parser)?),
                Long("checklist") => options.checklist = true,
                Long("json") => options.json = true,
                Value(value) if config.is_none() => config = Some(value.string().map_err(told)?),
                other => return Err(other.unexpected().to_string()),
            }
        }
        options.config = config.ok_or("CONFIG is missing")?;
        let is_address =
            |text: &String| text.starts_with("http://") || text.starts_with("https://");
        if options.endpoint.as_ref().is_some_and(|e| !is_address(e)) {
            return Err("--endpoint takes an http:// or https:// address".into());
        }
        if options.origin.as_ref().is_some_and(|o| !is_address(o)) {
            return Err("--origin takes an origin, for example https://portal.example".into());
        }
        let about_endpoint = options.recipient.is_some()
            || options.origin.is_some()
            || options.keep.is_some()
            || options.again.is_some();
        if about_endpoint && options.endpoint.is_none() {
            return Err("--recipient, --origin, --keep and --again go with --endpoint".into());
        }
        if options.keep.is_some() && options.again.is_some() {
            return Err("--keep and --again exclude each other".into());
        }
        Ok(Some(options))
    }
}

/// The value of the option at hand, as text.
fn text(parser: &mut lexopt::Parser) -> Result<String, String> {
    use lexopt::ValueExt;

    let value = parser.value().map_err(|error| error.to_string())?;
    value.string().map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Option<Options>, String> {
        Options::parse(line.split_whitespace().map(OsString::from))
    }

    #[test]
    fn every_argument_is_read() {
        let options = parse(
            "--endpoint https://a.example/r c.json --recipient peers --json --checklist \
             --origin https://b.example/ --keep f --role Nurse",
        );
        let options = options.unwrap().unwrap();
        assert_eq!(options.config, "c.json");
        assert_eq!(options.endpoint.as_deref(), Some("https://a.example/r"));
        assert_eq!(options.origin.as_deref(), Some("https://b.example"));
        assert_eq!(options.recipient.as_deref(), Some("peers"));
        assert_eq!(options.role.as_deref(), Some("Nurse"));
        assert_eq!(options.keep, Some("f".into()));
        assert!(options.json && options.checklist);
        assert_eq!(parse("--help"), Ok(None));
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        for line in [
            "",
            "a b",
            "a --endpoint",
            "a --endpoint /api",
            "a --origin https://b.example",
            "a --again f",
            "a --endpoint https://a.example --keep f --again g",
            "a --endpoint https://a.example --origin b.example",
            "a --fast",
        ] {
            assert!(parse(line).is_err(), "{line}");
        }
    }
}
