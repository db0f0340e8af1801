//! Seals a PDF so that any reader says who issued it and that nothing changed: PAdES B-B (ETSI EN 319 142-1).
//!
//! The seal is appended; the bytes before it stay as they were drawn. The key signs with ECDSA P-256, as made by [`Seal::make`],
//! or with RSA where a bought certificate has such a key. Neither prints.

mod cms;
mod timestamp;
mod update;

use std::fmt;

use ::cms::signed_data::SignedData;
use aws_lc_rs::digest;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _, RSA_PKCS1_SHA256};
use data_encoding::HEXLOWER;
use der::{Encode as _, SecretDocument};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};
use rcgen::{CertificateParams, DnType, DnValue, ExtendedKeyUsagePurpose, IsCa, KeyPair, KeyUsagePurpose};
use secrecy::{ExposeSecret as _, SecretString};
use thiserror::Error;
use x509_cert::Certificate;

use timestamp::Question;
use update::Prepared;

const COUNTRY: &str = "CO";
/// Document signing (RFC 9336).
const DOCUMENT_SIGNING: [u64; 9] = [1, 3, 6, 1, 5, 5, 7, 3, 36];
const LIFETIME_YEARS: i64 = 10;
/// The label of PKCS#8 in PEM (RFC 7468 §10).
const PRIVATE_KEY: &str = "PRIVATE KEY";

/// A key and its certificate, ready to seal.
pub struct Seal {
    key: Key,
    /// The one of the key first, then those above it.
    certificates: Vec<Certificate>,
    fingerprint: String,
    owner: String,
}

enum Key {
    EcdsaP256(EcdsaKeyPair),
    Rsa(rsa::KeyPair),
}

/// A new key with its self-signed certificate, both as PEM.
pub struct NewSeal {
    pub key: SecretString,
    pub certificate: String,
}

/// Why nothing was sealed.
#[derive(Debug, Error)]
pub enum SealError {
    #[error("the key is not PKCS#8 PEM with a P-256 or an RSA key of at least 2048 bits")]
    Key,
    #[error("the certificate is not PEM, or says nothing about who owns it")]
    Certificate,
    #[error("the certificate belongs to another key")]
    OtherKey,
    #[error("the certificate is not valid at this time")]
    NotValidNow,
    #[error("the certificate could not be made")]
    NotMade(#[from] rcgen::Error),
    #[error("the key did not sign")]
    NotSigned,
    #[error("there is no time stamp: {0}")]
    NotStamped(String),
    #[error("the file is not a PDF that can be sealed: {0}")]
    File(String),
    #[error("the signature could not be written")]
    Encoding(#[from] der::Error),
}

impl Seal {
    /// Makes the seal of an organisation, for an installation that has not bought one.
    pub fn make(organisation: &str, at: Timestamp) -> Result<NewSeal, SealError> {
        let key = KeyPair::generate_for(&rcgen::PKCS_ECDSA_P256_SHA256)?;
        let mut asked = CertificateParams::default();
        asked.distinguished_name.push(DnType::CommonName, organisation);
        asked.distinguished_name.push(DnType::OrganizationName, organisation);
        asked.distinguished_name.push(DnType::CountryName, DnValue::PrintableString(COUNTRY.try_into()?));
        asked.is_ca = IsCa::ExplicitNoCa;
        asked.key_usages = vec![KeyUsagePurpose::DigitalSignature, KeyUsagePurpose::ContentCommitment];
        asked.extended_key_usages = vec![ExtendedKeyUsagePurpose::Other(DOCUMENT_SIGNING.to_vec())];
        let from = at.to_zoned(TimeZone::UTC).date();
        let midnight = |date: Date| {
            let [month, day] = [date.month(), date.day()].map(i8::unsigned_abs);
            rcgen::date_time_ymd(i32::from(date.year()), month, day)
        };
        asked.not_before = midnight(from);
        asked.not_after = midnight(from.saturating_add(LIFETIME_YEARS.years()));
        let certificate = asked.self_signed(&key)?;
        Ok(NewSeal { key: key.serialize_pem().into(), certificate: certificate.pem() })
    }

    /// Reads a seal: a key in PKCS#8, and its certificate, which those of its issuers may follow.
    pub fn from_pem(key: &SecretString, certificates: &str) -> Result<Self, SealError> {
        let key = Key::from_pem(key)?;
        // The reader of chains counts below zero where there is nothing to read.
        let certificates = Some(certificates.trim()).filter(|text| !text.is_empty());
        let certificates = certificates.ok_or(SealError::Certificate)?;
        let certificates =
            Certificate::load_pem_chain(certificates.as_bytes()).map_err(|_| SealError::Certificate)?;
        let own = certificates.first().ok_or(SealError::Certificate)?;
        let public_key = own.tbs_certificate.subject_public_key_info.subject_public_key.raw_bytes();
        if public_key != key.public_key() {
            return Err(SealError::OtherKey);
        }
        let fingerprint = HEXLOWER.encode(sha256(&own.to_der()?).as_ref());
        let owner = common_name(own).ok_or(SealError::Certificate)?;
        Ok(Self { key, fingerprint, owner, certificates })
    }

    /// The file with its seal, PAdES B-B. Fails outside the life of the certificate, rather than issue what readers reject.
    pub fn seal(&self, pdf: &[u8], at: Timestamp) -> Result<Vec<u8>, SealError> {
        let (prepared, signed) = self.signed(pdf, at, 0)?;
        prepared.fill(&cms::wrapped(&signed)?)
    }

    /// The file with its seal and a time stamp over it, PAdES B-T. `ask` sends the request to the authority as
    /// `application/timestamp-query`, within a time limit of its own, and brings the answer or why there is none.
    pub fn seal_with_time_stamp(
        &self,
        pdf: &[u8],
        at: Timestamp,
        ask: impl FnOnce(Vec<u8>) -> Result<Vec<u8>, String>,
    ) -> Result<Vec<u8>, SealError> {
        let (prepared, signed) = self.signed(pdf, at, timestamp::SPACE_BYTES)?;
        let question = Question::about(cms::signature(&signed))?;
        let answer = ask(question.bytes()?).map_err(SealError::NotStamped)?;
        let stamped = cms::stamped(signed, question.answered(&answer)?)?;
        prepared.fill(&cms::wrapped(&stamped)?)
    }

    fn signed(
        &self,
        pdf: &[u8],
        at: Timestamp,
        more_bytes: usize,
    ) -> Result<(Prepared, SignedData), SealError> {
        if at < self.valid_from() || at > self.valid_until() {
            return Err(SealError::NotValidNow);
        }
        let space_bytes = cms::space_bytes(&self.certificates)? + more_bytes;
        let prepared = update::prepare(pdf, &self.owner, at, space_bytes)?;
        let signed = cms::signed(self, prepared.digest().as_ref())?;
        Ok((prepared, signed))
    }

    /// SHA-256 of the certificate in hexadecimal digits: names the key in the audit log.
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// When the certificate ends.
    pub fn valid_until(&self) -> Timestamp {
        moment(self.own().tbs_certificate.validity.not_after)
    }

    fn valid_from(&self) -> Timestamp {
        moment(self.own().tbs_certificate.validity.not_before)
    }

    fn own(&self) -> &Certificate {
        &self.certificates[0]
    }
}

impl fmt::Debug for Seal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Seal").field("fingerprint", &self.fingerprint).finish_non_exhaustive()
    }
}

