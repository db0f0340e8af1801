//! The certificate of an installation and its key: read from two PEM files, and read again when somebody renewed them.
//!
//! Nothing older than TLS 1.2 is spoken.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use base::clock::Timestamp;
use rustls::client::{verify_server_cert_signed_by_trust_anchor, verify_server_name};
use rustls::crypto::{CryptoProvider, aws_lc_rs};
use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::server::{ParsedCertificate, ServerConfig};
use rustls::{CertificateError, Error, RootCertStore};
use tokio_rustls::TlsAcceptor;

/// What is offered in the handshake (RFC 7301), the dearest first.
pub(super) const HTTP_2: &[u8] = b"h2";
const HTTP_1: &[u8] = b"http/1.1";

/// A certificate ready to serve.
#[derive(Clone)]
pub struct Tls {
    certificate_file: PathBuf,
    key_file: PathBuf,
    certificate: CertificateDer<'static>,
    config: Arc<ServerConfig>,
}

/// Where a moment lies in the life of a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Validity {
    Future,
    Present,
    Past,
}

/// Why a certificate cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum TlsProblem {
    #[error("no se puede leer el certificado ({0})")]
    Certificate(pem::Error),
    #[error("el archivo no tiene ningún certificado")]
    NoCertificate,
    #[error("no se puede leer la llave del certificado ({0})")]
    Key(pem::Error),
    #[error("el certificado y la llave no son pareja, o no sirven ({0})")]
    Unusable(Error),
    #[error("el certificado ya venció")]
    Past,
    #[error("el certificado aún no vale")]
    Future,
}

impl Tls {
    /// Reads the certificate, with those that lead to its authority behind it, and its key.
    ///
    /// # Errors
    /// [`TlsProblem`], when a file cannot be read or the two do not belong together.
    pub fn open(certificate_file: &Path, key_file: &Path) -> Result<Self, TlsProblem> {
        let chain = CertificateDer::pem_file_iter(certificate_file)
            .and_then(Iterator::collect::<Result<Vec<_>, _>>)
            .map_err(TlsProblem::Certificate)?;
        let certificate = chain.first().cloned().ok_or(TlsProblem::NoCertificate)?;
        let key = PrivateKeyDer::from_pem_file(key_file).map_err(TlsProblem::Key)?;
        let mut config = ServerConfig::builder_with_provider(provider())
            .with_safe_default_protocol_versions()
            .and_then(|builder| builder.with_no_client_auth().with_single_cert(chain, key))
            .map_err(TlsProblem::Unusable)?;
        config.alpn_protocols = vec![HTTP_2.to_vec(), HTTP_1.to_vec()];
        Ok(Self {
            certificate_file: certificate_file.to_owned(),
            key_file: key_file.to_owned(),
            certificate,
            config: Arc::new(config),
        })
    }

    /// The same files as they are now, if the certificate in them is valid at this moment.
    pub fn reopened(&self, now: Timestamp) -> Result<Self, TlsProblem> {
        let renewed = Self::open(&self.certificate_file, &self.key_file)?;
        match renewed.validity_at(now) {
            Validity::Present => Ok(renewed),
            Validity::Past => Err(TlsProblem::Past),
            Validity::Future => Err(TlsProblem::Future),
        }
    }

    /// Whether a browser accepts the certificate at this moment, as far as its dates go.
    pub fn validity_at(&self, moment: Timestamp) -> Validity {
        let Ok(certificate) = ParsedCertificate::try_from(&self.certificate) else { return Validity::Past };
        let since_1970 = Duration::from_micros(u64::try_from(moment.micros()).unwrap_or(0));
        let moment = UnixTime::since_unix_epoch(since_1970);
        // No authority is trusted here, so the answer is always an error; the dates are looked at before the authority.
        let algorithms = provider().signature_verification_algorithms.all;
        let answer = verify_server_cert_signed_by_trust_anchor(
            &certificate,
            &RootCertStore::empty(),
            &[],
            moment,
            algorithms,
        );
        match answer {
            Err(Error::InvalidCertificate(
                CertificateError::Expired | CertificateError::ExpiredContext { .. },
            )) => Validity::Past,
            Err(Error::InvalidCertificate(
                CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. },
            )) => Validity::Future,
            _ => Validity::Present,
        }
    }

    /// Whether the certificate is for this host, as a browser decides it.
    pub fn names(&self, host: &str) -> bool {
        let host = host.trim_start_matches('[').trim_end_matches(']');
        let (Ok(certificate), Ok(host)) =
            (ParsedCertificate::try_from(&self.certificate), ServerName::try_from(host))
        else {
            return false;
        };
        verify_server_name(&certificate, &host).is_ok()
    }

    pub(super) fn acceptor(&self) -> TlsAcceptor {
        TlsAcceptor::from(Arc::clone(&self.config))
    }
}

impl TlsProblem {
    /// Whether the key's file is the one to mend.
    pub fn is_about_the_key(&self) -> bool {
        matches!(self, Self::Key(_))
    }
}

impl std::fmt::Debug for Tls {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Tls({})", self.certificate_file.display())
    }
}

fn provider() -> Arc<CryptoProvider> {
    Arc::new(aws_lc_rs::default_provider())
}
