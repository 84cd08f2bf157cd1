//! The command line.

use std::ffi::OsString;
use std::path::PathBuf;

/// What the command line says, with its defaults filled in.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Options {
    /// Port of the portal; its second origin is one above. 0 takes two free ones.
    pub port: u16,
    /// Directory of the keys and the database.
    pub data: PathBuf,
    /// The host configuration to serve, read again on every request.
    pub config: PathBuf,
    /// The built widget.
    pub pkg: PathBuf,
    /// Whether `PUT /faults` may script the receiver.
    pub faults: bool,
    /// Whether the page's policy allows WebAssembly.
    pub wasm_csp: bool,
}

/// How the command is used.
pub const USAGE: &str = "\
usage: touchbase-portal [--port N] [--data DIR] [--config FILE] [--pkg DIR] [--faults]
                        [--no-wasm-csp]
  --port N        port on 127.0.0.1, the next one too (default 8787; 0 for free ones)
  --data DIR      keys and database (default: portal in the target directory)
  --config FILE   host configuration (default www/programs/example-hospital.json)
  --pkg DIR       the built widget (default pkg)
  --faults        let PUT /faults script what the receiver does
  --no-wasm-csp   refuse WebAssembly in the page's content security policy";

impl Options {
    /// Reads the arguments after the program's name. `target` is the value of
    /// `CARGO_TARGET_DIR`, where the default data directory lies.
    ///
    /// # Errors
    ///
    /// [`UsageError`] for an unknown argument, a missing value or a port that leaves no room for
    /// the second one.
    pub fn parse(
        arguments: impl IntoIterator<Item = OsString>,
        target: Option<OsString>,
    ) -> Result<Self, UsageError> {
        use lexopt::{Arg::Long, ValueExt};

        let target = target
            .filter(|dir| !dir.is_empty())
            .map_or("target".into(), PathBuf::from);
        let mut options = Self {
            port: 8787,
            data: target.join("portal"),
            config: "www/programs/example-hospital.json".into(),
            pkg: "pkg".into(),
            faults: false,
            wasm_csp: true,
        };
        let mut parser = lexopt::Parser::from_args(arguments);
        while let Some(argument) = parser.next()? {
            match argument {
                Long("port") => options.port = parser.value()?.parse()?,
                Long("data") => options.data = parser.value()?.into(),
                Long("config") => options.config = parser.value()?.into(),
                Long("pkg") => options.pkg = parser.value()?.into(),
                Long("faults") => options.faults = true,
                Long("no-wasm-csp") => options.wasm_csp = false,
                other => return Err(other.unexpected().into()),
            }
        }
        if options.port == u16::MAX {
            return Err(UsageError(
                "the port leaves no room for the second one".into(),
            ));
        }
        Ok(options)
    }
}

/// The command line does not say what to do; the text says why, without a stack of causes.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct UsageError(pub String);

impl From<lexopt::Error> for UsageError {
    fn from(error: lexopt::Error) -> Self {
        Self(error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(arguments: &[&str]) -> Result<Options, UsageError> {
        Options::parse(
            arguments.iter().map(OsString::from),
            Some("elsewhere".into()),
        )
    }

    #[test]
    fn defaults_are_those_of_the_documentation() {
        let options = parse(&[]).unwrap();
        assert_eq!(options.port, 8787);
        assert_eq!(options.data, PathBuf::from("elsewhere/portal"));
        assert_eq!(
            options.config,
            PathBuf::from("www/programs/example-hospital.json")
        );
        assert!(!options.faults && options.wasm_csp);
        let plain = Options::parse([], None).unwrap();
        assert_eq!(plain.data, PathBuf::from("target/portal"));
    }

    #[test]
    fn every_argument_is_read() {
        let options = parse(&[
            "--port",
            "9000",
            "--data=d",
            "--config",
            "c.json",
            "--pkg",
            "p",
            "--faults",
            "--no-wasm-csp",
        ]);
        assert_eq!(
            options.unwrap(),
            Options {
                port: 9000,
                data: "d".into(),
                config: "c.json".into(),
                pkg: "p".into(),
                faults: true,
                wasm_csp: false,
            }
        );
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        for arguments in [
            &["--prot", "1"][..],
            &["--port"],
            &["--port", "x"],
            &["--port", "65535"],
            &["y"],
        ] {
            assert!(parse(arguments).is_err(), "{arguments:?}");
        }
    }
}