impl Key {
    fn from_pem(pem: &SecretString) -> Result<Self, SealError> {
        let (label, document) = SecretDocument::from_pem(pem.expose_secret()).map_err(|_| SealError::Key)?;
        if label != PRIVATE_KEY {
            return Err(SealError::Key);
        }
        let der = document.as_bytes();
        EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, der)
            .map(Self::EcdsaP256)
            .or_else(|_| rsa::KeyPair::from_pkcs8(der).map(Self::Rsa))
            .map_err(|_| SealError::Key)
    }

    fn public_key(&self) -> &[u8] {
        match self {
            Self::EcdsaP256(key) => key.public_key().as_ref(),
            Self::Rsa(key) => key.public_key().as_ref(),
        }
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SealError> {
        let random = SystemRandom::new();
        match self {
            Self::EcdsaP256(key) => key.sign(&random, message).map(|signature| signature.as_ref().to_vec()),
            Self::Rsa(key) => {
                let mut signature = vec![0; key.public_modulus_len()];
                key.sign(&RSA_PKCS1_SHA256, &random, message, &mut signature).map(|()| signature)
            }
        }
        .map_err(|_| SealError::NotSigned)
    }
}

fn common_name(certificate: &Certificate) -> Option<String> {
    use der::asn1::{PrintableStringRef, Utf8StringRef};
    let names = certificate.tbs_certificate.subject.0.iter().flat_map(|name| name.0.iter());
    let name = names.into_iter().find(|part| part.oid == cms::COMMON_NAME)?;
    let utf8 = name.value.decode_as::<Utf8StringRef<'_>>().map(|text| text.as_str().to_owned());
    utf8.or_else(|_| name.value.decode_as::<PrintableStringRef<'_>>().map(|text| text.as_str().to_owned()))
        .ok()
}

fn moment(time: x509_cert::time::Time) -> Timestamp {
    let seconds = i64::try_from(time.to_unix_duration().as_secs()).unwrap_or(i64::MAX);
    Timestamp::from_second(seconds).unwrap_or(Timestamp::MAX)
}

fn sha256(bytes: &[u8]) -> digest::Digest {
    digest::digest(&digest::SHA256, bytes)
}
