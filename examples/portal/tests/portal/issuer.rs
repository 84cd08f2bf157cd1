//! Certificates of the test's own: somebody who vouches for servers, and the servers.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rcgen::{
    BasicConstraints, Certificate, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd,
};
use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;

/// Who is trusted where its file is.
pub(crate) struct Authority {
    own: Certificate,
    issuer: Issuer<'static, KeyPair>,
}

impl Authority {
    pub(crate) fn new(name: &str) -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        let own = params.self_signed(&key).unwrap();
        let issuer = Issuer::new(params, key);
        Self { own, issuer }
    }

    /// Writes the certificate to be trusted to `folder` and returns where it is.
    pub(crate) fn file(&self, folder: &Path, name: &str) -> PathBuf {
        let path = folder.join(name).with_extension("pem");
        std::fs::write(&path, self.own.pem()).unwrap();
        path
    }

    /// Vouches for a server of this name.
    pub(crate) fn vouch(&self, name: &str) -> Vouched {
        self.sign(CertificateParams::new(vec![name.to_owned()]).unwrap())
    }

    /// Vouched for one, a long time ago.
    pub(crate) fn vouched_once(&self, name: &str) -> Vouched {
        let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        params.not_before = date_time_ymd(2001, 1, 1);
        params.not_after = date_time_ymd(2002, 1, 1);
        self.sign(params)
    }

    fn sign(&self, params: CertificateParams) -> Vouched {
        let key = KeyPair::generate().unwrap();
        let own = params.signed_by(&key, &self.issuer).unwrap();
        Vouched { own, key }
    }
}

/// A server's certificate and key.
pub(crate) struct Vouched {
    own: Certificate,
    key: KeyPair,
}

impl Vouched {
    pub(crate) fn certificate(&self) -> String {
        self.own.pem()
    }

    pub(crate) fn key(&self) -> String {
        self.key.serialize_pem()
    }

    /// What a server written in Rust is configured with.
    pub(crate) fn config(&self) -> Arc<ServerConfig> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let key = PrivateKeyDer::try_from(self.key.serialize_der()).unwrap();
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![self.own.der().clone()], key);
        Arc::new(config.unwrap())
    }
}
