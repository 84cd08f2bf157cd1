//! Why PostgreSQL does not do what it is asked, and what mends it.

use std::error::Error;
use std::fmt;
use std::io;

use postgres::Config;
use postgres::error::SqlState;

/// What stands in the way. None of it holds a part of the address, which has the password.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Unready {
    /// The address is none of a PostgreSQL database.
    Address,
    /// The address names no server.
    NoServer,
    /// No computer has the name.
    NoSuchName,
    /// The computer is there and no server listens.
    Refused,
    /// Nothing came back in time.
    Silent,
    /// The connection was not made, or broke, for another reason.
    Unreachable,
    /// The server asks for a password and the address has none.
    NoPassword,
    /// The server refused, by its code (SQLSTATE).
    Sql(SqlState),
}

impl Unready {
    /// The fault in an address before anything is sent to it.
    pub(super) fn in_address(config: &Config) -> Option<Self> {
        let names_none = config.get_hosts().is_empty() && config.get_hostaddrs().is_empty();
        names_none.then_some(Self::NoServer)
    }

    /// What to do about it.
    fn mend(&self) -> &'static str {
        match self {
            Self::Address => {
                "the address is none of PostgreSQL: write postgres://user:password@host/database"
            }
            Self::NoServer => {
                "the address names no server: write postgres://user:password@host/database, with \
                 localhost for a server on this computer"
            }
            Self::NoSuchName => {
                "no computer of the address's name is known here: look for a mistyped name, and \
                 write %40 for an @ in the password"
            }
            Self::Refused => {
                "nothing listens at the address: start the server, look for a mistyped port, and \
                 see that listen_addresses in its postgresql.conf has this address"
            }
            Self::Silent => {
                "nothing came back in time: see that the server runs and that no firewall is in \
                 between"
            }
            Self::Unreachable => {
                "the connection was not made, or broke: see that a PostgreSQL server runs at the \
                 address, and what its own log says"
            }
            Self::NoPassword => {
                "the server asks for a password and the address has none: put \
                 postgres://user:password@host/database into the variable TOUCHBASE_DATABASE"
            }
            Self::Sql(state) => mend(state),
        }
    }
}

fn mend(state: &SqlState) -> &'static str {
    match *state {
        SqlState::INVALID_CATALOG_NAME => {
            "the server has no database of that name: create an empty one, the tables make \
             themselves"
        }
        SqlState::INVALID_AUTHORIZATION_SPECIFICATION => {
            "the server does not let this user in from here: create the role, and allow it in \
             pg_hba.conf; one that is let in by TLS alone needs ?sslmode=require"
        }
        SqlState::INVALID_PASSWORD => {
            "the user or the password is wrong: set it anew with ALTER ROLE … PASSWORD"
        }
        SqlState::INSUFFICIENT_PRIVILEGE => {
            "the user may not do that: make it the owner of the database and of its tables"
        }
        SqlState::TOO_MANY_CONNECTIONS => {
            "the server has no connection left: raise max_connections, each receiver takes four"
        }
        SqlState::CANNOT_CONNECT_NOW => "the server is starting or stopping: wait a moment",
        SqlState::DISK_FULL => "the server's disk is full: make room",
        SqlState::READ_ONLY_SQL_TRANSACTION => {
            "the server only reads: take the address of the one that writes"
        }
        _ => "the server's own log says more",
    }
}

impl From<&postgres::Error> for Unready {
    fn from(error: &postgres::Error) -> Self {
        if let Some(state) = error.code() {
            return Self::Sql(state.clone());
        }
        let Some(cause) = error.source() else {
            return Self::Unreachable;
        };
        // The library keeps its kinds of errors to itself.
        if cause.to_string() == "password missing" {
            return Self::NoPassword;
        }
        let Some(cause) = cause.downcast_ref::<io::Error>() else {
            return Self::Unreachable;
        };
        match cause.kind() {
            io::ErrorKind::ConnectionRefused | io::ErrorKind::NotFound => Self::Refused,
            io::ErrorKind::TimedOut => Self::Silent,
            // What a name server answers has no kind of its own.
            _ if cause.to_string().starts_with("failed to lookup address") => Self::NoSuchName,
            _ => Self::Unreachable,
        }
    }
}

impl fmt::Display for Unready {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sql(state) => write!(f, "SQLSTATE {}: ", state.code())?,
            Self::Address | Self::NoServer => f.write_str("address: ")?,
            _ => f.write_str("unreachable: ")?,
        }
        f.write_str(self.mend())
    }
}
