//! The command line.

use std::ffi::OsString;
use std::path::PathBuf;

use crate::KeyKind;

/// What the command line says, with its defaults filled in.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Options {
    /// Port of the portal; its second origin is one above. 0 takes two free ones.
    pub port: u16,
    /// Directory of the keys and the database.
    pub data: PathBuf,
    /// Which kind of key is made where [`Self::data`] holds none.
    pub key: KeyKind,
    /// The host configuration to serve, read again on every request.
    pub config: PathBuf,
    /// The built widget.
    pub pkg: PathBuf,
    /// Whether `PUT /faults` may script the receiver.
    pub faults: bool,
    /// Whether the page's policy allows WebAssembly.
    pub wasm_csp: bool,
    /// Whether the page registers a service worker of the portal's own with the widget's in it.
    pub worker: bool,
    /// Origins that may post beside the portal's own, such as `https://portal.example`.
    pub origins: Vec<String>,
    /// A file of bearer tokens, one a line. With it a post needs one of them.
    pub tokens: Option<PathBuf>,
    /// How many posts a minute are taken from one address; 0 for no limit.
    pub rate_per_sender: u32,
    /// How many posts a minute are taken from all together; 0 for no limit.
    pub rate_total: u32,
    /// Whether a proxy in front says in `X-Forwarded-For` who is behind a request.
    pub behind_proxy: bool,
    /// The file that says who is told that a request came, and how.
    pub notify: Option<PathBuf>,
    /// After how many days a closed request is deleted; 0 keeps everything.
    pub retain_days: u16,
    /// Where the requests lie in PostgreSQL, `postgres://…`; without it in SQLite in [`Self::data`].
    pub database: Option<String>,
    /// Whether only [`USAGE`] is asked for.
    pub help: bool,
}

impl Default for Options {
    /// What holds where the command line is empty.
    fn default() -> Self {
        Self {
            port: 8787,
            data: "target/portal".into(),
            key: KeyKind::P256,
            config: "www/programs/example-hospital.json".into(),
            pkg: "pkg".into(),
            faults: false,
            wasm_csp: true,
            worker: false,
            origins: Vec::new(),
            tokens: None,
            rate_per_sender: 0,
            rate_total: 0,
            behind_proxy: false,
            notify: None,
            retain_days: 0,
            database: None,
            help: false,
        }
    }
}

/// How the command is used.
pub const USAGE: &str = "\
usage: touchbase-portal [--port N] [--data DIR] [--key p256|rsa] [--config FILE] [--pkg DIR] [--faults]
                        [--no-wasm-csp] [--worker] [--allow-origin ORIGIN]... [--token-file FILE]
                        [--rate-per-sender N] [--rate-total N] [--behind-proxy]
                        [--notify FILE] [--retain-days N] [--database URL] [--help]
  --port N        port on 127.0.0.1, the next one too (default 8787; 0 for free ones)
  --data DIR      keys and database (default: portal in the target directory)
  --key p256|rsa  the kind of a new key (default p256); one that is in DIR stays
  --config FILE   host configuration (default www/programs/example-hospital.json)
  --pkg DIR       the built widget (default pkg)
  --faults        let PUT /faults script what the receiver does
  --no-wasm-csp   refuse WebAssembly in the page's content security policy
  --worker        let the page register a service worker, see docs/service-worker.md
  --allow-origin ORIGIN
                  let pages of this origin post as well, such as https://portal.example
  --token-file FILE
                  take posts only with a bearer token of this file, one a line; people sign
                  in at the portal's page with one of them
  --rate-per-sender N, --rate-total N
                  posts a minute from one address and from all (default 0, no limit)
  --behind-proxy  take the sender's address from the last X-Forwarded-For
  --notify FILE   tell the program's people of each request: a JSON file, see
                  docs/receiver.md
  --retain-days N delete a request N days after it came, once it is closed (default 0, never)
  --database URL  keep the requests in PostgreSQL, postgres://user:password@host/database;
                  the variable TOUCHBASE_DATABASE does the same out of others' sight
  --help          print this
