//! The host's side of touchbase, as an example that really works: a member portal's page with the
//! widget in it, a receiver that stores each sealed referral once, and a desk where a coordinator
//! opens them.
//!
//! [`router`] is the whole application as a value, so that tests drive it without a socket.
//! [`listen`] puts it on two loopback ports, the second one being another origin of the same site.
//!
//! It is a model for a host, not a product: one site, no sign-in but a list of codes, and the private key lies in a
//! file beside the database.
#![warn(missing_docs)]

mod api;
mod bearer;
mod clock;
mod cors;
mod desk;
mod faults;
mod headers;
mod hostconfig;
mod house;
mod jwe;
mod keys;
mod listen;
mod log;
mod notices;
mod opener;
mod options;
mod page;
mod problem;
mod random;
mod rate;
mod refusal;
mod reports;
mod session;
mod staff;
mod store;
mod tls;
mod worker;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;

pub use faults::{Fault, Faults};
pub use hostconfig::check_config;
pub use house::keep_house;
pub use jwe::MAX_BODY;
pub use keys::{KeyKind, ReceiverKey};
pub use listen::{Bound, Hangup, Peer, listen};
pub use notices::{Announced, Channel, Failure, Notice};
pub use options::{Options, USAGE, UsageError};
pub use refusal::Refusal;
pub use store::{
    Claim, Insert, PostgresStore, Progress, Purged, SqliteStore, Store, StoreError, Stored,
    Submission, Unready,
};
pub use tls::TlsFault;

/// Everything the routes share.
pub struct Portal {
    store: Box<dyn Store>,
    notices: notices::Notices,
    /// Rung when a request was stored.
    bell: tokio::sync::Notify,
    retain_days: u16,
    keys: keys::Keys,
    sessions: session::Sessions,
    untold: desk::Untold,
    faults: Option<Faults>,
    reports: reports::Reports,
    origins: cors::Origins,
    staff: Option<staff::Staff>,
    rate: rate::Rate,
    behind_proxy: bool,
    started: Instant,
    config: PathBuf,
    pkg: PathBuf,
    wasm_allowed: bool,
    worker: bool,
}

impl Portal {
    /// Opens or creates the data directory of `options`. `ports` are the two that the portal is
    /// served at; their loopback origins may post and read across each other.
    ///
    /// # Errors
    ///
    /// [`StartError`] where the directory, a key file or the database cannot be used. An unusable
    /// key file is never replaced, because stored referrals could then not be opened any more.
    ///
    /// Blocks for the disk and the network.
    pub fn open(options: &Options, ports: [u16; 2]) -> Result<Self, StartError> {
        let keys = keys::Keys::open(&options.data, options.key)?;
        let notices = notices::Config::open(options.notify.as_deref())?;
        let store: Box<dyn Store> = match &options.database {
            Some(url) => Box::new(PostgresStore::open(url, &notices.names())?),
            None => {
                let file = options.data.join("portal.sqlite3");
                Box::new(SqliteStore::open(&file, &notices.names())?)
            }
        };
        let mut origins = cors::Origins::loopback(ports);
        origins.allow(&options.origins);
        let staff = options.tokens.as_deref().map(staff::Staff::open);
        Ok(Self {
            keys,
            store,
            notices,
            bell: tokio::sync::Notify::new(),
            retain_days: options.retain_days,
            sessions: session::Sessions::new("touchbase_desk", "/desk"),
            untold: desk::Untold::default(),
            faults: options.faults.then(Faults::default),
            reports: reports::Reports::default(),
            origins,
            staff: staff.transpose()?,
            rate: rate::Rate::new(options.rate_per_sender, options.rate_total),
            behind_proxy: options.behind_proxy,
            started: Instant::now(),
            config: options.config.clone(),
            pkg: options.pkg.clone(),
            wasm_allowed: options.wasm_csp,
            worker: options.worker,
        })
    }

    /// The same portal on another store.
    pub fn with_store(self, store: Box<dyn Store>) -> Self {
        Self { store, ..self }
    }
}

/// The application, the same for both origins.
pub fn router(portal: Arc<Portal>) -> Router {
    // The widget's own files are compressed when they are built and pass through untouched.
    let compression = CompressionLayer::new().quality(CompressionLevel::Best);
    let mut app = Router::new()
        .merge(page::routes().layer(compression.clone()))
        .merge(hostconfig::routes().layer(compression))
        .merge(api::routes())
        .merge(desk::routes())
        .merge(reports::routes());
    if portal.staff.is_some() {
        app = app.merge(staff::routes());
    }
    if portal.worker {
        app = app.merge(worker::routes());
    }
    app = app
        .nest_service("/touchbase", page::widget_files(&portal))
        .fallback(page::not_found);
    if portal.faults.is_some() {
        app = faults::one_request_per_connection(app.merge(faults::routes()));
    }
    app.with_state(portal)
}

/// Why the portal could not start.
#[derive(Debug)]
#[non_exhaustive]
pub enum StartError {
    /// A file or directory could not be read or written.
    Io(&'static str, std::io::Error),
    /// A file of the data directory does not hold what it should.
    KeyFile(&'static str),
    /// A file that the command line names does not hold what it should.
    Setting(&'static str),
    /// The host's configuration cannot be read.
    NoConfig(PathBuf, std::io::Error),
    /// The host's configuration is no JSON document; line and column count from 1.
    ConfigNotJson {
        /// The file.
        path: PathBuf,
        /// Where it stops being JSON.
        line: usize,
        /// Where in that line.
        column: usize,
    },
    /// The file of notices names a server that nothing here can be held against.
    Tls(TlsFault),
    /// The database could not be opened.
    Store(StoreError),
    /// The operating system gave no random bytes.
    Random,
}

impl std::fmt::Display for StartError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Io(what, error) => write!(f, "{what}: {error}"),
            Self::KeyFile(name) => write!(f, "{name} in the data directory is not usable"),
            Self::Setting(what) => f.write_str(what),
            Self::NoConfig(path, error) => write!(
                f,
                "the configuration {} cannot be read: {error}\nName the host's document with \
                 --config; the examples are in www/programs.",
                path.display()
            ),
            Self::ConfigNotJson { path, line, column } => write!(
                f,
                "the configuration {} is not JSON: it breaks off at line {line}, column {column}",
                path.display()
            ),
            Self::Tls(fault) => write!(f, "the file of notices: {fault}"),
            Self::Store(error) => write!(
                f,
                "the database cannot be opened: {error}\nNothing is lost by that: what is sent \
                 meanwhile waits, sealed, with its senders, and what is stored stays."
            ),
            Self::Random => f.write_str("the system gave no random bytes"),
        }
    }
}

impl std::error::Error for StartError {}

impl From<StoreError> for StartError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}
