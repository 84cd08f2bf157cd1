//! Why a connection by TLS was not made, and what mends it.
//!
//! Servers are held against the certificates that this system trusts, by the name they were asked
//! for under: the database, the mail server and the webhook alike.

use std::error::Error;
use std::fmt;
use std::io;
use std::sync::Arc;

use rustls::{CertificateError, ClientConfig};
use rustls_platform_verifier::BuilderVerifierExt;

/// Trusts what this system trusts.
///
/// # Errors
///
/// [`TlsFault::NoIssuers`] where that is nobody.
pub(crate) fn client() -> Result<ClientConfig, TlsFault> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let client = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .and_then(|builder| builder.with_platform_verifier())
        .map_err(|_| TlsFault::NoIssuers)?;
    Ok(client.with_no_client_auth())
}

/// What stood in the way. Nothing was sent but the handshake.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum TlsFault {
    /// Nobody this system trusts vouches for the server.
    Issuer,
    /// The certificate is for another name.
    Name,
    /// The certificate has run out, or is not valid yet.
    Date,
    /// The certificate cannot be used for another reason.
    Certificate,
    /// TLS was asked for, and the server does not do it.
    NotOffered,
    /// This system has no certificates to hold a server's against.
    NoIssuers,
}

impl TlsFault {
    /// The fault among the causes of `error`, if it is one.
    pub(crate) fn of(error: &(dyn Error + 'static)) -> Option<Self> {
        if let Some(rustls::Error::InvalidCertificate(fault)) = error.downcast_ref() {
            return Some(fault.into());
        }
        // An I/O error passes over the error in it when it is asked for its source.
        let inner = error
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref);
        match inner {
            Some(inner) => Self::of(inner),
            None => Self::of(error.source()?),
        }
    }

    /// A stable word for the log.
    pub fn code(self) -> &'static str {
        match self {
            Self::Issuer => "tls-issuer",
            Self::Name => "tls-name",
            Self::Date => "tls-date",
            Self::Certificate => "tls-certificate",
            Self::NotOffered => "tls-not-offered",
            Self::NoIssuers => "tls-no-issuers",
        }
    }

    /// What to do about it.
    pub fn mend(self) -> &'static str {
        match self {
            Self::Issuer => {
                "nobody this system trusts vouches for the server's certificate: add its issuer to \
                 the system's certificates, or name a file of those to trust in SSL_CERT_FILE"
            }
            Self::Name => {
                "the server's certificate is for another name: use the name that is in it, or have \
                 one made for this name"
            }
            Self::Date => {
                "the server's certificate is not valid today: renew it, or set this computer's clock"
            }
            Self::Certificate => "the server's certificate cannot be used: have it made anew",
            Self::NotOffered => {
                "the server does not do TLS: switch it on there, or say in the address that it \
                 goes without"
            }
            Self::NoIssuers => {
                "this system has no certificates to trust: install them (ca-certificates), or name \
                 a file of them in SSL_CERT_FILE"
            }
        }
    }
}

impl From<&CertificateError> for TlsFault {
    fn from(error: &CertificateError) -> Self {
        use CertificateError as E;

        match error {
            // The second is somebody who bears the name of one that is trusted.
            E::UnknownIssuer | E::BadSignature => Self::Issuer,
            E::NotValidForName | E::NotValidForNameContext { .. } => Self::Name,
            E::Expired
            | E::ExpiredContext { .. }
            | E::NotValidYet
            | E::NotValidYetContext { .. } => Self::Date,
            _ => Self::Certificate,
        }
    }
}

impl fmt::Display for TlsFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code(), self.mend())
    }
}

impl Error for TlsFault {}