A database on another computer, mail servers (smtps://, or smtp:// with ?tls=required) and webhooks
are reached by TLS. They have to be vouched for by whom this system trusts, or, where the variable
SSL_CERT_FILE names a file of certificates, by whom that file names.";

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
        use lexopt::Arg::{Long, Short};
        use lexopt::ValueExt;

        let target = target
            .filter(|dir| !dir.is_empty())
            .map_or("target".into(), PathBuf::from);
        let mut options = Self {
            data: target.join("portal"),
            ..Self::default()
        };
        let mut parser = lexopt::Parser::from_args(arguments);
        while let Some(argument) = parser.next()? {
            match argument {
                Long("port") => options.port = parser.value()?.parse()?,
                Long("data") => options.data = parser.value()?.into(),
                Long("key") => options.key = kind(&parser.value()?.string()?)?,
                Long("config") => options.config = parser.value()?.into(),
                Long("pkg") => options.pkg = parser.value()?.into(),
                Long("faults") => options.faults = true,
                Long("no-wasm-csp") => options.wasm_csp = false,
                Long("worker") => options.worker = true,
                Long("allow-origin") => options.origins.push(origin(parser.value()?.string()?)?),
                Long("token-file") => options.tokens = Some(parser.value()?.into()),
                Long("rate-per-sender") => options.rate_per_sender = parser.value()?.parse()?,
                Long("rate-total") => options.rate_total = parser.value()?.parse()?,
                Long("behind-proxy") => options.behind_proxy = true,
                Long("notify") => options.notify = Some(parser.value()?.into()),
                Long("database") => options.database = Some(parser.value()?.string()?),
                Long("help") | Short('h') => options.help = true,
                Long("retain-days") => options.retain_days = parser.value()?.parse()?,
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

fn kind(word: &str) -> Result<KeyKind, UsageError> {
    match word {
        "p256" => Ok(KeyKind::P256),
        "rsa" => Ok(KeyKind::Rsa),
        _ => Err(UsageError(format!("--key takes p256 or rsa, not {word:?}"))),
    }
}

/// An origin as a browser writes it: scheme and host, a port where it is not the scheme's own.
fn origin(text: String) -> Result<String, UsageError> {
    let authority = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"));
    let written_so = authority.is_some_and(|authority| {
        !authority.is_empty()
            && !authority.contains(['/', '?', '#', '@', '*', ' '])
            && !authority.contains(|c: char| c.is_ascii_uppercase())
    });
    if written_so && axum::http::HeaderValue::from_str(&text).is_ok() {
        return Ok(text);
    }
    Err(UsageError(format!(
        "--allow-origin takes an origin such as https://portal.example, not {text:?}"
    )))
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
            "--key=rsa",
            "--config",
            "c.json",
            "--pkg",
            "p",
            "--faults",
            "--no-wasm-csp",
            "--worker",
            "--allow-origin=https://portal.example",
            "--token-file",
            "t",
            "--rate-per-sender",
            "30",
            "--rate-total=600",
            "--behind-proxy",
            "--notify=n.json",
            "--retain-days",
            "90",
            "--database=postgres://h/d",
            "-h",
        ]);
        assert_eq!(
            options.unwrap(),
            Options {
                port: 9000,
                data: "d".into(),
                key: KeyKind::Rsa,
                config: "c.json".into(),
                pkg: "p".into(),
                faults: true,
                wasm_csp: false,
                worker: true,
                origins: vec!["https://portal.example".into()],
                tokens: Some("t".into()),
                rate_per_sender: 30,
                rate_total: 600,
                behind_proxy: true,
                notify: Some("n.json".into()),
                retain_days: 90,
                database: Some("postgres://h/d".into()),
                help: true,
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
            &["--rate-total", "-1"],
            &["--key", "p384"],
            &["--allow-origin", "*"],
            &["--allow-origin", "portal.example"],
            &["--allow-origin", "https://portal.example/"],
        ] {
            assert!(parse(arguments).is_err(), "{arguments:?}");
        }
    }
}
